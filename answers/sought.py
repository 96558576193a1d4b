"""What of a record a question asks for in everyday words: ``did they get it all out?`` asks for the margins.

The things that can be asked for, the words that ask, the facts that tell, and what is said where no fact tells it, are
rows of data/rules/record_words.tsv; ``written`` is what a line of the record holds that speaks of it. ``own`` are cues
of which a question must show one: ``history`` for what counts only where it asks what has been (not ``do I need
chemo?``), ``paper`` where it asks what the record says, ``this_record`` where it asks what is so, and not what can be.
``facts`` tell it, ``beside`` belong to it. Lines are quoted beside the facts where ``lines`` is ``always``, before them
where it is ``first``, below what is ``lacking`` where it is ``after``; otherwise where no fact tells it (not where it
is ``particular``), or where they hold a word of the question that no fact holds: the left side, the liver.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from answers.names import any_of
from answers.questions import Question
from answers.wording import describe, listed, record_sentence
from answers.written import Line, Signs, Written, apart, stems
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

OUTLOOK = ("outlook", "aim of treatment", "length of treatment")
COURSE = ("response", "change of the cancer", "the course of a value")
"""Things that tell how it has gone; the plan tells how it goes on."""
WORST = "the worst of the results"
OF_GENES = "changes found"
"""Asked for only where no marker is named: ``my mutation``."""
NARROWER = {
    "treatments": (
        "surgery",
        "operation",
        "medicines",
        "radiation",
        "transplant",
        "stopped",
        "planned",
        "response",
        "change of the cancer",
        "treatment now",
        "length of treatment",
        "what came instead",
    ),
    "medicines": ("treatment now", "what came instead"),
    "values out of range": (WORST,),
    "findings out of the ordinary": (WORST,),
    "reach of the tumour": ("vessels", "nerves invaded", "lymph nodes", "margins", "spread"),
}
"""By a wide thing, the narrower ones that are asked for in its place."""
GOING_ON = ("treatment now", "length of treatment", "what came instead")
PLANS = ("planned", "what comes next")
PLAN_HEADING = re.compile(
    r"(?:(?:management|treatment|follow[- ]?up|further) )?"
    r"(?:plans?|next steps?|recommendations?|follow[- ]?up|impression and plan|assessment and plan)\W*",
    re.I,
)
ALSO_WORDS = frozenset(
    (
        "met",
        "all",
        "kit",
        "rest",
        "ret",
        "set",
        "cat",
        "max",
        "pan",
        "spop",
        "card",
        "fat",
        "ski",
        "maps",
        "her",
        "hers",
        "his",
        "per",
    )
)
BARE_CHROMOSOME = re.compile(r"\d{1,2};\d{1,2}|\b\d{1,2}[pq]\d*(?=\)| gain| deletion|$)")
MOST_LINES = 4
"""Lines of the record that are quoted in one answer."""
OF_RECORDS = re.compile(
    r"\b(?:records?|reports?|letters?|papers?|pages?|sheets?|files?|documents?|results?|notes?|written|mention\w*|find|found"
    r"|please|want\w*|name\w*|know|where|thing|things|stuff|lab|doctors?|dr|patient|date|look\w*|show\w*|give|given|read"
    r"|number|kind|type|[a-z]{1,2}|\d+(?:st|nd|rd|th)?)\b",
    re.I,
)
NONE = "We looked in your records for words on {}, and found none."
NO_LINE = "We looked in your records for lines with words like yours, and found none."
ANOTHER_CANCER = (
    r"\b(?:an?other|other|second|previous|prior|past|different) (?:\w+ )?"
    r"(?:cancers?|malignanc(?:y|ies)|primar(?:y|ies))\b"
)
"""What a line says of any cancer beside the one that the records are about."""
NEAR = 2
"""Words of the question that a line shows which is quoted beside those that speak of the thing asked."""
PLACE = re.compile(
    r"\b(?:liver|lungs?|bones?|brain|neck|arms?|armpits?|groin|pelvi[sc]|left|right|upper|lower)\b", re.I
)
SIDES = frozenset(("left", "right"))
NO_SIDE = "now|that|there|after|away|before|about|thing|answer|or|and|to|in|out|over|of|me|him|her|with|for|on|at"
A_SIDE = re.compile(rf"\b(left|right)\b(?:[- ]?(?:sided?|hand)\b|(?= (?!(?:{NO_SIDE})\b)\w))", re.I)
"""``the left side``, ``right kidney``; not ``is any left``, ``right now``."""
NOT_PARTICULAR = re.compile(
    r"\b(?:tumou?rs?|masse?s?|lumps?|cancer\w*|disease|took|take[ns]?|out|clear|many|much|big\w*|large\w*|positive|negative"
    r"|ok(?:ay)?|side|actual\w*|all|right now|say\w*|tell|told|again|yet|ever|fine|normal|exact\w*|please|today"
    r"|current\w*"
    r"|first|last|next|new|old|good|bad|high|low|level|value|number|result|grade|stag\w*|happen\w*|done|more|were|other"
    r"|part\w*|size|some\w*|any\w*|every\w*|mum\w*|mom\w*|dad\w*|mother|father|wife|husband|sister|brother|son|daughter)\b",
    re.I,
)
"""Words of a question on something that facts tell which ask for no more than that."""
LINES_MAY_TELL = ("records", "overview", "definition", "staging", "treatment", "living_with", "side_effects", "testing")
"""Intents of a question on the patient's own which lines with its words may answer."""
VARIANT = re.compile(r"(?<!\w)[acdefghiklmnpqrstvwy]\d{2,4}(?:[acdefghiklmnpqrstvwy]|fs)(?!\w)", re.I)
"""A change of a protein, as ``V600E``: one of the twenty letters of amino acids before its place, and after it."""
WORD = re.compile(r"\w")
GROUP = re.compile(r"\{([a-z_]+)\}")
PAPER = re.compile(
    r"\b(?:explain|understand|sense of|break down|translate|put)\W+(?:\w+ ){0,3}(?:records?|papers?|letters?|reports?"
    r"|files?|sheet|document|pages?|results?)\b(?! (?:says?|said|mentions?))",
    re.I,
)
"""What is asked to be explained as a whole; where it ``says`` something, that word is asked about."""
RECORDS_MAY_TELL = ("not_medical", "overview")
"""Intents of a question of which nothing more than this is known."""


class Thing(NamedTuple):
    name: str
    words: re.Pattern[str]
    own: tuple[str, ...]
    facts: tuple[str, ...]
    beside: tuple[str, ...]
    intent: str
    lacking: str
    written: re.Pattern[str] | None = None
    lines: str = ""


class Sought(NamedTuple):
    """``facts`` and ``lines`` in the order of the question's things; ``lacking`` is said of those that none tells.

    ``lines_first`` where a thing is told by lines alone. ``course`` are lines on how it has gone and what is planned,
    for those who want a whole paper explained.
    """

    facts: tuple[Fact, ...] = ()
    lacking: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    lines_first: bool = False
    course: tuple[Line, ...] = ()
    written: Written | None = None


def as_of_records(question: Question, profile: Profile, written: Written) -> Question:
    """With records open, a question that names nothing is taken as one on them, unless it is about something else."""
    if question.intent == "prognosis" and any(
        one.name in (*OUTLOOK, *COURSE, WORST) for one in things_asked(question.text)
    ):
        return replace(question, intent="records")
    if question.intent == "definition" and profile.facts and _is_of_records(question):
        return replace(question, intent="records")
    if question.intent == "treatment" and _is_of_what_was_or_is_planned(question, profile, written):
        return replace(question, intent="records")
    if question.intent not in RECORDS_MAY_TELL or not profile.facts or "unrelated" in question.cues:
        return question
    asked = things_asked(question.text)
    if asked:
        return replace(question, intent=asked[0].intent)
    if _is_of_records(question):
        return replace(question, intent="records")
    if question.topics:
        return replace(question, intent="overview")
    names_nothing = question.intent == "not_medical" or question.is_vague
    if names_nothing and any(True for _ in _named(profile, question)):
        return replace(question, intent="records")
    if names_nothing and shows("personal", question.text) and not shows("elsewhere", question.text):
        return replace(question, intent="records", cues=(*question.cues, "unclear"))
    if (
        names_nothing
        and not shows("elsewhere", question.text)
        and not shows("people", question.text)
        and written.sharing(_signs(question), _own_names(profile))
    ):
        return replace(question, intent="records")
    return question


def _is_of_what_was_or_is_planned(question: Question, profile: Profile, written: Written) -> bool:
    """Whether the treatments that were given, or the plan, are asked for, and the records tell them; not what a
    medicine does, or what there is for a cancer."""
    if question.cancers or question.biomarkers or question.treatments:
        return False
    names = {one.name for one in things_asked(question.text)}
    given = "treatments" in names and shows("given", question.text) and any(_selected(profile, ("treatment",)))
    given = given or (names.intersection(GOING_ON) and any(_selected(profile, ("ongoing",))))
    planned = names.intersection(PLANS) and (any(_selected(profile, ("planned",))) or written.under(PLAN_HEADING))
    return bool(given or planned)


def is_of_a_paper(question: Question) -> bool:
    """``explain this letter``: the whole of it, not a word in it."""
    return shows("explain", question.text) and bool(PAPER.search(question.text))


def _is_of_records(question: Question) -> bool:
    return is_of_a_paper(question) or question.subjects[:1] == ("record-says",)


def things_asked(text: str) -> tuple[Thing, ...]:
    """What is wide only where nothing narrower is asked for; nothing for what a word means."""
    if shows("meaning", text):
        return ()
    text = _cues()["owner"].sub(" ", text)
    asked = [
        one for one in _things() if one.words.search(text) and (not one.own or any(shows(cue, text) for cue in one.own))
    ]
    names = {one.name for one in asked}
    return tuple(one for one in asked if not names.intersection(NARROWER.get(one.name, ())))


def is_of_family(text: str) -> bool:
    """Not where a relative is only named as the one whose records these are."""
    text = _cues()["report_of"].sub(" ", _cues()["owner"].sub(" ", text))
    return shows("family", text) or shows("kin", text)


def asks_what_is_held_of_family(text: str) -> bool:
    """``does my letter mention my mum``; not ``my mum's letter``, which is hers."""
    text = _cues()["report_of"].sub(" ", text)
    return shows("family", text) or (shows("forebears", text) and shows("paper", text))


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
    spoken: list[tuple[Line, ...]] = []
    lines_first = cautioned = False
    facts: list[Fact] = [*_named(profile, question)]
    lacking: list[str] = [*_not_given(profile, question)]
    if lacking and not facts:
        facts += _selected(profile, ("treatment", "planned"))
    if variants := _variants_not_read(question.text, profile):
        spoken.append(written.speaking_of(variants, _signs(question)))
        lines_first = bool(spoken[0])
    asked = [one for one in things_asked(question.text) if not (one.name == OF_GENES and question.biomarkers)]
    for thing in asked:
        telling = [*_selected(profile, thing.facts)]
        told = bool(telling or ("gap" in thing.facts and profile.missing))
        lines = _lines_on(thing, asked, telling, question, written, _own_names(profile))
        spoken.append(lines)
        lines_first = lines_first or bool(lines and not (told and thing.lines == "always"))
        cautioned = cautioned or thing.lines == "after"
        if not told and thing.lacking and not (lines and thing.lines != "after"):
            is_read = thing.lines == "after" or thing.lacking.startswith("Your records")
            lacking.append(thing.lacking if is_read or not (thing.written and written) else NONE.format(thing.name))
        if lacking and thing.facts[:1] and thing.facts[0].startswith(("treatment", "medicine", "ongoing")):
            telling = [*telling, *_selected(profile, ("treatment", "planned"))]
        facts += telling
        facts += _selected(profile, thing.beside)
    unique = tuple({fact.id: fact for fact in facts}.values())
    if holds_both(unique):
        lacking = [
            one for one in lacking if not any(thing.name == "disagreement" and one == thing.lacking for thing in asked)
        ]
    signs = _signs(question)
    if not (asked or unique or lacking) and _may_be_told_by_lines(question):
        shared = written.sharing(signs, _own_names(profile))
        spoken.append(shared)
        if written and not shared and shows("was_done", question.text):
            lacking.append(NO_LINE)
    elif unique and not (asked or lacking) and signs.shapes and _may_be_told_by_lines(question):
        shared = written.sharing(signs, _own_names(profile))
        spoken.append(tuple(one for one in shared if signs.shape(one.text)))
    elif any(spoken) and lines_first:
        nearest = written.sharing(signs, _own_names(profile), most=1)
        spoken.append(tuple(one for one in nearest if signs.shown(one.text) >= NEAR))
    lines = sorted(apart(_in_turn(spoken))[:MOST_LINES], key=lambda one: signs.shown(one.text), reverse=True)
    plan = written.under(PLAN_HEADING) if any(thing.name in PLANS for thing in asked) else ()
    if lines and signs.shown(lines[0].text) >= NEAR:
        lines = [one for one in lines if signs.shown(one.text) >= 1]
        lacking = [one for one in lacking if one not in {NONE.format(thing.name) for thing in asked}]
    if plan:
        lacking = [one for one in lacking if one not in {it.lacking for it in asked if it.name in PLANS}]
        rest = [one for one in lines if not any(map(one.overlaps, plan))]
        lines = [*plan, *rest[: max(0, MOST_LINES - len(plan))]]
    lines = [one for one in lines if not any(_is_all_told(one, fact, written) for fact in unique)]
    in_turn = current_first if any(thing.name in GOING_ON for thing in asked) else in_time
    return Sought(
        in_turn(spread_first(unique), profile),
        _in_one_breath(lacking, asked),
        tuple(one.name for one in asked),
        tuple(lines),
        (lines_first or not unique) and not cautioned,
        _course(written) if is_of_a_paper(question) and not (unique or lines) else (),
        written,
    )


def _is_all_told(line: Line, fact: Fact, written: Written) -> bool:
    """Whether the quote beside a fact, or beside a plan its whole sentence, holds all of the line."""
    told = fact.evidence[0]
    start, end = told.start, told.end
    if fact.assertion is Assertion.PLANNED and (sentence := written.around(told)):
        start, end = sentence.start, sentence.end
    if (told.document, told.page) != (line.page.document, line.page.number):
        return False
    rest = (
        line.page.text[line.start : max(line.start, min(start, line.end))],
        line.page.text[max(line.start, end) : line.end],
    )
    return not any(map(WORD.search, rest))


def _in_one_breath(lacking: Iterable[str], asked: Sequence[Thing]) -> tuple[str, ...]:
    """What was looked for in vain is told once, with all its names."""
    said = tuple(dict.fromkeys(lacking))
    sought = {NONE.format(thing.name): thing.name for thing in asked}
    names = [sought[one] for one in said if one in sought]
    together = (NONE.format(listed(names)),) if names else ()
    return (*together, *(one for one in said if one not in sought))


def _course(written: Written) -> tuple[Line, ...]:
    """How it has gone, the best line on each of these things, and then the whole plan."""
    things = [thing for thing in _things() if thing.name in COURSE and thing.written]
    gone = [written.speaking_of(thing.written, most=1) for thing in things if thing.written]
    return apart((*_in_turn(gone), *written.under(PLAN_HEADING)))


def seek_elsewhere(question: Question, names: Iterable[str], sought: Sought, written: Written) -> Sought:
    """For a question on a cancer that is not the records' own: what they lack, and the lines that speak of that cancer
    or of any other; no fact, since all are of the records' own cancer."""
    of_records = question.intent == "records" or shows("this_record", question.text)
    speaking = re.compile(f"{any_of(names).pattern}|{ANOTHER_CANCER}", re.I)
    lines = written.speaking_of(speaking) if of_records else ()
    lacking = tuple(one for one in sought.lacking if one.startswith("Your records")) if of_records else ()
    if question.intent == "records" and written and not lines:
        lacking = (*lacking, NONE.format(next(iter(names), "it")))
    return Sought(lacking=lacking, things=sought.things, lines=lines, lines_first=bool(lines))


def without_the_score(text: str) -> str:
    return _cues()["score"].sub(" ", text)


def owner_in(text: str) -> str | None:
    """``brother``, where the question says that the records open here are his: ``it's my brother's report``."""
    found = _cues()["owner"].search(text)
    return next(filter(None, found.groups()), None) if found else None


def of_another_alone(question: Question) -> bool:
    """Whether the question is about somebody else, and nothing in it about the one who asks."""
    if owner_in(question.text):
        return True
    text = _cues()["kinsman"].sub(" ", question.text)
    told = question.who == "relative" or bool(_cues()["third"].search(question.text))
    return told and not _cues()["first"].search(text)


def _variants_not_read(text: str, profile: Profile) -> re.Pattern[str] | None:
    """``t790m``: changes that the question names, and no fact."""
    told = " ".join(fact.variant.lower() for fact in profile.facts if isinstance(fact, Biomarker) and fact.variant)
    named = {one.lower() for one in VARIANT.findall(text)}
    unread = sorted(one for one in named if one not in told)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(unread)})(?![A-Za-z0-9])", re.I) if unread else None


def _lines_on(
    thing: Thing,
    asked: Sequence[Thing],
    telling: Sequence[Fact],
    question: Question,
    written: Written,
    own_names: frozenset[str],
) -> tuple[Line, ...]:
    """Lines that speak of it, those first that speak of the other things asked, too.

    The letters of a stage tell it only to those who can read them.
    """
    if not thing.written:
        return ()
    told = any(thing.name == "stage" or not isinstance(fact, Stage) for fact in telling)
    signs = _signs(question)
    others = tuple(one.written for one in asked if one.written and one is not thing)
    if thing.lines in ("always", "first", "after") or not (told or thing.lines == "particular"):
        return written.speaking_of(thing.written, signs._replace(shapes=(*signs.shapes, *others)))
    places = question.text
    for one in asked:
        places = one.words.sub(lambda found: f" {' '.join(PLACE.findall(found[0]))} ", places)
    rest = NOT_PARTICULAR.sub(" ", places)
    held = " ".join(record_sentence(fact).text for fact in telling)
    words = _telling(rest) - stems(held) - (own_names - SIDES)
    particular = Signs(words, tuple(one for one in _lay(rest) if not one.search(held)), other_side=signs.other_side)
    found = written.speaking_of(thing.written, particular)
    return tuple(line for line in found if particular.shown(line.text))


def _in_turn(spoken: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """The best line on each thing, then the second best on each, …"""
    for place in range(max(map(len, spoken), default=0)):
        yield from (lines[place] for lines in spoken if place < len(lines))


def _may_be_told_by_lines(question: Question) -> bool:
    """Not one on people, or on a cancer, in general."""
    if shows("people", question.text) or (question.cancers and not shows("personal", question.text)):
        return False
    if question.intent == "records":
        return True
    return question.intent in LINES_MAY_TELL and not question.biomarkers and shows("this_record", question.text)


def _own_names(profile: Profile) -> frozenset[str]:
    """The words for the cancer of the records, which alone tell nothing of what is asked."""
    return stems(" ".join(describe(fact) for fact in profile.facts if fact.kind == "diagnosis"))


def _signs(question: Question) -> Signs:
    named = " ".join(question.treatments)
    shapes = tuple(sign.written for sign in _all_signs() if sign.kind == "shape" and sign.words.search(question.text))
    return Signs(_telling(f"{question.text} {named}"), tuple(_lay(question.text)), shapes, _other_side(question.text))


def _other_side(text: str) -> re.Pattern[str] | None:
    """What a line on the other side than the one asked about says."""
    match {side.lower() for side in A_SIDE.findall(text)}:
        case sides if sides == {"left"}:
            return _only("right", "left")
        case sides if sides == {"right"}:
            return _only("left", "right")
        case _:
            return None


@lru_cache(maxsize=2)
def _only(side: str, other: str) -> re.Pattern[str]:
    return re.compile(rf"^(?!.*\b{other}\b).*\b{side}\b", re.I | re.S)


def _lay(text: str) -> Iterator[re.Pattern[str]]:
    yield from (sign.written for sign in _all_signs() if sign.kind == "lay" and sign.words.search(text))


def _telling(text: str) -> frozenset[str]:
    """The words of a question that a line of the record may share: not those for the record itself."""
    return stems(OF_RECORDS.sub(" ", text))


def spread_first(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Where a stage is told, the spread that is known stands before it."""
    if not any(isinstance(one, Stage) for one in facts):
        return tuple(facts)
    return tuple(sorted(facts, key=lambda one: not is_spread(one)))


def is_spread(fact: Fact) -> bool:
    if not isinstance(fact, Finding) or fact.assertion is not Assertion.PRESENT:
        return False
    return fact.name == "metastasis" or (fact.name == "disease_extent" and fact.value == "metastatic")


def is_overtaken(fact: Fact, facts: Sequence[Fact]) -> bool:
    """A stage without spread of a time before the one at which the records tell of a spread."""
    later = spread_later(facts)
    return bool(later and isinstance(fact, Stage) and _is_without_spread(fact) and _is_before(fact, later[1]))


def spread_later(facts: Sequence[Fact]) -> tuple[Stage, Fact] | None:
    """The last stage with an M0, and a spread of a later time, where all these stages are of an earlier one."""
    stages = [one for one in facts if isinstance(one, Stage) and _is_without_spread(one)]
    for spread in filter(is_spread, facts):
        if stages and all(_is_before(one, spread) for one in stages):
            return max(stages, key=lambda one: one.date or ""), spread
    return None


def _is_without_spread(stage: Stage) -> bool:
    return (stage.M or "").startswith("M0")


def _is_before(one: Fact, other: Fact) -> bool:
    """By dates as exact as both are."""
    length = min(len(one.date or ""), len(other.date or ""))
    return bool(length) and (one.date or "")[:length] < (other.date or "")[:length]


def current_first(facts: Sequence[Fact], profile: Profile) -> tuple[Fact, ...]:
    """What goes on before everything else."""
    now = [one for one in facts if _fits(one, "ongoing", "", "")]
    return (*now, *in_time([one for one in facts if one not in now], profile))


def in_time(facts: Sequence[Fact], profile: Profile) -> tuple[Fact, ...]:
    """Treatments in the order of time, in the places that treatments have."""
    treatments = [one for one in facts if isinstance(one, Treatment)]
    in_turn = iter(sorted(treatments, key=lambda one: (_time_of(one, profile) or "9999", not one.date)))
    return tuple(next(in_turn) if isinstance(one, Treatment) else one for one in facts)


def _time_of(fact: Fact, profile: Profile) -> str | None:
    """Its date, else that of the fact with a date that stands before it on its page: for the order alone."""
    if fact.date:
        return fact.date
    here = fact.evidence[0]
    before = [
        (place.start, one.date)
        for one in profile.facts
        for place in one.evidence[:1]
        if one.date and (place.document, place.page) == (here.document, here.page) and place.start < here.start
    ]
    return max(before)[1] if before else None


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
        case "changed":
            return isinstance(fact, Biomarker) and fact.result == "positive" and _is_of_a_gene(fact)
        case "negative" | "positive":
            return isinstance(fact, Biomarker) and fact.result == kind
        case "flagged":
            of_a_value = isinstance(fact, Lab) and fact.flag not in (None, "normal")
            return of_a_value or (isinstance(fact, Biomarker) and fact.result == "high")
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


def _is_of_a_gene(fact: Biomarker) -> bool:
    """A change of a gene or a chromosome; no amount of a protein, nor a stain for one."""
    return bool(fact.variant or BARE_CHROMOSOME.search(fact.name)) or fact.alteration not in (None, "expression")


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
            split_cell(row["own"]),
            split_cell(row["facts"]),
            split_cell(row["beside"]),
            row["intent"],
            row["lacking"],
            re.compile(row["written"], re.I) if row["written"] else None,
            row["lines"],
        )
        for row in read_table(RULES / "record_words.tsv", "thing", "words", "intent")
    )


class Sign(NamedTuple):
    """A row of data/rules/record_signs.tsv: words of a question, and what a line shows that may answer them."""

    kind: str
    words: re.Pattern[str]
    written: re.Pattern[str]


@lru_cache(maxsize=1)
def _all_signs() -> tuple[Sign, ...]:
    rows = read_table(RULES / "record_signs.tsv", "sign", "kind", "words", "written")
    return tuple(Sign(row["kind"], re.compile(row["words"], re.I), re.compile(row["written"], re.I)) for row in rows)


def called_in_cards(operation: str) -> re.Pattern[str] | None:
    """The words by which the cards speak of an operation that a record names: ``liver`` for a hepatectomy."""
    named = (one.written for one in _all_signs() if one.kind == "operation" and one.words.search(operation))
    return next(named, None)


@lru_cache(maxsize=1)
def _cues() -> dict[str, re.Pattern[str]]:
    """A row that begins with ``@`` is a group of words, which the rows after it may name: ``{relative}``."""
    groups: dict[str, str] = {}
    cues: dict[str, re.Pattern[str]] = {}
    for row in read_table(RULES / "record_cues.tsv", "cue", "pattern"):
        pattern = GROUP.sub(lambda found: groups[found[1]], row["pattern"])
        if row["cue"].startswith("@"):
            groups[row["cue"][1:]] = pattern
        else:
            cues[row["cue"]] = re.compile(pattern, re.I)
    return cues
