"""Training texts as rows of pieces, rows as batches, and epochs of batches made by other processes ahead of their use.

An epoch is a part of a pass over the corpora, drawn anew: each time other sentences stand together, mentions are
swapped, words are misread (`models.augment`).
"""

import math
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.augment import Mentions, Tagged, disturbed, mentions_of, swapped
from models.names import known_names, marks_of
from models.words import CLS, MASK, PAD, SEP, form

LONGEST = 192
HIDDEN = 0.05
NOBODY = -1
"""Instead of the number of a head: a text without labels."""

# How often a pass reads each corpus: the small ones more, those that no test measures less.
PASSES = {"BC5CDR": 1.5, "NCBI-disease": 1.5, "BC2GM": 2.5, "BioNLP13CG": 1.5, "AnatEM": 0.5, "BioRED": 1.5, "tmVar":
3.0, "SETH": 0.7, "AMIA": 1.0, "MACCROBAT": 1.0, "LCT": 0.7}  # fmt: skip


class Row:
    """One training text: piece ids and marks; where each word begins and its tag; the number of its corpus's head."""

    def __init__(self, corpus: int, words: Sequence[str], tags: Sequence[int], random: np.random.Generator):
        self.corpus = corpus
        self.ids, self.marks, self.words, self.tags = [CLS], [0], list[int](), list(tags)
        hidden = (random.random(len(words)) < HIDDEN).tolist()
        forms = [form(word) for word in words]
        marks = marks_of(np.array([shape for _, shape in forms], dtype=np.int64), _kinds_of(words)).tolist()
        for (own, _), mark, hide in zip(forms, marks, hidden, strict=True):
            self.words.append(len(self.ids))
            self.ids += (MASK,) * len(own) if hide else own
            self.marks += [mark] * len(own)
        self.ids.append(SEP)
        self.marks.append(0)


def _kinds_of(words: Sequence[str]) -> NDArray[np.int64]:
    """What each of the words is, one blank apart, as part of a name."""
    ends = np.cumsum([len(word) + 1 for word in words], dtype=np.int64) - 1
    return known_names(" ".join(words), ends - np.array([len(word) for word in words], dtype=np.int64), ends)


class Corpus:
    """A corpus's sentences in order, what is swapped among them, the number of its head, and how often a pass reads
    it."""

    def __init__(self, number: int, sentences: Sequence[Tagged], passes: float):
        self.number, self.sentences, self.passes = number, sentences, passes
        self.mentions: Mentions = mentions_of(sentences)
        self.counts = [sum(len(form(word)[0]) for word in sentence.words) for sentence in sentences]

    def rows(self, share: float, random: np.random.Generator) -> Iterator[Row]:
        """The rows of so much of a pass: neighbours of a document joined up to a length drawn anew for each row."""
        runs: list[list[Tagged]] = []
        room = 0
        for sentence, pieces in zip(self.sentences, self.counts, strict=True):
            if not runs or runs[-1][-1].document != sentence.document or pieces > room:
                runs.append([])
                room = int(random.integers(24, LONGEST - 2))
            runs[-1].append(sentence)
            room -= pieces
        passes = self.passes * share
        for _ in range(math.ceil(passes)):
            for run in runs:
                if random.random() < passes / math.ceil(passes):
                    mixed = [swapped(s, self.mentions, random) for s in run]
                    words = disturbed([w for s in mixed for w in s.words], random)
                    yield Row(self.number, words, [t for s in mixed for t in s.tags], random)


class Batch(NamedTuple):
    """ids, marks, attend: (rows, pieces). words, tags: (rows, words), where each word begins and its tag. counts,
    corpus: (rows), how many words there are and whose tags they bear, as the number of the head or NOBODY."""

    ids: Tensor
    marks: Tensor
    attend: Tensor
    words: Tensor
    tags: Tensor
    counts: Tensor
    corpus: Tensor


def batches(rows: list[Row], pieces: int, random: np.random.Generator) -> Iterator[Batch]:
    """Rows of like length together, so many pieces at most."""
    for arrays in _batches(rows, pieces, random):
        yield Batch(*map(torch.from_numpy, arrays))


def _batches(rows: list[Row], pieces: int, random: np.random.Generator) -> Iterator[list[NDArray[np.generic]]]:
    rows = [row for row in rows if len(row.ids) <= 512]
    rows.sort(key=lambda row: len(row.ids) + random.random() * 16)
    groups: list[list[Row]] = [[]]
    longest = 0
    for row in rows:
        longest = max(longest, len(row.ids))
        if groups[-1] and longest * (len(groups[-1]) + 1) > pieces:
            groups.append([])
            longest = len(row.ids)
        groups[-1].append(row)
    for n in random.permutation(len(groups)):
        group = groups[n]
        if group:
            ids, marks = (_padded([getattr(row, name) for row in group], 8) for name in ("ids", "marks"))
            words, tags = (_padded([getattr(row, name) for row in group], 1) for name in ("words", "tags"))
            counts, corpus = (np.array(part) for part in zip(*((len(r.words), r.corpus) for r in group), strict=True))
            yield [ids, marks, ids != PAD, words, tags, counts, corpus]


def _padded(lists: Sequence[Sequence[int]], multiple: int) -> NDArray[np.int64]:
    """One row each, as long as the longest rounded up to a multiple."""
    whole = np.zeros((len(lists), -(-max(map(len, lists)) // multiple) * multiple), dtype=np.int64)
    for row, own in zip(whole, lists, strict=True):
        row[: len(own)] = own
    return whole


class Epochs:
    """Every epoch's batches, the same for the same seed and number whoever makes them.

    `share` is how much of a pass an epoch is; `workers` other processes make epochs ahead, none does it here. They are
    forked when this is made, so that the corpora are shared and not sent: before any thread that holds a lock.
    """

    def __init__(self, given: Sequence[Corpus], pieces: int, seed: int, share: float = 1.0, workers: int = 0):
        self.given, self.pieces, self.seed, self.share, self.workers = given, pieces, seed, share, workers
        self.pool = ProcessPoolExecutor(workers, get_context("fork"), _begin, (self,)) if workers else None
        if self.pool:
            self.pool.submit(_make, None).result()

    def arrays(self, number: int) -> list[list[NDArray[np.generic]]]:
        """One epoch's batches, as arrays."""
        random = np.random.default_rng(self.seed + number)
        rows = [row for corpus in self.given for row in corpus.rows(self.share, random)]
        return list(_batches(rows, self.pieces, random))

    def after(self, first: int) -> Iterator[Iterator[Batch]]:
        """The epochs from this number on, without end."""
        made = self._made_ahead(self.pool, first) if self.pool else map(self.arrays, count(first))
        for arrays in made:
            yield (Batch(*map(torch.from_numpy, own)) for own in arrays)

    def _made_ahead(self, pool: ProcessPoolExecutor, first: int) -> Iterator[list[list[NDArray[np.generic]]]]:
        waiting = deque(pool.submit(_make, first + n) for n in range(2 * self.workers))
        for number in count(first + len(waiting)):
            yield waiting.popleft().result()
            waiting.append(pool.submit(_make, number))

    def close(self) -> None:
        """Ends the other processes, once they have made what they are at."""
        if self.pool:
            self.pool.shutdown(wait=False, cancel_futures=True)


_mine: list[Epochs] = []


def _begin(epochs: Epochs) -> None:
    _mine.append(epochs)


def _make(number: int | None) -> list[list[NDArray[np.generic]]]:
    return [] if number is None else _mine[0].arrays(number)
