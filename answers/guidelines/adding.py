"""Taking a document into the library: its parts cut into passages, embedded, and put on the shelf."""

import re
from calendar import month_name
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import NamedTuple

from answers.guidelines.documents import Guideline, Part, Passage
from answers.guidelines.index import embedder
from answers.guidelines.passages import cut
from answers.guidelines.shelf import Shelf
from core.errors import UnusableEmbedder, UnusableGuideline
from models.embedder import Vectors

SHORTEST = 500
"""Characters: a document with less text is no guideline."""
TOGETHER = 600
"""Passages that are enough to be embedded at once."""
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
    (added,) = add_many(shelf, [(guideline, parts)])
    if added.id is None:
        raise UnusableGuideline("There is too little text in it for a guideline. Add the whole document.")
    return added


def add_many(shelf: Shelf, documents: Iterable[tuple[Guideline, Sequence[Part]]]) -> Iterator[Added]:
    """What came of each, in order. Passages of several documents are embedded at once, which takes half the time."""
    waiting: list[tuple[Guideline, tuple[Passage, ...]]] = []
    for guideline, parts in documents:
        waiting.append((guideline, () if shelf.holds(guideline) else cut(parts)))
        if sum(len(passages) for _, passages in waiting) >= TOGETHER:
            yield from _add_all(shelf, waiting)
            waiting = []
    yield from _add_all(shelf, waiting)


def _add_all(shelf: Shelf, documents: Sequence[tuple[Guideline, tuple[Passage, ...]]]) -> Iterator[Added]:
    enough = [passages if sum(len(one.text) for one in passages) >= SHORTEST else () for _, passages in documents]
    vectors = _embedded([_told(one) for passages in enough for one in passages])
    start = 0
    for (guideline, _), passages in zip(documents, enough, strict=True):
        if passages:
            own = None if vectors is None else vectors[start : start + len(passages)]
            start += len(passages)
            yield Added(guideline.id, guideline.title, len(passages), shelf.add(guideline, passages, own))
        else:
            yield Added(guideline.id if shelf.holds(guideline) else None, guideline.title, 0, False)


def _told(passage: Passage) -> str:
    """What its meaning is read from: its nearest heading, too."""
    return f"{passage.heading[-1] if passage.heading else ''}. {passage.text}"


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
