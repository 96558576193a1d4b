"""The date of an entry of a timeline is that of the stages and findings it states."""

import pytest

from core.records import Page, Reading
from extractors.extraction import extract_page, with_facts


def stages(text: str) -> dict[str, str | None]:
    page = Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    found = (fact for fact in extract_page(page) if fact.kind == "stage")
    return {fact.evidence[0].quote: fact.date for fact in found}


def test_an_entry_dates_its_stages_and_those_of_the_lines_set_in_below() -> None:
    """The continuation of a line belongs to its date."""
    text = (
        "18 February 2022    Sigmoid colectomy. Pathologic stage pT3 pN1b, clear\n"
        "                    margins. No distant metastasis on CT (cM0).\n"
        "Seen in clinic. Later staging: stage IV.\n"
    )
    assert stages(text) == {"pT3 pN1b": "2022-02-18", "cM0": "2022-02-18", "stage IV": None}


@pytest.mark.parametrize(
    "text",
    [
        "18 February 2022 was the day of her colectomy, stage pT3 pN1b.",
        "18 February 2022: colectomy. On 3 March 2023 restaged as pT3 pN1b.",
        "Letter of 18 February 2022\nPathologic stage pT3 pN1b.",
    ],
)
def test_a_date_that_opens_no_entry_or_is_followed_by_another_dates_nothing(text: str) -> None:
    """A sentence, a second date or a heading is no entry."""
    assert stages(text)["pT3 pN1b"] is None


def test_a_colon_and_a_list_dash_make_an_entry() -> None:
    """As letters write them."""
    assert stages("- 03/2021: colectomy, pT3 pN1b\n- 05/2023: CT without findings")["pT3 pN1b"] == "2021-03"


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("CT 16/04/2025 cT4 cN2, no liver mets; cT3 on review.", {"cT4 cN2": "2025-04-16", "cT3": None}),
        ("CLINICAL: MRI 22/05/2024 cT3 cN1 rectal cancer.", {"cT3 cN1": "2024-05-22"}),
        ("Lung cancer. History of colon cancer (2012, pT2 N0, wild type).", {"pT2 N0": "2012"}),
        ("Original left breast cancer April 2014, ductal, pT2 N1 (2/14) M0", {"pT2 N1 (2/14) M0": "2014-04"}),
        ("PRIOR BREAST CARCINOMA (2011, PT1B PN0). SPECIMEN: CARCINOMA, PT2 PN1.", {"PT1B": "2011", "PT2 PN1": None}),
        ("Colon cancer 2018 pT3 N0 M0, now stage IV.", {"pT3 N0 M0": "2018", "stage IV": None}),
        ("RADICAL PROSTATECTOMY 26/04/2021: pT3b pN0", {"pT3b pN0": "2021-04-26"}),
        ("CT 20/04/2025 compared with 20/01/2025: stage III", {"stage III": None}),
        ("MRI booked 20/05/2025 for staging of cT3 cN0 cancer.", {"cT3 cN0": None}),
        ("Born 20/05/1950, stage II.", {"stage II": None}),
        ("MRI 20/05/2020 (reported 22/05/2020): T3a N0.", {"T3a N0": None}),
        ("Scan of 20 May 2023 was negative, but MRI shows stage IV disease.", {"stage IV": None}),
        ("Mastectomy in 2018 for pT2 N1 disease.", {"pT2 N1": None}),
        ("Endometrial cancer, FIGO 2009 stage IB.", {"stage IB": None}),
    ],
)
def test_what_a_sentence_tells_of_a_dated_thing_has_its_date(text: str, dates: dict[str, str | None]) -> None:
    """An examination, an operation, or the cancer itself; nothing that came later."""
    told = stages(text)
    assert {quote: told.get(quote, "") for quote in dates} == dates


def test_what_is_stated_at_two_dates_is_told_of_each() -> None:
    """The grade of a biopsy is not that of the specimen which repeats it."""
    text = "Biopsy 14/01/2025: carcinoma, grade 3.\nSpecimen: endometrioid carcinoma, grade 3."
    page = Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    assert [fact.date for fact in extract_page(page) if fact.kind == "grade"] == ["2025-01-14", None]


def dated(text: str) -> dict[str, str | None]:
    """The date of each fact but a treatment, by what it is of."""
    page = Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    return {fact.evidence[0].quote: fact.date for fact in extract_page(page) if fact.kind != "treatment"}


def test_a_bullet_dates_its_results_and_its_cancer() -> None:
    text = "• 03/2023: biopsy: invasive ductal carcinoma grade 2, ER 8/8, HER2 negative\n• 05/2023: CT: no metastases"
    assert dated(text) == {
        "invasive ductal carcinoma": "2023-03",
        "grade 2": "2023-03",
        "ER 8/8": "2023-03",
        "HER2 negative": "2023-03",
        "no metastases": "2023-05",
    }


@pytest.mark.parametrize(
    ("text", "quote", "date"),
    [
        ("22/07/2021 BRAF V600E mutation detected", "BRAF V600E mutation", "2021-07-22"),
        ("8/24/2021 - CEA 18.4 ng/mL", "CEA 18.4 ng/mL", "2021-08-24"),
        ("June 2019: Left breast ductal carcinoma in situ", "breast ductal carcinoma in situ", "2019-06"),
        ("1. Pathology (11/20/2023): lung biopsy, adenocarcinoma, TTF-1 positive.", "TTF-1 positive", "2023-11-20"),
        ("Bone marrow 18/10/2022: 45% plasma cells, del(17p) negative", "del(17p) negative", "2022-10-18"),
        ("CT (05/15/2024): lung metastases (previously 3 cm on 02/10/2024)", "lung metastases", "2024-05-15"),
        ("Initial diagnosis March 2023 - grade 2 carcinoma, ER 7/8", "ER 7/8", "2023-03"),
        ("03/2019: Started letrozole for breast cancer, ER positive", "ER positive", None),
        ("10/2019: Radiotherapy for grade 3 carcinoma", "grade 3", None),
        ("20 Mar 2024 - Whole brain radiotherapy for brain metastases", "brain metastases", None),
        ("03/2023: CT: known ER positive breast cancer", "ER positive", None),
        ("14 May 2023: clinic. HER2 positive disease", "HER2 positive", None),
        ("CT 12/05/2023: HER2 positive breast cancer with new liver lesions", "HER2 positive", None),
        ("26/2/2023 - Biopsy: HER2 negative, CEA at diagnosis 44", "CEA at diagnosis 44", None),
    ],
)  # fmt: skip
def test_what_was_done_on_the_day_tells_which_facts_are_of_it(text: str, quote: str, date: str | None) -> None:
    """An image shows no receptor; a drug begun for a cancer tells nothing of its tests."""
    told = dated(text)
    assert [value for said, value in told.items() if quote in said] == [date], told


def test_a_dated_heading_holds_for_the_lines_below_it() -> None:
    """A clinic's for what is examined there, a scan's for what it shows, each as far as the next empty line."""
    text = (
        "Clinic 12 May 2024\nECOG 1. Hb 118 g/L, CEA 12.4 ug/L.\nStage III colon cancer.\n\n"
        "CT CAP 24/06/2024:\nLiver metastases, the largest 3.2 cm.\n\nKRAS G12D mutation. ECOG 2."
    )
    told = dated(text)
    assert {told["ECOG 1"], told["Hb 118 g/L"], told["CEA 12.4 ug/L"]} == {"2024-05-12"}
    assert [date for quote, date in told.items() if "metastases" in quote] == ["2024-06-24"]
    assert (told["Stage III"], told["KRAS G12D"], told["ECOG 2"]) == (None, None, None)


def test_a_timeline_may_have_its_dates_on_lines_of_their_own() -> None:
    text = "03 Nov 2022\nBronchoscopy. Squamous cell carcinoma of lung. PD-L1 60%.\n\n15 Nov 2022\nPET-CT: T3 N2 M0."
    told = dated(text)
    assert (told["PD-L1 60%"], told["T3 N2 M0"]) == ("2022-11-03", "2022-11-15")


@pytest.mark.parametrize(
    "text",
    [
        "21 August 2024\n\nDear Dr Khan\nProstate cancer, Gleason 4+5=9, stage IV.",
        "21 August 2024\nStage IV prostate cancer.",
        "Date of birth\n12/03/1950\nDate of diagnosis\n03/04/2021\nStage IV prostate cancer.",
        "Management: Right mastectomy March 2023\nStage IV breast cancer.",
        "Right hepatectomy March 2023\nStage IV colon cancer.",
        "Endoscopic biopsy March 2023\nCompleted chemotherapy.\nStage IV colon cancer.",
        "Diagnosed March 2023\nStage IV colon cancer.",
        "Next CT 12/05/2024:\nstage IV colon cancer.",
    ],
)
def test_a_line_with_a_date_is_not_always_a_heading(text: str) -> None:
    """A letter's date, a label's, and the last of a list of treatments head nothing."""
    assert stages(text) in ({"stage IV": None}, {"Stage IV": None})


@pytest.mark.parametrize(
    ("text", "quote", "date"),
    [
        ("Liver biopsy on 20/3/24 confirmed carcinoma with Ki67 80%.", "Ki67 80%", "2024-03-20"),
        ("Mastectomy on 3 May 2023. Histology showed a HER2 negative cancer.", "HER2 negative", "2023-05-03"),
        ("She had a mastectomy on 3 May 2023. Molecular testing showed PIK3CA mutation.", "PIK3CA mutation", None),
        ("She is due a mastectomy on 3 May 2023. Histology showed HER2 negative cancer.", "HER2 negative", None),
        ("CT on 3 May 2023 was reviewed. Histology showed HER2 negative cancer.", "HER2 negative", None),
        ("In February 2022 he was found to have a PSA of 14.2 ng/mL.", "PSA of 14.2 ng/mL", "2022-02"),
        ("In March 2023 CT showed new lung metastases.", "lung metastases", "2023-03"),
        ("In March 2023 she started letrozole and was ER positive.", "ER positive", None),
        ("CT in March 2023 showed new lung metastases.", "lung metastases", "2023-03"),
        ("There are liver metastases (CT March 2023).", "liver metastases", "2023-03"),
        ("There are brain metastases in May 2023.", "brain metastases", "2023-05"),
        ("1. Stage IIIA lung adenocarcinoma (Nov 2022)", "Stage IIIA", "2022-11"),
        ("Stage IIIA lung adenocarcinoma (osimertinib since Nov 2022)", "Stage IIIA", None),
        ("Chemotherapy for stage IIIA lung adenocarcinoma (Nov 2022)", "stage IIIA", None),
        ("She had radiotherapy to brain metastases in May 2023.", "brain metastases", None),
        ("MRI brain on 14 June 2024 to exclude brain metastases.", "brain metastases", None),
    ],
)  # fmt: skip
def test_a_sentence_dates_what_it_found(text: str, quote: str, date: str | None) -> None:
    """By the day of the specimen or scan, that which opens it or that right behind the thing."""
    told = dated(text)
    assert [value for said, value in told.items() if quote in said] == [date], told


def test_a_cancer_has_the_first_date_that_is_told_of_it_but_not_that_of_its_return() -> None:
    """A biopsy later than the first treatment is no diagnosis; nor is an operation."""
    first = "Lung adenocarcinoma.\n03/2023: biopsy: lung adenocarcinoma.\n05/2023: biopsy: lung adenocarcinoma."
    assert dated(first)["Lung adenocarcinoma"] == "2023-03"
    again = "Lung adenocarcinoma.\n01/2020: started osimertinib.\n03/2023: biopsy: lung adenocarcinoma."
    assert dated(again)["Lung adenocarcinoma"] is None
    assert dated("Sigmoid colectomy 3 May 2023: colon adenocarcinoma.") == {"colon adenocarcinoma": None}


def test_a_date_that_opens_the_next_line_is_no_date_of_the_stage_above() -> None:
    text = "02/06/2021 Excision: melanoma, pT3b\n15/07/2021 SLNB: stage IIIC"
    assert stages(text) == {"pT3b": "2021-06-02", "stage IIIC": "2021-07-15"}


LOG = """13/01/25 MDT
Hx: word-finding difficulty.

10/02/25 Pathology
MGMT promoter: methylated (31%).
CNS WHO grade 4.

17/07/25 10:15 Clinic
Cycle 3 of 6, platelets 122.
Dose not raised, as platelets 61 after cycle 1. Yesterday ALT 105.

PLAN
Haemoglobin 98
"""


def test_a_log_dates_the_lines_below_each_of_its_days() -> None:
    """As far as the next empty line, and not what is told of an earlier time."""
    dates = dated(LOG)
    assert dates["MGMT promoter: methylated (31%)"] == dates["CNS WHO grade 4"] == "2025-02-10"
    assert dates["platelets 122"] == "2025-07-17"
    assert dates["platelets 61"] is None
    assert dates["ALT 105"] is None
    assert dates["Haemoglobin 98"] is None


def test_two_days_or_days_without_order_make_no_log() -> None:
    two = "13/01/25 MDT\nHx: none.\n\n17/07/25 Clinic\nCycle 3 of 6, platelets 122."
    mixed = "17/07/25 Clinic\nplatelets 122\n\n13/01/25 MDT\nseen\n\n10/02/24 Scan\nclear"
    assert dated(two)["platelets 122"] is None
    assert dated(mixed)["platelets 122"] is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("[Mon 13/01/25 8:20 AM] LAB RESULTS\nHb 98", None),
        ("[13/01/25] A\n\n[14/01/25] B\n\n[Mon 20/01/25 8:20 AM] LAB RESULTS\nHb 98", "2025-01-20"),
        ("Today 26 Feb 2025 (5/52):\nPain.\nHb 98", "2025-02-26"),
        ("14 Oct 2026 bloods\n  Hb 98 | ALT 20", "2026-10-14"),
        ("14 Oct 2026 walked to the shop\n  Hb 98 | ALT 20", None),
    ],
)
def test_days_may_stand_in_brackets_behind_a_weekday_or_before_a_colon(text: str, date: str | None) -> None:
    assert dated(text)["Hb 98"] == date


def test_a_cancer_named_in_a_log_is_dated_by_its_biopsy_alone() -> None:
    text = (
        "08.01.25  Phone call, he wanted it said again.\nThe lump is a liposarcoma.\n\n"
        "20.01.25  MDT\nRadiotherapy first.\n\n27.01.25  Spine MRI\nClear.\n"
    )
    assert dated(text)["liposarcoma"] is None
    assert dated(text.replace("Phone call", "Biopsy result"))["liposarcoma"] == "2025-01-08"


def test_a_note_of_another_day_is_not_dated_by_the_report_that_holds_it() -> None:
    text = (
        "CT CHEST REPORT\nExam date: 7 Oct 2025\n\nFINDINGS\nNo metastases in the liver.\n\n"
        "ONCOLOGY NOTE 15 Oct 2025\nBiopsies: colitis. Creatinine 1.4, at her usual. TSH 3.1.\n"
        "Creat 89 a week on.\n"
    )
    reading = with_facts(
        Reading.model_validate(
            {
                "document": "ab" * 8,
                "sha256": "0" * 64,
                "status": "read",
                "pages": [
                    {
                        "document": "ab" * 8,
                        "number": 1,
                        "width": 1,
                        "height": 1,
                        "method": "ocr",
                        "quality": 1,
                        "text": text,
                    }
                ],
            }
        )
    )
    dates = {fact.evidence[0].quote: fact.date for fact in reading.facts}
    assert dates["No metastases in the liver"] == "2025-10-07"
    assert dates["Creatinine 1.4"] == dates["TSH 3.1"] == "2025-10-15"
    assert dates["Creat 89"] is None
