"""Finds facts of the kind lab in a note."""

from collections.abc import Iterator

from core.records import Lab
from extractors.notes import Note


def find(note: Note) -> Iterator[Lab]:
    yield from ()
