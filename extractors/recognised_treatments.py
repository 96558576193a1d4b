"""Treatments that no vocabulary lists, found by the tagger: a medicine newer than the list, a procedure in other words.

The tagger says only that a word is a medicine or a procedure. That it treats the cancer must show: by the stem of its
name, a development code, a listed name that it misspells, or words such as "cycles of" beside it. Whether it was given
is read as for listed treatments (treatment_judgement.py), and here only a verb or a date is enough.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from core.places import RULES, VOCABULARIES
from core.records import Assertion, Source, Treatment
from extractors.biomarkers.tokens import read_tape
from extractors.gate import passing, sureness
from extractors.mentions import Mention
from extractors.notes import Note
from extractors.rules import read_table
from extractors.treatment import tell_all
from extractors.treatment_language import is_english
from extractors.treatment_mentions import Timeline
from extractors.treatment_merge import merge
from extractors.treatment_names import Entry, Name, find_names

TOLD = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.PLANNED)
"""What is only talked of, or denied, is told of listed treatments alone."""
CLINICAL = ("MACCROBAT", "LCT")
"""The heads that know a medicine from any other chemical."""
PLAIN = re.compile(r"[A-Za-z]{5,}(?:[- ][a-z]{5,})?")
CODED = re.compile(r"(?P<prefix>[A-Z]{2,5})[- ]?\d{3,7}[A-Z]?")
LONG_ENOUGH, VERY_LONG = 8, 11
"""Letters of a name that may be misspelt by one letter, and by two."""
USE_REACHES = 45


def find(note: Note) -> Iterator[Treatment]:
    """Facts on treatments that no rule knows, each with a confidence of its own."""
    if not note.mentions or not is_english(note.text):
        return
    recognised = dict(_recognised(note))
    if not recognised:
        return
    told = [
        one
        for one in tell_all(note, Timeline(note, tuple(recognised)))
        if one.name in recognised and one.firm and not one.bare and one.fact.assertion in TOLD
    ]
    sure = {one.name.entry.name: sureness(recognised[one.name]) for one in told}
    for fact in merge(told):
        confidence = next((one for name, one in sure.items() if fact.name.endswith(name)), min(sure.values()))
        yield fact.model_copy(update={"source": Source.MODEL, "confidence": round(fact.confidence * confidence, 3)})


def _recognised(note: Note) -> Iterator[tuple[Name, Mention]]:
    listed = [(one.start, one.end) for one in find_names(note.text)]
    listed += [(token.start, token.end) for token in read_tape(note.text).tokens if token.markers]
    for mention, entry in (*_medicines(note), *_procedures(note)):
        if not any(mention.start < end and start < mention.end for start, end in listed):
            yield Name(mention.start, mention.end, entry), mention


def _medicines(note: Note) -> Iterator[tuple[Mention, Entry]]:
    for mention in passing(note.text, note.mentions, "chemical"):
        printed = note.text[mention.start : mention.end]
        if not set(mention.heads) & set(CLINICAL):
            continue
        code = CODED.fullmatch(printed)
        if (code and code["prefix"] in _prefixes()) or (
            PLAIN.fullmatch(printed)
            and (_has_stem(printed) or _is_misspelt(printed) or _is_used_for_cancer(note.text, mention))
        ):
            yield mention, Entry(printed, "drug", "dual")


def _procedures(note: Note) -> Iterator[tuple[Mention, Entry]]:
    for mention in passing(note.text, note.mentions, "procedure"):
        printed = " ".join(note.text[mention.start : mention.end].split())
        kind = next((kind for pattern, kind in _kinds() if pattern.search(printed)), None)
        if kind and "MACCROBAT" in mention.heads:
            yield mention, Entry(printed.lower(), kind)


def _has_stem(name: str) -> bool:
    return name.lower().endswith(_stems())


def _is_misspelt(name: str) -> bool:
    """One letter from a listed cancer medicine, or two from a long one; the first letter is right."""
    folded = name.lower()
    if len(folded) < LONG_ENOUGH:
        return False
    allowed = 2 if len(folded) >= VERY_LONG else 1
    return any(OSA.distance(folded, listed, score_cutoff=allowed) <= allowed for listed in _listed().get(folded[0], ()))


def _is_used_for_cancer(text: str, mention: Mention) -> bool:
    before = text[max(mention.start - USE_REACHES, 0) : mention.start]
    after = text[mention.end : mention.end + USE_REACHES]
    patterns = _uses()
    return bool(patterns["before"].search(before) or patterns["after"].match(after))


@lru_cache(maxsize=1)
def _stems() -> tuple[str, ...]:
    return tuple(row["stem"] for row in read_table(RULES / "medicine_stems.tsv", "stem", "means"))


@lru_cache(maxsize=1)
def _prefixes() -> frozenset[str]:
    return frozenset(row["prefix"] for row in read_table(RULES / "medicine_code_prefixes.tsv", "prefix"))


@lru_cache(maxsize=1)
def _listed() -> dict[str, tuple[str, ...]]:
    """Names of listed cancer medicines by their first letter."""
    rows = read_table(VOCABULARIES / "medicines.tsv", "name", "type")
    names = sorted({row["name"].lower() for row in rows if not row["caution"]})
    return {first: tuple(name for name in names if name[0] == first) for first in {name[0] for name in names}}


@lru_cache(maxsize=1)
def _uses() -> dict[str, re.Pattern[str]]:
    rows = list(read_table(RULES / "recognised_cancer_use.tsv", "pattern", "where"))
    before = "|".join(row["pattern"] for row in rows if row["where"] == "before")
    after = "|".join(row["pattern"] for row in rows if row["where"] == "after")
    return {
        "before": re.compile(rf"(?<!\w)(?:{before})\s+$", re.I),
        "after": re.compile(rf"\s*\(?(?:{after})", re.I),
    }


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = read_table(RULES / "recognised_procedures.tsv", "pattern", "type")
    return tuple((re.compile(rf"(?<!\w)(?:{row['pattern']})$", re.I), row["type"]) for row in rows)
