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
TEST_OF = (
    r"(?:(?:his|her|their|the|own|patient['’]s|germline|genetic|panel|test(?:ing|s)?|results?|for|of|was|were)[\s:]+)"
    r"{0,5}"
)
ASKS = re.compile(
    rf"\b{KIN}\s+(?:\w+\s+){{0,3}}?(?:ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|enquir\w+|inquir\w+|want(?:s|ed)?|wish(?:es|ed)?"
    rf"|keen|concerned|worried|anxious)\b[^.;:]{{0,100}};\s*{TEST_OF}$",
    re.I,
)
"""A relative who asks for a test has had none: ``Her son wonders about testing; germline BRCA was negative``."""
WAS_TESTED = re.compile(
    rf"\b{KIN}\s+(?:(?:was|were|has|have|had|been|also|is|recently)\s+){{0,3}}(?:genetic(?:ally)?\s+|BRCA\w*\s+)?"
    rf"(?:tested|screened|sequenced|test(?:ing)?)\b[^.;:]{{0,60}};\s*{TEST_OF}$",
    re.I,
)
"""A relative whose result follows: ``His sister was tested; BRCA2 mutation positive``."""
NONE_OF_FAMILY = re.compile(
    r"\bno\s+(?:\w+\s+)?(?:family|fam\.?)\s+(?:history|hx)\b(?:\s+of\s+(?:(?!\bor\b)[^.;,:]){1,60}?)?(?:[,;]|\s+and|\s+but)\s+"
    r"(?:(?:and|but|his|her|their|the|serum|a|own)\s+){0,3}$",
    re.I,
)
"""What a family does not have, before a result of the patient: ``no family history of MEN2 and calcitonin was 4``."""


def is_of_patient(note: Note, start: int) -> bool:
    """Whether the words in front tell that a result is none of a relative's, though they name one."""
    first = max(0, start - FARTHEST)
    none = NONE_OF_FAMILY.search(note.text, first, start)
    return bool(
        ASKS.search(note.text, first, start) or (none and not RELATIVE.search(note.text, none.end() - 1, start))
    )


def is_of_tested_relative(note: Note, start: int) -> bool:
    return WAS_TESTED.search(note.text, max(0, start - FARTHEST), start) is not None


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
