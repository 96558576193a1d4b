"""The answer page: premise corrected, every sentence in sight of its source, the records first where there are some."""

import re

import pytest

from answers.cards import load_cards
from answers.compose import DISCLAIMER, UPLOAD, answer_question
from answers.names import load_other_names
from answers.profile import build_profile
from core.records import Answer, Biomarker, Code, Diagnosis, Fact, Page, Profile

HER2_IN_MYELOMA = "What does HER2 status mean for Multiple Myeloma treatment"
LIBRARY = load_cards()


def ask(text: str, profile: Profile | None = None) -> Answer:
    return answer_question(text, LIBRARY, load_other_names(), profile)


def words(answer: Answer) -> str:
    return " ".join(sentence.text for section in answer.sections for sentence in section.sentences)


def fact(kind: type[Diagnosis] | type[Biomarker], quote: str, **fields: object) -> Fact:
    page = Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": quote}
    )
    return kind.model_validate({"confidence": 1, "evidence": (page.evidence(0, len(quote)),)} | fields)


def profile(*facts: Fact) -> Profile:
    return build_profile("00000000000000aa", facts, LIBRARY)


MYELOMA = fact(Diagnosis, "multiple myeloma", name="Plasma Cell Myeloma", codes=(Code(system="OncoTree", code="PCM"),))
BREAST = fact(Diagnosis, "IDC", name="Breast Invasive Ductal Carcinoma", codes=(Code(system="OncoTree", code="IDC"),))
EQUIVOCAL = fact(
    Biomarker,
    "HER2 (IHC): EQUIVOCAL (2+)",
    name="HER2",
    method="IHC",
    result="equivocal",
    score="2+",
    date="2024-03-14",
)


def test_the_premise_is_corrected_as_an_absence_from_the_sources() -> None:
    """HER2 is not used in myeloma: said as what it is, with the searched sources named."""
    answer = ask(HER2_IN_MYELOMA)
    (premise,) = answer.premises
    assert (premise.relevance, premise.corrected) == ("not_in_sources", True)
    (correction,) = [s for section in answer.sections for s in section.sentences if "none of those" in s.text]
    assert correction.citations == ("card:relevance#her2.multiple-myeloma",)


def test_the_general_page_has_its_ten_points() -> None:
    """Where HER2 is used, what matters in myeloma, questions, both cancers, sources, related, services, upload."""
    answer = ask(HER2_IN_MYELOMA)
    text = words(answer)
    assert answer.disclaimer == DISCLAIMER
    assert all(word in text for word in ("breast", "stomach", "trastuzumab"))
    mattering = ("del(17p)", "t(4;14)", "t(14;16)", "1q", "m protein", "free light chain")
    assert all(word in text.lower() for word in mattering)
    assert UPLOAD in text
    assert "two separate discussions" in text
    assert answer.questions_for_team
    assert answer.related_questions
    assert answer.services
    assert all(source.edition and source.url for source in answer.sources)
    assert any("survival" in one for one in answer.not_in_sources)


def test_every_citation_leads_to_a_source_that_is_listed() -> None:
    """No sentence cites what the page does not list."""
    answer = ask(HER2_IN_MYELOMA)
    listed = {source.id for source in answer.sources}
    citations = [one for section in answer.sections for s in section.sentences for one in s.citations]
    assert citations
    assert all(set(LIBRARY.cited(one)) and set(LIBRARY.cited(one)) <= listed for one in citations)


def test_records_come_first_with_value_date_and_page() -> None:
    """The personal page opens with what the records say about the thing asked."""
    answer = ask("What does HER2 status mean for breast cancer?", profile(BREAST, EQUIVOCAL))
    opening = answer.sections[0]
    assert opening.title == "What your records say"
    said = next(sentence for sentence in opening.sentences if "HER2" in sentence.text)
    assert all(part in said.text for part in ("equivocal", "2+", "14 March 2024", "page 1", "EQUIVOCAL (2+)"))
    assert said.citations == ("record:abababababababab#p1:0-26",)
    assert UPLOAD not in words(answer)


def test_a_record_without_the_marker_says_so() -> None:
    """Myeloma records hold no HER2: that is said, and nothing is made up."""
    answer = ask(HER2_IN_MYELOMA, profile(MYELOMA))
    assert "Your records do not give a HER2 result." in words(answer)
    assert "we looked for" not in words(answer)
    assert "For multiple myeloma we looked for a stage (ISS)" in words(ask("what do my records say?", profile(MYELOMA)))


def test_a_question_about_another_cancer_than_the_records_is_noticed() -> None:
    """Asked about myeloma with breast records, the answer says which cancer the records are about."""
    assert "the records you uploaded are about breast cancer" in words(ask(HER2_IN_MYELOMA, profile(BREAST, EQUIVOCAL)))


def test_survival_is_not_guessed() -> None:
    """The sources do not hold it: said plainly."""
    answer = ask("What is the 5-year survival rate for multiple myeloma by stage?")
    assert "We would rather say so than guess." in words(answer)
    assert not re.search(r"\d+ ?%[^.]*(?:alive|surviv)", words(answer))


def test_danger_is_answered_with_where_to_get_help() -> None:
    """No card comes before an emergency number."""
    answer = ask("I can't breathe and I have chest pain")
    assert "emergency" in words(answer)
    assert len(answer.sections) == 1


@pytest.mark.parametrize("text", ["What is the capital of France?", "", "😀" * 50, "'; DROP TABLE facts; --"])
def test_a_question_about_nothing_medical_is_told_what_to_ask(text: str) -> None:
    """A sentence that says what can be asked; no sources are pretended."""
    answer = ask(text)
    assert answer.understood.intent == "not_medical"
    assert "You could ask, for example" in words(answer)
    assert answer.sources == ()
