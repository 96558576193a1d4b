"""How far a cancer has spread, where the record says it in a word: "locally advanced", "metastatic".

The words are kept as what they are, a finding of their own; no stage is concluded from them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from core.places import RULES
from core.records import Assertion, DocumentType, Finding
from extractors.finding_scope import find_scope
from extractors.finding_words import load_shapes
from extractors.notes import Note
from extractors.rules import read_table
from extractors.stated import merged, stated_context

KIND_OF_PATIENT = re.compile(r"\b(?:patients|people|women|men|those|trials?|studies|study)\b[^.;\n]{0,60}$", re.I)
OF_PATIENTS = re.compile(r"[^.;\n]{0,60}\bpatients\b", re.I)
FREE_OF = re.compile(
    r"\b(?:no|without|negative for|(?<!not )(?<!cannot )exclud\w+|free of|absence of)\b[^.;,\n]{0,40}$", re.I
)
ABSENCE = re.compile(r"\b(?:absence|lack)[\s.]+of(?:[\s.]+\w+)?\.\s+$", re.I)
"""Of which the scan has made a sentence of its own: the stop before the extent ends none."""
NODES = re.compile(r"\bnod(?:es?|s|al)\b|\bLNs?\b", re.I)
COUNTED = re.compile(r"[\s.]*\(\d{1,2}\s?/\s?\d{1,2}\)")
"""The count of nodes: ``metastatic squamous carcinoma (1/12)``."""
BARE_HISTOLOGY = re.compile(r"[\w-]+\s+(?:\w*carcinoma|\w*sarcoma|melanoma|tumou?rs?)", re.I)
HISTOLOGY = re.compile(r"(?:carcinoma|sarcoma|melanoma)s?$", re.I)
LABEL = re.compile(r"\b(?:\d{1,2}|[A-Z])[.)]\s+(?=[A-Z])")
"""The label of a specimen: nodes before it are another's."""
FAR = 80
CONFIDENCE = 0.9


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    values = {row["phrase"]: row["value"] for row in read_table(RULES / "extent_words.tsv", "phrase", "value")}
    phrases = "|".join(re.escape(one) for one in sorted(values, key=len, reverse=True))
    cancer = (
        r"(?:cancer|malignancy|disease|\w*carcinoma|\w*sarcoma|melanoma|lymphoma|myeloma|leuka?emia|NSCLC|SCLC|mesothelioma|GIST"
        r"|seminoma|tumou?rs?)"
    )
    between = r"(?:(?!(?:with|from|due|after|since|for|laryngeal)[ ])[\w/+-]+[ ]+)"
    pattern = rf"\b(?P<extent>{phrases})(?:[ ]+{between}{{0,5}}?){cancer}\b"
    return re.compile(pattern, re.I), values


RULED_OUT = re.compile(
    r"\b(?:(?:not|nor|never)[ ](?:\w+ly[ ])?(?:suggest|favou?r|support|indicat|consistent|compatible|in keeping|typical"
    r"|represent)\w*|against)\b[^|]*\||\|[^|]*\b(?:excluded|ruled out|unlikely|not (?:favou?red|supported))\b",
    re.I,
)
"""Words around ``metastatic breast carcinoma`` that deny an origin, and no spread."""
AN_ORIGIN = re.compile(r"\s+(?:[a-z]+[\s-]){0,3}?(?:[a-z]*carcinoma|cancer|melanoma|sarcoma|lymphoma)\b", re.I)


def find(note: Note) -> Iterator[Finding]:
    yield from merged(_found(note))


def _found(note: Note) -> Iterator[Finding]:
    pattern, values = _words()
    for match in pattern.finditer(note.text):
        start, end = match.span()
        line = note.sentence(start)
        before, after = note.text[line.start : start], note.text[end : line.end]
        if KIND_OF_PATIENT.search(before) or OF_PATIENTS.match(after):
            continue
        if ABSENCE.search(note.text, max(0, start - FAR), start):
            continue
        if "metastatic" in match["extent"].lower() and (
            _is_of_nodes(match[0], before + after) or _is_of_specimen_of_nodes(note, match)
        ):
            continue
        assertion, subject = stated_context(note, start, end)
        of_origin = assertion is Assertion.ABSENT and AN_ORIGIN.match(note.text, match.end("extent"))
        if of_origin and RULED_OUT.search(f"{before} | {after}"):
            continue
        denial = FREE_OF.search(before)
        if denial:
            assertion = Assertion.ABSENT
        if assertion is Assertion.ABSENT and _is_of_a_part(note, line.start + denial.start() if denial else start, end):
            continue  # extractors/finding_metastases.py tells it of that part
        yield Finding(
            name="disease_extent",
            value=values[match["extent"].lower()],
            assertion=assertion,
            subject=subject,
            confidence=CONFIDENCE,
            evidence=(note.evidence(start, end),),
        )


def _is_of_a_part(note: Note, start: int, end: int) -> bool:
    """Whether a denial holds for a part of the body alone: ``no metastatic disease in the chest``."""
    return bool(load_shapes("scope")["region"].search(note.text, start, end) or find_scope(note, start, end))


def _is_of_nodes(quote: str, beside: str) -> bool:
    """``Metastatic carcinoma in two of fourteen lymph nodes`` is not metastatic disease, nor is a bare histology."""
    return bool(BARE_HISTOLOGY.fullmatch(quote) or NODES.search(quote) or NODES.search(beside))


def _is_of_specimen_of_nodes(note: Note, match: re.Match[str]) -> bool:
    """On the report of a specimen, a histology that nodes close by hold: ``AXILLA: METASTATIC LOBULAR CARCINOMA``."""
    histology = HISTOLOGY.search(match[0])
    before = LABEL.split(note.text[max(0, match.start() - FAR) : match.start()])[-1]
    near = before + note.text[match.start() : match.end() + FAR]
    nodes = NODES.search(near) or COUNTED.match(note.text, match.end())
    return bool(histology and nodes) and note.document_type is not DocumentType.LETTER
