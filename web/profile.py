"""The profile: the essentials first, with what disagrees and what is missing; then time, values, every fact."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from answers.personal import gap_told
from core.records import Evidence, Fact, Profile, Treatment
from web.drawing import Timeline, draw_timeline
from web.essentials import awaiting, essentials_of
from web.gate import Visit, Visiting
from web.record import place_of
from web.series import is_serial, latest_told, series_of, value_told
from web.shown import HEADINGS, show

router = APIRouter(prefix="/p/{patient}")


@router.get("")
def first_page(visit: Visiting) -> Response:
    return RedirectResponse(f"/p/{visit.patient}/profile", 303)


@router.get("/profile")
def profile_page(visit: Visiting) -> Response:
    visit.note("opened the profile")
    return show(visit, "profile.html", lambda: _profile(visit))


def _profile(visit: Visit) -> dict[str, Any]:
    profile = visit.desk.store.latest_profile(visit.patient) or Profile(patient=visit.patient)
    series = series_of(profile.facts)
    return {
        "profile": profile,
        "rows": list(essentials_of(profile, series)),
        "awaiting": awaiting(profile),
        "disagreeing": {conflict.about for conflict in profile.conflicts},
        "groups": list(_groups(profile)),
        "timeline": timeline_of(profile),
        "series": series,
        "latest_told": latest_told,
        "value_told": value_told,
        "missing": list(_missing(visit, profile)),
        "titles": titles_of(visit),
        "place_of": place_of,
        "places_of": places_of,
    }


def _groups(profile: Profile) -> Iterator[tuple[str, list[Fact]]]:
    """Every fact that no series holds, by kind."""
    for kind, heading in HEADINGS.items():
        if facts := [fact for fact in profile.of(kind) if not is_serial(fact)]:
            yield heading, facts


def _missing(visit: Visit, profile: Profile) -> Iterator[tuple[str, str]]:
    """Each gap's name, and where to read why it matters."""
    shown: set[str] = set()
    for gap in profile.missing:
        name = gap_told(gap, profile)
        if name not in shown:
            shown.add(name)
            yield name, f"/sources/{gap.cancer}#{gap.why.rsplit('#', 1)[-1]}" if _is_card(visit, gap.cancer) else ""


def _is_card(visit: Visit, name: str) -> bool:
    return any(card.id == name for card in visit.desk.library.cancers)


def places_of(fact: Fact) -> list[Evidence]:
    """The first place on each page that says it."""
    return list({(one.document, one.page): one for one in reversed(fact.evidence)}.values())[::-1]


def titles_of(visit: Visit) -> dict[str, str]:
    """What each document is called by its owner."""
    store = visit.desk.store
    return {
        one.id: store.document_name(visit.patient, one.id) or f"record {one.id[:6]}"
        for one in store.documents(visit.patient)
    }


def timeline_of(profile: Profile) -> Timeline | None:
    return draw_timeline([fact for fact in profile.facts if isinstance(fact, Treatment)])
