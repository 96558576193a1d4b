"""The queue of documents: who is next, how far it is, and what becomes of the work of dead workers."""

from pathlib import Path

import pytest

from core.queue import Job, JobState, Queue
from core.settings import Settings

ANNA, BEN = "a" * 16, "b" * 16


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(Settings(home=tmp_path))


def take(queue: Queue, worker: str = "one") -> Job:
    queue.beat(worker)
    job = queue.take(worker)
    assert job is not None
    return job


def test_the_first_asked_for_is_read_first(queue: Queue) -> None:
    """Documents of one patient are read in the order in which they were asked for."""
    for document in ("d1", "d2"):
        queue.ask(ANNA, document)
    assert [take(queue).document, take(queue).document] == ["d1", "d2"]
    assert queue.take("one") is None


def test_many_files_of_one_patient_do_not_starve_another(queue: Queue) -> None:
    """Somebody with one file waits for one of the others', not for all of them."""
    for number in range(20):
        queue.ask(ANNA, f"d{number}")
    queue.settle(take(queue), JobState.DONE, 1)
    queue.ask(BEN, "only")
    assert take(queue).patient == BEN


def test_asking_twice_changes_nothing_while_it_waits(queue: Queue) -> None:
    """A file that was dropped twice is read once; one that is done may be asked for again."""
    queue.ask(ANNA, "d")
    job = take(queue)
    queue.tell(job, 3, 9)
    assert queue.ask(ANNA, "d").pages == 3
    queue.settle(job, JobState.DONE, 5)
    assert queue.ask(ANNA, "d").state is JobState.WAITING


def test_late_pages_do_not_turn_progress_back(queue: Queue) -> None:
    """Pages are read side by side: the fourth may be told before the second."""
    queue.ask(ANNA, "d")
    job = take(queue)
    queue.tell(job, 4, 9)
    queue.tell(job, 2, 9)
    told = queue.job(ANNA, "d")
    assert told is not None
    assert (told.pages, told.expected) == (4, 9)


def test_what_was_cancelled_stays_cancelled(queue: Queue) -> None:
    """A worker that finishes a moment too late does not bring it back."""
    queue.ask(ANNA, "d")
    job = take(queue)
    assert queue.cancel(ANNA, "d")
    assert queue.is_cancelled(job)
    queue.settle(job, JobState.DONE, 5)
    told = queue.job(ANNA, "d")
    assert told is not None
    assert told.state is JobState.CANCELLED
    assert not queue.cancel(ANNA, "d")


def test_what_a_dead_worker_was_at_waits_again_three_times(queue: Queue) -> None:
    """A document that kills every worker ends as failed instead of going round for ever."""
    queue.ask(ANNA, "d")
    states = []
    for worker in ("one", "two", "three"):
        take(queue, worker)
        queue.give_back(60, gone=[worker])
        told = queue.job(ANNA, "d")
        assert told is not None
        states.append(told.state)
    assert states == [JobState.WAITING, JobState.WAITING, JobState.FAILED]


def test_a_living_worker_keeps_its_work(queue: Queue) -> None:
    """Nothing is given back while the heart beats."""
    queue.ask(ANNA, "d")
    take(queue)
    assert queue.give_back(60) == ()
    assert queue.depth() == {JobState.READING: 1}


def test_a_worker_that_leaves_has_used_no_attempt(queue: Queue) -> None:
    """Stopping Sightline in the middle of a document costs it nothing."""
    queue.ask(ANNA, "d")
    take(queue)
    queue.leave("one")
    told = queue.job(ANNA, "d")
    assert told is not None
    assert (told.state, told.attempts) == (JobState.WAITING, 0)


def test_every_change_makes_the_pages_of_its_patient_new(queue: Queue) -> None:
    """The version grows with each, nobody else's does; what is settled leaves out that a page was read."""
    versions = [queue.version(ANNA)]
    job = queue.ask(ANNA, "d")
    versions.append(queue.version(ANNA))
    job = take(queue)
    versions.append(queue.version(ANNA))
    for change in (lambda: queue.tell(job, 1, 2), lambda: queue.touch(ANNA), lambda: queue.forget(ANNA)):
        change()
        versions.append(queue.version(ANNA))
    assert versions == sorted(set(versions))
    assert queue.settled(ANNA) == len(versions) - 3
    assert queue.version(BEN) == 0


def test_the_file_is_its_owners_only(queue: Queue, tmp_path: Path) -> None:
    """Even opaque ids are nobody else's business on this machine."""
    queue.ask(ANNA, "d")
    assert (tmp_path / "queue.sqlite").stat().st_mode & 0o077 == 0
