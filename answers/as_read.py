"""How a question was read, where it can be read in several ways, and what of it we do not hold."""

from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from answers.cards import BiomarkerCard, CancerCard
from answers.closing import Closing
from answers.inquiry import Inquiry
from answers.leads import OFFERED, Leads
from answers.matter import COMMON
from answers.names import ancestors, lineage
from answers.parts import connective, plain
from answers.personal import other_cancers
from answers.phrases import NAME_IT, NOTHING_HELD
from answers.questions import OF_ANY_ORGAN
from answers.subjects import shares_in
from answers.wording import capitalised, listed
from core.records import Section, Sentence

SPELT_ALIKE = 95
"""From this rapidfuzz ratio on a word is only spelt as elsewhere: ``tumor`` and ``tumour``."""
OF_WOMEN = ("breast", "ovary", "endometrium", "cervix", "vulva")
BARE, STORY = 5, 12
"""Words: a question that is hardly more than a name asks for an overview; one that tells more is not said to be
unclear."""
MOST_OFFERED = 3
"""Topics that are offered where none is likely."""


class AsRead:
    """``told_otherwise``: whether something else than a card or a record answers."""

    def __init__(self, inquiry: Inquiry, leads: Leads, closing: Closing, *, told_otherwise: bool) -> None:
        self.inquiry = inquiry
        self.question = inquiry.question
        self.library = inquiry.library
        self.leads = leads
        self.closing = closing
        self.told_otherwise = told_otherwise

    def as_understood(self) -> Iterator[str]:
        """How a question was read that can be read in several ways, with the others."""
        for written, name in self.question.guessed:
            if fuzz.ratio(written, name.lower()) >= SPELT_ALIKE:
                continue
            yield f"We took “{written}” to mean {name}. If you meant something else, please write it in another way."
        if "blood" in self.question.lay:
            held = [card.name for card in self.library.cancers if card.blood_cancer]
            yield f"“Blood cancer” can mean several illnesses; it helps to know which. We hold cards on {listed(held)}."
        if "women" in self.question.lay:
            held = [card.name for card in self.library.cancers if card.id in OF_WOMEN]
            yield f"That can mean several cancers; it helps to know which. We hold cards on {listed(held)}."
        sought = self.inquiry.sought
        told = sought.things or sought.facts or sought.lines or sought.near
        if (
            self.question.intent == "overview"
            and not self.question.topics
            and (self.inquiry.cancers or self.inquiry.biomarkers)
            and not told
        ):
            yield from self._unsure()

    def in_english(self) -> Iterator[str]:
        if self.question.intent != "records" and (named := (*self.inquiry.biomarkers, *self.inquiry.cancers)):
            about = _names(named)
            yield f"We read that this is about {about}. If someone can ask it in English with you, we can tell more."

    def _unsure(self) -> Iterator[str]:
        """For a question of which only the cancer or the marker was understood; a bare name needs no such words."""
        words = len(self.question.text.split())
        bare = words <= BARE or words > STORY or self.question.treatments or self.question.terms
        bare = bare or self.inquiry.asks_a_choice or self.inquiry.asks_what_to_do
        related = self.closing.related()[:2]
        if not (bare or self.inquiry.alarm.is_urgent or self.leads.closest) and related and not self.told_otherwise:
            about = _names((*self.inquiry.biomarkers, *self.inquiry.cancers))
            asking = " or ".join(f"“{one}”" for one in related)
            yield f"We were not sure what you want to know about {about}, so this is in general. You could ask {asking}"

    def unheld(self) -> Iterator[Sentence]:
        cancers = other_cancers(self.question)
        names = [name for kind, name in self.question.beyond if kind != "cancer" or name in cancers]
        if names:
            only = (
                f"; what follows on {_names(self.inquiry.biomarkers)} is what we hold of it"
                if self.inquiry.biomarkers
                else ""
            )
            kinds = [card.name for name in self.question.other_cancers for card in self._kinds_of(name)]
            if kinds:
                asked = capitalised(listed(list(self.question.other_cancers)))
                yield plain(
                    f"{asked} can mean several illnesses, each with its own tests and treatments. We hold cards on "
                    f"{listed(kinds)}: if you know which it is, ask about that."
                )
                return
            if OF_ANY_ORGAN.issuperset(names):
                asked = capitalised(listed(names))
                yield plain(
                    f"{asked}: that names the kind of cell, and several cancers have it. If you know in which organ it "
                    "began, ask about that, and we can tell more."
                )
                return
            yield plain(f"We hold no guideline card on {listed(names)} yet{only}.")
            inquiry = self.inquiry
            if not (inquiry.biomarkers or inquiry.cancers or inquiry.matter.elsewhere or inquiry.of_rarer):
                yield plain(self._what_we_hold())
            yield plain(
                f"Your care team, or NCI's Cancer Information Service at 1-800-4-CANCER, can tell you about "
                f"{listed(names)}."
            )
        if self.inquiry.asks_a_topic and not self.told_otherwise:
            yield plain(
                "Our cards are about staging, tests and treatments. They do not cover "
                f"{listed(list(self.question.topics))}, or only in passing, so this part of your question may stay "
                "open here."
            )

    def _kinds_of(self, name: str) -> list[CancerCard]:
        """Cards on kinds of a cancer whose name is wider: under it in OncoTree, and a lymphoma called so, too."""
        above, last = set(lineage(name)[:1]), name.split()[-1]
        return [
            card
            for card in self.library.cancers
            if above & {*ancestors(card.oncotree[0])}
            and (last in ("cancer", "tumour") or any(last in one for one in card.names))
        ]

    def nothing_named(self) -> Section:
        if self.question.intent == "team_questions":
            if self.inquiry.cancers:
                return connective(
                    "Questions to ask", f"Questions about {_names(self.inquiry.cancers)} are listed below."
                )
            return connective("Questions to ask", "Questions that suit anyone with cancer are listed below.", NAME_IT)
        return connective(
            "What we can answer",
            *(() if {"decision", "worry"} & set(self.question.cues) else (NOTHING_HELD,)),
            *self._perhaps(),
            NAME_IT,
            self._what_we_hold(),
        )

    def _perhaps(self) -> Iterator[str]:
        """The topics that come nearest, where none is likely."""
        shares = shares_in(self.question.text)
        titles = {one.id: one.title for one in self.library.topics}
        near = [titles[one] for one, share in shares.items() if share >= OFFERED and one in titles][:MOST_OFFERED]
        if near:
            named = listed([f"“{one}”" for one in near]).replace(" and ", " or ")
            yield f"Perhaps you want to read {named}: if so, please ask for it by that name."

    def _what_we_hold(self) -> str:
        common = [card.name for card in self.library.cancers if card.id in COMMON]
        return (
            f"We hold cards on {len(self.library.cancers)} kinds of cancer, among them {listed(common)}, and on "
            f"{len(self.library.biomarkers)} tests."
        )


def _names(cards: Iterable[CancerCard | BiomarkerCard]) -> str:
    return listed([card.name for card in cards])
