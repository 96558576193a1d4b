"""The size of the invasive tumour as the report states it: not the specimen's, a node's, a margin's or an in situ part's.

The best kind of statement that a page has is taken: a label ("Tumor size: 2.2 cm"), then the diagnosis ("invasive
carcinoma, 3.5 cm"), then the description of the specimen, and that last one only where it names one size.
"""

import re
from collections.abc import Iterator

from core.records import Finding
from extractors.finding_words import MEASURE, Measure, make_finding, read_measure
from extractors.notes import Note

TUMOR = r"(?:(?:invasive|primary|infiltrating)[\s.]+)?(?:tumou?r|carcinoma|adenocarcinoma|neoplasm|lesion|cancer|mass)"
BRACKET = r"(?:\s*\([^)]{0,60}\))?"
LEADS = (
    re.compile(
        rf"(?:{TUMOR}[\s.]+(?:nodule[\s.]+)?(?:size|dimensions?)|(?:size|(?:greatest|maximum|maximal|largest)[\s.]+(?:dimension|diameter|extent))"
        rf"[\s.]+of[\s.]+(?:the[\s.]+)?(?:largest[\s.]+)?{TUMOR}|(?:maximum|greatest|largest)[\s.]+tumou?r[\s.]+(?:dimension|diameter|size)|"
        rf"(?<![a-z] )\bsize(?=\s*(?:\([^)]*\)\s*)?[:=]))"
        rf"{BRACKET}\s*[:=]?\s*[.-]?\s*(?:is\s+|at least\s+|approximately\s+|up to\s+|about\s+|greatest dimension\s*[:=]?\s*|"
        rf"(?:greatest|largest|maximum) (?:dimension|diameter)[^\d]{{0,20}})?{BRACKET}\s*{MEASURE}",
        re.I,
    ),
    re.compile(
        rf"(?:{TUMOR}[\s.]+(?:is|was)?[\s.]*(?:measur(?:es|ing)|size)[\s.]*(?:of|approximately|up to|about|at least)?[\s.]*|"
        rf"(?:invasive|infiltrating|adeno|squamous|lobular|ductal)[\w\s-]{{0,40}}carcinoma[^.;:]{{0,80}}?[,(]\s*|"
        rf"carcinoma[\s,.]*\(?\s*){MEASURE}",
        re.I,
    ),
    re.compile(
        rf"(?:{MEASURE}(?:[\s,]+|\.\s(?=(?-i:[a-z])))(?:(?!(?:are|is|was|were|with|from|and|of|in|to)\b)[a-z/-]+(?:[\s,]+|\.\s(?=(?-i:[a-z])))){{0,6}}?(?:tumou?r|mass|carcinoma)\b(?![\s.]*(?:-?free|bed|margin))|"
        rf"(?:tumou?r|mass)\b(?:(?!margin|node|specimen|from)[^.;]){{0,60}}?(?:measuring|measures|,)[\s.]+(?:approximately[\s.]+)?"
        rf"{MEASURE.replace('?P<size>', '?P<size2>').replace('?P<unit>', '?P<unit2>')})",
        re.I,
    ),
)
CONFIDENCES = (0.95, 0.85, 0.75)
NOT_THE_TUMOR = re.compile(
    r"(?:in[- ]situ|DCIS|LCIS|intraductal|nod(?:e|es|al)\b|metasta\w+|margins?|specimen|ellipse|polyp|cyst\w*|fibroadenoma|leiomyoma|"
    r"adenoma\b|biopsy site|distance|deposits?|extranodal|mri|ultrasound|u/s|mammogra\w+|benign|foc(?:us|i)|satellite|skin|dysplasia|"
    r"clinical\w*|previous\w*|before|prior)\b[^.;:]{0,45}$|\d,?\s*(?:and)?\s*$",
    re.I,
)
NOT_A_SIZE = re.compile(r"[\s.]*(?:from|away|to the|of the|superior to|deep to|beyond|proximal|distal)\b", re.I)
LESSER = re.compile(r"additional dimensions?", re.I)


def find_sizes(note: Note) -> Iterator[Finding]:
    for rank, (lead, confidence) in enumerate(zip(LEADS, CONFIDENCES, strict=True)):
        found: dict[Measure, list[tuple[int, int]]] = {}
        for match in lead.finditer(note.text):
            if _is_of_tumor(note, match):
                measure = _measure(match)
                same = next((one for one in found if (one.number, one.unit) == (measure.number, measure.unit)), measure)
                found.setdefault(same, []).append(match.span())
        if rank == len(LEADS) - 1 and len({one.number for one in found}) > 1:
            return
        for measure, spans in found.items():
            yield make_finding(
                note,
                "tumor_size",
                *spans[:2],
                value=_as_printed(measure),
                number=measure.number,
                numbers=measure.numbers,
                unit=measure.unit,
                confidence=confidence,
            )
        if found:
            return


def _is_of_tumor(note: Note, match: re.Match[str]) -> bool:
    before = note.text[max(0, match.start() - 60) : match.start()]
    if NOT_THE_TUMOR.search(before) or NOT_THE_TUMOR.search(match.group().split(":")[0] + " "):
        return False
    return not NOT_A_SIZE.match(note.text, match.end()) and not LESSER.search(before)


def _measure(match: re.Match[str]) -> Measure:
    if match.groupdict().get("size2"):
        whole = re.search(MEASURE, match.group("size2") + " " + match.group("unit2"), re.I)
        return read_measure(whole) if whole else read_measure(match)
    return read_measure(match)


def _as_printed(measure: Measure) -> str:
    return " x ".join(f"{one:g}" for one in measure.numbers or (measure.number,)) + f" {measure.unit}"
