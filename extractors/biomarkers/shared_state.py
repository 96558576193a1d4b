"""Lists of tests of which at least one names its variant, and one state that is said of all of them.

In ``BRAF V600E and MLH1 promoter methylation: to follow`` the variant names what is looked for. Where the state may as
well be of the last test alone (``EGFR L858R and ALK negative``), nothing is certain of those before it.
"""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import takewhile
from typing import NamedTuple

from extractors.biomarkers.tokens import Tape

ASIDE = "O[VDFQ]{1,3}C"
VARIANTS = "V(?:(?:,J?|J)V)*"
TEST = rf"M[FD]{{0,3}}(?:(?:{VARIANTS}|Q|{ASIDE})[FD]{{0,3}}){{0,3}}"
"""A marker with what is looked for in it, and no number or score, which would be a result."""
LIST = rf"{TEST}(?:(?:,J?|JL?)F?{TEST})*"
BEHIND = re.compile(
    rf"(?P<list>{LIST})(?P<link>(?P<colon>:)?[FDAB]{{0,4}})(?P<state>G[FA]{{0,2}}[Pe]|[WwyP])(?![FA]*M)"
)
AHEAD = re.compile(rf"W[FA:]{{0,4}}(?P<list>{LIST})(?![^.;LM]{{0,8}}[PRNSe+-])")
"""``Awaiting BRAF V600E and MSI``, with no result behind the list."""
ITEM = re.compile(TEST)
SHOWN = re.compile(r"[ceP][FA:]{0,4}$")
OF_OTHERS = re.compile(r"M[^.;L]*$")
"""A test before the word that awaits, which may be of that one: ``ALK pending, BRAF V600E``."""
REACH = 20
"""Tokens before a list that may bear on it."""
ONE_CHANGE = re.compile(r"(?:p\.\s?)?\(?[A-Z][a-z]{0,2}\d+")
"""A change that can only be of one gene; exons are looked at in several."""
PLURAL = re.compile(r"\b(?:are|were|have|both|all)\b", re.I)
SINGULAR = re.compile(r"\b(?:is|was|has)\b", re.I)
CONTRAST = re.compile(r"but", re.I)

LABELLED = re.compile("[,;]F*M[FDVQ]{0,4}:")
"""A further test with its own colon: each result is of the name beside it."""

Test = tuple[int, tuple[int, ...]]
"""The index of a marker, and those of the words beside it."""


class Share(Enum):
    ALL = "of all"
    LAST = "of the last alone"
    UNSETTLED = "of all or of the last"


class SharedState(NamedTuple):
    """``unsettled`` are the markers and words of which nothing is to be read."""

    tests: tuple[Test, ...]
    unsettled: tuple[int, ...]
    first: int
    last: int


def find_shared_states(tape: Tape) -> Iterator[SharedState]:
    for found in AHEAD.finditer(tape.codes):
        tests = _tests(tape, found)
        before = tape.codes[max(found.start() - REACH, 0) : found.start()]
        if _is_torn(tape, tests) and not OF_OTHERS.search(before):
            said = tuple((head, (found.start(), *own)) for head, own in tests)
            yield SharedState(said, (), found.start(), found.end("list") - 1)
    for found in BEHIND.finditer(tape.codes):
        tests = _tests(tape, found)
        changes = sum(tape.codes[index] == "V" for _, own in tests for index in own)
        if (len(tests) == 1 and changes < 2) or not _is_torn(tape, tests) or not _finds_nothing(tape, found):
            continue
        share = _share(tape, found, tests)
        span = (found.start(), found.end("state") - 1)
        if share is Share.ALL:
            state = tuple(range(*found.span("state")))
            link = tuple(range(*found.span("link")))
            *others, (last, words) = tests
            said = ((head, (*own, *state)) for head, own in others)
            yield SharedState((*said, (last, (*words, *link, *state))), (), *span)
        elif share is Share.UNSETTLED:
            yield SharedState((), tuple(index for head, own in tests[:-1] or tests for index in (head, *own)), *span)


def _tests(tape: Tape, found: re.Match[str]) -> list[Test]:
    items = ITEM.finditer(tape.codes, *found.span("list"))
    return [(one.start(), tuple(range(one.start() + 1, one.end()))) for one in items]


def _is_torn(tape: Tape, tests: list[Test]) -> bool:
    """Whether a change stands in the list that is of its own marker alone, by its kind or by its place."""
    before_last = any(tape.codes[index] in "VQ" for _, own in tests[:-1] for index in own)
    return before_last or any(
        tape.codes[index] == "V" and ONE_CHANGE.match(tape.tokens[index].text) for _, own in tests for index in own
    )


def _finds_nothing(tape: Tape, found: re.Match[str]) -> bool:
    """Whether the state says that a test found nothing, or that it has told nothing."""
    word = tape.tokens[found.end("state") - 1].word
    return found["state"] in ("W", "w", "y") or found["state"][0] == "G" or bool(word and word.result == "negative")


def _share(tape: Tape, found: re.Match[str], tests: list[Test]) -> Share:
    start, end = found.span("list")
    joints = [place for place in range(start, end) if tape.codes[place] == "J"]
    if any(CONTRAST.fullmatch(tape.tokens[place].text) for place in joints):
        return Share.LAST
    said = " ".join(token.text for token in tape.tokens[found.start("link") : found.end("state")])
    is_shown = SHOWN.search(tape.codes, max(start - REACH, 0), start) is not None
    head, own = tests[-1]
    names_change = any(tape.codes[index] == "V" for index in own)
    if PLURAL.search(said):
        return Share.ALL
    if SINGULAR.search(said) and len(tests) > 1:
        return Share.UNSETTLED if set(tape.codes[head + 1 : found.start("state")]) & set("FD") else Share.LAST
    if found["colon"] and not joints and LABELLED.match(tape.codes, found.end("state")):
        return Share.UNSETTLED
    if found["colon"]:
        of_gene = any(marker.kind == "gene" for marker in tape.tokens[head].markers)
        return Share.ALL if not is_shown and (joints or names_change or of_gene) else Share.UNSETTLED
    if is_shown:
        return Share.LAST
    if len(tests) == 1:
        return Share.UNSETTLED
    if _is_joined(tape, tests) and (names_change or found["state"] in ("W", "w")):
        return Share.ALL
    is_answer = found["state"] not in ("W", "w", "y")
    if is_answer and (bare := _bare_ahead(tape, tests)):
        return Share.ALL if bare > 1 else Share.UNSETTLED
    return Share.LAST if is_answer and not names_change and not _is_joined(tape, tests) else Share.UNSETTLED


def _bare_ahead(tape: Tape, tests: list[Test]) -> int:
    """How many tests stand before the first that names a change: nothing but the state at the end is said of them."""
    bare = takewhile(lambda test: not any(tape.codes[index] in "VQDO" for index in test[1]), tests[:-1])
    return sum(1 for _ in bare)


def _is_joined(tape: Tape, tests: list[Test]) -> bool:
    """Whether "and" follows the last test before the end that names a change: in ``EGFR L858R, ALK and ROS1 negative``
    it follows another.
    """
    changed = [place for place, (_, own) in enumerate(tests[:-1]) if any(tape.codes[index] in "VQ" for index in own)]
    first = changed[-1] if changed else 0
    return "J" in tape.codes[tests[first][0] : tests[first + 1][0]]
