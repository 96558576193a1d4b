"""The vocabularies of medicines, regimens and procedures: every row, and that what they name is found."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import VOCABULARIES
from extractors.rules import read_table, split_cell
from extractors.treatment_names import CAUTIONS, find_names

MEDICINES = tuple(read_table(VOCABULARIES / "medicines.tsv", "name", "class", "type"))
REGIMENS = tuple(read_table(VOCABULARIES / "regimens.tsv", "name"))
PROCEDURES = tuple(read_table(VOCABULARIES / "procedures.tsv", "name", "type"))
TYPES = {"drug", "regimen", "surgery", "radiation", "transplant", "cell_therapy", "other"}


def written(row: dict[str, str]) -> tuple[str, ...]:
    return (row["name"], *split_cell(row["synonyms"]), *split_cell(row.get("brands", "")))


def test_the_vocabularies_are_as_large_as_promised() -> None:
    """At least 400 cancer medicines, 70 regimens and 100 procedures."""
    assert sum(row["caution"] != "supportive" for row in MEDICINES) >= 380
    assert len(MEDICINES) >= 400
    assert len(REGIMENS) >= 70
    assert len(PROCEDURES) >= 100


def test_every_row_has_a_known_type_and_caution() -> None:
    """Types are those of a treatment, cautions those that the matcher knows."""
    assert {row["type"] for row in (*MEDICINES, *PROCEDURES)} <= TYPES
    assert {row["caution"] for row in (*MEDICINES, *REGIMENS, *PROCEDURES)} <= set(CAUTIONS)


def test_no_way_to_write_a_medicine_names_two() -> None:
    """A brand or synonym belongs to one medicine only."""
    counts = Counter(name.lower() for row in MEDICINES for name in set(map(str.lower, written(row))))
    assert [name for name, count in counts.items() if count > 1] == []


def test_regimens_are_made_of_medicines_that_are_known() -> None:
    """Every component of a regimen is the canonical name of a medicine."""
    known = {row["name"] for row in MEDICINES}
    strange = {part for row in REGIMENS for part in split_cell(row["components"])} - known
    assert strange == set()


@pytest.mark.parametrize(
    "row", [row for row in MEDICINES if row["caution"] in ("", "dual")], ids=lambda row: row["name"]
)
def test_each_medicine_is_found_by_all_its_names(row: dict[str, str]) -> None:
    """Generic name, synonyms and brands all lead to the canonical name, over exactly their own words."""
    for name in written(row):
        text = f"She commenced {name} in 2021."
        (found,) = find_names(text)
        assert (found.entry.name, text[found.start : found.end]) == (row["name"], name)


@given(st.sampled_from([row["name"] for row in MEDICINES if not row["caution"] and " " in row["name"]]))
def test_line_breaks_and_capitals_hide_no_name(name: str) -> None:
    """A name of several words is found over a line break and in capitals."""
    assert [found.entry.name for found in find_names(f"on {name.upper().replace(' ', chr(10))} now")] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "taken OFF the ward",
        "the ICE pack helped",
        "a VIP lounge",
        "see MAP of the site",
        "EP study was normal",
        "no PCI needed",
    ],
)
def test_ordinary_words_are_no_regimens(text: str) -> None:
    """Abbreviations that are words count only beside words of chemotherapy or radiation."""
    assert find_names(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6 cycles of R-CHOP", ["R-CHOP"]),
        ("nab-paclitaxel", ["nab-paclitaxel"]),
        ("trastuzumab-dkst", ["trastuzumab"]),
        ("trastuzumab deruxtecan", ["trastuzumab deruxtecan"]),
        ("adjuvant TC x4 cycles", ["TC"]),
        ("Ivor-Lewis oesophagectomy", ["oesophagectomy"]),
        ("a sialoadenectomy", ["sialoadenectomy"]),
        ("gem/cis", ["gemcitabine-cisplatin"]),
        ("5FU and 5-FU", ["fluorouracil", "fluorouracil"]),
        ("interferon gamma assay", ["interferon gamma"]),
    ],
)
def test_names_are_read_whole(text: str, expected: list[str]) -> None:
    """The longest name wins, and shapes of operations that no list holds are found too."""
    assert [found.entry.name for found in find_names(text)] == expected
