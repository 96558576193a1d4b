"""Finds facts of the kind diagnosis in a note."""

from collections.abc import Iterator

from core.records import Diagnosis
from extractors.notes import Note


def find(note: Note) -> Iterator[Diagnosis]:
    yield from ()
