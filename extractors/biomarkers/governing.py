"""What the rest of a sentence does to a statement in it: denies it, supposes it, or speaks of tumours in general.

The grammar of shapes.py reads a marker with the words right beside it. A "no" at the head of the sentence, or "in half
of melanomas" at its end, governs it from further away. Where that is unsure the statement is left out.
"""

import re
from functools import lru_cache
from typing import Literal

from core.places import RULES
from extractors.rules import read_table

Says = Literal["general", "supposes", "denies", "settles", "revokes", "elsewhere", "lymphoid", "tumour"]
"""``settles`` ends a denial: a verb or a contrast between "no" and marker. ``revokes`` stands after the marker.
``elsewhere`` names a cell or lesion that is not the cancer, ``lymphoid`` one that is so only outside of
lymphomas and leukaemias, ``tumour`` the cancer."""
NEW_LINE = re.compile(r"\n(?=[ \t]*[A-Z][a-z])|(?<=\d\.)\s(?=[A-Z][a-z]+ [a-z])")
"""A line that begins with a capital and not with a symbol is no rest of the sentence above it; nor is what follows a
number and a stop."""
FARTHEST_AFTER = 45
"""Characters after a statement in which a word may take it back."""
FARTHEST_SUBJECT = 120
"""Characters before a statement in which the cell or lesion stands of which it is said."""
CLAUSE_END = re.compile(r"[.;,:\n\t)]|\b(?:and|but|while|whereas|with|which)\b", re.I)
IN_TUMOUR = re.compile(r"^\W*(?:in|within)\s+(?:the\s+)?(?:invasive|tumou?r|neoplastic|malignant|carcinoma)\b", re.I)
CONTRAST = (
    r"(?:[;,]|\b(?:but|however|while|whereas|and)\b)\s*(?:but|however|though|while|whereas)?\s*(?:(?:is|was|are|were|it"
    r"|mostly|largely|completely|entirely|most|majority|rest|remainder|of|the|tumou?r|cells|invasive|component|areas?"
    r"|neoplastic)\s+){0,6}"
)
TAKEN_BACK = {
    "positive": re.compile(rf"{CONTRAST}(?:negative|absent|lost)\s+(?:in|within|among|for\s+this)\b", re.I),
    "negative": re.compile(rf"{CONTRAST}(?:positive|present|expressed)\s+(?:in|within|among|for\s+this)\b", re.I),
}
NO_CELLS = re.compile(
    r"\bno(?:[\s.]+(?!evidence\b)[\w-]+){0,3}[\s.]+cells?[\s.]+(?:with|have|had|show\w*|are|were|express\w*|demonstrat\w+)[\s.]*$",
    re.I,
)
"""A denial whose verb settles nothing: "No definite tumour cells show positive staining for …"."""
OF_METASTASES = re.compile(
    r".{0,4}?(?:\b|\sevidence\s)(?:for|of)\.?\s+(?:any\s+)?(?:(?:micro-?\s?)?metast|malignan|carcinoma|tumou?r|isolated"
    r"|(?:(?:lympho|angio|extra|peri|micro)?-?\w+\s+){0,2}(?:invasion|infiltration|extension|permeation))",
    re.I,
)


@lru_cache(maxsize=1)
def load_governors() -> dict[str, re.Pattern[str]]:
    grouped: dict[str, list[str]] = {}
    for row in read_table(RULES / "biomarker_governing.tsv", "pattern", "says"):
        grouped.setdefault(row["says"], []).append(row["pattern"])
    return {says: re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.I) for says, patterns in grouped.items()}


def _says(says: Says) -> re.Pattern[str]:
    return load_governors()[says]


def is_general(text: str, start: int, end: int) -> bool:
    """Whether the sentence ``text``, with a statement at ``start:end``, tells of patients, tumours or tests at large:
    ``BRAF mutations are found in half of melanomas``.
    """
    breaks = [found.start() for found in NEW_LINE.finditer(text)]
    first = max((place for place in breaks if place <= start), default=0)
    last = min((place for place in breaks if place >= end), default=len(text))
    return _says("general").search(text, first, last) is not None


def is_denied(before: str) -> bool:
    """Whether the words before a statement deny it: ``No resistance mutation (EGFR p.T790M) was detected``.

    A "no" in another row or cell of a table denies nothing.
    """
    denials = list(_says("denies").finditer(before))
    if not denials:
        return False
    between = before[denials[-1].end() :]
    if "\t" in between or ("\t" in before and "\n" in between):
        return False
    return _says("settles").search(between) is None


def is_of_no_cells(before: str) -> bool:
    """Whether the words before a result leave no cells that have it, verb or not."""
    return NO_CELLS.search(before) is not None


def is_supposed(before: str) -> bool:
    return _says("supposes").search(before) is not None


def is_revoked(after: str) -> bool:
    """Whether the words after a statement take it back: ``BRAF V600E mutation was ruled out``."""
    clause = re.split(r"[.;,:\n\t]", after[:FARTHEST_AFTER])[0]
    return _says("revokes").search(clause) is not None


def is_of_another_lesion(before: str, after: str, *, lymphoid: bool) -> bool:
    """Whether the words beside a statement give it to a cell or lesion that is not the cancer: ``foamy histiocytes
    (CD68 positive)``, ``p63 is positive in the basal cells``. The nearest that is named counts.
    ``lymphoid`` tells that the page is about a cancer of lymphocytes.
    """
    before = before[-FARTHEST_SUBJECT:]
    others: tuple[Says, ...] = ("elsewhere",) if lymphoid else ("elsewhere", "lymphoid")
    if (elsewhere := max(_last(one, before) for one in others)) >= 0:
        return elsewhere >= _last("tumour", before)
    clause = CLAUSE_END.split(after[:FARTHEST_SUBJECT])[0]
    found = [other for one in others if (other := _says(one).search(clause))]
    return bool(found) and _says("tumour").search(clause, 0, min(one.start() for one in found)) is None


def _last(says: Says, text: str) -> int:
    return max((found.end() for found in _says(says).finditer(text)), default=-1)


def is_contrasted(result: str | None, after: str) -> bool:
    """Whether the rest of the sentence says the opposite of another part: ``positive in the LCIS; negative in the
    carcinoma``. Not where the result itself is said of the tumour.
    """
    return result in TAKEN_BACK and not IN_TUMOUR.match(after) and TAKEN_BACK[result].search(after) is not None


def is_of_metastases(after: str) -> bool:
    """Whether a stain was negative not for its marker but for deposits of a tumour: ``is negative for metastases``.
    ``after`` begins with the last four characters of the statement.
    """
    return OF_METASTASES.match(after) is not None
