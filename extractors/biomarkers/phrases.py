"""One compiled pattern for a whole vocabulary: a trie of its phrases, written out as a regular expression.

An alternation of some thousand phrases tries them one by one at every word; the trie tries each letter once. No two
branches of a node begin alike, so the longest phrase that fits is found without going back.
"""

import re
from collections.abc import Iterable
from itertools import product

SEPARATOR = re.compile(r"[\s\-‐‑–/.,:]+")
HYPHENS = "-‐‑–"
GAP = r"(?:[-‐‑– \t\u00a0]{1,3}|[- \t]?\r?\n[ \t]?|\.\s(?=(?-i:[a-z])))"
"""What may stand for a space or a hyphen; a hyphen may also be left out: ``PD-L1``, ``PD L1``, ``PDL1``.
Optical recognition ends lines with a full stop, so one before a small letter counts as a space."""

Trie = dict[str, "Trie"]


def fold(phrase: str) -> str:
    """What two spellings of one phrase have in common: ``Her-2/NEU`` and ``HER2 neu`` give ``her2neu``."""
    return SEPARATOR.sub("", phrase.casefold())


def phrase_pattern(phrases: Iterable[str]) -> str:
    """A pattern, for use without regard to case, for any of the phrases, the longest that fits first."""
    root: Trie = {}
    for phrase in phrases:
        for steps in product(*_choices(phrase.casefold())):
            node = root
            for step in steps:
                node = node.setdefault(step, {}) if step else node
            node[""] = {}
    return _written(root)


def _choices(phrase: str) -> list[tuple[str, ...]]:
    """The ways to write each sign of a phrase."""
    return [
        (GAP, "") if sign in HYPHENS else (GAP,) if sign.isspace() else (re.escape(sign),)
        for sign in " ".join(phrase.split())
    ]


def _written(node: Trie) -> str:
    branches = [step + _written(following) for step, following in node.items() if step]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return f"{body}?" if "" in node else body
