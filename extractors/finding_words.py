"""What the readers of findings share: number words, measures, clauses, and how a finding is built."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from core.records import Assertion, Finding
from extractors.notes import Note
from extractors.rules import read_table

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TEN_TIMES = {ten: 10 * place for place, ten in enumerate(TENS, 2)}
COUNTS = {
    **{word: number for number, word in enumerate(ONES)},
    **TEN_TIMES,
    **{f"{ten} {one}": many + few for ten, many in TEN_TIMES.items() for few, one in enumerate(ONES[1:10], 1)},
    "single": 1,
    "o": 0,
}
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
COUNT = (
    r"(?:(?:"
    + "|".join(TENS)
    + r")(?:[\s-]+(?:"
    + "|".join(ONES[1:10])
    + r"))?|"
    + "|".join(reversed(ONES))
    + "|single)"
)
NUMBER = (
    rf"(?:\b{COUNT}\b|\b\d{{1,3}}\b|\b(?:multiple|several|all)(?=\.?\s\(\s?(?:\d{{1,3}}|{COUNT})\s?\)))"
    rf"(?:[\s.]{{0,2}}\(\s?(?:\d{{1,3}}|{COUNT})\s?\))?"
)
"""A count in digits or words, "three", "3", "three (3)" or "multiple (3)"."""
DIMENSION = r"\d{1,3}(?:\s?[.,]\s?\d{1,2})?"
MEASURE = (
    rf"(?P<size>{DIMENSION}(?:\s?(?:cm|mm)?\.?\s?(?:[xX×]|by)\.?\s?{DIMENSION}){{0,2}})"
    r"\s?\.?-?\s?(?P<unit>cm|mm|em|centimet\w+|millimet\w+)\b"
)
PART = re.compile(
    r"(?i:(?<!see )(?<!see\. )\bpart(?:\s+|(?=\d)|s\s+(?=[\d.,&\s-]{2,12}(?:(?:and|to)\s+\d{1,2})?:))"
    r"([A-Z]\b|\d{1,2}\b(?:[\s.,]*(?:,|&|-|\band\b|\bto\b)[\s.]*\d{1,2}\b(?=[^:A-Z]{0,15}:))*)\s*[:.]?)"
    r"|(?:(?:^|[.:;\n]\s*|\s)([A-Z](?:\s?[-–]\s?[A-Z])?|[IVX]{2,5}(?=\)))(?=\s?[.):]\s)"
    r"|(?:^|(?<![Nn]o)[.:;\n](?!(?<=\d\.)\d)\s*)(\d{1,2}(?:\s?-\s?\d{1,2})?)"
    r"|(?<=[.:;\n][ \n])([a-z])(?=\. (?:LYMPH|Lymph) ))"
    r"\s?(?:-?\)\.?|[.:])\s(?=[\s\"']*(?:[A-Z]|\d{1,2}[RL]\b))",
    re.M,
)
"""The label of a specimen: "PART 3:", "PARTS 1 AND 2:", "B. LYMPH NODE", "C-E. Nodes", "IV) Lymph node",
"1). NODE", "c. LYMPH NODES"."""


class Label(NamedTuple):
    """``part`` is the specimen that what stands behind the label is told of."""

    start: int
    end: int
    printed: str
    part: str


LOOK = 12
"""Characters behind an offset that a label directly before it must be seen with."""

CLOSE = 160
"""Characters before a statement within which a specimen's label is surely its own."""

HEADING = re.compile(
    r"[^.:\n]{3,160}(?::|\s-|\.\s?-)"
    r"|(?:(?!\b(?:no|not|negative|positive|free|present|absent|identified|seen|with|in)\b)[^.:\n]){3,80}\.\s",
    re.I,
)
"""What follows a specimen's label: its name and a colon, or a sentence that judges nothing."""

FRAGMENT = re.compile("<<([A-Z_]+)>>")

NO = r"(?:with|but|and|or|shows?|showing|has|is|are|was|were)[\s.]+no"
"""A "no" that denies what comes behind the stop; without such a word before it, it may be the N0 of a stage."""
OPEN_BEFORE = re.compile(rf"\b(?:of|for|from|with|without|by|into|the|{NO})\.(?=\s+(?-i:[^a-z\s]))", re.I)
OPEN_AFTER = re.compile(rf"\b(?:is|are|was|were|of|for|from|with|by|the|{NO})\.(?=\s+(?-i:[^a-z\s]))", re.I)
"""Words that end no clause, with the stop that a scan left behind them: "NO EVIDENCE OF. INVASION"."""


@lru_cache(maxsize=8)
def load_shapes(about: str) -> dict[str, re.Pattern[str]]:
    """The patterns of one reader by name. ``<<NAME>>`` in a pattern is another row of the same reader, or a number."""
    rows = read_table(RULES / "finding_shapes.tsv", "about", "name", "pattern")
    written = {row["name"]: row["pattern"] for row in rows if row["about"] == about}
    parts = {"NUMBER": NUMBER, "DIMENSION": DIMENSION, "MEASURE": MEASURE} | {
        name.upper(): pattern for name, pattern in written.items()
    }

    def whole(pattern: str) -> str:
        return FRAGMENT.sub(lambda match: whole(parts[match.group(1)]), pattern)

    return {name: re.compile(whole(pattern), re.I) for name, pattern in written.items()}


class Measure(NamedTuple):
    number: float
    numbers: tuple[float, ...]
    unit: str


def read_count(words: str) -> int:
    """Of "three", "Twenty-one", "3" or "three (3)"; the digits win."""
    if digits := re.findall(r"\d+", words):
        return int(digits[-1])
    said = re.sub(r"[\s-]+", " ", re.sub(r"[()]", " ", words)).strip().lower()
    return COUNTS.get(said) or COUNTS[re.split(r" (?=\w+$)", said)[-1]]


def read_roman(words: str) -> int | None:
    """Of "XIV"; None for what is no Roman number below a hundred."""
    if not re.fullmatch(r"(?:X[LC]|L?X{0,3})(?:I[XV]|V?I{0,3})", words, re.I) or not words:
        return None
    values = [ROMAN[letter] for letter in words.upper()]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def read_measure(match: re.Match[str]) -> Measure:
    """The greatest dimension, all of them in their order, and the unit."""
    numbers = tuple(
        float(re.sub(r"\s", "", one).replace(",", ".")) for one in re.findall(DIMENSION, match.group("size"))
    )
    unit = "mm" if match.group("unit").lower().startswith(("mm", "mill")) else "cm"
    numbers = tuple(one for one in numbers if one) or numbers
    return Measure(max(numbers), numbers if len(numbers) > 1 else (), unit)


def clause_before(text: str, start: int, reach: int = 90) -> str:
    """The words before, back to where their clause began: a full stop, a colon, a list dash or a part's letter."""
    words = OPEN_BEFORE.sub(_without_stop, text[max(0, start - reach) : start + 1])
    return re.split(r"\.\s+(?=[^a-z\s])|[;:]\s|\n\s*\n|\n\s*[-•*]|\s[-–]\s", words)[-1][:-1]


def clause_after(text: str, end: int, reach: int = 110) -> str:
    """The words after, up to the end of their clause; a decimal point does not end one."""
    words = OPEN_AFTER.sub(_without_stop, text[end : end + reach])
    return re.split(r"\.(?:\s+(?=[^a-z\s])|$)|;\s|\n\s*\n|\n\s*[-•*]|\s[-–]\s(?=[A-Z])", words)[0]


def _without_stop(match: re.Match[str]) -> str:
    """As long as it was, so that no offset moves."""
    return f"{match[0][:-1]} "


def cancer_told(text: str, end: int) -> str | None:
    """The cancer that a statement is told of, "negative for prostatic carcinoma", where the page names two organs'."""
    shapes = load_shapes("cancers")
    told = shapes["told"].match(text, end)
    if told is None or len({organ[:5].lower() for organ in shapes["named"].findall(text)}) < 2:
        return None
    return re.sub(r"[\s.]+", " ", told["cancer"]).lower()


def part_of(text: str, offset: int) -> str:
    """The label of the specimen that the offset stands under, or the empty string.

    "PART 3" outranks a list's "A.". Where a page counts both "A. B." and "1. 2.", the kind begun first is that of the
    specimens and the other numbers what is said of each.
    """
    return _part_at(labels_of(text), offset)


def _part_at(labels: Sequence[Label], offset: int) -> str:
    number = bisect_right(labels, offset, key=lambda one: one.end)
    return labels[number - 1].part if number else ""


@lru_cache(maxsize=1)
def labels_of(text: str) -> tuple[Label, ...]:
    return tuple(_labels(text))


def _labels(text: str) -> Iterator[Label]:
    words, first, last = "", dict[str, int](), dict[bool, str]()
    label = ""
    for number, match in enumerate(PART.finditer(text)):
        words = _label(match.group(1)) if match.group(1) else words
        if printed := match.group(2) or match.group(3) or match.group(4):
            label = printed.upper()
            first.setdefault(label, number)
            last[label[0].isdigit()] = label
        counts_both = {"A", "B", "1", "2"} <= first.keys()
        yield Label(
            match.start(),
            match.end(),
            next(filter(None, match.groups())).upper(),
            words or (last[first["1"] < first["A"]] if counts_both else label),
        )


def _label(words: str) -> str:
    """ "1 and 2" of "1. AND 2"."""
    return re.sub(r"[\s.]*\b(AND|TO)\b[\s.]*", lambda found: f" {found[1].lower()} ", words.upper())


def named_specimen(text: str, offset: int) -> str:
    """The label of the specimen where it stands close before with a heading, else the empty string.

    Farther on a summary may have begun, and "C. Positive for …" is an item of a list.
    """
    first = max(0, offset - CLOSE)
    part = part_of(text, offset)
    if not part or _part_at([*_labels(text[first : offset + LOOK])], offset - first) != part:
        return ""
    for match in reversed(list(PART.finditer(text, first, offset + LOOK))):
        if match.end() > offset or part not in map(_label, filter(None, match.groups())):
            continue
        if match.group(1):
            return part
        if text[match.start()] == ":" and match.group(3) not in (None, "1"):
            return ""  # "Nodes examined: 14. Number …" is a value
        heading = HEADING.match(text, match.end())
        return part if heading and (heading.end() <= offset + LOOK or heading.group().endswith(":")) else ""
    return ""


def make_finding(
    note: Note,
    name: str,
    *spans: tuple[int, int],
    assertion: Assertion = Assertion.PRESENT,
    confidence: float = 0.9,
    value: str | None = None,
    number: float | None = None,
    numbers: tuple[float, ...] = (),
    unit: str | None = None,
    involved: int | None = None,
    examined: int | None = None,
    site: str | None = None,
) -> Finding:
    return Finding(
        name=name,
        value=value,
        number=number,
        numbers=numbers,
        unit=unit,
        involved=involved,
        examined=examined,
        site=site,
        assertion=assertion,
        confidence=confidence,
        evidence=tuple(note.evidence(start, end) for start, end in spans),
    )
