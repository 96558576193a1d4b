"""The web application: routes, what every answer carries, and how errors are told."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from traceback import extract_tb

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from loguru import logger
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from core.errors import LakeBusy, SightlineError, UnknownDocument, UnknownFact, UnknownPatient
from core.settings import Settings
from web import asking, door, mydata, oidc, operators, profile, record, records, sources
from web.desk import Desk
from web.gate import Gate, NotFromHere, SignedOut, TooOften
from web.operators import Meters
from web.shown import show_plain
from web.sources import NoSuchCard

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self)",
}
STATUS: dict[type[SightlineError], int] = {
    UnknownPatient: 404,
    UnknownDocument: 404,
    UnknownFact: 404,
    NoSuchCard: 404,
    NotFromHere: 403,
    TooOften: 429,
    LakeBusy: 503,
}
PLAIN = {404: "There is nothing at this address. Go back to the first page.", 405: "That cannot be done here."}
FAULT = "Something went wrong on our side. Nothing of yours was lost. Load the page again."


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncGenerator[None]:
        yield
        app.state.desk.close()

    app = FastAPI(title="Sightline", docs_url=None, redoc_url=None, openapi_url=None, lifespan=opened)
    app.state.desk = Desk(settings)
    app.state.gate = Gate(settings.home / "web-secret", https=settings.https)
    app.state.meters = Meters()
    MultiPartParser.spool_max_size = settings.file_bytes
    """What is uploaded stays in memory until it is encrypted: never in a temporary file."""
    for module in (door, oidc, asking, records, record, profile, mydata, sources, operators):
        app.include_router(module.router)
    app.mount("/static/htmx", StaticFiles(directory=htmx_folder()), name="htmx")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.middleware("http")(_with_headers)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts))
    app.add_exception_handler(SightlineError, _tell)
    app.add_exception_handler(HTTPException, _tell_plainly)
    app.add_exception_handler(RequestValidationError, _tell_plainly)
    return app


def htmx_folder() -> Path:
    """HTMX comes in a wheel of its own, and is served by us; the wheel's Django application is not used."""
    spec = find_spec("js_lib_htmx")
    if spec is None or spec.origin is None:
        raise SightlineError("HTMX is not installed: install Sightline again, with its dependencies.")
    return Path(spec.origin).parent / "static" / "htmx"


async def _with_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    since = perf_counter()
    too_large = int(request.headers.get("content-length") or 0) > 2 * request.app.state.desk.settings.file_bytes
    try:
        response = Response(status_code=413) if too_large else await call_next(request)
    except Exception as error:  # noqa: BLE001 - the edge: what an exception quotes is neither shown nor logged
        frame = extract_tb(error.__traceback__)[-1]
        logger.error("{} in {}:{}", type(error).__name__, Path(frame.filename).name, frame.lineno)
        response = show_plain(request, "error.html", 500, message=FAULT)
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache" if request.url.path.startswith("/static") else "no-store")
    route = request.scope.get("route")
    template = getattr(route, "path", "other")
    if not request.url.path.endswith("/events"):
        meter = request.app.state.meters.seconds.labels(request.method, template, str(response.status_code))
        meter.observe(perf_counter() - since)
    return response


def _tell(request: Request, error: Exception) -> Response:
    if isinstance(error, SignedOut):
        return RedirectResponse("/", 303)
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return show_plain(request, "error.html", status, message=str(error))


def _tell_plainly(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return show_plain(request, "error.html", status, message=PLAIN.get(status, "That address makes no sense here."))
