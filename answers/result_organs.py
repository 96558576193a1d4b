"""A result that is asked of one organ, which a line on another thing's result does not answer: ``my thyroid result``
beside ``The scan result is very good``."""

import re
from collections.abc import Sequence
from functools import lru_cache

from answers.written import Line
from core.places import RULES
from extractors.rules import read_table

RESULT = r"(?:results?|tests?|bloods?|function|levels?|numbers?|check|readings?)"


@lru_cache(maxsize=1)
def _organs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    rows = read_table(RULES / "result_organs.tsv", "organ", "asked", "written")
    return tuple(
        (
            re.compile(
                rf"\b(?:{row['asked']})\b(?: \w+){{0,2}}? {RESULT}\b"
                rf"|\b{RESULT} (?:of|for|on) (?:my |the )?(?:{row['asked']})\b",
                re.I,
            ),
            re.compile(row["written"], re.I),
        )
        for row in rows
    )


def of_the_organ(text: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Those that speak of an organ whose result the text asks for; all where it asks for none."""
    asked = [written for organ, written in _organs() if organ.search(text)]
    return tuple(one for one in lines if not asked or any(written.search(one.text) for written in asked))
