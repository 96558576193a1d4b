"""Whose cancer, marker or finding it is: of the patient, of the family, or of somebody else."""

import pytest

from core.records import Method, Page
from extractors import biomarker, diagnosis, finding
from extractors.notes import Note

FAMILY, PATIENT = ("present", "family"), ("present", "patient")
NONE_OF_FAMILY = ("absent", "family")


def note(text: str) -> Note:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    return Note(page)


def told(text: str) -> set[tuple[str, str, str]]:
    return {(fact.name, fact.assertion, fact.subject) for fact in diagnosis.find(note(text))}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("FH: none of breast or ovarian cancer", "ovarian cancer"),
        ("Family history: Nil of breast, ovarian or colon cancer.", "colon cancer"),
        ("Negative family history for breast cancer.", "breast cancer"),
        ("Family history unremarkable for colon cancer.", "colon cancer"),
        ("FHx: neg for breast cancer", "breast cancer"),
        ("FAMILY HISTORY: NEGATIVE FOR BREAST CANCER.", "breast cancer"),
    ],
)
def test_a_cancer_denied_of_the_family_is_absent(text: str, name: str) -> None:
    assert told(text) == {(name, *NONE_OF_FAMILY)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("No FHx of melanoma aside from a cousin.", "melanoma"),
        ("NO FAMILY HISTORY OF COLORECTAL CANCER OTHER THAN BROTHER AT AGE 63.", "colorectal cancer"),
        ("No family history of breast cancer except for one maternal aunt.", "breast cancer"),
        ("Family history is negative except maternal aunt with ovarian ca at 52.", "ovarian cancer"),
        ("She denies weight loss, but her sister was treated for melanoma.", "melanoma"),
        ("No significant family history; however a maternal uncle did have stomach cancer.", "stomach cancer"),
        ("Fam hx +ve for ca prostate", "prostate cancer"),
        ("Family Hx: breast ca (sister, 41).", "breast cancer"),
        ("K/c/o HTN. Father expired due to Ca lung.", "lung cancer"),
        ("Nan had bowel cancer.", "bowel cancer"),
        ("Mo: breast ca. Pt: well.", "breast cancer"),
        ("2 x SDR with breast cancer", "breast cancer"),
        ("His sis had breast cancer.", "breast cancer"),
        ("O/E: nil. FH +: breast ca", "breast cancer"),
        ("FH positive for ovarian cancer.", "ovarian cancer"),
        ("Family tree shows three generations of colon cancer.", "colon cancer"),
        ("Grandson has Hodgkin lymphoma.", "Hodgkin lymphoma"),
        ("Her son, aged 12, is having chemotherapy for Hodgkin lymphoma.", "Hodgkin lymphoma"),
        ("Carer for husband with lung cancer.", "lung cancer"),
        ("Husband recently diagnosed with pancreatic cancer, low mood.", "pancreatic cancer"),
        ("Lives with partner who is being treated for lymphoma.", "lymphoma"),
        ("A neighbour was diagnosed with thyroid cancer.", "thyroid cancer"),
        ("His wife passed away from melanoma.", "melanoma"),
        ("Colleague at work died of pancreatic cancer.", "pancreatic cancer"),
    ],
)
def test_a_cancer_of_somebody_else_is_not_the_patients(text: str, name: str) -> None:
    assert told(text) == {(name, *FAMILY)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He has prostate cancer, like his father.", "prostate cancer"),
        ("Seen with her husband and diagnosed with breast cancer.", "breast cancer"),
        ("His wife came too. He was diagnosed with lung cancer.", "lung cancer"),
        ("Her husband reports that she has ovarian cancer.", "ovarian cancer"),
        ("Husband is well, lung cancer stable.", "lung cancer"),
        ("Patient: ca cervix, nodes negative.", "cervical cancer"),
        ("Stopped work due to lung cancer.", "lung cancer"),
        ("Scan at 6 Mo: prostate cancer stable", "prostate cancer"),
        ("Lung cancer, unlikely to respond to chemotherapy.", "lung cancer"),
        ("BRCA2 carrier (mother also), breast cancer left.", "breast cancer"),
        ("Plan: discuss her ovarian cancer at MDT.", "ovarian cancer"),
        ("If his lymphoma returns he would have more chemotherapy.", "lymphoma"),
    ],
)
def test_the_patients_cancer_stays_the_patients(text: str, name: str) -> None:
    assert told(text) == {(name, *PATIENT)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "No family history of colon cancer; a brother had prostate cancer.",
            {("colon cancer", *NONE_OF_FAMILY), ("prostate cancer", *FAMILY)},
        ),
        (
            "Lung cancer (his father also had lung cancer).",
            {("lung cancer", *PATIENT), ("lung cancer", *FAMILY)},
        ),
        (
            "Left breast cancer, mother breast cancer.",
            {("breast cancer", *PATIENT), ("breast cancer", *FAMILY)},
        ),
        (
            "Her late father had myeloma. She has been diagnosed with follicular lymphoma.",
            {("multiple myeloma", *FAMILY), ("follicular lymphoma", *PATIENT)},
        ),
        (
            "Her mother had myeloma. She was diagnosed with breast cancer too.",
            {("multiple myeloma", *FAMILY), ("breast cancer", *FAMILY)},
        ),
        (
            "His sister had melanoma. He has bladder cancer.",
            {("melanoma", *FAMILY), ("bladder cancer", *PATIENT)},
        ),
        (
            "58-year-old woman with breast cancer whose mother had ovarian cancer.",
            {("breast cancer", *PATIENT), ("ovarian cancer", *FAMILY)},
        ),
        (
            "Melanoma (sister and father also affected by melanoma).",
            {("melanoma", *PATIENT), ("melanoma", *FAMILY)},
        ),
        (
            "Mrs A is a carrier, as was her mother, who died of ovarian cancer. Mrs A has breast cancer.",
            {("breast cancer", *PATIENT), ("ovarian cancer", *FAMILY)},
        ),
        (
            "Ca breast (mother), Ca colon (uncle), otherwise nil.",
            {("breast cancer", *FAMILY), ("colon cancer", *FAMILY)},
        ),
    ],
)
def test_patient_and_family_told_in_one_breath(text: str, expected: set[tuple[str, str, str]]) -> None:
    """A pronoun goes on about a relative only where the two agree; a relative named behind tells of itself alone."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Her mother's tumour was HER2 positive; hers is HER2 negative.",
            {("HER2", "positive", "family"), ("HER2", "negative", "patient")},
        ),
        (
            "BRCA1 positive; sister also BRCA1 positive.",
            {("BRCA1", "positive", "patient"), ("BRCA1", "positive", "family")},
        ),
        ("Patient BRCA2 positive (mother also carrier).", {("BRCA2", "positive", "patient")}),
        ("Her brother had CLL. His own FISH: del(13q).", {("del(13q)", "positive", "patient")}),
        (
            "Paternal aunt: TP53 mutation; proband: TP53 wild type.",
            {("TP53", "positive", "family"), ("TP53", "negative", "patient")},
        ),
        ("Mother BRCA1 positive. Patient not tested yet.", {("BRCA1", "positive", "family")}),
        ("FH positive for ovarian cancer.", set[object]()),
        ("Renal tumour: FH negative.", {("FH", "negative", "patient")}),
    ],
)
def test_whose_marker_it_is(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert {(fact.name, fact.result, fact.subject) for fact in biomarker.find(note(text))} == expected


@pytest.mark.parametrize(
    "text",
    [
        "HER2-positive tumours usually respond to trastuzumab.",
        "MGMT methylated tumours do better with temozolomide.",
        "KRAS MUTATED TUMOURS DO NOT RESPOND TO CETUXIMAB.",
        "PARP inhibitors work in BRCA mutated ovarian cancer.",
        "Trastuzumab works only in HER2 positive cancer.",
        "Explained what HER2 positive means.",
        "Inclusion criteria: EGFR mutation positive NSCLC.",
    ],
)
def test_what_is_said_of_tumours_at_large_is_no_result(text: str) -> None:
    assert list(biomarker.find(note(text))) == []


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Her tumours are both HER2 positive.", "positive"),
        ("HER2 positive; trastuzumab is working.", "positive"),
        ("The tumour is MGMT methylated and he does better on temozolomide.", "positive"),
    ],
)
def test_a_result_of_the_patient_is_kept(text: str, result: str) -> None:
    assert [fact.result for fact in biomarker.find(note(text))] == [result]


@pytest.mark.parametrize(
    "text",
    [
        "Her brother: rectal cancer, margins positive, ECOG 2, LVI present.",
        "His sister had a 3 cm breast tumour with clear margins and 2 of 15 nodes involved.",
        "FH: Father - prostate ca, extracapsular extension, bone mets.",
        "Mother's bone metastases were treated with zoledronate.",
    ],
)
def test_findings_of_a_relative_are_none_of_the_patient(text: str) -> None:
    assert list(finding.find(note(text))) == []


def test_findings_are_kept_where_a_relative_only_came_along() -> None:
    found = {fact.name for fact in finding.find(note("Seen with his sister. Margins positive, 2/15 nodes involved."))}
    assert found == {"margin", "lymph_nodes"}


@pytest.mark.parametrize(
    "text",
    [
        "DIAGNO SIS: PROSTATE ADENOCARCINOMA. TNM: pT3a N0.",
        "hagne sis Discrepancy. Prostate adenocarcinoma.",
        "Size: nan. Prostate adenocarcinoma.",
        "Kindred Hospital. Prostate adenocarcinoma, Gleason 7.",
    ],
)
def test_pieces_of_words_and_empty_values_are_no_relatives(text: str) -> None:
    """A scan breaks words, a table writes nan for nothing, and a hospital has a name."""
    assert {subject for _, _, subject in told(text)} == {"patient"}
