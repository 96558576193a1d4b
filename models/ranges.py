"""Measure how far the values between the shipped tagger's layers reach, which `models.int8` rounds them by.

    python -m models.ranges [--weights PATH]

Reads training text (SIGHTLINE_CORPORA), writes the ranges into the file of weights. `models.train` does so at its end.
"""

import argparse
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from rich.console import Console

from core.places import TAGGER_WEIGHTS
from models.corpora import Sentence, corpora, read_corpus
from models.evaluate import texts_of
from models.int8 import measure_ranges
from models.network import Network
from models.tagger import Tagger

ENOUGH = 400
"""Sentences read of each corpus."""


def write_ranges(weights: Path, sentences: Iterable[Sequence[Sentence]], device: str = "cpu") -> None:
    """Measures on the first sentences of each corpus, and writes the ranges beside the weights.

    Raises UnusableTagger if the file holds none.
    """
    texts = [text.text for own in sentences for text in texts_of(own[:ENOUGH])]
    running = Tagger(Network.load(weights), torch.device(device), torch.float32)
    network = Network.load(weights)
    found = measure_ranges(running.network.encoder, lambda: running.tag(texts))
    network.ranges = {name: reach.cpu() for name, reach in found.items()}
    beside = weights.with_suffix(".part")
    network.save(beside)
    beside.replace(weights)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.ranges", description="Measure what int8 rounds by.")
    arguments.add_argument("--weights", type=Path, default=TAGGER_WEIGHTS)
    asked = arguments.parse_args()
    root = Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data"))
    write_ranges(asked.weights, (read_corpus(root, corpus, "train") for corpus in corpora()))
    Console(highlight=False).print(f"Ranges written into {asked.weights.name}.")


if __name__ == "__main__":
    main()
