"""What the biomarker extractor reads, shape by shape, and what it leaves alone."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.records import Biomarker, Page
from extractors import biomarker
from extractors.notes import Note


def note(text: str) -> Note:
    return Note(
        Page(document="0" * 16, number=1, width=612, height=792, method="text-layer", quality=1, text=text)  # pyright: ignore[reportArgumentType]
    )


def found(text: str) -> list[Biomarker]:
    return list(biomarker.find(note(text)))


def results(text: str) -> set[tuple[str, str | None]]:
    return {(fact.name, fact.result) for fact in found(text)}


STATED = [
    ("ER positive (90%, 3+), PR: 80%", {("ER", "positive"), ("PR", "positive")}),
    ("ER+ PR- HER2-", {("ER", "positive"), ("PR", "negative"), ("HER2", "negative")}),
    ("ER (+), PR (-)", {("ER", "positive"), ("PR", "negative")}),
    ("ER/PR positive", {("ER", "positive"), ("PR", "positive")}),
    ("ER8/8, PR 2/8", {("ER", "positive"), ("PR", "negative")}),
    ("ER: weak, 2%\nPR: <1%", {("ER", "positive"), ("PR", "negative")}),
    ("triple-negative", {("ER", "negative"), ("PR", "negative"), ("HER2", "negative")}),
    ("HER2 (IHC): EQUIVOCAL (2+)", {("HER2", "equivocal")}),
    ("HER2 by immunohistochemistry: WEAKLY POSITIVE (2+)", {("HER2", "equivocal")}),
    ("HER2 2+ (awaiting FISH)", {("HER2", "equivocal"), ("HER2", None)}),
    ("HER2 IHC 2+, sent for FISH", {("HER2", "equivocal"), ("HER2", None)}),
    ("Her-2/neu IS NOT OVEREXPRESSED", {("HER2", "negative")}),
    ("c-erbB-2: 3+", {("HER2", "positive")}),
    ("HER2/NEU BY FISH = 1.1 NOT AMPLIFIED.", {("HER2", "negative")}),
    (
        "Oestrogen receptors are positive in 90% of tumour cells, progesterone receptors are negative",
        {("ER", "positive"), ("PR", "negative")},
    ),
    ("No progesterone receptors found in neoplastic cells", {("PR", "negative")}),
    ("Estrogen receptor\nPositive (95%)\nProgesterone receptor\nNegative", {("ER", "positive"), ("PR", "negative")}),
    ("ER .......... positive\nPR\tnegative", {("ER", "positive"), ("PR", "negative")}),
    ("ESTROGEN RECEPTORS: POSTTIVE", {("ER", "positive")}),
    ("HER2 protein stained with a kit. Negative reaction in tumour cells (Score = 1+)", {("HER2", "negative")}),
    ("negative for HER2, ER positive", {("HER2", "negative"), ("ER", "positive")}),
    ("expression of ER was not seen", {("ER", "negative")}),
    ("EGFR, ALK and ROS1 wild type", {("EGFR", "negative"), ("ALK", "negative"), ("ROS1", "negative")}),
    ("BRCA1/2 negative", {("BRCA1", "negative"), ("BRCA2", "negative")}),
    ("RAS mutant, KRAS G12D", {("RAS", "positive"), ("KRAS", "positive")}),
    ("no KRAS G12C mutation", {("KRAS", "negative")}),
    ("NRAS G12C mutation with wild-type BRAF", {("NRAS", "positive"), ("BRAF", "negative")}),
    ("EGFR mutation was not detected", {("EGFR", "negative")}),
    ("No mutations were detected in KRAS or BRAF.", {("KRAS", "negative"), ("BRAF", "negative")}),
    ("Pertinent negatives: EGFR, ALK, RET", {("EGFR", "negative"), ("ALK", "negative"), ("RET", "negative")}),
    (
        "negative for EGFR mutation, ALK rearrangement and ROS1 fusion",
        {("EGFR", "negative"), ("ALK", "negative"), ("ROS1", "negative")},
    ),
    ("showing retained INI1 expression and p53 mutation", {("INI1", "intact"), ("TP53", "positive")}),
    ("EML4-ALK fusion detected", {("ALK", "positive")}),
    ("MET exon 14 skipping mutation", {("MET", "positive")}),
    ("BRCA2 c.7007G>A variant of uncertain significance", {("BRCA2", "indeterminate")}),
    ("dMMR", {("MMR", "deficient")}),
    ("MSS", {("MSI", "stable")}),
    ("The tumor is negative for RAS mutations and MSS.", {("RAS", "negative"), ("MSI", "stable")}),
    ("The expression of ER is strong. NEG HER2", {("ER", "positive"), ("HER2", "negative")}),
    ("A few mitoses; the cells are CD10 positive", {("CD10", "positive")}),
    ("MSI-high, TMB 35 mut/Mb", {("MSI", "high"), ("TMB", None)}),
    ("MLH1, PMS2 and MSH6: retained nuclear expression", {(one, "intact") for one in ("MLH1", "PMS2", "MSH6")}),
    ("MLH1: Normal expression. MSH6 lost", {("MLH1", "intact"), ("MSH6", "deficient")}),
    ("PD-L1 TPS: 40%, PD-L1 CPS <1", {("PD-L1", "positive"), ("PD-L1", "negative")}),
    ("IDH1 R132H mutant, 1p/19q co-deleted", {("IDH1", "positive"), ("1p/19q", "positive")}),
    (
        "FISH showed del(17p) and t(4;14); negative for 1q gain.",
        {("del(17p)", "positive"), ("t(4;14)", "positive"), ("1q gain", "negative")},
    ),
    (
        "JAK2 V617F positive, BCR-ABL negative, FLT3-ITD positive",
        {("JAK2", "positive"), ("BCR::ABL1", "negative"), ("FLT3-ITD", "positive")},
    ),
    (
        "strong positivity for Chromogranin A and Synaptophysin",
        {("chromogranin A", "positive"), ("synaptophysin", "positive")},
    ),
    ("EGFRvIII mutation was not. detected", {("EGFRvIII", "negative")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_a_stated_result_is_read(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Each shape gives its markers with their results, and no others."""
    assert results(text) == expected


SILENT = [
    "HER2-targeted therapy was started. She got an anti-PD-L1 antibody and an EGFR inhibitor.",
    "ER-positive patients benefit from tamoxifen.",
    "Patients with HER2-positive disease do well.",
    "Membranous staining is interpreted on a scale of 0 to 3+ with HER2 positivity defined as 2+ or greater.",
    "HER2 positive: ratio greater than 2.0. HER2 negative: ratio less than 2.0.",
    "HER2: 3+ = positive, 0-1+ = negative",
    "She went to the ER and had a partial response (PR). The PR interval was normal.",
    "HER 2 children are well. She MET with her family. ALL is well.",
    "Tested for EGFR mutation. KRAS mutation analysis.",
    "The probe detects amplification of the EGFR gene.",
    "known HER2 amplified control tissue was used",
    "BRAF mutations can be found in colorectal cancer",
    "immunohistochemistry for ER (clone ER 1D5, 1:100)",
    "3-monthly PSA. PSA every 3 months.",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_no_result_of_a_patient_gives_nothing(text: str) -> None:
    """Medicines, populations, scoring legends, methods and words that look like symbols are not facts."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["HER2 pending", "ER, PR and HER2 have been ordered", "FISH for HER2 amplification will be performed"]
)
def test_a_pending_test_has_no_result(text: str) -> None:
    """A test that was ordered is planned, whatever alteration it looks for."""
    facts = found(text)
    assert facts
    assert {(fact.assertion, fact.result) for fact in facts} == {("planned", None)}


def test_a_test_not_done_says_so() -> None:
    """Insufficient tissue is told as not done, never as negative."""
    assert results("PD-L1: insufficient tissue. ALK not performed.") == {("PD-L1", "not_done"), ("ALK", "not_done")}


def test_two_methods_give_two_facts() -> None:
    """An equivocal stain and a negative FISH stand side by side."""
    facts = {(fact.method, fact.result, fact.score) for fact in found("HER2 2+ (FISH negative)")}
    assert facts == {("IHC", "equivocal", "2+"), ("FISH", "negative", None)}


def test_two_tumours_are_told_apart() -> None:
    """Each side keeps its own receptor."""
    facts = found("Right breast ER positive, left breast ER negative.")
    assert {(fact.specimen, fact.result) for fact in facts} == {("right", "positive"), ("left", "negative")}


def test_numbers_go_to_their_own_marker() -> None:
    """Of "40 and 80%" the first marker has 40, the second 80."""
    facts = found("Estrogen and progesterone receptors are detectable in 40 and 80% of nuclei")
    assert {fact.name: fact.number for fact in facts} == {"ER": 40, "PR": 80}


def test_a_number_behind_a_sign_is_no_number() -> None:
    """ "<1%" is kept as printed and never becomes 1."""
    (fact,) = found("PD-L1 expression <1%")
    assert (fact.number, fact.score, fact.result) == (None, "<1%", "negative")


def test_ki67_has_a_number_and_no_verdict() -> None:
    """No threshold makes a proliferation index positive or negative."""
    (fact,) = found("Ki-67 index is 12%")
    assert (fact.number, fact.unit, fact.result) == (12, "%", None)


def test_a_variant_keeps_its_notation() -> None:
    """Protein and coding changes are kept as printed."""
    (fact,) = found("EGFR p.L858R c.2573T>G")
    assert (fact.variant, fact.alteration, fact.result) == ("p.L858R; c.2573T>G", "mutation", "positive")


def test_a_relative_is_not_the_patient() -> None:
    """The mother's result is hers; the patient's own stands beside it."""
    subjects = {(fact.name, fact.subject) for fact in found("Mother BRCA1 positive. The patient is BRCA2 negative.")}
    assert subjects == {("BRCA1", "family"), ("BRCA2", "patient")}


def test_a_condition_is_no_result() -> None:
    """ "If HER2 positive" says nothing of HER2."""
    assert not found("If HER2 positive we will give trastuzumab.")
    assert [fact.assertion for fact in found("It is unclear whether HER2 is positive.")] == ["hypothetical"]


def test_a_negative_result_is_a_present_fact() -> None:
    """The outcome is in the result; the test itself took place."""
    (fact,) = found("HER2 is negative")
    assert (fact.result, fact.assertion) == ("negative", "present")


def test_the_quote_of_a_denial_holds_the_denial() -> None:
    """A reader of the quote must see the "no"."""
    (fact,) = found("No estrogen receptors found")
    assert fact.evidence[0].quote == "No estrogen receptors found"


def test_a_variant_of_unknown_significance_section_makes_nothing_positive() -> None:
    """Variants listed as uncertain stay indeterminate."""
    assert ("ATM", "indeterminate") in results("Variants of uncertain significance:\nATM p.V2079I\n")


SERUM = [
    ("His PSA has risen from 567 to 890 over 4 weeks", "PSA", 890, None),
    ("Initial PSA 42.1 ng/mL", "PSA", 42.1, "ng/mL"),
    ("CA19-9 decreased from >20,000 pre-operatively to 850 currently", "CA19-9", 850, None),
    ("AFP is within normal range at 4.2 ng/mL (previously elevated at 120 ng/mL)", "AFP", 4.2, "ng/mL"),
    ("M protein 2.3 g/dL", "M protein", 2.3, "g/dL"),
    ("Kappa free light chains 450 mg/L (3.3-19.4)", "kappa free light chains", 450, "mg/L"),
    ("Chromogranin A elevated at 450 ng/mL", "chromogranin A", 450, "ng/mL"),
    ("CA 125: 35 U/mL", "CA-125", 35, "U/mL"),
]


@pytest.mark.parametrize(("text", "name", "number", "unit"), SERUM)
def test_a_serum_marker_has_its_latest_number(text: str, name: str, number: float, unit: str | None) -> None:
    """Where prose tells a change, the value it came to is that of now."""
    fact, *_ = found(text)
    assert (fact.name, fact.method, fact.number, fact.unit) == (name, "serum", number, unit)


def test_a_date_beside_a_value_is_its_date() -> None:
    """The date in the same line is kept, and none is made up."""
    assert [fact.date for fact in found("PSA 4.2 ng/mL on 5 March 2024. PSA 5.1 ng/mL.")] == ["2024-03-05", None]


WORDS = st.sampled_from(
    [
        *("ER", "PR", "HER2", "KRAS", "MET", "PSA", "del(17p)", "positive", "negative", "(3+)", "90%", "4.2", "ng/mL"),
        *("G12D", "mutation", "FISH", "pending", "and", "not", "no", "the", "of", ",", ".", ":", ";", "\n"),
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=40))
def test_every_quote_is_on_the_page(words: list[str]) -> None:
    """Whatever the order of words, evidence quotes the text and a planned test has no positive result."""
    page = note(" ".join(words))
    for fact in biomarker.find(page):
        assert all(page.page.holds(one) for one in fact.evidence)
        assert fact.assertion != "planned" or fact.result is None


def test_a_long_list_takes_no_long_time() -> None:
    """Repeated markers and fillers do not send the patterns back and forth."""
    assert len(found("ER PR HER2 of the receptor status by IHC, " * 400 + "ER positive")) >= 1


@pytest.mark.corpus
def test_receptors_of_pathology_reports(corpora: Path) -> None:
    """On reports with doctors' labels the receptors are right where a result is given."""
    folder = corpora / "records" / "01_tcga_pathology_text"
    with (corpora / "records" / "gold" / "01_tcga_breast_markers.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    words = {"pos": "positive", "neg": "negative"}
    right = wrong = 0
    for row in rows:
        text = next(folder.rglob(row["tcga_barcode"] + "*")).read_text(encoding="utf-8")
        facts = [fact for fact in found(text) if fact.assertion == "present" and fact.result]
        for name in ("ER", "PR"):
            given = {fact.result for fact in facts if fact.name == name}
            if row[name] in words and given:
                right += given == {words[row[name]]}
                wrong += given != {words[row[name]]}
    assert wrong == 0
    assert right >= 35


@pytest.mark.corpus
def test_letters_name_the_markers_of_the_gold(corpora: Path) -> None:
    """Simple results of clinic letters ("X positive") are found with the same polarity."""
    with gzip.open(corpora / "letters" / "letters_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][::8]
    opposite = same = 0
    for row in rows:
        status = str((row["gold"].get("primary_cancer") or {}).get("biomarker_status") or "")
        facts = found(row["text"])
        for name in ("KRAS", "BRAF", "PD-L1", "HER2", "EGFR", "p16", "ALK"):
            for word, other in (("positive", "negative"), ("negative", "positive")):
                if f"{name} {word}" in status:
                    told = {fact.result for fact in facts if fact.name == name}
                    same += word in told
                    opposite += other in told and word not in told
    assert opposite == 0
    assert same >= 5


@pytest.mark.parametrize(
    "text",
    [
        "No resistance mutation (EGFR p.T790M, p.C797S) was detected.",
        "No mutations of KRAS codons 12, 13 (G12C, G12D) or NRAS Q61R were found.",
        "The tumour was not found to harbour BRAF V600E.",
        "BRAF V600E mutation was ruled out.",
        "Loss of expression of MLH1 may be due to BRAF V600E mutation or promoter hypermethylation.",
        "EGFR exon 19 deletions are activating mutations.",
        "BRAF V600E mutations are found in half of melanomas.",
        "KRAS mutations are present in 40% of colorectal cancers.",
        "ALK rearrangements are present in about 5% of never-smokers.",
        "EGFR T790M is the most common mechanism of acquired resistance.",
        "Patients with KRAS mutation do not benefit from cetuximab.",
        "Relatives have a 50% chance of carrying the BRCA2 variant.",
        "The limit of detection for BRAF V600E is 2%.",
        "ALK was interpreted as positive when >=15% of nuclei showed split signals.",
    ],
)
def test_what_a_sentence_denies_supposes_or_says_of_tumours_at_large_is_never_positive(text: str) -> None:
    """A "no" far from the marker governs it, and general knowledge is nobody's result."""
    assert {fact.result for fact in found(text)} <= {"negative"}


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("There was no evidence of metastasis, but EGFR L858R was detected.", "L858R"),
        ("No spread was seen and the tumour harbors a BRAF V600E mutation.", "V600E"),
        ("KRAS\tNot detected\nEGFR\tp.L858R\t34%", "p.L858R"),
        ("BRCA2 c.5946delT (p.Ser1982Argfs*22)", "c.5946delT; p.Ser1982Argfs*22"),
    ],
)
def test_a_denial_ends_with_its_clause_and_brackets_are_no_part_of_a_variant(text: str, variant: str) -> None:
    """Another verb, a contrast or another row of a table ends a denial."""
    assert variant in {fact.variant for fact in found(text) if fact.result == "positive"}


def test_a_list_of_negatives_goes_on_after_a_range_of_exons() -> None:
    """The exons tested are one variant, whatever joins their numbers."""
    text = "Negative for: EGFR exon 18-21 mutations, BRAF V600E, ALK rearrangement."
    assert results(text) == {("EGFR", "negative"), ("BRAF", "negative"), ("ALK", "negative")}


def test_a_stain_for_a_mutant_protein_has_one_result() -> None:
    """The variant names the antibody, and the result stands after the method."""
    assert [fact.result for fact in found("IDH1 R132H immunostain is negative.")] == ["negative"]


def test_fish_rows_keep_the_share_of_cells_and_quote_the_result() -> None:
    """The gene of the probe is part of the name."""
    text = "del(17p)/ TP53\tDETECTED\t62%\n1q gain / CKS1B\tDETECTED\t45%\nt(14;16)\tNot detected"
    facts = {fact.name: fact for fact in found(text)}
    assert {name: (fact.result, fact.number, fact.unit) for name, fact in facts.items()} == {
        "del(17p)": ("positive", 62, "%"),
        "1q gain": ("positive", 45, "%"),
        "t(14;16)": ("negative", None, None),
    }
    assert facts["1q gain"].evidence[0].quote == "1q gain / CKS1B\tDETECTED\t45%"


@pytest.mark.parametrize(
    ("text", "number", "unit", "quote"),
    [
        (
            "M protein, serum (IgG kappa)\t3.2\tg/dL\tnone detected\tH",
            3.2,
            "g/dL",
            "M protein, serum (IgG kappa)\t3.2\tg/dL\tnone detected\tH",
        ),
        ("M-spike 3.2 g/dL", 3.2, "g/dL", "M-spike 3.2 g/dL"),
        ("IgG kappa paraprotein 32 g/L", 32, "g/L", "IgG kappa paraprotein 32 g/L"),
    ],
)
def test_an_m_protein_is_read_with_its_type_beside_it(text: str, number: float, unit: str, quote: str) -> None:
    """The type of chain may stand before the name or in brackets after it; the quote holds it."""
    (fact,) = found(text)
    assert (fact.name, fact.method, fact.number, fact.unit) == ("M protein", "serum", number, unit)
    assert fact.evidence[0].quote == quote


def test_half_of_a_decimal_with_a_comma_is_no_value() -> None:
    """Of ``PSA 0,9 ng/ml`` the 0 is not the value, and what the comma means is not known."""
    assert found("PSA 0,9 ng/ml") == []


def test_a_proliferation_index_is_not_positive_because_it_ends_a_list() -> None:
    """The list before it says nothing of the index."""
    text = "The neoplasm is positive for IDH1, and the MIB-1 labeling index is estimated at 6%."
    assert {fact.result for fact in found(text) if fact.name == "Ki-67"} <= {None}


def test_a_decimal_score_is_not_taken_for_a_stain() -> None:
    """Tests of gene expression print scores too."""
    assert [(fact.result, fact.method) for fact in found("ER Score: 12.1 Positive")] == [("positive", None)]


def test_a_bare_share_or_weak_staining_is_no_her2_result() -> None:
    """HER2 is scored 0 to 3+: "98% positive" is another marker's column, "weakly positive" is 1+ or 2+."""
    assert {fact.result for fact in found("HER2/neu: 98% positive")} <= {None}
    assert {fact.result for fact in found("The tumour cells are weakly positive for HER2.")} <= {None}
    assert {fact.result for fact in found("HER2: 3+ positive (98%)")} == {"positive"}


def test_a_marker_with_its_own_result_ends_a_denial() -> None:
    """``not`` before one marker's result says nothing of the next marker."""
    results = {(fact.name, fact.result) for fact in found("t(4;14) not detected, t(14;16) detected.")}
    assert results == {("t(4;14)", "negative"), ("t(14;16)", "positive")}


def test_the_sedimentation_rate_is_no_oestrogen_receptor() -> None:
    """ESR in a list of blood tests."""
    assert found("Inflammatory markers (CRP, ESR): pending") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mutations in NRAS, BRAF and RET.\nNOT identified.",
            {("NRAS", "negative"), ("BRAF", "negative"), ("RET", "negative")},
        ),
        ("Mutations in KIT and PDGFRA. Not detected.", {("KIT", "negative"), ("PDGFRA", "negative")}),
        (
            "Mutations in KRAS G12D and BRAF V600E were not detected.",
            {("KRAS", "negative"), ("BRAF", "negative")},
        ),
        ("Sequencing revealed mutations in TP53 and ATM.", {("TP53", "positive"), ("ATM", "positive")}),
        ("It revealed mutations in TP53; BRAF not detected.", {("TP53", "positive"), ("BRAF", "negative")}),
        (
            "The tumor cells are not positive for CD56 and synaptophysin.",
            {("CD56", "negative"), ("synaptophysin", "negative")},
        ),
        ("There is absence of strong positive staining for CD34.", set()),
    ],
)
def test_a_denial_reaches_the_whole_list_that_it_is_said_of(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Before the list or behind it, over the full stop that optical recognition puts at the end of a line."""
    assert results(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The nests hold clusters of foamy macrophages (strongly CD68 positive).",
        "A patch of fat necrosis is seen; this patch shows positive staining for CD68.",
        "Incidental carcinoid tumorlets are noted. They are CD56+ and synaptophysin+.",
        "There is a focus of mild atypia in one ovary. An immunohistochemical stain shows no overexpression of p53.",
        "p63 is positive in the basal cells.",
        "The keratin stain AE1/AE3 is negative for micrometastases.",
        "Stains for keratin (AE1/AE3 and CAM5.2) show no evidence of. metastatic tumor.",
        "BerEP4 staining is noted, but most of the tumor is negative for this marker.",
        "p63: Present in the LCIS; negative in the invasive carcinoma.",
        "p63: Present in the carcinoma; negative in the invasive tumor.",
        "PR expression in <10% of tumor cells may not predict a benefit.",
        "ER was repeated. Score = 8",
        "Grocott, silver (MSS) and AFB stains show no organisms.",
        "Stains: PR-B. NEG CONT. NEG-HER2. AE1/AE3.",
        "Very few Ki-67 reactive cells are seen.",
        "The low expression of ER and PR argues against it.",
    ],
)
def test_what_is_said_of_other_cells_or_of_part_of_the_tumour_is_no_result(text: str) -> None:
    """Benign cells and lesions, deposits looked for, halves of a contrast and remarks on method are left out."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The tumor cells are positive for CK7 while the macrophages are positive for CD68.", {("CK7", "positive")}),
        ("ER is positive in tumor cells and benign ducts.", {("ER", "positive")}),
        ("p63 is present in the invasive tumor, but it is negative in the ducts.", {("p63", "positive")}),
        ("- FAT NECROSIS. - ER IS STRONGLY POSITIVE.", {("ER", "positive")}),
        ("Benign ducts are present. ER: positive", {("ER", "positive")}),
        ("ER positive, node negative in the axilla", {("ER", "positive")}),
    ],
)
def test_the_tumours_own_result_stands_beside_them(text: str, expected: set[tuple[str, str | None]]) -> None:
    """A benign word near by silences nothing that is said of the tumour."""
    assert results(text) == expected


def test_a_form_answers_sentences_after_the_name() -> None:
    """ "Performed on another specimen" and a threshold stand between the receptor and its share."""
    text = (
        "ESTROGEN RECEPTOR: Performed on another specimen. Specimen (accession number): Immunoreactive tumor cells "
        "present (greater than or equal to 1%). Quantitation: 60%, positive. HER2/NEU IMMUNOPEROXIDASE STUDIES: "
        "Performed on another specimen. Specimen (accession number): Equivocal (Score 2+)."
    )
    told = {(fact.name, fact.result, fact.number, fact.score) for fact in found(text)}
    assert told == {("ER", "positive", 60, None), ("HER2", "equivocal", None, "2+")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HER2 protein stained with a kit. Score = 2+, FISH recommended.", ("HER2", "equivocal", "2+")),
        (
            "HER2 protein stained with a kit. Positive reaction in invasive cancerous cells (Score = 3+).",
            ("HER2", "positive", "3+"),
        ),
        ("HER2 protein stained with a kit. Positive reaction in tumour cells (Score = 0).", ("HER2", None, "0")),
        ("HER2 (IHC): NEGATIVE (0).", ("HER2", "negative", "0")),
    ],
)
def test_a_score_of_its_own_sentence_is_that_of_her2(text: str, expected: tuple[str, str | None, str]) -> None:
    """A score that contradicts the word beside it leaves no result."""
    (fact,) = found(text)
    assert (fact.name, fact.result, fact.score) == expected


def test_names_that_a_line_end_has_cut_are_read() -> None:
    """ "CK. 5/6", "1p, 19q LOH (codeletion)", an open bracket before the next row."""
    assert results("with a negative result for CK. 5/6 and p63.") == {("CK5/6", "negative"), ("p63", "negative")}
    assert results("1p, 19q LOH (codeletion): Negative.") == {("1p/19q", "negative")}
    rows = "- ESTROGEN RECEPTORS: POSITIVE (80% NUCLEI, REFER TO. - PROGESTERONE RECEPTORS: NEGATIVE (0% STAINING."
    assert results(rows) == {("ER", "positive"), ("PR", "negative")}


def test_how_much_is_positive_is_part_of_what_is_printed() -> None:
    """ "Focally positive" is positive, and the quote says how far."""
    (fact,) = found("The tumor is focally positive for CK7.")
    assert (fact.result, fact.value, fact.evidence[0].quote) == (
        "positive", "focally positive for", "focally positive for CK7",
    )  # fmt: skip


def test_a_side_far_above_on_one_long_line_is_not_that_of_the_result() -> None:
    """A page read without its line ends is one line: only the sentence of the result tells of it."""
    text = "Biopsy of the left lateral segment shows a nodule. " + "Sections show liver. " * 12 + "DOG-1 is positive."
    assert [fact.specimen for fact in found(text)] == [None]


def test_her_own_positive_cancer_is_no_disease_in_general() -> None:
    """A medicine for HER2-positive disease tells nothing; treatment for her HER2-positive cancer does."""
    assert results("Four cycles of chemotherapy for her HER2-positive cancer") == {("HER2", "positive")}
    assert found("Trastuzumab is used for HER2-positive cancer") == []


def test_the_plural_of_a_word_is_no_letter_of_a_specimen() -> None:
    """ "Blocks. T1" does not label a specimen S."""
    text = "Gross photo. Blocks. T1 and TB. Stains of the nodule show CD34 (+). Of the liver: CD34 (-)."
    assert "S" not in {fact.specimen for fact in found(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The CD31 slide showed no evidence of vascular invasion.",
        "PIK3CA mutations (when present) have been reported. to be associated with poor prognosis.",
        "KRAS mutations have been described in a number of cancers.",
        "The preserved expression, when combined. with EGFRvIII mutation, permits a response.",
        "The kit binds the short arm (EGFR-. 7p12) of its chromosome.",
    ],
)
def test_probes_prevalence_and_denials_of_something_else_are_no_result(text: str) -> None:
    """The dash of a probe is no minus sign, and a vessel without tumour is no negative stain."""
    assert {fact.result for fact in found(text)} <= {None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KRAS mutations have been detected in the tumour.", {("KRAS", "positive")}),
        ("CD31 is negative.", {("CD31", "negative")}),
        ("No mutations were detected in PIK3CA exons 9 or 20. Activating mutations have been described in a number of"
         " cancers.", {("PIK3CA", "negative")}),
    ],
)  # fmt: skip
def test_results_beside_such_words_are_read(text: str, expected: set[tuple[str, str | None]]) -> None:
    """A result stays one, though the next sentence explains the test."""
    assert results(text) == expected


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("1p/19q FISH performed on the previous specimen: 1p/19q deletion.", "historical"),
        ("Progression from a glioma 1p/19q codeleted.", "historical"),
        ("FISH performed on this specimen: 1p/19q codeleted.", "present"),
    ],
)
def test_a_result_of_an_earlier_specimen_is_past(text: str, assertion: str) -> None:
    """Of the tumour that this one came from, or of a biopsy before it."""
    assert {fact.assertion.value for fact in found(text)} == {assertion}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("K-Ras codon 12 GGT>GAT (G12D) mutant was detected.", {("KRAS", "positive")}),
        ("KRAS codon 13: wild type.", {("KRAS", "negative")}),
        ("MGMT promotor methylation is present.", {("MGMT", "positive")}),
        ("MGMT methylation was not detected.", {("MGMT", "negative")}),
        ("Progesterone receptor activity was judged as. negative.", {("PR", "negative")}),
        ("The assay covers KRAS codon 12 and 13.", set()),
    ],
)
def test_results_in_running_words(text: str, expected: set[tuple[str, str | None]]) -> None:
    """A codon with its change of bases stands between gene and variant; a promoter may end in -or."""
    assert results(text) == expected


def test_a_list_of_results_of_the_biopsy_is_told_as_before() -> None:
    """Receptors of a carcinoma are tested once: those of its biopsy, listed, hold."""
    text = "Staining was done. on the prior core. and gave these: ESTROGEN RECEPTOR: NEGATIVE."
    assert {(fact.result, fact.assertion.value) for fact in found(text)} == {("negative", "present")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HER2/neu (0-3+,n/a) : 1. ER (xy%,n/a) : 88.", {("HER2", "1", None), ("ER", None, None)}),
        ("Progesterone receptors found in over 60% of tumor nuclei.", {("PR", ">60%", None)}),
        ("Ki-67 is up to 12%.", {("Ki-67", None, 12)}),
        ("Ki-67 index ranged from 3% to 11% with an overall average of 6.5%.", {("Ki-67", None, 6.5)}),
        ("MIB-1 LI - 8.2%.", {("Ki-67", None, 8.2)}),
    ],
)
def test_figures_beside_hints_ranges_and_bounds(text: str, expected: set[tuple[str, str | None, float | None]]) -> None:
    """What a form asks for is no value; an average goes before its range; a bound in words is one in signs."""
    said = {(fact.name, fact.score, fact.number) for fact in found(text) if fact.name != "ER"}
    assert said == {one for one in expected if one[0] != "ER"}


@pytest.mark.parametrize(
    "text",
    [
        "The MIB-1 stain shows scattered reactive cells.",
        "A few of the neoplastic cells exhibit positive staining for synaptophysin.",
        "Rare tumor cells stain positively for chromogranin; most do not.",
        "Background thymocytes TdT+.",
        "The cells are negative for CD45 RO.",
    ],
)
def test_a_few_cells_and_other_cells_make_no_marker_positive(text: str) -> None:
    """Nor is one isoform the whole marker."""
    assert results(text) <= {("CD3", "negative")}


def test_a_result_that_its_score_contradicts_waits_for_review() -> None:
    """ "Negative (score 3+)" is a slip, and nobody knows where."""
    (fact,) = found("HER2 protein stained with a kit. Negative reaction in tumor cells. (Score=3+).")
    assert fact.result is None
    assert fact.confidence < 0.8


def test_a_form_tells_its_own_side() -> None:
    """The side of the form, not the last specimen above it."""
    text = (
        "Part 3: BREAST, BIOPSY. SYNOPTIC - FIRST. LATERALITY: Right. HER2/NEU: 2+. "
        "SYNOPTIC - SECOND. LATERALITY: Left. HER2/NEU: 1+."
    )
    assert {(fact.score, fact.specimen) for fact in found(text)} == {("2+", "right"), ("1+", "left")}


def test_an_index_at_the_end_of_a_list_is_of_the_last_marker() -> None:
    """S100 has no index."""
    assert {(fact.name, fact.score) for fact in found("Stains for S100, SDHB and Ki-67 is less than 1%.")} == {
        ("Ki-67", "<1%")
    }


def test_a_list_goes_on_behind_a_bracket_and_a_comma_with_a_stop() -> None:
    """ "(focal)" and the stop of a scan behind a comma end no list."""
    assert results("The cells are positive for CK20 (focal),. CD5, CEA (focal, cytoplasmic) and CD56 (patchy).") == {
        (name, "positive") for name in ("CK20", "CD5", "CEA", "CD56")
    }
    assert {(fact.name, fact.number) for fact in found("(90% strong staining for both ER and PR)")} == {
        ("ER", 90),
        ("PR", 90),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Thymoma. The lymphocytes are positive for CD1a and CD99. Scattered CD5 positive lymphocytes are seen. "
            "The epithelial cells are positive for CK5/6.",
            {("CK5/6", "positive")},
        ),
        (
            "B-cell lymphoma: CD20 positive. Beside it are CD3-positive, reactive, small T-lymphocytes.",
            {("CD20", "positive")},
        ),
        ("B-cell lymphoma. The lymphocytes are positive for CD20.", {("CD20", "positive")}),
        ("EGFR wt - POSITIVE (3+ IN 60% OF TUMOR CELLS)", {("EGFR", "positive")}),
        ("EGFR FISH positive: more than four gene copies in over 40% of cells.", set()),
    ],
)
def test_stains_of_other_cells_and_keys_to_a_score(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Lymphocytes are the tumour only in a lymphoma; the key to a test is no result."""
    assert results(text) == expected
    assert all(fact.alteration is None for fact in found(text))


def test_an_announced_test_gives_way_to_its_result() -> None:
    """What "will be reported" is no plan any more where the page reports it."""
    told = "MGMT promoter methylation will be reported. Addendum: No evidence of methylated MGMT promoter is detected."
    assert [(fact.name, fact.result, str(fact.assertion)) for fact in found(told)] == [("MGMT", "negative", "present")]
    assert results("POSITIVE: Methylated MGMT promoter is detected.") == {("MGMT", "positive")}
    later = found("HER2 by IHC: equivocal (2+). HER2 FISH is pending.")
    assert {(fact.method, str(fact.assertion)) for fact in later} == {("IHC", "present"), ("FISH", "planned")}


def test_a_range_behind_a_lines_end_is_read() -> None:
    """The stop behind "is" and "approximately" is one that a scan left."""
    (fact,) = found("The Ki-67 labeling index is. approximately. 4 to 5%.")
    assert fact.value == "4 to 5%"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MSH-2 (95% tumor cells positive), MLH-1 negative", {("MSH2", "positive"), ("MLH1", "negative")}),
        ("The tumor cells show strong staining for CK5/6.", {("CK5/6", "positive")}),
        ("The tumor cells are positive for pan-B cell marker CD20.", {("CD20", "positive")}),
        ("Rare MIB-1 reactive cells are present.", set()),
    ],
)
def test_markers_in_further_wordings(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Hyphens in names, "staining for" and a marker's class before its name."""
    assert results(text) == expected


def test_the_share_of_few_cells_is_an_index() -> None:
    """Rare cells alone say nothing; their share of the tumour is the index."""
    (fact,) = found("Rare MIB-1 reactive cells are present with a labeling index of 2.2%.")
    assert (fact.name, fact.result, fact.number, fact.unit) == ("Ki-67", None, 2.2, "%")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CPT codes: PROGESTERONE-. CEA-. UTERUS, TUMOR.", set()),
        ("Stains of the angiomyolipoma. are positive for SMA. and negative for S-100.", set()),
        ("CD138-positivity is restricted to mature plasma cells in the carcinoma.", set()),
        ("This gain of intact ALK fusion hybridization signals means extra copies.", set()),
        ("Margins are negative for tumor. HER2/neu is not told.", set()),
        ("The cells are positive for hepatocyte and CD10 while they are negative for p-antigen.", set()),
        ("Negative for a rearrangement involving the ALK gene.", {("ALK", "negative")}),
        ("No mutations were identified at codons 12 and 13 of the KRAS gene.", {("KRAS", "negative")}),
        ("KRAS Mutation Analysis. Body Site: Lung. Data: Carcinoma. RESULTS: Wild-type gene.", {("KRAS", "negative")}),
        ("EGFR was tested before. Body Site: Lung. Data: Carcinoma. RESULTS: positive.", set()),
        ("- CK7 (slide B2). positive. - CK20 (slide B2). negative.", {("CK7", "positive"), ("CK20", "negative")}),
        ("An HMB-45 immunostain, however, is positive.", {("HMB45", "positive")}),
        ("MIB-1 PROLIFERATION. INDEX: : 8%", {("Ki-67", None)}),
    ],
)
def test_whose_result_it_is(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Not of a bill, another lesion, other cells, a probe's signals or the sentence before; but under its heading."""
    assert results(text) == expected


def test_little_p53_is_neither_positive_nor_a_mutation() -> None:
    """Cells without a mutation stain weakly too; and what is stained is the protein."""
    assert results("Only about 4% of the cells express weakly the p53 protein.") == set()
    assert results("A small minority of the neoplastic cells expresses mutant p53 protein.") == set()
    (fact,) = found("The tumor cells are strongly positive for p53.")
    assert (fact.method, fact.result, fact.alteration) == ("IHC", "positive", None)


def test_a_test_that_was_sent_is_of_the_last_of_its_list() -> None:
    """ "KRAS, EGFR and ALK FISH were sent": FISH is of ALK; and where a result follows, the plan is past."""
    sent = "KRAS, EGFR and ALK FISH were sent."
    assert {(fact.name, fact.method) for fact in found(sent)} == {("KRAS", None), ("EGFR", None), ("ALK", "FISH")}
    told = found(f"{sent} Negative for a rearrangement involving the ALK gene.")
    assert [str(fact.assertion) for fact in told if fact.name == "ALK"] == ["present"]


def test_a_background_is_no_past() -> None:
    """Cells in a background of others are of today."""
    (fact,) = found("In a background of small lymphocytes the large cells of the lymphoma coexpress CD5.")
    assert str(fact.assertion) == "present"


def test_a_side_is_told_where_a_page_tells_of_both() -> None:
    """Else each result has the same, and some would have none."""
    (fact,) = found("Soft tissue, right thigh, excision: desmin positive.")
    assert fact.specimen is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Test: KRAS gene exon 2 mutation analysis. DNA quality: good.", set()),
        ("EGFR mutation analysis: exon 19 deletion detected", {("EGFR", "positive")}),
        ("This assay cannot detect a BRAF exon 15 mutation if there are few cells.", set()),
        ("E-cadherin is negative in the LCIS component.", set()),
        ("CD5-, CD1a-positive immature T-lymphocytes.", set()),
        ("Comment. POSITIVE. SMA. NEGATIVE. S100. POSITIVE. CK7.", set()),
        ("Stains. SMA. Positive. CK7. Negative.", {("SMA", "positive"), ("CK7", "negative")}),
    ],
)
def test_names_of_tests_stains_of_others_and_columns_that_may_be_either(
    text: str, expected: set[tuple[str, str | None]]
) -> None:
    """What names a test, an antibody's bystander or the next row is no result of the tumour."""
    assert results(text) == expected


def test_a_time_of_day_is_where_the_tumour_lies() -> None:
    (fact,) = found("Progesterone receptor: Negative (0% positive cells) (5:00).")
    assert (fact.result, fact.number, fact.score) == ("negative", 0, None)


def test_cells_that_do_not_stain_reflex_rules_and_earlier_biopsies() -> None:
    """A verb settles no "no cells"; what is ordered for all such results is nobody's; brackets go on about the past."""
    assert results("No definite tumor cells show. positive staining for CA19.9.") == set()
    assert results("A FISH test will be ordered for all. HER2 IHC 2+ results.") == set()
    past = "Cells were stained. Studies done on previous core biopsy (positive for vimentin. NEGATIVE FOR EMA, CD34)."
    assert {str(fact.assertion) for fact in found(past) if fact.name in ("EMA", "CD34")} == {"historical"}


def test_markers_with_clones_spaces_and_brackets() -> None:
    assert ("ER", "positive") in results("ESTROGEN RECEPTOR (6F11, ACME) : 95% NUCLEAR STAINING.")
    assert results("CD 10. Positive. CD 20: Negative.") == {("CD10", "positive"), ("CD20", "negative")}
    assert ("CK20", "positive") in results("Tumor cells are positive for AFP, CEA (canalicular pattern), CK7 and CK20.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRAF V600E immunohistochemistry (VE1) on block B1 is equivocal.", set()),
        ("IDH1 R132H immunohistochemistry on block A2 shows equivocal staining.", set()),
        ("NRAS Q61R IMMUNOHISTOCHEMISTRY WAS PERFORMED ON BLOCK A3.", set()),
        ("BRAF V600E (PCR): report to follow.", set()),
        ("ALK rearrangement (FISH): no result yet.", set()),
        ("EGFR exon 19 deletion (cobas, tissue): invalid.", set()),
        ("EGFR exon 20 insertion assay: no result.", set()),
        ("BRCA1 mutation: to be discussed in clinic.", set()),
        ("EGFR L858R mutation suspected but not confirmed", set()),
        ("BRAF V600E mutation with normal LDH", set()),
        ("PIK3CA MUTATION (TISSUE): NOT ASSESSABLE.", {("PIK3CA", "not_done")}),
        ("ESR1 mutation (ctDNA, May 2025): result awaited.", {("ESR1", None)}),
        ("(2012, KRAS wild type, MSI not tested) is noted", {("KRAS", "negative"), ("MSI", "not_done")}),
        ("EGFR T790M\nNot detected\nKRAS G12C\nDetected", {("EGFR", "negative"), ("KRAS", "positive")}),
        ("EGFR (exons 18-21)          No reportable variant detected", {("EGFR", "negative")}),
        ("several tissues are known to harbor. KRAS mutations (e.g. the pancreas)", set()),
        ("BRAF V600E (VE1) immunohistochemistry on block B1 is positive.", {("BRAF", "positive")}),
        ("EGFR exon 19 deletion and no ALK rearrangement", {("EGFR", "positive"), ("ALK", "negative")}),
        ("EGFR exon 19 deletion. PD-L1 not tested.", {("EGFR", "positive"), ("PD-L1", "not_done")}),
        ("PIK3CA H1047R (ctDNA, May 2025).", {("PIK3CA", "positive")}),
        ("Metastatic melanoma, BRAF V600E mutation, PET negative for brain disease.", {("BRAF", "positive")}),
        (
            "TP53\tp.R273L\t28%\n\nVARIANTS OF UNCERTAIN SIGNIFICANCE\nATM\tp.V2079I",
            {("TP53", "positive"), ("ATM", "indeterminate")},
        ),
    ],
)
def test_the_name_of_an_alteration_is_positive_only_where_nothing_else_is_said_of_it(
    text: str, expected: set[tuple[str, str | None]]
) -> None:
    """An outcome farther on in the clause, or a colon without a result, governs a variant, fusion or mutation named."""
    assert results(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "germline BRCA testing taken 19/08/2025, result expected 6-8 weeks. Tumour (somatic) BRCA not done.",
        "BRCA: blood taken 3 June 2025, results due in July",
        "BRCA - TBC",
        "BRCA SENT 05/01/2025, RESULT AWAITED.",
    ],
)
def test_a_sample_taken_awaits_its_result(text: str) -> None:
    """The date of the sample stands between the marker and the wait for its result."""
    assert ("planned", None) in {(fact.assertion, fact.result) for fact in found(text)}


@pytest.mark.parametrize(
    "text", ["KRAS/NRAS: not tested on this specimen.", "KRAS, NRAS not sent", "KRAS/NRAS: invalid"]
)
def test_a_test_that_gave_nothing_is_not_done(text: str) -> None:
    """Neither planned nor negative."""
    assert results(text) == {("KRAS", "not_done"), ("NRAS", "not_done")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MLH1 promoter methylation          Not methylated", {("MLH1 promoter methylation", "negative")}),
        ("MLH1 PROMOTER HYPERMETHYLATION DETECTED", {("MLH1 promoter methylation", "positive")}),
        ("Promoter methylation of MLH1: not detected.", {("MLH1 promoter methylation", "negative")}),
        ("MLH1 hypermethylation: sample sent 14/05/2025, result to follow.", {("MLH1 promoter methylation", None)}),
        ("MLH1 lost, MLH1 not methylated", {("MLH1", "deficient"), ("MLH1 promoter methylation", "negative")}),
        ("MLH1 is lost due to promoter hypermethylation.", {("MLH1", "deficient")}),
        ("MGMT promoter: unmethylated", {("MGMT", "negative")}),
        ("p16 methylation not detected. Promoter methylation of BRCA1: not detected.", set()),
        ("BRCA1 promoter unmethylated", set()),
    ],
)
def test_methylation_is_a_test_of_its_own(text: str, expected: set[tuple[str, str | None]]) -> None:
    """It is no result of the protein or of the gene's sequence, but for MGMT, of which nothing else is tested."""
    assert results(text) == expected


@pytest.mark.parametrize("text", ["MSH6 p.F1088fs 35%", "AR p.T878A\t14%"])
def test_the_share_of_an_allele_is_none_of_stained_cells(text: str) -> None:
    """A protein's row in a table of variants says nothing of its expression."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "HER2 (3 May 2021): negative.",
        "HER2 2 March 2024: negative",
        "HER2 on 3/5/2021 negative",
        "HER2 3 May: negative",
    ],
)
def test_a_date_is_no_score(text: str) -> None:
    """The day of a stain is not the 3 of 3+."""
    assert {(fact.result, fact.score) for fact in found(text)} <= {("negative", None)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRAF V600                   Not detected", {("BRAF", "negative")}),
        ("ALK rearrangement (RNA)  Not detected\nRET (RNA)  Not detected", {("ALK", "negative"), ("RET", "negative")}),
        ("TTF-1        SPT24     Positive\nALK   D5F3   Negative", {("TTF1", "positive"), ("ALK", "negative")}),
        ("HPV HIGH-RISK RNA ISH POSITIVE", {("HPV", "positive")}),
        ("P16 IHC DIFFUSELY\nPOSITIVE (>70%)", {("p16", "positive")}),
        ("PIK3CA (plasma ctDNA, March 2023): no mutation detected", {("PIK3CA", "negative")}),
        ("FISH: gain 1q21 (3 copies) in 62% of cells; gain 1q21 persists", {("1q gain", "positive")}),
        ("del(17p) in 3% of cells", set()),
        (
            "Tumour mutational burden   9.6 mut/Mb   (cut-off for TMB-high: >= 10)\nMicrosatellite status    Stable",
            {("TMB", None), ("MSI", "stable")},
        ),
        ("HER2: cut-off for positive is 3+.", set()),
        ("  Background:     1 adenoma\n  Dukes:    C1\n\nResult\nMSH6 retained.", {("MSH6", "intact")}),
    ],
)  # fmt: skip
def test_rows_with_a_clone_a_specimen_or_a_cut_off_are_read(text: str, expected: set[tuple[str, str | None]]) -> None:
    """What stands between a marker and its result, or in brackets behind it, is not lost on the result."""
    assert results(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Previous left breast cancer 2009.\nER positive on the first biopsy.\nER negative on the second biopsy.",
        "Original left breast cancer.\nTreatment to date:\nRight mastectomy 2014\n\nI saw her. PR 0/8. PR 5/8.",
    ],
)
def test_a_side_of_another_time_is_not_that_of_a_result(text: str) -> None:
    """A side named in the history or among treatments says nothing of the specimen."""
    assert {fact.specimen for fact in found(text)} == {None}


def test_fields_beside_each_other_keep_their_own_values() -> None:
    """A value is of the name before its colon, not of the one in the next column."""
    text = (
        "MLH1: loss of nuclear expression     PMS2: intact nuclear expression\n"
        "ER: Negative     PR: Positive (60%)     HER2: 3+\n"
        "ROS1 fusion: not detected        RET fusion: detected (KIF5B-RET)\n"
        "ALK: not detected\tEGFR: p.L858R"
    )
    assert results(text) == {
        ("MLH1", "deficient"), ("PMS2", "intact"), ("ER", "negative"), ("PR", "positive"), ("HER2", "positive"),
        ("ROS1", "negative"), ("RET", "positive"), ("ALK", "negative"), ("EGFR", "positive"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EGFR L858R persists; T790M now detected.", {("EGFR", "positive", "L858R"), ("EGFR", "positive", "T790M")}),
        ("EGFR T790M no longer detected", {("EGFR", "negative", "T790M")}),
        ("EGFR T790M is still not detected", {("EGFR", "negative", "T790M")}),
        ("KRAS G12C previously negative, now positive", {("KRAS", "positive", "G12C")}),
        ("ER previously positive, now negative", {("ER", "negative", None)}),
        ("BCR-ABL1 now undetectable", {("BCR::ABL1", "negative", None)}),
        ("FLT3-ITD detected, allelic ratio 0.8", {("FLT3-ITD", "positive", None)}),
        ("FLT3 detected", set()),
        ("EBV DNA is now undetectable", set()),
        ("NPM1 type A mutation detected", {("NPM1", "positive", None)}),
    ],
)
def test_what_is_so_now_is_told(text: str, expected: set[tuple[str, str | None, str | None]]) -> None:
    """What was so before and is not now is no result of now."""
    told = [one for one in found(text) if one.assertion == "present"]
    assert {(one.name, one.result, one.variant) for one in told} == expected


def test_what_was_so_before_alone_is_historical() -> None:
    """Without a word for now the earlier result stays one."""
    assert [(one.result, one.assertion.value) for one in found("ER previously positive.")] == [
        ("positive", "historical")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HER2 exon 20 insertion detected", {("ERBB2", "positive")}),
        ("HER2-mutant NSCLC", {("ERBB2", "positive")}),
        ("ERBB2 S310F mutation", {("ERBB2", "positive")}),
        ("EGFR, ALK, HER2 wild type", {("EGFR", "negative"), ("ALK", "negative"), ("ERBB2", "negative")}),
        ("ERBB2 amplification detected", {("HER2", "positive")}),
        ("ERBB2 by IHC 3+", {("HER2", "positive")}),
        ("HER2 (ERBB2) L755S detected by NGS; HER2 IHC 1+", {("ERBB2", "positive"), ("HER2", "negative")}),
        ("HER2 positive (3+)", {("HER2", "positive")}),
        ("HER2 negative", {("HER2", "negative")}),
        ("ERBB2    p.I655V         51%", {("ERBB2", "positive")}),
    ],
)
def test_a_changed_gene_is_no_overexpressed_protein(text: str, expected: set[tuple[str, str | None]]) -> None:
    """ERBB2 names the sequence, HER2 how much there is of gene or protein."""
    assert results(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tier III (VUS): ATM p.R2832C, BRCA2 p.K3326*", {("ATM", "indeterminate"), ("BRCA2", "indeterminate")}),
        ("Variants of uncertain significance: ATM p.R2832C", {("ATM", "indeterminate")}),
        ("Tier III: ATM p.R2832C; tier I: KRAS p.G12C", {("ATM", "indeterminate"), ("KRAS", "positive")}),
        ("Tier I: KRAS p.G12C", {("KRAS", "positive")}),
        ("No VUS. KRAS p.G12C detected", {("KRAS", "positive")}),
        ("no del(11q), IGHV mutated", {("del(11q)", "negative"), ("IGHV", "positive")}),
        ("no del(17p), no del(11q), TP53 unmutated",
         {("del(17p)", "negative"), ("del(11q)", "negative"), ("TP53", "negative")}),
    ],
)  # fmt: skip
def test_labels_and_denials_reach_as_far_as_they_are_said(text: str, expected: set[tuple[str, str | None]]) -> None:
    """A tier or a "no" is of what it heads."""
    assert results(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Karyotype 46,XX,t(8;21)(q22;q22)[20]", ["t(8;21)"]),
        ("47,XY,+8[12]/46,XY[8]", ["trisomy 8"]),
        ("45,XX,del(5)(q13q33),-7[15]/46,XX[5]", ["del(5q)", "monosomy 7"]),
        ("46,XY,inv(16)(p13.1q22)[20]", ["inv(16)"]),
        ("46,XY[20]", []),
        ("45,X,-Y[18]/46,XY[2]", []),
        ("47,XX,+12[3]//46,XY[20]", []),
        ("Levels 45, 46 and -7", []),
    ],
)
def test_a_karyotype_is_read_change_by_change(text: str, names: list[str]) -> None:
    """Neither a graft's cells nor changes of which the vocabulary holds no name give anything."""
    assert [(one.name, one.result, one.method) for one in found(text)] == [
        (one, "positive", "karyotype") for one in names
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FISH: gain of 1q (3 copies), del(17p) 45%.", {("1q gain", "positive", None), ("del(17p)", "positive", 45)}),
        ("FISH: amp 1q (>=4 copies) found.", {("1q gain", "positive", None)}),
        ("1q21 (CKS1B) gain: detected, 3 copies, 62% of cells", {("1q gain", "positive", 62)}),
        ("TP53/17p13 deletion: not detected", {("del(17p)", "negative", None)}),
        ("TP53 (17p13) deletion: not detected", {("del(17p)", "negative", None)}),
        ("Deletion of 13q14 (D13S319): not detected", {("del(13q)", "negative", None)}),
        ("Loss of 17p13.1 was found on FISH.", {("del(17p)", "positive", None)}),
        ("FISH: 17p- in 30%, +1q21 in 50%", {("del(17p)", "positive", 30), ("1q gain", "positive", 50)}),
        ("FISH: del(1p) and del(13q) in 60% of cells", {("del(1p)", "positive", None), ("del(13q)", "positive", 60)}),
        ("t(4;14) IGH::FGFR3: detected in 80% of plasma cells", {("t(4;14)", "positive", 80)}),
        ("1p/19q codeletion: not detected. Loss of 1p and 19q.", {("1p/19q", "negative", None)}),
        ("nuc ish(CKS1Bx3)[124/200],(TP53,D17Z1)x2[200]", set()),
        ("Levels 17p and 13q of the ladder.", set()),
    ],
)  # fmt: skip
def test_an_arm_of_a_chromosome_is_one_name_in_any_order_of_words(
    text: str, expected: set[tuple[str, str | None, float | None]]
) -> None:
    """With its band, its probe and its copies; the share of cells at the end of a list is of the last."""
    assert {(one.name, one.result, one.number) for one in found(text)} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NPM1, FLT3-ITD positive - intermediate risk (ELN 2022).", {("NPM1", "positive"), ("FLT3-ITD", "positive")}),
        ("TP53 mutated: high risk", {("TP53", "mutated")}),
        ("HER2 2+ (FISH not amplified)", {("HER2", "2+"), ("HER2", "FISH not amplified")}),
        ("HER2 2+ by IHC, FISH negative (ratio 1.2)", {("HER2", "2+ IHC"), ("HER2", "FISH negative ratio 1.2")}),
        ("RAS/BRAF to be requested.", {("RAS", "to be requested"), ("BRAF", "to be requested")}),
        ("MSI high, TMB low", {("MSI", "high"), ("TMB", "low")}),
        ("Ki-67 15%, intermediate", {("Ki-67", "15% intermediate")}),
    ],
)
def test_a_value_holds_the_words_of_its_own_test(text: str, expected: set[tuple[str, str | None]]) -> None:
    """No risk group behind it, and not those of the other method; "high" is a result of some markers."""
    assert {(one.name, one.value) for one in found(text)} == expected


def test_a_ratio_of_alleles_is_no_in_situ_hybridisation() -> None:
    """The ratio of HER2 is."""
    assert [one.method for one in found("FLT3-ITD: positive (ratio 0.45)")] == [None]
    assert [(one.method, one.number) for one in found("HER2 ISH amplified, ratio 3.4")] == [("ISH", 3.4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VUS: SMARCA4 p.(Ala1186Thr)\nPD-L1 (SP263) TPS 5%\nKRAS: G12D detected",
         {("SMARCA4", "indeterminate"), ("PD-L1", "positive"), ("KRAS", "positive")}),
        ("Variants of uncertain significance: ATM p.R23H,\nBRCA1 p.K99N\nKRAS: G12D detected",
         {("ATM", "indeterminate"), ("BRCA1", "indeterminate"), ("KRAS", "positive")}),
        ("VUS\nATM p.R23H\n\nBRCA1 p.K99N\n\nKRAS: G12D detected",
         {("ATM", "indeterminate"), ("BRCA1", "indeterminate"), ("KRAS", "positive")}),
        ("Variants of unknown significance:\nATM p.R23H\nBRCA1 amplification\nMSI: stable",
         {("ATM", "indeterminate"), ("BRCA1", "indeterminate"), ("MSI", "stable")}),
        ("VUS:\nATM p.R23H\nNo variants detected in TP53, RUNX1.",
         {("ATM", "indeterminate"), ("TP53", "negative"), ("RUNX1", "negative")}),
        ("Pertinent negatives: EGFR, ALK\nKRAS G12D detected.",
         {("EGFR", "negative"), ("ALK", "negative"), ("KRAS", "positive")}),
    ],
)  # fmt: skip
def test_a_list_of_uncertain_variants_ends(text: str, expected: set[tuple[str, str | None]]) -> None:
    """With its line, or with the rows below it; what is no variant is never uncertain by its title."""
    assert results(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MYC (8q24) break-apart: rearranged in 72% of nuclei", {("MYC", "positive")}),
        ("BCL2 (18q21) break-apart probe: not rearranged", {("BCL2", "negative")}),
        ("No reportable genomic alterations: ALK, BRAF", {("ALK", "negative"), ("BRAF", "negative")}),
        ("S-100 normal, LDH 190.", {("S100", None)}),
        ("S100 positive.", {("S100", "positive")}),
    ],
)
def test_probes_lists_and_levels(text: str, expected: set[tuple[str, str | None]]) -> None:
    """The band of a gene is no value, and a normal level in blood is no intact stain."""
    assert results(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FISH on CD138+ sorted cells: t(4;14) FGFR3/IGH: not detected", {("t(4;14)", "negative")}),
        ("CD138+ plasma cells", {("CD138", "positive")}),
        ("AML with t(8;21), KIT mutated (D816V).", {("t(8;21)", "positive"), ("KIT", "positive")}),
        ("AML with inv(16), KIT not mutated.", {("KIT", "negative")}),
        ("MMR: loss of MLH1 and PMS2, MLH1 promoter hypermethylated",
         {("MLH1", "deficient"), ("PMS2", "deficient"), ("MLH1 promoter methylation", "positive")}),
    ],
)  # fmt: skip
def test_what_is_said_of_a_gene_is_none_of_its_neighbours(text: str, expected: set[tuple[str, str | None]]) -> None:
    """A stain that picks the cells of a test is no result, and a chromosome has no mutation."""
    assert results(text) == expected
    assert all(one.variant is None for one in found(text) if one.name == "t(8;21)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nuc ish(PML,RARA)x2[200]", {("PML::RARA", "negative", "fusion")}),
        ("nuc ish(RUNX1T1,RUNX1)x3(RUNX1T1 con RUNX1x2)[170/200]", {("RUNX1::RUNX1T1", "positive", "fusion")}),
        ("nuc ish (ABL1x3),(BCRx3),(ABL1 con BCRx2)[90/100]", {("BCR::ABL1", "positive", "fusion")}),
        ("nuc ish(KMT2Ax2)(5'KMT2A sep 3'KMT2Ax1)[160/200]", {("KMT2A", "positive", "fusion")}),
        ("nuc ish(KMT2Ax2)[200]", {("KMT2A", "negative", "fusion")}),
        ("nuc ish(TP53x1,CEP17x2)[120/200]", {("TP53", "positive", "deletion")}),
        ("nuc ish(TP53x2,CEP17x2)[200]", {("TP53", "negative", "deletion")}),
        ("nuc ish(TP53x1,CEP17x1)[120/200]", set()),
        ("nuc ish(EGFRx3,CEP7x3)[20]", set()),
        ("nuc ish(TP53x2)[200]", set()),
    ],
)
def test_fish_is_read_by_its_own_notation(text: str, expected: set[tuple[str, str, str]]) -> None:
    """Joined, apart, lost or unchanged; of anything else the numbers say nothing."""
    assert {(fact.name, fact.result, fact.alteration) for fact in found(text)} == expected
    assert {fact.method for fact in found(text)} <= {"FISH"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PD-L1 (22C3), TPS: 5%", {("PD-L1", "positive")}),
        ("EGFR, cell block: Exon 19 deletion (p.E746_A750del) DETECTED.", {("EGFR", "positive")}),
        (
            "ALK, ROS1,\nRET and KRAS showed no alteration.",
            {(one, "negative") for one in ("ALK", "ROS1", "RET", "KRAS")},
        ),
        ("BRCA1 and PALB2: no harmful change.", {("BRCA1", "negative"), ("PALB2", "negative")}),
        ("Array: whole-arm codeletion of 1p and 19q PRESENT.", {("1p/19q", "positive")}),
        ("FGFR2 fusion DETECTED 06/06.", {("FGFR2", "positive")}),
        ("CETUXIMAB NOT ADDED - NO GAIN IN P16+. CONTINUE RT.", set()),
        ("CML: 15/09/2025    0.19        loss of MMR", set()),
        ("Endometrial cancer with loss of MMR", {("MMR", "deficient")}),
        ("Mismatch repair proteins: all present", {("MMR", "intact")}),
        ("Day +30 chimerism: CD33 100% donor, CD3 86% donor", set()),
        ("No clusters of CD34 positive cells.", set()),
        ("Sheets of CD34 positive cells.", {("CD34", "positive")}),
    ],
)
def test_words_that_are_apart_from_their_marker(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Specimens and clones between them, or another meaning of the same words."""
    assert {(fact.name, fact.result) for fact in found(text)} == expected


def test_a_date_without_a_year_is_no_part_of_a_result() -> None:
    (fact,) = found("FGFR2 fusion DETECTED 06/06.")
    assert fact.value == "fusion DETECTED"


def test_a_ratio_is_told_with_the_result_behind_it_and_answers_the_test_that_was_sent() -> None:
    """The announcement of the test is no fact any more."""
    (fact,) = found("HER2 FISH: sent to reference laboratory.\nHER2 FISH: ratio 1.2, copy number 2.9. NOT AMPLIFIED.")
    assert (fact.method, fact.result, fact.number) == ("FISH", "negative", 1.2)


def test_studies_of_rearrangement_tell_of_fusions() -> None:
    """Not of the protein that the gene's name also names."""
    facts = found("The rearrangement studies for MYC,\nBCL2 and BCL6 were negative.")
    assert {(fact.name, fact.result, fact.alteration) for fact in facts} == {
        (name, "negative", "fusion") for name in ("MYC", "BCL2", "BCL6")
    }
    assert {fact.alteration for fact in found("BCL2 and BCL6 were negative.")} == {None}


def test_a_share_and_the_word_for_it_are_no_results_of_two_specimens() -> None:
    """``high`` contradicts no share."""
    text = (
        "Mass in the right lobe. PD-L1 was 60%.\n\nTwo foci in the left lobe.\n\nThough the PD-L1 is high, she is well."
    )
    assert [fact.specimen for fact in found(text) if fact.result == "high"] == [None]


def test_the_day_on_which_another_test_was_sent_is_none_of_the_result() -> None:
    facts = found("BRAF V600E by immunostain: equivocal; sent for sequencing 09 May 2025.")
    assert {fact.result: fact.date for fact in facts} == {"equivocal": None, None: "2025-05-09"}


def test_a_day_in_brackets_with_a_result_of_its_own_is_none_of_the_result_before() -> None:
    told = [(fact.number, fact.date) for fact in found("Prostate cancer. PSA 38.2 (Oct 2024 142).")]
    assert told == [(38.2, None), (142, "2024-10")]
    (fact,) = found("Prostate cancer. PSA 38.2 (Oct 2024).")
    assert (fact.number, fact.date) == (38.2, "2024-10")
