"""Whose treatment it is: the patient's, a relative's, or of whom the page does not say."""

import re

from core.records import Subject
from extractors.notes import Note
from extractors.sentences import Span
from extractors.treatment_mentions import Stretch, clause_start

FAMILY = re.compile(
    r"\b(?:mother|father|sister|brother|aunt|uncle|grand\w+|cousin|niece|nephew|daughter|son|family|maternal|paternal"
    r"|relatives\b|relative\b(?!\s+(?:to\b|\w+(?:ance|ity|ion|ness|risk)\b))|husband|wife|spouse|partner|fianc)\w*",
    re.I,
)
COMPANION = re.compile(
    r"\b(?:with|by|and)\s+(?:his|her|their|the patient['’]s)\s+(?:[\w-]+\s+)?"
    r"(?:mother|father|sister|brother|daughter|son|husband|wife|spouse|partner|family|parents|cousin|niece|nephew)\b"
    r"(?!['’]s|\W+(?:who|had|has|having|was|is|were|took|received|did|does)\b)",
    re.I,
)
WHO_HAD = re.compile(
    r"\b(?:mother|father|sister|brother|aunt|uncle|grand\w+|cousin|niece|nephew|daughter|son),?\s+who\b[^.;]*$", re.I
)
MET = re.compile(
    r"\b(?:saw|see|seen|seeing|review\w*|met|meeting|attend\w*|came|coming|accompan\w+|visit\w*|consult\w*|brought|spoke"
    r"|discuss\w*|explain\w*)\b",
    re.I,
)


def find_subject(note: Note, stretch: Stretch) -> Subject | None:
    """``None`` under "Family history" where the sentence names no relative: it may be the patient's own."""
    start = stretch.group.start
    sentence, clause = note.sentence(start), clause_start(note, start)
    if note.is_told_of_kin(Span(clause, sentence.end)) or WHO_HAD.search(note.text, clause, start):
        return Subject.FAMILY
    named = FAMILY.search(_without_companions(note.text[clause : sentence.end]))
    if note.section(start) == "family_history":
        return Subject.FAMILY if named else None
    return note.context(start, stretch.group.end).subject if named else Subject.PATIENT


def _without_companions(text: str) -> str:
    """ "I reviewed him with his daughter today, six months into osimertinib" tells nothing of the daughter."""
    return COMPANION.sub(" ", text) if MET.search(text) else text
