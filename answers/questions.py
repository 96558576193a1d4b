"""What a question asks: its intent, and the cancers, biomarkers and medicines it names.

Names come from the cards first (these have answers) and then from the vocabularies of the extractors, so that a
question about something our cards do not hold is known for what it is, and answered with "we do not hold that".
Intents are patterns in data/rules/intents.tsv, tried in their order: the first that matches wins.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from answers.cards import BiomarkerCard, CancerCard, Library
from answers.names import OtherNames, lineage
from core.places import RULES
from core.records import Understood
from extractors.rules import read_table

STATUS = r"(?=\s*(?:status|positive|negative|[+-](?!\w)|test|result|score|level|mutation|gene|receptor|/))"
ABOUT_A_MARKER = {"treatment", "testing", "staging", "overview"}
MISSPELT = 85
"""The lowest rapidfuzz ratio at which a word of seven letters or more is taken for a misspelt name."""


@dataclass(frozen=True)
class Question:
    """A question as understood. ``beyond`` are names we know but hold no card of, as (kind, name)."""

    text: str
    intent: str
    cancers: tuple[str, ...] = ()
    biomarkers: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    beyond: tuple[tuple[str, str], ...] = ()

    def understood(self, library: Library) -> Understood:
        cancers = {card.id: card.name for card in library.cancers}
        biomarkers = {card.id: card.name for card in library.biomarkers}
        return Understood(
            intent=self.intent,
            cancers=(*(cancers[one] for one in self.cancers), *self._beyond("cancer")),
            biomarkers=(*(biomarkers[one] for one in self.biomarkers), *self._beyond("biomarker")),
            treatments=self.treatments,
        )

    def _beyond(self, kind: str) -> Iterable[str]:
        return (name for one, name in self.beyond if one == kind)


def understand(text: str, library: Library, others: OtherNames) -> Question:
    """Never raises: a question without anything medical has the intent ``not_medical``."""
    cancers, other_cancers = _held_and_other(text, library.cancers, others.cancers)
    biomarkers, other_biomarkers = _held_and_other(text, library.biomarkers, others.biomarkers)
    treatments = _named(text, others.treatments)
    beyond = [
        *(("cancer", name) for name in other_cancers if not cancers),
        *(("biomarker", name) for name in other_biomarkers if not biomarkers),
    ]
    intent = _intent(text)
    if biomarkers and intent in ABOUT_A_MARKER:
        intent = "biomarker_meaning"
    elif intent == "biomarker_meaning" and not biomarkers and ("biomarker" not in dict(beyond)):
        intent = "overview"
    names_something = bool(cancers or biomarkers or treatments or beyond)
    if intent != "urgent" and not names_something and not any(word.search(text) for word in _medical_words()):
        intent = "not_medical"
    return Question(text, intent, cancers, biomarkers, treatments, tuple(beyond))


def _held_and_other(
    text: str, cards: tuple[CancerCard, ...] | tuple[BiomarkerCard, ...], others: Iterable[tuple[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of cards, and names that no card covers.

    They are found together, so that ``small cell lung cancer`` is not taken for the card called ``lung cancer``; a kind
    of cancer that stands under a card in OncoTree, and any name of a card's marker, lead to that card.
    """
    held = [(name, card.id) for card in cards for name in (card.name, *card.names)]
    written = {name.casefold() for name, _ in held}
    found = _named(text, [*held, *(pair for pair in others if pair[0].casefold() not in written)])
    ids = {card.id for card in cards}
    above = {one: one if one in ids else _card_above(one, cards) for one in found}
    covered = dict.fromkeys(card for card in above.values() if card)
    return tuple(covered), tuple(one for one, card in above.items() if not card)


def _card_above(name: str, cards: tuple[CancerCard, ...] | tuple[BiomarkerCard, ...]) -> str | None:
    """The card that a name of the vocabularies belongs to: by OncoTree for a cancer, by its markers for a biomarker."""
    codes = set(lineage(name))
    for card in cards:
        belongs = codes & set(card.oncotree) if isinstance(card, CancerCard) else name in card.markers
        if belongs:
            return card.id
    return None


def _intent(text: str) -> str:
    return next((intent for intent, pattern in _intents() if pattern.search(text)), "overview")


@lru_cache(maxsize=1)
def _intents() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = read_table(RULES / "intents.tsv", "intent", "pattern")
    return tuple((row["intent"], re.compile(row["pattern"], re.I)) for row in rows)


@lru_cache(maxsize=1)
def _medical_words() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"], re.I) for row in read_table(RULES / "question_words.tsv", "pattern"))


def _named(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Ids of the names the text holds, in its order; a longer name hides the shorter ones inside it."""
    names = sorted(names, key=lambda pair: len(pair[0]), reverse=True)
    taken: list[tuple[int, int, str]] = []
    for name, known_as in names:
        for match in _pattern(name).finditer(text):
            if not any(start < match.end() and match.start() < end for start, end, _ in taken):
                taken.append((match.start(), match.end(), known_as))
    return tuple(dict.fromkeys(one for *_, one in sorted(taken))) or _misspelt(text, names)


@lru_cache(maxsize=8192)
def _pattern(name: str) -> re.Pattern[str]:
    """Spaces and hyphens are one; a name of up to three letters counts in capitals or before ``status`` or ``test``."""
    flexible = r"[-\s]?".join(re.escape(part) for part in re.split(r"[-\s]+", name))
    bounded = rf"(?<![\w(]){flexible}(?!\w)" if name[0].isalnum() else rf"{flexible}(?!\w)"
    if len(name) <= 3 and name.isalpha():
        return re.compile(rf"{bounded}|(?i:{bounded}{STATUS})")
    return re.compile(bounded, re.I)


def _misspelt(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    long_names = {name.lower(): known_as for name, known_as in names if len(name) >= 7 and " " not in name}
    two_words = {name.lower(): known_as for name, known_as in names if len(name) >= 10 and name.count(" ") == 1}
    words = re.findall(r"[\w-]+", text.lower())
    pairs = [f"{left} {right}" for left, right in pairwise(words)]
    found = [
        choices[match[0]]
        for choices, candidates in ((long_names, words), (two_words, pairs))
        for candidate in candidates
        if len(candidate) >= 7
        and (match := process.extractOne(candidate, tuple(choices), scorer=fuzz.ratio, score_cutoff=MISSPELT))
    ]
    return tuple(dict.fromkeys(found))
