"""What the rest of a sentence does to a statement in it: denies it, supposes it, or speaks of tumours in general.

The grammar of shapes.py reads a marker with the words right beside it. A "no" at the head of the sentence, or "in half
of melanomas" at its end, governs it from further away. Where that is unsure the statement is left out.
"""

import re
from functools import lru_cache
from typing import Literal

from core.places import RULES
from extractors.rules import read_table

Says = Literal["general", "supposes", "denies", "settles", "revokes"]
"""``settles`` ends a denial: a verb or a contrast between "no" and marker. ``revokes`` stands after the marker."""
NEW_LINE = re.compile(r"\n(?=[ \t]*[A-Z][a-z])")
"""A line that begins with a capital and not with a symbol is no rest of the sentence above it."""
FARTHEST_AFTER = 45
"""Characters after a statement in which a word may take it back."""


@lru_cache(maxsize=1)
def load_governors() -> dict[str, re.Pattern[str]]:
    grouped: dict[str, list[str]] = {}
    for row in read_table(RULES / "biomarker_governing.tsv", "pattern", "says"):
        grouped.setdefault(row["says"], []).append(row["pattern"])
    return {says: re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.I) for says, patterns in grouped.items()}


def _says(says: Says) -> re.Pattern[str]:
    return load_governors()[says]


def is_general(text: str, start: int, end: int) -> bool:
    """Whether the sentence ``text``, with a statement at ``start:end``, tells of patients, tumours or tests at large:
    ``BRAF mutations are found in half of melanomas``.
    """
    breaks = [found.start() for found in NEW_LINE.finditer(text)]
    first = max((place for place in breaks if place <= start), default=0)
    last = min((place for place in breaks if place >= end), default=len(text))
    return _says("general").search(text, first, last) is not None


def is_denied(before: str) -> bool:
    """Whether the words before a statement deny it: ``No resistance mutation (EGFR p.T790M) was detected``.

    A "no" in another row or cell of a table denies nothing.
    """
    denials = list(_says("denies").finditer(before))
    if not denials:
        return False
    between = before[denials[-1].end() :]
    if "\t" in between or ("\t" in before and "\n" in between):
        return False
    return _says("settles").search(between) is None


def is_supposed(before: str) -> bool:
    return _says("supposes").search(before) is not None


def is_revoked(after: str) -> bool:
    """Whether the words after a statement take it back: ``BRAF V600E mutation was ruled out``."""
    clause = re.split(r"[.;,:\n\t]", after[:FARTHEST_AFTER])[0]
    return _says("revokes").search(clause) is not None
