"""Finds the gutters of a page set in columns, and leaves tables and label-value rows whole.

A gutter is a vertical strip that no word crosses over several lines. It parts columns only where both sides are prose,
that is, full lines that wrap; or where one side is prose and the short lines beside it stand on other baselines (the
sidebar of a letterhead). A table's cells share their baselines, and its lines do not wrap.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractors.readers.lines import Line, PlacedWord, gather_lines, usual_height

GUTTER = 0.9
"""In line heights: the narrowest gap that may be a gutter."""
LINES = 4
"""A column has at least so many lines."""
WORDS = 4
"""The median line of prose has at least so many words."""
WRAPPED = 0.6
"""Share of a prose column's line ends where the next line's first word would not have fitted."""
ALIGNED = 0.5
"""Share of a sidebar's lines that may stand on a baseline of the prose beside it."""
CANDIDATES = 6
DEPTH = 4


class Parts(NamedTuple):
    above: list[PlacedWord]
    left: list[PlacedWord]
    right: list[PlacedWord]
    below: list[PlacedWord]


def split_columns(words: Sequence[PlacedWord], depth: int = DEPTH) -> Iterator[list[PlacedWord]]:
    """Blocks in reading order, to be read row by row each; one block where the page has no columns."""
    if not words:
        return
    parts = _part(list(words)) if depth and len(words) > 2 * LINES * WORDS else None
    if parts is None:
        yield list(words)
        return
    for part in parts:
        yield from split_columns(part, depth - 1)


def wraps(line: Line, following: Line, right_edge: float) -> bool:
    """Whether the following line's first word would not have fitted behind this line."""
    first = following.words[0].box
    return line.x1 + (first[2] - first[0]) > right_edge - 0.3 * (line.bottom - line.top)


def _part(words: list[PlacedWord]) -> Parts | None:
    height = usual_height(words)
    found = [parts for x in _candidates(words, height) if (parts := _part_at(words, x, height))]
    return max(found, key=lambda parts: len(parts.left) + len(parts.right), default=None)


def _candidates(words: list[PlacedWord], height: float) -> list[float]:
    """Just left of where the most lines, or parts of lines behind a wide gap, begin at one place."""
    starts = [start for line in gather_lines(words) for start in _starts(line, GUTTER * height)]
    counts = Counter(int(start // height) for start in starts)
    chosen: list[int] = []
    for place, _ in counts.most_common():
        near = [start for start in starts if abs(start - (place + 0.5) * height) <= height]
        if len(near) >= LINES and all(abs(place - other) > 1 for other in chosen):
            chosen.append(place)
    firsts = [min(start for start in starts if start >= place * height) for place in chosen[:CANDIDATES]]
    return [first - 0.5 * height for first in firsts]


def _starts(line: Line, gap: float) -> Iterator[float]:
    yield line.x0
    for left, right in pairwise(line.words):
        if right.box[0] - left.box[2] >= gap:
            yield right.box[0]


def _part_at(words: list[PlacedWord], x: float, height: float) -> Parts | None:
    """The tallest stretch of the page that the strip at ``x`` parts into columns, with what stands above and below."""
    reach = 0.3 * height
    crossing = [word for word in words if word.box[0] < x + reach and word.box[2] > x - reach]
    edges = sorted((word.box[1], word.box[3]) for word in crossing)
    free = [word for word in words if not (word.box[0] < x + reach and word.box[2] > x - reach)]
    best: list[PlacedWord] = []
    for top, bottom in _between(edges):
        inside = [word for word in free if top <= _middle(word) < bottom]
        for run in _column_runs(inside, x, height):
            best = max(best, run, key=len)
    if not best:
        return None
    top, bottom = min(word.box[1] for word in best), max(word.box[3] for word in best)
    chosen = set(map(id, best))
    rest = [word for word in words if id(word) not in chosen]
    return Parts(
        [word for word in rest if _middle(word) < (top + bottom) / 2],
        [word for word in best if word.box[2] <= x],
        [word for word in best if word.box[2] > x],
        [word for word in rest if _middle(word) >= (top + bottom) / 2],
    )


def _middle(word: PlacedWord) -> float:
    return (word.box[1] + word.box[3]) / 2


def _between(edges: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    lowest = float("-inf")
    for top, bottom in edges:
        if top > lowest:
            yield lowest, top
        lowest = max(lowest, bottom)
    yield lowest, float("inf")


def _column_runs(words: list[PlacedWord], x: float, height: float) -> Iterator[list[PlacedWord]]:
    """Neighbouring stretches between blank strips that are columns together; tables above and below are left out."""
    run: list[list[PlacedWord]] = []
    for stretch in [*_stretches(words, height), []]:
        if stretch and not _is_table(stretch, x):
            run.append(stretch)
            continue
        kept = [word for part in _trimmed(run, x) for word in part]
        if _are_columns(*_sides(kept, x), height):
            yield kept
        run = []


def _trimmed(run: list[list[PlacedWord]], x: float) -> list[list[PlacedWord]]:
    """Without a date that stands over the right column, and without a greeting that stands under the left one."""
    start, end = 0, len(run)
    while start < end and not _sides(run[start], x)[0]:
        start += 1
    tail = end
    while tail > start and not _sides(run[tail - 1], x)[1]:
        tail -= 1
    if sum(len(_sides(part, x)[0]) for part in run[tail:end]) < LINES:
        end = tail
    return run[start:end]


def _stretches(words: list[PlacedWord], height: float) -> Iterator[list[PlacedWord]]:
    stretch: list[PlacedWord] = []
    lowest = 0.0
    for word in sorted(words, key=lambda word: word.box[1]):
        if stretch and word.box[1] - lowest > 0.6 * height:
            yield stretch
            stretch = []
        stretch.append(word)
        lowest = max(lowest, word.box[3])
    if stretch:
        yield stretch


def _sides(words: list[PlacedWord], x: float) -> tuple[list[Line], list[Line]]:
    return gather_lines([word for word in words if word.box[2] <= x]), gather_lines(
        [word for word in words if word.box[2] > x]
    )


def _is_table(words: list[PlacedWord], x: float) -> bool:
    """Rows of a short cell on the left that line up with what stands on the right."""
    left, right = _sides(words, x)
    if not left or not right:
        return False
    labels = sum(line.words[-1].text.endswith(":") for line in left) / len(left)
    short = median(len(line.words) for line in left) < WORDS or median(len(line.words) for line in right) < 2
    return labels > 0.4 or (short and _aligned(left, right) > ALIGNED and len(left) > 1)


def _are_columns(left: list[Line], right: list[Line], height: float) -> bool:
    if len(left) < LINES or len(right) < LINES:
        return False
    if _is_prose(left, height) and _is_prose(right, height):
        return True
    if _is_prose(right, height):
        return _aligned(left, right) < ALIGNED
    return _is_prose(left, height) and _aligned(right, left) < ALIGNED


def _is_prose(lines: list[Line], height: float) -> bool:
    edge = max(line.x1 for line in lines)
    pairs = list(pairwise(lines))
    wrapped = sum(wraps(line, following, edge) for line, following in pairs)
    gaps = sum(_has_gap(line, 2 * height) for line in lines)
    return (
        median(len(line.words) for line in lines) >= WORDS
        and wrapped >= WRAPPED * len(pairs)
        and gaps <= 0.25 * len(lines)
        and sum(line.words[-1].text.endswith(":") for line in lines) <= 0.4 * len(lines)
    )


def _has_gap(line: Line, width: float) -> bool:
    return any(right.box[0] - left.box[2] > width for left, right in zip(line.words, line.words[1:], strict=False))


def _aligned(some: list[Line], others: list[Line]) -> float:
    """The share of some lines that stand on the baseline of one of the others."""
    near = sum(any(abs(one.centre - other.centre) < 0.15 * (one.bottom - one.top) for other in others) for one in some)
    return near / len(some)
