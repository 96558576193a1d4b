"""Finds facts of the kind lab in a note: general chemistry and haematology. Tumour markers are biomarkers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.places import VOCABULARIES
from core.records import Code, Lab
from extractors.biomarkers.phrases import fold, phrase_pattern
from extractors.labs.fluids import is_of_another_fluid
from extractors.labs.statements import Chart, Stated
from extractors.labs.values import DECIMAL_COMMA, Measured
from extractors.notes import Note
from extractors.rules import read_table, split_cell

RULE_OF_CARE = re.compile(
    r"\b(?:if|when|unless|until|aim|aiming|target|threshold|transfuse|keep|maintain|goal|should|withhold|hold|eligib\w*|"
    r"inclusion|exclusion|requires?)\b[^.;]{0,60}$|\bULN\b[^.;,|\n]{0,60}$",
    re.I,
)
OTHER_POWER = re.compile(r"\s*[x×*]\s*10\s*(?:\^|\*\*?|\()?\s*(?!3\b|6\b|9\b|12\b)\d", re.I)
"""A power of ten that the units do not know: the number alone would be off by as many times."""
CARBOHYDRATE_ANTIGEN = re.compile(r"Ca[ -]?(?:15[ -]3|19[ -]9|27[ -]29|72[ -]4|125|242)(?![\d.])", re.I)
"""A tumour marker, not calcium: ``Ca 15-3``."""
GRADED = re.compile(r"(?:[ ]count)?[ ]+(?:increased|decreased)[ \t|:]+(?:grade[ ]?)?[0-5](?![\d.])", re.I)
"""A grade of toxicity (CTCAE v5.0) and no value: ``ALT increased   1``."""
EXCESS = re.compile(r"\b(?:excess|increased)[\s-]*(?:of[\s]+)?$", re.I)
"""Before blasts a class of the disease and no share of cells: ``increased blasts 2``."""
FEWEST_WITH_FRACTION = 20
"""Platelets with a decimal that are fewer and have no unit are told in lakhs."""
CELLS = re.compile(r"10\*|/uL")
BEFORE = re.compile(r"(?:\bper|/|\bcorrected for|\badjusted for|\bhigh|\blow|\braised|\belevated)\s*$", re.I)


@dataclass(frozen=True)
class Test:
    """One row of data/vocabularies/labs.tsv. A number without a unit counts between ``least`` and ``most`` only."""

    name: str
    codes: tuple[Code, ...]
    units: frozenset[str]
    least: float
    most: float

    def allows(self, measured: Measured) -> bool:
        if measured.number is None and measured.unit is None:
            return measured.value is not None
        if measured.unit is not None:
            return measured.unit in self.units
        return measured.number is not None and self.least <= measured.number <= self.most


@dataclass(frozen=True)
class Tests:
    pattern: re.Pattern[str]
    named: dict[str, Test]
    exact: dict[str, Test]

    def get(self, text: str) -> Test:
        return self.exact.get(text) or self.named[fold(text)]


@lru_cache(maxsize=1)
def load_tests() -> Tests:
    named: dict[str, Test] = {}
    exact: dict[str, Test] = {}
    spellings: list[str] = []
    for row in read_table(VOCABULARIES / "labs.tsv", "name", "units", "least", "most"):
        codes = (Code(system="LOINC", code=row["loinc"]),) if row["loinc"] else ()
        test = Test(row["name"], codes, frozenset(split_cell(row["units"])), float(row["least"]), float(row["most"]))
        as_printed = split_cell(row["exact"])
        loose = [one for one in (test.name, *split_cell(row["synonyms"])) if one not in as_printed]
        spellings += loose
        named.update({fold(one): test for one in loose})
        exact.update(dict.fromkeys(as_printed, test))
    symbols = "|".join(map(re.escape, sorted(exact, key=len, reverse=True)))
    pattern = rf"(?<![A-Za-z0-9-])(?:(?i:{phrase_pattern(sorted(spellings))})|(?:{symbols}))(?![A-Za-z0-9])"
    return Tests(re.compile(pattern), named, exact)


def find(note: Note) -> Iterator[Lab]:
    tests, chart = load_tests(), Chart(note.text, note.written)
    for found in tests.pattern.finditer(note.text):
        if CARBOHYDRATE_ANTIGEN.match(note.text, found.start()):
            continue
        test = tests.get(found.group())
        stated = chart.read(found.start(), found.span(), _end_of_statement(note, found.end()))
        if not stated or _is_rule(note, found.start()) or is_of_another_fluid(note, found.start()):
            continue
        if GRADED.match(note.text, found.end()):
            continue
        yield from (
            _fact(note, test, one)
            for one in stated
            if _is_told(note, test, one.measured) and _is_of_scale(note, found, test, one.measured)
        )


def _is_of_scale(note: Note, name: re.Match[str], test: Test, measured: Measured) -> bool:
    """Whether the number is of the scale that the name leaves it without a unit: ``TLC 5.2 L`` is a volume of the
    lungs, ``Plt 3.2`` counts in lakhs, ``excess blasts-2`` is a class.
    """
    number = measured.number
    if test.name == "blasts" and measured.unit is None:
        return not (EXCESS.search(note.text, max(0, name.start() - 20), name.start()) or note.text[name.end()] == "-")
    if name.group() == "TLC":
        is_count = CELLS.search(measured.unit) is not None if measured.unit else number is not None and number >= 1000
        return is_count
    if test.name == "platelets" and measured.unit is None and number is not None:
        return number.is_integer() or number >= FEWEST_WITH_FRACTION
    return True


def _is_told(note: Note, test: Test, measured: Measured) -> bool:
    if (
        not test.allows(measured)
        or OTHER_POWER.match(note.text, measured.end)
        or DECIMAL_COMMA.match(note.text, measured.end)
    ):
        return False
    return not (measured.number is None and measured.said is None and measured.unit is None)


def _fact(note: Note, test: Test, stated: Stated) -> Lab:
    measured = stated.measured
    return Lab(
        name=test.name,
        number=measured.number,
        value=measured.value,
        unit=measured.unit,
        low=measured.low,
        high=measured.high,
        flag=measured.flag or measured.said,
        assertion=stated.assertion,
        date=stated.date,
        codes=test.codes,
        confidence=0.95 if measured.unit else 0.85,
        evidence=stated.evidence(note),
    )


def _end_of_statement(note: Note, offset: int) -> int:
    """Where the line or, if later, the sentence of the offset ends."""
    return max(note.sentence(offset).end, note.line(offset).end)


def _is_rule(note: Note, start: int) -> bool:
    """Whether the number is a limit that care should heed (``transfuse if Hb < 70``) rather than a measurement."""
    sentence = note.sentence(start)
    before = note.text[sentence.start : start]
    return bool(RULE_OF_CARE.search(before) or BEFORE.search(before[-20:]))
