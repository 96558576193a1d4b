"""Flows: pages fail alone, faults are sealed, and Prefect learns nothing but ids and counts."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_API_URL
from prefect.testing.utilities import prefect_test_harness
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from answers.guidelines import sync
from answers.guidelines.sync import Outcome
from core.errors import PageUnreadable
from core.places import ROOT, SAMPLES
from core.records import Page, Problem, Status
from flows import workshop
from flows.answer import answer_question
from flows.guidelines import sync_guidelines
from flows.ingest import ingest_folder, ingest_record, reread_failed_pages
from flows.progress import ReadingStopped, Step, watched_by
from flows.sealed import OurFault

pytestmark = [pytest.mark.flow, pytest.mark.timeout(600)]
BREAST = SAMPLES / "breast_pathology.pdf"
LABEL = "Rosalind Example"


@pytest.fixture(scope="module", autouse=True)
def prefect() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    before = os.environ.get("SIGHTLINE_HOME")
    os.environ["SIGHTLINE_HOME"] = str(folder)
    workshop.forget()
    yield folder
    workshop.forget()
    os.environ.pop("SIGHTLINE_HOME") if before is None else os.environ.update(SIGHTLINE_HOME=before)


def upload(path: Path, label: str = LABEL) -> tuple[str, str]:
    patient = workshop.store().admit(label)
    return patient, workshop.store().register_document(patient, path.read_bytes()).id


def prefect_database() -> bytes:
    url = PREFECT_API_DATABASE_CONNECTION_URL.value()
    assert url is not None
    file = Path(url.split(":///")[1])
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


class TornRoom:
    """A reading room in which page 2 is always torn, and page 1 only at its first try."""

    def __init__(self) -> None:
        self.tries: list[int] = []

    def page_count(self, content: bytes, password: str | None) -> int:
        return workshop.room().page_count(content, password)

    def read_page(self, content: bytes, number: int, password: str | None) -> Page | Problem:
        self.tries.append(number)
        if number == 2 or self.tries.count(1) == 1:
            return Problem(code=PageUnreadable.code, message="Page 2 could not be read.", page=number)
        return workshop.room().read_page(content, number, password)


def test_a_document_becomes_facts_and_a_profile(home: Path) -> None:
    """Counts tell the operator how much was found; the store holds what."""
    patient, document = upload(BREAST)
    counts = ingest_record(patient, document)
    assert counts.status is Status.READ
    assert counts.pages == {"text-layer": 2}
    assert counts.facts["biomarker"] >= 4
    profile = workshop.store().latest_profile(patient)
    assert profile is not None
    assert {"ER", "PR", "HER2"} <= {getattr(fact, "name", "") for fact in profile.of("biomarker")}


def test_reading_a_folder_twice_changes_nothing(home: Path) -> None:
    """The same files again: the same facts, the same snapshot."""
    patient, document = upload(BREAST)
    ingest_folder(patient, [document])
    before = (workshop.store().facts(patient), workshop.store().latest_profile(patient))
    ingest_folder(patient, [document])
    assert (workshop.store().facts(patient), workshop.store().latest_profile(patient)) == before


def test_a_page_that_fails_is_tried_again_and_then_left_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page 1 is read at its second try; page 2 is a problem, and the document partly read."""
    patient, document = upload(BREAST, "torn")
    torn = TornRoom()
    monkeypatch.setattr("flows.ingest.room", lambda: torn)
    counts = ingest_record(patient, document)
    assert torn.tries == [1, 1, 2, 2]
    assert counts.status is Status.PARTLY_READ
    assert (counts.pages, counts.problems) == ({"text-layer": 1}, {"page_unreadable": 1})
    assert workshop.store().document(patient, document).status is Status.PARTLY_READ


def test_failed_pages_are_read_again_by_themselves(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only page 2 is opened again, and the document ends as one that was read whole from the start."""
    patient, document = upload(BREAST, "demo-torn-again")
    torn = TornRoom()
    with monkeypatch.context() as patched:
        patched.setattr("flows.ingest.room", lambda: torn)
        assert ingest_record(patient, document).status is Status.PARTLY_READ
    asked: list[int] = []
    room = workshop.room()
    read = room.read_page

    def watched(content: bytes, number: int, password: str | None) -> Page | Problem:
        asked.append(number)
        return read(content, number, password)

    monkeypatch.setattr(room, "read_page", watched)
    counts = reread_failed_pages(patient, document)
    assert asked == [2]
    assert (counts.status, counts.pages) == (Status.READ, {"text-layer": 2})
    whole, again = upload(BREAST, "demo-whole"), workshop.store().facts(patient)
    ingest_record(*whole)
    assert {fact.id for fact in again} == {fact.id for fact in workshop.store().facts(whole[0])}


def test_a_reading_is_stopped_between_two_pages(home: Path) -> None:
    """Whoever watches can end it: nothing is kept, and the task is not tried once more."""
    patient, document = upload(SAMPLES / "lung_molecular.pdf", "demo-stopped")
    told: list[Step] = []

    def stop(step: Step) -> None:
        told.append(step)
        if step.pages:
            raise ReadingStopped("Reading was stopped.")

    with watched_by(stop), pytest.raises(ReadingStopped):
        ingest_record(patient, document)
    assert [step.pages for step in told] == [0, 1]
    assert workshop.store().reading(patient, document) is None


def test_a_file_that_is_no_record_fails_with_a_reason(home: Path, tmp_path: Path) -> None:
    """An unsupported file is a document with a problem, not a failed run."""
    (tmp_path / "film.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(200))
    patient, document = upload(tmp_path / "film.mp4", "film")
    counts = ingest_record(patient, document)
    assert counts.status is Status.FAILED
    assert workshop.store().document(patient, document).problems[0].message


def test_a_locked_file_is_opened_with_the_password_kept_beside_it(home: Path, tmp_path: Path) -> None:
    """Without it the document fails and says so; with it, kept in the vault, the same document is read."""
    locked = canvas.Canvas(str(tmp_path / "locked.pdf"), encrypt=StandardEncryption("sesame", canPrint=0))
    locked.drawString(72, 720, "Estrogen receptor (ER): POSITIVE (95%)")
    locked.save()
    patient, document = upload(tmp_path / "locked.pdf", "locked")
    assert ingest_record(patient, document).problems == {"password": 1}
    workshop.store().keep_password(patient, document, "sesame")
    assert ingest_record(patient, document).status is Status.READ
    assert b"sesame" not in prefect_database()


def test_a_fault_of_ours_is_sealed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an exception quotes reaches neither the caller nor Prefect."""

    def broken(*_: object) -> None:
        raise ValueError("Rosalind Example has HER2 zebra")

    patient, document = upload(BREAST, "sealed")
    monkeypatch.setattr("flows.ingest.with_facts", broken)
    state = ingest_record(patient, document, return_state=True)
    assert isinstance(state, State)
    assert state.is_failed()
    assert "zebra" not in str(state.message)
    with pytest.raises(OurFault, match=r"ValueError in test_flows\.py"):
        state.result()
    assert b"zebra" not in prefect_database()


def test_a_question_is_answered_from_the_profile(home: Path) -> None:
    """The flow takes the id of a question kept in the vault, and keeps the answer there."""
    patient, document = upload(BREAST)
    ingest_record(patient, document)
    question = workshop.store().save_question(patient, "What does my HER2 status mean?")
    answer = answer_question(patient, question)
    assert answer.sections[0].title == "What your records say"
    assert workshop.store().answer(patient, question) == answer


def test_a_sync_of_guidelines_counts_pages_by_what_came_of_them(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow tells its operators counts; the site is asked by the same code as the command's."""
    outcomes = [Outcome.ADDED, Outcome.ADDED, Outcome.GONE]
    steps = [sync.Step(number, 3, outcome) for number, outcome in enumerate(outcomes, 1)]
    monkeypatch.setattr(sync.Sync, "run", lambda self, most: iter(steps[:most]))  # pyright: ignore[reportUnknownLambdaType]
    assert sync_guidelines() == {"added": 2, "gone": 1}
    assert sync_guidelines(most=1) == {"added": 1}


def test_all_deployments_deploy() -> None:
    """``prefect deploy --all`` takes prefect.yaml as it is, with its module entrypoints."""
    url = PREFECT_API_URL.value()
    assert url is not None
    prefect = Path(sys.executable).with_name("prefect")
    environment = os.environ | {"PREFECT_API_URL": url, "SIGHTLINE_CHECKOUT": str(ROOT), "COLUMNS": "200"}
    for command in (["work-pool", "create", "sightline", "--type", "process"], ["--no-prompt", "deploy", "--all"]):
        done = subprocess.run(
            [prefect, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert all(f"'{one['name']}/{one['name']}' successfully created" in done.stdout for one in deployed)


def test_prefect_learns_no_name_no_file_name_and_no_fact(home: Path) -> None:
    """Its database, searched after all of the above: ids and counts only."""
    known = prefect_database()
    assert b"ingest-record" in known
    for word in (b"Rosalind", b"breast_pathology", b"film.mp4", b"EQUIVOCAL", b"Estrogen", b"Sample Patient", b"HER2"):
        assert word not in known
