"""A letter's day is that of what its visit examined, and of nothing that it tells of the past."""

import pytest

from core.records import Method, Page, Reading, Status
from extractors.extraction import with_facts
from extractors.visit_date import find_visit


def page(text: str, number: int = 1) -> Page:
    return Page(document="0" * 16, number=number, width=1, height=1, method=Method.STRUCTURED, quality=1, text=text)


def dated(*texts: str) -> dict[str, str | None]:
    pages = tuple(page(text, number) for number, text in enumerate(texts, 1))
    reading = Reading(document="0" * 16, sha256="0" * 64, status=Status.READ, pages=pages)
    return {fact.evidence[0].quote: fact.date for fact in with_facts(reading).facts if fact.kind != "treatment"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Clinic date: 14 May 2024   Typed: 21 May 2024", "2024-05-14"),
        ("Date of service: 07/16/2024", "2024-07-16"),
        ("Letter date: 13/04/2023", "2023-04-13"),
        ("21 August 2024\n\nDear Dr Khan", "2024-08-21"),
        ("Clinic date: 14 May 2024\nClinic date: 15 May 2024", None),
        ("Dictated 17/05/2024  Typed 20/05/2024\nDear Doctor", "2024-05-17"),
        ("Typed: 21 May 2024", None),
        ("Next clinic: 14 May 2024", None),
        ("Date of birth: 14 May 1954", None),
        ("Meeting date: 2 May 2024", "2024-05-02"),
        ("Letter following review of 30 October 2024", "2024-10-30"),
        ("SYNTHETIC PATIENT   M 73   seen 21.05.25", "2025-05-21"),
    ],
)
def test_the_day_of_a_visit(text: str, day: str | None) -> None:
    """The clinic's before the letter's."""
    assert find_visit([page(text)]) == day


def test_the_visit_dates_its_performance_status_and_what_is_called_todays() -> None:
    """Not the stage, nor values without a word of their day; the day may stand on the first page only."""
    told = dated(
        "Clinic date: 20 March 2024\nDear Colleague\nDiagnosis: stage IV lung cancer, PD-L1 60%.",
        "I reviewed him in clinic. ECOG performance status is 2. Bloods today: sodium 132 mmol/L, LDH 480 U/L. "
        "A blood test yesterday showed haemoglobin 98 g/L. Creatinine 80 umol/L.",
    )
    assert told["ECOG performance status is 2"] == told["sodium 132 mmol/L"] == told["LDH 480 U/L"] == "2024-03-20"
    assert told["haemoglobin 98 g/L"] == "2024-03-19"
    assert told["stage IV"] is told["PD-L1 60%"] is told["Creatinine 80 umol/L"] is None


@pytest.mark.parametrize(
    "text",
    [
        "At diagnosis her performance status was 2.",
        "Her performance status has declined to 2 since March 2023.",
        "ECOG 1. ECOG 2.",
        "Bloods today are awaited. Earlier, Hb 98 g/L.",
        "Bloods today: Hb, previously 98 g/L.",
        "I saw her today. Hb 98 g/L.",
        "3 months ago Hb 98 g/L.",
    ],
)
def test_another_time_or_none_is_not_the_visits(text: str) -> None:
    """What is of the past, of two values, or of no day that the words tell."""
    told = dated(f"Clinic date: 20 March 2024\nDear Dr Hall\n{text}")
    assert set(told.values()) <= {None}, told


def test_a_report_of_one_examination_has_no_visit() -> None:
    text = "SURGICAL PATHOLOGY REPORT\nClinic date: 20 March 2024\nECOG 1. FINAL DIAGNOSIS: lung adenocarcinoma."
    assert set(dated(text).values()) == {None}


STAY = "Admitted 02/06/2025      Discharged 11/06/2025\nLast dose 22/05, review 19/06.\n\n"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (STAY + "Kidney injury: Hb 98 on arrival.", "2025-06-02"),
        (STAY + "Hb 98 at discharge.", "2025-06-11"),
        (STAY + "Results at discharge\n  ALP 310\n  Hb 98", "2025-06-11"),
        (STAY + "DISCHARGE LABS\nALP 310   Hb 98", "2025-06-11"),
        (STAY + "Results at discharge\n  ALP 310\n\nHb 98", None),
        (STAY + "Hb 98 during the stay.", None),
        (STAY + "Admitted 05/06/2025\nHb 98 on arrival.", None),
        ("Last dose 22/05/2025.\nHb 98 at discharge.", None),
    ],
)
def test_what_is_found_at_the_ends_of_a_stay_has_their_days(text: str, date: str | None) -> None:
    """Where the page gives one day for each."""
    assert dated(text)["Hb 98"] == date


def test_what_is_told_of_last_month_is_of_that() -> None:
    assert dated("Clinic date: 20 March 2024\nDear Dr Hall\nBloods today are awaited. Last month, Hb 98 g/L.") == {
        "Hb 98 g/L": "2024-02"
    }
