"""The lake: what analysts may ask, what they may not, and how its tables came to be."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.catalog import Catalog
from core.deidentified import is_term, shareable
from core.errors import LakeBusy, LakeTooNew, LakeUnavailable, WrongQuery
from core.lake import Lake
from core.migrations import Migration, known_migrations, migrate
from core.records import (
    Biomarker,
    Diagnosis,
    Document,
    Evidence,
    Fact,
    Finding,
    Grade,
    Lab,
    Page,
    Reading,
    Stage,
    Status,
    Treatment,
    document_id,
)
from core.settings import Settings

PATIENT = "0123456789abcdef"
DOCUMENT = document_id(b"x")
TEXT = "Synthetic words of a page"
EVIDENCE = (Evidence(document=DOCUMENT, page=1, start=0, end=9, quote=TEXT[:9], boxes=((1, 2, 3, 4),)),)

ONE_OF_EACH: tuple[Fact, ...] = (
    Diagnosis(name="invasive ductal carcinoma", site="breast", laterality="left", confidence=1, evidence=EVIDENCE),
    Stage(system="TNM", prefix="p", T="2", N="1a", group="IIB", edition="8", confidence=1, evidence=EVIDENCE),
    Grade(system="Nottingham", value="2", components=("3", "2", "1"), confidence=1, evidence=EVIDENCE),
    Biomarker(name="ER", result="positive", number=95, unit="%", confidence=1, evidence=EVIDENCE),
    Treatment(name="letrozole", type="drug", status="started", start="2024-03-14", confidence=1, evidence=EVIDENCE),
    Finding(name="lymph_nodes", involved=2, examined=14, numbers=(2.0, 14.0), confidence=1, evidence=EVIDENCE),
    Lab(name="LDH", number=310, unit="U/L", low=120, high=246, flag="high", confidence=1, evidence=EVIDENCE),
)


def filled(home: Path) -> Lake:
    lake = Lake(Settings(home=home, busy_seconds=1))
    lake.add_document(Document(id=DOCUMENT, patient=PATIENT, sha256="0" * 64, size=1, received="2024-03-14"))
    page = Page(document=DOCUMENT, number=1, width=612, height=792, method="ocr", quality=0.5, text=TEXT)
    reading = Reading(document=DOCUMENT, sha256="0" * 64, status=Status.READ, pages=(page,), facts=ONE_OF_EACH)
    lake.save_reading(PATIENT, reading, "first")
    return lake


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, busy_seconds=1)


@pytest.fixture
def lake(settings: Settings) -> Lake:
    return filled(settings.home)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake that the tests only ask."""
    return filled(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT name, site, laterality FROM diagnoses", [("invasive ductal carcinoma", "breast", "left")]),
        ("SELECT system, prefix, t, n, m, stage_group FROM stages", [("TNM", "p", "2", "1a", None, "IIB")]),
        ("SELECT system, value, components FROM grades", [("Nottingham", "2", ["3", "2", "1"])]),
        ("SELECT name, result, number, unit FROM biomarkers", [("ER", "positive", 95.0, "%")]),
        ("SELECT name, status, started, ended FROM treatments", [("letrozole", "started", "2024-03-14", None)]),
        ("SELECT name, involved, examined, numbers FROM findings", [("lymph_nodes", 2, 14, [2.0, 14.0])]),
        ("SELECT name, number, low, high, flag FROM labs", [("LDH", 310.0, 120.0, 246.0, "high")]),
        ("SELECT count(*), any_value(page), any_value(boxes) FROM all_facts", [(7, 1, [[1.0, 2.0, 3.0, 4.0]])]),
        ("SELECT method, quality, characters FROM pages", [("ocr", 0.5, len(TEXT))]),
    ],
)  # fmt: skip
def test_each_view_shows_its_kind(shown: Lake, sql: str, rows: list[tuple[object, ...]]) -> None:
    """Every kind's own fields are typed columns of its view."""
    assert shown.query(sql).rows == rows


def test_every_view_and_column_of_a_fact_has_coordinates(shown: Lake) -> None:
    """Each view by kind names patient, document, page, offsets and boxes."""
    views = ("diagnoses", "stages", "grades", "biomarkers", "treatments", "findings", "labs")
    for view in views:
        columns = shown.query(f"FROM {view}").columns
        assert {"patient", "document", "fact", "page", "start_offset", "end_offset", "boxes"} <= set(columns)


@pytest.mark.parametrize(
    "sql",
    ["DESCRIBE stages", "SHOW TABLES", "SUMMARIZE labs", "WITH a AS (FROM labs) FROM a", "SELECT unnest([1, 2])"],
)
def test_an_analyst_can_look_around(shown: Lake, sql: str) -> None:
    """Describing, listing and summarising are reading too."""
    assert shown.query(sql).rows


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM facts",
        "CREATE TABLE memory.main.copy AS FROM facts",
        "ATTACH '/tmp/other.db'",
        "COPY facts TO 'facts.csv'",
        "INSTALL spatial",
        "SET enable_external_access = true",
        "SELECT 1; SELECT 2",
        "FROM read_text('/etc/hostname')",
        "FROM '/etc/passwd'",
        "FROM 'https://example.org/x.csv'",
        "SELECT (SELECT count(*) FROM glob('/*'))",
        "FROM sqlite_scan('{catalog}', 'ducklake_snapshot')",
        "FROM system.main.SQLITE_SCAN('{catalog}', 'ducklake_snapshot')",
        "FROM (VALUES (1)) UNION ALL FROM sqlite_query('__ducklake_metadata_lake', 'SELECT 1')",
        "FROM ducklake_expire_snapshots('lake', older_than => now())",
        "FROM __ducklake_metadata_lake.ducklake_data_file",
        "FROM query('FROM read_text(''/etc/hostname'')')",
        "EXPLAIN ANALYZE DELETE FROM facts",
        "PRAGMA database_list",
        "SELECT nonsense FROM facts",
        "not SQL",
        "",
    ],
)
def test_a_query_can_only_read_the_lake(shown: Lake, sql: str) -> None:
    """Writing, attaching, other files, the network and the catalog's keys are refused, and nothing has changed."""
    with pytest.raises(WrongQuery):
        shown.query(sql.format(catalog=shown.catalog.url.removeprefix("sqlite:")))
    assert shown.query("SELECT count(*) FROM facts").rows == [(7,)]


def test_a_wrong_query_says_what_is_wrong(shown: Lake) -> None:
    """DuckDB's own message names the column that does not exist."""
    with pytest.raises(WrongQuery, match="nonsense"):
        shown.query("SELECT nonsense FROM facts")


def test_any_duckdb_client_can_read_the_lake(lake: Lake, settings: Settings) -> None:
    """The ATTACH that the documentation gives works beside an open lake, views included, under any name."""
    catalog = Catalog(settings)
    client = catalog._connect()
    client.execute(f"ATTACH 'ducklake:{catalog.url}' AS analysis (READ_ONLY)")
    assert client.execute("SELECT name FROM analysis.biomarkers").fetchall() == [("ER",)]
    with pytest.raises(duckdb.Error):
        client.execute("DELETE FROM analysis.facts")


def test_the_catalog_holds_no_row_of_a_patient(lake: Lake, settings: Settings) -> None:
    """Small saves are not inlined in the catalog's own tables, and only its owner may read the catalog."""
    catalog = settings.home / "lake" / "catalog.sqlite"
    with sqlite3.connect(catalog) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        inlined = [name for name in tables if name.startswith("ducklake_inlined_data_") and name[-1].isdigit()]
        counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in inlined]
    assert all(count == (0,) for count in counts)
    assert catalog.stat().st_mode & 0o077 == 0


def test_a_lake_held_by_another_writer_is_busy_and_unchanged(lake: Lake, settings: Settings) -> None:
    """After busy_seconds the writer is told, while readers go on."""
    with FileLock(settings.home / "lake" / "catalog.sqlite.lock"), pytest.raises(LakeBusy, match="try again"):
        lake.forget(PATIENT)
    assert lake.query("SELECT count(*) FROM facts").rows == [(7,)]


HOLD = """
import sqlite3, sys
catalog = sqlite3.connect(sys.argv[1], isolation_level=None)
catalog.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_writer_that_heeds_no_lock_is_waited_for(lake: Lake, settings: Settings) -> None:
    """Another process's SQLite transaction makes LakeBusy, and the same change succeeds once it is over."""
    hold = [sys.executable, "-c", HOLD, settings.home / "lake" / "catalog.sqlite"]
    with subprocess.Popen(hold, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as foreign:
        assert foreign.stdout
        assert foreign.stdout.readline() == "held\n"
        with pytest.raises(LakeBusy):
            lake.mark_document(PATIENT, DOCUMENT, Status.FAILED)
        foreign.communicate()
    lake.mark_document(PATIENT, DOCUMENT, Status.FAILED)
    assert lake.query("SELECT status FROM documents").rows == [("failed",)]


def test_a_newer_lake_is_left_alone(lake: Lake, settings: Settings) -> None:
    """A schema that this version does not know is refused, with the number that is needed."""
    lake.catalog.cursor(migrate).execute("INSERT INTO migrations VALUES (99, 'future', '2099-01-01')")
    lake.close()
    with pytest.raises(LakeTooNew, match="99"):
        Lake(settings).documents(PATIENT)


def test_migrations_are_numbered_without_gaps() -> None:
    """The files' numbers are 1, 2, 3, and so on."""
    steps = known_migrations()
    assert [step.version for step in steps] == list(range(1, len(steps) + 1))


def test_a_later_migration_runs_once_and_keeps_the_facts(lake: Lake) -> None:
    """The next step is applied to a lake with facts in it, and is not run a second time."""
    cursor = lake.catalog.cursor(migrate)
    steps = (*known_migrations(), Migration(99, "shade", "ALTER TABLE pages ADD COLUMN shade VARCHAR"))
    migrate(cursor, steps)
    migrate(cursor, steps)
    assert cursor.execute("SELECT count(*), count(shade) FROM pages").fetchall() == [(1, 0)]


def test_a_migration_that_fails_leaves_nothing_half_done(lake: Lake) -> None:
    """Both the change before the fault and the step's own entry are rolled back."""
    cursor = lake.catalog.cursor(migrate)
    broken = Migration(99, "broken", "CREATE TABLE half (i INTEGER); SELECT nonsense")
    with pytest.raises(duckdb.Error):
        migrate(cursor, (*known_migrations(), broken))
    assert cursor.execute("SELECT max(version) FROM migrations").fetchall() == [(len(known_migrations()),)]
    assert cursor.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'").fetchall() == [(0,)]


OPEN = """
import sys
from pathlib import Path
from core.lake import Lake
from core.settings import Settings
Lake(Settings(home=Path(sys.argv[1]))).documents("0123456789abcdef")
"""


def test_migrations_run_once_when_processes_start_at_once(tmp_path: Path) -> None:
    """Four processes that open a lake that does not exist yet leave one entry per migration."""
    started = [subprocess.Popen([sys.executable, "-c", OPEN, str(tmp_path)]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
    versions = Lake(Settings(home=tmp_path)).query("SELECT version FROM migrations ORDER BY 1").rows
    assert versions == [(step.version,) for step in known_migrations()]


def test_an_unreachable_catalog_is_told_without_its_password(tmp_path: Path) -> None:
    """The address, which may hold a password, is not repeated."""
    pytest.importorskip("duckdb_extension_postgres_scanner")
    address = "postgres:host=127.0.0.1 port=1 user=u password=verysecret dbname=lake"
    with pytest.raises(LakeUnavailable) as caught:
        Lake(Settings(home=tmp_path, catalog_url=address)).documents(PATIENT)
    assert "verysecret" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["2+", "95%", "3.2 g/dL", "POSITIVE (95%)", "p.E746_A750del", "NM_005228.5:c.2369T>C", "1.5 x 0.8 cm",
     "80 mg/m2 daily", "invasive ductal carcinoma", "Gleason 3+4=7", "EML4", "disease progression"],
)  # fmt: skip
def test_terms_and_measurements_may_leave_the_vault(text: str) -> None:
    """Vocabulary words, numbers with units, and variants are no secret."""
    assert is_term(text)


@pytest.mark.parametrize(
    "text",
    ["Jane Doe", "Mrs Doe", "12 Elm Street", "12/03/1956", "1956-03-12", "S23-104482", "MRN 00412345", "555-0192-11",
     "her husband Tom drives her", "jane.doe@example.org", "breast carcinoma of Jane Doe", "carcinoma " * 20],
)  # fmt: skip
def test_names_numbers_and_sentences_may_not(text: str) -> None:
    """Names, addresses, dates, record numbers and sentences are withheld whole."""
    assert not is_term(text)


@given(st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=6, max_size=12))
@examples(max_examples=50)
def test_an_unknown_word_anywhere_withholds_the_field(word: str) -> None:
    """One word that stands in no table is enough, and the other fields still go."""
    fact = Diagnosis(name=f"carcinoma {word}", site="breast", confidence=1, evidence=EVIDENCE)
    assert shareable(fact) == ({"site": "breast"}, ("name",))


def test_a_long_query_draws_no_progress_bar(shown: Lake) -> None:
    """DuckDB would draw it on standard output, where answers are printed; cursors inherit the setting."""
    setting = "SELECT value FROM duckdb_settings() WHERE name = 'enable_progress_bar'"
    for cursor in (shown.catalog.cursor(migrate), shown.catalog.locked_cursor()):
        assert cursor.execute(setting).fetchall() == [("false",)]
