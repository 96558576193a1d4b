"""Text to words, words to pieces: BERT's uncased tokenisation with character offsets, and each word's shape.

Words are found for a whole text at once, from a table of what each character is: 20 times as fast as asking a tokenizer
for offsets. The tokenizer proper (Rust) is asked for ids alone; a piece that starts a word is told by its id.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from core.places import ROOT

VOCABULARY = ROOT / "models" / "weights" / "vocab.txt"
PAD, UNKNOWN, CLS, SEP, MASK = 0, 100, 101, 102, 103

RUN, CHARACTERS = 3, 12
"""Of a run of like characters so many are shown in a pattern, and of a pattern so many at most."""
KINDS_OF_SHAPES = ("lower", "Title", "UPPER", "X", "miXed", "123", "a1", "A1")
_COMMONEST = (
    "aaa x aa Aaaa AAA 0 a 00 Aaa A Aa AA 000 AAA0 A0 aAAA AAAa AA0 a00 A000A aA 0A aaaA Aaa0 AAA00 AA00 aaa0 AaaA"
    " AaA 000A AAa A00 A000 AAAaaa Aa0 aAa AAA0A A0A Aaaa0 00a00 00A a0 0a aa000 AAA0A0 A0AA 0a00 AAA000 aAA"
    " Aaa000Aaa AA000 A00A aaAAA 0aaa Aaa0a aAAAa Aaa00 aaAa 00a aa00 0A0 AaAA AAaaa AaAa Aaa000 AA0A 0aa A00A000"
    " 00aa aAAA0 Aa00 000aaaA aa0 aaa00 AaA0 aaA AAA0a a000 aaaAAA A0A0 AaAAA AaaAA AaaA0 A0A000 00aaa AaaaAaaa A0a"
    " AAaA AaaAaa AAA00A0 AaAaaa 0AA 000aaa Aaa00a aAaA aaAAa Aaa00Aaa AaAA0 Aaaa00 A00A00 aAaa Aa000 aA0 AAA00A"
    " A000aaa AAaAa AAAaA A0A00 Aaaa0a 0Aa 00aAa 000aa AAAaaa0 000a aaaAA aaaA0 aAA0 AaAaa AaAaa0 aaa000"
)
PATTERNS = tuple(_COMMONEST.split())
"""The commonest in the corpora, A for a capital, a for a small letter, 0 for a digit: ``lacZ`` is aaaA as genes of
bacteria are, ``Vps1p`` Aaa0a as proteins of yeast are."""
SHAPES = (*KINDS_OF_SHAPES, *PATTERNS)
"""What the uncased vocabulary no longer shows. The order is the order of the embedding's rows; punctuation is "x"."""

_SPACE, _GONE, _ALONE, _UPPER, _LETTER, _DIGIT, _OTHER = range(7)


class Words(NamedTuple):
    """The words of one text: text[starts[i]:ends[i]], with the row of each word's shape in SHAPES: that of its pattern,
    or of its kind of shape where its pattern is a rare one."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    shapes: NDArray[np.int64]


def _kind(character: str) -> int:
    """What BERT's normaliser and pre-tokeniser make of a character, and whether it is upper case. They are asked, for
    no table of ours would have their edition of Unicode, nor what they take apart first (≠ is = with a stroke)."""
    if "\ud800" <= character <= "\udfff":
        return _GONE
    plain = tokenizer().normalizer.normalize_str(f"a{character}b")
    words = [word for word, _ in tokenizer().pre_tokenizer.pre_tokenize_str(plain)]
    if len(words) == 2:
        return _SPACE
    if words == ["ab"]:
        return _GONE
    if len(words) == 3:
        return _ALONE
    if character.isupper():
        return _UPPER
    return _DIGIT if character.isdigit() else _LETTER if character.isalpha() else _OTHER


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of every character of the basic plane, by code point."""
    return np.array([_kind(chr(point)) for point in range(0x10000)], dtype=np.uint8)


@cache
def _rare_kind(point: int) -> int:
    return _kind(chr(point))


def find_words(text: str) -> Words:
    """The words of a text: runs without blanks, and marks of punctuation by themselves."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    rare = points > 0xFFFF
    kinds = _kinds()[np.where(rare, 0x20, points)]
    for at in np.flatnonzero(rare):
        kinds[at] = _rare_kind(int(points[at]))
    inside = np.flatnonzero((kinds != _SPACE) & (kinds != _GONE))
    if not len(inside):
        nothing = np.empty(0, dtype=np.int64)
        return Words(nothing, nothing, nothing)
    blanks = np.cumsum(kinds == _SPACE)[inside]
    alone = kinds[inside] == _ALONE
    first = np.ones(len(inside), dtype=bool)
    first[1:] = alone[1:] | alone[:-1] | (blanks[1:] != blanks[:-1])
    firsts = np.flatnonzero(first)
    lasts = np.append(firsts[1:], len(inside)) - 1
    starts, ends = inside[firsts], inside[lasts] + 1
    own = kinds[inside]
    upper, lower, digit = (np.add.reduceat(own == kind, firsts) for kind in (_UPPER, _LETTER, _DIGIT))
    length = lasts - firsts + 1
    letters = upper + lower
    shapes = np.select(
        [digit > 0, upper == 0, upper == letters, (upper == 1) & (own[firsts] == _UPPER)],
        [np.where(letters == 0, 5, np.where(upper > 0, 7, 6)), 0, np.where(length > 1, 2, 3), 1],
        default=4,
    )
    common = _patterns_of(own, first, firsts)
    return Words(starts, ends, np.where(common >= 0, common, shapes))


_CLASSES = np.array([4, 4, 4, 1, 2, 3, 4])
"""A number from 1 for what a pattern shows of each kind of character: A, a, 0, x."""
_BASE = 5
_PLACES = np.append(_BASE ** np.arange(CHARACTERS), 0)
"""What a character counts by its place in its pattern; nothing from CHARACTERS on."""


def _patterns_of(kinds: NDArray[np.uint8], first: NDArray[np.bool_], firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row of each word's pattern in SHAPES, or -1. kinds, first: (characters), whether a word begins there."""
    classes = _CLASSES[kinds]
    again = ~first
    again[1:] &= classes[1:] == classes[:-1]
    hidden = again.copy()
    for back in range(1, RUN):
        hidden[back:] &= again[:-back]
        hidden[:back] = False
    shown = np.cumsum(~hidden)
    nth = shown - np.repeat(shown[firsts], np.diff(np.append(firsts, len(kinds))))
    numbers = np.where(hidden, 0, classes * _PLACES[np.minimum(nth, CHARACTERS)])
    found = np.add.reduceat(numbers, firsts)
    found[np.maximum.reduceat(nth, firsts) >= CHARACTERS] = 0
    known, rows = _known_patterns()
    at = np.searchsorted(known, found)
    at[at == len(known)] = 0
    return np.where(known[at] == found, rows[at], -1)


@cache
def _known_patterns() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The patterns as numbers, in order, and each one's row in SHAPES."""
    numbers = np.array([sum(("Aa0x".index(c) + 1) * _BASE**n for n, c in enumerate(one)) for one in PATTERNS])
    order = np.argsort(numbers)
    return numbers[order], order + len(KINDS_OF_SHAPES)


def words_of(firsts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of all words of some stretches, one after another, by each one's first word and size."""
    return np.repeat(firsts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())


@cache
def tokenizer() -> Tokenizer:
    """The tokenizer of the shipped vocabulary (BERT base uncased's), which knows no special tokens: a page that says
    [MASK] says three words."""
    vocabulary = {piece: n for n, piece in enumerate(VOCABULARY.read_text(encoding="utf-8").split("\n")) if piece}
    own = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106 (a word piece)
    own.normalizer = BertNormalizer(lowercase=True)
    own.pre_tokenizer = BertPreTokenizer()
    return own


@cache
def begins_word() -> NDArray[np.bool_]:
    """For every piece id, whether the piece is the first of its word."""
    begins = np.ones(tokenizer().get_vocab_size(), dtype=bool)
    for piece, n in tokenizer().get_vocab().items():
        begins[n] = not piece.startswith("##")
    return begins


_forms: dict[str, tuple[tuple[int, ...], int]] = {}


def form(word: str) -> tuple[tuple[int, ...], int]:
    """One word's piece ids, at least one, and its shape; remembered, for training reads the same words again and
    again."""
    if word not in _forms:
        shapes = find_words(word).shapes
        ids = tokenizer().encode(word, add_special_tokens=False).ids
        _forms[word] = tuple(ids) or (UNKNOWN,), int(shapes[0]) if len(shapes) else 0
    return _forms[word]
