"""The files a person means by the paths they give."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from core.errors import SightlineError


class NoSuchPath(SightlineError):
    code = "no_such_path"


class NoRecords(SightlineError):
    code = "no_records"


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Files in a steady order; folders walked, hidden files left out.

    Raises NoSuchPath for a path that is not there, NoRecords where no file is left to read.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    if not files:
        raise NoRecords("There is no file in what you named. Give PDFs, photos, letters, or a folder that holds some.")
    return files


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        inside = (
            file for file in path.rglob("*") if not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
        yield from sorted(file for file in inside if file.is_file())
    elif path.exists():
        yield path
    else:
        raise NoSuchPath("One of the paths you named does not exist. Check the spelling, then try again.")
