"""A question on how it stands now is answered by the newest that the records say."""

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.entries import entries_of
from answers.names import load_other_names
from answers.newest import newest_first
from answers.profile import build_profile
from answers.questions import understand
from answers.sought import POSITIVE_NODES
from answers.written import Written
from core.records import Method, Page
from extractors.extraction import extract_page

LIBRARY, OTHERS = load_cards(), load_other_names()

FOLLOW_UP = """SYNTHETIC
Testicular tumour follow-up
31 y/o  - seen 06-May-2031
R radical inguinal orchidectomy 21-Jan-2031. Path: pure seminoma, 3.1 cm, LVI absent. pT1.
Markers pre-op (19 Jan): AFP 4 (<10) normal, bHCG 41 (<5) raised, LDH 301 (<250)
Post-op (18 Feb): AFP 3, bHCG <1, LDH 207.
Today: AFP pending, bHCG <1, LDH 199.
CT CAP 28-Jan-2031: no para-aortic nodes.
Stage I. Chose surveillance.
CT 30-Apr-2031: new 12 mm right para-aortic node, indeterminate. Repeat CT in 6/52 before any decision.
Sperm banked before surgery (2 samples). Prosthesis declined.
"""
PROSTATE = """SYNTHETIC
Urology follow up   Clinic date 11 Nov 2032
Dx: Prostate adenocarcinoma, Gleason 4+3=7, Feb 2030. cT2b N0 M0. Presenting PSA 13.1.
Rx: EBRT 60 Gy/20# completed 30 Aug 2030.

PSA trend (ng/mL)
 02/2030   13.1
 12/2030    0.3
 05/2032    0.7
 11/2032    2.6
Bone scan: not repeated since 2030 (clear then). PSMA PET requested, date tbc.
Imp: biochemical recurrence (nadir + 2 reached).
FH: brother - prostate ca. Son advised PSA from 45.
"""
LETTER = """SYNTHETIC
Breast clinic, 4 June 2033

I reviewed this lady today. Her mastectomy on 3 March 2031 showed a grade 2 ductal carcinoma, 22 mm,
margins clear. The risk of recurrence was discussed.

CT chest on 12 May 2033 shows two new lung nodules of 6 mm. Bone scan 14 May 2032 was clear.

A PET-CT is booked for 20 June 2033.
"""


def page(text: str) -> Page:
    return Page(document="ab" * 8, number=1, width=1, height=1, method=Method.STRUCTURED, quality=1, text=text)


def told(asked: str, record: str) -> list[str]:
    """The sentences on the records, in order."""
    one = page(record)
    profile = build_profile("00000000000000aa", extract_page(one), LIBRARY)
    answer = answer_question(asked, LIBRARY, OTHERS, profile, None, lambda: [one])
    return [each.text for part in answer.sections if "record" in part.title for each in part.sentences]


def quoted(asked: str, record: str) -> list[str]:
    return [one for one in told(asked, record) if "of your record says" in one]


@pytest.mark.parametrize(
    "asked",
    [
        "has my cancer come back",
        "is it back?",
        "has the seminoma come back or not",
        "is it growing",
        "is the cancer gone",
        "am i in remission",
        "is there any sign of cancer now",
    ],
)
def test_the_newest_scan_leads_where_it_is_asked_how_it_stands(asked: str) -> None:
    lines = quoted(asked, FOLLOW_UP)
    assert "new 12 mm right para-aortic node" in lines[0], lines


@pytest.mark.parametrize("asked", ["has it come back", "is my cancer growing again", "are there signs of cancer now"])
def test_of_a_letter_too(asked: str) -> None:
    assert "two new lung nodules" in quoted(asked, LETTER)[0], quoted(asked, LETTER)


def test_what_is_only_booked_or_feared_does_not_lead() -> None:
    first = quoted("has it come back", LETTER)[0]
    assert "booked" not in first
    assert "risk of recurrence" not in first


@pytest.mark.parametrize(
    "asked",
    ["are my tumour markers normal now", "were my tumour markers normal", "whats my latest hcg", "is my afp ok"],
)
def test_the_newest_values_lead_and_stand_beside_those_before_what_is_awaited(asked: str) -> None:
    lines = quoted(asked, FOLLOW_UP)
    assert "Today: AFP pending, bHCG <1" in lines[0], lines
    assert "Post-op (18 Feb): AFP 3" in lines[1], lines


@pytest.mark.parametrize("asked", ["why is my psa going up, whats the latest number", "why is my psa rising"])
def test_the_row_of_a_table_stands_under_its_name_and_before_the_impression(asked: str) -> None:
    lines = quoted(asked, PROSTATE)
    assert "under “PSA trend (ng/mL)”: “11/2032 2.6”" in lines[0], lines
    assert "biochemical recurrence" in lines[1], lines


def test_values_are_told_the_newest_first() -> None:
    values = [one for one in told("what is my psa now", PROSTATE) if one.startswith("PSA (serum):")]
    assert values[0].startswith("PSA (serum): 2.6"), values


@pytest.mark.parametrize(
    "asked",
    [
        "what was the size of my tumour",
        "were my tumour markers normal before the operation",
        "was there any spread on my first scan",
        "what operation did i have",
    ],
)
def test_other_times_and_other_matters_are_told_as_before(asked: str) -> None:
    assert not any("the newest that we found first" in one for one in told(asked, FOLLOW_UP))


@pytest.mark.parametrize("asked", ["does seminoma often come back", "what are the chances of it coming back"])
def test_what_may_come_is_no_question_on_now(asked: str) -> None:
    assert not any("the newest that we found first" in one for one in told(asked, FOLLOW_UP))


def test_nothing_without_a_date_is_called_the_newest() -> None:
    record = "SYNTHETIC\nLung clinic\nAdenocarcinoma of the lung. CT: 3 cm mass of the left upper lobe.\n"
    assert not any("the newest" in one for one in told("is it growing", record))


def test_entries_end_where_the_writer_broke_the_line() -> None:
    entries = [" ".join(one.text.split()) for one in entries_of(page(LETTER))]
    assert "Breast clinic, 4 June 2033" in entries
    whole = next(one for one in entries if "mastectomy" in one)
    assert "22 mm, margins clear" in whole


@pytest.mark.parametrize(
    ("record", "condition"),
    [
        (
            "Adenocarcinoma of the lung. Stage for now is T3 N2 M0, i.e. stage IIIB, if the brain scan is clear.",
            "clear",
        ),
        ("Adenocarcinoma of the lung.\nPending the MRI. If that is clear, this is stage IIIB.", "If that is clear"),
        ("Adenocarcinoma of the lung, stage IIIB provided that the bone scan shows nothing.", "provided that the bone"),
    ],
)
@pytest.mark.parametrize("asked", ["what stage am i", "which stage is my cancer"])
def test_a_stage_on_a_condition_is_told_with_it(asked: str, record: str, condition: str) -> None:
    said = told(asked, f"SYNTHETIC\nLung clinic 22 Sep 2033\n{record}\n")
    assert any("stage IIIB on a condition" in one and condition in one for one in said), said
    assert not any("no stage in one number" in one or "do not give a stage" in one for one in said), said


def test_letters_alone_give_no_number_and_a_plain_stage_hangs_on_nothing() -> None:
    letters = told("what stage am i", "SYNTHETIC\nLung clinic\nAdenocarcinoma of the lung, cT3 N2 M0.\n")
    assert any("no stage in one number" in one for one in letters), letters
    plain = told("what stage am i", "SYNTHETIC\nLung clinic\nAdenocarcinoma of the lung, cT3 N2 M0, stage IIIB.\n")
    assert not any("on a condition" in one for one in plain), plain


def test_letters_stand_with_what_they_hang_on() -> None:
    said = told(
        "is the cancer in my brain?",
        "SYNTHETIC\n- Adenocarcinoma of the lung.\n- The brain MRI has not been done yet.\n- Stage for now is T3 N2 M0,"
        " i.e. stage IIIB, if the brain scan is clear.\n",
    )
    assert all("if the brain scan is clear" in one for one in said if "M0" in one), said


def lacking(asked: str, record: str) -> list[str]:
    return [one for one in told(asked, record) if "but we could not read a result" in one or "did not find" in one]


@pytest.mark.parametrize(
    ("asked", "record", "quote"),
    [
        (
            "what is my paraprotein now",
            "Myeloma clinic\nMultiple myeloma.\nParaprotein IgG kappa 41   15   7  g/L\n",
            "Paraprotein IgG kappa",
        ),
        (
            "what is my tp53 result",
            "AML marrow report 3 March 2033\nAML with mutated NPM1. TP53 - awaited, repeat sent.\n",
            "TP53 - awaited",
        ),
        (
            "whats my thyroglobulin",
            "Thyroid clinic 3.2.2033\nPapillary thyroid carcinoma.\nTg now <0.2 ug/L. Tg antibodies 290 (positive).\n",
            "Tg now <0.2",
        ),
    ],
)
def test_what_is_quoted_is_not_denied(asked: str, record: str, quote: str) -> None:
    said = told(asked, f"SYNTHETIC\n{record}")
    assert any(quote in one for one in said), said
    names = ("M protein", "TP53", "thyroglobulin")
    assert not any(name in one for name in names for one in lacking(asked, f"SYNTHETIC\n{record}")), said


@pytest.mark.parametrize("state", ["FISH sent, result awaited", "FISH pending", "FISH requested on 2 March"])
def test_a_test_that_another_result_asks_for_is_told_as_awaited(state: str) -> None:
    record = f"SYNTHETIC\nBreast clinic 14 March 2033\nInvasive lobular carcinoma L breast. HER2 IHC 2+, {state}.\n"
    said = told("am i her2 positive", record)
    assert any(state in one for one in said), said
    assert not any("HER2 by ISH" in one for one in lacking("am i her2 positive", record)), said


def test_what_no_line_names_is_still_told_as_missing() -> None:
    record = "SYNTHETIC\nLung clinic\nAdenocarcinoma of the lung. EGFR: no mutation.\n"
    assert any("ALK" in one for one in lacking("what is missing in my records", record))


UNWANTED = [
    "He asked about prognosis but then said he did not want numbers.",
    "She prefers not to know her life expectancy.",
    "Declined to discuss survival figures.",
    "He doesn't want to be told how long.",
]
PANCREAS = "SYNTHETIC\nHPB letter 17/07/2033\nAdenocarcinoma of the pancreas.\n{}\n"


def whole(asked: str, record: str) -> str:
    one = page(record)
    profile = build_profile("00000000000000aa", extract_page(one), LIBRARY)
    answer = answer_question(asked, LIBRARY, OTHERS, profile, None, lambda: [one])
    return "\n".join(each.text for part in answer.sections for each in part.sentences)


@pytest.mark.parametrize(
    ("asked", "line"),
    [*zip(["how long have i got", "will i die", "what are my chances", "whats my prognosis"], UNWANTED, strict=True)],
)
def test_who_wanted_no_numbers_is_given_none(asked: str, line: str) -> None:
    answer = whole(asked, PANCREAS.format(line))
    assert answer.startswith("This is a hard thing to ask"), answer
    assert line in answer
    assert not any(word in answer for word in ("median", "of 100 people", "months with")), answer


def test_who_asks_for_numbers_is_given_them() -> None:
    answer = whole("what is the 5 year survival rate", PANCREAS.format(UNWANTED[0]))
    assert "of 100" in answer
    assert "hard thing to ask" not in answer


@pytest.mark.parametrize(
    "line",
    [
        "He does not want chemotherapy because of the poor prognosis.",
        "Prognosis was not discussed today.",
        "He did not want numbers in July. He now wants to know the survival figures.",
    ],
)
def test_others_are_answered_as_before(line: str) -> None:
    assert "hard thing to ask" not in whole("how long have i got", PANCREAS.format(line))


@pytest.mark.parametrize(
    "asked", ["how long do i have to take the tablets", "what are the chances of side effects", "is it in my liver"]
)
def test_no_other_question_is_answered_so(asked: str) -> None:
    assert "hard thing to ask" not in whole(asked, PANCREAS.format(UNWANTED[0]))


MELANOMA = """SYNTHETIC
Skin cancer MDT outcome
Excision 3 Oct 2033
Dx: Malignant melanoma of the calf. Breslow thickness 1.6 mm. Margins clear.
WLE (2 cm) + SLNB 13 Nov 2033: no residual melanoma in scar. {}
CT TAP 26 Nov: no mets.
"""


@pytest.mark.parametrize(
    "nodes",
    [
        "Sentinel nodes R groin: 1 of 3 positive, deposit 0.5 mm.",
        "Two of four lymph nodes were involved.",
        "Sentinel LN 1/2 positive.",
    ],
)
@pytest.mark.parametrize("asked", ["is it all gone", "has it spread"])
def test_lymph_nodes_with_cancer_stand_beside_no_spread(asked: str, nodes: str) -> None:
    assert nodes in "\n".join(told(asked, MELANOMA.format(nodes))), told(asked, MELANOMA.format(nodes))


@pytest.mark.parametrize(
    "nodes", ["Sentinel nodes: 0 of 3 positive.", "All 3 nodes negative.", "Nodes 2 of 2: negative, no metastasis."]
)
def test_nodes_without_cancer_are_not_added(nodes: str) -> None:
    assert not POSITIVE_NODES.search(nodes)


def test_a_day_without_a_year_counts_by_the_days_of_its_page() -> None:
    assert "CT TAP 26 Nov" in quoted("is it back", MELANOMA.format(""))[0]


PANCREAS_ROWS = """SYNTHETIC
HPB clinic letter 18/07/2033
Diagnosis: adenocarcinoma of the head of the pancreas
CA19-9 870 kU/L on 26/06 (while jaundiced)
CT 24/06 - 33 mm mass. Liver: 6 mm lesion too small to characterise; MRI liver 11/07 = haemangioma, no metastases.
Chest clear.
HbA1c 70, new diabetes, on gliclazide. Creon with meals started.
"""


@pytest.mark.parametrize("asked", ["is it in my liver", "what is the spot on my liver"])
def test_a_quote_ends_with_its_own_line(asked: str) -> None:
    line = next(one for one in quoted(asked, PANCREAS_ROWS) if "haemangioma" in one)
    assert not any(word in line for word in ("CA19-9", "Chest clear", "gliclazide")), line


def test_a_wrapped_sentence_is_quoted_whole() -> None:
    line = next(one for one in quoted("were the margins clear", LETTER) if "margins" in one)
    assert "22 mm, margins clear" in line


@pytest.mark.parametrize("asked", ["what does her2 mean in breast cancer", "what is a port", "can i eat grapefruit"])
def test_no_page_is_fetched_for_what_is_not_of_now(asked: str) -> None:
    """A long record is decrypted only for a question that its newest lines may answer."""
    fetched: list[int] = []

    def pages() -> tuple[Page, ...]:
        fetched.append(1)
        return ()

    question = understand(asked, LIBRARY, OTHERS)
    profile = build_profile("00000000000000aa", (), LIBRARY)
    newest_first(question, profile, Written(pages), ())
    assert not fetched


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ("SYNTHETIC\nUrology\nProstate cancer. PSA: see the attached sheet.\n", "PSA"),
        ("SYNTHETIC\nThyroid clinic\nPapillary thyroid carcinoma. Tg: see the attached sheet.\n", "thyroglobulin"),
    ],
)
def test_a_marker_without_a_readable_value_is_neither_dropped_nor_called_missing(record: str, name: str) -> None:
    said = " ".join(told("what is missing in my records", record))
    assert "could not read a result" in said, said
    assert name in said
    missing = (one for one in lacking("what is missing in my records", record) if "did not find" in one)
    assert not any(name in one for one in missing)
