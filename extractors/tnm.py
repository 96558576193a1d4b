"""TNM notation in running text: categories, their joining into one staging, and lists of choices.

Follows the notation of UICC and AJCC, 8th edition: prefixes ``c p yp yc r a``, the suffixes ``(m)``, ``(sn)``, ``(i+)``
and ``(mol+)``. Optical recognition reads 0 as O and 1 as l or I; such characters are taken for digits only behind a
prefix or beside another category, and the quote keeps them as they stand.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

LETTERS = "TNM"
BY_MRI = {"mr": "c", "ymr": "yc"}
"""Radiologists' prefix, by the prefix of TNM for what is found before an operation."""

PREFIX = r"(?P<prefix>y?mr(?=[TNM])|[yra]{0,2}m?[pc][ ]?|(?:Y|R|A)?P|ry?|[ya]|YC|RC|C)"
VALUES = {
    "T": r"is|IS|[Xx]|a(?=[ ]?(?:\b|[pc]?N))|[0-4OoIli](?:mic?|MIC?|[a-eA-E](?:[1-3]|[ ]?\((?:[sm]|\d)\))?)?",
    "N": r"[Xx]|[0OoD]|[1-3Il](?:mic?|MIC?|[a-dA-D])?|\+",
    "M": r"[Xx]|[01OoIl](?:[a-eA-E](?:[1-3])?)?",
}
SUFFIX = r"(?:[ ]?\((?:m|[2-9]|sn|SN|is|DCIS|LCIS|Paget|pu|pd|mi|f|i ?[+-]|mol ?[+-]|cy ?[+-])\)){0,2}"
NEXT = r"(?=[ypcra]{0,2}[TNM][ ]?(?:[0-4XxOoIli#+]|n/a)|(?:[GLVR][0-3OXx])+(?![A-Za-z]))"
TOKEN = re.compile(
    rf"{PREFIX}?(?:"
    + "|".join(
        rf"(?P<{letter}>{letter})[ ]?[-=:]?[ ]?\(?(?P<{letter}value>{VALUES[letter]})\)?(?P<{letter}suffix>{SUFFIX})"
        for letter in LETTERS
    )
    + rf")(?:(?![A-Za-z0-9%])(?!\.\d)|{NEXT})"
)
LABELLED = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<words>(?i:pathologic(?:al)?|clinical))[ ])?(?:(?P<prefix>y?[pc])[ ]?)?(?P<letter>[TNM])"
    r"(?:(?P<noun>[ -](?i:category|stage|classification))(?:[ ]?\([^()\n]{0,30}\))?|(?P<paren>\)))?"
    r"(?:\s*[:=]\s*|(?<=[a-z)])(?:[ ]{2,}|[ ]?\t|[ ]?\n)\s*)"
    r"(?P<value>[Xx]|is|[0-4](?:mi|[a-e][1-3]?)?)"
    r"(?![A-Za-z0-9%]|[./]\w|[ ]?(?:cm|mm|of|out|x|positive|negative)\b|[ ]?(?:[a-z-]+[ ]){0,3}(?:lymph|nodes?)\b)"
)
GAP = re.compile(
    r"(?:\s|[,;.:/&|+_–-]|\band\b|\bwith\b|\([^()]{0,45}\)|\b(?:regional|lymph|nodes?|distant|metastas[ie]s|category|"
    r"pathologic(?:al)?|staging|stage|nodal|status|AJCC|classification)\b|\(?\bp?[NM]\)?(?=[\s:)]))*",
    re.I,
)
LONGEST_GAP = 80
RANGE = re.compile(r"\s?[-–/]\s?[TLCS]?\d|\s?(?:to|and|or|,|&)[ ][TLCS]\d")
BESIDE_TA = re.compile(r"[ ]?,?[ ]?(?:[pc]?N[0-3Xx]|G[1-3]\b|(?:low|high)[ -]grade|LG\b|HG\b|urothelial|bladder)")
"""What tells ``Ta`` of the bladder from the word."""
UP_TO = re.compile(r"[ ]?[-–/][ ]?[0-4](?![\d.])")
REPEATED_C = re.compile(r"N[0-3Xx][a-d]?c[ ]?M")
"""What follows in ``cT2cN0cM0``, where the second c is the prefix of N; in ``cT1cN0M0`` it belongs to T1c."""
EITHER = re.compile(r"\s?(?:[-–/]|to|and|or|vs\.?|versus|through)\s?")
DIABETES = re.compile(r"T[12](?=[Dd]M\b)")
KINDS_OF_TUMOUR = re.compile(r"(?:[ ](?:and|or)[ ]p?T\d[a-d]?)?[ ]tumou?rs\b", re.I)
RICHARDSON = re.compile(r"richardson|nottingham|tubul|elston", re.I)
NO = re.compile(r"\s*(?:$|[.,;)(\]/]|[pc]?M[\s:]?[01XxOo]|AJCC|Stage|\n)(?![ ]of\b)")
"""What may follow the letters NO for them to be read as N0."""


SPOKEN = {"zero": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "o": "0"}
UNUSUAL = re.compile(
    r"(?<![a-z0-9.])(?P<prefix>y?[pc][ ]?)?"
    r"(?P<T>t[ -]?(?P<Tvalue>(?:zero|one|two|three|four|[0-4])(?:[ ]?[a-d](?![a-z]))?|is|x))[\s,;-]*"
    r"(?P<N>(?:y?[pc][ ]?)?n[ -]?(?P<Nvalue>(?:zero|nought|one|two|three|[0-3o])(?:[ ]?[a-c](?![a-z]))?|x))"
    r"(?:[\s,;-]*(?P<M>(?:[pc][ ]?)?m[ -]?(?P<Mvalue>zero|nought|one|[01o]|x)))?(?![a-z0-9%])",
    re.I,
)
"""Categories written small (``pt3, pno``) or as dictated (``T three N one M zero``): only T and N together."""


AFTER_TREATMENT = re.compile(r"(?<![A-Za-z])yp[ ]?TNM\)?(?:[ ]stag(?:e|ing))?\s*[:=]\s*(?:p[TNM][^.;:\n]{1,6}[\s,]+)*$")
"""A label whose prefix holds for the categories behind it, which repeat no more of it than the p: "ypTNM: pT1 pNX"."""


class Category(NamedTuple):
    """One T, N or M category; ``bare`` ones have neither a prefix nor a label of their own."""

    letter: str
    value: str
    prefix: str | None
    start: int
    end: int
    bare: bool
    misread: bool

    @property
    def main(self) -> str:
        return self.value[:2]


class Staging(NamedTuple):
    """Categories that stand together and have one prefix; ``accompanied`` by those of another, as in ``T1c pN2a``."""

    categories: tuple[Category, ...]
    accompanied: bool = False

    @property
    def start(self) -> int:
        return self.categories[0].start

    @property
    def end(self) -> int:
        return self.categories[-1].end

    @property
    def prefix(self) -> str | None:
        return self.categories[0].prefix

    @property
    def lone(self) -> bool:
        """One category that nothing but its surroundings tells from a vertebra, a slide or an MRI sequence."""
        return len(self.categories) == 1 and self.categories[0].bare and not self.accompanied

    def value(self, letter: str) -> str | None:
        return next((one.value for one in self.categories if one.letter == letter), None)


def read_stagings(text: str) -> Iterator[Staging]:
    """Stagings in reading order. Lone bare categories are among them: the caller judges their surroundings."""
    chain: list[Category] = []
    usual = [*_written(text), *_labelled(text)]
    for category in _single(text, sorted([*usual, *_unusual(text, usual)], key=lambda one: one.start)):
        if chain and not _continues(text, chain, category):
            yield from _checked(chain)
            chain = []
        chain.append(category)
    if chain:
        yield from _checked(chain)


def _single(text: str, categories: list[Category]) -> Iterator[Category]:
    """Leaves out both sides of ``T2/T3`` and ``pT1 and pT2``: neither is stated."""
    either: set[int] = set()
    for index, (left, right) in enumerate(pairwise(categories)):
        if left.letter == right.letter and EITHER.fullmatch(text, left.end, right.start):
            either |= {index, index + 1}
    yield from (one for index, one in enumerate(categories) if index not in either)


def _written(text: str) -> Iterator[Category]:
    end = stop = -1
    for match in TOKEN.finditer(text):
        start = match.start()
        if (start and start != end and _is_within_word(text, start)) or DIABETES.match(text, start):
            continue
        letter = next(letter for letter in LETTERS if match[letter])
        prefix = (match["prefix"] or "").strip()
        raw = match[letter + "value"]
        if not _plausible(text, match, letter, prefix, attached=start == end):
            continue
        if start == end and stop < end:
            start, prefix = stop, "c"
        end = stop = match.end()
        prefix = BY_MRI.get(prefix, prefix)
        if prefix == "p" and AFTER_TREATMENT.search(text, max(0, start - 24), start):
            prefix = "yp"
        if prefix.endswith("c") and raw.endswith("c") and REPEATED_C.match(text, end):
            raw, stop = raw[:-1], end - 1
        yield Category(
            letter,
            letter + _mended(letter, raw) + re.sub(r"\s", "", match[letter + "suffix"]),
            prefix.lower() or None,
            start,
            _own_end(text, start, stop),
            bare=not prefix,
            misread=raw[0] in "OoIliD",
        )


def _is_within_word(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start]
    return before != "AJCC" and (before[-1].isalnum() or before[-1] in "+#*")


def _plausible(text: str, match: re.Match[str], letter: str, prefix: str, *, attached: bool) -> bool:
    raw, after = match[letter + "value"], text[match.end() : match.end() + 24]
    tight = not re.search(r"[\s:=()-]", match[0].split("(")[0].rstrip())
    if KINDS_OF_TUMOUR.match(after) or (
        letter == "N" and raw[0] in "Oo" and not (attached or _reads_as_n0(text, match, prefix))
    ):
        return False
    if UP_TO.match(after):
        return False
    if not prefix:
        return _plausible_bare(text, match, raw, after, tight=tight, attached=attached)
    if prefix.isupper():
        return tight and _plausible_in_capitals(prefix, letter, raw, after, attached=attached)
    if prefix in {"y", "r", "a", "ry"}:
        return tight and raw[0] in "01234Xx"
    return (tight or raw != "is") and (raw[0] != "i" or raw == "is" or len(raw) > 1)


def _plausible_bare(text: str, match: re.Match[str], raw: str, after: str, *, tight: bool, attached: bool) -> bool:
    """A bare category is no range of vertebrae, no part of a Nottingham score and no English word."""
    if raw in {"D", "I"} and not attached:
        return False
    if (raw == "a" and not BESIDE_TA.match(after)) or (raw == "is" and not tight) or raw[:2] == "ia":
        return False
    if raw == "+":
        return match[0] == "N+"
    if "=" in match[0] and RICHARDSON.search(text, max(0, match.start() - 60), match.start()):
        return False
    return attached or not RANGE.match(text, match.end())


def _plausible_in_capitals(prefix: str, letter: str, raw: str, after: str, *, attached: bool) -> bool:
    """``PT2`` is a category; ``PNI`` is perineural invasion, ``CT1`` mostly a scan, ``CN2`` a nerve and ``PTX`` air."""
    if raw[0] in "IliD+a" or (raw[0] in "Oo" and letter == "T"):
        return False
    if letter == "T" and raw in "Xx" and not attached:
        return bool(re.match(r"[ ]?,?[ ]?P?N[ ]?[0-3XO]", after))
    return not prefix.endswith("C") or attached or bool(re.match(r"[ ]?,?[ ]?C?[NM][ ]?[0-3XO]", after))


def _reads_as_n0(text: str, match: re.Match[str], prefix: str) -> bool:
    return bool(prefix and match["Nvalue"] == "O") or bool(NO.match(text, match.end()))


def _mended(letter: str, raw: str) -> str:
    if raw.lower() == "is":
        return "is"
    head = raw[0].translate(str.maketrans("OoDIli", "000111"))
    return (head.upper() if head in "Xx" else head) + raw[1:].lower().replace(" ", "")


def _own_end(text: str, start: int, end: int) -> int:
    """The end without the space behind it and without a bracket that was opened before it."""
    own = text[start:end].rstrip()
    return start + len(own) - (own.endswith(")") and "(" not in own)


def _labelled(text: str) -> Iterator[Category]:
    for match in LABELLED.finditer(text):
        value, letter = match["value"], match["letter"]
        named = match["prefix"] or match["noun"] or match["words"] or match["paren"]
        if not named or not re.fullmatch(VALUES[letter], value):
            continue
        prefix = match["prefix"] or (match["words"] or "")[:1].lower() or None
        yield Category(
            letter,
            letter + _mended(letter, value),
            prefix,
            match.start(),
            match.end(),
            bare=False,
            misread=False,
        )


def _unusual(text: str, usual: list[Category]) -> Iterator[Category]:
    taken = [(one.start, one.end) for one in usual]
    for match in UNUSUAL.finditer(text):
        spoken = any(word in match[0].lower() for word in SPOKEN if len(word) > 1)
        if not (spoken or match["prefix"] or match["M"]):
            continue
        if any(match.start() < end and start < match.end() for start, end in taken) and not spoken:
            continue
        prefix = (match["prefix"] or "").strip().lower() or None
        for letter in LETTERS:
            start, end = match.span(letter)
            if start < 0 or any(start < other_end and other < end for other, other_end in taken):
                continue
            value = re.sub("|".join(SPOKEN), lambda word: SPOKEN[word[0]], match[letter + "value"].lower())
            whole = match.start() if letter == "T" else start
            told = letter + ("X" if value == "x" else value.replace(" ", ""))
            yield Category(letter, told, prefix, whole, end, bare=False, misread=False)


def _continues(text: str, chain: list[Category], category: Category) -> bool:
    last = chain[-1]
    if LETTERS.index(category.letter) <= LETTERS.index(last.letter):
        return False
    gap = text[last.end : category.start]
    if text[max(0, chain[0].start - 2) : chain[0].start].rstrip().endswith("?"):  # "?T4 ?N2" doubts both, "T4 ?N2" one
        gap = gap.replace("?", "")
    return len(gap) <= LONGEST_GAP and bool(GAP.fullmatch(gap))


def _checked(chain: list[Category]) -> Iterator[Staging]:
    """The stagings of a chain, one for each prefix. Misread bare categories stand only beside one read well."""
    if all(one.bare and one.misread for one in chain):
        return
    parts: list[list[Category]] = [chain[:1]]
    for one in chain[1:]:
        if one.prefix in (None, parts[-1][0].prefix):
            parts[-1].append(one)
        else:
            parts.append([one])
    yield from (Staging(tuple(part), accompanied=len(parts) > 1) for part in parts)


def assigned(text: str, stagings: Iterable[Staging]) -> Iterator[Staging]:
    """Leaves out the choices of a list that were not ticked. A list without ticks assigns nothing."""
    stagings = tuple(_primary_classification(text, tuple(stagings)))
    for run in _runs(stagings):
        ticked = [one for one in run if _mark(text, one) is True]
        unticked = [one for one in run if _mark(text, one) is False]
        mains = {one.categories[0].value for one in run}
        if ticked and (unticked or len(mains) > 1):
            yield from ticked
        elif len(mains) >= 3 and (_defined(text, run) or all(one.lone for one in run)):
            continue
        else:
            yield from (one for one in run if _mark(text, one) is not False)


SECOND_CLASSIFICATION = re.compile(r"\)[\s,.]{1,5}\(\s?")
"""Liver templates state ``AJCC (pT1), (pT2)``: the second is that of another society."""


MISREAD_FIRST = re.compile(r"\(p?T[^\d\s)XxIl]\)[\s,.]{1,5}\(\s?$")


def _primary_classification(text: str, stagings: tuple[Staging, ...]) -> Iterator[Staging]:
    previous: Staging | None = None
    for one in stagings:
        same = previous and len(one.categories) == len(previous.categories) == 1
        misread = MISREAD_FIRST.search(text, max(0, one.start - 16), one.start)
        if not misread and not (same and previous and SECOND_CLASSIFICATION.fullmatch(text, previous.end, one.start)):
            yield one
        previous = one


def _runs(stagings: tuple[Staging, ...]) -> Iterator[list[Staging]]:
    """Neighbouring single categories of one letter, close enough to be the lines of a list."""
    run: list[Staging] = []
    for staging in stagings:
        single = len(staging.categories) == 1
        if run and not (
            single
            and len(run[-1].categories) == 1
            and staging.categories[0].letter == run[-1].categories[0].letter
            and staging.start - run[-1].end < 250
        ):
            yield run
            run = []
        run.append(staging)
    if run:
        yield run


TICKED = re.compile(r"(?:\[\s?[xX✓✔]\s?\]|\(\s?[xX✓✔]\s?\)|_+[xX✓✔]_*|[☒☑✓✔■])\s*$")
UNTICKED = re.compile(r"(?:\[\s?\]|\(\s?\)|_{2,}|[☐□])\s*$")
DEFINITION = re.compile(
    r"\s*[:=–-]?\s*\(?\s*(?:tumou?r|no\b|cannot|metastas[ie]s|carcinoma|invades|any\b|not\b|limited)", re.I
)


def _mark(text: str, staging: Staging) -> bool | None:
    before = text[max(0, staging.start - 12) : staging.start]
    return True if TICKED.search(before) else False if UNTICKED.search(before) else None


def _defined(text: str, run: list[Staging]) -> bool:
    """Whether each choice is followed by its definition: ``N1: ipsilateral hilar``."""
    return sum(bool(DEFINITION.match(text, one.end)) for one in run) >= 3
