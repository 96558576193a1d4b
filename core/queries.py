"""What a reader may ask of the lake: one SELECT on its views.

DuckDB's own locks (read-only attach, no external access, locked configuration) do not bind the SQLite extension, whose
table functions open any SQLite file there is. So the parsed statement is looked through as well.
"""

import json
from collections.abc import Iterator
from typing import Any

from core.catalog import Cursor
from core.errors import WrongQuery

TABLE_FUNCTIONS = frozenset(
    ["range", "generate_series", "unnest", "json_each", "json_tree", "duckdb_views", "duckdb_tables", "duckdb_columns"]
)
"""What may be called in FROM. The others read files, run statements elsewhere, or change the lake."""


def check_query(cursor: Cursor, sql: str) -> None:
    """Raises WrongQuery for all but one SELECT (DESCRIBE, SHOW and SUMMARIZE are such) that stays within the lake."""
    serialised = cursor.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0][0]
    tree = json.loads(serialised)
    if tree["error"]:
        raise WrongQuery(str(tree["error_message"]))
    if len(tree["statements"]) != 1:
        raise WrongQuery("Ask one SELECT at a time.")
    for node in _nodes(tree["statements"][0]):
        _check_node(node)


def _check_node(node: dict[str, Any]) -> None:
    function = node.get("function")
    if node.get("type") == "TABLE_FUNCTION" and isinstance(function, dict):
        name = str(function.get("function_name")).lower()
        if name not in TABLE_FUNCTIONS:
            raise WrongQuery(f"{name} cannot be used here: it reaches beyond the lake.")
    if any(str(node.get(place, "")).startswith("__ducklake") for place in ("catalog_name", "schema_name")):
        raise WrongQuery("The catalog itself cannot be queried here: it holds the keys of the files.")


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for part in tree.values():
            yield from _nodes(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)
