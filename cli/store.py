"""``sightline ingest``, ``profile`` and ``sql``: the commands that open the store."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from cli.walk import find_files
from core.errors import MissingPatient, UnknownPatient
from core.records import Page, Profile, Status
from core.settings import Settings
from core.store import Store

NO_PATIENT = "No patient was named. Say whose records these are with --patient ID; an id is never made up for you."


def named(patient: str | None) -> str:
    if patient is None or not patient.strip():
        raise MissingPatient(NO_PATIENT)
    return patient


def run_ingest(paths: Sequence[Path], patient: str | None, *, as_json: bool, password: str | None = None) -> int:
    """Registers the files, runs the flow ``ingest_folder``, and says for each file what came of it."""
    label = named(patient)
    files = find_files(paths)
    from cli.ingest import ingest_files

    outcomes = ingest_files(files, label, password)
    if as_json:
        sys.stdout.write(json.dumps([one.as_json() for one in outcomes], indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for one in outcomes for line in one.lines())
    return 0 if all(one.status is Status.READ for one in outcomes) else 1


def run_profile(patient: str | None, *, as_json: bool) -> int:
    from cli.show import profile_lines

    profile, titles, _ = open_profile(Settings(), named(patient))
    if as_json:
        sys.stdout.write(profile.model_dump_json(indent=2, exclude_none=True) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in profile_lines(profile, titles))
    return 0


class Opened(NamedTuple):
    """One patient's latest profile, what each document is called, and the pages that were read, fetched when asked."""

    profile: Profile
    titles: dict[str, str]
    pages: Callable[[], Sequence[Page]]


def open_profile(settings: Settings, label: str) -> Opened:
    """Raises UnknownPatient where nothing was ever ingested."""
    store = Store(settings)
    patient = store.find_patient(named(label))
    profile = store.latest_profile(patient)
    if profile is None:
        raise UnknownPatient(f"Nothing has been read for patient {patient} yet. Run `sightline ingest` first.")
    return Opened(profile, titles_of(store, patient), lambda: store.all_pages(patient))


def titles_of(store: Store, patient: str) -> dict[str, str]:
    return {
        document.id: f"{document.type.value if document.type != 'unknown' else 'record'} {document.id[:6]}"
        for document in store.documents(patient)
    }


def run_sql(query: str, *, as_json: bool) -> int:
    from rich.console import Console
    from rich.table import Table

    columns, rows = Store(Settings()).query(query)
    if as_json:
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        sys.stdout.write(json.dumps(records, default=str, indent=2) + "\n")
        return 0
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console(soft_wrap=True).print(table)
    return 0
