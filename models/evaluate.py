"""Strict entity scores of the shipped tagger on a corpus's official test.

    python -m models.evaluate BC5CDR [--split test] [--limit N]

Strict: the same characters and the same label (Tjong Kim Sang & De Meulder 2003). Neighbouring sentences of a
document are read as one text of about eight, as a page would be; the gold is used for nothing but counting.
"""

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from core.places import TAGGER_WEIGHTS
from models.corpora import SPLITS, Mention, Sentence, corpora, read_corpus
from models.tagger import Tagger

TOGETHER = 8


class Text(NamedTuple):
    """Sentences of one document in a row, with their mentions moved to where they stand."""

    corpus: str
    text: str
    mentions: tuple[Mention, ...]


class Score(NamedTuple):
    """Counts of right, wrong and missed mentions."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def texts_of(sentences: Sequence[Sentence]) -> list[Text]:
    """The sentences joined as texts."""
    groups: list[list[Sentence]] = []
    for sentence in sentences:
        if not groups or groups[-1][-1].document != sentence.document or len(groups[-1]) == TOGETHER:
            groups.append([])
        groups[-1].append(sentence)
    texts: list[Text] = []
    for group in groups:
        at = 0
        mentions: list[Mention] = []
        for sentence in group:
            mentions += [Mention(m.start + at, m.end + at, m.label) for m in sentence.mentions]
            at += len(sentence.text) + 1
        texts.append(Text(group[0].corpus, " ".join(s.text for s in group), tuple(mentions)))
    return texts


def scores(tagger: Tagger, texts: Sequence[Text]) -> dict[str, Score]:
    """By label, under the head of the texts' own corpus."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    if not texts:
        return {}
    found = tagger.tag([text.text for text in texts], heads=[texts[0].corpus])
    for text, spans in zip(texts, found, strict=True):
        gold = set(text.mentions)
        guess = {Mention(s.start, s.end, s.label) for s in spans}
        right.update(m.label for m in gold & guess)
        wrong.update(m.label for m in guess - gold)
        missed.update(m.label for m in gold - guess)
    labels = sorted(right.keys() | wrong.keys() | missed.keys())
    return {label: Score(right[label], wrong[label], missed[label]) for label in labels}


def total(tagger: Tagger, texts: Sequence[Text]) -> Score:
    """All labels together."""
    by_label = scores(tagger, texts).values()
    return Score(*(sum(s[n] for s in by_label) for n in range(3)))


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m models.evaluate", description="Strict entity scores on a corpus's official test."
    )
    arguments.add_argument("corpus", choices=corpora())
    arguments.add_argument("--split", choices=SPLITS, default="test")
    arguments.add_argument("--limit", type=int, help="read only the first N sentences")
    arguments.add_argument("--weights", type=Path, default=TAGGER_WEIGHTS)
    arguments.add_argument("--device", default="auto")
    asked = arguments.parse_args()
    root = Path(os.environ.get("SIGHTLINE_CORPORA", "../shared/data"))
    texts = texts_of(read_corpus(root, asked.corpus, asked.split)[: asked.limit])
    by_label = scores(Tagger.load(asked.weights, asked.device), texts)
    whole = Score(*(sum(s[n] for s in by_label.values()) for n in range(3)))
    table = Table("label", "precision", "recall", "F1", "gold", title=f"{asked.corpus} {asked.split}")
    for label, score in [*by_label.items(), ("all", whole)]:
        numbers = (f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}")
        table.add_row(label, *numbers, str(score.right + score.missed))
    console = Console(highlight=False)
    console.print(table)
    console.print(f"F1 {whole.f1:.4f}")


if __name__ == "__main__":
    main()
