"""Finds facts of the kind finding in a note."""

from collections.abc import Iterator

from core.records import Finding
from extractors.notes import Note


def find(note: Note) -> Iterator[Finding]:
    yield from ()
