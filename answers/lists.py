"""Lists on a page, such as of medicines, values or appointments: entries of a line each, mostly under a heading.

Wrapped text is told from them by where its lines begin and end: a line of text goes on with a small letter, or ends
within a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.sentences import Span

FEWEST, UNDER_A_HEADING = 3, 2
"""Entries that make a list, and that do so under a heading with a colon."""
LONGEST = 280
"""Characters of an entry: a longer one is text."""
MARK = re.compile(r"(?:[-•*·]|\(?\w{1,2}[.)])\s")
HEADING = re.compile(
    r"[A-Z][^.;]{0,60}:"
    r"|(?:[A-Z][\w'/-]* ){0,3}(?:labs?|bloods?|results?|medications?|medicines?|meds|drugs?|tablets?|allergies"
    r"|appointments?|vitals|observations)\b"
    r"(?: (?:on|at|of|list|given|discharge|home|today|date[ds]?|[\d/.-]+|\w{3} \d{4}))*",
    re.I,
)
SMALL = re.compile(r"[a-z]")
STOP_WITHIN = re.compile(r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bProf)[.!?]\s+[A-Z]")
COMPLETE = re.compile(r"[.!?;:)]$")
UNFINISHED = re.compile(
    r"(?:,|\b(?:an?|and|are|as|at|by|for|from|had|has|her|his|in|is|my|of|on|or|that|the|to|was|were|which|with"
    r"|Dr|Mr|Mrs|Ms))$"
)
WORD = re.compile(r"\b[a-z]{2,}\b")
WORDS = 6
"""Words in small letters that make a whole sentence, which tells by itself what it is about."""
LEANS = re.compile(r"(?:It|This|That|These|Those|They)\b")
"""What an entry begins with that goes on from the one before it."""


class List(NamedTuple):
    heading: Span | None
    entries: tuple[Span, ...]

    def at(self, start: int, end: int) -> tuple[Span, ...]:
        """The entries that share characters with a place."""
        return tuple(one for one in self.entries if one.start < end and start < one.end)


def list_at(text: str, start: int, end: int) -> List | None:
    """The list one or more entries of which stand there; None for text, and for a heading itself."""
    rows = _rows(text, start, end)
    begins = [n for n, row in enumerate(rows) if row.start <= start and _of(text, row).endswith(":")]
    first = begins[-1] if begins else 0
    ends = (n for n, row in enumerate(rows) if n > first and row.start >= end and _of(text, row).endswith(":"))
    rows = rows[first : next(ends, len(rows))]
    headed = bool(rows) and _is_heading(text, rows)
    heading = rows[0] if headed else _heading_above(text, rows[0].start) if rows else None
    entries = _entries(text, rows[headed:])
    if not entries or (headed and start < rows[0].end) or any(one.end - one.start > LONGEST for one in entries):
        return None
    least = UNDER_A_HEADING if heading and _of(text, heading).endswith(":") else FEWEST
    return List(heading, entries) if len(entries) >= least and _are_apart(text, entries) else None


def is_sentence(text: str) -> bool:
    return text.endswith((".", "!", "?")) and len(WORD.findall(text)) >= WORDS


def _of(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _rows(text: str, start: int, end: int) -> list[Span]:
    """The lines of the paragraph that the place is in, without the blanks around them."""
    above = [one.end() for one in re.finditer(r"\n[ \t]*\n", text[:start])]
    below = re.search(r"\n[ \t]*\n", text[end:])
    first, last = above[-1] if above else 0, end + below.start() if below else len(text)
    lines = re.finditer(r"\S(?:[^\n]*\S)?", text[first:last])
    return [Span(first + one.start(), first + one.end()) for one in lines]


def _is_heading(text: str, rows: Sequence[Span]) -> bool:
    """The first line with a colon or a word for a list, or alone without the mark that the others have."""
    first, *rest = (_of(text, row) for row in rows)
    marked = bool(rest) and not MARK.match(first) and all(MARK.match(one) for one in rest)
    return bool(not MARK.match(first) and (HEADING.fullmatch(first) or (marked and len(first) <= LONGEST // 4)))


def _heading_above(text: str, start: int) -> Span | None:
    before = text[:start].rstrip()
    row = Span(before.rfind("\n") + 1, len(before))
    return row if HEADING.fullmatch(_of(text, row)) else None


def _entries(text: str, rows: Sequence[Span]) -> tuple[Span, ...]:
    """Each line; where they are marked, with those below it that are not. None where the first goes on."""
    if not rows or not MARK.match(_of(text, rows[0])):
        return tuple(rows)
    begins = [n for n, row in enumerate(rows) if MARK.match(_of(text, row))]
    return tuple(
        Span(rows[n].start, rows[until - 1].end) for n, until in zip(begins, (*begins[1:], len(rows)), strict=True)
    )


def _are_apart(text: str, entries: Sequence[Span]) -> bool:
    """Whether each begins and ends by itself."""
    said = [_of(text, one) for one in entries]
    if any(SMALL.match(one) for one in said) or any(UNFINISHED.search(one) for one in said[:-1]):
        return False
    marked = all(MARK.match(one) for one in said)
    return marked or not any(map(STOP_WITHIN.search, said)) or all(map(COMPLETE.search, said[:-1]))


def leaning(text: str, of: List, entry: Span) -> Iterator[Span]:
    """The entry, after the one before it where it goes on from that."""
    place = of.entries.index(entry)
    if place and LEANS.match(_of(text, entry)):
        yield of.entries[place - 1]
    yield entry
