"""From a question and a profile to a cited, premise-checked answer. Deterministic: nothing is generated.

Every sentence is a card's statement, a fact of a record with its quote, a row of the relevance table in words, or
connective text that states no medical fact. The order is that of the answer page in the design: what your records say,
the premise, where the marker is used, what matters in this cancer, both cancers, what is not in the sources. A page
holds what answers the question; the rest of a card is a related question away.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from answers.cards import BiomarkerCard, CancerCard, Library, Relation, Statement
from answers.choice import choose, closest, words_of
from answers.closing import PUT_APART, Closing
from answers.danger import may_be_urgent
from answers.glossary import asked_for, definitions, terms_in, unfamiliar
from answers.guidelines.asked import Asked, Quoting, is_of_children
from answers.guidelines.scope import cancers_named
from answers.names import OtherNames, ancestors, components, lineage, narrower_in
from answers.nearest import nearest
from answers.parts import cited, connective, plain, section, statements_of
from answers.personal import is_about, personal_sections, result_words
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
from answers.premises import (
    is_misplaced,
    is_number_stated,
    is_silent,
    is_stated_negative,
    premise_sentences,
    relation_beyond,
    relation_of,
    verb_of,
)
from answers.profile import cancers_of
from answers.questions import ASKED_BESIDE, Question, medicines_in, understand, written_as
from answers.remarks import asks_of_an_animal, assumed, closest_first, sentences_of, topics_of, unheld
from answers.sought import Sought, as_of_records, names_another_and_self, seek, shows
from answers.subjects import shares_in
from answers.together import placed, read_together
from answers.wording import capitalised, listed
from answers.written import Pages, Written, no_pages
from core.places import RULES
from core.records import Answer, CitedSource, Premise, Profile, Section, Sentence, Understood
from extractors.rules import read_table
from models.urgency import MAY_BE_NOW

ASKS = re.compile(
    r"\?|^\W*(?:can|could|is|are|do|does|did|will|would|should|what|how|which|why|when|where|who)\b"
    r"|\b(?:what|how|which|why|when) (?:is|are|do|does|did|can|will|should)\b",
    re.I,
)
"""What tells a question from a call for help; only a question is answered beyond where to get help."""
URGENT_TOPICS = ("infection",)
"""What stands beside a call for help: it says itself when to call. Others would only delay it."""
ANY_SOLID = "any solid tumour"
"""What the cards call the use of a marker whatever organ the tumour began in."""
MOST_USES = 6
MOST_QUOTES = 3
MOST_NEAR = 5
PARTS = {
    "summary": "About {}",
    "staging": "How {} is staged",
    "biomarkers": "Which tests matter in {}, and why",
    "treatments": "Kinds of treatment for {}",
    "outlook": "What is known of the outlook in {}",
}
OVERVIEW = {"summary": 4, "staging": 2, "biomarkers": 4, "treatments": 4}
"""How many statements of which part of a cancer's card; survival figures (outlook) are for those who ask for them."""
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
    ),
    "testing": ("biomarker-testing", "biopsy", "scans", "tumour-markers", "pathology-report"),
    "staging": ("stage", "metastasis"),
}
"""By intent, the topics beside which that part of a cancer's card is told; beside others it would only be long."""
REPORTED = re.compile(
    r"\b(?:reports?|letter|scans?|results?|biopsy|patholog\w+|MRI|CT|PET)\b.{0,15}\b(?:says?|said|shows?|showed|reads?|mentions?)\b",
    re.I,
)
MOST_MEANINGS = 3
LONG_TERM = 9
"""Letters."""
BESIDE_A_MARKER = 6
"""Statements of a part of a cancer's card, where a marker is asked about too."""
BARE = 5
"""Words: a question that is hardly more than a name asks for an overview."""
SPELT_ALIKE = 95
"""From this rapidfuzz ratio on a word is only spelt as elsewhere: ``tumor`` and ``tumour``."""
OF_NO_CANCER = 2
"""Statements on a medicine where no cancer is known."""
KIND = re.compile(
    r"\b(?:immunotherapy|targeted|chemotherapy|hormone therapy|antibod\w+|examples|a mix of|blocks?|inhibitors?)\b",
    re.I,
)
"""What tells that a statement says what a medicine is."""
OFFERED, MOST_OFFERED = 0.07, 3
"""The least share of a topic that is offered where none is likely, and how many are."""
COMMON = ("breast", "colorectal", "non-small-cell-lung", "prostate", "multiple-myeloma", "melanoma")
"""Cards that are named where not all can be."""
MOST_OUTLOOK = 4
OUTLOOK = re.compile(
    r"\b(?:outlook|prognos\w+|outcomes?|live|lived|alive|survi\w+|comes? back|risk|grows? (?:faster|more|slower))\b",
    re.I,
)
"""What tells that a statement on a test is about the outlook."""
WHICH_CANCER = "What counts depends on the cancer it is given for; if you name that, we can tell you more."
LEANS = re.compile(r"\b(?:there meant|another (?:large )?study)\b", re.I)
"""Words of statements that go on from the one before."""
READ_AS = {"p16": ("HPV",)}
OF_RESULTS = "positive negative low ultralow high mutated amplified"
"""Words in the names of tests (``HER2-low``) that tell which result is asked about."""
SWEEPING = re.compile(r"\b(?:always|never|every(?:one|body)|proven|prove[sd]?|the only)\b", re.I)
"""What is taken for granted of all, so that a topic alone does not answer it."""
VARIANT = re.compile(
    r"\bexon[ -]?\d+(?: (?:insertion|deletion|skipping))?|\b[A-Z]\d{2,4}[A-Z]\b|\b(?:ITD|TKD)\b"
    r"|(?<=HER2[- ])(?:ultra)?low\b",
    re.I,
)
"""A result that is one of several kinds, of which a card may say something of its own."""
MOST_OF_A_VARIANT = 2
OF_WOMEN = ("breast", "ovary", "endometrium", "cervix")
ENGLISH = re.compile(
    r"\b(?:the|what|whats|my|does|did|have|has|with|how|and|should|you|for|are|this|that|is it|can i)\b", re.I
)
ENGLISH_WORDS = 2
"""So many of them, each counted once, and a question is in English, whatever else stands in it."""
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
        calm = question.is_sure and question.subjects[0] not in MAY_BE_NOW
        put_apart = question.intent == "crisis" or self.is_urgent or calm
        self.may_be_urgent = not put_apart and may_be_urgent(question.text)
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
        if profile and not (self.topics and question.is_sure):
            question = as_of_records(question, profile, written)
        self.question = question
        self.library = library
        self.others = others
        self.profile = profile
        self.theirs = cancers_of(profile.facts, library) if profile else ()
        self.biomarkers = tuple(card for card in library.biomarkers if card.id in question.biomarkers)
        self.sought = seek(profile, question, written) if profile else Sought()
        self.held = {
            one.id for one in self.biomarkers if profile and any(is_about(fact, one) for fact in profile.facts)
        }
        named = tuple(card for card in library.cancers if card.id in question.cancers)
        if self.theirs and self._means_theirs():
            named = tuple(card for card in named if card in self.theirs)
        self.cancers = named or (() if question.other_cancers else self.theirs)
        self.beyond = {(marker.id, name): relation for marker, name, relation in self._relations_beyond()}
        called = (name for card in (*self.cancers, *self.biomarkers) for name in (card.name, *card.names))
        names = words_of(" ".join(called)) - words_of(OF_RESULTS)
        self.words = words_of(f"{question.text} {result_words(profile, self.biomarkers)}") - names
        self.assumptions = assumed(question, library)
        self.quotes = quoting.quotes(self._asked(), MOST_QUOTES) if quoting and self._may_quote() else ()

    def _means_theirs(self) -> bool:
        """Whether a cancer that is named beside the patient's own question is a relative's, or only a score's name."""
        return names_another_and_self(self.question.text) or shows("score", self.question.text)

    def _asks_nothing_of_the_lines(self) -> bool:
        """A medicine alone is asked about, or it could not be told what: the record's lines are then all of them."""
        told = self.held or self.sought.facts or (self.sought.lines_first and self.sought.lines)
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
        sections = tuple(_said_once(part for part in self._sections() if part))
        short = self._in_their_language_alone() or self.is_only_urgent
        return Answer(
            question=self.question.text,
            understood=self._understood(),
            premises=tuple(self._premises()),
            sections=sections,
            sources=tuple(self._sources(sections)),
            questions_for_team=() if short else self._closing.questions_for_team(),
            related_questions=() if short else self._closing.related(),
            services=() if self.is_only_urgent else self._closing.services(),
            not_in_sources=() if short else self._closing.not_in_sources(),
            glossary=definitions(_cited_texts(sections), self.library),
            disclaimer=DISCLAIMER,
            profile_snapshot=self.profile.snapshot if self.profile else None,
        )

    @cached_property
    def _closing(self) -> Closing:
        return Closing(
            self.question,
            self.library,
            self.profile,
            self.cancers,
            self.biomarkers,
            self._is_misplaced,
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
                shares = shares_in(self.question.text)
                for topic in self.library.topics:
                    if topic.id in URGENT_TOPICS and shares.get(topic.id, 0) >= OFFERED:
                        yield section(topic.title, sentences_of("topics", topic))
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
        if "decision" in self.question.cues and not self.is_urgent:
            yield connective("A decision to make with your care team", *DECISION)
        if self.question.intent == "records" and not self.profile:
            yield connective("Your records", "No records are open here, so nothing can be said of them.")
        if self._is_topical:
            yield from self._topics()
        yield from self._personal()
        yield section("About your question", self._about_the_question())
        yield section("What the words mean", self._meanings())
        if not self._is_topical:
            yield from self._topics()
        if self._asks_a_topic():
            yield section(IN_THEIR_WORDS, self._quoted())
        general = [section for section in self._general() if section]
        yield from general
        yield section(IN_THEIR_WORDS, self._quoted())
        if not (general or self._told_otherwise()) and self.near:
            yield section("What our cards say of this", (cited(one.card, one.statement) for one in self.near))
        elif not (general or self._told_otherwise() or self._needs_no_more()):
            yield self._nothing_named()
        yield self._both_cancers()
        yield self._what_the_sources_lack()
        told = self.held or self.sought.facts or self.sought.lines
        told = told or (self.topics and not SWEEPING.search(self.question.text))
        if "presumption" in self.question.cues and not (self.assumptions or told):
            yield connective("What is not confirmed here", PRESUMPTION)
        if not (self.profile or self.is_urgent):
            yield connective("For an answer about you", UPLOAD)

    def _topics(self) -> Iterator[Section | None]:
        for topic in self.topics:
            yield section(topic.title, sentences_of("topics", closest_first(topic, self.question.text)))

    @cached_property
    def _is_topical(self) -> bool:
        """Whether topics answer, and neither a test, nor a part of a cancer's card, nor the records are asked for."""
        asks_a_part = self.question.intent in WANTED and not self._asks_beside_the_cards()
        of_records = self.held or self.sought.things or self.sought.facts or self.sought.lines
        return bool(self.topics) and not (self.biomarkers or asks_a_part or of_records or self.assumptions)

    def _personal(self) -> Iterator[Section]:
        if not self.profile:
            return
        personal = personal_sections(
            self.profile,
            self.question,
            self.biomarkers,
            self.cancers,
            self.theirs,
            self.library,
            self.sought,
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
        yield from placed(together, personal, asked=not self._asks_nothing_of_the_lines())

    # The question itself: its premise, and what of it we do not hold

    def _about_the_question(self) -> Iterator[Sentence]:
        if not self.is_urgent:
            yield from map(plain, self._in_their_language())
        yield from map(plain, self._as_understood())
        yield from self._unheld()
        yield from (plain(one) for one in unheld(self.question.text, self.question.treatments, self.library))
        corrected = False
        for marker in self.biomarkers:
            for cancer in self.cancers:
                relation = self._relation(marker, cancer)
                name = relation.cancer if relation and relation.cancer != cancer.id else cancer.name
                yield from premise_sentences(marker, name, relation, is_silent(marker, cancer, relation))
                if not is_misplaced(relation):
                    continue
                yield from self._not_looked_for(cancer)
                if not (corrected or marker.is_common_in(cancer) or marker.id in self.held):
                    corrected = True
                    yield plain(
                        "Thank you for asking this; it helps to sort out which test results belong to which cancer."
                    )
            rows = (self.beyond.get((marker.id, name)) for name in self.question.other_cancers)
            for relation in dict.fromkeys(filter(None, rows)):
                yield from premise_sentences(marker, relation.cancer, relation)
            yield from self._of_this_variant(marker)
            yield from self._of_this_result(marker)
        yield from (sentence for one in self.assumptions for sentence in sentences_of("assumptions", one))

    def _of_this_variant(self, marker: BiomarkerCard) -> Iterator[Sentence]:
        """What the card says of the very change that is asked about, before what it says of others."""
        if self.cancers and all(self._is_misplaced(marker, cancer) for cancer in self.cancers):
            return
        asked = {card.id for card in self.cancers} | {one.cancer for one in self.beyond.values()}
        of_uses = [one for use in marker.uses if use.cancer in asked or not asked for one in use.statements]
        for variant in dict.fromkeys(one.lower() for one in VARIANT.findall(self.question.text)):
            written = re.compile(rf"(?<!\w){re.escape(variant).replace('exon', 'exons?')}s?(?!\w)", re.I)
            told = [one for one in (*of_uses, *marker.results) if written.search(one.text) and self._is_of_theirs(one)]
            yield from (cited(marker.id, one) for one in told[:MOST_OF_A_VARIANT])

    def _of_this_result(self, marker: BiomarkerCard) -> Iterator[Sentence]:
        """A result that is said to be negative, or a number: what the card says of that, or that it says nothing."""
        if self.cancers and all(self._is_misplaced(marker, cancer) for cancer in self.cancers):
            return
        asked = {card.id for card in self.cancers} | {one.cancer for one in self.beyond.values()}
        held = [*marker.results, *(one for use in marker.uses if use.cancer in asked for one in use.statements)]
        if is_stated_negative(self.question.text, marker):
            told = [one for one in held if one.id in marker.negative and self._is_of_theirs(one)]
            yield from (cited(marker.id, one) for one in told)
            if not told:
                then = " Ask your team which other tests count for you then." if len(self.biomarkers) == 1 else ""
                yield plain(f"Our card on {marker.name} holds no statement on a negative result.{then}")
        elif marker.numbers is not None and is_number_stated(self.question.text, marker):
            told = [one for one in held if one.id in marker.numbers and self._is_of_theirs(one)]
            yield from (cited(marker.id, one) for one in told)
            if not told:
                yield plain(
                    f"Our card on {marker.name} holds no statement by which to read the number. The range printed "
                    "beside it, and your team, can tell you more."
                )

    def _not_looked_for(self, cancer: CancerCard) -> Iterator[Sentence]:
        """A kind of the cancer that is asked about by a name of its own may have pages of its own."""
        for kind in narrower_in(self.question.text, cancer.oncotree, (cancer.name, *cancer.names))[:1]:
            yield plain(
                f"You asked about {kind}: we looked through the pages on {cancer.name}, not for others that may be on "
                "it alone."
            )

    # The library's own words

    def _may_quote(self) -> bool:
        """Not of a marker in a cancer on which the sources are silent: what is found is about another."""
        misplaced = any(self._is_misplaced(one, card) for one in self.biomarkers for card in self.cancers)
        return not misplaced and self.question.intent not in (*PUT_APART, "records", "prognosis", "team_questions")

    def _asked(self) -> Asked:
        """Every marker, and one of the medicines, that the question names must stand in a passage to be quoted."""
        named = [_any_of((card.name, *card.names)) for card in self.biomarkers]
        if self.question.treatments:
            written = (one for one, known_as in self.others.treatments if known_as in self.question.treatments)
            named.append(_any_of((*self.question.treatments, *written)))
        if self.question.other_cancers:
            named.append(_any_of(self.question.other_cancers))
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
        bare = len(self.question.text.split()) <= BARE or self.question.treatments or self.question.terms
        related = self._closing.related()[:2]
        if not (bare or self.is_urgent) and related and not self._told_otherwise():
            about = _names((*self.biomarkers, *self.cancers))
            asking = " or ".join(f"“{one}”" for one in related)
            yield f"We were not sure what you want to know about {about}, so this is in general. You could ask {asking}"

    def _unheld(self) -> Iterator[Sentence]:
        names = [name for _, name in self.question.beyond]
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
        for marker in self.biomarkers:
            for cancer in self.cancers:
                relation = self._relation(marker, cancer)
                relevance = relation.relevance if relation else "not_in_sources"
                corrected = relevance == "not_in_sources"
                name = relation.cancer if relation and relation.cancer != cancer.id else cancer.name
                yield Premise(biomarker=marker.name, cancer=name, relevance=relevance, corrected=corrected)
            for name in self.question.other_cancers:
                if relation := self.beyond.get((marker.id, name)):
                    yield Premise(biomarker=marker.name, cancer=name, relevance=relation.relevance, corrected=False)

    def _relations_beyond(self) -> Iterator[tuple[BiomarkerCard, str, Relation]]:
        for marker in self.biomarkers:
            for name in self.question.other_cancers:
                relation = relation_beyond(self.library, self.others, marker, name)
                if relation and not is_misplaced(relation):
                    yield marker, name, relation

    # In general

    def _general(self) -> Iterator[Section | None]:
        if self.question.treatments and not (self.biomarkers or self.cancers or self.question.other_cancers):
            yield from () if self.topics else self._in_any_cancer()
        elif self.question.treatments:
            yield self._about_treatments(most=4 if self.biomarkers or self.topics else 8)
        elif not (self.biomarkers or self._topics_alone()) and (elsewhere := self._elsewhere()):
            terms = listed(list(self.question.terms))
            for card in dict.fromkeys(card for card, _ in elsewhere):
                told = (cited(card.id, one) for of, one in elsewhere if of == card)
                yield section(f"What our sources say about {terms} in {card.name}", told)
            if self.question.other_biomarkers or self.question.intent in ("overview", "biomarker_meaning"):
                return
        if self.question.treatments and not self.biomarkers:
            return
        if self.biomarkers:
            yield from self._outlook_of_markers()
            for marker in self.biomarkers:
                yield from self._about_marker(marker)
            for cancer in self.cancers:
                if any(self._is_misplaced(marker, cancer) for marker in self.biomarkers):
                    yield statements_of(f"What matters in {cancer.name}", cancer.id, _mattering(cancer))
                for part, most in (one for intent in self.question.also for one in WANTED[intent].items()):
                    chosen = choose(getattr(cancer, part), self.words, min(most, BESIDE_A_MARKER))
                    yield statements_of(PARTS[part].format(cancer.name), cancer.id, chosen)
            return
        if self._asks_beside_the_cards():
            yield from self._nearest()
            return
        for card in self.cancers:
            for part, most in self._wanted().items():
                statements: tuple[Statement, ...] = getattr(card, part)
                first = 0 if self.question.intent in WANTED else min(FIRST_ONES, most)
                chosen = (*statements[:first], *choose(statements[first:], self.words, most - first))
                yield statements_of(PARTS[part].format(card.name), card.id, chosen)

    def _topics_alone(self) -> bool:
        """Whether topics answer and no cancer is known: a medicine of cancers that nobody named would only confuse."""
        return bool(self.topics) and not (self.cancers or self.question.other_cancers)

    def _asks_beside_the_cards(self) -> bool:
        intent = self.question.intent
        if self.topics and intent in PART_TOPICS:
            if intent == "staging" and ASKED_BESIDE[intent].search(self.question.text):
                return False
            return not {one.id for one in self.topics} & {*PART_TOPICS[intent]}
        return intent in TOPICAL and (bool(self.question.topics or self.topics) or intent != "overview")

    def _wanted(self) -> dict[str, int]:
        """Parts of a cancer's card, with how many statements of each: those of every intent of the question."""
        wanted = dict(WANTED.get(self.question.intent, OVERVIEW))
        for intent in self.question.also:
            wanted |= {part: most for part, most in WANTED[intent].items() if part not in wanted}
        return wanted

    def _nearest(self) -> Iterator[Section | None]:
        """For what the cards were not written for, and no topic answers: what the cancer is, and the statements that
        share a word with it."""
        for card in () if self.topics else self.cancers:
            told = [one for one in card.statements() if one not in card.outlook]
            yield statements_of(PARTS["summary"].format(card.name), card.id, card.summary[:3])
            yield statements_of("What comes nearest to your question", card.id, closest(told, self.words, 4))

    def _about_marker(self, marker: BiomarkerCard) -> Iterator[Section | None]:
        misplaced = [cancer for cancer in self.cancers if self._is_misplaced(marker, cancer)]
        placed = [cancer for cancer in self.cancers if cancer not in misplaced]
        alone = len(self.biomarkers) == 1
        beyond = {
            relation.cancer for (one, _), relation in self.beyond.items() if one == marker.id and not self.cancers
        }
        yield self._some(f"What {marker.name} {verb_of(marker.name)}", marker, marker.what_it_is, 2 if alone else 1)
        if not misplaced or placed or marker.id in self.held:
            asks_how = any(word.startswith("test") for word in self.words)
            results = [one for one in marker.results if self._is_of_theirs(one)]
            yield self._some(f"What {marker.name} results can say", marker, results, 4 if alone else 3)
            for cancer in placed:
                relation = self._relation(marker, cancer)
                used_in = {cancer.id, relation.cancer if relation else "", *self._agnostic(marker, cancer)}
                yield self._used(f"{capitalised(marker.name)} in {cancer.name}", marker, used_in, 5 if alone else 3)
            if beyond:
                yield self._used(f"{capitalised(marker.name)} in {listed(sorted(beyond))}", marker, beyond, 5)
            elif self.question.other_cancers and not placed:
                yield self._used(
                    f"{capitalised(marker.name)} whatever organ the tumour began in", marker, {ANY_SOLID}, 3
                )
            if alone or asks_how:
                yield self._some(
                    f"How {marker.name} {verb_of(marker.name)} tested", marker, marker.how_tested, 4 if asks_how else 1
                )
        if alone and marker.numbers is None and is_stated_negative(self.question.text, marker):
            for cancer in placed:
                others = choose(self._on_others(marker, cancer), self.words, 4)
                yield statements_of(f"Other tests that matter in {cancer.name}", cancer.id, others)
        if not (placed or beyond):
            yield section(f"Where {marker.name} {verb_of(marker.name)} used", self._where_used(marker))

    def _outlook_of_markers(self) -> Iterator[Section | None]:
        """What a cancer's card says of the outlook by the markers asked about, for those who ask for it."""
        if self.question.intent != "prognosis":
            return
        for cancer in self.cancers:
            markers = [one for one in self.biomarkers if not self._is_misplaced(one, cancer)]
            named = _any_of(name for one in markers for name in (*one.names, *one.markers, *self._stands_for(one)))
            of_tests = [one for one in cancer.biomarkers if OUTLOOK.search(one.text)]
            chosen = [
                one for one in (*of_tests, *cancer.outlook) if named.search(one.text) and not LEANS.search(one.text)
            ]
            yield statements_of(PARTS["outlook"].format(cancer.name), cancer.id, chosen[:MOST_OUTLOOK])

    def _stands_for(self, marker: BiomarkerCard) -> Iterator[str]:
        """Names of the markers that this one is read as: ``p16`` tells of HPV."""
        yield from READ_AS.get(marker.id, ())

    def _on_others(self, marker: BiomarkerCard, cancer: CancerCard) -> list[Statement]:
        """What the cancer's card says of other tests than this one."""
        own = _any_of((*marker.names, *marker.markers))
        other = _any_of(name for card in self.library.biomarkers if card != marker for name in card.names)
        return [one for one in cancer.biomarkers if other.search(one.text) and not own.search(one.text)]

    def _is_hidden(self, marker: BiomarkerCard, cancer: CancerCard) -> bool:
        """The sources speak of it in other cancers only, to which the result may belong."""
        return self._is_misplaced(marker, cancer) and not marker.is_common_in(cancer)

    def _is_of_theirs(self, statement: Statement) -> bool:
        """Not of another cancer alone than those asked about."""
        named = cancers_named(statement.text)
        return not (named and self.cancers) or any(card.id in named for card in self.cancers)

    def _agnostic(self, marker: BiomarkerCard, cancer: CancerCard) -> tuple[str, ...]:
        """The use in any solid tumour, where that is what covers this cancer."""
        relation = self._relation(marker, cancer)
        return (ANY_SOLID,) if relation and relation.relevance == "tumour_agnostic" else ()

    def _relation(self, marker: BiomarkerCard, cancer: CancerCard) -> Relation | None:
        return relation_of(self.library, marker, cancer, self.question.text)

    def _is_misplaced(self, marker: BiomarkerCard, cancer: CancerCard) -> bool:
        return is_misplaced(self._relation(marker, cancer))

    def _some(self, title: str, marker: BiomarkerCard, statements: Sequence[Statement], most: int) -> Section | None:
        return statements_of(title, marker.id, choose(statements, self.words, most))

    def _used(self, title: str, marker: BiomarkerCard, cancers: set[str], most: int) -> Section | None:
        statements = [one for use in marker.uses if use.cancer in cancers for one in use.statements]
        return self._some(title, marker, statements, most)

    def _where_used(self, marker: BiomarkerCard) -> Iterator[Sentence]:
        """The first uses with their medicines, then whatever organ, and the names of the others."""
        solid = [use for use in marker.uses if use.cancer == ANY_SOLID]
        organs = [use for use in marker.uses if use.cancer != ANY_SOLID]
        told = organs[: 2 if len(organs) > 3 else 3]
        statements = [one for use in (*told, *solid) for one in use.statements[:2]]
        yield from (cited(marker.id, one) for one in statements[: MOST_USES if len(self.biomarkers) == 1 else 3])
        others = [use.cancer for use in organs if use not in told]
        rows = {one.cancer: one for one in self.library.relations if one.biomarker == marker.id}
        named = [name for name in others if name in rows]
        if named:
            names = {card.id: card.name for card in self.library.cancers}
            where = listed([names.get(name, name) for name in named])
            citations = tuple(rows[name].citation for name in named)
            yield Sentence(text=f"Our sources also speak of {marker.name} in {where}.", citations=citations)

    def _elsewhere(self) -> list[tuple[CancerCard, Statement]]:
        """What cards on something else say of a word of the question that no card is about."""
        told = [re.compile(rf"\b{re.escape(term)}", re.I) for term in self.question.terms]
        return [
            (card, statement)
            for card in (self.cancers or (() if self.question.other_cancers else self.library.cancers))
            for statement in card.statements()
            if statement not in card.outlook and any(term.search(statement.text) for term in told)
        ][:6]

    def _about_treatments(self, most: int) -> Section:
        """Where the question names medicines: what the cards say of them, with the use they are named in."""
        written = listed([self._written(name) for name in self.question.treatments])
        title = f"What our sources say about {written}"
        spoken = list(dict.fromkeys((*self._in_cancer_cards(most), *self._in_uses())))[:most]
        if spoken:
            return Section(title=title, sentences=tuple(spoken))
        about = [card.name for card in self.cancers] or list(self.question.other_cancers)
        about += [] if about else [card.name for card in self.biomarkers]
        lacking = (
            f"Our cards on {listed(about or ['cancer'])} do not speak of {listed(list(self.question.treatments))}. "
            "That does not mean that it is not used: your care team can tell you."
        )
        of_marker = (
            cited(marker.id, one)
            for marker in self.biomarkers
            for one in marker.statements()
            if self._speaks_of_it(one)
        )
        return Section(title=title, sentences=(*list(dict.fromkeys(of_marker))[:3], plain(lacking)))

    def _in_any_cancer(self) -> Iterator[Section | None]:
        """Where no cancer is known: what kind of medicine it is, under the name of the cancer that the card is on."""
        found = [
            (card, one)
            for card in self.library.cancers
            for one in card.statements()
            if self._speaks_of_it(one) and one not in card.outlook
        ]
        if not found:
            yield self._about_treatments(most=OF_NO_CANCER)
            return
        written = listed([self._written(name) for name in self.question.treatments])
        told = sorted(found, key=lambda one: (not KIND.search(one[1].text), len(one[1].text)))[:OF_NO_CANCER]
        for card in dict.fromkeys(card for card, _ in told):
            about = f"What our sources say about {written} in {card.name}"
            yield section(about, (cited(card.id, one) for of, one in told if of == card))
        yield connective(f"More about {written}", WHICH_CANCER)

    def _in_cancer_cards(self, most: int) -> Iterator[Sentence]:
        """Of the cancers asked about, all; of all the others, the first ones, which say what kind of medicine it is.

        Figures of survival are for those who ask for them.
        """
        cards = self.cancers or (() if self.question.other_cancers else self.library.cancers)
        wants = self.question.intent == "prognosis" or "prognosis" in self.question.also
        found = [
            (card.id, one)
            for card in cards
            for one in card.statements()
            if self._speaks_of_it(one) and (wants or one not in card.outlook)
        ]
        uses = any(True for _ in self._in_uses())
        yield from (cited(*one) for one in found[: most if self.cancers or not uses else 2])

    def _in_uses(self) -> Iterator[Sentence]:
        """A use's first statement gives the ground for the one that names the medicine."""
        asked = {cancer.id for cancer in self.cancers} | set(self.question.other_cancers)
        for marker in self.biomarkers or self.library.biomarkers:
            for use in marker.uses:
                named = [one for one in use.statements if self._speaks_of_it(one)]
                if named and (not asked or use.cancer in asked):
                    yield from (cited(marker.id, one) for one in dict.fromkeys((use.statements[0], *named)))

    def _speaks_of_it(self, statement: Statement) -> bool:
        """Of a regimen, also where all its medicines are named."""
        told = medicines_in(statement.text, self.others)
        parts = {part for name in told for part in components(name)}
        return any(name in told or components(name) <= parts for name in self.question.treatments)

    def _written(self, name: str) -> str:
        return written_as(self.question.text, name, self.others)

    def _both_cancers(self) -> Section | None:
        """Only where the marker belongs to another cancer, or where the patient has several."""
        several = len(self.theirs) > 1 or (len(self.cancers) > 1 and self.question.who != "relative")
        misplaced = [
            (marker, card)
            for marker in self.biomarkers
            for card in self.cancers
            if marker.id not in self.held
            and (self._is_hidden(marker, card) or (several and self._is_misplaced(marker, card)))
        ]
        if not misplaced:
            return None
        marker, cancer = misplaced[0]
        used_in = [card for card in self.library.cancers if not self._is_misplaced(marker, card)]
        used_in.sort(key=lambda card: (card not in (*self.cancers, *self.theirs), card.id not in COMMON))
        if not used_in:
            return None
        return connective(
            "If you have more than one cancer",
            f"If you have {cancer.name} and, separately, another cancer such as {used_in[0].name}, those are two "
            "separate discussions: each cancer has its own tests, stage and treatment plan.",
            f"Ask which cancer the {marker.name} result belongs to before you connect it with a treatment.",
        )

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


def _said_once(sections: Iterable[Section]) -> Iterator[Section]:
    """A card's statement stands where it is first needed; a section left without any is dropped."""
    said: set[str] = set()
    for part in sections:
        fresh = tuple(one for one in part.sentences if one.connective or one.text not in said or _of_record(one))
        said.update(one.text for one in fresh)
        if fresh:
            yield part.model_copy(update={"sentences": fresh})


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


def _names_nothing(question: Question) -> bool:
    """Whether no card can be told from the question's names."""
    return not (question.cancers or question.biomarkers) and question.intent not in ("crisis", "records")


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    written = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True) if len(name) > 2)
    return re.compile(rf"(?<!\w)(?:{written or '(?!)'})(?!\w)", re.I)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _names(cards: Iterable[CancerCard | BiomarkerCard]) -> str:
    return listed([card.name for card in cards])
