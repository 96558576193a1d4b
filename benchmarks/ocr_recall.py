"""How much of a page's exact text optical recognition reads, by degradation, in reading order, and how fast.

    python benchmarks/ocr_recall.py [--corpora FOLDER] [--threads N] [--processes N] [--only KIND] [--tesseract]

Pages are rendered scans, faxes, photos and turned pages whose exact text is known, and born-digital pages that are
tilted, turned, dirtied and shadowed here. *words*: the share of the words of the exact text that were read (as
multisets, lower case, letters and digits only). *order*: the share of its pairs of neighbouring words that stand
side by side in the reading. *TNM*: the share of its T, N and M categories that were read. Confusions that the reports
themselves contain (they were typed from scans: ``pNO``) are mended in the exact text by the same rules.
With --tesseract the same pictures are read by the ``tesseract`` on the path, one thread in each of two processes.
"""

import argparse
import csv
import multiprocessing
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import cv2
import numpy as np
import pypdfium2 as pdfium
from rich.console import Console
from rich.table import Table

from core.places import ROOT
from extractors.readers import ocr, orientation, photo
from extractors.readers.repair import repair

DPI = 150
CATEGORY = re.compile(
    r"(?<![A-Za-z])[ypcrPC]{0,2}T(?:[0-4][a-d]?|is|[Xx])(?![a-z])"
    r"|(?:(?<![A-Za-z])|(?<=T[0-4])|(?<=T[0-4][a-d]))[ypcPC]{0,2}N(?:[0-3][a-c]?|[Xx])(?![a-z])"
    r"|(?:(?<![A-Za-z])|(?<=N[0-3Xx])|(?<=N[0-3][a-c]))[pcPC]?M(?:[01][a-c]?|[Xx])(?![a-z])"
)


class Case(NamedTuple):
    kind: str
    pictures: list[ocr.Image]
    exact: str


class Score(NamedTuple):
    kind: str
    pages: int
    words: Counter[str]
    read: Counter[str]
    seconds: float
    peak: int


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    corpora = os.environ.get("SIGHTLINE_CORPORA", str(ROOT.parent / "shared" / "data"))
    arguments.add_argument("--corpora", type=Path, default=Path(corpora))
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--processes", type=int, default=2)
    arguments.add_argument("--only", help="kinds of degradation whose name holds this")
    arguments.add_argument("--tesseract", action="store_true")
    given = arguments.parse_args()
    records = given.corpora / "records"
    if not records.is_dir():
        sys.exit(f"There are no records in {given.corpora}; name the corpora folder with --corpora.")
    cases = [case for case in [*rendered(records), *degraded(records)] if (given.only or "") in case.kind]
    console = Console(width=120)
    console.print(table(f"Sightline, {given.processes} x {given.threads} threads", ours(cases, given)))
    if given.tesseract and not shutil.which("tesseract"):
        console.print("Tesseract is not on the path: nothing to compare with.")
    elif given.tesseract:
        console.print(table("Tesseract, 2 processes x 1 thread", theirs(cases)))


def rendered(records: Path) -> Iterator[Case]:
    folder = records / "13_rendered_scans"
    with (records / "gold" / "13_scans_gold.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            path = folder / row["file"]
            pictures = (
                [one for name in sorted(path.iterdir()) for one in photo.open_photo(name.read_bytes())]
                if path.is_dir()
                else render(path)
            )
            yield Case(row["degradation"], pictures, (folder / row["gold_text"]).read_text(encoding="utf-8"))


def degraded(records: Path) -> Iterator[Case]:
    """Born-digital pages of rendered reports, made worse in ways the rendered scans are not."""
    generator = np.random.default_rng(20240314)
    for path in sorted((records / "13_rendered_scans").glob("*_digital.pdf")):
        exact = (path.parent / "gold_text" / f"{path.stem}.txt").read_text(encoding="utf-8")
        pages = render(path)
        for rotation in (90, 180, 270):
            yield Case(f"made: turned {rotation}", [turned(page, rotation) for page in pages], exact)
        for tilt in (-3, 5, 7):
            yield Case(f"made: tilted {tilt}, noise", [noisy(tilted(page, tilt), generator) for page in pages], exact)
        yield Case("made: tilted 4, turned 180", [turned(tilted(page, 4), 180) for page in pages], exact)
        yield Case("made: shadow", [photo.flatten(shadowed(page)) for page in pages], exact)


def render(path: Path) -> list[ocr.Image]:
    return [page.render(scale=DPI / 72).to_numpy()[:, :, :3].copy() for page in pdfium.PdfDocument(path)]


def turned(picture: ocr.Image, rotation: int) -> ocr.Image:
    """Turned clockwise: what turn_upright undoes."""
    return orientation.turn_upright(picture, 360 - rotation, 0)


def tilted(picture: ocr.Image, tilt: float) -> ocr.Image:
    return orientation.turn_upright(picture, 0, -tilt)


def noisy(picture: ocr.Image, generator: np.random.Generator) -> ocr.Image:
    soft = cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.float32)
    return np.clip(soft + generator.normal(0, 18, picture.shape), 0, 255).astype(np.uint8)


def shadowed(picture: ocr.Image) -> ocr.Image:
    height, width = picture.shape[:2]
    shade = np.linspace(1, 0.35, width)[None, :] * np.linspace(1, 0.7, height)[:, None]
    shade[:, width // 2 :] *= 0.7
    return (picture * shade[:, :, None]).astype(np.uint8)


def ours(cases: Sequence[Case], given: argparse.Namespace) -> list[Score]:
    spawn = multiprocessing.get_context("spawn")  # a fork of a process that used OpenCV's threads hangs
    with ProcessPoolExecutor(given.processes, spawn, initializer=warm_up, initargs=(given.threads,)) as pool:
        return list(pool.map(read, cases))


def warm_up(threads: int) -> None:
    cv2.setNumThreads(threads)
    ocr.load_reader(threads)
    blank = np.full((300, 300, 3), 255, np.uint8)
    ocr.read_image(blank, document="0" * 16, number=1, width=144, height=144)


def read(case: Case) -> Score:
    since = time.perf_counter()
    pages: list[str] = []
    for number, picture in enumerate(case.pictures, start=1):
        height, width = picture.shape[:2]
        points = 72 / DPI
        page = ocr.read_image(picture, document="0" * 16, number=number, width=width * points, height=height * points)
        pages.append(page.text)
    return scored(case, "\n".join(pages), time.perf_counter() - since)


def theirs(cases: Sequence[Case]) -> list[Score]:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(read_by_tesseract, cases))


def read_by_tesseract(case: Case) -> Score:
    """Asked to find the way up too (--psm 1), as the pages need it; pictures as Sightline sees them."""
    pages: list[str] = []
    spent = 0.0
    with TemporaryDirectory() as folder:
        for number, picture in enumerate(case.pictures):
            path = Path(folder) / f"{number}.png"
            cv2.imwrite(str(path), picture)
            since = time.perf_counter()
            command = ["tesseract", str(path), "stdout", "--psm", "1", "--dpi", str(DPI)]
            environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
            spent += time.perf_counter() - since
            pages.append(done.stdout)
    return scored(case, "\n".join(pages), spent)


def scored(case: Case, text: str, seconds: float) -> Score:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Score(case.kind, len(case.pictures), told(case.exact), told(text), seconds, peak)


def told(text: str) -> Counter[str]:
    """Words, pairs of neighbouring words and TNM categories, each kind under its own mark."""
    mended = repair(text, ()).text
    words = re.findall(r"[^\W_]+", mended.lower())
    return Counter(
        [
            *(f"word {word}" for word in words),
            *(f"pair {one} {other}" for one, other in pairwise(words)),
            *(f"category {match.group().lower()}" for match in CATEGORY.finditer(mended)),
        ]
    )


def table(title: str, scores: Sequence[Score]) -> Table:
    kinds: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        kinds[score.kind].append(score)
    shown = Table("degradation", "pages", "words", "order", "TNM", "s/page", title=title)
    for kind, of_kind in [*sorted(kinds.items()), ("all", list(scores))]:
        pages = sum(score.pages for score in of_kind)
        shares = (share(of_kind, what) for what in ("word", "pair", "category"))
        shown.add_row(kind, str(pages), *shares, f"{sum(score.seconds for score in of_kind) / pages:.2f}")
    shown.caption = f"peak of one process {max(score.peak for score in scores)} MiB"
    return shown


def share(scores: Sequence[Score], what: str) -> str:
    """Found of asked for, over all cases of a kind."""
    asked = found = 0
    for score in scores:
        wanted = {one: count for one, count in score.words.items() if one.startswith(f"{what} ")}
        asked += sum(wanted.values())
        found += sum(min(count, score.read[one]) for one, count in wanted.items())
    return f"{found / asked:.4f} of {asked}" if asked else "-"


if __name__ == "__main__":
    main()
