"""What a strict reader of whole answers found wrong in how questions are understood and in what is set beside them."""

import pytest

from answers.cards import load_cards
from answers.names import load_other_names
from answers.questions import Question, understand

LIBRARY, OTHERS = load_cards(), load_other_names()


def read(question: str) -> Question:
    return understand(question, LIBRARY, OTHERS)


# What is taken for a misspelt name


@pytest.mark.parametrize(
    "question",
    [
        "the mole on my arm was that cancer too",
        "so is that cancer or something else",
        "thats cancer isnt it, the thing they cut out",
        "with whom cancer is found first, does it come back",
        "is this a real cancer or only a change of cells",
        "where is the best cancer hospital for it",
        "they found none. tumour markers were normal",
        "if i skip cancer treatment for a week does it matter",
        "i never want to hear tumour again",
        "will i live cancer free after the operation",
        "is once cancer always cancer true",
    ],
)
def test_ordinary_words_are_no_misspelt_names(question: str) -> None:
    assert (read(question).guessed, read(question).cancers) == ((), ())


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("i have brest cancer", "breast"),
        ("my throt cancer is p16 positive", "head-and-neck"),
        ("is bowl cancer inherited", "colorectal"),
        ("does blader cancer come back", "bladder"),
        ("dads live cancer has spread", "liver"),
        ("prostrate cancer and bones", "prostate"),
        ("that melenoma on my leg", "melanoma"),
    ],
)
def test_misspelt_names_are_still_read(question: str, card: str) -> None:
    assert read(question).cancers == (card,)
