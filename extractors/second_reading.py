"""What a second reader makes of the facts that the rules found.

The rules decide by words near a name; a learned model (models/assertion_reader.py) reads whole windows of the page. It
finds no fact and takes none away. Where it holds what a fact claims to be unlikely at every place that the fact quotes,
the fact is marked for its owner to check; a treatment is told as possible only, unless its quote says that it was
given. Where the rules leave open whether a treatment was given, and the model is sure, the fact is told as found by the
model.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from core.records import (
    Assertion,
    Biomarker,
    Diagnosis,
    Evidence,
    Fact,
    Finding,
    Page,
    Reading,
    Source,
    Subject,
    Treatment,
)
from extractors.biomarkers.tokens import read_tape
from extractors.treatment_language import is_english
from extractors.treatment_names import find_names
from models.mention_states import STATES, Place

DOUBTED_BELOW, DOUBTED = 0.05, 0.4
"""The share of what a fact claims below which it is doubted, and the confidence that it has then (python -m
benchmarks.assertions)."""
MARKER_IS = ("no result", "another's")
"""What a marker is doubted for. Of whether it is positive or negative the rules know more than the reader."""
PROPOSED = re.compile(
    r"\b(?:recommend|advis|propos|suggest|agree|consensus|prescri|arrang|refer|await|MD[TM]\b"
    r"|plan(?:s|ned|ning)? (?:for|to)\b|commenc|start|switch|proceed|book|schedul)",
    re.I,
)
"""In the quote of a plan. Who labelled the records calls planned what is agreed on, and the rules what is proposed, so
that only what was given already is no plan there."""
TOLD_AS_GIVEN = re.compile(
    r"\b(?:under(?:went|gone|going)|receiv\w+|complet\w+|commenc\w+|start\w+|beg[au]n|continu\w+|tolerat\w+|enrol\w+"
    r"|randomi[sz]ed|switch\w*|transition\w*|mov(?:ed|ing) to|discontinu\w+|cycles?|during|after|following|post|treated"
    r"|s/p|on)\b|\bweek \d",
    re.I,
)
"""In the quote of what was given: what is doubted of letters that say so is mostly right."""
SURE, SETTLED_CONFIDENCE = 0.93, 0.85
"""The share from which what a rule left open counts as told, and how far that is believed."""
BEHIND = (Assertion.PRESENT, Assertion.HISTORICAL)
POSITIVE = ("positive", "high", "low", "intermediate", "deficient")
NEGATIVE = ("negative", "stable", "intact", "low")
UNSETTLED = ("equivocal", "indeterminate", "intermediate", "low")
TREATED = {Assertion.PLANNED: ("planned",), Assertion.POSSIBLE: ("given", "planned")}
"""That something was not given is not doubted: of two treatments in one sentence the reader may mix up the fates."""
SETTLED = {"given": Assertion.PRESENT, "planned": Assertion.PLANNED}
READ = ("metastasis", "recurrence")
"""Findings of a disease; so are those whose name ends as follows."""
INVASION = ("_invasion", "_extension")
LONGEST = 60
"""Characters of a quote that is read as a whole; a longer one holds more than one thing."""


class ReadsStates(Protocol):
    """What is asked of the second reader: for each text, and each place in it, the share of each state of the place's
    kind, in the order of STATES."""

    def read(self, asked: Sequence[tuple[str, Sequence[Place]]]) -> Sequence[Sequence[Sequence[float]]]: ...


class Claim(NamedTuple):
    """A fact's places on its page, and the states of their kind that bear it out."""

    fact: Fact
    page: int
    places: tuple[Place, ...]
    states: tuple[str, ...]


def claimed_states(fact: Fact) -> tuple[str, ...]:
    if fact.subject is Subject.FAMILY:
        return ("another's",)
    match fact:
        case Treatment():
            if fact.assertion in BEHIND:
                return ("given",)
            return TREATED.get(fact.assertion, ())
        case Biomarker() if fact.assertion in BEHIND and fact.result:
            told = {"positive": POSITIVE, "negative": NEGATIVE, "equivocal": UNSETTLED, "no result": ("not_done",)}
            return tuple(state for state, results in told.items() if fact.result in results)
        case Biomarker():
            return ("no result",) if fact.assertion is Assertion.PLANNED else ()
        case Diagnosis() | Finding() if fact.assertion in BEHIND:
            return ("present",)
        case Diagnosis() | Finding():
            return {Assertion.ABSENT: ("absent",), Assertion.POSSIBLE: ("uncertain",)}.get(fact.assertion, ())
        case _:
            return ()


def _places(fact: Fact, quotes: Sequence[Evidence]) -> Iterator[Place]:
    match fact:
        case Treatment():
            yield from _named(quotes, "treatment", lambda quote: _treatments(quote, fact))
        case Biomarker():
            yield from _named(quotes, "marker", lambda quote: _markers(quote, fact))
        case Diagnosis():
            yield from _whole(quotes[:1])
        case Finding() if fact.name in READ or fact.name.endswith(INVASION):
            yield from _whole(quotes[:1])
        case _:
            return


def _named(quotes: Sequence[Evidence], kind: str, find: Callable[[str], Iterator[tuple[int, int]]]) -> Iterator[Place]:
    for one in quotes:
        for start, end in find(one.quote):
            yield Place(kind, one.start + start, one.start + end)


def _treatments(quote: str, fact: Treatment) -> Iterator[tuple[int, int]]:
    for name in find_names(quote):
        if name.entry.name == fact.name or (fact.type == "surgery" and fact.name.endswith(name.entry.name)):
            yield name.start, name.end


def _markers(quote: str, fact: Biomarker) -> Iterator[tuple[int, int]]:
    for token in read_tape(quote).tokens:
        if token.word is None and any(marker.name == fact.name for marker in token.markers):
            yield token.start, token.end


def _whole(quotes: Sequence[Evidence]) -> Iterator[Place]:
    for one in quotes:
        if len(one.quote) <= LONGEST:
            yield Place("disease", one.start, one.end)


def reread(reading: Reading, reader: ReadsStates) -> Reading:
    """The reading with what the second reader thinks of its facts: doubted ones marked for review, and treatments that
    the rules leave open settled, where it is sure, as found by the model."""
    pages = {page.number: page for page in reading.pages if is_english(page.text)}
    claims = [one for fact in reading.facts if (one := claim_of(fact, pages)) is not None]
    by_page = {number: [claim for claim in claims if claim.page == number] for number in pages}
    asked = [(pages[n].text, [place for one in own for place in one.places]) for n, own in by_page.items() if own]
    shares = (row for page in reader.read(asked) for row in page)
    changed: dict[str, Fact] = {}
    for own in by_page.values():
        for claim in own:
            changed[claim.fact.id] = _reread(claim, [next(shares) for _ in claim.places])
    return reading.model_copy(update={"facts": tuple(changed.get(fact.id, fact) for fact in reading.facts)})


def claim_of(fact: Fact, pages: Mapping[int, Page]) -> Claim | None:
    """None for what claims nothing, or whose place is not known."""
    states = claimed_states(fact)
    number = fact.evidence[0].page
    if not states or number not in pages:
        return None
    places = tuple(_places(fact, [one for one in fact.evidence if one.page == number]))
    return Claim(fact, number, places, states) if places else None


def _reread(claim: Claim, shares: Sequence[Sequence[float]]) -> Fact:
    kind, fact = claim.places[0].kind, claim.fact
    support = {state: max(float(row[n]) for row in shares) for n, state in enumerate(STATES[kind])}
    if isinstance(fact, Treatment) and fact.assertion is Assertion.POSSIBLE:
        return _settled(fact, support)
    borne_out = max(sum(float(row[STATES[kind].index(state)]) for state in claim.states) for row in shares)
    if borne_out >= DOUBTED_BELOW or _is_left_to_the_rules(fact, support):
        return fact
    doubted: dict[str, object] = {"confidence": min(fact.confidence, DOUBTED)}
    if isinstance(fact, Treatment) and not _is_told_firmly(fact, support):
        doubted |= {"assertion": Assertion.POSSIBLE, "status": None}
    return fact.model_copy(update=doubted)


def _is_left_to_the_rules(fact: Fact, support: Mapping[str, float]) -> bool:
    likeliest = max(support, key=support.__getitem__)
    if isinstance(fact, Biomarker):
        return likeliest not in MARKER_IS
    proposed = fact.assertion is Assertion.PLANNED and any(PROPOSED.search(one.quote) for one in fact.evidence)
    return proposed and likeliest == "not given"


def _is_told_firmly(fact: Treatment, support: Mapping[str, float]) -> bool:
    """Whether the quote itself says that it was given, or the reader holds that too and only the plan not."""
    if support["given"] + support["planned"] >= max(support["not given"], support["another's"]):
        return True
    return fact.assertion in BEHIND and any(TOLD_AS_GIVEN.search(one.quote) for one in fact.evidence)


def _settled(fact: Treatment, support: Mapping[str, float]) -> Treatment:
    for state, assertion in SETTLED.items():
        if support[state] >= SURE:
            status = "planned" if assertion is Assertion.PLANNED else fact.status
            told = {"assertion": assertion, "status": status, "source": Source.MODEL, "confidence": SETTLED_CONFIDENCE}
            return fact.model_copy(update=told)
    return fact
