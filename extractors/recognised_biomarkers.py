"""Biomarkers that data/vocabularies/biomarkers.tsv does not list, found by the tagger: ``ZNF703 amplification``.

The tagger says only that a word is a gene. What the page says of it is read by the grammar that reads it of listed
markers (extractors/biomarkers), so negation, plans, general talk and relatives are treated alike.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from core.records import Biomarker, Source
from extractors.biomarker import stated_facts
from extractors.biomarkers.serum import find_serum_values
from extractors.biomarkers.sheet import Sheet
from extractors.biomarkers.tokens import Tape, Token
from extractors.biomarkers.vocabulary import Marker
from extractors.gate import load_gene_symbols, load_never, passing, sureness
from extractors.mentions import Mention
from extractors.notes import Note

SHORT = 3
"""Letters: a symbol of so few, or without a digit on a line of capitals, needs its variant beside it."""
TELLING = ("positive", "negative", "deficient", "intact", "equivocal", "indeterminate")
"""Results that a gene or its product can have; levels are for those of blood."""
SMALL = re.compile(r"[a-z]")


def find(note: Note) -> Iterator[Biomarker]:
    """Facts on markers that no rule knows, each with a confidence of its own."""
    if not any(one.family == "gene" for one in note.mentions):
        return
    listed = Sheet.of(note)
    named = {token.start: one for token, one in _named(note, listed.tape)}
    if not named:
        return
    tape = Tape(tuple(_as_marker(token) if token.start in named else token for token in listed.tape.tokens))
    sheet = replace(listed, tape=tape)
    claimed = {value.index for value in find_serum_values(note, listed.tape)}
    for head, fact in stated_facts(sheet, claimed):
        mention = named.get(head.start)
        if mention and _is_telling(note, head, fact):
            yield fact.model_copy(update={"source": Source.MODEL, "confidence": _confidence(fact, mention)})


def _named(note: Note, tape: Tape) -> Iterator[tuple[Token, Mention]]:
    """Words of no rule that are approved symbols of genes, written as such, within a mention that passes the gate."""
    mentions = tuple(passing(note.text, note.mentions, "gene"))
    for token in tape.tokens:
        if token.code == "X" and token.text in load_gene_symbols() and token.text not in load_never()["gene"]:
            mention = next((one for one in mentions if one.start <= token.start and token.end <= one.end), None)
            if mention:
                yield token, mention


def _as_marker(token: Token) -> Token:
    return replace(token, code="M", markers=(Marker(token.text, "gene", None, (), ()),))


def _is_telling(note: Note, head: Token, fact: Biomarker) -> bool:
    if fact.result not in TELLING:
        return False
    line = note.line(head.start)
    shouted = SMALL.search(note.text, line.start, line.end) is None
    is_weak = len(head.text) <= SHORT or (shouted and head.text.isalpha())
    return fact.variant is not None or not is_weak


def _confidence(fact: Biomarker, mention: Mention) -> float:
    return round(fact.confidence * sureness(mention), 3)
