"""Quotes of what is denied, with the words that deny it: ``no intracranial metastases`` and not the last two alone."""

import re
from collections.abc import Iterable, Iterator, Sequence

from core.records import Assertion, Biomarker, Evidence, Fact, Page

DENIAL = re.compile(
    r"\b(?:no|not|nor|non|without|negative|den(?:y|ies|ied)|absen(?:t|ce)|free of|exclu\w+|rul(?:e|ed|es) out|never|nil"
    r"|none|neither|unlikely|declin\w+|refus\w+)\b|n['’]t\b",
    re.I,
)
BEFORE, AFTER = 80, 40
"""Letters of the same clause in which a denial is looked for."""
CLAUSE_END = re.compile(r"[.;:\n]")


def with_denials(facts: Iterable[Fact], pages: Sequence[Page]) -> Iterator[Fact]:
    """The same facts; the evidence of an absent one reaches to the nearest denial of its own clause, where there is
    one."""
    by_place = {(page.document, page.number): page for page in pages}
    for fact in facts:
        if fact.assertion is not Assertion.ABSENT or isinstance(fact, Biomarker):
            yield fact
            continue
        wider = tuple(_with_denial(one, by_place[one.document, one.page]) for one in fact.evidence)
        yield fact.model_copy(update={"evidence": wider}) if wider != fact.evidence else fact


def _with_denial(evidence: Evidence, page: Page) -> Evidence:
    start, end, text = evidence.start, evidence.end, page.text
    if DENIAL.search(text, start, end):
        return evidence
    ends = [found.end() for found in CLAUSE_END.finditer(text, max(0, start - BEFORE), start)]
    before = [*DENIAL.finditer(text, max([0, start - BEFORE, *ends]), start)]
    if before:
        return page.evidence(before[-1].start(), end)
    stop = CLAUSE_END.search(text, end, end + AFTER)
    after = DENIAL.search(text, end, stop.start() if stop else end + AFTER)
    return page.evidence(start, after.end()) if after else evidence
