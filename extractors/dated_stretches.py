"""The stretches of a page that a date opens: entries of a timeline and paragraphs below a dated heading.

An entry is the line with the date in front, ``18 February 2022    Colectomy. Pathologic stage pT3 pN1b``, or right
behind the name of what was done, ``Histology (node, 26/10/2023): CD20+``, and the lines set further in below it; in a
log, and where a colon ends the line, all lines as far as the next empty one. A log has three such lines at least, in
the order of their days. A heading is a short line that names what was done on its day, ``CT CAP 04/06/2023:`` or
``Clinic 12 May 2024``; it holds for the lines below it as far as the next empty line, or through the paragraphs that
reports are made of. A date alone on its line is a heading where the page has several such lines, as a timeline does:
a letter has one.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from extractors.dates import DateMention, dates_within


class Event(StrEnum):
    """What was done on a day, as far as it tells which facts may be of it."""

    IMAGING = "imaging"
    TISSUE = "tissue"
    BLOOD = "blood"
    VISIT = "visit"


WORDS = {
    Event.IMAGING: r"CT|MRI?|PET(?:[-/ ]CT)?|scans?|ultrasound|USS|X-?rays?|mammogra\w+|CXR|imaging|staging",
    Event.TISSUE: r"biops\w+|excis(?:ed|ion)|resect(?:ed|ion)|curettings?|cytology|FNA|histo(?:log|patholog)\w+"
    r"|path(?:ology)?|specimen|TUR\w*|\w{3,}ectomy|EBUS|\w+oscopy|SLNB|NGS|FISH|IHC|cytogenetics|molecular|genomic\w*"
    r"|sequencing|Guardant\w*|FoundationOne\w*|bone marrow|trephine|ctDNA|aspirat\w+|amputation|MRM|WLE|RALP"
    r"|(?:neck|axillary|nodes?|nodal|groin|inguinal|pelvic|D2) (?:dissection|clearance|sampling)"
    r"|cores?(?= (?:[LR]|left|right)\b)",
    Event.BLOOD: r"bloods?|labs?|FBC|CBC|U&E|blood (?:tests?|results?)|tumou?r markers?|laboratory",
    Event.VISIT: r"clinic|MD[TM]|seen|reviewed?|visit|consultation|follow[- ]?up|ward round|tumou?r board|admission"
    r"|admitted|discharged?|progress note",
}
EVENT = re.compile("|".join(rf"(?P<{event}>\b(?:{words})\b)" for event, words in WORDS.items()), re.I)
TURN = re.compile(r"\b(?:diagnos(?:ed|is)|presentation|presented|recurr\w+|relaps\w+|progress(?:ed|ion))\b", re.I)
"""A turn of the illness opens an entry as well; it heads no lines, which may be of any time."""
LABELLED = re.compile(
    r"(?:,?[ ]\d{1,2}[:.]\d\d(?:[ ]?[AaPp][Mm])?\b)?[)\]]?(?:[ ]{2,}|\t|[ ]?[:–—-][ ]|[ ]?:|[ ](?=[A-Z(#]))"
)
"""What stands between the date of an entry and its text: columns, a colon, a dash or a capital, behind a time."""
WEEKDAY = re.compile(r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?[ ]+", re.I)
NOTE = re.compile(r"\bnotes?\b|\bletter\b|\bmessage\b", re.I)
"""Writing of a day, whose heading is that of a visit."""
TODAY = re.compile(r"today|seen|reviewed", re.I)
FEWEST_ENTRIES = 3
"""Lines with a day in front, in order, that make a log of a page."""
LINE = re.compile(r"^[^\n]*$", re.M)
BULLET = " •*-–#\t["
NUMBERED = re.compile(r"(?:\d{1,2}[.)]|\([a-z\d]\))[ \t]+")
NAME = re.compile(r"(?:-?[\w/&']++(?:-[\w/&']++)*+[ ,:(\[–-]*+){1,8}")
"""The name of what was done, which is no sentence."""
LONGEST_NAME = 3
"""Words behind a date that alone make an entry of its line: ``14 Oct 2026 bloods``."""
LONGEST_HEADING, LONGEST = 80, 2000
"""Characters of a heading, and of all that a date may hold for."""
WRITTEN = re.compile(r"\w")
EXAMINES_NOT = re.compile(r"\b(?:\w{3,}ectomy|resect\w*|excis\w+|amputation|TUR\w*)\b", re.I)
"""An operation that a list of treatments names with its day, unlike one that is told to get a specimen."""
LABEL = re.compile(
    r"\b(?:date|dob|born|birth|printed|typed|dictated|reported|signed|received|issued|compar\w+|since|due|next|plan(?:ned)?"
    r"|booked|for|with|than|was|were|is|had|has|page|version|tel|ref|no)\b",
    re.I,
)
"""A line with such a word is a label of the page, a sentence or a plan, not the heading of an examination."""
REPORTED = re.compile(r"\([ ]?(?:rep(?:orted|ort)?\.?|issued|authori[sz]ed|dated)\s*(?:on)?$", re.I)
"""In the brackets of a heading the day of what it names: ``Core R breast (rep. 12/02/26): …``."""
EDGES = " \t()[]:.,–—-*#=_|"
GOES_ON = re.compile(
    r"[ \t]*(?:findings?|impression|conclusions?|report|results?|technique|diagnosis|summary|interpretation)\b[ \t]*:",
    re.I,
)
"""How a paragraph of a report begins that the heading before it still holds for."""
NAMES_ANOTHER = re.compile(rf"[ \t•*-]*(?:{'|'.join(WORDS.values())})\b[^.:\n]{{0,40}}:", re.I)
TURNS = re.compile(
    rf"[ \t•*-]*(?:\w+[ ]){{0,2}}(?:{TURN.pattern}|(?:start|commenc|complet|given|receiv|adjuvant|neoadjuvant|chemo"
    r"|radio|treat|palliat)\w*)",
    re.I,
)
"""How a line begins that tells of a later time."""
ADDRESS = re.compile(r"^[ \t]*(?:Dear|Re:)\s", re.M)


class Stretch(NamedTuple):
    """``event`` is what the words before the date name, if any; ``is_entry`` that its text goes on behind the date."""

    start: int
    end: int
    date: DateMention
    event: Event | None
    is_entry: bool
    is_alone: bool
    """Nothing stands before the date."""
    own_end: int = 0
    """Where the entry ends by its setting; the lines behind it are those of a block."""

    @property
    def is_day(self) -> bool:
        return self.is_alone and self.date.value.count("-") == 2


def find_stretches(text: str, dates: Sequence[DateMention]) -> tuple[Stretch, ...]:
    """In order; one within another where an entry stands in the lines below an entry or heading."""
    lines = [match.span() for match in LINE.finditer(text)]
    heads = [_head(text, start, end, dates) for start, end in lines]
    alone = sum(head is not None and not head.is_entry and head.is_alone for head in heads)
    is_log = _is_log(heads)
    found: list[Stretch] = []
    for number, head in enumerate(heads):
        if head is None or (head.is_alone and not head.is_entry and alone < 2):
            continue
        own = _last_of_entry(text, lines, number)
        if not head.is_entry:
            own = last = _last_below(text, lines, heads, number)
        elif (is_log and head.is_day) or text[slice(*lines[number])].rstrip().endswith(":"):
            last = _last_of_block(text, lines, heads, number)
        else:
            last = own
        end = min(lines[last][1], head.start + LONGEST)
        if head.is_entry or _holds_below(text, lines, number, last):
            found.append(head._replace(end=end, own_end=lines[own][1]))
    return tuple(found)


def _is_log(heads: Sequence[Stretch | None]) -> bool:
    """Whether most entries of the page open with a day, each no earlier than the one before."""
    days = [head.date.value for head in heads if head and head.is_entry and head.is_day]
    in_order = sum(earlier <= later for earlier, later in pairwise(days)) + 1
    return len(days) >= FEWEST_ENTRIES and in_order >= 0.8 * len(days)


def _holds_below(text: str, lines: Sequence[tuple[int, int]], number: int, last: int) -> bool:
    """Whether the line is a heading of those below: with a colon, at the head of a paragraph, or above items set in.

    In a list of what was done a line may well end with its date, and the next be of another day.
    """
    if ADDRESS.search(text, lines[number][1], lines[last][1]):
        return False
    before = text[slice(*lines[number - 1])] if number else ""
    has_colon, is_first = text[slice(*lines[number])].rstrip().endswith(":"), not before.strip()
    if EXAMINES_NOT.search(text, *lines[number]) and not has_colon:
        return False
    is_set_in = last > number and _depth(text, lines[number + 1]) > _depth(text, lines[number])
    return has_colon or is_set_in or is_first or (not EVENT.search(text, *lines[number]) and not LABEL.search(before))


def stretch_at(stretches: Sequence[Stretch], place: int) -> Stretch | None:
    """The innermost that holds the place: its own are few, for the lines of an entry end with it."""
    last = bisect_right(stretches, place, key=lambda one: one.start)
    return next((one for one in reversed(stretches[max(0, last - 4) : last]) if place < one.end), None)


def last_event(text: str, start: int, end: int) -> Event | None:
    """The last event that the words between the places name."""
    names = [match.lastgroup for match in EVENT.finditer(text, start, end)]
    return Event(names[-1]) if names and names[-1] else None


def _head(text: str, start: int, end: int, dates: Sequence[DateMention]) -> Stretch | None:
    """The line as the head of a stretch, which ends with the line as yet."""
    inside = dates_within(dates, start, end)
    if not inside or inside[0].bound or inside[0].end > end:
        return None
    date, opens = inside[0], _opening(text, start, end)
    before, behind = text[opens : date.start].strip(), text[date.end : end].strip(EDGES)
    reported = REPORTED.search(before)
    before = before[: reported.start()].rstrip() if reported and text[date.end : date.end + 2] == "):" else before
    event = EVENT.search(before)
    is_named = event or TURN.search(before) or TODAY.fullmatch(before)
    is_label = not before or bool(is_named and NAME.fullmatch(before) and not LABEL.search(before))
    label = LABELLED.match(text, date.end)
    if behind:
        is_event = len(behind.split()) <= LONGEST_NAME and EVENT.search(behind) and NAME.fullmatch(behind)
        is_entry = is_label and (bool(is_event) if label is None else label[0] != " " or "-" in date.value)
        return Stretch(start, end, date, _event(event), is_entry=True, is_alone=not before) if is_entry else None
    is_note = event is None and NOTE.search(before) and date.value.count("-") == 2 and NAME.fullmatch(before)
    if is_note and len(inside) == 1 and not LABEL.search(before) and end - start <= LONGEST_HEADING:
        return Stretch(start, end, date, Event.VISIT, is_entry=False, is_alone=False)
    is_heading = event if before else "-" in date.value
    if not is_label or not is_heading or len(inside) > 1 or end - start > LONGEST_HEADING:
        return None
    return Stretch(start, end, date, _event(event), is_entry=False, is_alone=not before)


def _event(named: re.Match[str] | None) -> Event | None:
    return Event(named.lastgroup) if named and named.lastgroup else None


def _opening(text: str, start: int, end: int) -> int:
    """Where the text of the line begins, behind its bullet or number."""
    while start < end and text[start] in BULLET:
        start += 1
    for prefix in (NUMBERED, WEEKDAY):
        found = prefix.match(text, start, end)
        start = found.end() if found else start
    return start


def _depth(text: str, line: tuple[int, int]) -> int:
    return _opening(text, *line) - line[0]


def _last_of_entry(text: str, lines: Sequence[tuple[int, int]], number: int) -> int:
    indent = _indent(text, *lines[number], BULLET)
    last = number
    while (
        last + 1 < len(lines) and _indent(text, *lines[last + 1], " \t") > indent and _is_written(text, lines[last + 1])
    ):
        last += 1
    return last


def _last_of_block(text: str, lines: Sequence[tuple[int, int]], heads: Sequence[Stretch | None], number: int) -> int:
    """Up to the next empty line or the next entry."""
    last = number
    while last + 1 < len(lines) and heads[last + 1] is None and _is_written(text, lines[last + 1]):
        last += 1
    return last


def _last_below(text: str, lines: Sequence[tuple[int, int]], heads: Sequence[Stretch | None], number: int) -> int:
    """Items set in below the heading end with the first line that is not."""
    head = heads[number]
    is_named = head is not None and not head.is_alone
    is_visit = head is not None and head.event is Event.VISIT
    own, last = _depth(text, lines[number]), number
    is_set_in = number + 1 < len(lines) and _depth(text, lines[number + 1]) > own
    for below in range(number + 1, len(lines)):
        names = not is_visit and NAMES_ANOTHER.match(text, *lines[below])
        ends = is_named and (names or TURNS.match(text, *lines[below]))
        is_out = is_set_in and _is_written(text, lines[below]) and _depth(text, lines[below]) <= own
        if heads[below] is not None or ends or is_out:
            break
        is_new = not _is_written(text, lines[below - 1])
        if _is_written(text, lines[below]):
            if is_new and not GOES_ON.match(text, *lines[below]):
                break
            last = below
        elif is_new:
            break
    return last


def _indent(text: str, start: int, end: int, marks: str) -> int:
    line = text[start:end]
    return len(line) - len(line.lstrip(marks))


def _is_written(text: str, line: tuple[int, int]) -> bool:
    return WRITTEN.search(text, *line) is not None
