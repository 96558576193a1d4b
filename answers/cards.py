"""Cards: what guidelines say, in our own plain words, statement by statement with its sources (data/cards/*.yaml).

One card per cancer and one per biomarker. A statement is one sentence, cited as ``card:<card id>#<statement id>``.
The relevance of a biomarker to a cancer is a table of facts, data/cards/relevance.tsv; a pair that is not in it is
``not_in_sources``, and is worded as what it is: an absence from the sources, never a negative fact.
"""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Annotated, Literal, NamedTuple, Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from core.errors import BrokenData
from core.places import CARDS
from core.records import CitedSource, Noun, Service
from extractors.rules import read_table, read_yaml, split_cell

Relevance = Literal[
    "guides_treatment", "prognostic", "diagnostic", "tumour_agnostic", "investigational", "not_in_sources"
]
Belief = Literal["hopeless", "only-way", "over", "harm", "cause", "spared", "instead"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


Extent = Literal["local", "spread", "returned"]
Situation = Literal["suspected", "diagnosed", "treated"]


class Statement(Noun):
    """One sentence in plain words. ``id`` is unique in its card; ``sources`` are ids of data/cards/sources.yaml.

    ``extent`` is set where it holds only for a cancer that has not spread to distant places, only for one that has (or
    cannot be removed), or only for one that came back or went on in spite of treatment. ``when`` is set where a value
    is so read only before a cancer is known, only at the diagnosis, or only after a treatment.
    """

    id: Slug
    text: Annotated[str, Field(min_length=10)]
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    extent: Extent | None = None
    when: Situation | None = None


Fitting = Literal[
    "always", "missing", "known", "positive", "negative", "untreated", "waiting", "unmedicated", "unoperated",
    "operated", "spread", "not_spread",
]  # fmt: skip


class TeamQuestion(Noun):
    """A question for the care team. ``about`` names the biomarker or kind of fact it hangs on, ``general`` otherwise.

    ``when`` says in which state of the records it fits (answers/fitting.py): nothing known of it, something known, a
    result that is not negative or is, no treatment yet, none going on, no medicine yet, no operation yet, after one,
    spread or not. What the records do not tell leaves a question in, but for ``known``, ``positive`` and ``negative``.
    """

    text: str
    about: str = "general"
    when: Fitting = "always"
    of_family: bool = False
    """Whether somebody without cancer may ask it, because of a relative's."""


class Prompt(Noun):
    """A result after which a further test is expected: HER2 equivocal by IHC asks for in-situ hybridisation."""

    name: str
    method: str
    result: str


class Expected(Noun):
    """Something the records of a patient with this cancer should say, and the statement that says why it matters.

    ``also`` are names of facts that answer it just as well (a mismatch repair result where MSI is expected).
    """

    kind: Literal["biomarker", "stage", "grade", "lab", "finding"]
    name: str
    also: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    """The methods by which it counts, the usual one first; any where there are none."""
    prompted_by: Prompt | None = None
    """Only where the records say this is it expected."""
    why: Slug

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also)


class CancerCard(Noun):
    """``names`` are how patients and records call it; ``oncotree`` the codes at and under which a diagnosis counts."""

    id: Slug
    name: str
    names: Annotated[tuple[str, ...], Field(min_length=1)]
    oncotree: Annotated[tuple[str, ...], Field(min_length=1)]
    blood_cancer: bool = False
    searched: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """The sources that name all pages read on it: what an absence is an absence from."""
    edition: str
    summary: tuple[Statement, ...]
    staging: tuple[Statement, ...]
    biomarkers: tuple[Statement, ...]
    treatments: tuple[Statement, ...]
    outlook: tuple[Statement, ...] = ()
    """What is known of survival: for those who ask about it, never shown unasked."""
    expected: tuple[Expected, ...]
    questions_for_team: tuple[TeamQuestion, ...]
    related_questions: tuple[str, ...]
    not_in_sources: tuple[str, ...]

    def statements(self) -> tuple[Statement, ...]:
        return (*self.summary, *self.staging, *self.biomarkers, *self.treatments, *self.outlook)


class Use(Noun):
    """Where the biomarker is used: in which cancer (a card's id, or another cancer's name) and with which medicines."""

    cancer: str
    medicines: tuple[str, ...] = ()
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]


class BiomarkerCard(Noun):
    """``markers`` are the names of extracted biomarkers that the card is about (MSI and MMR share one card)."""

    id: Slug
    name: str
    names: Annotated[tuple[str, ...], Field(min_length=1)]
    markers: Annotated[tuple[str, ...], Field(min_length=1)]
    edition: str
    common_in: tuple[str, ...] = ()
    """``solid`` or ``blood`` tumours, or ids of cards, whose tests often read it: silence there means nothing."""
    negative: tuple[Slug, ...] = ()
    """The statements that speak of a negative, unchanged or normal result."""
    lost: bool = False
    """Whether a missing stain of the protein is the finding itself."""
    numbers: tuple[Slug, ...] | None = None
    """The statements by which a number is read; none where the result is no number."""
    what_it_is: tuple[Statement, ...]
    how_tested: tuple[Statement, ...]
    results: tuple[Statement, ...] = ()
    uses: tuple[Use, ...]
    questions_for_team: tuple[TeamQuestion, ...] = ()
    related_questions: tuple[str, ...] = ()
    not_in_sources: tuple[str, ...] = ()

    def statements(self) -> tuple[Statement, ...]:
        used = (statement for use in self.uses for statement in use.statements)
        return (*self.what_it_is, *self.how_tested, *self.results, *used)

    def is_common_in(self, cancer: CancerCard) -> bool:
        """Whether it is an ordinary result of such a tumour, so that it does not point to another cancer."""
        return cancer.id in self.common_in or ("blood" if cancer.blood_cancer else "solid") in self.common_in


class Assumption(Noun):
    """Something that questions take for granted and that does not hold, or not for everybody.

    ``words`` are a pattern of how a question shows it, ``belief`` a kind of false belief that is read by its meaning
    (data/questions/beliefs.tsv), ``unless`` a pattern of what tells that it is not meant. ``cancers`` are ids of cards
    or names of other cancers; none where it may be assumed of any cancer.
    """

    id: Slug
    cancers: tuple[str, ...] = ()
    words: str | None = None
    belief: Belief | None = None
    unless: str | None = None
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _can_be_shown(self) -> Self:
        if not (self.words or self.belief):
            raise ValueError(f"assumption {self.id} needs words or a belief that show it")
        return self


class Topic(Noun):
    """Something that people with any cancer ask about, and what our sources say of it under a heading of its own.

    How it is asked for is learned from data/questions/subjects.tsv. ``lacking`` says what of it no source holds, which
    stands last, or first where this is mostly what is asked. ``lead`` where the first statement stands first whatever
    the words of the question. ``beside`` is a pattern of what a known cancer's card may say of it, ``facts`` are what
    the records may tell of it (as in record_words.tsv), in place of the treatments.
    """

    id: Slug
    title: str
    statements: tuple[Statement, ...] = ()
    lacking: str | None = None
    mostly_lacking: bool = False
    lead: bool = False
    beside: str | None = None
    facts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.statements or self.lacking):
            raise ValueError(f"topic {self.id} needs statements, or to say what is lacking")
        return self


class Term(Noun):
    """A word of the glossary in plain words of ours; ``forms`` are other ways to write it."""

    id: Slug
    term: str
    forms: tuple[str, ...] = ()
    text: Annotated[str, Field(min_length=10)]
    known: bool = False
    """A word that everyone knows: told where it is asked for, and never in place of an answer."""
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]

    @property
    def citation(self) -> str:
        return f"card:glossary#{self.id}"


class Offered(NamedTuple):
    """A service, and the ids of the cards on cancers that it is for; none where it is for anyone."""

    service: Service
    cancers: tuple[str, ...]


class Relation(Noun):
    """One row of the relevance table. ``cancer`` is a cancer card's id or, beyond our cards, the cancer's name."""

    biomarker: Slug
    cancer: str
    relevance: Relevance
    sources: tuple[Slug, ...]
    note: str = ""
    limits: str = ""
    """Where it holds, after ``but only``: ``in the anaplastic type``."""

    @property
    def citation(self) -> str:
        """``card:relevance#her2.biliary-tract-cancer``: a name beyond our cards is written as an id."""
        return f"card:relevance#{self.biomarker}.{re.sub(r'[^a-z0-9-]+', '-', self.cancer.lower())}"


class Library(Noun):
    """All cards, with the sources they name and the relevance table. Nothing in it names what is not in it."""

    cancers: tuple[CancerCard, ...]
    biomarkers: tuple[BiomarkerCard, ...]
    relations: tuple[Relation, ...]
    sources: tuple[CitedSource, ...]
    assumptions: tuple[Assumption, ...] = ()
    topics: tuple[Topic, ...] = ()
    terms: tuple[Term, ...] = ()
    services: tuple[Offered, ...] = ()

    def cited(self, citation: str) -> tuple[str, ...]:
        """Ids of the sources behind a citation; none for one of a record. A passage of the library is its own."""
        return (citation,) if citation.startswith("library:") else self._sources_by_citation.get(citation, ())

    def relation(self, biomarker: str, cancer: str) -> Relation | None:
        """The row of a marker's card and a cancer, the latter by its card's id or by its name in the table."""
        return self._relations_by_pair.get((biomarker, cancer))

    @cached_property
    def _relations_by_pair(self) -> dict[tuple[str, str], Relation]:
        return {(one.biomarker, one.cancer): one for one in self.relations}

    @cached_property
    def _sources_by_citation(self) -> dict[str, tuple[str, ...]]:
        statements = {
            f"card:{card.id}#{statement.id}": statement.sources
            for card in (*self.cancers, *self.biomarkers)
            for statement in card.statements()
        }
        general = {
            f"card:{table}#{one.id}.{statement.id}": statement.sources
            for table, remarks in (("assumptions", self.assumptions), ("topics", self.topics))
            for one in remarks
            for statement in one.statements
        }
        return statements | general | {one.citation: one.sources for one in (*self.relations, *self.terms)}


def card_above(lineage: Iterable[str], cancers: Iterable[CancerCard]) -> CancerCard | None:
    """The card of the first of these OncoTree codes that has one: of a code and those above it, nearest first."""
    cards = {code: card for card in cancers for code in card.oncotree}
    return next((cards[code] for code in lineage if code in cards), None)


Card = TypeVar("Card", CancerCard, BiomarkerCard)


@lru_cache(maxsize=1)
def load_cards() -> Library:
    """Raises BrokenData, naming the file, where a card is not what the classes above say."""
    cancers = [_load(CancerCard, path.name) for path in sorted(CARDS.glob("cancer-*.yaml"))]
    biomarkers = [_load(BiomarkerCard, path.name) for path in sorted(CARDS.glob("biomarker-*.yaml"))]
    sources = tuple(CitedSource(**row) for path in sorted(CARDS.glob("sources*.yaml")) for row in read_yaml(path))
    relations = tuple(
        Relation.model_validate(
            {
                "biomarker": row["biomarker"],
                "cancer": row["cancer"],
                "relevance": row["relevance"],
                "sources": split_cell(row["source"]),
                "note": row.get("note", ""),
                "limits": row.get("limits", ""),
            }
        )
        for path in sorted(CARDS.glob("relevance*.tsv"))
        for row in read_table(path, "biomarker", "cancer", "relevance")
    )
    return Library(
        cancers=tuple(cancers),
        biomarkers=tuple(biomarkers),
        relations=relations,
        sources=sources,
        assumptions=_load_remarks(Assumption, "assumptions.yaml"),
        topics=_load_remarks(Topic, "topics.yaml"),
        terms=_load_terms(),
        services=_load_services(),
    )


Remark = TypeVar("Remark", Assumption, Topic)


def _load_remarks(kind: type[Remark], name: str) -> tuple[Remark, ...]:
    try:
        return tuple(kind.model_validate(row) for row in read_yaml(CARDS / name))
    except ValidationError as error:
        raise BrokenData(f"data/cards/{name} does not hold {kind.__name__}s: {error}") from error


def _load_services() -> tuple[Offered, ...]:
    return tuple(
        Offered(
            Service(
                name=row["name"],
                url=row["url"] or None,
                phone=row["phone"] or None,
                description=row["description"],
                sources=split_cell(row["source"]),
            ),
            split_cell(row["cancers"]),
        )
        for row in read_table(CARDS / "services.tsv", "name", "description")
    )


def _load_terms() -> tuple[Term, ...]:
    rows = read_table(CARDS / "glossary.tsv", "id", "term", "definition")
    return tuple(
        Term.model_validate(
            {
                "id": row["id"],
                "term": row["term"],
                "forms": split_cell(row["forms"]),
                "text": row["definition"],
                "known": bool(row["known"]),
                "sources": split_cell(row["source"]),
            }
        )
        for row in rows
    )


def _load(card: type[Card], name: str) -> Card:
    try:
        return card.model_validate(read_yaml(CARDS / name))
    except ValidationError as error:
        raise BrokenData(f"data/cards/{name} is not a {card.__name__}: {error}") from error
