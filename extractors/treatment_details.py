"""What a stretch of text says about the treatment it names: cues, intent, line, cycles, dose, response, reason."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from core.places import RULES
from extractors.rules import read_table
from extractors.sentences import Span
from extractors.treatment_changes import find_changes
from extractors.treatment_cycles import CYCLE_OF_TODAY
from extractors.treatment_mentions import SYSTEMIC, Stretch
from extractors.treatment_names import Name, find_names
from extractors.treatment_radiation import find_radiation_dose

Says = Literal[
    "absent", "declined", "hypothetical", "planned", "ongoing", "completed", "stopped", "started", "given", "noted",
    "as_before", "mention", "other_date", "held",
]  # fmt: skip
GIVEN: tuple[Says, ...] = ("given", "started", "ongoing", "completed", "stopped")
"""The cues that say the treatment was given, from the least to the most that they tell of how it went."""

COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: number for number, word in enumerate(COUNTS, 1)}
COUNT = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)})"
CYCLES = re.compile(
    rf"\b(?P<done>{COUNT})(?:\s*/\s*|\s+(?:out\s+)?of\s+)(?:(?:the|a|an|planned|intended|total)\s+){{0,3}}{COUNT}"
    r"\s+(?:(?:planned|intended)\s+)?(?:cycles?|doses|courses|injections|infusions|treatments)\b"
    rf"|(?<!cycle )(?<!dose )(?<!day )(?<!week )(?<!line )(?<![-–/])\b(?P<given>{COUNT})\s+"
    r"(?:(?:cycles|courses|were|was|only)\s+){0,2}(?:given|received|administered|delivered|completed)\b"
    r"|(?<!cycle )(?<!of a planned )(?<!of )(?<!further )(?<!another )(?<!additional )"
    rf"\b(?P<count>{COUNT})\s+(?:full\s+|initial\s+)?(?:cycles|courses|x)\b(?!\s+of\s+\d)"
    rf"|(?<![\d/.])(?<!\d[AB] )(?P<part>\d{{1,2}})\s?/\s?\d{{1,2}}[ ](?:were\s+)?"
    r"(?:given|received|administered|completed)\b"
    rf"|\b(?:x|×)\s?(?P<reached>\d{{1,2}})\s?(?:of|/)\s?\d{{1,2}}\b(?!\s?[/.]\d)"
    r"|\b(?:x|×)\s?(?P<times>\d{1,2})\b(?!\s?(?:\d|cm|mm|\.\d|/|d\b|years?|yrs?|months?|weeks?|wks?|days?))"
    r"|(?<!Gy/)(?<!Gy/ )(?<!Gy in )\b(?P<marks>\d{1,2})\s?(?:#|cycles)(?!\w)",
    re.I,
)
LEFT_OUT = re.compile(
    r"(?:\s+(?:cycles|courses|doses))?(?:\s\((?:cycle|week|dose|day)\s\d+\b)?(?:\s+of\s+[\w-]+)?[\s,;–-]*\(?[\s]*(?:the\s+)?(?:(?:last|final|first|one|two|three|\d)\s+){0,2}"
    r"(?:(?:first|second|third|fourth|fifth|sixth|one|last|final|cycles?|doses?|was|were|not)\s+){0,3}"
    r"(?:omitted|missed|cancelled|not given|withheld|held|planned)\b",
    re.I,
)
"""Behind a count that was not reached or is only planned: "x3 (third omitted)"."""
OF_THE_LAST = re.compile(
    r"[\s,]*(?:(?:and|then|this|it|that|which|s?he|they|(?:the )?(?:treatment|therapy|chemo\w*|regimen)|was|were|has"
    r"|had|been|subsequently|therefore)\s)*(?:chang|switch|replac|swap|convert|mov|transition)\w*\b",
    re.I,
)
"""Behind the count of what another took the place of: "after three cycles this was changed to gemcitabine"."""
PLANNED_FOR = re.compile(r"\b(?:planned|intended|aim(?:ing)?)(?: for| of| a total of)*\s*$", re.I)
DRUG_DOSE = re.compile(
    r"\b\d+(?:[.,]\d+)?\s?(?:mg|mcg|g|µg|micrograms|IU|units|MU)(?:\s?/\s?(?:m2|m²|kg|day))?\b²?"
    r"(?:\s?(?:/\s?)?(?:once|twice|three times)?\s?(?:daily|weekly|monthly|nocte|mane|od|bd|tds|qds|b\.?i\.?d|q\.?d"
    r"|q\d+w|(?:every|each)\s+(?:\w+\s+){0,2}(?:days?|weeks?|months?)|(?:three|four)[- ]weekly))?\b"
    r"|\bAUC\s?\d(?:\.\d)?\b",
    re.I,
)
REASON_LEAD = re.compile(
    r"\b(?:due to|because of|owing to|for|secondary to|following|at|on account of|as a result of|after|given|with)\b",
    re.I,
)
OF_THE_NAME = re.compile(r"\s*(?:[a-z-]+\s+){0,3}?(?:to|on|through|despite|during|with)\b(?:\s+\S+){0,6}\s*$", re.I)
"""Between a response and the name it is of: "partial response to", "stable disease on first-line"."""
NEXT_MAINTENANCE = re.compile(r"[,;]?\s+(?:then|followed by)\s+(?:[\w+/-]+\s+){0,2}maintenance\b", re.I)
NEXT_STEP = re.compile(r"\b(?:then|followed by|thereafter)\b", re.I)
OF_ITSELF = ("intent", "line")
"""What is not said of a treatment behind the word for the next: "docetaxel x6, then HP maintenance"."""
UP_TO_DATE = re.compile(
    r"(?:\W+(?!commenc|start|underw|complet|treat|receiv|operat|discontinu|stopp|initiat|given|perform|switch)\w+){0,5}\W*$",
    re.I,
)
CLOSES = re.compile(r"\s*(?:,?\s*\d{4})?\s*\)")
FEARED = re.compile(
    r"\b(?:expect|potential|possib|risk|includ|such as|monitor|warn|watch|discuss|explain|may|can)\w*[^.;\n]*$", re.I
)
UNHARMED = re.compile(r"\b(?:no|not|without|never|despite|denies|nor)\b[^.;,]{0,30}$", re.I)
NOT_THAT = re.compile(r"\b(?:not|rather than)\s+(?:for\s+|due\s+to\s+|because\s+of\s+)?(?:\w+\s+)?$", re.I)
DENIED = re.compile(
    r"\b(?:no|without|declin\w+|refus\w+|never|not)\s+(?:(?:for|any|further|to|have|receive|had|given)\s+){0,3}$", re.I
)
"""Before the intent of what was not given: "hemicolectomy 2009, no adjuvant therapy"."""
INTOLERANT = re.compile(r"intoleran\w+|(?:n[o']t|n’t|unable to|cannot)(?: have)? (?:tolerat\w+|cop\w+ with)", re.I)
"""What says at once that a medicine was given, that it was stopped, and why."""
REDUCED = re.compile(r"\b(?:reduc|delay|interrupt)\w*(?:(?!\b(?:stopp|discontinu|ceas|withdr))[^.;])*$", re.I | re.S)
"""What led to a smaller dose is not what ended the treatment."""
AWAITED = re.compile(
    r"\b(?:until|till|once|when|as soon as|if|unless)\W+(?:(?:the|her|his|their|dose|of)\W+){0,3}$", re.I
)
REACHES = re.compile(
    r"\s+(?:(?:is|are|can be|(?:has|have) been) (?:now )?"
    r"(?:at|(?:(?:titrated|escalated|increased|ramped) )?(?:up |down )?to)|(?:has|have) reached|reach(?:es)?|gets? to)"
    r"(?: the| a)?(?: (?:full|target) dose(?: of)?)?\s+",
    re.I,
)
"""A dose that something else waits for: "ibrutinib until venetoclax is at 100 mg"."""
CLAIM_REACHES = 70
HARM_REACHES = 90
DOSE_WITHIN = 45
OF_THE_FIRST = re.compile(r"[^;.\n]{0,60};\s*dose\b", re.I)
"""Behind a medicine for support, what is told of the one before it: "with prednisolone, since May; dose reduced to"."""
GIVEN_AS_ONE = re.compile(r"\s?[/+]\s?")
"""Between two medicines of which one dose is told: "gemcitabine/cisplatin at 75 % dose"."""
TEMPORARY = re.compile(r"\btemporar\w+", re.I)
A_WHILE = (
    r"(?:(?:about|another|just|only) )?"
    r"(?:an?|\d{1,2}|one|two|three|four|six|a few)[ -](?:days?|weeks?|fortnight|months?)"
)
PAUSED = re.compile(
    r"\b(?:on hold|held|paused|suspended|interrupted)\b"
    r"|\b(?:(?:treatment|drug|chemo\w*|short|brief|planned|having|on|had) )(?:an? )?(?:(?:treatment|drug|chemo\w*) )?"
    r"(?:breaks?|holidays?)\b|\b(?:break|holiday) from\b|\btemporarily (?:stopped|discontinued|ceased|off|halted)\b"
    rf"|\b(?:stopped|off|ceased|break) (?:for|of) {A_WHILE}\b|[;,] break\b",
    re.I,
)
BREAK_FROM = re.compile(r"\b(?:break|holiday) from (?:(?:the|her|his) )?$", re.I)
TAKEN_UP = re.compile(r"\b(?:re-?(?:start|commenc|introduc|challeng)\w*|resum\w+|back on)\b", re.I)
NEVER_AGAIN = re.compile(
    r"\b(?:(?:will|shall|should|must|can|is|are|to)(?: not|n['’]t|not)|not|never|no plans?)(?: (?:to|be|is|of|for|a))*"
    r" (?:re-?challeng|restart|re-?start|resum|re-?introduc|recommenc)\w*|\b(?:held|stopped) permanently\b"
    r"|\bpermanently (?:held|discontinued|stopped)\b",
    re.I,
)
NEVER_WITHIN = 250
ANOTHER_TURN = re.compile(
    r"\b(?:start|commenc|beg[aiu]n|initiat|complet|discontinu|finish|ceas|stopp|progress|switch|chang|given|dose)"
    rf"|{TAKEN_UP.pattern}",
    re.I,
)

OF_ALL_CYCLES = (
    re.compile(
        r"\b(?:(?:total )?cumulative|lifetime|total dose)"
        r"(?:\s(?:total|dose|exposure|anthracycline|amount|received|of|to|the)"
        r"|\s\d+\s?(?:mg/m2|mg|units))*[\s:=]+$",
        re.I,
    ),
    re.compile(r"\s(?:cumulative|lifetime)\b", re.I),
)
"""Before and behind a medicine of which the sum of all doses is told, which is no dose of a course."""
LIMIT = re.compile(
    r"\b(?:max\w*|limit\w*|exceed\w*|threshold|should|must|would|will|planned|target|not|no|if|up to)\b", re.I
)


class Cue(NamedTuple):
    says: Says
    start: int
    end: int


def is_cumulative(text: str, stretch: Stretch, name: Name) -> bool:
    before, after = OF_ALL_CYCLES
    return name.entry.type in SYSTEMIC and bool(
        before.search(text, max(stretch.start, name.start - 60), name.start) or after.match(text, name.end)
    )


def find_pause(text: str, stretch: Stretch) -> re.Match[str] | None:
    """The words that say that it is or was on hold for a time; none where it was held for good."""
    said = PAUSED.search(text, stretch.group.end, own_end(text, stretch)) or BREAK_FROM.search(
        text, max(stretch.start, stretch.group.start - 40), stretch.group.start
    )
    return None if said and _is_for_good(text, said.end()) else said


def find_last_hold(text: str, stretch: Stretch) -> Cue | None:
    """The hold after which it is not to be given again: "held 7/16/23 for pneumonitis. Will not rechallenge"."""
    said = PAUSED.search(text, stretch.group.end, own_end(text, stretch))
    return Cue("stopped", *said.span()) if said and _is_for_good(text, said.end()) else None


def _is_for_good(text: str, place: int) -> bool:
    """Not where another treatment of the cancer, or its return, is named before that."""
    paragraph = text.find("\n\n", place)
    end = min(place + NEVER_WITHIN, paragraph if paragraph >= 0 else len(text))
    said = NEVER_AGAIN.search(text, place, end)
    if said is None or TAKEN_UP.search(text, place, said.start()):
        return False
    named = find_names(text[place : said.end()])
    return all(one.entry.caution in ("dual", "supportive") for one in named)


def is_of_a_pause(text: str, stretch: Stretch, date: int) -> bool:
    """Whether the date is that of a hold, and neither of the start nor of the end of the course."""
    said = find_pause(text, stretch)
    return said is not None and said.end() <= date and not ANOTHER_TURN.search(text, said.end(), date)


OTHER_SUBJECT = re.compile(
    r"(?:[;,]|,?\s+and\s+that)\s+(?:(?:the|her|his|an?|no)\s+)?(?!(?:it|this|that|these|they|s?he|which|who|both|all"
    r"|doses?|courses?|treatments?|therapy|cycles?|chemo\w*|radio\w*|regimen|patient|last|first|final|full|and|but|then"
    r"|now|also|later|if|when|as|dose\w*|well|medications?|drugs?|not|to|was|were|is|has|\w+ly)\b)[a-z][\w-]+\s+"
    r"(?:(?:was|were|is|are|has|have|had)\s+(?!(?:declined|refused)\b)"
    r"|(?:\d\S*\s+(?:mg\s+)?)?(?:stopped|discontinued|ceased|withheld|held)\b(?!\s+(?:it|this|them)\b))"
    r"|[;,]\s+(?:and|but|so)\s+(?:s?he|they)\s+(?:has|have|had|did|does)(?:\s+not|n['’]t)\s+(?:need(?:ed)?|requir(?:e|ed))"
    r"\s+(?!(?:it|this|them|that|any)\b)\w",
    re.I,
)


class Details(NamedTuple):
    """Values with the spans they were read from, so that the quote holds them."""

    values: dict[str, str | int]
    spans: tuple[tuple[int, int], ...]


class CueRows(NamedTuple):
    """Rows of the table that say one thing: ``anyone`` finds whether one fits, ``rows`` how far each reaches."""

    says: Says
    where: str
    anyone: re.Pattern[str]
    rows: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=1)
def _cue_patterns() -> tuple[CueRows, ...]:
    grouped: dict[tuple[Says, str], list[str]] = {}
    for row in read_table(RULES / "treatment_cues.tsv", "pattern", "says", "where"):
        grouped.setdefault((row["says"], row["where"]), []).append(row["pattern"])  # type: ignore[arg-type]
    return tuple(
        CueRows(says, where, _bounded("|".join(patterns)), tuple(map(_bounded, patterns)))
        for (says, where), patterns in grouped.items()
    )


def _bounded(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.I)


@lru_cache(maxsize=1)
def _outcomes() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (row["field"], row["value"], _bounded(row["pattern"]))
        for row in read_table(RULES / "treatment_outcomes.tsv", "field", "value", "pattern")
    )


@lru_cache(maxsize=1)
def _harm() -> str:
    rows = read_table(RULES / "treatment_outcomes.tsv", "field", "value", "pattern")
    return next(row["pattern"] for row in rows if (row["field"], row["value"]) == ("reason_stopped", "toxicity"))


@lru_cache(maxsize=1)
def _harmed_earlier() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:previous|prior|earlier|past|because of|due to|owing to|in view of|given|after|following)"
        r"(?:\s+(?!risk|possib|potential|fear|concern|worr)\w+){0,3}"
        rf"\s+(?:{_harm()})(?:\s\w+)?\s+(?:on|with|during|from|after|to)\s*$",
        re.I,
    )


@lru_cache(maxsize=1)
def _harmed_by() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_harm()})(?:\s\w+)?\s*(?:\(?(?:grade|G)\s?\d\)?)?\s*\(\s*$", re.I)


def find_harm(text: str, start: int, end: int) -> Span | None:
    """Harm that is neither denied nor feared."""
    said = next(iter(_harms().finditer(text, start, end)), None)
    if said is None or UNHARMED.search(text, start, said.start()) or FEARED.search(text, start, said.start()):
        return None
    return Span(*said.span())


@lru_cache(maxsize=1)
def _harms() -> re.Pattern[str]:
    return _bounded(_harm())


def find_earlier_harm(text: str, start: int) -> Cue | None:
    """ "previous hot flushes on bicalutamide": what did harm was given, and need not go on."""
    said = _harmed_earlier().search(text, max(start - HARM_REACHES, 0), start)
    return Cue("given", *said.span()) if said else None


def is_blamed(text: str, stretch: Stretch) -> bool:
    """ "Peripheral neuropathy grade 1 (thalidomide/bortezomib)"."""
    start = stretch.group.start
    said = _harmed_by().search(text, max(start - HARM_REACHES, 0), start)
    feared = said and FEARED.search(text, max(said.start() - HARM_REACHES, 0), said.start())
    return bool(said and not feared and CLOSES.match(text, stretch.group.end))


def find_cues(text: str, where: str, start: int, end: int) -> tuple[Cue, ...]:
    """Cues of ``text[start:end]`` that stand ``before`` or ``after`` a name; the longest where they overlap."""
    stretch = text[start:end]
    found = [
        Cue(says, start + match.start(), start + match.end())
        for says, place, anyone, rows in _cue_patterns()
        if place == where and says != "other_date" and anyone.search(stretch)
        for pattern in rows
        for match in pattern.finditer(stretch)
        if match.end() > match.start()
    ]
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda one: (one.start - one.end, -one.end)):
        if not any(cue.start < other.end and other.start < cue.end for other in kept):
            kept.append(cue)
    return tuple(sorted(kept, key=lambda one: one.start))


def is_other_date(text: str, start: int, date: int) -> bool:
    """Whether words between ``start`` and the date claim it for something else: a scan, the diagnosis, a relapse."""
    before = text[max(start, date - CLAIM_REACHES) : date]
    claims = [
        match
        for says, _, _, rows in _cue_patterns()
        if says == "other_date"
        for pattern in rows
        for match in pattern.finditer(before)
    ]
    return any(UP_TO_DATE.match(before, claim.end()) for claim in claims)


def own_end(text: str, stretch: Stretch) -> int:
    """Where a clause about something else begins: "carboplatin; the port was removed"."""
    others = (one.search(text, stretch.group.end, stretch.end) for one in (OTHER_SUBJECT, NEXT_MAINTENANCE))
    return min((one.start() for one in others if one), default=stretch.end)


def find_details(text: str, stretch: Stretch, name: Name, stopped: bool) -> Details:
    """What the stretch says of the treatment ``name``; how it ended only where it ``stopped``."""
    found: dict[str, tuple[str | int, tuple[int, int]]] = {}
    for field, value, pattern in _outcomes():
        if (
            field not in found
            and (field != "response" or name.entry.caution != "bone")
            and (field != "reason_stopped" or stopped)
            and (span := _outcome(text, stretch, field, pattern))
        ):
            found[field] = (int(value) if field == "line" else value, span)
    kind = name.entry.type
    if kind in SYSTEMIC and (match := _cycles(text, stretch)):
        found["cycles"] = (_count(next(group for group in match.groups() if group)), match.span())
    if dose := _dose(text, stretch, name):
        found["dose"] = dose
    return Details({field: value for field, (value, _) in found.items()}, tuple(span for _, span in found.values()))


def _cycles(text: str, stretch: Stretch) -> re.Match[str] | None:
    """The count of those given, before that of those planned; none where one of the count was left out."""
    clause = max(stretch.start, text.rfind(";", stretch.start, stretch.group.start) + 1)
    said = list(CYCLES.finditer(text, clause, stretch.end))
    said = [one for one in said if not PLANNED_FOR.search(text, clause, one.start())]
    said = [one for one in said if one.end() > stretch.group.start or not OF_THE_LAST.match(text, one.end())]
    if today := CYCLE_OF_TODAY.search(text, clause, stretch.end):
        said = [one for one in said if next(group for group in one.groups() if group) != today["planned"]]
    given = next((one for one in said if one["done"] or one["given"] or one["part"] or one["reached"]), None) or next(
        iter(said), None
    )
    return None if given and LEFT_OUT.match(text, given.end()) else given


def _outcome(text: str, stretch: Stretch, field: str, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    next_step = NEXT_STEP.search(text, stretch.group.end, stretch.end) if field in OF_ITSELF else None
    for match in pattern.finditer(text, stretch.start, next_step.start() if next_step else stretch.end):
        before_name = match.end() <= stretch.group.start
        if field == "response" and before_name and not OF_THE_NAME.match(text, match.end(), stretch.group.start):
            continue
        before = text[stretch.start : match.start()]
        if NOT_THAT.search(before) or (
            match.start() >= stretch.group.end and field == "intent" and DENIED.search(before)
        ):
            continue
        at_once = field != "reason_stopped" or INTOLERANT.fullmatch(text, *match.span())
        if not at_once and (not REASON_LEAD.search(before) or REDUCED.search(before)):
            continue
        return match.span()
    return None


def _dose(text: str, stretch: Stretch, name: Name) -> tuple[str, Span] | None:
    """Of a radiation, any dose of the stretch; of a medicine, the one right after its name, and how it was changed."""
    if name.entry.type == "radiation":
        others = [one for one in stretch.group.names if one.entry.type == "radiation" and one != name]
        following = min((one.start for one in others if one.start >= name.end), default=stretch.end)
        return find_radiation_dose(text, name.end if others else stretch.start, following)
    if name.entry.type not in SYSTEMIC:
        return None
    others = [one for one in stretch.group.names if one.start >= name.end]
    next_name = min((one.start for one in others), default=stretch.end)
    rivals = (one.start for one in others if not _shares_dose(text, name, one))
    until = min(own_end(text, stretch), next(rivals, stretch.end))
    changes = list(find_changes(text, Span(name.start, name.end), until, stretch.dates))
    said = _printed_dose(text, stretch, name, next_name) if name.entry.type == "drug" else None
    if said and not any(span.covers(said.start, said.end) for _, span in changes):
        changes.insert(0, (" ".join(text[said.start : said.end].split()), said))
    if not changes:
        return None
    return ", ".join(words for words, _ in changes), Span(min(changes[0][1]), max(span.end for _, span in changes))


def _shares_dose(text: str, name: Name, other: Name) -> bool:
    supportive = other.entry.caution == "supportive" and OF_THE_FIRST.match(text, other.end)
    return bool(supportive) or GIVEN_AS_ONE.fullmatch(text, name.end, other.start) is not None


def _printed_dose(text: str, stretch: Stretch, name: Name, next_name: int) -> Span | None:
    said = DRUG_DOSE.search(text, name.end, max(min(next_name, name.end + DOSE_WITHIN), name.end))
    awaited = AWAITED.search(text, max(name.start - DOSE_WITHIN, 0), name.start)
    if said is None or (awaited and REACHES.fullmatch(text, name.end, said.start())):
        return None
    return Span(*said.span())


def _count(digits: str) -> int:
    return NUMBERS.get(digits.lower()) or int(digits)
