"""From a question and a profile to a cited, premise-checked answer. Deterministic: nothing is generated.

Every sentence is a card's statement, a fact of a record with its quote, a row of the relevance table in words, or
connective text that states no medical fact. The order is that of the answer page in the design: what your records say,
the premise, where the marker is used, what matters in this cancer, both cancers, what is not in the sources.
"""

from collections.abc import Iterable, Iterator

from answers.cards import BiomarkerCard, CancerCard, Library, Relation, Statement, TeamQuestion
from answers.names import OtherNames
from answers.profile import cancers_of
from answers.questions import Question, understand
from answers.wording import record_sentence
from core.records import (
    Answer,
    Assertion,
    Biomarker,
    CitedSource,
    Fact,
    Grade,
    Premise,
    Profile,
    Section,
    Sentence,
    Stage,
    Subject,
    Treatment,
)

DISCLAIMER = (
    "This is information, not medical advice. It can be incomplete or wrong. "
    "Please talk with your care team before you decide anything about your care."
)
UPLOAD = (
    "This is general information; upload your records for guidance specific to your biomarkers, stage and "
    "treatment history."
)
NOT_MEDICAL = (
    "I can only help with questions about cancer and about the records you upload.",
    "You could ask, for example: “What does HER2 status mean for breast cancer treatment?” "
    "or “What do my records say?”",
)
URGENT = (
    "If this is happening to you now, please do not wait for an answer here: call your local emergency number or go to "
    "the nearest emergency department.",
    "If you are having thoughts of ending your life, please tell someone near you now and call your local crisis line "
    "or emergency number.",
    "When you are safe, call your care team's urgent number too; it is usually on your appointment letter.",
)
ANY_SOLID = "any solid tumour"
"""What the cards call the use of a marker whatever organ the tumour began in."""
RELEVANCES = {
    "guides_treatment": "is used to choose treatment",
    "prognostic": "says something about how the disease may behave, but is not what treatment is chosen by",
    "diagnostic": "is used to find or name the disease, but is not what treatment is chosen by",
    "tumour_agnostic": "can open a treatment that is given for the marker, whatever the cancer began in",
    "investigational": "is being studied, and does not guide standard treatment",
}


def answer_question(text: str, library: Library, others: OtherNames, profile: Profile | None = None) -> Answer:
    """Answers from the cards, and from the profile where there is one. Never raises for what is asked."""
    return Composer(understand(text, library, others), library, profile).answer()


class Composer:
    """One question being answered: what it asks, the cards it touches, and the records there are."""

    def __init__(self, question: Question, library: Library, profile: Profile | None) -> None:
        self.question = question
        self.library = library
        self.profile = profile
        self.theirs = cancers_of(profile.facts, library) if profile else ()
        self.biomarkers = tuple(card for card in library.biomarkers if card.id in question.biomarkers)
        named = tuple(card for card in library.cancers if card.id in question.cancers)
        asks_beyond = any(kind == "cancer" for kind, _ in question.beyond)
        self.cancers = named or (() if asks_beyond else self.theirs)

    def answer(self) -> Answer:
        sections = tuple(section for section in self._sections() if section)
        return Answer(
            question=self.question.text,
            understood=self.question.understood(self.library),
            premises=tuple(self._premises()),
            sections=sections,
            sources=tuple(self._sources(sections)),
            questions_for_team=tuple(dict.fromkeys(self._questions_for_team())),
            related_questions=tuple(dict.fromkeys(self._related())),
            services=tuple(dict.fromkeys(one for card in self.cancers for one in card.services)),
            not_in_sources=tuple(dict.fromkeys(self._not_in_sources())),
            disclaimer=DISCLAIMER,
            profile_snapshot=self.profile.snapshot if self.profile else None,
        )

    def _sections(self) -> Iterator[Section | None]:
        match self.question.intent:
            case "urgent":
                yield _connective("Please get help now", *URGENT)
                return
            case "not_medical":
                yield _connective("A question I can help with", *NOT_MEDICAL)
                return
            case _:
                pass
        if self.profile:
            yield from self._personal()
        yield self._beyond_our_cards()
        yield self._premise_section()
        yield from self._general()
        yield self._both_cancers()
        yield self._what_the_sources_lack()
        if not self.profile:
            yield _connective("For an answer about you", UPLOAD)

    # What your records say

    def _personal(self) -> Iterator[Section | None]:
        assert self.profile  # noqa: S101 - only called with one
        yield _section("What your records say", self._what_records_say(self.profile))
        yield _section("Where your records disagree", self._conflicts(self.profile))
        yield _section("What your records do not say", self._gaps(self.profile))

    def _what_records_say(self, profile: Profile) -> Iterator[Sentence]:
        if not profile.facts:
            yield _plain("No facts were found in your records yet, so this answer is general.")
            return
        cancers = [fact for fact in profile.facts if fact.kind == "diagnosis"]
        yield from (record_sentence(fact) for fact in _first_of_each(cancers))
        asked_elsewhere = [card for card in self.cancers if card not in self.theirs]
        if asked_elsewhere and self.theirs:
            asked, have = _names(asked_elsewhere), _names(self.theirs)
            yield _plain(f"You asked about {asked}; the records you uploaded are about {have}.")
        for card in self.biomarkers:
            yield from self._about_marker(profile, card)
        if not self.biomarkers:
            yield from (record_sentence(fact) for fact in self._of_interest(profile))

    def _about_marker(self, profile: Profile, card: BiomarkerCard) -> Iterator[Sentence]:
        facts = [fact for fact in profile.facts if _is_about(fact, card)]
        awaited = [fact for fact in profile.other_facts if _is_about(fact, card) and fact.subject is Subject.PATIENT]
        family = [fact for fact in profile.other_facts if _is_about(fact, card) and fact.subject is Subject.FAMILY]
        yield from (record_sentence(fact) for fact in facts)
        if not facts:
            yield _plain(f"Your records do not give a {card.name} result.")
        yield from (record_sentence(fact) for fact in awaited)
        yield from (record_sentence(fact) for fact in family)

    def _of_interest(self, profile: Profile) -> Iterator[Fact]:
        """The facts that bear on the intent: stages for a staging question, treatments for one on treatment, …"""
        kinds = {
            "staging": ("stage", "grade"),
            "treatment": ("stage", "biomarker", "treatment"),
            "testing": ("biomarker",),
            "prognosis": ("stage", "grade", "biomarker"),
            "records": ("stage", "grade", "biomarker", "treatment", "finding", "lab"),
        }.get(self.question.intent, ("stage", "biomarker"))
        asked = {name.lower() for name in self.question.treatments}
        for kind in kinds:
            yield from _first_of_each(fact for fact in profile.facts if fact.kind == kind)
        yield from (
            fact
            for fact in profile.other_facts
            if isinstance(fact, Treatment)
            and fact.subject is Subject.PATIENT
            and fact.assertion is Assertion.PLANNED
            and (not asked or fact.name.lower() in asked)
            and "treatment" in kinds
        )

    def _conflicts(self, profile: Profile) -> Iterator[Sentence]:
        for conflict in profile.conflicts:
            if self.biomarkers and not any(
                _is_about(fact, card) for fact in conflict.facts for card in self.biomarkers
            ):
                continue
            yield _plain(f"About {conflict.about}, your records say different things; both are shown, none is chosen.")
            yield from (record_sentence(fact) for fact in conflict.facts)

    def _gaps(self, profile: Profile) -> Iterator[Sentence]:
        for card in self.theirs:
            if card not in self.cancers:
                continue
            gaps = [gap for gap in profile.missing if gap.cancer == card.id]
            if not gaps:
                continue
            yield _plain(f"For {card.name}, these records hold nothing on {_listed([gap.name for gap in gaps])}.")
            reasons = {statement.id: statement for statement in card.statements()}
            for why in dict.fromkeys(gap.why.split("#")[1] for gap in gaps):
                yield _cited(card.id, reasons[why])

    # The premise

    def _premises(self) -> Iterator[Premise]:
        for marker in self.biomarkers:
            for cancer in self.cancers:
                relation = self._relation(marker, cancer)
                relevance = relation.relevance if relation else "not_in_sources"
                yield Premise(
                    biomarker=marker.name,
                    cancer=cancer.name,
                    relevance=relevance,
                    corrected=relevance == "not_in_sources",
                )

    def _relation(self, marker: BiomarkerCard, cancer: CancerCard) -> Relation | None:
        pairs = (one for one in self.library.relations if (one.biomarker, one.cancer) == (marker.id, cancer.id))
        return next(pairs, None)

    def _premise_section(self) -> Section | None:
        return _section(
            "About your question",
            (
                sentence
                for marker in self.biomarkers
                for cancer in self.cancers
                for sentence in self._premise(marker, cancer)
            ),
        )

    def _premise(self, marker: BiomarkerCard, cancer: CancerCard) -> Iterator[Sentence]:
        relation = self._relation(marker, cancer)
        cited = (f"card:relevance#{marker.id}.{cancer.id}",) if relation else ()
        if relation is None or relation.relevance == "not_in_sources":
            yield _plain("Thank you for asking this; it helps to sort out which test results belong to which cancer.")
            text = (
                f"{marker.name} is not used to choose treatment for {cancer.name} in any of the sources we hold: "
                f"none of those on {cancer.name} mentions it as a guide to treatment."
            )
            yield Sentence(text=text, citations=cited) if cited else _plain(text)
            return
        yield Sentence(text=f"In {cancer.name}, {marker.name} {RELEVANCES[relation.relevance]}.", citations=cited)

    # In general

    def _general(self) -> Iterator[Section | None]:
        if self.biomarkers:
            yield from self._about_markers()
        else:
            for card in self.cancers:
                yield from self._about_cancer(card)
        yield self._about_treatments()

    def _about_markers(self) -> Iterator[Section | None]:
        for marker in self.biomarkers:
            misplaced = [cancer for cancer in self.cancers if self._is_misplaced(marker, cancer)]
            placed = [cancer for cancer in self.cancers if cancer not in misplaced]
            yield _statements(f"What {marker.name} is", marker.id, marker.what_it_is)
            if placed or not self.cancers:
                yield _statements(f"How {marker.name} is tested", marker.id, marker.how_tested)
                yield _statements(f"What a {marker.name} result can say", marker.id, marker.results)
            for cancer in placed:
                yield self._uses(
                    f"{marker.name} in {cancer.name}", marker, {cancer.id, *self._agnostic(marker, cancer)}
                )
            if misplaced:
                yield self._uses(f"Where {marker.name} is used", marker, None, most=2)
            elif not self.cancers:
                yield self._uses(f"Where {marker.name} is used", marker, None)
            for cancer in misplaced:
                yield _statements(f"What matters in {cancer.name}", cancer.id, cancer.biomarkers)

    def _agnostic(self, marker: BiomarkerCard, cancer: CancerCard) -> tuple[str, ...]:
        """The use in any solid tumour, where that is what covers this cancer."""
        relation = self._relation(marker, cancer)
        return (ANY_SOLID,) if relation and relation.relevance == "tumour_agnostic" else ()

    def _is_misplaced(self, marker: BiomarkerCard, cancer: CancerCard) -> bool:
        relation = self._relation(marker, cancer)
        return relation is None or relation.relevance == "not_in_sources"

    def _uses(self, title: str, marker: BiomarkerCard, cancers: set[str] | None, most: int = 99) -> Section | None:
        used = (use for use in marker.uses if cancers is None or use.cancer in cancers)
        return _section(title, (_cited(marker.id, statement) for use in used for statement in use.statements[:most]))

    def _about_cancer(self, card: CancerCard) -> Iterator[Section | None]:
        parts = {
            "summary": (f"About {card.name}", card.summary),
            "staging": (f"How {card.name} is staged", card.staging),
            "biomarkers": (f"Which tests matter in {card.name}, and why", card.biomarkers),
            "treatments": (f"Kinds of treatment for {card.name}", card.treatments),
        }
        asked_only = {"outlook": (f"What is known of the outlook in {card.name}", card.outlook)}
        wanted = {
            "staging": ("staging",),
            "prognosis": ("outlook", "staging", "biomarkers"),
            "treatment": ("treatments", "biomarkers"),
            "testing": ("biomarkers",),
            "biomarker_meaning": ("biomarkers",),
            "records": ("biomarkers",),
            "team_questions": ("summary",),
        }.get(self.question.intent, tuple(parts))
        for part in wanted:
            title, statements = (parts | asked_only)[part]
            yield _statements(title, card.id, statements)

    def _about_treatments(self) -> Section | None:
        """Where the question names medicines: the statements of all cards that speak of them."""
        if not self.question.treatments or self.biomarkers:
            return None
        names = {name.lower() for name in self.question.treatments}
        cards = [*self.cancers] or [*self.library.cancers]
        sentences = [
            _cited(card.id, statement)
            for card in (*cards, *self.library.biomarkers)
            for statement in card.statements()
            if any(name in statement.text.lower() for name in names)
        ]
        if not sentences:
            listed = _listed(list(self.question.treatments))
            sentences = [_plain(f"The sources we hold for this do not speak of {listed}.")]
        return _section(f"What our sources say about {_listed(list(self.question.treatments))}", sentences)

    def _beyond_our_cards(self) -> Section | None:
        names = [name for _, name in self.question.beyond]
        if not names:
            return None
        held = _listed([card.name for card in self.library.cancers])
        return _connective(
            "What we do not hold",
            f"We hold no guideline card on {_listed(names)} yet, so we cannot answer this from a source.",
            f"We do hold cards on {held}.",
            "Your care team, or NCI's Cancer Information Service at 1-800-4-CANCER, can answer it.",
        )

    def _both_cancers(self) -> Section | None:
        misplaced = [card for marker in self.biomarkers for card in self.cancers if self._is_misplaced(marker, card)]
        if not misplaced:
            return None
        marker = self.biomarkers[0]
        used_in = [card for card in self.library.cancers if not self._is_misplaced(marker, card)]
        if not used_in:
            return None
        return _connective(
            "If you have more than one cancer",
            f"Some people have {misplaced[0].name} and, separately, another cancer such as {used_in[0].name}.",
            "Those are two separate discussions: each cancer has its own tests, stage and treatment plan.",
            f"Ask which cancer a {marker.name} result belongs to before you connect it with a treatment.",
        )

    def _what_the_sources_lack(self) -> Section | None:
        lacking = list(self._not_in_sources())
        if self.question.intent != "prognosis" or not lacking:
            return None
        return _connective(
            "What our sources do not hold",
            f"You asked about the outlook, and the sources we hold do not contain this: {'; '.join(lacking)}.",
            "We would rather say so than guess. Your oncologist knows what your stage, tests and health mean for you.",
        )

    # Around the answer

    def _sources(self, sections: Iterable[Section]) -> Iterator[CitedSource]:
        """In the order in which the answer first names them."""
        citations = (one for section in sections for sentence in section.sentences for one in sentence.citations)
        named = dict.fromkeys(source for citation in citations for source in self.library.cited(citation))
        known = {source.id: source for source in self.library.sources}
        yield from (known[one] for one in named)

    def _questions_for_team(self) -> Iterator[str]:
        if self.question.intent in ("urgent", "not_medical"):
            return
        misplaced = {
            marker.id for marker in self.biomarkers if any(self._is_misplaced(marker, one) for one in self.cancers)
        }
        cards = (*(marker for marker in self.biomarkers if marker.id not in misplaced), *self.cancers)
        for card in cards:
            yield from (one.text for one in card.questions_for_team if self._fits(one))

    def _fits(self, question: TeamQuestion) -> bool:
        if question.when == "always" or question.about == "general":
            return True
        if self.profile is None:
            return question.when == "missing"
        known = any(question.about in (getattr(fact, "name", None), _system(fact)) for fact in self.profile.facts)
        return known == (question.when == "known")

    def _related(self) -> Iterator[str]:
        for card in (*self.cancers, *self.biomarkers):
            yield from card.related_questions

    def _not_in_sources(self) -> Iterator[str]:
        for card in self.cancers or self.biomarkers:
            yield from card.not_in_sources
        yield from (name for _, name in self.question.beyond)


def _is_about(fact: Fact, card: BiomarkerCard) -> bool:
    return fact.kind in ("biomarker", "lab") and getattr(fact, "name", None) in card.markers


def _system(fact: Fact) -> str | None:
    return fact.system if isinstance(fact, Stage | Grade) else None


def _first_of_each(facts: Iterable[Fact]) -> list[Fact]:
    """Facts that say the same in words are shown once."""
    shown: dict[str, Fact] = {}
    for fact in facts:
        if not (isinstance(fact, Biomarker) and fact.result is None and not fact.fields().keys() - {"name", "method"}):
            shown.setdefault(record_sentence(fact).text.split(" (")[0] + (fact.date or ""), fact)
    return list(shown.values())


def _cited(card: str, statement: Statement) -> Sentence:
    return Sentence(text=statement.text, citations=(f"card:{card}#{statement.id}",))


def _plain(text: str) -> Sentence:
    return Sentence(text=text, connective=True)


def _section(title: str, sentences: Iterable[Sentence]) -> Section | None:
    found = tuple(sentences)
    return Section(title=title, sentences=found) if found else None


def _statements(title: str, card: str, statements: Iterable[Statement]) -> Section | None:
    return _section(title, (_cited(card, statement) for statement in statements))


def _connective(title: str, *texts: str) -> Section:
    return Section(title=title, sentences=tuple(_plain(text) for text in texts))


def _names(cards: Iterable[CancerCard]) -> str:
    return _listed([card.name for card in cards])


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nothing"
