"""The stages and grades that a question or a statement names in words.

Read once, for all that asks: how a question is understood, how far the cancer has come, and which statements are of
another stage. What reports state in notations of their own (pT2 N1) is read by extractors/stage.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

ORDER = ("0", "I", "II", "III", "IV")
ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "one": "I", "two": "II", "three": "III", "four": "IV"}
OF_DUKES = {"a": "I", "b": "II", "c": "III", "d": "IV"}
"""The older letters for the stages of bowel cancer (PDQ, colon cancer treatment)."""
NUMBER = r"(?P<number>0|[1-4]|iv|i{1,3})(?P<letter>[a-e]\d?)?(?!\w|\.\d)"
"""``3``, ``IIIB`` or ``IA2``."""
WORD = r"(?P<number>one(?! (?:day|of)\b)|two|three|four)(?P<letter>)(?!\w)"
VERB = r"(?:am|was|have|had|got|get|did|do|can|could|should|will|would|may|might|must|need|want|know|think|feel)"
NO_PRONOUN = (
    r"(?!i(?:['’]| am\b))"
    rf"(?!(?:(?<=the stage )|(?<=this stage )|(?<=what stage )|(?<=which stage ))(?:i|one) {VERB}\b)"
)
"""``The stage I am in``, ``at this stage one can``: no stage I."""
FIRST = re.compile(rf"\b(?P<kind>stage|grade)s?(?:\s{{0,2}}|-){NO_PRONOUN}{NUMBER}", re.I)
FIRST_WORD = re.compile(rf"\b(?P<kind>stage)s?[\s-]{NO_PRONOUN}{WORD}", re.I)
NO_COUNT = (
    r"(?! (?:(?:more|positive|new|small) )?(?:years?|yrs?|months?|weeks?|days?|nights?|hours?|times|cm|mm|nodes?|lymph"
    r"|kids|children)\b)"
)
"""``stage 3, 4 months ago``"""
BETWEEN = r"(?P<between>,|,? and|,? or| to| through| ?[-–]| ?/| ?&) ?"
NEXT = re.compile(rf"{BETWEEN}(?:grade )?{NUMBER}{NO_COUNT}", re.I)
NEXT_WORD = re.compile(rf"{BETWEEN}{WORD}{NO_COUNT}", re.I)
SPAN = ("to", "through", "-", "–")
"""What stands between the first and the last of several."""
APART = re.compile(r" (?:([bc])(?!\w|[- ]?(?:cell|section|diff))|((?-i:A))(?!\w))", re.I)
"""A letter that stands apart: ``stage 3 b``, but no ``stage 3 B-cell lymphoma`` and no ``stage 4 a year ago``."""
DUKES = re.compile(r"\bduke'?s'? ?(?:stage )?([a-d])\d?(?!\w)", re.I)
CATEGORY = r"(?<![\w.-])(?:[cpyr]{0,2}(?:T(?:[0-4][a-d]?|is)|N[0-3][a-c]?|M1[a-c]?))+(?![\w-])"
"""``T1b``, ``pN2``, ``T2N1``: parts of a stage."""
PART = re.compile(r"T(?:[0-4][a-d]?|is)|N[0-3][a-c]?|M1[a-c]?", re.I)
NO_CATEGORY = re.compile(
    r"\b(?:spine|spinal|back|bones?|vertebra\w*|discs?|fractures?|thyroid|hormones?|tsh|levels?|weighted)\b", re.I
)
"""What ``T4`` may be instead: a vertebra, a hormone, a way of taking an image."""
CATEGORY_ASKED = re.compile(
    rf"\bwhat(?:['’]?s| is| are| does| do)\b[^.;!?]{{0,20}}{CATEGORY}"
    rf"|{CATEGORY}.{{0,60}}\b(?:mean\w*|stands? for|what(?:['’]?s| is| does) (?:that|it|this)|worse|better)\b"
    rf"|\b(?:explain|meaning of|worse|better)\b.{{0,40}}{CATEGORY}",
    re.I | re.S,
)
IN_WORDS = re.compile(r"\b(?:limited|extensive|early|late|advanced)[- ]stage\b|\bstage (?:limited|extensive)\b", re.I)


@dataclass(frozen=True)
class Named:
    """Stages, or grades, that one place of a text names together: ``stages IB to IIIA``.

    ``groups`` are Roman, without letters, and with all between: I, II and III. ``first`` is the first as it is
    written, in Roman numbers: ``IB``. ``start`` and ``end`` are offsets into the text.
    """

    kind: Literal["stage", "grade"]
    system: Literal["numbers", "Dukes"]
    groups: frozenset[str]
    first: str
    start: int
    end: int


def named_stages(text: str) -> tuple[Named, ...]:
    """In the order of the text; a letter of Dukes is the stage that it stands for."""
    return tuple(one for one in _named(text) if one.kind == "stage")


def stages_in(text: str) -> frozenset[str]:
    """All stages that a text names: ``stages IB to IIIA`` gives I, II and III."""
    return frozenset(group for one in named_stages(text) for group in one.groups)


def grades_in(text: str) -> frozenset[str]:
    return frozenset(group for one in _named(text) if one.kind == "grade" for group in one.groups)


def first_stage(text: str) -> str | None:
    """The first that is named by a number, in Roman: ``stage 3b`` is ``IIIB``."""
    return next((one.first for one in named_stages(text) if one.system == "numbers"), None)


def asks_a_category(text: str) -> bool:
    """``What does T1b mean``."""
    return bool(CATEGORY_ASKED.search(text)) and not NO_CATEGORY.search(text)


def categories_asked(text: str) -> tuple[str, ...]:
    """T, N and M as a question asks for them, without prefixes and each once: ``what is pT2 N1`` gives T2 and N1."""
    if not asks_a_category(text):
        return ()
    asked = (one for found in re.finditer(CATEGORY, text, re.I) for one in PART.findall(found[0]))
    return tuple(dict.fromkeys(f"{one[0].upper()}{one[1:].lower()}" for one in asked))


def without_stages(text: str) -> str:
    """The text without the stages that it tells, in numbers or in words: ``limited-stage``."""
    for one in reversed(named_stages(text)):
        text = f"{text[: one.start]} {text[one.end :]}"
    return IN_WORDS.sub(" ", text)


def is_of_a_stage(statement: str, question: str) -> bool:
    """Whether it names a stage that the question names."""
    return bool(stages_in(statement) & stages_in(question))


def is_of_another_stage(statement: str, question: str) -> bool:
    """Whether both name stages, or grades, and none that is the same."""
    pairs = ((read(statement), read(question)) for read in (stages_in, grades_in))
    return any(told and asked and not told & asked for told, asked in pairs)


@lru_cache(maxsize=16384)
def _named(text: str) -> tuple[Named, ...]:
    return tuple(sorted((*_numbered(text), *_of_dukes(text)), key=lambda one: one.start))


def _numbered(text: str) -> Iterator[Named]:
    for first, further in ((FIRST, NEXT), (FIRST_WORD, NEXT_WORD)):
        for match in first.finditer(text):
            numbers, end = [_roman(match)], match.end()
            groups, letter = {*numbers}, match["letter"] or ""
            if not letter and (apart := APART.match(text, end)):
                letter, end = apart[1] or apart[2], apart.end()
            while (more := further.match(text, end)) and not _is_a_pronoun(more, numbers[-1]):
                numbers.append(_roman(more))
                groups |= _between(*numbers[-2:]) if more["between"].strip() in SPAN else {numbers[-1]}
                end = more.end()
            kind = "grade" if match["kind"].lower() == "grade" else "stage"
            yield Named(kind, "numbers", frozenset(groups), numbers[0] + letter.upper(), match.start(), end)


def _of_dukes(text: str) -> Iterator[Named]:
    for match in DUKES.finditer(text):
        groups = frozenset((OF_DUKES[match[1].lower()],))
        yield Named("stage", "Dukes", groups, f"Dukes {match[1].upper()}", *match.span())


def _roman(match: re.Match[str]) -> str:
    number = match["number"].lower()
    return ROMAN.get(number, number.upper())


def _is_a_pronoun(match: re.Match[str], before: str) -> bool:
    """``stage 3 and I finished chemo``: a stage I is named after a stage 0 alone, or with a letter."""
    return match["number"].lower() == "i" and not match["letter"] and before != "0"


def _between(first: str, last: str) -> set[str]:
    low, high = sorted((ORDER.index(first), ORDER.index(last)))
    return {*ORDER[low : high + 1]}
