"""Pages in, facts out: every kind's room is asked in turn, and each fact is checked against its page."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from core.records import DocumentType, Fact, Page, Reading
from extractors import (
    biomarker,
    diagnosis,
    extent,
    finding,
    grade,
    lab,
    recognised_biomarkers,
    recognised_treatments,
    stage,
    treatment,
)
from extractors.biomarkers.repeated import told_of_earlier_time
from extractors.denials import with_denials
from extractors.document_type import classify
from extractors.entry_date import date_by_entry, told_at_visits
from extractors.mentions import Mention
from extractors.notes import Note
from extractors.preliminary import without_preliminary
from extractors.report_date import date_by_reports, date_facts, find_report_date, find_reports, report_at
from extractors.stated import as_past_as_cancer
from extractors.stay_dates import date_by_stay
from extractors.treatment_written import find_written
from extractors.visit_date import date_by_visit

FINDERS: tuple[Callable[[Note], Iterator[Fact]], ...] = (
    diagnosis.find,
    stage.find,
    grade.find,
    biomarker.find,
    treatment.find,
    finding.find,
    extent.find,
    lab.find,
)


RECOGNISED: tuple[Callable[[Note], Iterator[Fact]], ...] = (recognised_treatments.find, recognised_biomarkers.find)
"""What the tagger alone finds. Nothing a vocabulary lists comes from these."""


def extract_page(page: Page, mentions: Iterable[Mention] = (), written: str | None = None) -> tuple[Fact, ...]:
    """All facts one page states, without doubles. An empty page costs nothing. ``mentions`` are what was recognised.

    ``written`` is the last day that the pages of its document give for themselves.
    """
    if not page.text.strip():
        return ()
    note = Note(page, mentions=mentions, written=written)
    finders = (*(RECOGNISED if note.mentions else ()), *FINDERS)
    told = without_preliminary(page.text, (fact for find in finders for fact in find(note)))
    dated = date_by_entry(page, tuple(finding.without_told_twice(told)), written)
    found = {fact.id: fact for fact in as_past_as_cancer(note, dated)}
    if not all(page.holds(evidence) for fact in found.values() for evidence in fact.evidence):
        raise AssertionError(f"an extractor quotes what page {page.number} does not say")
    return tuple(found.values())


def with_facts(reading: Reading, mentions: Sequence[Iterable[Mention]] = ()) -> Reading:
    """The reading with its type, and with the facts of its pages, dated by the report where they have no date.

    ``mentions`` are those of each page in turn; without them rules alone are asked.
    """
    kind = classify(reading.pages)
    written = max(filter(None, (find_written(page.text) for page in reading.pages)), default=None)
    found = [
        fact
        for page, own in zip(reading.pages, mentions or [()] * len(reading.pages), strict=True)
        for fact in extract_page(page, own, written)
    ]
    dated = date_by_visit(_dated_by_report(found, reading.pages, kind), reading.pages, kind)
    facts = tuple(with_denials(date_by_stay(dated, reading.pages), reading.pages))
    return reading.model_copy(update={"type": kind, "facts": facts})


def _dated_by_report(facts: Sequence[Fact], pages: Sequence[Page], kind: DocumentType) -> tuple[Fact, ...]:
    """By the date of the report, or each by that of its own where the document holds several."""
    if date := find_report_date(pages, kind):
        but = told_of_earlier_time(facts, pages, date.value) | told_at_visits(facts, pages, date.value)
        return date_facts(facts, date, but=but)
    reports = find_reports(pages, kind, facts)
    if not reports:
        return tuple(facts)
    earlier: set[str] = set()
    for year in {report.date.value[:4] for report in reports}:
        theirs = [
            fact for fact in facts if (one := report_at(reports, fact.evidence[0])) and one.date.value[:4] == year
        ]
        earlier |= told_of_earlier_time(theirs, pages, year)
    return tuple(date_by_reports(facts, reports, but=earlier))
