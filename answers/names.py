"""Names that questions use and no card holds, and the family tree of cancers, from the extractors' vocabularies."""

from functools import lru_cache
from typing import NamedTuple

from core.places import VOCABULARIES
from extractors.rules import read_table, split_cell


class OtherNames(NamedTuple):
    """Pairs of a written name and the name it stands for."""

    cancers: tuple[tuple[str, str], ...]
    biomarkers: tuple[tuple[str, str], ...]
    treatments: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def load_other_names() -> OtherNames:
    return OtherNames(
        cancers=_names("cancers.tsv"),
        biomarkers=_names("biomarkers.tsv"),
        treatments=(*_names("medicines.tsv"), *_names("regimens.tsv")),
    )


def _names(table: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (written, row["name"])
        for row in read_table(VOCABULARIES / table, "name")
        for written in (row["name"], *split_cell(row["synonyms"]))
        if len(written) > 2
    )


def ancestors(code: str) -> tuple[str, ...]:
    """The OncoTree codes above a code, nearest first; none for a code OncoTree does not have."""
    parents = _parents()
    found: list[str] = []
    while (code := parents.get(code, "")) and code not in found:
        found.append(code)
    return tuple(found)


@lru_cache(maxsize=1)
def _parents() -> dict[str, str]:
    return {row["code"]: row["parent"] for row in read_table(VOCABULARIES / "cancers.tsv", "code")}
