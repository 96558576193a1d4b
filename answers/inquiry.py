"""One question, read beside the records there are: what it asks, the cards that it touches, and the topics it is about.

What an answer is made of is chosen by this. While the answer is composed nothing of it changes but ``matter.said``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from answers.alarm import Alarm, alarm_of
from answers.assumptions import assumed
from answers.cards import Assumption, BiomarkerCard, CancerCard, Extent, Library, Statement, Topic
from answers.choice import words_of
from answers.cues import names_another_and_self, shows, without_the_score
from answers.extent import extent_of
from answers.glossary import asked_for, terms_in
from answers.guidelines.scope import cancers_named
from answers.intents import ASKED_BESIDE
from answers.matter import Matter, own_first
from answers.names import OtherNames, any_of
from answers.nearest import Near, nearest
from answers.owners import is_feared
from answers.personal import is_elsewhere, other_cancers, was_looked_for_in_vain
from answers.premises import is_misplaced, relation_of
from answers.profile import cancers_of, current_of
from answers.questions import Question
from answers.rarer import held_on
from answers.record_lines import RecordLines
from answers.result_organs import of_the_organ
from answers.sought import Sought, as_of_records, is_of_a_paper, seek, seek_elsewhere
from answers.spared import Sparing, asks_of_outlook, spare
from answers.stages import stages_in, without_stages
from answers.subjects import SURE, share_of
from answers.things import CURE, GOING_ON, PLANS
from answers.times import holds_both
from answers.topics import topics_of
from answers.unheld import words_unheld
from answers.written import Line, Pages, Written
from core.records import Diagnosis, Profile, Sentence, Treatment

MOST_NEAR = 5
WANTED = {
    "staging": {"staging": 12},
    "prognosis": {"outlook": 5, "staging": 2},
    "treatment": {"treatments": 16},
    "testing": {"biomarkers": 16},
    "biomarker_meaning": {"biomarkers": 16},
    "records": {},
    "team_questions": {},
}
"""By intent, the parts of a cancer's card that it asks for, with how many statements of each."""
TOPICAL = ("side_effects", "living_with", "second_opinion", "trials", "overview")
"""Intents that parts of a cancer's card do not answer by themselves."""
BY_TOPICS = ("living_with", "side_effects")
"""Intents that topics answer, however small the share of the first; beside lines of the records others must be sure."""
CALLS = "infection"
"""The topic that says at what fever to call at once."""
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
SHORTEST_WORD = 4
"""Letters of a word that no card holds from which on the records are looked through for it."""
LONG_TERM = 9
"""Letters."""
FEW_WORDS = 2
"""Telling words of a question that asks for parts of a card, and no more."""
WHAT_NEXT = re.compile(
    r"\bwhat (?:now|next|then|else(?! (?:could|might|may|can) (?:it|this|that|the)\b))\b|\bnext steps?\b|\boptions\b"
    r"|\balternatives?\b|\bboth\b|\bwhat(?:'?s| is| comes| are| can| could) (?:be done|they do|we do|next|now|left)\b"
    r"|\b(?:other|another|any) (?:way|option|choice|treatment)s?\b",
    re.I,
)
"""What asks for what can be done, beside a marker or a medicine that is only told."""
OF_NO_ORGAN = words_of("cancer cell small non acute chronic soft tissue unknown primary large diffuse tumour")
"""Words of the names of cancers that tell no organ."""
MAY_BE_CANCER = re.compile(
    r"\b(?:ca|cancer|carcinoma|\w+oma|tumou?r|malignan\w+|neoplas\w+|nodul\w+|lesions?|mass(?:es)?|suspicious|atypi\w+"
    r"|bethesda|biops\w+|fna\w*|leuk\w+|blasts?)\b",
    re.I,
)
AGAIN = "again"
"""The cue of a question whether a cancer has come back."""
NOTICED = re.compile(
    r"\b(?:notic\w+|(?:i|we|i['’]?ve|just|have) (?:\w+ )?found|felt|feel\w*|new|another|since (?:yesterday|last)"
    r"|today|yesterday|this (?:week|morning)|started|(?:weeks?|days?) ago|keeps?|getting worse)\b",
    re.I,
)
LOOKED_INTO = re.compile(
    r"\b(?:await\w*|pending|ordered|requested|booked|scheduled|arranged|planned|repeat\w*|recheck\w*|biops\w+|fna\w*"
    r"|suspicious|restag\w+|recurren\w+|relaps\w+|progress\w+|no evidence of|(?:pet|ct|mri|usg|scan|ultrasound)\b"
    r"[^.;]{0,60}\b(?:show\w*|no|new|clear|normal|node|mass|lesion|uptake)|ris(?:en|ing)|normal limits)\b",
    re.I,
)
"""What a line says of a sign that the team knows of, and is looking into or has."""
SKIN = "skin"
"""The card on basal cell and squamous cell cancers of the skin."""
OF_THE_SKIN = re.compile(
    r"\b(?:skin|moles?|bccs?|sccs?|basal|squamous|rodent|mohs|lesions?|spots?|nose|ears?|cheeks?|scalp|lips?|eyelids?"
    r"|forehead|temple|face|both|other|second|cancers|tumou?rs)\b",
    re.I,
)
"""What asks of it beside another cancer, or of both."""
IS_OVER = re.compile(
    r"\b(?:removed|excis\w+|mohs|cut out|taken off|cured|previous\w*|past|histor\w+|h/o|pmhx?|years? ago)\b", re.I
)
"""What a line says of a small cancer that is over."""
OF_A_LARGE_ONE = frozenset(("vismodegib", "sonidegib", "cemiplimab", "cosibelimab"))
"""Medicines of a skin cancer that is more than a spot cut out."""
BETWEEN = re.compile(r"([\w-]+),? (?:or|vs\.?|versus|rather than|instead of) (?:an? |the )?([\w-]+)", re.I)
"""Two things that are weighed."""


@dataclass(frozen=True)
class Inquiry:
    """``near`` are the statements nearest to a question that names nothing; ``sought`` is what the records hold of what
    is asked; ``assumptions`` are what it takes for granted that the sources do not bear out; ``spoken_of`` are
    words of the question that no card holds, and the records do; ``asks_of_outlook`` whether figures of survival, and
    what the records tell of it, are for whoever asks."""

    question: Question
    library: Library
    others: OtherNames
    profile: Profile | None
    alarm: Alarm
    near: tuple[Near, ...]
    topics: tuple[Topic, ...]
    matter: Matter
    sought: Sought
    lines: RecordLines
    assumptions: tuple[Assumption, ...]
    spoken_of: tuple[str, ...] = ()
    asks_of_outlook: bool = False
    is_looked_into: bool = False
    """Whether a return is asked about, and the records show that the team is looking into it."""
    feared: tuple[str, ...] = ()
    """Cancers that somebody asks to have beside that of the records, which name none of them: ``have i got thyroid
    cancer too``."""

    @property
    def cancers(self) -> tuple[CancerCard, ...]:
        """Those that the question is about, or else the records."""
        return self.matter.cancers

    @property
    def theirs(self) -> tuple[CancerCard, ...]:
        """Those that the records are about."""
        return self.matter.theirs

    @property
    def biomarkers(self) -> tuple[BiomarkerCard, ...]:
        return self.matter.biomarkers

    @cached_property
    def extents(self) -> tuple[Extent, ...]:
        """How far the cancers asked about have come, as far as that is told."""
        told: list[Extent | None] = [self.matter.extent(card) for card in self.cancers]
        if not told:
            told.append(extent_of(self.question.text, None, None))
        return tuple(one for one in told if one is not None)

    @cached_property
    def is_topical(self) -> bool:
        """Whether topics answer, and neither a test, nor a part of a cancer's card, nor the records are asked for."""
        asks_a_part = self.question.intent in WANTED and not self.asks_beside_the_cards
        of_records = self.matter.held or self.sought.facts or self.sought.lines
        of_records = of_records or (self.sought.things and not self.question.is_sure)
        return bool(self.topics) and not (self.biomarkers or asks_a_part or of_records or self.assumptions)

    @cached_property
    def has_a_misplaced_marker(self) -> bool:
        """Whether the sources speak of a marker asked about in other cancers only."""
        return any(self.matter.is_misplaced(one, card) for one in self.biomarkers for card in self.cancers)

    @cached_property
    def is_elsewhere(self) -> bool:
        """Whether the records are about other cancers than the question."""
        return bool(self.profile) and is_elsewhere(
            self.profile, self.question, self.biomarkers, self.cancers, self.theirs
        )

    @cached_property
    def is_silent(self) -> bool:
        """Whether records are open, and nothing in them answers."""
        sought = self.sought
        lacks_the_marker = self.asks_of_the_records and self.biomarkers and not self.matter.held
        told = sought.near or sought.lines or sought.facts
        is_lacking = bool((sought.lacking or lacks_the_marker) and not told)
        return is_lacking or was_looked_for_in_vain(self.question, self.biomarkers, sought)

    @property
    def asks_of_the_records(self) -> bool:
        """Whether it is asked what open records hold: ``do i have the brca gene``."""
        return bool(self.profile and self.profile.facts) and shows("this_record", self.question.text)

    @property
    def says_little(self) -> bool:
        return len(self.matter.words) <= FEW_WORDS

    @cached_property
    def asks_beside_the_cards(self) -> bool:
        intent = self.question.intent
        if "treatment" in (*self.question.also, *self.question.asked) or self.asks_what_to_do:
            return False
        if self.topics and intent in PART_TOPICS:
            if intent == "staging" and ASKED_BESIDE[intent].search(without_stages(self.question.text)):
                return False
            return not {one.id for one in self.topics} & {*PART_TOPICS[intent]}
        return intent in TOPICAL and (bool(self.question.topics or self.topics) or intent != "overview")

    @property
    def asks_a_topic(self) -> bool:
        """Whether what is asked is something that the cards were not written for."""
        return bool(self.question.topics or self.topics) and not self.biomarkers

    @cached_property
    def asks_what_next(self) -> bool:
        """In whatever words: ``what now``, ``do i need radioiodine``."""
        return "decision" in self.question.cues or bool(WHAT_NEXT.search(self.question.text))

    @property
    def asks_what_to_do(self) -> bool:
        """Whether it is asked what to do about a cancer."""
        return self.question.intent == "overview" and bool(self.cancers) and self.asks_what_next

    @cached_property
    def asks_a_choice(self) -> bool:
        """Whether a decision between treatments is asked for that a card speaks of: ``lumpectomy or mastectomy``."""
        is_choice = self.question.intent == "overview" and "decision" in self.question.cues
        return is_choice and any(map(self.between, self.cancers))

    def between(self, card: CancerCard) -> tuple[Statement, ...]:
        """The treatments that the question chooses between, and no others."""
        weighed = words_of(" ".join(word for pair in BETWEEN.findall(self.question.text) for word in pair))
        return tuple(one for one in card.treatments if words_of(one.text) & weighed)[:MOST_NEAR]

    @cached_property
    def of_rarer(self) -> tuple[Sentence, ...]:
        """What is held on the cancers asked about that have no card; nothing beside a marker."""
        asks = "prognosis" in (self.question.intent, *self.question.also)
        names = () if self.biomarkers else other_cancers(self.question)
        return held_on(names, self.others, self.library, self.question.text, with_outlook=asks)

    @cached_property
    def asks_of_a_stage(self) -> bool:
        """Whether figures by a numbered stage are asked for, of a cancer whose sources give none: that is said before
        those of other people."""
        lacking = any("survival" in one and "stage" in one for card in self.cancers for one in card.not_in_sources)
        return lacking and bool(stages_in(self.question.text))


def read_inquiry(
    question: Question, library: Library, others: OtherNames, profile: Profile | None, pages: Pages
) -> Inquiry:
    alarm = alarm_of(question)
    question = _beside_the_alarm(question, alarm)
    feared = _feared(question, library, profile) if profile else ()
    question = _but_not(question, feared)
    alike = nearest(question.text, library, MOST_NEAR) if _names_nothing(question) else ()
    topics = topics_of(question, library)
    may_be_medical = "unrelated" not in question.cues and not alarm.is_urgent
    if question.intent == "not_medical" and may_be_medical and (alike or topics or _asks_a_meaning(question, library)):
        question = replace(question, intent="overview")
    asked, written = question, Sparing(pages, question)
    of_a_paper = bool(profile) and is_of_a_paper(question)
    lines = RecordLines(question, written)
    near = of_the_organ(question.text, lines.leading) if profile and not (of_a_paper or alarm.is_urgent) else ()
    near = _naming_first(near, question, others)
    if profile and (of_a_paper or not (topics and question.is_sure)):
        question = as_of_records(question, profile, written, near)
    if of_a_paper and question.intent == "records":
        topics = ()
    if near and question.intent not in BY_TOPICS:
        topics = tuple(one for one in topics if one.id == CALLS or share_of(one.id, question.text) >= SURE)
    theirs = _theirs(question, profile, library, written) if profile else ()
    matter = Matter(question, library, others, profile, _asked_about(question, library, theirs), theirs)
    spoken_of = _spoken_of(question, library, topics, written) if profile else ()
    sought = _without_the_unlikely(_seek(profile, matter, written, near, spoken_of), lines) if profile else Sought()
    sought = spare(sought, asked)
    is_looked_into = not alarm.is_urgent and _is_looked_into(question, sought)
    if is_looked_into:
        question = replace(question, cues=tuple(one for one in question.cues if one != AGAIN))
    return Inquiry(
        question=question,
        library=library,
        others=others,
        profile=profile,
        alarm=alarm,
        near=alike,
        topics=topics,
        matter=matter,
        lines=lines,
        sought=sought,
        assumptions=assumed(question, library),
        spoken_of=spoken_of,
        asks_of_outlook=asks_of_outlook(asked),
        is_looked_into=is_looked_into,
        feared=tuple(card.name for card in feared if not _is_spoken_of(card, written.whole)),
    )


def _naming_first(lines: tuple[Line, ...], question: Question, others: OtherNames) -> tuple[Line, ...]:
    """Asked of a medicine by its name, a line that says the name stands before one that does not."""
    names = {*question.treatments, *(one for one, known_as in others.treatments if known_as in question.treatments)}
    if not names:
        return lines
    named = any_of(names)
    return tuple(sorted(lines, key=lambda one: named.search(one.text) is None))


def _feared(question: Question, library: Library, profile: Profile) -> tuple[CancerCard, ...]:
    """None where the records tell of no cancer, or of this one, too."""
    every = cancers_of(profile.facts, library)
    if not every or question.who == "relative":
        return ()
    named = (card for card in library.cancers if card.id in question.cancers and card not in every)
    return tuple(card for card in named if is_feared(question.text, any_of((card.name, *card.names))))


def _but_not(question: Question, feared: tuple[CancerCard, ...]) -> Question:
    """The question is then one on the records."""
    ids = {card.id for card in feared}
    return replace(question, cancers=tuple(one for one in question.cancers if one not in ids))


def _is_spoken_of(card: CancerCard, written: Written) -> bool:
    """By a name of it, or by its organ beside a word for what may be a cancer: ``thyroid nodule, Bethesda IV``."""
    named, organ = any_of((card.name, *card.names)), words_of(card.name) - OF_NO_ORGAN
    return any(
        named.search(one.text) or (organ & words_of(one.text) and MAY_BE_CANCER.search(one.text))
        for one in written.lines
    )


def _is_looked_into(question: Question, sought: Sought) -> bool:
    """Not where something new was noticed, which the team may not know."""
    if AGAIN not in question.cues or NOTICED.search(question.text):
        return False
    return any(LOOKED_INTO.search(one.text) for one in (*sought.near, *sought.lines))


def _theirs(question: Question, profile: Profile, library: Library, written: Written) -> tuple[CancerCard, ...]:
    """A cancer of the past beside one that is present counts only where the question names it, and so does a small one
    of the skin."""
    every, current = cancers_of(profile.facts, library), current_of(profile.facts, library)
    past = {card.id for card in every} - {card.id for card in current}
    if past.intersection(question.cancers):
        return every
    others = tuple(card for card in current if card.id != SKIN)
    of_the_skin = SKIN in question.cancers or OF_THE_SKIN.search(question.text)
    return others if others and not of_the_skin and _is_small_on_the_skin(profile, library, written) else current


def _is_small_on_the_skin(profile: Profile, library: Library, written: Written) -> bool:
    """Whether every cancer of the skin in the records is a basal cell carcinoma, or told as over, and none is treated
    as one that has grown large."""
    found = [one for one in profile.facts if isinstance(one, Diagnosis) and _is_of_the_skin(one, library)]
    given = {one.name for one in profile.facts if isinstance(one, Treatment)}
    lines = [[written.around(place) for place in one.evidence] for one in found]
    over = [any(line and IS_OVER.search(line.text) for line in each) for each in lines]
    small = ("basal cell" in one.name.casefold() or is_over for one, is_over in zip(found, over, strict=True))
    return not given & OF_A_LARGE_ONE and all(small)


def _is_of_the_skin(fact: Diagnosis, library: Library) -> bool:
    return any(card.id == SKIN for card in cancers_of((fact,), library))


def _spoken_of(question: Question, library: Library, topics: Iterable[Topic], written: Written) -> tuple[str, ...]:
    words = words_unheld(question.text, question.treatments, library, [topic.id for topic in topics])
    return tuple(one for one in words if len(one) >= SHORTEST_WORD and written.speaking_of(any_of((one,)), most=1))


def _beside_the_alarm(question: Question, alarm: Alarm) -> Question:
    """What is asked beside a danger; nobody who may be in one is turned away."""
    if alarm.is_urgent:
        return replace(question, intent=question.otherwise)
    if alarm.may_be_urgent and question.intent == "not_medical" and "unrelated" not in question.cues:
        return replace(question, intent="overview")
    return question


def _asked_about(question: Question, library: Library, theirs: tuple[CancerCard, ...]) -> tuple[CancerCard, ...]:
    named = tuple(card for card in library.cancers if card.id in question.cancers)
    if theirs and _means_theirs(question, theirs):
        named = tuple(card for card in named if card in theirs)
    return own_first(question.text, named) or (() if question.other_cancers else _where_used(question, library, theirs))


def _where_used(question: Question, library: Library, theirs: tuple[CancerCard, ...]) -> tuple[CancerCard, ...]:
    """Of the patient's cancers those in which a marker asked about is used; all where it is in none, or in each."""
    markers = [card for card in library.biomarkers if card.id in question.biomarkers]
    used = [any(not is_misplaced(relation_of(library, one, card, question.text)) for one in markers) for card in theirs]
    return tuple(card for card, is_used in zip(theirs, used, strict=True) if is_used) or theirs


def _means_theirs(question: Question, theirs: tuple[CancerCard, ...]) -> bool:
    """Whether a cancer that is named beside the patient's own question is a relative's, or only a score's name."""
    by_name = cancers_named(without_the_score(question.text))
    only_a_score = shows("score", question.text) and {card.id for card in theirs}.issuperset(
        one for one in by_name if one in question.cancers
    )
    return names_another_and_self(question.text) or only_a_score


def _seek(
    profile: Profile, matter: Matter, written: Written, near: tuple[Line, ...], spoken_of: Iterable[str]
) -> Sought:
    question = matter.question
    medicines = [
        {name, *(one for one, known_as in matter.others.treatments if known_as == name)} for name in question.treatments
    ]
    named = [any_of(names) for names in (*medicines, *({one} for one in spoken_of))]
    sought = seek(profile, question, written, near, named)
    if not is_elsewhere(profile, question, matter.biomarkers, matter.cancers, matter.theirs):
        return sought
    of_cards = (name for card in matter.cancers for name in (card.name, *card.names))
    return seek_elsewhere(question, tuple(dict.fromkeys((*of_cards, *question.other_cancers))), sought, written)


def _without_the_unlikely(sought: Sought, lines: RecordLines) -> Sought:
    """Beside lines that answer, none that only holds words of the question, and no fact of such a line. A plan that is
    asked for stays whole, and so do what goes on, what a cure hangs on, a spread beside an M0, and what may tell what
    is said not to be read."""
    if not sought.near:
        return sought
    surely = lines.are_sure
    stays = sought.lacking or any(one in (*PLANS, *GOING_ON, CURE) for one in sought.things)
    if stays or holds_both(sought.facts):
        return sought._replace(surely=surely)
    facts, others = lines.likely_facts(sought.facts), lines.likely(sought.lines)
    return sought._replace(lines=others, facts=facts, surely=surely)


def _asks_a_meaning(question: Question, library: Library) -> bool:
    """``What is hospice care?``: a word of the glossary, asked for or in words of a report; or a long one anywhere,
    which nobody uses of something else (``Is a colostomy permanent?``)."""
    met = terms_in((question.text,), library)
    told = len([one for one in met if not one.known]) > 1 or bool(met and REPORTED.search(question.text))
    return bool(asked_for(question.text, library)) or told or any(len(one.term) >= LONG_TERM for one in met)


def _names_nothing(question: Question) -> bool:
    """Whether no card, and no illness without one, can be told from the question's names."""
    named = question.cancers or question.biomarkers or question.other_cancers
    return not named and question.intent not in ("crisis", "records")
