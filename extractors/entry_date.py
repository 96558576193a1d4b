"""The date that opens an entry of a timeline: ``18 February 2022    Colectomy. Pathologic stage pT3 pN1b …``.

It holds for what the entry states beside its treatments, which have a reading of dates of their own. An entry is the
line with the date in front and the lines set further in below it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.records import Assertion, Fact, Page, Subject
from extractors.dates import find_dates

DATED_KINDS = ("stage", "grade", "finding")
STATED = (Assertion.PRESENT, Assertion.ABSENT)
LABELLED = re.compile(r"[ ]{2,}|\t|[ ]?[:–—-][ ]|[ ]?:")
"""What stands between the date of an entry and its text: columns, a colon or a dash."""
LINE = re.compile(r"^[^\n]*$", re.M)


class Entry(NamedTuple):
    """``dates`` are all that it names, each with where it stands; the first opens it."""

    start: int
    end: int
    dates: tuple[tuple[int, str], ...]

    def date_at(self, place: int) -> str | None:
        """None where another date stands between the entry's own and the place."""
        before = [value for start, value in self.dates if start < place]
        return before[0] if len(before) == 1 else None


def date_by_entry(page: Page, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, those without a date that are stated within one entry with the date of it."""
    entries = tuple(_entries(page.text))
    for fact in facts:
        is_theirs = fact.subject is Subject.PATIENT and fact.assertion in STATED
        if fact.date or fact.kind not in DATED_KINDS or not is_theirs or not entries:
            yield fact
            continue
        dates = {_date_of(entries, one.start) for one in fact.evidence}
        date = dates.pop() if len(dates) == 1 else None
        yield fact.model_copy(update={"date": date}) if date else fact


def _date_of(entries: tuple[Entry, ...], start: int) -> str | None:
    return next((one.date_at(start) for one in entries if one.start <= start < one.end), None)


def _entries(text: str) -> Iterator[Entry]:
    found = find_dates(text)
    lines = [*LINE.finditer(text)]
    for number, line in enumerate(lines):
        indent = len(line[0]) - len(line[0].lstrip(" •*-"))
        opening = next((one for one in found if one.start == line.start() + indent), None)
        if opening is None or opening.bound or not LABELLED.match(text, opening.end):
            continue
        end = line.end()
        for below in lines[number + 1 :]:
            if not below[0].strip() or len(below[0]) - len(below[0].lstrip()) <= indent:
                break
            end = below.end()
        yield Entry(
            line.start(), end, tuple((one.start, one.value) for one in found if line.start() <= one.start < end)
        )
