"""Who watches an ingest in this process is told how far it is; nothing of it passes through Prefect."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import NamedTuple


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
