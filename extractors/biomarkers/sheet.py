"""A page laid out for the grammar, and what a statement on it must satisfy to be a fact about a patient."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.places import RULES
from extractors.biomarkers.outcomes import Outcome
from extractors.biomarkers.phrases import phrase_pattern
from extractors.biomarkers.shapes import Shape, Statement
from extractors.biomarkers.tokens import Tape, read_tape
from extractors.biomarkers.vocabulary import Marker
from extractors.dates import DateMention, find_dates
from extractors.notes import Note
from extractors.rules import read_table

SILENT_SECTIONS = {"reference", "clinical_trials"}
"""Sections that explain tests or offer treatments: nothing there is a result of the patient."""
OF_PEOPLE = re.compile(r"H[FA]*[ci][FAX]*$")
OF_MEDICINE = re.compile(r"V*[TH]")
CLUES = re.compile(r"[ce][^.LHTGf]{0,14}$|(?:^|[L:.,;])[FA]*$")
ENDS = re.compile(r"[FDi]*(?:$|[.,;LOCJe]|c|B|i(?!X))")
TESTED = re.compile(
    r"\b(?:analys[ei]s|test(?:s|ing|ed)?|assays?|evaluat\w*|assess\w*|stud(?:y|ies)|stain(?:s|ed|ing)?|"
    r"detect(?:s|ing|ion)?|determin(?:e|es|ing|ation)|probes?|screen\w*|identif(?:y|ication)|look(?:s|ing|ed)?)\s+"
    r"(?:(?:of|for|the|to|any|whether|presence)\s+)*$",
    re.I,
)
"""A test for an alteration says nothing of what it found."""


@lru_cache(maxsize=1)
def load_legends() -> re.Pattern[str]:
    """Phrases of sentences that say how a test is read, not what it gave."""
    rows = read_table(RULES / "biomarker_legends.tsv", "phrase")
    return re.compile(phrase_pattern(sorted(row["phrase"] for row in rows)), re.I)


@dataclass(frozen=True)
class Sheet:
    note: Note
    tape: Tape

    @classmethod
    def of(cls, note: Note) -> "Sheet":
        return cls(note, read_tape(note.text))

    @property
    def is_empty(self) -> bool:
        return "M" not in self.tape.codes and "Z" not in self.tape.codes

    @cached_property
    def dates(self) -> Sequence[DateMention]:
        return find_dates(self.note.text)

    @cached_property
    def legends(self) -> tuple[int, ...]:
        """Where phrases of scoring legends start."""
        return tuple(found.start() for found in load_legends().finditer(self.note.text))

    def codes_before(self, statement: Statement, count: int) -> str:
        return self.tape.codes[max(statement.first - count, 0) : statement.first]

    def codes_after(self, statement: Statement, count: int) -> str:
        return self.tape.codes[statement.last + 1 : statement.last + 1 + count]

    def is_told(self, statement: Statement) -> bool:
        """Whether the page says it of a patient, and not of a medicine, of patients at large or of the test."""
        head = statement.heads[-1] + 1
        if self.codes_after(statement, 1) in ("T", "H") or OF_MEDICINE.match(self.tape.codes, head, head + 3):
            return False
        start, end = self.tape.tokens[statement.first].start, self.tape.tokens[statement.last].end
        if OF_PEOPLE.search(self.codes_before(statement, 6)) or self._in_legend(start, end):
            return False
        return self.note.section(start) not in SILENT_SECTIONS

    def _in_legend(self, start: int, end: int) -> bool:
        sentence = self.note.sentence(start)
        place = bisect_left(self.legends, sentence.start)
        return place < len(self.legends) and self.legends[place] < max(sentence.end, end)

    def is_meant(self, statement: Statement, marker: Marker, outcome: Outcome) -> bool:
        """Whether a bare mention (``KRAS mutation``) stands where a result stands."""
        sign = self.tape.tokens[statement.said[0]].word if statement.said else None
        listed = statement.shape is Shape.LIST and sign is not None and sign.result == "positive" and sign.alteration
        if outcome.variant or not (listed or statement.shape in (Shape.ALTERED, Shape.NAMED)):
            return True
        start = self.tape.tokens[statement.first].start
        if marker.kind not in ("gene", "cytogenetic") or TESTED.search(self.note.text, max(start - 45, 0), start):
            return False
        before, after = self.codes_before(statement, 16), self.codes_after(statement, 7)
        return CLUES.search(before) is not None and ENDS.match(after) is not None
