"""The shelf: a document is there whole or not at all, once, and its newest edition is the one that counts."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tiny_guidelines import guideline, passages

from answers.guidelines.adding import SHORTEST, add, edition_of
from answers.guidelines.documents import Part, Passage
from answers.guidelines.shelf import Seen, Shelf, as_json, unpacked
from core.errors import UnknownGuideline, UnusableGuideline
from core.places import ROOT

HERE = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
"""Other processes make the same guidelines as this one."""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "library")


def used(shelf: Shelf) -> list[str]:
    """The editions whose passages are searched."""
    return list(dict.fromkeys(shelved.guideline.age for shelved, _, _ in shelf.passages()))


def test_looking_creates_nothing(shelf: Shelf) -> None:
    """Every question to a shelf that is not there is answered, and its folder stays absent."""
    assert shelf.is_empty
    assert (shelf.generation, shelf.guidelines(), list(shelf.passages()), shelf.seen("https://x.example")) == (
        0,
        [],
        [],
        None,
    )
    assert not shelf.holds(guideline())
    with pytest.raises(UnknownGuideline, match="guidelines list"):
        shelf.remove("abc")
    assert not shelf.folder.exists()


def test_what_is_added_comes_back(shelf: Shelf) -> None:
    """Words as they are, vectors to half precision."""
    vectors = np.array([[0.6, 0.8], [1.0, 0.0]], dtype=np.float32)
    assert shelf.add(guideline(), passages(), vectors)
    (shelved,) = shelf.guidelines()
    assert shelved.guideline == guideline()
    assert (shelved.passages, shelved.superseded, shelf.is_empty) == (2, False, False)
    found = list(shelf.passages())
    assert [passage for _, passage, _ in found] == list(passages())
    assert np.allclose([unpacked(vector) for _, _, vector in found if vector], vectors, atol=1e-3)


def test_adding_twice_changes_nothing(shelf: Shelf) -> None:
    """Neither what is there nor the number by which an index knows of changes."""
    shelf.add(guideline(), passages(), None)
    before = shelf.generation, shelf.guidelines(), list(shelf.passages())
    assert not shelf.add(guideline(), passages(5), None)
    assert (shelf.generation, shelf.guidelines(), list(shelf.passages())) == before


class PullsThePlug(Sequence[Passage]):
    """Passages of which the second cannot be had any more."""

    def __len__(self) -> int:
        return 2

    def __getitem__(self, place: int) -> Passage:  # pyright: ignore[reportIncompatibleMethodOverride]
        raise NotImplementedError

    def __iter__(self) -> Iterator[Passage]:
        yield passages()[0]
        raise KeyboardInterrupt


def test_what_was_broken_off_is_not_there(shelf: Shelf) -> None:
    """Whether it breaks before the transaction or, by a passage's number that is there twice, within it."""
    shelf.add(guideline("Another", "two"), passages(), None)
    before = shelf.generation, shelf.guidelines(), list(shelf.passages())
    with pytest.raises(KeyboardInterrupt):
        shelf.add(guideline(), PullsThePlug(), None)
    with pytest.raises(Exception, match="UNIQUE"):
        shelf.add(guideline(), (*passages(), *passages()), None)
    assert (shelf.generation, shelf.guidelines(), list(shelf.passages())) == before
    assert shelf.add(guideline(), passages(), None)


KILLED = """
import os, sys
from pathlib import Path
from answers.guidelines.shelf import Shelf
from tiny_guidelines import guideline, passages
shelf = Shelf(Path(sys.argv[1]))
with shelf._change() as db:
    told = guideline().id, guideline().work, guideline().age, guideline().model_dump_json()
    db.execute("INSERT INTO guideline VALUES (?, ?, ?, ?, 1, 0)", told)
    os._exit(9)
"""


def test_a_process_that_dies_in_the_middle_leaves_nothing(shelf: Shelf) -> None:
    """The next one adds the document whole."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(shelf.folder)], env=HERE, timeout=60)
    assert done.returncode == 9
    assert shelf.guidelines() == []
    assert shelf.add(guideline(), passages(), None)


def test_the_newer_edition_counts_whichever_was_added_first(shelf: Shelf) -> None:
    """The older one stays, marked, and is used again when the newer one is taken out."""
    for edition in ("2025-03", "2026-01-15", "2024"):
        shelf.add(guideline(f"Guide, version {edition[:4]}", edition, edition=edition), passages(of=edition), None)
    assert {one.guideline.age: one.superseded for one in shelf.guidelines()} == {
        "2024": True, "2025-03": True, "2026-01-15": False,
    }  # fmt: skip
    assert used(shelf) == ["2026-01-15"]
    newest = next(one.id for one in shelf.guidelines() if not one.superseded)
    assert shelf.remove(newest).edition == "2026-01-15"
    assert used(shelf) == ["2025-03"]


def test_of_two_of_one_age_the_later_added_counts(shelf: Shelf) -> None:
    """A page that changes twice on one day is what it last was."""
    for content in ("morning", "evening"):
        shelf.add(guideline(content=content, url="https://x.example/page"), passages(of=content), None)
    assert {passage.text for _, passage, _ in shelf.passages()} == {p.text for p in passages(of="evening")}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"title": "Guide 2025"}, {"title": "Guide, Version 2.2026"}, True),
        ({"title": "Guide to stage 1"}, {"title": "Guide to stage 2"}, False),
        ({"title": "Guide"}, {"title": "Guide", "organisation": "Another Society"}, False),
        ({"url": "https://x.example/a/"}, {"url": "https://x.example/A#part", "title": "Renamed"}, True),
        ({"url": "https://x.example/a"}, {"url": "https://x.example/b"}, False),
    ],
)
def test_what_is_an_edition_of_one_work(one: dict[str, object], other: dict[str, object], same: bool) -> None:
    """The address tells, or the title without its years and versions."""
    assert (guideline(**one).work == guideline(**other).work) is same  # pyright: ignore[reportArgumentType]


def test_removing_by_the_beginning_of_an_id(shelf: Shelf) -> None:
    """One that fits is removed with its passages; none, several, or an empty beginning remove nothing."""
    for number in range(40):
        shelf.add(guideline(f"Guide {number}", str(number)), passages(1), None)
    ids = [one.id for one in shelf.guidelines()]
    shared = next(one[0] for one in ids if sum(other.startswith(one[0]) for other in ids) > 1)
    for start in (shared, "", "zzz", f"{ids[0]}0", "%", "_"):
        with pytest.raises(UnknownGuideline, match="guidelines list"):
            shelf.remove(start)
    assert len(shelf.guidelines()) == 40
    removed = shelf.remove(ids[0][:11])
    assert removed.id == ids[0]
    assert ids[0] not in {shelved.id for shelved, _, _ in shelf.passages()}
    assert len(list(shelf.passages())) == 39


def test_an_emptied_shelf_is_empty(shelf: Shelf) -> None:
    """And its change is still known to an index."""
    shelf.add(guideline(), passages(), None)
    before = shelf.generation
    shelf.remove(guideline().id)
    assert shelf.is_empty
    assert shelf.generation > before


def test_what_a_site_said_is_no_guideline(shelf: Shelf) -> None:
    """Notes on pages and runs make no index anew, and a run not finished is gone on with."""
    assert shelf.begin("nci", "2026-01-01T00:00") == "2026-01-01T00:00"
    assert shelf.begin("nci", "2026-01-02T00:00") == "2026-01-01T00:00"
    shelf.note("https://x.example", Seen('"tag"', None, "2026-01-01T00:01", 200))
    shelf.finish("nci", "2026-01-02T00:00")
    assert shelf.begin("nci", "2026-01-03T00:00") == "2026-01-03T00:00"
    assert shelf.seen("https://x.example") == Seen('"tag"', None, "2026-01-01T00:01", 200)
    assert (shelf.is_empty, shelf.generation) == (True, 0)


def test_threads_that_add_at_once_lose_nothing(shelf: Shelf) -> None:
    """Forty documents by eight threads, each twice, into a folder that is not there yet; one of the two was new."""

    def put(number: int) -> bool:
        return shelf.add(guideline(f"Guide {number % 40}", str(number % 40)), passages(3), None)

    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(put, range(80)))
    assert sum(new) == 40
    assert len(shelf.guidelines()) == 40
    assert len(list(shelf.passages())) == 120


ADDS = """
import sys
from pathlib import Path
from answers.guidelines.shelf import Shelf
from tiny_guidelines import guideline, passages
shelf = Shelf(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
for number in (*range(int(sys.argv[2]), int(sys.argv[2]) + 20), 1000):
    shelf.holds(guideline(f"Guide {number}", str(number)))
    shelf.add(guideline(f"Guide {number}", str(number)), passages(3), None)
"""


def test_processes_that_add_at_once_lose_nothing(shelf: Shelf) -> None:
    """Three that start together, in a folder that is not there yet, one document in common."""
    commands = ([sys.executable, "-c", ADDS, str(shelf.folder), str(first)] for first in (0, 20, 40))
    started = [
        subprocess.Popen(command, env=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for command in commands
    ]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    for process in started:
        assert process.stdin
        process.stdin.close()
    for process in started:
        process.wait(60)
        assert process.stdout
        process.stdout.close()
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(shelf.guidelines()) == 61
    assert len(list(shelf.passages())) == 183


def test_json_of_a_guideline_leaves_out_what_is_absent(shelf: Shelf) -> None:
    """No field is null, and the count of passages and the edition's standing are told."""
    shelf.add(guideline(edition="2025"), passages(), None)
    told = as_json(shelf.guidelines()[0])
    assert {"id", "title", "organisation", "edition", "retrieved", "passages", "superseded"} <= set(told)
    assert (told["passages"], told["superseded"], told["edition"]) == (2, False, "2025")
    assert None not in told.values()


def test_too_little_text_is_no_guideline(shelf: Shelf) -> None:
    """It is told so, and nothing is kept."""
    with pytest.raises(UnusableGuideline, match="whole document"):
        add(shelf, guideline(), [Part(heading=("Invented",), text="A few words are too few to be a guideline.")])
    assert not shelf.folder.exists()


@pytest.mark.model
def test_adding_cuts_embeds_and_keeps(shelf: Shelf) -> None:
    """A second time it is there already, without being cut again."""
    text = " ".join(
        f"The tumour is looked at in step {number} by a pathologist." for number in range(SHORTEST // 50 + 1)
    )
    parts = [Part(heading=("Invented", "Tests"), text=text)]
    first, second = add(shelf, guideline(), parts), add(shelf, guideline(), parts)
    assert (first.is_new, second.is_new, first.id) == (True, False, second.id)
    assert first.passages == len(list(shelf.passages()))
    assert all(
        vector and np.isclose(np.linalg.norm(unpacked(vector)), 1, atol=1e-2) for _, _, vector in shelf.passages()
    )


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("Updated: May 14, 2025", "2025-05-14"),
        ("Last reviewed by two editors on December 1, 2024", "2024-12-01"),
        ("Latest Updates to This Summary (05/14/2025)", "2025-05-14"),
        ("Version of 2025-02-03", "2025-02-03"),
        ("Updated: February 30, 2025", None),
        ("Latest Updates to This Summary (13/45/2025)", None),
        ("May 14, 2025", None),
        ("Updated yearly", None),
    ],
)
def test_the_edition_is_the_day_a_document_gives_itself(text: str, edition: str | None) -> None:
    """American order; a day that is none is not told, and the next text may tell one."""
    assert edition_of(["Nothing here.", text]) == edition
    assert edition_of([text, "Updated: January 2, 2020"]) == (edition or "2020-01-02")
