"""Files of unknown origin are opened in processes of their own; whatever happens there is at most a bad page here.

A worker (worker.py) that crashes, takes longer than ``settings.page_seconds`` over a page or takes too much memory is
killed and replaced, and its page becomes a Problem. Workers start at the first file that needs one and stay warm.
Plain text and Word documents of ordinary size are read here: nothing in them is executed or decompressed unbounded.
"""

import json
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from tempfile import TemporaryFile
from threading import Condition
from time import monotonic
from typing import IO, NamedTuple, Self

import psutil

from core.errors import PageTimedOut, PageTooLarge, PageUnreadable, RecordTooLarge, SightlineError, UnreadableRecord
from core.records import Page, Problem, Reading, document_id
from core.settings import Settings
from extractors.readers.kinds import Kind, kind_of
from extractors.readers.worker import Look, OpenedFile, open_file

SMALL = 1024**2
"""Bytes: larger text and Word documents go to a worker."""
LOOK_EVERY = 0.2
"""Seconds between two looks at how much memory a worker takes."""
WORKERS_SHARE = 0.75
"""Of ``settings.memory_bytes``, for all workers together; the rest is the application's own."""
WORKER_SHARE = 0.55
"""Of ``settings.memory_bytes``, for one: a photo takes 0.45, and workers take turns at recognition."""
SLIM = 0.5
"""Of its share: a worker that keeps more after a page is replaced."""
LONGEST_ANSWER = 256 * 1024**2
PYTHON = (sys.executable, "-P", "-m")
"""-P: a file called json.py in the folder of somebody's records must not be taken for Python's."""

CRASHED = "Page {} cannot be read. Scan that page again and upload it."
TOO_SLOW = "Page {} takes too long to read. Scan that page again, or print it to a new PDF, and upload that."
TOO_FAT = "Page {} needs more memory than it may take. Scan that page again at a lower resolution and upload it."
LOST = {PageUnreadable.code: CRASHED, PageTimedOut.code: TOO_SLOW, PageTooLarge.code: TOO_FAT}
DAMAGED = "This file is damaged and cannot be opened. Download or scan it again and upload that."
TOO_LARGE = "This file is larger than {} MB. Split it into smaller files and upload those."
TOO_LONG = "This file has more than {} pages. Split it into smaller files and upload those."


class Upload(NamedTuple):
    content: bytes
    kind: Kind
    document: str
    password: str | None

    @property
    def key(self) -> tuple[str, str | None]:
        return self.document, self.password


class WorkerLost(Exception):
    """A worker crashed, or was killed for ``reason``. Never leaves this module."""

    def __init__(self, reason: type[PageUnreadable]) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass
class Worker:
    """One worker process, started when first needed and again after it was lost."""

    settings: Settings
    turns: int
    """Descriptor of the file by whose lock the workers of a room take turns."""
    crowd: "list[Worker]"
    """All workers of its room."""
    process: subprocess.Popen[bytes] | None = None
    socket: Connection | None = None
    opened: tuple[str, str | None] | None = None
    count: int = 0
    pages: int = 0
    """How many this process has read."""

    def open(self, upload: Upload) -> int:
        """Raises WorkerLost, or the error that the worker answers with."""
        if self.opened == upload.key and self._lives():
            return self.count
        self.opened = None
        order = {"do": "open", "kind": upload.kind.value, "document": upload.document, "password": upload.password}
        with self._answer(order, upload.content) as answer:
            self.count = int(json.loads(answer)["count"])
        self.opened = upload.key
        return self.count

    def read_page(self, number: int) -> Page:
        with self._answer({"do": "page", "number": number}) as answer:
            page = Page.model_validate_json(answer)
            if page.number != number or self.opened is None or page.document != self.opened[0]:
                raise ValueError("another page than the one asked for")
        self.pages += 1
        if self._memory() > SLIM * self._share:
            self.stop()
        return page

    def picture(self, look: Look) -> bytes:
        with self._answer({"do": "picture", "look": look}) as answer:
            if not answer.startswith(b"RIFF"):
                raise ValueError("something else than a picture")
        return answer

    def stop(self) -> None:
        self.opened, self.pages = None, 0
        if self.socket:
            self.socket.close()
        if self.process:
            self.process.kill()
            self.process.wait()
            if self.process.stdin:
                self.process.stdin.close()
        self.process = self.socket = None

    @property
    def _share(self) -> int:
        return int(self.settings.memory_bytes * WORKER_SHARE)

    @contextmanager
    def _answer(self, order: Mapping[str, object], content: bytes | None = None) -> Generator[bytes]:
        """The worker's answer. One that makes no sense ends the worker, as a crash does."""
        connection = self.socket if self.socket and self._lives() else self._start()
        try:
            connection.send_bytes(json.dumps(order).encode())
            if content is not None:
                connection.send_bytes(content)
            self._await(connection)
            answer = connection.recv_bytes(LONGEST_ANSWER)
            if not answer.startswith(b'{"code"'):
                yield answer
                return
            error = json.loads(answer)
        except (EOFError, OSError, ValueError, KeyError):
            self.stop()
            raise WorkerLost(PageUnreadable) from None
        except WorkerLost:
            self.stop()
            raise
        raise ERRORS.get(error["code"], UnreadableRecord)(error["message"])

    def _lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _await(self, connection: Connection) -> None:
        end = monotonic() + self.settings.page_seconds
        while not connection.poll(LOOK_EVERY):
            if monotonic() > end:
                raise WorkerLost(PageTimedOut)
            if self._memory() > self._share or self._crowds_out():
                raise WorkerLost(PageTooLarge)

    def _memory(self) -> int:
        with suppress(psutil.Error):
            return psutil.Process(self.process.pid).memory_info().rss if self.process else 0
        return 0

    def _crowds_out(self) -> bool:
        """Whether all workers together take too much, and this one the most."""
        taken = [worker._memory() for worker in self.crowd]
        return sum(taken) > self.settings.memory_bytes * WORKERS_SHARE and self._memory() >= max(taken)

    def _start(self) -> Connection:
        self.stop()
        ours, theirs = socket.socketpair()
        kept = {name: getattr(self.settings, name) for name in ("page_seconds", "pages", "ocr_dpi")}
        with theirs:
            arguments = (theirs.fileno(), self.turns, self._share, json.dumps(kept))
            command = [*PYTHON, "extractors.readers.worker", *map(str, arguments)]
            self.process = subprocess.Popen(  # noqa: S603 - our own module, started with our own settings
                command,
                pass_fds=[theirs.fileno(), self.turns],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.socket = Connection(ours.detach())
        return self.socket


def _kinds_of_error(base: type[SightlineError]) -> Iterator[tuple[str, type[SightlineError]]]:
    yield base.code, base
    for kind in base.__subclasses__():
        yield from _kinds_of_error(kind)


ERRORS = dict(_kinds_of_error(UnreadableRecord))


@dataclass
class ReadingRoom:
    """Warm workers that files are read by; may be used by several threads at once."""

    settings: Settings
    _idle: list[Worker] = field(init=False, repr=False)
    _turns: IO[bytes] = field(default_factory=TemporaryFile, init=False, repr=False)
    _freed: Condition = field(default_factory=Condition, init=False, repr=False)
    _typeset: tuple[tuple[str, str | None], OpenedFile] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        crowd: list[Worker] = []
        crowd.extend(Worker(self.settings, self._turns.fileno(), crowd) for _ in range(self.settings.processes))
        self._idle = list(crowd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers that rest; the room may be used again."""
        with self._freed:
            for worker in self._idle:
                worker.stop()

    def warm_up(self) -> None:
        """Starts every worker and has it load what recognition needs, by a small picture."""
        from extractors.readers.picture import blank

        content = blank()
        upload = self._receive(content, document_id(content), None)
        for worker in list(self._idle):
            with suppress(WorkerLost, UnreadableRecord):
                worker.open(upload)
                worker.read_page(1)

    def page_count(self, content: bytes, password: str | None = None) -> int:
        """Raises UnreadableRecord, by its subclass and with what its owner can do."""
        return self._count(self._receive(content, document_id(content), password))

    def read(self, content: bytes, document: str, password: str | None = None) -> Iterator[Page | Problem]:
        """Pages in order, a Problem in place of a bad one. Raises UnreadableRecord where the file cannot be opened."""
        upload = self._receive(content, document, password)
        numbers = iter(range(1, self._count(upload) + 1))
        ahead: deque[Future[Page | Problem]] = deque()
        pool = ThreadPoolExecutor(self.settings.processes)
        try:
            for number in numbers:
                ahead.append(pool.submit(self._read_page, upload, number))
                if len(ahead) > 2 * self.settings.processes:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def read_page(self, content: bytes, number: int, password: str | None = None) -> Page | Problem:
        """One page, from 1. Raises UnreadableRecord where the whole file cannot be opened."""
        upload = self._receive(content, document_id(content), password)
        self._count(upload)
        return self._read_page(upload, number)

    def picture(self, content: bytes, page: Page, password: str | None = None, side: int = 1600) -> bytes:
        """WebP of a page that was read, upright, at most ``side`` pixels: a box times its width over the page's fits.

        Raises UnreadableRecord, or PageUnreadable where drawing it crashes, takes too long or too much memory.
        """
        upload = self._receive(content, page.document, password)
        look = Look(page.number, page.rotation, page.tilt, side)
        if _is_harmless(upload):
            return self._open_here(upload).picture(look)
        with self._worker(upload) as worker:
            try:
                worker.open(upload)
                return worker.picture(look)
            except WorkerLost as lost:
                raise lost.reason(LOST[lost.reason.code].format(page.number)) from None

    def _receive(self, content: bytes, document: str, password: str | None) -> Upload:
        if len(content) > self.settings.file_bytes:
            raise RecordTooLarge(TOO_LARGE.format(self.settings.file_bytes // 1024**2))
        return Upload(content, kind_of(content), document, password)

    def _count(self, upload: Upload) -> int:
        if _is_harmless(upload):
            count = self._open_here(upload).count
        else:
            with self._worker(upload) as worker:
                try:
                    count = worker.open(upload)
                except WorkerLost:
                    raise UnreadableRecord(DAMAGED) from None
        if count > self.settings.pages:
            raise RecordTooLarge(TOO_LONG.format(self.settings.pages))
        return count

    def _open_here(self, upload: Upload) -> OpenedFile:
        if self._typeset is None or self._typeset[0] != upload.key:
            opened = open_file(upload.kind, upload.content, upload.document, upload.password, self.settings)
            self._typeset = upload.key, opened
            return opened
        return self._typeset[1]

    def _read_page(self, upload: Upload, number: int) -> Page | Problem:
        if _is_harmless(upload):
            return self._open_here(upload).read_page(number)
        with self._worker(upload) as worker:
            try:
                return _read_with(worker, upload, number)
            except WorkerLost as lost:
                return Problem(code=lost.reason.code, message=LOST[lost.reason.code].format(number), page=number)
            except UnreadableRecord as error:
                return Problem(code=error.code, message=str(error), page=number)

    @contextmanager
    def _worker(self, upload: Upload) -> Generator[Worker]:
        """A worker of one's own, if possible one that has the file open, else one that is warm."""
        with self._freed:
            self._freed.wait_for(lambda: self._idle)
            worker = min(self._idle, key=lambda one: (one.opened != upload.key, one.process is None))
            self._idle.remove(worker)
        try:
            yield worker
        finally:
            with self._freed:
                self._idle.append(worker)
                self._freed.notify()


def _read_with(worker: Worker, upload: Upload, number: int) -> Page:
    """A page lost by a worker that had read others before is read once more by a fresh one; a page too slow is not."""
    tired = worker.pages > 0
    try:
        worker.open(upload)
        return worker.read_page(number)
    except WorkerLost as lost:
        if not tired or lost.reason is PageTimedOut:
            raise
    worker.open(upload)
    return worker.read_page(number)


def _is_harmless(upload: Upload) -> bool:
    return upload.kind in (Kind.TEXT, Kind.DOCX) and len(upload.content) <= SMALL


def read_record(content: bytes, room: ReadingRoom, password: str | None = None) -> Reading:
    """The whole file, without facts. What is wrong with it is told in ``problems``, never raised."""
    read: list[Page | Problem] = []
    try:
        read.extend(room.read(content, document_id(content), password))
    except UnreadableRecord as error:
        read.append(Problem(code=error.code, message=str(error)))
    return Reading.gather(content, read)
