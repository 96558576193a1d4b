"""The words that bear on a diagnosis, data/rules/diagnosis_words.tsv."""

import re
from functools import lru_cache

from core.places import RULES
from extractors.rules import read_table


@lru_cache(maxsize=1)
def load_words() -> dict[str, re.Pattern[str]]:
    """The patterns by role; those that look back are anchored at their end by the caller's slice."""
    ends = ("_before", "preceded_by", "was_secondary")
    return {
        row["role"]: re.compile(f"(?:{row['pattern']})\\s*$" if row["role"].endswith(ends) else row["pattern"], re.I)
        for row in read_table(RULES / "diagnosis_words.tsv", "role", "pattern")
    }
