"""Which tumour or specimen a result belongs to, where a page tells several apart."""

import re

from extractors.notes import Note

SIDE = re.compile(r"\b(left|right)\b", re.I)
LABEL = re.compile(
    r"(?:\b(?P<side>left|right)\b(?=[\s,:-]+(?:[\w-]+[\s,]+){0,3}?(?:breast|lung|tumou?r|lesion|mass|side|kidney|ovary|colon|lobe|"
    r"axilla|mastectomy|lumpectomy|excision|biopsy|cancer|carcinoma))|"
    r"(?:^|\n|[.;]\s+)\s*(?:specimen|part|block|tumou?r)(?:\b|(?=\d))\s*#?\s*(?P<part>[A-Z]\d{0,2}|\d{1,2})\b(?!\s*(?:cm|mm|of))|"
    r"(?:^|\n)\s*(?P<letter>[A-Z])[.)]\s|"
    r"\blaterality\s*:\W{0,3}(?P<lateral>left|right)\b|(?P<form>\bsynoptic\b))",
    re.I,
)
BOTH = re.compile(r"bilateral|both (?:sides|breasts|tumou?rs)", re.I)
EARLIER = re.compile(
    r"\b(?:original\w*|previous\w*|prior|past|former\w*|history|h/o|earlier|initial\w*|since|in (?:19|20)\d\d)\b"
    r"[^.;\n]{0,40}$",
    re.I,
)
"""Words before a side or specimen that has not been tested now."""
OTHERWISE = {"past_history", "family_history", "treatment", "plan", "clinical_history", "imaging"}
"""Sections that name sides of which no test is told."""
LONG_LINE = 200
"""Characters: a longer line is a paragraph, or a page read without its line ends, and tells of several things."""


def side_beside(note: Note, start: int) -> str | None:
    """The one side that the line or sentence names before the result, on a page that tells of both."""
    if len({side.casefold() for side in SIDE.findall(note.text)}) < 2:
        return None
    line, sentence = note.line(start), note.sentence(start)
    head = min(line.start, sentence.start) if line.end - line.start <= LONG_LINE else sentence.start
    before = note.text[head:start]
    sides = {side.casefold() for side in SIDE.findall(before)}
    return sides.pop() if len(sides) == 1 and not BOTH.search(before) else None


def specimen_above(note: Note, start: int) -> str | None:
    """The nearest label of a specimen or side before the result, however far above: only for results that differ."""
    nearest = None
    for label in LABEL.finditer(note.text, 0, start):
        side, part = label["side"] or label["lateral"], label["part"] or label["letter"]
        if label["form"]:
            nearest = None  # a form that sums up begins: it tells the side anew, or nothing
            continue
        if (
            EARLIER.search(note.text, max(label.start() - 60, 0), label.start())
            or note.section(label.start()) in OTHERWISE
        ):
            continue
        nearest = side.casefold() if side else part.upper()
    return nearest
