"""What of a fact may leave the vault for the lake: numbers, dates, closed choices, and terms.

A term is short text of which every word stands in our own tables (data/vocabularies, data/rules/lake_terms.tsv) or
is a measurement or a code (``2+``, ``p.E746_A750del``, ``3.2 g/dL``). A name, an address or a sentence holds words that
do not, and is withheld whole: nothing is cut out of it or guessed. Numbers that look like a birthday, a telephone or a
record number are withheld too.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple, get_args, get_origin

from core.places import RULES, VOCABULARIES
from core.records import KINDS, FactBase

LONGEST_TERM = 120
LAKE_TERMS = RULES / "lake_terms.tsv"
UNREAD_COLUMNS = {"source", "note", "notes", "url", "example", "examples"}
"""Columns of our tables that speak about the row: they name authors."""

LETTERS = re.compile(r"[^\W\d_]+")
IDENTIFYING_NUMBER = re.compile(r"\d{6,}|\d+[-/.]\d+[-/.]\d{2,}")
SYMBOL = re.compile(r"\b(?:(?:N[MPCRG]_|ENS[TGP]|LRG_)\d+(?:\.\d+)?|[A-Z]{2,7}\d{1,3}[A-Z]?\d?\b)")
"""RefSeq and Ensembl accessions of a sequence, and what is shaped as a gene's symbol: ``EML4``, ``KIF5B``."""

DATES = frozenset(["start", "end"])


class Shareable(NamedTuple):
    fields: dict[str, object]
    withheld: tuple[str, ...]


def shareable(fact: FactBase) -> Shareable:
    """The fact's own fields that the lake may hold, and the names of those that it may not."""
    fields = fact.fields()
    closed = closed_choices(type(fact)) | DATES
    kept = {name: value for name, value in fields.items() if name in closed or _is_shareable(value)}
    return Shareable(kept, tuple(sorted(fields.keys() - kept.keys())))


def is_term(text: str) -> bool:
    """Whether every word is one of ours, or too short to name anybody."""
    if len(text) > LONGEST_TERM:
        return False
    rest = SYMBOL.sub(" ", text)
    if IDENTIFYING_NUMBER.search(rest):
        return False
    return all(len(word) < 3 or word in known_words() for word in map(str.casefold, LETTERS.findall(rest)))


def _is_shareable(value: object) -> bool:
    if isinstance(value, str):
        return is_term(value)
    if isinstance(value, Mapping):
        return False
    if isinstance(value, list | tuple):
        return all(map(_is_shareable, value))
    return True


@lru_cache
def closed_choices(kind: type[FactBase]) -> frozenset[str]:
    """The fields whose values the schema itself lists."""
    return frozenset(
        name for name, field in kind.model_fields.items() if _is_closed(field.annotation) and name != "kind"
    )


def _is_closed(annotation: object) -> bool:
    if get_origin(annotation) is Literal:
        return True
    if get_origin(annotation) is Annotated or annotation is type(None):
        return annotation is type(None)
    return bool(get_args(annotation)) and all(map(_is_closed, get_args(annotation)))


@lru_cache
def known_words() -> frozenset[str]:
    """Every word of our tables and of the schema's own names, case-folded."""
    return frozenset(word.casefold() for text in _told_by_tables() for word in LETTERS.findall(text))


def _told_by_tables() -> Iterator[str]:
    yield from (kind.__name__ for kind in KINDS)
    for path in [*sorted(VOCABULARIES.rglob("*.tsv")), LAKE_TERMS]:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield from (str(cell) for column, cell in row.items() if cell and column not in UNREAD_COLUMNS)
