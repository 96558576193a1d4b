"""The one date of a report: when its specimen was taken, if it says so once."""

import pytest

from core.records import DocumentType, Page, Reading, Status
from extractors.extraction import extract_page, with_facts
from extractors.report_date import date_facts, find_report_date


def page(text: str) -> Page:
    return Page.model_validate(
        {"document": "0" * 16, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )


def date_of(text: str, kind: DocumentType = DocumentType.PATHOLOGY) -> str | None:
    found = find_report_date([page(text)], kind)
    return found.value if found else None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Collected: 12-Jun-2024\tReceived: 14-Jun-2024\tReported: 27-Jun-2024", "2024-06-12"),
        ("Received\t14 June 2024\nReported\t27 June 2024", "2024-06-14"),
        ("Date of report: 2024-06-27", "2024-06-27"),
        ("Collected: 12-Jun-2024\nCollected: 13-Jun-2024\nReported: 27-Jun-2024", None),
        ("Collected by nurse, reported 27-Jun-2024", "2024-06-27"),
        ("Collected: June 2024", None),
        ("Collected: 3/4/2024", None),
        ("REPORT 1 - CORE BIOPSY (received 9 Jan 2023)\nREPORT 2 - SPECIMEN (operation 15 Feb 2023)", None),
        ("Report 1/2\nReceived: 14 June 2024", "2024-06-14"),
        ("Date of birth: 12-Jun-1958", None),
        ("", None),
    ],
)
def test_the_date_of_a_report(text: str, date: str | None) -> None:
    """The best label counts; two dates under one label, a part of a date and another's date do not."""
    assert date_of(text) == date


def test_a_letter_has_no_one_date() -> None:
    """A letter speaks of many days."""
    assert date_of("Collected: 12-Jun-2024", DocumentType.LETTER) is None


def test_facts_get_the_date_with_its_place_and_keep_their_own() -> None:
    """The header is a second piece of evidence; a fact that has a date keeps it."""
    report = page("Collected: 12-Jun-2024\nHER2 (IHC): EQUIVOCAL (2+)\nPSA 4.2 ng/mL on 1 May 2024\n")
    facts = date_facts(extract_page(report), find_report_date([report], DocumentType.PATHOLOGY))
    dated = {getattr(fact, "name", ""): fact for fact in facts}
    assert dated["HER2"].date == "2024-06-12"
    assert [one.quote for one in dated["HER2"].evidence] == ["HER2 (IHC): EQUIVOCAL (2+)", "Collected: 12-Jun-2024"]
    assert dated["PSA"].date == "2024-05-01"


def dated(*texts: str) -> dict[str, str | None]:
    pages = tuple(page(text).model_copy(update={"number": number}) for number, text in enumerate(texts, 1))
    reading = Reading(document="0" * 16, sha256="0" * 64, status=Status.READ, pages=pages)
    return {fact.evidence[0].quote: fact.date for fact in with_facts(reading).facts}


BIOPSY = "PATHOLOGY REPORT\nCollected: 2024-01-10\nDiagnosis:\nColon, biopsy: adenocarcinoma, grade 2. MSH2 loss."
COLECTOMY = "PATHOLOGY REPORT\nCollected: 2024-02-14\nDiagnosis:\nColectomy: adenocarcinoma, grade 2, pT3 pN1a."


@pytest.mark.parametrize("texts", [(f"{BIOPSY}\n\n{COLECTOMY}",), (BIOPSY, COLECTOMY)])
def test_each_of_several_reports_dates_what_it_tells(texts: tuple[str, ...]) -> None:
    """On one page or on two; a grade that both tell is of each."""
    told = dated(*texts)
    assert (told["MSH2 loss"], told["pT3 pN1a"]) == ("2024-01-10", "2024-02-14")
    pages = tuple(page(text).model_copy(update={"number": number}) for number, text in enumerate(texts, 1))
    reading = Reading(document="0" * 16, sha256="0" * 64, status=Status.READ, pages=pages)
    assert [one.date for one in with_facts(reading).facts if one.kind == "grade"] == ["2024-01-10", "2024-02-14"]


def test_reports_with_headings_have_each_their_best_label() -> None:
    text = (
        "REPORT 1 - CORE BIOPSY\nReceived: 9 January 2023\nInvasive ductal carcinoma. HER2 negative.\n\n"
        "REPORT 2 - SPECIMEN\nCollected: 15 June 2023\nReported: 20 June 2023\nypT1b ypN0."
    )
    told = dated(text)
    assert (told["HER2 negative"], told["ypT1b ypN0"]) == ("2023-01-09", "2023-06-15")


@pytest.mark.parametrize(
    "text",
    [
        "SURGICAL PATHOLOGY\nA. Right breast. Collected: 01/14/2024\nB. Left breast. Collected: 01/21/2024\n"
        "DIAGNOSIS\nA. Ductal carcinoma. HER2 negative.",
        "PATHOLOGY REPORT\nHER2 negative.\n\nCollected: 2024-01-10\nGrade 2.\n\nCollected: 2024-02-10\nGrade 3.",
        "REPORT 1\nCollected: 2024-01-10\nGrade 2.\nREPORT 2\nDate illegible\nHER2 negative.",
    ],
)
def test_dates_that_head_nothing_of_their_own_date_nothing(text: str) -> None:
    """Two specimens above one diagnosis, results above all dates, a report without a date."""
    assert dated(text)["HER2 negative"] is None


@pytest.mark.parametrize(
    "label", ["Exam date", "Scan date", "Date of scan", "Date of the examination", "Performed on", "Study performed"]
)
def test_the_day_of_an_examination_has_many_labels(label: str) -> None:
    assert date_of(f"CT CHEST REPORT\n{label}: 12 June 2024", DocumentType.IMAGING) == "2024-06-12"


@pytest.mark.parametrize("heading", ["CLINICAL INDICATION", "Reason for study", "Clinical history"])
def test_what_a_report_tells_as_its_history_alone_is_not_of_its_day(heading: str) -> None:
    text = (
        f"CT CHEST\nExam date: 2024-04-22\n\n{heading}\nWoman of 63. Squamous cell carcinoma of the lung, stage IIIA,"
        " on treatment.\n\nFINDINGS\nNo metastases in the liver."
    )
    told = dated(text)
    assert told.pop("No metastases in the liver") == "2024-04-22"
    assert set(told) >= {"stage IIIA"}
    assert set(told.values()) == {None}


@pytest.mark.parametrize(
    ("text", "kind", "date"),
    [
        ("CT THORAX WITH CONTRAST - 3 Feb 2026\nComparison: CT of 2021.", DocumentType.IMAGING, "2026-02-03"),
        (
            "PET-CT WHOLE BODY\nCentre: Imaging, dt. 19-09-2025\n\nBaseline 02-07-2025",
            DocumentType.IMAGING,
            "2025-09-19",
        ),
        ("MARROW REPORT\nSample: right iliac crest, 11 Nov 2025.", DocumentType.PATHOLOGY, "2025-11-11"),
        ("CT CHEST\nComparison: CT chest - 3 Feb 2024", DocumentType.IMAGING, None),
        ("CT CHEST - 3 Feb 2026\nMRI BRAIN - 5 Feb 2026", DocumentType.IMAGING, None),
        ("PATHOLOGY\nMass on CT - 3 Feb 2024", DocumentType.PATHOLOGY, None),
    ],
)
def test_the_title_of_an_image_and_the_line_of_a_specimen_may_end_with_its_day(
    text: str, kind: DocumentType, date: str | None
) -> None:
    """Where no label gives it."""
    assert date_of(text, kind) == date


def test_cells_collected_for_a_transplant_are_no_specimen() -> None:
    assert date_of("LABORATORY SUMMARY\nStem cells collected 12/12/2024, half frozen.", DocumentType.LABORATORY) is None
    assert date_of("LABORATORY SUMMARY\nBlood collected 13/12/2024.", DocumentType.LABORATORY) == "2024-12-13"
