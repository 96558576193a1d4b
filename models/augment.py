"""Training sentences as words, and what is done to them: reports shout, scans lie, and the test has other names.

Each change is drawn anew every time a sentence is read, and none changes how many words a sentence has, except the
swap of a mention for another of its kind (Dai & Adel 2020, arXiv:2010.11683). Corpora of variants are small and each
variant stands in them once or twice, so variants also get other numbers: p.G12D teaches what p.G473D is.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from models.corpora import Sentence, head_labels, label_rows
from models.words import find_words

SHOUT, WHISPER, SCAN, SWAP, RENUMBER = 0.07, 0.05, 0.05, 0.15, 0.4

# What recognition takes for what: seen in our own readings of scanned reports.
_LOOKALIKES = {"l": "1I", "1": "lI", "i": "l1", "o": "0", "0": "oO", "s": "5", "5": "S", "b": "6", "g": "9", "e": "c",
               "c": "e", "n": "ri", "m": "rn", "u": "v", "v": "u", "h": "b", "z": "2", "t": "f", "a": "o"}  # fmt: skip


class Tagged(NamedTuple):
    """A sentence of a corpus as its words and, for each, the tag of the corpus's head."""

    corpus: str
    document: str
    words: tuple[str, ...]
    tags: tuple[int, ...]


def tagged(sentence: Sentence) -> Tagged:
    """The sentence's words with their tags; a word that a mention covers in part counts as wholly in it."""
    found = find_words(sentence.text)
    tags = np.zeros(len(found.starts), dtype=np.int64)
    labels = head_labels(sentence.corpus)
    for mention in sentence.mentions:
        inside = np.flatnonzero((found.ends > mention.start) & (found.starts < mention.end))
        if len(inside):
            tags[inside] = 2 + 2 * labels.index(mention.label)
            tags[inside[0]] -= 1
    words = tuple(sentence.text[a:b] for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    return Tagged(sentence.corpus, sentence.document, words, tuple(tags.tolist()))


Mentions = dict[tuple[str, int], list[tuple[str, ...]]]


def mentions_of(sentences: Sequence[Tagged]) -> Mentions:
    """Every mention's words, by corpus and tag."""
    found: Mentions = {}
    for sentence in sentences:
        for first, last in runs(sentence.tags):
            found.setdefault((sentence.corpus, sentence.tags[first]), []).append(sentence.words[first:last])
    return found


def runs(tags: Sequence[int]) -> list[tuple[int, int]]:
    """[first, last) of each mention."""
    starts = [n for n, tag in enumerate(tags) if tag % 2 == 1]
    out = []
    for first in starts:
        last = first + 1
        while last < len(tags) and tags[last] == tags[first] + 1:
            last += 1
        out.append((first, last))
    return out


def swapped(sentence: Tagged, mentions: Mentions, random: np.random.Generator) -> Tagged:
    """Some mentions replaced by others of their kind from the same corpus."""
    words: list[str] = []
    tags: list[int] = []
    at = 0
    for first, last in runs(sentence.tags):
        words += sentence.words[at:first]
        tags += sentence.tags[at:first]
        own = sentence.words[first:last]
        if random.random() < SWAP:
            others = mentions[sentence.corpus, sentence.tags[first]]
            own = others[random.integers(len(others))]
        if (sentence.corpus, sentence.tags[first]) in _variant_tags() and random.random() < RENUMBER:
            own = tuple(renumbered(word, random) for word in own)
        words += own
        tags += [sentence.tags[first]] + [sentence.tags[first] + 1] * (len(own) - 1)
        at = last
    return sentence._replace(words=(*words, *sentence.words[at:]), tags=(*tags, *sentence.tags[at:]))


@cache
def _variant_tags() -> frozenset[tuple[str, int]]:
    """Corpus and first tag of every label of variants."""
    rows = {(row.corpus, row.name) for row in label_rows() if row.family == "variant"}
    return frozenset((corpus, 1 + 2 * head_labels(corpus).index(name)) for corpus, name in rows)


def renumbered(word: str, random: np.random.Generator) -> str:
    """The word with other digits, as many as before; a number does not come to begin with 0."""
    digits = iter(random.integers(0, 10, len(word)).tolist())
    first = iter(random.integers(1, 10, len(word)).tolist())
    return "".join(
        character if not character.isdecimal() else str(next(digits if n and word[n - 1].isdecimal() else first))
        for n, character in enumerate(word)
    )


def disturbed(words: Sequence[str], random: np.random.Generator) -> list[str]:
    """The words as they are, shouted, whispered, or as a bad scan reads."""
    dice = random.random()
    if dice < SHOUT:
        return [word.upper() for word in words]
    if dice < SHOUT + WHISPER:
        return [word.lower() for word in words]
    if dice < SHOUT + WHISPER + SCAN:
        return [_misread(word, random) for word in words]
    return list(words)


def _misread(word: str, random: np.random.Generator) -> str:
    if len(word) < 3 or random.random() > 0.2:
        return word
    at = int(random.integers(len(word)))
    seen = word[at].lower()
    if seen in _LOOKALIKES:
        other = _LOOKALIKES[seen] if seen in "nm" else _LOOKALIKES[seen][random.integers(len(_LOOKALIKES[seen]))]
        return word[:at] + other + word[at + 1 :]
    return word[:at] + word[at + 1 :]
