"""What a page says of one test where its name stands: the values, each with its time and the places that state both."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from core.records import Assertion, Evidence
from extractors.dates import DateMention, finds_day_first
from extractors.labs.dated_rows import DatedRows, find_dated_rows
from extractors.labs.dates import (
    Heading,
    date_beside,
    date_of_event,
    date_of_heading,
    find_headings,
    is_called_past,
    stands_among_past,
)
from extractors.labs.earlier import read_behind, read_origin
from extractors.labs.series import YEARLESS, Listed, read_series
from extractors.labs.tables import Cell, Table, find_tables
from extractors.labs.values import Measured, read_value, read_value_below
from extractors.notes import Note
from extractors.yearless_dates import find_all_dates

ON_DAY = re.compile(r"[ \t]+(?:level\s+)?(?:on|in|of|from|dated|taken on|at)[ \t]+(?:the[ \t]+)?(?=\w)", re.I)
IS_DAY = re.compile(r".*\bon\b", re.I)
"""Before a day without a year: ``at 3/12`` and ``in 3/12`` count months."""
TO_ANOTHER = re.compile(r"\s*(?:to|until|till|and|[-–])\s", re.I)
MONTH_ALONE = re.compile(r"\((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\)")
"""Between a name and its value, a time of its own that no year can be told for: ``Tg (Dec) 1.4``."""


class Stated(NamedTuple):
    """``places`` are the spans that state the value and, where it stands apart, its date."""

    measured: Measured
    date: str | None
    assertion: Assertion
    places: tuple[tuple[int, int], ...]

    def evidence(self, note: Note) -> tuple[Evidence, ...]:
        return tuple(note.evidence(*place) for place in self.places)


@dataclass(frozen=True)
class Chart:
    """A page as far as its values and their times go. ``written`` is the day that its document gives elsewhere."""

    text: str
    written: str | None = None

    @cached_property
    def dates(self) -> Sequence[DateMention]:
        return find_all_dates(self.text, self.written)

    @cached_property
    def dates_by_start(self) -> dict[int, DateMention]:
        return {one.start: one for one in self.dates}

    @cached_property
    def day_first(self) -> bool | None:
        return finds_day_first(self.text)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tuple(find_tables(self.text, self.dates, self.day_first))

    @cached_property
    def dated_rows(self) -> tuple[DatedRows, ...]:
        return tuple(find_dated_rows(self.text, self.dates, self.day_first))

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        return find_headings(self.text, self.dates)

    def read(self, start: int, name: tuple[int, int], end: int) -> tuple[Stated, ...] | None:
        """What is said of the test whose ``name`` ends where its value may begin, no further than ``end``.

        ``start`` opens the quote. None where nothing is said; an empty tuple where values stand there whose times
        cannot be told apart.
        """
        if rows := next((one for one in self.dated_rows if one.start <= name[0] < one.end), None):
            return tuple(_below(name, one) for one in rows.read_column(*name))
        table = next((one for one in self.tables if one.start <= name[0] < one.end), None)
        cells = table.read_row(*name) if table else None
        if cells is None:
            cells = read_series(self.text, name, end, self.dates_by_start, self.day_first)
        if cells is not None:
            told = tuple(_listed(start, one) for one in cells)
            is_one = len(cells) == 1 and isinstance(cells[0], Listed)
            return (*told, *self._earlier(start, told[0], end)) if is_one else told
        if dated := self._behind_date(start, name, end):
            return (dated, *self._origin(start, name[1], dated), *self._earlier(start, dated, end))
        measured = read_value(self.text, name[1], end) or read_value_below(self.text, *name)
        if measured is None:
            return None
        alone = self._alone(start, name, measured)
        return (alone, *self._origin(start, name[1], alone), *self._earlier(start, alone, end))

    def _behind_date(self, start: int, name: tuple[int, int], end: int) -> Stated | None:
        """The value whose date stands between it and the name: ``PSA on 11 March 2024 has come down to 3.2``."""
        gap = ON_DAY.match(self.text, name[1], end)
        date = self.dates_by_start.get(gap.end()) if gap else None
        day = YEARLESS.match(self.text, gap.end(), end) if gap and IS_DAY.match(self.text, *gap.span()) else None
        place = date.end if date else day.end() if day else None
        if place is None or (date and date.bound) or TO_ANOTHER.match(self.text, place, end):
            return None
        measured = read_value(self.text, place, end)
        if measured is None or "\n" in self.text[place : measured.start]:
            return None
        told = Assertion.PRESENT if date else Assertion.HISTORICAL
        return Stated(measured, date.value if date else None, told, ((start, measured.end),))

    def _origin(self, start: int, name_end: int, stated: Stated) -> Iterator[Stated]:
        for one in read_origin(self.text, name_end, stated.measured, self.dates_by_start, self.day_first):
            yield _listed(start, one)

    def _earlier(self, start: int, stated: Stated, end: int) -> Iterator[Stated]:
        if stated.measured.number is not None or stated.measured.value:
            for one in read_behind(self.text, stated.measured, end, self.dates_by_start, self.day_first):
                yield _listed(start, one)

    def _alone(self, start: int, name: tuple[int, int], measured: Measured) -> Stated:
        place = (start, measured.end)
        if beside := date_beside(self.text, self.dates, name[0], measured.end):
            return Stated(measured, beside, Assertion.PRESENT, (place,))
        if date := date_of_event(self.text, self.dates, measured.end):
            return Stated(measured, date.value, Assertion.PRESENT, ((start, date.end),))
        if MONTH_ALONE.search(self.text, name[1], measured.start):
            return Stated(measured, None, Assertion.HISTORICAL, (place,))
        is_past = is_called_past(self.text, name[1], measured.start, measured.end)
        if not is_past and (date := date_of_heading(self.text, self.headings, self.dates, start)):
            return _stated(start, measured, date)
        is_past = is_past or stands_among_past(self.text, name[0])
        return Stated(measured, None, Assertion.HISTORICAL if is_past else Assertion.PRESENT, (place,))


def _below(name: tuple[int, int], cell: Cell) -> Stated:
    """Of a column: the quote of the row reaches from its date to the value."""
    row = (cell.date.start if cell.date else cell.measured.start, cell.measured.end)
    return Stated(cell.measured, cell.date.value if cell.date else None, Assertion.PRESENT, (name, row))


def _listed(start: int, one: Cell | Listed) -> Stated:
    stated = _stated(start, one.measured, one.date)
    is_past = isinstance(one, Listed) and one.is_past
    return stated._replace(assertion=Assertion.HISTORICAL) if is_past else stated


def _stated(start: int, measured: Measured, date: DateMention | None) -> Stated:
    """``start`` opens the quote, which reaches to the end of the value or of the date behind it on the same line."""
    place = (start, measured.end)
    if date is None:
        return Stated(measured, None, Assertion.PRESENT, (place,))
    return Stated(measured, date.value, Assertion.PRESENT, (place, (date.start, date.end)))
