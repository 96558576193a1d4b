"""Grades are taken as they are stated, by the system they name; toxicity, dysplasia and scales are none."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.places import RULES
from core.records import Assertion, Grade, Method, Page, Subject
from extractors import grade
from extractors.notes import Note
from extractors.rules import read_table


def grades(text: str) -> list[Grade]:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    found = list(grade.find(Note(page)))
    assert all(page.holds(evidence) for one in found for evidence in one.evidence)
    return found


def told(text: str) -> list[tuple[str | None, str]]:
    return [(one.system, one.value) for one in grades(text)]


@pytest.mark.parametrize(
    ("text", "system", "value"),
    [
        ("Nottingham grade: 2", "Nottingham", "2"),
        ("NOTTINGHAM COMBINED HISTOLOGIC GRADE: 2 OF 3", "Nottingham", "2"),
        ("Nottingham grade (1, 2, 3): 2", "Nottingham", "2"),
        ("Carcinoma ductale invasivum - NHG3", "Nottingham", "3"),
        ("OVERALL GRADE: Grade 2: scores of 6 or 7", "Nottingham", "2"),
        ("Histologic Grade (Nottingham): Grade 3", "Nottingham", "3"),
        ("Bloom-Richardson grade II", "Bloom-Richardson", "2"),
        ("SBR GRADE 2", "Bloom-Richardson", "2"),
        ("HISTOLOGIC GRADE: GII", "histologic", "2"),
        ("HISTOLOGIC GRADE: G3-4", "histologic", "3-4"),
        ("Grade II infiltrating ductal carcinoma", "histologic", "2"),
        ("hepatocellular carcinoma, grade 3 of 4", "histologic", "3"),
        ("Stomach adenocarcinoma (G2, pT2, pN0)", "histologic", "2"),
        ("Grade: 2", "histologic", "2"),
        ("high-grade serous carcinoma of ovary", "histologic", "high grade"),
        ("Leiomyosarcoma, high grade", "histologic", "high grade"),
        ("CNS WHO grade 4 glioblastoma", "WHO", "4"),
        ("FIGO grade 1 endometrioid adenocarcinoma", "FIGO", "1"),
        ("Renal cell carcinoma, Fuhrman nuclear grade 3/4", "Fuhrman", "3"),
        ("Renal cell carcinoma. Nuclear grade: III", "nuclear", "3"),
        ("WHO/ISUP grade 2 clear cell renal cell carcinoma", "WHO/ISUP", "2"),
        ("FNCLCC grade 2", "FNCLCC", "2"),
        ("Grade (FIGO)                       3", "FIGO", "3"),
        ("GRADE (NOTTINGHAM)\t2", "Nottingham", "2"),
        ("Histologic grade               2", "histologic", "2"),
        ("Moderately-differentiated adenocarcinoma", "differentiation", "moderately differentiated"),
        ("moderately to poorly. differentiated", "differentiation", "moderately to poorly differentiated"),
        ("well- to moderately-differentiated", "differentiation", "well to moderately differentiated"),
        ("Undifferentiated carcinoma", "differentiation", "undifferentiated"),
    ],
)
def test_grades_are_told_by_their_system(text: str, system: str, value: str) -> None:
    """Roman and Arabic numerals mean the same; a word stays a word."""
    assert told(text) == [(system, value)]


@pytest.mark.parametrize(
    ("text", "value", "components"),
    [
        ("Gleason score 3+4=7", "3+4=7", ("primary 3", "secondary 4")),
        ("GLEASON SCORE 7 (3+4)", "3+4=7", ("primary 3", "secondary 4")),
        ("Gleason 4 + 4", "4+4", ("primary 4", "secondary 4")),
        ("Gleason score: 9", "9", ()),
    ],
)
def test_gleason_is_kept_as_printed(text: str, value: str, components: tuple[str, ...]) -> None:
    """The order of the patterns matters: 3+4 is not 4+3."""
    (one,) = grades(text)
    assert (one.system, one.value, one.components) == ("Gleason", value, components)


def test_a_grade_group_stands_beside_its_gleason_score() -> None:
    """Neither is computed from the other."""
    assert told("Gleason 3+4=7 (Grade Group 2)") == [("Gleason", "3+4=7"), ("ISUP grade group", "2")]
    assert told("Gleason 3+4=7") == [("Gleason", "3+4=7")]


@pytest.mark.parametrize(
    "text",
    ["Gleason score 3 + 4 = 8", "Gleason pattern 4 comprises 20%", "SECONDARY GLEASON GRADE: 5", "Gleason 5 parts"],
)
def test_a_gleason_pattern_or_a_wrong_sum_is_no_score(text: str) -> None:
    """A pattern of 5 is not a score of 5; numbers that do not add up were misread."""
    assert told(text) == []


def test_a_nottingham_score_is_not_turned_into_a_grade() -> None:
    """The score is told as a score, with its three components."""
    (one,) = grades("NOTTINGHAM SCORE: 8/9 (Tubules= 3, Nuclei= 3, Mitoses= 2)")
    assert (one.system, one.value) == ("Nottingham score", "8/9")
    assert one.components == ("tubules 3", "nuclei 3", "mitoses 2")


@pytest.mark.parametrize(
    "text",
    [
        "grade 3 neutropenia and grade 2 peripheral neuropathy",
        "Fatigue WHO grade 2",
        "carcinoma treated with grade 1 nausea",
        "MRC grade 4/5 power",
        "low grade fever",
        "high-grade dysplasia and low grade PIN",
        "LOW GRADE DUCTAL. CARCINOMA IN SITU",
        "minimal portal inflammation (grade 1)",
        "prognosis in patients with high grade gliomas",
        "Breast: nuclear grade: 3",
        "dedifferentiated liposarcoma",
        "well differentiated liposarcoma",
        "undifferentiated pleomorphic sarcoma",
        "Grade 1: well differentiated; Grade 2: moderately differentiated; Grade 3: poorly differentiated",
        "grade cannot be determined",
        "focally poorly differentiated",
    ],
)
def test_other_things_are_no_grade_of_the_tumour(text: str) -> None:
    """Side effects, muscle power, precursor lesions, names of entities and the legend of a scale."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Right lobe, resection: Grade 2 (of 4) hepatocellular. carcinoma.", [("histologic", "2")]),
        ("Liver: invasive grade 4 (of. 4). cholangiocarcinoma.", [("histologic", "4")]),
        ("Renal cell carcinoma,. grade 2 (of 4), 5 cm.", [("histologic", "2")]),
        ("DIAGNOSIS: HEPATOCELLULAR CARCINOMA. GRADE 3, pT2", [("histologic", "3")]),
        ("Astrocytoma (grade III WHO).", [("WHO", "3")]),
        ("Hepatocellular carcinoma, grade 2 (Edmondson and Steiner)", [("Edmondson-Steiner", "2")]),
        ("HISTOLOGIC GRADE. G3: solid growth", [("histologic", "3")]),
        ("Carcinoma of the breast, Nottingham histologic score 2/3", [("Nottingham", "2")]),
        ("Histologic grade (if applicable) : 2", [("histologic", "2")]),
        ("This would. correspond to a tumor grade of 3.", [("histologic", "3")]),
        ("Carcinoma. Histologic grade: G2. Frozen section: high grade carcinoma.", [("histologic", "2")]),
        ("Carcinoma, FIGO grade 2. Frozen section: carcinoma, FIGO grade 1, 2 cm.", [("FIGO", "2")]),
        ("Carcinoma, FIGO grade 2. FSA1: Uterus: Adenocarcinoma, grade 1.", [("FIGO", "2")]),
        ("FSA1: Uterus: Adenocarcinoma, grade 1.", [("histologic", "1")]),
        (
            "Frozen section was done. Comment: Classification: pT2, G2. FIGO grade 2 carcinoma.",
            [("histologic", "2"), ("FIGO", "2")],
        ),
        ("Endometrium: FIGO grade 2 carcinoma, overall grade of 2.", [("FIGO", "2"), ("histologic", "2")]),
        ("Hepatocellular carcinoma, grade 3 (of. 4) forming a 3 cm mass", [("histologic", "3")]),
        ("FSA: poorly differentiated carcinoma.", [("differentiation", "poorly differentiated")]),
    ],
)
def test_a_grade_is_read_in_the_forms_of_scanned_reports(text: str, expected: list[tuple[str, str]]) -> None:
    """Stops at line ends, the system behind the grade, and what a final statement replaces."""
    assert told(text) == expected
    assert all(one.assertion is Assertion.PRESENT for one in grades(text))


def test_the_worst_and_the_major_differentiation_are_one_grade() -> None:
    """Liver reports grade the worst part and most of the tumour; the worst is the grade, both are told."""
    for text in (
        "Edmondson-Steiner grade. The worst differentiation III. The major differentiation II. Histologic type",
        "Edmondson and Steiner's histologic grade: The worst differentiation: 3/4. The major differentiation: 2/4.",
        "Edmondson-Steiner grade. worst: III. major: II.",
    ):
        (one,) = grades(text)
        assert (one.system, one.value, one.components) == ("Edmondson-Steiner", "3", ("worst 3", "major 2"))


@pytest.mark.parametrize(
    "text",
    [
        "Blocks R1A, SBR1, SBR2 and SBL1.",
        "Nottingham score 7/10",
        "BLOOM-RICHARDSON. GRADE 4",
        "Bloom-Richardson: Architectural score: 3/3",
        "IN SITU AND INVASIVE LOBULAR CARCINOMA,. NUCLEAR GRADE II",
        "Bloom-Richardson grade 4",
        "HISTOLOGIC GRADE. 3 lymph nodes",
        "Nausea, grade 2 WHO",
        "DCIS, grade 2 (Nottingham)",
        "chronic hepatitis, grade 2 (of 4)",
        "The worst differentiation 1. The major differentiation 3.",
    ],
)
def test_what_only_looks_like_a_grade_is_none(text: str) -> None:
    """Labels of blocks, counts, grades of side effects and of in situ parts, and what contradicts itself."""
    assert [one for one in told(text) if one[0] != "nuclear (in situ)"] == []


@pytest.mark.parametrize("text", ["[ ] G1 [X] G2 [ ] G3", "__ Grade 1 _X_ Grade 2 __ Grade 3"])
def test_of_a_list_only_the_ticked_grade_is_told(text: str) -> None:
    """The other choices were not made."""
    assert told(text) == [("histologic", "2")]


def test_the_grade_of_dcis_is_told_only_where_nothing_else_is_graded() -> None:
    """A patient with an invasive carcinoma must not read the grade of its in situ part as hers."""
    assert told("Ductal carcinoma in situ, nuclear grade 3.") == [("nuclear (in situ)", "3")]
    both = "Invasive ductal carcinoma, grade 1.\nDCIS, nuclear grade 3."
    assert told(both) == [("histologic", "1")]


def test_a_denied_grade_and_a_relatives_grade_are_marked() -> None:
    """What is not the patient's is kept with its assertion and subject."""
    assert [one.assertion for one in grades("astrocytoma, no high-grade glioma")] == [Assertion.ABSENT]
    assert [one.assertion for one in grades("concerning for a high grade. tumor")] == [Assertion.POSSIBLE]
    assert [one.assertion for one in grades("borderline tumor versus low-grade carcinoma")] == [Assertion.POSSIBLE]
    assert [one.assertion for one in grades("Brain: no definite high-grade glioma")] == [Assertion.ABSENT]
    assert [one.subject for one in grades("Mother had grade 3 breast cancer")] == [Subject.FAMILY]


def test_equal_mentions_are_one_fact_with_all_their_evidence() -> None:
    """A grade that the page repeats is told once."""
    (one,) = grades("Grade 2 invasive carcinoma.\n\nComment: grade 2 invasive carcinoma.")
    assert len(one.evidence) == 2


@given(some.text(alphabet="Ggrade Gleson1234+=/()[]X.:\nIVwhdiftpoly", max_size=80))
def test_any_text_gives_quotes_that_the_page_holds(text: str) -> None:
    """Evidence is checked against the page for arbitrary strings of grading words."""
    if text.strip():
        grades(text)


@given(some.integers(1, 5), some.integers(1, 5), some.sampled_from(["", " "]))
def test_every_gleason_sum_comes_back(first: int, second: int, gap: str) -> None:
    """Any two patterns with their right sum are read."""
    if first + second < 4:
        return
    text = f"Gleason score {first}{gap}+{gap}{second}{gap}={gap}{first + second}"
    assert told(text) == [("Gleason", f"{first}+{second}={first + second}")]


def test_every_row_of_the_rules_is_usable() -> None:
    """No label stands twice, and every word has a meaning that the matcher knows."""
    labels = [row["label"].lower() for row in read_table(RULES / "grade_labels.tsv", "label", "system")]
    assert len(labels) == len(set(labels))
    meanings = {row["means"] for row in read_table(RULES / "grade_words.tsv", "word", "means")}
    assert meanings == {"tumour", "in situ", "not a grade", "histology"}


@pytest.mark.corpus
def test_reports_whose_grade_doctors_gave_are_read_right(corpora: Path) -> None:
    """Of the differentiation words in graded bowel and gullet reports, at least 9 in 10 reports agree with the gold."""
    degree = {"well": 1, "moderate": 2, "poor": 3}
    with gzip.open(corpora / "tcga" / "registrar_gold_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    right = seen = 0
    for row in rows:
        gold = (row["gold"].get("cancer_data") or {}).get("grade")
        if gold is None or row["gold"]["cancer_category"] == "breast":
            continue
        said = {one.value for one in grades(row["text"]) if one.system == "differentiation"}
        values = {number for one in said for word, number in degree.items() if one.startswith(word)}
        seen += bool(values)
        right += int(gold) in values
    assert seen > 25
    assert right / seen >= 0.9


@pytest.mark.parametrize(
    ("text", "assertion", "subject"),
    [
        ("Ask about family members. - Grade of tumor: High grade.", "present", "patient"),
        ("Histologic grade (if applicable): Fuhrman nuclear grade 3. Renal cell carcinoma.", "present", "patient"),
        ("The differential diagnosis includes an astrocytoma, WHO grade 3.", "possible", "patient"),
        ("Her sister had a grade 3 breast carcinoma.", "present", "family"),
    ],
)
def test_whose_grade_it_is_and_how_sure(text: str, assertion: str, subject: str) -> None:
    """A list that goes on is not about the family; a differential diagnosis leaves its grade open."""
    assert {(one.assertion.value, one.subject.value) for one in grades(text)} == {(assertion, subject)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BLOOM-RICHARDSON GRADING: GRADE II OF III", [("Bloom-Richardson", "2")]),
        ("Scarff-Bloom-Richardson grading: Grade 1 of 3", [("Bloom-Richardson", "1")]),
        ("FUHRMAN NUCLEAR. GRADE 2", [("Fuhrman", "2")]),
        ("Astrocytoma (WHO Grade. III)", [("WHO", "3")]),
        ("Grade/Differentiation. II. Other", [("histologic", "2")]),
        ("Adenocarcinoma, pT3 pN1 M0; G3", [("histologic", "3")]),
        ("Carcinoma of G3, Poorly lifferentiated/undifferentiated.", []),
        ("Subsets of high-grade glioma differ in outcome.", []),
        ("A better outcome in patients. with high grade gliomas.", []),
        ("Outcome of patients is not known. High grade glioma.", [("histologic", "high grade")]),
        ("Histologic grade. 2. Margins: free", []),
    ],
)
def test_grades_over_stops_of_a_scan_and_of_others(text: str, expected: list[tuple[str, str]]) -> None:
    """A stop between label and value ends nothing; subclasses and patients at large have no grade."""
    assert told(text) == expected


def test_an_earlier_biopsy_gives_way_to_the_specimen() -> None:
    """Gleason scores of the patient's history are not told beside those of the prostate taken out."""
    text = (
        "SURGICAL PATHOLOGY REPORT\nPATIENT HISTORY: biopsy with Gleason grade 3+4 = 7.\nGROSS DESCRIPTION: Prostate.\n"
        "FINAL DIAGNOSIS: Adenocarcinoma, Gleason score {}.\n"
    )
    assert told(text.format("4+5=9")) == [("Gleason", "4+5=9")]
    assert told(text.format("not given")) == [("Gleason", "3+4=7")]


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Recurrent, in progression from a WHO grade II glioma.", Assertion.HISTORICAL),
        ("It is uncertain if the poorly differentiated adenocarcinoma arose in the cyst.", Assertion.PRESENT),
        ("It is uncertain if this is a poorly differentiated adenocarcinoma.", Assertion.HYPOTHETICAL),
        ("Tumour in progression. WHO grade II glioma.", Assertion.PRESENT),
    ],
)
def test_a_grade_of_before_and_a_grade_of_which_the_origin_is_open(text: str, assertion: Assertion) -> None:
    """What a tumour came from is past; where a graded tumour came from may be open."""
    assert [one.assertion for one in grades(text)] == [assertion]


def test_a_numbered_frozen_section_gives_no_final_grade() -> None:
    """ "FS1 (A)" begins what was told during the operation."""
    text = "FS1 (A) Left mass: Borderline tumor versus low-grade serous carcinoma. FINAL DIAGNOSIS: Grade 1 carcinoma."
    assert told(text) == [("histologic", "1")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Diffuse astrocytoma; Grade II.", ["2"]),
        ("Liver, resection: Grade 2 of 4, hepatocellular carcinoma.", ["2"]),
        ("HIGH GRADE MALIGNANT FIBROUS HISTIOCYTOMA.", ["high grade"]),
        ("Patient; Grade II fatigue.", []),
    ],
)
def test_grades_behind_a_semicolon_and_of_a_scale(text: str, values: list[str]) -> None:
    """The tumour may stand before the semicolon or behind the comma."""
    assert [value for _, value in told(text)] == values


def test_the_grade_of_the_biopsy_before_gives_way_behind_a_scans_heading_too() -> None:
    """ "Clinical History." with a stop for its colon begins a history."""
    text = (
        "Final Diagnosis: Prostate, prostatectomy: Adenocarcinoma, Gleason score 4+5=9. Gross Description: As above. "
        "Clinical History. The patient has prostate cancer, Gleason score 3+4=7."
    )
    assert [value for _, value in told(text)] == ["4+5=9"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The NUCLEAR (BRODERS) GRADE of the tumor is: G2 (moderately differentiated). Ovary: poorly differentiated.",
         [("differentiation", "poorly differentiated")]),
        ("By its glands this is a grade 1 tumor, but the nuclei are bizarre, making this a grade 2 carcinoma.",
         [("histologic", "2")]),
        ("Glioma, intermediate to high grade.", [("histologic", "intermediate to high grade")]),
        ("There are areas of very poorly-differentiated growth in a grade 1 carcinoma.", [("histologic", "1")]),
        ("Type B3 thymoma (well-differentiated thymic carcinoma).", []),
        ("Seminoma with a 1 cm focus of undifferentiated carcinoma.", []),
    ],
)  # fmt: skip
def test_grades_of_nuclei_of_parts_and_those_set_right(text: str, expected: list[tuple[str, str]]) -> None:
    """What grades only the nuclei or an area, or is weighed and not kept, is not the tumour's grade."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Gleason grade: Primary pattern: 3/5. Secondary pattern: 4/5. Total Gleason score: 7/10.", "3+4=7"),
        ("PRIMARY GLEASON GRADE: 4. SECONDARY GLEASON GRADE: 5. WEIGHT: 40 g", "4+5"),
        ("ADENOCARCINOMA, GLEASON' S SCORE 6 (3+3)", "3+3=6"),
    ],
)
def test_gleason_patterns_in_lines_of_their_own(text: str, value: str) -> None:
    """A form asks for each pattern apart."""
    assert told(text) == [("Gleason", value)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Endometrioid adenocarcinoma, FIGO grade. 2, invading half of the wall.", ("FIGO", "2")),
        ("Hepatocellular carcinoma (Edmondson-Steiner grade (2/4).", ("Edmondson-Steiner", "2")),
        ("Gleason score (primary + secondary pattern): 4 + 3 = 7/10", ("Gleason", "4+3=7")),
        ("Adenocarcinoma of the prostate, Gleason 4+5=9; G3, L0, V1.", ("histologic", "3")),
        ("Sigmoid cancer, histopathological grade G2 differentiation.", ("histologic", "2")),
    ],
)
def test_grade_behind_brackets_stops_and_codes_is_read(text: str, expected: tuple[str, str]) -> None:
    assert expected in told(text)


def test_look_of_single_cells_is_no_grade() -> None:
    """A glioma that goes over into well differentiated cells at its edge is none the better for it."""
    assert told("The tumor fades into well differentiated neoplastic cells with long processes.") == []


def test_sum_label_without_a_sum_tells_no_score() -> None:
    assert told("Total Gleason score (primary + secondary): 3+5.") == []


@pytest.mark.parametrize(
    "text",
    [
        "INVASIVE DUCTAL CARCINOMA, NOTTINGHAM SCORE 3; TUBULES 3, NUCLEI 3, MITOSES 3.",
        "There are sheets of undifferentiated carcinoma. cells in the wall.",
        "A SARCOMA ARISING IN A WELL-DIFFERENTIATED. SCLEROSING LIPOSARCOMA.",
    ],
)
def test_scores_looks_and_names_that_are_no_grade(text: str) -> None:
    """A score must be the sum of its parts; a name's adjective and the look of cells grade nothing."""
    assert told(text) == []


def test_a_score_behind_the_stop_of_a_scan_is_read() -> None:
    assert ("Nottingham score", "6/9") in told("Breast cancer with a total Nottingham score of. 6.")


def test_a_component_told_as_a_range_is_left_out() -> None:
    """ "2-3" is neither."""
    (fact,) = grades("Nottingham grade: 2. Tubule formation: 2. Nuclear pleomorphism: 2-3. Mitoses: 2.")
    assert fact.components == ("tubules 2", "mitoses 2")


def test_rest_of_a_tumour_and_a_name_are_no_grades() -> None:
    """ "Otherwise well differentiated" is graded by its worse part; "undifferentiated" may begin a name."""
    assert told("Foci of mitoses in this otherwise well. differentiated tumor make it WHO grade III.") == [("WHO", "3")]
    assert told("UNDIFFERENTIATED SPINDLE AND PLEOMORPHIC. NEOPLASM, consistent with sarcoma.") == []
    assert told("Renal cell carcinoma with Fuhrman grading of 3/4.") == [("Fuhrman", "3")]
    assert told("Tumor grade (Gleason system) : 8 (4+4).") == [("Gleason", "4+4=8")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Right nephrectomy: clear cell RCC. ISUP grade: 3", [("WHO/ISUP", "3")]),
        ("Prostate biopsy: ISUP grade 2 in 3 cores.", [("ISUP grade group", "2")]),
        ("ISUP grade: 3", []),
        ("Prostate cancer 2019. Right nephrectomy: ISUP grade: 3", []),
    ],
)
def test_the_society_grades_two_organs(text: str, expected: list[tuple[str, str]]) -> None:
    """Where a page tells of neither or of both, the grade is left out."""
    assert [(one.system, one.value) for one in grades(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L breast IDC gr 3, 42 mm.", [("histologic", "3")]),
        ("Gr 2 carcinoma of the breast.", [("histologic", "2")]),
        ("Bx: moderately diff adenocarcinoma.", [("differentiation", "moderately differentiated")]),
        ("Adenocarcinoma, intestinal type, mod diff.", [("differentiation", "moderately differentiated")]),
        ("Breast cancer, tingling gr 1. Gr 2 nausea on chemo for cancer.", []),
        ("WBC diff normal. Feels well, different drug.", []),
        ("Metastatic colon cancer, F 63, GI Oncology.", []),
    ],
)
def test_a_shortened_grade_stands_right_beside_the_tumour(text: str, expected: list[tuple[str, str]]) -> None:
    """``gr`` grades a toxicity as often."""
    assert told(text) == expected
