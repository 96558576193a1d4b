"""Every card and guideline in the library, with edition and date: open to anybody who is signed in."""

from collections import defaultdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from answers.cards import BiomarkerCard, CancerCard, Library, Relation
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


class NoSuchCard(SightlineError):
    code = "no_such_card"


@router.get("")
def sources_page(request: Request) -> Response:
    library = desk_of(request).library
    cited: dict[str, list[CitedSource]] = defaultdict(list)
    for source in library.sources:
        cited[source.organisation].append(source)
    return show_plain(
        request,
        "sources.html",
        cancers=library.cancers,
        biomarkers=library.biomarkers,
        organisations=[(name, _pages(sources)) for name, sources in sorted(cited.items())],
    )


@router.get("/{card}")
def card_page(request: Request, card: str) -> Response:
    library = desk_of(request).library
    if card == "relevance":
        return show_plain(request, "relevance.html", **_relevance(library))
    found = next((one for one in (*library.cancers, *library.biomarkers) if one.id == card), None)
    if found is None:
        raise NoSuchCard("There is no such card. Go to Sources to see all there are.")
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


def _relevance(library: Library) -> dict[str, Any]:
    cancers = {one.id: one.name for one in library.cancers}
    markers = {one.id: one.name for one in library.biomarkers}
    rows = [(one, one.citation.partition("#")[2], _told(one, markers, cancers)) for one in library.relations]
    return {"rows": rows, "sources": {one.id: one for one in library.sources}}


def _told(one: Relation, markers: dict[str, str], cancers: dict[str, str]) -> str:
    marker, cancer = markers.get(one.biomarker, one.biomarker), cancers.get(one.cancer, one.cancer)
    return f"{marker} in {cancer}: {RELEVANCE[one.relevance]}"


def _pages(sources: list[CitedSource]) -> list[CitedSource]:
    """One of each page, whose headings are many sources."""
    pages = {(one.title, one.url): one for one in reversed(sources)}
    return sorted(pages.values(), key=lambda one: one.title)
