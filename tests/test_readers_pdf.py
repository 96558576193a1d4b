"""PDF pages from their text layer, as a viewer shows them."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from core.errors import UnreadableRecord, WrongPassword
from core.records import Box, Method, Page, Word
from core.settings import Settings
from extractors.readers.pdf import open_pdf, prepared, read_page
from extractors.readers.quality import text_quality

SENTENCE = "Immunohistochemistry shows that the tumour cells are positive for estrogen receptor."


def drawn(draw: Callable[[Canvas], object], **options: object) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=letter, **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def read(content: bytes, number: int = 1) -> Page:
    return read_page(open_pdf(content), number, document="0" * 16, settings=Settings())


def word(page: Page, text: str) -> Word:
    return next(one for one in page.words if one.text == text)


def near(box: Box, expected: Box, within: float = 4) -> bool:
    return all(abs(one - other) < within for one, other in zip(box, expected, strict=True))


def test_words_have_boxes_in_points_from_the_top_left() -> None:
    page = read(drawn(lambda canvas: canvas.drawString(72, 700, SENTENCE)))
    assert (page.method, page.text, page.quality) == (Method.TEXT_LAYER, SENTENCE, 1.0)
    assert near(word(page, "Immunohistochemistry").box, (72, 792 - 709, 193, 792 - 697))


def test_a_turned_page_has_the_coordinates_of_its_viewer() -> None:
    """/Rotate is honoured: the page is as wide as shown, and the text upright on it."""

    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(100, -50, SENTENCE)

    source = pdfium.PdfDocument(drawn(draw))
    source[0].set_rotation(90)
    turned = io.BytesIO()
    source.save(turned)
    page = read(turned.getvalue())
    assert (page.width, page.height, page.rotation) == (792, 612, 0)
    assert page.text == SENTENCE
    assert near(word(page, "Immunohistochemistry").box, (100, 41, 221, 53))


@pytest.mark.parametrize(("angle", "rotation"), [(90, 270), (270, 90), (180, 180)])
def test_a_page_whose_text_runs_sideways_is_turned_upright(angle: int, rotation: int) -> None:
    """Page.rotation says by how much the page as shown lay turned clockwise."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(306, 396)
        canvas.rotate(angle)
        canvas.drawString(-200, 20, SENTENCE)
        canvas.drawString(-200, 0, "HER2: negative")

    page = read(drawn(draw))
    assert page.rotation == rotation
    assert page.text.splitlines()[0] == SENTENCE
    width, height = (792, 612) if angle in (90, 270) else (612, 792)
    assert (page.width, page.height) == (width, height)
    assert near(word(page, "HER2:").box, (width / 2 - 200, height / 2 - 9, width / 2 - 166, height / 2 + 3))


def test_a_stamp_in_the_margin_comes_last() -> None:
    """Text that runs across the lines must not break into them."""

    def draw(canvas: Canvas) -> None:
        for line in range(20):
            canvas.drawString(72, 700 - 14 * line, SENTENCE)
        canvas.rotate(90)
        canvas.drawString(300, -30, "COPY SENT")

    assert read(drawn(draw)).text.split("\n\n") == ["\n".join([SENTENCE] * 20), "COPY SENT"]


def test_a_crop_box_moves_the_origin() -> None:
    page = read(drawn(lambda canvas: (canvas.setCropBox((50, 50, 550, 750)), canvas.drawString(72, 700, SENTENCE))))
    assert (page.width, page.height) == (500, 700)
    assert near(word(page, "Immunohistochemistry").box, (22, 41, 143, 53))


def test_what_is_filled_into_a_form_is_read() -> None:
    """A viewer shows the values of fields, and so does the page's text."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Gleason score:")
        canvas.acroForm.textfield(value="4+3=7", x=170, y=690, width=120, height=24, name="score")

    assert read(drawn(draw)).text == "Gleason score:\t4+3=7"


def test_a_ruled_table_keeps_its_rows() -> None:
    """Cells that wrap stay in their row."""
    file = io.BytesIO()
    rows = [
        ["Gene", "Meaning"],
        ["EGFR L858R", "Sensitive to osimertinib\nand to other inhibitors"],
        ["KRAS", "Not found"],
    ]
    table = Table(rows, colWidths=[120, 130], style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    SimpleDocTemplate(file).build([table])
    assert "EGFR L858R\tSensitive to osimertinib and to other inhibitors\nKRAS\tNot found" in read(file.getvalue()).text


def test_a_blank_page_is_read() -> None:
    page = read(drawn(lambda canvas: None))
    assert (page.text, page.words, page.quality) == ("", (), 1.0)


def test_a_locked_pdf_opens_with_its_password_only() -> None:
    content = drawn(lambda canvas: canvas.drawString(72, 700, SENTENCE), encrypt="open sesame")
    with pytest.raises(WrongPassword, match="locked"):
        open_pdf(content)
    with pytest.raises(WrongPassword, match="does not open"):
        open_pdf(content, "wrong")
    opened = open_pdf(content, "open sesame")
    assert read_page(opened, 1, document="0" * 16, settings=Settings()).text == SENTENCE


def test_rubbish_behind_a_pdf_signature_is_unreadable() -> None:
    with pytest.raises(UnreadableRecord):
        open_pdf(b"%PDF-1.7\n" + bytes(range(256)))


@pytest.mark.parametrize(
    "text",
    ["pT2 N0 M0, ER 95%, Ki-67: 20%", "Diagnose: Mammakarzinom rechts, G2", "CD138+ c.35G>A p.(Gly12Asp) S23-104482"],
)
def test_clinical_text_is_of_good_quality(text: str) -> None:
    assert text_quality(text) > 0.9


@pytest.mark.parametrize(
    "text", ["(cid:12)(cid:44)(cid:7) " * 9, "\ue012\ue033\ue055 " * 9, "WKH SDWLHQW KDV FDQFHU RI WKH EUHDVW " * 9]
)
def test_a_broken_font_map_is_of_bad_quality(text: str) -> None:
    """Such a text layer is read again from the picture of the page."""
    assert text_quality(text) < 0.6


@pytest.mark.model
def test_a_picture_of_a_page_is_recognised() -> None:
    """A PDF without text layer is read by recognition, in points of its page."""
    source = pdfium.PdfDocument(drawn(lambda canvas: canvas.drawString(72, 700, SENTENCE)))
    picture = source[0].render(scale=2).to_pil()
    page = read(drawn(lambda canvas: canvas.drawInlineImage(picture, 0, 0, 612, 792)))
    assert (page.method, page.text) == (Method.OCR, SENTENCE)
    assert near(word(page, "Immunohistochemistry").box, (72, 792 - 709, 193, 792 - 697), within=6)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["tcga_36", "tcga_42"])
def test_digital_reports_read_like_their_source(corpora: Path, name: str) -> None:
    """The text that the PDF was made from stands on its pages, in the same order; lines may break elsewhere."""
    folder = corpora / "records" / "13_rendered_scans"
    pdf = open_pdf((folder / f"{name}_digital.pdf").read_bytes())
    pages = [read_page(pdf, number, document="0" * 16, settings=Settings()) for number in range(1, len(pdf) + 1)]
    said = "".join("".join(page.text for page in pages).split())
    gold = "".join(next((folder / "gold_text").glob(f"{name}*")).read_text().split())
    assert said == gold


@pytest.mark.parametrize(
    ("typed", "prepares"), [("I\u00adX", "IX"), ("\u2168", "IX"), ("\u00aa", "a"), ("a\u00a0b", "a b")]
)
def test_a_password_is_prepared_as_pdf_asks(typed: str, prepares: str) -> None:
    """The examples of RFC 4013: soft hyphens vanish, compatibility characters and spaces are plain."""
    assert prepared(typed) == prepares
