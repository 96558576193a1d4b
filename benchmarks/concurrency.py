"""Several processes save documents into one lake while another queries it. Run: python benchmarks/concurrency.py

Every document is saved by two processes, as when an upload is retried while the first try still runs, and all belong
to patients whom every process admits for itself. Made-up readings, a store in a temporary folder; ``--catalog`` takes
another DuckLake catalog, such as postgres:dbname=lake.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from threading import Event
from typing import NamedTuple

from core.errors import SightlineError
from core.records import Biomarker, Code, Page, Reading, Status, document_id
from core.settings import Settings
from core.store import Store

PATIENTS = ("Synthetic One", "Synthetic Two", "Synthetic Three")
FACTS_PER_DOCUMENT = 12
COUNTS = "SELECT patient, document, count(*) FROM all_facts GROUP BY ALL"


class Watched(NamedTuple):
    queries: int
    failed: list[str]
    torn: int
    """Documents seen with some of their facts."""
    slowest: float


def content_of(number: int) -> bytes:
    return f"synthetic document {number}".encode()


def label_of(number: int) -> str:
    return PATIENTS[number % len(PATIENTS)]


def reading_of(number: int) -> Reading:
    content = content_of(number)
    document = document_id(content)
    line = "HER2 (IHC): EQUIVOCAL (2+)\n"
    page = Page(
        document=document, number=1, width=612, height=792, method="text-layer", quality=1.0,
        text=line * FACTS_PER_DOCUMENT,
    )  # fmt: skip
    facts = tuple(
        Biomarker(
            name="HER2", method="IHC", result="equivocal", value="2+", confidence=0.9,
            codes=(Code(system="HGNC", code="3430"),),
            evidence=(page.evidence(start := len(line) * row, start + len(line) - 1),),
        )
        for row in range(FACTS_PER_DOCUMENT)
    )  # fmt: skip
    return Reading(document=document, sha256=document * 4, status=Status.READ, pages=(page,), facts=facts)


def save_documents(settings: Settings, numbers: list[int]) -> list[float]:
    store, seconds = Store(settings), []
    for number in numbers:
        started = time.perf_counter()
        patient = store.admit(label_of(number))
        store.register_document(patient, content_of(number))
        store.save_reading(patient, reading_of(number))
        seconds.append(time.perf_counter() - started)
    store.close()
    return seconds


def watch(settings: Settings, finished: Event) -> Watched:
    store, queries, torn, slowest, failed = Store(settings), 0, 0, 0.0, []
    while not finished.is_set():
        started = time.perf_counter()
        try:
            counts = store.query(COUNTS).rows
        except SightlineError as error:
            failed.append(str(error))
            continue
        queries += 1
        torn += sum(count != FACTS_PER_DOCUMENT for *_, count in counts)
        slowest = max(slowest, time.perf_counter() - started)
    store.close()
    return Watched(queries, failed, torn, slowest)


def measure(settings: Settings, documents: int, writers: int) -> dict[str, object]:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(writers + 1, mp_context=context) as pool:
        finished = manager.Event()
        watching = pool.submit(watch, settings, finished)
        started = time.perf_counter()
        shares = [
            [n for n in range(documents) if writer in (n % writers, (n + 1) % writers)] for writer in range(writers)
        ]
        saves = [pool.submit(save_documents, settings, share) for share in shares]
        seconds = [second for save in saves for second in save.result()]
        whole = time.perf_counter() - started
        finished.set()
        watched = watching.result()
    kept = kept_documents(settings)
    return {
        "documents": documents,
        "writers": writers,
        "saves": len(seconds),
        "seconds": round(whole, 2),
        "slowest save": round(max(seconds), 2),
        "lost": documents - len(kept),
        "doubled": sum(count != 1 for count in kept.values()),
        "wrong facts": wrong_facts(settings),
        "queries": watched.queries,
        "failed queries": len(watched.failed),
        "torn documents": watched.torn,
        "slowest query": round(watched.slowest, 2),
    }


def kept_documents(settings: Settings) -> Counter[str]:
    store = Store(settings)
    return Counter(document.id for patient in store.patients() for document in store.documents(patient.id))


def wrong_facts(settings: Settings) -> int:
    """Documents whose facts in the vault or the lake are more or fewer than were saved."""
    store = Store(settings)
    told = Counter(fact.evidence[0].document for patient in store.patients() for fact in store.facts(patient.id))
    shown = Counter({document: count for _, document, count in store.query(COUNTS).rows})
    return sum(counts[document] != FACTS_PER_DOCUMENT for counts in (told, shown) for document in told | shown)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--catalog", default=None)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), catalog_url=asked.catalog)
        measured = measure(settings, asked.documents, asked.writers)
    if asked.json:
        json.dump(measured, sys.stdout)
        return
    for name, value in measured.items():
        print(f"{name:<16}{value:>8}")


if __name__ == "__main__":
    main()
