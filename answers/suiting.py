"""What of a topic suits those who ask: their sex, their country, their kind of treatment."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from answers.cards import Topic
from answers.owners import HE, SHE
from answers.patterns import shows_words
from answers.questions import Question
from core.places import RULES, VOCABULARIES
from extractors.rules import read_table, split_cell

APART = frozenset(("erections", "fatigue", "how-long", "hurts", "passing", "radioactive", "remedies", "urine", "work"))
"""Topics of which each statement is about a treatment or a test of its own (data/rules/topic_kinds.tsv)."""
OF_ALL_OF_A_KIND = frozenset(("immunotherapy", "hormones"))
"""Kinds of treatment of which what one medicine brings the others may bring, too; those of chemotherapy differ."""
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
"""Where what holds in the United States alone is of no use: places, and words of them."""
ABROAD = re.compile(PLACES, re.I)
MAY_I = re.compile(
    r"\b(?:can|could|may|should|am) (?:i|we|he|she|they|my \w+|mum|mom|dad)\b"
    r"|\b(?:ok(?:ay)?|safe|allowed)\b",
    re.I,
)
ASK_WHETHER = re.compile(r"^ask your (?:team|doctor) (?:whether|before)\b", re.I)
"""What asks for leave, and the only answer to it that we hold."""


def for_them(topic: Topic, question: Question) -> Topic:
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


def is_of_their_kind(said: str, medicines: Iterable[str]) -> bool:
    """Whether it speaks of a kind of treatment whose effects are those of each medicine of it, and one of these
    ``medicines`` is: checkpoint inhibitors beside pembrolizumab."""
    alike = {kind for one in medicines for kind in _kinds_of(one)} & OF_ALL_OF_A_KIND
    return bool(alike and alike & _kinds_in(said))


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


@lru_cache(maxsize=8192)
def _kinds_in(text: str) -> frozenset[str]:
    return frozenset(row["kind"] for row in _kind_rows() if shows_words(row["pattern"], text))


def _kinds_of(medicine: str) -> Iterator[str]:
    known = _classes().get(medicine.casefold(), "")
    yield from (row["kind"] for row in _kind_rows() if known in split_cell(row["classes"]))


@lru_cache(maxsize=1)
def _kind_rows() -> tuple[dict[str, str], ...]:
    return tuple(read_table(RULES / "topic_kinds.tsv", "kind", "pattern"))


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {row["name"].casefold(): row["class"] for row in read_table(VOCABULARIES / "medicines.tsv", "name")}
