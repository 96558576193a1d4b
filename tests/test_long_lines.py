"""A page on one line takes time in proportion to its words: scans and exports often come without line ends."""

from itertools import cycle, islice
from time import process_time

import pytest
from growth import in_proportion

from core.records import Method, Page
from extractors.dated_stretches import NAME
from extractors.document_type import classify
from extractors.extraction import extract_page

LETTER = (
    "The patient was seen in clinic and remains well.",
    "CT showed a 2.3 cm mass in the right upper lobe with mediastinal lymph nodes.",
    "She was diagnosed with stage IIIA lung adenocarcinoma in March 2021.",
    "She received carboplatin and pemetrexed with a good response.",
    "Histology confirmed a grade 2 invasive ductal carcinoma, HER2 negative.",
    "Her CEA was 4.2 ng/mL and haemoglobin 98 g/L on 12/03/2023.",
)
SPECIMENS = ("A. LYMPH NODE, LEVEL 2: 0/3 nodes.", "Margins negative.", "B. LYMPH NODE, LEVEL 4: 1/3 nodes.", "G2.")
PAGES = {
    "letter": LETTER,
    "letter without stops": tuple(one.rstrip(".") for one in LETTER),
    "receptors": ("ER: negative",),
    "values": ("Hb 98 g/L", "WBC 4.5", "Platelets 120", "CEA 4.2"),
    "values with dates": ("PSA 4.1 on 3/2/2021", "PSA 5.1 on 13/2/2022"),
    "specimens": SPECIMENS,
    "relatives": ("Mother had breast cancer at 45.", "She was tested.", "Her sister had colon cancer.", "She is well."),
}


def one_line(said: tuple[str, ...], count: int) -> Page:
    text = " ".join(islice(cycle(said), count))
    return Page(document="0" * 16, number=1, width=1, height=1, method=Method.STRUCTURED, quality=1, text=text)


@pytest.mark.parametrize("said", PAGES.values(), ids=PAGES)
def test_twice_the_words_on_one_line_take_less_than_three_times_as_long(said: tuple[str, ...]) -> None:
    extract_page(one_line(said, 2))
    assert in_proportion(lambda count: extract_page(one_line(said, count)), 400, 3)


def test_three_values_far_apart_on_a_line_are_soon_known_to_be_no_laboratory_sheet() -> None:
    """The fourth that a sheet would have is looked for once, not from every place behind the third."""
    page = one_line(("CEA 4.2 ng/mL", *("and so on without an end",) * 40), 3 * 41)
    since = process_time()
    classify([page])
    assert process_time() - since < 2


@pytest.mark.parametrize("text", ["x" * 60 + "! done", "x-" * 40 + "!", "a " * 60, "(" * 60 + "x"])
def test_a_text_without_end_is_soon_known_to_be_no_name(text: str) -> None:
    begun = process_time()
    assert not NAME.fullmatch(text)
    assert process_time() - begun < 1
