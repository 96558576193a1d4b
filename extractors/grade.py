"""Finds facts of the kind grade in a note."""

from collections.abc import Iterator

from core.records import Grade
from extractors.notes import Note


def find(note: Note) -> Iterator[Grade]:
    yield from ()
