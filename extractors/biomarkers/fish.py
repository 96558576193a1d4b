"""Results of FISH as the laboratory writes them (ISCN 2020): ``nuc ish(TP53x1,CEP17x2)[120/200]``.

Two genes of which signals lie together (``con``) are joined, one whose ends lie apart (``sep``) is rearranged; of two
signals of each nothing has changed. A single signal of a gene beside two of its chromosome's centre is its loss. What
else the numbers may mean, as those of gains by whole chromosomes, is not told.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.biomarkers.vocabulary import Marker, load_vocabulary
from extractors.sentences import Span

PART = r"\((?:[^()\n]|\([^()\n]{1,40}\)){1,80}\)(?:x\d)?"
FORMULA = re.compile(rf"(?<![A-Za-z])nuc[ ]ish[ ]?{PART}(?:,?[ ]?{PART}){{0,4}}(?:[ ]?\[\d{{1,4}}(?:/\d{{1,4}})?\])?")
BREAK_APART = frozenset(
    ("ALK", "BCL2", "BCL6", "DDIT3", "EWSR1", "FOXO1", "KMT2A", "MECOM", "MYC", "NUP98", "RARA", "RET", "ROS1", "SS18")
)
"""Genes of which a probe without the centre of the chromosome looks for a rearrangement."""
GENE = r"[A-Z][A-Z0-9]{1,9}"
JOINED = re.compile(rf"(?P<first>{GENE})\s+con\s+(?P<second>{GENE})")
APART = re.compile(rf"(?:5['’])?(?P<gene>{GENE})\s+sep\s+(?:3['’])?(?P=gene)")
COUNTED = re.compile(rf"(?<![A-Za-z0-9'’])(?P<gene>{GENE})(?:x(?P<own>\d))?(?=[,)])")
SHARED = re.compile(r"\)x(\d)")
CENTRE = re.compile(r"^(?:CEP|D\d{1,2}Z)\d{1,2}$|^D\d{1,2}Z\d$")


class Signal(NamedTuple):
    """``alteration`` is None where the signals are those of an unchanged cell."""

    marker: Marker
    result: str
    alteration: str | None
    start: int
    end: int


def find_fish_formulas(text: str) -> Iterator[Span]:
    return (Span(*found.span()) for found in FORMULA.finditer(text))


def read_signals(text: str, formula: Span) -> Iterator[Signal]:
    """The markers of one formula that it tells of, each once."""
    said, markers = text[formula.start : formula.end], load_vocabulary().markers
    joined = [pair for one in JOINED.finditer(said) if (pair := _fusion(one["first"], one["second"]))]
    apart = [one["gene"] for one in APART.finditer(said) if one["gene"] in markers]
    if joined or apart or " con " in said or " sep " in said:
        yield from (Signal(markers[name], "positive", "fusion", *formula) for name in dict.fromkeys((*joined, *apart)))
        return
    counts = _counts(said)
    genes = [gene for gene in counts if not CENTRE.match(gene)]
    if len(genes) == 2 and set(counts.values()) == {2} and (name := _fusion(*genes)):
        yield Signal(markers[name], "negative", "fusion", *formula)
    elif len(genes) == 1 and genes[0] in markers:
        yield from _of_one(markers[genes[0]], counts, formula)


def _of_one(marker: Marker, counts: dict[str, int], formula: Span) -> Iterator[Signal]:
    centres = [count for name, count in counts.items() if CENTRE.match(name)]
    if counts[marker.name] == 1 and centres == [2]:
        yield Signal(marker, "positive", "deletion", *formula)
    elif set(counts.values()) == {2} and (centres or marker.name in BREAK_APART):
        yield Signal(marker, "negative", "deletion" if centres else "fusion", *formula)


def _counts(said: str) -> dict[str, int]:
    """The signals of each probe: its own number, or that behind the brackets it shares."""
    shared = SHARED.search(said)
    found: dict[str, int] = {}
    for one in COUNTED.finditer(said):
        count = one["own"] or (shared[1] if shared else None)
        if count:
            found.setdefault(one["gene"], int(count))
    return found


def _fusion(first: str, second: str) -> str | None:
    markers = load_vocabulary().markers
    return next((name for name in (f"{first}::{second}", f"{second}::{first}") if name in markers), None)
