"""The process that opens files nobody has looked at yet. Started by room.py, never imported by the application.

It is handed orders as JSON and files as bytes over one socket, and answers in JSON or with a picture: a file that
takes it over can crash it or lie about its own page, and reach nothing else. It ends when its standard input closes,
that is, with the process that started it, even in the middle of a page.
"""

import ctypes
import json
import os
import resource
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import NamedTuple, Protocol

from core.errors import PageTooLarge, SightlineError
from core.records import Page
from core.settings import Settings
from extractors.readers.kinds import Kind
from extractors.readers.turns import share_turns

TOO_MUCH_MEMORY = "This needs more memory than it may take. Scan it again at a lower resolution and upload that."
LIBC = ctypes.CDLL(None)


class Look(NamedTuple):
    """Which page to draw, how its reading turned it, and how many pixels its longest side may have."""

    number: int
    rotation: int
    tilt: float
    side: int


class OpenedFile(Protocol):
    count: int

    def read_page(self, number: int) -> Page: ...

    def picture(self, look: "Look") -> bytes: ...


class OpenedPdf:
    def __init__(self, content: bytes, document: str, password: str | None, settings: Settings) -> None:
        from extractors.readers import pdf

        self._pdf = pdf.open_pdf(content, password)
        self.count = len(self._pdf)
        self._read = partial(pdf.read_page, self._pdf, document=document, settings=settings)

    def read_page(self, number: int) -> Page:
        return self._read(number)

    def picture(self, look: Look) -> bytes:
        from extractors.readers import pdf, picture

        return picture.upright(pdf.draw_page(self._pdf, look.number, look.side), look.rotation, look.tilt, look.side)


class OpenedPicture:
    """Photos and scans; a page is as large as its picture would be printed at the resolution of recognition."""

    def __init__(self, content: bytes, document: str, settings: Settings) -> None:
        from extractors.readers import photo

        self._pictures = photo.open_photo(content)
        self._document = document
        self._points = 72 / settings.ocr_dpi
        self.count = len(self._pictures)

    def read_page(self, number: int) -> Page:
        from extractors.readers import ocr

        image = self._pictures[number - 1]
        height, width = image.shape[:2]
        size = {"width": width * self._points, "height": height * self._points}
        return ocr.read_image(image, document=self._document, number=number, **size)

    def picture(self, look: Look) -> bytes:
        from extractors.readers import picture

        return picture.upright(self._pictures[look.number - 1], look.rotation, look.tilt, look.side)


class OpenedPages:
    """Text and Word documents, which have no pages until they are typeset."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        self.count = len(pages)

    def read_page(self, number: int) -> Page:
        return self._pages[number - 1]

    def picture(self, look: Look) -> bytes:
        from extractors.readers import picture

        return picture.draw_typeset(self._pages[look.number - 1], look.side)


def open_file(kind: Kind, content: bytes, document: str, password: str | None, settings: Settings) -> OpenedFile:
    if kind is Kind.PDF:
        return OpenedPdf(content, document, password, settings)
    if kind is Kind.PICTURE:
        return OpenedPicture(content, document, settings)
    if kind is Kind.DOCX:
        from extractors.readers.docx import read_docx

        return OpenedPages(read_docx(content, document))
    from extractors.readers.text import read_text

    return OpenedPages(read_text(content, document))


def serve(orders: Connection, settings: Settings) -> None:
    """Answers ``open`` with the page count and ``page`` with a page, ``picture`` with WebP, until the socket closes."""
    opened: OpenedFile = OpenedPages(())
    while True:
        order = json.loads(orders.recv_bytes())
        try:
            if order["do"] == "open":
                opened = OpenedPages(())
                content = orders.recv_bytes()
                opened = open_file(Kind(order["kind"]), content, order["document"], order["password"], settings)
                answer = json.dumps({"count": opened.count}).encode()
            elif order["do"] == "picture":
                answer = opened.picture(Look(*order["look"]))
            else:
                answer = opened.read_page(order["number"]).model_dump_json().encode()
        except MemoryError:
            answer = json.dumps({"code": PageTooLarge.code, "message": TOO_MUCH_MEMORY}).encode()
        except SightlineError as error:
            answer = json.dumps({"code": error.code, "message": str(error)}).encode()
        orders.send_bytes(answer)
        give_back_memory()


def give_back_memory() -> None:
    """Hands what recognition has freed back to the system; glibc would keep 900 MB of it after thirty pages.

    (Mapping every large block, ``mallopt(M_MMAP_THRESHOLD)``, lowers the peak too, and doubles the time of a page.)
    """
    with suppress(AttributeError):
        LIBC.malloc_trim(0)


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def main() -> None:
    """``python -m extractors.readers.worker SOCKET TURNS MEMORY SETTINGS``, the settings those that reading needs."""
    socket, turns, memory = (int(one) for one in sys.argv[1:4])
    share_turns(turns)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        serve(Connection(socket), Settings.model_validate_json(sys.argv[4]))
    except EOFError:
        return


if __name__ == "__main__":
    main()
