"""The command: its contract, its exit status, and a sentence that says what to do for every bad input."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.places import SAMPLES

SIGHTLINE = Path(sys.executable).with_name("sightline")
LETTER = SAMPLES / "oncology_letter.txt"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def sightline(*arguments: str | Path, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"SIGHTLINE_HOME": str(home)} if home else {})
    return subprocess.run([SIGHTLINE, *arguments], capture_output=True, text=True, env=environment, timeout=240)


def test_help_is_instant() -> None:
    """Heavy imports are lazy: the best of three starts stays under half a second."""

    def seconds() -> float:
        since = time.perf_counter()
        assert "extract" in sightline("--help").stdout
        return time.perf_counter() - since

    assert min(seconds() for _ in range(3)) < 0.5


def test_extract_prints_one_object_per_file_in_the_contracts_shape(tmp_path: Path) -> None:
    """One unreadable file does not stop the others, and makes the exit status 1."""
    (tmp_path / "a.txt").write_text(LETTER.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 torn")
    done = sightline("extract", tmp_path, "--json")
    good, bad = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert set(good) == {"source", "sha256", "status", "problems", "document_type", "pages", "facts"}
    assert (good["status"], good["document_type"]) == ("read", "letter")
    for fact in good["facts"]:
        assert {"kind", "assertion", "subject", "confidence", "source", "evidence"} <= set(fact)
        assert set(fact["evidence"][0]) >= {"page", "start", "end", "quote", "boxes"}
        assert fact["evidence"][0]["boxes"]
        assert None not in fact.values()
    assert bad["status"] == "failed"
    assert bad["problems"][0]["message"]
    assert bad["facts"] == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.pdf", b"", "empty"),
        ("torn.pdf", b"%PDF-1.7\n1 0 obj\n<<", "again"),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(100), "PDF"),
        ("archive.zip", b"PK\x03\x04" + bytes(100), ""),
    ],
)
def test_what_cannot_be_read_says_what_to_do(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    """Empty, truncated and unsupported files: a sentence each, status failed, exit status 1."""
    (tmp_path / name).write_bytes(content)
    done = sightline("extract", tmp_path / name, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["status"]) == (1, "failed")
    (problem,) = told["problems"]
    assert says in problem["message"]
    assert name not in problem["message"]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["extract", "{empty}"], 1, "no file"),
        (["extract", "{empty}/nowhere"], 1, "does not exist"),
        (["extract"], 2, "paths"),
        (["ingest", "{empty}"], 2, "--patient"),
        (["profile"], 2, "--patient"),
        (["profile", "--patient", " "], 2, "--patient"),
        (["profile", "--patient", "nobody-we-know"], 1, "ingest"),
        (["ask", "What is HER2?", "--patient", "nobody-we-know"], 1, "ingest"),
        (["ask", "What is the capital of France?"], 1, ""),
        (["sql", "DROP TABLE facts"], 2, ""),
        (["sql", "SELECT * FROM read_text('/etc/passwd')"], 2, ""),
        (["sql", "SELECT nonsense FROM all_facts"], 2, ""),
        (["nonsense"], 2, ""),
    ],
)
def test_wrong_usage_gets_a_sentence(arguments: list[str], status: int, says: str, tmp_path: Path, home: Path) -> None:
    """No traceback, the right exit status, and what to do."""
    done = sightline(*(one.format(empty=tmp_path) for one in arguments), home=home)
    assert done.returncode == status
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert (done.stderr + done.stdout).strip()


def test_a_question_gets_the_answer_of_the_contract() -> None:
    """``ask --json`` prints the Answer, with its premise corrected."""
    done = sightline("ask", "What does HER2 status mean for Multiple Myeloma treatment", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert told["understood"]["intent"] == "biomarker_meaning"
    assert told["premises"] == [
        {"biomarker": "HER2", "cancer": "multiple myeloma", "relevance": "not_in_sources", "corrected": True}
    ]
    assert told["profile_snapshot"] is None


@pytest.mark.flow
def test_ingest_then_profile_then_ask_then_sql(home: Path) -> None:
    """The main job by commands: a letter becomes a profile, a personal answer, and rows without names."""
    done = sightline("ingest", LETTER, "--patient", "Petra Example", "--json", home=home)
    assert done.returncode == 0, done.stderr
    (outcome,) = json.loads(done.stdout)
    assert outcome["status"] == "read"
    profile = json.loads(sightline("profile", "--patient", "Petra Example", "--json", home=home).stdout)
    assert any(fact["kind"] == "treatment" for fact in profile["facts"])
    answer = json.loads(
        sightline("ask", "What does KRAS mean?", "--patient", "Petra Example", "--json", home=home).stdout
    )
    assert answer["sections"][0]["title"] == "What your records say"
    assert answer["profile_snapshot"] == 1
    rows = json.loads(
        sightline("sql", "SELECT kind, count(*) AS n FROM all_facts GROUP BY kind", "--json", home=home).stdout
    )
    assert {row["kind"] for row in rows} >= {"treatment", "biomarker"}
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"Petra" not in kept
    assert b"FOLFIRI" not in kept


def test_doctor_says_what_is_installed(home: Path) -> None:
    """Every check is named, and a healthy installation exits with 0."""
    done = sightline("doctor", "--json", home=home)
    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert {"duckdb", "rapidocr", "device", "data", "disk", "lake"} <= set(checks)
    assert done.returncode == 0, checks
