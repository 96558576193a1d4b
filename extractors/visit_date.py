"""The day of the visit that a letter tells of: that of the performance status it gives, and of what it calls today's.

A letter tells most of the past, so its date is no date of anything else. Where it gives a day of the clinic beside the
day it was dictated or typed, the clinic's counts; where it gives several, none does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from core.records import Assertion, Biomarker, DocumentType, Fact, Finding, Lab, Page, Subject
from extractors.dates import find_dates
from extractors.other_times import time_words
from extractors.sentences import Span, span_at, split_sentences

VISIT = (
    r"(?:clinic|visit|consultation|encounter|attendance|appointment|service|review|MD[TM]|meeting|tumou?r board"
    r"|assessment)"
)
OPENS = r"(?:^|[ \t]{2,}|[|;][ \t]*)"
SEEN = re.compile(
    rf"{OPENS}(?:(?!last|next|previous)[\w-]+ ){{0,2}}(?:{VISIT} date|date of (?:the |this )?{VISIT}|date seen"
    r"|(?:seen|reviewed)(?: in [\w ]{0,20}clinic)?(?: on)?|(?:following |after )?review of"
    r"|clinic(?: of| on|,)?)[ \t]*:?[ \t]*\Z",
    re.I,
)
DICTATED = re.compile(rf"{OPENS}(?:date )?(?:dictated|of dictation|dictation date)(?: on)?[ \t]*:?[ \t]*\Z", re.I)
LETTER = re.compile(rf"{OPENS}(?:letter date|date of (?:the |this )?letter|date[ \t]*:)[ \t]*:?[ \t]*\Z", re.I)
REFERRED = re.compile(rf"{OPENS}(?:date of (?:the |this )?referral|referral date)[ \t]*:?[ \t]*\Z", re.I)
VISITED = re.compile(
    rf"{OPENS}(?:date of (?:the |this )?(?:visit|consultation|encounter|MD[TM]|meeting)"
    r"|(?:visit|consultation|encounter|MD[TM]|meeting) date)[ \t]*:?[ \t]*\Z",
    re.I,
)
LABELS = (SEEN, DICTATED, LETTER, REFERRED)
"""The best first. What reads like a report of one examination is a visit's only by the plainest label, ``VISITED``."""
TOP = 1200
"""Where a letter gives its day alone on a line."""
OF_ANOTHER_TIME = re.compile(time_words("of_status"), re.I)
SHEET = r"(?:bloods?|blood (?:tests?|results?|count)|labs?|FBC|CBC|U&Es?|LFTs?|results|tumou?r markers?)"
DAYS_BACK = r"(?P<today>today|this (?:morning|afternoon))|(?P<yesterday>yesterday)|(?P<number>\d{1,2}) days ago"
OF_DAY = re.compile(
    rf"\b(?:{SHEET}\s+(?:(?:taken|done|results|from|of|were|was|checked)\s+)*(?:{DAYS_BACK})\b"
    rf"|(?:{DAYS_BACK.replace('?P<', '?P<o')})(?:['’]s)?\s+(?:(?:his|her|their|the)\s+)?(?:{SHEET}|[A-Z]\w+\b))",
    re.I,
)
"""``Bloods today: …``, ``A blood test yesterday showed …``, ``today's bloods``, ``Today Hb 98``."""
ENDS_LIST = re.compile(rf"\.\s|{time_words('in_list')}", re.I)


def date_by_visit(facts: Iterable[Fact], pages: Sequence[Page], kind: DocumentType) -> tuple[Fact, ...]:
    """The facts, those that the visit examined with its day. Few reports of one examination tell of a visit."""
    facts = tuple(facts)
    labels = LABELS if kind in (DocumentType.LETTER, DocumentType.UNKNOWN) else (VISITED,)
    seen = find_visit(pages, labels)
    return tuple(_dated(facts, pages, seen)) if seen else facts


def find_visit(pages: Sequence[Page], labels: Sequence[re.Pattern[str]] = LABELS) -> str | None:
    """The one full day that labels of the visit give, else those of its dictation, of the letter or of a referral."""
    told = [one for page in pages for one in _labelled(page.text)]
    for label in labels:
        days = {day for before, day in told if label.search(before)}
        if days:
            return days.pop() if len(days) == 1 else None
    if LETTER not in labels:
        return None
    alone = {day for before, day in told if not before}
    return alone.pop() if len(alone) == 1 else None


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """The words in front of each full day on its line, empty where it stands alone at the top."""
    for one in find_dates(text):
        line = text.rfind("\n", max(0, one.start - 80), one.start) + 1
        before = text[max(line, one.start - 80) : one.start]
        behind = text[one.end : one.end + 80].split("\n", 1)[0]
        if one.value.count("-") == 2 and (before.strip() or (one.start < TOP and not behind.strip(" ."))):
            yield before if before.strip() else "", one.value


def _dated(facts: Sequence[Fact], pages: Sequence[Page], seen: str) -> Iterator[Fact]:
    texts = {page.number: (page.text, split_sentences(page.text)) for page in pages}
    asked = {fact.id: fact for fact in facts if _is_asked(fact)}
    now = {name: fact for name, fact in asked.items() if _is_status(fact) and _is_of_now(*texts[_page(fact)], fact)}
    is_one = len({fact.fields().get("value") for fact in now.values()}) == 1
    for fact in facts:
        day = seen if is_one and fact.id in now else None
        if fact.id in asked and isinstance(fact, Lab | Biomarker):
            day = _day_told(*texts[_page(fact)], fact.evidence[0].start, seen)
        yield fact.model_copy(update={"date": day}) if day else fact


def _is_asked(fact: Fact) -> bool:
    return not fact.date and fact.assertion is Assertion.PRESENT and fact.subject is Subject.PATIENT


def _page(fact: Fact) -> int:
    return fact.evidence[0].page


def _is_status(fact: Fact) -> bool:
    return isinstance(fact, Finding) and fact.name == "performance_status"


def _is_of_now(text: str, sentences: tuple[Span, ...], fact: Fact) -> bool:
    start = fact.evidence[0].start
    sentence = span_at(sentences, start)
    first = max(sentence.start, text.rfind(". ", sentence.start, start) + 1)
    said = text[first : sentence.end]
    return not OF_ANOTHER_TIME.search(said) and not find_dates(said)


def _day_told(text: str, sentences: tuple[Span, ...], place: int, seen: str) -> str | None:
    """By the word for a day in the sentence in front of the value, with nothing of another time between."""
    sentence = span_at(sentences, place)
    told = [*OF_DAY.finditer(text, sentence.start, place)]
    if not told or ENDS_LIST.search(text, told[-1].end(), place) or find_dates(text[sentence.start : sentence.end]):
        return None
    days = {name.removeprefix("o"): value for name, value in told[-1].groupdict().items() if value}
    back = 0 if "today" in days else 1 if "yesterday" in days else int(days["number"])
    return (date.fromisoformat(seen) - timedelta(days=back)).isoformat()
