"""Booklets for patients, as PDFs: read as records are, their headings, pages and paragraphs found."""

import io
import re
import time
from itertools import count
from typing import NamedTuple

import pytest
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)
from tiny_guidelines import prose, sentence

from answers.guidelines.booklets import Told, read_booklet
from answers.guidelines.documents import Passage
from answers.guidelines.passages import cut, sentences_of
from answers.guidelines.sections import Read
from core.errors import UnusableGuideline
from core.records import Reading
from core.settings import Settings
from extractors.readers.room import ReadingRoom, read_record

TITLE = "Multiple Myeloma: an invented guide for patients 2026"
TOLD = Told(organisation="Invented Society")
CHAPTERS = ("What it is", "Tests you may have", "How treatment is planned", "Living with it", "Asking questions")
TOPICS = ("First steps", "What happens next", "What to ask for")
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=12, leading=18, spaceAfter=9)
LIST = ParagraphStyle("list", parent=BODY, leftIndent=12, bulletIndent=2)
CHAPTER = ParagraphStyle("chapter", fontName="Helvetica-Bold", fontSize=22, leading=26, spaceAfter=14)
TOPIC = ParagraphStyle("topic", fontName="Helvetica-Bold", fontSize=16, leading=20, spaceBefore=8, spaceAfter=6)
COVER = ParagraphStyle("cover", fontName="Helvetica-Bold", fontSize=34, leading=40, spaceAfter=30)
FURNITURE = re.compile(r"^(?:Invented guide for patients: .*|Synthetic booklet made for a test.*|\d+)$", re.M)
"""What stands at the head and foot of every page."""
ROWS = (("Stage", "What doctors see"), ("I", "A small amount of invented cells"), ("II", "More of the invented cells"))


class Booklet(NamedTuple):
    """What was set, and what was read of it."""

    paragraphs: dict[tuple[str, str], list[str]]
    boxes: list[str]
    reading: Reading
    read: Read
    passages: tuple[Passage, ...]
    seconds: float


def running(canvas: Canvas, _: object) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(54, 760, f"Invented guide for patients: Multiple Myeloma | {canvas.getPageNumber()}")
    canvas.drawString(54, 30, "Synthetic booklet made for a test")
    canvas.drawRightString(558, 30, str(canvas.getPageNumber()))


def typeset(story: list[Flowable]) -> bytes:
    file = io.BytesIO()
    whole = Frame(54, 54, 504, 690, id="whole")
    columns = [Frame(x, 54, 240, 690, leftPadding=0, rightPadding=0, id=f"column {x}") for x in (54, 318)]
    document = BaseDocTemplate(file, pagesize=letter)
    document.addPageTemplates([
        PageTemplate("cover", [whole]),
        PageTemplate("one", [whole], onPage=running),
        PageTemplate("two", columns, onPage=running),
    ])  # fmt: skip
    document.build(story)
    return file.getvalue()


def set_booklet(paragraphs: dict[tuple[str, str], list[str]], boxes: list[str]) -> bytes:
    """Cover, table of contents, chapters in one or two columns with boxes, lists and tables, and an index."""
    numbers = count()
    story: list[Flowable] = [Paragraph(TITLE, COVER), Paragraph("Synthetic. Not advice. Made for a test.", BODY)]
    story += [NextPageTemplate("one"), PageBreak(), Paragraph("Contents", CHAPTER)]
    for place, chapter in enumerate(CHAPTERS):
        story.append(Paragraph(f"{chapter} {'. ' * 40}{4 + 12 * place}", BODY))
        story += [Paragraph(f"{topic} {'. ' * 40}{5 + 12 * place}", BODY) for topic in TOPICS]
    for place, chapter in enumerate(CHAPTERS):
        story += [NextPageTemplate("two" if place % 2 == 0 else "one"), PageBreak(), Paragraph(chapter, CHAPTER)]
        for topic in TOPICS:
            told = paragraphs.setdefault((chapter, topic), [])
            story.append(Paragraph(topic, TOPIC))
            for _ in range(29 if place % 2 == 0 else 32):
                told.append(prose(next(numbers) * 7, 7))
                story.append(Paragraph(told[-1], BODY))
            boxes.append(f"Keep in mind number {len(boxes)} of this invented booklet when you read on.")
            box = Table([[Paragraph(boxes[-1], BODY)]], colWidths=[220])
            box.setStyle(
                TableStyle(
                    [("BACKGROUND", (0, 0), (-1, -1), colors.lightblue), ("BOX", (0, 0), (-1, -1), 1, colors.blue)]
                )
            )
            story += [box, Paragraph("You could ask these people:", BODY)]
            items = [sentence(3500 + 5 * len(boxes) + step) for step in range(4)]
            story += [Paragraph(item, LIST, bulletText="•") for item in items]
    story += [Table([list(row) for row in ROWS], style=TableStyle([("GRID", (0, 0), (-1, -1), 1, colors.black)]))]
    story += [NextPageTemplate("two"), PageBreak(), Paragraph("Index", CHAPTER)]
    story += [Paragraph(f"invented word {number}, {number % 60 + 1}, {number % 50 + 9}", BODY) for number in range(90)]
    return typeset(story)


def read(content: bytes, told: Told = TOLD, settings: Settings | None = None) -> tuple[Reading, Read]:
    """As ``sightline guidelines add`` does."""
    with ReadingRoom(settings or Settings()) as room:
        reading = read_record(content, room)
    return reading, read_booklet(reading, told)


@pytest.fixture(scope="module")
def booklet() -> Booklet:
    paragraphs: dict[tuple[str, str], list[str]] = {}
    boxes: list[str] = []
    content = set_booklet(paragraphs, boxes)
    since = time.perf_counter()
    reading, found = read(content)
    passages = cut(found.parts)
    return Booklet(paragraphs, boxes, reading, found, passages, time.perf_counter() - since)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_booklet_is_read_soon(booklet: Booklet) -> None:
    """More than sixty pages in less than a minute."""
    assert len(booklet.reading.pages) > 60
    assert booklet.seconds < 60


def test_title_year_and_cancer_are_read_from_the_cover(booklet: Booklet) -> None:
    """The largest letters of the first page, over as many lines as they take."""
    guideline = booklet.read.guideline
    assert (guideline.title, guideline.edition, guideline.organisation) == (TITLE, "2026", "Invented Society")
    assert (guideline.cancers, guideline.audience, guideline.of_children) == (("multiple-myeloma",), "patients", False)


def test_passages_stand_under_the_headings_of_their_chapter(booklet: Booklet) -> None:
    """Title, chapter and topic, in this order, whatever column or page they are in."""
    under: dict[str, set[tuple[str, ...]]] = {}
    for passage in booklet.passages:
        for line in passage.text.split("\n"):
            for one in sentences_of(line):
                under.setdefault(one, set()).add(passage.heading)
    wrong = [
        (one, under.get(one))
        for place, paragraphs in booklet.paragraphs.items()
        for paragraph in paragraphs
        for one in sentences_of(paragraph)
        if under.get(one) != {(TITLE, *place)}
    ]
    assert wrong == []


def test_paragraphs_are_whole_over_columns_and_pages(booklet: Booklet) -> None:
    """Each of them stands in one passage or in neighbours, and some did run over a page's end."""
    text = flat(" ".join(passage.text for passage in booklet.passages))
    paragraphs = [one for told in booklet.paragraphs.values() for one in told]
    assert [one for one in paragraphs if one not in text] == []
    pages = [flat(page.text) for page in booklet.reading.pages]
    assert sum(not any(one in page for page in pages) for one in paragraphs) > 10


def test_a_passage_stands_on_its_page_word_for_word(booklet: Booklet) -> None:
    """It begins on the page it names, and ends there or, where a paragraph runs over, on the next."""
    pages = {page.number: flat(FURNITURE.sub("", page.text)) for page in booklet.reading.pages}
    for passage in booklet.passages:
        assert passage.page
        here = pages[passage.page]
        both = f"{here} {pages.get(passage.page + 1, '')}"
        assert " ".join(passage.text.split()[:2]) in here
        lines = (one.replace(" | ", " ") for line in passage.text.split("\n") for one in sentences_of(line))
        assert [line for line in lines if line not in both] == []


def test_running_heads_contents_and_index_are_no_passages(booklet: Booklet) -> None:
    """Nor numbers of pages, nor what stands at the foot."""
    text = "\n".join(passage.text for passage in booklet.passages)
    assert "Invented guide for patients: Multiple Myeloma |" not in text
    assert "Synthetic booklet made for a test" not in text
    assert "invented word" not in text
    assert not re.search(r"(?:\. ){4,}", text)
    assert not any({"Contents", "Index"} & set(passage.heading) for passage in booklet.passages)


def test_boxes_lists_and_tables_are_read(booklet: Booklet) -> None:
    """A box beside the text, items behind their lead, and the cells of a row."""
    text = flat(" ".join(passage.text for passage in booklet.passages))
    assert [one for one in booklet.boxes if one not in text] == []
    items = [passage.text.split("\n") for passage in booklet.passages if "You could ask these people:" in passage.text]
    assert len(items) == len(booklet.boxes)
    assert all(sentence(3500 + 5 * number) in lines for number, lines in enumerate(items, 1))
    assert all("•" not in passage.text for passage in booklet.passages)
    assert "A small amount of invented cells" in text


def pages_of(*pages: list[tuple[int, str]]) -> bytes:
    """Lines of so many points each, from the top of each page."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=letter)
    for lines in pages:
        top = 640
        for size, line in lines:
            canvas.setFont("Helvetica", size)
            canvas.drawString(72, top, line)
            top -= round(1.3 * size) if line else 12
        canvas.showPage()
    canvas.save()
    return file.getvalue()


LINES = [
    (11, "The doctor looks at your results with you and then explains"),
    (11, "what they mean for the plan, so that you can take part in it."),
]
COVERED = [
    (30, "Breast Cancer"),
    (30, "an invented guide"),
    (11, "Synthetic, made for a test and for nobody to follow."),
]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Some people are offered a medicine that is called", "Herceptin, and others are not offered it."),
        ("Some people are offered a medicine, which is", "given by a drip, and others are not."),
        ("Some people are offered a treatment with anti-", "bodies, and others are not offered it."),
    ],
)
def test_a_sentence_broken_by_the_end_of_a_page_is_one(before: str, after: str) -> None:
    """Whether it goes on with a small letter or with a name, and the lines that follow it stay with it."""
    rest = [
        (11, "Herceptin has another name too, and your nurse can tell you"),
        (11, "Which of the two names is on the box."),
    ]
    _, found = read(pages_of(COVERED, [*LINES, (0, ""), (11, before)], [(11, after), *rest]))
    text = flat(" ".join(part.text for part in found.parts))
    whole = f"{before.removesuffix('-')}{'' if before.endswith('-') else ' '}{after} {rest[0][1]} {rest[1][1]}"
    assert whole in text
    assert [part.page for part in found.parts if whole in flat(part.text)] == [2]


def test_a_paragraph_that_ends_with_the_page_ends() -> None:
    """The next page's is another part, with its own page, under the same heading."""
    _, found = read(pages_of(COVERED, [(18, "Your tests"), *LINES], LINES))
    assert [(part.heading[1:], part.page) for part in found.parts if part.page != 1] == [
        (("Your tests",), 2), (("Your tests",), 3),
    ]  # fmt: skip


def test_headings_of_two_lines_and_two_sizes() -> None:
    """Lines of one size are one heading; a larger one ends the path of the smaller."""
    first = [(22, "All about the"), (22, "invented tests"), (16, "Blood"), *LINES]
    _, found = read(pages_of(COVERED, first, [(22, "Afterwards"), *LINES]))
    assert [part.heading[1:] for part in found.parts if part.page != 1] == [
        ("All about the invented tests", "Blood"), ("Afterwards",),
    ]  # fmt: skip
    assert {part.heading[0] for part in found.parts} == {"Breast Cancer an invented guide"}


def test_what_its_owner_says_counts_more_than_its_cover() -> None:
    """Title, edition, address, cancers and readers; with other cancers it is another guideline."""
    content = pages_of(COVERED, [(18, "Your tests"), *LINES])
    told = Told("Invented care", "Invented Society", "2025-11", "https://x.example/care.pdf", ("melanoma",), True)
    guideline = read(content, told)[1].guideline
    assert (guideline.title, guideline.edition, guideline.url) == (
        "Invented care",
        "2025-11",
        "https://x.example/care.pdf",
    )
    assert (guideline.cancers, guideline.audience) == (("melanoma",), "professionals")
    assert guideline.id != read(content, told._replace(cancers=()))[1].guideline.id
    assert guideline.id == read(content, told)[1].guideline.id


def test_the_cover_is_no_chapter_where_the_title_is_told() -> None:
    """Its large letters head nothing; where other pages have letters as large, they head their chapter."""
    told = TOLD._replace(title="Told by its owner")
    covered = read(pages_of(COVERED, [(18, "Your tests"), *LINES]), told)[1]
    assert covered.parts[-1].heading == ("Told by its owner", "Your tests")
    chapters = read(pages_of([(18, "Your tests"), *LINES], [(18, "Your plan"), *LINES]), told)[1]
    assert [part.heading[1:] for part in chapters.parts] == [("Your tests",), ("Your plan",)]


def picture() -> bytes:
    """A page like a scan on which nothing can be read."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=letter)
    canvas.drawInlineImage(Image.new("L", (600, 780), 210), 6, 6)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def locked() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=letter, encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "Nobody reads this")
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "told", "says"),
    [
        pytest.param(picture(), TOLD, "take it again", id="scan without words"),
        pytest.param(b"", TOLD, "empty", id="empty"),
        pytest.param(locked(), TOLD, "save a copy without", id="locked"),
        pytest.param(pages_of(COVERED)[:600], TOLD, "Download or scan it again", id="truncated"),
        pytest.param(b"PK\x03\x04" + bytes(200), TOLD, "", id="no document"),
        pytest.param(pages_of(COVERED, LINES), Told(), "--organisation", id="without organisation"),
        pytest.param(pages_of(LINES, LINES), TOLD, "--title", id="without title"),
        pytest.param(pages_of(COVERED, LINES), TOLD._replace(edition="last spring"), "2026-03-14", id="no date"),
    ],
)
def test_what_cannot_be_used_says_what_to_do(content: bytes, told: Told, says: str) -> None:
    """One sentence or two, for the one who adds it."""
    with pytest.raises(UnusableGuideline) as caught:
        read(content, told)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def test_plain_text_is_read_with_a_title_that_is_told() -> None:
    """No letters are larger than others there; headings are lines like any other."""
    text = f"Your tests\n\n{prose(0, 8)}\n\n{prose(8, 8)}\n"
    _, found = read(text.encode(), TOLD._replace(title="Melanoma, invented"))
    assert found.guideline.cancers == ("melanoma",)
    assert prose(8, 8) in flat(" ".join(part.text for part in found.parts))
