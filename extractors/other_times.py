"""Words that tell a thing to be of another time than the date or the report beside it (data/rules/other_times.tsv).

One word may leave a date standing in one place and not in another: an entry goes on about its own day behind "then",
a sentence does not. A row of the table therefore names the uses of its words.
"""

from functools import lru_cache
from typing import Literal

from core.places import RULES
from extractors.rules import read_table, split_cell

Use = Literal[
    "in_sentence",  # between a date and a thing, in one sentence
    "behind_opening",  # between the date that opens a sentence and what was found then
    "in_entry",  # in the sentence of a thing, in a dated entry
    "of_status",  # in the sentence of a performance status, which is of the visit
    "in_list",  # between the day of a list of blood tests and a value
    "repeated",  # in the history of a report: of an earlier time than the specimen
    "specimen",  # before the name of another specimen than the report's
    "now",  # of the specimen itself
    "of_result",  # in the sentence of a result whose date may be of something else
]


@lru_cache(maxsize=1)
def _load() -> dict[str, list[str]]:
    uses: dict[str, list[str]] = {}
    for row in read_table(RULES / "other_times.tsv", "words", "uses"):
        for use in split_cell(row["uses"]):
            uses.setdefault(use, []).append(row["words"])
    return uses


def time_words(use: Use) -> str:
    """A pattern for any of the words, whole and without regard to case."""
    return rf"\b(?:{'|'.join(_load()[use])})\b"
