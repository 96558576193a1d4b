"""Words with boxes become text in reading order."""

import re

from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.layout import Layout, PlacedWord, lay_out

WIDTH, HEIGHT = 612.0, 792.0
LEFT = (
    "The patient is a lady of sixty years who was seen in the clinic for a review after her operation. She feels well "
    "and has no complaints at present other than fatigue after walking for more than ten minutes at a time"
)
RIGHT = (
    "on level ground. Her wound has healed well and there was no sign of recurrence on examination today in either "
    "breast or axilla. We shall see her again in six months with a new mammogram and with blood tests."
)


def typed(text: str, x: float, top: float, cell: float = 5, height: float = 10) -> list[PlacedWord]:
    return [
        PlacedWord(match.group(), (x + match.start() * cell, top, x + match.end() * cell, top + height))
        for match in re.finditer(r"\S+", text)
    ]


def wrapped(text: str, x: float, top: float, columns: int, step: float = 12) -> list[PlacedWord]:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) >= columns:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [word for row, line in enumerate([*lines, line]) for word in typed(line, x, top + row * step)]


def read(words: list[PlacedWord], tables: list[list[list[tuple[float, float, float, float]]]] | None = None) -> Layout:
    """As if the words came in any order."""
    return lay_out(sorted(words, key=lambda word: hash(word.box)), WIDTH, HEIGHT, tables or [])


def test_a_label_and_its_distant_value_are_one_line() -> None:
    """A wide gap in a row is a tab, and never parts a value from its label."""
    rows = [("Estrogen receptor (ER):", "POSITIVE (95%)"), ("HER2 (IHC):", "EQUIVOCAL (2+)"), ("Ki-67:", "20%")] * 3
    words = [word for n, (label, value) in enumerate(rows) for word in typed(label, 50, 40 + 12 * n)]
    words += [word for n, (label, value) in enumerate(rows) for word in typed(value, 300, 40 + 12 * n)]
    assert read(words).text == "\n".join(f"{label}\t{value}" for label, value in rows)


def test_dot_leaders_are_one_tab() -> None:
    """Leaders carry nothing, whether they are a word of their own, part of a word or loose dots."""
    words = typed("ER ........ positive", 50, 40) + typed("PR......negative", 50, 52) + typed("HER2 . . . . 1+", 50, 64)
    assert read(words).text == "ER\tpositive\nPR\tnegative\nHER2\t1+"


def test_prose_in_columns_is_read_column_by_column() -> None:
    """The left column comes before the right one, even where the lines stand on other baselines."""
    heading = typed("Summary of the visit to the breast clinic, written for the patient and her own doctor", 50, 30)
    for shift in (0, 5):
        words = heading + wrapped(LEFT, 50, 60, 45) + wrapped(RIGHT, 320, 60 + shift, 45)
        text = " ".join(read(words).text.split())
        assert text.endswith(f"{LEFT} {RIGHT}")


def test_a_sentence_goes_on_over_the_column_break() -> None:
    """No blank line stands where the next column begins in the middle of a sentence."""
    assert "time\non level" in read(wrapped(LEFT, 50, 60, 45) + wrapped(RIGHT, 320, 60, 45)).text


def test_a_greeting_under_columns_comes_after_them() -> None:
    words = wrapped(LEFT, 50, 60, 45) + wrapped(RIGHT, 320, 60, 45) + typed("Yours sincerely", 50, 200)
    assert read(words).text.endswith("Yours sincerely")


def test_a_sidebar_does_not_break_into_the_letter() -> None:
    """Short lines beside prose on other baselines are the letterhead's sidebar."""
    sidebar = [word for n in range(6) for word in typed("Consultant names", 30, 62 + 17 * n)]
    letter = wrapped(f"{LEFT} {RIGHT}", 200, 60, 60)
    assert f"{LEFT} {RIGHT}" in " ".join(read(sidebar + letter).text.split())


def test_a_ruled_row_is_one_line_though_its_cells_wrap() -> None:
    """The interpretation of a variant stays in the row of its gene."""
    words = typed("EGFR", 52, 42) + typed("Sensitive to osimertinib", 152, 42) + typed("and afatinib", 152, 54)
    words += typed("KRAS", 52, 72) + typed("Not detected", 152, 72)
    cells = [
        [(50.0, 40.0, 150.0, 68.0), (150.0, 40.0, 280.0, 68.0)],
        [(50.0, 68.0, 150.0, 90.0), (150.0, 68.0, 280.0, 90.0)],
    ]
    assert read(words, [cells]).text == "EGFR\tSensitive to osimertinib and afatinib\nKRAS\tNot detected"


def test_unruled_rows_inside_a_ruled_box_stay_rows() -> None:
    """Two cells that hold lists are read line by line: a value must not leave its label."""
    words = typed("Hemoglobin", 52, 72) + typed("WBC", 52, 84) + typed("12.1", 152, 72) + typed("5.4", 152, 84)
    words += typed("Test", 52, 42) + typed("Result", 152, 42)
    cells = [
        [(50.0, 40.0, 150.0, 68.0), (150.0, 40.0, 280.0, 68.0)],
        [(50.0, 68.0, 150.0, 100.0), (150.0, 68.0, 280.0, 100.0)],
    ]
    assert "Hemoglobin\t12.1\nWBC\t5.4" in read(words, [cells]).text


def test_paragraphs_have_a_blank_line_between_them() -> None:
    words = typed("One line here.", 50, 40) + typed("Its second line.", 50, 52) + typed("Another one.", 50, 85)
    assert read(words).text == "One line here.\nIts second line.\n\nAnother one."


def test_a_row_that_drifts_is_still_one_line() -> None:
    """A photographed row sinks by more than its own height from left to right."""
    words = [
        PlacedWord(f"w{n}", (50 + 40 * n, 40 + 1.5 * n + row, 80 + 40 * n, 50 + 1.5 * n + row))
        for row in (0, 14)
        for n in range(12)
    ]
    assert (
        read(words).text.split("\n") == ["\t".join(f"w{n}" for n in range(12))] * 2 or read(words).text.count("\n") == 1
    )


def test_words_off_the_page_are_not_on_it() -> None:
    assert read(typed("seen", 50, 40) + typed("hidden", 50, -30) + typed("beyond", 700, 40)).text == "seen"


boxes = st.tuples(st.floats(0, 600), st.floats(0, 780), st.floats(1, 100), st.floats(1, 40)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(
    st.lists(
        st.builds(PlacedWord, st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8), boxes, st.none()),
        max_size=60,
    )
)
def test_every_word_stands_once_at_its_offsets(words: list[PlacedWord]) -> None:
    """Whatever the layout, nothing is lost, doubled or misplaced."""
    layout = lay_out(words, WIDTH, HEIGHT)
    assert sorted(word.text for word in layout.words) == sorted(word.text for word in words)
    assert all(layout.text[word.start : word.end] == word.text for word in layout.words)
    assert [word.start for word in layout.words] == sorted(word.start for word in layout.words)
