"""Photos and picture files of pages become pictures that lie flat and evenly lit, one per page.

A photo has no paper size: its page is the picture returned here, whose longer side is at most ``WORKING_SIDE``, as if
printed at the resolution of recognition. A photo's points are shares of that picture, not of an inch of paper.
"""

import io
import math
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt
import pillow_heif
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from core.errors import PageTooLarge, RecordTooLarge, UnreadableRecord
from extractors.readers.orientation import Image

FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP", "HEIF")
"""Other decoders of Pillow stay closed to uploads. JPEG's also opens MPO, which some phones write as .jpg."""
WORKING_SIDE = 2200
"""Pixels of the longer side of what is read: 190 dpi of an A4 page that fills the photo."""
MOST_PIXELS = 80_000_000
"""A larger picture is refused before it is decoded; a JPEG of any size is decoded at a fraction of it."""
MOST_PAGES = 100
OUTLINE_SIDE = 500
"""Pixels of the small copy in which the page's outline is looked for."""
LEAST_SHARE = 0.25
"""Of the photo's area: a smaller bright quadrilateral is not its page."""
SHADE_SIDE = 64
"""Pixels of the copy that knows how bright the paper is, but no longer what is written on it."""
EVEN = 0.12
"""Of the brightest paper: a page lit more evenly than this is left as it is."""
PAPER = 235
"""Grey level that paper is brought to."""
MOST_GAIN = 3.0
"""Deeper shadow, and a dark table, stay darker than paper instead of showing their grain as writing."""
FILLED = 0.95
"""Of the quadrilateral: a page of which more is missing has a torn or hidden corner."""
SLANT = 0.03
"""Of an edge's length; the lines of a page seen more squarely than that drift by less than a line."""
EDGE, STEP, CLEAR = 8, 1.3, 0.9
"""So many pixels inside of its edge a page is so many times as bright as outside of it, at this share of places."""
MOST_SPREAD = 1.6
"""Of the photo's longer side: beyond it the view is too flat to be undone."""

Corners = npt.NDArray[np.float32]

pillow_heif.register_heif_opener()


def open_photo(content: bytes) -> list[Image]:
    """The pages of a picture file, upright as its EXIF says, as BGR.

    Raises UnreadableRecord, PageTooLarge or RecordTooLarge; a picture cut short is UnreadableRecord, never half a page.
    """
    try:
        with Pillow.open(io.BytesIO(content), formats=FORMATS) as file:
            return [flatten(straighten(picture)) for picture in _pictures(file)]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Pillow.DecompressionBombError) as error:
        raise UnreadableRecord("This picture is damaged. Take or scan it again and upload that.") from error


def _pictures(file: Pillow.Image) -> Iterator[Image]:
    frames = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1  # those of MPO are for another eye
    if frames > MOST_PAGES:
        raise RecordTooLarge(f"This picture file has more than {MOST_PAGES} pages. Split it and upload the parts.")
    for number in range(frames):
        file.seek(number)
        yield _decode(file)


def _decode(file: Pillow.Image) -> Image:
    if file.format in ("JPEG", "MPO"):
        file.draft("RGB", (2 * WORKING_SIDE, 2 * WORKING_SIDE))
    if file.width * file.height > MOST_PIXELS:
        raise PageTooLarge(
            f"This picture is over {MOST_PIXELS // 1_000_000} megapixels. Make it smaller and upload it."
        )
    picture = ImageOps.exif_transpose(file)
    shrink = WORKING_SIDE / max(picture.size)
    if picture.mode == "1":
        picture = picture.convert("L")
    if shrink < 1 and picture.mode in ("L", "RGB"):
        picture = picture.reduce(max(1, int(1 / shrink)))  # first, so that no large copy is made
    picture = _on_paper(picture)
    picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Pillow.Resampling.LANCZOS)
    return np.ascontiguousarray(np.asarray(picture, np.uint8)[:, :, ::-1])


def _on_paper(picture: Pillow.Image) -> Pillow.Image:
    """The picture in RGB, what is transparent lying on white."""
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, np.float32)
        span = float(values.max() - values.min()) or 1.0
        picture = Pillow.fromarray(((values - values.min()) * (255 / span)).astype(np.uint8))
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    solid = picture.convert("RGBA")
    paper = Pillow.new("RGBA", solid.size, "white")
    return Pillow.alpha_composite(paper, solid).convert("RGB")


def straighten(image: Image) -> Image:
    """The photo with the perspective of its page undone, if the page's four corners are clearly seen.

    All of the photo is kept, the table around the page too: a dark letterhead may not look like a part of the page.
    """
    corners = find_page(image)
    if corners is None:
        return image
    width = round(max(_length(corners[0], corners[1]), _length(corners[3], corners[2])))
    height = round(max(_length(corners[0], corners[3]), _length(corners[1], corners[2])))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat)
    rows, columns = image.shape[:2]
    edge = np.array([[[0, 0], [columns, 0], [columns, rows], [0, rows]]], np.float32)
    spread = cv2.perspectiveTransform(edge, matrix)[0]
    left, top = spread.min(axis=0)
    right, bottom = spread.max(axis=0)
    if not _is_sound(spread) or max(right - left, bottom - top) > MOST_SPREAD * max(image.shape[:2]):
        return image
    shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ matrix
    size = (math.ceil(right - left), math.ceil(bottom - top))
    return np.asarray(
        cv2.warpPerspective(image, shift, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def find_page(image: Image) -> Corners | None:
    """The corners, clockwise from the top left, of the one bright quadrilateral that fills much of a photo.

    None as well where it is seen head on, so that there is no perspective to undo.
    """
    shrink = min(1.0, OUTLINE_SIDE / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), 2), np.uint8)
    # on a logarithmic scale, shade upon the page is a smaller step than the one from page to table
    stops = (np.log1p(grey.astype(np.float32)) * (255 / np.log(256))).astype(np.uint8)
    _, bright = cv2.threshold(stops, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    page = max(outlines, key=cv2.contourArea)
    hull = cv2.convexHull(page)
    quad = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True)
    area = cv2.contourArea(quad)
    if len(quad) != 4 or area < LEAST_SHARE * grey.size or cv2.contourArea(page) < FILLED * area:
        return None
    corners = _clockwise(quad.reshape(4, 2).astype(np.float32))
    return corners / np.float32(shrink) if _is_slanted(corners) and _has_edges(grey, corners) else None


def flatten(image: Image) -> Image:
    """The page as if lit evenly: every spot is divided by how bright the paper around it is."""
    rows, columns = image.shape[:2]
    shrink = min(1.0, SHADE_SIDE / max(rows, columns))
    small = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    brightness = cv2.dilate(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.ones((3, 3), np.uint8))
    brightness = cv2.GaussianBlur(brightness, (0, 0), 2).astype(np.float32)
    brightest = float(np.percentile(brightness, 95))
    if brightest - float(np.percentile(brightness, 5)) < EVEN * brightest:
        return image
    gain = np.clip(PAPER / np.maximum(brightness, 1), 1, MOST_GAIN)
    full = cv2.resize(gain, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(image, cv2.merge([full] * 3), dtype=cv2.CV_8U), np.uint8)


def _clockwise(corners: Corners) -> Corners:
    """From the corner nearest to the picture's top left."""
    centre = corners.mean(axis=0)
    order = np.argsort(np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0]))
    ordered = corners[order]
    return np.roll(ordered, -int(ordered.sum(axis=1).argmin()), axis=0)


def _is_slanted(corners: Corners) -> bool:
    """Whether opposite edges differ in length or direction by more than a page that is only turned would show."""
    edges = np.roll(corners, -1, axis=0) - corners
    for edge, opposite in ((edges[0], -edges[2]), (edges[1], -edges[3])):
        if float(np.linalg.norm(edge - opposite)) > SLANT * float(np.linalg.norm(edge)):
            return True
    return False


def _has_edges(grey: Image, corners: Corners) -> bool:
    """Whether all along its four sides the page is clearly brighter than what it lies on; a shadow's rim is soft."""
    centre = corners.mean(axis=0)
    steps = np.linspace(0.05, 0.95, 19, dtype=np.float32)[:, None]
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = start + steps * (end - start)
        across = (centre - along) / np.linalg.norm(centre - along, axis=1, keepdims=True) * EDGE
        inside, outside = _sample(grey, along + across), _sample(grey, along - across)
        if (inside > STEP * outside).mean() < CLEAR:
            return False
    return True


def _sample(grey: Image, points: Corners) -> npt.NDArray[np.float32]:
    rows, columns = grey.shape
    x = points[:, 0].round().astype(int).clip(0, columns - 1)
    y = points[:, 1].round().astype(int).clip(0, rows - 1)
    return grey[y, x].astype(np.float32)


def _is_sound(spread: Corners) -> bool:
    """Whether the photo's own corners stay convex and in order: beyond the horizon they would fold over."""
    edges = np.roll(spread, -1, axis=0) - spread
    following = np.roll(edges, -1, axis=0)
    return bool((edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0] > 0).all())


def _length(start: Corners, end: Corners) -> float:
    return float(np.linalg.norm(end - start))
