"""What clinics, wards and patients write of a cancer: whether it is there, whose and when, and what was found of it."""

import pytest

from core.records import Assertion, Diagnosis, Fact, Finding, Grade, Page, Reading, Stage, Subject
from extractors.dates import find_dates
from extractors.extraction import with_facts

PRESENT, ABSENT, POSSIBLE, HISTORICAL = (
    Assertion.PRESENT,
    Assertion.ABSENT,
    Assertion.POSSIBLE,
    Assertion.HISTORICAL,
)


def facts(text: str) -> tuple[Fact, ...]:
    page = Page.model_validate(
        {"document": "cd" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    return with_facts(Reading.gather(text.encode(), [page])).facts


def cancers(text: str, subject: Subject = Subject.PATIENT) -> dict[str, Assertion]:
    return {
        fact.name: fact.assertion for fact in facts(text) if isinstance(fact, Diagnosis) and fact.subject is subject
    }


def stages(text: str) -> dict[str, tuple[Assertion, str | None]]:
    found = (fact for fact in facts(text) if isinstance(fact, Stage | Grade))
    return {fact.evidence[0].quote: (fact.assertion, fact.date) for fact in found}


def findings(text: str, name: str) -> list[tuple[str, str | None, Assertion, str | None]]:
    found = (fact for fact in facts(text) if isinstance(fact, Finding) and fact.name == name)
    return sorted((fact.value or "", fact.site, fact.assertion, fact.date) for fact in found)


@pytest.mark.parametrize(
    "text",
    [
        "Core L breast: invasive ductal carcinoma, grade 2.\nBone scan 4/5: clear.",
        "Bone scan: no mets.\nBiopsy right breast: infiltrating ductal carcinoma.",
        "Invasive ductal carcinoma, ER positive. Liver MRI: cysts only.",
        "Bone density scan: osteopenia. Histology: invasive ductal carcinoma of no special type.",
        "Invasive ductal carcinoma. Brain: no abnormality.",
    ],
)
def test_a_scan_of_an_organ_takes_no_cancer_of_another(text: str) -> None:
    """A ductal carcinoma is not of the bone that was scanned, and is not lost for it."""
    assert cancers(text) == {"invasive ductal carcinoma of the breast": PRESENT}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Papillary thyroid carcinoma (tall cell variant), left lobe, pT2",
            "papillary thyroid cancer, tall cell variant",
        ),
        ("Classical Hodgkin lymphoma, nodular sclerosis type", "nodular sclerosis classical Hodgkin lymphoma"),
        ("Hodgkin's lymphoma, nodular sclerosis, stage IIA", "nodular sclerosis classical Hodgkin lymphoma"),
        ("AML, myelodysplasia-related", "AML with myelodysplasia-related changes"),
        ("Acute myeloid leukaemia (myelodysplasia-related), ELN adverse", "AML with myelodysplasia-related changes"),
    ],
)
def test_a_subtype_is_one_cancer_with_its_name(text: str, name: str) -> None:
    """What stands behind a comma or in brackets says of which kind it is; it is no cancer of its own."""
    assert cancers(text) == {name: PRESENT}


def test_a_leukaemia_that_came_of_another_illness_leaves_both() -> None:
    """ "Transformed from" tells of two."""
    assert cancers("AML transformed from MDS") == {
        "acute myeloid leukaemia": PRESENT,
        "myelodysplastic syndrome": HISTORICAL,
    }


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("2022  Crohn's colitis, no dysplasia on colonoscopy\n2016  Bladder cancer, TURBT", "bladder cancer", PRESENT),
        ("05/2021 Coeliac disease, without evidence of lymphoma on capsule endoscopy\n03/2017 Renal cancer, left, T1a",
         "kidney cancer", PRESENT),
        ("March 2022: annual review, no sign of recurrence anywhere on the scans of the chest\n"
         "May 2018: prostate cancer, Gleason 3+4", "prostate cancer", PRESENT),
        ("The scan of the chest and the biopsy of the lower lobe show no evidence of\nlung cancer.",
         "lung cancer", ABSENT),
    ],
)  # fmt: skip
def test_a_dated_line_begins_anew(text: str, name: str, assertion: Assertion) -> None:
    """A denial does not run over the line end into the next entry of a list; it does in wrapped text."""
    assert cancers(text)[name] is assertion


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Gastric adenocarcinoma, HER2 negative, MSI excluded", PRESENT),
        ("Gastric adenocarcinoma, cT3 N1 M0, PD-L1 CPS 2, Lynch syndrome ruled out", PRESENT),
        ("Gastric adenocarcinoma, later excluded by biopsy", ABSENT),
        ("Gastric adenocarcinoma, which has been ruled out", ABSENT),
        ("Gastric adenocarcinoma was excluded", ABSENT),
    ],
)
def test_a_denial_behind_a_comma_is_of_what_it_names(text: str, assertion: Assertion) -> None:
    """ "…, MSI excluded" denies no cancer."""
    assert cancers(text)["stomach adenocarcinoma"] is assertion


@pytest.mark.parametrize(
    "text",
    [
        "- Mole check for melanoma every 6 months",
        "Annual check-up for bladder cancer advised",
        "Yearly colonoscopic surveillance for colon cancer",
        "She was screened for breast cancer at 50",
        "Keep on the lookout for melanoma",
    ],
)
def test_what_is_looked_for_is_not_had(text: str) -> None:
    """A check for a cancer is no diagnosis of it."""
    assert cancers(text) == {}


@pytest.mark.parametrize(
    "words", ["is on surveillance for", "remains under surveillance for", "on active surveillance for"]
)
def test_who_is_under_surveillance_for_a_cancer_has_it(words: str) -> None:
    """Other than a plan of surveillance for one."""
    assert cancers(f"He {words} prostate cancer.") == {"prostate cancer": PRESENT}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("T-cell lymphoma not suspected.", {"mature T-cell lymphoma": ABSENT}),
        ("Ovarian cancer was never a concern.", {"ovarian cancer": ABSENT}),
        ("Ovarian cancer, not suspected before surgery, was found.", {"ovarian cancer": PRESENT}),
        ("I am concerned about lung cancer.", {"lung cancer": POSSIBLE}),
        ("We are very concerned about a possible pancreatic cancer.", {"pancreatic cancer": POSSIBLE}),
        ("She is concerned about ovarian cancer.", {}),
        ("I am concerned about her breast cancer, which has grown.", {"breast cancer": PRESENT}),
    ],
)
def test_what_is_suspected_and_what_is_not(text: str, told: dict[str, Assertion]) -> None:
    """A writer's concern is a suspicion, a patient's is a fear."""
    assert cancers(text) == told


@pytest.mark.parametrize(
    ("text", "own", "of_family"),
    [
        ("FHx: mother colon cancer.\nLong-term surveillance: no evidence of lymphoma on PET",
         {"lymphoma": ABSENT}, {"colon cancer": PRESENT}),
        ("Family history: brother with melanoma\nTumour board outcome: bladder cancer confirmed",
         {"bladder cancer": PRESENT}, {"melanoma": PRESENT}),
        ("FHx: mother colon cancer.\nOvarian cancer: none", {}, {"colon cancer": PRESENT, "ovarian cancer": ABSENT}),
        ("FHx: mother colon cancer.\nPaternal side: melanoma in an uncle", {},
         {"colon cancer": PRESENT, "melanoma": PRESENT}),
    ],
)  # fmt: skip
def test_a_new_heading_ends_a_family_history(
    text: str, own: dict[str, Assertion], of_family: dict[str, Assertion]
) -> None:
    """Unless it heads a relative or an illness of the family."""
    assert cancers(text) == own
    assert cancers(text, Subject.FAMILY) == of_family


@pytest.mark.parametrize("verb", ["both had", "both have had", "both died of"])
def test_both_relatives_are_no_two_sides(verb: str) -> None:
    """ "Both" tells how many, not where."""
    told = [fact for fact in facts(f"His sister and his aunt {verb} melanoma.") if isinstance(fact, Diagnosis)]
    assert [(fact.subject, fact.laterality) for fact in told] == [(Subject.FAMILY, None)]


def test_what_has_a_predicate_of_its_own_is_no_familys() -> None:
    """ "No family history of thyroid cancer and calcitonin was normal"."""
    told = facts("There is no family history of thyroid cancer and calcitonin was normal.")
    assert [fact.subject for fact in told if fact.kind == "biomarker"] == [Subject.PATIENT]


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("Lung cancer 2024. Status post nephrectomy 2011 for renal cell carcinoma.", "renal cell carcinoma"),
        ("Lung cancer 2024. Mastectomy in 2012 for breast cancer.", "breast cancer"),
        ("Lung cancer 2024. Seminoma treated with orchidectomy and radiotherapy in 1999.", "seminoma"),
        (
            "Lung cancer 2024. Basal cell carcinoma removed from the left ear in 2010.",
            "basal cell carcinoma of the skin",
        ),
    ],
)
def test_what_was_treated_in_a_year_long_gone_is_history(text: str, past: str) -> None:
    """The operation and its year may stand on either side of the cancer's name."""
    assert cancers(text) == {"lung cancer": PRESENT, past: HISTORICAL}


@pytest.mark.parametrize(
    "text",
    [
        "Breast cancer treated with mastectomy in 2012, now with lung metastases 2024.",
        "Colon cancer 2024. Mastectomy 2012 for breast cancer, which recurred in 2023.",
        "Mastectomy 2023 for breast cancer. Lung cancer 2024.",
    ],
)
def test_what_has_returned_or_is_of_late_is_no_history(text: str) -> None:
    """A cancer of years ago that came back is one of now."""
    assert cancers(text)["breast cancer"] is PRESENT


@pytest.mark.parametrize(
    ("text", "now", "past"),
    [
        ("History of melanoma, now stage IV lung cancer.", "lung cancer", "melanoma"),
        ("Prior breast cancer; metastatic colon cancer.", "colon cancer", "breast cancer"),
        ("Previous bladder cancer, and now newly diagnosed with prostate cancer.", "prostate cancer", "bladder cancer"),
    ],
)
def test_a_sentence_turns_from_a_history_to_now(text: str, now: str, past: str) -> None:
    """What it turns to is there."""
    assert cancers(text) == {now: PRESENT, past: HISTORICAL}


def test_a_list_of_a_history_is_all_history() -> None:
    """No turn, no cancer of now."""
    told = cancers("History of prostate cancer, melanoma and bladder cancer.")
    assert set(told.values()) == {HISTORICAL}


@pytest.mark.parametrize(
    ("text", "quote", "assertion"),
    [
        ("Lung cancer 2024. State after gastrectomy 2010 for stomach cancer pT2 pN0.", "pT2 pN0", HISTORICAL),
        ("Lung cancer 2024, stage IIIA. Mastectomy 2012 for breast cancer pT1c N0.", "stage IIIA", PRESENT),
        ("Previous melanoma 2009, now stage IV lung cancer.", "stage IV", PRESENT),
        ("# h/o prostate cancer\nGleason 4+3=7, prostatectomy 2012", "Gleason 4+3=7", HISTORICAL),
        ("# Prostate cancer\nGleason 4+3=7, prostatectomy 2012", "Gleason 4+3=7", PRESENT),
    ],
)
def test_a_stage_is_of_the_past_with_its_cancer(text: str, quote: str, assertion: Assertion) -> None:
    """And of now with one of now."""
    assert stages(text)[quote][0] is assertion


def test_a_cancer_of_the_past_that_stayed_away_tells_nothing_of_now() -> None:
    """ "No recurrence" of an old melanoma says nothing of the cancer of the letter."""
    text = "Pancreatic cancer.\nPast medical history\n2008 melanoma left arm excised (Breslow 0.8 mm, no recurrence)"
    assert findings(text, "recurrence") == []
    assert findings("Colon cancer. CT: no recurrence.", "recurrence") == [("absent", None, ABSENT, None)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SLNB positive 1/3", "1/3"),
        ("SNB: negative (0/2)", "0/2"),
        ("L axillary node: metastatic carcinoma", "1 involved"),
        ("Right inguinal lymph node FNA: metastatic melanoma", "1 involved"),
    ],
)
def test_nodes_are_told_by_their_operation_or_alone(text: str, value: str) -> None:
    """The word "node" may be missing, and so may the number."""
    assert [told[0] for told in findings(text, "lymph_nodes")] == [value]


@pytest.mark.parametrize(
    "text", ["SLNB booked 10/12", "SLNB 10/17: uneventful", "Axillary node: awaiting metastatic work-up"]
)
def test_a_day_of_an_operation_counts_no_nodes(text: str) -> None:
    """Nor does a node that is only looked at."""
    assert findings(text, "lymph_nodes") == []


def test_nodes_of_two_operations_are_not_summed() -> None:
    """What was taken out years apart makes no total."""
    text = "1. Neck dissection 12/03/2014, 5/20 nodes involved\n2. Neck dissection 02/09/2017, 1/9 nodes involved"
    assert [told[0] for told in findings(text, "lymph_nodes")] == ["1/9", "5/20"]


@pytest.mark.parametrize(
    ("text", "organs"),
    [
        ("Metastatic prostate cancer involving bone and liver", ["bone", "liver"]),
        ("metastatic renal cell carcinoma to the lungs", ["lung"]),
        ("cT2 N1 cM1b (PUL, OSS)", ["bone", "lung"]),
        ("pM1 (HEP)", ["liver"]),
        ("cM0 (CT)", []),
        ("Metastatic breast cancer to be discussed with the liver team", []),
    ],
)
def test_where_a_cancer_has_spread_to(text: str, organs: list[str]) -> None:
    """Behind "involving", and in the short names of the UICC."""
    assert [told[1] for told in findings(text, "metastasis") if told[2] is PRESENT] == organs


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Relapse: Yes - biopsy of the left neck", PRESENT),
        ("She is now in biochemical relapse.", PRESENT),
        ("Relapse: No", ABSENT),
    ],
)
def test_a_relapse_that_a_label_affirms(text: str, told: Assertion) -> None:
    """Or that the patient is in."""
    assert [one[2] for one in findings(text, "recurrence")] == [told]


@pytest.mark.parametrize(
    "text",
    ["The stains do not support metastatic breast carcinoma.", "Not typical of metastatic lung carcinoma."],
)
def test_an_origin_that_is_denied_denies_no_spread(text: str) -> None:
    """What it came from is asked there, not whether it spread."""
    assert findings(text, "disease_extent") == []


@pytest.mark.parametrize(
    ("text", "quote", "date"),
    [
        ("Stage IIIB colon cancer (cT4N2M0), dx Mar 2022", "Stage IIIB", "2022-03"),
        (
            "Stage IV (cT2 N2 M1b) squamous cell carcinoma of the right lung, diagnosed 2/14/2023 by EBUS",
            None,
            "2023-02-14",
        ),
        ("Oesophageal cancer, cT3 N1 M0 (staged June 2020), HER2 negative", "cT3 N1 M0", "2020-06"),
        ("Multiple myeloma, diagnosed May 2018, ISS stage III", "ISS stage III", "2018-05"),
        ("Cancer of the cervix, FIGO stage IIB. Diagnosed 3 April 2021.", "FIGO stage IIB", "2021-04-03"),
        ("Stage II colon cancer, dx 2019", "Stage II", "2019"),
        ("She was diagnosed with stage III ovarian cancer in June 2020.", "stage III", "2020-06"),
        ("Diagnosed with stage III ovarian cancer, treated in June 2020.", "stage III", None),
        ("Now stage IV colon cancer, diagnosed in 2018", "stage IV", None),
        ("Stage IV breast cancer, originally diagnosed 2012", "Stage IV", None),
        ("Breast cancer diagnosed 2012, now stage IV", "stage IV", None),
        ("pT3 pN1 colon cancer, diagnosed March 2022", "pT3 pN1", None),
    ],
)
def test_a_stage_found_at_the_diagnosis_has_its_date(text: str, quote: str | None, date: str | None) -> None:
    """Not one of now, nor one of an operation."""
    told = stages(text)
    assert (told[quote] if quote else next(iter(told.values())))[1] == date


@pytest.mark.parametrize(
    ("text", "name", "date"),
    [
        ("Liver metastases October 2021\nBone metastases March 2023", "metastasis", "2021-10"),
        ("Brain metastases, May 2022.", "metastasis", "2022-05"),
        ("# Bone metastasis\nT9 lesion found on MRI 14/06/2023, for radiotherapy", "metastasis", "2023-06-14"),
        ("Liver metastases, May 2021 hepatectomy", "metastasis", None),
        ("Liver metastases since 2019", "metastasis", None),
        ("Left neck dissection 14/03/2016, 2/15 nodes involved", "lymph_nodes", "2016-03-14"),
        ("Total gastrectomy 14/03/2016; 3 of 20 nodes involved", "lymph_nodes", "2016-03-14"),
        ("She underwent Left MRM on 14/03/2016. HPE: 2 of 15 nodes positive", "lymph_nodes", "2016-03-14"),
    ],
)
def test_a_finding_has_the_day_it_was_found(text: str, name: str, date: str | None) -> None:
    """The day right behind it, that of its scan, or that of the operation in its phrase."""
    assert date in [told[3] for told in findings(text, name)]


def test_the_day_in_the_brackets_of_a_heading_is_of_its_own_lines() -> None:
    """``Core L breast (rep. 21/03/25): …`` dates what follows, ``Histology (reported …):`` not the whole form."""
    text = "Core L breast (rep. 21/03/25): invasive lobular carcinoma, grade 2"
    assert stages(text)["grade 2"] == (PRESENT, "2025-03-21")
    form = (
        "UROLOGY MDT FORM\nPS 1.\nHistology (reported 21.03.25):\nUrothelial carcinoma, high grade, pT2\n\n"
        "Outcome: stage II bladder cancer."
    )
    assert stages(form)["pT2"][1] == "2025-03-21"
    assert stages(form)["stage II"][1] is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Date of visit: 14 March 2024\nExam: ECOG 1.", "2024-03-14"),
        ("Date of referral: 14 March 2024\n\nDear Colleague,\nPS 2.", "2024-03-14"),
        ("Clinic: 14 March 2024\nDear Dr A,\nShe was tested for hepatitis B. ECOG 1.", "2024-03-14"),
    ],
)
def test_the_performance_status_is_of_the_visit(text: str, date: str) -> None:
    """By the label of the visit or the referral."""
    assert [told[3] for told in findings(text, "performance_status")] == [date]


def test_a_cell_carcinoma_has_no_date_of_the_row_below() -> None:
    """The year that opens the next row is of that row."""
    text = "Past medical history\n2012    Basal cell carcinoma of the ear, excised\n2004    Asthma"
    assert [fact.date for fact in facts(text) if isinstance(fact, Diagnosis)] == ["2012"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("PSA 7.8\nMay 2020 - started", ["2020-05"]),
        ("score 8\nMay 2020: started", ["2020-05"]),
        ("seen on 8\nMay 2020 in clinic", ["2020-05-08"]),
        ("dx 15-Feb-2018", ["2018-02-15"]),
        ("carboplatin x 4 May 2018", ["2018-05"]),
    ],
)
def test_a_value_is_no_day_of_the_month_behind_it(text: str, values: list[str]) -> None:
    """Decimals, counts and what ends the line above an entry are none."""
    assert [one.value for one in find_dates(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "Her aunt and her grandmother had breast cancer. She herself had Hodgkin lymphoma in 1995.",
        "His father had prostate cancer. He himself had Hodgkin lymphoma in 2001.",
    ],
)
def test_what_somebody_had_themselves_is_theirs(text: str) -> None:
    assert "Hodgkin lymphoma" in cancers(text)
    assert "Hodgkin lymphoma" not in cancers(text, Subject.FAMILY)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Margins negative, perineural invasion present, LVI absent.", "perineural_invasion", "present"),
        ("Margins clear of tumour; LVI identified, PNI not identified.", "lymphovascular_invasion", "present"),
        ("Margins free, PNI seen.", "perineural_invasion", "present"),
        ("Margins clear; PNI absent, LVI present.", "lymphovascular_invasion", "present"),
        ("No lymphovascular, perineural invasion identified.", "perineural_invasion", "absent"),
        ("Margins negative, no perineural invasion.", "perineural_invasion", "absent"),
    ],
)
def test_each_item_of_a_list_has_its_own_word(text: str, name: str, value: str) -> None:
    assert [found[0] for found in findings(text, name)] == [value]
