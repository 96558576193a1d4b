"""The words that stand about values (data/rules/lab_words.tsv), by class, each class as one pattern."""

import re
from functools import lru_cache

from core.places import RULES
from extractors.biomarkers.phrases import phrase_pattern
from extractors.rules import read_table

OTHER_FLUID = re.compile(
    r"\b(?:CSF|cerebrospinal|lumbar puncture|pleural|ascit\w*|peritoneal|pericardial|synovial|urin\w+|stool|sputum"
    r"|lavage|drain|(?:cyst|bile|joint)[ ](?:fluid|aspirate))\b",
    re.I,
)
"""Words before a value, in its sentence or over its table, that tell of another specimen than blood."""


@lru_cache(maxsize=1)
def load_words() -> dict[str, tuple[str, ...]]:
    classes: dict[str, list[str]] = {}
    for row in read_table(RULES / "lab_words.tsv", "phrase", "class"):
        classes.setdefault(row["class"], []).append(row["phrase"])
    return {kind: tuple(phrases) for kind, phrases in classes.items()}


@lru_cache(maxsize=1)
def load_word_patterns() -> dict[str, str]:
    return {kind: rf"(?i:(?:{phrase_pattern(sorted(said))})(?![A-Za-z]))" for kind, said in load_words().items()}
