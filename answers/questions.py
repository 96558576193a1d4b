"""What a question asks: its intent, and the cancers, biomarkers and medicines it names.

Names come from the cards first (these have answers) and then from the vocabularies of the extractors, so that a
question about something our cards do not hold is known for what it is, and answered with "we do not hold that".
Intents are patterns in data/rules/intents.tsv, tried in their order: the first that matches wins.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process

from answers.cards import BiomarkerCard, CancerCard, Library, card_above
from answers.danger import crisis_of_another, danger_in, is_surely_urgent, languages_of_danger
from answers.names import OtherNames, lineage, load_other_names, words_too
from answers.organs import organ_asked_about
from answers.owners import (
    Owned,
    asks_if_it_is_back,
    has_been_told,
    has_turned_yellow,
    is_undiagnosed,
    own_and_kin,
    whose,
)
from answers.stages import first_stage, without_stages
from answers.subjects import LIKELY, NONE, NOT_CANCER, SURE, also_in, likely_in, perhaps_in, shares_in
from answers.variants import of_which_marker
from core.places import RULES
from core.records import Understood
from extractors.rules import read_table

STATUS = (
    r"(?=\s*(?:status|pos(?:itive)?\b|neg(?:ative)?\b|[+-](?!\w)|test|result|score|level|mutation|gene|receptor|/))"
)
ABOUT_A_MARKER = {"treatment", "testing", "staging", "overview", "definition"}
ASKING_ENOUGH = {
    "crisis", "urgent", "prognosis", "records", "team_questions", "second_opinion", "trials", "staging", "treatment",
}  # fmt: skip
"""Intents that are about a patient's illness even where no word of the question names it."""
CUES = ("decision", "worry", "presumption", "unrelated")
INTENT_OF = {
    "outlook": "prognosis",
    "treatment-options": "treatment",
    "questions-for-team": "team_questions",
    "record-says": "records",
}
"""By kind of question, as it is read by its meaning, the intent."""
OPEN_TO = {
    "outlook": ("overview", "definition", "living_with", "treatment", "testing", "side_effects", "staging"),
    "treatment-options": ("overview", "definition", "living_with", "side_effects"),
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
ALL_BUT_SURE = 0.9
"""The least share of other things where a word of medicine stands, as in "stage fright"."""
CUE_OF = {"decision": "decision", "symptom-worry": "worry"}
KINDS = {*INTENT_OF, *CUE_OF, NOT_CANCER}
"""Subjects that are no topics but kinds of question."""
MISSPELT, MISSPELT_WORD = 85, 75
"""The lowest rapidfuzz ratio at which a word of seven letters or more is taken for a misspelt name."""
SHORTEST_OPENING = 4
"""Letters of the first of two words that may be a misspelt name: ``the cancer`` is no ``other cancer``."""
OTHER_WORDS = ("gastric", "colonic", "rectal")
"""Words of places, each a letter away from a biomarker or a medicine."""
CARD_INTENTS = ("staging", "treatment", "testing", "prognosis")
"""Intents that a part of a cancer's card answers."""
PARTED = re.compile(
    r"\?\s+|;\s+|,?\s+and\s+(?=(?:what|which|how|is|are|can|could|should|do|does|will|who|when|where)\b)", re.I
)
FEWEST_WORDS = 3
FEW_LETTERS = 4
REGIMEN = r"(?:chemo\w*|regimens?|protocols?|cycles?|rounds?|treatment)\b"
SHORT = 3
"""Letters of a name that in small letters may be another word: ``met``."""
BESIDE = (
    r"(?:(?:\s*(?:[,/&+]|\band\b|\bor\b|\bnor\b)\s*){1,2}"
    r"|(?<=\ber)\s(?=pg?r\b|her-?2)|(?<=\bpr)\s(?=er\b|her-?2))"
)
"""What joins two markers."""
OPENING, ENDING = 500, 1500
"""Characters that are read of a longer question: its beginning, and its end, where most letters ask. Danger is looked
for in all of it."""
TYPED = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "}
)
"""What telephones write for the marks that the rules know."""
ALL = re.compile(
    r"\b((?i:has|have|had|having|with|got|gets|for|of|is|beat|survive[ds]?|child(?:hood)?|pa?ediatric|adults?|relapsed"
    r"|refractory|risk|diagnosed|[BT][- ]cell|[BT]|ph\+)[ -])ALL\b"
    r"(?=\s*(?:$|[?.,;:)(!/]|(?i:and|but|or|at|in|who|is|was|since|what|how|can|could|will|does|do|has|again|last|next|on"
    r"|when|if|with|as|after|before|from|relaps\w*|remission|leuk\w+|blasts|survival|prognosis|patients?)\b))"
    r"|\b(in )ALL(?=\s*(?:$|[?.,;:)]))"
)
"""Acute lymphoblastic leukaemia by its short name, which is a word as well; in a text of capitals alone it is that."""
SHORT_FOR = {"shud": "should", "shld": "should", "shoud": "should", "cud": "could", "wud": "would", "wot": "what"}
SHORTHAND = re.compile(rf"\b(?:{'|'.join(SHORT_FOR)})\b", re.I)
"""Words as they are typed on telephones, of those that tell what is asked."""
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
CHOICES = re.compile(
    r"\b(?:choices|options|what treatments?|which treatments?|tx)\b"
    r"|\b(?:surgery|operation|radiation|radiotherapy|rays|chemo\w*|surveillance|watch\w*)\b[^.?!]{0,25}\bor\b[^.?!]{0,25}"
    r"\b(?:surgery|operat\w+|radiation|radiotherapy|rays|chemo\w*|surveillance|watch\w*|wait)\b",
    re.I,
)
OF_ANY_ORGAN = frozenset({"adenocarcinoma", "carcinoma", "squamous cell carcinoma", "tumour", "neoplasm"})
"""Names of cells alone, which the organ beside them completes: ``my lung biopsy says adenocarcinoma``."""
OPEN = OF_ANY_ORGAN | {"skin cancer"}
"""Names beside which the words for a kind count: ``skin cancer on my nose, basal cell``."""
NO_KIND = frozenset({"adenocarcinoma", "carcinoma", "sarcoma", "lymphoma", "leukaemia", "tumour", "neoplasm"})
"""Names that leave the cancer open: a misspelt one beside them counts."""


@dataclass(frozen=True)
class Question:
    """A question as understood. ``beyond`` are names we know but hold no card of, as (kind, name).

    ``cues`` are what else its words give away (data/rules/question_words.tsv): ``decision``, ``worry``,
    ``presumption``, ``unrelated``, and ``again`` where it asks if a cancer has come back. ``topics`` are what it asks
    that the cards were not written for. ``subjects`` are what it asks for by its meaning, the likeliest first: ids of
    topics, and kinds of question (answers/subjects.py).
    """

    text: str
    intent: str
    cancers: tuple[str, ...] = ()
    biomarkers: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    beyond: tuple[tuple[str, str], ...] = ()
    cues: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    """Subjects that are asked for only if the question says their names."""
    is_sure: bool = False
    """Whether the first of the subjects is sure."""
    is_vague: bool = False
    """Whether neither a name, nor a medical word, nor a subject tells what it is about."""
    terms: tuple[str, ...] = ()
    """Words that no card is about and that some cards explain: other biomarkers, and terms such as ``transplant``."""
    asks_how_bad: bool = False
    """Whether it asks if something is bad or serious, which is no wish for figures of survival."""
    asked: tuple[str, ...] = ()
    """Intents that a part of the question asks by its meaning, whatever the words of the rest."""
    also: tuple[str, ...] = ()
    """Intents of the other parts of a question that asks several things."""
    languages: tuple[str, ...] = ()
    """Other languages than English that it seems to be asked in (ISO 639-1)."""
    lay: tuple[str, ...] = ()
    """Lay words that may mean several cancers: ``blood``."""
    guessed: tuple[tuple[str, str], ...] = ()
    """Words that were taken for a misspelt name: as written, and the name."""
    otherwise: str = ""
    """What an urgent question asks beside its danger, as an intent; of any other, its own intent."""

    def understood(self, library: Library) -> Understood:
        cancers = {card.id: card.name for card in library.cancers}
        biomarkers = {card.id: card.name for card in library.biomarkers}
        return Understood(
            intent=self.intent,
            cancers=(*(cancers[one] for one in self.cancers), *self.other_cancers),
            biomarkers=(*(biomarkers[one] for one in self.biomarkers), *self.other_biomarkers),
            treatments=self.treatments,
            stage=first_stage(self.text),
            who=self.who,
        )

    @property
    def who(self) -> Literal["self", "relative"] | None:
        """Whom it is about, where it says so."""
        return whose(self.text)

    @property
    def crisis_of_another(self) -> bool:
        """Whether all words of a crisis are about somebody else: ``he wants to die``."""
        return crisis_of_another(self.text)

    @property
    def other_cancers(self) -> tuple[str, ...]:
        return tuple(name for kind, name in self.beyond if kind == "cancer")

    @property
    def other_biomarkers(self) -> tuple[str, ...]:
        return tuple(name for kind, name in self.beyond if kind == "biomarker")


def understand(text: str, library: Library, others: OtherNames) -> Question:
    """Never raises: a question without anything medical has the intent ``not_medical``."""
    text = text.translate(TYPED)
    in_full = SHORTHAND.sub(lambda one: SHORT_FOR[one.group().lower()], text)
    in_full = in_full if in_full.isupper() else ALL.sub(r"\1\2acute lymphoblastic leukaemia", in_full)
    read = in_full if len(in_full) <= OPENING + ENDING else f"{in_full[:OPENING]} … {in_full[-ENDING:]}"
    hints = [(row["cue"], row["about"]) for row, pattern in _question_words() if pattern.search(read)]
    shares = shares_in(in_full)
    subjects = likely_in(shares)
    felt = (cue for subject, cue in CUE_OF.items() if shares.get(subject, 0) >= SURE)
    said = (cue for cue, _ in hints if cue in CUES and not (cue == "decision" and _is_no_decision(read, shares)))
    cues = tuple(dict.fromkeys((*said, *felt)))
    cancers, other_cancers = _held_and_other(read, library.cancers, others.cancers)
    biomarkers, other_biomarkers = _held_and_other(read, library.biomarkers, others.biomarkers)
    by_cues = (about for cue, about in hints if cue == "cancer" and OPEN.issuperset(other_cancers))
    cancers = tuple(dict.fromkeys((*cancers, *by_cues)))
    biomarkers = tuple(dict.fromkeys((*biomarkers, *(about for cue, about in hints if cue == "biomarker"))))
    biomarkers = tuple(dict.fromkeys((*biomarkers, *_paired(read, library))))
    nicknames = tuple(about for cue, about in hints if cue == "medicine")
    treatments = tuple(dict.fromkeys((*nicknames, *_named(read, others.treatments, shortest=8))))
    called = {name.casefold() for card in library.biomarkers if card.id in biomarkers for name in card.names}
    treatments = tuple(one for one in treatments if one.casefold() not in called or one in read)
    implied = () if biomarkers or other_biomarkers else (*of_which_marker(read, treatments, cancers, library),)
    biomarkers = tuple(dict.fromkeys((*biomarkers, *(card.id for _, card in implied))))
    further = () if biomarkers or other_biomarkers else also_in(text)
    subjects = tuple(dict.fromkeys((*subjects, *(one for one in further if one not in KINDS))))
    shown = {"with_marker": bool(biomarkers or other_biomarkers), "with_medicine": bool(treatments)}
    organ_alone = not cancers and OF_ANY_ORGAN.issuperset(other_cancers)
    if organ_alone:
        with_marker = shown["with_marker"] or bool(other_cancers)
        cancers = organ_asked_about(read, with_marker=with_marker, with_medicine=shown["with_medicine"])
    elif found := own_and_kin(read):
        cancers, other_cancers = _own_first(found, (cancers, other_cancers), library, others)
    other_cancers = tuple(one for one in other_cancers if not (cancers and one in OPEN))
    worried = organ_alone and shares.get("symptom-worry", 0) >= SURE
    undiagnosed = is_undiagnosed(read, with_marker=shown["with_marker"], worried=worried)
    if undiagnosed:
        cancers, other_cancers = (), ()
    yellow = has_turned_yellow(read)
    if undiagnosed or yellow:
        cues = tuple(dict.fromkeys((*cues, "worry")))
    elif has_been_told(read) or "unknown-primary" in cancers:
        cues = tuple(one for one in cues if one != "worry")
    of_an_illness = cancers or other_cancers or biomarkers or shares.get("recurrence", 0) >= LIKELY
    if of_an_illness and asks_if_it_is_back(read):
        cues = (*(one for one in cues if one != "worry"), "again")
        subjects = tuple(dict.fromkeys(("recurrence", *subjects)))
    beyond = (*(("cancer", name) for name in other_cancers), *(("biomarker", name) for name in other_biomarkers))
    danger = danger_in(text) or ("urgent" if is_surely_urgent(text, shares) else None)
    is_urgent = danger == "urgent"
    by_words = _intent(read)
    foreign = bool(_languages(read))
    meant_by_it = by_words if foreign else _by_meaning(by_words, shares, with_marker=shown["with_marker"])
    beside_it = (*_other_intents(read, meant_by_it), *_asked_by_parts(further, meant_by_it))
    if meant_by_it == "records" != by_words and ("decision" in cues or beside_it):
        meant_by_it = next(iter(beside_it), by_words)
    intent = danger if danger and not is_urgent else meant_by_it
    if undiagnosed and intent in ("prognosis", "staging", "treatment"):
        intent = "biomarker_meaning" if biomarkers else "overview"
    beside: tuple[str, ...] = ()
    if biomarkers and intent in ABOUT_A_MARKER:
        beside = ("treatment",) if CHOICES.search(read) else ()
        intent = "biomarker_meaning"
    elif intent == "biomarker_meaning" and not biomarkers and not other_biomarkers:
        intent = "overview"
    names_something = bool(cancers or biomarkers or treatments or beyond or yellow)
    meant = set(subjects) - {NOT_CANCER}
    if meant and shares[max(meant, key=lambda one: shares[one])] >= SURE:
        cues = tuple(one for one in cues if one != "unrelated")
    told = "medical" in dict(hints) or (shares and shares[NOT_CANCER] < LIKELY)
    elsewhere = shares.get(NOT_CANCER, 0) >= (ALL_BUT_SURE if "medical" in dict(hints) else SURE) and not danger
    if not names_something and (elsewhere or (intent not in ASKING_ENOUGH and not told and not meant)):
        intent, subjects = "not_medical", ()
    is_vague = not (names_something or meant or "medical" in dict(hints))
    if is_vague and intent != "not_medical" and intent not in ASKING_ENOUGH:
        intent = "overview"
    if "unrelated" in cues and intent != "crisis":
        intent, cancers, biomarkers, treatments, beyond = "not_medical", (), (), (), ()
    topics = tuple(about for cue, about in hints if cue == "topic")
    terms = (*other_biomarkers, *(about for cue, about in hints if cue == "term"))
    return Question(
        text=text,
        intent="urgent" if is_urgent else intent,
        cancers=cancers,
        biomarkers=biomarkers,
        treatments=treatments,
        beyond=beyond,
        cues=cues,
        topics=topics,
        subjects=subjects,
        perhaps=perhaps_in(shares) if intent != "not_medical" else (),
        is_vague=is_vague,
        is_sure=bool(subjects) and ("again" in cues or shares[subjects[0]] >= SURE),
        terms=terms,
        asks_how_bad="severity" in dict(hints),
        asked=tuple(INTENT_OF[one] for one in further if one in INTENT_OF),
        also=tuple(dict.fromkeys((*beside, *_other_intents(read, intent), *_asked_by_parts(further, intent)))),
        languages=_languages(read),
        lay=tuple(about for cue, about in hints if cue == "lay" and not cancers and not other_cancers),
        guessed=(
            *_guessed(read, library, others),
            *((variant, f"a change in {card.name}") for variant, card in implied),
        ),
        otherwise=intent,
    )


def _asked_by_parts(kinds: Iterable[str], intent: str) -> Iterator[str]:
    """Intents of kinds of question that only a part asks: ``… and how long has he got``."""
    asked = (INTENT_OF.get(kind) for kind in kinds)
    yield from (one for one in asked if one in CARD_INTENTS and one != intent)


def _is_of_something_else(shares: Mapping[str, float]) -> bool:
    """Whether a topic is sure that is not about how an illness may go."""
    first = next(iter(shares), NONE)
    return bool(shares) and first not in OF_AN_OUTLOOK and shares[first] >= SURE and shares["outlook"] < HARDLY


def _is_no_decision(text: str, shares: Mapping[str, float]) -> bool:
    """``do i need two scans``: the words of a decision where the meaning is another; never where it is about leaving
    out a treatment."""
    return bool(shares) and shares["decision"] < HARDLY and not LEAVES_OUT.search(text)


def _by_meaning(intent: str, shares: Mapping[str, float], *, with_marker: bool) -> str:
    """The intent that the words show, or that of a kind of question that is fairly sure.

    What a marker tells of the outlook stands with the marker; how long one is off work is no outlook.
    """
    if intent == "prognosis" and _is_of_something_else(shares):
        return "overview"
    first = next(iter(shares), None)
    kind = first if first in INTENT_OF and shares[first] >= FAIRLY_SURE else None
    if kind is None or intent not in OPEN_TO[kind] or (kind == "outlook" and with_marker):
        return intent
    return INTENT_OF[kind]


def _own_first(
    found: Owned, named: tuple[tuple[str, ...], tuple[str, ...]], library: Library, others: OtherNames
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One's own cancer goes before a relative's, and stands alone where the question is about oneself."""
    for told in found.own:
        own, other = _held_and_other(told, library.cancers, others.cancers)
        if not (own or other):
            own = organ_asked_about(told, with_marker=True)
        if own or other:
            break
    else:
        return ((), ()) if found.is_ill and not found.of_two else named
    if not found.of_two:
        return own, other
    return tuple(dict.fromkeys((*own, *named[0]))), tuple(dict.fromkeys((*other, *named[1])))


def _paired(text: str, library: Library) -> Iterator[str]:
    """Markers of short names in small letters, which count beside another: ``er and pr``."""
    pattern, ids = _pairs(
        tuple((name, card.id) for card in library.biomarkers for name in (*card.names, *card.markers))
    )
    for match in pattern.finditer(text):
        yield from (ids[name.casefold()] for name in match.group("first", "second", "third") if name)


@lru_cache(maxsize=2)
def _pairs(names: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    ids = {name.casefold(): card for name, card in reversed(names) if name.isascii()}
    words = [re.escape(one) for one in sorted(ids, key=len, reverse=True) if " " not in one]
    short = [one for one in words if len(one) <= SHORT and one.isalpha()]
    alone = r"(?<!(?:to|in|at) the )(?<!from the )(?<!\b(?:an|we) )(?<!\b[ai] )(?<!they )"
    first = rf"(?<![\w-]){alone}(?P<first>{'|'.join(short)})"
    second = rf"(?P<second>{'|'.join(words)})(?![\w'-])"
    third = rf"(?:{BESIDE}(?P<third>{'|'.join(words)})(?![\w'-]))?"
    return re.compile(rf"{first}(?:{BESIDE}){second}{third}", re.I), ids


def _languages(text: str) -> tuple[str, ...]:
    """The one language of which the text holds most words: ``que significa`` is Portuguese as well as Spanish."""
    counted = [
        (len(pattern.findall(text)), row["about"]) for row, pattern in _question_words() if row["cue"] == "language"
    ]
    most = max(counted, key=lambda one: one[0], default=(0, ""))
    return (most[1],) if most[0] else tuple(languages_of_danger(text))[:1]


def medicines_in(text: str, others: OtherNames) -> frozenset[str]:
    """The medicines a text names; ``trastuzumab deruxtecan`` is not ``trastuzumab``."""
    return _medicines_in(text) if others is load_other_names() else frozenset(_found(text, others.treatments))


@lru_cache(maxsize=16384)
def _medicines_in(text: str) -> frozenset[str]:
    """The statements of the cards are looked through for every question."""
    return frozenset(_found(text, load_other_names().treatments))


def written_as(text: str, name: str, others: OtherNames) -> str:
    """A medicine with the name the question gives it: ``trastuzumab (Herceptin)``."""
    written = (one for one, known_as in others.treatments if known_as == name and one.lower() != name.lower())
    brand = next((one for one in written if _pattern(one).search(text)), None)
    return f"{name} ({brand})" if brand else name


def _other_intents(text: str, first: str) -> tuple[str, ...]:
    """What else is asked: ``What is my stage, and which tests do I need?``, ``How is it staged and treated?``"""
    parts = [part for part in PARTED.split(text) if len(part.split()) >= FEWEST_WORDS]
    asked = dict.fromkeys(_intent(part) for part in parts) if len(parts) > 1 else {}
    for thing in JOINED.split(text)[1:]:
        if len(thing.split()) <= FEW_WORDS:
            asked |= {intent: None for intent, words in ASKED_BESIDE.items() if words.search(without_stages(thing))}
    return tuple(one for one in asked if one != first and one in CARD_INTENTS)


def _guessed(text: str, library: Library, others: OtherNames) -> Iterator[tuple[str, str]]:
    """Where nothing of a kind was found as written, the words that nearly spell a name."""
    held = [(name, card.name) for card in library.cancers for name in (card.name, *card.names)]
    for names, shortest in (((*held, *others.cancers), 7), (others.treatments, 8)):
        if NO_KIND.issuperset(_found(text, names)):
            yield from _nearly(text, names, shortest)


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
    above = card_above(lineage(name), [card for card in cards if isinstance(card, CancerCard)])
    named = (card for card in cards if isinstance(card, BiomarkerCard) and name in card.markers)
    return above.id if above else next((card.id for card in named), None)


def _intent(text: str) -> str:
    """The first that a pattern shows; a stage that is told is not asked for where something else is."""
    shown = [intent for intent, pattern in _intents() if pattern.search(text)]
    first = shown[0] if shown else "overview"
    if first == "staging" and not dict(_intents())[first].search(without_stages(text)):
        return next((one for one in shown if one in QUALIFIED), first)
    return first


@lru_cache(maxsize=1)
def _intents() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = read_table(RULES / "intents.tsv", "intent", "pattern")
    return tuple((row["intent"], re.compile(row["pattern"], re.I)) for row in rows)


@lru_cache(maxsize=1)
def _question_words() -> tuple[tuple[dict[str, str], re.Pattern[str]], ...]:
    rows = read_table(RULES / "question_words.tsv", "cue", "about", "pattern")
    return tuple((row, re.compile(row["pattern"], re.I)) for row in rows)


def _named(text: str, names: Iterable[tuple[str, str]], shortest: int = 7) -> tuple[str, ...]:
    """Ids of the names the text holds; where it holds none, of those that a word of it nearly spells."""
    found = _found(text, names := tuple(names))
    return found if found and not NO_KIND.issuperset(found) else _misspelt(text, names, shortest) or found


def _found(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """In the order of the text; a longer name hides the shorter ones inside it."""
    low = text.lower()
    names = sorted((pair for pair in names if _opening(pair[0]) in low), key=lambda pair: len(pair[0]), reverse=True)
    taken: list[tuple[int, int, str]] = []
    for name, known_as in names:
        for match in _pattern(name).finditer(text):
            if not any(start < match.end() and match.start() < end for start, end, _ in taken):
                taken.append((match.start(), match.end(), known_as))
    return tuple(dict.fromkeys(one for *_, one in sorted(taken)))


@lru_cache(maxsize=8192)
def _opening(name: str) -> str:
    """A text without it cannot hold the name: thousands of patterns need not be tried."""
    return re.split(r"[-\s]+", name)[0].lower()


@lru_cache(maxsize=8192)
def _pattern(name: str) -> re.Pattern[str]:
    """Spaces and hyphens are one; a name of up to three letters counts in capitals or before ``status`` or ``test``.

    So does one of few letters in parts, unless they are kept apart: ``tall`` is no ``T-ALL``. One that is a word, too,
    counts in capitals or beside ``chemo``: ``smile``.
    """
    parts = [re.escape(part) for part in re.split(r"[-\s]+", name)]
    flexible = r"[-\s]?".join(parts)
    bounded = rf"(?<!\w)(?<!\w\(){flexible}(?!\w)" if name[0].isalnum() else rf"{flexible}(?!\w)"
    if name.isupper() and len(parts) > 1 and len("".join(parts)) <= FEW_LETTERS and "".join(parts).isalpha():
        apart = r"[-\s]".join(parts)
        return re.compile(rf"{bounded}|(?i:(?<!\w){apart}(?!\w))")
    if len(name) > SHORT and name in words_too():
        return re.compile(rf"{bounded}|(?i:{bounded}(?=\W+{REGIMEN})|(?<=chemo ){bounded})")
    if len(name.removesuffix("s")) <= 3 and name.isalpha():
        return re.compile(rf"(?<!(?:to|in) the ){bounded}|(?i:{bounded}{STATUS})")
    return re.compile(bounded, re.I)


def _misspelt(text: str, names: Sequence[tuple[str, str]], shortest: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, name in _nearly(text, names, shortest)))


class Spellings(NamedTuple):
    """Names in small letters with what they stand for, of one word and of two, and all words of all names."""

    one_word: dict[str, str]
    two_words: dict[str, str]
    known: frozenset[str]


@lru_cache(maxsize=8)
def _spellings(names: tuple[tuple[str, str], ...], shortest: int) -> Spellings:
    return Spellings(
        {name.lower(): known_as for name, known_as in names if len(name) >= shortest and " " not in name},
        {
            name.lower(): known_as
            for name, known_as in names
            if len(name) >= 10 and name.count(" ") == 1 and not name.lower().startswith("other ")
        },
        frozenset(word for name, _ in names for word in name.lower().split()),
    )


def _nearly(text: str, names: Sequence[tuple[str, str]], shortest: int) -> tuple[tuple[str, str], ...]:
    """Words of the text, each with the name that it nearly spells."""
    one_word, two_words, known = _spellings(tuple(names), shortest)
    words = re.findall(r"[\w-]+", text.lower())
    pairs = [f"{left} {right}" for left, right in pairwise(words) if len(left) >= SHORTEST_OPENING]
    found = [
        (candidate, choices[match[0]])
        for choices, candidates in ((one_word, words), (two_words, pairs))
        for candidate in candidates
        if len(candidate) >= 7
        and candidate not in known
        and candidate not in OTHER_WORDS
        and (match := process.extractOne(candidate, choices.keys(), scorer=fuzz.ratio, score_cutoff=MISSPELT))
        and _alike_word_by_word(candidate, match[0])
        and not (match[0].startswith(candidate) and len(match[0]) > len(candidate) + 2)
    ]
    return tuple(dict.fromkeys(found))


def _alike_word_by_word(written: str, name: str) -> bool:
    """``en cancer`` is no misspelt ``renal cancer``: the one word they share is not what names it."""
    return all(
        fuzz.ratio(one, other) >= MISSPELT_WORD for one, other in zip(written.split(), name.split(), strict=False)
    )
