"""A worker: models kept warm, documents taken from the queue one by one, each read by the flow ``ingest_record``.

Whatever happens to a document settles its job; only a signal ends the worker, and then the job waits for the next one.
"""

import os
import socket
from collections.abc import Generator
from contextlib import contextmanager, suppress
from secrets import token_hex
from threading import Event, Thread
from time import monotonic

from loguru import logger

from core.errors import SightlineError
from core.places import SAMPLES
from core.queue import Job, JobState, Queue
from core.records import Counts, Status
from core.settings import Settings
from flows import workshop
from flows.gpu import make_limit
from flows.ingest import ingest_record, reread_failed_pages, tidy_now
from flows.progress import ReadingStopped, Step, watched_by

LOOK_EVERY = 0.05
"""Seconds between two looks into an empty queue."""
BEAT_EVERY = 2.0
SILENT = 15.0
"""Seconds without a beat after which a worker elsewhere is taken for dead; on this machine its process is asked."""
REST = 60.0
"""Seconds of an empty queue before the lake is tidied."""
WARM_UP = "breast_pathology.pdf"


def work(settings: Settings, stop: Event) -> None:
    """Until ``stop`` is set."""
    queue, worker = Queue(settings), f"{socket.gethostname()}:{os.getpid()}:{token_hex(3)}"
    with beating(queue, worker):
        recover(queue)
        make_limit()
        warm_up()
        logger.info("worker {} is ready", worker)
        idle, tidied = monotonic(), True
        while not stop.is_set():
            job = queue.take(worker)
            if job:
                read(queue, job, stop)
                idle, tidied = monotonic(), False
            elif not tidied and monotonic() - idle > REST:
                tidy_now()
                recover(queue)
                tidied = True
            else:
                stop.wait(LOOK_EVERY)
    queue.leave(worker)


def read(queue: Queue, job: Job, stop: Event) -> None:
    """Reads one document and settles its job; one that was stopped by a signal is left to be given back."""

    def watch(step: Step) -> None:
        if stop.is_set() or queue.is_cancelled(job):
            raise ReadingStopped("Reading was stopped between two pages. Nothing of it was kept.")
        queue.tell(job, step.pages, step.expected)

    flow = reread_failed_pages if job.failed_pages_only else ingest_record
    try:
        with watched_by(watch):
            counts: Counts = flow(job.patient, job.document)
    except ReadingStopped:
        return
    except SightlineError as error:
        logger.warning("document {} failed: {}", job.document, error.code)
        queue.settle(job, JobState.FAILED)
        return
    except Exception as error:  # noqa: BLE001 - Prefect's own faults must not end the worker; messages may quote
        logger.warning("document {} failed: {}", job.document, type(error).__name__)
        queue.settle(job, JobState.FAILED)
        return
    state = JobState.FAILED if counts.status is Status.FAILED else JobState.DONE
    queue.settle(job, state, sum(counts.facts.values()))


def warm_up() -> None:
    """Loads what reading needs, by reading a bundled record that nothing is kept of."""
    from extractors.extraction import with_facts
    from extractors.readers.room import read_record

    content = (SAMPLES / WARM_UP).read_bytes()
    reading = read_record(content, workshop.room())
    workshop.recogniser().reread(with_facts(reading, workshop.recogniser().recognise([reading])[0]))
    workshop.room().warm_up()
    workshop.cards()
    workshop.other_names()
    workshop.store().patients()


def recover(queue: Queue) -> None:
    """What dead workers were at waits again, and their flow runs are called crashed."""
    gone = [worker for worker in queue.workers() if _is_gone(worker)]
    lost = queue.give_back(SILENT, gone)
    if lost:
        logger.info("{} documents given back by workers that died", len(lost))
        with suppress(Exception):  # the server's view only: the documents are safe
            call_crashed({job.document for job in lost})


def call_crashed(names: set[str]) -> None:
    """Flow runs carry the document's id as their name."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName, FlowRunFilterState
    from prefect.client.schemas.filters import FlowRunFilterStateType as StateType
    from prefect.client.schemas.objects import StateType as Kind
    from prefect.states import Crashed

    running = FlowRunFilter(
        name=FlowRunFilterName(any_=sorted(names)), state=FlowRunFilterState(type=StateType(any_=[Kind.RUNNING]))
    )
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=running):
            client.set_flow_run_state(run.id, Crashed(message="Its worker died; another one reads it."), force=True)


@contextmanager
def beating(queue: Queue, worker: str) -> Generator[None]:
    """Says every two seconds that the worker lives."""
    over = Event()

    def beat() -> None:
        while True:
            queue.beat(worker)
            if over.wait(BEAT_EVERY):
                return

    queue.beat(worker)
    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _is_gone(worker: str) -> bool:
    """Whether it ran on this machine, and its process is no more."""
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
