"""Corpora of invented sentences in the layouts of the real ones, small enough to train on in a second."""

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from models.corpora import SPLITS, names_of

IOB = ("BC5CDR", "NCBI-disease", "BC2GM", "BioNLP13CG", "AnatEM")
VARIANTS = {"tmVar": "tmvar-{}.json", "SETH": "SETH-{}.json", "AMIA": "amia-{}.json"}
BRAT = {"MACCROBAT": "maccrobat", "LCT": "lct/ner"}
_SYLLABLES = ("zo", "lu", "mab", "gli", "tis", "kar", "pex", "ino", "va", "dren", "os", "ther")


class Made(NamedTuple):
    """A sentence's tokens and its mentions: tokens [first, last) have the label, in the corpus's own words."""

    tokens: list[str]
    mentions: list[tuple[int, int, str]]

    @property
    def text(self) -> str:
        return " ".join(self.tokens)

    def characters(self) -> list[tuple[int, int, str]]:
        ends = [len(" ".join(self.tokens[: n + 1])) for n in range(len(self.tokens))]
        starts = [end - len(token) for end, token in zip(ends, self.tokens, strict=True)]
        return [(starts[first], ends[last - 1], label) for first, last, label in self.mentions]


def made(corpus: str, count: int, seed: int) -> list[Made]:
    """Sentences that name two made-up things each, no two alike."""
    dice = random.Random(f"{corpus} {seed}")  # noqa: S311 (nothing secret)
    labels = list(names_of(corpus))

    def name() -> str:
        return "".join(dice.choices(_SYLLABLES, k=3))

    sentences: list[Made] = []
    for n in range(count):
        one, other = dice.choices(labels, k=2)
        tokens = ["Case", str(seed * 1000 + n), "had", name(), name(), "and", "then", name().upper(), "."]
        sentences.append(Made(tokens, [(3, 5, one), (7, 8, other)]))
    return sentences


def write_iob(path: Path, sentences: Sequence[Made]) -> None:
    blocks: list[str] = []
    for sentence in sentences:
        tags = ["O"] * len(sentence.tokens)
        for first, last, label in sentence.mentions:
            tags[first:last] = [f"B-{label}", *[f"I-{label}"] * (last - first - 1)]
        blocks.append("".join(f"{token}\t{tag}\n" for token, tag in zip(sentence.tokens, tags, strict=True)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(blocks), encoding="utf-8")


def write_pubtator(path: Path, sentences: Sequence[Made]) -> None:
    """Two sentences make a document: its title and its abstract."""
    blocks: list[str] = []
    for n in range(0, len(sentences) - 1, 2):
        title, abstract = sentences[n], sentences[n + 1]
        shift = len(title.text) + 1
        mentions = [*title.characters(), *((a + shift, b + shift, label) for a, b, label in abstract.characters())]
        text = f"{title.text} {abstract.text}"
        rows = [f"{n}\t{a}\t{b}\t{text[a:b]}\t{label}\tX1" for a, b, label in mentions]
        blocks.append("\n".join([f"{n}|t|{title.text}", f"{n}|a|{abstract.text}", *rows, f"{n}\tBind\tX1\tX2\tNovel"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def write_variants(path: Path, sentences: Sequence[Made]) -> None:
    documents = [
        {
            "document": {
                "ID": str(100 + n),
                "text": sentence.text,
                "entities": [{"begin": a, "end": b, "type": label} for a, b, label in sentence.characters()],
            }
        }
        for n, sentence in enumerate(sentences)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"documents": documents}), encoding="utf-8")


def write_brat(folder: Path, sentences: Sequence[Made]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for n, sentence in enumerate(sentences):
        rows = [f"T{k}\t{label} {a} {b}\tx\n" for k, (a, b, label) in enumerate(sentence.characters())]
        (folder / f"{100 + n}.txt").write_text(sentence.text, encoding="utf-8")
        (folder / f"{100 + n}.ann").write_text("".join(rows), encoding="utf-8")


def write_corpora(root: Path, count: int = 20) -> Path:
    """All eleven corpora under root/ner, `count` sentences in each split."""
    for seed, split in enumerate(SPLITS):
        for corpus in IOB:
            write_iob(root / "ner" / f"{corpus}-IOB" / f"{split}.tsv", made(corpus, count, seed))
        name = {"train": "Train", "devel": "Dev", "test": "Test"}[split]
        write_pubtator(root / "ner" / "biored" / f"{name}.PubTator", made("BioRED", count, seed))
        if split != "devel":
            for corpus, pattern in VARIANTS.items():
                write_variants(root / "ner" / "variants" / pattern.format(split), made(corpus, count, seed))
    for corpus, folder in BRAT.items():
        write_brat(root / "ner" / folder, made(corpus, count, 0))
    return root


def write_texts(root: Path) -> None:
    """Guideline sections, evidence and reports without labels. One section holds a sentence of a test set, and one
    report is scored."""
    (leak,) = made("BC5CDR", 1, 2)
    sections = [
        {
            "kind": "pdq_hp",
            "text": "What is told of zolumab.\n\nA passage about carcinoma of the colon and its spread.",
        },
        {"kind": "cancer-types", "text": f"Some words that stand before it, and then:\n\n{leak.text}"},
        {"kind": "dictionaries", "text": "A list of words that nobody reads as a text, however long it is."},
    ]
    evidence = "Tumours with this variant answered to zolumab in a study of few."
    reports = ["Adenocarcinoma of the ascending colon, margins clear.", "A report that extraction is scored on."]
    (root / "guidelines").mkdir(exist_ok=True)
    (root / "tcga").mkdir(exist_ok=True)
    for name, rows in (
        ("guidelines/nci_sections.jsonl.gz", sections),
        ("tcga/reports_dev.jsonl.gz", [{"text": text} for text in reports]),
        ("tcga/registrar_gold_dev.jsonl.gz", [{"text": reports[1]}]),
    ):
        with gzip.open(root / name, "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row) + "\n" for row in rows)
    table = f"evidence_id\tevidence_description\nEID1\t{evidence}\nEID2\t\n"
    (root / "guidelines" / "civic_20220602.tsv").write_text(table, encoding="utf-8")
