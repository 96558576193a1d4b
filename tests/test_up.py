"""`sightline up` as a process: what it refuses, and that nothing of it is left when it is gone."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

COMMAND = [sys.executable, "-m", "cli.main", "up"]


def begin(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*COMMAND, "--port", "0", "--prefect-port", "0"],
        env={**os.environ, "SIGHTLINE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end_in_time(processes: list[psutil.Process], seconds: float = 15) -> list[psutil.Process]:
    """Those that run on. What has ended, and waits for init on a busy machine to be told so, does not."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_a_taken_port_is_named_with_what_to_do(tmp_path: Path) -> None:
    """One sentence and exit status 2; nothing was started."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "--port", str(port), "--prefect-port", "0"],
            env={**os.environ, "SIGHTLINE_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert (
        done.stderr == f"Port {port} is taken by another program. Stop that one, or choose another port with --port.\n"
    )
    assert not (tmp_path / "logs").exists()


@pytest.mark.flow
@pytest.mark.timeout(180)
def test_nothing_is_left_when_it_is_killed_and_it_starts_again(tmp_path: Path) -> None:
    """Even by SIGKILL; a second one on the same records is refused while it runs, and runs after."""
    first = begin(tmp_path)
    assert first.stdout
    assert "/enter/" in first.stdout.readline()
    assert (tmp_path / "web-address").stat().st_mode & 0o077 == 0
    second = begin(tmp_path)
    assert second.wait(60) == 2
    assert second.stderr
    assert "already running" in second.stderr.read()
    children = psutil.Process(first.pid).children(recursive=True)
    assert len(children) >= 3
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    assert end_in_time(children) == []
    third = begin(tmp_path)
    assert third.stdout
    assert "/enter/" in third.stdout.readline()
    children = psutil.Process(third.pid).children(recursive=True)
    since = time.monotonic()
    third.send_signal(signal.SIGINT)
    assert third.wait(15) == 0
    assert time.monotonic() - since < 10
    assert end_in_time(children, 1) == []
