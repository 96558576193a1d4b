"""Synthetic records of ours, what patients ask of them, and which lines answer (data/questions/record_lines.jsonl).

They teach which line answers (answers/record_lines.py) and measure it, of lines alone and of whole answers.
"""

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from answers.written import Line
from core.places import DATA
from core.records import Answer, Method, Page

TABLE = DATA / "questions" / "record_lines.jsonl"
"""A record a line: its ``split``, its ``text``, and what is ``asked`` of it, with the quotes that answer."""
HALF = 0.5
"""Of a quote, or of a line, that the other must hold for the line to answer."""
CITED = re.compile(r"record:[^#]+#p\d+:(\d+)-(\d+)")


class Told(NamedTuple):
    """A record, and what is asked of it with the quotes that answer, the best first; none where none does."""

    text: str
    asked: tuple[tuple[str, tuple[str, ...]], ...]


def read_records(split: str) -> list[Told]:
    """``train``, ``devel`` (thresholds were chosen by it) or ``test``."""
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return [
        Told(row["text"], tuple((one["question"], tuple(one["quotes"])) for one in row["asked"]))
        for row in rows
        if row["split"] == split
    ]


def page_of(told: Told) -> Page:
    return Page(document="0" * 16, number=1, width=1, height=1, method=Method.STRUCTURED, quality=1, text=told.text)


def answering(line: Line, quotes: Sequence[str]) -> bool:
    """Whether it holds most of a quote, or a quote most of it."""
    return any(_share_one(line, found.span()) for quote in quotes for found in _places(quote).finditer(line.page.text))


def cited_lines(answer: Answer, page: Page) -> list[Line]:
    """What an answer quotes of the one page, each place once."""
    cited = dict.fromkeys(
        found.groups()
        for part in answer.sections
        for sentence in part.sentences
        for one in sentence.citations
        if (found := CITED.fullmatch(one))
    )
    return [Line(page, int(start), int(end)) for start, end in cited]


def _places(quote: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, quote.split())))


def _share_one(line: Line, span: tuple[int, int]) -> bool:
    both = min(span[1], line.end) - max(span[0], line.start)
    return both >= HALF * min(span[1] - span[0], line.end - line.start)
