"""Which cancer a question means that names an organ alone, as people do: ``mum's ovarian is back``.

An organ is also where a cancer spreads to and what a treatment harms, so it counts only where the question is about
cancer, and never as the place of those. A medicine against cancer shows less than the word: beside one, an organ counts
only where it stands as an illness does, ``she has ovarian and is on carboplatin``.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from extractors.rules import read_table

ABOUT_CANCER = re.compile(
    r"\b(?:stage (?:[0-4]|i{1,3}|iv)|grade [1-4]|mets?\b|metasta|spread|cancer|tumou?r|chemo|radiotherapy|oncolog"
    r"|surviv|remission|relaps|recur|immunotherap|PET|terminal|lymph nodes?|malignan)"
    r"|\b[1-4][abc]\b|\b(?:III?|IV)[ABC]\b|\b[cp]?T[0-4][a-d]? ?N[0-3x]|\bpT[0-4]|\bgleason\b|\bbrachy"
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
    r"[- ]?(?:mets?\b|metasta(?!tic(?: disease| cancer)?\s*(?:$|[,.;?!)]))|secondar|transplant|function|failure"
    r"|damage|-?feed|implants?|reconstruct|pain|aches?|hurts?|upset|problems?|infection|trouble|feels?|is sore"
    r"|s? (?:still )?(?:ok(?:ay)?|fine|all ?right|working|coping|affected|at risk|normal|healthy|safe|involved)\b)"
)
"""What stands after one."""


ODDS = re.compile(
    r"^(?!.*\b(?:pregnan|conceiv|ivf\b|bab(?:y|ies)\b|getting|catching|heart|trouble|side effects?|cyst|infect"
    r"|stones?\b|fail)).*"
    r"\b(?:odds|prognosis|outlook|life expectancy|how long (?:has|have|do|does) (?:i|we|he|she|they"
    r"|my \w+) (?:got|have))\b",
    re.I | re.S,
)
"""How it will go, which is asked of cancer and also of other things."""
HARMLESS = (
    r"cysts?|pains?|aches?|stones?|fibroids?|polyps?|problems?|troubles?|issues?|infections?|torsion|twist\w*|implants?"
    r"|spine|spondyl\w*|lumbar|disc|prolaps\w*|screening|smear|phase|adenoma|ulcers?|reflux|dogs?|cats?|pupp\w+"
    r"|neuter\w*"
    r"|vasectomy|donat\w*|donors?|transplant\w*|tonsillitis|bypass|sleeve|balloon|ivf|pregnan\w*|pcos"
)
"""What else may be the matter with an organ, or be done to it."""
OPERATED = r"(?:breast|prostate|bladder|kidney|lungs?|stomach|pancreas|testicles?|testis|balls?)"
TAKEN_OFF = re.compile(
    rf"^(?!.*\b(?:{HARMLESS})\b).*(?:"
    rf"\b(?:take|takes|taking|took|taken|remov\w+|cut(?:ting)?|lose|losing|lost|whip(?:ping|ped)?) (?:out |off )?"
    rf"(?:(?:his|her|my|the|your|one|both|a|whole|part of|half of|left|right|all) )*{OPERATED}\b(?! \w*weight)"
    rf"|\b{OPERATED} (?:\w+ )?(?:off|out|removed|taken (?:off|out|away))\b)",
    re.I | re.S,
)
"""An operation that is done for cancer before anything else; a womb, tonsils or gallbladder come out for less."""
AS_ILLNESS = re.compile(
    r"(?:^|[.;!?]\s*|\w's\s|\b(?:has|have|had|having|got|'ve|with|ive|hav|mine(?:'s| is| was)?|it'?s|for)\s)"
    r"(?:(?:got|had|been|diagnosed|with|advanced|early|late|recurrent|metastatic|incurable|both|stage \w+|low"
    r"|high|grade"
    r"|inoperable|an?) )*$",
    re.I,
)
"""What stands before an organ that is named as an illness is: ``she has ovarian``, ``mine is renal``."""
ALONE = re.compile(
    rf"(?!.{{0,30}}\b(?:{HARMLESS})\b)\s*(?:$|[,.;:!?()\[\]/–-]|\b(?:and|but|so|in (?:the|my|his|her|\d)|since"
    rf"|with|that'?s"
    r"|which|is|spread|too|again|now|who|at|from|on|what|how|can|could|should|will|does|do|diagnos\w*|ca)\b)",
    re.I,
)
"""What stands after it: nothing that is its noun."""
ONLY_ILLNESS = re.compile(r"\w*ovarian|pancreatic|testicular|follicular", re.I)
"""Words that stand alone for no illness but cancer: ``I have thyroid`` and ``she has gastric`` are said of others."""


class Organ(NamedTuple):
    """``words`` name the organ; what follows them has nothing to do with where a cancer began."""

    cancer: str
    words: re.Pattern[str]
    follows: re.Pattern[str]


def organ_asked_about(text: str, *, with_marker: bool, with_medicine: bool = False) -> tuple[str, ...]:
    """The id of the card on the first organ of the text that a cancer may have begun in; none where nothing shows that
    the text is about cancer, for which a marker is enough. A kind of tumour comes before any organ."""
    if with_marker or ABOUT_CANCER.search(text):
        return _first(_origins(text))
    if ODDS.search(text) or TAKEN_OFF.search(text):
        return _first(_origins(text))
    return _first(named_as_illness(text, with_medicine=with_medicine))


def named_as_illness(text: str, *, with_medicine: bool) -> Iterator[tuple[int, str]]:
    """Places and cards of the organs that are named without a noun, as an illness is."""
    for place, cancer, word in _named(text):
        if not (with_medicine or ONLY_ILLNESS.fullmatch(word)):
            continue
        if AS_ILLNESS.search(text[:place]) and ALONE.match(text[place + len(word) :]):
            yield place, cancer


def _first(origins: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(cancer for _, cancer in sorted(origins))[:1]


def _origins(text: str) -> Iterator[tuple[int, str]]:
    kinds = {row.cancer for row in _organs()[:1]}
    yield from ((-1 if cancer in kinds else place, cancer) for place, cancer, _ in _named(text))


def _named(text: str) -> Iterator[tuple[int, str, str]]:
    for organ in _organs():
        for named in organ.words.finditer(text):
            if not SPREAD_OR_HARMED.search(text[: named.start()]) and not organ.follows.match(text[named.end() :]):
                yield named.start(), organ.cancer, named.group()


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
