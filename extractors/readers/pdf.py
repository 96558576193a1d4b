"""PDF pages: from the text layer where it can be trusted, otherwise by optical recognition of the rendered page.

Words come from pdfium's characters: 2 to 8 ms a page where pdfplumber takes 50 to 200 ms; tables are found by
pdfplumber's algorithm in pdfium's lines (see drawing.py). Form fields and stamps are flattened into the page first, so
that what a viewer shows is what is read. Boxes are points of the page as a viewer shows it, /Rotate and crop box
honoured, origin top left; a page whose text still runs sideways is turned upright, and ``Page.rotation`` says so.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from stringprep import in_table_b1, in_table_c12
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from core.errors import EmptyRecord, PageUnreadable, UnreadableRecord, WrongPassword
from core.records import Box, Method, Page, Word
from core.settings import Settings
from extractors.readers.drawing import Drawing, View, find_tables, look_at, read_drawing
from extractors.readers.layout import Layout, PlacedWord, Table, lay_out
from extractors.readers.quality import page_quality

GOOD_ENOUGH = 0.6
"""A text layer of lower quality is read again from the picture of the page."""
HIDDEN_GOOD_ENOUGH = 0.85
"""The same for an invisible text layer, which is some other program's recognition of a scan."""
PICTURE = 0.15
"""Share of the page: a smaller picture is a logo or a signature."""
SPARSE = 300
"""Characters per page area: a picture with fewer over it may hold text of its own."""
OUTLINES = 40
"""A page without text that draws more paths than this may be text turned to outlines."""
MOST_PIXELS = 16_000_000
LEAST_SIDE = 800
"""Pixels of the longer side: a stamp-sized page is enlarged to it."""
CHARACTERS = 200_000
"""More on one page are not read."""
WORD_GAP = 0.6
"""In font sizes: characters further apart are two words, even where the file has no space between them."""
READ_AS = {
    0x02: "-",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
"""pdfium's mark for a hyphen at a line's end, and ligatures: no rule would find "metastasis" spelled with one."""
LEADS, TRAILS = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
STRAIGHT = 10
"""Degrees: text closer to the vertical or the horizontal runs along it."""
SPECK = 0.01
"""Share of the page: a smaller picture alone on a page does not make it worth recognising."""
MUCH_MORE = 2
"""Times as much text: recognition found a page where the text layer has a heading."""
LOCKED = "This PDF is locked. Upload it again together with its password, or save a copy without one."
WRONG = "The password does not open this PDF. Check it and try again, or save a copy without one."
DAMAGED = "This PDF is damaged or incomplete. Download or scan it again and upload that."
NOT_DRAWN = frozenset("\x00\ufffe\uffff\u200b\ufeff\u00ad")


class Glyphs(NamedTuple):
    """A word in the file's coordinates: left, bottom, right, top; ``angle`` is its baseline's, counterclockwise."""

    text: str
    edges: Box
    angle: float


class Layer(NamedTuple):
    """The text layer: its words as a viewer shows them, turned upright by ``rotation`` where they run sideways."""

    width: float
    height: float
    rotation: int
    words: list[PlacedWord]
    askew: dict[int, list[PlacedWord]]
    """Words that run in another direction than most, such as a stamp in the margin, by how far they lie clockwise."""
    hidden: bool


def open_pdf(content: bytes, password: str | None = None) -> pdfium.PdfDocument:
    """Raises WrongPassword, EmptyRecord (no pages) or UnreadableRecord."""
    document = _unlock(content, password)
    if not len(document):
        raise EmptyRecord(DAMAGED)
    document.init_forms()
    return document


def _unlock(content: bytes, password: str | None) -> pdfium.PdfDocument:
    """Tries the password as typed, then as PDF 2.0 prepares it, which PDFium leaves to its caller."""
    for attempt in dict.fromkeys((password, prepared(password) if password else None)):
        try:
            return pdfium.PdfDocument(content, password=attempt)
        except pdfium.PdfiumError as error:
            if error.err_code != raw.FPDF_ERR_PASSWORD:
                raise UnreadableRecord(DAMAGED) from None
    raise WrongPassword(LOCKED if password is None else WRONG)


def prepared(password: str) -> str:
    """SASLprep (RFC 4013) without its prohibitions: a file that is locked with a forbidden character still opens."""
    mapped = ("" if in_table_b1(one) else " " if in_table_c12(one) else one for one in password)
    return normalize("NFKC", "".join(mapped))


def read_page(pdf: pdfium.PdfDocument, number: int, *, document: str, settings: Settings) -> Page:
    """Page ``number``, from 1. Raises PageUnreadable."""
    try:
        page = _load(pdf, number)
    except pdfium.PdfiumError:
        raise PageUnreadable(f"Page {number} is damaged. Scan that page again and upload it.") from None
    try:
        return _read(page, number, document, settings)
    finally:
        page.close()


def draw_page(pdf: pdfium.PdfDocument, number: int, side: int) -> npt.NDArray[np.uint8]:
    """The page as it lies, as a BGR picture of about ``side`` pixels. Raises PageUnreadable."""
    try:
        page = _load(pdf, number)
    except pdfium.PdfiumError:
        raise PageUnreadable(f"Page {number} is damaged. Scan that page again and upload it.") from None
    try:
        return render(page, round(side * 72 / max(*page.get_size(), 1)))
    finally:
        page.close()


def _load(pdf: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    page = pdf[number - 1]
    if not raw.FPDFPage_GetAnnotCount(page):
        return page
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return pdf[number - 1]


def _read(page: pdfium.PdfPage, number: int, document: str, settings: Settings) -> Page:
    view = look_at(page)
    if min(view.width, view.height) <= 0:
        raise PageUnreadable(f"Page {number} has no size. Save the PDF anew from another program and upload that.")
    drawing = read_drawing(page, view)
    layer = _read_layer(page, view)
    tables = find_tables(drawing) if layer.words and not layer.rotation else []
    said = _page_of(layer, tables, document, number)
    unread = [box for box in drawing.pictures if view.share(box) > PICTURE and _is_sparse(box, layer, view)]
    trusted = said.quality >= (HIDDEN_GOOD_ENOUGH if layer.hidden and drawing.pictures else GOOD_ENOUGH)
    if trusted and not unread and (said.text or not _draws_something(drawing, view)):
        return said
    seen = _recognise(page, view, document, number, settings)
    if not said.text or not seen.text:
        return seen if seen.text or not said.text else said
    if not trusted:
        return max(seen, said, key=lambda one: one.quality)
    return _merge(layer, tables, seen, unread, said)


def _page_of(layer: Layer, tables: Sequence[Table], document: str, number: int) -> Page:
    text, words = _lay_out(layer, tables)
    return Page(
        document=document,
        number=number,
        width=layer.width,
        height=layer.height,
        method=Method.TEXT_LAYER,
        quality=page_quality(text, words),
        text=text,
        words=words,
        rotation=layer.rotation,
    )


def _lay_out(layer: Layer, tables: Sequence[Table]) -> Layout:
    """The page's text; what runs askew comes last, so that it does not break into lines."""
    parts = [lay_out(layer.words, layer.width, layer.height, tables)]
    if not layer.askew:
        return parts[0]
    parts += [_lay_out_askew(words, lying, layer) for lying, words in layer.askew.items()]
    text, placed = "", list[Word]()
    for part in parts:
        if not part.text:
            continue
        text += "\n\n" if text else ""
        placed += [
            word.model_copy(update={"start": word.start + len(text), "end": word.end + len(text)})
            for word in part.words
        ]
        text += part.text
    return Layout(text, tuple(placed))


def _lay_out_askew(words: Sequence[PlacedWord], lying: int, layer: Layer) -> Layout:
    """Laid out as it reads, in boxes where it stands."""
    width, height = layer.width, layer.height
    turned = [word._replace(box=turn_box(word.box, lying, width, height)) for word in words]
    if lying in (90, 270):
        width, height = height, width
    laid = lay_out(turned, width, height)
    back = (word.model_copy(update={"box": turn_box(word.box, -lying % 360, width, height)}) for word in laid.words)
    return Layout(laid.text, tuple(back))


def _merge(layer: Layer, tables: Sequence[Table], seen: Page, unread: Sequence[Box], said: Page) -> Page:
    """The text layer, and what was recognised in pictures that it says nothing about."""
    if seen.rotation != layer.rotation or seen.tilt:
        return seen if len(seen.text) > MUCH_MORE * len(said.text) else said
    found = [
        PlacedWord(word.text, word.box, word.confidence)
        for word in seen.words
        if any(_is_inside(word.box, box) for box in unread)
        and not any(_is_inside(word.box, one.box) or _is_inside(one.box, word.box) for one in layer.words)
    ]
    text, words = _lay_out(layer._replace(words=layer.words + found), tables)
    return said.model_copy(update={"text": text, "words": words, "quality": page_quality(text, words)})


def _is_inside(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _is_sparse(picture: Box, layer: Layer, view: View) -> bool:
    inside = sum(len(word.text) for word in layer.words if _is_inside(word.box, picture))
    return inside < SPARSE * view.share(picture)


def _draws_something(drawing: Drawing, view: View) -> bool:
    return len(drawing.paths) > OUTLINES or any(view.share(box) > SPECK for box in drawing.pictures)


def _recognise(page: pdfium.PdfPage, view: View, document: str, number: int, settings: Settings) -> Page:
    from extractors.readers import ocr  # loads the recognition models, which a text layer does not need

    image = render(page, settings.ocr_dpi)
    return ocr.read_image(image, document=document, number=number, width=view.width, height=view.height)


def render(page: pdfium.PdfPage, dpi: int) -> npt.NDArray[np.uint8]:
    """The page as a BGR picture of ``dpi``: coarser for a poster, finer for a stamp."""
    width, height = page.get_size()
    scale = max(dpi / 72, LEAST_SIDE / max(width, height))
    scale = min(scale, (MOST_PIXELS / (width * height)) ** 0.5, MOST_PIXELS**0.5 * 4 / max(width, height))
    picture = page.render(scale=scale).to_numpy()  # pyright: ignore[reportArgumentType] - typed by its default, 1
    return np.ascontiguousarray(picture[:, :, :3])


def _read_layer(page: pdfium.PdfPage, view: View) -> Layer:
    textpage = page.get_textpage()
    try:
        count = min(textpage.count_chars(), CHARACTERS)
        words = list(_words(textpage, count))
        hidden = _is_hidden(textpage, count)
    finally:
        textpage.close()
    angles = {angle: _shown_angle(angle, view) for angle in {word.angle for word in words}}
    weights: Counter[int] = Counter()
    for word in words:
        weights[angles[word.angle]] += len(word.text)
    upright = [angle for angle, _ in weights.most_common() if angle % 90 == 0]
    main = upright[0] if upright else 0
    rotation = -main % 360
    placed: dict[int, list[PlacedWord]] = defaultdict(list)
    for word in words:
        box = turn_box(view.box(*word.edges), rotation, view.width, view.height)
        placed[(main - angles[word.angle]) % 360].append(PlacedWord(word.text, box))
    width, height = (view.height, view.width) if rotation in (90, 270) else (view.width, view.height)
    return Layer(width, height, rotation, placed.pop(0, []), placed, hidden)


def _shown_angle(angle: float, view: View) -> int:
    """Degrees counterclockwise on the page as shown, as a multiple of 90 where it is close to one."""
    a, b, c, d, _, _ = view.upright
    x, y = math.cos(angle), math.sin(angle)
    shown = math.degrees(math.atan2(-(b * x + d * y), a * x + c * y))
    nearest = round(shown / 90) * 90
    return (nearest if abs(shown - nearest) < STRAIGHT else round(shown)) % 360


def turn_box(box: Box, rotation: int, width: float, height: float) -> Box:
    """The box once a page of ``width`` × ``height`` that lies turned clockwise by ``rotation`` is put upright."""
    x0, top, x1, bottom = box
    if rotation == 90:
        return top, width - x1, bottom, width - x0
    if rotation == 180:
        return width - x1, height - bottom, width - x0, height - top
    if rotation == 270:
        return height - bottom, x0, height - top, x1
    return box


class Glyph(NamedTuple):
    place: int
    text: str
    left: float
    bottom: float
    right: float
    top: float


def _words(textpage: pdfium.PdfTextPage, count: int) -> Iterator[Glyphs]:
    word: list[Glyph] = []
    for glyph in _glyphs(textpage, count):
        if word and (glyph is None or _is_apart(word[-1], glyph)):
            yield _join(textpage, word)
            word = []
        if glyph is not None:
            word.append(glyph)
    if word:
        yield _join(textpage, word)


def _glyphs(textpage: pdfium.PdfTextPage, count: int) -> Iterator[Glyph | None]:
    """Drawn characters in the file's order; ``None`` for a space or a line end."""
    unicode, loose_box = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    handle, rect = textpage.raw, raw.FS_RECTF()
    lead = 0
    for index in range(count):
        code = unicode(handle, index)
        if code in LEADS:
            lead = code
            continue
        text = _plain(lead, code) if lead or code in TRAILS else READ_AS.get(code) or chr(code)
        lead = 0
        if text.isspace():
            yield None
        elif text not in NOT_DRAWN and loose_box(handle, index, rect):
            yield Glyph(index, text, rect.left, rect.bottom, rect.right, rect.top)


def _plain(lead: int, trail: int) -> str:
    """A character that UTF-16 writes as two, mathematical letters as the plain ones they stand for."""
    both = lead.to_bytes(2, "little") + trail.to_bytes(2, "little")
    return unicodedata.normalize("NFKC", both.decode("utf-16-le", "replace"))[0]


def _is_apart(last: Glyph, glyph: Glyph) -> bool:
    reach = WORD_GAP * max(last.top - last.bottom, last.right - last.left, glyph.top - glyph.bottom, 1.0)
    return (
        glyph.left - last.right > reach
        or last.left - glyph.right > reach
        or glyph.bottom - last.top > reach
        or last.bottom - glyph.top > reach
    )


def _join(textpage: pdfium.PdfTextPage, word: Sequence[Glyph]) -> Glyphs:
    return Glyphs(
        "".join(glyph.text for glyph in word),
        (
            min(glyph.left for glyph in word),
            min(glyph.bottom for glyph in word),
            max(glyph.right for glyph in word),
            max(glyph.top for glyph in word),
        ),
        -round(raw.FPDFText_GetCharAngle(textpage, word[0].place), 3),  # pdfium counts clockwise
    )


def _is_hidden(textpage: pdfium.PdfTextPage, count: int) -> bool:
    """Whether most of a sample of the characters is drawn invisibly: text that a scanner laid under its picture."""
    sample = range(0, count, max(count // 20, 1))
    modes = [raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(textpage, index)) for index in sample]
    drawn = [mode for mode in modes if mode != raw.FPDF_TEXTRENDERMODE_UNKNOWN]
    return bool(drawn) and drawn.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) > len(drawn) / 2
