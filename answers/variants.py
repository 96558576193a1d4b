"""Variants of genes in plain text: which a text names, and of which gene's card one is where no gene is named."""

import re
from collections.abc import Iterable, Iterator

from answers.cards import BiomarkerCard, Library, Use

AMINO_ACID = "[ACDEFGHIKLMNPQRSTVWY]"
"""The letters that stand for one (IUPAC-IUB, 1983)."""
VARIANT = re.compile(
    rf"\bexon[ -]?\d+(?: (?:insertion|deletion|skipping))?|\b{AMINO_ACID}\d{{2,4}}{AMINO_ACID}\b|\b(?:ITD|TKD)\b"
    r"|(?<=HER2[- ])(?:ultra)?low\b",
    re.I,
)
"""A result that is one of several kinds, of which a card may say something of its own."""


SCORE = re.compile(r"(?<![\w+])(?<!to )[0-3]\+(?!\w)")
"""How strongly a stain shows, as in ``HER2 2+``; the end of a range (``0 to 3+``) is none."""


def scores_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(SCORE.findall(text)))


def variants_in(text: str) -> tuple[str, ...]:
    """As written, each once, in the order of the text: ``exon 20 insertion``, ``C797S``, ``ITD``."""
    named = {one.casefold(): one for one in reversed(VARIANT.findall(text))}
    return tuple(named.values())[::-1]


def is_held(variant: str, library: Library) -> bool:
    """Whether a biomarker's card names it."""
    return any(_speaks_of(card, naming(variant)) for card in library.biomarkers)


def naming(variant: str) -> re.Pattern[str]:
    """What names the variant in a statement: ``exon 20 insertions`` as well as ``exon 20 insertion``."""
    return re.compile(rf"(?<!\w){re.escape(variant).replace('exon', 'exons?')}s?(?!\w)", re.I)


def of_which_marker(
    text: str, treatments: Iterable[str], cancers: Iterable[str], library: Library
) -> Iterator[tuple[str, BiomarkerCard]]:
    """Variants of a text that names no marker, each with the one card it can belong to; none where several can.

    That is the card that names the variant, as one of its own names before those that only speak of it; with a
    medicine, one that names both, or that alone names the medicine where none names the variant.
    """
    medicines, asked = {*treatments}, {*cancers}

    def uses_them(use: Use) -> bool:
        return bool(medicines & {*use.medicines}) and (not asked or use.cancer in asked)

    used = [card for card in library.biomarkers if any(map(uses_them, card.uses))]
    for variant in variants_in(text):
        named = [card for card in library.biomarkers if _speaks_of(card, naming(variant))]
        named = [card for card in named if any(map(naming(variant).search, card.names))] or named
        both = [card for card in named if card in used]
        found = both or (used if medicines and not named else [] if medicines else named)
        if len(found) == 1:
            yield variant, found[0]


def _speaks_of(card: BiomarkerCard, variant: re.Pattern[str]) -> bool:
    return any(map(variant.search, (*card.names, *(one.text for one in card.statements()))))
