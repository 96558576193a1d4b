"""A page of the web as a guideline: its own text by headings, without menus, forms and pictures."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import chain
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue] lxml comes without types

from answers.guidelines.documents import Part
from answers.guidelines.sections import Read, named
from core.errors import UnusableGuideline

LEFT_OUT = (
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "figure", "iframe",
    "svg", "video", "audio", "select",
)  # fmt: skip
MENUS = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|breadcrumbs?|toc|on-this-page|pagination|cookies?|banner)(?:$|[\s_-])"
    r"|(?:(?:^|[\s_-])(?:share|social|skip)|(?:^|\s)related)(?:$|\s|[_-](?:\w+[_-])?(?:links?|nav|media|icons?|bar|tools?|"
    r"buttons?|content|articles?|pages?|posts?|resources?)(?:$|[\s_-]))",
    re.I,
)
"""Names of what stands beside the text. ``social-support`` and ``cancer-related-fatigue`` name sections of it."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *HEADINGS, "p", "li", "ul", "ol", "dl", "dd", "dt", "table", "caption", "tr", "td", "th", "blockquote", "pre",
    "div", "main", "article", "section", "address", "details", "summary", "hr", "nav", "header", "footer", "aside",
    "form", "figure",
}  # fmt: skip
DATES = (
    "//meta[@name='dcterms.modified' or @property='article:modified_time' or @name='last-modified']/@content",
    "//time[@itemprop='dateModified']/@datetime",
)


class Links(NamedTuple):
    """Where a page says it stands, and the addresses it links to."""

    canonical: str | None
    others: tuple[str, ...]


def read_webpage(content: bytes, url: str, retrieved: str | None = None, organisation: str | None = None) -> Read:
    """Raises UnusableGuideline for what is no page of text."""
    tree = parse(content, url)
    main = _main(tree)
    written = _text(next(tree.iter("title"), None))
    title = _text(next(chain(main.iter("h1"), tree.iter("h1")), None)) or written
    parts = list(_parts(main, title))
    if not title or not parts:
        raise UnusableGuideline("This web page holds no text that could be read. Save it as a PDF and add that.")
    digest = hashlib.sha256("\n".join(f"{part.heading}\n{part.text}" for part in parts).encode()).hexdigest()
    told = {"retrieved": retrieved, "edition": _edition(tree)}
    texts = [text for part in parts for text in (part.heading[-1], part.text)]
    whole = written if "(PDQ" in written or "Health Professional" in written else title
    return Read(named(whole, url, organisation, digest, texts, told), parts)


def parse(content: bytes, url: str) -> html.HtmlElement:
    """As UTF-8 where it can be that, whatever it says of itself; else as it says."""
    try:
        parser = html.HTMLParser(huge_tree=True, encoding="utf-8" if _is_utf8(content) else None)
        return html.document_fromstring(content, base_url=url, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnusableGuideline("This web page cannot be read. Save it as a PDF and add that.") from error


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def links_of(content: bytes, url: str) -> Links:
    """Absolute addresses, without fragments."""
    tree = parse(content, url)
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None)
    found = (urlsplit(urljoin(url, href))._replace(fragment="").geturl() for href in tree.xpath("//a/@href"))
    return Links(urljoin(url, canonical) if canonical else None, tuple(dict.fromkeys(found)))


def _main(tree: html.HtmlElement) -> html.HtmlElement:
    """The part of the page that is its own."""
    for path in ("//main", "//*[@id='main-content']", "//*[@role='main']", "//article", "//body"):
        if found := tree.xpath(path):
            return max(found, key=lambda one: len(one.text_content()))
    return tree


def _parts(main: html.HtmlElement, title: str) -> Iterator[Part]:
    path: list[tuple[int, str]] = [(1, title)]
    blocks: list[str] = []
    for tag, text in _blocks(main):
        if tag not in HEADINGS:
            blocks.append(text)
            continue
        if blocks:
            yield Part(heading=tuple(text for _, text in path), text="\n\n".join(blocks))
            blocks = []
        path = [path[0], *(one for one in path[1:] if one[0] < HEADINGS[tag])]
        if text != title:
            path.append((HEADINGS[tag], text))
    if blocks:
        yield Part(heading=tuple(text for _, text in path), text="\n\n".join(blocks))


class Block(NamedTuple):
    """A stretch of words in one line; ``tag`` is a heading's, or empty."""

    tag: str
    text: str


def _blocks(main: html.HtmlElement) -> Iterator[Block]:
    """Headings, paragraphs, items of lists and rows of tables in order, their words as they stand, nothing of what is
    left out. Walks without recursion, for pages may nest deeply."""
    run: list[str] = []
    cells: list[str] = []
    heading, mark, rows = "", "", 0

    def ended() -> Iterator[Block]:
        nonlocal mark
        text = " ".join("".join(run).split())
        run.clear()
        if text and rows and not heading:
            cells.append(text)
        elif text:
            yield Block(heading, mark + text)
            mark = ""

    walk = etree.iterwalk(main, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in BLOCKS and heading in ("", tag):
            yield from ended()
        if event == "start" and element is not main and _is_left_out(element):
            walk.skip_subtree()
        elif event == "start":
            heading = heading or (tag if tag in HEADINGS else "")
            mark = "- " if tag == "li" else mark
            rows += tag == "tr"
            run.append(f"{' ' if tag == 'br' else ''}{element.text or ''}")
        else:
            heading = "" if tag == heading else heading
            mark = "" if tag == "li" else mark
            rows -= tag == "tr"
            if tag == "tr" and not rows and cells:
                yield Block("", f"| {' | '.join(cells)} |" if len(cells) > 1 else cells[0])
                cells.clear()
            run.append(element.tail or "" if element is not main else "")
    yield from ended()


def _is_left_out(element: html.HtmlElement) -> bool:
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in LEFT_OUT or hidden or element.get("role") == "navigation" or bool(MENUS.search(named))


def _text(element: html.HtmlElement | None) -> str:
    return "" if element is None else " ".join(block.text for block in _blocks(element))


def _edition(tree: html.HtmlElement) -> str | None:
    for path in DATES:
        for written in tree.xpath(path):
            with suppress(ValueError):
                return date.fromisoformat(str(written).strip()[:10]).isoformat()
    return None
