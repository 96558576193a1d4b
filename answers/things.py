"""The things that can be asked for of a record in everyday words: the rows of data/rules/record_words.tsv."""

import re
from functools import lru_cache
from typing import NamedTuple

from answers.cues import all_cues, shows
from core.places import RULES
from extractors.rules import read_table, split_cell

OUTLOOK = ("outlook", "aim of treatment", "length of treatment")
COURSE = ("response", "change of the cancer", "the course of a value")
"""Things that tell how it has gone; the plan tells how it goes on."""
WORST = "the worst of the results"
OF_GENES = "changes found"
"""Asked for only where no marker is named: ``my mutation``."""
NARROWER = {
    "treatments": (
        "surgery",
        "operation",
        "medicines",
        "radiation",
        "transplant",
        "stopped",
        "planned",
        "response",
        "change of the cancer",
        "treatment now",
        "length of treatment",
        "what came instead",
    ),
    "medicines": ("treatment now", "what came instead"),
    "values out of range": (WORST,),
    "findings out of the ordinary": (WORST,),
    "reach of the tumour": ("vessels", "nerves invaded", "lymph nodes", "margins", "spread"),
}
"""By a wide thing, the narrower ones that are asked for in its place."""
GOING_ON = ("treatment now", "length of treatment", "what came instead")
PLANS = ("planned", "what comes next")
CURE = "cure"


class Thing(NamedTuple):
    name: str
    words: re.Pattern[str]
    own: tuple[str, ...]
    facts: tuple[str, ...]
    beside: tuple[str, ...]
    intent: str
    lacking: str
    written: re.Pattern[str] | None = None
    lines: str = ""


def things_asked(text: str) -> tuple[Thing, ...]:
    """What is wide only where nothing narrower is asked for; nothing for what a word means."""
    if shows("meaning", text):
        return ()
    text = all_cues()["owner"].sub(" ", text)
    asked = [
        one
        for one in all_things()
        if one.words.search(text) and (not one.own or any(shows(cue, text) for cue in one.own))
    ]
    names = {one.name for one in asked}
    return tuple(one for one in asked if not names.intersection(NARROWER.get(one.name, ())))


@lru_cache(maxsize=1)
def all_things() -> tuple[Thing, ...]:
    return tuple(
        Thing(
            row["thing"],
            re.compile(row["words"], re.I),
            split_cell(row["own"]),
            split_cell(row["facts"]),
            split_cell(row["beside"]),
            row["intent"],
            row["lacking"],
            re.compile(row["written"], re.I) if row["written"] else None,
            row["lines"],
        )
        for row in read_table(RULES / "record_words.tsv", "thing", "words", "intent")
    )
