"""Findings of examinations: invasion, margins, nodes, size, metastases, performance status, marrow, …"""

from collections.abc import Callable, Iterator

from core.records import Finding
from extractors.finding_margins import find_margins
from extractors.finding_metastases import find_metastases
from extractors.finding_nodes import find_nodes
from extractors.finding_phrases import find_phrases
from extractors.finding_presence import find_presence
from extractors.finding_size import find_sizes
from extractors.notes import Note

READERS: tuple[Callable[[Note], Iterator[Finding]], ...] = (
    find_sizes,
    find_nodes,
    find_margins,
    find_presence,
    find_metastases,
    find_phrases,
)


def find(note: Note) -> Iterator[Finding]:
    for read in READERS:
        yield from read(note)
