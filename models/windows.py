"""Texts as flat arrays of pieces, windows over them, and batches of windows: numpy only, nothing learned.

All texts of a batch are handled as one long array, with a note of where each begins: the work per text, not per
word, is what costs time in Python.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.lexical import points_of
from models.names import INVERSE, PRIME, Numbers, known_names, marks_of, powers
from models.words import CLS, PAD, SEP, Words, begins_word, find_words, tokenizer, words_of

WINDOW, OVERLAP = 254, 64
"""Pieces a window holds, without the marks at its ends, and how many of them its neighbour holds too."""
LENGTHS = (32, 64, 96, 128, 160, 192, 224, 256)
"""What windows are padded to, marks included."""


SPELLINGS = 1000
"""Words that the tokenizer is given as one text, of which it reads as many at once as there are cores."""


class Pieces(NamedTuple):
    """Several texts, end to end.

    Over pieces: `ids`, `marks`, and `words`, the number of the word each belongs to. Over words: `starts` and
    `ends` (the characters in the word's own text), `at` (where that text begins among all characters), `texts` (its
    text), `firsts` (its first piece). Over characters of all texts: `points`. Over texts: `counts` of pieces.
    """

    ids: Numbers
    marks: Numbers
    words: Numbers
    starts: Numbers
    ends: Numbers
    at: Numbers
    texts: Numbers
    firsts: Numbers
    points: NDArray[np.int32]
    counts: Numbers


class Batch(NamedTuple):
    """Windows of one padded length.

    `ids`, `marks`, `attend`: (rows, length), what the network is given. `words`: (rows, most words), where each word
    begins, of which there are `counts`: (rows). `numbers`: (rows, most words), which word of the flat array stands
    there, 0 where none does. `places`: the same, but -1 where none does or its label is taken from another window.
    """

    ids: Numbers
    marks: Numbers
    attend: NDArray[np.bool_]
    words: Numbers
    counts: Numbers
    numbers: Numbers
    places: Numbers

    def halves(self) -> "tuple[Batch, Batch]":
        """The first rows and the others."""
        return self._rows(slice(0, len(self.ids) // 2)), self._rows(slice(len(self.ids) // 2, None))

    def _rows(self, rows: slice) -> "Batch":
        ids, marks, attend, words, counts, numbers, places = self
        return Batch(ids[rows], marks[rows], attend[rows], words[rows], counts[rows], numbers[rows], places[rows])


def read_pieces(texts: Sequence[str]) -> Pieces:
    """The texts' pieces and words."""
    whole = [_whole_characters(text) for text in texts]
    joined = "\n".join(whole)
    offsets = np.cumsum([0, *(len(text) + 1 for text in whole)])
    points = points_of(joined)
    found = find_words(joined)
    spelled = _spellings(joined, points, found)
    if not spelled:
        found, *spelled = _read_slowly(whole, offsets)
    ids, sizes = spelled
    texts_of_words = np.searchsorted(offsets, found.starts, side="right") - 1
    kinds = known_names(joined, found.starts, found.ends, texts_of_words)
    marks = marks_of(found.shapes, kinds)
    at = offsets[texts_of_words]
    words = np.repeat(np.arange(len(sizes)), sizes)
    counts = np.bincount(texts_of_words[words], minlength=len(texts))
    starts, ends, firsts = found.starts - at, found.ends - at, np.cumsum(sizes) - sizes
    return Pieces(ids, marks[words], words, starts, ends, at, texts_of_words, firsts, points, counts)


def _spellings(text: str, points: NDArray[np.int32], found: Words) -> tuple[Numbers, Numbers] | None:
    """The words' pieces, end to end, and how many each has. The tokenizer is asked for one of each spelling: of a
    hundred words a few are new. None if it splits one of them further than `find_words` does."""
    lengths = found.ends - found.starts
    _, one, which = np.unique(spelling_hashes(points, found), return_index=True, return_inverse=True)
    alike = points[words_of(found.starts, lengths)] == points[words_of(found.starts[one][which], lengths)]
    if not (np.array_equal(lengths, lengths[one][which]) and alike.all()):
        one = which = np.arange(len(lengths))  # two spellings with one hash
    spellings = [
        text[start:end] for start, end in zip(found.starts[one].tolist(), found.ends[one].tolist(), strict=True)
    ]
    lines = ["\n".join(spellings[n : n + SPELLINGS]) for n in range(0, len(spellings), SPELLINGS)]
    encoded = [code.ids for code in tokenizer().encode_batch_fast(lines, add_special_tokens=False)]
    ids = np.fromiter(chain.from_iterable(encoded), np.int64)
    firsts = np.flatnonzero(begins_word()[ids])
    if len(firsts) != len(spellings):  # never fewer, for each has a character that stays
        return None
    sizes = np.diff(firsts, append=len(ids))
    return ids[words_of(firsts[which], sizes[which])], sizes[which]


def _whole_characters(text: str) -> str:
    """Half a surrogate pair, which no encoding can hold, becomes the replacement character; offsets stay."""
    if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def spelling_hashes(points: NDArray[np.int32], found: Words) -> NDArray[np.uint64]:
    """Of each word as it is written, by differences of sums, as `models.names.Letters` has them."""
    up, down = (powers(base, len(points)) for base in (PRIME, INVERSE))
    sums = np.concatenate([[np.uint64(0)], np.cumsum(points.astype(np.uint64) * up[1:], dtype=np.uint64)])
    return (sums[found.ends] - sums[found.starts]) * down[found.starts]


def _read_slowly(texts: Sequence[str], offsets: Numbers) -> tuple[Words, Numbers, Numbers]:
    """The words, their pieces and how many each has by the tokenizer's own offsets, for texts with characters that the
    two split differently."""
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    firsts: list[int] = []
    for text, at in zip(texts, offsets.tolist(), strict=False):
        read = tokenizer().encode(text, add_special_tokens=False)
        for piece, (start, end) in zip(read.ids, read.offsets, strict=True):
            if begins_word()[piece]:
                firsts.append(len(ids))
                starts.append(at + start)
                ends.append(at + end)
            else:
                ends[-1] = at + end
            ids.append(piece)
    sizes = np.diff([*firsts, len(ids)])
    joined = "\n".join(texts)
    shapes = [(*find_words(joined[start:end]).shapes.tolist(), 0)[0] for start, end in zip(starts, ends, strict=True)]
    words = Words(*(np.array(values, dtype=np.int64) for values in (starts, ends, shapes)))
    return words, np.array(ids, dtype=np.int64), sizes


class Windows(NamedTuple):
    """Over windows: pieces [firsts, lasts) of the flat array; labels are taken from here for [keeps, untils)."""

    firsts: Numbers
    lasts: Numbers
    keeps: Numbers
    untils: Numbers


def find_windows(counts: Numbers) -> Windows:
    """Windows over texts of so many pieces: neighbours share OVERLAP pieces and keep half of those each."""
    step = WINDOW - OVERLAP
    per_text = np.where(counts > WINDOW, 1 + -(-(counts - WINDOW) // step), np.minimum(counts, 1))
    text = np.repeat(np.arange(len(counts)), per_text)
    nth = np.arange(len(text)) - np.repeat(np.cumsum(per_text) - per_text, per_text)
    begin = (np.cumsum(counts) - counts)[text]
    firsts = begin + nth * step
    lasts = np.minimum(firsts + WINDOW, begin + counts[text])
    is_first, is_last = nth == 0, nth == per_text[text] - 1
    keeps = np.where(is_first, firsts, firsts + OVERLAP // 2)
    return Windows(firsts, lasts, keeps, np.where(is_last, lasts, lasts - OVERLAP // 2))


def batches(pieces: Pieces, windows: Windows, budget: int, whole: bool = False) -> Iterator[Batch]:
    """Windows of like length together, at most `budget` pieces in a batch, but always one window at least.

    `whole` fills the last batch of a length with empty rows, and every row with empty words: every batch of a length
    then has the same shapes, and so, on a GPU that chooses its kernels by shape, the same window the same result.
    """
    sizes = windows.lasts - windows.firsts + 2
    padded = np.array(LENGTHS)[np.searchsorted(LENGTHS, sizes)]
    for length in np.unique(padded).tolist():
        same = np.flatnonzero(padded == length)
        rows = max(1, budget // length)
        for n in range(0, len(same), rows):
            yield _batch(pieces, windows, same[n : n + rows], length, rows if whole else 0)


def _batch(pieces: Pieces, windows: Windows, chosen: Numbers, length: int, rows: int) -> Batch:
    first, last, keep, until = (array[chosen][:, None] for array in windows)
    places = first - 1 + np.arange(length)[None]
    inside = (places >= first) & (places < last)
    held = np.where(inside, places, 0)
    ids = np.where(inside, pieces.ids[held], PAD)
    ids[:, 0] = CLS
    np.put_along_axis(ids, last - first + 1, SEP, axis=1)
    marks = np.where(inside, pieces.marks[held], 0)
    attend = np.arange(length)[None] < last - first + 2
    begins = inside & begins_word()[ids]
    counts = begins.sum(1)
    words = np.argsort(~begins, axis=1, kind="stable")[:, : length if rows else max(1, counts.max())]
    at = np.take_along_axis(places, words, axis=1)
    there = np.arange(words.shape[1])[None] < counts[:, None]
    numbers = np.where(there, pieces.words[np.where(there, at, 0)], 0)
    kept = np.where(there & (at >= keep) & (at < until), numbers, -1)
    batch = Batch(ids, marks, attend, words, counts, numbers, kept)
    empty = max(0, rows - len(chosen))
    return Batch(*(_filled(array, empty, fill) for array, fill in zip(batch, (PAD, 0, True, 0, 0, 0, -1), strict=True)))


def _filled(array: NDArray[Any], rows: int, value: int) -> NDArray[Any]:
    """The array with so many rows of the value below."""
    return np.concatenate([array, np.full((rows, *array.shape[1:]), value, dtype=array.dtype)]) if rows else array
