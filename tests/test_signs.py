"""What the lists of danger do not list is met by its meaning, with a gentle word, and the answer follows."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import danger
from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.of_topics import URGENT_TOPICS
from answers.phrases import GET_HELP, MAY_BE_URGENT, MAY_BE_URGENT_TITLE
from core.errors import UnusableEmbedder
from models import signs
from models.embedder import Embedder
from models.signs import fit, load_signs, pieces_of, read_examples

pytestmark = pytest.mark.model


def titles(question: str) -> list[str]:
    return [one.title for one in answer_question(question, load_cards(), load_other_names()).sections]


@pytest.mark.parametrize(
    "question",
    [
        "my husband has folfox in him since monday and he's burning hot and talking nonsense",
        "her breathing has gone all wheezy an hour after they hung the new drip and she's covered in welts",
    ],
)
def test_danger_in_words_that_no_list_holds_is_met(question: str) -> None:
    assert danger.may_be_urgent(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does HER2 status mean for multiple myeloma treatment?",
        "What is my stage, and how is it decided?",
        "do i have a BRCA mutation",
        "which tests should my dad have before his first chemo",
        "can i go swimming with my stoma",
    ],
)
def test_an_ordinary_question_is_not(question: str) -> None:
    assert not danger.may_be_urgent(question)
    assert MAY_BE_URGENT_TITLE not in titles(question)


def test_the_word_comes_first_and_the_answer_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("answers.alarm.may_be_urgent", lambda text: True)
    answer = answer_question("What does HER2 mean in breast cancer?", load_cards(), load_other_names())
    assert answer.sections[0].title == MAY_BE_URGENT_TITLE
    assert [one.text for one in answer.sections[0].sentences] == list(MAY_BE_URGENT)
    assert len(answer.sections) > 1
    assert answer.understood.intent == "biomarker_meaning"


def test_nobody_is_turned_away_who_may_be_in_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not ``I can only help with questions about cancer``."""
    monkeypatch.setattr("answers.alarm.may_be_urgent", lambda text: True)
    answer = answer_question("he has gone a funny colour, what now", load_cards(), load_other_names())
    assert answer.understood.intent != "not_medical"


def test_who_asks_of_something_else_is_told_so_and_whom_to_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question on knees is refused as before, with the word before it."""
    monkeypatch.setattr("answers.alarm.may_be_urgent", lambda text: True)
    answer = answer_question("My knee replacement aches, which surgeon?", load_cards(), load_other_names())
    assert answer.sections[0].title == MAY_BE_URGENT_TITLE


def test_without_the_embedder_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise UnusableEmbedder("not here")

    monkeypatch.setattr(signs, "load_signs", missing)
    assert not danger.may_be_urgent("i feel so ill and cold and my line is red")


def test_on_words_it_never_saw_it_meets_four_in_five() -> None:
    """The rows marked ``test``: dangers, and look-alikes made to mislead."""
    loaded = load_signs()
    _, test = read_examples(signs.DATA / "nowhere")
    met = {
        wanted: [loaded.share(one.text) >= signs.LIKELY for one in test if one.is_urgent is wanted]
        for wanted in (True, False)
    }
    assert np.mean(met[True]) >= 0.8
    assert np.mean(met[False]) <= 0.25


def test_no_example_is_trained_on_and_tested_with() -> None:
    train, test = read_examples(signs.DATA / "nowhere")
    assert not {one.text.casefold() for one in train} & {one.text.casefold() for one in test}


def test_a_fit_tells_two_heaps_apart_and_is_the_same_each_time() -> None:
    random = np.random.default_rng(5)
    near, far = random.normal(1, 0.5, (40, 6)), random.normal(-1, 0.5, (400, 6))
    vectors = np.concatenate([near, far]).astype(np.float32)
    urgent = [True] * 40 + [False] * 400
    weight, bias = fit(vectors, urgent)
    assert np.mean((vectors @ weight + bias > 0) == np.array(urgent)) > 0.98
    again = fit(vectors, urgent)
    assert np.array_equal(weight, again[0])
    assert bias == again[1]


@given(st.text(st.sampled_from("ab .?!\n"), max_size=1500))
def test_pieces_hold_every_word(text: str) -> None:
    pieces = pieces_of(text)
    assert {word for piece in pieces for word in piece.split()} == set(text.split())


def test_a_long_letter_counts_by_its_likeliest_piece() -> None:
    embedder = Embedder.load("cpu")
    danger_now = "he is burning up and shaking since the chemo this afternoon and his lips are blue."
    filler = "We went to the garden centre and bought roses for the front path. " * 12
    loaded = load_signs()
    assert loaded.embedder.width == embedder.width
    assert loaded.share(f"{filler}{danger_now} {filler}") >= signs.LIKELY
    assert loaded.share(filler) < signs.LIKELY


def test_nothing_is_nearly_sure_that_can_be_read_calmly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coloured urine looks like blood; a second subject that is of no illness now lowers the alarm as well."""
    monkeypatch.setattr(danger, "_share_of_danger", lambda text: 0.99)
    assert danger.is_surely_urgent("her gums", {"bleeding": 0.7, "none": 0.2, "urine": 0.1})
    assert not danger.is_surely_urgent("her wee", {"bleeding": 0.6, "urine": 0.3, "none": 0.1})
    assert not danger.is_surely_urgent("her scan", {"bleeding": 0.6, "scans": 0.3, "none": 0.1})


@pytest.mark.parametrize(
    "text",
    [
        "pee bright orange red straight after my epirubicin this afternoon, is it the dye",
        "urine turned blue on mitoxantrone, do i mind",
        "dad was wheezing and short of breath last year, all fixed now, can he have his hernia done",
    ],
)
def test_a_coloured_urine_and_what_is_over_bring_no_ambulance(text: str) -> None:
    assert GET_HELP not in titles(text)


def test_closeness_and_grief_bring_no_word_on_being_unwell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the share of danger: unless a danger is a likely subject beside them."""
    monkeypatch.setattr("answers.alarm.may_be_urgent", lambda text: True)
    text = "my husband turns away in bed since my breast was taken off and i feel ugly"
    assert MAY_BE_URGENT_TITLE not in titles(text)


def test_beside_a_call_stands_why_not_to_wait() -> None:
    """Short, and below it: the bowel on immunotherapy."""
    call, *beside = answer_question(
        "on pembrolizumab and ive had watery diarrhoea 9 times today", load_cards(), load_other_names()
    ).sections
    assert call.title == GET_HELP
    assert any("bowel is inflamed" in one.text for part in beside for one in part.sentences)
    assert sum(len(part.sentences) for part in beside) <= 7


@pytest.mark.parametrize(
    "text",
    [
        "i weed pink this afternoon, the adriamycin went in at nine. no burning or clots",
        "passed orange water today, had the red devil yesterday",
    ],
)
def test_urine_the_colour_of_a_red_medicine_is_told_of_before_bleeding(text: str) -> None:
    """By any lay word for it: with the team to tell, and no ambulance."""
    answer = answer_question(text, load_cards(), load_other_names())
    titled = [one.title for one in answer.sections]
    told = [one.text for part in answer.sections if "bladder" in part.title for one in part.sentences]
    assert GET_HELP not in titled
    assert told[0].startswith("With some kinds of chemotherapy")
    assert "tell your team" in told[1]


@pytest.mark.parametrize(
    "text",
    [
        "i weed pink this afternoon, the adriamycin went in at nine. it is full of clots and i cant pee",
        "my water is red an hour after doxorubicin and my temp is 38.6",
        "my feet fell asleep at noon and will not wake up, and my back is agony, prostate cancer",
        "my leg jerks when i fall asleep and it is numb and weak in the day, and my back hurts",
        "both legs are asleep today and the pain is in my spine",
    ],
)
def test_with_a_sign_beside_it_the_call_stays(text: str) -> None:
    assert titles(text)[0] == GET_HELP


def test_a_leg_that_jerks_at_night_brings_no_ambulance() -> None:
    knee = "my knee jerks whenever i am falling asleep, breast cancer 2015. is there something in my spine"
    assert GET_HELP not in titles(knee)


@pytest.mark.parametrize(
    "text",
    [
        "my toes twitch just before falling asleep, kidney cancer last year. has it gone to the spine",
        "dad had a bad chest infection last winter, before all this. did the infection give him lung cancer",
        "could a seizure have caused the brain tumour",
    ],
)
def test_dozing_off_and_what_may_have_caused_it_are_no_alarm(text: str) -> None:
    assert not {GET_HELP, MAY_BE_URGENT_TITLE} & {*titles(text)}


def test_beside_a_call_stands_what_says_to_call_and_nothing_that_calms() -> None:
    held = {topic.id: {one.id: one.text for one in topic.statements} for topic in load_cards().topics}
    for topic, statements in URGENT_TOPICS.items():
        told = [held[topic][one] for one in statements]
        assert not any(re.search(r"\b(?:common|mild(?! at first)|most people|mostly)\b", one) for one in told), topic
        assert "call" in statements or "call" not in held[topic], topic


def test_beside_a_call_that_asks_stands_no_word_that_calms_either() -> None:
    answer = answer_question(
        "38.6 and shaking since the infusion on tuesday, shall I take something and wait?",
        load_cards(),
        load_other_names(),
    )
    told = [one.text for part in answer.sections for one in part.sentences]
    assert answer.sections[0].title == GET_HELP
    assert answer.sections[1].sentences[0].text.startswith("During treatment, call your team at once")
    assert not any("mostly lasts" in one for one in told)


def test_a_call_for_help_is_followed_by_no_lists() -> None:
    answer = answer_question("39.2 and shivering on chemo, can I take something?", load_cards(), load_other_names())
    assert answer.services == answer.questions_for_team == answer.related_questions == ()


@pytest.mark.parametrize(
    "text",
    [
        "had a temperature of 39 in spring last year on chemo, now finished and doing fine, may i use the sauna",
        "two years ago i coughed up blood, i am now in remission, is it safe to fly to rome",
        "my legs went numb last year from cord compression, now walking again, can i join the gym",
        "mum had a stroke four years ago and is now well, can she take tamoxifen",
        "i had sepsis last year while on chemo, it went away. can i swim now",
    ],
)
def test_a_now_that_tells_of_being_well_is_no_sign_of_an_illness_now(text: str) -> None:
    assert GET_HELP not in titles(text)


@pytest.mark.parametrize(
    "text",
    [
        "had a temperature of 39 in spring last year on chemo, now finished, but i have 38.8 and shiver",
        "two years ago i coughed up blood and now it is happening again",
        "not well now, had a fever of 39 last month on chemo and it never went away",
        "i had a fever of 39 last month, now not well and shaking",
        "i had sepsis last year, now fine until this morning, hot and shaking since the chemo on monday",
        "had a bad reaction to taxol last year, now fine on carboplatin but my face swells and i cant breathe",
    ],
)
def test_a_sign_in_the_present_keeps_its_force_beside_what_is_over(text: str) -> None:
    assert titles(text)[0] == GET_HELP


STORY = (
    "I am 61 and from Perth, and in May they found cancer of the ovary, stage three. I had the big operation in June "
    "and the surgeon was pleased. My sister drives me to every visit and we stop for cake on the way home. {} The next "
    "visit is in two weeks. I would like to know which tablets come after the chemotherapy and for how long."
)


@pytest.mark.parametrize(
    "clause",
    [
        "Since Sunday I am so breathless that I sleep in the chair and my sister says it is nerves.",
        "I am bleeding from below every day and my haemoglobin is 7.6.",
        "My leg has swollen up to the thigh and it is hot, but I did not want to bother them.",
    ],
)
def test_one_clause_of_a_long_story_is_met_with_the_gentle_word(clause: str) -> None:
    assert danger.may_be_urgent(STORY.format(clause)) or danger.danger_in(STORY.format(clause))


@pytest.mark.parametrize(
    "clause",
    [
        "My blood tests are all normal and I walk the dog again.",
        "I was so worn out by the news that I cried in the car.",
        "Last year my brother bled after his hernia was done, he is well.",
    ],
)
def test_a_long_story_without_a_sign_is_not(clause: str) -> None:
    assert not danger.may_be_urgent(STORY.format(clause))
    assert danger.danger_in(STORY.format(clause)) is None
