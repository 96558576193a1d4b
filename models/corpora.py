"""The corpora the tagger learns from, in one shape: sentences with character spans, in the order of their documents.

Every corpus labels only some kinds of entity, so a sentence keeps the name of its corpus: what is unlabelled there is
unknown elsewhere. `data/tagger/labels.tsv` says which labels are kept and to which family they belong.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.errors import UnusableCorpus
from core.places import DATA

SPLITS = ("train", "devel", "test")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(])|\n+")
_RUN = re.compile(r"[a-z0-9]+")
_SHINGLE = 13


class Mention(NamedTuple):
    """text[start:end] is an entity of this label."""

    start: int
    end: int
    label: str


class Sentence(NamedTuple):
    """One sentence of a corpus. Neighbours with the same document may be read as one text."""

    corpus: str
    document: str
    text: str
    mentions: tuple[Mention, ...]


class LabelRow(NamedTuple):
    """One row of labels.tsv."""

    corpus: str
    label: str
    name: str
    family: str


@cache
def label_rows() -> tuple[LabelRow, ...]:
    """Every label that is kept."""
    with (DATA / "tagger" / "labels.tsv").open(encoding="utf-8", newline="") as table:
        return tuple(LabelRow(**row) for row in csv.DictReader(table, delimiter="\t"))


@cache
def names_of(corpus: str) -> dict[str, str]:
    """The corpus's own labels and the names they go by here; labels it does not list are left out."""
    return {row.label: row.name for row in label_rows() if row.corpus == corpus}


@cache
def head_labels(corpus: str) -> tuple[str, ...]:
    """The names a corpus's head can give, in the order of labels.tsv."""
    return tuple(dict.fromkeys(names_of(corpus).values()))


@cache
def corpora() -> tuple[str, ...]:
    """Every corpus of labels.tsv, in its order."""
    return tuple(dict.fromkeys(row.corpus for row in label_rows()))


def read_iob(path: Path, corpus: str) -> Iterator[Sentence]:
    """Sentences of a two-column IOB2 file. Tokens are joined by one blank; BC2GM's sentences come from anywhere, so
    each is a document of its own."""
    words: list[str] = []
    tags: list[str] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""]):
        if line.strip():
            word, _, tag = line.partition("\t")
            words.append(word)
            tags.append(tag.strip())
        elif words:
            document = f"{path.stem}:{number}" if corpus == "BC2GM" else path.stem
            yield Sentence(corpus, document, " ".join(words), tuple(_spans(words, tags, corpus)))
            words, tags = [], []


def _spans(words: list[str], tags: list[str], corpus: str) -> Iterator[Mention]:
    names = names_of(corpus)
    start, end, label = 0, 0, ""
    at = 0
    for word, tag in zip(words, tags, strict=True):
        prefix, _, kind = tag.partition("-")
        if label and (prefix != "I" or kind != label):
            yield Mention(start, end, names[label])
            label = ""
        if prefix == "B" or (prefix == "I" and not label):
            start, label = at, kind
        end = at + len(word)
        at = end + 1
    if label:
        yield Mention(start, end, names[label])


def read_pubtator(path: Path, corpus: str) -> Iterator[Sentence]:
    """Documents of a PubTator file: title and abstract, offsets over `title + " " + abstract`."""
    names = names_of(corpus)
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        title, abstract = (line.split("|", 2)[2] for line in lines[:2])
        mentions = [
            Mention(int(cells[1]), int(cells[2]), names[cells[4]])
            for cells in (line.split("\t") for line in lines[2:])
            if len(cells) >= 6 and cells[4] in names
        ]
        yield from _cut(corpus, lines[0].split("|", 1)[0], f"{title} {abstract}", mentions)


def read_variants(path: Path, corpus: str) -> Iterator[Sentence]:
    """Documents of the JSON files that hold tmVar, SETH and AMIA."""
    names = names_of(corpus)
    for item in json.loads(path.read_text(encoding="utf-8"))["documents"]:
        document = item["document"]
        mentions = [
            Mention(entity["begin"], entity["end"], names[entity["type"]])
            for entity in document["entities"]
            if entity["type"] in names
        ]
        yield from _cut(corpus, document["ID"], document["text"], mentions)


def read_brat(folder: Path, corpus: str) -> Iterator[Sentence]:
    """Documents of a folder of brat files. A discontinuous mention counts as its whole stretch when that is one
    line."""
    names = names_of(corpus)
    for path in sorted(folder.rglob("*.ann")):
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        mentions: list[Mention] = []
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.startswith("T"):
                label, _, offsets = line.split("\t")[1].partition(" ")
                numbers = [int(n) for n in re.findall(r"\d+", offsets)]
                if label in names and "\n" not in text[numbers[0] : numbers[-1]]:
                    mentions.append(Mention(numbers[0], numbers[-1], names[label]))
        yield from _cut(corpus, path.stem, text, mentions)


def _cut(corpus: str, document: str, text: str, mentions: Iterable[Mention]) -> Iterator[Sentence]:
    """The document's sentences. Of mentions that overlap the longest stays; no cut goes through a mention."""
    kept: list[Mention] = []
    for mention in sorted(set(mentions), key=lambda m: (m.start - m.end, m)):
        if mention.start < mention.end and all(mention.end <= k.start or k.end <= mention.start for k in kept):
            kept.append(mention)
    kept.sort()
    cuts = [(m.start(), m.end()) for m in _SENTENCE_END.finditer(text)]
    cuts = [cut for cut in cuts if not any(k.start < cut[1] and cut[0] < k.end for k in kept)]
    starts, ends = [0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(text)]
    for start, end in zip(starts, ends, strict=True):
        if text[start:end].strip():
            inside = (Mention(m.start - start, m.end - start, m.label) for m in kept if start <= m.start < end)
            yield Sentence(corpus, document, text[start:end], tuple(inside))


_FILES = {
    "BC5CDR": (read_iob, "BC5CDR-IOB/{}.tsv", SPLITS),
    "NCBI-disease": (read_iob, "NCBI-disease-IOB/{}.tsv", SPLITS),
    "BC2GM": (read_iob, "BC2GM-IOB/{}.tsv", SPLITS),
    "BioNLP13CG": (read_iob, "BioNLP13CG-IOB/{}.tsv", SPLITS),
    "AnatEM": (read_iob, "AnatEM-IOB/{}.tsv", SPLITS),
    "BioRED": (read_pubtator, "biored/{}.PubTator", ("Train", "Dev", "Test")),
    "tmVar": (read_variants, "variants/tmvar-{}.json", ("train", "", "test")),
    "SETH": (read_variants, "variants/SETH-{}.json", ("train", "", "test")),
    "AMIA": (read_variants, "variants/amia-{}.json", ("train", "", "test")),
    "MACCROBAT": (read_brat, "maccrobat", ("", "", "")),
    "LCT": (read_brat, "lct/ner", ("", "", "")),
}


def read_corpus(root: Path, corpus: str, split: str) -> list[Sentence]:
    """A split of a corpus under `root` (the folder that holds `ner/`); empty where the corpus has no such split.

    The variant corpora have no devel: the documents whose number ends in 7 are taken from train for it. The clinical
    corpora come whole: the same rule gives them a devel, and they have no test.
    """
    reader, pattern, splits = _FILES[corpus]
    own = splits[SPLITS.index(split)]
    carved = not splits[1]
    if split == "test" and not own:
        return []
    name = pattern.format(splits[0] if carved and split != "test" else own)
    path = root / "ner" / name
    if not path.exists():
        raise UnusableCorpus(corpus)
    sentences = list(reader(path, corpus))
    if carved and split != "test":
        sentences = [s for s in sentences if (s.document[-1] == "7") == (split == "devel")]
    return sentences


def shingles(text: str) -> list[str]:
    """Runs of 13 words (letters and digits only, lower case), or the whole of a shorter text of at least 4."""
    words = _RUN.findall(text.lower())
    if len(words) < 4:
        return []
    return [" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))]


def without_leaks(
    train: dict[str, list[Sentence]], tests: dict[str, list[Sentence]]
) -> tuple[dict[str, list[Sentence]], dict[tuple[str, str], int]]:
    """Training sentences that no test set holds, and how many were removed by (training corpus, test corpus).

    A sentence that shares 13 words in a row with a test sentence, or is as a whole the same, is removed, whatever the
    tokenisation; where the corpus tells documents apart the whole document goes.
    """
    seen: dict[str, str] = {}
    for corpus, sentences in tests.items():
        for sentence in sentences:
            seen.update(dict.fromkeys(shingles(sentence.text), corpus))
    kept: dict[str, list[Sentence]] = {}
    removed: Counter[tuple[str, str]] = Counter()
    for corpus, sentences in train.items():
        leaks = [next((seen[s] for s in shingles(sentence.text) if s in seen), None) for sentence in sentences]
        lost = {
            sentence.document: leak
            for sentence, leak in zip(sentences, leaks, strict=True)
            if leak and _FILES[corpus][0] is not read_iob and len(_RUN.findall(sentence.text.lower())) >= _SHINGLE
        }
        kept[corpus] = []
        for sentence, leak in zip(sentences, leaks, strict=True):
            source = leak or lost.get(sentence.document)
            if source:
                removed[corpus, source] += 1
            else:
                kept[corpus].append(sentence)
    return kept, dict(removed)
