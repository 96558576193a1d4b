"""Whether a value was measured in another fluid than blood: named in its clause, or at the head of the lines below."""

import re

from extractors.labs.words import OTHER_FLUID
from extractors.notes import Note

REACH = 80
"""Characters before a value in which its clause names the fluid."""
LINES = 12
"""Above a value in which the head of its list stands."""
CLAUSE_END = re.compile(r"[.;\n]")


def is_of_another_fluid(note: Note, start: int) -> bool:
    sentence = note.sentence(start)
    clause = CLAUSE_END.split(note.text[max(sentence.start, start - REACH) : start])[-1]
    return bool(OTHER_FLUID.search(clause) or OTHER_FLUID.search(_heading(note.text, start)))


def _heading(text: str, start: int) -> str:
    """The nearest line above, in the same paragraph, that is set out farther than that of the value or ends with a
    colon."""
    line = text.rfind("\n", 0, start) + 1
    indent = _indent(text[line : start + 1])
    for _ in range(LINES):
        if line == 0:
            break
        above = text[text.rfind("\n", 0, line - 1) + 1 : line - 1]
        if not above.strip():
            break
        if above.rstrip().endswith(":") or _indent(above) < indent:
            return above
        line -= len(above) + 1
    return ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
