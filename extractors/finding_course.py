"""The course of the cancer as the record tells it in words: that it came back, and how it answered to treatment.

Told only where the words are of this patient's cancer, now or before. A risk of recurrence, and a treatment that is to
go on until progression, tell of none.
"""

import re
from collections.abc import Iterator

from core.records import Assertion, Finding, Subject
from extractors.dates import DateMention, find_dates
from extractors.finding_words import load_shapes, make_finding
from extractors.labs.dates import date_beside
from extractors.notes import Note

UNSAID = {"reference", "clinical_trials", "family_history", "plan"}
REACH = 90
OF_NO_CANCER = re.compile(
    r"\b(?:fung\w+|aspergill\w*|infect\w+|pneumoni\w+|abscess\w*|h(?:a)?ematoma|seroma|lymphoc(?:o)?ele|thromb[ou]\w+|clot)\b",
    re.I,
)
"""What else a scan may show to grow or shrink."""
RESPONSES = {
    "complete": "complete response",
    "very_good": "very good partial response",
    "near_complete": "near-complete response",
    "partial": "partial response",
    "mixed": "mixed response",
    "stable": "stable disease",
    "progressive": "progressive disease",
    "progressed": "progression",
    "shrunk": "shrinkage",
    "grown": "growth",
}
"""RECIST 1.1, IMWG 2016 and Lugano 2014, by the name of the shape that reads them; the last three in plain words."""


def find_course(note: Note) -> Iterator[Finding]:
    dates = find_dates(note.text)
    told: dict[tuple[str | None, ...], Finding] = {}
    for one in (*_recurrences(note, dates), *_responses(note, dates)):
        told.setdefault((one.name, one.value, one.site, one.date), one)
    yield from told.values()


def _recurrences(note: Note, dates: tuple[DateMention, ...]) -> Iterator[Finding]:
    for match in _shape("recurrence").finditer(note.text):
        start, end = match.span()
        before, after = _beside(note, start, end)
        if _shape("not_meant_before").search(before) or _shape("not_meant_after").match(after):
            continue
        if _shape("of_toxicity").search(before) or _shape("at_large").search(before + after):
            continue
        assertion = Assertion.ABSENT if _shape("none_before").search(before) else _assertion(note, start, end)
        place = _shape("place").match(note.text, end)
        last = place.end() if place else end
        year = _shape("year").match(note.text, last)
        date = date_beside(note.text, dates, start, last) or (year["year"] if year else None)
        is_told = place or date or _shape("told_itself").search(match[0])
        is_told = is_told or _shape("told_before").search(before) or _shape("told_after").match(after)
        if assertion is None or (assertion is not Assertion.ABSENT and not is_told):
            continue
        if assertion is Assertion.ABSENT and note.section(start) == "past_history":
            continue
        kind = _shape("kind").search(match[0])
        where = place["where"] if place else kind[0] if kind else None
        site = where if where is None or where.isupper() else where.lower()
        value = Assertion.PRESENT if assertion is Assertion.HISTORICAL else assertion
        yield _made(note, "recurrence", value.value, (start, last), assertion, site, date)


def _responses(note: Note, dates: tuple[DateMention, ...]) -> Iterator[Finding]:
    for shape, value in RESPONSES.items():
        for match in _shape(shape).finditer(note.text):
            start, end = match.span()
            before, after = _beside(note, start, end)
            if _shape("awaited").search(before) or _shape("none_before").search(before):
                continue
            if _shape("not_achieved").match(after) or _shape("of_no_cancer").match(after):
                continue
            if _shape("at_large").search(before + after):
                continue
            if shape in ("shrunk", "grown") and _is_of_no_cancer(note.text, start, end):
                continue
            assertion = _assertion(note, start, end)
            if assertion in (None, Assertion.ABSENT):
                continue
            kinds = [one.lower() for one in _shape("manner").findall(match[0])]
            change, place = _shape("change").match(note.text, end), _shape("response_in").match(note.text, end)
            by = _shape("by_share").match(note.text, end)
            shares = [f"{change['share']}% reduction"] if change else [f"by {by['by']}"] if by else []
            told = "; ".join((*kinds, *shares))
            last = max(one.end() if one else end for one in (change, by, place))
            yield _made(
                note,
                "response",
                f"{value} ({told})" if told else value,
                (start, last),
                assertion,
                place["where"].lower() if place else None,
                date_beside(note.text, dates, start, last),
            )


def _is_of_no_cancer(text: str, start: int, end: int) -> bool:
    """Whether the paragraph speaks of something else that grows and shrinks: "small nodules, ? fungal … smaller"."""
    before = text[max(0, start - REACH * 2) : start].rpartition("\n\n")[2]
    after = text[end : end + REACH].partition("\n\n")[0]
    return OF_NO_CANCER.search(before) is not None or OF_NO_CANCER.search(after) is not None


def _made(
    note: Note,
    name: str,
    value: str,
    span: tuple[int, int],
    assertion: Assertion,
    site: str | None,
    date: str | None,
) -> Finding:
    return make_finding(note, name, span, value=value, site=site, assertion=assertion).model_copy(update={"date": date})


def _beside(note: Note, start: int, end: int) -> tuple[str, str]:
    sentence = note.sentence(start)
    before = note.text[max(sentence.start, start - REACH) : start]
    return before, note.text[end : max(end, min(sentence.end, end + REACH))]


def _assertion(note: Note, start: int, end: int) -> Assertion | None:
    """None for what is said of kin, of patients at large, or of a time to come."""
    context = note.context(start, end)
    if note.section(start) in UNSAID or context.subject is Subject.FAMILY:
        return None
    if context.assertion in (Assertion.HYPOTHETICAL, Assertion.PLANNED):
        return None
    return context.assertion


def _shape(name: str) -> re.Pattern[str]:
    return load_shapes("course")[name]
