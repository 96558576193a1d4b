"""How long the pages take: fifty readers at once while documents are being read, and from upload to facts.

    python benchmarks/web.py [--readers 50] [--seconds 15]

Starts `sightline up` on a home of its own, uploads the bundled records one by one (warm), then ten copies at once while
readers each ask for the profile or an answer once a second.
"""

import argparse
import asyncio
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from core.places import SAMPLES
from core.queue import JobState, Queue
from core.settings import Settings

QUESTION = "What does HER2 status mean for Multiple Myeloma treatment"
LONGEST = 300.0
ENDED = (JobState.DONE, JobState.FAILED)


def wait_for(happened: Callable[[], bool]) -> float:
    """Seconds until it happened; raises TimeoutError where it does not."""
    since = time.perf_counter()
    while not happened():
        if time.perf_counter() - since > LONGEST:
            raise TimeoutError(f"nothing came of it in {LONGEST:.0f} seconds")
        time.sleep(0.01)
    return time.perf_counter() - since


class Pages:
    """One signed-in person."""

    def __init__(self, address: str, home: Path) -> None:
        self.client = httpx.Client(base_url=address.split("/enter")[0], follow_redirects=True, timeout=30)
        self.client.get(address)
        self.queue = Queue(Settings(home=home))
        told = self.client.post("/patients", data={"csrf": self.csrf(), "name": "demo-bench"})
        self.patient = told.url.path.split("/")[2]

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/").text)
        return found[1] if found else ""

    def upload(self, *files: tuple[str, bytes]) -> None:
        self.client.post(
            f"/p/{self.patient}/records", data={"csrf": self.csrf()}, files=[("files", one) for one in files]
        )

    def until(self, reached: int) -> float:
        """Seconds until so many documents are read."""
        return wait_for(lambda: sum(job.state in ENDED for job in self.queue.jobs(self.patient)) >= reached)

    def ask(self) -> str:
        told = self.client.post(f"/p/{self.patient}/ask", data={"csrf": self.csrf(), "question": QUESTION})
        return told.url.path


async def read_pages(root: str, cookies: httpx.Cookies, paths: list[str], readers: int, seconds: float) -> list[float]:
    """Seconds of each request; raises where one is not answered with 200."""
    end = time.monotonic() + seconds
    took: list[float] = []

    async def read(client: httpx.AsyncClient, turn: int) -> None:
        await asyncio.sleep(turn / readers)
        while time.monotonic() < end:
            since = time.perf_counter()
            answer = await client.get(paths[turn % len(paths)])
            answer.raise_for_status()
            took.append(time.perf_counter() - since)
            turn += 1
            await asyncio.sleep(1)

    limits = httpx.Limits(max_connections=readers, max_keepalive_connections=readers)
    async with httpx.AsyncClient(base_url=root, cookies=cookies, timeout=30, limits=limits) as client:
        await asyncio.gather(*(read(client, number) for number in range(readers)))
    return took


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python benchmarks/web.py", description="How long the pages take.")
    arguments.add_argument("--readers", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=15)
    asked = arguments.parse_args()
    table = Table("what", "seconds")
    with tempfile.TemporaryDirectory(prefix="sightline-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        up = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "up", "--port", "0", "--prefect-port", "0"],
            env={**os.environ, "SIGHTLINE_HOME": folder},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            address = up.stdout.readline().split()[-1] if up.stdout else ""
            wait_for(lambda: "ready" in "".join(log.read_text() for log in (home / "logs").glob("worker-*.log")))
            measure(Pages(address, home), table, asked.readers, asked.seconds)
        finally:
            up.send_signal(signal.SIGINT)
            up.wait(20)
    Console().print(table)


def measure(pages: Pages, table: Table, readers: int, seconds: float) -> None:
    letter = (SAMPLES / "oncology_letter.txt").read_bytes()
    pdf, photo = (SAMPLES / "breast_pathology.pdf").read_bytes(), (SAMPLES / "myeloma_photo.jpg").read_bytes()
    for done, (name, content) in enumerate({"a.txt": letter, "b.pdf": pdf, "c.jpg": photo}.items(), 1):
        since = time.perf_counter()
        pages.upload((name, content))
        pages.until(done)
        table.add_row(f"upload to facts, {name[2:]}", f"{time.perf_counter() - since:.2f}")
    paths = [f"/p/{pages.patient}/profile", pages.ask()]
    copies = [(f"{number}.txt", letter + f"\n{number}\n".encode()) for number in range(10)]
    since = time.perf_counter()
    pages.upload(*copies)
    table.add_row("ten files at once: all in the list", f"{time.perf_counter() - since:.2f}")
    root, cookies = str(pages.client.base_url), pages.client.cookies
    took = asyncio.run(read_pages(root, cookies, paths, readers, seconds))
    table.add_row(f"{readers} readers, {len(took)} requests, none failed: median", f"{statistics.median(took):.3f}")
    table.add_row("the same: 95th percentile", f"{statistics.quantiles(took, n=20)[-1]:.3f}")
    pages.until(13)
    table.add_row("ten files at once: all read", f"{time.perf_counter() - since:.2f}")


if __name__ == "__main__":
    main()
