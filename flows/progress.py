"""Who watches an ingest in this process is told how far it is, and may end it; nothing passes through Prefect."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import NamedTuple

from core.errors import SightlineError


class ReadingStopped(SightlineError):
    """Raised by a watcher to end a reading between two pages."""

    code = "reading_stopped"


class Step(NamedTuple):
    """``pages`` read so far of ``expected``; ``done`` once the document is saved."""

    document: str
    pages: int
    expected: int
    done: bool = False


_watchers: list[Callable[[Step], None]] = []


@contextmanager
def watched_by(watcher: Callable[[Step], None]) -> Generator[None]:
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def tell(step: Step) -> None:
    for watcher in _watchers:
        watcher(step)
