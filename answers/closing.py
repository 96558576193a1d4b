"""What stands around an answer: services, questions for the care team, related questions, what the sources lack."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from urllib.parse import quote_plus

from answers.cards import BiomarkerCard, CancerCard, Library, TeamQuestion
from answers.choice import words_of
from answers.cues import names_another_and_self, of_another_alone
from answers.danger import is_afraid
from answers.extent import RETURNED
from answers.fitting import fits
from answers.guidelines.scope import cancers_named
from answers.owners import is_ill_relative, is_well_relative, of_them
from answers.personal import is_written
from answers.profile import cancers_of
from answers.questions import Question
from answers.sought import OF_AN_OUTLOOK
from answers.spared import asks_of_outlook, is_of_outlook
from answers.told import has_gone_on, is_stage_told, results_in
from answers.treated import is_operated, is_treated
from answers.wording import describe, shortened
from answers.written import Line, Written
from core.places import CARDS
from core.records import Biomarker, Profile, Service
from extractors.rules import read_table

TRIALS = "https://clinicaltrials.gov/search?cond={}&term={}&aggFilters=status:rec"
"""ClinicalTrials.gov's own search, of studies that take people in."""
FOR_A_CRISIS = re.compile(r"crisis|information service|support", re.I)
"""Services that fit a page on a crisis: no lists of trials."""
OF_STUDIES_OR_SUPPORT = re.compile(r"crisis|support|trials? at|patient organi[sz]ation|pays for research", re.I)
"""Services that stand apart from a question on one's own record."""
NEAR_THE_END = frozenset(("last-days", "hospice"))
"""Subjects beside which, where they come first, questions on tests and treatments would be out of place."""
PUT_APART = ("crisis", "not_medical")
MOST_QUESTIONS, MOST_BESIDE_A_TOPIC = 8, 3
MOST_RELATED = 6
MOST_SERVICES = 11


A_FRIGHT = re.compile(r"\b(?:spreads?|(?:comes?|came|coming) back|returns?|recurr\w+|stops? working)\b", re.I)
"""A spread or a return, which is offered beside a topic only to those who speak of it."""
OF_A_START = re.compile(
    r"\b(?:which treatments?|what) do you advise\b|\bcomes? first\b|\btreated now\b|\bneeds? treatment now\b"
    r"|\bbefore (?:the )?treatment\b|\bthe aim of (?:my|this|the) treatment\b",
    re.I,
)
"""What is asked before a treatment begins, also where a card offers it to everyone."""
WHICH_OF_TWO = re.compile(r"^(?:Is|Are) [^,?]*?\b([\w-]+) or (?:an? |the )?([\w-]+)")
"""``Is my result a TPS or a CPS``: the two that are asked about."""
OF_BOTH = frozenset(
    ("risk", "ca", "one", "both", "another", "high", "low", "slow", "faster", "my", "now", "later", "not")
)
"""Words that may stand for something else in a question."""
BEGINNING = ("untreated", "waiting", "unmedicated")
ALIKE = 0.6
"""The share of words from which on two questions are one."""
OF_A_LINE = "{} record says “{}” (page {}). Could you go through this with {}?"
NOT_FOUND = "The records that I uploaded do not seem to answer this: “{}” Can you?"
SHORTEST = 3
"""Letters of a word that tells what a question is on: not the 2 of HER2."""
OF_ALL = words_of("tumour result record team doctor patient page today day week month start help change new well")
"""Words of questions for the team that make none of them one on what was asked."""
FOUND = re.compile(r"\b(?:lumps?|nodules?|shadows?|spots?|mass|growths?|lesions?|polyps?|cysts?)\b", re.I)
"""What may have been found that nobody has called cancer yet."""


class Closing:
    """``cancers`` and ``biomarkers`` are those the answer is about, ``written`` the pages of the records, ``near``
    their lines that come closest, ``surely`` where the first of them most likely answers, ``by_records_alone`` where
    nothing in general is asked beside; ``told_otherwise`` where something else than a card answers it, ``topical``
    where a topic does."""

    def __init__(
        self,
        question: Question,
        library: Library,
        profile: Profile | None,
        cancers: Sequence[CancerCard],
        biomarkers: Sequence[BiomarkerCard],
        is_misplaced: Callable[[BiomarkerCard, CancerCard], bool],
        written: Written | None = None,
        near: Sequence[Line] = (),
        *,
        surely: bool = True,
        by_records_alone: bool = False,
        told_otherwise: bool,
        topical: bool,
    ) -> None:
        self.question = question
        self.library = library
        self.profile = profile
        self.cancers = cancers
        self.biomarkers = biomarkers
        self.is_misplaced = is_misplaced
        self.written = written
        self.near = near
        self.surely = surely
        self.by_records_alone = by_records_alone
        self.told_otherwise = told_otherwise
        self.topical = topical

    def services(self) -> tuple[Service, ...]:
        """In a crisis the line to call comes first."""
        found = [*self._services()]
        match self.question.intent:
            case "crisis":
                found = [one for one in found if FOR_A_CRISIS.search(f"{one.name} {one.description}")]
                found.sort(key=lambda one: "crisis" not in one.name.lower())
            case "not_medical":
                return ()
            case _ if self.by_records_alone:
                found = [one for one in found if not OF_STUDIES_OR_SUPPORT.search(f"{one.name} {one.description}")]
            case _:
                found = [
                    *self._trials(),
                    *(one for one in found if self._is_afraid or "crisis" not in one.name.lower()),
                ]
        return tuple(dict.fromkeys(found))[:MOST_SERVICES]

    @property
    def _is_afraid(self) -> bool:
        return "feelings" in self.question.subjects or is_afraid(self.question.text)

    def _services(self) -> Iterator[Service]:
        """Those for the cancers asked about, and those for anyone."""
        about = {card.id for card in self.cancers}
        yield from (one.service for one in self.library.services if not one.cancers or about & {*one.cancers})

    def _trials(self) -> Iterator[Service]:
        """A search for trials of the cancers asked about, with a marker that matters there."""
        for card in self.cancers[:2]:
            placed = [one.name for one in self.biomarkers if not self.is_misplaced(one, card)]
            about = f"{card.name} and {placed[0]}" if placed else card.name
            yield Service(
                name=f"Open clinical trials for {about} (ClinicalTrials.gov)",
                url=TRIALS.format(quote_plus(card.name), quote_plus(placed[0]) if placed else ""),
                description="A search of the US National Library of Medicine's register. The site sees these words.",
                sources=("https://clinicaltrials.gov",),
            )

    def questions_for_team(self, *, silent: bool = False) -> tuple[str, ...]:
        """Each once, in whatever words; of a relative's cancer as a relative asks them. Where lines of the records
        answer, or are ``silent`` on what was asked, that comes first, in the words it was asked in, and beside it only
        what shares a word with it."""
        if self.question.intent in PUT_APART or NEAR_THE_END & {*self.question.subjects[:1]}:
            return ()
        of_records = (silent or bool(self.near)) and self.question.intent != "team_questions"
        most = MOST_BESIDE_A_TOPIC if self.topical or of_records else MOST_QUESTIONS
        kept: list[str] = []
        by_records_alone = of_records and self.by_records_alone
        for one in () if by_records_alone else self._questions_for_team():
            is_off = of_records and not words_of(one) & self._telling
            if not (is_off or any(_are_alike(one, other) for other in kept)):
                kept.append(one)
        first = self._on_what_was_asked(silent=silent)
        return (*first, *(map(of_them, kept) if self._is_of_another else kept))[:most]

    def _on_what_was_asked(self, *, silent: bool) -> Iterator[str]:
        whose, whom = ("The", "them") if self._is_of_another else ("My", "me")
        telling = [one for one in self.near[:1] if self.surely and not is_of_outlook(one.text)]
        for one in telling:
            yield OF_A_LINE.format(whose, shortened(one.text), one.page.number, whom)
        if silent and not self.near:
            yield NOT_FOUND.format(shortened(" ".join(self.question.text.split())))

    @cached_property
    def _telling(self) -> frozenset[str]:
        """The words of the question, and of the line that answers it, that are not said of all cancers."""
        words = words_of(" ".join((self.question.text, *(one.text for one in self.near[:1])))) - OF_ALL
        return frozenset(one for one in words if len(one) >= SHORTEST)

    def _questions_for_team(self) -> Iterator[str]:
        """Those that hang on what is asked or found come before those that suit everyone."""
        placed = [
            marker
            for marker in self.biomarkers
            if not any(self.is_misplaced(marker, one) for one in self.cancers) and not self.question.other_cancers
        ]
        fitting = [one for card in (*placed, *self.cancers) for one in card.questions_for_team if self._fits(one, card)]
        if self._is_well:
            yield from (one.text for one in fitting)
            return
        fitting = [one for one in fitting if self._is_of_theirs(one)]
        if not self.cancers and (self.question.intent == "team_questions" or "worry" in self.question.cues):
            yield from self._for_anyone()
        asked = {name for marker in placed for name in marker.markers}
        said = words_of(self.question.text) if self.topical else frozenset[str]()
        fitting.sort(
            key=lambda one: (one.about not in asked, not said & words_of(one.text), not self._lacks_the_stage(one))
        )
        yield from (one.text for one in fitting)

    def _lacks_the_stage(self, question: TeamQuestion) -> bool:
        """Whether it asks for the stage, which open records do not give."""
        stages = {it.name for card in self.cancers for it in card.expected if it.kind == "stage"}
        return self.profile is not None and question.when == "missing" and question.about in stages

    def _for_anyone(self) -> Iterator[str]:
        """Where it is not known yet whether it is cancer, what to ask then comes first."""
        unsure = "worry" in self.question.cues or FOUND.search(self.question.text)
        asked = self.question.intent == "team_questions"
        for whom in (*(["unsure"] if unsure else []), *(["cancer"] if asked else [])):
            yield from (row["question"] for row in _questions_for_anyone() if row["for"] == whom)

    @property
    def _is_treated(self) -> bool:
        """Also of a cancer that has come back."""
        return is_treated(self.question.text) or bool(RETURNED.search(self.question.text))

    def _is_of_theirs(self, question: TeamQuestion) -> bool:
        """Not on another cancer, which a marker's card may name; nor, beside a topic and after a treatment, on what
        would frighten somebody who asks of something else; nor, beside a topic, on the start of what is over."""
        named = {*cancers_named(question.text)}
        about = {card.id for card in self.cancers}
        if named and about and named.isdisjoint(about):
            return False
        treated = self._is_treated
        if not (self.topical or treated) or self.question.intent == "team_questions":
            return True
        frightens = A_FRIGHT.search(question.text) and not has_gone_on(self.question.text)
        of_a_start = question.when in BEGINNING or OF_A_START.search(question.text)
        return not (frightens or (self.topical and treated and of_a_start))

    def _fits(self, question: TeamQuestion, card: CancerCard | BiomarkerCard) -> bool:
        """By the records, and by what the question tells of its own."""
        if self._is_well:
            return question.of_family
        if (question.when == "missing" and self._is_told(question)) or self._is_settled(question):
            return False
        if question.when == "missing" and question.about and is_written(question.about, self.library, self.written):
            return False
        if question.when in BEGINNING and question.when != "unmedicated" and self._is_treated:
            return False
        if question.when == "unoperated" and is_operated(self.question.text):
            return False
        if question.when == "not_spread" and has_gone_on(self.question.text):
            return False
        profile = self.profile or Profile(patient="", facts=self._told)
        also = [name for one in self.cancers for it in one.expected if it.name == question.about for name in it.names]
        return fits(question, card, profile, self.library, also)

    def _is_told(self, question: TeamQuestion) -> bool:
        stages = {it.name for card in self.cancers for it in card.expected if it.kind == "stage"}
        if question.about in stages and is_stage_told(self.question.text):
            return True
        return any(fact.name == question.about for fact in self._told)

    @property
    def _is_of_another(self) -> bool:
        """Whether a relative asks; not of the own records, beside which a relative is only mentioned."""
        if self._is_well:
            return False
        if of_another_alone(self.question):
            return True
        own = self.profile and names_another_and_self(self.question.text)
        return self.question.who == "relative" and is_ill_relative(self.question.text) and not own

    def _is_settled(self, question: TeamQuestion) -> bool:
        """Whether it asks which of two it is, and the question or the records name one."""
        two = WHICH_OF_TWO.search(question.text)
        return bool(two) and any(one.lower() in self._words_held for one in two.groups() if one.lower() not in OF_BOTH)

    @cached_property
    def _words_held(self) -> frozenset[str]:
        """Those of the question, and of what the records hold, but for negative results; ``low grade`` in one, too."""
        facts = self.profile.facts if self.profile else ()
        held = (describe(one) for one in facts if getattr(one, "result", None) != "negative")
        words = re.findall(r"[\w-]+", " ".join((self.question.text, *held)).lower())
        return frozenset((*words, *(f"{one}-{other}" for one, other in pairwise(words))))

    @cached_property
    def _told(self) -> tuple[Biomarker, ...]:
        """The results in the question; of a name that stands for several genes (``BRCA``), one for each."""
        return tuple(
            fact.model_copy(update={"name": name})
            for fact in results_in(self.question.text)
            for name in self._meant(fact.name)
        )

    def _meant(self, name: str) -> tuple[str, ...]:
        if any(name in card.markers for card in self.library.biomarkers):
            return (name,)
        named = (card for card in self.library.biomarkers if name.casefold() in map(str.casefold, card.names))
        return next((card.markers for card in named), (name,))

    @cached_property
    def _is_well(self) -> bool:
        """Whether only a relative's cancer is known, and the one who asks is well: there is no ``my cancer`` then."""
        own = self.profile and cancers_of(self.profile.facts, self.library)
        return not own and is_well_relative(self.question.text)

    def related(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._related()))[:MOST_RELATED]

    def _related(self) -> Iterator[str]:
        """Questions that lead to what this page left out, the asked one not among them."""
        if self.question.intent == "crisis":
            return
        asked = self.question.text.strip().casefold()
        of_the_outlook = not self.profile or asks_of_outlook(self.question)
        cards = (*self.biomarkers, *self.cancers)
        for turn in range(max((len(card.related_questions) for card in cards), default=0)):
            for card in cards:
                yield from (
                    one
                    for one in card.related_questions[turn : turn + 1]
                    if one.casefold() != asked and (of_the_outlook or not OF_AN_OUTLOOK.search(one))
                )

    def not_in_sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._not_in_sources()))

    def _not_in_sources(self) -> Iterator[str]:
        if self.question.intent in PUT_APART or self.topical or (self.near and self.question.intent != "prognosis"):
            return
        of_the_outlook = not self.profile or asks_of_outlook(self.question)
        for card in self.cancers or (() if self.question.other_cancers else self.biomarkers):
            yield from (one for one in card.not_in_sources if of_the_outlook or not HOW_IT_ENDS.search(one))
        yield from (f"a guideline card on {name}" for _, name in self.question.beyond)
        if not (self.biomarkers or self.told_otherwise):
            yield from self.question.topics


def _are_alike(one: str, other: str) -> bool:
    left, right = words_of(one), words_of(other)
    return len(left & right) >= ALIKE * len(left | right) > 0


HOW_IT_ENDS = re.compile(r"\bsurviv|\bhow your own illness\b|\bhow long\b|\blife expectancy\b", re.I)
"""Of what is not held, what nobody is told beside their records who did not ask for it."""


@lru_cache(maxsize=1)
def _questions_for_anyone() -> tuple[dict[str, str], ...]:
    return tuple(read_table(CARDS / "questions-for-anyone.tsv", "for", "question"))
