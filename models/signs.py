"""Texts that may tell of danger now, by their meaning, whatever their words: one linear layer over MiniLM's vectors.

    python -m models.signs

Lists of words (data/rules/danger.tsv) meet what they list; people in danger write what nobody listed. This tells how
likely a text is of them, for a gentle word only: it is no diagnosis, and is wrong about one hard look-alike in four.
It is trained on data/questions/signs.tsv and questions.tsv and on the calm ones of subjects.tsv, with the questions of
the development data as harmless ones where they are at hand (SIGHTLINE_CORPORA), and scored on the rows of signs.tsv
marked ``test``, of which it saw none.
"""

import csv
import gzip
import json
import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from safetensors.numpy import load_file, save_file

from core.places import DATA, SIGNS_WEIGHTS
from models.embedder import Embedder, Vectors, embedder_of_questions
from models.urgency import MAY_BE_NOW

LIKELY = 0.5
"""From this share on a text counts."""
WORDS = 40
"""A longer text is read in pieces of about so many words, and counts by the likeliest of them."""
LIKELY_ALONE = 0.65
"""From this share on a clause of a longer text counts by itself. Of the training rows of signs.tsv, each put into a
story of the development data, 242 of 332 dangers are met so (128 without it) and 59 of 744 look-alikes (24)."""
STRENGTH = 10.0
"""Of the likelihood against the squared weights, as in scikit-learn's ``C``."""
SENTENCE = re.compile(r"(?<=[.?!\n])\s+")
CLAUSE = re.compile(
    rf"{SENTENCE.pattern}|,?\s+(?:and|but|so)\s+(?=(?:i|i'm|im|i've|ive|my|he|he's|hes|his|she|she's|shes|her|they|we|its?"
    r"|now|then|dad|mum|mom)\b)",
    re.I,
)
APART = ("crisis", "language")
"""Kinds of our own questions that say nothing of an illness now."""


class Example(NamedTuple):
    text: str
    is_urgent: bool


class Signs:
    """Load once. ``share`` is how likely a text tells of danger now, 0 to 1."""

    def __init__(self, embedder: Embedder, weight: NDArray[np.float32], bias: float) -> None:
        self.embedder = embedder
        self.weight = weight
        self.bias = bias

    @classmethod
    def load(cls, embedder: Embedder) -> "Signs":
        stored = load_file(SIGNS_WEIGHTS)
        return cls(embedder, stored["weight"], float(stored["bias"][0]))

    def share(self, text: str) -> float:
        return self.largest(pieces_of(text))

    def largest(self, texts: Sequence[str]) -> float:
        """The share of the likeliest of them."""
        return float(_shares(self.embedder.embed(texts) @ self.weight + self.bias).max(initial=0.0))


def pieces_of(text: str) -> list[str]:
    """The text, or its sentences joined to pieces of about WORDS words, each with the last sentence before it."""
    if len(text.split()) <= WORDS:
        return [text] if text.strip() else []
    pieces: list[str] = []
    held: list[str] = []
    for sentence in SENTENCE.split(text):
        held.append(sentence)
        if sum(len(one.split()) for one in held) >= WORDS:
            pieces.append(" ".join(held))
            held = held[-1:] if len(held) > 1 else []
    return [*pieces, " ".join(held)] if held else pieces


def _shares(scores: Vectors) -> Vectors:
    return 1 / (1 + np.exp(-scores))


def read_examples(corpora: Path) -> tuple[list[Example], list[Example]]:
    """To train on, and to test on."""
    rows = [*_rows(DATA / "questions" / "signs.tsv")]
    test = [Example(row["text"], row["urgent"] == "yes") for row in rows if row["split"] == "test"]
    train = [Example(row["text"], row["urgent"] == "yes") for row in rows if row["split"] == "train"]
    ours = [row for row in _rows(DATA / "questions" / "questions.tsv") if row["kind"] not in APART]
    train += [Example(row["question"], row["kind"] == "urgent") for row in ours]
    train += [Example(text, is_urgent=False) for text in (*_calm(), *_harmless(corpora))]
    tested = {one.text.casefold() for one in test}
    return [one for one in dict.fromkeys(train) if one.text.casefold() not in tested], test


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _calm() -> Iterator[str]:
    """Everyday questions of subjects that are none of an illness now."""
    for row in _rows(DATA / "questions" / "subjects.tsv"):
        if row["split"] == "train" and not MAY_BE_NOW & {*row["meant"].split(",")}:
            yield row["text"]


def _harmless(corpora: Path) -> Iterator[str]:
    for name, field in (("medquad_oncology", "question"), ("cancer_myth_dev", "example_question")):
        for path in sorted((corpora / "questions").glob(f"{name}*")):
            with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as lines:
                yield from (str(json.loads(line)[field]) for line in lines)


def fit(vectors: Vectors, urgent: Sequence[bool]) -> tuple[NDArray[np.float32], float]:
    """Logistic regression, both kinds weighing the same. Deterministic."""
    x, y = torch.from_numpy(vectors).double(), torch.tensor(urgent, dtype=torch.float64)
    share = y.mean()
    each = torch.where(y > 0, 0.5 / share, 0.5 / (1 - share))
    weight = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    steps = torch.optim.LBFGS([weight, bias], max_iter=500, line_search_fn="strong_wolfe", tolerance_grad=1e-9)

    def loss() -> torch.Tensor:
        steps.zero_grad()
        missed = torch.nn.functional.binary_cross_entropy_with_logits(x @ weight + bias, y, each, reduction="sum")
        whole = STRENGTH * missed + weight.square().sum() / 2
        whole.backward()
        return whole

    steps.step(loss)
    return weight.detach().numpy().astype(np.float32), float(bias.detach())


def main() -> None:
    train, test = read_examples(Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data")))
    embedder = Embedder.load("cpu")
    weight, bias = fit(embedder.embed([one.text for one in train]), [one.is_urgent for one in train])
    save_file({"weight": weight, "bias": np.array([bias], dtype=np.float32)}, SIGNS_WEIGHTS)
    signs = Signs(embedder, weight, bias)
    told = Console(highlight=False)
    told.print(f"trained on {len(train)} texts, {sum(one.is_urgent for one in train)} of them urgent")
    for what, wanted in (("urgent texts met", True), ("harmless look-alikes met", False)):
        of = [one for one in test if one.is_urgent is wanted]
        told.print(f"{what}: {sum(signs.share(one.text) >= LIKELY for one in of)} of {len(of)}")


@lru_cache(maxsize=1)
def load_signs() -> Signs:
    """Raises UnusableEmbedder where MiniLM is not installed."""
    return Signs.load(embedder_of_questions())


if __name__ == "__main__":
    main()
