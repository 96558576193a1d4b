"""The numbered steps that made the lake's tables what they are: core/schema/NNNN_name.sql, each run once, in order.

A step is never edited after release; the next one changes what it made.
"""

from pathlib import Path
from typing import NamedTuple

SCHEMA = Path(__file__).with_name("schema")

CREATE_REGISTER = """
CREATE TABLE IF NOT EXISTS migrations (version INTEGER NOT NULL, name VARCHAR NOT NULL, applied VARCHAR NOT NULL)
"""


class Migration(NamedTuple):
    version: int
    name: str
    sql: str


def migrations() -> tuple[Migration, ...]:
    return tuple(
        Migration(int(path.stem[:4]), path.stem[5:], path.read_text(encoding="utf-8"))
        for path in sorted(SCHEMA.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    )
