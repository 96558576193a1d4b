"""Words with boxes, in any order, become a page's text with exact offsets.

Text of a page, as the extractors may rely on it:

- one visual row of words is one line, however wide its gaps: ``Estrogen receptor (ER):\tPOSITIVE (95%)``;
- words stand one space apart; a wide gap, a dot leader or a table's cell border is one tab;
- a row of a ruled table is one line even where its cells wrap over several;
- prose in columns is read column by column (see columns.py), everything else row by row;
- a blank line stands between paragraphs, columns and tables.

Boxes are those of the words as given; coordinates as in core.records.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from core.records import Box, Word
from extractors.readers.columns import split_columns, wraps
from extractors.readers.lines import Line, PlacedWord, gather_lines, usual_height

__all__ = ["Layout", "PlacedWord", "Table", "lay_out"]

Table = Sequence[Sequence[Box]]
"""Rows of cell boxes, as the ruling of the page draws them."""

Row = list[list[PlacedWord]]
"""One line of the text to be: its cells, a tab between two of them."""

WIDE_GAP = 1.0
"""In line heights: a wider gap between words of one row is a tab. Justified prose stays below, table cells above."""
PARAGRAPH = 1.3
"""In usual line distances: a wider step from one line to the next starts a paragraph."""
LONG_CELL = 8
"""Lines: a table row with a longer cell is a box of prose rather than a row."""
LEADER = re.compile(r"\.{4,}|…{2,}|(?:·\s?){4,}")
LOOSE_LEADER = frozenset({".", "..", "...", "…", "·"})
LEADER_RUN = 3


class Layout(NamedTuple):
    text: str
    words: tuple[Word, ...]


def lay_out(words: Iterable[PlacedWord], width: float, height: float, tables: Sequence[Table] = ()) -> Layout:
    """Text and words in reading order. Words that lie wholly outside ``width`` × ``height`` are not on the page."""
    seen = [word for word in words if word.text.strip() and _on_page(word.box, width, height)]
    return _write(_paragraphs([piece for word in seen for piece in _without_leader(word)], tables))


def _on_page(box: Box, width: float, height: float) -> bool:
    return box[0] < width and box[1] < height and box[2] > 0 and box[3] > 0


def _without_leader(word: PlacedWord) -> Iterator[PlacedWord]:
    """``ER......POSITIVE`` as its two words, each with its share of the box; a leader alone as nothing."""
    if not LEADER.search(word.text):
        yield word
        return
    x0, top, x1, bottom = word.box
    step = (x1 - x0) / len(word.text)
    start = 0
    for end, after in [*(match.span() for match in LEADER.finditer(word.text)), (len(word.text),) * 2]:
        if start < end:
            box = (x0 + start * step, top, x0 + end * step, bottom)
            yield PlacedWord(word.text[start:end], box, word.confidence)
        start = after


def _paragraphs(words: list[PlacedWord], tables: Sequence[Table]) -> Iterator[list[Row]]:
    """Paragraphs in reading order; what stands above, between and below tables is set into columns by itself."""
    rest = words
    for table in sorted(tables, key=lambda table: table[0][0][1]):
        box = _outline(table)
        level = [word for word in rest if box[1] < _centre(word)[1] < box[3]]
        inside = [word for word in level if _holds(box, word)]
        beside = [word for word in level if not _holds(box, word)]
        if len(beside) >= len(inside):
            continue
        yield from _prose([word for word in rest if _centre(word)[1] <= box[1]])
        yield from _table(inside, table)
        yield from _prose(beside)
        rest = [word for word in rest if _centre(word)[1] >= box[3]]
    yield from _prose(rest)


def _prose(words: list[PlacedWord]) -> Iterator[list[Row]]:
    paragraphs: list[list[Row]] = []
    for block in split_columns(words):
        for number, lines in enumerate(_split_paragraphs(gather_lines(block))):
            rows = [_cells(line.words) for line in lines]
            if number == 0 and paragraphs and _runs_on(paragraphs[-1], rows):
                paragraphs[-1] += rows
            else:
                paragraphs.append(rows)
    yield from paragraphs


def _split_paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    if not lines:
        return
    steps = [below.centre - line.centre for line, below in itertools.pairwise(lines)]
    usual = median(steps) if steps else 0.0
    paragraph = [lines[0]]
    for line, step in zip(lines[1:], steps, strict=True):
        if step > PARAGRAPH * usual and line.top - paragraph[-1].bottom > 0.3 * (line.bottom - line.top):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _runs_on(paragraph: list[Row], following: list[Row]) -> bool:
    """Whether a sentence goes on from the end of one column to the head of the next."""
    return following[0][0][0].text[0].islower() and paragraph[-1][-1][-1].text[-1] not in ".:;!?"


def _cells(words: Sequence[PlacedWord]) -> Row:
    gap = WIDE_GAP * usual_height(words)
    leaders = _loose_leaders(words)
    row: Row = []
    apart = True
    for index, word in enumerate(words):
        if index in leaders:
            apart = True
            continue
        if apart or word.box[0] - words[index - 1].box[2] > gap:
            row.append([])
        row[-1].append(word)
        apart = False
    return row or [list(words)]


def _loose_leaders(words: Sequence[PlacedWord]) -> set[int]:
    """Places of ``. . . .`` in a row."""
    found: set[int] = set()
    run: list[int] = []
    for index, word in enumerate([*words, PlacedWord("", (0, 0, 0, 0))]):
        if word.text in LOOSE_LEADER:
            run.append(index)
            continue
        if len(run) >= LEADER_RUN:
            found.update(run)
        run = []
    return found


def _table(words: list[PlacedWord], table: Table) -> Iterator[list[Row]]:
    """The table's rows as one paragraph; a row that is a box of prose or a list of unruled rows is read as such."""
    rows: list[Row] = []
    filled = _fill(words, table)
    for cells, boxes in zip(filled, table, strict=True):
        lines = [gather_lines(cell) for cell in cells]
        if max(map(len, lines)) > LONG_CELL or _are_parallel(lines, boxes):
            if rows:
                yield rows
                rows = []
            yield from _prose([word for cell in cells for word in cell])
        elif any(lines):
            rows.append([run for cell in lines for run in _flatten(cell)])
    if rows:
        yield rows


def _flatten(lines: list[Line]) -> Row:
    if len(lines) == 1:
        return _cells(lines[0].words)
    return [[word for line in lines for word in line.words]] if lines else []


def _are_parallel(cells: list[list[Line]], boxes: Sequence[Box]) -> bool:
    """Whether two cells hold lists whose entries belong together line by line, with no ruling between them."""
    lists = [len(lines) for lines, box in zip(cells, boxes, strict=True) if len(lines) > 1 and not _wraps(lines, box)]
    return len(lists) > 1


def _wraps(lines: list[Line], box: Box) -> bool:
    pairs = list(itertools.pairwise(lines))
    return sum(wraps(line, below, box[2]) for line, below in pairs) > 0.5 * len(pairs)


def _fill(words: list[PlacedWord], table: Table) -> list[list[list[PlacedWord]]]:
    filled: list[list[list[PlacedWord]]] = [[[] for _ in row] for row in table]
    places = [(cell, filled[r][c]) for r, row in enumerate(table) for c, cell in enumerate(row)]
    for word in words:
        x, y = _centre(word)
        nearest = min(places, key=lambda place: _distance(place[0], x, y))
        nearest[1].append(word)
    return filled


def _distance(box: Box, x: float, y: float) -> float:
    return max(box[0] - x, x - box[2], 0.0) + max(box[1] - y, y - box[3], 0.0)


def _outline(table: Table) -> Box:
    cells = [cell for row in table for cell in row]
    return (
        min(cell[0] for cell in cells),
        min(cell[1] for cell in cells),
        max(cell[2] for cell in cells),
        max(cell[3] for cell in cells),
    )


def _centre(word: PlacedWord) -> tuple[float, float]:
    return (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2


def _holds(box: Box, word: PlacedWord) -> bool:
    x, y = _centre(word)
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _write(paragraphs: Iterable[list[Row]]) -> Layout:
    pieces: list[str] = []
    words: list[Word] = []
    at = 0
    for paragraph in paragraphs:
        for number, row in enumerate(paragraph):
            separator = "\n" if number else "\n\n"
            for cell in row:
                for word in cell:
                    text = word.text.strip()
                    if pieces:
                        pieces.append(separator)
                        at += len(separator)
                    words.append(
                        Word(text=text, box=word.box, start=at, end=at + len(text), confidence=word.confidence)
                    )
                    pieces.append(text)
                    at += len(text)
                    separator = " "
                separator = "\t"
    return Layout("".join(pieces), tuple(words))
