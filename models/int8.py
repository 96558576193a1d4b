"""The encoder's layers with products of 8-bit integers, for CPUs that have instructions for those (VNNI, AMX).

Weights are rounded by output channel. What goes into a product is rounded by fixed ranges, which were measured on
training text and are kept beside the weights: a range taken from each batch would let one text change another's spans.
A few channels reach ten times as far as the others; they are shrunk and their weights stretched by as much before
rounding (SmoothQuant, Xiao et al. 2023, arXiv:2211.10438).
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from models.network import Encoder, Layer, attention

SMOOTHED = ("qkv", "output", "widen")
"""The products whose input is rounded by channel. That of `narrow` comes rounded out of `widen`."""
STRENGTH = 0.85
"""How far a channel's reach is evened out into the weights. On development text more spans were those of single
precision the larger it was: 97.7 % at SmoothQuant's own 0.5, 98.3 % at 0.85 and at 0.9."""
FARTHEST = 8.0
"""Beyond this the widest layer's values are cut: the few that lie there would coarsen all others."""

Ranges = Mapping[str, Tensor]
"""By `layer.product`: the largest magnitude of each input channel."""


def multiplies_eight() -> bool:
    """Whether this CPU has instructions for products of 8-bit integers, and this torch the kernel for them."""
    able = torch.cpu.get_capabilities()
    instructions = any(able.get(name) for name in ("avx512_vnni", "avx_vnni", "amx_int8"))
    return instructions and hasattr(torch.ops.onednn, "qlinear_pointwise")


def measure_ranges(encoder: Encoder, read: Callable[[], object]) -> dict[str, Tensor]:
    """The ranges of what goes into each product while `read` runs the encoder over text."""
    ranges: dict[str, Tensor] = {}

    def watch(name: str, product: nn.Linear) -> torch.utils.hooks.RemovableHandle:
        def note(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            reach = given[0].detach().float().flatten(0, -2).abs().amax(0)
            ranges[name] = torch.maximum(ranges[name], reach) if name in ranges else reach

        return product.register_forward_pre_hook(note)

    watched = [
        watch(f"{n}.{name}", getattr(layer, name))
        for n, layer in enumerate(encoder.layers)
        for name in (*SMOOTHED, "narrow")
    ]
    try:
        read()
    finally:
        for hook in watched:
            hook.remove()
    return ranges


def round_layers(encoder: Encoder, ranges: Ranges, precision: torch.dtype) -> None:
    """Puts rounded layers in the place of the encoder's; between the products they compute in `precision`."""
    encoder.layers = nn.ModuleList(
        ShortLayer(layer, {name: ranges[f"{n}.{name}"] for name in (*SMOOTHED, "narrow")}, precision)
        for n, layer in enumerate(encoder.layers)
        if isinstance(layer, Layer)
    )


class Rounded(nn.Module):
    """One linear layer on unsigned 8-bit integers: an input channel's value is (integer - zero) * step.

    The product's own tensors are no parameters, so that a change of precision leaves them alone.
    """

    def __init__(self, linear: nn.Linear, steps: Tensor, zero: int, gives: torch.dtype):
        super().__init__()
        weight = linear.weight.detach().float() * steps
        self.steps = (weight.abs().amax(1) / 127).clamp(min=1e-12)
        rounded = (weight / self.steps[:, None]).round().clamp(-127, 127).to(torch.int8)
        self.packed = torch.ops.onednn.qlinear_prepack(rounded.contiguous(), None)
        self.zeros = torch.zeros(len(weight), dtype=torch.int64)
        self.bias = linear.bias.detach().float()
        self.zero = zero
        self.gives = gives

    def forward(self, x: Tensor) -> Tensor:
        return self._product(x, 1.0, 0, self.gives, "none", "")

    def added_to(self, sum: Tensor, x: Tensor) -> Tensor:
        """The product added to `sum`, in its place."""
        given = (x, 1.0, self.zero, self.packed, self.steps, self.zeros, sum, self.bias)
        return torch.ops.onednn.qlinear_pointwise.binary(*given, 1.0, 0, self.gives, 1.0, 0, "sum", 1.0, "none", [], "")

    def gelu(self, x: Tensor, step: float, zero: int) -> Tensor:
        """GELU of the product, rounded again to integers of this step and zero."""
        return self._product(x, step, zero, torch.uint8, "gelu", "none")

    def _product(self, x: Tensor, step: float, zero: int, gives: torch.dtype, then: str, how: str) -> Tensor:
        given = (x, 1.0, self.zero, self.packed, self.steps, self.zeros, self.bias)
        return torch.ops.onednn.qlinear_pointwise(*given, step, zero, gives, then, [], how)


MIDDLE = 128


class Smoothed(Rounded):
    """A rounded layer that takes numbers, which it rounds by a step of each channel's own, zero in the middle."""

    def __init__(self, linear: nn.Linear, reach: Tensor, precision: torch.dtype):
        reach, strength = reach.clamp(min=1e-3), linear.weight.detach().float().abs().amax(0).clamp(min=1e-5)
        shrunk = reach**STRENGTH / strength ** (1 - STRENGTH)
        inverse = (127 / ((reach / shrunk).max() * shrunk)).to(precision)
        super().__init__(linear, 1 / inverse.float(), MIDDLE, precision)
        self.inverse = inverse
        self.middle = torch.tensor(MIDDLE, dtype=precision)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(self._rounded(x))

    def added_to(self, sum: Tensor, x: Tensor) -> Tensor:
        return super().added_to(sum, self._rounded(x))

    def gelu(self, x: Tensor, step: float, zero: int) -> Tensor:
        return super().gelu(self._rounded(x), step, zero)

    def _rounded(self, x: Tensor) -> Tensor:
        near = torch.addcmul(self.middle, x, self.inverse).round_().clamp_(0, 255)
        return near.to(torch.int16).to(torch.uint8)  # straight from bfloat16 takes three times as long


class ShortLayer(nn.Module):
    """`Layer` with rounded products."""

    def __init__(self, layer: Layer, ranges: Ranges, precision: torch.dtype):
        super().__init__()
        self.heads = layer.heads
        self.qkv, self.output, self.widen = (
            Smoothed(getattr(layer, name), ranges[name], precision) for name in SMOOTHED
        )
        least = 0.17  # GELU's least value is -0.16997
        self.step = (min(FARTHEST, float(ranges["narrow"].max())) + least) / 255
        self.zero = round(least / self.step)
        steps = torch.full((layer.narrow.in_features,), self.step)
        self.narrow = Rounded(layer.narrow, steps, self.zero, precision)
        self.norm_attention, self.norm_output = layer.norm_attention, layer.norm_output

    def forward(self, x: Tensor, attend: Tensor | None) -> Tensor:
        """As `Layer.forward`, and `x` is not to be used again."""
        batch, pieces, width = x.shape
        q, k, v = self.qkv(x).view(batch, pieces, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = attention(q, k, v, attend).transpose(1, 2).reshape(batch, pieces, width)
        x = self.norm_attention(self.output.added_to(x, seen))
        return self.norm_output(self.narrow.added_to(x, self.widen.gelu(x, self.step, self.zero)))
