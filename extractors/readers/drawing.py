"""What a PDF page draws beside its text: pictures, and lines that may rule a table. Read from pdfium in about 1 ms.

Tables are found in these lines by pdfplumber's algorithm; pdfplumber itself would have to interpret the whole page in
Python first, which takes 50 to 200 ms.
"""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from core.records import Box
from extractors.readers.layout import Table

OBJECTS = 20_000
NESTING = 3
EDGES = 600
"""A page with more lines is a drawing, not a table."""
SEGMENTS = 200
THIN = 2.0
"""Points: a path thinner than this is a line."""
SHORTEST = 6.0
"""Points: shorter edges are ticks and glyph parts."""
SNAP = 3.0
LEAST_CELLS = 4

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


class View(NamedTuple):
    """A page as a viewer shows it: ``upright`` maps the file's coordinates (origin bottom left) to it."""

    width: float
    height: float
    upright: Matrix

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, y0 = transform(self.upright, left, bottom)
        x1, y1 = transform(self.upright, right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def share(self, box: Box) -> float:
        """How much of the page the box covers."""
        wide = min(box[2], self.width) - max(box[0], 0)
        tall = min(box[3], self.height) - max(box[1], 0)
        return max(wide, 0) * max(tall, 0) / (self.width * self.height)


class Drawing(NamedTuple):
    pictures: list[Box]
    paths: list[tuple[Any, Matrix]]
    """pdfium's path objects, with what maps their coordinates to the page as shown."""


def look_at(page: pdfium.PdfPage) -> View:
    """Asks pdfium itself where it draws, so that /Rotate, crop box and media box are as in any viewer."""
    width, height = page.get_size()
    x, y = ctypes.c_int(), ctypes.c_int()
    scale = 1_000_000 / max(width, height, 1.0)
    size = (round(width * scale), round(height * scale))
    probe = max(width, height, 1.0)
    seen: list[Point] = []
    for point in ((0.0, 0.0), (probe, 0.0), (0.0, probe)):
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, *point, x, y)
        seen.append((x.value / scale, y.value / scale))
    (e, f), (ax, ay), (cx, cy) = seen
    return View(width, height, ((ax - e) / probe, (ay - f) / probe, (cx - e) / probe, (cy - f) / probe, e, f))


def read_drawing(page: pdfium.PdfPage, view: View) -> Drawing:
    drawing = Drawing([], [])
    objects = [raw.FPDFPage_GetObject(page, index) for index in range(min(raw.FPDFPage_CountObjects(page), OBJECTS))]
    _gather(objects, view, view.upright, NESTING, drawing)
    return drawing


def _gather(objects: Sequence[Any], view: View, matrix: Matrix, depth: int, drawing: Drawing) -> None:
    for one in objects:
        kind = raw.FPDFPageObj_GetType(one)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            drawing.pictures.append(_unit_square(view, chain(_matrix(one), matrix)))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            drawing.paths.append((one, chain(_matrix(one), matrix)))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            count = min(raw.FPDFFormObj_CountObjects(one), OBJECTS)
            inner = [raw.FPDFFormObj_GetObject(one, index) for index in range(count)]
            _gather(inner, view, chain(_matrix(one), matrix), depth - 1, drawing)


def _unit_square(view: View, matrix: Matrix) -> Box:
    """Where an image stands: PDF draws every image into the unit square of its own coordinates."""
    corners = [transform(matrix, x, y) for x, y in ((0, 0), (0, 1), (1, 0), (1, 1))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return max(min(xs), 0), max(min(ys), 0), min(max(xs), view.width), min(max(ys), view.height)


def _matrix(one: Any) -> Matrix:
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(one, own)
    return own.a, own.b, own.c, own.d, own.e, own.f


def chain(first: Matrix, then: Matrix) -> Matrix:
    a, b = transform((*then[:4], 0, 0), first[0], first[1])
    c, d = transform((*then[:4], 0, 0), first[2], first[3])
    return (a, b, c, d, *transform(then, first[4], first[5]))


def transform(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


class Edge(NamedTuple):
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def lies(self) -> bool:
        return self.x1 - self.x0 > self.bottom - self.top


def find_tables(drawing: Drawing) -> list[Table]:
    """Ruled tables of at least two columns, in coordinates of the page as shown."""
    if not LEAST_CELLS <= len(drawing.paths) <= EDGES:
        return []
    edges = list(_edges(drawing))
    if not LEAST_CELLS <= len(edges) <= EDGES:
        return []
    return [table for cells in _tables(edges) if (table := _rows(cells))]


def _edges(drawing: Drawing) -> Iterator[Edge]:
    for path, matrix in drawing.paths:
        for (x0, y0), (x1, y1) in _segments(path, matrix):
            edge = Edge(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            wide, tall = edge.x1 - edge.x0, edge.bottom - edge.top
            if max(wide, tall) >= SHORTEST and min(wide, tall) <= THIN:
                yield edge


def _segments(path: Any, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    """The straight pieces of a path."""
    count = raw.FPDFPath_CountSegments(path)
    if not 1 < count <= SEGMENTS:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = transform(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        if raw.FPDFPathSegment_GetClose(segment):
            yield point, first
        last = point


def _tables(edges: Iterable[Edge]) -> list[list[Box]]:
    from pdfplumber import table as plumber  # only pages with rulings pay for the import

    given = [
        {
            "x0": edge.x0,
            "x1": edge.x1,
            "top": edge.top,
            "bottom": edge.bottom,
            "width": edge.x1 - edge.x0,
            "height": edge.bottom - edge.top,
            "orientation": "h" if edge.lies else "v",
        }
        for edge in edges
    ]
    merged = plumber.merge_edges(given, SNAP, SNAP, SNAP, SNAP)
    crossings = plumber.edges_to_intersections(merged, SNAP, SNAP)
    return plumber.cells_to_tables(plumber.intersections_to_cells(crossings))


def _rows(cells: Sequence[Box]) -> Table:
    """Cells by row; nothing where the ruling is only a frame or a stack of boxes."""
    ordered = sorted(cells, key=lambda cell: (cell[1], cell[0]))
    rows = [list(row) for _, row in groupby(ordered, key=lambda cell: cell[1])]
    is_table = len(cells) >= LEAST_CELLS and sum(len(row) > 1 for row in rows) > 1
    return rows if is_table else []
