"""``sightline guidelines``: taking documents in and out of the library, and sentences for whatever goes wrong."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from reportlab.pdfgen.canvas import Canvas
from tiny_guidelines import prose, sentence, webpage
from tiny_site import invented_site

from cli.main import main
from cli.progress import EVERY, Progress

pytestmark = pytest.mark.model


class Done(NamedTuple):
    status: int
    out: str
    err: str


Sightline = Callable[..., Done]
SOCIETY = ("--organisation", "Invented Society")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("SIGHTLINE_HOME", str(folder))
    return folder


@pytest.fixture
def sightline(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sightline:
    """The command in this process, which has what takes long to import: its status, and what it wrote where."""

    def run(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["sightline", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        assert "Traceback" not in written.err
        return Done(int(ended.value.code or 0), written.out, written.err)

    return run


def booklet(title: str = "Breast Cancer", first: int = 0) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792))
    canvas.setFont("Helvetica-Bold", 30)
    canvas.drawString(72, 600, title)
    canvas.drawString(72, 560, "an invented guide")
    canvas.showPage()
    for number in range(2):
        canvas.setFont("Helvetica", 11)
        for line in range(12):
            canvas.drawString(72, 650 - 15 * line, sentence(first + 12 * number + line))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A booklet, a page, a file of sections, and one that cannot be read."""
    folder = tmp_path / "guidelines"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(booklet())
    (folder / "b.pdf").write_bytes(b"%PDF-1.7 torn")
    (folder / "c.html").write_bytes(
        webpage("Melanoma, invented", [("Tests", prose(100, 12)), ("Plans", prose(120, 12))])
    )
    page = {"title": "Invented page", "url": "https://invented.example/p", "heading": "Tests"}
    rows = [{**page, "text": prose(200, 12)}, {**page, "title": "Too short", "text": "Few words."}]
    (folder / "d.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return folder


def test_a_folder_with_one_bad_file_is_taken_but_for_that(sightline: Sightline, folder: Path) -> None:
    """Each file says what came of it, the bad one what to do; the status is 1. A second time all is there already."""
    done = sightline("guidelines", "add", folder, *SOCIETY, "--url", "https://invented.example/melanoma")
    lines = {line.partition(":")[0].rsplit("/", 1)[-1]: line for line in done.out.splitlines()}
    assert done.status == 1
    assert "Breast Cancer an invented guide" in lines["a.pdf"]
    assert "passages on breast" in lines["a.pdf"]
    assert "not added. This PDF is damaged" in lines["b.pdf"]
    assert "passages on melanoma" in lines["c.html"]
    assert "1 added, 1 too short" in lines["d.jsonl.gz"]
    again = sightline("guidelines", "add", folder, *SOCIETY, "--url", "https://invented.example/melanoma")
    assert again.out.count("it was there already") == 2
    assert "1 there already" in again.out


def test_what_is_added_is_listed_found_and_removed(sightline: Sightline, folder: Path) -> None:
    """With its edition, for a person and as JSON; nothing is left of it afterwards."""
    assert sightline("guidelines", "add", folder / "a.pdf", *SOCIETY, "--edition", "2026-03").status == 0
    listed = sightline("guidelines", "list")
    assert "Invented Society, 2026-03" in listed.out
    assert "passages on breast" in listed.out
    (told,) = json.loads(sightline("guidelines", "list", "--json").out)
    assert set(told) == {
        "id", "title", "organisation", "edition", "retrieved", "audience", "of_children", "cancers", "sha256",
        "passages", "superseded",
    }  # fmt: skip
    assert (told["edition"], told["cancers"], told["superseded"]) == ("2026-03", ["breast"], False)
    assert told["id"] in listed.out

    found = sightline("guidelines", "search", "a pathologist explains the visit", "--cancer", "breast", "--json")
    hit = json.loads(found.out)[0]
    assert set(hit) == {"citation", "title", "section", "page", "edition", "url", "text", "score"}
    assert hit["citation"].startswith(f"library:{told['id']}#")
    assert (hit["page"], hit["edition"]) == (2, "2026-03")
    shown = sightline("guidelines", "search", "a pathologist explains the visit", "--most", "1")
    assert shown.out.startswith("Breast Cancer an invented guide (2026-03), page ")

    removed = sightline("guidelines", "remove", told["id"][:6])
    assert (removed.status, removed.out) == (0, "Removed: Breast Cancer an invented guide (2026-03)\n")
    assert "The library is empty" in sightline("guidelines", "list").out
    assert json.loads(sightline("guidelines", "list", "--json").out) == []
    emptied = sightline("guidelines", "search", "a pathologist")
    assert (emptied.status, "The library is empty" in emptied.out) == (1, True)


def test_a_newer_edition_is_told_in_the_list(sightline: Sightline, folder: Path, tmp_path: Path) -> None:
    """The older one is marked."""
    (tmp_path / "newer.pdf").write_bytes(booklet(first=300))
    sightline("guidelines", "add", folder / "a.pdf", *SOCIETY, "--edition", "2025")
    sightline("guidelines", "add", tmp_path / "newer.pdf", *SOCIETY, "--edition", "2026")
    lines = [line for line in sightline("guidelines", "list").out.splitlines() if "Invented Society" in line]
    assert ["superseded" in line for line in lines] == [True, False]


def test_what_the_options_say_counts_for_pages_too(sightline: Sightline, folder: Path) -> None:
    """Title, edition, cancers and readers of a web page."""
    options = ("--title", "Told", "--edition", "2024", "--cancer", "breast", "--cancer", "ovary", "--for-professionals")
    done = sightline("guidelines", "add", folder / "c.html", *SOCIETY, "--url", "https://invented.example/c", *options)
    assert done.status == 0
    (told,) = json.loads(sightline("guidelines", "list", "--json").out)
    assert (told["title"], told["edition"], told["audience"]) == ("Told", "2024", "professionals")
    assert told["cancers"] == ["breast", "ovary"]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["add", "{folder}/nowhere.pdf", *SOCIETY], 1, "does not exist"),
        (["add", "{folder}/a.pdf"], 1, "--organisation"),
        (["add", "{folder}/c.html", *SOCIETY], 1, "--url"),
        (["add", "{folder}/c.html", "--url", "https://invented.example/c"], 1, "--organisation"),
        (["add", "{folder}/d.jsonl.gz"], 1, "--organisation"),
        (["add", "{folder}/a.pdf", *SOCIETY, "--edition", "last spring"], 1, "2026-03-14"),
        (["add", "{folder}/d.jsonl.gz", *SOCIETY, "--edition", "last spring"], 1, "2026-03-14"),
        (["add", "{folder}/a.pdf", *SOCIETY, "--cancer", "knee"], 1, "There are: all, aml, anal"),
        (["add"], 2, "paths"),
        (["list"], 0, "guidelines add"),
        (["search", "fatigue"], 1, "guidelines add"),
        (["search", "fatigue", "--cancer", "knee"], 1, "There are: all, aml, anal"),
        (["search", "fatigue", "--most", "0"], 2, "most"),
        (["remove", "abc"], 1, "guidelines list"),
        (["sync", "nowhere"], 1, "There are: nci"),
        (["sync", "nci", "--pause", "-1"], 2, "pause"),
        (["sync", "nci", "--pause", "0", "--address", "http://127.0.0.1:1"], 1, "Try again later"),
    ],
)
def test_wrong_usage_gets_a_sentence(
    arguments: list[str], status: int, says: str, sightline: Sightline, folder: Path, home: Path
) -> None:
    """The right status, what to do, and no library made by it."""
    done = sightline("guidelines", *(one.format(folder=folder) for one in arguments))
    assert done.status == status
    assert says in done.out + done.err
    assert not (home / "library" / "guidelines.sqlite").exists()


def test_nothing_found_is_told(sightline: Sightline, folder: Path) -> None:
    """With status 1, and as an empty list."""
    sightline("guidelines", "add", folder / "a.pdf", *SOCIETY)
    done = sightline("guidelines", "search", "anything", "--cancer", "melanoma")
    assert (done.status, "Try other words" in done.out) == (1, True)
    assert json.loads(sightline("guidelines", "search", "anything", "--cancer", "melanoma", "--json").out) == []


def test_a_mirror_is_read_and_goes_on(sightline: Sightline) -> None:
    """By pieces, then what has changed; a page that fails makes the status 1."""
    with invented_site() as site:
        paths = site.add(3)
        at = ("--address", f"{site.url}/", "--pause", "0")
        first = sightline("guidelines", "sync", "nci", *at, "--most", "2")
        assert (first.status, first.out) == (0, "nci: 2 added\n")
        assert sightline("guidelines", "sync", *at).out == "nci: 1 added\n"
        site.pages[paths[0]] = site.pages["/robots.txt"]._replace(status=403)
        last = sightline("guidelines", "sync", "nci", *at)
        assert (last.status, last.out) == (1, "nci: 1 failed, 2 unchanged\n")
        assert "2 of 2 pages" in first.err
    told = json.loads(sightline("guidelines", "list", "--json").out)
    assert {one["organisation"] for one in told} == {"National Cancer Institute"}


def test_an_answer_quotes_what_was_added(sightline: Sightline, tmp_path: Path) -> None:
    """``ask`` finds the library by itself."""
    text = (
        "Lymphoedema is a swelling of the arm that can come after lymph nodes were removed. Exercises with a "
        f"trained therapist can help to keep lymphoedema of the arm small. {prose(0, 12)}"
    )
    (tmp_path / "page.html").write_bytes(webpage("Invented guide to breast cancer", [("Lymphoedema", text)]))
    sightline("guidelines", "add", tmp_path / "page.html", *SOCIETY, "--url", "https://invented.example/l")
    done = sightline("ask", "Which exercises help with lymphoedema of the arm in breast cancer?", "--json")
    answer = json.loads(done.out)
    assert "In the words of the guidelines" in [section["title"] for section in answer["sections"]]
    assert "https://invented.example/l" in [source.get("url") for source in answer["sources"]]


def test_progress_is_told_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """A line every so many steps and at the end, on standard error; without a total only the former."""
    with Progress("pages") as progress:
        for _ in range(2 * EVERY + 3):
            progress.step(2 * EVERY + 3)
    with Progress("documents") as progress:
        for _ in range(EVERY + 1):
            progress.step()
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.splitlines() == [
        f"{EVERY} of {2 * EVERY + 3} pages",
        f"{2 * EVERY} of {2 * EVERY + 3} pages",
        f"{2 * EVERY + 3} of {2 * EVERY + 3} pages",
        f"{EVERY} documents",
    ]


def _broken_off(progress: Progress) -> None:
    progress.step(4)
    progress.step(4)
    raise KeyError


def test_progress_draws_a_bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where something is raised in the middle, and never on standard output."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    progress = Progress("pages")
    with pytest.raises(KeyError), progress:
        _broken_off(progress)
    written = capsys.readouterr()
    assert written.out == ""
    assert "2/4" in written.err
