"""What a question takes for granted that our sources do not bear out, and topics that any cancer has (data/cards)."""

import re
from collections.abc import Iterator
from functools import lru_cache

from answers.cards import Assumption, Library, Remark, Topic
from answers.questions import Question
from core.records import Sentence

MOST = 2
"""More corrections than this at once would be a lecture."""


def assumed(question: Question, library: Library) -> tuple[Assumption, ...]:
    """Those that the question shows, the ones about its own cancer first."""
    return _fitting(question, library.assumptions)


def topics_of(question: Question, library: Library) -> tuple[Topic, ...]:
    return _fitting(question, library.topics)


def _fitting(question: Question, remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    about = {*question.cancers, *(name.casefold() for name in question.other_cancers)}
    fitting = [
        one
        for one in remarks
        if (not one.cancers or about & {name.casefold() for name in one.cancers}) and _shows(one, question.text)
    ]
    return tuple(sorted(fitting, key=lambda one: not one.cancers)[:MOST])


def sentences_of(table: str, remark: Assumption) -> Iterator[Sentence]:
    """``table`` is ``assumptions`` or ``topics``: what citations begin with."""
    for statement in remark.statements:
        yield Sentence(text=statement.text, citations=(f"card:{table}#{remark.id}.{statement.id}",))


def _shows(assumption: Assumption, text: str) -> bool:
    if not _pattern(assumption.words).search(text):
        return False
    return not (assumption.unless and _pattern(assumption.unless).search(text))


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.I)
