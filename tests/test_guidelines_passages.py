"""Guidelines cut into passages: whole sentences, word for word, and nothing that a page says about itself."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from answers.guidelines.documents import Part, Passage
from answers.guidelines.passages import LONGEST, SHORTEST, cut, sentences_of
from answers.guidelines.scope import cancers_named, cancers_of_document, is_of_children
from core.places import RULES
from extractors.rules import read_table

TITLE = "Invented guide to breast cancer"


def passages(text: str, *heading: str) -> tuple[Passage, ...]:
    return cut([Part(heading=(TITLE, *(heading or ("Tests",))), text=text, page=7)])


def only(text: str, *heading: str) -> str:
    (passage,) = passages(text, *heading)
    return passage.text


def flat(text: str) -> str:
    return " ".join(text.split())


def sentence(number: int, words: int = 20) -> str:
    return f"Sentence {number} says {' '.join(['something'] * (words - 4))} plainly."


def test_long_text_is_cut_between_sentences() -> None:
    """No passage is longer than LONGEST words, each ends a sentence, and together they are the text."""
    text = " ".join(sentence(number) for number in range(40))
    found = passages(text)
    assert len(found) > 5
    assert all(len(one.text.split()) <= LONGEST and one.text.endswith("plainly.") for one in found)
    assert flat(" ".join(one.text for one in found)) == text


def test_a_sentence_longer_than_a_passage_stays_whole() -> None:
    """One sentence of more than LONGEST words is a passage by itself."""
    long = sentence(2, LONGEST + 30)
    assert [flat(one.text) for one in passages(f"{sentence(1)} {long} {sentence(3)}")] == [
        sentence(1),
        long,
        sentence(3),
    ]


def test_a_passage_has_one_heading_and_its_page() -> None:
    """Two short parts are not put together, and each passage tells its place."""
    parts = [Part(heading=(TITLE, name), text=sentence(page), page=page) for page, name in enumerate(("A", "B"), 3)]
    assert [(one.number, one.section, one.page) for one in cut(parts)] == [
        (1, f"{TITLE} > A", 3),
        (2, f"{TITLE} > B", 4),
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("The *EGFR* gene can **change** in it, see [1].", "The EGFR gene can change in it, see."),
        ("Doctors test it first.[1,2] Then they plan [3-5].", "Doctors test it first. Then they plan."),
        ("Most of them feel better afterwards.[Level of evidence: 1iiA]", "Most of them feel better afterwards."),
        ("Carriers of DPYD*2A or HLA-B*57:01 differ.", "Carriers of DPYD*2A or HLA-B*57:01 differ."),
        ("Both *BRCA1*/*BRCA2* and *ALK*-positive are tested.", "Both BRCA1/BRCA2 and ALK-positive are tested."),
        ("Genotypes such as *1/*28 are told there.", "Genotypes such as *1/*28 are told there."),
        ("The area was 2 * 3 cm in this example.", "The area was 2 * 3 cm in this example."),
    ],
)  # fmt: skip
def test_marks_go_and_words_stay(written: str, kept: str) -> None:
    """Emphasis and numbers of references are no words; the star of an allele is part of its name."""
    assert only(written) == kept


def test_items_of_a_list_go_on_with_what_leads_to_them() -> None:
    """A lead that would stand at a passage's end goes to the next with its first item."""
    before = " ".join(sentence(number) for number in range(5))
    items = "\n".join(f"- Item {number} is a thing to ask about" for number in range(4))
    first, second = passages(f"{before}\n\nAsk your team about these:\n{items}")
    assert first.text.endswith("plainly.")
    assert second.text.split("\n")[:2] == ["Ask your team about these:", "Item 0 is a thing to ask about"]


def test_a_long_lead_and_a_long_item_are_two_passages() -> None:
    """Keeping them together never makes a passage too long."""
    lead = sentence(1, 80).replace(".", ":")
    assert all(len(one.text.split()) <= LONGEST for one in passages(f"{lead}\n- {sentence(2, 90)}"))


def test_rows_of_a_table_keep_their_cells_apart() -> None:
    """Ruling lines go, cells stay in their row."""
    table = "| Stage | What it means |\n|---|---|\n| I | small and in one place |\n| II | larger than before |"
    assert only(table).split("\n") == ["Stage | What it means", "I | small and in one place", "II | larger than before"]


@pytest.mark.parametrize(
    "heading",
    ["References", "Contents", "Index", "Reviewers and Updates", "Contributors", "Notes", "About This PDQ Summary"],
)  # fmt: skip
def test_parts_about_the_document_itself_are_left_out(heading: str) -> None:
    """Neither under such a heading nor below it."""
    assert not passages(sentence(1), heading)
    assert not passages(sentence(1), heading, "More of it")


@pytest.mark.parametrize(
    "text",
    [
        "Breast Cancer Treatment Side Effects Find a Trial",
        "Home",
        "Stage 1 ........................ 12",
        "Copyright of this invented guide. All rights reserved by nobody at all.",
        "Page 12 of 80",
        "Learn more about how to read this invented page of ours.",
        "Too short to say.",
        "",
        " \n \n",
        "***",
    ],
)
def test_menus_and_labels_are_no_passages(text: str) -> None:
    """Titles in a row, rows of a table of contents, rights, and scraps."""
    assert not passages(text)


def test_what_is_said_twice_is_one_passage() -> None:
    """The first place counts."""
    found = cut([Part(heading=(TITLE, name), text=sentence(1)) for name in ("A", "B")])
    assert [one.heading[-1] for one in found] == ["A"]


def test_a_passage_knows_which_cancers_it_names() -> None:
    """By its headings below the title and its words, in their order."""
    (passage,) = passages("It can look like multiple myeloma or AML under the microscope.", "Ovarian cancer")
    assert passage.cancers == ("ovary", "multiple-myeloma", "aml")


@pytest.mark.parametrize(
    ("text", "cancers"),
    [
        ("Small cell lung cancer is another illness", ("small-cell-lung",)),
        ("Non-small cell lung cancer", ("non-small-cell-lung",)),
        ("AML and CLL", ("aml", "cll")),
        ("an aml of the car and 5 cml", ()),
        ("Breast-Cancer\n  in men; BREAST CANCER", ("breast",)),
        ("breastfeeding and cancerous", ()),
        ("", ()),
    ],
)
def test_cancers_are_found_by_their_names(text: str, cancers: tuple[str, ...]) -> None:
    """The longest name counts; short ones only in capitals."""
    assert cancers_named(text) == cancers


def test_a_document_is_about_what_its_title_or_address_tells() -> None:
    """An address below a card's own page counts; one that only begins like it is a folder of its own."""
    assert cancers_of_document("Melanoma today", "https://www.cancer.gov/types/breast/x") == ("melanoma",)
    assert cancers_of_document("Paget disease", "https://www.cancer.gov/types/breast/paget") == ("breast",)
    assert cancers_of_document("Coping", "https://www.cancer.gov/types/breastfeeding") == ("breastfeeding",)
    assert cancers_of_document("Coping") == ()


@pytest.mark.parametrize(
    ("title", "told"),
    [("Childhood Brain Tumours", True), ("Paediatric care", True), ("Adolescents and Young Adults", False),
     ("Bowel cancer", False), ("Kids’ guide", True)],
)  # fmt: skip
def test_pages_on_children_are_told_by_their_title(title: str, told: bool) -> None:
    """As they are in British and American English."""
    assert is_of_children(title) is told


WORDS = st.sampled_from(
    ["the", "tumour", "is", "small", "and", "doctors", "Herceptin", "HER2-positive", "IIA", "3.5", "cm", "e.g.", "Dr.",
     "(see)", "40%", "yes?", "no!", "however;", "a,", "b:", "“quoted”", "naïve", "–", "ER+"]
)  # fmt: skip
SENTENCES = st.lists(WORDS, min_size=1, max_size=60).map(lambda words: f"{' '.join(words)}.")
ITEMS = st.lists(WORDS, min_size=1, max_size=40).map(lambda words: f"- {' '.join(words)}")
TEXTS = st.lists(st.one_of(SENTENCES, ITEMS, st.just(""), st.text(max_size=40)), max_size=30).map("\n".join)


@given(TEXTS)
@examples(max_examples=150, deadline=None)
def test_every_passage_stands_in_its_part(text: str) -> None:
    """Line ends and marks aside, each line of a passage is there word for word; no line is lost between passages."""
    plain = flat(text)
    found = passages(text)
    lines = [line for one in found for line in one.text.split("\n")]
    marks = any(mark in text for mark in ("*", "_", "[", "|", "#"))
    assert marks or all(line in plain for line in lines)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert len({one.text for one in found}) == len(found)


@given(TEXTS)
@examples(max_examples=150, deadline=None)
def test_every_passage_is_short_or_one_sentence(text: str) -> None:
    """Under LONGEST words, or a single line that is one sentence; never a scrap."""
    for one in passages(text):
        words = len(one.text.split())
        assert words >= SHORTEST
        assert words <= LONGEST or ("\n" not in one.text and len(sentences_of(one.text)) == 1)


def test_every_rule_of_boilerplate_has_a_source() -> None:
    """Each row is of a known part, and none is without the reason for it."""
    rows = list(read_table(RULES / "guideline_boilerplate.tsv", "part", "pattern", "source"))
    assert {row["part"] for row in rows} == {"heading", "text"}
    assert all(row["source"] for row in rows)
