"""An answer as a PDF, to take to an appointment: the same words and sources as on the page, A4 or Letter alike."""

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from core.records import CitedSource

if TYPE_CHECKING:
    from web.asking import Shown

FONTS = {"Sightline": "Vera.ttf", "Sightline-Bold": "VeraBd.ttf"}
BODY = ParagraphStyle("body", fontName="Sightline", fontSize=10.5, leading=15, spaceAfter=4)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=9, leading=12.5)
TITLE = ParagraphStyle("title", parent=BODY, fontName="Sightline-Bold", fontSize=16, leading=21, spaceAfter=8)
HEADING = ParagraphStyle("heading", parent=BODY, fontName="Sightline-Bold", fontSize=12, spaceBefore=10, leading=16)
ITEM = ParagraphStyle("item", parent=BODY, leftIndent=12, bulletIndent=0)


ARROWS = {"→": "->", "←": "<-", "↑": "up", "↓": "down", "−": "-", "‑": "-", "☐": "-"}
GREEK_NAME = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)")


def write_pdf(shown: "Shown") -> bytes:
    _register_fonts()
    file = BytesIO()
    margins = {"leftMargin": 20 * mm, "rightMargin": 20 * mm, "topMargin": 18 * mm, "bottomMargin": 18 * mm}
    document = SimpleDocTemplate(file, pagesize=A4, title="An answer of Sightline", author="Sightline", **margins)
    document.build(list(_flow(shown)), onFirstPage=_number, onLaterPages=_number)
    return file.getvalue()


def _flow(shown: "Shown") -> Iterator[Flowable]:
    answer = shown.answer
    yield _text(answer.question, TITLE)
    yield _text(answer.disclaimer, SMALL)
    for section in answer.sections:
        yield _text(section.title, HEADING)
        for sentence in section.sentences:
            marks = ", ".join(dict.fromkeys(link.text for link in shown.marks(sentence)))
            yield _text(sentence.text + (f" [{marks}]" if marks else ""), ITEM, bullet="•")
    yield from _listed("Questions to ask your care team", answer.questions_for_team, "–")
    yield from _listed("Not in the sources we hold", answer.not_in_sources, "•")
    words = [f"{one.term}: {one.text}" for one in answer.glossary]
    yield from _listed("Words in this answer", words, "•")
    yield from _listed("Sources", [_source(*one) for one in shown.sources()], "")
    services = [", ".join(part for part in (one.name, one.phone, one.url) if part) for one in answer.services]
    yield from _listed("Services", services, "•")
    yield Spacer(0, 8)
    yield _text(answer.disclaimer, SMALL)


def _source(number: int, source: CitedSource, headings: tuple[str, ...]) -> str:
    told = ", ".join(part for part in (source.organisation, source.title, source.edition) if part)
    parts = f": {'; '.join(headings)}" if headings else ""
    return f"[{number}] {told}{parts}" + (f". {source.url}" if source.url else "")


def _listed(heading: str, items: "tuple[str, ...] | list[str]", bullet: str) -> Iterator[Flowable]:
    if items:
        yield _text(heading, HEADING)
        yield from (_text(item, ITEM if bullet else SMALL, bullet=bullet or None) for item in items)


def _text(text: str, style: ParagraphStyle, bullet: str | None = None) -> Paragraph:
    return Paragraph(escape(spelled(text)), style, bulletText=bullet)


def _number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont("Sightline", 8)
    canvas.drawRightString(A4[0] - 20 * mm, 10 * mm, f"Page {document.page}")
    canvas.restoreState()


def _register_fonts() -> None:
    """Bitstream Vera, which comes with reportlab: the PDF standard's own fonts lack even ≥."""
    for name, file in FONTS.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, file))


def spelled(text: str) -> str:
    """What the font lacks in words: κ is ``kappa``, → is ``->``. Nothing is left out without a trace."""
    drawn: dict[int, int] = TTFont("Sightline", FONTS["Sightline"]).face.charToGlyph
    return "".join(one if ord(one) in drawn or one.isspace() else _in_words(one) for one in text)


def _in_words(character: str) -> str:
    if character in ARROWS:
        return ARROWS[character]
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    greek = GREEK_NAME.fullmatch(unicodedata.name(character, ""))
    return plain or (greek[1].lower() if greek else "?")
