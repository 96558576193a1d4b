"""Cuts a page into stretches that tell of one treatment each (or of several given together), with their dates.

A stretch ends where the sentence turns to the next treatment: at "followed by", "and then", a comma. What stands in a
stretch is said of its treatments and of no others. In lists a line is a stretch, and a line that holds nothing but a date
heads the lines that follow it.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from extractors.dates import DateMention, find_dates
from extractors.notes import Note
from extractors.sentences import Span
from extractors.treatment_names import Name, find_names

JOIN = re.compile(
    r"^[\s,/+&()–-]*(?:(?:and|with|plus|in combination with|combined with|alongside|including|combination|concurrent|of|using"
    r"|respectively|or)\b[\s,/+&()–-]*)*"
    r"(?:(?:left|right|bilateral|total|subtotal|partial|radical|pelvic|para-aortic|central|selective|modified|weekly|oral|iv"
    r"|(?:left|right)[- ]sided|sided|ipsilateral|regional|omental|infracolic|intravenous|concomitant|single agent)[\s-]+){0,3}$",
    re.I,
)
DOSE_IN_GAP = re.compile(
    r"\(?\d+(?:\.\d+)?\s?(?:mg|g|mcg)(?:/m2|/m²|/kg)?(?:\s(?:daily|weekly|bd|od))?\)?|\(?AUC\s?\d\)?", re.I
)
LONGEST_GAP = 40
TURN = re.compile(
    r"[;.](?=\s)|[\n\t]+|(?:,\s*)?\b(?:but|however|although|then|followed by|followed|subsequently|after which|leading to|with subsequent"
    r"|before|prior to|necessitating|while|whilst|having|where|until|and (?=(?:subsequently|has|had|is|was|then|now|continu\w+"
    r"|commenc\w+|start\w+|complet\w+|underwent|receiv\w+|proceed\w*|will|we|she|he|I|they|later|followed|switched|changed)\b))",
    re.I,
)
SOFT_TURN = re.compile(r",|\n|\t|\s[-–]\s|\b(?:and|with|following|after|to|for|from|given|despite|on|plus)\b", re.I)
NOTHING_BUT = re.compile(r"^[\s•*:\-–—.(),]*$")
CONTINUES = re.compile(
    r"\s*[-•*]?\s*(?:discontinued|stopped|ceased|completed|ongoing|suspended|stable disease|partial response|complete response"
    r"|progress(?:ion|ive disease)|well tolerated|dose reduced|\d+ cycles|\d+(?:\.\d+)?\s?Gy|started|commenced)\b",
    re.I,
)
SYSTEMIC = ("drug", "regimen", "cell_therapy")
LINES_UNDER_A_DATE = 6


class Group(NamedTuple):
    """Names that stand together ("carboplatin/paclitaxel", "EDP (etoposide, doxorubicin, cisplatin)")."""

    names: tuple[Name, ...]

    @property
    def start(self) -> int:
        return self.names[0].start

    @property
    def end(self) -> int:
        return self.names[-1].end


class Stretch(NamedTuple):
    """``start:end`` tells of ``group``; ``dates`` stand in it or, for a list, in the line ``heading`` above it."""

    group: Group
    start: int
    end: int
    dates: tuple[DateMention, ...]
    heading: Span | None
    in_list: bool


class Timeline:
    """One page with its names and dates, read once."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.text = note.text

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return find_dates(self.text)

    def stretches(self) -> Iterator[Stretch]:
        names = [name for name in find_names(self.text) if name.entry.caution not in ("supportive", "watch")]
        units: dict[Span, list[Name]] = {}
        for name in names:
            units.setdefault(self.note.sentence(name.start), []).append(name)
        for unit, inside in units.items():
            groups = list(self._groups(inside))
            for group, (start, end) in zip(groups, self._bounds(unit, groups), strict=True):
                yield self._stretch(group, start, end)

    def _groups(self, names: list[Name]) -> Iterator[Group]:
        together = [names[0]]
        for left, right in pairwise(names):
            if self._joined(left, right):
                together.append(right)
            else:
                yield Group(tuple(together))
                together = [right]
        yield Group(tuple(together))

    def _joined(self, left: Name, right: Name) -> bool:
        gap = self.text[left.end : right.start]
        surgical = [name.entry.type == "surgery" for name in (left, right)]
        if len(gap) > LONGEST_GAP or surgical[0] != surgical[1] or gap.count("\n") > 1 or "\n\n" in gap:
            return False
        if "\n" in gap and "," not in gap and not re.search(r"\b(?:and|with|plus)\b|[-/+&]", gap):
            return False
        return bool(JOIN.match(DOSE_IN_GAP.sub("", gap)))

    def _bounds(self, unit: Span, groups: list[Group]) -> list[tuple[int, int]]:
        ends: list[int] = []
        starts = [unit.start]
        for left, right in pairwise(groups):
            end, start = self._turn(left.end, right.start)
            ends.append(end)
            starts.append(start)
        return list(zip(starts, [*ends, max(unit.end, groups[-1].end)], strict=True))

    def _turn(self, start: int, end: int) -> tuple[int, int]:
        """Where the text stops telling of the left name, and where it starts to tell of the right one."""
        turns = list(TURN.finditer(self.text, start, end))
        if turns:
            return turns[0].start(), turns[-1].start()
        soft = SOFT_TURN.search(self.text, start, end)
        return (soft.start(), soft.start()) if soft else (start, start)

    def _stretch(self, group: Group, start: int, end: int) -> Stretch:
        end = self._with_continuation(end)
        line = self.note.line(group.start)
        in_list = line.end - line.start < 120 and self._starts_a_line(start)
        dates = tuple(one for one in self.dates if start <= one.start and one.end <= end)
        heading = None
        if not dates and in_list:
            heading = self._heading(line)
            dates = tuple(
                one for one in self.dates if heading and heading.start <= one.start and one.end <= heading.end
            )
        return Stretch(group, start, end, dates, heading, in_list)

    def _starts_a_line(self, offset: int) -> bool:
        return (
            not self.text[self.note.line(offset).start : offset].strip(" \t•*-–")
            or self.note.line(offset).start == offset
        )

    def _with_continuation(self, end: int) -> int:
        """In a list, the next line may go on about the same treatment: "Discontinued after 2 cycles"."""
        rest = re.compile(r"[ \t.;]*\n(?P<line>[^\n]*)").match(self.text, end)
        if rest and CONTINUES.match(rest["line"]) and not find_names(rest["line"]):
            return rest.end("line")
        return end

    def _heading(self, line: Span) -> Span | None:
        above = [one for one in self.note.lines if one.start < line.start][-LINES_UNDER_A_DATE:]
        below = line
        for one in reversed(above):
            if self.text[one.end : below.start].count("\n") > 1:
                return None
            inside = [date for date in self.dates if one.start <= date.start and date.end <= one.end]
            if inside:
                rest = self.text[one.start : one.end]
                for date in reversed(inside):
                    rest = rest[: date.start - one.start] + rest[date.end - one.start :]
                return one if NOTHING_BUT.match(rest.replace("to", "")) else None
            if self.text[one.start : one.end].rstrip().endswith(":"):
                return None
            below = one
        return None
