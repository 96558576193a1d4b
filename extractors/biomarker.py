"""Finds facts of the kind biomarker in a note.

The outcome of a test, negative ones too, is read by a grammar of its own (extractors/biomarkers) and not by ConText,
for which "HER2 is negative" would be a HER2 that is absent. ConText says whose test it was.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from core.places import RULES
from core.records import Assertion, Biomarker, Subject
from extractors.biomarkers.dates import date_of_specimen, own_date
from extractors.biomarkers.fish import Signal, find_fish_formulas, read_signals
from extractors.biomarkers.karyotype import Change, find_changes, find_formulas
from extractors.biomarkers.outcomes import CONFIDENCE, Outcome, read_outcomes, without_idle_level
from extractors.biomarkers.phrases import phrase_pattern
from extractors.biomarkers.repeated import is_repeated
from extractors.biomarkers.serum import SerumValue, find_serum_values
from extractors.biomarkers.shapes import Shape, Statement, find_statements
from extractors.biomarkers.sheet import Sheet
from extractors.biomarkers.specimens import origin_beside, side_beside, specimen_above
from extractors.biomarkers.states import Denial, denial_beside
from extractors.biomarkers.tokens import Tape, Token
from extractors.biomarkers.vocabulary import Marker, load_vocabulary
from extractors.biomarkers.whose import is_of_patient, is_of_tested_relative, is_own_test
from extractors.labs.dates import date_beside
from extractors.labs.statements import Stated
from extractors.notes import Note
from extractors.rules import read_table

HYPOTHESIS = re.compile(
    r"\b(?:if|whether|unless|should|in case|to see if|pending confirmation of)\b[^.;,]{0,40}$", re.I
)
CONDITION = re.compile(
    r"\b(?:if|unless|should|in case|(?:as|so) long as|on (?:the )?condition that|assuming|subject to|only when"
    r"|depend\w+ on|provid(?:ed|ing) that"
    r"|(?:provid(?:ed|ing)|once|when)(?:\s+\w+){1,4}?\s+(?:is|are|be|remains?|stays?|proves?|turns?(?: out)?"
    r"|comes? back))\b[^.;,]{0,40}$",
    re.I,
)
"""Before a result on which something would depend: it tells nothing of the marker."""
DOUBT = re.compile(
    r"\b(?:possibl[ey]|probabl[ey]|suspected|presumed|presumably|likely|suspicious for|query)\b"
    r"(?:[^.;,|\t\n]|\n(?![A-Z|])){0,15}$",
    re.I,
)

WEAK = re.compile(r"\bweak(?:ly)?\b", re.I)
LOW_SCORE = re.compile(r"[\s.,;:(]{1,3}[12]\s?\+(?!\d)")
HIGH_SCORE = re.compile(r"[^;:]{0,60}?[\s.]\(?score\s*=\s*3\s?\+", re.I)
"""A score behind "negative" that only a positive stain has: one of the two is a slip, and nobody knows which."""
CONTRADICTED = 0.5
UNCERTAIN = re.compile(
    r"(?:\bVUSs?\b|\b(?:uncertain|unknown) significance\b|\btier\s?(?:III|3)\b)[^:;\n]{0,20}(?::|\bin\b)"
    r"(?:(?!\b(?:tier|pathogenic|class|detected)\b)[^;\n])*$",
    re.I,
)
DETAIL = (
    r"(?:[ \t,|:()–-]+(?:VAF|AF|allele|allelic|variant|fraction|frequency|of|is|was|depth|reads?|het(?:erozygous)?"
    r"|hom(?:ozygous)?|classif\w+|class|significance|tier|I{1,3}V?|[1-5]|[\d.,]+\s?[%x]?)(?![\w.])){0,8}[ \t,|:()–-]+"
)
"""What a row or a line gives of a change before it tells how it is classed."""
CLASSED_UNCERTAIN = re.compile(
    rf"{DETAIL}(?:VUS|(?:a\s+)?(?:variant\s+of\s+)?(?:uncertain|unknown|unclear|undetermined)\s+(?:clinical\s+)?significance)\b"
    r"(?!s?\s*(?::|\b(?:in|of|was|were|are|detected)\b))",
    re.I,
)
CLASSED_BENIGN = re.compile(rf"{DETAIL}(?:(?:likely|probably)\s+)?(?:benign|polymorphism)\b", re.I)
STAINED = re.compile(r"p\s?-?53", re.I)
OF_GENE = re.compile(r"\bgenes?\b|\bmutations?\b|\bmutated\b|\bsequenc\w+", re.I)
"""The protein that TP53 codes for is stained, unless the words tell of its gene."""
REARRANGED = re.compile(
    r"\b(?:rearrangements?|translocations?|break-?apart)(?:\s+(?:studies|study|test(?:s|ing)?|analys[ei]s|probes?|FISH))*"
    r"\s+(?:for|of|in|involving)\s+(?:the\s+)?$",
    re.I,
)
"""Words before genes by which their results are of a rearrangement: ``rearrangement studies for MYC and BCL2``."""
RESPONDED = re.compile(r"\bBCR\b|\bchronic myeloid|\bCML\b", re.I)
"""On a page with these words MMR is a major molecular response, and no repair of mismatches."""
OF_FUMARATE = re.compile(r"\bfumarate|\bHLRCC\b|\brenal\b|\bkidney\b|leiomyoma|\bgenes?\b|\bc\.\d", re.I)
"""On a page without these words FH is a family history, and no fumarate hydratase."""
FORMERLY = re.compile(
    r"\b(?:previously|formerly|originally|initially)\s+(?:positive|negative|high|low|equivocal|amplified|mutated|wild)"
    r"(?![^.;]{0,25}\bnow\b)",
    re.I,
)


SIDES = ("left", "right")
"""Told of a result only where the page has results of both: else it is where the tumour lies."""
SAME = {None, "not_done", "positive", "high"}
"""Results of which none contradicts another: ``PD-L1 60 %``, which later ``is high``."""
EARLIER = re.compile(
    r"\b(?:performed|done|tested|carried out)[\s.]+(?:on|in|at)[\s.]+(?:(?:the|an?|her|his)\s+)?"
    r"(?:previous|prior|earlier)\b",
    re.I,
)
"""A test of another specimen: its result is that of an earlier time."""
EARLIER_LIST = re.compile(EARLIER.pattern + r"(?:[\s.]+[\w-]+){1,3}[\s.]*\([^()]{0,300}$", re.I)
"""Brackets behind such words, not yet closed, which list results of that time."""
CAME_FROM = re.compile(r"\b(?:progress|transform)\w+[\s.]+from\b[^.;,]{0,60}$", re.I)
"""Words before the result of the tumour that this one came from."""
LISTED_EARLIER = 400
MISTAKE = re.compile(r"\b(?:index hopping|artefact\w*|artifact\w*|contaminat\w+|in error|erroneous\w*)\b", re.I)
"""What an amended report calls a result that it takes back."""
OF_MANY = re.compile(
    r"\s+(?:[\w-]+\s){0,2}(?:\w+omas|cancers|tumou?rs|leuk(?:a)?emias|patients)\s+(?:\w+ly\s)?"
    r"(?:respond|benefit|are|have|may|can|tend|show|do|often|usually)\b",
    re.I,
)
"""What is said of all who have it: ``IDH1-mutant cholangiocarcinomas respond to ivosidenib``."""
ANSWERED_NO = re.compile(r"\s*[:?]\s*no\b(?! (?:tissue|result|data))", re.I)
"""Behind the loss of a protein: ``ATRX loss: no, staining retained``."""
DENIED_BEHIND = re.compile(r"\s*(?:(?:was|is)\s+)?(?:not\s+(?:found|detected|seen|present|identified)|absent)\b", re.I)
"""Behind a karyotype of which the last change is denied: ``46,XY,del(5q) not found``."""
SUPERSEDED = re.compile(
    r"\b(?:prelim(?:inary)?|provisional|interim|previous|earlier|original)\.? (?:report|result|read)[^.]*"
    r"\b(?:supersed|replac|correct|amend)\w+|\b(?:amend\w+|v(?:ersion )?\d)\b[^.]{0,40}\blisted\b",
    re.I,
)
"""A sentence on what another report said before: ``the preliminary report listed MGMT as indeterminate; this one
supersedes it``."""
PAST = re.compile(
    r"\b(?:history|h/o|hx|prior|previous\w*|status[\s.]+post|s/p|past|remote|formerly|former|ago|childhood|earlier)\b",
    re.I,
)
"""What tells of an earlier time; cells that stand "in a background of" others do not."""


NEW_CLAUSE = re.compile(r"[,;]|\b(?:which|that|but|though|it)\b", re.I)
IN_PATIENT = re.compile(
    r"\s+(?:in|for)\s+(?:this\b|(?:the|our)\s+(?:patient|proband|sample|specimen|tumou?r)|h(?:er|im)\b)", re.I
)


def find(note: Note) -> Iterator[Biomarker]:
    sheet = Sheet.of(note)
    facts = tuple(_found(sheet))
    told: dict[tuple[str, str | None], set[str | None]] = {}
    for fact in facts:
        if fact.assertion is Assertion.PRESENT:
            told.setdefault((fact.name, fact.method), set()).add(fact.result)
    answered, sides = _answered(facts), {fact.specimen for fact in facts}
    for fact in facts:
        if fact.assertion is Assertion.PLANNED and _is_answered(fact, answered):
            continue
        results = told.get((fact.name, fact.method), set()) if fact.assertion is Assertion.PRESENT else set()
        differs = len(results - {None, "not_done"}) > 1 and not results <= SAME and fact.method != "serum"
        if fact.specimen in SIDES and not sides.issuperset(SIDES):
            fact = fact.model_copy(update={"specimen": None})
        above = specimen_above(sheet.labels, fact.evidence[0].start) if differs and fact.specimen is None else None
        yield fact.model_copy(update={"specimen": above}) if above else fact


def _answered(facts: Iterable[Biomarker]) -> dict[tuple[str, str | None], int]:
    """Where the last result of each marker stands, by each method, and by any under the method ``any``."""
    last: dict[tuple[str, str | None], int] = {}
    for fact in facts:
        is_told = fact.result not in (None, "not_done") or (fact.number is not None and fact.method is not None)
        if fact.assertion is Assertion.PRESENT and is_told:
            for method in (fact.method, "any"):
                last[fact.name, method] = max(fact.evidence[0].start, last.get((fact.name, method), -1))
    return last


def _is_answered(planned: Biomarker, answered: dict[tuple[str, str | None], int]) -> bool:
    """Whether a later result on the same page is that of the test which another sentence only announces."""
    methods: list[str | None] = [planned.method or "any"]
    if load_vocabulary().markers[planned.name].kind == "gene":
        methods.append(None)
    return any(answered.get((planned.name, one), -1) > planned.evidence[0].start for one in methods)


def _found(sheet: Sheet) -> Iterator[Biomarker]:
    note, claimed = sheet.note, set[int]()
    for formula in find_formulas(note.text):
        claimed.update(range(sheet.tape.index(formula.start), sheet.tape.index(formula.end)))
        changes = tuple(find_changes(note.text, formula))
        denied = changes[-1:] if DENIED_BEHIND.match(note.text, formula.end) else ()
        yield from (_karyotype_fact(sheet, change) for change in changes if change not in denied)
    for formula in find_fish_formulas(note.text):
        claimed.update(range(sheet.tape.index(formula.start), sheet.tape.index(formula.end)))
        yield from (_fish_fact(sheet, signal) for signal in read_signals(note.text, formula))
    if sheet.is_empty:
        return
    for value in find_serum_values(note, sheet.tape):
        claimed.add(value.index)
        yield from (_serum_fact(sheet, value, stated) for stated in value.stated)
    yield from (fact for _, fact in stated_facts(sheet, claimed))


def _karyotype_fact(sheet: Sheet, change: Change) -> Biomarker:
    note, span = sheet.note, (change.start, change.end)
    head, outcome = Token("M", *span, note.text[change.start : change.end]), Outcome("positive")
    return Biomarker(
        name=change.marker.name,
        method="karyotype",
        result="positive",
        value=head.text,
        assertion=_assertion(sheet, *span, head, outcome),
        subject=_subject(sheet, head),
        date=_date(sheet, *span),
        codes=change.marker.codes,
        confidence=0.95,
        evidence=(note.evidence(*span),),
    )


def _fish_fact(sheet: Sheet, signal: Signal) -> Biomarker:
    note, span = sheet.note, (signal.start, signal.end)
    head, outcome = Token("M", *span, note.text[slice(*span)]), Outcome(signal.result)
    return Biomarker(
        name=signal.marker.name,
        method="FISH",
        result=signal.result,  # pyright: ignore[reportArgumentType] checked by pydantic
        value=head.text,
        alteration=signal.alteration,  # pyright: ignore[reportArgumentType]
        assertion=_assertion(sheet, *span, head, outcome),
        subject=_subject(sheet, head),
        date=_date(sheet, *span),
        codes=signal.marker.codes,
        confidence=0.95,
        evidence=(note.evidence(*span),),
    )


def stated_facts(sheet: Sheet, claimed: Iterable[int]) -> Iterator[tuple[Token, Biomarker]]:
    """What the sheet says of its markers, each with the token that names the marker; not of ``claimed`` tokens."""
    for statement in find_statements(sheet.tape, claimed):
        if not sheet.is_told(statement):
            continue
        statement, denial = without_idle_level(sheet.tape, statement), _denial_of(sheet, statement)
        if denial:
            first, last = sheet.tape.index(denial.start), sheet.tape.index(denial.end) - 1
            statement = replace(statement, first=first, last=last)
        for head, marker, outcome in read_outcomes(sheet.tape, statement):
            if marker.name == "MMR" and RESPONDED.search(sheet.note.text):
                continue
            if marker.name == "FH" and not OF_FUMARATE.search(sheet.note.text):
                continue
            if not outcome.planned and _is_condition(sheet, statement):
                continue
            if _was_a_mistake(sheet, statement):
                continue
            if OF_MANY.match(sheet.note.text, sheet.tape.tokens[statement.last].end):
                continue
            if outcome.variant and CLASSED_BENIGN.match(sheet.note.text, sheet.tape.tokens[statement.last].end):
                continue
            if denial and not (denial.holds_not and outcome.result == "deficient"):
                continue
            if denial:
                outcome = replace(outcome, result="intact", said=())
            if sheet.is_meant(statement, marker, outcome):
                fact = _fact(sheet, statement, head, marker, outcome)
                if not _is_crossed(sheet.note, head, fact):
                    yield head, fact


def _denial_of(sheet: Sheet, statement: Statement) -> Denial | None:
    """What the words beside a state do to it."""
    if statement.shape is not Shape.STATE:
        return None
    state = sheet.tape.tokens[statement.first]
    return denial_beside(sheet.note.text, state.start, state.end)


def _is_condition(sheet: Sheet, statement: Statement) -> bool:
    start, end = sheet.tape.tokens[statement.first].start, sheet.tape.tokens[statement.last].end
    return CONDITION.search(sheet.note.text, sheet.sentence(start, end).start, start) is not None


def _is_crossed(note: Note, head: Token, fact: Biomarker) -> bool:
    """Whether a relative's marker is denied by words that may be about the patient: ``her aunt carried CHEK2
    c.1100delC, which was not found in this sample``.
    """
    if fact.subject is not Subject.FAMILY or fact.result not in ("negative", "intact"):
        return False
    end = fact.evidence[0].end
    return bool(NEW_CLAUSE.search(note.text, head.end, end) or IN_PATIENT.match(note.text, end))


def _serum_fact(sheet: Sheet, value: SerumValue, stated: Stated) -> Biomarker:
    note, head, measured = sheet.note, sheet.tape.tokens[value.index], stated.measured
    said = measured.said or measured.flag
    return Biomarker(
        name=value.marker.name,
        method=value.method,
        result=said if said in ("high", "low") else None,
        value=measured.value,
        number=measured.number,
        unit=measured.unit,
        assertion=stated.assertion,
        subject=_subject(sheet, head),
        date=stated.date,
        codes=value.marker.codes,
        confidence=0.95 if measured.unit else 0.9,
        evidence=stated.evidence(note),
    )


def _fact(sheet: Sheet, statement: Statement, head: Token, marker: Marker, outcome: Outcome) -> Biomarker:
    note, tape = sheet.note, sheet.tape
    start, end = tape.tokens[statement.first].start, tape.tokens[statement.last].end
    uncertain = outcome.result == "positive" and bool(outcome.alteration) and _is_uncertain(note, start, end)
    contradicted = marker.name == "HER2" and outcome.result == "negative" and bool(HIGH_SCORE.match(note.text, end))
    if contradicted:
        outcome = replace(outcome, result=None)
    if marker.name == "HER2" and outcome.result == "positive" and not outcome.score and _is_weak(note, start, end):
        outcome = replace(outcome, result=None)
    if marker.name == "TP53" and STAINED.fullmatch(head.text) and not OF_GENE.search(note.text, start, end + 10):
        outcome = replace(outcome, method=outcome.method or "IHC", alteration=None)
    if outcome.alteration is None and outcome.explicit and REARRANGED.search(note.text, max(0, start - 60), start):
        outcome = replace(outcome, alteration="fusion")
    if marker.name == "MMR" and outcome.result == "positive" and "protein" in head.text.casefold():
        outcome = replace(outcome, result="intact")
    assertion, date = (
        _assertion(sheet, start, end, head, outcome),
        _date(sheet, start, _own_end(sheet, statement, outcome), is_planned=outcome.planned),
    )
    if assertion is Assertion.PRESENT and is_repeated(note, sheet.dates, start):
        assertion, date = Assertion.HISTORICAL, date or own_date(note, sheet.dates, start)
    if outcome.result == "deficient" and (answer := ANSWERED_NO.match(note.text, end)):
        outcome, end = replace(outcome, result="intact", alteration=None), answer.end()
    origin = origin_beside(note, start, head.start, end) if marker.kind == "gene" else None
    if marker.name == "MRD" and (followed := _gene_before(tape, head)):
        outcome = replace(outcome, method=" ".join(filter(None, (followed.text, outcome.method))))
        start = min(start, followed.start)
    return Biomarker(
        name=marker.name,
        method=outcome.method or ("IHC" if marker.kind == "protein" and _is_stain_score(outcome.score) else None),
        result="indeterminate" if uncertain else outcome.result,  # pyright: ignore[reportArgumentType] checked by pydantic
        value=_printed(outcome.said, without="D" if outcome.planned and outcome.method is None else ""),
        number=outcome.number,
        unit=outcome.unit,
        score=outcome.score,
        alteration=outcome.alteration,  # pyright: ignore[reportArgumentType]
        variant=outcome.variant,
        specimen=origin or (side_beside(note, start) if sheet.has_both_sides else None),
        assertion=assertion,
        subject=_subject(sheet, head, start),
        date=date,
        codes=marker.codes,
        confidence=CONTRADICTED if contradicted else CONFIDENCE[statement.shape] - (0 if outcome.explicit else 0.05),
        evidence=(note.evidence(start, end),),
    )


def _was_a_mistake(sheet: Sheet, statement: Statement) -> bool:
    """Whether an amended report only tells what the one before it had wrong: ``v1 listed KRAS G12V. Found to be index
    hopping; removed``."""
    start, end = sheet.tape.tokens[statement.first].start, sheet.tape.tokens[statement.last].end
    sentence = sheet.sentence(start, end)
    is_amended = SUPERSEDED.search(sheet.note.text, sentence.start, sentence.end) is not None
    return is_amended and MISTAKE.search(sheet.note.text, end, end + 160) is not None


def _gene_before(tape: Tape, head: Token) -> Token | None:
    """The gene by which residual disease is followed, each for itself: ``NPM1 MRD detected``, ``FLT3 MRD not``."""
    before = tape.tokens[tape.index(head.start) - 1] if tape.index(head.start) else None
    return before if before and any(one.kind in ("gene", "cytogenetic") for one in before.markers) else None


def _own_end(sheet: Sheet, statement: Statement, outcome: Outcome) -> int:
    """Where the words of a result end, before those of another test that was only sent: a date behind is of that."""
    sent = [sheet.tape.tokens[index] for index in statement.said if sheet.tape.codes[index] == "W"]
    if outcome.planned or not sent or not outcome.said:
        return sheet.tape.tokens[statement.last].end
    return max(token.end for token in outcome.said)


def _is_uncertain(note: Note, start: int, end: int) -> bool:
    """Whether the section, the label before a variant or its class behind it calls it one of unknown significance."""
    if CLASSED_UNCERTAIN.match(note.text, end):
        return True
    before = note.text[max(note.sentence(start).start, start - 200) : start]
    return note.section(start) == "variants_of_unknown_significance" or UNCERTAIN.search(before) is not None


def _is_weak(note: Note, start: int, end: int) -> bool:
    """``weakly positive for HER2``, ``HER2: positive. 2+``: neither 1+ nor 2+ is positive (ASCO/CAP 2018)."""
    return bool(WEAK.search(note.text, max(0, start - 14), end) or LOW_SCORE.match(note.text, end))


def _is_stain_score(score: str | None) -> bool:
    """Not a bare decimal, as tests of gene expression give (``ER score 12.1``)."""
    return score is not None and re.fullmatch(r"\d+\.\d+", score) is None


def _printed(tokens: Iterable[Token], *, without: str) -> str | None:
    codes = set("PRpNSVKUWwQeDZG+-A") - set(without)
    said = [token for token in tokens if token.code in codes]
    return " ".join(" ".join(token.text.split()) for token in said) or None


def _date(sheet: Sheet, start: int, end: int, *, is_planned: bool = False) -> str | None:
    """The date beside the result, or that of the specimen or test which the line names before it: a test that is still
    awaited has none of that.
    """
    beside = date_beside(sheet.note.text, sheet.dates, start, end)
    return beside or (None if is_planned else date_of_specimen(sheet.note, sheet.dates, start))


def _subject(sheet: Sheet, head: Token, start: int | None = None) -> Subject:
    """As ConText has it; it is not asked where no word stands that tells it of a relative. ``start`` is where the words
    of the result begin, else with the name."""
    note, sentence = sheet.note, sheet.sentence(head.start, head.end)
    may_be_kin = (
        note.section(head.start) == "family_history"
        or load_kin().search(note.text, sentence.start, sentence.end)
        or note.is_told_of_kin(note.sentence(head.start))
    )
    subject = note.context(head.start, head.end).subject if may_be_kin else Subject.PATIENT
    first = min(head.start, start or head.start)
    if is_of_tested_relative(note, first):
        return Subject.FAMILY
    is_own = subject is Subject.FAMILY and (is_own_test(note, head.start, head.end) or is_of_patient(note, first))
    return Subject.PATIENT if is_own else subject


@lru_cache(maxsize=1)
def load_kin() -> re.Pattern[str]:
    rows = read_table(RULES / "context.tsv", "literal", "category", "direction")
    literals = sorted(row["literal"] for row in rows if row["category"] == "FAMILY")
    return re.compile(phrase_pattern(literals), re.I)


def _assertion(sheet: Sheet, start: int, end: int, head: Token, outcome: Outcome) -> Assertion:
    if outcome.planned:
        return Assertion.PLANNED
    note, sentence = sheet.note, sheet.sentence(start, end)
    before = note.text[sentence.start : min(start, head.start)]
    if HYPOTHESIS.search(before):
        return Assertion.HYPOTHETICAL
    if DOUBT.search(before):
        return Assertion.POSSIBLE
    if FORMERLY.search(note.text, start, end):
        return Assertion.HISTORICAL
    if SUPERSEDED.search(note.text, sentence.start, sentence.end):
        return Assertion.HISTORICAL
    earlier = EARLIER.search(note.text, sentence.start, sentence.end)
    if (earlier and ":" not in note.text[earlier.end() : head.start]) or CAME_FROM.search(before):
        return Assertion.HISTORICAL
    if EARLIER_LIST.search(note.text, max(0, start - LISTED_EARLIER), start):
        return Assertion.HISTORICAL
    is_past = note.section(head.start) == "past_history" or PAST.search(note.text, sentence.start, sentence.end)
    is_historical = is_past and note.context(head.start, head.end).assertion is Assertion.HISTORICAL
    return Assertion.HISTORICAL if is_historical else Assertion.PRESENT
