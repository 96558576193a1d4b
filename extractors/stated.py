"""What stages and grades have in common: the words around a mention, what they make of it, and equal mentions as one.

ConText's triggers are tuned to findings. A stage or a grade is denied or doubted only by words directly before it:
``no evidence of metastasis, pM0`` states pM0.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from core.records import Assertion, Diagnosis, Evidence, Fact, FactBase, Finding, Grade, Stage, Subject
from extractors.cancer_terms import Site, find_terms
from extractors.notes import EXCLUDED, Context, Note
from extractors.notes import KIN as RELATIVES

DENIED = re.compile(
    r"(?:\b(?:no|without)\s+(?:\w+\s+)?(?:evidence|signs?|suggestion|indication)\s+of|\bnot?|\bnever|\bwithout"
    r"|\b(?:not|nor|never|neither)\s+(?:\w+ly\s+)?(?:suggest\w*|favou?r\w*|support\w*|indicat\w+|consistent|compatible"
    r"|typical|characteristic|in keeping|represent\w*|show\w*)(?:\s+(?:of|with))?"
    r"|rather than|(?<!not )(?<!not to )(?<!cannot )(?:exclude[sd]?|rule out)|r/o)\s+"
    r"(?:(?:a|an|any|in|of|definit\w+|clear|convincing)\s+)?$",
    re.I,
)
DOUBTED = re.compile(
    r"(?:\?\s*|\b(?:provisional(?:ly)?|tentative(?:ly)?|possibl[ey]|probabl[ey]|suspected|presumed"
    r"|likely|suspicious for|concerning for|worrisome for"
    r"|favou?r(?:s|ed|ing)?|suggest(?:s|ive of|ing)?|versus|vs\.?"
    r"|(?:not|not to|cannot) (?:exclude[sd]?|rule out))\s+"
    r"(?:(?:a|an)\s+)?)$",
    re.I,
)
SUPPOSED = re.compile(
    r"(?:\bif\b(?!\s+(?:applicable|any|present|known|available)\b)[^.;\n]{0,60}"
    r"|\bwould (?:be|have been|make (?:this|it|her|him|them))\s+(?:(?:a|an)\s+)?)$",
    re.I,
)
OF_ORIGIN = re.compile(
    r"\b(?:uncertain|unclear|unknown|not (?:clear|certain|known))[\s.]+(?:if|whether)[\s.]+(?:the|this)[\s.]+$", re.I
)
"""Words before a thing that is there, and of which only something else is open: "unclear if the tumor arose in …"."""
DIFFERENTIAL = re.compile(r"\bdifferential (?:diagnos[ie]s|includes)\b[^;]*$", re.I)
ITEM = re.compile(r"\.\s+[-–•]\s+")
"""Where a flattened list goes on within what passes for a sentence."""
KIN = re.compile(rf"\b(?:famil\w+|{RELATIVES})\b", re.I)
PROVISIONAL = re.compile(r"\bprovisional(?:ly)?\b", re.I)
PROVISIONAL_BEHIND = re.compile(
    r"\s*[,(]?\s*(?:(?:provisional|tentative)(?:ly)?\b(?! stag| group)|subject to|pending|to be confirmed|tbc)\b", re.I
)
ASKED_BEHIND = re.compile(r"\s?\?(?!\s*:)")
"""A question mark behind a thing, but for that of a label."""
CONDITION = re.compile(r"\)?,?\s+(?:if|provided|unless)\b", re.I)
EARLIER = re.compile(
    r"\b(?:history of|h/o|previous(?:ly)?|prior|former(?:ly)?|past|(?:progress|transform)\w+[\s.]+from)\b"
    r"(?:[^.;:,\n]{0,40}"
    r"|[^.;:,]{3,60}?[\s,(]+(?:in\s+)?(?:\w+\s+)?(?:19|20)\d\d\b(?:(?!\b(?:now|current\w*|new)\b)[^.;:])*)$",
    re.I,
)
"""Straight before a thing, or before the cancer of another year that it is of: "previous cancer (2012, pT2 N0)"."""
NOW = re.compile(r"\s*(?:now|current(?:ly)?|today|new)\b", re.I)
WHOSE = re.compile(r"[ ](?:[\w/+-]+[ ]){0,4}")
"""Between a stage and the cancer that it is of: "stage I left testicular seminoma"."""
UNDER_HEADING = re.compile(r"[ \t:]*\n[^\n]{0,60}")
"""Between a cancer that a heading ends with and what the line below begins with."""
OF_TUMOUR = {
    "recurrence", "breslow_thickness", "clark_level", "ulceration", "tumor_size", "lymph_nodes", "margin",
    "lymphovascular_invasion", "perineural_invasion", "extramural_venous_invasion",
}  # fmt: skip
IS_NOW = re.compile(r"\b(?:now|current\w*|today|new|recur\w*|relaps\w*|progress\w*|metasta\w+)\b", re.I)
LEFT = re.compile(
    r"(?P<between>(?:(?!\b(?:now|current\w*|today|recur\w*|relaps\w*|progress\w*|metasta\w+)\b)[^.;\n]){0,90}?)"
    r"\b(?:discharged|d/c(?:['’]?d)?|signed off)\b"
    r"(?:\s+(?:from|by)\s+(?:[\w-]+\s+){0,4}?)?[\s(]*(?:in\s+)?"
    r"(?:(?:19|20)\d\d(?![\d/-]|\.\d)|(?:from\s+)?(?:[\w-]+\s+)?(?:follow[ -]?up|surveillance)\b|(?P<bare>[.;,)\n]|$))",
    re.I,
)
"""The end of all follow-up, told with a year alone: who leaves a hospital does so on a day."""
YEAR_ALONE = re.compile(r"^(?!.*[A-Z][a-z]{2,8}\.?\s+(?:19|20)\d\d)(?:.*[\s(,–-])?(?:19|20)\d\d(?![\d/-])")
"""A year without a month before it."""
FAR = 400
PAST = {"past_history", "family_history"}

Told = TypeVar("Told", bound=FactBase)


def is_left_behind(note: Note, end: int) -> bool:
    """Whether the patient is told to be discharged from the care of the cancer: "TCC bladder 2011, discharged 2016"."""
    left = LEFT.match(note.text, end)
    if left is None or (left["bare"] is not None and not YEAR_ALONE.search(left["between"])):
        return False
    named = [one for one in find_terms(left["between"]) if not isinstance(one.meaning, Site)]
    return not named or (len(named) == 1 and "," not in left["between"][: named[0].start])


def around(note: Note, start: int, end: int, width: int) -> tuple[str, str]:
    """The text of the sentence on both sides of a mention, at most ``width`` characters each."""
    sentence = note.sentence(start)
    before = note.text[max(sentence.start, start - width) : start]
    return before, note.text[end : min(max(sentence.end, end), end + width)]


def stated_context(note: Note, start: int, end: int) -> Context:
    before, after = around(note, start, end, 60)
    assertion, subject = note.context(start, end)
    whole = around(note, start, end, FAR)[0]
    item = ITEM.split(whole)[-1]
    if subject is Subject.FAMILY and item != whole and not KIN.search(item + after):
        subject = Subject.PATIENT
    if DENIED.search(before) or EXCLUDED.match(after):
        return Context(Assertion.ABSENT, subject)
    open_ = PROVISIONAL.search(note.text, start, end) or PROVISIONAL_BEHIND.match(note.text, end)
    if DOUBTED.search(before) or ASKED_BEHIND.match(after) or DIFFERENTIAL.search(item) or open_:
        return Context(Assertion.POSSIBLE, subject)
    if OF_ORIGIN.search(before):
        return Context(Assertion.PRESENT, subject)
    if assertion is Assertion.HYPOTHETICAL or SUPPOSED.search(before) or CONDITION.match(after):
        return Context(Assertion.HYPOTHETICAL, subject)
    is_now = NOW.match(note.text, note.sentence(start).start)
    earlier = EARLIER.search(whole[-100:]) or (note.section(start) in PAST and not is_now) or is_left_behind(note, end)
    return Context(Assertion.HISTORICAL if earlier else Assertion.PRESENT, subject)


def merged(facts: Iterable[Told]) -> Iterator[Told]:
    """Facts that say the same as one, with the evidence of each."""
    told: dict[str, tuple[Told, list[Evidence]]] = {}
    for fact in facts:
        key = fact.model_dump_json(exclude={"evidence", "confidence"})
        told.setdefault(key, (fact, []))[1].extend(fact.evidence)
    for fact, evidence in told.values():
        yield fact.model_copy(update={"evidence": tuple(evidence)})


def as_past_as_cancer(note: Note, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, what is told of a cancer of the past as historical: "colectomy 2009 for cancer, pT2 N0". That it has
    not come back tells nothing of the cancer of now."""
    facts = tuple(facts)
    cancers = sorted(
        (one.start, one.end, fact.assertion is Assertion.HISTORICAL)
        for fact in facts
        if isinstance(fact, Diagnosis) and fact.subject is Subject.PATIENT and fact.assertion is not Assertion.ABSENT
        for one in fact.evidence
    )
    is_any = any(is_past for _, _, is_past in cancers)
    for fact in facts:
        is_theirs = isinstance(fact, Stage | Grade) or (isinstance(fact, Finding) and fact.name in OF_TUMOUR)
        is_asked = is_any and is_theirs and fact.subject is Subject.PATIENT
        if not is_asked or not all(_is_of_past_cancer(note, cancers, one) for one in fact.evidence):
            yield fact
        elif fact.assertion is Assertion.PRESENT and not _is_recurrence(fact):
            yield fact.model_copy(update={"assertion": Assertion.HISTORICAL})
        elif not _is_recurrence(fact) or fact.assertion is not Assertion.ABSENT:
            yield fact


def _is_recurrence(fact: Fact) -> bool:
    return isinstance(fact, Finding) and fact.name == "recurrence"


def _is_of_past_cancer(note: Note, cancers: Sequence[tuple[int, int, bool]], quote: Evidence) -> bool:
    """By the cancer that goes on right behind it, else the one before it in the sentence."""
    number = bisect_left(cancers, (quote.start,))
    following = cancers[number] if number < len(cancers) else None
    if following and WHOSE.fullmatch(note.text, quote.end, following[0]):
        return following[2]
    before = cancers[number - 1] if number else None
    if before is None or (
        before[0] < note.sentence(quote.start).start and not UNDER_HEADING.fullmatch(note.text, before[1], quote.start)
    ):
        return False
    return (
        before[2]
        and ";" not in note.text[before[1] : quote.start]
        and not IS_NOW.search(note.text, before[1], quote.start)
    )
