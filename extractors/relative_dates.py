"""Times told from the day a letter was written, ``last month``, ``three weeks ago``: no finer than they are certain.

A letter may be typed days after the visit it tells of, and "three months" may be ten weeks or fifteen: a time is what
all the days that it may mean have in common, a month or a year, else nothing. Years ago are too vague even for that,
and so is ``last March`` in April, or in January, when it may be that of either year.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from extractors.dates import DateMention, shared_part

TYPED_AFTER = timedelta(days=10)
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
RELATIVE = re.compile(
    r"(?<!\bthe )(?<!\bpast )(?<!\bover )(?<!\bfor )(?<!\bduring )\b"
    r"(?:(?P<which>last|this) (?P<span>week|month|year)"
    rf"|(?P<number>\d{{1,2}}|an?|{'|'.join(NUMBERS)}) (?P<unit>week|month)s? ago"
    rf"|last (?P<named>(?-i:{'|'.join(MONTHS)}))(?!,? (?:of )?['’]?\d)"
    rf"|(?P<month>{'|'.join(MONTHS)}) (?:of )?(?P<year>last|this) year)\b",
    re.I,
)
"""Not the stretch of time of ``over the last month``."""
NEAREST, FARTHEST = 2, 8
"""Months back that a month called the last is the one of its name nearest before."""


def find_relative_dates(text: str, written: str) -> Iterator[DateMention]:
    """``written`` is the full day that the page gives for itself."""
    last = date.fromisoformat(written)
    for match in RELATIVE.finditer(text):
        days = [day for anchor in (last - TYPED_AFTER, last) for day in _days(match, anchor)]
        value = shared_part(day.isoformat()[:7] for day in days)
        if value:
            yield DateMention(*match.span(), value)


def _days(match: re.Match[str], anchor: date) -> tuple[date, ...]:
    """The first and the last day that the words may mean, from the anchor; of a month or year any of its days."""
    if match["named"]:
        month = MONTHS.index(match["named"]) + 1
        back = (anchor.month - month) % 12
        near = NEAREST <= back <= FARTHEST
        return (date(anchor.year - (month > anchor.month), month, 1),) if near else ()
    if match["month"]:
        month = next(number for number, name in enumerate(MONTHS, 1) if name.casefold() == match["month"].casefold())
        return (date(anchor.year - (match["year"].casefold() == "last"), month, 1),)
    if match["span"]:
        back = match["which"].casefold() == "last"
        match match["span"].casefold():
            case "week":
                return anchor - timedelta(days=14 * back), anchor
            case "month":
                return (anchor.replace(day=1) - timedelta(days=back),)
            case _:
                return date(anchor.year - back, 1, 1), date(anchor.year - back, 12, 31)
    said = match["number"].casefold()
    number = int(said) if said.isdigit() else NUMBERS.index(said) + 1 if said in NUMBERS else 1
    is_weeks = match["unit"].casefold() == "week"
    middle = anchor - timedelta(days=round(number * (7 if is_weeks else 30.44)))
    slack = timedelta(days=5 + number if is_weeks else 20 + 5 * number)
    return middle - slack, min(middle + slack, anchor)
