"""The numbered steps that made the lake's tables what they are: core/schema/NNNN_name.sql, each run once, in order.

A step is never edited after release; the next one changes what it made.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from core.catalog import Cursor
from core.errors import LakeTooNew

SCHEMA = Path(__file__).with_name("schema")

CREATE_REGISTER = """
CREATE TABLE IF NOT EXISTS migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL, applied VARCHAR NOT NULL)
"""


class Migration(NamedTuple):
    version: int
    name: str
    sql: str


def known_migrations() -> tuple[Migration, ...]:
    return tuple(
        Migration(int(path.stem[:4]), path.stem[5:], path.read_text(encoding="utf-8"))
        for path in sorted(SCHEMA.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    )


def migrate(cursor: Cursor, steps: Sequence[Migration] | None = None) -> None:
    """Runs the steps that the lake lacks, each in its own transaction. The caller is the sole writer."""
    steps = known_migrations() if steps is None else steps
    cursor.execute(CREATE_REGISTER)
    found = cursor.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchall()[0][0]
    if found > steps[-1].version:
        raise LakeTooNew(
            f"The lake has schema {found}, this Sightline knows {steps[-1].version}. Install the newer Sightline."
        )
    for step in steps:
        if step.version > found:
            _run(cursor, step)


def _run(cursor: Cursor, step: Migration) -> None:
    applied = datetime.now(UTC).isoformat(timespec="seconds")
    cursor.execute("BEGIN")
    try:
        cursor.execute(step.sql)
        cursor.execute("INSERT INTO migrations VALUES (?, ?, ?)", [step.version, step.name, applied])
        cursor.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):
            cursor.execute("ROLLBACK")
        raise
