"""What a statement says of its markers: result, score, number, alteration, variant, by method."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core.places import RULES
from extractors.biomarkers.shapes import Shape, Statement
from extractors.biomarkers.tokens import Tape, Token
from extractors.biomarkers.vocabulary import Marker, load_vocabulary
from extractors.rules import read_table

SCALES = (
    ("TPS", re.compile(r"TPS|tumou?r proportion", re.I)),
    ("CPS", re.compile(r"CPS|combined positive", re.I)),
    ("IC", re.compile(r"\bIC\b", re.I)),
    ("TC", re.compile(r"\bTC\b", re.I)),
    ("H-score", re.compile(r"H[- ]?score|/\s?300", re.I)),
    ("Allred", re.compile(r"allred|quick\s?score|/\s?8\b", re.I)),
)
FIGURE = re.compile(r"([<>≤≥])?\s*=?\s*(\d+(?:\.\d+)?)(?:\s*%?\s*(?:-|–|to)\s*(\d+(?:\.\d+)?))?\s*(\+)?(?!.*\d\s*\+)")
SIGNS = (
    (re.compile(r"\b(?:over|more than|greater than)\.?\s+(?=\d)", re.I), ">"),
    (re.compile(r"\bless than\.?\s+(?=\d)", re.I), "<"),
)
CONFIDENCE = {
    Shape.FORWARD: 0.95,
    Shape.LIST: 0.9,
    Shape.BEFORE: 0.9,
    Shape.STATE: 0.95,
    Shape.ALTERED: 0.85,
    Shape.NAMED: 0.85,
}
METHYLATION = re.compile(r"methylat", re.I)
AMOUNTS = {"amplification", "gain", "expression"}
AMOUNT_TESTS = {"IHC", "ISH", "FISH"}
CHANGE = re.compile(r"::|-[IT][TK]D$|vIII$|-V7$")
"""The end or the middle of a name that is a change of a gene and no gene."""
QUALITATIVE = {"high", "low", "intermediate"}
MEASURED_TOO = {"chromogranin A", "NSE", "S100"}
"""Markers of tissue that are also measured in blood."""
ALL_OF_THEM = re.compile(r"all\b|none\b|both\b|neither\b|were\b|are\b|have\b", re.I)
"""Words by which a result is of every marker of its list."""
REGION = re.compile(r"exons?[\s\d,–-]+(?:(?:and|or|to|through)\s\d+)?", re.I)
"""Where a gene is looked at, which tells of no change: ``MET exon 14``."""
REPAIR = {"MSI", "MMR"}
"""Of other markers "stable" tells how a disease goes."""
LEVELLED = {"MSI", "TMB", "HRD", "LOH", "PD-L1", "HER2", "Oncotype DX", "MammaPrint", "TILs", "Ki-67"}
"""Markers of tissue of which "high" and "low" are results; of the others they tell how much, not what."""


@dataclass(frozen=True)
class Outcome:
    result: str | None = None
    method: str | None = None
    score: str | None = None
    number: float | None = None
    unit: str | None = None
    alteration: str | None = None
    variant: str | None = None
    planned: bool = False
    explicit: bool = False
    """Whether a word says the result, rather than a score, a percentage or a variant."""
    said: tuple[Token, ...] = ()
    """The words it was read from, without those of another method."""

    @property
    def tells(self) -> bool:
        return self.planned or any((self.result, self.score, self.number is not None, self.variant))


@dataclass(frozen=True)
class Threshold:
    at_least: float | None
    below: float | None
    result: str

    def holds(self, low: float, high: float) -> bool:
        """Whether every number between low and high lies on this side."""
        return (self.at_least is None or low >= self.at_least) and (self.below is None or high < self.below)


@lru_cache(maxsize=1)
def load_thresholds() -> dict[tuple[str, str], tuple[Threshold, ...]]:
    found: dict[tuple[str, str], tuple[Threshold, ...]] = {}
    for row in read_table(RULES / "biomarker_thresholds.tsv", "marker", "measure", "result"):
        at_least, below = (float(row[side]) if row[side] else None for side in ("from", "below"))
        key = (row["marker"], row["measure"])
        found[key] = (*found.get(key, ()), Threshold(at_least, below, row["result"]))
    return found


@dataclass(frozen=True)
class Figure:
    text: str
    low: float
    high: float
    exact: bool

    @property
    def number(self) -> float | None:
        return self.low if self.exact else None


def read_figure(text: str) -> Figure | None:
    """The number in a text such as ``<1%`` or ``5-10 %``. ``<1`` lies between 0 and just below 1."""
    for words, sign in SIGNS:
        text = words.sub(sign, text)
    found = FIGURE.search(text)
    if not found:
        return None
    sign, first, second = found[1], float(found[2]), found[3]
    if sign in ("<", "≤"):
        return Figure(text, 0, first - (1e-9 if sign == "<" else 0), False)
    if sign in (">", "≥"):
        return Figure(text, first, float("inf"), False)
    return Figure(text, first, float(second) if second else first, not second)


def judge(marker: Marker, measure: str, figure: Figure) -> str | None:
    """The result that a published threshold gives a figure; None where there is none or the figure straddles it."""
    rules = load_thresholds().get((marker.name, measure), ())
    return next((rule.result for rule in rules if rule.holds(figure.low, figure.high)), None)


def read_outcomes(tape: Tape, statement: Statement) -> Iterator[tuple[Token, Marker, Outcome]]:
    """Each marker of the statement with each of its outcomes: one, or one for each method named."""
    said = [tape.tokens[index] for index in statement.said]
    heads = [tape.tokens[index] for index in statement.heads]
    named = [(head, marker) for head in heads for marker in head.markers]
    if statement.shape is Shape.NAMED:
        yield from ((head, marker, Outcome("positive")) for head, marker in named)
        return
    shared = _shares(said, len(named))
    for position, (head, _) in enumerate(named):
        for group in _by_method(shared[position] if shared else said):
            if (marker := _tested(named[position][1], group)) is None:
                continue
            marker = _of_gene_or_amount(marker, group)
            if marker.kind == "protein" and any(token.word and token.word.alteration == "gain" for token in group):
                continue  # "no gain in p16+" tells of a treatment
            outcome = replace(_outcome(marker, group, statement), said=tuple(group))
            if statement.shape is Shape.LIST and marker.name == "Ki-67" and outcome.number is None:
                continue  # "positive for IDH1, and the MIB-1 index is 6%": an index is not positive
            if marker.name != "Ki-67" and not outcome.explicit and any(one.name == "Ki-67" for _, one in named):
                continue  # "S100 and Ki-67 is 1%": of the last
            if marker.kind == "cytogenetic" and outcome.alteration == "mutation":
                outcome = Outcome("positive" if outcome.result == "positive" else None)  # "t(8;21), KIT mutated"
            if marker.kind == "cytogenetic" and outcome.number is not None and head is not heads[-1]:
                outcome = _without_share(outcome)  # "gain of 1q, del(17p) 45%": of the last
            if head is not heads[-1] and outcome.result == "negative" and _may_be_of_last(tape, statement):
                continue
            if outcome.planned and head is not heads[-1]:
                outcome = replace(outcome, method=None)  # "KRAS, EGFR and ALK FISH were sent": of the last
            if outcome.variant and head is not heads[-1] and statement.shape is not Shape.LIST:
                outcome = _without_change(outcome)  # "ALK, BRAF V600E wild type": of the last
            if outcome.tells and (outcome.result or outcome.planned or marker.kind != "cytogenetic"):
                yield head, marker, outcome


def _may_be_of_last(tape: Tape, statement: Statement) -> bool:
    """Whether a denial behind a list of changes may be of the last alone, for the name of each is a finding:
    ``t(4;14), gain 1q21, del(17p) not detected``.
    """
    if statement.shape is not Shape.FORWARD:
        return False
    heads = [tape.tokens[index] for index in statement.heads]
    if any(marker.kind != "cytogenetic" for head in heads for marker in head.markers):
        return False
    first, last = statement.heads[0], statement.heads[-1]
    if any(tape.codes[place] == "F" and tape.tokens[place].text[:1].isdigit() for place in range(first, last)):
        return True  # "1q gain 3 copies, del(17p) not detected"
    said = [tape.tokens[index] for index in statement.said]
    is_of_all = any(token.code in ":JO" or ALL_OF_THEM.match(token.text) for token in (*tape.tokens[first:last], *said))
    return not is_of_all and tape.codes[max(first - 1, 0)] not in "GfpJ" and not set(tape.codes[first:last]) - set("M,")


def without_idle_level(tape: Tape, statement: Statement) -> Statement:
    """Without a "high", "low", "intermediate" or "stable" at the end that is no result of these markers, but a risk or
    a response told behind it: ``NPM1, FLT3-ITD positive - intermediate risk (ELN)``, ``KRAS G12C - stable disease``.
    """
    markers = [marker for head in statement.heads for marker in tape.tokens[head].markers]
    if any(marker.name in LEVELLED or marker.kind in ("serum", "signature") for marker in markers):
        return statement
    said = list(statement.said)
    while len(said) > 1 and _is_idle(tape.tokens[said[-1]], tape.tokens[said[-2]]):
        said.pop()
    if len(said) == len(statement.said):
        return statement
    return replace(statement, said=tuple(said), last=said[-1])


def _is_idle(token: Token, before: Token) -> bool:
    is_level = token.code == "P" and token.word is not None and token.word.result in {*QUALITATIVE, "stable"}
    return (is_level and before.code in "PNRS:,JOCDF") or (token.code in ":,JO" and before.code in "PNRSCDF:,JO")


def _without_share(outcome: Outcome) -> Outcome:
    said = tuple(token for token in outcome.said if token.code != "N")
    return replace(outcome, number=None, unit=None, said=said)


def _without_change(outcome: Outcome) -> Outcome:
    """What is said of a gene in a list whose last one names a change: nothing, if something was found."""
    if not (outcome.planned or outcome.result in ("negative", "not_done")):
        return Outcome()
    return replace(
        outcome, variant=None, alteration=None, said=tuple(token for token in outcome.said if token.code != "V")
    )


def _tested(marker: Marker, group: Sequence[Token]) -> Marker | None:
    """What was tested where words up to the result tell of methylation: MGMT as such, of other genes only what the
    vocabulary lists by that name, and never their protein or sequence.
    """
    if marker.name == "MGMT" or METHYLATION.search(marker.name):
        return marker
    result = next((place for place, token in enumerate(group) if token.code in "PReWwyZ+-"), len(group))
    if not any(METHYLATION.search(token.text) for token in group[: result + 1]):
        return marker
    return load_vocabulary().markers.get(f"{marker.name} promoter methylation")


def _of_gene_or_amount(marker: Marker, group: Sequence[Token]) -> Marker:
    """ERBB2 for a change in the sequence of the gene; HER2 for how much there is of the gene or its protein, by which
    a cancer is called HER2-positive.
    """
    if marker.name not in ("HER2", "ERBB2"):
        return marker
    told = [token.word for token in group if token.word]
    alteration = next((word.alteration for word in told if word.alteration), None)
    is_stained = _has(group, "SN") or any(word.result in AMOUNT_TESTS for word in told if word.code == "D")
    is_stained = is_stained and not _has(group, "V")
    if (_has(group, "V") or alteration == "mutation") and not is_stained:
        return load_vocabulary().markers["ERBB2"]
    return load_vocabulary().markers["HER2"] if is_stained or alteration in AMOUNTS else marker


def _shares(said: Sequence[Token], count: int) -> list[list[Token]] | None:
    """``40 and 80%`` of two markers: to each its own number, when there are as many numbers as markers."""
    numbers = [token for token in said if token.code in "KN"]
    if count < 2 or len(numbers) != count:
        return None
    rest = [token for token in said if token.code not in "KN"]
    return [[*rest, replace(number, code="N")] for number in numbers]


def _by_method(said: Sequence[Token]) -> Iterator[list[Token]]:
    """Parts of what is said, each with its method or variant: ``IHC 2+, FISH negative`` and ``2+ (awaiting FISH)`` have
    two."""
    groups: list[list[Token]] = [[]]
    for place, token in enumerate(said):
        if token.code == "W" and _has(groups[-1], "PRNSK+-") and _has(said[place + 1 : place + 2], "D"):
            groups.append([])
        another_variant = token.code == "V" and _has(groups[-1], "Pe") and _has(said[place:], "Pe")
        another_method = token.code == "D" and _says(groups[-1]) and not _has(groups[-1][-1:], "W")
        another_method = another_method and not (_is_ratio(token) and _method(groups[-1]) in AMOUNT_TESTS - {"IHC"})
        if another_variant or (another_method and (_has_method(groups[-1]) or _follows(said, token))):
            groups.append([])
        groups[-1].append(token)
    if len(groups) > 1 and not _has_method(groups[0]):
        says_number = _has(groups[0], "NSKUW")
        only_names_variant = _has(groups[0], "V") and not _has(groups[0], "PRe+-NSKUW")
        if only_names_variant or not (says_number or _has(groups[0], "V")):
            groups[:2] = [groups[0] + groups[1]]
    yield from (group for group in groups if _says(group))


def _says(group: Sequence[Token]) -> bool:
    return any(token.code in "PRpNSVKUWwyeZQG+-" for token in group)


def _is_ratio(token: Token) -> bool:
    return token.text.casefold().endswith("ratio")


def _method(group: Sequence[Token]) -> str | None:
    return next((token.word.result for token in group if token.code == "D" and token.word), None)


def _has_method(group: Sequence[Token]) -> bool:
    return any(token.code == "D" for token in group)


def _follows(said: Sequence[Token], method: Token) -> bool:
    """Whether a result comes after the method before any other method: ``2+ (FISH negative)``."""
    for token in said[said.index(method) + 1 :]:
        if token.code in "PRNSKWw+-":
            return True
        if token.code in "DC,;":
            return False
    return False


def _outcome(marker: Marker, group: Sequence[Token], statement: Statement) -> Outcome:
    group = _of_protein(group)
    if marker.kind == "protein" and _has(group, "V"):
        group = [token for token in group if token.code != "N"]  # the share of an allele, not of stained cells
    if CHANGE.search(marker.name):
        group = [token for token in group if not _is_ratio(token)]  # of the alleles
    method = _method(group)
    outcome = Outcome(method=method)
    for token in group:
        outcome = _measured(marker, token, outcome)
    alteration = next((token.word.alteration for token in group if token.word and token.word.alteration), None)
    variants = [token.text for token in group if token.code == "V"]
    spoken = _spoken(marker, group)
    if variants and not spoken and (marker.kind not in ("gene", "cytogenetic")):
        variants = []
    changed = _has(group, "Q") or any(not REGION.fullmatch(variant) for variant in variants)
    result = _settled(marker, outcome, spoken, changed, statement)
    if _has(group, "Wwy") and not spoken and not outcome.result:
        result = None
    words = {token.code for token in group}
    if not changed and not words & set("Wwy") and not result and not outcome.tells:
        return outcome
    if "W" in words and not result:
        outcome = Outcome(method=method)  # "sent 3 June": the number is none of the test
    return replace(
        outcome,
        result=result or ("not_done" if "w" in words else None),
        alteration=alteration or ("mutation" if variants else None),
        variant=None if "y" in words and not result else "; ".join(variants) or None,
        planned="W" in words and not result,
        explicit=bool(spoken),
    )


def _of_protein(group: Sequence[Token]) -> Sequence[Token]:
    """Without the name of the protein that a stain binds: ``EGFR wt: positive (3+)`` tells of no sequence."""
    positive = any(token.code == "P" and token.word and token.word.result == "positive" for token in group)
    if not (positive and _has(group, "S")):
        return group
    return [token for token in group if not (token.word and token.word.alteration and token.word.result == "negative")]


def _has(group: Sequence[Token], codes: str) -> bool:
    return any(token.code in codes for token in group)


def _spoken(marker: Marker, group: Sequence[Token]) -> list[str]:
    """The results that words say, a "not" before them heeded."""
    if marker.name == "Ki-67" and _has(group, "N") and any(token.text.casefold() == "reactive" for token in group):
        return []  # "reactive cells with an index of 2%" tells which cells are counted
    strong, weak = list[str](), list[str]()
    denied = False
    for token in group:
        if (marker.kind == "serum" or marker.name in MEASURED_TOO) and _is_level(token):
            continue
        if marker.kind in ("serum", "virus") and token.text.casefold().endswith("undetectable"):
            continue  # "EBV DNA is undetectable" tells of blood and not of the tumour
        if _is_normal(token) and (marker.kind == "virus" or (marker.kind == "gene" and _has(group, "QV"))):
            continue  # "BRAF V600E mutation with normal LDH"
        if marker.kind == "signature" and token.word and token.word.alteration not in (None, "loss"):
            continue
        if token.code == "G":
            denied = True
        elif token.code in "PRpZ" and token.word and token.word.result:
            result = "intact" if marker.kind == "protein" and _is_normal(token) else token.word.result
            strong.append(_denied(result) if denied else result)
            denied = False
        elif (
            token.code == "e"
            and not _has(group, "Wwy")
            and (marker.kind != "gene" or _has(group, "QV") or CHANGE.search(marker.name))
        ):
            weak.append("negative" if denied else "positive")
            denied = False
        elif token.code in "+-":
            strong.append("positive" if token.code == "+" else "negative")
    if not strong and not weak and denied and (_has(group, "QV") or marker.kind == "cytogenetic"):
        return ["negative"]
    in_halves = "positive" in weak and "negative" in strong and _has(group, ";")  # "present in A; negative in B"
    said = [*weak, *strong] if in_halves else strong or weak
    if marker.name not in LEVELLED and marker.kind not in ("serum", "signature"):
        said = [one for one in said if one not in QUALITATIVE]
    if marker.name not in REPAIR:
        said = [one for one in said if one != "stable"]  # "KRAS G12C - stable disease"
    return said


def _is_level(token: Token) -> bool:
    """Whether a word tells a blood level, which is for serum.py, and not the outcome of a stain."""
    return token.code == "P" and (_is_normal(token) or (token.word is not None and token.word.result in QUALITATIVE))


def _is_normal(token: Token) -> bool:
    return token.text.casefold() == "normal"


def _denied(result: str) -> str:
    opposite = {"positive": "negative", "deficient": "intact", "high": "negative", "intact": "deficient"}
    return opposite.get(result, "indeterminate")


def _settled(marker: Marker, outcome: Outcome, spoken: list[str], altered: bool, statement: Statement) -> str | None:
    if marker.name == "HER2" and outcome.result == "equivocal" and outcome.method in (None, "IHC"):
        return "equivocal"
    if marker.name == "HER2" and outcome.unit == "%" and not (outcome.score or outcome.method):
        return None  # a stain for HER2 is scored 0 to 3+ (ASCO/CAP 2018): a share alone is another marker's
    distinct = list(dict.fromkeys(spoken))
    if marker.name == "HER2" and outcome.score and {*distinct, outcome.result} == {"positive", "negative"}:
        return None  # "positive reaction (score 0)": a slip, and nobody knows where
    if len(distinct) > 1:
        distinct = [one for one in distinct if one not in QUALITATIVE] or distinct
    if len(distinct) > 1:
        return outcome.result if outcome.result in distinct else None
    if distinct:
        return distinct[0]
    if outcome.result:
        return outcome.result
    if altered and statement.shape in (Shape.ALTERED, Shape.FORWARD, Shape.LIST):
        return "positive"
    return None


def _measured(marker: Marker, token: Token, outcome: Outcome) -> Outcome:
    """The outcome with what a percentage, score or number adds to it. The first of a kind counts."""
    figure = read_figure(token.text) if token.code in "NSKU" else None
    if not figure or marker.kind == "serum":
        return outcome
    if token.code == "N" and marker.kind in ("protein", "signature"):
        return _counted(outcome, marker, "percent", figure, figure.number, "%")
    if token.code == "N" and marker.kind == "cytogenetic" and outcome.number is None and figure.exact:
        return replace(outcome, result=judge(marker, "percent", figure), number=figure.number, unit="%")
    if token.code == "U":
        return _counted(outcome, marker, "density", figure, figure.number, "{mutations}/Mb")
    if token.code == "S":
        return _scored(marker, token.text, outcome)
    if token.code == "K":
        return _bare(marker, token.text, figure, outcome)
    return outcome


def _counted(
    outcome: Outcome, marker: Marker, measure: str, figure: Figure, number: float | None, unit: str | None
) -> Outcome:
    first = outcome.number is None
    return replace(
        outcome,
        result=outcome.result or judge(marker, measure, figure),
        number=number if first else outcome.number,
        unit=unit if first and number is not None else outcome.unit,
        score=outcome.score or (None if number is not None else figure.text.strip()),
    )


def _scored(marker: Marker, text: str, outcome: Outcome) -> Outcome:
    scale = next((name for name, pattern in SCALES if pattern.search(text)), None)
    body = re.sub(r"^[^\d<>≤≥]*", "", text)
    figure = read_figure(body)
    if figure is None:
        return outcome
    if scale:
        percent = "%" if "%" in body and figure.exact else None
        first = outcome.number is None
        return replace(
            outcome,
            result=outcome.result or judge(marker, scale, figure),
            score=outcome.score or f"{scale} {body.strip()}",
            number=figure.number if first else outcome.number,
            unit=percent if first else outcome.unit,
        )
    if outcome.method in ("FISH", "ISH") and marker.name == "HER2":
        return outcome
    grade = re.sub(r"\s", "", body)
    return replace(outcome, result=outcome.result or judge(marker, "IHC", figure), score=outcome.score or grade)


def _bare(marker: Marker, text: str, figure: Figure, outcome: Outcome) -> Outcome:
    whole = re.fullmatch(r"\d", text.strip()) is not None
    if marker.name == "HER2" and outcome.method not in ("FISH", "ISH") and whole and figure.low <= 3:
        return replace(
            outcome, result=outcome.result or judge(marker, "IHC", figure), score=outcome.score or text.strip()
        )
    if marker.name == "HER2" and outcome.method in ("FISH", "ISH") and outcome.number is None:
        return replace(outcome, number=figure.number, unit="{ratio}" if figure.number is not None else None)
    if marker.name in ("ER", "PR") and whole and figure.low <= 8 and not outcome.score:
        return replace(outcome, result=outcome.result or judge(marker, "Allred", figure), score=text.strip())
    if marker.kind == "signature" and outcome.number is None:
        return replace(outcome, number=figure.number)
    return outcome
