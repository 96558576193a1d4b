"""The gate between what the tagger sees and what is told: a wrong value costs more than ten missing ones.

A mention passes where enough heads agree, surely enough, and no word of it is one that means something else in records
(``MET`` in "T1 MET", ``saline``). All numbers and words are data/rules/recognised_*.tsv.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES, VOCABULARIES
from extractors.mentions import Family, Mention
from extractors.rules import read_table

WORD = re.compile(r"[^\W_]+")


class Threshold(NamedTuple):
    """What a family's mentions need: heads that agree and a score. ``sure`` is how much of the score a fact keeps."""

    heads: int
    score: float
    sure: float


@lru_cache(maxsize=1)
def load_thresholds() -> dict[str, Threshold]:
    rows = read_table(RULES / "recognised_gate.tsv", "family", "heads", "score", "sure")
    return {row["family"]: Threshold(int(row["heads"]), float(row["score"]), float(row["sure"])) for row in rows}


@lru_cache(maxsize=1)
def load_never() -> dict[str, frozenset[str]]:
    """Words that are never of a family. Those of genes are capitals, the others small letters."""
    words: dict[str, set[str]] = {}
    for row in read_table(RULES / "recognised_never.tsv", "word", "family", "why"):
        words.setdefault(row["family"], set()).add(row["word"])
    return {family: frozenset(own) for family, own in words.items()}


@lru_cache(maxsize=1)
def load_gene_symbols() -> frozenset[str]:
    rows = read_table(VOCABULARIES / "gene_symbols.tsv", "initial", "symbols")
    return frozenset(symbol for row in rows for symbol in row["symbols"].split())


def passing(text: str, mentions: tuple[Mention, ...], family: Family) -> Iterator[Mention]:
    """The family's mentions that heads, score and words let through. One that begins or ends within a word does not."""
    needed, never = load_thresholds()[family], load_never().get(family, frozenset[str]())
    for one in mentions:
        if one.family != family or len(one.heads) < needed.heads or one.score < needed.score:
            continue
        words = WORD.findall(text[one.start : one.end])
        if is_whole(text, one.start, one.end) and not any(word in never or word.lower() in never for word in words):
            yield one


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether neither end of text[start:end] stands within a word or a compound, and it stands on one line."""
    before, after = text[start - 1 : start], text[end : end + 1]
    compound = after == "-" and text[end + 1 : end + 2].isalnum()
    return not (before.isalnum() or before == "-" or after.isalnum() or compound or "\n" in text[start:end])


def sureness(mention: Mention) -> float:
    """The confidence of a fact that this mention alone bears out."""
    return round(mention.score * load_thresholds()[mention.family].sure, 3)
