"""How far the cancer has come that a question is about, and what of a card holds for that."""

import re
from collections.abc import Collection, Sequence

from answers.cards import CancerCard, Extent, Situation, Statement
from answers.choice import LEANS
from answers.fitting import FOUR_IS_SPREAD, has_spread
from answers.stages import named_stages
from core.records import Profile

PLACES = r"(?:liver|lungs?|bones?|brain|spine|peritoneum|belly|skin|other (?:places|organs|parts))"
AFAR = r"(?:bones?|hips?|spine|ribs?|pelvis|liver|lungs|brain)"
NOT_SO = re.compile(
    r"\b(?:not|n't|never|no sign of|without|before it|if it|in case it|could|might|may|will|would|can|did|does"
    r"|has it|have they|is it|whether)\b[^.;!?]{0,25}$",
    re.I,
)
"""What makes of a spread that is named none that there is, when it stands shortly before it."""
SPREAD = re.compile(
    r"\bmetasta(?:tic|si[sz]e?d?|s[ei]s)\b|\b(?:bone|brain|liver|lung|spine) mets\b|\bmets in\b"
    r"|\bsecondar(?:y|ies) in\b"
    rf"|\b(?:spread|gone|went|moved|travelled) (?:\w+ )?(?:to|into) (?:\w+ ){{0,3}}{PLACES}\b"
    rf"|\b(?:it'?s|its|is|now|cancer|tumou?rs?|spots?|lesions?) (?:\w+ )?(?:in|on) (?:my|his|her|the|their)"
    rf" (?:\w+ )?{AFAR}\b"
    r"|\bextensive[- ](?:stage|disease|small|sclc)\b"
    r"|\bextensive\b(?=.{0,30}\bsmall[- ]cell\b)|\bsmall[- ]cell\b.{0,30}\bextensive\b"
    r"|\bhas (?:now |already |also )?spread\b|\bthat(?:'s| has|s) spread\b"
    r"|\b(?:advanced|terminal|incurable|inoperable)\b",
    re.I,
)
RETURNED = re.compile(
    r"\b(?:relapsed?|recurred|recurrent|refractory)\b"
    r"|\b(?:(?:it|cancer|hodgkin\w*|\w+oma|leuka?emia|tumou?r)(?:'s| has|s| is)?|has) (?:now |just |already )?"
    r"(?:(?:come|came|coming|grown|growing) back|returned)\b|\bis back(?: again)?\b"
    r"|\bit'?s back\b(?! (?:pain|ache|trouble|surgery))|\bshow(?:s|ed|ing)? (?:\w+ )?(?:growth|progression|regrowth)\b"
    r"|\bprogress(?:ed|ing)\b(?! (?:well|slowly))"
    r"|\bgrow(?:n|ing) again\b",
    re.I,
)
LOCAL = re.compile(
    r"\bearly (?:stage|\w+ cancer)\b|\b(?:has ?n[o']t|hasn't|not) spread\b"
    r"|\bcaught (?:it )?early\b|\blimited[- ](?:stage|disease|small|sclc)\b"
    r"|(?<!un)\bresectable\b"
    r"|\bno (?:signs? of (?:any )?)?(?:spread|mets|metasta\w+)\b"
    r"|\bscans? (?:\w+ ){0,6}(?:is|are|was|were|came back) (?:all )?(?:clean|clear)\b",
    re.I,
)
IN_PLACE = re.compile(r"\bBCG\b|\bnon[- ]?muscle|\bnot in the muscle\b|\bin situ\b|\bdcis\b", re.I)
"""What tells that a cancer, also one that came back, has not grown beyond where it began."""
OF_A_PRIMARY = {"melanoma": re.compile(r"\b[0-4](?:[.,]\d+)? ?mm\b", re.I)}
"""By cancer, a measure of the first tumour that is told of one that has not spread."""
EARLY, LAST = frozenset(("0", "I")), frozenset(("IV",))
TO_THREE = EARLY | {"II", "III"}
"""Of cancers whose stage IV is what has spread to distant places."""
IN_THE_PAST = re.compile(
    r"\b(?:was|were|then|originally|initially|at first|at (?:the )?diagnosis|ago|in (?:19|20)\d\d|used to|came back)\b",
    re.I,
)


def extent_of(text: str, cancer: CancerCard | None, profile: Profile | None) -> Extent | None:
    """What the question says of it; where it says nothing, and no stage, a spread that the records tell of this
    cancer."""
    has_spread_now = _is_so(SPREAD, text) or (cancer and cancer.id in FOUR_IS_SPREAD and _is_in_stage_four(text))
    if _is_so(IN_PLACE, text) and not has_spread_now:
        return "local"
    if _is_so(RETURNED, text) and not (has_spread_now and cancer and not _tells_of_a_return(cancer)):
        return "returned"
    if has_spread_now:
        return "spread"
    of_a_primary = OF_A_PRIMARY.get(cancer.id) if cancer else None
    stages = [one.groups for one in named_stages(text)]
    if LOCAL.search(text) or any(one <= EARLY for one in stages) or (of_a_primary and of_a_primary.search(text)):
        return "local"
    told = any(one <= TO_THREE for one in stages) and not IN_THE_PAST.search(text)
    if told and cancer and cancer.id in FOUR_IS_SPREAD and not (profile and has_spread(cancer, profile)):
        return "local"
    if profile and cancer and not stages and has_spread(cancer, profile):
        return "spread"
    return None


def _tells_of_a_return(cancer: CancerCard) -> bool:
    return any(one.extent == "returned" for one in cancer.treatments)


def in_situation(statements: Sequence[Statement], situations: Collection[Situation]) -> tuple[Statement, ...]:
    """Without those by which a value is read in another situation only."""
    return tuple(one for one in statements if one.when is None or one.when in situations)


def _is_in_stage_four(text: str) -> bool:
    found = (one for one in named_stages(text) if one.groups == LAST)
    return any(not NOT_SO.search(text[: one.start]) for one in found)


def _is_so(words: re.Pattern[str], text: str) -> bool:
    return any(not NOT_SO.search(text[: found.start()]) for found in words.finditer(text))


def fitting_first(statements: Sequence[Statement], extent: Extent | None) -> tuple[Statement, ...]:
    """Those that hold only for this extent first, those that hold only for another last; else in the card's order. One
    that goes on from the one before it stays behind it."""
    ranks: list[int] = []
    for one in statements:
        ranks.append(ranks[-1] if ranks and LEANS.search(one.text) else _rank(one, extent))
    order = sorted(range(len(statements)), key=ranks.__getitem__)
    return tuple(statements[place] for place in order)


def holding(statements: Sequence[Statement], extent: Extent | None) -> tuple[Statement, ...]:
    """Without those that hold only for another extent, where others are left that hold for this one."""
    fitting = tuple(one for one in statements if extent is None or one.extent in (None, extent))
    return fitting if any(one.extent for one in fitting) else tuple(statements)


def without_the_other(statements: Sequence[Statement], extent: Extent | None) -> tuple[Statement, ...]:
    """Without what holds only where the cancer has spread, if it has not, and the other way round."""
    other = {"local": "spread", "spread": "local"}.get(extent or "")
    return tuple(one for one in statements if other is None or one.extent != other)


def _rank(statement: Statement, extent: Extent | None) -> int:
    if extent is None or statement.extent is None:
        return 1
    return 0 if statement.extent == extent else 2
