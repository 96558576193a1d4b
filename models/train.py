"""Train the tagger.

    python -m models.train --minutes 60 [--seed 13] [--teachers runs/*/tagger.safetensors]

Continues from `runs/tagger.pt` if it is there, else starts from the encoder that `python -m models.pretrain` left in
`runs/`, else from MiniLM. Each sentence trains its own corpus's head alone, for what a corpus does not label is
unknown, not absent. A tenth of the devel sets is held back for the curve that `runs/tagger.jsonl` logs beside the
data's hash; the weights that are written are the running mean of the last steps.

With teachers, every head also learns on every text, of other corpora and without labels too, what the teachers
together expect there: distillation of an ensemble (Hinton et al. 2015, arXiv:1503.02531), over whole sequences of tags.
"""

import argparse
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

from models.augment import Tagged, tagged
from models.corpora import Sentence, corpora, head_labels, read_corpus, without_leaks
from models.crf import Expected, chains_of, divergence, expected, negative_log_likelihood
from models.embedder import minilm
from models.evaluate import texts_of, total
from models.network import Dimensions, Head, Network
from models.ranges import write_ranges
from models.rows import NOBODY, PASSES, Batch, Corpus, Epochs
from models.tagger import Tagger
from models.texts import unlabelled_texts
from models.words import find_words

SEED = 13


class Recipe(NamedTuple):
    """Pieces in a batch, and the highest rates of learning of the encoder and of all else."""

    pieces: int
    encoder: float
    heads: float


RECIPES = {
    "cpu": Recipe(4096, 3e-4, 2e-3),
    "cuda": Recipe(32768, 6e-4, 3e-3),
    "cuda wide": Recipe(32768, 1.2e-4, 1.5e-3),
    "cuda on": Recipe(32768, 5e-4, 2e-3),
}
"""By device: a GPU is idle half of the time with small batches. There a wide encoder has its own, and a tagger that
learns on from weights it had."""
WARM = 0.06
"""The share of the training in which the rates rise."""
MEAN = 0.998
UNLABELLED = 0.05
"""How much of the texts without labels a pass reads, where there are teachers."""


def loss_of(
    network: Network, scores: Tensor, batch: Batch, teachers: Sequence[Network] = (), untaught: Sequence[str] = ()
) -> Tensor:
    """Mean negative log-likelihood of the rows' tags, per word, each row under its own corpus's head alone; with
    teachers, half of that and half of what it costs to code what they expect of every head but the untaught ones."""
    own = batch.corpus != NOBODY
    labelled = negative_log_likelihood(
        scores, batch.tags, batch.counts, network.moves, network.layout, batch.corpus.clamp(min=0)
    )
    gold = (labelled * own).sum() / batch.counts.sum()
    if not teachers:
        return gold
    chains = chains_of(scores, batch.counts, network.moves, network.layout)
    by_head = divergence(chains, expected_by(teachers, batch)).view(len(network.heads), -1)
    asked = torch.tensor([head.corpus not in untaught for head in network.heads], device=by_head.device)
    taught = by_head[asked].sum() / batch.counts.sum()
    return (gold + taught) / 2


@torch.no_grad()
def expected_by(teachers: Sequence[Network], batch: Batch) -> Expected:
    """What the teachers expect on average of every head's tags."""
    parts: list[Expected] = []
    for teacher in teachers:
        scores = teacher(batch.ids, batch.marks, batch.words, batch.attend)
        parts.append(expected(chains_of(scores, batch.counts, teacher.moves.float(), teacher.layout)))
    return Expected(*(torch.stack(values).mean(0) for values in zip(*parts, strict=True)))


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

    def __init__(
        self,
        network: Network,
        device: str = "cpu",
        teachers: Sequence[Network] = (),
        untaught: Sequence[str] = (),
        recipe: Recipe | None = None,
    ):
        self.network = network.to(device).train()
        self.device = device
        self.recipe = recipe or RECIPES[device]
        self.teachers, self.untaught = teachers, untaught
        self.optimiser = torch.optim.AdamW(_groups(network, self.recipe), fused=True)
        self.own = list(network.state_dict().values())
        self.mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
        self.step, self.epoch, self.seconds = 0, 0, 0.0
        self.losses = torch.zeros((), device=device)  # a running mean; asking for it waits for a GPU

    @property
    def loss(self) -> float:
        """A running mean over the last fifty steps or so."""
        return self.losses.item()

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
        """One step; `share` of the whole training lies behind. The rates rise for a while, and then fall with it in a
        straight line."""
        began = time.monotonic()
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * min(1.0, 0.01 + share / WARM) * (0.01 + 0.99 * (1 - share))
        if self.device != "cpu":
            batch = Batch(*(tensor.pin_memory().to(self.device, non_blocking=True) for tensor in batch))
        with torch.autocast(self.device, torch.bfloat16):
            scores = self.network(batch.ids, batch.marks, batch.words, batch.attend)
        loss = loss_of(self.network, scores, batch, self.teachers, self.untaught)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        keep = min(MEAN, self.step / (self.step + 10))
        with torch.no_grad():
            for mean, now in zip(self.mean.values(), self.own, strict=True):
                mean.lerp_(now, 1 - keep)
            self.losses.lerp_(loss.detach(), 0.02 if self.step > 1 else 1.0)
        self.seconds += time.monotonic() - began


def _groups(network: Network, recipe: Recipe) -> list[dict[str, object]]:
    """The optimiser's groups: heads learn faster than the encoder, and only matrices decay."""
    named = list(network.named_parameters())
    return [
        {
            "params": [p for name, p in named if (not name.startswith("encoder")) == heads and (p.ndim > 1) == matrix],
            "weight_decay": 0.01 if matrix else 0.0,
            "peak": recipe.heads if heads else recipe.encoder,
        }
        for heads in (False, True)
        for matrix in (False, True)
    ]


def starting_network(start: Path) -> Network:
    """The tagger of this file, without its chain over letters; or, of this folder, what `models.pretrain` has left its
    checkpoint of there, with a new head for each corpus, or else MiniLM with such."""
    if start.is_file():
        network = Network.load(start)
        network.ranges, network.lexical = {}, None
        return network
    heads = [Head(corpus, head_labels(corpus)) for corpus in corpora()]
    pretrained = start / "pretrain.pt"
    if pretrained.exists():
        saved = torch.load(pretrained, map_location="cpu", weights_only=True)
        network = Network(Dimensions(**saved["size"]), heads)
        own = {k.removeprefix("encoder."): v for k, v in saved["model"].items() if k.startswith("encoder.")}
        network.encoder.load_state_dict(own)
    else:
        network = Network(Dimensions(), heads)
        network.encoder = minilm(Dimensions())
    return network


def recipe_of(network: Network, device: str, start: Path) -> Recipe:
    """How such a network learns from such a start on the device."""
    own = f"{device} wide" if network.encoder.size.is_wide else f"{device} on" if start.is_file() else device
    return RECIPES.get(own, RECIPES[device])


def look(
    trainer: Trainer, curve: Sequence[Sequence[Sentence]], runs: Path, digest: str, seed: int = SEED
) -> dict[str, object]:
    """Saves checkpoint and weights, and logs the held-back F1 of each corpus."""
    trained = trainer.averaged()
    trained.save(runs / "tagger.safetensors")
    trainer.save(runs / "tagger.pt")
    tagger = Tagger(trained, torch.device(trainer.device), torch.bfloat16)
    heads = [head.corpus for head in trained.heads]
    scores = {c: round(total(tagger, texts_of(own)).f1, 4) for c, own in zip(heads, curve, strict=True)}
    line: dict[str, object] = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "data": digest, "seed": seed}
    line |= {"step": trainer.step, "epoch": trainer.epoch, "minutes": round(trainer.seconds / 60, 1)}
    line |= {"loss": round(trainer.loss, 4), "held_back_f1": scores}
    with (runs / "tagger.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
    return line


def train(trainer: Trainer, epochs: Epochs, minutes: float, progress: Callable[[Trainer], None]) -> None:
    """Epoch after epoch until `minutes` of training, earlier runs counted in, are spent. `progress` hears of every
    step."""
    for batches in epochs.after(trainer.epoch):
        for batch in batches:
            if trainer.seconds >= minutes * 60:
                return
            trainer.learn(batch, min(1.0, trainer.seconds / (minutes * 60)))
            progress(trainer)
        trainer.epoch += 1


def untagged(texts: Sequence[str]) -> Iterator[Tagged]:
    """Texts without labels, in stretches that end with a sentence where they can."""
    for number, text in enumerate(texts):
        found = find_words(text)
        words = [text[a:b] for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]
        first = 0
        for n, word in enumerate(words):
            length = n + 1 - first
            if length == 80 or n + 1 == len(words) or (word in ".;:" and length >= 8):
                yield Tagged("", str(number), tuple(words[first : n + 1]), (0,) * length)
                first = n + 1


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.train", description="Train the tagger.")
    arguments.add_argument("--minutes", type=float, default=70, help="of training in all, earlier runs counted in")
    arguments.add_argument("--runs", type=Path, default=Path("runs"), help="where checkpoints and the log are kept")
    arguments.add_argument("--start", type=Path, help="weights to start from, or where models.pretrain left its own")
    arguments.add_argument("--teachers", type=Path, nargs="+", default=[], help="weights of taggers to learn from too")
    arguments.add_argument("--untaught", nargs="+", default=[], choices=corpora(), help="heads that labels alone teach")
    arguments.add_argument("--unlabelled", type=float, default=UNLABELLED, help="of these texts, read in a pass")
    arguments.add_argument("--seed", type=int, default=SEED)
    arguments.add_argument("--device", choices=("cpu", "cuda"), default="cuda" if torch.cuda.is_available() else "cpu")
    arguments.add_argument("--workers", type=int, default=0, help="other processes that make the batches")
    arguments.add_argument("--look-every", type=float, default=10, help="minutes between looks at what is held back")
    asked = arguments.parse_args()
    console = Console(highlight=False)
    asked.runs.mkdir(exist_ok=True, parents=True)
    root = Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data"))
    examples, curve, digest = read_data(root, console)
    given = [
        Corpus(n, [tagged(s) for s in own], PASSES.get(c, 1.0))
        for n, (c, own) in enumerate(zip(corpora(), examples, strict=True))
    ]
    if asked.teachers:
        given.append(Corpus(NOBODY, list(untagged(unlabelled_texts(root))), asked.unlabelled))
    share = 1.0 if asked.device == "cpu" else 0.25  # an epoch that is made by the time it is wanted
    epochs = Epochs(given, RECIPES[asked.device].pieces, asked.seed, share, asked.workers)
    torch.manual_seed(asked.seed)
    teachers = [Tagger.load(path, asked.device).network for path in asked.teachers]
    start = asked.start or asked.runs
    network = starting_network(start)
    recipe = recipe_of(network, asked.device, start)
    trainer = Trainer(network, asked.device, teachers, asked.untaught, recipe)
    if (asked.runs / "tagger.pt").exists():
        trainer.resume(asked.runs / "tagger.pt")
    looked = trainer.seconds
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task("training", total=round(asked.minutes * 60), completed=round(trainer.seconds))

        def progress(now: Trainer) -> None:
            nonlocal looked
            if now.step % 25 == 0:
                told = f"epoch {now.epoch} step {now.step} loss {now.loss:.3f}"
                bars.update(bar, completed=now.seconds, description=told)
                if not console.is_terminal:
                    console.print(f"{told}, {now.seconds / 60:.1f} of {asked.minutes:g} minutes")
            if now.seconds - looked >= asked.look_every * 60:
                looked = now.seconds
                console.print(json.dumps(look(now, curve, asked.runs, digest, asked.seed)))

        train(trainer, epochs, asked.minutes, progress)
        console.print(json.dumps(look(trainer, curve, asked.runs, digest, asked.seed)))
    epochs.close()
    write_ranges(asked.runs / "tagger.safetensors", examples, asked.device)


if __name__ == "__main__":
    main()
