"""Stages are taken as they are stated: whole, once, with their prefix, and never from a list of choices or a spine."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.places import RULES
from core.records import Assertion, Method, Page, Stage, Subject
from extractors import stage
from extractors.notes import Note
from extractors.rules import read_table

FIELDS = ("prefix", "T", "N", "M", "group")


def stages(text: str) -> list[Stage]:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    found = list(stage.find(Note(page)))
    assert all(page.holds(evidence) for one in found for evidence in one.evidence)
    return found


def told(text: str) -> list[str]:
    return [" ".join(getattr(one, field) or "-" for field in FIELDS) for one in stages(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pT2pN0(0/12)", "p T2 N0 - -"),
        ("pT3, pN1b, pMX", "p T3 N1b MX -"),
        ("T1c, NX, MX", "- T1c NX MX -"),
        ("T 2C. N X. MX.", "- T2c NX MX -"),
        ("ypT0 ypN0", "yp T0 N0 - -"),
        ("PT2 PN0 PMX", "p T2 N0 MX -"),
        ("pT3aN1R1", "p T3a N1 - -"),
        ("T2N0M0G3", "- T2 N0 M0 -"),
        ("T4N+M0", "- T4 N+ M0 -"),
        ("pT2(m) N1", "p T2(m) N1 - -"),
        ("pN0(i+)(sn)", "p - N0(i+)(sn) - -"),
        ("pT2 pN1mi", "p T2 N1mi - -"),
        ("pTis(DCIS) pN0", "p Tis(DCIS) N0 - -"),
        ("pTa, low grade", "p Ta - - -"),
        ("T1a1 N0", "- T1a1 N0 - -"),
        ("cT2cN0cM0", "c T2 N0 M0 -"),
        ("cT1cN0M0", "c T1c N0 M0 -"),
        ("Pathologic stage: T2 N1", "p T2 N1 - -"),
        ("Clinical stage: IIB (T2, N1, M0)", "c T2 N1 M0 IIB"),
        ("Stage IIIB (T3N2M0)", "- T3 N2 M0 IIIB"),
        ("stage T4N2M0 (IIIB)", "- T4 N2 M0 IIIB"),
        ("T1c pN2a\nM0", "- T1c - - -|p - N2a M0 -"),
        ("pT1b pN0(sn) cM0", "p T1b N0(sn) - -|c - - M0 -"),
        ("CT ?T4 ?N2", "- T4 N2 - -"),
        ("MRI: pT2 ?N1", "p T2 - - -"),
        ("was staged as a pT1bNO tumour", "p T1b N0 - -"),
        ("[AJCCpN0(i-)]", "p - N0(i-) - -"),
        ("Micronodular cirrhosis. pT1 NX. AJCC stage: Stage II.", "p T1 NX - -|- - - - II"),
        ("FIGO: III C. Omentum free.", "- - - - IIIC"),
        ("FIGO 2009                 IB", "- - - - IB"),
        ("FIGO (2018): IIIC", "- - - - IIIC"),
        ("STAGE GROUP (FIGO 2009)   IIIA", "- - - - IIIA"),
        ("Endometrioid carcinoma, FIGO stage II", "- - - - II"),
        ("Regional lymph nodes (pN): 1", "p - N1 - -"),
    ],
)
def test_notation_is_read_as_it_is_written(text: str, expected: str) -> None:
    """Categories that stand together are one stage; another prefix begins another."""
    assert told(text) == expected.split("|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Primary tumor (pT): 2", "p T2 - - -"),
        ("Regional lymph nodes (pN): 1a", "p - N1a - -"),
        ("AJCC T category: 3", "- T3 - - -"),
        ("Primary Tumor (pT)    2", "p T2 - - -"),
        ("pT category\n1c", "p T1c - - -"),
        ("T Stage: 2 N Stage: 1 M Stage: 0", "- T2 N1 M0 -"),
        ("Primary Tumour (T): T2", "- T2 - - -"),
        ("Pathological T. T2,NOS.", "p T2 - - -"),
        ("PRIMARY TUMOR (pT): pT3: Tumor more than 4 cm", "p T3 - - -"),
        ("REGIONAL LYMPH NODES (pN): pN1: Single lymph node metastasis", "p - N1 - -"),
    ],
)
def test_spelled_out_categories_are_read(text: str, expected: str) -> None:
    """A synoptic report writes the letter in the label and the number behind it."""
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pTlc pNO pMX", "p T1c N0 MX -"),
        ("Tlc NO MX", "- T1c N0 MX -"),
        ("T3NOMX", "- T3 N0 MX -"),
        ("p T 2, pND", "p T2 N0 - -"),
    ],
)
def test_misread_digits_are_mended_and_quoted_as_they_stand(text: str, expected: str) -> None:
    """Optical recognition takes 0 for O and 1 for l; the quote keeps what the page says."""
    assert told(text) == [expected]
    assert stages(text)[0].evidence[0].quote == text
    assert stages(text)[0].confidence < 0.9


@pytest.mark.parametrize(
    "text",
    [
        "T2 weighted images show hyperintensity",
        "Metastases at T4, T7 and L2",
        "compression fracture of T11-T12",
        "Blocks. T1-4 and TB, mass of liver",
        "free T4 12 pmol/l, T3 normal",
        "M1 macrophages and CD3 T cells",
        "AML M3 (FAB)",
        "PNI present. APMI. PTNM.",
        "Tumour thickness (pT1 and pT2 tumors): 16 mm",
        "pT1-2",
        "Bloom Richardson T=3, N=2, M1",
        "LN station N1 - # involved 0/6. N2 - # involved 0/8. N3 - # involved 0/2.",
        "NO MALIGNANCY. NO M0DULE",
        "Regional lymph nodes (pN): 2 positive nodes",
        "Primary tumor (pT)  2.5 cm",
        "CKD stage 3",
        "stage 2 sacral decubitus ulcer",
        "Trichrome: positive (stage 2)",
        "bridging fibrosis. (Stage 3)",
        "stage I diastolic dysfunction",
        "stage manager at an early stage",
        "predicts survival in stage II, node-positive breast cancer patients",
        "Stages I-III, or stage II to III",
        "FIGO 2 endometrioid adenocarcinoma",
    ],
)
def test_other_things_are_no_stage(text: str) -> None:
    """Vertebrae, MRI sequences, slides, hormones, kidneys and kinds of patients are not the patient's stage."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("( ) pT1  (X) pT2  ( ) pT3", ["p T2 - - -"]),
        ("__ pT1 _X_ pT2 __ pT3", ["p T2 - - -"]),
        ("[ ] pN0\n[x] pN1\n[ ] pN2", ["p - N1 - -"]),
        ("pT1: Tumor 2 cm or less. pT2: Tumor more than 2 cm. pT3: Tumor more than 5 cm.", []),
        ("[ ] pT1 [ ] pT2 [ ] pT3", []),
        ("Pathologic stage: AJCC (pT1), (pT2)", ["p T1 - - -"]),
    ],
)
def test_of_a_list_only_what_was_ticked_is_assigned(text: str, expected: list[str]) -> None:
    """A legend names all categories; the patient has one."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "system", "group"),
    [
        ("R-ISS stage II", "R-ISS", "II"),
        ("ISS III", "ISS", "III"),
        ("Rai stage 0 CLL", "Rai", "0"),
        ("Binet A", "Binet", "A"),
        ("Ann Arbor stage IIIB", "Ann Arbor", "IIIB"),
        ("Lugano stage IIE", "Lugano", "IIE"),
        ("FIGO stage IIIC1", "FIGO", "IIIC1"),
        ("stage IA as classified by FIGO 2009", "FIGO", "IA"),
        ("BCLC stage B", "BCLC", "B"),
        ("Dukes' C", "Dukes", "C"),
        ("Stage 4 lung cancer", "TNM", "IV"),
        ("AJCC stage lla", "TNM", "IIA"),
        ("stage IVB Hodgkin lymphoma", "unspecified", "IVB"),
        ("limited-stage small cell lung cancer", "VALSG", "limited"),
    ],
)
def test_groups_go_with_the_system_that_is_named(text: str, system: str, group: str) -> None:
    """A group without a named system is TNM only where the disease has none of its own."""
    assert [(one.system, one.group) for one in stages(text)] == [(system, group)]


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("No evidence of metastasis, pM0", Assertion.PRESENT),
        ("not stage IV", Assertion.ABSENT),
        ("likely T3 N1", Assertion.POSSIBLE),
        ("previously treated stage I breast cancer", Assertion.HISTORICAL),
        ("If the nodes are positive this would be stage III", Assertion.HYPOTHETICAL),
        ("pT4 NX if the capsular disruption is real", Assertion.HYPOTHETICAL),
    ],
)
def test_only_words_directly_before_deny_or_doubt_a_stage(text: str, assertion: Assertion) -> None:
    """The negation in ``no evidence of metastasis`` is what M0 means, not its denial."""
    assert [one.assertion for one in stages(text)] == [assertion]


def test_a_relatives_stage_is_not_the_patients() -> None:
    """Family history keeps its subject."""
    assert [one.subject for one in stages("Mother had breast cancer stage IIB T2N1M0")] == [Subject.FAMILY]


def test_equal_mentions_are_one_fact_with_all_their_evidence() -> None:
    """A stage that the page repeats is told once."""
    (one,) = stages("Diagnosis: pT2 N0 M0.\n\nComment: the tumour is pT2 N0 M0.")
    assert [evidence.quote for evidence in one.evidence] == ["pT2 N0 M0", "pT2 N0 M0"]


def test_clinical_and_pathological_stages_stay_apart() -> None:
    """A tumour may be cT3 and later ypT1; both are told."""
    assert told("cT3 N1 M0 before, ypT1 N0 after surgery") == ["c T3 N1 M0 -", "yp T1 N0 - -"]


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("pT2 N0 (AJCC 8th edition)", "8"),
        ("AJCC Cancer Staging Manual, Seventh Edition: pT2 N0", "7"),
        ("pT1b1, pN1 (TNM 7th)", "7"),
        ("pT2 N0", None),
    ],
)
def test_the_edition_is_told_where_it_stands_nearby(text: str, edition: str | None) -> None:
    """No edition is filled in."""
    assert stages(text)[0].edition == edition


@given(some.text(alphabet="pTNMcy0123xX O()/.,:-\n stageIVAB[]", max_size=80))
def test_any_text_gives_quotes_that_the_page_holds(text: str) -> None:
    """Evidence is checked against the page for arbitrary strings of notation."""
    if text.strip():
        stages(text)


@given(
    some.sampled_from(["", "p", "c", "yp"]),
    some.sampled_from(["T0", "T1", "T1c", "T2a", "T3", "T4b", "TX", "Tis"]),
    some.sampled_from(["N0", "N1", "N2b", "N3", "NX"]),
    some.sampled_from(["M0", "M1", "M1c", "MX"]),
    some.sampled_from(["", " ", ", ", "; ", "\n"]),
)
def test_every_notation_comes_back(prefix: str, t: str, n: str, m: str, gap: str) -> None:
    """Whatever stands between the categories, they are read as one stage with its prefix."""
    if t == "T3" and not gap:
        gap = " "
    assert told(prefix + gap.join((t, n, m))) == [f"{prefix or '-'} {t} {n} {m} -"]


def test_every_row_of_the_rules_is_usable() -> None:
    """Each system has a known kind of group, each exclusion a known target, and no name stands twice."""
    systems = list(read_table(RULES / "stage_systems.tsv", "name", "system", "groups"))
    assert {row["groups"] for row in systems} <= set(stage.GROUPS)
    assert len({row["name"].lower() for row in systems}) == len(systems)
    exclusions = list(read_table(RULES / "stage_exclusions.tsv", "phrase", "about"))
    assert {row["about"] for row in exclusions} == {"group", "lone"}


@pytest.mark.corpus
def test_letters_that_state_a_stage_are_read_right(corpora: Path) -> None:
    """Of the first 120 clinic letters whose text holds the T category that readers gave them, 97 % are read."""
    with gzip.open(corpora / "letters" / "letters_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        letters = [json.loads(line) for line in file][:120]
    right = stated = 0
    for letter in letters:
        printed = str((letter["gold"].get("primary_cancer") or {}).get("tnm_stage") or "")
        gold = next((one.T for one in stages(printed) if one.T), None) if printed else None
        if gold and gold in letter["text"]:
            stated += 1
            right += gold in {one.T for one in stages(letter["text"])}
    assert stated > 50
    assert right / stated >= 0.97


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Stage two breast cancer", {"group": "II"}),
        ("stage three B non-small cell lung cancer", {"group": "IIIB"}),
        ("T three N one M zero", {"T": "T3", "N": "N1", "M": "M0"}),
        ("T2 N zero M zero", {"T": "T2", "N": "N0", "M": "M0"}),
        ("Dictated as pt3, pno.", {"prefix": "p", "T": "T3", "N": "N0"}),
        ("ypt0n0", {"prefix": "yp", "T": "T0", "N": "N0"}),
        ("pTis (DCIS) N0", {"prefix": "p", "T": "Tis(DCIS)", "N": "N0"}),
        ("Urothelial carcinoma Ta G1", {"T": "Ta"}),
        ("stage IIAE Hodgkin lymphoma", {"group": "IIAE"}),
        ("Stage IV-B Hodgkin lymphoma", {"group": "IVB"}),
        ("Lugano stage III-A", {"system": "Lugano", "group": "IIIA"}),
        ("AJCC anatomic stage IIB", {"system": "TNM", "group": "IIB"}),
        ("pathological prognostic stage IA", {"system": "AJCC prognostic", "group": "IA"}),
        ("restaged as IV", {"group": "IV"}),
    ],
)
def test_stages_as_dictated_and_written_small(text: str, fields: dict[str, str]) -> None:
    """Number words, small letters, hyphens and restaging say the same as the notation of the manuals."""
    (found,) = stages(text)
    assert found.fields().items() >= fields.items()


@pytest.mark.parametrize(
    "text",
    ["T1 N0 versus T2 N0", "Patients with stage IV disease", "staged 3 weeks later", "stage 2 biopsies", "Ta da"],
)
def test_what_is_open_or_about_others_is_no_stage(text: str) -> None:
    """A choice of two, patients at large, and numbers of other things."""
    assert list(stages(text)) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Stage IIA in 2018.", "2018"),
        ("stage IV disease (March 2022)", "2022-03"),
        ("pT2 N0 M0 (12 May 2019)", "2019-05-12"),
        ("Stage IIIB, March 2022", "2022-03"),
        ("Stage IIIB. CT in March 2022 was stable.", None),
    ],
)
def test_a_date_right_behind_a_stage_is_its_date(text: str, date: str | None) -> None:
    """Restaging over time keeps each stage with its own date."""
    (found,) = stages(text)
    assert found.date == date


@pytest.mark.parametrize(
    "text",
    [
        "Invasive ductal carcinoma, grade 3 (T3 P3 M2 = 8). Size 22 mm.",
        "Nottingham grade 2 (T3, P2, M1).",
        "FIGO II endometrioid adenocarcinoma invades the myometrium.",
        "FIGO 2009 II endometrioid carcinoma",
        "FIGO 2023 grade 2 endometrioid carcinoma",
        "Endometrioid adenocarcinoma, FIGO III, of the uterus.",
        "Regional lymph nodes (pN): 2 small nodes were found and are clear.",
        "Regional lymph nodes (pN): 1 benign hilar lymph node.",
        "UNOS stage 2 in the right lobe.",
        "(stage 1: one focus up to 2 cm; stage 2: two or three foci)",
        "Cirrhosis, stage 4.",
    ],
)
def test_what_is_a_grade_a_count_or_a_legend_is_no_stage(text: str) -> None:
    """A grade by FIGO, a count of nodes behind (pN), the stages of other schemes and the legend of a scale."""
    assert stages(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pathologic stage T4N1 IIIC. Colon.", ["p T4 N1 - IIIC"]),
        ("pT2 N0 M0, IB.", ["p T2 N0 M0 IB"]),
        ("pT2 N0 II. LYMPH NODES", ["p T2 N0 - -"]),
        ("Amended to correct the stage from T3, N1 to T3, N0.", ["- T3 N0 - -"]),
        ("Stage: AJCC (pT!), (pT3).", []),
    ],
)
def test_groups_behind_categories_and_stages_taken_back(text: str, expected: list[str]) -> None:
    """A letter tells a group from the next heading's number; what is corrected away is not told."""
    assert told(text) == expected


def test_category_that_a_revision_takes_back_is_told_nowhere() -> None:
    """The older text below a revised one still prints what was changed."""
    text = (
        "Liver: carcinoma, pT1 pNX. This report is revised to change the staging in the diagnosis of specimen B. "
        "from pN0 to pNX. Earlier text: Liver: carcinoma, pT1 pN0."
    )
    assert told(text) == ["p T1 NX - -"]


def test_stage_in_the_referral_without_its_kind_is_for_review() -> None:
    """A referral may tell a clinical stage or that of an earlier specimen; the report's own is as sure as ever."""
    text = (
        "SURGICAL PATHOLOGY REPORT\nClinical Diagnosis & History: Rectal carcinoma T3N1M0.\n"
        "DIAGNOSIS: Rectum, resection: adenocarcinoma, pT2 pN0.\nGross Description: received fresh.\n"
    )
    sure = {(one.T, one.confidence > 0.8) for one in stages(text)}
    assert sure == {("T3", False), ("T2", True)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stage: pT2b, pN0. (T2a: inner part; T2b, outer part).", ["p T2b N0 - -"]),
        ("Stage: pT2 (larger than the T1 at biopsy).", ["p T2 - - -"]),
        ("The other liver is pre-cirrhotic (stage 3).", []),
    ],
)
def test_keys_in_brackets_and_stages_of_the_liver_are_none(text: str, expected: list[str]) -> None:
    assert told(text)[: len(expected) or None] == expected


def test_prefix_of_the_label_holds_for_its_categories() -> None:
    """ "ypTNM: pT1 pNX" was staged after treatment."""
    assert {one.prefix for one in stages("ypTNM: pT1 pNX.")} == {"yp"}
    assert {one.prefix for one in stages("pTNM: pT1 pNX.")} == {"p"}


@pytest.mark.parametrize(
    "text",
    [
        "FIGO 2023       Provisional IIC, subject to POLE result",
        "Provisional stage: IIIB",
        "Stage IIA (provisional)",
        "STAGE IIIA PENDING PET",
        "CT ?T4 ?N2",
    ],
)
def test_a_provisional_stage_is_possible(text: str) -> None:
    """What is subject to a result to come is not settled."""
    assert [one.assertion for one in stages(text)] == [Assertion.POSSIBLE]


def test_provisional_is_said_of_the_stage_that_it_stands_before() -> None:
    """Not of the categories that stand before it."""
    told = stages("Pathologic stage pT2, NX, MX provisional stage II.")
    assert [(one.T, one.group, one.assertion) for one in told] == [
        ("T2", None, Assertion.PRESENT),
        (None, "II", Assertion.POSSIBLE),
    ]


def test_the_year_of_figo_is_its_edition() -> None:
    """The stages of two years are no contradiction."""
    told = stages("FIGO 2009    IB\nFIGO 2018    IIB\n")
    assert [(one.edition, one.group) for one in told] == [("2009", "IB"), ("2018", "IIB")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("myeloma, ISS stage II, R-ISS III", [("ISS", "II", "ISS stage II"), ("R-ISS", "III", "R-ISS III")]),
        ("R-ISS stage I (ISS II)", [("R-ISS", "I", "R-ISS stage I"), ("ISS", "II", "ISS II")]),
        ("Rai stage III, Binet C", [("Rai", "III", "Rai stage III"), ("Binet", "C", "Binet C")]),
        ("Stage II, ISS", [("ISS", "II", "Stage II")]),
    ],
)
def test_each_of_two_systems_has_its_own_stage(text: str, expected: list[tuple[str, str, str]]) -> None:
    """A system named behind a stage with a group of its own names not the stage before it."""
    assert [(one.system, one.group, one.evidence[0].quote) for one in stages(text)] == expected


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("TCC bladder pTa G1 2011, discharged from urology 2016.", Assertion.HISTORICAL),
        ("Breast cancer pT1 N0 2004, discharged.", Assertion.HISTORICAL),
        ("Lung cancer T2 N1, TCC bladder 2011, discharged 2016.", Assertion.PRESENT),
        ("Lung cancer T2 N1. Discharged 12/03/2024.", Assertion.PRESENT),
    ],
)
def test_a_stage_of_a_cancer_whose_follow_up_has_ended(text: str, assertion: Assertion) -> None:
    """It is of the past as the cancer is; a discharge from hospital, or of another cancer, ends nothing."""
    assert [one.assertion for one in stages(text)] == [assertion]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stage: IIIB (pT3 pN1b cM0) at diagnosis; now stage IVA.",
         {("IIIB", "historical"), (None, "historical"), ("IVA", "present")}),
        ("Colon cancer, stage III (2020), now stage IV.", {("III", "historical"), ("IV", "present")}),
        ("Stage III lung cancer at diagnosis (June 2021), now stage IV.", {("III", "historical"), ("IV", "present")}),
        ("Initially stage II, pT2 N0 M0; restaged as stage IV in 2023.", {("II", "historical"), ("IV", "present")}),
        ("Stage at diagnosis: II. Current stage: IV.", {("II", "historical"), ("IV", "present")}),
        ("Diagnosed 2019 with stage I lung cancer; relapsed 2022, stage IV.", {("I", "historical"), ("IV", "present")}),
        ("DLBCL, stage IVB at diagnosis (January 2024).", {("IVB", "present")}),
        ("Stage IIIA at presentation. Referred for surgery.", {("IIIA", "present")}),
    ],
)  # fmt: skip
def test_a_stage_at_diagnosis_is_past_beside_a_later_one(text: str, expected: set[tuple[str | None, str]]) -> None:
    """Where no later one is told, that of the diagnosis is the stage."""
    assert {(one.group, one.assertion.value) for one in stages(text)} == expected


def test_what_a_dated_scan_tells_stays_its_own() -> None:
    """It gets neither the M nor the group that a line without its date adds."""
    text = "MRI rectum 17/09/2023: T3c N1, EMVI positive.\nStage: cT3c N1 M0, IIIB\n"
    assert [(one.N, one.M, one.group) for one in stages(text)] == [("N1", None, None), ("N1", "M0", "IIIB")]
    assert len(stages("T3c N1, EMVI positive.\nStage: T3c N1 M0, IIIB\n")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("mrT3c N1", ("c", "T3c", "N1")), ("ymrT2 ymrN0", ("yc", "T2", "N0")), ("MRT 2 sequence", None)],
)
def test_the_prefix_of_a_radiologist_is_clinical(text: str, expected: tuple[str, str, str] | None) -> None:
    """What MRI finds is found before the operation."""
    assert [(one.prefix, one.T, one.N) for one in stages(text)] == ([expected] if expected else [])


def test_a_stage_that_the_report_amends_is_not_told() -> None:
    assert [one.T for one in stages("pT1b amended to pT2 N1a.")] == ["T2"]


def test_a_question_mark_behind_a_stage_doubts_it() -> None:
    """That of a label asks for an answer."""
    assert [one.assertion for one in stages("FIGO 2023 IA2?")] == [Assertion.POSSIBLE]
    assert [one.assertion for one in stages("FIGO 2023 IA2.")] == [Assertion.PRESENT]


@pytest.mark.parametrize(
    "text",
    [
        "Comorb: T2DM x 9 yrs, HTN.",
        "CXR: volume loss, no PTX.",
        "Mohs surgery, 3 stages. Perineural invasion seen in stage 2. Stage 3 edges free.",
    ],
)
def test_diabetes_air_and_the_rounds_of_mohs_surgery_are_no_stage(text: str) -> None:
    """A type of diabetes, a pneumothorax and a numbered round look like a category and a group."""
    assert stages(text) == []


def test_a_group_that_a_report_takes_back_is_not_told() -> None:
    """The older text still has it."""
    text = "PT3B PN1A. Stage group IIIB. Addendum: stage group corrected. It is group IIIC, not IIIB as first issued."
    assert [(fact.T, fact.group) for fact in stages(text)] == [("T3b", None)]
