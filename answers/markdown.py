"""An answer as Markdown (CommonMark), to keep or to send: the same words, numbers and sources as on the page."""

import re
from collections.abc import Iterable, Iterator

from answers.cards import Library
from answers.numbered import Numbered, Numbers
from core.records import Answer, Sentence, Service

SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def as_markdown(answer: Answer, library: Library, titles: dict[str, str]) -> str:
    """``titles`` name the records for their owner, by document id."""
    return "\n".join(_lines(answer, Numbers(answer, library), titles)) + "\n"


def _lines(answer: Answer, numbers: Numbers, titles: dict[str, str]) -> Iterator[str]:
    records = {document: f"R{number}" for number, document in enumerate(numbers.documents(), 1)}
    yield f"# {_plain(answer.question)}"
    yield from ("", f"> {_plain(answer.disclaimer)}")
    for section in answer.sections:
        yield from ("", f"## {_plain(section.title)}", "")
        yield from (f"- {_plain(one.text)}{_marks(one, numbers, records)}" for one in section.sentences)
    yield from _listed("Questions to ask your care team", map(_plain, answer.questions_for_team))
    yield from _listed("Not in the sources we hold", map(_plain, answer.not_in_sources))
    words = (f"**{_plain(one.term)}**: {_plain(one.text)}" for one in answer.glossary)
    yield from _listed("Words in this answer", words)
    yield from _listed("Sources", map(_source, numbers.sources()))
    yield from _listed("Your records", (f"[{mark}] {_plain(titles.get(one, one))}" for one, mark in records.items()))
    yield from _listed("Services", map(_service, answer.services))
    yield from _listed("Related questions", map(_plain, answer.related_questions))
    yield from ("", f"> {_plain(answer.disclaimer)}")


def _marks(sentence: Sentence, numbers: Numbers, records: dict[str, str]) -> str:
    cited = {one[7:23] for one in sentence.citations if one.startswith("record:")}
    marks = [*map(str, numbers.of(sentence)), *(mark for one, mark in records.items() if one in cited)]
    return f" \\[{', '.join(marks)}\\]" if marks else ""


def _source(one: Numbered) -> str:
    source = one.source
    title = f"[{_plain(source.title)}]({source.url})" if source.url else _plain(source.title)
    edition = f" ({source.edition})" if source.edition else ""
    under = f": {_plain('; '.join(one.headings))}" if one.headings else ""
    return f"\\[{one.number}\\] {_plain(source.organisation)}, {title}{edition}{under}"


def _service(one: Service) -> str:
    name = f"[{_plain(one.name)}]({one.url})" if one.url else _plain(one.name)
    told = ", ".join(part for part in (name, one.phone and _plain(one.phone)) if part)
    beside = ", ".join(f"[source]({source})" for source in one.sources if not (one.url or "").startswith(source))
    return f"{told}: {_plain(one.description or '')}{f' ({beside})' if beside else ''}"


def _listed(heading: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"- {item}" for item in items]
    if lines:
        yield from ("", f"## {heading}", "", *lines)


def _plain(text: str) -> str:
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))
