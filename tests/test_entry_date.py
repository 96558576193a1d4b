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
