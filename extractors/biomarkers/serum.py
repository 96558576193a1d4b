"""Markers measured in blood: PSA, CEA, CA-125, M protein, free light chains and the like, with number and unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.biomarkers.outcomes import MEASURED_TOO
from extractors.biomarkers.tokens import Tape, Token
from extractors.biomarkers.vocabulary import Marker
from extractors.labs.fluids import is_of_another_fluid
from extractors.labs.statements import Chart, Stated
from extractors.labs.values import DECIMAL_COMMA, Measured
from extractors.notes import Note

TISSUE_UNITS = {"%", "s", "fL", "pg", "10*9/L", "10*3/uL", "mm/h", "{INR}"}
STAIN_WORDS = {"high", "low", "reduced"}
"""Words that may tell the strength of a stain as well as a level in blood."""
TRANSCRIPTS = {"BCR::ABL1"}
"""Fusions whose transcripts are counted over time."""
ON_SCALE = re.compile(
    r"(?:[ ]+(?:transcripts?|levels?|ratio|(?:RQ-|q|RT-)?PCR|of))*[ ,]*"
    r"(?:\(\s*(?:IS|%)[ ,]*(?:%|IS)?\s*\)|%[ ]?\(?IS\b\)?|IS\b[ ]?%?)(?:,?[ ](?:in[ ])?(?:peripheral )?blood)?"
    r"(?P<head>\s*:?[ \t]*\n[ \t|]*Date[ \t|]+(?:%[ ]?IS|IS(?:[ ]?\(?%\)?)?|%)(?:[ \t|]+[A-Z][a-z]+)?[ \t|]*(?=\n))?",
    re.I,
)
"""The international scale, which counts in per cent, behind the name and at the head of its column."""
LISTED = re.compile(r"M(?:(?:,|J|,J)F*M)+")
CHAIN = r"(?:Ig[AGMDE]\W{1,2})?(?:kappa|lambda)(?:\s+(?:type|light chains?))?|Ig[AGMDE]"
CHAIN_ASIDE = re.compile(
    rf"(?:,?\s*serum)?,?\s*\(\s*(?:{CHAIN})\s*\)|,?\s+serum(?=\s*\t)"
    rf"|,?[ ](?:{CHAIN})(?=[ ]*[\t|:=,]|[ ]{{2,}}|[ ][<>]?\d[\d.,]*(?![\d.,])(?![ ]+\d))",
    re.I,
)
CHAIN_BEFORE = re.compile(rf"(?:{CHAIN})\s+$", re.I)
"""The type of an M protein, beside its name: ``M protein, serum (IgG kappa)``, ``Paraprotein IgG kappa 38``, ``IgG
kappa paraprotein``."""
ANTIBODIES = re.compile(r"[ -]?(?:auto-?)?(?:antibod(?:y|ies)|Abs?)\b", re.I)
"""Behind a marker what is measured against it: ``Tg antibodies 310``."""
NOT_THE_VALUE = re.compile(
    r"\b(?:if|when|unless|until|target|threshold|ULN)\b[^.;]{0,40}$|\brepeat\b[^.;:\n]{0,40}$", re.I
)


@dataclass(frozen=True)
class SerumValue:
    """``stated`` is empty where the values beside the marker cannot be told apart, so that nothing else reads them."""

    index: int
    marker: Marker
    stated: tuple[Stated, ...]
    method: str = "serum"


def find_serum_values(note: Note, tape: Tape) -> Iterator[SerumValue]:
    chart = Chart(note.text, note.written)
    for index, token in enumerate(tape.tokens):
        for marker in token.markers if token.code == "M" else ():
            if marker.name in TRANSCRIPTS and (scale := ON_SCALE.match(note.text, token.end)):
                counted = tuple(_of_scale(note, chart, token, scale.end()))
                if counted:
                    yield SerumValue(index, marker, counted, "PCR")
                continue
            if marker.kind != "serum" and marker.name not in MEASURED_TOO:
                continue
            if ANTIBODIES.match(note.text, token.end):
                yield SerumValue(index, marker, ())
                continue
            chain = CHAIN_BEFORE.search(note.text, max(token.start - 30, 0), token.start)
            start = chain.start() if chain and marker.name == "M protein" else token.start
            stated = _stated(note, chart, tape, index, start)
            told = tuple(one for one in stated or () if _is_serum(marker, one.measured, token))
            if told or (stated is not None and not stated):
                yield SerumValue(index, marker, told)


def _of_scale(note: Note, chart: Chart, token: Token, name_end: int) -> Iterator[Stated]:
    """The counts of a transcript, which are per cent whether or not each says so."""
    end = max(note.sentence(name_end - 1).end, note.line(name_end - 1).end)
    for one in chart.read(token.start, (token.start, name_end), end) or ():
        if one.measured.number is not None and one.measured.unit in (None, "%") and one.measured.number <= 100:
            yield one._replace(measured=replace(one.measured, unit="%"))


def _stated(note: Note, chart: Chart, tape: Tape, index: int, start: int) -> tuple[Stated, ...] | None:
    token = tape.tokens[index]
    end = max(note.sentence(token.end).end, note.line(token.end).end)
    before = note.text[note.sentence(token.start).start : token.start]
    if NOT_THE_VALUE.search(before):
        return None
    if is_of_another_fluid(note, token.start):
        return ()
    aside = CHAIN_ASIDE.match(note.text, token.end, end)
    name_end = aside.end() if aside else token.end
    if (own := chart.read(start, (token.start, name_end), end)) is not None:
        return own if not own or not DECIMAL_COMMA.match(note.text, own[-1].measured.end) else None
    listed = LISTED.match(tape.codes, index)
    last = tape.tokens[listed.end() - 1].end if listed else end
    shared = chart.read(start, (token.start, last), end) if listed else None
    if shared and shared[0].measured.number is None and shared[0].measured.unit is None:
        return shared
    return None


def _is_serum(marker: Marker, measured: Measured, token: Token) -> bool:
    if measured.unit in TISSUE_UNITS and not marker.name.startswith(("M protein", "Bence")):
        return False
    if marker.kind == "serum":
        return True
    return measured.unit is not None or (measured.value or "").casefold() not in STAIN_WORDS
