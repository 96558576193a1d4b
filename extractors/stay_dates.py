"""The days of a stay in hospital, of what is told as found at its beginning or at its end.

``Creatinine 168 on arrival``, ``Discharge labs``: only where the document gives one day for each.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from core.records import Assertion, Biomarker, Fact, Lab, Page, Subject
from extractors.dates import find_dates

LABELS = {
    "begin": r"date of admission|admission date|admission|admitted|admit|adm|DOA",
    "end": r"date of discharge|discharge date|discharged?(?: home)?|disch",
}
LABEL = re.compile(
    rf"(?<![\w-])(?:(?P<begin>{LABELS['begin']})|(?P<end>{LABELS['end']}))(?: on)?[ \t]*[:-]?[ \t]*\Z", re.I
)
BEHIND = re.compile(
    r"[ ,(]*(?:at|on|upon)[ ](?:(?P<begin>admission|arrival|presentation|presenting)|(?P<end>discharge))\b", re.I
)
"""Right behind the value."""
SHEET = r"(?:labs?|bloods?|results?|laboratory|blood (?:tests?|results?))"
AT_END = rf"(?:discharge {SHEET}|{SHEET}(?: results| values)?,? (?:at|on|upon) (?:discharge|leaving))"
HEADING = re.compile(
    rf"[ \t•*#-]*(?:(?P<end>{AT_END})|(?P<begin>{AT_END.replace('discharge', 'admission')}))[ \t]*(?::|$)", re.I
)
ANY_HEADING = re.compile(r"[ \t•*#-]*[A-Z][A-Za-z /&-]{2,40}:?[ \t]*$")
LINES = 15
"""Below such a heading that are of the day."""


class Stay(NamedTuple):
    begin: str | None
    end: str | None


def date_by_stay(facts: Iterable[Fact], pages: Sequence[Page]) -> tuple[Fact, ...]:
    stay = find_stay(pages)
    if stay == Stay(None, None):
        return tuple(facts)
    texts = {page.number: page.text for page in pages}
    return tuple(_dated(fact, texts, stay) for fact in facts)


def find_stay(pages: Sequence[Page]) -> Stay:
    days: dict[str, set[str]] = {"begin": set(), "end": set()}
    for which, day in (told for page in pages for told in _labelled(page.text)):
        days[which].add(day)
    begin, end = (days[which].pop() if len(days[which]) == 1 else None for which in ("begin", "end"))
    return Stay(begin, end) if not (begin and end and begin > end) else Stay(None, None)


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    for one in find_dates(text):
        label = LABEL.search(text[max(0, one.start - 40) : one.start].rsplit("\n", 1)[-1])
        if label and label.lastgroup and one.value.count("-") == 2:
            yield label.lastgroup, one.value


def _dated(fact: Fact, texts: dict[int, str], stay: Stay) -> Fact:
    is_blood = isinstance(fact, Lab) or (isinstance(fact, Biomarker) and fact.method == "serum")
    if fact.date or not is_blood or fact.assertion is not Assertion.PRESENT or fact.subject is not Subject.PATIENT:
        return fact
    quote = fact.evidence[0]
    text = texts[quote.page]
    told = BEHIND.match(text, quote.end) or _heading(text, quote.start)
    day = {"begin": stay.begin, "end": stay.end}[told.lastgroup] if told and told.lastgroup else None
    return fact.model_copy(update={"date": day}) if day else fact


def _heading(text: str, place: int) -> re.Match[str] | None:
    """The heading of the paragraph that holds the place, in its own line or above, if it is one of the stay."""
    line = text.rfind("\n", 0, place) + 1
    for _ in range(LINES):
        end = text.find("\n", line)
        end = len(text) if end < 0 else end
        if not text[line:end].strip():
            return None
        if found := HEADING.match(text, line, end):
            return found
        if ANY_HEADING.fullmatch(text, line, end) or line == 0:
            return None
        line = text.rfind("\n", 0, line - 1) + 1
    return None
