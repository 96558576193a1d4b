"""What a question tells of its own is read from it, and no question for the team asks for it again."""

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.owners import is_ill_relative, of_them
from answers.told import is_stage_told, results_in
from answers.treated import is_operated, is_treated

LIBRARY, OTHERS = load_cards(), load_other_names()


def team(question: str) -> tuple[str, ...]:
    return answer_question(question, LIBRARY, OTHERS).questions_for_team


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("my gullet cancer is HER2 3+ says the lab", {("HER2", "positive")}),
        ("she has a BRCA2 mutation, which tablet now", {("BRCA2", "positive")}),
        ("ER 80%, PR neg and HER2 neg", {("ER", "positive"), ("PR", "negative"), ("HER2", "negative")}),
        ("cll with del(17p), what now", {("del(17p)", "positive")}),
        ("what does BRAF V600E do", {("BRAF", "positive")}),
        ("my cancer is HER2 positive", {("HER2", "positive")}),
        ("am i HER2 positive", set()),
        ("is there a KRAS mutation in my tumour", set()),
        ("NRG1 fusion, was it tested in me", set()),
        ("MSI high or stable in my case", set()),
        ("MET exon 14 skipping: yes or no in my report?", set()),
        ("t(14;16) in my FISH?", set()),
        ("what is a KRAS mutation", set()),
        ("what happens if HER2 is positive", set()),
        ("should he be tested for a BRCA1 mutation", set()),
        ("", set()),
        ("?!,;", set()),
    ],
)
def test_a_result_is_told_that_is_neither_asked_nor_supposed(question: str, told: set[tuple[str, str]]) -> None:
    """With the very grammar that reads a record's page."""
    assert {(one.name, one.result) for one in results_in(question)} == told


@pytest.mark.parametrize(
    ("question", "operated", "treated", "staged"),
    [
        ("since my mastectomy in may i am so stiff", True, True, False),
        ("i finished chemo last month and want to swim", False, True, False),
        ("psa 0.1 after they took my prostate out, now 0.4", True, True, False),
        ("my husband's PSA rises, his prostate was removed two years ago", True, True, False),
        ("just had my thyroid out for papillary cancer", True, True, False),
        ("calcitonin still 40 after medullary thyroid cancer op", True, True, False),
        ("is it normal to be this tired six months after chemo", False, True, False),
        ("should I have my prostate removed or wait", False, False, False),
        ("I'm getting my prostate cancer surgery in June", False, False, False),
        ("she came out in hives, and the catheter came out", False, False, False),
        ("they found extensive stage small cell cancer", False, False, True),
        ("stage 2 bowel cancer, what comes first", False, False, True),
        ("will i need an operation", False, False, False),
    ],
)
def test_what_was_done_and_the_stage_are_told(question: str, operated: bool, treated: bool, staged: bool) -> None:
    """Not by a plan, nor by what is asked."""
    assert (is_operated(question), is_treated(question), is_stage_told(question)) == (operated, treated, staged)


@pytest.mark.parametrize(
    ("question", "not_asked"),
    [
        ("gastric cancer with HER2 3+, which drug helps", "HER2 tested"),
        ("my breast cancer carries a BRCA1 mutation, what does that change", "tested for an inherited BRCA1"),
        ("BRAF V600E melanoma, what can be given", "V600E or another"),
        ("small cell lung cancer, extensive stage, is immunotherapy usual", "limited or extensive"),
        ("ovarian cancer, HRD positive, is niraparib any good", "Was my tumour tested for HRD"),
    ],
)
def test_nothing_is_asked_that_was_just_said(question: str, not_asked: str) -> None:
    """Whether HER2 was tested is no question of somebody who gives its score."""
    asked = team(question)
    assert asked
    assert not any(not_asked in one for one in asked)


def test_what_a_told_result_means_is_asked_instead() -> None:
    """As with a record that holds it; and on the cancer asked about, not on another of the marker's card."""
    assert "Does my HER2 result open a treatment for me, now or later?" in team("stomach cancer, HER2 3+, what now")
    assert not any("myeloma" in one for one in team("cll with del(17p), which medicine"))


def test_a_marker_that_is_only_named_is_still_asked_for() -> None:
    """``what is HER2`` tells no result."""
    assert any("HER2" in one and "tested" in one for one in team("what does HER2 do in stomach cancer"))


@pytest.mark.parametrize(
    "question",
    [
        "i finished rays for throat cancer, when can i go back to my job as a bricklayer",
        "i am back at work after melanoma and tired all day",
        "my taste has gone since chemo for tongue cancer",
    ],
)
def test_nobody_is_frightened_by_what_was_not_asked(question: str) -> None:
    """Neither of a return or a spread, nor of a treatment to begin, beside a topic of life after it."""
    asked = team(question)
    assert not [one for one in asked if "comes back" in one or "spread" in one or "do you advise" in one]


def test_who_asks_for_questions_is_offered_those_on_a_return() -> None:
    """They are asked for then, and so are they by those who speak of a return."""
    assert any("comes back" in one for one in team("what should I ask about small cell lung cancer"))
    assert any("spread" in one for one in team("bowel cancer has spread to the liver, which treatment is there"))


@pytest.mark.parametrize(
    "question",
    [
        "my husband has extensive small cell lung cancer, is immunotherapy usual",
        "mum has ovarian cancer, HRD positive, would olaparib help her",
        "my son has hodgkin lymphoma, can he have children later",
    ],
)
def test_of_a_relative_nothing_is_asked_as_of_oneself(question: str) -> None:
    asked = " ".join(team(question))
    assert " their " in asked or " they " in asked
    assert not {"I", "my", "me"} & {*asked.replace("?", " ").replace(",", " ").split()}


@pytest.mark.parametrize(
    ("own", "theirs"),
    [
        ("Was my tumour tested for HER2?", "Was their tumour tested for HER2?"),
        ("Am I fit enough, or should I wait?", "Are they fit enough, or should they wait?"),
        ("Is there a trial that would suit me?", "Is there a trial that would suit them?"),
        ("How will we know that I am in remission?", "How will we know that they are in remission?"),
        ("My cells?", "Their cells?"),
    ],
)
def test_a_question_is_asked_for_another(own: str, theirs: str) -> None:
    assert of_them(own) == theirs


@pytest.mark.parametrize(
    ("question", "ill"),
    [
        ("my dad has lung cancer and i am worried", True),
        ("dad's prostate cancer came back", True),
        ("my grandson has a cold, may he visit", False),
        ("how do i make my daughter the one who decides", False),
        ("will my baby be ok", False),
    ],
)
def test_a_relative_is_ill_where_an_illness_of_theirs_is_told(question: str, ill: bool) -> None:
    """Others are only mentioned, and the questions stay one's own."""
    assert is_ill_relative(question) is ill


def test_two_questions_that_ask_the_same_are_one() -> None:
    """A marker's card and a cancer's may ask it in nearly the same words."""
    asked = team("lung cancer non small cell, PD-L1 is 80%, alone or with chemo")
    assert len([one for one in asked if "PD-L1 level" in one and "alone" in one]) == 1
