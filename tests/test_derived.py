"""ISS and R-ISS from stated values, and nothing where a value, a date or the diagnosis leaves it open."""

import pytest

from answers.cards import load_cards
from answers.derived import derive_stages, iss_group, r_iss_group
from answers.profile import build_profile
from core.records import Biomarker, Code, Diagnosis, Fact, Lab, Page, Stage, Treatment

LDH = {"low": 120.0, "high": 246.0}
FISH = ("del(17p)", "t(4;14)", "t(14;16)")


def said(text: str, document: str = "0" * 16):
    page = Page.model_validate(
        {"document": document, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    return (page.evidence(0, len(text)),)


MYELOMA = Diagnosis(
    name="multiple myeloma", codes=(Code(system="OncoTree", code="PCM"),), confidence=1, evidence=said("myeloma")
)


def lab(name: str, number: float, unit: str, **more: object) -> Lab:
    told = {"name": name, "number": number, "unit": unit, "date": "2024-05-02", "confidence": 0.9}
    return Lab.model_validate(told | {"evidence": said(f"{name} {number}")} | more)


def values(b2m: float = 4.1, albumin: float = 3.6, ldh: float = 198, **more: object) -> list[Fact]:
    return [
        lab("beta-2 microglobulin", b2m, "mg/L", **more),
        lab("albumin", albumin, "g/dL", **more),
        lab("LDH", ldh, "U/L", **LDH, **more),
    ]


def fish(result: str = "negative", **more: object) -> list[Fact]:
    told = {"method": "FISH", "result": result, "confidence": 1}
    return [Biomarker.model_validate(told | {"name": name, "evidence": said(name)} | more) for name in FISH]


def groups(*facts: Fact) -> dict[str, str | None]:
    return {stage.system: stage.group for stage in derive_stages(facts)}


@pytest.mark.parametrize(
    ("b2m", "albumin", "group"),
    [(3.4, 3.5, "I"), (3.4, 3.4, "II"), (3.5, 4.0, "II"), (5.4, 2.0, "II"), (5.5, 4.5, "III")],
)
def test_the_edges_of_iss(b2m: float, albumin: float, group: str) -> None:
    """Greipp et al. 2005: I below 3.5 mg/L with 3.5 g/dL or more, III from 5.5 mg/L."""
    assert iss_group(b2m, albumin) == group


@pytest.mark.parametrize(
    ("iss", "risk", "ldh", "group"),
    [
        ("I", False, False, "I"), ("I", True, False, "II"), ("I", False, True, "II"), ("I", None, False, None),
        ("I", None, True, "II"), ("II", None, None, "II"), ("III", True, None, "III"), ("III", None, True, "III"),
        ("III", False, False, "II"), ("III", False, None, None),
    ],
)  # fmt: skip
def test_r_iss_only_where_what_is_unknown_cannot_change_it(
    iss: str, risk: bool | None, ldh: bool | None, group: str | None
) -> None:
    """Palumbo et al. 2015."""
    assert r_iss_group(iss, is_high_risk=risk, has_high_ldh=ldh) == group


def test_both_are_worked_out_with_their_rule_and_places() -> None:
    """The values, the rule and every place they stand go along."""
    stages = list(derive_stages([MYELOMA, *values(3.0, 4.0), *fish()]))
    assert [(one.system, one.group) for one in stages] == [("ISS", "I"), ("R-ISS", "I")]
    assert all(one.derived and "3 mg/L" in one.derived and one.date == "2024-05-02" for one in stages)
    assert {one.quote for one in stages[1].evidence} >= {"beta-2 microglobulin 3.0", "albumin 4.0", "t(4;14)"}


def test_a_high_risk_chromosome_counts_by_any_method_a_negative_karyotype_does_not() -> None:
    """A karyotype misses what FISH finds."""
    assert groups(MYELOMA, *values(6), *fish("positive"))["R-ISS"] == "III"
    assert "R-ISS" not in groups(MYELOMA, *values(3.0, 4.0), *fish(method="karyotype"))


def test_units_are_heeded() -> None:
    """36 g/L is 3.6 g/dL, 3 ug/mL is 3 mg/L, and an unknown unit gives nothing."""
    labs = [lab("beta-2 microglobulin", 3.0, "ug/mL"), lab("albumin", 36, "g/L")]
    assert groups(MYELOMA, *labs) == {"ISS": "I"}
    assert groups(MYELOMA, lab("beta-2 microglobulin", 250, "nmol/L"), lab("albumin", 36, "g/L")) == {}


def test_nothing_is_worked_out_of_values_of_different_days_or_with_two_values_of_one_day() -> None:
    """Which of them belong together is not said."""
    apart = [lab("beta-2 microglobulin", 3.0, "mg/L"), lab("albumin", 4, "g/dL", date="2024-06-01")]
    assert groups(MYELOMA, *apart) == {}
    assert groups(MYELOMA, *values(), lab("albumin", 2.1, "g/dL")) == {}


def test_nothing_is_worked_out_without_myeloma_or_for_smouldering_myeloma() -> None:
    """ISS is a stage of myeloma that needs treatment."""
    smouldering = MYELOMA.model_copy(update={"name": "smouldering myeloma"})
    assert groups(*values()) == {}
    assert groups(smouldering, *values()) == {}
    assert groups(MYELOMA.model_copy(update={"assertion": "possible"}), *values()) == {}
    assert groups(MYELOMA.model_copy(update={"subject": "family"}), *values()) == {}


def test_nothing_is_worked_out_after_treatment_may_have_begun() -> None:
    """A treatment without a date, or one that began before the values."""

    def given(**more: object) -> Treatment:
        fields = {"name": "bortezomib", "type": "drug", "confidence": 1, "evidence": said("bortezomib")}
        return Treatment.model_validate(fields | more)

    assert groups(MYELOMA, *values(), given()) == {}
    assert groups(MYELOMA, *values(), given(start="2024-04")) == {}
    assert groups(MYELOMA, *values(), given(start="2024-05")) == {}
    assert groups(MYELOMA, *values(), given(start="2024-06"))["ISS"] == "II"
    assert groups(MYELOMA, *values(), given(status="planned", assertion="planned"))["ISS"] == "II"


def test_a_stated_stage_is_never_worked_out_again() -> None:
    """What a doctor wrote stands alone; the other system may still be worked out."""
    stated = Stage(system="ISS", group="III", confidence=1, evidence=said("ISS III"))
    assert groups(MYELOMA, *values(), *fish(), stated) == {"R-ISS": "II"}


def test_the_profile_tells_it_and_no_longer_misses_the_stage() -> None:
    """A worked-out stage is a fact of the profile, marked as such."""
    profile = build_profile("00000000000000aa", [MYELOMA, *values(), *fish()], load_cards())
    derived = [one for one in profile.of("stage") if isinstance(one, Stage) and one.derived]
    assert {one.system for one in derived} == {"ISS", "R-ISS"}
    assert not [one for one in profile.missing if one.kind == "stage"]


def test_values_at_diagnosis_without_a_date_count_before_all_others() -> None:
    """Read as of the past they are still those before treatment, unless a treatment may lie before them."""
    before = values(b2m=5.9, date=None, assertion="historical")
    now = values(b2m=3.0)
    assert groups(MYELOMA, *before, *now)["ISS"] == "III"
    treated = Treatment(
        name="VRd", type="regimen", start="2023", status="started", confidence=1, evidence=said("VRd since 2023")
    )
    assert groups(MYELOMA, *before, *now, treated) == {}
