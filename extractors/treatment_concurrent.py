"""Medicines given together with radiation: they begin with it where nothing else dates them.

"Commenced chemoradiotherapy on 15 January with weekly cisplatin" tells one time for both. What is told of another time
("induction", "adjuvant after it") has its own words and is not concurrent.
"""

import re
from collections.abc import Iterator, Sequence

from core.records import Assertion, Treatment
from extractors.notes import Note
from extractors.treatment_mentions import SYSTEMIC, Stretch
from extractors.treatment_merge import Told

BOTH = "chemoradiotherapy"
WITH_RADIATION = re.compile(
    r"[\s(,]*(?:(?:daily|weekly|given|was|concurrent\w*|together)\s)*(?:with|during|and|\+|/)\s?(?:\w+\s){0,2}?"
    r"(?:RT|radiotherapy|radiation|chemo-?radi\w+|chemo-?RT|IMRT)\b",
    re.I,
)
CONCURRENT = re.compile(r"\b(?:concurrent|concomitant|radio-?sensiti[sz]ing|sensiti[sz]ing)\s(?:[\w-]+\s){0,2}$", re.I)
NEXT_LINE = re.compile(r"[^\n]*\n[ \t•*–-]*")
"""From the name of both to the line below it, at whose head a medicine is a part of it."""
BESIDE = re.compile(r"[^.;\n]*?\b(?:with|using|plus|and)\s(?:[\w-]+\s){0,3}", re.I)
"""Between the name of both and a medicine of its sentence."""
ANOTHER_TIME = re.compile(
    r"\b(?:induction|neo-?adjuvant|adjuvant|consolidation|maintenance|palliative|then|followed|thereafter|after|before"
    r"|prior|previous\w*|subsequent\w*|progress\w*|relapse\w*|recur\w*|second[- ]line|not|without|declin\w+)\b",
    re.I,
)


def is_concurrent(text: str, stretch: Stretch) -> bool:
    """Whether the medicines of the stretch are told to be given together with radiation."""
    names = stretch.group.names
    if any(one.entry.type == "radiation" for one in names):
        return True
    medicines = [one for one in names if one.entry.type in SYSTEMIC]
    if not medicines:
        return False
    before = CONCURRENT.search(text, max(stretch.start, medicines[0].start - 40), medicines[0].start)
    return bool(before or any(WITH_RADIATION.match(text, one.end) for one in medicines))


def with_dates_of_radiation(note: Note, told: Sequence[Told]) -> Iterator[Told]:
    """What is given with radiation and has no date takes that of the radiation, where the page tells of one course."""
    dated = [one for one in told if one.fact.type == "radiation" and one.fact.date and _is_given(one)]
    dated = [one for one in dated if one.name.entry.name == BOTH] or dated
    courses = {(one.fact.start, one.fact.end, one.fact.date) for one in dated}
    for one in told:
        own = [other for other in dated if len(courses) == 1 and _is_of(note.text, one, other)]
        if own and one.fact.type in SYSTEMIC and _is_given(one) and not one.fact.date and not one.cumulative:
            yield one._replace(fact=_dated_as(one.fact, own[0].fact), concurrent=True)
        else:
            yield one


def _is_given(one: Told) -> bool:
    return one.fact.assertion is Assertion.PRESENT


def _is_of(text: str, medicine: Told, radiation: Told) -> bool:
    if medicine.fact.subject is not radiation.fact.subject:
        return False
    between = text[radiation.name.end : medicine.name.start]
    if medicine.concurrent:
        return radiation.name.entry.name == BOTH or ("\n\n" not in between and not ANOTHER_TIME.search(between))
    if radiation.name.entry.name != BOTH or ANOTHER_TIME.search(between):
        return False
    return bool(NEXT_LINE.fullmatch(between) or BESIDE.fullmatch(between))


def _dated_as(fact: Treatment, radiation: Treatment) -> Treatment:
    """It begins with the radiation. Its end, of which the last day may be another, is known to the month, and only
    where no start is."""
    if radiation.start:
        return fact.model_copy(update={"start": radiation.start, "date": radiation.start})
    if radiation.end and fact.status in (None, "completed"):
        month = radiation.end[: len("2024-03")]
        return fact.model_copy(update={"end": month, "date": month})
    return fact.model_copy(update={"date": radiation.date}) if not radiation.end else fact
