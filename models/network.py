"""The tagger's network: a BERT encoder (MiniLM's six layers of 384), and one linear head per corpus.

Written here rather than taken from `transformers` so that inference needs only torch: queries, keys and values are one
matrix, and what is known of a word besides its pieces, its mark, is an embedding of its own: its shape (Title, UPPER,
a1b2 …), which the uncased vocabulary throws away, and whether it stands in a name of a gene or a chemical.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

import torch
from pydantic import BaseModel, ConfigDict
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from core.errors import UnusableTagger
from models.crf import Layout, first_moves, layout
from models.lexical import ROWS, Lexical
from models.names import MARKS
from models.storage import packed, unpacked
from models.words import CLS, MASK, PAD, SEP, UNKNOWN


class Dimensions(BaseModel):
    """The encoder's sizes; the defaults are MiniLM-L6-H384's (Wang et al. 2020, arXiv:2002.10957). `distances` is how
    many rows a table of distances between pieces has, as MPNet's does (Song et al. 2020, arXiv:2004.09297); 0: none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vocabulary: int = 30522
    marks: int = MARKS
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    distances: int = 0
    epsilon: float = 1e-12
    dropout: float = 0.1

    @property
    def is_wide(self) -> bool:
        """Whether it is a teacher's, which learns in smaller steps."""
        return self.width > Dimensions().width


class Layer(nn.Module):
    """One post-norm transformer layer (Devlin et al. 2019, arXiv:1810.04805)."""

    def __init__(self, size: Dimensions):
        super().__init__()
        self.heads = size.heads
        self.dropout = size.dropout
        self.qkv = nn.Linear(size.width, 3 * size.width)
        self.output = nn.Linear(size.width, size.width)
        self.norm_attention = nn.LayerNorm(size.width, eps=size.epsilon)
        self.widen = nn.Linear(size.width, size.inner)
        self.narrow = nn.Linear(size.inner, size.width)
        self.norm_output = nn.LayerNorm(size.width, eps=size.epsilon)

    def forward(self, x: Tensor, attend: Tensor | None) -> Tensor:
        """x: (batch, pieces, width). attend: (batch, 1, 1, pieces), True where a piece may be looked at, or
        (batch, heads, pieces, pieces), what is added to the scores; None for all."""
        batch, pieces, width = x.shape
        q, k, v = self.qkv(x).view(batch, pieces, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = attention(q, k, v, attend)
        seen = self.output(seen.transpose(1, 2).reshape(batch, pieces, width))
        x = self.norm_attention(x + drop(seen, self.dropout, self.training))
        wide = self.narrow(F.gelu(self.widen(x)))
        return self.norm_output(x + drop(wide, self.dropout, self.training))


CHUNK = 1_600_000
"""Scores computed at a time on a CPU: they should stay in its cache."""


@cache
def _multiplies_tiles() -> bool:
    """Whether this CPU has instructions for bfloat16 products of tiles (AMX), which torch's fused kernel uses."""
    return bool(torch.cpu.get_capabilities().get("amx_bf16"))


def attention(q: Tensor, k: Tensor, v: Tensor, attend: Tensor | None) -> Tensor:
    """Scaled dot-product attention over (batch, heads, pieces, width). In bfloat16 on a CPU, torch's fused kernel took
    half the time of two plain products where there are instructions for tiles, 1.5 times as long where there are none,
    and 2.5 to 6 times as long with gradients. Plain products are made a few rows at a time where no gradients are
    wanted."""
    if attend is not None and attend.dtype != torch.bool:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=attend.to(q.dtype))
    learns = torch.is_grad_enabled()
    if q.device.type != "cpu" or q.dtype != torch.bfloat16 or (_multiplies_tiles() and not learns):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=attend)
    with torch.autocast("cpu", enabled=False):
        if learns:
            scores = torch.matmul(q * q.shape[-1] ** -0.5, k.transpose(-1, -2))
            if attend is not None:
                scores = scores.masked_fill(~attend, torch.finfo(scores.dtype).min)
            return torch.matmul(scores.softmax(-1), v)
        return _attention_by_rows(q, k, v, attend)


def _attention_by_rows(q: Tensor, k: Tensor, v: Tensor, attend: Tensor | None) -> Tensor:
    rows, heads, pieces, width = q.shape
    some = max(1, min(rows, CHUNK // (heads * pieces * pieces)))
    scores, shares = (torch.empty(some * heads, pieces, pieces, dtype=q.dtype) for _ in range(2))
    q, k, v = (x.reshape(rows * heads, pieces, width) for x in (q, k, v))
    seen = torch.empty_like(v)
    unseen = None if attend is None else ~attend[:, 0]
    padded = 0 if unseen is None else int(unseen.any(0)[0].int().argmax())  # no row is padded before
    for first in range(0, rows, some):
        now = slice(first * heads, min(first + some, rows) * heads)
        given, shared = scores[: now.stop - now.start], shares[: now.stop - now.start]
        torch.baddbmm(given, q[now], k[now].transpose(1, 2), beta=0, alpha=width**-0.5, out=given)
        if unseen is not None:
            by_row = given.view(-1, heads, pieces, pieces)[..., padded:]
            by_row.masked_fill_(unseen[first : first + some, None, :, padded:], torch.finfo(q.dtype).min)
        torch.softmax(given, -1, out=shared)
        torch.bmm(shared, v[now], out=seen[now])
    return seen.view(rows, heads, pieces, width)


def drop(x: Tensor, share: float, training: bool) -> Tensor:
    """Dropout with one mask for all pieces of a row (Gal & Ghahramani 2016, arXiv:1512.05287): drawing a mask for every
    value took an eighth of a training step on a CPU."""
    if not training or not share:
        return x
    mask = torch.empty(x.shape[0], 1, x.shape[2], device=x.device, dtype=x.dtype).bernoulli_(1 - share)
    return x * mask.div_(1 - share)


class Encoder(nn.Module):
    """Piece ids and marks to vectors: (batch, pieces) and (batch, pieces) to (batch, pieces, width)."""

    def __init__(self, size: Dimensions):
        super().__init__()
        self.size = size
        self.pieces = nn.Embedding(size.vocabulary, size.width)
        self.positions = nn.Embedding(size.positions, size.width)
        self.marks = nn.Embedding(size.marks, size.width)
        self.distances = nn.Parameter(torch.zeros(size.distances, size.heads), False) if size.distances else None
        """Not learned further, so that no derivative of every score is wanted."""
        self.norm = nn.LayerNorm(size.width, eps=size.epsilon)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers))

    def forward(self, ids: Tensor, marks: Tensor, attend: Tensor | None = None) -> Tensor:
        """attend: (batch, pieces), True where there is a piece; None where no row is padded."""
        x = self.pieces(ids) + self.positions.weight[: ids.shape[1]] + self.marks(marks)
        x = drop(self.norm(x), self.size.dropout, self.training)
        mask = None if attend is None else attend[:, None, None, :]
        if self.distances is not None:
            by_distance = self.distances[distance_rows(ids.shape[1], self.size.distances, ids.device)].permute(2, 0, 1)
            if torch.is_autocast_enabled(ids.device.type):
                by_distance = by_distance.to(torch.get_autocast_dtype(ids.device.type))
            mask = by_distance if mask is None else torch.where(mask, by_distance, torch.finfo(torch.bfloat16).min)
        for layer in self.layers:
            x = layer(x, mask)
        return x


def distance_rows(pieces: int, rows: int, device: torch.device) -> Tensor:
    """(pieces, pieces): for each piece the row of its distance to each other, of `rows`: half of them for those before,
    half for those behind, near ones one by one and far ones, up to 128, in steps that grow (Raffel et al. 2020,
    arXiv:1910.10683, as MPNet reads it)."""
    at = torch.arange(pieces, device=device)
    behind = at[None] - at[:, None]
    half, exact = rows // 2, rows // 4
    far = behind.abs()
    steps = exact + ((far.clamp(min=1) / exact).log() / math.log(128 / exact) * (half - exact)).long()
    return torch.where(far < exact, far, steps.clamp(max=half - 1)) + half * (behind > 0)


def from_bert(weights: Mapping[str, Tensor], size: Dimensions) -> dict[str, Tensor]:
    """BERT's weights under this encoder's names. The token-type embedding (always 0) joins the positions; marks
    start at 0."""
    theirs = {name.removeprefix("bert."): value.float() for name, value in weights.items()}
    ours = {
        "pieces.weight": theirs["embeddings.word_embeddings.weight"],
        "positions.weight": theirs["embeddings.position_embeddings.weight"]
        + theirs["embeddings.token_type_embeddings.weight"][0],
        "marks.weight": torch.zeros(size.marks, size.width),
        "norm.weight": theirs["embeddings.LayerNorm.weight"],
        "norm.bias": theirs["embeddings.LayerNorm.bias"],
    }
    parts = {
        "output": "attention.output.dense",
        "norm_attention": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "norm_output": "output.LayerNorm",
    }
    for n in range(size.layers):
        layer = f"encoder.layer.{n}."
        for kind in ("weight", "bias"):
            ours[f"layers.{n}.qkv.{kind}"] = torch.cat(
                [theirs[f"{layer}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            )
            for name, part in parts.items():
                ours[f"layers.{n}.{name}.{kind}"] = theirs[f"{layer}{part}.{kind}"]
    return ours


def from_mpnet(weights: Mapping[str, Tensor], size: Dimensions) -> dict[str, Tensor]:
    """MPNet's weights under this encoder's names. Its vocabulary is BERT's behind four marks of its own, and before one
    more; its positions count from two."""
    renamed = {"attn.q": "self.query", "attn.k": "self.key", "attn.v": "self.value", "attn.o": "output.dense"}
    theirs: dict[str, Tensor] = {}
    for name, value in weights.items():
        bert = name.removeprefix("mpnet.").replace("attention.LayerNorm", "attention.output.LayerNorm")
        for old, new in renamed.items():
            bert = bert.replace(f"attention.{old}.", f"attention.{new}.")
        theirs[bert] = value
    pieces = theirs["embeddings.word_embeddings.weight"]
    start, pad, end, unknown, mask = 0, 1, 2, 3, len(pieces) - 1
    own = pieces[4 : 4 + size.vocabulary].clone()
    own[[PAD, UNKNOWN, CLS, SEP, MASK]] = pieces[[pad, unknown, start, end, mask]]
    theirs["embeddings.word_embeddings.weight"] = own
    theirs["embeddings.position_embeddings.weight"] = theirs["embeddings.position_embeddings.weight"][2:]
    theirs["embeddings.token_type_embeddings.weight"] = torch.zeros(1, size.width)
    return {**from_bert(theirs, size), "distances": theirs["encoder.relative_attention_bias.weight"].float()}


class Head(NamedTuple):
    """One corpus's labels. Its tags are O, then B and I of each label in turn."""

    corpus: str
    labels: tuple[str, ...]

    @property
    def size(self) -> int:
        return 1 + 2 * len(self.labels)


RANGES, LEXICAL = "ranges.", "lexical."


class Network(nn.Module):
    """The encoder, one linear layer that holds every head side by side, and the moves of each head's chain.

    `ranges` are what `models.int8` rounds by, where they were measured; `lexical` is the chain that the tagger pools
    with this network's, where one was fitted.
    """

    def __init__(self, size: Dimensions, heads: Sequence[Head]):
        super().__init__()
        self.heads = tuple(heads)
        self.encoder = Encoder(size)
        self.tags = nn.Linear(size.width, sum(head.size for head in heads))
        self.moves = first_moves(len(self.heads))
        self.layout = layout([len(head.labels) for head in self.heads])
        self.ranges: dict[str, Tensor] = {}
        self.lexical: Lexical | None = None

    def forward(self, ids: Tensor, marks: Tensor, words: Tensor, attend: Tensor | None = None) -> Tensor:
        """(batch, words, tags of all heads), for the first pieces of words, which stand at `words` (batch, words)."""
        seen = self.encoder(ids, marks, attend)
        return self.tags(seen.gather(1, words[..., None].expand(-1, -1, seen.shape[-1]))).float()

    def save(self, path: Path) -> None:
        """The weights as `models.storage` packs them, with sizes and heads beside them."""
        about = {"size": self.encoder.size.model_dump(), "heads": [[h.corpus, list(h.labels)] for h in self.heads]}
        weights = self.state_dict() | {f"{RANGES}{name}": value for name, value in self.ranges.items()}
        if self.lexical:
            weights |= {f"{LEXICAL}{name}": value for name, value in self.lexical._asdict().items()}
        save_file(packed(weights), path, {"tagger": json.dumps(about)})

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Moves the layout along."""
        super().to(*args, **kwargs)
        self.layout = Layout(*(part.to(self.moves.device) for part in self.layout))
        return self

    @classmethod
    def load(cls, path: Path) -> "Network":
        """The network that `save` wrote, in single precision. Raises UnusableTagger for any other file."""
        try:
            with safe_open(path, "pt") as stored:
                about = json.loads((stored.metadata() or {})["tagger"])
                weights = unpacked({name: stored.get_tensor(name) for name in stored.keys()})  # noqa: SIM118 (no mapping)
            heads = [Head(corpus, tuple(labels)) for corpus, labels in about["heads"]]
            network = cls(Dimensions(**about["size"]), heads)
            if network.encoder.size.marks != MARKS:
                raise ValueError("the marks of its words are others than ours")
            ranges, lexical = (
                {name.removeprefix(kind): weights.pop(name) for name in list(weights) if name.startswith(kind)}
                for kind in (RANGES, LEXICAL)
            )
            network.ranges = ranges
            network.lexical = Lexical(**lexical) if lexical else None
            if network.lexical and network.lexical.table.shape != (ROWS, network.tags.out_features):
                raise ValueError("the table of its letters is of another size")
            network.load_state_dict(weights)
        except (SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
            raise UnusableTagger(
                f"{path.name} holds no weights of this tagger. python -m models.train writes such, and"
                " hf:/a/folder reads other token classifiers."
            ) from error
        return network.eval()
