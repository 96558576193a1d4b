"""Continued pre-training: masked language modelling on biomedical and cancer text, before the tagger is trained.

    python -m models.pretrain --minutes 30

(Gururangan et al. 2020, arXiv:2004.10964: adapt to the domain, then to the task's own texts.) The text is the training
part of the NER corpora, twice, NCI's summaries for professionals, and pathology reports; no test sentence and no
report or letter that extraction is scored on. Resumable: the checkpoint holds model, optimiser and step.
"""

import argparse
import gzip
import json
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import Progress
from torch import Tensor, nn
from torch.nn import functional as F

from models.corpora import corpora, read_corpus, without_leaks
from models.embedder import minilm
from models.network import Dimensions, Encoder
from models.words import CLS, MASK, SEP, find_words, form

ROWS, LENGTH = 64, 128
MASKED = 0.15
PEAK, WARM = 4e-4, 200


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

    def forward(self, ids: Tensor, shapes: Tensor, wanted: Tensor) -> Tensor:
        """Logits (chosen pieces, vocabulary) at the places where `wanted` (batch, pieces) is True."""
        chosen = self.encoder(ids, shapes)[wanted]
        return F.linear(self.norm(F.gelu(self.dense(chosen))), self.encoder.pieces.weight, self.bias)


def read_texts(root: Path) -> list[str]:
    """The texts to learn from, those of the NER corpora twice."""
    train = {c: read_corpus(root, c, "train") + read_corpus(root, c, "devel") for c in corpora()}
    kept, _ = without_leaks(train, {c: read_corpus(root, c, "test") for c in corpora()})
    texts = [s.text for sentences in kept.values() for s in sentences] * 2
    with gzip.open(root / "guidelines" / "nci_sections.jsonl.gz", "rt", encoding="utf-8") as lines:
        sections = [json.loads(line) for line in lines]
    texts += [s["text"] for s in sections if s["kind"] == "pdq_hp"]
    with gzip.open(root / "tcga" / "registrar_gold_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        scored = {json.loads(line)["text"][:200] for line in lines}
    with gzip.open(root / "tcga" / "reports_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts += [text for line in lines if (text := json.loads(line)["text"])[:200] not in scored]
    return texts


def rows_of(texts: list[str], seed: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """Ids and shapes, (rows, LENGTH) each, of the texts in random order, laid end to end."""
    order = np.random.default_rng(seed).permutation(len(texts))
    ids: list[int] = []
    shapes: list[int] = []
    for n in order:
        ids.append(SEP)
        shapes.append(0)
        text = texts[n]
        words = find_words(text)
        for start, end, shape in zip(*(a.tolist() for a in words), strict=True):
            own, _ = form(text[start:end])
            ids.extend(own)
            shapes.extend([shape] * len(own))
    count = len(ids) // (LENGTH - 1)
    cut = [np.array(a[: count * (LENGTH - 1)]).reshape(count, -1) for a in (ids, shapes)]
    ids_, shapes_ = (np.pad(a, ((0, 0), (1, 0))) for a in cut)
    ids_[:, 0] = CLS
    return ids_.astype(np.int32), shapes_.astype(np.int8)


def masked(ids: Tensor, vocabulary: int, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """BERT's corruption: of the chosen pieces 80 % become [MASK], 10 % another piece, 10 % stay."""
    wanted = (torch.rand(ids.shape, generator=random) < MASKED) & (ids != CLS) & (ids != SEP)
    dice = torch.rand(ids.shape, generator=random)
    other = torch.randint(1000, vocabulary, ids.shape, generator=random)
    return torch.where(wanted & (dice < 0.8), MASK, torch.where(wanted & (dice >= 0.9), other, ids)), wanted


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.pretrain", description="Continued pre-training.")
    arguments.add_argument("--minutes", type=float, default=30)
    arguments.add_argument("--runs", type=Path, default=Path("runs"))
    asked = arguments.parse_args()
    root = Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data"))
    asked.runs.mkdir(exist_ok=True)
    torch.manual_seed(13)
    random = torch.Generator().manual_seed(13)
    size = Dimensions()
    model = MaskedLanguageModel(minilm(size)).train()
    plain = [p for p in model.parameters() if p.ndim < 2]
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    optimiser = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], fused=True
    )
    checkpoint = asked.runs / "pretrain.pt"
    step, spent = 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        step, spent = saved["step"], saved["spent"]
    texts = read_texts(root)
    budget = asked.minutes * 60
    epoch = 0
    with Progress() as progress:
        bar = progress.add_task("pre-training", total=round(budget))
        while spent < budget:
            ids, shapes = rows_of(texts, seed=step)
            epoch += 1
            progress.console.print(f"{ids.size:,} pieces from {len(texts):,} texts", highlight=False)
            for first in range(0, len(ids) - ROWS + 1, ROWS):
                began = time.monotonic()
                share = spent / budget
                rate = PEAK * min(1, (step + 1) / WARM) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, share))))
                for group in optimiser.param_groups:
                    group["lr"] = rate
                batch = torch.from_numpy(ids[first : first + ROWS]).long()
                form = torch.from_numpy(shapes[first : first + ROWS]).long()
                shown, wanted = masked(batch, size.vocabulary, random)
                with torch.autocast("cpu", torch.bfloat16):
                    logits = model(shown, form, wanted)
                loss = F.cross_entropy(logits.float(), batch[wanted])
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimiser.step()
                optimiser.zero_grad()
                step += 1
                spent += time.monotonic() - began
                progress.update(bar, completed=spent)
                if step % 10 == 0:
                    progress.console.print(
                        f"step {step} loss {loss.item():.3f} {ROWS * LENGTH / (time.monotonic() - began):.0f} pieces/s",
                        highlight=False,
                    )
                if step % 200 == 0 or spent >= budget:
                    state = {"model": model.state_dict(), "optimiser": optimiser.state_dict()}
                    torch.save({**state, "step": step, "spent": spent}, checkpoint)
                if spent >= budget:
                    break


if __name__ == "__main__":
    main()
