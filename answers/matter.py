"""What an answer is about: the cards that a question touches, and how they go together."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import islice

from answers.cards import BiomarkerCard, CancerCard, Extent, Library, Relation, Situation, Statement
from answers.choice import words_of
from answers.extent import extent_of
from answers.fitting import has_stayed, is_begun
from answers.guidelines.scope import cancers_named
from answers.mentions import medicines_in
from answers.names import OtherNames, any_of, components
from answers.personal import is_about, result_words
from answers.premises import is_misplaced, relation_beyond, relation_of
from answers.questions import CHOICES, Question
from answers.supposed import is_denied
from answers.told import results_in
from answers.treated import is_treated
from core.places import RULES
from core.records import Assertion, Biomarker, Diagnosis, Fact, Profile, Subject
from extractors.rules import read_table

PARTS = {
    "summary": "About {}",
    "staging": "How {} {is_} staged",
    "biomarkers": "Which tests matter in {}, and why",
    "treatments": "Kinds of treatment for {}",
    "outlook": "What is known of the outlook in {}",
}
"""What the parts of a cancer's card are headed by: see ``heading``."""
WAS = re.compile(
    r"(?:[\w-]+ ){1,3}?(?:has|have|had) (?:now )?(?:turned|changed|transformed|progressed|developed) (?:in)?to\b", re.I
)
"""What a cancer is no longer: ``my PV has turned into``."""
ANY_SOLID = "any solid tumour"
"""What the cards call the use of a marker whatever organ the tumour began in."""
COMMON = ("breast", "colorectal", "non-small-cell-lung", "prostate", "multiple-myeloma", "melanoma")
"""Cards that are named where not all can be."""
OF_RESULTS = "positive negative low ultralow high mutated amplified"
"""Words in the names of tests (``HER2-low``) that tell which result is asked about."""
MOST_ELSEWHERE = 6
"""Statements of other cards on a word of the question."""
OF_ANY = "*"
"""In data/rules/kinds_of_cancer.tsv, what holds of any cancer."""
OF_AN_OPENING = 6
"""Words: ``In a small study,`` does not yet say of whom a statement is."""
BEFORE_IT = re.compile(
    r"(?:^(?:see|ask|speak|talk|tell|have|get)\b|\b(?:should|see|ask|speak|need to)\b)[^.]*\b(?:before|ahead of)"
    r" (?:(?:the|your|any) )?(?:(?P<treatment>treatments?)|(?P<medicines>chemo\w*)"
    r"|(?P<rays>radiation|radio-?therapy))\b"
    r"|\b(?:given|come|go|plan|shrink|adding|medicines|chemo\w*|radiation)\b[^.;]*\b(?:before|ahead of)"
    r" (?:(?:the|your|any) )?(?:(?P<operation>surgery|(?:an? )?operation)|(?P<chemoradiation>chemo-?radi\w+))\b",
    re.I,
)
"""What is advised before a treatment, or given before an operation, by the kind of what comes after it."""
OF_AN_OPERATION = re.compile(
    r"\b(?:surgery|operat\w+|removed|taken out|resect\w+|\w{4,}ectomy|whipple)\b(?! (?:is|was|were) not)", re.I
)
AHEAD = re.compile(r"\b(?:before|ahead|prepar\w+|beforehand|neo-?adjuvant|next|again|restart\w*|going to)\b", re.I)
OF_A_SPREAD = re.compile(
    r"\b(?:spread\w*|metasta\w+|mets|secondar(?:y|ies)|stage (?:4|four|iv)|advanced|(?:come|came|coming) back|return\w*"
    r"|recur\w*|relaps\w*)\b",
    re.I,
)
WITH_RECEPTORS = ("receptors", "with receptors")
TRIPLE_NEGATIVE = re.compile(r"(?:In|For|With) (?:\w+ )?triple-negative\b", re.I)
RECEPTORS = ("ER", "PR", "HER2")
"""Of a triple-negative breast cancer all are negative."""


ASIDE = re.compile(
    r"\b(?:only|just|mainly|mostly|usually|unlike|not)"
    r"(?: (?:for|in|of|to|a|the|about|used|given|meant|approved|people|those|patients|with|thing)){0,4} $",
    re.I,
)
"""What stands before a cancer that is named beside one's own: ``is that only for melanoma``."""


def heading(part: str, cancer: str) -> str:
    """``How neuroendocrine tumours are staged``: no name of one illness ends in an s."""
    return PARTS[part].format(cancer, is_="are" if cancer.endswith("s") else "is")


def is_aside(text: str, card: CancerCard) -> bool:
    """Whether the cancer is named, and only beside another."""
    named = [match.start() for match in any_of((card.name, *card.names)).finditer(text)]
    return bool(named) and all(ASIDE.search(text[:start]) for start in named)


def own_first(text: str, cards: tuple[CancerCard, ...]) -> tuple[CancerCard, ...]:
    return tuple(sorted(cards, key=lambda card: is_aside(text, card)))


class Matter:
    """``cancers`` are those of the question, or of the records (``theirs``); ``held`` the ids of markers that the
    records tell of; ``words`` what statements are chosen by: the question's and those of the results that the records
    give. ``said`` holds the texts of the statements that the answer has told so far."""

    def __init__(
        self,
        question: Question,
        library: Library,
        others: OtherNames,
        profile: Profile | None,
        cancers: tuple[CancerCard, ...],
        theirs: tuple[CancerCard, ...],
    ) -> None:
        self.profile = profile
        self.theirs = theirs
        self.said: set[str] = set()
        self.question = question
        self.library = library
        self.others = others
        self.cancers = cancers
        self.biomarkers = tuple(card for card in library.biomarkers if card.id in question.biomarkers)
        self.held = {
            one.id for one in self.biomarkers if profile and any(is_about(fact, one) for fact in profile.facts)
        }
        called = (name for card in (*cancers, *self.biomarkers) for name in (card.name, *card.names))
        names = words_of(" ".join(called)) - words_of(OF_RESULTS)
        self.words = words_of(f"{question.text} {result_words(profile, self.biomarkers)}") - names

    def is_tested(self, marker: BiomarkerCard) -> bool:
        """Whether the records, or the question, tell of a result or of a request; not of a test that was not done."""
        held = (*self.profile.facts, *self.profile.other_facts) if self.profile else ()
        told = (*held, *results_in(self.question.text))
        return any(is_about(one, marker) and _was_done_or_is_planned(one) for one in told)

    @cached_property
    def beyond(self) -> dict[tuple[str, str], Relation]:
        """By marker and the name of a cancer that no card covers, what the relevance table says of the two."""
        rows = {
            (marker.id, name): relation_beyond(self.library, self.others, marker, name)
            for marker in self.biomarkers
            for name in self.question.other_cancers
        }
        return {pair: row for pair, row in rows.items() if row and not is_misplaced(row)}

    @cached_property
    def elsewhere(self) -> tuple[tuple[CancerCard, Statement], ...]:
        """What cards on something else say of a word of the question that no card is about."""
        told = [re.compile(rf"\b{re.escape(term)}", re.I) for term in self.question.terms]
        found = (
            (card, statement)
            for card in (self.cancers or (() if self.question.other_cancers else self.library.cancers))
            for statement in card.statements()
            if statement not in card.outlook and any(term.search(statement.text) for term in told)
        )
        return tuple(islice(found, MOST_ELSEWHERE))

    def relation(self, marker: BiomarkerCard, cancer: CancerCard) -> Relation | None:
        return relation_of(self.library, marker, cancer, self.question.text)

    def is_misplaced(self, marker: BiomarkerCard, cancer: CancerCard) -> bool:
        return is_misplaced(self.relation(marker, cancer))

    def is_hidden(self, marker: BiomarkerCard, cancer: CancerCard) -> bool:
        """The sources speak of it in other cancers only, to which the result may belong."""
        return self.is_misplaced(marker, cancer) and not marker.is_common_in(cancer)

    def is_of_theirs(self, statement: Statement) -> bool:
        """Not of another cancer alone than those asked about, nor of a time that the records say is over."""
        if self.is_of_another_time(statement):
            return False
        named = cancers_named(statement.text)
        return not (named and self.cancers) or any(card.id in named for card in self.cancers)

    def is_of_another_time(self, statement: Statement) -> bool:
        """Of what is best done before a treatment that the records say has begun, or of a cancer that has spread, which
        they say that theirs has not; not where the question asks for it."""
        if not self._own_card:
            return False
        card, profile = self._own_card
        before = BEFORE_IT.search(statement.text)
        if before and not AHEAD.search(self.question.text) and before.lastgroup:
            return is_begun(before.lastgroup, card, profile)
        return statement.extent == "spread" and self._has_stayed and not OF_A_SPREAD.search(self.question.text)

    def is_of_an_operation_not_had(self, statement: Statement) -> bool:
        """Whether a figure is of people whose cancer was taken out, where the records tell of medicines or rays and of
        no operation: an early one's odds are not theirs."""
        if not (self._own_card and OF_AN_OPERATION.search(statement.text)) or is_treated(self.question.text):
            return False
        return is_begun("treatment", *self._own_card) and not is_begun("operation", *self._own_card)

    @cached_property
    def _own_card(self) -> tuple[CancerCard, Profile] | None:
        """Where the question is on the one cancer of the records."""
        own = self.profile and len(self.theirs) == 1 and self.cancers == self.theirs and self.question.who != "relative"
        return (self.theirs[0], self.profile) if own and self.profile else None

    @cached_property
    def _has_stayed(self) -> bool:
        return bool(self._own_card) and has_stayed(*self._own_card)

    def is_of_another_kind(self, statement: Statement, card: str = "") -> bool:
        """Of another kind of the cancer than the question or the records name; of a triple-negative cancer, which the
        records show that theirs is not, never where it is asked about; of another result than theirs, or of another
        time. ``card`` is that of the marker it is of."""
        if self.is_of_another_time(statement):
            return True
        words = TRIPLE_NEGATIVE.match(statement.text)
        if words and self._has_a_receptor and "triple" not in self.question.text.lower():
            return True
        told, said = self._kinds_told, self._kinds_in(statement.text)
        for of, kind in self._kinds_in(_opening(statement.text)) if told else ():
            of_theirs = {one for one in told if one[0] == of}
            if of_theirs and (of, kind) not in told and not of_theirs & said:
                return True
        profile = self.profile if len(self.theirs) == 1 else None
        return is_denied(statement.text, profile, self.library, self.question.text, card)

    def is_of_the_kind_told(self, statement: Statement) -> bool:
        """Whether it names a kind of the cancer, such as a place, that the question or the records name."""
        return bool(self._kinds_told & self._kinds_in(statement.text))

    @cached_property
    def _kinds(self) -> tuple[tuple[tuple[str, str], re.Pattern[str]], ...]:
        """The kinds that the card on the one cancer asked about tells apart (data/rules/kinds_of_cancer.tsv)."""
        return _kinds_of(self.cancers[0].id) if len(self.cancers) == 1 else ()

    @cached_property
    def _kinds_told(self) -> set[tuple[str, str]]:
        """Those that the question names, or else the diagnoses of the records."""
        profile = self.profile if self.cancers == self.theirs and self.question.who != "relative" else None
        facts = (one for one in profile.facts if isinstance(one, Diagnosis)) if profile else ()
        names = "; ".join(one.name for one in facts if (one.assertion, one.subject) == ("present", "patient"))
        receptors = {WITH_RECEPTORS} if self._has_a_receptor and profile else set[tuple[str, str]]()
        return self._kinds_in(WAS.sub(" ", self.question.text)) or self._kinds_in(names) | receptors

    def _kinds_in(self, text: str) -> set[tuple[str, str]]:
        return {kind for kind, pattern in self._kinds if pattern.search(text)}

    @cached_property
    def _has_a_receptor(self) -> bool:
        facts = self.profile.facts if self.profile and len(self.theirs) == 1 else ()
        results = {
            name: {one.result for one in facts if isinstance(one, Biomarker) and one.name == name} for name in RECEPTORS
        }
        return any("positive" in found and "negative" not in found for found in results.values())

    def of_their_kind(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        return (one for one in statements if not self.is_of_another_kind(one))

    def speaks_of_medicine(self, statement: Statement) -> bool:
        """Whether it names a medicine that is asked about; of a regimen, also where all its medicines are named one by
        one: ``FOLFIRINOX`` is no ``FOLFOX``."""
        told = medicines_in(statement.text, self.others)
        return any(name in told or components(name) <= told for name in self.question.treatments)

    @cached_property
    def holds_no_medicine(self) -> bool:
        """Whether a medicine is asked about in a cancer of whose cards, and whose markers', none speaks of it."""
        held = (one for card in (*self.cancers, *self.biomarkers) for one in card.statements())
        return bool(self.question.treatments and self.cancers) and not any(map(self.speaks_of_medicine, held))

    def agnostic(self, marker: BiomarkerCard, cancer: CancerCard) -> tuple[str, ...]:
        """The use in any solid tumour, where that is what covers this cancer."""
        relation = self.relation(marker, cancer)
        return (ANY_SOLID,) if relation and relation.relevance == "tumour_agnostic" else ()

    @cached_property
    def about(self) -> tuple[str, ...]:
        """The ids of the cancers asked about, and the names of those that no card covers."""
        return (*(card.id for card in self.cancers), *(one.cancer for one in self.beyond.values()))

    def extent(self, cancer: CancerCard) -> Extent | None:
        """How far the cancer has come that is asked about; of the records only where they are about one cancer, and
        nothing of them where it is a relative's."""
        is_own = self.theirs == (cancer,) and self.question.who != "relative"
        return extent_of(self.question.text, cancer, self.profile if is_own else None)

    @property
    def situations(self) -> tuple[Situation, ...]:
        """In which a value is asked about: by somebody who may not have cancer, after a treatment, or with a cancer
        that is known."""
        if "worry" in self.question.cues and not self.cancers:
            return ("suspected",)
        if is_treated(self.question.text):
            return ("treated",)
        if self.cancers and CHOICES.search(self.question.text):
            return ("diagnosed",)
        is_known = self.theirs or (self.cancers and self.question.who and "worry" not in self.question.cues)
        return ("diagnosed", "treated") if is_known else ("suspected", "diagnosed", "treated")


def _was_done_or_is_planned(fact: Fact) -> bool:
    told = fact.assertion in (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.PLANNED)
    return told and fact.subject is Subject.PATIENT and getattr(fact, "result", None) != "not_done"


@cache
def _kinds_of(cancer: str) -> tuple[tuple[tuple[str, str], re.Pattern[str]], ...]:
    """By what the kinds differ (cells, receptors …) and the kind, each with its words."""
    rows = (row for row in read_table(RULES / "kinds_of_cancer.tsv", "cancer", "by", "kind", "pattern"))
    own = (row for row in rows if row["cancer"] in (cancer, OF_ANY))
    return tuple(((row["by"], row["kind"]), re.compile(row["pattern"], re.I)) for row in own)


def _opening(text: str) -> str:
    """What a statement begins with, which says of whom it is: to a comma after some words, without what stands in
    brackets."""
    opening = ""
    for part in re.split(r"(?<=[,;:])", re.sub(r"\(.*?\)", "", text)):
        opening += part
        if len(opening.split()) >= OF_AN_OPENING:
            break
    return opening
