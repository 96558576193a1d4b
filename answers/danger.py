"""Words of somebody who may be in danger, by an illness or of taking their life, in a dozen languages (danger.tsv).

A pattern may name a group of words of danger_words.tsv, as ``{pills}``; ``one ~ another`` are two that stand in one
sentence, in either order, and ``one ~~ another`` two that stand a line or two apart. A row counts where the text has
its ``with``, and not its ``unless``. What a row ``calm`` shows is told of the past or asked in general, and no word in
it is a sign of an illness now. What a row ``gentle`` shows may be said of fear alone, or of a common side effect.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from answers.subjects import likely_in
from core.errors import UnusableEmbedder
from core.places import RULES
from extractors.rules import read_table
from models.urgency import MAY_BE_NOW

CRISIS, URGENT, GENTLE, CALM = "crisis", "urgent", "gentle", "calm"
ANOTHER = "another"
BETWEEN = {" ~~ ": r"[\s\S]{0,160}?", " ~ ": r"(?:[^.?!\n]|\.(?=\d)){0,60}?"}
"""What may stand between two words, by the sign for it; a point in a number ends no sentence."""
OF_SOMEBODY = re.compile(
    r"\b(?:i|i'?m|i'?ve|im|ive|me|my|mine|we|our|he|he'?s|his|him|she|she'?s|her|hers|they|their|mum|mom|mam|dad|wife|husband"
    r"|partner|son|daughter|sister|brother|nan|gran\w*|aunt\w*|uncle|friend|mate)\b",
    re.I,
)
NEARLY_SURE = 0.95
READ_CALMLY = 0.2
"""From this share on of a subject that is of no illness now, or of urine, nothing is nearly sure."""
OF_DANGER = frozenset(
    (
        "bleeding",
        "blood-clots",
        "bowel-blockage",
        "breathlessness",
        "confusion",
        "cord-compression",
        "cytokine-storm",
    )
)
"""Subjects that are told of in danger; a fever is told by its number, which words read better."""
NOTHING_OF_IT = r"(?! (?:of|about|that|to|because|by|when|if|for|it|i['’ ]?(?:ll|m|ve)|my|he|she)\b)"
"""What does not follow on words of fear where nothing is said of what it is of."""
GROUP = re.compile(r"\{([a-z_]+)\}")


class Words(NamedTuple):
    """Words of one kind of danger in one language (ISO 639-1), ``of`` anyone, or of ``another`` than who writes."""

    intent: str
    language: str
    of: str
    pattern: re.Pattern[str]
    needed: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None

    def found(self, text: str) -> Iterator[re.Match[str]]:
        here = (self.needed is None or self.needed.search(text)) and not (self.unless and self.unless.search(text))
        if here:
            yield from self.pattern.finditer(text)


def danger_in(text: str) -> str | None:
    """``crisis`` before ``urgent``; None where there is neither."""
    if any(True for _ in _shown(text, CRISIS)):
        return CRISIS
    return URGENT if any(True for _ in _shown(_without_the_calm(text), URGENT)) else None


def may_be_urgent(text: str) -> bool:
    """Whether a text of a person is, by its meaning, likely of somebody who is unwell now, whatever its words.

    For a gentle word only. False where MiniLM is not installed, and for what speaks of nobody. A long story drowns the
    one clause that tells of it, so a clause of it counts by itself where a word in it names a sign.
    """
    from models.signs import LIKELY, LIKELY_ALONE

    return _share_of_danger(text) >= LIKELY or _share_of_a_clause(text) >= LIKELY_ALONE


def may_be_harmless(text: str) -> bool:
    """Whether words of danger stand where they may tell of fear alone, or of a side effect that many have: ``i googled
    it and now i can't breathe``, ``sleepy on morphine``."""
    return any(True for _ in _shown(text, GENTLE))


def is_afraid(text: str) -> bool:
    """Whether somebody says that they, or one of theirs, are afraid, or asks for the time that is left, which nobody
    asks without fear: ``I'm so scared, am I going to need chemo?``, ``how long have I got``."""
    return bool(_compiled("{afraid}|{asks_of_death}").search(text))


def without_the_fear(text: str) -> str:
    """Without the words that tell of fear; what it is of stays, which may be a sign of an illness."""
    return _compiled(rf"{{afraid}}{NOTHING_OF_IT}").sub(" ", text).strip(" ,.;:!")


def names_a_sign(text: str) -> bool:
    """Whether a word of an illness stands in it."""
    return bool(_compiled("{any_sign}").search(text))


def may_be_infected(text: str) -> bool:
    """Whether heat or shivering is told of beside a treatment that lowers the defences."""
    return bool(_compiled(r"(?=[\s\S]*{treated})[\s\S]*(?:{hot}|{cold})").search(text))


def is_surely_urgent(text: str, shares: Mapping[str, float]) -> bool:
    """Whether it is nearly sure, and the likeliest subject is one of danger (data/questions/subjects.tsv).

    Never where the text can be read calmly, too: some medicines colour the urine, which looks like blood, and what is
    told of the past is left to the lists.
    """
    calm = (share for one, share in shares.items() if one == "urine" or one not in MAY_BE_NOW)
    likely = likely_in(shares)
    of_danger = bool(likely) and likely[0] in OF_DANGER and max(calm, default=0) < READ_CALMLY
    return of_danger and _without_the_calm(text) == text and _share_of_danger(text) >= NEARLY_SURE


@lru_cache(maxsize=64)
def _share_of_danger(text: str) -> float:
    """What is told of the past or in general is left out."""
    from models.signs import pieces_of

    text = _without_the_calm(text)
    return _largest_share(pieces_of(text), text)


def _share_of_a_clause(text: str) -> float:
    """The largest of any clause of a longer text that names a sign."""
    from models.signs import CLAUSE, WORDS

    if len(text.split()) <= WORDS:
        return 0.0
    text, sign = _without_the_calm(text), _compiled("{any_sign}")
    return _largest_share([one for one in CLAUSE.split(text) if sign.search(one)], text)


def _largest_share(parts: list[str], text: str) -> float:
    """Of parts of a text; 0 where it speaks of nobody."""
    from models.signs import load_signs

    if not (parts and OF_SOMEBODY.search(text)):
        return 0.0
    try:
        return load_signs().largest(parts)
    except UnusableEmbedder:
        return 0.0


def languages_of_danger(text: str) -> Iterator[str]:
    """The languages, English apart, in which the text tells of danger."""
    dangers = (words for words in _danger_words() if words.language != "en" and words.intent not in (GENTLE, CALM))
    yield from (words.language for words in dangers if next(words.found(text), None))


def crisis_of_another(text: str) -> bool:
    """Whether all words of a crisis are about somebody else: ``he wants to die``."""
    found = tuple(_shown(text, CRISIS))
    theirs = [match.span() for of, match in found if of == ANOTHER]
    inside = (any(start <= one.start() and one.end() <= end for start, end in theirs) for _, one in found)
    return bool(theirs) and all(inside)


def _shown(text: str, intent: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The words of an intent, each with whom they are about."""
    for words in _danger_words():
        if words.intent == intent:
            yield from ((words.of, match) for match in words.found(text))


def _without_the_calm(text: str) -> str:
    for words in _danger_words():
        if words.intent == CALM and next(words.found(text), None):
            text = words.pattern.sub(" … ", text)
    return text


@lru_cache(maxsize=1)
def _danger_words() -> tuple[Words, ...]:
    """One pattern for all words of a kind that count under the same condition."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for row in read_table(RULES / "danger.tsv", "intent", "language", "of", "pattern"):
        kind = (row["intent"], row["language"], row["of"], row["with"], row["unless"])
        kinds.setdefault(kind, []).append(_either_way(row["pattern"]))
    return tuple(
        Words(intent, language, of, _compiled("|".join(patterns)), *map(_where, conditions))
        for (intent, language, of, *conditions), patterns in kinds.items()
    )


def _either_way(pattern: str) -> str:
    for sign, between in BETWEEN.items():
        one, beside, other = pattern.partition(sign)
        if beside:
            return f"(?:(?:{one}){between}(?:{other})|(?:{other}){between}(?:{one}))"
    return pattern


def _where(condition: str) -> re.Pattern[str] | None:
    return _compiled(condition) if condition else None


def _compiled(pattern: str) -> re.Pattern[str]:
    while GROUP.search(pattern):
        pattern = GROUP.sub(lambda group: f"(?:{_groups()[group[1]]})", pattern)
    return re.compile(pattern, re.I)


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    return {row["name"]: row["words"] for row in read_table(RULES / "danger_words.tsv", "name", "words")}
