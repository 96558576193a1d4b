"""Medicines that a laboratory lists beside a change of a gene: options at most, none of them was given for that."""

import re

from core.records import DocumentType
from extractors.notes import BLANK_LINE, Note
from extractors.treatment_details import Cue
from extractors.treatment_mentions import SYSTEMIC, Stretch

GIVEN_SECTIONS = ("treatment", "medications", "clinical_history", "past_history", "diagnosis")
"""Where a molecular report repeats what the requisition told of the patient; their first paragraph only."""
THERAPIES = r"(?:therap(?:y|ies)|treatments?|drugs?|medicines|agents?|inhibitors?)"
QUALIFIED = (
    r"(?:associated|potential(?:ly)?|possible|available|relevant|actionable|effective|(?:FDA|EMA)?[- ]?approved"
    r"|targeted|matched|candidate|investigational|recommended|off[- ]label|guideline)"
)
COLUMN = re.compile(
    rf"\b(?:{QUALIFIED}\W+(?:\w+\W+){{0,2}}?{THERAPIES}|{THERAPIES}\W+(?:implications?|associations?|options?|with|in)\b"
    rf"|clinical trials?|{THERAPIES}(?=\s*(?:\||\t|  |$)))",
    re.I,
)
OF_GENES = re.compile(
    r"^\W*(?:genes?|variants?|alterations?|biomarkers?|markers?|mutations?|genomic|molecular|findings?|results?)\b",
    re.I,
)
OF_COURSES = re.compile(r"\b(?:dates?|start\w*|end|cycles?|line|response|outcome|given|received|doses?)\b", re.I)
"""The columns of a table of what was given."""
BETWEEN_COLUMNS = re.compile(
    r"\t|\||[ ]{2,}|\b(?:variants?|alterations?|results?|VAF|allele|tier|level|evidence)\s+\S", re.I
)
TITLE_LENGTH = 160
LABEL = re.compile(
    rf"(?:\b(?:{QUALIFIED}\W+(?:\w+\W+){{0,2}}?{THERAPIES}|{THERAPIES}\W+with\W+(?:\w+\W+){{0,3}}benefit"
    r"|(?:potential\W+|lack of\W+|clinical\W+)+benefit|(?:potential\W+|predicted\W+)?(?:resistance|sensitivity)"
    r"|clinical trials?|trials? available)(?:[ \t]+\([^()\n]{1,40}\)|[ \t]+(?!was\b|were\b|given\b)[\w-]+){0,6}[ \t]*:"
    rf"|\b(?:associated with|predicts?|confers?|indicates?|mediates?)\W+(?:\w+\W+){{0,3}}?(?:resistance|sensitivity"
    r"|response|benefit)\W+(?:to|from))[^.:;\n]{0,120}$",
    re.I,
)
LABEL_REACHES = 220
EFFECT = re.compile(r"\W{0,3}(?:resistan|refractor|sensitiv|respon)", re.I)
ADDRESSED = re.compile(r"^\s*Dear\b", re.M)
OPEN = ("planned", "as_before", "noted", "held", "mention")
"""What a cue may say of a medicine that a laboratory lists."""


def is_only_associated(note: Note, stretch: Stretch, cue: Cue | None) -> bool:
    """Whether a table or a label lists the medicine for a gene, and neither a date nor the ``cue`` tells otherwise."""
    group = stretch.group
    if group.names[0].entry.type not in SYSTEMIC or stretch.dates:
        return False
    told = cue is not None and cue.says not in OPEN
    cell = cue is None or (cue.start >= group.end and EFFECT.match(note.text, group.end) is not None)
    if _in_column(note, group.start) and (cell or not told):
        return True
    if told:
        return False
    if LABEL.search(note.text, max(group.start - LABEL_REACHES, 0), group.start):
        return True
    return (
        note.document_type is DocumentType.MOLECULAR
        and not ADDRESSED.search(note.text)
        and not _in_given_section(note, group.start)
    )


def _in_column(note: Note, place: int) -> bool:
    """Whether the lines right above, up to a blank one, begin with the titles of a table of genes and therapies."""
    blank = max((one.end() for one in BLANK_LINE.finditer(note.text, 0, place)), default=0)
    first = note.text.rfind("\n", 0, place) + 1
    return any(_titles_columns(line) for line in note.text[blank:first].splitlines())


def _titles_columns(line: str) -> bool:
    return (
        len(line) < TITLE_LENGTH
        and OF_GENES.match(line) is not None
        and COLUMN.search(line) is not None
        and BETWEEN_COLUMNS.search(line) is not None
        and not OF_COURSES.search(line)
    )


def _in_given_section(note: Note, place: int) -> bool:
    section = next((one for one in reversed(note.sections) if one.start <= place < one.end), None)
    if not section or section.category not in GIVEN_SECTIONS:
        return False
    return not BLANK_LINE.search(note.text, section.start, place)
