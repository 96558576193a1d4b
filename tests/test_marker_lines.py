"""Lines in which a marker or a value stands beside words that are of something else: a state that is excluded, a
condition, a list that ends, a table of variants, values of an earlier time.
"""

import pytest

from core.records import Biomarker, Lab, Page, Reading, Status
from extractors import biomarker, lab
from extractors.extraction import extract_page, with_facts
from extractors.notes import Note


def page(text: str) -> Page:
    return Page(document="0" * 16, number=1, width=612, height=792, method="text-layer", quality=1, text=text)  # pyright: ignore[reportArgumentType]


def found(text: str) -> list[Biomarker]:
    return list(biomarker.find(Note(page(text))))


def results(text: str) -> set[tuple[str, str | None]]:
    return {(fact.name, "planned" if fact.assertion == "planned" else fact.result) for fact in found(text)}


def values(text: str) -> list[tuple[str | None, str | None, str]]:
    """Of each blood test its value, date and assertion, in order of the value's place."""
    note = Note(page(text))
    told: list[Biomarker | Lab] = [one for one in biomarker.find(note) if one.method == "serum"]
    told += lab.find(note)
    return [(one.value, one.date, str(one.assertion)) for one in told]


def dated(text: str) -> set[tuple[str, str | None]]:
    """The markers of a page with the dates that its entries and dated things give them."""
    return {(fact.name, fact.date) for fact in extract_page(page(text)) if isinstance(fact, Biomarker | Lab)}


@pytest.mark.parametrize(
    "text",
    [
        "Colon cancer T3 N0, dMMR excluded, KRAS not tested.",
        "Endometrial carcinoma; dMMR was ruled out on immunohistochemistry.",
        "The tumour is not dMMR.",
        "No evidence of dMMR.",
        "dMMR has been excluded",
        "dMMR not detected",
    ],
)
def test_a_state_that_is_excluded_does_not_hold(text: str) -> None:
    assert ("MMR", "intact") in results(text)
    assert ("MMR", "deficient") not in results(text)


@pytest.mark.parametrize(
    "text",
    [
        "dMMR suspected.",
        "MSI-H unlikely",
        "MSI-H was excluded.",
        "To exclude dMMR we have sent the block.",
        "dMMR testing requested",
        "dMMR status to be confirmed",
        "?dMMR",
        "Triple negative excluded",
        "no TNBC",
        "Immunotherapy is only of benefit in dMMR.",
        "Capecitabine alone is not recommended in MSI-H.",
    ],
)
def test_a_state_that_is_open_or_of_others_tells_nothing(text: str) -> None:
    assert results(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dMMR, HER2 negative.", {("MMR", "deficient"), ("HER2", "negative")}),
        ("MSI-H; metastases were excluded.", {("MSI", "high")}),
        ("TNBC\nnegative nodes", {("ER", "negative"), ("PR", "negative"), ("HER2", "negative")}),
        ("Lynch syndrome excluded in this dMMR tumour.", {("MMR", "deficient")}),
        ("This cancer is dMMR and pembrolizumab is recommended in her case.", {("MMR", "deficient")}),
    ],
)
def test_a_denial_of_something_else_leaves_a_state(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert results(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We could give panitumumab as long as the liver biopsy is RAS wild type.",
        "Olaparib is possible provided the tumour remains BRCA2 mutated.",
        "Trastuzumab on condition that HER2 is positive",
        "Cetuximab, assuming KRAS wild type, would be next.",
        "He may have osimertinib when the repeat is reported as EGFR mutated",
    ],
)
def test_a_condition_tells_nothing_of_its_marker(text: str) -> None:
    assert results(text) == set()


def test_what_was_provided_is_no_condition() -> None:
    assert results("The report provided by the laboratory: KRAS wild type.") == {("KRAS", "negative")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Loss of MSH2 and MSH6; MLH1 and PMS2 preserved.",
            {("MSH2", "deficient"), ("MSH6", "deficient"), ("MLH1", "intact"), ("PMS2", "intact")},
        ),
        (
            "Negative for CK7 and TTF1, CK20 and CDX2 positive.",
            {("CK7", "negative"), ("TTF1", "negative"), ("CK20", "positive"), ("CDX2", "positive")},
        ),
        (
            "positive for PAX8, WT1 and ER; p53 and p16 negative",
            {("PAX8", "positive"), ("WT1", "positive"), ("ER", "positive"), ("TP53", "negative"), ("p16", "negative")},
        ),
        ("Negative for ALK, ROS1; RET", {("ALK", "negative"), ("ROS1", "negative"), ("RET", "negative")}),
        ("negative for EGFR, ALK, ROS1 and RET", {(one, "negative") for one in ("EGFR", "ALK", "ROS1", "RET")}),
    ],
)
def test_a_list_ends_before_several_with_a_result_of_their_own(
    text: str, expected: set[tuple[str, str | None]]
) -> None:
    assert results(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("t(11;14), gain 1q21, del(17p) not detected.", {("del(17p)", "negative")}),
        ("FISH: del(13q), del(11q) not seen", {("del(11q)", "negative")}),
        (
            "t(4;14), t(14;16) and del(17p) not detected",
            {(one, "negative") for one in ("t(4;14)", "t(14;16)", "del(17p)")},
        ),
        ("t(4;14), del(17p): not detected", {("t(4;14)", "negative"), ("del(17p)", "negative")}),
        ("t(4;14), del(17p) were both negative", {("t(4;14)", "negative"), ("del(17p)", "negative")}),
        ("FISH for t(4;14), del(17p) negative", {("t(4;14)", "negative"), ("del(17p)", "negative")}),
        ("EGFR, ALK, ROS1 not detected", {(one, "negative") for one in ("EGFR", "ALK", "ROS1")}),
    ],
)
def test_a_denial_behind_changes_may_be_of_the_last(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert results(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45,XX,-7[20]", {("monosomy 7", "positive")}),
        ("46,XY,del(7)(q22q36)[12]", {("del(7q)", "positive")}),
        ("45,XY,-5[3]/46,XY[17]", {("monosomy 5", "positive")}),
        ("FISH: monosomy 7 detected", {("monosomy 7", "positive")}),
        ("Monosomy 13 by FISH: not detected", {("monosomy 13", "negative")}),
        ("47,XY,+8[10]", {("trisomy 8", "positive")}),
    ],
)
def test_the_loss_of_a_chromosome_is_none_of_its_arm(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert results(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Her aunt had MEN2 once suspected; there is no family history of MTC and calcitonin was normal.",
        "No family history of thyroid disease, and her calcitonin was 4 pg/ml.",
        "His son asks about testing; germline BRCA2 was negative.",
        "Her two sisters wonder about a gene test; germline PALB2 negative",
    ],
)
def test_the_result_behind_the_family_is_of_the_patient(text: str) -> None:
    assert {str(fact.subject) for fact in found(text)} == {"patient"}


@pytest.mark.parametrize(
    "text",
    [
        "Her mother had breast cancer and carried a BRCA1 mutation.",
        "His sister was tested; BRCA2 mutation positive",
        "No family history of breast cancer, but a cousin carries a BRCA2 mutation.",
    ],
)
def test_the_result_of_a_relative_is_theirs(text: str) -> None:
    assert "patient" not in {str(fact.subject) for fact in found(text)}


def test_a_size_is_no_score() -> None:
    assert {fact.value for fact in found("p16 positive, 34 mm. HER2 negative, 2.4 cm mass.")} == {
        "positive",
        "negative",
    }


@pytest.mark.parametrize(
    ("text", "specimen"),
    [
        ("SCC of the left tongue p16+, T1. The right neck is clear.", {None}),
        ("Papillary carcinoma, left lobe, BRAF V600E detected. Right neck dissection 2018.", {None}),
        ("Left breast: ER positive.\nRight breast: ER negative.", {"left", "right"}),
    ],
)
def test_a_side_is_told_where_both_have_results(text: str, specimen: set[str | None]) -> None:
    assert {fact.specimen for fact in found(text)} == specimen


ROWS = [
    (
        "Gene   HGVS                  Protein            VAF    Class\n"
        "KRAS   NM_033360.4:c.34G>T   p.(Gly12Cys)       31%    Pathogenic\n"
        "ATM    NM_000051.4:c.146C>G  p.(Ser49Cys)       48%    Variant of uncertain significance\n"
        "ROS1   -                     -                  -      No fusion detected",
        {("KRAS", "positive"), ("ATM", "indeterminate"), ("ROS1", "negative")},
    ),
    (
        "| IDH2 | NM_002168.4 | c.419G>A | p.(Arg140Gln) | 22% | Tier I |\n"
        "| TET2 | NM_001127208.3 | c.86C>G | p.(Pro29Arg) | 50% | Likely benign |",
        {("IDH2", "positive")},
    ),
    ("EGFR (NM_005228.5) c.2369C>T p.(Thr790Met) VAF 4% - pathogenic", {("EGFR", "positive")}),
    ("PIK3CA ENST00000263967.4:c.1633G>A p.(Glu545Lys) 12%", {("PIK3CA", "positive")}),
    ("KRAS G12V 30%, VUS in POLE.", {("KRAS", "positive")}),
    ("Benign naevus. NRAS Q61R 20%.", {("NRAS", "positive")}),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_rows_of_variants_are_read_with_their_class(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert expected <= results(text)
    assert {name for name, _ in results(text)} - {"POLE"} == {name for name, _ in expected}


@pytest.mark.parametrize(
    ("text", "specimen"),
    [
        ("PALB2 c.3113G>A heterozygous: confirmed germline.", "germline"),
        ("BRCA2 c.5946del (germline)", "germline"),
        ("TP53 R248W VAF 12% - somatic", "somatic"),
        ("BRCA1 c.5266dup detected; germline testing is recommended.", None),
    ],
)
def test_the_origin_stands_behind_a_variant(text: str, specimen: str | None) -> None:
    assert {fact.specimen for fact in found(text) if fact.variant} == {specimen}


@pytest.mark.parametrize(
    "text",
    [
        "Claudin 18.2 (clone 43-14A): positive, moderate staining in 80% of tumour cells",
        "CLDN18.2 (43-14A): positive, 2+ in 80% of cells",
    ],
)
def test_a_clone_in_brackets_is_no_score(text: str) -> None:
    assert [(fact.name, fact.result, fact.number) for fact in found(text)] == [("CLDN18.2", "positive", 80)]


@pytest.mark.parametrize(
    ("text", "result", "number"),
    [
        ("Day 100: MRD negative (10^-5)", "negative", None),
        ("MRD-negative by NGS (10^-6).", "negative", None),
        ("MRD not detected at 10-4", "negative", None),
        ("Measurable residual disease positive, 0.02%", "positive", 0.02),
    ],
)
def test_residual_disease_is_told_without_the_reach_of_its_test(text: str, result: str, number: float | None) -> None:
    assert [(fact.name, fact.result, fact.number) for fact in found(text)] == [("MRD", result, number)]


@pytest.mark.parametrize(
    "text", ["Allograft from a 10/10 MRD.", "MRD transplant 2021", "If MRD negative we will stop."]
)
def test_a_related_donor_is_no_residual_disease(text: str) -> None:
    assert results(text) == set()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CA 125 on 4 May 2024 has fallen to 41.", [("41", "2024-05-04", "present")]),
        ("CEA in March 2024 was 8.1", [("8.1", "2024-03", "present")]),
        ("Albumin from 13/03/2024 was 31 g/L.", [("31", "2024-03-13", "present")]),
        ("AFP on 26/8: 940 ng/mL", [("940", None, "historical")]),
        ("CEA on 3 May 2024, colonoscopy 12 cm", []),
        ("PSA at 3/12 0.2", []),
        ("PSA from 2021 to 2023 <0.1", []),
        ("PSA of 14 on 3 May 2024", [("14", "2024-05-03", "present")]),
    ],
)
def test_the_day_of_a_value_may_stand_before_it(text: str, told: list[tuple[str, str | None, str]]) -> None:
    assert values(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CEA 5.4 (was 6.1 on 13/2/2024)", [("5.4", None, "present"), ("6.1", "2024-02-13", "present")]),
        ("CA-125 35 (previous 412 in 01/2024), stable", [("35", None, "present"), ("412", "2024-01", "present")]),
        ("Hb 98 (baseline 120)", [("98", None, "present"), ("120", None, "historical")]),
        ("ALP 98 (164 in May)", [("98", None, "present"), ("164", None, "historical")]),
        ("LDH 310, down from 520 in March 2024", [("310", None, "present"), ("520", "2024-03", "present")]),
        (
            "CA19-9 88 (11/2023: 310; 02/2024: 140)",
            [("88", None, "present"), ("310", "2023-11", "present"), ("140", "2024-02", "present")],
        ),
        (
            "PSA rose from a nadir of 0.2 in May 2022 to 9.1 in June 2024.",
            [("9.1", "2024-06", "present"), ("0.2", "2022-05", "present")],
        ),
        ("LDH has risen from 245 to 389", [("389", None, "present"), ("245", None, "historical")]),
        ("AFP 310 -> 41", [("310", None, "historical"), ("41", None, "present")]),
        (
            "LDH 205 on 17/04/2023; at relapse in February 2022 it was 588.",
            [("205", "2023-04-17", "present"), ("588", "2022-02", "present")],
        ),
    ],
)
def test_an_earlier_value_beside_one_is_told_with_its_own_time(
    text: str, told: list[tuple[str, str | None, str]]
) -> None:
    assert values(text) == told


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Hb 98 (transfused 2 units)", "98"),
        ("Platelets 90 (100 on day 8)", "90"),
        ("ALT 62 (5 x ULN)", "62"),
        ("Hb 98 (10.1 g/dL)", "98"),
        ("PSA 0.1 (03/2024)", "0.1"),
        ("Hb 98 (target was 100)", "98"),
        ("Calcium 2.4, previously 3 cycles of docetaxel", "2.4"),
        ("PSA 4.2 from 2019", "4.2"),
        ("CA19-9 40 (20 weeks ago)", "40"),
    ],
)
def test_other_numbers_behind_a_value_are_no_values(text: str, value: str) -> None:
    assert [one for one, _, _ in values(text)] == [value]


def test_a_list_below_a_title_with_an_aside_is_read_row_by_row() -> None:
    text = "Thyroglobulin (unstimulated):\nMay 2019 <0.2 ug/L\nNov 2020 3.1\n4 June 2021 12\nThyroid cancer"
    assert [(one.value, one.unit, one.date) for one in found(text)] == [
        ("<0.2", "ug/L", "2019-05"),
        ("3.1", "ug/L", "2020-11"),
        ("12", "ug/L", "2021-06-04"),
    ]


def test_a_dated_line_below_a_table_is_none_of_its_rows() -> None:
    text = "Results        04/02/2025   29/04/2025\nHb g/L         121          112\nLDH 27/05/2025: 310 U/L. CRP 8."
    assert ("310", "2025-05-27", "present") in values(text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Mammogram 21/09/2022: mass. Core biopsy (26/09/2022): ductal carcinoma, grade 3. IHC: ER 7/8.", "2022-09-26"),
        ("Seen in clinic.\nLung biopsy (rep. 13/03/2024): adenocarcinoma, TTF1 positive.", "2024-03-13"),
        ("History\nLiver biopsy 3 May 2024: adenocarcinoma.\nIHC: CDX2 positive.", "2024-05-03"),
        ("Notes\nCT 3 May 2024: mass.\nIHC: CDX2 positive.", None),
        ("Notes\nBiopsy planned 3 May 2024: CDX2 positive elsewhere.", None),
        ("Seen 2 May.\nBiopsy 3 May 2024: adenocarcinoma. Started FOLFOX chemotherapy, CDX2 positive.", None),
    ],
)
def test_the_specimen_that_heads_a_line_dates_its_results(text: str, date: str | None) -> None:
    assert {fact.date for fact in found(text)} == {date}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rectal cancer (excised May 2018), KRAS wild type", {("KRAS", None)}),
        ("Clinical details: gastric cancer, HER2 3+, after FLOT (last dose 18/08/2025).", {("HER2", None)}),
        ("Core biopsy (3 May 2024): ER 8/8", {("ER", "2024-05-03")}),
        (
            "Tumour NGS (Tempus, 04/2023): ATM loss. Germline panel negative for BRCA2.",
            {("ATM", "2023-04"), ("BRCA2", None)},
        ),
        ("03/05/2024: Niraparib started. Held 8/6 - 22/6 for anaemia (Hb 76).", {("hemoglobin", None)}),
        (
            "03/05/2024: Bloods Hb 98 (was 120), platelets 140.",
            {("hemoglobin", "2024-05-03"), ("platelets", "2024-05-03")},
        ),
    ],
)
def test_a_date_is_of_what_it_stands_beside(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert expected <= dated(text)
    assert not any(name in dict(expected) and date not in {None, dict(expected)[name]} for name, date in dated(text))


def test_an_addendum_with_its_own_sample_dates_its_result() -> None:
    """The sample above dates what stands before the addendum."""
    text = (
        "MOLECULAR PATHOLOGY REPORT - NGS\n\nSample: colon resection, taken 04-Mar-2025   Reported 20-Mar-2025\n\n"
        "KRAS   NM_033360.4:c.35G>A   p.(Gly12Asp)   32%   Pathogenic\nBRAF: no variant detected\n\n"
        "ADDENDUM 10-Apr-2025: Blood sample (taken 01-Apr-2025) - CHEK2 c.1100del heterozygous: confirmed germline.\n"
    )
    reading = Reading(document="0" * 16, sha256="0" * 64, status=Status.READ, pages=(page(text),))
    told = {(one.name, one.date) for one in with_facts(reading).facts if isinstance(one, Biomarker)}
    assert told >= {("KRAS", "2025-03-04"), ("BRAF", "2025-03-04")}
    assert {date for name, date in told if name == "CHEK2"} == {"2025-04-01"}


@pytest.mark.parametrize(
    ("text", "specimens"),
    [
        ("Adenocarcinoma of the right upper lobe, EGFR L858R. Sites: T6, left acetabulum.", {None}),
        ("Enlarging left supraclavicular node. Mass of the right upper lobe, ALK negative.", {None}),
        ("Left breast: ER positive.\nRight breast: ER negative.", {"left", "right"}),
    ],
)
def test_a_side_is_that_of_a_specimen_only_where_both_sides_of_one_organ_are_told(
    text: str, specimens: set[str | None]
) -> None:
    assert {fact.specimen for fact in found(text)} == specimens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Legend: HRD positive = GIS of 42 or above.", set[tuple[str, str | None]]()),
        ('EGFR amplified. BRAF V600E "extra tissue required".', {("EGFR", "positive"), ("BRAF", "not_done")}),
        ("KRAS wild type. BRAF: more tissue required.", {("KRAS", "negative"), ("BRAF", "not_done")}),
        ("BTK C481S mutation found, VAF 31%. PLCG2 variant, significance unclear.", {("BTK", "positive")}),
        ("HER2: positive (legend below).", {("HER2", "positive")}),
    ],
)
def test_legends_and_tests_that_could_not_be_done_give_no_result(
    text: str, expected: set[tuple[str, str | None]]
) -> None:
    assert results(text) - {("PLCG2", "indeterminate")} == expected
