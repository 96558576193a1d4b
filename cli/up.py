"""``sightline up``: Prefect's server, workers and the web pages as child processes of this one.

A child that dies is started again, at first at once, then after growing pauses. All end with this process, even when
it is killed: each child has the kernel tell it of its parent's death (Linux), and a worker's own children watch a pipe.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from filelock import FileLock, Timeout

from cli.prefect_home import prepare_prefect
from core.settings import Settings

PYTHON = (sys.executable, "-P", "-m")
LOOK_EVERY = 0.1
READY = 120.0
"""Seconds in which the pages and Prefect must answer."""
LONG_LIFE = 60.0
"""Seconds after which a child that dies is started again at once."""
LONGEST_PAUSE = 30.0
GRACE = 7.0
"""Seconds to end by oneself."""
LONGEST_LOG = 5 * 1024**2
SERVER = "prefect.server.api.server:create_app"
PR_SET_PDEATHSIG = 1
POLITE = 5
LIBC = ctypes.CDLL(None)
TAKEN = "Port {} is taken by another program. Stop that one, or choose another port with {}.\n"
TWICE = "Sightline is already running on these records. Stop that one first (Ctrl-C where it was started).\n"


@dataclass
class Child:
    """One process, started again when it ends. Its output goes to a file of its own, the last one kept beside it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    is_polite: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    since: float = 0.0
    pause: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_read_patiently if self.is_polite else _end_with_parent,
            )
        self.since = time.monotonic()

    def look(self) -> None:
        """Starts it again if it died and its pause is over."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            self.pause = 0.0 if now - self.since > LONG_LIFE else min(max(1.0, 2 * self.pause), LONGEST_PAUSE)
            self.process, self.due = None, now + self.pause
            sys.stderr.write(f"{self.name} ended and is started again; what it said is in {self.log}\n")
        if self.process is None and now >= self.due:
            self.start()

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, by: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, by - time.monotonic()))
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def run_up(host: str, port: int, prefect_port: int, workers: int) -> int:
    """Port 0 is any that is free.

    Exit status 2 where a port is taken or another one runs on the same records; 1 where it does not come up.
    """
    settings = Settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.home / "up.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        sys.stderr.write(TWICE)
        return 2
    with lock:
        port, prefect_port = port or _free_port(host), prefect_port or _free_port("127.0.0.1")
        for number, at, option in ((port, host, "--port"), (prefect_port, "127.0.0.1", "--prefect-port")):
            if _is_taken(at, number):
                sys.stderr.write(TAKEN.format(number, option))
                return 2
        return _run(settings, children_of(settings, host, port, prefect_port, workers), (host, port, prefect_port))


def children_of(settings: Settings, host: str, port: int, prefect_port: int, workers: int) -> list[Child]:
    prepare_prefect(settings)
    prefect = f"http://127.0.0.1:{prefect_port}"
    environment = {
        **os.environ,
        "PREFECT_API_URL": f"{prefect}/api",
        "PREFECT_UI_API_URL": f"{prefect}/api",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "SIGHTLINE_PREFECT_UI": prefect,
    }
    quiet = ("--log-level", "error", "--no-access-log")
    serve = (*PYTHON, "uvicorn", "--factory", SERVER, "--host", "127.0.0.1", "--port", str(prefect_port), *quiet)
    pages = (*PYTHON, "web", "--host", host, "--port", str(port))
    read = (*PYTHON, "cli.main", "worker")
    logs = settings.home / "logs"
    return [
        Child("Prefect", serve, environment, logs / "prefect.log"),
        Child("The web application", pages, environment, logs / "web.log"),
        *(
            Child(f"Worker {number}", read, environment, logs / f"worker-{number}.log", is_polite=True)
            for number in range(1, workers + 1)
        ),
    ]


def _run(settings: Settings, children: list[Child], where: tuple[str, int, int]) -> int:
    stop = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    note = settings.home / "web-address"
    note.unlink(missing_ok=True)
    host, port, prefect_port = where
    begun, told = time.monotonic(), False
    sys.stderr.write("Starting. This takes some seconds; Ctrl-C stops everything.\n")
    try:
        while not stop.wait(LOOK_EVERY):
            for child in children:
                child.look()
            if not told and note.exists() and _answers(f"http://{host}:{port}/alive"):
                told = _answers(f"http://127.0.0.1:{prefect_port}/api/health")
                if told:
                    sys.stdout.write(f"Your pages: {note.read_text(encoding='utf-8').strip()}\n")
                    sys.stdout.write(f"For operators: http://127.0.0.1:{prefect_port} (Prefect)\n")
                    sys.stdout.flush()
            if not told and time.monotonic() - begun > READY:
                sys.stderr.write(f"It did not come up. What the parts said is in {settings.home / 'logs'}\n")
                return 1
    finally:
        for child in children:
            child.ask_to_end()
        by = time.monotonic() + GRACE
        for child in children:
            child.end(by)
    sys.stderr.write("Stopped.\n")
    return 0


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _free_port(host: str) -> int:
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _is_taken(host: str, port: int) -> bool:
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _end_with_parent() -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _read_patiently() -> None:
    """Workers take what the pages leave: who looks at an answer does not wait for somebody's upload."""
    _end_with_parent()
    os.nice(POLITE)
