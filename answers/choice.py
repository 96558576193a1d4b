"""Which statements of a card answer the question best, when there are more than a page should hold."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import Stemmer

from answers.cards import Statement

WORD = re.compile(r"\d\+|[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
STEM = 6
"""Letters that the stems of two words must share to be one: ``metastasis`` and ``metastatic``."""
ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv"}
COMMON = re.compile(
    r"(?:an?|the|and|or|of|in|on|for|to|is|are|was|be|been|do|does|did|i|my|me|you|your|it|its|this|that|what|which|who|how"
    r"|why|when|can|could|should|will|would|may|have|has|had|with|from|by|as|at|if|not|no|mean|means|meaning|status|about"
    r"|there|they|them|their|we|our|he|she|his|her|stage|cancers?|get|need|treat(?:s|ed|ing|ments?)?|therap(?:y|ies)"
    r"|medicines?|drugs?|options?|tests?|used?|works?|says?|said|tell|told|comes?|came|feels?|like|makes?|thinks?|thought|knows?"
    r"|just|now|so|one|any|anything|still|really|go|going|goes|got|since|because|after|before|time|years?)"
)
"""Words that tell nothing of what is asked."""


LEANS = re.compile(
    r"^(?:such|this|these|that|those|it|its|they|their|then|so|but|even so|both|others?|another"
    r"|the (?:risk|new|other|rest))\b"
    r"|\b(?:there meant|another (?:large )?study|behind it)\b|^[^;]*(?<!but )\balso\b"
    r"|^(?:for|in|with|at|by) (?:[\w-]+ ){1,4}(?:it|they) (?:gives?|says?|names?|lists?|adds?|notes?)\b"
    r"|^you [^,;]*\bthen\b"
    r"|\b(?:with|of|have|has|carry|carries|hold|holds) (?:this|these|such an?|that)"
    r" (?:change|result|gene|marker|kind|protein)s?\b",
    re.I,
)
"""Words of statements that go on from the one before."""


def telling(text: str) -> str:
    """The text without the words that tell nothing of what is asked."""
    return " ".join(word for word in re.findall(r"[\w+;()/-]+", text) if not COMMON.fullmatch(word.lower()))


def words_of(text: str) -> frozenset[str]:
    """The telling words of a text, cut to their stems; ``stage 3`` gives ``iii``."""
    words = WORD.findall(text.lower())
    stages = (ROMAN[word] for before, word in pairwise(words) if before == "stage" and word in ROMAN)
    telling_words = [word for word in (*words, *stages) if not COMMON.fullmatch(word)]
    return frozenset(stem[:STEM] for stem in _stemmer().stemWords(telling_words))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    """Porter's second English stemmer: ``watchful``, ``watching`` and ``watch`` are one word."""
    return Stemmer.Stemmer("english")


CLOSE = 0.6
"""Of what the closest statement shares with the question: the least that another must share."""


def closest(statements: Sequence[Statement], words: Iterable[str], most: int) -> tuple[Statement, ...]:
    """At most so many, in the card's order, that share nearly as much with the question as the closest does."""
    shared = _shared(statements, words)
    least = CLOSE * max(shared, default=0)
    near = [place for place, one in enumerate(shared) if one and one >= least]
    best = sorted(near, key=lambda place: (-shared[place], place))[:most]
    return tuple(statements[place] for place in sorted(best))


def _shared(statements: Sequence[Statement], words: Iterable[str]) -> list[float]:
    """What each shares with the question, a word counting less the more statements hold it."""
    told = [words_of(one.text) for one in statements]
    spread = Counter(word for one in told for word in one)
    asked = set(words)
    return [sum(1 / spread[word] for word in one & asked) for one in told]


def choose(statements: Sequence[Statement], words: Iterable[str], most: int) -> tuple[Statement, ...]:
    """At most so many, in the card's order: those that share rare words with the question, then the first ones."""
    if len(statements) <= most:
        return tuple(statements)
    shared = _shared(statements, words)
    best = sorted(range(len(statements)), key=lambda place: (-shared[place], place))[:most]
    return tuple(statements[place] for place in sorted(best))
