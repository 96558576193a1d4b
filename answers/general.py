"""What the cards say in general, by what the question names: medicines, markers, cancers, or words of other cards."""

import re
from collections.abc import Iterator

from answers.cards import CancerCard, Statement
from answers.inquiry import Inquiry
from answers.leads import Leads
from answers.matter import COMMON, heading
from answers.of_cancers import OfCancers
from answers.of_markers import OfMarkers
from answers.of_medicines import OfMedicines
from answers.parts import cited, connective, section, statements_of
from answers.questions import CHOICES
from answers.subjects import LIKELY, share_of
from answers.wording import listed
from core.records import Section

OF_STAGES = re.compile(r"\bstag(?:e|es|ed|ing)\b", re.I)
"""What asks for the stages of a cancer: ``has it spread`` is asked of the records alone."""
OF_A_CARD = {"treatment-options": "treatment", "outlook": "prognosis"}
"""Subjects that a question must have for parts of a card to answer it, by its intent: ``do i keep taking my pill`` is
one on treatment, too."""


class General:
    def __init__(self, inquiry: Inquiry, leads: Leads, of_markers: OfMarkers, of_medicines: OfMedicines) -> None:
        self.inquiry = inquiry
        self.question = inquiry.question
        self.matter = inquiry.matter
        self.of_cancers = OfCancers(inquiry, leads)
        self.of_markers = of_markers
        self.of_medicines = of_medicines

    def sections(self) -> Iterator[Section | None]:
        inquiry, question = self.inquiry, self.question
        if inquiry.is_elsewhere and inquiry.sought.near:
            for card in inquiry.cancers:
                yield statements_of(heading("summary", card.name), card.id, card.summary[:1])
            return
        if "gaps" in inquiry.sought.things or (question.treatments and inquiry.alarm.is_urgent):
            return
        yield self.of_medicines.kind()
        if question.treatments and not (inquiry.biomarkers or inquiry.cancers or question.other_cancers):
            yield from () if inquiry.topics else self.of_medicines.in_any_cancer()
        elif question.treatments:
            if self._asks_what_comes_next:
                yield from self.of_cancers.parts_wanted()
                yield self.of_medicines.about(most=2)
                return
            if self._asks_the_outlook:
                yield from self.of_cancers.parts_wanted()
            yield self.of_medicines.about(most=4 if inquiry.biomarkers or inquiry.topics else 8)
        elif not (inquiry.biomarkers or self._topics_alone) and self.matter.elsewhere:
            yield from self._of_terms()
            if question.other_biomarkers or question.intent in ("overview", "biomarker_meaning"):
                return
        if inquiry.biomarkers:
            yield from self._of_the_markers()
        elif self._is_told_by_the_records:
            return
        elif inquiry.asks_beside_the_cards and not question.treatments:
            yield from self.of_cancers.nearest()
        elif not question.treatments:
            yield from self.of_cancers.parts_wanted()
            return
        yield from self.of_cancers.parts_likely()

    def both_cancers(self) -> Section | None:
        """Only where the marker belongs to another cancer, or where the patient has several."""
        cancers, theirs = self.inquiry.cancers, self.inquiry.theirs
        several = len(theirs) > 1 or (len(cancers) > 1 and self.question.who != "relative")
        misplaced = [
            (marker, card)
            for marker in self.inquiry.biomarkers
            for card in cancers
            if marker.id not in self.matter.held
            and (self.matter.is_hidden(marker, card) or (several and self.matter.is_misplaced(marker, card)))
        ]
        if not misplaced:
            return None
        marker, cancer = misplaced[0]
        used_in = [card for card in self.inquiry.library.cancers if not self.matter.is_misplaced(marker, card)]
        used_in.sort(key=lambda card: (card not in (*cancers, *theirs), card.id not in COMMON))
        if not used_in:
            return None
        untested = self.inquiry.profile and not self.matter.is_tested(marker)
        ask = "If it is ever tested, ask" if untested else "Ask"
        return connective(
            "If you have more than one cancer",
            f"If you have {cancer.name} and, separately, another cancer such as {used_in[0].name}, those are two "
            "separate discussions: each cancer has its own tests, stage and treatment plan.",
            f"{ask} which cancer the {marker.name} result belongs to before you connect it with a treatment.",
        )

    def what_the_sources_lack(self) -> Section | None:
        if self.question.intent != "prognosis" or not self.inquiry.asks_of_outlook:
            return None
        lacking = [one for card in self.inquiry.cancers for one in card.not_in_sources if "survival" in one]
        listing = f" They also do not contain this: {'; '.join(lacking)}." if lacking else ""
        return connective(
            "What our sources do not hold",
            f"You asked about the outlook. The sources we hold cannot say how your own illness will go.{listing}",
            "We would rather say so than guess. Your oncologist knows what your stage, tests and health mean for you.",
        )

    def _of_terms(self) -> Iterator[Section | None]:
        terms = listed(list(self.question.terms))
        for card in dict.fromkeys(card for card, _ in self.matter.elsewhere):
            told = (cited(card.id, one) for of, one in self.matter.elsewhere if of == card)
            yield section(f"What our sources say about {terms} in {card.name}", told)

    def _of_the_markers(self) -> Iterator[Section | None]:
        """Beside a choice between treatments a marker is only told of: they come first."""
        beside = tuple(self.of_cancers.parts_beside_markers())
        if CHOICES.search(self.question.text):
            yield from beside
        yield from self.of_markers.sections()
        for cancer in self.inquiry.cancers:
            if any(self.matter.is_misplaced(marker, cancer) for marker in self.inquiry.biomarkers):
                yield statements_of(f"What matters in {cancer.name}", cancer.id, _mattering(cancer))
        yield from beside

    @property
    def _is_told_by_the_records(self) -> bool:
        """Whether lines of the records answer what is no part of a cancer's card."""
        asks_of_treatment = self.question.intent == "treatment" and self.inquiry.asks_what_next
        if not self.inquiry.sought.near or self.question.cancers or asks_of_treatment:
            return False
        asked = {self.question.intent, *self.question.also, *self.question.asked}
        shares = {one: share_of(one, self.question.text) for one in OF_A_CARD}
        meant = {OF_A_CARD[one] for one, share in shares.items() if share >= LIKELY}
        if OF_STAGES.search(self.question.text):
            meant.add("staging")
        return not asked & {"biomarker_meaning", *meant}

    @property
    def _asks_what_comes_next(self) -> bool:
        """Whether a medicine that is named is one of the past, and it is asked what follows it."""
        asked = self.inquiry.asks_what_to_do or self.question.intent == "treatment"
        return asked and "returned" in self.inquiry.extents and not self.inquiry.biomarkers

    @property
    def _asks_the_outlook(self) -> bool:
        """Of a cancer whose treatment is told beside it."""
        return self.question.intent == "prognosis" and not self.inquiry.biomarkers

    @property
    def _topics_alone(self) -> bool:
        """Whether topics answer and no cancer is known: a medicine of cancers that nobody named would only confuse."""
        return bool(self.inquiry.topics) and not (self.inquiry.cancers or self.question.other_cancers)


def _mattering(card: CancerCard) -> tuple[Statement, ...]:
    """What a record of this cancer should hold, and the statements that open the subject."""
    expected = {one.why for one in card.expected}
    first = card.biomarkers[:1]
    return tuple(one for one in card.biomarkers if one in first or one.id in expected)
