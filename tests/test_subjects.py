"""Which subjects a question asks for is learned from wordings, and holds for wordings that nobody trained on."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import subjects as asked_for
from answers.cards import load_cards
from answers.choice import LEANS
from answers.compose import answer_question
from answers.intents import INTENT_OF
from answers.names import load_other_names
from answers.questions import understand
from answers.subjects import ALONE, likely_in, shares_in
from answers.topics import closest_first
from core.errors import UnusableEmbedder
from core.records import Answer
from models import readers
from models.embedder import Embedder
from models.readers import (
    NONE,
    Example,
    Reader,
    examples_beside,
    fit,
    load_reader,
    read_examples,
    stems_of,
    vocabulary,
    wanted_of,
)

pytestmark = pytest.mark.model

TRAIN, TEST = read_examples("subjects", "train"), read_examples("subjects", "test")
BESIDE = tuple(examples_beside("subjects", Path()))
LIBRARY, OTHERS = load_cards(), load_other_names()


def answer(question: str) -> Answer:
    return answer_question(question, LIBRARY, OTHERS)


def told(question: str) -> str:
    return " ".join(one.text for part in answer(question).sections for one in part.sentences)


def test_no_wording_is_both_learned_and_tested_on() -> None:
    assert {one.text.casefold() for one in TRAIN} & {one.text.casefold() for one in TEST} == set()
    assert len(TRAIN) >= 9000
    assert len(TEST) >= 500


def test_every_subject_is_learned_from_many_wordings_and_tested() -> None:
    for subject in load_reader("subjects").names[:-1]:
        assert sum(subject in one.meant for one in TRAIN) >= 25, subject
        assert sum(subject in one.meant for one in TEST) >= 3, subject


def test_the_weights_are_of_these_wordings() -> None:
    """Else `python -m models.readers subjects` has to run again."""
    learned = load_reader("subjects")
    names = sorted({subject for one in TRAIN for subject in one.meant})
    words = vocabulary([one.text for one in dict.fromkeys((*TRAIN, *BESIDE))])
    assert learned.names == (*names, NONE)
    assert learned.words.places == words.places


def test_unseen_wordings_find_their_subject() -> None:
    """Among 127 subjects, 84 of 100 at once and 92 among the first two; nothing is found where nothing is asked for."""
    found = [(one, list(load_reader("subjects").shares(one.text))) for one in TEST]
    asked = [(one, names) for one, names in found if one.meant]
    assert sum(names[0] in one.meant for one, names in asked) >= 0.84 * len(asked)
    assert sum(bool({*names[:2]} & {*one.meant}) for one, names in asked) >= 0.92 * len(asked)
    others = [names for one, names in found if not one.meant]
    assert sum(names[0] == NONE for names in others) >= 0.9 * len(others)


def test_hardly_anybody_with_cancer_is_turned_away() -> None:
    ours = [one.text for one in TEST if one.meant != ("not-cancer",)]
    turned = [text for text in ours if understand(text, LIBRARY, OTHERS).intent == "not_medical"]
    assert len(turned) <= 0.05 * len(ours), turned


def test_what_has_nothing_to_do_with_cancer_is_told_so() -> None:
    others = [one.text for one in TEST if one.meant == ("not-cancer",)]
    assert sum(understand(text, LIBRARY, OTHERS).intent == "not_medical" for text in others) >= 0.7 * len(others)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("on tamoxifen, the GP gave me paroxetine tablets, do they clash", "Whether one medicine"),
        ("is it safe to take sertraline together with tamoxifen", "Whether one medicine"),
        ("can mum have her flu jab in the same week as chemo", "When to have a vaccine"),
        ("my gall bladder is out since monday, when may I sit behind the wheel of my van again", "When you may drive"),
        ("our two cats share my pillow and my counts are low from chemo, is that a risk", "Whether a pet"),
        (
            "is the bathroom safe for my little ones after I come home from the docetaxel drip",
            "the toilet, the laundry",
        ),
        ("would they halve my capecitabine if I asked, I feel dreadful on it", "whether a lower dose"),
        ("is an ultrasound through the back passage painful", "whether a scan"),
        ("grandpa turned 87, do surgeons still take such old men for a bowel cancer operation", "An age at which"),
        ("my fingertips have been dead since paclitaxel, does that feeling ever return", "How long it will take"),
        ("can my bunion be operated on between two chemo cycles", "some other surgery or check"),
        ("my cousin and the professor on the web say opposite things about my treatment", "Who of two people"),
    ],
)
def test_what_a_topic_lacks_is_said(question: str, said: str) -> None:
    assert said in told(question)


@pytest.mark.parametrize(
    "question",
    [
        "does chemo leave my body in pee and could it harm my daughter who cleans the bathroom",
        "are my wife's nightshirts safe to wash with ours, she sweats out the chemotherapy",
    ],
)
def test_chemotherapy_in_body_fluids_is_not_answered_by_cancer_not_being_catching(question: str) -> None:
    assert "nobody can get it from you" not in told(question)
    assert "traces" in told(question)


def test_who_asks_if_cancer_is_catching_is_told_that_it_is_not() -> None:
    assert "nobody can get it from you" in told("could my boy catch the tumour from my towel")


@pytest.mark.parametrize(
    ("question", "medicine"),
    [
        ("which side effects does lorlatinib have", "lorlatinib"),
        ("dad starts sotorasib for lung cancer with KRAS G12C, what side effects are common", "sotorasib"),
        ("does docetaxel make you lose your hair", "docetaxel"),
    ],
)
def test_that_no_list_of_a_medicines_side_effects_is_held_is_said_first(question: str, medicine: str) -> None:
    first = answer(question).sections[0].sentences[0].text
    assert first.startswith(f"Our cards do not list the side effects of {medicine}")


def test_side_effects_that_are_held_stand_before_that_there_may_be_others() -> None:
    sentences = [one.text for one in answer("what are the side effects of tamoxifen").sections[0].sentences]
    assert "the risk of a clot" in sentences[0]
    assert sentences[-1].startswith("Our cards do not list all the side effects of tamoxifen")


def test_who_tells_of_a_side_effect_is_not_told_that_no_list_is_held() -> None:
    assert "do not list" not in told("the soles of my feet are numb from docetaxel, what can help")


def test_a_medicine_that_a_topic_speaks_of_is_not_called_unspoken_of() -> None:
    text = told("are the dexamethasone steroids making my brother with lymphoma so moody")
    assert "do not speak of dexamethasone" not in text
    assert "tense or low" in text


def test_how_bad_a_marker_is_asks_for_the_outlook_too() -> None:
    for text in ("NPM1 mutation in AML, is that bad", "TP53 mutated CLL. how serious is this"):
        asked = understand(text, LIBRARY, OTHERS)
        assert asked.intent == "biomarker_meaning"
        assert asked.asks_how_bad
        assert "prognosis" not in asked.also
    assert not understand("what does NPM1 mean in AML", LIBRARY, OTHERS).asks_how_bad


def test_the_last_days_are_told_where_a_question_of_the_outlook_asks_for_them_too() -> None:
    text = told("mum has stage 4 stomach cancer, how many months are left and what are the last days like")
    assert "comfortable as can be" in text
    assert text.index("comfortable as can be") < text.index("Which changes come in the last days")


def test_age_is_asked_beside_what_the_card_says_of_treatment() -> None:
    text = told("my great aunt is 88, is that too old for chemotherapy in colon cancer")
    assert "more than on age" in text
    assert "An age at which" in text


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("will mum be here for my wedding next june, her ovarian cancer is back", "prognosis"),
        ("what is left to try once the second chemo fails in pancreas cancer", "treatment"),
    ],
)
def test_a_kind_of_question_is_read_by_its_meaning(question: str, intent: str) -> None:
    assert intent in INTENT_OF.values()
    assert understand(question, LIBRARY, OTHERS).intent == intent


def test_a_question_on_a_marker_is_answered_by_its_cards_alone() -> None:
    titles = {topic.title for topic in LIBRARY.topics}
    for text in ("What does HER2 status mean for multiple myeloma treatment?", "what does BRAF V600E mean in melanoma"):
        assert not titles & {part.title for part in answer(text).sections}


def test_where_minilm_is_missing_questions_are_read_by_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Reader:
        raise UnusableEmbedder("not installed")

    monkeypatch.setattr(readers, "load_reader", missing)
    asked_for._shares_in.cache_clear()
    assert shares_in("my feet are numb from oxaliplatin") == {}
    assert answer("What does HER2 mean in breast cancer?").sections
    asked_for._shares_in.cache_clear()


@pytest.fixture(scope="module")
def read_once() -> None:
    """The first question of a process waits for the weights, which is not what a deadline is for."""
    shares_in("once")


@pytest.mark.usefixtures("read_once")
@given(st.text(max_size=400))
def test_any_text_has_shares(text: str) -> None:
    shares = shares_in(text)
    assert all(0 <= share <= 1 for share in shares.values())
    assert all(shares[one] >= ALONE for one in likely_in(shares))


def test_a_long_letter_is_read_to_its_end() -> None:
    long = "We have been through a lot this year and the garden has been my comfort. " * 12
    assert "hair-loss" in likely_in(shares_in(f"{long} Will my hair grow back after docetaxel?"))


def test_stems_join_the_endings_of_a_word() -> None:
    assert stems_of("Numbness, numb; tingling!") & stems_of("tingles numb") == {"numb", "tingl"}


def test_a_question_of_two_subjects_is_shared_out() -> None:
    wanted = wanted_of([Example("a", ("x", "y")), Example("b", ())], ("x", "y", NONE))
    assert wanted.tolist() == [[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]


def test_fitting_tells_apart_what_can_be_told_apart_and_repeats_itself() -> None:
    given_ = np.eye(3, dtype=np.float32).repeat(4, axis=0)
    first, second = fit(given_, given_), fit(given_, given_)
    assert ((given_ @ first[0] + first[1]).argmax(1) == given_.argmax(1)).all()
    assert np.array_equal(first[0], second[0])


def test_what_is_saved_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "WEIGHTS", tmp_path)
    examples = [
        Example("is my hair gone", ("hair",)),
        Example("will my hair fall out", ("hair",)),
        Example("the bill came", ("money",)),
        Example("who pays the bill", ("money",)),
        Example("what is HER2", ()),
    ]
    made = readers.train(Embedder.load("cpu"), examples)
    made.save("made")
    read = Reader.load(made.embedder, "made")
    assert read.names == ("hair", "money", NONE)
    assert next(iter(read.shares("my hair"))) == "hair"
    assert read.shares("my hair") == pytest.approx(made.shares("my hair"), abs=0.01)


def test_asking_uses_only_the_likely_ones() -> None:
    assert asked_for.likely_in({"pain": 0.6, NONE: 0.3, "sleep": 0.1}) == ("pain",)
    assert asked_for.likely_in({"pain": 0.2, "sleep": 0.15, NONE: 0.05}) == ("pain",)
    assert asked_for.likely_in({NONE: 0.7, "pain": 0.2}) == ()


def test_a_subject_that_is_named_is_told_beside_the_likeliest() -> None:
    titles = [
        part.title for part in answer("whats the difference between stage and grade, letter says grade 3").sections
    ]
    assert {"About the stage of a cancer", "About the grade of a cancer"} <= {*titles}


def test_the_statement_that_alone_speaks_of_what_is_asked_comes_first() -> None:
    (radioactive,) = [one for one in LIBRARY.topics if one.id == "radioactive"]
    first = closest_first(
        radioactive, "when may I hold my baby again after the radioactive iodine I swallowed"
    ).statements
    assert first[0].id == "liquid"
    assert {*first} == {*radioactive.statements}
    assert closest_first(radioactive, "what now") == radioactive


def test_a_statement_that_leans_on_another_never_comes_first() -> None:
    for topic in LIBRARY.topics:
        for one in topic.statements:
            first = closest_first(topic, one.text).statements[0]
            assert first == topic.statements[0] or not LEANS.search(first.text)


def test_a_statement_stays_behind_the_one_it_leans_on() -> None:
    """However they are put in order."""
    for topic in LIBRARY.topics:
        before = dict(zip(topic.statements[1:], topic.statements, strict=False))
        for asked in ("chemo or radiation after surgery", "my child, my skin and my hands", "how long and what helps"):
            told = closest_first(topic, asked).statements
            after = dict(zip(told[1:], told, strict=False))
            leaning = [one for one in told[1:] if LEANS.search(one.text) and one in before]
            assert [one.id for one in leaning if after[one] != before[one]] == []


def test_the_lead_of_a_topic_stays_first_whatever_is_asked() -> None:
    (radioactive,) = [one for one in LIBRARY.topics if one.id == "radioactive"]
    led = radioactive.model_copy(update={"lead": True})
    assert closest_first(led, "the radioactive iodine I swallowed") == led


def test_off_work_is_no_outlook() -> None:
    assert (
        understand("how long will i be off work after a mastectomy, i lift boxes", LIBRARY, OTHERS).intent
        != "prognosis"
    )


def test_danger_that_no_list_holds_is_met_where_meaning_is_nearly_sure() -> None:
    text = (
        "since tuesday my legs feel like cotton wool and i nearly fell on the stairs, my back is on fire for weeks. "
        "prostate cancer in the bones. also i cant seem to pee properly. could it be the new tablets"
    )
    assert understand(text, LIBRARY, OTHERS).intent == "urgent"
    assert (
        answer("what do i tell my 6 year old, her dad has a brain tumour").sections[0].title
        == "About talking with children"
    )


def test_what_a_topic_says_of_another_cancer_is_left_out() -> None:
    asked = "does my bowel cancer run in the family, should my kids be tested"
    told = answer(asked)
    (part,) = [one for one in told.sections if one.title == "About inherited cancer and genetic testing"]
    assert not any("breast" in one.text for one in part.sentences)
    (wide,) = [
        one
        for one in answer("does cancer run in families").sections
        if one.title == "About inherited cancer and genetic testing"
    ]
    assert any("breast" in one.text for one in wide.sentences)


def test_what_the_card_on_the_cancer_says_of_a_topic_stands_beside_it() -> None:
    told = answer("does my bowel cancer run in the family?")
    (part,) = [one for one in told.sections if one.title == "In colorectal cancer"]
    assert any("Lynch" in one.text for one in part.sentences)


def test_who_says_no_to_treatment_is_told_whose_choice_it_is() -> None:
    for asked in (
        "he wont have any more chemo, are we letting him die?",
        "gran turned down every treatment, do we push",
    ):
        (told,) = [one for one in answer(asked).sections if one.title == "About saying no to treatment"]
        assert any("only the person who is ill can say" in one.text for one in told.sentences[:2])


def test_leaving_out_a_treatment_is_a_decision_whatever_else_is_asked() -> None:
    told = answer("my mate says to stop the chemo and drink juice, sugar feeds it, is there truth in that")
    assert told.sections[0].title == "A decision to make with your care team"


def test_what_only_a_part_of_the_question_asks_is_told_as_well() -> None:
    told = [part.title for part in answer("had cisplatin, my fingers are numb. will it ever go away").sections]
    assert {*told[:2]} == {"About nerve damage (neuropathy)", "About how long side effects last"}
