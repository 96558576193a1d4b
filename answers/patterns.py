"""Words of questions, as the rows of our tables write them."""

import re
from functools import lru_cache

from core.places import RULES
from extractors.rules import read_table


def row_fits(row: dict[str, str], text: str) -> bool:
    return shows_words(row["pattern"], text) and not (row["unless"] and shows_words(row["unless"], text))


def row_says(cue: str, about: str, text: str) -> bool:
    return any(
        shows_words(row["pattern"], text) for row in question_rows() if (row["cue"], row["about"]) == (cue, about)
    )


def asks_of_an_animal(text: str) -> bool:
    """``My dog has lymphoma``: rows of data/rules/question_words.tsv."""
    return row_says("unrelated", "animals", text)


@lru_cache(maxsize=1)
def question_rows() -> tuple[dict[str, str], ...]:
    return tuple(read_table(RULES / "question_words.tsv", "cue", "about", "pattern"))


def shows_words(words: str, text: str) -> bool:
    return bool(compiled(words).search(text))


@lru_cache(maxsize=1024)
def compiled(words: str) -> re.Pattern[str]:
    return re.compile(words, re.I)
