"""Cancers of relatives told by the organ alone, as histories note them: ``Mother - breast 52, father: bowel, 61``.

Told only where the organ stands right behind the relative, and an age behind the organ, or in a section for the family.
"""

import re
from collections.abc import Collection, Iterator

from core.records import Code, Diagnosis, Subject
from extractors.cancer_terms import find_site
from extractors.notes import KIN, Note

ORGANS = {
    "breast": "breast cancer", "breasts": "breast cancer", "bowel": "bowel cancer", "colon": "colon cancer",
    "rectum": "rectal cancer", "rectal": "rectal cancer", "ovary": "ovarian cancer", "ovarian": "ovarian cancer",
    "ovaries": "ovarian cancer", "prostate": "prostate cancer", "pancreas": "pancreatic cancer",
    "pancreatic": "pancreatic cancer", "lung": "lung cancer", "stomach": "stomach cancer", "gastric": "stomach cancer",
    "womb": "uterine cancer", "uterus": "uterine cancer", "endometrial": "endometrial cancer",
    "kidney": "kidney cancer", "bladder": "bladder cancer", "oesophagus": "oesophageal cancer",
    "esophagus": "oesophageal cancer",
}  # fmt: skip
"""What the organ of a relative stands for."""
SURE_ALONE = {"breast", "bowel", "colon", "ovary", "ovarian", "prostate"}
"""Organs of which no age is needed to tell that a cancer is meant: few other illnesses of theirs are noted so."""
TOLD = re.compile(
    rf"\b(?:(?:mat(?:ernal)?|pat(?:ernal)?)\.?\s+)?(?P<kin>{KIN})\b\s*(?:[-–:,(]\s*|\b(?:had|with)\s+)?"
    rf"(?P<organ>{'|'.join(sorted(ORGANS, key=len, reverse=True))})\b"
    r"(?P<age>[\s,@(–-]*(?:(?:at|aged?|age of|dx|diagnosed|in|her|his)\b\W*){0,3}(?<!\d)[2-9]\d(?:['’]?s)?"
    r"(?!\s*(?:years? ago|mm|cm|%|\+)|[\d/.]\d))?"
    r"(?P<ends>\s*(?:[.,;)\n]|and\b|&|$))?",
    re.I,
)


def find_of_kin(note: Note, told: Collection[Diagnosis]) -> Iterator[Diagnosis]:
    named = {fact.name for fact in told if fact.subject is Subject.FAMILY}
    for match in TOLD.finditer(note.text):
        start, end = match.start(), match.end("age") if match["age"] else match.end("organ")
        in_section = note.section(start) == "family_history"
        alone = in_section and match["organ"].lower() in SURE_ALONE and match["ends"] is not None
        name = ORGANS[match["organ"].lower()]
        if name not in named and (match["age"] or alone):
            named.add(name)
            yield _fact(note, name, start, end)


def _fact(note: Note, name: str, start: int, end: int) -> Diagnosis:
    site = find_site(name)
    return Diagnosis(
        name=name,
        site=site.name if site else None,
        behaviour="malignant",
        subject=Subject.FAMILY,
        codes=(Code(system="OncoTree", code=site.oncotree),) if site and site.oncotree else (),
        confidence=0.85,
        evidence=(note.evidence(start, end),),
    )
