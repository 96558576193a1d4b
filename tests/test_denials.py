"""What is absent is quoted with the words that deny it."""

import pytest

from core.records import Assertion, Method, Page, Reading, Status
from extractors.extraction import with_facts


def quotes(text: str, assertion: Assertion = Assertion.ABSENT) -> list[str]:
    page = Page(document="0" * 16, number=1, width=1, height=1, method=Method.STRUCTURED, quality=1, text=text)
    facts = with_facts(Reading(document="0" * 16, sha256="0" * 64, status=Status.READ, pages=(page,))).facts
    return [one.quote for fact in facts if fact.assertion is assertion for one in fact.evidence]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("MRI brain 9 April 2031: no intracranial metastases.", "no intracranial metastases"),
        ("There was no evidence of recurrent or metastatic disease.", "no evidence of recurrent or metastatic disease"),
        ("Lymphoma has been excluded.", "Lymphoma has been excluded"),
    ],
)
def test_the_denial_stands_in_the_quote(text: str, quote: str) -> None:
    assert quote in quotes(text)


def test_a_denial_of_another_clause_is_not_taken() -> None:
    """Each quote ends with its own clause."""
    for one in quotes("No pleural effusion; brain metastases excluded. Liver: no metastases. She is not in pain."):
        assert "effusion" not in one
        assert "pain" not in one


def test_what_is_present_is_quoted_as_it_was() -> None:
    assert "Liver metastases" in quotes("No effusion. Liver metastases in both lobes.", Assertion.PRESENT)
