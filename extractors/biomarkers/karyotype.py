"""Karyotypes as the laboratory writes them (ISCN 2020): ``45,XY,t(8;21)(q22;q22),-7[18]/46,XY[2]``.

Only changes that stand in the formula are told, each with its own words as evidence. Whether a karyotype is complex is
never reckoned, and of a graft (behind ``//``) nothing is read.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.biomarkers.vocabulary import Marker, load_vocabulary
from extractors.sentences import Span

CHANGE = r"(?:[a-z]{2,5}|[+-])?[^\s,;/\[\]()]{0,8}(?:\([^()\n]{1,30}\)){0,3}(?:x\d|\?)?"
CLONE = rf"\d\d(?:[~-]\d\d)?,[XY?]{{1,4}}(?:,[ ]?{CHANGE}){{0,25}}(?:\[(?:cp)?\d{{1,3}}\])?"
FORMULA = re.compile(rf"(?<![\d,.]){CLONE}(?:/{CLONE})*(?://)?")
PARTS = re.compile(rf",[ ]?({CHANGE})")
ARM = re.compile(r"(?P<sort>del|dup|inv)\((?P<number>\d{1,2})\)?\(?(?P<arm>[pq])")
JOINED = re.compile(r"(?:t|der)\((?P<first>\d{1,2});(?P<second>\d{1,2})\)|inv\((?P<turned>\d{1,2})\)")
WHOLE = re.compile(r"(?P<sign>[+-])(?P<number>\d{1,2}|[XY])$")
"""A whole chromosome that is gained or lost: ``-7`` is no ``del(7q)``, of which a part is left."""


class Change(NamedTuple):
    marker: Marker
    start: int
    end: int


def find_formulas(text: str) -> Iterator[Span]:
    return (Span(*found.span()) for found in FORMULA.finditer(text) if not found.group().endswith("//"))


def find_changes(text: str, formula: Span) -> Iterator[Change]:
    """The changes of a formula that are markers, each once."""
    told = set[str]()
    markers = load_vocabulary().markers
    for found in PARTS.finditer(text, *formula):
        name = _named(found[1])
        if name in markers and name not in told and not found[1].endswith("?"):
            told.add(name)
            yield Change(markers[name], *found.span(1))


def _named(change: str) -> str:
    if joined := JOINED.match(change):
        return f"inv({joined['turned']})" if joined["turned"] else f"t({joined['first']};{joined['second']})"
    if arm := ARM.match(change):
        gained = arm["sort"] == "dup"
        return f"{arm['number']}{arm['arm']} gain" if gained else f"{arm['sort']}({arm['number']}{arm['arm']})"
    whole = WHOLE.match(change)
    return f"{'trisomy' if whole['sign'] == '+' else 'monosomy'} {whole['number']}" if whole else ""
