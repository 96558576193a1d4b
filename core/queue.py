"""Which documents wait to be read, and how far each is: SQLite in our home, holding opaque ids, states and counts.

    Queue(settings)
    .ask(patient, document, failed_pages_only=False) -> Job      one that waits or is read stays as it is
    .cancel(patient, document) -> bool                           False when there is nothing left to cancel
    .job(patient, document) -> Job | None; .jobs(patient) -> tuple[Job, ...]; .all_jobs(most) -> tuple[Job, ...]
    .version(patient) -> int                                     grows with every change of the patient's documents
    .settled(patient) -> int                                     the same without progress: what is known of them
    .touch(patient); .remove(patient, document); .forget(patient)
    .take(worker) -> Job | None                                  fair between patients
    .tell(job, pages, expected); .is_cancelled(job) -> bool; .settle(job, state, facts=None)
    .beat(worker); .give_back(silent, gone=()) -> tuple[Job, ...]; .depth() -> dict; .workers() -> dict

Prefect's background tasks were tried: a killed run stays running there, cannot be cancelled, and tells no progress.
Every method is one short transaction; threads and processes may share the file.
"""

import sqlite3
from collections.abc import Collection, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from threading import local
from typing import Any, NamedTuple

from core.settings import Settings

MOST_ATTEMPTS = 3

SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    patient TEXT NOT NULL, document TEXT NOT NULL, state TEXT NOT NULL, pages INTEGER NOT NULL, expected INTEGER,
    facts INTEGER, attempts INTEGER NOT NULL, asked TEXT NOT NULL, changed TEXT NOT NULL,
    failed_pages_only INTEGER NOT NULL, worker TEXT, PRIMARY KEY (patient, document));
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, asked);
CREATE TABLE IF NOT EXISTS versions (
    patient TEXT PRIMARY KEY, version INTEGER NOT NULL, settled INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS workers (worker TEXT PRIMARY KEY, beat TEXT NOT NULL);
"""
COLUMNS = "patient, document, state, pages, expected, facts, attempts, asked, changed, failed_pages_only"
TAKE = """
SELECT patient, document FROM jobs WHERE state = 'waiting'
ORDER BY (SELECT max(changed) FROM jobs AS other WHERE other.patient = jobs.patient AND other.state != 'waiting')
    NULLS FIRST, asked, rowid LIMIT 1
"""
"""The patient who was served longest ago comes first, then the document that was asked for first."""


LOST = "state = 'reading' AND coalesce(worker, '') NOT IN (SELECT worker FROM workers)"


class JobState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(NamedTuple):
    """``pages`` are read so far, of ``expected`` once that is known; ``facts`` are known when it is done."""

    patient: str
    document: str
    state: JobState
    pages: int
    expected: int | None
    facts: int | None
    attempts: int
    asked: str
    changed: str
    failed_pages_only: bool


class Queue:
    def __init__(self, settings: Settings) -> None:
        self.path = settings.home / "queue.sqlite"
        self._local = local()

    def ask(self, patient: str, document: str, *, failed_pages_only: bool = False) -> Job:
        with self._change(patient) as sql:
            sql.execute(
                f"INSERT INTO jobs ({COLUMNS}) VALUES (?, ?, 'waiting', 0, NULL, NULL, 0, ?, ?, ?) "  # noqa: S608 - COLUMNS and LOST are constants
                "ON CONFLICT DO UPDATE SET state = 'waiting', pages = 0, expected = NULL, facts = NULL, attempts = 0, "
                "asked = excluded.asked, changed = excluded.changed, failed_pages_only = excluded.failed_pages_only, "
                "worker = NULL WHERE state NOT IN ('waiting', 'reading')",
                [patient, document, _now(), _now(), failed_pages_only],
            )
            return _jobs(sql, "patient = ? AND document = ?", patient, document)[0]

    def cancel(self, patient: str, document: str) -> bool:
        with self._change(patient) as sql:
            done = sql.execute(
                "UPDATE jobs SET state = 'cancelled', changed = ? "
                "WHERE patient = ? AND document = ? AND state IN ('waiting', 'reading')",
                [_now(), patient, document],
            )
            return done.rowcount > 0

    def job(self, patient: str, document: str) -> Job | None:
        return next(iter(_jobs(self._opened(), "patient = ? AND document = ?", patient, document)), None)

    def jobs(self, patient: str) -> tuple[Job, ...]:
        """The last asked for first."""
        return tuple(_jobs(self._opened(), "patient = ? ORDER BY asked DESC, rowid DESC", patient))

    def all_jobs(self, most: int) -> tuple[Job, ...]:
        """Of all patients, the last changed first."""
        return tuple(_jobs(self._opened(), "true ORDER BY changed DESC, rowid DESC LIMIT ?", most))

    def version(self, patient: str) -> int:
        row = self._opened().execute("SELECT version FROM versions WHERE patient = ?", [patient]).fetchone()
        return row[0] if row else 0

    def settled(self, patient: str) -> int:
        row = self._opened().execute("SELECT settled FROM versions WHERE patient = ?", [patient]).fetchone()
        return row[0] if row else 0

    def touch(self, patient: str) -> None:
        with self._change(patient):
            pass

    def remove(self, patient: str, document: str) -> None:
        with self._change(patient) as sql:
            sql.execute("DELETE FROM jobs WHERE patient = ? AND document = ?", [patient, document])

    def forget(self, patient: str) -> None:
        """The version stays and grows, so that no page made before is taken for a new one."""
        with self._change(patient) as sql:
            sql.execute("DELETE FROM jobs WHERE patient = ?", [patient])

    def take(self, worker: str) -> Job | None:
        if self._opened().execute("SELECT 1 FROM jobs WHERE state = 'waiting' LIMIT 1").fetchone() is None:
            return None
        with self._change() as sql:
            found = sql.execute(TAKE).fetchone()
            if found is None:
                return None
            sql.execute(
                "UPDATE jobs SET state = 'reading', worker = ?, changed = ?, attempts = attempts + 1, pages = 0 "
                "WHERE patient = ? AND document = ?",
                [worker, _now(), *found],
            )
            _grow(sql, found[0], settled=False)
            return _jobs(sql, "patient = ? AND document = ?", *found)[0]

    def tell(self, job: Job, pages: int, expected: int) -> None:
        """Pages are read side by side, so a lower number that comes late changes nothing."""
        with self._change() as sql:
            _grow(sql, job.patient, settled=False)
            sql.execute(
                "UPDATE jobs SET pages = max(pages, ?), expected = ?, changed = ? "
                "WHERE patient = ? AND document = ? AND state = 'reading'",
                [pages, expected, _now(), job.patient, job.document],
            )

    def is_cancelled(self, job: Job) -> bool:
        """Or removed, or its patient forgotten: whatever was read of it must not be kept."""
        now = self.job(job.patient, job.document)
        return now is None or now.state is JobState.CANCELLED

    def settle(self, job: Job, state: JobState, facts: int | None = None) -> None:
        """Says how it ended; one that was cancelled meanwhile stays so."""
        with self._change(job.patient) as sql:
            sql.execute(
                "UPDATE jobs SET state = ?, facts = ?, changed = ?, worker = NULL "
                "WHERE patient = ? AND document = ? AND state = 'reading'",
                [state, facts, _now(), job.patient, job.document],
            )

    def beat(self, worker: str) -> None:
        with self._change() as sql:
            sql.execute("INSERT OR REPLACE INTO workers VALUES (?, ?)", [worker, _now()])

    def leave(self, worker: str) -> None:
        """A worker that ends gives back what it was at; that was no attempt."""
        with self._change() as sql:
            sql.execute(
                "UPDATE jobs SET state = 'waiting', worker = NULL, attempts = attempts - 1 "
                "WHERE state = 'reading' AND worker = ?",
                [worker],
            )
            sql.execute("DELETE FROM workers WHERE worker = ?", [worker])

    def give_back(self, silent: float, gone: Collection[str] = ()) -> tuple[Job, ...]:
        """What workers that are ``gone``, or silent for so many seconds, were at waits again, three times at most."""
        before = (datetime.now(UTC) - timedelta(seconds=silent)).isoformat(timespec="milliseconds")
        with self._change() as sql:
            sql.execute("DELETE FROM workers WHERE beat < ?", [before])
            sql.executemany("DELETE FROM workers WHERE worker = ?", [[one] for one in gone])
            lost = _jobs(sql, LOST)
            sql.execute(
                "UPDATE jobs SET state = CASE WHEN attempts >= ? THEN 'failed' ELSE 'waiting' END, worker = NULL, "  # noqa: S608 - COLUMNS and LOST are constants
                f"changed = ? WHERE {LOST}",
                [MOST_ATTEMPTS, _now()],
            )
            for patient in {job.patient for job in lost}:
                _grow(sql, patient)
        return tuple(lost)

    def depth(self) -> dict[JobState, int]:
        rows = self._opened().execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall()
        return {JobState(state): number for state, number in rows}

    def workers(self) -> dict[str, str]:
        """Each worker's last beat."""
        return dict(self._opened().execute("SELECT worker, beat FROM workers ORDER BY worker").fetchall())

    @contextmanager
    def _change(self, patient: str | None = None) -> Generator[sqlite3.Connection]:
        connection = self._opened()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            if patient is not None:
                _grow(connection, patient)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(SCHEMA)
            self._local.connection = connection
        return connection


def _jobs(sql: sqlite3.Connection, which: str, *values: Any) -> list[Job]:
    rows = sql.execute(f"SELECT {COLUMNS} FROM jobs WHERE {which}", values).fetchall()  # noqa: S608 - conditions written in this module
    return [Job(*row)._replace(state=JobState(row[2]), failed_pages_only=bool(row[9])) for row in rows]


def _grow(sql: sqlite3.Connection, patient: str, *, settled: bool = True) -> None:
    sql.execute(
        "INSERT INTO versions VALUES (?, 1, ?) "
        "ON CONFLICT DO UPDATE SET version = version + 1, settled = settled + excluded.settled",
        [patient, settled],
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
