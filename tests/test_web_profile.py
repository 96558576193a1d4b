"""What the first screen of a profile tells, and how values become series."""

import re

import pytest

from answers.personal import gap_told
from core.records import (
    Assertion,
    Biomarker,
    Diagnosis,
    Evidence,
    Fact,
    Finding,
    Lab,
    Missing,
    Profile,
    Source,
    Stage,
    Subject,
    Treatment,
)
from web.drawing import draw_trends
from web.essentials import MOST_LINES, MOST_NAMES, Row, awaiting, essentials_of
from web.record import marks_of, runs_of
from web.series import Series, latest_told, series_of, value_told

KNOWN = 0.95


def place(start: int = 0) -> tuple[Evidence, ...]:
    quote = "words"
    return (
        Evidence(document="d" * 16, page=1, start=start, end=start + len(quote), quote=quote, boxes=((0, 0, 9, 9),)),
    )


def lab(number: float | None, date: str | None, name: str = "creatinine", **more: object) -> Lab:
    given = {"unit": "umol/L"} | more
    return Lab.model_validate(
        {"name": name, "number": number, "date": date, "confidence": KNOWN, "evidence": place(), **given}
    )


def marker(name: str, **told: object) -> Biomarker:
    return Biomarker.model_validate({"name": name, "confidence": KNOWN, "evidence": place(), **told})


def treatment(name: str, **told: object) -> Treatment:
    return Treatment.model_validate({"name": name, "type": "drug", "confidence": KNOWN, "evidence": place(), **told})


def rows_of(*facts: Fact, others: tuple[Fact, ...] = ()) -> dict[str, Row]:
    profile = Profile(patient="p", facts=facts, other_facts=others)
    return {row.heading: row for row in essentials_of(profile, series_of(facts))}


def texts(row: Row) -> list[str]:
    return [part.text for line in row.lines for part in line.parts]


def only(facts: list[Lab]) -> Series:
    (series,) = series_of(facts)
    return series


def test_a_series_tells_its_latest_value_and_keeps_all() -> None:
    """The latest first, whatever order the records came in; what has no date comes last."""
    series = only([lab(82, "2025-04-07"), lab(70, None), lab(91, "2025-11-10", flag="high"), lab(84, "2025-09")])
    assert [one.number for one in series.values] == [91, 84, 82, 70]
    assert latest_told(series) == "91 umol/L, high, 10 November 2025"
    assert series.is_marked


def test_of_values_that_may_be_equally_late_none_is_chosen() -> None:
    """Two of one day are both told, and so is one of which only the year is known."""
    assert latest_told(only([lab(1, "2025-03-04"), lab(2, "2025-03-04"), lab(3, "2025-03-03")])) == (
        "1 umol/L, 4 March 2025; 2 umol/L, 4 March 2025"
    )
    assert latest_told(only([lab(1, "2025-03-04"), lab(2, "2025"), lab(3, "2024")])) == (
        "1 umol/L, 4 March 2025; 2 umol/L, 2025"
    )


def test_values_without_a_date_have_no_latest_one() -> None:
    """All are told, and that there is no date."""
    assert latest_told(only([lab(1, None), lab(2, None)])) == "1 umol/L, no date; 2 umol/L, no date"


def test_an_old_mark_is_not_the_latest() -> None:
    """A value that was high in spring and is normal now is not told as high."""
    facts = [lab(91, "2025-04-07", flag="high"), lab(80, "2025-11-10", flag="normal")]
    assert not only(facts).is_marked
    assert "Marked high or low by the laboratory, latest" not in rows_of(*facts)


def test_a_range_does_not_make_a_mark() -> None:
    """Only the record marks a value; two printed numbers are not compared for it."""
    assert not only([lab(91, "2025-11-10", low=45, high=84)]).is_marked


def test_a_value_is_told_without_its_name() -> None:
    """The name stands before it; what is told of an absence or of the past stays whole."""
    assert value_told(lab(84, None, low=45.0, high=90.0)) == "84 umol/L (within the range on the record: 45 to 90)"
    assert value_told(marker("CEA", method="serum", number=1.2, unit="ng/mL")) == "1.2 ng/mL"
    assert value_told(lab(84, None, assertion=Assertion.HISTORICAL)) == "in the past: creatinine 84 umol/L"


def test_the_band_of_a_trend_is_a_range_that_all_values_share() -> None:
    """Two laboratories with two ranges give no band; the band lies inside the picture."""
    same = [lab(80, "2025-01", low=45.0, high=84.0), lab(90, "2025-02", low=45.0, high=84.0)]
    (trend,) = draw_trends(same)
    assert trend.band is not None
    assert trend.band.height > 0
    assert 0 <= trend.band.y < trend.band.y + trend.band.height <= trend.height
    for other in (lab(85, "2025-03"), lab(85, "2025-03", low=50.0, high=90.0)):
        (trend,) = draw_trends([*same, other])
        assert trend.band is None


def test_the_essentials_stand_first_and_in_one_order() -> None:
    """What is not stated says so; nothing else is made up."""
    told = rows_of()
    assert list(told) == ["Diagnosis", "Stage", "Treatment now"]
    assert all(row.empty and not row.lines for row in told.values())
    told = rows_of(
        Diagnosis(name="breast cancer", confidence=KNOWN, evidence=place()),
        Stage(system="TNM", T="T2", confidence=KNOWN, evidence=place()),
        Finding(name="metastasis", value="absent", assertion=Assertion.ABSENT, confidence=KNOWN, evidence=place()),
        marker("ER", result="positive"),
        treatment("letrozole", status="ongoing"),
        lab(91, "2025-11-10", flag="high"),
    )
    assert list(told) == [
        "Diagnosis", "Stage", "Spread", "Treatment now", "Tests of the tumour",
        "Marked high or low by the laboratory, latest",
    ]  # fmt: skip


def test_a_diagnosis_that_was_ruled_out_is_no_diagnosis() -> None:
    """It stands with everything that was read."""
    ruled_out = Diagnosis(name="lymphoma", assertion=Assertion.ABSENT, confidence=KNOWN, evidence=place())
    assert rows_of(ruled_out)["Diagnosis"].lines == ()


@pytest.mark.parametrize(
    ("told", "heading"),
    [
        ({"status": "ongoing"}, "Treatment now"),
        ({"status": "started", "start": "2025-09"}, "Treatment begun, no end stated"),
    ],
)
def test_a_treatment_under_way_is_told_as_the_record_tells_it(told: dict[str, object], heading: str) -> None:
    """One that was begun is not said to go on."""
    rows = rows_of(treatment("letrozole", **told))
    assert len(rows[heading].lines) == 1
    assert sum(len(row.lines) for row in rows.values()) == 1


@pytest.mark.parametrize(
    "told",
    [
        {"status": "completed"},
        {"status": "stopped"},
        {"status": None},
        {"status": "started", "end": "2025-06"},
        {"status": "ongoing", "assertion": Assertion.HISTORICAL},
        {"status": "ongoing", "assertion": Assertion.ABSENT},
    ],
)
def test_a_treatment_that_ended_is_none_of_now(told: dict[str, object]) -> None:
    """Nor one of which no course is told: both are named as such, and what was not given is not named at all."""
    rows = rows_of(treatment("tamoxifen", **told))
    assert all(not row.lines for row in rows.values())
    named = [part.text for row in rows.values() for part in row.brief]
    assert named == ([] if told.get("assertion") is Assertion.ABSENT else ["Tamoxifen"])


def test_only_treatments_of_ones_own_are_planned() -> None:
    """A plan of a test, or what a relative was given, is told further down."""
    plan = treatment("abemaciclib", assertion=Assertion.PLANNED, status="planned")
    others = (
        plan,
        marker("BRCA1", assertion=Assertion.PLANNED),
        treatment("tamoxifen", subject=Subject.FAMILY),
    )
    assert [line.parts[0].fact for line in rows_of(others=others)["Planned or discussed"].lines] == [plan]


def test_a_marker_tells_all_its_results_together() -> None:
    """Nothing is chosen; one that was negative each time is a name among the negative ones."""
    row = rows_of(
        marker("HER2", method="IHC", result="negative", score="1+"),
        marker("ALK", result="negative"),
        marker("HER2", method="IHC", result="equivocal", score="2+"),
        marker("ALK", method="FISH", result="negative"),
    )["Tests of the tumour"]
    assert [line.lead for line in row.lines] == ["HER2"]
    assert texts(row) == ["(IHC): negative, 1+", "(IHC): equivocal, 2+"]
    assert [part.text for part in row.brief] == ["ALK"]


@pytest.mark.parametrize("told", [{}, {"result": "not_done"}, {"method": "serum", "number": 4.0}])
def test_what_has_no_result_is_no_test_of_the_tumour(told: dict[str, object]) -> None:
    """Nor is a tumour marker in blood, which has a row of its own."""
    assert "Tests of the tumour" not in rows_of(marker("PSA", **told))


def test_a_panel_of_many_genes_does_not_fill_the_screen() -> None:
    """What is left out is counted."""
    facts = [marker(f"POS{number}", result="positive") for number in range(MOST_LINES + 2)]
    facts += [marker(f"NEG{number}", result="negative") for number in range(MOST_NAMES + 3)]
    row = rows_of(*facts)["Tests of the tumour"]
    assert (len(row.lines), len(row.brief), row.more) == (MOST_LINES, MOST_NAMES, 5)


def test_what_awaits_review_is_what_nobody_has_looked_at() -> None:
    """Read with doubt, or found by the model; not what was confirmed."""
    doubtful, found = marker("ER", confidence=0.5), marker("PR", source=Source.MODEL)
    seen = marker("HER2", confidence=0.5, review="confirmed")
    assert awaiting(Profile(patient="p", facts=(doubtful, seen), other_facts=(found,))) == (doubtful, found)


def test_values_of_one_row_of_a_table_are_one_run() -> None:
    """From three on; other facts between them and two alone stay as they are."""
    facts = [lab(number, None, evidence=place(10 * number)) for number in range(1, 5)]
    facts += [lab(number, None, name="sodium", evidence=place(10 * number)) for number in range(5, 7)]
    facts += [treatment("letrozole", evidence=place(80)), lab(1, None, evidence=place(90))]
    runs = runs_of(marks_of(facts, "d" * 16, 1))
    assert [(run.name, len(run.marks)) for run in runs] == [("creatinine", 4), ("", 2), ("", 1), ("", 1)]
    assert runs[0].is_at(runs[0].marks[2].id)
    assert not runs[1].is_at(runs[0].marks[2].id)


def test_every_value_stands_once() -> None:
    """A serial value is in its series and in no other list; each of the series has a place of its own."""
    facts = [
        lab(1, "2025-01"),
        lab(2, "2025-02"),
        lab(3, "2025-02", name="sodium"),
        marker("CEA", method="serum", number=2),
    ]
    series = series_of(facts)
    assert sorted(len(one.values) for one in series) == [1, 1, 2]
    assert len({one.id for one in series}) == len(series)
    assert all(re.fullmatch(r"values-\d+", one.id) for one in series)


def test_a_test_that_was_not_done_is_not_only_called_not_found() -> None:
    """The list of what was not found says what the records themselves say of the test."""
    gap = Missing(kind="biomarker", name="TP53", cancer="cll", why="card:cll#tp53")
    said = Profile(patient="p", facts=(marker("TP53", result="not_done"),))
    assert gap_told(gap, said) == "TP53 (your records say that it was not done)"
    assert gap_told(gap, Profile(patient="p", facts=(marker("IGHV", result="not_done"),))) == "TP53"
