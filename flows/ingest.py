"""Records into the lake: read, extract, save, rebuild the profile."""

from collections.abc import Sequence

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from answers.profile import build_profile
from core.errors import LakeBusy, UnreadableRecord
from core.records import Counts, Fact, Page, Problem, Reading
from extractors.extraction import assemble, extract_page
from flows.artifacts import publish
from flows.counting import Clock, count
from flows.progress import Step, tell
from flows.sealed import sealed
from flows.workshop import cards, room, store

BATCH = 8
"""Pages in one task: read side by side, and each retried by itself."""


@flow(name="ingest-folder", flow_run_name="{patient}", persist_result=False, log_prints=False)
@sealed
def ingest_folder(patient: str, document_ids: Sequence[str]) -> list[Counts]:
    """Reads many stored documents of one patient, one after the other: the pages of each already fill the cores."""
    return [ingest_record(patient, one) for one in document_ids]


@flow(name="ingest-record", flow_run_name="{document_id}", persist_result=False, log_prints=False)
@sealed
def ingest_record(patient: str, document_id: str) -> Counts:
    """Reads one stored document of one patient. Both parameters are opaque ids.

    A page that cannot be read does not sink the others: the document is then ``partly_read``.
    """
    clock = Clock()
    pages, problems = read_document(patient, document_id)
    clock.lap("read")
    facts = extract_facts(pages)
    clock.lap("extract")
    reading = save(patient, document_id, pages, problems, facts)
    rebuild_profile(patient)
    clock.lap("save")
    counts = count(reading, clock.seconds)
    publish(counts)
    tell(Step(document_id, len(pages), len(pages), done=True))
    return counts


def read_document(patient: str, document_id: str) -> tuple[list[Page], list[Problem]]:
    """All pages that can be read, in order, and what went wrong with the others or with the whole file."""
    content = store().original(patient, document_id)
    try:
        count = room().page_count(content)
    except UnreadableRecord as error:
        return [], [Problem(code=error.code, message=str(error))]
    pages: list[Page] = []
    problems: list[Problem] = []
    for first in range(1, count + 1, BATCH):
        numbers = range(first, min(first + BATCH, count + 1))
        for one in read_pages(patient, document_id, list(numbers)):
            pages.append(one) if isinstance(one, Page) else problems.append(one)
        tell(Step(document_id, len(pages), count))
    return pages, problems


@task(name="read-pages", task_run_name="{document_id}", retries=1, cache_policy=NO_CACHE, persist_result=False)
@sealed
def read_pages(patient: str, document_id: str, numbers: list[int]) -> list[Page | Problem]:
    """One batch of pages, read side by side; those that fail are tried once more, each by itself."""
    content = store().original(patient, document_id)
    read = list(room().read(content, document_id, numbers=numbers))
    return [one if isinstance(one, Page) else retry_page(content, document_id, one) for one in read]


def retry_page(content: bytes, document_id: str, problem: Problem) -> Page | Problem:
    if problem.page is None:
        return problem
    return next(iter(room().read(content, document_id, numbers=[problem.page])))


@task(name="extract-facts", cache_policy=NO_CACHE, persist_result=False)
@sealed
def extract_facts(pages: Sequence[Page]) -> list[Fact]:
    return [fact for page in pages for fact in extract_page(page)]


def is_worth_retrying(_task: object, _run: object, state: object) -> bool:
    """A busy catalog may be free soon; anything else fails again."""
    data = getattr(state, "data", None)
    return isinstance(data, LakeBusy)


@task(name="save", retries=2, retry_delay_seconds=1, retry_condition_fn=is_worth_retrying, cache_policy=NO_CACHE,
      persist_result=False)  # fmt: skip
@sealed
def save(
    patient: str, document_id: str, pages: Sequence[Page], problems: Sequence[Problem], facts: Sequence[Fact]
) -> Reading:
    reading = assemble(store().original(patient, document_id), pages, problems, facts)
    store().save_reading(patient, reading)
    return reading


@task(name="rebuild-profile", retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE, persist_result=False)
@sealed
def rebuild_profile(patient: str) -> None:
    documents = tuple(document.id for document in store().documents(patient))
    profile = build_profile(patient, store().facts(patient), cards(), documents)
    store().save_profile(profile)
