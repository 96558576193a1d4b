"""Metastases: where the record says that the cancer has spread, might have, or has not."""

import re
from collections.abc import Iterator
from itertools import pairwise

from core.records import Assertion, Finding, Subject
from extractors.cancer_terms import Site, Term, find_terms, load_tree
from extractors.diagnosis_mentions import is_directly_negated
from extractors.diagnosis_words import load_words
from extractors.finding_scope import find_scope
from extractors.finding_words import clause_before, load_shapes, make_finding
from extractors.notes import Note
from extractors.sentences import blank_stops

UNSAID = {"reference", "clinical_trials", "family_history", "variants_of_unknown_significance"}
REACH = 120
ALTERNATIVE = re.compile(r"\bOR\.\s+")
"""A scan has left a stop behind the word that joins the cases of a definition."""
WHOSE_NODES = re.compile(r"\s+(?:lymph\s+)?nod(?:e|es|al)\b", re.I)
SPREAD_TO = {"liver", "lung", "bone", "brain", "adrenal gland", "peritoneum"}
"""Organs that a scan calls clear for want of metastases; a kidney may be clear of much else."""
ORGAN_OF_CODE = {
    "PUL": "lung", "OSS": "bone", "HEP": "liver", "BRA": "brain", "LYM": "lymph node", "MAR": "bone marrow",
    "PLE": "pleura", "PER": "peritoneum", "ADR": "adrenal gland", "SKI": "skin",
}  # fmt: skip
"""The UICC's short names behind M1: ``cM1c (HEP, OSS)``."""
ORDER = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.POSSIBLE, Assertion.ABSENT)


def find_metastases(note: Note) -> Iterator[Finding]:
    if not any(_shape(name).search(note.text) for name in ("spread", "spreading", "none", "clear", "coded")):
        return
    sites = [term for term in find_terms(note.text, load_tree(("sites",))) if _can_hold(note.text, term)]
    said: dict[str, list[tuple[Assertion, int, int]]] = {}
    for site, start, end in _spots(note.text, sites):
        if assertion := _told(note, start, end):
            said.setdefault(site.organ, []).append((assertion, start, end))
    for coded in _shape("coded").finditer(note.text):
        organs = [ORGAN_OF_CODE.get(code) for code in re.findall("[A-Z]{3}", coded["codes"])]
        if None not in organs and (assertion := _told(note, *coded.span())):
            for organ in filter(None, organs):
                said.setdefault(organ, []).append((assertion, *coded.span()))
    for site, start, end in _clear(note, sites):
        said.setdefault(site.organ, []).append((Assertion.ABSENT, start, end))
    for organ, spots in said.items():
        assertion = min((one for one, _, _ in spots), key=ORDER.index)
        spans = [(start, end) for one, start, end in spots if one is assertion][:2]
        yield make_finding(note, "metastasis", *spans, value=assertion.value, site=organ, assertion=assertion)
    spots = [spot for of_organ in said.values() for spot in of_organ]
    free = [*_none(note, [(start, end) for _, start, end in spots])]
    yield from (one for one in free if one.site and one.site not in said)
    if not any(one is not Assertion.ABSENT for one, _, _ in spots):
        yield from [one for one in free if not one.site][:1]


def _told(note: Note, start: int, end: int) -> Assertion | None:
    """What is said of the metastases that the words name; None where they tell nothing of this patient's."""
    text = note.text
    if _shape("label").match(text, end) or _is_presumed(text, start) or _is_defined(text, start, end):
        return None
    context = note.context(start, end)
    if note.section(start) in UNSAID or context.subject is Subject.FAMILY or context.assertion not in ORDER:
        return None
    if _shape("spreading").match(text, start) and _shape("unsaid_before").search(clause_before(text, start)):
        return None
    assertion = Assertion.ABSENT if is_directly_negated(text, start) else context.assertion
    if assertion is Assertion.PRESENT and _shape("resolved").match(text, end):
        return Assertion.HISTORICAL
    if assertion is not Assertion.ABSENT or _is_denied(text, start, end):
        return assertion
    is_known = _shape("known_before").search(clause_before(text, start)) and _shape("known_after").match(text, end)
    return Assertion.PRESENT if is_known else None


def _clear(note: Note, sites: list[Term]) -> Iterator[tuple[Site, int, int]]:
    """Organs that a scan finds clear: "CT: … Liver and lungs clear". What is heard in the lungs tells of no spread."""
    for index, term in enumerate(sites):
        last = _last_listed(note.text, sites, index)
        clear = _shape("clear").match(note.text, sites[last].end)
        if clear is None or not isinstance(term.meaning, Site) or note.section(term.start) in UNSAID:
            continue
        first = max(0, term.start - 3 * REACH)
        if _shape("side_before").search(note.text, first, term.start) or term.meaning.organ not in SPREAD_TO:
            continue
        so = note.context(term.start, clear.end()) == (Assertion.PRESENT, Subject.PATIENT)
        if so and _shape("scanned_before").search(note.text, first, term.start):
            yield term.meaning, term.start, clear.end()


def _is_denied(text: str, start: int, end: int) -> bool:
    """Whether the negation is of the metastases, not of a treatment or a change that the sentence speaks of."""
    before = _shape("denied_before").search(clause_before(text, start) + text[start:end])
    return bool(before or _shape("denied_after").match(text, end))


def _is_of_nodes(note: Note, match: re.Match[str]) -> bool:
    """ "Hilar lymph node: two nodes; no metastases" denies none elsewhere; "nodes free, no distant metastases" does."""
    first = max(note.sentence(match.start()).start, match.start() - REACH)
    before = note.text[first : match.start()]
    if re.search(r"\bdistant\b", match.group(), re.I):
        before = clause_before(note.text, match.start())
    return bool(_shape("nodes").search(before + match.group()))


def _is_presumed(text: str, start: int) -> bool:
    """ "The stage presumes no distant metastasis" explains a stage."""
    return bool(_shape("presumed").search(clause_before(text, start)))


def _is_defined(text: str, start: int, end: int) -> bool:
    """ "Implants of 2 cm or lymph node metastasis (T3c)" tells what a category may mean."""
    said = ALTERNATIVE.sub("OR ", blank_stops(text[max(0, start - REACH) : start]))
    if _shape("of_degree_before").search(clause_before(f"{said}.", len(said))):
        return True  # "more than 2 cm or regional node metastasis"
    before = _shape("defined_before").search(clause_before(text, start))
    return bool(before and _shape("defined_after").match(text, end))


def _none(note: Note, placed: list[tuple[int, int]]) -> Iterator[Finding]:
    """That there are none, in the part of the body that was looked at or anywhere; "no liver metastases" says so of one
    place.
    """
    for match in _shape("none").finditer(note.text):
        if note.section(match.start()) in UNSAID or _is_presumed(note.text, match.start()):
            continue
        if any(start < match.end() and match.start() < end for start, end in placed):
            continue
        scope = find_scope(note, match.start(), match.end())
        if _shape("narrowed").search(match[0]) or (scope is None and _shape("of_place").match(note.text, match.end())):
            continue
        if not _is_of_nodes(note, match) and (scope or not match["single"]):
            yield make_finding(note, "metastasis", match.span(), value="absent", site=scope, assertion=Assertion.ABSENT)


def _spots(text: str, sites: list[Term]) -> Iterator[tuple[Site, int, int]]:
    """Places said to hold metastases, each with the span that says so; a list of places shares one word for it."""
    for index, term in enumerate(sites):
        if not isinstance(term.meaning, Site) or _shape("beside").match(text, term.end):
            continue
        after = _shape("after_site").match(text, term.end)
        if after and term.meaning.organ == "soft tissue" and not re.search("metasta", after.group(), re.I):
            continue  # deposits of a tumour in the fat beside its organ
        if after:
            yield term.meaning, term.start, after.end()
        elif before := _shape("before_site").search(text[max(0, term.start - REACH) : term.start]):
            yield term.meaning, term.start - len(before.group()), term.end
        elif shared := _shared(text, sites, index):
            yield term.meaning, *shared
        elif (headed := _shape("headed").match(text, term.end)) and _heads(text, term, headed):
            yield term.meaning, term.start, headed.end()
        elif (seen := _shape("scanned").match(text, term.end)) and _shape("scan_before").search(
            text, max(0, term.start - REACH), term.start
        ):
            yield term.meaning, term.start, seen.end()


def _heads(text: str, term: Term, headed: re.Match[str]) -> bool:
    """ "LIVER, BIOPSY: METASTATIC ADENOCARCINOMA": the place begins the heading, and no nodes are in it."""
    begins = load_words()["header_before"].search(text[max(0, term.start - REACH) : term.start])
    if isinstance(term.meaning, Site) and term.meaning.organ == "soft tissue":
        return False  # what lies there may be an implant of the peritoneum, or a node
    return bool(begins) and not _shape("nodes").search(text, term.start, headed.end())


def _shared(text: str, sites: list[Term], index: int) -> tuple[int, int] | None:
    """ "Liver, lung and bone metastases": the list is followed or led by the word."""
    last = _last_listed(text, sites, index)
    if (
        last > index
        and _are_told(text, sites[index : last + 1])
        and (after := _shape("after_site").match(text, sites[last].end))
    ):
        return sites[index].start, after.end()
    first = index
    while first > 0 and _shape("and").fullmatch(text, sites[first - 1].end, sites[first].start):
        first -= 1
    if (
        first < index
        and _are_told(text, sites[first : index + 1])
        and (before := _shape("before_site").search(text[max(0, sites[first].start - REACH) : sites[first].start]))
    ):
        return sites[first].start - len(before.group()), sites[index].end
    return None


def _last_listed(text: str, sites: list[Term], index: int) -> int:
    """Where the list ends in which the place stands."""
    while index + 1 < len(sites) and _shape("and").fullmatch(text, sites[index].end, sites[index + 1].start):
        index += 1
    return index


def _are_told(text: str, listed: list[Term]) -> bool:
    """Whether what is said of the list is said of each: of "liver or bone" only what is denied."""
    gaps = [_shape("and").fullmatch(text, one.end, other.start) for one, other in pairwise(listed)]
    return not any(gap and gap["either"] for gap in gaps) or bool(
        _shape("denied_before").search(clause_before(text, listed[0].start) + text[listed[0].start : listed[-1].end])
    )


def _can_hold(text: str, term: Term) -> bool:
    """Whether the place may hold metastases and does not only tell whose nodes do: "retroperitoneal nodal spread"."""
    if not isinstance(term.meaning, Site) or not term.meaning.metastases:
        return False
    return term.meaning.organ == "lymph node" or not WHOSE_NODES.match(text, term.end)


def _shape(name: str) -> re.Pattern[str]:
    return load_shapes("metastases")[name]
