"""Tables with a test in each column and a date before each row: ``Date | CEA`` above ``12/01/2024 | 14.2``.

The unit stands beside the name at the head of the column, in a line of units below it, or beside the value. The first
head may be the title of the table where a date stands below it, and a last column of remarks is left out. Cells belong
to columns as in tables of the other kind (extractors/labs/tables.py); where nothing settles it, none is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.dates import DateMention, dates_within, find_month_of_year
from extractors.labs.tables import (
    BEFORE_NAME,
    GAP,
    RULED,
    TIME,
    WIDE,
    Cell,
    Column,
    Table,
    cells_of,
    has_aligned_rows,
    lines_of,
    read_items,
    read_label,
)
from extractors.labs.values import load_grammar
from extractors.labs.words import load_word_patterns

DATED = re.compile(
    r"[ \t|•*-]*(?:(?:sample|collection|specimen|test|blood|clinic|visit|result)s?[ ])?dates?"
    r"(?:[ ]?/[ ]?time|[ ](?:of[ ](?:test|sample|collection|result)|taken|collected|sampled))?"
    r"(?=[ ]{2}|[ ]?[\t|]|(?P<close>(?-i:(?:[ ][A-Z][\w-]*)+)\s*$))"
    r"|[ \t|]*(?:collected|sampled|taken)(?=[ ]{2}|[ ]?[\t|])",
    re.I | re.M,
)
"""With a single blank behind it each word is the head of a column: ``Date PSA Testosterone``."""
TITLED = re.compile(r"[ \t|•*-]*[A-Za-z][A-Za-z &/()%.-]{2,40}?(?=[ ]{2}|[ ]?[\t|])")
REMARKS = re.compile(r"(?:notes?|comments?|remarks?|events?|treatment|response|interpretation)\W*", re.I)
FLAGGED = re.compile(load_word_patterns()["flag_column"] + r"\W*")
FEWEST_ROWS = 3
"""Rows that show, each cell at the edge of one head, that the columns are set out below their heads."""
WORD = re.compile(r"[^ \t\r]+")
NAMED = re.compile(r"[A-Za-zαβγκλµ][^\n]{0,40}")
UNIT_LINE = re.compile(r"[ \t|•*-]*[(\[]?[A-Za-zµμ%x×\d]")


@dataclass(frozen=True)
class Row:
    """``start`` is where the cells begin, behind the date."""

    date: DateMention
    start: int
    end: int


@dataclass(frozen=True)
class DatedRows:
    """``start`` and ``end`` hold the heads of the columns; ``units`` are those of the line below them."""

    text: str
    start: int
    end: int
    table: Table
    units: Mapping[Column, str]
    rows: tuple[Row, ...]

    def read_column(self, name_start: int, name_end: int) -> tuple[Cell, ...]:
        """The values below the name, each with its date; none where the head of the column says more than a test."""
        column = next((one for one in self.table.columns if one.start <= name_start < one.end), None)
        if column is None or not BEFORE_NAME.fullmatch(self.text, column.start, name_start):
            return ()
        unit, position = read_label(self.text, name_end, column.end)
        if position is None or self.text[position : column.end].strip():
            return ()
        below = self.units.get(column)
        if unit and below and unit != below:
            return ()
        return tuple(cell for row in self.rows for cell in self._read_cell(row, column, unit or below))

    def _read_cell(self, row: Row, column: Column, unit: str | None) -> Iterator[Cell]:
        items = read_items(self.text, row.start, row.end)
        placed = self.table.placed(items, row.start, row.end) if items else None
        inside = next((own for one, own in placed or () if one == column), None)
        if inside:
            yield from cells_of([(column._replace(date=row.date), inside)], unit)


def find_dated_rows(text: str, dates: Sequence[DateMention], day_first: bool | None) -> Iterator[DatedRows]:
    starts = {one.start: one for one in dates}
    for start, end in lines_of(text):
        opened = DATED.match(text, start, end) or _titled(text, start, end, starts)
        if opened is None or dates_within(dates, start, end):
            continue
        spans = (
            (word.span() for word in WORD.finditer(text, opened.end(), end))
            if opened.groupdict().get("close")
            else _cells(text, opened.end(), end)
        )
        columns = tuple(_column(text, *span) for span in spans)
        remarks = columns[-1].start - start if columns and REMARKS.fullmatch(text, *columns[-1][:2]) else None
        columns = columns[:-1] if remarks is not None else columns
        if not columns or not all(NAMED.fullmatch(text, one.start, one.end) for one in columns):
            continue
        units, below = _read_units(text, end, columns)
        rows = tuple(_read_rows(text, below, starts, day_first, remarks))
        if rows:
            aligned = has_aligned_rows(text, start, below, rows[-1].end, columns) or _all_under(
                text, start, rows, columns
            )
            table = Table(text, start, below, rows[-1].end, columns, aligned)
            yield DatedRows(text, start, end, table, units, rows)


def _titled(text: str, start: int, end: int, dates: Mapping[int, DateMention]) -> re.Match[str] | None:
    """The title of a table in the place of the head of its dates, where a date opens the line below."""
    found = TITLED.match(text, start, end)
    below = GAP.match(text, end + 1) if found else None
    return found if below and below.end() in dates else None


def _column(text: str, start: int, end: int) -> Column:
    return Column(start, end, "flag" if FLAGGED.fullmatch(text, start, end) else "value")


def _all_under(text: str, top: int, rows: Sequence[Row], columns: Sequence[Column]) -> bool:
    """Whether every cell of some rows at least stands below one head alone and at its left or right edge."""
    shown = 0
    for row in rows:
        items = read_items(text, row.start, row.end)
        if items is None:
            continue
        shift = top - (text.rfind("\n", 0, row.start) + 1)
        for item in items:
            left, right = item.start + shift, item.end + shift
            above = [one for one in columns if one.start < right and left < one.end]
            if len(above) != 1 or not (left == above[0].start or right == above[0].end):
                return False
        shown += 1
    return shown >= FEWEST_ROWS


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of what stands between wide gaps, tabs and bars; blank ones are none."""
    place = start
    for gap in (*WIDE.finditer(text, start, end), None):
        last = gap.start() if gap else end
        if text[place:last].strip(" \t|\r"):
            yield place, place + len(text[place:last].rstrip(" \t|\r"))
        place = gap.end() if gap else end


def _read_units(text: str, end: int, columns: Sequence[Column]) -> tuple[dict[Column, str], int]:
    """The units of the line below the heads, by column, and where it ends; none where it is no line of units alone."""
    line_end = _end_of_line(text, end + 1)
    if not UNIT_LINE.match(text, end + 1, line_end):
        return {}, end
    spans = [*_cells(text, end + 1, line_end)]
    codes = [load_grammar().code(text[slice(*span)].strip("()[]")) for span in spans]
    units = {column: code for column, code in zip(columns, codes, strict=False) if code}
    return (units, line_end) if len(units) == len(columns) == len(spans) else ({}, end)


def _read_rows(
    text: str, end: int, dates: Mapping[int, DateMention], day_first: bool | None, remarks: int | None
) -> Iterator[Row]:
    """``remarks`` is where on its line a last column begins that is left out; a row that reaches into it is empty."""
    for start, line_end in lines_of(text, end + 1):
        if text[start:line_end].strip() and RULED.fullmatch(text, start, line_end):
            continue
        gap = GAP.match(text, start, line_end)
        place = gap.end() if gap else start
        date = dates.get(place) or find_month_of_year(text, place, day_first=day_first)
        if date is None or date.bound or date.end > line_end:
            return
        time = TIME.match(text, date.end, line_end)
        first = time.end() if time else date.end
        last = line_end if remarks is None else min(line_end, start + remarks)
        is_cut = last < line_end and not text[last - 1].isspace()
        yield Row(date, first, max(first, first if is_cut else last))


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
