"""Pieces of texts: what the tokenizer makes of each text by itself, however they are found."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import models.windows
from models.windows import Pieces, read_pieces
from models.words import Words, begins_word, tokenizer

TEXTS = [
    "HER2-positive; her2 negative.",
    "",
    "p53 p53 P53\n癌 naïve naïve ΑΣ'Α ≠ İstanbul",
    "x" * 120 + " y\u0000z \ud800",
]


def same(one: Pieces, other: Pieces) -> bool:
    return all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(one, other, strict=True))


@settings(deadline=None)
@example(TEXTS)
@given(st.lists(st.text(), max_size=4))
def test_pieces_are_the_tokenizers(texts: list[str]):
    """Asked once for each spelling, the tokenizer gives what it gives for the whole of each text."""
    read = read_pieces(texts)
    ends = np.cumsum(read.counts)
    for n, text in enumerate(texts):
        whole = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
        assert read.ids[ends[n] - read.counts[n] : ends[n]].tolist() == tokenizer().encode(whole).ids
    assert read.firsts.tolist() == np.flatnonzero(begins_word()[read.ids]).tolist()
    assert read.words.tolist() == (np.cumsum(begins_word()[read.ids]) - 1).tolist()


def test_spellings_with_one_hash(monkeypatch: pytest.MonkeyPatch):
    """Words whose hashes are the same by chance are read as they are written."""
    plain = read_pieces(TEXTS)

    def all_alike(points: NDArray[np.int32], found: Words) -> NDArray[np.uint64]:
        return np.zeros(len(found.starts), np.uint64)

    monkeypatch.setattr(models.windows, "spelling_hashes", all_alike)
    assert same(read_pieces(TEXTS), plain)


def test_the_tokenizers_own_words(monkeypatch: pytest.MonkeyPatch):
    """Where words are split otherwise than ours, the tokenizer's own places are taken, which are the same elsewhere."""
    plain = read_pieces(TEXTS)
    monkeypatch.setattr(models.windows, "_spellings", lambda *_: None)
    assert same(read_pieces(TEXTS), plain)


def test_a_word_split_further(monkeypatch: pytest.MonkeyPatch):
    """A spelling of which the tokenizer makes two words sends the texts to its own places."""
    found = models.windows.find_words

    def joined(text: str) -> Words:
        words = found(text)
        return Words(words.starts[:1], words.ends[-1:], words.shapes[:1]) if text == "p53-positive" else words

    plain = read_pieces(["p53-positive"])
    monkeypatch.setattr(models.windows, "find_words", joined)
    assert same(read_pieces(["p53-positive"]), plain)
