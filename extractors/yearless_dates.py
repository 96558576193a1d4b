"""Days written without a year, ``Results 10 August``, ``Labs 1/9``, in the year that the page's own day gives them;
and times told from that day (extractors/relative_dates.py).

Clinicians leave out the year of what is recent: such a day is the nearest to that of the page, and only where it lies
in the half year before it or in the month behind it, so that no other year is near. A month alone is not of a time to
come. A day and month that the page also writes in full, with one year only, are of that year. Bare numbers are a day
only behind a word that a date follows, on a page that shows which of them is the month.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from extractors.dates import DateMention, dates_within, find_dates, find_days_of_no_year, finds_day_first
from extractors.relative_dates import find_relative_dates
from extractors.short_years import find_short_years
from extractors.treatment_written import find_written

BEFORE, BEHIND = timedelta(days=183), timedelta(days=31)
TITLE = 6
"""Lines at the head of a page in which a day is the page's own."""
TOGETHER = timedelta(days=45)
"""Days at the head of a page that lie farther apart are not all its own."""
OF_PERSON = re.compile(r"\b(?:DOB|D\.O\.B|born|birth|since|quit|diagnosed|start(?:ed)?|next|due)\b[^\n]{0,20}$", re.I)
REACH_OF_PERSON = 40
"""Characters before a date in which all of that stands."""
NUMBERS = re.compile(
    r"(?<![\w/.-])(?P<first>\d{1,2})(?:(?P<slash>/)|[.-](?=\d\d(?!\d)))(?P<second>\d{1,2})(?![\w/%-]|[.,]\d)"
)
CUE = re.compile(
    r"(?:\b(?:bloods?|labs?|FBC|CBC|U&Es?|LFTs?|results?|markers?|dated|CT|MRI?|PET(?:[ -]?CT)?|US|scan|biopsy|FNAC?"
    r"|path(?:ology)?|clinic|seen|final)(?:[ ](?:A/P|chest|thorax|abdomen|pelvis))?[ ]+(?:on[ ]+|of[ ]+)?|\bon[ ]+)$",
    re.I,
)
"""Words that a date follows: ``Markers 5/10``, ``drawn on 8/23``."""
HEADS = re.compile(r"^[^\d\n]{0,60}(?:[ \t|]{2,}\d{1,2}/\d{1,2}(?![\w/.%-])){2,}[ \t|\r]*$", re.M)
"""A line of nothing but such days behind its title: ``Bloods   ref   22/9   6/10``."""
IN_BRACKETS = re.compile(r"\d[ ]?[(\[]$")
"""Behind a value, a day with a dot or a hyphen: ``41 (05-01)``; a stroke there may count nodes or a score."""


def find_all_dates(text: str, written: str | None = None) -> tuple[DateMention, ...]:
    """The dates of the text, with and without a year. ``written`` is the day that the document gives elsewhere."""
    dates = find_dates(text)
    dates = tuple(sorted((*dates, *find_short_years(text, dates))))
    days = tuple(_days_of_no_year(text, dates))
    own, same = find_own_day(text, dates) or written, _years_of_days(dates)
    told = [*find_relative_dates(text, own)] if own else []
    month_first = finds_day_first(text) is False
    found = (
        DateMention(start, end, value)
        for start, end, month, day in days
        if not _may_be_of_year(text[start:end], day, own, month_first=month_first)
        and (value := same.get((month, day)) or _nearest(own, month, day))
    )
    return tuple(sorted((*dates, *found, *told)))


def find_own_day(text: str, dates: Sequence[DateMention]) -> str | None:
    """The day that a page gives for itself: by a label, or as the last of the days in its title."""
    if written := find_written(text):
        return written
    end = _end_of_title(text)
    days = [
        date.fromisoformat(one.value)
        for one in dates_within(dates, 0, end)
        if one.value.count("-") == 2
        and not one.bound
        and not OF_PERSON.search(text, max(0, one.start - REACH_OF_PERSON), one.start)
    ]
    return max(days).isoformat() if days and max(days) - min(days) <= TOGETHER else None


def _may_be_of_year(written: str, day: int | None, own: str | None, *, month_first: bool) -> bool:
    """Whether the number behind a month may be a year: ``Mar 24``, but not the ``August 29`` of a page of 2024."""
    if day is None or day <= 12 or not written[0].isalpha():
        return False
    is_short = len(written.split()[0].rstrip(".")) < len("March") and not month_first
    return is_short or own is None or str(day) == own[2:4]


def _end_of_title(text: str) -> int:
    place = 0
    for _ in range(TITLE):
        line = text.find("\n", place)
        if line < 0:
            return len(text)
        place = line + 1
    return place


def _years_of_days(dates: Sequence[DateMention]) -> dict[tuple[int, int | None], str]:
    told: dict[tuple[int, int | None], set[str]] = {}
    for one in dates:
        if one.value.count("-") == 2:
            told.setdefault((int(one.value[5:7]), int(one.value[8:])), set()).add(one.value)
    return {day: values.pop() for day, values in told.items() if len(values) == 1}


def _nearest(own: str | None, month: int, day: int | None) -> str | None:
    if own is None:
        return None
    anchor = date.fromisoformat(own)
    for year in (anchor.year, anchor.year - 1, anchor.year + 1):
        try:
            meant = date(year, month, day or 1)
        except ValueError:
            continue
        latest = anchor + BEHIND if day else anchor
        if anchor - BEFORE <= meant <= latest:
            return meant.isoformat() if day else f"{year}-{month:02}"
    return None


def _days_of_no_year(text: str, dates: Sequence[DateMention]) -> Iterator[tuple[int, int, int, int | None]]:
    """Start, end, month and day of each that stands in no date with a year."""
    for start, end, month, day in (*find_days_of_no_year(text), *_numbers(text)):
        around = dates_within(dates, max(0, start - 30), end)
        if not any(start < one.end for one in around):
            yield start, end, month, day


def _heads(text: str) -> Iterator[tuple[int, int, int, int | None]]:
    """Those that head the columns of a table, if one of them shows the order or the page does."""
    for line in HEADS.finditer(text):
        pairs = [(one, int(one["first"]), int(one["second"])) for one in NUMBERS.finditer(text, *line.span())]
        firsts = max((first for _, first, _ in pairs), default=0)
        seconds = max((second for _, _, second in pairs), default=0)
        order = True if firsts > 12 else False if seconds > 12 else finds_day_first(text)
        for one, first, second in pairs if order is not None else ():
            day, month = (first, second) if order else (second, first)
            if 1 <= day <= 31 and 1 <= month <= 12:
                yield one.start(), one.end(), month, day


def _numbers(text: str) -> Iterator[tuple[int, int, int, int | None]]:
    yield from _heads(text)
    found = [
        one
        for one in NUMBERS.finditer(text)
        if CUE.search(text, max(0, one.start() - 40), one.start())
        or (not one["slash"] and IN_BRACKETS.search(text, max(0, one.start() - 4), one.start()))
    ]
    if not found:
        return
    day_first = finds_day_first(text)
    for one in found:
        first, second = int(one["first"]), int(one["second"])
        order = first > 12 or (day_first if second <= 12 else False)
        if order is None or not (first and second):
            continue
        day, month = (first, second) if order else (second, first)
        if day <= 31 and month <= 12:
            yield one.start(), one.end(), month, day
