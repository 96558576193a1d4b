"""What a question asks for beside the names in it, and what it takes for granted, by its meaning."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from core.errors import UnusableEmbedder

NONE, NOT_CANCER = "none", "not-cancer"
LIKELY = 0.25
"""The least share of a subject that is spoken of."""
PERHAPS = 0.05
"""The least share of a subject that is spoken of where the question says its name."""
ALONE, OF_NONE = 0.15, 0.1
"""Where ``none`` has no larger share than this, so much is enough for the likeliest subject."""
SURE = 0.5
OFFERED = 0.07
"""The least share of a topic that is named where it may not be what is asked."""
BELIEVED, BELIEF = 0.6, 0.35
"""The least share of all false beliefs together, and that of the one, from which it is spoken of."""
SOUND, STORY = 0.5, 28
"""From this share of ``none`` on a question of at least so many words takes nothing false for granted, whatever its
words; shorter ones say too little of what is believed."""
LONG = 60
"""Words: of a longer text the pieces are read, and the likeliest of each counts."""
PART = re.compile(
    r"(?<=[?!.;])\s+|\.{2,}\s*|,?\s+and\s+(?=(?:what|which|how|is|are|can|could|should|do|does|did|will|would|who|when"
    r"|where|i|i'?m|i'?ve|my|he|she|it|can'?t|losing)\b)"
    r"|,?\s+or (?=(?:is|are|will|does|do|can|could|should) (?:it|this|they|i|we|he|she)\b)"
    r"|,\s+(?=(?:also|what|how|why|when|can|could|should|will|do|does|is|are)\b)",
    re.I,
)
ASKING = re.compile(
    r"\?\W*$"
    r"|^(?:and |but |so |also )?(?:what|which|how|is|are|am|can|could|do|does|did|should|will|would|who|when|where)\b"
    r"|\b(?:how|what|when|why|where) (?:do|can|could|should|would|will) (?:i|we|he|she|they)\b",
    re.I,
)
FEWEST = 3
"""Words of a part of a question that is read by itself."""
ASKED, ALSO_ASKED = (0.4, 0.02), (0.45, 0.1)
"""The least shares of a further subject, in the part and in the whole: where the part asks, and where it only tells."""
ASKED_OF_A_CARD = (0.3, 0.02)
"""The same of a kind of question that a part of a cancer's card answers, where the part asks."""
OF_A_CARD = frozenset(("treatment-options", "outlook"))
NOTHING: Mapping[str, float] = MappingProxyType({})


def shares_in(text: str) -> Mapping[str, float]:
    """How likely each subject is asked for, and ``none``; nothing where MiniLM is not installed."""
    return _shares_in(text, "subjects")


def beliefs_in(text: str) -> Mapping[str, float]:
    """How likely each false belief is taken for granted, and ``none``; nothing where MiniLM is not installed."""
    return _shares_in(text, "beliefs")


def belief_in(shares: Mapping[str, float]) -> str | None:
    """The false belief that is likely held."""
    first = next((name for name in shares if name != NONE), None)
    return first if first and 1 - shares[NONE] >= BELIEVED and shares[first] >= BELIEF else None


def is_sound(text: str, shares: Mapping[str, float]) -> bool:
    return shares.get(NONE, 0) >= SOUND and len(text.split()) >= STORY


def also_in(text: str) -> tuple[str, ...]:
    """What only a part of the text asks for: ``my feet are numb, had oxaliplatin. will it go away``."""
    parts = _parts(text)
    whole = shares_in(text)
    return tuple(dict.fromkeys(first for part in parts if (first := _first_in(part, whole)))) if len(parts) > 1 else ()


def share_of(subject: str, text: str) -> float:
    """Of the text as a whole, or of the part of it that asks for this subject most."""
    return max(shares_in(part).get(subject, 0) for part in (text, *_parts(text)))


def asking_parts(text: str) -> tuple[str, ...]:
    """Of a text that has several, those parts that ask something."""
    parts = _parts(text)
    return tuple(part for part in parts if ASKING.search(part)) if len(parts) > 1 else ()


def _parts(text: str) -> list[str]:
    return [part for part in PART.split(text) if len(part.split()) >= FEWEST]


def _first_in(part: str, whole: Mapping[str, float]) -> str | None:
    shares = shares_in(part)
    first = next(iter(shares), NONE)
    bars = (ASKED_OF_A_CARD if first in OF_A_CARD else ASKED, ALSO_ASKED) if ASKING.search(part) else (ALSO_ASKED,)
    met = any(shares[first] >= least and whole[first] >= of_all for least, of_all in bars) if shares else False
    return first if met and first != NONE else None


@lru_cache(maxsize=512)
def _shares_in(text: str, name: str) -> Mapping[str, float]:
    from models.readers import load_reader
    from models.signs import pieces_of

    try:
        reader = load_reader(name)
    except UnusableEmbedder:
        return NOTHING
    pieces = pieces_of(text) if name == "subjects" and len(text.split()) > LONG else [text]
    read = [reader.shares(piece) for piece in pieces]
    most = {one: max(each[one] for each in read) for one in reader.names} if read else {}
    return MappingProxyType(dict(sorted(most.items(), key=lambda one: -one[1])))


def likely_in(shares: Mapping[str, float]) -> tuple[str, ...]:
    """The likely ones, likeliest first."""
    likely = tuple(name for name, share in shares.items() if share >= LIKELY and name != NONE)
    first = next(iter(shares), NONE)
    alone = first != NONE and shares[first] >= ALONE and shares[NONE] <= OF_NONE
    return likely or ((first,) if alone else ())


def perhaps_in(shares: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(name for name, share in shares.items() if share >= PERHAPS and name != NONE)
