"""How far long work is: a bar on a terminal, a plain line now and then otherwise, always on standard error."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

EVERY = 50


class Progress:
    """Counts steps of a kind of thing (``pages``); how many there will be may become known on the way."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.done = 0
        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.bar = Bar(*columns, console=Console(stderr=True)) if sys.stderr.isatty() else None
        self.task = self.bar.add_task(what, total=None) if self.bar else None

    def __enter__(self) -> Self:
        if self.bar:
            self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar:
            self.bar.stop()

    def step(self, total: int | None = None) -> None:
        self.done += 1
        if self.bar and self.task is not None:
            self.bar.update(self.task, completed=self.done, total=total)
        elif self.done % EVERY == 0 or self.done == total:
            sys.stderr.write(f"{self.done}{f' of {total}' if total else ''} {self.what}\n")
            sys.stderr.flush()
