"""Which words of a text name a treatment: medicines, regimens, operations, radiation, transplants.

The vocabularies are cut into words and kept by their first word, so a page costs one pass over its words, and a
hyphen, a space or a line break inside a name makes no difference. A name of capitals ("AC-T", "BCG") is matched as it
is written.
"""

import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from core.places import RULES, VOCABULARIES
from extractors.rules import read_table, split_cell

WORD = re.compile(r"[^\W_]+")
OPERATION = re.compile(r"(?:ectomy|ostomy|biopsy|excision|resection|dissection|transplant)$")
PLURAL = re.compile(r"y$")
SOFT = frozenset(" -")


class Entry(NamedTuple):
    """A row of a vocabulary. ``caution`` is empty or one of CAUTIONS."""

    name: str
    type: str
    caution: str = ""
    components: tuple[str, ...] = ()
    drug_class: str = ""


class Name(NamedTuple):
    start: int
    end: int
    entry: Entry


class Surface(NamedTuple):
    """One way to write a name: its words (lower case), what stands between them, and the spelling if it is binding."""

    words: tuple[str, ...]
    gaps: tuple[str, ...]
    exact: str | None
    entry: Entry


CAUTIONS = {
    "": "names a treatment of cancer wherever it stands",
    "dual": "is also given for other illnesses: not where the sentence names one of them",
    "supportive": "is no treatment of cancer, and only shields longer names that hold it",
    "word": "is also an ordinary word or abbreviation: only beside words such as cycles, chemotherapy or Gy",
    "generic": "names a class, not a treatment: only where nothing more exact is named",
    "diagnostic": "finds the disease and does not treat it",
    "bone": "strengthens bones: only where the text says that it is for the cancer",
    "anaphor": "stands for a treatment that is named elsewhere, and is none by itself",
    "watch": "is a decision not to treat for now",
}
CLASSES = ("generic", "anaphor")
CHEMO_NEAR = re.compile(
    r"\b(?:chemo\w*|cycles?|regimen|adjuvant|neo-?adjuvant|induction|consolidation|salvage"
    r"|(?:first|second|third)[- ]line|commenced|started|received|completed|courses?|followed by|Gy|cGy|fractions?|#"
    r"|underwent|protocol|weekly|C\d|x ?\d)(?!\w)",
    re.I,
)
ORDINARY = re.compile(r"[\s-]+(?:sections?|(?:tube )?feed(?:s|ing)?|aspirates?)\b", re.I)
"""What makes of a name another word: "cross section", and "RT feeds" through a nasogastric (Ryle's) tube."""
STAGED = re.compile(r"\bstage[\s:]+$", re.I)
"""What makes of a regimen a group of stages: "stage IVA"."""
STEP_OF_A_CHAIN = re.compile(r"(?:->|→|⇒|=>)\s?(?:[a-z]+\s){0,2}$", re.I)
"""Before an abbreviation that a chain of treatments names: "lumpectomy → whole breast RT"."""
OPERATED = re.compile(
    r"(?:\b(?:s/p|status[ -]post|post|had|underwent|undergone|left|right|bilateral|lt|rt|open|robotic)\b\W+)"
    r"(?:(?:an?|her|his|the|left|right|laparoscopic|open|robotic)\W+){0,3}$",
    re.I,
)
IMAGED = re.compile(r"\W{0,3}(?:scans?|show|reveal|demonstrat|report|images?|BI-?RADS)", re.I)
"""Around the abbreviation of an operation, and behind one that is read as an image."""
RADIATED = re.compile(r"\s*(?:[.,;)(:]|$|\n|\d|(?:to|in|and|for|with|then|completed|given)\b)", re.I)
"""Behind the abbreviation of radiotherapy, which else stands for the right side: "mastectomy + RT"."""
BESIDE = re.compile(r"\s?(?:[/,+&-]|\band\b|\bwith\b)\s?", re.I)
"""Between the abbreviation of an operation and another operation: "TAH, BSO"."""
LESS_THAN = re.compile(r"\b(?:less|other)[\s.]+than[\s.]+(?:[\w-]+[\s.]+){0,2}$", re.I)
"""A form asks for the size of what "excisions less than total mastectomy" took out."""
FRAGMENT = re.compile(r"\b([a-z]{4,})[ ]$", re.I)
NEAR = 30
WRAPPED = 40
"""Characters of a line break within a name and of the margin that follows it."""
SPELLS = re.compile(
    r"\s*(?:(?:regimen|chemotherapy|protocol|combination|induction|[x×]\s?\d{1,2}|\d{1,2}(?=\scycles)|cycles)\s*){0,3}(?:\(|:|=)\s*",
    re.I,
)
CLOSES = re.compile(r"[^()\n]{0,25}(?:\)|$|[.;\n])")
DOSED = (
    r"(?:\s\(?\d+(?:\.\d+)?\s?(?:mg|g|mcg|units)(?:\s?/\s?(?:m2|m²|kg|day))?\)?)?"
    r"(?:\s(?:[x×]\s?\d+(?:\sdays?)?|(?:D|days?)\s?\d+(?:\s?[-–]\s?\d+)?))?"
)
BEGUN = re.compile(r"\b(?:start(?:ed|s|ing)?|commence[ds]?|commencing|beg[aiu]n)\s$", re.I)
"""Before what the page tells elsewhere to be a treatment: "EC x 4 … Start EC on 12/03/2026"."""
LISTED = re.compile(rf"{DOSED}\s*(?:[,/+&]|,?\s*\b(?:and|plus)\b)\s*", re.I)
"""What stands between a regimen and the medicines that it is made of, behind them and between two of them."""


def find_names(text: str) -> tuple[Name, ...]:
    """Every name, longest first where they overlap, in order; supportive and diagnostic ones too."""
    found: list[Name] = []
    words = list(WORD.finditer(text))
    surfaces = _surfaces()
    position = 0
    while position < len(words):
        best = _longest(text, words, position, surfaces.get(words[position].group().lower(), ()))
        if best is None:
            position += 1
            continue
        surface, length = best
        found.append(Name(words[position].start(), words[position + length - 1].end(), surface.entry))
        position += length
    found += [
        shaped
        for shaped in _shaped(text)
        if not any(shaped.start < one.end and one.start < shaped.end for one in found)
    ]
    found = [one for one in found if not LESS_THAN.search(text, max(one.start - 40, 0), one.start)]
    found.sort()
    spelled = dict(_spelled_out(text, found))
    meant = {name.entry.name for name in found if _is_meant(text, name, found, spelled)}
    return tuple(
        name._replace(entry=name.entry._replace(components=spelled.get(name.entry.name, name.entry.components)))
        for name in found
        if _is_meant(text, name, found, spelled)
        or (name.entry.name in meant and BEGUN.search(text, max(name.start - 12, 0), name.start))
    )


def _is_meant(text: str, name: Name, found: list[Name], spelled: Container[str]) -> bool:
    """Not what is also an ordinary word and stands beside nothing of a treatment."""
    return (
        name.entry.caution != "word"
        or name.entry.name in spelled
        or _chemo_near(text, name)
        or _is_beside_an_operation(text, name, found)
        or _is_operated(text, name)
    )


def _is_operated(text: str, name: Name) -> bool:
    before = OPERATED.search(text, max(name.start - NEAR, 0), name.start)
    return name.entry.type == "surgery" and before is not None and not IMAGED.match(text, name.end)


def _is_beside_an_operation(text: str, name: Name, names: list[Name]) -> bool:
    if name.entry.type == "radiation" and not RADIATED.match(text, name.end):
        return False
    if name.entry.type not in ("surgery", "radiation"):
        return False
    pairs = ((name, one) if one.start > name.start else (one, name) for one in names if _is_sure_operation(one))
    return any(BESIDE.fullmatch(text, left.end, right.start) for left, right in pairs)


def _is_sure_operation(name: Name) -> bool:
    return name.entry.type == "surgery" and name.entry.caution == ""


def _spelled_out(text: str, names: list[Name]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Regimens with the medicines that the text gives them: "CVD (cyclophosphamide, vincristine, dacarbazine)".

    A part of what the vocabulary knows corrects nothing: "FOLFIRINOX (irinotecan and oxaliplatin reduced)".
    """
    for n, name in enumerate(names):
        if name.entry.type != "regimen":
            continue
        parts = _run_of_medicines(text, islice(names, n + 1, None))
        if not parts or not SPELLS.fullmatch(text, name.end, parts[0].start):
            parts = _run_of_medicines(text, (names[m] for m in range(n - 1, -1, -1)))[::-1]
            if not parts or text[parts[-1].end : name.start].strip() != "(" or text[name.end : name.end + 1] != ")":
                continue
        elif not CLOSES.match(text, parts[-1].end):
            continue
        written = tuple(part.entry.name for part in parts)
        if len(written) > 1 and (name.entry.caution == "word" or not set(written) <= set(name.entry.components)):
            yield name.entry.name, written


def _run_of_medicines(text: str, names: Iterable[Name]) -> list[Name]:
    """Those of ``names``, read on or back, that are listed with nothing but commas and the like between them."""
    run: list[Name] = []
    for name in names:
        left, right = sorted((run[-1], name)) if run else (name, name)
        if name.entry.type != "drug" or (run and not LISTED.fullmatch(text, left.end, right.start)):
            break
        run.append(name)
    return run


def _longest(
    text: str, words: list[re.Match[str]], position: int, surfaces: tuple[Surface, ...]
) -> tuple[Surface, int] | None:
    """The first that fits: surfaces come longest first."""
    for surface in surfaces:
        length = len(surface.words)
        run = words[position : position + length]
        if len(run) == length and _fits(text, run, surface):
            return surface, length
    return None


def _fits(text: str, run: list[re.Match[str]], surface: Surface) -> bool:
    if any(word.group().lower() != wanted for word, wanted in zip(run, surface.words, strict=True)):
        return False
    for left, right, gap in zip(run, run[1:], surface.gaps, strict=False):
        between = text[left.end() : right.start()]
        if not (_is_soft(between) if gap in SOFT else between.strip() == gap):
            return False
    return surface.exact is None or text[run[0].start() : run[-1].end()] == surface.exact


def _is_soft(between: str) -> bool:
    short = len(between) <= 3 or (between.lstrip(" ")[:1] == "\n" and len(between) <= WRAPPED)
    return short and between.count("\n") <= 1 and not between.strip(" -–‐‑\n")


def _chemo_near(text: str, name: Name) -> bool:
    ordinary = ORDINARY.match(text, name.end) or STAGED.search(text, max(name.start - 8, 0), name.start)
    return not ordinary and bool(
        STEP_OF_A_CHAIN.search(text, max(name.start - NEAR, 0), name.start)
        or CHEMO_NEAR.search(text, max(name.start - NEAR, 0), name.start)
        or CHEMO_NEAR.search(text, name.end, min(name.end + NEAR, len(text)))
    )


@lru_cache(maxsize=1)
def _surfaces() -> dict[str, tuple[Surface, ...]]:
    by_word: dict[str, list[Surface]] = {}
    for entry, written in _written():
        words = tuple(WORD.findall(written.lower()))
        gaps = tuple(gap.strip() or gap[:1] for gap in re.split(r"[^\W_]+", written)[1:-1])
        exact = written if _binding(written) else None
        by_word.setdefault(words[0], []).append(Surface(words, gaps, exact, entry))
    return {
        first: tuple(sorted(surfaces, key=lambda one: (-len(one.words), one.exact is None)))
        for first, surfaces in by_word.items()
    }


def _binding(written: str) -> bool:
    """Whether capitals are part of the name: most of its letters are, or it is a word of four letters or less."""
    letters = [letter for letter in written if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return bool(letters) and (2 * capitals > len(letters) or (len(letters) <= 4 and capitals > 0))


def _written() -> Iterator[tuple[Entry, str]]:
    for row in read_table(VOCABULARIES / "medicines.tsv", "name", "class", "type"):
        entry = Entry(row["name"], row["type"], row["caution"], (), row["class"])
        yield from (
            (entry, written) for written in (row["name"], *split_cell(row["synonyms"]), *split_cell(row["brands"]))
        )
    for row in read_table(VOCABULARIES / "regimens.tsv", "name"):
        entry = Entry(row["name"], "regimen", row["caution"], split_cell(row["components"]))
        yield from ((entry, written) for written in (row["name"], *split_cell(row["synonyms"])))
    for row in read_table(VOCABULARIES / "procedures.tsv", "name", "type"):
        entry = Entry(row["name"], row["type"], row["caution"])
        own = () if row["caution"] == "word" else (row["name"],)
        for written in (*own, *split_cell(row["synonyms"])):
            yield entry, written
            if OPERATION.search(written):
                yield entry, PLURAL.sub("ie", written) + "s"


@lru_cache(maxsize=1)
def medicine_classes() -> dict[str, str]:
    """The class of each medicine by its name."""
    return {row["name"]: row["class"] for row in read_table(VOCABULARIES / "medicines.tsv", "name", "class")}


@lru_cache(maxsize=1)
def _shapes() -> tuple[tuple[re.Pattern[str], str, str, str], ...]:
    rows = read_table(RULES / "treatment_shapes.tsv", "pattern", "type")
    return tuple((re.compile(row["pattern"], re.I | re.M), row["name"], row["type"], row["caution"]) for row in rows)


def _shaped(text: str) -> Iterator[Name]:
    for pattern, name, kind, caution in _shapes():
        for match in pattern.finditer(text):
            start = match.end() - len(match.group().lstrip(" \t•*-"))
            fragment = FRAGMENT.search(text, max(start - 20, 0), start)
            whole = _broken(fragment[1], match.group()) if fragment and not name else None
            if fragment and whole:
                start = fragment.start(1)
            meant = None if name else _misread(match.group().lower())
            yield Name(start, match.end(), whole or meant or Entry(name or match.group().lower(), kind, caution))


@lru_cache(maxsize=1024)
def _misread(word: str) -> Entry | None:
    """The operation whose name differs by a letter: ``fysterectomy``; None where several do."""
    near = {
        surface.entry
        for begun, surfaces in _surfaces().items()
        for surface in surfaces
        if surface.words == (begun,)
        and OPERATION.search(begun)
        and Levenshtein.distance(begun, word, score_cutoff=1) <= 1
    }
    return near.pop() if len(near) == 1 else None


def _broken(first: str, second: str) -> Entry | None:
    """The operation whose name a scan broke in two: ``pancreat icoduodenectomy``."""
    first, second = first.lower(), second.lower()
    for begun, surfaces in _surfaces().items():
        for surface in surfaces:
            cut = len(begun) - len(first) - len(second)
            if surface.words == (begun,) and begun.startswith(first) and begun.endswith(second) and abs(cut) <= 1:
                return surface.entry
    return None
