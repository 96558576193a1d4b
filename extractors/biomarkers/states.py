"""What the words right beside a state that names its own marker do to it: ``dMMR excluded``, ``not MSI-H``, ``TNBC
suspected``. Farther words are for governing.py.
"""

import re
from typing import NamedTuple

OTHER_STATE = r"(?:\s*(?:/|,|\bor\b|\band\b)\s*(?:dMMR|MMR-?d|MSI-?H(?:igh)?|TMB-?H(?:igh)?))?"
VERB = (
    r"[ \t)]*(?:(?:disease|tumou?rs?|cancers?|status|phenotype)\s+)?"
    r"(?:(?:has|have|had|was|is|were|are|been|since|now|formally|therefore)\s+){0,4}"
)
DENIED_BEHIND = re.compile(
    rf"{OTHER_STATE}{VERB}(?:excluded|ruled\s+out|not\s+(?:detected|found|seen|present|identified|demonstrated))\b",
    re.I,
)
OPEN_BEHIND = re.compile(
    rf"{OTHER_STATE}{VERB}(?:(?:suspected|possible|probable|likely|unlikely|queried|doubtful|unproven"
    r"|unconfirmed|pending|awaited|outstanding|requested|unknown|unclear|negative|absent)(?=\s*(?:[.,;)\n]|$))"
    r"|to\s+(?:be|follow)\b"
    r"|not\s+(?:yet\b|known|tested|done|confirmed|assessed|determined|reported)"
    r"|(?:testing|tests?|status|analysis|screen\w*|immunohistochemistry|IHC|PCR)\s*(?:(?:is|was|:|-)\s*)?"
    r"(?:pending|awaited|outstanding|requested|sent|unknown|recommended|advised|negative|not\b|to\s+(?:be|follow)\b))"
    r"|\s?\?",
    re.I,
)
DENIED_BEFORE = re.compile(
    r"\b(?:not|neither|nor|never|no\s+(?:evidence|suggestion|sign)s?\s+of|negative\s+for|excludes|excluded|rul(?:es|ed)\s+out)"
    r"\s+(?:(?:an?|the|any)\s+)?(?:(?:dMMR|MMR-?d|MSI-?H(?:igh)?)\s*(?:/|,|\bor\b|\bnor\b|\band\b)\s*)?$",
    re.I,
)
OPEN_BEFORE = re.compile(
    r"(?:\b(?:no\s+longer|non|to\s+(?:exclude|rule\s+out|confirm|assess|check|look\s+for)|(?:suspected|possible|probable"
    r"|query|presumed|rule\s+out|exclude)|(?:test(?:s|ed|ing)?|screen\w*|check\w*|looking|sent|stain\w*)\s+for)"
    r"[\s-]+(?:(?:an?|the|any)\s+)?|\?\s?)$",
    re.I,
)
BARE_NO = re.compile(r"\b(?:no|without)\s+$", re.I)
FARTHEST = 50


class Denial(NamedTuple):
    """``holds_not`` is False where nobody says whether the state holds; the place is that of the words for it."""

    holds_not: bool
    start: int
    end: int


def denial_beside(text: str, start: int, end: int) -> Denial | None:
    """``dMMR negative`` may as well be a repair that is lacking: it is open."""
    first = max(0, start - FARTHEST)
    if OPEN_BEFORE.search(text, first, start) or OPEN_BEHIND.match(text, end) or BARE_NO.search(text, first, start):
        return Denial(False, start, end)
    if before := DENIED_BEFORE.search(text, first, start):
        return Denial(True, before.start(), end)
    behind = DENIED_BEHIND.match(text, end)
    return Denial(True, start, behind.end()) if behind else None
