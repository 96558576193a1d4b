"""The lake: facts, coordinates and codes under pseudonymous ids, in DuckLake (Parquet files and a catalog).

Notable:
- The Parquet files are encrypted; their keys stand in the catalog, so the catalog is as private as the vault. Rows
  are never inlined in it (``DATA_INLINING_ROW_LIMIT 0``): what is measured costs 10 ms a save (docs/decisions.md),
  and then the catalog holds no patient's row.
- One writer at a time per SQLite catalog, by a lock file: SQLite refuses a reader that wants to become a writer at
  once, without waiting, and two writers may number their snapshots alike. PostgreSQL locks per patient instead.
- The extensions come in wheels of exactly DuckDB's version; nothing is downloaded.
"""

import contextlib
import importlib.util
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from secrets import SystemRandom
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import duckdb
from filelock import FileLock, Timeout

from core.deidentified import shareable
from core.errors import LakeBusy, LakeTooNew, LakeUnavailable, UnknownDocument, WrongQuery
from core.migrations import CREATE_REGISTER, Migration, migrations
from core.records import Document, DocumentType, Fact, Page, Problem, Reading, Review, Status
from core.settings import Settings

Result = TypeVar("Result")
Row = Mapping[str, object]

BUSY = re.compile(
    r"database is locked|database table is locked|transaction conflict|conflicts? with|could not serialize|"
    r"deadlock detected|duplicate key value|unique constraint failed|multiple snapshots|exceeded the maximum retry",
    re.IGNORECASE,
)
"""What DuckLake and its catalogs say when another writer was first."""

GONE = re.compile(r"no such file|cannot open file|could not open|404", re.IGNORECASE)
"""What a reader meets whose snapshot was cleaned away by a forgetting; a new snapshot has other files."""

LONGEST_PAUSE = 0.5
TABLES_OF_DOCUMENT = ("pages", "facts", "codes", "evidence")
TABLES_OF_PATIENT = ("documents", *TABLES_OF_DOCUMENT, "reviews", "profiles")
TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest", "json_each", "json_tree", "duckdb_views",
                             "duckdb_columns", "duckdb_tables"})  # fmt: skip
"""What a query may call in FROM. The others read files, run statements elsewhere, or change the lake."""


class Table(NamedTuple):
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class ReadDocument(NamedTuple):
    """A document with the name of the reading that the lake shows, None while it is not read."""

    document: Document
    reading: str | None


class Snapshot(NamedTuple):
    number: int
    digest: str


class Lake:
    """Opens its catalog at the first use; safe to share between threads, each call has its own cursor."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.home / "lake"
        self.catalog = settings.catalog_url or f"sqlite:{self.folder / 'catalog.sqlite'}"
        self.files = settings.lake_url or str(self.folder / "data")
        self.busy_seconds = settings.busy_seconds
        self._opening = Lock()
        self._writer: duckdb.DuckDBPyConnection | None = None
        self._reader: duckdb.DuckDBPyConnection | None = None

    def close(self) -> None:
        for connection in (self._writer, self._reader):
            if connection:
                connection.close()
        self._writer = self._reader = None

    def add_document(self, document: Document) -> ReadDocument:
        """The document as the lake has it: the first one stays when the same bytes come again."""

        def add(cursor: duckdb.DuckDBPyConnection) -> ReadDocument:
            if known := _documents(cursor, document.patient, document.id):
                return known[0]
            _insert(cursor, "documents", [_document_row(document)])
            return ReadDocument(document, None)

        return self._write(document.patient, add)

    def mark_document(self, patient: str, document: str, status: Status, problems: Sequence[Problem] = ()) -> None:
        def mark(cursor: duckdb.DuckDBPyConnection) -> None:
            _known_document(cursor, patient, document)
            _update_document(cursor, patient, document, {"status": status, "problems": _problem_rows(problems)})

        self._write(patient, mark)

    def save_reading(self, patient: str, reading: Reading, name: str) -> bool:
        """Replaces what the lake shows of the document in one transaction; False when it shows this reading already."""

        def save(cursor: duckdb.DuckDBPyConnection) -> bool:
            shown = _known_document(cursor, patient, reading.document)
            if shown.reading == name and shown.document.status == reading.status:
                return False
            if shown.reading:
                for table in TABLES_OF_DOCUMENT:
                    cursor.execute(
                        f"DELETE FROM {table} WHERE patient = ? AND document = ?", [patient, reading.document]
                    )  # noqa: S608 (names from this file)
            _insert(cursor, "pages", [_page_row(patient, page) for page in reading.pages])
            _insert(cursor, "facts", [_fact_row(patient, reading.document, fact) for fact in reading.facts])
            _insert(cursor, "codes", list(_code_rows(patient, reading)))
            _insert(cursor, "evidence", list(_evidence_rows(patient, reading)))
            _update_document(cursor, patient, reading.document, {
                "status": reading.status, "type": reading.type,
                "problems": _problem_rows(reading.problems), "reading": name,
            })  # fmt: skip
            return True

        return self._write(patient, save)

    def documents(self, patient: str, document: str | None = None) -> tuple[ReadDocument, ...]:
        return self._read(lambda cursor: tuple(_documents(cursor, patient, document)))

    def review(self, patient: str, fact: str, review: Review) -> None:
        def note(cursor: duckdb.DuckDBPyConnection) -> None:
            cursor.execute("DELETE FROM reviews WHERE patient = ? AND fact = ?", [patient, fact])
            _insert(cursor, "reviews", [{"patient": patient, "fact": fact, "review": review}])

        self._write(patient, note)

    def reviews(self, patient: str) -> dict[str, Review]:
        rows = self._read(
            lambda cursor: cursor.execute("SELECT fact, review FROM reviews WHERE patient = ?", [patient]).fetchall()
        )
        return {fact: Review(review) for fact, review in rows}

    def add_snapshot(self, patient: str, digest: str, counts: Row) -> int:
        """The number of the patient's next snapshot, or of the last one when that has the same digest."""

        def add(cursor: duckdb.DuckDBPyConnection) -> int:
            last = _last_snapshot(cursor, patient)
            if last and last.digest == digest:
                return last.number
            number = last.number + 1 if last else 1
            created = datetime.now(UTC).isoformat(timespec="seconds")
            row = {"patient": patient, "snapshot": number, "digest": digest, "created": created, **counts}
            _insert(cursor, "profiles", [row])
            return number

        return self._write(patient, add)

    def snapshot(self, patient: str, number: int | None = None) -> Snapshot | None:
        """The numbered snapshot, or the last one."""
        return self._read(lambda cursor: _last_snapshot(cursor, patient, number))

    def forget(self, patient: str) -> None:
        """Deletes the patient's rows, then the older snapshots and files that still held them."""

        def delete(cursor: duckdb.DuckDBPyConnection) -> None:
            for table in TABLES_OF_PATIENT:
                cursor.execute(f"DELETE FROM {table} WHERE patient = ?", [patient])  # noqa: S608 (names from this file)

        self._write(patient, delete)
        self.tidy()

    def tidy(self) -> None:
        """Joins small files into large ones and removes whatever no current row needs."""
        cursor = self._cursor()
        for step in (
            "CALL ducklake_merge_adjacent_files('lake')",
            "CALL ducklake_rewrite_data_files('lake', delete_threshold => 0)",
            "CALL ducklake_expire_snapshots('lake', older_than => now())",
            "CALL ducklake_cleanup_old_files('lake', cleanup_all => true)",
        ):
            self._patiently(partial(cursor.execute, step), "everything")

    def query(self, sql: str) -> Table:
        """One SELECT on the views, unable to write, to attach or to read any other file."""
        reader = self._locked_reader()
        _check_query(reader.cursor(), sql)

        def ask() -> Table:
            cursor = reader.cursor()
            cursor.execute("USE lake")
            answer = cursor.execute(sql)
            return Table(tuple(column[0] for column in answer.description or ()), answer.fetchall())

        try:
            return self._again_if_gone(ask)
        except duckdb.Error as error:
            raise WrongQuery(str(error)) from None

    def _write(self, patient: str, change: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        cursor = self._cursor()

        def attempt() -> Result:
            cursor.execute("BEGIN")
            try:
                result = change(cursor)
                cursor.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                raise
            return result

        return self._patiently(attempt, patient)

    def _read(self, ask: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        return self._again_if_gone(lambda: ask(self._cursor()))

    def _again_if_gone(self, ask: Callable[[], Result]) -> Result:
        try:
            return ask()
        except duckdb.Error as error:
            if not (GONE.search(str(error)) or BUSY.search(str(error))):
                raise
        time.sleep(SystemRandom().uniform(0.05, 0.2))
        return ask()

    def _patiently(self, attempt: Callable[[], Result], about: str) -> Result:
        """Tries again, ever less often, while others write; LakeBusy when that lasts too long."""
        deadline = time.monotonic() + self.busy_seconds
        pause = 0.02
        while True:
            try:
                with self._sole_writer(about, deadline):
                    return attempt()
            except duckdb.Error as error:
                if not BUSY.search(str(error)):
                    raise
                if time.monotonic() + pause > deadline:
                    raise LakeBusy("Others are writing to the lake. Nothing was saved; try again.") from None
            time.sleep(SystemRandom().uniform(pause / 2, pause))
            pause = min(2 * pause, LONGEST_PAUSE)

    @contextmanager
    def _sole_writer(self, about: str, deadline: float) -> Iterator[None]:
        if not self._is_sqlite:
            yield
            return
        lock = FileLock(f"{self._sqlite_path}.lock", mode=0o600, poll_interval=0.01)
        try:
            lock.acquire(timeout=max(0.0, deadline - time.monotonic()))
        except Timeout:
            raise LakeBusy("Others are writing to the lake. Nothing was saved; try again.") from None
        try:
            yield
        finally:
            lock.release()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            if self._writer is None:
                self._writer = self._open_writer()
        cursor = self._writer.cursor()
        cursor.execute("USE lake")
        return cursor

    def _open_writer(self) -> duckdb.DuckDBPyConnection:
        if self._is_sqlite:
            self._sqlite_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._sqlite_path.touch(mode=0o600)
        connection = self._connect()
        options = f"DATA_PATH {_quoted(self.files)}, ENCRYPTED, DATA_INLINING_ROW_LIMIT 0"
        if self._is_sqlite:
            options += ", META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 5000"

        def attach_and_migrate() -> None:
            connection.execute(f"ATTACH IF NOT EXISTS {_quoted('ducklake:' + self.catalog)} AS lake ({options})")
            connection.execute("USE lake")
            _migrate(connection)

        self._patiently(attach_and_migrate, "migrations")
        return connection

    def _locked_reader(self) -> duckdb.DuckDBPyConnection:
        self._cursor()
        with self._opening:
            if self._reader is None:
                self._reader = self._open_reader()
            return self._reader

    def _open_reader(self) -> duckdb.DuckDBPyConnection:
        connection = self._connect()
        connection.execute(f"ATTACH {_quoted('ducklake:' + self.catalog)} AS lake (READ_ONLY)")
        connection.execute(f"SET allowed_directories = [{_quoted(self.files.rstrip('/') + '/')}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(
            config={"autoinstall_known_extensions": False, "autoload_known_extensions": False, "threads": 2}
        )
        for extension in ("sqlite_scanner" if self._is_sqlite else "postgres_scanner", "ducklake", "httpfs"):
            connection.execute(f"LOAD {_quoted(str(_extension_file(extension)))}")
        return connection

    @property
    def _is_sqlite(self) -> bool:
        return self.catalog.startswith("sqlite:")

    @property
    def _sqlite_path(self) -> Path:
        return Path(self.catalog.removeprefix("sqlite:"))


def _extension_file(name: str) -> Path:
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        wheel = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
        raise LakeUnavailable(f"DuckDB's extension {name} is not installed. Run: pip install {wheel}")
    return Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"


def _migrate(connection: duckdb.DuckDBPyConnection, steps: Sequence[Migration] | None = None) -> None:
    """Brings the tables up to date, each step in its own transaction. The caller is the sole writer."""
    steps = migrations() if steps is None else steps
    connection.execute(CREATE_REGISTER)
    found = connection.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchall()[0][0]
    if found > steps[-1].version:
        raise LakeTooNew(
            f"The lake has schema {found}, this Sightline knows {steps[-1].version}. Install the newer Sightline."
        )
    for step in steps:
        if step.version > found:
            connection.execute("BEGIN")
            connection.execute(step.sql)
            applied = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", [step.version, step.name, applied])
            connection.execute("COMMIT")


def _check_query(cursor: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuses all but one SELECT that calls no table function besides the harmless ones.

    Needed beside DuckDB's own locks: those do not bind the SQLite extension, which opens any SQLite file there is.
    """
    serialised = cursor.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0][0]
    tree = json.loads(serialised)
    if tree["error"]:
        raise WrongQuery(str(tree["error_message"]))
    if len(tree["statements"]) != 1:
        raise WrongQuery("Ask one SELECT at a time.")
    for node in _nodes(tree["statements"][0]):
        function = node.get("function") if node.get("type") == "TABLE_FUNCTION" else None
        if isinstance(function, dict) and str(function.get("function_name")).lower() not in TABLE_FUNCTIONS:
            raise WrongQuery(
                f"{function.get('function_name')} cannot be used here: it reaches beyond the lake's views."
            )
        if str(node.get("catalog_name", "")).startswith("__ducklake"):
            raise WrongQuery("The catalog itself cannot be queried here: it holds the keys of the files.")


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for part in tree.values():
            yield from _nodes(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)


def _insert(cursor: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """All rows in one statement: each statement makes a file of its own."""
    if not rows:
        return
    columns = ", ".join(f'"{column}"' for column in rows[0])
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM (SELECT unnest(from_json(?, ?), max_depth := 2))",  # noqa: S608 (names from this file)
        [
            json.dumps(rows, default=str),
            json.dumps([{column: COLUMN_TYPES.get(column, "VARCHAR") for column in rows[0]}]),
        ],
    )


COLUMN_TYPES: dict[str, object] = {
    **dict.fromkeys(
        ("number", "characters", "words", "rotation", "page", "position", "start_offset", "end_offset",
         "conflicts", "missing", "snapshot", "facts"), "INTEGER"),
    **dict.fromkeys(("quality", "width", "height", "tilt", "confidence"), "DOUBLE"),
    "size": "BIGINT",
    "fields": "JSON",
    "withheld": ["VARCHAR"],
    "documents": ["VARCHAR"],
    "boxes": [["DOUBLE"]],
    "problems": [{"code": "VARCHAR", "page": "INTEGER"}],
}  # fmt: skip
"""As JSON shows them; the rest is text. Only JSON transport is typed here: core/schema says what the columns are."""


def _update_document(cursor: duckdb.DuckDBPyConnection, patient: str, document: str, changes: Row) -> None:
    shown = cursor.execute(
        "SELECT patient, id, sha256, size, type, received, status, to_json(problems), reading FROM documents "
        "WHERE patient = ? AND id = ?",
        [patient, document],
    ).fetchall()[0]
    columns = ("patient", "id", "sha256", "size", "type", "received", "status", "problems", "reading")
    row = dict(zip(columns, shown, strict=True))
    row["problems"] = json.loads(row["problems"] or "[]")
    cursor.execute("DELETE FROM documents WHERE patient = ? AND id = ?", [patient, document])
    _insert(cursor, "documents", [{**row, **changes}])


def _known_document(cursor: duckdb.DuckDBPyConnection, patient: str, document: str) -> ReadDocument:
    known = _documents(cursor, patient, document)
    if not known:
        raise UnknownDocument(f"Patient {patient} has no document {document}. List the documents to see their ids.")
    return known[0]


def _documents(cursor: duckdb.DuckDBPyConnection, patient: str, document: str | None) -> list[ReadDocument]:
    rows = cursor.execute(
        "SELECT id, sha256, size, type, received, status, to_json(problems), reading FROM documents "
        "WHERE patient = ? AND id = coalesce(?, id) ORDER BY received, id",
        [patient, document],
    ).fetchall()
    return [
        ReadDocument(
            Document(
                id=id, patient=patient, sha256=sha256, size=size, type=DocumentType(type), received=received,
                status=Status(status) if status else None,
                problems=tuple(Problem(message="", **problem) for problem in json.loads(problems or "[]")),
            ),
            reading,
        )
        for id, sha256, size, type, received, status, problems, reading in rows
    ]  # fmt: skip


def _last_snapshot(cursor: duckdb.DuckDBPyConnection, patient: str, number: int | None = None) -> Snapshot | None:
    rows = cursor.execute(
        "SELECT snapshot, digest FROM profiles WHERE patient = ? AND snapshot = coalesce(?, snapshot) "
        "ORDER BY snapshot DESC LIMIT 1",
        [patient, number],
    ).fetchall()
    return Snapshot(*rows[0]) if rows else None


def _document_row(document: Document) -> Row:
    return {
        "patient": document.patient, "id": document.id, "sha256": document.sha256, "size": document.size,
        "type": document.type, "received": document.received, "status": document.status,
        "problems": _problem_rows(document.problems), "reading": None,
    }  # fmt: skip


def _problem_rows(problems: Sequence[Problem]) -> list[Row]:
    return [{"code": problem.code, "page": problem.page} for problem in problems]


def _page_row(patient: str, page: Page) -> Row:
    return {
        "patient": patient, "document": page.document, "number": page.number, "method": page.method,
        "quality": page.quality, "width": page.width, "height": page.height, "characters": len(page.text),
        "words": len(page.words), "rotation": page.rotation, "tilt": page.tilt,
    }  # fmt: skip


def _fact_row(patient: str, document: str, fact: Fact) -> Row:
    told = shareable(fact)
    return {
        "patient": patient, "document": document, "id": fact.id, "kind": fact.kind, "assertion": fact.assertion,
        "subject": fact.subject, "date": fact.date, "confidence": fact.confidence, "source": fact.source,
        "review": fact.review, "fields": told.fields, "withheld": told.withheld,
    }  # fmt: skip


def _code_rows(patient: str, reading: Reading) -> Iterator[Row]:
    for fact in reading.facts:
        for code in fact.codes:
            yield {"patient": patient, "document": reading.document, "fact": fact.id, **code.model_dump()}


def _evidence_rows(patient: str, reading: Reading) -> Iterator[Row]:
    for fact in reading.facts:
        for position, evidence in enumerate(fact.evidence):
            yield {
                "patient": patient, "document": reading.document, "fact": fact.id, "position": position,
                "page": evidence.page, "start_offset": evidence.start, "end_offset": evidence.end,
                "boxes": evidence.boxes,
            }  # fmt: skip


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
