"""How well a sentence answers a question: the vectors of both, by what pairs of questions and answers have taught.

A question and a sentence are each MiniLM's vector beside the stems of their words; two matrices bring them down to a
few dimensions, in which their product says how well they go together (a bilinear match, as in Bordes et al. 2014,
arXiv:1406.3676). What else is known of a pair, such as whether both speak of one stage, comes as plain numbers with a
weight each. The sentences compete with each other and with ``none``, so their shares and that of ``none`` make 1.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from safetensors import safe_open
from safetensors.numpy import save_file

from core.places import WEIGHTS
from models.embedder import Embedder, Vectors, embedder_of_questions
from models.readers import Vocabulary, features, stems_of

FILE = WEIGHTS / "answers.safetensors"
FEWEST = 3
"""Training texts that hold a stem which counts."""
RANK = 24
EPOCHS, BATCH, RATE = 8, 64, 0.01
WITHOUT = 6
"""Each so-many-eth question is also shown without the sentences that answer it: then none does."""
KEPT_SMALL = 1e-3
"""Of the squares of both matrices."""
SEED = 7
STEPS = 127
"""MiniLM's numbers lie between -1 and 1, and are kept as bytes."""


class Pair(NamedTuple):
    """A question beside the sentences that might answer it, by their texts: features (sentences, F), the kind of each
    (sentences), and which of them do."""

    question: str
    sentences: Sequence[str]
    features: Vectors
    kinds: NDArray[np.int64]
    answers: NDArray[np.bool_]


class Pairing:
    """Load once. ``shares`` says how likely each sentence answers a question.

    ``tensors`` are ``of_questions`` and ``of_sentences`` (384 + stems, RANK), ``weight`` (1 + F), ``of_kinds`` (kinds),
    ``none`` (1), and of the sentences known at training ``meanings`` (sentences, 384) and ``projected`` (sentences,
    RANK); ``known`` are marks of their texts, in the same order.
    """

    def __init__(
        self, embedder: Embedder, words: Vocabulary, tensors: dict[str, Vectors], known: Sequence[str]
    ) -> None:
        self.embedder = embedder
        self.words = words
        self.tensors = tensors
        self.places = {mark: place for place, mark in enumerate(known)}
        self.fresh: dict[str, tuple[Vectors, Vectors]] = {}
        """Of sentences that were not there at training; only ever added to, since pages are answered side by side."""

    @classmethod
    def load(cls, embedder: Embedder) -> "Pairing":
        with safe_open(FILE, framework="numpy") as stored:
            told = stored.metadata()
            names: list[str] = list(told["tensors"].split(","))
            tensors = {name: stored.get_tensor(name).astype(np.float32) for name in names}
        tensors["meanings"] /= STEPS
        places = {word: place for place, word in enumerate(json.loads(told["words"]))}
        return cls(embedder, Vocabulary(places, tensors.pop("rarity")), tensors, told["known"].split(","))

    def save(self) -> None:
        stored = {name: one.astype(np.float16) for name, one in self.tensors.items() if name != "meanings"}
        stored |= {"rarity": self.words.rarity, "meanings": (self.tensors["meanings"] * STEPS).round().astype(np.int8)}
        told = {
            "tensors": ",".join(sorted(stored)),
            "words": json.dumps(list(self.words.places)),
            "known": ",".join(self.places),
        }
        save_file(stored, FILE, told)

    def shares(
        self, question: str, sentences: Sequence[str], given: Vectors, kinds: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """(sentences): together with the share of none of them 1. given: (sentences, F)."""
        asked = features(self.embedder, self.words, [question])[0]
        meanings, projected = self._vectors(sentences)
        alike = meanings @ asked[: self.embedder.width]
        scores = np.column_stack([alike, given]) @ self.tensors["weight"] + self.tensors["of_kinds"][kinds]
        scores += projected @ (asked @ self.tensors["of_questions"])
        scores = np.append(scores, self.tensors["none"])
        shares = np.exp(scores - scores.max())
        return (shares / shares.sum())[:-1].astype(np.float32)

    def _vectors(self, sentences: Sequence[str]) -> tuple[Vectors, Vectors]:
        """Of each sentence (384) and (RANK): as at training, or worked out once where it has changed since."""
        texts = {mark_of(one): one for one in sentences}
        fresh = [mark for mark in texts if not (mark in self.places or mark in self.fresh)]
        if fresh:
            found = features(self.embedder, self.words, [texts[one] for one in fresh])
            projected = found @ self.tensors["of_sentences"]
            self.fresh |= {mark: (found[n, : self.embedder.width], projected[n]) for n, mark in enumerate(fresh)}
        both = [self._held(mark_of(one)) for one in sentences]
        return np.stack([one for one, _ in both]), np.stack([one for _, one in both])

    def _held(self, mark: str) -> tuple[Vectors, Vectors]:
        place = self.places.get(mark)
        if place is None:
            return self.fresh[mark]
        return self.tensors["meanings"][place], self.tensors["projected"][place]


@cache
def mark_of(text: str) -> str:
    """By which a sentence is known again."""
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


def fit(embedder: Embedder, pairs: Sequence[Pair], sentences: Sequence[str], kinds: int) -> Pairing:
    """Learns from pairs, of which each has an answer. ``sentences`` are all there are. Deterministic on one machine."""
    counts = Counter(stem for text in (*sentences, *(one.question for one in pairs)) for stem in stems_of(text))
    kept = sorted(stem for stem, count in counts.items() if count >= FEWEST)
    texts = len(sentences) + len(pairs)
    rarity = np.array([math.log(texts / counts[stem]) for stem in kept], dtype=np.float32)
    words = Vocabulary({stem: place for place, stem in enumerate(kept)}, rarity)
    held = torch.from_numpy(features(embedder, words, sentences))
    asked = torch.from_numpy(features(embedder, words, [one.question for one in pairs]))
    places = {text: place for place, text in enumerate(sentences)}
    rows = [torch.tensor([places[one] for one in pair.sentences]) for pair in pairs]
    alike = [held[row, : embedder.width] @ asked[place, : embedder.width] for place, row in enumerate(rows)]
    given = [torch.column_stack([one, torch.from_numpy(pair.features)]) for one, pair in zip(alike, pairs, strict=True)]
    of_kind = [torch.from_numpy(one.kinds) for one in pairs]
    answers = [torch.from_numpy(one.answers) for one in pairs]
    torch.manual_seed(SEED)
    learned = {
        "of_questions": torch.randn(held.shape[1], RANK) * 0.03,
        "of_sentences": torch.randn(held.shape[1], RANK) * 0.03,
        "weight": torch.zeros(given[0].shape[1]),
        "of_kinds": torch.zeros(kinds),
        "none": torch.full((1,), 4.0),
    }
    for one in learned.values():
        one.requires_grad_(True)
    steps = torch.optim.Adam(learned.values(), lr=RATE)
    chance = np.random.default_rng(SEED)
    for _ in track(range(EPOCHS), "learning", transient=True):
        order = chance.permutation(len(pairs)).tolist()
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            steps.zero_grad()
            projected = held @ learned["of_sentences"]
            missed = torch.zeros(())
            for place in batch:
                scores = given[place] @ learned["weight"] + learned["of_kinds"][of_kind[place]]
                scores = scores + projected[rows[place]] @ (asked[place] @ learned["of_questions"])
                whole = torch.cat([scores, learned["none"]]).logsumexp(0)
                missed = missed + whole - scores[answers[place]].logsumexp(0)
                if place % WITHOUT == 0:
                    others = torch.cat([scores[~answers[place]], learned["none"]]).logsumexp(0)
                    missed = missed + (others - learned["none"][0]) / 2
            small = KEPT_SMALL * (learned["of_questions"].square().sum() + learned["of_sentences"].square().sum())
            small = small + KEPT_SMALL / 10 * learned["weight"].square().sum()
            small = small + KEPT_SMALL / 5 * learned["of_kinds"].square().sum()
            (missed / len(batch) + small).backward()
            steps.step()
    tensors = {name: one.detach().numpy() for name, one in learned.items()}
    tensors["meanings"] = held[:, : embedder.width].numpy()
    tensors["projected"] = held.numpy() @ tensors["of_sentences"]
    return Pairing(embedder, words, tensors, [mark_of(one) for one in sentences])


@lru_cache(maxsize=1)
def load_pairing() -> Pairing:
    """Raises UnusableEmbedder where MiniLM is not installed."""
    return Pairing.load(embedder_of_questions())
