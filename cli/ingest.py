"""Files into the store by Prefect's embedded server, with progress on the terminal."""

import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cli.prefect_home import prepare_prefect
from core.records import Counts, Document, Problem, Status
from core.settings import Settings


class Outcome(NamedTuple):
    """What came of one file. The source is told to its owner only; nothing of it went through Prefect."""

    source: str
    document: str
    status: Status
    problems: tuple[Problem, ...]
    counts: Counts

    def as_json(self) -> dict[str, object]:
        return {
            "source": self.source,
            "document": self.document,
            "status": self.status.value,
            "problems": [one.model_dump(exclude_none=True) for one in self.problems],
            "pages": self.counts.pages,
            "facts": self.counts.facts,
        }

    def lines(self) -> Iterator[str]:
        pages, facts = sum(self.counts.pages.values()), sum(self.counts.facts.values())
        yield f"{self.source}: {self.status.value.replace('_', ' ')}, {_many(pages, 'page')}, {_many(facts, 'fact')}"
        yield from (f"  {one.message}" for one in self.problems)


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def ingest_files(files: Sequence[Path], label: str, password: str | None = None) -> list[Outcome]:
    prepare_prefect(Settings())
    from flows import workshop
    from flows.ingest import ingest_folder

    store = workshop.store()
    patient = store.admit(label)
    documents = [store.register_document(patient, file.read_bytes()) for file in files]
    if password:
        for document in documents:
            store.keep_password(patient, document.id, password)
    with shown_progress(len(dict.fromkeys(document.id for document in documents))):
        counts = {one.document: one for one in ingest_folder(patient, list(dict.fromkeys(d.id for d in documents)))}
    return [
        _outcome(file, store.document(patient, document.id), counts[document.id])
        for file, document in zip(files, documents, strict=True)
    ]


def _outcome(file: Path, document: Document, counts: Counts) -> Outcome:
    return Outcome(str(file), document.id, document.status or Status.FAILED, document.problems, counts)


@contextmanager
def shown_progress(documents: int) -> Generator[None]:
    """A bar on a terminal, a line per document otherwise; both on standard error."""
    from flows.progress import Step, watched_by

    if not sys.stderr.isatty():
        finished: list[str] = []

        def say(step: Step) -> None:
            if step.done:
                finished.append(step.document)
                sys.stderr.write(
                    f"{len(finished)} of {documents}: {_many(step.pages, 'page')} of {step.document} read\n"
                )

        with watched_by(say):
            yield
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        whole = bars.add_task("files", total=documents)
        bar = bars.add_task("pages", total=None)

        def show(step: Step) -> None:
            bars.update(bar, completed=step.pages, total=step.expected)
            if step.done:
                bars.advance(whole)

        with watched_by(show):
            yield
