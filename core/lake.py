"""The lake: facts, coordinates and codes under pseudonymous ids, in DuckLake (Parquet files and a catalog).

Every change is one transaction, so a reader sees all of a document's reading or none of it. What a fact's fields may
say here is decided in core/deidentified.py; the tables and the analysts' views stand in core/schema.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import duckdb

from core.catalog import Catalog, Cursor, Result
from core.errors import UnknownDocument, UnknownFact, WrongQuery
from core.migrations import migrate
from core.queries import check_query
from core.records import Document, Problem, Reading, Review, Status
from core.rows import (
    ReadDocument,
    Row,
    code_rows,
    delete,
    document_row,
    evidence_rows,
    fact_row,
    insert,
    page_row,
    select_documents,
)
from core.settings import Settings

TABLES_OF_DOCUMENT = ("pages", "facts", "codes", "evidence")
TABLES_OF_PATIENT = (*TABLES_OF_DOCUMENT, "reviews", "profiles", "documents")

TIDYING = (
    "CALL ducklake_merge_adjacent_files('lake')",
    "CALL ducklake_rewrite_data_files('lake', delete_threshold => 0)",
    "CALL ducklake_expire_snapshots('lake', older_than => now())",
    "CALL ducklake_cleanup_old_files('lake', cleanup_all => true)",
    "CALL ducklake_delete_orphaned_files('lake', older_than => now() - INTERVAL 1 DAY)",
)


class Table(NamedTuple):
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Snapshot(NamedTuple):
    number: int
    digest: str


class Lake:
    """Opens its catalog at the first use; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self.catalog = Catalog(settings)

    def close(self) -> None:
        self.catalog.close()

    def add_document(self, document: Document) -> ReadDocument:
        """The document as the lake has it: the first one stays when the same bytes come again."""

        def add(cursor: Cursor) -> ReadDocument:
            if known := select_documents(cursor, document.patient, document.id):
                return known[0]
            insert(cursor, "documents", [document_row(ReadDocument(document, None))])
            return ReadDocument(document, None)

        return self._write(document.patient, add)

    def mark_document(self, patient: str, document: str, status: Status, problems: Sequence[Problem] = ()) -> None:
        def mark(cursor: Cursor) -> None:
            shown = _known_document(cursor, patient, document)
            marked = shown.document.model_copy(update={"status": status, "problems": tuple(problems)})
            _replace_document(cursor, ReadDocument(marked, shown.reading))

        self._write(patient, mark)

    def save_reading(self, patient: str, reading: Reading, name: str) -> bool:
        """Replaces what the lake shows of the document; False when it shows this very reading already."""

        def save(cursor: Cursor) -> bool:
            shown = _known_document(cursor, patient, reading.document)
            if shown.reading == name and shown.document.status == reading.status:
                return False
            if shown.reading:
                for table in TABLES_OF_DOCUMENT:
                    delete(cursor, table, patient=patient, document=reading.document)
            insert(cursor, "pages", [page_row(patient, page) for page in reading.pages])
            insert(cursor, "facts", [fact_row(patient, reading.document, fact) for fact in reading.facts])
            insert(cursor, "codes", list(code_rows(patient, reading)))
            insert(cursor, "evidence", list(evidence_rows(patient, reading)))
            told = {"status": reading.status, "type": reading.type, "problems": reading.problems}
            _replace_document(cursor, ReadDocument(shown.document.model_copy(update=told), name))
            return True

        return self._write(patient, save)

    def replace_facts(self, patient: str, reading: Reading) -> None:
        """What the tables say of a document's facts, after its owner corrected one."""

        def replace(cursor: Cursor) -> None:
            _known_document(cursor, patient, reading.document)
            for table in ("facts", "codes", "evidence"):
                delete(cursor, table, patient=patient, document=reading.document)
            insert(cursor, "facts", [fact_row(patient, reading.document, fact) for fact in reading.facts])
            insert(cursor, "codes", list(code_rows(patient, reading)))
            insert(cursor, "evidence", list(evidence_rows(patient, reading)))

        self._write(patient, replace)

    def remove_document(self, patient: str, document: str) -> None:
        """All rows of one document, then the older snapshots and files that still hold them."""

        def remove(cursor: Cursor) -> None:
            for table in TABLES_OF_DOCUMENT:
                delete(cursor, table, patient=patient, document=document)
            delete(cursor, "documents", patient=patient, id=document)

        self._write(patient, remove)
        self.tidy()

    def documents(self, patient: str, document: str | None = None) -> tuple[ReadDocument, ...]:
        return self._read(lambda cursor: tuple(select_documents(cursor, patient, document)))

    def review(self, patient: str, fact: str, review: Review) -> None:
        def note(cursor: Cursor) -> None:
            found = cursor.execute("SELECT 1 FROM facts WHERE patient = ? AND id = ? LIMIT 1", [patient, fact])
            if not found.fetchall():
                raise UnknownFact(f"Patient {patient} has no fact {fact}. Read the facts again: they may have changed.")
            delete(cursor, "reviews", patient=patient, fact=fact)
            insert(cursor, "reviews", [{"patient": patient, "fact": fact, "review": review}])

        self._write(patient, note)

    def reviews(self, patient: str) -> dict[str, Review]:
        rows = self._read(
            lambda cursor: cursor.execute("SELECT fact, review FROM reviews WHERE patient = ?", [patient]).fetchall()
        )
        return {fact: Review(review) for fact, review in rows}

    def add_snapshot(self, patient: str, digest: str, counts: Row) -> int:
        """The number of the patient's next snapshot, or of the last one when that has the same digest."""

        def add(cursor: Cursor) -> int:
            last = _last_snapshot(cursor, patient)
            if last and last.digest == digest:
                return last.number
            number = last.number + 1 if last else 1
            created = datetime.now(UTC).isoformat(timespec="seconds")
            row = {"patient": patient, "snapshot": number, "digest": digest, "created": created, **counts}
            insert(cursor, "profiles", [row])
            return number

        return self._write(patient, add)

    def snapshot(self, patient: str, number: int | None = None) -> Snapshot | None:
        """The numbered snapshot, or the last one."""
        return self._read(lambda cursor: _last_snapshot(cursor, patient, number))

    def forget(self, patient: str) -> None:
        """Deletes the patient's rows, then the older snapshots and files that still hold them."""

        def delete_rows(cursor: Cursor) -> None:
            for table in TABLES_OF_PATIENT:
                delete(cursor, table, patient=patient)

        self._write(patient, delete_rows)
        self.tidy()

    def tidy(self) -> None:
        """Joins small files into large ones and removes all that no current row needs, older snapshots too."""
        cursor = self._cursor()
        for step in TIDYING:
            self.catalog.alone("lake", partial(cursor.execute, step))

    def query(self, sql: str) -> Table:
        """The answer to one SELECT, which can neither write nor attach nor read any other file."""
        self._cursor()
        cursor = self.catalog.locked_cursor()
        check_query(cursor, sql)
        try:
            return self.catalog.read(cursor, lambda cursor: _ask(cursor, sql))
        except duckdb.Error as error:
            raise WrongQuery(str(error)) from None

    def _cursor(self) -> Cursor:
        return self.catalog.cursor(prepare=migrate)

    def _write(self, patient: str, change: Callable[[Cursor], Result]) -> Result:
        return self.catalog.write(self._cursor(), patient, change)

    def _read(self, ask: Callable[[Cursor], Result]) -> Result:
        return self.catalog.read(self._cursor(), ask)


def _ask(cursor: Cursor, sql: str) -> Table:
    answer = cursor.execute(sql)
    return Table(tuple(column[0] for column in answer.description or ()), answer.fetchall())


def _known_document(cursor: Cursor, patient: str, document: str) -> ReadDocument:
    known = select_documents(cursor, patient, document)
    if not known:
        raise UnknownDocument(f"Patient {patient} has no document {document}. List the documents to see their ids.")
    return known[0]


def _replace_document(cursor: Cursor, changed: ReadDocument) -> None:
    delete(cursor, "documents", patient=changed.document.patient, id=changed.document.id)
    insert(cursor, "documents", [document_row(changed)])


def _last_snapshot(cursor: Cursor, patient: str, number: int | None = None) -> Snapshot | None:
    rows = cursor.execute(
        "SELECT snapshot, digest FROM profiles WHERE patient = ? AND snapshot = coalesce(?, snapshot) "
        "ORDER BY snapshot DESC LIMIT 1",
        [patient, number],
    ).fetchall()
    return Snapshot(*rows[0]) if rows else None
