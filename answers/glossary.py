"""Plain words for the medical words of an answer, each as it is first met (data/cards/glossary.tsv).

A word of several senses is explained only where what stands near it leaves the one that the glossary tells: of what is
cut short, data/rules/shorthand.tsv decides, as it does where a line is put in full words; of others,
data/rules/glossary_senses.tsv says what must (``needs``) and may not (``not_beside``) stand near.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from answers.cards import Library, Term, load_cards
from answers.shorthand import Surroundings, may_stand_for, surroundings_of
from core.places import RULES
from core.records import Definition
from extractors.rules import read_table

MOST = 12
SHORT = 5
"""Letters of a word that is cut short, such as ``CNS``, at most."""
BEFORE = re.compile(
    r"\b(?:wh?[ao]t(?:'?s| is| are| does| do| r)|define|explain|meaning of|meant by|words?|terms?):? "
    r"(?:an? |the |my |this |that |an? kind of |term |word |exactly )*[\"“'(]*$",
    re.I,
)
"""What stands before a word that is asked for."""
NEAR = re.compile(BEFORE.pattern.removesuffix("$") + r"(?:[\w-]+ ){1,2}$", re.I)
"""The same, with words that belong to it: ``what does spiculated lesion mean``."""
AFTER = re.compile(r"[\"”')]*(?: means?)?\W*(?:$|\n|(?:and|or|but) (?:why|how|what|do|does|is|will)\b)", re.I)
"""What stands after a word that everyone knows, where that word is all that is asked for."""

JUDGED = re.compile(
    r"[\"”')]*[\s,;:.–-]*(?:(?:so |and |but )?(?:is|are) (?:it|this|that) )?(?:an? )?(?:good|bad)\b", re.I
)
"""What stands after a word of which it is asked whether it is good: ``stable disease, is that good or bad``."""


def terms_in(texts: Iterable[str], library: Library) -> tuple[Term, ...]:
    """In the order in which they are met; of terms that lie in one another, the longest."""
    return tuple(dict.fromkeys(term for text in texts for term, _ in _met(text, library)))


def unfamiliar(text: str, library: Library) -> tuple[Term, ...]:
    """Those that not everyone knows."""
    return tuple(one for one in terms_in((text,), library) if not one.known)


def asked_for(text: str, library: Library) -> tuple[Term, ...]:
    """Those whose meaning is asked: ``what is a debulking and why is it done``, ``what does a scan mean``."""
    return tuple(
        term
        for term, one in _met(text, library)
        if (BEFORE.search(text[: one.start()]) and not (term.known and not AFTER.match(text[one.end() :])))
        or (NEAR.search(text[: one.start()]) and AFTER.match(text[one.end() :]))
        or (not term.known and JUDGED.match(text[one.end() :]))
    )


def definitions(texts: Iterable[str], library: Library) -> tuple[Definition, ...]:
    met = terms_in(texts, library)[:MOST]
    return tuple(Definition(term=one.term, text=one.text, citation=one.citation) for one in met)


def _met(text: str, library: Library) -> Iterator[tuple[Term, re.Match[str]]]:
    """Each term, and where it stands in the sense that the glossary explains."""
    names, pattern = _names() if library is load_cards() else _written(library)
    for one in pattern.finditer(text):
        term = names[" ".join(one.group().lower().split())]
        if _is_in_its_sense(term, one, text):
            yield term, one


def _is_in_its_sense(term: Term, one: re.Match[str], text: str) -> bool:
    """What is cut short has the sense that the shorthand of the text gives it; a word of other senses, the one that
    stands near it."""
    short = one.group().upper()
    if short in (term.term, *term.forms) and len(short) <= SHORT:
        return may_stand_for(short, _full_names(term), text.replace(one.group(), short))
    beside = _senses().get(term.term)
    return beside is None or beside.leave(text, *one.span())


def _full_names(term: Term) -> tuple[str, ...]:
    return tuple(name.lower() for name in (term.term, *term.forms) if name != name.upper())


@lru_cache(maxsize=1)
def _senses() -> dict[str, Surroundings]:
    """What stands near the words that have other senses, by term (data/rules/glossary_senses.tsv)."""
    rows = read_table(RULES / "glossary_senses.tsv", "term")
    return {row["term"]: surroundings_of(row["needs"], row["not_beside"]) for row in rows}


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, Term], re.Pattern[str]]:
    return _written(load_cards())


def _written(library: Library) -> tuple[dict[str, Term], re.Pattern[str]]:
    names = {name.lower(): term for term in library.terms for name in (term.term, *term.forms)}
    longest = sorted(names, key=len, reverse=True)
    joined = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest)
    return names, re.compile(rf"(?<![\w-])(?:{joined or '(?!)'})(?![\w-])", re.I)
