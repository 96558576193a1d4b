"""What is asked of the library and what it gives, without any of what it takes to find it: composing needs no torch."""

import re
from pathlib import Path
from typing import NamedTuple, Protocol

from answers.guidelines.scope import is_of_children
from core.records import CitedSource

__all__ = ["FILE", "Asked", "Quote", "Quoting", "is_of_children", "open_quoting"]

FILE = "guidelines.sqlite"
"""Where a library keeps its guidelines, in its folder (shelf.py)."""


class Quote(NamedTuple):
    """``text`` stands in the passage as it is. ``likeness`` is what quotes are ranked by."""

    text: str
    citation: str
    source: CitedSource
    likeness: float
    for_patients: bool = True


class Asked(NamedTuple):
    """What a question asks of the library. ``about`` are names of the cancers, whose words every passage in scope
    shares; ``named`` are patterns that a quote's passage must hold, all of them."""

    text: str
    cancers: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    named: tuple[re.Pattern[str], ...] = ()
    of_children: bool = False


class Quoting(Protocol):
    def quotes(self, asked: Asked, most: int) -> tuple[Quote, ...]: ...


def open_quoting(folder: Path) -> Quoting | None:
    """The library in a folder; None where there is none, and nothing heavy is imported then."""
    if not (folder / FILE).is_file():
        return None
    from answers.guidelines.index import Index
    from answers.guidelines.quotes import Quoter
    from answers.guidelines.shelf import Shelf

    return Quoter(Index(Shelf(folder)))
