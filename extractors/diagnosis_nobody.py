"""Names of cancers that tell of nobody: clinics and charities, leaflets, trials, warnings, and cancers in general.

What is listed with such a name is told of nobody either: "Melanoma and Sarcoma Unit", "a risk of AML and MDS".
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.cancer_terms import Term
from extractors.diagnosis_words import load_words
from extractors.notes import Note
from extractors.sentences import blank_stops

FARTHEST = 220
"""Characters before a name that may tell it to be of nobody."""
LABEL = 40
LISTED = re.compile(
    r"\s*(?:,\s*(?:and|or)|,|/|&|and/or|and|or|as well as)\s*"
    r"(?:(?:an?|the|other|some|future|early|invasive|secondary|certain)\s+)*",
    re.I,
)
JOINED = re.compile(r"\s?(?:and|&|/)\s?(?:other\s)?", re.I)
OF_SOMEBODY = re.compile(r"[.;:\n]|\b(?:s?he|his|her|hers|him|patient|pt|your?|my|me|I|we|our|this|but)\b", re.I)
"""What ends a sentence about cancers in general, or turns it to somebody."""


def told_of_nobody(note: Note, names: Sequence[Term]) -> set[Term]:
    return _of_houses(note.text, names) | _of_talk(note, names)


def _of_houses(text: str, names: Sequence[Term]) -> set[Term]:
    """The names in those of clinics, teams, meetings and charities: "Lung Cancer & Mesothelioma Programme"."""
    house, label, field = (load_words()[role] for role in ("house_after", "clinic_label_before", "field_ends"))
    found = {name for name in names if house.match(text, name.end)}
    found |= {
        name
        for name in names
        if field.match(text, name.end) and label.search(text, max(0, name.start - LABEL), name.start)
    }
    for name, following in reversed([*pairwise(names)]):
        if following in found and JOINED.fullmatch(text, name.end, following.start):
            found.add(name)
    return found


def _of_talk(note: Note, names: Sequence[Term]) -> set[Term]:
    """The names beside boxes left empty, in titles and warnings, and in sentences about the illness itself."""
    words, text = load_words(), note.text
    unticked, listed, general = set[Term](), set[Term](), set[Term]()
    previous: Term | None = None
    for name in names:
        start = max(note.sentence(name.start).start, name.start - FARTHEST)
        before = re.sub(" {2,}", " ", blank_stops(text[start : name.start + 1])[:-1])
        gap = text[previous.end : name.start] if previous else ""
        if words["unticked_before"].search(before) or words["ticked_no"].match(text, name.end):
            unticked.add(name)
        elif any(words[role].search(before) for role in ("general_before", "title_before", "at_risk_before")):
            listed.add(name)
        elif words["in_general_after"].match(text, name.end) and words["in_general_before"].search(before):
            general.add(name)
        elif previous in listed and LISTED.fullmatch(gap):
            listed.add(name)
        elif previous in general and not OF_SOMEBODY.search(gap):
            general.add(name)
        previous = name
    return unticked | listed | general
