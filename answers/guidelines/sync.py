"""Taking a site's pages into the library over HTTP: politely, only what has changed, going on where it stopped.

The site's robots.txt is obeyed (RFC 9309), its sitemaps tell which pages there are (sitemaps.org 0.90), one page is
asked for at a time with a pause after each, and a page seen before is asked for by its ETag or date (RFC 9110), so that
an unchanged one costs a few bytes. A page that is gone stays in the library until it is removed by hand.
"""

import gzip
import re
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] lxml comes without types
from pydantic import ValidationError

from answers.cards import load_cards
from answers.guidelines.adding import add, today
from answers.guidelines.shelf import Seen, Shelf
from answers.guidelines.webpages import read_webpage
from core.errors import BrokenData, SiteUnreachable, UnusableGuideline
from core.places import RULES
from core.records import Noun
from extractors.rules import read_yaml

AGENT = "Sightline/0.1 (reads guidelines for patients; one page at a time)"
LARGEST = 20 * 1024**2
"""Bytes of a page or sitemap."""
PATIENCE = 30
"""Seconds for an answer."""
TRIES = 3
LONGEST_WAIT = 120
"""Seconds: a site that asks to be left alone for longer ends the run, which goes on next time."""
MOST_SITEMAPS = 200
KEPT = ("ETag", "Last-Modified", "Location", "Retry-After")
BUSY = {429, 500, 502, 503, 504}


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
        parts, own = urlsplit(url), urlsplit(self.url)
        if (parts.scheme, parts.netloc) != (own.scheme, own.netloc) or parts.query:
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


class Sync:
    """One run over a site. ``pause`` is in seconds, after each page; robots.txt may ask for more."""

    def __init__(self, shelf: Shelf, site: Site, pause: float, client: httpx.Client | None = None) -> None:
        self.shelf = shelf
        self.site = site
        self.client = client or httpx.Client(timeout=PATIENCE, headers={"User-Agent": AGENT})
        self.robots = RobotFileParser()
        self.pause = pause

    def run(self, most: int | None = None) -> Iterator[Step]:
        """A step for each page asked for. Raises SiteUnreachable where the site does not answer at all.

        Pages that this run, or the one before it that was broken off, has asked for already are not asked for again.
        """
        self._ask_robots()
        started = self.shelf.begin(self.site.id, now())
        urls = [one for one in self.addresses() if not self._is_done(one, started)][:most]
        for number, url in enumerate(urls, 1):
            yield Step(number, len(urls), self._take(url))
        if most is None or len(urls) < most:
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
        if not self.robots.can_fetch(AGENT, url):
            return Outcome.FORBIDDEN
        seen = self.shelf.seen(url)
        try:
            answer = self._get(url, seen)
        except SiteUnreachable:
            return Outcome.FAILED
        outcome = self._outcome(url, answer)
        etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        if answer.status_code == 304 and seen:
            etag, modified = etag or seen.etag, modified or seen.modified
        self.shelf.note(url, Seen(etag, modified, now(), answer.status_code))
        return outcome

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

    def _get(self, url: str, seen: Seen | None = None) -> httpx.Response:
        """The site's answer, redirects within the site followed. Raises SiteUnreachable after TRIES."""
        headers = {}
        if seen and seen.etag:
            headers["If-None-Match"] = seen.etag
        if seen and seen.modified:
            headers["If-Modified-Since"] = seen.modified
        wait = self.pause
        for _ in range(TRIES):
            try:
                answer = self._follow(url, headers)
            except httpx.HTTPError:
                answer = None
            time.sleep(self.pause)
            if answer is not None and answer.status_code not in BUSY:
                return answer
            wait = max(2 * wait, _asked_to_wait(answer))
            if wait > LONGEST_WAIT:
                break
            time.sleep(wait)
        raise SiteUnreachable(f"{self.site.url} does not answer. Try again later; what was read is kept.")

    def _follow(self, url: str, headers: dict[str, str]) -> httpx.Response:
        for _ in range(5):
            answer = self._limited(url, headers)
            if not answer.is_redirect:
                return answer
            url = urljoin(url, answer.headers.get("Location", ""))
            if urlsplit(url).netloc != urlsplit(self.site.url).netloc:
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
        """RFC 9309: no robots.txt allows all; a site that fails to answer allows nothing."""
        answer = self._get(f"{self.site.url}/robots.txt")
        self.robots.parse(answer.text.splitlines() if answer.status_code == 200 else [])
        asked = self.robots.crawl_delay(AGENT)
        if asked:
            self.pause = max(self.pause, float(asked))

    def _in_sitemaps(self) -> Iterator[str]:
        told = self.robots.site_maps() or [f"{self.site.url}{path}" for path in self.site.sitemaps]
        waiting, seen = list(told), set[str]()
        while waiting and len(seen) < MOST_SITEMAPS:
            url = waiting.pop(0)
            if url in seen or urlsplit(url).netloc != urlsplit(self.site.url).netloc:
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
        plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
        root = etree.fromstring(plain, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, OSError, EOFError, ValueError):
        return [], []
    addresses = [" ".join((one.text or "").split()) for one in root.iter("{*}loc")]
    return ([], addresses) if etree.QName(root).localname == "sitemapindex" else (addresses, [])


def _asked_to_wait(answer: httpx.Response | None) -> float:
    told = answer.headers.get("Retry-After", "") if answer is not None else ""
    return float(told) if told.isdigit() else 0.0


def counted(steps: Iterable[Step]) -> dict[str, int]:
    found: dict[str, int] = {}
    for step in steps:
        found[step.outcome.value] = found.get(step.outcome.value, 0) + 1
    return found


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
