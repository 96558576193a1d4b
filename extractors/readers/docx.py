"""Word documents: paragraphs and tables in the order of the page, headers first and footers last.

A table's row is one line, a tab between its cells, as in layout.py. Text boxes, content controls and tracked
insertions are read, tracked deletions are not. Read from the document's XML: python-docx's own ``paragraph.text``
leaves out the first three.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError  # pyright: ignore[reportAttributeAccessIssue] - lxml has no types

from core.errors import RecordTooLarge, UnreadableRecord
from core.records import Page
from extractors.readers.text import typeset

UNPACKED_BYTES, XML_BYTES = 100 * 1024**2, 20 * 1024**2
"""What the document, and its XML, may unpack to; a zip bomb is more."""
PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), f"{COMPATIBILITY}Fallback"}
BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
TEXT, BOX = qn("w:t"), qn("w:txbxContent")

DAMAGED = "This Word document is damaged. Open it, save it as a PDF and upload that."
TOO_LARGE = "This Word document is too large to be opened safely. Save it as a PDF and upload that."


def read_docx(content: bytes, document: str) -> tuple[Page, ...]:
    """Raises UnreadableRecord or RecordTooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = [(one.filename.endswith((".xml", ".rels")), one.file_size) for one in archive.infolist()]
        if sum(size for _, size in sizes) > UNPACKED_BYTES or sum(size for is_xml, size in sizes if is_xml) > XML_BYTES:
            raise RecordTooLarge(TOO_LARGE)
        opened = docx.Document(io.BytesIO(content))
    except (zipfile.BadZipFile, OpcError, XMLSyntaxError, KeyError, ValueError, NotImplementedError, EOFError):
        raise UnreadableRecord(DAMAGED) from None
    return typeset("\n".join(_lines(opened)), document)


def _lines(opened: Document) -> Iterator[str]:
    yield from _once(part for section in opened.sections for part in _texts(section.header))
    yield from _block_lines(opened.element.body)
    yield from _once(part for section in opened.sections for part in _texts(section.footer))


def _texts(margin: Any) -> Iterator[str]:
    """Lines of a header or footer of its own; one that goes on from the section before says nothing new."""
    if not margin.is_linked_to_previous:
        yield from (line for line in _block_lines(margin._element) if line.strip())


def _once(lines: Iterator[str]) -> Iterator[str]:
    yield from dict.fromkeys(lines)


def _block_lines(block: Any) -> Iterator[str]:
    for child in block.iterchildren():
        if child.tag == PARAGRAPH:
            yield "".join(_runs(child))
            for box in child.iter(BOX):
                if not any(one.tag in SKIPPED for one in box.iterancestors()):
                    yield from _block_lines(box)
        elif child.tag == TABLE:
            yield from (_row_line(row) for row in _nearest(child, ROW))
        elif isinstance(child.tag, str) and child.tag not in SKIPPED:
            yield from _block_lines(child)


def _row_line(row: Any) -> str:
    cells = (
        " ".join(" ".join(line.split()) for line in _block_lines(cell) if line.strip()) for cell in _nearest(row, CELL)
    )
    return "\t".join(cell.strip() for cell in cells)


def _nearest(element: Any, tag: str) -> Iterator[Any]:
    """Descendants with the tag that stand in no other of their kind, through content controls."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif isinstance(child.tag, str) and child.tag not in SKIPPED:
            yield from _nearest(child, tag)


def _runs(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag in BREAKS:
            yield BREAKS[child.tag]
        elif isinstance(child.tag, str) and child.tag not in SKIPPED and child.tag != BOX:
            yield from _runs(child)
