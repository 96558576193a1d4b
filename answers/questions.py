"""What a question asks, whole: its intent (answers/intents.py), what it names (answers/mentions.py), whose that is
(answers/owners.py), what it means (answers/subjects.py), and how it is asked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from answers.cards import BiomarkerCard, Library
from answers.danger import crisis_of_another, danger_in, is_surely_urgent, languages_of_danger
from answers.intents import INTENT_OF, asked_by_parts, by_meaning, intent_of, is_no_decision, other_intents
from answers.mentions import genes_in, guessed, held_and_other, named_in, own_first, paired
from answers.names import OtherNames
from answers.organs import organ_asked_about
from answers.owners import (
    asks_if_a_finding_is_cancer,
    asks_if_it_is_back,
    has_been_told,
    has_turned_yellow,
    is_undiagnosed,
    own_and_kin,
    whose,
)
from answers.stages import asks_a_category, first_stage
from answers.subjects import LIKELY, NOT_CANCER, SURE, also_in, likely_in, perhaps_in, shares_in
from answers.variants import of_which_marker
from core.places import RULES
from core.records import Understood
from extractors.rules import read_table

ABOUT_A_MARKER = {"treatment", "testing", "staging", "overview", "definition"}
ASKING_ENOUGH = {
    "crisis", "urgent", "prognosis", "records", "team_questions", "second_opinion", "trials", "staging", "treatment",
}  # fmt: skip
"""Intents that are about a patient's illness even where no word of the question names it."""
CUES = ("decision", "worry", "presumption", "unrelated")
ALL_BUT_SURE = 0.9
"""The least share of other things where a word of medicine stands, as in "stage fright"."""
CUE_OF = {"decision": "decision", "symptom-worry": "worry"}
KINDS = {*INTENT_OF, *CUE_OF, NOT_CANCER}
"""Subjects that are no topics but kinds of question."""
OPENING, ENDING = 500, 1500
"""Characters that are read of a longer question: its beginning, and its end, where most letters ask. Danger is looked
for in all of it."""
TYPED = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "}
)
"""What telephones write for the marks that the rules know."""
ALL = re.compile(
    r"(?<!gave )(?<!give )(?<!given )(?<!gives )(?<!giving )(?<!gave it )(?<!give it )(?<!given it )"
    r"\b((?i:has|have|had|having|with|got|gets|for|of|is|beat|survive[ds]?|child(?:hood)?|pa?ediatric|adults?|relapsed|my"
    r"|his|her|our|their"
    r"|refractory|risk|diagnosed|[BT][- ]cell|[BT]|ph\+)[ -])ALL\b"
    r"(?=\s*(?:$|[?.,;:)(!/]|(?i:and|but|or|at|in|who|is|was|since|what|how|can|could|will|does|do|has|again|last|next|on"
    r"|when|if|with|as|after|before|from|relaps\w*|remission|leuk\w+|blasts|survival|prognosis|patients?"
    r"|mrd|counts?|maintenance|protocol|chemo\w*|treatment|diagnosis|genes?|cells?|risk)\b))"
    r"|\b(in )ALL(?=\s*(?:$|[?.,;:)]))"
)
"""Acute lymphoblastic leukaemia by its short name, which is a word as well; in a text of capitals alone it is that."""
SHORT_FOR = {"shud": "should", "shld": "should", "shoud": "should", "cud": "could", "wud": "would", "wot": "what"}
SHORTHAND = re.compile(rf"\b(?:{'|'.join(SHORT_FOR)})\b", re.I)
"""Words as they are typed on telephones, of those that tell what is asked."""
CHOICES = re.compile(
    r"\b(?:choices|options|what treatments?|which treatments?|tx)\b"
    r"|\b(?:surgery|operation|radiation|radiotherapy|rays|chemo\w*|surveillance|watch\w*)\b[^.?!]{0,25}\bor\b[^.?!]{0,25}"
    r"\b(?:surgery|operat\w+|radiation|radiotherapy|rays|chemo\w*|surveillance|watch\w*|wait)\b",
    re.I,
)
OF_ANY_ORGAN = frozenset({"adenocarcinoma", "carcinoma", "squamous cell carcinoma", "tumour", "neoplasm"})
"""Names of cells alone, which the organ beside them completes: ``my lung biopsy says adenocarcinoma``."""
AN_ILLNESS = frozenset({"hbv"})
"""Markers that are illnesses: none of them tells of a cancer that another illness could feign."""
OPEN = OF_ANY_ORGAN | {"skin cancer"}
"""Names beside which the words for a kind count: ``skin cancer on my nose, basal cell``."""


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


class Named(NamedTuple):
    """Ids of cards, names that no card covers (``other_…``), medicines, and changes that were ``implied`` to be of a
    marker, each with that marker's card."""

    cancers: tuple[str, ...]
    other_cancers: tuple[str, ...]
    biomarkers: tuple[str, ...]
    other_biomarkers: tuple[str, ...]
    treatments: tuple[str, ...]
    implied: tuple[tuple[str, BiomarkerCard], ...]

    @property
    def has_marker(self) -> bool:
        return bool(self.biomarkers or self.other_biomarkers)

    @property
    def beyond(self) -> tuple[tuple[str, str], ...]:
        cancers = (("cancer", name) for name in self.other_cancers)
        return (*cancers, *(("biomarker", name) for name in self.other_biomarkers))


NOTHING_NAMED = Named((), (), (), (), (), ())


def understand(text: str, library: Library, others: OtherNames) -> Question:
    """Never raises: a question without anything medical has the intent ``not_medical``."""
    text = text.translate(TYPED)
    in_full = _in_full(text)
    read = in_full if len(in_full) <= OPENING + ENDING else f"{in_full[:OPENING]} … {in_full[-ENDING:]}"
    hints = [(row["cue"], row["about"]) for row, pattern in _question_words() if pattern.search(read)]
    is_medical = "medical" in dict(hints)
    shares = shares_in(in_full)
    named = _names_in(read, hints, library, others)
    further = () if named.has_marker else also_in(text)
    subjects = _each(likely_in(shares), (one for one in further if one not in KINDS))
    named, undiagnosed = _whose_cancer(read, named, shares, library, others)
    yellow = has_turned_yellow(read)
    cues = _cues_in(read, hints, shares)
    if undiagnosed or yellow:
        cues = _each(cues, ("worry",))
    elif has_been_told(read) or "unknown-primary" in named.cancers:
        cues = _but("worry", cues)
    of_an_illness = named.cancers or named.other_cancers or named.biomarkers or shares.get("recurrence", 0) >= LIKELY
    if of_an_illness and asks_if_it_is_back(read):
        cues = (*_but("worry", cues), "again")
        subjects = _each(("recurrence",), subjects)
    danger = danger_in(text) or ("urgent" if is_surely_urgent(text, shares) else None)
    intent, beside = _intent_in(read, shares, further, named, undiagnosed=undiagnosed, decides="decision" in cues)
    if danger and danger != "urgent":
        intent, beside = danger, ()
    names_something = bool(named.cancers or named.biomarkers or named.treatments or named.beyond or yellow)
    meant = set(subjects) - {NOT_CANCER}
    if meant and shares[max(meant, key=lambda one: shares[one])] >= SURE:
        cues = _but("unrelated", cues)
    told = is_medical or (shares and shares[NOT_CANCER] < LIKELY)
    elsewhere = shares.get(NOT_CANCER, 0) >= (ALL_BUT_SURE if is_medical else SURE) and not danger
    if not names_something and (elsewhere or (intent not in ASKING_ENOUGH and not told and not meant)):
        intent, subjects = "not_medical", ()
    is_vague = not (names_something or meant or is_medical)
    if is_vague and intent != "not_medical" and intent not in ASKING_ENOUGH:
        intent = "overview"
    terms = (*named.other_biomarkers, *(about for cue, about in hints if cue == "term"))
    lay = tuple(about for cue, about in hints if cue == "lay" and not (named.cancers or named.other_cancers))
    if "unrelated" in cues and intent != "crisis":
        intent, named = "not_medical", NOTHING_NAMED._replace(implied=named.implied)
    return Question(
        text=text,
        intent="urgent" if danger == "urgent" else intent,
        cancers=named.cancers,
        biomarkers=named.biomarkers,
        treatments=named.treatments,
        beyond=named.beyond,
        cues=cues,
        topics=tuple(about for cue, about in hints if cue == "topic"),
        subjects=subjects,
        perhaps=perhaps_in(shares) if intent != "not_medical" else (),
        is_vague=is_vague,
        is_sure=bool(subjects) and ("again" in cues or shares[subjects[0]] >= SURE),
        terms=terms,
        asks_how_bad="severity" in dict(hints),
        asked=tuple(INTENT_OF[one] for one in further if one in INTENT_OF),
        also=_each(beside, other_intents(read, intent), asked_by_parts(further, intent)),
        languages=_languages(read),
        lay=lay,
        guessed=(
            *guessed(read, library, others),
            *((variant, f"a change in {card.name}") for variant, card in named.implied),
        ),
        otherwise=intent,
    )


def _in_full(text: str) -> str:
    text = SHORTHAND.sub(lambda one: SHORT_FOR[one.group().lower()], text)
    return text if text.isupper() else ALL.sub(r"\1\2acute lymphoblastic leukaemia", text)


def _each(*parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(*parts)))


def _but(cue: str, cues: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for one in cues if one != cue)


def _names_in(read: str, hints: Sequence[tuple[str, str]], library: Library, others: OtherNames) -> Named:
    """By their names, by the words of data/rules/question_words.tsv, and by what stands beside them."""
    cancers, other_cancers = held_and_other(read, library.cancers, others.cancers)
    biomarkers, other_biomarkers = held_and_other(read, library.biomarkers, others.biomarkers)
    cancers = _each(cancers, (about for cue, about in hints if cue == "cancer" and OPEN.issuperset(other_cancers)))
    biomarkers = _each(biomarkers, (about for cue, about in hints if cue == "biomarker"), paired(read, library))
    if not (biomarkers or other_biomarkers):
        other_biomarkers = genes_in(read, others)
    nicknames = (about for cue, about in hints if cue == "medicine")
    treatments = _each(nicknames, named_in(read, others.treatments, shortest=8))
    called = {name.casefold() for card in library.biomarkers if card.id in biomarkers for name in card.names}
    treatments = tuple(one for one in treatments if one.casefold() not in called or one in read)
    has_marker = biomarkers or other_biomarkers
    implied = () if has_marker else tuple(of_which_marker(read, treatments, cancers, library))
    biomarkers = _each(biomarkers, (card.id for _, card in implied))
    return Named(cancers, other_cancers, biomarkers, other_biomarkers, treatments, implied)


def _whose_cancer(
    read: str, named: Named, shares: Mapping[str, float], library: Library, others: OtherNames
) -> tuple[Named, bool]:
    """The cancers that are meant: by an organ where none is named, one's own before a relative's, and none where
    nobody has found one, which is told beside them."""
    cancers, other_cancers = named.cancers, named.other_cancers
    organ_alone = not cancers and OF_ANY_ORGAN.issuperset(other_cancers)
    if organ_alone:
        with_marker = named.has_marker or bool(other_cancers) or asks_a_category(read)
        cancers = organ_asked_about(read, with_marker=with_marker, with_medicine=bool(named.treatments))
    elif found := own_and_kin(read):
        cancers, other_cancers = own_first(found, (cancers, other_cancers), library, others)
    other_cancers = tuple(one for one in other_cancers if not (cancers and one in OPEN))
    worried = organ_alone and (shares.get("symptom-worry", 0) >= SURE or asks_if_a_finding_is_cancer(read))
    with_marker = bool({*named.biomarkers, *named.other_biomarkers} - AN_ILLNESS)
    undiagnosed = is_undiagnosed(read, with_marker=with_marker, worried=worried)
    if undiagnosed:
        cancers, other_cancers = (), ()
    return named._replace(cancers=cancers, other_cancers=other_cancers), undiagnosed


def _cues_in(read: str, hints: Sequence[tuple[str, str]], shares: Mapping[str, float]) -> tuple[str, ...]:
    felt = (cue for subject, cue in CUE_OF.items() if shares.get(subject, 0) >= SURE)
    said = (cue for cue, _ in hints if cue in CUES and not (cue == "decision" and is_no_decision(read, shares)))
    return _each(said, felt)


def _intent_in(
    read: str, shares: Mapping[str, float], further: Sequence[str], named: Named, *, undiagnosed: bool, decides: bool
) -> tuple[str, tuple[str, ...]]:
    """The intent, and what is asked beside a marker."""
    by_words = intent_of(read)
    intent = by_words if _languages(read) else by_meaning(read, by_words, shares, with_marker=named.has_marker)
    beside_it = (*other_intents(read, intent), *asked_by_parts(further, intent))
    if intent == "records" != by_words and (decides or beside_it):
        intent = next(iter(beside_it), by_words)
    if undiagnosed and intent in ("prognosis", "staging", "treatment"):
        intent = "biomarker_meaning" if named.biomarkers else "overview"
    if named.biomarkers and intent in ABOUT_A_MARKER:
        return "biomarker_meaning", ("treatment",) if CHOICES.search(read) else ()
    if intent == "biomarker_meaning" and not named.has_marker:
        return "staging" if asks_a_category(read) else "overview", ()
    return intent, ()


def _languages(text: str) -> tuple[str, ...]:
    """The one language of which the text holds most words: ``que significa`` is Portuguese as well as Spanish."""
    counted = [
        (len(pattern.findall(text)), row["about"]) for row, pattern in _question_words() if row["cue"] == "language"
    ]
    most = max(counted, key=lambda one: one[0], default=(0, ""))
    return (most[1],) if most[0] else tuple(languages_of_danger(text))[:1]


@lru_cache(maxsize=1)
def _question_words() -> tuple[tuple[dict[str, str], re.Pattern[str]], ...]:
    rows = read_table(RULES / "question_words.tsv", "cue", "about", "pattern")
    return tuple((row, re.compile(row["pattern"], re.I)) for row in rows)
