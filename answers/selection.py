"""Which statements of the cards answer a question most closely, whatever part of a card they stand in.

    python -m answers.selection

A card tells its parts in an order of its own, and a question is about one thing: ``stage 3 bowel cancer, the op is
done. do I need chemo``. All statements on the cancers and markers asked about, and all topics, compete to answer it
(models/pairing.py), taught by wordings of ours (data/questions/answers.tsv). Run as above, it teaches them again and
prints how often the first statement is right on wordings that another hand wrote.
"""

import csv
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from answers.cards import CancerCard, Library, Statement, load_cards
from answers.choice import LEANS, words_of
from answers.extent import extent_of
from answers.questions import Question
from answers.stages import stages_in
from answers.subjects import ASKING, FEWEST, shares_in
from core.errors import UnusableEmbedder
from core.places import DATA

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.pairing import Pair

TABLE = DATA / "questions" / "answers.tsv"
INTENTS = (
    "treatment", "staging", "prognosis", "testing", "biomarker_meaning", "overview", "side_effects", "living_with",
    "definition", "records", "trials", "second_opinion", "team_questions",
)  # fmt: skip
PARTS = (
    "summary", "staging", "biomarkers", "treatments", "outlook", "what_it_is", "how_tested", "results", "uses", "topic",
)  # fmt: skip
OF_CANCERS, OF_MARKERS = PARTS[:5], PARTS[5:8]
SENTENCE = re.compile(r"(?<=[?!.;])\s+|\.{2,}\s*")
STORY = 25
"""Words from which on a text may hold its question in one sentence of many."""
LEAST, TOGETHER, AS_CLOSE, MOST = 0.2, 0.4, 0.4, 3
"""What leads: the least share of the first, and of all of them together; of the first one's share, the least of the
others; how many they are at most. Chosen on the wordings kept apart, which so flatter a little."""
MOST_TAKEN = 0.85
"""The largest share that those which cannot hold leave to the others."""
LEAST_SHARE = 1e-3
"""A topic's share below which it counts no less."""
FEATURES = (
    "alike", "words", "own_words", "stage", "other_stage", "extent", "other_extent", "unsaid_extent", "marker", "topic",
    "topic_share", "leans",
)  # fmt: skip


class Candidate(NamedTuple):
    """A statement, by the key of its citation (``breast#dcis``, ``topics#pets.guard``), and where it stands: in which
    part of a card, in which topic, or as a use of a marker in which cancer (``of``)."""

    key: str
    statement: Statement
    part: str
    topic: str = ""
    of: str = ""

    @property
    def citation(self) -> str:
        return f"card:{self.key}"

    @property
    def card(self) -> str:
        """The id of its card, or ``topics``."""
        return self.key.partition("#")[0]


class Closest(NamedTuple):
    candidate: Candidate
    share: float


def every_candidate(library: Library) -> Mapping[str, tuple[Candidate, ...]]:
    """By the id of a card, and all topics under ``topics``."""
    return _held() if library is load_cards() else _held_by(library)


@lru_cache(maxsize=1)
def _held() -> Mapping[str, tuple[Candidate, ...]]:
    return _held_by(load_cards())


def _held_by(library: Library) -> Mapping[str, tuple[Candidate, ...]]:
    held: dict[str, tuple[Candidate, ...]] = {}
    for card in library.cancers:
        told = ((part, one) for part in OF_CANCERS for one in getattr(card, part))
        held[card.id] = tuple(Candidate(f"{card.id}#{one.id}", one, part) for part, one in told)
    for card in library.biomarkers:
        told = [(part, one, "") for part in OF_MARKERS for one in getattr(card, part)]
        told += [("uses", one, use.cancer) for use in card.uses for one in use.statements]
        held[card.id] = tuple(Candidate(f"{card.id}#{one.id}", one, part, of=of) for part, one, of in told)
    held["topics"] = tuple(
        Candidate(f"topics#{topic.id}.{one.id}", one, "topic", topic.id)
        for topic in library.topics
        for one in topic.statements
    )
    return held


def closest(
    question: Question, candidates: Sequence[Candidate], cancers: Sequence[CancerCard], part: str | None = None
) -> tuple[Closest, ...]:
    """The likeliest first, to answer all of it or one ``part``; none where MiniLM is not installed.

    Of a longer text the sentences that ask are read by themselves, too, and the largest share counts.
    """
    import numpy as np

    if not candidates:
        return ()
    read = (part,) if part else (question.text, *_asking(question.text))
    try:
        each = [_shares_of(question, candidates, cancers, said) for said in read]
    except UnusableEmbedder:
        return ()
    found = (Closest(one, float(share)) for one, share in zip(candidates, np.max(each, axis=0), strict=True))
    return tuple(sorted(found, key=lambda one: -one.share))


def _asking(text: str) -> list[str]:
    if len(text.split()) < STORY:
        return []
    return [one for one in SENTENCE.split(text) if len(one.split()) >= FEWEST and ASKING.search(one)]


def _shares_of(
    question: Question, candidates: Sequence[Candidate], cancers: Sequence[CancerCard], said: str
) -> "NDArray[np.float32]":
    """(candidates): how likely each answers; together with ``none`` 1. Raises UnusableEmbedder."""
    from models.pairing import load_pairing

    return load_pairing().shares(*_pair_of(question, candidates, cancers, said))


def _pair_of(
    question: Question, candidates: Sequence[Candidate], cancers: Sequence[CancerCard], said: str
) -> tuple[str, list[str], "NDArray[np.float32]", "NDArray[np.int64]"]:
    """What is ``said`` of the question, the texts of the candidates, their features (candidates, F) and kinds
    (candidates); its stage and how far the cancer has come are those of the whole question."""
    import numpy as np

    words, shares, asked = words_of(said), shares_in(said), stages_in(question.text)
    extents = {extent for card in cancers if (extent := extent_of(question.text, card, None))}
    whole = sum(map(_rarity, words)) or 1
    intent = INTENTS.index(question.intent) if question.intent in INTENTS else len(INTENTS)
    rows: list[tuple[float, ...]] = []
    for one in candidates:
        statement = one.statement
        own = words_of_statement(statement.text)
        shared = sum(map(_rarity, own & words))
        of_stages = stages_in(statement.text)
        share = max(shares.get(one.topic, 0), LEAST_SHARE) if one.topic else LEAST_SHARE
        rows.append(
            (
                shared / whole,
                shared / (sum(map(_rarity, own)) or 1),
                float(bool(of_stages & asked)),
                float(bool(of_stages and asked and not of_stages & asked)),
                float(bool(statement.extent and statement.extent in extents)),
                float(bool(statement.extent and extents and statement.extent not in extents)),
                float(bool(statement.extent and not extents)),
                float(one.part in (*OF_MARKERS, "uses")),
                float(one.part == "topic"),
                math.log(share / LEAST_SHARE),
                float(bool(LEANS.search(statement.text))),
            )
        )
    kinds = np.array([intent * len(PARTS) + PARTS.index(one.part) for one in candidates], dtype=np.int64)
    return said, [one.statement.text for one in candidates], np.array(rows, dtype=np.float32), kinds


@cache
def words_of_statement(text: str) -> frozenset[str]:
    return words_of(text)


@lru_cache(maxsize=1)
def _spread() -> tuple[int, Counter[str]]:
    texts = [one.statement.text for held in _held().values() for one in held]
    return len(texts), Counter(word for text in texts for word in words_of_statement(text))


@cache
def _rarity(word: str) -> float:
    """Inverse document frequency over all statements; a word that none holds counts most."""
    texts, counts = _spread()
    return math.log1p(texts / (counts[word] or 0.5))


# Teaching it


class Asked(NamedTuple):
    """A wording, and the keys of the statements that answer it, the best first; none where none does."""

    text: str
    answers: tuple[str, ...]


def read_wordings(split: str) -> list[Asked]:
    """``train`` or ``test``, of data/questions/answers.tsv."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row["split"] == split]
    return [Asked(row["text"], tuple(filter(None, row["answers"].split("|")))) for row in rows]


def in_question(question: Question, library: Library) -> Iterator[Candidate]:
    """Those on the cancers and markers it names, and of all topics."""
    held = every_candidate(library)
    for name in (*question.cancers, *question.biomarkers, "topics"):
        yield from held[name]


def _pair(asked: Asked, library: Library) -> "Pair":
    """Beside the statements that are looked at where it is asked stand those of the cards that answer it."""
    import numpy as np

    from answers.names import load_other_names
    from answers.questions import understand
    from models.pairing import Pair

    held = every_candidate(library)
    question = understand(asked.text, library, load_other_names())
    own = (one for key in asked.answers for one in held[key.partition("#")[0]])
    candidates = tuple(dict.fromkeys((*in_question(question, library), *own)))
    cancers = [card for card in library.cancers if card.id in question.cancers]
    text, sentences, features, kinds = _pair_of(question, candidates, cancers, asked.text)
    return Pair(text, sentences, features, kinds, np.array([one.key in asked.answers for one in candidates]))


def main() -> None:
    from rich.console import Console
    from rich.progress import track

    from models.embedder import Embedder
    from models.pairing import fit

    library = load_cards()
    told = Console(highlight=False)
    taught = [_pair(one, library) for one in track(read_wordings("train"), "reading", console=told, transient=True)]
    sentences = list(dict.fromkeys(one.statement.text for held in _held().values() for one in held))
    fit(Embedder.load("cpu"), taught, sentences, (len(INTENTS) + 1) * len(PARTS)).save()
    told.print(f"taught by {len(taught)} wordings, on {len(sentences)} statements")
    for line in scores(library):
        told.print(line)


def scores(library: Library) -> Iterator[str]:
    """How often the closest statements are right, on the wordings kept apart."""
    unseen = [(one, _ranked(one.text, library)) for one in read_wordings("test")]
    asked = [(one, found) for one, found in unseen if one.answers]
    first = sum(found[0].candidate.key in one.answers for one, found in asked)
    three = sum(any(each.candidate.key in one.answers for each in found[:3]) for one, found in asked)
    yield f"the first right: {first} of {len(asked)}; one of the first three: {three}"
    led = [(one, near) for one, found in unseen if (near := leading(found))]
    right = sum(any(each.candidate.key in one.answers for each in near) for one, near in led)
    of_none = sum(not one.answers for one, _ in led)
    yield f"led by what answers most closely: {len(led)} of {len(unseen)}, rightly {right}, of none {of_none}"


def leading(ranked: Sequence[Closest]) -> tuple[Closest, ...]:
    """The first few, where they are likely enough together to stand before everything else."""
    near = tuple(one for one in ranked[:MOST] if one.share >= AS_CLOSE * ranked[0].share)
    return near if near and near[0].share >= LEAST and sum(one.share for one in near) >= TOGETHER else ()


def without(ranked: Sequence[Closest], holds: Callable[[Candidate], bool]) -> tuple[Closest, ...]:
    """Those that may hold; the share of the others falls to them, and to none."""
    kept = [one for one in ranked if holds(one.candidate)]
    taken = min(sum(one.share for one in ranked) - sum(one.share for one in kept), MOST_TAKEN)
    return tuple(Closest(one.candidate, one.share / (1 - taken)) for one in kept)


def _ranked(text: str, library: Library) -> tuple[Closest, ...]:
    from answers.names import load_other_names
    from answers.questions import understand

    question = understand(text, library, load_other_names())
    cancers = [card for card in library.cancers if card.id in question.cancers]
    return closest(question, tuple(in_question(question, library)), cancers)


if __name__ == "__main__":
    main()
