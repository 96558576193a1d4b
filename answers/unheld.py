"""What is asked that we hold nothing on: the rows of data/rules/unheld.tsv."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from answers.cards import Library
from answers.nearest import is_held
from answers.patterns import compiled, row_fits
from answers.stages import CATEGORY_ASKED, NO_CATEGORY
from answers.suiting import PLACES
from answers.wording import listed
from core.places import RULES
from extractors.rules import read_table

PARTS = re.compile(r",? (?:and|or) |, ?")
WHEN = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|to(?:day|night|morrow)|yesterday|week\w*|months?|years?", re.I
)
"""Words of time, which nobody asks about."""
NAMED = {
    "abroad": PLACES,
    "a part of a stage": CATEGORY_ASKED.pattern,
    "no part of a stage": NO_CATEGORY.pattern,
}
"""Patterns that the rows name."""


def unheld(
    text: str,
    known: Iterable[str],
    library: Library,
    shown: Collection[str] = (),
    of: str = "",
    told: Collection[str] = (),
) -> Iterator[str]:
    """What is asked that we hold nothing on (data/rules/unheld.tsv), said in a sentence each.

    A row that belongs to a topic which is ``shown`` is told with that topic, before what is held (``of`` it), and not
    by itself. A ``thing`` or a ``word`` of a row counts where no text that we hold has it; ``known`` are things that
    are answered elsewhere, such as medicines, and ``told`` words that the records speak of.
    """
    for row, things in _rows_asked(text, shown, of):
        if not things:
            yield row["said"]
    lacking = [one for one in words_unheld(text, known, library, shown, of) if one not in told]
    if lacking:
        yield f"Nothing that we hold speaks of {listed([f'“{one}”' for one in lacking])}."


def words_unheld(
    text: str, known: Iterable[str], library: Library, shown: Collection[str] = (), of: str = ""
) -> tuple[str, ...]:
    """The things and words of a question, as it writes them, that no text of ours has."""
    named = {one.casefold() for one in known}
    lacking: dict[str, None] = {}
    for row, things in _rows_asked(text, shown, of):
        for part in (part for thing in things for part in PARTS.split(thing)):
            each = row["said"] == "{word}" and any(is_held(one, library) for one in part.split())
            words = part.split() if each else [part]
            fresh = (one.strip(".?!") for one in words if _is_unheld(one, library) and one.casefold() not in named)
            lacking |= dict.fromkeys(fresh)
    return tuple(lacking)


def _rows_asked(text: str, shown: Collection[str], of: str) -> Iterator[tuple[dict[str, str], list[str]]]:
    """The rows that a question meets, each with the things it names."""
    for row in unheld_rows():
        if row["topic"] != of if of else row["topic"] in shown:
            continue
        if row_fits(row, text):
            found = compiled(row["pattern"]).finditer(text)
            yield row, [one for match in found for one in match.groupdict().values() if one]


def _is_unheld(part: str, library: Library) -> bool:
    return not WHEN.fullmatch(part.split()[-1]) and not all(is_held(word, library) for word in part.split())


@lru_cache(maxsize=1)
def unheld_rows() -> tuple[dict[str, str], ...]:
    rows = read_table(RULES / "unheld.tsv", "pattern", "said")
    return tuple(row | {cell: _in_full(row[cell]) for cell in ("pattern", "unless")} for row in rows)


def _in_full(pattern: str) -> str:
    for name, words in NAMED.items():
        pattern = pattern.replace(f"{{{name}}}", words)
    return pattern
