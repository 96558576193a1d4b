"""Finds facts of the kind biomarker in a note."""

from collections.abc import Iterator

from core.records import Biomarker
from extractors.notes import Note


def find(note: Note) -> Iterator[Biomarker]:
    yield from ()
