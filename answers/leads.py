"""What answers a question most closely, and whether it may stand before everything else."""

import re
from collections.abc import Container, Iterator, Sequence
from functools import cached_property

from answers.cards import CancerCard, Statement
from answers.choice import LEANS, words_of
from answers.closing import PUT_APART
from answers.guidelines.scope import cancers_named
from answers.inquiry import Inquiry
from answers.matter import ANY_SOLID
from answers.parts import section
from answers.selection import Candidate, Closest, closest, every_candidate, leading, without
from answers.stages import is_of_another_stage
from answers.subjects import LIKELY, asking_parts, shares_in
from answers.treated import is_operated
from core.records import Section, Sentence

SURELY_CLOSE, MOST_CLOSE = 0.5, 3
"""The least share of the statement that answers most closely, where the cancer is known from the records alone or
something is asked that we do not hold; and how many statements lead."""
OF_A_PART = 0.45
"""The least share of the statement that answers one part of a question most closely."""
POINTS_BACK, FEWEST_WORDS = re.compile(r"\b(?:it|this|that|they|them)\b", re.I), 2
"""What a part of a question says that leans on another, and how many telling words then make it stand alone."""
ANSWERED = 0.1
"""The share, of the statements that are told together, under which a part of a question may stay open."""
MOST_RANKED = 8
"""Of the closest statements, those that are looked at."""
NOT_OPERATED = re.compile(r"\b(?:surgery is not possible|cannot be (?:removed|operated))\b", re.I)
BEFORE_IT = re.compile(r"\b(?:before|ahead of) (?:the )?(?:surgery|operation)\b", re.I)
AFTER_IT = re.compile(r"\bafter\b|\blater\b", re.I)
TELLING_OF_AN_OUTLOOK = ("summary", "treatments")
"""Parts of a card that answer how an illness may go, beside the figures that stand in a section of their own."""
FEWEST_OF_A_STORY, UNLIKELY = 3, 0.005
"""How many of a card's statements are told whatever their share, and the least share of the others."""
OFFERED = 0.07
"""The least share of a topic, or of a statement, that is offered where none is likely."""


class Leads:
    """``lacking`` is what is asked that we hold nothing on."""

    def __init__(self, inquiry: Inquiry, lacking: Sequence[str]) -> None:
        self.inquiry = inquiry
        self.question = inquiry.question
        self.matter = inquiry.matter
        self.lacking = lacking

    @cached_property
    def ranked(self) -> tuple[Closest, ...]:
        """The likeliest to answer first, out of what may hold for them."""
        return self._ranked()

    def _ranked(self, part: str | None = None) -> tuple[Closest, ...]:
        return without(closest(self.question, tuple(self._candidates()), self.inquiry.cancers, part), self._holds)

    def likely(self, told: Container[str], least: float, most: int, part: str | None = None) -> list[str]:
        """The texts of what is ``told`` that likeliest answer, all of the question or a part of it."""
        near = [one.candidate.statement.text for one in self._ranked(part) if one.share >= least]
        return [text for text in near if text in told][:most]

    @cached_property
    def closest(self) -> tuple[Candidate, ...]:
        """What answers most closely: what answers a part of the question, part by part, then all of it."""
        if self.has_none:
            return ()
        named = not self.inquiry.theirs or self.question.cancers or self.question.biomarkers
        surely = bool(self.lacking or not named)
        near = leading(self._that_may_lead(self.ranked))
        if surely and near and near[0].share < SURELY_CLOSE:
            near = ()
        in_turn = (*self._closest_to_parts(SURELY_CLOSE if surely else OF_A_PART), *near)
        with_those_before = (each for one in in_turn for each in self._with_the_one_before(one.candidate))
        return tuple(dict.fromkeys(with_those_before))[:MOST_CLOSE]

    def _closest_to_parts(self, least: float) -> Iterator[Closest]:
        """Of each part that asks what answers it, and nothing of a part that nothing answers.

        A part says little by itself: what is of an extent, or of a cancer, that nobody told does not lead for it, and
        nothing does where it only points back: ``what does that number mean``.
        """
        for part in asking_parts(self.question.text):
            if POINTS_BACK.search(part) and len(words_of(part)) < FEWEST_WORDS:
                continue
            near = self._that_may_lead(self._ranked(part))
            first = next((one for one in near if self._is_of_what_is_told(one.candidate)), None)
            if first and first.share >= least:
                yield first

    def left_open(self, told: Container[str]) -> Iterator[str]:
        """The parts of a question that nothing of what is ``told``, the texts of statements, most likely answers; not
        those that only point back: whether these are answered, what stands before tells."""
        for part in asking_parts(self.question.text):
            near = self._ranked(part) if len(words_of(part)) >= FEWEST_WORDS else ()
            share = sum(one.share for one in near if one.candidate.statement.text in told)
            if near and share < ANSWERED:
                yield part.strip(" ,.;?!")

    def _is_of_what_is_told(self, one: Candidate) -> bool:
        about = {*self.matter.about}
        is_of_theirs = not one.topic or about.issuperset(cancers_named(one.statement.text))
        return is_of_theirs and (not one.statement.extent or bool(self.inquiry.extents))

    def _that_may_lead(self, ranked: Sequence[Closest]) -> list[Closest]:
        return [one for one in ranked[:MOST_RANKED] if self.may_lead(one.candidate)]

    def closest_section(self) -> Section | None:
        """Not where they are all of one topic that is shown: they stand first in it."""
        of_topics = {one.topic for one in self.closest}
        if len(of_topics) == 1 and of_topics & {topic.id for topic in self.inquiry.topics}:
            return None
        told = (Sentence(text=one.statement.text, citations=(one.citation,)) for one in self.closest)
        return section("Closest to what you asked", told)

    @cached_property
    def has_none(self) -> bool:
        """Whether something else comes first: a call for help, the premise on a marker that does not belong to the
        cancer, that no card on it speaks of a medicine, that a doctor must look, that there are no figures for a stage,
        what the records say, or whole parts of a card: ``how is it staged and treated``."""
        inquiry = self.inquiry
        apart = self.question.intent in (*PUT_APART, *(("records",) if inquiry.profile else ()))
        apart = apart or "worry" in self.question.cues or (inquiry.is_elsewhere and bool(inquiry.sought.near))
        of_records = inquiry.sought.facts or inquiry.sought.lines or inquiry.sought.things or inquiry.is_topical
        named = inquiry.biomarkers or (self.question.cancers and self.question.intent != "staging")
        of_records = inquiry.theirs and of_records and not named
        of_a_stage = self.question.intent == "prognosis" and inquiry.asks_of_a_stage
        of_parts = self.question.also and inquiry.says_little and not inquiry.biomarkers
        misplaced = inquiry.has_a_misplaced_marker or (self.matter.holds_no_medicine and not inquiry.is_topical)
        return bool(inquiry.alarm.is_urgent or misplaced or apart or of_a_stage or of_records or of_parts)

    @cached_property
    def tells_the_outlook(self) -> bool:
        """Whether what is held on the outlook for this extent most likely answers, though not by the stage asked of."""
        return any(
            one.share >= SURELY_CLOSE and one.candidate.part == "outlook"
            for one in self.ranked
            if one.candidate.statement.extent in self.inquiry.extents
        )

    def may_lead(self, one: Candidate) -> bool:
        """Nothing of the outlook that is not asked for, or not known to hold; nothing that holds for somebody else; and
        nothing of a card before a topic that has words of its own for its beginning."""
        statement, cancers, topics = one.statement, self.inquiry.cancers, self.inquiry.topics
        if statement.extent and not self.inquiry.extents and one.part == "outlook":
            return False
        if one.part in ("what_it_is", "how_tested") and self.matter.held:
            return False
        if one.part == "outlook" and (self.question.intent == "prognosis" or not self._asks_the_outlook):
            return False
        if self.question.intent == "prognosis" and one.part not in TELLING_OF_AN_OUTLOOK:
            return False
        shown = {topic.id: topic.statements for topic in topics[: 1 if any(each.lead for each in topics) else None]}
        if one.topic and (self.inquiry.theirs or shown) and statement not in shown.get(one.topic, ()):
            return False
        if not one.topic and self.inquiry.is_topical and any(each.lead for each in topics):
            return False
        if statement.when and statement.when not in self.matter.situations:
            return False
        if one.of and cancers and one.of not in (*self.matter.about, ANY_SOLID):
            return False
        marker = one.card if any(card.id == one.card for card in self.inquiry.biomarkers) else ""
        return self.matter.is_of_theirs(statement) and not self.matter.is_of_another_kind(statement, marker)

    def of_part(self, card: str, part: str) -> list[Closest]:
        return [one for one in self.ranked if (one.candidate.card, one.candidate.part) == (card, part)]

    def likeliest_of(self, card: CancerCard, statements: Sequence[Statement], most: int) -> tuple[Statement, ...]:
        """Those of the extent that is told, and then those that answer likeliest, in the order of the card; none where
        MiniLM is not installed."""
        extents = self.inquiry.extents
        near = [one.candidate.statement for one in self.ranked if one.candidate.card == card.id]
        near = [one for one in near if one in statements]
        likely = [one.candidate.statement for one in self.ranked if one.share >= UNLIKELY]
        near = [one for n, one in enumerate(near) if n < FEWEST_OF_A_STORY or one in likely or one.extent in extents]
        near = sorted(near, key=lambda one: one.extent not in extents)
        return tuple(one for one in statements if one in near[:most])

    def _candidates(self) -> Iterator[Candidate]:
        held = every_candidate(self.inquiry.library)
        for card in (*self.inquiry.cancers, *self.inquiry.biomarkers):
            yield from held[card.id]
        yield from held["topics"]

    def _holds(self, one: Candidate) -> bool:
        """Whether a statement may hold for them: not of another extent, stage or grade than what is told, and not of
        people who cannot be operated on where somebody was."""
        said, extents = one.statement.text, self.inquiry.extents
        if one.statement.extent and extents and one.statement.extent not in extents:
            return False
        operated = is_operated(self.question.text)
        if operated and (NOT_OPERATED.search(said) or (BEFORE_IT.search(said) and not AFTER_IT.search(said))):
            return False
        return not is_of_another_stage(said, self.question.text)

    @cached_property
    def _asks_the_outlook(self) -> bool:
        asked = (self.question.intent, *self.question.also)
        return "prognosis" in asked or shares_in(self.question.text).get("outlook", 0) >= LIKELY

    def _with_the_one_before(self, one: Candidate) -> tuple[Candidate, ...]:
        """A statement that goes on from the one before it does not stand alone."""
        if not LEANS.search(one.statement.text):
            return (one,)
        card = every_candidate(self.inquiry.library)[one.card]
        before = card[card.index(one) - 1]
        goes_before = (before.part, before.topic) == (one.part, one.topic) and before != card[-1]
        return (before, one) if goes_before and self.matter.is_of_theirs(before.statement) else ()
