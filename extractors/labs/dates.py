"""When a value was measured: by the date beside it (``PSA 4.2 on 3 May 2024``, ``Hb 98 at referral 02/04/2025``), by
the heading of its list (``Bloods 12/08/2025: Hb 141, creatinine 96``); or, without a date, by words for an earlier
time.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from extractors.dates import DateMention
from extractors.labs.values import NUMBER, load_grammar
from extractors.labs.words import load_word_patterns

AFTER = re.compile(
    r"[\s,]*\(?(?:(?:on|in|dated|as of|taken|collected|from|at|drawn|performed|reported)\s+)?(?:the\s+)?"
)
BEFORE = re.compile(r"[\s:|,–-]*")
OF_NEXT = re.compile(r"[ \t]*:[ \t]*\w")
"""A date before a colon is of what follows: ``creatinine 84 (12/03/2024: 91)``."""
OF_ANOTHER = re.compile(r"[ \t]*:?[ \t]*[<>]?\d+(?:[.,]\d+)?[ \t]*[);,]")
"""Behind a date in brackets: a value of that day. ``PSA 38.2 (Oct 2024 142)``."""
FARTHEST_HEADING = 500
OPENS_SENTENCE = re.compile(r"(?:^[ \t•*-]*|[.;:]\s+)(?:On|In)\s+$")
NAMES_NEXT = re.compile(r"[ \t]*:?[ \t]*[A-Z]")
"""So is one between a comma and a name: ``Hb 98, 13/07/2025 Hb 104``."""
WRAPPED = re.compile(r",[ \t\r]*\n[ \t]*")
PIECE = re.compile(r"\s*(?:[,;\n|•]|\.(?=\s|$)|\band\b)\s*")
SPACED = re.compile(
    rf"\s*(?:[(-]?[A-Za-z+&-]{{1,15}}[ \t]+[<>]?(?:{NUMBER})(?:[ ]?[A-Za-z%\d^*.]{{0,9}}/[A-Za-z\d.]{{1,9}})?[ \t]+)+"
)
"""Values with nothing but spaces between them: ``Hb 98 WCC 4.5 Plt``."""
QUIET_PIECE = re.compile(r"[-•*(\s]*[A-Za-z&/-]*(?:[ ][A-Za-z&/-]+){0,3}[)\s]*")


Sort = Literal["sheet", "line", "sentence", "beside"]


class Heading(NamedTuple):
    """``sort`` tells whether it names blood tests, opens its line or sentence, or only stands right before a name."""

    date: DateMention
    sort: Sort


def date_beside(text: str, dates: Sequence[DateMention], start: int, end: int) -> str | None:
    """The value of the date right after ``end``, or of one that opens the line and stands right before ``start``."""
    gap = AFTER.match(text, end)
    line = text.rfind("\n", 0, start) + 1
    opening = _first(dates, line)
    opens_line = opening and opening.end <= start and not text[line : opening.start].strip(" \t-•*(")
    if opening and opens_line and BEFORE.fullmatch(text, opening.end, start):
        return opening.value
    mention = _first(dates, gap.end()) if gap and "\n" not in gap.group() else None
    if gap is None or mention is None or mention.start != gap.end():
        return None
    is_bare = not gap.group().strip(" ,(")
    is_of_next = is_bare and (OF_NEXT if "," not in gap.group() else NAMES_NEXT).match(text, mention.end)
    is_of_another = gap.group().rstrip().endswith("(") and OF_ANOTHER.match(text, mention.end)
    return None if is_of_next or is_of_another else mention.value


def _first(dates: Sequence[DateMention], offset: int) -> DateMention | None:
    """The first date that begins at the offset or after it."""
    place = bisect_left(dates, offset, key=lambda one: one.start)
    return dates[place] if place < len(dates) else None


def date_of_event(text: str, dates: Sequence[DateMention], end: int) -> DateMention | None:
    """The date of what the words after the value name: ``at referral 02/04/2025``."""
    gap = _event().match(text, end)
    return next((one for one in dates if one.start == gap.end()), None) if gap else None


def find_headings(text: str, dates: Sequence[DateMention]) -> tuple[Heading, ...]:
    """The dates that head a list of values: behind a word for blood tests, before a colon on their line, or opening a
    sentence (``On 3 May 2024 his Hb was 98``)."""
    return tuple(Heading(one, sort) for one in dates if not one.bound and (sort := _sort(text, one)))


def date_of_heading(
    text: str, headings: Sequence[Heading], dates: Sequence[DateMention], start: int
) -> DateMention | None:
    """The heading of the list that holds the name at ``start``: none where its words tell of anything else."""
    found = next((one for one in reversed(headings) if one.date.end <= start), None)
    if found is None or start - found.date.end > FARTHEST_HEADING:
        return None
    heading = found.date
    if any(heading.end <= one.start < start for one in dates):
        return None
    between = re.compile(r"[ \t)\]]*(?:[:–—-]|,)?[ \t]*").sub("", text[heading.end : start], count=1)
    if "\n\n" in between.replace(" ", "").replace("\t", ""):
        return None
    if found.sort == "beside":
        return None if between else heading
    opening = _shows().match(between)
    pieces = PIECE.split(between[opening.end() :] if opening else between)
    last = pieces.pop()
    sentences_over = re.search(r"\.\s|\n", between)
    allowed = all(
        _measured().fullmatch(one)
        or not one.strip(" -•*)")
        or (found.sort == "sheet" and not sentences_over and QUIET_PIECE.fullmatch(one))
        for one in pieces
    )
    is_near = SPACED.fullmatch(last) or (QUIET_PIECE.fullmatch(last) and len(last.split()) <= 2)
    return heading if allowed and is_near and not _other_time().search(between) else None


def is_called_past(text: str, name_end: int, value_start: int, value_end: int) -> bool:
    """Whether words right beside the value say that it is of an earlier time: ``PSA at diagnosis 18``."""
    if _latest().search(text, name_end, value_start):
        return False
    return bool(_past_after().match(text, value_end) or _past_before().search(text, name_end, value_start))


def stands_among_past(text: str, name_start: int) -> bool:
    """Whether the clause that the name stands in is of an earlier time: ``Presentation: fractures, Hb``."""
    before = WRAPPED.sub(", ", text[max(0, name_start - 300) : name_start])
    clause = re.split(r"\n|\.\s|;\s", before)[-1]
    past = _past_opens().match(clause) or _past_listed().search(clause)
    is_listed = past is not None and not _latest().search(clause, past.start())
    return is_listed or _past_before().search(clause) is not None


def _sort(text: str, mention: DateMention) -> Sort | None:
    line = text.rfind("\n", 0, mention.start) + 1
    before = text[max(line, mention.start - 80) : mention.start]
    if not before.strip(" \t-•*("):
        return "line" if re.compile(r"[ \t)]*[:–—-][ \t]").match(text, mention.end) else None
    if OPENS_SENTENCE.search(before):
        return "sentence"
    if _sheet().search(before):
        return "sheet"
    return "beside" if before.rstrip()[-1] in ",;.(" else None


@lru_cache(maxsize=1)
def _sheet() -> re.Pattern[str]:
    words = load_word_patterns()
    return re.compile(
        r"(?:^|[.;(]\s+)[ \t•*-]*(?:(?:his|her|their|the|my|our)\s+)?"
        rf"(?:(?:{words['latest']}|repeat|recent|last|routine)\s+)?"
        rf"(?:{words['sheet']}|(?:at\s+|on\s+)?(?:{words['past']}|{words['moment']}))"
        rf"(?:[,/&+]?\s*(?:and\s+)?{words['sheet']})*"
        r"[ \t]*(?:[:–-][ \t]*|results?\b|taken|done|checked|today|dated|date|\s)*"
        r"(?:(?:on|from|of|in|at)\s+(?:the\s+)?)?[(\[]?\s*$",
        re.I,
    )


@lru_cache(maxsize=1)
def _measured() -> re.Pattern[str]:
    """A piece of a list of values, of known tests and others: ``zinc 12 umol/L (11-19) H``."""
    unit = load_grammar().unit.pattern.replace("(?P<unit>", "(?:")
    return re.compile(
        rf"[-•*(\s]*(?:[A-Za-z][\w./()+-]*[ \t:=]+){{1,4}}[<>≤≥~]?\s?(?:{NUMBER})(?!\d*/\d)(?:\s*{unit})?"
        r"(?:\s*\([^()\n]{0,25}\))?(?:\s*[\d.]+\s?[-–]\s?[\d.]+)?(?:\s*(?:HH?|LL?|N|\*|↑|↓|high|low|normal|raised))?[)\s]*"
    )


@lru_cache(maxsize=1)
def _shows() -> re.Pattern[str]:
    return re.compile(r"\s*(?:show(?:s|ed|ing)?|were|are|was|reveal(?:s|ed)|with)\b\s*(?:an?\s+|the\s+)?", re.I)


@lru_cache(maxsize=1)
def _event() -> re.Pattern[str]:
    words = load_word_patterns()["event"]
    return re.compile(
        rf"[ \t,]*\(?(?:at|on|when)\s+(?:the time of\s+|her\s+|his\s+|the\s+|first\s+)?{words}[ \t,]*\(?"
        r"(?:(?:on|in|of|from)\s+)?"
    )


@lru_cache(maxsize=1)
def _latest() -> re.Pattern[str]:
    return re.compile(rf"\b{load_word_patterns()['latest']}")


@lru_cache(maxsize=1)
def _other_time() -> re.Pattern[str]:
    words = load_word_patterns()
    return re.compile(rf"\b(?:{_past()}|{words['latest']}|last|before|after|ago|since)\b", re.I)


@lru_cache(maxsize=1)
def _past() -> str:
    words = load_word_patterns()
    return rf"(?:{words['past']}|(?i:at|on)\s+(?i:the time of\s+|first\s+|his\s+|her\s+)?{words['moment']})"


@lru_cache(maxsize=1)
def _past_after() -> re.Pattern[str]:
    past, moment = load_word_patterns()["past"], load_word_patterns()["moment"]
    return re.compile(
        rf"[ \t,]*\(?(?:(?i:at)\s+{past}|(?=(?i:at|on)\s){_past()}|(?<=\()(?:{past}|{moment})\))"
        r"(?![\s:=]*(?:was\s+|of\s+)?\d)"
    )


@lru_cache(maxsize=1)
def _past_before() -> re.Pattern[str]:
    """At the end of the words before a name or a value: ``presenting serum``, ``at diagnosis was``."""
    return re.compile(
        rf"(?<![\w-]){_past()}(?:[\s,:]+(?:level|value|result|was|of|at|is|a|the|serum|total|plasma|blood|bloods|labs|his"
        r"|her))*[\s,:=~<>-]*$",
        re.I,
    )


@lru_cache(maxsize=1)
def _past_listed() -> re.Pattern[str]:
    """``calcitonin at diagnosis was 850 pg/mL and CEA``: the second value of a pair."""
    return re.compile(rf"(?<![\w-]){_past()}\b[^.,;\d]{{0,40}}\d[\d.,]*[^.,;\d()]{{0,12}}\s+and\s+(?:an?\s+)?$", re.I)


@lru_cache(maxsize=1)
def _past_opens() -> re.Pattern[str]:
    words = load_word_patterns()
    return re.compile(
        rf"[ \t•*(-]*(?:(?:at|on|his|her|the)\s+)*{_past()}(?:\s+(?:{words['sheet']}|with|values?|in|of))*\s*[:,–(-]",
        re.I,
    )
