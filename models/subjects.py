"""Which subjects a question asks for, whatever its words: a linear layer over MiniLM's vector and the words' stems.

    python -m models.subjects

Lists of words find what they list; people write ``my feet feel like two loaves of bread``. This tells how likely each
subject of data/questions/subjects.tsv is meant: the topics of data/cards/topics.yaml and some kinds of question, such
as ``outlook`` or ``decision``. It is trained on the rows marked ``train`` and scored on those marked ``test``, which
were written apart from them. A question on none of them has a share of its own (``none``).
"""

import csv
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import Stemmer
import torch
from numpy.typing import NDArray
from rich.console import Console
from safetensors import safe_open
from safetensors.numpy import save_file

from core.places import DATA, SUBJECTS_WEIGHTS
from models.embedder import Embedder, Vectors

NONE = "none"
WORD = re.compile(r"[a-z']+")
FEWEST = 2
"""Training texts that hold a word which counts."""
WORDS_BESIDE = 1.5
"""Length of the vector of stems beside MiniLM's, whose length is one."""
OURS = {"relevance_used": (), "relevance_absent": (), "out_of_scope": ("not-cancer",)}
"""By kind of our own questions, the subjects."""
STRENGTH = 10.0
"""Of the likelihood against the squared weights, as in scikit-learn's ``C``."""


class Example(NamedTuple):
    """A question, and the subjects it asks for, most wanted first; none of them: an empty tuple."""

    text: str
    subjects: tuple[str, ...]


class Vocabulary(NamedTuple):
    """Stems and how much each counts (inverse document frequency)."""

    places: dict[str, int]
    rarity: NDArray[np.float32]

    def vector(self, text: str) -> Vectors:
        """(stems), of length WORDS_BESIDE; zeros where no word is known."""
        found = np.zeros(len(self.rarity), dtype=np.float32)
        known = [self.places[one] for one in stems_of(text) if one in self.places]
        found[known] = self.rarity[known]
        length = float(np.linalg.norm(found))
        return found * (WORDS_BESIDE / length) if length else found


class Subjects:
    """Load once. ``shares`` says how likely each subject is meant."""

    def __init__(
        self, embedder: Embedder, names: Sequence[str], words: Vocabulary, weight: Vectors, bias: Vectors
    ) -> None:
        self.embedder = embedder
        self.names = tuple(names)
        self.words = words
        self.weight = weight
        self.bias = bias

    @classmethod
    def load(cls, embedder: Embedder) -> "Subjects":
        with safe_open(SUBJECTS_WEIGHTS, framework="numpy") as stored:
            told = stored.metadata()
            places = {word: place for place, word in enumerate(json.loads(told["words"]))}
            words = Vocabulary(places, stored.get_tensor("rarity").astype(np.float32))
            weight = stored.get_tensor("weight").astype(np.float32)
            return cls(embedder, json.loads(told["subjects"]), words, weight, stored.get_tensor("bias"))

    def save(self) -> None:
        told = {"subjects": json.dumps(self.names), "words": json.dumps(list(self.words.places))}
        tensors = {"weight": self.weight.astype(np.float16), "bias": self.bias, "rarity": self.words.rarity}
        save_file(tensors, SUBJECTS_WEIGHTS, told)

    def shares(self, text: str) -> dict[str, float]:
        """By subject, and for ``none``, the likeliest first; together 1."""
        scores = features(self.embedder, self.words, [text])[0] @ self.weight + self.bias
        each = np.exp(scores - scores.max())
        each /= each.sum()
        order = np.argsort(-each, kind="stable")
        return {self.names[place]: float(each[place]) for place in order}


def stems_of(text: str) -> frozenset[str]:
    return frozenset(_stemmer().stemWords(WORD.findall(text.lower())))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def vocabulary(texts: Sequence[str]) -> Vocabulary:
    counts = Counter(stem for text in texts for stem in stems_of(text))
    kept = sorted(stem for stem, count in counts.items() if count >= FEWEST)
    rarity = np.array([math.log(len(texts) / counts[stem]) for stem in kept], dtype=np.float32)
    return Vocabulary({stem: place for place, stem in enumerate(kept)}, rarity)


def features(embedder: Embedder, words: Vocabulary, texts: Sequence[str]) -> Vectors:
    """(texts, 384 + stems)"""
    return np.hstack([embedder.embed(texts), np.stack([words.vector(text) for text in texts])])


def read_examples(split: str) -> list[Example]:
    """``train`` or ``test``; to train on, our questions on markers in cancers and on other things, too."""
    rows = [row for row in _rows(DATA / "questions" / "subjects.tsv") if row["split"] == split]
    written = [Example(row["text"], tuple(one for one in row["subjects"].split(",") if one != NONE)) for row in rows]
    if split != "train":
        return written
    ours = _rows(DATA / "questions" / "questions.tsv")
    return written + [Example(row["question"], OURS[row["kind"]]) for row in ours if row["kind"] in OURS]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def fit(given: Vectors, wanted: Vectors) -> tuple[Vectors, Vectors]:
    """Multinomial logistic regression. given: (texts, features); wanted: (texts, subjects), rows that sum to 1.

    Returns weight (features, subjects) and bias (subjects). Deterministic.
    """
    x, y = torch.from_numpy(given), torch.from_numpy(wanted)
    weight = torch.zeros(x.shape[1], y.shape[1], requires_grad=True)
    bias = torch.zeros(y.shape[1], requires_grad=True)
    steps = torch.optim.LBFGS([weight, bias], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        steps.zero_grad()
        missed = -(y * torch.log_softmax(x @ weight + bias, 1)).sum()
        whole = STRENGTH * missed + weight.square().sum() / 2
        whole.backward()
        return whole

    steps.step(loss)
    return weight.detach().numpy(), bias.detach().numpy()


def wanted_of(examples: Sequence[Example], names: Sequence[str]) -> Vectors:
    """(texts, subjects): a question of several subjects is shared out among them."""
    wanted = np.zeros((len(examples), len(names)), dtype=np.float32)
    for row, one in enumerate(examples):
        for subject in one.subjects or (NONE,):
            wanted[row, names.index(subject)] = 1 / max(1, len(one.subjects))
    return wanted


def train(embedder: Embedder, examples: Sequence[Example]) -> Subjects:
    texts = [one.text for one in examples]
    names = (*sorted({subject for one in examples for subject in one.subjects}), NONE)
    words = vocabulary(texts)
    weight, bias = fit(features(embedder, words, texts), wanted_of(examples, names))
    return Subjects(embedder, names, words, weight, bias)


def main() -> None:
    learned, unseen = read_examples("train"), read_examples("test")
    known = {one.text.casefold() for one in unseen}
    learned = [one for one in dict.fromkeys(learned) if one.text.casefold() not in known]
    train(Embedder.load("cpu"), learned).save()
    subjects = load_subjects()
    told = Console(highlight=False)
    told.print(f"trained on {len(learned)} questions, {len(subjects.names) - 1} subjects")
    shares = [(one, list(subjects.shares(one.text))) for one in unseen]
    asked = [(one, found) for one, found in shares if one.subjects]
    told.print(f"first subject right: {sum(found[0] in one.subjects for one, found in asked)} of {len(asked)}")
    told.print(f"among the first two: {sum(bool({*found[:2]} & {*one.subjects}) for one, found in asked)}")
    other = [found for one, found in shares if not one.subjects]
    told.print(f"told to be of none: {sum(found[0] == NONE for found in other)} of {len(other)}")


@lru_cache(maxsize=1)
def load_subjects() -> Subjects:
    """Raises UnusableEmbedder where MiniLM is not installed."""
    return Subjects.load(Embedder.load("cpu"))


if __name__ == "__main__":
    main()
