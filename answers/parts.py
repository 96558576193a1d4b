"""The smallest parts of an answer: a statement with its citation, connective text, a section of either."""

from collections.abc import Iterable

from answers.cards import Statement
from core.records import Section, Sentence


def cited(card: str, statement: Statement) -> Sentence:
    return Sentence(text=statement.text, citations=(f"card:{card}#{statement.id}",))


def plain(text: str) -> Sentence:
    return Sentence(text=text, connective=True)


def section(title: str, sentences: Iterable[Sentence]) -> Section | None:
    found = tuple(sentences)
    return Section(title=title, sentences=found) if found else None


def statements_of(title: str, card: str, statements: Iterable[Statement]) -> Section | None:
    return section(title, (cited(card, statement) for statement in statements))


def connective(title: str, *texts: str) -> Section:
    return Section(title=title, sentences=tuple(plain(text) for text in texts))
