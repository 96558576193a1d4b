"""Facts that only a preliminary reading tells, on the frozen section, where the report itself tells it otherwise."""

import re
from collections.abc import Iterable, Iterator

from core.records import Assertion, Diagnosis, Fact, Finding, Grade, Stage

SUPERSEDED = re.compile(r"(?<!see )\b(?-i:Original|ORIGINAL|Previous|PREVIOUS) diagnos[ie]s[.:]\s+(?=[A-Z\d])", re.I)
"""What a revised report quotes of the one before it."""
HEADING = re.compile(
    r"\bpreliminary[\s.]+(?:frozen[\s.]+section|intra-?operative)[\s.]+(?:consultation|diagnos[ie]s|report)\s*(?:\([Ss]\)\s*)?[:.]"
    r"|\bintra-?\s?operative[\s.]+consult(?:ation)?[\s.]+diagnos[ie]s\b",
    re.I,
)
END = re.compile(
    r"\b(?:gross|macroscopic|microscopic|clinical)[\s.]+(?:description|examination|information|history|data)\b"
    r"|\b(?:final|permanent)\b[^.:]{0,30}\bdiagnos[ie]s\b|\b(?:addend|amend)\w+|\bsynoptic\b"
    r"|\bdiagnos[ie]s\s*:",
    re.I,
)


def without_preliminary(text: str, facts: Iterable[Fact]) -> Iterator[Fact]:
    told = tuple(facts)
    superseded = tuple(_sections(text, SUPERSEDED))
    sections = (*_sections(text, HEADING), *superseded)
    final = {_about(fact) for fact in told if not _is_within(sections, fact)}
    if any(about[:2] == ("finding", "lymph_nodes") for about in final):
        final.add(("finding", "lymph_nodes", None))  # nodes of no named specimen are some of those counted in the end
    yield from (
        fact
        for fact in told
        if not (_is_within(sections, fact) and _about(fact) in final)
        and not _adds_up(superseded, fact)
        and not (_is_within(superseded, fact) and _is_renamed(superseded, fact, told))
    )


def _sections(text: str, headings: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for heading in headings.finditer(text):
        end = END.search(text, heading.end())
        yield heading.start(), end.start() if end else len(text)


def _is_within(sections: tuple[tuple[int, int], ...], fact: Fact) -> bool:
    return all(any(start <= one.start < end for start, end in sections) for one in fact.evidence)


def _is_renamed(superseded: tuple[tuple[int, int], ...], fact: Fact, told: tuple[Fact, ...]) -> bool:
    """Whether the cancer of an organ has another name in the revised report."""
    return isinstance(fact, Diagnosis) and any(
        isinstance(other, Diagnosis)
        and (other.site, other.assertion, other.subject) == (fact.site, Assertion.PRESENT, fact.subject)
        and not _is_within(superseded, other)
        for other in told
    )


def _adds_up(sections: tuple[tuple[int, int], ...], fact: Fact) -> bool:
    """Whether it is a sum that takes in a count of such a section, in whose place another may stand."""
    if not isinstance(fact, Finding) or "the sum of" not in (fact.value or ""):
        return False
    return any(start <= one.start < end for start, end in sections for one in fact.evidence)


def _about(fact: Fact) -> tuple[str | None, ...]:
    """What a fact of the examination tells of; that of other kinds is none that another can take the place of."""
    match fact:
        case Finding():
            return "finding", fact.name, fact.site
        case Stage():
            return "stage", fact.system
        case Grade():
            return "grade", fact.system
        case _:
            return (fact.id,)
