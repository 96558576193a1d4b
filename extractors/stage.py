"""Finds the stages a note states: TNM categories and stage groups, never computed from one another."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from core.places import RULES
from core.records import Assertion, DocumentType, Stage
from extractors.dates import find_dates
from extractors.notes import Note
from extractors.rules import read_table
from extractors.stated import around, merged, stated_context
from extractors.tnm import Category, Staging, assigned, read_stagings

GROUPS = {
    "roman": r"(?:0(?:is|a)?|IV|I{1,3}|[1-4])(?:[A-D][1-3]?(?:\([ivx]{1,3}\))?)?|IVS|4S",
    "lymphoma": r"(?:IV|I{1,3}|[1-4])(?:[ABESX]{0,3})",
    "plain": r"(?:I{1,3}|IV|[1-4])",
    "rai": r"(?:0|IV|I{1,3}|[1-4])",
    "letter": r"[A-D][1-3]?",
}
LYMPHOMA = re.compile(r"lymphoma|hodgkin", re.I)
SPOKEN = {"zero": "0", "one": "I", "two": "II", "three": "III", "four": "IV"}
ROMAN = re.compile(r"[Il1|]{1,3}(?![a-z0-9])|[Il1]V")
EDITION = re.compile(
    r"(?:AJCC|UICC|TNM)[^;\n]{0,60}?\b"
    r"(?:([5-9])(?:th)?[ ]?(?:edition|ed\b)|(fifth|sixth|seventh|eighth|ninth)|([5-9])th\b)",
    re.I,
)
FIGO_YEAR = re.compile(r"\bFIGO\b[\sa-z(]{0,10}((?:19|20)\d\d)\b", re.I)
ORDINALS = {"fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9"}
NEARBY = 160
"""Characters within which an edition is taken to be that of a stage."""

LABEL_OF_KIND = re.compile(
    r"(?:(?P<p>\bpath(?:ologic(?:al)?)?\b\.?|\bp(?=TNM|TN\b))|(?P<c>\bclinical))"
    r"(?:[\s:=(),.-]|p?[TNM]{1,3}\b|AJCC|UICC|tumou?r|primary|stag(?:e|ing)|group(?:ing)?|classification|categor\w+|final"
    r"|\d(?:th)?[ ]ed\w*)*$",
    re.I,
)
CUE_BEFORE = re.compile(
    r"(?:(?:\bstag(?:e|ed|ing)|TNM|AJCC|UICC|categor(?:y|ies)|classification|classified as)\b[^.\n;]{0,30}"
    r"|(?:primary tumou?r|lymph nodes?|metastas[ie]s)\b[ ]?(?:\(p?[TNM]\))?[ ]?[:=][ ]?"
    r"|(?:pathologic(?:al)?|clinical) [TNM]\b\W{1,3})$",
    re.I,
)
CUE_AFTER = re.compile(
    r",[ ]?NOS\b|[ ]?,?[ ]?(?:G[1-3]|HG|LG)\b|(?:[ ]|-(?=\w))(?:(?:stage|staging|disease|primary|nodal|"
    r"(?:[a-z-]+ ){0,4}(?:tumou?rs?|cancer|\w*carcinoma|melanoma))\b)",
    re.I,
)
CANCER_BEFORE = re.compile(
    r"(?:cancer|\w*carcinoma|melanoma|sarcoma|tumou?r|SCC|BCC)\b[^.;\n]{0,40},\s$|\((?:[^()]{0,20}[,;] )?$", re.I
)
ELSEWHERE = re.compile(r"metasta|bone|spin[ea]|vertebr|lesion|deposit|block|section", re.I)
NEXT_TO, AFTER, BEFORE, DIRECTLY_BEFORE, SURROUNDINGS = 28, 25, 40, 45, 60
"""Characters in which the name of a staging system, and the words that rule a stage out, are looked for."""
TAKEN_BACK = (
    r"\b(?:correct|chang|revis|amend|updat)\w*\b(?:[^.;]|\.\s(?=(?-i:[a-z]))|\b(?:specimen|part) [A-Z]\.\s){0,90}"
    r"\bfrom[\s.:\"']*"
)
CORRECTED = re.compile(TAKEN_BACK + "$", re.I)
"""Words before a stage that the report takes back: "to correct the stage from T2 N1 to T2 N1mi"."""
CHANGED = re.compile(TAKEN_BACK + r"(?P<old>[^.;:]{2,25}?)[\s.,\"']+to[\s.:\"']+(?P<new>[^.;:]{2,25})", re.I)
CORRECTED_BEHIND = re.compile(
    r"\s*\??\s*[,;(]?\s*(?:now\s+|since\s+)?(?:amended|revised|corrected|changed)\s+to\b", re.I
)
NOT_AS_ISSUED = re.compile(
    r"\bnot[\s.]+(?:stage[\s.]+)?(?P<group>[IV]{1,3}[ABC]?[1-3]?)[\s.]+as[\s.]+(?:was[\s.]+)?"
    r"(?:first|previously|originally|initially|earlier)[\s.]+(?:issued|reported|stated|written|given)\b",
    re.I,
)
"""What takes a group back: ``is group IIIC, not IIIB as first issued``."""
OF_MOHS = re.compile(r"\bMohs\b", re.I)
NEAR_MOHS = 400
AFTER_WORD = 120
STAGE_WORD = re.compile(
    r"\b(?:re-?)?stag(?:ed?|ing)\b(?:[ ]group(?:ing)?\b)?"
    r"(?:[ ]at (?:diagnosis|presentation)(?=\s*[:=]))?(?:\s*\((?P<note>[^()\n]{0,45})\)(?=\s*[:=]|[ ]{2}|\t))?"
    r"\s*[:=-]?\s*"
    r"(?:(?:is|of|as|group)\s+)?(?:provisional(?:ly)?\s+)?"
    r"(?P<group>(?:zero|one|two|three|four)(?:[ ]?[ABC](?![A-Za-z]))?"
    r"|[0-4IVXl|ABCDEivx][0-4IVXSABCDEabcdeivxl|()]{0,6}(?:[ ][ABC](?=\s*[(.,;)\n]|$)|-[AB](?![\w-]))?)"
    r"(?![A-Za-z0-9%])(?!\.\d)",
    re.I,
)
NOT_A_GROUP = re.compile(
    r"\s?(?:[-–/]|to|or|and|vs\.?)\s?(?:stage\s)?(?:[IVX]|[0-4]\b)|\s?/\s?\w|[\w\s,-]{0,45}\bpatients\b"
    r"|\s?(?:weeks?|months?|days?|years?|times|separate|sites?|lesions?|biops\w+|areas?|nodes?)\b"
)
OF_PATIENTS = re.compile(
    r"\b(?:patients|people|women|men|persons|those|adults)\s+(?:with|who have|having)\b[^.;\n]{0,40}$", re.I
)
"""A range, a choice, or a kind of patient that reference text speaks of."""
NUMERAL = re.compile("I{1,3}")
TUMOUR_BEFORE = re.compile(r"(?:carcinoma|type|variant)[\s,(–-]{1,3}$", re.I)
TUMOUR_AFTER = re.compile(r"[\s,]+(?:[a-z-]+\s+){0,2}(?:endometrioid|serous|\w*carcinoma)\b", re.I)
"""What makes of ``FIGO III``, the grade of the tumour named beside it."""
CHOICE = re.compile(r"\s?[:=]\s?(?!\W*(?:[ypc]*[TNM]\d|$))")
"""What follows each stage of a legend: ``stage 1: one focus, stage 2: two``."""
NOTTINGHAM = re.compile(r"\bT[1-3][\s,;+]{0,3}P[1-3][\s,;+]{0,3}M[1-3](?!\w)")
"""Tubules, pleomorphism and mitoses of a Nottingham grade: ``grade 3 (T3 P3 M2 = 8)``."""
LABEL_OF_CATEGORY = re.compile(r"(?<![A-Za-z])p?[TNM][ -]$")
BRACKET = re.compile(r"\([^()]{8,300}\)")
EXPLAINED = re.compile(
    r"(?<![A-Za-z])[yp]*(?P<letter>[TNM])(?P<degree>[0-4Oo][a-d]?|X)\s?[:=,]\s?(?!y?p?[TNM][0-4OoXx])(?=[^\s,;])"
)
VERSUS = re.compile(r",?\s+(?:or|vs\.?|versus)\s+", re.I)
DATED = re.compile(
    r"(?: (?:disease|cancer))?(?:[\s,(]*(?:in|on|of|dated|as of|at diagnosis(?: in)?)\s+|[ \t,(]*)\(?\Z", re.I
)
"""What may stand between a stage and the date it has: ``stage IV in March 2022``, ``pT2 N0 (2019)``. A date that opens
the next line is of that line."""
EXTENT = re.compile(r"\b(?P<extent>limited|extensive)[- ]stage(?=[ ](?!I|V|\d)|[,.;)\n])", re.I)
"""The two stages of small cell carcinoma of the Veterans Administration Lung Study Group."""
MISREAD = str.maketrans("l|", "II")
ARABIC = {"1": "I", "2": "II", "3": "III", "4": "IV"}
BRACKETED_GROUP = re.compile(
    r"\s*\(\s*(?P<group>(?:IV|I{1,3})[ABC]?[1-3]?)\s*\)"
    r"|[,;]?[ ](?P<plain>(?:IV|I{1,3})[ABC][1-3]?)(?=\s*(?:[.,;)\n]|$))"
)
"""``T3 N1 (III)`` and, where a letter tells it from another number, ``T3N1 IIIB``."""
BETWEEN = re.compile(r"[\s(),;:.=-]*(?:AJCC|UICC|pTNM|TNM|G[1-4])?[\s(),;:.=-]*")
OWN_GROUP = re.compile(r"\s*(?:(?i:stag)|[:=]?\s*(?:[IVABC][IVABC0-3]*|[0-4])\b)")
"""What a system named behind a stage has of its own: ``ISS stage II, R-ISS III``."""
OTHER_SYSTEM = re.compile(
    r"\b(?:lymphoma|hodgkin\S*|myeloma|leuka?emia|CLL|DLBCL|neuroblastoma|thymoma|wilms\S*|ovar(?:y|ies|ian)|endometri\w+"
    r"|cervi(?:x|cal)|uter(?:us|ine)|vulva\w*|fallopian|germ cell|dysgerminoma|granulosa)\b",
    re.I,
)


INITIAL_BEFORE = re.compile(
    r"\b(?:initial(?:ly)?|original(?:ly)?|at (?:diagnosis|presentation)"
    r"|diagnosed (?:in )?(?:\w+ )?(?:19|20)\d\d,? (?:with|as))\b[^.;\n]{0,40}$",
    re.I,
)
INITIAL_BEHIND = re.compile(
    r"(?:[\s,]*[ypc]*[TNM][0-4Xi]\w*)*[\s,)]*(?:[a-z-]+\s+){0,6}?(?:(?:at|on)\s+(?:initial\s+|first\s+)?(?:diagnosis|presentation)\b"
    r"|[^.\n]{0,40}?[,;(]\s*(?:and\s+|but\s+)?(?:is\s+)?now\s+(?:at\s+|re-?)?(?:stage|metastatic)\b)",
    re.I,
)
RESTAGED = re.compile(
    r"(?:\b(?:now|current(?:ly)?|today|re-?staged|relaps\w+|recur\w+|progress\w+)\b[^.;\n]{0,40}|\bre-?)$", re.I
)


class StageSystem(NamedTuple):
    name: str
    groups: str


class StageRules(NamedTuple):
    systems: dict[str, StageSystem]
    named: re.Pattern[str]
    named_group: re.Pattern[str]
    tnm: re.Pattern[str]
    not_tnm: re.Pattern[str]
    not_cancer: re.Pattern[str]


class Said(NamedTuple):
    """A stage before it is a fact: its fields and where they stand."""

    start: int
    end: int
    system: str
    group: str | None = None
    staging: Staging | None = None


@lru_cache(maxsize=1)
def load_rules() -> StageRules:
    rows = list(read_table(RULES / "stage_systems.tsv", "name", "system", "groups"))
    systems = {row["name"].lower(): StageSystem(row["system"], row["groups"]) for row in rows}
    names = "|".join(re.escape(row["name"]) for row in sorted(rows, key=lambda row: -len(row["name"])))
    words: dict[str, list[str]] = {"group": [], "lone": []}
    for row in read_table(RULES / "stage_exclusions.tsv", "phrase", "about"):
        words[row["about"]].append(re.escape(row["phrase"]))
    return StageRules(
        systems,
        re.compile(rf"(?<![A-Za-z0-9-])(?:{names})(?![A-Za-z0-9])", re.I),
        re.compile(
            rf"(?<![A-Za-z0-9-])(?P<name>(?i:{names}))\s*"
            r"(?:\(?(?:19|20)\d\d\)?\s*|\([^()\n]{0,30}\)\s*)?[:=-]?\s*"
            r"(?i:provisional(?:ly)?\s+)?"
            r"(?P<group>[0-4IVABCD][IVSABCDE0-4()]{0,5}(?:[ ][ABC](?=\s*[(.,;)\n]|$)|-[AB](?![\w-]))?)"
            r"(?![A-Za-z0-9%/]|\.\S)"
        ),
        re.compile(r"\b(?:AJCC|UICC|p?TNM)\b|T[0-4][a-d]?,?[ ]?p?N[0-3X]"),
        _any_of(words["lone"]),
        _any_of(words["group"]),
    )


def find(note: Note) -> Iterator[Stage]:
    """Stages as the page states them; mentions that say the same are one fact with the evidence of each."""
    said = [*_joined(note.text, [*_stagings(note), *_groups(note)])]
    restaged = any(RESTAGED.search(_before(note, one)) for one in said)
    facts = (_as_fact(note, one, superseded=restaged and _is_initial(note, one)) for one in said)
    yield from _whole(note, merged(facts))


def _before(note: Note, said: Said) -> str:
    return around(note, said.start, said.end, SURROUNDINGS)[0]


def _is_initial(note: Note, said: Said) -> bool:
    """Whether it is told as the stage that was found first: ``stage II at diagnosis``, ``stage III, now stage IV``."""
    if RESTAGED.search(_before(note, said)):
        return False
    quote = note.text[said.start : said.end].lower()
    told_so = INITIAL_BEFORE.search(_before(note, said)) or INITIAL_BEHIND.match(note.text, said.end)
    return bool(told_so) or "at diagnosis" in quote or "at presentation" in quote


def _whole(note: Note, stages: Iterable[Stage]) -> Iterator[Stage]:
    """Without the stages that only repeat part of another, whose evidence goes to it: ``pT2`` beside ``pT2 N0 M0``.
    What another sentence tells with a date of its own stays as it is.
    """
    told = list(stages)
    wholes = [one for one in told if not any(_goes_to(note, one, other) for other in told)]
    for whole in wholes:
        parts = [one for one in told if next((other for other in wholes if _goes_to(note, one, other)), None) is whole]
        evidence = (*whole.evidence, *(spot for part in parts for spot in part.evidence))
        yield whole.model_copy(update={"evidence": evidence})


def _goes_to(note: Note, part: Stage, whole: Stage) -> bool:
    if not _is_part(part, whole):
        return False
    own = {note.sentence(one.start) for one in part.evidence}
    is_apart = own.isdisjoint(note.sentence(one.start) for one in whole.evidence)
    return not (is_apart and any(find_dates(note.text[start:end]) for start, end in own))


def _is_part(part: Stage, whole: Stage) -> bool:
    mine, others = part.fields(), whole.fields()
    alike = (part.assertion, part.subject) == (whole.assertion, whole.subject)
    return alike and mine.items() < others.items()


def _stagings(note: Note) -> Iterator[Said]:
    graded = [score.span() for score in NOTTINGHAM.finditer(note.text)]
    for staging in _kept(note.text, [*_decided(note.text, [*assigned(note.text, read_stagings(note.text))])]):
        if any(start <= staging.start < end for start, end in graded):
            continue
        if not staging.lone or _is_stage(note, staging):
            group = BRACKETED_GROUP.match(note.text, staging.end)
            end = group.end() if group else staging.end
            yield Said(staging.start, end, "TNM", (group["group"] or group["plain"]) if group else None, staging)


def _kept(text: str, stagings: list[Staging]) -> Iterator[Staging]:
    """Without what the report takes back, there and where its older text still says so: "revised from pN0 to pNX"."""
    gone = {
        (old.letter, old.value)
        for match in CHANGED.finditer(text)
        for old in _categories(match["old"])
        if old.letter in {new.letter for new in _categories(match["new"]) if new.value != old.value}
    }
    explained = [*_explained(text)]
    for one in stagings:
        if any(start <= one.start < end for start, end in explained):
            continue
        back = CORRECTED.search(text, max(0, one.start - AFTER_WORD), one.start) or CORRECTED_BEHIND.match(
            text, one.end
        )
        if not back and not any((each.letter, each.value) in gone for each in one.categories):
            yield one


def _explained(text: str) -> Iterator[tuple[int, int]]:
    """Brackets that say what each of two degrees of one letter means: "(T2a: inner half; T2b, outer half)"."""
    for bracket in BRACKET.finditer(text):
        degrees: dict[str, set[str]] = {}
        for entry in EXPLAINED.finditer(bracket[0]):
            degrees.setdefault(entry["letter"], set()).add(entry["degree"].lower())
        if any(len(told) > 1 for told in degrees.values()):
            yield bracket.span()


def _categories(words: str) -> list[Category]:
    return [category for staging in read_stagings(words) for category in staging.categories]


def _decided(text: str, stagings: list[Staging]) -> Iterator[Staging]:
    """Without both sides of ``T1 N0 versus T2 N0``."""
    open_: set[int] = set()
    for index, (left, right) in enumerate(pairwise(stagings)):
        if left.prefix == right.prefix and VERSUS.fullmatch(text, left.end, right.start):
            open_ |= {index, index + 1}
    yield from (one for index, one in enumerate(stagings) if index not in open_)


def _is_stage(note: Note, staging: Staging) -> bool:
    """Whether the words around a lone ``T4`` tell that it is a category."""
    before, after = around(note, staging.start, staging.end, SURROUNDINGS)
    if load_rules().not_tnm.search(before[-NEXT_TO:]) or load_rules().not_tnm.search(after[:NEXT_TO]):
        return False
    if CUE_BEFORE.search(before) or CUE_AFTER.match(after):
        return True
    named = staging.categories[0].letter == "T" and CANCER_BEFORE.search(before)
    return bool(named) and not ELSEWHERE.search(before + after)


def _groups(note: Note) -> Iterator[Said]:
    yield from _staged_groups(note)
    yield from _named_groups(note)
    for match in EXTENT.finditer(note.text):
        yield Said(match.start(), match.end(), "VALSG", match["extent"].lower())


def _staged_groups(note: Note) -> Iterator[Said]:
    """Groups behind the word stage."""
    matches = [*STAGE_WORD.finditer(note.text)]
    legend = [match for match in matches if CHOICE.match(note.text, match.end())]
    if len({match["group"].lower() for match in legend}) > 1:
        matches = [match for match in matches if match not in legend]
    taken_back = {match["group"].upper() for match in NOT_AS_ISSUED.finditer(note.text)}
    has_own_system = bool(matches and OTHER_SYSTEM.search(note.text) and not load_rules().tnm.search(note.text))
    is_of_lymphoma = bool(matches and LYMPHOMA.search(note.text))
    for match in matches:
        start, printed = match.start(), _balanced(match["group"])
        end = match.start("group") + len(printed)
        before, after = around(note, start, end, SURROUNDINGS)
        if printed.upper() in taken_back or _is_of_mohs(note.text, match):
            continue
        if _of_something_else(note.text, start, end) or NOT_A_GROUP.match(after) or OF_PATIENTS.search(before):
            continue
        system = _system_named(before[-DIRECTLY_BEFORE:], match["note"] or "", after[:DIRECTLY_BEFORE])
        own = system.groups if system else "roman"
        group = read_group(printed, own)
        if group is None and system is None and is_of_lymphoma:
            group = read_group(printed, "lymphoma")
        if group:
            name = system.name if system else _unnamed_system(before + after, has_own_system)
            yield Said(_with_name(before, start), end, name, group)


def _named_groups(note: Note) -> Iterator[Said]:
    """Groups behind the name of a system: ``FIGO IIIC1``, ``Binet A``; ``FIGO 2`` may be a grade and is none."""
    rules = load_rules()
    for match in rules.named_group.finditer(note.text):
        system = rules.systems[match["name"].lower()]
        if system.name == "FIGO" and _is_grade(note.text, match):
            continue
        group = read_group(match["group"], system.groups)
        if group and system.name != "TNM" and not (system.groups == "roman" and match["group"][0].isdigit()):
            yield Said(match.start(), match.start("group") + len(_balanced(match["group"])), system.name, group)


def _is_grade(text: str, match: re.Match[str]) -> bool:
    """``FIGO II endometrioid carcinoma`` and ``carcinoma, FIGO II`` tell a grade, or leave it open; IIA is a stage."""
    beside = TUMOUR_BEFORE.search(text, max(0, match.start() - 30), match.start()) or TUMOUR_AFTER.match(
        text, match.end()
    )
    return bool(NUMERAL.fullmatch(match["group"]) and beside)


def _with_name(before: str, start: int) -> int:
    """Where the quote starts so that it holds the name of the system, if that stands directly before."""
    names = [*load_rules().named.finditer(before)]
    if names and re.fullmatch(r"\s*(?:\([^()]*\)\s*)?", before[names[-1].end() :]):
        return start - len(before) + names[-1].start()
    return start


def _is_of_mohs(text: str, match: re.Match[str]) -> bool:
    """A numbered stage close behind Mohs surgery is one of its rounds: "Mohs, 3 stages … seen in stage 2"."""
    return match["group"].isdigit() and bool(OF_MOHS.search(text, max(0, match.start() - NEAR_MOHS), match.start()))


def _balanced(raw: str) -> str:
    return raw if raw.count("(") == raw.count(")") else raw.rstrip("()")


def _of_something_else(text: str, start: int, end: int) -> bool:
    """A stage of the kidneys, of fibrosis, of an operation, none named AJCC or TNM; or the label ``N stage``."""
    before, after = text[max(0, start - BEFORE) : start], text[end : end + AFTER]
    not_cancer = load_rules().not_cancer
    before = load_rules().tnm.split(before)[-1]
    return bool(not_cancer.search(before) or not_cancer.search(after) or LABEL_OF_CATEGORY.search(before))


def _unnamed_system(words: str, page_has_own: bool) -> str:
    """A bare ``stage III`` is taken for a TNM group unless the disease has a system of its own and TNM is not named."""
    return "unspecified" if page_has_own or OTHER_SYSTEM.search(words) else "TNM"


def _system_named(before: str, inside: str, after: str) -> StageSystem | None:
    rules = load_rules()
    names = [*rules.named.findall(before)[-1:], *rules.named.findall(inside)]
    by = re.match(r"\s*[(,]\s*|[\w\s]{0,24}\b(?:by|per|to)(?:\sthe)?\s+", after)
    behind = rules.named.match(after, by.end()) if by else None
    if behind and not OWN_GROUP.match(after, behind.end()):
        names.append(behind[0])
    return rules.systems[names[-1].lower()] if names else None


def read_group(raw: str, kind: str) -> str | None:
    """The group in Roman numerals, or None where the letters are no group of this kind of system."""
    raw = re.sub(r"[ -]", "", _balanced(raw))
    raw = re.sub("^(?:zero|one|two|three|four)", lambda word: SPOKEN[word[0].lower()], raw, flags=re.I)
    if raw[:1] in "ivx" and raw.islower() and kind != "letter":
        raw = raw.upper()
    group = re.sub(r"^[Il1|]{2,3}|^[l|]|^[1l|](?=V)", lambda head: "I" * len(head[0]), raw.translate(MISREAD))
    head, tail = group[:1], group[1:].upper()
    group = head.upper() + tail
    if not re.fullmatch(GROUPS[kind], group):
        return None
    return ARABIC.get(group[0], group[0]) + group[1:] if kind != "letter" else group


def _joined(text: str, all_said: list[Said]) -> Iterator[Said]:
    """``Stage IIIB (T3N2M0)`` is said once."""
    waiting: Said | None = None
    for said in sorted(all_said, key=lambda one: (one.start, -one.end)):
        if waiting is None:
            waiting = said
        elif said.end <= waiting.end:
            continue
        elif joined := _join(text, waiting, said):
            waiting = joined
        else:
            yield waiting
            waiting = said
    if waiting:
        yield waiting


def _join(text: str, first: Said, second: Said) -> Said | None:
    complete = bool(first.staging) != bool(second.staging) and bool(first.group) != bool(second.group)
    if first.system != second.system or not complete or second.start < first.end:
        return None
    gap = text[first.end : second.start]
    if len(gap) > 12 or "\n\n" in gap or not BETWEEN.fullmatch(gap):
        return None
    return Said(first.start, second.end, first.system, first.group or second.group, first.staging or second.staging)


def _as_fact(note: Note, said: Said, *, superseded: bool) -> Stage:
    context = stated_context(note, said.start, said.end)
    if superseded and context.assertion is Assertion.PRESENT:
        context = context._replace(assertion=Assertion.HISTORICAL)
    staging = said.staging
    return Stage(
        system=said.system,
        prefix=(staging and staging.prefix) or _labelled_kind(note, said.start),
        T=staging and staging.value("T"),
        N=staging and staging.value("N"),
        M=staging and staging.value("M"),
        group=said.group,
        edition=_edition(note.text, said),
        date=_date_behind(note, said.end),
        assertion=context.assertion,
        subject=context.subject,
        confidence=_confidence(note, said),
        evidence=(note.evidence(said.start, _closed(note.text, said.start, said.end)),),
    )


def _confidence(note: Note, said: Said) -> float:
    """Low where a referral tells a TNM without saying of what: clinical, or of an earlier specimen."""
    staging = said.staging
    unsaid = staging and not staging.prefix and not _labelled_kind(note, said.start)
    if unsaid and note.is_history(said.start) and note.document_type is DocumentType.PATHOLOGY:
        return 0.6
    return 0.85 if staging and (staging.lone or any(one.misread for one in staging.categories)) else 0.97


def _date_behind(note: Note, end: int) -> str | None:
    text = note.text[end : end + NEXT_TO + AFTER]
    first = next(iter(find_dates(text)), None) if re.search(r"\d{2}", text[:NEXT_TO]) else None
    behind = note.text[end + first.end :][:1] if first else ""
    return first.value if first and DATED.match(text[: first.start]) and behind not in ("-", "–") else None


def _closed(text: str, start: int, end: int) -> int:
    """The end with the bracket that the quote opened: ``Stage IIIB (T3N2M0)``."""
    return end + (text[start:end].count("(") > text[start:end].count(")") and text[end : end + 1] == ")")


def _labelled_kind(note: Note, start: int) -> str | None:
    """``p`` or ``c`` where the label before the stage says pathological or clinical."""
    label = LABEL_OF_KIND.search(note.text[max(0, start - 70) : start])
    return ("p" if label["p"] else "c") if label else None


def _edition(text: str, said: Said) -> str | None:
    if year := FIGO_YEAR.search(text, said.start, said.end):
        return year[1]
    window = range(max(0, said.start - NEARBY), min(len(text), said.end + NEARBY))
    found = [one for one in EDITION.finditer(text, window.start, window.stop) if "\n\n" not in one[0]]
    nearest = min(found, key=lambda one: abs(one.start() - said.end), default=None)
    if nearest is None:
        return None
    return nearest[1] or nearest[3] or ORDINALS[nearest[2].lower()]


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(words)})(?![a-z])", re.I)
