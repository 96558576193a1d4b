"""A guideline's parts, cut into passages: whole sentences under one heading, short enough to be read and quoted.

What a page says about itself, lists of links and tables of contents are no passages (data/rules/
guideline_boilerplate.tsv). Words stay as they are; line ends, marks of emphasis and numbers of references go.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from answers.guidelines.documents import Part, Passage
from answers.guidelines.scope import cancers_named
from core.places import RULES
from extractors.rules import read_table
from extractors.sentences import split_sentences

LONGEST = 110
"""Words: a passage ends with the sentence that reaches so many."""
SHORTEST = 6
"""Words: less says nothing by itself."""
DIVIDED = re.compile(r"\n\s*\n|\n(?=\s*(?:[-•*▪○●]|\d{1,2}[.)])\s)")
BULLET = re.compile(r"^\s*(?:[-•*▪○●]|\d{1,2}[.)])\s+")
REFERENCE = re.compile(
    r"\s?\[(?:\d{1,3}(?:\s?[-–,]\s?\d{1,3})*|Level(?:s)? of [Ee]vidence:? [^\]]{1,12})\](?=[\s.,;:)\]]|\[|$|[A-Z])"
)
EMPHASIS = re.compile(
    r"\*{2,3}(?=\S)|(?<=\S)\*{2,3}|(?<!\w)\*(?=[^\s\d])|(?<=[^\s*])\*(?!\w)|(?<!_)__(?=[^\s_])|(?<=[^\s_])__(?!_)"
)
"""Not the star of an allele: ``DPYD*2A`` stays."""
TABLE_ROW = re.compile(r"^\s*\|.*\|?\s*$")
ENDED = re.compile(r"[.:;!?)”\"]$")


def cut(parts: Iterable[Part]) -> tuple[Passage, ...]:
    """Passages numbered in the document's order; a text that stands in it several times is one."""
    found: dict[str, tuple[Part, str]] = {}
    for part in parts:
        if not _is_boilerplate(part.heading):
            for text in _grouped(_units(part.text)):
                found.setdefault(text, (part, text))
    return tuple(
        Passage(
            number=number,
            heading=part.heading,
            text=text,
            page=part.page,
            cancers=cancers_named(" ".join((*part.heading[1:], text))),
        )
        for number, (part, text) in enumerate(found.values(), 1)
    )


def sentences_of(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def _units(text: str) -> Iterator[tuple[str, bool]]:
    """Paragraphs, items of lists and rows of tables, each with whether it goes on a list."""
    for block in DIVIDED.split(text):
        rows = [line for line in block.splitlines() if TABLE_ROW.match(line)]
        if rows:
            yield from ((row, True) for row in map(_row, rows) if row)
            block = "\n".join(line for line in block.splitlines() if not TABLE_ROW.match(line))
        plain = EMPHASIS.sub("", REFERENCE.sub("", " ".join(BULLET.sub("", block).split())))
        plain = re.sub(r"^#+\s*", "", plain).strip()
        if plain and not _is_said_about_itself(plain) and not _is_navigation(plain, bool(BULLET.match(block))):
            yield plain, bool(BULLET.match(block))


def _row(line: str) -> str:
    cells = [" ".join(EMPHASIS.sub("", REFERENCE.sub("", cell)).split()) for cell in line.strip().strip("|").split("|")]
    return " | ".join(cell for cell in cells if cell and not re.fullmatch(r"[-: ]+", cell))


def _grouped(units: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """As many units as fit; words that lead to a list go on with its first item where both fit."""
    group: list[str] = []
    for unit, is_item in units:
        for piece in _pieces(unit):
            if group and _words(*group, piece) > LONGEST:
                leads = is_item and group[-1].endswith(":") and _words(group[-1], piece) <= LONGEST
                following = [group.pop()] if leads else []
                yield from _kept(group)
                group = following
            group.append(piece)
    yield from _kept(group)


def _words(*texts: str) -> int:
    return sum(len(one.split()) for one in texts)


def _pieces(unit: str) -> Iterator[str]:
    """A unit as it is, or, where it is long, sentence by sentence."""
    if _words(unit) <= LONGEST:
        yield unit
    else:
        yield from sentences_of(unit)


def _kept(group: Sequence[str]) -> Iterator[str]:
    text = "\n".join(group)
    if _words(text) >= SHORTEST:
        yield text


def _is_navigation(text: str, is_item: bool) -> bool:
    """A row of titles: most words with capitals, and no end of a sentence."""
    words = [word for word in text.split() if word[:1].isalpha()]
    if is_item or ENDED.search(text) or len(words) < 3:
        return not is_item and not ENDED.search(text) and len(words) < 3
    return sum(word[0].isupper() for word in words) > 0.5 * len(words)


def _is_boilerplate(heading: Sequence[str]) -> bool:
    path = " > ".join(heading)
    return any(pattern.search(path) for pattern in _boilerplate("heading"))


def _is_said_about_itself(text: str) -> bool:
    return any(pattern.search(text) for pattern in _boilerplate("text"))


@lru_cache(maxsize=2)
def _boilerplate(part: str) -> tuple[re.Pattern[str], ...]:
    rows = read_table(RULES / "guideline_boilerplate.tsv", "part", "pattern")
    return tuple(re.compile(row["pattern"]) for row in rows if row["part"] == part)
