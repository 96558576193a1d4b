"""Picture files become pages: every format, the camera's turn, perspective and shadow undone, bombs refused."""

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.errors import PageTooLarge, RecordTooLarge, UnreadableRecord
from extractors.readers import photo


def sheet(width: int = 400, height: int = 300) -> Image.Image:
    """White paper with a black mark in its top left corner."""
    paper = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(paper).text((10, 5), "HER2", fill="black", font=ImageFont.load_default(size=40))
    return paper


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def darkest_corner(picture: np.ndarray) -> tuple[bool, bool]:
    """Whether the mark stands at the top, and whether at the left."""
    rows, columns = np.nonzero(picture.mean(axis=2) < 128)
    return rows.mean() < picture.shape[0] / 2, columns.mean() < picture.shape[1] / 2


@pytest.mark.parametrize("form", ["JPEG", "PNG", "BMP", "TIFF", "WEBP", "HEIF"])
def test_every_format_a_phone_or_scanner_writes_is_opened(form: str) -> None:
    """One page, as large as the picture, with its mark where it was."""
    [page] = photo.open_photo(encoded(sheet(), form))
    assert page.shape == (300, 400, 3)
    assert darkest_corner(page) == (True, True)


def test_colours_are_blue_green_red() -> None:
    """A red sheet has its third channel full."""
    [page] = photo.open_photo(encoded(Image.new("RGB", (50, 40), "red"), "PNG"))
    assert page[20, 25].tolist() == [0, 0, 255]


def test_exif_orientation_is_undone() -> None:
    """A picture stored lying on its side is turned as its camera said."""
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = sheet().transpose(Image.Transpose.ROTATE_90)
    [page] = photo.open_photo(encoded(stored, "JPEG", exif=exif))
    assert page.shape == (300, 400, 3)
    assert darkest_corner(page) == (True, True)


def test_each_page_of_a_fax_file_is_a_page() -> None:
    """Multi-page TIFF, one bit a pixel."""
    pages = [sheet().convert("1") for _ in range(3)]
    content = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    assert [page.shape for page in photo.open_photo(content)] == [(300, 400, 3)] * 3


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_every_mode_shows_dark_on_light(mode: str) -> None:
    """Grey, palette, transparent, sixteen-bit and print colours give the same sheet."""
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(sheet().convert("L"), np.uint16) * 257)
    else:
        picture = sheet().convert("L").convert("LA") if mode == "LA" else sheet().convert(mode)
    [page] = photo.open_photo(encoded(picture, "TIFF"))
    assert np.median(page) > 200
    assert darkest_corner(page) == (True, True)


def test_what_is_transparent_lies_on_white() -> None:
    """A screenshot with a transparent ground keeps its black writing readable."""
    clear = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((10, 10, 60, 30), fill="black")
    [page] = photo.open_photo(encoded(clear, "PNG"))
    assert page[90, 190].tolist() == [255, 255, 255]
    assert page[20, 30].tolist() == [0, 0, 0]


def test_a_large_photo_is_brought_to_a_working_size() -> None:
    """The longer side is bounded, the proportions stay."""
    [page] = photo.open_photo(encoded(sheet(6000, 4000), "JPEG"))
    assert max(page.shape) == photo.WORKING_SIDE
    assert page.shape[1] / page.shape[0] == pytest.approx(1.5, abs=0.01)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    """A small PNG that claims 40,000 by 40,000 pixels never gets its memory."""
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    with pytest.raises((PageTooLarge, UnreadableRecord)):
        photo.open_photo(bomb)


def test_a_file_of_too_many_pages_is_refused() -> None:
    """A tiny TIFF can hold thousands of pages."""
    page = Image.new("1", (8, 8), 1)
    content = encoded(page, "TIFF", save_all=True, append_images=[page] * photo.MOST_PAGES)
    with pytest.raises(RecordTooLarge):
        photo.open_photo(content)


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", encoded(sheet(), "PNG")[:400], encoded(sheet(), "JPEG")[:900]]
)
def test_what_is_damaged_is_said_to_be(content: bytes) -> None:
    """No page is better than half a page."""
    with pytest.raises(UnreadableRecord):
        photo.open_photo(content)


def on_a_table(corners: list[list[int]]) -> np.ndarray:
    """A sheet photographed from aslant on a dark table."""
    paper = cv2.cvtColor(np.asarray(sheet(800, 1100)), cv2.COLOR_RGB2BGR)
    matrix = cv2.getPerspectiveTransform(
        np.array([[0, 0], [800, 0], [800, 1100], [0, 1100]], np.float32), np.array(corners, np.float32)
    )
    return cv2.warpPerspective(paper, matrix, (1200, 1500), borderValue=(40, 45, 60))


def test_perspective_is_undone_and_nothing_cut_away() -> None:
    """The sheet's edges become parallel; the table around it stays in the picture."""
    aslant = on_a_table([[250, 150], [900, 200], [1080, 1350], [120, 1300]])
    assert photo.find_page(aslant) is not None
    flat = photo.straighten(aslant)
    assert photo.find_page(flat) is None
    assert (flat.mean(axis=2) < 80).sum() > 10_000


def test_a_page_seen_squarely_is_left_as_it_is() -> None:
    """A scan has no perspective to undo."""
    scan = cv2.cvtColor(np.asarray(sheet(800, 1100)), cv2.COLOR_RGB2BGR)
    assert photo.straighten(scan) is scan


def test_a_shadow_is_lifted() -> None:
    """Paper in the shade becomes as bright as the rest, writing stays dark; an even page stays untouched."""
    page = cv2.cvtColor(np.asarray(sheet(800, 600)), cv2.COLOR_RGB2BGR)
    shaded = (page * np.linspace(0.45, 1, 800)[None, :, None]).astype(np.uint8)
    lit = photo.flatten(shaded)
    assert lit[500, 60].min() > 200
    assert lit[5:60, 10:120].min() < 60
    assert photo.flatten(page) is page
