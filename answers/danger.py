"""Words of somebody who may be in danger, by an illness or of taking their life, in a dozen languages (danger.tsv)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from extractors.rules import read_table

CRISIS, URGENT = "crisis", "urgent"
ANOTHER = "another"


class Words(NamedTuple):
    """Words of one kind of danger in one language (ISO 639-1), ``of`` anyone, or of ``another`` than who writes."""

    intent: str
    language: str
    of: str
    pattern: re.Pattern[str]


def danger_in(text: str) -> str | None:
    """``crisis`` before ``urgent``; None where there is neither."""
    shown = {words.intent for words in _danger_words() if words.pattern.search(text)}
    return next((intent for intent in (CRISIS, URGENT) if intent in shown), None)


def languages_of_danger(text: str) -> Iterator[str]:
    """The languages, English apart, in which the text tells of danger."""
    yield from (one.language for one in _danger_words() if one.language != "en" and one.pattern.search(text))


def crisis_of_another(text: str) -> bool:
    """Whether all words of a crisis are about somebody else: ``he wants to die``."""
    found = [(one.of, match) for one in _danger_words() if one.intent == CRISIS for match in one.pattern.finditer(text)]
    theirs = [match.span() for of, match in found if of == ANOTHER]
    inside = (any(start <= one.start() and one.end() <= end for start, end in theirs) for _, one in found)
    return bool(theirs) and all(inside)


@lru_cache(maxsize=1)
def _danger_words() -> tuple[Words, ...]:
    """One pattern for all words of a kind."""
    kinds: dict[tuple[str, str, str], list[str]] = {}
    for row in read_table(RULES / "danger.tsv", "intent", "language", "of", "pattern"):
        kinds.setdefault((row["intent"], row["language"], row["of"]), []).append(row["pattern"])
    return tuple(Words(*kind, re.compile("|".join(patterns), re.I)) for kind, patterns in kinds.items())
