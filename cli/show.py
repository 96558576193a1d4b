"""Profiles and answers as a person reads them in a terminal: plain text, numbered sources, no colour needed."""

import textwrap
from collections.abc import Iterable, Iterator

from answers.cards import Library
from answers.personal import gap_name
from answers.wording import HEADINGS, PLEASE_CHECK, capitalised, describe, shortened, spoken_date
from core.records import Answer, CitedSource, Fact, Profile, Sentence

WIDTH = 96
LONGEST_HEADING = 60


def profile_lines(profile: Profile, titles: dict[str, str]) -> Iterator[str]:
    """``titles`` name the documents for their owner, by document id."""
    for kind, heading in HEADINGS.items():
        facts = profile.of(kind)
        if facts:
            yield heading
            yield from (line for fact in facts for line in _fact_lines(fact, titles))
    if profile.other_facts:
        yield "Mentioned in your records, but not facts about you now (family, plans, possibilities)"
        yield from (line for fact in profile.other_facts for line in _fact_lines(fact, titles))
    for conflict in profile.conflicts:
        yield f"Your records disagree about {conflict.about}; both are shown, none is chosen"
        yield from (line for fact in conflict.facts for line in _fact_lines(fact, titles))
    if profile.missing:
        yield "Looked for and not found; it may simply be in a record you have not uploaded"
        yield from _wrapped(", ".join(dict.fromkeys(gap_name(one) for one in profile.missing)), "  ")
    if not (profile.facts or profile.other_facts):
        yield "No facts were found in these records."


def _fact_lines(fact: Fact, titles: dict[str, str]) -> Iterator[str]:
    told = describe(fact)
    date = f" ({spoken_date(fact.date)})" if fact.date and spoken_date(fact.date) not in told else ""
    check = f" [{PLEASE_CHECK}]" if fact.wants_review else ""
    yield from _wrapped(f"{capitalised(told)}{date}{check}", "  ", "    ")
    first = fact.evidence[0]
    others = len(fact.evidence) - 1
    more = f" (and {others} other place{'s' if others > 1 else ''})" if others else ""
    place = f"{titles.get(first.document, first.document)}, page {first.page}{more}"
    yield from _wrapped(f"{place}: “{shortened(first.quote)}”", "      ")


def answer_lines(answer: Answer, library: Library, titles: dict[str, str]) -> Iterator[str]:
    """The answer page: the disclaimer first and last, sections with numbered sources between."""
    sources = _source_numbers(answer)
    records = {document: f"R{number}" for number, document in enumerate(_documents(answer), 1)}
    yield from _wrapped(shortened(answer.question), "")
    yield ""
    yield from _wrapped(answer.disclaimer, "")
    for section in answer.sections:
        yield ""
        yield section.title
        for sentence in section.sentences:
            yield from _wrapped(sentence.text + _marks(sentence, library, sources, records), "  - ", "    ")
    yield from _listed("Questions to ask your care team", answer.questions_for_team)
    yield from _listed("Not in the sources we hold", answer.not_in_sources)
    yield from _listed("Words in this answer", (f"{one.term}: {one.text}" for one in answer.glossary))
    yield from _listed("Sources", _source_lines(answer, sources))
    yield from _listed("Your records", (f"[{mark}] {titles.get(one, one)}" for one, mark in records.items()))
    if answer.sources:
        yield from _wrapped("All cards and their sources can be read in data/cards of this installation.", "  ")
    yield from _listed("Services", (_service(one.name, one.phone, one.url) for one in answer.services))
    yield from _listed("Related questions", answer.related_questions)
    yield ""
    yield from _wrapped(answer.disclaimer, "")


def _documents(answer: Answer) -> list[str]:
    citations = (one for section in answer.sections for s in section.sentences for one in s.citations)
    return list(dict.fromkeys(one[7:23] for one in citations if one.startswith("record:")))


def _source_numbers(answer: Answer) -> dict[str, int]:
    """By source id. The headings of one page share its number."""
    pages = {page: number for number, page in enumerate(dict.fromkeys(_page(one) for one in answer.sources), 1)}
    return {source.id: pages[_page(source)] for source in answer.sources}


def _page(source: CitedSource) -> tuple[str | None, ...]:
    return (source.organisation, source.title, source.edition, source.url)


def _source_lines(answer: Answer, numbers: dict[str, int]) -> Iterator[str]:
    for number in dict.fromkeys(numbers.values()):
        cited = [one for one in answer.sources if numbers[one.id] == number]
        headings = dict.fromkeys(_heading(one.section) for one in cited if one.section and one.section != one.title)
        under = f": {'; '.join(headings)}" if headings else ""
        first = cited[0]
        edition = f" ({first.edition})" if first.edition else ""
        yield f"[{number}] {first.organisation}, {first.title}{edition}{under}. {first.url or ''}".rstrip()


def _heading(section: str) -> str:
    return textwrap.shorten(section.rsplit(" > ", 1)[-1], LONGEST_HEADING, placeholder=" …")


def _marks(sentence: Sentence, library: Library, sources: dict[str, int], records: dict[str, str]) -> str:
    """Numbers of sources as ``[1, 4]``, records as ``[R1]``: the page and the words stand in the sentence itself."""
    numbers = sorted({sources[one] for cited in sentence.citations for one in library.cited(cited) if one in sources})
    documents = {cited[7:23] for cited in sentence.citations if cited.startswith("record:")}
    marks = [*(str(one) for one in numbers), *(mark for one, mark in records.items() if one in documents)]
    return f" [{', '.join(marks)}]" if marks else ""


def _service(name: str, phone: str | None, url: str | None) -> str:
    return ", ".join(part for part in (name, phone, url) if part)


def _listed(heading: str, items: Iterable[str]) -> Iterator[str]:
    lines = [line for item in items for line in _wrapped(item, "  - ", "    ")]
    if lines:
        yield from ("", heading, *lines)


def _wrapped(text: str, first: str, later: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if later is None else later,
        break_long_words=False,
        break_on_hyphens=False,
    )
