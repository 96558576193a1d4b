"""Guidelines as files of sections: JSON Lines, each line one section of one page (title, url, heading, text)."""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from answers.guidelines.adding import edition_of, today
from answers.guidelines.documents import Audience, Guideline, Part
from answers.guidelines.scope import cancers_of_document, is_of_children
from core.errors import UnusableGuideline

NCI = "National Cancer Institute"
FOR_PROFESSIONALS = re.compile(r"/hp(?:/|$)|-hp-pdq$")
"""How NCI's addresses tell its summaries for professionals."""
NO_ORGANISATION = "Say who publishes it with --organisation: every quote names its source."
NEEDED = ("title", "heading", "text")


class Read(NamedTuple):
    guideline: Guideline
    parts: list[Part]


def read_sections(path: Path, organisation: str | None = None) -> Iterator[Read]:
    """The documents of the file, in its order, as far as one's sections stand together.

    Raises UnusableGuideline, naming the line, for one that is no section.
    """
    opener = gzip.open if path.name.endswith(".gz") else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            rows = (_row(line, number) for number, line in enumerate(file, 1) if line.strip())
            for (url, title), sections in groupby(rows, key=lambda row: (row.get("url"), row["title"])):
                yield _document(title, url, list(sections), organisation)
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise UnusableGuideline("This file of sections cannot be read. Download it again and add that.") from error


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False).encode()
        if all(isinstance(row[name], str) for name in NEEDED) and isinstance(row.get("url"), str | None):
            return row
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise UnusableGuideline(
        f"Line {number} is no section: it needs the texts title, heading and text, and may have url."
    )


def _document(title: str, url: str | None, sections: list[dict[str, Any]], organisation: str | None) -> Read:
    parts = [Part(heading=_path(one["heading"]) or (title,), text=one["text"]) for one in sections]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part.heading}\n{part.text}\n".encode())
    return Read(
        named(
            title,
            url,
            organisation,
            digest.hexdigest(),
            [text for one in parts for text in (one.heading[-1], one.text)],
            sections[0],
        ),
        parts,
    )


def named(
    title: str, url: str | None, organisation: str | None, sha256: str, texts: list[str], told: dict[str, Any]
) -> Guideline:
    """The guideline of a web page. NCI's PDQ summaries are called what their licence asks for."""
    of_nci = bool(url and url.startswith("https://www.cancer.gov/"))
    audience: Audience = (
        "professionals" if FOR_PROFESSIONALS.search(url or "") or "Health Professional Version" in title else "patients"
    )
    organisation = organisation or (NCI if of_nci else None)
    if not organisation:
        raise UnusableGuideline(NO_ORGANISATION)
    return Guideline.of(
        {
            "title": _title(title, url, audience) if url and of_nci else title.strip(),
            "organisation": organisation,
            "url": url,
            "edition": told.get("edition") or edition_of(texts),
            "retrieved": told.get("retrieved") or today(),
            "licence": told.get("license"),
            "audience": audience,
            "of_children": is_of_children(title),
            "cancers": cancers_of_document(title, url),
            "sha256": sha256,
        }
    )


def _title(title: str, url: str, audience: Audience) -> str:
    plain = title.removesuffix(" - NCI").strip()
    if "(PDQ®)" not in plain and not url.endswith("-pdq"):
        return plain
    subject = plain.partition("(PDQ®)")[0].strip()
    readers = "health professionals" if audience == "professionals" else audience
    return f"NCI's PDQ cancer information summary about {subject}, for {readers}"


def _path(heading: str) -> tuple[str, ...]:
    return tuple(part.replace("*", "").strip() for part in heading.split(" > ") if part.strip())
