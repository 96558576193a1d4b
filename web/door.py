"""Coming in and going out: a one-time address on one's own machine; names and passwords where there are several."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from core.accounts import Account, May, NameTaken, WeakPassword
from core.errors import SightlineError
from web.gate import COOKIE, SIGNING_IN, Form, SignedIn, check_site, desk_of, find_session, gate_of, text_of
from web.shown import show_plain

router = APIRouter()

LOCAL = "local"
"""The only account of a machine of one's own."""
WRONG = "The name or the password is not right. Check both, and try again."
USED = "This address was used before or is too old. Start Sightline again, or ask its operator for a new one."


@router.get("/")
def home(request: Request) -> Response:
    """Whose records there are; without a session, the door."""
    session = find_session(request)
    desk = desk_of(request)
    if session is None:
        return show_plain(request, "door.html", wrong=None, joining=False)
    names = {one.id: one.label for one in desk.store.patients()}
    if session.account.id == LOCAL:
        _own_all(request, names)
    grants = [one for one in desk.accounts.granted_to(session.account.id) if one.patient in names]
    return show_plain(request, "home.html", grants=grants, names=names)


@router.get("/enter/{token}")
def enter(request: Request, token: str) -> Response:
    """The printed address. It works once; the session it opens is this browser's."""
    desk, gate = desk_of(request), gate_of(request)
    gate.count(SIGNING_IN, "enter", _address(request))
    account = desk.accounts.use_invitation(token)
    if account is None:
        return show_plain(request, "door.html", 403, wrong=USED, joining=False)
    if account != LOCAL:
        return show_plain(request, "password.html", token=desk.accounts.invite(account), wrong=None)
    return _signed_in(request, Account(LOCAL, is_operator=True))


@router.post("/enter/{token}")
async def choose_password(request: Request, token: str) -> Response:
    """Somebody invited chooses a password."""
    check_site(request)
    desk, form = desk_of(request), await request.form()
    gate_of(request).count(SIGNING_IN, "enter", _address(request))
    account = desk.accounts.invited(token)
    if account is None:
        return show_plain(request, "door.html", 403, wrong=USED, joining=False)
    try:
        desk.accounts.set_password(account, text_of(form, "password"))
    except WeakPassword as error:
        return show_plain(request, "password.html", 400, token=token, wrong=str(error))
    desk.accounts.use_invitation(token)
    return _signed_in(request, desk.accounts.account(account) or Account(account, is_operator=False))


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    check_site(request)
    desk, gate, form = desk_of(request), gate_of(request), await request.form()
    name, password = text_of(form, "name"), text_of(form, "password")
    gate.count(SIGNING_IN, "address", _address(request))
    account = desk.store.vault.pseudonym(name) if name else ""
    gate.count(SIGNING_IN, "account", account)
    found = desk.accounts.account(account)
    if not desk.accounts.check_password(account, password) or found is None:
        return show_plain(request, "door.html", 403, wrong=WRONG, joining=False)
    return _signed_in(request, found)


@router.get("/join")
def join_page(request: Request) -> Response:
    return show_plain(request, "door.html", wrong=None, joining=True)


@router.post("/join")
async def join(request: Request) -> Response:
    """A new account with its own records, both under the name's pseudonym."""
    check_site(request)
    desk, form = desk_of(request), await request.form()
    gate_of(request).count(SIGNING_IN, "join", _address(request))
    if desk.settings.accounts == LOCAL:
        raise SightlineError("This is one person's own machine: there are no accounts to open here.")
    name, password = text_of(form, "name"), text_of(form, "password")
    if not name:
        return show_plain(request, "door.html", 400, wrong="Please choose a name.", joining=True)
    try:
        account = desk.accounts.open_account(desk.store.vault.pseudonym(name), password=password)
    except (NameTaken, WeakPassword) as error:
        return show_plain(request, "door.html", 400, wrong=str(error), joining=True)
    desk.store.admit(name)
    desk.accounts.grant(account.id, account.id, May.OWN)
    return _signed_in(request, account)


@router.post("/patients")
def add_patient(request: Request, session: SignedIn, form: Form) -> Response:
    """A person whose records are kept here. The name is kept encrypted."""
    desk, name = desk_of(request), text_of(form, "name")[:100]
    if not name:
        desk.notices.add(session.token, "Please write a name; any word that you recognise will do.")
        return RedirectResponse("/", 303)
    known = {one.id for one in desk.store.patients()}
    patient = desk.store.vault.pseudonym(name)
    if patient in known and desk.settings.accounts != LOCAL and desk.accounts.may(session.account.id, patient) is None:
        raise NameTaken("That name is taken. Choose another one.")
    desk.store.admit(name)
    desk.accounts.grant(patient, session.account.id, May.OWN)
    return RedirectResponse(f"/p/{patient}/records", 303)


@router.post("/sign-out")
def sign_out(request: Request, session: SignedIn, form: Form) -> Response:
    desk_of(request).accounts.sign_out(session.token)
    response = RedirectResponse("/", 303)
    response.delete_cookie(COOKIE)
    return response


def _own_all(request: Request, patients: Iterable[str]) -> None:
    """Whoever sits at a machine of their own may see all that was ingested there by command, too."""
    accounts = desk_of(request).accounts
    known = {one.patient for one in accounts.granted_to(LOCAL)}
    for patient in patients:
        if patient not in known:
            accounts.grant(patient, LOCAL, May.OWN)


def _signed_in(request: Request, account: Account) -> Response:
    response = RedirectResponse("/", 303)
    gate_of(request).open(response, desk_of(request).accounts.sign_in(account))
    return response


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
