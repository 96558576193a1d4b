"""What a question is taken to ask."""

import pytest

from answers.cards import load_cards
from answers.names import load_other_names
from answers.nearest import nearest
from answers.questions import understand


@pytest.mark.parametrize(
    ("text", "intent", "cancers", "biomarkers"),
    [
        (
            "What does HER2 status mean for Multiple Myeloma treatment",
            "biomarker_meaning",
            ["multiple-myeloma"],
            ["her2"],
        ),
        ("what does her-2 status mean for myeloma", "biomarker_meaning", ["multiple-myeloma"], ["her2"]),
        ("What is the 5-year survival rate for multiple myeloma", "prognosis", ["multiple-myeloma"], []),
        ("How is breast cancer treated?", "treatment", ["breast"], []),
        ("what do my records say", "records", [], []),
        ("What stage is my breast cancer?", "staging", ["breast"], []),
        ("mulitple myelmoa treatment", "treatment", ["multiple-myeloma"], []),
        ("I want to kill myself", "crisis", [], []),
        ("my legs are numb and i cant walk", "urgent", [], []),
        ("i have a fever of 39 after chemo", "urgent", [], []),
        ("my psa is 8", "biomarker_meaning", [], ["psa"]),
        ("what is ISS stage 2", "staging", ["multiple-myeloma"], []),
        ("how long do i have", "prognosis", [], []),
        ("que significa HER2 positivo en cancer de mama?", "biomarker_meaning", ["breast"], ["her2"]),
        ("Should I go to the ER?", "not_medical", [], []),
        ("What is the capital of France?", "not_medical", [], []),
        ("", "not_medical", [], []),
        ("What is her favourite colour?", "not_medical", [], []),
    ],
)
def test_understanding(text: str, intent: str, cancers: list[str], biomarkers: list[str]) -> None:
    """Intent, cancers and biomarkers, whatever the spelling."""
    question = understand(text, load_cards(), load_other_names())
    assert (question.intent, list(question.cancers), list(question.biomarkers)) == (intent, cancers, biomarkers)


def test_a_cancer_without_a_card_is_known_for_what_it_is() -> None:
    """We can say that we hold nothing on it."""
    question = understand("What is the treatment of retinoblastoma?", load_cards(), load_other_names())
    assert question.cancers == ()
    assert [kind for kind, _ in question.beyond] == ["cancer"]


@pytest.mark.parametrize(
    ("text", "cancers", "beyond"),
    [
        ("lung cancer treatment", ("non-small-cell-lung",), ()),
        ("small cell lung cancer treatment", ("small-cell-lung",), ()),
        ("childhood brain tumour", (), ("brain tumour",)),
        ("metaplastic breast cancer and HER2", ("breast",), ()),
    ],
)
def test_a_longer_name_of_another_cancer_is_not_a_card(
    text: str, cancers: tuple[str, ...], beyond: tuple[str, ...]
) -> None:
    """``small cell lung cancer`` is not the card called ``lung cancer``; a kind of breast cancer is breast's."""
    question = understand(text, load_cards(), load_other_names())
    assert question.cancers == cancers
    assert tuple(name for _, name in question.beyond) == beyond


def test_a_name_of_the_vocabulary_leads_to_the_card_of_its_marker() -> None:
    """``somatic BRCA`` and ``PDL-1`` are written nowhere in the cards."""
    for text, card in (("What does somatic BRCA mean?", "brca1-2"), ("PDL-1 of 50 %", "pd-l1")):
        assert understand(text, load_cards(), load_other_names()).biomarkers == (card,)


def test_the_questions_we_suggest_are_ones_we_understand() -> None:
    """A suggested question leads to a card, or to statements that hold its words."""
    library, others = load_cards(), load_other_names()
    for card in (*library.cancers, *library.biomarkers):
        for text in card.related_questions:
            question = understand(text, library, others)
            named = question.cancers or question.biomarkers or question.treatments
            assert named or nearest(text, library, 1), text


@pytest.mark.parametrize(
    ("text", "stage", "who"),
    [
        ("I have stage 3b colon cancer", "IIIB", "self"),
        ("My mother has stage IV lung cancer, what now?", "IV", "relative"),
        ("What is stage 0 breast cancer?", "0", None),
        ("My mother had breast cancer, should I be tested?", None, "self"),
        ("What does HER2 mean?", None, None),
    ],
)
def test_stage_and_person_are_understood(text: str, stage: str | None, who: str | None) -> None:
    """Which stage, and for whom: an answer from records is told to be of those records where another is asked about."""
    library = load_cards()
    understood = understand(text, library, load_other_names()).understood(library)
    assert (understood.stage, understood.who) == (stage, who)
