"""Train the tagger.

    python -m models.train --minutes 60

Continues from `runs/tagger.pt` if it is there, else starts from the encoder that `python -m models.pretrain` left in
`runs/`, else from MiniLM. Each sentence trains its own corpus's head alone, for what a corpus does not label is
unknown, not absent. A tenth of the devel sets is held back for the curve that `runs/tagger.jsonl` logs beside the
data's hash; the weights that are written are the running mean of the last steps.
"""

import argparse
import hashlib
import json
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from models.augment import Mentions, Tagged, disturbed, mentions_of, swapped, tagged
from models.corpora import Sentence, corpora, head_labels, read_corpus, without_leaks
from models.crf import negative_log_likelihood
from models.embedder import minilm
from models.evaluate import texts_of, total
from models.network import Dimensions, Head, Network
from models.ranges import write_ranges
from models.tagger import Tagger
from models.words import CLS, MASK, SEP, form

SEED = 13
PIECES = 4096
LONGEST = 192
HIDDEN = 0.05
PEAK_ENCODER, PEAK_HEADS, WARM = 3e-4, 2e-3, 300
MEAN = 0.998

# How often an epoch passes over each corpus: the small ones more, those that no test measures less.
PASSES = {"BC5CDR": 1.5, "NCBI-disease": 1.5, "BC2GM": 1.5, "BioNLP13CG": 1.5, "AnatEM": 0.5, "BioRED": 1.5, "tmVar":
3.0, "SETH": 0.7, "AMIA": 1.0, "MACCROBAT": 1.0, "LCT": 0.7}  # fmt: skip


class Row:
    """One training text: piece ids and shapes; where each word begins and its tag; the number of its corpus's head."""

    def __init__(self, corpus: int, words: Sequence[str], tags: Sequence[int], random: np.random.Generator):
        self.corpus = corpus
        self.ids, self.shapes, self.words, self.tags = [CLS], [0], list[int](), list(tags)
        for word in words:
            own, shape = form(word)
            if random.random() < HIDDEN:
                own = (MASK,) * len(own)
            self.words.append(len(self.ids))
            self.ids += own
            self.shapes += [shape] * len(own)
        self.ids.append(SEP)
        self.shapes.append(0)


def rows_of(
    corpus: int, sentences: Sequence[Tagged], mentions: Mentions, passes: float, random: np.random.Generator
) -> Iterator[Row]:
    """An epoch's rows of one corpus: neighbours of a document joined up to a length drawn anew for each row."""
    runs: list[list[Tagged]] = []
    room = 0
    for sentence in sentences:
        count = sum(len(form(word)[0]) for word in sentence.words)
        if not runs or runs[-1][-1].document != sentence.document or count > room:
            runs.append([])
            room = int(random.integers(24, LONGEST - 2))
        runs[-1].append(sentence)
        room -= count
    for _ in range(math.ceil(passes)):
        for run in runs:
            if random.random() < passes / math.ceil(passes):
                mixed = [swapped(s, mentions, random) for s in run]
                words = disturbed([w for s in mixed for w in s.words], random)
                yield Row(corpus, words, [t for s in mixed for t in s.tags], random)


class Batch(NamedTuple):
    """ids, shapes, attend: (rows, pieces). words, tags: (rows, words), where each word begins and its tag. counts,
    corpus: (rows), how many words there are and whose tags they bear, as the number of the head."""

    ids: Tensor
    shapes: Tensor
    attend: Tensor
    words: Tensor
    tags: Tensor
    counts: Tensor
    corpus: Tensor


def batches(rows: list[Row], random: np.random.Generator) -> Iterator[Batch]:
    """Rows of like length together, PIECES at most."""
    rows = [row for row in rows if len(row.ids) <= 512]
    rows.sort(key=lambda row: len(row.ids) + random.random() * 16)
    groups: list[list[Row]] = [[]]
    for row in rows:
        longest = max([len(row.ids), *(len(r.ids) for r in groups[-1])])
        if groups[-1] and longest * (len(groups[-1]) + 1) > PIECES:
            groups.append([])
        groups[-1].append(row)
    for n in random.permutation(len(groups)):
        group = groups[n]
        ids, shapes, words, tags = (
            pad_sequence([torch.tensor(getattr(row, name)) for row in group], batch_first=True)
            for name in ("ids", "shapes", "words", "tags")
        )
        attend = torch.arange(ids.shape[1])[None] < torch.tensor([len(row.ids) for row in group])[:, None]
        counts, corpus = torch.tensor([[len(row.words), row.corpus] for row in group]).T
        yield Batch(ids, shapes, attend, words, tags, counts, corpus)


def loss_of(network: Network, scores: Tensor, batch: Batch) -> Tensor:
    """Mean negative log-likelihood of the rows' tags, per word, each row under its own corpus's head alone."""
    total = negative_log_likelihood(scores, batch.tags, batch.counts, network.moves, network.layout, batch.corpus)
    return total / batch.counts.sum()


def held_back(sentences: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """(to train on, for the curve): every tenth stretch of ten sentences, or every tenth document where there are
    many."""
    documents = list(dict.fromkeys(s.document for s in sentences))
    if len(documents) > 20:
        chosen = set(documents[::10])
        marks = [s.document in chosen for s in sentences]
    else:
        marks = [n // 10 % 10 == 0 for n in range(len(sentences))]
    pairs = list(zip(sentences, marks, strict=True))
    return [s for s, held in pairs if not held], [s for s, held in pairs if held]


def read_data(root: Path, console: Console) -> tuple[list[list[Sentence]], list[list[Sentence]], str]:
    """Training and curve sentences by corpus, with what was removed printed, and the hash of what is trained on."""
    tests = {c: read_corpus(root, c, "test") for c in corpora()}
    kept_train, removed = without_leaks({c: read_corpus(root, c, "train") for c in corpora()}, tests)
    kept_devel, also = without_leaks({c: read_corpus(root, c, "devel") for c in corpora()}, tests)
    for (corpus, test), count in sorted(_sum(removed, also).items()):
        console.print(f"removed from {corpus}: {count} sentences that stand in the test of {test}", highlight=False)
    train, curve = [], []
    for corpus in corpora():
        devel, held = held_back(kept_devel[corpus])
        own, _ = without_leaks({corpus: kept_train[corpus] + devel}, {corpus: held})
        train.append(own[corpus])
        curve.append(held)
    digest = hashlib.sha256(repr(train).encode()).hexdigest()[:16]
    return train, curve, digest


def _sum(*counts: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {key: sum(c.get(key, 0) for c in counts) for key in set().union(*counts)}


class Trainer:
    """The network, its optimiser and the running mean of its weights, with how far training has come."""

    def __init__(self, network: Network, device: str = "cpu"):
        self.network = network.to(device).train()
        self.device = device
        self.optimiser = torch.optim.AdamW(_groups(network), fused=True)
        self.mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
        self.step, self.epoch, self.seconds, self.loss = 0, 0, 0.0, 0.0

    def resume(self, checkpoint: Path) -> None:
        """Goes on from a checkpoint, at the beginning of the epoch in which it was written."""
        saved = torch.load(checkpoint, map_location=self.device, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.mean = saved["mean"]
        self.step, self.epoch, self.seconds = saved["step"], saved["epoch"], saved["spent"]

    def save(self, checkpoint: Path) -> None:
        """Written beside and then moved, so that a run ended meanwhile leaves the checkpoint before."""
        state = {"network": self.network.state_dict(), "optimiser": self.optimiser.state_dict(), "mean": self.mean}
        beside = checkpoint.with_suffix(".part")
        torch.save({**state, "step": self.step, "epoch": self.epoch, "spent": self.seconds}, beside)
        beside.replace(checkpoint)

    def averaged(self) -> Network:
        """A network of the mean weights, on the CPU."""
        network = Network(self.network.encoder.size, self.network.heads)
        network.load_state_dict({name: value.cpu() for name, value in self.mean.items()})
        return network.eval()

    def learn(self, batch: Batch, share: float) -> None:
        """One step; `share` of the whole training lies behind, and the rates fall with it in a straight line."""
        began = time.monotonic()
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * min(1.0, (self.step + 1) / WARM) * (0.01 + 0.99 * (1 - share))
        whole = bool(batch.attend.all())
        batch = Batch(*(tensor.to(self.device, non_blocking=True) for tensor in batch))
        with torch.autocast(self.device, torch.bfloat16):
            scores = self.network(batch.ids, batch.shapes, batch.words, None if whole else batch.attend)
        loss = loss_of(self.network, scores, batch)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        keep = min(MEAN, self.step / (self.step + 10))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.mean[name].lerp_(value, 1 - keep)
        self.loss = loss.item() if not self.loss else 0.98 * self.loss + 0.02 * loss.item()
        self.seconds += time.monotonic() - began


def _groups(network: Network) -> list[dict[str, object]]:
    """The optimiser's groups: heads learn faster than the encoder, and only matrices decay."""
    named = list(network.named_parameters())
    return [
        {
            "params": [p for name, p in named if (not name.startswith("encoder")) == heads and (p.ndim > 1) == matrix],
            "weight_decay": 0.01 if matrix else 0.0,
            "peak": PEAK_HEADS if heads else PEAK_ENCODER,
        }
        for heads in (False, True)
        for matrix in (False, True)
    ]


def starting_network(runs: Path) -> Network:
    """MiniLM with a new head for each corpus, further trained where `models.pretrain` has left its checkpoint."""
    size = Dimensions()
    network = Network(size, [Head(corpus, head_labels(corpus)) for corpus in corpora()])
    network.encoder = minilm(size)
    pretrained = runs / "pretrain.pt"
    if pretrained.exists():
        learned = torch.load(pretrained, weights_only=True)["model"]
        own = {k.removeprefix("encoder."): v for k, v in learned.items() if k.startswith("encoder.")}
        network.encoder.load_state_dict(own)
    return network


def look(trainer: Trainer, curve: Sequence[Sequence[Sentence]], runs: Path, digest: str) -> dict[str, object]:
    """Saves checkpoint and weights, and logs the held-back F1 of each corpus."""
    trained = trainer.averaged()
    trained.save(runs / "tagger.safetensors")
    trainer.save(runs / "tagger.pt")
    tagger = Tagger(trained, torch.device(trainer.device), torch.bfloat16)
    heads = [head.corpus for head in trained.heads]
    scores = {c: round(total(tagger, texts_of(own)).f1, 4) for c, own in zip(heads, curve, strict=True)}
    line: dict[str, object] = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "data": digest, "seed": SEED}
    line |= {"step": trainer.step, "epoch": trainer.epoch, "minutes": round(trainer.seconds / 60, 1)}
    line |= {"loss": round(trainer.loss, 4), "held_back_f1": scores}
    with (runs / "tagger.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
    return line


def train(
    trainer: Trainer,
    sentences: Sequence[Sequence[Tagged]],
    minutes: float,
    progress: Callable[[Trainer], None],
) -> None:
    """Epoch after epoch until `minutes` of training, earlier runs counted in, are spent. `progress` hears of every
    step."""
    mentions = {key: value for own in sentences for key, value in mentions_of(own).items()}
    heads = [head.corpus for head in trainer.network.heads]
    while trainer.seconds < minutes * 60:
        random = np.random.default_rng(SEED + trainer.epoch)
        rows = [
            row
            for n, own in enumerate(sentences)
            for row in rows_of(n, own, mentions, PASSES.get(heads[n], 1.0), random)
        ]
        for batch in batches(rows, random):
            trainer.learn(batch, min(1.0, trainer.seconds / (minutes * 60)))
            progress(trainer)
            if trainer.seconds >= minutes * 60:
                return
        trainer.epoch += 1


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.train", description="Train the tagger.")
    arguments.add_argument("--minutes", type=float, default=70, help="of training in all, earlier runs counted in")
    arguments.add_argument("--runs", type=Path, default=Path("runs"), help="where checkpoints and the log are kept")
    arguments.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments.add_argument("--look-every", type=float, default=10, help="minutes between looks at what is held back")
    asked = arguments.parse_args()
    console = Console(highlight=False)
    asked.runs.mkdir(exist_ok=True)
    examples, curve, digest = read_data(Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data")), console)
    torch.manual_seed(SEED)
    trainer = Trainer(starting_network(asked.runs), asked.device)
    if (asked.runs / "tagger.pt").exists():
        trainer.resume(asked.runs / "tagger.pt")
    looked = trainer.seconds
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task("training", total=round(asked.minutes * 60), completed=round(trainer.seconds))

        def progress(now: Trainer) -> None:
            nonlocal looked
            told = f"epoch {now.epoch} step {now.step} loss {now.loss:.3f}"
            bars.update(bar, completed=now.seconds, description=told)
            if not console.is_terminal and now.step % 25 == 0:
                console.print(f"{told}, {now.seconds / 60:.1f} of {asked.minutes:g} minutes")
            if now.seconds - looked >= asked.look_every * 60:
                looked = now.seconds
                console.print(json.dumps(look(now, curve, asked.runs, digest)))

        train(trainer, [[tagged(s) for s in own] for own in examples], asked.minutes, progress)
        console.print(json.dumps(look(trainer, curve, asked.runs, digest)))
    write_ranges(asked.runs / "tagger.safetensors", examples)


if __name__ == "__main__":
    main()
