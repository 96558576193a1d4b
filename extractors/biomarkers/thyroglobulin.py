"""Whether a name of thyroglobulin is of that: ``Tg`` may be triglycerides, and antibodies are measured against it."""

import re
from dataclasses import replace

from extractors.biomarkers.tokens import Tape, Token

NAMES = ("tg", "thyroglobulin")
AGAINST = re.compile(r"\banti[- ]?$", re.I)
THYROID = re.compile(r"thyroid(?!itis)(?!\s+function)|thyroglobulin|\bradioiodine\b", re.I)
LIPIDS = re.compile(r"\b(?:chol(?:esterol)?|HDL|LDL|lipids?|triglycerides?)\b|\bTg\b[^,;\n]{0,12}\d\s?mmol", re.I)
"""On a line with these ``Tg`` is triglycerides, though the page be about the thyroid."""


def without_other_names(text: str, tape: Tape) -> Tape:
    tokens = tape.tokens
    if not any(_is_name(one) for one in tokens):
        return tape
    others = {one for one in tokens if _is_name(one) and not _is_meant(text, one)}
    return Tape(tuple(replace(one, code="X", markers=()) if one in others else one for one in tokens))


def _is_name(token: Token) -> bool:
    return token.code == "M" and token.text.casefold() in NAMES


def _is_meant(text: str, token: Token) -> bool:
    if AGAINST.search(text, max(0, token.start - 6), token.start):
        return False
    line_end = text.find("\n", token.end)
    line = text[text.rfind("\n", 0, token.start) + 1 : line_end if line_end >= 0 else len(text)]
    return token.text != "Tg" or (THYROID.search(text) is not None and LIPIDS.search(line) is None)
