"""Pictures of time: where bars and points lie, in the units of an SVG view. The templates draw them."""

from calendar import isleap, month_abbr
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from answers.wording import spoken_date
from core.records import Biomarker, Lab, Treatment

WIDTH = 720.0
LEFT, RIGHT = 12.0, 12.0
ROW = 34.0
HEAD = 26.0
SHORTEST = 6.0
MOST_TICKS = 8
TREND_HEIGHT = 150.0
TREND_LEFT = 56.0


class Bar(NamedTuple):
    """One treatment. ``is_open`` where its end is not stated; it fades out, and says so."""

    x: float
    y: float
    width: float
    text: str
    title: str
    is_open: bool
    text_x: float
    anchor: str
    fact: Treatment


class Tick(NamedTuple):
    x: float
    text: str


class Timeline(NamedTuple):
    width: float
    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


class Point(NamedTuple):
    x: float
    y: float
    title: str
    fact: Lab | Biomarker


class Band(NamedTuple):
    """From the upper limit of normal, ``y``, down to the lower one."""

    y: float
    height: float


class Trend(NamedTuple):
    """One quantity in one unit over time. ``band`` is the record's own range, where all values have the same one."""

    name: str
    unit: str
    width: float
    height: float
    points: tuple[Point, ...]
    line: str
    ticks: tuple[Tick, ...]
    scale: tuple[Tick, ...]
    """Values at the left, ``x`` being their y."""
    summary: str
    band: Band | None


def year_of(partial: str, *, end: bool = False) -> float:
    """A partial ISO date as a year with its fraction; a year or a month alone is where it begins, or ends."""
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 1:
        return parts[0] + (1.0 if end else 0.0)
    if len(parts) == 2:
        return parts[0] + (parts[1] - (0 if end else 1)) / 12
    day = date(parts[0], parts[1], parts[2])
    return parts[0] + (day.timetuple().tm_yday - 1) / (366 if isleap(parts[0]) else 365)


def draw_timeline(treatments: Sequence[Treatment]) -> Timeline | None:
    """None where no treatment has a date."""
    dated = [(begin, fact) for fact in treatments if (begin := fact.start or fact.date or fact.end)]
    if not dated:
        return None
    dated.sort(key=lambda one: year_of(one[0]))
    starts = [year_of(begin) for begin, _ in dated]
    ends = [year_of(fact.end or begin, end=True) for begin, fact in dated]
    scale = _Scale(min(starts), max(ends), LEFT, WIDTH - RIGHT)
    bars = tuple(
        _bar(fact, scale.x(start), scale.x(end), HEAD + row * ROW)
        for row, ((_, fact), start, end) in enumerate(zip(dated, starts, ends, strict=True))
    )
    return Timeline(WIDTH, HEAD + ROW * len(bars) + 8, bars, scale.ticks())


def _bar(fact: Treatment, x: float, end: float, y: float) -> Bar:
    width = max(end - x, SHORTEST)
    when = spoken_date(fact.start or fact.date or fact.end or "")
    until = f" to {spoken_date(fact.end)}" if fact.end and fact.end != (fact.start or fact.date) else ""
    status = f", {fact.status}" if fact.status else ""
    is_open = fact.end is None and fact.type not in ("surgery", "transplant")
    is_left = x < WIDTH * 0.6
    text_x, anchor = (x, "start") if is_left else (min(x + width, WIDTH - RIGHT), "end")
    return Bar(x, y, width, fact.name, f"{fact.name}{status}: {when}{until}", is_open, text_x, anchor, fact)


def draw_trends(facts: Iterable[Lab | Biomarker]) -> list[Trend]:
    """A picture for each quantity with two values or more of different dates, in one and the same unit."""
    series: dict[tuple[str, str], list[Lab | Biomarker]] = defaultdict(list)
    for fact in facts:
        series[fact.name, fact.unit or ""].append(fact)
    drawn = (_trend(name, unit, values) for (name, unit), values in series.items())
    return [trend for trend in drawn if trend]


def _trend(name: str, unit: str, facts: list[Lab | Biomarker]) -> Trend | None:
    facts.sort(key=lambda fact: fact.date or "")
    if len({fact.date for fact in facts}) < 2:
        return None
    years = [year_of(fact.date or "") for fact in facts]
    numbers = [fact.number or 0.0 for fact in facts]
    across = _Scale(min(years), max(years), TREND_LEFT, WIDTH - 24)
    usual = _range_of(facts)
    low, high = min(0.0, *numbers), max(*numbers, *(usual or ()))
    span = (high - low) or 1.0

    def height(number: float) -> float:
        return TREND_HEIGHT - 28 - (number - low) / span * (TREND_HEIGHT - 48)

    points = tuple(
        Point(across.x(year), height(number), f"{number:g} {unit}, {spoken_date(fact.date or '')}".strip(), fact)
        for year, number, fact in zip(years, numbers, facts, strict=True)
    )
    line = " ".join(f"{point.x:.1f},{point.y:.1f}" for point in points)
    scale = tuple(Tick(height(value), f"{value:g}") for value in dict.fromkeys((low, high)))
    summary = "; ".join(point.title for point in points)
    band = Band(height(usual[1]), height(usual[0]) - height(usual[1])) if usual else None
    return Trend(name, unit, WIDTH, TREND_HEIGHT, points, line, across.ticks(), scale, summary, band)


def _range_of(facts: Sequence[Lab | Biomarker]) -> tuple[float, float] | None:
    """The reference range that every value was given with."""
    ranges = {(fact.low, fact.high) if isinstance(fact, Lab) else (None, None) for fact in facts}
    low, high = ranges.pop()
    return (low, high) if low is not None and high is not None and not ranges else None


class _Scale(NamedTuple):
    """Years to x."""

    first: float
    last: float
    left: float
    right: float

    def x(self, year: float) -> float:
        span = (self.last - self.first) or 1.0
        return self.left + (year - self.first) / span * (self.right - self.left)

    def ticks(self) -> tuple[Tick, ...]:
        """Years, or months where there is less than two of them."""
        if self.last - self.first < 2:
            months = range(int(self.first * 12), int(self.last * 12) + 2)
            at = [(month / 12, f"{month_abbr[month % 12 + 1]} {month // 12}") for month in months]
        else:
            at = [(float(year), str(year)) for year in range(int(self.first), int(self.last) + 2)]
        at = [one for one in at if self.first - 1e-9 <= one[0] <= self.last + 1e-9]
        every = max(1, -(-len(at) // MOST_TICKS))
        return tuple(Tick(self.x(year), text) for year, text in at[::every])
