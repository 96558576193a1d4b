"""Several processes save into one lake while another queries it: nothing lost, doubled, torn or failed."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from core.places import ROOT
from core.records import Profile
from core.settings import Settings
from core.store import Store


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    script = [sys.executable, ROOT / "benchmarks" / "concurrency.py", "--json", "--documents", "10", "--writers", "4"]
    done = subprocess.run(script, capture_output=True, timeout=120, check=True)
    return json.loads(done.stdout)


def test_no_document_is_lost_or_doubled(measured: dict[str, float]) -> None:
    """Four processes save ten documents twice each: ten are kept, once each, with all their facts."""
    assert measured["saves"] == 20
    assert (measured["lost"], measured["doubled"], measured["wrong facts"]) == (0, 0, 0)


def test_readers_never_fail_nor_see_half_a_document(measured: dict[str, float]) -> None:
    """A fifth process queries throughout: every query is answered, with whole documents only."""
    assert measured["queries"] > 0
    assert (measured["failed queries"], measured["torn documents"]) == (0, 0)


def test_threads_may_share_a_store(tmp_path: Path) -> None:
    """Eight threads that register two documents and save one changing profile neither lose nor double anything."""
    store = Store(Settings(home=tmp_path))

    def work(number: int) -> int:
        patient = store.admit("Sample Patient A")
        store.register_document(patient, f"document {number % 2}".encode())
        return store.save_profile(Profile(patient=patient, documents=(str(number),))).snapshot or 0

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(work, range(8)))
    ((patient, _),) = store.patients()
    assert len(store.documents(patient)) == 2
    assert numbers == list(range(1, 9))


def test_tidying_disturbs_no_reader(tmp_path: Path) -> None:
    """A reader with connections of its own is answered throughout, while the files it reads are joined and removed."""
    writer, reader = Store(Settings(home=tmp_path)), Store(Settings(home=tmp_path))
    patient = writer.admit("Sample Patient A")

    def change() -> None:
        for number in range(4):
            writer.register_document(patient, f"document {number}".encode())
            writer.tidy()

    with ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        counts = [len(reader.documents(patient))]
        while not changing.done():
            counts.append(len(reader.documents(patient)))
            counts.append(len(reader.query("FROM documents").rows))
        changing.result()
    assert counts == sorted(counts)
    assert len(reader.documents(patient)) == 4


@pytest.mark.parametrize(
    "passing",
    [
        "Invalid Input Error: No snapshot found in DuckLake",
        "Invalid Input Error: Corrupt DuckLake - multiple snapshots returned from database",
        "IO Error: database is locked",
        "IO Error: No files found that match the pattern: No such file or directory",
    ],
)
def test_a_reader_whose_snapshot_was_tidied_away_asks_again(tmp_path: Path, passing: str) -> None:
    """What a reader meets only because others write at that moment is asked again; what stays wrong is raised."""
    catalog = Store(Settings(home=tmp_path)).lake.catalog
    met = [duckdb.Error(passing)]

    def ask(_: duckdb.DuckDBPyConnection) -> int:
        if met:
            raise met.pop()
        return 7

    assert catalog.read(duckdb.connect(), ask) == 7
    met += [duckdb.Error("Binder Error: no such column")] * 2
    with pytest.raises(duckdb.Error, match="no such column"):
        catalog.read(duckdb.connect(), ask)
    assert len(met) == 1
