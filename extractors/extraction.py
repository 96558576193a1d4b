"""Pages in, facts out: every kind's room is asked in turn, and each fact is checked against its page."""

from collections.abc import Callable, Iterable, Iterator

from core.records import Fact, Page, Reading
from extractors import biomarker, diagnosis, finding, grade, lab, stage, treatment
from extractors.document_type import classify
from extractors.notes import Note
from extractors.report_date import date_facts, find_report_date

FINDERS: tuple[Callable[[Note], Iterator[Fact]], ...] = (
    diagnosis.find,
    stage.find,
    grade.find,
    biomarker.find,
    treatment.find,
    finding.find,
    lab.find,
)


def extract_page(page: Page) -> tuple[Fact, ...]:
    """All facts one page states, without doubles. An empty page costs nothing."""
    if not page.text.strip():
        return ()
    note = Note(page)
    found = {fact.id: fact for find in FINDERS for fact in find(note)}
    if not all(page.holds(evidence) for fact in found.values() for evidence in fact.evidence):
        raise AssertionError(f"an extractor quotes what page {page.number} does not say")
    return tuple(found.values())


def with_facts(reading: Reading, facts: Iterable[Fact] | None = None) -> Reading:
    """The reading with its type, and with the facts of its pages, dated by the report where they have no date.

    ``facts`` are those of all its pages where they have been extracted already.
    """
    kind = classify(reading.pages)
    found = facts if facts is not None else [fact for page in reading.pages for fact in extract_page(page)]
    dated = date_facts(found, find_report_date(reading.pages, kind))
    return reading.model_copy(update={"type": kind, "facts": dated})
