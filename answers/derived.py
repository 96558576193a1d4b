"""The stage of a myeloma worked out from stated values: the only thing that is computed rather than stated.

ISS: Greipp et al., J Clin Oncol 2005;23:3412-3420. R-ISS: Palumbo et al., J Clin Oncol 2015;33:2863-2869. Both are made
for values before treatment, so nothing is worked out where a treatment may have begun before the values were taken,
nor where a record states a stage of the system itself. Each carries its rule, and the values' places as its evidence.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from answers.names import ancestors
from core.records import Assertion, Biomarker, Diagnosis, Fact, FactBase, Lab, Stage, Subject, Treatment

B2M, ALBUMIN, LDH = "beta-2 microglobulin", "albumin", "LDH"
HIGH_RISK = ("del(17p)", "t(4;14)", "t(14;16)")
IN_MG_PER_L = {"mg/L": 1.0, "ug/mL": 1.0, "mg/dL": 10.0}
IN_G_PER_DL = {"g/dL": 1.0, "g/L": 0.1}
SMOULDERING = re.compile(r"smou?ldering|MGUS|undetermined significance", re.I)
NOT_BY_FISH = re.compile(r"karyotyp|cytogenetic|G-band", re.I)
UNDATED = {Assertion.HISTORICAL: "0000", Assertion.PRESENT: "9999"}
"""In place of a date: values at diagnosis are before all, and those of which nothing is told after all."""
HAPPENED = {"started", "ongoing", "completed", "stopped", None}


class Values(NamedTuple):
    """What was measured at one time. ``b2m`` in mg/L, ``albumin`` in g/dL."""

    date: str | None
    b2m: float
    albumin: float
    labs: tuple[Lab, ...]
    has_high_ldh: bool | None


def derive_stages(facts: Iterable[Fact]) -> Iterator[Stage]:
    """ISS, and R-ISS where LDH and the chromosomes settle it, from the facts of one patient."""
    theirs = [one for one in facts if one.subject is Subject.PATIENT]
    stated = {one.system for one in theirs if isinstance(one, Stage) and one.assertion is not Assertion.ABSENT}
    values = _first_values(theirs) if _has_myeloma(theirs) else None
    if values is None or _may_be_treated(theirs, values.date):
        return
    group = iss_group(values.b2m, values.albumin)
    told = f"beta-2 microglobulin {values.b2m:g} mg/L and albumin {values.albumin:g} g/dL"
    if "ISS" not in stated:
        rule = (
            f"by the International Staging System from {told} "
            "(I: below 3.5 mg/L with 3.5 g/dL or more; III: 5.5 mg/L or more; II: between)"
        )
        yield _stage("ISS", group, rule, values.labs)
    chromosomes = [one for one in theirs if isinstance(one, Biomarker) and one.name in HIGH_RISK]
    is_high_risk = _high_risk(chromosomes)
    revised = r_iss_group(group, is_high_risk=is_high_risk, has_high_ldh=values.has_high_ldh)
    if revised and "R-ISS" not in stated:
        rule = (
            f"by the Revised International Staging System from ISS {group} ({told}), {_ldh(values.has_high_ldh)} and "
            f"{_found(chromosomes, is_high_risk)}"
        )
        yield _stage("R-ISS", revised, rule, (*values.labs, *chromosomes))


def iss_group(b2m: float, albumin: float) -> str:
    """``b2m`` in mg/L, ``albumin`` in g/dL."""
    if b2m >= 5.5:
        return "III"
    return "I" if b2m < 3.5 and albumin >= 3.5 else "II"


def r_iss_group(iss: str, *, is_high_risk: bool | None, has_high_ldh: bool | None) -> str | None:
    """None where what is not known could change it."""
    if iss == "II":
        return "II"
    if is_high_risk or has_high_ldh:
        return "III" if iss == "III" else "II"
    if is_high_risk is None or has_high_ldh is None:
        return None
    return "I" if iss == "I" else "II"


def _has_myeloma(facts: Iterable[Fact]) -> bool:
    """Myeloma that is stated and not smouldering."""
    return any(
        isinstance(one, Diagnosis)
        and one.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
        and not SMOULDERING.search(one.name)
        and any(code.system == "OncoTree" and "PCM" in (code.code, *ancestors(code.code)) for code in one.codes)
        for one in facts
    )


def _first_values(facts: Iterable[Fact]) -> Values | None:
    """The earliest time with one value each of both; times are dates, or, without a date, single documents."""
    times: defaultdict[tuple[str, str], dict[str, list[Lab]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        if isinstance(fact, Lab) and fact.number is not None and fact.assertion in UNDATED:
            undated = UNDATED[fact.assertion], fact.evidence[0].document
            times[(fact.date, "") if fact.date else undated][fact.name].append(fact)
    for _, labs in sorted(times.items()):
        b2m, albumin = _one(labs[B2M], IN_MG_PER_L), _one(labs[ALBUMIN], IN_G_PER_DL)
        if b2m is not None and albumin is not None:
            measured = (*labs[B2M], *labs[ALBUMIN], *labs[LDH])
            return Values(labs[B2M][0].date, b2m, albumin, measured, _is_high(labs[LDH]))
    return None


def _one(labs: list[Lab], factors: dict[str, float]) -> float | None:
    values = {round(lab.number * factors[lab.unit], 3) for lab in labs if lab.number and lab.unit in factors}
    return values.pop() if len(values) == 1 and all(lab.unit in factors for lab in labs) else None


def _is_high(labs: list[Lab]) -> bool | None:
    """Whether LDH was above the range of its own laboratory; None where no range or flag says so."""
    told = {_above(lab) for lab in labs}
    return told.pop() if len(told) == 1 else None


def _above(lab: Lab) -> bool | None:
    if lab.high is not None and lab.number is not None:
        return lab.number > lab.high
    return {"high": True, "normal": False, "low": False}.get(lab.flag or "")


def _high_risk(chromosomes: list[Biomarker]) -> bool | None:
    results: defaultdict[str, set[str | None]] = defaultdict(set)
    for one in chromosomes:
        if one.result == "positive" or (one.result == "negative" and not NOT_BY_FISH.search(one.method or "")):
            results[one.name].add(one.result)
    if any(results[name] == {"positive"} for name in HIGH_RISK):
        return True
    return False if all(results[name] == {"negative"} for name in HIGH_RISK) else None


def _may_be_treated(facts: Iterable[Fact], date: str | None) -> bool:
    """Whether any treatment happened that is not dated after the values."""
    happened = [
        one
        for one in facts
        if isinstance(one, Treatment)
        and one.status in HAPPENED
        and one.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
    ]
    return any(not _is_after(one.start, date) for one in happened)


def _is_after(start: str | None, date: str | None) -> bool:
    if start is None or date is None:
        return False
    length = min(len(start), len(date))
    return start[:length] > date[:length]


def _stage(system: str, group: str, rule: str, facts: Iterable[FactBase]) -> Stage:
    used = tuple(facts)
    return Stage(
        system=system,
        group=group,
        derived=rule,
        date=used[0].date,
        confidence=min(one.confidence for one in used),
        evidence=tuple(dict.fromkeys(spot for one in used for spot in one.evidence)),
    )


def _ldh(has_high_ldh: bool | None) -> str:
    return "LDH not known" if has_high_ldh is None else "LDH high" if has_high_ldh else "LDH not high"


def _found(chromosomes: Iterable[Biomarker], is_high_risk: bool | None) -> str:
    """Which of the three changes was found."""
    if is_high_risk:
        found = dict.fromkeys(one.name for one in chromosomes if one.result == "positive")
        return f"{' and '.join(found)} found"
    return "del(17p), t(4;14) and t(14;16) not found" if is_high_risk is False else "not all of its chromosomes known"
