"""The README is true: its commands run, and print what it shows."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from core.places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```console\n(.*?)```", re.S)
ELISION = "…"


def runs() -> list[tuple[str, list[str]]]:
    """Commands of the README with the lines it shows of their output."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(README):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found and line.strip() not in ("", ELISION):
                found[-1][1].append(line.rstrip())
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "SIGHTLINE_HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(
        shlex.split(command), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False
    )


@pytest.mark.flow
@pytest.mark.timeout(900)
def test_every_command_prints_what_the_readme_shows(home: Path) -> None:
    """In their order, with one home; ``make demo`` as the command it runs, other targets by name only."""
    commands = [(command, shown) for command, shown in runs() if not command.startswith("make ")]
    assert len(commands) >= 6
    for command, shown in [("sightline demo", shown_of("make demo")), *commands]:
        done = run(command, home)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        missing = [line for line in shown if line not in done.stdout]
        assert not missing, f"{command} no longer prints {missing}"


def shown_of(command: str) -> list[str]:
    return next(shown for one, shown in runs() if one == command)


@pytest.mark.parametrize("target", [command for command, _ in runs() if command.startswith("make ")])
def test_every_make_target_exists(target: str) -> None:
    """What the README asks for is in the Makefile."""
    assert run(f"make --dry-run {target.removeprefix('make ')}", ROOT).returncode == 0
