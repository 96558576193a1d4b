"""The tagger: biomedical entities of any number of texts, each with its exact characters.

Long texts are read through windows that overlap; every word's label is taken from the window in which it stands
further from an edge, so that no entity is lost at a seam. Windows of all texts run together, by a budget of pieces;
while a GPU computes one batch the next is made ready and the one before is decoded.
"""

import gc
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.errors import UnusableTagger
from core.places import TAGGER_WEIGHTS
from models.corpora import label_rows
from models.crf import best_tags, chains_of, likelihoods
from models.int8 import multiplies_eight, round_layers
from models.lexical import Characters, Lexical, letters_of
from models.names import Numbers
from models.network import Head, Network
from models.windows import Batch, Pieces, batches, find_windows, read_pieces
from models.words import words_of

CHARACTERS = {"cpu": 2_000_000, "cuda": 500_000}
"""Texts are read in groups of about so many characters, which bounds the memory whatever is given."""
READERS = {"cpu": 1, "cuda": 3}
"""Groups that are cut to pieces at once, ahead of the one that is tagged."""
BUDGET = {"cpu": 32768, "cuda": 32768}
"""Pieces in a batch."""
AT_ONCE = 2048
"""Pieces of a batch that a CPU runs through the network at once, for what they take should stay in its cache: with
8192 it read a quarter fewer words. The chain over tags, step by step through the words, wants the whole batch."""
AHEAD = 3
"""Batches that a GPU is given before the first is waited for."""


class Span(NamedTuple):
    """text[start:end] is an entity. `head` is the corpus whose labelling it follows; `score` is the mean of how likely
    its words' labels are, given the whole window."""

    start: int
    end: int
    label: str
    head: str
    score: float


class Told(NamedTuple):
    """What the device is told of all words of a group, for `models.lexical`: their letters and their texts."""

    letters: Tensor
    texts: Tensor


class Sent(NamedTuple):
    """A batch on the device, in the shapes of `Batch`; `attend` is None where no row is padded."""

    ids: Tensor
    marks: Tensor
    attend: Tensor | None
    words: Tensor
    counts: Tensor
    numbers: Tensor
    places: NDArray[np.int64]


class Pending(NamedTuple):
    """A batch on its way: its words' tags and their probabilities, (rows, words, heads), once `ready` has happened."""

    places: NDArray[np.int64]
    tags: Tensor
    scores: Tensor
    ready: torch.cuda.Event | None


class Tagger:
    """Load once, tag purely: the same text gives the same spans whatever it is tagged with."""

    def __init__(self, network: Network, device: torch.device, precision: torch.dtype, budget: int | None = None):
        self.network = network.to(device).eval()
        self.network.encoder.to(precision)
        self.network.tags.to(precision)
        self.device = device
        self.moves, self.lexical, self.share = network.moves, network.lexical, 1.0
        if self.lexical:
            table, moves, share = (value.to(device) for value in self.lexical)
            self.lexical = Lexical((table * share).half(), moves, share)
            self.share = 1 - share.item()
            self.moves = network.moves * self.share + moves * share
        self.families = {(row.corpus, row.name): row.family for row in label_rows()}
        self.budget = budget or BUDGET[device.type]

    @classmethod
    def load(cls, path: Path = TAGGER_WEIGHTS, device: str = "auto") -> "Tagger":
        """The tagger of these weights on the device, on a GPU where there is one. In bfloat16 on a GPU and on CPUs that
        multiply in it; others compute in single precision. Products are of 8-bit integers on CPUs that have those, if
        the weights' ranges were measured.

        Raises UnusableTagger if there are no weights at the path.
        """
        if not path.is_file():
            raise UnusableTagger(f"There are no tagger weights named {path.name} where they were looked for.")
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        precision = torch.bfloat16 if device != "cpu" or multiplies_short() else torch.float32
        network = Network.load(path)
        if device == "cpu" and network.ranges and multiplies_eight():
            round_layers(network.encoder, network.ranges, precision)
        return cls(network, torch.device(device), precision)

    def tag(self, texts: Sequence[str], heads: Iterable[str] | None = None) -> list[list[Span]]:
        """Each text's entities, in order of their characters, of the heads asked for (all by default)."""
        asked = None if heads is None else set(heads)
        wanted = [n for n, head in enumerate(self.network.heads) if asked is None or head.corpus in asked]
        if not wanted:
            return [[] for _ in texts]
        groups = _groups(texts, CHARACTERS[self.device.type])
        found: list[list[Span]] = []
        readers = READERS[self.device.type]
        with ThreadPoolExecutor(readers) as ahead:  # the next groups are cut to pieces while this one is tagged
            coming = deque((ahead.submit(read_pieces, group), len(group)) for group in islice(groups, readers))
            while coming:
                reading, count = coming.popleft()
                pieces = reading.result()
                coming.extend((ahead.submit(read_pieces, group), len(group)) for group in islice(groups, 1))
                found += self._tag_group(pieces, count, wanted)
        return found

    def _tag_group(self, pieces: Pieces, count: int, wanted: Sequence[int]) -> list[list[Span]]:
        tags = np.zeros((len(pieces.starts), len(wanted)), dtype=np.uint8)
        scores = np.zeros((len(pieces.starts), len(wanted)), dtype=np.float32)
        waiting: deque[Pending] = deque()

        def settle() -> None:
            pending = waiting.popleft()
            if pending.ready:
                pending.ready.synchronize()
            mine = pending.places >= 0
            tags[pending.places[mine]] = pending.tags.numpy()[mine]
            scores[pending.places[mine]] = pending.scores.numpy()[mine]

        on_gpu = self.device.type == "cuda"
        told = self.tell(pieces)
        for batch in batches(pieces, find_windows(pieces.counts), self.budget, whole=on_gpu):
            waiting.extend(self._run(batch, told, wanted))
            while len(waiting) > (AHEAD if on_gpu else 0):
                settle()
        while waiting:
            settle()
        chosen = [self.network.heads[n] for n in wanted]
        return decode(pieces, tags, scores, chosen, count)

    def _run(self, batch: Batch, told: Told, wanted: Sequence[int]) -> list[Pending]:
        """Starts the network on the batch. Out of GPU memory, it halves the batch, from then on too, and goes on."""
        try:
            return [self.start(self.send(batch), told, wanted)]
        except torch.cuda.OutOfMemoryError:
            if len(batch.ids) == 1:
                raise
            torch.cuda.empty_cache()
            self.budget = max(1, self.budget // 2)
            return [pending for half in batch.halves() for pending in self._run(half, told, wanted)]

    @torch.inference_mode()
    def tell(self, pieces: Pieces) -> Told:
        """What all batches of these pieces want of the words, on the device."""
        points, at, starts, ends, marks, texts = (
            self._to_device(one)
            for one in (pieces.points, pieces.at, pieces.starts, pieces.ends, pieces.marks[pieces.firsts], pieces.texts)
        )
        return Told(letters_of(Characters(points, at + starts, at + ends, marks)), texts)

    def send(self, batch: Batch) -> Sent:
        """The batch on the device; from there copies come behind what was asked before."""
        always = self.device.type == "cuda"  # a GPU has another kernel where nothing is padded, which rounds otherwise
        attend = self._to_device(batch.attend) if always or not batch.attend.all() else None
        ids, marks, words, counts, numbers = (
            self._to_device(array) for array in (batch.ids, batch.marks, batch.words, batch.counts, batch.numbers)
        )
        return Sent(ids, marks, attend, words, counts, numbers, batch.places)

    @torch.inference_mode()
    def start(self, batch: Sent, told: Told, wanted: Sequence[int]) -> Pending:
        """Gives the network a batch; what comes back may not be there yet."""
        rows = max(1, AT_ONCE // batch.ids.shape[1]) if self.device.type == "cpu" else len(batch.ids)
        parts = [self._scores(batch, told, slice(first, first + rows)) for first in range(0, len(batch.ids), rows)]
        given = torch.cat(parts)
        chains = chains_of(given, batch.counts, self.moves, self.network.layout)
        every = best_tags(chains)
        tags, scores = (
            by_chain.view(-1, *given.shape[:2])[list(wanted)].permute(1, 2, 0)
            for by_chain in (every, likelihoods(chains, every))
        )
        if self.device.type == "cpu":
            return Pending(batch.places, tags, scores, None)
        held = [
            torch.empty(t.shape, dtype=t.dtype, pin_memory=True).copy_(t, non_blocking=True) for t in (tags, scores)
        ]
        ready = torch.cuda.Event()
        ready.record()
        return Pending(batch.places, held[0], held[1], ready)

    def _scores(self, batch: Sent, told: Told, rows: slice) -> Tensor:
        """What every tag scores in some of the batch's rows, by the network and by the letters."""
        attend = None if batch.attend is None else batch.attend[rows]
        if attend is not None and self.device.type == "cpu" and attend.all():
            attend = None
        scores = self.network(batch.ids[rows], batch.marks[rows], batch.words[rows], attend)
        if not self.lexical:
            return scores
        by_letters = self.lexical.scores(*told, batch.numbers[rows].flatten()).view(scores.shape)
        return by_letters.add_(scores, alpha=self.share)

    def _to_device(self, array: NDArray[np.generic]) -> Tensor:
        tensor = torch.from_numpy(array)
        return tensor if self.device.type == "cpu" else tensor.pin_memory().to(self.device, non_blocking=True)


def multiplies_short() -> bool:
    """Whether this CPU has instructions for bfloat16 products; without them they are slower than single precision."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def _groups(texts: Sequence[str], characters: int) -> Iterator[list[str]]:
    group: list[str] = []
    room = characters
    for text in texts:
        if group and len(text) > room:
            yield group
            group, room = [], characters
        group.append(text)
        room -= len(text)
    if group:
        yield group


def decode(
    pieces: Pieces,
    tags: NDArray[np.uint8],
    scores: NDArray[np.float32],
    heads: Sequence[Head],
    count: int,
) -> list[list[Span]]:
    """Spans of `count` texts from each word's tags and their probabilities, (words, heads) each."""
    labels = sorted({label for head in heads for label in head.labels})
    corpora = sorted(head.corpus for head in heads)
    parts: list[tuple[Numbers, Numbers, Numbers, NDArray[np.float64]]] = []
    for n, head in enumerate(heads):
        firsts, lasts, own = entities(np.ascontiguousarray(tags[:, n]), pieces.texts)
        label = np.array([labels.index(label) for label in head.labels])[own]
        sizes = lasts + 1 - firsts
        # In one number the order of what is found: first word, last word, label, head.
        place = ((firsts << 16 | sizes.clip(max=0xFFFF)) << 8 | label) << 8 | corpora.index(head.corpus)
        parts.append((place, firsts, lasts, np.round(_means(scores[:, n], firsts, sizes), 4)))
    place, firsts, lasts, sure = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(place)
    place, firsts, lasts, sure = (column[order] for column in (place, firsts, lasts, sure))
    names, heads_of = (
        np.array(own, dtype=object)[numbers] for own, numbers in ((labels, place >> 8 & 0xFF), (corpora, place & 0xFF))
    )
    with _uncollected():
        columns = (pieces.starts[firsts], pieces.ends[lasts], names, heads_of, sure)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        spans = list(map(partial(tuple.__new__, Span), rows))  # as Span._make, without a call of Python for each
    ends = np.searchsorted(pieces.texts[firsts], np.arange(count + 1)).tolist()
    return [spans[a:b] for a, b in pairwise(ends)]


def _means(values: NDArray[np.float32], firsts: Numbers, sizes: Numbers) -> NDArray[np.float64]:
    """Of each stretch of so many values from its first on."""
    if not len(firsts):
        return np.empty(0)
    return np.add.reduceat(values[words_of(firsts, sizes)], np.cumsum(sizes) - sizes, dtype=np.float64) / sizes


@contextmanager
def _uncollected() -> Generator[None]:
    """No garbage is looked for meanwhile: among a hundred thousand new spans, none of them garbage, that took three
    times as long as making them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def entities(
    tags: NDArray[np.uint8], texts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """First words, last words and labels of the entities in one head's tags of words. `texts` tells each word's
    text, for none goes from one to the next. An I that continues nothing of its label begins an entity."""
    inside = np.flatnonzero(tags)
    own, of = tags[inside].astype(np.int64), texts[inside]
    labels = (own - 1) // 2
    goes_on = np.zeros(len(inside), dtype=bool)
    goes_on[1:] = (
        (inside[1:] == inside[:-1] + 1) & (own[1:] % 2 == 0) & (labels[1:] == labels[:-1]) & (of[1:] == of[:-1])
    )
    begins = np.flatnonzero(~goes_on)
    return inside[begins], inside[np.append(begins[1:], len(inside)) - 1] if len(inside) else inside, labels[begins]
