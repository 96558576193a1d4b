"""Sentences of clinical text: lines that wrap go on, labels and list items do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@given(st.text(alphabet="aB1 .:;\n\t-()", max_size=200))
def test_sentences_keep_every_word_in_order(text: str) -> None:
    """Nothing but white space is lost, nothing is doubled."""
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ER positive. PR negative.", ["ER positive.", "PR negative."]),
        (
            "There is no evidence of lymphovascular\ninvasion or perineural invasion.",
            ["There is no evidence of lymphovascular\ninvasion or perineural invasion."],
        ),
        ("Grade: 2\nSize: 1.2 cm", ["Grade: 2", "Size: 1.2 cm"]),
        ("Seen by Dr. Smith on Monday.", ["Seen by Dr. Smith on Monday."]),
        ("FINAL DIAGNOSIS\nCarcinoma of the breast", ["FINAL DIAGNOSIS", "Carcinoma of the breast"]),
        ("1. Colon, carcinoma\n2. Liver, no tumour", ["1. Colon, carcinoma", "2. Liver, no tumour"]),
        ("NODES, NEGATIVE FOR. MALIGNANCY. Spleen.", ["NODES, NEGATIVE FOR. MALIGNANCY.", "Spleen."]),
        ("Tumour in the. Lung and. Pleura. Nodes free.", ["Tumour in the. Lung and. Pleura.", "Nodes free."]),
        ("Approved by. Procedure: biopsy", ["Approved by.", "Procedure: biopsy"]),
        ("Chemotherapy was of use. Well today.", ["Chemotherapy was of use.", "Well today."]),
        ("Colon cancer at 47. Left mastectomy.", ["Colon cancer at 47.", "Left mastectomy."]),
        ("Diagnosis: 1. Colon, grade 2. 2. Liver", ["Diagnosis: 1. Colon, grade 2.", "2. Liver"]),
        ("NO TUMOR IN 12. LYMPH NODES. SPLEEN", ["NO TUMOR IN 12. LYMPH NODES.", "SPLEEN"]),
        ("Neck irradiation: no. Aunt with cancer.", ["Neck irradiation: no.", "Aunt with cancer."]),
        ("Sample: no. 5 taken. Node No. Two.", ["Sample: no. 5 taken.", "Node No. Two."]),
        ("Size 12. 5 mm. Part 2. Liver", ["Size 12. 5 mm.", "Part 2. Liver"]),
        ("", []),
    ],
)
def test_what_ends_a_sentence(text: str, expected: list[str]) -> None:
    """Full stops before capitals, labels, list items and headings; not wrapped lines or titles of people."""
    assert sentences(text) == expected
