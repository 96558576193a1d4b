"""Reads what stands after the name of a blood test: prose (``has risen from 567 to 890``) or a row of a table
(``9.8 L  13.5 - 17.5 g/dL``, ``3.2 g/dL  none detected  H``). Only the line of the name, or its sentence where that is
wrapped, is read.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from core.places import RULES
from extractors.labs.words import load_word_patterns, load_words
from extractors.rules import read_table

Flag = Literal["high", "low", "normal", "abnormal"]

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
SIGN_OF_POWER = r"(?:\^|\*{1,2}|[eE]|\()"
POWER = (
    rf"(?:(?:[xX×]\s?10\s?{SIGN_OF_POWER}?|10\s?{SIGN_OF_POWER})\s?(?:3|6|9|12)\)?|(?:[xX×]\s?)?10(?:³|⁶|⁹|¹²))"
    r"\s?(?:/|per)\s?(?:lit(?:re|er)|[Ll]|[uµμUm]c?[Ll]|MCL|cmm|mm(?:\^?3|³))"
)
"""Cells by powers of ten, however they are printed: ``x10^9/L``, ``10*3/µL``, ``x 10(9) / L``."""
OF_POWER = re.compile(r"\D*10[^\d³⁶⁹¹]*(?P<exponent>3|6|9|12|³|⁶|⁹|¹²)\)?\s?(?:/|per)\s?(?P<litre>[Ll]$|lit)?")
SUPERSCRIPTS = str.maketrans("³⁶⁹¹²", "36912")
NOT_A_VALUE = (
    r"(?!\s*(?:(?:-|–|to|or)\s*\d{1,2}\s*(?:months?|weeks?|days?|years?|hours?)\b|(?:-|–)?\s*(?:monthly|weekly|daily|hourly|months?|weeks?|days?|years?|hours?|minutes?|times|cycles?|fold|x\b(?!\s*10)|ULN|"
    r"\+|/\s?8\b|"
    r"mg\b(?!/|%)|mcg\b(?!/)|units?\b(?!/)|tablets?|doses?|bags?|pools?\b|packs?\b|packets?\b|gy|cm|mm\b(?!o|/)|kg|mmol\b(?!/)|am\b|pm\b|st\b|nd\b|rd\b|th\b|of\s+\d|out\s+of))"
    r"|[-–]\d|/\d{1,2}[/-]\d{2,4}|/(?:\d{1,2}(?!\.?\d)|(?:19|20)\d\d(?![\d.]))|:\d\d|\s*(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)
DECIMAL_COMMA = re.compile(r",\d{1,2}(?!\d)")
"""What follows a number that is written the European way: of ``0,9`` the 0 is not the value."""
ADVERB = r"(?!(?:dai|week|month|year|hour|quarter|ear)ly\b)[a-z]{3,}ly\b"
WHEN = (
    r"(?:(?:early|mid|late)\s+)?(?:(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
    r"(?:\s+\d{1,2}(?!\d),?)?(?:\s+(?:19|20)\d\d)?|\d{1,2}[/.-]\d{1,4}(?:[/.-]\d{2,4})?|(?:19|20)\d\d)(?!\w)"
)
"""The time of the value that another has come from: ``from 0.4 in June 2023 to``."""
RANGE = re.compile(
    rf"[(\[]?\s*(?:(?:ref(?:erence)?\.?|normal|target|NR|RR|N)\s*(?:range|interval|value|values|limits?)?|range)?\s*[:=]?\s*"
    rf"(?P<low>{NUMBER})\s*(?:-|–|—|to)\s*(?P<high>{NUMBER})(?![\d/])\s*(?P<close>[)\]])?",
    re.I,
)
BOUND = re.compile(
    r"(?:[(\[]\s*|\b(?=normal|ref|range)|(?<=\s)(?=[<>≤≥]))"
    r"(?:(?:ref(?:erence)?\.?|normal|NR|RR)\s*(?:range|interval|value|limit)?|range)?\s*[:=]?\s*"
    rf"(?P<sign><=|>=|<|>|≤|≥)\s*(?P<bound>{NUMBER})\s*",
    re.I,
)
RANGE_NAME = (
    r"(?i:(?:ref(?:erence)?\.?|normal(?:ly)?|expected|NR|RR)\s*(?:range|interval|values?|limits?)?|range)\s*[:=]?\s*"
)
FLAG = re.compile(
    r"[\s|]*(?i:flag\s*[:=]\s*)?[(\[]?\*?(?P<flag>HH|LL|H|L|↑|↓|N|A|"
    r"(?i:high|low|normal(?!\s*[:=]| *[<>≤≥\d])|abnormal|elevated|raised|within normal (?:range|limits)))\*?[)\]]?"
    r"(?=\t|\s*(?:[^\sA-Za-z]|[xX]\s?10|$))"
)
"""``normal`` before a colon or a number is the name of the range: ``CRP 12 mg/L (normal <5)``."""
STAR = re.compile(r"[\s|]*(?P<flag>\*{1,2})(?=\s*(?:[\t|]|$))")
ANOTHER_CELL = re.compile(r"[ \t|]+[<>≤≥]?\d")
"""Behind the first value of a row whose name gives the unit: which of them is of now is told elsewhere, if at all."""
END_OF_CELL = re.compile(r"\s*(?:[\t|,;.]|$)")
IS_NOW = re.compile(
    r"(?=[^.;:()]{0,40}\d)(?:[^A-Z.;:()]|\.\d|\([^()\n]{0,30}\)){0,140}?(?:,|\band|\bbut|\bwhich|\bit)\s+(?:is|are)\s+now"
    r"(?:\s+(?:at|only|down to|up to))?(?=\s+[<>~]?\d)"
)
"""What goes on from an earlier value to that of now: ``was 1,840 when she presented and is now`` 38."""
OF_YEARS = re.compile(r"\bfrom\s+(?:19|20)\d\d\s+to\s+$", re.I)
"""What follows is a year: ``PSA from 2021 to 2023``."""
END_OF_CLAUSE = re.compile(r"[.;)]?(?:\s*\n|\s*$)|[.;]\s")
CELL_BEFORE = re.compile(r"[\t|]|\s{2}")
FLAGS: dict[str, Flag] = {
    "H": "high", "HH": "high", "HIGH": "high", "↑": "high", "L": "low", "LL": "low", "LOW": "low", "↓": "low",
    "N": "normal", "NORMAL": "normal", "A": "abnormal", "ABNORMAL": "abnormal", "ELEVATED": "high", "RAISED": "high",
    "WITHIN NORMAL RANGE": "normal", "WITHIN NORMAL LIMITS": "normal", "*": "abnormal", "**": "abnormal",
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """``number`` is None where a sign stands before it (``<0.1``) or where words alone tell (``elevated``)."""

    start: int
    end: int
    number: float | None = None
    value: str | None = None
    unit: str | None = None
    """UCUM; the printed unit where it has no code here."""
    low: float | None = None
    high: float | None = None
    flag: Flag | None = None
    said: Flag | None = None
    """What prose says of it: elevated, low, normal."""
    usual: str | None = None
    """The range as printed, which may be words: ``none detected``."""
    mark: str | None = None
    """The flag as printed: ``H``, ``HIGH``, ``*``."""


@dataclass(frozen=True)
class Grammar:
    units: dict[str, str]
    unit: re.Pattern[str]
    prose: re.Pattern[str]
    row: re.Pattern[str]
    moved: re.Pattern[str]
    """A number that the words behind it leave for another: ``890 down to`` 240."""
    headed: re.Pattern[str]
    """The unit in brackets between a name and its value."""
    words: re.Pattern[str]
    usual: re.Pattern[str]
    """A range in words."""
    told: dict[str, Flag]

    def code(self, printed: str) -> str | None:
        """UCUM, else as printed where the unit has no code; None for what is no unit."""
        power = OF_POWER.match(printed) if re.fullmatch(POWER, printed) else None
        if power is None:
            return self.units.get(printed)
        return f"10*{power['exponent'].translate(SUPERSCRIPTS)}/{'L' if power['litre'] else 'uL'}"


@lru_cache(maxsize=1)
def load_grammar() -> Grammar:
    units = {row["printed"]: row["ucum"] for row in read_table(RULES / "lab_units.tsv", "printed", "ucum")}
    flags: tuple[Flag, ...] = ("high", "low", "normal")
    told: dict[str, Flag] = {phrase.casefold(): flag for flag in flags for phrase in load_words()[flag]}
    unit = "|".join((POWER, *(re.escape(one) for one in sorted(units, key=len, reverse=True))))
    words = load_word_patterns()
    level = rf"(?:{words['high']}|{words['low']}|{words['normal']}|{words['absent']})"
    number = rf"(?P<sign><=|>=|<|>|≤|≥|~)?\s*(?P<number>{NUMBER})(?![\d.]*\d|\s?%?\s*(?:CI|confidence)){NOT_A_VALUE}"
    before = rf"(?:{NUMBER})\s?(?:{unit})?"
    origin = (
        rf"(?i:from)\s+(?:(?:initial|a|an|the|his|her|its|peak|nadir|previous|prior|of|baseline|level|value)\s+){{0,4}}"
        rf"[<>~]?\s*{before}"
    )
    trend = rf"(?:(?:{words['trend']})[\s,]+){{0,6}}{origin}"
    told_of = rf"(?:{words['link']}|(?P<level>{level})|{words['trend']}|{ADVERB})"
    aside = rf"(?:\s*\([^()\n]{{1,40}}\)|,?\s+(?:(?i:in|on|at)\s+)?{WHEN}|(?:\s+(?!to\b)[A-Za-z-]+){{1,5}})?"
    return Grammar(
        units,
        re.compile(rf"\s?(?P<unit>{unit})(?![A-Za-z0-9])"),
        re.compile(
            rf"(?:[\s,]*(?:\([A-Z][A-Za-z0-9 -]{{0,20}}\))?[\s,]*{trend}{aside}\s+(?i:to)\s+|"
            rf"(?:[\s:=–-]+{told_of}){{0,9}}[\s:=~–-]*)(?:a\s)?{number}"
        ),
        re.compile(
            r"(?:\s?\([A-Z][A-Za-z0-9 /.-]{1,28}\))?(?:\s|[:=|_*]|\.{2,}|[-–](?=\s))*"
            rf"(?P<early>\*?[HL]\s+)?{number}"
        ),
        re.compile(
            rf"[\s:=~–-]*(?:{told_of}[\s:=~–-]+){{0,3}}[<>~]?(?:{NUMBER})(?:\s?(?:{unit}))?,?[ \t]+"
            rf"(?:(?:and|then|which|since)[ \t]+)*(?:(?!(?i:to)\b){words['trend']}[ \t]+)+(?i:to)"
            r"(?=[ \t]+(?:now[ \t]+)?[<>~]?\d)"
        ),
        re.compile(rf"\s?[(\[]\s?(?P<unit>{unit})\s?[)\]]"),
        re.compile(
            rf"(?:[\s:–-]+(?:{words['link']})){{0,7}}[\s:–-]+(?P<level>{level})(?!\s*(?:range|limit|grade|dose|risk|-))"
        ),
        re.compile(rf"[(\[]?\s*(?P<name>{RANGE_NAME})?(?P<usual>{words['usual']})(?:\s*[)\]])?"),
        told,
    )


def read_value(text: str, start: int, end: int) -> Measured | None:
    """What the text at ``start`` (just after a name) says of the test, no further than ``end``."""
    grammar = load_grammar()
    headed = grammar.headed.match(text, start, end)
    start = headed.end() if headed else start
    moved = grammar.moved.match(text, start, end) or IS_NOW.match(text, start, end)
    start = moved.end() if moved else start
    found = grammar.row.match(text, start, end) or grammar.prose.match(text, start, end)
    if not found:
        return _worded(grammar, text, start, end)
    level = found.groupdict().get("level")
    if level and ":" in text[found.end("level") : found.start("number")]:
        return _worded(grammar, text, start, end)
    printed = found["number"]
    if OF_YEARS.search(text, start, found.start("number")):
        return None
    number = float(printed.replace(",", ""))
    measured = with_surroundings(grammar, text, found.end(), end, number)
    if headed and ANOTHER_CELL.match(text, measured.end, end):
        return None
    early = (found.groupdict().get("early") or "").strip().strip("*")
    return Measured(
        found.start("sign") if found["sign"] else found.start("number"),
        measured.end,
        None if found["sign"] else number,
        f"{found['sign']}{printed}" if found["sign"] else printed,
        measured.unit or (grammar.code(headed["unit"]) if headed else None),
        measured.low,
        measured.high,
        measured.flag or FLAGS.get(early),
        grammar.told.get(" ".join(level.casefold().split())) if level else None,
        measured.usual,
        measured.mark or early or None,
    )


def read_value_below(text: str, name_start: int, name_end: int) -> Measured | None:
    """The value with its unit alone on the line below a name alone on its own, in no list of names or of values."""
    line_start = text.rfind("\n", 0, name_start) + 1
    line_end = text.find("\n", name_end)
    if line_end < 0 or text[line_start:name_start].strip(" \t*•-") or text[name_end:line_end].strip(" \t\r:"):
        return None
    end = text.find("\n", line_end + 1)
    end = len(text) if end < 0 else end
    measured = read_value(text, line_end, end)
    if measured is None or measured.unit is None or text[measured.end : end].strip(" \t\r."):
        return None
    before = text[text.rfind("\n", 0, max(line_start - 1, 0)) + 1 : max(line_start - 1, 0)].strip()
    behind = text[end + 1 :].split("\n", 1)[0].strip()
    is_of_list = (before and not re.search(r"\d|:$", before)) or re.match(r"[<>≤≥]?\s?\d", behind)
    return None if is_of_list else measured


def read_again(quote: str, value: str, unit: str | None) -> Measured | None:
    """What a quote prints beside the value that was read from it; None where it does not hold that value."""
    figure = value.lstrip("<>≤≥=~ ")
    if not re.fullmatch(NUMBER, figure):
        return None
    for place in re.finditer(rf"(?<![\w.])(?:\*?[HL]\s+)?{re.escape(figure)}(?!\.?\d)", quote):
        measured = read_value(quote, place.start(), len(quote))
        if measured and measured.unit == unit:
            return measured
    return None


def _worded(grammar: Grammar, text: str, start: int, end: int) -> Measured | None:
    found = grammar.words.match(text, start, end)
    if not found:
        return None
    level = " ".join(found["level"].split())
    return Measured(found.start("level"), found.end("level"), value=level, said=grammar.told.get(level.casefold()))


def with_surroundings(grammar: Grammar, text: str, position: int, end: int, number: float) -> Measured:
    """Unit, range and flag in whatever order they follow the number, on the same line."""
    line_end = text.find("\n", position)
    end = min(end, line_end) if line_end >= 0 else end
    unit, low, high, usual, mark, last = None, None, None, None, None, position
    while True:
        gap = re.compile(r"[\s|,;]*").match(text, last, end)
        place = gap.end() if gap else last
        if (unit is None or usual) and (
            found := grammar.unit.match(text, place, end) or grammar.headed.match(text, place, end)
        ):
            unit = unit or grammar.code(found["unit"])
        elif usual is None and (found := grammar.usual.match(text, place, end)) and _is_usual(found, text, last, end):
            usual = found["usual"]
        elif mark is None and (found := FLAG.match(text, place, end)) and _is_flag(found, text[last:place]):
            mark = found["flag"]
        elif usual is None and (found := RANGE.match(text, place, end)) and _is_range(found, text, last):
            low, high = (float(found[side].replace(",", "")) for side in ("low", "high"))
            usual = text[found.start("low") : found.end("high")]
        elif usual is None and (found := BOUND.match(text, place, end)):
            bound = float(found["bound"].replace(",", ""))
            low, high = (None, bound) if found["sign"] in ("<", "<=", "≤") else (bound, None)
            usual = text[found.start("sign") : found.end("bound")]
        elif usual and mark is None and (found := STAR.match(text, place, end)) and not _is_within(number, low, high):
            mark = found["flag"]
        else:
            flag = FLAGS[" ".join(mark.upper().split())] if mark else None
            if unit is None and (found := unit_below(text, last)):
                unit, last = grammar.code(found["unit"]), found.end("unit")
            return Measured(position, last, unit=unit, low=low, high=high, flag=flag, usual=usual, mark=mark)
        last = found.end()
        if last < end and text[last] in ")]" and text.count("(", position, last) > text.count(")", position, last):
            last += 1


def unit_below(text: str, offset: int) -> re.Match[str] | None:
    """The unit alone on the line below, where a renderer wrapped it away from its value."""
    return _unit_line().match(text, offset)


@lru_cache(maxsize=1)
def _unit_line() -> re.Pattern[str]:
    unit = load_grammar().unit.pattern.removeprefix(r"\s?")
    return re.compile(rf"[ \t\r|]*\n[ \t|]*[(\[]?{unit}[)\]]?[ \t\r|]*(?=\n|$)")


def _is_usual(found: re.Match[str], text: str, last: int, end: int) -> bool:
    """Words are a range in a cell of their own, after a name for it, or before a flag that ends the row; those of
    ``PSA 4.3, negative biopsy`` and ``CEA 2 ng/mL (negative)`` are none."""
    gap = text[last : found.start()]
    if re.search(r"[,;]", gap):
        return False
    if flag := FLAG.match(text, found.end(), end) or STAR.match(text, found.end(), end):
        return bool(END_OF_CELL.match(text, flag.end(), end))
    named = found["name"] or CELL_BEFORE.search(gap)
    return bool(named and END_OF_CELL.match(text, found.end(), end))


def _is_within(number: float, low: float | None, high: float | None) -> bool:
    """A star beside a value inside its range leads to a footnote."""
    bounded = low is not None or high is not None
    return bounded and (low is None or low <= number) and (high is None or number <= high)


def _is_flag(found: re.Match[str], gap: str) -> bool:
    """A word after a comma is no flag, unless it stands in brackets or ends the sentence: ``LDH 190, normal.``"""
    is_last = found["flag"].isalpha() and len(found["flag"]) > 2 and END_OF_CLAUSE.match(found.string, found.end())
    return bool(found.group()[0] in "([" or is_last or not re.search(r"[,;]", gap))


def _is_range(found: re.Match[str], text: str, last: int) -> bool:
    """A range is in brackets, named, or set apart by more than a comma; its ends are in order."""
    low, high = (float(found[side].replace(",", "")) for side in ("low", "high"))
    return low < high and (
        found["close"] is not None
        or re.match(r"[A-Za-z(\[]", found.group()) is not None
        or text[last : last + 1].isspace()
    )
