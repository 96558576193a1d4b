"""Dates as a record writes them, as partial ISO 8601 values: never finer than what is written, never completed.

The rules for what is not settled by the words themselves:
- ``3/4/2024`` is read only where the same text shows its order: by a date that can be read one way only (``15/1/24``),
  or, where there is none, by two days without a year that can (``22/05``), or by a sign of the country
  (data/rules/dates_order_signs.tsv). Else the year alone is kept.
- A two-digit year is 20yy up to 30 and 19yy above: records of today hold births before 1931 more seldom than mistakes,
  and no event after 2030. The rule does not look at the clock, so the same page always gives the same facts.
- ``2011-12`` may be a month or two years, and is neither.
- A year alone counts only after words such as "in" or "since", in brackets, or at the head of a line: ``WHO 2016`` and
  ``AJCC 2017`` are editions.
- Where asked for (``borrow_year``), a day or month without a year has the year of the date before it in its paragraph,
  but only on a page all of whose dates are of one year, and only when it does not come before that date.
- A day that the calendar does not have (31/2/2024) is no date at all.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Literal, NamedTuple

from core.places import RULES
from extractors.rules import read_table

LATEST_SHORT_YEAR = 30
EARLIEST_YEAR, LATEST_YEAR = 1900, 2039

PART_OF_YEAR = (
    r"(?:(?:the|of|early|mid|late|spring|summer|autumn|fall|Q[1-4]|(?:first|second|third|fourth|last) (?:quarter|half)"
    r"|(?:beginning|start|middle|end)(?= of))[\s-]+)"
)
"""A word between "in" and a year that the year alone holds for; winters belong to two."""

Bound = Literal["opens", "closes"]


class DateMention(NamedTuple):
    """``bound`` says that the mention opens or closes a range, as both dates of "January–June 2021" do."""

    start: int
    end: int
    value: str
    bound: Bound | None = None


class Reading(NamedTuple):
    """A numeric date before its order is known. ``year`` is already four digits."""

    start: int
    end: int
    first: int
    second: int
    year: int

    @property
    def day_first(self) -> bool | None:
        """The order, where the numbers allow one only."""
        if self.first > 12:
            return True
        return False if self.second > 12 else None

    def value(self, day_first: bool | None) -> str | None:
        if self.first == self.second:
            return _iso(self.year, self.first, self.second)
        order = self.day_first if self.day_first is not None else day_first
        if order is None:
            return str(self.year)
        day, month = (self.first, self.second) if order else (self.second, self.first)
        return _iso(self.year, month, day)


YEAR = r"(?:19|20)\d\d"
EDGE = r"(?<![\w/.-])(?<!\d,)"
DASH = r"\s*(?:-|–|—|/|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s*"
NUMERIC = re.compile(
    rf"(?:{EDGE}|(?<=\d{{4}}-))(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second>\d{{1,2}})(?P=mark)(?P<year>{YEAR}|\d\d)"
    r"(?![\w/%]|[.,]\d|-\d(?!\d?[/.]))"
)
YEAR_FIRST = re.compile(
    rf"{EDGE}(?P<year>{YEAR})(?P<mark>[/.-])(?P<month>\d{{1,2}})(?:(?P=mark)(?P<day>\d{{1,2}}))?"
    r"(?:(?=T\d\d:?\d\d)|(?![\w/%]|[.,-]\d))"
)
COMPACT = re.compile(rf"(?<![\w/.:#-])(?P<year>{YEAR})(?P<month>[01]\d)(?P<day>[0-3]\d)(?![\w/-]|[.,]\d)")
MONTHS_OF_YEAR = re.compile(
    rf"{EDGE}(?P<opens>0?[1-9]|1[0-2])\s?[-–]\s?(?P<closes>0?[1-9]|1[0-2])/(?P<year>{YEAR})(?![\w/%-]|[.,]\d)"
)
"""``3-4/2022``, both months of one year."""
YEARS = re.compile(rf"{EDGE}(?P<opens>{YEAR})(?P<mark>[-–/])(?P<closes>\d\d)(?![\w/%-]|[.,]\d)")
"""``2014-15``; the 10 of ``2009/10`` may be a month as well, so that it is not read."""
MONTH_YEAR = re.compile(rf"{EDGE}(?P<month>0?[1-9]|1[0-2])[/.-](?P<year>{YEAR})(?![\w/%-]|[.,]\d)")
BARE_YEAR = re.compile(
    rf"(?:{EDGE}|(?<={YEAR}-))(?P<year>{YEAR})(?=(?:\s?[-–—]\s?(?:{YEAR}|present|now|ongoing|date|current))|(?![\w/%-]|[.,]\d))"
    r"(?!\s?(?:mg|mcg|ml|g|iu|units?|kcal|c?gy|cells?|patients|years|[cm]m)\b)",
    re.I,
)
YEAR_CUE = re.compile(
    r"(?:\b(?:in|since|from|until|till|during|by|before|after|year|circa|to|and|of|dated?|between|through|early|mid|late"
    r"|spring|summer|autumn|fall|winter|christmas|around|about|approximately|ca|Q[1-4]|diagnosed|started|commenced"
    r"|completed)[\s.:-]*|[-–—/]\s*|\(\s*|(?:^|\n|[:\t]\s*\t)[\s•*-]*(?:\d{1,2}[.)]\s*)?)$",
    re.I,
)
EDITION = re.compile(
    r"\b(?:WHO(?: (?:grade|gr\.?) ?(?:[1-4]|I{1,3}|IV))?"
    r"|AJCC|UICC|CAP|ASCO|NCCN|ESMO|FIGO|ISUP|edition|ed|al|guidelines?|protocols?|version|classification"
    r"|criteria|RECIST|updated?)\b[\s.,(/-]*(?:in|of|from)?[\s.,(/-]*$",
    re.I,
)
WINTER = re.compile(r"\bwinter(?:\s+of)?[\s,]+$", re.I)
"""Begins in one year and ends in the next, so that the year behind it dates nothing."""
NUMBER_CUE = re.compile(
    r"(?:\b(?:no|nr|number|id|mrn|accession|ref|reference|section|version|v|table|fig)\b|#)[\s.:#]*$", re.I
)
DAY_AND_MONTH = re.compile(r"(?<![\w/.,-])(?:1[3-9]|2\d|3[01])/(?:0[1-9]|1[0-2])(?![\w/%]|[.,]\d)")
RANGE_GAP = re.compile(rf"^{DASH}$|^\s*(?:and)\s*$", re.I)
BETWEEN = re.compile(r"\bbetween\s+$", re.I)
COUNTED = re.compile(r"(?:(?<![A-Za-z])[x×]\s?|\d\s?of\s|\bGy\s?in\s)$", re.I)
"""Before a number of fractions or cycles, which is no day of the month behind it: "20 Gy in 5, March 2021"."""
DECIMAL_POINT = re.compile(r"\d[.,]$")
OPENS_ENTRY = re.compile(r"[ ]{2,}|\t|[ ]?[:–—-][ ]")
"""What stands behind a month that opens a line of a list."""
LIST_NUMBER = re.compile(r"(\d{1,2})\.\s+(?!\d)")
LISTED = re.compile(r"^[ \t]*(\d{1,2})[.)]\s", re.M)
STILL_OPEN = re.compile(r"^\s*(?:-|–|—|to|until|till)\s*(?:present|now|date|ongoing|current\b)", re.I)


def find_dates(text: str, *, day_first: bool | None = None, borrow_year: bool = False) -> tuple[DateMention, ...]:
    """Every date of the text in order. ``day_first`` is the order of numeric dates where the caller knows it."""
    found: list[DateMention] = []
    taken = bytearray(len(text))
    for mentions in (_worded(text), _numeric(text, day_first), _year_first(text), _month_years(text), _years(text)):
        new = [one for one in mentions if not any(taken[one.start : one.end])]
        for one in new:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
        found += new
    found.sort()
    if borrow_year:
        found = sorted([*found, *_yearless(text, found)])
    return tuple(_with_bounds(text, found))


def dates_within(dates: Sequence[DateMention], start: int, end: int) -> Sequence[DateMention]:
    """Those of the dates, in order, that begin there."""
    first, last = (bisect_left(dates, place, key=lambda one: one.start) for place in (start, end))
    return dates[first:last]


def shared_part(values: Iterable[str]) -> str | None:
    """What all the dates have in common, as the date of something done once between them: a day, a month or a year."""
    same = takewhile(lambda parts: len(set(parts)) == 1, zip(*(one.split("-") for one in values), strict=False))
    return "-".join(parts[0] for parts in same) or None


def finds_day_first(text: str) -> bool | None:
    """Whether the text writes the day before the month in numeric dates; ``None`` where it does not show it."""
    shown = {reading.day_first for reading in _readings(text)} - {None}
    if not shown and len(set(DAY_AND_MONTH.findall(text))) > 1:
        return True
    if not shown:
        shown = {first == "day" for pattern, first in _order_signs() if pattern.search(text)}
    return shown.pop() if len(shown) == 1 else None


def find_month_of_year(text: str, place: int, *, day_first: bool | None) -> DateMention | None:
    """The month and two-digit year at the place, for callers who know that a date stands there: ``Mar-24``, ``01/24``.

    Only where they cannot be a day and a month: numbers of which the second is no month, on a page that writes the day
    first; a name with a hyphen, as spreadsheets write it, unless the page writes the month first.
    """
    found = _month_of_year_pattern().match(text, place)
    if found is None or int(found["year"]) <= 12:
        return None
    name, hyphened = found["name"], found["mark"] in ("-", "'", "’")
    if day_first is False or not (day_first or (name and hyphened)):
        return None
    month = month_names()[name.lower()] if name else int(found["month"])
    value = _iso(spoken_year(found["year"]), month, None)
    return DateMention(*found.span(), value) if value else None


def spoken_year(digits: str) -> int:
    """The four-digit year of two or four digits."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year <= LATEST_SHORT_YEAR else 1900)


@lru_cache(maxsize=1)
def _order_signs() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = read_table(RULES / "dates_order_signs.tsv", "pattern", "first")
    return tuple((re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)"), row["first"]) for row in rows)


@lru_cache(maxsize=1)
def month_names() -> dict[str, int]:
    return {row["name"].lower(): int(row["month"]) for row in read_table(RULES / "dates_months.tsv", "name", "month")}


@lru_cache(maxsize=1)
def _worded_pattern() -> re.Pattern[str]:
    name = "|".join(sorted(map(re.escape, month_names()), key=len, reverse=True))
    day = r"\d{1,2}(?:st|nd|rd|th)?\.?"
    of = r"[\s.,/-]*(?:(?:of|de|del|di)\s+)?"
    year = rf"(?:{YEAR}|['’]\d\d|(?<=[-/ ])\d\d(?=(?<=\d[-/ ]\w{{3}}[-/ ]\d\d))(?!\s(?:{name})\b))(?!\d|[.,]\d)"
    return re.compile(
        # the left end of a range borrows the year of the right end: "3 March to 14 April 2021", "Jan-Jun 2021"
        rf"(?<![\w/])(?:(?:(?P<day0>{day}){of})?(?P<month0>{name})\.?(?:{DASH}|\s+and\s+)"
        rf"(?=(?:{day}{of})?(?:{name})(?!\w)[\s.,]*{YEAR})"
        rf"|(?P<day00>\d{{1,2}})(?:st|nd|rd|th)?\s?[-–]\s?(?={day}{of}(?:{name})(?!\w)[\s.,]*{YEAR}))?"
        rf"(?:(?P<day1>{day}){of}(?P<month1>{name})(?!\w*[a-z]{{2}})[\s.,/-]*(?:de\s+|of\s+)?(?P<year1>{year})"
        rf"|(?P<month2>{name})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?P<year2>{YEAR})"
        rf"|(?<!\d[-/.])(?P<year4>{YEAR})[\s:,-]+(?P<month4>{name})(?!\w)(?:\s?[-–]\s?(?P<month5>{name}))?(?!\w|\.?\s*\d)"
        rf"|(?P<month3>{name})(?!\w*[a-z]{{2}})[\s.,/-]*(?:(?:of|de|del|in)\s+)?(?P<year3>{YEAR}|['’]\d\d))"
        r"(?!\d|\w*[a-z]{2})",
        re.I,
    )


@lru_cache(maxsize=1)
def _month_of_year_pattern() -> re.Pattern[str]:
    name = "|".join(sorted(map(re.escape, month_names()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/.-])(?:(?P<name>{name})|(?P<month>0?[1-9]|1[0-2])(?=/))(?P<mark>[-–/'’ ]|\.\s?)"
        r"(?P<year>\d\d)(?![\w/'’-]|[.,:]\d)",
        re.I,
    )


def _worded(text: str) -> Iterator[DateMention]:
    for match in _worded_pattern().finditer(text):
        which = next(n for n in "1234" if match[f"month{n}"])
        name = match[f"month{which}"]
        listed = _is_list_number(text, match)
        day = _number(match[f"day{which}"]) if which in "12" and not (listed and not match["month0"]) else None
        if which == "1" and _is_no_day(text, match):
            day = None
        if name == "may" and day is None:
            continue
        month, year = month_names()[name.lower()], spoken_year(match[f"year{which}"].lstrip("'’"))
        value = _iso(year, month, day)
        if value is None:
            continue
        if which == "4":
            yield from _year_then_months(match, year, value)
            continue
        start = match.start(f"day{which}" if day is not None and which == "1" else f"month{which}")
        is_range = bool(match["month0"] or match["day00"])
        if match["month0"] and "and" in text[match.end("month0") : start].lower():
            is_range = bool(BETWEEN.search(text[max(match.start() - 12, 0) : match.start()]))
        if match["month0"] and is_range:
            yield from _opening(match, year, value, None if listed else match["day0"])
        elif match["day00"] and (opening := _iso(year, month, int(match["day00"]))):
            yield DateMention(match.start("day00"), match.end("day00"), opening, "opens")
        yield DateMention(start, match.end(f"year{which}"), value, "closes" if is_range else None)


def _is_no_day(text: str, match: re.Match[str]) -> bool:
    """Whether the number before the month is one of cycles, decimals, or a value at the end of the line above an entry:
    "PSA 7.8\\nMay 2020 - started …".
    """
    start = match.start("day1")
    if COUNTED.search(text, max(start - 12, 0), start) or DECIMAL_POINT.search(text, max(start - 2, 0), start):
        return True
    return "\n" in text[start : match.start("month1")] and OPENS_ENTRY.match(text, match.end()) is not None


@lru_cache(maxsize=1)
def _yearless_pattern() -> re.Pattern[str]:
    name = "|".join(sorted(map(re.escape, month_names()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/.-])(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month1>{name})"
        rf"|(?P<month2>{name})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"|(?<=\bin )(?P<month3>{name})|(?<=\bearly )(?P<month4>{name})|(?<=\bmid )(?P<month5>{name})"
        rf"|(?<=\blate )(?P<month6>{name})|(?<=\bsince )(?P<month7>{name}))"
        r"(?![\w/-]|\.\d|,?\s*(?:of\s+)?['’]?\d|\s+(?:last|next|this)\b|\s+(?:and|to|or)\s+\w+\s+\d)",
        re.I,
    )


def find_days_of_no_year(text: str) -> Iterator[tuple[int, int, int, int | None]]:
    """Start, end, month and day, if any, of days and months that are written as words and without a year."""
    for match in _yearless_pattern().finditer(text):
        name = next(match[f"month{n}"] for n in "1234567" if match[f"month{n}"])
        yield *match.span(), month_names()[name.lower()], _number(match["day1"] or match["day2"])


def _yearless(text: str, dates: list[DateMention]) -> Iterator[DateMention]:
    """Dates without a year, in the year that all the dates of the page have."""
    if len(dates) < 2 or len({one.value[:4] for one in dates}) > 1:
        return
    for start, end, month, day in find_days_of_no_year(text):
        last = bisect_left(dates, end, key=lambda one: one.start)
        inside = last > 0 and start < dates[last - 1].end
        anchor = next((dates[n] for n in range(last - 1, -1, -1) if len(dates[n].value) > 4), None)
        if inside or anchor is None or "\n\n" in text[anchor.end : start]:
            continue
        value = _iso(int(anchor.value[:4]), month, day)
        if value and value[:7] >= anchor.value[:7]:
            yield DateMention(start, end, value)


def _year_then_months(match: re.Match[str], year: int, value: str) -> Iterator[DateMention]:
    """ "2023 Dec" and "2024 Jan-Mar"."""
    closing = _iso(year, month_names()[match["month5"].lower()], None) if match["month5"] else None
    if closing and closing > value:
        yield DateMention(match.start("year4"), match.end("month4"), value, "opens")
        yield DateMention(match.start("month5"), match.end("month5"), closing, "closes")
    else:
        yield DateMention(match.start("year4"), match.end("month4"), value)


def _is_list_number(text: str, match: re.Match[str]) -> bool:
    """Whether the day is the number of a list item: "1. March 2021: surgery" above "2. May 2021: CAPOX"."""
    number = LIST_NUMBER.match(text, match.start())
    if not number or text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip():
        return False
    own = int(number[1])
    return own == 1 or any(int(other) in (own - 1, own + 1) for other in LISTED.findall(text))


def _opening(match: re.Match[str], year: int, closing: str, day: str | None) -> Iterator[DateMention]:
    """The left end, unless borrowing the year would put it after the right end ("November–February 2021")."""
    value = _iso(year, month_names()[match["month0"].lower()], _number(day))
    if value and value[:7] <= closing[:7]:
        yield DateMention(match.start("day0") if day else match.start("month0"), match.end("month0"), value, "opens")


def _readings(text: str) -> Iterator[Reading]:
    for match in NUMERIC.finditer(text):
        if match["mark"] != "/" and NUMBER_CUE.search(text, max(match.start() - 14, 0), match.start()):
            continue
        first, second = int(match["first"]), int(match["second"])
        if first and second and min(first, second) <= 12 and max(first, second) <= 31:
            yield Reading(match.start(), match.end(), first, second, spoken_year(match["year"]))


def _numeric(text: str, day_first: bool | None) -> Iterator[DateMention]:
    """In the order that is told or, where any stands there, that the text shows."""
    readings = [*_readings(text)]
    order = finds_day_first(text) if readings and day_first is None else day_first
    for reading in readings:
        if value := reading.value(order):
            yield DateMention(reading.start, reading.end, value)


def _year_first(text: str) -> Iterator[DateMention]:
    for pattern in (YEAR_FIRST, COMPACT):
        for match in pattern.finditer(text):
            if pattern is COMPACT and NUMBER_CUE.search(text, max(match.start() - 14, 0), match.start()):
                continue
            day = _number(match["day"])
            year, month = int(match["year"]), int(match["month"])
            if day is None and (match["mark"] != "-" or len(match["month"]) < 2 or month == year % 100 + 1):
                continue
            if value := _iso(year, month, day):
                yield DateMention(*match.span(), value)


def _month_years(text: str) -> Iterator[DateMention]:
    for match in MONTHS_OF_YEAR.finditer(text):
        opens, closes = (_iso(int(match["year"]), int(match[side]), None) for side in ("opens", "closes"))
        if opens and closes and opens < closes:
            yield DateMention(*match.span("opens"), opens, "opens")
            yield DateMention(match.start("closes"), match.end(), closes, "closes")
    for match in MONTH_YEAR.finditer(text):
        yield DateMention(*match.span(), f"{match['year']}-{int(match['month']):02}")


def _years(text: str) -> Iterator[DateMention]:
    for match in BARE_YEAR.finditer(text):
        before = text[max(match.start() - 24, 0) : match.start()]
        if before.endswith(("-", "–", "—", "/")) and not re.search(rf"{YEAR}\s?[-–—/]$", before):
            continue
        opens_range = text[match.end() : match.end() + 1] in ("-", "–", "—")
        if (opens_range or YEAR_CUE.search(before)) and not (EDITION.search(before) or WINTER.search(before)):
            yield DateMention(*match.span(), match["year"])
    yield from _years_together(text)


def _years_together(text: str) -> Iterator[DateMention]:
    for match in YEARS.finditer(text):
        before = text[max(match.start() - 24, 0) : match.start()]
        closes = f"{match['opens'][:2]}{match['closes']}"
        if closes <= match["opens"] or int(match["closes"]) <= 12:
            continue
        if YEAR_CUE.search(before) and not (EDITION.search(before) or NUMBER_CUE.search(before)):
            yield DateMention(*match.span("opens"), match["opens"], "opens")
            yield DateMention(*match.span("closes"), closes, "closes")


def _with_bounds(text: str, mentions: list[DateMention]) -> Iterator[DateMention]:
    bounds: dict[int, Bound] = {one.start: one.bound for one in mentions if one.bound}
    for left, right in pairwise(mentions):
        gap = text[left.end : right.start]
        if RANGE_GAP.match(gap) and left.value <= right.value and ("and" not in gap or _after_between(text, left)):
            bounds.setdefault(left.start, "opens")
            bounds.setdefault(right.start, "closes")
    for one in mentions:
        bound = bounds.get(one.start) or ("opens" if STILL_OPEN.match(text[one.end : one.end + 20]) else None)
        yield one._replace(bound=bound)


def _after_between(text: str, mention: DateMention) -> bool:
    return bool(BETWEEN.search(text[max(mention.start - 12, 0) : mention.start]))


def _number(digits: str | None) -> int | None:
    return int(re.sub(r"\D", "", digits)) if digits else None


def _iso(year: int, month: int, day: int | None) -> str | None:
    """The partial date, or ``None`` where the calendar does not have it."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
