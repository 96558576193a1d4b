"""The operator's view: what waits, what failed, what is installed. Opaque ids, states and counts; nothing personal."""

import os

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, Histogram, generate_latest

from answers.health import check_all
from core.errors import UnknownPatient
from core.queue import JobState
from web.desk import Desk
from web.gate import Form, SignedIn, desk_of, text_of
from web.shown import show_plain

router = APIRouter()

LATEST = 200
LOOPBACK = ("127.0.0.1", "::1", "testclient")


class Meters:
    """Prometheus metrics of one web process. Labels are route templates, methods and states: never an id."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "sightline_request_seconds",
            "Seconds to answer a request.",
            ("method", "route", "status"),
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10),
        )
        self.jobs = Gauge("sightline_jobs", "Documents in the queue by state.", ("state",), registry=self.registry)
        self.workers = Gauge("sightline_workers", "Workers whose heart beats.", registry=self.registry)

    def text(self, desk: Desk) -> bytes:
        depth = desk.queue.depth()
        for state in JobState:
            self.jobs.labels(state.value).set(depth.get(state, 0))
        self.workers.set(len(desk.queue.workers()))
        return generate_latest(self.registry)


def operator(session: SignedIn) -> None:
    if not session.account.is_operator:
        raise UnknownPatient("This page is for operators.")


@router.get("/operators")
def operators_page(request: Request, session: SignedIn) -> Response:
    operator(session)
    desk = desk_of(request)
    jobs = desk.queue.all_jobs(LATEST)
    return show_plain(
        request,
        "operators.html",
        depth=desk.queue.depth(),
        states=list(JobState),
        jobs=jobs,
        workers=desk.queue.workers(),
        prefect=os.environ.get("SIGHTLINE_PREFECT_UI", "http://127.0.0.1:4200"),
    )


@router.post("/operators/retry")
def retry(request: Request, session: SignedIn, form: Form) -> Response:
    """Reads the failed pages of one document again, or the whole of one that failed."""
    operator(session)
    desk = desk_of(request)
    patient, document = text_of(form, "patient"), text_of(form, "document")
    job = desk.queue.job(patient, document)
    if job:
        partly = job.state is JobState.DONE
        desk.queue.ask(patient, document, failed_pages_only=partly)
    desk.notices.add(session.token, "Asked to be read again." if job else "That document is no longer in the queue.")
    return RedirectResponse("/operators", 303)


@router.get("/operators/doctor")
def doctor_page(request: Request, session: SignedIn) -> Response:
    operator(session)
    return show_plain(request, "doctor.html", checks=check_all(desk_of(request).settings))


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """For Prometheus on this machine."""
    if request.client is None or request.client.host not in LOOPBACK:
        raise UnknownPatient("Metrics are given to this machine only.")
    meters: Meters = request.app.state.meters
    return Response(meters.text(desk_of(request)), media_type=CONTENT_TYPE_LATEST)


@router.get("/alive")
def alive() -> Response:
    return Response("ok")
