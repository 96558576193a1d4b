"""Where the library keeps its guidelines: one SQLite file, a transaction for each document.

A document whose adding is broken off is not there at all, and one that is there is not added again: a run over many
goes on where it stopped. Nothing in it is a patient's.
"""

import json
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from answers.guidelines.asked import FILE
from answers.guidelines.documents import Guideline, Passage, Shelved
from core.errors import UnknownGuideline

BUSY = 30
"""Seconds for which a writer waits for another."""
Vectors = NDArray[np.float32]
SCHEMA = """
CREATE TABLE guideline (
    id TEXT PRIMARY KEY, work TEXT NOT NULL, age TEXT NOT NULL, told TEXT NOT NULL, passages INTEGER NOT NULL,
    embedded INTEGER NOT NULL);
CREATE INDEX guideline_of_work ON guideline (work);
CREATE TABLE passage (
    guideline TEXT NOT NULL REFERENCES guideline (id) ON DELETE CASCADE, number INTEGER NOT NULL, told TEXT NOT NULL,
    vector BLOB, PRIMARY KEY (guideline, number)) WITHOUT ROWID;
CREATE TABLE page (
    url TEXT PRIMARY KEY, etag TEXT, modified TEXT, checked TEXT NOT NULL, status INTEGER NOT NULL);
CREATE TABLE run (site TEXT PRIMARY KEY, started TEXT NOT NULL, finished TEXT);
CREATE TABLE generation (number INTEGER NOT NULL);
INSERT INTO generation VALUES (0);
"""
LISTED = """
SELECT id, told, passages, row_number() OVER (PARTITION BY work ORDER BY age DESC, rowid DESC) > 1 FROM guideline
"""
"""Of editions of one age, the one that was added last counts as the newest."""


class Seen(NamedTuple):
    """What is known of a web page since it was last asked for. ``checked`` is an instant in ISO 8601."""

    etag: str | None
    modified: str | None
    checked: str
    status: int


class Shelf:
    """The guidelines in a folder. Opening it creates nothing until something is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / FILE

    @property
    def is_empty(self) -> bool:
        if not self.file.is_file():
            return True
        with self._open() as db:
            return db.execute("SELECT 1 FROM guideline LIMIT 1").fetchone() is None

    @property
    def generation(self) -> int:
        """A number that grows with every change: what an index was made of."""
        if not self.file.is_file():
            return 0
        with self._open() as db:
            return int(db.execute("SELECT number FROM generation").fetchone()[0])

    def guidelines(self) -> list[Shelved]:
        """All editions, by title."""
        if not self.file.is_file():
            return []
        with self._open() as db:
            rows = db.execute(LISTED).fetchall()
        found = [
            Shelved(id=one, guideline=Guideline.model_validate_json(told), passages=count, superseded=bool(old))
            for one, told, count, old in rows
        ]
        return sorted(found, key=lambda one: (one.guideline.title.lower(), one.guideline.age))

    def holds(self, guideline: Guideline) -> bool:
        if not self.file.is_file():
            return False
        with self._open() as db:
            return db.execute("SELECT 1 FROM guideline WHERE id = ?", (guideline.id,)).fetchone() is not None

    def add(self, guideline: Guideline, passages: Sequence[Passage], vectors: Vectors | None) -> bool:
        """Whether it was new. ``vectors`` are the passages', (passages, width), or None where there is no embedder."""
        rows = [
            (guideline.id, one.number, one.model_dump_json(), _packed(vectors, place))
            for place, one in enumerate(passages)
        ]
        if self.holds(guideline):
            return False
        with self._change() as db:
            told = (guideline.id, guideline.work, guideline.age, guideline.model_dump_json(), len(rows))
            new = db.execute("INSERT OR IGNORE INTO guideline VALUES (?, ?, ?, ?, ?, ?)", (*told, vectors is not None))
            if new.rowcount:
                db.executemany("INSERT INTO passage VALUES (?, ?, ?, ?)", rows)
        return bool(new.rowcount)

    def remove(self, start: str) -> Guideline:
        """Removes the one guideline whose id begins so. Raises UnknownGuideline where none or several do."""
        fitting = [one for one in self.guidelines() if one.id.startswith(start)] if start else []
        if len(fitting) != 1:
            raise UnknownGuideline(
                f"{len(fitting)} guidelines have an id that begins with {start or 'nothing'}. "
                "`sightline guidelines list` shows the ids."
            )
        with self._change() as db:
            db.execute("DELETE FROM guideline WHERE id = ?", (fitting[0].id,))
        return fitting[0].guideline

    def passages(self) -> Iterator[tuple[Shelved, Passage, bytes | None]]:
        """Every passage of the newest edition of each work, with its packed vector."""
        newest = {one.id: one for one in self.guidelines() if not one.superseded}
        if not newest:
            return
        with self._open() as db:
            for one, told, vector in db.execute(
                "SELECT guideline, told, vector FROM passage ORDER BY guideline, number"
            ):
                if one in newest:
                    yield newest[one], Passage.model_validate_json(told), vector

    # What a site said when it was last asked

    def seen(self, url: str) -> Seen | None:
        if not self.file.is_file():
            return None
        with self._open() as db:
            row = db.execute("SELECT etag, modified, checked, status FROM page WHERE url = ?", (url,)).fetchone()
        return Seen(*row) if row else None

    def note(self, url: str, seen: Seen) -> None:
        with self._change(grows=False) as db:
            db.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?)", (url, *seen))

    def begin(self, site: str, now: str) -> str:
        """The instant at which the run over the site began that is not finished yet: an earlier one, or now."""
        with self._change(grows=False) as db:
            row = db.execute("SELECT started FROM run WHERE site = ? AND finished IS NULL", (site,)).fetchone()
            if row is None:
                db.execute("INSERT OR REPLACE INTO run VALUES (?, ?, NULL)", (site, now))
        return str(row[0]) if row else now

    def finish(self, site: str, now: str) -> None:
        with self._change(grows=False) as db:
            db.execute("UPDATE run SET finished = ? WHERE site = ?", (now, site))

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        db = sqlite3.connect(self.file, timeout=BUSY)
        try:
            db.execute("PRAGMA foreign_keys = ON")
            yield db
        finally:
            db.close()

    @contextmanager
    def _change(self, *, grows: bool = True) -> Generator[sqlite3.Connection]:
        self._create()
        with self._open() as db, db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            if grows:
                db.execute("UPDATE generation SET number = number + 1")

    def _create(self) -> None:
        """The file appears with its tables, or not at all: no other process sees it half made."""
        if self.file.is_file():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{self.file}.lock"):
            if self.file.is_file():
                return
            new = self.folder / f"{FILE}.new"
            new.unlink(missing_ok=True)
            with closing(sqlite3.connect(new)) as db:
                db.execute("PRAGMA journal_mode = WAL")
                db.executescript(SCHEMA)
            new.rename(self.file)


def _packed(vectors: Vectors | None, place: int) -> bytes | None:
    return None if vectors is None else vectors[place].astype(np.float16).tobytes()


def unpacked(packed: bytes) -> Vectors:
    return np.frombuffer(packed, dtype=np.float16).astype(np.float32)


def as_json(one: Shelved) -> dict[str, object]:
    told = one.guideline.model_dump(mode="json", exclude_none=True)
    return json.loads(json.dumps({"id": one.id, **told, "passages": one.passages, "superseded": one.superseded}))
