"""False beliefs that a question takes for granted are read by its meaning, and sound questions are left alone."""

from pathlib import Path

import pytest

from answers.assumptions import assumed
from answers.cards import Assumption, Belief, load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.questions import understand
from answers.subjects import belief_in, beliefs_in, is_sound
from models.readers import NONE, Example, examples_beside, load_reader, read_examples
from models.tuned_reader import LONGEST, pieces_of

pytestmark = pytest.mark.model

TRAIN, TEST, HELD = (read_examples("beliefs", split) for split in ("train", "test", "held"))
LIBRARY, OTHERS = load_cards(), load_other_names()
BELIEFS = set(Belief.__args__)


def shown(question: str) -> list[Assumption]:
    return list(assumed(understand(question, LIBRARY, OTHERS), LIBRARY))


def test_every_belief_is_learned_and_answered() -> None:
    assert {name for one in TRAIN for name in one.meant} == BELIEFS
    assert {*load_reader("beliefs").names} == BELIEFS | {NONE}
    assert {one.belief for one in LIBRARY.assumptions if one.belief and not one.cancers} == BELIEFS


def test_no_wording_is_both_learned_and_tested_on() -> None:
    learned = {one.text.casefold() for one in (*TRAIN, *examples_beside("beliefs", Path()))}
    assert not learned & {one.text.casefold() for one in (*TEST, *HELD)}


@pytest.mark.parametrize(("examples", "met", "twins"), [(TEST, 0.85, 0.04), (HELD, 0.6, 0.08)])
def test_unseen_false_beliefs_are_met_and_their_sound_twins_hardly_ever(
    examples: list[Example], met: float, twins: float
) -> None:
    """89 of 100 that take something false for granted and 2 of 100 near twins that do not; of odder ones 47 and 4 of
    70."""
    false = [one.text for one in examples if one.meant]
    sound = [one.text for one in examples if not one.meant]
    assert sum(bool(shown(text)) for text in false) >= met * len(false)
    assert sum(bool(shown(text)) for text in sound) <= twins * len(sound)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "Dad was told on Tuesday that he has kidney cancer. We are clearing his flat and asking a priest to come, "
            "since he will not be with us for long. Which hymns are fitting?",
            "kidney-nothing-left",
        ),
        (
            "My wife finished chemo for bowel cancer and her scan was clean, so she is cured and can forget about "
            "check-ups and colonoscopies. How do we celebrate that it is over for good?",
            "remission-is-cure",
        ),
    ],
)
def test_the_row_of_its_cancer_comes_first(question: str, first: str) -> None:
    assert first in [one.id for one in shown(question)]


@pytest.mark.parametrize(
    "question",
    [
        "my father in law died of a clot, nothing to do with me, but may I wear stockings on my flight after breast "
        "cancer",
        "The hospice nurse came on Monday after the doctors told us that there is no treatment left for mum's bowel "
        "cancer. How do we keep her mouth moist?",
        "What does HER2 status mean for multiple myeloma treatment?",
        "My flatmate has cervical cancer. I know that I can't catch it from her, and I'd like to be of help. What "
        "could I cook for her in the weeks of radiation, when her belly is sore?",
    ],
)
def test_a_sound_question_is_left_alone(question: str) -> None:
    assert shown(question) == []


def test_the_correction_is_cited() -> None:
    asked = (
        "My sister was just told she has cervical cancer, and we are planning her last summer with the children. "
        "Which places welcome a family with little time left?"
    )
    said = [one for part in answer_question(asked, LIBRARY, OTHERS).sections for one in part.sentences]
    assert any(citation.startswith("card:assumptions#") for one in said for citation in one.citations)


def test_only_a_long_question_can_be_told_to_be_sound() -> None:
    text = "my scan is clear so there is not a single cancer cell left. why do they still want to give me chemo?"
    assert not is_sound(text, {NONE: 0.99})
    assert is_sound(text * 2, {NONE: 0.5})
    assert not is_sound(text * 2, {NONE: 0.4})
    assert belief_in({NONE: 0.3, "over": 0.7}) == "over"
    assert belief_in({NONE: 0.5, "over": 0.5}) is None


def test_shares_add_up() -> None:
    assert sum(beliefs_in("How often is a scan done after melanoma?").values()) == pytest.approx(1, abs=1e-4)


def test_a_long_question_is_read_to_its_bound() -> None:
    assert len(pieces_of("why " * 5000)) == LONGEST + 2
    assert sum(load_reader("beliefs").shares("why " * 5000).values()) == pytest.approx(1, abs=1e-4)
    assert sum(load_reader("beliefs").shares("").values()) == pytest.approx(1, abs=1e-4)
