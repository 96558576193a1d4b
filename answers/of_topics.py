"""What is told of the topics that a question is about, also where it is about the cards' cancers, and beside a call for
help."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from answers.cards import Statement, Topic
from answers.choice import choose
from answers.danger import may_be_infected
from answers.extent import without_the_other
from answers.fitting import supportive_medicines
from answers.inquiry import CALLS, Inquiry
from answers.leads import OFFERED, Leads
from answers.mentions import medicines_in
from answers.names import components
from answers.parts import plain, section, statements_of
from answers.selection import LEAST
from answers.subjects import LIKELY, shares_in
from answers.topics import MOST_TOPICS, closest_first, sentences_of
from answers.unheld import unheld
from core.records import Section

URGENT_TOPICS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bleeding": ("call", "call-head"),
        "blood-clots": ("call", "vein"),
        "bowel-blockage": ("call", "signs"),
        "cord-compression": ("call", "signs"),
        "cytokine-storm": ("signs", "know"),
        "diarrhoea": ("water", "immune"),
        "flu-like": ("call", "medicine"),
        "immunotherapy-side-effects": ("organs", "serious"),
        "infection": ("call", "why", "medicine"),
        "tumour-lysis": ("when", "harm"),
    }
)
"""What of which topic stands beside a call for help: when to call and why not to wait, and no more: nothing that could
calm somebody who should call."""
TEMPERATURE = re.compile(
    r"\b(?:3[78]|10[0-2])"
    r"(?:[.,]\d(?!\d|\s*(?:%|m?c?g|kg|m[lm]|cm)\b)|\s?(?:°|º|degrees\b|[CF]\b|or (?:more|above|over|higher)\b))",
    re.I,
)
TO_CALL = re.compile(
    r"\b(?:call|ring|phone|telephone|contact|report|attend|come (?:in|to|back)|go to|emergency|hot ?line|help ?line)\b",
    re.I,
)
THEIR_NUMBER = "Please keep to the number that your own team gave you; what follows is said in general."
HARDLY_ANSWERS = 0.1
"""Where no statement of a topic has a larger share, what the topic lacks comes first."""
FEWEST_OF_A_TOPIC = 2
"""So many statements are left of a topic where those on other cancers or medicines are left out."""
MOST_BESIDE = 3
"""Statements of a cancer's card beside a topic, and of a topic beside lines of the records that answer."""


class OfTopics:
    def __init__(self, inquiry: Inquiry, leads: Leads) -> None:
        self.inquiry = inquiry
        self.matter = inquiry.matter
        self.leads = leads

    @property
    def tells_when_to_call(self) -> bool:
        """Whether a topic says at what fever to call at once, which waits for no records: ``neutrophils 0.7``; only for
        those which say it themselves."""
        is_told = any(one.id == CALLS for one in self.inquiry.topics) and not self.inquiry.alarm.is_urgent
        return is_told and not self._is_told_by_the_team

    @property
    def _is_told_by_the_team(self) -> bool:
        """Whether a line of the records that answers says at what temperature to call."""
        return any(says_when_to_call(one.text) for one in self.inquiry.sought.near)

    def sections(self) -> Iterator[Section | None]:
        """Each topic, without what it says of other cancers, and what the cards on those asked about say of it."""
        is_urgent = self.inquiry.alarm.is_urgent
        if is_urgent:
            yield from self.beside_the_call()
        for topic in self.inquiry.topics:
            if is_urgent and (topic.id in URGENT_TOPICS or not topic.statements):
                continue
            own = () if is_urgent or self.inquiry.sought.near else tuple(self._in_their_cancers(topic))
            of_topic = self._of(topic)
            yield from (*own, of_topic) if self._is_likelier_in_their_cancer(topic) else (of_topic, *own)

    def beside_the_call(self) -> Iterator[Section | None]:
        """Short; fever first and at a lower bar, since what it says is when to call, then the likeliest."""
        text, library = self.inquiry.question.text, self.inquiry.library
        shares = shares_in(text)
        topics = {one.id: one for one in library.topics}
        asked = {one.id for one in self.inquiry.topics}
        near = [
            one
            for one in URGENT_TOPICS
            if one in asked
            or shares.get(one, 0) >= (OFFERED if one == "infection" else LIKELY)
            or (one == "infection" and may_be_infected(text))
        ]
        near.sort(key=lambda one: (one != "infection", -shares.get(one, 0)))
        for topic in (topics[one] for one in near[:MOST_TOPICS]):
            held = {one.id: one for one in topic.statements}
            told = tuple(held[one] for one in URGENT_TOPICS[topic.id])
            yield section(topic.title, sentences_of("topics", topic.model_copy(update={"statements": told})))

    def _of(self, topic: Topic) -> Section | None:
        question = self.inquiry.question
        first = [one.statement for one in self.leads.closest if one.topic == topic.id]
        of_theirs = tuple(one for one in topic.statements if self.matter.is_of_theirs(one))
        of_theirs = [one for one in of_theirs if not self._is_of_another_medicine(one)]
        if len(of_theirs) >= FEWEST_OF_A_TOPIC:
            topic = topic.model_copy(update={"statements": tuple(of_theirs)})
        topic = closest_first(topic, question.text, self.matter.is_of_theirs)
        if self.leads.ranked and self._likeliest_share(topic) < HARDLY_ANSWERS:
            topic = topic.model_copy(update={"mostly_lacking": True})
        in_turn = dict.fromkeys((*(() if topic.lead else first), *topic.statements))
        is_short = self.inquiry.sought.near or self.inquiry.is_silent
        most = MOST_BESIDE if is_short and not topic.lead else None
        told = sentences_of("topics", topic.model_copy(update={"statements": tuple(in_turn)[:most]}))
        if topic.id == CALLS and self._is_told_by_the_team:
            told = (plain(THEIR_NUMBER), *told)
        missing = map(plain, unheld(question.text, question.treatments, self.inquiry.library, of=topic.id))
        return section(topic.title, (*told, *missing) if topic.lead else (*missing, *told))

    def _is_of_another_medicine(self, statement: Statement) -> bool:
        """Whether it speaks of a medicine against cancer where the question names another: paclitaxel to who takes
        letrozole."""
        asked = {part for name in self.inquiry.question.treatments for part in (name, *components(name))}
        told = medicines_in(statement.text, self.matter.others) - supportive_medicines()
        return bool(asked and told and told.isdisjoint(asked))

    def _in_their_cancers(self, topic: Topic) -> Iterator[Section | None]:
        """What the cards on the cancers asked about say of what a topic is about."""
        for card in self.inquiry.cancers if topic.beside else ():
            near = [one for one in self.matter.of_their_kind(card.statements()) if _is_of(topic, one)]
            near = without_the_other([one for one in near if one not in card.outlook], self.matter.extent(card))
            told = self.leads.likeliest_of(card, near, MOST_BESIDE) or choose(near, self.matter.words, MOST_BESIDE)
            yield statements_of(f"In {card.name}", card.id, told)

    def _likeliest_share(self, topic: Topic) -> float:
        return max((one.share for one in self.leads.ranked if one.candidate.topic == topic.id), default=0)

    def _is_likelier_in_their_cancer(self, topic: Topic) -> bool:
        """Whether a statement on the cancer asked about answers more likely than any of the topic."""
        of = [
            one
            for one in self.leads.ranked
            if one.candidate.topic == topic.id or _is_of(topic, one.candidate.statement)
        ]
        cancers = {card.id for card in self.inquiry.cancers}
        return bool(of) and of[0].share >= LEAST and of[0].candidate.card in cancers


def says_when_to_call(line: str) -> bool:
    """Whether a line of a record says at what temperature to call; not one that only tells of a fever."""
    return bool(TEMPERATURE.search(line) and TO_CALL.search(line))


def _is_of(topic: Topic, statement: Statement) -> bool:
    return bool(topic.beside and re.search(topic.beside, statement.text, re.I))
