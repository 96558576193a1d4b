"""How the time of a piece of work grows with its length, told apart from what else the machine does."""

from collections.abc import Callable
from time import process_time

_TRIES = 6


def in_proportion(work: Callable[[int], object], half: int, factor: float) -> bool:
    """Whether ``work(2 * half)`` takes less than ``factor`` times as long as ``work(half)``.

    In seconds of this process. Other work on the machine only ever adds: of both the least is kept, and they are
    measured in turn until it is so, at most six times. Time that grows with the square stays at four times.
    """
    small = large = float("inf")
    for _ in range(_TRIES):
        small = min(small, _seconds(work, half))
        large = min(large, _seconds(work, 2 * half))
        if large < factor * small:
            return True
    return False


def _seconds(work: Callable[[int], object], length: int) -> float:
    since = process_time()
    work(length)
    return process_time() - since
