"""A patient's own records: how it has gone, what is planned, what runs in the family, what a word of theirs means."""

import re
from collections.abc import Sequence

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.glossary import definitions
from answers.names import load_other_names
from answers.profile import build_profile
from answers.things import things_asked
from answers.wording import record_sentence
from answers.written import Written
from core.records import Answer, Assertion, Biomarker, Code, Diagnosis, Fact, Lab, Page, Treatment

LETTER = """SYNTHETIC LETTER

Diagnosis
Adenocarcinoma of the caecum with spread to the liver. BRCA2 p.K944X mutation, pathogenic.

Response
MRI of 3 May 2031 shows a partial response. CEA 9.1 ng/mL, down from 30 ng/mL in March.

Next steps
1. Two more cycles of FOLFOX, from 12 May.
2. MRI in July. If it is still small, hepatectomy is planned.
3. Bloods every fortnight.
4. Dental check.
5. Referral to the stoma nurse.

Yours sincerely, B. Example
"""
PAGE = Page.model_validate(
    {"document": "ef" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": LETTER}
)


def fact(kind: type[Fact], quote: str, **fields: object) -> Fact:
    at = LETTER.index(quote)
    return kind.model_validate({"confidence": 1, "evidence": (PAGE.evidence(at, at + len(quote)),)} | fields)


FACTS = (
    fact(
        Diagnosis,
        "Adenocarcinoma of the caecum",
        name="colon adenocarcinoma",
        codes=(Code(system="OncoTree", code="COAD"),),
    ),
    fact(
        Biomarker,
        "BRCA2 p.K944X mutation",
        name="BRCA2",
        result="positive",
        variant="p.K944X",
        alteration="mutation",
    ),
    fact(Treatment, "FOLFOX", name="FOLFOX", type="regimen", status="ongoing", components=("oxaliplatin",)),
    fact(Treatment, "hepatectomy is planned", name="hepatectomy", type="surgery", assertion=Assertion.PLANNED),
)


def ask(text: str) -> Answer:
    profile = build_profile("00000000000000aa", FACTS, load_cards())

    def pages() -> Sequence[Page]:
        return (PAGE,)

    return answer_question(text, load_cards(), load_other_names(), profile, pages=pages)


def told(text: str) -> str:
    return " ".join(one.text for part in ask(text).sections for one in part.sentences)


@pytest.mark.parametrize(
    "question",
    [
        "what happens next",
        "what are the next steps for me",
        "what does the letter say happens next and should my sister get checked",
        "what's the plan",
    ],
)
def test_the_plan_is_quoted_whole(question: str) -> None:
    answer = told(question)
    assert "Two more cycles of FOLFOX" in answer
    assert "If it is still small, hepatectomy is planned" in answer
    assert "Dental check" in answer
    assert "stoma nurse" in answer


@pytest.mark.parametrize("question", ["explain this letter", "put my letter in plain words for my husband"])
def test_a_letter_that_is_explained_tells_the_course_and_the_plan(question: str) -> None:
    answer = told(question)
    assert "partial response" in answer
    assert "down from 30" in answer
    assert "stoma nurse" in answer


@pytest.mark.parametrize(
    "question", ["is my cancer getting better", "is my tumour improving", "has my cancer got worse"]
)
def test_how_it_goes_is_answered_by_the_response(question: str) -> None:
    answer = told(question)
    assert "partial response" in answer
    assert "outlook" not in answer


@pytest.mark.parametrize("question", ["is there a tablet for my mutation", "which drug goes with this gene fault"])
def test_a_mutation_of_theirs_is_the_one_that_was_found(question: str) -> None:
    answer = told(question)
    assert "BRCA2: positive" in answer
    assert "other medicines" not in answer


def test_what_is_planned_keeps_its_condition() -> None:
    assert "If it is still small, hepatectomy is planned" in told("what treatments have I had so far")


@pytest.mark.parametrize(
    "question", ["is my treatment the same as the guidelines say", "does what they plan follow the guidelines"]
)
def test_a_plan_is_set_beside_the_sources_and_not_judged(question: str) -> None:
    answer = told(question)
    assert re.search(r"FOLFOX, ongoing.*FOLFOX or FOLFIRI.*hepatectomy.*liver.*we do not judge a plan", answer)


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("what is not on this report", "gaps"),
        ("what's not on here", "gaps"),
        ("has anything been left off my report", "gaps"),
        ("is my cancer hormone sensitive", "hormone receptors"),
        ("is it fed by oestrogen", "hormone receptors"),
        ("is my kidney affected", "kidneys"),
        ("is my thyroid result a problem", "thyroid"),
    ],
)
def test_everyday_words_name_a_thing(question: str, thing: str) -> None:
    assert thing in {one.name for one in things_asked(question)}


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("is it in my family", "reach of the tumour"),
        ("has the thyroid cancer come back", "thyroid"),
        ("is it in my genes now", "reach of the tumour"),
        ("is there a pill for my mutation", "other medicines"),
        ("is my cancer getting worse", "complaints"),
        ("is anything left off this report", "all clear"),
    ],
)
def test_other_words_do_not(question: str, thing: str) -> None:
    assert thing not in {one.name for one in things_asked(question)}


def test_a_value_within_its_range_is_said_to_be() -> None:
    value = fact(Lab, "CEA 9.1", name="CEA", number=9.1, low=3.0, high=12.0)
    assert "within the range on the record" in record_sentence(value).text
    raised = value.model_copy(update={"number": 30.0})
    flagged = value.model_copy(update={"flag": "high"})
    assert not any("within" in record_sentence(one).text for one in (raised, flagged))


def test_the_grade_of_a_side_effect_is_not_explained_as_one_of_cells() -> None:
    terms = [one.term for one in definitions(("stopped because of grade 2 neuropathy",), load_cards())]
    assert "grade" not in terms
    assert "grade" in [one.term for one in definitions(("Nottingham grade 2",), load_cards())]


def test_what_stands_under_a_heading_is_taken_item_by_item() -> None:
    items = Written(lambda: (PAGE,)).under(re.compile(r"next steps\W*", re.I))
    assert [one.text[:2] for one in items] == ["1.", "2.", "3.", "4.", "5."]
    assert items[1].text == "2. MRI in July. If it is still small, hepatectomy is planned."
