"""What a record says of one thing is not told of the thing beside it: denials, options, dates, results, relatives."""

import pytest

from core.records import Fact, Method, Page
from extractors.extraction import extract_page


def facts(text: str, kind: str) -> list[Fact]:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    return [one for one in extract_page(page) if one.kind == kind]


def told(text: str) -> dict[str, str]:
    return {one.name: str(one.assertion) for one in facts(text, "treatment") if one.kind == "treatment"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We discussed adding carboplatin alongside osimertinib in April. She declined chemotherapy.",
            {"carboplatin": "absent"},
        ),
        ("I recommended adding bevacizumab alongside FOLFOX. He agreed.", {"bevacizumab": "planned"}),
        (
            "Options talked through:\n (a) dabrafenib + trametinib, tablets. Fever, rash, heart monitoring\n"
            " (b) pembrolizumab 6 weekly, 12 months. Could set off her colitis\nThe recommendation is (a).",
            dict.fromkeys(("dabrafenib", "trametinib", "pembrolizumab"), "hypothetical"),
        ),
        ("09/19/24 Dx laparoscopy (Fagotti 10) - not felt resectable upfront.", {"laparoscopy": "present"}),
        ("Urine hCG: not required (hysterectomy 2016, fibroids)", {"hysterectomy": "possible"}),
        ("Mitomycin was not given owing to depth of resection.", {"mitomycin": "absent"}),
        ("Intravesical gemcitabine: considered, not given because of bleeding.", {"gemcitabine": "absent"}),
        ("Eye drops until 48 h after last dose of cytarabine.", {}),
        ("Daratumumab was to be added w/ C2, insurance denied; never given.", {"daratumumab": "absent"}),
        ("Reversal of Hartmann's was listed for Aug; cancelled", {"Hartmann's procedure": "absent"}),
        ("Olaparib rechallenge not reimbursed", {"olaparib": "absent"}),
        ("Abemaciclib: discussed in 2022, did not meet the criteria", {"abemaciclib": "absent"}),
        ("Mastectomy + recon had been offered, she preferred conservation.", {"mastectomy": "absent"}),
        ("Optune: info given, pt does not wish to carry device.", {"tumour treating fields": "absent"}),
        ("HIPEC was raised, no local access.", {"HIPEC": "hypothetical"}),
        (
            "We spoke of:\n - radioiodine: no role in medullary\n - vandetanib: not without measurable disease.",
            {"radioactive iodine": "hypothetical", "vandetanib": "hypothetical"},
        ),
        (
            "The following were canvassed:\n* Nivolumab for a year - she has ulcerative colitis\n"
            "* Dabrafenib for twelve months - recommended and accepted, first tablets on 9 November.",
            {"nivolumab": "hypothetical"},
        ),
        ("BCG induction 6/6, maintenance 3 of planned.", {"bacillus Calmette-Guérin": "possible"}),
    ],
)
def test_a_denial_a_plan_or_an_option_is_of_what_it_names(text: str, expected: dict[str, str]) -> None:
    named = told(text)
    assert {name: named.get(name) for name in expected} == expected
    assert "present" not in {name: said for name, said in named.items() if name not in expected}.values()


def test_what_is_added_to_is_not_declined_with_it() -> None:
    assert "osimertinib" not in told("We discussed adding carboplatin alongside osimertinib. She declined.")


def test_the_date_of_a_reason_is_not_that_of_what_was_avoided() -> None:
    (fact,) = facts("Tamoxifen is best avoided because of her DVT in 2009.", "treatment")
    assert (fact.assertion, fact.date) == ("absent", None)


def test_an_end_that_is_only_planned_is_none() -> None:
    (fact,) = facts("Adjuvant imatinib from 22/01/2024, planned 3 yrs (to Jan 2027).", "treatment")
    assert fact.kind == "treatment"
    assert (fact.start, fact.end, fact.status) == ("2024-01-22", None, "started")


def test_a_state_belongs_to_the_marker_before_a_wide_gap() -> None:
    found = {
        one.name: (one.result, one.number)
        for one in facts("SDHB retained   Ki67 9%", "biomarker")
        if one.kind == "biomarker"
    }
    assert found == {"SDHB": ("intact", None), "Ki-67": (None, 9)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FISH: 1q gain 3 copies, del(17p) not detected.", {"del(17p)": "negative"}),
        ("ATRX loss: no, nuclear staining retained.", {"ATRX": "intact"}),
        ("IDH1-mutant cholangiocarcinomas respond to ivosidenib.", {}),
        ("AMENDMENT: v1 of 04/11 listed KRAS G12V at 1.1%. Found to be index hopping; removed.", {}),
        ("Cytogenetics: 46,XY,del(5q) not found.", {}),
    ],
)
def test_a_result_is_of_the_marker_and_the_person_it_is_said_of(text: str, expected: dict[str, str]) -> None:
    assert {one.name: one.result for one in facts(text, "biomarker") if one.kind == "biomarker"} == expected


@pytest.mark.parametrize(
    "text", ["The scan of another patient with sarcoma was attached in error.", "Partner currently on unit w/ myeloma."]
)
def test_the_cancer_of_another_patient_is_told_of_nobody(text: str) -> None:
    assert facts(text, "diagnosis") == []


def test_what_a_sentence_on_a_relative_goes_on_to_tell_is_of_the_relative() -> None:
    found = facts("Your mother had her womb cancer at 48, was given radiotherapy, and died at 70.", "treatment")
    assert [str(one.subject) for one in found] == ["family"]


def test_dated_lines_are_no_head_of_a_table() -> None:
    text = "  05/2022   Splenectomy. Ki-67 6%. Post-splenectomy vaccines given.\n  12/2023   Liver bx: NET, Ki-67 9%."
    assert [one.date for one in facts(text, "biomarker")] == ["2022-05", "2023-12"]


def test_residual_disease_is_told_by_the_gene_that_is_followed() -> None:
    text = "NPM1 MRD (qPCR, marrow): 0.42% - DETECTED\nThe FLT3 MRD test has come back NOT DETECTED."
    found = [(one.method, one.result) for one in facts(text, "biomarker") if one.kind == "biomarker"]
    assert found == [("NPM1 PCR", "positive"), ("FLT3", "negative")]


def test_a_preliminary_result_that_was_superseded_is_of_the_past() -> None:
    text = 'Prelim report 02/14/2025 listed MGMT as "indeterminate"; this final report supersedes it.\nMGMT: methylated'
    assert [str(one.assertion) for one in facts(text, "biomarker")] == ["historical", "present"]


def test_the_year_of_a_classification_dates_no_grade() -> None:
    (fact,) = facts("Glioblastoma, IDH-wildtype, CNS WHO grade 4 (2021).", "grade")
    assert fact.date is None


def test_the_day_on_which_blood_was_drawn_is_no_count_of_nodes() -> None:
    text = "Neck: node is shrinking.\nTSH drawn 3/5: 12.6 (H)."
    assert facts(text, "finding") == []


def test_what_may_be_an_infection_answers_to_no_treatment() -> None:
    text = "CT chest 20/5: small nodules, ? fungal. Repeat CT 3/6: nodules smaller. Treated as fungal infection."
    assert facts(text, "finding") == []


def test_a_relatives_cancer_is_told_wherever_the_page_speaks_of_another_organ() -> None:
    text = (
        "2/6/25 Path: Glioblastoma, IDH-wildtype.\n5/21 C1 TMZ 150 mg/m2\n1 focal seizure (R face twitch).\n"
        "FHx: brother melanoma. Pat GM unknown."
    )
    family = [one.name for one in facts(text, "diagnosis") if one.kind == "diagnosis" and one.subject == "family"]
    assert family == ["melanoma"]


def test_a_tubal_carcinoma_is_of_the_tube() -> None:
    text = (
        "FINAL DIAGNOSIS\nA. Uterus, tubes and ovaries:\n - Serous tubal intraepithelial carcinoma (STIC), right tube."
    )
    (fact,) = facts(text, "diagnosis")
    assert fact.kind == "diagnosis"
    assert fact.site == "fallopian tube"


def test_an_organ_that_is_looked_at_is_not_where_the_tumour_is() -> None:
    (fact,) = facts("EUS-FNA: neuroendocrine tumor, Ki-67 4% (G2). Liver MRI: two indeterminate foci.", "diagnosis")
    assert fact.kind == "diagnosis"
    assert fact.site is None
