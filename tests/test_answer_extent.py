"""What a card says of another extent of the cancer than the one asked about stands last, or not at all."""

import pytest

from answers.cards import CancerCard, Extent, load_cards
from answers.compose import answer_question
from answers.extent import extent_of, fitting_first, holding
from answers.names import load_other_names
from answers.profile import build_profile
from core.records import Answer, Biomarker, Code, Diagnosis, Fact, Finding, Page, Profile

LIBRARY = load_cards()
OTHERS = load_other_names()


def card(cancer: str) -> CancerCard:
    return next(one for one in LIBRARY.cancers if one.id == cancer)


def profile(*facts: Fact) -> Profile:
    return build_profile("00000000000000bb", facts, LIBRARY)


def fact(kind: type[Fact], **fields: object) -> Fact:
    page = Page.model_validate(
        {"document": "cd" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": "as read"}
    )
    return kind.model_validate({"confidence": 1, "evidence": (page.evidence(0, 7),)} | fields)


COLON = fact(Diagnosis, name="colon adenocarcinoma", site="colon", codes=(Code(system="OncoTree", code="COAD"),))
IN_THE_LIVER = fact(Finding, name="metastasis", value="present", site="liver")


def texts(answer: Answer, title: str) -> list[str]:
    return [one.text for part in answer.sections if part.title.startswith(title) for one in part.sentences]


@pytest.mark.parametrize(
    ("cancer", "text", "extent"),
    [
        ("colorectal", "it went to her lungs, what can be done", "spread"),
        ("colorectal", "stage 4 bowel cancer options", "spread"),
        ("multiple-myeloma", "stage 3 myeloma treatment", None),
        ("testis", "stage 4", None),
        ("breast", "metastatic breast cancer", "spread"),
        ("breast", "could it have spread to the bones", None),
        ("breast", "it has not spread to the lungs", "local"),
        ("breast", "stage 1a, what next", "local"),
        ("breast", "will the chemo stop it so it has never gone to the liver", None),
        ("dlbcl", "the lymphoma has come back", "returned"),
        ("multiple-myeloma", "relapsed after transplant", "returned"),
        ("prostate", "did it come back or is it a new one", None),
        ("melanoma", "what is it treated with", None),
    ],
)
def test_the_extent_is_the_one_that_the_question_states(cancer: str, text: str, extent: Extent | None) -> None:
    assert extent_of(text, card(cancer), None) == extent


def test_a_spread_that_the_records_tell_counts_where_the_question_says_nothing() -> None:
    records = profile(COLON, IN_THE_LIVER)
    assert extent_of("what can be done for me", card("colorectal"), records) == "spread"
    assert extent_of("what is done in stage 1", card("colorectal"), records) == "local"
    assert extent_of("what can be done for me", card("colorectal"), profile(COLON)) is None
    assert extent_of("it was stage 3 then, was chemo needed", card("colorectal"), records) is None


def test_how_far_the_own_cancer_has_come_says_nothing_of_a_relatives() -> None:
    """The records open are the son's."""
    records = profile(COLON, IN_THE_LIVER)
    own, of_dad = (
        answer_question(f"what treatments are there for {whose} bowel cancer", LIBRARY, OTHERS, records)
        for whose in ("my", "my dad's")
    )
    first = "In stage IV the tests guide the choice"
    assert texts(own, "Kinds of treatment")[0].startswith(first)
    assert not texts(of_dad, "Kinds of treatment")[0].startswith(first)


def test_treatments_for_this_extent_come_first_and_none_is_lost() -> None:
    told = card("colorectal").treatments
    ordered = fitting_first(told, "spread")
    assert sorted(one.id for one in ordered) == sorted(one.id for one in told)
    assert ordered[0].extent == "spread"
    assert ordered[-1].extent == "local"
    assert fitting_first(told, None) == told


def test_figures_for_another_extent_are_left_out_only_where_others_stay() -> None:
    told = card("pancreas").outlook
    assert any(one.extent == "local" for one in told)
    assert not any(one.extent == "local" for one in holding(told, "spread"))
    only_local = tuple(one for one in told if one.extent == "local")
    assert holding(only_local, "spread") == only_local


def test_an_answer_on_a_spread_cancer_opens_with_it() -> None:
    answer = answer_question("How is colon cancer treated once it went to the liver?", LIBRARY, OTHERS)
    first = texts(answer, "Kinds of treatment")[0]
    assert first in [one.text for one in card("colorectal").treatments if one.extent == "spread"]


def test_records_on_another_cancer_are_named_and_left_out() -> None:
    answer = answer_question("My brother has testicular cancer, what can be done?", LIBRARY, OTHERS, profile(COLON))
    assert texts(answer, "What your records say") == []
    assert texts(answer, "Your records") == [
        "You asked about testicular cancer; the records open here are about colorectal cancer, so they are left out."
    ]


@pytest.mark.parametrize(
    "asked",
    ["Is it in the rectum or the colon?", "What is my stage?"],
)
def test_records_that_are_asked_for_stay(asked: str) -> None:
    assert texts(answer_question(asked, LIBRARY, OTHERS, profile(COLON)), "What your records say")


def test_what_was_told_takes_no_room_from_what_was_not() -> None:
    answer = answer_question(
        "Breast cancer with a PIK3CA change, is there something besides alpelisib?", LIBRARY, OTHERS
    )
    told = [one.text for part in answer.sections for one in part.sentences if one.citations]
    assert len(told) == len({*told})
    assert any("inavolisib" in one for one in told)
    assert any("capivasertib" in one for one in told)


@pytest.mark.parametrize(
    "asked",
    [
        "they found something on my pankreas",
        "There's a spot on my lung from the x-ray, is it cancer?",
        "doctor felt a lump in my prostate, I'm scared it's cancer",
    ],
)
def test_what_nobody_called_cancer_is_asked_about_as_such(asked: str) -> None:
    answer = answer_question(asked, LIBRARY, OTHERS)
    assert answer.understood.cancers == ()
    assert answer.questions_for_team[0] == "What did you find, and what could it be besides cancer?"


def test_a_diagnosis_in_an_organ_stays_one() -> None:
    told = "diagnosed with prostate, stage 2, I'm so scared it is in the bones, is that lump cancer too"
    assert answer_question(told, LIBRARY, OTHERS).understood.cancers == ("prostate cancer",)


def test_questions_for_anyone_are_none_of_a_single_cancer() -> None:
    asked = answer_question("what should I ask the doctor tomorrow?", LIBRARY, OTHERS).questions_for_team
    assert "What is the aim of my treatment?" in asked
    assert not any("lymphoma" in one or "transplant" in one for one in asked)


def test_whose_risk_it_is_stays_clear_after_two_relatives() -> None:
    asked = "my gran had womb and my sister had ovarian cancer at 38 could i be a carrier"
    team = answer_question(asked, LIBRARY, OTHERS).questions_for_team
    assert not any("my cancer" in one or "do I have" in one for one in team)


@pytest.mark.parametrize(
    "asked", ["Can you explain this report to me?", "please put the letter in simple words for me"]
)
def test_a_paper_that_is_to_be_explained_is_told_as_a_whole(asked: str) -> None:
    answer = answer_question(asked, LIBRARY, OTHERS, profile(COLON, IN_THE_LIVER))
    assert answer.understood.intent == "records"
    told = texts(answer, "What your records say")
    assert any("liver" in one for one in told)
    assert any(one.startswith("In plain words, adenocarcinoma") for one in told)


def test_the_word_that_a_fact_hangs_on_is_put_in_plain_ones() -> None:
    margin = fact(Finding, name="margin", value="clear")
    told = texts(answer_question("did they get it all out?", LIBRARY, OTHERS, profile(COLON, margin)), "What your")
    assert any("a clear margin means" in one for one in told)


def test_a_value_after_the_operation_is_not_read_as_one_before_a_diagnosis() -> None:
    told = [
        one.text
        for part in answer_question("PSA 0.4 a year after my prostatectomy, is it back?", LIBRARY, OTHERS).sections
        for one in part.sentences
    ]
    assert any("After treatment a rise" in one for one in told)
    assert not any("false alarm" in one or "above 4.0" in one or "screening" in one for one in told)


def test_a_value_that_is_asked_to_tell_of_cancer_is_read_as_before_a_diagnosis() -> None:
    answer = answer_question("does a psa of 9 mean prostate cancer", LIBRARY, OTHERS)
    told = [one.text for part in answer.sections for one in part.sentences]
    assert answer.understood.cancers == ()
    assert any("false alarm" in one for one in told)
    assert not any("first sign of a return" in one for one in told)


@pytest.mark.parametrize("card", LIBRARY.cancers, ids=lambda card: card.id)
def test_a_diagnosis_is_not_taken_away_by_what_nobody_told(card: CancerCard) -> None:
    asked = f"I have {card.name} and nobody told me about side effects"
    assert answer_question(asked, LIBRARY, OTHERS).understood.cancers == (card.name,)


def test_a_marker_is_put_in_the_words_of_its_own_card() -> None:
    protein = fact(Biomarker, name="M protein", result="high", value="32 g/L")
    told = texts(answer_question("which values are out of range?", LIBRARY, OTHERS, profile(protein)), "What your")
    assert not any(one.startswith("In plain words, protein") for one in told)


def test_questions_beside_a_topic_begin_with_what_was_asked() -> None:
    asked = "does my cancer run in the family, should my kids be tested"
    assert "Lynch" in answer_question(asked, LIBRARY, OTHERS, profile(COLON)).questions_for_team[0]


def test_to_agree_to_something_asks_for_no_disagreement_of_the_records() -> None:
    told = answer_question("she wont have more chemo, is it wrong if we agree", LIBRARY, OTHERS, profile(COLON))
    assert told.sections[0].title in ("About saying no to treatment", "A decision to make with your care team")
