"""Whether a family history tells of the patient's own test."""

import re

from extractors.notes import KIN as RELATIVES
from extractors.notes import Note

FARTHEST = 300
"""Characters around a result in which words bear on whose it is."""
FAMILY_HEADING = re.compile(r"\W*(?:family (?:medical )?history|FHx?|FH)\W*", re.I)
GENE_TEST = re.compile(
    r"\b(?:genetic|germline|panel|BRCA\S*|hereditary)\b[^.;]{0,40}\btest|\btest(?:ing)?\b|\bgermline\b", re.I
)
OWN_TEST = re.compile(
    r"\W*(?:the\s+|this\s+)?(?:patient(?:'s|’s)?|pt|(?:his|her|their) own)\b"
    r"(?=[^.;]{0,60}\b(?:test|germline|genetic|carr|sequenc))",
    re.I,
)
KIN = rf"(?:{RELATIVES}|children|grand\w+|relatives?|maternal|paternal|famil\w+)"
RELATIVE = re.compile(rf"\b{KIN}\b", re.I)
TESTED_RELATIVE = re.compile(
    rf"\b{KIN}\b.*(?:test|carr(?:y|ies|ier)|positive|negative|mutation|variant|gene|BRCA)|(?:test|carr|positive|mutation).*\b{KIN}\b",
    re.I,
)


def is_own_test(note: Note, start: int, end: int) -> bool:
    """Whether a family history tells of the patient's own test there: ``Mother breast cancer at 45. BRCA1/2 testing
    negative``. Not where a relative is named in the sentence, or is the one tested in the sentence before.
    """
    sentence = note.sentence(start)
    if note.section(start) != "family_history" or note.is_told_of_kin(sentence):
        return False
    said = note.text[max(sentence.start, start - FARTHEST) : min(sentence.end, end + FARTHEST)]
    heading = FAMILY_HEADING.match(said)
    said = said[heading.end() :] if heading else said
    if OWN_TEST.match(said):
        return True
    before = note.text[max(sentence.start - FARTHEST, 0) : sentence.start].rstrip()
    last = re.split(r"[.;\n]\s*", before.rstrip(".; "))[-1]
    return bool(GENE_TEST.search(said)) and not (RELATIVE.search(said) or TESTED_RELATIVE.search(last))
