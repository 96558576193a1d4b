"""The extent of the disease in a word, as what it is: a finding, and no stage."""

import pytest

from core.records import Page
from extractors import extent, stage
from extractors.notes import Note


def note_of(text: str) -> Note:
    return Note(
        Page.model_validate(
            {"document": "0" * 16, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
        )
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She has locally advanced rectal cancer.", "locally advanced"),
        ("Metastatic triple negative breast cancer.", "metastatic"),
        ("He has oligometastatic prostate cancer.", "oligometastatic"),
        ("localised disease only", "localized"),
        ("unresectable pancreatic adenocarcinoma", "unresectable"),
    ],
)
def test_the_word_is_kept_and_no_stage_is_concluded(text: str, value: str) -> None:
    """A metastatic cancer is not written down as stage IV."""
    note = note_of(text)
    (finding,) = extent.find(note)
    assert (finding.name, finding.value, finding.assertion) == ("disease_extent", value, "present")
    assert list(stage.find(note)) == []


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("There is no evidence of metastatic disease.", "absent"),
        ("Possible metastatic disease.", "possible"),
        ("Not suggestive of metastatic disease.", "absent"),
        ("Findings cannot exclude metastatic breast cancer.", "possible"),
        ("Metastatic disease, ruled out on PET.", "absent"),
        ("If metastatic disease is found, we will meet again.", "hypothetical"),
    ],
)
def test_what_is_denied_or_open_is_not_present(text: str, assertion: str) -> None:
    """The words before it count."""
    (finding,) = extent.find(note_of(text))
    assert finding.assertion == assertion


@pytest.mark.parametrize(
    "text",
    ["Metastatic carcinoma in two of fourteen lymph nodes (2/14).", "Liver biopsy: metastatic adenocarcinoma.",
     "Metastatic breast carcinoma is present in 3 nodes."],
)  # fmt: skip
def test_cancer_in_a_lymph_node_is_not_called_metastatic_disease(text: str) -> None:
    """What a pathologist writes of one specimen frightens as a word for the whole disease."""
    assert list(extent.find(note_of(text))) == []


def test_patients_at_large_have_no_extent() -> None:
    """Reference text and trials are about others."""
    assert list(extent.find(note_of("Trials for people with metastatic disease are open."))) == []
    assert list(extent.find(note_of("Metastatic cancer is found in some patients."))) == []


def test_on_a_specimen_a_histology_in_nodes_is_no_metastatic_disease() -> None:
    """Carcinoma in an axillary node of a pathology report; metastatic disease of a letter stays."""
    report = "SURGICAL PATHOLOGY REPORT\nGROSS DESCRIPTION: Tissue.\nFINAL DIAGNOSIS: {}\n"
    assert (
        list(
            extent.find(
                note_of(report.format("SENTINEL NODE. AXILLA: METASTATIC LOBULAR CARCINOMA. PRESENT IN ONE NODE."))
            )
        )
        == []
    )
    assert len(list(extent.find(note_of("She has metastatic lung adenocarcinoma.")))) == 1
    assert len(list(extent.find(note_of(report.format("LIVER: METASTATIC COLON ADENOCARCINOMA."))))) == 1
    peritoneum = "6. Pelvic lymph nodes: no tumor (0/7). 7. Pelvic peritoneum: - Metastatic serous carcinoma."
    assert len(list(extent.find(note_of(report.format(peritoneum))))) == 1


def test_an_absence_that_a_scan_has_cut_off() -> None:
    """The stop behind "absence of axillary" ends no sentence."""
    assert not list(extent.find(note_of("IN THE ABSENCE OF AXILLARY. METASTATIC DISEASE, THE NODE COUNTS AS N1.")))


@pytest.mark.parametrize(
    "text",
    [
        "Adenocarcinoma of the ovary. Metastatic breast carcinoma excluded.",
        "This does not suggest metastatic colorectal cancer.",
        "Metastatic melanoma is ruled out by the negative S100.",
    ],
)
def test_an_origin_that_is_denied_denies_no_spread(text: str) -> None:
    assert not [*extent.find(note_of(text))]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Recurrent ovarian cancer.", ["recurrent"]),
        ("Relapsed/refractory myeloma.", ["relapsed, refractory"]),
        ("Biopsy confirms relapsed follicular lymphoma.", ["relapsed"]),
        ("Recurrent pleural effusion from lung cancer.", []),
        ("Recurrent falls in a woman with breast cancer.", []),
        ("Recurrent laryngeal nerve palsy; tumour of the neck.", []),
    ],
)
def test_a_cancer_that_has_come_back(text: str, values: list[str]) -> None:
    """Recurrent is the cancer, not what it causes."""
    assert [finding.value for finding in extent.find(note_of(text))] == values


def test_no_recurrence_is_absent() -> None:
    """ "No recurrent disease" denies it."""
    (finding,) = extent.find(note_of("No recurrent disease."))
    assert (finding.value, finding.assertion) == ("recurrent", "absent")


@pytest.mark.parametrize(
    "text",
    [
        "No metastatic disease in the abdomen or pelvis.",
        "No intracranial metastatic disease.",
        "CT brain: no evidence of metastatic disease.",
    ],
)
def test_an_absence_in_one_part_of_the_body_is_none_of_the_whole(text: str) -> None:
    assert list(extent.find(note_of(text))) == []
    assert [one.assertion for one in extent.find(note_of("CT scan: no evidence of metastatic disease."))] == ["absent"]
