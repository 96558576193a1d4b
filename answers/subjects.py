"""What a question asks for beside the names in it, read by its meaning (models/subjects.py)."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from core.errors import UnusableEmbedder

NONE, NOT_CANCER = "none", "not-cancer"
LIKELY = 0.25
"""The least share of a subject that is spoken of."""
SURE = 0.5
LONG = 60
"""Words: of a longer text the pieces are read, and the likeliest of each counts."""
NOTHING: Mapping[str, float] = MappingProxyType({})


@lru_cache(maxsize=256)
def shares_in(text: str) -> Mapping[str, float]:
    """How likely each subject is asked for, and ``none``; nothing where MiniLM is not installed."""
    from models.signs import pieces_of
    from models.subjects import load_subjects

    try:
        subjects = load_subjects()
    except UnusableEmbedder:
        return NOTHING
    pieces = pieces_of(text) if len(text.split()) > LONG else [text]
    read = [subjects.shares(piece) for piece in pieces]
    most = {name: max(each[name] for each in read) for name in subjects.names} if read else {}
    return MappingProxyType(dict(sorted(most.items(), key=lambda one: -one[1])))


def likely_in(shares: Mapping[str, float]) -> tuple[str, ...]:
    """The likely ones, likeliest first."""
    return tuple(name for name, share in shares.items() if share >= LIKELY and name != NONE)
