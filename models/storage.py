"""Weights in files: matrices in 8 bits, each row in steps of its own, everything else in half precision.

A row's greatest magnitude is 127 steps (as rows of embeddings in Shen et al. 2020, arXiv:1909.05840).
"""

from collections.abc import Mapping

import torch
from torch import Tensor

STEPS = ".steps"
"""What the name of a matrix ends in where its rows' steps are kept."""
FEWEST = 4096
"""A matrix of fewer values is not worth it."""


def packed(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """As they are written to a file."""
    written: dict[str, Tensor] = {}
    for name, value in weights.items():
        if value.ndim != 2 or value.numel() < FEWEST:
            written[name] = value.half().contiguous()
            continue
        steps = (value.float().abs().amax(1, keepdim=True) / 127).clamp(min=1e-12)
        written[name] = (value / steps).round().to(torch.int8).contiguous()
        written[name + STEPS] = steps
    return written


def unpacked(written: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """In single precision again."""
    return {
        name: value.float() * written[name + STEPS] if name + STEPS in written else value.float()
        for name, value in written.items()
        if not name.endswith(STEPS)
    }
