"""Which way up a page lies, found once per page from the shape of its text lines and from how well they read.

A *quad* is a text line's four corners, clockwise from its own top left, in pixels; quads are arrays of shape (n, 4, 2).
Angles are degrees clockwise, as in core.records.Page: what was undone to turn the page upright.
"""

from collections.abc import Callable
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Quads = npt.NDArray[np.float32]
Rotation = Literal[0, 90, 180, 270]

TURNS: dict[int, int] = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
LONG = 4.0
"""A line at least so many times as long as high has a direction that can be trusted."""
CLEARLY_TALL = 1.5
SAMPLE = 6
"""Lines that are read both ways up to tell the head of a page from its foot."""
SURE = 0.9
"""The mean score from which a sample read as it stands needs no second reading; upside down it stays below 0.8."""
NOTICED = 0.2
"""Degrees: a smaller tilt moves no word by a line and is not undone."""


def turn_upright(image: Image, rotation: int, tilt: float) -> Image:
    """The picture that a page's boxes belong to: the turn undone, then the tilt, about the centre, the size kept."""
    turned = np.asarray(cv2.rotate(image, TURNS[rotation]), np.uint8) if rotation else image
    if not tilt:
        return turned
    height, width = turned.shape[:2]
    level = cv2.warpAffine(
        turned,
        _tilt_matrix(tilt, width, height),
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(level, np.uint8)


def turn_quads(quads: Quads, rotation: int, width: int, height: int) -> Quads:
    """The quads as they lie once the picture of ``width`` × ``height`` is turned upright, each starting again at what
    is then its top left corner.
    """
    x, y = quads[..., 0], quads[..., 1]
    if rotation == 90:
        turned = np.stack([y, width - x], axis=-1)
    elif rotation == 180:
        turned = np.stack([width - x, height - y], axis=-1)
    elif rotation == 270:
        turned = np.stack([height - y, x], axis=-1)
    else:
        return quads
    return np.roll(turned, {90: 3, 180: 2, 270: 1}[rotation], axis=1).astype(np.float32)


def level_points(points: Quads, tilt: float, width: float, height: float) -> Quads:
    """Points of a page of ``width`` × ``height``, its tilt undone about its centre."""
    if not tilt:
        return points
    return np.asarray(cv2.transform(points.reshape(-1, 1, 2), _tilt_matrix(tilt, width, height)), np.float32).reshape(
        points.shape
    )


def lies_sideways(quads: Quads) -> bool:
    """Whether most of the text, by area, stands in lines that are higher than long."""
    wide, high = sides(quads)
    area = wide * high
    return bool(area[high > CLEARLY_TALL * wide].sum() > area[wide > CLEARLY_TALL * high].sum())


def lies_upside_down(score: Callable[[bool], float], *, suspected: bool) -> bool:
    """Whether the sampled lines read better the other way up. ``score(flipped)`` is their mean score.

    A page that nothing speaks against is not read twice; one found lying sideways may have been turned either way.
    """
    upright = score(False)
    if upright >= SURE and not suspected:
        return False
    return score(True) > upright


def sample_lines(quads: Quads) -> npt.NDArray[np.intp]:
    """Indices of a few lines that are long enough to have a head, and short enough to be read quickly."""
    wide, high = sides(quads)
    ratio = wide / np.maximum(high, 1)
    return np.argsort(np.abs(ratio - 12))[:SAMPLE]


def find_tilt(quads: Quads) -> float:
    """The tilt that the long lines of an otherwise upright page agree on: their median, weighted by length."""
    wide, high = sides(quads)
    long = wide > LONG * high
    if not long.any():
        return 0.0
    run = (quads[:, 1] + quads[:, 2] - quads[:, 0] - quads[:, 3])[long]
    angles = np.degrees(np.arctan2(run[:, 1], run[:, 0]))
    order = np.argsort(angles)
    weight = np.cumsum(wide[long][order])
    tilt = float(angles[order][np.searchsorted(weight, weight[-1] / 2)])
    return round(tilt, 2) if abs(tilt) >= NOTICED else 0.0


def sides(quads: Quads) -> tuple[Quads, Quads]:
    """The lengths of the quads along their top and down their left side."""
    return np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1), np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)


def _tilt_matrix(tilt: float, width: float, height: float) -> npt.NDArray[np.float64]:
    return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0), np.float64)
