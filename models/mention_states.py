"""What may be told of a mention in a record, and the records in data/assertions that were labelled with it by hand."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.places import ASSERTIONS

STATES = {
    "treatment": ("given", "planned", "not given", "another's"),
    "disease": ("present", "absent", "uncertain", "another's", "nobody's"),
    "marker": ("positive", "negative", "equivocal", "no result", "another's", "nobody's"),
}
"""What can be told of each kind of mention."""
CODES = {
    "tg": ("treatment", 0), "tp": ("treatment", 1), "tn": ("treatment", 2), "to": ("treatment", 3),
    "dp": ("disease", 0), "dn": ("disease", 1), "du": ("disease", 2), "do": ("disease", 3), "dg": ("disease", 4),
    "mp": ("marker", 0), "mn": ("marker", 1), "mu": ("marker", 2), "mw": ("marker", 3), "mo": ("marker", 4),
    "mg": ("marker", 5),
}  # fmt: skip
"""How data/assertions writes them."""
FIRST = {"treatment": 0, "disease": 4, "marker": 9}
"""Where the states of a kind begin in a row of scores."""
SIZE = 15
MARKED = re.compile(r"\[\[(?P<words>[^\[\]|]+)\|(?P<code>\w\w)\]\]")
RECORD = re.compile(r"^=== .*\n", re.M)


class Place(NamedTuple):
    """text[start:end] is what is asked about."""

    kind: str
    start: int
    end: int


class Labelled(NamedTuple):
    """A text, places in it, and the state of each: its number among those of its kind."""

    text: str
    places: tuple[Place, ...]
    states: tuple[int, ...]


def parse(written: str) -> Iterator[Labelled]:
    """The records of a file of data/assertions: each under a line ``=== form``, its mentions as ``[[words|code]]``.

    Raises KeyError for an unknown code."""
    for record in RECORD.split(written)[1:]:
        text, places, states, last = "", [], [], 0
        for one in MARKED.finditer(record):
            text += record[last : one.start()]
            kind, state = CODES[one["code"]]
            places.append(Place(kind, len(text), len(text) + len(one["words"])))
            states.append(state)
            text, last = text + one["words"], one.end()
        yield Labelled(text + record[last:], tuple(places), tuple(states))


def read_labelled(which: str) -> list[Labelled]:
    """``train`` or ``held``."""
    files = sorted(ASSERTIONS.glob(f"{which}*.txt"))
    return [one for file in files for one in parse(file.read_text(encoding="utf-8"))]
