"""What stands beside the cards: passages of the guidelines word for word, and words of the glossary."""

from collections.abc import Iterator

from answers.closing import PUT_APART
from answers.glossary import asked_for, unfamiliar
from answers.guidelines.asked import Asked, Quote, Quoting, is_of_children
from answers.inquiry import Inquiry
from answers.names import any_of
from core.records import Sentence

MOST_QUOTES = 3
MOST_MEANINGS = 3


def quotes_of(inquiry: Inquiry, quoting: Quoting) -> tuple[Quote, ...]:
    """Not of a marker in a cancer on which the sources are silent: what is found is about another."""
    apart = (*PUT_APART, "records", "prognosis", "team_questions")
    if inquiry.has_a_misplaced_marker or inquiry.question.intent in apart:
        return ()
    return quoting.quotes(_asked(inquiry), MOST_QUOTES)


def quoted(quotes: tuple[Quote, ...]) -> Iterator[Sentence]:
    for quote in quotes:
        yield Sentence(text=f"{_capital(quote.source.title)} states: “{quote.text}”", citations=(quote.citation,))


def meanings(inquiry: Inquiry) -> Iterator[Sentence]:
    """Words of the glossary that are asked for, where no card is about what is asked.

    A word that everyone knows is not told in place of an answer: only where the question asks what it means.
    """
    if inquiry.biomarkers or inquiry.question.other_biomarkers or inquiry.topics:
        return
    asked = asked_for(inquiry.question.text, inquiry.library)
    if inquiry.question.intent in ("biomarker_meaning", "overview", "definition") and not inquiry.question.topics:
        asks = inquiry.question.intent == "definition" or not inquiry.cancers
        asked = (*asked, *(unfamiliar(inquiry.question.text, inquiry.library) if asks else ()))
    for term in tuple(dict.fromkeys(asked))[:MOST_MEANINGS]:
        yield Sentence(text=f"{_capital(term.term)}: {term.text.rstrip('.')}.", citations=(term.citation,))


def _asked(inquiry: Inquiry) -> Asked:
    """Every marker, and one of the medicines, that the question names must stand in a passage to be quoted."""
    named = [any_of((card.name, *card.names)) for card in inquiry.biomarkers]
    if inquiry.question.treatments:
        written = (one for one, known_as in inquiry.others.treatments if known_as in inquiry.question.treatments)
        named.append(any_of((*inquiry.question.treatments, *written)))
    if inquiry.question.other_cancers:
        named.append(any_of(inquiry.question.other_cancers))
    return Asked(
        text=inquiry.question.text,
        cancers=tuple(card.id for card in inquiry.cancers),
        about=(
            *(name for card in inquiry.cancers for name in (card.name, *card.names)),
            *inquiry.question.other_cancers,
        ),
        named=tuple(named),
        of_children=is_of_children(inquiry.question.text),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
