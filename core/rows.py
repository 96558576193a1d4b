"""Nouns as rows of the lake's tables (core/schema) and back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from core.catalog import Cursor
from core.deidentified import shareable
from core.records import Document, DocumentType, Fact, Page, Problem, Reading, Status

Row = Mapping[str, object]

COLUMN_TYPES: dict[str, object] = {
    **dict.fromkeys(["number", "characters", "words", "rotation", "page", "position"], "INTEGER"),
    **dict.fromkeys(["start_offset", "end_offset", "snapshot", "facts", "conflicts", "missing"], "INTEGER"),
    **dict.fromkeys(["quality", "width", "height", "tilt", "confidence"], "DOUBLE"),
    "size": "BIGINT",
    "fields": "JSON",
    "withheld": ["VARCHAR"],
    "documents": ["VARCHAR"],
    "boxes": [["DOUBLE"]],
    "problems": [{"code": "VARCHAR", "page": "INTEGER"}],
}
"""How rows travel to DuckDB, as JSON; a column not named here is text. Core/schema says what the columns are."""


class ReadDocument(NamedTuple):
    """A document with the name of the reading that the lake shows, None while it is not read."""

    document: Document
    reading: str | None


def insert(cursor: Cursor, table: str, rows: Sequence[Row]) -> None:
    """All rows in one statement: DuckLake makes a file for each."""
    if not rows:
        return
    columns = ", ".join(rows[0])
    types = [{column: COLUMN_TYPES.get(column, "VARCHAR") for column in rows[0]}]
    source = "SELECT unnest(from_json(?, ?), max_depth := 2)"
    statement = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM ({source})"  # noqa: S608 (our own names)
    cursor.execute(statement, [json.dumps(rows), json.dumps(types)])


def delete(cursor: Cursor, table: str, **where: str) -> None:
    conditions = " AND ".join(f"{column} = ?" for column in where)
    cursor.execute(f"DELETE FROM {table} WHERE {conditions}", list(where.values()))  # noqa: S608 (our own names)


def select_documents(cursor: Cursor, patient: str, document: str | None = None) -> list[ReadDocument]:
    rows = cursor.execute(
        "SELECT id, sha256, size, type, received, status, to_json(problems), reading FROM documents "
        "WHERE patient = ? AND id = coalesce(?, id) ORDER BY received, id",
        [patient, document],
    ).fetchall()
    return [_read_document(patient, *row) for row in rows]


def document_row(known: ReadDocument) -> Row:
    document = known.document
    return {
        "patient": document.patient, "id": document.id, "sha256": document.sha256, "size": document.size,
        "type": document.type, "received": document.received, "status": document.status,
        "problems": [{"code": problem.code, "page": problem.page} for problem in document.problems],
        "reading": known.reading,
    }  # fmt: skip


def page_row(patient: str, page: Page) -> Row:
    return {
        "patient": patient, "document": page.document, "number": page.number, "method": page.method,
        "quality": page.quality, "width": page.width, "height": page.height, "characters": len(page.text),
        "words": len(page.words), "rotation": page.rotation, "tilt": page.tilt,
    }  # fmt: skip


def fact_row(patient: str, document: str, fact: Fact) -> Row:
    told = shareable(fact)
    return {
        "patient": patient, "document": document, "id": fact.id, "kind": fact.kind, "assertion": fact.assertion,
        "subject": fact.subject, "date": fact.date, "confidence": fact.confidence, "source": fact.source,
        "review": fact.review, "fields": told.fields, "withheld": told.withheld,
    }  # fmt: skip


def code_rows(patient: str, reading: Reading) -> Iterator[Row]:
    for fact in reading.facts:
        for code in fact.codes:
            yield {"patient": patient, "document": reading.document, "fact": fact.id, **code.model_dump()}


def evidence_rows(patient: str, reading: Reading) -> Iterator[Row]:
    for fact in reading.facts:
        for position, evidence in enumerate(fact.evidence):
            yield {
                "patient": patient, "document": reading.document, "fact": fact.id, "position": position,
                "page": evidence.page, "start_offset": evidence.start, "end_offset": evidence.end,
                "boxes": evidence.boxes,
            }  # fmt: skip


def _read_document(
    patient: str, id: str, sha256: str, size: int, type: str, received: str, status: str | None,
    problems: str | None, reading: str | None,
) -> ReadDocument:  # fmt: skip
    """The messages of problems are left empty: they are words, and stand in the vault."""
    told: list[dict[str, Any]] = json.loads(problems or "[]")
    document = Document(
        id=id,
        patient=patient,
        sha256=sha256,
        size=size,
        type=DocumentType(type),
        received=received,
        status=Status(status) if status else None,
        problems=tuple(Problem(message="", **problem) for problem in told),
    )
    return ReadDocument(document, reading)
