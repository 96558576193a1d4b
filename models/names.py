"""Names of genes and proteins, and of chemicals: which words of a text are one, or a part of one.

The tagger's encoder has read little of either, and a list knows hundreds of thousands more; so each word's mark says
whether the list has it. The network learns how far to believe it. The list (`models.namelist`) is kept as hashes of the
names' letters and digits in lower case, so `IL-2`, `IL 2` and `il2` are one. A name that it has as one run of letters
is not found where it is written as two.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.places import VOCABULARIES
from models.words import SHAPES, words_of

NAMES = VOCABULARIES / "names.npz"
KINDS = ("", "gene", "gene begins", "gene goes on", "chemical", "chemical goes on")
"""What a word may be, in the order of the numbers that `known_names` gives."""
MARKS = len(SHAPES) * len(KINDS)
"""How many marks of a word there are: each shape with each kind."""
LONGEST = 9
"""Words in a name at most, marks of punctuation among them."""
KNOWN_BEGINNINGS = 3
"""Of each name the first run of letters or of digits, the first two and the first three are listed too: it may be
written as so many words, and few others need more looking."""

Hashes = NDArray[np.uint32]
Numbers = NDArray[np.int64]

PRIME = 0x9E3779B97F4A7C15
INVERSE = pow(PRIME, -1, 1 << 64)
"""What characters' places are told apart by in sums, and its inverse modulo 2 to the 64th."""
_FIRST_BITS = 20


def marks_of(shapes: Numbers, kinds: Numbers) -> Numbers:
    """The words' marks, of their shapes and of what `known_names` says they are."""
    return shapes + len(SHAPES) * kinds


class Listed(NamedTuple):
    """Hashes in order, and where those begin that have the same first bits: half the time of a binary search."""

    hashes: Hashes
    begins: Numbers

    @classmethod
    def read(cls, steps: Hashes) -> "Listed":
        """From the steps between hashes."""
        hashes = np.cumsum(steps, dtype=np.uint32)
        return cls(hashes, np.searchsorted(hashes >> (32 - _FIRST_BITS), np.arange((1 << _FIRST_BITS) + 1)))

    def of(self, hashes: Hashes) -> Numbers:
        """Where each of these stands, whatever its last bit; -1 where it does not."""
        first = hashes >> (32 - _FIRST_BITS)
        places, ends = self.begins[first], self.begins[first + np.uint32(1)]
        found = np.full(len(hashes), -1)
        left = np.flatnonzero(places < ends)
        while len(left):
            at = places[left]
            same = (self.hashes[at] ^ hashes[left]) < 2
            found[left[same]] = at[same]
            places[left] += 1
            left = left[~same & (at + 1 < ends[left])]
        return found


@cache
def listed() -> tuple[Listed, Listed]:
    """The names, the last bit of each telling chemicals (1) from genes (0), and what longer names begin with."""
    with np.load(NAMES) as stored:
        return Listed.read(stored["names"]), Listed.read(stored["beginnings"])


@cache
def _folded() -> NDArray[np.uint64]:
    """By code point of the basic plane: its lower case if it is a letter or a digit, else 0."""
    letters = (chr(point) for point in range(0x10000))
    return np.array([ord(c.lower()) if c.isalnum() and len(c.lower()) == 1 else 0 for c in letters], dtype=np.uint64)


class Letters:
    """A text's letters and digits, so that the hash of any run of its words is a difference of two sums (Karp & Rabin
    1987, doi:10.1147/rd.312.0249)."""

    def __init__(self, text: str, starts: Numbers, ends: Numbers):
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        values = _folded()[np.where(points > 0xFFFF, 0, points)]
        kept = values > 0
        count = np.concatenate([[0], np.cumsum(kept)])
        self.starts, self.ends = count[starts], count[ends]
        up, self.inverses = (powers(base, int(count[-1])) for base in (PRIME, INVERSE))
        self.sums = np.concatenate([[np.uint64(0)], np.cumsum(values[kept] * up[1:], dtype=np.uint64)])

    def hashes(self, firsts: Numbers, lasts: Numbers) -> Hashes:
        """Of the words from each first to each last."""
        begin = self.starts[firsts]
        mixed = (self.sums[self.ends[lasts]] - self.sums[begin]) * self.inverses[begin]
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        return (mixed >> np.uint64(32)).astype(np.uint32)


def powers(base: int, highest: int) -> NDArray[np.uint64]:
    """Of the base, from 0 to the highest, modulo 2 to the 64th."""
    factors = np.full(highest + 1, base, dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def known_names(text: str, starts: Numbers, ends: Numbers, texts: Numbers | None = None) -> Numbers:
    """For each word text[starts[i]:ends[i]], the number in KINDS of what it is: the longest name from the left counts.

    `texts` tells which of several texts, end to end, a word is of: no name goes from one to the next.
    """
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    read = Letters(text, starts, ends)
    names, beginnings = listed()
    lettered = read.ends > read.starts
    lasts, places = np.full(len(starts), -1), np.full(len(starts), -1)

    def look(firsts: Numbers, more: int) -> Numbers:
        """Notes which of these begin a name of so many words more; returns those that may begin a longer one."""
        hashes = read.hashes(firsts, firsts + more)
        found = names.of(hashes)
        if not more:
            found[read.ends[firsts] - read.starts[firsts] < 2] = -1
        lasts[firsts[found >= 0]] = firsts[found >= 0] + more
        places[firsts[found >= 0]] = found[found >= 0]
        return firsts[beginnings.of(hashes) >= 0] if more < KNOWN_BEGINNINGS else firsts

    going = look(np.flatnonzero(lettered), 0)
    for more in range(1, LONGEST):
        going = going[going + more < len(starts)]
        if texts is not None:
            going = going[texts[going + more] == texts[going]]
        ends_well = lettered[going + more]
        going = np.concatenate([look(going[ends_well], more), going[~ends_well]])
    begins = _from_the_left(lasts)
    sizes = lasts[begins] + 1 - begins
    chemical = (names.hashes[places[begins]] & 1).astype(np.int64)
    kinds = np.zeros(len(starts), dtype=np.int64)
    kinds[words_of(begins, sizes)] = np.repeat(3 + 2 * chemical, sizes)
    kinds[begins] = np.where(chemical == 1, 4, np.where(sizes > 1, 2, 1))
    return kinds


def _from_the_left(lasts: Numbers) -> Numbers:
    """The first words of the names that are kept, none of which begins inside another that is."""
    begins = np.flatnonzero(lasts >= 0)
    kept: list[int] = []
    after = 0
    for first, last in zip(begins.tolist(), lasts[begins].tolist(), strict=True):
        if first >= after:
            after = last + 1
            kept.append(first)
    return np.array(kept, dtype=np.int64)
