"""Values of an earlier time told beside one: ``CEA 14.2 (was 22.7 on 6/5/2024)``, ``NSE 143 (12/2022: 310)``, ``rose
from 0.4 in June 2023 to 12.1``, ``LDH 205; in February 2022 it was 588``.

Behind the value a word for the earlier time or a date beside the number must show that it is one. Without a date that
can be read it is of a time that nobody names.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.labs.series import Dates, Entry, Listed, read_entry
from extractors.labs.values import Measured

BRACKET = re.compile(r"[ \t]*,?[ \t]*\((?P<said>[^()\n]{1,120})\)")
PART = re.compile(r"(?:;|,(?!\d{3}))[ \t]*")
MOVED_FROM = r"(?:(?:up|down|risen|fallen|increased|decreased|improved)\s+)?from|compared\s+(?:with|to)|vs\.?|versus"
INTRODUCED = re.compile(
    r"[ \t]*(?:(?:which|it)\s+)?(?:was|were|had\s+been|has\s+been|having\s+been|prior(?:\s+value)?"
    r"|previous(?:ly)?(?:\s+(?:value|result|level))?|formerly|earlier|before|(?:at\s+)?baseline|last(?:\s+(?:value|result))?"
    rf"|nadir|peak|initial(?:ly)?|at\s+(?:diagnosis|presentation|relapse|referral)|cf\.?|{MOVED_FROM})"
    r"(?:\s+(?:was|of|at|a|an|the|level|value|peak|nadir|previously)){0,3}[\s:=]+",
    re.I,
)
GOES_ON = re.compile(
    rf"[ \t]*,?[ \t]+(?:(?:which|it)\s+)?(?:was|had\s+been|having\s+been|previously|{MOVED_FROM})"
    r"(?:\s+(?:a|an|the|was|of|peak|nadir|value|level|previous|prior|baseline)){0,4}\s+(?=[<>~]?\d)",
    re.I,
)
THEN_WAS = re.compile(
    r"[^.;\n]{0,30};\s+(?:at\s+(?:diagnosis|presentation|relapse|progression|baseline|referral)\s+)?(?:in|on)\s+", re.I
)
WAS = re.compile(r",?\s+(?:it|this|the\s+(?:level|value))\s+(?:was|had\s+been|stood\s+at)\s+", re.I)
ORIGIN = re.compile(
    r"\bfrom\s+(?:(?:an?|the|his|her|its|initial|peak|baseline|nadir|level|value|of|previous|prior)\s+){0,4}(?=[<>~]?\d)",
    re.I,
)
TO = re.compile(r",?\s+to\s+(?:(?:a|an|the|now|peak|level|of|over|about|around)\s+){0,3}[<>~]?$", re.I)
YEAR = re.compile(r"(?:19|20)\d\d")


def read_origin(text: str, start: int, main: Measured, dates: Dates, day_first: bool | None) -> Iterator[Listed]:
    """The value that a later one has come from, which stands between the name and that: ``rose from 0.4 to`` 12.1."""
    found = ORIGIN.search(text, start, main.start)
    goal = TO.search(text, found.end(), main.start) if found else None
    if found and goal:
        yield from _listed(read_entry(text, found.end(), goal.start(), dates, day_first), main, is_introduced=True)


def read_behind(text: str, main: Measured, end: int, dates: Dates, day_first: bool | None) -> Iterator[Listed]:
    """The values in brackets right behind one, or that its clause goes on to compare it with."""
    if bracket := BRACKET.match(text, main.end, end):
        start, last = bracket.span("said")
        edges = [start, *(edge for part in PART.finditer(text, start, last) for edge in part.span()), last]
        for first, close in zip(edges[::2], edges[1::2], strict=True):
            intro = INTRODUCED.match(text, first, close)
            place = intro.end() if intro else first
            yield from _listed(
                read_entry(text, place, close, dates, day_first), main, is_introduced=intro is not None, close=close
            )
    elif goes_on := GOES_ON.match(text, main.end, end):
        yield from _listed(read_entry(text, goes_on.end(), end, dates, day_first), main, is_introduced=True)
    elif then := THEN_WAS.match(text, main.end, end):
        date = dates.get(then.end())
        was = WAS.match(text, date.end, end) if date else None
        entry = read_entry(text, was.end(), end, dates, day_first) if was else None
        if entry and not entry.is_dated:
            yield from _listed(entry._replace(date=date, is_dated=True), main, is_introduced=True)


def _listed(entry: Entry | None, main: Measured, *, is_introduced: bool, close: int | None = None) -> Iterator[Listed]:
    if entry is None or not (is_introduced or entry.is_dated):
        return
    measured = entry.measured
    is_year = measured.unit is None and YEAR.fullmatch(measured.value or "") is not None
    is_other = measured.unit is not None and main.unit is not None and measured.unit != main.unit
    if not (is_year or is_other or (close is not None and entry.end > close)):
        yield Listed(replace(measured, unit=measured.unit or main.unit), entry.date, is_past=entry.date is None)
