"""Records into the lake: read, recognise, extract, save, rebuild the profile."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from time import perf_counter

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from answers.profile import build_profile
from core.errors import LakeBusy, UnreadableRecord
from core.records import Counts, Page, Problem, Reading
from extractors.extraction import with_facts
from extractors.recognition import Mentions
from flows.artifacts import publish
from flows.counting import Clock, count
from flows.gpu import gpu_turn
from flows.progress import ReadingStopped, Step, tell
from flows.sealed import sealed
from flows.workshop import cards, recogniser, room, store

BATCH = 4
"""Pages in one task; tasks run side by side, and share the reading room's processes."""
TOGETHER = 8
"""Documents that are recognised at once; their text waits in memory for each other."""


@flow(name="ingest-folder", flow_run_name="{patient}", persist_result=False, log_prints=False)
@sealed
def ingest_folder(patient: str, document_ids: Sequence[str]) -> list[Counts]:
    """Reads many stored documents of one patient, one after the other: the pages of each already fill the cores.

    Several are recognised at once, as the tagger is fastest with many pages.
    """
    counts = [count for some in in_groups(document_ids) for count in ingest_together(patient, some)]
    tidy()
    return counts


@flow(name="ingest-record", flow_run_name="{document_id}", persist_result=False, log_prints=False)
@sealed
def ingest_record(patient: str, document_id: str) -> Counts:
    """Reads one stored document of one patient. Both parameters are opaque ids.

    A page that cannot be read does not sink the others: the document is then ``partly_read``.
    """
    return ingest_together(patient, [document_id])[0]


@flow(name="reread-failed-pages", flow_run_name="{document_id}", persist_result=False, log_prints=False)
@sealed
def reread_failed_pages(patient: str, document_id: str) -> Counts:
    """Reads only those pages of a ``partly_read`` document that failed, and joins them to what was read before."""
    clock = Clock()
    reading = join_pages(patient, document_id)
    clock.lap("read")
    return settle(patient, reading, recognise_mentions([reading], [clock])[0], clock)


def join_pages(patient: str, document_id: str) -> Reading:
    before = store().reading(patient, document_id)
    failed = [problem.page for problem in before.problems if problem.page] if before else []
    if before is None or not failed:
        return read_original(patient, document_id)
    tell(Step(document_id, 0, len(failed)))
    again = read_pages.submit(patient, document_id, failed, len(failed)).result()
    pages = sorted((*before.pages, *(one for one in again if isinstance(one, Page))), key=lambda page: page.number)
    problems = [one for one in again if isinstance(one, Problem)]
    return Reading.gather(store().original(patient, document_id), [*pages, *problems])


def ingest_together(patient: str, document_ids: Sequence[str]) -> list[Counts]:
    clocks = [Clock() for _ in document_ids]
    readings = [read_document(patient, one, clock) for one, clock in zip(document_ids, clocks, strict=True)]
    mentions = recognise_mentions(readings, clocks)
    return [settle(patient, *one) for one in zip(readings, mentions, clocks, strict=True)]


def settle(patient: str, reading: Reading, mentions: Sequence[Mentions], clock: Clock) -> Counts:
    """Extracts, saves and tells what came of one document."""
    clock.restart()
    reading = extract_facts(reading, mentions)
    clock.lap("extract")
    save(patient, reading)
    rebuild_profile(patient)
    clock.lap("save")
    counts = count(reading, clock.seconds)
    publish(counts)
    tell(Step(reading.document, len(reading.pages), len(reading.pages), done=True))
    return counts


def in_groups(document_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """One by one where there is no tagger that would be faster with several."""
    size = 1 if recogniser().is_idle else TOGETHER
    return (document_ids[first : first + size] for first in range(0, len(document_ids), size))


def read_document(patient: str, document_id: str, clock: Clock) -> Reading:
    """All pages that can be read, in order, and what went wrong with the others or with the whole file."""
    clock.restart()
    reading = read_original(patient, document_id)
    clock.lap("read")
    return reading


def read_original(patient: str, document_id: str) -> Reading:
    content, password = store().original(patient, document_id), store().password(patient, document_id)
    try:
        pages = room().page_count(content, password)
    except UnreadableRecord as error:
        return Reading.gather(content, [Problem(code=error.code, message=str(error))])
    tell(Step(document_id, 0, pages))
    batches = [list(range(first, min(first + BATCH, pages + 1))) for first in range(1, pages + 1, BATCH)]
    read = read_pages.map(patient, document_id, batches, pages).result()
    return Reading.gather(content, (one for batch in read for one in batch))


def was_not_stopped(_task: object, _run: object, state: object) -> bool:
    return not isinstance(getattr(state, "data", None), ReadingStopped)


@task(name="read-pages", task_run_name="{document_id}", retries=1, retry_condition_fn=was_not_stopped,
      cache_policy=NO_CACHE, persist_result=False)  # fmt: skip
@sealed
def read_pages(patient: str, document_id: str, numbers: list[int], count: int) -> list[Page | Problem]:
    """One batch of the ``count`` pages of a document; a page that fails is tried once more by itself."""
    content, password = store().original(patient, document_id), store().password(patient, document_id)
    read: list[Page | Problem] = []
    for number in numbers:
        read.append(read_page(content, number, password))
        tell(Step(document_id, len(read) if count == len(numbers) else number, count))
    return read


def read_page(content: bytes, number: int, password: str | None) -> Page | Problem:
    first = room().read_page(content, number, password)
    return first if isinstance(first, Page) else room().read_page(content, number, password)


def recognise_mentions(readings: Sequence[Reading], clocks: Sequence[Clock]) -> list[tuple[Mentions, ...]]:
    """The step's seconds are shared out: nobody can say which document took them."""
    since = perf_counter()
    mentions = recognise(readings)
    for clock in clocks:
        clock.seconds["recognise"] = (perf_counter() - since) / len(clocks)
    return mentions


@task(name="recognise", cache_policy=NO_CACHE, persist_result=False)
@sealed
def recognise(readings: Sequence[Reading]) -> list[tuple[Mentions, ...]]:
    """What the tagger finds on all pages of all readings, in one call."""
    with gpu_turn():
        return recogniser().recognise(readings)


@task(name="extract-facts", cache_policy=NO_CACHE, persist_result=False)
@sealed
def extract_facts(reading: Reading, mentions: Sequence[Mentions]) -> Reading:
    found = with_facts(reading, mentions)
    with gpu_turn():
        return recogniser().reread(found)


def is_worth_retrying(_task: object, _run: object, state: object) -> bool:
    """A busy catalog may be free soon; anything else fails again."""
    data = getattr(state, "data", None)
    return isinstance(data, LakeBusy)


@task(name="save", retries=2, retry_delay_seconds=1, retry_condition_fn=is_worth_retrying, cache_policy=NO_CACHE,
      persist_result=False)  # fmt: skip
@sealed
def save(patient: str, reading: Reading) -> None:
    store().save_reading(patient, reading)


@task(name="rebuild-profile", retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE, persist_result=False)
@sealed
def rebuild_profile(patient: str) -> None:
    documents = tuple(document.id for document in store().documents(patient))
    profile = build_profile(patient, store().facts(patient), cards(), documents)
    store().save_profile(profile)


@task(name="tidy", cache_policy=NO_CACHE, persist_result=False)
@sealed
def tidy() -> None:
    tidy_now()


def tidy_now() -> None:
    """Joins the small files that many saves leave in the lake. One that is busy is tidied by the next run."""
    with suppress(LakeBusy):
        store().lake.tidy()
