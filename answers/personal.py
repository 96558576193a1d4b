"""The part of an answer that is about one patient: what the records say of the thing asked, where they disagree, what
was not found in them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from answers.cards import BiomarkerCard, CancerCard, Library
from answers.cues import asks_what_is_held_of_family, is_of_another, is_of_family, of_another_alone, owner_in, shows
from answers.glossary import terms_in
from answers.lines import signs_of
from answers.meanings import meaning_of
from answers.names import any_of, lineage, tissue
from answers.newest import called
from answers.parts import plain
from answers.pick import facts_of
from answers.questions import Question
from answers.record_lines import may_be_told_by_lines
from answers.sought import NO_LINE, Sought, stages_on_a_condition
from answers.stages import categories_asked
from answers.subjects import LIKELY, share_of
from answers.times import current_first, holds_both, is_overtaken, spread_first, spread_later
from answers.wording import (
    as_owned,
    citation,
    describe,
    listed,
    over_time,
    places,
    record_sentence,
    series_of,
    short_name,
    shortened,
    spoken_date,
)
from answers.written import Line, Written
from core.records import Assertion, Biomarker, Fact, Lab, Missing, Profile, Section, Sentence, Stage, Subject
from extractors.labs.values import Measured, read_again

MOST_WORDS = 3
"""Words of one fact that are put in plain ones."""
MOST_MEANINGS = 3
"""Words put in plain ones beside the facts that a question asks for."""
MOST_FACTS = 8
"""Facts shown where the question is about something else than the records themselves."""
FEW = 3
"""More negative tests, or laboratory values without a flag, than these are told in one sentence."""
SPREAD = ("finding:metastasis", "finding:disease_extent")
KINDS = {
    "staging": (*SPREAD, "stage", "grade", "finding:lymph_nodes"),
    "treatment": ("treatment", *SPREAD, "stage", "finding:lymph_nodes", "biomarker"),
    "testing": ("biomarker",),
    "prognosis": (*SPREAD, "stage", "finding:lymph_nodes", "grade", "biomarker"),
    "records": ("stage", "grade", "biomarker", "treatment", "finding", "lab"),
}
IN_GENERAL = ("testing", "definition", "team_questions")
"""Intents of questions that the cards answer, also where the records do not; so do they which treatments there are."""
BESIDE_A_TOPIC = ("treatment",)
BY_DEFAULT = (*SPREAD, "stage", "biomarker")
MORE = "There is more in your records; ask “What do my records say?” to see all of it."
IN_ITS_WORDS = "These lines of your records may answer this; they are quoted as they stand."
NEAREST = "Your records say on this:"
NO_RESULT = (
    "Your records, as far as we could read them, hold no result of {day}; they say only that it was asked for or "
    "planned:"
)
NOT_OF_THE_DAY = "We found no line in your records with the day that you name ({day})."
NEAREST_UNSURE = (
    "It is not sure that a line of your records answers this. These come closest; they are quoted as they stand, and "
    "may be about something else."
)
GENTLY = (
    "This is a hard thing to ask, and a hard thing to wait with. Your records say that numbers on it were not wanted, "
    "so none are given here. If you want them now, you can ask for numbers; best ask your team, who know you."
)
NEWEST_FIRST = "Your records say on this, the newest that we found first:"
ON_OTHERS = "These lines of the records speak of it, or of other cancers; they are quoted as they stand."
ITS_COURSE = "How it has gone, and what is planned, in the words of your records:"
HANGING = (Assertion.ABSENT, Assertion.POSSIBLE, Assertion.HYPOTHETICAL, Assertion.PLANNED)
"""What a few words of a record do not tell rightly by themselves."""
ON_A_CONDITION = re.compile(
    r"\b(?:if|unless|provided|providing|assuming|pending|subject to|as long as|depending on|until)\b", re.I
)
"""What makes a stage hang on something else in its sentence."""
AWAITED = re.compile(
    r"\b(?:await\w*|pending|outstanding|to follow|request\w*|taken today"
    r"|results? (?:not (?:yet )?(?:available|back)|due)"
    r"|not (?:yet )?(?:been )?(?:done|sent|tested|performed|available|back))\b",
    re.I,
)
"""What a line says of a test that has no result yet."""
GAPS_FOR = ("records", "testing", "staging", "team_questions")
"""Intents of questions that what is missing bears on."""


def personal_sections(
    profile: Profile,
    question: Question,
    markers: Sequence[BiomarkerCard],
    cancers: Sequence[CancerCard],
    theirs: Sequence[CancerCard],
    library: Library,
    sought: Sought,
    *,
    topical: bool,
    beside: Sequence[str] | None = None,
) -> Iterator[Section]:
    """``cancers`` are those the answer is about, ``theirs`` those the records are about.

    Where a topic answers (``topical``), the records only tell which cancer it is and what it is treated with, or the
    facts that belong ``beside`` the topic. They are told as the patient's own (``in_their_name``).
    """
    if is_elsewhere(profile, question, markers, cancers, theirs):
        yield Section(title="Your records", sentences=tuple(_of_another_cancer(question, cancers, theirs, sought)))
        return
    kinds = (beside or BESIDE_A_TOPIC) if topical else KINDS.get(question.intent, BY_DEFAULT)
    told = tuple(_what_records_say(profile, question, markers, cancers, theirs, library, sought, kinds))
    in_vain = was_looked_for_in_vain(question, markers, sought)
    is_of_else = in_vain or bool(sought.near)
    parts = {
        "What your records say": _in_plain_words(told, sought.facts or profile.facts, theirs, library)
        if shows("explain", question.text)
        else told,
        "Where your records disagree": () if topical else _conflicts(profile, markers, sought, is_of_else=is_of_else),
        "What we did not find in your records": _gaps(
            profile, question, markers, [one for one in theirs if one in cancers], library, sought
        )
        if not (topical or in_vain) and _may_name_gaps(question, markers, sought)
        else (),
    }
    for title, sentences in parts.items():
        if said := tuple(sentences):
            yield Section(title=title, sentences=said)


def in_their_name(part: Section, question: Question) -> Section:
    """``Your brother's records`` where he is the one that it is about, ``the records`` of another who is not named."""
    if not of_another_alone(question):
        return part
    owner = owner_in(question.text)
    whose = f"your {owner}'s" if owner else "the"
    return part.model_copy(update={"sentences": tuple(as_owned(one, whose) for one in part.sentences)})


def is_elsewhere(
    profile: Profile,
    question: Question,
    markers: Sequence[BiomarkerCard],
    cancers: Sequence[CancerCard],
    theirs: Sequence[CancerCard],
) -> bool:
    """Whether the records tell nothing of the cancer asked about, nor of a marker, nor of the same organ, nor of the
    family that the question is about."""
    asked = [card for card in cancers if card not in theirs] + list(other_cancers(question))
    if not asked or not theirs or any(card in theirs for card in cancers):
        return False
    if question.intent == "records" and is_of_family(question.text):
        return False
    codes = [code for card in cancers for code in card.oncotree[:1]]
    codes += [code for name in question.other_cancers for code in lineage(name)[:1]]
    organs = {tissue(card.oncotree[0]) for card in theirs}
    of_an_organ = organs.intersection(map(tissue, codes))
    return not (of_an_organ or any(is_about(fact, card) for card in markers for fact in profile.facts))


def other_cancers(question: Question) -> tuple[str, ...]:
    """Of no card; without a name that any cancer may have."""
    return tuple(one for one in question.other_cancers if one != "other cancer")


def _of_another_cancer(
    question: Question, cancers: Sequence[CancerCard], theirs: Sequence[CancerCard], sought: Sought
) -> Iterator[Sentence]:
    """Said in place of what the records tell: of which cancer they are, and their lines on the one asked about."""
    asked, have = [*(card.name for card in cancers), *other_cancers(question)], listed([card.name for card in theirs])
    if sought.near:
        yield plain(NEAREST if sought.surely else NEAREST_UNSURE)
        yield from (line.sentence() for line in sought.near)
    left_out = "" if sought.near or sought.lines or sought.lacking else ", so they are left out"
    yield plain(f"You asked about {listed(asked)}; the records open here are about {have}{left_out}.")
    if sought.lines:
        yield plain(ON_OTHERS)
        yield from (line.sentence() for line in sought.lines)
    yield from map(plain, sought.lacking)


def is_about(fact: Fact, card: BiomarkerCard) -> bool:
    return fact.kind in ("biomarker", "lab") and getattr(fact, "name", None) in card.markers


def _what_records_say(
    profile: Profile,
    question: Question,
    markers: Sequence[BiomarkerCard],
    cancers: Sequence[CancerCard],
    theirs: Sequence[CancerCard],
    library: Library,
    sought: Sought,
    kinds: Sequence[str],
) -> Iterator[Sentence]:
    if owner := owner_in(question.text):
        yield plain(
            f"As you say, these are your {owner}'s records: where this page says “your”, your {owner} is meant."
        )
    if sought.of_a_day and not sought.of_a_day.lines:
        yield plain(NOT_OF_THE_DAY.format(day=sought.of_a_day.day))
    if sought.gently:
        yield plain(GENTLY)
    elif sought.near:
        yield plain(_introduced(sought))
    yield from (line.sentence() for line in sought.near)
    if sought.lines_first:
        yield from _in_its_words(sought)
    if not profile.facts:
        yield plain("No facts were found in your records yet, so this answer is general.")
        return
    in_vain = was_looked_for_in_vain(question, markers, sought)
    is_particular = in_vain and (bool(signs_of(question).words) or "unclear" not in question.cues)
    if in_vain:
        yield plain(NO_LINE)
    if "unclear" in question.cues and not (sought.lines or sought.near or is_particular):
        yield plain("We could not tell which part of your records you mean, so here is what they say.")
    for card in markers:
        yield from _about_marker(profile, question, card, library, sought)
    family = tuple(_of_family(profile, question))
    yield from family
    yield from map(plain, (*sought.lacking, *_categories_lacking(profile, question)))
    of_a_score = any(name not in {card.id for card in theirs} for name in question.cancers)
    if of_a_score and theirs and sought.lacking and shows("score", question.text):
        yield plain(f"The records open here are about {listed([card.name for card in theirs])}.")
    yield from _found(profile, sought, markers)
    if sought.things and not shows("explain", question.text):
        yield from _words_of(sought.facts, theirs, library)
    if not sought.lines_first:
        yield from _in_its_words(sought)
    diagnoses = [
        fact
        for fact in profile.facts
        if fact.kind == "diagnosis" and fact.assertion is not Assertion.ABSENT and fact not in sought.facts
    ]
    is_lacking = bool(sought.lacking) and not sought.facts
    if not (sought.near or is_particular or is_lacking or _are_values(sought.facts)):
        yield from (record_sentence(fact) for fact in sorted(diagnoses, key=_less_serious))
    asked_elsewhere = [card.name for card in cancers if card not in theirs] + list(other_cancers(question))
    if asked_elsewhere and theirs:
        have = listed([card.name for card in theirs])
        yield plain(f"You asked about {listed(asked_elsewhere)}; the records you uploaded are about {have}.")
    if question.who == "relative" and is_of_another(question.text) and not (family or owner_in(question.text)):
        yield plain(
            "You seem to ask about somebody else. What follows is from the records that are open here; if they are "
            "another person's, it does not hold for the one you ask about."
        )
    asks_of_family = is_of_family(question.text) and (
        question.intent == "overview" or shows("about_kin", question.text)
    )
    if sought.course:
        yield plain(ITS_COURSE)
        yield from (line.sentence() for line in sought.course)
    if sought.facts or sought.lines or sought.near:
        if len(sought.facts) < len(profile.facts) - len(diagnoses):
            yield plain(MORE)
    elif is_particular:
        yield from map(record_sentence, _that_show(question, profile.facts))
    elif not (markers or sought.lacking or "gaps" in sought.things or asks_of_family):
        yield from _of_interest(profile, question, kinds, sought)


def _introduced(sought: Sought) -> str:
    """What the lines are to the question."""
    if sought.of_a_day and sought.of_a_day.only_planned:
        return NO_RESULT.format(day=sought.of_a_day.day)
    if sought.by_date:
        return NEWEST_FIRST
    of_another_day = sought.of_a_day and not sought.of_a_day.lines
    return NEAREST if (sought.surely or sought.told_surely) and not of_another_day else NEAREST_UNSURE


def _that_show(question: Question, facts: Sequence[Fact]) -> list[Fact]:
    """Facts whose words, in the record or in ours, are some of the question's."""
    signs = signs_of(question)._replace(shapes=())
    return [one for one in facts if signs.shown(f"{describe(one)} {one.evidence[0].quote}") >= 1][:MOST_FACTS]


def _are_values(facts: Sequence[Fact]) -> bool:
    """Whether all are values in blood, which tell nothing of the cancer by themselves."""
    return bool(facts) and all(isinstance(one, Lab) for one in facts)


def was_looked_for_in_vain(question: Question, markers: Sequence[BiomarkerCard], sought: Sought) -> bool:
    """Whether nothing of the records answers a question on the patient's own; not one on tests, or on which treatments
    there are, which is answered in general."""
    told = markers or sought.near or sought.facts or sought.lines or sought.lacking or "gaps" in sought.things
    of_treatments = question.intent == "treatment" and share_of("treatment-options", question.text) >= LIKELY
    in_general = question.intent in IN_GENERAL or of_treatments
    return bool(not (told or in_general) and may_be_told_by_lines(question) and sought.written)


def _categories_lacking(profile: Profile, question: Question) -> Iterator[str]:
    """Asked what N0 means, records that say N1a leave the reader to wonder whose N0 that is."""
    stages = [fact for fact in profile.facts if isinstance(fact, Stage)]
    told = {category for one in stages for category in (one.T, one.N, one.M) if category}
    lacking = [one for one in categories_asked(question.text) if not any(own.startswith(one) for own in told)]
    if lacking:
        yield f"Your records, as far as we could read them, do not say {' or '.join(lacking)}."


def _in_its_words(sought: Sought) -> Iterator[Sentence]:
    """Below the lines that come closest they need no words of their own."""
    if sought.lines:
        yield from () if sought.near else (plain(IN_ITS_WORDS),)
        yield from (line.sentence() for line in sought.lines)


def _of_family(profile: Profile, question: Question) -> Iterator[Sentence]:
    if not is_of_family(question.text):
        return
    family = [fact for fact in profile.other_facts if fact.subject is Subject.FAMILY]
    yield from map(record_sentence, family)
    if not family and asks_what_is_held_of_family(question.text):
        yield plain("Your records, as far as we could read them, say nothing of cancer in your family.")


def _found(profile: Profile, sought: Sought, markers: Sequence[BiomarkerCard]) -> Iterator[Sentence]:
    """What the question asks for by other names than those of markers, which are told before it."""
    facts = [fact for fact in sought.facts if not any(is_about(fact, card) for card in markers)]
    yield from _told_together([fact for fact in facts if fact.assertion is not Assertion.PLANNED], sought)
    yield from _told([fact for fact in facts if fact.assertion is Assertion.PLANNED], sought)
    stages = [fact for fact in facts if isinstance(fact, Stage)]
    if holds_both(facts):
        yield from _both(facts, stages)
    on_a_condition = tuple(_on_a_condition(profile, sought)) if "stage" in sought.things else ()
    yield from on_a_condition
    only_letters = stages and all(one.system == "TNM" and not one.group for one in stages)
    if "stage" in sought.things and only_letters and not on_a_condition:
        yield plain("Your records give the letters of the TNM system, and no stage in one number.")


def _on_a_condition(profile: Profile, sought: Sought) -> Iterator[Sentence]:
    """A stage in one number that the record makes hang on something, with the whole sentence: ``stage IIIB, if the scan
    is clear``."""
    for fact in stages_on_a_condition(profile):
        line = sought.written.around(fact.evidence[0]) if sought.written else None
        quote = " ".join(line.text.split()) if line else fact.evidence[0].quote
        yield Sentence(
            text=f"Your records name stage {fact.group} on a condition: “{quote}” So it may still change; please ask "
            "your team what holds today.",
            citations=line.sentence().citations if line else citation(fact),
        )


def _both(facts: Sequence[Fact], stages: Sequence[Stage]) -> Iterator[Sentence]:
    """A spread and an M0: where both have a date, that the spread is told of later."""
    both = "Your records hold both: spread to another place, and a stage with M0, that is, without distant spread."
    last = "Please ask your team what holds today."
    if later := spread_later(facts):
        before, spread = later
        yield plain(both)
        yield Sentence(
            text=f"The M0 is of {spoken_date(before.date or '')}; the spread is told of later, on "
            f"{spoken_date(spread.date or '')}.",
            citations=(*citation(before), *citation(spread)),
        )
        yield plain(last)
        return
    undated = "" if all(one.date for one in stages if one.M) else " The record gives no date with the M0."
    yield plain(f"{both} They can be of different times.{undated} {last}")


def _less_serious(fact: Fact) -> bool:
    """What a record calls in situ or benign stands after what it calls invasive; otherwise the records' own order."""
    return getattr(fact, "behaviour", None) in ("in situ", "benign", "uncertain")


def _about_marker(
    profile: Profile, question: Question, card: BiomarkerCard, library: Library, sought: Sought
) -> Iterator[Sentence]:
    facts = [fact for fact in profile.facts if is_about(fact, card)]
    if sought.by_date:
        facts.sort(key=lambda one: one.date or "", reverse=True)
    others = [fact for fact in profile.other_facts if is_about(fact, card)]
    without: list[Fact] = []
    series = _series_in(facts)
    for fact in facts:
        yield from _told_or_in(series, fact)
        if shows("level", question.text) and (read := _read_again(fact)):
            place, measured = read
            if measured.usual or measured.mark:
                yield _level(measured, (place, *(one for one in citation(fact) if one != place)))
            elif not (getattr(fact, "result", None) or getattr(fact, "flag", None)):
                without.append(fact)
    yield from _without_level(without)
    if any(isinstance(fact, Biomarker) and fact.result == "indeterminate" for fact in facts):
        yield from _meanings("VUS", library)
    if not facts:
        yield from _without_result(card, others, sought)
    yield from (record_sentence(fact) for fact in sorted(others, key=lambda one: one.subject is Subject.FAMILY))


def _without_result(card: BiomarkerCard, others: Sequence[Fact], sought: Sought) -> Iterator[Sentence]:
    """What the pages say of a marker is quoted where no result of it was read."""
    of_it = called(card.name, (card.name, *card.names, *card.markers))
    lines = () if others or not sought.written else sought.written.speaking_of(of_it)
    if any(line.overlaps(one) for line in lines for one in sought.near):
        return
    if not lines:
        yield plain(f"Your records do not give {'an' if card.name[0] in 'AEIO' else 'a'} {card.name} result.")
        return
    yield plain(f"We could not read a result for {card.name} in your records. They speak of it in these words:")
    yield from (line.sentence() for line in lines)


def _read_again(fact: Fact) -> tuple[str, Measured] | None:
    """What the record prints beside a value measured in blood, at the place that prints most of it."""
    if not (isinstance(fact, Lab) or (isinstance(fact, Biomarker) and fact.method == "serum")):
        return None
    read = [
        (place, measured)
        for one in fact.evidence
        for place in citation(fact.model_copy(update={"evidence": (one,)}))
        if (measured := read_again(one.quote, fact.value or "", fact.unit))
    ]
    return max(read, key=lambda one: (one[1].usual is not None) + (one[1].mark is not None), default=None)


def _level(measured: Measured, citations: tuple[str, ...]) -> Sentence:
    """The range and the flag as printed; never one of ours. Words without a flag may be a range or a comment, so they
    are only quoted."""
    usual, mark = measured.usual, measured.mark
    if mark:
        marks = f"marks it {measured.flag}" + (f" ({mark})" if mark.casefold() != measured.flag else "")
        told = f"prints the range “{usual}” and {marks}" if usual else f"{marks} and prints no range"
    else:
        words_alone = not re.search(r"\d", usual or "")
        told = f"prints {'' if words_alone else 'the range '}“{usual}” and no flag for high or low"
    return Sentence(text=f"Beside the value {measured.value} your record {told}.", citations=citations)


def _without_level(facts: Sequence[Fact]) -> Iterator[Sentence]:
    """One sentence for all values with neither range nor flag."""
    if facts:
        values = listed(list(dict.fromkeys(str(getattr(one, "value", "")) for one in facts)))
        yield Sentence(
            text=f"Beside {values} your record prints no range and no flag that we could read, so it does not say if "
            "that is high, low or normal; your team can tell you.",
            citations=tuple(dict.fromkeys(place for one in facts for place in citation(one))),
        )


def _of_interest(profile: Profile, question: Question, kinds: Sequence[str], sought: Sought) -> Iterator[Sentence]:
    """What bears on the intent: stages for a staging question, treatments for one on treatment, …"""
    facts = [fact for fact in spread_first(facts_of(profile, kinds)) if not _is_bare(fact)]
    if question.intent not in ("staging", "records"):
        facts = [fact for fact in facts if not is_overtaken(fact, facts)]
    facts = [*current_first(facts, profile)]
    if is_of_family(question.text):
        facts = [fact for fact in facts if not (isinstance(fact, Biomarker) and fact.result == "indeterminate")]
    planned = facts_of(profile, ("planned",)) if "treatment" in kinds else ()
    if question.intent == "records":
        yield from _told_together(facts, sought)
        yield from _told(planned, sought)
        if not is_of_family(question.text):
            yield from (record_sentence(fact) for fact in profile.other_facts if fact.subject is Subject.FAMILY)
        return
    told = [*_told_together(facts, sought, MOST_FACTS)]
    yield from told
    yield from _told(planned[:MOST_FACTS], sought)
    if sum(len(one.citations) > 0 for one in _told_together(facts, sought)) > len(told):
        yield plain(MORE)


def _told(facts: Iterable[Fact], sought: Sought) -> Iterator[Sentence]:
    """What is absent, possible or planned with the whole sentence of the record, which may hold what it hangs on, where
    that is not quoted already."""
    facts = [*facts]
    series = _series_in(facts)
    for fact in facts:
        told = next(_told_or_in(series, fact), None)
        if told is None:
            continue
        line = sought.written.around(fact.evidence[0]) if sought.written else None
        hangs = bool(line and isinstance(fact, Stage) and ON_A_CONDITION.search(line.text))
        is_quoted = line is None or (any(map(line.overlaps, sought.near)) and not hangs)
        if line and (hangs or fact.assertion in HANGING) and not is_quoted:
            quote = f"“{shortened(fact.evidence[0].quote)}”"
            text = told.text.replace(quote, f"“{' '.join(line.text.split())}”")
            told = Sentence(text=text, citations=(*line.sentence().citations, *told.citations))
        yield told


def _series_in(facts: Sequence[Fact]) -> dict[str, list[Biomarker]]:
    """The values of each marker in the blood of which there are many, all with their day."""
    found: dict[str, list[Biomarker]] = {}
    for one in facts:
        if isinstance(one, Biomarker) and one.method == "serum" and one.number is not None:
            found.setdefault(one.name, []).append(one)
    return {name: each for name, each in found.items() if len(each) >= FEW and all(one.date for one in each)}


def _told_or_in(series: Mapping[str, Sequence[Biomarker]], fact: Fact) -> Iterator[Sentence]:
    """Its own sentence, or, at the first value of a series, that of the whole series."""
    values = series.get(fact.name) if isinstance(fact, Biomarker) else None
    if not values or fact not in values:
        yield record_sentence(fact)
    elif fact is values[0]:
        yield series_of(values)


def _in_plain_words(
    told: Sequence[Sentence], facts: Sequence[Fact], theirs: Sequence[CancerCard], library: Library
) -> Iterator[Sentence]:
    """After a record's line the words of the glossary, and of a card, for what it says; each once."""
    by_citation = {citation(fact)[0]: fact for fact in facts}
    said: set[str] = set()
    for sentence in told:
        yield sentence
        fact = by_citation.get(sentence.citations[0]) if sentence.citations else None
        for meaning in _plainly(fact, theirs, library) if fact else ():
            if meaning.text not in said:
                said.add(meaning.text)
                yield meaning


def _words_of(facts: Sequence[Fact], theirs: Sequence[CancerCard], library: Library) -> Iterator[Sentence]:
    """What each value tells, else the word that the fact hangs on: what a clear margin means, what creatinine is."""
    told = (meaning_of(fact, theirs, library) or next(_plainly(fact, theirs, library), None) for fact in facts)
    yield from list({one.text: one for one in told if one}.values())[:MOST_MEANINGS]


def _plainly(fact: Fact, theirs: Sequence[CancerCard], library: Library) -> Iterator[Sentence]:
    """What the glossary says of a stage is of size and spread: it is left out where a card tells on what else it
    rests."""
    meaning = meaning_of(fact, theirs, library)
    if not (meaning and isinstance(fact, Stage)):
        for card in library.biomarkers:
            if is_about(fact, card) and (first := card.what_it_is[:1]):
                yield Sentence(text=first[0].text, citations=(f"card:{card.id}#{first[0].id}",))
        uncertain = " VUS" if isinstance(fact, Biomarker) and fact.result == "indeterminate" else ""
        yield from _meanings(f"{describe(fact)}{uncertain}", library)
    if meaning:
        yield meaning


def _meanings(text: str, library: Library) -> Iterator[Sentence]:
    for term in terms_in((text,), library)[:MOST_WORDS]:
        yield Sentence(text=f"In plain words, {term.term}: {term.text}.", citations=(term.citation,))


def _is_bare(fact: Fact) -> bool:
    """A marker that is only named, without a result."""
    return isinstance(fact, Biomarker) and fact.result is None and not fact.fields().keys() - {"name", "method"}


def _told_together(facts: Sequence[Fact], sought: Sought, most: int | None = None) -> Iterator[Sentence]:
    """One sentence for each fact; many tests without a finding, and many values without a flag, share one."""
    negative = [fact for fact in facts if isinstance(fact, Biomarker) and fact.result == "negative"]
    unflagged = [fact for fact in facts if isinstance(fact, Lab) and fact.flag in (None, "normal")]
    together = [
        (heading, group, told)
        for heading, group, told in (
            ("Tested and negative", negative, [short_name(fact) for fact in negative]),
            ("Other laboratory values", unflagged, _of_each(unflagged)),
        )
        if len(group) > FEW
    ]
    alone = [fact for fact in facts if not any(fact in group for _, group, _ in together)]
    yield from _told(alone[:most], sought)
    for heading, group, told in together:
        yield Sentence(
            text=f"{heading}: {'; '.join(dict.fromkeys(told))} ({_where(group, told)}).",
            citations=tuple(dict.fromkeys(one for fact in group for one in citation(fact))),
        )


def _of_each(labs: Sequence[Lab]) -> list[str]:
    """Each analyte once, with its values over time where there are several."""
    names = dict.fromkeys(lab.name for lab in labs)
    each = [[lab for lab in labs if lab.name == name] for name in names]
    if len(each) == len(labs):
        return [describe(lab) for lab in labs]
    return [over_time(group) for group in each]


def _where(group: Sequence[Fact], told: Sequence[str]) -> str:
    """Dates and pages; pages alone where each value has its own date beside it."""
    if len(told) == len(group):
        return places(group)
    pages = list(dict.fromkeys(f"{fact.evidence[0].page}" for fact in group))
    return f"page{'s' if len(pages) > 1 else ''} {listed(pages)}"


def _conflicts(
    profile: Profile, markers: Sequence[BiomarkerCard], sought: Sought, *, is_of_else: bool
) -> Iterator[Sentence]:
    """Of the markers or the facts asked about; all where neither is, none where something else is asked."""
    asked = {fact.id for fact in sought.facts}
    for conflict in profile.conflicts:
        is_asked = any(is_about(fact, card) for fact in conflict.facts for card in markers)
        if (markers or asked or is_of_else) and not (is_asked or asked & {fact.id for fact in conflict.facts}):
            continue
        kind = conflict.facts[0].kind
        about = f"the {kind} ({conflict.about})" if kind in ("grade", "stage") else conflict.about
        yield plain(f"About {about}, your records say different things. Both are shown, and none is chosen.")
        yield from (record_sentence(fact) for fact in conflict.facts)
        yield plain("Please ask your team which of them holds.")


def _may_name_gaps(question: Question, markers: Sequence[BiomarkerCard], sought: Sought) -> bool:
    """Not where the question is about one thing of a record that has nothing to do with what is missing."""
    if markers or "gaps" in sought.things:
        return True
    wide = not (sought.things or sought.lines or sought.facts)
    return question.intent in GAPS_FOR and not sought.near and (question.intent != "records" or wide)


def _gaps(
    profile: Profile,
    question: Question,
    markers: Sequence[BiomarkerCard],
    cancers: Sequence[CancerCard],
    library: Library,
    sought: Sought,
) -> Iterator[Sentence]:
    asked = {name for card in markers for name in card.markers}
    not_done = {fact.name for fact in profile.facts if isinstance(fact, Biomarker) and fact.result == "not_done"}
    for card in cancers:
        gaps = [gap for gap in profile.missing if gap.cancer == card.id and (not asked or gap.name in asked)]
        gaps = [gap for gap in gaps if gap.name not in not_done]
        if question.intent == "staging":
            gaps = [gap for gap in gaps if gap.kind in KINDS["staging"]]
        named = [gap for gap in gaps if _is_written(gap, library, sought)]
        gaps = [gap for gap in gaps if gap not in named]
        awaited = {gap: lines for gap in (*named, *gaps) if (lines := _awaited(gap, library, sought))}
        gaps = [gap for gap in gaps if gap not in awaited and not _is_quoted(gap, library, sought)]
        yield from _without_results([gap for gap in named if gap not in awaited], library, sought)
        yield from _still_awaited(awaited, library, sought)
        if not gaps:
            continue
        names = list(dict.fromkeys(gap_name(gap) for gap in gaps))
        it, be = ("them", "They") if len(names) > 1 else ("it", "It")
        yield plain(
            f"For {card.name} we looked for {listed(names)} and did not find {it} in the records you uploaded. {be} "
            "may simply be in a record you have not uploaded, or not be needed in your case; your team can tell you."
        )
        reasons = {statement.id: statement for statement in card.statements()}
        told = dict.fromkeys(gap.why.split("#")[1] for gap in gaps)
        for why in told if question.intent in ("records", "testing") or asked else ():
            yield Sentence(text=reasons[why].text, citations=(f"card:{card.id}#{why}",))


def _without_results(gaps: Sequence[Missing], library: Library, sought: Sought) -> Iterator[Sentence]:
    """Of what a page names by its own name; what is quoted already stands as it is."""
    unread = [gap for gap in gaps if _own_lines(gap, library, sought) and not _is_quoted(gap, library, sought)]
    if unread:
        yield plain(
            f"Your records speak of {listed(list(dict.fromkeys(map(gap_name, unread))))}, but we could not read a "
            "result there; please look at the pages themselves."
        )


def _still_awaited(awaited: dict[Missing, tuple[Line, ...]], library: Library, sought: Sought) -> Iterator[Sentence]:
    """What the record says of a test without a result, where that is not quoted already."""
    lines = {line: None for gap, own in awaited.items() if not _is_quoted(gap, library, sought) for line in own}
    names = [gap_name(gap) for gap, own in awaited.items() if any(line in lines for line in own)]
    if lines:
        yield plain(f"Of {listed(list(dict.fromkeys(names)))} your records say that a result is still open:")
        yield from (line.sentence() for line in lines)


def _awaited(gap: Missing, library: Library, sought: Sought) -> tuple[Line, ...]:
    """The first line that names the test, and says that it is awaited or was not done."""
    return tuple(one for one in _own_lines(gap, library, sought) if AWAITED.search(one.text))[:1]


def _own_lines(gap: Missing, library: Library, sought: Sought) -> tuple[Line, ...]:
    return sought.written.speaking_of(_named_as(gap, library)) if sought.written else ()


def _is_quoted(gap: Missing, library: Library, sought: Sought) -> bool:
    return any(_named_as(gap, library).search(one.text) for one in (*sought.near, *sought.lines))


def _named_as(gap: Missing, library: Library) -> re.Pattern[str]:
    """By its own name and those of its card; what another result asks for by the name of its method."""
    if gap.prompted_by and gap.method:
        return re.compile(rf"\b{re.escape(gap.name)}\b(?=[^.;]*\b[A-Z]?{gap.method}\b)", re.I)
    name = "grade" if gap.kind == "grade" else gap.name
    cards = [card for card in library.biomarkers if name in card.markers and card.name == name]
    return called(name, (name.replace("_", " "), *(own for card in cards for own in card.names)))


def _is_written(gap: Missing, library: Library, sought: Sought) -> bool:
    """Not what a finding of the record prompted, which it may name as such."""
    name = "grade" if gap.kind == "grade" else gap.name
    return not gap.prompted_by and (is_written(name, library, sought.written) or bool(_own_lines(gap, library, sought)))


def is_written(name: str, library: Library, written: Written | None) -> bool:
    """Whether a page names what no fact tells, so that it is not said to be missing."""
    of_cards = (own for card in library.biomarkers if name in card.markers for own in (*card.names, *card.markers))
    return bool(written and written.speaking_of(any_of((name.replace("_", " "), *of_cards)), most=1))


def gap_name(gap: Missing) -> str:
    """``lymph_nodes`` and ``TNM`` as a patient reads them."""
    if gap.kind in ("stage", "grade"):
        return f"a {gap.kind} ({gap.name})"
    name = gap.name.replace("_", " ").replace("tumor", "tumour") + (f" by {gap.method}" if gap.method else "")
    return f"{name} (asked for by {gap.prompted_by})" if gap.prompted_by else name


def gap_told(gap: Missing, profile: Profile) -> str:
    """A gap as a list of them names it, with what the records say of the test themselves."""
    said = (fact for fact in profile.facts if isinstance(fact, Biomarker) and fact.result == "not_done")
    not_done = not gap.method and gap.name in {fact.name for fact in said}
    return f"{gap_name(gap)} (your records say that it was not done)" if not_done else gap_name(gap)


def result_words(profile: Profile | None, markers: Iterable[BiomarkerCard]) -> str:
    """The results that the records give for the markers asked about: what the card's statements are chosen by."""
    if profile is None:
        return ""
    facts = [fact for fact in profile.facts for card in markers if is_about(fact, card) and isinstance(fact, Biomarker)]
    return " ".join(part for fact in facts for part in (fact.result, fact.score, fact.variant) if part)
