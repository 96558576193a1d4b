"""Taking a site's pages into the library, from a small site of invented pages on this machine."""

import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from tiny_guidelines import webpage
from tiny_site import Invented, Reply, invented_site, page, urlset

from answers.cards import load_cards
from answers.guidelines import index, sync
from answers.guidelines.robots import Robots
from answers.guidelines.shelf import Shelf
from answers.guidelines.sync import MOST_UNANSWERED, TRIES, Outcome, Site, Step, Sync, load_sites, site_called
from core.errors import SiteUnreachable, UnusableEmbedder, UnusableGuideline

CLIENT = httpx.Client(timeout=10)
"""One for all tests: making it takes longer than most of them."""


@pytest.fixture
def server() -> Iterator[Invented]:
    with invented_site() as server:
        yield server


@pytest.fixture(autouse=True)
def words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about pages, not about vectors."""

    def none_here() -> None:
        raise UnusableEmbedder("none in this test")

    monkeypatch.setattr("answers.guidelines.adding.embedder", none_here)
    monkeypatch.setattr(index, "embedder", none_here)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "library")


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, had it been."""
    seconds: list[float] = []
    monkeypatch.setattr(sync.time, "sleep", seconds.append)
    return seconds


def site(server: Invented) -> Site:
    return Site(
        id="invented",
        source="synthetic",
        organisation="Invented Society",
        url=server.url,
        sitemaps=("/sitemap.xml",),
        include=("^/types/",),
        exclude=(r"\.pdf$",),
    )


def run(server: Invented, shelf: Shelf, most: int | None = None, pause: float = 0) -> dict[str, int]:
    return dict(Counter(step.outcome.value for step in Sync(shelf, site(server), pause, CLIENT).run(most)))


def titles(shelf: Shelf) -> list[str]:
    return [one.guideline.title for one in shelf.guidelines() if not one.superseded]


def test_every_page_of_the_sitemap_is_taken_once(server: Invented, shelf: Shelf) -> None:
    """With its publisher, address and day; the robot says who it is."""
    paths = server.add(3)
    steps = list(Sync(shelf, site(server), 0).run())
    assert steps == [Step(number, 3, Outcome.ADDED) for number in (1, 2, 3)]
    assert server.asked == ["/robots.txt", "/sitemap.xml", *paths]
    assert all(sent["User-Agent"].startswith("Sightline/") for sent in server.sent)
    assert titles(shelf) == ["Invented page 0", "Invented page 1", "Invented page 2"]
    first = shelf.guidelines()[0].guideline
    assert (first.organisation, first.url) == ("Invented Society", f"{server.url}{paths[0]}")
    assert first.cancers == ("breast",)


def test_only_what_the_site_lists_and_we_want_is_asked_for(server: Invented, shelf: Shelf) -> None:
    """Not other hosts, schemes, folders, files, pages with a query, what is no address, nor a picture of a page."""
    server.add(1)
    wanted = f"{server.url}/types/breast/page-0"
    image = f"<url><loc>{wanted}</loc><i:image xmlns:i='i'><i:loc>{server.url}/types/picture</i:loc></i:image></url>"
    others = (
        "http://other.example/types/a", f"https{server.url[4:]}/types/a", f"{server.url}/news/a", "http://[bad/types/a",
        f"{server.url}/types/a.pdf", f"{server.url}/types/a?print=1", "/types/relative", "", wanted,
    )  # fmt: skip
    server.pages["/sitemap.xml"] = Reply(body=urlset(*others).replace(b"</urlset>", f"{image}</urlset>".encode()))
    assert run(server, shelf) == {"added": 1}
    assert server.count() == 1


# robots.txt


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("User-agent: *\nDisallow: /types/breast/page-1", 1),
        ("User-agent: *\nDisallow: /", 3),
        ("User-agent: *\nDisallow:", 0),
        ("User-agent: *\nAllow: /\nDisallow: /types/breast/", 3),
        ("User-agent: *\nDisallow: /types/\nAllow: /types/breast/page-2", 2),
        ("User-agent: *\nDisallow: /*page-0$\nDisallow: /*-1", 2),
        ("User-agent: sightline\nDisallow: /types/breast/page-1\n\nUser-agent: *\nDisallow: /", 1),
        ("User-agent: other\nDisallow: /", 0),
        ("User-agent: other\nUser-agent: Sightline/1.0 # us\n\nDisallow: /types/breast/page-1\n", 1),
        ("User-agent: SIGHTLINE\nDisallow: /*/page-1\nUser-agent: sightline\nDisallow: /*/page-2", 2),
        ("\ufeffUSER-AGENT : *\r\ndisallow : /types/breast/page-1 # no\r\n", 1),
        ("User-agent: *\nDisallow: /types/breast/p%61ge-1", 1),
        ("<html>not found</html>", 0),
    ],
)  # fmt: skip
def test_robots_txt_is_obeyed(text: str, forbidden: int, server: Invented, shelf: Shelf) -> None:
    """As RFC 9309 has it: our own group or that for all, the longest rule that fits, ``*`` and ``$``."""
    server.add(3)
    server.robots(text)
    outcomes = run(server, shelf)
    assert outcomes.get("forbidden by robots.txt", 0) == forbidden
    assert server.count() == 3 - forbidden


def test_letters_of_a_rule_and_an_address_are_compared_as_they_are_sent() -> None:
    """``ö`` is ``%C3%B6``, in capitals or not; what is no rule says nothing."""
    robots = Robots("User-agent: *\nDisallow: /körper\nDisallow: nonsense\nnonsense\nCrawl-delay: soon", "Sightline")
    assert [robots.allows(f"https://x.example{path}") for path in ("/körper", "/k%c3%b6rper/a", "/k", "")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert robots.pause == 0


def test_the_pause_that_robots_txt_asks_for_is_kept(server: Invented, shelf: Shelf, slept: list[float]) -> None:
    """After each page, where it is longer than ours."""
    server.add(3)
    server.robots("User-agent: *\nCrawl-delay: 2.5")
    run(server, shelf, pause=1)
    assert slept == [1, 2.5, 2.5, 2.5, 2.5]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_all(status: int, server: Invented, shelf: Shelf) -> None:
    """RFC 9309, 2.3.1.3: it is unavailable."""
    server.add(1)
    server.pages["/robots.txt"] = Reply(status)
    assert run(server, shelf) == {"added": 1}


@pytest.mark.parametrize("status", [429, 500, 501, 503])
def test_a_robots_txt_that_fails_forbids_all(status: int, server: Invented, shelf: Shelf) -> None:
    """RFC 9309, 2.3.1.4: it is unreachable; nothing else is asked for, and nothing is written."""
    server.add(1)
    server.pages["/robots.txt"] = Reply(status)
    with pytest.raises(SiteUnreachable, match="Try again later"):
        run(server, shelf)
    assert set(server.asked) == {"/robots.txt"}
    assert shelf.is_empty


def test_a_robots_txt_at_another_host_counts(server: Invented, shelf: Shelf) -> None:
    """RFC 9309, 2.3.1.2: redirects are followed even there."""
    with invented_site() as other:
        other.robots("User-agent: *\nDisallow: /types/breast/page-0")
        server.add(2)
        server.pages["/robots.txt"] = Reply(301, headers={"Location": f"{other.url}/robots.txt"})
        assert run(server, shelf) == {"forbidden by robots.txt": 1, "added": 1}


# Sitemaps


def test_an_index_of_packed_sitemaps_named_by_robots_txt(server: Invented, shelf: Shelf) -> None:
    """Further ones are followed within the site, each once, and a broken one spoils nothing."""
    paths = server.add(3)
    server.robots(f"Sitemap: {server.url}/all.xml\nUser-agent: *\nDisallow: /secret")
    parts = [
        f"{server.url}/{name}"
        for name in ("a.xml.gz", "torn.xml.gz", "broken.xml", "bomb.xml.gz", "all.xml", "gone.xml")
    ]
    nested = (*parts, "http://127.0.0.1:1/other.xml", "http://[bad")
    server.pages |= {
        "/all.xml": Reply(body=urlset(*nested, kind="sitemapindex", of="sitemap")),
        "/a.xml.gz": Reply(body=gzip.compress(urlset(*(f"{server.url}{path}" for path in paths)))),
        "/torn.xml.gz": Reply(body=gzip.compress(urlset(f"{server.url}/types/x"))[:20]),
        "/broken.xml": Reply(body=b"<urlset><url><loc>"),
        "/bomb.xml.gz": Reply(body=gzip.compress(b"<urlset>" + b" " * (sync.LARGEST + 1) + b"</urlset>")),
    }
    assert run(server, shelf) == {"added": 3}
    assert "/sitemap.xml" not in server.asked
    assert Counter(server.asked)["/all.xml"] == 1


def test_without_sitemaps_the_pages_that_our_cards_cite_are_asked_for(server: Invented, shelf: Shelf) -> None:
    """At the mirror's own address."""
    cited = {source.url for source in load_cards().sources if "cancer.gov/types/" in (source.url or "")}
    found = Sync(shelf, site(server), 0).addresses()
    assert {one.replace(server.url, "https://www.cancer.gov") for one in found} >= {one for one in cited if one}
    assert all(one.startswith(server.url) for one in found)


# Only what has changed


@pytest.mark.parametrize(
    "headers",
    [{"ETag": '"v1"'}, {"Last_Modified": "Wed, 14 May 2025 10:00:00 GMT"}, {"ETag": 'W/"w"', "Last_Modified": "x"}],
)
def test_an_unchanged_page_costs_one_short_answer(headers: dict[str, str], server: Invented, shelf: Shelf) -> None:
    """304 by its tag or date, in the second run and the third; the library and its index stay as they are."""
    (path,) = server.add(1)
    server.pages[path] = page(0, **headers)
    run(server, shelf)
    before = shelf.generation
    for _ in range(2):
        server.asked.clear()
        assert run(server, shelf) == {"unchanged": 1}
        assert server.count() == 1
    assert shelf.generation == before


def test_a_page_sent_again_with_the_same_words_is_unchanged(server: Invented, shelf: Shelf) -> None:
    """Where a site knows neither tags nor dates."""
    server.add(2)
    run(server, shelf)
    before = shelf.generation
    assert run(server, shelf) == {"unchanged": 2}
    assert shelf.generation == before


def test_a_changed_page_takes_the_place_of_what_it_was(server: Invented, shelf: Shelf) -> None:
    """The new edition is used, the old one kept and marked."""
    (path,) = server.add(1)
    server.pages[path] = page(0, ETag='"v1"')
    run(server, shelf)
    server.pages[path] = page(7, ETag='"v2"')
    assert run(server, shelf) == {"added": 1}
    assert titles(shelf) == ["Invented page 7"]
    assert len(shelf.guidelines()) == 2
    assert run(server, shelf) == {"unchanged": 1}


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_stays_in_the_library(status: int, server: Invented, shelf: Shelf) -> None:
    """Until it is removed by hand."""
    paths = server.add(2)
    run(server, shelf)
    server.pages[paths[0]] = Reply(status)
    assert run(server, shelf) == {"gone": 1, "unchanged": 1}
    assert len(titles(shelf)) == 2


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7\n", b"\x00\xff", webpage("Too short", [("A", "Few words.")])])
def test_a_page_without_a_guideline_is_passed_over(body: bytes, server: Invented, shelf: Shelf) -> None:
    """Empty, binary or too short."""
    paths = server.add(2)
    server.pages[paths[0]] = Reply(body=body)
    assert run(server, shelf) == {"no guideline": 1, "added": 1}


# Sites that fail


def test_a_failing_page_is_tried_again_and_then_left(server: Invented, shelf: Shelf) -> None:
    """One that answers at its last try is taken; the other is asked for again by the next run."""
    paths = server.add(3)
    server.pages[paths[0]] = [Reply(500), Reply(503), page(0)]
    server.pages[paths[1]] = Reply(500)
    assert run(server, shelf) == {"added": 2, "failed": 1}
    assert Counter(server.asked)[paths[1]] == TRIES
    server.pages[paths[1]] = page(1)
    assert run(server, shelf) == {"added": 1, "unchanged": 2}


def test_a_refused_page_is_asked_for_once(server: Invented, shelf: Shelf) -> None:
    """403 is an answer."""
    (path,) = server.add(1)
    server.pages[path] = Reply(403)
    assert run(server, shelf) == {"failed": 1}
    assert server.count() == 1


@pytest.mark.parametrize("is_date", [False, True])
def test_a_busy_site_is_left_alone_for_as_long_as_it_asks(
    is_date: bool, server: Invented, shelf: Shelf, slept: list[float]
) -> None:
    """Told in seconds or as a date."""
    (path,) = server.add(1)
    told = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True) if is_date else "100"
    server.pages[path] = [Reply(429, headers={"Retry-After": told}), page(0)]
    assert run(server, shelf) == {"added": 1}
    assert 50 < max(slept) <= 100


def test_a_site_that_asks_for_much_longer_ends_the_run(server: Invented, shelf: Shelf) -> None:
    """Nothing more is asked for; the next run goes on with that page and does not ask for the first one again."""
    paths = server.add(3)
    server.pages[paths[1]] = [Reply(429, headers={"Retry-After": "3600"}), page(1)]
    with pytest.raises(SiteUnreachable, match="left alone"):
        run(server, shelf)
    assert server.count() == 2
    server.asked.clear()
    assert run(server, shelf) == {"added": 2}
    assert server.count() == 2


def test_a_run_that_was_broken_off_goes_on(server: Invented, shelf: Shelf) -> None:
    """The server dies after some pages: the run ends soon, keeps what it has, and asks only for the rest later."""
    paths = server.add(8)
    server.dead = 2 + 3
    with pytest.raises(SiteUnreachable, match="what was read is kept"):
        run(server, shelf)
    assert len(titles(shelf)) == 3
    assert server.count() <= 3 + MOST_UNANSWERED * TRIES
    server.dead = None
    server.asked.clear()
    assert run(server, shelf) == {"added": 5}
    assert sorted(path for path in server.asked if path.startswith("/types")) == paths[3:]
    server.asked.clear()
    assert run(server, shelf) == {"unchanged": 8}


def test_one_page_that_hangs_up_does_not_end_the_run(server: Invented, shelf: Shelf) -> None:
    """Its neighbours are taken."""
    paths = server.add(3)
    server.pages[paths[1]] = Reply(200, headers={"content-encoding": "gzip"}, body=b"no gzip")
    assert run(server, shelf) == {"added": 2, "failed": 1}


def test_nobody_there(server: Invented, shelf: Shelf) -> None:
    """A site that does not answer at all is told so, and no folder is made."""
    server.shutdown()
    server.server_close()
    with pytest.raises(SiteUnreachable, match="does not answer"):
        run(server, shelf)
    assert not shelf.folder.exists()


def test_a_run_may_be_cut_into_pieces(server: Invented, shelf: Shelf) -> None:
    """``most`` pages at a time, each page once, those that are forbidden among them; then all anew."""
    server.add(5)
    server.robots("User-agent: *\nDisallow: /types/breast/page-0\nDisallow: /types/breast/page-1")
    assert run(server, shelf, 2) == {"forbidden by robots.txt": 2}
    assert run(server, shelf, 2) == {"added": 2}
    assert run(server, shelf, 2) == {"added": 1}
    assert run(server, shelf) == {"forbidden by robots.txt": 2, "unchanged": 3}


def test_an_interrupted_run_goes_on(server: Invented, shelf: Shelf) -> None:
    """Ctrl-C between two pages."""
    server.add(4)
    steps = Sync(shelf, site(server), 0).run()
    next(steps), next(steps)
    del steps
    server.asked.clear()
    assert run(server, shelf) == {"added": 2}


# Redirects and large pages


def test_redirects_within_the_site_are_followed(server: Invented, shelf: Shelf) -> None:
    """The page keeps the address that the site lists."""
    (path,) = server.add(1)
    server.pages["/types/moved"] = server.pages[path]
    server.pages[path] = Reply(301, headers={"Location": "/types/moved"})
    assert run(server, shelf) == {"added": 1}
    assert shelf.guidelines()[0].guideline.url == f"{server.url}{path}"


@pytest.mark.parametrize(
    "location",
    ["http://other.example/types/a", "//127.0.0.1:1/types/a", "file:///etc/passwd", "http://[bad", "/hidden/a", ""],
)
def test_redirects_elsewhere_are_not(location: str, server: Invented, shelf: Shelf) -> None:
    """To another host or port, to no address, to what robots.txt forbids, or round in circles."""
    (path,) = server.add(1)
    server.robots("User-agent: *\nDisallow: /hidden/")
    server.pages[path] = Reply(302, headers={"Location": location})
    outcomes = run(server, shelf)
    assert outcomes in ({"gone": 1}, {"failed": 1})
    assert "/hidden/a" not in server.asked
    assert server.count() <= sync.MOST_REDIRECTS + 1


def test_a_page_too_large_is_not_taken(server: Invented, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one that is small only while it is packed."""
    monkeypatch.setattr(sync, "LARGEST", 20_000)
    paths = server.add(3)
    server.pages[paths[0]] = Reply(body=webpage("Large", [("A", "word " * 20_000)]))
    packed = gzip.compress(webpage("Bomb", [("A", "word " * 20_000)]))
    server.pages[paths[1]] = Reply(body=packed, headers={"content-encoding": "gzip"})
    assert run(server, shelf) == {"failed": 2, "added": 1}


def test_our_own_list_of_sites_is_sound() -> None:
    """Each has an https address, and wants the pages of its sitemaps but not those for other readers."""
    for one in load_sites():
        assert one.url.startswith("https://")
        assert one.source
        assert all(path.startswith("/") for path in one.sitemaps)
    nci = site_called("nci")
    assert nci.wants("https://www.cancer.gov/types/breast/patient/breast-treatment-pdq")
    assert not nci.wants("https://www.cancer.gov/espanol/tipos/seno")
    assert not nci.wants("https://www.cancer.gov.example/types/breast")
    with pytest.raises(UnusableGuideline, match="There are: nci"):
        site_called("nowhere")
