"""What the first screen of a profile tells: the illness, its stage and tests, treatments now, and what awaits review.

Every line leads to its place on a page. Nothing is chosen between records and nothing is left out without saying so:
what does not stand here stands further down.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from answers.wording import capitalised
from core.records import Assertion, Biomarker, Diagnosis, Fact, Profile, Review, Source, Treatment
from web.series import IN_BLOOD, Series, latest_told
from web.shown import told

MOST_LINES = 8
MOST_NAMES = 24
SPREAD = ("metastasis", "disease_extent")
NOT_MALIGNANT = ("benign", "uncertain")


class Part(NamedTuple):
    """Something said, and the fact that says it."""

    text: str
    fact: Fact


class Line(NamedTuple):
    """``lead`` is what several parts are about; ``anchor`` where on the profile there is more of it."""

    lead: str
    parts: tuple[Part, ...]
    anchor: str = ""


class Row(NamedTuple):
    """A heading of the first screen. ``empty`` is said where there is no line; ``more`` counts the lines left out."""

    heading: str
    lines: tuple[Line, ...]
    empty: str = ""
    more: int = 0
    brief: tuple[Part, ...] = ()
    """Names alone, one after the other, behind ``lead``."""
    lead: str = ""


def essentials_of(profile: Profile, series: Sequence[Series]) -> Iterator[Row]:
    yield _row("Diagnosis", _plainly(_diagnoses(profile)), "Your records, as we read them, do not name one.")
    yield _row("Stage", _plainly(profile.of("stage")), "Your records, as we read them, do not state one.")
    yield from _stated(_row("Grade", _plainly(profile.of("grade"))))
    yield from _stated(_row("Spread", _plainly(fact for name in SPREAD for fact in profile.of("finding", name))))
    yield _row("Treatment now", _plainly(_given(profile, "ongoing")), "Your records do not say that one is under way.")
    yield from _stated(_row("Treatment begun, no end stated", _plainly(_given(profile, "started"))))
    yield from _stated(_other_treatments(profile))
    yield from _stated(_row("Planned or discussed", _plainly(_planned(profile))))
    yield from _stated(_markers(profile))
    yield from _stated(_row("Tumour markers in blood, latest", _latest(series, "biomarker")))
    marked = [one for one in series if one.is_marked]
    yield from _stated(_row("Marked high or low by the laboratory, latest", _latest(marked, "lab")))


def awaiting(profile: Profile) -> tuple[Fact, ...]:
    """What was read with doubt or found by the model, and nobody has looked at."""
    return tuple(fact for fact in (*profile.facts, *profile.other_facts) if _awaits(fact))


def _awaits(fact: Fact) -> bool:
    return fact.wants_review or (fact.source is Source.MODEL and fact.review is Review.UNREVIEWED)


def _row(heading: str, lines: Iterable[Line], empty: str = "") -> Row:
    lines = tuple(lines)
    return Row(heading, lines[:MOST_LINES], empty, max(0, len(lines) - MOST_LINES))


def _stated(row: Row) -> Iterator[Row]:
    """The row, where it has something to say."""
    if row.lines or row.brief:
        yield row


def _plainly(facts: Iterable[Fact]) -> Iterator[Line]:
    return (Line("", (Part(told(fact), fact),)) for fact in facts)


def _diagnoses(profile: Profile) -> list[Diagnosis]:
    """What is said not to be there is told further down; the malignant come before the others, the past last."""
    facts = [one for one in profile.facts if isinstance(one, Diagnosis) and one.assertion is not Assertion.ABSENT]
    return sorted(facts, key=lambda one: (one.assertion is Assertion.HISTORICAL, one.behaviour in NOT_MALIGNANT))


def _given(profile: Profile, status: str) -> list[Fact]:
    facts = (one for one in profile.facts if isinstance(one, Treatment))
    return [one for one in facts if (one.status, one.assertion, one.end) == (status, Assertion.PRESENT, None)]


def _planned(profile: Profile) -> list[Fact]:
    return [one for one in profile.other_facts if isinstance(one, Treatment) and one.assertion is Assertion.PLANNED]


def _markers(profile: Profile) -> Row:
    """Tests of the tumour by marker; those of which every test was negative as names alone, at the end."""
    facts = [one for one in profile.facts if isinstance(one, Biomarker) and _has_result(one)]
    order = {name: place for place, name in enumerate(dict.fromkeys(one.name for one in facts))}
    facts.sort(key=lambda one: order[one.name])
    lines: list[Line] = []
    negative: list[Part] = []
    for name, tests in groupby(facts, key=lambda one: one.name):
        tests = list(tests)
        if all(one.result == "negative" for one in tests):
            negative.append(Part(name, tests[0]))
        else:
            lines.append(Line(name, tuple(Part(_beside_name(one), one) for one in tests)))
    row = _row("Tests of the tumour", lines)
    return _with_names(row, "Tested and negative: ", negative)


def _with_names(row: Row, lead: str, parts: Sequence[Part]) -> Row:
    more = row.more + max(0, len(parts) - MOST_NAMES)
    return row._replace(brief=tuple(parts[:MOST_NAMES]), more=more, lead=lead)


def _other_treatments(profile: Profile) -> Row:
    """Names of those that ended, and of those whose course is not told."""
    going_on = [*_given(profile, "ongoing"), *_given(profile, "started")]
    facts = [one for one in profile.facts if isinstance(one, Treatment) and one.assertion is not Assertion.ABSENT]
    by_name = {one.name: one for one in reversed(facts) if one not in going_on}
    return _with_names(
        _row("Treatment before, or with no course stated", ()),
        "",
        [Part(capitalised(name), fact) for name, fact in reversed(by_name.items())],
    )


def _has_result(fact: Biomarker) -> bool:
    says = (fact.result, fact.value, fact.number, fact.score, fact.variant, fact.alteration)
    return fact.method != IN_BLOOD and fact.result != "not_done" and any(one is not None for one in says)


def _beside_name(fact: Biomarker) -> str:
    return told(fact).removeprefix(fact.name).lstrip(": ")


def _latest(series: Iterable[Series], kind: str) -> Iterator[Line]:
    for one in series:
        if one.latest[0].kind == kind:
            yield Line(one.name, (Part(latest_told(one), one.latest[0]),), one.id)
