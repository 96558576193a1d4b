"""Rows that set the results of two times, places or methods side by side: whose a result there is, only its column
says, so nothing is read of them.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from extractors.biomarkers.outcomes import QUALITATIVE
from extractors.biomarkers.shapes import Statement
from extractors.biomarkers.tokens import Tape, Token
from extractors.notes import Note
from extractors.sentences import Span

CELL_END = re.compile(r"\t+|[ ]{2,}|[ ]*\|[ ]*")
FIRST_CELL = re.compile(
    r"\W*(?:(?:bio)?markers?|genes?|tests?|analytes?|stains?|antibod(?:y|ies)|receptors?|assays?|parameters?"
    r"|alterations?|variants?|results?)?\W*",
    re.I,
)
TIME_OR_PLACE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\b(?:primary(?!\s+antibod)|original|initial|baseline|diagnosis|previous|prior|earlier"
    r"|current|now|metasta\w+|mets?|recurren\w+|relapse\w*|progression|local|(?:core )?biopsy|resection|excision"
    r"|\w{4,}ectomy|left|right|liver|lung|brain|bone|nod(?:e|es|al)|plasma|tissue|tumou?r\s?[12AB])\b",
    re.I,
)
RESULT = re.compile(r"\W*(?:this\s+)?(?:results?|report|specimen|new)\W*", re.I)
"""What heads the column beside that of an earlier time."""
GRADE = re.compile(r"[0-3]\s?\+?")
LONGEST_LABEL = 5
"""Words at the head of a column; a dated line, ``05/2022   Splenectomy. Ki-67 6%. Vaccines given``, has more."""
AT_LEAST = ("≥", ">")
"""Before a percentage that is a limit: ``Positive >= 1%``."""


def find_cell_ends(text: str) -> tuple[int, ...]:
    return tuple(found.end() for found in CELL_END.finditer(text))


def is_compared(note: Note, tape: Tape, statement: Statement, cell_ends: Sequence[int]) -> bool:
    """Whether the statement is a row of two outcomes, or a row below a head that names two times or places.
    ``cell_ends`` are those of the page.
    """
    line = note.line(tape.tokens[statement.heads[0]].start)
    ends = cell_ends[bisect_right(cell_ends, line.start) : bisect_right(cell_ends, line.end)]
    cells: dict[int, list[Token]] = {}
    for token in (tape.tokens[index] for index in statement.said):
        if token.code != ":" and line.start <= token.start < line.end:
            cells.setdefault(bisect_right(ends, token.start), []).append(token)
    if len(statement.heads) == 1 and len(cells) > 1 and _differ([cells[place] for place in sorted(cells)]):
        return True
    return bool(cells) and bool(ends) and _is_below_comparison(note, line)


def _differ(cells: list[list[Token]]) -> bool:
    """Whether two cells of a row hold each an outcome of its own: two shares, two results, a variant that stands twice
    or is denied beside.
    """
    for code in "NU":
        if sum(any(one.code == code and not one.text.startswith(AT_LEAST) for one in cell) for cell in cells) > 1:
            return True
    variants = [variant for cell in cells for variant in set(_variants(cell))]
    if len(set(variants)) < len(variants):
        return True
    denied = [place for place, cell in enumerate(cells) if "negative" in _results(cell) and not _variants(cell)]
    found = [place for place, cell in enumerate(cells) if _variants(cell) and "negative" not in _results(cell)]
    if any(any(one.code == "N" for one in cells[place]) or place > min(denied) for place in found if denied):
        return True
    if any(one.code == "D" for cell in cells for one in cell):
        return False
    graded = [cell for cell in cells if any(one.code in "SK" and GRADE.fullmatch(one.text) for one in cell)]
    if len(graded) > 1 and any(one.code == "S" for cell in graded for one in cell):
        return True
    told = [cell for cell in cells if _results(cell)]
    each_its_variant = len({_variants(cell) for cell in told}) == len(told)
    return len({result for cell in told for result in _results(cell)}) > 1 and not each_its_variant


def _results(cell: list[Token]) -> set[str]:
    words = {one.word.result for one in cell if one.code == "P" and one.word and one.word.result}
    signs = {"positive" if one.code == "+" else "negative" for one in cell if one.code in "+-"}
    return (words | signs) - QUALITATIVE - {"equivocal"}


def _variants(cell: list[Token]) -> tuple[str, ...]:
    return tuple(one.text for one in cell if one.code == "V")


def _is_below_comparison(note: Note, row: Span) -> bool:
    """Whether the first line of the table that holds the row names two times or places, each in a column of its own."""
    below = row
    for line in reversed(note.lines[: note.lines.index(row)]):
        cells = CELL_END.split(note.text[line.start : line.end].strip("| "))
        if note.text.count("\n", line.end, below.start) > 2 or (len(cells) < 2 and line.end - line.start > 1):
            return False
        if _compares(cells if note.text[line.start] != " " else ["", *cells]):
            return True
        below = line
    return False


def _compares(head: list[str]) -> bool:
    first, *columns = head
    is_prose = any(":" in one or ". " in one or len(one.split()) > LONGEST_LABEL for one in head)
    if len(columns) < 2 or is_prose or not FIRST_CELL.fullmatch(first):
        return False
    named = sum(TIME_OR_PLACE.search(one) is not None for one in columns)
    return named > 1 or (named == 1 and any(RESULT.fullmatch(one) for one in columns))
