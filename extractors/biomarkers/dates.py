"""The date of a result: that of its sentence, or of the specimen or test that heads its line."""

import re
from collections.abc import Sequence

from extractors.dates import DateMention, dates_within
from extractors.labs.dates import OF_ANOTHER
from extractors.notes import Note
from extractors.other_times import time_words
from extractors.sentences import Span

YEAR = re.compile(r"(?<![\d/.-])(?:19[5-9]\d|20[0-3]\d)(?![\d/-]|\.\d)")
OF_RULES = re.compile(
    r"\b(?:WHO|AJCC|UICC|FIGO|CAP|ASCO|NCCN|ESMO|edition|ed|guidelines?|criteria|born|DOB|birth|J|Oncol|Pathol|Med)\b[^;\n]{0,25}$",
    re.I,
)
RULES_AFTER = re.compile(r"\W{0,3}(?:WHO|AJCC|CAP|ASCO|edition|guidelines?|criteria|classification|update)\b", re.I)
BEFORE_NOW = re.compile(time_words("repeated"), re.I)
NOW = re.compile(time_words("now"), re.I)
OF_ELSE = re.compile(rf"{time_words('of_result')}|\w(?:mab|nib|clib)\b", re.I)
"""What else a date in the sentence of a result may be of."""
FARTHEST_HEAD = 300
"""Characters of a line in which its head bears on a result."""
LONGEST_HEAD = 100
SPECIMEN = re.compile(
    r"\b(?:(?:re-?)?biops(?:y|ies)|cores?|excision|resection|\w{4,}ectomy|specimen|sample|histolog\w+|patholog\w+|immuno\w+|IHC"
    r"|receptors?|NGS|ctDNA|cfDNA|Guardant\w*|Foundation\s?One\w*|Tempus\w*|Caris|Signatera|panel|FISH|cytogenetics"
    r"|karyotype|trephine|(?:bone )?marrow|aspirate|FNA|cytology|sequencing|(?:germline|genetic|molecular) \w+)\b",
    re.I,
)
TAKEN = re.compile(r"\b(?:collected|drawn|taken|sampled|biopsied|obtained|performed)\W*(?:on\s+)?$", re.I)
SAME_SPECIMEN = re.compile(r"\b(?:IHC|immuno\w+|receptors?|histolog\w+|microscopy)\b(?=[^.;\n]{0,20}:)", re.I)
"""Labels within the report of one specimen: ``Core biopsy (3 May 2024): ductal carcinoma. IHC: ER 8/8``."""
LABEL = re.compile(
    r"[ \t•*-]*(?:IHC|immuno\w+|(?:hormone )?receptors?|biomarkers?|ER|oestrogen receptor|estrogen receptor|HER-?2)\b",
    re.I,
)
"""How a line begins that goes on with the results of the specimen that the line above names."""
NEW_HEAD = re.compile(r"[.;,]\s+")
PLANNED = re.compile(
    r"\b(?:plan\w*|booked|due|scheduled|arranged|requested|await\w*|will|declin\w*|cancel\w*|to (?:have|be|get))\b",
    re.I,
)
HEAD_OPENS = re.compile(r"[^.;:]*(?:\.\s[^.;:]*)?")
HEAD_CLOSES = re.compile(r"[^.;:|)\n]{0,40}(?P<mark>:|\|(?:[^|\n]{0,40}\|)?|\)\s?:?)")
"""What ends the head of a line behind its date: a colon, a bracket, or the bar of a cell."""


OF_BRACKET = re.compile(r"\((?P<said>[^()\n]{0,60})$")
FOR_RESULT = re.compile(
    rf"(?:{SPECIMEN.pattern}|\b(?:on|in|at|from|of|dated?|date|reported|report|tested|test|result|lab|taken|collected|drawn|sampled"
    r"|biopsied|obtained|performed|received|authorised)\b|\W|\d)*",
    re.I,
)


def is_of_event(text: str, start: int) -> bool:
    """Whether a date stands in brackets behind words for something else than a test: ``(last dose 18.08.2025)``,
    ``(resected April 2019)``.
    """
    opened = OF_BRACKET.search(text, max(0, start - 62), start)
    return opened is not None and FOR_RESULT.fullmatch(opened["said"]) is None


def own_date(note: Note, dates: Sequence[DateMention], start: int) -> str | None:
    """The one date or year of the sentence, unless it may be that of a treatment, an image or today."""
    sentence = note.sentence(start)
    told = dates_told(note, dates, sentence)
    behind = dates_within(dates, start, sentence.end)
    if any(note.text[one.start - 1] == "(" and OF_ANOTHER.match(note.text, one.end) for one in behind):
        return None
    within = dates_within(dates, sentence.start, sentence.end)
    places = [
        *(one.start for one in within),
        *(sentence.start + one for one in years_told(note.text[slice(*sentence)])),
    ]
    if any(is_of_event(note.text, place) for place in places):
        return None
    if len(told) != 1 or OF_ELSE.search(note.text, sentence.start, sentence.end):
        return None
    return told.pop()


def date_of_specimen(note: Note, dates: Sequence[DateMention], start: int) -> str | None:
    """The date of the specimen or test that heads the line: ``Biopsy 12/03/2023: ER 90 %, PR 20 %``, ``Guardant360
    (drawn 4/2/24): …``, ``| 12/03/2023 | breast core | ER 90 % |``; or the line above, where this one goes on with a
    label. None where another date or specimen is named since.
    """
    line = note.line(start)
    if dates_within(dates, line.start, start) or not LABEL.match(note.text, line.start):
        return _date_of_head(note, dates, line.start, start)
    above = note.text.rfind("\n", 0, max(line.start - 1, 0)) + 1
    return _date_of_head(note, dates, above, start) if note.text[above : line.start].strip() else None


def _date_of_head(note: Note, dates: Sequence[DateMention], line: int, start: int) -> str | None:
    """``line`` is where the line of the head begins; of a long one only the end is looked at."""
    opens = max(line, start - FARTHEST_HEAD - LONGEST_HEAD)
    told = dates_within(dates, opens, start)
    if not told or any(one.bound for one in told) or start - told[-1].end > FARTHEST_HEAD:
        return None
    taken = [one for one in told if TAKEN.search(note.text, max(opens, one.start - 20), one.start)]
    named = _named_specimen(note.text, opens, told) if not taken and (len(told) > 1 or opens > line) else None
    own = [told[-1]] if named else taken if len(told) > 1 else told
    closed = HEAD_CLOSES.match(note.text, told[-1].end, start)
    if len(own) != 1 or closed is None or (opens > line and named is None):
        return None
    first, last = (named, told[-1]) if named else (opens, told[0])
    head, since = note.text[first : closed.start("mark")], note.text[closed.end("mark") : start]
    is_of_specimen = HEAD_OPENS.fullmatch(note.text, first, last.start) and SPECIMEN.search(head)
    since = SAME_SPECIMEN.sub("", since)
    is_over = SPECIMEN.search(since) or OF_ELSE.search(since) or NOW.search(since) or BEFORE_NOW.search(since)
    is_over = is_over or OF_ELSE.search(head) or PLANNED.search(head)
    return own[0].value if is_of_specimen and not is_over else None


def _named_specimen(text: str, opens: int, told: Sequence[DateMention]) -> int | None:
    """Where the clause begins that names the specimen of the last date, behind other dates or much else on its line."""
    before = told[-2].end if len(told) > 1 else opens
    said = NEW_HEAD.split(text[before : told[-1].start])[-1]
    first = told[-1].start - len(said)
    return first if first > before and SPECIMEN.search(said) and not PLANNED.search(said) else None


def dates_told(note: Note, dates: Sequence[DateMention], sentence: Span) -> set[str]:
    said = note.text[sentence.start : sentence.end]
    within = dates_within(dates, sentence.start, sentence.end)
    whole = {one.value for one in within if not OF_RULES.search(said, 0, one.start - sentence.start)}
    places = [
        place for place in years_told(said) if not any(one.start <= sentence.start + place < one.end for one in within)
    ]
    return whole | {said[place : place + 4] for place in places}


def years_told(said: str) -> list[int]:
    return [
        year.start()
        for year in YEAR.finditer(said)
        if not OF_RULES.search(said, 0, year.start()) and not RULES_AFTER.match(said, year.end())
    ]
