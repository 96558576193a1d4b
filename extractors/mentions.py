"""Mentions: the entities of a page that the tagger (models/tagger.py) found, one list for all its heads.

Every head labels in the manner of the corpus it learnt from, so one word may be a Chemical, a Medication and a Drug at
once. Labels of one family (``data/tagger/labels.tsv``) that overlap become one mention, with the characters that most
of the heads agree on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, cast

from spacy.language import Language
from spacy.tokens import Doc, Span

if TYPE_CHECKING:
    from models import tagger

Family = Literal[
    "disease", "gene", "variant", "chemical", "procedure", "test", "value", "anatomy", "cell", "symptom", "dose",
    "organism",
]  # fmt: skip
MENTIONS = "mentions"
"""The name of the span group of a spaCy document that holds them."""


class Mention(NamedTuple):
    """text[start:end] is an entity of the family. ``label`` is the surest head's own, ``score`` the mean of those that
    agree on these characters, and ``heads`` are all that see something of the family here."""

    start: int
    end: int
    family: Family
    label: str
    score: float
    heads: tuple[str, ...]


class Tags(Protocol):
    """What is asked of a tagger: each text's spans, and the family of each (head, label) that spans may have."""

    @property
    def families(self) -> Mapping[tuple[str, str], str]: ...

    def tag(self, texts: Sequence[str]) -> "Sequence[Sequence[tagger.Span]]": ...


def merge_spans(spans: "Iterable[tagger.Span]", families: Mapping[tuple[str, str], str]) -> tuple[Mention, ...]:
    """One mention for the spans of one family that overlap, in order of the text. A label of no family is left out."""
    by_family: dict[Family, list[tagger.Span]] = {}
    for span in spans:
        if family := families.get((span.head, span.label)):
            by_family.setdefault(cast(Family, family), []).append(span)
    found = (mention for family, own in by_family.items() for mention in _merged(family, own))
    return tuple(sorted(found))


def _merged(family: Family, spans: "list[tagger.Span]") -> Iterator[Mention]:
    """The characters with the greatest sum of scores first; what overlaps them is the same entity, seen otherwise."""
    agreed: dict[tuple[int, int], list[tagger.Span]] = {}
    for span in spans:
        agreed.setdefault((span.start, span.end), []).append(span)
    taken: list[tuple[int, int]] = []
    for start, end in sorted(agreed, key=lambda at: (-sum(one.score for one in agreed[at]), at[0] - at[1], at)):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        same = agreed[start, end]
        heads = sorted({one.head for one in spans if one.start < end and start < one.end})
        surest = max(same, key=lambda one: one.score)
        score = round(sum(one.score for one in same) / len(same), 4)
        yield Mention(start, end, family, surest.label, score, tuple(heads))


def find_mentions(texts: Sequence[str], tagger: Tags) -> list[tuple[Mention, ...]]:
    """The mentions of each text, from one call of the tagger for all of them."""
    return [merge_spans(spans, tagger.families) for spans in tagger.tag(texts)] if texts else []


def place(doc: Doc, mentions: Iterable[Mention]) -> Doc:
    """The document with its mentions in ``doc.spans["mentions"]``, labelled by family, at exactly their characters: a
    token that a mention cuts is cut there. A mention outside the text, or with a blank at its edge, is left out."""
    inside = [one for one in mentions if 0 <= one.start < one.end <= len(doc.text)]
    _cut_tokens(doc, {edge for one in inside for edge in (one.start, one.end)})
    spans = (doc.char_span(one.start, one.end, label=one.family) for one in inside)
    doc.spans[MENTIONS] = [span for span in spans if isinstance(span, Span)]
    return doc


def _cut_tokens(doc: Doc, edges: set[int]) -> None:
    cuts = {
        token.i: sorted(edge - token.idx for edge in edges if token.idx < edge < token.idx + len(token))
        for token in doc
        if len(token) > 1 and not edges.isdisjoint(range(token.idx + 1, token.idx + len(token)))
    }
    with doc.retokenize() as retokenizer:
        for at, places in cuts.items():
            text = doc[at].text
            parts = [text[left:right] for left, right in zip([0, *places], [*places, len(text)], strict=True)]
            retokenizer.split(doc[at], parts, heads=[(doc[at], 0)] * len(parts))


class MentionComponent:
    """The tagger as a step of a spaCy pipeline. ``pipe`` tags a whole batch at once."""

    def __init__(self, tagger: Tags) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        batch: list[Doc] = []
        for doc in stream:
            batch.append(doc)
            if len(batch) == batch_size:
                yield from self._tag(batch)
                batch = []
        yield from self._tag(batch)

    def _tag(self, docs: Sequence[Doc]) -> Iterator[Doc]:
        found = find_mentions([doc.text for doc in docs], self.tagger)
        yield from (place(doc, mentions) for doc, mentions in zip(docs, found, strict=True))


class NoMentions:
    """The tagger of those who have none."""

    families: Mapping[tuple[str, str], str] = {}

    def tag(self, texts: Sequence[str]) -> "Sequence[Sequence[tagger.Span]]":
        return [[] for _ in texts]


@Language.factory("sightline_tagger", default_config={"tagger": "auto", "labels": None})  # pyright: ignore[reportUntypedFunctionDecorator] spaCy's own
def make_component(nlp: Language, name: str, tagger: str, labels: str | None) -> Callable[[Doc], Doc]:
    """``nlp.add_pipe("sightline_tagger")``. The two are what SIGHTLINE_TAGGER and SIGHTLINE_TAGGER_LABELS may be."""
    from extractors.recognition import load_tagger

    return MentionComponent(load_tagger(tagger, Path(labels) if labels else None) or NoMentions())
