"""Numbers about a reading, for operators."""

from collections import Counter
from time import perf_counter

from core.records import Counts, Reading


class Clock:
    """Seconds by step, wall time."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.seconds[step] = now - self._since
        self._since = now

    def restart(self) -> None:
        """The next step begins now: others were waited for."""
        self._since = perf_counter()


def count(reading: Reading, seconds: dict[str, float]) -> Counts:
    return Counts(
        document=reading.document,
        status=reading.status,
        pages=Counter(page.method.value for page in reading.pages),
        facts=Counter(fact.kind for fact in reading.facts),
        problems=Counter(problem.code for problem in reading.problems),
        seconds=seconds,
    )
