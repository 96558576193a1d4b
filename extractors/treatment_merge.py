"""Makes one fact of several mentions of one treatment, and keeps courses apart that the dates keep apart."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from core.records import Assertion, Evidence, Treatment
from extractors.treatment_changes import CHANGE
from extractors.treatment_mentions import SYSTEMIC
from extractors.treatment_names import CLASSES, Name, medicine_classes

RANKS = (
    Assertion.PRESENT,
    Assertion.HISTORICAL,
    Assertion.PLANNED,
    Assertion.ABSENT,
    Assertion.HYPOTHETICAL,
    Assertion.POSSIBLE,
)
UNDECIDED = (Assertion.HYPOTHETICAL, Assertion.POSSIBLE)
STATUSES = (None, "planned", "started", "completed", "ongoing", "stopped", "declined")
"""By weight: "completed three cycles" does not outweigh that the treatment goes on."""
GOING_ON = ("started", "ongoing")
ADDED = ("intent", "line", "dose", "cycles", "response", "reason_stopped")
PHASES = {"neoadjuvant": "before", "adjuvant": "after", "maintenance": "after"}
"""What is adjuvant is also told of as maintenance."""
AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s?(mg/m2|mg/m²|mg/kg|mg|mcg|g)\b", re.I)
OMITTED = re.compile(
    r"\b(?:omitted|withheld|held|left out|not given|missed|dropped) (?:in|from|for|at|with) (?:the )?"
    r"(?:(?:cycle|C|week|dose) ?(?P<number>\d+)|(?P<nth>\d+)(?:st|nd|rd|th)\b)",
    re.I,
)
CYTOTOXIC = frozenset(
    (
        "antimetabolite", "alkylating", "anthracycline", "other chemotherapy", "topoisomerase inhibitor", "platinum",
        "vinca alkaloid", "antitumour antibiotic", "taxane", "microtubule inhibitor",
    )
)  # fmt: skip
UNLIKE = {
    "targeted therapy": CYTOTOXIC | {"hormone", "checkpoint inhibitor"},
    "immunotherapy": CYTOTOXIC | {"hormone", "kinase inhibitor", "parp inhibitor"},
    "hormone therapy": CYTOTOXIC | {"kinase inhibitor", "checkpoint inhibitor", "parp inhibitor"},
    "chemotherapy": frozenset({"hormone", "kinase inhibitor", "checkpoint inhibitor", "parp inhibitor"}),
}
"""Classes of medicines that the name of a class of treatments does not cover."""
YEARS_OF_A_COURSE = 3
SAME_BREATH = 40
"""Characters between the name of a class and the exact name that explains it."""


class Steps(NamedTuple):
    sentence: int
    arrows: int
    turns: int


class Told(NamedTuple):
    """What one stretch tells of one name: ``bare`` if nothing decides, ``firm`` if a verb before it or a date does.

    ``by_place`` is a plan only by the section that it stands in; the next item of a list begins at ``until``. A class
    that something came after ("biopsy after excision in May") is not what its sentence names before it, from
    ``came_after`` on.
    """

    name: Name
    fact: Treatment
    bare: bool
    firm: bool
    by_place: bool = False
    until: int | None = None
    held: bool = False
    came_after: int | None = None
    concurrent: bool = False
    cumulative: bool = False
    steps: Steps | None = None
    last_dose: str | None = None

    @property
    def phase(self) -> str | None:
        """Which part of a plan of several it is: one medicine may be given with radiation, and adjuvant after it."""
        return PHASES.get(self.fact.intent or "", "concurrent" if self.concurrent else None)


class Course(NamedTuple):
    fact: Treatment
    told: tuple[Told, ...]


def merge(told: Iterable[Told]) -> Iterator[Treatment]:
    """Exact treatments, each once per time; then the classes ("chemotherapy") that none of them explains."""
    every = list(told)
    facts = _merged(one for one in every if one.name.entry.caution not in CLASSES)
    alone: list[Told] = []
    of_bones = {one.fact.name for one in every if one.name.entry.caution == "bone"}
    for one in every:
        if one.name.entry.caution in CLASSES and not _explained(facts, one, of_bones):
            alone.append(one)
    yield from _without_what_is_held(facts, every)
    yield from _merged(one for one in alone if one.firm and not one.bare and one.name.entry.caution == "generic")


def _merged(told: Iterable[Told]) -> list[Treatment]:
    """A bare mention joins whatever else the page says of the name; the latest course that fits takes a mention."""
    courses: list[Course] = []
    for one in sorted(told, key=lambda one: (one.bare, *_rank(one.fact))):
        places = [
            n
            for n, course in enumerate(courses)
            if _same(course.fact, one.fact) and not any(_is_another_course(one, other) for other in course.told)
        ]
        if places:
            place = max(places, key=lambda n: (_nearness(courses[n], one), courses[n].fact.start or ""))
            courses[place] = Course(_joined(courses[place].fact, one.fact), (*courses[place].told, one))
        else:
            courses.append(Course(one.fact, (one,)))
    facts = [_without_full_count(_with_last_dose(course)) for course in courses]
    return list(_with_their_ends(facts))


def _with_their_ends(facts: list[Treatment]) -> Iterator[Treatment]:
    """The end of the only course of a medicine, told apart from the day of it: "11/2022: palbociclib"."""
    ends = {n: end for n, fact in enumerate(facts) if (end := _end_of_the_same(facts, fact)) is not None}
    taken = set(ends.values())
    for n, fact in enumerate(facts):
        if n not in taken:
            yield _joined(fact, facts[ends[n]]) if n in ends else fact


def _end_of_the_same(facts: list[Treatment], fact: Treatment) -> int | None:
    """Not where a count or the intent of the first tells of a course of its own, nor years later."""
    of_its_own = fact.start or fact.end or fact.cycles or fact.intent
    if fact.assertion is not Assertion.PRESENT or not fact.date or of_its_own or fact.type not in SYSTEMIC:
        return None
    others = [n for n, one in enumerate(facts) if one.name == fact.name and _is_given(one) and one is not fact]
    last = facts[others[0]] if len(others) == 1 else None
    if last is None or last.status != "stopped" or last.start or last.cycles or last.intent or not last.end:
        return None
    near = fact.date < last.end and int(last.end[:4]) - int(fact.date[:4]) <= YEARS_OF_A_COURSE
    return others[0] if near and last.subject is fact.subject else None


def _is_given(fact: Treatment) -> bool:
    return fact.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)


def _nearness(course: Course, one: Told) -> int:
    """Where an undated phase was last named before a mention without a date or a phase, which then is of it."""
    if one.bare or one.phase or one.fact.date or course.fact.date or not course.told[0].phase:
        return 0
    return max((told.name.start for told in course.told if told.name.start < one.name.start), default=0)


def _is_another_course(one: Told, other: Told) -> bool:
    """By its phase, or by its place in the sentence: "FLOT x4 -> surgery -> FLOT x4", "with docetaxel, then alone as
    maintenance"."""
    if one.bare or other.bare:
        return False
    if one.phase and other.phase:
        return one.phase != other.phase
    given = all(told.fact.assertion in (Assertion.PRESENT, Assertion.HISTORICAL) for told in (one, other))
    if not given or not one.steps or not other.steps or one.steps.sentence != other.steps.sentence:
        return False
    first, second = sorted((one, other), key=lambda told: told.name.start)
    apart = second.steps and first.steps and second.steps.arrows - first.steps.arrows > 1
    return bool(apart) or (one.steps != other.steps and second.phase is not None)


def _without_what_is_held(facts: Iterable[Treatment], told: list[Told]) -> Iterator[Treatment]:
    """What the page tells to be on hold after it last told that it goes on does not go on."""
    held: dict[str, int] = {}
    goes_on: dict[str, int] = {}
    for one in told:
        kept = held if one.held else goes_on
        if one.held or one.fact.status == "ongoing":
            kept[one.fact.name] = max(kept.get(one.fact.name, 0), one.fact.evidence[-1].start)
    for fact in facts:
        paused = fact.status == "ongoing" and held.get(fact.name, -1) > goes_on.get(fact.name, 0)
        yield fact.model_copy(update={"status": None}) if paused else fact


def _rank(fact: Treatment) -> tuple[int, bool, int]:
    return RANKS.index(fact.assertion), fact.date is None, fact.evidence[0].start


def _same(fact: Treatment, other: Treatment) -> bool:
    if fact.type != other.type or fact.subject is not other.subject or not _same_name(fact, other):
        return False
    if fact.assertion is not other.assertion and other.assertion not in UNDECIDED:
        return fact.status == "ongoing" and other.assertion is Assertion.PLANNED and other.date is None
    return _at_one_time(fact, other)


def _same_name(fact: Treatment, other: Treatment) -> bool:
    """The same; for operations also one that leaves out the side or extent ("right adrenalectomy", "adrenalectomy")."""
    if fact.type != "surgery":
        return fact.name == other.name
    left, right = set(fact.name.split()), set(other.name.split())
    return left <= right or right <= left


def _at_one_time(fact: Treatment, other: Treatment) -> bool:
    """Whether the dates allow that both tell of one course: a start here and a later end there do."""
    if fact.date is None or other.date is None:
        return True
    if not (fact.start or fact.end) or not (other.start or other.end):
        points = [(one, two) for one in _points(fact) for two in _points(other)]
        return any(_agree(one, two) for one, two in points)
    return _is_one_course(fact, other)


def _is_one_course(fact: Treatment, other: Treatment) -> bool:
    """Whether starts and ends agree, and none ends before it starts."""
    if not (_agree(fact.start, other.start) and _agree(fact.end, other.end)):
        return False
    start, end = fact.start or other.start, fact.end or other.end
    return start is None or end is None or start[: len(end)] <= end


def _points(fact: Treatment) -> tuple[str, ...]:
    return tuple(date for date in (fact.date, fact.start, fact.end) if date)


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one.startswith(other) or other.startswith(one)


def _joined_dose(fact: Treatment, other: Treatment) -> str | None:
    """A change told apart from the dose, and the levels of one course of radiation, stand behind what is known."""
    if not fact.dose or not other.dose or other.dose in fact.dose:
        return None
    levels = fact.type == "radiation" and fact.start and (fact.start, fact.end) == (other.start, other.end)
    if levels or CHANGE.search(other.dose):
        return f"{fact.dose}; {other.dose}"
    goes_on = other.status == "ongoing" and other.evidence[0].start > fact.evidence[-1].end
    return f"{fact.dose}, now {other.dose}" if goes_on and _is_another_amount(fact, other) else None


def _is_another_amount(fact: Treatment, other: Treatment) -> bool:
    """Whether the last dose of one is not that of the other, in the same unit: "160 mg daily", "continue 120 mg"."""
    said = [AMOUNT.findall(one.dose or "") for one in (fact, other)]
    if not all(said):
        return False
    (first, unit), (second, same) = said[0][-1], said[1][-1]
    return unit.lower() == same.lower() and first != second


def _with_last_dose(course: Course) -> Treatment:
    """The end of what was stopped or completed; the day of what has no other."""
    fact, last = course.fact, max((one.last_dose for one in course.told if one.last_dose), default=None)
    if not _is_given(fact):
        return fact
    if last and not fact.end and fact.status in ("stopped", "completed") and (fact.start or "") <= last:
        return fact.model_copy(update={"end": last, "date": fact.date or last})
    return fact.model_copy(update={"date": last}) if last and not fact.date else fact


def _without_full_count(fact: Treatment) -> Treatment:
    """No count of cycles where one of them was given without the medicine: "6 cycles", "omitted in cycle 5"."""
    left_out = OMITTED.search(fact.dose or "")
    counted = left_out and fact.cycles and int(left_out["number"] or left_out["nth"]) <= fact.cycles
    return fact.model_copy(update={"cycles": None}) if counted else fact


def _joined(fact: Treatment, other: Treatment) -> Treatment:
    """The first with what the second adds: finer dates, missing fields, a weightier status, its evidence."""
    if other.assertion is not fact.assertion:
        return fact
    update: dict[str, object] = {
        field: getattr(other, field)
        for field in ADDED
        if getattr(fact, field) is None and getattr(other, field) is not None
    }
    if dose := _joined_dose(fact, other):
        update["dose"] = dose
    for field in ("start", "end"):
        if finer := max(getattr(fact, field) or "", getattr(other, field) or "", key=len):
            update[field] = finer
    same_day = [date for date in (fact.date, other.date) if date and _agree(date, fact.date)]
    update["date"] = update.get("start") or max(same_day, key=len, default=other.date)
    update["name"] = max(fact.name, other.name, key=len)
    update["status"] = _joined_status(fact, other)
    update["confidence"] = max(fact.confidence, other.confidence)
    update["evidence"] = _together(fact.evidence, other.evidence)
    return fact.model_copy(update=update)


def _joined_status(fact: Treatment, other: Treatment) -> str | None:
    """The weightier; what has ended by a date does not go on because another mention says so."""
    said = [one.status for one in (fact, other)]
    status = max(said, key=STATUSES.index)
    ended = [one.status for one in (fact, other) if one.end and one.status not in GOING_ON]
    return max(ended, key=STATUSES.index) if ended and status in GOING_ON else status


def _together(left: tuple[Evidence, ...], right: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(sorted((*left, *(one for one in right if one not in left)), key=lambda one: (one.start, one.end)))


def _explained(facts: list[Treatment], one: Told, others: Collection[str]) -> bool:
    """Whether an exact treatment stands for the class, other than those of the names ``others``; it then takes what is
    told of the class."""
    kin = [n for n, fact in enumerate(facts) if fact.name not in others and _kin(fact, one.fact)]
    if not kin or one.bare or one.fact.assertion is not Assertion.PRESENT:
        return bool(kin)
    near = [n for n in kin if _near(facts[n], one) and _fits(facts[n], one.fact) and not _is_unlike(facts[n], one.fact)]
    if one.fact.type == "surgery" and len({facts[n].name for n in kin}) > 1:
        one = one._replace(fact=one.fact.model_copy(update={"intent": None}))  # of which operation is not told
    for n in near:
        if facts[n].evidence[0].start == facts[near[-1]].evidence[0].start:
            facts[n] = _told_more(facts[n], one.fact)
    same_day = one.fact.type == "surgery" and any(facts[n].date == one.fact.date for n in kin)
    return bool(near) or one.fact.date is None or same_day


def _kin(fact: Treatment, generic: Treatment) -> bool:
    """An exact treatment of the class, told in the same way; what is only talked of needs no class."""
    if fact.assertion is not generic.assertion and generic.assertion not in UNDECIDED:
        return False
    return fact.type == generic.type or (fact.type in SYSTEMIC and generic.type in SYSTEMIC)


def _is_unlike(fact: Treatment, generic: Treatment) -> bool:
    """Whether no part of it is of the class: chemotherapy is not what "progressed on a CDK4/6 inhibitor" tells of."""
    unlike = UNLIKE.get(generic.name, frozenset[str]())
    return all(medicine_classes().get(name) in unlike for name in fact.components or (fact.name,))


def _near(fact: Treatment, generic: Told) -> bool:
    """Named before the class, or right after it: "Initial surgery 15 March 2024 - right nephrectomy";
    not in the next item of a list: "Melanoma of the calf, excised 2008", "Hysterectomy for fibroids"."""
    reach = generic.fact.evidence[-1].end + SAME_BREATH
    reach = reach if generic.until is None else min(reach, generic.until)
    later = range(generic.came_after, generic.fact.evidence[-1].start) if generic.came_after is not None else ()
    return any(evidence.start < reach and evidence.start not in later for evidence in fact.evidence)


def _fits(fact: Treatment, generic: Treatment) -> bool:
    if generic.type in SYSTEMIC:
        return _is_one_course(fact, generic)
    return _at_one_time(fact, generic)


def _told_more(fact: Treatment, generic: Treatment) -> Treatment:
    date = fact.date if generic.type in SYSTEMIC else generic.date
    return _joined(fact, generic.model_copy(update={"name": fact.name, "dose": None, "date": date}))
