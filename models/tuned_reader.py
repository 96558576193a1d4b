"""A reader of questions that was tuned: MiniLM with low-rank changes, pooled with the linear reader of the same names.

A linear layer over fixed vectors (models/readers.py) knows what it was taught in those words; what is taken for granted
behind ``Turkey tail works better than Keytruda. Capsules or tea?`` it does not see. The mean of all pieces of the last
layer is read by one linear layer, and each name's share is the geometric mean of this reader's and of the linear one's.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor

from core.places import WEIGHTS
from models.embedder import Vectors, minilm, one_thread
from models.low_rank import EVERY, changed, learn, open_to_change
from models.network import Dimensions, Encoder
from models.readers import Example, Reader, wanted_of
from models.tagger import multiplies_short
from models.words import CLS, PAD, SEP, tokenizer

LONGEST = 96
"""Pieces of a question that are read, without the marks at its ends."""
SHARPER = 4.0
"""What the vectors count, so that the layer above them learns as fast as they do."""
RATE, TOGETHER, EPOCHS, SEED = 1.5e-3, 32, 8, 1
LIKE = 8
"""Batches that are made at once, of questions of like length."""


class TunedReader:
    """Load once. ``head`` is (names, width + 1), its last column what is added."""

    def __init__(self, linear: Reader, encoder: Encoder, head: Tensor) -> None:
        self.linear = linear
        self.names = linear.names
        self.encoder = encoder.to(torch.bfloat16 if multiplies_short() else torch.float32).eval()
        self.head = head

    @classmethod
    def load(cls, linear: Reader, name: str) -> "TunedReader":
        """Raises UnusableEmbedder where MiniLM is not installed."""
        stored = load_file(WEIGHTS / f"{name}_tuned.safetensors")
        learned = {part: torch.from_numpy(one.astype(np.float32)) for part, one in stored.items()}
        return cls(linear, changed(minilm(Dimensions()), learned), learned["head"])

    @torch.inference_mode()
    def shares(self, text: str) -> dict[str, float]:
        """By name, and for ``none``, the likeliest first; together 1."""
        with one_thread():
            own = _scores(self.encoder, self.head, [pieces_of(text)])[0].softmax(-1).tolist()
        linear = self.linear.shares(text)
        both = {name: (share * linear[name]) ** 0.5 for name, share in zip(self.names, own, strict=True)}
        total = sum(both.values())
        return {name: both[name] / total for name in sorted(both, key=both.__getitem__, reverse=True)}


def pieces_of(text: str) -> list[int]:
    return [CLS, *tokenizer().encode(text, add_special_tokens=False).ids[:LONGEST], SEP]


def tune(examples: Sequence[Example], names: Sequence[str], name: str, epochs: int = EPOCHS) -> None:
    """Learns the names of the examples and writes the weights. Deterministic on one machine."""
    torch.manual_seed(SEED)
    encoder = minilm(Dimensions())
    learned = open_to_change(encoder, EVERY)
    head = torch.zeros(len(names), Dimensions().width + 1, requires_grad=True)
    encoder.train()
    rows = [pieces_of(one.text) for one in examples]
    batches = list(_batches(rows, wanted_of(examples, names), epochs))
    learn([*learned.values(), head], batches, partial(_missed, encoder, head), RATE)
    tensors = {part: one.detach().numpy().astype(np.float16) for part, one in {**learned, "head": head}.items()}
    save_file(tensors, WEIGHTS / f"{name}_tuned.safetensors")


def _batches(rows: Sequence[list[int]], wanted: Vectors, epochs: int) -> Iterator[tuple[list[list[int]], Vectors]]:
    """Every question once in an epoch, with others of like length."""
    chance = np.random.default_rng(SEED)
    for _ in range(epochs):
        groups = np.array_split(chance.permutation(len(rows)), max(1, len(rows) // (TOGETHER * LIKE)))
        order = [place for group in groups for place in sorted(group.tolist(), key=lambda one: len(rows[one]))]
        starts = range(0, len(order) - TOGETHER + 1, TOGETHER)
        for start in chance.permutation(starts).tolist():
            batch = order[start : start + TOGETHER]
            yield [rows[place] for place in batch], wanted[batch]


def _scores(encoder: Encoder, head: Tensor, rows: Sequence[list[int]]) -> Tensor:
    """(rows, names)"""
    ids = np.full((len(rows), max(map(len, rows))), PAD, dtype=np.int64)
    for row, pieces in enumerate(rows):
        ids[row, : len(pieces)] = pieces
    given = torch.from_numpy(ids)
    attend = given != PAD
    seen = encoder(given, torch.zeros_like(given), attend).float()
    mean = (seen * attend[..., None]).sum(1) / attend.sum(1, keepdim=True)
    return SHARPER * mean @ head[:, :-1].T + head[:, -1]


def _missed(encoder: Encoder, head: Tensor, batch: tuple[list[list[int]], Vectors]) -> Tensor:
    rows, wanted = batch
    with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_short()):
        scores = _scores(encoder, head, rows).float()
    return -(torch.from_numpy(wanted) * scores.log_softmax(-1)).sum(-1).mean()
