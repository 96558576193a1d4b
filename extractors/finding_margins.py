"""Resection margins: which, whether tumour reaches them, and how far it is from the nearest."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.records import Finding
from extractors.finding_words import MEASURE, clause_before, make_finding, read_measure
from extractors.notes import Note

WHICH = (
    r"(?:proximal|distal|deep|superficial|anterior|posterior|superior|inferior|medial|lateral|radial|circumferential|adventitial|"
    r"mesenteric|mesorectal|parenchymal|bronchial|vascular|ureteral|urethral|bladder neck|apical|apex|basal|peripheral|"
    r"pancreatic(?: neck)?|bile duct|uncinate|retroperitoneal|SMA|portal vein|gastric|esophageal|oesophageal|colonic|nipple|skin|"
    r"soft tissue|renal vein|vaginal(?: cuff)?|parametrial|cervical|chest wall|nearest|closest|inked|final|new|right|left)"
)
KIND = r"(?:surgical|resection|specimen|inked|excision|mucosal|tissue|cut|shave|soft tissue|stapled)"
NAMED = rf"(?P<which>{WHICH}(?:(?:\s?[,/&-]\s?|\s+(?:and|or)\s+|\s+|,\s+and\s+)(?:{WHICH}|\({WHICH}\)))*)"
MARGIN = rf"(?:(?:{NAMED}|(?P<all>all(?: other| remaining)?(?: of)?(?: the)?))\s+)?(?:{KIND}\s+)*(?:resection\s+)?margins?(?:\s+of\s+(?:resection|excision))?"
CLEAR = (
    r"(?:negative|uninvolved|not involved|clear\b|free\b|tumou?r[- ]free|no (?:tumou?r|carcinoma|malignan\w+|evidence of (?:tumou?r|malignancy|carcinoma))|"
    r"unremarkable|widely free|narrowly free|benign)"
)
HELD = r"(?:positive|involved|(?:is|are) at|transected|focally involved)"
STATED = re.compile(
    rf"\b{MARGIN}\s*(?:\([^)]{{0,60}}\)\s*)?(?:status\s*)?(?:involved\s*)?"
    rf"(?:[:=]\s*|\s+(?:is|are|was|were|appears?)[\s.]+(?:all\s+|both\s+|widely\s+|grossly\s+|also\s+)?|,\s*|\s+|\.\s(?=(?-i:[a-z])))"
    rf"(?P<value>{CLEAR}|{HELD})",
    re.I,
)
ANSWERED = re.compile(rf"\b{MARGIN}\s+involved\s*:\s*(?P<value>no\b|yes\b|narrowly free|free)", re.I)
REACHED = re.compile(
    rf"(?:involv(?:es|ing)|extend(?:s|ing) to|reach(?:es|ing)|present at|(?:is|are) at|positive at)\s+(?:the\s+)?(?:inked\s+)?{MARGIN}(?!\s*(?:is|are)\s+(?:negative|free))",
    re.I,
)
UNINVOLVED_BEFORE = re.compile(
    rf"\b(?P<value>negative|clear|free|uninvolved|positive|involved)\s+(?:{KIND}\s+)*margins?\b", re.I
)
DISTANCE = re.compile(
    rf"(?:distance[\w\s]{{0,40}}?(?:from|to)\s+(?:the\s+)?(?:{NAMED.replace('which', 'from1')}\s+)?(?:{KIND}\s+)*margins?|"
    rf"(?:closest|nearest)\s+(?:{KIND}\s+)*margin)\s*(?:\([^)]{{0,40}}\))?\s*(?:is|at|:|=|,)?\s*"
    rf"(?:(?:is|the tumou?r is|the tumou?r measures)\s+)?(?P<nearest>{WHICH}[\s,]*)?(?:\(?\s*<|less than|approximately|at least|=)?\s*{MEASURE}"
    rf"(?:[\s.,]+from[\s.,]+(?:the\s+)?(?:nearest\s+)?\(?(?P<to>{WHICH}(?:[\s/-]{WHICH})*)\)?)?",
    re.I,
)
NOT_OF_CANCER = re.compile(r"(?:in situ|DCIS|LCIS|dysplasia|metaplasia|adenoma|intraepithelial)", re.I)
NEGATED = re.compile(r"\b(?:no|not|does not|without|negative)\b[^.;]{0,60}$", re.I)
GROSS = {"gross", "reference", "plan"}


class Margin(NamedTuple):
    which: str | None
    involved: bool
    start: int
    end: int


def find_margins(note: Note) -> Iterator[Finding]:
    if not re.search(r"\bmargins?\b", note.text, re.I):
        return
    seen: dict[tuple[str | None, bool], list[Margin]] = {}
    for one in _margins(note):
        seen.setdefault((one.which, one.involved), []).append(one)
    for (which, involved), same in seen.items():
        yield make_finding(
            note,
            "margin",
            *((one.start, one.end) for one in same[:2]),
            value="involved" if involved else "clear",
            site=which,
        )
    yield from _distances(note)


def _margins(note: Note) -> Iterator[Margin]:
    text = note.text
    for match in (*STATED.finditer(text), *ANSWERED.finditer(text), *UNINVOLVED_BEFORE.finditer(text)):
        value = match.group("value").lower()
        about = text[match.end() : match.end() + 50].split(".")[0]
        if note.section(match.start()) in GROSS or NOT_OF_CANCER.search(about):
            continue
        held = value.startswith(("positive", "involved", "yes", "focally", "is at", "are at", "transected"))
        if held and value == "involved" and NEGATED.search(clause_before(text, match.start())):
            held = False
        yield Margin(_which(match), held, match.start(), match.end())
    for match in REACHED.finditer(text):
        before = clause_before(text, match.start())
        if note.section(match.start()) in GROSS or NEGATED.search(before) or NOT_OF_CANCER.search(before):
            continue
        if re.search(r"tumou?r|carcinoma|neoplasm|malignan", before, re.I):
            yield Margin(_which(match), True, match.start(), match.end())


def _distances(note: Note) -> Iterator[Finding]:
    seen: set[tuple[float, str, str | None]] = set()
    for match in DISTANCE.finditer(note.text):
        around = clause_before(note.text, match.start()) + match.group()
        if NOT_OF_CANCER.search(around) or note.section(match.start()) == "gross":
            continue
        measure = read_measure(match)
        named = match.group("to") or match.group("nearest") or match.group("from1")
        which = _plain(named) if named and not re.match("closest|nearest", named, re.I) else None
        key = measure.number, measure.unit, which
        if key not in seen:
            seen.add(key)
            yield make_finding(
                note,
                "margin_distance",
                match.span(),
                value=f"{measure.number:g} {measure.unit}",
                number=measure.number,
                unit=measure.unit,
                site=which,
            )


def _which(match: re.Match[str]) -> str | None:
    named = match.groupdict().get("which")
    if named:
        return _plain(named)
    return (
        "all"
        if match.groupdict().get("all")
        and "other" not in match.group().lower()
        and "remaining" not in match.group().lower()
        else None
    )


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[()]", "", words)).strip(" ,-/").lower()
