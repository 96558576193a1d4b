"""The day a page was written: what begins later was not given yet, whatever the words."""

import re

from extractors.dates import find_dates

KINDS = (
    r"(?:clinic|MDT|MDM|tumou?r board|meeting|letter|report|consultation|visit|review|dictation|typing|attendance"
    r"|discharge|encounter|note)"
)
LABEL = re.compile(
    rf"(?:^|[ \t]{{2,}}|[|;][ \t]*)(?:{KINDS} date|date(?: of (?:the )?{KINDS})?"
    r"|(?:date )?(?:dictated|typed|written|signed|reported|issued)(?: on)?|seen (?:in clinic )?on"
    r"|(?:(?!last|next|previous)[\w-]+ ){0,3}(?:letter|clinic|MD[TM])(?: of|,)?)[ \t]*:?[ \t]*$",
    re.I,
)
SIGNED = re.compile(r"\bsigned\b[^\n]{0,60}$", re.I)
TOP, FOOT = 1200, 500
"""Where a page speaks of itself: between them may stand what it quotes of older ones."""


def find_written(text: str) -> str | None:
    """The latest full day that the page gives for itself: in a label, in a signature or alone on a line at its top."""
    days = [one for one in find_dates(text) if one.value.count("-") == 2 and _is_own(text, one.start, one.end)]
    return max((one.value for one in days), default=None)


def _is_own(text: str, start: int, end: int) -> bool:
    if TOP < start < len(text) - FOOT:
        return False
    line = text.rfind("\n", 0, start) + 1
    before, after = text[line:start], text[end:].split("\n", 1)[0]
    alone = start < TOP and not before.strip() and not after.strip(" .")
    return alone or LABEL.search(before) is not None or SIGNED.search(before) is not None


def begins_later(written: str | None, begin: str | None) -> bool:
    """Whether what begins then had yet to begin; a month or year counts as late only as a whole."""
    return bool(written and begin and begin > written[: len(begin)])
