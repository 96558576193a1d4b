"""Treatments the page tells of: what was given, when, with what intent and result; plans and refusals told apart.

A name alone is no treatment. What the words around it say decides whether it was given, is planned, was declined or is
only talked of; where they say nothing, a dated line or a list of treatments does; else the fact is marked as possible.
Several mentions of one treatment become one fact with the evidence of all.
"""

import re
from collections.abc import Iterator

from core.records import Assertion, Evidence, Subject, Treatment
from extractors.dates import DateMention
from extractors.notes import Note
from extractors.relative_dates import RELATIVE
from extractors.sentences import Span
from extractors.treatment_changes import find_left_out
from extractors.treatment_concurrent import is_concurrent, with_dates_of_radiation
from extractors.treatment_cycles import count_from_the_first, count_rows, find_dated_cycles, were_given
from extractors.treatment_dates import claimed_dates, date_roles, is_put_off, last_dose, year_of_the_illness
from extractors.treatment_details import (
    HARM_REACHES,
    LIMIT,
    TEMPORARY,
    Cue,
    Details,
    find_details,
    find_harm,
    is_cumulative,
)
from extractors.treatment_judgement import Judgement, find_section, find_status, is_for_the_cancer, is_on_hold, judge
from extractors.treatment_language import is_english
from extractors.treatment_mentions import NO_TREATMENT, SYSTEMIC, Group, Stretch, Timeline
from extractors.treatment_merge import SAME_BREATH, Steps, Told, merge
from extractors.treatment_names import CLASSES, Name
from extractors.treatment_subject import find_subject
from extractors.treatment_turns import ARROW, REASON
from extractors.treatment_written import begins_later

MODIFIERS = re.compile(
    r"(?:\b(?:left|right|bilateral|total|subtotal|partial|radical|extended|distal|proximal|near(?=[\s-]+total)|completion|simple"
    r"|abdominal|vaginal|modifi\w+|upper|lower|middle|lobe|sided|hemi|central|selective)[\s-]+){1,4}$",
    re.I,
)
NEXT_FIELD = re.compile(r"\b(?i:no)\.\s+[A-Z]")
"""The end of a field of a form, which else reads as an abbreviation: "CHEMOTHERAPY: No. FINAL DIAGNOSIS"."""
GOES_ON = re.compile(r"(?:continues?|to continue|continuing|is|are|remains?|now|currently|ongoing|takes)\b", re.I)
TO_CHANGE = re.compile(r"(?:will|shall|['’]ll|plan\w*|going|should)\b", re.I)
"""Words of a plan to end what is given: what follows is planned, "we will switch from ibrutinib to acalabrutinib"."""
MOVED = re.compile(
    r"[.,;]?\s*\(?(?:now|(?:moved|postponed|rescheduled|put back|brought forward) (?:to|for|until))\s+(?:the\s+)?\d",
    re.I,
)
"""Behind the day of a plan that has another by now: "was down for 02/01/25. Now 30/01/25"."""
TO_LAST = re.compile(r"\b(?:planned|intended|aiming|scheduled)\b[^.;\n]{0,30}\b(?:to|until|till|through)\s+$", re.I)
"""Before an end that is yet to come: "from 22/01/2024, planned 3 years (to Jan 2027)"."""
ADDING = re.compile(r"\badd(?:ing|ed|ition of)?\s[^.;]{0,60}$", re.I)
COMPANION = re.compile(
    r"\b(?:alongside|on top of|in addition to|to)\s+(?:(?:the|his|her|your|their|ongoing|current)\s+)*$", re.I
)
"""Before what a proposal would be added to: "discussed adding carboplatin alongside osimertinib. She declined"."""
OF_ITS_REASON = re.compile(rf"{REASON}[^.;\n]*$", re.I)
"""Between what was not given and the date of what spoke against it: "avoided because of her DVT in 2009"."""
TO_END = re.compile(r"\b(?:due|expected|planned|scheduled)\s+(?:to\s+)?(?:complet|finish|end)", re.I)
"""Before the end of what goes on till then: "commenced 15 Mar 2024, due to complete 26 Apr 2024"."""
WITHOUT = re.compile(r"without|omitting", re.I)
STILL_OPEN = re.compile(r"\s*(?:-|–|—|to|until|till)\s*(?:present|now|date|ongoing|current)\b", re.I)
NEXT_ITEM = re.compile(
    r"\n[ \t]*(?:\d{1,2}[.)]|[-•*–])[ \t]|\n[ \t]*[A-Z][A-Za-z/&() -]{2,40}:(?=\s)"
    r"|\b(?:and|then|but)\s(?=(?:then|took|takes|had|has|was|is|went|later|started|began)\b)"
)
AFTER = re.compile(r"\b(?:after|following|since|post)\s+(?:(?:the|a|an|her|his|their|\w+)\s+)?$", re.I)
"""Before an operation that something else came after: "sentinel node biopsy after shave excision in May"."""
STEP = re.compile(ARROW)
TURN = re.compile(rf"{ARROW}|;\s|\b(?:then|thereafter|followed by|after which|subsequently|afterwards)\b", re.I)
THE_OPERATION = re.compile(
    r"[ \t]*(?:operations?|(?:operative |surgical )?procedures?|surgery)(?: performed| done)?[ \t]*[:=]",
    re.I,
)
AGAIN = re.compile(r"\b(?:re-?start|resume|re-?commence|re-?introduce|re-?challenge)\b", re.I)
WEIGHED = re.compile(
    r"\b(?:discuss|consider|whether|if|about|may|might|would|could|should|risk|not|n['’]t)\w*\b[^.;]*$", re.I
)
"""Before an end that is not decided."""
TODAY = re.compile(
    r"(?:\s(?:permanently|now|definitively|altogether))*,?\s(?:(?:with effect )?from |as of )?today\b", re.I
)
FROM_TODAY = re.compile(r"\btoday,?\s(?:(?:we|I|he|she|they|was|has|have|been|therefore)\s)*$", re.I)
"""Around what was stopped on the day of the visit."""
ADDENDUM = re.compile(r"[ \t]*(?:addend\w+|updated?|post-?script|P\.?S\.?|later (?:entry|note)|further note)\b", re.I)
DECLINED_LATER = {"assertion": Assertion.ABSENT, "status": "declined", "date": None, "start": None, "end": None}
OF_PLANS = ("intent", "line", "dose")
"""What a plan can have; cycles and response are of what was given."""
OF_DENIALS = ("intent", "line")


def find(note: Note) -> Iterator[Treatment]:
    """Nothing on a page in another language: names are read there, but what is said of them is not."""
    if is_english(note.text):
        timeline = Timeline(note)
        every = list(with_dates_of_radiation(note, list(tell_all(note, timeline))))
        told = _without_old_plans(_without_sums(every))
        yield from merge(_without_refused_plans(note, _without_carried_out(timeline, told)))


def tell_all(note: Note, timeline: Timeline) -> Iterator[Told]:
    """Stretch by stretch, each with what the one before it in the same sentence came to."""
    sentence, before, in_part, position, group = None, None, False, 0, None
    for stretch in timeline.stretches():
        if sentence != note.sentence(stretch.group.start) or NEXT_FIELD.search(
            note.text, position, stretch.group.start
        ):
            sentence, before, in_part, group = note.sentence(stretch.group.start), None, False, None
        position, previous, group = stretch.group.end, group, stretch.group
        judgement, subject = judge(note, timeline.spoken, stretch, before), find_subject(note, stretch)
        if judgement and subject:
            judgement = _as_operated(timeline, stretch, _with_cycles(timeline, stretch, judgement))
            carried = judgement.cue is None and judgement.assertion is Assertion.ABSENT
            in_part = (
                judgement.in_part or (in_part and carried) or _is_part_left_out(note.text, previous, stretch, judgement)
            )
            before = None if judgement.bare or _is_denied_behind(stretch, judgement) else judgement.assertion
            if judgement.cue and TO_CHANGE.match(note.text, judgement.cue.start, judgement.cue.end):
                before = Assertion.PLANNED
            if not in_part:
                yield from (
                    _tell(timeline, stretch, judgement, name, subject)
                    for name in _distinct(note.text, stretch)
                    if judgement.assertion is Assertion.PRESENT or not _is_added_to(note.text, name)
                )


def _is_only_planned(text: str, stretch: Stretch, end: DateMention) -> bool:
    return TO_LAST.search(text, stretch.group.end, end.start) is not None


def _is_added_to(text: str, name: Name) -> bool:
    """Whether something would be added to it: what is said of that is not said of it."""
    beside = COMPANION.search(text, max(name.start - 40, 0), name.start)
    return beside is not None and ADDING.search(text, max(beside.start() - 90, 0), beside.start()) is not None


def _is_denied_behind(stretch: Stretch, judgement: Judgement) -> bool:
    """What words behind a name deny is that alone: "cisplatin was not possible; carboplatin"."""
    cue = judgement.cue
    return judgement.assertion is Assertion.ABSENT and cue is not None and cue.start >= stretch.group.end


def _is_part_left_out(text: str, previous: Group | None, stretch: Stretch, judgement: Judgement) -> bool:
    """ "VRd x 2 without bortezomib" denies nothing of the cycles before."""
    without = judgement.cue is not None and WITHOUT.fullmatch(text, judgement.cue.start, judgement.cue.end)
    parts = {part for name in previous.names for part in name.entry.components} if previous else set[str]()
    return bool(without) and any(name.entry.name in parts for name in stretch.group.names)


def _as_operated(timeline: Timeline, stretch: Stretch, judgement: Judgement) -> Judgement:
    """Done, where the page labels it and its day: "Date of operation: 3 May 2024", "Operation: gastrectomy"."""
    if not judgement.bare or not _is_the_operation(timeline, stretch):
        return judgement
    return judgement._replace(assertion=Assertion.PRESENT, bare=False)


def _is_the_operation(timeline: Timeline, stretch: Stretch) -> bool:
    """Not before its day."""
    first = stretch.group.names[0]
    labelled = THE_OPERATION.match(timeline.text, timeline.note.line(first.start).start, first.start)
    surgical = first.entry.type == "surgery" and not first.entry.caution
    return surgical and labelled is not None and bool(timeline.operated) and not _is_to_be_operated(timeline)


def _is_to_be_operated(timeline: Timeline) -> bool:
    return begins_later(timeline.visit or timeline.written, timeline.operated)


def _with_cycles(timeline: Timeline, stretch: Stretch, judgement: Judgement) -> Judgement:
    """Given, though the words call it planned, where cycles of it lie behind: "planned x 3. Cycle 1 on 3 May 2023"."""
    cycles = find_dated_cycles(timeline.text, stretch)
    if judgement.assertion is not Assertion.PLANNED or not were_given(cycles, timeline.written):
        return judgement
    cue = Cue("given", cycles[0].date.start, cycles[-1].date.end)
    return Judgement(Assertion.PRESENT, cue, frozenset(("given",)), bare=False)


def _without_sums(told: list[Told]) -> list[Told]:
    """The sum of the doses of a medicine makes no course of it where a regimen that was given holds it."""
    given = (one.fact for one in told if one.fact.assertion is Assertion.PRESENT and one.fact.type == "regimen")
    parts = {part for fact in given for part in fact.components}
    return [one for one in told if not (one.cumulative and one.name.entry.name in parts)]


def _without_old_plans(told: list[Told]) -> list[Told]:
    """What stands in a plan without a word of its own, and lies before what was given already, was given too."""
    given = (one.fact.date for one in told if one.fact.assertion is Assertion.PRESENT and one.fact.date)
    latest = max(given, default="")
    return [
        one._replace(fact=one.fact.model_copy(update={"assertion": Assertion.PRESENT, "status": None}))
        if one.by_place and one.fact.date and (one.fact.end or one.fact.date) < latest[: len(one.fact.date)]
        else one
        for one in told
    ]


def _without_carried_out(timeline: Timeline, told: list[Told]) -> list[Told]:
    """A plan in a dated line is none beside what a later line tells to have been given since."""
    given = [one for one in told if one.fact.assertion is Assertion.PRESENT and one.fact.date]
    return [
        one
        for one in told
        if one.fact.assertion is not Assertion.PLANNED
        or one.fact.date
        or not (entry := timeline.entry(one.name.start))
        or not any(
            later.name.entry == one.name.entry
            and later.name.start > one.name.start
            and (later.fact.date or "") >= entry[: len(later.fact.date or "")]
            for later in given
        )
    ]


def _without_refused_plans(note: Note, told: list[Told]) -> list[Told]:
    """A plan is declined where its class is later: "adjuvant CAPOX. Addendum: opted for no chemotherapy"."""
    refusals = [one for one in told if one.name.entry.caution == "generic" and one.fact.status == "declined"]
    return [
        one._replace(fact=one.fact.model_copy(update=DECLINED_LATER))
        if one.fact.assertion is Assertion.PLANNED and any(_is_refused(note, one, refusal) for refusal in refusals)
        else one
        for one in told
    ]


def _is_refused(note: Note, plan: Told, refusal: Told) -> bool:
    """By the same intent in what follows, or by an addendum."""
    if refusal.name.start < plan.name.start or refusal.fact.subject is not plan.fact.subject:
        return False
    if not _same_kind(plan.name, refusal.name):
        return False
    line = note.line(refusal.name.start)
    intents = {plan.fact.intent, refusal.fact.intent}
    added = ADDENDUM.match(note.text, line.start, line.end) is not None and len(intents - {None}) < 2
    return added or (len(intents) == 1 and None not in intents)


def _tell(timeline: Timeline, stretch: Stretch, judgement: Judgement, name: Name, subject: Subject) -> Told:
    note, stretch = timeline.note, _until_repeated(stretch, name)
    talked_of = judgement.assertion is Assertion.HYPOTHETICAL
    put_off = is_put_off(note.text, stretch)
    not_then = put_off or judgement.by_denial or find_left_out(note.text, stretch.group.start)
    cumulative = is_cumulative(note.text, stretch, name)
    if cumulative and judgement.bare and not LIMIT.search(note.text, *note.sentence(stretch.group.start)):
        judgement = judgement._replace(assertion=Assertion.PRESENT, bare=False)
    dates = () if talked_of or not_then or cumulative else claimed_dates(note.text, stretch)
    if judgement.assertion is Assertion.ABSENT:
        dates = tuple(one for one in dates if not OF_ITS_REASON.search(note.text, stretch.group.end, one.start))
    if judgement.assertion is Assertion.PLANNED:  # "booked three weeks ago" tells when it was booked
        dates = tuple(one for one in dates if not RELATIVE.fullmatch(note.text, one.start, one.end))
        dates = tuple(one for one in dates if not MOVED.match(note.text, one.end))
        dates = tuple(one for one in dates if one.start >= stretch.group.end) or dates  # not the day of the entry
    kind, cue = name.entry.type, judgement.cue
    roles = date_roles(note.text, stretch, dates, kind, judgement.given)
    behind = judgement.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
    if kind == "surgery" and behind and not roles and (year := year_of_the_illness(note.text, stretch)):
        roles["date"] = year
    if kind == "surgery" and not roles and timeline.operated and _is_the_operation(timeline, stretch):
        roles["date"] = timeline.operated
    if any(one.value == roles.get("end") and _is_only_planned(note.text, stretch, one) for one in dates):
        del roles["end"]
    if "end" not in roles and timeline.visit and _is_stopped_today(note.text, stretch, judgement):
        roles["end"] = timeline.visit
        roles.setdefault("date", timeline.visit)
    if cue and judgement.assertion is Assertion.PLANNED and _was_taken_up(timeline, cue, roles):
        judgement = judgement._replace(assertion=Assertion.PRESENT, given=frozenset(("started",)))
    if _is_yet_to_begin(timeline, roles, judgement):
        judgement = judgement._replace(assertion=Assertion.PLANNED, given=frozenset())
    if harm := find_harm_before(note, stretch, judgement):
        judgement = judgement._replace(given=judgement.given | {"stopped"})
    stopped = "stopped" in judgement.given and not TEMPORARY.search(note.text, stretch.start, stretch.end)
    details = find_details(note.text, stretch, name, stopped)
    counted = count_from_the_first(note.text, stretch, timeline.written) or count_rows(note.text, stretch)
    if harm and "reason_stopped" not in details.values:
        details = Details({**details.values, "reason_stopped": "toxicity"}, (*details.spans, harm))
    given = judgement.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
    told = OF_DENIALS if put_off or judgement.assertion is Assertion.ABSENT else OF_PLANS
    shown, start = _shown(note.text, name)
    spans = [(start, name.end), *details.spans, *([(cue.start, cue.end)] if cue else [])]
    spans += [(one.start, one.end) for one in dates if stretch.heading is None]
    status = find_status(judgement, kind)
    if status is None and given and any(STILL_OPEN.match(note.text, one.end) for one in dates):
        status = "ongoing"
    closed = any(one.bound == "closes" for one in dates) or _has_ended(timeline, roles, cue)
    ended = closed and not TO_END.search(note.text, stretch.group.end, max(end for _, end in spans))
    fields: dict[str, object] = {
        **roles,
        **{field: value for field, value in details.values.items() if given or field in told},
        **(
            {"cycles": counted} if counted and given and kind in SYSTEMIC and "completed" not in judgement.given else {}
        ),
        "name": shown,
        "type": kind,
        "components": name.entry.components,
        "assertion": judgement.assertion,
        "subject": subject,
        "status": None if ended and status in ("ongoing", "started") else status,
        "confidence": 0.5 if judgement.bare else 0.95 if cue and dates else 0.9 if cue else 0.8,
        "evidence": (*_heading(note, stretch), note.evidence(min(spans)[0], max(end for _, end in spans))),
    }
    if cumulative:  # the sum is reached, which tells neither how the course goes nor when
        reached = judgement.assertion is Assertion.PRESENT and "dose" in fields
        fields |= {"status": None, "dose": f"cumulative {fields['dose']}" if reached else None}
    firm = bool(dates) or bool(cue and (cue.end <= stretch.group.start or cue.says == "declined"))
    by_place = cue is None and judgement.assertion is Assertion.PLANNED and find_section(note, stretch) == "plan"
    following = NEXT_ITEM.search(note.text, stretch.end, stretch.end + SAME_BREATH)
    until = following.start() if following else None
    held = is_on_hold(note.text, stretch)
    first = note.sentence(stretch.group.start)
    came_after = first.start if AFTER.search(note.text, first.start, stretch.group.start) else None
    told_of = Told(name, Treatment.model_validate(fields), judgement.bare, firm, by_place, until, held, came_after)
    return told_of._replace(
        concurrent=kind in SYSTEMIC and is_concurrent(note.text, stretch),
        cumulative=cumulative,
        steps=_steps(note.text, first, name),
        last_dose=last_dose(note.text, stretch, dates),
    )


def find_harm_before(note: Note, stretch: Stretch, judgement: Judgement) -> Span | None:
    """What ended it, in the sentence that denies more of it: "hepatitis grade 3, so no more ipilimumab"."""
    if not judgement.by_denial:
        return None
    sentence = note.sentence(stretch.group.start)
    return find_harm(note.text, max(sentence.start, stretch.group.start - HARM_REACHES), stretch.group.start)


def _is_stopped_today(text: str, stretch: Stretch, judgement: Judgement) -> bool:
    """ "discontinue pembrolizumab permanently today", "today we stopped lenvatinib"."""
    cue = judgement.cue
    if cue is None or WEIGHED.search(text, max(stretch.start, cue.start - 60), cue.start):
        return False
    if cue.says != "stopped" or judgement.assertion is not Assertion.PRESENT:
        return False
    last = max(cue.end, stretch.group.end)
    first = min(cue.start, stretch.group.start)
    return bool(TODAY.match(text, last, stretch.end) or FROM_TODAY.search(text, max(first - 30, stretch.start), first))


def _steps(text: str, sentence: Span, name: Name) -> Steps:
    arrows, turns = (sum(1 for _ in one.finditer(text, sentence.start, name.start)) for one in (STEP, TURN))
    return Steps(sentence.start, arrows, turns)


def _is_yet_to_begin(timeline: Timeline, roles: dict[str, str], judgement: Judgement) -> bool:
    """Not what is told to have ended: then the day was not that of the page."""
    if judgement.assertion not in (Assertion.PRESENT, Assertion.POSSIBLE) or judgement.given & {"completed", "stopped"}:
        return False
    begin = roles.get("start") or (None if "end" in roles else roles.get("date"))
    return begins_later(timeline.written, begin)


def _was_taken_up(timeline: Timeline, cue: Cue, roles: dict[str, str]) -> bool:
    """Whether the day lies behind on which it was "to restart"."""
    day = roles.get("start") or roles.get("date") or ""
    again = AGAIN.search(timeline.text, cue.start, cue.end)
    return bool(again and timeline.written and day.count("-") == 2 and day < timeline.written)


def _has_ended(timeline: Timeline, roles: dict[str, str], cue: Cue | None) -> bool:
    """Whether it went on to an end: "continued on FOLFIRI until May", not "continues letrozole until 2028"."""
    if "end" not in roles or begins_later(timeline.written, roles["end"]):
        return False
    return timeline.written is not None or not (cue and GOES_ON.match(timeline.note.text, cue.start))


def _until_repeated(stretch: Stretch, name: Name) -> Stretch:
    """Up to a name told again, for those not told with it: "venetoclax plus rituximab, venetoclax from 18 May"."""
    names = stretch.group.names
    again = next((n for n, one in enumerate(names) if any(one.entry == other.entry for other in names[:n])), None)
    if again is None or any(one.entry == name.entry for one in names[again:]):
        return stretch
    dates = tuple(one for one in stretch.dates if one.start < names[again].start)
    return stretch._replace(group=Group(names[:again]), end=names[again].start, dates=dates)


def _heading(note: Note, stretch: Stretch) -> tuple[Evidence, ...]:
    return (note.evidence(*stretch.heading),) if stretch.heading and stretch.dates else ()


def _distinct(text: str, stretch: Stretch) -> Iterator[Name]:
    """The names of a group, without parts of a regimen that it spells out and without a class that it names exactly."""
    names = [name for name in stretch.group.names if name.entry.caution not in NO_TREATMENT]
    names = [name for name in names if name.entry.caution != "bone" or is_for_the_cancer(text, name, stretch)]
    exact = [name for name in names if name.entry.caution not in CLASSES]
    parts = {part for name in exact for part in name.entry.components}
    seen: set[str] = set()
    for name in names:
        if name.entry.caution in CLASSES and any(_same_kind(name, other) for other in exact):
            continue
        if name.entry.name in parts or name.entry.name in seen:
            continue
        seen.add(name.entry.name)
        yield name


def _same_kind(left: Name, right: Name) -> bool:
    return left.entry.type == right.entry.type or (left.entry.type in SYSTEMIC and right.entry.type in SYSTEMIC)


def _shown(text: str, name: Name) -> tuple[str, int]:
    """The canonical name, for an operation with the side and extent that the text gives it; and where that begins."""
    if name.entry.type != "surgery":
        return name.entry.name, name.start
    before = MODIFIERS.search(text, max(name.start - 50, 0), name.start)
    if not before or "\n\n" in before.group():
        return name.entry.name, name.start
    words = re.sub(r"\bmodifi\w+", "modified", re.sub(r"[\s-]+", " ", before.group()).lower()).replace("sided ", "")
    own = name.entry.name.split()[0]
    kept = " ".join(word for word in words.split() if word != own)
    return f"{kept} {name.entry.name}".strip().replace("near total", "near-total"), before.start()
