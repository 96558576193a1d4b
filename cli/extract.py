"""``sightline extract``: files in, one JSON object per file out. Needs no store and no server."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from answers.wording import dated, shortened
from cli.walk import find_files
from core.records import Fact, Problem, Reading, Status
from core.settings import Settings
from extractors.extraction import with_facts
from extractors.readers.room import ReadingRoom, read_record
from extractors.recognition import Recogniser

TOGETHER = 64
"""Pages that are enough for one call of the tagger; files wait for each other until there are as many."""


def run_extract(
    paths: Sequence[Path], *, as_json: bool, password: str | None, tagger: str | None = None, labels: Path | None = None
) -> int:
    files, settings = find_files(paths), Settings()
    recogniser = Recogniser(tagger or settings.tagger, labels or settings.tagger_labels)
    statuses: list[Status] = []
    with ReadingRoom(settings) as room:
        read = ((file, read_file(file, room, password)) for file in files)
        for number, (file, reading) in enumerate(_extracted(read, recogniser), 1):
            statuses.append(reading.status)
            if as_json:
                sys.stdout.write(json.dumps(told(str(file), reading), ensure_ascii=False) + "\n")
            else:
                sys.stdout.writelines(f"{line}\n" for line in lines(str(file), reading))
            sys.stdout.flush()
            _tell_progress(number, len(files))
    return 0 if all(status is Status.READ for status in statuses) else 1


def _extracted(read: Iterable[tuple[Path, Reading]], recogniser: Recogniser) -> Iterator[tuple[Path, Reading]]:
    """Each file's reading with its facts, in order; many are recognised at once."""
    waiting: list[tuple[Path, Reading]] = []
    for file, reading in read:
        waiting.append((file, reading))
        if recogniser.is_idle or sum(len(one.pages) for _, one in waiting) >= TOGETHER:
            yield from _with_facts(waiting, recogniser)
            waiting = []
    yield from _with_facts(waiting, recogniser)


def _with_facts(read: Sequence[tuple[Path, Reading]], recogniser: Recogniser) -> Iterator[tuple[Path, Reading]]:
    found = recogniser.recognise([reading for _, reading in read])
    for (file, reading), mentions in zip(read, found, strict=True):
        yield file, recogniser.reread(with_facts(reading, mentions))


def read_file(file: Path, room: ReadingRoom, password: str | None = None) -> Reading:
    """Never raises for what the file holds: a file that cannot be read is a reading that says why."""
    try:
        content = file.read_bytes()
    except OSError:
        problem = Problem(code="unreadable", message="The file could not be opened. Check that you may read it.")
        return Reading.gather(b"", [problem])
    return read_record(content, room, password)


def told(source: str, reading: Reading) -> dict[str, object]:
    """The object of the command contract; what is absent is left out of facts."""
    return {
        "source": source,
        "sha256": reading.sha256,
        "status": reading.status.value,
        "problems": [problem.model_dump(exclude_none=True) for problem in reading.problems],
        "document_type": reading.type.value,
        "pages": [
            {
                "number": page.number,
                "width": page.width,
                "height": page.height,
                "method": page.method.value,
                "quality": round(page.quality, 3),
                "characters": len(page.text),
            }
            for page in reading.pages
        ],
        "facts": [_told_fact(fact) for fact in reading.facts],
    }


def _told_fact(fact: Fact) -> dict[str, object]:
    return fact.model_dump(
        mode="json", exclude_none=True, exclude={"review": True, "evidence": {"__all__": {"document"}}}
    )


def lines(source: str, reading: Reading) -> Iterator[str]:
    """The same for a person: the file, what went wrong, and each fact with its place."""
    yield f"{source}: {reading.status.value.replace('_', ' ')}, {reading.type.value}, {len(reading.pages)} pages"
    yield from (f"  {problem.message}" for problem in reading.problems)
    for fact in reading.facts:
        first = fact.evidence[0]
        yield f"  {fact.kind}: {dated(fact)}"
        yield f"      page {first.page}: “{shortened(first.quote)}”"


def _tell_progress(done: int, of: int) -> None:
    """Only for several files: a line that overwrites itself on a terminal, a plain one now and then otherwise."""
    if of == 1:
        return
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {of} files" + ("\n" if done == of else ""))
    elif done == of or done % 25 == 0:
        sys.stderr.write(f"{done} of {of} files\n")
