"""Sentences of clinical text, where a line may be a label with its value, a table row or half a sentence.

medspaCy's PyRuSH was tried first: it takes 36 ms a letter and logs every token of the patient's text at DEBUG level.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

STOP = re.compile(r"(?<=[.!?])[\"')\]]*(?P<gap>\s+)(?=[\"'(\[]?[A-Z0-9])|(?<=;)(?P<gap_after_clause>\s+)(?=[A-Z])")
ABBREVIATION = re.compile(
    r"\b(?:dr|mr|mrs|ms|prof|st|vs|no|nos|approx|ca|cf|fig|i\.e|e\.g|pt|dept|ref|resp|incl|max|min|(?<![/-])[A-Z])\.$",
    re.I,
)
NUMBER = re.compile(
    r"(?:^\s*|[-.:;/)\]•*]\s*|\b(?:parts?|specimens?|levels?|and|to|in|of|with|from|by|for|the|all|than|about)\s+)"
    r"\d{1,2}\.$",
    re.I,
)
"""That of a list's item or of a wrapped line ("in 12. LYMPH NODES"), whose stop ends no sentence."""
WHOLE_DATE = re.compile(r"\d[-/.]\d{1,2}[-/.]\d{1,2}\.$")
"""Ends a sentence, though its last part looks like the number of an item: "since 2023-11-15. Remote history of …"."""
ANSWERED_NO = re.compile(r":\s*no\.$", re.I)
"""Ends a sentence, though "no." is short for number elsewhere: "Neck irradiation: no. Aunt with …"."""
CUT_NUMBER = re.compile(r"(?<=\d\.)\s+\d(?!\d?\.\s)")
UNFINISHED = (
    r"(?:,|\b(?:a|an|and|are|as|at|both|by|for|from|in|into|is|its|no|not|of|or|the|their|this|to|was|were|with|within|without"
    r"|vs|versus))\."
)
"""What no sentence ends with: the stop behind it is one that a flattened scan left at a line's end."""
ENDS_UNFINISHED = re.compile(UNFINISHED + "$", re.I)
LEFT_BY_SCAN = re.compile(rf"(?:(?i:{UNFINISHED})(?=\s)|[a-z)]\.(?=\s+[a-z]))")
HEADED = r"[A-Z][\w /()&,'-]{1,60}:(?:\s|$)"
IS_HEADED = re.compile(HEADED)
LABEL = re.compile(rf"\s*(?:[-•*·o]\s|\(?[A-Za-z0-9]{{1,3}}[.)]\s|{HEADED}|[A-Z][A-Z /()&-]{{3,}}\s*$)")
DATED = (
    r"[ \t]*(?:(?:\d{1,2}(?:st|nd|rd|th)?[ ./-])?(?:[A-Z][a-z]{2,8}\.?[ /-]|\d{1,2}[/.-])"
    r"(?:\d{1,2},?[ ])?(?:(?:19|20)\d\d|\d\d(?![/.-]\d))|\d{4}-\d\d-\d\d|(?:19|20)\d\d)"
)
ENTRY = re.compile(rf"{DATED}(?:[ ]{{2,}}|\t|[ ]?[:–-][ ])")
OPENS_DATED = re.compile(rf"{DATED}[ ](?=[A-Z])")
"""A line that a date opens, as those of a list do: one behind another, or with the text in a column of its own."""
BEGINS = re.compile(r"(?:The|This|These|There|He|She|His|Her|Mother|Father|Sister|Brother)\s")
"""A word whose capital tells that a line goes on with no sentence of the line before."""
LONG_LINE = 60
"""Characters: a shorter line that does not end a sentence is taken as a heading or a list item, not as wrapped text."""
LONGEST = 2000
"""Characters of a sentence; the longest of 70,000 in real reports and letters has 1,244."""


class Span(NamedTuple):
    start: int
    end: int

    def covers(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


def split_sentences(text: str) -> tuple[Span, ...]:
    """Spans of sentences, in order; together they hold every non-blank character of the text."""
    return tuple(part for block in _blocks(text) for span in _stops(text, block) for part in _bounded(text, span))


def span_at(spans: tuple[Span, ...], offset: int) -> Span:
    """The span that holds the offset, or the last one before it."""
    return spans[max(bisect_right(spans, offset, key=lambda span: span.start) - 1, 0)]


def stops_left_by_scan(text: str) -> list[int]:
    """Offsets of the full stops that end no sentence: those behind "of" and "for", and those before a small letter."""
    return [match.end() - 1 for match in LEFT_BY_SCAN.finditer(text)]


def blank_stops(text: str) -> str:
    """The text, as long as it was, with spaces for the full stops that end no sentence."""
    return LEFT_BY_SCAN.sub(lambda found: found[0][:-1] + " ", text)


def _blocks(text: str) -> Iterator[Span]:
    """Runs of lines that are one wrapped paragraph."""
    start, position, previous = 0, 0, ""
    for line in text.splitlines(keepends=True):
        if position and not _goes_on(previous, line):
            yield Span(start, position)
            start = position
        position += len(line)
        previous = line
    if start < len(text):
        yield Span(start, len(text))


def _goes_on(previous: str, line: str) -> bool:
    before, after = previous.rstrip(), line.strip()
    if not before or not after or before[-1] in ".:!?" or LABEL.match(line):
        return False
    unfinished = before[-1] in ",-(/" or ENDS_UNFINISHED.search(before + ".") is not None
    if not unfinished and (ENTRY.match(line) or (OPENS_DATED.match(line) and OPENS_DATED.match(previous))):
        return False
    return after[0].islower() or unfinished or (len(before) >= LONG_LINE and not BEGINS.match(after))


def _stops(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    for stop in STOP.finditer(text, block.start, block.end):
        before = max(start, stop.start() - 12)
        answered = ANSWERED_NO.search(text, before, stop.start()) and not text[stop.end()].isdigit()
        if not answered and _ends_none(text, before, stop):
            continue
        yield from _trimmed(text, start, stop.start(stop.lastgroup or 0))
        start = stop.end()
    yield from _trimmed(text, start, block.end)


def _ends_none(text: str, before: int, stop: re.Match[str]) -> bool:
    """Whether the stop is one of an abbreviation or a number, or was left by a scan."""
    if ABBREVIATION.search(text, before, stop.start()) or CUT_NUMBER.match(text, stop.start()):
        return True
    if NUMBER.search(said := text[before : stop.start()]) and not WHOLE_DATE.search(said):
        return True
    return bool(ENDS_UNFINISHED.search(text, before, stop.start())) and not IS_HEADED.match(text, stop.end())


def _bounded(text: str, span: Span) -> Iterator[Span]:
    """A sentence without end, cut at spaces, so that no rule's cost grows with the page."""
    start, end = span
    while end - start > LONGEST:
        cut = text.rfind(" ", start, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)
