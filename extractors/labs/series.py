"""Values of one test listed over time: ``0.24 (Sep 2022) | 0.58 (Jan 2025)``, ``Jan 2024 4.1; Jun 2024 7.8``.

Each value has the date beside it. Of values without one the last behind arrows, or one told to be of now, is read;
those before an arrow are of an earlier time that nobody names. Where two values could share a date, none is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from extractors.dates import DateMention, find_dates, find_month_of_year
from extractors.labs.values import NOT_A_VALUE, NUMBER, Measured, load_grammar, with_surroundings
from extractors.labs.words import load_word_patterns

VALUE = re.compile(
    rf"(?!\d{{1,2}}\.\s+[A-Z])(?P<sign><=|>=|<|>|≤|≥|~)?\s*(?P<number>{NUMBER})(?![\d.]*\d|,\d)(?!\s?/\s?\d){NOT_A_VALUE}"
)
"""Not the number of an item in a list: ``Hb 98; 2. CT``."""
ARROW = r"[-–=]{1,2}>|→|➔|➜|⟶|⇒|>>"
BETWEEN = re.compile(
    rf"[ \t]*(?:(?P<arrow>{ARROW})|[|;]|,?[ \t]*\b(?:then|and)\b|,)[ \t]*(?:\band\b[ \t]*)?|[ \t]*\n[ \t•*-]*"
    r"|[ \t]{2,}[A-Za-z(][^\n]{0,60}\n[ \t•*-]*|[ \t]+"
)
"""Between two values; a remark apart from the value may end its line."""
REMARK = re.compile(r"[ \t]{2,}[A-Za-z(][^\n]{0,60}$")
MARKED = re.compile(rf"(?P<arrow>{ARROW})|[|;,]|\w|\n")
SIGN_AS_ARROW = re.compile(r"[ \t]+(?P<arrow>>)[ \t]+(?=\S)")
"""Right behind a value with its date: ``1,840 (Aug 2025) > 212 (Oct 2025)``."""
CHAIN = re.compile(rf"[\s:]*(?:{NUMBER})(?:\s+>\s+(?:{NUMBER}))+")
"""``0.1 > 0.4 > 0.9`` with signs for arrows: each but the last would be a value with a limit."""
BEFORE_DATE = re.compile(r"[ \t]*(?:(?:on|in|from|at|as of)\s+)?")
AFTER_DATE = re.compile(r"[ \t]*[)\]]?[ \t]*[:=–-]?[ \t]*(?:(?:was|is|of)[ \t]+)?")
CLOSES = re.compile(r"[ \t]*[)\]]")
YEARLESS = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?(?:\s+\d{1,2})?(?![\w/])|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?![\w/])"
    r"|(?:19|20)\d\d(?![\w/.])",
    re.I,
)
ASIDE = re.compile(r"[ \t]*\([A-Za-z][^()\n]{0,30}\)")
WORD = re.compile(
    r"[A-Z][a-z]{2}|[A-Z]{3}|\d{1,2}/\d\d(?!\d)"
    r"|(?:19|20)\d\d(?=[ \t]*[:=–-]?[ \t]*[<>≤≥]?\d[\d.]*(?![\d.])(?!\s*[-–]\s*\d))"
)
"""How a date begins that a value before it hides, or a year before a value: ``PSA 2021 4.1, 2022 5.0``."""
LABEL_BEFORE = re.compile(
    r"[ \t•*|-]*(?:\d{1,2}[.)][ ]+)?(?:date[ \t|]+)?(?:(?:serum|total|plasma|Ig[AGM]|kappa|lambda)[ ]+){0,2}", re.I
)
"""What may stand before a name that heads a list, or the column of values beside one of dates."""
NEXT_ROW = re.compile(r"[ \t\r|]*\n[ \t•*|-]*")
DAY_BEFORE_NAME = re.compile(
    r"(?<![\w.,/-])\d{1,2}(?:st|nd|rd|th)?[ -](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?[ -]"
    r"(?:\d\d|\d{4})\b",
    re.I,
)
SHORT_DATE = re.compile(r"(?<![\d/.-])(?P<first>0?[1-9]|1[0-2])/(?P<second>\d\d)(?![\d/]|\.\d)")
LONGEST = 2000
"""Characters of a list within which its dates show what they are."""
ENDS = re.compile(
    rf"\s*(?:$|[|;,)\]\n]|\.(?:\s|$)|{ARROW}|(?:then|and|now|today|(?:pre|post)[- ]?op\w*|after|since)\b)"
)


Dates = Mapping[int, DateMention]
"""The dates of a page by the offset where each begins."""


class Listed(NamedTuple):
    """``date`` is the mention beside the value; ``is_past`` tells that it is of an earlier time that nobody names."""

    measured: Measured
    date: DateMention | None
    is_past: bool = False


class Entry(NamedTuple):
    start: int
    end: int
    measured: Measured
    date: DateMention | None
    is_dated: bool
    """Whether a date stands beside it, one that can be read or not."""
    is_date_first: bool
    is_latest: bool
    is_labelled: bool
    """Whether a word for its time stands before it: ``baseline 82``."""
    has_arrow: bool


def read_series(
    text: str, name: tuple[int, int], end: int, dates: Dates, day_first: bool | None
) -> tuple[Listed, ...] | None:
    """The values of the list that begins just after a ``name``; None where there is no list.

    It goes on below ``end``, the end of the line, where the name opens its line and each line holds a date and a value.
    An empty tuple is a list of which nothing can be told for certain.
    """
    start = name[1]
    if CHAIN.match(text, start, end):
        return ()
    if _opens_line(text, name[0]):
        end = _end_of_rows(text, end, dates, day_first)
    if day_first is None and (_are_months_of_years(text, start, end) or _names_day_first(text, start, end)):
        day_first = True
    head = _head().match(text, start, end)
    place = head.end() if head else start
    unit = load_grammar().code((head["unit"] or "").strip()) if head else None
    entries = tuple(_entries(text, place, end, dates, day_first))
    if not entries or (len(entries) == 1 and not _stands_alone(entries[0], dates)):
        return None
    years = [one.date.value for one in entries if one.date and one.date.start not in dates and len(one.date.value) == 4]
    if years and (len(set(years)) < len(entries) or years not in (sorted(years), sorted(years, reverse=True))):
        return None
    styles = {one.is_date_first for one in entries if one.is_dated}
    if len(styles) > 1:
        return ()
    units = {unit, *(one.measured.unit for one in entries)} - {None}
    if len(units) > 1:
        return ()
    given = next(iter(units), None)
    is_column = "\n" in text[entries[0].end : entries[-1].start]
    if not (unit or entries[-1].measured.unit or (is_column and entries[0].measured.unit)):
        given = None
    latest = _latest(entries)
    in_arrows = all(one.has_arrow for one in entries[1:])
    return tuple(
        Listed(_with_unit(one.measured, given), one.date, is_past=one.date is None and one is not latest)
        for one in entries
        if one.date or one is latest or (in_arrows and not one.is_dated)
    )


def _latest(entries: Sequence[Entry]) -> Entry | None:
    """The one value without a date that is of now: told so, last behind arrows, or alone beside others with a label."""
    undated = [one for one in entries if not one.is_dated]
    told = [one for one in undated if one.is_latest]
    if told or len(entries) < 2:
        return told[0] if len(told) == 1 else None
    if all(one.has_arrow for one in entries[1:]):
        return entries[-1] if entries[-1].date is None else None
    plain = [one for one in undated if not one.is_labelled]
    return plain[0] if len(plain) == 1 and len(undated) == len(entries) else None


def _opens_line(text: str, name_start: int) -> bool:
    line = text.rfind("\n", 0, name_start) + 1
    return LABEL_BEFORE.fullmatch(text, line, name_start) is not None


def _end_of_rows(text: str, end: int, dates: Dates, day_first: bool | None) -> int:
    """The end of the last line below ``end`` of those that hold a date and a value each, and nothing else."""
    while bullet := NEXT_ROW.match(text, end):
        line_end = text.find("\n", bullet.end())
        line_end = len(text) if line_end < 0 else line_end
        row = read_entry(text, bullet.end(), line_end, dates, day_first, has_arrow=False)
        rest = text[row.end : line_end] if row else ""
        if row is None or not row.is_dated or (rest.strip(" \t\r|.;,") and not REMARK.match(rest)):
            break
        end = line_end
    return end


def _are_months_of_years(text: str, start: int, end: int) -> bool:
    """Whether ``3/21 6.4, 9/21 0.05, 3/22 <0.01`` can only be months and years: so they are in order, and as months
    and days they would not be.
    """
    end = min(end, start + LONGEST)
    pairs = [(int(one["first"]), int(one["second"])) for one in SHORT_DATE.finditer(text, start, end)]
    if len(pairs) < 2 or any(second <= 12 for _, second in pairs):
        return False
    by_year = [(second, first) for first, second in pairs]
    return by_year == sorted(by_year) and pairs != sorted(pairs)


def _names_day_first(text: str, start: int, end: int) -> bool:
    """Whether a list without numeric dates writes the day before a month, so that behind one stands a year:
    ``Oct 25, 5 Jan 26``.
    """
    end = min(end, start + LONGEST)
    return DAY_BEFORE_NAME.search(text, start, end) is not None and "/" not in text[start:end]


def _stands_alone(entry: Entry, dates: Dates) -> bool:
    """Whether one value is read here: its date stands before it, or is one of month and short year. A bare year may
    itself be the value."""
    is_known = entry.date is not None and entry.date.start in dates
    return entry.date is not None and (entry.is_date_first if is_known else len(entry.date.value) > 4)


def _with_unit(measured: Measured, unit: str | None) -> Measured:
    return measured if measured.unit or not unit else replace(measured, unit=unit)


@lru_cache(maxsize=1)
def _head() -> re.Pattern[str]:
    words, unit = load_word_patterns(), load_grammar().unit.pattern
    serial = rf"(?:{words['serial']}|{words['trend']})"
    said = unit.replace("(?P<unit>", "(?:")
    return re.compile(
        rf"(?:[ \t]+{serial})*(?:[ \t]*[(\[](?P<unit>{said}[ \t]*)[)\]])?(?:[ \t]+{serial})*"
        r"(?:[ \t]*\([a-z][A-Za-z ,-]{2,30}\)(?=[ \t]*:[ \t]*\n))?[ \t]*(?:[:=]|[–-](?=\s))?"
        r"[ \t]*(?:\n[ \t•*-]*)?"
    )


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    words = load_word_patterns()
    moved = rf"(?:(?:has|had)[ \t]+)?{words['trend']}(?:[ \t]+(?:up|down|back))?[ \t]+to"
    return re.compile(
        rf"(?:(?P<latest>{words['latest']})|{words['taken']}|{moved})[ \t]*[:=]?[ \t]*(?:(?:was|is|of)[ \t]+)?"
    )


def _entries(text: str, place: int, end: int, dates: Dates, day_first: bool | None) -> Iterator[Entry]:
    has_arrow, last = False, None
    while entry := read_entry(text, place, end, dates, day_first, has_arrow=has_arrow):
        if last and not MARKED.search(text, last.end, entry.start) and not (last.is_dated and entry.is_dated):
            return
        if last and "\n" in text[last.end : entry.start] and not (last.is_dated and entry.is_dated):
            return
        yield entry
        sign = SIGN_AS_ARROW.match(text, entry.end, end) if entry.is_dated else None
        gap = sign or BETWEEN.match(text, entry.end, end)
        if gap is None:
            return
        last, place, has_arrow = entry, gap.end(), bool(gap["arrow"])


def read_entry(
    text: str, start: int, end: int, dates: Dates, day_first: bool | None, *, has_arrow: bool = False
) -> Entry | None:
    """A value with the date or the word for its time beside it."""
    label = _labels().match(text, start, end)
    place = label.end() if label else start
    first = _read_date(text, place, end, dates, day_first)
    if first:
        after = AFTER_DATE.match(text, first[0], end)
        place = after.end() if after else first[0]
    found = VALUE.match(text, place, end)
    if found is None:
        return None
    number = None if found["sign"] else float(found["number"].replace(",", ""))
    printed = f"{found['sign'] or ''}{found['number']}"
    around = with_surroundings(load_grammar(), text, found.end(), end, float(found["number"].replace(",", "")))
    measured = Measured(
        found.start(), around.end, number, printed, around.unit, around.low, around.high, around.flag,
        usual=around.usual, mark=around.mark,
    )  # fmt: skip
    last = around.end
    second = None if first else _read_date(text, last, end, dates, day_first)
    if second:
        remark = ASIDE.match(text, second[0], end)
        last = remark.end() if remark else second[0]
    elif aside := ASIDE.match(text, last, end):
        last = aside.end()
    if not ENDS.match(text, last, end) and not (second or first):
        return None
    when = first or second
    date = when[1] if when else None
    is_latest = bool(label and label["latest"])
    return Entry(
        start, last, measured, date, when is not None, first is not None, is_latest, label is not None, has_arrow
    )


def _read_date(
    text: str, place: int, end: int, dates: Dates, day_first: bool | None
) -> tuple[int, DateMention | None] | None:
    """Where the date at the place ends, in brackets or not, and the date, None where it has no year to be read."""
    gap = BEFORE_DATE.match(text, place, end)
    place = gap.end() if gap else place
    opened = text[place : place + 1] in ("(", "[") and place < end
    if opened:
        gap = BEFORE_DATE.match(text, place + 1, end)
        place = gap.end() if gap else place + 1
    date = dates.get(place) or _date_at(text, place, day_first)
    if date is None:
        yearless = YEARLESS.match(text, place, end) if opened or (gap and gap[0].strip()) else None
        if yearless is None:
            return None
        last = yearless.end()
    else:
        last = date.end
    if last > end:
        return None
    if opened:
        closes = CLOSES.match(text, last, end)
        if closes is None:
            return None
        last = closes.end()
    return last, date


def _date_at(text: str, place: int, day_first: bool | None) -> DateMention | None:
    """The date that a value before it hides: the 1 of ``4.1, Jun 2024`` is no day."""
    if not WORD.match(text, place):
        return None
    found = find_dates(text[place : place + 20], day_first=day_first)
    if found and found[0].start == 0:
        return DateMention(place, place + found[0].end, found[0].value)
    return find_month_of_year(text, place, day_first=day_first)
