"""What a question takes for granted of a person, where their own records say otherwise: ``since I have the BRCA gene``
beside a negative result, ``how is the chemo going`` where it was declined, ``the cancer in my right breast`` where the
records name one in the left.

Only facts that agree and are not marked for review speak; what the records leave open contradicts nothing.
"""

import re
from collections.abc import Iterator, Sequence

from answers.inquiry import Inquiry
from answers.personal import is_about
from answers.wording import describe, told_as_they_stand
from core.records import Assertion, Biomarker, Diagnosis, Fact, Sentence, Subject, Treatment
from extractors.cancer_terms import find_site
from extractors.treatment_names import medicine_classes

SIDE = re.compile(
    r"\b(?P<side>left|right)(?:[ -](?:hand|sided?))* "
    r"(?P<organ>breast|boob|lung|kidney|ovary|testicle|testis|tonsil|adrenal)s?\b",
    re.I,
)
LAY = {"boob": "breast", "testicle": "testis", "adrenal": "adrenal gland"}
OF_CANCER = re.compile(r"\b(?:cancer|tumou?r|carcinoma|malignan\w+|melanoma)\b", re.I)
HAVING = re.compile(
    r"\b(?:since|because|cos|coz|as|given(?: that)?|now(?: that)?|seeing as) (?:i|he|she|we|my \w+)"
    r"(?:['’]?(?:ve|m|s)|(?: have| has| am| is| carry| carries| got))(?! (?:not|never|no|n't)\b)",
    re.I,
)
"""What comes with a reason is taken for granted: ``since I have the BRCA gene, should my daughters be tested``."""
AS_NEGATIVE = re.compile(r"\b(?:negative|no|not|without|wild[- ]?type|normal|clear)\b", re.I)
GIVEN_TO = re.compile(
    r"\bhow (?:am|is|are|was|were) (?:i|he|she|we|my \w+|the) (?:\w+ )?"
    r"(?:getting on|doing|coping|responding|going|working)"
    r"|\bhow(?:['’]?s| is) (?:the|my|his|her)\b"
    r"|\b(?:when|since|after|while) (?:i|he|she|we|they|you) "
    r"(?:had|did|gave|was having|were having|was on|finished|started)\b"
    r"|\b(?:did|has|is|was|will) (?:the|my|his|her|that|this)\b[^?.]{0,30}"
    r"\b(?:work\w*|help\w*|shr[iua]nk\w*|kill\w*|done)\b"
    r"|\bhow (?:many|long|much)\b[^?.]{0,60}\b(?:did|have|has|had|was|were) (?:i|he|she|we)\b"
    r"|\bwhy (?:did|have|has|was|were) (?:they|you|i|he|she|we)\b[^?.]{0,20}\b(?:give|given|start\w*|put|stop\w*)",
    re.I,
)
"""What is asked of a treatment as of one that was given."""
CHEMOTHERAPY = frozenset(
    (
        "alkylating", "anthracycline", "antimetabolite", "antitumour antibiotic", "microtubule inhibitor",
        "other chemotherapy", "platinum", "taxane", "topoisomerase inhibitor", "vinca alkaloid",
    )
)  # fmt: skip
KINDS = {
    "chemotherapy": re.compile(r"\bchemo(?:s|therapy)?\b", re.I),
    "radiotherapy": re.compile(r"\bradio(?:therapy)?\b|\bradiation\b|\brads\b", re.I),
    "immunotherapy": re.compile(r"\bimmuno(?:therapy)?\b", re.I),
}
NOT_FOUND = ("negative", "intact")


def contradictions(inquiry: Inquiry) -> Iterator[Sentence]:
    """A sentence each, with the place of the facts that tell it."""
    if inquiry.profile is None:
        return
    facts = [one for one in inquiry.profile.facts if one.subject is Subject.PATIENT]
    others = [one for one in inquiry.profile.other_facts if one.subject is Subject.PATIENT]
    text = inquiry.question.text
    yield from _side(text, facts, others)
    if HAVING.search(text) and not AS_NEGATIVE.search(text):
        yield from _markers(inquiry, facts)
    if GIVEN_TO.search(text):
        yield from _treatments(inquiry, [*facts, *others])


def _side(text: str, facts: Sequence[Fact], others: Sequence[Fact]) -> Iterator[Sentence]:
    named = SIDE.search(text)
    if named is None or not OF_CANCER.search(text):
        return
    side, organ = named["side"].lower(), named["organ"].lower()
    organ = LAY.get(organ, organ)
    told = [
        one
        for one in (*facts, *others)
        if isinstance(one, Diagnosis) and one.assertion is not Assertion.ABSENT and _is_of(one, organ)
    ]
    sides = {one.laterality for one in told} - {None}
    opposite = "left" if side == "right" else "right"
    own = [one for one in told if one in facts and one.laterality == opposite and not one.wants_review]
    if sides == {opposite} and own:
        said = f"the cancer that they name is in the {opposite} {organ}, and none is named in the {side} one"
        yield told_as_they_stand(said, *own[:1])


def _is_of(fact: Diagnosis, organ: str) -> bool:
    asked, own = find_site(organ), find_site(fact.site or fact.name)
    return asked is not None and own is not None and asked.organ == own.organ


def _markers(inquiry: Inquiry, facts: Sequence[Fact]) -> Iterator[Sentence]:
    for card in inquiry.biomarkers:
        about = [one for one in facts if is_about(one, card) and isinstance(one, Biomarker)]
        if about and all(one.result in NOT_FOUND and not one.wants_review for one in about):
            results = "; ".join(dict.fromkeys(map(describe, about)))
            yield told_as_they_stand(f"what was found is this: {results}", *about)


def _treatments(inquiry: Inquiry, facts: Sequence[Fact]) -> Iterator[Sentence]:
    """Those that only a denial tells of."""
    text = inquiry.question.text
    treatments = [one for one in facts if isinstance(one, Treatment)]
    for kind, word in KINDS.items():
        if word.search(text):
            yield from _not_given(kind, [one for one in treatments if _kind_of(one) in (kind, "")])
    for name in inquiry.question.treatments:
        yield from _not_given(
            name, [one for one in treatments if name.lower() in (one.name.lower(), *map(str.lower, one.components))]
        )


def _not_given(name: str, about: Sequence[Treatment]) -> Iterator[Sentence]:
    denied = [one for one in about if one.assertion is Assertion.ABSENT and not one.wants_review]
    if not denied or len(denied) < len(about):
        return
    declined = [one for one in denied if one.status == "declined"]
    said = "declined" if declined else "not given"
    yield told_as_they_stand(f"{name} is only named as {said}", *(declined or denied)[:1])


def _kind_of(fact: Treatment) -> str:
    """One of KINDS; "" where it may be of any, as a medicine whose class is not known; else its own."""
    if fact.type == "radiation":
        return "radiotherapy"
    if fact.name in KINDS:
        return fact.name
    classes = {medicine_classes().get(one, "") for one in (fact.components or (fact.name,))}
    if classes & CHEMOTHERAPY:
        return "chemotherapy"
    if "checkpoint inhibitor" in classes:
        return "immunotherapy"
    return "" if "" in classes and fact.type in ("drug", "regimen") else fact.type
