"""Plain text and Word documents, typeset so that every word has a box."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RecordTooLarge, UnreadableRecord, UnsupportedRecord
from extractors.readers.docx import read_docx
from extractors.readers.text import COLUMNS, PAGE_CHARACTERS, decode, read_text, typeset

ID = "0" * 16
FRENCH = "Résultat de l’examen : tumeur bénigne. La patiente a été opérée à l'hôpital, il n'y a pas de métastase."


@given(st.text(st.characters(exclude_characters="\f", exclude_categories=("Cs",)), max_size=300))
def test_text_is_kept_character_by_character(text: str) -> None:
    """Tabs, blanks and line ends stay as typed, and every word stands at its offsets inside the page."""
    (page,) = typeset(text, ID)
    assert page.text == text
    assert [page.text[word.start : word.end] for word in page.words] == text.split()
    assert all(0 <= word.box[0] < word.box[2] <= page.width and word.box[3] <= page.height for word in page.words)


def test_words_stand_on_a_typewriters_grid() -> None:
    (page,) = typeset("ER:\tpositive\nKi-67", ID)
    assert [word.box for word in page.words] == [(36, 36, 54, 48), (84, 36, 132, 48), (36, 48, 66, 60)]


def test_a_long_line_is_wrapped_on_the_page_only() -> None:
    (page,) = typeset("word " * 60, ID)
    assert len({word.box[1] for word in page.words}) == 4
    assert max(word.box[2] for word in page.words) <= 36 + COLUMNS * 6
    assert "\n" not in page.text


def test_form_feeds_part_pages() -> None:
    assert [(page.number, page.text) for page in typeset("first\fsecond\f", ID)] == [(1, "first"), (2, "second")]


def test_a_long_text_is_parted_at_the_end_of_a_paragraph() -> None:
    """Nothing is lost between the pages."""
    text = ("A paragraph that goes on for a while. " * 20 + "\n\n") * 100
    pages = typeset(text, ID)
    assert "".join(page.text for page in pages) == text
    assert all(len(page.text) <= PAGE_CHARACTERS and page.text.endswith("\n\n") for page in pages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == FRENCH


def test_cyrillic_in_its_old_encoding_is_read() -> None:
    text = "Заключение: инвазивная карцинома молочной железы, рецепторы эстрогена положительные. " * 3
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize("content", [bytes(range(256)) * 4, b"\x00\x01\x02\x03" * 50, b"text\x00\x01\x02"])
def test_what_is_not_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnsupportedRecord):
        read_text(content, ID)


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def test_word_paragraphs_and_tables_come_in_order() -> None:
    """The header first, a table's row on one line with tabs, the footer last."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "St Mary's Hospital"
    document.sections[0].footer.paragraphs[0].text = "End of report"
    document.add_paragraph("Receptors")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, [("ER", "positive\n(95%)"), ("HER2", "1+")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Signed")
    (page,) = read_docx(saved(document), ID)
    expected = ["St Mary's Hospital", "Receptors", "ER\tpositive (95%)", "HER2\t1+", "Signed", "End of report"]
    assert page.text.splitlines() == expected


def test_word_insertions_are_read_and_deletions_are_not() -> None:
    """What a reviewer struck out is not what the document says."""
    document = docx.Document()
    paragraph = document.add_paragraph("HER2 ")
    for change, tag, text in (("del", "delText", "positive"), ("ins", "t", "negative")):
        run = f"<w:r><w:{tag}>{text}</w:{tag}></w:r>"
        paragraph._p.append(parse_xml(f'<w:{change} {nsdecls("w")} w:id="1" w:author="a">{run}</w:{change}>'))
    (page,) = read_docx(saved(document), ID)
    assert page.text.strip() == "HER2 negative"


def test_a_zip_bomb_is_not_unpacked() -> None:
    file = io.BytesIO(saved(docx.Document()))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/bomb.xml", b" " * 30 * 1024**2)
    with pytest.raises(RecordTooLarge):
        read_docx(file.getvalue(), ID)


def test_a_cut_off_word_document_is_unreadable() -> None:
    with pytest.raises(UnreadableRecord):
        read_docx(saved(docx.Document())[:2000], ID)
