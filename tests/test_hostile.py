"""Whatever is uploaded, the room answers: with pages, or with what is wrong and what to do."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from core.errors import RecordTooLarge
from core.records import Page, Problem, Status
from core.settings import Settings
from extractors.readers.room import ReadingRoom, read_record

SAID = "Ductal carcinoma of the left breast, grade 2."


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(Settings()) as opened:
        yield opened


def pdf(pages: int = 1, **options: object) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), **options)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"{number}: {SAID}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def speckled_pdf(pages: int = 2) -> bytes:
    """Text on every page but the last, which is one picture that takes recognition to read."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792))
    for _ in range(pages - 1):
        canvas.drawString(72, 700, SAID)
        canvas.showPage()
    canvas.drawInlineImage(Image.effect_noise((600, 800), 90), 0, 0, 612, 792)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def workers() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "extractors.readers.worker" in one.cmdline()]


def test_pages_come_in_order_from_several_processes(room: ReadingRoom) -> None:
    reading = read_record(pdf(40), room)
    assert reading.status is Status.READ
    assert [page.text for page in reading.pages] == [f"{number}: {SAID}" for number in range(1, 41)]
    assert len(workers()) == 2


def test_a_letter_needs_no_process_of_its_own() -> None:
    with ReadingRoom(Settings()) as fresh:
        before = len(workers())
        assert read_record(b"Dear Mrs Smith, your results are back.", fresh).status is Status.READ
        assert len(workers()) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%%EOF", "unreadable"),
        (pdf()[:200], "unreadable"),
        (b"%PDF-1.4 " + b"[" * 100_000, "unreadable"),
        (pdf(encrypt="secret"), "password"),
        (b"PK\x03\x04" + bytes(50), "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "unreadable"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "unreadable"),
        (b"MSH|^~\\&|LAB|", "unsupported"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "unsupported"),
    ],
)
def test_what_cannot_be_read_fails_with_a_reason(room: ReadingRoom, content: bytes, code: str) -> None:
    """One problem, in a sentence that says what to do, and no exception."""
    reading = read_record(content, room)
    assert (reading.status, reading.pages) == (Status.FAILED, ())
    assert [problem.code for problem in reading.problems] == [code]
    assert "upload" in reading.problems[0].message.lower()


def test_the_password_opens_the_file(room: ReadingRoom) -> None:
    locked = pdf(encrypt="secret")
    assert read_record(locked, room, "secret").status is Status.READ
    assert read_record(locked, room, "guess").problems[0].code == "password"


def test_the_name_of_a_file_does_not_matter(room: ReadingRoom) -> None:
    """A PDF whose signature stands behind some junk is still one."""
    assert read_record(b"\r\n\r\n" + pdf(), room).pages[0].text == f"1: {SAID}"


def test_a_worker_that_hangs_is_killed_and_replaced() -> None:
    """Its page is a problem after page_seconds; the next file is read."""
    with ReadingRoom(Settings(page_seconds=8, processes=1)) as strict:
        content = pdf(2)
        assert strict.page_count(content) == 2
        (worker,) = (one for one in workers() if one.pid == strict._idle[0].process.pid)  # type: ignore[union-attr]
        strict._idle[0].settings = Settings(page_seconds=0.5, processes=1)
        worker.suspend()
        started = monotonic()
        lost = strict.read_page(content, 1)
        assert isinstance(lost, Problem)
        assert (lost.code, lost.page) == ("page_timed_out", 1)
        assert monotonic() - started < 3
        assert not worker.is_running()
        strict._idle[0].settings = strict.settings
        assert isinstance(strict.read_page(content, 2), Page)


def test_a_worker_that_was_killed_is_replaced(room: ReadingRoom) -> None:
    """The out-of-memory killer costs no page where the worker was resting."""
    content = pdf(3)
    assert room.page_count(content) == 3
    for worker in workers():
        worker.kill()
        worker.wait()
    assert read_record(content, room).status is Status.READ


def test_too_little_memory_costs_a_page_and_not_the_file() -> None:
    """Recognition does not fit into this limit; the text layer of the other page does."""
    with ReadingRoom(Settings(memory_bytes=250 * 1024**2, processes=1)) as small:
        reading = read_record(speckled_pdf(), small)
    assert reading.status is Status.PARTLY_READ
    assert [page.text for page in reading.pages] == [SAID]
    assert [problem.page for problem in reading.problems] == [2]
    assert reading.problems[0].code in ("page_too_large", "page_unreadable")


def test_limits_of_size_and_pages_are_kept() -> None:
    with ReadingRoom(Settings(pages=3, file_bytes=20_000)) as small:
        with pytest.raises(RecordTooLarge, match="3 pages"):
            small.page_count(pdf(4))
        with pytest.raises(RecordTooLarge, match="MB"):
            small.page_count(bytes(20_001))


ORPHAN = """
import sys, time
from core.settings import Settings
from extractors.readers.room import ReadingRoom
room = ReadingRoom(Settings(processes=1))
room.page_count(sys.stdin.buffer.read())
print(room._idle[0].process.pid, flush=True)
time.sleep(60)
"""


def test_workers_end_with_the_process_that_started_them() -> None:
    """Even where it was killed and could not say goodbye."""
    command = [sys.executable, "-c", ORPHAN]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdin
    assert parent.stdout
    parent.stdin.write(pdf())
    parent.stdin.close()
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    for _ in range(50):
        if not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE:
            return
        sleep(0.1)
    pytest.fail("the worker outlives its parent")


NASTY = (
    "fuzzed_or_bomb",
    "parser_rejects_poppler",
    "malformed_structure",
    "encrypted_or_password",
    "extreme_page_size",
    "xfa_or_acroform",
    "javascript_or_launch",
)


@pytest.mark.corpus
@pytest.mark.model
def test_hostile_pdfs_end_in_a_state_with_a_reason(corpora: Path, room: ReadingRoom) -> None:
    """None raises or hangs; what is not read whole, or says nothing, has a problem that tells why."""
    records = corpora / "records"
    with (records / "gold" / "12_hostile_index.csv").open(encoding="utf-8") as index:
        rows = [row for row in csv.DictReader(index) if row["category"] in NASTY]
    for row in rows:
        content = (records / "12_hostile_pdfs" / row["file"]).read_bytes()
        reading = read_record(content, room, row["password"] or None)
        says_something = any(page.text for page in reading.pages)
        assert reading.problems or (reading.status is Status.READ and says_something), row["file"]
        if int(row["chars"]) > 50:
            assert says_something, row["file"]
