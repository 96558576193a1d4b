"""What a guideline or a passage is about: ids of cancer cards, by their names and by the addresses of their pages."""

import re
from collections.abc import Iterable
from functools import lru_cache

from answers.cards import load_cards

CHILDREN = re.compile(r"\bchild(?:ren|hood|'s)?\b|\bpa?ediatric|\bkids?\b|\badolescents?\b(?! and young adult)", re.I)


FOLDER = re.compile(r"/types/(?!(?:metastatic|recurrent|common)-cancers?\b|aya\b|by-body-location\b|unknown-)([a-z-]+)")
"""A folder of pages on one kind of cancer, as NCI has them."""


def cancers_of_document(title: str, url: str | None = None) -> tuple[str, ...]:
    """The cancers that the title names; else those whose pages stand at this address, or in its folder.

    The folder's own name where no card is on it: what is about a cancer of no card is about none of ours.
    """
    return cancers_named(title) or cancers_at(url) or _of_folder(url)


def cancers_named(text: str) -> tuple[str, ...]:
    """In the order of the text, each once; the longest name counts where several stand in one place."""
    names, pattern = _names()
    return tuple(
        dict.fromkeys(names[" ".join(re.split(r"[-\s]+", one.group().lower()))] for one in pattern.finditer(text))
    )


def cancers_at(url: str | None) -> tuple[str, ...]:
    """Those of the cards that searched this address, or the folder above it."""
    if not url:
        return ()
    return tuple(card for card, address in _addresses() if f"{url}/".startswith(f"{address}/"))


def _of_folder(url: str | None) -> tuple[str, ...]:
    folder = FOLDER.search(url or "")
    if not folder:
        return ()
    near = (card for card, address in _addresses() if f"/types/{folder[1]}/" in f"{address}/")
    return tuple(dict.fromkeys(near)) or (folder[1],)


def is_of_children(title: str) -> bool:
    return bool(CHILDREN.search(title))


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, str], re.Pattern[str]]:
    pairs = {
        " ".join(re.split(r"[-\s]+", name.lower())): card.id
        for card in load_cards().cancers
        for name in (card.name, *card.names)
    }
    return pairs, _any_of(pairs)


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """The longest first; one of two or three letters only in capitals."""
    longest = sorted(names, key=len, reverse=True)
    written = (
        r"[-\s]+".join(map(re.escape, name.split())) if len(name) > 3 else f"(?-i:{re.escape(name.upper())})"
        for name in longest
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(written)})(?!\w)", re.I)


@lru_cache(maxsize=1)
def _addresses() -> tuple[tuple[str, str], ...]:
    library = load_cards()
    urls = {source.id: source.url or "" for source in library.sources}
    return tuple((card.id, urls[one]) for card in library.cancers for one in card.searched)
