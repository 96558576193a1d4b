"""Words, their places and shapes: for any text the same words that BERT's own tokenizer finds."""

import re
import unicodedata
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.words import (
    CLS,
    KINDS_OF_SHAPES,
    MASK,
    PAD,
    PATTERNS,
    SEP,
    SHAPES,
    UNKNOWN,
    begins_word,
    find_words,
    form,
    tokenizer,
)

TRICKY = (
    "Dr. Weiß-Müller: HER2 3+ (IHC), pT2N0(sn)M0; Ki‑67 ≥ 14 %, IL-6≠0, 5–10 µg/ml",
    "e\u0301pithe\u0301lium \u0301 a\u0308",  # combining marks, one of them alone
    "שלום עולם, قسم الأورام؟ ‏HER2‏",
    "🧬 👩🏽‍⚕️ 🫨🇩🇪",
    "肺癌T2N0期、乳がん。간암 ตับ",
    "a\x00b\x07 \x7f\u200b\ufeff\u00ad c\u2028d\u2029e\x85f\x0bg\x0ch\u3000i",
    "[MASK] [CLS] ##ing # # [UNK]",
    "x" * 101 + " " + "1" * 5000,
    "İstanbul ŉ ǅ ﬁbroid Ⅳ ½ ² ٣",
    "\U0010ffff\ue000\ufffd\ufffe\u0378",
    "",
)
texts = st.text() | st.lists(st.sampled_from([c for text in TRICKY for c in text]), max_size=40).map("".join)


def examples(test: Callable[[str], None]) -> Callable[[str], None]:
    """The tricky texts beside whatever else is drawn; no deadline, for the first text waits for the tables."""
    for text in TRICKY:
        test = example(text)(test)
    return settings(deadline=None)(test)


def spans(text: str) -> list[str]:
    found = find_words(text)
    return [text[a:b] for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]


@examples
@given(texts)
def test_as_many_words_as_first_pieces(text: str):
    """Every word found is one that the tokenizer finds, and none is missed."""
    ids = tokenizer().encode(text, add_special_tokens=False).ids
    assert len(find_words(text).starts) == int(begins_word()[ids].sum() if ids else 0)


@examples
@given(texts)
def test_words_are_those_of_the_pre_tokeniser(text: str):
    """Normalised one by one, the words are what BertNormalizer and BertPreTokenizer make of the whole text."""
    whole = tokenizer().normalizer.normalize_str(text)
    theirs = [word for word, _ in tokenizer().pre_tokenizer.pre_tokenize_str(whole)]
    assert [tokenizer().normalizer.normalize_str(word).strip() for word in spans(text)] == theirs


@examples
@given(st.text(st.characters(exclude_categories=())) | texts)
def test_offsets_lie_in_the_text(text: str):
    """Words come in order, apart from each other, not empty, and hold no blank; half surrogates do no harm."""
    found = find_words(text)
    before = 0
    for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True):
        assert before <= start < end <= len(text)
        before = end
        assert not re.search(r"[ \t\n\r\u00a0\u3000]", text[start:end])


@examples
@given(texts)
def test_words_are_where_the_tokenizer_says(text: str):
    """Each word's first and last characters are those of its pieces."""
    encoded = tokenizer().encode(text, add_special_tokens=False)
    firsts = np.flatnonzero(begins_word()[encoded.ids]).tolist() if encoded.ids else []
    lasts = [n - 1 for n in (*firsts[1:], len(encoded.ids))] if firsts else []
    theirs = [(encoded.offsets[a][0], encoded.offsets[b][1]) for a, b in zip(firsts, lasts, strict=True)]
    found = find_words(text)
    assert list(zip(found.starts.tolist(), found.ends.tolist(), strict=True)) == theirs


def test_lone_characters():
    """A character by itself, between letters and beside them makes as many words here as there."""
    points = [*range(0x20, 0x600), *range(0x600, 0x3400, 5), *range(0xF900, 0xFFFF, 7), *range(0x1F300, 0x1FB00, 5)]
    lone = [text for c in map(chr, points) for text in (c, f"a{c}b", f"a {c}{c} b")]
    encoded = tokenizer().encode_batch_fast(lone, add_special_tokens=False)
    counts = {
        text: int(begins_word()[one.ids].sum()) if one.ids else 0 for text, one in zip(lone, encoded, strict=True)
    }
    assert {text: len(find_words(text).starts) for text in lone} == counts


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("cancer", "aaa"),
        ("Cancer", "Aaaa"),
        ("CANCER", "AAA"),
        ("T", "A"),
        ("mRNA", "aAAA"),
        ("mRNAs", "aAAAa"),
        ("lacZ", "aaaA"),
        ("Vps1p", "Aaa0a"),
        ("McN", "AaA"),
        ("2024", "000"),
        ("x2", "a0"),
        ("HER2", "AAA0"),
        ("p53", "a00"),
        ("V600E", "A000A"),
        ("Ä", "A"),
        ("é", "a"),
        (",", "x"),
        ("癌", "x"),
        ("²", "0"),
        ("NFkappaBAlpha", "miXed"),
        ("a1b2c3", "a1"),
        ("a1b2c3d4e5f6g7", "a1"),
        ("A1b2C3d4", "A1"),
    ],
)
def test_shapes(word: str, shape: str):
    """A word's shape is the one its name shows, and knowing the word by heart gives the same."""
    found = find_words(word)
    assert [SHAPES[n] for n in found.shapes] == [shape]
    assert SHAPES[form(word)[1]] == shape


def pattern(word: str) -> str:
    classes = "".join("A" if c.isupper() else "0" if c.isdigit() else "a" for c in word)
    return re.sub(r"(.)\1{3,}", r"\1\1\1", classes)


@given(st.lists(st.text(st.characters(categories=("Lu", "Ll", "Nd")), min_size=1, max_size=20), max_size=5))
def test_every_shape_has_a_row(own: list[str]):
    """Whatever the letters, a word that shows a common pattern has its row, and every other that of a kind of shape in
    which digits are seen and case is not invented."""
    text = " ".join(own)
    for quote, shape in zip(spans(text), find_words(text).shapes.tolist(), strict=True):
        if pattern(quote) in PATTERNS:
            assert SHAPES[shape] == pattern(quote)
            continue
        assert 0 <= shape < len(KINDS_OF_SHAPES)
        assert (SHAPES[shape] in ("123", "a1", "A1")) == any(c.isdigit() for c in quote)
        assert (SHAPES[shape] in ("lower", "a1", "123")) == (not any(c.isupper() for c in quote))


@examples
@given(texts)
def test_pieces_of_words_are_pieces_of_the_text(text: str):
    """Training, which asks word by word, sees the pieces that tagging sees."""
    together = tokenizer().encode(text, add_special_tokens=False).ids
    assert [n for word in spans(text) for n in form(word)[0]] == together


def test_a_word_without_pieces_is_unknown():
    """Training words that the tokenizer drops altogether still have one piece, so that tags and pieces stay in step."""
    assert form("\u200b") == ((UNKNOWN,), 0)


def test_marks_are_those_of_the_vocabulary():
    """The numbers by which the network knows its marks are the vocabulary's, and a page that says [MASK] has none."""
    vocabulary = tokenizer().get_vocab()
    marks = {"[PAD]": PAD, "[UNK]": UNKNOWN, "[CLS]": CLS, "[SEP]": SEP, "[MASK]": MASK}
    assert {name: vocabulary[name] for name in marks} == marks
    assert spans("[MASK]") == ["[", "MASK", "]"]
    assert MASK not in tokenizer().encode("[MASK] mask", add_special_tokens=False).ids


def test_first_pieces_are_told_by_their_id():
    """Pieces that go on a word are those written with ##."""
    pieces = tokenizer().encode("immunohistochemistry unfavourable", add_special_tokens=False)
    assert [bool(begins_word()[n]) for n in pieces.ids] == [not piece.startswith("##") for piece in pieces.tokens]
    assert int(begins_word()[pieces.ids].sum()) == 2


def test_letters_with_accents_belong_to_their_word():
    """Both ways to write é are one word; only a mark that stands last is left outside it."""
    for form_ in ("NFC", "NFD"):
        text = unicodedata.normalize(form_, "épithélium (Müller)")
        assert spans(text) == [unicodedata.normalize(form_, w) for w in ("épithélium", "(", "Müller", ")")]
