"""The facts of a profile that a row of our rules picks, or that a question names."""

import re
from collections.abc import Iterable, Iterator

from answers.cues import shows
from answers.questions import Question
from core.records import Assertion, Biomarker, Fact, Lab, Profile, Stage, Subject, Treatment

ALSO_WORDS = {
    "met", "all", "kit", "rest", "ret", "set", "cat", "max", "pan", "spop",
    "card", "fat", "ski", "maps", "her", "hers", "his", "per",
}  # fmt: skip
"""Names of genes that are words, too."""
BARE_CHROMOSOME = re.compile(r"\d{1,2};\d{1,2}|\b\d{1,2}[pq]\d*(?=\)| gain| deletion|$)")
VARIANT = re.compile(r"(?<!\w)[acdefghiklmnpqrstvwy]\d{2,4}(?:[acdefghiklmnpqrstvwy]|fs)(?!\w)", re.I)
"""A change of a protein, as ``V600E``: one of the twenty letters of amino acids before its place, and after it."""


def facts_of(profile: Profile, selectors: Iterable[str]) -> tuple[Fact, ...]:
    """By kind (``stage``), kind and name (``finding:metastasis``), or treatment and type (``treatment/surgery``)."""
    return tuple({fact.id: fact for fact in selected(profile, selectors)}.values())


def selected(profile: Profile, selectors: Iterable[str]) -> Iterator[Fact]:
    for one in selectors:
        kind, _, name = one.partition(":")
        kind, _, type_ = kind.partition("/")
        if kind == "planned":
            yield from (
                fact
                for fact in profile.other_facts
                if isinstance(fact, Treatment)
                and fact.subject is Subject.PATIENT
                and fact.assertion is Assertion.PLANNED
                and type_ in ("", fact.type)
            )
            continue
        if kind == "conflict":
            yield from (fact for conflict in profile.conflicts for fact in conflict.facts)
            continue
        for fact in _possible_too(profile):
            if fits(fact, kind, name, type_):
                yield fact


def _possible_too(profile: Profile) -> Iterator[Fact]:
    yield from profile.facts
    yield from (
        one for one in profile.other_facts if one.subject is Subject.PATIENT and one.assertion is Assertion.POSSIBLE
    )


def fits(fact: Fact, kind: str, name: str, type_: str) -> bool:
    match kind:
        case "stopped":
            return isinstance(fact, Treatment) and fact.status == "stopped"
        case "medicine":
            return isinstance(fact, Treatment) and fact.type in ("drug", "regimen")
        case "not_done":
            return isinstance(fact, Biomarker) and fact.result == "not_done"
        case "ongoing":
            return isinstance(fact, Treatment) and fact.status in ("started", "ongoing")
        case "response":
            return isinstance(fact, Treatment) and fact.response is not None
        case "changed":
            return isinstance(fact, Biomarker) and fact.result == "positive" and _is_of_a_gene(fact)
        case "negative" | "positive":
            return isinstance(fact, Biomarker) and fact.result == kind
        case "flagged":
            of_a_value = isinstance(fact, Lab) and fact.flag not in (None, "normal")
            return of_a_value or (isinstance(fact, Biomarker) and fact.result == "high")
        case "doubt":
            return fact.wants_review
        case "treatment":
            return isinstance(fact, Treatment) and type_ in ("", fact.type)
        case "stage" if name in ("T", "N", "M"):
            return isinstance(fact, Stage) and getattr(fact, name) is not None
        case "grade" if name:
            return fact.kind == "grade" and name.lower() in (getattr(fact, "system", None) or "").lower()
        case _:
            return fact.kind == kind and name in ("", getattr(fact, "name", None))


def _is_of_a_gene(fact: Biomarker) -> bool:
    """A change of a gene or a chromosome; no amount of a protein, nor a stain for one."""
    return bool(fact.variant or BARE_CHROMOSOME.search(fact.name)) or fact.alteration not in (None, "expression")


def facts_named(profile: Profile, question: Question) -> Iterator[Fact]:
    """Values and markers without a card by their own names; medicines, with the regimens that hold them."""
    asked = {name.lower() for name in question.treatments}
    others = {name.lower() for name in question.other_biomarkers}
    for fact in (*profile.facts, *profile.other_facts):
        if fact.subject is Subject.FAMILY:
            continue
        match fact:
            case Treatment():
                is_named = bool(asked & {fact.name.lower(), *(one.lower() for one in fact.components)})
            case Biomarker():
                is_named = fact.name.lower() in others or _is_written_short(fact.name, question.text)
            case Lab():
                is_named = bool(re.search(rf"(?<!\w){re.escape(fact.name)}(?!\w)", question.text, re.I))
            case _:
                is_named = False
        if is_named:
            yield fact


def _is_written_short(name: str, text: str) -> bool:
    """``11;14`` for ``t(11;14)``, ``17p`` for ``del(17p)``, ``1q`` for ``1q gain``, ``notch`` for ``NOTCH1``; a gene
    whose name is a word (``MET``) only in capitals."""
    short = BARE_CHROMOSOME.search(name)
    if short:
        return bool(re.search(rf"(?<![\w;]){re.escape(short[0])}(?![\w;])", text, re.I))
    letters = name.rstrip("0123456789")
    if not letters.isalnum() or len(letters) < 3:
        return False
    is_word = letters.lower() in ALSO_WORDS
    return bool(
        re.search(rf"(?<![\w-])(?:{re.escape(name)}|{re.escape(letters)})(?![\w-])", text, 0 if is_word else re.I)
    )


def not_given(profile: Profile, question: Question) -> Iterator[str]:
    """Medicines of which the question asks whether they were given, and which no record names."""
    if not shows("given", question.text):
        return
    held = {
        name.lower()
        for fact in (*profile.facts, *profile.other_facts)
        if isinstance(fact, Treatment) and fact.subject is Subject.PATIENT
        for name in (fact.name, *fact.components)
    }
    for name in question.treatments:
        if name.lower() not in held:
            yield f"Your records, as far as we could read them, do not name {name} as a treatment that was given."


def variants_not_read(text: str, profile: Profile) -> re.Pattern[str] | None:
    """``t790m``: changes that the question names, and no fact."""
    told = " ".join(fact.variant.lower() for fact in profile.facts if isinstance(fact, Biomarker) and fact.variant)
    named = {one.lower() for one in VARIANT.findall(text)}
    unread = sorted(one for one in named if one not in told)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(unread)})(?![A-Za-z0-9])", re.I) if unread else None
