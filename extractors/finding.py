"""Findings of examinations: invasion, margins, nodes, size, metastases, performance status, marrow, …"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from core.records import Evidence, Fact, Finding, Lab, Subject
from extractors.finding_course import find_course
from extractors.finding_margins import find_margins
from extractors.finding_metastases import find_metastases
from extractors.finding_nodes import find_nodes
from extractors.finding_phrases import find_phrases
from extractors.finding_presence import find_presence
from extractors.finding_size import find_sizes
from extractors.notes import RELATED, Note

READERS: tuple[Callable[[Note], Iterator[Finding]], ...] = (
    find_sizes,
    find_nodes,
    find_margins,
    find_presence,
    find_metastases,
    find_phrases,
    find_course,
)


KEY = re.compile(
    r"(?:(?m:^)\W*|(?<=[.;:(]\s)|(?<=\())[pc]?(?P<letter>[TNM])(?P<degree>[0-4Oo][a-d]?|X|is)\s*[:=–—-]\s*"
    r"(?:(?!\.\s|\n|;\s*[TNM]\d).){1,160}"
)
"""An entry of a staging key, ``N1: 1-3 nodes involved``: a line, or what stands between stops where a scan has none."""
COUNT = re.compile(r"\d\s?/\s?\d")
"""What a form has filled in: ``N1 - # involved/# examined: 0/6``."""
TALKED_OF = re.compile(
    r"\b(?:(?:if|unless|whether|should)\b(?!\s+(?:applicable|any|possible|present|known|so)\b)[^.;:,\n]{0,60}"
    r"|what|(?:patients|people|women|men|those|anyone)\s+with|red\s+flags?\s+(?:for|of)|(?:leaflets?|booklets?|information)\s+(?:on|about|regarding)"
    r"|(?:look|check|search|screen)(?:ed|ing)?\s+for|to\s+(?:detect|assess\s+for))"
    r"\s+(?:(?:an?|any|the|early|possible)\s+)*$",
    re.I,
)
"""Words before what is only asked, sought or explained: "CT to look for liver metastases"."""
EXPLAINED = re.compile(r"\s+(?:means?|(?:can|may)\s+(?:cause|lead|mean|occur|grow|spread|make))\b", re.I)
BEFORE = 120
APART = 400
"""Characters between two entries of one key."""


def find(note: Note) -> Iterator[Finding]:
    keys = staging_keys(note.text)
    for read in READERS:
        for finding in read(note):
            spot = finding.evidence[0]
            if any(start <= one.start < end for one in finding.evidence for start, end in keys):
                continue
            if not (_is_of_kin(note, spot) or _is_talk(note, spot)):
                yield finding


def _is_of_kin(note: Note, spot: Evidence) -> bool:
    sentence = note.sentence(spot.start)
    if not (RELATED.search(note.text, sentence.start, sentence.end) or note.is_told_of_kin(sentence)):
        return False
    return note.context(spot.start, spot.end).subject is Subject.FAMILY


def _is_talk(note: Note, spot: Evidence) -> bool:
    """Whether it is a thing that is sought or explained, and not said of the patient."""
    first = max(note.sentence(spot.start).start, spot.start - BEFORE)
    return bool(TALKED_OF.search(note.text[first : spot.start]) or EXPLAINED.match(note.text, spot.end))


def without_told_twice(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Without the share of plasma cells in the marrow that a laboratory value tells from the same words."""
    told = tuple(facts)
    measured = [(one.number, one.evidence[0]) for one in told if isinstance(one, Lab) and one.name == "plasma cells"]
    for fact in told:
        if not (
            isinstance(fact, Finding)
            and fact.name == "marrow_involvement"
            and any(fact.number == number and _meet(fact.evidence[0], spot) for number, spot in measured)
        ):
            yield fact


def _meet(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end


def staging_keys(text: str) -> list[tuple[int, int]]:
    """The lines of staging keys, which explain two degrees of one letter at least and say nothing of the patient."""
    lines: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    for line in KEY.finditer(text):
        if not COUNT.search(line[0]):
            lines[line["letter"]].append(line)
    return [
        line.span()
        for same in lines.values()
        for line in same
        if any(_degree(other) != _degree(line) and abs(other.start() - line.start()) < APART for other in same)
    ]


def _degree(line: re.Match[str]) -> str:
    return line["degree"].lower().replace("o", "0")
