"""Finds the grades a note states, each by the system it names. A grade is never computed from a score.

The nuclear grade of an in situ carcinoma is not the grade of the invasive one: it is told, under a system of its own,
only where the page grades nothing else.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from core.places import RULES
from core.records import Assertion, DocumentType, Grade
from extractors.notes import Note
from extractors.rules import read_table
from extractors.sentences import blank_stops
from extractors.stated import around, merged, stated_context
from extractors.tnm import TICKED, UNTICKED

IN_SITU = "nuclear (in situ)"
OF_THREE = {"Nottingham", "Bloom-Richardson", "FIGO", "FNCLCC"}
"""Systems without a grade 4, whose "4" is a score or misread."""
OUT_OF = r"(?:/|out of|of)[. ]{0,2}(?:[34]|III|IV)(?![\w.])"
OF_SCALE = re.compile(r"\b(?:out of|of)[. ]{0,2}(?:[34]|III|IV)\)?$", re.I)
NUMBER = (
    r"(?:grade[ ]{0,2})?(?:G[- ]?)?(?P<number>[1-4]|IV|I{1,3}|[Il]{2,3})"
    r"(?:[ ]?(?:-|–|to)[ ]?G?(?P<upper>[2-4]|IV|I{2,3}))?"
    r"(?![A-Za-z0-9%+=]|\.\d|[ ]?(?:mm|cm|x|of 9|/[ ]?9)\b)"
    rf"(?:[ ]{{0,2}}{OUT_OF}|[. ]{{0,2}}\({OUT_OF}\))?"
)
WORD = r"(?P<word>high|low|intermediate)(?:[- ]grade)?\b(?![ ]?power)"
LABELLED = (
    r"(?<![A-Za-z])(?P<label>{labels})(?!(?<=SBR)\d)[ ]?(?:\((?P<note>[^()\n]{{0,30}})\)[ ]?)?"
    r"(?:[:=,-]|\.(?=\s(?:G[1-4]|IV|II{{1,2}})\b|\s[1-3]\s?,))?(?:\s{{0,3}}|[ ]{{2,60}}|[ ]*\t[ ]*)"
    r"(?:is\s|of\s)?(?:\((?=[1-4]\s?/\s?4))?(?:{number}|{word})"
)
BARE = re.compile(
    rf"(?<![A-Za-z-])(?:histologic(?:al)?[ ])?(?:grade|(?P<short>gr\b\.?))[ ]?(?P<colon>:)?[ ]?{NUMBER}", re.I
)
BARE_WORD = re.compile(
    r"(?<![A-Za-z-])(?:(?P<lower>low|intermediate)[ ]?(?:to|-|/)[ ]?)?"
    r"(?P<word>high|low|intermediate)(?:[ -]{1,2}|\s)grade\b",
    re.I,
)
ABBREVIATED = re.compile(r"(?<![A-Za-z0-9-])(?!GI\b)G[- ]?(?P<number>[1-4]|IV|I{1,3})(?![A-Za-z0-9+/=-]|\.\d)")
NUCLEAR = re.compile(
    r"(?<![A-Za-z])nuclear(?:[ ](?:histologic[ ])?grad(?:e|ing)|-grade)(?:[ ]?\([^()\n]{0,20}\))?\s?[:=-]?\s?"
    rf"(?:{NUMBER}|{WORD})",
    re.I,
)
DEGREE = r"w?ell|[mn]oderate(?:ly)?(?:[- ]well)?|mod|poor(?:ly)?|intermediate(?:ly)?"
DIFFERENTIATED = re.compile(
    rf"(?<![A-Za-z])(?:(?P<first>{DEGREE})"
    rf"(?:[-\s./,]{{1,3}}(?:to|and|or)?[-\s]?(?P<focal>focal(?:ly)?[ ])?(?P<second>{DEGREE}|un))?"
    r"[-\s.]{0,3}(?:diff(?![a-z])|differentiated)|(?P<un>un)differentiated)(?![a-z])",
    re.I,
)
EDMONDSON = r"(?:[ ]?[:;.])?[ ]?(?:edmondson[- ]?(?:steiner[ ])?)?(?:grade[ ])?"
WORST = re.compile(
    rf"\bworst(?:[ ](?:differentiation|grade))?{EDMONDSON}(?P<worst>[1-4]|IV|I{{1,3}})(?:[ ]?/[ ]?(?:4|IV))?[.,;\s]+"
    rf"(?:differentiation[:;]?[ ])?(?:the[ ])?major(?:[ ](?:differentiation|grade))?{EDMONDSON}"
    r"(?P<major>[1-4]|IV|I{1,3})(?![A-Za-z0-9])",
    re.I,
)
"""The two grades of a hepatocellular carcinoma, of its worst part and of most of it."""
SYSTEM_BEHIND = re.compile(
    r"[ ,(]{1,3}(?P<name>Nottingham|FIGO|Fuhrman|WHO|Edmondson)(?![- ]?\w*[- ]?(?:performance|score|/))", re.I
)
WORDS_AFTER = re.compile(r"[)\s]{0,2}(?:[A-Za-z-]+[ ]?){0,6}")
WORDS_ACROSS_LINES = re.compile(r"[)\s]{0,2}(?:[A-Za-z-]+\.?\s?){0,5}")
BOTH_PARTS = re.compile(r"\bin[- ]?situ and (?:invasive|infiltrating)\b", re.I)
PART_GRADED = re.compile(
    r"(?:nuclear|architectural|cytologic(?:al)?|mitotic|surrounding|associated|background)[ ]$", re.I
)
FOCALLY = re.compile(r"\b(?:focal(?:ly)?|areas? of|component of)[\s.]+(?:very\s+|more\s+)?$", re.I)
FOCUS = re.compile(r"\bfoc(?:us|i)[\s.]+of[\s.]+$", re.I)
OF_NUCLEI = re.compile(
    r"\bnuclear\s(?:\([^()\n]{0,20}\)\s?)?grade[\s.]+(?:of[\s.]+the[\s.]+(?:tumou?r|carcinoma|neoplasm)[\s.]+)?(?:is\s*)?"
    r"[:.]?\s*(?:(?:G|grade\s)[1-4][\s.(]*)?$",
    re.I,
)
"""What stands before the grade of the nuclei, which is none of the tissue: ``nuclear grade of the tumor is: G2``."""
SET_RIGHT = re.compile(
    r"(?:[^.;]|\.\s(?=(?-i:[a-z]))){0,60}\b(?:but|however|although)\b(?:[^.;]|\.\s(?=(?-i:[a-z]))){0,220}?"
    r"\b(?:making[\s.]+(?:this|it)|up-?grad(?:ed|ing)|rais(?:es|ed|ing)[\s.]+(?:it|this|the))\b",
    re.I,
)
"""What follows a grade that is weighed and not kept: "a grade 2 tumor, but …, making this a grade 3 carcinoma"."""
GLEASON = re.compile(
    r"gleason(?:[ ]?'[ ]?s|s)?"
    r"(?:[\s:=,)-]|\([^()\d]{3,40}\)|\b(?:system|combined|total|overall|final|histologic|score|grade|sum|pattern|is|of)s?\b)"
    r"{0,8}\(?[ ]?"
    r"(?:(?P<sum>10|[4-9])(?:[ ]?/[ ]?10)?[ ]{0,2}(?:[(=\[]|,)\s{0,2}(?P<p1>[1-5])[ ]?\+[ ]?(?P<s1>[1-5])(?:[ ]?[)\]])?"
    r"|(?P<p2>[1-5])[ ]?\+[ ]?(?P<s2>[1-5])"
    r"(?:[ ]{0,2}(?:[=(-]|,?[ ]?(?:combined |total )?(?:score|sum)(?:[ ]of)?)[ ]{0,2}(?P<sum2>10|[4-9])\b)?"
    r"|(?P<sum3>10|[6-9])(?:[ ]?/[ ]?10)?(?![\d+%/-]|\.\d|[ ]?(?:mm|cm|\+)))",
    re.I,
)
PATTERNS_LABEL = re.compile(r"\(\s?primary", re.I)
"""A label that asks for both patterns and their sum: what is filled in without the sum may be either's."""
GLEASON_PARTS = re.compile(
    r"\bprimary[ ](?:gleason[ ])?(?:grade|pattern)[ ]?[:=][ ]?(?:grade[ ])?(?P<first>[1-5])"
    r"(?:[ ]?/[ ]?5)?[.,;\s]+(?:[a-z][.)]\s)?"
    r"secondary[ ](?:gleason[ ])?(?:grade|pattern)[ ]?[:=][ ]?(?:grade[ ])?(?P<second>[1-5])(?:[ ]?/[ ]?5)?(?![\d/%])"
    r"(?:[.,;\s]+(?:[a-z][.)]\s)?(?:total|sum|combined|overall|gleason)[ ]"
    r"(?:gleason[ ])?(?:sum[ ])?score[ ]?[:=]?[ ]?(?P<sum>10|[2-9])\b)?",
    re.I,
)
"""A form's separate lines: ``Primary pattern: 3/5. Secondary pattern: 4/5. Total Gleason score: 7/10``."""
GLEASON_NEAR = 120
SCORE = re.compile(
    r"(?:(?:nottingham|elston|bloom[- ](?:and[. ]{1,2})?richardson|SBR|NHG)[^.;\n]{0,40}?(?:total[ ])?score"
    r"|total(?:[ ]nottingham)?[. ]{1,2}score)"
    r"[ ]?[:=-]?[ ]?(?:of[. ]{1,2})?(?P<score>[1-9])(?:[ ]?(?:/|of|out of)[ ]?(?P<most>[39]))?(?![\d.]\d|\d|[ ]?/)",
    re.I,
)
PART_SCORED = re.compile(r"architect|tubul|gland|nucle|mito|pleomorph", re.I)
BREAST = re.compile(r"\b(?:breast|mastectomy|lumpectomy|mammary|duct(?:al|ale)|lobular|nottingham|tubul\w+)\b", re.I)
BREAST_SCORE = re.compile(r"nottingham|elston|richardson|SBR|NHG|tubul", re.I)
COMPONENTS = tuple(
    (
        name,
        re.compile(
            pattern + r"[^.;\n0-9]{0,28}?[:=(\s-]([1-3])(?![\d/.]*\d|[ ]?(?:cm|mm|per)|[ ]?[-–][ ]?[1-3])", re.I
        ),
    )
    for name, pattern in (
        ("tubules", r"(?:tubul\w*|architectural|glandular)"),
        ("nuclei", r"(?:nucle\w*|pleomorphism)"),
        ("mitoses", r"mito\w*"),
    )
)
NEAR, REACH = 100, 170
"""Characters before and behind a Nottingham grade or score within which its components stand."""

TAIL = re.compile(r"[^.%)]{0,24}[,(:;][ ]?")
TNM_BEHIND = re.compile(r"[ ,;.]{1,3}y?p?T[ ]?[0-4]")
NAMED = ("Nottingham", "Bloom-Richardson", "FIGO", "Fuhrman", "WHO/ISUP", "Edmondson-Steiner", "FNCLCC", "WHO")
NAMES = re.compile("|".join(NAMED), re.I)
WORDS_BEHIND = re.compile(r"[.,]?\s*(?:[A-Za-z-]+[ ]?){0,3}")
NAMED_ON = re.compile(r"\.\s+(?:[A-Z-]+[ ]){0,2}LIPOSARCOMA\b")
"""The rest of a name in capitals, cut by a scan: ``WELL DIFFERENTIATED. SCLEROSING LIPOSARCOMA`` is no grade."""
OF_CELLS = re.compile(r"[.,]?\s+(?:neoplastic|tumou?r|malignant|carcinoma)[\s.]+(?:astrocytes|cells|glands)\b", re.I)
"""What makes of a degree the look of single cells: "well differentiated neoplastic cells lie at the edge"."""
OTHERWISE = re.compile(r"\botherwise[\s.]+$", re.I)
"""What comes behind is the rest of a tumour that is graded by a part: "foci of … in this otherwise well …"."""
PART_OF_NAME = re.compile(
    r"[\s.,]+(?:(?:spindle|epithelioid|pleomorphic|round|small|large|cells?|and|or|malignant)\b[\s.,/]+){1,7}"
    r"(?:neoplasm|tumou?r|sarcoma|malignancy)\b",
    re.I,
)
"""The rest of a name that begins with "undifferentiated"."""
AREAS = re.compile(r"\s*(?:areas?|foc(?:us|i)|regions?|component)\b", re.I)
CLOSE = 60
RENAL = re.compile(r"\brenal cell|\bkidney|nephrectomy", re.I)
RENAL_CELL = re.compile(r"\brenal\b|\bkidney|nephrectomy|\bRCC\b", re.I)
PROSTATE = re.compile(r"\bprostat|\bgleason\b", re.I)
TNM_BESIDE = re.compile(r"\bp?T[ ]?[0-4Iil][a-d]?\b|\bpN|\bNOS\b|differentiated|\b8\d{3}/3\b|\bL[0-2],? ?V[0-2]\b")
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}


PROVISIONAL = re.compile(
    r"\b(?:FS\w{0,2}[ ]?:|FS\d{1,2}[ ]?\([A-Z]\)|frozen section|intra[- ]?operative|touch prep)"
    r"(?:(?!\b(?:final|permanent|gross|microscopic|paraffin|histopatholog\w+|comment|classification)\b)[^\n]|\n(?!\n)){0,200}$",
    re.I,
)
"""What stands before a grade told while the patient lay on the table, from a frozen section."""


OF_OTHERS = re.compile(
    r"\b(?:patients|individuals|subclass\w*|subsets?|survival|cohorts?|series|studies|literature)[.\s]+(?:with|of|in|for|on)[.\s]+"
    r"(?:[\w-]+[.\s]+){0,2}$",
    re.I,
)
"""What stands before a grade of patients at large."""


class GradeRules(NamedTuple):
    systems: dict[str, str]
    labelled: re.Pattern[str]
    tumour: re.Pattern[str]
    in_situ: re.Pattern[str]
    not_grade: re.Pattern[str]
    histology: re.Pattern[str]


class Said(NamedTuple):
    """A grade before it is a fact."""

    start: int
    end: int
    system: str
    value: str
    components: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def load_rules() -> GradeRules:
    systems = {row["label"].lower(): row["system"] for row in read_table(RULES / "grade_labels.tsv", "label", "system")}
    labels = "|".join(
        re.escape(label).replace(r"\ ", r"(?:[ -]|\.\s)") for label in sorted(systems, key=len, reverse=True)
    )
    words: dict[str, list[str]] = {}
    for row in read_table(RULES / "grade_words.tsv", "word", "means"):
        words.setdefault(row["means"], []).append(re.escape(row["word"]).replace(r"\ ", r"[.\s]{1,3}"))
    return GradeRules(
        systems,
        re.compile(LABELLED.format(labels=labels, number=NUMBER, word=WORD), re.I),
        *(
            re.compile(rf"(?<![A-Za-z])(?:{'|'.join(words[means])})(?![a-z])", re.I)
            for means in ("tumour", "in situ", "not a grade", "histology")
        ),
    )


def find(note: Note) -> Iterator[Grade]:
    """Grades as the page states them; mentions that say the same are one fact with the evidence of each."""
    said = [*_widest([one for read in READERS for one in read(note)])]
    said = [one for one in said if not _is_of_nuclei(note, one) and not SET_RIGHT.match(note.text, one.end)]
    if any(one.system != IN_SITU for one in said):
        said = [one for one in said if one.system != IN_SITU]
    said = [one for one in said if not OF_OTHERS.search(note.text, max(0, one.start - CLOSE), one.start)]
    said = _without_history(note, said)
    final = [one for one in said if not _is_provisional(note, one)]
    yield from _surest(merged(_as_fact(note, one) for one in final or said))


def _is_of_nuclei(note: Note, said: Said) -> bool:
    label = OF_NUCLEI.search(note.text, max(0, said.start - CLOSE), said.start)
    return bool(label) and said.system in ("histologic", "differentiation") and not RENAL.search(note.text)


def _without_history(note: Note, said: list[Said]) -> list[Said]:
    """Without what an earlier biopsy was graded, where a report grades the specimen itself by the same system."""
    if note.document_type is not DocumentType.PATHOLOGY:
        return said
    now = {one.system for one in said if not note.is_history(one.start)}
    return [one for one in said if one.system not in now or not note.is_history(one.start)]


def _is_provisional(note: Note, said: Said) -> bool:
    return bool(PROVISIONAL.search(note.text, max(0, said.start - 220), said.start))


def _surest(grades: Iterable[Grade]) -> Iterator[Grade]:
    """What is told as it is now is not told again as history or as a possibility."""
    told = list(grades)
    for one in told:
        present = one.model_copy(update={"assertion": Assertion.PRESENT}).fields()
        lesser = one.assertion in (Assertion.HISTORICAL, Assertion.POSSIBLE)
        sums = {other.value.partition("=")[2] for other in told if other.system == "Gleason" and other.components}
        if one.system == "Gleason" and one.value in sums:
            continue
        if not (lesser and any(_tells(other, one, present) for other in told)):
            yield one


def _tells(grade: Grade, other: Grade, fields: dict[str, object]) -> bool:
    return grade.assertion is Assertion.PRESENT and grade.subject is other.subject and grade.fields() == fields


def _widest(said: list[Said]) -> Iterator[Said]:
    end = -1
    for one in sorted(said, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            yield one
            end = one.end


def _labelled(note: Note) -> Iterator[Said]:
    rules = load_rules()
    for match in rules.labelled.finditer(note.text):
        system = _system_of(match["label"], match["note"])
        if system == "ISUP":
            system = _isup_of(note.text)
        if system == "Nottingham" and not BREAST_SCORE.search(match[0]) and _is_of_uterus(note.text):
            system = "histologic"
        before, after = _around(note, match.start(), match.end())
        if re.search("gleason", match["note"] or "", re.I) or (system in OF_THREE and _value(match).endswith("4")):
            continue
        if (
            system is None
            or _ticked_off(note, match)
            or rules.not_grade.search(before[-25:])
            or rules.not_grade.search(after[:25])
        ):
            continue
        if system == "histologic" and rules.in_situ.search(before[-30:] + " " + _opening(WORDS_AFTER, after)):
            continue
        components = (
            _components(note, match.start(), match.end()) if system in {"Nottingham", "Bloom-Richardson"} else ()
        )
        yield Said(match.start(), match.end(), system, _value(match), components)


def _isup_of(text: str) -> str | None:
    """The society grades kidneys and prostates; None where the page tells neither, or both."""
    renal, prostatic = RENAL_CELL.search(text), PROSTATE.search(text)
    return None if bool(renal) == bool(prostatic) else "WHO/ISUP" if renal else "ISUP grade group"


def _is_of_uterus(text: str) -> bool:
    """Whether an "overall grade" is that of FIGO's parts, and not of a breast cancer's."""
    return "FIGO" in text and not BREAST.search(text)


def _system_of(label: str, bracket: str | None) -> str:
    """The system that the label names, or the one in brackets behind it: ``Histologic grade (Nottingham)``."""
    rules = load_rules()
    plain = re.sub(r"[ -]|\.\s", " ", label.lower())
    system = {re.sub(r"[ -]", " ", known): system for known, system in rules.systems.items()}[plain]
    named = NAMES.search(bracket or "") if system == "histologic" else None
    return next(name for name in NAMED if name.lower() == named[0].lower()) if named else system


def _bare(note: Note) -> Iterator[Said]:
    for match in BARE.finditer(note.text):
        named = _named_behind(note, match)
        chosen = named or _grades_tumour(note, match) or _heads_line(note, match) or _ticked(note, match)
        if match["short"] and not _stands_beside_tumour(note, match):
            continue
        if (chosen or TNM_BEHIND.match(note.text, match.end())) and not _ticked_off(note, match):
            yield Said(match.start(), match.end(), named or "histologic", _value(match))
    for match in BARE_WORD.finditer(note.text):
        part = FOCALLY.search(note.text[max(0, match.start() - 12) : match.start()]) or AREAS.match(
            note.text, match.end()
        )
        if _grades_tumour(note, match) and not part and not _ticked_off(note, match):
            yield Said(match.start(), match.end(), "histologic", _word_grade(match))


def _named_behind(note: Note, match: re.Match[str]) -> str | None:
    """The system named right behind the grade: ``grade II WHO``, ``grade 3 (Edmondson and Steiner)``."""
    rules, (before, after) = load_rules(), _around(note, match.start(), match.end())
    if rules.not_grade.search(before[-25:] + after[:40]) or rules.in_situ.search(before[-30:] + " " + after[:30]):
        return None
    named = SYSTEM_BEHIND.match(note.text, match.end())
    known = [name for name in NAMED if named and name.lower().startswith(named["name"].lower())]
    return min(known, key=len, default=None)


def _heads_line(note: Note, match: re.Match[str]) -> bool:
    """``Grade: 2`` as a line or a sentence of its own."""
    before, after = around(note, match.start(), match.end(), 60)
    alone = note.text[match.start()] == "G" and match["colon"] and not before.strip(" -•*.\t")
    return bool(alone) and not load_rules().not_grade.search(after)


def _ticked(note: Note, match: re.Match[str]) -> bool:
    return bool(TICKED.search(note.text[max(0, match.start() - 12) : match.start()]))


def _grades_tumour(note: Note, match: re.Match[str]) -> bool:
    """``grade 2 papillary carcinoma`` and ``carcinoma, grade 2``, but neither ``grade 2 fatigue`` nor DCIS."""
    rules = load_rules()
    before, after = _around(note, match.start(), match.end())
    if not before.strip() and note.text[: match.start()].rstrip().endswith(";"):
        before = note.text[max(0, match.start() - CLOSE) : match.start()].rstrip("; ")  # "astrocytoma; Grade II"
    if OF_SCALE.search(match[0]):
        after = after.removeprefix(",")  # "Grade 3 of 4, hepatocellular carcinoma"
    phrase = _opening(WORDS_AFTER, after)
    if rules.not_grade.search(phrase) or rules.not_grade.search(before[-22:]) or PART_GRADED.search(before):
        return False
    if rules.in_situ.search(_opening(WORDS_ACROSS_LINES, after)):
        return False
    if tumour := rules.tumour.search(phrase):
        return not tumour[0].lower().endswith(("mas", "rs"))
    if re.match(r"\s[a-z]+", after) and not re.match(r"\s(?:with|and|by|of|at|in|on|is|\w+ing)\b", after):
        return False
    close = re.split(r"[.;]\s|\bwith\b", before.rstrip("; "))[-1]
    nouns = [*rules.tumour.finditer(close)]
    return bool(nouns) and not rules.in_situ.search(close, max(0, nouns[-1].start() - 14))


def _stands_beside_tumour(note: Note, match: re.Match[str]) -> bool:
    """``IDC gr 3`` and ``gr 3 IDC``: as short as that, a grade is as often one of toxicity."""
    before, after = _around(note, match.start(), match.end())
    nouns = [*load_rules().tumour.finditer(before)]
    behind = load_rules().tumour.match(after.lstrip())
    return bool(behind) or bool(nouns and not before[nouns[-1].end() :].strip(" ,(:"))


def _abbreviated(note: Note) -> Iterator[Said]:
    rules = load_rules()
    for match in ABBREVIATED.finditer(note.text):
        before, after = _around(note, match.start(), match.end())
        close = note.text[max(0, match.start() - 25) : match.start()].rpartition("\n")[2]
        beside = TNM_BESIDE.search(close) or TNM_BESIDE.search(after[:25])
        tumours = [*rules.tumour.finditer(before)]
        behind = tumours and TAIL.fullmatch(before, tumours[-1].end())
        stated = (beside or behind) and not before.endswith("of ")
        if (stated or _ticked(note, match)) and not _ticked_off(note, match):
            yield Said(match.start(), match.end(), "histologic", _number(match["number"]))


def _nuclear(note: Note) -> Iterator[Said]:
    """The nuclear grade of a kidney tumour is its grade; elsewhere it is one component, or that of DCIS."""
    rules = load_rules()
    renal = bool(RENAL.search(note.text))
    for match in NUCLEAR.finditer(note.text):
        before, after = _around(note, match.start(), match.end())
        if BOTH_PARTS.search(before):
            continue
        if rules.in_situ.search(before[-60:] + " " + after[:40]):
            yield Said(match.start(), match.end(), IN_SITU, _value(match))
        elif renal:
            yield Said(match.start(), match.end(), "nuclear", _value(match))


def _differentiation(note: Note) -> Iterator[Said]:
    histology = load_rules().histology
    matches = [*DIFFERENTIATED.finditer(note.text)]
    listed = _listed(matches)
    for match in matches:
        before, after = around(note, match.start(), match.end(), 80)
        if match["un"] and before.lower().endswith("ifferentiated/"):
            continue
        if (match["un"] and FOCUS.search(before)) or OF_CELLS.match(after):
            continue
        if NAMED_ON.match(note.text, match.end()) or OTHERWISE.search(before):
            continue
        if match["un"] and PART_OF_NAME.match(note.text, match.end()):
            continue
        if FOCALLY.search(before) or histology.search(_opening(WORDS_BEHIND, after)) or _ticked_off(note, match):
            continue
        if match.start() not in listed or _ticked(note, match):
            yield Said(match.start(), match.end(), "differentiation", _degrees(match))


def _listed(matches: list[re.Match[str]]) -> set[int]:
    """Starts of three or more different degrees in a row: the legend of a scale, which grades nothing."""
    listed: set[int] = set()
    for run in zip(matches, matches[1:], matches[2:], strict=False):
        close = all(right.start() - left.end() < CLOSE for left, right in pairwise(run))
        if close and len({_degrees(one) for one in run}) == len(run):
            listed |= {one.start() for one in run}
    return listed


def _degrees(match: re.Match[str]) -> str:
    if match["un"]:
        return "undifferentiated"
    first, second = (_adverb(match[name]) for name in ("first", "second"))
    if not second:
        return f"{first} differentiated"
    if second == "un":
        return f"{first} to undifferentiated"
    return f"{first} to {'focally ' if match['focal'] else ''}{second} differentiated"


def _adverb(degree: str | None) -> str:
    word = re.sub(r"[-\s]+", " ", (degree or "").lower()).replace("noder", "moder")
    if word == "ell":
        return "well"
    word = "moderate" if word == "mod" else word
    return word + "ly" if word in {"moderate", "poor", "intermediate"} else word


def _gleason(note: Note) -> Iterator[Said]:
    for match in GLEASON.finditer(note.text):
        first, second = match["p1"] or match["p2"], match["s1"] or match["s2"]
        total = match["sum"] or match["sum2"] or match["sum3"]
        if first and second and total and int(first) + int(second) != int(total):
            continue
        if PATTERNS_LABEL.search(match[0]) and not total:
            continue
        patterns = f"{first}+{second}" if first else ""
        value = "=".join(part for part in (patterns, total) if part)
        components = (f"primary {first}", f"secondary {second}") if first else ()
        yield Said(match.start(), match.end(), "Gleason", value, components)


def _gleason_parts(note: Note) -> Iterator[Said]:
    for match in GLEASON_PARTS.finditer(note.text):
        first, second, total = match["first"], match["second"], match["sum"]
        named = "gleason" in note.text[max(0, match.start() - GLEASON_NEAR) : match.end() + 40].lower()
        if not named or (total and int(first) + int(second) != int(total)):
            continue
        value = "=".join(part for part in (f"{first}+{second}", total) if part)
        yield Said(match.start(), match.end(), "Gleason", value, (f"primary {first}", f"secondary {second}"))


def _worst_and_major(note: Note) -> Iterator[Said]:
    system = "Edmondson-Steiner" if "edmondson" in note.text.lower() else "histologic"
    for match in WORST.finditer(note.text):
        worst, major = _number(match["worst"]), _number(match["major"])
        if major <= worst:
            yield Said(match.start(), match.end(), system, worst, (f"worst {worst}", f"major {major}"))


def _scored(note: Note) -> Iterator[Said]:
    """A Nottingham score without its grade stays a score; of three there are only grades (``score 2/3``)."""
    for match in SCORE.finditer(note.text):
        before, after = around(note, match.start(), match.end(), 150)
        score, graded = int(match["score"]), match["most"] == "3"
        if PART_SCORED.search(match[0]) or not BREAST_SCORE.search(before + match[0] + after):
            continue
        if not (score <= 3 if graded else score >= 3):
            continue
        system, value = ("Nottingham", f"{score}") if graded else ("Nottingham score", f"{score}/9")
        components = _components(note, match.start(), match.end())
        if not graded and len(components) == len(COMPONENTS) and sum(int(one[-1]) for one in components) != score:
            continue  # "Nottingham score 3; nuclear grade 3, tubules 3, mitoses 3": the grade, by another name
        yield Said(match.start(), match.end(), system, value, components)


READERS: tuple[Callable[[Note], Iterator[Said]], ...] = (
    _labelled, _bare, _abbreviated, _nuclear, _differentiation, _gleason, _gleason_parts, _scored, _worst_and_major,
)  # fmt: skip


def _value(match: re.Match[str]) -> str:
    if match["word"] if "word" in match.groupdict() else None:
        return f"{match['word'].lower()} grade"
    upper = match["upper"]
    return _number(match["number"]) + (f"-{_number(upper)}" if upper else "")


def _word_grade(match: re.Match[str]) -> str:
    lower = f"{match['lower'].lower()} to " if match["lower"] else ""
    return f"{lower}{match['word'].lower()} grade"


def _number(printed: str) -> str:
    roman = printed.upper().replace("L", "I")
    return ROMAN.get(roman, printed)


def _components(note: Note, start: int, end: int) -> tuple[str, ...]:
    behind, before = note.text[end : end + REACH], note.text[max(0, start - NEAR) : start]
    found = ((name, pattern.search(behind) or pattern.search(before)) for name, pattern in COMPONENTS)
    return tuple(f"{name} {match[1]}" for name, match in found if match)


def _around(note: Note, start: int, end: int) -> tuple[str, str]:
    """The words on both sides, without the full stops that a scan left and the doubled spaces where they stood."""
    before, after = around(note, start, end, 80)
    whole = blank_stops(before + note.text[start:end] + after)
    sides = whole[: len(before)], whole[len(before) + end - start :]
    return re.sub(" {2,}", " ", sides[0]), re.sub(" {2,}", " ", sides[1])


def _opening(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.match(text)
    return match[0] if match else ""


def _ticked_off(note: Note, match: re.Match[str]) -> bool:
    """Whether an empty box stands before it: a choice that was not made."""
    return bool(UNTICKED.search(note.text[max(0, match.start() - 12) : match.start()]))


def _as_fact(note: Note, said: Said) -> Grade:
    context = stated_context(note, said.start, said.end)
    return Grade(
        system=said.system,
        value=said.value,
        components=said.components,
        assertion=context.assertion,
        subject=context.subject,
        confidence=0.95,
        evidence=(note.evidence(said.start, said.end),),
    )
