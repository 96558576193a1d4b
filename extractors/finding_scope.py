"""Where in the body something was looked for: a thing that one scan does not show may be elsewhere."""

import re

from extractors.cancer_terms import Site, find_terms, load_tree
from extractors.finding_words import load_shapes
from extractors.notes import Note

REACH = 90


def find_scope(note: Note, start: int, end: int) -> str | None:
    """The part of the body that the words before it head, or those behind it name: ``Brain: no metastases``,
    ``no metastatic disease in the abdomen or pelvis``, ``CT chest showed no metastases``.
    """
    shapes = load_shapes("scope")
    if behind := shapes["behind"].match(note.text, end):
        return read_scope(behind["scope"])
    first = max(note.sentence(start).start, note.line(start).start, start - REACH)
    heading = shapes["heading"].search(note.text[first:start])
    if heading is None or shapes["whole"].search(heading["label"]):
        return None
    return read_scope(heading["label"]) if shapes["region"].search(heading["label"]) else None


def read_scope(words: str) -> str:
    """The organ that the words name, or their regions as they stand."""
    shapes = load_shapes("scope")
    regions = [*shapes["region"].finditer(words)]
    organs = {term.meaning.organ for term in find_terms(words, load_tree(("sites",))) if isinstance(term.meaning, Site)}
    if len(regions) == len(organs) == 1 and shapes["organ"].search(words):
        return organs.pop()
    return re.sub(r"\s+", " ", words[regions[0].start() : regions[-1].end()]).lower()
