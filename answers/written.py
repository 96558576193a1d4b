"""The lines of a record that speak of what is asked, in its own words, where no fact that we read tells it.

What a line must hold stands in data/rules/record_words.tsv (``written``); which lines answer most closely, whatever
they hold, is found by answers/record_lines.py. A line is quoted as it stands, with its shorthand in full words beside
it (answers/shorthand.py): nothing is concluded from it.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from answers.choice import words_of
from answers.lists import LEANS, List, is_sentence, leaning, list_at
from answers.shorthand import in_full_words
from core.records import Evidence, Page, Sentence
from extractors.sentences import Span, split_sentences
from extractors.treatment_language import is_english

MOST = 3
"""Lines quoted for one thing that is asked."""
SHORT, LONG = 45, 280
"""Characters: a shorter line is quoted with its neighbours of the same paragraph, up to so many."""
ENDED = re.compile(r"[.!?;,)]\W*$")
ITEM = re.compile(r"(?:[-•*·]|\(?\w{1,2}[.)])\s")
AN_ITEM = re.compile(rf"^[ \t]*(?={ITEM.pattern})", re.M)
A_DAY = r"\d{4}-\d\d|\d{1,2}[/. -](?:\d{1,2}|[A-Za-z]{3,9})[/. -]\d{2}"
LABELLED = r"[A-Z][\w /()&-]{1,40}:|[A-Z][A-Z /()&-]{3,}(?:$|[ \t]{2})"
ENTRY = re.compile(rf"\n[ \t]*\n|^[ \t]*(?=(?:{ITEM.pattern})|{A_DAY}|{LABELLED})", re.M)
"""Where a paragraph, an item, an entry of a day or a line with a label begins."""
ROW, COLUMN, DIGIT = re.compile(r"\S(?:[^\n]*\S)?"), re.compile(r"\S(?: {2,}|\t+)(?=\S)"), re.compile(r"\d")
COLUMNS = 2
"""Gaps between columns that each row of a table has."""
LIKELY = 40
"""Lines that are looked at with their neighbours."""
EDGE = 3
"""Lines at the head and at the foot of a page: what stands there on several pages of a document runs through it."""
PARAGRAPH = re.compile(r"\n\s*\n")
SIGNED = re.compile(
    r"\n[ \t]*(?:(?:yours|most|very) )?(?:sincerely|truly|faithfully|kind(?:est)? regards|best wishes"
    r"|with (?:kind|best) (?:regards|wishes)"
    r"|(?:electronically )?signed(?: by\b|:|[ \t]*$)|dictated\b|cc\b)",
    re.I | re.M,
)
"""Where a letter ends."""
BARE = re.compile(r"[\W_]*(?:page|seite)?[\W\d_]*", re.I)
"""What no word stands in, such as a rule of dashes or a page's number."""

A_SHAPE = 0.75
"""What the shape of an answer is worth, beside a word that is shared."""
SPELT = ((re.compile(r"[ao]e"), "e"), (re.compile(r"our(?!s?e)"), "or"), (re.compile("-"), " "))
"""Spellings that are one: ``oesophagus`` and ``esophagus``, ``tumour`` and ``tumor``, ``non-cirrhotic``."""

Pages = Callable[[], Sequence[Page]]


def no_pages() -> Sequence[Page]:
    return ()


class Line(NamedTuple):
    page: Page
    start: int
    end: int
    heading: Span | None = None
    """That of the list which it is an entry of, where it is quoted without the others."""

    @property
    def text(self) -> str:
        return self.page.text[self.start : self.end]

    def overlaps(self, other: "Line") -> bool:
        return self.page is other.page and self.start < other.end and other.start < self.end

    def holds(self, evidence: Evidence) -> bool:
        return self.touches(evidence) and self.start <= evidence.start and evidence.end <= self.end

    def touches(self, evidence: Evidence) -> bool:
        of_it = (self.page.document, self.page.number) == (evidence.document, evidence.page)
        return of_it and self.start < evidence.end and evidence.start < self.end

    def sentence(self) -> Sentence:
        """``Page 1 of your record says: “Seen in OPD.” In full words: “Seen in outpatient clinic.”``"""
        quote = " ".join(self.text.split())
        full = in_full_words(quote) if is_english(self.page.text) else None
        under = f" under “{self._heading_text}”" if self.heading else ""
        told = f"Page {self.page.number} of your record says{under}: “{quote}”" + (f" {full}" if full else "")
        place = f"record:{self.page.document}#p{self.page.number}:{self.start}-{self.end}"
        return Sentence(text=told, citations=(place,))

    @property
    def _heading_text(self) -> str:
        start, end = self.heading or (0, 0)
        return " ".join(self.page.text[start:end].rstrip(" :").split())


class Signs(NamedTuple):
    """What a line can show of a question: its telling words, what it says in lay words, and the shape of an answer,
    such as a date for ``when``."""

    words: frozenset[str] = frozenset()
    lay: tuple[re.Pattern[str], ...] = ()
    shapes: tuple[re.Pattern[str], ...] = ()
    other_side: re.Pattern[str] | None = None

    def is_beside(self, text: str) -> bool:
        """Whether a line is on the left lung where the right one is asked about."""
        return bool(self.other_side and self.other_side.search(text))

    def shown(self, text: str) -> float:
        """How much of them a line shows."""
        lay = sum(1 for one in self.lay if one.search(text))
        return len(stems(text) & self.words) + lay + self.shape(text)

    def shape(self, text: str) -> float:
        return A_SHAPE * sum(1 for one in self.shapes if one.search(text))


NO_SIGNS = Signs()


def stems(text: str) -> frozenset[str]:
    """``words_of``, whichever side of the Atlantic spelt them, and both parts of a word with a hyphen."""
    text = text.lower()
    for pattern, one in SPELT:
        text = pattern.sub(one, text)
    return words_of(text)


class Written:
    """The pages of one patient's records, fetched when they are first needed."""

    def __init__(self, pages: Pages = no_pages) -> None:
        self._pages = pages

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Each once, and without running heads and feet."""
        pages = [[*lines_of(page)] for page in self._pages()]
        standing = Counter(key for lines in pages for key in {(one.page.document, one.text) for one in lines})
        kept: dict[str, Line] = {}
        for lines in pages:
            for place, line in enumerate(lines):
                at_edge = min(place, len(lines) - 1 - place) < EDGE
                if not (at_edge and standing[line.page.document, line.text] > 1):
                    kept.setdefault(line.text, line)
        return tuple(kept.values())

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(word for line in self.lines for word in stems(line.text))

    def __bool__(self) -> bool:
        return bool(self.lines)

    def speaking_of(self, thing: re.Pattern[str], signs: Signs = NO_SIGNS, most: int = MOST) -> tuple[Line, ...]:
        """Lines that the pattern is found in; those first that show more of the question, with their neighbours where
        they are short."""
        found = [
            entry_at(line, line.start + match.start()) or narrowed(line, line.start + match.start())
            for line in self.lines
            if (match := thing.search(line.text)) and not signs.is_beside(line.text)
        ]
        return _best(found, lambda line: signs.shown(line.text), most)

    def under(self, heading: re.Pattern[str]) -> tuple[Line, ...]:
        """All that stands under a heading, to the end of its paragraph; what is numbered, or long, item by item."""
        return tuple(one for page in self._pages() for found in _headed(page, heading) for one in found)

    def around(self, evidence: Evidence) -> Line | None:
        """The sentence that a fact was read from."""
        line = next((one for one in self.lines if one.holds(evidence)), None)
        return line if line and line.end - line.start <= LONG else None

    def rarity(self, word: str) -> float:
        """Inverse document frequency over the lines; a word that none holds counts most."""
        return math.log1p(len(self.lines) / (self._counts[word] or 0.5))


def lines_of(page: Page) -> Iterator[Line]:
    for start, end in split_sentences(page.text):
        if not BARE.fullmatch(page.text, start, end):
            yield from rows_of(Line(page, start, end))


def rows_of(line: Line) -> Iterator[Line]:
    """Those of a table, which has no sentences, each under the table's head; else the line itself."""
    text = line.page.text
    rows = [Line(line.page, *row.span()) for row in ROW.finditer(text, line.start, line.end)]
    if not all(len(COLUMN.findall(row.text)) >= COLUMNS for row in rows):
        yield line
        return
    above = [one.end() for one in PARAGRAPH.finditer(text, 0, line.start)]
    first = ROW.search(text, above[-1] if above else 0)
    head = Span(*first.span()) if first and len(COLUMN.findall(first[0])) >= COLUMNS else None
    if head and DIGIT.search(text, *head):
        head = None
    yield from (row._replace(heading=head if head and row.start > head.start else None) for row in rows)


def _headed(page: Page, heading: re.Pattern[str]) -> Iterator[tuple[Line, ...]]:
    text = page.text
    for line in re.finditer(r"^.+$", text, re.M):
        if not heading.fullmatch(line[0].strip()):
            continue
        start = line.end()
        start += len(text[start:]) - len(text[start:].lstrip())
        ends = (one.search(text, start) for one in (PARAGRAPH, SIGNED))
        end = min((one.start() for one in ends if one), default=len(text.rstrip()))
        items = [one.start() for one in AN_ITEM.finditer(text, start, end)] or [
            one.start for one in split_sentences(text) if start <= one.start and one.end <= end
        ]
        begins = list(dict.fromkeys((start, *items)))
        yield tuple(
            Line(page, begin, begin + len(text[begin:until].rstrip()))
            for begin, until in zip(begins, (*begins[1:], end), strict=True)
            if begin < until and not BARE.fullmatch(text, begin, until)
        )


def narrowed(line: Line, at: int) -> Line:
    """A line without end, which a bad scan can give, cut at blanks around the place that counts."""
    if line.end - line.start <= LONG:
        return line
    text = line.page.text
    start, end = max(line.start, at - LONG // 2), min(line.end, at + LONG // 2)
    if start > line.start:
        start = next((n + 1 for n in range(start, at) if text[n].isspace()), start)
    if end < line.end:
        end = next((n for n in range(end, at, -1) if text[n].isspace()), end)
    return Line(line.page, start, end)


def cut(line: Line) -> Iterator[Line]:
    """A line without end in pieces, at blanks."""
    start, text = line.start, line.page.text
    while line.end - start > LONG:
        end = text.rfind(" ", start, start + LONG) + 1 or start + LONG
        yield Line(line.page, start, end)
        start = end
    yield line._replace(start=start)


def in_its_entry(line: Line, belongs: Callable[[Line], bool] = lambda one: True) -> Line:
    """A sentence with those around it in its entry of a log, item or paragraph, as many as make no long quote: first
    those that follow, which complete it, then those that lead to it; a heading with what stands under it. Beside a
    whole sentence, which tells by itself what it is about, another one stands only where it ``belongs`` to it."""
    if line.end - line.start < SHORT and not ENDED.search(line.text):
        return grown(line)
    text = line.page.text
    begins = takewhile(lambda at: at <= line.start, (one.start() for one in ENTRY.finditer(text)))
    first = max(begins, default=0)
    after = ENTRY.search(text, line.end)
    last = after.start() if after else len(text)
    spans = [
        one
        for one in split_sentences(text[first:last])
        if BARE.fullmatch(text, first + one.start, first + one.end) is None
    ]
    around = [Line(line.page, first + one.start, first + one.end) for one in spans]
    whole = Line(line.page, line.start, line.end)
    for one in (one for one in around if one.start >= line.end):
        if one.end - whole.start > LONG or _is_apart(line, one, one, belongs):
            break
        whole = whole._replace(end=one.end)
    for one in (one for one in reversed(around) if one.end <= line.start):
        if whole.end - one.start > LONG or _is_apart(line, one, whole, belongs):
            break
        whole = whole._replace(start=one.start)
    return whole


def _is_apart(line: Line, other: Line, later: Line, belongs: Callable[[Line], bool]) -> bool:
    """Whether a sentence beside a line is another matter; not where the later of both goes on from the one before."""
    both = is_sentence(line.text) and is_sentence(other.text)
    return both and not LEANS.match(later.text) and not belongs(other)


def entries_showing(line: Line, signs: Signs) -> tuple[Line, ...]:
    """Of the list that a line stands in, what shows most of a question's words, each with the heading; none where the
    line is of no list, or where no few entries stand out, so that the list answers as a whole. A line of whole
    sentences stands by itself where nothing shows."""
    found = list_at(line.page.text, line.start, line.end)
    if not found:
        return ()
    own = found.at(line.start, line.end)
    worth = _worth_of(found, line.page.text, signs)
    most = max(worth.values())
    if not most and all(is_sentence(line.page.text[one.start : one.end]) for one in own):
        worth |= dict.fromkeys(own, 1)
    kept = [one for one in found.entries if worth[one] and (worth[one] == most or one in own)]
    if not kept or 2 * len(kept) > len(found.entries):
        return ()
    text = line.page.text
    in_turn = dict.fromkeys(
        each for one in sorted(kept, key=own.__contains__, reverse=True) for each in leaning(text, found, one)
    )
    return tuple(Line(line.page, one.start, one.end, found.heading) for one in in_turn)


def entry_at(line: Line, at: int) -> Line | None:
    """The entry of a list under a heading that holds a place of a line."""
    found = list_at(line.page.text, line.start, line.end)
    if not (found and found.heading):
        return None
    return next((Line(line.page, *one, found.heading) for one in found.at(at, at + 1)), None)


def _worth_of(found: List, text: str, signs: Signs) -> dict[Span, int]:
    """How many of a question's words each entry shows that not most of the others hold."""
    words = {one: stems(text[one.start : one.end]) & signs.words for one in found.entries}
    often = Counter(word for each in words.values() for word in each)
    rare = {word for word, times in often.items() if 2 * times <= len(found.entries)}
    lay = {one: sum(1 for sign in signs.lay if sign.search(text, one.start, one.end)) for one in found.entries}
    return {one: len(words[one] & rare) + lay[one] for one in found.entries}


def grown(line: Line) -> Line:
    """A heading with what stands under it, and a short sentence with the next or, where none follows, the last one."""
    heading = not ENDED.search(line.text)
    least = LONG if heading and line.end - line.start < SHORT else SHORT
    text = line.page.text
    before = [found.end() for found in PARAGRAPH.finditer(text, 0, line.start)]
    after = PARAGRAPH.search(text, line.end)
    first, last = before[-1] if before else 0, after.start() if after else len(text)
    start, end = line.start, line.end
    spans = [one for one in split_sentences(text) if first <= one.start and one.end <= last]
    for one in spans:
        if one.start >= end and end - start < least:
            if one.end - start > LONG or (not heading and ITEM.match(text, one.start)):
                break
            end = one.end
    for one in reversed(spans):
        if one.end <= start and end - start < SHORT and end - one.start <= LONG and not ITEM.match(text, start):
            start = one.start
    return Line(line.page, start, end)


def apart(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines that share characters become one, in the place of the first; where it would be long, the first stays."""
    kept: list[Line] = []
    for line in lines:
        beside = [one for one in kept if one.page is line.page and one.start < line.end and line.start < one.end]
        if not beside:
            kept.append(line)
            continue
        whole = Line(line.page, min(one.start for one in (line, *beside)), max(one.end for one in (line, *beside)))
        whole = next((one for one in (*beside, line) if one[:3] == whole[:3]), whole)
        if whole.end - whole.start <= 2 * LONG:
            kept = [whole if one == beside[0] else one for one in kept if one not in beside[1:]]
    return tuple(kept)


def _best(lines: Sequence[Line], worth: Callable[[Line], float], most: int) -> tuple[Line, ...]:
    """Those worth most, judged once alone and, of the first of these, once with their neighbours."""
    likely = sorted(lines, key=worth, reverse=True)[:LIKELY]
    return apart(sorted((one if one.heading else grown(one) for one in likely), key=worth, reverse=True))[:most]
