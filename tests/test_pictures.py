"""Pictures of pages: a box, scaled, lies on its words, however the page was turned."""

import io
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from core.errors import UnreadableRecord
from core.places import SAMPLES
from core.records import Method, Page, document_id
from core.settings import Settings
from extractors.readers.room import ReadingRoom


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(Settings()) as opened:
        yield opened


def ink_inside(picture: bytes, page: Page, shift: float = 0.0) -> float:
    """How much darker the picture is inside the page's word boxes, moved down by points, than just around it."""
    image = np.asarray(Image.open(io.BytesIO(picture)).convert("L"), np.float32)
    scale = image.shape[1] / page.width
    assert abs(image.shape[0] / page.height - scale) < 0.02 * scale
    edges = np.abs(cv2.Laplacian(image, cv2.CV_32F, ksize=3))
    inside = np.zeros(image.shape, bool)
    for word in page.words:
        x0, top, x1, bottom = (round(one * scale) for one in word.box)
        moved = round(shift * scale)
        inside[max(top + moved, 0) : bottom + moved, x0:x1] = True
    return float(edges[inside].mean() / max(edges[~inside].mean(), 1e-6))


@pytest.mark.parametrize(
    "sample", ["breast_pathology.pdf", "lung_molecular.pdf", "myeloma_photo.jpg", "oncology_letter.txt"]
)
def test_boxes_lie_on_their_words(room: ReadingRoom, sample: str) -> None:
    """There is much more ink inside the boxes than outside, and less once they are moved by a line."""
    content = (SAMPLES / sample).read_bytes()
    page = room.read_page(content, 1)
    assert isinstance(page, Page)
    picture = room.picture(content, page, side=1200)
    placed = ink_inside(picture, page)
    assert placed > 2
    assert placed > 1.3 * max(ink_inside(picture, page, shift) for shift in (-9.0, 9.0))


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180])
def test_a_photo_that_lies_on_its_side_is_shown_upright(
    room: ReadingRoom, tmp_path: Path, turn: Image.Transpose
) -> None:
    """The picture is turned as the reading was, without reading it again."""
    photo = Image.open(SAMPLES / "myeloma_photo.jpg").transpose(turn)
    file = tmp_path / "turned.png"
    photo.save(file)
    page = room.read_page(file.read_bytes(), 1)
    assert isinstance(page, Page)
    assert page.rotation != 0
    picture = room.picture(file.read_bytes(), page, side=1200)
    assert ink_inside(picture, page) > 2


def test_a_picture_is_no_larger_than_asked(room: ReadingRoom) -> None:
    """The longest side keeps to its limit, within rounding."""
    content = (SAMPLES / "breast_pathology.pdf").read_bytes()
    page = room.read_page(content, 1)
    assert isinstance(page, Page)
    assert max(Image.open(io.BytesIO(room.picture(content, page, side=500))).size) <= 520


def test_a_damaged_file_has_no_picture(room: ReadingRoom) -> None:
    """What cannot be opened says so, as when it is read."""
    content = b"%PDF-1.7 damaged"
    page = Page(
        document=document_id(content), number=1, width=612, height=792, method=Method.OCR, quality=1, text=""
    )  # fmt: skip
    with pytest.raises(UnreadableRecord):
        room.picture(content, page)
