"""Whether a page is written in English, as the cues of treatments are. "Son traitement" is not a treatment of a son."""

import re
from collections import Counter
from functools import lru_cache

from core.places import RULES
from extractors.rules import read_table

WORD = re.compile(r"[^\W\d_]+")
ENOUGH = 10
"""Function words of another language: fewer may be a name or a quotation."""


@lru_cache(maxsize=1)
def _function_words() -> dict[str, str]:
    rows = read_table(RULES / "treatment_function_words.tsv", "word", "language")
    return {row["word"]: row["language"] for row in rows}


def is_english(text: str) -> bool:
    """Unless function words of other languages clearly outnumber the English ones."""
    words = _function_words()
    counts = Counter(words[word] for word in WORD.findall(text.lower()) if word in words)
    return counts["other"] < ENOUGH or counts["other"] <= 2 * counts["english"]
