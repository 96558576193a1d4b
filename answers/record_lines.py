"""Which lines of a record answer a question most closely, whatever words they use.

    python -m answers.record_lines

``they delayed my chemo because of my counts`` shares no word with ``Pre-cycle 3: neutrophils 1.1, platelets 88``. All
lines of the records compete to answer (models/line_match.py), taught by synthetic records and questions of ours
(data/questions/record_lines.jsonl). Run as above, it teaches them again and prints how often they are found in the
records kept apart, which another hand wrote.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from answers.choice import words_of
from answers.cues import shows
from answers.lines import signs_of
from answers.names import any_of
from answers.questions import Question
from answers.subjects import asking_parts
from answers.things import things_asked
from answers.written import Line, Written, apart, cut, in_its_entry, stems
from core.errors import UnusableEmbedder
from core.places import DATA
from core.records import Method, Page

if TYPE_CHECKING:
    from models.embedder import Vectors
    from models.line_match import Record

TABLE = DATA / "questions" / "record_lines.jsonl"
"""A record a line: its ``split``, its ``text``, and what is ``asked`` of it, with the quotes that answer."""
MOST_READ = 400
"""Lines of the records that are looked at: of more, those with most of the question's words and signs."""
LEAST, OF_A_PART, AS_CLOSE, MOST = 0.1, 0.3, 0.3, 3
"""What is quoted: the least share of a line that answers all of a question; that of one that answers a part, or what
facts may tell; the least of the first one's share; and how many lines."""
HALF = 0.5
"""Of a quote, or of a line, that the other must hold for the line to answer."""
RESERVATION = re.compile(
    r"\b(?:(?:not|un)known at this time|(?:significance|meaning) (?:\w+ ){0,4}(?:is|are)"
    r" (?:not known|unknown|unclear|uncertain)"
    r"|test was developed|performance characteristics|cleared or approved|does not (?:detect|exclude|rule out)"
    r"|limitations?)\b",
    re.I,
)
"""What a laboratory says of its test, and of no result."""
ASKS_FOR_IT = words_of("unknown uncertain unclear limitation limits miss detect approved developed significance vus")
OF_THE_WHOLE = re.compile(r"\bsummar\w+|\bsum (?:\w+ )?up\b", re.I)
"""What asks for no single line."""
DIGIT = re.compile(r"\d")
ENDS = re.compile(r"[.!?;]\W*$")


class Near(NamedTuple):
    line: Line
    share: float


class RecordLines:
    """The lines of one patient's records, beside one question."""

    def __init__(self, question: Question, written: Written) -> None:
        self.question = question
        self.written = written

    @cached_property
    def _lines(self) -> Sequence[Line]:
        """Those that are looked at, long ones in pieces, which a bad scan can give: nothing on the other side than the
        one asked about, and of what a laboratory says of its test only where that is asked."""
        signs = signs_of(self.question)
        asks_for_limits = bool(ASKS_FOR_IT & signs.words)
        kept = [one for one in self.written.lines if asks_for_limits or not RESERVATION.search(one.text)]
        lines = [one for line in kept if not signs.is_beside(line.text) for one in cut(line)]
        if len(lines) <= MOST_READ:
            return lines
        likely = sorted(range(len(lines)), key=lambda place: -signs.shown(lines[place].text))[:MOST_READ]
        return [lines[place] for place in sorted(likely)]

    def nearest(self, part: str | None = None) -> tuple[Near, ...]:
        """The likeliest first, to answer all of the question or one ``part``; none where MiniLM is not installed."""
        from models.line_match import load_line_match

        if not self._lines:
            return ()
        said = part or self.question.text
        given = features_of(self.question, self._lines, self.written, said)
        try:
            shares = load_line_match().shares(said, [*map(_as_read, self._lines)], given)
        except UnusableEmbedder:
            return ()
        found = (Near(one, float(share)) for one, share in zip(self._lines, shares, strict=True))
        return tuple(sorted(found, key=lambda one: -one.share))

    @cached_property
    def leading(self) -> tuple[Line, ...]:
        """Those that most likely answer all of the question, and one that says in a clinician's words what it says in a
        patient's; then those that answer its parts. Each comes with the rest of its entry."""
        if not may_be_told_by_lines(self.question):
            return ()
        whole = self.nearest()
        least = OF_A_PART if _asks_of_facts(self.question) else LEAST
        near = [one.line for one in whole[:MOST] if one.share >= max(least, AS_CLOSE * whole[0].share)]
        lay = signs_of(self.question).lay
        in_lay_words = [one.line for one in whole if any(sign.search(one.line.text) for sign in lay)]
        if not any(one in in_lay_words for one in near):
            near = [*in_lay_words[: 1 if near else MOST], *near]
        for part in asking_parts(self.question.text) if whole else ():
            near += self.answering(part)
        return apart(map(in_its_entry, near))

    def answering(self, part: str, least: float = OF_A_PART) -> list[Line]:
        """The line that answers a part of the question, if any likely does."""
        return [one.line for one in self.nearest(part)[:1] if one.share >= least]


def _asks_of_facts(question: Question) -> bool:
    """Whether facts may tell it without a line: a marker, whether something was done, all that the records say."""
    of_all = question.subjects[:1] == ("record-says",)
    return bool(question.biomarkers) or of_all or shows("was_done", question.text)


def may_be_told_by_lines(question: Question) -> bool:
    """Not one on people, or on anything in general."""
    named, personal = question.cancers or question.biomarkers, shows("personal", question.text)
    if shows("people", question.text) or OF_THE_WHOLE.search(question.text) or (named and not personal):
        return False
    return question.intent == "records" or personal or shows("this_record", question.text)


def _as_read(line: Line) -> str:
    return " ".join(line.text.split())


def features_of(question: Question, lines: Sequence[Line], written: Written, said: str) -> "Vectors":
    """(lines, F): which of the question's rare words a line shares, what it says in a clinician's words, whether it
    looks like an answer, and what it looks like."""
    import numpy as np

    signs, things = signs_of(question), [one.written for one in things_asked(said) if one.written]
    named = any_of(question.treatments)
    whole = sum(map(written.rarity, signs.words)) or 1
    rows: list[tuple[float, ...]] = []
    for one in lines:
        text = one.text
        own = stems(text)
        shared = sum(map(written.rarity, own & signs.words))
        rows.append(
            (
                shared / whole,
                shared / (sum(map(written.rarity, own)) or 1),
                sum(1 for sign in signs.lay if sign.search(text)),
                sum(1 for sign in signs.shapes if sign.search(text)),
                sum(1 for thing in things if thing.search(text)),
                bool(named.search(text)),
                not ENDS.search(text),
                bool(DIGIT.search(text)),
                math.log(len(text)),
            )
        )
    return np.array(rows, dtype=np.float32)


# Teaching it


class Told(NamedTuple):
    """A record, and what is asked of it with the quotes that answer, the best first; none where none does."""

    text: str
    asked: tuple[tuple[str, tuple[str, ...]], ...]


def read_records(split: str) -> list[Told]:
    """``train`` or ``test``, of data/questions/record_lines.jsonl."""
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return [
        Told(row["text"], tuple((one["question"], tuple(one["quotes"])) for one in row["asked"]))
        for row in rows
        if row["split"] == split
    ]


def answering(line: Line, quotes: Sequence[str]) -> bool:
    """Whether it holds most of a quote, or a quote most of it."""
    return any(_share_one(line, found.span()) for quote in quotes for found in _places(quote).finditer(line.page.text))


def _places(quote: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, quote.split())))


def _share_one(line: Line, span: tuple[int, int]) -> bool:
    both = min(span[1], line.end) - max(span[0], line.start)
    return both >= HALF * min(span[1] - span[0], line.end - line.start)


def _written(told: Told) -> Written:
    page = Page(document="0" * 16, number=1, width=1, height=1, method=Method.STRUCTURED, quality=1, text=told.text)
    return Written(lambda: [page])


def _record(told: Told) -> "Record":
    import numpy as np

    from models.line_match import Asked, Record

    written = _written(told)
    asked: list[Asked] = []
    for text, quotes in told.asked:
        right = np.array([answering(line, quotes) for line in written.lines])
        asked.append(Asked(text, features_of(_understood(text), written.lines, written, text), right))
    return Record([*map(_as_read, written.lines)], asked)


def _understood(text: str) -> Question:
    from answers.cards import load_cards
    from answers.names import load_other_names
    from answers.questions import understand

    return understand(text, load_cards(), load_other_names())


def scores() -> Iterator[str]:
    """How often the nearest lines are right, on the records kept apart."""
    found = [
        (quotes, RecordLines(_understood(text), written).nearest())
        for told in read_records("test")
        for written in (_written(told),)
        for text, quotes in told.asked
    ]
    asked = [(quotes, near) for quotes, near in found if quotes]
    first = sum(answering(near[0].line, quotes) for quotes, near in asked)
    three = sum(any(answering(one.line, quotes) for one in near[:3]) for quotes, near in asked)
    yield f"the first right: {first} of {len(asked)}; one of the first three: {three}"


def main() -> None:
    from rich.console import Console
    from rich.progress import track

    from models.line_match import fit, load_line_match

    told = Console(highlight=False)
    records = [_record(one) for one in track(read_records("train"), "reading", console=told, transient=True)]
    fit(records).save()
    load_line_match.cache_clear()
    told.print(f"taught by {sum(len(one.asked) for one in records)} questions on {len(records)} records")
    for line in scores():
        told.print(line)


if __name__ == "__main__":
    main()
