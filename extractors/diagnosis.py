"""Diagnoses of cancer that a note states, of the patient or of the family; never one concluded from other findings."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from core.records import Assertion, Code, Diagnosis, DocumentType, Subject
from extractors.cancer_terms import (
    WORD,
    Behaviour,
    Cancer,
    Histology,
    Meaning,
    Site,
    ancestors,
    find_histology,
    find_site,
    find_terms,
    load_cancers,
    load_joined,
    load_sites,
    load_tree,
    root,
)
from extractors.diagnosis_dates import Calendar, Told, common_date
from extractors.diagnosis_kin import find_of_kin
from extractors.diagnosis_mentions import (
    ANYWHERE,
    GENITAL,
    INVOLVED_BY,
    MULLERIAN,
    Mention,
    find_mentions,
    is_directly_negated,
    own_side,
    site_of,
    words_before,
)
from extractors.diagnosis_words import load_words
from extractors.notes import EXCLUDED, Context, Note
from extractors.stated import is_left_behind

UNSAID = {"reference", "clinical_trials", "variants_of_unknown_significance", "pertinent_negatives"}
"""Sections that speak of cancers in general."""
BEFOREHAND = {"clinical_history", "past_history", "gross"}
"""Sections that tell what was known or seen before the microscope."""
SAID = (Assertion.PRESENT, Assertion.HISTORICAL)
OF_ANOTHER_PATIENT = re.compile(
    r"\b(?:another|different|wrong) patient(?:['’]s)?\b[^.;\n]{0,40}$"
    r"|\b(?:partner|wife|husband|spouse)\s+(?:(?:is|was|has|had)\s+)?(?:currently|also|recently|now)\b[^.;\n]{0,40}$",
    re.I,
)
"""Before a cancer that is nobody's of the family: "the scan of another patient", "partner currently on unit with"."""
TUBAL = "serous tubal"
"""How a tissue is called whose name tells its place, the fallopian tube."""
RANK = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.POSSIBLE, Assertion.ABSENT)
CONFIDENCE = {"name": 0.95, "beside": 0.95, "heading": 0.9, "page": 0.8, None: 0.85}
GENERAL = {"GNOS", "HGGNOS", "LGGNOS", "SARCNOS", "CUP"}
"""Names that OncoTree sets beside the more specific ones that they stand for in a record."""
NOT_IT = re.compile(
    r"(?:(?:^|[.;:,\n(–-]\s*)(?:so|thus|therefore|this)?\s*(?:is\s+)?|\b(?:is|was)\s+)not(?:\s+an?)?\s+$", re.I
)
OF_THE_SAME = re.compile(
    r"\s*(?:(?:and|but|which|that|this|it|was|were|is|are|has|have|had|been|now|later|since|also|then|however|therefore"
    r"|thus|so|considered|thought|felt|clinically|\w+ly)\s+){0,6}[\w-]+\s*(?:out)?",
    re.I,
)
"""Behind a comma, what goes on about the thing before it: "lymphoma, later excluded"."""
ASKED = re.compile(r"\?\s{0,2}$")
OF_SKIN = {"BCC", "CSCC"}
YEAR_ALONE = r"(?<![/\d.-])(?P<{name}>(?:19|20)\d\d)(?![\d/-]|\.\d)"
CUT = r"(?:excised|removed|cut out|resected)"
DEALT_WITH = (
    rf"(?:{CUT}|\w+ectomy|cured|treated|operated|irradiated|surgery"
    r"|(?:chemo)?radi(?:othera|a)\w+|chemo\w*|NED|all clear)"
)
CAME_BACK = r"(?:recur|relap|progress|metasta)\w*"
FORMER = (
    r"[ \t,(]*(?:(?!now\b|<<BACK>>)[\w'-]+[ \t,]+){0,4}?<<DONE>>"
    r"(?:\s+(?:with|by|from|off)\s+(?:(?!(?:now|since|from|until|till|to|ongoing|continu\w*)\b|<<BACK>>)[\w'-]+,?\s+){1,8}?)?"
    r"[ \t(,]*(?:in\s+)?"
    + YEAR_ALONE.format(name="then")
    + r"|[ \t,(:–-]*(?:in\s+|dx\s+|diagnosed\s+(?:in\s+)?)?"
    + YEAR_ALONE.format(name="year")
    + r"\)?(?:(?!\b(?:now\b|<<BACK>>)|(?:19|20)\d\d)[^.;\n]){0,40}?\b<<DONE>>\b"
).replace("<<BACK>>", CAME_BACK)
"""What was done, and the year alone that it was done in, as what is long past is told."""
CUT_OUT = re.compile(FORMER.replace("<<DONE>>", CUT), re.I)
TREATED_THEN = re.compile(FORMER.replace("<<DONE>>", DEALT_WITH), re.I)
OPERATED_FOR = re.compile(
    rf"\b{DEALT_WITH}[ \t(,]*(?:(?:of|to|on)\s+(?:(?:the|left|right|[LR])\s+)*\w+\s+)?(?:in\s+)?"
    + YEAR_ALONE.format(name="then")
    + r"\)?,?\s+(?:for|because of|due to)\s+(?:(?!now\b|new\b|and\b)[\w'-]+\s+){0,4}$",
    re.I,
)
"""The same in front of its name: "state after hemicolectomy 2009 for colon carcinoma"."""
TURNED_TO = re.compile(
    r"(?:[,;]\s*(?:and\s+|but\s+)?(?:s?he\s+|(?:is\s+|has\s+)?)?(?:now|newly diagnosed|presents? with|presented with"
    r"|presenting with|currently|today|new)\b|\b(?:now|newly diagnosed) (?:with|has)\b"
    r"|;\s*(?:stage|metastatic|locally advanced)\b)(?:(?!\b(?:history|previous\w*|prior|past)\b)[^.;:,\n]){0,60}$",
    re.I,
)
NOW_SAID = re.compile(r"[^;]*\bnow\b", re.I)
RETURNED = re.compile(rf"\b{CAME_BACK}", re.I)
ANY_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d)")
LONG_AGO = 5
MENTIONS = 3
SPREAD = 3
LONGEST_ABBREVIATION = 6
CLAUSE = 150
SURFACE = 60
NEAR_BRACKETS = 60
GERM_CELL = re.compile(r"^(?:seminoma|embryonal carcinoma|yolk sac|choriocarcinoma|\w* ?teratoma)\b", re.I)
BRACKETS = re.compile(r"\((?:[^();:]|\([^()]*\))*$")
LISTED_BEFORE = re.compile(r",")
SHARE_AFTER = re.compile(r"[\s.]*[(,:-]?\s*(?:approximately |about |~)?\d{1,3}\s?%", re.I)
PROVISIONAL = re.compile(
    r"(?:^|[.:;\n\d]\s*|preliminary\s)(?:FS\w{0,2}(?:\s+diagnos[ie]s)?\s?:|(?:frozen[\s.]+section|intra-?\s?operative)\b[\w\s]{0,60}:)"
    r"(?:(?!\b(?:final|permanent|gross|macroscopic|microscopic|paraffin|clinical|pre-?op\w*|post-?op\w*|comments?|addend\w+|synoptic|history)\b"
    r"|diagnos[ie]s\s*:)[^\n]|\n(?!\n)){0,200}$",
    re.I,
)
"""What stands before a diagnosis made while the patient lay on the table; not a specimen "with frozen section: …"."""
REFERRAL = re.compile(r"\b(?:pre-?\s?op(?:erative)?)[\s.]+(?:diagnos[ie]s|dx)\s*[.:][^.:;\n]{0,80}$", re.I)
NODES = re.compile(r"\bnod(?:es?|al)\b|\bLNs?\b|\baxilla(?:ry)?\b", re.I)
IN_NODES = re.compile(r"(?:[^.;:]|\.\s(?=(?-i:[a-z]))){0,40}?\bnodes?\b", re.I)
NODES_BEFORE = 90
SPECIMEN = re.compile(r"\b[A-Z][.):]\s+(?=[A-Z])|\b\d{1,2}[.)]\s+(?=[A-Z][^.:]{2,60}:)|\bPART\s?[A-Z\d]", re.I)
"""Nodes before the label of a specimen are another's; a number without a heading is an item of the same."""
WITH_ORGAN = re.compile(r"carcinoma|cancer")
"""Names whose ICD-10-CM category is that of the organ; lymphomas, sarcomas and the like have their own."""


@dataclass(frozen=True)
class Statement:
    """What one mention says, read together with its context."""

    mention: Mention
    name: str
    code: str | None
    behaviour: Behaviour
    context: Context
    titled: bool
    """Whether it stands in a diagnosis section."""


def find(note: Note) -> Iterator[Diagnosis]:
    statements = [said for mention in find_mentions(note) if (said := _read(note, mention))]
    if any(_is_open(said) for said in statements) and (refuted := _refuted(note)):
        statements = [said for said in statements if not _is_open(said) or said.mention.term.meaning not in refuted]
    statements = _without_what_was_asked(note, statements)
    statements = _final(note, _as_of_before(note, _of_years_ago(note, statements)))
    statements = _placed_where_told(note, _of_one_origin(note, statements))
    groups = _folded(_without_spread(_without_parts(statements)), invasive=_is_invasive(note.text))
    found = [_diagnosis(note, group, told) for group, told in zip(groups, _dates(note, groups), strict=True)]
    yield from found
    yield from find_of_kin(note, found)


def _dates(note: Note, groups: list[list[Statement]]) -> list[Told | None]:
    """The date of each diagnosis; one that only a label tells is of the page's only cancer of the patient."""
    if not any(letter.isdigit() for letter in note.text):
        return [None] * len(groups)
    calendar = Calendar(note)
    starts = [said.mention.term.start for group in groups for said in group]
    dates = [_date(note, calendar, group, starts) for group in groups]
    present = [index for index, group in enumerate(groups) if _is_now(group[0])]
    if len(present) == 1 and dates[present[0]] is None:
        dates[present[0]] = calendar.labelled()
    return dates


def _date(note: Note, calendar: Calendar, group: list[Statement], starts: list[int]) -> Told | None:
    assertion, subject = group[0].context
    if subject is not Subject.PATIENT or assertion not in SAID:
        return None
    told = (
        calendar.date_of(*_span(said), starts, of_past=assertion is Assertion.HISTORICAL)
        for said in group
        if not note.is_told_of_kin(note.sentence(said.mention.term.start))
    )
    return common_date(one for one in told if one)


def _span(said: Statement) -> tuple[int, int]:
    """Where the name stands, with the place beside it."""
    term = said.mention.term
    parts = said.mention.parts if said.mention.route in ("name", "beside") else ()
    return min((term.start, *(start for start, _ in parts))), max((term.end, *(end for _, end in parts)))


def _final(note: Note, statements: list[Statement]) -> list[Statement]:
    """Without what a frozen section or another house made of the tumour, where the report calls it something else."""
    provisional = [
        PROVISIONAL.search(note.text, max(0, said.mention.term.start - 260), said.mention.term.start)
        for said in statements
    ]
    final = [
        said
        for said, frozen in zip(statements, provisional, strict=True)
        if not frozen and not _is_of_outside(note, said)
    ]
    told = {
        said.code
        for said in final
        if said.context.assertion is Assertion.PRESENT
        and said.context.subject is Subject.PATIENT
        and not _is_generic(said)
        and note.section(said.mention.term.start) not in BEFOREHAND
    }
    told -= {above for code in told if code for above in ancestors(code)}
    if not told:
        return statements
    organs = {root(code) for code in told if code}
    return [
        said
        for said in statements
        if (said in final and not _is_told_beforehand(note, said, organs) and not _is_of_referral(note, said))
        or (said.code and told & {said.code, *ancestors(said.code), *_below(said.code, told)})
        if not _is_settled(note, said)
    ]


def _as_of_before(note: Note, statements: list[Statement]) -> list[Statement]:
    """What the report calls prior is prior in its clinical history too: "HISTORY: ascites, left breast carcinoma"."""
    now, before = (
        {said.name for said in statements if said.context.assertion is assertion and not _is_history(note, said)}
        for assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
    )
    return [
        replace(said, context=said.context._replace(assertion=Assertion.HISTORICAL))
        if _is_now(said) and said.name in before - now and _is_history(note, said)
        else said
        for said in statements
    ]


def _of_years_ago(note: Note, statements: list[Statement]) -> list[Statement]:
    """Historical is what was dealt with in a year long gone, where another organ's cancer is the one of now."""
    found = {id(said): year for said in statements if _is_now(said) and (year := _year_of_treatment(note, said))}
    if not found:
        return statements
    latest = max(int(year[0]) for year in ANY_YEAR.finditer(note.text))
    past = {said.code for said in statements if latest - found.get(id(said), latest) >= LONG_AGO}
    now = {root(said.code) for said in statements if _is_now(said) and said.code and said.code not in past}
    return [
        replace(said, context=said.context._replace(assertion=Assertion.HISTORICAL))
        if latest - found.get(id(said), latest) >= LONG_AGO and said.code and now - {root(said.code)}
        else said
        for said in statements
    ]


def _year_of_treatment(note: Note, said: Statement) -> int | None:
    """The year alone beside a cancer and what was done then: "breast cancer 1998, left, lumpectomy"."""
    end = max((said.mention.term.end, *(end for _, end in said.mention.parts)))
    told = TREATED_THEN.match(note.text, end)
    before = OPERATED_FOR.search(note.text, max(0, said.mention.term.start - CLAUSE), _place_start(said.mention))
    if before is None and (told is None or said.titled):
        return None
    last = told.end() if told else end
    behind = note.text[last : max(last, note.sentence(end).end)]
    if NOW_SAID.match(behind) or RETURNED.search(behind):
        return None
    years = (*(told.groups() if told else ()), *(before.groups() if before else ()))
    return int(next(filter(None, years)))


def _is_history(note: Note, said: Statement) -> bool:
    return note.is_history(said.mention.term.start)


def _below(code: str, told: set[str | None]) -> set[str]:
    """Which of the codes told are finer than this one."""
    return {one for one in told if one and code in ancestors(one)}


def _is_told_beforehand(note: Note, said: Statement, organs: set[str]) -> bool:
    """Whether a referral tells of a cancer of the organ whose cancer the examination names otherwise."""
    return (
        said.code is not None
        and root(said.code) in organs - ANYWHERE
        and said.context.assertion is Assertion.PRESENT
        and said.context.subject is Subject.PATIENT
        and not _is_generic(said)
        and note.is_history(said.mention.term.start)
        and note.document_type is DocumentType.PATHOLOGY
    )


def _is_of_referral(note: Note, said: Statement) -> bool:
    """Whether it is only what the operation was done for: "Pre-operative diagnosis: …"."""
    return bool(REFERRAL.search(note.text, max(0, said.mention.term.start - CLAUSE), said.mention.term.start))


def _is_settled(note: Note, said: Statement) -> bool:
    """Whether it is one side of a referral's "glioblastoma vs lymphoma", which the examination has decided."""
    words, (start, end) = load_words(), (said.mention.term.start, said.mention.term.end)
    beside = words["settled_before"].search(note.text, max(0, start - CLAUSE), start)
    beside = beside or words["settled_after"].match(note.text, end)
    return bool(beside) and _is_open(said) and _is_history(note, said)


def _is_of_outside(note: Note, said: Statement) -> bool:
    """Whether it is the diagnosis of another house or another time: "with an outside diagnosis of …"."""
    start = said.mention.term.start
    return bool(load_words()["outside_before"].search(note.text, max(0, start - CLAUSE), start))


def _placed_where_told(note: Note, statements: list[Statement]) -> list[Statement]:
    """Without a tissue that only the page's main organ would place, where it is told of another organ instead."""
    told: dict[str, set[Site]] = {}
    for said in statements:
        present = said.context.assertion is Assertion.PRESENT and said.context.subject is Subject.PATIENT
        if present and said.mention.site and said.mention.route != "page" and (tissue := _histology(note, said)):
            told.setdefault(tissue, set()).add(said.mention.site)
    return [
        said
        for said in statements
        if said.mention.route != "page"
        or said.mention.site is None
        or not (elsewhere := told.get(_tissue(said) or ""))
        or any(_are_akin(said.mention.site, site) for site in elsewhere)
    ]


def _are_akin(one: Site, other: Site) -> bool:
    """Whether a cancer of the one may be told as one of the other: colon and rectum, uterus and tube."""
    return (one.oncotree or one.organ) == (other.oncotree or other.organ) or {one.organ, other.organ} <= GENITAL


def _of_one_origin(note: Note, statements: list[Statement]) -> list[Statement]:
    """Without the places that one and the same tissue has only spread to.

    Where a report finds it in three organs or more, or a serous or endometrioid carcinoma in two, and in one of them
    most often, the others are no further primaries.
    """
    organs: dict[str, Counter[str]] = {}
    grown: dict[str, Counter[str]] = {}
    for said in statements:
        if (tissue := _tissue(said)) and said.mention.site:
            organs.setdefault(tissue, Counter())[said.mention.site.organ] += 1
            grown.setdefault(tissue, Counter())[said.mention.site.organ] += not _has_reached(note, said.mention)
    origins = {
        tissue: origin
        for tissue, counts in organs.items()
        if len(counts) >= (2 if MULLERIAN.search(tissue) else SPREAD)
        and (origin := _most_named(counts) or _most_named(grown[tissue]))
    }
    reached = {organ for tissue, origin in origins.items() for organ in organs[tissue] if organ != origin}
    return [
        said
        for said in statements
        if not said.mention.site
        or (
            origins.get(_tissue(said) or "", said.mention.site.organ) == said.mention.site.organ
            and not (said.context.assertion is Assertion.ABSENT and said.mention.site.organ in reached)
        )
    ]


def _without_parts(statements: list[Statement]) -> list[Statement]:
    """Without the parts of a mixed germ cell tumour, which are no tumours of their own."""
    if not any((_tissue(said) or "").startswith("mixed germ cell") for said in statements):
        return statements
    return [said for said in statements if not (_is_now(said) and GERM_CELL.search(said.name))]


def _is_now(said: Statement) -> bool:
    return said.context.assertion is Assertion.PRESENT and said.context.subject is Subject.PATIENT


def _most_named(counts: Counter[str]) -> str | None:
    """The organ named most often; None where two are."""
    (first, most), (_, next_most) = counts.most_common(2)
    return first if most > next_most else None


def _has_reached(note: Note, mention: Mention) -> bool:
    """Whether the organ is told to be involved by the tissue, or the tissue to sit on its surface."""
    start, end = mention.term.start, mention.term.end
    if INVOLVED_BY.search(note.text, max(0, start - CLAUSE), start):
        return True
    spans = (*mention.parts, (end, min(end + SURFACE, note.sentence(start).end)))
    return any(load_words()["serosal"].search(note.text, *span) for span in spans)


def _without_spread(statements: list[Statement]) -> list[Statement]:
    """Without the mere "carcinoma" of a tube or ovary where the report names its kind in another such organ."""
    origins = {
        said.mention.site.organ
        for said in statements
        if said.mention.site and said.context.assertion is Assertion.PRESENT and not _is_generic(said)
    }
    if not origins & GENITAL:
        return statements
    return [
        said
        for said in statements
        if not (_is_generic(said) and said.mention.route == "heading" and said.mention.site)
        or said.context.assertion is Assertion.ABSENT
        or said.mention.site.organ not in GENITAL - origins
    ]


def _is_generic(said: Statement) -> bool:
    return isinstance(said.mention.term.meaning, Histology) and said.mention.term.meaning.generic


def _tissue(said: Statement) -> str | None:
    meaning = said.mention.term.meaning
    present = said.context.assertion is Assertion.PRESENT and said.context.subject is Subject.PATIENT
    return meaning.name if present and isinstance(meaning, Histology) and not meaning.generic else None


def _read(note: Note, mention: Mention) -> Statement | None:
    start, end = mention.term.start, mention.term.end
    named = _name(mention, note.text[start:end])
    if named is None or _is_explained_otherwise(note, mention):
        return None
    section = note.section(start)
    if section in UNSAID and not note.is_background(start):
        return None
    if load_words()["benign_before"].search(note.text[max(0, start - 30) : start]) or _is_not_meant(note, mention):
        return None
    context = note.context(start, end)
    before = max(note.sentence(start).start, start - CLAUSE)
    if context.subject is Subject.PATIENT and OF_ANOTHER_PATIENT.search(note.text, before, start):
        return None
    if context.subject is Subject.FAMILY and load_words()["of_unknown"].match(note.text, end):
        return None
    if context.assertion is Assertion.ABSENT and not _is_negated(note.text, start, end):
        asked = ASKED.search(note.text, max(0, start - 4), start)
        context = context._replace(assertion=Assertion.POSSIBLE if asked else Assertion.PRESENT)
    elif (
        context.assertion in SAID
        and not note.is_excepted(end)
        and _is_denied(note.text, min(start, _place_start(mention)), max(end, _place_end(mention)))
    ):
        context = context._replace(assertion=Assertion.ABSENT)
    if context.assertion is Assertion.HISTORICAL and section != "past_history" and _is_told_of_now(note, mention):
        context = context._replace(assertion=Assertion.PRESENT)
    if context.assertion is Assertion.PRESENT and (
        load_words()["favoured_before"].search(_plain_before(note, start))
        or load_words()["suspected_after"].match(note.text, end)
        or _is_suspected_by_writer(note, _place_start(mention))
    ):
        context = context._replace(assertion=Assertion.POSSIBLE)
    if context.assertion in (Assertion.PLANNED, Assertion.HYPOTHETICAL):
        if not load_words()["owned_before"].search(words_before(note.text, _place_start(mention), CLAUSE)):
            return None
        context = context._replace(assertion=Assertion.PRESENT)
    if context.assertion is Assertion.PRESENT and _is_left_behind(note, mention, named):
        context = context._replace(assertion=Assertion.HISTORICAL)
    if context.assertion is Assertion.ABSENT:
        if mention.route == "page" or (mention.route == "heading" and isinstance(mention.term.meaning, Cancer)):
            mention = replace(mention, site=site_of(mention.term.meaning), route=None)
            named = _name(mention, note.text[start:end])
        if not named or not named[1] or _is_about_recurrence(note, mention) or _is_of_a_part(note, mention):
            return None
    name, code, behaviour = named
    if behaviour == "malignant" and load_words()["uncertain_after"].match(note.text, end):
        behaviour = "uncertain"
    elif behaviour == "uncertain" and _is_called_malignant(note, start):
        behaviour = "metastatic" if mention.metastatic else "malignant"
    if context.subject is Subject.FAMILY and mention.route not in ("name", "beside", None):
        mention = replace(mention, site=None, route=None)
        named = _name(mention, note.text[start:end])
        if not named or isinstance(mention.term.meaning, Histology):
            return None
        name, code, behaviour = named
    if TUBAL in name:
        mention = replace(mention, site=load_sites()["fallopian tube"])
    if context.subject is Subject.FAMILY or context.assertion is Assertion.ABSENT:
        mention = replace(mention, side=own_side(note.text, mention))
    return Statement(mention, name, code, behaviour, context, section == "diagnosis")


def _is_told_of_now(note: Note, mention: Mention) -> bool:
    """Whether the sentence turns from a history to a cancer of now: "history of melanoma, now lung cancer"."""
    start = _place_start(mention)
    turn = TURNED_TO.search(note.text, max(note.sentence(start).start, start - CLAUSE), start)
    return turn is not None and not TREATED_THEN.match(note.text, max(mention.term.end, _place_end(mention)))


def _place_start(mention: Mention) -> int:
    """Where the name begins with the place before it: "nil" denies "ovarian ca" and not "ca" alone."""
    return mention.parts[0][0] if mention.route == "beside" else mention.term.start


def _place_end(mention: Mention) -> int:
    return mention.parts[0][1] if mention.route == "beside" else mention.term.end


def _is_left_behind(note: Note, mention: Mention, named: tuple[str, str | None, Behaviour]) -> bool:
    """Whether its follow-up has ended, or it was a small cancer of the skin that was cut out in a year gone by."""
    end = max((mention.term.end, *(end for _, end in mention.parts)))
    return is_left_behind(note, end) or (named[1] in OF_SKIN and bool(CUT_OUT.match(note.text, end)))


def _is_called_malignant(note: Note, start: int) -> bool:
    """Whether the words before say so of a tumour whose name leaves it open: "malignant pheochromocytoma"."""
    return bool(load_words()["malignant_before"].search(note.text, max(0, start - CLAUSE), start))


def _plain_before(note: Note, start: int) -> str:
    """The words before in their clause, without the stops of a scan, such as that behind "FAVOR DEDIFFERENTIATED."."""
    before = re.sub(r"(?<=ED)\.(?=\s)", " ", words_before(note.text, start, CLAUSE))
    return re.sub(r"\s+", " ", re.split(r"\.\s+(?=[A-Z\d])|[;:]\s", before)[-1])


def _is_argued_against(note: Note, start: int) -> bool:
    return bool(load_words()["argued_against_before"].search(_plain_before(note, start)))


def _refuted(note: Note) -> set[Meaning]:
    """What the page argues against somewhere."""
    return {one.meaning for one in find_terms(note.text) if _is_argued_against(note, one.start)}


def _without_what_was_asked(note: Note, statements: list[Statement]) -> list[Statement]:
    """Without the question that a later word of the page answers with no: "?APL. … Not APL."."""
    answers = {
        said.mention.term.meaning: said.mention.term.start
        for said in statements
        if said.context.assertion is Assertion.ABSENT and _is_plainly_not(note.text, said.mention)
    }
    return [
        said
        for said in statements
        if not _is_open(said) or answers.get(said.mention.term.meaning, -1) < said.mention.term.start
    ]


def _is_plainly_not(text: str, mention: Mention) -> bool:
    """ "Not APL" and "APL excluded", which tell of the whole disease; "no lymphoma" may be told of one sample."""
    start, end = mention.term.start, mention.term.end
    return bool(NOT_IT.search(text, max(0, start - 40), start) or EXCLUDED.match(text, end))


def _is_open(said: Statement) -> bool:
    return said.context.assertion is Assertion.POSSIBLE


def _is_not_meant(note: Note, mention: Mention) -> bool:
    """Whether the words are argued against, listed as what an antibody binds, or a label whose value denies them."""
    words, (start, end) = load_words(), (mention.term.start, mention.term.end)
    if _is_argued_against(note, start) or _is_feared(note, mention):
        return True
    named = _name(mention, note.text[start:end])
    if named and named[2] != "in situ" and words["component_before"].search(note.text, max(0, start - 40), start):
        return True  # a part of a tumour that has another name
    if _is_part_of_another(note.text, mention):
        return True
    if words["listed_target_before"].search(note.text, max(0, start - 2 * CLAUSE), start):
        return True
    if words["unfilled"].match(note.text, end):
        return not words["answered_none"].match(note.text, end)
    answer = words["answered_no"].match(note.text, end)
    if not answer:
        return False
    following = find_terms(note.text[answer.end() : answer.end() + CLAUSE])
    return bool(following) and following[0].start == 0 and following[0].meaning == mention.term.meaning


def _is_feared(note: Note, mention: Mention) -> bool:
    """ "Worried about breast cancer" tells of none; "about her breast cancer" would."""
    start = min(mention.term.start, _place_start(mention))
    if _is_suspected_by_writer(note, start):
        return False
    return bool(load_words()["feared_before"].search(note.text, max(0, start - CLAUSE), start))


def _is_suspected_by_writer(note: Note, start: int) -> bool:
    """ "I am concerned about oesophageal cancer" in a referral is a suspicion, not the fear of a patient."""
    return bool(load_words()["suspected_by_writer_before"].search(note.text, max(0, start - CLAUSE), start))


def _is_part_of_another(text: str, mention: Mention) -> bool:
    """Whether brackets behind another tumour's name list it: its parts, or what else the name may cover.

    "Mixed germ cell tumor (seminoma 50%, teratoma 50%)", "thymoma, type B3 (atypical, squamoid, …)".
    """
    start = mention.term.start
    bracket = BRACKETS.search(text, max(0, start - 2 * CLAUSE), start)
    if not bracket or not (LISTED_BEFORE.search(bracket[0]) or SHARE_AFTER.match(text, mention.term.end)):
        return False
    head = text[max(0, bracket.start() - NEAR_BRACKETS) : bracket.start()]
    named = [one for one in find_terms(head) if not re.search(r"[:;]|\.\s+(?=[A-Z])", head[one.end :])]
    if not named or isinstance(named[-1].meaning, Site) or _is_in_situ(mention.term.meaning):
        return False
    if named[-1].meaning.name.startswith("mixed"):
        return named[-1].meaning != mention.term.meaning
    whole, own = _code_of(named[-1].meaning), _code_of(mention.term.meaning)
    related = bool(whole and own) and root(whole) == root(own) != whole
    return related and whole not in {own, *ancestors(own)}


def _is_in_situ(meaning: Meaning) -> bool:
    return not isinstance(meaning, Site) and meaning.behaviour == "in situ"


def _code_of(meaning: Meaning) -> str:
    """The OncoTree code that a name stands for by itself, or the empty string."""
    match meaning:
        case Cancer():
            return meaning.code
        case Histology():
            return meaning.oncotree
        case _:
            return ""


def _is_denied(text: str, start: int, end: int) -> bool:
    behind = load_words()["answered_none"].match(text, end) or EXCLUDED.match(text, end)
    return is_directly_negated(text, start) or bool(behind)


def _is_negated(text: str, start: int, end: int) -> bool:
    """Whether the negation stands in the mention's own clause: the sentences of flattened scans run together."""
    words = load_words()
    before = re.split(r"\.\s+(?=[A-Z\d])|[;:]\s|\s-\s", words_before(text, start, CLAUSE))[-1]
    after = words["negated_after"].match(text, end)
    return bool(words["negated_before"].search(before) or (after and not _is_of_what_follows(after[0])))


def _is_of_what_follows(said: str) -> bool:
    """Whether the denial behind a comma is that of what is named there: "adenocarcinoma, cT3 N1, HER2 negative"."""
    _, comma, last = said.rpartition(",")
    return bool(comma) and not OF_THE_SAME.fullmatch(last) and not find_terms(last)


def _is_explained_otherwise(note: Note, mention: Mention) -> bool:
    """Whether the page itself spells the abbreviation out as something else."""
    if mention.term.end - mention.term.start > LONGEST_ABBREVIATION:
        return False
    spelled_out = note.long_forms.get(note.text[mention.term.start : mention.term.end])
    return bool(spelled_out) and mention.term.meaning not in [one.meaning for one in find_terms(spelled_out or "")]


def _is_of_a_part(note: Note, mention: Mention) -> bool:
    """Whether what is told to be free of cancer is only an edge, a vessel or a sample of the organ named."""
    meaning, words = mention.term.meaning, load_words()
    if mention.route == "heading" and isinstance(meaning, Histology) and not meaning.generic:
        return True  # free of the one kind that another organ has
    label = note.text[max(0, mention.parts[0][0] - 8) : mention.parts[0][0]] if mention.parts else ""
    said = [note.text[start:end] for start, end in mention.parts]
    return any(words["only_a_part"].search(one) for one in (*said, *re.findall(r"\bFS", label)))


def _is_about_recurrence(note: Note, mention: Mention) -> bool:
    sentence = note.sentence(mention.term.start)
    return mention.metastatic or bool(load_words()["not_recurrence"].search(note.text, sentence.start, sentence.end))


def _name(mention: Mention, words: str) -> tuple[str, str | None, Behaviour] | None:
    """The plain name, the OncoTree code and the behaviour; None where the words name no cancer of a known place."""
    meaning, site = mention.term.meaning, mention.site
    if isinstance(meaning, Cancer):
        behaviour = "metastatic" if mention.metastatic and meaning.behaviour == "malignant" else meaning.behaviour
        name, code = _as_said(meaning, words)
        return name, code, behaviour or "malignant"
    if not isinstance(meaning, Histology):
        return None
    behaviour = "metastatic" if mention.metastatic and meaning.behaviour == "malignant" else meaning.behaviour
    if meaning.lineage == "named":
        return meaning.name, None, behaviour
    if site and (joined := load_joined().get((meaning.name, site.organ))):
        return joined.name or load_cancers()[joined.code].name, joined.code, behaviour
    if meaning.oncotree and (site is None or meaning.lineage != "carcinoma"):
        general = not site and meaning.behaviour != "in situ"
        return (load_cancers()[meaning.oncotree].name if general else meaning.name), meaning.oncotree, behaviour
    if site and site.oncotree and meaning.lineage == "carcinoma" and not (meaning.generic or site.metastases):
        return f"{meaning.name} of the {site.organ}", site.oncotree, behaviour
    if site and not site.oncotree and meaning.lineage == "carcinoma" and not (meaning.generic or site.metastases):
        return f"{meaning.name} of the {site.organ}", None, behaviour
    return None


def _as_said(cancer: Cancer, words: str) -> tuple[str, str]:
    """Name and code, no more specific than the words: "colon cancer" may turn out to be no adenocarcinoma."""
    tissue, said, site = find_histology(cancer.name), find_histology(words), find_site(words)
    if site and said and said.generic and tissue and not tissue.generic and not _tells_subtype(words, cancer.name):
        joined = load_joined().get((said.name, site.organ))
        if joined:
            return joined.name or load_cancers()[joined.code].name, joined.code
    return cancer.name, cancer.code


def _tells_subtype(words: str, name: str) -> bool:
    """Whether they tell of the name more than organ and kind: "clear cell renal carcinoma", not "renal carcinoma"."""
    terms = find_terms(words, load_tree(("sites", "histologies")))
    left = "".join(letter for at, letter in enumerate(words) if not any(one.start <= at < one.end for one in terms))
    return not set(WORD.findall(left.lower())).isdisjoint(WORD.findall(name.lower()))


def _is_invasive(text: str) -> bool:
    """Whether the page tells of an invasive tumour, in words or by its T and N."""
    words = load_words()
    return any(
        not words["not_invasive_before"].search(text, max(0, one.start() - SURFACE), one.start())
        for one in words["invasive"].finditer(text)
    )


def _folded(statements: list[Statement], *, invasive: bool) -> list[list[Statement]]:
    """Statements of one and the same thing together, the most specific first; lesser certainty gives way to greater.

    Where the page tells of an ``invasive`` tumour, "breast cancer" is no name for the DCIS beside it.
    """
    groups: list[list[Statement]] = []
    for said in sorted(statements, key=_order):
        homes = (group for group in groups if _same(group[0], said))
        home = next((one for one in homes if not (invasive and _is_beside_in_situ(one[0], said))), None)
        if home is None:
            groups.append([said])
        elif home[0].context.assertion is said.context.assertion:
            home.append(said)
    return groups


def _is_beside_in_situ(first: Statement, said: Statement) -> bool:
    return first.behaviour == "in situ" and said.behaviour == "malignant" and _is_now(said)


def _order(said: Statement) -> tuple[int, int, bool, bool, bool, int]:
    depth = len(ancestors(said.code)) if said.code else 0
    in_situ = said.behaviour == "in situ"
    side = said.mention.side is None
    assertion = RANK.index(said.context.assertion)
    return assertion, -depth, in_situ, side, not said.titled, said.mention.term.start


def _same(first: Statement, said: Statement) -> bool:
    if first.context.subject is not said.context.subject:
        return False
    if {first.mention.side, said.mention.side} in ({"left", "right"}, {"left", "bilateral"}, {"right", "bilateral"}):
        return False
    if first.name.endswith(" " + said.name):
        return True
    if first.code is None or said.code is None:
        return first.name == said.name
    if first.code == said.code:
        return first.name == said.name or (first.behaviour == "in situ") == (said.behaviour == "in situ")
    return said.code in ancestors(first.code) or (said.code in GENERAL and root(said.code) == root(first.code))


def _diagnosis(note: Note, group: list[Statement], date: Told | None) -> Diagnosis:
    first = min(group, key=lambda said: (not said.titled, said.mention.term.start))
    told = group[0]
    sites = [one.mention.site for one in group if one.mention.site]
    sites = [one for one in sites if one.organ == sites[0].organ]
    site = next((one for one in sites if one.name != one.organ), sites[0] if sites else None)
    spans = list(dict.fromkeys(span for one in [first, *group] for span in one.mention.parts))[:MENTIONS]
    if told.context.subject is Subject.FAMILY:
        spans += [span for span in dict.fromkeys(note.sentence(start) for start, _ in spans) if span not in spans]
    if date and not any(start <= date.start and date.end <= end for start, end in spans):
        spans.append((date.start, date.end))
    behaviour = _behaviour(note, group)
    return Diagnosis(
        name=told.name,
        site=_site_name(told, site),
        histology=_histology(note, told),
        laterality=next(
            (one.mention.side for one in group if one.mention.side and one.mention.site in (None, *sites)), None
        ),
        behaviour=behaviour,
        assertion=told.context.assertion,
        subject=told.context.subject,
        date=date and date.value,
        codes=tuple(_codes(told, site)),
        confidence=max(CONFIDENCE[one.mention.route] for one in group),
        evidence=tuple(note.evidence(start, end) for start, end in spans),
    )


def _behaviour(note: Note, group: list[Statement]) -> Behaviour:
    """That of the most specific statement; metastatic by what is told beside nodes only where no more is told."""
    behaviour, told = group[0].behaviour, {one.behaviour for one in group}
    if behaviour == "malignant" and "uncertain" in told:
        return "uncertain"
    if behaviour not in ("malignant", "metastatic") or "metastatic" not in told:
        return behaviour
    elsewhere = any(one.behaviour == "metastatic" and not _is_of_nodes(note.text, one) for one in group)
    return "metastatic" if elsewhere or told == {"metastatic"} else "malignant"


def _is_of_nodes(text: str, said: Statement) -> bool:
    start, end = said.mention.term.start, said.mention.term.end
    own = SPECIMEN.split(text[max(0, start - NODES_BEFORE) : start])[-1]
    return bool(NODES.search(own) or IN_NODES.match(text, end))


def _site_name(said: Statement, site: Site | None) -> str | None:
    if site is None:
        return None
    deep = said.code is not None and root(said.code) in ("SOFT_TISSUE", "BONE")
    return site.name.removeprefix("skin of ") if deep else site.name


def _histology(note: Note, said: Statement) -> str | None:
    meaning = said.mention.term.meaning
    if isinstance(meaning, Histology):
        return None if meaning.generic else meaning.name
    tissue, of, _ = said.name.partition(" of the ")
    if of and " cancer" not in tissue:
        return tissue
    found = find_histology(note.text[said.mention.term.start : said.mention.term.end]) or find_histology(said.name)
    return None if found is None or found.generic else found.name


def _codes(said: Statement, site: Site | None) -> Iterable[Code]:
    if said.code is None:
        return
    cancer = load_cancers()[said.code]
    yield Code(system="OncoTree", code=said.code)
    if cancer.ncit and cancer.parent != "TISSUE":
        yield Code(system="NCIt", code=cancer.ncit)
    if category := _icd10cm(said, cancer, site):
        yield Code(system="ICD-10-CM", code=category)


def _icd10cm(said: Statement, cancer: Cancer, site: Site | None) -> str | None:
    """The category of the site and the behaviour, without the digit for the side; None where it takes more to tell."""
    if said.behaviour in ("benign", "uncertain") and not cancer.icd10cm.startswith("D"):
        return None
    if said.behaviour == "in situ":
        return cancer.icd10cm if cancer.icd10cm.startswith("D") else site.icd10cm_in_situ if site else None
    of_organ = WITH_ORGAN.search(cancer.name) and not re.search("neuroendocrine|merkel|skin", cancer.name, re.I)
    category = site.icd10cm if site else ""
    finer = category[:3] != cancer.icd10cm[:3] or not category.endswith(".9")
    if category and (of_organ or category[:3] == cancer.icd10cm[:3]) and (finer or not cancer.icd10cm):
        return category
    return cancer.icd10cm or None
