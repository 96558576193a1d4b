"""What a question asks, as an intent: by the patterns of data/rules/intents.tsv, and by its meaning.

The patterns are tried in their order: the first that matches wins.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from answers.stages import asks_a_category, without_stages
from answers.subjects import NONE, SURE
from core.places import RULES
from extractors.rules import read_table

INTENT_OF = {
    "outlook": "prognosis",
    "treatment-options": "treatment",
    "questions-for-team": "team_questions",
    "record-says": "records",
}
"""By kind of question, as it is read by its meaning, the intent."""
OPEN_TO = {
    "outlook": ("overview", "definition", "living_with", "treatment", "testing", "side_effects", "staging"),
    "treatment-options": ("overview", "definition", "living_with", "side_effects", "staging"),
    "questions-for-team": ("overview", "definition", "living_with", "treatment", "side_effects"),
    "record-says": ("overview", "living_with", "side_effects"),
}
"""By kind of question, the intents read from single words that it overrules."""
FAIRLY_SURE = 0.35
"""The least share of a kind of question that is the likeliest subject."""
HARDLY = 0.03
"""Below this share of a subject the words for it mean something else."""
LEAVES_OUT = re.compile(
    r"\b(?:stop|skip|quit|drop|refuse|swap|instead of)\b[^.;!?]{0,20}\b(?:chemo\w*|treatment|radi\w+|surgery|operation"
    r"|tablets?|medicines?|hormones?|immunotherapy)\b"
    r"|\bstop (?:taking|having|using) (?:them|it|these|this|my|the)\b"
    r"|\bstop (?:it|them|this|these)(?= (?:for (?:a|some|\w+ (?:days|weeks))|early|now|altogether|soon)\b|\W*$"
    r"|[,.;?!])",
    re.I,
)
OF_AN_OUTLOOK = (
    "outlook",
    "last-days",
    "hospice",
    "palliative-care",
    "recurrence",
    "remission",
    "metastasis",
    "stage",
    NONE,
)
"""Subjects beside which the outlook may be meant, too."""
CARD_INTENTS = ("staging", "treatment", "testing", "prognosis")
"""Intents that a part of a cancer's card answers."""
PARTED = re.compile(
    r"\?\s+|;\s+|,?\s+and\s+(?=(?:what|which|how|is|are|can|could|should|do|does|will|who|when|where)\b)", re.I
)
FEWEST_WORDS = 3
QUALIFIED = ("treatment", "testing", "trials", "side_effects", "living_with", "second_opinion", "team_questions")
"""What is asked where a stage is only told: ``treatment for stage III``."""
ASKED_BESIDE = {
    "staging": re.compile(r"\bstag(?:e|ed|es|ing)\b", re.I),
    "treatment": re.compile(r"\b(?:treated|treatments?|treatment options)\b", re.I),
    "testing": re.compile(r"\b(?:tested|tests)\b", re.I),
    "prognosis": re.compile(r"\b(?:prognosis|outlook|survival|life expectancy|chances|odds)\b", re.I),
}
"""By intent, the words that ask for it as one of several things, ``how is it staged and treated``, in a text without
the stages that it tells."""
JOINED = re.compile(r"\s*(?:,|&|;|\band\b|\bor\b)\s*", re.I)
FEW_WORDS = 5
"""Words of such a thing after a comma or an ``and``."""


def intent_of(text: str) -> str:
    """The first that a pattern shows; a stage that is told is not asked for where something else is, and what a part of
    one means where nothing else is."""
    shown = [intent for intent, pattern in _intents() if pattern.search(text)]
    first = shown[0] if shown else "overview"
    if first in ("overview", "definition") and asks_a_category(text):
        return "staging"
    if first == "staging" and not dict(_intents())[first].search(without_stages(text)):
        return next((one for one in shown if one in QUALIFIED), first)
    return first


def other_intents(text: str, first: str) -> tuple[str, ...]:
    """What else is asked: ``What is my stage, and which tests do I need?``, ``How is it staged and treated?``"""
    parts = [part for part in PARTED.split(text) if len(part.split()) >= FEWEST_WORDS]
    asked = dict.fromkeys(intent_of(part) for part in parts) if len(parts) > 1 else {}
    for thing in JOINED.split(text)[1:]:
        if len(thing.split()) <= FEW_WORDS:
            asked |= {intent: None for intent, words in ASKED_BESIDE.items() if words.search(without_stages(thing))}
    return tuple(one for one in asked if one != first and one in CARD_INTENTS)


def asked_by_parts(kinds: Iterable[str], intent: str) -> Iterator[str]:
    """Intents of kinds of question that only a part asks: ``… and how long has he got``."""
    asked = (INTENT_OF.get(kind) for kind in kinds)
    yield from (one for one in asked if one in CARD_INTENTS and one != intent)


def by_meaning(text: str, intent: str, shares: Mapping[str, float], *, with_marker: bool) -> str:
    """The intent that the words of the text show, or that of a kind of question that is fairly sure.

    What a marker tells of the outlook stands with the marker; how long one is off work is no outlook.
    """
    if intent == "prognosis" and _is_of_something_else(shares):
        return "overview"
    first = next(iter(shares), None)
    kind = first if first in INTENT_OF and shares[first] >= FAIRLY_SURE else None
    asks_the_stage = intent == "staging" and bool(ASKED_BESIDE[intent].search(without_stages(text)))
    is_beside = (kind == "outlook" and with_marker) or (kind == "treatment-options" and asks_the_stage)
    if kind is None or intent not in OPEN_TO[kind] or is_beside:
        return intent
    return INTENT_OF[kind]


def _is_of_something_else(shares: Mapping[str, float]) -> bool:
    """Whether a topic is sure that is not about how an illness may go."""
    first = next(iter(shares), NONE)
    return bool(shares) and first not in OF_AN_OUTLOOK and shares[first] >= SURE and shares["outlook"] < HARDLY


def is_no_decision(text: str, shares: Mapping[str, float]) -> bool:
    """``do i need two scans``: the words of a decision where the meaning is another; never where it is about leaving
    out a treatment."""
    return bool(shares) and shares["decision"] < HARDLY and not LEAVES_OUT.search(text)


@lru_cache(maxsize=1)
def _intents() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = read_table(RULES / "intents.tsv", "intent", "pattern")
    return tuple((row["intent"], re.compile(row["pattern"], re.I)) for row in rows)
