"""From a question and a profile to a cited, premise-checked answer. Deterministic: nothing is generated.

Every sentence is a card's statement, a fact of a record with its quote, a row of the relevance table in words, or
connective text that states no medical fact. The order is that of the answer page in the design: what your records say,
the premise, where the marker is used, what matters in this cancer, both cancers, what is not in the sources. A page
holds what answers the question; the rest of a card is a related question away.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz

from answers.cards import BiomarkerCard, CancerCard, Extent, Library, Statement, Topic
from answers.choice import LEANS, choose, words_of
from answers.choice import closest as sharing_most
from answers.closing import PUT_APART, Closing
from answers.danger import OF_DANGER, may_be_harmless, may_be_infected, may_be_urgent
from answers.extent import extent_of, fitting_first, holding, without_the_other
from answers.glossary import asked_for, definitions, terms_in, unfamiliar
from answers.guidelines.asked import Asked, Quoting, is_of_children
from answers.guidelines.scope import cancers_named
from answers.matter import ANY_SOLID, PARTS, Matter, is_aside, own_first
from answers.names import OtherNames, ancestors, any_of, lineage
from answers.nearest import nearest
from answers.of_markers import OfMarkers
from answers.of_medicines import OfMedicines
from answers.parts import cited, connective, plain, section, statements_of
from answers.personal import is_elsewhere, other_cancers, personal_sections
from answers.phrases import (
    CRISIS,
    CRISIS_OF_ANOTHER,
    DECISION,
    DISCLAIMER,
    GET_HELP,
    IN_ENGLISH,
    IN_THEIR_WORDS,
    MAY_BE_URGENT,
    MAY_BE_URGENT_TITLE,
    NAME_IT,
    NOT_MEDICAL,
    NOTHING_HELD,
    OF_PEOPLE,
    PRESUMPTION,
    REACH_OUT,
    UPLOAD,
    URGENT,
    WORRY,
)
from answers.profile import cancers_of
from answers.questions import ASKED_BESIDE, CHOICES, LEAVES_OUT, Question, understand
from answers.remarks import MOST_TOPICS, asks_of_an_animal, assumed, closest_first, sentences_of, topics_of, unheld
from answers.selection import (
    LEAST,
    Candidate,
    Closest,
    closest,
    every_candidate,
    is_of_a_stage,
    is_of_another_stage,
    leading,
    without,
)
from answers.sought import (
    Sought,
    as_of_records,
    is_of_a_paper,
    names_another_and_self,
    seek,
    seek_elsewhere,
    shows,
    without_the_score,
)
from answers.subjects import LIKELY, shares_in
from answers.together import placed, read_together
from answers.wording import capitalised, listed
from answers.written import Pages, Written, no_pages
from core.places import RULES
from core.records import Answer, CitedSource, Premise, Profile, Section, Sentence, Understood
from extractors.rules import read_table
from models.urgency import MAY_BE_NOW

ASKS = re.compile(
    r"\?|^\W*(?:can|could|is|are|do|does|did|will|would|should|what|how|which|why|when|where|who)\b"
    r"|\b(?:what|how|which|why|when) (?:is|are|do|does|did|can|will|should)\b"
    r"|[.,;:!…-]\s*(?:(?:and|so|but|or) )?(?:can|could|is|are|do|does|will|would|may) "
    r"(?:i|we|you|he|she|they|it|this|that|these|my|his|her|the|there)\b"
    r"|\b(?:and|so|but|or) (?:can|could|do|does|would|may) (?:i|we|you|he|she|they)\b"
    r"|\b(?:should|shall) (?:i|we|you|he|she|they|it|my|the)\b|\bwonder\w* (?:if|whether|what|how|why)\b",
    re.I,
)
"""What tells a question from a call for help; only a question is answered beyond where to get help."""
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
OF_FEELING = frozenset(("body-image", "partner", "sex", "feelings", "grief", "tell-children"))
"""Subjects whose words (torn, numb, cold, shaking) sound like an illness now, even where they are not sure."""
NO_RECORDS = ("Your records", "No records are open here, so nothing can be said of them.")
MOST_QUOTES = 3
MOST_NEAR = 5
OVERVIEW = {"summary": 4, "staging": 2, "biomarkers": 4, "treatments": 4}
"""How many statements of which part of a cancer's card; survival figures (outlook) are for those who ask for them."""
FOR_AN_EXTENT = ("treatments", "outlook")
"""Parts of which statements may hold only for a cancer that has, or has not, spread."""
MOST_BESIDE = 3
"""Statements of a cancer's card beside a topic."""
FIRST_ONES = 2
"""Statements of each part that an overview always holds: they say what the part is about."""
TOPICAL = ("side_effects", "living_with", "second_opinion", "trials", "overview")
"""Intents that parts of a cancer's card do not answer by themselves."""
PART_TOPICS = {
    "treatment": (
        "surgery",
        "chemotherapy",
        "radiation-therapy",
        "immunotherapy",
        "targeted-therapy",
        "hormone-therapy",
        "stem-cell-transplant",
        "car-t-cells",
        "watchful-waiting",
        "age",
    ),
    "testing": ("biomarker-testing", "biopsy", "scans", "tumour-markers", "pathology-report"),
    "staging": ("stage", "metastasis"),
}
"""By intent, the topics beside which that part of a cancer's card is told; beside others it would only be long."""
REPORTED = re.compile(
    r"\b(?:reports?|letter|scans?|results?|biopsy|patholog\w+|MRI|CT|PET)\b.{0,15}\b(?:says?|said|shows?|showed|reads?|mentions?)\b",
    re.I,
)
SURELY_CLOSE, MOST_CLOSE = 0.5, 3
"""The least share of the statement that answers most closely, where the cancer is known from the records alone or
something is asked that we do not hold; and how many statements lead."""
FEW_WORDS = 2
"""Telling words of a question that asks for parts of a card, and no more."""
NOT_OPERATED = re.compile(r"\b(?:surgery is not possible|cannot be (?:removed|operated))\b", re.I)
OPERATED = re.compile(
    r"\b(?:had|after|since) (?:(?:my|the|a|an|her|his) )?(?:\w+ectomy|surgery|operation|op)\b"
    r"|\b(?:op|operation|surgery) (?:is |was )?(?:done|over)\b|\b(?:took|taken|came|cut) (?:\w+ ){0,2}out\b",
    re.I,
)
"""What holds for those who cannot have an operation, and who has had one."""
BEFORE_IT = re.compile(r"\b(?:before|ahead of) (?:the )?(?:surgery|operation)\b", re.I)
AFTER_IT = re.compile(r"\bafter\b|\blater\b", re.I)
WHAT_NEXT = re.compile(
    r"\bwhat (?:now|next|then|else(?! (?:could|might|may|can) (?:it|this|that|the)\b))\b|\bnext steps?\b|\boptions\b"
    r"|\balternatives?\b|\bboth\b|\bwhat(?:'?s| is| comes| are| can| could) (?:be done|they do|we do|next|now|left)\b"
    r"|\b(?:other|another|any) (?:way|option|choice|treatment)s?\b",
    re.I,
)
"""What asks for what can be done, beside a marker or a medicine that is only told."""
MOST_OF_A_STORY, FEWEST_OF_A_STORY, UNLIKELY = 8, 3, 0.005
"""Treatments of a card where more is told than that these are asked for, and the least share of each after the
first."""
WHICH_MEDICINE = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:tablets?|drugs?|medicines?|treatments?|pills?|therap(?:y|ies))\b[^.?!]{0,20}"
    r"\b(?:could|can|might|would|are there|is there|work|fit|suit)",
    re.I,
)
"""What asks of records for the treatments that hang on their results."""
LIKELY_PARTS = ("treatments", "staging")
MORE_LIKELY, MOST_LIKELY, HARDLY_LIKELY = 0.5, 5, 0.01
"""From which share on a part of a card is told that neither the words nor the names ask for, how many of its
statements, and the least share of each."""
HARDLY_ANSWERS = 0.1
"""Where no statement of a topic has a larger share, what the topic lacks comes first."""
FEWEST_OF_A_TOPIC = 2
"""So many statements are left of a topic where those on other cancers are left out."""
MOST_RANKED = 8
"""Of the closest statements, those that are looked at."""
TELLING_OF_AN_OUTLOOK = ("summary", "treatments")
"""Parts of a card that answer how an illness may go, beside the figures that stand in a section of their own."""
MOST_MEANINGS = 3
LONG_TERM = 9
"""Letters."""
BESIDE_A_MARKER = 6
"""Statements of a part of a cancer's card, where a marker is asked about too."""
BARE, STORY = 5, 12
"""Words: a question that is hardly more than a name asks for an overview; one that tells more is not said to be
unclear."""
SPELT_ALIKE = 95
"""From this rapidfuzz ratio on a word is only spelt as elsewhere: ``tumor`` and ``tumour``."""
OFFERED, MOST_OFFERED = 0.07, 3
"""The least share of a topic that is offered where none is likely, and how many are."""
COMMON = ("breast", "colorectal", "non-small-cell-lung", "prostate", "multiple-myeloma", "melanoma")
"""Cards that are named where not all can be."""
SWEEPING = re.compile(r"\b(?:always|never|every(?:one|body)|proven|prove[sd]?|the only)\b", re.I)
"""What is taken for granted of all, so that a topic alone does not answer it."""
OF_WOMEN = ("breast", "ovary", "endometrium", "cervix", "vulva")
ENGLISH = re.compile(
    r"\b(?:the|what|whats|my|does|did|have|has|with|how|and|should|you|for|are|this|that|is it|can i)\b", re.I
)
ENGLISH_WORDS = 2
"""So many of them, each counted once, and a question is in English, whatever else stands in it."""
NUMBERED = re.compile(r"\bstage ?(?:[0-4]|i{1,3}|iv)[a-d]?\b", re.I)
BETWEEN = re.compile(r"([\w-]+),? (?:or|vs\.?|versus|rather than|instead of) (?:an? |the )?([\w-]+)", re.I)
"""Two things that are weighed."""
WANTED = {
    "staging": {"staging": 12},
    "prognosis": {"outlook": 5, "staging": 2},
    "treatment": {"treatments": 16},
    "testing": {"biomarkers": 16},
    "biomarker_meaning": {"biomarkers": 16},
    "records": {},
    "team_questions": {},
}


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
    return Composer(understand(text, library, others), library, others, profile, quoting, pages).answer()


class Composer:
    """One question being answered: what it asks, the cards it touches, and the records there are."""

    def __init__(
        self,
        question: Question,
        library: Library,
        others: OtherNames,
        profile: Profile | None,
        quoting: Quoting | None = None,
        pages: Pages = no_pages,
    ) -> None:
        self.is_urgent = question.intent == "urgent"
        self.is_only_urgent = self.is_urgent and (question.otherwise == "not_medical" or not ASKS.search(question.text))
        if self.is_urgent:
            question = replace(question, intent=question.otherwise)
        may_be = may_be_harmless(question.text) or (not _reads_calmly(question) and may_be_urgent(question.text))
        self.may_be_urgent = may_be and question.intent != "crisis" and not self.is_urgent
        if self.may_be_urgent and question.intent == "not_medical" and "unrelated" not in question.cues:
            question = replace(question, intent="overview")
        self.near = nearest(question.text, library, MOST_NEAR) if _names_nothing(question) else ()
        self.topics = topics_of(question, library)
        may_be = "unrelated" not in question.cues and not self.is_urgent
        if (
            question.intent == "not_medical"
            and may_be
            and (self.near or self.topics or _asks_a_meaning(question, library))
        ):
            question = replace(question, intent="overview")
        written = Written(pages)
        of_a_paper = bool(profile) and is_of_a_paper(question)
        if profile and (of_a_paper or not (self.topics and question.is_sure)):
            question = as_of_records(question, profile, written)
        if of_a_paper and question.intent == "records":
            self.topics = ()
        self.question = question
        self.library = library
        self.others = others
        self.profile = profile
        self.theirs = cancers_of(profile.facts, library) if profile else ()
        named = tuple(card for card in library.cancers if card.id in question.cancers)
        if self.theirs and self._means_theirs():
            named = tuple(card for card in named if card in self.theirs)
        named = own_first(question.text, named)
        self.cancers = named or (() if question.other_cancers else self.theirs)
        self.matter = Matter(question, library, others, profile, self.cancers, self.theirs)
        self.biomarkers = self.matter.biomarkers
        self.sought = self._seek(profile, written) if profile else Sought()
        self.of_markers = OfMarkers(self.matter)
        self.of_medicines = OfMedicines(self.matter, self.topics)
        self.assumptions = assumed(question, library)
        self.quotes = quoting.quotes(self._asked(), MOST_QUOTES) if quoting and self._may_quote() else ()

    def _means_theirs(self) -> bool:
        """Whether a cancer that is named beside the patient's own question is a relative's, or only a score's name."""
        text = self.question.text
        by_name = cancers_named(without_the_score(text))
        theirs = {card.id for card in self.theirs}
        only_a_score = shows("score", text) and theirs.issuperset(
            one for one in by_name if one in self.question.cancers
        )
        return names_another_and_self(text) or only_a_score

    def _seek(self, profile: Profile, written: Written) -> Sought:
        sought = seek(profile, self.question, written)
        if not is_elsewhere(profile, self.question, self.biomarkers, self.cancers, self.theirs):
            return sought
        of_cards = (name for card in self.cancers for name in (card.name, *card.names))
        return seek_elsewhere(self.question, (*of_cards, *self.question.other_cancers), sought, written)

    def _asks_nothing_of_the_lines(self) -> bool:
        """A medicine alone is asked about, or it could not be told what: the record's lines are then all of them."""
        told = self.matter.held or self.sought.facts or (self.sought.lines_first and self.sought.lines)
        return not told and bool(self.question.treatments or "unclear" in self.question.cues)

    def _needs_no_more(self) -> bool:
        """Whether what stands already is all that can be said where no card, topic or word answers."""
        asked = self.question
        return bool(self.profile or asked.beyond or self.is_urgent or asked.intent == "records")

    def _of_theirs(self) -> tuple[CancerCard, ...]:
        """The cancers of the records that the answer is about: all, where another is only a relative's beside it."""
        if self.is_urgent:
            return ()
        beside = self.question.who == "self" and shows("kin", self.question.text)
        return tuple(card for card in self.theirs if beside or card in self.cancers)

    def answer(self) -> Answer:
        sections = tuple(self._said_once(part for part in self._sections() if part))
        short = self._in_their_language_alone() or self.is_urgent
        return Answer(
            question=self.question.text,
            understood=self._understood(),
            premises=tuple(self._premises()),
            sections=sections,
            sources=tuple(self._sources(sections)),
            questions_for_team=() if short else self._closing.questions_for_team(),
            related_questions=() if short else self._closing.related(),
            services=() if self.is_urgent else self._closing.services(),
            not_in_sources=() if short else self._closing.not_in_sources(),
            glossary=definitions(_cited_texts(sections), self.library),
            disclaimer=DISCLAIMER,
            profile_snapshot=self.profile.snapshot if self.profile else None,
        )

    def _said_once(self, sections: Iterable[Section]) -> Iterator[Section]:
        """A card's statement stands where it is first needed; a section left without any is dropped."""
        said = self.matter.said
        for part in sections:
            fresh: list[Sentence] = []
            for one in part.sentences:
                if one.connective or one.text not in said or _of_record(one):
                    fresh.append(one)
                said.add(one.text)
            if fresh:
                yield part.model_copy(update={"sentences": tuple(fresh)})

    @cached_property
    def _closing(self) -> Closing:
        return Closing(
            self.question,
            self.library,
            self.profile,
            tuple(card for card in self.cancers if not is_aside(self.question.text, card)) or self.cancers,
            self.biomarkers,
            self.matter.is_misplaced,
            told_otherwise=self._told_otherwise(),
            topical=self._is_topical,
        )

    def _understood(self) -> Understood:
        understood = self.question.understood(self.library)
        return understood.model_copy(update={"intent": "urgent"}) if self.is_urgent else understood

    def _sections(self) -> Iterator[Section | None]:
        """Where to get help comes first. A crisis stays alone; beside what is urgent stands what we hold on fever, and
        the rest where something is asked."""
        if self.is_urgent:
            yield connective(GET_HELP, *URGENT, *self._in_their_language())
        if self.may_be_urgent:
            yield connective(MAY_BE_URGENT_TITLE, *MAY_BE_URGENT)
        match self.question.intent:
            case "crisis":
                words = CRISIS_OF_ANOTHER if self.question.crisis_of_another else CRISIS
                yield connective(REACH_OUT, *words, *self._in_their_language())
                return
            case _ if self.is_only_urgent:
                yield from self._beside_the_call()
                return
            case "not_medical":
                yield connective("A question I can help with", *self._in_their_language(), *self._not_for_us())
                return
            case _ if self._in_their_language_alone():
                yield connective("About your question", *self._in_their_language(), *self._read_as())
                return
            case _:
                pass
        noticed = not self.theirs or (shows("noticed", self.question.text) and "symptom-worry" in self.question.perhaps)
        if "worry" in self.question.cues and noticed and not self.is_urgent:
            yield connective("If you are worried that it is cancer", *WORRY)
        if not self._decides_after:
            yield from self._decision()
        lacks_records = self.question.intent == "records" and not self.profile
        if lacks_records and not (self._closest or self.topics):
            yield connective(*NO_RECORDS)
        yield self.of_medicines.side_effects()
        if self._is_topical:
            yield section("What we do not hold", map(plain, self._lacking()))
            yield self._closest_section()
            if self._decides_after:
                yield from self._decision()
        if self._is_topical or self._when_to_call:
            yield from self._topics()
        yield from self._personal()
        yield section("About your question", self._about_the_question())
        yield section("What the words mean", self._meanings())
        if not self._is_topical:
            yield self._closest_section()
            if self._decides_after:
                yield from self._decision()
            if not self._when_to_call:
                yield from self._topics()
        if self._asks_a_topic():
            yield section(IN_THEIR_WORDS, self._quoted())
        if self._asks_of_a_stage:
            yield self._what_the_sources_lack()
        general = False
        for part in filter(None, self._general()):
            general = True
            yield part
        yield section(IN_THEIR_WORDS, self._quoted())
        from_records = self.sought.facts or self.sought.lines
        if not (general or self._told_otherwise() or from_records) and self.near:
            yield section("What our cards say of this", (cited(one.card, one.statement) for one in self.near))
        elif not (general or self._told_otherwise() or self._needs_no_more()):
            yield self._nothing_named()
        yield self._both_cancers()
        if not self._asks_of_a_stage:
            yield self._what_the_sources_lack()
        if lacks_records and (self._closest or self.topics):
            yield connective(*NO_RECORDS)
        told = self.matter.held or self.sought.facts or self.sought.lines
        told = told or (self.topics and not SWEEPING.search(self.question.text))
        if "presumption" in self.question.cues and not (self.assumptions or told):
            yield connective("What is not confirmed here", PRESUMPTION)
        if not (self.profile or self.is_urgent):
            yield connective("For an answer about you", UPLOAD)

    @property
    def _when_to_call(self) -> bool:
        """Whether a topic says at what fever to call at once, which waits for no records: ``neutrophils 0.7``."""
        return any(one.id == "infection" for one in self.topics) and not self.is_urgent

    @cached_property
    def _ranked(self) -> tuple[Closest, ...]:
        """The likeliest to answer first, out of what may hold for them."""
        return without(closest(self.question, tuple(self._candidates()), self.cancers), self._holds)

    @cached_property
    def _closest(self) -> tuple[Candidate, ...]:
        """What answers most closely, the closest first."""
        if self._has_no_lead:
            return ()
        near = leading([one for one in self._ranked[:MOST_RANKED] if self._may_lead(one.candidate)])
        named = not self.theirs or self.question.cancers or self.question.biomarkers
        if not near or (near[0].share < SURELY_CLOSE and (any(self._lacking()) or not named)):
            return ()
        with_those_before = (each for one in near for each in self._with_the_one_before(one.candidate))
        return tuple(dict.fromkeys(with_those_before))[:MOST_CLOSE]

    def _share_of(self, card: str, part: str) -> float:
        """How likely any statement of a part of a card answers."""
        return sum(one.share for one in self._ranked if (one.candidate.card, one.candidate.part) == (card, part))

    @property
    def _has_no_lead(self) -> bool:
        """Whether something else comes first: a call for help, the premise on a marker that does not belong to the
        cancer, that a doctor must look, that there are no figures for a stage, what the records say, or whole parts of
        a card: ``how is it staged and treated``."""
        misplaced = any(self.matter.is_misplaced(one, card) for one in self.biomarkers for card in self.cancers)
        apart = self.question.intent in (*PUT_APART, *(("records",) if self.profile else ()))
        apart = apart or "worry" in self.question.cues
        of_records = self.sought.facts or self.sought.lines or self.sought.things or self._is_topical
        named = self.biomarkers or (self.question.cancers and self.question.intent != "staging")
        of_records = self.theirs and of_records and not named
        of_a_stage = self.question.intent == "prognosis" and self._asks_of_a_stage
        of_parts = self.question.also and len(self.matter.words) <= FEW_WORDS and not self.biomarkers
        return bool(self.is_urgent or misplaced or apart or of_a_stage or of_records or of_parts)

    def _candidates(self) -> Iterator[Candidate]:
        held = every_candidate(self.library)
        for card in (*self.cancers, *self.biomarkers):
            yield from held[card.id]
        yield from held["topics"]

    def _may_lead(self, one: Candidate) -> bool:
        """Nothing of the outlook that is not asked for, or not known to hold; nothing that holds for somebody else."""
        statement = one.statement
        if statement.extent and not self._extents and one.part == "outlook":
            return False
        if one.part in ("what_it_is", "how_tested") and self.matter.held:
            return False
        if one.part == "outlook" and (self.question.intent == "prognosis" or not self._asks_the_outlook):
            return False
        if self.question.intent == "prognosis" and one.part not in TELLING_OF_AN_OUTLOOK:
            return False
        shown = {topic.id for topic in self.topics[: 1 if any(each.lead for each in self.topics) else None]}
        if one.topic and (self.theirs or shown) and one.topic not in shown:
            return False
        if statement.when and statement.when not in self.matter.situations:
            return False
        if one.of and self.cancers and one.of not in (*self.matter.about, ANY_SOLID):
            return False
        marker = one.card if any(card.id == one.card for card in self.biomarkers) else ""
        return self.matter.is_of_theirs(statement) and not self.matter.is_of_another_kind(statement, marker)

    def _holds(self, one: Candidate) -> bool:
        """Whether a statement may hold for them: not of another extent, stage or grade than what is told, and not of
        people who cannot be operated on where somebody was."""
        said = one.statement.text
        if one.statement.extent and self._extents and one.statement.extent not in self._extents:
            return False
        operated = OPERATED.search(self.question.text)
        if operated and (NOT_OPERATED.search(said) or (BEFORE_IT.search(said) and not AFTER_IT.search(said))):
            return False
        return not is_of_another_stage(said, self.question.text)

    @cached_property
    def _extents(self) -> tuple[Extent, ...]:
        """How far the cancers asked about have come, as far as that is told."""
        told: list[Extent | None] = [self.matter.extent(card) for card in self.cancers]
        if not told:
            told.append(extent_of(self.question.text, None, None))
        return tuple(one for one in told if one is not None)

    @cached_property
    def _asks_the_outlook(self) -> bool:
        asked = (self.question.intent, *self.question.also)
        return "prognosis" in asked or shares_in(self.question.text).get("outlook", 0) >= LIKELY

    def _with_the_one_before(self, one: Candidate) -> tuple[Candidate, ...]:
        """A statement that goes on from the one before it does not stand alone."""
        if not LEANS.search(one.statement.text):
            return (one,)
        card = every_candidate(self.library)[one.card]
        before = card[card.index(one) - 1]
        goes_before = (before.part, before.topic) == (one.part, one.topic) and before != card[-1]
        return (before, one) if goes_before and self.matter.is_of_theirs(before.statement) else ()

    def _closest_section(self) -> Section | None:
        """Not where they are all of one topic that is shown: they stand first in it."""
        of_topics = {one.topic for one in self._closest}
        if len(of_topics) == 1 and of_topics & {topic.id for topic in self.topics}:
            return None
        told = (Sentence(text=one.statement.text, citations=(one.citation,)) for one in self._closest)
        return section("Closest to what you asked", told)

    @property
    def _decides_after(self) -> bool:
        """Whether that a decision is one for the team stands after what answers it; never where a treatment would be
        left out."""
        return bool(self._closest) and not LEAVES_OUT.search(self.question.text)

    def _decision(self) -> Iterator[Section | None]:
        if "decision" in self.question.cues and not self.is_urgent:
            yield connective("A decision to make with your care team", *DECISION)

    def _topics(self) -> Iterator[Section | None]:
        """Each topic, without what it says of other cancers, and what the cards on those asked about say of it."""
        if self.is_urgent:
            yield from self._beside_the_call()
        for topic in self.topics:
            if self.is_urgent and (topic.id in URGENT_TOPICS or not topic.statements):
                continue
            first = [one.statement for one in self._closest if one.topic == topic.id]
            of_theirs = tuple(one for one in topic.statements if self.matter.is_of_theirs(one))
            if len(of_theirs) >= FEWEST_OF_A_TOPIC:
                topic = topic.model_copy(update={"statements": of_theirs})
            topic = closest_first(topic, self.question.text, self.matter.is_of_theirs)
            if self._ranked and self._likeliest_share(topic) < HARDLY_ANSWERS:
                topic = topic.model_copy(update={"mostly_lacking": True})
            in_turn = dict.fromkeys((*(() if topic.lead else first), *topic.statements))
            told = sentences_of("topics", topic.model_copy(update={"statements": tuple(in_turn)}))
            lacking = unheld(self.question.text, self.question.treatments, self.library, of=topic.id)
            missing = tuple(map(plain, lacking))
            of_topic = section(topic.title, (*told, *missing) if topic.lead else (*missing, *told))
            own = tuple(self._of_a_topic_in(topic))
            yield from (*own, of_topic) if self._is_likelier_in_their_cancer(topic) else (of_topic, *own)

    def _likeliest_share(self, topic: Topic) -> float:
        return max((one.share for one in self._ranked if one.candidate.topic == topic.id), default=0)

    def _of_a_topic_in(self, topic: Topic) -> Iterator[Section | None]:
        """What the cards on the cancers asked about say of what a topic is about."""
        for card in self.cancers if topic.beside else ():
            near = [one for one in self._of_their_kind(card.statements()) if self._is_of(topic, one)]
            near = without_the_other([one for one in near if one not in card.outlook], self.matter.extent(card))
            told = self._likeliest_of(card, near, MOST_BESIDE) or choose(near, self.matter.words, MOST_BESIDE)
            yield statements_of(f"In {card.name}", card.id, told)

    def _is_of(self, topic: Topic, statement: Statement) -> bool:
        return bool(topic.beside and re.search(topic.beside, statement.text, re.I))

    def _is_likelier_in_their_cancer(self, topic: Topic) -> bool:
        """Whether a statement on the cancer asked about answers more likely than any of the topic."""
        of = [
            one
            for one in self._ranked
            if one.candidate.topic == topic.id or self._is_of(topic, one.candidate.statement)
        ]
        return bool(of) and of[0].share >= LEAST and of[0].candidate.card in {card.id for card in self.cancers}

    def _beside_the_call(self) -> Iterator[Section | None]:
        """Short; fever first and at a lower bar, since what it says is when to call, then the likeliest."""
        shares = shares_in(self.question.text)
        topics = {one.id: one for one in self.library.topics}
        asked = {one.id for one in self.topics}
        near = [
            one
            for one in URGENT_TOPICS
            if one in asked
            or shares.get(one, 0) >= (OFFERED if one == "infection" else LIKELY)
            or (one == "infection" and may_be_infected(self.question.text))
        ]
        near.sort(key=lambda one: (one != "infection", -shares.get(one, 0)))
        for topic in (topics[one] for one in near[:MOST_TOPICS]):
            held = {one.id: one for one in topic.statements}
            told = tuple(held[one] for one in URGENT_TOPICS[topic.id])
            yield section(topic.title, sentences_of("topics", topic.model_copy(update={"statements": told})))

    @cached_property
    def _is_topical(self) -> bool:
        """Whether topics answer, and neither a test, nor a part of a cancer's card, nor the records are asked for."""
        asks_a_part = self.question.intent in WANTED and not self._asks_beside_the_cards()
        of_records = self.matter.held or self.sought.facts or self.sought.lines
        of_records = of_records or (self.sought.things and not self.question.is_sure)
        return bool(self.topics) and not (self.biomarkers or asks_a_part or of_records or self.assumptions)

    def _personal(self) -> Iterator[Section]:
        if not self.profile or (self.is_urgent and self._is_topical):
            return
        personal = personal_sections(
            self.profile,
            self.question,
            self.biomarkers,
            self.cancers,
            self.theirs,
            self.library,
            self.sought,
            beside=tuple(fact for topic in self.topics for fact in topic.facts) or None,
            topical=self._is_topical,
        )
        together = read_together(
            self.profile,
            self.question,
            self.biomarkers,
            self._of_theirs(),
            self.library,
            self.others,
            topical=self._is_topical,
        )
        of_treatment = self.question.intent == "treatment" or WHICH_MEDICINE.search(self.question.text)
        of_treatment = of_treatment and not (self.sought.facts or self.sought.lines)
        asked = not (of_treatment or self._asks_nothing_of_the_lines())
        yield from placed(together, personal, asked=asked)

    # The question itself: its premise, and what of it we do not hold

    def _about_the_question(self) -> Iterator[Sentence]:
        if not self.is_urgent:
            yield from map(plain, self._in_their_language())
        yield from map(plain, self._as_understood())
        yield from self._unheld()
        if not self._is_topical:
            yield from map(plain, self._lacking())
        yield from self.of_medicines.of_another_marker()
        yield from self.of_markers.as_asked()
        for one in self.assumptions:
            holds = tuple(each for each in one.statements if each.extent in (None, *(self._extents or (each.extent,))))
            yield from sentences_of("assumptions", one.model_copy(update={"statements": holds}))

    def _lacking(self) -> Iterator[str]:
        """What is asked that we hold nothing on, apart from what the topics shown say of it themselves."""
        shown = [topic.id for topic in self.topics]
        yield from unheld(self.question.text, self.question.treatments, self.library, shown)
        yield from self.of_medicines.unknown_effects()

    # The library's own words

    def _may_quote(self) -> bool:
        """Not of a marker in a cancer on which the sources are silent: what is found is about another."""
        misplaced = any(self.matter.is_misplaced(one, card) for one in self.biomarkers for card in self.cancers)
        return not misplaced and self.question.intent not in (*PUT_APART, "records", "prognosis", "team_questions")

    def _asked(self) -> Asked:
        """Every marker, and one of the medicines, that the question names must stand in a passage to be quoted."""
        named = [any_of((card.name, *card.names)) for card in self.biomarkers]
        if self.question.treatments:
            written = (one for one, known_as in self.others.treatments if known_as in self.question.treatments)
            named.append(any_of((*self.question.treatments, *written)))
        if self.question.other_cancers:
            named.append(any_of(self.question.other_cancers))
        return Asked(
            text=self.question.text,
            cancers=tuple(card.id for card in self.cancers),
            about=(
                *(name for card in self.cancers for name in (card.name, *card.names)),
                *self.question.other_cancers,
            ),
            named=tuple(named),
            of_children=is_of_children(self.question.text),
        )

    def _told_otherwise(self) -> bool:
        """Whether something else than a card or a record answers."""
        return bool(self.quotes or self.assumptions or self.topics or any(True for _ in self._meanings()))

    def _asks_a_topic(self) -> bool:
        """Whether what is asked is something that the cards were not written for."""
        return bool(self.question.topics or self.topics) and not self.biomarkers

    def _quoted(self) -> Iterator[Sentence]:
        for quote in self.quotes:
            yield Sentence(text=f"{_capital(quote.source.title)} states: “{quote.text}”", citations=(quote.citation,))

    def _meanings(self) -> Iterator[Sentence]:
        """Words of the glossary that are asked for, where no card is about what is asked.

        A word that everyone knows is not told in place of an answer: only where the question asks what it means.
        """
        if self.biomarkers or self.question.other_biomarkers or self.topics:
            return
        asked = asked_for(self.question.text, self.library)
        if self.question.intent in ("biomarker_meaning", "overview", "definition") and not self.question.topics:
            asks = self.question.intent == "definition" or not self.cancers
            asked = (*asked, *(unfamiliar(self.question.text, self.library) if asks else ()))
        for term in tuple(dict.fromkeys(asked))[:MOST_MEANINGS]:
            yield Sentence(text=f"{_capital(term.term)}: {term.text.rstrip('.')}.", citations=(term.citation,))

    def _in_their_language(self) -> tuple[str, ...]:
        notes = tuple(note for one, note in _language_notes() if one in self.question.languages)
        return (*notes, IN_ENGLISH) if notes and not _is_english(self.question.text) else ()

    def _in_their_language_alone(self) -> bool:
        """Whether a page of English would help nobody: what is asked, of which test in which cancer, was not read."""
        asked = self.question
        understood = bool(asked.cancers and (asked.biomarkers or asked.treatments))
        return bool(self._in_their_language()) and not understood

    def _read_as(self) -> Iterator[str]:
        if self.question.intent != "records" and (named := (*self.biomarkers, *self.cancers)):
            about = _names(named)
            yield f"We read that this is about {about}. If someone can ask it in English with you, we can tell more."

    def _not_for_us(self) -> tuple[str, ...]:
        return (OF_PEOPLE,) if asks_of_an_animal(self.question.text) else NOT_MEDICAL

    def _as_understood(self) -> Iterator[str]:
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
        told = self.sought.things or self.sought.facts or self.sought.lines
        if (
            self.question.intent == "overview"
            and not self.question.topics
            and (self.cancers or self.biomarkers)
            and not told
        ):
            yield from self._unsure()

    def _unsure(self) -> Iterator[str]:
        """For a question of which only the cancer or the marker was understood; a bare name needs no such words."""
        words = len(self.question.text.split())
        bare = words <= BARE or words > STORY or self.question.treatments or self.question.terms
        bare = bare or self._asks_a_choice or self._asks_what_to_do
        related = self._closing.related()[:2]
        if not (bare or self.is_urgent or self._closest) and related and not self._told_otherwise():
            about = _names((*self.biomarkers, *self.cancers))
            asking = " or ".join(f"“{one}”" for one in related)
            yield f"We were not sure what you want to know about {about}, so this is in general. You could ask {asking}"

    def _unheld(self) -> Iterator[Sentence]:
        cancers = other_cancers(self.question)
        names = [name for kind, name in self.question.beyond if kind != "cancer" or name in cancers]
        if names:
            only = f"; what follows on {_names(self.biomarkers)} is what we hold of it" if self.biomarkers else ""
            kinds = [card.name for name in self.question.other_cancers for card in self._kinds_of(name)]
            if kinds:
                asked = capitalised(listed(list(self.question.other_cancers)))
                yield plain(
                    f"{asked} can mean several illnesses, each with its own tests and treatments. We hold cards on "
                    f"{listed(kinds)}: if you know which it is, ask about that."
                )
                return
            yield plain(f"We hold no guideline card on {listed(names)} yet{only}.")
            if not (self.biomarkers or self.cancers or self._elsewhere()):
                yield plain(self._what_we_hold())
            yield plain(
                f"Your care team, or NCI's Cancer Information Service at 1-800-4-CANCER, can tell you about "
                f"{listed(names)}."
            )
        if self._asks_a_topic() and not self._told_otherwise():
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

    def _nothing_named(self) -> Section:
        if self.question.intent == "team_questions":
            if self.cancers:
                return connective("Questions to ask", f"Questions about {_names(self.cancers)} are listed below.")
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

    def _premises(self) -> Iterator[Premise]:
        if self.question.intent in PUT_APART:
            return
        yield from self.of_markers.premises()

    # In general

    def _general(self) -> Iterator[Section | None]:
        if "gaps" in self.sought.things or (self.question.treatments and self.is_urgent):
            return
        yield self.of_medicines.kind()
        if self.question.treatments and not (self.biomarkers or self.cancers or self.question.other_cancers):
            yield from () if self.topics else self.of_medicines.in_any_cancer()
        elif self.question.treatments:
            if self._asks_what_comes_next:
                yield from self._parts_wanted()
                yield self.of_medicines.about(most=2)
                return
            yield self.of_medicines.about(most=4 if self.biomarkers or self.topics else 8)
        elif not (self.biomarkers or self._topics_alone()) and (elsewhere := self._elsewhere()):
            terms = listed(list(self.question.terms))
            for card in dict.fromkeys(card for card, _ in elsewhere):
                told = (cited(card.id, one) for of, one in elsewhere if of == card)
                yield section(f"What our sources say about {terms} in {card.name}", told)
            if self.question.other_biomarkers or self.question.intent in ("overview", "biomarker_meaning"):
                return
        if self.biomarkers:
            yield from self._of_the_markers()
        elif self._asks_beside_the_cards() and not self.question.treatments:
            yield from self._nearest()
        elif not self.question.treatments:
            yield from self._parts_wanted()
            return
        yield from self._parts_likely()

    @property
    def _asks_what_comes_next(self) -> bool:
        """Whether a medicine that is named is one of the past, and it is asked what follows it."""
        asked = self._asks_what_to_do or self.question.intent == "treatment"
        return asked and "returned" in self._extents and not self.biomarkers

    def _of_the_markers(self) -> Iterator[Section | None]:
        """Beside a choice between treatments a marker is only told of: they come first."""
        beside = tuple(self._parts_beside_markers())
        if CHOICES.search(self.question.text):
            yield from beside
        yield from self.of_markers.sections()
        for cancer in self.cancers:
            if any(self.matter.is_misplaced(marker, cancer) for marker in self.biomarkers):
                yield statements_of(f"What matters in {cancer.name}", cancer.id, _mattering(cancer))
        yield from beside

    def _parts_beside_markers(self) -> Iterator[Section | None]:
        for cancer in self.cancers:
            for part, most in (one for intent in self.question.also for one in WANTED[intent].items()):
                if part == "biomarkers":  # how the marker asked about is tested stands with it
                    continue
                chosen = choose(
                    tuple(self._of_their_kind(getattr(cancer, part))), self.matter.words, min(most, BESIDE_A_MARKER)
                )
                yield statements_of(PARTS[part].format(cancer.name), cancer.id, chosen)

    def _parts_wanted(self) -> Iterator[Section | None]:
        for card in self.cancers:
            for part, most in self._wanted().items():
                statements = tuple(self._of_their_kind(getattr(card, part)))
                if part == "staging" and self.question.intent == "prognosis":
                    statements = tuple(self._telling_of_the_outlook(card, statements))
                if part in FOR_AN_EXTENT:
                    extent = self.matter.extent(card)
                    keep = holding if part == "outlook" else without_the_other
                    statements = fitting_first(keep(statements, extent), extent)
                if self._asks_a_choice:
                    yield statements_of(PARTS[part].format(card.name), card.id, self._between(card))
                    continue
                first = 0 if self.question.intent in WANTED or self._asks_what_to_do else min(FIRST_ONES, most)
                chosen = (*statements[:first], *choose(statements[first:], self.matter.words, most - first))
                if part == "treatments" and len(chosen) > MOST_OF_A_STORY and self._tells_a_story:
                    chosen = self._likeliest_of(card, chosen, MOST_OF_A_STORY) or chosen
                yield statements_of(PARTS[part].format(card.name), card.id, chosen)

    def _telling_of_the_outlook(self, card: CancerCard, statements: Iterable[Statement]) -> Iterator[Statement]:
        """Of how a cancer is staged, what is of the stage asked about, or answers likely: ``survival by size``."""
        shares = {one.candidate.statement: one.share for one in self._ranked if one.candidate.card == card.id}
        for one in statements:
            if is_of_a_stage(one.text, self.question.text) or shares.get(one, 0) >= OFFERED:
                yield one

    @property
    def _tells_a_story(self) -> bool:
        """Whether more is told than a cancer, by the question or by records, and that its treatments are asked for."""
        return bool(self.theirs or len(self.matter.words) > FEW_WORDS) and not CHOICES.search(self.question.text)

    def _likeliest_of(self, card: CancerCard, statements: Sequence[Statement], most: int) -> tuple[Statement, ...]:
        """Those of the extent that is told, and then those that answer likeliest, in the order of the card; none where
        MiniLM is not installed."""
        near = [one.candidate.statement for one in self._ranked if one.candidate.card == card.id]
        near = [one for one in near if one in statements]
        likely = [one.candidate.statement for one in self._ranked if one.share >= UNLIKELY]
        near = [
            one for n, one in enumerate(near) if n < FEWEST_OF_A_STORY or one in likely or one.extent in self._extents
        ]
        near = sorted(near, key=lambda one: one.extent not in self._extents)
        return tuple(one for one in statements if one in near[:most])

    def _parts_likely(self) -> Iterator[Section | None]:
        """Where a marker, a medicine or a topic decides what is told, and it is asked what to do: the statements of a
        part of a card that answers more likely than not, the likeliest first."""
        asks = "decision" in self.question.cues or WHAT_NEXT.search(self.question.text)
        if self._has_no_lead or not asks:
            return
        for card in self.cancers:
            for part in LIKELY_PARTS:
                if self._share_of(card.id, part) >= MORE_LIKELY:
                    near = [one for one in self._ranked if (one.candidate.card, one.candidate.part) == (card.id, part)]
                    told = (one.candidate.statement for one in near[:MOST_LIKELY] if one.share >= HARDLY_LIKELY)
                    yield statements_of(PARTS[part].format(card.name), card.id, told)

    def _of_their_kind(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        return (one for one in statements if not self.matter.is_of_another_kind(one))

    def _topics_alone(self) -> bool:
        """Whether topics answer and no cancer is known: a medicine of cancers that nobody named would only confuse."""
        return bool(self.topics) and not (self.cancers or self.question.other_cancers)

    def _asks_beside_the_cards(self) -> bool:
        intent = self.question.intent
        if "treatment" in (*self.question.also, *self.question.asked) or self._asks_what_to_do:
            return False
        if self.topics and intent in PART_TOPICS:
            if intent == "staging" and ASKED_BESIDE[intent].search(self.question.text):
                return False
            return not {one.id for one in self.topics} & {*PART_TOPICS[intent]}
        return intent in TOPICAL and (bool(self.question.topics or self.topics) or intent != "overview")

    def _wanted(self) -> dict[str, int]:
        """Parts of a cancer's card, with how many statements of each: those of every intent of the question."""
        of_treatment = self._asks_a_choice or self._asks_what_to_do
        wanted = dict(WANTED["treatment"] if of_treatment else WANTED.get(self.question.intent, OVERVIEW))
        for intent in self.question.also:
            wanted |= {part: most for part, most in WANTED[intent].items() if part not in wanted}
        return dict(sorted(wanted.items(), key=lambda one: one[0] == "outlook"))

    @cached_property
    def _asks_what_to_do(self) -> bool:
        """Whether it is asked what to do about a cancer, in whatever words: ``what now``, ``do i need radioiodine``."""
        asks = "decision" in self.question.cues or WHAT_NEXT.search(self.question.text)
        return self.question.intent == "overview" and bool(self.cancers and asks)

    @cached_property
    def _asks_a_choice(self) -> bool:
        """Whether a decision between treatments is asked for that a card speaks of: ``lumpectomy or mastectomy``."""
        is_choice = self.question.intent == "overview" and "decision" in self.question.cues
        return is_choice and any(map(self._between, self.cancers))

    def _between(self, card: CancerCard) -> tuple[Statement, ...]:
        """The treatments that the question chooses between, and no others."""
        weighed = words_of(" ".join(word for pair in BETWEEN.findall(self.question.text) for word in pair))
        return tuple(one for one in card.treatments if words_of(one.text) & weighed)[:MOST_NEAR]

    def _nearest(self) -> Iterator[Section | None]:
        """For what the cards were not written for, and no topic answers: what the cancer is, and the statements that
        share a word with it."""
        for card in () if self.topics else self.cancers:
            told = [one for one in card.statements() if one not in card.outlook]
            yield statements_of(PARTS["summary"].format(card.name), card.id, card.summary[:3])
            yield statements_of(
                "What comes nearest to your question", card.id, sharing_most(told, self.matter.words, 4)
            )

    def _elsewhere(self) -> list[tuple[CancerCard, Statement]]:
        """What cards on something else say of a word of the question that no card is about."""
        told = [re.compile(rf"\b{re.escape(term)}", re.I) for term in self.question.terms]
        return [
            (card, statement)
            for card in (self.cancers or (() if self.question.other_cancers else self.library.cancers))
            for statement in card.statements()
            if statement not in card.outlook and any(term.search(statement.text) for term in told)
        ][:6]

    def _both_cancers(self) -> Section | None:
        """Only where the marker belongs to another cancer, or where the patient has several."""
        several = len(self.theirs) > 1 or (len(self.cancers) > 1 and self.question.who != "relative")
        misplaced = [
            (marker, card)
            for marker in self.biomarkers
            for card in self.cancers
            if marker.id not in self.matter.held
            and (self.matter.is_hidden(marker, card) or (several and self.matter.is_misplaced(marker, card)))
        ]
        if not misplaced:
            return None
        marker, cancer = misplaced[0]
        used_in = [card for card in self.library.cancers if not self.matter.is_misplaced(marker, card)]
        used_in.sort(key=lambda card: (card not in (*self.cancers, *self.theirs), card.id not in COMMON))
        if not used_in:
            return None
        return connective(
            "If you have more than one cancer",
            f"If you have {cancer.name} and, separately, another cancer such as {used_in[0].name}, those are two "
            "separate discussions: each cancer has its own tests, stage and treatment plan.",
            f"Ask which cancer the {marker.name} result belongs to before you connect it with a treatment.",
        )

    @property
    def _asks_of_a_stage(self) -> bool:
        """Whether figures by a numbered stage are asked for, of a cancer whose sources give none: that is said before
        those of other people."""
        lacking = any("survival" in one and "stage" in one for card in self.cancers for one in card.not_in_sources)
        return lacking and bool(NUMBERED.search(self.question.text))

    def _what_the_sources_lack(self) -> Section | None:
        if self.question.intent != "prognosis":
            return None
        lacking = [one for card in self.cancers for one in card.not_in_sources if "survival" in one]
        listing = f" They also do not contain this: {'; '.join(lacking)}." if lacking else ""
        return connective(
            "What our sources do not hold",
            f"You asked about the outlook. The sources we hold cannot say how your own illness will go.{listing}",
            "We would rather say so than guess. Your oncologist knows what your stage, tests and health mean for you.",
        )

    def _sources(self, sections: Iterable[Section]) -> Iterator[CitedSource]:
        """In the order in which the answer first names them."""
        citations = (one for section in sections for sentence in section.sentences for one in sentence.citations)
        named = dict.fromkeys(source for citation in citations for source in self.library.cited(citation))
        known = {source.id: source for source in self.library.sources}
        quoted = {quote.citation: quote.source for quote in self.quotes}
        yield from (known.get(one) or quoted[one] for one in named)


@lru_cache(maxsize=1)
def _language_notes() -> tuple[tuple[str, str], ...]:
    return tuple((row["language"], row["note"]) for row in read_table(RULES / "languages.tsv", "language", "note"))


def _of_record(sentence: Sentence) -> bool:
    return any(one.startswith("record:") for one in sentence.citations)


def _mattering(card: CancerCard) -> tuple[Statement, ...]:
    """What a record of this cancer should hold, and the statements that open the subject."""
    expected = {one.why for one in card.expected}
    first = card.biomarkers[:1]
    return tuple(one for one in card.biomarkers if one in first or one.id in expected)


def _asks_a_meaning(question: Question, library: Library) -> bool:
    """``What is hospice care?``: a word of the glossary, asked for or in words of a report; or a long one anywhere,
    which nobody uses of something else (``Is a colostomy permanent?``)."""
    met = terms_in((question.text,), library)
    told = len([one for one in met if not one.known]) > 1 or bool(met and REPORTED.search(question.text))
    return bool(asked_for(question.text, library)) or told or any(len(one.term) >= LONG_TERM for one in met)


def _is_english(text: str) -> bool:
    return len({one.lower() for one in ENGLISH.findall(text)}) >= ENGLISH_WORDS


def _cited_texts(sections: Iterable[Section]) -> Iterator[str]:
    return (one.text for part in sections for one in part.sentences if one.citations)


def _reads_calmly(question: Question) -> bool:
    """Whether the first subject is of no illness now: where it is sure, and of feelings and of closeness at any share,
    unless a danger is likely beside them."""
    first = next(iter(question.subjects), None)
    return (question.is_sure and first not in MAY_BE_NOW) or (
        first in OF_FEELING and not OF_DANGER & {*question.subjects}
    )


def _names_nothing(question: Question) -> bool:
    """Whether no card can be told from the question's names."""
    return not (question.cancers or question.biomarkers) and question.intent not in ("crisis", "records")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _names(cards: Iterable[CancerCard | BiomarkerCard]) -> str:
    return listed([card.name for card in cards])
