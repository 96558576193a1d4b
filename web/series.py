"""Values over time: what each analyte is now, what it was before, and a picture where there is something to draw."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from answers.wording import describe, spoken_date
from core.records import Biomarker, Fact, Lab
from web.drawing import Trend, draw_trends

Value = Lab | Biomarker
IN_BLOOD = "serum"
RANGE = re.compile(r" \((?:within the )?range on the record: [^()]*\)$")
MARKED = ("high", "low", "abnormal")


class Series(NamedTuple):
    """One analyte. ``values`` have the latest first and those without a date last; ``latest`` are all of them of which
    no other is surely later: two of one day, or one whose date is only a year.
    """

    name: str
    id: str
    values: tuple[Value, ...]
    latest: tuple[Value, ...]
    trends: tuple[Trend, ...]

    @property
    def is_marked(self) -> bool:
        """Whether the record itself marks the latest value as outside its range."""
        return any(isinstance(one, Lab) and one.flag in MARKED for one in self.latest)


def is_serial(fact: Fact) -> bool:
    """Laboratory values, and tumour markers measured in blood: what is told as a series, and not fact by fact."""
    return isinstance(fact, Lab) or (isinstance(fact, Biomarker) and fact.method == IN_BLOOD)


def series_of(facts: Iterable[Fact]) -> list[Series]:
    """Those whose latest value is marked come first, then by name."""
    found: defaultdict[tuple[str, str], list[Value]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, Lab | Biomarker) and is_serial(fact):
            found[fact.kind, fact.name].append(fact)
    told = (_series(name, f"values-{place}", values) for place, ((_, name), values) in enumerate(found.items(), 1))
    return sorted(told, key=lambda one: (not one.is_marked, one.name.casefold()))


def _series(name: str, place: str, values: Sequence[Value]) -> Series:
    dated = sorted((one for one in values if one.date), key=lambda one: one.date or "", reverse=True)
    undated = [one for one in values if not one.date]
    return Series(
        name, place, (*dated, *undated), tuple(_latest(dated) or undated), tuple(draw_trends(_drawable(dated)))
    )


def _latest(dated: Sequence[Value]) -> list[Value]:
    """``2025`` may be later than ``2025-03-04``; ``2024`` is not."""
    return [one for one in dated if (dated[0].date or "").startswith(one.date or "")]


def _drawable(values: Iterable[Value]) -> Iterator[Value]:
    return (one for one in values if one.number is not None)


def value_told(fact: Value) -> str:
    """``84 umol/L (within the range on the record: 45 to 84)``: a value beside its name."""
    told = describe(fact).replace("_", " ")
    return told.removeprefix(fact.name).removeprefix(f" ({IN_BLOOD})").lstrip(": ")


def latest_told(series: Series) -> str:
    """Each of the latest values with its date, without the range that stands beside it further down."""
    told = (f"{_alone(one)}, {spoken_date(one.date) if one.date else 'no date'}" for one in series.latest)
    return "; ".join(dict.fromkeys(told))


def _alone(fact: Value) -> str:
    return RANGE.sub("", value_told(fact))
