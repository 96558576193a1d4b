"""The cards' statements that share the telling words of a question, whichever card they stand on.

For questions that name no cancer and no marker: ``What are B symptoms?`` Rare words count more (inverse document
frequency over all statements), and a word that no card holds counts most of all: it is what cannot be answered.
"""

import math
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from answers.cards import Library, Statement, load_cards
from answers.choice import WORD, words_of

SHARED = 0.6
"""The least share of the question's telling words, weighted, that a statement holds."""
RARE = 0.018
"""The share of all statements: one word at least that it shares stands in no more of them."""
LONG = 5
"""Letters: a shorter word (``made``) is no sign of what is meant."""
UNKNOWN = 0.5
"""Statements in which a word that stands in none counts as standing."""


class Near(NamedTuple):
    card: str
    statement: Statement


class Spread(NamedTuple):
    """Every statement but those on survival, with its telling words, and in how many each word stands."""

    statements: tuple[Near, ...]
    words: tuple[frozenset[str], ...]
    counts: Counter[str]

    def rarity(self, word: str) -> float:
        return math.log1p(len(self.statements) / (self.counts[word] or UNKNOWN))


def nearest(text: str, library: Library, most: int) -> tuple[Near, ...]:
    """At most so many, those that share most first."""
    wanted = words_of(text)
    long = words_of(" ".join(word for word in WORD.findall(text) if len(word) >= LONG))
    spread = _spread() if library is load_cards() else _spread_of(library)
    whole = sum(map(spread.rarity, wanted))
    if not whole:
        return ()
    found: list[tuple[float, int]] = []
    for place, words in enumerate(spread.words):
        shared = words & wanted
        share = sum(map(spread.rarity, shared)) / whole
        if share >= SHARED and any(spread.counts[word] <= RARE * len(spread.statements) for word in shared & long):
            found.append((-share, place))
    return tuple(spread.statements[place] for _, place in sorted(found)[:most])


def is_held(word: str, library: Library) -> bool:
    """Whether a telling word, in any of its endings, stands in anything that we hold."""
    known = _known() if library is load_cards() else _known_of(library)
    return bool(words_of(word) & known) or not words_of(word)


def rarity(word: str) -> float:
    """The more of the cards' statements hold a word, the less it tells."""
    return _spread().rarity(word)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return _known_of(load_cards())


def _known_of(library: Library) -> frozenset[str]:
    """The telling words of all cards, topics, remarks and words explained."""
    texts = (
        *(one.text for card in (*library.cancers, *library.biomarkers) for one in card.statements()),
        *(name for card in (*library.cancers, *library.biomarkers) for name in (card.name, *card.names)),
        *(one.text for remark in (*library.assumptions, *library.topics) for one in remark.statements),
        *(text for term in library.terms for text in (term.term, *term.forms, term.text)),
    )
    return frozenset(word for text in texts for word in words_of(text))


@lru_cache(maxsize=1)
def _spread() -> Spread:
    return _spread_of(load_cards())


def _spread_of(library: Library) -> Spread:
    statements = tuple(
        Near(card.id, statement)
        for card in (*library.cancers, *library.biomarkers)
        for statement in card.statements()
        if statement not in getattr(card, "outlook", ())
    )
    words = tuple(words_of(one.statement.text) for one in statements)
    return Spread(statements, words, Counter(word for one in words for word in one))
