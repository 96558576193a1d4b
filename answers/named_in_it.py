"""What the records say of the medicine, or of the event of a day, that a question names.

``am i taking axitinib or not``: of all lines that name it, those that say whether it goes on, was held, reduced or
stopped, or is not to be given again, count, the newest first, however likely the others are. ``what did the ct on oct
14 show``: those of that day stand before those of another, and what was only ordered is no result.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from answers.cues import shows
from answers.entries import spans_of
from answers.lines import groups_asked, signs_of
from answers.newest import DAY, NO_RESULT_YET, RESULT, SCAN, dates_of, day_of
from answers.questions import Question
from answers.things import things_asked
from answers.written import LONG, Line, Written, narrowed
from core.records import Page
from extractors.dates import DateMention, dates_within

MOST = 5
"""Lines quoted of what becomes of a medicine."""
UNKNOWN = "9999"
"""The day of a page that gives none: what has no date on it is later than what has one."""
AFTER = 6
"""Sentences after the one that names it which may tell on of it."""
SOMEBODY = r"(?:i|we|he|she|they|mum|mom|dad|my \w+)"
WHAT_BECOMES = re.compile(
    rf"\b(?:am|is|are|was|were) {SOMEBODY} [^.?!]{{0,25}}\b(?:on|off|taking|having|getting|given|allowed)\b"
    r"|\b(?:back|still|stay\w*|keep|put|go|going|carry|now) (?:me |him |her )?(?:on|off)\b|\bdos(?:e|es|age)\b"
    r"|\b(?:re-?start\w*|re-?challeng\w*|resum\w*|stop\w*|ceas\w*|discontinu\w*|held|hold\w*|paus\w*|with-?h[eo]ld\w*"
    r"|skip\w*|drop(?:ped)?|leave out|left out|miss(?:ed)?|lower\w*|reduc\w*|omit\w*|interrupt\w*|delay\w*|cut"
    r"|c[oa]me off|t(?:ake|aken|ook) (?:me |him |her |\w+ )?off|switch\w*|swap\w*)\b"
    rf"|\bstill (?:need|take|have|get)\b|\bdo(?:es)? {SOMEBODY} (?:still )?(?:need|take|have to)\b"
    rf"|\bwhen (?:do|does|will|can|should|did|is|am) {SOMEBODY} (?:\w+ ){{0,2}}"
    r"(?:start|stop|finish|begin|get|have|come)"
    rf"|\bwhy (?:did ?n['’]?t|have ?n['’]?t|has ?n['’]?t|was ?n['’]?t|did|have|has|was) {SOMEBODY} (?:\w+ )?(?:not )?"
    r"(?:get|got|have|had|give[ns]?)",
    re.I,
)
"""What asks whether a medicine goes on, or why not."""
WHY_FIRST = re.compile(r"^\W*(?:(?:so|and|but|please|tell me) )*(?:why|how come|what (?:was )?the reason)\b", re.I)
OBJECT = re.compile(
    r"\b(?:on|off|taking|takes?|took|stop(?:ped|ping)?|(?:re-?)?start(?:ed|ing)?|need|have|had|get|got|give[ns]?|lower(?:ed)?"
    r"|reduced?|held|hold|dropp?(?:ed)?|leave out|left out|of|and|or)\s+"
    r"(?:(?:my|the|his|her|me|him|taking|having|a|any|this|that|still|to)\s+){0,3}([a-z][a-z-]{4,})\b",
    re.I,
)
NO_NAME = re.compile(
    r"about|again|allowed|because|before|being|bloods?|cancer|chemo\w*|could|course|cycles?|daily|doctors?|doses?|drugs?"
    r"|every|given|going|having|hospital|injections?|medicines?|might|months|needed|never|other|people|pills?|results?"
    r"|scans?|should|since|start\w*|still|stop\w*|tablets?|taking|tests?|their|there|these|things?|today|treatments?"
    r"|until|weeks|which|while|would|years",
    re.I,
)
"""Words after ``stop`` or ``on`` that name no medicine."""
STATUS = re.compile(
    r"\b(?:re-?start\w*|resum(?:e|ed|es|ing|ption)|re-?commenc\w*|re-?introduc\w*|re-?challeng\w*|with-?h[eo]ld\w*|held|hold(?:ing)?"
    r"|ceas\w*|stop\w*|discontinu\w*|permanent\w*|suspend\w*|paus\w*|interrupt\w*|omit\w*|dropped|reduc\w*|decreas\w*"
    r"|increas\w*|taper\w*|wean\w*|continu\w*|(?:remain|stay|keep)\w* (?:on|off)|(?:now|currently|is|back) (?:on|off)"
    r"|start(?:s|ed|ing)?|commenc\w*|switch\w*|delay\w*|defer\w*|postpon\w*|not (?:to be )?(?:given|tolerated|for)"
    r"|allerg\w*|hypersensitiv\w*|contra-?indicat\w*|avoid\w*|complet\w*|planned|(?:last|next) (?:dose|cycle|given|due)"
    r"|dose (?:level|\d))\b|^\W*On\b",
    re.I,
)
OF_ANOTHER = re.compile(
    r"\b(?:stop\w*|held|with-?h[eo]ld\w*|ceas\w*|discontinu\w*|suspend\w*|re-?start\w*|resum\w*|omit\w*)\b", re.I
)
"""What a near line tells of another medicine, where it does not name the one that is asked about."""
AGAIN = r"re-?(?:start|commenc|introduc|challeng)\w*|resum\w*"
GOES_ON = re.compile(
    rf"^\W*(?:(?:it|this|then|now|was|has been|to be|since|later|both) ){{0,3}}"
    rf"(?:{AGAIN}|held|withheld|stopped|ceased|reduced|not for)\b"
    rf"|\b(?:consider\w* |to |can |may |will |and |then )(?:be )?(?:{AGAIN})",
    re.I,
)
"""A sentence that tells on of the medicine that the one before it names."""
FOR_A_WHILE = re.compile(r"\b(?:before|prior to|pre-?)\b", re.I)
"""What is held for an operation goes after what holds now."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"(?:{'|'.join(MONTHS)})[a-z]*\.?"
A_DAY = (
    rf"(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}|{MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?"
    r"|the \d{1,2}(?:st|nd|rd|th)|\d{1,2}[/.-]\d{1,2}(?:[/.-](?:\d\d){1,2})?)(?![\w/])"
)
OF_A_SCAN = (
    r"(?:scans?|ct|mri?|pet(?:[- ]?ct)?|x-?rays?|ultrasound|mammogra\w*|echo\w*|dexa|\w+oscop\w*|camera|biops\w*)"
)
OF_CHEMO = r"(?:chemo\w*|cycle|infusion|treatment|dose|injection)"
OF_ELSE = r"(?:bloods?|tests?|results?|appointment|clinic|visit|surgery|operation|op|transfusion)"
AN_EVENT = rf"\b(?:{OF_A_SCAN}|{OF_CHEMO}|{OF_ELSE})\b"
OF_A_DAY = re.compile(
    rf"{AN_EVENT}[^.?!,]{{0,20}}?\b(?P<day>{A_DAY})|\b(?P<before>{A_DAY})(?:['’]?s)? (?:\w+ )?{AN_EVENT}", re.I
)
NUMERIC, ORDINAL, NAMED = re.compile(r"(\d{1,2})[/.-](\d{1,2})"), re.compile(r"\d{1,2}"), re.compile(MONTH, re.I)
CHEMO = re.compile(r"\bchemo\w*|\bcycles?\b|\bC\d{1,2}\b|\binfusion|\bdose\b", re.I)
RESULT_ASKED = re.compile(
    r"\b(?:show\w*|find|found|results?|say|said|see|saw|clear|ok(?:ay)?|good|bad|was|were)\b", re.I
)

LONGEST_HEADING = 2
"""Words of a line that may be a heading."""
ALLERGIES, NAMES_IT = "allergies", re.compile(r"\ballerg\w*|\banaphyla\w*|\bNKDA\b|\bhypersensitiv\w*", re.I)


class OfADay(NamedTuple):
    """``day`` in the question's words; ``lines`` of it, ``only_planned`` where none tells a result."""

    day: str
    lines: tuple[Line, ...]
    only_planned: bool


class _Read:
    """A page, read once for all of its lines."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @cached_property
    def day(self) -> str:
        return day_of(self.page) or ""

    @cached_property
    def dates(self) -> Sequence[DateMention]:
        return dates_of(self.page)

    @cached_property
    def _entries(self) -> list[tuple[int, int]]:
        return [*spans_of(self.page.text)]

    def entry_at(self, line: Line) -> tuple[int, int]:
        place = bisect_right(self._entries, (line.start, len(self.page.text))) - 1
        return self._entries[place] if place >= 0 else (line.start, line.end)

    def from_its_beginning(self, line: Line) -> Line:
        """With what leads to it in its entry, where a reason may stand, unless that is long."""
        start = self.entry_at(line)[0]
        return line._replace(start=start) if start < line.start and line.end - start <= LONG else line

    def dates_in(self, line: Line) -> list[str]:
        return [one.value for one in dates_within(self.dates, line.start, line.end)]

    def date_of(self, line: Line) -> str:
        """The last of its own, if that had come on the page's day; else that day, on which it was written."""
        day = self.day or UNKNOWN
        return min(max(self.dates_in(line), default=day), day)


def _read(written: Written) -> dict[int, _Read]:
    return {id(page): _Read(page) for page in {id(one.page): one.page for one in written.lines}.values()}


def of_medicines(
    question: Question, written: Written, near: tuple[Line, ...], named: Sequence[re.Pattern[str]] = ()
) -> tuple[Line, ...] | None:
    """The lines on what becomes of a medicine that is asked about, and then the near ones but those that tell what
    becomes of another; a reason that is asked for first stays first. None where it is not asked, or not told."""
    text = question.text
    if not WHAT_BECOMES.search(text) or not shows("personal", text) or shows("people", text):
        return None
    medicines = [*named, *groups_asked(text), *_others_named(text, written)]
    pages = _read(written) if medicines else {}
    every = (one for medicine in medicines for one in _told_of(medicine, written, pages))
    found = [*{(id(one.page), one.start): one for one in every}.values()]
    if shows("reason", text):
        found = [pages[id(one.page)].from_its_beginning(one) for one in found]
    if not found:
        return None
    in_turn = sorted(
        found,
        key=lambda one: (pages[id(one.page)].date_of(one), not FOR_A_WHILE.search(one.text), -one.start),
        reverse=True,
    )
    lines = _apart(in_turn[: 4 * MOST])[:MOST]
    own = [one for one in near if any(each.search(one.text) for each in medicines)]
    kept = [one for one in near if one in own or not OF_ANOTHER.search(one.text)]
    if near[:1] and near[0] in own and WHY_FIRST.search(text):
        return _apart((near[0], *lines, *kept[:1]))
    return _apart((*lines, *kept))


def _apart(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Each place once: a line gives way to a longer one that holds it, in its place."""
    told: list[Line] = []
    for line in lines:
        beside = [one for one in told if one.overlaps(line)]
        if not beside:
            told.append(line)
        elif all(line.start <= one.start and one.end <= line.end for one in beside):
            told = [line if one == beside[0] else one for one in told if one not in beside[1:]]
    return tuple(told)


def _others_named(text: str, written: Written) -> Iterator[re.Pattern[str]]:
    """Words after ``stop`` or ``on`` beside which a line gives a dose or says what becomes of it: ``thyroxine``."""
    for word in dict.fromkeys(one.lower() for one in OBJECT.findall(text)):
        if not (NO_NAME.fullmatch(word) or STATUS.fullmatch(word)):
            dosed = re.compile(
                rf"\b{re.escape(word)}\b[^.;,]{{0,30}}?(?:\d ?(?:mg|mcg|units?|g)\b|{STATUS.pattern})", re.I
            )
            if any(dosed.search(one.text) for one in written.lines):
                yield re.compile(rf"\b{re.escape(word)}\b", re.I)


def _told_of(medicine: re.Pattern[str], written: Written, pages: Mapping[int, _Read]) -> Iterator[Line]:
    """Each sentence that names it with what becomes of it, and those of its entry that tell on."""
    on = re.compile(rf"\b(?:on|takes|taking) (?:\w+ )?(?:{medicine.pattern})(?:\s+\d|\s*$)", medicine.flags)
    for place, line in enumerate(written.lines):
        if named := medicine.search(line.text):
            own = narrowed(line, line.start + named.start())
            whole = _with_what_follows(own, written.lines[place + 1 : place + 1 + AFTER], pages[id(line.page)])
            if STATUS.search(own.text) or whole.end > own.end or on.search(own.text):
                yield whole


def _with_what_follows(line: Line, after: Sequence[Line], page: _Read) -> Line:
    start, last = page.entry_at(line)
    end = line.end
    for one in after:
        if one.page is not line.page or one.start >= last or one.end - line.start > LONG:
            break
        first = one.text.split(maxsplit=2)[:2]
        is_of_another = len(first) > 1 and STATUS.match(first[1]) and not STATUS.match(first[0])
        if is_of_another and not GOES_ON.search(one.text):
            break
        if GOES_ON.search(one.text):
            end = min(one.end, last)
    return Line(line.page, max(line.start, start), max(end, line.start + 1))


def of_a_day(question: Question, written: Written) -> OfADay | None:
    """What is told of the day that a scan, a treatment or a test is asked of; None where none is."""
    asked = OF_A_DAY.search(question.text)
    if not asked or not shows("personal", f"{question.text} my") or shows("people", question.text):
        return None
    day = asked["day"] or asked["before"]
    kind = SCAN if re.search(rf"\b{OF_A_SCAN}\b", asked[0], re.I) else None
    kind = CHEMO if not kind and re.search(rf"\b{OF_CHEMO}\b", asked[0], re.I) else kind
    pages = _read(written)
    lines = [
        one
        for one in written.lines
        if _is_of(day, one, pages[id(one.page)]) and (kind is None or kind.search(one.text))
    ]
    signs = signs_of(question)
    lines = sorted(lines, key=lambda one: -signs.shown(one.text))
    planned = bool(lines) and all(NO_RESULT_YET.search(one.text) and not _tells(one.text) for one in lines)
    return OfADay(day, tuple(lines[:MOST]), planned and bool(RESULT_ASKED.search(question.text)))


def _tells(text: str) -> bool:
    to_come = NO_RESULT_YET.search(text)
    return bool(RESULT.search(text, 0, to_come.start() if to_come else len(text)))


def _is_of(day: str, line: Line, page: _Read) -> bool:
    days = {one for one in page.dates_in(line) if len(one) == DAY}
    if page.day and re.search(r"\btoday\b", line.text, re.I):
        days.add(page.day)
    return any(one[5:] in _written_days(day) or one[8:] in _written_days(day) for one in days)


@lru_cache(maxsize=8)
def _written_days(day: str) -> frozenset[str]:
    """``10-14``, in both orders where figures do not tell; ``20`` of ``the 20th``."""
    if numbers := NUMERIC.search(day):
        first, second = (int(one) for one in numbers.groups())
        return frozenset(f"{a:02}-{b:02}" for a, b in ((first, second), (second, first)) if a <= len(MONTHS))
    number = ORDINAL.search(day)
    month = NAMED.search(re.sub(r"\bthe\b", "", day, flags=re.I))
    if not number:
        return frozenset()
    if not month:
        return frozenset((f"{int(number[0]):02}",))
    return frozenset((f"{MONTHS.index(month[0][:3].lower()) + 1:02}-{int(number[0]):02}",))


def of_the_day_first(of: OfADay, near: tuple[Line, ...]) -> tuple[Line, ...]:
    """Where no result is told of that day, none of another stands beside what was planned."""
    if not of.lines:
        return near
    return of.lines if of.only_planned else _apart((*of.lines, *near))[:MOST]


def of_allergies(question: Question, written: Written, near: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines that speak of an allergy, or of none; nothing else stands in their place."""
    thing = next((one for one in things_asked(question.text) if one.name == ALLERGIES), None)
    if not (thing and thing.written) or not shows("personal", question.text) or shows("people", question.text):
        return near
    every = written.lines
    lines = [
        _with_what_it_heads(one, every[place + 1 : place + 2])
        for place, one in enumerate(every)
        if thing.written.search(one.text)
    ]
    return tuple(sorted(lines, key=lambda one: not NAMES_IT.search(one.text))[:MOST])


def _with_what_it_heads(line: Line, after: Sequence[Line]) -> Line:
    """A heading of a word or two says nothing without the line below it."""
    heads = len(line.text.split()) <= LONGEST_HEADING and after and after[0].page is line.page
    return Line(line.page, line.start, after[0].end) if heads else line
