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
from extractors.treatment_mentions import SYSTEMIC, Stretch, Timeline
from extractors.treatment_names import Name

TREATMENT_SECTIONS = ("treatment", "medications", "diagnosis", "past_history", "clinical_history", "situation")
SILENT_SECTIONS = ("allergies", "reference", "variants_of_unknown_significance", "clinical_trials", "biomarkers")
FAMILY = re.compile(
    r"\b(?:mother|father|sister|brother|aunt|uncle|grand\w+|cousin|niece|nephew|daughter|son|family|maternal|paternal|relative)\w*",
    re.I,
)
MODIFIERS = re.compile(
    r"(?:\b(?:left|right|bilateral|total|subtotal|partial|radical|extended|distal|proximal|near-total|completion|simple"
    r"|modified|upper|lower|middle|lobe|sided|hemi|central|selective)[\s-]+){1,4}$",
    re.I,
)
START = re.compile(
    r"\b(?:commenc\w+|start\w*|beg[au]n\w*|initiat\w+|from|since|restart\w*|resum\w+|switch\w*|introduc\w+)\W+(?:\w+\W+){0,5}$",
    re.I,
)
END = re.compile(
    r"\b(?:complet\w+|finish\w+|until|end(?:ed|ing)|stopp\w+|discontinu\w+|ceas\w+|to|till|withdrawn|final|last)\W+(?:\w+\W+){0,4}$",
    re.I,
)
STATUS = {"started": "started", "ongoing": "ongoing", "completed": "completed", "stopped": "stopped"}
AFTER_COSTS = 6
"""Characters by which a cue after the name counts as further away: English mostly says first what was done."""
FURTHEST = 90


class Told(NamedTuple):
    """What one stretch tells of one name. ``rank`` orders how firmly: own words, a dated list, nothing."""

    name: Name
    shown: str
    fact: Treatment
    bare: bool


def find(note: Note) -> Iterator[Treatment]:
    told = [one for stretch in Timeline(note).stretches() for one in _tell(note, stretch)]
    exact = [one for one in told if one.name.entry.caution not in ("generic", "diagnostic")]
    merged = _merge(exact)
    yield from _with_generic(merged, [one for one in told if one.name.entry.caution == "generic"])


def _tell(note: Note, stretch: Stretch) -> Iterator[Told]:
    group, text = stretch.group, note.text
    section = note.section(group.start)
    if section in SILENT_SECTIONS or _for_another_illness(text, stretch):
        return
    cue, cues = _governing(text, stretch)
    if cue and cue.says == "mention":
        return
    dates = _own_dates(text, stretch)
    given = {one.says for one in cues} & set(GIVEN) if cue is None or cue.says in GIVEN else set()
    assertion, bare = _assertion(note, stretch, cue, section, bool(dates))
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
    names = [name for name in stretch.group.names if name.entry.caution != "diagnostic"]
    exact = [name for name in names if name.entry.caution != "generic"]
    parts = {part for name in exact for part in name.entry.components}
    seen: set[str] = set()
    for name in names:
        if name.entry.caution == "generic" and any(_same_kind(name, other) for other in exact):
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
    best = min(near, key=lambda pair: pair[0], default=None)
    return (best[1] if best else None), (*before, *after, *inner)


def _inner(text: str, stretch: Stretch) -> tuple[Cue, ...]:
    """ "carboplatin or cisplatin": one of them, so neither is told."""
    alternative = re.compile(r"\bor\b", re.I).search(text, stretch.group.start, stretch.group.end)
    return (Cue("hypothetical", alternative.start(), alternative.end()),) if alternative else ()


def _assertion(note: Note, stretch: Stretch, cue: Cue | None, section: str, dated: bool) -> tuple[Assertion, bool]:
    if cue:
        if cue.says in GIVEN:
            return (Assertion.PRESENT, False)
        if cue.says in ("absent", "declined"):
            return (Assertion.ABSENT, False)
        if cue.says in ("planned", "hypothetical"):
            return (Assertion.PLANNED if cue.says == "planned" else Assertion.HYPOTHETICAL, False)
    context = note.context(stretch.group.start, stretch.group.end).assertion
    if context not in (Assertion.PRESENT, Assertion.HISTORICAL):
        return (context, False)
    if section == "plan":
        return (Assertion.PLANNED, False)
    if dated or (stretch.in_list and section in TREATMENT_SECTIONS):
        return (Assertion.PRESENT, False)
    return (Assertion.POSSIBLE, True)


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
    if stretch.heading:
        return stretch.dates
    others = [end for _, end in other_date_spans(text, stretch.start, stretch.end)]
    names = stretch.group
    return tuple(
        one
        for one in stretch.dates
        if not any(end <= one.start <= end + 3 and not (end - 40 < names.start < one.start) for end in others)
    )


def _roles(text: str, stretch: Stretch, dates: tuple[DateMention, ...], kind: str, given: set[str]) -> dict[str, str]:
    """Which date is the start and which the end; ``date`` is the day of something done at once, else the first of them."""
    roles: dict[str, str] = {}
    for one in dates:
        before = text[max(one.start - 60, stretch.start) : one.start]
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
    if fact.type != other.type or fact.subject is not other.subject or not _same_name(fact.name, other.name):
        return False
    if fact.assertion is not other.assertion and other.assertion not in (Assertion.POSSIBLE, Assertion.HYPOTHETICAL):
        return False
    return all(_compatible(getattr(fact, field), getattr(other, field)) for field in ("start", "end", "date"))


def _same_name(name: str, other: str) -> bool:
    """The same, or one with the side or extent that the other leaves out."""
    left, right = set(name.split()), set(other.split())
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
    return tuple(sorted({*left, *right}, key=lambda one: (one.start, one.end)))


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
            continue
        before = [n for n in kin if facts[n].evidence[0].start < one.name.start]
        if before and one.fact.assertion is Assertion.PRESENT and not one.bare:
            facts[before[-1]] = _told_more(facts[before[-1]], one.fact)
    yield from facts
    for fact in _merge(one for one in alone if not one.bare):
        yield fact


def _kin(fact: Treatment, one: Told) -> bool:
    if fact.assertion is not Assertion.PRESENT and one.fact.assertion is Assertion.PRESENT:
        return False
    return fact.type == one.fact.type or (fact.type in SYSTEMIC and one.fact.type in SYSTEMIC)


def _told_more(fact: Treatment, generic: Treatment) -> Treatment:
    if not all(_compatible(getattr(fact, field), getattr(generic, field)) for field in ("start", "end")):
        return fact
    return _joined(fact, generic.model_copy(update={"name": fact.name, "date": None}))
