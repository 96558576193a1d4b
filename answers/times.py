"""The order in which facts are told, and which of them time has overtaken."""

from collections.abc import Sequence

from answers.pick import fits
from core.records import Assertion, Fact, Finding, Profile, Stage, Treatment


def spread_first(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Where a stage is told, the spread that is known stands before it."""
    if not any(isinstance(one, Stage) for one in facts):
        return tuple(facts)
    return tuple(sorted(facts, key=lambda one: not is_spread(one)))


def is_spread(fact: Fact) -> bool:
    if not isinstance(fact, Finding) or fact.assertion is not Assertion.PRESENT:
        return False
    return fact.name == "metastasis" or (fact.name == "disease_extent" and fact.value == "metastatic")


def _is_distant(fact: Fact) -> bool:
    """A spread to nodes is in the N of a stage, and no M speaks of it."""
    return is_spread(fact) and not (isinstance(fact, Finding) and "node" in (fact.site or "").lower())


def is_overtaken(fact: Fact, facts: Sequence[Fact]) -> bool:
    """A stage without spread of a time before the one at which the records tell of a spread."""
    later = spread_later(facts)
    return bool(later and isinstance(fact, Stage) and _is_without_spread(fact) and _is_before(fact, later[1]))


def spread_later(facts: Sequence[Fact]) -> tuple[Stage, Fact] | None:
    """The last stage with an M0, and a spread of a later time, where all these stages are of an earlier one."""
    stages = [one for one in facts if isinstance(one, Stage) and _is_without_spread(one)]
    for spread in filter(_is_distant, facts):
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
    now = [one for one in facts if fits(one, "ongoing", "", "")]
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
    return any(map(_is_distant, facts)) and any(
        isinstance(one, Stage) and (one.M or "").startswith("M0") for one in facts
    )
