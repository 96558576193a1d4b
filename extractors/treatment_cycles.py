"""Cycles that the text dates: "C1 09/18/23, C2 10/09/23", "cycles 1 and 2 given 1 September and 29 September 2023"."""

import re
from typing import NamedTuple

from extractors.dates import DateMention
from extractors.treatment_mentions import Stretch, find_bracket
from extractors.treatment_turns import CYCLE_LED, NOT_GIVEN_YET

NUMBER = re.compile(r"\d{1,2}")
AND_DATE = re.compile(r"\s*(?:,|and|&|,\s*and)\s*", re.I)
PUT_OFF = re.compile(rf"[\s,(:–\d/.-]*(?:was |is |were )?{NOT_GIVEN_YET}", re.I)
NUMBERED = re.compile(r"(?<![\w-])(?:(?:cycles?|C)\s?|#)(?P<number>\d{1,2})(?!\d)", re.I)
SURE = re.compile(r"\b(?:given|was|were|administered|delivered|completed|received)\b", re.I)


CYCLE_OF_TODAY = re.compile(
    r"\b(?:(?:this|current|today['’]s) )?cycle(?: (?:today|now|no\.?|number))?\s?[:#]?\s?"
    r"(?P<number>\d{1,2})\s?(?:of|/)\s?(?P<planned>\d{1,2})\b",
    re.I,
)
"""The cycle that a page is about and how many are planned: "Cycle today: 4 of 6"."""
ROW = re.compile(r"[ \t]*\|[ \t]*(?:C(?:ycle)?[ \t]*)?(?P<number>\d{1,2})[ \t]*\|[^\n]*", re.I)
"""A row of a chart of cycles: "| C2 | 3/15 | FOLFOX | 80% |"."""
NOT_GIVEN_IN_ROW = re.compile(rf"{NOT_GIVEN_YET}|\b(?:held|withheld)\b", re.I)
ROWS = 40


class DatedCycle(NamedTuple):
    number: int
    date: DateMention
    said: bool
    """Whether a verb says that it was given."""


def find_dated_cycles(text: str, stretch: Stretch) -> tuple[DatedCycle, ...]:
    """Cycles of the stretch, each with the date right behind it; none for a name in brackets, which is of one cycle."""
    if find_bracket(text, stretch) is not None:
        return ()
    dates = [one for one in stretch.dates if one.start >= stretch.start]
    found: list[DatedCycle] = []
    for led in CYCLE_LED.finditer(text, stretch.start, stretch.end):
        own = _dates_from(text, dates, led.end())
        numbers = [int(number) for number in NUMBER.findall(led["numbers"])]
        said = SURE.search(led[0]) is not None
        found += [DatedCycle(number, date, said) for number, date in zip(numbers, own, strict=False)]
        found = [one for one in found if not PUT_OFF.match(text, one.date.end)]
    return tuple(found)


def were_given(cycles: tuple[DatedCycle, ...], written: str | None) -> bool:
    """Whether one lies before the day of the page; where that is unknown, a verb or a second one says that it did."""
    if written:
        return any(one.date.value <= written for one in cycles)
    return len(cycles) > 1 or any(one.said for one in cycles)


def count_from_the_first(text: str, stretch: Stretch, written: str | None) -> int | None:
    """How many were given by then, if several are dated from the first on and the paragraph counts no further."""
    cycles = [one for one in find_dated_cycles(text, stretch) if not written or one.date.value <= written]
    numbers = sorted({one.number for one in cycles})
    now = CYCLE_OF_TODAY.search(text, stretch.start, stretch.end)
    if now and numbers and int(now["number"]) > numbers[-1]:
        return None
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
        return None
    paragraph_end = text.find("\n\n", stretch.end)
    rest = NUMBERED.finditer(text, cycles[-1].date.end, paragraph_end if paragraph_end >= 0 else len(text))
    goes_on = any(int(one["number"]) > numbers[-1] and not PUT_OFF.match(text, one.end()) for one in rest)
    return None if goes_on else numbers[-1]


def find_row(text: str, place: int) -> re.Match[str] | None:
    return ROW.match(text, text.rfind("\n", 0, place) + 1)


def count_rows(text: str, stretch: Stretch) -> int | None:
    """How many were given by a chart without years, if its rows of the name count from the first on."""
    row = None if stretch.dates else find_row(text, stretch.group.start)
    name = text[stretch.group.start : stretch.group.end]
    first, line = row, row
    for _ in range(ROWS):
        line = find_row(text, line.start() - 1) if line and line.start() else None
        first = line if line and name in line[0] else first
    numbers: list[int] = []
    while first and name in first[0] and not NOT_GIVEN_IN_ROW.search(first[0]) and len(numbers) < ROWS:
        numbers.append(int(first["number"]))
        first = ROW.match(text, first.end() + 1)
    return len(numbers) if numbers and numbers == list(range(1, len(numbers) + 1)) else None


def _dates_from(text: str, dates: list[DateMention], place: int) -> list[DateMention]:
    own: list[DateMention] = []
    for one in dates:
        end = own[-1].end if own else place
        if one.start == end or (own and one.start > end and AND_DATE.fullmatch(text, end, one.start)):
            own.append(one)
    return own
