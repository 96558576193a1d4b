"""Continued pre-training: masked language modelling on biomedical and cancer text, before the tagger is trained.

    python -m models.pretrain --minutes 30 [--wide model.safetensors]

(Gururangan et al. 2020, arXiv:2004.10964: adapt to the domain, then to the task's own texts.) The text is the training
part of the NER corpora, three times, and `models.texts`. Whole words are masked, so that what is left of a gene's name
does not give it away. Resumable: the checkpoint holds sizes, model, optimiser and step. `--wide` takes MPNet in place
of MiniLM, for a teacher.
"""

import argparse
import math
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn
from torch.nn import functional as F

from models.embedder import minilm, mpnet
from models.network import Dimensions, Encoder
from models.texts import labelled_texts, unlabelled_texts
from models.windows import read_pieces
from models.words import CLS, MASK, SEP, begins_word

LENGTH = 128


class Recipe(NamedTuple):
    """Rows in a step, the highest rate of learning, and the steps in which it rises."""

    rows: int
    peak: float
    warm: int


RECIPES = {"cpu": Recipe(64, 4e-4, 200), "cuda": Recipe(512, 6e-4, 200), "cuda wide": Recipe(256, 2e-4, 60)}
"""By device; a wide encoder on a GPU has its own."""
MASKED, GUESSED = 0.15, 0.14
"""The shares of words that are masked and of pieces that are guessed, a fixed number, so that no GPU is waited for."""
SAVED_EVERY = 300
"""Seconds of training between checkpoints."""


class MaskedLanguageModel(nn.Module):
    """The encoder with BERT's prediction head, tied to the piece embeddings."""

    def __init__(self, encoder: Encoder):
        super().__init__()
        width = encoder.size.width
        self.encoder = encoder
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(encoder.size.vocabulary))
        nn.init.eye_(self.dense.weight)

    def forward(self, ids: Tensor, marks: Tensor, wanted: Tensor) -> Tensor:
        """Logits (chosen, vocabulary) at the places `wanted` (chosen) of the pieces (batch, pieces) end to end."""
        chosen = self.encoder(ids, marks).flatten(0, 1)[wanted]
        return F.linear(self.norm(F.gelu(self.dense(chosen))), self.encoder.pieces.weight, self.bias)


def laid_out(texts: Sequence[str], seed: int) -> tuple[Tensor, Tensor]:
    """Ids and marks of all texts in random order, end to end, each behind a SEP."""
    ids: list[NDArray[np.int64]] = []
    marks: list[NDArray[np.int64]] = []
    order: list[int] = np.random.default_rng(seed).permutation(len(texts)).tolist()
    for first in range(0, len(texts), 2000):
        pieces = read_pieces([texts[n] for n in order[first : first + 2000]])
        begins = np.cumsum(pieces.counts) - pieces.counts
        ids.append(np.insert(pieces.ids, begins, SEP))
        marks.append(np.insert(pieces.marks, begins, 0))
    return torch.from_numpy(np.concatenate(ids)), torch.from_numpy(np.concatenate(marks))


def drawn(ids: Tensor, marks: Tensor, rows: int, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Rows of LENGTH pieces from anywhere, each behind a CLS."""
    firsts = torch.randint(0, max(1, len(ids) - LENGTH + 2), (rows, 1), generator=random, device=ids.device)
    places = (firsts + torch.arange(LENGTH - 1, device=ids.device)).clamp(max=len(ids) - 1)
    return F.pad(ids[places], (1, 0), value=CLS), F.pad(marks[places], (1, 0))


def masked(ids: Tensor, begins: Tensor, vocabulary: int, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """BERT's corruption of whole words, and which pieces it chose: of the chosen words' pieces 80 % become [MASK],
    10 % another piece, 10 % stay. `begins`: by piece id, whether it is the first of its word."""
    dice, other = (torch.rand(ids.shape, generator=random, device=ids.device) for _ in range(2))
    words = begins[ids].cumsum(1) - 1  # the number of each piece's word in its row
    chosen = (dice < MASKED).gather(1, words.clamp(min=0)) & (ids != CLS) & (ids != SEP)
    how = other.gather(1, words.clamp(min=0))
    random_pieces = torch.randint(1000, vocabulary, ids.shape, generator=random, device=ids.device)
    shown = torch.where(chosen & (how < 0.8), MASK, torch.where(chosen & (how >= 0.9), random_pieces, ids))
    return shown, chosen


class Pretrainer:
    """The model and its optimiser, with how far training has come."""

    def __init__(self, encoder: Encoder, device: str):
        self.device = device
        self.recipe = RECIPES["cuda wide" if device == "cuda" and encoder.size.is_wide else device]
        self.model = MaskedLanguageModel(encoder).to(device).train()
        plain = [p for p in self.model.parameters() if p.ndim < 2]
        matrices = [p for p in self.model.parameters() if p.ndim >= 2]
        self.optimiser = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], fused=True
        )
        self.step, self.seconds = 0, 0.0
        self.losses = torch.zeros((), device=device)

    def resume(self, checkpoint: Path) -> None:
        """Goes on from a checkpoint."""
        saved = torch.load(checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(saved["model"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.step, self.seconds = saved["step"], saved["spent"]

    def save(self, checkpoint: Path) -> None:
        """Written beside and then moved, so that a run ended meanwhile leaves the checkpoint before."""
        beside = checkpoint.with_suffix(".part")
        size = self.model.encoder.size.model_dump()
        state = {"size": size, "model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save({**state, "step": self.step, "spent": self.seconds}, beside)
        beside.replace(checkpoint)

    def learn(
        self, ids: Tensor, marks: Tensor, minutes: float, progress: Callable[["Pretrainer"], None], seed: int = 13
    ) -> None:
        """Steps on rows drawn from the text until `minutes` of training, earlier runs counted in, are spent."""
        random = torch.Generator(self.device).manual_seed(seed + self.step)
        ids, marks, begins = (part.to(self.device) for part in (ids, marks, torch.from_numpy(begins_word())))
        vocabulary = self.model.encoder.size.vocabulary
        while self.seconds < minutes * 60:
            began = time.monotonic()
            share = min(1.0, self.seconds / (minutes * 60))
            fall = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share))
            for group in self.optimiser.param_groups:
                group["lr"] = self.recipe.peak * min(1, (self.step + 1) / self.recipe.warm) * fall
            batch, form = drawn(ids, marks, self.recipe.rows, random)
            shown, chosen = masked(batch, begins, vocabulary, random)
            wanted = chosen.flatten().int().argsort(descending=True, stable=True)[: int(GUESSED * batch.numel())]
            with torch.autocast(self.device, torch.bfloat16):
                logits = self.model(shown, form, wanted)
            loss = F.cross_entropy(logits.float(), batch.flatten()[wanted])
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            self.optimiser.zero_grad()
            self.losses.lerp_(loss.detach(), 0.05 if self.step else 1.0)
            self.step += 1
            self.seconds += time.monotonic() - began
            progress(self)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.pretrain", description="Continued pre-training.")
    arguments.add_argument("--minutes", type=float, default=30)
    arguments.add_argument("--runs", type=Path, default=Path("runs"))
    arguments.add_argument("--wide", type=Path, help="all-mpnet-base-v2's model.safetensors, for a teacher")
    arguments.add_argument("--device", choices=("cpu", "cuda"), default="cuda" if torch.cuda.is_available() else "cpu")
    asked = arguments.parse_args()
    root = Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data"))
    asked.runs.mkdir(exist_ok=True, parents=True)
    console = Console(highlight=False)
    torch.manual_seed(13)
    pretrainer = Pretrainer(mpnet(asked.wide) if asked.wide else minilm(Dimensions()), asked.device)
    checkpoint = asked.runs / "pretrain.pt"
    if checkpoint.exists():
        pretrainer.resume(checkpoint)
    ids, marks = laid_out(labelled_texts(root) * 3 + unlabelled_texts(root), seed=13)
    console.print(f"{len(ids):,} pieces")
    saved_at = pretrainer.seconds
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task("pre-training", total=round(asked.minutes * 60), completed=round(saved_at))

        def progress(now: Pretrainer) -> None:
            nonlocal saved_at
            if now.step % 50 == 0:
                told = f"step {now.step} loss {now.losses.item():.3f}"
                bars.update(bar, completed=now.seconds, description=told)
                if not console.is_terminal:
                    console.print(f"{told}, {now.seconds / 60:.1f} of {asked.minutes:g} minutes")
            if now.seconds - saved_at >= SAVED_EVERY:
                saved_at = now.seconds
                now.save(checkpoint)

        pretrainer.learn(ids, marks, asked.minutes, progress)
    pretrainer.save(checkpoint)


if __name__ == "__main__":
    main()
