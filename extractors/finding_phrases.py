"""Findings that one labelled phrase tells: Breslow thickness, performance status, plasma cells in the marrow, …"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from core.records import Assertion, Finding, Subject
from extractors.finding_words import make_finding
from extractors.notes import Note
from extractors.rules import read_table

UNSAID = {"reference", "clinical_trials", "family_history"}
HIGHEST = {"%": 100.0}
JUDGED = {"circumferential_margin", "risk_group"}
"""Of which the word is a judgement, the same in whatever case it stands."""
PROMPT = re.compile(r"\s*\(specify\)[\s.:-]*", re.I)
"""What a form asks for behind a choice: ``Adjacent structures (specify) - omentum``."""


class Phrase(NamedTuple):
    name: str
    unit: str | None
    value: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def load_phrases() -> tuple[Phrase, ...]:
    return tuple(
        Phrase(row["name"], row["unit"] or None, row["value"], re.compile(row["pattern"], re.I))
        for row in read_table(RULES / "finding_patterns.tsv", "name", "value", "pattern")
    )


def find_phrases(note: Note) -> Iterator[Finding]:
    taken: dict[str, list[tuple[int, int]]] = {}
    seen: set[tuple[str, str]] = set()
    for phrase in load_phrases():
        for match in phrase.pattern.finditer(note.text):
            start, end = match.span()
            if any(start < right and left < end for left, right in taken.setdefault(phrase.name, [])):
                continue
            if found := _read(note, phrase, match):
                taken[phrase.name].append((start, end))
                if (found.name, str(found.value)) not in seen:
                    seen.add((found.name, str(found.value)))
                    yield found


def _read(note: Note, phrase: Phrase, match: re.Match[str]) -> Finding | None:
    if note.section(match.start()) in UNSAID:
        return None
    said = match.groupdict()
    word = re.sub(r"(?:\.\s+(?=[a-z(])|\s+)", " ", said.get("word") or "").strip(" ,-")
    if phrase.name == "tumor_location":
        word = re.sub(r"\.\s+(?=[A-Z])", ", ", word)  # each choice that is ticked has a line of its own
    word = PROMPT.sub(lambda prompt: ": " if prompt.end() < len(word) else "", word)
    word = word.lower() if phrase.name in JUDGED else word
    if (
        word
        and match.end() < len(note.text)
        and note.text[match.end() - 1].isalnum()
        and note.text[match.end()].isalnum()
    ):
        word = word.rpartition(" ")[0] + " …"  # a long value ends between words
    number = float(said["number"]) if said.get("number") else None
    if number is not None and number > HIGHEST.get(phrase.unit or "", number):
        return None
    context = note.context(*match.span())
    if context.assertion in (Assertion.HYPOTHETICAL, Assertion.PLANNED) or context.subject is Subject.FAMILY:
        return None
    negated = context.assertion is Assertion.ABSENT and number is None and phrase.name == "treatment_effect"
    return make_finding(
        note,
        phrase.name,
        match.span(),
        value=phrase.value.format(**said | {"word": word}),
        number=number,
        unit=phrase.unit,
        assertion=Assertion.ABSENT
        if negated
        else Assertion.POSSIBLE
        if context.assertion is Assertion.POSSIBLE
        else Assertion.PRESENT,
    )
