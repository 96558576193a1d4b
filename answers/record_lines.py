"""Which lines of a record answer a question most closely, whatever words they use.

    python -m answers.record_lines

``they delayed my chemo because of my counts`` shares no word with ``Pre-cycle 3: neutrophils 1.1, platelets 88``. All
lines of the records compete to answer (models/line_match.py), taught by synthetic records and questions of ours
(data/questions/record_lines.jsonl). Run as above, it teaches them again and prints how often they are found in the
records kept apart, which another hand wrote.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from answers.cards import load_cards
from answers.choice import words_of
from answers.cues import shows
from answers.danger import without_the_fear
from answers.entries import is_a_heading, of_one_entry, within_entries
from answers.lines import groups_asked, phrases_asked, signs_of
from answers.names import any_of
from answers.questions import Question
from answers.record_questions import Told, answering, page_of, read_records
from answers.selection import every_candidate, read_wordings
from answers.subjects import asking_parts
from answers.things import things_asked
from answers.written import Line, Written, apart, cut, entries_showing, in_its_entry, stems
from core.errors import UnusableEmbedder
from core.records import Fact

if TYPE_CHECKING:
    from models.cross_encoder import Lesson, Text
    from models.embedder import Vectors
    from models.line_match import Record

MOST_READ = 400
"""Lines of the records that are looked at: of more, those with most of the question's words and signs."""
LEAST, OF_A_PART, AS_CLOSE, MOST = 0.07, 0.3, 0.15, 3
"""What is quoted: the least share of a line that answers all of a question; that of one that answers a part, or what
facts may tell; the least of the first one's share; and how many lines."""
UNLIKELY = 0.03
"""The share under which a line does not stand beside likelier ones, whatever words it holds."""
RESERVATION = re.compile(
    r"\b(?:(?:not|un)known at this time|(?:significance|meaning) (?:\w+ ){0,4}(?:is|are)"
    r" (?:not known|unknown|unclear|uncertain)"
    r"|test was developed|performance characteristics|cleared or approved|does not (?:detect|exclude|rule out)"
    r"|limitations?)\b",
    re.I,
)
"""What a laboratory says of its test, and of no result."""
ASKS_FOR_IT = words_of("unknown uncertain unclear limitation limits miss detect approved developed significance vus")
BESIDE = 120
"""Characters before and after a line that are read with it."""
OF_ONESELF, IN_GENERAL = ("personal", "this_record", "the_one"), ("meaning", "in_general")
"""Cues of a question on what is one's own, and of one on no single person."""
OF_THE_WHOLE = re.compile(
    r"\bsummar\w+|\bsum (?:\w+ )?up\b"
    r"|\bwhat (?:do|does|did) (?:my|these|those|the|his|her|their) (?:\w+ )?(?:records?|papers?|letters?|reports?"
    r"|files?|results?) (?:say|tell)(?: (?:me|us|that|i|he|she|they|about|have|has|it|all))*\W*$",
    re.I,
)
"""What asks for no single line."""
FEW, WORDS = 3, 2
"""The most lines that a thing is told by which few speak of, and the least words of a question on their meaning that a
line holds."""
OF_A_MEANING = re.compile(r"\bmeans?\b|\bmeaning\b|^\W*what(?:['’]?s| is| are| does)\b(?! an?\b)", re.I)
BY_FAR = 0.6
"""The share of a line that leads, whatever others say in a clinician's words for a phrase of the question."""
WITH_FIGURES = re.compile(r"[a-z]*\(?\d[\w;.()-]*")
TO_RING = re.compile(
    r"\b(?:ring|phone|telephone|call|contact|helpline|hotline|24[- ]h\w*|A&E|ED|ER|emergency|999|911|000|112)\b"
    r"|\b(?:report|attend|present|go|come)\b.{0,25}"
    r"\b(?:immediately|at once|straight away|urgently|hospital|ward|unit)\b",
    re.I,
)
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
        self._found: dict[str, tuple[Near, ...]] = {}

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
        said = part or without_the_fear(self.question.text) or self.question.text
        if said not in self._found:
            self._found[said] = self._nearest(said)
        return self._found[said]

    def _nearest(self, said: str) -> tuple[Near, ...]:
        from models.line_match import load_line_match

        if not self._lines:
            return ()
        given = features_of(self.question, self._lines, self.written, said)
        try:
            shares = load_line_match().shares(said, [*_texts(self._lines)], given)
        except UnusableEmbedder:
            return ()
        found = (Near(one, float(share)) for one, share in zip(self._lines, shares, strict=True))
        return tuple(sorted(found, key=lambda one: -one.share))

    @cached_property
    def leading(self) -> tuple[Line, ...]:
        """Those that most likely answer all of the question, then those that answer its parts, and one that says in a
        clinician's words what it says in a patient's."""
        if not may_be_told_by_lines(self.question):
            return self._with_the_word()
        whole = self.nearest()
        least = OF_A_PART if _may_be_told_otherwise(self.question) else LEAST
        near = [one.line for one in whole[:MOST] if one.share >= max(least, AS_CLOSE * whole[0].share)]
        for part in asking_parts(self.question.text) if whole else ():
            near += self.answering(part)
        near += self._in_lay_words(near)
        if whole and whole[0].share < BY_FAR:
            leading = signs_of(self.question).lay if whole[0].share < OF_A_PART else phrases_asked(self.question.text)
            near.sort(key=lambda one: not any(sign.search(one.text) for sign in leading))
        return apart(each for one in near for each in self._as_quoted(one))

    def _worth(self, text: str) -> float:
        """How much of the question a text shows, with what figures are in it: ``t(11;14)``."""
        with_figures = [one for one in WITH_FIGURES.findall(self.question.text.lower()) if one in text.lower()]
        return signs_of(self.question).shown(text) + len(with_figures)

    def _with_the_word(self) -> tuple[Line, ...]:
        """Asked what words of the record mean, the line that surely holds them: ``what's a category 3 cytology``."""
        if self.question.cancers or not OF_A_MEANING.search(self.question.text):
            return ()
        signs = signs_of(self.question)
        return tuple(
            each
            for near in self.nearest()[:1]
            if near.share >= OF_A_PART and len(stems(near.line.text) & signs.words) >= WORDS
            for each in self._as_quoted(near.line)
        )

    @property
    def whom_to_ring(self) -> tuple[Line, ...]:
        """The line that surely answers and says whom to ring, where to go or what not to wait for."""
        first = (one.line for one in self.nearest()[:1] if one.share >= OF_A_PART and TO_RING.search(one.line.text))
        return apart(each for one in first for each in self._as_quoted(one))

    def _in_lay_words(self, near: Sequence[Line]) -> Iterator[Line]:
        """For each everyday word of the question a line that says it in a clinician's, where none is near; of what few
        lines speak of another one, too: what the clot is, beside for how long it is treated."""
        signs, groups = signs_of(self.question), groups_asked(self.question.text)
        lines = sorted((one.line for one in self.nearest()), key=lambda one: -signs.shown(one.text))
        speaking = [[one for one in lines if sign.search(one.text)] for sign in signs.lay if sign not in groups]
        if not any(one in near for each in speaking for one in each):
            yield from [one for one in lines if any(sign.search(one.text) for sign in signs.lay)][:1]
        is_sure = any(one.share >= OF_A_PART for one in self.nearest()[:1])
        for each in speaking:
            if is_sure and len(each) <= FEW:
                yield from [one for one in each if one not in near][:1]

    def _as_quoted(self, line: Line) -> tuple[Line, ...]:
        """With the rest of its entry; of a list, whose lines are much alike, the entries that show what is asked beside
        the cancer itself."""
        if line.heading:
            return (line,)
        signs = signs_of(self.question)
        signs = signs._replace(words=signs.words - stems(" ".join(self.question.cancers)))
        own = of_one_entry(line, self._worth)
        shown = entries_showing(own, signs)
        if shown:
            return tuple(of_one_entry(one, self._worth) for one in shown)
        whole = in_its_entry(own, lambda one: any(map(one.overlaps, self._likely)))
        return (whole if own == line and is_a_heading(own) else within_entries(own, whole),)

    @property
    def are_sure(self) -> bool:
        """Whether one of them is likely to answer all of the question, or a part of it."""
        of_all = any(one.share >= OF_A_PART for one in self.nearest()[:1])
        return of_all or any(map(self.answering, asking_parts(self.question.text)))

    @cached_property
    def _likely(self) -> list[Line]:
        return [one.line for one in self.nearest() if one.share >= UNLIKELY]

    def likely(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Those of the lines that may answer."""
        return tuple(one for one in lines if any(map(one.overlaps, self._likely)))

    def likely_facts(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """Those of the facts that are read from a line that may answer."""
        return tuple(one for one in facts if any(line.touches(each) for line in self._likely for each in one.evidence))

    def answering(self, part: str, least: float = OF_A_PART) -> list[Line]:
        """The line that answers a part of the question, if any likely does."""
        return [one.line for one in self.nearest(part)[:1] if one.share >= least]


def _may_be_told_otherwise(question: Question) -> bool:
    """Whether facts may tell it without a line: a marker, whether something was done, all that the records say; or the
    cards, since nothing in it is said of oneself: ``is radiation painful``."""
    of_all = question.subjects[:1] == ("record-says",)
    of_oneself = question.intent == "records" or any(shows(one, question.text) for one in OF_ONESELF)
    return bool(question.biomarkers) or of_all or shows("was_done", question.text) or not of_oneself


def may_be_told_by_lines(question: Question) -> bool:
    """Not one on people, or on anything in general."""
    named, personal = question.cancers or question.biomarkers, shows("personal", question.text)
    if shows("people", question.text) or OF_THE_WHOLE.search(question.text) or (named and not personal):
        return False
    in_general = question.intent == "definition" or any(shows(one, question.text) for one in IN_GENERAL)
    return not (named or in_general) or question.intent == "records" or personal or shows("this_record", question.text)


def _texts(lines: Sequence[Line]) -> Iterator["Text"]:
    """Each with what stands before and after it on its page."""
    from models.cross_encoder import Text

    for one in lines:
        whole = one.page.text
        before, after = whole[max(0, one.start - BESIDE) : one.start], whole[one.end : one.end + BESIDE]
        yield Text(*(" ".join(text.split()) for text in (one.text, before, after)))


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

BESIDE_IT, SEED = 8, 3
"""Other statements of the same card, and of all, beside one that answers."""


def _written(told: Told) -> Written:
    page = page_of(told)
    return Written(lambda: [page])


def _record(told: Told) -> "Record":
    import numpy as np

    from models.line_match import Asked, Record

    written = _written(told)
    asked: list[Asked] = []
    for text, quotes in told.asked:
        right = np.array([answering(line, quotes) for line in written.lines])
        asked.append(Asked(text, features_of(_understood(text), written.lines, written, text), right))
    return Record([*_texts(written.lines)], asked)


def _on_statements() -> Iterator["Lesson"]:
    """Questions, and the statements of a card or on a topic, of which some answer: the first course."""
    import numpy as np

    from models.cross_encoder import Lesson, Text

    held = every_candidate(load_cards())
    every = [one for card in held.values() for one in card]
    chance = np.random.default_rng(SEED)
    for asked in read_wordings("train"):
        own = {one.key: one for key in asked.answers for one in held[key.partition("#")[0]]}
        texts = [*(one for one in own.values() if one.key in asked.answers)]
        wrong = [one for key, one in own.items() if key not in asked.answers]
        texts += [wrong[place] for place in chance.permutation(len(wrong))[:BESIDE_IT]]
        texts += [every[place] for place in chance.integers(len(every), size=BESIDE_IT)]
        if asked.answers:
            answers = np.array([one.key in asked.answers for one in texts])
            yield Lesson(asked.text, [Text(one.statement.text) for one in texts], answers)


def _understood(text: str) -> Question:
    from answers.names import load_other_names
    from answers.questions import understand

    return understand(text, load_cards(), load_other_names())


def scores(*splits: str) -> Iterator[str]:
    """How often the nearest lines are right, on records kept apart: ``devel``, by which thresholds were chosen, or
    ``test`` and ``held``, which were used for nothing."""
    for split in splits:
        found = [
            (quotes, RecordLines(_understood(text), written))
            for told in read_records(split)
            for written in (_written(told),)
            for text, quotes in told.asked
        ]
        asked = [(quotes, lines.nearest()) for quotes, lines in found if quotes]
        first = sum(answering(near[0].line, quotes) for quotes, near in asked)
        three = sum(any(answering(one.line, quotes) for one in near[:3]) for quotes, near in asked)
        none = [lines for quotes, lines in found if not quotes]
        led = [lines for lines in none if lines.leading]
        yield (
            f"{split}: the first right: {first} of {len(asked)}; one of the first three: {three}; of {len(none)} that "
            f"nothing answers {len(led)} are led by a line, {sum(lines.are_sure for lines in led)} of them surely"
        )


def main() -> None:
    from rich.console import Console
    from rich.progress import track

    from models.line_match import fit, load_line_match

    told = Console(highlight=False)
    records = [_record(one) for one in track(read_records("train"), "reading", console=told, transient=True)]
    fit(records, [*_on_statements()]).save()
    load_line_match.cache_clear()
    told.print(f"taught by {sum(len(one.asked) for one in records)} questions on {len(records)} records")
    for line in scores("devel", "test", "held"):
        told.print(line)


if __name__ == "__main__":
    main()
