"""What is kept of a patient, who looked at it, who else may; take it all along, or have it all destroyed."""

import zipfile
from collections.abc import Iterator
from io import RawIOBase
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from typing_extensions import Buffer

from core.accounts import May
from web.gate import Changing, Form, Owning, Visit, Visiting, text_of
from web.shown import show

router = APIRouter(prefix="/p/{patient}")

WORD = "DELETE"
"""What must be typed before everything is destroyed."""
CHUNK = 1024**2


@router.get("/data")
def data_page(visit: Visiting) -> Response:
    visit.note("opened My data")
    return show(
        visit, "data.html", lambda: _data(visit), len(visit.desk.accounts.looks(visit.patient, 1)), _last(visit)
    )


def _last(visit: Visit) -> str:
    """The page is as new as the last look."""
    looks = visit.desk.accounts.looks(visit.patient, 1)
    return looks[0].at if looks else ""


def _data(visit: Visit) -> dict[str, Any]:
    store, accounts = visit.desk.store, visit.desk.accounts
    documents = store.documents(visit.patient)
    people = {one.id: one.label for one in store.patients()}
    return {
        "documents": len(documents),
        "bytes": sum(one.size for one in documents),
        "facts": len(store.facts(visit.patient)),
        "questions": len(store.questions(visit.patient)),
        "looks": accounts.looks(visit.patient),
        "grants": [one for one in accounts.granted_for(visit.patient) if one.may is not May.OWN],
        "people": people,
        "me": visit.session.account.id,
        "word": WORD,
    }


@router.post("/data/download")
def download(visit: Changing, form: Form) -> Response:
    """Everything as one ZIP, written while it is sent."""
    visit.note("downloaded everything")
    return StreamingResponse(
        _zipped(visit),
        media_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="sightline-records.zip"'},
    )


class _Outlet(RawIOBase):
    """What a ZIP writes into, handed on piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def write(self, content: Buffer) -> int:
        self.waiting += bytes(content)
        return memoryview(content).nbytes

    def writable(self) -> bool:
        return True

    def take(self) -> bytes:
        taken, self.waiting = bytes(self.waiting), bytearray()
        return taken


def _zipped(visit: Visit) -> Iterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in visit.desk.store.everything(visit.patient):
            archive.writestr(name, content)
            yield outlet.take()
    yield outlet.take()


@router.post("/data/share")
def share(visit: Owning, form: Form) -> Response:
    """Gives another account access. The answer is the same for a name that nobody has."""
    name, may = text_of(form, "name"), May.CHANGE if text_of(form, "may") == "change" else May.LOOK
    desk = visit.desk
    account = desk.accounts.account(desk.store.vault.pseudonym(name)) if name else None
    if account and account.id != visit.session.account.id:
        desk.accounts.grant(visit.patient, account.id, may)
        desk.queue.touch(visit.patient)
        visit.note("gave somebody access")
    visit.say("If there is an account of that name, it now has access. You see it in the list below.")
    return RedirectResponse(f"/p/{visit.patient}/data", 303)


@router.post("/data/unshare")
def unshare(visit: Owning, form: Form) -> Response:
    visit.desk.accounts.withdraw(visit.patient, text_of(form, "account"))
    visit.desk.queue.touch(visit.patient)
    visit.note("took access away")
    visit.say("They can no longer see these records.")
    return RedirectResponse(f"/p/{visit.patient}/data", 303)


@router.post("/data/delete")
def delete(visit: Owning, form: Form) -> Response:
    """Destroys the patient's key first, then all the rest. An account of several stays, without records."""
    if text_of(form, "word") != WORD:
        visit.say(f"Nothing was deleted. To delete everything, type {WORD} in capitals and press the button again.")
        return RedirectResponse(f"/p/{visit.patient}/data", 303)
    desk, patient = visit.desk, visit.patient
    desk.queue.forget(patient)
    desk.store.forget(patient)
    desk.accounts.forget(patient)
    visit.say("Everything was deleted: the key first, so that no copy can be read any more.")
    return RedirectResponse("/", 303)
