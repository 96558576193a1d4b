"""The date of an entry of a timeline is that of the stages and findings it states."""

import pytest

from core.records import Page
from extractors.extraction import extract_page


def stages(text: str) -> dict[str, str | None]:
    page = Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    found = (fact for fact in extract_page(page) if fact.kind == "stage")
    return {fact.evidence[0].quote: fact.date for fact in found}


def test_an_entry_dates_its_stages_and_those_of_the_lines_set_in_below() -> None:
    """The continuation of a line belongs to its date."""
    text = (
        "18 February 2022    Sigmoid colectomy. Pathologic stage pT3 pN1b, clear\n"
        "                    margins. No distant metastasis on CT (cM0).\n"
        "Seen in clinic. Later staging: stage IV.\n"
    )
    assert stages(text) == {"pT3 pN1b": "2022-02-18", "cM0": "2022-02-18", "stage IV": None}


@pytest.mark.parametrize(
    "text",
    [
        "18 February 2022 was the day of her colectomy, stage pT3 pN1b.",
        "18 February 2022: colectomy. On 3 March 2023 restaged as pT3 pN1b.",
        "Letter of 18 February 2022\nPathologic stage pT3 pN1b.",
    ],
)
def test_a_date_that_opens_no_entry_or_is_followed_by_another_dates_nothing(text: str) -> None:
    """A sentence, a second date or a heading is no entry."""
    assert stages(text)["pT3 pN1b"] is None


def test_a_colon_and_a_list_dash_make_an_entry() -> None:
    """As letters write them."""
    assert stages("- 03/2021: colectomy, pT3 pN1b\n- 05/2023: CT without findings")["pT3 pN1b"] == "2021-03"


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("CT 16/04/2025 cT4 cN2, no liver mets; cT3 on review.", {"cT4 cN2": "2025-04-16", "cT3": None}),
        ("CLINICAL: MRI 22/05/2024 cT3 cN1 rectal cancer.", {"cT3 cN1": "2024-05-22"}),
        ("Lung cancer. History of colon cancer (2012, pT2 N0, wild type).", {"pT2 N0": "2012"}),
        ("Original left breast cancer April 2014, ductal, pT2 N1 (2/14) M0", {"pT2 N1 (2/14) M0": "2014-04"}),
        ("PRIOR BREAST CARCINOMA (2011, PT1B PN0). SPECIMEN: CARCINOMA, PT2 PN1.", {"PT1B": "2011", "PT2 PN1": None}),
        ("Colon cancer 2018 pT3 N0 M0, now stage IV.", {"pT3 N0 M0": "2018", "stage IV": None}),
        ("RADICAL PROSTATECTOMY 26/04/2021: pT3b pN0", {"pT3b pN0": "2021-04-26"}),
        ("CT 20/04/2025 compared with 20/01/2025: stage III", {"stage III": None}),
        ("MRI booked 20/05/2025 for staging of cT3 cN0 cancer.", {"cT3 cN0": None}),
        ("Born 20/05/1950, stage II.", {"stage II": None}),
        ("MRI 20/05/2020 (reported 22/05/2020): T3a N0.", {"T3a N0": None}),
        ("Scan of 20 May 2023 was negative, but MRI shows stage IV disease.", {"stage IV": None}),
        ("Mastectomy in 2018 for pT2 N1 disease.", {"pT2 N1": None}),
        ("Endometrial cancer, FIGO 2009 stage IB.", {"stage IB": None}),
    ],
)
def test_what_a_sentence_tells_of_a_dated_thing_has_its_date(text: str, dates: dict[str, str | None]) -> None:
    """An examination, an operation, or the cancer itself; nothing that came later."""
    told = stages(text)
    assert {quote: told.get(quote, "") for quote in dates} == dates


def test_what_is_stated_at_two_dates_is_told_of_each() -> None:
    """The grade of a biopsy is not that of the specimen which repeats it."""
    text = "Biopsy 14/01/2025: carcinoma, grade 3.\nSpecimen: endometrioid carcinoma, grade 3."
    page = Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    assert [fact.date for fact in extract_page(page) if fact.kind == "grade"] == ["2025-01-14", None]
