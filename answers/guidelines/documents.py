"""The nouns of the library: a guideline, the passages it is cut into, and what is known of where it came from."""

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError

from core.errors import UnusableGuideline
from core.records import Noun, PartialDate

Audience = Literal["patients", "professionals"]


class Part(Noun):
    """A stretch of a guideline under one heading. ``heading`` is the path of headings, outermost first."""

    heading: tuple[str, ...]
    text: str
    page: int | None = None


class Passage(Noun):
    """At most some hundred words of one guideline, word for word but for its line ends. ``number`` counts from 1.

    ``cancers`` are ids of cards that its heading or words name, beside those its guideline is about.
    """

    number: int
    heading: tuple[str, ...]
    text: Annotated[str, Field(min_length=1)]
    page: int | None = None
    cancers: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        return " > ".join(self.heading)


class Guideline(Noun):
    """One edition of one document. ``cancers`` are ids of cards; none for what is about cancer in general.

    ``edition`` is the date that the document gives itself, ``retrieved`` the day it was added. ``of_children`` tells
    pages on childhood cancer, which are searched only where a question is about a child.
    """

    title: str
    organisation: str
    url: str | None = None
    edition: PartialDate | None = None
    retrieved: PartialDate
    licence: str | None = None
    audience: Audience = "patients"
    of_children: bool = False
    cancers: tuple[str, ...] = ()
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @classmethod
    def of(cls, told: Mapping[str, object]) -> Self:
        """Raises UnusableGuideline for dates that are none."""
        try:
            return cls.model_validate(told)
        except ValidationError as error:
            raise UnusableGuideline("Write the dates of a guideline as 2026, 2026-03 or 2026-03-14.") from error

    @property
    def id(self) -> str:
        """Twelve hex digits: of what it holds and where it is from, so that adding it twice changes nothing."""
        return hashlib.sha256(f"{self.sha256} {self.url or ''}".encode()).hexdigest()[:12]

    @property
    def work(self) -> str:
        """What its editions have in common: the address, or the title without years and numbers of versions."""
        if self.url:
            return self.url.partition("#")[0].rstrip("/").lower()
        plain = re.sub(r"\b(?:version|edition|v)\.?\s*[\d.]+|\b(?:19|20)\d\d\b|[^\w ]", " ", self.title.lower())
        return f"{self.organisation.lower()}: {' '.join(plain.split())}"

    @property
    def age(self) -> str:
        """What editions are ordered by."""
        return self.edition or self.retrieved


class Shelved(Noun):
    """A guideline in the library. ``superseded`` where a newer edition of the same work is there too."""

    id: str
    guideline: Guideline
    passages: int
    superseded: bool = False
