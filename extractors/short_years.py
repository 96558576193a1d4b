"""Months with a year of two digits at the head of a list's lines: ``Aug 17  commenced anastrozole``.

``Aug 17`` alone may be a day as well. A list settles it: in order as months of years, and out of order as days of one
year. Nothing is read where both or neither holds.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from extractors.dates import LATEST_SHORT_YEAR, DateMention, month_names, spoken_year

FEWEST = 3


@lru_cache(maxsize=1)
def _heads() -> re.Pattern[str]:
    name = "|".join(sorted(map(re.escape, month_names()), key=len, reverse=True))
    return re.compile(
        rf"^[ \t•*–-]{{0,6}}(?P<said>(?P<month>{name})[ .-]{{1,2}}(?P<year>\d\d))(?!\d|(?:st|nd|rd|th)\b|[.,/]\d)"
        r"(?=[\s:–|-](?![ ]?(?:19|20)\d\d\b))",
        re.I | re.M,
    )


def find_short_years(text: str, dates: Sequence[DateMention]) -> Iterator[DateMention]:
    """``dates`` are those with a year that the page writes in full: no entry is of a later year than they are."""
    entries = [one for one in _heads().finditer(text) if not any(_overlap(one, other) for other in dates)]
    if len(entries) < FEWEST:
        return
    months = [(spoken_year(one["year"]), month_names()[one["month"].lower()]) for one in entries]
    latest = max((int(one.value[:4]) for one in dates), default=2000 + LATEST_SHORT_YEAR)
    as_days = [(month, int(one["year"])) for (_, month), one in zip(months, entries, strict=True)]
    if not _in_order(months) or _in_order(as_days) or max(months)[0] > latest or min(months)[0] < latest - 40:
        return
    for one, (year, month) in zip(entries, months, strict=True):
        yield DateMention(*one.span("said"), f"{year}-{month:02}")


def _in_order(values: Sequence[tuple[int, int]]) -> bool:
    """Not by the same one throughout."""
    rising, falling = (all(one <= other for one, other in pairwise(order)) for order in (values, values[::-1]))
    return rising or falling


def _overlap(one: re.Match[str], other: DateMention) -> bool:
    return one.start("said") < other.end and other.start < one.end("said")
