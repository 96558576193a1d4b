"""Whether a biomarker matters in a cancer, as the relevance table says it, in words for a patient."""

import re
from collections.abc import Iterator
from functools import lru_cache

from answers.cards import BiomarkerCard, CancerCard, Library, Relation
from answers.names import OtherNames, codes_of, illnesses_in, lineage
from answers.wording import capitalised
from core.places import RULES
from core.records import Sentence
from extractors.rules import read_table

RELEVANCES = {
    "guides_treatment": "is used to choose treatment",
    "prognostic": "says something about how the disease may behave",
    "diagnostic": "is used to find, name or follow the disease",
    "tumour_agnostic": "can open a treatment approved for the marker itself, whatever organ the tumour began in",
    "investigational": "is being studied, and the sources we hold do not name it as a guide to standard treatment",
}
PLURALS = {
    "guides_treatment": "are used to choose treatment",
    "prognostic": "say something about how the disease may behave",
    "diagnostic": "are used to find, name or follow the disease",
    "investigational": "are being studied, and the sources we hold do not name them as a guide to standard treatment",
}
"""The same of a marker's card on several genes."""
AIMED_AT = re.compile(r"in that (.+ (?:is|are) aimed at) it")
"""The limits of what is a target, and no test by which treatment is chosen."""
SEARCHED = re.compile(r"(\d+) of (\d+) (sections on [^(]+?) mention it \(lists of references left out\)")
SHORTEST_NOTE = {"guides_treatment": 20}
"""Words; a shorter note (``V600E.``) is for those who read the table: what it limits stands in the verdict itself."""
SILENT = (
    "That does not mean that it says nothing about your cancer: ask your team why it was tested and what it means for "
    "you."
)
SILENT_UNTESTED = (
    "That does not mean that it says nothing about your cancer: your team can tell you whether it matters for you."
)
"""Where no result and no request is known: nothing may be taken for granted of a test."""
KINDRED = 2
"""OncoTree levels that the cancers of two names may lie apart, the table's above the one asked about."""


def relation_of(library: Library, marker: BiomarkerCard, cancer: CancerCard, asked: str = "") -> Relation | None:
    """The row on a kind within the card that is asked about by its own name (uveal melanoma), else the card's own."""
    within = (library.relation(marker.id, name) for name in illnesses_in(asked, cancer.id, cancer.name))
    return next(filter(None, within), None) or library.relation(marker.id, cancer.id)


def relation_beyond(library: Library, others: OtherNames, marker: BiomarkerCard, name: str) -> Relation | None:
    """The row on a cancer that no card covers, by any of its names, or by that of the kind it belongs to."""
    known: dict[str, str] = {}
    for written, stands_for in others.cancers:
        known.setdefault(written.casefold(), stands_for)
    rows = [one for one in library.relations if one.biomarker == marker.id]
    exact = (one for one in rows if known.get(one.cancer.casefold(), one.cancer) == name)
    kin = (one for one in rows if _is_kin(one.cancer, known.get(one.cancer.casefold(), one.cancer), name))
    return next(exact, None) or next(kin, None)


def _is_kin(cancer: str, known_as: str, name: str) -> bool:
    """Whether a name asked about means a kind of a row's cancer: any below an illness of the table, else the next."""
    asked = codes_of(name)
    if own := codes_of(cancer):
        return bool(own & (asked | {*lineage(name)}))
    return bool({*lineage(known_as)[:1]} & (asked | {*lineage(name)[:KINDRED]}))


def is_misplaced(relation: Relation | None) -> bool:
    return relation is None or relation.relevance == "not_in_sources"


def is_silent(marker: BiomarkerCard, cancer: CancerCard, relation: Relation | None) -> bool:
    """Whether the sources only do not speak of it: it may be an ordinary result of this very cancer."""
    return is_misplaced(relation) and marker.is_common_in(cancer)


def premise_sentences(
    marker: BiomarkerCard, cancer: str, relation: Relation | None, *, silent: bool = False, tested: bool = False
) -> Iterator[Sentence]:
    """What the table says of the pair, and how it knows. ``cancer`` is the name to be read; ``tested`` where a result
    or a request is known."""
    text = ""
    if silent and relation and relation.note.startswith("0 of "):
        text = f"What {marker.name} {verb_of(marker.name, 'means', 'mean')} in {cancer}, our pages on it do not say."
    elif is_misplaced(relation):
        text = (
            f"{capitalised(marker.name)} {verb_of(marker.name)} not used to choose treatment for {cancer} in any of "
            f"the sources we hold: none of those on {cancer} mentions {verb_of(marker.name, 'it', 'them')} as a guide "
            "to treatment."
        )
    elif relation:
        told = RELEVANCES[relation.relevance]
        if verb_of(marker.name) == "are":
            told = PLURALS.get(relation.relevance, told)
        limits = f", but only {relation.limits}" if relation.limits else ""
        aimed = AIMED_AT.fullmatch(relation.limits)
        text = f"In {cancer}, {f'{aimed[1]} {marker.name}' if aimed else f'{marker.name} {told}{limits}'}."
    if relation is None:
        yield Sentence(text=text, connective=True)
    else:
        yield Sentence(text=text, citations=(relation.citation,))
        if note := read_note(relation, marker.name):
            yield Sentence(text=note, citations=(relation.citation,))
    if silent:
        yield Sentence(text=SILENT if tested else SILENT_UNTESTED, connective=True)


def verb_of(name: str, one: str = "is", several: str = "are") -> str:
    """``GNAQ and GNA11 are``; a name such as ``core-binding factor changes, t(8;21) and inv(16)`` is several, too."""
    return several if re.search(r"\band\b", name) else one


def read_note(relation: Relation, marker: str) -> str:
    """``0 of 171 sections on myeloma mention it (…)`` as a patient can read it; nothing for a short note."""

    def counted(match: re.Match[str]) -> str:
        found, searched, where = match.groups()
        if found == "0":
            return f"None of the {searched} {where} that we searched mentions {marker}"
        return f"Of the {searched} {where} that we searched, {found} mention{'s' if found == '1' else ''} {marker}"

    long_enough = len(relation.note.split()) >= SHORTEST_NOTE.get(relation.relevance, 6)
    return SEARCHED.sub(counted, relation.note) if long_enough else ""


# What a question says of the result

OTHER_NAME = r"\s*[\w/.();-]+"
TOGETHER = (
    rf"(?:(?:\s*,{OTHER_NAME}){{0,3}}\s*,?\s*(?:and|or|/|&|nor){OTHER_NAME}"
    rf"|(?:\s*,{OTHER_NAME}){{1,4}}\s*,?\s*(?=all|both))?"
)
"""``EGFR, ALK and ROS1 negative``: one word for several."""
UNSETTLED = r"(?!\s*(?:/|or)\s*(?:pos|high|not\b))"
"""``positive or negative?``"""
RESULT = re.compile(r"\b(?:positive|negative|mutated|status)\b", re.I)
PARTS = re.compile(r"[-/\s]+|(?<=[A-Za-z])(?=\d)")
MINUS = r"-(?=[\s,.;)?]|$)(?!\s*pos)"


def is_stated_negative(text: str, marker: BiomarkerCard) -> bool:
    """Whether the question says that the result is negative, unchanged or normal.

    Of a protein whose missing stain is the finding itself, only that it is unchanged: ``SDHB negative`` is no normal
    result.
    """
    own = _words().get(("own", marker.id))
    names = marker.names + marker.markers
    found = _unchanged(names) if marker.lost else _negative(names)
    return bool(found.search(text) or (own and re.search(own, text, re.I)))


def is_number_stated(text: str, marker: BiomarkerCard) -> bool:
    return marker.numbers is not None and bool(_number(marker.names + marker.markers).search(text))


@lru_cache(maxsize=1)
def _words() -> dict[tuple[str, str], str]:
    rows = read_table(RULES / "stated_results.tsv", "kind", "about", "pattern")
    return {(row["kind"], row["about"]): row["pattern"] for row in rows}


def _any(*kinds: str) -> str:
    return f"(?:{'|'.join(_words()[kind, '-'] for kind in kinds)})"


def _after(names: tuple[str, ...], *kinds: str) -> str:
    between = rf"(?:[\s:,=(“\"']+{_any('between')}\b)*[\s:,=(“\"'-]+"
    minus = MINUS if "negative" in kinds else "(?!)"
    return rf"{_written(names)}(?:{TOGETHER}{between}{_any(*kinds)}(?!\w){UNSETTLED}|{minus})"


@lru_cache(maxsize=256)
def _negative(names: tuple[str, ...]) -> re.Pattern[str]:
    before = rf"{_any('before')}{_written(names)}(?!{_any('not_held')})"
    return re.compile(f"{_after(names, 'unchanged', 'negative')}|{before}", re.I)


@lru_cache(maxsize=64)
def _unchanged(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_after(names, "unchanged"), re.I)


@lru_cache(maxsize=256)
def _number(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"{_written(names)}(?:\s*{_any('before_number')})*\s*{_any('number')}", re.I)


def _written(names: tuple[str, ...]) -> str:
    """Any of the names, with or without hyphens (``HER-2 neu``); not one that tells a result (``ER-positive``)."""
    longest = sorted({one for one in names if not RESULT.search(one)}, key=len, reverse=True)
    either = "|".join(r"[-/\s]?".join(map(re.escape, PARTS.split(name))) for name in longest)
    return rf"(?<![\w-])(?:{either or '(?!)'})(?!\w)"
