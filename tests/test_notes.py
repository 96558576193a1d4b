"""The context of a mention: negated, planned, possible, past, somebody else's."""

import logging
from collections import Counter

import pytest
from loguru import logger

from core.places import RULES
from core.records import Assertion, Page, Subject
from extractors.notes import Note
from extractors.rules import read_table


def note(text: str) -> Note:
    return Note(
        Page(document="0" * 16, number=1, width=612, height=792, method="text-layer", quality=1, text=text)  # pyright: ignore[reportArgumentType]
    )


@pytest.mark.parametrize(
    ("text", "mention", "assertion", "subject"),
    [
        ("Invasive carcinoma of the breast.", "carcinoma", Assertion.PRESENT, Subject.PATIENT),
        ("No evidence of metastatic disease.", "metastatic", Assertion.ABSENT, Subject.PATIENT),
        ("No evidence of lymphovascular\ninvasion.", "invasion", Assertion.ABSENT, Subject.PATIENT),
        ("Margins free, but tumor invades fat.", "tumor", Assertion.PRESENT, Subject.PATIENT),
        ("Suspicious for bone metastasis.", "metastasis", Assertion.POSSIBLE, Subject.PATIENT),
        ("We will start trastuzumab next week.", "trastuzumab", Assertion.PLANNED, Subject.PATIENT),
        ("History of melanoma.", "melanoma", Assertion.HISTORICAL, Subject.PATIENT),
        ("Her mother had breast cancer.", "breast cancer", Assertion.PRESENT, Subject.FAMILY),
        ("Family history: breast cancer at 50.", "breast cancer", Assertion.PRESENT, Subject.FAMILY),
        ("SALIVARY TISSUE, NEGATIVE FOR. MALIGNANCY", "MALIGNANCY", Assertion.ABSENT, Subject.PATIENT),
        ("There is no. evidence of. lymphoma.", "lymphoma", Assertion.ABSENT, Subject.PATIENT),
        ("Sampled as negative. Carcinoma is found.", "Carcinoma", Assertion.PRESENT, Subject.PATIENT),
        ("Glioma VS. lymphoma", "lymphoma", Assertion.POSSIBLE, Subject.PATIENT),
        ("Glioma VS. lymphoma", "Glioma", Assertion.POSSIBLE, Subject.PATIENT),
        ("Suspected lung cancer.", "lung cancer", Assertion.POSSIBLE, Subject.PATIENT),
        ("Melanoma ten years ago.", "Melanoma", Assertion.HISTORICAL, Subject.PATIENT),
        ("Right breast cancer and a strong family. history.", "breast cancer", Assertion.PRESENT, Subject.PATIENT),
        ("A strong family history of melanoma.", "melanoma", Assertion.PRESENT, Subject.FAMILY),
        ("This would. correspond to grade 2.", "grade 2", Assertion.PRESENT, Subject.PATIENT),
        ("Surgery would follow if carcinoma is found.", "carcinoma", Assertion.HYPOTHETICAL, Subject.PATIENT),
        ("CONCERN FOR LYMPHOMA, RULED OUT BY\nFLOW CYTOMETRY.", "LYMPHOMA", Assertion.ABSENT, Subject.PATIENT),
        ("Query myeloma, which was excluded on biopsy.", "myeloma", Assertion.ABSENT, Subject.PATIENT),
        ("She has lung cancer, ruled out PE on CT.", "lung cancer", Assertion.PRESENT, Subject.PATIENT),
        ("Lymphoma was initially suspected.", "Lymphoma", Assertion.POSSIBLE, Subject.PATIENT),
        ("Breast cancer was not excluded.", "Breast cancer", Assertion.POSSIBLE, Subject.PATIENT),
        ("A lymphoma has not been ruled out.", "lymphoma", Assertion.POSSIBLE, Subject.PATIENT),
        ("Bone metastases are suspected.", "Bone metastases", Assertion.POSSIBLE, Subject.PATIENT),
        ("Diagnosis on request form: melanoma of the arm", "melanoma", Assertion.PRESENT, Subject.PATIENT),
        ("PET requested for lymphoma.", "lymphoma", Assertion.PLANNED, Subject.PATIENT),
        (
            f"{'Clinical diagnosis: carcinoma, right':<62}x\nHer aunt had melanoma",
            "carcinoma",
            Assertion.PRESENT,
            Subject.PATIENT,
        ),
        ("Diagnosis: ovarian cancer\n\nPlan: see in June.", "ovarian cancer", Assertion.PRESENT, Subject.PATIENT),
    ],
)
def test_context(text: str, mention: str, assertion: Assertion, subject: Subject) -> None:
    """What the sentence says of the mention, and of whom."""
    start = text.index(mention)
    assert note(text).context(start, start + len(mention)) == (assertion, subject)


@pytest.mark.parametrize(
    ("text", "mention", "subject"),
    [
        ("Mother had endometrial cancer age 48. Laparoscopic hemicolectomy.", "hemicolectomy", Subject.PATIENT),
        ("HER MOTHER, WHO DIED AT 50, HAD OVARIAN CANCER. THYROIDECTOMY.", "THYROIDECTOMY", Subject.PATIENT),
        ("HER MOTHER, WHO DIED AT 50, HAD OVARIAN CANCER. THYROIDECTOMY.", "OVARIAN CANCER", Subject.FAMILY),
        ("Family history: brother colon cancer 47. Previous breast cancer 2009.", "breast cancer", Subject.PATIENT),
        ("Family history: aunt, breast cancer. Personal history of melanoma.", "melanoma", Subject.PATIENT),
        ("Family history: aunt, breast cancer. Right mastectomy.", "mastectomy", Subject.PATIENT),
        ("Family history: father, lung cancer. Previously also colon cancer in him.", "lung cancer", Subject.FAMILY),
        ("Family history: father, lung cancer. Past melanoma of a cousin.", "melanoma", Subject.FAMILY),
        ("Family history: father, lung cancer. Also colon cancer.", "colon cancer", Subject.FAMILY),
        ("Family history:\nMother: lymphoma\n\nPast surgery: nephrectomy.", "nephrectomy", Subject.PATIENT),
        ("I reviewed Mr X with his daughter today, on osimertinib.", "osimertinib", Subject.PATIENT),
        ("M 57, lives alone, brother nearby\nSCC of tonsil", "SCC", Subject.PATIENT),
        ("Lives alone, sister died of melanoma", "melanoma", Subject.FAMILY),
        ("Lives with her mother who had melanoma", "melanoma", Subject.FAMILY),
        ("I met him and his brother; the melanoma has grown.", "melanoma", Subject.PATIENT),
        ("She discussed stopping tamoxifen with her daughter.", "tamoxifen", Subject.PATIENT),
        ("Seen with her sister (Jane) and remains on olaparib.", "olaparib", Subject.PATIENT),
        ("She is the mother of two and has lymphoma.", "lymphoma", Subject.PATIENT),
        ("He lives with his sister and has bladder cancer.", "bladder cancer", Subject.PATIENT),
        ("Stopped tamoxifen for her daughter's wedding.", "tamoxifen", Subject.PATIENT),
        ("Her daughter's lymphoma is in remission.", "lymphoma", Subject.FAMILY),
        ("The mother of the patient has lymphoma.", "lymphoma", Subject.FAMILY),
        ("She came with her mother, who had breast cancer at 51.", "breast cancer", Subject.FAMILY),
        ("He was seen with his brother who had a melanoma.", "melanoma", Subject.FAMILY),
        ("We discussed with her her sister's melanoma.", "melanoma", Subject.FAMILY),
        ("Seen with her sister, aged 50 with lymphoma.", "lymphoma", Subject.FAMILY),
    ],
)
def test_whose_it_is(text: str, mention: str, subject: Subject) -> None:
    """A relative who came along tells of no illness of theirs, and an age ends the sentence about them."""
    start = text.index(mention)
    assert note(text).context(start, start + len(mention)).subject is subject


def test_no_words_of_context_are_listed_twice() -> None:
    """Of two rules for the same words ConText drops one, whichever it meets first."""
    literals = [row["literal"].lower() for row in read_table(RULES / "context.tsv", "literal", "category", "direction")]
    assert [one for one, times in Counter(literals).items() if times > 1] == []


def test_sections_begin_at_their_titles() -> None:
    """A title at the start of a line opens a section that lasts until the next."""
    text = "Seen in clinic.\nFamily history: aunt, breast\nPlan:\nscan in June\n"
    assert [note(text).section(text.index(word)) for word in ("Seen", "aunt", "scan")] == ["", "family_history", "plan"]


def test_a_section_of_one_line_ends_with_its_paragraph() -> None:
    """``Allergies: none`` does not reach over the rest of a letter; a titled paragraph below its title does."""
    text = "Family history: aunt, breast\n\nShe has myeloma.\n\nAllergies:\n\npenicillin"
    assert [note(text).section(text.index(word)) for word in ("aunt", "myeloma", "penicillin")] == [
        "family_history",
        "",
        "allergies",
    ]


def test_the_page_explains_its_own_abbreviations() -> None:
    """Schwartz and Hearst: the long form stands before the brackets."""
    assert note("Chronic lymphocytic leukaemia (CLL) was found.").long_forms == {"CLL": "Chronic lymphocytic leukaemia"}


def test_nothing_of_the_page_is_logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """medspaCy's sentence splitter logs its input at DEBUG level; ours must never be heard."""
    lines: list[str] = []
    sink = logger.add(lines.append, level=0)
    with caplog.at_level(logging.DEBUG):
        told = note("Her sister Zebedea had a sarcoma. Family history: glioma")
        told.context(4, 10)
        assert told.sections
    logger.remove(sink)
    assert "Zebedea" not in "".join([*lines, caplog.text, *capfd.readouterr()])


def test_no_behind_a_colon_denies_what_it_stands_beside() -> None:
    """``Findings: No lymphoma`` denies the lymphoma, as ``Lymphoma: No`` does."""
    for text in ("Findings: No lymphoma.", "Lymphoma: No"):
        start = text.lower().index("lymphoma")
        assert note(text).context(start, start + 8).assertion is Assertion.ABSENT


def test_an_age_makes_nothing_historical() -> None:
    """Old tells how old the patient is."""
    text = "65 year old man with melanoma"
    assert note(text).context(21, 29).assertion is Assertion.PRESENT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FH: mother breast cancer.\nI reviewed Mrs Kay today with melanoma.", Subject.PATIENT),
        ("FH: mother breast cancer.\nMrs Kay was seen today with melanoma.", Subject.PATIENT),
        ("FH: mother breast cancer.\nOn examination a melanoma.", Subject.PATIENT),
        ("FH: mother breast cancer,\nfather melanoma.", Subject.FAMILY),
        ("Family history:\nBreast cancer.\nShe had melanoma.", Subject.FAMILY),
    ],
)
def test_a_brief_section_ends_where_the_letter_turns_to_the_patient(text: str, expected: Subject) -> None:
    start = text.index("melanoma")
    assert note(text).context(start, start + 8).subject is expected


def test_a_list_of_uncertain_variants_is_no_section_of_what_follows() -> None:
    text = "VUS: ATM p.R23H\nDiagnosis of melanoma.\n"
    assert note(text).section(text.index("ATM")) == "variants_of_unknown_significance"
    assert note(text).section(text.index("melanoma")) == ""
