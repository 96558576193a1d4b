"""Templates, and pages that are kept until something about their patient changes."""

from collections.abc import Callable, Hashable
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import escape

from answers.wording import HEADINGS, capitalised, dated, shortened, spoken_date
from core.accounts import Session
from core.records import Fact
from web.desk import Desk
from web.gate import Visit, desk_of, find_session
from web.oidc import is_set_up


def told(fact: Fact) -> str:
    """``HER2 (IHC): equivocal, 2+``, with its date."""
    return capitalised(dated(fact))


def moment(stamp: str) -> str:
    """``2026-03-14T09:12:00+00:00`` → ``14 March 2026, 09:12 UTC``."""
    return f"{spoken_date(stamp[:10])}, {stamp[11:16]} UTC"


def many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def size(count: int) -> str:
    """``430 KB``, ``1.5 MB``."""
    return f"{count / 1024**2:.1f} MB" if count >= 1024**2 else f"{-(-count // 1024)} KB"


LONGEST_NAME = 18
"""Characters of a record's name behind a sentence."""


def briefly(name: str) -> str:
    """A file's name without its ending, cut so that it fits behind a sentence."""
    stem = name.rpartition(".")[0] or name
    return stem if len(stem) <= LONGEST_NAME else f"{stem[:LONGEST_NAME].rstrip()}…"


TEMPLATES = Environment(
    loader=PackageLoader("web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
FILTERS: dict[str, Any] = {
    "told": told, "moment": moment, "many": many, "spoken": spoken_date, "shortened": shortened, "briefly": briefly,
    "size": size, "capital": capitalised,
}  # fmt: skip
GLOBALS: dict[str, Any] = {"headings": HEADINGS}
TEMPLATES.filters.update(FILTERS)
TEMPLATES.globals.update(GLOBALS)


def fragment(template: str, /, **values: Any) -> str:
    return TEMPLATES.get_template(template).render(values)


def show(
    visit: Visit, template: str, make: Callable[[], dict[str, Any]], *key: Hashable, live: bool = False
) -> HTMLResponse:
    """A page of a patient, made by ``make`` when nothing kept is as new as the patient's last change.

    A ``live`` page shows how far reading is, too.
    """
    desk = visit.desk
    version = desk.queue.version(visit.patient) if live else desk.queue.settled(visit.patient)

    def page() -> str:
        values = make() | _frame(desk, visit.session, visit)
        return fragment(template, **values)

    kept = desk.pages.get((template, visit.patient, visit.may, visit.session.account.id, version, *key), page)
    return HTMLResponse(_personal(desk, visit.session, kept))


def show_plain(request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """A page of no patient, for somebody who may be signed in or not."""
    desk, session = desk_of(request), find_session(request)
    page = fragment(template, **values, **_frame(desk, session, None))
    return HTMLResponse(_personal(desk, session, page) if session else page, status)


def _frame(desk: Desk, session: Session | None, visit: Visit | None) -> dict[str, Any]:
    return {
        "patient": visit.patient if visit else None,
        "label": desk.label(visit.patient) if visit else None,
        "can_change": visit.can_change if visit else False,
        "may": visit.may.value if visit else None,
        "is_signed_in": session is not None,
        "is_operator": session is not None and session.account.is_operator,
        "csrf": desk.csrf_place,
        "notices": desk.notice_place if session else "",
        "local": desk.settings.accounts == "local",
        "oidc": is_set_up(desk.settings),
    }


def _personal(desk: Desk, session: Session, page: str) -> str:
    notices = "".join(f"<p>{escape(text)}</p>" for text in desk.notices.take(session.token))
    shown = f'<div class="notice" role="status">{notices}</div>' if notices else ""
    return page.replace(desk.csrf_place, session.csrf).replace(f"{escape(desk.notice_place)}", shown)
