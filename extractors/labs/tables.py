"""Tables of results over time: under a row of dates, a row for each test with a value for each date.

Columns may also give the unit, the range and a flag. A cell belongs to a column by its place among tabs and bars; else
by counting, where the row has as many cells as there are columns; else, in text set out in columns, by what it stands
under. What none of these settles is withheld, and so is a value under a heading that is no date (``Baseline``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from extractors.dates import DateMention, dates_within, find_month_of_year
from extractors.labs.values import FLAGS, NUMBER, Measured, load_grammar, unit_below
from extractors.labs.words import OTHER_FLUID, load_word_patterns

Kind = Literal["value", "unit", "range", "flag"]

GAP = re.compile(r"[ \t|]*")
WIDE = re.compile(r"[ ]{2,}|[ ]*[\t|][ \t|]*")
TITLE = re.compile(r"[A-Za-z][A-Za-z /&().:'-]{0,30}?(?=[ ]{2}|[ ]?[\t|(]|[ ]\d|$)|[A-Za-z][A-Za-z/&:'-]*(?=[ ][A-Z])")
TIME = re.compile(r"[ ]+\d\d:\d\d(?!\d)")
RULED = re.compile(r"[ \t|+:=_-]+")
TIMES = re.compile(r"[ \t|]*(?:\d\d:\d\d[ \t|]*)+")
HEADED = re.compile(r"[ \t|•*-]*[A-Za-z][A-Za-z /&().:-]{1,40}[ \t|]*")
"""A line within a table that names a group of tests."""
ROW = re.compile(
    r"[ \t|•*-]*(?:\d{1,2}[.)][ ]+)?(?:\d{1,2}-(?=[A-Z]))?[A-Za-zαβγκλµ%][^\n]{0,60}?"
    r"[ \t|(][<>≤≥~*(-]*\s*(?:\d|-|[A-Za-z])"
)
PROSE = re.compile(r"(?:\b[a-z]{2,}\b[ ]){3}|[a-z]{2}\.[ ]+[A-Z]")
BEFORE_NAME = re.compile(
    r"[ \t|•*-]*(?:\d{1,2}[.)][ ]+)?(?:(?:serum|plasma|blood|S|P|Ig[AGMDE]|kappa|lambda)[ -]){0,3}", re.I
)
OPENS_PAREN = re.compile(r"[ ]?,?[ ]?[(\[](?P<said>[^()\[\]\n]{1,30}(?:\(\d\)[^()\[\]\n]{0,10})?)[)\]]")
AFTER_NAME = re.compile(r"[ ]?,?[ ]?(?:serum|plasma|level|levels|count|total|conc(?:entration)?)\b|:", re.I)
LIKE_A_UNIT = re.compile(r"[/%^]|10\d|10\*")
VALUE = re.compile(
    rf"(?P<early>(?:HH|LL|H|L)\s|\*)?\s?(?P<sign><=|>=|<|>|≤|≥|~)?\s?(?P<number>{NUMBER})(?![\d.]*\d|[,/:]\d)"
)
SPAN = re.compile(rf"[(\[]?(?P<low>{NUMBER})(?P<dash>[ ]?[-–—][ ]?|[ ]to[ ])(?P<high>{NUMBER})(?![\d/.-])[)\]]?")
LIMIT = re.compile(rf"[(\[]?(?P<sign><=|>=|<|>|≤|≥)\s?(?P<bound>{NUMBER})(?![\d.]*\d)[)\]]?")
MARK = re.compile(
    r"[(\[]?(?P<flag>HH|LL|H|L|N|A|↑{1,2}|↓{1,2}|\*{1,2}|(?i:high|low|abnormal|raised|elevated))[)\]]?(?=[ \t|\r]|$)"
)
HEADS = re.compile(
    r"[A-Za-z]{3,9}[-'’ .]{1,2}\d\d(?!\d)|\d/\d\d(?!\d)|"
    r"[ \t|](?i:results?|current|latest|today|now|value|previous|baseline|pre-?op"
    r"|months? ago|weeks? ago)(?:[ \t|\r]|$)",
    re.M,
)
"""What may stand in a row of headings beside the dates that are found anywhere."""
STRANGE = re.compile(r"[A-Za-z][A-Za-z /+-]{0,14}\d{0,2}(?:[A-Z]\d{1,2})?(?=[ ]{2}|[ ]?[\t|]|[ ]\(|[ \r]*$)", re.M)
NUMBERED = re.compile(r"\d|\b[A-Z]\b")
"""What the names of cycles and arms have, and words of a row or of a person's line have not."""
OPENED, MAYBE_OPENED = re.compile(r"[ ]?\("), re.compile(r"\(?")
NONE = re.compile(r"(?:[-–—]{1,3}|\.{1,3}|/)(?=[ \t|]|$)")


class Heading(NamedTuple):
    pattern: re.Pattern[str]
    kind: Kind
    is_latest: bool = False


class Column(NamedTuple):
    start: int
    end: int
    kind: Kind
    date: DateMention | None = None
    is_latest: bool = False
    is_strange: bool = False
    """Under words that are no known heading, such as the name of a cycle: its values are of an unknown time."""


class Item(NamedTuple):
    """Something printed in a row: a value, no value (``pending``), a range, a unit or a flag."""

    start: int
    end: int
    kind: Literal["value", "none", "range", "unit", "flag"]
    measured: Measured


class Cell(NamedTuple):
    """``date`` is the mention at the head of its column."""

    measured: Measured
    date: DateMention | None


@dataclass(frozen=True)
class Table:
    """``start`` and ``end`` hold the rows, not the row of dates, which opens at ``top``."""

    text: str
    top: int
    start: int
    end: int
    columns: tuple[Column, ...]
    is_aligned: bool

    def read_row(self, name_start: int, name_end: int) -> tuple[Cell, ...] | None:
        """The values of the row that the name opens; none where they cannot be told apart, None for no such row."""
        line_start, line_end = _line(self.text, name_start)
        if not BEFORE_NAME.fullmatch(self.text, line_start, name_start):
            return () if _holds_cells(self.text, name_end, line_end) else None
        unit, position = read_label(self.text, name_end, line_end)
        if position is None:
            return () if _holds_cells(self.text, name_end, line_end) else None
        items = read_items(self.text, position, line_end)
        if items is None or self._is_of_another_fluid(line_start):
            return ()
        placed = self.placed(items, position, line_end)
        below = unit_below(self.text, line_end)
        if below and not unit and not any(one.kind == "unit" for one in items):
            unit = load_grammar().code(below["unit"])
        return tuple(cells_of(placed, unit)) if placed else ()

    def _is_of_another_fluid(self, line_start: int) -> bool:
        """Whether the table or the nearest line above that heads a group of tests names another fluid than blood."""
        above = self.text[self.start : line_start].split("\n")
        heading = next((line for line in reversed(above) if HEADED.fullmatch(line.rstrip())), "")
        title = self.text[self.top : self.columns[0].start]
        return bool(OTHER_FLUID.search(heading or title))

    def placed(self, items: Sequence[Item], start: int, end: int) -> list[tuple[Column, list[Item]]] | None:
        if self._is_divided and re.search(r"[\t|]", self.text[start:end]):
            return self._by_division(items, start, end)
        return self._by_count(items) or (self._by_place(items) if self.is_aligned else None)

    @property
    def _is_divided(self) -> bool:
        first, last = self.columns[0], self.columns[-1]
        return bool(re.search(r"[\t|]", self.text[first.end : last.start]))

    def _by_division(self, items: Sequence[Item], start: int, end: int) -> list[tuple[Column, list[Item]]] | None:
        """By place among tabs or bars, counted from the end of the row's name."""
        mark = "|" if "|" in self.text[self.columns[0].end : self.columns[-1].start] else "\t"
        line_end = end - len(self.text[start:end]) + len(self.text[start:end].rstrip(" \r"))
        edges = [place for place in range(start, line_end) if self.text[place] == mark]
        if mark == "|" and edges and edges[-1] == line_end - 1:
            edges.pop()
        if len(edges) != len(self.columns):
            return self._by_count(items)
        placed: list[tuple[Column, list[Item]]] = [(column, []) for column in self.columns]
        for item in items:
            index = sum(edge < item.start for edge in edges) - 1
            if index < 0:
                return None
            placed[index][1].append(item)
        return placed if all(_fits(column, inside) for column, inside in placed) else None

    def _by_count(self, items: Sequence[Item]) -> list[tuple[Column, list[Item]]] | None:
        """In order, where each column of values has its cell."""
        waiting, placed = list(items), list[tuple[Column, list[Item]]]()
        skipped, has_units = False, any(column.kind == "unit" for column in self.columns)
        for column in self.columns:
            inside: list[Item] = []
            unit_first = column.kind == "range" and not has_units and waiting and waiting[0].kind == "unit"
            if unit_first:
                inside.append(waiting.pop(0))
            if unit_first and waiting and waiting[0].kind == "range":
                inside.append(waiting.pop(0))
            elif unit_first:
                skipped = True
            elif waiting and _opens(column, waiting[0]):
                inside.append(waiting.pop(0))
                while waiting and _belongs(column, inside, waiting[0]):
                    inside.append(waiting.pop(0))
            elif column.kind == "value":
                return None
            else:
                skipped = skipped or column.kind == "range"
            placed.append((column, inside))
        if waiting and {one.kind for one in waiting} == {"unit"}:
            waiting = []
        last = next((inside for column, inside in reversed(placed) if column.kind == "value"), [])
        doubtful = skipped and any(one.measured.number is None and one.kind == "value" for one in last)
        return None if waiting or doubtful else placed

    def _by_place(self, items: Sequence[Item]) -> list[tuple[Column, list[Item]]] | None:
        placed: list[tuple[Column, list[Item]]] = [(column, []) for column in self.columns]
        for item in items:
            shift = self.top - _line(self.text, item.start)[0]
            left, right = item.start + shift, item.end + shift
            above = [number for number, one in enumerate(self.columns) if one.start < right and left < one.end]
            if len(above) != 1:
                return None
            placed[above[0]][1].append(item)
        return placed if all(_fits(column, inside) for column, inside in placed) else None


def find_tables(text: str, dates: Sequence[DateMention], day_first: bool | None) -> Iterator[Table]:
    starts = {one.start: one for one in dates}
    position = 0
    for start, end in lines_of(text):
        if start < position or not (dates_within(dates, start, end) or HEADS.search(text, start, end)):
            continue
        columns = _read_columns(text, start, end, starts, day_first)
        if columns is None:
            continue
        rows_end = _end_of_rows(text, end, starts, day_first)
        if rows_end > end:
            yield Table(text, start, end, rows_end, columns, has_aligned_rows(text, start, end, rows_end, columns))
            position = rows_end


def _line(text: str, offset: int) -> tuple[int, int]:
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def lines_of(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


@lru_cache(maxsize=1)
def _headings() -> tuple[Heading, ...]:
    words = load_word_patterns()
    return (
        Heading(re.compile(words["unit_column"]), "unit"),
        Heading(re.compile(words["range_column"] + r"\.?(?:[ ]?\([^()\n]{1,20}\))?"), "range"),
        Heading(re.compile(words["flag_column"]), "flag"),
        Heading(re.compile(words["now_column"]), "value", is_latest=True),
        Heading(re.compile(words["past_column"]), "value"),
        Heading(re.compile(r"\d{1,2}[ ](?:day|week|month|year)s?[ ]ago\b", re.I), "value"),
    )


def _read_columns(
    text: str, start: int, end: int, dates: dict[int, DateMention], day_first: bool | None
) -> tuple[Column, ...] | None:
    columns: list[Column] = []
    position = _after_gap(text, start, end)
    first = _read_column(text, position, end, dates, day_first)
    if first is None or (first.date is None and (position - start < 2 or first.is_strange)):
        title = TITLE.match(text, position, end)
        if title is None:
            return None
        position = title.end()
    while (position := _after_gap(text, position, end)) < end and text[position] not in "\r":
        column = _read_column(text, position, end, dates, day_first)
        if column is None:
            return None
        columns.append(column)
        position = column.end
        if position < end and text[position] not in " \t|\r":
            return None
    over_time = sum(one.kind == "value" for one in columns) > 1 and sum(one.is_latest for one in columns) < 2
    if all(one.is_strange for one in columns):
        over_time = over_time and all(NUMBERED.search(text, one.start, one.end) for one in columns)
    dated = sum(one.date is not None for one in columns)
    is_sure = over_time if not dated else dated > 1 or not any(one.is_strange for one in columns)
    return tuple(columns) if len(columns) > 1 and is_sure else None


def _read_column(
    text: str, position: int, end: int, dates: dict[int, DateMention], day_first: bool | None
) -> Column | None:
    named = next((one for one in _headings() if one.pattern.match(text, position, end)), None)
    found = named.pattern.match(text, position, end) if named else None
    strange = STRANGE.match(text, position, end) if named is None else None
    if strange and not _column_date(text, position, dates, day_first):
        named, found = Heading(STRANGE, "value"), strange
    place = found.end() if found else position
    opened = (OPENED if named else MAYBE_OPENED).match(text, place, end)
    place = opened.end() if opened else place
    may_be_dated = opened and (named is None or named.kind == "value")
    date = _column_date(text, place, dates, day_first) if may_be_dated else None
    if date is None:
        if named is None or found is None:
            return None
        return Column(position, found.end(), named.kind, None, named.is_latest, strange is not None)
    if date.bound or date.end > end:
        return None
    time = TIME.match(text, date.end, end)
    last = time.end() if time else date.end
    if opened and "(" in opened[0]:
        if text[last : last + 1] != ")":
            return None
        last += 1
    return Column(position, last, "value", date)


def _column_date(text: str, position: int, dates: dict[int, DateMention], day_first: bool | None) -> DateMention | None:
    return dates.get(position) or find_month_of_year(text, position, day_first=day_first)


def _after_gap(text: str, position: int, end: int) -> int:
    gap = GAP.match(text, position, end)
    return gap.end() if gap else position


def _end_of_rows(text: str, start: int, dates: dict[int, DateMention], day_first: bool | None) -> int:
    """The end of the last row before prose, before two empty lines or before the next row of dates."""
    last, blank = start, 0
    for line_start, line_end in lines_of(text, start + 1):
        line = text[line_start:line_end].rstrip()
        if not line.strip():
            blank += 1
            if blank > 1:
                break
            continue
        is_set_out = not blank or WIDE.search(line.strip()) is not None
        blank = 0
        if RULED.fullmatch(line) or TIMES.fullmatch(line) or HEADED.fullmatch(line):
            continue
        if unit_below(text, line_start - 1):
            last = line_end
            continue
        if any(one in dates and text.startswith(":", dates[one].end) for one in range(line_start, line_end)):
            break  # "LDH 27/05/25: 210" is no row
        if (
            not is_set_out
            or not ROW.match(line)
            or PROSE.search(line)
            or _read_columns(text, line_start, line_end, dates, day_first)
        ):
            break
        last = line_end
    return last


def has_aligned_rows(text: str, start: int, end: int, rows_end: int, columns: Sequence[Column]) -> bool:
    """Whether each full row has every cell under its own heading; one such row at least must show it."""
    shown = False
    for line_start, line_end in lines_of(text, end + 1):
        if line_start >= rows_end:
            break
        line = text[line_start:line_end].rstrip()
        edges = [match for match in WIDE.finditer(line) if match.start() > 0]
        if len(edges) != len(columns):
            continue
        places = [*(match.end() for match in edges), len(line) + 2]
        for column, (left, right) in zip(columns, pairwise(places), strict=True):
            own = line[left:right].rstrip()
            first, last = left, left + len(own)
            under = [one for one in columns if one.start - start < last and first < one.end - start]
            if under != [column]:
                return False
        shown = True
    return shown


def _holds_cells(text: str, position: int, end: int) -> bool:
    """Whether more than one value follows, so that the first alone says nothing."""
    items = read_items(text, position, end)
    return items is not None and len(items) > 1


def read_label(text: str, position: int, end: int) -> tuple[str | None, int | None]:
    """The unit beside the name and where the cells begin; no place where the name is only part of another's."""
    grammar, unit = load_grammar(), None
    while True:
        if found := OPENS_PAREN.match(text, position, end):
            said = found["said"].strip()
            if code := grammar.code(said):
                unit = unit or code
            elif LIKE_A_UNIT.search(said) or not re.match(r"[A-Z]|ultra|sensitive|total|serum|plasma|blood", said):
                return None, None
        elif not (found := AFTER_NAME.match(text, position, end)):
            bare = re.compile(rf",?{grammar.unit.pattern}").match(text, position, end)
            if bare is None or unit:
                break
            unit, found = grammar.code(bare["unit"]), bare
        position = found.end()
    is_over = position >= end or text[position] in " \t|"
    return unit, position if is_over else None


def read_items(text: str, position: int, end: int) -> list[Item] | None:
    """All that the row prints, or None where it prints anything else, such as words."""
    items: list[Item] = []
    while (position := _after_gap(text, position, end)) < end and text[position] != "\r":
        item = _flag_beside(text, position, end, items) or _read_item(text, position, end)
        if item is None or (item.end < end and text[item.end] not in " \t|\r" and item.kind != "value"):
            return None
        items.append(item)
        position = item.end
    return items


def _flag_beside(text: str, position: int, end: int, items: Sequence[Item]) -> Item | None:
    """The flag one blank behind a value: of that one, and not of the next however near (``2.81 H   2.33``)."""
    is_beside = items and items[-1].kind == "value" and position - items[-1].end <= 1
    found = MARK.match(text, position, end) if is_beside else None
    return _flag(found) if found else None


def _flag(found: re.Match[str]) -> Item:
    mark = found["flag"]
    flag = FLAGS[mark.upper()[:2] if mark[0] not in "↑↓" else mark[0]] if len(mark) < 3 else FLAGS[mark.upper()]
    return Item(*found.span(), "flag", Measured(*found.span(), flag=flag, mark=mark))


@lru_cache(maxsize=1)
def _missing() -> re.Pattern[str]:
    return re.compile(load_word_patterns()["missing"])


def _read_item(text: str, position: int, end: int) -> Item | None:
    grammar = load_grammar()
    if found := NONE.match(text, position, end) or _missing().match(text, position, end):
        return Item(*found.span(), "none", Measured(*found.span()))
    if (found := SPAN.match(text, position, end)) and _number(found["low"]) < _number(found["high"]):
        low, high = _number(found["low"]), _number(found["high"])
        usual = text[found.start("low") : found.end("high")]
        return Item(*found.span(), "range", Measured(*found.span(), low=low, high=high, usual=usual))
    if (found := LIMIT.match(text, position, end)) and found[0][0] in "([":
        return Item(*found.span(), "range", _limit(found))
    if found := VALUE.match(text, position, end):
        early = (found["early"] or "").strip()
        printed = f"{found['sign'] or ''}{found['number']}"
        number = None if found["sign"] else _number(found["number"])
        mark = early or None
        flag = FLAGS.get(early) if early else None
        return Item(*found.span(), "value", Measured(*found.span(), number, printed, flag=flag, mark=mark))
    if found := grammar.unit.match(text, position, end):
        return Item(*found.span(), "unit", Measured(*found.span(), unit=grammar.code(found["unit"])))
    found = MARK.match(text, position, end)
    return _flag(found) if found else None


def _limit(found: re.Match[str]) -> Measured:
    bound = _number(found["bound"])
    low, high = (None, bound) if found["sign"] in ("<", "<=", "≤") else (bound, None)
    return Measured(*found.span(), low=low, high=high, usual=f"{found['sign']}{found['bound']}")


def _number(printed: str) -> float:
    return float(printed.replace(",", ""))


def _opens(column: Column, item: Item) -> bool:
    match column.kind:
        case "value":
            return item.kind in ("value", "none")
        case "range":
            return item.kind in ("range", "none") or (item.kind == "value" and item.measured.number is None)
        case _:
            return item.kind in (column.kind, "none")


def _belongs(column: Column, inside: Sequence[Item], item: Item) -> bool:
    """Whether the item goes on the cell: a value's flag or unit, a range's unit."""
    if column.kind == "value":
        is_beside = item.start - inside[-1].end <= 1
        return inside[0].kind == "value" and item.kind in ("flag", "unit") and is_beside
    return column.kind == "range" and item.kind == "unit"


def _fits(column: Column, inside: Sequence[Item]) -> bool:
    return not inside or (
        _opens(column, inside[0])
        and all(one.kind in ("flag", "unit") and column.kind in ("value", "range") for one in inside[1:])
    )


def cells_of(placed: Sequence[tuple[Column, list[Item]]], unit: str | None) -> Iterator[Cell]:
    """The values that have a date, or stand under a word for the latest; none where two units contradict."""
    beside = [one for column, inside in placed if column.kind != "value" for one in inside]
    units = {unit, *(one.measured.unit for one in beside)} - {None}
    usual = next((_as_range(one) for one in beside if one.kind in ("range", "value")), None)
    values = [(column, inside) for column, inside in placed if column.kind == "value"]
    flag = next((one.measured for one in beside if one.kind == "flag"), None) if len(values) == 1 else None
    row_end = max(one.end for _, inside in placed for one in inside)
    for column, inside in values:
        if not inside or inside[0].kind != "value" or not (column.date or column.is_latest):
            continue
        read = inside[0].measured
        own = next((one.measured for one in inside if one.kind == "flag"), None) or (read if read.mark else flag)
        told = units | {one.measured.unit for one in inside if one.measured.unit}
        if len(told) > 1:
            continue
        yield Cell(
            Measured(
                read.start,
                row_end if column is values[-1][0] else inside[-1].end,
                read.number,
                read.value,
                next(iter(told), None),
                usual.low if usual else None,
                usual.high if usual else None,
                own.flag if own else None,
                usual=usual.usual if usual else None,
                mark=own.mark if own else None,
            ),
            column.date,
        )


def _as_range(item: Item) -> Measured | None:
    """A range column prints ``<50`` where a value column would mean a value."""
    if item.kind == "range":
        return item.measured
    found = LIMIT.match(item.measured.value or "")
    return _limit(found) if found else None
