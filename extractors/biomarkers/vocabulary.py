"""The one list of biomarkers, data/vocabularies/biomarkers.tsv, ready to be found in a text."""

import re
from dataclasses import dataclass
from functools import lru_cache

from core.places import VOCABULARIES
from core.records import Code
from extractors.biomarkers.phrases import fold, phrase_pattern
from extractors.rules import read_table, split_cell

EDGE_BEFORE = r"(?<![A-Za-z0-9])"
EDGE_AFTER = r"(?:(?![A-Za-z0-9])|(?=[A-Z]\d{2,4}[A-Z*]\b|[0-8]/8\b))"
"""A symbol ends where a word ends, or where a protein change is glued to it (``BRAFV600E``, ``ER8/8``)."""


@dataclass(frozen=True)
class Marker:
    """One row of the vocabulary. ``members`` are the markers that a joint name stands for (``BRCA1/2``)."""

    name: str
    kind: str
    method: str | None
    codes: tuple[Code, ...]
    members: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    markers: dict[str, Marker]
    names: dict[str, str]
    symbols: dict[str, str]
    pattern: str

    def named(self, text: str) -> tuple[Marker, ...]:
        """The markers that a matched text names: one, or the members of a joint name."""
        one = self.markers[self.symbols.get(text) or self.names[fold(text)]]
        return tuple(self.markers[name] for name in one.members) or (one,)

    def knows(self, symbol: str) -> bool:
        return symbol in self.symbols or fold(symbol) in self.names


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    markers: dict[str, Marker] = {}
    names: dict[str, str] = {}
    symbols: dict[str, str] = {}
    spellings: list[str] = []
    for row in read_table(VOCABULARIES / "biomarkers.tsv", "name", "kind"):
        marker = _marker(row)
        markers[marker.name] = marker
        ambiguous = split_cell(row["ambiguous"])
        symbols.update(dict.fromkeys(ambiguous, marker.name))
        for spelling in {marker.name, *split_cell(row["synonyms"])} - set(ambiguous):
            plural = [spelling + "s"] if spelling.endswith(("receptor", "chain")) else []
            spellings += [spelling, *plural]
            names.update({fold(one): marker.name for one in (spelling, *plural)})
    loose, exact = phrase_pattern(sorted(spellings)), "|".join(map(re.escape, sorted(symbols, key=len, reverse=True)))
    return Vocabulary(markers, names, symbols, f"{EDGE_BEFORE}(?:(?i:{loose})|(?:{exact})){EDGE_AFTER}")


def _marker(row: dict[str, str]) -> Marker:
    systems = (("HGNC", "hgnc"), ("NCIt", "ncit"), ("LOINC", "loinc"))
    codes = tuple(Code(system=system, code=row[column]) for system, column in systems if row[column])
    return Marker(row["name"], row["kind"], row["method"] or None, codes, split_cell(row["members"]))
