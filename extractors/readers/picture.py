"""The picture of a page as a person sees it upright: its boxes, scaled, lie on their words."""

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from core.records import Page
from extractors.readers.orientation import turn_upright

Image = npt.NDArray[np.uint8]
QUALITY = 82
INK = (24, 30, 33)
LINE_SHARE = 0.74
"""Of the height of a word's box: the size of its letters."""


def upright(image: Image, rotation: int, tilt: float, side: int) -> bytes:
    """A page's picture (BGR, as it lies) turned as its reading was, as WebP with a longest side of ``side`` pixels."""
    shrink = side / max(image.shape[:2])
    if shrink < 1:
        image = np.asarray(cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    return encode(turn_upright(image, rotation, tilt))


def encode(image: Image) -> bytes:
    done, content = cv2.imencode(".webp", image, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    if not done:
        raise ValueError("the picture could not be encoded")
    return content.tobytes()


def blank() -> bytes:
    """A sheet with one word on it, as PNG: something to warm up recognition with."""
    sheet = np.full((330, 255, 3), 255, np.uint8)
    cv2.putText(sheet, "Page", (60, 160), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    return cv2.imencode(".png", sheet)[1].tobytes()


def draw_typeset(page: Page, side: int) -> bytes:
    """Text and Word documents, which have no picture of their own: each word written into its box."""
    scale = side / max(page.width, page.height)
    sheet = Pillow.new("RGB", (round(page.width * scale), round(page.height * scale)), "white")
    pen = ImageDraw.Draw(sheet)
    for word in page.words:
        x0, top, x1, bottom = (one * scale for one in word.box)
        size = (bottom - top) * LINE_SHARE
        length = pen.textlength(word.text, font=ImageFont.load_default(size))
        font = ImageFont.load_default(max(4, size * min(1, (x1 - x0) / max(length, 1))))
        pen.text((x0, (top + bottom) / 2), word.text, fill=INK, font=font, anchor="lm")
    return encode(np.ascontiguousarray(np.asarray(sheet, np.uint8)[:, :, ::-1]))
