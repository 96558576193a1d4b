"""A cross-encoder: how well a line answers a question, both read in one pass (Nogueira & Cho 2019, arXiv:1901.04085).

Beside the line stand the few words before and after it, for much is only said by what stands around: ``Deferred.``
Slower by far than comparing vectors, it reads the likeliest lines alone, and tells better than they do that none of
them answers. MiniLM with low-rank changes to every layer (models/low_rank.py), taught first by questions and the
statements that answer them, then by questions and lines of records.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from torch import Tensor

from core.places import WEIGHTS
from models.embedder import Vectors, minilm, one_thread
from models.low_rank import EVERY, changed, learn, open_to_change
from models.network import Dimensions, Encoder
from models.tagger import multiplies_short
from models.words import CLS, PAD, SEP, tokenizer

FILE = WEIGHTS / "cross_encoder.safetensors"
LONGEST_QUESTION, LONGEST_LINE, AROUND = 60, 90, 20
"""Pieces that are read of a question, of a line, and of what stands before and after it."""
ROWS = 64
"""Pairs that are read at once."""
TOGETHER, RATE = 8, 1e-3
"""Questions in a step, and the rate of learning."""
RIGHT, HARD, OTHER = 3, 6, 3
"""Lines of a question in a step: that answer, of the likeliest that do not, and of the rest."""
HARDEST = 12
SEED = 3


class Text(NamedTuple):
    """A line, and what stands before and after it."""

    line: str
    before: str = ""
    after: str = ""


class Lesson(NamedTuple):
    """A question, texts that may answer it, the likeliest first, and which of them do; perhaps none."""

    question: str
    texts: Sequence[Text]
    answers: NDArray[np.bool_]


class CrossEncoder:
    """Load once. ``tensors`` are the encoder's low-rank changes, and ``head`` (2 x width) of the mean of all pieces and
    of those of the line."""

    def __init__(self, tensors: dict[str, Vectors], encoder: Encoder | None = None) -> None:
        self.tensors = tensors
        learned = {name: torch.from_numpy(one) for name, one in tensors.items()}
        self.precision = torch.bfloat16 if multiplies_short() else torch.float32
        self.encoder = (encoder or changed(minilm(Dimensions()), learned)).to(self.precision).eval()
        self.head = learned["head"].float()

    @classmethod
    def load(cls) -> "CrossEncoder":
        """Raises UnusableEmbedder where MiniLM is not installed."""
        return cls({name: one.astype(np.float32) for name, one in load_file(FILE).items()})

    def save(self) -> None:
        save_file({name: one.astype(np.float16) for name, one in self.tensors.items()}, FILE)

    @torch.inference_mode()
    def scores(self, question: str, texts: Sequence[Text]) -> Vectors:
        """(texts): the greater, the better it answers."""
        with one_thread():
            return _scores(self.encoder, self.head, [(question, one) for one in texts]).numpy()


def _pieces(text: str, most: int, *, last: bool = False) -> list[int]:
    found = tokenizer().encode(text, add_special_tokens=False).ids
    return found[-most:] if last else found[:most]


def pieces_of(question: str, text: Text) -> tuple[list[int], int, int]:
    """The pieces of a pair, and from where to where the line stands in them."""
    asked, line = _pieces(question, LONGEST_QUESTION), _pieces(text.line, LONGEST_LINE)
    before, after = _pieces(text.before, AROUND, last=True), _pieces(text.after, AROUND)
    start = len(asked) + 2
    return [CLS, *asked, SEP, *line, SEP, *before, SEP, *after, SEP], start, start + len(line)


def _scores(encoder: Encoder, head: Tensor, pairs: Sequence[tuple[str, Text]]) -> Tensor:
    """(pairs); pairs of like length are read together."""
    rows = [pieces_of(*pair) for pair in pairs]
    order = sorted(range(len(rows)), key=lambda place: len(rows[place][0]))
    found: list[Tensor] = []
    for start in range(0, len(order), ROWS):
        group = [rows[place] for place in order[start : start + ROWS]]
        ids = np.full((len(group), max(len(one) for one, _, _ in group)), PAD, dtype=np.int64)
        of_line = np.zeros(ids.shape, dtype=np.float32)
        for row, (pieces, begin, end) in enumerate(group):
            ids[row, : len(pieces)] = pieces
            of_line[row, begin:end] = 1 / max(1, end - begin)
        given = torch.from_numpy(ids)
        attend = given != PAD
        seen = encoder(given, torch.zeros_like(given), attend).float()
        mean = (seen * attend[..., None]).sum(1) / attend.sum(1, keepdim=True)
        line = (seen * torch.from_numpy(of_line)[..., None]).sum(1)
        found.append(torch.cat([mean, line], -1) @ head)
    return torch.cat(found)[torch.tensor(order).argsort()]


@lru_cache(maxsize=1)
def load_cross_encoder() -> CrossEncoder:
    """Raises UnusableEmbedder where MiniLM is not installed."""
    return CrossEncoder.load()


def fit(courses: Sequence[tuple[Sequence[Lesson], float]]) -> CrossEncoder:
    """Learns one course of lessons after the other, each so many times over. Deterministic on one machine."""
    torch.manual_seed(SEED)
    encoder = minilm(Dimensions())
    learned = open_to_change(encoder, EVERY)
    head = torch.zeros(2 * Dimensions().width, requires_grad=True)
    none = torch.zeros(1, requires_grad=True)
    encoder.train()
    missed = partial(_missed, encoder, head, none)
    for lessons, times in courses:
        learn([*learned.values(), head, none], [*_batches(lessons, times)], missed, RATE)
    return CrossEncoder({name: one.detach().numpy() for name, one in (*learned.items(), ("head", head))})


def _batches(lessons: Sequence[Lesson], times: float) -> Iterator[list[Lesson]]:
    """Each lesson with a few of its texts."""
    chance = np.random.default_rng(SEED)
    order = [place for _ in range(int(times) + 1) for place in chance.permutation(len(lessons)).tolist()]
    order = order[: int(times * len(lessons))]
    for start in range(0, len(order) - TOGETHER + 1, TOGETHER):
        yield [_some(lessons[place], chance) for place in order[start : start + TOGETHER]]


def _some(lesson: Lesson, chance: np.random.Generator) -> Lesson:
    right, wrong = np.flatnonzero(lesson.answers), np.flatnonzero(~lesson.answers)
    hard, other = wrong[:HARDEST], wrong[HARDEST:]
    kept = [
        place
        for places, most in ((right, RIGHT), (hard, HARD), (other, OTHER))
        for place in chance.permutation(places)[:most].tolist()
    ]
    return Lesson(lesson.question, [lesson.texts[place] for place in kept], lesson.answers[kept])


def _missed(encoder: Encoder, head: Tensor, none: Tensor, batch: Sequence[Lesson]) -> Tensor:
    """How unlikely what answers is told to be, none where nothing does."""
    with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_short()):
        scores = _scores(encoder, head, [(one.question, text) for one in batch for text in one.texts]).float()
    missed, start = torch.zeros(()), 0
    for one in batch:
        of_it = scores[start : start + len(one.texts)]
        start += len(one.texts)
        right = torch.from_numpy(one.answers)
        meant = of_it[right] if right.any() else none
        missed = missed + torch.cat([of_it, none]).logsumexp(0) - meant.logsumexp(0)
    return missed / len(batch)
