"""Names of cancers that tell of nobody: of clinics and charities, in leaflets, trials, warnings and screening."""

import pytest

from core.records import Assertion, Method, Page, Subject
from extractors import diagnosis, finding
from extractors.notes import Note


def note(text: str) -> Note:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    return Note(page)


def told(text: str) -> set[tuple[str, Assertion, Subject]]:
    return {(fact.name, fact.assertion, fact.subject) for fact in diagnosis.find(note(text))}


def names(text: str) -> set[str]:
    return {name for name, assertion, _ in told(text) if assertion is Assertion.PRESENT}


@pytest.mark.parametrize(
    "text",
    [
        "LUNG CANCER CLINIC\nDear Dr Example,\nI reviewed this lady today. She is well.",
        "TUMOR BOARD\nSARCOMA MDT\nDiscussed: lump of left thigh, biopsy awaited.",
        "Breast Cancer Centre\nRegional Lymphoma Service\nReviewed for a rash.",
        "SKIN CANCER UNIT\nExcision of a benign naevus.",
        "PROSTATE CANCER ONE STOP CLINIC\nReassured.",
        "Two week wait colorectal cancer referral\nChange in bowel habit. FIT negative.",
        "Seen in the melanoma follow up clinic for a mole check.",
        "Department of Thoracic Oncology | Lung Cancer & Mesothelioma Programme\nPleural plaques.",
        "Cancer Genetics: Breast and Ovarian Cancer Family Clinic. Unaffected.",
        "Dr Q, Breast Cancer Surgeon and Melanoma Lead",
        "CLL/lymphoma day unit. B12 injection.",
        "Myeloma UK and Bowel Cancer UK were recommended.",
        "Lymphoma Action helpline number given.",
        "Cc: Pancreatic Cancer Team; Lung Cancer CNS",
        "Name of clinic: Lung cancer. Reason: nodule 6 mm.",
        "Specialty: Breast cancer; Outcome: cyst.",
        "Govt Hospital, Breast Cancer OPD. Fibroadenoma.",
        "Melanoma Institute\nDiagnosis: seborrhoeic keratosis",
    ],
)
def test_a_clinic_a_team_or_a_charity_is_no_diagnosis(text: str) -> None:
    assert told(text) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("BREAST CANCER CLINIC\nDiagnosis: Right breast cancer, 2023.", "breast cancer"),
        ("LYMPHOMA CLINIC NOTE: 67M with follicular lymphoma, on rituximab.", "follicular lymphoma"),
        ("Myeloma Clinic letter\nDiagnosis: Multiple myeloma, IgG kappa", "multiple myeloma"),
        ("Diagnosis: lung cancer\nClinic: Tuesday", "lung cancer"),
        ("Diagnosis: Prostate cancer   Consultant: Dr Example", "prostate cancer"),
        ("DIAGNOSIS: MELANOMA UNIT: 4B", "melanoma"),
        ("Clinic: Breast cancer follow up, 2019 left.", "breast cancer"),
        ("Department: oncology. Diagnosis: melanoma.", "melanoma"),
        ("Lymphoma leads to his fatigue.", "lymphoma"),
        ("Left breast cancer with CNS metastases.", "breast cancer"),
        ("His melanoma and the surgeon's plan were discussed.", "melanoma"),
    ],
)
def test_what_stands_beside_a_clinic_is_still_told(text: str, name: str) -> None:
    """The label of another field, or a line that begins, makes no clinic of the diagnosis before it."""
    assert names(text) == {name}


@pytest.mark.parametrize(
    "text",
    [
        "Next breast cancer screening in 2 years. Cervical cancer screen negative.",
        "HPV vaccine against cervical cancer given at age 13.",
        "Aspirin for colorectal cancer prophylaxis in Lynch syndrome.",
        "HRT is associated with a slight rise in breast cancer and ovarian cancer.",
        "Risks including AML and myelodysplastic syndrome were explained.",
        "Late effects: second cancers such as breast cancer and thyroid cancer may occur.",
        "Ciclosporin: warned about lymphoma and melanoma.",
        "Smoking causes lung cancer.",
        "Tamoxifen can cause womb cancer in a few women; report bleeding.",
        "MGUS may rarely progress to multiple myeloma.",
        "Cirrhosis, 6-monthly ultrasound for hepatocellular carcinoma.",
        "He read about pancreatic cancer online.",
        "Taught to look out for signs of lymphoma.",
        "Red flags for lung cancer discussed.",
        "Mammography reduces deaths from breast cancer.",
        "1 in 8 women develop breast cancer.",
        "She thinks she has bowel cancer. Examination normal.",
    ],
)
def test_screening_prevention_and_warnings_tell_of_no_cancer(text: str) -> None:
    assert names(text) <= {"monoclonal gammopathy of undetermined significance"}


@pytest.mark.parametrize(
    "text",
    [
        'Leaflet given: "Understanding prostate cancer".',
        "Information booklet on thyroid cancer provided",
        "PATIENT INFORMATION: ABOUT BOWEL CANCER. Bowel cancer is common. It can spread to the liver.",
        "What is lymphoma? Lymphoma is a cancer of the lymphatic system.",
        "Breast cancer is the commonest cancer in women. Reassured, simple cyst.",
        "Explained that lung cancer often has no symptoms early on.",
        "Trial: A phase III study of XYZ in metastatic colorectal cancer.",
        "Trial title: Exercise for men with prostate cancer",
        "A randomised trial of aspirin after surgery for colorectal cancer",
        "Inclusion criteria: adenocarcinoma of the lung, ECOG 0-1.",
    ],
)
def test_leaflets_trials_and_general_talk_tell_of_no_cancer(text: str) -> None:
    assert told(text) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Enrolled in a phase 2 study for his metastatic melanoma.", "melanoma"),
        ("She takes part in the Phase II EXAMPLE trial of XYZ for metastatic melanoma.", "melanoma"),
        ("Her breast cancer is common in this family.", "breast cancer"),
        ("Explained that his prostate cancer is incurable.", "prostate cancer"),
        ("Clinical information: breast cancer", "breast cancer"),
        ("Protocol: mFOLFOX6 for colon cancer", "colon cancer"),
        ("On active surveillance for prostate cancer.", "prostate cancer"),
        ("Risk factors: previous radiotherapy. Breast cancer 2023.", "breast cancer"),
        ("Bowel obstruction caused by colon cancer.", "colon cancer"),
        ("Cause of death: lung cancer", "lung cancer"),
        ("Melanoma risk is high. He has melanoma of the back.", "melanoma"),
        ("Lymphoma is common; she has follicular lymphoma.", "follicular lymphoma"),
    ],
)
def test_such_words_elsewhere_leave_a_diagnosis_alone(text: str, name: str) -> None:
    assert names(text) == {name}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[ ] breast cancer [x] prostate cancer [ ] melanoma", {("prostate cancer", "present")}),
        ("Lymphoma ☐ Yes ☑ No", set[object]()),
        ("☐ melanoma ☑ ovarian cancer", {("ovarian cancer", "present")}),
        ("Cancer of breast: N; lung cancer: N", {("breast cancer", "absent"), ("lung cancer", "absent")}),
        ("Melanoma: denies", {("melanoma", "absent")}),
        ("Breast cancer: N1", {("breast cancer", "present")}),
    ],
)
def test_a_box_left_empty_tells_of_no_cancer(text: str, expected: set[tuple[str, str]]) -> None:
    assert {(name, assertion) for name, assertion, _ in told(text)} == expected


@pytest.mark.parametrize(
    "text",
    ["Impression: unlikely lung cancer", "Ca lung ruled out.", "Cancer of the lung has been excluded.", "No ca lung."],
)
def test_a_cancer_that_is_unlikely_or_ruled_out_is_absent(text: str) -> None:
    assert told(text) == {("lung cancer", Assertion.ABSENT, Subject.PATIENT)}


@pytest.mark.parametrize(
    "text",
    ["Worried it is ovarian cancer.", "Concern that this represents sarcoma.", "We suspect the lump is a lymphoma."],
)
def test_what_somebody_only_suspects_is_possible(text: str) -> None:
    assert {assertion for _, assertion, _ in told(text)} == {Assertion.POSSIBLE}


@pytest.mark.parametrize(
    "text",
    [
        "Staging CT to look for liver metastases.",
        "Bone scan to check for bone mets.",
        "Explained that liver metastases can cause jaundice.",
        "Zoledronate reduces fractures in people with bone metastases.",
        "Leaflet on bone metastases given.",
        "Explained what a positive margin means.",
        "If extranodal extension is present, radiotherapy is advised.",
        "Eligibility criteria: no brain metastases, ECOG 0-1.",
    ],
)
def test_findings_that_are_sought_or_explained_are_none(text: str) -> None:
    assert list(finding.find(note(text))) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Staging CT: liver metastases.", "metastasis"),
        ("The margins are positive; what this means was explained.", "margin"),
        ("Extranodal extension is present.", "extranodal_extension"),
    ],
)
def test_findings_that_are_told_are_kept(text: str, name: str) -> None:
    assert [fact.name for fact in finding.find(note(text))] == [name]
