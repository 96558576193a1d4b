"""Whether a record says that something is so of its patient: a second reader beside the rules of the extractors.

    python -m models.assertions

It is given the places of what a rule found (a treatment, an illness or its spread, a marker) and tells how likely each
is given or planned, present or denied, positive or pending, or somebody else's: the assertion status of Uzuner et al.
2011 (doi:10.1136/amiajnl-2011-000203), with states of their own for treatments and markers. The tagger's encoder with
low-rank changes (models/low_rank.py) reads whole windows of a page, so that headings and neighbours count; one linear
layer reads the mean of a mention's pieces. It is taught by data/assertions/train*.txt and scored on held*.txt there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn

from core.places import ASSERTIONS, ASSERTIONS_WEIGHTS, TAGGER_WEIGHTS
from models.low_rank import EVERY, changed, open_to_change
from models.network import Encoder, Network
from models.tagger import multiplies_short
from models.windows import Pieces, find_windows, read_pieces
from models.words import CLS, MASK, PAD, SEP

STATES = {
    "treatment": ("given", "planned", "not given", "another's"),
    "disease": ("present", "absent", "uncertain", "another's", "nobody's"),
    "marker": ("positive", "negative", "equivocal", "no result", "another's", "nobody's"),
}
"""What can be told of each kind of mention."""
CODES = {
    "tg": ("treatment", 0), "tp": ("treatment", 1), "tn": ("treatment", 2), "to": ("treatment", 3),
    "dp": ("disease", 0), "dn": ("disease", 1), "du": ("disease", 2), "do": ("disease", 3), "dg": ("disease", 4),
    "mp": ("marker", 0), "mn": ("marker", 1), "mu": ("marker", 2), "mw": ("marker", 3), "mo": ("marker", 4),
    "mg": ("marker", 5),
}  # fmt: skip
"""How data/assertions writes them."""
FIRST = {"treatment": 0, "disease": 4, "marker": 9}
"""Where the states of a kind begin in a row of scores."""
SIZE = 15
MARKED = re.compile(r"\[\[(?P<words>[^\[\]|]+)\|(?P<code>\w\w)\]\]")
RECORD = re.compile(r"^=== .*\n", re.M)
LINE = "|"
"""What stands for the end of a line, which the tokenizer would not see."""
RATE, WARMING, TOGETHER, EPOCHS, SEED = 2e-3, 60, 8, 14, 5
HIDDEN, SHOUTED = 0.15, 0.1
"""Shares of mentions whose words are hidden in a step, and of records read in capitals."""

Shares = NDArray[np.float32]


class Place(NamedTuple):
    """text[start:end] is what is asked about."""

    kind: str
    start: int
    end: int


class Labelled(NamedTuple):
    """A text, places in it, and the state of each: its number among those of its kind."""

    text: str
    places: tuple[Place, ...]
    states: tuple[int, ...]


def parse(written: str) -> Iterator[Labelled]:
    """The records of a file of data/assertions: each under a line ``=== form``, its mentions as ``[[words|code]]``.

    Raises KeyError for an unknown code."""
    for record in RECORD.split(written)[1:]:
        text, places, states, last = "", [], [], 0
        for one in MARKED.finditer(record):
            text += record[last : one.start()]
            kind, state = CODES[one["code"]]
            places.append(Place(kind, len(text), len(text) + len(one["words"])))
            states.append(state)
            text, last = text + one["words"], one.end()
        yield Labelled(text + record[last:], tuple(places), tuple(states))


def read_labelled(which: str) -> list[Labelled]:
    """``train`` or ``held``."""
    files = sorted(ASSERTIONS.glob(f"{which}*.txt"))
    return [one for file in files for one in parse(file.read_text(encoding="utf-8"))]


class Window(NamedTuple):
    """Pieces that are read at once, and for each place that is read there its number, kind and pieces."""

    ids: NDArray[np.int64]
    marks: NDArray[np.int64]
    asked: tuple[tuple[int, str, int, int], ...]


def windows_of(text: str, places: Sequence[Place]) -> list[Window]:
    """The windows of a text in which a place stands; each place in the one in whose middle it is. Of a place without
    words none."""
    pieces = read_pieces([text.replace("\n", LINE)])
    frames = find_windows(pieces.counts)
    asked: dict[int, list[tuple[int, str, int, int]]] = {}
    for number, one in enumerate(places):
        first, last = _pieces_of(pieces, one)
        if first == last:
            continue
        frame = int(np.searchsorted(frames.untils, first, side="right"))
        start, end = int(frames.firsts[frame]), int(frames.lasts[frame])
        asked.setdefault(frame, []).append((number, one.kind, first - start + 1, min(last, end) - start + 1))
    found: list[Window] = []
    for frame, own in asked.items():
        inside = slice(int(frames.firsts[frame]), int(frames.lasts[frame]))
        ids = np.concatenate([[CLS], pieces.ids[inside], [SEP]])
        found.append(Window(ids, np.concatenate([[0], pieces.marks[inside], [0]]), tuple(own)))
    return found


def _pieces_of(pieces: Pieces, place: Place) -> tuple[int, int]:
    first = int(np.searchsorted(pieces.ends, place.start, side="right"))
    last = int(np.searchsorted(pieces.starts, place.end, side="left"))
    edges = np.append(pieces.firsts, len(pieces.ids))
    return int(edges[first]), int(edges[max(first, last)])


class AssertionReader:
    """Load once, read purely. ``head`` is (states of all kinds, width + 1), its last column what is added."""

    def __init__(self, encoder: Encoder, head: Tensor) -> None:
        self.precision = torch.bfloat16 if multiplies_short() else torch.float32
        self.encoder = encoder.to(self.precision).eval()
        self.head = head

    @classmethod
    def load(cls) -> "AssertionReader":
        """Raises UnusableTagger where there are no weights of the tagger, whose encoder this changes."""
        learned = {name: torch.from_numpy(one.astype(np.float32)) for name, one in load_file(ASSERTIONS_WEIGHTS).items()}
        return cls(changed(Network.load(TAGGER_WEIGHTS).encoder, learned), learned["head"])

    @torch.inference_mode()
    def read(self, text: str, places: Sequence[Place]) -> list[Shares]:
        """For each place the share of each state of its kind (STATES), in order; they sum to one. All are alike where a
        place holds no word."""
        shares = [np.full(len(STATES[one.kind]), 1 / len(STATES[one.kind]), dtype=np.float32) for one in places]
        read = windows_of(text, places)
        for start in range(0, len(read), TOGETHER):
            group = read[start : start + TOGETHER]
            scores = _scores(self.encoder, self.head, group)
            asked = [one for window in group for one in window.asked]
            for (number, kind, _, _), row in zip(asked, scores, strict=True):
                own = row[FIRST[kind] : FIRST[kind] + len(STATES[kind])]
                shares[number] = own.softmax(-1).numpy()
        return shares


def _scores(encoder: Encoder, head: Tensor, windows: Sequence[Window]) -> Tensor:
    """(places, states of all kinds) of the windows in turn."""
    longest = max(len(one.ids) for one in windows)
    ids, marks = (np.full((len(windows), longest), fill, dtype=np.int64) for fill in (PAD, 0))
    for row, one in enumerate(windows):
        ids[row, : len(one.ids)], marks[row, : len(one.ids)] = one.ids, one.marks
    given = torch.from_numpy(ids)
    seen = encoder(given, torch.from_numpy(marks), given != PAD).float()
    means = [seen[row, first:last].mean(0) for row, one in enumerate(windows) for _, _, first, last in one.asked]
    return torch.stack(means) @ head[:, :-1].T + head[:, -1]


@lru_cache(maxsize=1)
def load_assertion_reader() -> AssertionReader:
    """Raises UnusableTagger."""
    return AssertionReader.load()


def fit(records: Sequence[Labelled], epochs: int = EPOCHS) -> tuple[Encoder, dict[str, Tensor]]:
    """The tagger's encoder, changed, and what was learned. Deterministic on one machine."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    encoder = Network.load(TAGGER_WEIGHTS).encoder
    learned = open_to_change(encoder, EVERY)
    head = torch.zeros(SIZE, encoder.size.width + 1, requires_grad=True)
    encoder.train()
    lessons = [(windows_of(one.text, one.places), windows_of(one.text.upper(), one.places), one.states) for one in records]
    lessons = [([(a, states) for a in plain], [(a, states) for a in loud]) for plain, loud, states in lessons]
    steps = torch.optim.AdamW([*learned.values(), head], lr=RATE, weight_decay=0.01)
    total = epochs * (sum(len(plain) for plain, _ in lessons) // TOGETHER)
    step = 0
    for _ in track(range(epochs), "learning", transient=True):
        windows = [one for plain, loud in lessons for one in (loud if chance.random() < SHOUTED else plain)]
        order = chance.permutation(len(windows)).tolist()
        for start in range(0, len(order) - TOGETHER + 1, TOGETHER):
            batch = [windows[place] for place in order[start : start + TOGETHER]]
            step += 1
            for group in steps.param_groups:
                group["lr"] = RATE * min(1, step / WARMING) * max(0.03, 1 - step / total)
            steps.zero_grad()
            _missed(encoder, head, [(_hidden(window, chance), states) for window, states in batch]).backward()
            nn.utils.clip_grad_norm_([*learned.values(), head], 1.0)
            steps.step()
    return encoder, {**learned, "head": head}


def _hidden(window: Window, chance: np.random.Generator) -> Window:
    """Some mentions without their words, so that what stands around them is learned."""
    ids = window.ids.copy()
    for _, _, first, last in window.asked:
        if chance.random() < HIDDEN:
            ids[first:last] = MASK
    return window._replace(ids=ids)


def _missed(encoder: Encoder, head: Tensor, batch: Sequence[tuple[Window, Sequence[int]]]) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_short()):
        scores = _scores(encoder, head, [window for window, _ in batch]).float()
    asked = [(kind, states[number]) for window, states in batch for number, kind, _, _ in window.asked]
    missed = [
        nn.functional.cross_entropy(
            row[FIRST[kind] : FIRST[kind] + len(STATES[kind])], torch.tensor(state), label_smoothing=0.05
        )
        for row, (kind, state) in zip(scores, asked, strict=True)
    ]
    return torch.stack(missed).mean()


def confusions(reader: AssertionReader, records: Iterable[Labelled]) -> dict[str, NDArray[np.int64]]:
    """For each kind (states told by hand, states likeliest to the reader)."""
    counts = {kind: np.zeros((len(own), len(own)), dtype=np.int64) for kind, own in STATES.items()}
    for one in records:
        for place, state, shares in zip(one.places, one.states, reader.read(one.text, one.places), strict=True):
            counts[place.kind][state, int(shares.argmax())] += 1
    return counts


def main() -> None:
    encoder, learned = fit(read_labelled("train"))
    save_file({name: one.detach().numpy().astype(np.float16) for name, one in learned.items()}, ASSERTIONS_WEIGHTS)
    console = Console(width=110)
    for kind, counts in confusions(AssertionReader.load(), read_labelled("held")).items():
        right = int(counts.trace())
        table = Table(f"{kind}: {right} of {counts.sum()}", *STATES[kind], title="as labelled, by row; as read, by column")
        for state, row in zip(STATES[kind], counts, strict=True):
            table.add_row(state, *map(str, row.tolist()))
        console.print(table)


if __name__ == "__main__":
    main()
