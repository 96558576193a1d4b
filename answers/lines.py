"""Which lines of a record may answer a question: by its words, and by the rows of data/rules/record_signs.tsv."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from answers.questions import Question
from answers.things import Thing
from answers.wording import describe, record_sentence
from answers.written import Line, Signs, Written, stems
from core.places import RULES
from core.records import Assertion, Fact, Profile, Stage
from extractors.rules import read_table

OF_RECORDS = re.compile(
    r"\b(?:records?|reports?|letters?|papers?|pages?|sheets?|files?|documents?|results?|notes?|written|mention\w*|find|found"
    r"|please|want\w*|name\w*|know|where|thing|things|stuff|lab|doctors?|dr|patient|date|look\w*|show\w*|give|given|read"
    r"|number|kind|type|[a-z]{1,2}|\d+(?:st|nd|rd|th)?)\b",
    re.I,
)
PLACE = re.compile(
    r"\b(?:liver|lungs?|bones?|brain|neck|arms?|armpits?|groin|pelvi[sc]|left|right|upper|lower)\b", re.I
)
SIDES = frozenset(("left", "right"))
NO_SIDE = "now|that|there|after|away|before|about|thing|answer|or|and|to|in|out|over|of|me|him|her|with|for|on|at"
A_SIDE = re.compile(rf"\b(left|right)\b(?:[- ]?(?:sided?|hand)\b|(?= (?!(?:{NO_SIDE})\b)\w))", re.I)
"""``the left side``, ``right kidney``; not ``is any left``, ``right now``."""
NOT_PARTICULAR = re.compile(
    r"\b(?:tumou?rs?|masse?s?|lumps?|cancer\w*|disease|took|take[ns]?|out|clear|many|much|big\w*|large\w*|positive|negative"
    r"|ok(?:ay)?|side|actual\w*|all|right now|say\w*|tell|told|again|yet|ever|fine|normal|exact\w*|please|today"
    r"|current\w*"
    r"|first|last|next|new|old|good|bad|high|low|level|value|number|result|grade|stag\w*|happen\w*|done|more|were|other"
    r"|part\w*|size|some\w*|any\w*|every\w*|mum\w*|mom\w*|dad\w*|mother|father|wife|husband|sister|brother|son|daughter)\b",
    re.I,
)
"""Words of a question on something that facts tell which ask for no more than that."""
WORD = re.compile(r"\w")
LAY = ("lay", "medicine")
"""Kinds of signs that are everyday words for those of a record: of these ``medicine`` names a group of medicines."""


class Sign(NamedTuple):
    """A row of data/rules/record_signs.tsv: words of a question, and what a line shows that may answer them."""

    kind: str
    words: re.Pattern[str]
    written: re.Pattern[str]


def lines_on(
    thing: Thing,
    asked: Sequence[Thing],
    telling: Sequence[Fact],
    question: Question,
    written: Written,
    own_names: frozenset[str],
) -> tuple[Line, ...]:
    """Lines that speak of it, those first that speak of the other things asked, too.

    The letters of a stage tell it only to those who can read them.
    """
    if not thing.written:
        return ()
    told = any(thing.name == "stage" or not isinstance(fact, Stage) for fact in telling)
    signs = signs_of(question)
    others = tuple(one.written for one in asked if one.written and one is not thing)
    if thing.lines in ("always", "first", "after") or not (told or thing.lines == "particular"):
        return written.speaking_of(thing.written, signs._replace(shapes=(*signs.shapes, *others)))
    places = question.text
    for one in asked:
        places = one.words.sub(lambda found: f" {' '.join(PLACE.findall(found[0]))} ", places)
    rest = NOT_PARTICULAR.sub(" ", places)
    held = " ".join(record_sentence(fact).text for fact in telling)
    words = _telling(rest) - stems(held) - (own_names - SIDES)
    particular = Signs(words, tuple(one for one in _lay(rest) if not one.search(held)), other_side=signs.other_side)
    found = written.speaking_of(thing.written, particular)
    return tuple(line for line in found if particular.shown(line.text))


def is_all_told(line: Line, fact: Fact, written: Written) -> bool:
    """Whether the quote beside a fact, or beside a plan its whole sentence, holds all of the line."""
    told = fact.evidence[0]
    start, end = told.start, told.end
    if fact.assertion is Assertion.PLANNED and (sentence := written.around(told)):
        start, end = sentence.start, sentence.end
    if (told.document, told.page) != (line.page.document, line.page.number):
        return False
    rest = (
        line.page.text[line.start : max(line.start, min(start, line.end))],
        line.page.text[max(line.start, end) : line.end],
    )
    return not any(map(WORD.search, rest))


def in_turn(spoken: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """The best line on each thing, then the second best on each, …"""
    for place in range(max(map(len, spoken), default=0)):
        yield from (lines[place] for lines in spoken if place < len(lines))


def own_names(profile: Profile) -> frozenset[str]:
    """The words for the cancer of the records, which alone tell nothing of what is asked."""
    return stems(" ".join(describe(fact) for fact in profile.facts if fact.kind == "diagnosis"))


def signs_of(question: Question) -> Signs:
    named = " ".join(question.treatments)
    shapes = tuple(sign.written for sign in _all_signs() if sign.kind == "shape" and sign.words.search(question.text))
    return Signs(_telling(f"{question.text} {named}"), tuple(_lay(question.text)), shapes, _other_side(question.text))


def _other_side(text: str) -> re.Pattern[str] | None:
    """What a line on the other side than the one asked about says."""
    match {side.lower() for side in A_SIDE.findall(text)}:
        case sides if sides == {"left"}:
            return _only("right", "left")
        case sides if sides == {"right"}:
            return _only("left", "right")
        case _:
            return None


@lru_cache(maxsize=2)
def _only(side: str, other: str) -> re.Pattern[str]:
    return re.compile(rf"^(?!.*\b{other}\b).*\b{side}\b", re.I | re.S)


def _lay(text: str) -> Iterator[re.Pattern[str]]:
    yield from (sign.written for sign in _all_signs() if sign.kind in LAY and sign.words.search(text))


def phrases_asked(text: str) -> tuple[re.Pattern[str], ...]:
    """What a record says for the lay words that are more than one: ``liver blood test``, not ``lump``."""
    signs = ((sign.written, sign.words.search(text)) for sign in _all_signs() if sign.kind in LAY)
    return tuple(written for written, found in signs if found and " " in found[0])


def groups_asked(text: str) -> tuple[re.Pattern[str], ...]:
    """The medicines of the groups that are called in lay words: ``my blood thinner``."""
    return tuple(sign.written for sign in _all_signs() if sign.kind == "medicine" and sign.words.search(text))


def _telling(text: str) -> frozenset[str]:
    """The words of a question that a line of the record may share: not those for the record itself."""
    return stems(OF_RECORDS.sub(" ", text))


def called_in_cards(operation: str) -> re.Pattern[str] | None:
    """The words by which the cards speak of an operation that a record names: ``liver`` for a hepatectomy."""
    named = (one.written for one in _all_signs() if one.kind == "operation" and one.words.search(operation))
    return next(named, None)


@lru_cache(maxsize=1)
def _all_signs() -> tuple[Sign, ...]:
    rows = read_table(RULES / "record_signs.tsv", "sign", "kind", "words", "written")
    return tuple(Sign(row["kind"], re.compile(row["words"], re.I), re.compile(row["written"], re.I)) for row in rows)
