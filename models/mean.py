"""The mean of several taggers of the same heads, as weights of one (Wortsman et al. 2022, arXiv:2203.05482).

    python -m models.mean OUT FIRST SECOND … [--shares 0.3 0.7]

For taggers that come from one start, such as a pupil and its teacher: their mean can do better than either. What
`models.int8` rounds by is to be measured anew (`python -m models.ranges --weights OUT`). The chain over letters, which
is fitted by itself, is the first's.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from models.network import Network


def mean_of(taggers: Sequence[Network], shares: Sequence[float] = ()) -> Network:
    """A tagger whose every weight is the mean of theirs, each by its share, all alike by default. Raises ValueError if
    their heads or sizes differ, or if the shares are not as many, or not one in all."""
    first = taggers[0]
    shares = shares or [1 / len(taggers)] * len(taggers)
    if len(shares) != len(taggers) or abs(sum(shares) - 1) > 1e-6:
        raise ValueError("Give each tagger its share, one in all.")
    if any((one.heads, one.encoder.size) != (first.heads, first.encoder.size) for one in taggers):
        raise ValueError("These taggers have other heads or sizes than one another, so their weights have no mean.")
    mean = Network(first.encoder.size, first.heads)
    every = [one.state_dict() for one in taggers]
    weights = torch.tensor(shares)
    mean.load_state_dict({n: torch.tensordot(weights, torch.stack([one[n] for one in every]), 1) for n in every[0]})
    mean.lexical = first.lexical
    return mean.eval()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.mean", description="Write the mean of some taggers.")
    arguments.add_argument("out", type=Path, help="where to write it")
    arguments.add_argument("taggers", type=Path, nargs="+", help="weights of taggers")
    arguments.add_argument("--shares", type=float, nargs="+", default=[], help="of each in the mean; alike by default")
    asked = arguments.parse_args()
    try:
        mean = mean_of([Network.load(path) for path in asked.taggers], asked.shares)
    except ValueError as error:
        arguments.error(str(error))
    mean.save(asked.out)


if __name__ == "__main__":
    main()
