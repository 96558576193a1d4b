"""Pages in, facts out: every kind's room is asked in turn, and each fact is checked against its page."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from core.records import Fact, Page, Problem, Reading, Status
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


def assemble(content: bytes, pages: Sequence[Page], problems: Sequence[Problem], facts: Iterable[Fact]) -> Reading:
    """One reading of a file: its type, the date it gives all its facts, and how far it could be read."""
    kind = classify(pages)
    digest = hashlib.sha256(content).hexdigest()
    return Reading(
        document=digest[:16],
        sha256=digest,
        status=_status(pages, problems),
        type=kind,
        problems=tuple(problems),
        pages=tuple(pages),
        facts=date_facts(facts, find_report_date(pages, kind)),
    )


def _status(pages: Sequence[Page], problems: Sequence[Problem]) -> Status:
    if not pages:
        return Status.FAILED
    return Status.PARTLY_READ if problems else Status.READ
