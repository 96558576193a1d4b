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

from core.records import DocumentType
from extractors.dates import DateMention, dates_within, find_dates
from extractors.notes import Note
from extractors.relative_dates import find_relative_dates
from extractors.sentences import Span
from extractors.short_years import find_short_years
from extractors.treatment_names import Name, find_names
from extractors.treatment_turns import LEFT_OUT, end_of_next_sentence, find_turn, goes_on
from extractors.treatment_written import find_written
from extractors.visit_date import find_visit

CONNECTIVES = (
    "and|with|plus|in combination with|combined with|alongside|including|combination|concurrent|of|using|respectively"
    "|or|based|containing|induction|chemotherapy|regimen|protocol|doublet|triplet"
)
MODIFIERS = (
    "left|right|bilateral|total|subtotal|partial|radical|pelvic|para-aortic|central|selective|modified|weekly|oral|iv"
    "|(?:left|right)[- ]sided|sided|ipsilateral|regional|omental|infracolic|intravenous|concomitant|single agent"
    "|thoracic|cranial|external beam|chest wall|inguinal|axillary|cervical|neck|high-dose|low-dose|limited"
    "|lateral|defunctioning|chest|compartment|extended|abdominal|primary|mediastinal|hilar|loop"
    r"|functional|levels? (?:[IV]+|[1-6])[ab]?(?:\s?[-–]\s?(?:[IV]+|[1-6])[ab]?)?"
)
JOIN = re.compile(
    rf"^[\s,/+&()–-]*(?:(?:{CONNECTIVES})\b[\s,/+&()–-]*)*(?:(?:{MODIFIERS}|inj\.?|tab\.?|cap\.?)[\s-]+){{0,3}}$",
    re.I,
)
BETWEEN_NAMES = re.compile(
    r"\(?\d+(?:\.\d+)?\s?(?:mg|g|mcg)\b(?:/m2|/m²|/kg)?"
    r"(?:\s(?:(?:once|twice|two times|three times)?\s?(?:daily|weekly|a day|per day|a week)"
    r"|bd|od|tds|b\.?i\.?d|q\.?d|q\d+[wd]|every \w+ (?:days|weeks)|on days? \d+(?: ?[-–] ?\d+)?)\b\.?)?\)?"
    r"|\(?AUC\s?\d\)?"
    r"|\(?\d+(?:\.\d+)?\s?Gy(?:\s?(?:in|/)\s?\d+\s?(?:#|fractions)?)?\)?"
    r"|\b(?:D|days?) ?\d+(?: ?[-–] ?\d+)?\b|[x×] ?\d+ ?days?\b|\b(?:CI|CIV|IV|SC|PO|over \d+ ?(?:h|hours?|min\w*))\b"
    r"|\b(?:\d{1,2}|two|three|four|five|six|eight|twelve) (?:cycles|doses|courses|weeks|months)(?: of)?\b"
    r"|\b\d{1,2} (?:sessions|treatments|visits|fractions)\b|\bwith \d+(?:\.\d+)? ?[cm]m margins?\b",
    re.I,
)
SPELT_BEHIND = re.compile(r"\s?(?:[x×]\s?\d{1,2}(?:\scycles)?|\d{1,2}\s?(?:cycles|#))\s?\(", re.I)
"""Between a regimen, its count and what it is made of: "TC x 4 cycles (docetaxel/cyclophosphamide)"."""
CONDITIONING = re.compile(r"\s\d{2,3}(?=\s)")
"""The dose without a unit before a transplant: "melphalan 200 ASCT"."""
OF_A_PART = (
    r"(?:(?!(?:then|for|after|before|prior|in|on|at|from|since|until|was|were|is|no|not|without|or|planned|showed"
    r"|biopsy|of)\b)[a-z][\w-]*\s+)"
)
PART = (
    rf"{OF_A_PART}{{0,4}}"
    r"(?:\w+(?:ectomy|otomy|ostomy|plasty|stomosis|pexy)|(?:re|dis)section|excision|reconstruction|stripping|sampling"
    r"|clearance|mapping|washings|repair|flap|expanders?|implants?|graft|closure|biops(?:y|ies))"
)
PARTS_BETWEEN = re.compile(
    rf"[\s,/+&–-]*(?:(?:and|with|plus)\b[\s,]*)?{PART}(?:(?:[\s,/+&]|\b(?:and|with|plus)\b)+{PART}){{0,4}}[\s,/+&]+"
    rf"(?:(?:and|with|plus)\b\s*)?(?:(?:{MODIFIERS})[\s-]+){{0,3}}",
    re.I,
)
"""Parts of an operation that no vocabulary lists, between two that one does: "Whipple, vein resection, splenectomy"."""
PART_BY_CLASS = re.compile(rf"\s?[,/+&]\s?(?:and\s|with\s)?{OF_A_PART}{{1,3}}", re.I)
"""Before a part that is only called by its class, "Whipple, portal vein resection"."""
LONGEST_GAP, FAR, LONGEST_LIST = 40, 90, 160
WRAPPED = re.compile(r"(?<=\S)\n(?=\S)")
MONTH_RANGE = re.compile(r"(?<=\d/\d{4})-(?=\d{1,2}/\d|present\b|now\b|ongoing\b|current\b)", re.I)
OPEN_END = re.compile(r"(?<=\d/\d{4})[-–](?=[ ]{2}|\t)")
A_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
FIRST_DAY = re.compile(
    rf"(?<![\d-])\d{{1,2}}-{A_MONTH}\s?(?:to|until|till|through|–|-)\s?\d{{1,2}}-{A_MONTH}-\d{{2,4}}\b", re.I
)
"""A day whose year stands behind the last one: "3-Jan to 14-Feb-2022"."""
ARROWED = re.compile(r"(?<=\d)\s?->\s?(?=\d)")
YEAR_OF_IT = re.compile(
    r"[ ](?=(?:19|20)\d\d\s*(?:[.;,:()\n]|$|(?:->|=>|→|⇒)|[-–—]\s*(?:\d|present|now|ongoing)"
    r"|(?:to|and|then|for|with|followed|at|by)\b))"
)
"""Between the name of a treatment and its year."""
ROUND_DOSE = re.compile(r" 2000\b")
NOTHING_BUT = re.compile(r"^[\s•*:\-–—.(),]*$")
MONTH_OF_MAY = re.compile(
    r"\bMay(?=[ ]{2}|\s*[|\t]|\s?[-–/]\s?(?:Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
    r"|\bMay(?=\s+(?:\d|and\b|with\b|due\b|but\b))|(?<=\d[\s-])May\b|(?<=[dht]\s)May\b(?!\s+\w)"
    r"|(?:(?<=\bin )|(?<=\bearly )|(?<=\blate )|(?<=\bsince )|(?<=\bfrom )|(?<=\bof )|(?<=-)|(?<=–))May\b"
)
NEXT_LINE = re.compile(r"[ \t.;]*\n(?P<line>[^\n]+)")
PARTICIPLE = re.compile(r"excised|resected|debulked", re.I)
SYSTEMIC = ("drug", "regimen", "cell_therapy")
LINES_UNDER_A_DATE = 6
LONG_ITEM = 160
TIMES = re.compile(r"\b[x×]\s?$", re.I)
AFTER_AGE = re.compile(r"\b[a-z]+[\s(]+\d{1,3}\.\s+(?=[A-Z])")
"""A sentence's end that reads as the number of a list: "Mother had breast cancer age 48. Right hemicolectomy."."""
A_COUNT = re.compile(
    r"\s*\((?:K\b|[x×]?\s?10|cells|/)|(?:\s+count)?[\s:=(]*(?:of|was|is)?\s*[<>≤≥]?\s?\d(?!\d*[/.-]\d+[/.-]\d"
    r"|\d?(?:st|nd|rd|th)?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
)
A_LEVEL = re.compile(r"\b(?:low|high|normal|nadir|falling|rising|recover\w+|adequate|absolute)\s+$", re.I)
"""What stands before a count."""
OTHER_COUNT = re.compile(r"\b(?:WBC|WCC|Hb|Hgb|Plt|platelets?|ha?emoglobin)\b", re.I)
COUNTS_NEAR = 60
PRACTICE = re.compile(
    r"[^\n]{0,4}[-–—,|:( ]\s?(?:GP|General Practice|Practice|Medical (?:Centre|Practice)|Health Centre"
    r"|(?:Patient )?Summary|Tel|Fax|Partners|Doctors?|Road|Street|Lane|Avenue)\b",
    re.I,
)
"""Behind the name of a house of general practitioners: "Riverbank Surgery - GP SUMMARY"."""
INDEX_AFTER = re.compile(
    r"(?:\s+(?:score|index|risk))?\s*[:=(]?\s*(?:(?:of|is|was)\s+)?(?:[0-5](?!\d|\.\d|\s?mg|\s?/\s?(?!5\b))|low|high|inter)",
    re.I,
)
"""Behind the prognostic index of a lymphoma, not the dose of ipilimumab."""
OWN_END = re.compile(
    r" (?:(?:is|was|has been|now|to) )*(?:stopped|discontinued|ceased|withheld|held|paused|continu(?:es?|ed|ing)"
    r"|ongoing|goes on|carries on|declined)\b",
    re.I,
)
ENDED_BEFORE = re.compile(r"\b(?:stopp?(?:ed)?|discontinued?|ceased?|held|hold|paused?|continued?|started?)\s+$", re.I)
HOUSE_OF = re.compile(
    r"\b(?:departments?|dept\.?|divisions?|institutes?|school) (?:of|for)\s(?:(?:clinical|medical) )?$",
    re.I,
)
"""Before what a house is called by: "in our department of radiotherapy"."""
FLUID_BEFORE = re.compile(r"\b\d+(?:\.\d+)?\s?(?:L|ml|litres?)\s+(?:of\s+)?$|\b(?:IV|bags? of)\s+$", re.I)
END_OF_A_THING = re.compile(r"(?:o['’]clock|catheter|line|finger|nail|tongue)\s+$", re.I)
LEFT_OUT_ASIDE = re.compile(
    r"\((?:[^()]{1,60}?\s(?:was\s|were\s)?(?:omitted|left\sout|dropped|not\sgiven)"
    r"|(?:no|without|omitting|minus)\s[^()]{1,60})\s?\)",
    re.I,
)
"""A bracket that says what was never given; what is held may go on, which is told of it by itself."""
NEXT_ROW = re.compile(r"\n[ \t]*\d{1,2}[.)]?[ \t]+(?=[A-Z][^\n]{2,50}?[ ]{3})")
"""Where the next row of a numbered table with columns begins."""
DAY_OF_OPERATION = re.compile(
    r"(?:^|\n|[ \t]{2,}|[|;][ \t]*)[ \t]*(?:date of (?:the )?(?:operation|surgery|procedure|resection)"
    r"|(?:operation|surgery|procedure) date|operated on)[ \t]*[:=]?[ \t]*$",
    re.I,
)
DAY_BEFORE = re.compile(r"\d[\s.-]$")
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


def find_bracket(text: str, stretch: Stretch) -> int | None:
    """Where the bracket opens, behind the start of the stretch, that the names stand in."""
    opening = text.rfind("(", stretch.start, stretch.group.start)
    return opening if opening >= 0 and ")" not in text[opening : stretch.group.start] else None


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

    def entry(self, place: int) -> str | None:
        """The date that begins the line."""
        line = self.note.line(place)
        begins = self._begins_with_date(line)
        return next(iter(dates_within(self.dates, line.start, line.end))).value if begins else None

    @cached_property
    def visit(self) -> str | None:
        """The day of the visit, on the page of a letter."""
        of_a_visit = self.note.document_type in (DocumentType.LETTER, DocumentType.UNKNOWN)
        return find_visit((self.note.page,)) if of_a_visit else None

    @cached_property
    def operated(self) -> str | None:
        """The one day that the page labels as that of its operation."""
        days = {
            one.value for one in self.dates if DAY_OF_OPERATION.search(self.text, max(one.start - 60, 0), one.start)
        }
        return days.pop() if len(days) == 1 else None

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        in_full = find_dates(self._dated_text(), borrow_year=True)
        written = (*in_full, *find_short_years(self.text, in_full))
        relative = find_relative_dates(self.text, self.written) if self.written else ()
        return tuple(sorted((*map(self._without_count, written), *relative)))

    def _dated_text(self) -> str:
        """The text, as long as it was, with a range of months in full dress and the year behind a name in a bracket."""
        spelt = FIRST_DAY.sub(_with_blanks, self.text)
        arrows = ARROWED.sub(lambda arrow: arrow[0].replace("->", "– "), spelt)
        said = list(OPEN_END.sub(" ", MONTH_RANGE.sub("–", arrows)))
        for name in self.names:
            if YEAR_OF_IT.match(self.text, name.end) and not ROUND_DOSE.match(self.text, name.end):
                said[name.end] = "("
        return "".join(said)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        found = (*find_names(self.text), *self.recognised)
        return tuple(
            sorted(name for name in found if not (self._is_a_count(name) or _is_another_word(self.text, name)))
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
            own = [self._stretch(group, start, end) for group, (start, end) in bounds if group.treats]
            yield from _shared(_without_asides(self.text, own))

    def _is_a_count(self, name: Name) -> bool:
        """Neutrophils share their short name with an operation: ``ANC 2.1``, ``WBC | ANC | Plt``."""
        is_short = self.text[name.start : name.end] == "ANC"
        if not is_short:
            return False
        line = self.note.line(name.start)
        first, last = max(line.start, name.start - COUNTS_NEAR), min(line.end, name.end + COUNTS_NEAR)
        before = self.text[max(0, name.start - COUNTS_NEAR) : name.start]
        of_it = A_COUNT.match(self.text, name.end) or A_LEVEL.search(before)
        return bool(of_it or OTHER_COUNT.search(self.text, first, last))

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
        if right.entry.name in left.entry.components and LEFT_OUT.match(self.text, right.end):
            return False
        gap = BETWEEN_NAMES.sub("", written) if len(written) < FAR else written
        if right.entry.type == "transplant":
            gap = CONDITIONING.sub("", gap)
        if gap.strip() == "," and self._has_its_own_end(left, right, written):
            return False
        surgical = [name.entry.type == "surgery" for name in (left, right)]
        if all(surgical) and len(gap) < LONGEST_LIST:
            by_class = right.entry.caution == "generic" and PART_BY_CLASS.fullmatch(gap)
            if by_class or PARTS_BETWEEN.fullmatch(gap):
                return True
        if len(gap) > LONGEST_GAP or surgical[0] != surgical[1] or gap.count("\n") > 1 or "\n\n" in gap:
            return False
        if "\n" in gap and "," not in gap and not re.search(r"\b(?:and|with|plus)\b|[-/+&]", gap):
            return False
        return bool(JOIN.match(gap))

    def _has_its_own_end(self, left: Name, right: Name, between: str) -> bool:
        """Of two in a list: "letrozole 2.5 mg, palbociclib stopped", "stopped palbociclib, letrozole continues"."""
        told = OWN_END.match(self.text, right.end)
        by_itself = between.strip() != "," or ENDED_BEFORE.search(self.text, max(left.start - 20, 0), left.start)
        return told is not None and bool(by_itself)

    def _bounds(self, unit: Span, groups: list[Group]) -> list[tuple[int, int]]:
        ends: list[int] = []
        starts = [unit.start]
        for left, right in pairwise(groups):
            end, start = find_turn(self.text, left.end, right.start)
            ends.append(end)
            starts.append(start)
        row = NEXT_ROW.search(self.text, groups[-1].end, unit.end)
        return list(zip(starts, [*ends, row.start() if row else max(unit.end, groups[-1].end)], strict=True))

    def _stretch(self, group: Group, start: int, end: int) -> Stretch:
        end = self._with_continuation(end, group.names[0].entry.type == "radiation")
        line = self.note.line(group.start)
        if self._begins_with_date(line):
            start = max(start, line.start)
        in_list = line.end - line.start < LONG_ITEM and self._starts_a_line(self.note.sentence(group.start).start)
        start = max(start, clause_start(self.note, group.start))
        dates = self._bracketed(group) or self._dates_in(Span(start, end))
        dates = tuple(one for one in dates if not self._is_of_a_later_row(one, group))
        heading = None
        if not dates and in_list:
            heading = self._heading(line)
            dates = tuple(
                one for one in self.dates if heading and heading.start <= one.start and one.end <= heading.end
            )
        return Stretch(group, start, end, dates, heading, in_list)

    def _begins_with_date(self, line: Span) -> bool:
        first = next(iter(dates_within(self.dates, line.start, line.end)), None)
        return first is not None and not self.text[line.start : first.start].strip(" \t•*-–123456789.)")

    def _dates_in(self, span: Span) -> tuple[DateMention, ...]:
        return tuple(one for one in dates_within(self.dates, span.start, span.end) if one.end <= span.end)

    def _is_of_a_later_row(self, one: DateMention, group: Group) -> bool:
        """In a list of dated lines, whether the date begins a line below that does not go on about the treatment."""
        own, line = self.note.line(group.start), self.note.line(one.start)
        if line.start <= own.start or not (self._begins_with_date(own) and self._begins_with_date(line)):
            return False
        return not goes_on(self.text[one.end : line.end], group.names[0].entry.type == "radiation")

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

    def _with_continuation(self, end: int, radiation: bool) -> int:
        """The next sentence or, in a list, the next lines may go on about it: "Discontinued after 2 cycles"."""
        end = end_of_next_sentence(self.text, end)
        while (rest := NEXT_LINE.match(self.text, end)) and self._goes_on(rest.start("line"), rest["line"], radiation):
            end = rest.end("line")
        return end

    def _goes_on(self, start: int, line: str, radiation: bool) -> bool:
        indent = start + len(line) - len(line.lstrip(" \t•*-"))
        told = next((self.text[one.end : start + len(line)] for one in self.dates if one.start == indent), line)
        return goes_on(told, radiation) and not find_names(line)

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


def _with_blanks(days: re.Match[str]) -> str:
    return re.sub(r"(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=\d{4})", " ", days[0], flags=re.I)


def _is_another_word(text: str, name: Name) -> bool:
    """An index or a month that is written like a treatment: ``IPI 4``, ``14 APR 25``."""
    written = text[name.start : name.end]
    if name.entry.type in ("radiation", "drug") and HOUSE_OF.search(text, max(name.start - 30, 0), name.start):
        return True
    if written == "Surgery":
        return PRACTICE.match(text, name.end) is not None
    if written == "IPI":
        return text[: name.start].endswith("-") or INDEX_AFTER.match(text, name.end) is not None
    if written.startswith("Hartmann"):
        return FLUID_BEFORE.search(text, max(name.start - 20, 0), name.start) is not None
    if written == "TIP":
        return END_OF_A_THING.search(text, max(name.start - 12, 0), name.start) is not None
    return written == "APR" and DAY_BEFORE.search(text, max(name.start - 4, 0), name.start) is not None


def _is_spelt_behind(text: str, left: Stretch, right: Stretch) -> bool:
    """Whether brackets behind its count hold what a regimen is made of."""
    parts = left.group.names[-1].entry.components
    between = SPELT_BEHIND.fullmatch(text, left.group.end, right.group.start)
    return between is not None and all(one.entry.name in parts for one in right.group.names)


def _without_asides(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """The dates behind a bracket that says what was left out are of what stands before it: "AVD x 2 (bleomycin omitted)
    26.09.2024 - 07.11.2024". What is no part of that is not told of by itself: it was left out of another regimen."""
    kept = stretches[:1]
    for right in stretches[1:]:
        left = kept[-1]
        if _is_spelt_behind(text, left, right):
            kept[-1] = left._replace(end=right.end, dates=left.dates or right.dates)
            continue
        opening = text.rfind("(", left.group.end, right.group.start)
        aside = LEFT_OUT_ASIDE.match(text, opening, right.end) if opening >= 0 else None
        if aside and aside.end() > right.group.end and all(one.start >= aside.end() for one in right.dates):
            kept[-1] = left._replace(end=right.end, dates=left.dates or right.dates)
            parts = {part for name in left.group.names for part in name.entry.components}
            if parts and not any(name.entry.name in parts for name in right.group.names):
                continue
            right = right._replace(end=aside.end(), dates=())
        kept.append(right)
    return kept


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
