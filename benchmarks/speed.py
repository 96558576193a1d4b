"""How fast records are read, beside Tesseract 5 and pypdfium2 on the same pages in the same run.

    python benchmarks/speed.py [--pages N]

Ratios carry over between machines, seconds do not. Pages are those of the bundled synthetic records,
and of the development scans where the corpora are at hand (SIGHTLINE_CORPORA).
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pypdfium2 as pdfium
from rich.console import Console
from rich.table import Table

from core.places import ROOT, SAMPLES
from core.records import Status
from core.settings import Settings
from extractors.extraction import with_facts
from extractors.readers.room import ReadingRoom, read_record


class Row(NamedTuple):
    what: str
    ours: str
    beside: str
    ratio: str
    asked: str


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, default=60, help="pages of the text-layer PDF")
    corpora = Path(os.environ.get("SIGHTLINE_CORPORA", ROOT.parent / "shared" / "data"))
    pages = arguments.parse_args().pages
    with ReadingRoom(Settings()) as room:
        rows = [text_layer(room, pages), letter(room), *scans(room, corpora), cold_start()]
    table = Table("measured", "Sightline", "beside", "ratio", "asked for", title="Speed, 2 processes, warm")
    for row in rows:
        table.add_row(*row)
    Console(width=140).print(table)


def seconds(run: Callable[[], object], times: int = 3) -> float:
    """The best of several runs after one that warms up."""
    run()
    return min(_timed(run) for _ in range(times))


def _timed(run: Callable[[], object]) -> float:
    since = time.perf_counter()
    run()
    return time.perf_counter() - since


def extract(room: ReadingRoom, content: bytes) -> None:
    reading = with_facts(read_record(content, room))
    if reading.status is not Status.READ:
        sys.exit("a page of the benchmark could not be read")


def text_layer(room: ReadingRoom, pages: int) -> Row:
    content = _many_pages(SAMPLES / "breast_pathology.pdf", pages)
    ours = pages / seconds(lambda: extract(room, content))
    theirs = pages / seconds(lambda: _pypdfium2_text(content))
    return Row(
        f"text-layer PDF, {pages} pages, to facts",
        f"{ours:.1f} pages/s",
        f"pypdfium2, text only: {theirs:.0f} pages/s",
        f"{ours / theirs:.3f} x",
        "≥ 15 pages/s",
    )


def letter(room: ReadingRoom) -> Row:
    content = (SAMPLES / "oncology_letter.txt").read_bytes()
    ours = seconds(lambda: extract(room, content))
    return Row("text letter, to facts", f"{ours:.3f} s", "", "", "≤ 0.3 s")


def scans(room: ReadingRoom, corpora: Path) -> Iterator[Row]:
    """The bundled scan, and three of the development scans where the corpora are at hand."""
    rendered = corpora / "records" / "13_rendered_scans"
    files = {"bundled scan": SAMPLES / "lung_molecular.pdf"} | {
        kind: rendered / f"tcga_{name}.pdf"
        for kind, name in (("light scan", "13_scan_light"), ("heavy scan", "02_scan_heavy"), ("fax", "03_fax"))
    }
    for kind, file in files.items():
        if file.exists():
            yield from scan(room, kind, file.read_bytes())


def scan(room: ReadingRoom, kind: str, content: bytes) -> Iterator[Row]:
    pages = len(pdfium.PdfDocument(content))
    ours = seconds(lambda: read_record(content, room), times=2) / pages
    if not shutil.which("tesseract"):
        yield Row(f"{kind}, per page", f"{ours:.2f} s", "Tesseract is not on the path", "", "≥ 3 x Tesseract 5")
        return
    for setting, theirs in (
        ("as it comes", tesseract(content, together=1, environment={})),
        ("one thread a page, two pages at once", tesseract(content, together=2, environment={"OMP_THREAD_LIMIT": "1"})),
    ):
        yield Row(
            f"{kind}, {pages} pages, per page",
            f"{ours:.2f} s",
            f"Tesseract 5, {setting}: {theirs / pages:.2f} s",
            f"{theirs / pages / ours:.1f} x as fast",
            "≥ 3 x Tesseract 5",
        )


def cold_start() -> Row:
    sightline = Path(sys.executable).with_name("sightline")
    command = [sightline, "extract", SAMPLES / "oncology_letter.txt", "--json"]
    ours = min(_timed(lambda: subprocess.run(command, capture_output=True, check=True)) for _ in range(3))
    return Row("cold `extract` of a letter", f"{ours:.1f} s", "", "", "≤ 10 s")


def _many_pages(path: Path, pages: int) -> bytes:
    source, target = pdfium.PdfDocument(path), pdfium.PdfDocument.new()
    while len(target) < pages:
        target.import_pages(source, list(range(min(len(source), pages - len(target)))))
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def _pypdfium2_text(content: bytes) -> None:
    document = pdfium.PdfDocument(content)
    for number in range(len(document)):
        document[number].get_textpage().get_text_bounded()


def tesseract(content: bytes, *, together: int, environment: dict[str, str]) -> float:
    """Seconds for all pages at the 300 dpi Tesseract asks for, with its own orientation and page segmentation."""
    document = pdfium.PdfDocument(content)
    with TemporaryDirectory() as folder:
        images = [Path(folder) / f"{number}.png" for number in range(len(document))]
        for number, image in enumerate(images):
            document[number].render(scale=300 / 72).to_pil().save(image)

        def read(image: Path) -> None:
            command = ["tesseract", image, "stdout", "--psm", "1"]
            subprocess.run(command, capture_output=True, env=os.environ | environment, check=False)

        def read_all() -> None:
            with ThreadPoolExecutor(together) as pool:
                list(pool.map(read, images))

        return seconds(read_all, times=2)


if __name__ == "__main__":
    main()
