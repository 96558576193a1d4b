"""The sources of an answer with their numbers: the headings of one page share one, in the order in which they come."""

from collections.abc import Iterator
from typing import NamedTuple

from answers.cards import Library
from core.records import Answer, CitedSource, Sentence


class Numbered(NamedTuple):
    """A page that is cited, and the last part of each of its headings that was read."""

    number: int
    source: CitedSource
    headings: tuple[str, ...]


class Numbers:
    def __init__(self, answer: Answer, library: Library) -> None:
        self.answer = answer
        self.library = library
        self._by_page = {page: number for number, page in enumerate(dict.fromkeys(map(_page, answer.sources)), 1)}
        self.by_id = {one.id: self._by_page[_page(one)] for one in answer.sources}

    def sources(self) -> Iterator[Numbered]:
        for page, number in self._by_page.items():
            same = [one for one in self.answer.sources if _page(one) == page]
            headings = dict.fromkeys(one.section.rsplit(" > ", 1)[-1] for one in same if one.section)
            yield Numbered(number, same[0], tuple(one for one in headings if one != same[0].title))

    def of_citation(self, citation: str) -> list[int]:
        """None for a citation of a record."""
        return sorted({self.by_id[one] for one in self.library.cited(citation) if one in self.by_id})

    def of(self, sentence: Sentence) -> list[int]:
        return sorted({number for citation in sentence.citations for number in self.of_citation(citation)})

    def documents(self) -> list[str]:
        """Ids of the records that are cited, in the order in which they come."""
        citations = (one for part in self.answer.sections for told in part.sentences for one in told.citations)
        return list(dict.fromkeys(one[7:23] for one in citations if one.startswith("record:")))


def _page(source: CitedSource) -> tuple[str | None, ...]:
    return (source.organisation, source.title, source.edition, source.url)
