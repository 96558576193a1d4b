"""What a question names, a medicine, an allergy or the event of a day, is answered by the lines that tell of it."""

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.entries import of_one_entry
from answers.named_in_it import of_a_day, of_allergies, of_medicines
from answers.names import any_of, load_other_names
from answers.profile import build_profile
from answers.questions import Question, understand
from answers.record_lines import RecordLines
from answers.written import Line, Written
from core.records import Method, Page
from extractors.extraction import extract_page

LIBRARY, OTHERS = load_cards(), load_other_names()

NOTE = """SYNTHETIC
Lung clinic
Date of visit: 04/11/2033

Background: atrial fibrillation, type 2 diabetes.
Lorlatinib 100 mg daily since 10/02/2033. Held 12/09/2033 for raised lipids. Resumed 20/09/2033 at 75 mg.
Edoxaban withheld 01/08/2033 for a bronchoscopy. Restarted 05/08/2033.
Gliclazide stopped 03/10/2033 because of low sugars.
Ramipril 5 mg daily.
Flucloxacillin gave a widespread rash in 2029: penicillin allergy.
MRI brain requested for 02/11/2033.
CT chest 14/06/2033: partial response.

Plan
1. Stay off gliclazide. Check HbA1c in January. If above 64 consider restarting at 40 mg.
2. Continue lorlatinib 75 mg.
3. Dexamethasone 4 mg daily, reducing by 1 mg each week.
"""
QUIET = """SYNTHETIC
Seen 12 March 2032.
Breast cancer, letrozole 2.5 mg daily. Bone density normal.
"""


def page(text: str) -> Page:
    return Page(document="ab" * 8, number=1, width=1, height=1, method=Method.STRUCTURED, quality=1, text=text)


def written(text: str = NOTE) -> Written:
    own = page(text)
    return Written(lambda: [own])


def question(text: str) -> Question:
    return understand(text, LIBRARY, OTHERS)


def told(text: str, record: str = NOTE) -> list[str]:
    asked = question(text)
    found = of_medicines(asked, written(record), (), [any_of((one,)) for one in asked.treatments])
    return [" ".join(one.text.split()) for one in found or ()]


@pytest.mark.parametrize(
    ("asked", "first", "also"),
    [
        ("am i still on lorlatinib and what dose", "Continue lorlatinib 75 mg", "Resumed 20/09/2033 at 75 mg"),
        ("am i back on my blood thinner", "Edoxaban withheld 01/08/2033", "Restarted 05/08/2033"),
        ("can i go back on gliclazide", "Stay off gliclazide", "consider restarting at 40 mg"),
        ("will they restart gliclazide or not", "Stay off gliclazide", "because of low sugars"),
        ("when can i come off the steroids", "Dexamethasone 4 mg daily, reducing by 1 mg", ""),
    ],
)
def test_what_becomes_of_a_medicine_is_told_the_newest_first(asked: str, first: str, also: str) -> None:
    lines = told(asked)
    assert first in lines[0], lines
    assert any(also in one for one in lines), lines


def test_no_line_on_another_medicine_is_told_as_what_becomes_of_it() -> None:
    assert not any("gliclazide" in one.lower() for one in told("am i still on my blood thinner"))


@pytest.mark.parametrize(
    "asked",
    [
        "what are the side effects of lorlatinib",
        "why do people stop taking lorlatinib",
        "is my scan ok",
        "am i still on amlodipine",
    ],
)
def test_nothing_is_told_of_a_medicine_where_that_is_not_asked_or_not_written(asked: str) -> None:
    assert told(asked) == []


@pytest.mark.parametrize("asked", ["what am i alergic to", "am i allergic to any antibiotics", "do i have allergies"])
def test_an_allergy_is_answered_by_lines_on_allergies(asked: str) -> None:
    near = written().lines[:1]
    (line,) = of_allergies(question(asked), written(), near)
    assert "penicillin allergy" in line.text


def test_that_no_allergy_was_found_is_said_and_no_other_line_stands_in_its_place() -> None:
    own = page(QUIET)
    profile = build_profile("ab" * 8, extract_page(own), LIBRARY)
    answer = answer_question("what am i allergic to", LIBRARY, OTHERS, profile, pages=lambda: [own])
    said = " ".join(one.text for part in answer.sections for one in part.sentences)
    assert "We looked in your records for words on allergies, and found none." in said
    assert "Bone density" not in said


def test_a_scan_that_was_only_asked_for_has_no_result_and_no_other_stands_for_it() -> None:
    found = of_a_day(question("what did my mri on 2 nov show"), written())
    assert found
    assert found.only_planned
    assert [one.text for one in found.lines] == ["MRI brain requested for 02/11/2033."]


def test_a_scan_with_a_result_is_told_by_that() -> None:
    found = of_a_day(question("what was on the ct on june 14"), written())
    assert found
    assert not found.only_planned
    assert "partial response" in found.lines[0].text


def test_a_day_that_no_line_has_is_told_by_none() -> None:
    found = of_a_day(question("what did my ct on 9 may show"), written())
    assert found
    assert found.lines == ()
    assert of_a_day(question("is my ct ok"), written()) is None


@pytest.mark.parametrize(
    ("asked", "record", "says"),
    [
        ("is my clot anything bad", "CT: tumour stable.\n\nSubsegmental PE in the left lower lobe.", "Subsegmental PE"),
        (
            "what can i do about my hot flashes",
            "Venlafaxine 37.5 mg for vasomotor symptoms.\n\nMood fine.",
            "Venlafaxine",
        ),
        ("is my liver test going up", "Mammogram clear.\n\nBilirubin 18, then 41 on 3 May 2033.", "Bilirubin 18"),
        ("when is my next camera test", "Bloods fine.\n\nRepeat gastroscopy 7 July 2033.", "gastroscopy"),
        ("is my mouth going to stay dry", "Weight 70 kg.\n\nXerostomia grade 2, pilocarpine started.", "Xerostomia"),
    ],
)
def test_lay_words_find_the_line_that_says_it_in_a_clinicians(asked: str, record: str, says: str) -> None:
    lines = RecordLines(question(asked), written(f"SYNTHETIC\n\n{record}\n")).leading
    assert any(says in one.text for one in lines), [one.text for one in lines]


def test_a_line_without_a_stop_is_quoted_without_the_next_entry() -> None:
    karyotype, next_one = "Karyotype: trisomy 8 present, monosomy 7 not seen", "C/o cough since a week"
    own = page(f"{karyotype}\n{next_one}\nNo other complaint was made by her or by her son at this visit.\n")
    glued = Line(own, 0, own.text.index("No other") - 1)
    assert of_one_entry(glued, lambda text: float("trisomy" in text)).text.endswith("not seen")
    assert of_one_entry(glued, lambda text: 0.0) == glued


def test_whom_to_ring_is_the_line_that_surely_answers() -> None:
    text = "SYNTHETIC\n\nTemperature of 38 or more: ring the ward at once, day or night.\n\nHer appetite is good.\n"
    (line,) = RecordLines(question("i have a temperature of 38.4, should i wait"), written(text)).whom_to_ring
    assert "ring the ward" in line.text
