"""Searching the library: by words (BM25) and by meaning (embeddings), the two rankings fused, always within a scope.

Robertson & Zaragoza 2009 for BM25 (by bm25s, Lù 2024, arXiv:2407.03618); reciprocal rank fusion by Cormack et al. 2009.
The index is a folder beside the shelf's file, made anew when the shelf has changed, and mapped rather than loaded.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from answers.cards import load_cards
from answers.guidelines.documents import Passage, Shelved
from answers.guidelines.shelf import Shelf, unpacked
from core.errors import UnusableEmbedder
from models.embedder import Embedder, Vectors

RANKED = 400
"""How far down each of the two rankings counts."""
SOON = 60
"""The constant of reciprocal rank fusion: the higher, the less the first places stand out."""
FOR_PATIENTS, OWN_SUBJECT = 1.25, 1.15
"""What a passage written for patients, and one of a guideline about the very cancer asked about, counts more."""

Mask = NDArray[np.bool_]


class Scope(NamedTuple):
    """What may be found. ``cancers`` are ids of cards; none for any. ``of_children`` lets in pages on children."""

    cancers: tuple[str, ...] = ()
    of_children: bool = False


class Hit(NamedTuple):
    """A passage found. ``likeness`` is the cosine of its meaning with the question's, None without an embedder."""

    guideline: Shelved
    passage: Passage
    score: float
    likeness: float | None

    @property
    def citation(self) -> str:
        return f"library:{self.guideline.id}#{self.passage.number}"


class Opened(NamedTuple):
    """One making of the index, mapped: what a search reads from its beginning to its end. ``made`` tells which, ``ids``
    are the passages, a row each; ``words`` is None where there are none, ``vectors`` where some passage was added
    without an embedder."""

    made: int
    cancers: list[str]
    ids: list[tuple[str, int]]
    guidelines: dict[str, Shelved]
    scopes: dict[str, NDArray[np.uint64]]
    words: Any
    vectors: Vectors | None

    def by_words(self, query: str) -> NDArray[np.float32]:
        known = [word for word in tokens([query])[0] if word in self.words.vocab_dict]
        return self.words.get_scores(known) if known else np.zeros(len(self.ids), dtype=np.float32)

    def by_meaning(self, query: str) -> NDArray[np.float32] | None:
        """None where there are no vectors, of the passages or of the query."""
        if self.vectors is None:
            return None
        try:
            return self.vectors.astype(np.float32) @ embedder().embed([query])[0]
        except UnusableEmbedder:
            return None

    def within(self, scope: Scope) -> Mask:
        cancers, passages, flags = self.scopes["documents"], self.scopes["passages"], self.scopes["flags"]
        fits = np.ones(len(cancers), dtype=bool)
        if scope.cancers:
            wanted = _bits([one for one in scope.cancers if one in self.cancers], self.cancers)
            of_it = (cancers & wanted) != 0
            general = (cancers == 0) & ((passages == 0) | ((passages & wanted) != 0))
            fits = of_it | general
        if not scope.of_children:
            fits[(flags & OF_CHILDREN) != 0] = False
        return fits

    def weights(self, scope: Scope) -> NDArray[np.float64]:
        weights = np.ones(len(self.ids))
        weights[(self.scopes["flags"] & PROFESSIONAL) == 0] *= FOR_PATIENTS
        weights[(self.scopes["documents"] & _bits(scope.cancers, self.cancers)) != 0] *= OWN_SUBJECT
        return weights


class Index:
    """The newest editions on a shelf, ready to be searched. Cheap to make; the files open with the first search."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.folder = shelf.folder / "index"
        self._last: Opened | None = None

    def refresh(self) -> None:
        """Makes the index anew where the shelf has changed since; one process does, others wait for it."""
        if self.shelf.generation:
            with self._alone():
                pass

    def search(
        self, query: str, scope: Scope, most: int, keeps: Callable[[Passage], bool] = lambda _: True
    ) -> list[Hit]:
        """The best passages within the scope that ``keeps`` lets pass, best first."""
        opened = self._opened()
        if opened is None or not opened.ids or not query.strip():
            return []
        within, likeness = opened.within(scope), opened.by_meaning(query)
        scores = np.zeros(len(within))
        for ranking in (opened.by_words(query), likeness):
            if ranking is not None:
                scores += _reciprocal(ranking, within)
        scores *= opened.weights(scope)
        found: list[Hit] = []
        with closing(sqlite3.connect(f"{self.shelf.file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            for row in np.argsort(-scores, kind="stable"):
                if len(found) == most or not scores[row]:
                    break
                guideline, number = opened.ids[row]
                passage = _passage(db, guideline, number)
                if passage and keeps(passage):
                    like = None if likeness is None else float(likeness[row])
                    found.append(Hit(opened.guidelines[guideline], passage, float(scores[row]), like))
        return found

    def rarities(self, query: str) -> dict[str, float]:
        """The telling words of a text, stemmed, each with how rare it is here: log(1 + passages / passages with it)."""
        opened = self._opened()
        if opened is None or not opened.ids:
            return {}
        starts, known, all_of_them = opened.words.scores["indptr"], opened.words.vocab_dict, len(opened.ids)

        def spread(word: str) -> float:
            return float(starts[known[word] + 1] - starts[known[word]]) if word in known else 0.5

        return {word: float(np.log1p(all_of_them / spread(word))) for word in tokens([query])[0]}

    def _opened(self) -> Opened | None:
        """The index as the shelf is now, opened once for each making of it, whichever process made it."""
        if not self.shelf.generation:
            return None
        with self._alone():
            made = (self.folder / "about.json").stat().st_mtime_ns
            if self._last is None or self._last.made != made:
                self._last = _open(self.folder, made, self.shelf)
            return self._last

    # The files

    @contextmanager
    def _alone(self) -> Generator[None]:
        """With the index as the shelf is, while no other process or thread makes it anew."""
        with FileLock(self.shelf.folder / "index.lock"):
            generation = self.shelf.generation
            if self._generation() != generation:
                self._make(generation)
            yield

    def _generation(self) -> int | None:
        try:
            about = json.loads((self.folder / "about.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        ours = [card.id for card in load_cards().cancers]
        return int(about["generation"]) if about["cancers"] == ours else None

    def _make(self, generation: int) -> None:
        import bm25s

        order = [card.id for card in load_cards().cancers]
        rows, texts, vectors, scopes = [], [], [], []
        for shelved, passage, vector in self.shelf.passages():
            rows.append((shelved.id, passage.number))
            texts.append(f"{passage.section} {passage.text}")
            vectors.append(vector)
            scopes.append(_scope_of(shelved, passage, order))
        for left in self.shelf.folder.glob("index-*"):
            shutil.rmtree(left)
        new = Path(tempfile.mkdtemp(dir=self.shelf.folder, prefix="index-"))
        if texts:
            words = bm25s.BM25(method="lucene")
            words.index(tokens(texts), show_progress=False)
            words.save(str(new / "words"), show_progress=False)
        np.savez(new / "scopes.npz", **_columns(scopes))
        if vectors and all(one is not None for one in vectors):
            np.save(new / "vectors.npy", np.stack([unpacked(one) for one in vectors if one]).astype(np.float16))
        (new / "ids.json").write_text(json.dumps(rows), encoding="utf-8")
        about = {"generation": generation, "cancers": order}
        (new / "about.json").write_text(json.dumps(about), encoding="utf-8")
        old = self.shelf.folder / "index-old"
        if self.folder.exists():
            self.folder.rename(old)
        new.rename(self.folder)
        shutil.rmtree(old, ignore_errors=True)


def _open(folder: Path, made: int, shelf: Shelf) -> Opened:
    import bm25s

    ids = [tuple(one) for one in json.loads((folder / "ids.json").read_text(encoding="utf-8"))]
    with np.load(folder / "scopes.npz") as stored:
        scopes = {name: stored[name] for name in ("documents", "passages", "flags")}
    vectors = folder / "vectors.npy"
    return Opened(
        made=made,
        cancers=json.loads((folder / "about.json").read_text(encoding="utf-8"))["cancers"],
        ids=ids,
        guidelines={one.id: one for one in shelf.guidelines()},
        scopes=scopes,
        words=bm25s.BM25.load(str(folder / "words"), mmap=True) if ids else None,
        vectors=np.load(vectors, mmap_mode="r") if vectors.is_file() else None,
    )


def _passage(db: sqlite3.Connection, guideline: str, number: int) -> Passage | None:
    """None for one that was removed a moment ago."""
    told = db.execute("SELECT told FROM passage WHERE guideline = ? AND number = ?", (guideline, number)).fetchone()
    return Passage.model_validate_json(told[0]) if told else None


OTHER = 63
PROFESSIONAL, OF_CHILDREN = np.uint64(1), np.uint64(2)


def _scope_of(shelved: Shelved, passage: Passage, order: Sequence[str]) -> tuple[np.uint64, np.uint64, np.uint64]:
    guideline = shelved.guideline
    flags = (PROFESSIONAL if guideline.audience == "professionals" else np.uint64(0)) | (
        OF_CHILDREN if guideline.of_children else np.uint64(0)
    )
    return _bits(guideline.cancers, order), _bits(passage.cancers, order), flags


def _bits(cancers: Sequence[str], order: Sequence[str]) -> np.uint64:
    """Each cancer as a bit; there are fewer cards than 63. The last is for a cancer of no card."""
    bits = {order.index(one) if one in order else OTHER for one in cancers}
    return np.uint64(sum(1 << bit for bit in bits))


def _columns(scopes: Sequence[tuple[np.uint64, np.uint64, np.uint64]]) -> dict[str, NDArray[np.uint64]]:
    table = np.array(scopes, dtype=np.uint64).reshape(-1, 3)
    return {"documents": table[:, 0], "passages": table[:, 1], "flags": table[:, 2]}


def _reciprocal(ranking: NDArray[Any], within: Mask) -> NDArray[np.float64]:
    """1 / (SOON + rank) for the best RANKED of those within that score at all; 0 for all others."""
    fused = np.zeros(len(ranking))
    candidates = np.flatnonzero(within & (ranking > 0))
    best = candidates[np.argsort(-ranking[candidates], kind="stable")[:RANKED]]
    fused[best] = 1 / (SOON + 1 + np.arange(len(best)))
    return fused


def tokens(texts: Sequence[str]) -> list[list[str]]:
    """Words as BM25 counts them: small, stemmed, common ones left out."""
    import bm25s

    return bm25s.tokenize(list(texts), stopwords="en", stemmer=_stemmer(), return_ids=False, show_progress=False)  # pyright: ignore[reportReturnType]


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english")


@lru_cache(maxsize=1)
def embedder() -> Embedder:
    return Embedder.load()
