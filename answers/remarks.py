"""What a question takes for granted that our sources do not bear out, and topics that any cancer has (data/cards)."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from answers.cards import Assumption, Library, Statement, Topic
from answers.choice import LEANS, words_of
from answers.danger import OF_DANGER, may_be_urgent
from answers.nearest import is_held, rarity
from answers.parts import plain
from answers.questions import CHOICES, KINDS, Question
from answers.selection import closest, every_candidate
from answers.subjects import (
    ASKED,
    LIKELY,
    OFFERED,
    SURE,
    belief_in,
    beliefs_in,
    is_sound,
    share_of,
    shares_in,
)
from answers.wording import listed
from core.places import RULES, VOCABULARIES
from core.records import Sentence
from extractors.rules import read_table, split_cell

MOST = 2
"""More corrections than this at once would be a lecture."""
MOST_TOPICS = 2
BESIDE = 0.1
"""The least share of a topic that is told beside one that is sure, where the question says its name."""
GRAVE = frozenset(("declining", "hospice", "last-days", "palliative-care"))
"""Topics that frighten whom they are not for: told where they are sure, or likely and either the first
or a word of them is said; to say no to treatment, where such a word is said."""
SHARED = words_of(
    "whether side effects loss cells stem blood fluid brain breast bowel belly body being low dry clear short"
    " early late close approved damaged blocked back ahead others checks operations scans tests reports lines margins"
    " counts tumours second last long days life care plan talk say look feel think catch hurt turn change miss take"
    " together ears ring general during yet such those whom someone yourself have be instead"
)
"""Words of the titles of topics that are said of much else, so that they name no topic by themselves."""
DENIED = re.compile(
    r"\b(?:no|not|hasn'?t|without|never)(?: (?:any|sign of|signs of))? (?:spread\w*|metasta\w+|mets)\b", re.I
)
"""What is said not to be names no topic."""
STRAY = words_of("alone home lives living boys girls starts mum dad wife husband many long")
"""Words of stories that say nothing of what is asked, though a statement has them."""
APART = frozenset(("erections", "fatigue", "how-long", "hurts", "passing", "radioactive", "remedies", "urine", "work"))
"""Topics of which each statement is about a treatment or a test of its own (data/rules/topic_kinds.tsv)."""
OF_MEN, OF_WOMEN = ("prostate", "testis"), ("ovary", "endometrium", "cervix", "vulva")
"""Cancers that men alone have, and women alone."""
MENS_DRUGS = ("abiraterone", "apalutamide", "bicalutamide", "darolutamide", "degarelix", "enzalutamide")
WOMENS_DRUGS = ("anastrozole", "exemestane", "letrozole")
"""Medicines of the cards for a cancer of the prostate, and for one of the breast."""
MENS = re.compile(r"\b(?:men|sperm|testicles?|erections?)\b", re.I)
WOMENS = re.compile(r"\b(?:women|vaginas?|ovaries|periods|menopause|dilator)\b", re.I)
A_MAN = re.compile(
    r"\b(?:i'?m|i am|as) an? (?:\w+ )?(?:man|bloke|guy|dad|father|widower)\b|\bmy wife and (?:i|me)\b"
    r"|\berect\w*|\b(?:the|my|his) prostate\b|\bprostate (?:op|operation|surgery|removed|out|cancer)\b"
    r"|\bprostatectomy\b|\btesticles?\b|\bsperm\b",
    re.I,
)
A_WOMAN = re.compile(
    r"\b(?:i'?m|i am|as) an? (?:\w+ )?(?:woman|girl|mum|mom|mother|widow)\b"
    r"|\b(?:my|her|the) (?:womb|uterus|cervix|ovar(?:y|ies)|vagina|hysterectomy|periods?|menopause)\b"
    r"|\bbreast-?feed\w*",
    re.I,
)
A_LINE = re.compile(r"\b(?:picc|hickman|groshong|central line|catheter|line)\b", re.I)
A_PORT = re.compile(r"\bports?\b|\bport-?a-?cath\b", re.I)
OF_THE_US = re.compile(
    r"^(?!.*\bwhere you live\b).*(?:\bUS\b|\bFDA\b|\b(?:your|some) states?\b|\b1-800|\bhealth (?:plan|insurance)s?\b)"
)
PLACES = (
    r"(?:\b(?:UK|EU|NZ|england|scotland|wales|ireland|britain|NHS|australia|canada|india|europe|germany|france|spain|italy|poland"
    r"|netherlands|holland|sweden|norway|denmark|finland|switzerland|austria|belgium|portugal|greece|turkey|nigeria|kenya"
    r"|ghana|uganda|ethiopia|zimbabwe|south africa|pakistan|bangladesh|sri lanka|nepal|philippines|malaysia|singapore"
    r"|indonesia|thailand|vietnam|china|hong kong|taiwan|japan|korea|brazil|mexico|argentina|chile|colombia|peru|egypt"
    r"|morocco|israel|lebanon|jordan|iraq|dubai|UAE|saudi|iran|russia|ukraine|romania|hungary|czech\w*|slovakia|croatia"
    r"|serbia|bulgaria|new zealand|trinidad|jamaica|lagos|abuja|nairobi|accra|london|dublin|toronto|sydney|delhi"
    r"|mumbai|leeds|manchester|birmingham|glasgow|edinburgh|liverpool|cardiff|belfast|melbourne|brisbane|vancouver|berlin"
    r"|paris|lahore|karachi|islamabad|dhaka|colombo|kathmandu|chennai|kolkata|bangalore|manila|kampala|harare|johannesburg"
    r"|cairo|macmillan|universal credit|statutory sick"
    r"|fit note|council tax|quid|lakhs?|rupees?|naira|shillings|euros|(?:my|our|the) gp)\b|[£€₹])"
)
"""Where what holds in the United States alone is of no use: places, and words of them, as ``{abroad}`` in
data/rules/unheld.tsv."""
ABROAD = re.compile(PLACES, re.I)
MAY_I = re.compile(
    r"\b(?:can|could|may|should|am) (?:i|we|he|she|they|my \w+|mum|mom|dad)\b"
    r"|\b(?:ok(?:ay)?|safe|allowed)\b",
    re.I,
)
ASK_WHETHER = re.compile(r"^ask your (?:team|doctor) (?:whether|before)\b", re.I)
"""What asks for leave, and the only answer to it that we hold."""
WHEN_TO_CALL = OF_DANGER | {
    "diarrhoea",
    "feelings",
    "flu-like",
    "immunotherapy-side-effects",
    "infection",
    "tumour-lysis",
}
"""Topics that say when to call, and so are told whole however likely they are."""
NEAREST = "We may hold nothing on just this; what follows is what comes nearest."
OR_ELSE = "If you meant {}, please ask for it by that name."
ANSWERS = 0.1
"""From this share of a statement on its topic may be what is asked."""
FEW = 3
"""Statements of a topic that may not be what is asked."""
PARTS = re.compile(r",? (?:and|or) |, ?")
HE = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:husband|dad|daddy|father|brother|son|grandad|grandpa|grandfather|uncle|boyfriend)\b",
    re.I,
)
SHE = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:wife|mum|mom|mam|mother|sister|daughter|gran|nan|grandma|grandmother|aunt|girlfriend)\b",
    re.I,
)
"""Whom what is said of ``he`` and of ``she`` is said of as well."""


def assumed(question: Question, library: Library) -> tuple[Assumption, ...]:
    """Those that the question shows: by their words, the ones about its own cancer first, and then by its belief.

    What it states as a fact (``unless``) counts of a relative as of oneself: ``my husband has a stoma``.
    """
    about = {*question.cancers, *(name.casefold() for name in question.other_cancers)}
    shares = beliefs_in(question.text)
    belief, sound = belief_in(shares), is_sound(question.text, shares)
    by_pronouns = SHE.sub("she", HE.sub("he", question.text))
    fitting = [
        one
        for one in library.assumptions
        if (not one.cancers or about & {name.casefold() for name in one.cancers})
        and ((belief and one.belief == belief) or (one.words and not sound and _shows(one.words, question.text)))
        and not (one.unless and any(_shows(one.unless, said) for said in (question.text, by_pronouns)))
    ]
    return tuple(sorted(fitting, key=lambda one: (not one.cancers, one.words is None))[:MOST])


def topics_of(question: Question, library: Library) -> tuple[Topic, ...]:
    """Those that the question asks for, the likeliest first; a less likely one where the question says its name, or
    where its words are those of a row of data/rules/unheld.tsv that belongs to it.

    One of which a part of it says the name, and is likely about it, goes before those that are not sure. One whose
    words it has (data/rules/topic_words.tsv) goes before them, and beside it count only those that are sure
    or of danger. One of danger that is not sure goes last where nobody is likely unwell now. One that only comes
    nearest says so, and is told shortly.
    """
    topics = {one.id: one for one in library.topics}
    cancers = (name for card in library.cancers if card.id in question.cancers for name in (card.name, *card.names))
    said = words_of(DENIED.sub(" ", question.text)) - SHARED - words_of(" ".join(cancers))
    rows = [row for row in _topic_rows() if row["topic"] in topics and _fits(row, question.text)]
    topics |= {row["topic"]: _beginning(topics[row["topic"]], split_cell(row["first"])) for row in rows}
    titled = [one for one in topics if one not in GRAVE and words_of(topics[one].title) & said]
    titled = [one for one in titled if _is_called_for(one, question)]
    perhaps = () if rows else _perhaps(question)
    named = [one for one in titled if one in perhaps]
    of_a_kind = question.is_sure and question.subjects[:1] and question.subjects[0] in KINDS
    of_parts = not (rows or question.biomarkers or of_a_kind)
    surely_named = [one for one in titled if of_parts and _is_asked_for(one, question.text)]
    sure = {one for one in question.subjects if question.is_sure or share_of(one, question.text) >= SURE}
    beside = (one for one in question.subjects if not rows or one in sure or one in OF_DANGER)
    asked = [one for one in beside if one in topics and _is_called_for(one, question)]
    if not question.is_sure and not may_be_urgent(question.text):
        asked.sort(key=lambda one: (one in OF_DANGER, one not in surely_named))
    told = (row["topic"] for row in _unheld_rows() if row["topic"] in topics and _fits(row, question.text))
    of_rows = [one for one in told if one not in GRAVE or share_of(one, question.text) >= BESIDE]
    first = asked[:1] if question.is_sure else []
    of_words = dict.fromkeys((*(row["topic"] for row in rows), *surely_named, *named, *of_rows))
    in_turn = dict.fromkeys((*(row["topic"] for row in rows), *first, *surely_named, *asked, *named, *of_rows))
    most = MOST_TOPICS + (len(surely_named) > 1)
    told = [_for_them(topics[one], question) for one in in_turn][:most]
    return tuple(one if one.id in of_words else _as_likely(one, question, library) for one in told)


def _is_asked_for(topic: str, text: str) -> bool:
    """By a part, and not only by one that leaves open what its ``it`` is: ``will people smell it``."""
    return share_of(topic, text) >= LIKELY and shares_in(text).get(topic, 0) >= ASKED[1]


def _as_likely(topic: Topic, question: Question, library: Library) -> Topic:
    """One that is let in by a low bar, and of which no statement answers either, may not be what is asked: it opens
    with that, and names what else comes near."""
    if question.is_sure or topic.id in WHEN_TO_CALL or share_of(topic.id, question.text) >= LIKELY:
        return topic
    near = closest(question, every_candidate(library)["topics"], ())
    if any(one.candidate.topic == topic.id and one.share >= ANSWERS for one in near):
        return topic
    titles = {one.id: f"“{one.title}”" for one in library.topics if one.id not in {*GRAVE, topic.id}}
    shares = shares_in(question.text)
    beside = [titles[one] for one, share in shares.items() if share >= OFFERED and one in titles]
    others = OR_ELSE.format(" or ".join(beside[:MOST_TOPICS])) if beside else None
    lacking = " ".join(filter(None, (NEAREST, others, topic.lacking)))
    statements = closest_first(topic, question.text).statements[:FEW]
    return topic.model_copy(update={"lacking": lacking, "mostly_lacking": True, "statements": statements})


def _for_them(topic: Topic, question: Question) -> Topic:
    """Without what is said of another sex or of another kind of treatment than those asked about."""
    fits = _not_of(_others(question), question.text)
    statements = tuple(one for one in topic.statements if fits(one.text))
    if ABROAD.search(question.text):
        elsewhere = tuple(one for one in statements if not OF_THE_US.search(one.text))
        statements = elsewhere or (() if topic.lacking else statements)
    if A_LINE.search(question.text) and not A_PORT.search(question.text):
        statements = tuple(one for one in statements if not A_PORT.search(one.text) or A_LINE.search(one.text))
    asked = _kinds_in(question.text) | {kind for one in question.treatments for kind in _kinds_of(one)}
    if topic.id in APART and asked:
        about = {one.id: _kinds_in(one.text) for one in statements}
        own = tuple(one for one in statements if not about[one.id] or about[one.id] & asked)
        statements = own if topic.lacking or any(about[one.id] for one in own) else statements
    asks = [one for one in statements if ASK_WHETHER.search(one.text)]
    if asks and MAY_I.search(question.text):
        return topic.model_copy(update={"statements": tuple(dict.fromkeys((*asks, *statements))), "lead": True})
    return topic.model_copy(update={"statements": statements})


def _others(question: Question) -> re.Pattern[str] | None:
    """Words of the other sex, where the cancer, the medicine or the person asked about is one of men or of women."""
    text, named = question.text, {*question.cancers, *question.treatments}
    men = bool({*OF_MEN, *MENS_DRUGS} & named or A_MAN.search(text))
    women = bool({*OF_WOMEN, *WOMENS_DRUGS} & named or A_WOMAN.search(text))
    if not (men or women) and question.who == "relative":
        men, women = bool(HE.search(text)), bool(SHE.search(text))
    return None if men == women else WOMENS if men else MENS


def _not_of(others: re.Pattern[str] | None, text: str) -> Callable[[str], bool]:
    return lambda said: not (others and others.search(said) and not others.search(text))


def _kinds_in(text: str) -> frozenset[str]:
    return frozenset(row["kind"] for row in _kind_rows() if _shows(row["pattern"], text))


def _kinds_of(medicine: str) -> Iterator[str]:
    known = _classes().get(medicine.casefold(), "")
    yield from (row["kind"] for row in _kind_rows() if known in split_cell(row["classes"]))


def _perhaps(question: Question) -> tuple[str, ...]:
    """None beside a kind of question that is sure, and beside a topic that is sure only the less unlikely ones."""
    if not (question.subjects and question.is_sure):
        return question.perhaps if question.subjects else ()
    shares = shares_in(question.text)
    return () if question.subjects[0] in KINDS else tuple(one for one in question.perhaps if shares[one] >= BESIDE)


def _is_called_for(topic: str, question: Question) -> bool:
    """Not one that only some words of a story bring, such as ``fertility`` by two boys, unless it is sure."""
    only_where_said = [row["pattern"] for row in _question_rows() if (row["cue"], row["about"]) == ("said", topic)]
    if only_where_said and shares_in(question.text).get(topic, 0) < SURE:
        return any(_shows(one, question.text) for one in only_where_said)
    if topic == "other-care" and CHOICES.search(question.text):
        return False
    if topic not in GRAVE:
        return True
    share = share_of(topic, question.text)
    first = topic == question.subjects[0] and topic != "declining"
    return share >= SURE or (share >= LIKELY and (first or _says("grave", "-", question.text)))


def _beginning(topic: Topic, first: Sequence[str]) -> Topic:
    """With the statements of these ids first, and so whatever the words of the question."""
    if not first:
        return topic
    statements = {one.id: one for one in topic.statements}
    in_turn = dict.fromkeys((*first, *statements))
    return topic.model_copy(update={"statements": tuple(statements[one] for one in in_turn), "lead": True})


def sentences_of(table: str, remark: Assumption | Topic) -> Iterator[Sentence]:
    """``table`` is ``assumptions`` or ``topics``: what citations begin with."""
    lacking = remark.lacking if isinstance(remark, Topic) else None
    if lacking and isinstance(remark, Topic) and remark.mostly_lacking:
        yield plain(lacking)
    for statement in remark.statements:
        yield Sentence(text=statement.text, citations=(f"card:{table}#{remark.id}.{statement.id}",))
    if lacking and isinstance(remark, Topic) and not remark.mostly_lacking:
        yield plain(lacking)


def unheld(
    text: str, known: Iterable[str], library: Library, shown: Collection[str] = (), of: str = ""
) -> Iterator[str]:
    """What is asked that we hold nothing on (data/rules/unheld.tsv), said in a sentence each.

    A row that belongs to a topic which is ``shown`` is told with that topic, before what is held (``of`` it), and not
    by itself. A ``thing`` or a ``word`` of a row counts where no text that we hold has it; ``known`` are things that
    are answered elsewhere, such as medicines.
    """
    named = {one.casefold() for one in known}
    lacking: dict[str, None] = {}
    for row in _unheld_rows():
        if row["topic"] != of if of else row["topic"] in shown:
            continue
        if not _fits(row, text):
            continue
        found = list(_pattern(row["pattern"]).finditer(text))
        things = [one for match in found for one in match.groupdict().values() if one]
        if not things:
            yield row["said"]
        for part in (part for thing in things for part in PARTS.split(thing)):
            each = row["said"] == "{word}" and any(is_held(one, library) for one in part.split())
            words = part.split() if each else [part]
            fresh = (one.strip(".?!") for one in words if _is_unheld(one, library) and one.casefold() not in named)
            lacking |= dict.fromkeys(fresh)
    if lacking:
        yield f"Nothing that we hold speaks of {listed([f'“{one}”' for one in lacking])}."


WHEN = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|to(?:day|night|morrow)|yesterday|week\w*|months?|years?", re.I
)
"""Words of time, which nobody asks about."""


def _is_unheld(part: str, library: Library) -> bool:
    return not WHEN.fullmatch(part.split()[-1]) and not all(is_held(word, library) for word in part.split())


def closest_first(topic: Topic, text: str, may: Callable[[Statement], bool] = lambda one: True) -> Topic:
    """The topic with the statements first that alone speak of what the question says: iodine, the hands, a child.

    The rarer what they share, the sooner they come; what the whole topic is about tells of none of them. One that goes
    on from the one before it stays behind it; none that ``may`` not, and none where the first is to stay so.
    """
    about = words_of(topic.title)
    words = words_of(text) - STRAY - (about if len(about) == 1 else set())
    shared = {one: words_of(one.text) & words for one in topic.statements}
    often = Counter(word for each in shared.values() for word in each)

    def own(group: Sequence[Statement]) -> float:
        return sum(rarity(word) for word in shared[group[0]] if often[word] == 1) if may(group[0]) else 0

    if topic.lead:
        return topic
    in_turn = sorted(_joined(topic.statements), key=own, reverse=True)
    return topic.model_copy(update={"statements": tuple(one for group in in_turn for one in group)})


def _joined(statements: Iterable[Statement]) -> Iterator[Sequence[Statement]]:
    """Each with those that go on from it."""
    group: list[Statement] = []
    for one in statements:
        if group and not LEANS.search(one.text):
            yield tuple(group)
            group = []
        group.append(one)
    if group:
        yield tuple(group)


def _fits(row: dict[str, str], text: str) -> bool:
    return _shows(row["pattern"], text) and not (row["unless"] and _shows(row["unless"], text))


@lru_cache(maxsize=1)
def _unheld_rows() -> tuple[dict[str, str], ...]:
    rows = read_table(RULES / "unheld.tsv", "pattern", "said")
    return tuple(row | {"pattern": row["pattern"].replace("{abroad}", PLACES)} for row in rows)


@lru_cache(maxsize=1)
def _topic_rows() -> tuple[dict[str, str], ...]:
    return tuple(read_table(RULES / "topic_words.tsv", "topic", "pattern"))


@lru_cache(maxsize=1)
def _kind_rows() -> tuple[dict[str, str], ...]:
    return tuple(read_table(RULES / "topic_kinds.tsv", "kind", "pattern"))


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {row["name"].casefold(): row["class"] for row in read_table(VOCABULARIES / "medicines.tsv", "name")}


def asks_of_an_animal(text: str) -> bool:
    """``My dog has lymphoma``: rows of data/rules/question_words.tsv."""
    return _says("unrelated", "animals", text)


def _says(cue: str, about: str, text: str) -> bool:
    return any(_shows(row["pattern"], text) for row in _question_rows() if (row["cue"], row["about"]) == (cue, about))


@lru_cache(maxsize=1)
def _question_rows() -> tuple[dict[str, str], ...]:
    return tuple(read_table(RULES / "question_words.tsv", "cue", "about", "pattern"))


def _shows(words: str, text: str) -> bool:
    return bool(_pattern(words).search(text))


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.I)
