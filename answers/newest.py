"""The newest that the records say, for a question on how it stands now: ``has it come back``, ``is my PSA normal``.

A scan, a marker in blood or a clinic's impression counts by the date beside it, and one of ``today`` by that of the
visit; what is only asked for, awaited or planned tells nothing yet.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import islice
from typing import NamedTuple

from answers.cues import is_of_family, shows
from answers.entries import entries_of
from answers.names import any_of
from answers.questions import Question
from answers.record_lines import may_be_told_by_lines
from answers.subjects import asking_parts
from answers.things import things_asked
from answers.written import ROW, Line, Written
from core.places import VOCABULARIES
from core.records import Biomarker, Fact, Lab, Page, Profile, Subject
from extractors.dates import DateMention, dates_within, find_dates
from extractors.rules import read_table, split_cell
from extractors.sentences import Span
from extractors.visit_date import find_visit
from extractors.yearless_dates import find_all_dates, find_own_day

HOW_IT_STANDS = ("recurrence", "all clear", "response", "change of the cancer")
SOON = timedelta(31)
"""Within which of the newest scan an earlier one leads that says how it stands."""
OF_A_DAY = 2
"""Scans of the newest day that are told."""
MOST = 4
"""Lines that are quoted, those of the newest with those that were near before."""
SHORT = {"thyroglobulin": r"(?-i:Tg)"}
"""What markers in blood are also called in records, too short or too like other words for a vocabulary."""
NOT_OF_TUMOURS = ("HBsAg",)
ALSO_FOLLOWED = (
    ("LDH", "lactate dehydrogenase"),
    ("chromogranin A", "chromogranin"),
    ("BCR-ABL", "BCR-ABL1", "BCR::ABL1"),
)
"""Measured in blood to follow a tumour, and listed as another kind of test."""
OF_MARKERS = re.compile(r"\b(?:tumou?r|cancer|blood) markers?\b|\bmarkers\b", re.I)
ONES_OWN = re.compile(r"\b(?:my|mine|his|her|our|their)\b", re.I)
VALUE_NOW = re.compile(
    r"\b(?:now|latest|newest|recent|current\w*|today\w*|last|normal|ok(?:ay)?|good|bad|high\w*|low\w*|raised|up|down"
    r"|ris\w+|f[ae]ll\w*|going|gone|climb\w*|dropp\w*|what(?:['’]?s| is| are)|how (?:is|are|much))\b",
    re.I,
)
SIGN_NOW = re.compile(
    r"\b(?:is|are) (?:there|it) (?:\w+ ){0,2}?(?:(?:signs?|trace|evidence) of|still|any|back)\b"
    r".*\b(?:cancer|tumou?rs?|disease|now|there|here)\b"
    r"|\b(?:is|has) (?:my|the|his|her) (?:\w+ )?(?:cancer|tumou?r|disease)"
    r" (?:still|now|back|active|return\w*|growing|grown)\b"
    r"|\bis it back\b|\bhas it returned\b|\bam i (?:\w+ )?in rem+is+ions?\b",
    re.I,
)
OF_THEN = re.compile(
    r"\bat (?:the )?(?:first|start|beginning|diagnosis|time)\b"
    r"|\b(?:before|original\w*|initial\w*|then|pre-?op\w*|ago|used to)\b"
    r"|\b(?:in|since) (?:19|20)\d\d\b|\b(?:first|1st) (?:scan|ct|mri|pet|test|one|value|result|number)\b|\blast year\b",
    re.I,
)
"""What asks for another time than now."""
SUPPOSED = re.compile(
    r"\b(?:can(?! you)|could(?! you)|may|might|will|would|what if|how (?:likely|often|do|would|will|to)|chances?|risks?"
    r"|odds|likely|prevent\w*|keep (?:it|the)|usually|often|ever|always|normally)\b",
    re.I,
)
"""What asks what may come."""

SCAN = re.compile(
    r"\b(?:CT|MRI?|PET|PSMA|DOTATATE|ultrasound|USS?|scans?|mammogra\w*|x-?rays?|CXR|imaging|biops\w*|FNA|EBUS|marrow"
    r"|colonoscop\w*|cystoscop\w*|endoscop\w*|cytolog\w*)\b",
    re.I,
)
JUDGED = (
    r"\brecurren\w*|\brelaps\w*|\bprogress(?:ion|ed|ive|ing)\b|\bstable disease\b|\bremission\b"
    r"|\brespon(?:se|ding|ded)\b"
    r"|\bno evidence of (?:[\w-]+ ){0,3}(?:disease|recurrence|cancer|tumou?r|malignancy|metasta\w*)|\bNED\b"
    r"|\bdisease[- ]free\b"
)
IMPRESSION = re.compile(rf"\b(?:imp(?:ression)?|conclusion|opinion)\s?:|{JUDGED}", re.I)
ONLY_FEARED = re.compile(
    rf"\b(?:risk|chance|likelihood|signs?|symptoms?|fear\w*|worr\w+|prevent\w*|reduc\w*|if|case|on|at)\b[^.;:]{{0,40}}(?:{JUDGED})",
    re.I,
)
TODAY = re.compile(
    r"\b(?:today(?:['’]?s)?|now|current\w*|this (?:visit|clinic)|(?:imp(?:ression)?|conclusion|response)\s?:)", re.I
)
NO_RESULT_YET = re.compile(
    r"\b(?:not (?:yet )?(?:been )?(?:done|performed|repeated|reported|available|back)|await\w*|pending|to follow"
    r"|request\w*|book\w*|tbc|order\w*|outstanding|due(?! to)|plan\w*|schedul\w*|arrang\w*|recommend\w*|suggest\w*"
    r"|discuss\w*|if|unless|until|will|to (?:be|have|look))\b",
    re.I,
)
RESULT = re.compile(
    r"\b(?:no|nil|new|stable|clear|normal|unchanged|increas\w*|decreas\w*|smaller|larger|bigger|grow\w*|grew|enlarg\w*"
    r"|progress\w*|respon[sd]\w*|remission|recurren\w*|relaps\w*|resol\w*|show\w*|reveal\w*|confirm\w*|suspicious"
    r"|indeterminate|benign|malignan\w*|atypical|categor\w*|lesions?|nodules?|mass|avid|uptake|metasta\w*|mets|NED)\b"
    r"|\d ?[cm]m\b|=",
    re.I,
)
KIN = re.compile(r"\b(?:FH|family|mother|father|brother|sister|son|daughter|uncle|aunt|cousin|grand\w+)\b", re.I)
TIMES = re.compile(
    r"\b(?:in|every|at|after|for) (?:\d+ ?(?:-|to|–) ?)?\d+ ?"
    r"(?:/ ?(?:7|52|12)|-?(?:days?|d|w(?:ee)?ks?|months?|years?|y))\b",
    re.I,
)
"""A time after the name of a marker, which is no value: ``PSA in 3 months``."""
STOP = re.compile(r"[.;]\s")
NUMBER, VALUE_WITHIN = re.compile(r"\d"), 25
"""A digit, and the characters after a marker's name within which its value begins."""

A_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
BY_MONTHS = re.compile(rf"(?:\b{A_MONTH}[ :=]*[<>]?\d[\d.,]*\W+){{2}}|(?:\d[\d.,]* ?\({A_MONTH}\)\W+){{2}}", re.I)
"""Values of several months without a year, of which the last is of now: ``Jan 34, May 1.8, Sept 0.1``."""

DAY = len("2031-04-29")


class Dated(NamedTuple):
    date: str
    line: Line


def newest_first(question: Question, profile: Profile, written: Written, near: tuple[Line, ...]) -> tuple[Line, ...]:
    """The newest lines, and then those of the near ones that are not of an older matter; as they are for a question
    that does not ask how it stands now."""
    found = [*_newest(question, profile, written)]
    if not found:
        return near
    lines = [one.line for one in found]
    newest = max(one.date for one in found)
    kept = (one for one in near if not any(map(one.overlaps, lines)) and not _is_of_old(one, newest))
    return (*lines, *islice(kept, max(0, MOST - len(lines))))


def asks_how_it_stands(question: Question) -> bool:
    """Or a part of it, beside others: ``am i in remission and will i need a transplant``."""
    return any(_asks_how_it_stands(question, text) for text in (question.text, *asking_parts(question.text)))


def _asks_how_it_stands(question: Question, text: str) -> bool:
    if OF_THEN.search(text) or SUPPOSED.search(text) or is_of_family(text) or shows("meaning", text):
        return False
    asked = any(one.name in HOW_IT_STANDS for one in things_asked(text)) or SIGN_NOW.search(text)
    return bool(asked) and (may_be_told_by_lines(question) or shows("this_record", text))


def asks_a_value(question: Question) -> tuple[re.Pattern[str], ...]:
    """The markers in blood whose values now are asked for."""
    text = question.text
    if OF_THEN.search(text) or not (ONES_OWN.search(text) and VALUE_NOW.search(text)):
        return ()
    if is_of_family(text) or shows("meaning", text):
        return ()
    named = tuple(one for one in markers_in_blood() if one.search(text))
    return named or (markers_in_blood() if OF_MARKERS.search(text) else ())


@cache
def markers_in_blood() -> tuple[re.Pattern[str], ...]:
    """Each marker of tumours that is measured in blood, by all of its names."""
    rows = read_table(VOCABULARIES / "biomarkers.tsv", "name")
    listed = [(row["name"], *split_cell(row["synonyms"])) for row in rows if row["method"] == "serum"]
    every = (*(names for names in listed if names[0] not in NOT_OF_TUMOURS), *ALSO_FOLLOWED)
    return tuple(called(names[0], names) for names in every)


def called(name: str, names: Iterable[str]) -> re.Pattern[str]:
    """Any of a marker's names, and what it is written short: ``Tg`` for thyroglobulin."""
    short = SHORT.get(name)
    return re.compile(rf"{any_of(names).pattern}|\b{short}\b", re.I) if short else any_of(names)


def _newest(question: Question, profile: Profile, written: Written) -> Iterator[Dated]:
    """Impressions and scans before the values of markers; the value before one that is awaited, too."""
    markers = asks_a_value(question)
    stands = asks_how_it_stands(question)
    if not (markers or stands):
        return
    pages = list({id(line.page): line.page for line in written.lines}.values())
    dated = sorted((one for page in pages for one in _dated(page)), key=lambda one: one.date, reverse=True)
    told: list[Dated] = []
    if markers:
        told += _values(markers, dated, profile, pages)
    if stands or (markers and shows("reason", question.text)):
        told += islice((one for one in dated if _is_judged(one.line.text)), 1)
    if stands:
        scans = [one for one in dated if _is_scan(one.line.text)]
        scans = [one for one in scans if one.date == scans[0].date][:OF_A_DAY]
        told = sorted({one.line: one for one in (*told, *scans)}.values(), key=lambda one: one.date, reverse=True)
        told = sorted(told, key=lambda one: not (_is_judged(one.line.text) and _is_soon(one.date, told[0].date)))
        told += islice(_values(markers_in_blood(), dated, profile, pages), 1) if not markers else ()
    yield from {one.line: one for one in told}.values()


def _values(
    markers: Sequence[re.Pattern[str]], dated: Sequence[Dated], profile: Profile, pages: Sequence[Page]
) -> list[Dated]:
    of_lines = [one for one in dated if _is_value(one.line.text, markers)]
    every = sorted((*of_lines, *_of_facts(markers, profile, pages)), key=lambda one: one.date, reverse=True)
    last = every[:1]
    if last and NO_RESULT_YET.search(last[0].line.text):
        last = every[:2]
    return last


def _of_facts(markers: Sequence[re.Pattern[str]], profile: Profile, pages: Sequence[Page]) -> Iterator[Dated]:
    """The rows that values were read from, each under the line that names them."""
    for fact in profile.facts:
        if fact.date and _is_in_blood(fact) and any(one.search(getattr(fact, "name", "")) for one in markers):
            place = fact.evidence[0]
            page = next((one for one in pages if (one.document, one.number) == (place.document, place.page)), None)
            rows = [one.span() for one in ROW.finditer(page.text, place.start, place.end)] if page else []
            if page and len(rows) > 1:
                end = page.text.find("\n", rows[-1][1])
                last = page.text[rows[-1][0] : end if end >= 0 else None].rstrip()
                yield Dated(fact.date, Line(page, rows[-1][0], rows[-1][0] + len(last), Span(*rows[0])))


def _is_in_blood(fact: Fact) -> bool:
    of_patient = fact.subject is Subject.PATIENT
    return of_patient and (isinstance(fact, Lab) or (isinstance(fact, Biomarker) and fact.method == "serum"))


def day_of(page: Page) -> str | None:
    """That of the visit, or the one that the page gives for itself."""
    return find_visit([page]) or find_own_day(page.text, find_dates(page.text))


def dates_of(page: Page) -> Sequence[DateMention]:
    """All in it, those without a year by its own day."""
    told = (one.value for one in find_dates(page.text) if len(one.value) == DAY)
    return find_all_dates(page.text, day_of(page) or max(told, default=None))


def _dated(page: Page) -> Iterator[Dated]:
    """The entries of a page with the last date in each that had come; of today's that of the visit."""
    dates, seen = dates_of(page), day_of(page)
    for line in entries_of(page):
        own = [one.value for one in dates_within(dates, line.start, line.end)]
        own = [one for one in own if not seen or one <= seen] or own
        if not own and seen and (TODAY.search(line.text) or BY_MONTHS.search(line.text)):
            own = [seen]
        if own and not KIN.search(line.text):
            yield Dated(max(own), line)


def _is_scan(text: str) -> bool:
    return bool(SCAN.search(text)) and _tells(text)


def _is_soon(one: str, newest: str) -> bool:
    return len(one) == len(newest) == DAY and date.fromisoformat(newest) - date.fromisoformat(one) <= SOON


def _is_judged(text: str) -> bool:
    return bool(IMPRESSION.search(text)) and not ONLY_FEARED.search(text) and _tells(text)


def _tells(text: str) -> bool:
    """Whether something is found before anything that is still to come."""
    to_come = NO_RESULT_YET.search(text)
    return bool(RESULT.search(text, 0, to_come.start() if to_come else len(text)))


def _is_value(text: str, markers: Sequence[re.Pattern[str]]) -> bool:
    found = (match for one in markers for match in one.finditer(text))
    beside = (STOP.split(text[match.end() : match.end() + VALUE_WITHIN], maxsplit=1)[0] for match in found)
    return any(NUMBER.search(TIMES.sub(" ", one)) for one in beside)


def _is_of_old(line: Line, newest: str) -> bool:
    """Whether its dates are all of an earlier time, and it tells of neither a scan, nor a marker, nor an impression."""
    own = [one.value for one in dates_within(find_all_dates(line.page.text), line.start, line.end)]
    is_alike = any(one.search(line.text) for one in (SCAN, IMPRESSION, *markers_in_blood()))
    return bool(own) and max(own) < newest and not is_alike
