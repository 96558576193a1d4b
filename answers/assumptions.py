"""What a question takes for granted that our sources do not bear out (data/cards/assumptions.yaml)."""

import re
from collections.abc import Iterator
from functools import lru_cache

from answers.cards import Assumption, Library
from answers.questions import Question
from core.records import Sentence

MOST = 2
"""More corrections than this at once would be a lecture."""


def assumed(question: Question, library: Library) -> tuple[Assumption, ...]:
    """Those that the question shows, the ones about its own cancer first."""
    about = {*question.cancers, *(name.casefold() for name in question.other_cancers)}
    fitting = [
        one
        for one in library.assumptions
        if (not one.cancers or about & {name.casefold() for name in one.cancers}) and _shows(one, question.text)
    ]
    return tuple(sorted(fitting, key=lambda one: not one.cancers)[:MOST])


def assumption_sentences(assumptions: tuple[Assumption, ...]) -> Iterator[Sentence]:
    for one in assumptions:
        for statement in one.statements:
            yield Sentence(text=statement.text, citations=(f"card:assumptions#{one.id}.{statement.id}",))


def _shows(assumption: Assumption, text: str) -> bool:
    if not _pattern(assumption.words).search(text):
        return False
    return not (assumption.unless and _pattern(assumption.unless).search(text))


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.I)
