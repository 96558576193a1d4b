"""A quoted line with its clinicians' shorthand in full words: ``f/u 6/52`` is ``follow-up 6 weeks``.

data/rules/shorthand.tsv says what each is written as, and what must (``needs``) and may not (``not_beside``) stand near
where it has other meanings: both are sought in the words around it, with ``@`` in its own place, in any case. What the
line does not settle stays as it is. A row whose ``written`` is a name in braces says what the name stands for in the
rows below it. Numbers, doses, units, stages, genes and medicines are never changed.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from extractors.rules import read_table

NEAR = 60
"""Characters on either side that are looked at."""
BEGINS = r"(?:(?<!\w)(?:(?<!\d[.,/])|(?!\d))|(?=\W))"
ENDS = r"(?:(?!\w)|(?<=\W))(?![-/]\d)"
"""What begins or ends with a letter or digit begins or ends a word, and is no part of a date, number or name such as
``CA-125``."""
NAME = re.compile(r"\{[a-z_]+\}")
LETTERS = 3
"""More letters of a word than these tell what it is: ``chemo``, ``temp``."""
OPENING = re.compile(r"\A|(?<=[.!?] )")
TOLD = re.compile(r"(?<=\w) \([^()]*\)$")
"""Plain words beside the full ones, told once in a line."""


class Surroundings(NamedTuple):
    """What must and what may not stand near a word of several meanings that has the one which is told."""

    needs: re.Pattern[str] | None
    not_beside: re.Pattern[str] | None

    def __bool__(self) -> bool:
        return bool(self.needs or self.not_beside)

    def leave(self, text: str, start: int, end: int) -> bool:
        """Whether they leave the one meaning to what stands at this place."""
        if not self:
            return True
        near = _surroundings(text, start, end)
        return not (self.needs and not self.needs.search(near)) and not (
            self.not_beside and self.not_beside.search(near)
        )


class Shorthand(NamedTuple):
    written: re.Pattern[str]
    spelled: str
    beside: Surroundings

    def is_meant(self, text: str, start: int, end: int) -> bool:
        """Whether the words around it leave only this meaning. Alone in brackets it stands behind its full words."""
        if text[start].isalpha() and text[max(0, start - 1) : start] == "(" and text[end : end + 1] == ")":
            return False
        return self.beside.leave(text, start, end)

    def is_short_for(self, names: Collection[str]) -> bool:
        """Whether it is one of the names, in small letters, that is cut short."""
        return any(one in self.spelled.lower() for one in names)


class Found(NamedTuple):
    start: int
    end: int
    spelled: str
    row: Shorthand


def in_full_words(text: str) -> str | None:
    """``In full words: “…”`` with the whole line, or the few words of a long line by themselves: ``“bd” is twice a
    day``. None where only words are cut short that everyone reads, such as ``chemo`` and ``2 yrs``."""
    met = [one for one in shorthand_in(text) if not _is_read_anyway(text, one)]
    if not met:
        return None
    each = dict.fromkeys(f"“{text[one.start : one.end]}” is {_by_itself(one)}" for one in met)
    listed, whole = "; ".join(each), spelled_out(text)
    return f"In full words, {listed}." if len(listed) < len(text) / 2 else f"In full words: “{whole}”"


def spelled_out(text: str) -> str | None:
    """The line with its shorthand in full words and all else untouched; None where nothing was spelled out."""
    parts: list[str] = []
    done = 0
    told: set[str] = set()
    for found in shorthand_in(text):
        once = TOLD.sub("", found.spelled) if found.spelled.lower() in told else found.spelled
        parts += (text[done : found.start], _apart(text, found._replace(spelled=once)))
        told.add(found.spelled.lower())
        done = found.end
    spelled = "".join((*parts, text[done:]))
    return spelled if spelled != text else None


def shorthand_in(text: str) -> Iterator[Found]:
    """In order; of two that share characters, the one that begins first, and of these the longest."""
    anywhere, rows, _ = _rows()
    done = 0
    for start in (one.start() for one in anywhere.finditer(text)):
        if start < done:
            continue
        met = [(row, found) for row in rows if (found := row.written.match(text, start))]
        meant = [(row, found) for row, found in met if row.is_meant(text, start, found.end())]
        if meant:
            row, found = max(meant, key=lambda one: one[1].end())
            done = found.end()
            yield Found(start, done, _in_its_case(found.expand(row.spelled), text, start), row)


def may_stand_for(word: str, names: Collection[str], text: str) -> bool:
    """Whether a word cut short stands in a text for one of the names, in small letters: wherever the table reads it
    there in one of its meanings, it is this one; where it reads none, this is not one that something must tell.

    ``CNS`` is no central nervous system in ``seen with CNS Jane``, nor in ``ask about CNS``.
    """
    met = [found.row for found in shorthand_in(text) if text[found.start : found.end] == word]
    if met:
        return all(row.is_short_for(names) or not row.beside for row in met)
    _, rows, _ = _rows()
    return not any(row.beside and row.written.fullmatch(word) and row.is_short_for(names) for row in rows)


def surroundings_of(needs: str, not_beside: str) -> Surroundings:
    """From cells of a table, in which names in braces are those of data/rules/shorthand.tsv."""
    _, _, names = _rows()
    return _read_surroundings(needs, not_beside, names)


def _is_read_anyway(text: str, found: Found) -> bool:
    written = text[found.start : found.end].lower().rstrip("s.")
    return len(written) > LETTERS and found.spelled.lower().startswith(written) and not TOLD.search(found.spelled)


def _apart(text: str, found: Found) -> str:
    """``ER-ve`` is ``ER negative``, and ``↑ALT`` ``increased ALT``."""
    before = " " if text[max(0, found.start - 1) : found.start].isalnum() else ""
    after = " " if text[found.end : found.end + 1].isalnum() else ""
    return f"{before}{found.spelled}{after}"


def _by_itself(found: Found) -> str:
    """Apart from the line, the full words need no capital that a sentence gave them."""
    return found.spelled if found.row.spelled[:1].isupper() else found.spelled[:1].lower() + found.spelled[1:]


def _in_its_case(spelled: str, text: str, start: int) -> str:
    """With a capital where the shorthand has one at the beginning of a sentence."""
    opens = text[start].isupper() and OPENING.match(text, start)
    return spelled[:1].upper() + spelled[1:] if opens else spelled


def _surroundings(text: str, start: int, end: int) -> str:
    """Whole words around a place, with ``@`` for what stands there."""
    before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    if start > NEAR:
        before = before[before.find(" ") + 1 :]
    if end + NEAR < len(text):
        after = after[: after.rfind(" ") + 1]
    return f"{before.replace('@', ' ')}@{after.replace('@', ' ')}"


@lru_cache(maxsize=1)
def _rows() -> tuple[re.Pattern[str], tuple[Shorthand, ...], dict[str, str]]:
    """Where any of them begins, found in one pass; the rows; and what the names in braces stand for."""
    names: dict[str, str] = {}
    rows: list[Shorthand] = []
    for row in read_table(RULES / "shorthand.tsv", "written", "spelled"):
        if NAME.fullmatch(row["written"]):
            names[row["written"]] = _full(row["spelled"], names)
            continue
        beside = _read_surroundings(row["needs"], row["not_beside"], names)
        rows.append(Shorthand(re.compile(f"(?:{_full(row['written'], names)}){ENDS}"), row["spelled"], beside))
    anywhere = "|".join(row.written.pattern for row in rows)
    return re.compile(f"{BEGINS}(?={anywhere})"), tuple(rows), names


def _full(cell: str, names: Mapping[str, str]) -> str:
    return NAME.sub(lambda name: f"(?:{names[name[0]]})", cell)


def _read_surroundings(needs: str, not_beside: str, names: Mapping[str, str]) -> Surroundings:
    read = (re.compile(_full(cell, names), re.I) if cell else None for cell in (needs, not_beside))
    return Surroundings(*read)
