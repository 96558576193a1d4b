"""The size of the invasive tumour as the report states it: not of the specimen, a node, a margin or an in situ part.

The best kind of statement that a page has is taken: a label ("Tumor size: 2.2 cm"), then the diagnosis ("invasive
carcinoma, 3.5 cm"), then the description of the specimen, and that last one only where it names one size.
"""

import re
from collections.abc import Iterator

from core.records import DocumentType, Finding
from extractors.cancer_terms import find_terms, load_tree
from extractors.finding_words import Measure, load_shapes, make_finding, read_measure
from extractors.notes import HISTORY, HISTORY_ENDS, Note

RANKS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("labelled", "length_and_width", "unit_in_label"), 0.95),
    (("in_diagnosis",), 0.85),
    (("described", "described_measuring", "described_beside"), 0.75),
)
"""The kinds of statement (data/rules/finding_shapes.tsv), the best first, with their confidence."""
UNFINISHED = re.compile(r"\b(?P<word>metastatic|ductal|lobular|squamous|papillary|mammary|serous|invasive)\.\s+$", re.I)
"""An adjective that no sentence ends with: its stop is one that a scan left at the end of a line."""
BESIDE_IT = re.compile(r"\bwith[\s.]+(?:[\w-]+[\s.]+){1,4}\($", re.I)
"""What a carcinoma has beside it, before brackets that tell of itself: "with intraductal spread (tumour size …"."""
LOST = re.compile(r"(?<![\d.,])\d{1,3}\.\s?-?\s?(?:[x×]|[cm]m\b)", re.I)
CUT_OFF = re.compile(r"[x×]\s?$", re.I)
"""A dimension before the first one that is read: a scan has made a letter of it."""
OF_A_MARGIN = re.compile(r"\bmargins?:[^.;\n]{0,20}$", re.I)
"""Before the distance of a margin: "Margins: <1 mm anterior, no tumour at ink"."""
MOST = {"cm": 60.0, "mm": 600.0}
"""What is printed as larger has lost its decimal point: "105 cm"."""
UNSURE = 0.7
GROSS = re.compile(r"gross|macroscop|received", re.I)
TOLD_BEFORE = {"clinical_history", "imaging", "past_history"}
"""A size told here counts where the examination itself gives none, but not on the report of a specimen."""


def find_sizes(note: Note) -> Iterator[Finding]:
    of_others: set[tuple[float, str]] = set()
    for kinds, confidence in RANKS:
        found = _measured(note, kinds, of_others)
        if "described" in kinds and len(found) > 1:
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
                confidence=UNSURE
                if _has_lost_digits(note.text, spans[:2]) or any(_is_alike(measure, other) for other in found)
                else confidence,
            )
        if found:
            return


def _has_lost_digits(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether a scan has lost what stood behind a decimal point in all that tells the size: "12 x 9. x 2.- cm"."""
    return all(LOST.search(text, *span) for span in spans)


def _measured(
    note: Note, kinds: tuple[str, ...], of_others: set[tuple[float, str]]
) -> dict[Measure, list[tuple[int, int]]]:
    """The second tumour's size tells the patient's only beside that of the first; else it is put to ``of_others``."""
    found: dict[Measure, list[tuple[int, int]]] = {}
    matches = [match for kind in kinds for match in _shape(kind).finditer(note.text) if _is_of_tumor(note, match)]
    examined = [match for match in matches if not _is_told_before(note, match)]
    if matches and not examined and note.document_type is DocumentType.PATHOLOGY:
        matches = [match for match in matches if not note.is_history(match.start())]
    matches = examined or matches
    if matches and all(_is_headed_second(note.text, match) for match in matches):
        of_others |= {(measure.number, measure.unit) for measure in map(read_measure, matches)}
    for match in matches:
        measure = read_measure(match)
        if 0 < measure.number <= MOST[measure.unit] and (measure.number, measure.unit) not in of_others:
            found.setdefault(measure, []).append(match.span())
    return _merged(note.text, found)


def _merged(text: str, told: dict[Measure, list[tuple[int, int]]]) -> dict[Measure, list[tuple[int, int]]]:
    """Measures of one greatest dimension as one; one whose digits a scan has lost as the whole one that it is like."""
    merged: dict[Measure, list[tuple[int, int]]] = {}
    damaged = {measure for measure, spans in told.items() if _has_lost_digits(text, spans)}
    for measure in sorted(told, key=lambda one: one in damaged):
        same = (one for one in merged if (one.number, one.unit) == (measure.number, measure.unit))
        like = (one for one in merged if measure in damaged and one not in damaged and _is_alike(one, measure))
        merged.setdefault(next(same, None) or next(like, measure), []).extend(told[measure])
    return merged


def _is_alike(one: Measure, other: Measure) -> bool:
    """Whether all dimensions but one are equal: two copies of a text, one of them misread, rather than two tumours."""
    pairs = [*zip(one.numbers, other.numbers, strict=False)]
    same_kind = one.unit == other.unit and len(one.numbers) == len(other.numbers) > 1
    return same_kind and sum(left != right for left, right in pairs) == 1


def _is_told_before(note: Note, match: re.Match[str]) -> bool:
    before = note.text[max(0, match.start() - 100) : match.start()]
    section, known = note.section(match.start()), note.is_history(match.start())
    ends = [*HISTORY_ENDS.finditer(note.text, max(0, match.start() - HISTORY), match.start())]
    if section == "clinical_history" and ends and not any(GROSS.match(end.group()) for end in ends):
        section = ""  # a form has begun whose heading a scan has lost
    return known or section in TOLD_BEFORE or bool(_shape("told_before").search(before))


def _is_of_tumor(note: Note, match: re.Match[str]) -> bool:
    before = UNFINISHED.sub(r"\g<word> ", note.text[max(0, match.start() - 60) : match.start()])
    before = BESIDE_IT.sub("(", before)
    if CUT_OFF.search(note.text[max(0, match.start("size") - 4) : match.start("size")]):
        return False
    if OF_A_MARGIN.search(note.text, max(0, match.start("size") - 40), match.start("size")):
        return False
    if match.groupdict().get("bare") and not _shape("of_it").search(
        note.text, max(0, match.start() - 160), match.start()
    ):
        return False
    if _shape("not_the_tumor").search(before) or _shape("not_the_tumor").search(
        re.split(r":|\([cm]m\)", match.group())[0] + " "
    ):
        return False
    said_of = re.sub(r"\.\s", " ", match.group()[: match.start("size") - match.start()])
    if match.re is _shape("described_beside") and _shape("followed").search(note.text):
        return False  # of one tumour as it grows or shrinks
    if match.re is _shape("described") and _is_of_an_organ_before(match.group()):
        return False
    if match.re is _shape("described_measuring") and _shape("another").search(said_of):
        return False
    if match.re is _shape("described_measuring") and (
        _shape("label_of_specimen").match(match.group()) or _shape("of_another_piece").match(note.text, match.end())
    ):
        return False
    if _shape("of_second").search(before):
        return False
    labelled = re.search("size|dimension|diameter|extent", match.group(), re.I)
    if not labelled and _shape("heads_a_deposit").search(note.text, max(0, match.start() - 260), match.start()):
        return False
    return not _shape("not_a_size").match(note.text, match.end()) and not _shape("lesser").search(before)


def _is_of_an_organ_before(words: str) -> bool:
    """ "2.3 cm right adrenal, lower lobe mass": a comma parts the organ that was measured from the mass."""
    listed, comma, _ = words.rpartition(",")
    return bool(comma and find_terms(listed, load_tree(("sites",))))


def _is_headed_second(text: str, match: re.Match[str]) -> bool:
    return bool(_shape("headed_second").search(text, max(0, match.start() - 260), match.start()))


def _as_printed(measure: Measure) -> str:
    return " x ".join(f"{one:g}" for one in measure.numbers or (measure.number,)) + f" {measure.unit}"


def _shape(name: str) -> re.Pattern[str]:
    return load_shapes("size")[name]
