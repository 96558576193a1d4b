"""Finds facts of the kind biomarker in a note.

The outcome of a test, negative ones too, is read by a grammar of its own (extractors/biomarkers) and not by ConText,
for which "HER2 is negative" would be a HER2 that is absent. ConText says whose test it was.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from core.places import RULES
from core.records import Assertion, Biomarker
from extractors.biomarkers.outcomes import CONFIDENCE, Outcome, read_outcomes
from extractors.biomarkers.serum import SerumValue, find_serum_values
from extractors.biomarkers.shapes import Shape, Statement, find_statements
from extractors.biomarkers.specimens import side_beside, specimen_above
from extractors.biomarkers.tokens import Tape, Token, read_tape
from extractors.biomarkers.vocabulary import Marker
from extractors.dates import DateMention, find_dates
from extractors.labs.dates import date_beside
from extractors.notes import Note
from extractors.rules import read_table

SILENT_SECTIONS = {"reference", "clinical_trials"}
"""Sections that explain tests or offer treatments: nothing there is a result of the patient."""
HYPOTHESIS = re.compile(
    r"\b(?:if|whether|unless|should|in case|to see if|pending confirmation of)\b[^.;,]{0,40}$", re.I
)
DOUBT = re.compile(
    r"\b(?:possibl[ey]|probabl[ey]|suspected|presumed|presumably|likely|suspicious for|query)\b[^.;,]{0,15}$", re.I
)
CLUES = re.compile(r"[ce][^.LHTGf]{0,14}$|(?:^|[L:.,;])[FA]*$")
TESTED = re.compile(
    r"\b(?:analys[ei]s|test(?:s|ing|ed)?|assays?|evaluat\w*|assess\w*|stud(?:y|ies)|stain(?:s|ed|ing)?|detect(?:s|ing|ion)?|determin(?:e|es|ing|ation)|"
    r"probes?|screen\w*|identif(?:y|ication)|look(?:s|ing|ed)?)\s+(?:(?:of|for|the|to|any|whether|presence)\s+)*$",
    re.I,
)
"""A test for an alteration says nothing of what it found."""
ENDS = re.compile(r"$|[FDi]*(?:[.,;LOCJe]|c|B|i(?!X))")


@lru_cache(maxsize=1)
def load_legends() -> re.Pattern[str]:
    """Phrases of sentences that say how a test is read, not what it gave."""
    rows = read_table(RULES / "biomarker_legends.tsv", "phrase")
    return re.compile("|".join(re.escape(row["phrase"]) for row in rows), re.I)


def find(note: Note) -> Iterator[Biomarker]:
    facts = tuple(_found(note))
    told: dict[tuple[str, str | None], set[str | None]] = {}
    for fact in facts:
        told.setdefault((fact.name, fact.method), set()).add(fact.result)
    for fact in facts:
        differs = len(told[fact.name, fact.method] - {None}) > 1 and fact.method != "serum"
        above = specimen_above(note, fact.evidence[0].start) if differs and fact.specimen is None else None
        yield fact.model_copy(update={"specimen": above}) if above else fact


def _found(note: Note) -> Iterator[Biomarker]:
    tape = read_tape(note.text)
    if "M" not in tape.codes and "Z" not in tape.codes:
        return
    dates = find_dates(note.text)
    claimed: set[int] = set()
    for value in find_serum_values(note, tape):
        claimed.add(value.index)
        yield _serum_fact(note, tape.tokens[value.index], value, dates)
    for statement in find_statements(tape, claimed):
        if not _is_told(note, tape, statement):
            continue
        for head, marker, outcome in read_outcomes(tape, statement):
            if _is_meant(note, tape, statement, marker, outcome):
                yield _fact(note, tape, statement, head, marker, outcome, dates)


def _serum_fact(note: Note, head: Token, value: SerumValue, dates: Sequence[DateMention]) -> Biomarker:
    measured = value.measured
    said = measured.said or measured.flag
    return Biomarker(
        name=value.marker.name,
        method="serum",
        result=said if said in ("high", "low") else None,
        value=measured.value,
        number=measured.number,
        unit=measured.unit,
        subject=note.context(head.start, head.end).subject,
        date=date_beside(note.text, dates, head.start, measured.end),
        codes=value.marker.codes,
        confidence=0.95 if measured.unit else 0.9,
        evidence=(note.evidence(head.start, measured.end),),
    )


def _is_told(note: Note, tape: Tape, statement: Statement) -> bool:
    """Whether the page says it of a patient, and not of a medicine, of patients at large or of the test."""
    after = tape.codes[statement.last + 1 : statement.last + 2]
    behind_heads = tape.codes[statement.heads[-1] + 1 : statement.heads[-1] + 4]
    before = tape.codes[max(statement.first - 6, 0) : statement.first]
    if after in ("T", "H") or re.match(r"V*[TH]", behind_heads) or re.search(r"H[FA]*[ci][FAX]*$", before):
        return False
    start = tape.tokens[statement.first].start
    sentence = note.sentence(start)
    if load_legends().search(note.text, sentence.start, max(sentence.end, tape.tokens[statement.last].end)):
        return False
    return note.section(start) not in SILENT_SECTIONS


def _is_meant(note: Note, tape: Tape, statement: Statement, marker: Marker, outcome: Outcome) -> bool:
    """Whether a bare mention (``KRAS mutation``) stands where a result stands."""
    sign = tape.tokens[statement.said[0]].word if statement.said else None
    listed = statement.shape is Shape.LIST and sign is not None and sign.result == "positive" and sign.alteration
    if outcome.variant or not (listed or statement.shape in (Shape.ALTERED, Shape.NAMED)):
        return True
    start = tape.tokens[statement.first].start
    if TESTED.search(note.text, max(start - 45, 0), start):
        return False
    before = tape.codes[max(statement.first - 16, 0) : statement.first]
    after = tape.codes[statement.last + 1 : statement.last + 8]
    return marker.kind in ("gene", "cytogenetic") and bool(CLUES.search(before)) and bool(ENDS.match(after))


def _fact(
    note: Note,
    tape: Tape,
    statement: Statement,
    head: Token,
    marker: Marker,
    outcome: Outcome,
    dates: Sequence[DateMention],
) -> Biomarker:
    start, end = tape.tokens[statement.first].start, tape.tokens[statement.last].end
    uncertain = note.section(start) == "variants_of_unknown_significance" and outcome.result == "positive"
    return Biomarker(
        name=marker.name,
        method=outcome.method or ("IHC" if outcome.score and marker.kind == "protein" else None),
        result="indeterminate" if uncertain else outcome.result,  # pyright: ignore[reportArgumentType] checked by pydantic
        value=_printed(tape, statement),
        number=outcome.number,
        unit=outcome.unit,
        score=outcome.score,
        alteration=outcome.alteration,  # pyright: ignore[reportArgumentType]
        variant=outcome.variant,
        specimen=side_beside(note, start),
        assertion=_assertion(note, start, head, outcome),
        subject=note.context(head.start, head.end).subject,
        date=date_beside(note.text, dates, start, end),
        codes=marker.codes,
        confidence=CONFIDENCE[statement.shape] - (0 if outcome.explicit else 0.05),
        evidence=(note.evidence(start, end),),
    )


def _printed(tape: Tape, statement: Statement) -> str | None:
    said = [tape.tokens[index] for index in statement.said if tape.tokens[index].code in "PRpNSVKUWwQeDZG+-A"]
    return " ".join(" ".join(token.text.split()) for token in said) or None


def _assertion(note: Note, start: int, head: Token, outcome: Outcome) -> Assertion:
    if outcome.planned:
        return Assertion.PLANNED
    sentence = note.sentence(start)
    before = note.text[sentence.start : min(start, head.start)]
    if HYPOTHESIS.search(before):
        return Assertion.HYPOTHETICAL
    if DOUBT.search(before):
        return Assertion.POSSIBLE
    said = note.context(head.start, head.end).assertion
    return Assertion.HISTORICAL if said is Assertion.HISTORICAL else Assertion.PRESENT
