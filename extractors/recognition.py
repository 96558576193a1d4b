"""Recognition: the tagger over all pages of one or of several documents at once, between reading and extracting.

torch takes seconds to import, so nothing here does until there is a page to tag; the processes that read files of
unknown origin never do.
"""

import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

from core.errors import UnusableTagger
from core.places import ASSERTIONS_WEIGHTS, LABEL_MAPS, ROOT, TAGGER_WEIGHTS
from core.records import Page, Reading
from extractors.mentions import Mention, Tags, find_mentions
from extractors.second_reading import ReadsStates, reread
from extractors.treatment_language import is_english

Mentions = tuple[Mention, ...]
"""Of one page."""

_loading = Lock()


class Recogniser:
    """A tagger that is loaded when first needed and then stays warm. Threads may share it: they take turns.

    ``choice`` is ``none``, ``auto`` (the shipped weights, where there are any), a file of other weights, or another
    token classifier, ``hf:owner/name[@revision]`` or ``hf:/a/folder``, whose label map is ``labels`` or lies in
    data/tagger under its name.
    """

    def __init__(self, choice: str = "auto", labels: Path | None = None, *, tagger: Tags | None = None) -> None:
        self.choice, self.labels = choice, labels
        self._given = tagger
        self._turn = Lock()

    @property
    def is_idle(self) -> bool:
        """Whether nothing will ever be recognised, so that nobody need wait for other documents."""
        return self._given is None and (self.choice == "none" or (self.choice == "auto" and lacking() is not None))

    def recognise(self, readings: Sequence[Reading]) -> list[tuple[Mentions, ...]]:
        """The mentions of every page of every reading, from one call of the tagger."""
        every = [page for reading in readings for page in reading.pages]
        found = iter(self.recognise_pages(every))
        return [tuple(next(found) for _ in reading.pages) for reading in readings]

    def recognise_pages(self, pages: Sequence[Page]) -> list[Mentions]:
        """None on pages without words, and on those in a language that the tagger has not learnt."""
        legible = [number for number, page in enumerate(pages) if page.text.strip() and is_english(page.text)]
        mentions: list[Mentions] = [()] * len(pages)
        if not legible or self.is_idle:
            return mentions
        with self._turn:
            tagger = self._given or load_tagger(self.choice, self.labels)
            if tagger is not None:
                found = find_mentions([pages[number].text for number in legible], tagger)
                for number, own in zip(legible, found, strict=True):
                    mentions[number] = own
        return mentions

    def reread(self, reading: Reading) -> Reading:
        """The reading with what the second reader makes of its facts (extractors/second_reading.py); as it is by rules
        alone, and where there is nothing to read with."""
        alone = self.choice == "none" or self._given is not None
        if alone or not reading.facts or lacking() is not None or not ASSERTIONS_WEIGHTS.exists():
            return reading
        with self._turn:
            return reread(reading, load_second_reader())


@lru_cache(maxsize=1)
def load_second_reader() -> ReadsStates:
    from models.assertion_reader import AssertionReader

    with _loading:
        return AssertionReader.load()


def lacking() -> str | None:
    """Why ``auto`` can use rules only, in words for whoever installed this; None where it can use the tagger."""
    if not TAGGER_WEIGHTS.exists():
        return f"no weights in {TAGGER_WEIGHTS.relative_to(ROOT)}: rules only"
    if importlib.util.find_spec("torch") is None:
        return "torch is not installed: rules only"
    return None


def load_tagger(choice: str, labels: Path | None = None) -> Tags | None:
    """Loaded once per process. Raises UnusableTagger where one that was asked for by name cannot be had."""
    if choice == "none" or (choice == "auto" and lacking() is not None):
        return None
    with _loading:
        if choice.startswith("hf:"):
            return _load_foreign(choice, labels or LABEL_MAPS / f"{_last_name(choice)}.toml")
        path = TAGGER_WEIGHTS if choice == "auto" else Path(choice).expanduser()
        if not path.is_file():
            raise UnusableTagger(
                "There are no weights where SIGHTLINE_TAGGER or --tagger points. It may be auto, none, a file of"
                " weights or hf:…"
            )
        return _load(path)


def _last_name(choice: str) -> str:
    return choice.removeprefix("hf:").rstrip("/").rpartition("/")[2].partition("@")[0]


@lru_cache(maxsize=2)
def _load(path: Path) -> Tags:
    from models.tagger import Tagger

    return Tagger.load(path)


@lru_cache(maxsize=2)
def _load_foreign(name: str, labels: Path) -> Tags:
    from models.foreign import ForeignTagger

    return ForeignTagger.load(name, labels)
