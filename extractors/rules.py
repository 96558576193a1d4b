"""Reads the tables in data/ that a clinician could review. Every table has a header and a ``source`` column."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from core.errors import BrokenData

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""LibYAML's, where it is built in: it reads the cards in a ninth of the time."""


def read_yaml(path: Path) -> Any:
    """Plain data only. Raises BrokenData for what is no YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 (a safe loader, by its name above)
    except yaml.YAMLError as error:
        raise BrokenData(f"{path.name} is no YAML: {error}") from error


def read_table(path: Path, *required: str) -> Iterator[dict[str, str]]:
    """Rows of a TSV with a header. Raises BrokenData for a missing column, an empty required cell or a ragged row."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if lacking := {*required, "source"} - set(rows.fieldnames or ()):
            raise BrokenData(f"{path.name} lacks the columns {sorted(lacking)}")
        for row in rows:
            if None in row or None in row.values():
                raise BrokenData(f"{path.name}:{rows.line_num} has more or fewer cells than its header")
            if empty := [name for name in (*required, "source") if not row[name].strip()]:
                raise BrokenData(f"{path.name}:{rows.line_num} has nothing under {empty}")
            yield row


def split_cell(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several values with ``|`` between them."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
