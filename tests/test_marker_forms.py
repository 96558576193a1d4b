"""Forms in which letters write markers in short: a state behind a list of tests, arrows, abbreviations."""

import pytest

from core.records import Biomarker, Page
from extractors import biomarker
from extractors.notes import Note


def found(text: str) -> list[Biomarker]:
    return list(
        biomarker.find(
            Note(
                Page(document="0" * 16, number=1, width=612, height=792, method="text-layer", quality=1, text=text)  # pyright: ignore[reportArgumentType]
            )
        )
    )


def states(text: str) -> set[tuple[str, str | None]]:
    """The result of each marker, or that it is awaited."""
    return {(fact.name, "planned" if fact.assertion == "planned" else fact.result) for fact in found(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "BRAF V600E and MLH1 promoter methylation: to follow in another report.",
            {("BRAF", "planned"), ("MLH1 promoter methylation", "planned")},
        ),
        ("EGFR L858R and ALK: awaited.", {("EGFR", "planned"), ("ALK", "planned")}),
        ("BRAF V600E / KRAS G12C: pending", {("BRAF", "planned"), ("KRAS", "planned")}),
        ("BRAF V600E, KRAS G12C - awaited", {("BRAF", "planned"), ("KRAS", "planned")}),
        ("JAK2 V617F/CALR/MPL: requested", {("JAK2", "planned"), ("CALR", "planned"), ("MPL", "planned")}),
        ("EGFR exon 19 deletion and ALK rearrangement are pending", {("EGFR", "planned"), ("ALK", "planned")}),
        ("BRAF V600E & MSI sent.", {("BRAF", "planned"), ("MSI", "planned")}),
        ("EGFR T790M and C797S: awaited", {("EGFR", "planned")}),
        ("Awaiting BRAF V600E.", {("BRAF", "planned")}),
        ("The following have been requested: BRAF V600E and KRAS G12C.", {("BRAF", "planned"), ("KRAS", "planned")}),
        ("BRAF V600E and KRAS G12C: not done", {("BRAF", "not_done"), ("KRAS", "not_done")}),
        ("BRAF V600E, KRAS G12C: insufficient tissue", {("BRAF", "not_done"), ("KRAS", "not_done")}),
        ("BRAF V600E and NRAS Q61K were not found.", {("BRAF", "negative"), ("NRAS", "negative")}),
        ("KRAS G12C, BRAF V600E and NRAS Q61R: negative", {(one, "negative") for one in ("KRAS", "BRAF", "NRAS")}),
    ],
)
def test_a_state_behind_a_list_of_tests_is_of_all(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert states(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "EGFR, ALK, ROS1, MET exon 14, RET negative.",
        "EGFR, ALK, ROS1, RET, MET exon 14 skipping negative.",
        "NGS: TP53 R273L. EGFR, ALK, MET exon 14 skipping, ROS1 and RET not detected.",
        "EGFR, ALK, MET exon 14, ROS1, RET wild type",
        "EGFR/ALK/ROS1/MET exon 14/RET: negative",
        "EGFR, ALK, RET fusion, ROS1, MET exon 14 were all negative",
    ],
)
def test_a_change_within_a_list_that_ends_in_a_denial_is_denied_with_it(text: str) -> None:
    said = states(text) - {("TP53", "positive")}
    assert said == {(one, "negative") for one in ("EGFR", "ALK", "ROS1", "MET", "RET")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EGFR, ALK, BRAF V600E, ROS1 negative", {(one, "negative") for one in ("EGFR", "ALK", "BRAF", "ROS1")}),
        ("EGFR, KRAS G12C, ALK negative", {("ALK", "negative")}),
        ("KRAS G12C, EGFR, ALK negative", {("KRAS", "positive"), ("EGFR", "negative"), ("ALK", "negative")}),
        ("EGFR, ALK, KRAS G12C.", {("KRAS", "positive")}),
        ("Detected: EGFR L858R, ALK, ROS1 negative", {("EGFR", "positive"), ("ALK", "negative"), ("ROS1", "negative")}),
        ("EGFR, ALK, MET exon 14.", set()),
        ("MET exon 14", set()),
        ("KIT exon 11, PDGFRA negative", {("PDGFRA", "negative")}),
        ("MET exon 14 skipping, EGFR negative", {("MET", "positive"), ("EGFR", "negative")}),
        ("MET exon 14 skipping detected", {("MET", "positive")}),
        ("KIT exon 11 mutation", {("KIT", "positive")}),
        ("KRAS G12C - stable disease.", {("KRAS", "positive")}),
        ("EGFR mutant, stable appearances", {("EGFR", "positive")}),
        ("MSI: stable. KRAS G12C", {("MSI", "stable"), ("KRAS", "positive")}),
    ],
)
def test_a_change_is_of_the_gene_beside_it(text: str, expected: set[tuple[str, str | None]]) -> None:
    """And an exon alone tells where was looked, not what was found."""
    assert states(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EGFR L858R detected and ALK pending.", {("EGFR", "positive"), ("ALK", "planned")}),
        ("EGFR L858R; ALK awaited.", {("EGFR", "positive"), ("ALK", "planned")}),
        ("EGFR L858R. ALK awaited.", {("EGFR", "positive"), ("ALK", "planned")}),
        ("EGFR L858R (VAF 22%), ALK: pending", {("EGFR", "positive"), ("ALK", "planned")}),
        ("EGFR L858R, ALK negative", {("EGFR", "positive"), ("ALK", "negative")}),
        ("EGFR L858R, ALK and ROS1 negative", {("EGFR", "positive"), ("ALK", "negative"), ("ROS1", "negative")}),
        ("EGFR L858R but ALK negative", {("EGFR", "positive"), ("ALK", "negative")}),
        ("EGFR: L858R, ALK: negative", {("EGFR", "positive"), ("ALK", "negative")}),
        ("EGFR L858R and ALK is pending", {("EGFR", "positive"), ("ALK", "planned")}),
        ("Found to have BRAF V600E and MSI pending", {("BRAF", "positive"), ("MSI", "planned")}),
        ("ALK pending. BRAF V600E.", {("BRAF", "positive"), ("ALK", "planned")}),
        ("KRAS G12D and TP53 R175H were found", {("KRAS", "positive"), ("TP53", "positive")}),
    ],
)
def test_a_state_of_the_last_test_alone(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert states(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EGFR L858R and ALK negative", {("ALK", "negative")}),
        ("EGFR L858R, ALK: negative, ROS1: negative", {("ALK", "negative"), ("ROS1", "negative")}),
        ("EGFR L858R, T790M negative", set()),
    ],
)
def test_a_state_that_may_be_of_all_or_of_the_last_settles_nothing_before(
    text: str, expected: set[tuple[str, str | None]]
) -> None:
    assert states(text) == expected


def test_each_test_keeps_its_own_variant() -> None:
    assert {(fact.name, fact.variant) for fact in found("KRAS and BRAF V600E testing to follow.")} == {
        ("KRAS", None),
        ("BRAF", "V600E"),
    }


def measured(text: str) -> list[tuple[str | None, str | None]]:
    """Values and dates, in order."""
    return [(fact.value, fact.date) for fact in found(text) if fact.method == "serum"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "FLT3-ITD NOT detected. FLT3-TKD (D835) DETECTED, VAF 22%.",
            {("FLT3-ITD", "negative"), ("FLT3-TKD", "positive")},
        ),
        ("FLT3-TKD (D835/I836): not detected", {("FLT3-TKD", "negative")}),
        ("FLT3 TKD mutation D835 detected", {("FLT3-TKD", "positive")}),
        ("KIT (D816) wild type", {("KIT", "negative")}),
        ("BRAF (V600) mutation: awaited", {("BRAF", "planned")}),
        ("FLT3-TKD (D835) by PCR", set()),
        ("TP53 - awaited", {("TP53", "planned")}),
        ("TP53 sequencing - not yet done", {("TP53", "not_done")}),
        ("MSI not yet performed.", {("MSI", "not_done")}),
    ],
)
def test_a_codon_in_brackets_and_a_test_not_yet_done(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert states(text) == expected


FALLING = [("1,840", "2025-08"), ("212", "2025-10"), ("46", "2026-01-05")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CA-125: 1,840 (Aug 25) > 212 (Oct 25) > 46 (5 Jan 26)", FALLING),
        ("CA-125: 1,840 (Aug 25) -> 212 (Oct 25) -> 46 (5 Jan 26)", FALLING),
        ("CA-125 1,840 in Aug 25 → 212 in Oct 25 → 46 on 5 Jan 26", FALLING),
        ("PSA 12.4 (Feb 2023) > 0.3 (Dec 2023)", [("12.4", "2023-02"), ("0.3", "2023-12")]),
        ("PSA: Feb 2023 12.4 > Dec 2023 <0.1", [("12.4", "2023-02"), ("<0.1", "2023-12")]),
        ("PSA 3 (Feb 2023), >100 (May 2023)", [("3", "2023-02"), (">100", "2023-05")]),
        ("PSA >100 (Feb 2023), 4 (May 2023)", [(">100", "2023-02"), ("4", "2023-05")]),
        ("PSA 12.4 > 0.3", []),
        ("CEA 14 (Mar 3), 6 (Jun 9)", []),
    ],
)
def test_a_sign_between_dated_values_is_an_arrow(text: str, expected: list[tuple[str, str]]) -> None:
    assert measured(text) == expected


ROW = "Lab report\n{head}12/01/2026  16/03/2026  25/05/2026  ref\n{name}38  14  6  g/L"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ROW.format(head=" " * 24, name="Paraprotein IgG kappa   "), ["38", "14", "6"]),
        (ROW.format(head=" " * 24, name="M-protein (IgA lambda)  "), ["38", "14", "6"]),
        (ROW.format(head=" " * 24, name="Paraprotein             "), ["38", "14", "6"]),
        (ROW.format(head=" " * 24, name="M protein               ") + " (0-3)", ["38", "14", "6"]),
        ("Paraprotein IgG kappa 38 14 6 g/L", []),
        ("Paraprotein IgG lambda: 38 g/L", ["38"]),
        ("Letter 17/07/2025\nCA19-9 890 kU/L on 25/06 (while jaundiced); 340 on 15/07", ["890", "340"]),
        ("CEA 14 (3 May 2024) (on treatment), 6 (2 July 2024)", ["14", "6"]),
        ("Letter 17/07/2025\nBiopsy: repeat 02/07: adenocarcinoma\nCA19-9 890 kU/L on 25/06", ["890"]),
        ("Please repeat CA19-9 37 in a month", []),
    ],
)
def test_rows_with_a_chain_and_values_with_a_remark(text: str, expected: list[str]) -> None:
    assert [value for value, _ in measured(text)] == expected


def test_a_unit_before_the_range_is_of_the_row() -> None:
    (first, *_) = found(ROW.format(head=" " * 24, name="M protein               ") + " (0-3)")
    assert (first.unit, first.date) == ("g/L", "2026-01-12")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Papillary thyroid cancer. Tg now <0.2 ug/L. Tg antibodies 310 (positive) - Tg unreliable.", ["<0.2"]),
        ("Thyroid clinic\nStimulated Tg 1.4. Anti-Tg 310", ["1.4"]),
        ("Total thyroidectomy. Tg 0.4 ng/mL (03/2025), 1.2 ng/mL (09/2025)", ["0.4", "1.2"]),
        ("Thyroid ca. Tg undetectable, TgAb negative", ["undetectable"]),
        ("Thyroid cancer. Thyroglobulin antibodies 310, anti-thyroglobulin 200", []),
        ("Thyroid cancer. Chol 5.2, HDL 1.1, Tg 1.8", []),
        ("Thyroid cancer. Fasting Tg 1.8 mmol/L", []),
        ("Breast cancer. Tg 1.8", []),
    ],
)
def test_tg_is_thyroglobulin_where_the_text_is_about_the_thyroid(text: str, expected: list[str]) -> None:
    assert [value for value, _ in measured(text)] == expected


def test_a_month_between_name_and_value_is_the_time_of_the_value() -> None:
    (tg,) = found("Thyroid clinic\nBloods 27/01/2026: TSH 0.08, FT4 21. Stimulated Tg (Dec) 1.4")
    assert (tg.value, tg.date in (None, "2025-12")) == ("1.4", True)


@pytest.mark.parametrize(
    "text",
    [
        "dab/tram if BRAF mutant",
        "Plan: osimertinib if EGFR exon 19 deletion found.",
        "Should she be BRCA1 positive, olaparib.",
        "FOLFOX unless MSI-high.",
    ],
)
def test_a_condition_is_no_result(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("If fit, capecitabine; HER2 positive.", {("HER2", "positive")}),
        ("BRAF mutant, so a BRAF inhibitor if he relapses.", {("BRAF", "positive")}),
        ("HER2 3+; trastuzumab if the heart is well", {("HER2", "positive")}),
    ],
)
def test_a_condition_of_something_else(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert states(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Germline BRCA1: no pathogenic variant.\nTumour (somatic) BRCA1: pathogenic variant found.",
            [("negative", "germline"), ("positive", "somatic")],
        ),
        ("Germline testing of BRCA1 negative.", [("negative", "germline")]),
        ("BRCA1 germline mutation detected", [("positive", "germline")]),
        ("Somatic TP53 mutation detected", [("positive", "somatic")]),
        ("Germline panel negative. BRCA1 mutation detected", [("positive", None)]),
        ("BRCA1: positive", [("positive", None)]),
    ],
)
def test_where_a_change_comes_from(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(fact.result, fact.specimen) for fact in found(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FISH (2022): del(13q) sole abnormality. No del(17p).", {("del(13q)", "positive"), ("del(17p)", "negative")}),
        ("FISH: del(13q) as the only abnormality.", {("del(13q)", "positive")}),
        ("FISH: trisomy 12 is the sole aberration.", {("trisomy 12", "positive")}),
        ("If del(17p) is the only change, we treat early.", set[tuple[str, str]]()),
        ("Trisomy 12 was not the only abnormality.", set[tuple[str, str]]()),
    ],
)
def test_what_is_found_alone_is_found(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert states(text) == expected
