"""Whether a statement of the cards supposes a result that the patient's records say otherwise.

``For MSI-high bowel cancer …`` is not for somebody whose record says MSS, nor what is told of ``G12C`` for one with
G12D. A statement stays where it is for several results of which the records hold one, or on a result that the question
names itself; and nothing is denied by what the records do not tell, or tell both ways.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from answers.cards import BiomarkerCard, Library
from core.records import Biomarker, Profile

VARIANT = re.compile(r"\bexon[ -]?\d+|\b[A-Z]\d{2,4}[A-Z]\b|\bITD\b|\bTKD\b", re.I)
"""A change that is one of several of its gene."""
BESIDE_OTHERS = ("t790m", "c797s")
"""Changes that come beside another one under a treatment, so that the other one does not speak against them."""
AMOUNTS = ("amplification", "gain", "expression")
BY_AMOUNT = ("HER2", "MDM2")
"""Markers whose result is the amount; of others it tells nothing of a change of the gene."""
STATES = {"positive": True, "deficient": True, "high": True, "negative": False, "intact": False, "stable": False}
TOGETHER = {"MSI": "MMR", "MMR": "MSI"}
"""What one test tells for the other."""
PARTS = {"RAS": ("KRAS", "NRAS")}
"""Names for several genes at once."""
SPARED = re.compile(
    r"\b(?:unless|except|besides|such as|for (?:example|instance))\b[^;.]*$"
    r"|\b(?:without|no|not)(?: [\w/-]+,?){0,3} $",
    re.I,
)
"""What stands before a result that is an exception, an example, or not meant."""
DEFINES = re.compile(r"\b(?:counts? as|(?:is|are) called|means?)\b", re.I)
"""What says which result is which, and is for none of them alone."""
A_CHANGE = r"(?:mutations?|changes?|fusions?|rearrangements?|amplifications?)"
CHANGED = r"(?:changed|mutated|rearranged|amplified|positive|high|deficient)"
UNCHANGED = r"(?:unchanged|unmutated|wild[- ]type|negative|intact|stable)"
ANOTHER = r"(?:[\w/-]+,? (?:or|and) )?"
"""Another marker in the same breath: ``an EGFR or ALK change``."""
NAME, END = r"(?<![\w(;])(?:{0})", r"(?![\w(;])"
AND_ANOTHER = r"(?:,? (?:or|and) [\w/-]+)?(?: \([^)]*\))?"
NEGATIVE = (
    rf"\b(?:without|no) (?:an? |any |the )?(?:\w+ing )?{ANOTHER}{NAME}{END}",
    rf"{NAME}[- ]{UNCHANGED}\b",
    rf"{NAME}{AND_ANOTHER} (?:is|are) {UNCHANGED}\b",
    rf"\b{UNCHANGED} (?:genes? )?{ANOTHER}{NAME}{END}",
)
POSITIVE = (
    rf"{NAME}[- ](?:gene )?(?:{CHANGED}|{A_CHANGE})\b",
    rf"{NAME}(?: gene)?{AND_ANOTHER} (?:is|are) (?:{CHANGED}|found)\b",
    rf"{NAME}{AND_ANOTHER} {A_CHANGE}\b",
    rf"\b{CHANGED} (?:genes? )?{ANOTHER}{NAME}{END}",
    rf"\b{A_CHANGE} (?:in|of) (?:an? |the )?(?:genes? )?(?:called )?{ANOTHER}{NAME}{END}",
)
A_CHANGE_ITSELF = re.compile(r"t\(|del|inv|\+|\d+[pq] ")
"""Names of changes: what their cards say is for those in whom they are found."""
ALSO_WRITTEN = {"MMR": (r"\bdMMR\b", r"\bpMMR\b"), "MSI": (r"\bMSI-H\b", r"\bMSS\b")}
"""Short words for a result by themselves: found, and not."""


class Told(NamedTuple):
    """What the records tell of a marker: whether it was found, which changes of it, and which alone were sought."""

    name: str
    card: BiomarkerCard
    is_found: bool
    variants: str = ""


def is_denied(text: str, profile: Profile | None, library: Library, asked: str, card: str = "") -> bool:
    """``asked`` is the question; ``card`` the id of the marker's card that the statement is of, if it is of one."""
    fits = denied = False
    if DEFINES.search(text):
        return False
    for told in _results(profile, library) if profile else ():
        positive, negative = _words(told.name)
        variants = [one for one in _variants_in(text, told, card) if one not in BESIDE_OTHERS]
        if _says(negative, text) and _says(positive, text):
            continue
        if told.is_found and _says(negative, text) and not _says(negative, asked):
            return True
        own = card == told.card.id and not VARIANT.search(text)
        fits = fits or (told.is_found and (own or _says(positive, text)))
        for one in variants:
            other = bool(told.variants) and one not in told.variants
            fits = fits or one in asked.lower() or (told.is_found and not other)
            denied = denied or (other if told.is_found else not other)
        of_it = own and bool(A_CHANGE_ITSELF.match(told.name)) and not _says(negative, text)
        if not told.is_found and (_says(positive, text) or of_it):
            fits = fits or _says(positive, asked)
            denied = denied or not told.variants
    return denied and not fits


def _says(words: re.Pattern[str], text: str) -> bool:
    """Of the result as such: ``the KRAS change G12C`` is of that change alone."""
    return any(
        not (SPARED.search(text[: one.start()]) or VARIANT.match(text[one.end() :].lstrip()))
        for one in words.finditer(text)
    )


def _variants_in(text: str, told: Told, card: str) -> tuple[str, ...]:
    """The changes of this marker that a statement is about."""
    found = [one[0].lower() for one in VARIANT.finditer(text) if not SPARED.search(text[: one.start()])]
    named = bool(re.search(NAME.format(re.escape(told.name)) + END, text))
    own = named or (card == told.card.id and told.name == told.card.markers[0])
    return tuple(
        one for one in found if own or any(f"{told.name} {one}".lower() == it.lower() for it in told.card.names)
    )


def _results(profile: Profile, library: Library) -> Iterator[Told]:
    markers = [one for one in profile.facts if isinstance(one, Biomarker) and _tells(one)]
    held = {one.name for one in markers}
    for card in library.biomarkers if held else ():
        for name in card.markers:
            names = (*PARTS.get(name, ()), name, *((TOGETHER[name],) if name in TOGETHER else ()))
            if held.isdisjoint(names):
                continue
            facts = [one for one in markers if one.name in names]
            states = {STATES[one.result or ""] for one in facts}
            in_parts = name in PARTS and (True in states or {*PARTS[name]} <= {one.name for one in facts})
            if len(states) == 1 or (in_parts and states):
                shown = [one for one in facts if STATES[one.result or ""] is (True in states)]
                if False in states and not all(one.variant for one in shown):
                    shown = []
                variants = " ".join(one.variant or "" for one in shown).lower()
                yield Told(name, card, True in states, variants)


def _tells(fact: Biomarker) -> bool:
    return fact.result in STATES and (fact.alteration not in AMOUNTS or fact.name in BY_AMOUNT)


@cache
def _words(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Of a result that was found, and of one that was not."""
    found, not_found = ALSO_WRITTEN.get(name, ("(?!)", "(?!)"))
    positive, negative = ("|".join(patterns).replace("{0}", re.escape(name)) for patterns in (POSITIVE, NEGATIVE))
    return re.compile(f"{positive}|{found}", re.I), re.compile(f"{negative}|{not_found}", re.I)
