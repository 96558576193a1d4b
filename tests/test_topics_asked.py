"""Which topics stand in an answer, which do not, and what they begin with."""

import pytest

from answers import subjects
from answers.cards import load_cards
from answers.compose import answer_question
from answers.glossary import asked_for
from answers.names import load_other_names
from answers.questions import Question, understand
from answers.subjects import NONE
from answers.topics import sentences_of, topics_of
from answers.unheld import unheld
from core.records import Answer

LIBRARY, OTHERS = load_cards(), load_other_names()
LIBRARY_TOPICS = {one.id: one for one in LIBRARY.topics}
NEEDS = (
    ("do I need chemo after my lumpectomy, breast cancer", "breast"),
    ("would my brother need an operation for his kidney tumour", "kidney"),
    ("is radiotherapy needed in womb cancer when all was removed", "endometrium"),
    ("does gran really need chemo for her bowel cancer", "colorectal"),
    ("will iodine treatment be necessary, papillary thyroid cancer of 8 mm", "thyroid"),
    ("must everybody with myeloma have a transplant", "multiple-myeloma"),
)
FOREIGN = ("body-fluids", "other-care", "screening", "radioactive", "infection", "cannabis")
"""Topics that such questions were once answered by."""
NEVER = ({*FOREIGN} | {"declining", "mouth", "side-effects"}) - {"radioactive"}
LOW = (
    ("ANC was 600 on tuesday, will round four go ahead", {"infection", "dose"}),
    ("white count 1.4, my chemo is on friday, might they delay it", {"infection", "dose"}),
    ("I am neutropenic, what does that mean for me", {"infection"}),
    ("platelets of 41, would they still give me the next cycle", {"bleeding", "dose"}),
    ("haemoglobin fell to 7.6 after carboplatin", {"anaemia"}),
)
NOT_LOW = (
    "my white cells are high at 19, steroids?",
    "is a PSA of 0.7 bad",
    "my platelets are normal",
    "9 weeks after chemo, can I swim",
)
UNHELD = (
    ("may I dye my roots while on docetaxel", "coloured, bleached"),
    ("do finger nails grow out again after taxol", "Whether a nail will come off"),
    ("both toenails came off in my sock", "Whether a nail will come off"),
    ("may I paddle in the sea with a hickman", "Whether you may bathe"),
    ("will it be painful when the port is put in", "Whether it hurts to have a port"),
    ("does everyone in the lift notice my colostomy smelling", "Whether others can smell"),
    ("is it the chemo or am I getting dementia", "the start of dementia"),
    ("will the brain fog ever clear", "If and when it will pass"),
    ("how soon may a plasterer go back to work", "When you will be fit for work"),
    ("margins are clean, do I face another operation", "Whether you need another operation"),
    ("nobody in Kampala can afford these tablets, who can help", "outside the United States"),
    ("if I join the study can I pull out later", "leave a trial"),
    ("dad had his left lung removed, will his breathing be normal", "How breathing is"),
    ("what if I come off anastrozole two years early", "What stopping early"),
)
NOT_UNHELD = (
    "my new hair has another colour",
    "do hair dyes cause cancer",
    "the trial drug has stopped working",
    "I stopped smoking two years early",
    "my nails are brittle",
    "that was the last nail in the coffin",
    "the skin at my port is red and sore",
    "mum has dementia and bowel cancer",
    "the bag of chemo smells of metal",
    "when does the chemo start to work",
    "margins were clear, what is my stage",
    "my aunt in Toronto pays attention to her diet",
    "my scalp is so sore, hair is coming out in clumps",
    "may I come off anastrozole for a year to have a baby",
)


def answer(text: str) -> Answer:
    return answer_question(text, LIBRARY, OTHERS)


def topics(text: str) -> list[str]:
    return [one.id for one in topics_of(understand(text, LIBRARY, OTHERS), LIBRARY)]


def shown(topic: str, text: str, **known: tuple[str, ...]) -> list[str]:
    """Ids of the statements of a topic that is sure to be asked for."""
    asked = Question(text=text, intent="overview", subjects=(topic,), is_sure=True, **known)
    return [one.id for found in topics_of(asked, LIBRARY) if found.id == topic for one in found.statements]


@pytest.mark.model
@pytest.mark.parametrize(("question", "cancer"), NEEDS)
def test_who_needs_a_treatment_is_answered_by_the_card(question: str, cancer: str) -> None:
    assert not {*topics(question)} & {*FOREIGN}
    cited = {one for part in answer(question).sections for each in part.sentences for one in each.citations}
    assert any(one.startswith(f"card:{cancer}#") for one in cited)


@pytest.mark.model
def test_no_question_of_our_own_begins_with_a_foreign_topic() -> None:
    """Those that cards of cancers offer: none by a subject that such questions were once taken for."""
    offered = sorted({one for card in LIBRARY.cancers for one in card.related_questions})
    assert {one: topic for one in offered for topic in topics(one)[:1] if topic in NEVER} == {}


@pytest.mark.model
@pytest.mark.parametrize(("question", "expected"), LOW)
def test_low_counts_bring_what_to_watch_for(question: str, expected: set[str]) -> None:
    assert expected <= {*topics(question)}


@pytest.mark.model
def test_low_white_cells_bring_when_to_call_first() -> None:
    for question in ("neutrophils 0.5, what now", "white cells too low, will they skip my chemo"):
        (part,) = [
            one for one in answer(question).sections if one.title == "About infection and fever during treatment"
        ]
        assert "100.5" in part.sentences[0].text


@pytest.mark.parametrize("question", NOT_LOW)
def test_other_numbers_are_no_low_counts(question: str) -> None:
    asked = Question(text=question, intent="overview")
    assert not {"infection", "bleeding", "anaemia"} & {one.id for one in topics_of(asked, LIBRARY)}


@pytest.mark.parametrize(
    "question",
    [
        "is it kinder to let her be",
        "he wants no treatment at all",
        "can we let nature take its course",
        "what happens if I say no to the knife",
        "if she refuses the rays, what are the consequences",
        "what would happen if I did nothing",
        "can a judge make my son have the chemo",
    ],
)
def test_doing_nothing_is_to_say_no_to_treatment(question: str) -> None:
    assert [one.id for one in topics_of(Question(text=question, intent="overview"), LIBRARY)] == ["declining"]


@pytest.mark.parametrize(
    ("perhaps", "text"),
    [
        ("stem-cell-transplant", "14 percent plasma cells in the marrow"),
        ("fear-of-recurrence", "it came back after 18 months"),
        ("menopause", "early stage, found by chance"),
        ("urine", "T1 bladder cancer, high grade"),
    ],
)
def test_a_word_that_is_said_of_much_else_names_no_topic(perhaps: str, text: str) -> None:
    cancers = ("bladder",) if "bladder" in text else ()
    asked = Question(text=text, intent="overview", cancers=cancers, subjects=("outlook",), perhaps=("outlook", perhaps))
    assert topics_of(asked, LIBRARY) == ()


def test_an_unlikely_topic_stays_out_where_another_subject_is_sure() -> None:
    asked = Question(text="a transplant?", intent="overview", subjects=("outlook",), perhaps=("stem-cell-transplant",))
    assert [one.id for one in topics_of(asked, LIBRARY)] == ["stem-cell-transplant"]
    sure = Question(
        text="a transplant?", intent="overview", subjects=("outlook",), perhaps=("stem-cell-transplant",), is_sure=True
    )
    assert topics_of(sure, LIBRARY) == ()


def test_only_the_treatment_that_is_asked_about_is_said_to_hurt_or_to_pass() -> None:
    assert shown("hurts", "does radiotherapy hurt") == ["rays"]
    assert shown("hurts", "does an MRI hurt") == []
    assert {"needles", "marrow"} <= {*shown("hurts", "is the bone marrow needle painful")}
    assert len(shown("hurts", "will it hurt")) > 2
    assert shown("passing", "how long does the rash stay", treatments=("osimertinib",)) == ["targeted"]
    assert "beam" not in shown("radioactive", "radioactive iodine on monday, may I hug my son")


def test_nothing_of_women_is_said_of_a_cancer_of_men() -> None:
    assert not {"dry", "rays"} & {*shown("sex", "no erections since the operation", cancers=("prostate",))}
    assert "men" not in shown("hot-flushes", "hot flushes all night", treatments=("letrozole",))
    assert {"men", "women"} <= {*shown("hot-flushes", "hot flushes all night")}
    assert "dry" in shown("sex", "my wife has a dry vagina, I have prostate cancer", cancers=("prostate",))


def test_who_is_asked_about_tells_the_sex() -> None:
    """A relative's, where no cancer or medicine does."""
    assert "men" not in shown("hot-flushes", "my mum has hot flushes all night")
    assert "men" in shown("hot-flushes", "my husband has hot flushes all night")


def test_what_holds_in_the_united_states_is_told_to_nobody_abroad() -> None:
    """Whether a place is named or only a word of one."""
    for asked in ("we cannot pay for it here in Nairobi", "it costs £90 a week", "I owe two lakh for it"):
        assert not {"plans", "help", "social-worker"} & {*shown("money", asked)}
    assert {"plans", "help"} <= {*shown("money", "we cannot pay for it")}


def test_who_asks_for_leave_is_first_told_to_ask_the_team() -> None:
    assert shown("alcohol", "may I have a beer at the match")[0] == "ask"
    assert shown("alcohol", "does drink cause cancer")[0] == LIBRARY_TOPICS["alcohol"].statements[0].id
    (told,) = topics_of(
        Question(text="can I take something to go", intent="overview", subjects=("constipation",), is_sure=True),
        LIBRARY,
    )
    assert told.statements[0].id == "ask-first"


def test_a_topic_that_only_comes_nearest_says_so_and_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """And names what else comes near; one of danger and one that is named are told as ever."""

    def shares(text: str) -> dict[str, float]:
        return {"fatigue": 0.2, "infection": 0.18, "work": 0.09, NONE: 0.05}

    monkeypatch.setattr("answers.topics.shares_in", shares)
    monkeypatch.setattr(subjects, "shares_in", shares)
    asked = Question(text="I sit and look at the wall", intent="overview", subjects=("fatigue",))
    (near,) = topics_of(asked, LIBRARY)
    assert near.lacking
    assert near.lacking.startswith("We may hold nothing on just this")
    assert "“About work”" in near.lacking
    assert next(sentences_of("topics", near)).text == near.lacking
    assert len(near.statements) == 3
    (danger,) = topics_of(Question(text="what now", intent="overview", subjects=("infection",)), LIBRARY)
    assert danger.statements == LIBRARY_TOPICS["infection"].statements
    (named,) = topics_of(
        Question(text="fatigue", intent="overview", subjects=("fatigue",), perhaps=("fatigue",)), LIBRARY
    )
    assert named.statements == LIBRARY_TOPICS["fatigue"].statements


@pytest.mark.model
def test_a_part_that_leaves_its_it_open_brings_no_topic() -> None:
    assert "taste" not in topics("I am to have a colostomy. who empties it, and will others smell it")


def test_a_row_of_what_is_not_held_brings_its_topic() -> None:
    assert topics("margins are clean, do I face another operation")[0] == "clear-scan-after"
    assert "stoma" in topics("does everyone in the lift notice my colostomy smelling")


def test_worry_begins_with_what_is_normal_and_age_with_what_else_counts() -> None:
    held = {topic.id: topic for topic in LIBRARY.topics}
    assert held["feelings"].lead
    assert [one.id for one in held["feelings"].statements][-2:] == ["depression", "suicide"]
    assert held["age"].lead
    assert "effects" not in {one.id for one in held["age"].statements}


@pytest.mark.parametrize(("question", "said"), UNHELD)
def test_what_only_a_neighbour_is_held_of_is_said_not_to_be_held(question: str, said: str) -> None:
    assert said in " ".join(unheld(question, (), LIBRARY))


@pytest.mark.parametrize("question", NOT_UNHELD)
def test_what_sounds_like_it_is_not_said_to_be_missing(question: str) -> None:
    assert not any(said in " ".join(unheld(question, (), LIBRARY)) for _, said in UNHELD)


def test_a_named_cancer_whose_pregnancy_is_held_is_not_said_to_be_missing() -> None:
    asked = "I am pregnant with breast cancer, must I end the pregnancy"
    assert list(unheld(asked, (), LIBRARY)) == []


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("What does CRS 3 mean?", False),
        ("the omentum was CRS 2 after chemo, what is that", False),
        ("they say CRS after my CAR T cells, what is it", True),
        ("what is CRS", True),
        ("ICE score 10, CRS 1 on the chart after the infusion, what is the 1", True),
    ],
)
def test_a_short_name_that_stands_for_something_else_brings_no_topic(question: str, is_asked: bool) -> None:
    """A score of how a tumour reacted to chemotherapy is no release of cytokines."""
    asked = [one.id for one in topics_of(understand(question, LIBRARY, OTHERS), LIBRARY)]
    assert ("cytokine-storm" in asked) is is_asked


def test_a_word_of_a_report_that_is_judged_is_asked_for() -> None:
    terms = [one.term for one in asked_for("stable disease, is that good or bad", LIBRARY)]
    assert terms == ["stable disease"]
    assert asked_for("the tumour is in the lung, it was a bad week", LIBRARY) == ()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("I smile and say I am fine", False),
        ("that would be a big stride", False),
        ("they plan SMILE for his lymphoma", True),
        ("is the smile regimen hard", True),
    ],
)
def test_a_regimen_whose_name_is_a_word_counts_in_capitals_or_beside_chemo(question: str, named: bool) -> None:
    assert bool(understand(question, LIBRARY, OTHERS).treatments) == named


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("my hands are red and peel on capecitabine, is that normal", True),
        ("soles of his feet burn since he takes sunitinib", True),
        ("blisters on both feet from the tablets", True),
        ("what helps against hand-foot syndrome", True),
        ("the skin of my hand is red where the drip was, I have 5-FU", False),
        ("my feet are numb since the chemo", False),
        ("plantar fasciitis makes walking hard", False),
        ("second hand on capecitabine, red bus to the clinic", False),
    ],
)
def test_sore_hands_and_feet_open_with_what_that_is(question: str, is_asked: bool) -> None:
    found = topics_of(Question(text=question, intent="side_effects"), LIBRARY)
    told = [one.statements[0].id for one in found if one.id == "skin"]
    assert told == (["hands"] if is_asked else [])
