"""Diagnoses read from notes, and the cancer vocabulary behind them."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from core.places import RULES, VOCABULARIES
from core.records import Assertion, Diagnosis, Method, Page, Subject
from extractors import diagnosis
from extractors.cancer_terms import ancestors, find_cancers, load_cancers, load_histologies, load_joined, load_sites
from extractors.notes import Note
from extractors.rules import read_table, split_cell


def read(text: str) -> list[Diagnosis]:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    found = list(diagnosis.find(Note(page)))
    assert all(page.holds(evidence) for fact in found for evidence in fact.evidence)
    return found


def one(text: str) -> Diagnosis:
    found = read(text)
    assert len(found) == 1, [fact.name for fact in found]
    return found[0]


def codes(fact: Diagnosis) -> dict[str, str]:
    return {code.system: code.code for code in fact.codes}


def test_histology_under_a_specimen_heading_joins_its_site_and_side() -> None:
    """The words of one tumour in different places of a pathology report make one diagnosis."""
    fact = one("FINAL DIAGNOSIS: A. BREAST, LEFT, LUMPECTOMY: - INVASIVE DUCTAL CARCINOMA, GRADE 2. MARGINS NEGATIVE.")
    assert (fact.name, fact.site, fact.laterality) == ("invasive ductal carcinoma of the breast", "breast", "left")
    assert codes(fact) == {"OncoTree": "IDC", "NCIt": "C4194", "ICD-10-CM": "C50.9"}


def test_general_name_folds_into_the_specific_one() -> None:
    """Breast cancer in the history and ductal carcinoma in the diagnosis are one tumour."""
    fact = one(
        "CLINICAL HISTORY: right breast cancer.\nDIAGNOSIS: BREAST, RIGHT, MASTECTOMY: INFILTRATING DUCTAL CARCINOMA.\n"
    )
    assert codes(fact)["OncoTree"] == "IDC"
    assert len(fact.evidence) >= 2


def test_metastasis_lends_its_place_to_no_primary() -> None:
    """A carcinoma in the liver from the colon is a cancer of the colon."""
    fact = one("Diagnosis: Metastatic adenocarcinoma in the liver, from the colon.")
    assert (fact.site, fact.behaviour, codes(fact)["OncoTree"]) == ("colon", "metastatic", "COAD")


def test_carcinoma_in_a_lymph_node_is_no_diagnosis_by_itself() -> None:
    """A node specimen with carcinoma names no primary."""
    assert read("LYMPH NODE, SENTINEL, EXCISION: ONE LYMPH NODE POSITIVE FOR METASTATIC CARCINOMA.") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Diagnosis: Multiple myeloma, IgG kappa", "PCM"),
        ("Diagnosis:\tPlasma cell myeloma", "PCM"),
        ("Diagnosis: NSCLC, stage IV", "NSCLC"),
        ("Diagnosis: adenocarcinoma of the sigmoid colon", "COAD"),
        ("Diagnosis: oesophageal adenocarcinoma", "ESCA"),
        ("Diagnosis: esophageal adenocarcinoma", "ESCA"),
        ("Diagnosis: gastric cancer", "EGC"),
        ("Diagnosis: prostatic acinar adenocarcinoma", "PRAD"),
        ("Diagnosis: CLL/SLL", "CLLSLL"),
        ("Diagnosis: DLBCL", "DLBCLNOS"),
        ("Diagnosis: Hodgkin's lymphoma", "HL"),
        ("Diagnosis: squamous cell carcinoma of the right lung", "LUSC"),
        ("Diagnosis: Bowel cancer", "BOWEL"),
    ],
)
def test_names_in_the_words_of_records(text: str, code: str) -> None:
    """Names that records and patients use lead to their OncoTree code, British or American."""
    assert codes(one(text))["OncoTree"] == code


def test_site_is_as_fine_as_stated() -> None:
    """The part of the organ is kept, with its ICD-10-CM category."""
    fact = one("Diagnosis: adenocarcinoma of the sigmoid colon")
    assert (fact.site, codes(fact)["ICD-10-CM"]) == ("sigmoid colon", "C18.7")


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("CT is suspicious for lung cancer.", "possible"),
        ("The biopsy was negative for lymphoma.", "absent"),
        ("Findings: No lymphoma.", "absent"),
        ("She has a history of thyroid cancer.", "historical"),
    ],
)
def test_context_is_told(text: str, assertion: str) -> None:
    """What is suspected, denied or past is never the patient's present diagnosis."""
    assert one(text).assertion.value == assertion


def test_cancer_of_a_relative_is_the_familys() -> None:
    """A mother's cancer is not the patient's."""
    fact = one("Her mother had breast cancer at 45.")
    assert fact.subject.value == "family"


@pytest.mark.parametrize(
    "text",
    [
        "Seen at the Breast Cancer Clinic.",
        "KRAS mutations can be found in 30 - 40% of colorectal cancer.",
        "American Joint Committee on Cancer staging",
        "The plan is screening for bowel cancer.",
        "Incidental benign gastrointestinal stromal tumor.",
        "Received in a cup, labelled with the name.",
        "CERVICAL ADENOCARCINOMA : HYSTERECTOMY SPECIMENS. MARGINS: Free.",
        "TESTICULAR SEMINOMA STAGING PARAMETERS. MARGINS: Free.",
        "ANTIBODY. CLONE. P53. DO-7. Serous Carcinoma. CD31. JC70A.",
    ],
)
def test_what_names_no_cancer_of_the_patient(text: str) -> None:
    """Clinics, disclaimers, screening and benign lesions give no diagnosis."""
    assert [fact for fact in read(text) if fact.assertion.value == "present"] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Frozen section diagnosis: Small cell carcinoma. Final diagnosis: Lung adenocarcinoma.",
            {"lung adenocarcinoma"},
        ),
        ("DIAGNOSIS: TESTIS: Seminoma. INTRAOPERATIVE CONSULTATION: possible yolk sac tumor.", {"seminoma"}),
        ("Frozen section diagnosis: Lung adenocarcinoma.", {"lung adenocarcinoma"}),
        (
            "Uterus, with frozen section: Endometrioid adenocarcinoma. Ovarian cancer.",
            {"endometrioid carcinoma of the uterus", "ovarian cancer"},
        ),
        (
            "FROZEN SECTION: High grade serous ovarian carcinoma. FINAL DIAGNOSIS: Serous ovarian carcinoma.",
            {"high-grade serous ovarian cancer"},
        ),
        ("Frozen section was done. DIAGNOSIS: Lung adenocarcinoma. Thymoma.", {"lung adenocarcinoma", "thymoma"}),
        ("HISTORY: Breast cancer. FSA: Lung adenocarcinoma.", {"lung adenocarcinoma", "breast cancer"}),
    ],
)
def test_the_final_diagnosis_replaces_that_of_the_frozen_section(text: str, names: set[str]) -> None:
    """What was said during the operation is told only where nothing else is."""
    assert {fact.name for fact in read(text)} == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Peri-ureteral tissue: Rare atypical cells, possibly carcinoma.", set()),
        ("Ureter, left: Carcinoma.", {"upper urinary tract cancer"}),
        ("Histology: Endometrioid adenocarcinoma. Bladder flap: Metastatic adenocarcinoma.", set()),
        ("Sigmoid colon, resection: Serous carcinoma. Ovary, left: Serous carcinoma.", {"serous ovarian cancer"}),
        ("Omentum, omentectomy: Serous carcinoma. Ovary, left: Serous carcinoma.", {"serous ovarian cancer"}),
        ("Omentum, omentectomy: Leiomyosarcoma.", {"leiomyosarcoma"}),
        ("Primary peritoneal serous carcinoma.", {"primary peritoneal serous carcinoma"}),
        (
            "UTERUS, HYSTERECTOMY: ENDOMETRIOID ADENOCARCINOMA. OVARY, LEFT, OOPHORECTOMY: FOCAL CARCINOMA IDENTIFIED.",
            {"endometrioid carcinoma of the uterus"},
        ),
        ("OVARY, LEFT, OOPHORECTOMY: CARCINOMA IDENTIFIED.", {"ovarian cancer"}),
        ("Breast, left, excision: Metastatic tumor. Serous carcinoma.", set()),
        ("Fallopian tube, right: tubal intraepithelial carcinoma.", set()),
        (
            "Ovary, right: Serous carcinoma. Ovary, right, mass: Serous carcinoma. Fallopian tube: Serous carcinoma.",
            {"serous ovarian cancer"},
        ),
        (
            "UTERUS, HYSTERECTOMY: ENDOMETRIOID ADENOCARCINOMA. OVARY, LEFT, OOPHORECTOMY: NO MALIGNANCY IDENTIFIED.",
            {"endometrioid carcinoma of the uterus", "ovarian cancer"},
        ),
        (
            "BREAST, LEFT, MASTECTOMY: INVASIVE DUCTAL CARCINOMA. OVARY, RIGHT, OOPHORECTOMY: CARCINOMA IDENTIFIED.",
            {"invasive ductal carcinoma of the breast", "ovarian cancer"},
        ),
        (
            "UTERUS, CERVIX, HYSTERECTOMY: SEROUS CARCINOMA. SYNOPTIC - PRIMARY OVARIAN TUMORS. SIZE: 6 CM.",
            {"serous ovarian cancer"},
        ),
        ("METASTATIC ADENOCARCINOMA INVOLVING SEROSA OF THE COLON.", set()),
        ("Metastatic adenocarcinoma involving the liver, from the colon.", {"colon adenocarcinoma"}),
    ],
)
def test_where_a_cancer_has_spread_is_no_primary(text: str, names: set[str]) -> None:
    """Tissue beside an organ, the omentum and the other genital organs are where a carcinoma of the uterus spreads."""
    assert {fact.name for fact in read(text)} == names


def test_the_title_of_a_form_names_no_second_cancer() -> None:
    """A form for two kinds of cancer says which of them it was below its title."""
    title = "SYNOPTIC - PRIMARY ENDOMETRIAL CARCINOMA & CARCINOSARCOMA : HYSTERECTOMY SPECIMENS."
    fact = one(f"CASE SYNOPSIS: {title} TUMOR TYPE: Serous carcinoma of the endometrium.")
    assert fact.name == "uterine serous carcinoma"


def test_two_sides_are_two_diagnoses() -> None:
    """Tumours of both breasts stay apart."""
    found = read(
        "A. BREAST, RIGHT, MASTECTOMY: INVASIVE LOBULAR CARCINOMA.\n"
        "B. BREAST, LEFT, LUMPECTOMY: INVASIVE LOBULAR CARCINOMA."
    )
    assert {fact.laterality for fact in found} == {"left", "right"}


def test_in_situ_is_a_behaviour_of_its_own() -> None:
    """DCIS is in situ and does not become an invasive carcinoma."""
    fact = one("Diagnosis: ductal carcinoma in situ of the left breast")
    assert (fact.behaviour, codes(fact)["OncoTree"], codes(fact)["ICD-10-CM"]) == ("in situ", "DCIS", "D05.1")


def test_smouldering_myeloma_is_not_myeloma() -> None:
    """A precursor keeps its own name and takes no code of the cancer."""
    fact = one("Diagnosis: smouldering multiple myeloma")
    assert (fact.name, fact.behaviour, fact.codes) == ("smouldering multiple myeloma", "uncertain", ())


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Breast cancer. Left breast: no abnormality on mammogram.", None),
        ("MAMMOGRAM: LEFT BREAST NORMAL. BREAST CANCER IN THE UPPER OUTER QUADRANT.", None),
        ("Ovarian carcinoma. Left ovary: benign cyst.", None),
        ("Lung cancer. The right lung is clear.", None),
        ("Right kidney: normal. Left kidney: 4 cm mass. Renal cell carcinoma.", "left"),
        ("Breast, left, mastectomy. Margins negative. Breast cancer, grade 2.", "left"),
    ],
)
def test_an_organ_called_normal_lends_no_side(text: str, side: str | None) -> None:
    """Which side the cancer is on is left open where only the other is told of."""
    assert [fact.laterality for fact in read(text) if fact.assertion is Assertion.PRESENT] == [side]


@pytest.mark.parametrize(
    "text",
    [
        "The growth in the bladder was a high grade urothelial cancer. CT on 30 March: kidneys and ureters normal.",
        "TURBT of a bladder tumour: urothelial carcinoma, grade 3. Ultrasound: kidneys normal, no hydronephrosis.",
        "Urothelial carcinoma, pT1, from the bladder. Imaging: ureters, kidneys and renal pelvis are clear.",
    ],
)
def test_a_cancer_is_not_of_an_organ_called_normal(text: str) -> None:
    """What a scan calls normal is not the organ of the page's cancer, though a label's value begins with it."""
    assert not {fact.site for fact in read(text)} & {"kidney", "renal pelvis", "ureter"}


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        (
            "The growth in the bladder (2.5 cm, left wall) was a high grade urothelial cancer.",
            "bladder urothelial carcinoma",
            None,
        ),
        ("The lump in your left breast is a cancer.", "breast cancer", "left"),
        (
            "The lump that we removed from your right breast turned out to be an invasive lobular carcinoma.",
            "invasive lobular carcinoma of the breast",
            "right",
        ),
        (
            "The mass in the right kidney was found to be a clear cell carcinoma.",
            "clear cell renal cell carcinoma",
            "right",
        ),
        (
            "The polyp taken from the sigmoid colon contained a moderately differentiated adenocarcinoma.",
            "colon adenocarcinoma",
            None,
        ),
        ("The biopsy from your prostate showed an adenocarcinoma.", "prostate adenocarcinoma", None),
    ],
)
def test_what_a_lump_is_told_to_be(text: str, name: str, side: str | None) -> None:
    """A letter to a patient tells in a sentence where the cancer is."""
    fact = one(text)
    assert (fact.name, fact.laterality, fact.assertion) == (name, side, Assertion.PRESENT)


@pytest.mark.parametrize(
    "text",
    [
        "The lump in your breast is not a cancer.",
        "The lump in the breast was at first thought to be a cancer.",
        "The lump in the breast was sent to rule out a cancer.",
        "The lump in her mother's breast was a cancer.",
        "The mole on the arm was benign and not a melanoma.",
        "The node in the neck was a squamous cell carcinoma.",
        "The shadow in the liver was a metastatic adenocarcinoma.",
        "The nodule in the bone was an adenocarcinoma.",
        "If the lump in your breast is a cancer, we will see you again.",
    ],
)
def test_what_a_lump_is_not_told_to_be(text: str) -> None:
    """Neither what is denied or only thought, nor a relative's, nor a place to which a cancer may have spread."""
    places = {"breast", "liver", "bone", "lymph node", "neck"}
    assert not [fact for fact in read(text) if fact.assertion is Assertion.PRESENT and fact.site in places
                and fact.subject is Subject.PATIENT]  # fmt: skip


def test_an_organ_of_normal_size_may_have_the_cancer() -> None:
    assert one("CT: kidney normal-sized with a 4 cm mass. Biopsy: urothelial carcinoma.").site == "kidney"


def test_unpaired_organs_have_no_side() -> None:
    """The right colon is a part of the colon, not a side."""
    assert one("Diagnosis: adenocarcinoma of the right colon").laterality is None


def test_cancers_of_a_question_are_found() -> None:
    """The same words serve free text outside a record."""
    assert [cancer.code for cancer, _, _ in find_cancers("HER2 in multiple myeloma or breast cancer?")] == [
        "PCM",
        "BREAST",
    ]


def test_every_row_of_the_vocabularies_fits_the_others() -> None:
    """Codes, organs and sites named in one table exist in the table they come from; no term means two things."""
    cancers, sites, histologies = load_cancers(), load_sites(), load_histologies()
    organs = {site.organ for site in sites.values()}
    assert all(cancer.parent in cancers or cancer.code == "TISSUE" for cancer in cancers.values())
    assert all(not cancer.site or cancer.site in sites for cancer in cancers.values())
    assert all(not site.oncotree or site.oncotree in cancers for site in sites.values())
    assert all(not one.oncotree or one.oncotree in cancers for one in histologies.values())
    for (histology, organ), joined in load_joined().items():
        assert histology in histologies
        assert organ in organs
        assert joined.code in cancers
    for file in ("cancers", "sites", "histologies"):
        terms = [term.lower() for row in read_table(VOCABULARIES / f"{file}.tsv") for term in split_cell(row["terms"])]
        assert len(terms) == len(set(terms))
    assert list(read_table(RULES / "diagnosis_words.tsv", "role", "pattern"))


def test_cards_cover_their_subtrees() -> None:
    """The codes that cancer cards are found by lie where the cards look for them."""
    assert "BREAST" in ancestors("IDC")
    assert "COADREAD" in ancestors("COAD")
    assert "NSCLC" in ancestors("LUAD")
    assert "STOMACH" in ancestors("ESCA")
    assert "PROSTATE" in ancestors("PRAD")


@pytest.mark.corpus
def test_icd_categories_are_those_of_the_classification(corpora: Path) -> None:
    """Every ICD-10-CM category of the vocabulary is a code, or the stem of codes, in mCODE's value sets."""
    with (corpora / "vocabularies" / "mcode_valuesets.tsv").open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file, delimiter="\t") if row["system"] == "ICD10CM"}
    stated = {cancer.icd10cm for cancer in load_cancers().values() if cancer.icd10cm}
    stated |= {code for site in load_sites().values() for code in (site.icd10cm, site.icd10cm_in_situ) if code}
    beyond = {"D04.9", "D06.9", "D07.5", "D47.2"}  # ICD-10-CM codes that mCODE's value sets leave out
    assert {code for code in stated if not any(one.startswith(code) for one in known)} == beyond


@pytest.mark.corpus
def test_side_of_the_tumour_on_doctors_gold(corpora: Path) -> None:
    """On the breast reports with a doctor's side, at least 95 of 100 are read right and none is read wrong."""
    with gzip.open(corpora / "tcga" / "registrar_gold_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    sides = [
        (row["gold"]["cancer_data"]["cancer_laterality"], {fact.laterality for fact in read(row["text"])} - {None})
        for row in rows
        if (row["gold"].get("cancer_data") or {}).get("cancer_laterality")
    ]
    assert sum(gold in found for gold, found in sides) >= 0.95 * len(sides)
    assert sum(bool(found - {gold}) for gold, found in sides) <= 0.05 * len(sides)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Diagnosis: colon cancer", "colon cancer"),
        ("Diagnosis: colon adenocarcinoma", "colon adenocarcinoma"),
        ("Diagnosis: rectal carcinoma", "rectal cancer"),
        ("Diagnosis: gastric cancer", "stomach cancer"),
        ("Diagnosis: lung cancer", "lung cancer"),
        ("DIAGNOSIS: Breast, left, biopsy: carcinoma.", "breast carcinoma"),
    ],
)
def test_a_name_is_no_more_specific_than_the_words(text: str, name: str) -> None:
    """A cancer of an organ is not called an adenocarcinoma before someone has said so."""
    assert one(text).name == name


@pytest.mark.parametrize(
    "text",
    [
        "Immunohistochemistry: MELANOMA-E (HMB-45), S100 PROTEIN.",
        "In other areas a protoplasmic astrocytoma phenotype predominates.",
        "The pattern of growth is malignant fibrous histiocytoma - like.",
        "E. COMMON BILE DUCT EDGE NEGATIVE FOR CARCINOMA.",
    ],
)
def test_words_that_name_no_cancer_of_the_patient(text: str) -> None:
    """Stains, likenesses and the edges of a specimen are no diagnoses, present or denied."""
    assert read(text) == []


def test_negation_reaches_over_a_stop_that_a_scan_left() -> None:
    """A full stop before a small letter ends no sentence."""
    assert one("There is no morphologic evidence. of a hepatocellular carcinoma.").assertion == "absent"


def test_an_abbreviation_means_what_the_page_says() -> None:
    """MCC is a Merkel cell carcinoma only where the page does not spell it out as something else."""
    assert [fact.name for fact in read("A case of metastatic cholangiocarcinoma (MCC) was treated.")] == [
        "cholangiocarcinoma"
    ]


def test_a_relative_has_no_side_of_the_patient() -> None:
    """The side that the page tells of the patient's lung is not that of an uncle's cancer."""
    family = [fact for fact in read("Right lung: nodule.\nHis uncle died of lung cancer.") if fact.subject == "family"]
    assert [(fact.name, fact.laterality) for fact in family] == [("lung cancer", None)]


def test_a_husbands_cancer_is_not_the_patients() -> None:
    """A possessive before the cancer tells whose it is."""
    assert one("Depression, felt during husband's battle with prostate cancer.").subject == "family"


def test_the_organ_of_a_heading_is_the_one_that_has_such_cancers() -> None:
    """A hysterectomy's heading lists uterus and cervix; a squamous cell carcinoma is the cervix's."""
    fact = one("DIAGNOSIS: UTERUS, CERVIX, RADICAL HYSTERECTOMY: SQUAMOUS CELL CARCINOMA.")
    assert (fact.name, fact.site) == ("cervical squamous cell carcinoma", "cervix")


def test_the_organ_of_a_relatives_cancer_is_not_lent_to_the_patients_tissue() -> None:
    """A serous carcinoma may come from several organs: a family's ovarian cancer does not say from which."""
    text = "She has a strong family history of ovarian cancer. Histopathology revealed serous carcinoma."
    assert [(fact.name, fact.subject) for fact in read(text)] == [("ovarian cancer", "family")]


@pytest.mark.parametrize(
    ("text", "name", "site"),
    [
        (
            'PRIMARY SITE: Floor of mouth. Salivary gland uninvolved. 3 - "Resection": squamous cell carcinoma',
            "oral cavity squamous cell carcinoma",
            "oral cavity",
        ),
        (
            'PRIMARY SITE: Stomach (body). 1 - "Stomach": adenocarcinoma. 2 - "Gallbladder": Uninvolved by tumor.',
            "stomach adenocarcinoma",
            "stomach",
        ),
        (
            "Specimen type: Gastrectomy. Tumor site: Not specified. Histologic type: Adenocarcinoma.",
            "stomach adenocarcinoma",
            "stomach",
        ),
        (
            "Pancreas, tail: Benign cyst. Esophagus: see below. Tumor site: Esophagogastric junction. "
            "Histologic type: Adenocarcinoma",
            "adenocarcinoma of the gastro-oesophageal junction",
            "gastro-oesophageal junction",
        ),
        (
            "Specimen B Parietal pleura. The appearances are those of epithelioid malignant mesothelioma.",
            "epithelioid pleural mesothelioma",
            "pleura",
        ),
    ],
)
def test_the_site_is_the_one_that_the_report_states(text: str, name: str, site: str) -> None:
    """The labelled primary site goes before an organ that is only named, and most of all one found clear."""
    fact = one(text)
    assert (fact.name, fact.site, fact.assertion) == (name, site, Assertion.PRESENT)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kidney: Renal cell carcínoma, clear cell type", "clear cell renal cell carcinoma"),
        ("RENAL CELL CARCINOMA, CONVENTIONAL (CLEAR CELL) TYPE, GRADE 2", "clear cell renal cell carcinoma"),
        ("Renal cell carcinoma = Conventional (clear) cell type", "clear cell renal cell carcinoma"),
        ("Clear cell type renal cell carcinoma", "clear cell renal cell carcinoma"),
        ("Clear cell (conventional) renal carcinoma", "clear cell renal cell carcinoma"),
        ("Renal carcinoma", "kidney cancer"),
        ("Muscle invasive bladder cancer", "bladder cancer"),
        ("Anaplastic oligoastrocytoma; earlier: oligoastrocytoma", "anaplastic oligoastrocytoma"),
        ("Thyroid: papillary carcinoma, tall cell variant", "papillary thyroid cancer, tall cell variant"),
    ],
)
def test_a_subtype_is_kept_however_it_is_written(text: str, name: str) -> None:
    """Accents that a scan put in, brackets, the word type in between."""
    assert one(text).name == name


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("BRAIN, LEFT TEMPORAL, EXCISION: GLIOBLASTOMA", "left"),
        ("Papillary thyroid carcinoma. Tumor focality & laterality: Unifocal, right.", "right"),
        ("Thyroid: papillary thyroid carcinoma. Tumor Laterality: Right and left lobes.", None),
        ("Both samples show pleura with epithelioid mesothelioma of the pleura.", None),
        ("Left testis: Mixed germ cell tumor.", "left"),
        ("Prostate adenocarcinoma. Dominant nodule laterality: Right", None),
    ],
)
def test_a_labelled_side_is_that_of_the_tumour(text: str, side: str | None) -> None:
    """A side told under its label, of organs that have sides; not one of two."""
    assert one(text).laterality == side


def test_a_metastasis_lends_no_primary_to_the_organ_it_is_in() -> None:
    """ "Appendix: adenocarcinoma, metastatic" is no cancer of the appendix; "metastatic to nodes" is no matter."""
    assert read("Appendix, excision: Serosal nodule: Adenocarcinoma, metastatic, favor gynecologic origin.") == []
    assert one("Colon, resection: Adenocarcinoma, metastatic to two lymph nodes.").name == "colon adenocarcinoma"


def test_alternatives_are_possible_only() -> None:
    """Both sides of "VS." are open."""
    assert {fact.assertion for fact in read("Colon ca VS. ovarian cancer.")} == {Assertion.POSSIBLE}


@pytest.mark.parametrize(
    "text",
    [
        "The cells are positive for pan-melanoma.",
        "LYMPH NODE, HEPATIC ARTERY, BIOPSY: - Single lymph node, negative for malignancy",
        "FSB1: Bile duct: Negative for carcinoma.",
        "BLADDER NECK, EXCISION: NO CARCINOMA",
        "Omentum, excision: negative for serous carcinoma.",
    ],
)
def test_an_antibody_or_a_clear_sample_tells_of_no_cancer_of_the_organ(text: str) -> None:
    """A margin, a vessel, a node station or the organ free of another one's cancer denies no cancer of it."""
    assert read(text) == []


def test_a_denied_cancer_takes_its_site_from_nowhere_else() -> None:
    """Of a page about the gallbladder, "no cholangiocarcinoma seen" is not said of the gallbladder."""
    text = "Gallbladder: see gross. Gallbladder: chronic inflammation. No cholangiocarcinoma seen."
    assert [(fact.site, fact.assertion) for fact in read(text)] == [(None, Assertion.ABSENT)]
    assert one("Gallbladder, cholecystectomy: Negative for malignancy.").assertion is Assertion.ABSENT
    assert one("SALIVARY GLAND, LEFT, EXCISION: NEGATIVE FOR. MALIGNANCY").assertion is Assertion.ABSENT


def names(text: str) -> set[tuple[str, str]]:
    return {(fact.name, fact.assertion.value) for fact in read(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The stains speak against the diagnosis of a melanoma.",
        "These findings argue against malignant mesothelioma or melanoma.",
        "The pattern is against the possibility of lymphoma.",
        "NRAS mutations occur in 4% of. thyroid cancer, 2% of lung cancer and 11% of. small. intestine cancer.",
        "The profile belongs to the group at high risk for the development of. metastatic melanoma.",
        "ANTIBODY. CLONE. TARGET ANTIGEN. VENDOR. CK5. 12. Lobular carcinoma. p63. 7. Squamous cell carcinoma.",
        "Ureter margin uninvolved by invasive carcinoma.",
    ],
)
def test_cancers_that_are_argued_against_or_told_of_others_are_no_diagnosis(text: str) -> None:
    """Neither the counterpart of an argument, nor a prevalence, nor a risk, nor what an antibody binds."""
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She was treated against our advice for melanoma.", ("melanoma", "present")),
        ("About 80% of the specimen is replaced. Melanoma of the skin.", ("melanoma of the skin", "present")),
        ("The development of a second tumour is noted: thyroid cancer.", ("thyroid cancer", "present")),
        ("Thyroid cancer with margins uninvolved.", ("thyroid cancer", "present")),
    ],
)
def test_words_of_arguments_elsewhere_leave_a_diagnosis_alone(text: str, found: tuple[str, str]) -> None:
    """Against, per cent and development are of the cancer only where they govern its name."""
    assert any(name.endswith(found[0].split()[0]) or name == found[0] for name, said in names(text) if said == found[1])


@pytest.mark.parametrize(
    "text",
    [
        "BREAST, LEFT. Percent DCIS: zero. Invasive lobular carcinoma.",
        "BREAST, LEFT. Ductal carcinoma in situ: No DCIS identified. Invasive lobular carcinoma.",
        "BREAST, LEFT. DCIS: none. Invasive lobular carcinoma.",
        "BREAST, LEFT. DCIS: 0%. Invasive lobular carcinoma.",
    ],
)
def test_a_heading_answered_with_none_is_an_absence(text: str) -> None:
    """The name of a carcinoma in situ before "zero" or "No DCIS" tells that there is none."""
    assert {said for name, said in names(text) if "in situ" in name} == {"absent"}


@pytest.mark.parametrize(
    "text",
    [
        "BREAST, LEFT. DCIS: 20%. Invasive lobular carcinoma.",
        "BREAST, LEFT. Ductal carcinoma in situ: No necrosis. Invasive lobular carcinoma.",
        "BREAST, LEFT. DCIS: 10 mm, none at the margin.",
    ],
)
def test_a_heading_with_another_answer_is_no_absence(text: str) -> None:
    """ "No necrosis" describes the DCIS that is there."""
    assert {said for name, said in names(text) if "in situ" in name} == {"present"}


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("On review progression to glioblastoma appears likely.", "possible"),
        ("The histology. favours a glioblastoma, not excluding a metastasis.", "possible"),
        ("PITUITARY: HIGH GRADE TUMOR, FAVOR DEDIFFERENTIATED. GLIOBLASTOMA.", "possible"),
        ("Grade (assuming glioblastoma): 4.", "possible"),
        ("Diagnosis: glioblastoma. The prognosis is favourable.", "present"),
    ],
)
def test_what_is_favoured_or_likely_is_possible(text: str, assertion: str) -> None:
    """A hedge before or behind the name is kept."""
    assert [fact.assertion.value for fact in read(text)] == [assertion]


def test_the_name_of_an_operation_or_a_margin_lends_no_site() -> None:
    """A pylorus that was preserved, and a bile duct whose margin is free, have no cancer."""
    text = "Pylorus-preserving pancreatoduodenectomy: Ductal adenocarcinoma.\nBile duct margin uninvolved by carcinoma."
    assert not {fact.site for fact in read(text)} & {"stomach", "bile duct", "pylorus"}


def test_a_side_is_not_borrowed_from_another_organ_in_the_list() -> None:
    """A left mass of one organ says nothing of the side of an earlier cancer of another."""
    assert {fact.laterality for fact in read("History: right adrenal mass, h/o ocular melanoma.")} == {None}
    assert one("Diagnosis: left, central breast cancer.").laterality == "left"


def test_a_referral_gives_way_to_the_final_diagnosis_of_the_organ() -> None:
    """What the request calls ductal and the examination lobular is lobular; another organ's cancer stays."""
    text = (
        "SURGICAL PATHOLOGY REPORT\nCLINICAL INFORMATION: Invasive ductal carcinoma of the right breast; {}.\n"
        "GROSS DESCRIPTION: A breast.\nFINAL DIAGNOSIS: BREAST, RIGHT, MASTECTOMY: INVASIVE LOBULAR CARCINOMA.\n"
    )
    assert {fact.name for fact in read(text.format("no other illness"))} == {"invasive lobular carcinoma of the breast"}
    assert "thyroid cancer" in {fact.name for fact in read(text.format("thyroid cancer"))}


def test_organs_that_a_serous_carcinoma_reaches_are_no_further_primaries() -> None:
    """Neither the serosa of the uterus nor a tube that is involved by it counts as its origin."""
    text = (
        "DIAGNOSIS: A. Ovary, left: - Serous carcinoma. B. Uterus, myometrium and serosa: - Serous carcinoma.\n"
        "MICROSCOPIC: The right tube is involved by serous carcinoma. C. Fallopian tube, right: - Serous carcinoma.\n"
        "D. Ovary, right: - Serous carcinoma.\n"
    )
    assert {fact.site for fact in read(text) if fact.assertion is Assertion.PRESENT} == {"ovary"}


def test_combined_liver_cancer_keeps_both_halves() -> None:
    """Its last word alone would be another cancer."""
    for words in ("Combined hepatocellular and. cholangiocarcinoma", "mixed hepatocellular-cholangiocarcinoma"):
        assert codes(one(f"Liver, resection: {words}."))["OncoTree"] == "HCCIHCH"


def test_a_tissue_without_a_place_is_of_the_organ_that_has_it() -> None:
    """A checklist's bare "adenocarcinoma" is of the colon named with one, not of the organ named most."""
    text = (
        "1. SIGMOID COLON: Adenocarcinoma of the colon. 2. CERVIX: Squamous cell carcinoma of the cervix, invasive"
        " squamous cell carcinoma of the cervix and squamous carcinoma of cervix. Squamous cell carcinoma of the"
        " cervix again. HISTOLOGIC TYPE. Adenocarcinoma."
    )
    assert "cervical adenocarcinoma" not in {fact.name for fact in read(text)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BREAST, LEFT: INFILTRATIVE DUCT CARCINOMA.", "IDC"),
        ("BREAST, LEFT: DUCT CARCINOMA IN SITU.", "DCIS"),
        ("LIVER: HEPATOCELLULAR CARCINOMA, FIBROLAMELLAR VARIANT.", "FLC"),
        ("Thigh: Malignant peripheral nerve sheet tumor.", "MPNST"),
    ],
)
def test_further_spellings_of_names(text: str, code: str) -> None:
    """As reports write them."""
    assert codes(one(text))["OncoTree"] == code


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Right adnexa, ovary: Serous carcinoma of the ovary. Location of tumor: Bilateral.", "bilateral"),
        ("Right ovary: Serous carcinoma of the ovary. Location of tumor: Ovary.", "right"),
    ],
)
def test_a_label_that_says_bilateral_outweighs_one_specimen(text: str, side: str) -> None:
    """The first specimen's side is not that of the whole where both sides hold tumour."""
    assert one(text).laterality == side


def test_a_possibility_that_is_argued_against_is_none() -> None:
    """What the differential names and the stains refute is left out; what is told as so stays."""
    text = "{} Diffuse p53 argues against clear cell carcinoma of the ovary."
    assert read(text.format("The differential diagnosis includes clear cell carcinoma of the ovary.")) == []
    assert one(text.format("Diagnosis: Serous carcinoma of the ovary.")).name == "serous ovarian cancer"


def test_a_label_of_a_form_without_an_answer_is_no_diagnosis() -> None:
    """ "Size of DCIS: n/a" tells of none; "Lymphoma: no" denies one."""
    assert read("Size of DCIS (xy,n/a) mm: n/a. Single focus of DCIS (yes/no) : no.") == []


def test_the_family_of_whom_nothing_is_known() -> None:
    """An unknown history is none."""
    assert read("Family history of melanoma is unknown.") == []
    assert [fact.subject for fact in read("Family history: melanoma in an aunt.")] == [Subject.FAMILY]


def test_the_diagnosis_of_another_house_gives_way() -> None:
    """What was brought along is not told beside what the report itself finds."""
    brought = "The patient came with an outside diagnosis of astrocytoma."
    assert [fact.name for fact in read("Brain, biopsy: Oligoastrocytoma. " + brought)] == ["oligoastrocytoma"]
    assert [fact.name for fact in read(brought)] == ["astrocytoma"]


def test_non_small_cell_is_no_small_cell() -> None:
    """The tissue is not read out of the word that excludes it."""
    assert one("LUNG, LEFT UPPER LOBE: NON-SMALL CELL CARCINOMA.").histology is None
    assert one("LUNG, LEFT UPPER LOBE: SMALL CELL CARCINOMA.").histology == "small cell carcinoma"


def test_a_behaviour_that_the_report_calls_uncertain() -> None:
    """The word of the report goes before that of the vocabulary."""
    assert one("Pancreas: well-differentiated endocrine tumor, uncertain behavior.").behaviour == "uncertain"
    assert one("Pancreas: well-differentiated endocrine tumor.").behaviour == "malignant"


def test_nodes_alone_make_no_cancer_metastatic() -> None:
    """Deposits in nodes beside the primary are told by the nodes; elsewhere, or without a primary, they count."""
    breast = "BREAST, LEFT: INVASIVE LOBULAR CARCINOMA. "
    assert one(breast + "Sentinel lymph node with metastatic lobular carcinoma.").behaviour == "malignant"
    assert one(breast + "Liver biopsy: metastatic lobular carcinoma of the breast.").behaviour == "metastatic"


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("OVARY AND FALLOPIAN TUBE, LEFT: HIGH-GRADE SEROUS CARCINOMA.", "left"),
        ("OVARY WITH SEROUS CARCINOMA. RIGHT OVARY: unremarkable. TUMOR LOCATION: Left.", "left"),
        ("Breast: ductal carcinoma in tissue of the right left breast", None),
    ],
)
def test_the_side_of_a_heading_and_of_a_label(text: str, side: str | None) -> None:
    """A side behind two organs, the label of the tumour; two sides in one breath tell none."""
    assert read(text)[0].laterality == side


@pytest.mark.parametrize(
    "text",
    [
        "The performance of this assay was established in samples of colorectal cancer.",
        "Endometrial thickness: 0.3 ca. The serosa is smooth.",
        "The tumor is a mix of cholangiocarcinoma and others.",
        "Necrosis is evidence for a component of cholangiocarcinoma.",
    ],
)
def test_samples_misread_units_and_components_are_no_diagnoses(text: str) -> None:
    """An assay's samples, a misread "cm", a component."""
    assert read(text) == []


def test_a_form_that_begins_ends_the_specimen_before_it() -> None:
    """The ureter without tumour lends no place to the cancer of the form behind it."""
    text = (
        "A. Bladder, cystectomy: See parameters. B. Left ureter: Segment, no tumor. Urothelial Carcinoma Pathologic "
        "Parameters. 1. Tumor type: Papillary urothelial carcinoma."
    )
    assert "ureter" not in [fact.site for fact in read(text)]


def test_nodes_of_another_specimen_do_not_count() -> None:
    """The label of a specimen stands between the node and the deposit."""
    text = (
        "A. LIVER, RESECTION: HEPATOCELLULAR CARCINOMA. B. GALLBLADDER: BENIGN LYMPH NODE. "
        "C. LEFT ADRENAL GLAND: METASTATIC HEPATOCELLULAR CARCINOMA."
    )
    assert one(text).behaviour == "metastatic"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "ENDOMETRIUM: ENDOMETRIOID ADENOCARCINOMA. CERVIX: - STROMAL INVASION BY ENDOMETRIOID ADENOCARCINOMA.",
            {"endometrioid carcinoma of the uterus"},
        ),
        (
            "BLADDER (A): UROTHELIAL CARCINOMA. LEFT URETER (B): BENIGN URETER. FAT HOLDS UROTHELIAL CARCINOMA.",
            {"bladder urothelial carcinoma"},
        ),
        ("TONGUE, RIGHT BASE, BIOPSY: SQUAMOUS CELL CARCINOMA.", {"oropharyngeal squamous cell carcinoma"}),
        (
            "LARYNGECTOMY: SQUAMOUS CELL CARCINOMA OF THE EPIGLOTTIS. MARGIN, LEFT HYPOPHARYNX: NO CARCINOMA.",
            {"laryngeal squamous cell carcinoma"},
        ),
        ("Thymus: thymoma, type B3 (squamoid, also called well-differentiated thymic carcinoma).", {"thymoma"}),
        (
            "Testis: mixed germ cell tumor (seminoma 60%, embryonal carcinoma 40%). One slide: embryonal "
            "carcinoma only.",
            {"mixed germ cell tumour of the testis"},
        ),
        (
            "Liver: hepatocellular carcinoma and cholangiocarcinoma, combined.",
            {"hepatocellular carcinoma plus intrahepatic cholangiocarcinoma"},
        ),
    ],
)
def test_parts_synonyms_and_places_reached_are_no_second_cancer(text: str, names: set[str]) -> None:
    """The tumour's own words name its place; what stands in brackets behind its name is a part of it."""
    assert {fact.name for fact in read(text) if fact.assertion is Assertion.PRESENT} == names


@pytest.mark.parametrize(
    "text",
    [
        "Diffuse large B-cell lymphoma. CD10 is lost, thereby excluding Burkitt lymphoma.",
        "Diffuse large B-cell lymphoma. SOX11 is negative, ruling out Burkitt lymphoma.",
    ],
)
def test_what_a_stain_excludes_is_absent(text: str) -> None:
    """ "Excluding" denies what follows it."""
    assert {fact.name: fact.assertion for fact in read(text)}["Burkitt lymphoma"] is Assertion.ABSENT


def test_the_rectosigmoid_is_neither_colon_nor_rectum() -> None:
    """The name is that of the place told; its code is that of both."""
    fact = one("RECTO-SIGMOID ADENOCARCINOMA, 3 CM. TUMOR SITE: RECTOSIGMOID COLON.")
    assert (fact.name, codes(fact)["OncoTree"]) == ("rectosigmoid adenocarcinoma", "COADREAD")


def test_another_organs_cancer_and_an_in_situ_part_in_brackets_stand() -> None:
    """Brackets name parts of a tumour only where both are of one organ and invasive."""
    found = {
        fact.name for fact in read("Left breast: invasive ductal carcinoma (2 cm, with ductal carcinoma in situ).")
    }
    assert found == {"invasive ductal carcinoma of the breast", "ductal carcinoma in situ of the breast"}
    assert len(read("History: lung adenocarcinoma (2019, prostate cancer 2015).")) == 2


def test_label_of_the_primary_settles_between_organs_that_one_specimen_holds() -> None:
    """A specimen of gullet and stomach has the cancer of the one that the form calls the primary site."""
    fact = one('Primary site: stomach. 1 - "Esophagus + Stomach": Adenocarcinoma, tubular, grade II.')
    assert (fact.site, fact.name) == ("stomach", "stomach adenocarcinoma")


def test_heading_of_one_specimen_does_not_reach_over_the_label_of_another() -> None:
    """A carcinoma of a side wall is not of the cervix, which an earlier label names and calls normal."""
    text = (
        'E. "UTERUS, CERVIX" (HYSTERECTOMY): ENDOMETRIUM: ATROPHIC. CERVIX: NO PATHOLOGIC DIAGNOSIS. '
        'F. "RIGHT SIDE WALL NODULE" (BIOPSY): SEROUS ADENOCARCINOMA.'
    )
    assert read(text) == []


def test_specimens_without_tumour_are_not_what_the_page_is_about() -> None:
    """Many clear samples of the tongue do not make a carcinoma of the mouth's floor one of the tongue."""
    clear = " ".join(
        f"{label}: Tongue, {part}, biopsy. - No tumor seen." for label, part in (("A", "tip"), ("B", "edge"))
    )
    fact = one(
        f"{clear} C: Marginal mandible and floor of mouth, resection. - Invasive squamous cell carcinoma. "
        "Clinical History: squamous cell carcinoma of unclear extent."
    )
    assert fact.site == "oral cavity"


def test_organ_after_involving_is_the_one_told() -> None:
    """Of the organs in a heading the list behind "involving:" tells which has the tumour."""
    fact = one("UTERUS, LEFT TUBE AND OVARY, RESECTION: - Serous carcinoma involving: - Ovary, 5 cm. - Uterine serosa.")
    assert fact.site == "ovary"


def test_form_for_tumours_of_several_organs_names_no_site() -> None:
    """The title of a form lists what it may be used for."""
    fact = one("OESOPHAGEAL, CARDIAC AND GASTRIC CARCINOMA: Type of carcinoma: Adenocarcinoma. Site: see above.")
    assert fact.site != "oesophagus"


def test_sarcoma_is_not_of_the_organ_that_is_called_normal() -> None:
    """The bowel that came with a sarcoma of its mesentery is told to have no abnormality."""
    fact = one("Specimen: Small bowel and mass: Leiomyosarcoma. Small bowel segment with no diagnostic abnormality.")
    assert fact.site is None


def test_differentiated_part_of_a_sarcoma_is_no_second_sarcoma() -> None:
    fact = one(
        "Retroperitoneum: Dedifferentiated liposarcoma. The dedifferentiated component is a spindle cell sarcoma."
    )
    assert "liposarcoma" in fact.name


def test_prior_cancer_stays_prior_in_the_clinical_history() -> None:
    """A history that lists the cancer without a word of time is read with what the note says of it."""
    text = (
        "DIAGNOSIS: OVARY, RIGHT: SEROUS CARCINOMA. NOTE: The patient's prior left breast carcinoma was reviewed.\n"
        "CLINICAL HISTORY: Ascites, left breast carcinoma.\n"
    )
    found = {fact.name: fact.assertion for fact in read(text)}
    assert found == {"serous ovarian cancer": Assertion.PRESENT, "breast cancer": Assertion.HISTORICAL}


def test_differential_of_the_referral_is_settled_by_the_diagnosis() -> None:
    """Once the examination names the tumour, the other side of the referral's question is not told."""
    text = (
        "SURGICAL PATHOLOGY REPORT\nCLINICAL HISTORY: left thigh mass, sarcoma vs melanoma.\n"
        "DIAGNOSIS: SOFT TISSUE, LEFT THIGH, EXCISION: LEIOMYOSARCOMA.\nGROSS DESCRIPTION: received fresh.\n"
    )
    assert {fact.name for fact in read(text)} == {"leiomyosarcoma"}


@pytest.mark.parametrize(
    ("text", "behaviour"),
    [
        ("Adrenal, left, adrenalectomy: Pheochromocytoma, 4 cm.", "uncertain"),
        ("Adrenal, left, adrenalectomy: Malignant pheochromocytoma, 4 cm.", "malignant"),
    ],
)
def test_tumour_is_malignant_where_the_report_says_so(text: str, behaviour: str) -> None:
    """The name of a phaeochromocytoma leaves it open."""
    assert one(text).behaviour == behaviour


@pytest.mark.parametrize("word", ["carcincma", "carcinona", "carcinomia", "caarcinoma", "carcinana"])
def test_misread_carcinoma_is_still_one(word: str) -> None:
    assert (
        one(f"KIDNEY, LEFT, NEPHRECTOMY: Renal cell {word}, clear cell type.").name == "clear cell renal cell carcinoma"
    )


def test_carcinoid_is_no_misread_carcinoma() -> None:
    assert all("squamous" not in fact.name for fact in read("LUNG, LEFT LOWER LOBE: Squamous cell carcinoid."))


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Pre-op diagnosis: Squamous cell carcinoma left tongue. Procedure: glossectomy.", "left"),
        ("Tongue, resection: squamous cell carcinoma. Tumor site: Other: left lateral tongue.", "left"),
        ("Thyroid: papillary carcinoma. Tumor location: Main (largest) tumor is in the left lobe. Size: 2 cm.", "left"),
        ("Thyroid: papillary carcinoma. Laterality: right lobe. Lymph nodes: metastatic papillary carcinoma.", "right"),
    ],
)
def test_side_of_an_unpaired_organ_is_told_where_the_report_labels_it(text: str, side: str) -> None:
    assert one(text).laterality == side


def test_operation_that_a_product_came_from_names_the_organ() -> None:
    """Of an operation on gullet and gallbladder the cancer is the gullet's, which stands first."""
    fact = one(
        "2) Gall bladder: 8 cm. DIAGNOSTIC. Product of esophagectomy and cholecystectomy: Squamous cell carcinoma."
    )
    assert fact.site == "oesophagus"


def test_several_ticked_quadrants_are_the_breast() -> None:
    fact = one(
        "BREAST, LEFT, MASTECTOMY: INVASIVE DUCTAL CARCINOMA. Tumor site: Upper inner quadrant. Lower inner quadrant."
    )
    assert fact.site == "breast"


@pytest.mark.parametrize(
    "text",
    [
        "The stains show overlapping features between lymphoma and angiosarcoma.",
        "Breast, left, biopsy: ductal and in part mucinous carcinoma.",
    ],
)
def test_what_is_compared_neared_or_partly_seen_is_not_diagnosed(text: str) -> None:
    assert not {one.name for one in read(text)} & {"angiosarcoma", "mucinous carcinoma of the breast"}


def test_what_a_tumour_only_nears_is_possible() -> None:
    assert one("A borderline case, transition to glioblastoma.").assertion is Assertion.POSSIBLE


def test_a_type_is_of_the_specimen_named_right_before_its_label() -> None:
    """Also where the heading has no colon, unless another organ that it names may have such a cancer too."""
    assert one("B: Cervix, cone biopsy. Histologic type: Squamous cell carcinoma.").site == "cervix"
    reaching = "Location: endometrium, involving mucosa of. endocervix. Histologic type: endometrioid adenocarcinoma."
    assert "cervix" not in {fact.site for fact in read(reaching)}


def test_the_question_mark_of_a_label_doubts_nothing() -> None:
    fact = one("Prostate, biopsy. CANCER SEEN?: HISTOLOGY: Adenocarcinoma of the prostate.")
    assert fact.assertion is Assertion.PRESENT


def test_a_spindle_cell_sarcoma_is_no_other_entity() -> None:
    """Not the undifferentiated pleomorphic one, though OncoTree files it there."""
    assert one("SOFT TISSUE, THIGH; BIOPSY: HIGH GRADE SPINDLE CELL SARCOMA.").name == "sarcoma"


def test_a_place_behind_the_stop_of_a_scan_is_where_it_arose() -> None:
    text = "Esophagus, resection: Adenocarcinoma. arising from the gastroesophageal junction."
    assert one(text).site == "gastro-oesophageal junction"


def test_the_deposit_in_an_armpit_makes_the_primary_no_metastasis() -> None:
    text = "Right axilla: Metastatic invasive lobular carcinoma. Breast, right: Invasive lobular carcinoma."
    assert one(text).behaviour == "malignant"


def test_what_the_operation_was_done_for_gives_way_to_what_was_found() -> None:
    text = "Pre-operative diagnosis: Cholangiocarcinoma. DIAGNOSIS: LIVER, RESECTION: HEPATOCELLULAR CARCINOMA."
    assert {fact.name for fact in read(text)} == {"hepatocellular carcinoma"}
    frozen = "Adrenal gland, right: Pheochromocytoma. Intraoperative: FS1 Diagnosis: Neuroendocrine tumor."
    assert {fact.name for fact in read(frozen)} == {"phaeochromocytoma"}


def test_site_that_the_page_denies_or_tells_otherwise() -> None:
    """Not the adrenal where none is found, nor the skin over a sarcoma, nor the uterus for what the cervix has."""
    assert one("Retroperitoneal mass: PHEOCHROMOCYTOMA. NOTE: NO ADRENAL TISSUE IDENTIFIED.").site is None
    sarcoma = "LEG MASS, RESECTION: -SKIN WITH SURFACE ULCER. -MARGINS NEGATIVE. UNDIFFERENTIATED PLEOMORPHIC SARCOMA."
    assert {fact.site for fact in read(sarcoma)} & {"skin"} == set()
    cervix = "Material: Cervix. An ulcer of the cervix. Product of hysterectomy: -Invasive squamous cell carcinoma."
    assert one(cervix).name == "cervical squamous cell carcinoma"
    tongue = "SQUAMOUS CELL CARCINOMA OF TONGUE. The tumor lies in the base of tongue."
    assert {fact.site for fact in read(tongue)} == {"base of tongue"}
    side = "Left breast invasive ductal carcinoma, DCIS, right prophylactic mastectomy."
    assert "right" not in {fact.laterality for fact in read(side)}


@pytest.mark.parametrize(
    "text",
    [
        "PMH: hysterectomy 1991 for fibroids.\nBiopsy confirmed adenocarcinoma.",
        "Past medical history: hysterectomy 1991.\nA lesion in the sigmoid. Biopsy showed adenocarcinoma.",
        "Family history: uterus removed in her mother.\n\nHistology: adenocarcinoma.",
    ],
)
def test_an_organ_of_the_past_or_of_a_relative_places_no_tissue(text: str) -> None:
    """A womb that was taken out decades ago is not where an adenocarcinoma of today began."""
    assert not any(fact.site == "uterus" for fact in read(text))


def test_the_specimen_still_places_its_tissue() -> None:
    assert one("UTERUS, HYSTERECTOMY:\nEndometrioid adenocarcinoma, FIGO grade 1.").site == "uterus"


def test_what_is_denied_of_a_brother_is_not_denied_of_the_mother() -> None:
    """``excluded`` reaches back no further than the relative it is told of."""
    (fact,) = read("Her mother had bowel cancer at 62, and her brother had Lynch syndrome excluded.")
    assert (fact.subject, fact.assertion) == (Subject.FAMILY, Assertion.PRESENT)


def said(text: str) -> set[tuple[str, str | None]]:
    return {(fact.name, fact.laterality) for fact in read(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Problem list:\n- Right renal mass\n- Breast cancer\n", {("breast cancer", None)}),
        ("Problems:\n1. Breast cancer\n2. Left hip fracture\n3. Adenocarcinoma\n", {("breast cancer", None)}),
        ("Diagnoses:\n- Lymphoma\n- Lung nodule\n- Left knee replacement\n", {("lymphoma", None)}),
        ("Problems:\n1. Prostate enlargement\n2. Squamous cell carcinoma\n", set[tuple[str, None]]()),
        ("(1) Left renal cancer (2) Breast cancer", {("kidney cancer", "left"), ("breast cancer", None)}),
        ("Current problems: breast cancer; right renal stones", {("breast cancer", None)}),
        ("Diagnosis: breast cancer, left hip fracture, asthma", {("breast cancer", None)}),
    ],
)  # fmt: skip
def test_an_item_of_a_list_lends_nothing_to_the_next(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Neither the organ nor the side of item 1 is that of item 2."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Diagnosis:\n- Left breast\n- invasive ductal carcinoma of the left breast", "left"),
        ("Problems:\n1. Right breast cancer\n2. Asthma", "right"),
        ("Breast cancer, left side.", "left"),
        ("Breast cancer (right), diagnosed by core biopsy.", "right"),
        ("Carcinoma of the breast, left upper outer quadrant.", "left"),
    ],
)
def test_a_side_of_its_own_item_is_kept(text: str, expected: str) -> None:
    """What parts items does not part a cancer from its own side."""
    assert one(text).laterality == expected


def test_a_side_is_not_carried_to_another_specimen() -> None:
    """A mastectomy of the left does not make a later biopsy one of the left; what the referral says still does."""
    text = "A. Left breast, mastectomy: invasive ductal carcinoma.\n\nB. Breast, biopsy: invasive lobular carcinoma.\n"
    assert ("invasive lobular carcinoma of the breast", None) in said(text)
    later = (
        "RIGHT BREAST, LUMPECTOMY. Invasive ductal carcinoma.\nLater biopsy of the breast: ductal carcinoma in situ.\n"
    )
    assert ("ductal carcinoma in situ of the breast", None) in said(later)
    told = one("Clinical history: left breast cancer.\nA. Breast, core biopsy: invasive lobular carcinoma.\n")
    assert told.laterality == "left"


def test_a_benign_lump_tells_no_side_of_a_later_cancer() -> None:
    """The breast of a fibroadenoma may be the other one."""
    assert said("Right breast fibroadenoma 2001. Now has breast cancer.") == {("breast cancer", None)}


@pytest.mark.parametrize(
    "text",
    [
        "She has lymphoma. Her lung cancer was resected in 2010.",
        "Breast cancer. Also a melanoma.",
    ],
)
def test_what_may_arise_anywhere_is_not_of_the_organ_of_another_cancer(text: str) -> None:
    """A lymphoma on a page about the lung is no lymphoma of the lung."""
    assert all(fact.site is None for fact in read(text) if fact.name in ("lymphoma", "melanoma"))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Left breast IDC, diagnosed Feb 2022.", "2022-02"),
        ("Prostate adenocarcinoma Gleason 3+4, Dx 3/21.", "2021-03"),
        ("Multiple myeloma since 2019, on lenalidomide.", "2019"),
        ("CLL dx 2015, watch and wait.", "2015"),
        ("Lung cancer was first diagnosed in 2020.", "2020"),
        ("In March 2021 she was diagnosed with left breast cancer.", "2021-03"),
        ("Diagnosed in 2018 with colon cancer.", "2018"),
        ("Colon cancer (2009).", "2009"),
        ("Date of diagnosis: Feb 2022\nDiagnosis: left breast cancer\n", "2022-02"),
        ("Metastatic breast cancer (liver, bone) diagnosed 2020, on capecitabine.", "2020"),
        ("He was diagnosed with prostate cancer in the spring of 2023.", "2023"),
        ("Diagnosed Q3 2017 with ovarian cancer.", "2017"),
        ("Colon cancer diagnosed 3-4/2022.", "2022"),
        ("Colon cancer diagnosed in the second half of 2022.", "2022"),
    ],
)
def test_the_date_of_a_diagnosis(text: str, date: str) -> None:
    """It is the fact's own, and its evidence shows it."""
    fact = one(text)
    assert fact.date == date
    assert any(date[:4] in spot.quote or date[2:4] in spot.quote for spot in fact.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "Follicular lymphoma relapsed 2022.",
        "Lung cancer diagnosed in the winter of 2021/22.",
        "Lung cancer on osimertinib since 2021.",
        "Breast cancer treated with chemotherapy in 2018.",
        "Treated for lung cancer in 2018.",
        "Breast cancer. Liver metastases diagnosed in 2022.",
        "Prostate cancer, CT 12/03/2024 stable.",
        "In 2022 he was diagnosed with recurrent prostate cancer.",
        "Lung cancer and colitis, the patient is 2018 g.",
        "03/04/2021 and 04/15/2021. Lung cancer, dx 3/21.",
    ],
)
def test_a_date_of_something_else_is_none_of_the_diagnosis(text: str) -> None:
    """Relapses, treatments and scans have their own; a day of a month is no month of a year."""
    assert one(text).date is None


@pytest.mark.parametrize(
    ("text", "name", "date"),
    [
        ("TCC bladder 2011, discharged 2016. Now rectal cancer.", "bladder urothelial carcinoma", "2011"),
        ("He had a TCC bladder pTa G1 2011, discharged from urology 2016.", "bladder urothelial carcinoma", "2011"),
        ("Right breast cancer 2009, discharged.", "breast cancer", "2009"),
        ("Breast cancer 2004, discharged from follow-up.", "breast cancer", "2004"),
        ("Co-morbidities: Breast ca 2004 - WLE + RT, COPD", "breast cancer", "2004"),
        ("BCC excised 2018, asthma.", "basal cell carcinoma of the skin", "2018"),
        ("PMHx: colon ca 2009", "colon cancer", "2009"),
    ],
)
def test_a_cancer_whose_follow_up_has_ended_is_of_the_past(text: str, name: str, date: str) -> None:
    """With the date that it was found."""
    fact = next(fact for fact in read(text) if fact.name == name)
    assert (fact.assertion, fact.date) == (Assertion.HISTORICAL, date)


@pytest.mark.parametrize(
    "text",
    [
        "Lung cancer. Discharged 12/03/2024.",
        "Lung cancer, discharged on 12 March 2024.",
        "Lung cancer, TCC bladder 2011, discharged 2016.",
        "Lung cancer diagnosed 2023, discharged home.",
        "BCC of the nose, to be excised.",
    ],
)
def test_who_leaves_the_hospital_still_has_the_cancer(text: str) -> None:
    """A discharge on a day, or that of another cancer, ends nothing."""
    fact = next(fact for fact in read(text) if fact.name != "bladder urothelial carcinoma")
    assert fact.assertion is Assertion.PRESENT


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Pancytopenia. ?APL. FISH negative. Not APL.", Assertion.ABSENT),
        ("?lymphoma. No lymphoma in the marrow.", Assertion.POSSIBLE),
        ("ddx: lymphoma, sarcoid.", Assertion.POSSIBLE),
        ("Not certain. ?lymphoma", Assertion.POSSIBLE),
        ("r/o HCC", Assertion.POSSIBLE),
    ],
)
def test_short_questions_and_their_answers(text: str, assertion: Assertion) -> None:
    """The later "Not APL" answers the earlier question; a sample free of it does not."""
    assert {fact.assertion for fact in read(text)} == {assertion}


@pytest.mark.parametrize(
    "text",
    [
        "MGM ovarian ca.",
        "Relation | Cancer | Age\nMother | Breast cancer | 52\nMGM | Ovarian cancer | 61\n",
        "FH: brother colon cancer, PGF prostate cancer",
        "Mat aunt breast ca 50",
    ],
)
def test_relatives_written_short(text: str) -> None:
    """A grandmother is one of the family in three letters too."""
    assert {fact.subject for fact in read(text)} == {Subject.FAMILY}


def test_a_relative_told_of_behind_takes_nothing_of_the_patient() -> None:
    """ "… and daughter w/ thyroid cancer" says nothing of whose the lung cancer is."""
    facts = read("66F w/ NSCLC, also h/o breast cancer 2005 and daughter w/ thyroid cancer.")
    assert {fact.name: fact.subject for fact in facts} == {
        "non-small cell lung cancer": Subject.PATIENT,
        "breast cancer": Subject.PATIENT,
        "thyroid cancer": Subject.FAMILY,
    }
    both = read("Her mother had breast cancer and sister had ovarian cancer.")
    assert {fact.subject for fact in both} == {Subject.FAMILY}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dear Dr Smith, I reviewed her in clinic.\nBackground:\nBreast cancer 2004, COPD\n", ["breast cancer"]),
        ("Background: 56F with left breast cancer 2019.", ["breast cancer"]),
        ("Background: EGFR mutations occur in lung cancer.", []),
    ],
)
def test_the_background_of_a_letter_is_the_patients(text: str, names: list[str]) -> None:
    """That of a test is not."""
    assert [fact.name for fact in read(text)] == names


def test_a_urothelial_carcinoma_is_none_of_the_prostate_beside_it() -> None:
    """The only organ that a page names need not be that of the tumour."""
    assert [fact.name for fact in read("Prostate: adenocarcinoma. Separate high grade urothelial carcinoma.")] == [
        "prostate adenocarcinoma"
    ]


def test_the_day_of_a_label_above_dates_no_diagnosis() -> None:
    table = "Sex\tmale\tReported\t16-Sep-2024\nDiagnosis\tMultiple myeloma\n"
    assert one(table).date is None
    assert one("Reported: 02/20/2024\nFINAL DIAGNOSIS: Invasive ductal carcinoma.").date is None
    assert one("In September 2024\nhe was diagnosed with multiple myeloma.").date == "2024-09"


def test_a_stain_in_capitals_is_no_mother() -> None:
    stain = "CD20 (+) large cells coexpress MUM. on double immunolabelling, a state of diffuse large B-cell lymphoma."
    assert one(stain).subject is Subject.PATIENT
    assert one("MUM HAD BREAST CANCER AT 52.").subject is Subject.FAMILY


def test_nil_denies_what_follows_it() -> None:
    told = {
        (each.site, each.assertion.value)
        for each in read("Family history: Nil bowel cancer. Brother prostate cancer, age 64.")
    }
    assert told == {("colon", "absent"), ("prostate", "present")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FH: Mother - breast 52, father: bowel, 61.", {"breast cancer", "bowel cancer"}),
        ("Family: maternal aunt breast ca 48; paternal grandmother ovary 66.", {"breast cancer", "ovarian cancer"}),
        ("FHx: sister (ovary, 50), brother prostate 60s", {"ovarian cancer", "prostate cancer"}),
        ("Family history\nMother: breast\nFather: colon, 70", {"breast cancer", "colon cancer"}),
        ("Her mother had breast surgery 52 years ago.", set()),
        ("FH: father heart 61, mother thyroid, sister lung disease 40", set()),
        ("Mother, breast feeding 3 children.", set()),
        ("Mother lung 3/12", set()),
    ],
)
def test_a_relative_may_be_told_with_the_organ_alone(text: str, expected: set[str]) -> None:
    """With an age, or in a section for the family: other illnesses are told by their names."""
    found = read(text)
    assert {fact.name for fact in found} == expected
    assert all(fact.subject is Subject.FAMILY for fact in found)


def test_nil_denies_an_organ_with_its_cancer() -> None:
    text = "Family history: Nil lung or ovarian ca. Nil family history of bowel cancer. Nil hx of breast cancer."
    assert {(fact.site, fact.assertion.value) for fact in read(text)} == {
        (site, "absent") for site in ("ovary", "colon", "breast")
    }


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Dx: L breast IDC, 42 mm.", "left"),
        ("SCC R tonsil, p16 pos.", "right"),
        ("RUL adenocarcinoma.", "right"),
        ("IDC grade 2 of right breast, skin clear.", "right"),
        ("Left breast: ILC grade 2.", "left"),
        ("CA LUNG (L) LOWER LOBE, ADENOCARCINOMA. PET: NEW 2.3 CM RT ADRENAL, LLL MASS.", "left"),
        ("Invasive lobular carcinoma of the breast (R).", "right"),
        ("Breast IDC. Port placed R chest. L arm swollen.", None),
    ],
)
def test_a_letter_tells_the_side(text: str, side: str | None) -> None:
    """Of what stands right behind or before it, and no side of another organ."""
    assert one(text).laterality == side


def test_beside_an_invasive_tumour_breast_cancer_is_no_name_for_dcis() -> None:
    """The T category or a word tells that it is invasive; without them the general name is that of the DCIS."""
    both = read("Breast cancer, right, T1c N0. DCIS 0.5 mm from the inferior margin.")
    assert {(fact.name, fact.behaviour) for fact in both} == {
        ("breast cancer", "malignant"),
        ("ductal carcinoma in situ of the breast", "in situ"),
    }
    assert one("Breast cancer, right. DCIS 0.5 mm from the margin. No invasive component.").behaviour == "in situ"


@pytest.mark.parametrize(
    "text",
    [
        "Biopsy: adenocarcinoma. The stains do not point to lung. No obvious starting place was found.",
        "Carcinoma of unknown primary, adenocarcinoma. The breast was imaged.",
    ],
)
def test_a_tissue_of_unknown_origin_is_of_no_organ_that_the_page_names(text: str) -> None:
    """What was looked for in an organ has not arisen there."""
    assert [fact.site for fact in read(text) if fact.site] == []


@pytest.mark.parametrize(
    ("text", "past", "now"),
    [
        ("Lung adenocarcinoma, Feb 2024. Breast cancer 1998, left, lumpectomy and radiation.", "breast", "lung"),
        ("Bowel cancer 2009, resected; now presents with lung adenocarcinoma 2024.", "colon", "lung"),
        ("Kidney cancer 2024. Prostate cancer treated with radiotherapy in 2012.", "prostate", "kidney"),
        ("Sigmoid adenocarcinoma 2029. BCC nose 2027, excised.", "skin of face", "sigmoid colon"),
    ],
)
def test_a_cancer_dealt_with_years_ago_is_history_beside_the_one_of_now(text: str, past: str, now: str) -> None:
    """The year alone stands beside what was done."""
    told = {fact.site: fact.assertion for fact in read(text)}
    assert told == {past: Assertion.HISTORICAL, now: Assertion.PRESENT}


@pytest.mark.parametrize(
    "text",
    [
        "Colon adenocarcinoma 2018, resected. In follow-up 2024.",
        "Breast cancer 2015, mastectomy; relapsed in bone 2023. Thyroid cancer 2024.",
        "Colon cancer 2022, resected. Hepatocellular carcinoma 2024.",
        "Colon cancer 12/03/2009, resected. Kidney cancer 2024.",
    ],
)
def test_the_only_the_returned_and_the_recent_cancer_stay_of_now(text: str) -> None:
    """A year and an operation make no history of the cancer that a page is about."""
    assert {fact.assertion for fact in read(text)} == {Assertion.PRESENT}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Her mother, who lives in Leeds and is otherwise well, was treated for breast cancer at 62.", Subject.FAMILY),
        ("His father, a miner who smoked all his life, died of lung cancer.", Subject.FAMILY),
        ("Her mother, aged 84, is well after treatment for breast cancer in 2001.", Subject.FAMILY),
        ("Her son's family has lung cancer.", Subject.FAMILY),
        ("Widow, 77, lives with son's family\nAdenocarcinoma of lung", Subject.PATIENT),
        ("Mother of two with breast cancer, treated for breast cancer.", Subject.PATIENT),
        (
            "72 M bladder cancer, gem/cis x3 then chemoradiation planned, admitted.\nLives alone, daughter nearby.",
            Subject.PATIENT,
        ),
        ("Contact: daughter (next of kin), adenocarcinoma of the lung.", Subject.PATIENT),
        ("Daughter nearby had breast cancer.", Subject.FAMILY),
        ("Her husband died of lung cancer.", Subject.FAMILY),
        ("He nursed his wife through breast cancer.", Subject.FAMILY),
        ("Her daughter is well. She was treated for breast cancer, the patient told us today.", Subject.PATIENT),
    ],
)
def test_an_illness_told_of_a_relative_at_a_distance(text: str, subject: Subject) -> None:
    """The relative begins the sentence and nobody else stands in between."""
    assert {fact.subject for fact in read(text)} == {subject}


def test_what_is_feared_is_not_told() -> None:
    """ "Worried about breast cancer" tells of none; who worries about theirs has it."""
    assert read("Worried about breast cancer. Frightened of getting lung cancer.") == []
    assert one("She is worried about her breast cancer.").assertion is Assertion.PRESENT


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dx: pancreatic adenoca, head.", "pancreatic adenocarcinoma"),
        ("Hodgkin, classical, nodular sclerosing, stage IIB.", "classical Hodgkin lymphoma"),
        ("Breast core: invasive ductal, clip placed.", "invasive ductal carcinoma of the breast"),
        ("M 48, carpenter\n\nBackground\nGlioblastoma, right temporal", "glioblastoma"),
        ("79 y, male\n\nBackground\nMyelodysplastic syndrome, IPSS-M low.", "myelodysplastic syndrome"),
        ("PET: uterus fibroid 4 cm.\nHPE: adenocarcinoma GB.\nCA 19-9  64", "gallbladder adenocarcinoma"),
    ],
)
def test_names_as_clinics_shorten_them(text: str, name: str) -> None:
    """A log leaves out what its reader knows."""
    assert one(text).name == name


def test_the_end_of_a_sentence_about_metastases_makes_the_next_cancer_no_metastasis() -> None:
    """Only an adjective that a scan has cut from its noun reaches across a stop."""
    assert one("Liver metastases. Ovarian cancer 2024.").behaviour == "malignant"
    assert one("Liver, biopsy: METASTATIC. COLON ADENOCARCINOMA.").behaviour == "metastatic"


def test_the_place_of_metastases_listed_behind_a_cancer_is_not_its_own() -> None:
    """Without a word that ties it to the cancer, the place is that of what follows."""
    assert one("Metastatic melanoma (BRAF wild type), lung and small bowel mets.").site is None
    assert one("Adenocarcinoma of the lung and liver metastases.").site == "lung"


def test_a_background_of_a_cancer_is_no_history() -> None:
    """What happens on it happens with the cancer there."""
    assert one("Cholangitis on a background of hilar cholangiocarcinoma.").assertion is Assertion.PRESENT


def test_a_line_headed_dx_ends_the_past_history() -> None:
    """What it names is of now."""
    told = {fact.site: fact.assertion for fact in read("PMHx:\nProstate ca 2015.\nDx: Rectal cancer 2024.")}
    assert told == {"prostate": Assertion.HISTORICAL, "rectum": Assertion.PRESENT}


def test_a_cancer_survived_is_history() -> None:
    """Who survived it had it before."""
    told = {fact.name: fact.assertion for fact in read("He survived testicular cancer at 25. Now he has AML.")}
    assert told == {"testicular cancer": Assertion.HISTORICAL, "acute myeloid leukaemia": Assertion.PRESENT}


@pytest.mark.parametrize(
    ("text", "is_cancer"),
    [
        ("05/08 IDC removed. Failed trial of void (residual 680 mL). IDC replaced.", False),
        ("IDC draining clear urine overnight.", False),
        ("Core biopsy: IDC grade 2, ER positive.", True),
        ("Right breast IDC, lumpectomy 3 May.", True),
    ],
)
def test_a_catheter_is_no_cancer_of_the_breast(text: str, is_cancer: bool) -> None:
    assert any(one.name.startswith("invasive ductal") for one in read(text)) == is_cancer
