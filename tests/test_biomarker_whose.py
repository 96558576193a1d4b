"""Results that are of another time, place or person than those beside them."""

import pytest

from core.records import Biomarker, DocumentType, Page
from extractors import biomarker
from extractors.biomarkers.repeated import told_of_earlier_time
from extractors.extraction import extract_page
from extractors.notes import Note
from extractors.report_date import date_facts, find_report_date


def page(text: str) -> Page:
    return Page(document="0" * 16, number=1, width=612, height=792, method="text-layer", quality=1, text=text)  # pyright: ignore[reportArgumentType]


def found(text: str) -> list[Biomarker]:
    return list(biomarker.find(Note(page(text))))


def results(text: str) -> set[tuple[str, str | None]]:
    return {(fact.name, fact.result) for fact in found(text)}


COMPARED = [
    "ESR1     Not detected       p.D538G 19.7%",
    "GATA3    p.P409fs 22%       Not detected",
    "PIK3CA   p.H1047R 31%       p.H1047R 28.4%",
    "ER\t90%\t70%",
    "PR\tPositive\tNegative",
    "HER2\t1+\t2+",
    "TMB     6.3 mut/Mb     8.1 mut/Mb",
    "ER   Positive 90%   Negative",
    "| EGFR | p.L858R 30% | p.L858R 22% |",
    "Gene     2018 primary       2025 liver\nTP53     p.R175H            wild type\nKRAS     G12D               G12D",
    "          Left breast   Right breast\nER        positive      positive\nPR        +             -",
    "PIK3CA   p.H1047R   p.H1047R",
    "Gene   Primary (2018)   Metastasis (2025)\n\nESR1   wild type   mutant\nKRAS   mutant   G12D",
    "Marker\tResult\tPrevious\nER\tpositive\tpositive",
    "| Gene | Baseline | Progression |\n| MET | amplified | amplified |",
]


@pytest.mark.parametrize("text", COMPARED)
def test_a_row_of_two_outcomes_is_left_out(text: str) -> None:
    """Only its column says when or where a result of such a row was found."""
    assert found(text) == []


ROWS = [
    ("ER     Positive   95%   Allred 8/8\nPR     Negative   0%", {("ER", "positive"), ("PR", "negative")}),
    ("HER2   IHC 2+   FISH not amplified", {("HER2", "equivocal"), ("HER2", "negative")}),
    ("HER2   2+   Equivocal", {("HER2", "equivocal")}),
    ("PD-L1  TPS 40%   CPS 45", {("PD-L1", "positive")}),
    ("Gene   Result   Variant   VAF\nKRAS   Detected   p.G12D   32%", {("KRAS", "positive")}),
    ("PIK3CA   p.H1047R c.3140A>G   Missense   28.4%   IA", {("PIK3CA", "positive")}),
    ("EGFR T790M    Not detected", {("EGFR", "negative")}),
    ("EGFR   L858R detected   T790M not detected", {("EGFR", "positive"), ("EGFR", "negative")}),
    ("ER   Positive   (>=1%)   95%", {("ER", "positive")}),
    ("Specimen A   Liver biopsy   02/11/2025\nER   Positive   90%", {("ER", "positive")}),
    ("Marker   Result   Primary antibody\nER   Positive 90%   SP1", {("ER", "positive")}),
    ("ESR1     Not detected     -\nEGFR     p.T790M     12%", {("ESR1", "negative"), ("EGFR", "positive")}),
    ("Microsatellite status              MS-Stable", {("MSI", "stable")}),
    ("Homologous recombination deficiency  Score 21 (Negative; cutoff 42)", {("HRD", "negative")}),
    ("HRD score 21 (negative)", {("HRD", "negative")}),
    ("PD-L1 (22C3) CPS                   <1", {("PD-L1", "negative")}),
    (
        "Homologous recombination deficiency  Score 21 (Negative; cutoff 42)\nPD-L1 22C3 CPS <1",
        {("HRD", "negative"), ("PD-L1", "negative")},
    ),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_a_row_of_one_outcome_is_read(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Its cells tell of one test how it came out, how much and of which method."""
    assert results(text) == expected


DENIED = [
    ("Ki-67 15%, no evidence of Richter transformation or Hodgkin lymphoma.", {("Ki-67", None)}),
    ("Ki-67 80% without evidence of Burkitt lymphoma", {("Ki-67", None)}),
    ("Ki-67 30%, negative for lymphovascular invasion.", {("Ki-67", None)}),
    ("ER 90%, no evidence of carcinoma in the nodes", {("ER", "positive")}),
    ("CD20 positive, no evidence of transformation", {("CD20", "positive")}),
    ("CD30 positive (no evidence of ALK)", {("CD30", "positive"), ("ALK", "negative")}),
    ("KRAS G12D, no evidence of BRAF mutation", {("KRAS", "positive"), ("BRAF", "negative")}),
    ("HER2 1+, negative for overexpression", {("HER2", "negative")}),
    ("HER2 1+, not amplified", {("HER2", "negative")}),
    ("ER <1%, not detected", {("ER", "negative")}),
    ("ALK: no evidence of rearrangement", {("ALK", "negative")}),
    ("EGFR L858R detected, T790M not detected.", {("EGFR", "positive"), ("EGFR", "negative")}),
]


@pytest.mark.parametrize(("text", "expected"), DENIED)
def test_a_denial_behind_a_result_is_of_what_follows_it(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Unless what follows is the marker's own alteration."""
    assert results(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A paternal aunt carried CHEK2 c.1100delC, which was not found in this sample.", set[object]()),
        ("Her mother carried CHEK2 c.1100delC which was not detected in her.", set[object]()),
        ("A sister had a TP53 mutation (p.R175H), not detected in the patient.", set[object]()),
        ("Her mother carried BRCA1 c.68_69del, but the patient tested negative.", {("BRCA1", "positive", "family")}),
        ("Her mother carries a BRCA2 mutation.", {("BRCA2", "positive", "family")}),
        ("Her sister is BRCA1 negative.", {("BRCA1", "negative", "family")}),
        ("Her father was tested: BRCA2 not detected.", {("BRCA2", "negative", "family")}),
        ("BRCA1 c.68_69del, not detected", {("BRCA1", "negative", "patient")}),
    ],
)
def test_a_denial_about_the_patient_is_none_of_a_relative(text: str, expected: set[tuple[str, str, str]]) -> None:
    """Where words between the marker and its denial may turn from one to the other, nothing is said."""
    assert {(fact.name, fact.result, fact.subject) for fact in found(text)} == expected


REPORT = "Surgical pathology report\nCollected: 2025-02-11\n{}\nGross: received in formalin.\n"
NOW, UNDATED = ("present", "2025-02-11"), ("present", None)
TIMES = [
    ("Clinical information: ER+ (90%) primary, right breast 2018.", ("historical", "2018")),
    ("Clinical details: Core biopsy 15/05/2018: ER 8/8.", ("historical", "2018-05-15")),
    ("Clinical history: Original tumour ER positive.", ("historical", None)),
    ("Clinical history: DOB 02/11/1957, prior breast cancer ER+.", ("historical", None)),
    ("History: left breast cancer 2018, ER+, on letrozole since.", ("historical", None)),
    ("Clinical history: Breast cancer 2018, recurrence 2023, ER+.", ("historical", None)),
    ("Clinical history: Mass on CT 15/02/2024, ER positive.", ("historical", None)),
    ("Clinical history: Breast cancer, ER positive.", UNDATED),
    ("Diagnosis: The primary in 2018 was ER positive.", UNDATED),
    ("Diagnosis: The previous biopsy was ER positive.", ("historical", None)),
    ("Diagnosis: Unlike the original biopsy, ER is positive (90%).", UNDATED),
    ("Diagnosis: ER positive (90%).", NOW),
    ("Diagnosis: ER is positive in this specimen, unlike in the original biopsy.", NOW),
    ("Diagnosis: In the primary tumour ER is positive.", NOW),
    ("Diagnosis: ER positive (criteria of 2020).", NOW),
    ("Clinical history: Breast mass.\n\nPrimary tumour\nER positive 90%", NOW),
    ("CLINICAL HISTORY\n\nPrevious breast cancer, ER positive.", ("historical", None)),
    ("Clinical history: Breast cancer 2018.\nImmunohistochemistry: ER positive", NOW),
    ("Clinical history: Breast cancer 2018.\nSUMMARY\nER IHC   70%", NOW),
    ("Clinical history: Breast cancer 2018.\nReceptors (primary tumor):\nER IHC   70%", NOW),
]


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_a_result_of_an_earlier_time_has_not_the_date_of_the_report(
    text: str, expected: tuple[str, str | None]
) -> None:
    """It has the one date of its sentence, or none."""
    report = page(REPORT.format(text))
    date = find_report_date([report], DocumentType.PATHOLOGY)
    assert date
    facts = extract_page(report)
    dated = date_facts(facts, date, but=told_of_earlier_time(facts, [report], date.value))
    assert {(fact.assertion, fact.date) for fact in dated if fact.kind == "biomarker"} == {expected}


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Biopsy 15/03/2023: ER 90%, PR 20%, HER2 1+.", ["2023-03-15"] * 3),
        ("Guardant360 (drawn 14/2/24): EGFR L858R 3.2%, TP53 R273H 1.1%.", ["2024-02-14"] * 2),
        ("Liver biopsy (15 March 2023) ER positive 90%, PR negative.", ["2023-03-15"] * 2),
        ("Guardant360 reported 20/02/2024, sample collected 14/02/2024: EGFR L858R detected", ["2024-02-14"]),
        ("Biopsy 15/03/2023 showed adenocarcinoma; started letrozole 21/04/2023. ER positive.", [None]),
        ("CT 15/03/2023: new nodule. ER positive.", [None]),
        ("Biopsy 15/03/2023: carcinoma. Now ER positive.", [None]),
        ("Biopsy 15/03/2023: carcinoma. Mastectomy: ER positive.", [None]),
    ],
)
def test_the_date_of_a_specimen_is_that_of_its_results(text: str, dates: list[str | None]) -> None:
    """Only the line's own specimen, and only while nothing else is named."""
    assert [one.date for one in found(text)] == dates


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Family history\nMother breast cancer at 45. BRCA1/2 testing negative.", "patient"),
        ("Family history: Aunt breast cancer. Germline testing (84 genes): negative for BRCA1.", "patient"),
        ("Family history\nMother breast cancer at 45. BRCA1 positive.", "family"),
        ("Family history: Sister tested for BRCA. BRCA1 testing negative.", "family"),
        ("Family history: Mother BRCA1/2 testing negative.", "family"),
        ("Family history\nHer mother has cancer. She had BRCA1 testing, negative for BRCA1.", "family"),
    ],
)
def test_the_patients_own_test_may_stand_under_family_history(text: str, subject: str) -> None:
    """A sentence about a test without a relative is of the patient, unless the one before it tells of a relative's."""
    assert {one.subject.value for one in found(text)} == {subject}
