"""How the dose of a medicine was changed: reduced, left out of a cycle, given at another interval.

What it is "reduced to" or "omitted from" is not the dose of the course, so it is told behind the dose in the words of
the page: "100 mg/m2, reduced to 75 mg/m2 from cycle 4". A change that is planned, feared or denied is none.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from extractors.dates import DateMention
from extractors.sentences import Span

NUMBER = r"\d{1,4}(?:[.,]\d{1,3})?"
UNIT = (
    r"(?:%|per ?cent\b|(?:mg|mcg|g|µg|units)\b(?:\s?/\s?(?:m2|m²|kg)\b)?)(?:\s(?:daily|weekly|once|twice|od|bd|bid)\b)*"
)
AMOUNT = rf"(?:{NUMBER}\s?{UNIT}|AUC\s?\d(?:\.\d)?\b)"
BETWEEN = rf"(?:from\s(?:{AMOUNT}|{NUMBER})\sto\s{AMOUNT}|(?:to|by|of|from)\s{AMOUNT}|{NUMBER}\s?%)"
WORDS_OF_TIME = r"(?:was|were|is|has|had|been|being|then|later|subsequently|also|and|but|further|again|to|be)"
CYCLE = r"(?:cycles?|C|days?|doses?|weeks?)\s?\d{1,2}[AB]?(?:\s?(?:-|–|to|and|,|&)\s?(?:cycle\s|C)?\d{1,2}\b(?!\s?/))*"
NTH = r"\d{1,2}(?:st|nd|rd|th)(?:(?:,|\sand|\sto|\s&)\s\d{1,2}(?:st|nd|rd|th))*"
OF_CYCLES = (
    rf"(?:from|for|in|at|with|since|on)\s(?:the\s)?(?:{CYCLE}|{NTH}\s(?:cycle|week|dose|day)s?\b"
    r"|(?:last|final)\s(?:\w+\s)?cycles?)(?:\sonwards?\b)?"
)
INTERVAL = (
    r"(?:a\s)?(?:(?:two|three|four|six|\d|bi|once|twice)?[- ]?weekly|fortnightly|monthly|alternate[- ]day"
    r"|(?:every|each)\s(?:\w+\s){0,2}(?:days?|weeks?|months?)|q\d+w)\b"
)
LEFT_OUT = r"(?:omitted|withheld|held|dropped|left\sout|not\sgiven|removed|missed|cancelled)"
HELD_SINCE = (
    r"(?:on\shold|held|paused|suspended|interrupted)\s\(?(?:since|from)\s(?:(?:early|mid|late)[\s-])?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?:\s(?:19|20)\d\d)?"
    r"|\d{1,2}/\d{1,4}(?:/\d{2,4})?)"
)
DOSE_CHANGED = (
    rf"dose[sd]?(?:[- ]{WORDS_OF_TIME})*[- ](?:reduc(?:ed|tions?)|decreased|de-?escalated|halved|lowered|cut)\b"
    rf"(?:(?:\s(?:once|twice))?\s{BETWEEN})?"
    rf"|{NUMBER}\s?%\s(?:dose[- ]reductions?|reductions?\sin\sdoses?|(?:of\s)?(?:the\s)?(?:full\s|standard\s)?doses?\b)"
    rf"|reduced[- ]doses?\b(?:\sof\s{AMOUNT})?|(?:resumed|back|returned|increased)(?:\s(?:to|at))?\sfull[- ]doses?\b"
    rf"|(?:restarted|resumed|rechallenged|re-?introduced)\sat\s{AMOUNT}"
)


def _spaced(pattern: str) -> re.Pattern[str]:
    """With any white space, a line break too, where the pattern has one blank."""
    return re.compile(re.sub(r"\\s(?![?*+{])", r"\\s+", pattern), re.I)


CHANGE = _spaced(
    rf"(?<![\w-])(?:(?P<dose>{DOSE_CHANGED})|(?P<amount>(?:(?:re|in|de)(?:duc|creas)ed|dropped|cut|escalated|lowered|titrated)\s{BETWEEN}|then\s{AMOUNT})"
    rf"|{LEFT_OUT}\s{OF_CYCLES}|{HELD_SINCE}"
    rf"|(?P<bare>(?:at\s)?(?!100\s?%){NUMBER}\s?%(?=\s*[|,;)\n]|\.(?:\s|$)|$)|(?:omitted|withheld|held|paused|left\sout)(?=\s?[|.,;)\n]|\s(?:because|due|for|owing|on\saccount|given)\b|$))"
    rf"|(?:cycles?|C|weeks?|doses?|days?)\s?\d{{1,2}}\s(?:was\s|were\s)?{LEFT_OUT}"
    rf"|(?:changed|switched|moved|converted|reduced)\s(?:from\s[\w-]+\s)?to\s{INTERVAL})(?:,?\s{OF_CYCLES})?",
)
BEFORE_NAME = _spaced(
    rf"\b(?:(?:dose[- ]reduced|reduced[- ]dose)\s|(?:reduced|reducing|lowered)\s(?:the\s|his\s|her\s)?doses?\sof\s"
    rf"|{NUMBER}\s?%\s(?:dose(?:[- ]reductions?)?\s(?:of|in|to|for)\s(?:the\s)?|reductions?\sin\s))$",
)
NOT_SO = re.compile(
    r"\b(?:no|not|without|if|consider\w*|may|might|could|would|will|should|shall|can|unless|needs?|avoid\w*|recommend\w*"
    r"|plan\w*|discuss\w*|suggest\w*|risk|until|never)\b(?!\W+(?:grade|neut|neur|tox|ongoing))[^.;,]{0,30}$"
    r"|\bfor\s+(?:an?\s+)?$",
    re.I,
)
NOT_YET = re.compile(
    r"\s(?:is\s|was\s|are\s)?(?:planned|recommended|considered|discussed|advised|suggested|if|may)\b", re.I
)
TAKEN_UP = re.compile(rf"(?:[\s,;(:–→>-]|\b{WORDS_OF_TIME}\b)*$", re.I)
"""What may stand between a medicine, or its dose and date, and a change without a subject of its own."""
OF_A_COURSE = re.compile(
    r"(?:daily|weekly|monthly|od|bd|tds|mg|g|kg|cycles?|mane|nocte|orally|PO|IV|SC|maintenance|monotherapy|on|in|from|since"
    r"|started|commenced|was|were|is|being|temporarily|at|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*|AUC|with|x|day|days)",
    re.I,
)
WORD = re.compile(r"[^\W\d_]+")
UP_TO_DATE = re.compile(r"\s*(?:,|\(|on|in|from|since|of)?\s*", re.I)
OF_CYCLE = re.compile(
    r"\b(?:cycles?|C)\s?(?P<number>\d{1,2}(?:\s?(?:-|–|to|and|&)\s?\d{1,2})?)\b(?![/.]\d)[^.;,\n]{0,40}$", re.I
)
"""The cycle that was given like that: "cycle 2 on 3 June at 50% dose"."""
OF_THE_LAST = re.compile(
    r"\b(?P<which>last|final|second|third|fourth|fifth|sixth)(?:\s(?:one|cycle|dose))?\s(?:(?:was|given|at|with)\s)*$",
    re.I,
)
NUMBERED = re.compile(r"\b(?:cycles?|C|days?|doses?|weeks?)\s?\d", re.I)
DOSE_ALONE = re.compile(r"\bdoses?$", re.I)
CYCLE_WITHOUT = re.compile(
    r"\b(?:cycles?|C)\s?(?P<first>\d{1,2})(?P<rest>(?:\s?(?:-|–|to|and|,|&)\s?\d{1,2})*)\b(?:(?![.;]\s)[^\n]|\n(?!\n)){0,90}?"
    r"\b(?:without|omitting|minus)\s(?:the\s)?$",
    re.I,
)
"""Before a medicine that a later cycle was given without: it was part of those before it."""
CYCLE_BEFORE = re.compile(r"\b(?:cycle|C)\s?(?P<number>\d{1,2})(?:\s(?:of|the))*\s$", re.I)
MISSED = re.compile(rf"\s(?:was\s)?{LEFT_OUT}\b(?!\s(?:from|until|till|to)\b)", re.I)
"""Around a medicine that one cycle was given without: "cycle 5 carboplatin omitted"."""
WITHOUT_REACHES, BEFORE_REACHES, LONGEST_GAP, MOST = 140, 45, 120, 3


def find_changes(text: str, name: Span, end: int, dates: Iterable[DateMention]) -> Iterator[tuple[str, Span]]:
    """Changes told of the medicine ``name`` up to ``end``, or right before it, each with its date if it has one."""
    if before := BEFORE_NAME.search(text, max(name.start - BEFORE_REACHES, 0), name.start):
        yield _tidy(before[0]), Span(before.start(), before.end())
    cycle = CYCLE_BEFORE.search(text, max(name.start - BEFORE_REACHES, 0), name.start)
    missed = MISSED.match(text, name.end, end) if cycle else None
    if cycle and missed:
        yield f"omitted in cycle {cycle['number']}", Span(cycle.start(), missed.end())
    if left := find_left_out(text, name.start):
        yield f"omitted in cycle {left['first']}{left['rest']}", Span(left.start(), left.end())
    after = missed.end() if missed else name.end
    told = (one for one in CHANGE.finditer(text, after, end) if _is_told(text, name.end, one))
    for one in islice(told, MOST):
        until = _end_of_its_date(text, one, dates)
        yield _tidy(text[one.start() : until]) + _of_its_cycle(text, name.end, one), Span(one.start(), until)


def _of_its_cycle(text: str, name_end: int, change: re.Match[str]) -> str:
    cycle = OF_CYCLE.search(text, max(name_end, change.start() - LONGEST_GAP), change.start())
    if cycle and not NUMBERED.search(change[0]):
        return f" in cycle {cycle['number']}"
    last = OF_THE_LAST.search(text, max(name_end, change.start() - LONGEST_GAP), change.start())
    return f" in the {last['which'].lower()} cycle" if last else ""


def _end_of_its_date(text: str, change: re.Match[str], dates: Iterable[DateMention]) -> int:
    """Not where the dose alone is told: "given at 80% doses on 5 May" is the day of the cycle."""
    end = change.end()
    if change["bare"] or DOSE_ALONE.search(change[0]):
        return end
    return next((one.end for one in dates if one.start >= end and UP_TO_DATE.fullmatch(text, end, one.start)), end)


def find_left_out(text: str, start: int) -> re.Match[str] | None:
    """ "Cycle 9 given without" before a medicine; not of the first cycle, which may have been the only one."""
    said = CYCLE_WITHOUT.search(text, max(start - WITHOUT_REACHES, 0), start)
    return said if said and int(said["first"]) > 1 else None


def _is_told(text: str, name_end: int, change: re.Match[str]) -> bool:
    gap = text[name_end : change.start()]
    if NOT_SO.search(gap) or NOT_YET.match(text, change.end()):
        return False
    if change["bare"]:
        return len(gap) <= LONGEST_GAP and all(OF_A_COURSE.fullmatch(word) for word in WORD.findall(gap))
    return change["amount"] is None or _is_of_the_medicine(gap, change["amount"])


def _is_of_the_medicine(gap: str, amount: str) -> bool:
    """Whether nothing else is what was "reduced to": "docetaxel; the PSA was reduced by 50 %"."""
    if len(gap) > LONGEST_GAP:
        return False
    before = TAKEN_UP.sub("", gap)
    if not before or OF_A_COURSE.fullmatch(" ".join(WORD.findall(before)[-1:])) or before[-1].isdigit():
        return "%" not in amount or all(OF_A_COURSE.fullmatch(word) for word in WORD.findall(before))
    return "%" not in amount and gap[len(before) :].lstrip()[:1] in (",", ";", "(")


DANGLING = re.compile(r"(?:\s(?:of|in|to|for|the))+\s?$", re.I)


def _tidy(words: str) -> str:
    said = DANGLING.sub("", " ".join(words.split())).strip(" ,(")
    said = said if ")" in said else said.replace("(", "")
    return said[:1].lower() + said[1:] if said[1:2].islower() else said
