"""Which stages and grades a question or a statement names in words."""

import pytest

from answers.cards import CancerCard, load_cards
from answers.extent import extent_of
from answers.names import load_other_names
from answers.questions import understand
from answers.stages import (
    first_stage,
    grades_in,
    is_of_a_stage,
    is_of_another_stage,
    named_stages,
    stages_in,
    without_stages,
)


def card(cancer: str) -> CancerCard:
    return next(one for one in load_cards().cancers if one.id == cancer)


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("my dad has stage 3b", {"III"}),
        ("my aunt's is stage-4", {"IV"}),
        ("they call it stage two", {"II"}),
        ("stage IA2", {"I"}),
        ("stage IIE lymphoma", {"II"}),
        ("stage I, II or III", {"I", "II", "III"}),
        ("stage 2/3", {"II", "III"}),
        ("stages IIB to IVA", {"II", "III", "IV"}),
        ("stages I–III", {"I", "II", "III"}),
        ("stages two through four", {"II", "III", "IV"}),
        ("from the top: stage IV to II", {"II", "III", "IV"}),
        ("stages 0 and I", {"0", "I"}),
        ("it was stage 1, now it is stage 3", {"I", "III"}),
        ("her bowel, dukes c", {"III"}),
        ("Duke's B2, years back", {"II"}),
        ("Dukes' stage D", {"IV"}),
        ("the stage is not known", set()),
        ("stage fright", set()),
        ("a stage 32 times", set()),
        ("", set()),
    ],
)
def test_stages_are_read_however_they_are_written(text: str, stages: set[str]) -> None:
    assert stages_in(text) == stages


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("what stage I am in", set()),
        ("it hangs on the stage I have", set()),
        ("at this stage one can only wait", set()),
        ("stage 3 and I had my scan", {"III"}),
        ("so is it stage 2 or 3, i am so afraid", {"II", "III"}),
        ("stage 3, 4 months ago", {"III"}),
        ("stage 2 and 3 nodes", {"II"}),
        ("stage 2, 1.5 cm", {"II"}),
    ],
)
def test_what_only_looks_like_a_stage_is_none(text: str, stages: set[str]) -> None:
    assert stages_in(text) == stages


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("stage 3b lung", "IIIB"),
        ("stage IIIC1", "IIIC1"),
        ("stage 3 b lung", "IIIB"),
        ("stage III A lung", "IIIA"),
        ("stage 3 b-cell lymphoma", "III"),
        ("stage 4 a year ago", "IV"),
        ("stage 1 and then stage 4", "I"),
        ("dukes b", None),
        ("grade 3", None),
    ],
)
def test_the_first_stage_is_told_in_roman_numbers(text: str, first: str | None) -> None:
    """As it is stated: a letter of Dukes is not made a number there."""
    assert first_stage(text) == first


def test_each_knows_its_place() -> None:
    text = "Dukes B then, now stages III or IVB"
    assert [(one.system, one.first, text[one.start : one.end]) for one in named_stages(text)] == [
        ("Dukes", "Dukes B", "Dukes B"),
        ("numbers", "III", "stages III or IVB"),
    ]


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("a grade 2 or 3 tumour", {"II", "III"}),
        ("grade III glioma", {"III"}),
        ("grades 1 to 3a", {"I", "II", "III"}),
        ("grade 3, two nights in hospital", {"III"}),
        ("maybe a higher grade one day", set()),
        ("stage 2", set()),
    ],
)
def test_grades_are_read_as_stages_are(text: str, grades: set[str]) -> None:
    assert grades_in(text) == grades
    assert not stages_in(text) or not grades


@pytest.mark.parametrize(
    ("statement", "question", "other"),
    [
        ("In stage III chemotherapy follows surgery.", "i have stage 1, do i need chemo", True),
        ("In stages I to III surgery is the main treatment.", "i have stage 2, do i need an operation", False),
        ("In stage III chemotherapy follows surgery.", "dukes c, do i need chemo", False),
        ("A high risk means grade 3.", "grade 1, do i need radiation", True),
        ("Grades 1 and 2 are mostly of low risk.", "grade 2, what now", False),
        ("For grade II, watching is one choice.", "grade 3, what now", True),
        ("In stage III chemotherapy follows surgery.", "do i need chemo", False),
    ],
)
def test_a_statement_on_another_stage_or_grade(statement: str, question: str, other: bool) -> None:
    assert is_of_another_stage(statement, question) is other


def test_a_statement_of_the_stage_asked_about() -> None:
    assert is_of_a_stage("In stages II and III it lies deeper.", "how long with stage 3")
    assert not is_of_a_stage("In stages II and III it lies deeper.", "how long with stage 4")


def test_a_stage_that_is_told_is_not_asked_for() -> None:
    assert "stage" not in without_stages("treatment of stage III, of limited-stage, of dukes stage b")
    assert "stage" in without_stages("stage 3: how is the stage found")
    question = understand("is dukes stage c bowel cancer treated with chemo", load_cards(), load_other_names())
    assert question.intent == "treatment"


@pytest.mark.parametrize(
    ("cancer", "text", "extent"),
    [
        ("colorectal", "dukes d bowel cancer", "spread"),
        ("colorectal", "is it stage 3 or 4", None),
        ("colorectal", "stage 4, or so they said", "spread"),
        ("breast", "what stage i am in", None),
        ("breast", "stage one, what next", "local"),
        ("ovary", "stages 1 to 4, how do they differ", None),
    ],
)
def test_how_far_it_has_come_by_its_stage(cancer: str, text: str, extent: str | None) -> None:
    """A range that ends beyond tells nothing."""
    assert extent_of(text, card(cancer), None) == extent
