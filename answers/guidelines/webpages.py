"""A page of the web as a guideline: its own text by headings, without menus, forms and pictures."""

import hashlib
import re
from collections.abc import Iterator
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
    r"(?:^|[\s_-])(?:nav|menu|breadcrumbs?|toc|on-this-page|share|social|pagination|skip|cookie|banner|related)(?:$|[\s_-])",
    re.I,
)
BLOCKS = {"p", "li", "dd", "dt", "td", "th", "blockquote", "caption", "pre", "summary"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
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
    title = _text(next(iter(tree.iter("h1")), None)) or _text(next(iter(tree.iter("title")), None))
    parts = list(_parts(_main(tree), title or url))
    if not title or not parts:
        raise UnusableGuideline("This web page holds no text that could be read. Save it as a PDF and add that.")
    digest = hashlib.sha256("\n".join(f"{part.heading}\n{part.text}" for part in parts).encode()).hexdigest()
    written = _text(next(iter(tree.iter("title")), None))
    told = {"retrieved": retrieved, "edition": _edition(tree)}
    texts = [text for part in parts for text in (part.heading[-1], part.text)]
    whole = written if "(PDQ" in written or "Health Professional" in written else title
    return Read(named(whole, url, organisation, digest, texts, told), parts)


def parse(content: bytes, url: str) -> html.HtmlElement:
    try:
        tree = html.document_fromstring(content, base_url=url, parser=html.HTMLParser(huge_tree=False, encoding=None))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnusableGuideline("This web page cannot be read. Save it as a PDF and add that.") from error
    return tree


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

    def part() -> Iterator[Part]:
        if blocks:
            yield Part(heading=tuple(text for _, text in path), text="\n\n".join(blocks))
            blocks.clear()

    for element in _own(main):
        level = HEADINGS.get(str(element.tag))
        if level is None:
            text = _text(element, only_own=True)
            if text:
                blocks.append(f"- {text}" if element.tag == "li" else text)
        elif text := _text(element):
            yield from part()
            if level > 1:
                path[:] = [one for one in path if one[0] < level or one[0] == 1]
                path.append((level, text))
    yield from part()


def _own(main: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Headings and blocks of text in order; nothing of what is left out."""
    for element in main:
        if not isinstance(element.tag, str) or element.tag in LEFT_OUT or _is_menu(element):
            continue
        if element.tag in HEADINGS or element.tag in BLOCKS:
            yield element
            if element.tag in HEADINGS:
                continue
        yield from _own(element)


def _is_menu(element: html.HtmlElement) -> bool:
    marks = f"{element.get('class', '')} {element.get('id', '')}"
    return element.get("role") == "navigation" or element.get("aria-hidden") == "true" or bool(MENUS.search(marks))


def _text(element: html.HtmlElement | None, *, only_own: bool = False) -> str:
    """The words of an element in one line; ``only_own`` leaves out those of blocks inside it, which stand alone."""
    if element is None:
        return ""
    if not only_own:
        return " ".join(element.text_content().split())
    words = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in LEFT_OUT and not _holds_blocks(child):
            words.append(child.text_content())
        words.append(child.tail or "")
    return " ".join(" ".join(words).split()).replace(" .", ".").replace(" ,", ",")


def _holds_blocks(element: html.HtmlElement) -> bool:
    return any(one.tag in BLOCKS or one.tag in HEADINGS for one in element.iter() if isinstance(one.tag, str))


def _edition(tree: html.HtmlElement) -> str | None:
    for path in DATES:
        for written in tree.xpath(path):
            if found := re.match(r"(\d{4}-\d{2}-\d{2})", str(written)):
                return found[1]
    return None
