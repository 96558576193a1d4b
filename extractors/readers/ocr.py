"""A picture of a page becomes words with boxes: PP-OCRv6 (inside RapidOCR's wheel) on onnxruntime, without a network.

RapidOCR's own steps are called one by one, because its whole is not what records need: lines are found on a smaller
picture (4 times faster, no word lost), the way up is found once per page (its classifier of single lines turned lines
of heavy scans upside down), and words get their boxes from the recogniser's columns, tightened to the ink.
"""

import logging
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple, cast

import cv2
import numpy as np
import numpy.typing as npt
import rapidocr
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_rec.typings import TextRecInput, WordInfo

from core.records import Box, Method, Page
from extractors.readers import orientation, turns
from extractors.readers.layout import PlacedWord, lay_out
from extractors.readers.orientation import Image, Quads, Rotation
from extractors.readers.quality import page_quality
from extractors.readers.repair import repair

MODELS = Path(rapidocr.__file__).parent / "models"
DETECTION_SIDE = 1280
"""Pixels of the longer side on which lines are looked for: 11 pixels for a 7-point letter of an A4 page."""
SHORTEST_SIDE = 736
SMALL_PRINT = 17.5
"""Pixels of the usual line found there below which lines are looked for again on a larger picture: 10-point type of an
A4 page has 20, that of a page which fills half of a photo's height is lost or run together."""
LARGEST_SIDE = 1760
LINES_AT_ONCE = 1
"""Several lines in one batch are padded to the longest of them: no faster on a processor, and a third more memory."""
HANDS = 2
"""Lines recognised at once: a single page then uses both cores, and onnxruntime's own threads would spin for work."""
READABLE = 0.5
"""Mean score below which a found line is no text: a stamp, a logo, the edge of a table."""
SPECKLED = 0.35
"""Share of specks among the dark spots of a picture that make it a fax: 0.5 and more there, 0.3 elsewhere."""
SPECK = 6
"""Pixels of a speck at 150 dpi; a full stop of 10-point type has 9 and more."""
WHITE = 250
QUIET = 1.0
"""Grey levels between a pixel of the paper and those around it: a fax's paper is even, a noisy scan's (2 to 5) not."""
MARGIN = 0.08
"""Of the line's height: what a word's box may take of the white on either side of it, where there is as much."""
BROAD_GAP = 0.5
"""Of the line's height: so broad a white gap stands between two words, whether or not a space was read there."""
WIDE_FORMS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width forms, which the recogniser now and then prefers, as the ASCII they stand for."""


class Character(NamedTuple):
    """A recognised character, the middle of its column (a share of the line's width) and its score."""

    text: str
    at: float
    score: float


class TextLine(NamedTuple):
    quad: Quads
    crop: Image
    characters: tuple[Character, ...]

    @property
    def score(self) -> float:
        return float(np.mean([one.score for one in self.characters])) if self.characters else 0.0


@dataclass(frozen=True)
class Reader:
    """The two models of one process. ``threads`` is what onnxruntime may use of them at once."""

    threads: int
    engine: RapidOCR

    def find_lines(self, image: Image) -> Quads:
        quads, shrink = self._find_lines(image, DETECTION_SIDE)
        height = float(np.median(np.min(orientation.sides(quads), axis=0))) * shrink if len(quads) else 0.0
        if shrink < 1 and height < SMALL_PRINT:
            quads, _ = self._find_lines(image, LARGEST_SIDE)
        return quads

    def _find_lines(self, image: Image, side: int) -> tuple[Quads, float]:
        shrink = min(1.0, side / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else image
        detector = self.engine._load_det_model()  # pyright: ignore[reportPrivateUsage]  # loads once; no public door
        found = detector(_padded(np.asarray(small, np.uint8))).boxes
        none = np.zeros((0, 4, 2), np.float32)
        return none if found is None else (found / shrink).astype(np.float32), shrink

    def read_lines(self, image: Image, quads: Quads) -> list[TextLine]:
        """The lines in the order of their quads, each with what it says, be it nothing."""
        crops = [_crop(image, quad) for quad in quads]
        if not crops:
            return []
        shares = [range(first, len(crops), HANDS) for first in range(min(HANDS, len(crops)))]
        with ThreadPoolExecutor(HANDS) as hands:
            read = hands.map(lambda share: self._recognise([crops[one] for one in share]), shares)
            said = dict(zip(chain.from_iterable(shares), chain.from_iterable(read), strict=True))
        return [TextLine(quad, crop, said[one]) for one, (quad, crop) in enumerate(zip(quads, crops, strict=True))]

    def _recognise(self, crops: list[Image]) -> list[tuple[Character, ...]]:
        recogniser = self.engine._load_rec_model()  # pyright: ignore[reportPrivateUsage]  # loads once; no public door
        read = recogniser(TextRecInput(img=crops, return_word_box=True))
        infos = cast(Sequence[WordInfo], read.word_results)  # declared as what a later step of RapidOCR makes of them
        return [tuple(_characters(text, info)) for text, info in zip(read.txts or (), infos, strict=True)]


_warm: list[Reader] = []


def load_reader(threads: int | None = None) -> Reader:
    """The reader of this process, loaded on the first call; a later call with other ``threads`` loads it anew."""
    if not _warm or threads not in (None, _warm[0].threads):
        _warm[:] = [_load(threads or 1)]
    return _warm[0]


def _load(threads: int) -> Reader:
    parameters = {
        "Global.use_cls": False,
        "Global.log_level": "critical",
        # With a path given, RapidOCR neither checks nor downloads anything.
        "Det.model_path": str(MODELS / "PP-OCRv6_det_small.onnx"),
        "Rec.model_path": str(MODELS / "PP-OCRv6_rec_small.onnx"),
        "Det.limit_side_len": SHORTEST_SIDE,
        "Rec.rec_batch_num": LINES_AT_ONCE,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    reader = Reader(threads, RapidOCR(params=parameters))
    logging.getLogger("RapidOCR").disabled = True  # what it would log of a failure holds tracebacks of the page's data
    return reader


class Upright(NamedTuple):
    image: Image
    quads: Quads
    rotation: Rotation
    tilt: float


def read_image(image: Image, *, document: str, number: int, width: float, height: float) -> Page:
    """Reads a page's picture (BGR, any resolution; 150 dpi is enough) that is ``width`` × ``height`` points as it lies.

    The page returned is upright: its boxes, width and height are those of ``orientation.turn_upright`` applied to the
    picture with the page's rotation and tilt.
    """
    with turns.turn():
        reader = load_reader()
        upright = turn(reader, clean(image))
        lines = [line for line in reader.read_lines(upright.image, upright.quads) if line.score >= READABLE]
    if upright.rotation in (90, 270):
        width, height = height, width
    words = [word for line in lines for word in place_words(line, upright, width, height)]
    layout = lay_out(words, width, height)
    mended = repair(layout.text, layout.words)
    return Page(
        document=document,
        number=number,
        width=width,
        height=height,
        method=Method.OCR,
        quality=page_quality(mended.text, mended.words) if words or not len(upright.quads) else 0.0,
        text=mended.text,
        words=mended.words,
        repairs=mended.repairs,
        rotation=upright.rotation,
        tilt=upright.tilt,
    )


def clean(image: Image) -> Image:
    """A fax's specks dissolved, by blur and median: removing small spots instead would take the decimal points."""
    if not _is_fax(image):
        return image
    return np.asarray(cv2.medianBlur(cv2.GaussianBlur(image, (0, 0), 1), 3), np.uint8)


def _is_fax(image: Image) -> bool:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if np.median(grey) < WHITE or np.median(cv2.absdiff(grey, cv2.medianBlur(grey, 5))) > QUIET:
        return False
    count, _, spots, _ = cv2.connectedComponentsWithStats((grey < 128).astype(np.uint8), connectivity=8)
    return count > 1 and float((spots[1:, cv2.CC_STAT_AREA] <= SPECK).mean()) >= SPECKLED


def turn(reader: Reader, image: Image) -> Upright:
    """The picture turned by quarters until it stands upright, its lines, and the tilt that is left in it."""
    quads = reader.find_lines(image)
    rotation: Rotation = 0
    sideways = orientation.lies_sideways(quads)
    if sideways:
        rotation = 90
        image, quads = _turned(image, quads, 90)
    sample = orientation.sample_lines(quads)

    def score(flipped: bool) -> float:
        shown, lines = _turned(image, quads[sample], 180) if flipped else (image, quads[sample])
        return float(np.mean([line.score for line in reader.read_lines(shown, lines)]))

    if len(sample) and orientation.lies_upside_down(score, suspected=sideways):
        rotation = 270 if sideways else 180
        image, quads = _turned(image, quads, 180)
    return Upright(image, quads, rotation, orientation.find_tilt(quads))


def _turned(image: Image, quads: Quads, rotation: int) -> tuple[Image, Quads]:
    height, width = image.shape[:2]
    return orientation.turn_upright(image, rotation, 0), orientation.turn_quads(quads, rotation, width, height)


def place_words(line: TextLine, upright: Upright, width: float, height: float) -> Iterator[PlacedWord]:
    """The words of a line with their boxes in points of the upright page."""
    rows, columns = upright.image.shape[:2]
    scale = np.array([width / columns, height / rows], np.float32)
    gaps = _white_gaps(line.crop)
    for characters, left, right in _split_words(line, gaps):
        text = "".join(one.text for one in characters).translate(WIDE_FORMS)
        corners = orientation.level_points(_on_line(line.quad, left, right), upright.tilt, columns, rows) * scale
        yield PlacedWord(text, _around(corners, width, height), float(np.mean([one.score for one in characters])))


def _split_words(line: TextLine, gaps: Sequence[tuple[float, float]]) -> Iterator[tuple[list[Character], float, float]]:
    """Words with where they begin and end on the line, as shares of its width: at ink, between two white gaps."""
    height = line.crop.shape[0] / line.crop.shape[1]
    broad, margin = BROAD_GAP * height, MARGIN * height
    start = max(gaps[0][1] - margin, 0.0) if gaps and gaps[0][0] == 0 else 0.0
    stop = min(gaps[-1][0] + margin, 1.0) if gaps and gaps[-1][1] == 1 else 1.0
    word: list[Character] = []
    spaced = False
    for character in line.characters:
        if character.text.isspace():
            spaced = True
            continue
        if word:
            gap = _widest_between(gaps, word[-1].at, character.at)
            if spaced or gap[1] - gap[0] > broad:
                give = min(margin, (gap[1] - gap[0]) / 2)
                yield word, start, max(gap[0] + give, start)
                word, start = [], gap[1] - give
        word.append(character)
        spaced = False
    if word:
        yield word, start, max(stop, start)


def _widest_between(gaps: Sequence[tuple[float, float]], left: float, right: float) -> tuple[float, float]:
    """The widest white gap that has its middle between two characters; without one, nothing halfway between them."""
    halfway = (left + right) / 2
    between = [gap for gap in gaps if left < (gap[0] + gap[1]) / 2 < right]
    return max(between, key=lambda gap: gap[1] - gap[0], default=(halfway, halfway))


def _white_gaps(crop: Image) -> list[tuple[float, float]]:
    """Runs of columns without ink, as shares of the line's width."""
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    if ink.mean() > 0.5:
        ink = 1 - ink
    middle = ink[len(ink) // 6 : len(ink) - len(ink) // 6]
    white = np.concatenate([[0], (middle.sum(axis=0) == 0).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(white))
    width = crop.shape[1]
    return [(int(left) / width, int(right) / width) for left, right in edges.reshape(-1, 2)]


def _on_line(quad: Quads, left: float, right: float) -> Quads:
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    return np.stack([quad[0] + left * top, quad[0] + right * top, quad[3] + right * bottom, quad[3] + left * bottom])


def _around(corners: npt.NDArray[np.float32], width: float, height: float) -> Box:
    """The upright box of a word, at least a sliver of it on the page: no word is lost for being scanned askew."""
    sides = corners[[0, 3], 0], corners[[0, 1], 1], corners[[1, 2], 0], corners[[2, 3], 1]
    x0, top, x1, bottom = (float(side.mean()) for side in sides)
    x0, top = min(max(x0, 0.0), width - 1), min(max(top, 0.0), height - 1)
    x1, bottom = min(max(x1, x0 + 1), width), min(max(bottom, top + 1), height)
    return round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)


def _padded(image: Image) -> Image:
    """With a margin below and to the right, where RapidOCR would blow up a short side: a strip a hundredfold."""
    rows, columns = (max(0, SHORTEST_SIDE - side) for side in image.shape[:2])
    if not rows and not columns:
        return image
    colour = [float(value) for value in np.median(image, axis=(0, 1))]
    return np.asarray(cv2.copyMakeBorder(image, 0, rows, 0, columns, cv2.BORDER_CONSTANT, value=colour), np.uint8)


def _crop(image: Image, quad: Quads) -> Image:
    """The line laid level. Never turned: a line higher than long on an upright page is a single letter."""
    wide, high = (max(1, math.ceil(float(side[0]))) for side in orientation.sides(quad[None]))
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, target)
    crop = cv2.warpPerspective(image, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)


def _characters(text: str, info: WordInfo) -> Iterator[Character]:
    """Every character with its place; a space stands where the character before it does."""
    columns = iter([column for word in info.word_cols for column in word])
    at = 0.0
    for character, score in zip(text, info.confs, strict=False):
        if not character.isspace():
            at = min((next(columns) + 0.5) / max(info.line_txt_len, 1), 1.0)
        yield Character(character, at, score)
