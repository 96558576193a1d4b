"""What counts as a date, and how fine it is read."""

import gzip
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import RULES
from extractors.dates import DateMention, find_dates, find_month_of_year, finds_day_first, shared_part, spoken_year
from extractors.rules import read_table
from extractors.yearless_dates import find_all_dates

DAYS = st.dates(date(1931, 1, 1), date(2030, 12, 31))
MONTH_AND_YEAR = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December) (20\d\d)\b"
)
SHAPES = ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%d %b %Y", "%Y%m%d", "%Y/%m/%d")


def values(text: str, day_first: bool | None = None) -> list[str]:
    return [mention.value for mention in find_dates(text, day_first=day_first)]


@given(DAYS, st.sampled_from(SHAPES), st.sampled_from(("", "CT on ", "Histology (", "2. ")))
def test_a_written_day_is_read_back(day: date, shape: str, before: str) -> None:
    """A day written in a shape that has one reading comes back as that day, with exactly its own span."""
    written = day.strftime(shape)
    text = f"{before}{written} showed no change."
    mention = DateMention(len(before), len(before) + len(written), day.isoformat())
    assert find_dates(text) == (mention,)


@given(DAYS)
def test_numeric_dates_follow_the_order_that_is_given(day: date) -> None:
    """A numeric date with a short year is read in the order its caller knows, either way."""
    assert values(f"on {day.strftime('%d/%m/%y')}", day_first=True) == [day.isoformat()]
    assert values(f"on {day.strftime('%m/%d/%Y')}", day_first=False) == [day.isoformat()]


@given(DAYS)
def test_an_order_that_is_not_shown_is_never_guessed(day: date) -> None:
    """Alone on a page, a numeric date is either readable one way only or gives its year and no more."""
    (value,) = values(f"seen {day.day}/{day.month}/{day.year}")
    assert value == (day.isoformat() if day.day > 12 or day.day == day.month else str(day.year))


@given(st.text(max_size=80))
def test_every_mention_lies_in_its_text_and_none_overlap(text: str) -> None:
    """Whatever the text, mentions are ordered, apart from each other and not empty."""
    ends = [0]
    for mention in find_dates(text):
        assert ends[-1] <= mention.start < mention.end <= len(text)
        ends.append(mention.end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seen 15/1/24", ["2024-01-15"]),
        ("15/1/24, then 1/3/24", ["2024-01-15", "2024-03-01"]),
        ("1/15/24, then 1/3/24", ["2024-01-15", "2024-01-03"]),
        ("15/1/24, 1/15/24, 1/3/24", ["2024-01-15", "2024-01-15", "2024"]),
        ("NHS number withheld, seen 1/3/24", ["2024-03-01"]),
        ("12th Apr 2024", ["2024-04-12"]),
        ("February 15th 2024", ["2024-02-15"]),
        ("the 3rd of May 2021", ["2021-05-03"]),
        ("14 Mar '24", ["2024-03-14"]),
        ("03/2024", ["2024-03"]),
        ("in 2019 and again in late 2021", ["2019", "2021"]),
        ("2019: mastectomy", ["2019"]),
        ("mastectomy (2019)", ["2019"]),
        ("3. März 2024", ["2024-03-03"]),
        ("2024-03-14T10:20:00Z", ["2024-03-14"]),
        ("born 12/25/57", ["1957-12-25"]),
        ("20 Gy in 5, March 2021", ["2021-03"]),
        ("Lu-177 x 4 of 6   Apr 2024", ["2024-04"]),
        ("8 Gy ×1   Mar 2023", ["2023-03"]),
        ("x4 (21 Mar-30 May)", []),
        ("seen 21 Mar-24 for review", ["2024-03-21"]),
        ("in 5 March 2021", ["2021-03-05"]),
    ],
)
def test_shapes_of_letters_and_reports(text: str, expected: list[str]) -> None:
    """Dates are read as finely as they are written, whatever their shape."""
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "3/12 nodes", "T 1/2", "BP 120/80", "1/7 lymph nodes", "cycle 1/6", "pT2N0(0/12)", "aged 56", "31/2/2024",
        "15/15/2024", "(01865) 24 12 2024", "MRN 20240314", "Accession No: 20240314", "S23-104482",
        "WHO 2016 classification", "AJCC 2017", "Smith et al (2019)", "2010 mg daily", "you may 2024 times",
        "15 February", "version 1.2.24", "0.5.24", "2,024 ml", "1/2/3/24", "ECOG 0-1", "50 Gy in 25 fractions",
        "12/03/24/7",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_date(text: str) -> None:
    """Ratios, pressures, identifiers, doses, ages, editions and impossible days are no dates."""
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FOLFOX January–June 2021", [("2021-01", "opens"), ("2021-06", "closes")]),
        ("3 March to 14 April 2021", [("2021-03-03", "opens"), ("2021-04-14", "closes")]),
        ("14/03/2024-20/04/2024", [("2024-03-14", "opens"), ("2024-04-20", "closes")]),
        ("between 2019 and 2021", [("2019", "opens"), ("2021", "closes")]),
        ("2019-2021", [("2019", "opens"), ("2021", "closes")]),
        ("March 2019 - present", [("2019-03", "opens")]),
        ("in March 2019 and April 2020", [("2019-03", None), ("2020-04", None)]),
    ],
)
def test_ranges_say_which_end_is_which(text: str, expected: list[tuple[str, str | None]]) -> None:
    """Both ends of a range are told apart from two dates that merely stand side by side."""
    assert [(one.value, one.bound) for one in find_dates(text)] == expected


def test_a_range_across_the_new_year_borrows_no_year() -> None:
    """In "November–February 2021" the November is of another year, which the words do not give."""
    assert values("November–February 2021") == ["2021-02"]


def test_the_pivot_of_short_years() -> None:
    """Short years are 20yy up to 30 and 19yy above."""
    assert [spoken_year(digits) for digits in ("00", "30", "31", "99", "1931")] == [2000, 2030, 1931, 1999, 1931]


def test_the_order_of_a_text_needs_evidence() -> None:
    """Only unambiguous dates or signs of a country show the order; contradictions show nothing."""
    assert finds_day_first("on 3/4/24") is None
    assert finds_day_first("oestrogen receptor positive, on 3/4/24") is True
    assert finds_day_first("HIPAA notice; NHS trust; 3/4/24") is None


def test_tables_of_months_and_signs_hold_what_they_should() -> None:
    """Months are 1 to 12 and every sign says day or month."""
    assert {int(row["month"]) for row in read_table(RULES / "dates_months.tsv", "name", "month")} == set(range(1, 13))
    assert {row["first"] for row in read_table(RULES / "dates_order_signs.tsv", "pattern", "first")} == {"day", "month"}


@pytest.mark.corpus
def test_months_of_the_letters_are_read(corpora: Path) -> None:
    """At least 99 of 100 months that the development letters write with a year are read with that year."""
    written = read = 0
    with gzip.open(corpora / "letters" / "letters_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)["text"]
            ends = {mention.end for mention in find_dates(text)}
            for match in MONTH_AND_YEAR.finditer(text):
                written += 1
                read += match.end() in ends
    assert read >= 0.99 * written > 0


def test_the_number_of_a_list_item_is_no_day() -> None:
    """A number with a full stop at the head of a line is a day only where no other item is numbered beside it."""
    assert [one.value for one in find_dates("1. March 2021: surgery\n2. May 2021: CAPOX")] == ["2021-03", "2021-05"]
    assert [one.value for one in find_dates("12. March 2021: surgery")] == ["2021-03-12"]


@pytest.mark.parametrize(
    ("text", "day_first", "value"),
    [
        ("Mar-24", None, "2024-03"),
        ("Mar-24", False, None),
        ("Mar 24", None, None),
        ("Mar 24", True, "2024-03"),
        ("01/24", True, "2024-01"),
        ("01/24", None, None),
        ("01/12", True, None),
        ("Mar-09", True, None),
        ("Mar-24-01", True, None),
    ],
)
def test_a_month_with_a_short_year_is_read_only_where_it_can_be_no_day(
    text: str, day_first: bool | None, value: str | None
) -> None:
    """Spreadsheets write ``Mar-24``; ``01/24`` is a month and a year only where days come first."""
    found = find_month_of_year(text, 0, day_first=day_first)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FOLFOX 05-10/2022", [("2022-05", "opens"), ("2022-10", "closes")]),
        ("diagnosed 3-4/2022", [("2022-03", "opens"), ("2022-04", "closes")]),
        ("in 2014-15", [("2014", "opens"), ("2015", "closes")]),
        ("in the winter of 2021/22", [("2021", "opens"), ("2022", "closes")]),
        ("between March and May 2023", [("2023-03", "opens"), ("2023-05", "closes")]),
    ],
)
def test_ranges_within_one_number(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.value, one.bound) for one in find_dates(text)] == expected


@pytest.mark.parametrize("text", ["10-3/2022", "pages 2014-15", "section 3-4/2022/7", "in 2014-09", "ratio 3-4/20225"])
def test_what_is_no_range_of_months_or_years(text: str) -> None:
    assert not any(one.bound for one in find_dates(text))


def test_what_may_be_a_month_or_two_years_is_neither() -> None:
    assert values("in 2009/10 and in 2011-12") == []
    assert values("in 2011-11") == ["2011-11"]


def test_a_winter_is_of_no_one_year() -> None:
    assert values("in the winter of 2022") == []
    assert values("in the spring of 2022 and over the summer of 2023") == ["2022", "2023"]


def test_dates_share_what_they_have_in_common() -> None:
    assert shared_part(["2023-03-04", "2023-03-09"]) == "2023-03"
    assert shared_part(["2023-03", "2023"]) == "2023"
    assert shared_part(["2022-12", "2023-01"]) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Admitted 02/06/2025. Last given 22/05, seen 19/06.", "2025-06-02"),
        ("Admitted 02/06/2025. Last given 22/05.", "2025"),
        ("Admitted 02/06/2025. Nodes 02/27 and 03/14.", "2025"),
        ("Admitted 02/06/2025. Walks 22/05% and 19/06.5", "2025"),
    ],
)
def test_days_without_a_year_show_the_order_of_the_page(text: str, value: str) -> None:
    """Two of them, which can be no parts of a whole."""
    assert values(text)[0] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Date: 12 August 2025\nResults 10 August", "2025-08-10"),
        ("Seen 11 Jan 2024, virtual\nLabs Jan 9", "2024-01-09"),
        ("Seen 11 Jan 2024, virtual\nCT Dec 12: mass", "2023-12-12"),
        ("Visit date: 05/13/2024\nMarkers 5/10: AFP 3", "2024-05-10"),
        ("CLINIC, 30th JULY 2025\nINR on 8th July was 2.4", "2025-07-08"),
        ("Seen 11 Jan 2024\nthe week of 3 March", None),
        ("Seen 11 Jan 2024\nHb 98 in October", "2023-10"),
        ("Seen 11 Jan 2024\nnext seen in February", None),
        ("DATE: 09-07-2024\nMAR 24    MAY 24", None),
        ("DATE: 09-07-2024\nScored 5/10 and 4/24", None),
        ("DOB 9 July 1950\nBloods 3 June", None),
        ("Labs Jan 9", None),
        ("Joined 2 May 2021.\n\nBloods 3 June 2025: Hb 98. The scan of 3 June was clear", "2025-06-03"),
    ],
)
def test_a_day_without_a_year_is_of_the_year_that_the_pages_own_day_gives(text: str, value: str | None) -> None:
    """The nearest before it, where no other is near."""
    new = set(find_all_dates(text)) - set(find_dates(text))
    assert {one.value for one in new} == ({value} if value else set())


def test_times_told_from_the_day_of_the_page_are_dates_too() -> None:
    """And no date of one year hides in another."""
    told = find_all_dates("Seen 24 June 2024\nPSA was 6.8 last March and 7 in April last year")
    assert [one.value for one in told] == ["2024-06-24", "2024-03", "2023-04"]


def test_the_day_of_another_page_gives_the_year_as_well() -> None:
    assert [one.value for one in find_all_dates("Labs Jan 9", "2024-01-11")] == ["2024-01-09"]
