"""The entries of a page: its lines, each with those that it was wrapped into, as whoever wrote it broke them."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from answers.lists import LEANS, SMALL, UNFINISHED
from answers.written import ENDED, ENTRY, LONG, PARAGRAPH, ROW, SHORT, Line
from core.records import Page
from extractors.sentences import split_sentences

STOPPED = re.compile(r"[.!?;:]\W*$")
FIRST_WORD = re.compile(r"\S+")


def entries_of(page: Page) -> Iterator[Line]:
    """In order; the sentences of one that is long."""
    sentences = split_sentences(page.text)
    for start, end in spans_of(page.text):
        if end - start <= LONG:
            yield Line(page, start, end)
        else:
            inside = ((max(start, one.start), min(end, one.end)) for one in sentences)
            yield from (Line(page, *one) for one in inside if one[0] < one[1])


def within_entries(line: Line, whole: Line) -> Line:
    """Of what a line is quoted with, no more than stands in its own entries; all where it goes on from another."""
    if LEANS.match(line.text):
        return whole
    own = [one for one in spans_of(line.page.text) if one[0] < line.end and line.start < one[1]]
    start, end = max(whole.start, own[0][0]), min(whole.end, own[-1][1])
    return whole._replace(start=min(start, line.start), end=max(end, line.end))


def of_one_entry(line: Line, worth: Callable[[str], float]) -> Line:
    """Of a line without a stop that runs on into the next entry (``del17p not detected C/o backache``), the part in the
    entry that is worth most; the line itself where none is worth more than nothing."""
    text = line.page.text
    own = [one for one in spans_of(text) if one[0] < line.end and line.start < one[1]]
    parts = [line._replace(start=max(line.start, start), end=min(line.end, end)) for start, end in own]
    best = max(parts, key=lambda one: worth(one.text), default=line)
    return best if worth(best.text) > 0 else line


def is_a_heading(line: Line) -> bool:
    """Whether it is quoted for what stands under it."""
    return line.end - line.start < SHORT and not ENDED.search(line.text)


def spans_of(text: str) -> Iterator[tuple[int, int]]:
    """Where each entry begins and ends, in order."""
    edges = [0, *(one.end() for one in PARAGRAPH.finditer(text)), len(text)]
    for first, last in pairwise(edges):
        rows = [one.span() for one in ROW.finditer(text, first, last)]
        width = max((end - start for start, end in rows), default=0)
        begins = [n for n, _ in enumerate(rows) if n == 0 or _is_broken(text, rows[n - 1], rows[n], width)]
        for n, until in zip(begins, (*begins[1:], len(rows)), strict=True):
            yield rows[n][0], rows[until - 1][1]


def _is_broken(text: str, row: tuple[int, int], below: tuple[int, int], width: int) -> bool:
    """Whether the line below begins something of its own: it looks so, or its first word would have had room above."""
    above = text[slice(*row)]
    if ENTRY.match(text, below[0]):
        return True
    if SMALL.match(text, below[0]) or UNFINISHED.search(above):
        return False
    first = FIRST_WORD.match(text, below[0])
    return bool(STOPPED.search(above)) or bool(first and len(above) + 1 + len(first[0]) <= width)
