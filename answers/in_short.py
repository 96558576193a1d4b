"""The answer in one sentence, where facts that agree tell it: whether a medicine goes on, which stage it is, the newest
value of a marker.

It says how things stand in the records, and only where nothing in them speaks otherwise: a hold, a restart, a second
stage or a value without a date leave the question to the lines that are quoted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from answers.contradicted import contradictions
from answers.cues import of_another_alone
from answers.inquiry import Inquiry
from answers.names import any_of
from answers.parts import section
from answers.times import is_overtaken, is_spread
from answers.wording import on_date, spoken_date, told_as_they_stand
from core.records import Assertion, Biomarker, Fact, Section, Sentence, Stage, Subject, Treatment
from extractors.yearless_dates import find_all_dates

TITLE = "In short"
WHETHER_IT_GOES_ON = re.compile(
    r"\b(?:am|is|are) (?:i|he|she|we|my \w+) (?:(?:still|back|now|meant to be|supposed to be) )*"
    r"(?:on|taking|having|getting|using)\b|\bstill (?:on|taking|having|getting|using)\b"
    r"|\bwhen (?:did|was|were|have|has|am|do|is)\b.*\b(?:start|begin|began|stop|finish|end|complete)\w*"
    r"|\bwhy (?:did|was|were|have|has)\b.*\b(?:stop|ceas|discontinu|end|finish|took|taken|take)\w*",
    re.I,
)
UNSETTLED = re.compile(
    r"\b(?:h[eo]ld\w*|omit\w*|re-?start\w*|resum\w*|re-?challeng\w*|withh[eo]ld\w*|paus\w*|reduc\w*|skip\w*|miss\w*"
    r"|delay\w*|defer\w*|declin\w*|refus\w*|switch\w*|chang\w*|if|unless|consider\w*|plan\w*|interrupt\w*|again"
    r"|remain\w* off)\b",
    re.I,
)
"""What a sentence on a medicine may say that no status of one fact tells."""
SENTENCE = re.compile(r"[^.;\n]+")
WHICH_STAGE = re.compile(r"\b(?:what|which)(?:['’]?s| is| are)? (?:(?:my|the|his|her) )?stage\b", re.I)
OF_ANOTHER = re.compile(
    r"\b(?:second|other|another|new|first|third|old|previous|earlier) "
    r"(?:one|cancer|tumou?r|melanoma|lump|primary|mole|lesion)\b",
    re.I,
)
"""What may be asked about is not the only cancer that was read."""
THE_NEWEST = re.compile(
    r"\b(?:what|how)(?:['’]?s| is| are| was)? (?:my|the|his|her) \S+(?: \S+)? (?:now|today|currently|at the moment)\b"
    r"|\b(?:newest|latest|last|current|most recent) (?:\S+ )?(?:value|level|result|number|reading|\S+)\b",
    re.I,
)
NUMBER = re.compile(r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w.]*\w)")
OVER = ("completed", "stopped")


def in_short(inquiry: Inquiry) -> Section | None:
    if not inquiry.profile or inquiry.is_elsewhere or inquiry.alarm.is_urgent or of_another_alone(inquiry.question):
        return None
    return section(TITLE, (*contradictions(inquiry), *_medicines(inquiry), *_stage(inquiry), *_newest(inquiry)))


def _own(facts: Iterable[Fact]) -> list[Fact]:
    return [one for one in facts if one.subject is Subject.PATIENT]


def _are_sure(facts: Iterable[Fact]) -> bool:
    """Whether none is marked for review: one that is may be what speaks otherwise."""
    return not any(one.wants_review for one in facts)


def _medicines(inquiry: Inquiry) -> Iterator[Sentence]:
    if inquiry.profile is None or not WHETHER_IT_GOES_ON.search(inquiry.question.text):
        return
    for name in inquiry.question.treatments:
        facts = [one for one in _own(inquiry.profile.facts) if isinstance(one, Treatment) and _is_of(one, name)]
        last = _last(facts)
        known_as = {name, *(one.name for one in facts)}
        known_as |= {one for one, meant in inquiry.others.treatments if meant in known_as}
        if last is None or not _are_sure(facts) or _is_unsettled(inquiry, any_of(known_as)):
            continue
        if last.status in OVER and last.end:
            yield told_as_they_stand(f"{last.name} was {last.status} {on_date(last.end)}", last)
        elif last.status in OVER:
            yield told_as_they_stand(f"{last.name} was {last.status}", last)
        elif last.status == "ongoing":
            since = f", since {spoken_date(last.start)}" if last.start else ""
            yield told_as_they_stand(f"{last.name} goes on{since}", last)


def _is_of(fact: Treatment, name: str) -> bool:
    return name.lower() in (fact.name.lower(), *(one.lower() for one in fact.components))


def _last(facts: Sequence[Treatment]) -> Treatment | None:
    """The only one, or the last of several where all have a date and no two share it."""
    if len(facts) < 2:
        return facts[0] if facts else None
    times = [one.end or one.start or one.date for one in facts]
    if any(one is None for one in times) or len(set(times)) < len(times):
        return None
    return max(zip(times, facts, strict=True), key=lambda pair: pair[0] or "")[1]


def _is_unsettled(inquiry: Inquiry, medicine: re.Pattern[str]) -> bool:
    written = inquiry.sought.written
    if not written:
        return True
    said = (one for line in written.lines for one in SENTENCE.findall(line.text))
    return any(medicine.search(one) and UNSETTLED.search(one) for one in said)


def _stage(inquiry: Inquiry) -> Iterator[Sentence]:
    """Of one cancer that has one stage, and no spread told later."""
    text = inquiry.question.text
    if inquiry.profile is None or not WHICH_STAGE.search(text) or len(inquiry.theirs) != 1 or OF_ANOTHER.search(text):
        return
    facts = _own(inquiry.profile.facts)
    stages = [one for one in facts if isinstance(one, Stage) and one.assertion is Assertion.PRESENT and one.group]
    alike = {(one.system, one.group) for one in stages}
    spread = any(map(is_spread, facts)) and not any((one.group or "").startswith("IV") for one in stages)
    if not _are_sure(stages) or any(one.derived for one in stages):
        return
    if len(alike) != 1 or spread or any(is_overtaken(one, facts) for one in stages):
        return
    one = max(stages, key=lambda stage: sum(part is not None for part in (stage.T, stage.N, stage.M)))
    parts = " ".join(part for part in (one.T, one.N, one.M) if part)
    system = "" if one.system == "TNM" else f"{one.system} "
    detail = f", {one.prefix or ''}{parts}" if parts else ""
    yield told_as_they_stand(f"it is {system}stage {one.group}{detail}", one)


def _newest(inquiry: Inquiry) -> Iterator[Sentence]:
    """The two newest values of a marker whose values all have a date."""
    if inquiry.profile is None or not THE_NEWEST.search(inquiry.question.text):
        return
    for card in inquiry.biomarkers[:1]:
        facts = [
            one
            for one in _own(inquiry.profile.facts)
            if isinstance(one, Biomarker) and one.name in card.markers and one.number is not None
        ]
        dates = [one.date for one in facts]
        undated = any(date is None for date in dates) or len(set(dates)) < len(dates)
        if not facts or undated or not _are_sure(facts) or not _are_all(inquiry, facts, any_of(card.names)):
            continue
        newest, *before = sorted(facts, key=lambda one: one.date or "", reverse=True)
        said = f"the newest {newest.name} is {_amount(newest)} ({spoken_date(newest.date or '')})"
        if before:
            said += f"; the one before was {_amount(before[0])} ({spoken_date(before[0].date or '')})"
        yield told_as_they_stand(said, newest, *before[:1])


def _are_all(inquiry: Inquiry, facts: Sequence[Biomarker], named: re.Pattern[str]) -> bool:
    """Whether each number beside the marker's name in the records is a value that was read, or part of a date: of a
    series of which the first value alone was read, that is not the newest.
    """
    read = {one.number for one in facts}
    for line in inquiry.sought.written.lines if inquiry.sought.written else ():
        if not (name := named.search(line.text)):
            continue
        places = [(one.start, one.end) for one in find_all_dates(line.text)]
        for one in NUMBER.finditer(line.text, name.end()):
            if float(one[0].replace(",", "")) not in read and not any(
                start <= one.start() < end for start, end in places
            ):
                return False
    return True


def _amount(fact: Biomarker) -> str:
    return f"{fact.value or fact.number} {fact.unit or ''}".strip()
