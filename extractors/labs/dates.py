"""The date that stands with a value in the same line: ``PSA 4.2 on 3 May 2024``, ``2024-05-03  PSA 4.2``."""

import re
from collections.abc import Sequence

from extractors.dates import DateMention

AFTER = re.compile(
    r"[\s,]*\(?(?:(?:on|in|dated|as of|taken|collected|from|at|drawn|performed|reported)\s+)?(?:the\s+)?"
)
BEFORE = re.compile(r"[\s:|,–-]*")


def date_beside(text: str, dates: Sequence[DateMention], start: int, end: int) -> str | None:
    """The value of the date right after ``end``, or of one that opens the line and stands right before ``start``."""
    gap = AFTER.match(text, end)
    line = text.rfind("\n", 0, start) + 1
    for mention in dates:
        if gap and mention.start == gap.end() and "\n" not in gap.group():
            return mention.value
        opens_line = line <= mention.start and not text[line : mention.start].strip(" \t-•*(")
        if opens_line and mention.end <= start and BEFORE.fullmatch(text, mention.end, start):
            return mention.value
    return None
