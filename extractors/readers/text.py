"""Plain text, typeset on a virtual page so that every word of it has a box; the text itself stays as it is.

The page is a typewriter's: cells of 6 × 12 points inside a margin of half an inch, 612 points wide and as high as the
text needs. Lines too long for it are wrapped on the page, not in the text.
"""

import codecs
import re
from collections.abc import Iterator

from core.errors import UnsupportedRecord
from core.records import Method, Page, Word
from extractors.readers.quality import text_quality

CELL, LINE = 6.0, 12.0
MARGIN = 36.0
COLUMNS = 90
WIDTH = 612.0
TAB = 8
PAGE_CHARACTERS = 20_000
"""A letter stays one page; a longer text is parted at the end of a paragraph."""
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
SAMPLE = 20_000
LEGACY = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp437",
    "mac_roman",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
)
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
NOT_A_RECORD = (
    "This kind of file cannot be read. Upload the record as a PDF, a photo or scan, a Word document or plain text."
)


def decode(content: bytes) -> str:
    """The text in whichever encoding it is. Raises UnsupportedRecord for what is not text."""
    return _decode(content, final=True)


def decode_head(content: bytes, length: int) -> str:
    """About as many bytes of it, where a character may be cut in two at the end."""
    return _decode(content[:length], final=len(content) <= length)


def _decode(content: bytes, *, final: bool) -> str:
    text = _decode_unicode(content, final)
    if text is None:
        text = _decode_legacy(content)
    if text is None or len(CONTROL.findall(text)) > len(text) / 500:
        raise UnsupportedRecord(NOT_A_RECORD)
    return text.removeprefix("\ufeff")


def _decode_unicode(content: bytes, final: bool) -> str | None:
    encoding = "utf-16" if content.startswith(BOMS[1:]) else "utf-8-sig"
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content, final)
    except UnicodeDecodeError:
        return None


def _decode_legacy(content: bytes) -> str | None:
    if content.count(0) > len(content) / 3:
        encodings: list[str] = ["utf_16_le", "utf_16_be", "utf_32"]
    elif 0 in content:
        return None
    else:
        encodings = list(LEGACY)
    import charset_normalizer  # only old encodings pay for the import

    best = charset_normalizer.from_bytes(content[:SAMPLE], cp_isolation=encodings, threshold=0.35).best()
    return content.decode(best.encoding, errors="replace") if best else None


def read_text(content: bytes, document: str) -> tuple[Page, ...]:
    return typeset(decode(content), document)


def typeset(text: str, document: str) -> tuple[Page, ...]:
    """Pages of the text; form feeds part pages. ``page.text`` is the text's own characters."""
    parts = [part for sheet in text.split("\f") if sheet.strip() for part in _part(sheet)]
    return tuple(_page(part, document, number) for number, part in enumerate(parts or [text], start=1))


def _part(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > PAGE_CHARACTERS:
        end = _paragraph_end(text, start, start + PAGE_CHARACTERS)
        yield text[start:end]
        start = end
    if text[start:].strip() or not start:
        yield text[start:]


def _paragraph_end(text: str, start: int, limit: int) -> int:
    """After the last blank line, else the last line end, else the last space, that stands before the limit."""
    for separator in ("\n\n", "\r\n\r\n", "\n", " "):
        at = text.rfind(separator, start + PAGE_CHARACTERS // 2, limit)
        if at >= 0:
            return at + len(separator)
    return limit


def _page(text: str, document: str, number: int) -> Page:
    words, rows = _place(text)
    return Page(
        document=document,
        number=number,
        width=WIDTH,
        height=max(2 * MARGIN + rows * LINE, 792.0),
        method=Method.TEXT_LAYER,
        quality=text_quality(text),
        text=text,
        words=tuple(words),
    )


def _place(text: str) -> tuple[list[Word], int]:
    words: list[Word] = []
    row, start = 0, 0
    for line in text.splitlines(keepends=True):
        column, end = 0, 0
        for match in re.finditer(r"\S+", line):
            for space in line[end : match.start()]:
                column = (column // TAB + 1) * TAB if space == "\t" else column + 1
            length, end = match.end() - match.start(), match.end()
            if column and column + length > COLUMNS:
                row, column = row + 1, 0
            x0, top = MARGIN + column * CELL, MARGIN + row * LINE
            box = (x0, top, min(x0 + length * CELL, WIDTH), top + LINE)
            words.append(Word(text=match.group(), box=box, start=start + match.start(), end=start + end))
            column += length
        row, start = row + 1, start + len(line)
    return words, row
