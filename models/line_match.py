"""How well a line of a record answers a question: MiniLM's likeness, tuned for it, beside plain features of the line.

MiniLM was made to tell that two texts say the same; a line that answers says something else than the question. What
brings the two together is learned from questions and records of ours as low-rank changes to the encoder
(models/low_rank.py), so that of all lines of one record those that answer are likest to the question. What else is
known of a pair comes as plain numbers with a weight each, learned on records that nothing else was tuned on: what a
cross-encoder reads in the likeliest lines (models/cross_encoder.py), shared rare words, and the like. The lines compete
with each other and with ``none``: their shares and that of ``none`` make 1.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from safetensors.numpy import load_file, save_file
from torch import Tensor

from core.places import WEIGHTS
from models.cross_encoder import CrossEncoder, Lesson, Text, load_cross_encoder
from models.cross_encoder import fit as fit_cross_encoder
from models.embedder import LONGEST, Embedder, Vectors, minilm
from models.low_rank import changed, open_to_change
from models.network import Dimensions, Encoder
from models.tagger import multiplies_short
from models.words import CLS, PAD, SEP, tokenizer

FILE = WEIGHTS / "lines.safetensors"
EPOCHS, TOGETHER, RATE, WARMING = 4, 2, 1e-3, 10
"""Passes over the records, records in a step, the rate of learning, and steps in which it rises."""
LEAST_RATE = 0.05
"""Of the rate of learning, in the last steps."""
TEMPERATURE = 0.05
KEPT_APART = 7
"""Each so-many-eth record only teaches the features' weights."""
ROWS = 64
"""Texts that the encoder is taught with at once."""
STEPS = 400
KEPT_SMALL = 1e-3
"""Of the squares of the features' weights."""
SEED = 3
READ = 8
"""Of a record's lines, the likeliest, that the cross-encoder reads."""
FIRST_COURSE, COURSE = 0.4, 2
"""How many times over it learns from statements, and then from lines."""
REMEMBERED = 8192
"""Lines whose vectors are kept: the pages that are asked about again."""


class Asked(NamedTuple):
    """A question asked of a record, the features of its lines (lines, F), and which of them answer it; perhaps none."""

    question: str
    features: Vectors
    answers: NDArray[np.bool_]


class Record(NamedTuple):
    lines: Sequence[Text]
    asked: Sequence[Asked]


class LineMatch:
    """Load once. ``shares`` says how likely each line answers a question.

    ``tensors`` are the encoder's low-rank changes, ``weight`` (2 + F) of likeness, of what ``reader`` reads and of the
    features, and ``none`` (1).
    """

    def __init__(self, tensors: dict[str, Vectors], reader: CrossEncoder, encoder: Encoder | None = None) -> None:
        self.tensors = tensors
        self.reader = reader
        learned = _as_tensors(tensors)
        precision = torch.bfloat16 if multiplies_short() else torch.float32
        self.embedder = Embedder(encoder or changed(minilm(Dimensions()), learned), torch.device("cpu"), precision)
        self.seen: OrderedDict[bytes, Vectors] = OrderedDict()
        """By the mark of a line, so that no words of a record are kept."""

    @classmethod
    def load(cls) -> "LineMatch":
        """Raises UnusableEmbedder where MiniLM is not installed."""
        tensors = {name: one.astype(np.float32) for name, one in load_file(FILE).items()}
        return cls(tensors, load_cross_encoder())

    def save(self) -> None:
        self.reader.save()
        save_file({name: one.astype(np.float16) for name, one in self.tensors.items()}, FILE)

    def shares(self, question: str, lines: Sequence[Text], features: Vectors) -> Vectors:
        """(lines): together with the share of none of them 1. features: (lines, F)."""
        scores = np.append(self.given(question, lines, features) @ self.tensors["weight"], self.tensors["none"])
        shares = np.exp(scores - scores.max())
        return (shares / shares.sum())[:-1].astype(np.float32)

    def given(self, question: str, lines: Sequence[Text], features: Vectors) -> Vectors:
        """(lines, 2 + F): the likeness, what is read in the likeliest lines, in the others as little as in the least of
        these, and the features."""
        likeness = self.likeness(question, [one.line for one in lines])
        likeliest = np.argsort(-likeness)[:READ]
        read = self.reader.scores(question, [lines[place] for place in likeliest])
        told = np.full(len(lines), read.min(), dtype=np.float32)
        told[likeliest] = read
        return np.column_stack([likeness, told, features])

    def likeness(self, question: str, lines: Sequence[str]) -> Vectors:
        """(lines): from -1 to 1."""
        seen, texts = self.seen.copy(), {_mark(one): one for one in lines}
        fresh = [mark for mark in texts if mark not in seen]
        embedded = self.embedder.embed([question, *(texts[mark] for mark in fresh)])
        seen.update(zip(fresh, embedded[1:], strict=True))
        found = np.stack([seen[_mark(one)] for one in lines])
        while len(seen) > REMEMBERED:
            seen.popitem(last=False)
        self.seen = seen
        return found @ embedded[0]


def _mark(text: str) -> bytes:
    return hashlib.blake2s(text.encode(), digest_size=8).digest()


@lru_cache(maxsize=1)
def load_line_match() -> LineMatch:
    """Raises UnusableEmbedder where MiniLM is not installed."""
    return LineMatch.load()


def fit(records: Sequence[Record], first: Sequence[Lesson] = ()) -> LineMatch:
    """Learns from records whose questions are answered by some of their lines, or by none; the cross-encoder ``first``
    from other lessons. Deterministic on one machine."""
    torch.manual_seed(SEED)
    apart = records[::KEPT_APART]
    taught = [one for place, one in enumerate(records) if place % KEPT_APART]
    learned = {name: one.detach().numpy() for name, one in _tuned(taught).items()}
    nearest = Embedder(changed(minilm(Dimensions()), _as_tensors(learned)), torch.device("cpu"), torch.float32)
    lessons = [lesson for record in taught for lesson in _lessons(record, nearest)]
    match = LineMatch(learned, fit_cross_encoder([(first, FIRST_COURSE), (lessons, COURSE)]))
    pairs = [
        (match.given(one.question, record.lines, one.features), one.answers) for record in apart for one in record.asked
    ]
    match.tensors |= _weighed(pairs)
    return match


def _as_tensors(learned: dict[str, Vectors]) -> dict[str, Tensor]:
    return {name: torch.from_numpy(one) for name, one in learned.items()}


def _lessons(record: Record, nearest: Embedder) -> Iterator[Lesson]:
    """For the cross-encoder, the likeliest lines first."""
    lines = nearest.embed([one.line for one in record.lines])
    for one, asked in zip(record.asked, nearest.embed([one.question for one in record.asked]), strict=True):
        order = np.argsort(-(lines @ asked))
        yield Lesson(one.question, [record.lines[place] for place in order], one.answers[order])


def _tuned(records: Sequence[Record]) -> dict[str, Tensor]:
    encoder = minilm(Dimensions())
    learned = open_to_change(encoder)
    steps = torch.optim.AdamW(learned.values(), lr=RATE, weight_decay=0.01)
    batches = [*_batches(records)]
    encoder.train()
    for step, batch in enumerate(track(batches, "learning", transient=True)):
        rate = RATE * min(1, (step + 1) / WARMING) * max(LEAST_RATE, 1 - step / len(batches))
        for group in steps.param_groups:
            group["lr"] = rate
        steps.zero_grad()
        missed = torch.stack([one for record in batch for one in _missed(encoder, record)])
        missed.mean().backward()
        torch.nn.utils.clip_grad_norm_(learned.values(), 1.0)
        steps.step()
    return learned


def _batches(records: Sequence[Record]) -> Iterator[list[Record]]:
    chance = np.random.default_rng(SEED)
    for _ in range(EPOCHS):
        order = chance.permutation(len(records)).tolist()
        for start in range(0, len(order), TOGETHER):
            yield [records[place] for place in order[start : start + TOGETHER]]


def _missed(encoder: Encoder, record: Record) -> Iterator[Tensor]:
    """Of each question that some lines answer, how unlikely these are told to be."""
    asked = [one for one in record.asked if one.answers.any()]
    vectors = _embed(encoder, [*(one.line for one in record.lines), *(one.question for one in asked)])
    lines = vectors[: len(record.lines)]
    for one, question in zip(asked, vectors[len(record.lines) :], strict=True):
        scores = lines @ question / TEMPERATURE
        yield scores.logsumexp(0) - scores[torch.from_numpy(one.answers)].logsumexp(0)


def _embed(encoder: Encoder, texts: Sequence[str]) -> Tensor:
    """(texts, width), with gradients; texts of like length together."""
    pieces = [one.ids[:LONGEST] for one in tokenizer().encode_batch_fast(list(texts), add_special_tokens=False)]
    order = sorted(range(len(pieces)), key=lambda place: len(pieces[place]))
    found: list[Tensor] = []
    for start in range(0, len(order), ROWS):
        rows = [[CLS, *pieces[place], SEP] for place in order[start : start + ROWS]]
        ids = np.full((len(rows), max(map(len, rows))), PAD, dtype=np.int64)
        for row, text in enumerate(rows):
            ids[row, : len(text)] = text
        given = torch.from_numpy(ids)
        attend = given != PAD
        with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_short()):
            seen = encoder(given, torch.zeros_like(given), attend).float()
        mean = (seen * attend[..., None]).sum(1) / attend.sum(1, keepdim=True)
        found.append(torch.nn.functional.normalize(mean, dim=-1))
    return torch.cat(found)[torch.tensor(order).argsort()]


def _weighed(pairs: Sequence[tuple[Vectors, NDArray[np.bool_]]]) -> dict[str, Vectors]:
    """The weights of what is given of each line, and the score of ``none``."""
    given = [torch.from_numpy(one) for one, _ in pairs]
    answers = [torch.from_numpy(one) for _, one in pairs]
    weight = torch.zeros(given[0].shape[1], requires_grad=True)
    none = torch.zeros(1, requires_grad=True)
    steps = torch.optim.LBFGS([weight, none], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        steps.zero_grad()
        missed = torch.zeros(())
        for one, right in zip(given, answers, strict=True):
            scores = one @ weight
            meant = scores[right] if right.any() else none
            missed = missed + torch.cat([scores, none]).logsumexp(0) - meant.logsumexp(0)
        whole = missed / len(given) + KEPT_SMALL * weight.square().sum()
        whole.backward()
        return whole

    steps.step(loss)
    return {"weight": weight.detach().numpy(), "none": none.detach().numpy()}
