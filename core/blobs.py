"""Named bytes, in a folder or in an object store. Writing is atomic and creating exclusive; secrecy is the vault's."""

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import fsspec
from fsspec.core import url_to_fs


class Blobs(Protocol):
    def read(self, name: str) -> bytes | None: ...

    def write(self, name: str, content: bytes) -> None: ...

    def create(self, name: str, content: bytes) -> bool:
        """False when the name is taken: of several who create it at once, one wins and nobody sees half a blob."""
        ...

    def remove(self, name: str) -> None: ...

    def remove_all(self, folder: str) -> None: ...

    def names(self, folder: str) -> list[str]:
        """The names directly in the folder, without the folder."""
        ...


def open_blobs(url: str) -> Blobs:
    filesystem, root = url_to_fs(url)
    if isinstance(filesystem, fsspec.get_filesystem_class("file")):
        return Folder(Path(root))
    return ObjectStore(filesystem, root.rstrip("/"))


class Folder:
    """Blobs as files that only their owner can read."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        with self._written_aside(name, content) as aside:
            aside.replace(self.root / name)

    def create(self, name: str, content: bytes) -> bool:
        with self._written_aside(name, content) as aside:
            try:
                (self.root / name).hardlink_to(aside)
            except FileExistsError:
                return False
        return True

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def remove_all(self, folder: str) -> None:
        for path in sorted((self.root / folder).rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        if (self.root / folder).is_dir():
            (self.root / folder).rmdir()

    def names(self, folder: str) -> list[str]:
        try:
            return sorted(path.name for path in (self.root / folder).iterdir() if not path.name.startswith("."))
        except FileNotFoundError:
            return []

    @contextmanager
    def _written_aside(self, name: str, content: bytes) -> Generator[Path]:
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            yield aside
        finally:
            aside.unlink(missing_ok=True)


class ObjectStore:
    """Blobs behind any other fsspec URL; the store itself must write atomically, as S3, GCS and Azure do."""

    def __init__(self, filesystem: fsspec.AbstractFileSystem, root: str) -> None:
        self.filesystem = filesystem
        self.root = root

    def read(self, name: str) -> bytes | None:
        try:
            content: Any = self.filesystem.cat_file(f"{self.root}/{name}")
            return bytes(content)
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        self._make_folder(name)
        self.filesystem.pipe_file(f"{self.root}/{name}", content)

    def create(self, name: str, content: bytes) -> bool:
        self._make_folder(name)
        try:
            self.filesystem.pipe_file(f"{self.root}/{name}", content, mode="create")
        except FileExistsError:
            return False
        return True

    def remove(self, name: str) -> None:
        try:
            self.filesystem.rm_file(f"{self.root}/{name}")
        except FileNotFoundError:
            return

    def remove_all(self, folder: str) -> None:
        self.filesystem.invalidate_cache()
        try:
            self.filesystem.rm(f"{self.root}/{folder}", recursive=True)
        except FileNotFoundError:
            return

    def names(self, folder: str) -> list[str]:
        self.filesystem.invalidate_cache()
        try:
            paths = self.filesystem.ls(f"{self.root}/{folder}", detail=False)
        except FileNotFoundError:
            return []
        return sorted(path.rstrip("/").rsplit("/", 1)[-1] for path in paths)

    def _make_folder(self, name: str) -> None:
        self.filesystem.makedirs(f"{self.root}/{name}".rsplit("/", 1)[0], exist_ok=True)
