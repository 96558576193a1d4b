"""The pages without a browser: who gets in, what a form may do, what every answer carries."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from loguru import logger

from core.places import SAMPLES
from core.queue import JobState
from core.settings import Settings
from extractors.extraction import with_facts
from extractors.readers.room import ReadingRoom, read_record
from web.app import create_app
from web.door import LOCAL

HERE = "http://127.0.0.1"
SAMPLE = SAMPLES / "oncology_letter.txt"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """One person's own machine, signed in."""
    with _opened(Settings(home=tmp_path)) as client:
        _enter(client)
        yield client


@pytest.fixture
def many(tmp_path: Path) -> Iterator[TestClient]:
    """A machine with accounts and passwords, nobody signed in."""
    with _opened(Settings(home=tmp_path, accounts="many")) as client:
        yield client


def _opened(settings: Settings) -> TestClient:
    return TestClient(create_app(settings), base_url=HERE)


def _enter(client: TestClient) -> None:
    accounts = client.app.state.desk.accounts  # type: ignore[attr-defined]
    accounts.open_account(LOCAL, operator=True)
    assert client.get(f"/enter/{accounts.invite(LOCAL)}").status_code == 200


def csrf(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/").text)
    assert found
    return found[1]


def add_patient(client: TestClient, name: str = "demo-web") -> str:
    answer = client.post("/patients", data={"csrf": csrf(client), "name": name})
    return answer.url.path.split("/")[2]


def upload(client: TestClient, patient: str, content: bytes, name: str = "letter.txt") -> str:
    return client.post(f"/p/{patient}/records", data={"csrf": csrf(client)}, files=[("files", (name, content))]).text


def read_all(client: TestClient) -> None:
    """What a worker does, in this process."""
    desk = client.app.state.desk  # type: ignore[attr-defined]
    with ReadingRoom(desk.settings) as room:
        while job := desk.queue.take("test"):
            reading = read_record(desk.store.original(job.patient, job.document), room)
            facts = with_facts(reading, [() for _ in reading.pages])
            desk.store.save_reading(job.patient, facts)
            desk.rebuild_profile(job.patient)
            desk.queue.settle(job, JobState.DONE, len(facts.facts))


PASSWORD = "a long enough one"  # noqa: S105 - of accounts that live as long as a test


def join(client: TestClient, name: str) -> None:
    assert client.post("/join", data={"name": name, "password": PASSWORD}).status_code == 200


def test_a_printed_address_works_once(client: TestClient) -> None:
    """Whoever finds it later gets a sentence, and no session."""
    token = client.app.state.desk.accounts.invite(LOCAL)  # type: ignore[attr-defined]
    assert client.get(f"/enter/{token}").status_code == 200
    client.cookies.clear()
    assert client.get(f"/enter/{token}").status_code == 403
    assert "Whose records" not in client.get("/").text


def test_without_a_session_every_page_of_a_patient_leads_to_the_door(client: TestClient) -> None:
    """Nothing is shown to somebody who only knows an address."""
    patient = add_patient(client)
    client.cookies.clear()
    for page in ("profile", "records", "ask", "questions", "data", "records/events"):
        answer = client.get(f"/p/{patient}/{page}", follow_redirects=False)
        assert (page, answer.status_code, answer.headers["location"]) == (page, 303, "/")


def test_a_page_for_anybody_shows_no_mark_of_ours(client: TestClient) -> None:
    """The place of a notice is filled for a session, and is not there for anybody else."""
    client.cookies.clear()
    for page in ("/", "/sources"):
        text = client.get(page).text
        assert "<!--" not in text
        assert "&lt;!--" not in text


def test_a_cookie_that_somebody_made_up_is_no_session(client: TestClient) -> None:
    """The signature is checked before anything is looked up."""
    cookie = client.cookies["sightline"]
    client.cookies.clear()
    client.cookies.set("sightline", cookie[:-3] + "abc")
    assert "Whose records" not in client.get("/").text


def test_cookies_are_http_only_and_same_site(client: TestClient) -> None:
    """A script cannot read it, another site cannot send it with a form."""
    token = client.app.state.desk.accounts.invite(LOCAL)  # type: ignore[attr-defined]
    told = client.get(f"/enter/{token}", follow_redirects=False).headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=lax" in told


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_form_of_another_site_does_nothing(client: TestClient, headers: dict[str, str]) -> None:
    """Even with the right token."""
    answer = client.post("/patients", data={"csrf": csrf(client), "name": "demo-evil"}, headers=headers)
    assert answer.status_code == 403
    assert "demo-evil" not in client.get("/").text


def test_a_form_without_its_token_does_nothing(client: TestClient) -> None:
    """The answer says to load the page again."""
    answer = client.post("/patients", data={"csrf": "guess", "name": "demo-evil"})
    assert answer.status_code == 403
    assert "Load it again" in answer.text


def test_another_host_name_is_refused(client: TestClient) -> None:
    """A name that somebody points at this machine (DNS rebinding) opens nothing."""
    assert client.get("/", headers={"host": "rebound.example"}).status_code == 400


def test_every_answer_carries_a_strict_policy(client: TestClient) -> None:
    """No inline script or style, nothing from elsewhere, no framing, nothing kept by caches."""
    for address in ("/", "/sources", "/nothing", f"/p/{add_patient(client)}/profile"):
        answer = client.get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r"<script(?![^>]*src=)|style=|\son\w+=", answer.text), address


def test_an_upload_is_told_queued_and_then_read(client: TestClient) -> None:
    """The list says how it stands at each step, and keeps the file's own name for its owner."""
    patient = add_patient(client)
    told = upload(client, patient, SAMPLE.read_bytes())
    assert "letter.txt: uploaded." in told
    assert "Waiting to be read" in told
    read_all(client)
    told = client.get(f"/p/{patient}/records").text
    assert "facts found" in told


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"\x7fELF\x02\x01\x01" + bytes(64), "not uploaded"), (b"%PDF-1.4 x", "uploaded.")],
)
def test_what_cannot_be_read_says_so_at_once(client: TestClient, content: bytes, says: str) -> None:
    """By content, not by name; a damaged PDF is found out when it is read."""
    patient = add_patient(client)
    assert says in upload(client, patient, content, "report.pdf")


def test_the_same_file_twice_is_kept_once(client: TestClient) -> None:
    """The second upload says so, and the list has one row."""
    patient = add_patient(client)
    upload(client, patient, SAMPLE.read_bytes())
    told = upload(client, patient, SAMPLE.read_bytes(), "again.txt")
    assert "uploaded this very file before" in told
    assert told.count('<li class="card row') == 1


def test_a_cancelled_file_says_so_and_can_be_read_again(client: TestClient) -> None:
    """Before a worker took it."""
    patient = add_patient(client)
    told = upload(client, patient, SAMPLE.read_bytes())
    document = re.findall(r"/records/([0-9a-f]{16})/cancel", told)[0]
    told = client.post(f"/p/{patient}/records/{document}/cancel", data={"csrf": csrf(client)}).text
    assert "Cancelled before it was read" in told
    told = client.post(f"/p/{patient}/records/{document}/again", data={"csrf": csrf(client)}).text
    assert "Waiting to be read" in told


def test_a_file_name_cannot_bring_markup(client: TestClient) -> None:
    """A name is text wherever it is shown."""
    patient = add_patient(client)
    told = upload(client, patient, SAMPLE.read_bytes(), "<img src=x onerror=alert(1)>.txt")
    assert "<img" not in told
    assert "&lt;img" in told


def test_a_fact_is_corrected_and_the_profile_follows(client: TestClient) -> None:
    """From the form on the page to the profile, and back again."""
    patient = add_patient(client)
    upload(client, patient, SAMPLE.read_bytes())
    read_all(client)
    desk = client.app.state.desk  # type: ignore[attr-defined]
    fact = next(one for one in desk.store.facts(patient) if one.kind == "treatment" and one.name == "CAPOX")
    told = client.post(f"/p/{patient}/facts/{fact.id}/correct", data={"csrf": csrf(client), "name": "FOLFOX"}).text
    assert "Corrected." in told
    profile = client.get(f"/p/{patient}/profile").text
    assert "FOLFOX" in profile
    assert "your correction" in profile
    mended = next(one for one in desk.store.facts(patient) if one.kind == "treatment" and one.name == "FOLFOX")
    client.post(f"/p/{patient}/facts/{mended.id}/undo", data={"csrf": csrf(client)})
    assert "your correction" not in client.get(f"/p/{patient}/profile").text


def test_a_wrong_correction_is_explained(client: TestClient) -> None:
    """A date that is none changes nothing, and the page says how dates are written."""
    patient = add_patient(client)
    upload(client, patient, SAMPLE.read_bytes())
    read_all(client)
    fact = client.app.state.desk.store.facts(patient)[0]  # type: ignore[attr-defined]
    told = client.post(f"/p/{patient}/facts/{fact.id}/correct", data={"csrf": csrf(client), "date": "last spring"}).text
    assert "Nothing was changed." in told
    assert "2024-03-14" in told


def test_an_answer_leads_to_the_words_it_cites(client: TestClient) -> None:
    """Each mark of an answer opens a page that has its target: the record's place, or the card's statement."""
    patient = add_patient(client)
    upload(client, patient, SAMPLE.read_bytes())
    read_all(client)
    question = "What does KRAS mean for colorectal cancer treatment?"
    answer = client.post(f"/p/{patient}/ask", data={"csrf": csrf(client), "question": question})
    marks = re.findall(r'class="mark-link" href="([^"]+)"', answer.text)
    assert any("/records/" in one for one in marks)
    assert any(one.startswith("/sources/") for one in marks)
    for href in dict.fromkeys(marks):
        address, _, target = href.replace("&amp;", "&").partition("#")
        page = client.get(address)
        assert page.status_code == 200, href
        assert f'id="{target}"' in page.text, href
    pdf = client.get(f"{answer.url.path}.pdf")
    assert pdf.content.startswith(b"%PDF-")


def order_of(text: str, *parts: str) -> list[int]:
    return [text.index(part) for part in parts]


def test_an_answer_stands_before_what_stands_beside_it(client: TestClient) -> None:
    """The answer, then questions for the team, where records would help; then folded words, sources, services."""
    told = client.post("/ask", data={"csrf": csrf(client), "question": "What is HER2 in breast cancer?"}).text
    found = order_of(
        told, "What HER2 is", "Questions to ask your care team", "For an answer about you", "Related questions",
        "Words in this answer", "<h2>Sources", "<h2>Services",
    )  # fmt: skip
    assert found == sorted(found)
    assert told.count('<details class="fold"><summary><h2>') >= 3
    assert told.index("<details") > told.index("Related questions")


def test_who_can_help_in_a_crisis_is_never_folded(client: TestClient) -> None:
    """Nothing has to be opened to see the number to call."""
    told = client.post("/ask", data={"csrf": csrf(client), "question": "I want to end my life"}).text
    help_ = told.split("Who can help", 1)[1].split("</section>", 1)[0]
    assert "988" in help_
    assert "<details" not in told.split("Who can help", 1)[0]


def test_a_person_without_records_is_told_what_to_do(client: TestClient) -> None:
    """Each empty page leads on."""
    patient = add_patient(client)
    pages = {name: client.get(f"/p/{patient}/{name}").text for name in ("profile", "ask", "questions", "records")}
    assert f'href="/p/{patient}/records">Upload a record' in pages["profile"]
    assert f'href="/p/{patient}/records">Upload a record' in pages["ask"]
    assert "Ask something" in pages["questions"]
    assert "Begin with a pathology report" in pages["records"]
    upload(client, patient, SAMPLE.read_bytes())
    read_all(client)
    assert "can only be general" not in client.get(f"/p/{patient}/ask").text


def test_a_profile_tells_the_essentials_before_it_folds_the_rest(client: TestClient) -> None:
    """Without any script or style; the page keeps the policy, and every anchor it links to is on it."""
    patient = add_patient(client)
    upload(client, patient, SAMPLE.read_bytes())
    read_all(client)
    told = client.get(f"/p/{patient}/profile").text
    found = order_of(told, "<dt>Diagnosis</dt>", "<dt>Stage</dt>", "<dt>Treatment now</dt>", "<details", "blockquote")
    assert found == sorted(found)
    assert all(f'id="{anchor}"' in told for anchor in re.findall(r'href="#([^"]+)"', told))
    assert not re.search(r"<script(?![^>]*src=)|style=|\son\w+=", told)


def test_every_button_says_what_it_is_for(client: TestClient) -> None:
    """``Right`` and ``Delete`` stand many times on a page; each names its fact or its file."""
    patient = add_patient(client)
    upload(client, patient, SAMPLE.read_bytes())
    read_all(client)
    listed = client.get(f"/p/{patient}/records").text
    assert "Delete<span" in listed
    document = re.findall(r"/records/([0-9a-f]{16})", listed)[0]
    told = client.get(f"/p/{patient}/records/{document}").text
    names = re.findall(r"<button[^>]*>(?:Right|Wrong)(.*?)</button>", told)
    assert names
    assert all(name.startswith('<span class="unseen">: ') for name in names)


def test_questions_for_the_team_are_collected_once_each(client: TestClient) -> None:
    """Two answers with the same questions give one list."""
    patient = add_patient(client)
    for _ in range(2):
        client.post(f"/p/{patient}/ask", data={"csrf": csrf(client), "question": "What is HER2 in breast cancer?"})
    items = re.findall(r"<li>(.+?)</li>", client.get(f"/p/{patient}/questions").text)
    assert items
    assert len(items) == len(set(items))


def test_everything_is_deleted_only_when_it_is_meant(client: TestClient) -> None:
    """The word must be typed; then nothing answers under the old address."""
    patient = add_patient(client)
    upload(client, patient, SAMPLE.read_bytes())
    read_all(client)
    client.post(f"/p/{patient}/data/delete", data={"csrf": csrf(client), "word": "yes"})
    assert client.get(f"/p/{patient}/data").status_code == 200
    client.post(f"/p/{patient}/data/delete", data={"csrf": csrf(client), "word": "DELETE"})
    assert client.get(f"/p/{patient}/profile").status_code == 404
    assert "demo-web" not in client.get("/").text


def test_one_account_does_not_see_anothers_records(many: TestClient) -> None:
    """Not even that there are any: the answer is that of an address that nobody has."""
    join(many, "demo-anna")
    anna = many.app.state.desk.store.vault.pseudonym("demo-anna")  # type: ignore[attr-defined]
    assert many.get(f"/p/{anna}/profile").status_code == 200
    many.cookies.clear()
    join(many, "demo-ben")
    theirs, nobody = many.get(f"/p/{anna}/profile"), many.get(f"/p/{'0' * 16}/profile")
    assert theirs.status_code == nobody.status_code == 404
    assert re.sub("[0-9a-f]{16}", "", theirs.text) == re.sub("[0-9a-f]{16}", "", nobody.text)


def test_a_relative_is_let_in_and_out_again(many: TestClient) -> None:
    """With access to look they see and cannot change; without it they see nothing."""
    join(many, "demo-ben")
    many.cookies.clear()
    join(many, "demo-anna")
    vault = many.app.state.desk.store.vault  # type: ignore[attr-defined]
    anna, ben = vault.pseudonym("demo-anna"), vault.pseudonym("demo-ben")
    many.post(f"/p/{anna}/data/share", data={"csrf": csrf(many), "name": "Demo-Ben", "may": "look"})
    session = many.cookies["sightline"]
    many.cookies.clear()
    many.post("/sign-in", data={"name": "demo-ben", "password": PASSWORD})
    assert many.get(f"/p/{anna}/profile").status_code == 200
    refused = many.post(f"/p/{anna}/ask", data={"csrf": csrf(many), "question": "What is HER2?"})
    assert refused.status_code == 404
    many.cookies.clear()
    many.cookies.set("sightline", session)
    many.post(f"/p/{anna}/data/unshare", data={"csrf": csrf(many), "account": ben})
    many.cookies.clear()
    many.post("/sign-in", data={"name": "demo-ben", "password": PASSWORD})
    assert many.get(f"/p/{anna}/profile").status_code == 404


def test_guessing_passwords_is_slowed_down(many: TestClient) -> None:
    """After ten attempts in a minute the door stays shut for a while."""
    join(many, "demo-anna")
    many.cookies.clear()
    answers = [
        many.post("/sign-in", data={"name": "demo-anna", "password": f"wrong guess {number}"}).status_code
        for number in range(12)
    ]
    assert answers[0] == 403
    assert answers[-1] == 429


def test_only_operators_see_the_queue_and_it_names_nobody(many: TestClient, tmp_path: Path) -> None:
    """A patient's account is refused; the operator's page and the metrics hold ids and numbers."""
    join(many, "demo-anna")
    assert many.get("/operators").status_code == 404
    metrics = many.get("/metrics").text
    assert "sightline_jobs" in metrics
    assert "demo-anna" not in metrics
    assert many.app.state.desk.store.vault.pseudonym("demo-anna") not in metrics  # type: ignore[attr-defined]


def test_our_own_fault_shows_and_logs_no_word_of_a_record(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an exception quotes stays with us: the page says sorry, the log a type and a place."""
    patient = add_patient(client)

    def broken(_: str) -> None:
        raise RuntimeError("HER2 of Sample Patient")

    monkeypatch.setattr(client.app.state.desk.store, "latest_profile", broken)  # type: ignore[attr-defined]
    logged: list[str] = []
    sink = logger.add(logged.append)
    answer = client.get(f"/p/{patient}/profile")
    logger.remove(sink)
    assert answer.status_code == 500
    assert "Nothing of yours was lost" in answer.text
    told = answer.text + "".join(logged)
    assert "HER2 of" not in told
    assert "RuntimeError" in told
