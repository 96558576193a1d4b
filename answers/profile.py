"""What one patient's records say together: equal facts merged, disagreeing ones side by side, and what is missing.

Nothing is decided between records: two results that cannot both be true stay two, as a conflict. A fact that only says
less than another of the same test (``ER positive`` beside ``ER positive 95 %``) is evidence for that one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from answers.cards import CancerCard, Expected, Library, Prompt, card_above
from answers.derived import derive_stages
from answers.names import ancestors, load_illnesses
from core.records import (
    Assertion,
    Biomarker,
    Conflict,
    Diagnosis,
    Fact,
    Finding,
    Grade,
    Lab,
    Missing,
    Profile,
    Review,
    Stage,
    Subject,
)

THEIRS = {Assertion.PRESENT, Assertion.HISTORICAL, Assertion.ABSENT}
OPPOSED = (
    {"positive", "negative"},
    {"high", "stable"},
    {"deficient", "intact"},
    {"positive", "equivocal"},
    {"negative", "equivocal"},
    {"high", "low"},
    {"high", "negative"},
)
CATEGORY = re.compile(r"([TNM]?(?:[0-4]|is)|IV|I{1,3})([^()]*)(.*)$")
"""A stage category or group, its subcategory, and what brackets add; ``TX`` says nothing and is no category here."""
OF_CORES = {"Gleason", "ISUP grade group"}
"""Grades of which one document may well tell several: of each core, or of the biopsy and the specimen."""


def build_profile(patient: str, facts: Iterable[Fact], library: Library, documents: tuple[str, ...] = ()) -> Profile:
    """Pure: the same facts in any order give the same profile. The snapshot number is the store's to give."""
    kept = sorted((fact for fact in facts if fact.review is not Review.REJECTED), key=_reading_order)
    stated = tuple(_merged(fact for fact in kept if _is_theirs(fact)))
    theirs = (*stated, *derive_stages(stated))
    others = tuple(_merged(fact for fact in kept if not _is_theirs(fact)))
    return Profile(
        patient=patient,
        documents=tuple(sorted(documents)),
        facts=theirs,
        other_facts=others,
        conflicts=tuple(_conflicts(theirs)),
        missing=tuple(_missing(theirs, library)),
    )


def cancers_of(facts: Iterable[Fact], library: Library) -> tuple[CancerCard, ...]:
    """The cards of the cancers that the facts state as the patient's own, now or before, by their OncoTree codes."""
    theirs = [
        fact
        for fact in facts
        if isinstance(fact, Diagnosis) and _is_theirs(fact) and fact.assertion is not Assertion.ABSENT
    ]
    found = {card.id for fact in theirs if (card := _card_of(fact, library))}
    return tuple(card for card in library.cancers if card.id in found)


def current_of(facts: Iterable[Fact], library: Library) -> tuple[CancerCard, ...]:
    """Of those the ones that are told as present; all where none is."""
    facts = tuple(facts)
    present = cancers_of((fact for fact in facts if fact.assertion is Assertion.PRESENT), library)
    return present or cancers_of(facts, library)


def _card_of(diagnosis: Diagnosis, library: Library) -> CancerCard | None:
    """By the OncoTree code, else by the very name: ``oesophageal cancer`` has the code of several organs.

    None for an illness that stands alone, though it shares the code: a cancer of the vagina has that of the vulva.
    """
    alone = {written.casefold() for one in load_illnesses() if not one.card for written in one.written}
    if {diagnosis.name.casefold(), f"cancer of the {diagnosis.site}".casefold()} & alone:
        return None
    codes = [one.code for one in diagnosis.codes if one.system == "OncoTree"]
    by_code = (card_above((code, *ancestors(code)), library.cancers) for code in codes)
    name = diagnosis.name.casefold()
    by_name = (card for card in library.cancers if name in {one.casefold() for one in (card.name, *card.names)})
    return next((card for card in by_code if card), None) or next(by_name, None)


def _is_theirs(fact: Fact) -> bool:
    return fact.subject is Subject.PATIENT and fact.assertion in THEIRS


def _reading_order(fact: Fact) -> tuple[str, str, int, int, str]:
    first = fact.evidence[0]
    return (fact.date or "9999", first.document, first.page, first.start, fact.id)


def _merged(facts: Iterable[Fact]) -> Iterator[Fact]:
    groups: defaultdict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.kind, _grouped_by(fact), fact.assertion, fact.subject].append(fact)
    for group in groups.values():
        kept: list[Fact] = []
        for fact in sorted(group, key=_fullest_first):
            fuller = next((one for one in kept if _says_no_more(fact, one)), None)
            if fuller is None:
                kept.append(fact)
            else:
                evidence = tuple(dict.fromkeys((*fuller.evidence, *fact.evidence)))
                date = fact.date if _is_rounded(fuller.date, fact.date) else fuller.date
                surest = max(fuller.confidence, fact.confidence)
                update = {"evidence": evidence, "date": date, "confidence": surest}
                kept[kept.index(fuller)] = fuller.model_copy(update=update)
        yield from sorted(kept, key=_reading_order)


def _fullest_first(fact: Fact) -> tuple[int, int, int, tuple[str, str, int, int, str]]:
    """The finest cancer first, then what says most, then the most exact date."""
    codes = [code.code for code in fact.codes if isinstance(fact, Diagnosis) and code.system == "OncoTree"]
    depth = max((len(ancestors(code)) for code in codes), default=0)
    return -depth, -len(_told(fact)), -len(fact.date or ""), _reading_order(fact)


def _grouped_by(fact: Fact) -> str | None:
    """Diagnoses are compared whatever they are called: the same cancer has a general and a finer name."""
    return None if isinstance(fact, Diagnosis) else getattr(fact, "name", None)


def _told(fact: Fact) -> dict[str, object]:
    """What a fact says. A result's own words (``MSS``) say nothing beside the result, unless they hold a number."""
    told = {field: value for field, value in fact.fields().items() if value not in ([], "")}
    if isinstance(fact, Biomarker) and fact.result and not re.search(r"\d", fact.value or ""):
        told.pop("value", None)
    return told | ({"date": fact.date} if fact.date else {})


def _says_no_more(fact: Fact, fuller: Fact) -> bool:
    if isinstance(fact, Diagnosis) and isinstance(fuller, Diagnosis):
        return _is_general_name(fact, fuller)
    told, known = _told(fact), _told(fuller)
    if isinstance(fact, Biomarker) and isinstance(fuller, Biomarker) and _is_part(fact.variant, fuller.variant):
        told, known = ({k: v for k, v in one.items() if k not in ("variant", "value")} for one in (told, known))
    if isinstance(fact, Stage | Grade) and _is_rounded(fact.date, fuller.date):
        told.pop("date", None)
    return all(known.get(field) == value for field, value in told.items())


def _are_of_one_time(date: str | None, other: str | None) -> bool:
    return _is_rounded(date, other) or _is_rounded(other, date)


def _is_rounded(date: str | None, finer: str | None) -> bool:
    """Whether the month or year is that of the finer date: ``2022-02`` of ``2022-02-14``."""
    return date is not None and finer is not None and finer.startswith(date)


def _is_part(variant: str | None, fuller: str | None) -> bool:
    """``exon 19 deletions`` is part of ``Exon 19 deletion; p.E746_A750del``."""
    if not (variant and fuller):
        return False
    return variant.lower().rstrip("s") in [part.strip().rstrip("s") for part in fuller.lower().split(";")]


def _is_general_name(fact: Diagnosis, fuller: Diagnosis) -> bool:
    """The same cancer, or the kind it belongs to in OncoTree, with nothing that speaks for a second one.

    ``invasive breast carcinoma`` beside ``invasive ductal carcinoma`` of the same side and day is one cancer.
    """
    finer = {code.code for code in fuller.codes if code.system == "OncoTree"}
    kinds = finer | {above for code in finer for above in ancestors(code)}
    own = {code.code for code in fact.codes if code.system == "OncoTree"}
    same = bool(own) and own <= kinds if own or finer else fact.name == fuller.name
    said = {field: getattr(fact, field) for field in ("laterality", "behaviour")}
    agrees = all(value is None or value == getattr(fuller, field) for field, value in said.items())
    agrees = agrees and (fact.date is None or _are_of_one_time(fact.date, fuller.date))
    return same and agrees and (fact.site is None or _same_place(fact.site, fuller.site))


def _same_place(site: str, other: str | None) -> bool:
    """``colon`` holds ``sigmoid colon``, and ``breast`` holds ``breast, upper outer quadrant``."""
    return other is not None and set(re.findall(r"\w+", site)) <= set(re.findall(r"\w+", other))


def _conflicts(facts: tuple[Fact, ...]) -> Iterator[Conflict]:
    groups: defaultdict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        if subject := _same_question(fact):
            groups[subject].append(fact)
    for subject, group in groups.items():
        disagreeing = [fact for fact in group if any(_disagree(fact, other) for other in group)]
        if disagreeing:
            yield Conflict(about=str(subject[1]), facts=tuple(disagreeing))


def _same_question(fact: Fact) -> tuple[object, ...] | None:
    """What a fact answers, so that two different answers to it disagree; None for kinds that may well differ."""
    match fact:
        case Biomarker(method=method) if method != "serum":
            return ("biomarker", fact.name, fact.specimen, fact.variant)
        case Stage():
            return ("stage", fact.system, fact.prefix, fact.date, fact.assertion)
        case Grade():
            return ("grade", fact.system or "grade", fact.date, fact.assertion)
        case _:
            return None


def _disagree(one: Fact, other: Fact) -> bool:
    match one, other:
        case Biomarker(), Biomarker():
            same_method = one.method == other.method or not (one.method and other.method)
            return same_method and {one.result, other.result} in OPPOSED
        case Stage(), Stage():
            if one.edition and other.edition and one.edition != other.edition:
                return False
            pairs = ((getattr(one, field), getattr(other, field)) for field in ("T", "N", "M", "group"))
            return any(_differ(left, right) for left, right in pairs)
        case Grade(), Grade():
            of_cores = one.system in OF_CORES and _documents(one) & _documents(other)
            return one.value != other.value and not of_cores
        case _:
            return False


def _differ(left: str | None, right: str | None) -> bool:
    """Two categories, neither of them ``X``, of which neither is the other's subcategory."""
    parts = [CATEGORY.match(value) for value in (left or "", right or "")]
    if not (parts[0] and parts[1]):
        return False
    (main, rest, added), (other_main, other_rest, other_added) = parts[0].groups(), parts[1].groups()
    brackets, others = (set(re.findall(r"\([^()]*\)", one)) for one in (added, other_added))
    finer = bool(rest and other_rest and rest != other_rest)
    return main != other_main or finer or not (brackets <= others or others <= brackets)


def _documents(fact: Fact) -> set[str]:
    return {one.document for one in fact.evidence}


def _missing(facts: tuple[Fact, ...], library: Library) -> Iterator[Missing]:
    for card in current_of(facts, library):
        for expected in card.expected:
            prompts = [fact for fact in facts if expected.prompted_by and _is_prompt(fact, expected.prompted_by)]
            if expected.prompted_by and not prompts:
                continue
            if not any(_answers(fact, expected) for fact in facts):
                yield Missing(
                    kind=expected.kind,
                    name=expected.name,
                    method=expected.methods[0] if expected.methods else None,
                    prompted_by=_prompt_words(prompts[0]) if prompts else None,
                    cancer=card.id,
                    why=f"card:{card.id}#{expected.why}",
                )


def _is_prompt(fact: Fact, prompt: Prompt) -> bool:
    """A result that makes a further test expected."""
    return (
        isinstance(fact, Biomarker)
        and (fact.name, fact.result) == (prompt.name, prompt.result)
        and fact.method in (prompt.method, None)
    )


def _prompt_words(fact: Fact) -> str:
    method = f" by {fact.method}" if isinstance(fact, Biomarker) and fact.method else ""
    result = (fact.score or fact.result) if isinstance(fact, Biomarker) else ""
    return f"{getattr(fact, 'name', '')} {result}{method}"


def _answers(fact: Fact, expected: Expected) -> bool:
    match fact:
        case Stage():
            return expected.kind == "stage" and not {fact.system, "stage"}.isdisjoint(expected.names)
        case Grade():
            return expected.kind == "grade" and not {fact.system, "grade"}.isdisjoint(expected.names)
        case Biomarker(result="not_done"):
            return False
        case Biomarker() if expected.methods:
            return fact.name in expected.names and fact.method in expected.methods and fact.result is not None
        case Biomarker() | Lab() | Finding():
            return fact.name in expected.names
        case _:
            return False
