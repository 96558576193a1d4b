"""A file is known by its content, and what cannot be read is told what to do."""

import io
import zipfile

import docx
import pytest
from PIL import Image

from core.errors import EmptyRecord, UnreadableRecord, UnsupportedRecord, WrongPassword
from extractors.readers.kinds import Kind, kind_of


def picture(form: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(file, form)
    return file.getvalue()


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return file.getvalue()


def word() -> bytes:
    file = io.BytesIO()
    docx.Document().save(file)
    return file.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(100)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4\n", Kind.PDF),
        (b"\n\n  %PDF-1.4\n", Kind.PDF),
        (picture("JPEG"), Kind.PICTURE),
        (picture("PNG"), Kind.PICTURE),
        (picture("TIFF"), Kind.PICTURE),
        (word(), Kind.DOCX),
        (b"Dear Mrs Smith,\r\nyour results are back.", Kind.TEXT),
        ("Befund: unauffällig".encode("utf-16"), Kind.TEXT),
        (b"[** Hospital **] Discharge summary", Kind.TEXT),
        (b"<60 ml/min", Kind.TEXT),
    ],
)
def test_records_are_known_by_their_content(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b'{"resourceType": "Bundle"}', "FHIR"),
        (b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>', "C-CDA"),
        (b"MSH|^~\\&|LAB|", "HL7"),
        (b'{"a": [1, 2]}', "JSON"),
        (b"<!DOCTYPE html><html><body>Report</body></html>", "web page"),
        (b"{\\rtf1\\ansi Report}", "rich text"),
        (archive("a.pdf"), "Unpack"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "spreadsheet"),
        (OLE, "older Office"),
        (bytes(128) + b"DICM" + bytes(50), "DICOM"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(50), "film"),
        (picture("GIF"), "JPEG or PNG"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "PDF"),
    ],
)
def test_what_cannot_be_read_says_what_to_upload_instead(content: bytes, advice: str) -> None:
    with pytest.raises(UnsupportedRecord, match=advice):
        kind_of(content)


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", bytes(4096)])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    with pytest.raises(EmptyRecord):
        kind_of(content)


def test_a_cut_off_archive_is_unreadable() -> None:
    with pytest.raises(UnreadableRecord) as caught:
        kind_of(word()[:500])
    assert caught.value.code == "unreadable"


def test_an_encrypted_word_document_asks_for_one_without_password() -> None:
    with pytest.raises(WrongPassword):
        kind_of(OLE + "EncryptedPackage".encode("utf-16-le"))
