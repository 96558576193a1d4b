"""Low-rank changes to the linear layers of an encoder (LoRA, Hu et al. 2021, arXiv:2106.09685).

A layer's product gets one more: down to a few numbers, and up again. Only these two matrices are learned and kept, a
hundredth of the encoder's size; to read with them they are added to the layer's own weights.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import torch
from rich.progress import track
from torch import Tensor, nn

from models.network import Encoder

T = TypeVar("T")
RANK = 8
SCALE = 2.0
"""What the product of the two counts."""
ATTENTION = ("qkv", "output")
EVERY = (*ATTENTION, "widen", "narrow")
"""The layers of each block that can be changed: those of attention, or all."""


class LowRank(nn.Module):
    """A frozen linear layer with what is learned beside it; at first the layer as it is."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(layer.in_features, RANK) / math.sqrt(layer.in_features))
        self.up = nn.Parameter(torch.zeros(RANK, layer.out_features))

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x) + SCALE * (x @ self.down.to(x.dtype)) @ self.up.to(x.dtype)


def open_to_change(encoder: Encoder, layers: Sequence[str] = ATTENTION) -> dict[str, Tensor]:
    """Freezes the encoder and puts low-rank changes beside these layers: what can be learned, by name."""
    for one in encoder.parameters():
        one.requires_grad_(False)
    for block in encoder.layers:
        for name in layers:
            setattr(block, name, LowRank(getattr(block, name)))
    return {name: one for name, one in encoder.named_parameters() if one.requires_grad}


@torch.no_grad()
def changed(encoder: Encoder, learned: Mapping[str, Tensor]) -> Encoder:
    """The same encoder, with what was learned added to its weights."""
    for number, block in enumerate(encoder.layers):
        for name in EVERY:
            if f"layers.{number}.{name}.down" not in learned:
                continue
            down, up = (learned[f"layers.{number}.{name}.{part}"].float() for part in ("down", "up"))
            layer = getattr(block, name)
            layer.weight += SCALE * (down @ up).T
    return encoder


WARMING, LEAST_RATE = 40, 0.05
"""Steps in which the rate of learning rises, and its last share."""


def learn(learned: Sequence[Tensor], batches: Sequence[T], missed: Callable[[T], Tensor], rate: float) -> None:
    """A step for each batch, by what is ``missed`` of it; ``rate`` is the greatest rate of learning."""
    steps = torch.optim.AdamW(learned, lr=rate, weight_decay=0.01)
    for step, batch in enumerate(track(batches, "learning", transient=True)):
        now = rate * min(1, (step + 1) / WARMING) * max(LEAST_RATE, 1 - step / len(batches))
        for group in steps.param_groups:
            group["lr"] = now
        steps.zero_grad()
        missed(batch).backward()
        nn.utils.clip_grad_norm_(learned, 1.0)
        steps.step()
