"""Who is at the door: sessions in a signed cookie, what they may see, and that a change was asked for by our own page.

A change needs the session's token in the form or in a header (OWASP's synchroniser token), and a browser that says the
request comes from our own pages (Fetch Metadata, Origin). A missing session leads to the door; somebody else's patient
is answered as one that does not exist.
"""

import hmac
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import Response
from itsdangerous import BadSignature, Signer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import FormData, UploadFile

from core.accounts import May, Session
from core.errors import SightlineError, UnknownPatient
from web.desk import Desk

COOKIE = "sightline"
RANK = {May.LOOK: 0, May.CHANGE: 1, May.OWN: 2}
SIGNING_IN = parse("10/minute")
CHANGES = parse("240/minute")
SAFE_SITES = ("same-origin", "none")
NOT_THEIRS = (
    "No records are kept under that address, or not for you. Go back to the first page to see what you may open."
)


class SignedOut(SightlineError):
    """Nobody is signed in with this browser."""

    code = "signed_out"


class NotFromHere(SightlineError):
    """A change that did not come from a page of this session."""

    code = "not_from_here"


class TooOften(SightlineError):
    code = "too_often"


class Visit(NamedTuple):
    """A signed-in person, and the patient whose pages are open."""

    desk: Desk
    session: Session
    patient: str
    may: May

    @property
    def can_change(self) -> bool:
        return RANK[self.may] >= RANK[May.CHANGE]

    def say(self, text: str) -> None:
        self.desk.notices.add(self.session.token, text)

    def note(self, did: str, document: str | None = None) -> None:
        """A line of the patient's audit."""
        self.desk.accounts.note(self.patient, self.session.account.id, did, document)


class Gate:
    """Signs cookies and counts attempts."""

    def __init__(self, secret_file: Path, *, https: bool) -> None:
        self.secret = _secret(secret_file)
        self.signer = Signer(self.secret, salt="sightline-session")
        self.https = https
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def open(self, response: Response, session: Session) -> None:
        response.set_cookie(
            COOKIE,
            self.signer.sign(session.token).decode(),
            max_age=14 * 86400,
            httponly=True,
            samesite="lax",
            secure=self.https,
            path="/",
        )

    def token(self, request: Request) -> str | None:
        try:
            return self.signer.unsign(request.cookies.get(COOKIE, "")).decode()
        except BadSignature:
            return None

    def count(self, limit: RateLimitItem, *who: str) -> None:
        """Raises TooOften."""
        if not self._limiter.hit(limit, *who):
            raise TooOften("That was tried very often just now. Wait a minute, and try again.")


def desk_of(request: Request) -> Desk:
    return request.app.state.desk


def gate_of(request: Request) -> Gate:
    return request.app.state.gate


def find_session(request: Request) -> Session | None:
    token = gate_of(request).token(request)
    return desk_of(request).accounts.session(token) if token else None


def signed_in(request: Request) -> Session:
    """Raises SignedOut."""
    session = find_session(request)
    if session is None:
        raise SignedOut("Please sign in first.")
    return session


SignedIn = Annotated[Session, Depends(signed_in)]


def visiting(request: Request, patient: str, session: SignedIn) -> Visit:
    """Raises UnknownPatient for one that is not this account's to see."""
    desk = desk_of(request)
    may = desk.accounts.may(session.account.id, patient)
    if may is None:
        raise UnknownPatient(NOT_THEIRS)
    return Visit(desk, session, patient, may)


Visiting = Annotated[Visit, Depends(visiting)]


async def checked_form(request: Request, session: SignedIn) -> FormData:
    """The form that was sent. Raises NotFromHere, TooOften."""
    check_site(request)
    gate_of(request).count(CHANGES, "changes", session.account.id)
    form = await request.form(max_files=200, max_fields=200)
    given = request.headers.get("x-csrf-token") or form.get("csrf")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise NotFromHere("This page is out of date. Load it again, and then send the form again.")
    return form


Form = Annotated[FormData, Depends(checked_form)]


def changing(visit: Visiting, form: Form) -> Visit:
    """A visit that may change things, with a checked form. Raises UnknownPatient, NotFromHere."""
    if not visit.can_change:
        raise UnknownPatient("You may look at these records, not change them. Their owner can give you more.")
    return visit


def owning(visit: Visiting, form: Form) -> Visit:
    if visit.may is not May.OWN:
        raise UnknownPatient("Only the owner of these records can do that.")
    return visit


Changing = Annotated[Visit, Depends(changing)]
Owning = Annotated[Visit, Depends(owning)]


def check_site(request: Request) -> None:
    """Raises NotFromHere where the browser says that another site asks."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if (site is not None and site not in SAFE_SITES) or foreign:
        raise NotFromHere("That was asked from another site, and was not done.")


def text_of(form: FormData, name: str) -> str:
    value = form.get(name)
    return "" if value is None or isinstance(value, UploadFile) else value.strip()


def _secret(file: Path) -> bytes:
    """Made on first use, readable by its owner only. Without it all must sign in again, and nothing else is lost."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(token_bytes(32))
    return file.read_bytes()
