"""Finds facts of the kind stage in a note."""

from collections.abc import Iterator

from core.records import Stage
from extractors.notes import Note


def find(note: Note) -> Iterator[Stage]:
    yield from ()
