"""The date a page gives for the diagnosis of a cancer: "diagnosed in Feb 2022", "Dx 3/21", "CLL since 2019".

A date beside the name that is of a treatment, a scan or a relapse dates no diagnosis.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from extractors.dates import PART_OF_YEAR, DateMention, find_dates, find_month_of_year, finds_day_first, shared_part
from extractors.notes import Note

YEAR = re.compile(r"(?<![\w/.-])(?:19[5-9]\d|20[0-3]\d)(?![\w/%]|[.,-]\d)")
NEAR = 110
"""Characters between the name of a cancer and the date of its diagnosis."""
CUE = (
    r"\b(?:diagnosed|dx['’]?d?|diagnosis|(?:date|year|time) of diagnosis)\b\.?"
    r"(?:\s+(?:was|made|confirmed|given|dated?|in|on|back|around|about|early|mid|late))*[\s:(–-]*"
    rf"{PART_OF_YEAR}*"
)
CATEGORY = (
    r"(?:[ypc]{0,2}T(?:[0-4Xx][a-d]?|is|a)|N[0-3Xx][a-c]?|M[01Xx][a-c]?|G[1-4]|grade\s[1-4]|stage\s[IVX]{1,3}[ABC]?\d?"
    r"|Gleason\s\d\s?\+\s?\d(?:\s?=\s?\d{1,2})?)"
)
SIDE = r"(?:(?:on|of|the|left|right|L|R|Lt|Rt|bilateral|breast|bladder|colon|kidney|lung|prostate|side)\b[\s,]*)"
OTHER_TIME = (
    r"\b(?:recur\w*|relaps\w*|progress\w*|metastas[ei]s|mets|again|treat\w*|surg\w*|resect\w*|\w+ectomy|chemo\w*"
    r"|radio\w*|completed|started|scan|CT|MRI|PET|remission|discharged|died|second|new)\b"
)
SAID = re.compile(rf"(?:(?!{OTHER_TIME})(?:[^.;\n]|\.(?=\d)|\.\s(?=(?-i:Diagnosed)\b))){{0,70}}?{CUE}", re.I)
FOUND = re.compile(
    rf"(?:(?!{OTHER_TIME}|\b(?:no|not|lesions?|nodules?|nodes?|lump|mass|mutations?|polyps?|variants?)\b)[^.;\n]){{0,25}}?"
    rf"\b(?:found|detected|discovered|picked up)\s+(?:(?:in|on)\s+)?{PART_OF_YEAR}*",
    re.I,
)
"""How patients tell it: "melanoma, back, found May 2022"."""
SINCE = re.compile(
    rf"[\s,(]*{SIDE}{{0,3}}(?:{CATEGORY}[\s,)]*){{0,4}}since\s+(?:(?:around|about)\s+)?{PART_OF_YEAR}*", re.I
)
ADJOINING = re.compile(rf"[\s,(]*{SIDE}{{0,3}}(?:[\s(]*{CATEGORY}[\s,)]*){{0,4}}[\s(–-]*", re.I)
IN = re.compile(rf"\s+{SIDE}{{0,3}}in\s+{PART_OF_YEAR}*", re.I)
EXCISED = re.compile(
    r"[ \t,(]*(?:[\w-]+[ \t]+){0,3}?(?:(?:completely|fully|widely|locally)\s+)?(?:excised|removed|resected)"
    r"(?:[ \t]+(?:from|off)(?:[ \t]+[\w'-]+){1,4})?[ \t(,]*(?:in\s+)?",
    re.I,
)
OF_OTHER = re.compile(rf"(?:{OTHER_TIME}|\bfor\b)(?:[^.;:\n]{{0,40}})$", re.I)
BEFORE = re.compile(rf"{CUE}$", re.I)
WITH = re.compile(r"[\s,:)–-]*(?:(?:with|of|as|to have|having)\s+)?(?:[\w/+-]+[\s,]+){0,6}", re.I)
THEN = re.compile(
    rf"(?:[^\S\n]|[,:)–-]|\n(?!\s*(?:[\w-]+\s+){{0,3}}diagnosis\b\s*:|\s*diagnosis\b))*(?:(?!{OTHER_TIME})[^.;\n]){{0,40}}?\b(?:diagnosed|dx['’]?d?|diagnosis)\b[\s:]*(?:(?:with|of|as|made|:)\s*)*"
    rf"(?:(?!{OTHER_TIME})[\w/+-]+[\s,]+){{0,6}}",
    re.I,
)
LABELLED = re.compile(r"\b(?:date|year) of (?:(?:first|initial|original|cancer) )?diagnosis\b[\s:–-]*", re.I)


class Told(NamedTuple):
    value: str
    start: int
    end: int


class Calendar:
    """The dates of a page, and what they say of the names of cancers beside them."""

    def __init__(self, note: Note) -> None:
        self.text = note.text
        self.order = finds_day_first(note.text)
        found = find_dates(note.text)
        taken = [(one.start, one.end) for one in found]
        years = (
            DateMention(*year.span(), year[0])
            for year in YEAR.finditer(note.text)
            if not _is_inside(year.start(), taken)
        )
        self.dates = sorted((*_of_once(found), *years))
        self.starts = [one.start for one in self.dates]

    def date_of(self, start: int, end: int, others: Iterable[int], *, of_past: bool) -> Told | None:
        """The date of the diagnosis named at ``start:end``; ``others`` are where other cancers are named."""
        told = self._behind(start, end, of_past=of_past) or self._before(start)
        if told is None:
            return None
        first, last = (end, told.start) if told.start >= end else (told.end, start)
        return None if any(first <= other < last for other in others) else told

    def labelled(self) -> Told | None:
        """The only date that the page labels as that of the diagnosis."""
        told = [
            Told(date.value, date.start, date.end)
            for label in LABELLED.finditer(self.text)
            if (date := self._at(label.end()))
        ]
        return told[0] if len({one.value for one in told}) == 1 else None

    def _behind(self, start: int, end: int, *, of_past: bool) -> Told | None:
        said = SAID.match(self.text, end) or SINCE.match(self.text, end) or FOUND.match(self.text, end)
        if said:
            date = self._at(said.end())
            short = None if date else self._short(said.end())
            if told := date or short:
                return Told(told.value, told.start, told.end)
        date = self._next(end)
        if date is None or date.bound or len(date.value) > 7:
            return None
        if ADJOINING.fullmatch(self.text, end, date.start) or (
            of_past and EXCISED.fullmatch(self.text, end, date.start)
        ):
            return Told(date.value, date.start, date.end)
        if IN.fullmatch(self.text, end, date.start) and not OF_OTHER.search(self.text, max(0, start - 60), start):
            return Told(date.value, date.start, date.end)
        return None

    def _before(self, start: int) -> Told | None:
        index = bisect_left(self.starts, start) - 1
        date = self.dates[index] if index >= 0 else None
        if date is None or date.bound or start - date.end > NEAR:
            return None
        cued = BEFORE.search(self.text, max(0, date.start - 40), date.start)
        if (cued and WITH.fullmatch(self.text, date.end, start)) or THEN.fullmatch(self.text, date.end, start):
            return Told(date.value, date.start, date.end)
        return None

    def _next(self, offset: int) -> DateMention | None:
        index = bisect_left(self.starts, offset)
        date = self.dates[index] if index < len(self.dates) else None
        return date if date and date.start - offset <= NEAR else None

    def _at(self, offset: int) -> DateMention | None:
        date = self._next(offset)
        return date if date and date.start == offset else None

    def _short(self, offset: int) -> DateMention | None:
        """ "3/21" behind the word, unless the page writes the month before the day."""
        return find_month_of_year(self.text, offset, day_first=self.order is not False)


def _of_once(dates: Sequence[DateMention]) -> Iterator[DateMention]:
    """The dates, those that open a range with no more than it shares with its end: a cancer is diagnosed once."""
    for one, following in zip_longest(dates, dates[1:]):
        if one.bound == "opens" and following and following.bound == "closes":
            shared = shared_part((one.value, following.value))
            if shared is None:
                continue
            one = one._replace(value=shared, end=following.end)
        yield one


def common_date(told: Iterable[Told]) -> Told | None:
    """The finest of dates that agree; None where they do not."""
    by_length = sorted(told, key=lambda one: -len(one.value))
    if not by_length or not all(by_length[0].value.startswith(one.value) for one in by_length):
        return None
    return by_length[0]


def _is_inside(offset: int, spans: list[tuple[int, int]]) -> bool:
    index = bisect_left(spans, (offset + 1,)) - 1
    return index >= 0 and offset < spans[index][1]
