"""The date of what stands in a dated stretch of a page (extractors/dated_stretches.py), or is told of a dated thing.

Treatments have a reading of dates of their own. Within a sentence the date of an examination, an operation or a cancer
holds for what is told of it: ``CT 16/04/2025 ?T4 ?N2``, ``colon cancer (2012, pT2 N0)``; so does the date that opens a
sentence of what was found, and one in brackets right behind.

What a date may be of depends on the kind of fact: an image shows no receptor, and a drug begun for a cancer says
nothing of when that was tested. What was seen at a visit is only what the visit itself examines.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from core.records import (
    Assertion,
    Biomarker,
    Diagnosis,
    Evidence,
    Fact,
    Finding,
    Grade,
    Lab,
    Page,
    Stage,
    Subject,
    Treatment,
)
from extractors.biomarkers.dates import is_of_event
from extractors.dated_stretches import (
    WORDS,
    Event,
    Stretch,
    find_stretches,
    last_event,
    stretch_at,
)
from extractors.dates import PART_OF_YEAR, DateMention, dates_within, find_dates
from extractors.diagnosis_dates import OTHER_TIME
from extractors.other_times import time_words
from extractors.sentences import Span, span_at, split_sentences
from extractors.yearless_dates import find_all_dates

STATED = (Assertion.PRESENT, Assertion.ABSENT)
SAID = (*STATED, Assertion.POSSIBLE, Assertion.HISTORICAL)
IMAGING = rf"{WORDS[Event.IMAGING]}|\w+oscopy"
OPERATION = WORDS[Event.TISSUE]
DIAGNOSING = re.compile(
    r"\b(?:biops\w+|histo\w+|patholog\w+|path|cytolog\w+|FNA|EBUS|\w+oscopy|bone marrow|trephine|TUR\w*|cores?)\b", re.I
)
"""What a cancer is first told by; an operation may come long after."""
TISSUE = re.compile(rf"\b(?:{OPERATION})\b", re.I)
EXAMINED = re.compile(rf"\b(?:{IMAGING}|{OPERATION})\b", re.I)
WORDS_TO_DATE = (
    r"(?:[\s,():]+(?!(?:planned|booked|due|scheduled|arranged|requested|for|with|than|since|before|after|until|compar\w+"
    r"|versus|vs|reported|reviewed)\b|\d+[/.-]\d)[\w/#-]+){0,4}?[\s,():]*$"
)
IMAGED = re.compile(rf"\b(?:{IMAGING})\b{WORDS_TO_DATE}", re.I)
OPERATED = re.compile(rf"\b(?:{OPERATION})\b{WORDS_TO_DATE}", re.I)
CANCER_IN = re.compile(
    r"\b(?:cancer|\w*carcinoma|\w*sarcoma|melanoma|lymphoma|tumou?r|primary)\b"
    r"(?:[\s,]+(?:of|the|left|right|upper|lower|calf|thigh|leg|arm|forearm|back|shoulder|scalp|nose|cheek|ear|neck|chest|trunk"
    r"|foot|breast|kidney|colon|thyroid|tonsil|tongue|bladder)){0,4}"
    r"[\s,]*(?:\(\s*)?(?:(?:was |first )?diagnosed\s*)?(?:in\s+)?$",
    re.I,
)
BARE_YEAR = re.compile(r"(?<![\d/.-])(?:19[5-9]\d|20[0-3]\d)(?![\d/.-])")
"""Counts as a date behind the name of a cancer: ``colon cancer 2018 pT3``."""
NO_LONGER = re.compile(rf";|{time_words('in_sentence')}|\b(?:{IMAGING}|{OPERATION})\b", re.I)
"""What stands between a date and a thing that is of another day."""
BUT_SEMICOLON = re.compile(rf"{time_words('in_sentence')}|\b(?:{IMAGING}|{OPERATION})\b", re.I)
OF_SPECIMEN = {
    "lymph_nodes", "margin", "lymphovascular_invasion", "perineural_invasion", "extramural_venous_invasion",
    "extranodal_extension", "extraprostatic_extension", "seminal_vesicle_invasion", "treatment_effect",
}  # fmt: skip
"""Findings of nothing but an operation's specimen, a semicolon behind whose day they may stand."""
OF_PRIMARY = {"breslow_thickness", "ulceration", "clark_level"}
"""Findings that are as old as the cancer that they are told of."""
OF_ANOTHER_TIME = re.compile(time_words("in_entry"), re.I)
"""Words in the sentence of a fact by which an entry may tell it of another time than its own."""
AFTER_WHAT = re.compile(
    r"[ ,(]*(?:(?:an?|one|two|three|\d{1,2}) (?:days?|weeks?|months?) (?:on|later|after)\b"
    r"|(?:on |at |just )?(?:after|before|since|prior to|following|pre-|post-|in|on|at|by)\b"
    r"(?! (?:today|clinic|review|visit|(?:her|his|their|the) (?:usual|baseline|normal))))",
    re.I,
)
"""Words right behind a value that tell it of another day than the entry: ``platelets 61 after cycle 1``."""
ANOTHER_TEST = re.compile(
    r"[.;]\s+(?:(?:his|her|their|the)\s+)?(?:germline|somatic|tumou?r|liquid|repeat)\s+(?:\w+\s+){0,2}?"
    r"(?:test\w*|panel|NGS|sequencing|analysis|biops\w+|mutations?|BRCA\S*)\b",
    re.I,
)
"""Behind the dated test that opens its line: ``Somatic NGS (04/2023): … Germline testing negative``."""
DAY_OF_NO_YEAR = re.compile(
    r"(?:\b(?:held|withheld|on|from|since|until|till|by|stopped|paused|resumed|restarted|given|admitted|seen|labs?|bloods?"
    r"|interrupted|delayed|deferred|in|early|mid|late)|\d\s?[-–])\s?"
    r"(?:\d{1,2}/\d{1,2}(?![\w/%]|\s*(?:lymph|nodes?|cores?|cycles?))"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b)",
    re.I,
)
"""A day or month between an entry's date and a value, which no year is told of: ``Held 8/1 - 8/22 (Hgb 7.6)``."""
CLOSED_BRACKET = re.compile(r"\([^()\n]{0,80}\)")
BEGUN_THEN_HELD = re.compile(
    r"\b(?:start\w*|commenc\w+|beg[au]n|initiat\w+)\b.*\b(?:held|withheld|interrupted|paused|delayed|deferred|stopped"
    r"|discontinued|reduced|resumed|restarted|later|subsequently)\b",
    re.I | re.S,
)
"""What an entry goes on to tell of a later day: ``3 May 2024: olaparib started. Held for anaemia (Hb 76)``."""
GIVEN = re.compile(
    r"\b(?:start\w*|commenc\w+|beg[au]n|continu\w+|given|receiv\w+|treat\w*|complet\w+|cycles?|chemo\w*|radio(?:therapy|chemo\w*)"
    r"|adjuvant|neoadjuvant|therapy|irradiat\w+|switch\w*|refer\w*|discuss\w*|plan\w*|for|\w+(?:mab|nib|clib|platin|taxel"
    r"|rubicin|zole|xifen))\b",
    re.I,
)
"""Behind such a word an entry tells what was done about a cancer, not what was found of it."""
RETURNED = re.compile(r"\b(?:metasta\w+|recur\w*|relaps\w*|progress\w*|secondar(?:y|ies))\b", re.I)
OPENS = re.compile(rf"\W*(?:in|on|by|during)\s+{PART_OF_YEAR}*\Z", re.I)
OBSERVED = re.compile(
    r"\b(?:show\w*|reveal\w*|confirm\w*|demonstrat\w+|found|noted|identified|detected|diagnosed|presented with"
    r"|developed|rose|risen|fell|fallen|was|were)\b",
    re.I,
)
OF_ELSE = re.compile(rf";|{time_words('behind_opening')}", re.I)
"""Between the date that opens a sentence and what was found then it tells that the thing is of another time."""
NAMED = re.compile(r"(?:[ ][\w-]+){1,4}[ ]\((?:in\s+)?\Z")
"""Between a stage and the date behind the cancer's name: ``stage IIIA lung adenocarcinoma (Nov 2022)``."""
SHOWS = re.compile(
    r"(?:(?:this|it|which|the scan|the report)"
    rf"|(?:the |final |subsequent |post-?operative )*(?!molec|NGS|FISH|IHC|geno|seq)(?:{OPERATION}))\b"
    r"[\w\s]{0,20}?\b(?:show\w*|reveal\w*|confirm\w*|demonstrat\w+|was|were|found)\b"
    r"|(?:HPE|HPR|(?:final |surgical )?(?:histo)?pathology|histology|path)\s*:",
    re.I,
)
"""How a sentence goes on about the specimen or the image before it; a molecular test of it may be of another day."""
NOT_DONE = re.compile(
    r"\b(?:plan\w*|booked|due|scheduled|arranged|requested|await\w*|will|to have|cancel\w*|declin\w*)\b", re.I
)
BEHIND = re.compile(
    rf"\s*(?:\(\s*(?:(?:on|in|{IMAGING}|{OPERATION}|dated)[\s,:]+){{0,3}}|(?:in|on)\s+(?:(?:early|mid|late)[\s-]+)?)\Z",
    re.I,
)
"""Between a thing and the date right behind it that is its own: ``liver metastases (CT 03/2023)``."""
OWN_DATE = re.compile(r"[\s,]{0,2}\(?(?:(?:in|on|diagnosed)\s+)*\Z", re.I)
SAME_EVENT = re.compile(rf"[\s)]*[:–-]\s*(?:[\w-]+\s+){{0,5}}?(?:[\w-]+guided\s+)?(?:{OPERATION})\b(?!\s+and\b)", re.I)
"""The specimen that a dated report names: ``Pathology (3 May 2023): left lower lobe biopsy``."""
COMPARED = re.compile(r"\((?:previously|prior|was|compared|cf|from)\b[^()\n]{0,80}\)", re.I)
FIRST_CUE = (
    r"\b(?:(?<!originally )(?<!initially )(?<!first )(?<!previously )(?<!re)diagnosed|dx['’]?d?|diagnosis|staged)\b\.?"
    rf"(?:\s+(?:was|made|confirmed|dated?|in|on|around|about))*[\s:(–-]*{PART_OF_YEAR}*"
)
OF_NO_DIAGNOSIS = (
    rf"(?:{OTHER_TIME}|\b(?:now|current\w*|originally|initially|first|previous\w*|history|until|since|before|age"
    r"|stage)\b)"
)
DIAGNOSED_BEHIND = re.compile(
    rf"(?:(?!{OF_NO_DIAGNOSIS})(?:[^.;\n]|\.(?=\d)|\.\s(?=Diagnosed\b))){{0,80}}?{FIRST_CUE}", re.I
)
DIAGNOSED_WITH = re.compile(
    r"(?<!originally )(?<!initially )(?<!first )\bdiagnosed\s+(?:with|as having|as)\s+(?:an?\s+)?(?:[\w-]+\s+){0,3}$",
    re.I,
)
IN_BEHIND = re.compile(rf"(?:(?!{OF_NO_DIAGNOSIS})[^.;,\n]){{0,60}}?\sin\s+{PART_OF_YEAR}*", re.I)
DIAGNOSED_BEFORE = re.compile(rf"{FIRST_CUE}$", re.I)
WITH_STAGE = re.compile(
    rf"(?:(?!{OTHER_TIME}|\b(?:now|current\w*|today|restaged|later|then|until)\b)[^.;\n]){{0,45}}", re.I
)
LATER_STAGE = re.compile(
    r"\b(?:now|current\w*|today|re-?staged|relaps\w+|recur\w+|progress\w+|metastatic|became|upstaged)\b[^.;\n]{0,50}$",
    re.I,
)
BARE_BEFORE_DATE = re.compile(r"[ ,]{0,2}(?:\((?:in\s+)?)?")
ENDS_PHRASE = re.compile(r"\)?[ \t]*(?:[.,;)]?[ \t\r]*(?:\n|$)|[.;][ ])")
FOUND_ON = re.compile(
    r"(?:[ \t,(]*(?:(?:which|that|these|it)\s+)?(?:(?:was|were|has been|have been)\s+)?"
    r"|(?P<heading>[ \t:]*\n(?:(?!\b(?:no|not|without|new|another|also|nodules?|resolved|gone|respon\w+|treat\w*"
    r"|previous\w*|first|since|progress\w*|recur\w*)\b)[^.;\n]){0,60}?))"
    r"\b(?:found|seen|detected|diagnosed|identified|shown|noted|discovered)\s+(?:(?:on|by|in|with)\s+)?(?:the\s+|an?\s+)?"
    rf"(?:(?:{IMAGING}|biopsy)\s+(?:(?:brain|head|liver|chest|spine|CAP|TAP|abdomen|scan|of|on|in|dated)\s+){{0,3}})?\(?",
    re.I,
)
"""Behind a metastasis, or under a heading of it, what leads to the day it was found: ``found on MRI 3/30/23``."""
MARKED = re.compile(r"^[ \t]*#+[^\n]*$|^[^\n]*:[ \t]*$", re.M)
"""A line that is plainly a heading."""
NOT_AT_DIAGNOSIS = re.compile(
    r"[\s,(]*(?:since|from|as of|at (?:relapse|recurrence|progression)|by|after|following|in (?=\d|[A-Z]))\b", re.I
)
"""Behind a stage that came later than the diagnosis before it."""
LATE = {"metastasis", "disease_extent", "performance_status"}
"""Findings that come long after the operation beside which they are told."""
HISTORY_LINE = re.compile(r"[ \t•*-]*(?:clinical|indication|history|reason|background|comparison|pmh|past)\b", re.I)


def date_by_entry(page: Page, facts: Iterable[Fact], written: str | None = None) -> Iterator[Fact]:
    """The facts, those without a date with that of the entry, or of the dated thing, that they are stated of.

    What is stated at two dates is told of each, but for a cancer, which is of the first, and a result. A doubt that is
    told again without a date is that of the date.
    """
    dated, facts = DatedPage(page.text, written), tuple(facts)
    treated = min(
        (fact.date for fact in facts if isinstance(fact, Treatment) and _is_given(fact) and fact.date), default=""
    )
    for fact in facts:
        is_theirs = fact.subject is Subject.PATIENT and fact.assertion in SAID
        if fact.date or fact.kind == "treatment" or not is_theirs or not dated.dates:
            yield fact
        elif isinstance(fact, Diagnosis | Biomarker | Lab):
            yield _with_one_date(dated, fact, treated)
        else:
            yield from _told_of_each(dated, fact)


def _with_one_date(dated: "DatedPage", fact: Diagnosis | Biomarker | Lab, treated: str) -> Fact:
    """That of a result is of its first place; a cancer is as old as the first that is told of it, unless treatment is
    older still: then that was told of its return."""
    places = fact.evidence if isinstance(fact, Diagnosis) else fact.evidence[:1]
    first = min((date for one in places if (date := dated.date_of(fact, one))), default=None)
    is_late = first is not None and isinstance(fact, Diagnosis) and treated and treated < first[: len(treated)]
    return fact if first is None or is_late else fact.model_copy(update={"date": first})


def _is_given(fact: Treatment) -> bool:
    return fact.subject is Subject.PATIENT and fact.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)


def _told_of_each(dated: "DatedPage", fact: Fact) -> Iterator[Fact]:
    told: dict[str | None, list[Evidence]] = {}
    for one in fact.evidence:
        told.setdefault(dated.date_of(fact, one), []).append(one)
    if fact.assertion is Assertion.POSSIBLE and len(told.keys() - {None}) == 1:
        told.setdefault((told.keys() - {None}).pop(), []).extend(told.pop(None, ()))
    yield from (fact.model_copy(update={"date": date, "evidence": tuple(own)}) for date, own in told.items())


def told_at_visits(facts: Iterable[Fact], pages: Iterable[Page], date: str) -> frozenset[str]:
    """The ids of those that stand below the heading of a note or a visit of another day than the date of the report."""
    stretches = {page.number: find_stretches(page.text, find_dates(page.text)) for page in pages}

    def is_of_visit(fact: Fact) -> bool:
        stretch = stretch_at(stretches[fact.evidence[0].page], fact.evidence[0].start)
        return stretch is not None and stretch.event is Event.VISIT and stretch.date.value != date

    return frozenset(fact.id for fact in facts if not fact.date and is_of_visit(fact))


class DatedPage:
    """A page's text with its dates, worked out when first asked for."""

    def __init__(self, text: str, own_day: str | None = None) -> None:
        """``own_day`` is the day that the document gives for itself on another page."""
        self.text = text
        self.own_day = own_day

    @cached_property
    def written(self) -> tuple[DateMention, ...]:
        return find_all_dates(self.text, self.own_day)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """Those that are written as dates, and the years behind the name of a cancer or the word for its diagnosis."""
        years = (
            DateMention(*year.span(), year[0])
            for year in BARE_YEAR.finditer(self.text)
            if any(
                cue.search(self.text, max(0, year.start() - 40), year.start()) for cue in (CANCER_IN, DIAGNOSED_BEFORE)
            )
            and not any(year.start() < one.end for one in dates_within(self.written, year.start() - 24, year.end()))
        )
        return tuple(sorted((*self.written, *years)))

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        return find_stretches(self.text, self.written)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        return split_sentences(self.text)

    def date_of(self, fact: Fact, quote: Evidence) -> str | None:
        is_past = isinstance(fact, Diagnosis | Stage | Grade) and fact.assertion is Assertion.HISTORICAL
        if fact.assertion in STATED or is_past:
            stretch = stretch_at(self.stretches, quote.start)
            if stretch and (date := self._date_of_stretch(stretch, fact, quote)):
                return date
        return self._date_in_sentence(fact, quote)

    def _date_of_stretch(self, stretch: Stretch, fact: Fact, quote: Evidence) -> str | None:
        """None where another date stands between the stretch's own and the place, in a heading's case in its line."""
        place = quote.start
        line = self.text.rfind("\n", 0, place) + 1
        first = stretch.date.end if stretch.is_entry else max(stretch.date.end, line)
        if self._is_redated(first, place) or (not stretch.is_entry and HISTORY_LINE.match(self.text, line)):
            return None
        if OF_ANOTHER_TIME.search(
            COMPARED.sub("", self.text[max(first, span_at(self.sentences, place).start) : place])
        ):
            return None
        if isinstance(fact, Lab | Biomarker) and self._is_of_later(fact, stretch, first, quote):
            return None
        event = last_event(self.text, stretch.date.end, place) if stretch.is_entry else None
        if isinstance(fact, Diagnosis) and place >= stretch.own_end and not self._is_headed_by_diagnosis(stretch):
            return None
        if isinstance(fact, Diagnosis) and not self._is_diagnosed(event or stretch.event, stretch.start, place):
            return None
        if stretch.event:
            return stretch.date.value if _is_of(event or stretch.event, fact) else None
        return stretch.date.value if self._is_told_then(event, fact, stretch, place) else None

    def _is_of_later(self, fact: Lab | Biomarker, stretch: Stretch, first: int, quote: Evidence) -> bool:
        """Whether the words around a value tell that it is of another day or another test than the entry."""
        if AFTER_WHAT.match(self.text, quote.end):
            return True
        if isinstance(fact, Biomarker) and not _is_serum(fact):
            return not stretch.is_alone and ANOTHER_TEST.search(self.text, first, quote.end) is not None
        between = CLOSED_BRACKET.sub("", self.text[first : quote.start])
        return bool(DAY_OF_NO_YEAR.search(between) or BEGUN_THEN_HELD.search(between))

    def _is_headed_by_diagnosis(self, stretch: Stretch) -> bool:
        """Whether the first line of an entry names what a cancer is told by, as the lines of its block do not show."""
        line_end = self.text.find("\n", stretch.start, stretch.end)
        return DIAGNOSING.search(self.text, stretch.start, line_end if line_end >= 0 else stretch.end) is not None

    def _is_redated(self, start: int, place: int) -> bool:
        """Whether another date stands between, but for one in the brackets of a comparison."""
        text = COMPARED.sub(lambda one: " " * len(one[0]), self.text[start:place])
        return any(text[one.start - start].strip() for one in dates_within(self.dates, start, place))

    def _is_told_then(self, event: Event | None, fact: Fact, stretch: Stretch, place: int) -> bool:
        """Whether an entry tells the fact as found on its day, by the words in front of it."""
        if isinstance(fact, Lab) or _is_serum(fact) or _is_status(fact):
            return True
        told_by = EXAMINED if isinstance(fact, Finding | Stage) else TISSUE
        since = max((match.end() for match in told_by.finditer(self.text, stretch.date.end, place)), default=None)
        if GIVEN.search(self.text, since or stretch.date.end, place):
            return False
        if isinstance(fact, Stage | Grade | Finding):
            return True
        return event not in (Event.IMAGING, Event.VISIT, Event.BLOOD)

    def _is_diagnosed(self, event: Event | None, start: int, place: int) -> bool:
        """Whether the words before the cancer tell of its diagnosis: by no operation, and not that it has returned."""
        told = event is None or DIAGNOSING.search(self.text, start, place)
        return bool(told) and not RETURNED.search(self.text, start, place)

    def _date_in_sentence(self, fact: Fact, quote: Evidence) -> str | None:
        """The date of what the sentence tells the fact of: that right behind it, else the nearest before it."""
        sentence = span_at(self.sentences, quote.start)
        if date := self._date_of_diagnosis(fact, sentence, quote) or self._date_of_return(fact, quote):
            return date
        behind = next(iter(dates_within(self.dates, quote.end, min(quote.end + 60, sentence.end))), None)
        if behind and (date := self._date_behind(fact, sentence, quote, behind)):
            return date
        if behind and behind.start <= quote.end + 12 and OWN_DATE.match(self.text[quote.end : behind.start]):
            return None
        before = dates_within(self.dates, sentence.start, quote.start)
        date = before[-1] if before else None
        if date is None:
            return self._date_of_sentence_before(fact, sentence, quote.start)
        if date.end > quote.start or date.bound:
            return None
        is_told = self._is_told_of(fact, sentence, date, quote.start) or self._is_found_on(fact, sentence, date, quote)
        return date.value if is_told else None

    def _date_of_diagnosis(self, fact: Fact, sentence: Span, quote: Evidence) -> str | None:
        """For a stage or grade found at the diagnosis: ``stage IIIA lung cancer, diagnosed March 2022``.

        None for one told as that of now, or of an operation, which may come long after.
        """
        if not isinstance(fact, Stage | Grade) or fact.assertion not in SAID or _is_of_operation(fact):
            return None
        if LATER_STAGE.search(self.text, max(sentence.start, quote.start - 60), quote.start):
            return None
        cue = DIAGNOSED_BEHIND.match(self.text, quote.end)
        if cue is None and DIAGNOSED_WITH.search(self.text, max(sentence.start, quote.start - 60), quote.start):
            cue = IN_BEHIND.match(self.text, quote.end)
        if cue and (date := self._starting_at(cue.end())):
            return date.value
        before = dates_within(self.dates, sentence.start, quote.start)
        date = before[-1] if before else None
        if date is None or date.bound or date.end > quote.start or NOT_AT_DIAGNOSIS.match(self.text, quote.end):
            return None
        cued = DIAGNOSED_BEFORE.search(self.text, max(sentence.start, date.start - 40), date.start)
        return date.value if cued and WITH_STAGE.fullmatch(self.text, date.end, quote.start) else None

    def _date_of_return(self, fact: Fact, quote: Evidence) -> str | None:
        """The date right behind a metastasis or recurrence that is all else of its phrase, or that it was found on."""
        if not isinstance(fact, Finding) or fact.name not in ("metastasis", "recurrence"):
            return None
        gap = BARE_BEFORE_DATE.match(self.text, quote.end)
        date = gap and self._starting_at(gap.end())
        if date and ENDS_PHRASE.match(self.text, date.end):
            return date.value
        found = FOUND_ON.match(self.text, quote.end)
        if found and found["heading"] is not None:
            line = self.text.rfind("\n", 0, quote.start) + 1
            found = found if MARKED.match(self.text, line, self.text.find("\n", quote.end)) else None
        date = found and self._starting_at(found.end())
        return date.value if date else None

    def _starting_at(self, place: int) -> DateMention | None:
        date = next(iter(dates_within(self.dates, place, place + 30)), None)
        return date if date and date.start == place and not date.bound else None

    def _date_of_sentence_before(self, fact: Fact, sentence: Span, place: int) -> str | None:
        """That of the operation or examination of which the sentence goes on to tell: ``Histology showed …``."""
        before = span_at(self.sentences, max(sentence.start - 1, 0))
        dates = dates_within(self.dates, before.start, before.end)
        goes_on = SHOWS.match(self.text, sentence.start, place)
        is_next = before.end <= sentence.start and "\n" not in self.text[before.end : sentence.start]
        if (
            not goes_on
            or not is_next
            or len(dates) != 1
            or dates[0].bound
            or OF_ELSE.search(self.text, goes_on.end(), place)
        ):
            return None
        event = last_event(self.text, before.start, before.end)
        is_same = event is Event.TISSUE or (event is Event.IMAGING and not TISSUE.search(self.text, *goes_on.span()))
        is_told = event is not None and is_same and _is_of(event, fact) and not NOT_DONE.search(self.text, *before)
        if isinstance(fact, Diagnosis) and not self._is_diagnosed(event, before.start, place):
            return None
        return dates[0].value if is_told else None

    def _date_behind(self, fact: Fact, sentence: Span, quote: Evidence, date: DateMention) -> str | None:
        """None where the sentence tells of a treatment before, whose date it may be; cancers have a reading of it."""
        if isinstance(fact, Diagnosis | Lab) or date.bound or self.text[date.end : date.end + 1] == ":":
            return None
        between = self.text[quote.end : date.start]
        is_own = BEHIND.match(between) and not isinstance(fact, Stage)
        is_of_cancer = isinstance(fact, Stage | Grade) and NAMED.match(between) and self.text.startswith(")", date.end)
        is_given = GIVEN.search(self.text, sentence.start, quote.start)
        return date.value if (is_own or is_of_cancer) and not is_given else None

    def _is_found_on(self, fact: Fact, sentence: Span, date: DateMention, quote: Evidence) -> bool:
        """Whether the date opens the sentence and what follows tells that the thing was found then."""
        start = max(sentence.start, self.text.rfind(". ", sentence.start, date.start) + 1)
        if isinstance(fact, Diagnosis) or not OPENS.match(self.text[start : date.start]):
            return False
        if not OBSERVED.search(self.text, date.end, quote.end) or OF_ELSE.search(self.text, date.end, quote.start):
            return False
        event = last_event(self.text, date.end, quote.start)
        return _is_of(event, fact) if event else isinstance(fact, Lab | Finding) or _is_serum(fact)

    def _is_told_of(self, fact: Fact, sentence: Span, date: DateMention, place: int) -> bool:
        same = SAME_EVENT.match(self.text, date.end, place)
        is_of_specimen = isinstance(fact, Finding) and fact.name in OF_SPECIMEN
        if (BUT_SEMICOLON if is_of_specimen else NO_LONGER).search(self.text, same.end() if same else date.end, place):
            return False
        before = self.text[max(sentence.start, date.start - 60) : date.start]
        imaged, operated, cancer = (one.search(before) for one in (IMAGED, OPERATED, CANCER_IN))
        match fact:
            case Finding():
                return bool(imaged or (operated and fact.name not in LATE) or (cancer and fact.name in OF_PRIMARY))
            case Diagnosis():
                return bool(operated) and self._is_diagnosed(Event.TISSUE, max(sentence.start, date.start - 60), place)
            case Biomarker():
                return not _is_serum(fact) and bool(operated) and not is_of_event(self.text, date.start)
            case Lab():
                return False
            case _:
                return bool(imaged or operated or cancer)


def _is_of_operation(fact: Stage | Grade) -> bool:
    return isinstance(fact, Stage) and bool(fact.prefix) and fact.prefix != "c"


def _is_status(fact: Fact) -> bool:
    return isinstance(fact, Finding) and fact.name == "performance_status"


def _is_of(event: Event, fact: Fact) -> bool:
    """Whether the event of a heading can be what the fact is told by."""
    is_blood = isinstance(fact, Lab) or _is_serum(fact)
    is_of_visit = _is_status(fact)
    match event:
        case Event.IMAGING:
            return isinstance(fact, Stage | Finding) and not is_of_visit
        case Event.TISSUE:
            return not (is_blood or (isinstance(fact, Finding) and fact.name in LATE))
        case Event.BLOOD:
            return is_blood
        case Event.VISIT:
            return is_blood or is_of_visit


def _is_serum(fact: Fact) -> bool:
    return isinstance(fact, Biomarker) and fact.method == "serum"
