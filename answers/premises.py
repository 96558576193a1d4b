"""Whether a biomarker matters in a cancer, as the relevance table says it, in words for a patient."""

import re
from collections.abc import Iterator

from answers.cards import BiomarkerCard, CancerCard, Library, Relation
from answers.names import OtherNames, lineage
from answers.wording import capitalised
from core.records import Sentence

RELEVANCES = {
    "guides_treatment": "is used to choose treatment",
    "prognostic": "says something about how the disease may behave",
    "diagnostic": "is used to find, name or follow the disease",
    "tumour_agnostic": "can open a treatment approved for the marker itself, whatever organ the tumour began in",
    "investigational": "is being studied, and the sources we hold do not name it as a guide to standard treatment",
}
SEARCHED = re.compile(r"(\d+) of (\d+) (sections on [^(]+?) mention it \(lists of references left out\)")
SHORTEST_NOTE = {"guides_treatment": 20}
"""Words; a shorter note (``V600E.``) is for those who read the table: the statements on the use say it better."""
KINDRED = 2
"""OncoTree levels that the cancers of two names may lie apart, the table's above the one asked about."""


def relation_of(library: Library, marker: BiomarkerCard, cancer: CancerCard) -> Relation | None:
    return library.relation(marker.id, cancer.id)


def relation_beyond(library: Library, others: OtherNames, marker: BiomarkerCard, name: str) -> Relation | None:
    """The row on a cancer that no card covers, by any of its names, or by that of the kind it belongs to."""
    known = {written.casefold(): stands_for for written, stands_for in others.cancers}
    rows = [one for one in library.relations if one.biomarker == marker.id]
    exact = (one for one in rows if known.get(one.cancer.casefold(), one.cancer) == name)
    above = lineage(name)[:KINDRED]
    kin = (one for one in rows if set(lineage(known.get(one.cancer.casefold(), one.cancer))[:1]) & set(above))
    return next(exact, None) or next(kin, None)


def is_misplaced(relation: Relation | None) -> bool:
    return relation is None or relation.relevance == "not_in_sources"


def premise_sentences(marker: BiomarkerCard, cancer: str, relation: Relation | None) -> Iterator[Sentence]:
    """What the table says of the pair, and how it knows. ``cancer`` is the name to be read."""
    if relation is None or relation.relevance == "not_in_sources":
        text = (
            f"{capitalised(marker.name)} is not used to choose treatment for {cancer} in any of the sources we hold: "
            f"none of those on {cancer} mentions it as a guide to treatment."
        )
    else:
        text = f"In {cancer}, {marker.name} {RELEVANCES[relation.relevance]}."
    if relation is None:
        yield Sentence(text=text, connective=True)
        return
    yield Sentence(text=text, citations=(relation.citation,))
    if note := read_note(relation, marker.name):
        yield Sentence(text=note, citations=(relation.citation,))


def read_note(relation: Relation, marker: str) -> str:
    """``0 of 171 sections on myeloma mention it (…)`` as a patient can read it; nothing for a short note."""

    def counted(match: re.Match[str]) -> str:
        found, searched, where = match.groups()
        if found == "0":
            return f"None of the {searched} {where} that we searched mentions {marker}"
        return f"Of the {searched} {where} that we searched, {found} mention{'s' if found == '1' else ''} {marker}"

    long_enough = len(relation.note.split()) >= SHORTEST_NOTE.get(relation.relevance, 6)
    return SEARCHED.sub(counted, relation.note) if long_enough else ""
