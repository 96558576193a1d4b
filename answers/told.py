"""What a question tells of its own, so that nobody is sent to ask for it: ``my cancer is HER2 3+``, ``after the op``.

Results are read by the grammar that reads them on a record's page (extractors/biomarkers); what is only asked (``am I
HER2 positive?``), supposed or to be tested is none.
"""

import re

from answers.extent import RETURNED, SPREAD
from answers.stages import first_stage
from core.records import Biomarker, Method, Page
from extractors.biomarkers.outcomes import Outcome, read_outcomes
from extractors.biomarkers.shapes import find_statements
from extractors.biomarkers.tokens import read_tape

CLAUSE = re.compile(r"[.;:!?,\n]|\b(?:and|but|so|because|since)\b", re.I)
SOMEBODY = r"(?:there|any|i|we|he|she|they|it|my|our|his|her|their|the|mum|mom|dad)"
ASKED = re.compile(
    rf"^\W*(?:(?:am|are|is|was|were|do|does|did|have|has) {SOMEBODY}\b|what(?:['’]?s| is| are) (?:an? |the )?\w*\W*$)",
    re.I,
)
SUPPOSED = re.compile(
    r"\b(?:if|whether|when|in case|should|test(?:ed|s|ing)?|check(?:ed|ing)?|look(?:ed|ing)? for)\b", re.I
)
"""What stands in the clause before a result that is not told as one's own."""
OPEN = re.compile(
    r"^\W*(?:(?:in|on) (?:my|the|this|his|her) (?:\w+ )?\w+)?\s*\?"
    r"|^[^.;!]{0,30}\b(?:yes or no|was it|is it|do (?:i|we) have|have i|does (?:he|she) have|did they)\b"
    r"|^ ?(?:/|or) (?:pos|neg|low|high|stable|not|intact)",
    re.I,
)
"""What follows a result that is asked for: ``ALK fusion: yes or no``, ``MSI high or stable``."""
EXTENSIVE = re.compile(r"\b(?:extensive|limited)\b", re.I)


def results_in(text: str) -> tuple[Biomarker, ...]:
    tape = read_tape(text)
    page = Page(document="0" * 16, number=1, width=1.0, height=1.0, method=Method.STRUCTURED, quality=1.0, text=text)
    return tuple(
        Biomarker.model_validate(
            {
                "name": marker.name,
                "result": outcome.result,
                "score": outcome.score,
                "number": outcome.number,
                "variant": outcome.variant,
                "alteration": outcome.alteration,
                "confidence": 1,
                "evidence": (page.evidence(tape.tokens[statement.first].start, tape.tokens[statement.last].end),),
            }
        )
        for statement in find_statements(tape)
        for _, marker, outcome in read_outcomes(tape, statement)
        if _is_told(text[: tape.tokens[statement.first].start], text[tape.tokens[statement.last].end :], outcome)
    )


def _is_told(before: str, after: str, outcome: Outcome) -> bool:
    clause = CLAUSE.split(before)[-1]
    exact = bool(outcome.score or outcome.variant or outcome.number is not None)
    asked = ASKED.search(clause) and not exact
    return outcome.tells and not (asked or SUPPOSED.search(clause) or OPEN.search(after))


def is_stage_told(text: str) -> bool:
    return first_stage(text) is not None or bool(EXTENSIVE.search(text))


def has_gone_on(text: str) -> bool:
    """Whether it speaks itself of a spread or a return: for others a word on these is a fright."""
    return bool(SPREAD.search(text) or RETURNED.search(text))
