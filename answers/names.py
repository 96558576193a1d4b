"""Names that questions use and no card holds, and the family tree of cancers, from the extractors' vocabularies."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from core.places import CARDS, VOCABULARIES
from extractors.rules import read_table, split_cell

ROOTS = ("TISSUE",)
"""OncoTree's own root is no cancer."""


class OtherNames(NamedTuple):
    """Pairs of a written name and the name it stands for."""

    cancers: tuple[tuple[str, str], ...]
    biomarkers: tuple[tuple[str, str], ...]
    treatments: tuple[tuple[str, str], ...]


class Illness(NamedTuple):
    """A cancer that the relevance table names and that has no card (data/cards/illnesses.tsv).

    ``oncotree`` are the codes at and under which a name of the vocabulary means it. ``card`` is the card whose pages
    cover it; none where it stands alone, so that no card may answer in its place.
    """

    name: str
    written: tuple[str, ...]
    oncotree: tuple[str, ...]
    card: str


@lru_cache(maxsize=1)
def load_illnesses() -> tuple[Illness, ...]:
    return tuple(
        Illness(row["name"], (row["name"], *split_cell(row["terms"])), split_cell(row["oncotree"]), row["card"].strip())
        for row in read_table(CARDS / "illnesses.tsv", "name")
    )


@lru_cache(maxsize=1)
def load_other_names() -> OtherNames:
    """The names of illnesses that stand alone come first: of two names spelt alike, the first counts."""
    alone = ((written, one.name) for one in load_illnesses() if not one.card for written in one.written)
    return OtherNames(
        cancers=(*alone, *_names("cancers.tsv", "terms")),
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


def components(name: str) -> frozenset[str]:
    """The medicines of a regimen; of a medicine only itself."""
    return frozenset(_regimens().get(name, (name,)))


@lru_cache(maxsize=1)
def _regimens() -> dict[str, tuple[str, ...]]:
    rows = read_table(VOCABULARIES / "regimens.tsv", "name")
    return {row["name"]: parts for row in rows if (parts := split_cell(row["components"]))}


@lru_cache(maxsize=1)
def names_of_labs() -> frozenset[str]:
    """Names of laboratory values as written, some of which are symbols of genes too: ``CRP``."""
    rows = read_table(VOCABULARIES / "labs.tsv", "name")
    return frozenset(one for row in rows for cell in ("synonyms", "exact") for one in split_cell(row[cell]))


@lru_cache(maxsize=1)
def words_too() -> frozenset[str]:
    """Names of regimens in capitals that are words as well: ``SMILE``."""
    rows = [row for row in read_table(VOCABULARIES / "regimens.tsv", "name") if row["caution"] == "word"]
    written = (one for row in rows for one in (row["name"], *split_cell(row["synonyms"])))
    return frozenset(one for one in written if one.isupper())


def ancestors(code: str) -> tuple[str, ...]:
    """The OncoTree codes above a code, nearest first; none for a code OncoTree does not have."""
    parents = _parents()
    found: list[str] = []
    while (code := parents.get(code, "")) and code not in found:
        found.append(code)
    return tuple(found)


def tissue(code: str) -> str:
    """The OncoTree code of the organ, or of the kind of blood cells, that the code belongs to."""
    return (code, *ancestors(code), "")[len(ancestors(code)[:-1])]


def is_finest(code: str) -> bool:
    """Whether OncoTree has no kinds under it: ``invasive ductal carcinoma``, not ``breast cancer``."""
    parents = _parents()
    return code in parents and code not in parents.values()


def lineage(name: str) -> tuple[str, ...]:
    """The OncoTree code of a cancer by its name in the vocabulary, and those above it; none for another name."""
    code = _codes().get(name)
    return (code, *ancestors(code)) if code else ()


def codes_of(name: str) -> frozenset[str]:
    """The OncoTree codes of an illness of the table; none for another name."""
    return frozenset(code for one in load_illnesses() if one.name == name for code in one.oncotree)


def illnesses_in(text: str, card: str, name: str) -> tuple[str, ...]:
    """Names of the illnesses within a card that the text names: ``uveal melanoma`` within melanoma.

    ``name`` is the card's own, in which such a name may stand: ``bile duct and gallbladder cancer``.
    """
    beside = re.sub(re.escape(name), " ", text, flags=re.I)
    return tuple(
        one.name
        for one in load_illnesses()
        if one.card == card
        and _any_spelling(one.written).search(beside if one.name.casefold() in name.casefold() else text)
    )


def narrower_in(text: str, codes: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Kinds, under these OncoTree codes, that the text calls by a name that is none of the known ones."""
    above, held = set(codes), {one.casefold() for one in known}
    written = dict(_kinds())
    found = dict.fromkeys(" ".join(re.split(r"[-\s]+", one.group().casefold())) for one in _kind().finditer(text))
    return tuple(
        dict.fromkeys(
            written[one]
            for one in found
            if one not in held and written[one].casefold() not in held and above & {*lineage(written[one])[1:]}
        )
    )


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[str, str], ...]:
    return tuple(
        (" ".join(re.split(r"[-\s]+", written.casefold())), name)
        for written, name in reversed(_names("cancers.tsv", "terms"))
    )


@lru_cache(maxsize=1)
def _kind() -> re.Pattern[str]:
    return _any_spelling(tuple(written for written, _ in _kinds() if len(written) > 4))


def any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names that have three letters or more, as they are spelt."""
    written = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True) if len(name) > 2)
    return re.compile(rf"(?<!\w)(?:{written or '(?!)'})(?!\w)", re.I)


@lru_cache(maxsize=64)
def _any_spelling(names: tuple[str, ...]) -> re.Pattern[str]:
    """The longest first; spaces and hyphens are one."""
    longest = sorted(names, key=len, reverse=True)
    either = "|".join(r"[-\s]+".join(map(re.escape, re.split(r"[-\s]+", name))) for name in longest)
    return re.compile(rf"(?<![\w-])(?:{either or '(?!)'})(?![\w-])", re.I)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {row["name"]: row["code"] for row in read_table(VOCABULARIES / "cancers.tsv", "name") if row["code"]}


@lru_cache(maxsize=1)
def _parents() -> dict[str, str]:
    return {row["code"]: row["parent"] for row in read_table(VOCABULARIES / "cancers.tsv", "code")}
