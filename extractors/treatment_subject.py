"""Whose treatment it is: the patient's, a relative's, or of whom the page does not say."""

import re

from core.records import Subject
from extractors.notes import Note
from extractors.sentences import Span
from extractors.treatment_mentions import Stretch, clause_start

BYSTANDER = re.compile(
    r"\b(?:explained|handed|given|told|relayed|shown|sent|said|phoned)\s+to\s+(?:(?:the\s+)?(?:patient|pt|him|her)\s*"
    r"(?:,|and|&)\s+)?(?:(?:his|her|the|their)\s+)?(?:mother|father|sister|brother|daughter|son|husband|wife|spouse"
    r"|partner|family|parents)\b(?!['’]s)",
    re.I,
)
TOLD_REACHES = 40
"""Who was told of it: "options explained to patient and son"."""
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


PRONOUN = re.compile(r"\W*(?:(?P<male>he|his)|(?P<female>she|her))\b\s*", re.I)
RELATIVE = re.compile(
    r"\b(?:(?P<male>(?:grand)?(?:father|son)|dad|brother|uncle|nephew)"
    r"|(?P<female>(?:grand)?(?:mother|daughter)|mum|mom|sister|aunt|niece))s?\b",
    re.I,
)
KIN_SUBJECT = re.compile(
    r"\W*(?:(?:your|his|her|my|their|the patient['’]s)\s+)?(?:(?:eldest|elder|younger|older|late)\s+)?"
    r"(?:mother|father|sister|brother|aunt|uncle|cousin|daughter|son|niece|nephew)\s+(?:had|developed|died)\b",
    re.I,
)
PATIENT_AGAIN = re.compile(r"\b(?:you|he|she|we|patient|pt|Mr|Mrs|Ms|Miss)\b|[;:]", re.I)
"""What may turn a sentence that begins with a relative to the patient."""
KIN_REACHES = 300
DEAD = re.compile(r"\b(?:died|passed away|deceased|death)\b", re.I)
LIVES = re.compile(
    r"(?:['’]s\s|(?:now|currently|also|\w+ly)\s)*(?:is|does|has|wants?|wish(?:es)?|will|would|continues?|remains?|takes|agrees|feels)\b",
    re.I,
)
DECIDES = re.compile(
    r"(?:(?:now|currently|also|\w+ly)\s)*(?:(?:does|is) not (?:want|wish|keen)|is (?:very )?keen|wants|wishes"
    r"|would (?:like|prefer)|agrees|agreed|has agreed|consents|consented|has declined|declines|prefers)\b",
    re.I,
)
"""What only the patient says of a treatment."""


def find_subject(note: Note, stretch: Stretch) -> Subject | None:
    """``None`` under "Family history" where the sentence names no relative: it may be the patient's own."""
    start = stretch.group.start
    sentence, clause = note.sentence(start), clause_start(note, start)
    spoken = Span(clause, sentence.end)
    if WHO_HAD.search(note.text, clause, start):
        return Subject.FAMILY
    if (kin := KIN_SUBJECT.match(note.text, sentence.start, start)) and not PATIENT_AGAIN.search(
        note.text, kin.end(), start
    ):
        return Subject.FAMILY
    said = note.text[max(clause - TOLD_REACHES, 0) : sentence.end]
    if BYSTANDER.search(said) and not FAMILY.search(BYSTANDER.sub(" ", said)):
        return Subject.PATIENT
    if note.is_told_of_kin(spoken) and not _is_of_patient_again(note, spoken):
        return Subject.FAMILY
    named = FAMILY.search(_without_companions(note.text[clause : sentence.end]))
    if note.section(start) == "family_history":
        return Subject.FAMILY if named else None
    return note.context(start, stretch.group.end).subject if named else Subject.PATIENT


def _is_of_patient_again(note: Note, spoken: Span) -> bool:
    """Whether a pronoun behind a sentence on a relative is the patient: of the other sex, or deciding, or alive."""
    said = PRONOUN.match(note.text, spoken.start, spoken.end)
    if said is None:
        return False
    paragraph = note.text.rfind("\n\n", 0, spoken.start) + 1
    before = note.text[max(paragraph, spoken.start - KIN_REACHES) : spoken.start]
    named = [*RELATIVE.finditer(before)]
    if named and bool(said["male"]) != bool(named[-1]["male"]):
        return True
    decides = DECIDES.match(note.text, said.end(), spoken.end) is not None
    return decides or bool(DEAD.search(before) and LIVES.match(note.text, said.end(), spoken.end))


def _without_companions(text: str) -> str:
    """ "I reviewed him with his daughter today, six months into osimertinib" tells nothing of the daughter."""
    return COMPANION.sub(" ", text) if MET.search(text) else text
