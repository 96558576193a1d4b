"""The nouns of Sightline: what was uploaded, what a page says, and the facts with their spot on the page.

Coordinates are points (1/72 inch) with the origin at the top left of the page turned upright: x0, top, x1, bottom.
Offsets are Python string indices into ``Page.text``. Absent is ``None`` or empty; nothing is ever filled in.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Box = tuple[float, float, float, float]
PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
Share = Annotated[float, Field(ge=0, le=1)]
DocumentId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Noun(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Status(StrEnum):
    READ = "read"
    PARTLY_READ = "partly_read"
    FAILED = "failed"


class Method(StrEnum):
    TEXT_LAYER = "text-layer"
    OCR = "ocr"
    STRUCTURED = "structured"


class Assertion(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    POSSIBLE = "possible"
    PLANNED = "planned"
    HISTORICAL = "historical"
    HYPOTHETICAL = "hypothetical"


class Subject(StrEnum):
    PATIENT = "patient"
    FAMILY = "family"


class Source(StrEnum):
    RULE = "rule"
    MODEL = "model"
    STRUCTURED = "structured"
    PATIENT = "patient"


class Review(StrEnum):
    UNREVIEWED = "unreviewed"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class DocumentType(StrEnum):
    PATHOLOGY = "pathology"
    MOLECULAR = "molecular"
    LABORATORY = "laboratory"
    IMAGING = "imaging"
    LETTER = "letter"
    UNKNOWN = "unknown"


class Problem(Noun):
    """What went wrong with a file or one of its pages, in words for its owner; never a word of the record itself."""

    code: str
    message: str
    page: int | None = None


class Document(Noun):
    """One uploaded file of one patient. The same bytes have the same id, whoever uploads them and whenever."""

    id: DocumentId
    patient: str
    sha256: str
    size: int
    type: DocumentType = DocumentType.UNKNOWN
    received: str
    status: Status | None = None
    problems: tuple[Problem, ...] = ()


def document_id(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


class Word(Noun):
    text: str
    box: Box
    start: int
    end: int
    confidence: Share | None = None


class Repair(Noun):
    """A reading confusion mended in the page's text (``pNO`` → ``pN0``); offsets are those of the mended text."""

    start: int
    end: int
    original: str
    rule: str


class Evidence(Noun):
    """Where a page says it. Made only by ``Page.evidence``, which keeps ``page.text[start:end] == quote``."""

    document: str
    page: int
    start: int
    end: int
    quote: str
    boxes: tuple[Box, ...] = ()
    original: str | None = None
    """The quote as optical recognition first read it, where a repair changed it."""


class Page(Noun):
    """One page as read. ``rotation`` and ``tilt`` (degrees, clockwise) are what was undone to turn it upright."""

    document: str
    number: int
    width: float
    height: float
    method: Method
    quality: Share
    text: str
    words: tuple[Word, ...] = ()
    repairs: tuple[Repair, ...] = ()
    rotation: int = 0
    tilt: float = 0.0

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence for ``text[start:end]``, one box per line. Raises ValueError for an empty or outside span."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span {start}:{end} lies outside page {self.number} of document {self.document}")
        return Evidence(
            document=self.document,
            page=self.number,
            start=start,
            end=end,
            quote=self.text[start:end],
            boxes=tuple(line_boxes(word.box for word in self.words if word.start < end and start < word.end)),
            original=self._as_first_read(start, end),
        )

    def holds(self, evidence: Evidence) -> bool:
        """The one place where the invariant of evidence is checked."""
        return (evidence.document, evidence.page) == (self.document, self.number) and (
            self.text[evidence.start : evidence.end] == evidence.quote
        )

    def _as_first_read(self, start: int, end: int) -> str | None:
        inside = sorted(
            (repair for repair in self.repairs if repair.start < end and start < repair.end),
            key=lambda repair: repair.start,
            reverse=True,
        )
        if not inside:
            return None
        start, end = min(start, inside[-1].start), max(end, inside[0].end)
        quote = self.text[start:end]
        for repair in inside:
            quote = quote[: repair.start - start] + repair.original + quote[repair.end - start :]
        return quote


def line_boxes(boxes: Iterable[Box]) -> Iterator[Box]:
    """Joins the boxes of neighbouring words of one line, in reading order, into one box per line."""
    current: Box | None = None
    for box in boxes:
        if current and _same_line(current, box):
            x0, top, x1, bottom = current
            current = (min(x0, box[0]), min(top, box[1]), max(x1, box[2]), max(bottom, box[3]))
            continue
        if current:
            yield current
        current = box
    if current:
        yield current


def _same_line(left: Box, right: Box) -> bool:
    overlap = min(left[3], right[3]) - max(left[1], right[1])
    return overlap > 0.5 * min(left[3] - left[1], right[3] - right[1])


class Code(Noun):
    system: str
    code: str


REVIEW_BELOW = 0.8
"""Facts read with less confidence are marked for their owner to check (benchmarks/reliability.py)."""


class FactBase(Noun):
    """What every kind of fact carries. ``date`` is the date the record gives it, partial ISO 8601, never filled in."""

    assertion: Assertion = Assertion.PRESENT
    subject: Subject = Subject.PATIENT
    date: PartialDate | None = None
    codes: tuple[Code, ...] = ()
    confidence: Share
    source: Source = Source.RULE
    review: Review = Review.UNREVIEWED
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]

    def fields(self) -> dict[str, object]:
        """The kind's own fields that have a value, JSON-ready: what is told apart from how it is known."""
        return self.model_dump(mode="json", exclude_none=True, exclude={*FactBase.model_fields, "kind"})

    @property
    def wants_review(self) -> bool:
        """Whether it was read with doubt, and nobody has looked at it since."""
        return self.confidence < REVIEW_BELOW and self.review is Review.UNREVIEWED and self.source is not Source.PATIENT

    @property
    def id(self) -> str:
        """Sixteen hex digits that stay the same when the same document is read again by the same rules."""
        spans = sorted((one.document, one.page, one.start, one.end) for one in self.evidence)
        told = [type(self).__name__, self.fields(), self.assertion, self.subject, self.date, spans]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


class Diagnosis(FactBase):
    kind: Literal["diagnosis"] = "diagnosis"
    name: str
    site: str | None = None
    histology: str | None = None
    laterality: Literal["left", "right", "bilateral"] | None = None
    behaviour: Literal["malignant", "in situ", "benign", "uncertain", "metastatic"] | None = None


class Stage(FactBase):
    """A stage as the record states it. ``derived`` names the rule where ISS or R-ISS was computed from stated labs."""

    kind: Literal["stage"] = "stage"
    system: str
    prefix: str | None = None
    T: str | None = None
    N: str | None = None
    M: str | None = None
    group: str | None = None
    edition: str | None = None
    derived: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((self.T, self.N, self.M, self.group)):
            raise ValueError("a stage needs T, N, M or a group")
        return self


class Grade(FactBase):
    kind: Literal["grade"] = "grade"
    system: str | None = None
    value: str
    components: tuple[str, ...] = ()


class Biomarker(FactBase):
    """One test of one marker. ``assertion`` is about the test; its outcome, negative ones too, is ``result``."""

    kind: Literal["biomarker"] = "biomarker"
    name: str
    method: str | None = None
    result: (
        Literal[
            "positive", "negative", "equivocal", "high", "low", "intermediate", "stable",
            "deficient", "intact", "indeterminate", "not_done",
        ]
        | None
    ) = None  # fmt: skip
    value: str | None = None
    number: float | None = None
    unit: str | None = None
    score: str | None = None
    alteration: (
        Literal[
            "mutation", "amplification", "fusion", "deletion", "gain", "loss", "translocation", "expression",
        ]
        | None
    ) = None  # fmt: skip
    variant: str | None = None
    specimen: str | None = None


class Treatment(FactBase):
    kind: Literal["treatment"] = "treatment"
    name: str
    type: Literal["drug", "regimen", "surgery", "radiation", "transplant", "cell_therapy", "other"]
    components: tuple[str, ...] = ()
    status: Literal["planned", "started", "ongoing", "completed", "stopped", "declined"] | None = None
    intent: Literal["curative", "neoadjuvant", "adjuvant", "palliative", "maintenance"] | None = None
    line: int | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    dose: str | None = None
    cycles: int | None = None
    response: str | None = None
    reason_stopped: str | None = None


class Finding(FactBase):
    """A finding of an examination. ``involved`` of ``examined`` counts lymph nodes; ``numbers`` are all dimensions."""

    kind: Literal["finding"] = "finding"
    name: str
    value: str | None = None
    number: float | None = None
    numbers: tuple[float, ...] = ()
    unit: str | None = None
    involved: int | None = None
    examined: int | None = None
    site: str | None = None


class Lab(FactBase):
    """A laboratory value as printed; ``unit`` is UCUM where the printed unit has one."""

    kind: Literal["lab"] = "lab"
    name: str
    number: float | None = None
    value: str | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    flag: Literal["high", "low", "normal", "abnormal"] | None = None


Fact = Annotated[
    Diagnosis | Stage | Grade | Biomarker | Treatment | Finding | Lab,
    Field(discriminator="kind"),
]
KINDS: tuple[type[FactBase], ...] = (Diagnosis, Stage, Grade, Biomarker, Treatment, Finding, Lab)


NO_TEXT = "No words were found in this file. If it is a photo or a scan, take it again in good light and upload that."


class Reading(Noun):
    """What reading one file gave: its pages, its facts, and what went wrong."""

    document: str
    sha256: str
    status: Status
    type: DocumentType = DocumentType.UNKNOWN
    problems: tuple[Problem, ...] = ()
    pages: tuple[Page, ...] = ()
    facts: tuple[Fact, ...] = ()

    @classmethod
    def gather(cls, content: bytes, read: Iterable[Page | Problem]) -> Self:
        """A file's pages and problems as one reading, without facts yet; failed where no page could be read."""
        results = tuple(read)
        pages = tuple(one for one in results if isinstance(one, Page))
        problems = tuple(one for one in results if isinstance(one, Problem))
        status = Status.FAILED if not pages else Status.PARTLY_READ if problems else Status.READ
        if pages and not any(page.text.strip() for page in pages):
            problems += (Problem(code="no_text", message=NO_TEXT),)
        sha256 = hashlib.sha256(content).hexdigest()
        return cls(document=sha256[:16], sha256=sha256, status=status, pages=pages, problems=problems)


class Counts(Noun):
    """What a flow run may tell its operators: numbers and opaque ids, never a name, a file name or a fact."""

    document: DocumentId
    status: Status
    pages: dict[str, int] = {}
    facts: dict[str, int] = {}
    problems: dict[str, int] = {}
    seconds: dict[str, float] = {}


class Conflict(Noun):
    """Facts of one patient that cannot all be true at once, side by side; none is chosen."""

    about: str
    facts: Annotated[tuple[Fact, ...], Field(min_length=2)]


class Missing(Noun):
    """Something that guides care in this cancer and that no record held said. ``why`` is a card's sentence id.

    ``prompted_by`` is what the records say that makes it expected: ``HER2 2+ by IHC``.
    """

    kind: str
    name: str
    method: str | None = None
    cancer: str
    why: str
    prompted_by: str | None = None


class Profile(Noun):
    """What the records of one patient say at one moment; numbered, so that an answer can name the one it used.

    ``facts`` are about the patient, each the first of its equals with the evidence of all of them.
    ``other_facts`` are those that are not the patient's present or past: family, plans, possibilities, rule-outs.
    """

    patient: str
    snapshot: int | None = None
    documents: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    other_facts: tuple[Fact, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    missing: tuple[Missing, ...] = ()

    def of(self, kind: str, name: str | None = None) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.kind == kind and name in (None, getattr(fact, "name", None)))


CITATION = re.compile(r"^(card:[a-z0-9_-]+#[a-z0-9_.-]+|record:[0-9a-f]{16}#p\d+:\d+-\d+|library:[^#]+#.+)$")


class Sentence(Noun):
    """One sentence of an answer: cited, or ``connective`` text that states no medical fact."""

    text: str
    citations: tuple[str, ...] = ()
    connective: bool = False

    @model_validator(mode="after")
    def _has_line_of_sight(self) -> Self:
        if self.connective == bool(self.citations):
            raise ValueError("a sentence is either cited or connective")
        if unknown := [one for one in self.citations if not CITATION.match(one)]:
            raise ValueError(f"not citations: {unknown}")
        return self


class Section(Noun):
    title: str
    sentences: Annotated[tuple[Sentence, ...], Field(min_length=1)]


class Understood(Noun):
    """What the question was taken to ask."""

    intent: str
    cancers: tuple[str, ...] = ()
    biomarkers: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    stage: str | None = None
    who: Literal["self", "relative"] | None = None


class Premise(Noun):
    biomarker: str
    cancer: str
    relevance: Literal[
        "guides_treatment", "prognostic", "diagnostic", "tumour_agnostic", "investigational", "not_in_sources"
    ]
    corrected: bool


class CitedSource(Noun):
    id: str
    organisation: str
    title: str
    section: str | None = None
    url: str | None = None
    edition: str | None = None


class Service(Noun):
    """Somebody who helps. ``sources`` are the addresses of the pages that tell of it."""

    name: str
    url: str | None = None
    phone: str | None = None
    description: str | None = None
    sources: tuple[str, ...] = ()


class Definition(Noun):
    """A medical word of an answer in plain words of ours. ``citation`` leads to where its meaning was read."""

    term: str
    text: str
    citation: str


class Answer(Noun):
    question: str
    understood: Understood
    premises: tuple[Premise, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    questions_for_team: tuple[str, ...] = ()
    related_questions: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    not_in_sources: tuple[str, ...] = ()
    glossary: tuple[Definition, ...] = ()
    disclaimer: str
    profile_snapshot: int | None = None
