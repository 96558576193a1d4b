"""Recognition takes both cores and most of the memory, so the workers of a room take turns at it."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager

_shared: list[int] = []


def share_turns(file: int) -> None:
    """``file`` is a descriptor that the workers of one room have inherited; its lock ends with the process."""
    _shared[:] = [file]


@contextmanager
def turn() -> Generator[None]:
    """Waits until no other worker is at it; without other workers, at once."""
    for file in _shared:
        fcntl.lockf(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        for file in _shared:
            fcntl.lockf(file, fcntl.LOCK_UN)
