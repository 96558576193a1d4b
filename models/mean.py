"""The mean of several taggers of the same heads, as weights of one (Wortsman et al. 2022, arXiv:2203.05482).

    python -m models.mean OUT FIRST SECOND …

For taggers that come from one start, such as a pupil and its teacher: their mean can do better than either. What
`models.int8` rounds by is to be measured anew (`python -m models.ranges --weights OUT`), and the chain over letters to
be fitted (`python -m models.fit_lexical --weights OUT`).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from models.network import Network


def mean_of(taggers: Sequence[Network]) -> Network:
    """A tagger whose every weight is the mean of theirs. Raises ValueError if their heads or sizes differ."""
    first = taggers[0]
    if any((one.heads, one.encoder.size) != (first.heads, first.encoder.size) for one in taggers):
        raise ValueError("These taggers have other heads or sizes than one another, so their weights have no mean.")
    mean = Network(first.encoder.size, first.heads)
    every = [one.state_dict() for one in taggers]
    mean.load_state_dict({name: torch.stack([one[name] for one in every]).mean(0) for name in every[0]})
    return mean.eval()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.mean", description="Write the mean of some taggers.")
    arguments.add_argument("out", type=Path, help="where to write it")
    arguments.add_argument("taggers", type=Path, nargs="+", help="weights of taggers")
    asked = arguments.parse_args()
    try:
        mean = mean_of([Network.load(path) for path in asked.taggers])
    except ValueError as error:
        arguments.error(str(error))
    mean.save(asked.out)


if __name__ == "__main__":
    main()
