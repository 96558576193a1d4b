"""Pages in, facts out: every kind's room is asked in turn, and each fact is checked against its page."""

from collections.abc import Callable, Iterable, Iterator

from core.records import Fact, Page
from extractors import biomarker, diagnosis, finding, grade, lab, stage, treatment
from extractors.notes import Note

FINDERS: tuple[Callable[[Note], Iterator[Fact]], ...] = (
    diagnosis.find,
    stage.find,
    grade.find,
    biomarker.find,
    treatment.find,
    finding.find,
    lab.find,
)


def extract_facts(pages: Iterable[Page]) -> tuple[Fact, ...]:
    """All facts the pages state, in reading order of their pages and without doubles."""
    found: dict[str, Fact] = {}
    for page in pages:
        note = Note(page)
        for find in FINDERS:
            for fact in find(note):
                if not all(page.holds(evidence) for evidence in fact.evidence):
                    raise AssertionError(f"{find.__module__} quotes what page {page.number} does not say")
                found.setdefault(fact.id, fact)
    return tuple(found.values())
