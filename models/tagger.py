"""The tagger: biomedical entities of any number of texts, each with its exact characters.

Long texts are read through windows that overlap; every word's labels are taken from the window in which it stands
furthest from an edge, so that no entity is lost at a seam. Windows of all texts are run together, longest first, by a
budget of pieces.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from core.places import ROOT
from models.network import Dimensions, Encoder
from models.words import CLS, PAD, SEP, begins_word, find_words, tokenizer

WEIGHTS = ROOT / "models" / "weights" / "tagger.safetensors"
WINDOW, OVERLAP = 254, 64
LENGTHS = (32, 64, 96, 128, 160, 192, 224, 256)


class Span(NamedTuple):
    """text[start:end] is an entity. `head` is the corpus whose labelling it follows; `score` is the mean probability of
    its words' labels."""

    start: int
    end: int
    label: str
    head: str
    score: float


class Head(NamedTuple):
    """One corpus's labels. Its tags are O, then B and I of each label in turn."""

    corpus: str
    labels: tuple[str, ...]

    @property
    def size(self) -> int:
        return 1 + 2 * len(self.labels)


class Network(nn.Module):
    """The encoder and one linear layer that holds every head side by side."""

    def __init__(self, size: Dimensions, heads: Sequence[Head]):
        super().__init__()
        self.heads = tuple(heads)
        self.encoder = Encoder(size)
        self.tags = nn.Linear(size.width, sum(head.size for head in heads))

    def forward(self, ids: Tensor, shapes: Tensor, attend: Tensor | None = None) -> Tensor:
        """(batch, pieces, tags of all heads)"""
        return self.tags(self.encoder(ids, shapes, attend))

    def save(self, path: Path) -> None:
        """Half-precision weights, with sizes and heads beside them."""
        about = {"size": self.encoder.size.model_dump(), "heads": [[h.corpus, list(h.labels)] for h in self.heads]}
        save_file({k: v.half().contiguous() for k, v in self.state_dict().items()}, path, {"tagger": json.dumps(about)})

    @classmethod
    def load(cls, path: Path) -> "Network":
        """The network that `save` wrote, in single precision."""
        with safe_open(path, "pt") as stored:
            about = json.loads(stored.metadata()["tagger"])
            weights = {name: stored.get_tensor(name).float() for name in stored.keys()}  # noqa: SIM118 (no mapping)
        network = cls(Dimensions(**about["size"]), [Head(corpus, tuple(labels)) for corpus, labels in about["heads"]])
        network.load_state_dict(weights)
        return network.eval()


@dataclass(frozen=True)
class Window:
    """Pieces [first, last) of a text; the words whose first piece is in [keep, until) take their labels from here."""

    text: int
    first: int
    last: int
    keep: int
    until: int


def windows_of(text: int, count: int) -> Iterator[Window]:
    """Windows over `count` pieces: neighbours share OVERLAP pieces, each half of them kept by one."""
    first = 0
    while first < count:
        last = min(first + WINDOW, count)
        keep = first + OVERLAP // 2 if first else 0
        yield Window(text, first, last, keep, last - OVERLAP // 2 if last < count else last)
        if last == count:
            return
        first = last - OVERLAP


class Tagger:
    """Load once, tag purely: the same text gives the same spans whatever it is tagged with."""

    def __init__(self, network: Network, device: torch.device, precision: torch.dtype, budget: int = 16384):
        self.network = network.to(device).eval()
        self.device = device
        self.precision = precision
        self.budget = budget

    @classmethod
    def load(cls, path: Path = WEIGHTS, device: str = "auto") -> "Tagger":
        """The shipped tagger on a GPU where there is one."""
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        fast = device != "cpu" or torch.cpu._is_avx512_bf16_supported()
        return cls(Network.load(path), torch.device(device), torch.bfloat16 if fast else torch.float32)

    def tag(self, texts: Sequence[str], heads: Iterable[str] | None = None) -> list[list[Span]]:
        """Each text's entities in order, of the heads asked for (all by default)."""
        wanted = set(heads) if heads is not None else {head.corpus for head in self.network.heads}
        encoded = [
            np.array(e.ids, dtype=np.int64) for e in tokenizer().encode_batch(list(texts), add_special_tokens=False)
        ]
        words = [find_words(text) for text in texts]
        first_pieces = [np.flatnonzero(begins_word()[ids]) for ids in encoded]
        for text, own, at in zip(texts, words, first_pieces, strict=True):
            if len(own.starts) != len(at):
                raise AssertionError(f"{len(own.starts)} words, {len(at)} first pieces in {text!r}")
        shapes = [
            own.shapes[np.cumsum(begins_word()[ids]) - 1] if len(ids) else ids
            for own, ids in zip(words, encoded, strict=True)
        ]
        count = len(self.network.heads)
        tags = [np.zeros((len(ids), count), dtype=np.uint8) for ids in encoded]
        scores = [np.zeros((len(ids), count), dtype=np.float32) for ids in encoded]
        windows = [w for n, ids in enumerate(encoded) for w in windows_of(n, len(ids))]
        for batch, length in self._batches(windows):
            ids = np.full((len(batch), length), PAD, dtype=np.int64)
            form = np.zeros((len(batch), length), dtype=np.int64)
            sizes = np.array([w.last - w.first for w in batch])
            for row, window in enumerate(batch):
                size = sizes[row]
                ids[row, 0], ids[row, size + 1] = CLS, SEP
                ids[row, 1 : size + 1] = encoded[window.text][window.first : window.last]
                form[row, 1 : size + 1] = shapes[window.text][window.first : window.last]
            attend = np.arange(length)[None, :] < (sizes + 2)[:, None]
            best, sure = self._run(ids, form, attend)
            for row, window in enumerate(batch):
                here = slice(window.keep - window.first + 1, window.until - window.first + 1)
                tags[window.text][window.keep : window.until] = best[row, here]
                scores[window.text][window.keep : window.until] = sure[row, here]
        return [
            sorted(self._spans(own.starts, own.ends, tag[at], score[at], wanted))
            for own, at, tag, score in zip(words, first_pieces, tags, scores, strict=True)
        ]

    def _batches(self, windows: list[Window]) -> Iterator[tuple[list[Window], int]]:
        """Windows of one padded length together."""
        by_length: dict[int, list[Window]] = {}
        for window in windows:
            length = next(length for length in LENGTHS if length >= window.last - window.first + 2)
            by_length.setdefault(length, []).append(window)
        for length, same in by_length.items():
            rows = max(1, self.budget // length)
            for n in range(0, len(same), rows):
                yield same[n : n + rows], length

    @torch.inference_mode()
    def _run(
        self, ids: NDArray[np.int64], shapes: NDArray[np.int64], attend: NDArray[np.bool_]
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Best tag and its probability, (rows, pieces, heads) each."""
        with torch.autocast(self.device.type, self.precision, enabled=self.precision != torch.float32):
            logits = self.network(*(torch.from_numpy(a).to(self.device) for a in (ids, shapes, attend)))
        best, sure = [], []
        for part in logits.float().split([head.size for head in self.network.heads], dim=-1):
            highest, where = part.softmax(-1).max(-1)
            best.append(where.to(torch.uint8))
            sure.append(highest)
        return torch.stack(best, -1).cpu().numpy(), torch.stack(sure, -1).cpu().numpy()

    def _spans(
        self,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        tags: NDArray[np.uint8],
        scores: NDArray[np.float32],
        wanted: set[str],
    ) -> Iterator[Span]:
        for n, head in enumerate(self.network.heads):
            if head.corpus in wanted:
                for first, last, label in entities(tags[:, n]):
                    sure = round(float(scores[first : last + 1, n].mean()), 4)
                    yield Span(int(starts[first]), int(ends[last]), head.labels[label], head.corpus, sure)


def entities(tags: NDArray[np.uint8]) -> Iterator[tuple[int, int, int]]:
    """(first word, last word, label) of a row of tags. An I that continues nothing of its label begins an entity."""
    inside = tags > 0
    labels = (tags.astype(np.int64) - 1) // 2
    begins = inside & (tags % 2 == 1)
    before = np.concatenate([[-1], np.where(inside, labels, -1)[:-1]])
    begins |= inside & (before != labels)
    after = np.concatenate([begins | ~inside, [True]])[1:]
    firsts, lasts = np.flatnonzero(begins), np.flatnonzero(inside & after)
    for first, last in zip(firsts, lasts, strict=True):
        yield int(first), int(last), int(labels[first])
