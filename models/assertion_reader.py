"""Whether a record says that something is so of its patient: a second reader beside the rules of the extractors.

    python -m models.assertion_reader

It is given the places of what a rule found (a treatment, an illness or its spread, a marker) and tells how likely each
is given or planned, present or denied, positive or pending, or somebody else's: the assertion status of Uzuner et al.
2011 (doi:10.1136/amiajnl-2011-000203), with states of their own for treatments and markers. The tagger's encoder with
low-rank changes (models/low_rank.py) reads whole windows of a page, so that headings and neighbours count; one linear
layer reads the mean of a mention's pieces. It is taught by data/assertions/train*.txt and scored on held*.txt there.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn

from core.places import ASSERTIONS_WEIGHTS, TAGGER_WEIGHTS
from models.embedder import one_thread
from models.low_rank import EVERY, changed, learn, open_to_change
from models.mention_states import FIRST, SIZE, STATES, Labelled, Place, read_labelled
from models.network import Encoder, Network
from models.tagger import multiplies_short
from models.windows import WINDOW, Pieces, find_windows, read_pieces
from models.words import CLS, MASK, PAD, SEP

LINE = "|"
"""What stands for the end of a line, which the tokenizer would not see."""
WIDEST = WINDOW + 2
"""Pieces of a window with the marks at its ends."""
ROWS = 16
"""Windows that are read at once."""
RATE, TOGETHER, EPOCHS, SEED = 2e-3, 8, 14, 5
HIDDEN, SHOUTED, WIDENED = 0.15, 0.1, 0.25
"""Shares of mentions whose words are hidden in a step, of records read in capitals, and of mentions read with a few
words beside them."""

Shares = list[float]


class Window(NamedTuple):
    """Pieces that are read at once, and for each place that is read there its number, kind and pieces."""

    ids: NDArray[np.int64]
    marks: NDArray[np.int64]
    asked: tuple[tuple[int, str, int, int], ...]


Lesson = tuple[Window, tuple[int, ...]]
"""A window, and the states of all places of its text."""


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
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        short = device.type == "cuda" or multiplies_short()
        self.encoder = encoder.to(device, torch.bfloat16 if short else torch.float32).eval()
        self.head = head.to(device)

    @classmethod
    def load(cls) -> "AssertionReader":
        """On a GPU where there is one. Raises UnusableTagger where there are no weights of the tagger, whose encoder
        this changes."""
        learned = {
            name: torch.from_numpy(one.astype(np.float32)) for name, one in load_file(ASSERTIONS_WEIGHTS).items()
        }
        return cls(changed(Network.load(TAGGER_WEIGHTS).encoder, learned), learned["head"])

    @torch.inference_mode()
    def read(self, asked: Sequence[tuple[str, Sequence[Place]]]) -> list[list[Shares]]:
        """For each text, and each place in it, the share of each state of the place's kind (STATES), in order; they sum
        to one. All are alike where a place holds no word."""
        shares = [[_undecided(one) for one in places] for _, places in asked]
        found = [(n, window) for n, (text, places) in enumerate(asked) for window in windows_of(text, places)]
        found.sort(key=lambda one: len(one[1].ids))
        few = self.head.device.type == "cpu" and len(found) <= ROWS
        with one_thread() if few else nullcontext():
            self._read(found, shares)
        return shares

    def _read(self, found: Sequence[tuple[int, Window]], shares: list[list[Shares]]) -> None:
        for start in range(0, len(found), ROWS):
            group = found[start : start + ROWS]
            rows = iter(_scores(self.encoder, self.head, [window for _, window in group]).cpu())
            for n, window in group:
                for number, kind, _, _ in window.asked:
                    own = next(rows)[FIRST[kind] : FIRST[kind] + len(STATES[kind])]
                    shares[n][number] = own.softmax(-1).tolist()


def _undecided(place: Place) -> Shares:
    states = len(STATES[place.kind])
    return [1 / states] * states


def _scores(encoder: Encoder, head: Tensor, windows: Sequence[Window]) -> Tensor:
    """(places, states of all kinds) of the windows in turn."""
    longest = max(len(one.ids) for one in windows)
    ids, marks = (np.full((len(windows), longest), fill, dtype=np.int64) for fill in (PAD, 0))
    for row, one in enumerate(windows):
        ids[row, : len(one.ids)], marks[row, : len(one.ids)] = one.ids, one.marks
    given = torch.from_numpy(ids).to(head.device)
    seen = encoder(given, torch.from_numpy(marks).to(head.device), given != PAD).float()
    means = [seen[row, first:last].mean(0) for row, one in enumerate(windows) for _, _, first, last in one.asked]
    return torch.stack(means) @ head[:, :-1].T + head[:, -1]


def fit(records: Sequence[Labelled], epochs: int = EPOCHS) -> dict[str, Tensor]:
    """The low-rank changes of the tagger's encoder, and the head. Deterministic on one machine."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    encoder = Network.load(TAGGER_WEIGHTS).encoder
    learned = open_to_change(encoder, EVERY)
    head = torch.zeros(SIZE, encoder.size.width + 1, requires_grad=True)
    encoder.train()
    lessons = [(_lessons(one), _lessons(_shouted(one))) for one in records]
    batches = [batch for _ in range(epochs) for batch in _batches(lessons, chance)]
    learn([*learned.values(), head], batches, partial(_missed, encoder, head), RATE)
    return {**learned, "head": head}


def _batches(
    lessons: Sequence[tuple[list[Lesson], list[Lesson]]], chance: np.random.Generator
) -> Iterator[list[Lesson]]:
    """Every window once, in one order or another, some in capitals."""
    windows = [one for plain, loud in lessons for one in (loud if chance.random() < SHOUTED else plain)]
    order = chance.permutation(len(windows)).tolist()
    for start in range(0, len(order) - TOGETHER + 1, TOGETHER):
        batch = (windows[place] for place in order[start : start + TOGETHER])
        yield [(_varied(window, chance), states) for window, states in batch]


def _lessons(record: Labelled) -> list[Lesson]:
    return [(window, record.states) for window in windows_of(record.text, record.places)]


def _shouted(record: Labelled) -> Labelled:
    loud = record.text.upper()
    return record._replace(text=loud) if len(loud) == len(record.text) else record


def _varied(window: Window, chance: np.random.Generator) -> Window:
    """Some mentions without their words, so that what stands around them is learned, and some with words beside them,
    as rules quote them."""
    ids, last_piece = window.ids.copy(), len(window.ids) - 1
    asked: list[tuple[int, str, int, int]] = []
    for number, kind, first, last in window.asked:
        if chance.random() < HIDDEN:
            ids[first:last] = MASK
        if chance.random() < WIDENED:
            first, last = max(1, first - int(chance.integers(4))), min(last_piece, last + int(chance.integers(4)))
        asked.append((number, kind, first, last))
    return window._replace(ids=ids, asked=tuple(asked))


def _missed(encoder: Encoder, head: Tensor, batch: Sequence[Lesson]) -> Tensor:
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
        (read,) = reader.read([(one.text, one.places)])
        for place, state, shares in zip(one.places, one.states, read, strict=True):
            counts[place.kind][state, int(np.argmax(shares))] += 1
    return counts


def main() -> None:
    learned = fit(read_labelled("train"))
    save_file({name: one.detach().numpy().astype(np.float16) for name, one in learned.items()}, ASSERTIONS_WEIGHTS)
    console = Console(width=110)
    for kind, counts in confusions(AssertionReader.load(), read_labelled("held")).items():
        right = int(counts.trace())
        table = Table(
            f"{kind}: {right} of {counts.sum()}", *STATES[kind], title="as labelled, by row; as read, by column"
        )
        for state, row in zip(STATES[kind], counts, strict=True):
            table.add_row(state, *map(str, row.tolist()))
        console.print(table)


if __name__ == "__main__":
    main()
