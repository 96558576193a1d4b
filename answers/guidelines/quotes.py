"""What the library says to a question, word for word: a sentence or two of the passages that answer it.

A quote is only taken if it is about what was asked: it shares telling words with the question and is near to it in
meaning; it holds what the question names (the marker, the medicine); and it stands by itself. Neither doses nor
figures of survival are ever quoted: they are true of somebody else.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from answers.choice import telling
from answers.guidelines.asked import Asked, Quote
from answers.guidelines.documents import Passage
from answers.guidelines.index import Hit, Index, Scope, embedder, tokens
from answers.guidelines.passages import sentences_of
from core.errors import UnusableEmbedder
from core.records import CitedSource

SEARCHED = 12
LONGEST = 55
"""Words of a quote: short, as the sources' owners ask."""
SHORTEST = 7
NEAR = 0.48
"""The least cosine between question and quote."""
SHARED = 0.6
"""The least share of the question's telling words, rare ones counting more, that a quote and its heading hold."""
ALIKE = 0.2
"""What holding all of them counts, beside the cosine, when quotes are ranked."""
DANGLING = re.compile(
    r"^(?:(?:it|they|he|she|these|this|those|that|such|both|however|but|and|also|in addition|other|another|for example|"
    r"some of these|in (?:this|these|one|another|the|that) (?:study|trial|case|analysis)|the (?:study|trial|authors?|"
    r"median|results?))\b)",
    re.I,
)
DANGLING_CASED = re.compile(r"^[a-z(]")
DOSE = re.compile(
    r"\d[\s-]?(?:mg|mcg|[µμ]g|g|mL|c?Gy|IU|units?|(?:milli|micro)?grams?|millilit(?:er|re)s?|(?:centi)?grays?|tablets?|"
    r"capsules?|pills)\b(?!/d?L)|\bAUC\s?\d",
    re.I,
)
OUTLOOK = re.compile(
    r"\bsurviv|\bmortality\b|\bdeaths?\b|\bdied?\b|\blife expectancy\b|\bmedian\b|\bfatal|\balive\b|"
    r"\bliv(?:e|ed|ing)\b[^.]*\b(?:years?|months?)\b",
    re.I,
)
FIGURE = re.compile(
    r"\d|\b(?:half|thirds?|quarters?|percent|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|most|majority)\b",
    re.I,
)
FOR_READERS_OF_STUDIES = re.compile(
    r"\b(?:CI|P\s?[=<]|HR|OR|RR|[Pp]hase [I1-3]|randomi[sz]ed|cohorts?|hazard|n\s?=|(?:new|recent|small|this) study|"
    r"researchers?|investigators?|clinical trials? (?:evaluat|found|show)\w*|Enlarge)\b|\(NCT\d|%.*%.*%"
)
NEWS = re.compile(r"\bResearch\b")
"""Titles of pages that tell of single studies: no guidance."""
POINTER = re.compile(
    r"\b(?:see|visit|learn more|for more information|section|figure|table|click|call 1-|www\.)\b|\?$|:$|\|", re.I
)


def _source(hit: Hit) -> CitedSource:
    guideline, passage = hit.guideline.guideline, hit.passage
    page = f", page {passage.page}" if passage.page else ""
    return CitedSource(
        id=hit.citation,
        organisation=guideline.organisation,
        title=guideline.title,
        section=(" > ".join(passage.heading[1:]) or passage.section) + page,
        url=guideline.url,
        edition=guideline.age,
    )


class Quoter:
    """Quotes from the guidelines of an index."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def quotes(self, asked: Asked, most: int) -> tuple[Quote, ...]:
        """At most so many, the nearest to the question first, no two from one passage or with the same words."""
        if self.index.shelf.is_empty:
            return ()

        def keeps(passage: Passage) -> bool:
            held = f"{passage.section} {passage.text}"
            return not NEWS.search(passage.heading[0] if passage.heading else "") and all(
                pattern.search(held) for pattern in asked.named
            )

        hits = self.index.search(asked.text, Scope(asked.cancers, asked.of_children), SEARCHED, keeps)
        candidates = [(text, hit) for hit in hits for text in _candidates(hit.passage)]
        return tuple(_best(self._measured(asked, candidates), most))

    def _measured(self, asked: Asked, candidates: Sequence[tuple[str, Hit]]) -> Iterator[Quote]:
        sharing = list(self._sharing(asked, candidates))
        if not sharing:
            return
        try:
            vectors = embedder().embed([asked.text, *(text for text, _, _ in sharing)])
        except UnusableEmbedder:
            return
        for (text, hit, share), like in zip(sharing, (vectors[1:] @ vectors[0]).tolist(), strict=True):
            if like >= NEAR:
                is_plain = hit.guideline.guideline.audience == "patients"
                yield Quote(text, hit.citation, _source(hit), like + ALIKE * share, is_plain)

    def _sharing(self, asked: Asked, candidates: Sequence[tuple[str, Hit]]) -> Iterator[tuple[str, Hit, float]]:
        """Those that hold enough of the question's telling words, one of them at least in the quote itself. Where
        there is but one, its heading must hold it too: ``cause`` in a sentence does not tell the causes."""
        about = set(tokens([" ".join(asked.about)])[0])
        rarities = self.index.rarities(telling(asked.text))
        wanted = {word: rare for word, rare in rarities.items() if word not in about}
        if not wanted or not candidates:
            return
        held = tokens([text for text, _ in candidates])
        headings = tokens([hit.passage.section for _, hit in candidates])
        for (text, hit), own, above in zip(candidates, held, headings, strict=True):
            share = sum(wanted[word] for word in wanted.keys() & {*own, *above}) / sum(wanted.values())
            alone = len(wanted) == 1 and not wanted.keys() & set(above)
            if share >= SHARED and wanted.keys() & set(own) and not alone:
                yield text, hit, share


def _candidates(passage: Passage) -> Iterator[str]:
    """Sentences, and pairs of neighbours, that stand by themselves."""
    for line in passage.text.split("\n"):
        sentences = sentences_of(line)
        for text in (*sentences, *(f"{first} {second}" for first, second in pairwise(sentences))):
            if text in line and SHORTEST <= len(text.split()) <= LONGEST and _stands_alone(text):
                yield text


def _stands_alone(text: str) -> bool:
    if not text.endswith((".", "!")) or DANGLING.match(text) or DANGLING_CASED.match(text):
        return False
    if POINTER.search(text) or DOSE.search(text) or FOR_READERS_OF_STUDIES.search(text):
        return False
    return not (OUTLOOK.search(text) and FIGURE.search(text))


def _best(quotes: Iterable[Quote], most: int) -> Iterator[Quote]:
    """The nearest; those written for professionals only where there are none for patients."""
    found = list(quotes)
    plain = [one for one in found if one.for_patients]
    taken: list[Quote] = []
    for quote in sorted(plain or found, key=lambda one: -one.likeness):
        again = any(quote.citation == one.citation or quote.text in one.text or one.text in quote.text for one in taken)
        if not again and len(taken) < most:
            taken.append(quote)
            yield quote
