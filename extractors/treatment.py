"""Treatments the page tells of: what was given, when, with what intent and result; plans and refusals told apart.

A name alone is no treatment. What the words around it say (data/rules/treatment_cues.tsv) decides whether it was given,
is planned, was declined or is only talked of; where they say nothing, a dated line or a list of treatments does; else the
fact is marked as possible. Several mentions of one treatment become one fact with the evidence of all.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from core.records import Assertion, Evidence, Subject, Treatment
from extractors.dates import DateMention
from extractors.notes import Note
from extractors.rules import read_table
from extractors.treatment_details import GIVEN, TEMPORARY, Cue, find_cues, find_details, other_date_spans
from extractors.treatment_mentions import NO_TREATMENT, SYSTEMIC, Stretch, Timeline
from extractors.treatment_names import Name

TREATMENT_SECTIONS = ("treatment", "medications", "diagnosis", "past_history", "clinical_history", "situation")
SILENT_SECTIONS = ("allergies", "reference", "variants_of_unknown_significance", "clinical_trials", "biomarkers")
"""Where a name is no treatment unless the words say that it was given."""
FAMILY = re.compile(
    r"\b(?:mother|father|sister|brother|aunt|uncle|grand\w+|cousin|niece|nephew|daughter|son|family|maternal|paternal|relative)\w*",
    re.I,
)
MODIFIERS = re.compile(
    r"(?:\b(?:left|right|bilateral|total|subtotal|partial|radical|extended|distal|proximal|near-total|completion|simple|abdominal|vaginal"
    r"|modified|upper|lower|middle|lobe|sided|hemi|central|selective)[\s-]+){1,4}$",
    re.I,
)
START = re.compile(
    r"\b(?:commenc\w+|start\w*|beg[au]n\w*|initiat\w+|from|since|restart\w*|resum\w+|switch\w*|introduc\w+)\W+(?:\w+\W+){0,5}$",
    re.I,
)
END = re.compile(
    r"\b(?:complet\w+|finish\w+|until|end(?:ed|ing)|stopp\w+|discontinu\w+|ceas\w+|withdrawn|final|last)\W+(?:\w+\W+){0,4}$"
    r"|\b(?:to|till|until)\W+$",
    re.I,
)
NOT_YET_DONE = re.compile(
    r"(?:commencing|starting|initiat(?:ing|ion)|switching|transition\w*|chang(?:e|ing)|complet(?:ion|ing)|end of"
    r"|(?:after|following|post|since)(?! (?:his|her|recent|previous|initial|prior|primary|the recent))"
    r"|discontinuing|stopping|continuing|receiving|(?:initial )?(?:treatment|therapy) with|having|adding|introducing|maintenance|ongoing)\b",
    re.I,
)
"""Forms without a time of their own: "we recommend starting", "would operate after": the verb before them decides."""
STATUS = {"started": "started", "ongoing": "ongoing", "completed": "completed", "stopped": "stopped"}
DECIDED = {
    "absent": Assertion.ABSENT,
    "declined": Assertion.ABSENT,
    "planned": Assertion.PLANNED,
    "hypothetical": Assertion.HYPOTHETICAL,
}
AFTER_COSTS = 6
"""Characters by which a cue after the name counts as further away: English mostly says first what was done."""
CLASSES = ("generic", "anaphor")
HEADINGS = ("radiotherapy", "chemoradiotherapy")
FURTHEST = 90
SAME_BREATH = 40
"""Characters between the name of a class and the exact name that explains it."""


class Told(NamedTuple):
    """What one stretch tells of one name. ``rank`` orders how firmly: own words, a dated list, nothing."""

    name: Name
    shown: str
    fact: Treatment
    bare: bool


def find(note: Note) -> Iterator[Treatment]:
    told = list(_tell_all(note))
    exact = [one for one in told if one.name.entry.caution not in CLASSES]
    merged = _merge(exact)
    yield from _with_generic(merged, [one for one in told if one.name.entry.caution in CLASSES])


def _tell_all(note: Note) -> Iterator[Told]:
    """Stretch by stretch, each with what the one before it in the same sentence came to."""
    sentence, before = None, None
    timeline = Timeline(note)
    for stretch in timeline.stretches():
        if sentence != note.sentence(stretch.group.start):
            sentence, before = note.sentence(stretch.group.start), None
        for one in _tell(note, timeline.spoken, stretch, before):
            before = None if one.bare else one.fact.assertion
            yield one


def _tell(note: Note, spoken: str, stretch: Stretch, before: Assertion | None) -> Iterator[Told]:
    group, text = stretch.group, note.text
    section = note.section(group.start)
    if _for_another_illness(text, stretch):
        return
    if _is_heading(note, stretch):
        return
    cue, cues = _governing(spoken, stretch)
    if (cue and cue.says == "mention") or (section in SILENT_SECTIONS and not (cue and cue.says in GIVEN)):
        return
    dates = _own_dates(text, stretch)
    given = {one.says for one in cues} & set(GIVEN) if cue is None or cue.says in GIVEN else set()
    if cue and cue.says == "as_before" and before is Assertion.PRESENT:
        cue = cue._replace(says="given")
    assertion, bare = _assertion(note, stretch, cue, before, bool(dates))
    stopped = "stopped" in given and not TEMPORARY.search(text, stretch.start, stretch.end)
    for name in _distinct(stretch):
        kind = name.entry.type
        details = find_details(text, stretch.start, stretch.end, kind, stopped)
        roles = _roles(text, stretch, dates, kind, given)
        status = _status(assertion, cue, given)
        spans = [
            (name.start, name.end),
            *details.spans,
            *((one.start, one.end) for one in dates if stretch.heading is None),
        ]
        if cue:
            spans.append((cue.start, cue.end))
        shown, start = _shown(text, name)
        first, last = min(start, *(span[0] for span in spans)), max(span[1] for span in spans)
        evidence = [note.evidence(first, last)]
        if stretch.heading and dates:
            evidence.insert(0, note.evidence(*stretch.heading))
        subject = _subject(note, stretch, section)
        fact = Treatment(
            name=shown,
            type=kind,  # type: ignore[arg-type]
            components=name.entry.components,
            assertion=assertion,
            subject=subject,
            status=status,  # type: ignore[arg-type]
            start=roles.get("start"),
            end=roles.get("end"),
            date=roles.get("date"),
            confidence=0.5 if bare else 0.95 if cue and dates else 0.9 if cue else 0.8,
            evidence=tuple(evidence),
            **(
                details.values
                if assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
                else _kept_for_plans(details.values)
            ),  # type: ignore[arg-type]
        )
        yield Told(name, shown, fact, bare)


def _kept_for_plans(values: dict[str, str | int]) -> dict[str, str | int]:
    return {field: value for field, value in values.items() if field in ("intent", "line", "dose")}


def _distinct(stretch: Stretch) -> Iterator[Name]:
    """The names of a group without the parts of a regimen that it spells out, and without a class that is named exactly."""
    names = [name for name in stretch.group.names if name.entry.caution not in NO_TREATMENT]
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
    words = re.sub(r"[\s-]+", " ", before.group()).lower().replace("sided ", "").replace("near total", "near-total")
    own = name.entry.name.split()[0]
    kept = " ".join(word for word in words.split() if word != own)
    return f"{kept} {name.entry.name}".strip(), before.start()


@lru_cache(maxsize=1)
def _other_indications() -> re.Pattern[str]:
    rows = read_table(RULES / "treatment_other_indications.tsv", "pattern")
    return re.compile(rf"\b(?:{'|'.join(row['pattern'] for row in rows)})", re.I)


def _for_another_illness(text: str, stretch: Stretch) -> bool:
    dual = any(name.entry.caution == "dual" for name in stretch.group.names)
    return dual and bool(_other_indications().search(text, stretch.start, stretch.end))


def _is_heading(note: Note, stretch: Stretch) -> bool:
    """A class that is all of its line: "Chemotherapy" over the list of what was given."""
    first = stretch.group.names[0]
    if len(stretch.group.names) > 1 or not (first.entry.caution == "generic" or first.entry.name in HEADINGS):
        return False
    line = note.line(first.start)
    rest = note.text[line.start : first.start] + note.text[first.end : line.end]
    return not rest.strip(" \t:.•*-–123456789)") and stretch.heading is None


def _governing(text: str, stretch: Stretch) -> tuple[Cue | None, tuple[Cue, ...]]:
    """The cue nearest to the names, and all of the stretch."""
    group = stretch.group
    before = find_cues(text, "before", stretch.start, group.start)
    after = find_cues(text, "after", group.end, stretch.end)
    inner = () if len(group.names) < 2 else _inner(text, stretch)
    measured = [(group.start - cue.end, cue) for cue in before] + [
        (cue.start - group.end + AFTER_COSTS, cue) for cue in after
    ]
    near = [pair for pair in measured if pair[0] <= FURTHEST] + [(0, cue) for cue in inner]
    firm = [pair for pair in near if pair[1].says != "noted"]
    best = min(firm or near, key=lambda pair: pair[0], default=None)
    cue = best[1] if best else None
    if cue and cue in before and cue.says in GIVEN and NOT_YET_DONE.match(text, cue.start, cue.end):
        cue = next(
            (one for one in reversed(before) if one.start < cue.start and one.says not in ("mention", "noted")), cue
        )
    return (cue._replace(says="given") if cue and cue.says == "noted" else cue), (*before, *after, *inner)


def _inner(text: str, stretch: Stretch) -> tuple[Cue, ...]:
    """ "carboplatin or cisplatin": one of them, so neither is told."""
    alternative = re.compile(r"\bor\b", re.I).search(text, stretch.group.start, stretch.group.end)
    return (Cue("hypothetical", alternative.start(), alternative.end()),) if alternative else ()


def _assertion(
    note: Note, stretch: Stretch, cue: Cue | None, before: Assertion | None, dated: bool
) -> tuple[Assertion, bool]:
    """What the cue says; without one, what the rest of the sentence, its section or its date says. True for nothing."""
    if cue and cue.says in GIVEN:
        return Assertion.PRESENT, False
    if cue and cue.says in DECIDED:
        return DECIDED[cue.says], False
    if before not in (None, Assertion.PRESENT) and not (dated and stretch.in_list):
        return before, False
    context = note.context(stretch.group.start, stretch.group.end).assertion
    if context not in (Assertion.PRESENT, Assertion.HISTORICAL):
        return context, False
    section = note.section(stretch.group.start)
    if section == "plan":
        return Assertion.PLANNED, False
    if dated or (stretch.in_list and section in TREATMENT_SECTIONS):
        return Assertion.PRESENT, False
    return Assertion.POSSIBLE, True


def _subject(note: Note, stretch: Stretch, section: str) -> Subject:
    if section == "family_history":
        return Subject.FAMILY
    sentence = note.sentence(stretch.group.start)
    if not FAMILY.search(note.text, sentence.start, sentence.end):
        return Subject.PATIENT
    return note.context(stretch.group.start, stretch.group.end).subject


def _status(assertion: Assertion, cue: Cue | None, given: set[str]) -> str | None:
    if cue and cue.says == "declined":
        return "declined"
    if assertion is Assertion.PLANNED:
        return "planned"
    if assertion is not Assertion.PRESENT:
        return None
    return next((STATUS[says] for says in reversed(GIVEN) if says in given and says in STATUS), None)


def _own_dates(text: str, stretch: Stretch) -> tuple[DateMention, ...]:
    """Those of its dates that no other event claims: not "CT on 3 May" after the name of an operation."""
    if stretch.heading:
        return stretch.dates
    group = stretch.group
    claims = [
        (first, last)
        for start, end in ((stretch.start, group.start), (group.end, stretch.end))
        for first, last in other_date_spans(text, start, end)
    ]
    return tuple(one for one in stretch.dates if not any(first < one.start <= last + 3 for first, last in claims))


def _roles(text: str, stretch: Stretch, dates: tuple[DateMention, ...], kind: str, given: set[str]) -> dict[str, str]:
    """Which date is the start and which the end; ``date`` is the day of something done at once, else the first of them."""
    roles: dict[str, str] = {}
    for one in dates:
        before = _words_for(text, stretch, one)
        if one.bound:
            roles.setdefault("start" if one.bound == "opens" else "end", one.value)
        elif kind in ("surgery", "transplant"):
            roles.setdefault("date", one.value)
        elif END.search(before):
            roles.setdefault("end", one.value)
        elif START.search(before):
            roles.setdefault("start", one.value)
        elif given & {"completed", "stopped"} and "started" not in given:
            roles.setdefault("end", one.value)
        elif "started" in given:
            roles.setdefault("start", one.value)
        else:
            roles.setdefault("date", one.value)
    if first := roles.get("date") or roles.get("start") or roles.get("end"):
        roles["date"] = first
    if roles.get("start", "") > roles.get("end", "9999"):
        roles.pop("end")
    return roles


def _words_for(text: str, stretch: Stretch, one: DateMention) -> str:
    """The words that say what happened on the date: those before it, or after one that begins its line."""
    line = text.rfind("\n", 0, one.start) + 1
    if text[line : one.start].strip(" \t•*-"):
        return text[max(one.start - 60, stretch.start, line) : one.start]
    line_end = text.find("\n", one.end)
    return text[one.end : min(line_end if line_end >= 0 else stretch.end, one.end + 40)] + " "


def _merge(told: Iterable[Told]) -> list[Treatment]:
    """One fact per treatment and time; a bare mention joins whatever else the page says of the name."""
    merged: list[Treatment] = []
    for one in sorted(told, key=lambda one: (one.bare, _rank(one.fact))):
        place = next((n for n, fact in enumerate(merged) if _same(fact, one.fact)), None)
        if place is None:
            merged.append(one.fact)
        else:
            merged[place] = _joined(merged[place], one.fact)
    return merged


RANKS = (
    Assertion.PRESENT,
    Assertion.HISTORICAL,
    Assertion.PLANNED,
    Assertion.ABSENT,
    Assertion.HYPOTHETICAL,
    Assertion.POSSIBLE,
)


def _rank(fact: Treatment) -> tuple[int, int, int]:
    return (RANKS.index(fact.assertion), fact.date is None, fact.evidence[0].start)


def _same(fact: Treatment, other: Treatment) -> bool:
    if fact.type != other.type or fact.subject is not other.subject or not _same_name(fact, other):
        return False
    if fact.assertion is not other.assertion and other.assertion not in (Assertion.POSSIBLE, Assertion.HYPOTHETICAL):
        return fact.status == "ongoing" and other.assertion is Assertion.PLANNED and other.date is None
    return all(_compatible(getattr(fact, field), getattr(other, field)) for field in ("start", "end", "date"))


def _same_name(fact: Treatment, other: Treatment) -> bool:
    """The same; for operations also one that leaves out the side or extent ("right adrenalectomy", "adrenalectomy")."""
    if fact.type != "surgery":
        return fact.name == other.name
    left, right = set(fact.name.split()), set(other.name.split())
    return left <= right or right <= left


def _compatible(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one.startswith(other) or other.startswith(one)


def _joined(fact: Treatment, other: Treatment) -> Treatment:
    """The first with what the second adds: finer dates, missing fields, a later status, its evidence."""
    if other.assertion is not fact.assertion:
        return fact
    update: dict[str, object] = {
        field: value
        for field in ("intent", "line", "dose", "cycles", "response", "reason_stopped")
        if getattr(fact, field) is None and (value := getattr(other, field)) is not None
    }
    for field in ("start", "end", "date"):
        finer = max(getattr(fact, field) or "", getattr(other, field) or "", key=len)
        if finer:
            update[field] = finer
    update["name"] = max(fact.name, other.name, key=len)
    update["status"] = max(fact.status, other.status, key=_status_rank)
    update["confidence"] = max(fact.confidence, other.confidence)
    update["evidence"] = _together(fact.evidence, other.evidence)
    return fact.model_copy(update=update)


def _together(left: tuple[Evidence, ...], right: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(sorted((*left, *(one for one in right if one not in left)), key=lambda one: (one.start, one.end)))


def _status_rank(status: str | None) -> int:
    """ "Completed three cycles" does not outweigh that the treatment goes on."""
    return (None, "planned", "started", "completed", "ongoing", "stopped", "declined").index(status)


def _with_generic(exact: list[Treatment], generic: list[Told]) -> Iterator[Treatment]:
    """A class ("chemotherapy") adds to the exact treatment named before it, or stands alone where none is named."""
    facts = list(exact)
    alone: list[Told] = []
    for one in generic:
        kin = [n for n, fact in enumerate(facts) if _kin(fact, one)]
        if not kin:
            alone.append(one)
        elif not one.bare and one.fact.assertion is Assertion.PRESENT:
            near = [n for n in kin if _near(facts[n], one) and _fits_in(facts[n], one.fact)]
            if near:
                for n in (n for n in near if facts[n].evidence[0].start == facts[near[-1]].evidence[0].start):
                    facts[n] = _told_more(facts[n], one.fact)
            elif one.fact.date:
                alone.append(one)
    yield from facts
    yield from _merge(one for one in alone if not one.bare and one.name.entry.caution != "anaphor")


def _kin(fact: Treatment, one: Told) -> bool:
    if fact.assertion is not Assertion.PRESENT and one.fact.assertion is Assertion.PRESENT:
        return False
    return fact.type == one.fact.type or (fact.type in SYSTEMIC and one.fact.type in SYSTEMIC)


def _near(fact: Treatment, one: Told) -> bool:
    """Named before the class, or right after it: "Initial surgery 15 March 2024 - right nephrectomy"."""
    return any(evidence.start < one.fact.evidence[-1].end + SAME_BREATH for evidence in fact.evidence)


def _fits_in(fact: Treatment, generic: Treatment) -> bool:
    """Whether what is told of the class can be told of the exact treatment: no date of it says otherwise."""
    if generic.type in SYSTEMIC:
        return all(_compatible(getattr(fact, field), getattr(generic, field)) for field in ("start", "end"))
    return _compatible(fact.date, generic.date)


def _told_more(fact: Treatment, generic: Treatment) -> Treatment:
    kept = {"name": fact.name, "dose": None, "date": None if generic.type in SYSTEMIC else generic.date}
    return _joined(fact, generic.model_copy(update=kept))
