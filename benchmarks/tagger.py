"""How fast the tagger reads, beside `transformers`' own pipeline with the same weights, in one run on one machine.

    python benchmarks/tagger.py [--device cpu|cuda] [--repeat 3]

The texts are the registrar's reports and the letters of the development data (SIGHTLINE_CORPORA). The pipeline is given
the same encoder and one linear layer of as many tags, in single precision as it loads, reads long texts with the same
overlap, and groups pieces into entities; it is timed as it comes, and with a batch size.
"""

import argparse
import gzip
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from transformers import (
    BertConfig,
    BertForTokenClassification,
    PreTrainedTokenizerFast,
    TokenClassificationPipeline,
    pipeline,
)

from core.places import TAGGER_WEIGHTS
from models.network import Network
from models.tagger import Pending, Tagger, decode
from models.windows import OVERLAP, WINDOW, batches, find_windows, read_pieces
from models.words import tokenizer


def read_texts(root: Path) -> list[str]:
    """The registrar's reports and the letters."""
    texts: list[str] = []
    for name in ("tcga/registrar_gold_dev.jsonl.gz", "letters/letters_dev.jsonl.gz"):
        with gzip.open(root / name, "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
    return texts


def as_bert(network: Network) -> BertForTokenClassification:
    """The same weights under the names that `transformers` gives them; it has no marks of words, which are left out."""
    encoder = network.encoder
    size = encoder.size
    count = network.tags.out_features
    config = BertConfig(
        vocab_size=size.vocabulary, hidden_size=size.width, num_hidden_layers=size.layers,
        num_attention_heads=size.heads, intermediate_size=size.inner, max_position_embeddings=size.positions,
        id2label={n: f"{'BI'[n % 2]}-{n // 2}" for n in range(count)},
        label2id={f"{'BI'[n % 2]}-{n // 2}": n for n in range(count)},
    )  # fmt: skip
    bert = BertForTokenClassification(config)
    ours = encoder.state_dict()
    theirs = {
        "bert.embeddings.word_embeddings.weight": ours["pieces.weight"],
        "bert.embeddings.position_embeddings.weight": ours["positions.weight"],
        "bert.embeddings.token_type_embeddings.weight": torch.zeros(2, size.width),
        "bert.embeddings.LayerNorm.weight": ours["norm.weight"],
        "bert.embeddings.LayerNorm.bias": ours["norm.bias"],
        "classifier.weight": network.tags.weight,
        "classifier.bias": network.tags.bias,
    }
    parts = {"output": "attention.output.dense", "norm_attention": "attention.output.LayerNorm",
             "widen": "intermediate.dense", "narrow": "output.dense", "norm_output": "output.LayerNorm"}  # fmt: skip
    for n in range(size.layers):
        for kind in ("weight", "bias"):
            layer = f"bert.encoder.layer.{n}."
            for part, rows in zip(("query", "key", "value"), ours[f"layers.{n}.qkv.{kind}"].chunk(3), strict=True):
                theirs[f"{layer}attention.self.{part}.{kind}"] = rows
            for name, part in parts.items():
                theirs[f"{layer}{part}.{kind}"] = ours[f"layers.{n}.{name}.{kind}"]
    bert.load_state_dict(theirs)
    return bert.eval()


def pipeline_of(network: Network, device: torch.device) -> TokenClassificationPipeline:
    """`transformers.pipeline("token-classification")` with these weights."""
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer(), unk_token="[UNK]", sep_token="[SEP]", pad_token="[PAD]",  # noqa: S106 (pieces)
        cls_token="[CLS]", mask_token="[MASK]", model_max_length=WINDOW + 2,  # noqa: S106 (pieces)
    )  # fmt: skip
    return pipeline(
        "token-classification", model=as_bert(network), tokenizer=fast, device=device,
        aggregation_strategy="simple", stride=OVERLAP,
    )  # fmt: skip


def seconds(work: Callable[[], object], repeat: int) -> float:
    """The shortest of several runs, after one to warm up."""
    work()
    times: list[float] = []
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def stages(tagger: Tagger, texts: Sequence[str]) -> dict[str, float]:
    """Seconds by step, each waited for: nothing overlaps here as it does in `tag`."""
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        done = work()
        if tagger.device.type == "cuda":
            torch.cuda.synchronize()
        spent[name] = spent.get(name, 0.0) + time.perf_counter() - began
        return done

    heads = range(len(tagger.network.heads))
    pieces = timed("words and pieces", lambda: read_pieces(texts))
    windows = timed("windows and batches", lambda: find_windows(pieces.counts))
    whole = tagger.device.type == "cuda"
    made = timed("windows and batches", lambda: list(batches(pieces, windows, tagger.budget, whole)))
    told = timed("copy to the device", lambda: tagger.tell(pieces))
    pending: list[Pending] = []
    for batch in made:
        sent = timed("copy to the device", lambda batch=batch: tagger.send(batch))
        pending.append(timed("network and chain", lambda sent=sent: tagger.start(sent, told, heads)))
    tags = torch.zeros(len(pieces.starts), len(heads), dtype=torch.uint8).numpy()
    scores = torch.zeros(len(pieces.starts), len(heads)).numpy()

    def gather() -> None:
        for one in pending:
            mine = one.places >= 0
            tags[one.places[mine]] = one.tags.numpy()[mine]
            scores[one.places[mine]] = one.scores.numpy()[mine]

    timed("labels to words", gather)
    timed("spans", lambda: decode(pieces, tags, scores, tagger.network.heads, len(texts)))
    return spent


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python benchmarks/tagger.py", description="How fast the tagger reads.")
    arguments.add_argument("--device", default="auto")
    arguments.add_argument("--weights", type=Path, default=TAGGER_WEIGHTS)
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--times", type=int, default=1, help="read the texts so many times over, for a fast device")
    asked = arguments.parse_args()
    texts = read_texts(Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data"))) * asked.times
    words = sum(len(text.split()) for text in texts)
    tagger = Tagger.load(asked.weights, asked.device)
    number = tagger.network.encoder.pieces.weight.dtype
    device = torch.cuda.get_device_name() if tagger.device.type == "cuda" else f"CPU, {torch.get_num_threads()} threads"
    console = Console(highlight=False)
    console.print(f"{len(texts)} texts, {words:,} words (between blanks), on {device}, {number}")
    ours = seconds(lambda: tagger.tag(texts), asked.repeat)
    console.print(f"Tagger.tag reads {words / ours:,.0f} words a second")
    stages(tagger, texts)
    spent = stages(tagger, texts)
    table = Table("step", "seconds", "share")
    for name, took in spent.items():
        table.add_row(name, f"{took:.3f}", f"{took / sum(spent.values()):.0%}")
    console.print(table)
    table = Table("what", "words a second", "ours is so many times as fast")
    theirs, once = pipeline_of(Network.load(asked.weights), tagger.device), texts[: len(texts) // asked.times]
    theirs(once[:20], batch_size=32)
    for size in (1, 32):
        began = time.perf_counter()
        theirs(once, batch_size=size)
        took = (time.perf_counter() - began) * asked.times
        table.add_row(f"transformers pipeline, batch_size={size}", f"{words / took:,.0f}", f"{took / ours:.1f}")
    console.print(table)


if __name__ == "__main__":
    main()
