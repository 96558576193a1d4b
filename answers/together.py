"""Results of a record read together: those that stand beside each other, and those a medicine asked about hangs on.

What belongs together, when it is shown and which statements of the cards are set beside it are rows of
data/rules/together.tsv; a medicine is tied to a marker by the statements of the marker's card that name it
(data/rules/together_untested.tsv: the cards whose medicines ask for no test). Nothing is concluded: the record's
results stand, with their places, beside the sources' sentences, and a marker that no record gives is called lacking.

A condition is ``names: state``. ``HER2 (IHC)`` counts only by that method, ``KRAS or NRAS`` where either does. Only
what a record states of the patient counts, and a result only where no other of the same test says the opposite.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from answers.cards import BiomarkerCard, CancerCard, Library, Statement, Use
from answers.cues import shows
from answers.lines import called_in_cards
from answers.mentions import medicines_in
from answers.names import OtherNames, components
from answers.parts import cited, plain
from answers.personal import in_their_name, is_about
from answers.pick import facts_of
from answers.questions import Question
from answers.supposed import is_denied
from answers.times import is_spread
from answers.wording import PLEASE_CHECK, citation, describe, listed, places
from core.places import RULES
from core.records import Assertion, Biomarker, Fact, Finding, Grade, Lab, Profile, Section, Sentence, Stage, Treatment
from extractors.rules import read_table, split_cell

TITLE = "Your results read together"
ANY_SOLID = "any solid tumour"
ONLY_BESIDE = (
    "Here your results only stand beside what our sources say. What they mean for your treatment, your care team can "
    "tell you: they know the whole of your record."
)
ALSO = "Your records also say: {results}"
OF_ANOTHER_RESULT = "Please note: what our sources say here is about another result than yours."
NO_JUDGE = (
    "We hold summaries of the National Cancer Institute and not every guideline, and we do not judge a plan; your team "
    "can tell you why they chose it."
)
OPERATED = re.compile(
    r"\b(?:remov\w*|tak(?:e|en|es|ing) out|cut out|surg\w+|operat\w+|transplant\w*|radiation)\b", re.I
)
MOST_OF_THE_PLAN = 2
LEANING = re.compile(r"(?:It|Its|They|These|Both|There|The same|(?:For|In|With) (?:it|them|such|some of them))\b")
"""How a statement begins that can only be understood after the one before it."""
APART = ("side_effects", "living_with", "definition", "second_opinion", "trials", "team_questions")
"""Intents of questions that results do not answer."""
ONLY_ASKED = "asked"
"""In place of intents: what a row tells is of another kind of the cancer, so it needs its marker or its words."""
GUIDING = ("guides_treatment", "tumour_agnostic")
MOST_ROWS, MOST_STATEMENTS, MOST_TIES, MOST_OF_A_TIE = 3, 8, 4, 2
FEW_TIES = 2
"""Where a medicine hangs on more markers that the records give, those that were not found are left out."""
OPPOSITE = (("positive", "negative"), ("high", "stable"), ("high", "negative"), ("deficient", "intact"))
RESULTS = {
    "positive": ("positive",),
    "changed": ("positive",),
    "negative": ("negative",),
    "equivocal": ("equivocal",),
    "deficient": ("deficient", "high"),
    "intact": ("intact", "stable"),
}
FOUND = ("positive", "deficient", "high")
"""Under none of its names may a marker be so where a condition asks for none."""
STAINED = re.compile(r"0|[1-3]\+")
"""A score of staining, which is IHC whether or not a report says so."""
AMOUNTS = ("amplification", "gain", "expression")
"""Of a gene's copies or its protein: no change of the gene itself."""
CONDITION = re.compile(r"(?P<names>.+?)(?: \((?P<method>\w+)\))?(?:: | (?=[<≥]))(?P<state>.+)")
LEVEL = re.compile(r"(?P<sign>[<≥]) ?(?P<limit>[\d.]+)")


class Condition(NamedTuple):
    names: tuple[str, ...]
    method: re.Pattern[str] | None
    state: str


class Row(NamedTuple):
    """Shown where ``conditions`` hold and the question is about one of ``markers``, has an intent or the words."""

    id: str
    cancers: tuple[str, ...]
    conditions: tuple[Condition, ...]
    markers: tuple[str, ...]
    intents: tuple[str, ...]
    words: re.Pattern[str] | None
    lead: str
    statements: tuple[str, ...]


class Tie(NamedTuple):
    """The statements of a marker's card that tie a medicine to the marker in the patient's cancer."""

    marker: BiomarkerCard
    statements: tuple[Statement, ...]
    is_main: bool
    """Whether the card lists the medicine among those of this use, and does not only mention it."""
    guides: bool
    """Whether the medicine is chosen by the marker, so that its lack is worth saying."""


def read_together(
    profile: Profile,
    question: Question,
    markers: Sequence[BiomarkerCard],
    cancers: Sequence[CancerCard],
    library: Library,
    others: OtherNames,
    *,
    topical: bool,
) -> Section | None:
    """``cancers`` are those of the records that the answer is about; nothing is read together for any other.

    Where a topic answers (``topical``), only what the question asks for by a marker or in a row's words.
    """
    if question.intent in APART or shows("not_of_results", question.text) or not cancers:
        return None
    ties = _of_their_results(tuple(_ties(question, cancers, library, others)), profile, question, library)
    asked = {card.id for card in (*markers, *(tie.marker for tie in ties if tie.is_main))}
    told: list[Sentence] = []
    shown: set[str] = set()
    for row in _rows_shown(rows_met(profile, cancers), question, asked, topical=topical):
        fresh = [fact for fact in _facts_of(profile, row) if fact.id not in shown]
        if fresh:
            told.append(_lead(ALSO if shown else row.lead, fresh))
        shown.update(fact.id for fact in fresh)
        told += _fitting([_statement(name, library) for name in row.statements], profile, question, library)
    if shows("guidelines", question.text):
        told += _of_the_plan(profile, question, cancers, library, others)
    told = list(dict.fromkeys(told))
    told += [one for one in _of_medicines(profile, ties, shown, question, library) if one not in told]
    told += _disagreeing(profile, shown)
    if not told:
        return None
    return in_their_name(Section(title=TITLE, sentences=(*told, plain(ONLY_BESIDE))), question)


def placed(section: Section | None, personal: Iterable[Section], asked: bool) -> Iterator[Section]:
    """After the record's own lines where the question asks for them, else before them."""
    found = list(personal)
    if section:
        found.insert(min(1, len(found)) if asked else 0, section)
    yield from found


# Which rows are shown


def rows_met(profile: Profile, cancers: Sequence[CancerCard]) -> list[Row]:
    theirs = {card.id for card in cancers}
    return [
        row for row in load_rows() if theirs & {*row.cancers} and all(_holds(profile, one) for one in row.conditions)
    ]


def _rows_shown(met: Sequence[Row], question: Question, asked: set[str], *, topical: bool) -> Iterator[Row]:
    """The rows that the question asks for by a marker or in its words; without any, those that suit its intent."""
    wanted = [row for row in met if asked & {*row.markers} or (row.words and row.words.search(question.text))]
    together = shows("together", question.text) and not (question.treatments or question.terms)
    wide = [row for row in met if ONLY_ASKED not in row.intents]
    suiting = [row for row in wide if (together and row.markers) or {question.intent, *question.also} & {*row.intents}]
    statements: set[str] = set()
    for row in list(dict.fromkeys((*wanted, *(suiting if together or not (wanted or asked or topical) else ()))))[
        :MOST_ROWS
    ]:
        statements.update(row.statements)
        if len(statements) <= MOST_STATEMENTS:
            yield row


def _holds(profile: Profile, condition: Condition) -> bool:
    facts = [fact for fact in _named(profile, condition) if fact.assertion is not Assertion.ABSENT]
    if condition.state == "unknown":
        return not any(map(_is_told, facts))
    found = any(isinstance(fact, Biomarker) and fact.result in FOUND for fact in facts)
    if condition.state == "unseen":
        return not found
    if condition.state in ("negative", "wild", "intact") and found:
        return False
    return any(_is_met(profile, condition._replace(names=(name,))) for name in condition.names)


def _is_met(profile: Profile, condition: Condition) -> bool:
    facts = [fact for fact in _named(profile, condition) if fact.assertion is not Assertion.ABSENT]
    state = condition.state
    if state == "known":
        return any(_is_told(fact) for fact in facts)
    if level := LEVEL.fullmatch(state):
        numbers = [fact.number for fact in facts if isinstance(fact, Biomarker | Lab) and fact.number is not None]
        above = [number >= float(level["limit"]) for number in numbers]
        return bool(above) and len(set(above)) == 1 and above[0] is (level["sign"] == "≥")
    markers = [fact for fact in facts if isinstance(fact, Biomarker)]
    if state == "wild":
        return any(fact.result == "negative" and not fact.variant for fact in markers)
    if state.startswith("not "):
        changed = list(filter(_is_changed, markers))
        return bool(changed) and not any(_shows(fact, state.removeprefix("not ")) for fact in changed)
    if state.startswith("score "):
        return any(fact.score == state.removeprefix("score ") for fact in markers)
    if state not in RESULTS:
        return any(
            fact.result not in ("negative", "indeterminate", "not_done") and _shows(fact, state) for fact in markers
        )
    found = [fact for fact in markers if fact.result in RESULTS[state] and (state != "changed" or _is_changed(fact))]
    if state == "positive":
        found = [fact for fact in found if fact.alteration != "mutation"]
    return any(not any(_opposes(other, fact) for other in markers) for fact in found)


def _is_changed(fact: Biomarker) -> bool:
    return fact.result == "positive" and fact.alteration not in AMOUNTS


def _shows(fact: Biomarker, pattern: str) -> bool:
    told = " ".join(part for part in (fact.variant, fact.alteration, fact.score, fact.value) if part)
    return bool(re.search(pattern, told, re.I))


def _opposes(one: Biomarker, other: Biomarker) -> bool:
    """``no V600E`` does not oppose another change of the gene."""
    apart = one.variant and other.variant and one.variant != other.variant
    apart = apart or (one.alteration and other.alteration and one.alteration != other.alteration)
    pair = (one.result or "", other.result or "")
    return not apart and (pair in OPPOSITE or pair[::-1] in OPPOSITE)


def _facts_of(profile: Profile, row: Row) -> list[Fact]:
    """All that the records hold under the names of the conditions, whatever it says."""
    found = (
        fact
        for one in row.conditions
        for fact in _named(profile, one._replace(method=None))
        if _is_told(fact) and fact.assertion is not Assertion.ABSENT
    )
    return list({fact.id: fact for fact in found}.values())


def _named(profile: Profile, condition: Condition) -> Iterator[Fact]:
    for name in condition.names:
        for fact in profile.facts:
            if _is_called(fact, name) and (condition.method is None or condition.method.search(_method_of(fact))):
                yield fact


def _method_of(fact: Fact) -> str:
    if not isinstance(fact, Biomarker):
        return ""
    return fact.method or ("IHC" if STAINED.fullmatch(fact.score or "") else "")


def _is_called(fact: Fact, name: str) -> bool:
    match fact:
        case Stage() if name in ("T", "N", "M"):
            return getattr(fact, name) is not None
        case Stage() if name == "spread":
            return (fact.M or "").startswith("M1") or (fact.group or "").startswith("IV")
        case Stage():
            return name == fact.system
        case Grade():
            return name == "grade" or name.lower() in (fact.system or "").lower().split()
        case Finding() if name == "spread":
            return is_spread(fact)
        case Biomarker() | Lab() | Finding():
            return fact.name == name
        case _:
            return False


def _is_told(fact: Fact, or_not_done: bool = False) -> bool:
    """A test that was not done, or that is only named, tells nothing."""
    if not isinstance(fact, Biomarker):
        return True
    if fact.result == "not_done":
        return or_not_done
    return fact.result is not None or fact.number is not None or bool(fact.score or fact.variant)


# Medicines


def _ties(question: Question, cancers: Sequence[CancerCard], library: Library, others: OtherNames) -> Iterator[Tie]:
    """What covers the patient's own cancer; the use in any solid tumour only where the card has no such statement."""
    asked = {part for name in question.treatments for part in (name, *components(name))}
    if not asked or shows("given", question.text):
        return
    theirs = [{card.id for card in cancers}]
    if not any(card.blood_cancer for card in cancers):
        theirs.append({ANY_SOLID})
    found: set[str] = set()
    for names in theirs:
        for marker in library.biomarkers:
            uses = [use for use in marker.uses if use.cancer in names]
            tying = tuple(one for use in uses for one in _tying(use, asked, others))
            if tying and marker.id not in found:
                found.add(marker.id)
                is_main = any(asked & {*use.medicines} for use in uses)
                yield Tie(
                    marker,
                    tying[:MOST_OF_A_TIE],
                    is_main=is_main,
                    guides=is_main and _guides(marker, cancers, library),
                )


def _tying(use: Use, asked: set[str], others: OtherNames) -> Iterator[Statement]:
    """The statements that name a medicine; before one that leans on what was said, the first of the use."""
    for one in use.statements:
        if any(_is_asked(name, asked) for name in medicines_in(one.text, others)):
            if LEANING.match(one.text) and one != use.statements[0]:
                yield use.statements[0]
            yield one


def _is_asked(name: str, asked: set[str]) -> bool:
    """Also a pair that is named by its medicines, of which one is asked about; not a regimen that shares one."""
    pair = any(one in components(name) and one.lower() in name.lower() for one in asked)
    return name in asked or components(name) <= asked or pair


def _guides(marker: BiomarkerCard, cancers: Sequence[CancerCard], library: Library) -> bool:
    relations = (library.relation(marker.id, card.id) for card in cancers)
    untested = {(marker.id, card.id) for card in cancers} | {(marker.id, "")}
    return any(one is not None and one.relevance in GUIDING for one in relations) and not untested & load_untested()


def _fitting(sentences: Sequence[Sentence], profile: Profile, question: Question, library: Library) -> list[Sentence]:
    """Without those on another result than the records hold. They are told, and as such, where the first is one, so
    that the rest hangs on it, or where they alone name a medicine that is asked about."""
    apart = [one for one in sentences if _is_of_another_result(one, profile, question, library)]
    kept = [one for one in sentences if one not in apart]
    if apart and apart[0] == sentences[0]:
        apart, kept = list(sentences), []
    elif any(_names_asked(one, question) for one in kept):
        apart = []
    else:
        apart = [one for one in apart if _names_asked(one, question)]
    return [*kept, *([plain(OF_ANOTHER_RESULT), *apart] if apart else [])]


def _names_asked(sentence: Sentence, question: Question) -> bool:
    return any(one.lower() in sentence.text.lower() for one in question.treatments)


def _is_of_another_result(sentence: Sentence, profile: Profile, question: Question, library: Library) -> bool:
    card, _, id_ = sentence.citations[0].removeprefix("card:").partition("#")
    of_negative = any(one.id == card and id_ in one.negative for one in library.biomarkers)
    return is_denied(sentence.text, profile, library, question.text, "" if of_negative else card)


def _of_their_results(ties: tuple[Tie, ...], profile: Profile, question: Question, library: Library) -> tuple[Tie, ...]:
    """Those that rest on a result which the records do not deny; all where the records hold none of these."""
    denied = [
        tie
        for tie in ties
        if _is_of_another_result(cited(tie.marker.id, tie.statements[0]), profile, question, library)
    ]
    fitting = tuple(tie for tie in ties if tie not in denied)
    if not any(is_about(fact, tie.marker) for tie in fitting for fact in profile.facts):
        return ties
    return fitting


def _of_medicines(
    profile: Profile, ties: Sequence[Tie], shown: set[str], question: Question, library: Library
) -> Iterator[Sentence]:
    """First the markers that the records give, then those that they do not and that the medicine hangs on."""
    held = {
        tie.marker.id: [
            fact for fact in profile.facts if is_about(fact, tie.marker) and _is_told(fact, or_not_done=True)
        ]
        for tie in ties
    }
    given = [tie for tie in ties if held[tie.marker.id]][:MOST_TIES]
    if len(given) > FEW_TIES:
        given = [tie for tie in given if not all(map(_is_not_found, held[tie.marker.id]))] or given
    for tie in given:
        facts = [fact for fact in held[tie.marker.id] if fact.id not in shown]
        if facts:
            yield _lead(f"On {tie.marker.name} your records say: {{results}}", facts)
            shown.update(fact.id for fact in facts)
        yield from _fitting([cited(tie.marker.id, one) for one in tie.statements], profile, question, library)
    lacking = [tie for tie in ties if tie.guides and not held[tie.marker.id]][: MOST_TIES - len(given)]
    if lacking:
        names = listed([tie.marker.name for tie in lacking])
        tested = "it was" if len(lacking) == 1 else "they were"
        yield plain(
            f"Your records, as far as we could read them, hold no result for {names}; your team can tell you whether "
            f"{tested} tested."
        )
        for tie in lacking:
            yield from (cited(tie.marker.id, one) for one in tie.statements[:1])


def _is_not_found(fact: Fact) -> bool:
    return isinstance(fact, Biomarker) and fact.result in ("negative", "stable", "intact")


def _disagreeing(profile: Profile, shown: set[str]) -> Iterator[Sentence]:
    for conflict in profile.conflicts:
        if any(isinstance(fact, Biomarker) and fact.id in shown for fact in conflict.facts):
            yield plain(
                f"About {conflict.about}, your records say different things. Both are shown, and none is chosen."
            )
            yield plain("Please ask your team which of them holds.")


# What is planned


def _of_the_plan(
    profile: Profile,
    question: Question,
    cancers: Sequence[CancerCard],
    library: Library,
    others: OtherNames,
) -> Iterator[Sentence]:
    """Each treatment that goes on or is planned, and what the cards on the patient's cancer say of it."""
    treatments = [fact for fact in facts_of(profile, ("ongoing", "planned")) if isinstance(fact, Treatment)]
    for fact in treatments:
        yield _lead("Your records say: {results}", [fact])
        spoken = [
            cited(card.id, one)
            for card in cancers
            for one in card.statements()
            if one not in card.outlook and _speaks_of(one, fact, others)
        ]
        spoken = [one for one in spoken if fact.name.lower() in one.text.lower()] or spoken
        spoken = [one for one in spoken if not _is_of_another_result(one, profile, question, library)]
        yield from spoken[:MOST_OF_THE_PLAN]
        if not spoken:
            yield plain(f"Our cards on {listed([card.name for card in cancers])} do not speak of {fact.name}.")
    if treatments:
        yield plain(NO_JUDGE)


def _speaks_of(statement: Statement, fact: Treatment, others: OtherNames) -> bool:
    if fact.type in ("drug", "regimen"):
        return bool({fact.name, *fact.components} & medicines_in(statement.text, others))
    called = called_in_cards(fact.name)
    return bool(called and called.search(statement.text) and OPERATED.search(statement.text))


# Sentences


def _lead(lead: str, facts: Sequence[Fact]) -> Sentence:
    doubt = f"; {PLEASE_CHECK}" if any(fact.wants_review for fact in facts) else ""
    results = "; ".join(dict.fromkeys(describe(fact) for fact in facts))
    return Sentence(
        text=f"{lead.format(results=results)} ({places(facts)}{doubt}).",
        citations=tuple(dict.fromkeys(one for fact in facts for one in citation(fact))),
    )


def _statement(name: str, library: Library) -> Sentence:
    card, _, id_ = name.removeprefix("card:").partition("#")
    cards = (*library.cancers, *library.biomarkers)
    found = next(one for held in cards if held.id == card for one in held.statements() if one.id == id_)
    return cited(card, found)


# The table


@lru_cache(maxsize=1)
def load_rows() -> tuple[Row, ...]:
    return tuple(
        Row(
            row["id"],
            split_cell(row["cancers"]),
            tuple(map(_condition, split_cell(row["conditions"]))),
            split_cell(row["markers"]),
            split_cell(row["intents"]),
            re.compile(row["words"], re.I) if row["words"] else None,
            row["lead"],
            split_cell(row["statements"]),
        )
        for row in read_table(RULES / "together.tsv", "id", "cancers", "conditions", "lead", "statements")
    )


def _condition(written: str) -> Condition:
    """Raises ValueError for what is no condition."""
    read = CONDITION.fullmatch(written)
    if read is None:
        raise ValueError(f"data/rules/together.tsv: “{written}” is no condition")
    method = re.compile(read["method"]) if read["method"] else None
    return Condition(tuple(read["names"].split(" or ")), method, read["state"])


@lru_cache(maxsize=1)
def load_untested() -> frozenset[tuple[str, str]]:
    """Ids of a marker's and a cancer's card; no cancer where it holds in any."""
    rows = read_table(RULES / "together_untested.tsv", "marker", "why")
    return frozenset((row["marker"], cancer) for row in rows for cancer in (split_cell(row["cancers"]) or ("",)))
