"""Profiles and answers as a person reads them in a terminal: plain text, numbered sources, no colour needed."""

import textwrap
from collections.abc import Iterable, Iterator

from answers.cards import Library
from answers.numbered import Numbered, Numbers
from answers.personal import gap_told
from answers.wording import HEADINGS, PLEASE_CHECK, capitalised, dated, shortened
from core.records import Answer, Fact, Profile, Sentence

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
        yield from _wrapped(", ".join(dict.fromkeys(gap_told(one, profile) for one in profile.missing)), "  ")
    if not (profile.facts or profile.other_facts):
        yield "No facts were found in these records."


def _fact_lines(fact: Fact, titles: dict[str, str]) -> Iterator[str]:
    check = f" [{PLEASE_CHECK}]" if fact.wants_review else ""
    yield from _wrapped(f"{capitalised(dated(fact))}{check}", "  ", "    ")
    first = fact.evidence[0]
    others = len(fact.evidence) - 1
    more = f" (and {others} other place{'s' if others > 1 else ''})" if others else ""
    place = f"{titles.get(first.document, first.document)}, page {first.page}{more}"
    yield from _wrapped(f"{place}: “{shortened(first.quote)}”", "      ")


def answer_lines(answer: Answer, library: Library, titles: dict[str, str]) -> Iterator[str]:
    """The answer page: the disclaimer first and last, sections with numbered sources between."""
    numbers = Numbers(answer, library)
    records = {document: f"R{number}" for number, document in enumerate(numbers.documents(), 1)}
    yield from _wrapped(shortened(answer.question), "")
    yield ""
    yield from _wrapped(answer.disclaimer, "")
    for section in answer.sections:
        yield ""
        yield section.title
        for sentence in section.sentences:
            yield from _wrapped(sentence.text + _marks(sentence, numbers, records), "  - ", "    ")
    yield from _listed("Questions to ask your care team", answer.questions_for_team)
    yield from _listed("Not in the sources we hold", answer.not_in_sources)
    yield from _listed("Words in this answer", (f"{one.term}: {one.text}" for one in answer.glossary))
    yield from _listed("Sources", map(_source_line, numbers.sources()))
    yield from _listed("Your records", (f"[{mark}] {titles.get(one, one)}" for one, mark in records.items()))
    if answer.sources:
        yield from _wrapped("All cards and their sources can be read in data/cards of this installation.", "  ")
    yield from _listed("Services", (_service(one.name, one.phone, one.url) for one in answer.services))
    yield from _listed("Related questions", answer.related_questions)
    yield ""
    yield from _wrapped(answer.disclaimer, "")


def _source_line(one: Numbered) -> str:
    headings = "; ".join(_heading(heading) for heading in one.headings)
    under = f": {headings}" if headings else ""
    edition = f" ({one.source.edition})" if one.source.edition else ""
    said = f"[{one.number}] {one.source.organisation}, {one.source.title}{edition}{under}. {one.source.url or ''}"
    return said.rstrip()


def _heading(section: str) -> str:
    return textwrap.shorten(section, LONGEST_HEADING, placeholder=" …")


def _marks(sentence: Sentence, numbers: Numbers, records: dict[str, str]) -> str:
    """Numbers of sources as ``[1, 4]``, records as ``[R1]``: the page and the words stand in the sentence itself."""
    documents = {cited[7:23] for cited in sentence.citations if cited.startswith("record:")}
    marks = [*map(str, numbers.of(sentence)), *(mark for one, mark in records.items() if one in documents)]
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
