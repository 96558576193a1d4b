"""What a worker process keeps warm between runs, each made on first use: settings, store, reading room, tagger."""

import atexit
from functools import lru_cache

from answers.cards import Library, load_cards
from answers.guidelines.asked import Quoting, open_quoting
from answers.names import OtherNames, load_other_names
from core.settings import Settings
from core.store import Store
from extractors.readers.room import ReadingRoom
from extractors.recognition import Recogniser


@lru_cache(maxsize=1)
def settings() -> Settings:
    return Settings()


@lru_cache(maxsize=1)
def store() -> Store:
    return Store(settings())


@lru_cache(maxsize=1)
def room() -> ReadingRoom:
    opened = ReadingRoom(settings())
    atexit.register(opened.close)
    return opened


@lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    """Its tagger is loaded by the first page that needs it, and stays."""
    return Recogniser(settings().tagger, settings().tagger_labels)


def cards() -> Library:
    return load_cards()


def other_names() -> OtherNames:
    return load_other_names()


@lru_cache(maxsize=1)
def _library() -> Quoting | None:
    return open_quoting(settings().library)


def quoting() -> Quoting | None:
    """The library of guidelines, from the moment on at which there is one."""
    if _library() is None:
        _library.cache_clear()
    return _library()


def forget() -> None:
    """Lets go of everything, so that other settings can be used in the same process."""
    if room.cache_info().currsize:
        room().close()
    for made in (_library, recogniser, room, store, settings):
        made.cache_clear()
