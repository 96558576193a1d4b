"""What is said to somebody who asks in another language than English."""

import re
from functools import lru_cache

from answers.phrases import IN_ENGLISH
from answers.questions import Question
from core.places import RULES
from extractors.rules import read_table

ENGLISH = re.compile(
    r"\b(?:the|what|whats|my|does|did|have|has|with|how|and|should|you|for|are|this|that|is it|can i)\b", re.I
)
ENGLISH_WORDS = 2
"""So many of them, each counted once, and a question is in English, whatever else stands in it."""


def in_their_language(question: Question) -> tuple[str, ...]:
    notes = tuple(note for one, note in _language_notes() if one in question.languages)
    return (*notes, IN_ENGLISH) if notes and not _is_english(question.text) else ()


def is_unread(question: Question) -> bool:
    """Whether a page of English would help nobody: what is asked, of which test in which cancer, was not read."""
    understood = bool(question.cancers and (question.biomarkers or question.treatments))
    return bool(in_their_language(question)) and not understood


def _is_english(text: str) -> bool:
    return len({one.lower() for one in ENGLISH.findall(text)}) >= ENGLISH_WORDS


@lru_cache(maxsize=1)
def _language_notes() -> tuple[tuple[str, str], ...]:
    return tuple((row["language"], row["note"]) for row in read_table(RULES / "languages.tsv", "language", "note"))
