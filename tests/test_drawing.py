"""Where bars and points of the pictures of time lie, and what a page tells of a fact once."""

from itertools import pairwise

from core.records import Biomarker, Evidence, Lab, Treatment
from web.drawing import draw_timeline, draw_trends, year_of
from web.record import marks_of

PLACE = Evidence(document="d" * 16, page=1, start=0, end=4, quote="CA-1", boxes=((0, 0, 9, 9),))
DATE = Evidence(document="d" * 16, page=1, start=20, end=30, quote="2024-03-05", boxes=((0, 20, 9, 29),))


def treatment(name: str, start: str | None = None, end: str | None = None) -> Treatment:
    return Treatment(name=name, type="drug", start=start, end=end, confidence=1, evidence=(PLACE,))


def lab(date: str | None, number: float, unit: str = "mg/dL") -> Lab:
    return Lab(name="M protein", number=number, unit=unit, date=date, confidence=1, evidence=(PLACE,))


def test_partial_dates_keep_their_order() -> None:
    """A year, a month and a day can be compared; an end is where the year or the month ends."""
    assert year_of("2024") == year_of("2024-01") == year_of("2024-01-01")
    assert year_of("2024-02") < year_of("2024-02-29") < year_of("2024-02", end=True)
    assert year_of("2023", end=True) == year_of("2024")


def test_treatments_lie_in_order_and_inside_the_picture() -> None:
    """Each has a row of its own; one without any date is not drawn, and its name stays in the list beside."""
    drawn = draw_timeline([treatment("b", "2023-05", "2023-11"), treatment("a", "2022"), treatment("never")])
    assert drawn is not None
    assert [bar.text for bar in drawn.bars] == ["a", "b"]
    assert all(bar.x >= 0 and bar.x + bar.width <= drawn.width for bar in drawn.bars)
    assert all(one.y < other.y for one, other in pairwise(drawn.bars))
    assert [bar.is_open for bar in drawn.bars] == [True, False]


def test_without_dates_there_is_no_timeline() -> None:
    """Nothing is made up to have something to draw."""
    assert draw_timeline([treatment("a")]) is None


def test_a_trend_needs_two_dates_and_one_unit() -> None:
    """Values in two units are never joined by one line."""
    assert draw_trends([lab("2024-01", 2.0), lab("2024-06", 20.0, "g/L")]) == []
    (trend,) = draw_trends([lab("2024-06", 1.0), lab("2024-01", 2.0)])
    assert [point.fact.number for point in trend.points] == [2.0, 1.0]
    assert trend.points[0].y < trend.points[1].y


def test_equal_values_can_be_drawn() -> None:
    """A flat line has no height to divide by."""
    (trend,) = draw_trends([lab("2024-01", 0.0), lab("2024-06", 0.0)])
    assert len(trend.points) == 2


def test_a_fact_that_stands_on_another_page_is_a_guest() -> None:
    """The page with its date links to it, and offers no second form to correct it."""
    elsewhere = PLACE.model_copy(update={"page": 2})
    (mark,) = marks_of([Biomarker(name="ER", confidence=1, evidence=(elsewhere, DATE))], "d" * 16, 1)
    assert (mark.facts, len(mark.guests)) == ((), 1)
    assert not mark.is_rejected


def test_a_fact_is_told_once_on_a_page() -> None:
    """Its date's place is one more box of the same mark, however many facts share the date."""
    facts = [
        Biomarker(name=name, confidence=1, evidence=(PLACE.model_copy(update={"start": start, "end": start + 2}), DATE))
        for start, name in enumerate(("ER", "PR"))
    ]
    marks = marks_of(facts, "d" * 16, 1)
    assert [[fact.name for fact in mark.facts if isinstance(fact, Biomarker)] for mark in marks] == [["ER"], ["PR"]]
    assert sum(len(mark.also) for mark in marks) == 1
    assert marks[0].is_at("20-30")
