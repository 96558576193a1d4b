"""What we hold on cancers that have no card: statements that correct a false belief, and those of other cards that name
them."""

import re
from collections.abc import Collection, Iterable, Iterator

from answers.cards import Library
from answers.choice import LEANS, words_of
from answers.names import OtherNames, any_of
from core.records import Sentence

MOST = 4
SHORTEST_NAME = 4
"""Letters: a shorter name is a word, or something else as well."""
ALIKE = 0.6
"""The share of its telling words that a statement has in common with one that says nearly the same."""

WIDE = words_of("cancer tumour tumor disease disorder neoplasm adult child children childhood other stage ways kinds")
"""Words in names of cancers that tell nothing of which one it is."""
OF_SOME = re.compile(r"\b(?:birth|pregnan\w+|fertility|sperm|at work)\b", re.I)
OF_AN_OUTLOOK = re.compile(
    r"\b(?:cur(?:ed?|able)|surviv\w+|liv(?:e|ing) (?:long|many)|come back|aggressive|high risk|harder to treat|outlook"
    r"|worse)\b",
    re.I,
)


def held_on(
    names: Collection[str], others: OtherNames, library: Library, text: str, *, with_outlook: bool
) -> tuple[Sentence, ...]:
    """At most so many, those first that share words with the question ``text``.

    ``names`` are those of the vocabularies (``others``). A statement that names neither the cancer nor anything that
    is asked was written against one belief alone, and is left out, as is one on a pregnancy or on the outlook
    (unless ``with_outlook``) that nobody asks for.
    """
    if not names:
        return ()
    spelt = (*names, *(name for name, known_as in others.cancers if known_as in names))
    called = words_of(" ".join(spelt)) - WIDE
    asked = words_of(text) - called - WIDE

    def fits(said: str) -> bool:
        words = words_of(said)
        unasked = OF_SOME.search(said) or (OF_AN_OUTLOOK.search(said) and not with_outlook)
        return bool(words & asked) or (bool(words & called) and not unasked)

    held = (*_of_beliefs(names, library), *_of_cards(spelt, library))
    near = [one for one in held if fits(one.text) and not LEANS.search(one.text)]
    near.sort(key=lambda one: (-len(words_of(one.text) & asked), with_outlook and not OF_AN_OUTLOOK.search(one.text)))
    return tuple(_unlike(near))[:MOST]


def _of_beliefs(names: Collection[str], library: Library) -> Iterator[Sentence]:
    wanted = {name.casefold() for name in names}
    for remark in library.assumptions:
        if wanted & {name.casefold() for name in remark.cancers}:
            for one in remark.statements:
                yield Sentence(text=one.text, citations=(f"card:assumptions#{remark.id}.{one.id}",))


def _of_cards(names: Collection[str], library: Library) -> Iterator[Sentence]:
    """What cards on other cancers and on markers say of it by its name; no figures, which are those of their own."""
    named = any_of(name for name in names if len(name) >= SHORTEST_NAME)
    for card in (*library.cancers, *library.biomarkers):
        figures = getattr(card, "outlook", ())
        for one in card.statements():
            if named.search(one.text) and one not in figures:
                yield Sentence(text=one.text, citations=(f"card:{card.id}#{one.id}",))


def _unlike(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Without those that say nearly what one before them says."""
    before: list[frozenset[str]] = []
    for one in sentences:
        words = words_of(one.text)
        if all(len(words & other) < ALIKE * min(len(words), len(other)) for other in before):
            before.append(words)
            yield one
