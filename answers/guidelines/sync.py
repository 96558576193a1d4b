"""Taking a site's pages into the library over HTTP: politely, only what has changed, going on where it stopped.

The site's robots.txt is obeyed (RFC 9309), its sitemaps tell which pages there are (sitemaps.org 0.90), one page is
asked for at a time with a pause after each, and a page seen before is asked for by its ETag or date (RFC 9110), so that
an unchanged one costs a few bytes. A page that is gone stays in the library until it is removed by hand.
"""

import re
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] lxml comes without types
from pydantic import ValidationError

from answers.cards import load_cards
from answers.guidelines.adding import add, today
from answers.guidelines.robots import Robots
from answers.guidelines.shelf import Seen, Shelf
from answers.guidelines.webpages import read_webpage
from core.errors import BrokenData, SiteUnreachable, UnusableGuideline
from core.places import RULES
from core.records import Noun
from extractors.rules import read_yaml

NAME = "Sightline"
AGENT = f"{NAME}/0.1 (reads guidelines for patients; one page at a time)"
LARGEST = 20 * 1024**2
"""Bytes of a page or sitemap."""
PATIENCE = 30
"""Seconds for an answer."""
TRIES = 3
MOST_UNANSWERED = 3
"""Pages in a row: a site that does not answer for so many does not answer at all."""
MOST_REDIRECTS = 5
LONGEST_WAIT = 120
"""Seconds: a site that asks to be left alone for longer ends the run, which goes on next time."""
MOST_SITEMAPS = 200
KEPT = ("ETag", "Last-Modified", "Location", "Retry-After")
BUSY = {429, 500, 502, 503, 504}
LATER = "Try again later; what was read is kept."


class Site(Noun):
    """A site of data/rules/guideline_sites.yaml. ``include`` and ``exclude`` are patterns of paths."""

    id: str
    source: str
    organisation: str
    url: str
    sitemaps: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()

    def wants(self, url: str) -> bool:
        parts, own = _split(url), urlsplit(self.url)
        if parts is None or (parts.scheme, parts.netloc) != (own.scheme, own.netloc) or parts.query:
            return False
        return any(re.search(one, parts.path) for one in self.include) and not any(
            re.search(one, parts.path) for one in self.exclude
        )


class Outcome(StrEnum):
    ADDED = "added"
    UNCHANGED = "unchanged"
    NO_GUIDELINE = "no guideline"
    GONE = "gone"
    FORBIDDEN = "forbidden by robots.txt"
    FAILED = "failed"


class NoAnswer(SiteUnreachable):
    """To one request."""


class Step(NamedTuple):
    """One page asked for: the how-manieth of how many, and what came of it."""

    number: int
    total: int
    outcome: Outcome


@lru_cache(maxsize=1)
def load_sites() -> tuple[Site, ...]:
    try:
        return tuple(Site.model_validate(row) for row in read_yaml(RULES / "guideline_sites.yaml"))
    except (ValidationError, TypeError) as error:
        raise BrokenData(f"data/rules/guideline_sites.yaml does not list sites: {error}") from error


def site_called(name: str) -> Site:
    """Raises UnusableGuideline for a site that is not known."""
    sites = {one.id: one for one in load_sites()}
    if name not in sites:
        raise UnusableGuideline(f"There is no site called so. There are: {', '.join(sites)}.")
    return sites[name]


class Sync:
    """One run over a site. ``pause`` is in seconds, after each page; robots.txt may ask for more."""

    def __init__(self, shelf: Shelf, site: Site, pause: float, client: httpx.Client | None = None) -> None:
        self.shelf = shelf
        self.site = site
        self.client = client or httpx.Client(timeout=PATIENCE, headers={"User-Agent": AGENT})
        self.robots = Robots("", NAME)
        self.pause = pause
        self.unanswered = 0

    def run(self, most: int | None = None) -> Iterator[Step]:
        """A step for each page asked for. Raises SiteUnreachable where the site does not answer, or not any more.

        Pages that this run, or the one before it that was broken off, has asked for already are not asked for again.
        """
        self._ask_robots()
        started = self.shelf.begin(self.site.id, now())
        waiting = [one for one in self.addresses() if not self._is_done(one, started)]
        urls = waiting[:most]
        for number, url in enumerate(urls, 1):
            yield Step(number, len(urls), self._take(url))
        if len(urls) == len(waiting):
            self.shelf.finish(self.site.id, now())

    def addresses(self) -> list[str]:
        """The pages wanted, each once: those of the sitemaps, or those that our cards cite where there are none."""
        cited = (source.url or "" for source in load_cards().sources)
        moved = (one.replace("https://www.cancer.gov", self.site.url, 1) for one in cited)
        found = dict.fromkeys(one for one in self._in_sitemaps() if self.site.wants(one))
        return list(found or dict.fromkeys(one for one in moved if self.site.wants(one)))

    def _is_done(self, url: str, started: str) -> bool:
        seen = self.shelf.seen(url)
        return seen is not None and seen.checked >= started and seen.status not in BUSY

    def _take(self, url: str) -> Outcome:
        seen = self.shelf.seen(url)
        if not self.robots.allows(url):
            self._note(url, seen, 403)
            return Outcome.FORBIDDEN
        try:
            answer = self._get(url, seen)
        except NoAnswer:
            self.unanswered += 1
            if self.unanswered == MOST_UNANSWERED:
                raise
            return Outcome.FAILED
        self.unanswered = 0
        outcome = self._outcome(url, answer)
        self._note(url, seen, answer.status_code, answer)
        return outcome

    def _note(self, url: str, seen: Seen | None, status: int, answer: httpx.Response | None = None) -> None:
        """What the page is known by next time: as its last whole answer told, until another does."""
        if answer is not None and status == 200:
            etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        else:
            etag, modified = (seen.etag, seen.modified) if seen else (None, None)
        self.shelf.note(url, Seen(etag, modified, now(), status))

    def _outcome(self, url: str, answer: httpx.Response) -> Outcome:
        if answer.status_code == 304:
            return Outcome.UNCHANGED
        if answer.status_code in (404, 410):
            return Outcome.GONE
        if answer.status_code != 200:
            return Outcome.FAILED
        try:
            read = read_webpage(answer.content, url, today(), self.site.organisation)
            return Outcome.ADDED if add(self.shelf, read.guideline, read.parts).is_new else Outcome.UNCHANGED
        except UnusableGuideline:
            return Outcome.NO_GUIDELINE

    def _get(self, url: str, seen: Seen | None = None, *, anywhere: bool = False) -> httpx.Response:
        """The site's answer, the last of TRIES where it is busy. Raises NoAnswer where there is none, and
        SiteUnreachable where the site asks to be left alone for longer than LONGEST_WAIT."""
        headers = {}
        if seen and seen.etag:
            headers["If-None-Match"] = seen.etag
        if seen and seen.modified:
            headers["If-Modified-Since"] = seen.modified
        answer = None
        for turn in range(TRIES):
            if turn:
                time.sleep(max(2**turn * self.pause, _asked_to_wait(answer)))
            answer = self._answer(url, headers, anywhere)
            time.sleep(self.pause)
            if answer is not None and answer.status_code not in BUSY:
                return answer
            if _asked_to_wait(answer) > LONGEST_WAIT:
                raise SiteUnreachable(f"{self.site.url} asks to be left alone for now. {LATER}")
        if answer is None:
            raise NoAnswer(f"{self.site.url} does not answer. {LATER}")
        return answer

    def _answer(self, url: str, headers: dict[str, str], anywhere: bool) -> httpx.Response | None:
        try:
            return self._follow(url, headers, anywhere)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None

    def _follow(self, url: str, headers: dict[str, str], anywhere: bool) -> httpx.Response:
        """Redirects are followed within the site, as far as robots.txt lets; what leads elsewhere is not there."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._limited(url, headers)
            if not answer.has_redirect_location:
                return answer
            url = _joined(url, answer.headers["Location"])
            if not anywhere and not (_is_at(url, self.site.url) and self.robots.allows(url)):
                break
        return httpx.Response(404)

    def _limited(self, url: str, headers: dict[str, str]) -> httpx.Response:
        """The answer with its body; a body larger than LARGEST is not taken."""
        with self.client.stream("GET", url, headers=headers) as answer:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    return httpx.Response(413)
            kept = {name: answer.headers[name] for name in KEPT if name in answer.headers}
            return httpx.Response(answer.status_code, headers=kept, content=bytes(body))

    def _ask_robots(self) -> None:
        """RFC 9309: no robots.txt allows all; a site that fails to give its own allows nothing."""
        answer = self._get(f"{self.site.url}/robots.txt", anywhere=True)
        if answer.status_code in BUSY or answer.status_code >= 500:
            raise SiteUnreachable(f"{self.site.url} does not give its robots.txt, so nothing is read. {LATER}")
        self.robots = Robots(answer.text if answer.status_code == 200 else "", NAME)
        self.pause = max(self.pause, self.robots.pause)

    def _in_sitemaps(self) -> Iterator[str]:
        told = self.robots.sitemaps or [f"{self.site.url}{path}" for path in self.site.sitemaps]
        waiting, seen = list(told), set[str]()
        while waiting and len(seen) < MOST_SITEMAPS:
            url = waiting.pop(0)
            if url in seen or not _is_at(url, self.site.url):
                continue
            seen.add(url)
            answer = self._get(url)
            if answer.status_code == 200:
                pages, more = _read_sitemap(answer.content)
                yield from pages
                waiting += more


def _read_sitemap(content: bytes) -> tuple[list[str], list[str]]:
    """Addresses of pages, and of further sitemaps. A broken one holds none."""
    try:
        plain = _unzipped(content) if content.startswith(b"\x1f\x8b") else content
        root = etree.fromstring(plain, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, zlib.error, ValueError):
        return [], []
    addresses = [" ".join((one.text or "").split()) for one in root.iterfind("{*}*/{*}loc")]
    return ([], addresses) if etree.QName(root).localname == "sitemapindex" else (addresses, [])


def _unzipped(content: bytes) -> bytes:
    """At most LARGEST bytes of it: a bomb is a broken sitemap."""
    return zlib.decompressobj(wbits=31).decompress(content, LARGEST)


def _asked_to_wait(answer: httpx.Response | None) -> float:
    """Seconds, told as a number or as a date (RFC 9110)."""
    told = answer.headers.get("Retry-After", "") if answer is not None else ""
    if told.isdigit():
        return float(told)
    try:
        return max((parsedate_to_datetime(told).astimezone(UTC) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, OverflowError):
        return 0.0


def _split(url: str) -> SplitResult | None:
    """None for what is no address."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _is_at(url: str, site: str) -> bool:
    parts = _split(url)
    return parts is not None and parts.netloc == urlsplit(site).netloc


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
