"""Cuts a page into stretches that tell of one treatment each (or of several given together), with their dates.

A stretch ends where the sentence turns to the next treatment: at "followed by", "and then", a comma. What stands in a
stretch is said of its treatments and of no others. In lists a line is a stretch, and a line that holds nothing but a
date heads the lines that follow it.
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
from extractors.treatment_written import find_written

CONNECTIVES = (
    "and|with|plus|in combination with|combined with|alongside|including|combination|concurrent|of|using|respectively"
    "|or|based|containing|induction|chemotherapy|regimen|protocol|doublet|triplet"
)
MODIFIERS = (
    "left|right|bilateral|total|subtotal|partial|radical|pelvic|para-aortic|central|selective|modified|weekly|oral|iv"
    "|(?:left|right)[- ]sided|sided|ipsilateral|regional|omental|infracolic|intravenous|concomitant|single agent"
    "|thoracic|cranial|external beam|chest wall|inguinal|axillary|cervical|neck|high-dose|low-dose|limited"
    "|defunctioning|chest|compartment|extended|abdominal|primary|mediastinal|hilar|loop"
)
JOIN = re.compile(
    rf"^[\s,/+&()–-]*(?:(?:{CONNECTIVES})\b[\s,/+&()–-]*)*(?:(?:{MODIFIERS})[\s-]+){{0,3}}$",
    re.I,
)
BETWEEN_NAMES = re.compile(
    r"\(?\d+(?:\.\d+)?\s?(?:mg|g|mcg)\b(?:/m2|/m²|/kg)?(?:\s(?:daily|weekly|bd|od))?\)?|\(?AUC\s?\d\)?"
    r"|\(?\d+(?:\.\d+)?\s?Gy(?:\s?(?:in|/)\s?\d+\s?(?:#|fractions)?)?\)?"
    r"|\b(?:\d{1,2}|two|three|four|five|six|eight|twelve) (?:cycles|doses|courses|weeks|months)(?: of)?\b",
    re.I,
)
LONGEST_GAP, FAR = 40, 90
MONTHS = "January|February|March|April|May|June|July|August|Sept|Oct|Nov|Dec|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
TURN = re.compile(
    r"[;.](?=\s)|\n+(?!(?-i:[a-z]))|\t+|\s(?:->|→|⇒|-->)\s|(?:,\s*)?\b(?:but|however|although|then|followed by|followed|subsequently"
    r"|after which|leading to|with subsequent|before|prior to|necessitating|while|whilst|having|where|when (?=s?he\b|they\b)"
    rf"|until(?!\s+(?:(?:early|mid|late)[ -])?(?:\d|{MONTHS}))"
    r"|and (?=(?:subsequently|has|had|is|was|then|now|continu\w+|commenc\w+|start\w+|complet\w+|underwent|receiv\w+"
    r"|proceed\w*|will|we|she|he|I|they|later|followed|switched|changed)\b))",
    re.I,
)
SOFT_TURNS = (
    re.compile(r",(?!\s*\d{4})|\n(?![a-z])|\t|\s[-–+]\s|\s\("),
    re.compile(r"\b(?:and|with|following|after|plus|given|despite)\b", re.I),
    re.compile(rf"\b(?:to|for|from|on)\b(?!\s+(?:\d|{MONTHS}))", re.I),
)
"""Weaker places to turn at, the stronger first; never between "on" and its date."""
ARROW = re.compile(r"\s\W+\s")
WRAPPED = re.compile(r"(?<=\S)\n(?=\S)")
CLAUSE = re.compile(r"[,;]\s|\s[-–]\s|\bbut\b|\bwhich\b|\band\b")
LEFT_OUT = re.compile(
    r"\s+(?:was\s+|were\s+)?(?:dropped|omitted|stopped|held|discontinued|reduced|removed|withheld|withdrawn|only)\b", re.I
)
"""Of one medicine of a regimen in brackets: "FOLFOX (oxaliplatin dropped at cycle 8)"."""
BRACKETS = re.compile(r"\([^()\n]{0,150}\)")
"""What they hold is said of the name before them: "FEC-T (4 of 6 cycles, stopped for sepsis), radiotherapy"."""
ITS_END = re.compile(
    r"(?:[\s,;–-]|\b(?:but|and|then|which|this|it|that|later|subsequently|eventually|initially|again|sadly|unfortunately"
    r"|(?P<passive>was|were|is|are|has been|had been|had to be|being))\b)*"
    r"(?:(?:temporarily|permanently|prematurely|successfully|recently|electively|\w+ly) )?"
    r"(?:stopped|discontinued|ceased|withdrawn|completed|finished|held|paused|suspended|interrupted|omitted|cancelled"
    r"|abandoned|declined|refused|reduced|dose[- ]reduced|tolerated|well tolerated|complicated)\b"
    r"(?!\s+(?:smok|drink|work|alcohol|driv|HRT))",
    re.I,
)
"""How a clause without a name begins that tells how the treatment before it went: "; stopped January 2023"."""
NEXT_CLAUSE = re.compile(
    r"[;.](?=\s)|\n|(?:,\s*)?\b(?:then|but|followed by|after which)\b|,\s*and\b"
    r"|\band(?=,|\s+(?:in|on|from|since|at|was|has|had|is|s?he|we|they|start\w+|switch\w+|chang\w+|commenc\w+)\b)",
    re.I,
)
LAST_CLAUSE = re.compile(r",(?!\s*\d{4})|\s(?:and|with|\+|->|→)(?=\s)", re.I)
MONTH_RANGE = re.compile(r"(?<=\d/\d{4})-(?=\d{1,2}/\d|present\b|now\b|ongoing\b|current\b)", re.I)
YEAR_OF_IT = re.compile(
    r"[ ](?=(?:19|20)\d\d\s*(?:[.;,:()\n]|$|[-–—]\s*(?:\d|present|now|ongoing)|(?:to|and|then|for|with|followed|at|by)\b))"
)
"""Between the name of a treatment and its year."""
ROUND_DOSE = re.compile(r" 2000\b")
NOTHING_BUT = re.compile(r"^[\s•*:\-–—.(),]*$")
CONTINUES = re.compile(
    r"\s*(?:[-•*–]|\d[.)])?\s*(?:\(|(?:further |subsequently |then |treatment )?(?:discontinued|stopped|ceased"
    r"|completed|ongoing|suspended|stable disease|partial response|complete response|progress(?:ion|ive disease)"
    r"|well tolerated|dose reduc\w+|reduced|\d+ cycles|\d+(?:\.\d+)?\s?Gy|started|commenced)\b)",
    re.I,
)
MONTH_OF_MAY = re.compile(
    r"\bMay(?=\s+(?:\d|and\b|with\b|due\b|but\b))|(?<=\d[\s-])May\b|(?<=[dht]\s)May\b(?!\s+\w)"
    r"|(?:(?<=\bin )|(?<=\bearly )|(?<=\blate )|(?<=\bsince )|(?<=\bfrom )|(?<=\bof )|(?<=-)|(?<=–))May\b"
)
SAME_LINE = re.compile(
    r"\.?[ \t]+(?P<line>(?:(?:It|This|Treatment) (?:was )?)?"
    r"(?:Completed|Discontinued|Stopped|Ceased|Finished|(?:(?:Good|Best|Initial|Very good) )?(?:Partial|Complete|Mixed)"
    r" (?:response|remission)|Stable disease|Progressive disease|Progress(?:ion|ed)|Dose[ -]reduced)\b[^\n]*?)"
    r"(?=\.(?:\s|$)|\n|$)",
    re.I,
)
"""A sentence without a name of its own after the one that names the treatment: "CAPOX started. Completed in May."."""
NEXT_LINE = re.compile(r"[ \t.;]*\n(?P<line>[^\n]+)")
PARTICIPLE = re.compile(r"excised|resected|debulked", re.I)
SYSTEMIC = ("drug", "regimen", "cell_therapy")
LINES_UNDER_A_DATE = 6
LONG_ITEM = 160
TIMES = re.compile(r"\b[x×]\s?$", re.I)
AFTER_AGE = re.compile(r"\b[a-z]+[\s(]+\d{1,3}\.\s+(?=[A-Z])")
"""A sentence's end that reads as the number of a list: "Mother had breast cancer age 48. Right hemicolectomy."."""
A_COUNT = re.compile(r"(?:\s+count)?[\s:=(]*(?:of|was|is)?\s*[<>≤≥]?\s?\d(?!\d*[/.-]\d+[/.-])")
NO_TREATMENT = ("supportive", "diagnostic", "watch")


class Group(NamedTuple):
    """Names that stand together ("carboplatin/paclitaxel", "EDP (etoposide, doxorubicin, cisplatin)")."""

    names: tuple[Name, ...]

    @property
    def treats(self) -> bool:
        return any(name.entry.caution not in NO_TREATMENT for name in self.names)

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


def clause_start(note: Note, offset: int) -> int:
    start = note.sentence(offset).start
    return max((found.end() for found in AFTER_AGE.finditer(note.text, start, offset + 1)), default=start)


class Timeline:
    """One page with its names and dates, read once."""

    def __init__(self, note: Note, recognised: tuple[Name, ...] = ()) -> None:
        """``recognised`` are names that no vocabulary lists."""
        self.note = note
        self.text = note.text
        self.recognised = recognised

    @cached_property
    def spoken(self) -> str:
        """The text to look for cues in: the month of May is no "may", and a sentence is one line."""
        said = list(MONTH_OF_MAY.sub("Mai", self.text))
        for one in WRAPPED.finditer(self.text):
            if self.note.sentence(one.start()) == self.note.sentence(one.end()):
                said[one.start()] = " "
        return "".join(said)

    @cached_property
    def written(self) -> str | None:
        return max(filter(None, (self.note.written, find_written(self.text))), default=None)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return tuple(self._without_count(one) for one in find_dates(self._dated_text(), borrow_year=True))

    def _dated_text(self) -> str:
        """The text, as long as it was, with a range of months in full dress and the year behind a name in a bracket."""
        said = list(MONTH_RANGE.sub("–", self.text))
        for name in self.names:
            if YEAR_OF_IT.match(self.text, name.end) and not ROUND_DOSE.match(self.text, name.end):
                said[name.end] = "("
        return "".join(said)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return tuple(
            sorted(name for name in (*find_names(self.text), *self.recognised) if not self._is_a_count(name))
        )

    def _without_count(self, one: DateMention) -> DateMention:
        """The month alone where the day is a number of cycles: "FEC-T x 6, May-Sep 2014"."""
        if len(one.value) < len("2014-05-06") or not TIMES.search(self.text, max(one.start - 4, 0), one.start):
            return one
        return one._replace(value=one.value[:7])

    def stretches(self) -> Iterator[Stretch]:
        units: dict[Span, list[Name]] = {}
        for name in self.names:
            units.setdefault(self.note.sentence(name.start), []).append(name)
        for unit, named in units.items():
            exact = [name for name in named if name.entry.caution != "anaphor" and not self._repeats(name, named)]
            inside = exact or named
            groups = list(self._groups(inside))
            bounds = zip(groups, self._bounds(unit, groups), strict=True)
            yield from _shared([self._stretch(group, start, end) for group, (start, end) in bounds if group.treats])

    def _is_a_count(self, name: Name) -> bool:
        """Neutrophils share their short name with an operation: ``ANC 2.1``."""
        is_short = self.text[name.start : name.end] == "ANC"
        return is_short and A_COUNT.match(self.text, name.end) is not None

    def _repeats(self, name: Name, named: list[Name]) -> bool:
        """Whether a verb only says again that the operation before it was one: "lobectomy … completely excised"."""
        verb = name.entry.caution == "generic" and PARTICIPLE.fullmatch(self.text, name.start, name.end) is not None
        return verb and any(
            one.entry.type == "surgery" and not one.entry.caution and one.start < name.start for one in named
        )

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
        written = self.text[left.end : right.start]
        if "(" in written and right.entry.name in left.entry.components and LEFT_OUT.match(self.text, right.end):
            return False
        gap = BETWEEN_NAMES.sub("", written) if len(written) < FAR else written
        surgical = [name.entry.type == "surgery" for name in (left, right)]
        if len(gap) > LONGEST_GAP or surgical[0] != surgical[1] or gap.count("\n") > 1 or "\n\n" in gap:
            return False
        if "\n" in gap and "," not in gap and not re.search(r"\b(?:and|with|plus)\b|[-/+&]", gap):
            return False
        return bool(JOIN.match(gap))

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
        gap = BRACKETS.sub(lambda held: "x" * len(held[0]), self.text[start:end])
        if own := _own_clause(gap):
            return start + own, start + own
        if turns := list(TURN.finditer(gap)):
            steps = all(ARROW.fullmatch(one[0]) for one in turns)  # "brentuximab x4 -> PR -> transplant"
            return start + turns[-1 if steps else 0].start(), start + turns[-1].start()
        for pattern in SOFT_TURNS:
            if soft := pattern.search(gap):
                return start + soft.start(), start + soft.start()
        return start, start

    def _stretch(self, group: Group, start: int, end: int) -> Stretch:
        end = self._with_continuation(end)
        line = self.note.line(group.start)
        if self._begins_with_date(line):
            start = max(start, line.start)
        in_list = line.end - line.start < LONG_ITEM and self._starts_a_line(self.note.sentence(group.start).start)
        start = max(start, clause_start(self.note, group.start))
        dates = self._bracketed(group) or self._dates_in(Span(start, end))
        heading = None
        if not dates and in_list:
            heading = self._heading(line)
            dates = tuple(
                one for one in self.dates if heading and heading.start <= one.start and one.end <= heading.end
            )
        return Stretch(group, start, end, dates, heading, in_list)

    def _begins_with_date(self, line: Span) -> bool:
        return any(not self.text[line.start : one.start].strip(" \t•*-–123456789.)") for one in self._dates_in(line))

    def _dates_in(self, span: Span) -> tuple[DateMention, ...]:
        return tuple(one for one in self.dates if span.covers(one.start, one.end))

    def _bracketed(self, group: Group) -> tuple[DateMention, ...]:
        """The one date that begins or ends the brackets around the names: "breast cancer (2011, lumpectomy)"."""
        sentence = self.note.sentence(group.start)
        opening = self.text.rfind("(", sentence.start, group.start) + 1
        closing = self.text.find(")", group.end, sentence.end)
        if (
            not opening
            or closing < 0
            or set("()") & set(self.text[opening : group.start] + self.text[group.end : closing])
        ):
            return ()
        dates = self._dates_in(Span(opening, closing))
        outer = [one for one in dates if one.start == opening or one.end == closing]
        return dates if len(outer) == len(dates) == 1 else ()

    def _starts_a_line(self, offset: int) -> bool:
        return (
            not self.text[self.note.line(offset).start : offset].strip(" \t•*-–")
            or self.note.line(offset).start == offset
        )

    def _with_continuation(self, end: int) -> int:
        """The next sentence or, in a list, the next lines may go on about it: "Discontinued after 2 cycles"."""
        if (rest := SAME_LINE.match(self.text, end)) and not find_names(rest["line"]):
            end = rest.end("line")
        while (rest := NEXT_LINE.match(self.text, end)) and self._goes_on(rest.start("line"), rest["line"]):
            end = rest.end("line")
        return end

    def _goes_on(self, start: int, line: str) -> bool:
        indent = start + len(line) - len(line.lstrip(" \t•*-"))
        told = next((self.text[one.end : start + len(line)] for one in self.dates if one.start == indent), line)
        return bool(CONTINUES.match(told)) and not find_names(line)

    def _heading(self, line: Span) -> Span | None:
        above = [one for one in self.note.lines if one.start < line.start][-LINES_UNDER_A_DATE:]
        below = line
        for one in reversed(above):
            if self.text[one.end : below.start].count("\n") > 1:
                return None
            inside = self._dates_in(one)
            if inside:
                rest = self.text[one.start : one.end]
                for date in reversed(inside):
                    rest = rest[: date.start - one.start] + rest[date.end - one.start :]
                return one if NOTHING_BUT.match(rest.replace("to", "")) else None
            if self.text[one.start : one.end].rstrip().endswith(":"):
                return None
            below = one
        return None


def _own_clause(gap: str) -> int | None:
    """Where the clauses of ``gap`` end that tell how the treatment before them ended, if there are any.

    "was started in March, but was discontinued in April owing to progression" ends before ", and osimertinib".
    """
    begun = next((one for one in CLAUSE.finditer(gap) if ITS_END.match(gap, one.start())), None)
    if begun is None:
        return None
    said = ITS_END.match(gap, begun.start())
    after = said.end() if said else begun.end()
    if following := NEXT_CLAUSE.search(gap, after):
        return following.start()
    return max((one.start() for one in LAST_CLAUSE.finditer(gap, after)), default=None)


def _shared(stretches: list[Stretch]) -> list[Stretch]:
    """A range that heads a line ends with the last treatment of it: "2014-2021 tamoxifen, letrozole from 2017"."""
    shared = list(stretches)
    for n, (left, right) in enumerate(pairwise(stretches)):
        if not left.dates or left.heading or left.dates[-1].end > left.group.start or len(right.dates) != 1:
            continue
        first, last, (own,) = left.dates[0], left.dates[-1], right.dates
        if (first.bound, last.bound, own.bound) == ("opens", "closes", None) and first.value < own.value < last.value:
            shared[n] = left._replace(dates=left.dates[:-1])
            shared[n + 1] = right._replace(dates=(own, last))
    return shared
