"""The date a report gives for all it says: when its specimen was taken, else received, else reported.

Only for reports of one examination (pathology, molecular, laboratory, imaging): a letter speaks of many dates. A label
with two different dates (two specimens, an addendum) gives no one date. Without a label the title of an image may end
with its day, ``CT CHEST - 3 Feb 2026``, and the line of a specimen, ``Sample: right iliac crest, 11 Nov 2025``. Where
each date heads results of its own, as in a document of several reports, each dates what stands below it. Labels and
their rank: data/rules/report_dates.tsv.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from core.records import DocumentType, Evidence, Fact, Finding, Grade, Page
from extractors.dates import DateMention, find_dates
from extractors.rules import read_table

ONE_EXAMINATION = {DocumentType.PATHOLOGY, DocumentType.MOLECULAR, DocumentType.LABORATORY, DocumentType.IMAGING}
DATED_KINDS = {"diagnosis", "stage", "grade", "biomarker", "finding", "lab"}
BETWEEN = re.compile(r"[\s:.|-]{0,6}(?:on|at|date)?[\s:.|-]{0,6}(?:\d{1,2}:\d{2}\s?(?:am|pm)?[\s,]*)?", re.I)
"""What may stand between a label and its date: nothing that could make it another's."""

OF_CELLS = re.compile(r"\b(?:cells?|eggs?|oocytes?|sperm|PBSC|donor)\s+(?:\w+\s+)?$", re.I)
"""What is collected to be given back, and not to be examined."""
OF_SECTION = re.compile(r"^[ \t]*[A-Za-z][\w /-]{2,30}[ ]\($", re.M)
"""A heading whose brackets tell the day of its own lines, ``Histology (reported 09.04.25):``, not of the whole form."""
TITLE = 600
"""Characters at the head of a report in which the day of what it reports stands."""
IMAGE_TITLE = re.compile(
    r"(?!.*\b(?:compar\w+|previous|prior|history|indication|reported|typed|printed|born|DOB)\b)"
    r".*\b(?:CT|MRI?|PET(?:[-/ ]?CT)?|scan|ultrasound|x-?ray|mammogra\w+|radiograph|imaging|bone scan)\b"
    r"[^.;:]{0,60}?(?:[ ]{2,}|[ ]?[-–—,:(][ ]?|[ ](?:of|on)[ ]|,?[ ](?:dt|dated)\.?:?[ ])",
    re.I,
)
SAMPLE_LINE = re.compile(r"[ \t]*(?:samples?|specimens?)[ \t]*:[^.;:]{3,70},[ ]?(?:taken |collected )?(?:on )?", re.I)
PARAGRAPH = re.compile(r"\n[ \t]*\n")
ONE_OF_SEVERAL = re.compile(
    r"^[ \t#*=_-]*(?:report|document)[ \t]*(?:no\.?|number)?[ \t]*(\d|i{1,3})\b(?![/.\d-])", re.I | re.M
)
"""The heading of one report in a document that holds several: ``REPORT 2 - SURGICAL SPECIMEN``."""


Place = tuple[int, int]
"""Number of the page and offset on it, in reading order."""


class ReportDate(NamedTuple):
    value: str
    evidence: Evidence

    @property
    def place(self) -> Place:
        return self.evidence.page, self.evidence.start


class Report(NamedTuple):
    """One of several reports in a document: what stands between its places."""

    start: Place
    end: Place
    date: ReportDate


def find_report_date(pages: Sequence[Page], kind: DocumentType) -> ReportDate | None:
    if kind not in ONE_EXAMINATION or len({one[1] for page in pages for one in ONE_OF_SEVERAL.finditer(page.text)}) > 1:
        return None
    found = next(filter(None, _labelled(pages)), None) or [*_unlabelled(pages, kind)]
    return found[0] if found and len({date.value for date in found}) == 1 else None


def _unlabelled(pages: Sequence[Page], kind: DocumentType) -> Iterator[ReportDate]:
    """The days that end the title of an image or the line that tells of what the specimen is."""
    line = IMAGE_TITLE if kind is DocumentType.IMAGING else SAMPLE_LINE
    for page in pages:
        for one in find_dates(page.text[:TITLE]):
            start = page.text.rfind("\n", 0, one.start) + 1
            end = page.text.find("\n", one.end)
            before, behind = page.text[start : one.start], page.text[one.end : end if end >= 0 else None]
            if _is_full(one.value) and not one.bound and not behind.strip(" .\t\r") and line.fullmatch(before):
                yield ReportDate(one.value, page.evidence(one.start, one.end))


def find_reports(pages: Sequence[Page], kind: DocumentType, facts: Sequence[Fact]) -> tuple[Report, ...]:
    """The reports of a document that holds several, each with its date; none unless every one tells something.

    They begin at their headings (``REPORT 2``), else at the paragraphs with the dates of the best label. Of dates that
    stand together above all results nothing says whose they are.
    """
    if kind is DocumentType.LETTER:
        return ()
    headings = [(page.number, one.start()) for page in pages for one in ONE_OF_SEVERAL.finditer(page.text)]
    labelled = [sorted(dates, key=_place) for dates in _labelled(pages)]
    dates = next(filter(None, labelled), [])
    starts = headings if len(headings) > 1 else [*_paragraphs(pages, dates)]
    ends = [*starts[1:], (pages[-1].number + 1, 0)] if starts else []
    found = [_report(start, end, labelled) for start, end in zip(starts, ends, strict=True)]
    reports = tuple(one for one in found if one)
    told = sorted(_place_of(fact) for fact in facts if fact.kind in DATED_KINDS and not fact.date)
    days = {one.date.value for one in reports}
    telling = sorted(_place_of(fact) for fact in facts if fact.kind in DATED_KINDS and fact.date in {None, "", *days})
    is_told = all(_has_one(telling, (one.date.evidence.page, one.date.evidence.end), one.end) for one in reports)
    is_whole = len(reports) == len(found) > 1 and not (told and told[0] < starts[0])
    return reports if is_told and is_whole else ()


def _has_one(told: Sequence[Place], start: Place, end: Place) -> bool:
    number = bisect_left(told, start)
    return number < len(told) and told[number] < end


def _report(start: Place, end: Place, labelled: Sequence[Sequence[ReportDate]]) -> Report | None:
    """With its best date; None where it has several of one label."""
    for dates in labelled:
        own = dates[bisect_left(dates, start, key=_place) : bisect_left(dates, end, key=_place)]
        if own:
            return Report(start, end, own[0]) if len({one.value for one in own}) == 1 else None
    return None


def _place(date: ReportDate) -> Place:
    return date.place


def _place_of(fact: Fact) -> Place:
    return fact.evidence[0].page, fact.evidence[0].start


def _paragraphs(pages: Sequence[Page], dates: Sequence[ReportDate]) -> Iterator[Place]:
    """Where the paragraph of each date begins; of a second one in it, the line."""
    texts = {page.number: page.text for page in pages}
    breaks = {page.number: [0, *(one.end() for one in PARAGRAPH.finditer(page.text))] for page in pages}
    last = (-1, 0)
    for number, place in (one.place for one in dates):
        start = (number, breaks[number][bisect_right(breaks[number], place) - 1])
        yield start if last < start else (number, texts[number].rfind("\n", 0, place) + 1)
        last = (number, place)


def date_facts(facts: Iterable[Fact], date: ReportDate | None, but: Collection[str] = frozenset()) -> tuple[Fact, ...]:
    """Gives the report's date to the facts that have none of their own, with the place that states it as evidence;
    not to those with the ids ``but``, which are of an earlier time.
    """
    return tuple(_dated(fact, date) if date and fact.id not in but else fact for fact in facts)


def date_by_reports(facts: Iterable[Fact], reports: Sequence[Report], but: Collection[str]) -> Iterator[Fact]:
    """As ``date_facts``, by the report that tells each; a grade or finding of two reports is of both."""
    for fact in facts:
        told: dict[Report | None, list[Evidence]] = {}
        for one in fact.evidence:
            told.setdefault(report_at(reports, one), []).append(one)
        is_of_each = isinstance(fact, Finding | Grade) and not fact.date and fact.id not in but
        parts = (
            [(report, tuple(own)) for report, own in told.items()]
            if is_of_each
            else [(next(iter(told)), fact.evidence)]
        )
        for report, evidence in parts:
            part = fact.model_copy(update={"evidence": evidence})
            yield _dated(part, report.date) if report and fact.id not in but else part


def report_at(reports: Sequence[Report], evidence: Evidence) -> Report | None:
    place = evidence.page, evidence.start
    number = bisect_right(reports, place, key=lambda one: one.start) - 1
    return reports[number] if number >= 0 and place < reports[number].end else None


def _dated(fact: Fact, date: ReportDate) -> Fact:
    if (
        fact.date
        or fact.kind not in DATED_KINDS
        or fact.assertion in ("historical", "planned")
        or fact.subject == "family"
    ):
        return fact
    return fact.model_copy(update={"date": date.value, "evidence": (*fact.evidence, date.evidence)})


@lru_cache(maxsize=1)
def _labels() -> tuple[re.Pattern[str], ...]:
    rows = sorted(read_table(RULES / "report_dates.tsv", "rank", "label"), key=lambda row: int(row["rank"]))
    return tuple(re.compile(rf"(?<!\w)(?:{row['label']})(?:/time)?[ \t]*:?(?!\w)", re.I) for row in rows)


def _labelled(pages: Sequence[Page]) -> Iterator[list[ReportDate]]:
    """The dates behind each label in turn, the best first."""
    dated = [(page, find_dates(page.text)) for page in pages]
    for label in _labels():
        yield [one for page, dates in dated for one in _behind(page, dates, label)]


def _behind(page: Page, dates: Sequence[DateMention], label: re.Pattern[str]) -> Iterator[ReportDate]:
    for match in label.finditer(page.text):
        if OF_CELLS.search(page.text, max(0, match.start() - 30), match.start()):
            continue
        number = bisect_left(dates, match.end(), key=lambda one: one.start)
        date = dates[number] if number < len(dates) else None
        of_section = OF_SECTION.search(page.text, max(0, match.start() - 40), match.start())
        if date and of_section and page.text[date.end : date.end + 2] == "):":
            continue
        if date and _is_full(date.value) and BETWEEN.fullmatch(page.text, match.end(), date.start):
            yield ReportDate(date.value, page.evidence(match.start(), date.end))


def _is_full(value: str) -> bool:
    return value.count("-") == 2
