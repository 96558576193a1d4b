"""The date a report gives for all it says: when its specimen was taken, else received, else reported.

Only for reports of one examination (pathology, molecular, laboratory, imaging): a letter speaks of many dates. A label
with two different dates (two specimens, an addendum) dates nothing, nor does any in a document of several reports.
Labels and their rank: data/rules/report_dates.tsv.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from core.records import DocumentType, Evidence, Fact, Page
from extractors.dates import find_dates
from extractors.rules import read_table

ONE_EXAMINATION = {DocumentType.PATHOLOGY, DocumentType.MOLECULAR, DocumentType.LABORATORY, DocumentType.IMAGING}
DATED_KINDS = {"diagnosis", "stage", "grade", "biomarker", "finding", "lab"}
BETWEEN = re.compile(r"[\s:.|-]{0,6}(?:on|at|date)?[\s:.|-]{0,6}(?:\d{1,2}:\d{2}\s?(?:am|pm)?[\s,]*)?", re.I)
"""What may stand between a label and its date: nothing that could make it another's."""


ONE_OF_SEVERAL = re.compile(
    r"^[ \t#*=_-]*(?:report|document)[ \t]*(?:no\.?|number)?[ \t]*(\d|i{1,3})\b(?![/.\d-])", re.I | re.M
)
"""The heading of one report in a document that holds several: ``REPORT 2 - SURGICAL SPECIMEN``."""


class ReportDate(NamedTuple):
    value: str
    evidence: Evidence


def find_report_date(pages: Sequence[Page], kind: DocumentType) -> ReportDate | None:
    if kind not in ONE_EXAMINATION or len({one[1] for page in pages for one in ONE_OF_SEVERAL.finditer(page.text)}) > 1:
        return None
    for label in _labels():
        found = [date for page in pages for date in _labelled(page, label)]
        if found:
            return found[0] if len({date.value for date in found}) == 1 else None
    return None


def date_facts(facts: Iterable[Fact], date: ReportDate | None, but: Collection[str] = frozenset()) -> tuple[Fact, ...]:
    """Gives the report's date to the facts that have none of their own, with the place that states it as evidence;
    not to those with the ids ``but``, which are of an earlier time.
    """
    return tuple(_dated(fact, date) if date and fact.id not in but else fact for fact in facts)


def _dated(fact: Fact, date: ReportDate) -> Fact:
    if (
        fact.date
        or fact.kind not in DATED_KINDS
        or fact.assertion in ("historical", "planned")
        or fact.subject == "family"
    ):
        return fact
    return fact.model_copy(update={"date": date.value, "evidence": (*fact.evidence, date.evidence)})


@lru_cache(maxsize=1)
def _labels() -> tuple[re.Pattern[str], ...]:
    rows = sorted(read_table(RULES / "report_dates.tsv", "rank", "label"), key=lambda row: int(row["rank"]))
    return tuple(re.compile(rf"(?<!\w)(?:{row['label']})(?:/time)?[ \t]*:?(?!\w)", re.I) for row in rows)


def _labelled(page: Page, label: re.Pattern[str]) -> Iterator[ReportDate]:
    dates = find_dates(page.text)
    for match in label.finditer(page.text):
        date = next((date for date in dates if date.start >= match.end()), None)
        if date and _is_full(date.value) and BETWEEN.fullmatch(page.text, match.end(), date.start):
            yield ReportDate(date.value, page.evidence(match.start(), date.end))


def _is_full(value: str) -> bool:
    return value.count("-") == 2
