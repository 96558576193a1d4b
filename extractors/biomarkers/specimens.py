"""Which tumour or specimen a result belongs to, where a page tells several apart."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.notes import Note

SIDE = re.compile(r"\b(left|right)\b", re.I)
ORGAN_OF_A_SIDE = re.compile(
    r"\b(left|right)\b(?=[\s,:-]+(?:[\w-]+[\s,]+){0,3}?(breast|lung|tumou?r|lesion|mass|side|kidney|ovary|colon|axilla"
    r"|mastectomy|lumpectomy|excision|biopsy|cancer|carcinoma)\b)",
    re.I,
)
"""A side with what may be tested on both: no hip, and no lobe of a lung."""
LABEL = re.compile(
    r"(?:\b(?P<side>left|right)\b(?=[\s,:-]+(?:[\w-]+[\s,]+){0,3}?(?:breast|lung|tumou?r|lesion|mass|side|kidney|ovary|colon|lobe|"
    r"axilla|mastectomy|lumpectomy|excision|biopsy|cancer|carcinoma))|"
    r"(?:^|\n|[.;]\s+)\s*(?:specimen|part|block|tumou?r)(?:\b|(?=\d))\s*#?\s*(?P<part>[A-Z]\d{0,2}|\d{1,2})\b(?!\s*(?:cm|mm|of))|"
    r"(?:^|\n)\s*(?P<letter>[A-Z])[.)]\s|"
    r"\blaterality\s*:\W{0,3}(?P<lateral>left|right)\b|(?P<form>\bsynoptic\b))",
    re.I,
)
ORIGIN = re.compile(r"\b(germline|somatic)\b", re.I)
ORIGIN_BEFORE = re.compile(
    r"\b(?:germline|somatic)\b[)\s:,–-]*(?:(?:\w+ )?(?:genetic|panel|test(?:ing|s|ed)?|results?|analysis|sequencing"
    r"|mutations?|variants?|pathogenic|status|screen(?:ing)?|of|in|for|the)[\s:,–-]+){0,5}$",
    re.I,
)
ORIGIN_BEHIND = re.compile(
    r"(?:[\s,:;(–-]|\d{1,3}(?:\.\d+)?\s?%|\b(?:heterozygous|homozygous|hemizygous|variant|mutation|confirmed|detected"
    r"|pathogenic|likely|as|to be|is|was|of|in|VAF)\b){0,20}?\b(?P<origin>germline|somatic)\b"
    r"(?=\s*(?:(?:in\s+)?origin|variant|mutation|change)?\s*(?:[.,;)\n]|$))",
    re.I,
)
"""``c.68_69del heterozygous: confirmed germline``; not ``c.68_69del; germline testing recommended``."""
BOTH = re.compile(r"bilateral|both (?:sides|breasts|tumou?rs)", re.I)
EARLIER = re.compile(
    r"\b(?:original\w*|previous\w*|prior|past|former\w*|history|h/o|earlier|initial\w*|since|in (?:19|20)\d\d)\b"
    r"[^.;\n]{0,40}$",
    re.I,
)
"""Words before a side or specimen that has not been tested now."""
OTHERWISE = {"past_history", "family_history", "treatment", "plan", "clinical_history", "imaging"}
"""Sections that name sides of which no test is told."""
REACH = 1000
"""Characters before a result in which its side may stand."""
REACH_OF_ORIGIN = 80
LONG_LINE = 200
"""Characters: a longer line is a paragraph, or a page read without its line ends, and tells of several things."""


class Label(NamedTuple):
    """``end`` is where the words end that name a specimen or side; ``name`` is None where a form begins anew."""

    end: int
    name: str | None


def has_both_sides(text: str) -> bool:
    """Whether the same organ, or the same kind of tissue, is named of both sides."""
    named = {(side.casefold(), organ.casefold()) for side, organ in ORGAN_OF_A_SIDE.findall(text)}
    return any(("left", organ) in named and ("right", organ) in named for _, organ in named)


def side_beside(note: Note, start: int) -> str | None:
    """The one side that the line or sentence names before the result, for a page that tells of both."""
    line, sentence = note.line(start), note.sentence(start)
    head = min(line.start, sentence.start) if line.end - line.start <= LONG_LINE else sentence.start
    before = note.text[max(head, start - REACH) : start]
    sides = {side.casefold() for side in SIDE.findall(before)}
    return sides.pop() if len(sides) == 1 and not BOTH.search(before) else None


def origin_beside(note: Note, start: int, head: int, end: int) -> str | None:
    """Whether the words of a result, or right before it, tell that the change is inherited or of the tumour alone."""
    before = ORIGIN_BEFORE.search(note.text, max(note.line(start).start, start - REACH_OF_ORIGIN), min(start, head))
    behind = ORIGIN_BEHIND.match(note.text, end, min(note.line(max(start, end - 1)).end, end + REACH_OF_ORIGIN))
    beside = (before[0] if before else "", note.text[start:end], behind["origin"] if behind else "")
    said = {word.casefold() for word in ORIGIN.findall(" ".join(beside))}
    return said.pop() if len(said) == 1 else None


def find_labels(note: Note) -> tuple[Label, ...]:
    """The labels of specimens and sides on the page, in order."""
    return tuple(_labels(note))


def _labels(note: Note) -> Iterator[Label]:
    for label in LABEL.finditer(note.text):
        side, part = label["side"] or label["lateral"], label["part"] or label["letter"]
        if label["form"]:
            yield Label(label.end(), None)  # a form that sums up begins: it tells the side anew, or nothing
        elif not EARLIER.search(note.text, max(label.start() - 60, 0), label.start()) and (
            note.section(label.start()) not in OTHERWISE
        ):
            yield Label(label.end(), side.casefold() if side else part.upper())


def specimen_above(labels: Sequence[Label], start: int) -> str | None:
    """The nearest label before the result, however far above: only for results that differ."""
    place = bisect_right(labels, start, key=lambda label: label.end)
    return labels[place - 1].name if place else None
