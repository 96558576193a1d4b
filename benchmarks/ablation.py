"""What the tagger adds: facts with and without it on registrar dev and letters dev, and how right the added ones are.

    python benchmarks/ablation.py [--tagger auto|PATH] [--show]

The lists know nearly every name of these sets, so few facts are added. How right such facts would be is therefore
measured once more with half of the lists' medicines and genes hidden: what the tagger then finds of them is held
against what the rules say with the whole lists. `--show` prints those that they do not say, with their quotes.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from core.places import ROOT, RULES
from core.records import Assertion, Biomarker, Fact, Method, Page, Source, Treatment
from extractors import biomarker, recognised_treatments, treatment, treatment_names
from extractors.biomarkers import tokens, vocabulary
from extractors.extraction import RECOGNISED, extract_page
from extractors.mentions import Mention, Tags, find_mentions
from extractors.notes import Note
from extractors.recognition import lacking, load_tagger
from extractors.rules import read_table, split_cell

CORPORA = Path(os.environ.get("SIGHTLINE_CORPORA", ROOT.parent / "shared" / "data"))
SETS = {"registrar": "tcga/registrar_gold_dev.jsonl.gz", "letters": "letters/letters_dev.jsonl.gz"}
MORE = {"reports": "tcga/reports_dev.jsonl.gz"}
"""Has no gold for what is asked here, but more pages to find names on."""
TOLD = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.PLANNED)
CACHES: tuple[Any, ...] = (
    treatment_names._surfaces,
    recognised_treatments._listed,
    vocabulary.load_vocabulary,
    tokens.load_lexicon,
)
"""What is made of the lists once per process."""


class Case(NamedTuple):
    """One text of a set, as a page, with what the tagger saw on it."""

    name: str
    page: Page
    mentions: tuple[Mention, ...]


class Count(NamedTuple):
    right: int
    wrong: int
    missed: int

    def __str__(self) -> str:
        precision = self.right / max(self.right + self.wrong, 1)
        recall = self.right / max(self.right + self.missed, 1)
        return f"precision {precision:.3f} ({self.right} of {self.right + self.wrong}), recall {recall:.3f}"


def read_cases(path: Path, tagger: Tags) -> list[Case]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    pages = [
        Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=row["text"])
        for row in rows
    ]
    found = find_mentions([page.text for page in pages], tagger)
    names = [str(row.get("case") or row.get("id") or row.get("patient")) for row in rows]
    return [Case(*one) for one in zip(names, pages, found, strict=True)]


def scored(kind: str, cases: Sequence[Case], facts: Sequence[Sequence[Fact]]) -> list[str]:
    """The lines that the scorer beside the corpora prints for these facts."""
    with TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        with predictions.open("w", encoding="utf-8") as file:
            for case, own in zip(cases, facts, strict=True):
                source = "".join(letter if letter.isalnum() or letter in "_.-" else "_" for letter in case.name)
                told = [fact.model_dump(mode="json", exclude_none=True) for fact in own]
                file.write(json.dumps({"source": f"{source}.txt", "facts": told}) + "\n")
        command = [sys.executable, CORPORA.parent / "tools" / "score.py", kind, CORPORA / SETS[kind], predictions]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def print_with_and_without(kind: str, cases: Sequence[Case]) -> None:
    rules = [extract_page(case.page) for case in cases]
    both = [extract_page(case.page, case.mentions) for case in cases]
    added = [fact for own in both for fact in own if fact.source is Source.MODEL]
    print(
        f"\n{kind}: {len(cases)} texts, {sum(map(len, rules))} facts by rules; the tagger adds {len(added)}:", end=" "
    )
    print(
        ", ".join(f"{count} {name}" for name, count in sorted(Counter(fact.kind for fact in added).items())) or "none"
    )
    without, with_tagger = scored(kind, cases, rules), scored(kind, cases, both)
    print(f"  {'':<26}{'without':^21}{'with':^21}")
    for left, right in zip(without[2:], with_tagger[2:], strict=True):
        changed = " *" if left != right else ""
        print(f"  {left[:47]}{right[26:47]}{changed}")


@contextmanager
def half_hidden() -> Generator[None]:
    """Every second medicine of cancer and every second gene is not listed, as if it were newer than the lists."""
    members = {name for row in _rows(vocabulary.VOCABULARIES / "biomarkers.tsv") for name in split_cell(row["members"])}
    stated = {name for row in _rows(RULES / "biomarker_states.tsv") for name in split_cell(row["markers"])}

    def hides(table: str, number: int, row: dict[str, str]) -> bool:
        if number % 2:
            return False
        if table == "medicines.tsv":
            return not row["caution"]
        return table == "biomarkers.tsv" and row["kind"] == "gene" and row["name"] not in members | stated

    def read_half(path: Path, *required: str) -> Iterator[dict[str, str]]:
        rows = read_table(path, *required)
        return (row for number, row in enumerate(rows) if not hides(path.name, number, row))

    places = [f"{module.__name__}.read_table" for module in (treatment_names, recognised_treatments, vocabulary)]
    with patch(places[0], read_half), patch(places[1], read_half), patch(places[2], read_half):
        _forget()
        yield
    _forget()


def _rows(path: Path) -> list[dict[str, str]]:
    return list(read_table(path))


def _forget() -> None:
    for cache in CACHES:
        cache.cache_clear()


def told(fact: Fact) -> tuple[str, ...] | None:
    """What must be the same: the listed name (or its printed one), and the result or whether it was given."""
    if isinstance(fact, Treatment) and fact.type == "drug" and fact.assertion in TOLD:
        listed = treatment_names.find_names(fact.name)
        return "treatment", listed[0].entry.name if listed else fact.name.lower(), str(fact.assertion)
    if isinstance(fact, Biomarker) and fact.result:
        own = vocabulary.load_vocabulary()
        names = own.named(fact.name) if own.knows(fact.name) else ()
        return "biomarker", names[0].name if names else fact.name, fact.result
    return None


def by_rules(case: Case) -> list[Fact]:
    note = Note(case.page)
    return [*treatment.find(note), *biomarker.find(note)]


def print_hidden(cases: Sequence[Case], show: Callable[[str], None]) -> None:
    whole = [by_rules(case) for case in cases]
    with half_hidden():
        rules = [by_rules(case) for case in cases]
        added = [
            [fact for find in RECOGNISED for fact in find(Note(case.page, mentions=case.mentions))] for case in cases
        ]
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for case, every, some, recognised in zip(cases, whole, rules, added, strict=True):
        gold = {one for fact in every if (one := told(fact))}
        sought = gold - {one for fact in some if (one := told(fact))}
        found = {one: fact for fact in recognised if (one := told(fact))}
        right.update(one[0] for one in found if one in gold)
        missed.update(one[0] for one in sought - found.keys())
        for one, fact in found.items():
            if one not in gold:
                wrong[one[0]] += 1
                show(f"  not so by rules: {one} {fact.evidence[-1].quote!r} in {case.name}")
    for kind in sorted(right | wrong | missed):
        print(f"  {kind:<12}{Count(right[kind], wrong[kind], missed[kind])}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--tagger", default="auto")
    arguments.add_argument("--show", action="store_true")
    asked = arguments.parse_args()
    tagger = load_tagger(asked.tagger)
    if tagger is None:
        raise SystemExit(lacking() or "A tagger is needed.")
    compare(tagger, print if asked.show else lambda _: None)


def compare(tagger: Tags, show: Callable[[str], None]) -> None:
    cases = {kind: read_cases(CORPORA / file, tagger) for kind, file in (SETS | MORE).items()}
    for kind in SETS:
        print_with_and_without(kind, cases[kind])
    print("\nwith half of the medicines and genes hidden from the lists, on registrar, letters and reports dev:")
    print_hidden([case for own in cases.values() for case in own], show)


if __name__ == "__main__":
    main()
