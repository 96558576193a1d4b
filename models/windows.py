"""Texts as flat arrays of pieces, windows over them, and batches of windows: numpy only, nothing learned.

All texts of a batch are handled as one long array, with a note of where each begins: the work per text, not per
word, is what costs time in Python.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.lexical import points_of
from models.names import Numbers, known_names, marks_of
from models.words import CLS, PAD, SEP, Words, begins_word, find_words, tokenizer

WINDOW, OVERLAP = 254, 64
"""Pieces a window holds, without the marks at its ends, and how many of them its neighbour holds too."""
LENGTHS = (32, 64, 96, 128, 160, 192, 224, 256)
"""What windows are padded to, marks included."""


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
    encoded = tokenizer().encode_batch_fast(whole, add_special_tokens=False)
    ids_of = [np.array(one.ids, dtype=np.int64) for one in encoded]
    counts = np.array([len(ids) for ids in ids_of], dtype=np.int64)
    ids = np.concatenate([np.empty(0, np.int64), *ids_of])
    begins = begins_word()[ids]
    joined = "\n".join(whole)
    offsets = np.cumsum([0, *(len(text) + 1 for text in whole)])
    found = find_words(joined)
    firsts = np.flatnonzero(begins)
    texts_of_words = np.searchsorted(np.cumsum(counts), firsts, side="right")
    if not np.array_equal(np.searchsorted(offsets, found.starts, side="right") - 1, texts_of_words):
        found = _found_slowly(whole, ids_of, offsets)
    kinds = known_names(joined, found.starts, found.ends, texts_of_words)
    marks = marks_of(found.shapes, kinds)
    at = offsets[texts_of_words]
    words = np.cumsum(begins) - 1
    starts, ends = found.starts - at, found.ends - at
    return Pieces(ids, marks[words], words, starts, ends, at, texts_of_words, firsts, points_of(joined), counts)


def _whole_characters(text: str) -> str:
    """Half a surrogate pair, which no encoding can hold, becomes the replacement character; offsets stay."""
    if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _found_slowly(texts: Sequence[str], ids_of: Sequence[Numbers], offsets: Numbers) -> Words:
    """The words by the tokenizer's own offsets, for texts with characters that the two split differently."""
    starts: list[int] = []
    ends: list[int] = []
    shapes: list[int] = []
    for text, ids, at in zip(texts, ids_of, offsets.tolist(), strict=False):
        begins = begins_word()[ids] if len(ids) else np.empty(0, bool)
        for begin, (start, end) in zip(begins, tokenizer().encode(text, add_special_tokens=False).offsets, strict=True):
            if begin:
                form = find_words(text[start:end]).shapes
                starts.append(at + start)
                ends.append(at + end)
                shapes.append(int(form[0]) if len(form) else 0)
            else:
                ends[-1] = at + end
    return Words(*(np.array(values, dtype=np.int64) for values in (starts, ends, shapes)))


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
