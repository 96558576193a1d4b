"""Pictures of pages are read with words on their places, whichever way up they lie; real models, small pictures."""

import logging
import socket

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.records import Page
from extractors.readers import ocr, orientation

pytestmark = pytest.mark.model

LINES = (
    "Final pathologic diagnosis",
    "Left breast, lumpectomy: invasive ductal carcinoma, grade 2",
    "Estrogen receptor: positive (95%)",
    "HER2 by immunohistochemistry: equivocal (2+)",
    "Margins are free, closest margin 0.4 cm",
    "Lymph nodes: none of three involved",
)
WIDTH, HEIGHT = 900, 640
POINTS = 0.48


def draw(lines: tuple[str, ...] = LINES) -> ocr.Image:
    sheet = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        pen.text((70, 80 + 70 * number), line, fill="black", font=ImageFont.load_default(size=26))
    return cv2.cvtColor(np.asarray(sheet, np.uint8), cv2.COLOR_RGB2BGR)


def read(picture: ocr.Image) -> Page:
    height, width = picture.shape[:2]
    return ocr.read_image(picture, document="0" * 16, number=1, width=width * POINTS, height=height * POINTS)


@pytest.fixture(scope="module")
def upright() -> Page:
    return read(draw())


def ink_share(page: Page, picture: ocr.Image) -> float:
    """Of the ink of the page turned upright, the share that lies inside of the words' boxes."""
    ink = cv2.cvtColor(orientation.turn_upright(picture, page.rotation, page.tilt), cv2.COLOR_BGR2GRAY) < 100
    inside = np.zeros(ink.shape, bool)
    for word in page.words:
        x0, top, x1, bottom = (round(value / POINTS) for value in word.box)
        inside[top:bottom, x0:x1] = True
    return float((ink & inside).sum() / ink.sum())


def test_every_word_is_read_in_order(upright: Page) -> None:
    """The text is the lines as drawn."""
    assert upright.text.split() == " ".join(LINES).split()
    assert (upright.method, upright.rotation, upright.tilt, upright.repairs) == ("ocr", 0, 0.0, ())
    assert upright.quality > 0.95


def test_words_are_slices_of_the_text_and_boxes_lie_on_the_ink(upright: Page) -> None:
    """A box is drawn around its own word, of its length and no more than a line high."""
    assert [upright.text[word.start : word.end] for word in upright.words] == [word.text for word in upright.words]
    assert ink_share(upright, draw()) > 0.98
    font = ImageFont.load_default(size=26)
    for word in upright.words:
        x0, top, x1, bottom = word.box
        assert (x1 - x0) / POINTS == pytest.approx(font.getlength(word.text), abs=14)
        assert bottom - top < 22
        assert 0 < (word.confidence or 0) <= 1


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_turned_upright(rotation: int, upright: Page) -> None:
    """The same words at the same places, and the page says how it lay."""
    lying = orientation.turn_upright(draw(), 360 - rotation, 0)
    page = read(lying)
    assert page.rotation == rotation
    assert page.text == upright.text
    assert (page.width, page.height) == pytest.approx((WIDTH * POINTS, HEIGHT * POINTS))
    assert ink_share(page, lying) > 0.97


@pytest.mark.parametrize("tilt", [-6.0, 4.0])
def test_a_tilted_page_is_levelled(tilt: float, upright: Page) -> None:
    """Lines stay lines, and boxes lie on the words of the levelled page."""
    askew = orientation.turn_upright(draw(), 0, -tilt)
    page = read(askew)
    assert page.tilt == pytest.approx(tilt, abs=0.4)
    assert page.text.split() == upright.text.split()
    assert ink_share(page, askew) > 0.95


def test_a_tilted_page_on_its_head_is_both_turned_and_levelled(upright: Page) -> None:
    """Turn and tilt do not hide one another."""
    page = read(orientation.turn_upright(orientation.turn_upright(draw(), 0, -4), 180, 0))
    assert page.rotation == 180
    assert page.tilt == pytest.approx(4, abs=0.4)
    assert page.text.split() == upright.text.split()


def test_specks_of_a_fax_are_no_words_and_hide_no_points(upright: Page) -> None:
    """Decimal points survive what dissolves the specks."""
    coarse = cv2.resize(draw(), None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    bits = np.where(coarse < 150, 0, 255).astype(np.uint8)
    specks = np.random.default_rng(7).random(bits.shape[:2]) < 0.003
    bits[specks] = 0
    fax = cv2.resize(bits, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    page = read(fax)
    assert "0.4 cm" in page.text
    assert len(set(upright.text.split()) - set(page.text.split())) <= 3


def test_an_empty_page_has_no_words_and_full_quality() -> None:
    """Nothing was missed where nothing is."""
    page = read(np.full((400, 300, 3), 255, np.uint8))
    assert (page.text, page.words, page.quality) == ("", (), 1.0)


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3), (40, 40)])
def test_pictures_of_any_shape_are_read(shape: tuple[int, int]) -> None:
    """A strip or a dot is a page without words, not an error."""
    assert read(np.zeros((*shape, 3), np.uint8)).text == ""


def test_reading_says_nothing_and_calls_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Models load without a network; neither logs nor standard streams hold a word."""

    def refuse(*_: object) -> None:
        raise AssertionError("the reader opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(ocr, "_warm", [])
    with caplog.at_level(logging.DEBUG):
        assert "HER2" in read(draw()).text
    assert not caplog.records
    assert capfd.readouterr() == ("", "")
