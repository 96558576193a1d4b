"""Texts without labels: what the encoder is pre-trained on, and what taggers teach another tagger on.

NCI's summaries, CIViC's evidence and pathology reports; no report or letter that extraction is scored on, and no
passage that holds a sentence of a test set.
"""

import csv
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from models.corpora import corpora, read_corpus, shingles, without_leaks

_PASSAGE = re.compile(r"\n\s*\n")
LEAST = 40
"""Characters; a shorter passage is a heading or a cell."""


def labelled_texts(root: Path) -> list[str]:
    """The sentences of the corpora's training and devel parts, without those that a test set holds."""
    train = {c: read_corpus(root, c, "train") + read_corpus(root, c, "devel") for c in corpora()}
    kept, _ = without_leaks(train, {c: read_corpus(root, c, "test") for c in corpora()})
    return [s.text for sentences in kept.values() for s in sentences]


def unlabelled_texts(root: Path) -> list[str]:
    """Passages under `root`, the folder that holds `guidelines/` and `tcga/`, each once."""
    tested = {run for c in corpora() for s in read_corpus(root, c, "test") for run in shingles(s.text)}
    passages = (passage.strip() for text in _texts(root) for passage in _PASSAGE.split(text))
    whole = dict.fromkeys(passage for passage in passages if len(passage) >= LEAST)
    return [passage for passage in whole if tested.isdisjoint(shingles(passage))]


def _texts(root: Path) -> Iterator[str]:
    with gzip.open(root / "guidelines" / "nci_sections.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (section["text"] for line in lines if (section := json.loads(line))["kind"] != "dictionaries")
    with (root / "guidelines" / "civic_20220602.tsv").open(encoding="utf-8", newline="") as table:
        yield from (row["evidence_description"] or "" for row in csv.DictReader(table, delimiter="\t"))
    with gzip.open(root / "tcga" / "registrar_gold_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        scored = {json.loads(line)["text"][:200] for line in lines}
    with gzip.open(root / "tcga" / "reports_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (text for line in lines if (text := json.loads(line)["text"])[:200] not in scored)
