"""The part of an answer that is about one patient: what the records say of the thing asked, where they disagree, what
was not found in them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from answers.cards import BiomarkerCard, CancerCard
from answers.questions import Question
from answers.wording import citation, describe, listed, places, record_sentence, short_name
from core.records import Assertion, Biomarker, Fact, Lab, Missing, Profile, Section, Sentence, Subject, Treatment

FAMILY = re.compile(r"\bfamil(?:y|ies)\b|\brelatives?\b|\binherit|\bhereditary\b|\bruns? in\b", re.I)
MOST_FACTS = 8
"""Facts shown where the question is about something else than the records themselves."""
FEW = 3
"""More negative tests, or laboratory values without a flag, than these are told in one sentence."""
KINDS = {
    "staging": ("stage", "grade"),
    "treatment": ("treatment", "stage", "biomarker"),
    "testing": ("biomarker",),
    "prognosis": ("stage", "grade", "biomarker"),
    "records": ("stage", "grade", "biomarker", "treatment", "finding", "lab"),
}


def personal_sections(
    profile: Profile,
    question: Question,
    markers: Sequence[BiomarkerCard],
    cancers: Sequence[CancerCard],
    theirs: Sequence[CancerCard],
) -> Iterator[Section]:
    """``cancers`` are those the answer is about, ``theirs`` those the records are about."""
    parts = {
        "What your records say": _what_records_say(profile, question, markers, cancers, theirs),
        "Where your records disagree": _conflicts(profile, markers),
        "What we did not find in your records": _gaps(
            profile, question, markers, [one for one in theirs if one in cancers]
        ),
    }
    for title, sentences in parts.items():
        if told := tuple(sentences):
            yield Section(title=title, sentences=told)


def is_about(fact: Fact, card: BiomarkerCard) -> bool:
    return fact.kind in ("biomarker", "lab") and getattr(fact, "name", None) in card.markers


def _what_records_say(
    profile: Profile,
    question: Question,
    markers: Sequence[BiomarkerCard],
    cancers: Sequence[CancerCard],
    theirs: Sequence[CancerCard],
) -> Iterator[Sentence]:
    if not profile.facts:
        yield _plain("No facts were found in your records yet, so this answer is general.")
        return
    for card in markers:
        yield from _about_marker(profile, card)
    diagnoses = [fact for fact in profile.facts if fact.kind == "diagnosis" and fact.assertion is not Assertion.ABSENT]
    yield from (record_sentence(fact) for fact in sorted(diagnoses, key=_less_serious))
    asked_elsewhere = [card.name for card in cancers if card not in theirs] + list(question.other_cancers)
    if asked_elsewhere and theirs:
        have = listed([card.name for card in theirs])
        yield _plain(f"You asked about {listed(asked_elsewhere)}; the records you uploaded are about {have}.")
    if question.who == "relative":
        yield _plain(
            "You seem to ask about somebody else. What follows is from the records that are open here; if they are "
            "another person's, it does not hold for the one you ask about."
        )
    if FAMILY.search(question.text):
        yield from (record_sentence(fact) for fact in profile.other_facts if fact.subject is Subject.FAMILY)
    if not markers:
        yield from _of_interest(profile, question)


def _less_serious(fact: Fact) -> bool:
    """What a record calls in situ or benign stands after what it calls invasive; otherwise the records' own order."""
    return getattr(fact, "behaviour", None) in ("in situ", "benign", "uncertain")


def _about_marker(profile: Profile, card: BiomarkerCard) -> Iterator[Sentence]:
    facts = [fact for fact in profile.facts if is_about(fact, card)]
    others = [fact for fact in profile.other_facts if is_about(fact, card)]
    yield from (record_sentence(fact) for fact in facts)
    if not facts:
        yield _plain(f"Your records do not give a {card.name} result.")
    yield from (record_sentence(fact) for fact in sorted(others, key=lambda one: one.subject is Subject.FAMILY))


def _of_interest(profile: Profile, question: Question) -> Iterator[Sentence]:
    """What bears on the intent: stages for a staging question, treatments for one on treatment, …"""
    kinds = KINDS.get(question.intent, ("stage", "biomarker"))
    asked = {name.lower() for name in question.treatments}
    facts = [fact for kind in kinds for fact in profile.facts if fact.kind == kind and not _is_bare(fact)]
    if asked:
        named = [fact for fact in profile.facts if isinstance(fact, Treatment) and fact.name.lower() in asked]
        facts = named + [fact for fact in facts if fact not in named]
    planned = [
        fact
        for fact in profile.other_facts
        if isinstance(fact, Treatment)
        and fact.subject is Subject.PATIENT
        and (fact.assertion is Assertion.PLANNED or fact.name.lower() in asked)
        and (not asked or fact.name.lower() in asked)
        and ("treatment" in kinds or asked)
    ]
    if question.intent == "records":
        yield from _told_together(facts)
        yield from (record_sentence(fact) for fact in planned)
        return
    yield from _told_together(facts, MOST_FACTS)
    yield from (record_sentence(fact) for fact in planned[:MOST_FACTS])
    if len(facts) > MOST_FACTS:
        yield _plain("There is more in your records; ask “What do my records say?” to see all of it.")


def _is_bare(fact: Fact) -> bool:
    """A marker that is only named, without a result."""
    return isinstance(fact, Biomarker) and fact.result is None and not fact.fields().keys() - {"name", "method"}


def _told_together(facts: Sequence[Fact], most: int | None = None) -> Iterator[Sentence]:
    """One sentence for each fact; many tests without a finding, and many values without a flag, share one."""
    negative = [fact for fact in facts if isinstance(fact, Biomarker) and fact.result == "negative"]
    unflagged = [fact for fact in facts if isinstance(fact, Lab) and fact.flag in (None, "normal")]
    together = [
        (heading, group, told)
        for heading, group, told in (
            ("Tested and negative", negative, [short_name(fact) for fact in negative]),
            ("Other laboratory values", unflagged, [describe(fact) for fact in unflagged]),
        )
        if len(group) > FEW
    ]
    alone = [fact for fact in facts if not any(fact in group for _, group, _ in together)]
    yield from (record_sentence(fact) for fact in alone[:most])
    for heading, group, told in together:
        yield Sentence(
            text=f"{heading}: {'; '.join(dict.fromkeys(told))} ({places(group)}).",
            citations=tuple(dict.fromkeys(one for fact in group for one in citation(fact))),
        )


def _conflicts(profile: Profile, markers: Sequence[BiomarkerCard]) -> Iterator[Sentence]:
    for conflict in profile.conflicts:
        if markers and not any(is_about(fact, card) for fact in conflict.facts for card in markers):
            continue
        yield _plain(f"About {conflict.about}, your records say different things. Both are shown, and none is chosen.")
        yield from (record_sentence(fact) for fact in conflict.facts)
        yield _plain("Please ask your team which of them holds.")


def _gaps(
    profile: Profile, question: Question, markers: Sequence[BiomarkerCard], cancers: Sequence[CancerCard]
) -> Iterator[Sentence]:
    asked = {name for card in markers for name in card.markers}
    for card in cancers:
        gaps = [gap for gap in profile.missing if gap.cancer == card.id and (not asked or gap.name in asked)]
        if question.intent == "staging":
            gaps = [gap for gap in gaps if gap.kind in KINDS["staging"]]
        if not gaps:
            continue
        names = list(dict.fromkeys(gap_name(gap) for gap in gaps))
        it, be = ("them", "They") if len(names) > 1 else ("it", "It")
        yield _plain(
            f"For {card.name} we looked for {listed(names)} and did not find {it} in the records you uploaded. {be} "
            "may simply be in a record you have not uploaded, or not be needed in your case; your team can tell you."
        )
        reasons = {statement.id: statement for statement in card.statements()}
        told = dict.fromkeys(gap.why.split("#")[1] for gap in gaps)
        for why in told if question.intent in ("records", "testing") or asked else ():
            yield Sentence(text=reasons[why].text, citations=(f"card:{card.id}#{why}",))


def gap_name(gap: Missing) -> str:
    """``lymph_nodes`` and ``TNM`` as a patient reads them."""
    if gap.kind in ("stage", "grade"):
        return f"a {gap.kind} ({gap.name})"
    name = gap.name.replace("_", " ").replace("tumor", "tumour") + (f" by {gap.method}" if gap.method else "")
    return f"{name} (asked for by {gap.prompted_by})" if gap.prompted_by else name


def result_words(profile: Profile | None, markers: Iterable[BiomarkerCard]) -> str:
    """The results that the records give for the markers asked about: what the card's statements are chosen by."""
    if profile is None:
        return ""
    facts = [fact for fact in profile.facts for card in markers if is_about(fact, card) and isinstance(fact, Biomarker)]
    return " ".join(part for fact in facts for part in (fact.result, fact.score, fact.variant) if part)


def _plain(text: str) -> Sentence:
    return Sentence(text=text, connective=True)
