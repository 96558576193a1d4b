"""Whose records, and what of them, a question means: the words of data/rules/record_cues.tsv."""

import re
from functools import lru_cache

from answers.questions import Question
from core.places import RULES
from extractors.rules import read_table

GROUP = re.compile(r"\{([a-z_]+)\}")


def shows(cue: str, text: str) -> bool:
    """Whether the words of data/rules/record_cues.tsv stand in it: ``explain``, ``kin``, ``self``, …"""
    return bool(all_cues()[cue].search(text))


def owner_in(text: str) -> str | None:
    """``brother``, where the question says that the records open here are his: ``it's my brother's report``."""
    found = all_cues()["owner"].search(text)
    return next(filter(None, found.groups()), None) if found else None


def of_another_alone(question: Question) -> bool:
    """Whether the question is about somebody else, and nothing in it about the one who asks."""
    if owner_in(question.text):
        return True
    text = all_cues()["kinsman"].sub(" ", question.text)
    told = question.who == "relative" or bool(all_cues()["third"].search(question.text))
    return told and not all_cues()["first"].search(text)


def is_of_family(text: str) -> bool:
    """Not where a relative is only named as the one whose records these are."""
    text = all_cues()["report_of"].sub(" ", all_cues()["owner"].sub(" ", text))
    return shows("family", text) or shows("kin", text)


def asks_what_is_held_of_family(text: str) -> bool:
    """``does my letter mention my mum``; not ``my mum's letter``, which is hers."""
    text = all_cues()["report_of"].sub(" ", text)
    return shows("family", text) or (shows("forebears", text) and shows("paper", text))


def is_of_another(text: str) -> bool:
    """Whether somebody else than the one who asks is meant."""
    return shows("another", text) and not shows("self", text)


def names_another_and_self(text: str) -> bool:
    """``my aunt had breast cancer, am I HER2 positive``: the cancer is a relative's, the question one's own."""
    return (shows("another", text) or shows("kin", text)) and shows("self", text)


def without_the_score(text: str) -> str:
    return all_cues()["score"].sub(" ", text)


@lru_cache(maxsize=1)
def all_cues() -> dict[str, re.Pattern[str]]:
    """A row that begins with ``@`` is a group of words, which the rows after it may name: ``{relative}``."""
    groups: dict[str, str] = {}
    cues: dict[str, re.Pattern[str]] = {}
    for row in read_table(RULES / "record_cues.tsv", "cue", "pattern"):
        pattern = GROUP.sub(lambda found: groups[found[1]], row["pattern"])
        if row["cue"].startswith("@"):
            groups[row["cue"][1:]] = pattern
        else:
            cues[row["cue"]] = re.compile(pattern, re.I)
    return cues
