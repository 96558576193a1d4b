"""Lymph nodes: how many hold tumour of how many examined, for each group that a report counts.

Read are "2/10", "three of twelve lymph nodes", "sixteen nodes, all negative", "nodes examined: 17 … positive: 2". Where
a report counts its specimens one by one and states no total, the total is added as a fact of its own that says so.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from core.records import Finding
from extractors.finding_words import NUMBER, PART, clause_before, make_finding, part_of, read_count
from extractors.notes import Note

NODE = r"(?:lymph[\s.-]*)?(?:nodes?\b|nooes\b)|\bLNs?\b|[t!]ymph nodes?"
KIND = r"(?:(?!(?:positive|negative|of|with|and|in|for|lymph|nodes?|cassettes?|possible|cm|mm|other)\b)[a-z][\w-]*(?:[\s,]{1,3}|\.\s(?=(?-i:[a-z])))){0,5}?"
"""Words between the number and "lymph nodes": "regional", "sentinel", "left axillary"; never "possible" of a gross look."""
TUMOR = r"(?:tumou?r|metast\w+|malignan\w+|(?:adeno)?carcinoma|neoplas\w+|disease)"
FREE = (
    rf"(?:negative|free\b|benign|uninvolved|not involved|without (?:evidence of )?{TUMOR}|"
    rf"no (?:evidence (?:of|for) |definite )?{TUMOR}|(?:none|neither) (?:contain|with|show|involved|positive)|"
    r"reactive|unremarkable|follicular hyperplasia)"
)
HELD = (
    r"(?:positive|involved|with (?:\w+\s){0,2}?(?:metast\w+|tumou?r|carcinoma)|contain\w*|replaced by|"
    r"show\w* (?:\w+\s){0,2}?metast\w+|(?:is|are) metast\w+|demonstrat\w+ (?:\w+\s){0,2}?metast\w+|harbou?r\w*)"
)
NOT_NODES = re.compile(
    r"(?:grade|score|scored?|gleason|nottingham|SBR|hpf|cassettes?|blocks?|level|stage|slide|figo|iii)\W{0,6}$", re.I
)
RATIO = re.compile(r"(?<![\d/.])(\d{1,3})\s?/\s?(\d{1,3})(?![\d/]|\s?(?:cm|mm|hpf|III)|\.\d)")
OF = re.compile(
    rf"(?P<in>{NUMBER})[\s.,]*(?:out of|of|out)[\s.]*(?:the |a total of )?(?P<of>{NUMBER})[\s.]*{KIND}(?:{NODE})"
    rf"(?P<after>(?:(?!\.\s+(?-i:[A-Z]))[^;:]){{0,60}}?\b(?:negative|free|benign|uninvolved)\b)?",
    re.I,
)
LABELLED_OF = re.compile(
    rf"(?:{NODE})\s*(?:\([^)]*\))?\s*[:-]?\s+(?P<in>{NUMBER})\s*(?:out of|of)\s+(?P<of>{NUMBER})\s+(?:are |is |were )?{HELD}",
    re.I,
)
""""Lymph nodes: 9 of 12 positive"."""
BRACKETED = re.compile(rf"(?:{NODE})\s*\((?P<n>\d{{1,2}})\)[\s.,:-]*{FREE}", re.I)
""""Lymph nodes (5), negative"."""
UNCOUNTED = re.compile(
    rf"(?:{NODE})(?:(?!\d\s?/\s?\d)[^.:;\n]){{0,90}}?\s?:\s*[.-]*\s*(?:negative for|no evidence (?:of|for)|no) {TUMOR}",
    re.I,
)
"""A specimen of nodes called free without a count."""
COUNTED = re.compile(rf"(?P<n>{NUMBER})(?:\s*|\.\s(?=(?-i:[a-z]))){KIND}(?:{NODE})", re.I)
FREE_AFTER = re.compile(rf"(?:(?!\b(?:positive|but|except)\b|\.\s+(?-i:[A-Z]))[^;:]){{0,110}}?\b{FREE}", re.I)
HELD_BEFORE = re.compile(
    r"(?:metasta\w+|tumou?r|carcinoma)(?: \w+){0,3}[\s.]+(?:in|involving|within)[\s.]+(?:the\s)?$", re.I
)
FREE_BEFORE = re.compile(
    r"(?:no (?:evidence (?:of|for) )?(?:metast\w+|tumou?r|malignan\w+|carcinoma)(?: disease| carcinoma| tumou?r)?(?: is| was)?"
    r"(?: present| identified| seen| found| noted)?[\s.]+(?:in|involving|within)[\s.]+(?:all\s|any[\s.]+of[\s.]+(?:the )?)?|"
    r"(?:negative|benign|reactive|uninvolved|tumou?r-free)[\s.]+(?:for\s)?)$",
    re.I,
)
HELD_AFTER = re.compile(
    rf"[\s.,]*(?:\(\w+\)[\s.]*)?(?:(?:is|are|was|were|completely|focally|partially|almost)[\s.]+){{0,2}}{HELD}", re.I
)
EXAMINED = re.compile(
    rf"(?:total(?: number of)?[\s.]+(?:regional |lymph )*nodes?(?: (?:examined|sampled|retrieved|identified|submitted))?|"
    rf"(?:(?:number|no\.?) of (?:regional |sentinel )?(?:lymph )?)?nodes? (?:examined|sampled|retrieved|assessed|harvested|submitted|evaluated)|"
    rf"(?:number|total) (?:examined|sampled)|examined|total number (?:of )?(?:lymph )?nodes?)\s*(?:\([^)]*\))?\s*[:=]\s*(?P<n>{NUMBER})",
    re.I,
)
INVOLVED = re.compile(
    rf"(?:total[\s.]+)?(?:number of )?(?:positive (?:lymph )?nodes?|(?:regional |sentinel )?(?:lymph )?nodes? (?:involved|positive|with (?:macro|micro)?metast\w+)|"
    rf"(?:number )?(?:involved|positive)|involved (?:lymph )?nodes?)\s*(?:\([^)]*\))?\s*[:=]\s*(?P<n>{NUMBER})",
    re.I,
)
HEADING_OF_NODES = re.compile(rf"[^.:\n]{{0,60}}(?:{NODE})[^.:\n]{{0,80}}(?::|\s-|\.\s?-)", re.I)
HEADED_BY_NODES = re.compile(rf"(?:{NODE})[^.:\n]{{0,80}}(?::|\s-|\.\s?-)[^:]{{0,160}}$", re.I)
NEAR = 160
MOST = 150
"""More nodes than this are not counted in one patient: another kind of number was read."""


class Count(NamedTuple):
    involved: int
    examined: int | None
    start: int
    end: int
    part: str


def find_nodes(note: Note) -> Iterator[Finding]:
    counts = _apart(sorted(_counts(note), key=lambda one: (one.start, one.examined is None, -one.end)))
    seen: dict[tuple[int, int | None, str], list[Count]] = {}
    for one in counts:
        seen.setdefault((one.involved, one.examined, one.part), []).append(one)
    for (involved, examined, part), same in seen.items():
        yield make_finding(
            note,
            "lymph_nodes",
            *((one.start, one.end) for one in same[:3]),
            value=f"{involved}/{examined}" if examined is not None else f"{involved} involved",
            involved=involved,
            examined=examined,
            site=f"specimen {part}" if part and len({one.part for one in counts}) > 1 else None,
        )
    yield from _total(note, counts)


def _counts(note: Note) -> Iterator[Count]:
    text = note.text
    if not re.search(NODE, text, re.I):
        return
    yield from _synoptic(note)
    for match in RATIO.finditer(text):
        involved, examined = int(match.group(1)), int(match.group(2))
        if involved <= examined and _is_of_nodes(text, *match.span()):
            yield _count(note, involved, examined, *match.span())
    for match in OF.finditer(text):
        involved, examined = read_count(match.group("in")), read_count(match.group("of"))
        if match.group("after"):
            involved = examined - involved if involved == examined else -1
        if 0 <= involved <= examined:
            yield _count(note, involved, examined, match.start(), match.end())
    for match in LABELLED_OF.finditer(text):
        if (involved := read_count(match.group("in"))) <= (examined := read_count(match.group("of"))):
            yield _count(note, involved, examined, *match.span())
    for match in BRACKETED.finditer(text):
        yield _count(note, 0, int(match.group("n")), *match.span())
    for match in UNCOUNTED.finditer(text):
        if not COUNTED.search(match.group()) and note.section(match.start()) != "gross":
            yield _count(note, 0, None, *match.span())
    for match in COUNTED.finditer(text):
        if one := _plainly_counted(note, match):
            yield one


def _plainly_counted(note: Note, match: re.Match[str]) -> Count | None:
    """ "Sixteen lymph nodes, all negative", "no tumor in three nodes", "one node positive" of a specimen of nodes."""
    text, (start, end) = note.text, match.span()
    number = read_count(match.group("n"))
    if note.section(start) == "gross":
        return None
    if before := FREE_BEFORE.search(text[max(0, start - 90) : start]):
        return _count(note, 0, number, start - len(before.group()), end)
    if re.search(r"(?:\bof|out|\d\s?/|#|level|no\.|part)[\s.]*$", text[max(0, start - 12) : start], re.I):
        return None
    clause = clause_before(text, start)
    if HELD_BEFORE.search(clause) and not re.search(r"\b(?:no|not|without|negative|free)\b", clause, re.I):
        return _count(note, number, None, start, end)
    if re.search(r"\b(?:negative|benign|reactive)\b", match.group()):
        return _count(note, 0, number, start, end)
    if held := HELD_AFTER.match(text, end):
        alone = HEADED_BY_NODES.search(text[max(0, start - NEAR) : start])
        return _count(note, number, number if alone else None, start, held.end())
    if (free := FREE_AFTER.match(text, end)) and not re.search(rf"\b{NUMBER}\s*(?:of|/)|{RATIO.pattern}", free.group()):
        return _count(note, 0, number, start, free.end())
    return None


def _synoptic(note: Note) -> Iterator[Count]:
    """ "Nodes examined: 17. Positive: 2", in either order."""
    text = note.text
    for match in EXAMINED.finditer(text):
        near = [
            one
            for one in INVOLVED.finditer(text, max(0, match.start() - NEAR), match.end() + NEAR)
            if one.start() >= match.end() or one.end() <= match.start()
        ]
        around = text[max(0, match.start() - 2 * NEAR) : match.end() + NEAR]
        if near and re.search(NODE, around, re.I):
            other = min(near, key=lambda one: abs(one.start() - match.start()))
            involved, examined = read_count(other.group("n")), read_count(match.group("n"))
            if involved <= examined:
                start, end = min(match.start(), other.start()), max(match.end(), other.end())
                yield Count(involved, examined, start, end, "")


def _is_of_nodes(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - NEAR) : start], text[end : end + 60]
    if NOT_NODES.search(before) or re.match(r"\s*(?:score|grade|hpf|differentiat)", after, re.I):
        return False
    if re.search(r"(?:grade|score|nuclear|tubul\w+|mitos\w+|gleason|nottingham|ECOG)[^.;]{0,30}$", before, re.I):
        return False
    return bool(re.search(NODE, before, re.I) or re.match(rf"[^.;]{{0,40}}?(?:{NODE})", after, re.I))


def _count(note: Note, involved: int, examined: int | None, start: int, end: int) -> Count:
    return Count(involved, examined, start, end, part_of(note.text, start))


def _apart(counts: list[Count]) -> list[Count]:
    """One count per spot: where two readings of a sentence meet, the one that gives both numbers as printed."""
    kept: list[Count] = []
    for one in counts:
        if one.examined is not None and (one.examined > MOST or one.examined == 0):
            continue
        rival = next((other for other in kept if one.start < other.end + 25 and other.start < one.end + 25), None)
        if rival is None:
            kept.append(one)
        elif rival[:2] == one[:2] or (rival.involved == one.involved and one.examined is None):
            kept[kept.index(rival)] = rival._replace(end=max(rival.end, one.end))
        elif rival.involved == one.involved and rival.examined is None:
            kept[kept.index(rival)] = one._replace(start=rival.start)
        elif one.start >= rival.end:
            kept.append(one)
    return kept


def _total(note: Note, counts: list[Count]) -> Iterator[Finding]:
    """The sum over specimens, only where each is counted once, in its own part, in order, and none is left out."""
    counts = list({(one.involved, one.examined, one.part): one for one in reversed(counts)}.values())[::-1]
    parts = [one.part for one in counts]
    examined = [one.examined for one in counts if one.examined is not None]
    if (
        len(examined) < 2
        or len(examined) != len(counts)
        or not _runs_on(parts)
        or not _headed_by_nodes(note) <= set(parts)
    ):
        return
    if len(counts) > 2 and any(2 * number == sum(examined) for number in examined):
        return
    involved = sum(one.involved for one in counts)
    yield make_finding(
        note,
        "lymph_nodes",
        *((one.start, one.end) for one in counts),
        value=f"{involved}/{sum(examined)}, the sum of {len(counts)} specimens",
        involved=involved,
        examined=sum(examined),
        confidence=0.75,
    )


def _runs_on(parts: list[str]) -> bool:
    """Whether the labels are all letters or all numbers, and each comes after the one before."""
    if not (all(part.isalpha() for part in parts) or all(part.isdigit() for part in parts)):
        return False
    places = [int(part) if part.isdigit() else ord(part) for part in parts]
    return all(left < right for left, right in pairwise(places))


def _headed_by_nodes(note: Note) -> set[str]:
    """The parts whose headings name lymph nodes: a sum that lacks one of them would be too low."""
    return {
        (match.group(1) or match.group(2)).upper()
        for match in PART.finditer(note.text)
        if HEADING_OF_NODES.match(note.text, match.end()) and note.section(match.start()) != "gross"
    }
