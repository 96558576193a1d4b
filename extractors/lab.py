"""Finds facts of the kind lab in a note: general chemistry and haematology. Tumour markers are biomarkers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.places import VOCABULARIES
from core.records import Code, Lab
from extractors.biomarkers.phrases import fold, phrase_pattern
from extractors.dates import find_dates
from extractors.labs.dates import date_beside
from extractors.labs.values import Measured, read_value
from extractors.notes import Note
from extractors.rules import read_table, split_cell

RULE_OF_CARE = re.compile(
    r"\b(?:if|when|unless|until|aim|aiming|target|threshold|transfuse|keep|maintain|goal|should|withhold|hold|eligib\w*|"
    r"inclusion|exclusion|requires?|ULN)\b[^.;]{0,60}$",
    re.I,
)
OTHER_FLUID = re.compile(
    r"\b(?:CSF|cerebrospinal|lumbar puncture|pleural|ascit\w*|peritoneal|pericardial|synovial|urin\w+|stool|sputum"
    r"|lavage|drain)\b",
    re.I,
)
"""Words before a value in its sentence that tell of another specimen than blood."""
OTHER_POWER = re.compile(r"\s*[x×*]\s*10\s*(?:\^|\*\*?|\()?\s*(?!3\b|6\b|9\b|12\b)\d", re.I)
"""A power of ten that the units do not know: the number alone would be off by as many times."""
FLUID_REACH = 80
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
    tests = load_tests()
    mentions = tuple(tests.pattern.finditer(note.text))
    dates = find_dates(note.text) if mentions else ()
    for found in mentions:
        test = tests.get(found.group())
        measured = read_value(note.text, found.end(), _end_of_statement(note, found.end()))
        if measured is None or not test.allows(measured) or _is_rule(note, found.start()):
            continue
        if OTHER_POWER.match(note.text, measured.end) or _is_of_another_fluid(note, found.start()):
            continue
        if measured.number is None and measured.said is None and measured.unit is None:
            continue
        yield Lab(
            name=test.name,
            number=measured.number,
            value=measured.value,
            unit=measured.unit,
            low=measured.low,
            high=measured.high,
            flag=measured.flag or measured.said,
            date=date_beside(note.text, dates, found.start(), measured.end),
            codes=test.codes,
            confidence=0.95 if measured.unit else 0.85,
            evidence=(note.evidence(found.start(), measured.end),),
        )


def _end_of_statement(note: Note, offset: int) -> int:
    """Where the line or, if later, the sentence of the offset ends."""
    return max(note.sentence(offset).end, note.line(offset).end)


def _is_of_another_fluid(note: Note, start: int) -> bool:
    sentence = note.sentence(start)
    clause = re.split(r"[.;\n]", note.text[max(sentence.start, start - FLUID_REACH) : start])[-1]
    return bool(OTHER_FLUID.search(clause))


def _is_rule(note: Note, start: int) -> bool:
    """Whether the number is a limit that care should heed (``transfuse if Hb < 70``) rather than a measurement."""
    sentence = note.sentence(start)
    before = note.text[sentence.start : start]
    return bool(RULE_OF_CARE.search(before) or BEFORE.search(before[-20:]))
