"""The one date of a report: when its specimen was taken, if it says so once."""

import pytest

from core.records import DocumentType, Page
from extractors.extraction import extract_page
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
