"""What a question asks for, and what it takes for granted, whatever its words: linear layers over MiniLM and stems.

    python -m models.readers subjects
    python -m models.readers beliefs

Lists of words find what they list; people write ``my feet feel like two loaves of bread``. A reader tells how likely
each name of its table in data/questions is meant. ``subjects`` are the topics of data/cards/topics.yaml and some kinds
of question, such as ``outlook`` or ``decision``; ``beliefs`` are false things that a question takes for granted, such
as that nothing can be done. A reader is trained on the rows marked ``train`` and scored on those marked ``test``, which
were written apart from them. A question of none of them has a share of its own (``none``).
"""

import argparse
import csv
import gzip
import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import Stemmer
import torch
from numpy.typing import NDArray
from rich.console import Console
from safetensors import safe_open
from safetensors.numpy import save_file

from core.places import DATA, WEIGHTS
from models.embedder import Embedder, Vectors, embedder_of_questions

if TYPE_CHECKING:
    from models.tuned_reader import TunedReader

NONE = "none"
WORD = re.compile(r"[a-z']+")
FEWEST = 2
"""Training texts that hold a word which counts."""
WORDS_BESIDE = 1.5
"""Length of the vector of stems beside MiniLM's, whose length is one."""
READERS = ("subjects", "beliefs")
TUNED = ("beliefs",)
"""Those whose shares are pooled with a tuned reader's (models/tuned_reader.py)."""
OURS: dict[str, dict[str, tuple[str, ...]]] = {
    "subjects": {"relevance_used": (), "relevance_absent": (), "out_of_scope": ("not-cancer",)},
    "beliefs": {"relevance_used": (), "relevance_absent": (), "personal": (), "sound": ()},
}
"""By reader and kind of our own questions (data/questions/questions.tsv), what is meant."""
CANCER_MYTH = {
    "no treatment": ("hopeless",),
    "only/standard treatment": ("only-way",),
    "inevitable side effect": ("harm",),
    "causal misattribution": ("cause",),
    "underestimate risk": ("spared",),
    "no symptoms means no disease": ("over", "spared"),
}
"""By category of Cancer-Myth (Zhu et al., 2025), the belief."""
EVERY = 3
"""Of the wordings of everyday subjects, each so-many-eth is one without a false belief."""
STEPS = 127
"""Of a name's greatest weight, in which its weights are kept."""
STRENGTH = 10.0
"""Of the likelihood against the squared weights, as in scikit-learn's ``C``."""


class Example(NamedTuple):
    """A question, and the names that are meant, most wanted first; none of them: an empty tuple."""

    text: str
    meant: tuple[str, ...]


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


class Reader:
    """Load once. ``shares`` says how likely each of its names is meant."""

    def __init__(
        self, embedder: Embedder, names: Sequence[str], words: Vocabulary, weight: Vectors, bias: Vectors
    ) -> None:
        self.embedder = embedder
        self.names = tuple(names)
        self.words = words
        self.weight = weight
        self.bias = bias

    @classmethod
    def load(cls, embedder: Embedder, name: str) -> "Reader":
        with safe_open(weights_of(name), framework="numpy") as stored:
            told = stored.metadata()
            places = {word: place for place, word in enumerate(json.loads(told["words"]))}
            words = Vocabulary(places, stored.get_tensor("rarity").astype(np.float32))
            weight = stored.get_tensor("weight").astype(np.float32) * stored.get_tensor("scale")
            return cls(embedder, json.loads(told["names"]), words, weight, stored.get_tensor("bias"))

    def save(self, name: str) -> None:
        told = {"names": json.dumps(self.names), "words": json.dumps(list(self.words.places))}
        scale = np.abs(self.weight).max(0, keepdims=True) / STEPS
        weight = (self.weight / scale).round().astype(np.int8)
        tensors = {"weight": weight, "scale": scale, "bias": self.bias, "rarity": self.words.rarity}
        save_file(tensors, weights_of(name), told)

    def shares(self, text: str) -> dict[str, float]:
        """By name, and for ``none``, the likeliest first; together 1."""
        given = np.concatenate([_embedded(self.embedder, text), self.words.vector(text)])
        scores = given @ self.weight + self.bias
        each = np.exp(scores - scores.max())
        each /= each.sum()
        order = np.argsort(-each, kind="stable")
        return {self.names[place]: float(each[place]) for place in order}


@lru_cache(maxsize=512)
def _embedded(embedder: Embedder, text: str) -> Vectors:
    """Of one question, which several readers read."""
    return embedder.embed([text])[0]


def weights_of(name: str) -> Path:
    return WEIGHTS / f"{name}.safetensors"


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


def read_examples(name: str, split: str) -> list[Example]:
    """``train``, ``test`` or, of beliefs, ``held``."""
    rows = [row for row in _rows(DATA / "questions" / f"{name}.tsv") if row["split"] == split]
    return [Example(row["text"], tuple(one for one in row["meant"].split(",") if one != NONE)) for row in rows]


def examples_beside(name: str, corpora: Path) -> Iterator[Example]:
    """To train on: our questions on markers and on other things; for beliefs, those of everyday subjects, which take
    nothing false for granted, and Cancer-Myth's of the development data where it is at hand."""
    for row in _rows(DATA / "questions" / "questions.tsv"):
        if row["kind"] in OURS[name]:
            yield Example(row["question"], OURS[name][row["kind"]])
    if name == "beliefs":
        yield from (Example(one.text, ()) for one in read_examples("subjects", "train")[::EVERY])
        for path in (corpora / "questions").glob("cancer_myth_dev*"):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                asked = [json.loads(line) for line in lines]
            yield from (
                Example(one["example_question"], CANCER_MYTH[one["category"]])
                for one in asked
                if one["category"] in CANCER_MYTH
            )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def fit(given: Vectors, wanted: Vectors) -> tuple[Vectors, Vectors]:
    """Multinomial logistic regression. given: (texts, features); wanted: (texts, names), rows that sum to 1.

    Returns weight (features, names) and bias (names). Deterministic.
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
    """(texts, names): a question that means several is shared out among them."""
    wanted = np.zeros((len(examples), len(names)), dtype=np.float32)
    for row, one in enumerate(examples):
        for name in one.meant or (NONE,):
            wanted[row, names.index(name)] = 1 / max(1, len(one.meant))
    return wanted


def train(embedder: Embedder, examples: Sequence[Example]) -> Reader:
    texts = [one.text for one in examples]
    names = (*sorted({name for one in examples for name in one.meant}), NONE)
    words = vocabulary(texts)
    weight, bias = fit(features(embedder, words, texts), wanted_of(examples, names))
    return Reader(embedder, names, words, weight, bias)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.readers", description="Train a reader of questions.")
    arguments.add_argument("name", choices=READERS)
    name = arguments.parse_args().name
    unseen = {split: found for split in ("test", "held") if (found := read_examples(name, split))}
    known = {one.text.casefold() for found in unseen.values() for one in found}
    corpora = Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data"))
    own, beside = (
        [one for one in dict.fromkeys(examples) if one.text.casefold() not in known]
        for examples in (read_examples(name, "train"), examples_beside(name, corpora))
    )
    linear = train(Embedder.load("cpu"), [*dict.fromkeys((*own, *beside))])
    linear.save(name)
    if name in TUNED:
        from models.tuned_reader import tune

        some = [one for place, one in enumerate(beside) if one.meant or place % EVERY == 0]
        tune([*own, *some], linear.names, name)
    reader = load_reader(name)
    told = Console(highlight=False)
    told.print(f"trained on {len(own) + len(beside)} questions, {len(reader.names) - 1} {name}")
    for split, examples in unseen.items():
        shares = [(one, list(reader.shares(one.text))) for one in examples]
        asked = [(one, found) for one, found in shares if one.meant]
        told.print(f"{split}: the first right: {sum(found[0] in one.meant for one, found in asked)} of {len(asked)}")
        told.print(f"among the first two: {sum(bool({*found[:2]} & {*one.meant}) for one, found in asked)}")
        other = [found for one, found in shares if not one.meant]
        told.print(f"told to mean none: {sum(found[0] == NONE for found in other)} of {len(other)}")


@lru_cache(maxsize=len(READERS))
def load_reader(name: str) -> "Reader | TunedReader":
    """``subjects`` or ``beliefs``. Raises UnusableEmbedder where MiniLM is not installed."""
    from models.tuned_reader import TunedReader

    linear = Reader.load(embedder_of_questions(), name)
    return TunedReader.load(linear, name) if name in TUNED else linear


if __name__ == "__main__":
    main()
