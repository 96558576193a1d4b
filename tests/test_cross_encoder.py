"""How well a line answers a question, both read in one pass."""

import numpy as np
import pytest

from models.cross_encoder import (
    AROUND,
    LONGEST_LINE,
    LONGEST_QUESTION,
    CrossEncoder,
    Lesson,
    Text,
    fit,
    load_cross_encoder,
    pieces_of,
)
from models.words import CLS, SEP, tokenizer

TEXTS = [
    Text("Deferred.", "Cycle 3 was due on 4 May.", "Neutrophils were 0.7."),
    Text("The liver is normal."),
    Text("", "", ""),
    Text("He lives with his wife, two dogs and a parrot in a house by the sea. " * 9),
]


def test_a_pair_is_question_line_and_what_stands_around_it() -> None:
    pieces, begin, end = pieces_of("was it put off", TEXTS[0])
    assert pieces[0] == CLS
    assert pieces.count(SEP) == 4
    line, before, after = (tokenizer().encode(one, add_special_tokens=False).ids for one in TEXTS[0])
    assert pieces[begin:end] == line
    assert pieces[end:] == [SEP, *before, SEP, *after, SEP]


def test_a_long_text_is_read_to_its_bounds() -> None:
    pieces, begin, end = pieces_of("why " * 500, Text("pain " * 500, "before " * 500, "after " * 500))
    assert end - begin == LONGEST_LINE
    assert len(pieces) == LONGEST_QUESTION + LONGEST_LINE + 2 * AROUND + 5


def test_a_score_is_the_same_whatever_is_read_beside_it() -> None:
    reader = load_cross_encoder()
    together = reader.scores("was my treatment put off", TEXTS)
    alone = [float(reader.scores("was my treatment put off", [one])[0]) for one in TEXTS]
    assert together.shape == (len(TEXTS),)
    assert together == pytest.approx(alone, abs=0.15)
    assert np.isfinite(together).all()


def test_it_can_be_taught_again() -> None:
    """In small: what answers is told likelier than what does not, by two courses one after the other."""
    told = [Text(one) for one in ("The cycle was delayed for low counts.", "The liver is normal.", "Wife is at home.")]
    asked = ["why was it put off", "is my liver ok", "who is at home with him"]
    lessons = [Lesson(one, told, np.arange(3) == n) for n, one in enumerate(asked)]
    nothing = Lesson("what does the scan cost", told, np.zeros(3, dtype=bool))
    reader = fit([(lessons * 4, 2), ([*lessons, nothing] * 8, 6)])
    assert isinstance(reader, CrossEncoder)
    for n, one in enumerate(asked):
        assert int(reader.scores(one, told).argmax()) == n
