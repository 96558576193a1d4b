"""Train the tagger.

    python -m models.train --minutes 60

Continues from `runs/tagger.pt` if it is there, else starts from the encoder that `python -m models.pretrain` left in `runs/`,
else from MiniLM. Each sentence trains its own corpus's head alone, for what a corpus does not label is unknown, not
absent. A tenth of the devel sets is held back for the curve that `runs/tagger.jsonl` logs beside the data's hash; the
weights that are written are the running mean of the last steps.
"""

import argparse
import hashlib
import json
import math
import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn
from torch.nn import functional as F

from models.augment import Mentions, Tagged, disturbed, mentions_of, swapped, tagged
from models.corpora import Sentence, corpora, head_labels, read_corpus, without_leaks
from models.evaluate import texts_of, total
from models.network import Dimensions
from models.pretrain import minilm
from models.tagger import Head, Network, Tagger
from models.words import CLS, MASK, PAD, SEP, form

SEED = 13
PIECES = 4096
LONGEST = 192
HIDDEN = 0.03
PEAK_ENCODER, PEAK_HEADS, WARM = 3e-4, 2e-3, 300
MEAN = 0.998

# How often an epoch passes over each corpus: the small ones more, those that no test measures less.
PASSES = {"BC5CDR": 1.0, "NCBI-disease": 1.0, "BC2GM": 1.0, "BioNLP13CG": 2.0, "AnatEM": 0.5, "BioRED": 1.5, "tmVar": 1.5,
          "SETH": 0.7, "AMIA": 1.0, "MACCROBAT": 1.0, "LCT": 0.7}  # fmt: skip


class Row:
    """One training text: piece ids, shapes, and the tag of each word's first piece (-1 elsewhere)."""

    def __init__(self, corpus: int, words: Sequence[str], tags: Sequence[int], random: np.random.Generator):
        self.corpus = corpus
        self.ids, self.shapes, self.tags = [CLS], [0], [-1]
        for word, tag in zip(words, tags, strict=True):
            own, shape = form(word)
            if random.random() < HIDDEN:
                own = (MASK,) * len(own)
            self.ids += own
            self.shapes += [shape] * len(own)
            self.tags += [tag] + [-1] * (len(own) - 1)
        self.ids.append(SEP)
        self.shapes.append(0)
        self.tags.append(-1)


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


def batches(rows: list[Row], random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor, Tensor]]:
    """ids, shapes, attend, tags (batch, pieces each) and corpora (batch): rows of like length together, PIECES at most."""
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
        length = max(len(row.ids) for row in group)
        ids, shapes, tags = (
            torch.tensor([getattr(r, name) + [fill] * (length - len(r.ids)) for r in group])
            for name, fill in (("ids", PAD), ("shapes", 0), ("tags", -1))
        )
        attend = torch.arange(length)[None] < torch.tensor([len(r.ids) for r in group])[:, None]
        yield ids, shapes, attend, tags, torch.tensor([r.corpus for r in group])


def loss_of(network: Network, logits: Tensor, tags: Tensor, which: Tensor) -> Tensor:
    """Mean cross entropy over the labelled words, each under its own corpus's head."""
    losses, count = [], 0
    first = 0
    for n, head in enumerate(network.heads):
        rows = which == n
        if rows.any():
            own = tags[rows]
            known = own >= 0
            part = logits[rows][known][:, first : first + head.size].float()
            losses.append(F.cross_entropy(part, own[known], reduction="sum"))
            count += int(known.sum())
        first += head.size
    return torch.stack(losses).sum() / count


def held_back(sentences: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """(to train on, for the curve): every tenth stretch of ten sentences, or every tenth document where there are many."""
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
    for (corpus, test), count in sorted((removed.keys() | also.keys()) and _sum(removed, also).items()):
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


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.train", description=__doc__.split("\n")[0])
    arguments.add_argument("--minutes", type=float, default=60, help="of training in all, earlier runs counted in")
    arguments.add_argument("--runs", type=Path, default=Path("runs"), help="where checkpoints and the log are kept")
    arguments.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments.add_argument(
        "--look-every", type=float, default=10, help="minutes between looks at the held-back sentences"
    )
    asked = arguments.parse_args()
    console = Console(highlight=False)
    asked.runs.mkdir(exist_ok=True)
    train, curve, digest = read_data(Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data")), console)
    sentences = [[tagged(s) for s in own] for own in train]
    mentions = {key: value for own in sentences for key, value in mentions_of(own).items()}

    torch.manual_seed(SEED)
    size = Dimensions()
    network = Network(size, [Head(c, head_labels(c)) for c in corpora()])
    network.encoder = minilm(size)
    pretrained = asked.runs / "pretrain.pt"
    if pretrained.exists():
        learned = torch.load(pretrained)["model"]
        network.encoder.load_state_dict(
            {k.removeprefix("encoder."): v for k, v in learned.items() if k.startswith("encoder.")}
        )
    network.to(asked.device).train()
    mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
    groups = [
        {
            "params": [
                p for n, p in network.named_parameters() if n.startswith("tags") == heads and (p.ndim > 1) == matrix
            ],
            "weight_decay": 0.01 if matrix else 0.0,
            "peak": PEAK_HEADS if heads else PEAK_ENCODER,
        }
        for heads in (False, True)
        for matrix in (False, True)
    ]
    optimiser = torch.optim.AdamW(groups, fused=True)
    checkpoint = asked.runs / "tagger.pt"
    step, spent, epoch = 0, 0.0, 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=asked.device)
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        mean = saved["mean"]
        step, spent, epoch = saved["step"], saved["spent"], saved["epoch"]
    budget = asked.minutes * 60
    looked = spent

    def look() -> None:
        trained = Network(size, network.heads)
        trained.load_state_dict({k: v.cpu() for k, v in mean.items()})
        trained.save(asked.runs / "tagger.safetensors")
        state = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "mean": mean}
        torch.save({**state, "step": step, "spent": spent, "epoch": epoch}, checkpoint)
        tagger = Tagger(trained, torch.device(asked.device), torch.bfloat16)
        curves = {c: round(total(tagger, texts_of(own)).f1, 4) for c, own in zip(corpora(), curve, strict=True)}
        line = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "data": digest, "step": step, "epoch": epoch}
        line |= {"minutes": round(spent / 60, 1), "loss": round(recent, 4), "held_back_f1": curves}
        with (asked.runs / "tagger.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        console.print(json.dumps(line))

    recent = 0.0
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("training", total=budget, completed=spent)
        while spent < budget:
            random = np.random.default_rng(SEED + epoch)
            rows = [
                row
                for n, own in enumerate(sentences)
                for row in rows_of(n, own, mentions, PASSES[corpora()[n]], random)
            ]
            for ids, shapes, attend, tags, which in batches(rows, random):
                began = time.monotonic()
                share = min(1.0, spent / budget)
                for group in optimiser.param_groups:
                    group["lr"] = group["peak"] * min(1.0, (step + 1) / WARM) * (0.01 + 0.99 * (1 - share))
                tensors = [t.to(asked.device, non_blocking=True) for t in (ids, shapes, attend, tags, which)]
                whole = bool(attend.all())
                with torch.autocast(asked.device, torch.bfloat16):
                    logits = network(tensors[0], tensors[1], None if whole else tensors[2])
                loss = loss_of(network, logits, tensors[3], tensors[4])
                loss.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                optimiser.zero_grad()
                step += 1
                with torch.no_grad():
                    keep = min(MEAN, step / (step + 10))
                    torch._foreach_lerp_(list(mean.values()), list(network.state_dict().values()), 1 - keep)
                recent = loss.item() if not recent else 0.98 * recent + 0.02 * loss.item()
                spent += time.monotonic() - began
                progress.update(bar, completed=spent, description=f"step {step} loss {recent:.3f}")
                if spent - looked >= asked.look_every * 60:
                    looked = spent
                    look()
                if spent >= budget:
                    break
            epoch += 1
        look()


if __name__ == "__main__":
    main()
