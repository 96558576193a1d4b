"""Facts of the family keep whose they are and at what age, where the record's own words say so."""

import pytest

from answers.wording import LONGEST_QUOTE, describe, record_sentence, telling_evidence
from core.records import Diagnosis, Method, Page, Subject
from extractors.extraction import extract_page


def family(text: str) -> list[Diagnosis]:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    return [one for one in extract_page(page) if isinstance(one, Diagnosis) and one.subject is Subject.FAMILY]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("His mother had breast cancer at age 52.", ["breast cancer (mother, at 52)"]),
        ("A maternal uncle had lung cancer.", ["lung cancer (maternal uncle)"]),
        ("Her sister and cousin had melanoma.", ["melanoma (sister and cousin)"]),
        ("Family history: bladder cancer in his brother at 66.", ["bladder cancer (brother, at 66)"]),
        ("Family history: grandfather (melanoma, aged 81).", ["melanoma (grandfather, at 81)"]),
        ("Her daughter was diagnosed at 29 with thyroid cancer.", ["thyroid cancer (daughter, at 29)"]),
        ("Her aunt had breast cancer in her 40s.", ["breast cancer (aunt, in their 40s)"]),
        (
            "Kidney cancer in her father at 60, and lung cancer in her brother.",
            ["kidney cancer (father, at 60)", "lung cancer (brother)"],
        ),
        ("Her aunt had breast cancer. Her niece had breast cancer at 35.", ["breast cancer (aunt; niece, at 35)"]),
    ],
)
def test_a_relative_and_an_age_are_told(text: str, told: list[str]) -> None:
    """In the words of the record's sentence."""
    assert [describe(one).removeprefix("in your family: ") for one in family(text)] == told


@pytest.mark.parametrize(
    "text",
    [
        "There is a family history of pancreatic cancer.",
        "Family history: siblings well, lung cancer on one side.",
    ],
)
def test_without_a_relative_none_is_guessed(text: str) -> None:
    """Somebody else of the sentence is not taken for the one who was ill."""
    assert not [one for one in family(text) if "(" in describe(one).replace("(pancreas)", "")]


def test_an_age_at_death_is_not_told_as_that_of_the_illness() -> None:
    """``died of lung cancer at 61`` says no more than that."""
    (one,) = family("Her mother died of lung cancer at 61.")
    assert describe(one) == "in your family: lung cancer (mother)"


def test_the_sentence_is_quoted_and_cited() -> None:
    """It shows whose the illness is."""
    (one,) = family("Her father had colon cancer at age 70.")
    sentence = record_sentence(one)
    assert "“Her father had colon cancer at age 70.”" in sentence.text
    assert sentence.citations[0].endswith("#p1:0-38")


def test_a_sentence_too_long_to_show_leaves_the_name_as_quote() -> None:
    """Its first words alone might say nothing of it."""
    (one,) = family(f"Her father had colon cancer{', as she was told by the family' * 6}.")
    assert len(telling_evidence(one).quote) < LONGEST_QUOTE
