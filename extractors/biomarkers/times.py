"""Results that a report only repeats from an earlier time: they are not of the day its specimen was taken."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import takewhile

from core.records import Fact, Page
from extractors.dates import DateMention
from extractors.notes import KIN as RELATIVES
from extractors.notes import Note
from extractors.sentences import Span

YEAR = re.compile(r"(?<![\d/.-])(?:19[5-9]\d|20[0-3]\d)(?![\d/-]|\.\d)")
OF_RULES = re.compile(
    r"\b(?:WHO|AJCC|UICC|FIGO|CAP|ASCO|NCCN|ESMO|edition|ed|guidelines?|criteria|born|DOB|birth|J|Oncol|Pathol|Med)\b[^;\n]{0,25}$",
    re.I,
)
RULES_AFTER = re.compile(r"\W{0,3}(?:WHO|AJCC|CAP|ASCO|edition|guidelines?|criteria|classification|update)\b", re.I)
BEFORE_NOW = re.compile(r"\b(?:primary|original(?:ly)?|previous(?:ly)?|prior|earlier|initial(?:ly)?)\b", re.I)
ANOTHER_SPECIMEN = re.compile(
    r"\b(?:original|previous|prior|earlier|initial)\s+(?:[\w-]+\s+){0,2}(?:biops\w+|tumou?rs?|primary|specimens?|samples?"
    r"|resections?|excisions?|\w{4,}ectomy|cancers?|carcinomas?|reports?|results?|stud(?:y|ies)|tests?|testing|panel)\b",
    re.I,
)
NOW = re.compile(
    r"\b(?:now|current(?:ly)?|today|present(?:ly)?|th(?:is|e)\s+(?:current|present|specimen|sample))\b", re.I
)
OF_ELSE = re.compile(
    rf"{NOW.pattern}|\b(?:treat\w*|therap\w+|chemo\w*|radio\w+|start\w*|complet\w+|since|until|CT|MRI?|PET|scans?"
    r"|ultrasound|mammogra\w+)\b|\w(?:mab|nib|clib)\b",
    re.I,
)
"""What else a date in the sentence of a result may be of."""
OF_HISTORY = {"biomarker", "diagnosis", "stage", "grade"}
"""Kinds of facts that the history of a report repeats."""
FARTHEST_HEAD = 300
"""Characters of a line in which its head bears on a result."""
SPECIMEN = re.compile(
    r"\b(?:(?:re-?)?biops(?:y|ies)|cores?|excision|resection|\w{4,}ectomy|specimen|sample|histolog\w+|patholog\w+|immuno\w+|IHC"
    r"|receptors?|NGS|ctDNA|cfDNA|Guardant\w*|Foundation\s?One\w*|Tempus\w*|Caris|Signatera|panel|FISH|cytogenetics"
    r"|karyotype|trephine|(?:bone )?marrow|aspirate|FNA|cytology|sequencing|(?:germline|genetic|molecular) \w+)\b",
    re.I,
)
TAKEN = re.compile(r"\b(?:collected|drawn|taken|sampled|biopsied|obtained|performed)\W*(?:on\s+)?$", re.I)
HEAD_OPENS = re.compile(r"^[^.;:]*(?:\.\s[^.;:]*)?$")
HEAD_CLOSES = re.compile(r"[^.;:|)\n]{0,40}(?P<mark>:|\|(?:[^|\n]{0,40}\|)?|\)\s?:?)")
"""What ends the head of a line behind its date: a colon, a bracket, or the bar of a cell."""
FAMILY_HEADING = re.compile(r"\W*(?:family (?:medical )?history|FHx?|FH)\W*", re.I)
GENE_TEST = re.compile(
    r"\b(?:genetic|germline|panel|BRCA\S*|hereditary)\b[^.;]{0,40}\btest|\btest(?:ing)?\b|\bgermline\b", re.I
)
OWN_TEST = re.compile(
    r"\W*(?:the\s+|this\s+)?(?:patient(?:'s|’s)?|pt|(?:his|her|their) own)\b"
    r"(?=[^.;]{0,60}\b(?:test|germline|genetic|carr|sequenc))",
    re.I,
)
KIN = rf"(?:{RELATIVES}|children|grand\w+|relatives?|maternal|paternal|famil\w+)"
RELATIVE = re.compile(rf"\b{KIN}\b", re.I)
TESTED_RELATIVE = re.compile(
    rf"\b{KIN}\b.*(?:test|carr(?:y|ies|ier)|positive|negative|mutation|variant|gene|BRCA)|(?:test|carr|positive|mutation).*\b{KIN}\b",
    re.I,
)
HEADING = re.compile(r"[^\n:]*:?\s*")
NEW_PART = re.compile(r"\n[ \t]*\n|\n[ \t]*[A-Z][^\n:.]{2,40}:[ \t]*(?=\n)")


def is_repeated(note: Note, dates: Sequence[DateMention], start: int) -> bool:
    """Whether the history of a report tells the result with a date or a word for an earlier time."""
    if not _is_in_history(note, start):
        return False
    sentence = note.sentence(start)
    return bool(BEFORE_NOW.search(note.text, sentence.start, sentence.end) or _dates_in(note, dates, sentence))


def own_date(note: Note, dates: Sequence[DateMention], start: int) -> str | None:
    """The one date or year of the sentence, unless it may be that of a treatment, an image or today."""
    sentence = note.sentence(start)
    told = _dates_in(note, dates, sentence)
    if len(told) != 1 or OF_ELSE.search(note.text, sentence.start, sentence.end):
        return None
    return told.pop()


def date_of_specimen(note: Note, dates: Sequence[DateMention], start: int) -> str | None:
    """The date of the specimen or test that heads the line: ``Biopsy 12/03/2023: ER 90 %, PR 20 %``, ``Guardant360
    (drawn 4/2/24): …``, ``| 12/03/2023 | breast core | ER 90 % |``. None where another date or specimen is named since.
    """
    line = note.line(start)
    if start - line.start > FARTHEST_HEAD:
        return None
    place = bisect_left(dates, start, key=lambda one: one.start)
    told = list(takewhile(lambda one: one.start >= line.start, reversed(dates[:place])))[::-1]
    if not told or any(one.bound for one in told):
        return None
    taken = [one for one in told if TAKEN.search(note.text, max(line.start, one.start - 20), one.start)]
    own = taken if len(told) > 1 else told
    closed = HEAD_CLOSES.match(note.text, told[-1].end, start)
    if len(own) != 1 or closed is None:
        return None
    head, since = note.text[line.start : closed.start("mark")], note.text[closed.end("mark") : start]
    is_sentence = HEAD_OPENS.search(note.text, line.start, told[0].start) is not None
    is_of_specimen = is_sentence and SPECIMEN.search(head) and not OF_ELSE.search(head)
    is_over = SPECIMEN.search(since) or OF_ELSE.search(since) or NOW.search(since) or BEFORE_NOW.search(since)
    return own[0].value if is_of_specimen and not is_over else None


def is_own_test(note: Note, start: int, end: int) -> bool:
    """Whether a family history tells of the patient's own test there: ``Mother breast cancer at 45. BRCA1/2 testing
    negative``. Not where a relative is named in the sentence, or is the one tested in the sentence before.
    """
    sentence = note.sentence(start)
    if note.section(start) != "family_history" or note.is_told_of_kin(sentence):
        return False
    said = note.text[max(sentence.start, start - FARTHEST_HEAD) : min(sentence.end, end + FARTHEST_HEAD)]
    heading = FAMILY_HEADING.match(said)
    said = said[heading.end() :] if heading else said
    if OWN_TEST.match(said):
        return True
    before = note.text[max(sentence.start - FARTHEST_HEAD, 0) : sentence.start].rstrip()
    last = re.split(r"[.;\n]\s*", before.rstrip(".; "))[-1]
    return bool(GENE_TEST.search(said)) and not (RELATIVE.search(said) or TESTED_RELATIVE.search(last))


def _dates_in(note: Note, dates: Sequence[DateMention], sentence: Span) -> set[str]:
    said = note.text[sentence.start : sentence.end]
    within = [one for one in dates if sentence.start <= one.start < sentence.end]
    whole = {one.value for one in within if not OF_RULES.search(said, 0, one.start - sentence.start)}
    places = [
        place for place in _years(said) if not any(one.start <= sentence.start + place < one.end for one in within)
    ]
    return whole | {said[place : place + 4] for place in places}


def told_of_earlier_time(facts: Iterable[Fact], pages: Sequence[Page], date: str) -> frozenset[str]:
    """The ids of biomarkers without a date that the report of this date tells in its history, or in a sentence that
    names an earlier year or another specimen; and of diagnoses, stages and grades that it tells in its history alone.
    """
    undated = [fact for fact in facts if fact.kind in OF_HISTORY and not fact.date]
    told_on = {one.page for fact in undated for one in fact.evidence}
    notes = {page.number: Note(page) for page in pages if page.number in told_on}

    def is_earlier(fact: Fact) -> bool:
        if fact.kind == "biomarker":
            return _is_of_earlier_time(notes[fact.evidence[0].page], fact.evidence[0].start, date)
        return all(_is_in_history(notes[one.page], one.start) for one in fact.evidence)

    return frozenset(fact.id for fact in undated if is_earlier(fact))


def _is_of_earlier_time(note: Note, start: int, date: str) -> bool:
    sentence, line = note.sentence(start), note.line(start)
    said = note.text[max(sentence.start, line.start) : min(sentence.end, line.end)]
    if _is_in_history(note, start):
        return True
    is_earlier = ANOTHER_SPECIMEN.search(said) or any(said[place : place + 4] < date[:4] for place in _years(said))
    return bool(is_earlier) and not NOW.search(said)


def _is_in_history(note: Note, start: int) -> bool:
    """Not behind its first paragraph: what follows may be under a heading that we do not know."""
    section = next((one for one in note.sections if one.start <= start < one.end), None)
    heading = HEADING.match(note.text, section.start) if section else None
    return note.is_history(start) and not (heading and NEW_PART.search(note.text, heading.end(), start))


def _years(said: str) -> list[int]:
    return [
        year.start()
        for year in YEAR.finditer(said)
        if not OF_RULES.search(said, 0, year.start()) and not RULES_AFTER.match(said, year.end())
    ]
