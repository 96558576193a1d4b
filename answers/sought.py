"""What of a record a question asks for in everyday words: ``did they get it all out?`` asks for the margins.

The things that can be asked for, the words that ask, the facts that tell, and what is said where no fact tells it, are
rows of data/rules/record_words.tsv; ``written`` is what a line of the record holds that speaks of it. ``own`` is
``history`` for what counts only where a question asks what has been
(not ``do I need chemo?``), ``paper`` where it asks what the record says. ``facts`` tell it, ``beside`` belong to it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from answers.choice import words_of
from answers.questions import Question
from answers.written import Line, Written, apart
from core.places import RULES
from core.records import (
    Assertion,
    Biomarker,
    Fact,
    Finding,
    Lab,
    Profile,
    Stage,
    Subject,
    Treatment,
)
from extractors.rules import read_table, split_cell

KINDS_OF_TREATMENT = ("surgery", "operation", "medicines", "radiation", "transplant", "stopped", "planned", "response")
ALSO_WORDS = frozenset(
    ("met", "all", "kit", "rest", "ret", "set", "cat", "max", "pan", "spop", "card", "fat", "ski", "maps")
)
BARE_CHROMOSOME = re.compile(r"\d{1,2};\d{1,2}|\b\d{1,2}[pq]\d*(?=\)| gain| deletion|$)")
MOST_LINES = 4
"""Lines of the record that are quoted in one answer."""
OF_RECORDS = re.compile(
    r"\b(?:records?|reports?|letters?|papers?|pages?|sheets?|files?|documents?|results?|notes?|written|mention\w*|find|found"
    r"|please|want\w*|name\w*|know|where|thing|things|stuff|lab|doctors?|dr|patient|date|look\w*|show\w*|give|given|read"
    r"|number|kind|type|[a-z]{1,2}|\d+)\b",
    re.I,
)
RECORDS_MAY_TELL = ("not_medical", "overview")
"""Intents of a question of which nothing more than this is known."""


class Thing(NamedTuple):
    name: str
    words: re.Pattern[str]
    own: str
    facts: tuple[str, ...]
    beside: tuple[str, ...]
    intent: str
    lacking: str
    written: re.Pattern[str] | None = None


class Sought(NamedTuple):
    """``facts`` and ``lines`` in the order of the question's things; ``lacking`` is said of those that none tells.

    ``lines_first`` where a thing is told by lines alone.
    """

    facts: tuple[Fact, ...] = ()
    lacking: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    lines_first: bool = False


def as_of_records(question: Question, profile: Profile, written: Written) -> Question:
    """With records open, a question that names nothing is taken as one on them, unless it is about something else."""
    if question.intent == "prognosis" and any(one.name == "outlook" for one in things_asked(question.text)):
        return replace(question, intent="records")
    if question.intent not in RECORDS_MAY_TELL or not profile.facts or "unrelated" in question.cues:
        return question
    asked = things_asked(question.text)
    if asked:
        return replace(question, intent=asked[0].intent)
    if shows("explain", question.text) and shows("paper", question.text):
        return replace(question, intent="records")
    if question.topics:
        return replace(question, intent="overview")
    if question.intent == "not_medical" and any(True for _ in _named(profile, question)):
        return replace(question, intent="records")
    if question.intent == "not_medical" and shows("personal", question.text) and not shows("elsewhere", question.text):
        return replace(question, intent="records", cues=(*question.cues, "unclear"))
    if (
        question.intent == "not_medical"
        and not shows("elsewhere", question.text)
        and written.sharing(_telling(question))
    ):
        return replace(question, intent="records")
    return question


def things_asked(text: str) -> tuple[Thing, ...]:
    """Treatments of any kind only where no kind of them is asked for."""
    asked = [one for one in _things() if one.words.search(text) and (not one.own or shows(one.own, text))]
    kinds = any(one.name in KINDS_OF_TREATMENT for one in asked)
    return tuple(one for one in asked if not (kinds and one.name == "treatments"))


def is_of_family(text: str) -> bool:
    return shows("family", text) or shows("kin", text)


def is_of_another(text: str) -> bool:
    """Whether somebody else than the one who asks is meant."""
    return shows("another", text) and not shows("self", text)


def names_another_and_self(text: str) -> bool:
    """``my aunt had breast cancer, am I HER2 positive``: the cancer is a relative's, the question one's own."""
    return (shows("another", text) or shows("kin", text)) and shows("self", text)


def shows(cue: str, text: str) -> bool:
    """Whether the words of data/rules/record_cues.tsv stand in it: ``explain``, ``kin``, ``self``, …"""
    return bool(_cues()[cue].search(text))


def seek(profile: Profile, question: Question, written: Written) -> Sought:
    """The facts that the question asks for by everyday words, by the name of a medicine, or by that of a value; and
    the lines of the record on what is not read as facts."""
    lines: list[Line] = []
    untold = False
    facts: list[Fact] = [*_named(profile, question)]
    lacking: list[str] = [*_not_given(profile, question)]
    if lacking and not facts:
        facts += _selected(profile, ("treatment", "planned"))
    asked = things_asked(question.text)
    for thing in asked:
        telling = [*_selected(profile, thing.facts)]
        told = telling or ("gap" in thing.facts and profile.missing)
        spoken = written.speaking_of(thing.written, _telling(question)) if thing.written else ()
        lines += spoken
        untold = untold or bool(spoken and not told)
        if not told and thing.lacking and not spoken:
            lacking.append(
                f"We looked in your records for words on {thing.name}, and found none."
                if thing.written and written
                else thing.lacking
            )
        if lacking and thing.facts[:1] and thing.facts[0].startswith(("treatment", "medicine")):
            telling = [*telling, *_selected(profile, ("treatment", "planned"))]
        facts += telling
        facts += _selected(profile, thing.beside)
    unique = tuple({fact.id: fact for fact in facts}.values())
    if holds_both(unique):
        lacking = [
            one for one in lacking if not any(thing.name == "disagreement" and one == thing.lacking for thing in asked)
        ]
    if question.intent == "records" and not (asked or unique or lacking):
        lines += written.sharing(_telling(question))
    return Sought(
        spread_first(unique),
        tuple(dict.fromkeys(lacking)),
        tuple(one.name for one in asked),
        apart(lines)[:MOST_LINES],
        untold or not unique,
    )


def _telling(question: Question) -> frozenset[str]:
    """The words of a question that a line of the record may share: not those for the record itself."""
    named = " ".join(question.treatments)
    return frozenset(words_of(f"{OF_RECORDS.sub(' ', question.text)} {named}"))


def spread_first(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Where a stage is told, the spread that is known stands before it."""
    if not any(isinstance(one, Stage) for one in facts):
        return tuple(facts)
    return tuple(sorted(facts, key=lambda one: not is_spread(one)))


def is_spread(fact: Fact) -> bool:
    if not isinstance(fact, Finding) or fact.assertion is not Assertion.PRESENT:
        return False
    return fact.name == "metastasis" or (fact.name == "disease_extent" and fact.value == "metastatic")


def holds_both(facts: Sequence[Fact]) -> bool:
    """A spread, and a stage without one, which may be of another time."""
    return any(map(is_spread, facts)) and any(
        isinstance(one, Stage) and (one.M or "").startswith("M0") for one in facts
    )


def facts_of(profile: Profile, selectors: Iterable[str]) -> tuple[Fact, ...]:
    """By kind (``stage``), kind and name (``finding:metastasis``), or treatment and type (``treatment/surgery``)."""
    return tuple({fact.id: fact for fact in _selected(profile, selectors)}.values())


def _selected(profile: Profile, selectors: Iterable[str]) -> Iterator[Fact]:
    for one in selectors:
        kind, _, name = one.partition(":")
        kind, _, type_ = kind.partition("/")
        if kind == "planned":
            yield from (
                fact
                for fact in profile.other_facts
                if isinstance(fact, Treatment)
                and fact.subject is Subject.PATIENT
                and fact.assertion is Assertion.PLANNED
                and type_ in ("", fact.type)
            )
            continue
        if kind == "conflict":
            yield from (fact for conflict in profile.conflicts for fact in conflict.facts)
            continue
        for fact in _possible_too(profile):
            if _fits(fact, kind, name, type_):
                yield fact


def _possible_too(profile: Profile) -> Iterator[Fact]:
    yield from profile.facts
    yield from (
        one for one in profile.other_facts if one.subject is Subject.PATIENT and one.assertion is Assertion.POSSIBLE
    )


def _fits(fact: Fact, kind: str, name: str, type_: str) -> bool:
    match kind:
        case "stopped":
            return isinstance(fact, Treatment) and fact.status == "stopped"
        case "medicine":
            return isinstance(fact, Treatment) and fact.type in ("drug", "regimen")
        case "not_done":
            return isinstance(fact, Biomarker) and fact.result == "not_done"
        case "ongoing":
            return isinstance(fact, Treatment) and fact.status in ("started", "ongoing")
        case "response":
            return isinstance(fact, Treatment) and fact.response is not None
        case "negative" | "positive":
            return isinstance(fact, Biomarker) and fact.result == kind
        case "doubt":
            return fact.wants_review
        case "treatment":
            return isinstance(fact, Treatment) and type_ in ("", fact.type)
        case "stage" if name in ("T", "N", "M"):
            return isinstance(fact, Stage) and getattr(fact, name) is not None
        case "grade" if name:
            return fact.kind == "grade" and name.lower() in (getattr(fact, "system", None) or "").lower()
        case _:
            return fact.kind == kind and name in ("", getattr(fact, "name", None))


def _named(profile: Profile, question: Question) -> Iterator[Fact]:
    """Values and markers without a card by their own names; medicines, with the regimens that hold them."""
    asked = {name.lower() for name in question.treatments}
    others = {name.lower() for name in question.other_biomarkers}
    for fact in (*profile.facts, *profile.other_facts):
        if fact.subject is Subject.FAMILY:
            continue
        match fact:
            case Treatment():
                is_named = bool(asked & {fact.name.lower(), *(one.lower() for one in fact.components)})
            case Biomarker():
                is_named = fact.name.lower() in others or _is_written_short(fact.name, question.text)
            case Lab():
                is_named = bool(re.search(rf"(?<!\w){re.escape(fact.name)}(?!\w)", question.text, re.I))
            case _:
                is_named = False
        if is_named:
            yield fact


def _is_written_short(name: str, text: str) -> bool:
    """``11;14`` for ``t(11;14)``, ``17p`` for ``del(17p)``, ``1q`` for ``1q gain``, ``notch`` for ``NOTCH1``; a gene
    whose name is a word (``MET``) only in capitals."""
    short = BARE_CHROMOSOME.search(name)
    if short:
        return bool(re.search(rf"(?<![\w;]){re.escape(short[0])}(?![\w;])", text, re.I))
    letters = name.rstrip("0123456789")
    if not letters.isalnum() or len(letters) < 3:
        return False
    is_word = letters.lower() in ALSO_WORDS
    return bool(
        re.search(rf"(?<![\w-])(?:{re.escape(name)}|{re.escape(letters)})(?![\w-])", text, 0 if is_word else re.I)
    )


def _not_given(profile: Profile, question: Question) -> Iterator[str]:
    """Medicines of which the question asks whether they were given, and which no record names."""
    if not shows("given", question.text):
        return
    held = {
        name.lower()
        for fact in (*profile.facts, *profile.other_facts)
        if isinstance(fact, Treatment) and fact.subject is Subject.PATIENT
        for name in (fact.name, *fact.components)
    }
    for name in question.treatments:
        if name.lower() not in held:
            yield f"Your records, as far as we could read them, do not name {name} as a treatment that was given."


@lru_cache(maxsize=1)
def _things() -> tuple[Thing, ...]:
    return tuple(
        Thing(
            row["thing"],
            re.compile(row["words"], re.I),
            row["own"],
            split_cell(row["facts"]),
            split_cell(row["beside"]),
            row["intent"],
            row["lacking"],
            re.compile(row["written"], re.I) if row["written"] else None,
        )
        for row in read_table(RULES / "record_words.tsv", "thing", "words", "intent")
    )


@lru_cache(maxsize=1)
def _cues() -> dict[str, re.Pattern[str]]:
    rows = read_table(RULES / "record_cues.tsv", "cue", "pattern")
    return {row["cue"]: re.compile(row["pattern"], re.I) for row in rows}
