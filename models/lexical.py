"""What the letters of a word and of its neighbours say of its tags: a linear chain over hashed features.

Names of genes, medicines and variants are told by their letters as well as by their sense, and a chain over such
features (those of Leaman & Gonzalez 2008, doi:10.1142/9789812776136_0062) errs elsewhere than a network over pieces of
words. Features share the rows of one table by their hashes (Weinberger et al. 2009, arXiv:0902.2206). What network and
chain expect is pooled: a weighted mean of their scores (logarithmic opinion pool of chains, Smith, Cohn & Osborne 2005,
doi:10.3115/1219840.1219843).
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.names import INVERSE, PRIME
from models.words import SHAPES

ROWS = 1 << 17
"""Rows of the table; a power of two."""
AFFIX, RUNS = 4, 8
"""Letters of the longest beginning and ending, and how many runs of three letters are looked at from the first on."""
BEGINNINGS, ENDINGS, THREES = (
    tuple(f"{name}{n}" for n in range(count)) for name, count in (("begins", AFFIX), ("ends", AFFIX), ("run", RUNS))
)
COLUMNS = ("word", "exact", "shape", "kind", *BEGINNINGS, *ENDINGS, *THREES)
"""What `letters_of` tells of each word, as numbers: the word in lower case with every digit a 0, and as it is; its
shape and kind, as `models.names.marks_of` has them; its first letters and its last, one to AFFIX; its runs of three."""
SINGLE = (
    *(("word", at) for at in (-3, -2, -1, 0, 1, 2, 3)),
    *((column, at) for column in ("shape", "kind", ENDINGS[2]) for at in (-2, -1, 1, 2)),
    *((column, 0) for column in COLUMNS[1:]),
)
PAIRS = (
    *(((column, at), (column, at + 1)) for column in ("word", "shape") for at in (-2, -1, 0, 1)),
    ((ENDINGS[2], 0), ("kind", 0)),
    *(((column, 0), ("word", at)) for column in ("kind", "shape") for at in (-1, 1)),
    *(((column, -1), (column, 1)) for column in ("shape", "kind")),
)
"""The features: a column of the word so many words further on, alone or with another."""
FEATURES = len(SINGLE) + len(PAIRS)

_PARTS = tuple(dict.fromkeys([*SINGLE, *(part for pair in PAIRS for part in pair)]))
_COLUMN = torch.tensor([COLUMNS.index(column) for column, _ in _PARTS])
_STEP = torch.tensor([at for _, at in _PARTS])
_FIRST = torch.tensor([_PARTS.index(part) for part in SINGLE] + [_PARTS.index(first) for first, _ in PAIRS])
_SECOND = torch.tensor([_PARTS.index(second) for _, second in PAIRS])
_BEYOND = -1
"""Stands for what is beyond the text's first and last word."""


def _odd(number: int) -> int:
    """A constant to multiply by: bits in no order (SplitMix64, Steele et al. 2014, doi:10.1145/2714064.2660195)."""
    mixed = (number + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ mixed >> shift) * factor & 0xFFFFFFFFFFFFFFFF
    return (mixed | 1) - (1 << 64 if mixed >> 63 else 0)


_THREES = range(len(SINGLE) - RUNS, len(SINGLE))
_SALT = torch.tensor([_odd(_THREES[0] if number in _THREES else number) for number in range(FEATURES)])
"""Each feature's own, but a run of three letters is the same wherever it stands in its word."""
_OTHER, _ODD = _odd(FEATURES), _odd(FEATURES + 1)


class Lexical(NamedTuple):
    """The chain. ``table``: (ROWS, tags of all heads), what a feature adds to a word's scores. ``moves``: (heads, 5),
    as in `models.crf`. ``share``: what its scores count in the pool, from 0 to 1; the network's count the rest."""

    table: Tensor
    moves: Tensor
    share: Tensor

    def scores(self, letters: Tensor, texts: Tensor, words: Tensor) -> Tensor:
        """(words, tags of all heads), of the words with these numbers. letters: (all words, COLUMNS); texts: (all
        words), the text each is of."""
        return F.embedding_bag(rows_of(letters, texts, words), self.table, mode="sum").float()


class Characters(NamedTuple):
    """What `letters_of` reads. ``points``: (characters), the code points of all texts end to end. Over words: where
    each ``starts`` and ``ends`` there, and its ``marks``, as `models.names.marks_of` has them."""

    points: Tensor
    starts: Tensor
    ends: Tensor
    marks: Tensor


def points_of(text: str) -> NDArray[np.int32]:
    """The text's code points, lone surrogates too."""
    return np.frombuffer(bytearray(text.encode("utf-32-le", "surrogatepass")), dtype=np.int32)


def letters_of(read: Characters) -> Tensor:
    """(words, COLUMNS) of the words, on the device that they are on."""
    points, starts, ends, marks = read
    device = points.device
    plain = F.pad(_plain().to(device)[points.clamp(max=0xFFFF)], (0, 1))

    def whole(values: Tensor) -> Tensor:
        up, down = (_powers(base, len(values), device) for base in (PRIME, INVERSE))
        sums = F.pad((values * up[1:]).cumsum(0), (1, 0))
        return (sums[ends] - sums[starts]) * down[starts]

    first, last, size = starts[:, None], ends[:, None] - 1, (ends - starts)[:, None]
    after, before = torch.arange(RUNS + 2, device=device), torch.arange(AFFIX, device=device)
    left = torch.where(after < size, plain[(first + after).clamp(max=len(points))], 0)
    right = torch.where(before < size, plain[(last - before).clamp(min=0)], 0)
    affixes = ((side << 16 * before).cumsum(1) for side in (left[:, :AFFIX], right))
    threes = torch.where(left[:, 2:] > 0, (left[:, :-2] << 40) + (left[:, 1:-1] << 20) + left[:, 2:], 0)
    words = torch.stack([whole(plain), whole(points.long()), marks % len(SHAPES), marks // len(SHAPES)], 1)
    return torch.cat([words, *affixes, threes], dim=1)


def _powers(base: int, highest: int, device: torch.device) -> Tensor:
    """Of the base, from 0 to the highest, modulo 2 to the 64th."""
    factors = torch.full((highest + 1,), base - (1 << 64 if base >> 63 else 0), device=device)
    factors[0] = 1
    return factors.cumprod(0)


@cache
def _plain() -> Tensor:
    """By code point of the basic plane: its lower case, and 0 for every digit."""
    lower = ((chr(point).lower(), point) for point in range(0x10000))
    plain = torch.tensor([ord(c) if len(c) == 1 else point for c, point in lower])
    plain[[point for point in range(0x10000) if chr(point).isdigit()]] = ord("0")
    return plain


def rows_of(letters: Tensor, texts: Tensor, words: Tensor) -> Tensor:
    """(words, FEATURES): the rows of the table that the features of these words share."""
    first, second, salt, columns, steps = (
        numbers.to(letters.device) for numbers in (_FIRST, _SECOND, _SALT, _COLUMN, _STEP)
    )
    wanted = words[:, None] + steps
    at = wanted.clamp(0, len(letters) - 1)
    inside = (at == wanted) & (texts[at] == texts[words][:, None])
    parts = _mixed(torch.where(inside, letters[at, columns], _BEYOND))
    features = parts[:, first] + salt
    features[:, len(SINGLE) :] += parts[:, second] * _OTHER
    return _mixed(features) & ROWS - 1


def _mixed(numbers: Tensor) -> Tensor:
    """Every bit of each depends on all of its bits (as the last steps of MurmurHash3, A. Appleby 2011)."""
    for _ in range(2):
        numbers = (numbers ^ (numbers >> 33 & 0x7FFFFFFF)) * _ODD
    return numbers ^ (numbers >> 33 & 0x7FFFFFFF)
