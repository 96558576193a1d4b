"""What a file is, by its content; its name is never asked. Says what to do instead for what cannot be read."""

import io
import json
import re
import zipfile
from enum import StrEnum

import filetype

from core.errors import EmptyRecord, UnreadableRecord, UnsupportedRecord, WrongPassword
from extractors.readers.text import NOT_A_RECORD, decode_head


class Kind(StrEnum):
    PDF = "pdf"
    PICTURE = "picture"
    DOCX = "docx"
    TEXT = "text"


HEAD = 4096
PDF_HEAD = 1024
"""Bytes that may stand before a PDF's signature."""
PICTURES = frozenset({"image/jpeg", "image/png", "image/tiff", "image/heic", "image/heif"})
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
DICOM_AT = 128
MOST_JSON = 1024**2
"""Bytes: more that begins like JSON is not a letter."""

EMPTY = "This file is empty. Download or scan it again and upload that."
DAMAGED = "This file is damaged or incomplete. Download or scan it again and upload that."
LOCKED = "This Word document is locked with a password. Save a copy without the password and upload that."
EXPORT = "This is a data export ({}), which cannot be read yet. Ask for the report itself as a PDF and upload that."
OFFICE = "This is a {}, which cannot be read. Open it, save or print it as a PDF and upload that."
ARCHIVE = "This is an archive of files. Unpack it and upload the records one by one."
SOUND_OR_FILM = "Sound and film cannot be read. Upload the record as a PDF, a photo or scan, or plain text."
SCAN_IMAGES = "These are pictures of an examination (DICOM), not a report. Upload the written report as a PDF or photo."
PICTURE_FORMAT = "This kind of picture cannot be read. Save it as JPEG or PNG and upload that."

EXPORTS = (
    (re.compile(r"\A\W*(?:FHS|BHS|MSH)\|"), "HL7"),
    (re.compile(r"<(?:\w+:)?ClinicalDocument\b"), "C-CDA"),
    (re.compile(r"\"resourceType\"\s*:"), "FHIR"),
    (re.compile(r"hl7\.org/fhir"), "FHIR"),
)


def kind_of(content: bytes) -> Kind:
    """Raises EmptyRecord, UnsupportedRecord, UnreadableRecord or WrongPassword, each with a sentence for the owner."""
    if not content.strip(b"\0 \t\r\n\f"):
        raise EmptyRecord(EMPTY)
    if b"%PDF-" in content[:PDF_HEAD]:
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    if content.startswith(OLE):
        raise (
            WrongPassword(LOCKED)
            if ENCRYPTED_OFFICE in content
            else UnsupportedRecord(OFFICE.format("older Office file"))
        )
    if content.startswith(b"{\\rtf"):
        raise UnsupportedRecord(OFFICE.format("rich text file"))
    if content[DICOM_AT : DICOM_AT + 4] == b"DICM":
        raise UnsupportedRecord(SCAN_IMAGES)
    return _kind_of_media(content) or _kind_of_text(content)


def _kind_of_zip(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError):
        raise UnreadableRecord(DAMAGED) from None
    if "word/document.xml" in names:
        return Kind.DOCX
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise UnsupportedRecord(OFFICE.format("spreadsheet, presentation or other Office file"))
    raise UnsupportedRecord(ARCHIVE)


def _kind_of_media(content: bytes) -> Kind | None:
    found = filetype.guess(content[: HEAD * 2])
    if found is None:
        return None
    family = found.mime.partition("/")[0]
    if found.mime in PICTURES:
        return Kind.PICTURE
    if family in ("audio", "video"):
        raise UnsupportedRecord(SOUND_OR_FILM)
    if family == "image":
        raise UnsupportedRecord(PICTURE_FORMAT)
    if family == "application" and found.extension in ("zip", "gz", "7z", "rar", "tar", "bz2", "xz", "zst", "lz"):
        raise UnsupportedRecord(ARCHIVE)
    raise UnsupportedRecord(NOT_A_RECORD)


def _kind_of_text(content: bytes) -> Kind:
    head = decode_head(content, 4 * HEAD).lstrip()
    for pattern, name in EXPORTS:
        if pattern.search(head) and (name == "HL7" or head[0] in "<{["):
            raise UnsupportedRecord(EXPORT.format(name))
    if re.match(r"<(?:\?xml|!DOCTYPE|html|[A-Za-z:]+[^<>]*>)", head, re.I):
        raise UnsupportedRecord(OFFICE.format("web page or XML file"))
    if head[:1] in ("{", "[") and _is_json(content):
        raise UnsupportedRecord(EXPORT.format("JSON"))
    return Kind.TEXT


def _is_json(content: bytes) -> bool:
    if len(content) > MOST_JSON:
        return True
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
