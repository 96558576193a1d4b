"""Words that stand in one visual row of a page are one line, though a photographed row may drift up or down."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from core.records import Box


class PlacedWord(NamedTuple):
    text: str
    box: Box
    confidence: float | None = None


class Line(NamedTuple):
    """Words of one row from left to right, and the box around them."""

    words: Sequence[PlacedWord]
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def centre(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0


SAME_ROW = 0.5
"""Of the lower word's height: two neighbours that overlap vertically by more stand in one row."""


def gather_lines(words: Sequence[PlacedWord]) -> list[Line]:
    """Lines from top to bottom. Each word joins the row whose nearest word on its left overlaps it vertically most."""
    if not words:
        return []
    step = usual_height(words)
    rows: list[list[PlacedWord]] = []
    rows_at: dict[int, set[int]] = defaultdict(set)
    for word in sorted(words, key=lambda word: (word.box[0], word.box[1])):
        levels = range(int(word.box[1] // step), int(word.box[3] // step) + 1)
        near = {row for level in levels for row in rows_at[level]}
        best = max(near, key=lambda row: _kinship(rows[row][-1].box, word.box), default=None)
        if best is None or _kinship(rows[best][-1].box, word.box) <= SAME_ROW:
            best = len(rows)
            rows.append([])
        rows[best].append(word)
        for level in levels:
            rows_at[level].add(best)
    return sorted((_line(row) for row in rows), key=lambda line: (line.centre, line.x0))


def usual_height(words: Sequence[PlacedWord]) -> float:
    return max(median(word.box[3] - word.box[1] for word in words), 1.0) if words else 1.0


def _kinship(left: Box, right: Box) -> float:
    """Vertical overlap as a share of the lower box; none where the right box stands on the left one."""
    if right[0] < left[2] - 0.5 * min(left[2] - left[0], right[2] - right[0]):
        return 0.0
    lower = min(left[3] - left[1], right[3] - right[1])
    return (min(left[3], right[3]) - max(left[1], right[1])) / max(lower, 0.1)


def _line(words: list[PlacedWord]) -> Line:
    boxes = [word.box for word in words]
    return Line(
        words,
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
