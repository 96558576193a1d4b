"""Every card and guideline in the library, with edition and date: open to anybody who is signed in."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from answers.cards import Assumption, BiomarkerCard, CancerCard, Library, Relation, Topic
from core.errors import SightlineError
from core.records import CitedSource
from web.gate import desk_of
from web.shown import show_plain

router = APIRouter(prefix="/sources")

RELEVANCE = {
    "guides_treatment": "guides the choice of treatment",
    "prognostic": "says something about the outlook",
    "diagnostic": "helps to find out what it is",
    "tumour_agnostic": "guides treatment in any solid tumour",
    "investigational": "is being studied",
    "not_in_sources": "is not mentioned by the sources we hold",
}


NO_CARD = "There is no such card. Go to Sources to see all there are."


class NoSuchCard(SightlineError):
    code = "no_such_card"


@router.get("")
def sources_page(request: Request) -> Response:
    desk = desk_of(request)
    library = desk.library
    cited: dict[str, list[CitedSource]] = defaultdict(list)
    for source in library.sources:
        cited[source.organisation].append(source)
    return show_plain(
        request,
        "sources.html",
        cancers=library.cancers,
        biomarkers=library.biomarkers,
        organisations=[(name, _pages(sources)) for name, sources in sorted(cited.items())],
        guidelines=desk.guidelines(),
    )


@router.get("/relevance/{marker}")
def relevance_page(request: Request, marker: str) -> Response:
    """The rows of one marker: the table of all has thousands."""
    library = desk_of(request).library
    if all(one.id != marker for one in library.biomarkers):
        raise NoSuchCard(NO_CARD)
    return show_plain(request, "table.html", **_relevance(library, marker))


@router.get("/{card}")
def card_page(request: Request, card: str) -> Response:
    library = desk_of(request).library
    if card in TABLES:
        return show_plain(request, "table.html", **TABLES[card](library))
    found = next((one for one in (*library.cancers, *library.biomarkers) if one.id == card), None)
    if card == "relevance":
        return show_plain(request, "relevance.html", biomarkers=library.biomarkers)
    if found is None:
        raise NoSuchCard(NO_CARD)
    parts = cancer_parts(found) if isinstance(found, CancerCard) else biomarker_parts(found, library)
    return show_plain(request, "card.html", card=found, parts=parts, sources={one.id: one for one in library.sources})


def cancer_parts(card: CancerCard) -> list[tuple[str, Any]]:
    return [
        ("In short", card.summary),
        ("How it is staged", card.staging),
        ("Tests that matter", card.biomarkers),
        ("Kinds of treatment", card.treatments),
        ("Outlook", card.outlook),
    ]


def biomarker_parts(card: BiomarkerCard, library: Library) -> list[tuple[str, Any]]:
    names = {one.id: one.name for one in library.cancers}
    parts: list[tuple[str, Any]] = [
        ("What it is", card.what_it_is),
        ("How it is tested", card.how_tested),
        ("What results mean", card.results),
    ]
    return parts + [(f"Where it is used: {names.get(use.cancer, use.cancer)}", use.statements) for use in card.uses]


class Row(NamedTuple):
    """One thing told, with the place on the page that citations lead to, and its sources' ids."""

    id: str
    text: str
    sources: tuple[str, ...]


def _table(library: Library, title: str, lead: str, rows: Iterable[Row]) -> dict[str, Any]:
    sources = {one.id: one for one in library.sources}
    return {"title": title, "lead": lead, "rows": list(rows), "sources": sources, "jumps": {}}


def _relevance(library: Library, marker: str) -> dict[str, Any]:
    """The rows of one marker's card, those on which the sources are silent last."""
    cancers = {one.id: one.name for one in library.cancers}
    markers = {one.id: one.name for one in library.biomarkers}
    told = [one for one in library.relations if one.biomarker == marker]
    rows = (
        Row(
            one.citation.partition("#")[2],
            _told(one, markers, cancers) + (f" ({one.note})" if one.note else ""),
            one.sources,
        )
        for one in sorted(told, key=lambda one: one.relevance == "not_in_sources")
    )
    lead = (
        "A pair that is not listed is not mentioned by the sources we hold; that does not mean that it never matters."
    )
    return _table(library, f"Where {markers[marker]} matters", lead, rows)


def _glossary(library: Library) -> dict[str, Any]:
    terms = sorted(library.terms, key=lambda one: one.term.lower())
    rows = (Row(one.id, f"{one.term}: {one.text}", one.sources) for one in terms)
    table = _table(library, "Words and what they mean", "Medical words in plain words of ours.", rows)
    return table | {"jumps": {one.term[0].upper(): one.id for one in reversed(terms)}}


def _assumptions(library: Library) -> dict[str, Any]:
    lead = "Questions often take something for granted. Where our sources say otherwise, an answer says so first."
    return _table(library, "What is often taken for granted", lead, _remarks(library.assumptions))


def _topics(library: Library) -> dict[str, Any]:
    return _table(library, "What any cancer brings with it", "What our sources say of it.", _remarks(library.topics))


def _remarks(remarks: Iterable[Assumption | Topic]) -> Iterator[Row]:
    for one in remarks:
        yield from (Row(f"{one.id}.{told.id}", told.text, told.sources) for told in one.statements)


TABLES: dict[str, Callable[[Library], dict[str, Any]]] = {
    "glossary": _glossary,
    "assumptions": _assumptions,
    "topics": _topics,
}


def _told(one: Relation, markers: dict[str, str], cancers: dict[str, str]) -> str:
    marker, cancer = markers.get(one.biomarker, one.biomarker), cancers.get(one.cancer, one.cancer)
    return f"{marker} in {cancer}: {RELEVANCE[one.relevance]}"


def _pages(sources: list[CitedSource]) -> list[CitedSource]:
    """One of each page, whose headings are many sources."""
    pages = {(one.title, one.url): one for one in reversed(sources)}
    return sorted(pages.values(), key=lambda one: one.title)
