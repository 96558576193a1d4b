"""How well a page was read, 0 to 1: do its tokens look like words, numbers and codes, and how sure was the reader."""

import re
from collections.abc import Iterable

from core.records import Word

TOKEN = re.compile(r"\S+")
EDGES = "()[]{}<>«»\"'“”‘’.,;:!?*/\\|_=+-–—•·…°%#&~"
WORDLIKE = re.compile(
    r"(?:[^\W\d_]+(?:['’./&+-][^\W\d_]+)*"  # words, compounds, abbreviations
    r"|[\d.,:/×xX%+–-]*\d[\d.,:/×xX%+–-]*[^\W\d_]{0,6}"  # numbers, dates, sizes, numbers with a unit
    r"|(?=.*\d)[^\W_][\w.,:/()+>*=–-]{1,30})[+-]*"  # codes: pT2N0, CD138+, p.(Gly12Asp), S23-1044
)
MOJIBAKE = re.compile("�|Ã[\x80-¿ƒ„†‡ˆ‰Š]|â€|[\ue000-\uf8ff]|\\(cid:\\d+\\)|[\x00-\x08\x0e-\x1f]")
VOWEL = re.compile("[aeiouyAEIOUY]")
LATIN = re.compile("[A-Za-z]")
ENOUGH_LETTERS = 120
"""Fewer Latin letters say nothing about how often vowels should come."""
FEWEST_VOWELS, MOST_VOWELS = 0.18, 0.62
"""Share of vowels in text of any European language, lists of gene symbols included; a shifted font map lies outside."""


def text_quality(text: str) -> float:
    """The share of characters in tokens that look like words, numbers or codes; 1 for a page without text."""
    tokens = TOKEN.findall(text)
    letters = sum(map(len, tokens))
    if not letters:
        return 1.0
    wordlike = sum(len(token) for token in tokens if _is_wordlike(token))
    broken = sum(len(match.group()) for match in MOJIBAKE.finditer(text))
    share = max(wordlike - 4 * broken, 0) / letters
    return round(0.5 * share if _has_odd_vowels(text) else share, 3)


def page_quality(text: str, words: Iterable[Word]) -> float:
    """The quality of the text, lowered to the mean confidence of the words where they carry one."""
    sure = [word.confidence for word in words if word.confidence is not None]
    confidence = sum(sure) / len(sure) if sure else 1.0
    return round(text_quality(text) * confidence, 3)


def _is_wordlike(token: str) -> bool:
    core = token.strip(EDGES)
    return not core or WORDLIKE.fullmatch(core) is not None


def _has_odd_vowels(text: str) -> bool:
    latin = len(LATIN.findall(text))
    if latin < ENOUGH_LETTERS:
        return False
    return not FEWEST_VOWELS < len(VOWEL.findall(text)) / latin < MOST_VOWELS
