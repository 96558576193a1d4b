"""Uploading, the list of records and how far each is, as it happens."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.datastructures import UploadFile

from core.errors import SightlineError
from core.queue import Job, JobState
from core.records import Document, document_id
from extractors.readers.kinds import kind_of
from web.gate import Changing, Form, Visit, Visiting, text_of
from web.shown import fragment, show

router = APIRouter(prefix="/p/{patient}")

LOOK_EVERY = 0.15
"""Seconds between two looks at whether something changed."""
KEEP_ALIVE = 15.0
UNDER_WAY = (JobState.WAITING, JobState.READING)


class Row(NamedTuple):
    """One record in the list. ``state`` is one of waiting, reading, cancelled, read, partly_read, failed."""

    document: Document
    name: str
    state: str
    job: Job | None
    facts: int | None


@router.get("/records")
def records_page(visit: Visiting) -> Response:
    def make() -> dict[str, Any]:
        return {"rows": list(find_rows(visit)), **limits_of(visit)}

    visit.note("opened the list of records")
    return show(visit, "records.html", make, live=True)


@router.get("/records/events")
async def record_events(request: Request, visit: Visiting) -> Response:
    """Server-sent events: the list anew whenever it changed."""
    return StreamingResponse(
        _changes(request, visit), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


@router.post("/records")
def upload(visit: Changing, form: Form) -> Response:
    """Any number of files, and one password for the locked ones among them. What came of each is told on the list."""
    password = text_of(form, "password") or None
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and (one.filename or one.size)]
    if not files:
        visit.say("No file was chosen. Choose one or more files, and then press Upload.")
    for file in files:
        visit.say(_receive(visit, file, password))
    return RedirectResponse(f"/p/{visit.patient}/records", 303)


@router.post("/records/{document}/{order}")
def order(visit: Changing, form: Form, document: str, order: str) -> Response:
    """``cancel`` a reading under way, ``again`` for a fresh one, ``pages`` for those that failed, ``remove`` it all."""
    store, queue = visit.desk.store, visit.desk.queue
    store.document(visit.patient, document)
    match order:
        case "cancel":
            done = queue.cancel(visit.patient, document)
            visit.say("Reading was cancelled." if done else "It was read before it could be cancelled.")
        case "again" | "pages":
            if password := text_of(form, "password"):
                store.keep_password(visit.patient, document, password)
            queue.ask(visit.patient, document, failed_pages_only=order == "pages")
        case "remove":
            queue.cancel(visit.patient, document)
            queue.remove(visit.patient, document)
            store.remove_document(visit.patient, document)
            visit.desk.rebuild_profile(visit.patient)
            visit.say("The record and everything read from it was deleted.")
        case _:
            raise SightlineError("There is no such order. Go back to the list of records.")
    visit.note(f"asked to {order} a record", document)
    return RedirectResponse(f"/p/{visit.patient}/records", 303)


def _receive(visit: Visit, file: UploadFile, password: str | None) -> str:
    """Keeps one file and queues it; the sentence that says what came of it."""
    desk, patient = visit.desk, visit.patient
    name = (file.filename or "photo").replace("\\", "/").rsplit("/", 1)[-1][:200]
    if (file.size or 0) > desk.settings.file_bytes:
        return f"{name}: not uploaded, it is larger than {desk.settings.file_bytes // 1024**2} MB."
    content = file.file.read()
    try:
        kind_of(content)
    except SightlineError as error:
        return f"{name}: not uploaded. {error}"
    known = {one.id for one in desk.store.documents(patient)}
    document = document_id(content)
    job = desk.queue.job(patient, document)
    if document in known and job and job.state in (*UNDER_WAY, JobState.DONE) and password is None:
        return f"{name}: you have uploaded this very file before; it is kept once."
    desk.store.register_document(patient, content)
    desk.store.name_document(patient, document, name)
    if password:
        desk.store.keep_password(patient, document, password)
    desk.queue.ask(patient, document)
    visit.note("uploaded a record", document)
    return f"{name}: uploaded."


def find_rows(visit: Visit) -> Iterator[Row]:
    """The latest first."""
    store = visit.desk.store
    jobs = {job.document: job for job in visit.desk.queue.jobs(visit.patient)}
    for document in sorted(store.documents(visit.patient), key=lambda one: one.received, reverse=True):
        job = jobs.get(document.id)
        name = store.document_name(visit.patient, document.id) or f"record {document.id[:6]}"
        yield Row(document, name, _state(document, job), job, job.facts if job else None)


def _state(document: Document, job: Job | None) -> str:
    if job and job.state in UNDER_WAY:
        return job.state.value
    if job and job.state is JobState.CANCELLED and document.status is None:
        return "cancelled"
    if document.status is None:
        return "failed" if job and job.state is JobState.FAILED else "waiting"
    return document.status.value


def limits_of(visit: Visit) -> dict[str, Any]:
    settings = visit.desk.settings
    return {"megabytes": settings.file_bytes // 1024**2, "most_pages": settings.pages}


async def _changes(request: Request, visit: Visit) -> AsyncIterator[str]:
    last, quiet = -1, 0.0
    while not await request.is_disconnected():
        version = await run_in_threadpool(visit.desk.queue.version, visit.patient)
        if version != last:
            last, quiet = version, 0.0
            rows = await run_in_threadpool(lambda: list(find_rows(visit)))
            list_ = fragment(
                "_rows.html", rows=rows, patient=visit.patient, can_change=visit.can_change, csrf=visit.session.csrf
            )
            yield "event: records\n" + "".join(f"data: {line}\n" for line in list_.splitlines()) + "\n"
        elif quiet > KEEP_ALIVE:
            quiet = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(LOOK_EVERY)
        quiet += LOOK_EVERY
