"""Plain words for the medical words of an answer, each as it is first met (data/cards/glossary.tsv)."""

import re
from collections.abc import Iterable
from functools import lru_cache

from answers.cards import Library, Term, load_cards
from core.records import Definition

MOST = 12
OF_A_SIDE_EFFECT = re.compile(
    r"\bgrade (?=[1-4] (?:\w+ )?(?:neuropath|diarrh|nausea|fatigue|rash|toxic|mucositis|neutropen"
    r"|an(?:a)?emia|pain|colitis|pneumonitis|reaction|thrombocyto|hand))",
    re.I,
)
"""The word that tells how strong a side effect is, not how abnormal cells look."""
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
    names, pattern = _names() if library is load_cards() else _written(library)
    found = (
        names[" ".join(one.group().lower().split())]
        for text in texts
        for one in pattern.finditer(OF_A_SIDE_EFFECT.sub(" ", text))
    )
    return tuple(dict.fromkeys(found))


def unfamiliar(text: str, library: Library) -> tuple[Term, ...]:
    """Those that not everyone knows."""
    return tuple(one for one in terms_in((text,), library) if not one.known)


def asked_for(text: str, library: Library) -> tuple[Term, ...]:
    """Those whose meaning is asked: ``what is a debulking and why is it done``, ``what does a scan mean``."""
    names, pattern = _names() if library is load_cards() else _written(library)
    met = ((names[" ".join(one.group().lower().split())], one) for one in pattern.finditer(text))
    return tuple(
        term
        for term, one in met
        if (BEFORE.search(text[: one.start()]) and not (term.known and not AFTER.match(text[one.end() :])))
        or (NEAR.search(text[: one.start()]) and AFTER.match(text[one.end() :]))
        or (not term.known and JUDGED.match(text[one.end() :]))
    )


def definitions(texts: Iterable[str], library: Library) -> tuple[Definition, ...]:
    met = terms_in(texts, library)[:MOST]
    return tuple(Definition(term=one.term, text=one.text, citation=one.citation) for one in met)


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, Term], re.Pattern[str]]:
    return _written(load_cards())


def _written(library: Library) -> tuple[dict[str, Term], re.Pattern[str]]:
    names = {name.lower(): term for term in library.terms for name in (term.term, *term.forms)}
    longest = sorted(names, key=len, reverse=True)
    joined = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest)
    return names, re.compile(rf"(?<![\w-])(?:{joined or '(?!)'})(?![\w-])", re.I)
