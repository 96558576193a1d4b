"""The date that opens an entry of a timeline: ``18 February 2022    Colectomy. Pathologic stage pT3 pN1b …``.

It holds for what the entry states beside its treatments, which have a reading of dates of their own. An entry is the
line with the date in front and the lines set further in below it. Within a sentence the date of an examination, an
operation or a cancer holds for what is told of it: ``CT 16/04/2025 ?T4 ?N2``, ``colon cancer (2012, pT2 N0)``.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.records import Assertion, Evidence, Fact, Finding, Page, Subject
from extractors.dates import DateMention, find_dates
from extractors.sentences import Span, span_at, split_sentences

DATED_KINDS = ("stage", "grade", "finding")
STATED = (Assertion.PRESENT, Assertion.ABSENT)
LABELLED = re.compile(r"[ ]{2,}|\t|[ ]?[:–—-][ ]|[ ]?:")
"""What stands between the date of an entry and its text: columns, a colon or a dash."""
LINE = re.compile(r"^[^\n]*$", re.M)
SAID = (*STATED, Assertion.POSSIBLE, Assertion.HISTORICAL)
IMAGING = r"CT|MRI?|PET(?:[-/ ]CT)?|scans?|ultrasound|USS|X-?rays?|mammogra\w+|\w+oscopy"
OPERATION = r"biops\w+|excised|resected|curettings?|cytology|FNA|histology|resection|excision|specimen|TUR\w*|\w+ectomy"
WORDS_TO_DATE = (
    r"(?:[\s,(:]+(?!(?:planned|booked|due|scheduled|arranged|requested|for|with|than|since|before|after|until|compar\w+"
    r"|versus|vs|reported|reviewed)\b|\d+[/.-]\d)[\w/#-]+){0,4}?[\s,(:]*$"
)
IMAGED = re.compile(rf"\b(?:{IMAGING})\b{WORDS_TO_DATE}", re.I)
OPERATED = re.compile(rf"\b(?:{OPERATION})\b{WORDS_TO_DATE}", re.I)
CANCER_IN = re.compile(
    r"\b(?:cancer|\w*carcinoma|\w*sarcoma|melanoma|lymphoma|tumou?r|primary)\b"
    r"[\s,]*(?:\(\s*)?(?:(?:was |first )?diagnosed\s*)?(?:in\s+)?$",
    re.I,
)
BARE_YEAR = re.compile(r"(?<![\d/.-])(?:19[5-9]\d|20[0-3]\d)(?![\d/.-])")
"""Counts as a date behind the name of a cancer: ``colon cancer 2018 pT3``."""
NO_LONGER = re.compile(
    r";|\b(?:now|then|today|current\w*|since|later|until|subsequent\w*|recur\w*|relaps\w*|progress\w*|new|for|but"
    rf"|compar\w+|previous\w*|baseline|followed|after|{IMAGING}|{OPERATION})\b",
    re.I,
)
"""What stands between a date and a thing that is of another day."""
OWN_DATE = re.compile(r"[\s,]{0,2}\(?(?:(?:in|on|diagnosed)\s+)*$", re.I)
LATE = {"metastasis", "disease_extent", "performance_status"}
"""Findings that come long after the operation beside which they are told."""


class Entry(NamedTuple):
    """``dates`` are all that it names, each with where it stands; the first opens it."""

    start: int
    end: int
    dates: tuple[tuple[int, str], ...]

    def date_at(self, place: int) -> str | None:
        """None where another date stands between the entry's own and the place."""
        before = [value for start, value in self.dates if start < place]
        return before[0] if len(before) == 1 else None


def date_by_entry(page: Page, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, those without a date with that of the entry, or of the dated thing, that they are stated of.

    What is stated at two dates is told of each. A doubt that is told again without a date is that of the date.
    """
    text, entries, dates = page.text, tuple(_entries(page.text)), _dates(page.text)
    sentences = split_sentences(text) if dates else ()
    for fact in facts:
        is_theirs = fact.subject is Subject.PATIENT and fact.assertion in SAID
        if fact.date or fact.kind not in DATED_KINDS or not is_theirs or not dates:
            yield fact
            continue
        stated = entries if fact.assertion in STATED else ()
        told: dict[str | None, list[Evidence]] = {}
        for one in fact.evidence:
            date = _date_of(stated, one.start) or _date_in_sentence(text, sentences, dates, fact, one)
            told.setdefault(date, []).append(one)
        if fact.assertion is Assertion.POSSIBLE and len(told.keys() - {None}) == 1:
            told.setdefault((told.keys() - {None}).pop(), []).extend(told.pop(None, ()))
        yield from (fact.model_copy(update={"date": date, "evidence": tuple(own)}) for date, own in told.items())


def _dates(text: str) -> tuple[DateMention, ...]:
    """Those that are written as dates, and the years behind the name of a cancer."""
    found = find_dates(text)
    years = (
        DateMention(*year.span(), year[0])
        for year in BARE_YEAR.finditer(text)
        if CANCER_IN.search(text, max(0, year.start() - 40), year.start())
        and not any(one.start < year.end() and year.start() < one.end for one in found)
    )
    return tuple(sorted((*found, *years)))


def _date_in_sentence(
    text: str, sentences: tuple[Span, ...], dates: tuple[DateMention, ...], fact: Fact, quote: Evidence
) -> str | None:
    """The date of what the sentence tells the fact of: the nearest before it, of an examination or of the cancer."""
    if any(quote.start <= one.start <= quote.end + 12 and OWN_DATE.match(text[quote.end : one.start]) for one in dates):
        return None
    sentence = span_at(sentences, quote.start)
    date = next((one for one in reversed(dates) if sentence.start <= one.start and one.end <= quote.start), None)
    if date is None or date.bound or NO_LONGER.search(text, date.end, quote.start):
        return None
    before = text[max(sentence.start, date.start - 60) : date.start]
    told_of = (IMAGED.search(before), OPERATED.search(before), CANCER_IN.search(before))
    if isinstance(fact, Finding):
        told_of = told_of[:1] if fact.name in LATE else told_of[:2]
    return date.value if any(told_of) else None


def _date_of(entries: tuple[Entry, ...], start: int) -> str | None:
    return next((one.date_at(start) for one in entries if one.start <= start < one.end), None)


def _entries(text: str) -> Iterator[Entry]:
    found = find_dates(text)
    lines = [*LINE.finditer(text)]
    for number, line in enumerate(lines):
        indent = len(line[0]) - len(line[0].lstrip(" •*-"))
        opening = next((one for one in found if one.start == line.start() + indent), None)
        if opening is None or opening.bound or not LABELLED.match(text, opening.end):
            continue
        end = line.end()
        for below in lines[number + 1 :]:
            if not below[0].strip() or len(below[0]) - len(below[0].lstrip()) <= indent:
                break
            end = below.end()
        yield Entry(
            line.start(), end, tuple((one.start, one.value) for one in found if line.start() <= one.start < end)
        )
