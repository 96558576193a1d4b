"""Development cases with gold, what the extractors say of them, and which fields that gets right or wrong.

The scorer is the one that counts (score.py beside the corpora), asked case by case, so that no two counts can differ.
"""

import gzip
import importlib.util
import json
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from core.places import ROOT
from core.records import Fact, Method, Page, Reading
from extractors.extraction import with_facts

GOLD = {
    "registrar": "tcga/registrar_gold_dev.jsonl.gz",
    "tnm": "tcga/reports_dev.jsonl.gz",
    "letters": "letters/letters_dev.jsonl.gz",
}


class Case(NamedTuple):
    name: str
    row: dict[str, Any]
    reading: Reading

    @property
    def text(self) -> str:
        return self.reading.pages[0].text


class Outcome(NamedTuple):
    """One field of one case: the values of the gold and those predicted; equal sets are right."""

    field: str
    gold: frozenset[object]
    predicted: frozenset[object]

    @property
    def right(self) -> frozenset[object]:
        return self.gold & self.predicted

    @property
    def wrong(self) -> frozenset[object]:
        return self.predicted - self.gold

    @property
    def missed(self) -> frozenset[object]:
        return self.gold - self.predicted


def corpora() -> Path:
    return Path(os.environ.get("SIGHTLINE_CORPORA", ROOT.parent / "shared" / "data"))


def read_text(text: str) -> Reading:
    """A text as one page, with its facts, by rules alone."""
    content = text.encode()
    whole = Reading.gather(content, ())
    page = Page(
        document=whole.document, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text
    )
    return with_facts(Reading.gather(content, [page]))


class Judge:
    """The scorer of one set, asked about single cases."""

    def __init__(self, which: str) -> None:
        self.which = which
        self.scorer = _load_scorer()
        self._outcomes: list[Outcome] = []
        outcomes = self._outcomes

        class Recording:
            def add(self, field: str, gold: Iterable[object], predicted: Iterable[object]) -> None:
                outcomes.append(Outcome(field, frozenset(gold), frozenset(predicted)))

            def show(self) -> None:
                """The scorer prints its table here; a case alone has none."""

        self.scorer.Table = Recording

    def cases(self, workers: int = 2) -> Iterator[Case]:
        path = corpora() / GOLD[self.which]
        if not path.exists():
            sys.exit(f"{path} is not there: set SIGHTLINE_CORPORA to the folder of the development data")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        with ProcessPoolExecutor(workers) as pool:
            readings = pool.map(read_text, (row["text"] for row in rows), chunksize=8)
            for row, reading in zip(rows, readings, strict=True):
                yield Case(self.scorer.safe(self.scorer.case_id(row)), row, reading)

    def outcomes(self, case: Case, facts: Iterable[Fact]) -> tuple[Outcome, ...]:
        """What the scorer says when these are all the facts that were found."""
        self._outcomes.clear()
        told = [fact.model_dump(mode="json", exclude_none=True) for fact in facts]
        getattr(self.scorer, f"score_{self.which}")([case.row], {case.name: {"facts": told}})
        return tuple(self._outcomes)


def _load_scorer() -> ModuleType:
    path = corpora().parent / "tools" / "score.py"
    spec = importlib.util.spec_from_file_location("score", path) if path.exists() else None
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is not there: the scorer stands beside the development data (SIGHTLINE_CORPORA)")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
