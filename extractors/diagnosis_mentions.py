"""Where a page names a cancer, and which place and side of the body its words belong to.

A histology and its site may stand in different lines: "BREAST, LEFT, LUMPECTOMY: … INVASIVE DUCTAL CARCINOMA". Linked
in this order: beside the cancer's name, by the heading of the specimen it stands under, by the one organ the page is
about. What is said to be a metastasis never lends its place to the primary.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from core.records import Assertion, DocumentType, Subject
from extractors.cancer_terms import (
    Cancer,
    Histology,
    Site,
    Term,
    find_site,
    find_terms,
    load_joined,
    load_sites,
    load_tree,
    root,
)
from extractors.diagnosis_items import is_of_another_item, is_parted, item_start, opens_item
from extractors.diagnosis_nobody import told_of_nobody
from extractors.diagnosis_words import load_words
from extractors.finding_words import LOOK, PART
from extractors.notes import Note
from extractors.sentences import blank_stops

Side = Literal["left", "right", "bilateral"]
CATHETER = re.compile(
    r"\b(?:cathet\w*|void\w*|TOV|TWOC|urin\w+|residual \d+ ?m[lL]|reinserted|draining)\b"
    r"|\bIDC (?:is |was )?(?:removed|replaced|inserted|changed|in|out)\b",
    re.I,
)
"""What stands near an indwelling catheter, which is an IDC, too."""
NEAR_A_CATHETER = 50
"""Characters on either side."""
INVOLVED_BY = re.compile(
    r"\b(?:(?:involve(?:d|ment)|inva(?:ded|sion)|infiltrat(?:ed|ion))[\s.]+(?:by|with)|positive for)"
    r"(?:[\s.]+(?:an?|the|[\w-]+ly|invasive|metastatic|high|low|grade))*[\s.]*$",
    re.I,
)
LISTED = re.compile(r"\s*(?:,|and|with|,\s*and)\s*(?:(?:left|right|bilateral)\s+)?", re.I)
LEFT_STOP = re.compile(r"(?<!metastases)(?<!metastasis)(?<!mets)(?<!secondaries)(?<!deposits)\.\s", re.I)
"""Not that of a sentence which ends with the metastases: "liver metastases. Ovarian cancer 2024"."""
OF_PLACE = re.compile(r"\b(?:of|in|from|at|on|arising|primary|involving)\b", re.I)
"""What ties a cancer to its place, and not to those of its metastases: "melanoma, lung and small bowel mets"."""
COMPOUND = re.compile(r"[a-z]{3}o-$", re.I)
"""The first half of a longer name than is known here, or misread: ``bligo-astrocytoma`` is no astrocytoma."""
UNIT_MISREAD = {"ca"}
"""Behind a number these are a misread "cm"."""
INVOLVES = re.compile(r"[\s,]*(?:involv\w+|extend\w+|present (?:in|on))\b", re.I)
SIDES: dict[str, Side] = {
    "left": "left", "lt": "left", "l.": "left", "right": "right", "rt": "right", "r.": "right",
    "bilateral": "bilateral", "both": "bilateral", "l": "left", "r": "right",
}  # fmt: skip
ANYWHERE = {"SOFT_TISSUE", "BONE", "SKIN", "LYMPH", "OTHER"}
"""Roots whose cancers arise in many organs, so that any organ may be their site."""
GENITAL = {"ovary", "fallopian tube", "endometrium", "uterus", "cervix"}
"""Organs that are taken out together, where the cancer of one is mostly found in the others too."""
TAKEN_TOGETHER = (
    GENITAL,
    {"oesophagus", "gastro-oesophageal junction", "stomach"},
    {"oral cavity", "oropharynx", "hypopharynx", "larynx"},
)
"""Neighbours that one specimen's heading lists, of which a label may tell the one that the cancer is of."""
MULLERIAN = re.compile(r"\b(?:serous|endometrioid) carcinoma$")
"""What a report that calls the colon or the bladder by such a name found there has come from a genital organ."""
LOBED = {"thyroid", "oral cavity", "oropharynx"}
"""Organs that are not paired, of whose tumours reports label a side all the same."""
NEXT_TICKED = re.compile(r"[\s.,;/&]+(?:and\s+)?", re.I)
A_FEW_WORDS = re.compile(r"(?:[\w-]+[\s,(]+){0,4}")
WITHOUT_ORGAN = re.compile(r"leuka?emia|myeloma\b", re.I)
LATER_BIOPSY = re.compile(
    r"\b(?:later|subsequent|repeat(?:ed)?|further|new)\s+(?:[\w-]+\s+){0,2}(?:biops(?:y|ies)|FNA|excision|specimen)\b",
    re.I,
)
UROTHELIAL = re.compile(r"urothelial")
URINARY = {"bladder", "upper urinary tract", "urethra", "kidney"}
LABEL = 30
BESIDE = 70
UNDER = 1500
"""Characters: how far the words beside a name reach, and how far a specimen's heading does."""
DOMINANT = 3
"""How many times as often as the next an organ must be named to be the one the page is about."""


@dataclass(frozen=True)
class Mention:
    """One naming of a cancer. ``route`` tells how its site was found; ``parts`` are the spans that say it."""

    term: Term
    site: Site | None = None
    side: Side | None = None
    metastatic: bool = False
    route: Literal["name", "beside", "heading", "page"] | None = None
    parts: tuple[tuple[int, int], ...] = ()


def find_mentions(note: Note) -> tuple[Mention, ...]:
    terms = find_terms(note.text)
    sites = tuple(term for term in terms if isinstance(term.meaning, Site) and not _is_beside(note.text, term))
    cancers = [term for term in terms if not isinstance(term.meaning, Site)]
    of_nobody = told_of_nobody(note, cancers)
    named = [term for term in cancers if term not in of_nobody and _names_a_cancer(note.text, term)]
    if not named:
        return ()
    clear = load_words()["is_clear"]
    first = tuple(term for term in sites if _begins(note.text, term) and not _is_of_the_past(note, term))
    begun = tuple(term for term in first if not clear.match(note.text, term.end))
    headings = tuple(term for term in first if _heads(note.text, term))
    linked = [_linked(note, term, sites, headings, begun) for term in named]
    own = [one for one in linked if _is_of_now(note, one, sites)]
    stated = _stated_primary(note.text, sites)
    unknown = load_words()["unknown_primary"].search(note.text)
    organ = (
        stated or None
        if unknown
        else stated or _organ_of_page(own, tuple(one for one in headings if one in begun), begun)
    )
    linked = [_of_stated_primary(one, stated) for one in linked]
    normal = _called_normal(note.text, sites)
    placed = [_without_normal_place(_with_page_site(note, one, organ), normal) for one in linked]
    placed = [_of_base(_of_fitting_organ(one, sites), sites) for one in placed]
    missing = _called_missing(note.text, sites)
    sided = [_with_side(note.text, one, missing) for one in placed]
    sides: dict[Term, Side] = {term: side for term in sites if (side := side_at(note.text, term.start, term.end))}
    labelled = _sides_labelled(note.text)
    return tuple(_with_page_side(note.text, sites, sides, sided, labelled, one) for one in sided)


def _is_of_the_past(note: Note, site: Term) -> bool:
    """Whether it is what was taken out before, or a relative's: no organ of this page's specimens."""
    if note.section(site.start) in ("past_history", "family_history"):
        return True
    assertion, subject = note.context(site.start, site.end)
    return subject is not Subject.PATIENT or assertion is Assertion.HISTORICAL


def _is_of_now(note: Note, mention: Mention, sites: tuple[Term, ...]) -> bool:
    """Whether it may tell what organ the page is about: a cancer of the past only where that organ is named besides."""
    assertion, subject = note.context(mention.term.start, mention.term.end)
    if subject is not Subject.PATIENT or assertion is not Assertion.HISTORICAL:
        return subject is Subject.PATIENT
    if not _is_of_specimens(note):
        return False
    told = (*mention.parts, (mention.term.start, mention.term.end))
    places = [_place(one) for one in sites if not any(start <= one.start < end for start, end in told)]
    return any(place and mention.site and place.organ == mention.site.organ for place in places)


def _names_a_cancer(text: str, term: Term) -> bool:
    words = load_words()
    if COMPOUND.search(text[max(0, term.start - 12) : term.start]):
        return False
    if text[term.start : term.end].lower() in UNIT_MISREAD and re.search(r"\d\s?$", text[: term.start][-3:]):
        return False
    around = text[max(0, term.start - NEAR_A_CATHETER) : term.end + NEAR_A_CATHETER]
    if text[term.start : term.end] == "IDC" and CATHETER.search(around):
        return False
    after = text[term.end : term.end + 40]
    if re.match(r"[ ,]*" + words["not_followed_by"].pattern, after, re.I):
        return False
    before = re.sub(" {2,}", " ", words_before(text, term.start, BESIDE))
    return not words["not_preceded_by"].search(before)


def _linked(
    note: Note, term: Term, sites: tuple[Term, ...], headings: tuple[Term, ...], begun: tuple[Term, ...]
) -> Mention:
    text = note.text
    follows = load_words()["metastasis_after"].match(text, term.end)
    metastatic = bool(follows) or _is_metastatic(text, term)
    reached = INVOLVED_BY.search(text[max(0, term.start - BESIDE) : term.start])
    before = None if reached or follows else _site_before(text, term, sites)
    if before and not _is_apart(note, before.end, term.start):
        return Mention(term, _place(before), None, metastatic, "beside", ((before.start, term.end),))
    if not metastatic and (told := _site_told(text, term, sites)):
        return Mention(term, _place(told), None, False, "beside", ((told.start, term.end),))
    inside = find_site(text[term.start : term.end])
    if metastatic and isinstance(term.meaning, Histology):
        origin = _origin(text, term, sites)
        if origin:
            return Mention(term, _place(origin), None, True, "beside", ((term.start, origin.end),))
        return Mention(term, inside, None, True, "name" if inside else None, ((term.start, term.end),))
    if (after := _site_after(text, term, sites)) and not _is_apart(note, term.end, after.start):
        return Mention(term, _place(after), None, metastatic, "beside", ((term.start, after.end),))
    if inside and _may_be_at(term, inside):
        return Mention(term, inside, None, metastatic, "name", ((term.start, term.end),))
    if heading := _heads_type(text, term, sites, begun):
        return Mention(term, _place(heading), None, metastatic, "heading", ((heading.start, term.end),))
    heading = next((one for one in reversed(headings) if one.end <= term.start), None)
    reaches = _is_unspecific(term) and INVOLVES.match(text, term.end)
    if heading and isinstance(term.meaning, Histology):
        heading = _fitting(text, term.meaning, heading, sites)
    if heading and (reaches or reached) and len(_organ_roots(headings)) > 1:
        heading = None  # a cancer of one organ is told to reach the specimen of another
    if heading and _is_called_benign(text, heading, headings, term.start):
        heading = None
    if heading and not _is_of_specimens(note) and is_of_another_item(text, heading.start, term.start):
        heading = None
    if heading and _is_under(text, heading, term) and _may_be_at(term, heading.meaning):
        near = term.start - heading.end <= BESIDE
        if near or not (isinstance(term.meaning, Histology) and term.meaning.generic):
            parts = ((heading.start, term.end),)
            if term.end - heading.start > 2 * BESIDE:
                parts = ((term.start, term.end), (heading.start, heading.end))
            return Mention(term, _place(heading), None, metastatic, "heading", parts)
    return Mention(term, None, None, metastatic, None, ((term.start, term.end),))


def _is_of_specimens(note: Note) -> bool:
    """Whether the page reports on specimens, of which one's numbered items or lines tell of one and the same."""
    return note.document_type is DocumentType.PATHOLOGY


def _is_apart(note: Note, start: int, end: int) -> bool:
    """Whether two places stand in two items of a list, or in two lines of a past history."""
    if _is_of_specimens(note):
        return False
    of_past = "\n" in note.text[start:end] and note.section(end) == "past_history"
    return is_parted(note.text, start, end) or (of_past and note.sentence(start) != note.sentence(end))


def _heads_type(text: str, term: Term, sites: tuple[Term, ...], begun: tuple[Term, ...]) -> Term | None:
    """The specimen named right before the label of a type that it may have: "Cervix, biopsy. Histologic type: …"."""
    label = load_words()["type_label_before"].search(text, max(0, term.start - LABEL), term.start)
    near = next((one for one in reversed(begun) if one.end <= term.start), None)
    if label is None or near is None or label.start() - near.end > BESIDE or not isinstance(term.meaning, Histology):
        return None
    between = find_terms(text[near.end : label.start()])
    if not text[near.start].isupper() or any(not isinstance(one.meaning, Site) for one in between):
        return None
    name, known = term.meaning.name, load_joined()
    named = [one for one in sites if near.start <= one.start < term.start]
    fitting = {place.organ for one in named if (place := _place(one)) and (name, place.organ) in known}
    return near if fitting == {_organ(near)} and _may_be_at(term, near.meaning) else None


def _is_called_benign(text: str, heading: Term, headings: tuple[Term, ...], start: int) -> bool:
    """Whether a sentence before calls the organ benign, where others may have the cancer that lies beside it."""
    others = {place.organ for one in headings if (place := _place(one)) and place.oncotree} - {_organ(heading)}
    called = load_words()["called_benign"].match(text, heading.end)
    return bool(others) and called is not None and ". " in text[called.end() : start]


def _organ(term: Term) -> str | None:
    place = _place(term)
    return place.organ if place else None


def _fitting(text: str, histology: Histology, heading: Term, sites: tuple[Term, ...]) -> Term:
    """Of a heading that lists organs ("UTERUS, CERVIX: SQUAMOUS CELL CARCINOMA"), the first that has such a cancer."""
    listed = [heading]
    for site in sites:
        if site.start >= listed[-1].end and LISTED.fullmatch(text, listed[-1].end, site.start):
            listed.append(site)
    known = load_joined()
    return next((one for one in listed if (place := _place(one)) and (histology.name, place.organ) in known), heading)


def _is_unspecific(term: Term) -> bool:
    """Whether the tissue is one that arises in most organs."""
    return isinstance(term.meaning, Histology) and (term.meaning.generic or term.meaning.name == "adenocarcinoma")


def _organ_roots(terms: tuple[Term, ...]) -> set[str]:
    return {term.meaning.oncotree for term in terms if isinstance(term.meaning, Site) and term.meaning.oncotree}


def _place(term: Term) -> Site | None:
    return term.meaning if isinstance(term.meaning, Site) else None


def _is_metastatic(text: str, term: Term) -> bool:
    before = LEFT_STOP.sub(" ", text[max(0, term.start - BESIDE) : term.start])
    return bool(load_words()["metastasis_before"].search(before))


def _site_before(text: str, term: Term, sites: tuple[Term, ...]) -> Term | None:
    near = next((one for one in reversed(sites) if one.end <= term.start), None)
    if near is None or term.start - near.end > BESIDE or not _may_be_at(term, near.meaning):
        return None
    return near if load_words()["link_before"].fullmatch(text, near.end, term.start) else None


def _site_told(text: str, term: Term, sites: tuple[Term, ...]) -> Term | None:
    """The place of a lump that is told in a plain sentence to be this: "the growth in the bladder was a …"."""
    words = load_words()
    for site in reversed(sites):
        place, before = _place(site), text[max(0, site.start - 2 * BESIDE) : site.start]
        if site.end > term.start or term.start - site.end > 2 * BESIDE or not (place and place.oncotree):
            continue
        if not words["lump_before"].search(before) or not words["told_to_be"].fullmatch(text, site.end, term.start):
            continue
        known = isinstance(term.meaning, Histology) and _has_kind(term.meaning.name, place.organ)
        arises = _may_be_at(term, place) and (known or not place.metastases)
        return site if arises and not words["lump_asked_before"].search(before) else None
    return None


def _site_after(text: str, term: Term, sites: tuple[Term, ...]) -> Term | None:
    near = next((one for one in sites if one.start >= term.end), None)
    if near is None or near.start - term.end > BESIDE or not _may_be_at(term, near.meaning):
        return None
    words = blank_stops(text[term.start : near.start + 1])
    if not load_words()["link_after"].fullmatch(words, term.end - term.start, near.start - term.start):
        return None
    if load_words()["site_is_secondary"].match(text, near.end):
        return None
    listed = not OF_PLACE.search(words, term.end - term.start) and load_words()["list_is_secondary"].match(
        text, near.end
    )
    return None if listed else near


def _origin(text: str, term: Term, sites: tuple[Term, ...]) -> Term | None:
    """The primary of a metastasis: "metastatic carcinoma in liver from colon"."""
    words = load_words()
    for site in sites:
        if term.end <= site.start <= term.end + 2 * BESIDE and _may_be_at(term, site.meaning):
            gap = text[term.end : site.start]
            if words["origin_is_reached"].search(gap):
                continue
            if re.search(words["origin_after"].pattern + "$", gap, re.I) and not re.search(r"[.;]\s", gap):
                said = re.match(r"\s*(?:primary|origin)\b", text[site.end :], re.I)
                organ = isinstance(site.meaning, Site) and (site.meaning.organ == "lung" or not site.meaning.metastases)
                if said or organ or re.search(r"\bfrom\b[^.]*$", gap, re.I):
                    return site
    return None


def _begins(text: str, term: Term) -> bool:
    """Whether a sentence, a list item or a label's value begins with this place, or with one whose node it is."""
    before = text[max(0, term.start - BESIDE) : term.start]
    if isinstance(term.meaning, Site) and term.meaning.organ == "lymph node":
        before = re.sub(r"[\w-]+[\s,]+$", "", before) if not load_words()["header_before"].search(before) else before
    return bool(load_words()["header_before"].search(before))


def _heads(text: str, term: Term) -> bool:
    words = load_words()
    other = ("is_margin", "form_title")
    return bool(words["header_after"].match(text, term.end)) and not any(
        words[role].match(text, term.end) for role in other
    )


def _is_under(text: str, heading: Term, term: Term) -> bool:
    """Whether the heading still holds where the term stands: near, and in the same section."""
    if term.start - heading.end > UNDER:
        return False
    later = [one.end() for one in load_words()["another_heading"].finditer(text, heading.end, term.start)]
    if later and not find_terms(text[heading.end : later[-1]], load_tree(("sites",))):
        return False  # the heading of another specimen stands between, of an organ that no word tells
    if any(_is_of_other_organ(label[0], heading) for label in _other_specimens(text, heading.end, term.start)):
        return False
    return not load_words()["new_section"].search(text, heading.end, term.start)


def _other_specimens(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    return load_words()["another_specimen"].finditer(text, start, end)


def _is_of_other_organ(label: str, heading: Term) -> bool:
    """Whether a specimen's label, such as 'H. "LEFT SIDEWALL"', leaves the organ of the heading before it unnamed."""
    return _organ(heading) not in {_organ(term) for term in find_terms(label, load_tree(("sites",)))}


def _called_normal(text: str, sites: tuple[Term, ...]) -> set[str]:
    """The organs that the page calls normal."""
    return {
        place.organ for term in sites if (place := _place(term)) and load_words()["called_normal"].match(text, term.end)
    }


def _without_normal_place(mention: Mention, normal: set[str]) -> Mention:
    """A sarcoma, which may arise in any tissue, is not of the organ in a specimen's heading that is called normal.

    Nor of the skin that lies over it, unless it is told to be.
    """
    if not _is_sarcoma(mention.term.meaning) or mention.site is None:
        return mention
    if mention.site.organ not in normal and mention.site.name != "skin":
        return mention
    if mention.route not in ("heading", "page"):
        return mention
    return Mention(mention.term, parts=((mention.term.start, mention.term.end),))


def _of_fitting_organ(mention: Mention, sites: tuple[Term, ...]) -> Mention:
    """A carcinoma under the name of an operation on the uterus is of the part of it that has such carcinomas.

    Only where the page names one such part: "Product of hysterectomy: squamous cell carcinoma" beside "cervix".
    """
    tissue, site = mention.term.meaning, mention.site
    if not isinstance(tissue, Histology) or site is None or site.organ != "uterus":
        return mention
    if mention.route not in ("heading", "page") or tissue.lineage != "carcinoma" or tissue.generic:
        return mention
    known = load_joined()
    if (tissue.name, site.organ) in known:
        return mention
    places = [place for term in sites if (place := _place(term)) and place.organ in GENITAL]
    fitting = {place.organ: place for place in places if _has_kind(tissue.name, place.organ)}
    if len(fitting) != 1:
        return mention
    return replace(mention, site=fitting.popitem()[1], route="page")


def _has_kind(tissue: str, organ: str) -> bool:
    """Whether the organ has carcinomas of this tissue, or ones whose in situ form it is."""
    known = load_joined()
    return (tissue, organ) in known or (tissue.removesuffix(" in situ"), organ) in known


def _of_base(mention: Mention, sites: tuple[Term, ...]) -> Mention:
    """A carcinoma "of tongue" is of its base where the page tells of that, and of no other part of the tongue."""
    if mention.site is None or mention.site.name != "tongue":
        return mention
    named = {place.name: place for term in sites if (place := _place(term)) and "tongue" in place.name}
    told = [term for term in sites if term.meaning == mention.site]
    parts = [term for term in told if term.end - term.start > len("tongue")]
    if "base of tongue" not in named or parts or len(told) > 1:
        return mention
    return replace(mention, site=named["base of tongue"])


def _is_sarcoma(meaning: object) -> bool:
    if isinstance(meaning, Histology):
        return meaning.lineage == "sarcoma"
    return isinstance(meaning, Cancer) and root(meaning.code) == "SOFT_TISSUE"


def _is_node(text: str, term: Term) -> bool:
    """Whether the place only tells whose lymph node is meant: "gastric lymph node"."""
    node = isinstance(term.meaning, Site) and term.meaning.organ == "lymph node"
    return not node and bool(load_words()["is_node"].match(text, term.end))


def _is_beside(text: str, term: Term) -> bool:
    """Whether the words are of a node or a tissue next to the place: "peri-ureteral tissue", "bladder flap"."""
    words = load_words()
    near = words["only_near_before"].search(text[max(0, term.start - BESIDE) : term.start])
    return _is_node(text, term) or bool(near or words["only_near_after"].match(text, term.end))


def _may_be_at(term: Term, place: object) -> bool:
    """Whether the cancer can arise there: an adenocarcinoma in any organ, a lung cancer only in the lung."""
    if not isinstance(place, Site):
        return False
    if isinstance(term.meaning, Histology):
        if term.meaning.lineage == "carcinoma" and place.name == "omentum":
            return False  # it came from elsewhere
        if MULLERIAN.search(term.meaning.name) and place.organ not in {*GENITAL, "peritoneum"}:
            return False
        return term.meaning.lineage in ("lymphoma", "melanoma", "sarcoma") or place.organ != "bone marrow"
    if not isinstance(term.meaning, Cancer):
        return False
    if WITHOUT_ORGAN.search(term.meaning.name):
        return False
    own = load_sites().get(term.meaning.site)
    if own and own.organ != place.organ:
        return False
    above = root(term.meaning.code)
    return above == place.oncotree or (above in ANYWHERE and place.organ not in ("lymph node", "bone marrow"))


def _stated_primary(text: str, sites: tuple[Term, ...]) -> Site | None:
    """The organ that a label calls the primary site; None where labels name several."""
    told: list[Site] = []
    for label in load_words()["primary_site"].finditer(text):
        first = next((term for term in sites if term.start >= label.end()), None)
        if first and (place := _place(first)) and A_FEW_WORDS.fullmatch(text, label.end(), first.start):
            told.append(_whole_of_list(text, sites, first) or place)
    return told[0] if len({place.organ for place in told}) == 1 else None


def _whole_of_list(text: str, sites: tuple[Term, ...], first: Term) -> Site | None:
    """The breast itself where several quadrants are ticked: "upper outer quadrant. Upper inner quadrant."."""
    following = next((term for term in sites if term.start >= first.end), None)
    if following is None or not NEXT_TICKED.fullmatch(text, first.end, following.start):
        return None
    one, other = _place(first), _place(following)
    if one is None or other is None or one.name == other.name or not one.organ == other.organ == "breast":
        return None
    return load_sites().get(one.organ)


def _of_stated_primary(mention: Mention, stated: Site | None) -> Mention:
    """A carcinoma of organs that are taken out together is of the one that a label calls the primary."""
    if stated is None or mention.route != "heading" or mention.site is None or stated.organ == mention.site.organ:
        return mention
    if not any({stated.organ, mention.site.organ} <= organs for organs in TAKEN_TOGETHER):
        return mention
    known = isinstance(mention.term.meaning, Histology) and (mention.term.meaning.name, stated.organ) in load_joined()
    return replace(mention, site=stated, route="page") if known else mention


def _organ_of_page(linked: list[Mention], headings: tuple[Term, ...], begun: tuple[Term, ...]) -> Site | None:
    """The organ that the page's cancers are of, or that its specimens come from; None where it is not plain."""
    named = [one.site for one in linked if one.site and one.route in ("name", "beside") and not one.metastatic]
    named = [site for site in named if site.oncotree] or _origins(headings) or _origins(begun)
    organs = Counter(site.organ for site in named).most_common(2)
    if not organs or (len(organs) > 1 and organs[0][1] < DOMINANT * organs[1][1]):
        return None
    return Counter(site for site in named if site.organ == organs[0][0]).most_common(1)[0][0]


def _origins(terms: tuple[Term, ...]) -> list[Site]:
    return [term.meaning for term in terms if isinstance(term.meaning, Site) and term.meaning.oncotree]


def _with_page_site(note: Note, mention: Mention, organ: Site | None) -> Mention:
    generic = isinstance(mention.term.meaning, Histology) and mention.term.meaning.generic
    if not _is_of_specimens(note) and _stands_alone(note.text, mention.term):
        return mention
    if organ and isinstance(mention.term.meaning, Histology) and UROTHELIAL.search(mention.term.meaning.name):
        organ = organ if organ.organ in URINARY else None
    if mention.site or mention.metastatic or generic or organ is None or not _may_be_at(mention.term, organ):
        return mention
    if isinstance(mention.term.meaning, Cancer) and root(mention.term.meaning.code) in ANYWHERE:
        return mention
    if _came_from_elsewhere(mention.term.meaning, organ):
        return mention
    return replace(mention, site=organ, route="page")


def _came_from_elsewhere(meaning: object, organ: Site) -> bool:
    """Whether it is a carcinoma that the organ has none of, but may hold the metastases of, or is told by its name to
    be of another: neither an adenocarcinoma nor a ductal carcinoma of the breast arises in a bone."""
    if not isinstance(meaning, Histology) or meaning.lineage != "carcinoma" or _has_kind(meaning.name, organ.organ):
        return False
    return organ.metastases or (meaning.oncotree != "" and root(meaning.oncotree) != organ.oncotree)


def _stands_alone(text: str, term: Term) -> bool:
    """Whether it is an item of a list, or a tissue of any place, which the page's main organ tells nothing of."""
    anywhere = isinstance(term.meaning, Histology) and term.meaning.lineage in ("lymphoma", "melanoma", "sarcoma")
    return anywhere or opens_item(text, term.start) is not None


def _called_missing(text: str, sites: tuple[Term, ...]) -> set[str]:
    """The organs of which the page finds no tissue: a tumour that mostly arises there has arisen elsewhere."""
    before, after = load_words()["missing_before"], load_words()["missing_after"]
    return {
        place.organ
        for term in sites
        if (place := _place(term)) and before.search(text[: term.start][-12:]) and after.match(text, term.end)
    }


def _with_side(text: str, mention: Mention, missing: set[str]) -> Mention:
    site = mention.site or site_of(mention.term.meaning)
    if mention.site is None and site and site.organ in missing:
        site = None
    if site is None or not (site.paired or (mention.route == "beside" and site.organ in LOBED - {"thyroid"})):
        return replace(mention, site=site)
    return replace(mention, site=site, side=own_side(text, mention))


def own_side(text: str, mention: Mention) -> Side | None:
    """The side that the mention's own words tell."""
    spans = (*mention.parts, (mention.term.start, mention.term.end))
    return next((side for span in spans if (side := side_at(text, *span))), None)


def _with_page_side(
    text: str,
    sites: tuple[Term, ...],
    told: dict[Term, Side],
    sided: list[Mention],
    labelled: frozenset[Side],
    mention: Mention,
) -> Mention:
    """The only side that the page tells of this organ or labels as such, where the mention itself tells none."""
    site = mention.site
    if site is None or site.organ == "skin" or not (site.paired or site.organ in LOBED):
        return mention
    if mention.side:
        paired = {one.site.organ for one in sided if one.site and one.site.paired}
        both = [*labelled] == ["bilateral"] and len(paired) == 1
        return replace(mention, side="bilateral") if both else mention
    organs = {one.site.organ for one in sided if one.site} - (set() if site.paired else {"lymph node"})
    if len(labelled) == 1 and len(organs) == 1:
        return replace(mention, side=next(iter(labelled)))
    if not site.paired:
        return mention
    places = [term for term in sites if isinstance(term.meaning, Site) and term.meaning.organ == site.organ]
    if _is_of_later_specimen(text, mention, places, told):
        return mention
    affected = [term for term in places if not load_words()["side_is_clear"].match(text, term.end)]
    sides = {told[term] for term in affected if term in told}
    sides |= {one.side for one in sided if one.side and one.site and one.site.organ == site.organ}
    return replace(mention, side=sides.pop()) if len(sides) == 1 else mention


def _sides_labelled(text: str) -> frozenset[Side]:
    words = load_words()
    sides = words["laterality"].findall(text) or words["tumor_side"].findall(text)
    return frozenset(SIDES[side.lower()] for side in sides)


def _is_of_later_specimen(text: str, mention: Mention, places: list[Term], told: dict[Term, Side]) -> bool:
    """Whether the side is that of another specimen: "A. Left breast, mastectomy: … B. Breast, core biopsy: …".

    Or of an earlier time: "Later biopsy of the breast: …".
    """
    start = mention.parts[0][0] if mention.parts else mention.term.start
    sided = [term for term in places if term in told]
    if not sided or not all(term.end <= start for term in sided):
        return False
    if LATER_BIOPSY.search(text, max(0, start - BESIDE), mention.term.start):
        return True
    own = _label_before(text, start)
    labels = {_label_before(text, term.start) for term in sided}
    named = any(start <= term.start < mention.term.start for term in places)
    return own is not None and named and None not in labels and own not in labels


def _label_before(text: str, offset: int) -> int | None:
    """Where the label of the specimen stands that the offset is close behind."""
    labels = [one.start() for one in PART.finditer(text, max(0, offset - UNDER), offset + LOOK) if one.end() <= offset]
    return labels[-1] if labels else None


def side_at(text: str, start: int, end: int) -> Side | None:
    """The side told of what stands at ``start:end``: "left breast", "breast, left", "carcinoma of the left breast"."""
    words = load_words()
    inside = re.findall(r"\b(left|right|bilateral)\b", text[start:end], re.I)
    if len({one.lower() for one in inside}) == 1:
        return SIDES[inside[0].lower()]
    if not inside and (letter := _side_letter(text, start, end)):
        return letter
    before = words["side_before"].search(_clause_before(text, start))
    if before and _is_of_something_else(text[start - len(before.group()) : start], text[start:end]):
        before = None
    if before and words["both_sides"].search(before.group()):
        return None
    found = before or words["side_after"].match(text, end)
    if found and not before and _is_of_another_place(text, start, end, found):
        return None
    return SIDES[found.group(1).lower()] if found and not inside else None


def _side_letter(text: str, start: int, end: int) -> Side | None:
    """The side told by a letter in or right beside the words: "L breast", "lung (R)", "RUL"."""
    words = load_words()
    inside = words["letter_side"].search(text, start, end)
    letter = (
        inside
        or words["letter_side_before"].search(text, max(0, start - LABEL), start)
        or words["letter_side_after"].match(text, end)
    )
    if letter is None:
        return None
    return SIDES[next(filter(None, letter.groups())).lower()]


def _is_of_another_place(text: str, start: int, end: int, side: re.Match[str]) -> bool:
    """Whether the side behind it is that of a thing named behind the side: "breast cancer; right renal stones"."""
    if is_parted(text, end, side.start(1)):
        return True
    behind = load_words()["of_other_after"].match(text, side.end())
    if behind is None:
        return False
    named = [_organ(one) for one in find_terms(behind[0], load_tree(("sites",)))]
    own = {_organ(one) for one in find_terms(text[start:end], load_tree(("sites",)))}
    return bool(named and own and not own & {*named}) or bool(load_words()["has_a_side"].search(behind[0]))


def _is_of_something_else(words: str, told: str) -> bool:
    """Whether a side is that of a thing named before a comma: "left renal mass, history of ocular melanoma"."""
    listed, comma, _ = words.rpartition(",")
    if not comma:
        return False
    own, other = ({_organ(one) for one in find_terms(part, load_tree(("sites",)))} for part in (told, listed))
    return bool(load_words()["has_a_side"].search(listed)) or bool(own and other and not own & other)


def is_directly_negated(text: str, start: int) -> bool:
    """ "No …" right before it, also after a colon, where ConText takes ": no" for the denial of what came before."""
    return bool(load_words()["directly_negated_before"].search(words_before(text, start, BESIDE)))


def words_before(text: str, start: int, width: int) -> str:
    """The characters before ``start`` without the full stops that a flattened scan left in them."""
    return blank_stops(text[max(0, start - width) : start + 1])[:-1]


def site_of(meaning: object) -> Site | None:
    if isinstance(meaning, Histology) and meaning.oncotree and meaning.lineage == "carcinoma":
        return _organ_of_root().get(root(meaning.oncotree))
    if not isinstance(meaning, Cancer):
        return None
    told = load_sites()[meaning.site] if meaning.site else find_site(meaning.name)
    return told or _organ_of_root().get(root(meaning.code))


@lru_cache(maxsize=1)
def _organ_of_root() -> dict[str, Site]:
    """The organ of each OncoTree root whose cancers all arise in one."""
    organs: dict[str, list[Site]] = {}
    for site in load_sites().values():
        if site.oncotree and site.organ not in [one.organ for one in organs.setdefault(site.oncotree, [])]:
            organs[site.oncotree].append(site)
    return {root: sites[0] for root, sites in organs.items() if len(sites) == 1 and root not in ANYWHERE}


def _clause_before(text: str, start: int) -> str:
    """The words just before, back to the last full stop, semicolon, tab, blank line or label of an item."""
    return re.split(r"[.;:]\s|\t|\n\s*\n", text[item_start(text, start, BESIDE) : start])[-1]
