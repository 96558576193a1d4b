"""From a question and a profile to a cited, premise-checked answer. Deterministic: nothing is generated.

Every sentence is a card's statement, a fact of a record with its quote, a row of the relevance table in words, or
connective text that states no medical fact. The order is that of the answer page in the design: what your records say,
the premise, where the marker is used, what matters in this cancer, both cancers, what is not in the sources. A page
holds what answers the question; the rest of a card is a related question away.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from answers.as_read import AsRead
from answers.cards import Library
from answers.choice import LEANS
from answers.closing import PUT_APART, Closing
from answers.cues import of_another_alone, shows
from answers.danger import is_afraid
from answers.general import General
from answers.glossary import definitions
from answers.guidelines.asked import Quoting
from answers.in_short import in_short
from answers.inquiry import Inquiry, read_inquiry
from answers.instructed import holds_an_instruction
from answers.intents import LEAVES_OUT
from answers.languages import in_their_language, is_unread
from answers.leads import Leads
from answers.matter import is_aside
from answers.names import OtherNames
from answers.of_markers import OfMarkers
from answers.of_medicines import OfMedicines
from answers.of_records import told_of_records
from answers.of_topics import HARDLY_ANSWERS, MOST_BESIDE, OfTopics
from answers.parts import cited, connective, plain, section
from answers.patterns import asks_of_an_animal
from answers.personal import other_cancers
from answers.phrases import (
    AFRAID,
    AGAIN,
    CRISIS,
    CRISIS_OF_ANOTHER,
    DECISION,
    DISCLAIMER,
    GET_HELP,
    HELD_ON,
    IN_THEIR_WORDS,
    INSTRUCTED,
    MAY_BE_OPEN,
    MAY_BE_URGENT,
    MAY_BE_URGENT_TITLE,
    NOT_MEDICAL,
    OF_PEOPLE,
    OPEN,
    PRESUMPTION,
    REACH_OUT,
    UPLOAD,
    URGENT,
    WORRY,
)
from answers.questions import understand
from answers.quoted import meanings, quoted, quotes_of
from answers.record_lines import LEAST
from answers.subjects import asking_parts
from answers.things import things_asked
from answers.together import TITLE as TOGETHER
from answers.topics import WHEN_TO_CALL, sentences_of
from answers.unheld import unheld
from answers.wording import listed
from answers.written import Pages, no_pages
from core.records import Answer, CitedSource, Premise, Profile, Section, Sentence, Understood

NO_RECORDS = ("Your records", "No records are open here, so nothing can be said of them.")
OF_THEIRS = ("What we did not find in your records", "About your question")
GOES_BACK = re.compile(
    r"\b(?:go|going|get|getting|be|put) back on\b|\bre-?start\w*|\bresum\w*|\bstart\b.{1,30}\bagain\b", re.I
)
"""What asks whether a medicine that was stopped is taken again, which its own record answers."""
ABOUT_YOU = "For an answer about you"
WHOM_TO_CALL = "What your records say on whom to call"
SWEEPING = re.compile(r"\b(?:always|never|every(?:one|body)|proven|prove[sd]?|the only)\b", re.I)
"""What is taken for granted of all, so that a topic alone does not answer it."""


def answer_question(
    text: str,
    library: Library,
    others: OtherNames,
    profile: Profile | None = None,
    quoting: Quoting | None = None,
    pages: Pages = no_pages,
) -> Answer:
    """Answers from the cards, from the profile where there is one, and from the guidelines that ``quoting`` holds.

    ``pages`` fetches the pages the profile was read from; it is called only where no fact tells what is asked.

    Never raises for what is asked.
    """
    return Composer(read_inquiry(understand(text, library, others), library, others, profile, pages), quoting).answer()


class Composer:
    """Puts the sections of one answer in their order. What stands in them its collaborators tell, each from the inquiry
    and from those before it."""

    def __init__(self, inquiry: Inquiry, quoting: Quoting | None = None) -> None:
        self.inquiry = inquiry
        self.question = inquiry.question
        self.alarm = inquiry.alarm
        self.profile = inquiry.profile
        self.quotes = quotes_of(inquiry, quoting) if quoting else ()
        self.of_medicines = OfMedicines(inquiry.matter, inquiry.topics)
        is_told = bool(self.of_medicines.effects_asked) or inquiry.asks_of_the_records
        self.of_markers = OfMarkers(inquiry.matter, beside=is_told)

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """What is asked that we hold nothing on, apart from what the topics shown say of it themselves."""
        shown = [topic.id for topic in self.inquiry.topics]
        told = self.inquiry.spoken_of
        named = unheld(self.question.text, self.question.treatments, self.inquiry.library, shown, told=told)
        return (*named, *self.of_medicines.unknown_effects())

    @cached_property
    def leads(self) -> Leads:
        return Leads(self.inquiry, self.lacking)

    @cached_property
    def of_topics(self) -> OfTopics:
        return OfTopics(self.inquiry, self.leads)

    @cached_property
    def as_read(self) -> AsRead:
        return AsRead(self.inquiry, self.leads, self.closing, told_otherwise=self.told_otherwise)

    @cached_property
    def general(self) -> General:
        return General(self.inquiry, self.leads, self.of_markers, self.of_medicines)

    @cached_property
    def meanings(self) -> tuple[Sentence, ...]:
        return tuple(meanings(self.inquiry))

    @property
    def told_otherwise(self) -> bool:
        """Whether something else than a card or a record answers."""
        return bool(self.quotes or self.inquiry.assumptions or self.inquiry.topics or self.meanings)

    @cached_property
    def closing(self) -> Closing:
        told_of_theirs = self.inquiry.is_elsewhere and self.inquiry.sought.near
        cancers = self.inquiry.theirs if told_of_theirs else self.inquiry.cancers
        return Closing(
            self.question,
            self.inquiry.library,
            self.profile,
            tuple(card for card in cancers if not is_aside(self.question.text, card)) or cancers,
            self.inquiry.biomarkers,
            self.inquiry.matter.is_misplaced,
            self.inquiry.sought.written if self.profile and self.profile.facts else None,
            self.inquiry.sought.near,
            surely=self.inquiry.sought.surely,
            by_records_alone=bool(self.inquiry.sought.near) and self._is_of_the_records_alone,
            told_otherwise=self.told_otherwise,
            topical=self.inquiry.is_topical,
        )

    def answer(self) -> Answer:
        sections = tuple(self._shortly(tuple(self._said_once(part for part in self._sections() if part))))
        short = is_unread(self.question) or self.alarm.is_urgent
        if not short and self.question.intent not in PUT_APART:
            own = tuple(one for one in sections if one.title == ABOUT_YOU)
            sections = (*(one for one in sections if one not in own), *self._left_open(sections), *own)
        return Answer(
            question=self.question.text,
            understood=self._understood(),
            premises=tuple(self.premises()),
            sections=sections,
            sources=tuple(self._sources(sections)),
            questions_for_team=() if short else self.closing.questions_for_team(silent=self.inquiry.is_silent),
            related_questions=() if short else self.closing.related(),
            services=() if self.alarm.is_urgent else self.closing.services(),
            not_in_sources=() if short else self.closing.not_in_sources(),
            glossary=definitions(_cited_texts(sections), self.inquiry.library),
            disclaimer=DISCLAIMER,
            profile_snapshot=self.profile.snapshot if self.profile else None,
        )

    def _said_once(self, sections: Iterable[Section]) -> Iterator[Section]:
        """A card's statement stands where it is first needed; a section left without any is dropped."""
        said = self.inquiry.matter.said
        for part in sections:
            fresh: list[Sentence] = []
            for one in part.sentences:
                if one.connective or one.text not in said or _of_record(one):
                    fresh.append(one)
                said.add(one.text)
            if fresh:
                yield part.model_copy(update={"sentences": tuple(fresh)})

    def _shortly(self, sections: tuple[Section, ...]) -> Iterator[Section]:
        """Beside lines of the records that surely answer, in general only the few statements that likely answer, too,
        or a part of the question that no line does; and when to call. What we hold nothing on is said beside these."""
        sought = self.inquiry.sought
        if not (sought.near and sought.surely):
            yield from sections
            return
        told = {one.text for part in sections for one in part.sentences}
        still_open = [one for one in asking_parts(self.question.text) if not self.inquiry.lines.answering(one)]
        asked = still_open if self._is_of_the_records_alone else (None, *still_open)
        by_part = (self.leads.likely(told, HARDLY_ANSWERS, MOST_BESIDE, part) for part in asked)
        likely = {text for texts in by_part for text in texts}
        in_turn = (pair for part in sections for pair in pairwise(part.sentences))
        likely |= {before.text for before, one in in_turn if one.text in likely and LEANS.search(one.text)}
        stays = {*OF_THEIRS, *(one.title for one in self.inquiry.topics if one.id in WHEN_TO_CALL)}
        for part in sections:
            cited = {*_cited_texts([part])}
            if not cited or part.title in stays or (any(map(_of_record, part.sentences)) and not self._is_beside(part)):
                yield part
            elif cited & likely:
                kept = (one for one in part.sentences if one.connective or one.text in likely)
                yield part.model_copy(update={"sentences": tuple(kept)})

    @cached_property
    def _is_of_the_records_alone(self) -> bool:
        """Whether it is asked what was, is or will be done or found, which no statement in general can answer: ``why
        did they stop it``; not what a marker means."""
        asks = self.question.intent == "records" or self.inquiry.asks_of_the_records
        asks = asks or (self.question.treatments and GOES_BACK.search(self.question.text))
        return bool(asks) and not (self.inquiry.biomarkers or self.question.also)

    def _is_beside(self, part: Section) -> bool:
        """Whether a part tells what results mean, where lines that answer are all that is asked for."""
        return part.title == TOGETHER and self._is_of_the_records_alone

    def _left_open(self, sections: Iterable[Section]) -> Iterator[Section]:
        """Which parts of a question of several may be answered neither by a statement nor by a record. What is told of
        a marker, a decision, a false belief or an illness without a card answers in its own way."""
        inquiry, written = self.inquiry, self.inquiry.sought.written
        if inquiry.biomarkers or inquiry.assumptions or inquiry.of_rarer or "decision" in self.question.cues:
            return
        told = {one.text for part in sections for one in part.sentences if one.citations}
        for part in self.leads.left_open(told):
            of_records = written and (things_asked(part) or inquiry.lines.answering(part, LEAST))
            if not of_records and not any(one in part for one in inquiry.spoken_of):
                yield connective(OPEN, MAY_BE_OPEN.format(part=part))

    def _understood(self) -> Understood:
        understood = self.question.understood(self.inquiry.library)
        return understood.model_copy(update={"intent": "urgent"}) if self.alarm.is_urgent else understood

    def premises(self) -> Iterator[Premise]:
        """Whether a marker that is asked about has its place in the cancer, pair by pair."""
        if self.question.intent in PUT_APART:
            return
        yield from self.of_markers.premises()

    def _sections(self) -> Iterator[Section | None]:
        """Where to get help comes first. A crisis stays alone; beside what is urgent stands what we hold on fever, and
        the rest where something is asked."""
        question, in_theirs = self.question, in_their_language(self.question)
        if self.alarm.is_urgent:
            yield connective(GET_HELP, *URGENT, *in_theirs)
            yield section(WHOM_TO_CALL, self._whom_to_call())
        if self.alarm.may_be_urgent:
            yield connective(MAY_BE_URGENT_TITLE, *MAY_BE_URGENT)
        if question.intent == "crisis":
            yield connective(REACH_OUT, *(CRISIS_OF_ANOTHER if question.crisis_of_another else CRISIS), *in_theirs)
        elif self.alarm.is_only_urgent:
            yield from self.of_topics.beside_the_call()
        elif question.intent == "not_medical":
            not_for_us = (OF_PEOPLE,) if asks_of_an_animal(question.text) else NOT_MEDICAL
            yield connective("A question I can help with", *in_theirs, *not_for_us)
        elif is_unread(question):
            yield connective("About your question", *in_theirs, *self.as_read.in_english())
        else:
            yield from self._answered()

    def _whom_to_call(self) -> Iterator[Sentence]:
        """The lines of the own record on it, not of another's."""
        if self.profile and not of_another_alone(self.question):
            yield from (one.sentence() for one in self.inquiry.lines.whom_to_ring)

    def _answered(self) -> Iterator[Section | None]:
        """What answers first, in general after it, and what is not held last."""
        inquiry, question = self.inquiry, self.question
        if is_afraid(question.text) and not (self.alarm.is_urgent or inquiry.sought.gently):
            yield connective("First of all", *AFRAID)
        noticed = not inquiry.theirs or (shows("noticed", question.text) and "symptom-worry" in question.perhaps)
        if "worry" in question.cues and noticed and not (self.alarm.is_urgent or inquiry.sought.near):
            yield connective("If you are worried that it is cancer", *WORRY)
        if "again" in question.cues and not self.alarm.is_urgent:
            yield connective("Whether it has come back", *AGAIN)
        yield in_short(inquiry)
        if self._records_lead:
            yield from told_of_records(inquiry)
        if not self._decides_after:
            yield from self._decision()
        if self._lacks_records and not (self.leads.closest or inquiry.topics):
            yield connective(*NO_RECORDS)
        yield self.of_medicines.side_effects()
        if inquiry.is_topical:
            yield section("What we do not hold", map(plain, self.lacking))
            yield from self._closest()
        if inquiry.is_topical or self.of_topics.tells_when_to_call:
            yield from self.of_topics.sections()
        if not self._records_lead:
            yield from told_of_records(inquiry)
        yield section("About your question", self._about_the_question())
        yield section(f"{HELD_ON} {listed([*other_cancers(question)])}", inquiry.of_rarer)
        yield section("What the words mean", self.meanings)
        if not inquiry.is_topical:
            yield from self._closest()
            if not self.of_topics.tells_when_to_call:
                yield from self.of_topics.sections()
        if inquiry.asks_a_topic:
            yield section(IN_THEIR_WORDS, quoted(self.quotes))
        lacks_first = inquiry.asks_of_a_stage and not self.leads.tells_the_outlook
        if lacks_first:
            yield self.general.what_the_sources_lack()
        is_told = False
        for part in filter(None, self.general.sections()):
            is_told = True
            yield part
        yield section(IN_THEIR_WORDS, quoted(self.quotes))
        if not (is_told or self.told_otherwise):
            yield self._where_nothing_answers()
        yield self.general.both_cancers()
        if not lacks_first:
            yield self.general.what_the_sources_lack()
        yield from self._last()

    def _last(self) -> Iterator[Section | None]:
        inquiry = self.inquiry
        if self._lacks_records and (self.leads.closest or inquiry.topics):
            yield connective(*NO_RECORDS)
        told = inquiry.matter.held or inquiry.sought.facts or inquiry.sought.lines or inquiry.sought.near
        told = told or (inquiry.topics and not SWEEPING.search(self.question.text))
        if "presumption" in self.question.cues and not (inquiry.assumptions or told):
            yield connective("What is not confirmed here", PRESUMPTION)
        if not (self.profile or self.alarm.is_urgent):
            yield connective(ABOUT_YOU, UPLOAD)

    def _where_nothing_answers(self) -> Section | None:
        """The statements nearest to it, or what can be asked; nothing where what stands already is all there is."""
        near, sought, question = self.inquiry.near, self.inquiry.sought, self.question
        if near and not (sought.facts or sought.lines or sought.near):
            return section("What our cards say of this", (cited(one.card, one.statement) for one in near))
        needs_no_more = self.profile or question.beyond or self.alarm.is_urgent or question.intent == "records"
        return None if needs_no_more else self.as_read.nothing_named()

    @property
    def _records_lead(self) -> bool:
        """Whether lines that answer, or that none does, come first; not before at what fever to call, which waits for
        no records."""
        told = bool(self.inquiry.sought.near) or self.inquiry.is_silent
        return told and not self.of_topics.tells_when_to_call

    @property
    def _lacks_records(self) -> bool:
        return self.question.intent == "records" and not self.profile

    def _closest(self) -> Iterator[Section | None]:
        yield self.leads.closest_section()
        if self._decides_after:
            yield from self._decision()

    @property
    def _decides_after(self) -> bool:
        """Whether that a decision is one for the team stands after what answers it; never where a treatment would be
        left out."""
        return bool(self.leads.closest) and not LEAVES_OUT.search(self.question.text)

    def _decision(self) -> Iterator[Section | None]:
        if "decision" not in self.question.cues or self.alarm.is_urgent:
            return
        lines = (*self.inquiry.sought.near, *self.inquiry.sought.lines)
        if holds_an_instruction(self.question.text, (one.text for one in lines)):
            yield connective("An instruction of your care team", *INSTRUCTED)
        else:
            yield connective("A decision to make with your care team", *DECISION)

    def _about_the_question(self) -> Iterator[Sentence]:
        if not self.alarm.is_urgent:
            yield from map(plain, in_their_language(self.question))
        yield from map(plain, self.as_read.as_understood())
        yield from self.as_read.unheld()
        if not self.inquiry.is_topical:
            yield from map(plain, self.lacking)
        yield from self.of_medicines.of_another_marker()
        yield from self.of_markers.as_asked()
        for one in self.inquiry.assumptions:
            holds = tuple(
                each for each in one.statements if each.extent in (None, *(self.inquiry.extents or (each.extent,)))
            )
            yield from sentences_of("assumptions", one.model_copy(update={"statements": holds}))

    def _sources(self, sections: Iterable[Section]) -> Iterator[CitedSource]:
        """In the order in which the answer first names them."""
        citations = (one for section in sections for sentence in section.sentences for one in sentence.citations)
        named = dict.fromkeys(source for citation in citations for source in self.inquiry.library.cited(citation))
        known = {source.id: source for source in self.inquiry.library.sources}
        of_quotes = {quote.citation: quote.source for quote in self.quotes}
        yield from (known.get(one) or of_quotes[one] for one in named)


def _of_record(sentence: Sentence) -> bool:
    return any(one.startswith("record:") for one in sentence.citations)


def _cited_texts(sections: Iterable[Section]) -> Iterator[str]:
    return (one.text for part in sections for one in part.sentences if one.citations)
