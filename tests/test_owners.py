"""Whose cancer it is that a question tells of."""

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.owners import asks_if_it_is_back, whose
from answers.questions import Question, understand


def asked(text: str) -> Question:
    return understand(text, load_cards(), load_other_names())


def told(text: str) -> list[str]:
    answer = answer_question(text, load_cards(), load_other_names())
    return [sentence.text for section in answer.sections for sentence in section.sentences]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("my brother would sell his car for me, i have cervical cancer", "self"),
        ("my husband drives me to radiotherapy for my throat cancer, will food taste again", "self"),
        ("how do i tell my children that my breast cancer is back", "self"),
        ("i havent told my wife that the lymphoma came back", "self"),
        ("i lost my mum to ovarian cancer and i am on letrozole for breast cancer", "self"),
        ("my daughter wants me to stop chemo, pancreatic cancer", "self"),
        ("my dad has prostate cancer in his bones", "relative"),
        ("father, 71, has prostate cancer. is the injection enough", "relative"),
        ("partner has seminoma, can it be cured", "relative"),
        ("i am so tired of it all, my husband was diagnosed with small cell lung cancer", "relative"),
        ("my husband has lung cancer and i have to decide on chemo for him", "relative"),
        ("my friend died of leukaemia and now my son has it too", "relative"),
    ],
)
def test_a_relative_who_is_only_mentioned_is_not_whom_it_is_about(text: str, who: str) -> None:
    assert whose(text) == who


@pytest.mark.parametrize(
    ("text", "cancers"),
    [
        ("My sister died of lymphoma. They call mine smouldering, is it real myeloma?", ("multiple-myeloma",)),
        ("dad had prostate cancer and i am on chemo for bowel cancer, will my hair go", ("colorectal",)),
        ("my uncle beat lung cancer with herbs, should i skip my chemo", ()),
        ("i lost my aunt to pancreatic cancer. i have kidney cancer stage 1, what is done", ("kidney",)),
        ("my dad died of bowel cancer and mum now has ovarian cancer", ("colorectal", "ovary")),
        ("My aunt's breast cancer was HER2 positive and I have myeloma. Is HER2 for me too?", ("multiple-myeloma",)),
        ("my aunt had breast cancer too, will i lose my hair on chemo", ("breast",)),
        ("my mum died of breast cancer, should i be tested for ovarian cancer", ("breast", "ovary")),
        ("my husband has lung cancer and i have to decide on chemo for him", ("non-small-cell-lung",)),
    ],
)
def test_a_relatives_cancer_that_is_only_mentioned_is_not_the_askers(text: str, cancers: tuple[str, ...]) -> None:
    assert asked(text).cancers == cancers


@pytest.mark.parametrize(
    ("text", "worries"),
    [
        ("I have DCIS. Is that cancer?", False),
        ("i have smouldering myeloma. is it cancer", False),
        ("they diagnosed me with CLL, is this cancer at all", False),
        ("i had breast cancer five years ago and now i've found a lump in the other one", True),
        ("my mum had ovarian cancer and i am bloated, could it be cancer", True),
        ("do i have bowel cancer? there is blood", True),
    ],
)
def test_who_has_cancer_is_not_told_what_to_do_in_case_it_is_one(text: str, worries: bool) -> None:
    titles = [one.title for one in answer_question(text, load_cards(), load_other_names()).sections]
    assert ("If you are worried that it is cancer" in titles) is worries


def test_a_decision_in_a_story_with_a_report_asks_for_no_records() -> None:
    text = "the scan report says it has gone. the surgeon would operate, the oncologist watch. should i have it out"
    assert asked(f"i have rectal cancer. {text}").intent != "records"
    assert asked("what do my records say").intent == "records"


@pytest.mark.parametrize(
    "question",
    [
        "I had a melanoma taken off my arm, now a lump in my armpit, scan next week. Has it come back?",
        "breast cancer in 2018, a new lump by the scar, is it cancer again",
        "new swelling in my neck, hodgkin lymphoma years ago, terrified its back",
        "My PSA rose to 0.5 after the operation, is the cancer back?",
    ],
)
def test_whether_a_cancer_is_back_is_not_told_by_a_page(question: str) -> None:
    said = [one for one in told(question) if not one.startswith("I am sorry that this is so frightening")]
    assert said[0].startswith("This page cannot tell whether a cancer has come back")
    assert not any("no doctor has seen" in one for one in said)


@pytest.mark.parametrize(
    "question",
    [
        "What happens if my breast cancer comes back?",
        "My lymphoma has come back, what are the options?",
        "Is it normal for hair to grow back after chemo for breast cancer?",
        "Is it safe to go back to work after bowel cancer?",
        "Has my hair come back because the breast cancer drugs stopped?",
    ],
)
def test_a_return_that_is_known_or_only_feared_of_later_is_no_such_question(question: str) -> None:
    assert not asks_if_it_is_back(question)
