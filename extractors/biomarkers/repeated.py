"""Results that a report only repeats from an earlier time: they are not of the day its specimen was taken."""

import re
from collections.abc import Iterable, Sequence

from core.records import Fact, Page
from extractors.biomarkers.dates import BEFORE_NOW, NOW, dates_told, years_told
from extractors.dates import DateMention
from extractors.notes import Note
from extractors.other_times import time_words

ANOTHER_SPECIMEN = re.compile(
    rf"{time_words('specimen')}\s+(?:[\w-]+\s+){{0,2}}(?:biops\w+|tumou?rs?|primary|specimens?|samples?"
    r"|resections?|excisions?|\w{4,}ectomy|cancers?|carcinomas?|reports?|results?|stud(?:y|ies)|tests?|testing|panel)\b",
    re.I,
)
OF_HISTORY = {"biomarker", "diagnosis", "stage", "grade"}
"""Kinds of facts that the history of a report repeats."""
HEADING = re.compile(r"[^\n:]*:?\s*")
NEW_PART = re.compile(r"\n[ \t]*\n|\n[ \t]*[A-Z][^\n:.]{2,40}:[ \t]*(?=\n)")


def is_repeated(note: Note, dates: Sequence[DateMention], start: int) -> bool:
    """Whether the history of a report tells the result with a date or a word for an earlier time."""
    if not _is_in_history(note, start):
        return False
    sentence = note.sentence(start)
    return bool(BEFORE_NOW.search(note.text, sentence.start, sentence.end) or dates_told(note, dates, sentence))


def told_of_earlier_time(facts: Iterable[Fact], pages: Sequence[Page], date: str) -> frozenset[str]:
    """The ids of biomarkers without a date that the report of this date tells in its history, or in a sentence that
    names an earlier year or another specimen; and of diagnoses, stages and grades that it tells in its history alone.
    """
    undated = [fact for fact in facts if fact.kind in OF_HISTORY and not fact.date]
    told_on = {one.page for fact in undated for one in fact.evidence}
    notes = {page.number: Note(page) for page in pages if page.number in told_on}

    def is_earlier(fact: Fact) -> bool:
        if fact.kind == "biomarker":
            return _is_of_earlier_time(notes[fact.evidence[0].page], fact.evidence[0].start, date)
        return all(_is_in_history(notes[one.page], one.start) for one in fact.evidence)

    return frozenset(fact.id for fact in undated if is_earlier(fact))


def _is_of_earlier_time(note: Note, start: int, date: str) -> bool:
    sentence, line = note.sentence(start), note.line(start)
    said = note.text[max(sentence.start, line.start) : min(sentence.end, line.end)]
    if _is_in_history(note, start):
        return True
    is_earlier = ANOTHER_SPECIMEN.search(said) or any(said[place : place + 4] < date[:4] for place in years_told(said))
    return bool(is_earlier) and not NOW.search(said)


def _is_in_history(note: Note, start: int) -> bool:
    """Not behind its first paragraph: what follows may be under a heading that we do not know."""
    section = next((one for one in note.sections if one.start <= start < one.end), None)
    heading = HEADING.match(note.text, section.start) if section else None
    return note.is_history(start) and not (heading and NEW_PART.search(note.text, heading.end(), start))
