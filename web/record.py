"""One record: the picture of a page with a box for each fact, and each fact with its quote."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from core.errors import SightlineError, UnknownDocument, UnknownFact
from core.records import Biomarker, Box, Evidence, Fact, Lab, Page, Review, Source
from web.corrections import fields_of, read_fields
from web.gate import Changing, Form, Visit, Visiting, text_of
from web.series import is_serial
from web.shown import show

router = APIRouter(prefix="/p/{patient}")

ZOOMS = (50, 75, 100, 150, 200, 300)
PICTURE_SIDE = 2000
FEWEST_IN_A_RUN = 3
"""Values of one analyte in a row, from which on they are folded together."""
REVIEWED = {
    Review.CONFIRMED: "Confirmed. Thank you.",
    Review.REJECTED: "Marked as wrong: it is left out of your profile and of your answers.",
    Review.UNREVIEWED: "Taken back: it stands as it was read.",
}


class Also(NamedTuple):
    """Another place that a fact rests on, such as its date's."""

    id: str
    boxes: tuple[Box, ...]


class Mark(NamedTuple):
    """A place on the page and the facts read there. ``id`` is the same in every link to it."""

    id: str
    start: int
    end: int
    quote: str
    original: str | None
    boxes: tuple[Box, ...]
    facts: tuple[Fact, ...]
    guests: tuple[Fact, ...]
    """Facts that stand elsewhere, and rest on this place too: most often on its date."""
    also: tuple[Also, ...]

    def is_at(self, at: str) -> bool:
        return at == self.id or any(at == one.id for one in self.also)

    @property
    def is_rejected(self) -> bool:
        return bool(self.facts) and all(fact.review is Review.REJECTED for fact in self.facts)


class Run(NamedTuple):
    """Neighbouring marks: values of the one analyte ``name``, or of several things, where it is empty."""

    name: str
    marks: tuple[Mark, ...]

    def is_at(self, at: str) -> bool:
        return any(mark.is_at(at) for mark in self.marks)


class View(NamedTuple):
    """How the page is looked at. ``turn`` is degrees clockwise, ``zoom`` per cent of the width there is."""

    page: int
    zoom: int
    turn: int
    at: str

    def link(self, **changes: object) -> str:
        view = self._replace(**changes)  # pyright: ignore[reportArgumentType] - names of our own fields
        told = [f"page={view.page}"]
        told += [f"zoom={view.zoom}"] if view.zoom != 100 else []
        told += [f"turn={view.turn}"] if view.turn else []
        told += [f"at={view.at}#at-{view.at}"] if view.at else []
        return "?" + "&".join(told)

    def step(self, by: int) -> int:
        return ZOOMS[min(max(ZOOMS.index(self.zoom) + by, 0), len(ZOOMS) - 1)]


def quoted_at(page: Page, at: str, marks: Iterable[Mark]) -> Evidence | None:
    """The line that an answer quotes, where no fact was read: ``at`` is START-END, characters of the page."""
    found = re.fullmatch(r"(\d{1,7})-(\d{1,7})", at)
    if found is None or any(mark.is_at(at) for mark in marks):
        return None
    start, end = int(found[1]), int(found[2])
    return page.evidence(start, end) if start < end <= len(page.text) else None


def mark_id(evidence: Evidence) -> str:
    return f"{evidence.start}-{evidence.end}"


def place_of(patient: str, evidence: Evidence) -> str:
    """The address of the place on the page that says it."""
    at = mark_id(evidence)
    return f"/p/{patient}/records/{evidence.document}?page={evidence.page}&at={at}#at-{at}"


@router.get("/records/{document}")
def record_page(
    visit: Visiting, document: str, page: int = 1, zoom: int = 100, turn: int = 0, at: str = ""
) -> Response:
    view = View(page, zoom if zoom in ZOOMS else 100, turn % 360 // 90 * 90, at)
    visit.note("opened a record", document)
    return show(visit, "record.html", lambda: _record(visit, document, view), document, view)


def _record(visit: Visit, document: str, view: View) -> dict[str, Any]:
    store = visit.desk.store
    told = store.document(visit.patient, document)
    pages = {one.number: one for one in store.pages(visit.patient, document)}
    shown = pages.get(view.page)
    failed = {problem.page for problem in told.problems if problem.page}
    if shown is None and pages and view.page not in failed:
        view = view._replace(page=min(pages))
        shown = pages[view.page]
    facts = [fact for fact in store.facts(visit.patient) if any(one.document == document for one in fact.evidence)]
    numbers = sorted({*pages, *failed})
    marks = marks_of(facts, document, view.page)
    return {
        "document": told,
        "name": store.document_name(visit.patient, document) or f"Record {document[:6]}",
        "view": view,
        "page": shown,
        "numbers": numbers,
        "marks": marks,
        "runs_of": runs_of,
        "quoted": quoted_at(shown, view.at, marks) if shown else None,
        "place_of": place_of,
        "elsewhere": _elsewhere(facts, document, view.page),
        "turned": _turned(shown, view.turn) if shown else None,
        "fields_of": fields_of,
        "by_hand": Source.PATIENT,
        "job": visit.desk.queue.job(visit.patient, document),
    }


def marks_of(facts: Iterable[Fact], document: str, page: int) -> list[Mark]:
    """The places of one page in reading order. A fact is told once, at the first that it names; facts of the same words
    are told together.
    """
    found: dict[str, _Place] = {}
    for fact in facts:
        here = [one for one in fact.evidence if (one.document, one.page) == (document, page)]
        if here:
            place = found.setdefault(mark_id(here[0]), _Place(here[0], [], [], {}))
            (place.facts if here[0] == fact.evidence[0] else place.guests).append(fact)
            place.also.update({mark_id(one): Also(mark_id(one), one.boxes) for one in here[1:]})
    shown: set[str] = set(found)
    marks: list[Mark] = []
    for id_, place in sorted(found.items(), key=lambda item: (item[1].first.start, item[1].first.end)):
        one = place.first
        others = tuple(other for other in place.also.values() if other.id not in shown)
        shown.update(other.id for other in others)
        told, guests = tuple(place.facts), tuple(place.guests)
        marks.append(Mark(id_, one.start, one.end, one.quote, one.original, one.boxes, told, guests, others))
    return marks


def runs_of(marks: Iterable[Mark]) -> list[Run]:
    """A row of a table with values of several days is one run."""
    runs = [Run(name, tuple(of_name)) for name, of_name in groupby(marks, key=_analyte)]
    return [one if len(one.marks) >= FEWEST_IN_A_RUN else one._replace(name="") for one in runs]


def _analyte(mark: Mark) -> str:
    names = {fact.name if isinstance(fact, Lab | Biomarker) and is_serial(fact) else "" for fact in mark.facts}
    return names.pop() if len(names) == 1 else ""


class _Place(NamedTuple):
    first: Evidence
    facts: list[Fact]
    guests: list[Fact]
    also: dict[str, Also]


def _elsewhere(facts: Iterable[Fact], document: str, page: int) -> dict[int, int]:
    """How many facts stand on the other pages."""
    places = {(one.page, fact.id) for fact in facts for one in fact.evidence[:1] if one.document == document}
    pages = sorted({number for number, _ in places} - {page})
    return {number: sum(1 for other, _ in places if other == number) for number in pages}


def _turned(page: Page, turn: int) -> dict[str, str]:
    """SVG's view and transformation for a page turned clockwise."""
    width, height = page.width, page.height
    moves = {
        0: "",
        90: f"translate({height:.2f} 0) rotate(90)",
        180: f"translate({width:.2f} {height:.2f}) rotate(180)",
        270: f"translate(0 {width:.2f}) rotate(270)",
    }
    seen = (height, width) if turn in (90, 270) else (width, height)
    return {"view": f"0 0 {seen[0]:.2f} {seen[1]:.2f}", "transform": moves[turn]}


@router.get("/records/{document}/pages/{number}.webp")
def page_picture(visit: Visiting, document: str, number: int) -> Response:
    """The page upright, as its boxes are measured. Kept in the vault after it was made once."""
    picture = visit.desk.pictures.get(
        (visit.patient, document, number, visit.desk.store.reading_name(visit.patient, document)),
        lambda: _picture(visit, document, number),
    )
    return Response(picture, media_type="image/webp", headers={"Cache-Control": "private, max-age=600"})


def _picture(visit: Visit, document: str, number: int) -> bytes:
    store, patient = visit.desk.store, visit.patient
    reading = store.reading_name(patient, document)
    pages = {page.number: page for page in store.pages(patient, document)}
    if reading is None or number not in pages:
        raise UnknownDocument("That page was not read, so there is no picture of it. Go back to the list of records.")
    if kept := store.picture(patient, document, number, reading):
        return kept
    content, password = store.original(patient, document), store.password(patient, document)
    made = visit.desk.room.picture(content, pages[number], password, PICTURE_SIDE)
    store.keep_picture(patient, document, number, reading, made)
    return made


@router.get("/records/{document}/original")
def original(visit: Visiting, document: str) -> Response:
    """The file as it was uploaded. Always a download: a browser must not run what a stranger put into it."""
    visit.note("downloaded a record", document)
    return Response(
        visit.desk.store.original(visit.patient, document),
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="record-{document[:6]}"'},
    )


@router.post("/facts/{fact}/{order}")
def review(visit: Changing, form: Form, fact: str, order: str) -> Response:
    """``confirm``, ``reject``, ``undo`` or ``correct`` a fact; then back to its place on the page."""
    found = next((one for one in visit.desk.store.facts(visit.patient) if one.id == fact), None)
    if found is None:
        raise UnknownFact("That fact is no longer there: the record was read again. Load the page again.")
    try:
        visit.say(_review(visit, found, order, form))
    except SightlineError as error:
        visit.say(f"Nothing was changed. {error}")
    visit.desk.rebuild_profile(visit.patient)
    visit.note(f"{order}: a fact", found.evidence[0].document)
    return RedirectResponse(place_of(visit.patient, found.evidence[0]), 303)


def _review(visit: Visit, fact: Fact, order: str, form: Form) -> str:
    store, patient = visit.desk.store, visit.patient
    if order == "correct":
        changes = read_fields(fact, {name: text_of(form, name) for name in form})
        if not changes:
            return "Nothing was changed."
        store.correct_fact(patient, fact.id, changes)
        return "Corrected. Your words are used from now on; what was read is kept in the history."
    reviews = {"confirm": Review.CONFIRMED, "reject": Review.REJECTED, "undo": Review.UNREVIEWED}
    if order not in reviews:
        raise SightlineError("There is no such order.")
    store.review_fact(patient, fact.id, reviews[order])
    return REVIEWED[reviews[order]]


@router.get("/facts/{fact}/history")
def history(visit: Visiting, fact: str) -> Response:
    def make() -> dict[str, Any]:
        return {"changes": visit.desk.store.history(visit.patient, fact), "place_of": place_of}

    return show(visit, "history.html", make, fact)
