"""Web pages and files of sections as guidelines: their own text by headings, and nothing that stands beside it."""

import gzip
import json
from pathlib import Path

import pytest
from tiny_guidelines import html

from answers.guidelines.documents import Part
from answers.guidelines.passages import cut
from answers.guidelines.sections import Read, read_sections
from answers.guidelines.webpages import links_of, read_webpage
from core.errors import UnusableGuideline

URL = "https://www.invented.example/types/breast/treatment"
SOCIETY = "Invented Society"
NCI = "https://www.cancer.gov/types/breast"

PACKED = gzip.compress(b"<p>packed</p>", mtime=0)


def read(content: bytes, url: str = URL, organisation: str | None = SOCIETY) -> Read:
    return read_webpage(content, url, "2026-01-01", organisation)


def parts(body: str, title: str = "Invented page") -> list[Part]:
    return read(html(title, f"<main><h1>{title}</h1>{body}</main>")).parts


def text(body: str) -> str:
    """Of a page with no heading but its title."""
    (part,) = parts(body)
    return part.text


def test_text_stands_under_the_path_of_its_headings() -> None:
    """A heading ends those of its level and below, and one without text heads nothing."""
    found = parts(
        "<p>First.</p><h2>A</h2><h3>A1</h3><p>In A1.</p><h3>A2</h3><p>In A2.</p><h2>B</h2><p>In B.</p>"
        "<h4>Deep</h4><p>In deep.</p><h2>Empty</h2><h1>Second title</h1><h2>C</h2><p>In C.</p>"
    )
    assert [(part.heading[1:], part.text) for part in found] == [
        ((), "First."),
        (("A", "A1"), "In A1."),
        (("A", "A2"), "In A2."),
        (("B",), "In B."),
        (("B", "Deep"), "In deep."),
        (("Second title", "C"), "In C."),
    ]
    assert {part.heading[0] for part in found} == {"Invented page"}


@pytest.mark.parametrize(
    "beside",
    [
        "<nav><ul><li>LEFT OUT</li></ul></nav>",
        "<header>LEFT OUT</header>",
        "<footer><p>LEFT OUT</p></footer>",
        "<aside><p>LEFT OUT</p></aside>",
        "<form><p>LEFT OUT</p><select><option>LEFT OUT</option></select></form>",
        "<figure><img alt='x'><figcaption>LEFT OUT</figcaption></figure>",
        "<script>LEFT OUT</script><style>p { content: 'LEFT OUT' }</style><noscript><p>LEFT OUT</p></noscript>",
        "<div class='nci-breadcrumb'><p>LEFT OUT</p></div>",
        "<div id='on-this-page'><p>LEFT OUT</p></div>",
        "<div class='usa-nav container'>LEFT OUT</div>",
        "<div class='social-share-links'>LEFT OUT</div>",
        "<ul class='related-resources'><li>LEFT OUT</li></ul>",
        "<div role='navigation'><p>LEFT OUT</p></div>",
        "<p aria-hidden='true'>LEFT OUT</p><p hidden>LEFT OUT</p>",
        "<!-- LEFT OUT --><?php LEFT OUT ?>",
        "<p>Kept <span><button>LEFT OUT</button></span>words.</p>",
        "<h2>Head <svg><text>LEFT OUT</text></svg></h2>",
    ],
)  # fmt: skip
def test_what_stands_beside_the_text_is_left_out(beside: str) -> None:
    """And what follows it is not."""
    found = parts(f"<p>Before.</p>{beside}<p>After it.</p>")
    told = " ".join(f"{part.heading} {part.text}" for part in found)
    assert "LEFT OUT" not in told
    assert "Before." in told
    assert "After it." in told


@pytest.mark.parametrize(
    "kept",
    [
        "<section id='social-support'><p>KEPT.</p></section>",
        "<section id='cancer-related-fatigue'><p>KEPT.</p></section>",
        "<div class='treatment-related'><p>KEPT.</p></div>",
        "<section id='share-your-worries'><p>KEPT.</p></section>",
        "<h2 id='skip-a-meal'>Meals</h2><p>KEPT.</p>",
        "<div>KEPT.</div>",
        "KEPT.",
        "<details><summary>Why?</summary>KEPT.</details>",
        "<table><tr><td><div><p>KEPT.</p></div></td></tr></table>",
    ],
)
def test_what_only_sounds_like_a_menu_is_kept(kept: str) -> None:
    """Sections are often named after their headings, and text need not stand in paragraphs."""
    assert any("KEPT." in part.text for part in parts(f"<p>Before.</p>{kept}"))


def test_words_stand_as_they_do_on_the_page() -> None:
    """Marks within a word part nothing; the ends of lines and blocks do."""
    told = text(
        "<p>The <b>HER2</b>-positive tumour (<i>BRCA1</i>) needs H<sub>2</sub>O<!-- x -->, “<a href='x'>so</a>”."
        "<br>Then&nbsp;more.\n  And <em>more</em> .</p><div>One<div>two</div>three</div>"
    )
    assert told == (
        "The HER2-positive tumour (BRCA1) needs H2O, “so”. Then more. And more .\n\nOne\n\ntwo\n\nthree"
    )  # fmt: skip


def test_items_of_nested_lists_stand_by_themselves() -> None:
    """Each once, in order, also where an item holds a paragraph or nothing."""
    told = text("<ul><li>One<ol><li>One a</li><li><p>One b</p></li></ol></li><li></li><li>Two</li></ul><p>After.</p>")
    assert told.split("\n\n") == ["- One", "- One a", "- One b", "- Two", "After."]


def test_rows_of_tables_are_lines() -> None:
    """Cells stay with their row up to the passage, and a table for layout is text."""
    table = (
        "<table><caption>Stages of it</caption><thead><tr><th>Stage</th><th>Meaning</th></tr></thead>"
        "<tr><td>I</td><td><p>Small, in one</p><p>place only.</p></td></tr></table>"
    )
    assert text(table).split("\n\n") == ["Stages of it", "| Stage | Meaning |", "| I | Small, in one | place only. |"]
    (passage,) = cut(parts(f"<p>The stages are told in this table of ours.</p>{table}"))
    assert passage.text.split("\n")[-2:] == ["Stage | Meaning", "I | Small, in one | place only."]
    assert text("<table><tr><td>Words of a page set in a table.</td></tr></table>") == "Words of a page set in a table."


@pytest.mark.parametrize(
    ("head", "body", "edition"),
    [
        ("<meta name='dcterms.modified' content='2025-05-14T10:00:00Z'>", "", "2025-05-14"),
        ("<meta property='article:modified_time' content='2024-01-02'>", "<p>Updated: May 14, 2025</p>", "2024-01-02"),
        ("", "<time itemprop='dateModified' datetime='2023-03-04'>in March</time>", "2023-03-04"),
        ("", "<p>Updated: May 14, 2025</p>", "2025-05-14"),
        ("", "<h2>Latest Updates to This Summary (05/14/2025)</h2><p>New.</p>", "2025-05-14"),
        ("<meta name='dcterms.modified' content='2025-13-45'>", "", None),
        ("<meta name='dcterms.modified' content='yesterday'>", "<p>Updated: May 14, 2025</p>", "2025-05-14"),
        ("", "", None),
    ],
)
def test_the_edition_is_what_the_page_says_of_itself(head: str, body: str, edition: str | None) -> None:
    """Its mark for machines, else its words; without either the day it was fetched counts."""
    guideline = read(html("Invented", f"<main><h1>Invented</h1><p>Text of it.</p>{body}</main>", head)).guideline
    assert (guideline.edition, guideline.age) == (edition, edition or "2026-01-01")


def test_canonical_and_links_are_absolute() -> None:
    """Each once, without the place within a page."""
    head = "<link rel='canonical' href='/types/breast'>"
    links = links_of(html("x", "<a href='b#part'>b</a><a href='b'>b</a><a href='//other.example/c'>c</a>", head), URL)
    assert links.canonical == "https://www.invented.example/types/breast"
    assert links.others == ("https://www.invented.example/types/breast/b", "https://other.example/c")
    assert links_of(html("x", "<p>x</p>"), URL).canonical is None


def test_a_page_says_what_it_is_about_and_for_whom() -> None:
    """By its title, else its address; NCI's summaries are named as their licence asks."""
    title = "Breast Cancer Treatment (PDQ®)–Health Professional Version - NCI"
    page = html(title, "<main><h1>Breast Cancer Treatment</h1><p>Text of it.</p></main>")
    guideline = read(page, f"{NCI}/hp/breast-treatment-pdq", None).guideline
    assert guideline.title == (
        "NCI's PDQ cancer information summary about Breast Cancer Treatment, for health professionals"
    )
    assert (guideline.audience, guideline.organisation) == ("professionals", "National Cancer Institute")
    assert guideline.cancers == ("breast",)
    patients = read(html("Paget disease", "<main><p>Text of it.</p></main>"), f"{NCI}/hpv-and-paget", None).guideline
    assert (patients.audience, patients.cancers) == ("patients", ("breast",))
    assert read(html("Childhood Sarcoma", "<main><p>Text of it.</p></main>")).guideline.of_children


def test_the_same_words_have_the_same_id() -> None:
    """What changes around the text makes no new edition; a word of it does."""
    page, menu = "<main><h1>A</h1><p>Text of it.</p></main>", "<nav>Today</nav>"
    ids = [read(html("A", body)).guideline.id for body in (page, f"{menu}{page}", page.replace("Text", "Word"))]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    "broken", ["<p>One <b>two<p>three</div></section>", "<p>One two<td>three", "One two</p> three"]
)
def test_broken_html_is_read_as_a_browser_would(broken: str) -> None:
    """Unclosed and misplaced tags lose no word."""
    found = read(f"<title>Invented</title>{broken}".encode()).parts
    words = " ".join(part.text for part in found).split()
    assert [word for word in words if word.isalpha()] == ["One", "two", "three"]


@pytest.mark.parametrize("head", ["", "<meta charset='iso-8859-1'>", "<meta charset='utf-8'>"])
def test_letters_are_read_whatever_the_page_says_of_them(head: str) -> None:
    """UTF-8 is known by itself; other encodings by what the page says."""
    written = f"<html><head><title>x</title>{head}</head><body><p>Sjögren’s “naïve” β</p></body></html>"
    assert read(written.encode()).parts[0].text == "Sjögren’s “naïve” β"
    latin = "<html><head><title>x</title><meta charset='iso-8859-1'></head><body><p>Sjögren naïve</p></body></html>"
    assert read(latin.encode("latin-1")).parts[0].text == "Sjögren naïve"


@pytest.mark.parametrize(
    "content",
    [b"", b"   \n", b"\x00\x01\x02\xff\xfe", b"%PDF-1.7\n1 0 obj\n<<", b"\x89PNG\r\n\x1a\n" + bytes(300), b'{"a": "b"}',
     b"<html><head><title>Only a title</title></head><body></body></html>", b"<body><nav>Menu</nav></body>",
     b"<p>Text without any title.</p>", PACKED, b"<" * 5000, b"<div>" * 100_000 + b"deep"],
)  # fmt: skip
def test_what_is_no_page_of_text_says_what_to_do(content: bytes) -> None:
    """Empty, binary, without text or title, or nested beyond reading: one error, and soon."""
    with pytest.raises(UnusableGuideline, match="Save it as a PDF"):
        read(content)


def test_deep_nesting_is_read() -> None:
    """Deeper than Python's own calls may nest."""
    body = f"{'<div>' * 1500}<p>Deep text.</p>{'</div>' * 1500}"
    assert read(html("Deep", body)).parts[0].text == "Deep text."


def test_whose_page_it_is_must_be_known() -> None:
    """Every quote names its source."""
    with pytest.raises(UnusableGuideline, match="--organisation"):
        read(html("Invented", "<p>Text of it.</p>"), organisation=None)


# Files of sections


def rows(**told: object) -> list[dict[str, object]]:
    page = {"title": "Invented page", "url": URL, **told}
    return [
        {**page, "heading": "Invented page > *Tests*", "text": "Text on tests."},
        {**page, "heading": "Invented page > Plans", "text": "Text on plans. Updated: May 14, 2025"},
        {**page, "title": "Another", "url": f"{URL}/2", "heading": "", "text": "More."},
    ]


def write(path: Path, lines: list[str]) -> Path:
    content = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    return path


@pytest.mark.parametrize("name", ["sections.jsonl", "sections.jsonl.gz"])
def test_sections_of_one_page_are_one_guideline(name: str, tmp_path: Path) -> None:
    """With their headings, and the date that any of them tells."""
    path = write(tmp_path / name, [*map(json.dumps, rows()), ""])
    first, second = read_sections(path, SOCIETY)
    assert [part.heading for part in first.parts] == [("Invented page", "Tests"), ("Invented page", "Plans")]
    assert (first.guideline.edition, first.guideline.url, second.guideline.title) == ("2025-05-14", URL, "Another")
    assert second.parts[0].heading == ("Another",)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "null", '"text"', "{}", '{"title": "a", "heading": "b"}', '{"title": 1, "heading": "b", "text": "c"}',
     '{"title": "a", "heading": "b", "text": "c", "url": 5}', '{"title": "a", "heading": "b", "text": "\\ud800"}',
     "[" * 100_000],
)  # fmt: skip
def test_a_line_that_is_no_section_is_named(line: str, tmp_path: Path) -> None:
    """By its number; what stands before it was read."""
    path = write(tmp_path / "sections.jsonl", [*map(json.dumps, rows()), line])
    with pytest.raises(UnusableGuideline, match="Line 4 is no section"):
        list(read_sections(path, SOCIETY))


def test_dates_that_are_none_are_told(tmp_path: Path) -> None:
    """With how to write them."""
    path = write(tmp_path / "sections.jsonl", [*map(json.dumps, rows(edition="last spring"))])
    with pytest.raises(UnusableGuideline, match="2026-03-14"):
        list(read_sections(path, SOCIETY))


@pytest.mark.parametrize("torn", [lambda packed: packed[:-9], lambda packed: packed[:30] + b"\xff" * 20 + packed[50:]])
def test_a_torn_file_of_sections_says_what_to_do(torn: object, tmp_path: Path) -> None:
    """Cut off, or with other bytes in its middle."""
    path = tmp_path / "sections.jsonl.gz"
    path.write_bytes(torn(gzip.compress("\n".join(map(json.dumps, rows())).encode())))  # pyright: ignore[reportCallIssue]
    with pytest.raises(UnusableGuideline, match="Download it again"):
        list(read_sections(path, SOCIETY))
