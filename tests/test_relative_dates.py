"""Times told from the day of the letter are no finer than they are certain."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.relative_dates import find_relative_dates

LETTER = "2024-06-24"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("started last month", "2024-05"),
        ("finished three months ago", "2024"),
        ("stopped 6 weeks ago", "2024"),
        ("a week ago", "2024-06"),
        ("in January this year", "2024-01"),
        ("in November of last year", "2023-11"),
        ("lobectomy last year", "2023"),
        ("lobectomy last March", "2024-03"),
        ("lobectomy last November", "2023-11"),
    ],
)
def test_a_time_is_what_all_days_it_may_mean_share(text: str, value: str) -> None:
    (mention,) = find_relative_dates(text, LETTER)
    assert mention.value == value
    assert text.endswith(text[mention.start : mention.end])


@pytest.mark.parametrize(
    "text",
    [
        "nausea over the last month",
        "for the last year",
        "seven months ago",
        "two years ago",
        "in the past month",
        "last seen",
        "last May",
        "last June",
        "last August",
        "last March 2021",
        "the last may be",
        "5 days ago",
        "last summer",
        "during last month",
    ],
)
def test_stretches_of_time_and_what_may_be_of_two_years_are_none(text: str) -> None:
    assert [*find_relative_dates(text, LETTER)] == []


def test_a_letter_typed_in_the_next_month_leaves_the_month_open() -> None:
    assert [one.value for one in find_relative_dates("started last month", "2024-06-05")] == ["2024"]
    assert [*find_relative_dates("started last month", "2024-02-05")] == []


@given(st.dates(date(2001, 1, 1), date(2030, 12, 31)), st.integers(1, 11), st.integers(-6, 6))
def test_weeks_ago_hold_the_day_they_were_told_of(letter: date, weeks: int, error: int) -> None:
    """Though the letter was typed up to ten days later, and the weeks are not exact."""
    day = letter - timedelta(days=7 * weeks + error)
    for mention in find_relative_dates(f"{weeks} weeks ago", letter.isoformat()):
        assert day > letter or day.isoformat().startswith(mention.value)
