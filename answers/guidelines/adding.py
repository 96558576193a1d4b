"""Taking a document into the library: its parts cut into passages, embedded, and put on the shelf."""

import re
from calendar import month_name
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import NamedTuple

from answers.guidelines.documents import Guideline, Part
from answers.guidelines.index import embedder
from answers.guidelines.passages import cut
from answers.guidelines.shelf import Shelf
from core.errors import UnusableEmbedder, UnusableGuideline
from models.embedder import Vectors

SHORTEST = 500
"""Characters: a document with less text is no guideline."""
MONTHS = list(month_name)[1:]
DATED = re.compile(
    r"\b(?:Updated|Last [Uu]pdated|Reviewed|Last reviewed|Posted|Published|Version|Latest Updates to This Summary)\b"
    rf"[^\n]{{0,40}}?(?:\b(?P<name>{'|'.join(MONTHS)}) (?P<day>\d{{1,2}}), (?P<year>20\d\d)|\b(?P<iso>20\d\d-\d\d-\d\d)"
    r"|\((?P<month>\d\d)/(?P<of_month>\d\d)/(?P<of_year>20\d\d)\))"
)
"""``Updated: May 14, 2025`` and NCI's ``Latest Updates to This Summary (05/14/2025)``, which are months first."""


class Added(NamedTuple):
    """What came of one document. ``id`` is None where it holds too little to be a guideline."""

    id: str | None
    title: str
    passages: int
    is_new: bool


def add(shelf: Shelf, guideline: Guideline, parts: Sequence[Part]) -> Added:
    """Raises UnusableGuideline for a document without passages. Adding the same one again changes nothing."""
    if shelf.holds(guideline):
        return Added(guideline.id, guideline.title, 0, False)
    passages = cut(parts)
    if sum(len(one.text) for one in passages) < SHORTEST:
        raise UnusableGuideline("There is too little text in it for a guideline. Add the whole document.")
    vectors = _embedded([f"{one.heading[-1] if one.heading else ''}. {one.text}" for one in passages])
    return Added(guideline.id, guideline.title, len(passages), shelf.add(guideline, passages, vectors))


def _embedded(texts: Sequence[str]) -> Vectors | None:
    """None where no embedder is installed: the library is then searched by words alone."""
    try:
        return embedder().embed(texts)
    except UnusableEmbedder:
        return None


def edition_of(texts: Sequence[str]) -> str | None:
    """The day a document gives itself. The first that is told counts."""
    for text in texts:
        if found := DATED.search(text):
            month = MONTHS.index(found["name"]) + 1 if found["name"] else found["month"]
            told = (
                found["iso"]
                or f"{found['year'] or found['of_year']}-{int(month):02}-{int(found['day'] or found['of_month']):02}"
            )
            with suppress(ValueError):
                return date.fromisoformat(told).isoformat()
    return None


def today() -> str:
    return datetime.now(UTC).date().isoformat()
