"""What stands first in an answer: what is asked, what is not held of it, and one's own cancer before others."""

import pytest

from answers.assumptions import assumed
from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.questions import understand
from answers.unheld import unheld
from core.records import Answer

LIBRARY = load_cards()
LACKING = [
    ("the clinic is in Dublin, how do I get a second opinion there?", "outside the United States"),
    ("Must I tell my manager that I have lymphoma?", "tell the employer"),
    ("How long until I can go back to work?", "fit for work again"),
    ("I cannot afford the fares to radiotherapy", "the way to treatment"),
    ("Can my boy go to nursery while he has chemo?", "to a nursery"),
    ("How can I explain to my grandson that his mum is dying?", "tell a child"),
    ("How long will lenalidomide keep it under control?", "go on working"),
    ("How likely is a rash from cetuximab?", "in figures"),
    ("I had a PET scan this morning: am I radioactive, since my daughter has a newborn?", "keep away from babies"),
    ("The report says KRAS G12D. Could my sons have it as well?", "passed on in the family"),
]
NOT_LACKING = [
    "How do I tell my daughter's teacher that I am ill?",
    "My sister-in-law in France has melanoma. What is the stage?",
    "My granddad drives a bus and has kidney cancer",
]


def ask(text: str) -> Answer:
    return answer_question(text, LIBRARY, load_other_names())


def told(answer: Answer) -> list[str]:
    return [sentence.text for section in answer.sections for sentence in section.sentences]


@pytest.mark.parametrize(("question", "said"), LACKING)
def test_what_is_not_held_of_a_question_is_said(question: str, said: str) -> None:
    topics = [topic.id for topic in LIBRARY.topics]
    lacking = [*unheld(question, (), LIBRARY), *(one for id in topics for one in unheld(question, (), LIBRARY, of=id))]
    assert said in " ".join(lacking)


@pytest.mark.parametrize("question", NOT_LACKING)
def test_what_only_sounds_like_it_is_not_called_unheld(question: str) -> None:
    assert list(unheld(question, (), LIBRARY)) == []


def test_what_is_not_held_comes_before_what_is() -> None:
    """Of a topic's own, and beside a topic."""
    assert told(ask("Am I allowed a whooping cough vaccine while on chemo?"))[0].startswith("When to have a vaccine")
    beside = told(ask("my hair is coming out, would scalp cooling help me?"))
    assert beside[0].startswith("Whether a cold cap works")


def test_figures_by_stage_that_are_not_held_are_said_to_be_before_other_figures() -> None:
    said = told(ask("What is the 5-year survival of stage 2 pancreatic cancer?"))
    (lacking,) = [place for place, one in enumerate(said) if "They also do not contain this" in one]
    assert lacking < min(place for place, one in enumerate(said) if "alive" in one)


def test_two_operations_that_are_weighed_are_answered_with_what_is_known_of_both() -> None:
    said = told(ask("I must choose between the two: should I have a mastectomy or a lumpectomy? I have breast cancer"))
    assert any("live as long as" in one for one in said)
    assert not any(one.startswith("We were not sure") for one in said)


def test_one_who_lives_with_a_stoma_is_not_told_that_not_everyone_needs_one() -> None:
    """Nor is somebody whose relative does."""
    others = load_other_names()
    for said in ("I have a stoma", "my dad has a stoma", "my elder sister has a colostomy"):
        question = understand(f"{said} after bowel cancer and is there a way to swim with it", LIBRARY, others)
        assert [one.id for one in assumed(question, LIBRARY) if "colostomy" in one.id] == []


def test_a_sentence_stands_once_in_a_section() -> None:
    said = told(ask("HER2-low in breast cancer, HER2 1+: what does low mean?"))
    assert len(said) == len(set(said))


def test_what_a_result_means_comes_before_what_the_test_is_for() -> None:
    assert told(ask("IGHV mutated in CLL: is it good or bad?"))[0].startswith(
        "In chronic lymphocytic leukaemia mutated"
    )


def test_the_cancer_that_is_only_named_beside_ones_own_comes_second() -> None:
    """And the care team is not asked about it."""
    answer = ask("I have thyroid cancer with a BRAF V600E change. Is vemurafenib not just for melanoma?")
    assert [premise.cancer for premise in answer.premises] == ["thyroid cancer", "melanoma"]
    assert not any("melanoma" in one for one in answer.questions_for_team)


def test_what_a_cancer_card_says_of_a_test_comes_before_what_was_searched() -> None:
    said = told(ask("My melanoma shows no PD-L1, does that matter?"))
    assert said[0].startswith("PD-L1 is a protein on cells; after surgery")


def test_a_medicine_of_other_cancers_is_said_to_be_theirs() -> None:
    said = " ".join(told(ask("Would venetoclax work for my testicular cancer?")))
    assert "do not speak of venetoclax" in said
    assert "Our cards speak of it in" in said
    assert "leukaemia" in said


def test_another_change_than_the_one_asked_about_is_left_out() -> None:
    said = told(ask("What does an EGFR exon 19 deletion mean in non-small cell lung cancer?"))
    assert not any("T790M" in one or "exon 20" in one for one in said)


def test_an_organ_with_metastatic_after_it_is_where_the_cancer_began() -> None:
    assert ask("HER2 2+, breast metastatic").understood.cancers == ("breast cancer",)
    assert ask("HER2 2+, lung metastatic lesions").understood.cancers == ()
