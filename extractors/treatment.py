"""Finds facts of the kind treatment in a note."""

from collections.abc import Iterator

from core.records import Treatment
from extractors.notes import Note


def find(note: Note) -> Iterator[Treatment]:
    yield from ()
