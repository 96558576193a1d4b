"""Which cancer a question means that names an organ alone, as people do: ``mum's ovarian is back``.

An organ is also where a cancer spreads to and what a treatment harms, so it counts only where the question is about
cancer, and never as the place of those.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from extractors.rules import read_table

ABOUT_CANCER = re.compile(
    r"\b(?:stage (?:[0-4]|i{1,3}|iv)|grade [1-4]|mets?\b|metasta|spread|cancer|tumou?r|chemo|radiotherapy|oncolog"
    r"|surviv|remission|relaps|recur|immunotherap|PET|terminal|lymph nodes?|malignan)"
    r"|\b(?:is|has come|came|comes?|coming) back\b"
    r"|\b(?:found|saw|seen|spotted) (?:something|a (?:\w+ )?(?:shadow|mass|growth|spot|nodule|lesion))\b",
    re.I,
)
"""What shows it where no marker is named. A hormone, a biopsy or a scan may be about something else."""
SPREAD_OR_HARMED = re.compile(
    r"(?:\b(?:spread\w*|mets|met|metasta\w*|secondar\w*|gone|moved|travell?ed)\b (?:to|in|into|on|onto|from)\b"
    r"[^.;?!]{0,40}|\b(?:damag|hurt|harm|affect|irritat|inflam|protect)\w* (?:\w+ )?|\bpain in (?:\w+ )?"
    r"|\b(?:sore|upset|empty|sick|full)(?: to)? (?:\w+ )?|\bnot (?:in )?(?:the |my |his |her )?|\bnear (?:the |my )?"
    r"|\blinked to )$",
    re.I,
)
"""What stands before an organ that is not where the cancer began."""
NO_ORIGIN = (
    r"[- ]?(?:mets?\b|metasta|secondar|transplant|function|failure|damage|-?feed|implants?|reconstruct|pain|aches?"
    r"|hurts?|upset|problems?|infection|trouble|feels?|is sore)"
)
"""What stands after one."""


class Organ(NamedTuple):
    """``words`` name the organ; what follows them has nothing to do with where a cancer began."""

    cancer: str
    words: re.Pattern[str]
    follows: re.Pattern[str]


def organ_asked_about(text: str, *, with_marker: bool) -> tuple[str, ...]:
    """The id of the card on the first organ of the text that a cancer may have begun in; none where nothing shows that
    the text is about cancer, for which a marker is enough. A kind of tumour comes before any organ."""
    if not (with_marker or ABOUT_CANCER.search(text)):
        return ()
    return tuple(cancer for _, cancer in sorted(_origins(text)))[:1]


def _origins(text: str) -> Iterator[tuple[int, str]]:
    for row, organ in enumerate(_organs()):
        for named in organ.words.finditer(text):
            if not SPREAD_OR_HARMED.search(text[: named.start()]) and not organ.follows.match(text[named.end() :]):
                yield (named.start() if row else -1), organ.cancer


@lru_cache(maxsize=1)
def _organs() -> tuple[Organ, ...]:
    return tuple(
        Organ(
            row["cancer"],
            re.compile(rf"\b(?:{row['words']})\b", re.I),
            re.compile(rf"{NO_ORIGIN}|[- ](?:{row['unless_after']})\b", re.I),
        )
        for row in read_table(RULES / "organs.tsv", "cancer", "words", "unless_after")
    )
