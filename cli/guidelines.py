"""``sightline guidelines``: what the library holds, and taking documents in and out of it."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console

from answers.cards import load_cards
from answers.guidelines.adding import add, add_many
from answers.guidelines.booklets import Told, read_booklet
from answers.guidelines.documents import Shelved
from answers.guidelines.index import Index, Scope
from answers.guidelines.sections import Read, read_sections
from answers.guidelines.shelf import Shelf, as_json
from answers.guidelines.sync import Outcome, Sync, site_called
from answers.guidelines.webpages import read_webpage
from cli.progress import Progress
from cli.walk import find_files
from core.errors import SightlineError, UnusableGuideline
from core.settings import Settings
from extractors.readers.room import ReadingRoom, read_record

SECTIONS = (".jsonl", ".jsonl.gz")
PAGES = (".html", ".htm", ".xhtml")
EMPTY = "The library is empty. `sightline guidelines add FILE` or `sightline guidelines sync nci` fills it."


def open_shelf(settings: Settings) -> Shelf:
    return Shelf(settings.library)


def run_add(paths: Sequence[Path], told: Told) -> int:
    """Takes each file in; one that cannot be taken says why and stops no other. Status 1 if one was not taken."""
    _check_cancers(told.cancers)
    settings = Settings()
    shelf = open_shelf(settings)
    files = find_files(paths)
    refused = 0
    with ReadingRoom(settings) as room:
        for file in files:
            try:
                _add_file(file, told, shelf, room)
            except SightlineError as error:
                refused += 1
                sys.stdout.write(f"{file}: not added. {error}\n")
            sys.stdout.flush()
    Index(shelf).refresh()
    return 1 if refused else 0


def _add_file(file: Path, told: Told, shelf: Shelf, room: ReadingRoom) -> None:
    if file.name.lower().endswith(SECTIONS):
        outcomes = Counter(_taken(shelf, read_sections(file, told.organisation), told._replace(title=None)))
        sys.stdout.write(f"{file}: {_counted(outcomes)}\n")
        return
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UnusableGuideline("The file could not be opened. Check that you may read it.") from error
    if file.suffix.lower() in PAGES:
        if not told.url:
            raise UnusableGuideline("Say where the page is from with --url: every quote names its source.")
        read = read_webpage(content, told.url, organisation=told.organisation)
        guideline, problems = told.over(read.guideline), ()
    else:
        reading = read_record(content, room)
        read = read_booklet(reading, told)
        guideline, problems = read.guideline, reading.problems
    added = add(shelf, guideline, read.parts)
    sys.stdout.writelines(f"{file}: {problem.message}\n" for problem in problems)
    about = ", ".join(guideline.cancers) or "cancer in general"
    what = f"{added.passages} passages on {about}" if added.is_new else "it was there already"
    sys.stdout.write(f"{file}: {added.title} ({guideline.age}), {what}\n")


def _taken(shelf: Shelf, documents: Iterable[Read], told: Told) -> Iterator[str]:
    with Progress("documents") as progress:
        for added in add_many(shelf, ((told.over(read.guideline), read.parts) for read in documents)):
            yield "too short" if added.id is None else "added" if added.is_new else "there already"
            progress.step()


def _counted(outcomes: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(outcomes.items())) or "nothing in it"


def run_sync(site: str, pause: float, most: int | None, address: str | None) -> int:
    """``address`` reads a mirror of the site instead. Status 1 where a page failed."""
    chosen = site_called(site)
    shelf = open_shelf(Settings())
    if address:
        chosen = chosen.model_copy(update={"url": address.rstrip("/")})
    outcomes: Counter[str] = Counter()
    with Progress("pages") as progress:
        for step in Sync(shelf, chosen, pause).run(most):
            progress.step(step.total)
            outcomes[step.outcome.value] += 1
    Index(shelf).refresh()
    sys.stdout.write(f"{site}: {_counted(outcomes)}\n")
    return 1 if outcomes[Outcome.FAILED.value] else 0


def run_list(*, in_json: bool) -> int:
    held = open_shelf(Settings()).guidelines()
    if in_json:
        sys.stdout.write(json.dumps([as_json(one) for one in held], indent=2, ensure_ascii=False) + "\n")
    elif not held:
        sys.stdout.write(f"{EMPTY}\n")
    else:
        sys.stdout.writelines(f"{line}\n" for one in held for line in _listed(one))
    return 0


def _listed(one: Shelved) -> Iterator[str]:
    guideline = one.guideline
    old = ", superseded by a newer edition" if one.superseded else ""
    yield f"{one.id}  {guideline.title}"
    about = ", ".join(guideline.cancers) or "cancer in general"
    yield f"              {guideline.organisation}, {guideline.age}; {one.passages} passages on {about}{old}"


def run_search(query: str, cancers: tuple[str, ...], most: int, *, in_json: bool) -> int:
    """Status 1 where nothing is found."""
    _check_cancers(cancers)
    shelf = open_shelf(Settings())
    if shelf.is_empty:
        sys.stdout.write(f"{EMPTY}\n")
        return 1
    hits = Index(shelf).search(query, Scope(cancers), most)
    if in_json:
        told = [
            {
                "citation": hit.citation,
                "title": hit.guideline.guideline.title,
                "section": hit.passage.section,
                "page": hit.passage.page,
                "edition": hit.guideline.guideline.age,
                "url": hit.guideline.guideline.url,
                "text": hit.passage.text,
                "score": round(hit.score, 5),
            }
            for hit in hits
        ]
        sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        return 0 if hits else 1
    console = Console(soft_wrap=False, highlight=False, markup=False)
    for hit in hits:
        guideline = hit.guideline.guideline
        page = f", page {hit.passage.page}" if hit.passage.page else ""
        console.print(f"{guideline.title} ({guideline.age}){page}")
        console.print(f"  {hit.passage.section}")
        console.print(f"  {hit.passage.text}\n")
    if not hits:
        sys.stdout.write("Nothing was found. Try other words, or another cancer.\n")
    return 0 if hits else 1


def run_remove(start: str) -> int:
    shelf = open_shelf(Settings())
    removed = shelf.remove(start)
    Index(shelf).refresh()
    sys.stdout.write(f"Removed: {removed.title} ({removed.age})\n")
    return 0


def _check_cancers(cancers: Sequence[str]) -> None:
    known = [card.id for card in load_cards().cancers]
    if unknown := [one for one in cancers if one not in known]:
        raise UnusableGuideline(f"There is no card called {', '.join(unknown)}. There are: {', '.join(known)}.")
