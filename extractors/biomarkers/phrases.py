"""One compiled pattern for a whole vocabulary: a trie of its phrases, written out as a regular expression.

An alternation of some thousand phrases tries them one by one at every word; the trie tries each letter once.
"""

import re
from collections.abc import Iterable

SEPARATOR = re.compile(r"[\s\-‐‑–/.,:]+")
LOOSE = r"(?:[-‐‑–]|\s)?"
"""What may stand for a hyphen in a phrase: ``PD-L1``, ``PD L1``, ``PDL1``."""
SPACE = r"\s+"

Trie = dict[str, "Trie"]


def fold(phrase: str) -> str:
    """What two spellings of one phrase have in common: ``Her-2/NEU`` and ``HER2 neu`` give ``her2neu``."""
    return SEPARATOR.sub("", phrase.casefold())


def phrase_pattern(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest that fits first."""
    root: Trie = {}
    for phrase in phrases:
        node = root
        for step in _steps(phrase):
            node = node.setdefault(step, {})
        node[""] = {}
    return _written(root)


def _steps(phrase: str) -> list[str]:
    return [LOOSE if sign in "-‐‑–" else SPACE if sign.isspace() else re.escape(sign) for sign in phrase]


def _written(node: Trie) -> str:
    branches = [step + _written(following) for step, following in node.items() if step]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return f"{body}?" if "" in node else body
