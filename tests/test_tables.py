"""Every table in data/: readable, with a source in every row and no row twice."""

from pathlib import Path

import pytest

from core.errors import BrokenData
from core.places import CARDS, RULES, VOCABULARIES
from extractors.rules import read_table

TABLES = sorted([*RULES.glob("*.tsv"), *VOCABULARIES.glob("*.tsv"), *CARDS.glob("*.tsv")])


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_row_has_its_cells_and_its_source(table: Path) -> None:
    """No ragged row, no row without a source, no row twice."""
    rows = [tuple(row.items()) for row in read_table(table)]
    assert rows
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("content", "says"),
    [("name\n1\n", "lacks the columns"), ("name\tsource\nER\n", "more or fewer"), ("name\tsource\nER\t \n", "nothing")],
)
def test_a_broken_table_is_named(content: str, says: str, tmp_path: Path) -> None:
    """The message says which table and what is wrong with it."""
    (tmp_path / "broken.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(BrokenData, match=says):
        list(read_table(tmp_path / "broken.tsv"))
