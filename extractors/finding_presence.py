"""Findings that a report says are there or not: lymphovascular and perineural invasion, extranodal extension, …

The cue's own clause decides. A label's value comes first ("Lymphovascular invasion: Not identified"), then what negates
or doubts the cue before it, then what follows. An unticked list of choices says nothing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from core.places import RULES
from core.records import Assertion, Finding
from extractors.finding_words import cancer_told, clause_after, clause_before, make_finding, named_specimen
from extractors.notes import Note
from extractors.rules import read_table

Value = Literal["present", "absent", "possible", "indeterminate", "unknown"]
ASSERTED: dict[Value, Assertion] = {
    "present": Assertion.PRESENT,
    "absent": Assertion.ABSENT,
    "possible": Assertion.POSSIBLE,
    "indeterminate": Assertion.POSSIBLE,
}
UNSAID = {"reference", "clinical_trials", "plan", "family_history"}
LABELLED = re.compile(
    r"[\s)?]*(?:\([^)]{0,40}\)\s*)?(?:[:=\t]|\.{3,}|;(?=\s(?:present|absent|not|none)\b)|(?<=\?)\s*(?=(?:yes|no|none|present|absent|not)\b)"
    r"|[.\n](?=\s*(?:(?:not|none|no[tlif])\s)?(?:(?:definitely|clearly)\s)?"
    r"(?:identified|seen|present|absent|detected|found|involved|uninvolved|negative|positive|none|no|yes)\s*(?:[.;,(\n]|$)))"
    r"[\s.:-]*",
    re.I,
)
"""A colon, or a stop or line end before an answer that is all of its own sentence."""
SIGNED = re.compile(r"\s?\(?(?:(?P<absent>[-–−]\s?ve\b|neg\b)|\+(?:\s?ve\b)?|pos\b)", re.I)
"""The sign right behind a cue, which whatever is said around it does not alter: ``EMVI +ve raises the risk``."""
UNTICKED = re.compile(r"\[\s?\]|\(\s\)|☐|□|_{2,}")
TICKED = re.compile(r"(?:\[\s?[xX✓✔]\s?\]|☒|☑|■|\([xX]\))\s*")
OWN_PREDICATE = re.compile(
    r"[\s.]*(?:is|are|was|were)[\s.]+(?:\w+ly[\s.]+|also[\s.]+)?(?:present|identified|seen|noted|found|detected)", re.I
)
CLOSED = re.compile(
    r"\b(?:is|are|was|were)[\s.]+(?:not[\s.]+(?:\w+[\s.]+)?(?:identified|seen|present|detected|found|noted|appreciated)|absent"
    r"|negative)\s*,[\s.]*(?:(?:but|and|while|whereas|the|there|focal|extensive)[\s.]+)*$"
    r"|\b(?:is|are|was|were)[\s.]+(?:\w+ly[\s.]+)?(?:free[\s.]+of|negative[\s.]+for|uninvolved[\s.]+by)\b"
    r"[^,.;()]*[,.](?:(?!\b(?:no|not|nor|neither|none|without|negative)\b)[^;])*$",
    re.I,
)
"""A denial with its own verb before a cue that has one too: "Although A is not seen, B is present"."""
ITS_OWN_WORD = re.compile(r"[\s.]+(?:present|positive|identified|seen|found|detected|noted|absent)\b", re.I)
ENDED = re.compile(
    r"\b(?:negative|clear|free|absent|uninvolved|intact|not (?:identified|seen|present|detected|involved|found))"
    r"(?: of (?:tumou?r|carcinoma|disease))?\s*[,;]\s*(?:and\s+)?$",
    re.I,
)
"""The word of the item before, in a list whose items have each their own: ``margins negative, LVI present``."""
LOST_STOP = re.compile(r"\b(?:is|are|was|were)\b[^.;:]*(?-i:[a-z]\s(?=[A-Z][a-z]+\b))", re.I)
"""Where a scan has lost the stop between two sentences with a verb each: "the vein is free Tumor necrosis is …"."""
BOUND = re.compile(
    r"\b(?:with|but|however|although|showing|except)\b|\((?![^()]*\))"
    r"|(?-i:\bThe)\s(?:tumou?r|carcinoma|neoplasm|lesion|mass)\s(?:shows?|has|demonstrates?|exhibits?)\b",
    re.I,
)
"""What ends the reach of a denial, the beginning of a sentence among them, before which a scan has lost the stop."""
WITHIN = re.compile(
    r"\b(?:in|within)[\s.]+(?:(?:either|both|the|its?|invasive|infiltrating|and|or|any|nor)[\s.]+)*$", re.I
)
"""Something else is absent there: "No calcifications in the invasive or in situ component"."""
WITH = re.compile(r"\s*with\b", re.I)
"""What comes behind is another thing, absent or not: "invasion with negative nodes"."""
OF_ANOTHER = re.compile(
    r"\s*,\s*(?!(?:not?|none|neither|absent|negative)\b)(?:[\w-]+\s+){0,3}?(?:margins?|nodes?)\b", re.I
)
"""So is what a comma parts from it: "invasion, margins negative"."""
BARE_END = re.compile(r"\s*(?:by (?:\w+ )?(?:carcinoma|tumou?r)\s*)?(?:\([^)]{0,40}\))?\s*(?:[.;,]|\n|$|\s-)", re.I)
NEXT_LABEL = re.compile(
    r"\b(?!(?:present|absent|not|no|none|yes|identified|negative|positive|focal|extensive|suspicious)\b)"
    r"[A-Z][\w /()-]{2,60}:\s",
    re.I,
)
BETWEEN_WORDS = re.compile(r"(?<![-\[]) (?![)\]?/])")
"""A space of a pattern that stands for itself: not in brackets, not optional, not at the end of a look behind."""
LISTED = re.compile(r"(?:,|\b(?:or|nor))[\s.]*$", re.I)
LONG_LIST = 260
"""Characters in which a "no" is sought before the last things of its list: "No A, B, C or X is noted"."""
CAPSULE = re.compile(r"extra-?\s?capsular", re.I)
PROSTATE = re.compile(r"\bprostat|\bgleason\b|\bseminal vesicle", re.I)
OF_NODE_BEFORE = re.compile(
    r"\b(?:nod(?:e|es|al)|LNs?)\b(?:(?!\b(?:negative|free|uninvolved|benign)\b|,)[^.;:])*[:,]?\s*$", re.I
)
OF_NODE_AFTER = re.compile(
    r"\s*(?:of|in|from|beyond|at)\s+(?:the\s+|\w+\s+){0,3}(?:lymph[\s-]?)?nod(?:e|es|al)\b", re.I
)
EVIDENCE = 3
NEAR = 150
BESIDE = 30
APART = 300


ITEM_NUMBER = re.compile(r"\b(\d{1,2})\)\s*(?:tumou?r\s+)?$", re.I)
"""The number of a form's line: ``10) Tumor necrosis: absent``."""
ANOTHER = re.compile(r"\s*,?\s*(?:and|with|or)\s", re.I)
CATEGORIES = re.compile(
    r"(?:\b(?:y?p?(?:T[0-4][a-d]?|N[0-3Xx][a-c]?|M[01Xx])|R[0-2X]|G\s?[1-4])\b|\)|\()"
    r"(?:[\s,;/()]|\.\s|y?p?(?:N[0-3OoXx][a-c]?|M[01OoXx])\b|[GR]\s?[0-4X]\b|\(\d{1,2}\s?/\s?\d{1,2}(?:;\s?sn)?\))*"
    r"(?<![A-Za-z0-9])p?L(?P<l>[01OIi])[\s,;/.]{0,3}p?V(?P<v>[0-2OIi])\b(?!\s*(?:vertebra|lead))"
    r"|(?:(?<=T[0-4])|(?<=[TN]\d[a-d])|(?<=[NM][0OX])|(?<=\)))L(?P<glued_l>[01O])V(?P<glued_v>[0-2O])(?=\b|R[0-2OX]\b)"
)
"""Both must be told: lymphatic vessels alone, or veins alone, are not all of them."""


class Cue(NamedTuple):
    name: str
    kind: str
    bare: bool
    near: re.Pattern[str] | None
    """What must stand near: an extension beyond a capsule is a node's only beside nodes."""
    apart: re.Pattern[str] | None
    """What must not stand before: the necrosis of fat or of an in situ part is not the tumour's."""
    pattern: re.Pattern[str]


class Said(NamedTuple):
    kind: str
    value: Value
    start: int
    end: int
    site: str | None = None
    """The narrower place that the report names: "venous", "dermal"."""
    bare: bool = False
    """Told by the name alone, which may as well be a heading: it counts only where nothing else tells of it."""


@lru_cache(maxsize=1)
def load_cues() -> tuple[Cue, ...]:
    return tuple(
        Cue(
            row["name"],
            row["kind"],
            row["bare"] == "yes",
            _near(row["near"]),
            _near(row["apart"]),
            _cue(row["pattern"]),
        )
        for row in read_table(RULES / "finding_cues.tsv", "name", "kind", "bare", "pattern")
    )


def _cue(pattern: str) -> re.Pattern[str]:
    """An abbreviation (``\\bLVI\\b``) keeps its capitals; a scan may have left a stop between two words."""
    if re.fullmatch(r"\\b[A-Z?]+\\b", pattern):
        return re.compile(pattern)
    return re.compile(BETWEEN_WORDS.sub(r"[\\s.]{1,3}", pattern), re.I)


def _near(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern, re.I) if pattern else None


@lru_cache(maxsize=1)
def load_values() -> tuple[tuple[str, Value, re.Pattern[str]], ...]:
    return tuple(
        (row["place"], _value(row["value"]), re.compile(row["pattern"], re.I))
        for row in read_table(RULES / "finding_values.tsv", "value", "place", "pattern")
    )


def find_presence(note: Note) -> Iterator[Finding]:
    said: dict[str, list[Said]] = {}
    for cue in load_cues():
        for match in cue.pattern.finditer(note.text):
            if one := _read(note, cue, match):
                said.setdefault(cue.name, []).append(one)
    for one in _categories(note.text):
        said.setdefault("lymphovascular_invasion", []).append(one)
    for name, statements in said.items():
        told = [
            one for one in set(statements) if not any(_is_heading_of(note.text, one, other) for other in statements)
        ]
        yield from _together(note, name, sorted(told, key=lambda one: (one.start, -one.end, one.kind)))


def _is_heading_of(text: str, one: Said, other: Said) -> bool:
    """Whether the answer behind a label is that of a narrower label in between: "Invasion: large vessel: absent"."""
    within = one.kind == "whole" != other.kind and one.start < other.start < other.end == one.end
    return within and ":" in text[one.start : other.start]


def _categories(text: str) -> Iterator[Said]:
    """What the L and V categories behind a T say, of UICC's notation: "pT3 N1 L1 V0"."""
    for match in CATEGORIES.finditer(text):
        names = ("glued_l", "glued_v") if match["glued_l"] else ("l", "v")
        present = match[names[0]] in "1Ii" or match[names[1]] in "12Ii"
        yield Said("whole", "present" if present else "absent", match.start(names[0]) - 1, match.end())


def _read(note: Note, cue: Cue, match: re.Match[str]) -> Said | None:
    text, (start, end) = note.text, match.span()
    after, before = clause_after(text, end), clause_before(text, start)
    if LISTED.search(before):
        before = clause_before(text, start, LONG_LIST)
    if note.section(start) in UNSAID or (UNTICKED.search(after) and not TICKED.search(after)):
        return None
    if _first(text[note.sentence(start).start : start], "sentence", near=False):
        return None
    if not _is_in_its_place(text, cue, match, after):
        return None
    if sign := SIGNED.match(text, end):
        return Said(cue.kind, "absent" if sign["absent"] else "present", start, sign.end(), _site(match))
    if ITS_OWN_WORD.match(text, end) and ENDED.search(before):
        before = ""
    if OWN_PREDICATE.match(text, end):
        lost = LOST_STOP.search(before)
        before = "" if CLOSED.search(before) else before[lost.end() :] if lost else before
    reach = end
    label = LABELLED.match(text, end)
    if label and not re.search(r"[:=\t?;]|\.{3}", label.group()) and _before(before):
        label = None  # "There is no invasion. Identified": the stop is one that a scan left
    if label:
        found = _first(NEXT_LABEL.split(clause_after(text, label.end()))[0], "after", near=True)
        reach = label.end()
    else:
        found = _before(before)
        behind = None if found else _first(after, "after", near=False)
        if behind and not (behind[0] == "possible" and (behind[1] > BESIDE or ANOTHER.match(after))):
            found = behind  # else something else is possible
    if found is None and not label:
        found = ("present", 0) if _first(before, "before", near=False, only="present") else None
        if found is None and cue.bare and not before.strip(" -\n") and BARE_END.match(text, end):
            return Said(cue.kind, "present", start, end, _site(match), bare=True)
    if found is None or found[0] == "unknown":
        return None
    value, length = found
    if value == "absent" and length and not label and (WITH.match(after) or OF_ANOTHER.match(after)):
        if not _first(before, "before", near=False, only="present"):
            return None
        value, length = "present", 0
    if value == "absent" and not label and WITHIN.search(before):
        return None
    cancer = cancer_told(text, end)
    site = f"of {cancer}" if cancer else _site(match)
    return Said(cue.kind, value, start - _lead(before, value), reach + length, site)


def _is_in_its_place(text: str, cue: Cue, match: re.Match[str], after: str) -> bool:
    """Whether what must stand near does, and what must not does not.

    On a page of the prostate a capsule is the prostate's, unless the words beside it are of a node.
    """
    start, end = match.span()
    if CAPSULE.match(match[0]) and PROSTATE.search(text):
        of_node = OF_NODE_BEFORE.search(text[max(0, start - NEAR) : start]) or OF_NODE_AFTER.match(text, end)
        return bool(of_node) == (cue.kind == "node")
    if cue.near and not (cue.near.search(text, max(0, start - NEAR), start) or cue.near.search(after)):
        return False
    return not (cue.apart and cue.apart.search(text[max(0, start - APART) : start]))


def _site(match: re.Match[str]) -> str | None:
    site = match.groupdict().get("site")
    return re.sub(r"[^a-z]+", " ", site.lower()).strip() if site else None


def _before(before: str) -> tuple[Value, int] | None:
    """What negates or doubts the cue; a "with", a "but" or an open bracket between them ends its reach."""
    near = BOUND.split(before)[-1]
    for value in ("indeterminate", "unknown", "possible", "absent"):
        if _first(near, "before", near=False, only=value):
            return value, 0
    return None


def _lead(before: str, value: Value) -> int:
    """How many characters before the cue belong to the quote: the nearest such word and what follows it."""
    hits = [
        found.start()
        for place, one, pattern in load_values()
        if place == "before" and one == value
        for found in pattern.finditer(before)
    ]
    return len(before) - max(hits) if hits else 0


def _first(words: str, place: str, *, near: bool, only: Value | None = None) -> tuple[Value, int] | None:
    """The first value in the words, with where it ends; ``near`` wants it at or close to their beginning."""
    best: tuple[int, int, Value, int] | None = None
    ticked = TICKED.search(words)
    shift = ticked.end() if ticked else 0
    for order, (where, value, pattern) in enumerate(load_values()):
        if where != place or only not in (None, value):
            continue
        if (match := pattern.search(words, shift)) and (best is None or (match.start(), order) < best[:2]):
            best = match.start(), order, value, match.end()
    if best is None or (near and best[0] - shift > 60):
        return None
    return best[2], best[3]


def _together(note: Note, name: str, said: list[Said]) -> Iterator[Finding]:
    """One fact for each value; that a narrower kind is absent counts only while nothing else is said of the others."""
    if any(not one.bare for one in said):
        said = [one for one in said if not one.bare]
    said = _without_second_form(note.text, said)
    told = {one.value for one in said}
    whole = {one.value for one in said if one.kind == "whole"}

    def counts(one: Said) -> bool:
        if one.kind == "whole" or one.value == "present":
            return True
        if one.value == "absent":
            return one.kind != "part" and told == {"absent"} and not whole
        return one.kind != "part" and "present" not in told

    kept = [one for one in said if counts(one)]
    specimens = _specimens(note, kept)
    for value, assertion in ASSERTED.items():
        same = sorted((one for one in kept if one.value == value), key=lambda one: one.site is not None)
        if same:
            yield make_finding(
                note,
                name,
                *((one.start, one.end) for one in same[:EVIDENCE]),
                value=value,
                site=specimens.get(value) or _narrower(same),
                assertion=assertion,
            )


def _without_second_form(text: str, said: list[Said]) -> list[Said]:
    """Where one numbered form is filled in for each of several tumours, what one has is not absent of the patient."""
    items = {one: ITEM_NUMBER.search(text, max(0, one.start - 14), one.start) for one in said}
    present = {number[1] for one, number in items.items() if number and one.value == "present"}
    return [one for one, number in items.items() if not (number and one.value == "absent" and number[1] in present)]


def _narrower(same: list[Said]) -> str | None:
    """ "Venous", where the value is told of that alone; of lymphatics and veins it is told of all vessels."""
    sites = {one.site for one in same}
    if None in sites or {"lymphatic", "vascular"} <= {one.kind for one in same}:
        return None
    return ", ".join(sorted(site for site in sites if site))


def _specimens(note: Note, said: list[Said]) -> dict[Value, str]:
    """Which specimens each value is told of, where different ones are told of different specimens."""
    parts: dict[Value, set[str]] = {}
    for one in said:
        parts.setdefault(one.value, set()).add(named_specimen(note.text, one.start))
    named = [part for of_value in parts.values() for part in of_value]
    if len(parts) < 2 or "" in named or len(named) != len(set(named)):
        return {}
    return {value: f"specimen {', '.join(sorted(of_value))}" for value, of_value in parts.items()}


def _value(word: str) -> Value:
    match word:
        case "present" | "absent" | "possible" | "indeterminate" | "unknown":
            return word
        case _:
            raise ValueError(f"{word} is no value of a finding")
