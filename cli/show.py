"""Profiles and answers as a person reads them in a terminal: plain text, numbered sources, no colour needed."""

import textwrap
from collections.abc import Iterable, Iterator

from answers.cards import Library
from answers.wording import describe, shortened, spoken_date
from core.records import Answer, CitedSource, Fact, Profile, Sentence

WIDTH = 96
HEADINGS = {
    "diagnosis": "Diagnosis",
    "stage": "Stage",
    "grade": "Grade",
    "biomarker": "Biomarkers",
    "treatment": "Treatments",
    "finding": "Findings",
    "lab": "Laboratory values",
}


def profile_lines(profile: Profile, titles: dict[str, str]) -> Iterator[str]:
    """``titles`` name the documents for their owner, by document id."""
    for kind, heading in HEADINGS.items():
        facts = profile.of(kind)
        if facts:
            yield heading
            yield from (line for fact in facts for line in _fact_lines(fact, titles))
    if profile.other_facts:
        yield "Not facts about you now: family, plans, possibilities"
        yield from (line for fact in profile.other_facts for line in _fact_lines(fact, titles))
    for conflict in profile.conflicts:
        yield f"Your records disagree about {conflict.about}; both are shown, none is chosen"
        yield from (line for fact in conflict.facts for line in _fact_lines(fact, titles))
    if profile.missing:
        yield "Nothing found on"
        yield from _wrapped(", ".join(dict.fromkeys(one.name for one in profile.missing)), "  ")
    if not (profile.facts or profile.other_facts):
        yield "No facts were found in these records."


def _fact_lines(fact: Fact, titles: dict[str, str]) -> Iterator[str]:
    date = f" ({spoken_date(fact.date)})" if fact.date else ""
    yield from _wrapped(f"{describe(fact)}{date}", "  ", "    ")
    first = fact.evidence[0]
    more = f" and {len(fact.evidence) - 1} more" if len(fact.evidence) > 1 else ""
    place = f"{titles.get(first.document, first.document)}, page {first.page}{more}"
    yield from _wrapped(f"{place}: “{shortened(first.quote)}”", "      ")


def answer_lines(answer: Answer, library: Library, titles: dict[str, str]) -> Iterator[str]:
    """The answer page: the disclaimer first and last, sections with numbered sources between."""
    sources = _source_numbers(answer)
    yield from _wrapped(answer.question, "")
    yield ""
    yield from _wrapped(answer.disclaimer, "")
    for section in answer.sections:
        yield ""
        yield section.title
        for sentence in section.sentences:
            yield from _wrapped(sentence.text + _marks(sentence, library, sources), "  - ", "    ")
    yield from _listed("Questions to ask your care team", answer.questions_for_team)
    yield from _listed("Not in the sources we hold", answer.not_in_sources)
    yield from _listed("Sources", (f"[{sources[one.id]}] {_named(one)}" for one in answer.sources))
    yield from _listed("Your records", (f"[R] {titles.get(one, one)}" for one in _documents(answer)))
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
    return {source.id: number for number, source in enumerate(answer.sources, 1)}


def _marks(sentence: Sentence, library: Library, sources: dict[str, int]) -> str:
    marks = sorted(
        {sources[one] for citation in sentence.citations for one in library.cited(citation) if one in sources}
    )
    records = ["R"] if any(citation.startswith("record:") for citation in sentence.citations) else []
    return "".join(f" [{mark}]" for mark in (*marks, *records))


def _named(source: CitedSource) -> str:
    section = source.section.rsplit(" > ", 1)[-1] if source.section else None
    parts = (source.organisation, source.title, section, f"edition {source.edition}", source.url)
    return ", ".join(part for part in parts if part)


def _service(name: str, phone: str | None, url: str | None) -> str:
    return ", ".join(part for part in (name, phone, url) if part)


def _listed(heading: str, items: Iterable[str]) -> Iterator[str]:
    lines = [line for item in items for line in _wrapped(item, "  - ", "    ")]
    if lines:
        yield from ("", heading, *lines)


def _wrapped(text: str, first: str, later: str | None = None) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=first if later is None else later, break_long_words=False
    )
