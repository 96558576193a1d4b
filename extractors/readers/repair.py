"""Mends the few confusions of optical recognition (O and 0, l and 1) that can be read in one way only where they stand.

Every rule changes one character into one other, so no offset of the page ever moves.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from core.errors import BrokenData
from core.places import RULES
from core.records import Repair, Word
from extractors.rules import read_table

WRONG = "wrong"
"""The group of a rule's pattern that holds the one character to change; the rest of the pattern is its context."""


class Rule(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    replacement: str


class Mended(NamedTuple):
    text: str
    words: tuple[Word, ...]
    repairs: tuple[Repair, ...]


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """The rules of data/rules/ocr_repairs.tsv. Raises BrokenData for one that could move an offset."""
    rows = read_table(RULES / "ocr_repairs.tsv", "name", "pattern", "replacement", "example", "mended", "why")
    rules = tuple(Rule(row["name"], re.compile(row["pattern"]), row["replacement"]) for row in rows)
    if long := [rule.name for rule in rules if len(rule.replacement) != 1 or WRONG not in rule.pattern.groupindex]:
        raise BrokenData(f"ocr_repairs.tsv: {long} must replace the one character of the group {WRONG!r} by one other")
    return rules


def repair(text: str, words: Sequence[Word]) -> Mended:
    """Applies the rules until none finds anything: in ``TlcNOMO`` each mended character is the next one's context."""
    repairs: dict[int, Repair] = {}
    mended = text
    while found := _find(mended, repairs):
        repairs |= found
        mended = _write(mended, found)
    if not repairs:
        return Mended(text, tuple(words), ())
    rewritten = tuple(
        word.model_copy(update={"text": mended[word.start : word.end]})
        if mended[word.start : word.end] != text[word.start : word.end]
        else word
        for word in words
    )
    return Mended(mended, rewritten, tuple(repairs[start] for start in sorted(repairs)))


def _find(text: str, done: dict[int, Repair]) -> dict[int, Repair]:
    found: dict[int, Repair] = {}
    for rule in load_rules():
        for match in rule.pattern.finditer(text):
            start, end = match.span(WRONG)
            if start not in done and start not in found and text[start:end] != rule.replacement:
                found[start] = Repair(start=start, end=end, original=text[start:end], rule=rule.name)
    return found


def _write(text: str, found: dict[int, Repair]) -> str:
    replacements = {rule.name: rule.replacement for rule in load_rules()}
    letters = list(text)
    for start, one in found.items():
        letters[start] = replacements[one.rule]
    return "".join(letters)
