"""What a value of a record means, in a card's own words: what a clear margin tells, on what a myeloma's stage rests.

Which statement it is stands in data/rules/fact_meanings.tsv; of several, the one of the patient's own cancer.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from answers.cards import CancerCard, Library
from core.places import RULES
from core.records import Biomarker, Fact, Finding, Grade, Sentence, Stage
from extractors.rules import read_table, split_cell

TOPICS = "topics"


class Meaning(NamedTuple):
    kind: str
    name: str
    values: tuple[str, ...]
    statements: tuple[str, ...]


def meaning_of(fact: Fact, theirs: Sequence[CancerCard], library: Library) -> Sentence | None:
    """``theirs`` are the cancers of the records."""
    for row in load_meanings():
        if (row.kind, row.name) != (fact.kind, _name(fact)) or (row.values and _value(fact) not in row.values):
            continue
        for name in row.statements:
            if told := _statement(name, theirs, library):
                return Sentence(text=told, citations=(f"card:{name}",))
    return None


def _name(fact: Fact) -> str | None:
    match fact:
        case Stage() | Grade():
            return fact.system
        case Biomarker() | Finding():
            return fact.name
        case _:
            return None


def _value(fact: Fact) -> str | None:
    match fact:
        case Stage():
            return fact.group
        case Biomarker():
            return fact.result
        case Finding() | Grade():
            return fact.value
        case _:
            return None


def _statement(name: str, theirs: Sequence[CancerCard], library: Library) -> str | None:
    card, _, id_ = name.partition("#")
    if card == TOPICS:
        held = ((f"{topic.id}.{one.id}", one.text) for topic in library.topics for one in topic.statements)
    else:
        held = ((one.id, one.text) for own in theirs if own.id == card for one in own.statements())
    return next((text for each, text in held if each == id_), None)


@lru_cache(maxsize=1)
def load_meanings() -> tuple[Meaning, ...]:
    return tuple(
        Meaning(row["kind"], row["name"], split_cell(row["value"]), split_cell(row["statements"]))
        for row in read_table(RULES / "fact_meanings.tsv", "kind", "name", "statements")
    )
