"""A guideline as a booklet (PDF, scan, Word, text): read as records are, its headings found by their size.

What stands at the head or the foot of many pages is not part of the text; a line in larger letters is a heading; a
page that mostly lists numbers of pages is a table of contents. A paragraph that goes on over a page's end stays one.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from answers.guidelines.adding import today
from answers.guidelines.documents import Audience, Guideline, Part
from answers.guidelines.scope import cancers_of_document, is_of_children
from answers.guidelines.sections import NO_ORGANISATION, Read
from core.errors import UnusableGuideline
from core.records import Page, Reading, Status

EDGE = 0.12
"""Of a page's height: running heads and feet stand within it."""
RUNNING = 0.15
"""Of the pages: an edge line that stands on more of them, and on three at least, runs through the booklet."""
LARGER = 1.18
"""Times the usual height of letters: a heading's."""
LONGEST_HEADING = 14
"""Words."""
UNENDED = re.compile(r"\b(?:an?|the|and|or|of|in|on|for|to|with|from|by|as|at|is|are|your|their|this|that|called)$")
"""A paragraph does not end with these."""
CONTENTS = 0.5
"""Of a page's lines: a page of which more end in a page's number is a table of contents."""


class Told(NamedTuple):
    """What its owner says of a booklet; what is not said is read from it, or left out."""

    title: str | None = None
    organisation: str | None = None
    edition: str | None = None
    url: str | None = None
    cancers: tuple[str, ...] = ()
    for_professionals: bool = False

    def over(self, guideline: Guideline) -> Guideline:
        """What was read of a page, but for what its owner says otherwise. Raises UnusableGuideline for no date."""
        said = {
            "title": self.title,
            "organisation": self.organisation,
            "edition": self.edition,
            "audience": "professionals" if self.for_professionals else None,
            "cancers": self.cancers,
            "sha256": _digest(guideline.sha256, self.cancers) if self.cancers else None,
        }
        return Guideline.of(guideline.model_dump() | {name: value for name, value in said.items() if value})


class Line(NamedTuple):
    text: str
    height: float
    top: float
    bottom: float
    page: int
    starts_paragraph: bool


def read_booklet(reading: Reading, told: Told) -> Read:
    """Raises UnusableGuideline where nothing of it could be read, with the first reason."""
    if reading.status is Status.FAILED or not any(page.text.strip() for page in reading.pages):
        why = reading.problems[0].message if reading.problems else "No words were found in it."
        raise UnusableGuideline(why)
    lines = [_lines(page) for page in reading.pages]
    running = _running(reading.pages, lines)
    kept = [
        [line for line in of_page if _plain(line.text) not in running or not _at_edge(line, page)]
        for page, of_page in zip(reading.pages, lines, strict=True)
    ]
    usual = _usual_height([line for of_page in kept for line in of_page])
    titles = _title_lines(kept, usual, told.title)
    title = told.title or " ".join(" ".join(line.text for line in titles).split())[:200]
    if not title:
        raise UnusableGuideline("Its title could not be read from the first page. Say it with --title.")
    text = [[line for line in of_page if line not in titles] for of_page in kept if not _is_contents(of_page)]
    parts = list(_parts(text, usual, title))
    return Read(_guideline(reading, told, title, parts), parts)


def _guideline(reading: Reading, told: Told, title: str, parts: Sequence[Part]) -> Guideline:
    if not told.organisation:
        raise UnusableGuideline(NO_ORGANISATION)
    audience: Audience = "professionals" if told.for_professionals else "patients"
    cancers = told.cancers or cancers_of_document(title) or _cancers_by_words(parts)
    return Guideline.of(
        {
            "title": title,
            "organisation": told.organisation,
            "url": told.url,
            "edition": told.edition or _year_in(title),
            "retrieved": today(),
            "audience": audience,
            "of_children": is_of_children(title),
            "cancers": cancers,
            "sha256": _digest(reading.sha256, told.cancers),
        }
    )


def _digest(sha256: str, cancers: tuple[str, ...]) -> str:
    """A document taken for another cancer than before is added anew."""
    return hashlib.sha256(f"{sha256} {cancers}".encode()).hexdigest()


def _cancers_by_words(parts: Sequence[Part]) -> tuple[str, ...]:
    """The cancer that the headings name most, if they name it more than twice as often as any other."""
    counted = Counter(one for part in parts for one in cancers_of_document(" ".join(part.heading)))
    best = counted.most_common(2)
    if best and (len(best) == 1 or best[0][1] > 2 * best[1][1]):
        return (best[0][0],)
    return ()


def _year_in(title: str) -> str | None:
    found = re.search(r"\b(20\d\d)\b", title)
    return found[1] if found else None


def _lines(page: Page) -> list[Line]:
    """The page's lines in reading order, with the middle height of their words' boxes."""
    found: list[Line] = []
    start, blank, place = 0, True, 0
    words = page.words
    for raw in page.text.split("\n"):
        end = start + len(raw)
        while place < len(words) and words[place].end <= start:
            place += 1
        boxes = []
        at = place
        while at < len(words) and words[at].start < end:
            boxes.append(words[at].box)
            at += 1
        if raw.strip() and boxes:
            height = median(box[3] - box[1] for box in boxes)
            top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
            found.append(Line(raw.replace("\t", " ").strip(), height, top, bottom, page.number, blank))
        blank = not raw.strip()
        start = end + 1
    return found


def _running(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> set[str]:
    counted = Counter(
        text
        for page, of_page in zip(pages, lines, strict=True)
        for text in {_plain(line.text) for line in of_page if _at_edge(line, page)}
    )
    return {text for text, times in counted.items() if times >= max(3, RUNNING * len(pages)) or not text}


def _at_edge(line: Line, page: Page) -> bool:
    return line.bottom < EDGE * page.height or line.top > (1 - EDGE) * page.height


def _plain(text: str) -> str:
    """Without the numbers of pages, so that ``Multiple Myeloma 12`` and ``13 Multiple Myeloma`` are one."""
    return " ".join(re.sub(r"[^a-z ]", " ", text.lower()).split())


def _usual_height(lines: Sequence[Line]) -> float:
    """The height of most letters, each line counting by its length."""
    heights = sorted((line.height, len(line.text)) for line in lines)
    half, seen = sum(length for _, length in heights) / 2, 0
    for height, length in heights:
        seen += length
        if seen >= half:
            return height
    return 0.0


def _title_lines(pages: Sequence[Sequence[Line]], usual: float, told: str | None) -> list[Line]:
    """The largest letters of the first page. Where the title is told, they are a chapter's heading if others are as
    large."""
    top = max((line.height for line in pages[0] if line.height > LARGER * usual), default=0.0)
    found = [line for of_page in pages for line in of_page if top and line.height > 0.85 * top]
    first = [line for line in found if line.page == pages[0][0].page]
    return [] if told and len(found) > len(first) else first


def _is_contents(lines: Sequence[Line]) -> bool:
    if len(lines) < 6:
        return False
    numbered = sum(bool(re.search(r"(?:\s|\.)\d{1,3}$|^\d{1,3}\s+\S", line.text)) for line in lines)
    return numbered > CONTENTS * len(lines)


def _parts(pages: Sequence[Sequence[Line]], usual: float, title: str) -> Iterator[Part]:
    path: list[tuple[float, str]] = []
    paragraphs: list[str] = []
    page = 1
    before: Line | None = None
    for line in (line for of_page in pages for line in of_page):
        if _is_heading(line, usual):
            goes_on = before is not None and _is_heading(before, usual) and abs(before.height - line.height) < 0.5
            if paragraphs:
                yield Part(heading=(title, *(text for _, text in path)), text="\n\n".join(paragraphs), page=page)
                paragraphs = []
            if goes_on and path and before and before.page == line.page:
                path[-1] = (path[-1][0], f"{path[-1][1]} {line.text}")
            else:
                path = [*[one for one in path if one[0] > line.height + 0.5][-2:], (line.height, line.text)]
        else:
            if not paragraphs:
                page = line.page
            goes_on = bool(paragraphs) and _goes_on(paragraphs[-1], before, line)
            if paragraphs and page != line.page and not goes_on:
                yield Part(heading=(title, *(text for _, text in path)), text="\n\n".join(paragraphs), page=page)
                paragraphs, page = [], line.page
            if paragraphs and goes_on:
                paragraphs[-1] = _joined(paragraphs[-1], line.text)
            else:
                paragraphs.append(line.text)
        before = line
    if paragraphs:
        yield Part(heading=(title, *(text for _, text in path)), text="\n\n".join(paragraphs), page=page)


def _is_heading(line: Line, usual: float) -> bool:
    words = line.text.split()
    return line.height > LARGER * usual and len(words) <= LONGEST_HEADING and not line.text.endswith((".", ",", ";"))


def _goes_on(paragraph: str, before: Line | None, line: Line) -> bool:
    """Whether a line is of the paragraph before it, which the end of a column or page may have broken."""
    at_once = before is not None and before.page == line.page and not line.starts_paragraph
    return at_once or _is_broken_off(paragraph, line.text)


def _is_broken_off(before: str, after: str) -> bool:
    if before.endswith((".", "!", "?", ":", "”", '"')):
        return False
    return after[0].islower() or before.endswith(("-", ",")) or bool(UNENDED.search(before))


def _joined(before: str, after: str) -> str:
    if re.match(r"(?:[-•*▪○●]|\d{1,2}[.)])\s", after):
        return f"{before}\n{after}"
    return f"{before[:-1]}{after}" if re.search(r"[a-z]-$", before) and after[0].islower() else f"{before} {after}"
