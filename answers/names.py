"""Names that questions use and no card holds, and the family tree of cancers, from the extractors' vocabularies."""

from functools import lru_cache
from typing import NamedTuple

from core.places import VOCABULARIES
from extractors.rules import read_table, split_cell

ROOTS = ("TISSUE",)
"""OncoTree's own root is no cancer."""


class OtherNames(NamedTuple):
    """Pairs of a written name and the name it stands for."""

    cancers: tuple[tuple[str, str], ...]
    biomarkers: tuple[tuple[str, str], ...]
    treatments: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def load_other_names() -> OtherNames:
    return OtherNames(
        cancers=_names("cancers.tsv", "terms"),
        biomarkers=_names("biomarkers.tsv", "synonyms"),
        treatments=(*_names("medicines.tsv", "synonyms", "brands"), *_names("regimens.tsv", "synonyms")),
    )


def _names(table: str, *columns: str) -> tuple[tuple[str, str], ...]:
    """Names as written, with the one they stand for. A medicine that is also given for other illnesses is one too."""
    return tuple(
        (written, row["name"])
        for row in read_table(VOCABULARIES / table, "name")
        if row.get("code") not in ROOTS
        for written in (row["name"], *(one for column in columns for one in split_cell(row[column])))
        if len(written) > 2 and written not in split_cell(row.get("ambiguous", ""))
    )


def ancestors(code: str) -> tuple[str, ...]:
    """The OncoTree codes above a code, nearest first; none for a code OncoTree does not have."""
    parents = _parents()
    found: list[str] = []
    while (code := parents.get(code, "")) and code not in found:
        found.append(code)
    return tuple(found)


def lineage(name: str) -> tuple[str, ...]:
    """The OncoTree code of a cancer by its name in the vocabulary, and those above it; none for another name."""
    code = _codes().get(name)
    return (code, *ancestors(code)) if code else ()


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {row["name"]: row["code"] for row in read_table(VOCABULARIES / "cancers.tsv", "name") if row["code"]}


@lru_cache(maxsize=1)
def _parents() -> dict[str, str]:
    return {row["code"]: row["parent"] for row in read_table(VOCABULARIES / "cancers.tsv", "code")}
