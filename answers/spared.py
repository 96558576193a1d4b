"""What a record tells of how long somebody may live, and whether a question asks for it.

``can they operate now`` is answered by the line on the operation; the line beside it that says that time is measured
in months, or that the family is not to be told, is shown to whoever asks how long, or whether it can be cured. What is
kept from others is never shown to somebody who asks as a relative.
"""

import re
from functools import cache, cached_property
from typing import NamedTuple

from answers.questions import Question
from answers.sought import OF_AN_OUTLOOK, Sought
from answers.things import CURE, things_asked
from answers.written import ITEM, Line, Pages, Written
from core.places import RULES
from extractors.rules import read_table
from extractors.sentences import split_sentences

OF_IT = frozenset(("outlook", "aim of treatment", CURE))
"""Things asked of records that are of the outlook."""


class Words(NamedTuple):
    """A row of data/rules/spared.tsv; it counts not in a text that shows its ``unless``."""

    tells: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def shown(self, text: str) -> bool:
        return bool(self.pattern.search(text)) and not (self.unless and self.unless.search(text))


def is_of_outlook(text: str) -> bool:
    """Whether a line of a record tells how long somebody may live, that a cancer cannot be cured, or who is not to be
    told: ``time is likely to be short months``; not ``treated with curative intent``."""
    return _tells("outlook", text) or is_kept_from_others(text)


def is_kept_from_others(text: str) -> bool:
    """``she did not wish her family to be told``."""
    return _tells("kept", text)


def asks_of_outlook(question: Question) -> bool:
    """Whether the outlook, a cure, the time that is left, or who was told of it is asked for; not how bad a result is,
    which is no wish to hear of it, nor how it stands now: ``am i in remission``."""
    text = question.text
    things = {one.name for one in things_asked(text)}
    if OF_AN_OUTLOOK.search(text) or things & OF_IT or _tells("asked", text):
        return True
    by_meaning = "prognosis" in (question.intent, question.otherwise, *question.asked)
    return by_meaning and not (question.asks_how_bad or _tells("state", text))


def is_spared(text: str, question: Question) -> bool:
    """Whether a line of the records is not for who asks."""
    if not is_of_outlook(text):
        return False
    return (is_kept_from_others(text) and question.who == "relative") or not asks_of_outlook(question)


class Sparing(Written):
    """The pages of one patient's records, for one question: without the lines that it spares whoever asks."""

    def __init__(self, pages: Pages, question: Question) -> None:
        super().__init__(pages)
        self.question = question
        self.whole = Written(pages)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(one for one in self.whole.lines if not is_spared(one.text, self.question))


def spare(sought: Sought, question: Question) -> Sought:
    """Without what stood in an entry, or under a heading, beside a line that was sought."""
    return sought._replace(
        near=_apart_from_it(sought.near, question),
        lines=_apart_from_it(sought.lines, question),
        course=_apart_from_it(sought.course, question),
    )


def _apart_from_it(lines: tuple[Line, ...], question: Question) -> tuple[Line, ...]:
    return tuple(part for line in lines for part in _parts(line, question))


def _parts(line: Line, question: Question) -> tuple[Line, ...]:
    """A quote without the sentences that are spared: what stands before them, and what stands after them."""
    if not is_spared(line.text, question):
        return (line,)
    kept: list[Line] = []
    is_open = False
    for start, end in split_sentences(line.text):
        part = line._replace(start=line.start + start, end=line.start + end)
        if is_spared(part.text, question) or not ITEM.sub("", part.text).strip(" .,;:-"):
            is_open = False
        elif is_open:
            kept[-1] = kept[-1]._replace(end=part.end)
        else:
            kept.append(part)
            is_open = True
    return tuple(kept)


def _tells(what: str, text: str) -> bool:
    return any(one.tells == what and one.shown(text) for one in _words())


@cache
def _words() -> tuple[Words, ...]:
    rows = read_table(RULES / "spared.tsv", "tells", "pattern")
    return tuple(
        Words(
            row["tells"], re.compile(row["pattern"], re.I), re.compile(row["unless"], re.I) if row["unless"] else None
        )
        for row in rows
    )
