"""What a person does, in Debian's Chromium, with everything that `sightline up` starts running for real.

`make browser` installs Chromium. ``--screens FOLDER`` keeps a picture of every page.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from core.places import SAMPLES
from core.queue import JobState, Queue
from core.settings import Settings
from core.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.flow, pytest.mark.timeout(240)]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUESTION = "What does HER2 status mean for Multiple Myeloma treatment"
RECORDS = ("breast_pathology.pdf", "myeloma_photo.jpg", "lung_molecular.pdf", "oncology_letter.txt")
NAME = "Sample Wunderlich"
PAGES = ("records", "profile", "ask", "questions", "data")
MINUTE = 60_000
TELLING = {
    "name": 5,
    "variant": 5,
    "dose": 5,
    "site": 8,
    "histology": 8,
    "response": 8,
    "reason_stopped": 8,
    "value": 8,
}
"""Fields that say something about a person, and how long what is looked for must be."""


class Running(NamedTuple):
    home: Path
    address: str
    """Where to enter, once."""
    process: "subprocess.Popen[str]"

    @property
    def root(self) -> str:
        return self.address.split("/enter")[0]

    def store(self) -> Store:
        return Store(Settings(home=self.home))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("home")
    up = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "up", "--port", "0", "--prefect-port", "0"],
        env={**os.environ, "SIGHTLINE_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert up.stdout
    address = up.stdout.readline().split()[-1]
    wait_for(lambda: "ready" in "".join(log.read_text() for log in (home / "logs").glob("worker-*.log")))
    yield Running(home, address, up)
    up.send_signal(signal.SIGINT)
    assert up.wait(15) == 0
    assert "Traceback" not in "".join(log.read_text() for log in (home / "logs").glob("*.log"))


def wait_for(happened: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    assert callable(happened)
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not here: run `make browser`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Person(NamedTuple):
    page: Page
    said: list[str]
    """What the console complained about."""
    base: str
    """Address of the patient's pages."""


@pytest.fixture(scope="module")
def person(running: Running, chromium: Browser) -> Iterator[Person]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(running.address)
    page.get_by_label("Name, or any word").fill(NAME)
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/records")
    yield Person(page, said, page.url.removesuffix("/records"))
    assert said == []


@pytest.fixture(scope="module")
def uploaded(person: Person) -> Person:
    """All four bundled records, each seen through to its facts."""
    person.page.goto(f"{person.base}/records")
    rows = person.page.locator("li.row.read")
    person.page.set_input_files("#files", [str(SAMPLES / name) for name in RECORDS])
    expect(rows).to_have_count(len(RECORDS), timeout=MINUTE)
    return person


def screen(page: Page, name: str, request: pytest.FixtureRequest) -> None:
    folder = request.config.getoption("--screens")
    if folder:
        Path(str(folder)).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(str(folder)) / f"{name}.png", full_page=not name.startswith("record"))


def open_record(person: Person, name: str) -> None:
    person.page.goto(f"{person.base}/records")
    person.page.get_by_role("link", name=name).first.click()
    expect(person.page.locator("svg.page image")).to_be_visible()


def test_uploads_show_real_progress(uploaded: Person, request: pytest.FixtureRequest) -> None:
    """Every file that was sent says so, is read, and says how many facts were found."""
    expect(uploaded.page.locator("#sending li")).to_have_count(len(RECORDS))
    told = uploaded.page.locator("li.row").all_inner_texts()
    assert all(re.search(r"Read, [1-9]\d* facts found", row) for row in told)
    screen(uploaded.page, "records", request)


def test_a_fact_and_its_box_find_each_other(uploaded: Person, request: pytest.FixtureRequest) -> None:
    """Choosing the quote lights the box on the page, choosing a box lights its fact; keys do it too."""
    open_record(uploaded, "breast_pathology.pdf")
    page = uploaded.page
    where = page.locator("a.where", has_text="pT2").first
    where.click()
    box = page.locator("a.mark.shown rect").first
    expect(box).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    screen(page, "record", request)
    page.locator("a.mark").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("li.fact.shown")).to_have_count(1)
    first = page.locator("li.fact.shown").get_attribute("data-mark")
    page.keyboard.press("n")
    assert page.locator("li.fact.shown").get_attribute("data-mark") != first
    page.keyboard.press("+")
    page.wait_for_url("**zoom=150**")
    expect(page.locator("svg.zoom-150")).to_be_visible()
    page.keyboard.press("r")
    page.wait_for_url("**turn=90**")
    expect(page.get_by_text("turned 90°")).to_be_visible()


def test_a_correction_reaches_the_profile(uploaded: Person, request: pytest.FixtureRequest) -> None:
    """The patient mends one value on the page, and the profile says it is theirs."""
    open_record(uploaded, "oncology_letter.txt")
    page = uploaded.page
    fact = page.locator("li.fact", has_text="CAPOX").first
    fact.locator("summary", has_text="Correct").first.click()
    fact.get_by_label("Cycles").first.fill("7")
    fact.get_by_role("button", name="Keep my correction").first.click()
    expect(page.get_by_text("Corrected. Your words are used")).to_be_visible()
    page.goto(f"{uploaded.base}/profile")
    expect(page.get_by_text("your correction").first).to_be_visible()
    screen(page, "profile", request)


def test_the_seed_question_before_and_after(uploaded: Person, request: pytest.FixtureRequest) -> None:
    """General without records, personal with them: both correct the premise, and only one tells of the records."""
    page = uploaded.page
    page.goto(f"{uploaded.base.rsplit('/p/', 1)[0]}/ask")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("HER2 is not used to choose treatment for multiple myeloma").first).to_be_visible()
    expect(page.get_by_role("heading", name="What your records say")).to_have_count(0)
    screen(page, "general_answer", request)
    page.goto(f"{uploaded.base}/ask")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/answers/**")
    expect(page.get_by_role("heading", name="What your records say")).to_be_visible()
    expect(page.get_by_text("EQUIVOCAL (2+)").first).to_be_visible()
    screen(page, "answer", request)
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF to take along").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.locator("a.mark-link", has_text="p. ").first.click()
    expect(page.locator("a.mark.shown rect").first).to_be_visible()


def test_a_quoted_line_shows_its_place(uploaded: Person, request: pytest.FixtureRequest) -> None:
    """What no fact tells is answered by the record's own line, and its mark opens the page with that line marked."""
    page = uploaded.page
    page.goto(f"{uploaded.base}/ask")
    page.get_by_label("Your question").fill("how many genes did they look at, and what was the method")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/answers/**")
    line = page.locator("p", has_text="Next-generation sequencing").first
    expect(line).to_be_visible()
    screen(page, "own_words", request)
    line.locator("a.mark-link").first.click()
    expect(page.get_by_text("The answer quotes this line")).to_be_visible()
    expect(page.locator("g.mark.shown rect").first).to_be_visible()
    screen(page, "quoted_line", request)


def test_no_page_has_a_barrier(uploaded: Person, request: pytest.FixtureRequest) -> None:
    """axe-core finds nothing on any page, at 360 and 1920 px, light and dark, and no page is wider than its window."""
    page, root = uploaded.page, uploaded.base.rsplit("/p/", 1)[0]
    page.goto(f"{uploaded.base}/records")
    record = page.locator("li.row a.big").first.get_attribute("href")
    page.goto(f"{uploaded.base}/ask")
    answer = page.locator("main ul.plain a").first.get_attribute("href")
    page.goto(f"{root}{answer}")
    quoted = page.locator("a.mark-link", has_text="p. ").first.get_attribute("href")
    addresses = [f"{uploaded.base}/{name}" for name in PAGES]
    general = ("/", "/ask", "/sources", "/sources/her2", "/sources/relevance", "/operators", "/operators/doctor")
    addresses += [root + one for one in (*general, f"{record}", f"{answer}", f"{quoted}")]
    found: list[str] = []
    try:
        for width, scheme in ((360, "light"), (1920, "dark"), (1280, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for address in addresses:
                page.goto(address)
                shown = address.removeprefix(uploaded.base).removeprefix(root)
                name = re.sub(r"\W+", "_", re.sub("[0-9a-f]{16}", "", shown)).strip("_") or "home"
                screen(page, f"{name}_{width}_{scheme}", request)
                result = Axe().run(page)
                found += [
                    f"{width} {shown}: {one['id']} {one['nodes'][0]['html'][:120]}"
                    for one in result.response["violations"]
                ]
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found.append(f"{width} {shown}: wider than the window")
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
    assert found == []


def test_reading_works_without_javascript(uploaded: Person, chromium: Browser) -> None:
    """The same session without scripts: the record with a lit box, the profile and an upload."""
    cookies = uploaded.page.context.cookies()
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies([{"name": one["name"], "value": one["value"], "url": uploaded.base} for one in cookies])
    page = context.new_page()
    page.goto(f"{uploaded.base}/records")
    page.get_by_role("link", name="myeloma_photo.jpg", exact=True).click()
    page.locator("a.where").first.click()
    expect(page.locator("a.mark.shown rect").first).to_be_visible()
    page.goto(f"{uploaded.base}/profile")
    page.locator("details.fold summary", has_text="Biomarkers").click()
    expect(page.locator("details.fold[open] blockquote").first).to_be_visible()
    page.goto(f"{uploaded.base}/records")
    page.set_input_files("#files", str(SAMPLES / RECORDS[0]))
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("uploaded this very file before")).to_be_visible()
    context.close()


def test_what_is_folded_opens_for_a_link_and_for_paper(uploaded: Person) -> None:
    """A link into a fold opens it; print shows every fold's content; on the screen all are folded at first."""
    page = uploaded.page
    page.goto(f"{uploaded.base}/profile")
    folds, inside = page.locator("details.fold"), page.locator("details.fold blockquote, details.fold td")
    assert folds.count() > 2
    assert page.locator("details.fold[open]").count() == 0
    expect(inside.first).to_be_hidden()
    page.emulate_media(media="print")
    assert all(one.bounding_box() for one in inside.all())
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.fold:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.fold[open]").count() == 0
    values = page.locator("[id^=values-]").first
    page.goto(f"{uploaded.base}/profile#{values.get_attribute('id')}")
    expect(values).to_be_visible()


def test_the_essentials_stand_on_the_first_screen(uploaded: Person) -> None:
    """A phone shows the diagnosis at once, and however many values there are, the page does not grow with each."""
    page = uploaded.page
    page.set_viewport_size({"width": 375, "height": 740})
    try:
        page.goto(f"{uploaded.base}/profile")
        top = [page.locator(".short dt", has_text="Diagnosis"), page.get_by_role("heading", name="In short")]
        assert all((box := one.bounding_box()) and box["y"] < 740 for one in top)
        assert page.evaluate("document.documentElement.scrollHeight") < 14 * 740
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})


def test_a_killed_worker_loses_and_doubles_nothing(running: Running, uploaded: Person) -> None:
    """Killed in the middle of a scan; the next worker finishes it, with the facts of an undisturbed reading."""
    store, queue = running.store(), Queue(Settings(home=running.home))
    patient = store.admit("demo-killed")
    content = (SAMPLES / "lung_molecular.pdf").read_bytes()
    document = store.register_document(patient, content).id
    queue.ask(patient, document)

    def state() -> JobState | None:
        job = queue.job(patient, document)
        return job.state if job else None

    wait_for(lambda: state() is JobState.READING)
    (worker,) = queue.workers()
    os.kill(int(worker.split(":")[1]), signal.SIGKILL)
    wait_for(lambda: state() is JobState.DONE)
    theirs = uploaded.base.rsplit("/", 1)[1]
    whole = {fact.id for fact in store.facts(theirs) if fact.evidence[0].document == document}
    found = [fact.id for fact in store.facts(patient)]
    assert sorted(found) == sorted(whole)
    told = queue.job(patient, document)
    assert told is not None
    assert told.attempts == 2
    assert store.query(f"SELECT count(*) FROM facts WHERE patient = '{patient}'").rows == [(len(found),)]


def test_prefect_and_the_logs_know_nobody(running: Running, uploaded: Person) -> None:
    """Names, file names, quotes and values of all that was uploaded: none stands in Prefect's files or in a log.

    Only quotes of eight characters or more are looked for, and values as long as TELLING says: shorter ones occur in
    any binary file, and words such as ``present`` and ``completed`` in Prefect's own.
    """
    store, patient = running.store(), uploaded.base.rsplit("/", 1)[1]
    facts = store.facts(patient)
    secret = {NAME, "demo-killed", *RECORDS, *(one.rsplit(".", 1)[0] for one in RECORDS)}
    secret |= {one.quote for fact in facts for one in fact.evidence if len(one.quote) >= 8}
    secret |= {line for fact in facts for one in fact.evidence for line in one.quote.splitlines() if len(line) >= 8}
    secret |= {
        str(value)
        for fact in facts
        for field, value in fact.fields().items()
        if len(str(value)) >= TELLING.get(field, 99) and not isinstance(value, list)
    }
    files = [path for folder in ("prefect", "logs") for path in (running.home / folder).rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    assert len(secret) > 60
    contents = [path.read_bytes().lower() for path in files]
    assert [one for one in secret if any(one.lower().encode() in content for content in contents)] == []


def test_everything_is_deleted_at_the_end(running: Running, uploaded: Person) -> None:
    """The word is typed, the button pressed, and nothing is left under the name."""
    page = uploaded.page
    page.goto(f"{uploaded.base}/data")
    page.get_by_label("Type DELETE").fill("DELETE")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("Everything was deleted")).to_be_visible()
    patient = uploaded.base.rsplit("/", 1)[1]
    assert patient not in {one.id for one in running.store().patients()}
    assert running.store().query(f"SELECT count(*) FROM facts WHERE patient = '{patient}'").rows == [(0,)]
