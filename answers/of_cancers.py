"""Which parts of the cards on the cancers asked about are told, and which of their statements."""

import re
from collections.abc import Iterable, Iterator, Sequence

from answers.cards import CancerCard, Statement
from answers.choice import LEANS, choose
from answers.choice import closest as sharing_most
from answers.extent import fitting_first, holding, without_the_other
from answers.inquiry import WANTED, Inquiry
from answers.leads import OFFERED, Leads
from answers.matter import heading
from answers.parts import statements_of
from answers.questions import CHOICES
from answers.stages import is_of_a_stage
from core.records import Section

OVERVIEW = {"summary": 4, "staging": 2, "biomarkers": 4, "treatments": 4}
"""How many statements of which part of a cancer's card; survival figures (outlook) are for those who ask for them."""
OF_A_WORRY = {"summary": 2}
"""The same for somebody who only fears a cancer: how it is staged and treated would frighten, and answers nothing."""
FOR_AN_EXTENT = ("treatments", "outlook")
"""Parts of which statements may hold only for a cancer that has, or has not, spread."""
FIRST_ONES = 2
"""Statements of each part that an overview always holds: they say what the part is about."""
MOST_OF_A_STORY = 8
"""Treatments of a card where more is told than that these are asked for."""
TELLS_AN_OUTLOOK = re.compile(r"\b(?:cur(?:ed?|able)|alive|liv(?:e|ed|ing) (?:long|for years|on)|free of)\b", re.I)
"""What tells that a statement speaks of how an illness may go."""
LIKELY_PARTS = ("treatments", "staging")
MORE_LIKELY, MOST_LIKELY, HARDLY_LIKELY = 0.5, 5, 0.01
"""From which share on a part of a card is told that neither the words nor the names ask for, how many of its
statements, and the least share of each."""
BESIDE_A_MARKER = 6
"""Statements of a part of a cancer's card, where a marker is asked about too."""
MOST_SHARING = 4
"""Statements that share a word with what the cards were not written for."""


class OfCancers:
    def __init__(self, inquiry: Inquiry, leads: Leads) -> None:
        self.inquiry = inquiry
        self.question = inquiry.question
        self.matter = inquiry.matter
        self.leads = leads

    def parts_wanted(self) -> Iterator[Section | None]:
        for card in self.inquiry.cancers:
            for part, most in self._wanted().items():
                chosen = self.inquiry.between(card) if self.inquiry.asks_a_choice else self._of_part(card, part, most)
                yield _part(card, part, chosen)

    def parts_beside_markers(self) -> Iterator[Section | None]:
        for card in self.inquiry.cancers:
            for part, most in (one for intent in self.question.also for one in WANTED[intent].items()):
                if part == "biomarkers":  # how the marker asked about is tested stands with it
                    continue
                statements = tuple(self.matter.of_their_kind(getattr(card, part)))
                yield _part(card, part, choose(statements, self.matter.words, min(most, BESIDE_A_MARKER)))

    def parts_likely(self) -> Iterator[Section | None]:
        """Where a marker, a medicine or a topic decides what is told, and it is asked what to do: the statements of a
        part of a card that answers more likely than not, the likeliest first."""
        if self.leads.has_none or not self.inquiry.asks_what_next:
            return
        for card in self.inquiry.cancers:
            for part in LIKELY_PARTS:
                near = self.leads.of_part(card.id, part)
                if sum(one.share for one in near) >= MORE_LIKELY:
                    likely = (one.candidate.statement for one in near[:MOST_LIKELY] if one.share >= HARDLY_LIKELY)
                    yield _part(card, part, likely)

    def nearest(self) -> Iterator[Section | None]:
        """For what the cards were not written for, and no topic answers: what the cancer is, and the statements that
        share a word with it."""
        for card in () if self.inquiry.topics else self.inquiry.cancers:
            told = [one for one in card.statements() if one not in card.outlook]
            yield _part(card, "summary", card.summary[:3])
            sharing = sharing_most(told, self.matter.words, MOST_SHARING)
            yield statements_of("What comes nearest to your question", card.id, sharing)

    def _wanted(self) -> dict[str, int]:
        """Parts of a cancer's card, with how many statements of each: those of every intent of the question."""
        of_treatment = self.inquiry.asks_a_choice or self.inquiry.asks_what_to_do
        unnamed = OF_A_WORRY if "worry" in self.question.cues else OVERVIEW
        wanted = dict(WANTED["treatment"] if of_treatment else WANTED.get(self.question.intent, unnamed))
        for intent in self.question.also:
            wanted |= {part: most for part, most in WANTED[intent].items() if part not in wanted}
        if not self.inquiry.asks_of_outlook:
            wanted.pop("outlook", None)
        return dict(sorted(wanted.items(), key=lambda one: one[0] == "outlook"))

    def _of_part(self, card: CancerCard, part: str, most: int) -> Sequence[Statement]:
        statements = tuple(self.matter.of_their_kind(getattr(card, part)))
        if part == "staging" and self.question.intent == "prognosis":
            statements = tuple(self._telling_of_the_outlook(card, statements))
        if part in FOR_AN_EXTENT:
            extent = self.matter.extent(card)
            statements = without_the_other(statements, extent)
            if part == "outlook":
                statements = tuple(one for one in statements if not self.matter.is_of_an_operation_not_had(one))
            held = holding(statements, extent) if part == "outlook" else statements
            statements = fitting_first(held, extent)
            if part == "outlook":
                statements = tuple(dict.fromkeys((*self._hopes_of_their_kind(card), *statements)))
        asks_for_it = self.question.intent in WANTED or self.inquiry.asks_what_to_do
        first = 0 if asks_for_it else min(FIRST_ONES, most)
        chosen = (*statements[:first], *choose(statements[first:], self.matter.words, most - first))
        if part == "treatments" and len(chosen) > MOST_OF_A_STORY and self._tells_a_story:
            return self.leads.likeliest_of(card, chosen, MOST_OF_A_STORY) or chosen
        return chosen

    def _hopes_of_their_kind(self, card: CancerCard) -> Iterator[Statement]:
        """What other parts of the card say of the outlook with just the kind, or the place, that is told."""
        held = (*card.summary, *card.treatments) if self.question.intent == "prognosis" else ()
        for one in without_the_other(held, self.matter.extent(card)):
            if (
                TELLS_AN_OUTLOOK.search(one.text)
                and self.matter.is_of_the_kind_told(one)
                and not LEANS.search(one.text)
            ):
                yield one

    def _telling_of_the_outlook(self, card: CancerCard, statements: Iterable[Statement]) -> Iterator[Statement]:
        """Of how a cancer is staged, what is of the stage asked about, or answers likely: ``survival by size``."""
        shares = {one.candidate.statement: one.share for one in self.leads.ranked if one.candidate.card == card.id}
        for one in statements:
            if is_of_a_stage(one.text, self.question.text) or shares.get(one, 0) >= OFFERED:
                yield one

    @property
    def _tells_a_story(self) -> bool:
        """Whether more is told than a cancer, by the question or by records, and that its treatments are asked for."""
        is_more = bool(self.inquiry.theirs) or not self.inquiry.says_little
        return is_more and not CHOICES.search(self.question.text)


def _part(card: CancerCard, part: str, statements: Iterable[Statement]) -> Section | None:
    return statements_of(heading(part, card.name), card.id, statements)
