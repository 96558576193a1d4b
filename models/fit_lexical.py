"""Fit the chain over words' letters that the tagger pools with its network's.

    python -m models.fit_lexical [--weights PATH] [--share 0.4]

Reads the training sentences (SIGHTLINE_CORPORA), writes the chain into the file of weights, and prints the held-back F1
of every corpus with shares from none to the whole. Each corpus fits its own head alone, by the likelihood of its tags
against the squared weights. It takes six minutes on two cores.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from torch import Tensor
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

from core.places import TAGGER_WEIGHTS
from models.augment import Tagged, tagged
from models.crf import first_moves, layout, negative_log_likelihood
from models.evaluate import Score, texts_of, total
from models.lexical import ROWS, Characters, Lexical, letters_of, points_of, rows_of
from models.names import known_names, marks_of
from models.network import Network
from models.tagger import Tagger
from models.train import SEED, read_data
from models.words import form

SHARE = 0.4
"""What the chain's scores count in the pool."""
PASSES = 8
TOGETHER = 32
"""Sentences in a step."""
RATE = 0.02
DECAY = 3e-4
"""Of half the squared weights, against the mean negative log-likelihood of a sentence."""


class Sentences(NamedTuple):
    """Sentences as the chain reads them. Over words: ``rows`` (words, features) and ``tags``; over sentences: where
    each begins, and the end of the last."""

    rows: Tensor
    tags: Tensor
    edges: Sequence[int]


def read_sentences(sentences: Sequence[Tagged]) -> Sentences:
    """Neighbours of a document see each other. Nothing is swapped or misread here, as it is for the network: what was
    read is to be known again."""
    words = [word for one in sentences for word in one.words]
    counts = [len(one.words) for one in sentences]
    numbers = {document: n for n, document in enumerate(dict.fromkeys(one.document for one in sentences))}
    texts = np.repeat([numbers[one.document] for one in sentences], counts)
    sizes = np.array([len(word) for word in words], dtype=np.int64)
    ends = np.cumsum(sizes + 1) - 1
    text, starts = " ".join(words), ends - sizes
    shapes = np.array([form(word)[1] for word in words], dtype=np.int64)
    marks = marks_of(shapes, known_names(text, starts, ends, texts))
    of, *read = map(torch.from_numpy, (texts, points_of(text), starts, ends, marks))
    told = letters_of(Characters(*read))
    rows = [rows_of(told, of, some).int() for some in torch.arange(len(words)).split(1 << 14)]
    tags = torch.tensor([tag for one in sentences for tag in one.tags])
    return Sentences(torch.cat(rows), tags, np.cumsum([0, *counts]).tolist())


def steps_of(given: Sentences, random: np.random.Generator) -> Iterator[list[slice]]:
    """The words of some sentences of like length at a time, in any order."""
    each = sorted((slice(a, b) for a, b in pairwise(given.edges) if b > a), key=lambda one: one.stop - one.start)
    groups = [each[first : first + TOGETHER] for first in range(0, len(each), TOGETHER)]
    for n in random.permutation(len(groups)):
        yield groups[n]


def fit(sentences: Sequence[Tagged], labels: int, seed: int, passes: int = PASSES) -> tuple[Tensor, Tensor]:
    """The head's part of the table, (ROWS, tags), and its moves, (5)."""
    random = np.random.default_rng(seed)
    table = torch.zeros(ROWS, 1 + 2 * labels, requires_grad=True)
    moves = first_moves(1)
    form_of = layout([labels])
    optimiser = torch.optim.Adam([table, moves], lr=RATE, fused=True)
    given = read_sentences(sentences)
    for number in range(passes):
        steps = list(steps_of(given, random))
        for done, step in enumerate(steps):
            for group in optimiser.param_groups:
                group["lr"] = RATE * (1 - (number + done / len(steps)) / passes)
            counts = [one.stop - one.start for one in step]
            scores = F.embedding_bag(torch.cat([given.rows[one] for one in step]), table, mode="sum")
            padded, tags = (
                pad_sequence(part, batch_first=True)
                for part in (list(scores.split(counts)), [given.tags[one] for one in step])
            )
            lengths = torch.tensor(counts)
            missed = negative_log_likelihood(padded, tags, lengths, moves, form_of, torch.zeros_like(lengths)).mean()
            (missed + DECAY / 2 * table.square().sum()).backward()
            optimiser.step()
            optimiser.zero_grad()
    return table.detach(), moves.detach()[0]


def pooled(network: Network, share: float) -> Tagger:
    """The tagger of these weights in single precision, with another share for the chain."""
    if network.lexical:
        network.lexical = network.lexical._replace(share=torch.tensor(share))
    return Tagger(network, torch.device("cpu"), torch.float32)


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m models.fit_lexical", description="Fit the chain over words' letters."
    )
    arguments.add_argument("--weights", type=Path, default=TAGGER_WEIGHTS)
    arguments.add_argument("--share", type=float, default=SHARE)
    arguments.add_argument("--seed", type=int, default=SEED)
    asked = arguments.parse_args()
    console = Console(highlight=False)
    root = Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data"))
    train, curve, _ = read_data(root, console)
    network = Network.load(asked.weights)
    parts: list[tuple[Tensor, Tensor]] = []
    for head, own in track(list(zip(network.heads, train, strict=True)), "fitting", console=console):
        parts.append(fit([tagged(one) for one in own], len(head.labels), asked.seed))
        console.print(f"fitted on {head.corpus}: {len(own)} sentences")
    tables, moves = zip(*parts, strict=True)
    network.lexical = Lexical(torch.cat(tables, 1), torch.stack(moves), torch.tensor(asked.share))
    beside = asked.weights.with_suffix(".part")
    network.save(beside)
    beside.replace(asked.weights)
    for share in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 1.0):
        tagger = pooled(network, share)
        scores = [total(tagger, texts_of(own)) for own in curve]
        every = Score(*(sum(one[n] for one in scores) for n in range(3)))
        each = "  ".join(f"{head.corpus} {one.f1:.4f}" for head, one in zip(network.heads, scores, strict=True))
        console.print(f"share {share}: {every.f1:.4f}  {each}")


if __name__ == "__main__":
    main()
