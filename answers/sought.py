"""What of a record a question asks for in everyday words: ``did they get it all out?`` asks for the margins.

The things that can be asked for, the words that ask, the facts that tell, and what is said where no fact tells it, are
rows of data/rules/record_words.tsv; ``written`` is what a line of the record holds that speaks of it. ``own`` are cues
of which a question must show one: ``history`` for what counts only where it asks what has been (not ``do I need
chemo?``), ``paper`` where it asks what the record says, ``this_record`` where it asks what is so, and not what can be.
``facts`` tell it, ``beside`` belong to it. Lines are quoted beside the facts where ``lines`` is ``always``, before them
where it is ``first``, below what is ``lacking`` where it is ``after``; otherwise where no fact tells it (not where it
is ``particular``), or where they hold a word of the question that no fact holds: the left side, the liver. What is
wide, such as all treatments, is not asked for where a near line tells the reason of a delay, or what to do.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from answers.cues import shows
from answers.lines import in_turn, is_all_told, lines_on, own_names, signs_of
from answers.named_in_it import OfADay, of_a_day, of_allergies, of_medicines, of_the_day_first
from answers.names import any_of
from answers.newest import newest_first
from answers.pick import facts_named, not_given, selected, variants_not_read
from answers.questions import Question
from answers.things import COURSE, GOING_ON, NARROWER, OF_GENES, OUTLOOK, PLANS, WORST, Thing, all_things, things_asked
from answers.times import current_first, holds_both, in_time, spread_first
from answers.wording import listed
from answers.written import Line, Written, apart, stems
from core.records import Assertion, Fact, Finding, Lab, Profile, Stage, Subject

PLAN_HEADING = re.compile(
    r"(?:(?:management|treatment|follow[- ]?up|further) )?"
    r"(?:plans?|next steps?|recommendations?|follow[- ]?up|impression and plan|assessment and plan)\W*",
    re.I,
)
GIVEN_AND_PLANNED = ("treatment", "planned")
MOST_LINES = 4
LONG_WORD = 5
"""Letters of a word that may tell what is asked of what the question names."""
"""Lines of the record that are quoted in one answer."""
OF_ANY_CANCER = stems("cancer carcinoma adenocarcinoma tumour disease cell")
COUNTED = stems("white red blood cell count value level total")
"""Words of the names of values in blood that tell not which of them it is."""
NONE = "We looked in your records for words on {}, and found none."
ANNOUNCED = re.compile(r" Here is what .*$", re.S)
"""What is said of the facts and lines below."""
NO_LINE = "We could not find a line in your records that answers this; it may stand there in other words."
ANOTHER_CANCER = (
    r"\b(?:an?other|other|second|previous|prior|past|different) (?:\w+ )?"
    r"(?:cancers?|malignanc(?:y|ies)|primar(?:y|ies))\b"
)
"""What a line says of any cancer beside the one that the records are about."""
NEAR = 2
"""Words of the question that a line shows which is quoted beside those that speak of the thing asked."""
OF_ANY_MEDICINE = ("stopped", "changes of a dose")
"""Things whose lines tell of other medicines, beside those on the one that is named."""
LINES_MAY_TELL = ("records", "overview", "definition", "staging", "treatment", "living_with", "side_effects", "testing")
"""Intents of a question on the patient's own which lines with its words may answer."""
PAPER = re.compile(
    r"\b(?:explain|understand|sense of|break down|translate|put)\W+(?:\w+ ){0,3}(?:records?|papers?|letters?|reports?"
    r"|files?|sheet|document|pages?|results?)\b(?! (?:says?|said|mentions?))",
    re.I,
)
"""What is asked to be explained as a whole; where it ``says`` something, that word is asked about."""
RECORDS_MAY_TELL = ("not_medical", "overview")
"""Intents of a question of which nothing more than this is known."""


NODES = r"(?:nodes?|LNs?|SLNs?)"
HELD = r"(?:positive|involved|metasta\w+|contain\w*)"
SOME = r"(?<![\d/])(?:[1-9]\d?|one|two|three|four)"
POSITIVE_NODES = re.compile(
    rf"\b{NODES}\b[^.;]{{0,40}}?\b{SOME} ?(?:of|/|out of) ?\w+\b(?:(?!negative|\bno\b|\bnot\b)[^.;]){{0,15}}\b{HELD}"
    rf"|\b{SOME} ?(?:of|/|out of) ?\w+ (?:\w+ ){{0,3}}{NODES} (?:(?!not|negative)\w+ ){{0,2}}{HELD}"
    rf"|\b{SOME} (?:\w+ )?positive (?:\w+ ){{0,2}}{NODES}\b",
    re.I,
)
"""Lymph nodes with cancer, by their number: ``1 of 3 positive``; no node ``negative``, and none of ``0/3``."""
NUMBERS = (
    r"(?:numbers?|figures?|statistics?|stats|percentages?|time ?scales?|time ?frames?|prognos[ie]s|life expectancy"
    r"|outlook|how long)"
)
TO_KNOW = (
    r"(?: (?:to|for|know|hear|be|been|told|given|discuss|talk|speak|about|on|of|in|terms|any|the|more|exact|specific"
    r"|precise|survival|details?|information|have|see|his|her|their)){0,8}"
)
UNWANTED = re.compile(
    rf"(?:\bnot|n['’]t)(?: \w+)? (?:want|wish|like|keen)\w*{TO_KNOW} {NUMBERS}\b"
    rf"|\b(?:prefer\w*|rather|chos\w+|asked|opted|decided) not{TO_KNOW} {NUMBERS}\b|\bdeclin\w+{TO_KNOW} {NUMBERS}\b"
    rf"|\b{NUMBERS} (?:\w+ )?(?:not wanted|declined|unwanted)\b",
    re.I,
)
"""What a record says of somebody who wants no number of how long."""
WANTED_NOW = re.compile(rf"\b(?:now|today) (?:wants?|wishes|asks?|would like){TO_KNOW} {NUMBERS}\b", re.I)
OF_AN_OUTLOOK = re.compile(
    r"\bhow (?:long|much time|much longer)\b.{0,25}\b(?:got|have|left)\b(?: left| to live| to go)?\W*$"
    r"|\bhow (?:long|much time|much longer)\b.{0,30}\b(?:to live|live|left)\b|\bprognos\w*|\bsurviv\w*|\boutlook\b"
    r"|\blife expectancy\b|\b(?:my|his|her) (?:chances?|odds)\b(?! of (?!surviv|liv|mak))"
    r"|\b(?:will|going to|gonna|am i) (?:\w+ )?(?:die|dying)\b",
    re.I,
)
ASKS_NUMBERS = re.compile(
    r"\b(?:numbers?|statistics?|stats|figures?|percent\w*|per cent|rates?|median|average|life expectancy|how many"
    r"|out of|\d+[- ]years?|five[- ]year|ten[- ]year)\b|%",
    re.I,
)


class Sought(NamedTuple):
    """``facts`` and ``lines`` in the order of the question's things; ``lacking`` is said of those that none tells.

    ``lines_first`` where a thing is told by lines alone. ``course`` are lines on how it has gone and what is planned,
    for those who want a whole paper explained. ``near`` are the lines that most likely answer, quoted before all else;
    ``surely`` where the first of them is likely by itself, ``by_date`` where they begin with the newest,
    ``gently`` where the first says that no number of an outlook is wanted; ``of_a_day`` what is told of the day that is
    asked about, and ``told_surely`` where the first are known by what they name, however likely they are.
    """

    facts: tuple[Fact, ...] = ()
    lacking: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    lines_first: bool = False
    course: tuple[Line, ...] = ()
    written: Written | None = None
    near: tuple[Line, ...] = ()
    surely: bool = True
    by_date: bool = False
    gently: bool = False
    of_a_day: OfADay | None = None
    told_surely: bool = False


def as_of_records(question: Question, profile: Profile, written: Written, near: Sequence[Line]) -> Question:
    """With records open, a question that names nothing is taken as one on them, unless it is about something else; one
    on the outlook, too, where they say that no numbers of it are wanted."""
    if no_numbers_wanted(question, written):
        return replace(question, intent="records")
    if question.intent == "prognosis" and any(
        one.name in (*OUTLOOK, *COURSE, WORST) for one in things_asked(question.text)
    ):
        return replace(question, intent="records")
    if question.intent == "definition" and profile.facts and _is_of_records(question):
        return replace(question, intent="records")
    if question.intent == "treatment" and _is_of_what_was_or_is_planned(question, profile, written):
        return replace(question, intent="records")
    if question.intent not in RECORDS_MAY_TELL or not profile.facts or "unrelated" in question.cues:
        return question
    asked = things_asked(question.text)
    if asked:
        return replace(question, intent=asked[0].intent)
    if _is_of_records(question):
        return replace(question, intent="records")
    if question.topics:
        return replace(question, intent="overview")
    names_nothing = question.intent == "not_medical" or question.is_vague
    if names_nothing and any(True for _ in facts_named(profile, question)):
        return replace(question, intent="records")
    if names_nothing and shows("personal", question.text) and not shows("elsewhere", question.text):
        return replace(question, intent="records", cues=(*question.cues, "unclear"))
    if names_nothing and not shows("elsewhere", question.text) and not shows("people", question.text) and near:
        return replace(question, intent="records")
    return question


def _is_of_what_was_or_is_planned(question: Question, profile: Profile, written: Written) -> bool:
    """Whether the treatments that were given, or the plan, are asked for, and the records tell them; not what a
    medicine does, or what there is for a cancer."""
    if question.cancers or question.biomarkers or question.treatments:
        return False
    names = {one.name for one in things_asked(question.text)}
    given = "treatments" in names and shows("given", question.text) and any(selected(profile, ("treatment",)))
    given = given or (names.intersection(GOING_ON) and any(selected(profile, ("ongoing",))))
    planned = names.intersection(PLANS) and (any(selected(profile, ("planned",))) or written.under(PLAN_HEADING))
    return bool(given or planned)


def is_of_a_paper(question: Question) -> bool:
    """``explain this letter``: the whole of it, not a word in it."""
    return shows("explain", question.text) and bool(PAPER.search(question.text))


def _is_of_records(question: Question) -> bool:
    return is_of_a_paper(question) or question.subjects[:1] == ("record-says",)


def seek(
    profile: Profile,
    question: Question,
    written: Written,
    near: tuple[Line, ...] = (),
    named: Sequence[re.Pattern[str]] = (),
) -> Sought:
    """The facts that the question asks for by everyday words, by the name of a medicine, or by that of a value; and
    the lines of the record on what is not read as facts, beside those that are ``near`` it: also on what is ``named``
    in it, as medicines are."""
    by_date = newest_first(question, profile, written, near)
    unwanted = no_numbers_wanted(question, written)
    by_the_time = (*unwanted, *(one for one in by_date if not any(map(one.overlaps, unwanted))))
    of_it = of_medicines(question, written, by_the_time, named)
    day = of_a_day(question, written)
    first = by_the_time if of_it is None else of_it
    first = of_allergies(question, written, of_the_day_first(day, first) if day else first)
    search = _Search(profile, question, written, first)
    search.told_of_a_medicine = of_it is not None
    search.look_for_names(named)
    for thing in search.asked:
        search.look_for(thing)
    search.look_no_further()
    found = search.found()._replace(
        by_date=by_date != near and by_date == first,
        gently=bool(unwanted),
        of_a_day=day,
        told_surely=of_it is not None or first != by_the_time,
    )
    if day and day.only_planned:
        found = found._replace(lines=())
    return _with_the_nodes(found, written)


def _with_the_nodes(sought: Sought, written: Written) -> Sought:
    """Beside that nothing was found elsewhere, what the record says of lymph nodes with cancer."""
    if not any(isinstance(one, Finding) and one.name == "metastasis" for one in sought.facts if _is_absent(one)):
        return sought
    told = (*sought.near, *sought.lines)
    found = [one for one in written.lines if POSITIVE_NODES.search(one.text)]
    nodes = tuple(one for one in found if not any(map(one.overlaps, told)))[:1]
    return (
        sought._replace(near=(*sought.near, *nodes)) if sought.near else sought._replace(lines=(*sought.lines, *nodes))
    )


def _is_absent(fact: Fact) -> bool:
    return fact.assertion is Assertion.ABSENT


class _Search:
    """What is found so far: ``facts``, what is ``lacking``, and by thing the lines that are ``spoken`` of it."""

    def __init__(self, profile: Profile, question: Question, written: Written, near: tuple[Line, ...]) -> None:
        self.profile, self.question, self.written, self.near = profile, question, written, near
        self.signs, self.own_names = signs_of(question), own_names(profile)
        asked = things_asked(question.text)
        self.asked = [one for one in asked if not (one.name == OF_GENES and question.biomarkers)]
        self.facts = [*facts_named(profile, question)]
        self.lacking = [*not_given(profile, question)]
        if self.lacking and not self.facts:
            self.facts += selected(profile, GIVEN_AND_PLANNED)
        variants = variants_not_read(question.text, profile)
        self.spoken = [written.speaking_of(variants, self.signs)] if variants else []
        self.lines_first = any(self.spoken)
        self.told_of_a_medicine = False

    def look_for_names(self, named: Sequence[re.Pattern[str]]) -> None:
        """What the question names and the records speak of, though no fact tells it."""
        told = " ".join(one.quote for fact in self.facts for one in fact.evidence)
        for one in named:
            if not one.search(told) and (lines := self.written.speaking_of(one, self.signs)):
                self.spoken.append(lines)
                self.lines_first = True

    def look_for(self, thing: Thing) -> None:
        if self.near and thing.name in NARROWER and shows("reason", self.question.text):
            return
        telling = [*_of_the_values_named(self.question, [*selected(self.profile, thing.facts)])]
        told = bool(telling or ("gap" in thing.facts and self.profile.missing))
        lines = lines_on(thing, self.asked, telling, self.question, self.written, self.own_names)
        lines = () if self.told_of_a_medicine and thing.name in OF_ANY_MEDICINE else lines
        self.spoken.append(lines)
        self.lines_first = self.lines_first or bool(lines and not (told and thing.lines == "always"))
        if not told and thing.lacking and not (lines and thing.lines != "after"):
            is_read = thing.lines == "after" or thing.lacking.startswith("Your records")
            looked_for = thing.written and self.written and not is_read
            self.lacking.append(NONE.format(thing.name) if looked_for else thing.lacking)
        if self.lacking and thing.facts and thing.facts[0].startswith(("treatment", "medicine", "ongoing")):
            telling += selected(self.profile, GIVEN_AND_PLANNED)
        self.facts += telling
        self.facts += selected(self.profile, thing.beside)

    def look_no_further(self) -> None:
        """Says so where it was asked if something was done, and nothing tells it."""
        told = any((self.asked, self.facts, self.lacking, self.near))
        was_asked = shows("was_done", self.question.text) and not told
        in_vain = was_asked or self._is_all_beside_the_point
        if in_vain and _may_be_told_by_lines(self.question) and self.written:
            self.lacking.append(NO_LINE)

    @property
    def _is_all_beside_the_point(self) -> bool:
        """Whether only what the question names is told, and what it asks of that stands on no line: ``does it say if
        BCG is why I have trouble with erections``."""
        if not self.facts or self.asked or self.lacking or self.near or any(self.spoken):
            return False
        named = stems(
            " ".join((*self.question.treatments, *(one.quote for fact in self.facts for one in fact.evidence)))
        )
        rest = [one for one in self.signs.words - named if len(one) >= LONG_WORD]
        return bool(rest) and not any(stems(line.text).intersection(rest) for line in self.written.lines)

    def found(self) -> Sought:
        facts = tuple({fact.id: fact for fact in self.facts}.values())
        names = tuple(thing.name for thing in self.asked)
        in_order = current_first if any(name in GOING_ON for name in names) else in_time
        lines = [one for one in self._lines() if not any(map(one.overlaps, self.near))]
        lines = [one for one in lines if not any(is_all_told(one, fact, self.written) for fact in facts)]
        is_cautioned = any(thing.lines == "after" for thing in self.asked)
        is_of_all = is_of_a_paper(self.question) and not (facts or lines)
        return Sought(
            in_order(spread_first(facts), self.profile),
            tuple(_with_what_follows(self._still_lacking(facts), self.asked, followed=bool(facts or lines))),
            names,
            tuple(lines),
            (self.lines_first or not facts) and not is_cautioned,
            _course(self.written) if is_of_all else (),
            self.written,
            self.near,
        )

    @cached_property
    def _spoken_lines(self) -> list[Line]:
        """Those that show most of the question's words first."""
        lines = apart(in_turn(self.spoken))[:MOST_LINES]
        return sorted(lines, key=lambda one: self.signs.shown(one.text), reverse=True)

    @property
    def _are_near(self) -> bool:
        return bool(self._spoken_lines) and self.signs.shown(self._spoken_lines[0].text) >= NEAR

    @cached_property
    def _plan(self) -> tuple[Line, ...]:
        return self.written.under(PLAN_HEADING) if any(thing.name in PLANS for thing in self.asked) else ()

    def _lines(self) -> list[Line]:
        lines = [one for one in self._spoken_lines if not self._are_near or self.signs.shown(one.text) >= 1]
        rest = [one for one in lines if not any(map(one.overlaps, self._plan))]
        return [*self._plan, *rest[: max(0, MOST_LINES - len(self._plan))]] if self._plan else lines

    def _still_lacking(self, facts: Sequence[Fact]) -> Iterator[str]:
        """What neither two facts that may disagree tell, nor a near line, nor the plan."""
        told = set[str]()
        if holds_both(facts):
            told.update(thing.lacking for thing in self.asked if thing.name == "disagreement")
        if self._are_near:
            told.update(NONE.format(thing.name) for thing in self.asked)
        if self.near:
            told.update(NONE.format(thing.name) for thing in self.asked)
            told.update(thing.lacking for thing in self.asked if thing.lacking.startswith("Your records"))
        if self._plan:
            told.update(thing.lacking for thing in self.asked if thing.name in PLANS)
        if any(stages_on_a_condition(self.profile)):
            told.update(thing.lacking for thing in self.asked if thing.name == "stage")
        return (one for one in self.lacking if one not in told)


def no_numbers_wanted(question: Question, written: Written) -> tuple[Line, ...]:
    """The last line that says so, for a question on the outlook that does not ask for numbers itself."""
    if not OF_AN_OUTLOOK.search(question.text) or ASKS_NUMBERS.search(question.text):
        return ()
    said = [one for one in written.lines if UNWANTED.search(one.text) or WANTED_NOW.search(one.text)]
    return tuple(one for one in said[-1:] if UNWANTED.search(one.text))


def stages_on_a_condition(profile: Profile) -> Iterator[Stage]:
    """Those in one number that the record makes hang on something."""
    for fact in profile.other_facts:
        hangs = fact.assertion is Assertion.HYPOTHETICAL and fact.subject is Subject.PATIENT
        if hangs and isinstance(fact, Stage) and fact.group:
            yield fact


def _of_the_values_named(question: Question, facts: Sequence[Fact]) -> Sequence[Fact]:
    """Of many values in blood those that the question names: ``my platelet count``."""
    asked = stems(question.text) - COUNTED
    named = [one for one in facts if isinstance(one, Lab) and asked & stems(one.name) - COUNTED]
    return named if named and all(isinstance(one, Lab) for one in facts) else facts


def _with_what_follows(lacking: Iterable[str], asked: Sequence[Thing], *, followed: bool) -> Iterator[str]:
    """Nothing is announced where nothing stands below."""
    for one in _in_one_breath(lacking, asked):
        yield one if followed else ANNOUNCED.sub("", one)


def _in_one_breath(lacking: Iterable[str], asked: Sequence[Thing]) -> tuple[str, ...]:
    """What was looked for in vain is told once, with all its names."""
    said = tuple(dict.fromkeys(lacking))
    sought = {NONE.format(thing.name): thing.name for thing in asked}
    names = [sought[one] for one in said if one in sought]
    together = (NONE.format(listed(names)),) if names else ()
    return (*together, *(one for one in said if one not in sought))


def _course(written: Written) -> tuple[Line, ...]:
    """How it has gone, the best line on each of these things, and then the whole plan."""
    things = [thing for thing in all_things() if thing.name in COURSE and thing.written]
    gone = [written.speaking_of(thing.written, most=1) for thing in things if thing.written]
    return apart((*in_turn(gone), *written.under(PLAN_HEADING)))


def seek_elsewhere(question: Question, names: Collection[str], sought: Sought, written: Written) -> Sought:
    """For a question on a cancer that is not the records' own: what they lack, and the lines that speak of that cancer
    or of any other, or most likely answer and speak of its organ, with those likelier; no fact, since all are of the
    records' own cancer."""
    of_records = question.intent == "records" or shows("this_record", question.text)
    organs = stems(" ".join(names)) - OF_ANY_CANCER
    speaking = re.compile(f"{any_of(names).pattern}|{ANOTHER_CANCER}", re.I)
    lines = written.speaking_of(speaking) if of_records else ()
    near = () if lines else sought.near
    while near and not sought.told_surely and not organs & stems(near[-1].text):
        near = near[:-1]
    lacking = tuple(one for one in sought.lacking if one.startswith("Your records")) if of_records else ()
    if question.intent == "records" and written and not (lines or near):
        lacking = (*lacking, NONE.format(next(iter(names), "it")))
    return Sought(
        lacking=lacking,
        things=sought.things,
        lines=lines,
        lines_first=bool(lines),
        written=sought.written,
        near=near,
        told_surely=sought.told_surely,
    )


def _may_be_told_by_lines(question: Question) -> bool:
    """Not one on people, or on a cancer, in general."""
    if shows("people", question.text) or (question.cancers and not shows("personal", question.text)):
        return False
    if question.intent == "records":
        return True
    return question.intent in LINES_MAY_TELL and not question.biomarkers and shows("this_record", question.text)
