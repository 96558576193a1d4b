"""How hard a text is to read: Flesch and Kincaid's school grade, with the names left out that nobody can choose."""

import re
from collections.abc import Iterable
from functools import lru_cache

from answers.cards import load_cards
from answers.names import load_other_names


def grade(sentences: Iterable[str]) -> float:
    """The US school grade (Kincaid et al., 1975) of sentences taken together.

    Names of medicines, markers, genes and kinds of cancer count as one short word each.
    """
    from textstat import textstat

    return float(textstat.flesch_kincaid_grade(" ".join(_names().sub("it", one) for one in sentences)))


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    library, others = load_cards(), load_other_names()
    written = {
        "US National Cancer Institute (NCI)",
        "PDQ summary",
        *(one for pairs in others for pair in pairs for one in pair),
        *(name for card in (*library.cancers, *library.biomarkers) for name in (card.name, *card.names)),
    }
    longest = sorted(written, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.I)
