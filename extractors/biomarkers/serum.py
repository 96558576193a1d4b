"""Markers measured in blood: PSA, CEA, CA-125, M protein, free light chains and the like, with number and unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.biomarkers.outcomes import MEASURED_TOO
from extractors.biomarkers.tokens import Tape, Token
from extractors.biomarkers.vocabulary import Marker
from extractors.labs.values import Measured, read_value
from extractors.notes import Note

TISSUE_UNITS = {"%", "s", "fL", "pg", "10*9/L", "10*3/uL", "mm/h", "{INR}"}
STAIN_WORDS = {"high", "low", "reduced"}
"""Words that may tell the strength of a stain as well as a level in blood."""
LISTED = re.compile(r"M(?:(?:,|J|,J)F*M)+")
CHAIN = r"(?:Ig[AGMDE]\W{1,2})?(?:kappa|lambda)(?:\s+(?:type|light chains?))?|Ig[AGMDE]"
CHAIN_ASIDE = re.compile(rf"(?:,?\s*serum)?,?\s*\(\s*(?:{CHAIN})\s*\)|,?\s+serum(?=\s*\t)", re.I)
CHAIN_BEFORE = re.compile(rf"(?:{CHAIN})\s+$", re.I)
"""The type of an M protein, beside its name: ``M protein, serum (IgG kappa)``, ``IgG kappa paraprotein``."""
DECIMAL_COMMA = re.compile(r",\d{1,2}(?!\d)")
"""What follows a number that is written the European way: of ``0,9`` the 0 is not the value."""
NOT_THE_VALUE = re.compile(r"\b(?:if|when|unless|until|target|threshold|repeat|ULN)\b[^.;]{0,40}$", re.I)


@dataclass(frozen=True)
class SerumValue:
    index: int
    start: int
    marker: Marker
    measured: Measured


def find_serum_values(note: Note, tape: Tape) -> Iterator[SerumValue]:
    for index, token in enumerate(tape.tokens):
        for marker in token.markers if token.code == "M" else ():
            if marker.kind != "serum" and marker.name not in MEASURED_TOO:
                continue
            measured = _measured(note, tape, index, token)
            if measured and _is_serum(marker, measured, token):
                chain = CHAIN_BEFORE.search(note.text, max(token.start - 30, 0), token.start)
                start = chain.start() if chain and marker.name == "M protein" else token.start
                yield SerumValue(index, start, marker, measured)


def _measured(note: Note, tape: Tape, index: int, token: Token) -> Measured | None:
    end = max(note.sentence(token.end).end, note.line(token.end).end)
    before = note.text[note.sentence(token.start).start : token.start]
    if NOT_THE_VALUE.search(before):
        return None
    aside = CHAIN_ASIDE.match(note.text, token.end, end)
    if own := read_value(note.text, aside.end() if aside else token.end, end):
        return None if DECIMAL_COMMA.match(note.text, own.end) else own
    listed = LISTED.match(tape.codes, index)
    shared = read_value(note.text, tape.tokens[listed.end() - 1].end, end) if listed else None
    return shared if shared and shared.number is None and shared.unit is None else None


def _is_serum(marker: Marker, measured: Measured, token: Token) -> bool:
    if measured.unit in TISSUE_UNITS and not marker.name.startswith(("M protein", "Bence")):
        return False
    if marker.kind == "serum":
        return True
    return measured.unit is not None or (measured.value or "").casefold() not in STAIN_WORDS
