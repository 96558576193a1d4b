"""Which treatments a page tells of, of whom, when, and how firmly."""

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import RULES
from core.records import Assertion, Method, Page, Subject, Treatment
from extractors.notes import Note
from extractors.rules import read_table
from extractors.treatment import find
from extractors.treatment_details import find_cues


def page_of(text: str) -> Page:
    return Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)


def treatments(text: str) -> list[Treatment]:
    return list(find(Note(page_of(text))))


def told(text: str) -> set[tuple[str, str]]:
    return {(fact.name, str(fact.assertion)) for fact in treatments(text)}


def dated(text: str) -> set[tuple[str, str | None]]:
    return {(fact.name, fact.date) for fact in treatments(text)}


def only(text: str) -> Treatment:
    (fact,) = treatments(text)
    return fact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She underwent a right mastectomy in May 2019.", {"date": "2019-05", "assertion": "present"}),
        ("Management:\t12 Apr 2024 Right adrenalectomy", {"date": "2024-04-12", "name": "right adrenalectomy"}),
        ("Mitotane commenced April 2023.", {"start": "2023-04", "status": "started"}),
        (
            "He completed 6 cycles of FOLFOX January–June 2021.",
            {"start": "2021-01", "end": "2021-06", "cycles": 6, "status": "completed", "type": "regimen"},
        ),
        ("Adjuvant radiotherapy completed June 2023", {"end": "2023-06", "intent": "adjuvant", "type": "radiation"}),
        ("She received 60Gy in 30 fractions of radiotherapy.", {"dose": "60Gy in 30 fractions"}),
        (
            "He started second-line sunitinib in March 2022 but discontinued it after 2 cycles due to hepatitis.",
            {"line": 2, "status": "stopped", "reason_stopped": "toxicity", "cycles": 2, "start": "2022-03"},
        ),
        ("He was treated with palliative docetaxel with a partial response.", {"response": "partial response"}),
        ("He had an autologous stem cell transplant in 2018.", {"type": "transplant", "date": "2018"}),
        ("She received CAR-T cell therapy in 2022.", {"type": "cell_therapy", "date": "2022"}),
        ("She continues on maintenance olaparib 300mg bd.", {"status": "ongoing", "dose": "300mg bd"}),
    ],
)
def test_what_was_given_is_told_with_its_details(text: str, expected: dict[str, object]) -> None:
    """Dates, status, intent, line, cycles, dose, response and reason come as the words say, and no others."""
    fields = only(text).model_dump(mode="json")
    assert {field: fields[field] for field in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        "We discussed the option of adjuvant capecitabine.",
        "Further chemotherapy with cisplatin would carry significant risks.",
        "If she progresses we could consider lenvatinib.",
        "He may be eligible for a trial of pembrolizumab.",
        "She will commence letrozole next week.",
        "We recommend switching to trastuzumab deruxtecan.",
        "I have arranged urgent radiotherapy.",
        "He is not a candidate for cisplatin.",
        "She declined chemotherapy.",
        "She is allergic to carboplatin.",
        "He has never received docetaxel.",
        "No previous radiotherapy.",
        "Mitotane levels are pending.",
        "Octreotide scan on 3 May 2022 showed uptake.",
        "HER2 predicts response to trastuzumab in patients with breast cancer.",
        "Options include carboplatin or cisplatin.",
        "Radiotherapy oncology clinic",
        "Her mother received tamoxifen.",
        "He takes methotrexate for rheumatoid arthritis.",
        "CT-guided core biopsy performed.",
        "Dexamethasone 4mg bd was started.",
    ],
)
def test_what_was_never_given_is_not_told_as_given(text: str) -> None:
    """Plans, options, refusals, allergies, levels, scans, relatives and supportive medicines are not."""
    assert [
        fact.name
        for fact in treatments(text)
        if fact.assertion is Assertion.PRESENT and fact.subject is Subject.PATIENT
    ] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She will commence letrozole next week.", ("letrozole", "planned")),
        ("She declined tamoxifen.", ("tamoxifen", "absent")),
        ("We discussed the option of olaparib.", ("olaparib", "hypothetical")),
        ("He is not a candidate for cisplatin.", ("cisplatin", "absent")),
        ("She received cisplatin.", ("cisplatin", "present")),
    ],
)
def test_how_it_is_told(text: str, expected: tuple[str, str]) -> None:
    """Planned, declined, talked of and excluded treatments are kept apart."""
    assert told(text) == {expected}


def test_declined_is_a_status_too() -> None:
    """A refusal is absent with the status that the patient declined."""
    assert only("She declined tamoxifen.").status == "declined"


def test_plans_and_past_of_one_sentence_are_kept_apart() -> None:
    """What follows in a sentence does not change what was said before it."""
    text = "She completed FOLFOX in March 2024 and will now proceed to right hemicolectomy."
    assert told(text) == {("FOLFOX", "present"), ("right hemicolectomy", "planned")}


def test_medicines_given_together_share_what_is_said() -> None:
    """Names joined by a stroke or an and have the same dates and cycles."""
    facts = treatments("She completed 4 cycles of carboplatin/paclitaxel in May 2023.")
    assert [(fact.name, fact.cycles, fact.end) for fact in facts] == [
        ("carboplatin", 4, "2023-05"),
        ("paclitaxel", 4, "2023-05"),
    ]


def test_a_regimen_swallows_the_parts_that_it_spells_out() -> None:
    """ "EDP (etoposide, doxorubicin, cisplatin)" is one regimen with three components."""
    fact = only("EDP (Etoposide, Doxorubicin, Cisplatin) commenced March 2024")
    assert (fact.name, fact.type, set(fact.components)) == ("EDP", "regimen", {"etoposide", "doxorubicin", "cisplatin"})


def test_mentions_of_one_course_become_one_fact_with_all_their_evidence() -> None:
    """A start here and an end there are one course; each place is quoted."""
    fact = only("Commenced FOLFIRINOX in January 2024.\n\nFOLFIRINOX was completed in June 2024.")
    assert (fact.start, fact.end, len(fact.evidence)) == ("2024-01", "2024-06", 2)


def test_two_courses_stay_two_facts() -> None:
    """A second start makes a second fact."""
    facts = treatments("Commenced rituximab in January 2019.\n\nRituximab was restarted in March 2023.")
    assert sorted(fact.start or "" for fact in facts) == ["2019-01", "2023-03"]


def test_a_date_alone_on_its_line_heads_the_lines_below() -> None:
    """In a timeline, the date above belongs to the items under it, and is quoted with them."""
    fact = only("Treatment:\n15 Feb 2024 - 28 Feb 2024\nPalliative radiotherapy 30Gy in 10 fractions\n")
    assert (fact.start, fact.end) == ("2024-02-15", "2024-02-28")
    assert fact.evidence[0].quote == "15 Feb 2024 - 28 Feb 2024"


def test_the_date_of_a_scan_is_not_the_date_of_a_treatment() -> None:
    """Dates that stand with a scan or the diagnosis belong to those."""
    facts = treatments(
        "Diagnosed in January 2020, she received cisplatin. CT on 3 March 2021 showed response to cisplatin."
    )
    assert {fact.date for fact in facts} == {None}


def test_the_date_after_the_diagnosis_is_not_that_of_the_operation() -> None:
    """Of two dates before and after a name, the one that the diagnosis claims is left to it."""
    (lumpectomy,) = treatments("Diagnosed 3/2019 with right breast cancer, s/p lumpectomy 4/15/2019.")
    assert lumpectomy.date == "2019-04-15"


def test_a_dose_belongs_to_the_medicine_before_it() -> None:
    """Of two medicines given together each has its own dose."""
    facts = treatments("She received cisplatin 75mg/m2 and pemetrexed 500mg/m2.")
    assert {fact.name: fact.dose for fact in facts} == {"cisplatin": "75mg/m2", "pemetrexed": "500mg/m2"}


def test_one_negation_covers_both_of_a_pair() -> None:
    """ "No chemotherapy or radiation" excludes both."""
    assert told("No chemotherapy or radiation.") == {("chemotherapy", "absent"), ("radiotherapy", "absent")}


def test_the_month_of_may_is_no_doubt() -> None:
    """ "May" with a date is a month, not a possibility."""
    assert only("12 May 2023 - Second debulking procedure").assertion is Assertion.PRESENT


def test_a_class_adds_to_what_is_named_exactly() -> None:
    """ "Chemotherapy was stopped" tells of the medicine named before, and makes no fact of its own."""
    fact = only("She commenced docetaxel in May 2022. Chemotherapy was discontinued in July 2022 due to neuropathy.")
    assert (fact.name, fact.start, fact.end, fact.reason_stopped) == ("docetaxel", "2022-05", "2022-07", "toxicity")


def test_a_bare_name_is_only_possible() -> None:
    """A name without any word on whether it was given is no more than possible."""
    assert only("Sorafenib in this setting is of interest").assertion is Assertion.POSSIBLE


def test_a_pathology_report_names_the_operation_of_its_specimen() -> None:
    """The title of a specimen tells of the operation it came from."""
    assert ("mastectomy", "present") in told(
        "BREAST, LEFT, MASTECTOMY.\nGROSS DESCRIPTION: Received fresh, 12 x 10 x 4 cm."
    )


PATHOLOGY = " FINAL DIAGNOSIS. MICROSCOPIC DESCRIPTION. Histologic type: carcinoma. Tumor cells are seen."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Operation: Left hepatectomy. Cholecystectomy. Organ: Liver.", {"left hepatectomy", "cholecystectomy"}),
        ("Specimen type: Colectomy. Tumor site: Cecum.", {"colectomy"}),
        ("Right kidney, radical nephrectomy: Renal cell carcinoma.", {"radical nephrectomy"}),
        ("PART 2: THYROID GLAND, LEFT, LOBECTOMY (9 GRAMS) -. A. PAPILLARY CARCINOMA.", {"lobectomy"}),
        ("Total gastrectomy preparation with a diffuse carcinoma.", {"total gastrectomy"}),
        ("BREAST, RIGHT, SEGMENTAL MASTECTOMY -. A. DUCTAL CARCINOMA.", {"partial mastectomy"}),
        ("LYMPH NODE SAMPLING: Axillary dissection.", {"axillary lymph node dissection"}),
        ("Gallbladder, cholecystectomy: No diagnostic abnormality.", {"cholecystectomy"}),
        ("UTERUS, RADICAL HYSTERECTOMY. - NO TUMOR IS SEEN.", {"radical hysterectomy"}),
        ("Left adrenal gland, adrenalectomy: - Oncocytoma; a definite capsule not seen.", {"adrenalectomy"}),
        ("Breast, right, wide local excision No. 2: Possible residual carcinoma.", {"wide local excision"}),
        ("LYMPH NODE SAMPLING: Sentinel lymph nodes.", set()),
        ("The amputation point of the bronchus is clear.", set()),
        ("Frozen done: Post Hormonal Therapy Change: Nodes: Negative.", set()),
        ("Frozen section was done on the re-excision of the left ureter.", {"re-excision"}),
        ("Vascular invasion and angiolymphatic embolization undetected.", set()),
    ],
)
def test_the_title_of_a_specimen_names_an_operation_that_was_done(text: str, expected: set[str]) -> None:
    """Only on a pathology report: it has the specimen, so the operation took place."""
    assert {fact.name for fact in treatments(text + PATHOLOGY) if fact.assertion is Assertion.PRESENT} == expected


@pytest.mark.parametrize(
    "text",
    [
        "Procedure: Wedge biopsy, possible lobectomy." + PATHOLOGY,
        "Planned procedure: right nephrectomy." + PATHOLOGY,
        "Mastectomy is advised: the margin is close." + PATHOLOGY,
        "Left breast, possible mastectomy: to be decided." + PATHOLOGY,
        "Of the left breast, no mastectomy - declined." + PATHOLOGY,
        "Left mastectomy: to be discussed.",
        "Specimen type: Colectomy.",
    ],
)
def test_a_title_elsewhere_or_in_doubt_is_no_operation_that_was_done(text: str) -> None:
    """What is possible, planned or advised was not done, nor is a title on another kind of page enough."""
    assert Assertion.PRESENT not in {fact.assertion for fact in treatments(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1) Post-chemoembolization status: absent. 2) Size: 3 cm.", {("transarterial chemoembolisation", "absent")}),
        ("1) Post-chemoembolization status : absent 2) Size", {("transarterial chemoembolisation", "absent")}),
        ("1) Post-chemoembolization status: present. 2) Size", {("transarterial chemoembolisation", "present")}),
        ("Radiotherapy: unknown.", set()),
        ("CHEMORADIATION THERAPY: Not provided.", set()),
        ("Post-chemoradiation effect: present.", {("chemoradiotherapy", "present")}),
        ("Margin of prostatectomy, biopsy: No malignancy.", set()),
    ],
)
def test_a_form_answers_whether_it_was_given(text: str, expected: set[tuple[str, str]]) -> None:
    """The answer behind the colon outweighs "post" before the name; "no malignancy" is no answer."""
    assert {one for one in told(text) if one[1] != "possible"} == expected


def test_a_field_that_ends_in_no_denies_nothing_of_the_next() -> None:
    """ "CHEMORADIATION THERAPY: No. FINAL DIAGNOSIS: …" is two things."""
    text = "CHEMORADIATION THERAPY: No. FINAL DIAGNOSIS: PART 1: BREAST, LEFT, TOTAL MASTECTOMY -. A. CARCINOMA."
    assert {name for name, assertion in told(text + PATHOLOGY) if assertion == "absent"} == {"chemoradiotherapy"}


def test_examples_of_a_class_of_medicines_are_nobodys_treatment() -> None:
    """Remarks on method name medicines, and a tumour that may respond was not irradiated."""
    assert treatments("Low expression may not interact with receptor modulators such as tamoxifen.") == []
    assert treatments("This assay can be used to select patients for trastuzumab therapy.") == []
    assert treatments("These mutations have been reported to correlate with resistance to panitumumab.") == []
    assert told("The tumor is likely to be responsive to radiotherapy.") == {("radiotherapy", "hypothetical")}


def test_the_date_right_after_an_operation_is_its_own() -> None:
    """An earlier date of the sentence is that of the treatment before it."""
    assert dated("He finished induction in May 2023 followed by gastrectomy on July 3rd 2023.") == {
        ("gastrectomy", "2023-07-03")
    }
    assert ("wide local excision", "2023-02-09") in dated(
        "Pathology from her wide local excision on 9 February 2023 showed a completely excised tumour."
    )


def test_operations_in_the_plural_are_named() -> None:
    """Both sides, one day."""
    assert dated("Surgery:\n3 Feb 2023 Wide local excisions and sentinel lymph node biopsies") == {
        ("wide local excision", "2023-02-03"),
        ("sentinel lymph node biopsy", "2023-02-03"),
    }


def test_a_dated_line_under_background_is_history() -> None:
    """Laboratories explain their test under the same word, without dates of treatments."""
    assert ("radiotherapy", "2021-03") in dated(
        "Background:\nApril 2020 - cancer of the lung\nMarch 2021 - Radiotherapy to T4\n"
    )
    assert treatments("Background:\nPembrolizumab blocks PD-1.\n") == []


@given(st.text(alphabet=st.sampled_from(list("cisplatin FOLFOX \n\t.,/and2024May ")), max_size=120))
def test_every_fact_quotes_its_page(text: str) -> None:
    """Whatever the text, evidence is what the page says at that place."""
    page = page_of(text)
    assert all(page.holds(evidence) for fact in find(Note(page)) for evidence in fact.evidence)


def test_every_cue_pattern_says_something_known() -> None:
    """Rows of the cue table compile and are of known kinds; each is tried on a text without harm."""
    rows = list(read_table(RULES / "treatment_cues.tsv", "pattern", "says", "where"))
    assert {row["where"] for row in rows} == {"before", "after"}
    assert find_cues("she has commenced ", "before", 0, 18)[0].says == "started"


@pytest.mark.corpus
def test_medicines_of_the_letters_are_named(corpora: Path) -> None:
    """Of the medicines (-mab, -nib, -platin…) in the timelines of every eighth development letter, 95 % are named."""
    endings = re.compile(r"\b[a-z]{3,}(?:mab|nib|platin|taxel|citabine)\b")
    wanted = named = 0
    with gzip.open(corpora / "letters" / "letters_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][::8]
    for row in rows:
        timeline = (row["gold"].get("primary_cancer") or {}).get("cancer_timeline") or []
        spoken = " ".join(str(event.get("value")) for event in timeline).lower()
        drugs = {drug for drug in endings.findall(spoken) if drug in row["text"].lower()}
        names = " ".join(" ".join((fact.name, *fact.components)) for fact in treatments(row["text"]))
        wanted += len(drugs)
        named += sum(drug in names for drug in drugs)
    assert named >= 0.95 * wanted > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She never received radiotherapy.", {("radiotherapy", "absent")}),
        ("She was offered docetaxel but declined.", {("docetaxel", "absent")}),
        (
            "She has had medical oncology consultation with Dr. Brown and radiation.",
            {("radiotherapy", "hypothetical")},
        ),
        ("History of radiation exposure. Chest x-ray radiation dose reduced.", set[tuple[str, str]]()),
        ("ECG to be checked prior to entrectinib.", {("entrectinib", "planned")}),
        ("Unable to receive cisplatin due to neuropathy.", {("cisplatin", "absent")}),
        (
            "The possibility of further surgery requiring wider lumpectomy was explained.",
            {("lumpectomy", "hypothetical")},
        ),
        (
            "I have recommended discontinuing FOLFOX and transitioning to second-line irinotecan.",
            {("FOLFOX", "present"), ("irinotecan", "planned")},
        ),
        ("We will proceed with cycle 1 gemcitabine.", {("gemcitabine", "planned")}),
        (
            "Recurrence, for which capecitabine and oxaliplatin were administered.",
            {("capecitabine", "present"), ("oxaliplatin", "present")},
        ),
        (
            "She stopped tamoxifen, switching to letrozole in May 2020.",
            {("tamoxifen", "present"), ("letrozole", "present")},
        ),
    ],
)
def test_what_was_not_given_is_never_told_as_given(text: str, expected: set[tuple[str, str]]) -> None:
    """Consultations, refusals and plans are not treatments, and a plan carries on to what hangs on it."""
    assert told(text) == expected


def test_the_next_sentence_may_tell_how_a_treatment_ended() -> None:
    """It names no treatment of its own."""
    fact = only("April 2022   Adjuvant CAPOX started. Completed in September 2022 (8 cycles).")
    assert (fact.status, fact.start, fact.end, fact.cycles) == ("completed", "2022-04", "2022-09", 8)


def test_a_treatment_on_hold_is_not_stopped() -> None:
    """It may be taken up again."""
    assert only("2023-06: palbociclib held for neutropenia").status is None


def test_fractions_of_radiation_are_no_cycles_of_the_medicine_beside_it() -> None:
    """The same sign (#) counts both."""
    facts = {fact.name: fact for fact in treatments("Cisplatin 40mg/m2 weekly with IMRT 60Gy/30#")}
    assert facts["cisplatin"].cycles is None


def test_an_appointment_about_a_treatment_is_none() -> None:
    """The name only says what the appointment is about."""
    assert told("We will review her next week following radiotherapy assessment.") <= {("radiotherapy", "planned")}


def test_to_see_someone_after_a_treatment_is_no_plan() -> None:
    """ "Pleased to see" plans nothing."""
    text = "I was pleased to see her today following completion of her neoadjuvant chemotherapy."
    assert told(text) == {("chemotherapy", "present")}


def test_a_page_in_another_language_gives_no_treatments() -> None:
    """Names are alike across languages; what is said of them is not read, so nothing is told."""
    text = (
        "Le traitement a consisté en une irradiation palliative du pelvis et de la cuisse gauche à la dose de 30 Gy "
        "en dix fractions et sur quatorze jours, avec une bonne tolérance et une nette diminution de la douleur."
    )
    assert treatments(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Oncologists may consider approved labels of EGFR tyrosine kinase inhibitors such as osimertinib.",
        "KRAS G12C inhibitors such as sotorasib are approved.",
    ],
)
def test_what_is_approved_is_nobodys_treatment(text: str) -> None:
    """Laboratories add such sentences to every report."""
    assert treatments(text) == []


def test_the_title_of_a_form_names_no_operation() -> None:
    """A protocol for several operations says of none that it was done."""
    text = "SYNOPTIC - PRIMARY {} TUMORS: HYSTERECTOMY AND CONIZATION. Received in formalin."
    assert told(text.format("UTERINE CERVIX")) == set()
    assert told("Tumor removed: hysterectomy and conization. Received in formalin.") != set()


@pytest.mark.parametrize(
    "text",
    [
        "RIGHT LUNG, UPPER LOBE (LOBECTOMY) : MODERATELY DIFFERENTIATED CARCINOMA.",
        "DIAGNOSIS: Liver, left. hemihepatectomy. 1. Hepatocellular carcinoma.",
    ],
)
def test_an_operation_that_heads_the_findings_was_done(text: str) -> None:
    """In brackets behind the organ, or before the first of numbered findings."""
    assert {assertion for _, assertion in told(text)} == {"present"}


@pytest.mark.parametrize(
    "text",
    [
        "A high percentage may predict a relative resistance to radiation therapy.",
        "Mutations have been. reported to correlate with resistance to cetuximab therapy.",
        "The marker confers resistance to cetuximab.",
    ],
)
def test_what_a_marker_predicts_is_no_treatment(text: str) -> None:
    """Nor has a relative resistance to do with a relative."""
    assert told(text) == set()


def test_a_relative_who_was_treated_is_of_the_family() -> None:
    """The word for a person keeps its meaning."""
    assert only("A relative was treated with cetuximab.").subject.value == "family"


def test_names_of_operations_that_a_scan_broke() -> None:
    """Two halves of one name, and a misread "modified"."""
    assert {name for name, _ in told("Received in formalin: pancreat icoduodenectomy specimen.")} == {
        "pancreaticoduodenectomy"
    }
    assert {name for name, _ in told("MODIFIEO RADICAL LEFT MASTECTOMY - received fresh in formalin.")} == {
        "modified radical left mastectomy"
    }


def test_the_intent_of_one_resection_is_not_that_of_another_operation() -> None:
    """Where several operations are told, "the resection was palliative" is of none for certain."""
    text = (
        "SIGMOID COLON, COLECTOMY: carcinoma. UTERUS, HYSTERECTOMY: carcinoma. The resection was palliative."
        " GROSS DESCRIPTION: Received in formalin."
    )
    assert {fact.intent for fact in treatments(text)} == {None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was the patient treated before with radiation therapy? No.", {("radiotherapy", "absent")}),
        (
            "B: Gallbladder, cholecystectomy. - Chronic inflammation. - No dysplasia or tumor.",
            {("cholecystectomy", "present")},
        ),
        ("Lymph Node Dissection: Right pelvic 0/9, left pelvic 0/7.", {("lymph node dissection", "present")}),
        ("Miller AB, et al. Receptor status for predicting response to adjuvant endocrine therapy in cancer.", set()),
    ],
)
def test_questions_headings_counts_and_titles_of_papers(text: str, expected: set[tuple[str, str]]) -> None:
    """An answer denies, a heading and a count tell what was done, a paper tells nothing of the patient."""
    assert told(text) == expected


def test_a_part_of_an_organ_is_not_the_whole() -> None:
    """Half a thyroid, and two lobes of a lung."""
    assert told("She had a hemithyroidectomy in 2019.") == {("hemithyroidectomy", "present")}
    assert told("He had a bilobectomy in 2018.") == {("bilobectomy", "present")}


def test_a_field_that_nobody_answered_tells_of_no_treatment() -> None:
    """A form's blank is neither done nor possible."""
    assert told("Chemoradiation: Not answered. Organ transplant: Not answered.") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(A) LEFT RADICAL NECK DISSECTION: METASTATIC SQUAMOUS CARCINOMA.", ("radical neck dissection", "present")),
        ("DIAGNOSIS: A. Gallbladder, cholecystectomy Chronic cholecystitis with stones.", ("cholecystectomy",
         "present")),
        ("Diagnosis: 1. Left-sided hemicolectomy preparation with adenocarcinoma.", ("left hemicolectomy", "present")),
        ("Product of gastrectomy with adenocarcinoma.", ("gastrectomy", "present")),
        ("Report. Left orchidectomy; seminoma of 2 cm.", ("left orchidectomy", "present")),
        ("Left pelvic lymphadenectomy: Lymph nodes free of any tumor (0/8).", ("lymph node dissection", "present")),
        ("Procedure: possible cholecystectomy; liver biopsy.", ("cholecystectomy", "possible")),
        ("The gallbladder may need a cholecystectomy. Carcinoma was not seen.", ("cholecystectomy", "hypothetical")),
    ],
)  # fmt: skip
def test_what_heads_the_diagnosis_of_a_specimen_was_done(text: str, expected: tuple[str, str]) -> None:
    """The specimen lies before the examiner; what is only possible or spoken of stays so."""
    assert any(name.endswith(expected[0]) and assertion == expected[1] for name, assertion in told(text)), told(text)


def test_an_operation_misread_by_a_letter_is_the_one_meant() -> None:
    """A scan's slip makes no new operation."""
    assert {fact.name for fact in treatments("SPECIMEN TYPE: fysterectomy. Received fresh.")} == {"hysterectomy"}


def test_answer_behind_brackets_denies_both_treatments() -> None:
    """The names in brackets are the form's examples, and the answer is no."""
    text = "Tumor size: 3 cm. Earlier treatment (TACE or RFA): No. Margins: free."
    assert {assertion for _, assertion in told(text)} == {"absent"}


def test_purpose_of_an_opening_is_no_plan() -> None:
    """What a craniotomy was for was done with it."""
    found = told("Clinical history: right craniotomy for tumor resection. Specimen received fresh: tumor, resection.")
    assert "planned" not in {assertion for _, assertion in found}


def test_heading_of_a_count_is_no_operation() -> None:
    """A form counts nodes under the name of an operation, whichever specimen they came in."""
    assert told("2. Soft tissue, doubtful gland?: Lymph node dissection: Number of nodes examined: 2.") == set()


def test_misread_name_of_an_operation_is_not_cut_to_its_half() -> None:
    names = {name for name, _ in told("She underwent bilateral salpino-oophorectomy.")}
    assert names == {"bilateral salpingo-oophorectomy"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She will likely received radiation next.", {("radiotherapy", "planned")}),
        ("Received fresh is a colon. It is submitted for lymph node dissection.", set()),
        ("Key to the blocks. 1H-J. Lymph node dissection. 2. Margin.", set()),
        ("PROSTATE, RADICAL PROSTATECTOMY (70 grams). A. ADENOCARCINOMA.", {("radical prostatectomy", "present")}),
        ("LEFT AXILLA, SENTINEL LYMPH NODE BIOPSY #1: CARCINOMA.", {("sentinel lymph node biopsy", "present")}),
    ],
)
def test_what_is_likely_cut_up_or_heads_a_specimen(text: str, expected: set[tuple[str, str]]) -> None:
    """A step of the laboratory is no operation; the heading of a specimen is one that was done."""
    assert told(text) == expected


def test_ordinary_words_and_forms_name_no_treatment() -> None:
    """A cross section, a misread "Time", an extent that was not reached, the title of a form."""
    assert told("CASSETTES C4 TO C6: REMAINDER OF THE CROSS SECTION TO C3.") == set()
    assert told("Page 2. Specimen Date/Tice: 10:40.") == set()
    assert "total mastectomy" not in {
        name for name, _ in told("Specimen size (for excisions less than total mastectomy): 7 cm.")
    }
    assert told("BREAST CANCER TEMPLATE: Excisions and Mastectomies. Grade: 2.") == set()
    names = {name for name, _ in told("A. PANCREAS, NEAR TOTAL PANCREATECTOMY: - Ductal adenocarcinoma.")}
    assert names == {"near-total pancreatectomy"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Nov 2014 - Jan 2021   Tamoxifen, then letrozole from 2017 - relapsed on letrozole",
            {("tamoxifen", "2014-11", None), ("letrozole", "2017", "2021-01")},
        ),
        (
            "Jan 2018 - Jun 2020   Sunitinib then nivolumab from March 2019",
            {("sunitinib", "2018-01", None), ("nivolumab", "2019-03", "2020-06")},
        ),
        (
            "Jan 2018 - Jun 2020   Sunitinib then nivolumab from March 2022",
            {("sunitinib", "2018-01", "2020-06"), ("nivolumab", "2022-03", None)},
        ),
        ("Jun-Oct 2014   FEC-T, then exemestane", {("FEC-T", "2014-06", "2014-10")}),
        (
            "3. Salvage RT to prostate bed 66 Gy/33# Nov-Dec 2022 + 6 months bicalutamide 150 mg",
            {("radiotherapy", "2022-11", "2022-12")},
        ),
        (
            "Lobectomy 3 May 2021 + adjuvant vinorelbine x4 Jul-Oct 2021",
            {("lobectomy", None, None), ("vinorelbine", "2021-07", "2021-10")},
        ),
        ("FOLFOX x 12 Jan-Jun 2019", {("FOLFOX", "2019-01", "2019-06")}),
    ],
)
def test_each_treatment_of_a_line_has_its_own_dates(
    text: str, expected: set[tuple[str, str | None, str | None]]
) -> None:
    """A range ends with the last treatment of its line, a plus begins the next, a count is no day."""
    assert {(fact.name, fact.start, fact.end) for fact in treatments(text) if fact.date} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Carcinoma of the nose (2016) and DCIS of the right breast (2011, lumpectomy and radiation).",
            {("lumpectomy", "2011"), ("radiotherapy", "2011")},
        ),
        ("Lung cancer (SABR, March 2020)", {("stereotactic body radiotherapy", "2020-03")}),
        (
            "Prostate cancer (diagnosed 2014, prostatectomy March 2015 and radiotherapy)",
            {("prostatectomy", "2015-03"), ("radiotherapy", None)},
        ),
    ],
)
def test_the_date_in_the_brackets_is_that_of_their_treatments(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Not the date of the cancer before them."""
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("line", "response", "reason"),
    [
        ("Fulvestrant. Partial response; stopped for progression in the liver", "partial response", "progression"),
        (
            "Capecitabine. Stable disease; dose reduced for hand-foot syndrome, stopped for\n      progression (liver)",
            "stable disease",
            "progression",
        ),
        ("Paclitaxel. Partial response; stopped for neuropathy, not progression", "partial response", "toxicity"),
        ("Exemestane. Stopped after pneumonitis", None, "toxicity"),
        ("Docetaxel. Dose reduced for neuropathy", None, None),
    ],
)
def test_a_line_of_a_table_goes_on_about_its_treatment(line: str, response: str | None, reason: str | None) -> None:
    """Response and reason follow behind a full stop; what reduced a dose or was ruled out is no reason."""
    fact = only("Treatment:\n  Mar 2024 - Sep 2024   " + line)
    assert (fact.response, fact.reason_stopped) == (response, reason)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I reviewed Mr X with his daughter today, six months into osimertinib.", {("osimertinib", "patient")}),
        ("ACCOMPANIED BY HER DAUGHTER, ON CAPECITABINE.", {("capecitabine", "patient")}),
        ("He came with his brother after completing radiotherapy.", {("radiotherapy", "patient")}),
        ("She came with her sister, who had docetaxel in 2015.", {("docetaxel", "family")}),
        ("Her mother had breast cancer treated with mastectomy.", {("mastectomy", "family")}),
        ("Mother had breast cancer age 48. Right hemicolectomy 3 May 2020.", {("right hemicolectomy", "patient")}),
        ("Family history: brother colon cancer 47. Previous breast cancer, tamoxifen.", {("tamoxifen", "patient")}),
        ("Her mother had breast cancer age 48. She received tamoxifen.", {("tamoxifen", "family")}),
        ("Family history: none. Right nephrectomy in 2019.", {("right nephrectomy", "patient")}),
        ("FAMILY HISTORY: FATHER PROSTATE CANCER, RADIOTHERAPY.", {("radiotherapy", "family")}),
        ("Family history: mother breast cancer 50, mastectomy. Sister: carboplatin.", {("mastectomy", "family"),
         ("carboplatin", "family")}),
    ],
)  # fmt: skip
def test_whose_treatment_it_is(text: str, expected: set[tuple[str, str]]) -> None:
    """Who came along was not treated; a family history ends where a sentence tells of the patient's own past."""
    assert {(fact.name, str(fact.subject)) for fact in treatments(text)} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Treatment:   Osimertinib 80 mg once daily since 17 March 2025", ("present", "ongoing", "2025-03-17")),
        ("RX: IMATINIB 400 MG ONCE A DAY SINCE JANUARY 2020", ("present", "ongoing", "2020-01")),
        ("Paclitaxel once weekly since 3 May 2024", ("present", "ongoing", "2024-05-03")),
        ("Treatment: Lorlatinib 100 mg once daily, commenced 3 Jan 2025", ("present", "started", "2025-01-03")),
        ("She takes tamoxifen 20 mg once daily.", ("present", "ongoing", None)),
        ("I reviewed him, six months into osimertinib.", ("present", "ongoing", None)),
        ("HALFWAY THROUGH RADIOTHERAPY.", ("present", "ongoing", None)),
        ("Docetaxel once she has recovered.", ("planned", "planned", None)),
        ("Letrozole since May 2015, changed to exemestane", ("present", None, "2015-05")),
        ("Nivolumab since May 2023, discontinued June 2024", ("present", "stopped", "2023-05")),
        ("Palbociclib 125 mg since March 2024, on hold for neutropenia", ("present", None, "2024-03")),
        ("Treatment on hold: pembrolizumab since May 2025", ("present", None, "2025-05")),
        ("Lenvatinib (on hold since 3 May 2025 because of proteinuria)", ("present", None, None)),
        ("Capecitabine currently on hold pending recovery.", ("possible", None, None)),
        ("Relapsed on letrozole.", ("present", "stopped", None)),
    ],
)
def test_once_a_day_is_no_plan_and_since_goes_on(text: str, expected: tuple[str, str | None, str | None]) -> None:
    """ "Once daily" is how often; "since" goes on unless it was changed, stopped or put on hold."""
    fact = treatments(text)[0]
    assert (fact.assertion, fact.status, fact.start) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We discussed adding carboplatin/pemetrexed.", {"hypothetical"}),
        ("We talked about switching to lorlatinib.", {"hypothetical"}),
        ("We discussed docetaxel.", {"hypothetical"}),
        ("As discussed, letrozole was started.", {"present"}),
        ("We discussed the result and agreed to start olaparib.", {"planned"}),
        ("Cardiology opinion prior to any ADT", {"hypothetical"}),
        ("I would not favour trastuzumab deruxtecan at present.", {"absent"}),
        ("WE DO NOT SUPPORT PACLITAXEL.", {"absent"}),
        ("I would favour letrozole.", {"hypothetical"}),
        ("NECK DISSECTION ONLY IF RESIDUAL DISEASE.", {"hypothetical"}),
        ("PLAN:\n1. Oxaliplatin, provided the neuropathy settles.", {"hypothetical"}),
        ("She continues letrozole and will ring if unwell.", {"present"}),
        ("CISPLATIN 100 MG/M2 NOT ADVISED DUE TO HEARING LOSS.", {"absent"}),
        ("Adjuvant radiotherapy not planned.", {"absent"}),
        ("NO INDUCTION CHEMOTHERAPY.", {"absent"}),
        ("No maintenance pembrolizumab.", {"absent"}),
        ("I have not restarted everolimus.", set()),
        ("Oxaliplatin will not be reintroduced.", set()),
    ],
)
def test_talk_conditions_and_refusals_are_no_plans(text: str, expected: set[str]) -> None:
    """What was discussed, hangs on something or was advised against is not planned."""
    assert {assertion for _, assertion in told(text)} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We discussed adding carboplatin. He has declined chemotherapy at present.", ("carboplatin", "absent")),
        ("I recommended docetaxel. He declined.", ("docetaxel", "absent")),
        ("The plan is for cystectomy. He is not keen and has declined.", ("cystectomy", "absent")),
        ("I recommended docetaxel. He declined a flu vaccine.", ("docetaxel", "planned")),
        ("We recommended a mastectomy. She declined chemotherapy.", ("mastectomy", "planned")),
        ("We offered docetaxel. She has been declining.", ("docetaxel", "planned")),
        ("I would suggest eribulin. She will think about this.", ("eribulin", "hypothetical")),
        ("We recommend FOLFOX. He has not made a decision.", ("FOLFOX", "hypothetical")),
        ("I would suggest eribulin. She is well. No treatment was started today.", ("eribulin", "hypothetical")),
        ("We recommend FOLFOX. She is thinking about early retirement.", ("FOLFOX", "planned")),
        ("I have recommended docetaxel. She will start next week.", ("docetaxel", "planned")),
        ("I would suggest eribulin if she progresses.", ("eribulin", "hypothetical")),
        ("We will start olaparib next week.", ("olaparib", "planned")),
    ],
)
def test_the_next_sentence_may_answer_a_proposal(text: str, expected: tuple[str, str]) -> None:
    """Declined and undecided proposals are no plans, whichever sentence says so."""
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Options: (a) ADT, (b) SABR to nodes,\n(c) whole pelvic RT with ADT, (d) observation.", {"hypothetical"}),
        ("Options: 1) weekly paclitaxel x 6 2) capecitabine 3) best supportive care.", {"hypothetical"}),
        ("THE CHOICES ARE DOCETAXEL, CABAZITAXEL.", {"hypothetical"}),
        ("Options: switch to fulvestrant.", {"hypothetical"}),
        ("Options were discussed in clinic. She continues on letrozole.", {"present"}),
        ("The options are few: he has already received docetaxel.", {"present"}),
    ],
)
def test_a_list_of_options_is_no_plan(text: str, expected: set[str]) -> None:
    """Wherever its lines break; what was given stays so."""
    assert {assertion for _, assertion in told(text)} == expected


@pytest.mark.parametrize(
    "text",
    [
        "PLAN:\n2. EXTRACTION OF TEETH BEFORE RADIATION, ALLOW 2 WEEKS HEALING.",
        "Sperm banking before BEP, 3 cycles.",
        "PLAN:\n6. PET/CT 12 WEEKS AFTER COMPLETION OF RADIATION.",
        "PLAN:\n7. CHECK TSH EVERY 6-12 MONTHS AFTER RADIATION.",
        "Plan:\n- Letrozole 2.5 mg daily for five years.",
    ],
)
def test_what_lies_ahead_was_not_given(text: str) -> None:
    """Weeks of healing and of follow-up, and the length of a plan, tell of no treatment that was given."""
    assert {assertion for _, assertion in told(text)} <= {"planned", "possible"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He will avoid hormones because of previous hot flushes on\nbicalutamide.", ("bicalutamide", "present")),
        ("Avoid pembrolizumab in view of colitis on ipilimumab.", ("ipilimumab", "present")),
        ("Avoid pembrolizumab in view of colitis on ipilimumab.", ("pembrolizumab", "absent")),
        ("Peripheral neuropathy grade 1 (thalidomide/bortezomib).", ("bortezomib", "present")),
        ("HEARING LOSS (CISPLATIN 2015)", ("cisplatin", "present")),
        ("Risk of neuropathy (paclitaxel).", ("paclitaxel", "hypothetical")),
        ("No neuropathy (paclitaxel).", ("paclitaxel", "possible")),
        ("Toxicity expected: diarrhoea (abemaciclib).", ("abemaciclib", "possible")),
        ("Neuropathy (avoid vincristine).", ("vincristine", "absent")),
        ("Avoid bicalutamide and flutamide.", ("flutamide", "absent")),
    ],
)
def test_what_did_harm_was_given(text: str, expected: tuple[str, str]) -> None:
    """And need not go on; what might do harm was not."""
    assert expected in told(text)
    assert "ongoing" not in {fact.status for fact in treatments(text)}


TABLE = "Gene     Variant     VAF     Tier   Associated therapies\nESR1     p.D538G     19.7%   IA     {row}\n"
PANEL = "NGS panel report\nClinical information: letrozole 2021\n\nResults\nESR1 p.D538G, VAF 19.7%\n{line}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TABLE.format(row="Elacestrant"), ("elacestrant", "hypothetical")),
        (TABLE.format(row="Clinical trial: erdafitinib"), ("erdafitinib", "hypothetical")),
        (TABLE.format(row="cetuximab resistant"), ("cetuximab", "hypothetical")),
        ("Gene | Result | Therapy\nEGFR | L858R | Osimertinib", ("osimertinib", "hypothetical")),
        ("Summary\nClinical trial: erdafitinib", ("erdafitinib", "hypothetical")),
        ("Alpelisib should be used with caution in renal failure.", ("alpelisib", "hypothetical")),
        (PANEL.format(line="FDA-approved therapies in this tumor type: elacestrant"), None),
        (PANEL.format(line="Therapies with lack of benefit: anastrozole"), None),
        (PANEL.format(line="Summary\nMET amplification\nCrizotinib"), ("crizotinib", "hypothetical")),
        (PANEL.format(line="Patient is receiving fulvestrant."), ("fulvestrant", "present")),
        (PANEL.format(line=""), ("letrozole", "present")),
        ("Molecular report, VAF 3%\nClinical information: ER+. Current fulvestrant.", ("fulvestrant", "present")),
        (TABLE.format(row="Patient started elacestrant"), ("elacestrant", "present")),
        ("Results and treatment options\nER positive. Fulvestrant was given.", ("fulvestrant", "present")),
        ("She has started on erdafitinib in a trial.", ("erdafitinib", "present")),
        ("Clinical trial: erdafitinib started 3 May 2023.", ("erdafitinib", "present")),
        (
            "Treatment history\nLine  Treatment  Start  Mutation\n1  Osimertinib  2021  L858R",
            ("osimertinib", "present"),
        ),
    ],
)
def test_what_a_laboratory_lists_for_a_gene_was_not_given_for_that(text: str, expected: tuple[str, str] | None) -> None:
    """It is hypothetical, or under some headings nothing at all; the letrozole of the requisition was given."""
    found = told(text) - {("letrozole", "present")}
    assert found == {expected} - {None, ("letrozole", "present")}
    assert expected != ("letrozole", "present") or expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SIRT was offered but she has declined this.", {("selective internal radiation therapy", "absent")}),
        ("Idelalisib was considered but rejected because of diverticulitis.", {("idelalisib", "absent")}),
        ("FOLFIRINOX was considered but felt to be too toxic.", {("FOLFIRINOX", "absent")}),
        ("He was recommended docetaxel but it was not given because of his heart.", {("docetaxel", "absent")}),
        ("We recommended capecitabine, which she did not want.", {("capecitabine", "absent")}),
        ("Radiotherapy was recommended; however, she was not keen.", {("radiotherapy", "absent")}),
        (
            "Lenalidomide was offered but declined, and she was given bortezomib.",
            {("lenalidomide", "absent"), ("bortezomib", "present")},
        ),
        ("She would not want further oxaliplatin.", {("oxaliplatin", "absent")}),
        (
            "He started sunitinib in 2021. He would not want sunitinib again.",
            {("sunitinib", "present"), ("sunitinib", "absent")},
        ),
        ("She would not have tolerated FOLFIRINOX.", {("FOLFIRINOX", "absent")}),
        ("She would not want to stop letrozole.", {("letrozole", "present")}),
        (
            "She declined surgery and was given radiotherapy.",
            {("surgery", "absent"), ("radiotherapy", "present")},
        ),
        (
            "Radiotherapy was offered and she declined chemotherapy.",
            {("radiotherapy", "planned"), ("chemotherapy", "absent")},
        ),
        ("Docetaxel was offered, which she initially declined, but she has now agreed.", {("docetaxel", "planned")}),
        (
            "We recommend pembrolizumab for her brain metastasis, which is not suitable for surgery.",
            {("pembrolizumab", "planned"), ("surgery", "absent")},
        ),
    ],
)
def test_a_refusal_counts_in_the_sentence_of_the_proposal(text: str, expected: set[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MDT date: 03/07/2025\nCarboplatin 3 cycles, from w/c 14/07/2025", "planned"),
        ("Outpatient letter, 05.11.2024\nVenetoclax from 18.11.2024.", "planned"),
        ("14 June 2025\n\nDear Dr Smith\nRight hemicolectomy 30 June 2025.", "planned"),
        ("Date: 4 March 2025\nRibociclib started April 2025.", "planned"),
        ("Neoadjuvant FOLFOX, aim start w/c 14 July 2025.", "planned"),
        ("Carboplatin, due to start 14 July 2025.", "planned"),
        ("Date: 4 March 2025\nRibociclib started March 2025.", "present"),
        ("DOB: 03/04/1960\nRibociclib started April 2025.", "present"),
        ("Last clinic 14 June 2025\nRibociclib started August 2025.", "present"),
        ("Report date: 2018-03-12\nFOLFOX completed 6 cycles April to September 2018.", "present"),
        ("Clinic date: 12 September 2024\nContinues letrozole until December 2027.", "present"),
    ],
)
def test_what_begins_after_the_page_was_written_is_planned(text: str, expected: str) -> None:
    assert only(text).assertion == expected


def test_the_day_may_stand_on_another_page() -> None:
    (fact,) = find(Note(page_of("Carboplatin from 14 July 2025."), written="2025-07-03"))
    assert (fact.assertion, fact.start) == ("planned", "2025-07-14")


def test_the_date_of_a_name_told_again_is_not_its_neighbours() -> None:
    text = "We plan venetoclax plus rituximab, venetoclax ramp-up from 18.11.2024."
    assert dated(text) == {("venetoclax", "2024-11-18"), ("rituximab", None)}
    assert dated("Carboplatin and paclitaxel from 3 May 2023.") == {
        ("carboplatin", "2023-05-03"),
        ("paclitaxel", "2023-05-03"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ibrutinib will be continued until venetoclax is at 100 mg.", None),
        ("We start rituximab once venetoclax has reached 100 mg.", None),
        ("She takes venetoclax 100 mg daily.", "100 mg daily"),
        ("When venetoclax was increased to 100 mg she developed neutropenia.", "increased to 100 mg"),
    ],
)
def test_a_dose_that_is_waited_for_is_no_dose(text: str, expected: str | None) -> None:
    (fact,) = (fact for fact in treatments(text) if fact.name == "venetoclax")
    assert fact.dose == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [("ANC       4.1       2.2", False), ("ANC: 0.4 (low)", False), ("ANC count 1.2", False),
     ("Treated with ANC and tamoxifen.", True), ("WLE and ANC 12/03/2019", True)],
)  # fmt: skip
def test_a_count_of_neutrophils_is_no_axillary_operation(text: str, found: bool) -> None:
    assert any(fact.name == "axillary lymph node dissection" for fact in treatments(text)) is found


def courses(text: str) -> dict[str, tuple[str | None, str | None, str | None]]:
    return {fact.name: (fact.status, fact.start, fact.end) for fact in treatments(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "June 2022 Letrozole started; stopped January 2023 (arthralgia)",
            {"letrozole": ("stopped", "2022-06", "2023-01")},
        ),
        (
            "Erlotinib was started in March 2018, but was discontinued in April 2019 owing to progression, and"
            " osimertinib was commenced.",
            {"erlotinib": ("stopped", "2018-03", "2019-04"), "osimertinib": ("started", None, None)},
        ),
        (
            "Bicalutamide added Nov 2021, withdrawn Mar 2022 with rising PSA, abiraterone commenced Apr 2022",
            {"bicalutamide": ("stopped", "2021-11", "2022-03"), "abiraterone": ("started", "2022-04", None)},
        ),
        (
            "She started capecitabine in May 2022 and stopped it in July 2022, moving to vinorelbine in August 2022.",
            {"capecitabine": ("stopped", "2022-05", "2022-07"), "vinorelbine": ("started", "2022-08", None)},
        ),
        (
            "FEC-T (only 4 cycles, stopped for sepsis), docetaxel x4",
            {"FEC-T": ("stopped", None, None), "docetaxel": (None, None, None)},
        ),
        (
            "Erlotinib stopped; osimertinib started May 2020.",
            {"erlotinib": ("stopped", None, None), "osimertinib": ("started", "2020-05", None)},
        ),
        (
            "Had sunitinib, stopped smoking in 2020, and nivolumab.",
            {"sunitinib": (None, None, None), "nivolumab": (None, None, "2020")},
        ),
        (
            "She started tamoxifen in 2018 and declined radiotherapy.",
            {"tamoxifen": ("started", "2018", None), "radiotherapy": ("declined", None, None)},
        ),
        (
            "She was on tamoxifen until 2019 when she was switched to letrozole.",
            {"tamoxifen": (None, None, "2019"), "letrozole": ("started", None, None)},
        ),
        (
            "Brentuximab x4 -> PR -> autograft June 2019 -> nivolumab since 2021",
            {"brentuximab vedotin": (None, None, None), "nivolumab": ("ongoing", "2021", None)},
        ),
    ],
)
def test_a_clause_without_a_name_tells_of_the_medicine_before_it(
    text: str, expected: dict[str, tuple[str | None, str | None, str | None]]
) -> None:
    """What has a name of its own, or an object of its own, is left to that."""
    found = courses(text)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Plan: bicalutamide started today, leuprorelin 22.5 mg in 2 weeks.", "bicalutamide", "present"),
        ("Plan: bicalutamide started today, leuprorelin 22.5 mg in 2 weeks.", "leuprolide", "planned"),
        ("Plan: letrozole to be started next week.", "letrozole", "planned"),
        ("She had carboplatin x6; bev was planned but held because of the bowel.", "carboplatin", "present"),
        ("She had carboplatin x6; bev was planned but held because of the bowel.", "bevacizumab", "absent"),
        ("SBRT planned but cancelled due to ascites.", "stereotactic body radiotherapy", "absent"),
        ("SBRT planned and booked for May.", "stereotactic body radiotherapy", "planned"),
        ("Carboplatin x6; a stent was not needed.", "carboplatin", "present"),
        ("She had 3 cycles; letrozole to be restarted.", "letrozole", "planned"),
        ("He returns in 2 weeks for cycle 3 and rituximab will be resumed.", "rituximab", "planned"),
        ("We will switch from ibrutinib to acalabrutinib.", "ibrutinib", "present"),
        ("We will switch from ibrutinib to acalabrutinib.", "acalabrutinib", "planned"),
        ("Lenvatinib is the next option.", "lenvatinib", "hypothetical"),
        ("Given her renal function she was not\nsuitable for cisplatin.", "cisplatin", "absent"),
        ("She is well and was\ntreated with cisplatin.", "cisplatin", "present"),
        ("Cisplatin x3 (third omitted) with RT 70 Gy/35#.", "radiotherapy", "present"),
        ("PR after 3 cycles of FOLFIRINOX.", "FOLFIRINOX", "present"),
        ("Olaparib will be considered if BRCA2 is confirmed.", "olaparib", "hypothetical"),
        ("If she tolerates it we will add palbociclib.", "palbociclib", "hypothetical"),
        ("As she tolerates it we will add palbociclib.", "palbociclib", "planned"),
        ("If unable to tolerate FLOT switch to CAPOX.", "FLOT", "hypothetical"),
        ("She is unable to continue; FLOT was stopped.", "FLOT", "present"),
        ("Letrozole for at least 5 years thereafter.", "letrozole", "planned"),
        ("She had letrozole for at least 5 years.", "letrozole", "present"),
        ("R-CHOP was not possible (prior doxorubicin?).", "doxorubicin", "possible"),
        ("Prior radiotherapy? yes.", "radiotherapy", "present"),
        ("15 May 2024 Commenced on doxorubicin ? good tolerance", "doxorubicin", "present"),
        ("Current situation: Pre-cycle 4 FLOT assessment", "FLOT", "present"),
        ("Hormones: bicalutamide then triptorelin, stopped 2024.", "triptorelin", "present"),
        ("Osimertinib to be stopped.", "osimertinib", "present"),
        ("Plan: 1) FLOT x 4, started 2/2/2024", "FLOT", "present"),
        ("Plan: 1) FLOT x 4, to be started 2/2/2024", "FLOT", "planned"),
        ("ER and PR to be tested. FOLFIRINOX would suit.", "FOLFIRINOX", "hypothetical"),
    ],
)
def test_the_word_on_one_treatment_is_not_that_on_its_neighbour(text: str, name: str, expected: str) -> None:
    assert (name, expected) in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- olaparib 11/2021-3/2024", (None, "2021-11", "2024-03")),
        ("She was on maintenance olaparib 11/2021-3/2024.", (None, "2021-11", "2024-03")),
        ("She continued on olaparib until March 2024.", (None, None, "2024-03")),
        ("She continues on olaparib until March 2034.", ("ongoing", None, "2034-03")),
        ("Olaparib 1/2020-present", ("ongoing", "2020-01", None)),
        ("Olaparib 2017 - ongoing", ("ongoing", "2017", None)),
        ("Olaparib 2017 to 2019, PD.", (None, "2017", "2019")),
        ("Olaparib 300 mg bd 9/2021 -> 10/2023", (None, "2021-09", "2023-10")),
        ("Surgery 14 April 2021 after 3 cycles of olaparib", (None, None, None)),
        ("Completed XRT 6 June 2023 w/ weekly olaparib", (None, None, None)),
        ("Olaparib 2000 mg was given.", (None, None, None)),
        ("Plan:\n- Letrozole 5/2019-6/2020, progressed\n- Olaparib since 1/2022", ("ongoing", "2022-01", None)),
    ],
)
def test_a_range_that_ends_is_not_ongoing(text: str, expected: tuple[str | None, str | None, str | None]) -> None:
    assert courses(text)["olaparib"] == expected


def test_what_lies_before_a_given_treatment_is_no_plan() -> None:
    """Under "Assessment and plan" the story of the illness may come first."""
    text = "PLAN:\nDocetaxel 3/2021-9/2021.\nEnzalutamide since 1/2022.\nRadiotherapy May 2022."
    assert {("docetaxel", "present"), ("enzalutamide", "present"), ("radiotherapy", "planned")} <= told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She received 4 of 6 cycles of FOLFOX.", 4),
        ("Completed 4/6 cycles of FOLFOX.", 4),
        ("FOLFOX (only 4 of the planned 6 cycles)", 4),
        ("FOLFOX x 6 planned, 4 given.", 4),
        ("FOLFOX, planned 6 cycles, 3 delivered.", 3),
        ("He received two of four planned doses of FOLFOX.", 2),
        ("FOLFOX x3 (third omitted)", None),
        ("She had FOLFOX x12, given weekly", 12),
        ("FOLFOX, cycle 4 given today", None),
    ],
)
def test_cycles_are_those_that_were_given(text: str, expected: int | None) -> None:
    """Not those planned, and none where one of the count was left out."""
    assert only(text).cycles == expected
    assert only(text).assertion is Assertion.PRESENT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("His father died of prostate cancer. He does not want surgery for himself, so radiotherapy.", "patient"),
        ("His mother had breast cancer. He received radiotherapy.", "patient"),
        ("Her mother died of breast cancer at 45. She is on radiotherapy.", "patient"),
        ("Her mother had breast cancer at 45. She is keen to start radiotherapy.", "patient"),
        ("Her mother had breast cancer at 45. She was given radiotherapy.", "family"),
        ("Her mother died of breast cancer at 45. She had received radiotherapy.", "family"),
    ],
)
def test_a_relative_is_not_the_subject_of_what_the_patient_does(text: str, expected: str) -> None:
    """A pronoun of the other sex, a wish, or the present tense after a death is the patient's."""
    assert {fact.subject.value for fact in treatments(text) if fact.type in ("radiation", "surgery")} == {expected}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("CVD regimen (cyclophosphamide, vincristine, dacarbazine) was given.", "CVD",
         ("cyclophosphamide", "vincristine", "dacarbazine")),
        ("She had cyclophosphamide, vincristine and dacarbazine (CVD).", "CVD",
         ("cyclophosphamide", "vincristine", "dacarbazine")),
        ("He received VIP (vinblastine, ifosfamide and cisplatin).", "VIP", ("vinblastine", "ifosfamide", "cisplatin")),
        ("He received 4 cycles of CVD.", "CVD", ()),
        ("He received CAPOX (capecitabine reduced, aspirin).", "CAPOX", ("capecitabine", "oxaliplatin")),
        ("He received CAPOX with capecitabine and bevacizumab.", "CAPOX", ("capecitabine", "oxaliplatin")),
    ],
)  # fmt: skip
def test_a_regimen_is_made_of_what_the_text_says(text: str, name: str, expected: tuple[str, ...]) -> None:
    """A name with several meanings has no components of its own."""
    assert next(fact.components for fact in treatments(text) if fact.name == name) == expected


def test_one_medicine_of_a_regimen_may_be_left_out() -> None:
    """ "FOLFOX (oxaliplatin dropped)" does not say that FOLFOX was stopped."""
    found = courses("She had FOLFOX (oxaliplatin dropped at cycle 8).")
    assert (found["FOLFOX"][0], found["oxaliplatin"][0]) == (None, "stopped")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xgeva 120 mg every 4 weeks since March 2022.", {"denosumab"}),
        ("She receives monthly zoledronic acid for her bone metastases.", {"zoledronic acid"}),
        ("She has received pamidronate 90 mg.", {"pamidronic acid"}),
        ("She continues letrozole and adjuvant zoledronic acid.", {"letrozole", "zoledronic acid"}),
        ("She takes denosumab 60 mg every 6 months.", set[str]()),
        ("She takes denosumab for osteoporosis.", set[str]()),
        ("She has received zoledronic acid.", set[str]()),
        ("She has received Prolia since 2020, and has bone metastases.", set[str]()),
        ("She has received filgrastim.", set[str]()),
    ],
)
def test_medicines_for_bones_are_told_where_they_are_for_the_cancer(text: str, expected: set[str]) -> None:
    assert {fact.name for fact in treatments(text)} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VRd x 4 cycles, achieved VGPR.", "very good partial response"),
        ("VRd x 4, CR.", "complete response"),
        ("CR to VRd.", "complete response"),
        ("VRd 2019, SD after 4 cycles.", "stable disease"),
        ("VRd 2019-2020, PD.", "progression"),
        ("VRd x 4, PD-L1 negative.", None),
        ("VRd x 4, ER/PR, HER2 done.", None),
        ("VRd x 4, CR 80.", None),
    ],
)
def test_responses_may_be_abbreviated(text: str, expected: str | None) -> None:
    """Not a receptor, a creatinine or a ligand."""
    assert only(text).response == expected


def test_the_final_cycle_is_of_what_its_sentence_tells() -> None:
    """A medicine that no list holds was given, not the one named before."""
    text = "He received abiraterone. Luparex was given in 2021, 3 of 6 cycles, final cycle 12 January 2022."
    assert courses(text) == {"abiraterone": (None, None, None)}
    text = "He received abiraterone. The final cycle was given in January 2022."
    assert courses(text)["abiraterone"][2] == "2022-01"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Last Lupron 1 May 2024, next due 1 August 2024", (None, None, None)),
        ("Lupron, last injection May 2020, stopped for bone loss", ("stopped", None, "2020-05")),
        ("Lupron started in May 2020; dose reduced in June 2021.", ("started", "2020-05", None)),
    ],
)
def test_the_last_dose_is_no_end_and_a_smaller_one_no_promise(
    text: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    assert courses(text)["leuprolide"] == expected


def test_the_intent_of_the_next_treatment_is_not_that_of_the_last() -> None:
    """Though no list holds the next one, and a number of years is none of cycles."""
    assert only("She had docetaxel x6, then HP maintenance.").intent is None
    assert only("She had maintenance docetaxel, then surveillance.").intent == "maintenance"
    assert only("She had docetaxel x 5 years.").cycles is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She has completed her first cycle of EC on 15 March 2024.", (None, None, None)),
        ("She has completed cycle 3 of EC on 15 March 2024.", (None, None, None)),
        ("She has completed 3 cycles of EC on 15 March 2024.", ("completed", None, "2024-03-15")),
        ("She has completed second-line EC chemotherapy on 15 March 2024.", ("completed", None, "2024-03-15")),
    ],
)
def test_one_cycle_completed_is_not_the_treatment(
    text: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    assert courses(text)["EC"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Recommendation for switch to capecitabine.", {("capecitabine", "planned")}),
        ("Recommendation to switch to second-line treatment with doxorubicin.", {("doxorubicin", "planned")}),
        ("Pre-cycle 1 carboplatin.", {("carboplatin", "planned")}),
        ("Pre-cycle 2 carboplatin.", {("carboplatin", "present")}),
        ("Post-chemoradiotherapy assessment.", {("chemoradiotherapy", "present")}),
        ("Previous octreotide scan showed uptake.", set[tuple[str, str]]()),
        ("Post-radiotherapy imaging.", {("radiotherapy", "present")}),
        (
            "Diagnosis: lung cancer\nMDT recommendations:\n1. Resection with right lobectomy",
            {("right lobectomy", "planned")},
        ),
        ("Diagnosis: lung cancer\nTreatment:\n1. Right lobectomy", {("right lobectomy", "present")}),
    ],
)
def test_recommendations_and_tests_are_no_treatment_that_was_given(text: str, expected: set[tuple[str, str]]) -> None:
    """Of words that fit, the longest says what is meant, whichever row of the table it is."""
    assert {one for one in told(text) if one[0] != "resection"} == expected


def test_progression_despite_radiation_does_not_stop_it() -> None:
    assert only("Progression despite radiotherapy completed in May 2023.").status == "completed"
    assert only("Progression despite sunitinib.").status == "stopped"


def test_an_operation_without_a_name_stays_in_its_item_of_a_list() -> None:
    told = dated("5. Melanoma of the right calf, excised 2008\n6. Previous hysterectomy for fibroids")
    assert told == {("excision", "2008"), ("hysterectomy", None)}
    assert dated("Initial surgery 15 March 2024 - right nephrectomy") == {("right nephrectomy", "2024-03-15")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bortezomib changed to weekly from\ncycle 3 due to neuropathy.", {("bortezomib", "present", None)}),
        ("Carboplatin was considered but not used.", {("carboplatin", "absent", None)}),
        (
            "Referred to hepatobiliary surgery to discuss resection of the liver lesions.",
            {("resection", "hypothetical", None)},
        ),
        ("Referred to Dr Smith for surgery.", {("surgery", "planned", "planned")}),
        (
            "MDT DISCUSSION AND RECOMMENDATION\n[x] long course chemoradiation then consolidation CAPOX",
            {("chemoradiotherapy", "planned", "planned"), ("CAPOX", "planned", "planned")},
        ),
        (
            "On pembrolizumab since 2023-11-15. Remote history of cervical cancer (1995).",
            {("pembrolizumab", "present", "ongoing")},
        ),
    ],
)
def test_what_is_changed_considered_referred_for_or_recommended(text: str, expected: set[tuple[str, ...]]) -> None:
    assert {(one.name, one.assertion.value, one.status) for one in treatments(text)} == expected


@pytest.mark.parametrize("asked", ["RADIATION THERAPY?: No", "Radiation therapy? No", "RADIATION THERAPY: No"])
def test_a_form_that_answers_no_tells_what_was_not_given(asked: str) -> None:
    assert told(f"PREVIOUS {asked}. ORGAN: stomach.") == {("radiotherapy", "absent")}


def test_a_medicine_for_bones_takes_nothing_that_is_told_of_chemotherapy() -> None:
    text = (
        "Current medications:\nLetrozole 2.5mg daily\nDenosumab 120mg monthly for bone metastases\n\n"
        "Given progression on first-line endocrine therapy we discussed paclitaxel."
    )
    (bones,) = [one for one in treatments(text) if one.name == "denosumab"]
    assert (bones.response, bones.reason_stopped, bones.line) == (None, None, None)
    assert bones.status != "stopped"


def test_a_plan_that_is_called_one_is_planned_though_it_hangs_on_something() -> None:
    assert told("If the liver metastases remain resectable, hepatectomy is planned.") == {("hepatectomy", "planned")}
    assert told("If she progresses, we will start paclitaxel.") == {("paclitaxel", "hypothetical")}


def of(text: str, name: str) -> Treatment:
    (fact,) = (fact for fact in treatments(text) if fact.name == name)
    return fact


@pytest.mark.parametrize(
    ("text", "name", "dose"),
    [
        ("Capecitabine at reduced dose started 3 May 2024.", "capecitabine", "reduced dose"),
        ("Docetaxel 75 mg/m2 x 6, 20% dose reduction from C4.", "docetaxel", "75 mg/m2, 20% dose reduction from C4"),
        ("She continues docetaxel, dose reduced to 75 %.", "docetaxel", "dose reduced to 75 %"),
        (
            "Lenalidomide 10 mg from September 2021, reduced to\n      5 mg in March 2022 for neutropenia.",
            "lenalidomide",
            "10 mg, reduced to 5 mg in March 2022",
        ),
        ("Carboplatin was dose-reduced to AUC 4 from cycle 3.", "carboplatin", "dose-reduced to AUC 4 from cycle 3"),
        ("07/22/2024: Irinotecan reduced from 180 to 144 mg/m2.", "irinotecan", "reduced from 180 to 144 mg/m2"),
        ("20 % dose reduction of paclitaxel in May 2023.", "paclitaxel", "20 % dose reduction"),
        ("She had oxaliplatin in May 2023, reduced 25% from C8.", "oxaliplatin", "reduced 25% from C8"),
        ("She takes dasatinib 100 mg then 50 mg od.", "dasatinib", "100 mg, then 50 mg od"),
        ("Dasatinib 50 mg od from 2019, held and restarted at 40 mg.", "dasatinib", "50 mg od, restarted at 40 mg"),
        ("Three cycles of docetaxel were given, the last at 80% dose.", "docetaxel", "80% dose in the last cycle"),
        ("She is on maintenance methotrexate, held for low counts.", "methotrexate", "held"),
        ("She is on ribociclib (dose reduced once to 400 mg).", "ribociclib", "dose reduced once to 400 mg"),
        ("R-CHOP cycle 4 was given at 80% doses on 5 May 2023.", "R-CHOP", "80% doses in cycle 4"),
        ("He takes tretinoin, reduced to 50 % on 11 May 2024.", "tretinoin", "reduced to 50 % on 11 May 2024"),
    ],
)
def test_a_change_of_the_dose_is_told_beside_the_dose(text: str, name: str, dose: str) -> None:
    assert of(text, name).dose == dose


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("Docetaxel 75 mg/m2 was started in May 2023; the PSA was reduced by 50%.", "75 mg/m2"),
        ("She had docetaxel in May 2023, tumour reduced to 20%.", None),
        ("She continues docetaxel without dose reduction.", None),
        ("She is on docetaxel and may need dose reduction.", None),
        ("Docetaxel 100 mg/m2 was started in May 2023. No dose reductions were needed.", "100 mg/m2"),
        ("She continues docetaxel 75 mg/m2. A 20% dose reduction is planned.", "75 mg/m2"),
    ],
)
def test_what_is_not_or_not_yet_a_smaller_dose(text: str, dose: str | None) -> None:
    """The PSA went down, or the change is denied, feared or planned."""
    assert of(text, "docetaxel").dose == dose


def test_a_smaller_dose_later_joins_the_one_told_first() -> None:
    text = "Capecitabine 1250 mg/m2 started 3 May 2023. Scans were clear. Capecitabine reduced to 75% from cycle 7."
    assert of(text, "capecitabine").dose == "1250 mg/m2; reduced to 75% from cycle 7"


def test_the_day_of_a_smaller_dose_is_no_beginning() -> None:
    assert (of("07/22/2024: Irinotecan reduced from 180 to 144 mg/m2.", "irinotecan").start) is None
    assert of("Palbociclib 100 mg (reduced from 125 mg).", "palbociclib").status is None


@pytest.mark.parametrize(
    ("text", "name", "status", "dose"),
    [
        ("FOLFOX x 12. Oxaliplatin omitted from cycle 9.", "oxaliplatin", None, "omitted from cycle 9"),
        (
            "FOLFOX x 12. Oxaliplatin omitted from cycle 6 onwards for neuropathy.",
            "oxaliplatin",
            "stopped",
            "omitted from cycle 6 onwards",
        ),
        ("Cycle 9 of FOLFOX was given without oxaliplatin.", "oxaliplatin", None, "omitted in cycle 9"),
        ("ABVD since May 2023. Bleomycin held for cycles 3 and 4.", "bleomycin", None, "held for cycles 3 and 4"),
        ("FOLFOX cycle 7 given on 4 May 2023, oxaliplatin omitted.", "oxaliplatin", None, "omitted"),
    ],
)
def test_a_medicine_left_out_of_a_cycle_does_not_go_on_unchanged(
    text: str, name: str, status: str | None, dose: str
) -> None:
    fact = of(text, name)
    assert (fact.assertion, fact.status, fact.dose) == (Assertion.PRESENT, status, dose)


@pytest.mark.parametrize(
    "text",
    ["Adjuvant chemotherapy was omitted.", "She had FOLFIRI without bevacizumab.", "Cycle 1 given without rituximab."],
)
def test_what_was_left_out_altogether_was_not_given(text: str) -> None:
    left_out = ("chemotherapy", "bevacizumab", "rituximab")
    assert all(one.assertion is Assertion.ABSENT and not one.dose for one in treatments(text) if one.name in left_out)


def test_what_is_told_behind_a_medicine_left_out_is_not_left_out() -> None:
    told_of = told("Cycle 9 of FOLFIRINOX given 08/09/2024 without oxaliplatin; irinotecan at 80% dose.")
    assert ("irinotecan", "present") in told_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Intolerant to letrozole (arthralgia).", ("stopped", "toxicity")),
        ("Could not tolerate abemaciclib.", ("stopped", "toxicity")),
        ("She did not tolerate exemestane.", ("stopped", "toxicity")),
        ("Unable to tolerate full dose capecitabine.", ("stopped", "toxicity")),
        ("Known letrozole intolerance.", ("stopped", "toxicity")),
    ],
)
def test_what_the_patient_could_not_bear_was_given_and_stopped(text: str, expected: tuple[str, str]) -> None:
    (fact,) = treatments(text)
    assert (fact.status, fact.reason_stopped) == expected


@pytest.mark.parametrize(
    "text",
    [
        "She is allergic to paclitaxel.",
        "Allergies: carboplatin (anaphylaxis cycle 6), penicillin.",
        "Allergic to penicillin. Intolerant to codeine.",
    ],
)
def test_an_allergy_is_no_treatment(text: str) -> None:
    assert not treatments(text)


def test_what_would_not_be_borne_was_not_given() -> None:
    assert told("He would not tolerate cisplatin.") == {("cisplatin", "absent")}
    assert told("If intolerant to capecitabine, we would give eribulin.") <= {
        ("capecitabine", "hypothetical"),
        ("eribulin", "hypothetical"),
    }


@pytest.mark.parametrize(
    ("text", "start", "cycles"),
    [
        ("Cisplatin 100 mg/m2, planned x 3: C1 03/15/23, C2 04/05/23, C3 not given.", "2023-03-15", 2),
        ("Cisplatin, planned x 3. Cycle 1 on 03/15/23, cycle 2 on 04/05/23.", "2023-03-15", 2),
        ("ABVD x 6 planned. Cycles 1 and 2 given 15 March 2023 and 29 March 2023.", "2023-03-15", 2),
        ("She has FOLFOX every two weeks. Cycle 1 was given on 18 March 2024.", "2024-03-18", None),
    ],
)
def test_dated_cycles_were_given_and_the_first_is_the_beginning(text: str, start: str, cycles: int | None) -> None:
    (fact,) = treatments(text)
    assert (fact.assertion, fact.start, fact.cycles) == (Assertion.PRESENT, start, cycles)


def test_cycles_that_lie_ahead_of_the_page_are_planned() -> None:
    text = "Clinic date: 1 March 2024\n\nPlan: start FOLFOX. C1 18 March 2024, C2 1 April 2024."
    assert told(text) == {("FOLFOX", "planned")}


def test_a_planned_count_is_no_count_of_cycles() -> None:
    assert of("Cisplatin commenced 3 May 2023, planned x 3.", "cisplatin").cycles is None
    assert of("Weekly paclitaxel x 9 of 12 was given.", "paclitaxel").cycles == 9


@pytest.mark.parametrize(
    "text",
    [
        "No previous radiotherapy.",
        "No further chemotherapy is needed.",
        "Short course radiotherapy - not recommended.",
        "She has had no prior chemotherapy, radiotherapy or surgery.",
        "No chemotherapy today because of neutropenia.",
    ],
)
def test_a_denial_of_a_part_is_not_told_of_the_whole(text: str) -> None:
    assert not treatments(text)


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("RT: 2.0 Gy x 35 to the left tonsil, completed 3 May 2023.", "2.0 Gy x 35"),
        ("Radiotherapy 70 Gy/35# completed 3 May 2023.", "70 Gy/35#"),
        ("IMRT 2.5 Gy x 28 to a total of 70 Gy.", "70 Gy in 28 fractions, 2.5 Gy per fraction"),
        ("Tonsil  VMAT 6 MV  2.0 Gy    35/35   70 Gy", "70 Gy in 35 fractions, 2.0 Gy per fraction"),
        ("She received radiotherapy, 70/63/56 Gy in 35 fractions.", "70/63/56 Gy in 35 fractions"),
        (
            "Radiation 5040 cGy in 28 fractions (180 cGy per fraction).",
            "5040 cGy in 28 fractions, 180 cGy per fraction",
        ),
        ("VMAT 6,000 cGy, fraction dose 200 cGy, fractions 30 / 30", "6,000 cGy in 30 fractions, 200 cGy per fraction"),
        ("SBRT to T9 27 Gy in 3 fx 6/2023.", "27 Gy in 3 fx"),
        ("Radiotherapy at 1.8 Gy/day to 45 Gy, 12 May to 15 June 2022.", "45 Gy, 1.8 Gy per fraction"),
        ("Radiotherapy: 5 x 5 Gy to the rectum in June 2023.", "5 x 5 Gy"),
        ("Radiotherapy to T6, 8 Gy in a single fraction, May 2023.", "8 Gy in a single fraction"),
        ("Radiotherapy 20/30 fractions given, 40 Gy at 2 Gy.", "40 Gy"),
    ],
)
def test_the_total_of_a_radiation_is_not_the_dose_of_a_fraction(text: str, dose: str) -> None:
    (fact,) = treatments(text)
    assert fact.dose == dose


def test_a_form_on_radiation_is_one_course() -> None:
    text = (
        "Technique: VMAT\nDose prescription: 70 Gy / 63 Gy / 56 Gy in 35 fractions\n"
        "Start date: 15/05/2023   End date: 30/06/2023\nFractions delivered: 35/35"
    )
    fact = of(text, "intensity-modulated radiotherapy")
    assert (fact.assertion, fact.start, fact.end) == (Assertion.PRESENT, "2023-05-15", "2023-06-30")
    assert fact.dose == "70 Gy / 63 Gy / 56 Gy in 35 fractions"


def test_the_levels_of_a_course_stand_together() -> None:
    text = (
        "Site      Technique  Dose/fx  Fx     Total dose  Start     End\n"
        "Tonsil    VMAT       2.0 Gy   35/35  70 Gy       09/18/23  11/07/23\n"
        "Neck      VMAT       1.6 Gy   35/35  56 Gy       09/18/23  11/07/23\n"
    )
    fact = of(text, "intensity-modulated radiotherapy")
    assert (fact.start, fact.end) == ("2023-09-18", "2023-11-07")
    levels = ("70 Gy in 35 fractions, 2.0 Gy per fraction", "56 Gy in 35 fractions, 1.6 Gy per fraction")
    assert fact.dose == "; ".join(levels)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Bortezomib was changed to weekly from cycle 2.", None),
        ("Bortezomib was switched to weekly dosing.", None),
        ("Durvalumab was moved to every four weeks in May 2023.", None),
        ("Bortezomib was stopped in May 2023 after weekly dosing.", "stopped"),
    ],
)
def test_another_interval_is_no_stop(text: str, status: str | None) -> None:
    assert treatments(text)[0].status == status


def test_all_that_a_board_recommends_is_planned() -> None:
    text = (
        "MDM recommends: total neoadjuvant therapy - long course chemoradiotherapy (50.4 Gy in 28# with capecitabine), "
        "then consolidation CAPOX, then anterior resection. Short course radiotherapy not recommended."
    )
    assert {assertion for _, assertion in told(text)} == {"planned"}
    assert told("The consensus was definitive chemoradiotherapy, then durvalumab.") == {
        ("chemoradiotherapy", "planned"),
        ("durvalumab", "planned"),
    }
    assert told("Allogeneic transplant in CR1 if a donor is found.") == {
        ("allogeneic stem cell transplant", "hypothetical")
    }


def test_support_is_no_treatment_of_the_cancer() -> None:
    text = "Filgrastim 300 mcg days 5-10. Premedication: dexamethasone 8 mg, ondansetron. Aprepitant was given."
    assert not treatments(text)


def test_a_medicine_for_bones_is_for_the_cancer_of_bones_that_its_page_names() -> None:
    text = "IgG kappa multiple myeloma.\n\nZoledronic acid started November 2020."
    assert told(text) == {("zoledronic acid", "present")}
    assert not told(text + "\nOsteoporosis on DEXA 2018.")
    assert not told("Breast cancer, no bone metastases.\n\nZoledronic acid started November 2020.")


def test_a_transplant_may_be_wrapped_and_keeps_its_medicine() -> None:
    text = "Melphalan 200 mg/m2 autologous stem\n               cell transplant 12 May 2021."
    assert dated(text) == {("melphalan", "2021-05-12"), ("autologous stem cell transplant", "2021-05-12")}


def test_an_induction_is_told_with_what_it_is_made_of() -> None:
    text = "Induction 3+7 (daunorubicin 60 mg/m2 D1-3, cytarabine 100 mg/m2 D1-7) was given from 15 May 2023."
    fact = of(text, "7+3")
    assert (fact.assertion, fact.start, fact.components) == ("present", "2023-05-15", ("cytarabine", "daunorubicin"))
    apart = "Daunorubicin 90 mg/m2 x 3 days and cytarabine 100 mg/m2 x 7 days was started on 15 May 2023."
    assert dated(apart) == {("daunorubicin", "2023-05-15"), ("cytarabine", "2023-05-15")}


def test_a_row_that_nothing_closes_tells_the_beginning() -> None:
    assert of("01/2023-      Enzalutamide 160 mg   ongoing", "enzalutamide").start == "2023-01"
    assert of("Lenalidomide from August 2020 until progression December 2023.", "lenalidomide").end == "2023-12"
    assert (
        of("Gemcitabine, dose cut from cycle 7. Completed 8 cycles 10 January 2024.", "gemcitabine").end == "2024-01-10"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "MDT 14 June 2024: 58F. Outcome: neoadjuvant TCHP x 6, then mastectomy; adjuvant radiotherapy.",
            {("TCHP", "planned"), ("mastectomy", "planned"), ("radiotherapy", "planned")},
        ),
        (
            "MDT outcome:\n1. Anterior resection\n2. Adjuvant CAPOX",
            {("anterior resection", "planned"), ("CAPOX", "planned")},
        ),
        ("Outcome: stopped docetaxel after 2 cycles.", {("docetaxel", "present")}),
        (
            "MDT: 58F. Outcome: right mastectomy 3 May 2024, for adjuvant letrozole.",
            {("right mastectomy", "present"), ("letrozole", "planned")},
        ),
    ],
)
def test_what_a_board_came_to_is_a_plan(text: str, expected: set[tuple[str, str]]) -> None:
    assert told(text) == expected


def test_a_proposal_that_was_carried_out_was_given() -> None:
    fact = only("She was recommended adjuvant nivolumab, which she began on 20 November 2023.")
    assert (fact.assertion, fact.status, fact.start) == (Assertion.PRESENT, "started", "2023-11-20")
    assert told("She was recommended nivolumab, which will be started in May.") == {("nivolumab", "planned")}


def test_a_cycle_that_was_put_off_was_not_given() -> None:
    chart = "FOLFOX\nC1 15/01/2024 full dose\nC2 29/01/2024 full dose\n"
    assert of(chart, "FOLFOX").cycles == 2
    assert of(chart + "C3 12/02/2024 deferred", "FOLFOX").cycles == 2
    assert of(chart + "C3 12/02/2024 oxaliplatin 80%", "FOLFOX").cycles is None
    assert told("C4 23/02/2024 oxaliplatin 80%\nC5 15/03/2024 planned") == {("oxaliplatin", "present")}


def test_one_dose_may_be_told_of_two_medicines() -> None:
    text = "She received gemcitabine/cisplatin at 75% dose on 3 May 2024."
    assert {fact.dose for fact in treatments(text)} == {"75% dose"}
    apart = "She received gemcitabine 1000 mg/m2 and cisplatin at 75% dose on 3 May 2024."
    assert of(apart, "gemcitabine").dose == "1000 mg/m2"


def test_days_of_a_cycle_are_no_count() -> None:
    text = "Inj. ifosfamide 1.8 g/m2 D1-5 with mesna and inj. etoposide 100 mg/m2 D1-5 were given on 12 March 2024."
    assert {fact.cycles for fact in treatments(text)} == {None}
    assert dated(text) == {("ifosfamide", "2024-03-12"), ("etoposide", "2024-03-12")}


def test_the_dose_of_support_is_not_that_of_the_medicine() -> None:
    text = "Abiraterone 1 g od with prednisolone 5 mg od, started 3 May 2023; dose reduced to 500 mg od."
    assert only(text).dose == "1 g od, dose reduced to 500 mg od"
    steroid = "She takes carfilzomib 56 mg/m2, dexamethasone 20 mg weekly (reduced from 40 mg in April)."
    assert only(steroid).dose == "56 mg/m2"
    weekly = "Cisplatin 40 mg/m2 weekly x 5 (week 4 omitted) given from 8 May 2024."
    assert (only(weekly).dose, only(weekly).cycles) == ("40 mg/m2 weekly, week 4 omitted", None)


def test_what_is_declined_beyond_a_number_is_not_declined() -> None:
    assert not treatments("She does not want chemotherapy beyond six cycles.")
    assert only("She does not want chemotherapy.").status == "declined"


def test_a_dose_of_one_cycle_is_not_that_of_the_course() -> None:
    text = "HiDAC cycle 1 on 22 April 2024, cycle 2 on 3 June 2024 at 50% dose."
    assert only(text).dose == "50% dose in cycle 2"
    from_then_on = "Docetaxel 100 mg/m2, cycle 1 on 3 May 2024, reduced to 75 mg/m2 from cycle 3."
    assert only(from_then_on).dose == "100 mg/m2, reduced to 75 mg/m2 from cycle 3"


def test_an_induction_may_hold_another_anthracycline() -> None:
    text = "7+3 induction (idarubicin 12 mg/m2 d1-3, cytarabine 200 mg/m2 d1-7) was started on 15 May 2024."
    assert of(text, "7+3").components == ("idarubicin", "cytarabine")


def test_a_line_with_a_label_of_its_own_is_no_list_of_allergies() -> None:
    text = "Allergies: trimethoprim (rash).\nPresent treatment: eribulin 1.23 mg/m2 started 3 July 2023."
    assert told(text) == {("eribulin", "present")}
    assert not treatments("Allergies:\ntrimethoprim\ncarboplatin, cycle 6")
    assert only("Intolerance: letrozole (severe joint pain), codeine.").status == "stopped"


def test_completed_cycles_outweigh_those_that_are_dated() -> None:
    text = "Temozolomide: cycle 1 27 February 2023, cycle 2 27 March 2023. Completed 6 cycles in August 2023."
    assert only(text).cycles == 6
    assert only("Temozolomide: cycle 1 27 February 2023, cycle 2 27 March 2023; cycles 3-6 at 75% dose.").cycles is None


def test_a_regimen_without_a_part_denies_nothing_of_the_cycles_before() -> None:
    assert told("Consolidation with VRd x 2 without bortezomib.") == {("VRd", "present")}
    assert ("bevacizumab", "absent") in told("She had FOLFIRI without bevacizumab.")
    assert not treatments("Bevacizumab was omitted before surgery.")


@pytest.mark.parametrize(
    "text", ["Methotrexate planned x 3, one given.", "Four cycles of AC planned; received 3, fourth omitted."]
)
def test_what_was_planned_and_given_in_part_was_given(text: str) -> None:
    assert only(text).assertion is Assertion.PRESENT


def test_the_date_of_a_board_is_not_that_of_what_it_recommends() -> None:
    assert only("Tumour board recommendation (6 February 2024): perioperative FLOT x 4.").date is None
    assert not treatments("Lymphoma, stage IVA, before cycle 2.")
    assert told("3D-CRT was completed in May 2023.") == {("radiotherapy", "present")}


def test_the_end_of_a_maintenance_is_not_that_of_what_came_before() -> None:
    fact = of("She had docetaxel x 8 with PR, then HP maintenance until progression in March 2023.", "docetaxel")
    assert (fact.status, fact.end) == (None, None)
    reduced = "Bendamustine (reduced to 70 mg/m2 from cycle 3 because of cytopenia), completed 12/2020."
    assert (only(reduced).start, only(reduced).end) == (None, "2020-12")


def test_a_final_cycle_that_was_omitted_had_others_before_it() -> None:
    assert told("We agreed to omit his final cycle of cisplatin.") == {("cisplatin", "present")}
    assert told("We agreed to omit cisplatin.") == {("cisplatin", "absent")}


def test_who_prefers_not_to_have_it_declines() -> None:
    assert only("The patient prefers not to have radiotherapy.").status == "declined"
    assert told("The patient prefers to have radiotherapy.") == {("radiotherapy", "planned")}


def test_a_count_of_a_count_is_what_was_given() -> None:
    assert of("Zoledronic acid 4 mg every 6 months for bone metastases, 3/6 given.", "zoledronic acid").cycles == 3
    assert only("Imatinib 400 mg od 2015-2018, intolerant (oedema).").reason_stopped == "toxicity"


def test_a_name_in_brackets_is_of_the_cycle_before_them() -> None:
    text = "Cycle 1 15.02.2023, cycle 2 23.02.2023, cycle 3 16.03.2023 (etoposide reduced to 75 %), cycle 4 16.04.2023."
    fact = only(text)
    assert (fact.date, fact.start, fact.cycles, fact.dose) == ("2023-03-16", None, None, "reduced to 75 %")
    assert of("TC x4: #1 02/16/23  #2 03/17/23 (docetaxel 60 mg/m2)  #3 04/20/23", "TC").start == "2023-02-16"


def test_no_further_cisplatin_tells_that_there_was_some() -> None:
    assert told("He will go on without further cisplatin.") == {("cisplatin", "present")}
    assert not treatments("No further chemotherapy is planned.")
    assert told("We would not give cisplatin.") == {("cisplatin", "absent")}


def test_the_day_of_a_cycle_is_not_that_of_what_it_left_out() -> None:
    text = "Clinic date: 3 June 2024\n\nShe will have cycle 5 on 10 June 2024 without carboplatin."
    fact = only(text)
    assert (fact.assertion, fact.date, fact.dose) == (Assertion.PRESENT, None, "omitted in cycle 5")


def test_each_of_two_radiations_has_its_own_dose() -> None:
    text = "RT 45 Gy/25# + brachytherapy 4 x 7 Gy, completed 13 March 2023."
    assert {(one.name, one.dose) for one in treatments(text)} == {
        ("radiotherapy", "45 Gy/25#"),
        ("brachytherapy", "4 x 7 Gy"),
    }
    assert only("She received weekly cisplatin 40 mg/m2 x5 (planned 6).").assertion is Assertion.PRESENT


def test_what_is_done_once_between_two_dates_has_what_they_share() -> None:
    assert dated("Lumpectomy between March and May 2023.") == {("lumpectomy", "2023")}
    assert dated("She had a lumpectomy in 2014-15.") == {("lumpectomy", None)}
    assert only("Letrozole March to May 2023.").start == "2023-03"


def test_times_told_from_the_day_of_the_letter_date_a_treatment() -> None:
    """Where the letter gives its day; the date of a diagnosis before it is not that of a treatment told in this way."""
    letter = "Clinic date: 24 June 2024\n\n"
    assert only(f"{letter}She started letrozole last month.").start == "2024-05"
    assert only(f"{letter}He is well on letrozole over the last month.").start is None
    assert only(f"{letter}CT last month showed progression so we started letrozole.").start is None
    assert only("She started letrozole last month.").start is None
    assert only(f"{letter}Lobectomy had been booked three weeks ago.").date is None
    assert only(f"{letter}Prostate cancer in the spring of 2021, started bicalutamide last summer.").start is None


def test_what_ended_before_a_treatment_began_is_another() -> None:
    text = "She started letrozole in May 2024. Chemotherapy was completed in November 2023."
    ends = {fact.name: fact.end for fact in treatments(text)}
    assert ends == {"letrozole": None, "chemotherapy": "2023-11"}


def test_a_blood_count_among_others_is_no_operation() -> None:
    assert treatments("Date | WBC | ANC | Plt\n03 Jan 2024 | 4.5 | 2.1 | 210") == []
    assert told("Left lumpectomy and ANC in 2012.") == {
        ("left lumpectomy", "present"),
        ("axillary lymph node dissection", "present"),
    }


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("PLAN\nHold osimertinib pending CT.", "osimertinib", ("present", None)),
        ("Currently holding capecitabine because of diarrhoea.", "capecitabine", ("present", None)),
        ("Lenalidomide stopped till 19 March.", "lenalidomide", ("present", None)),
        ("Lenalidomide stopped in March.", "lenalidomide", ("present", "stopped")),
        ("Axitinib off 2 days before the extraction.", "axitinib", ("present", None)),
        ("Spinal lesions quiet. Darolutamide off.", "darolutamide", ("present", "stopped")),
        ("Lutetium opened. Darolutamide off-label.", "darolutamide", ("possible", None)),
        ("Hold off starting letrozole.", "letrozole", ("hypothetical", None)),
        ("We shall hold nivolumab in reserve.", "nivolumab", ("hypothetical", None)),
        ("Axitinib alone 2 mg bd restart Mon.", "axitinib", ("planned", "planned")),
    ],
)
def test_what_is_held_for_a_time_neither_goes_on_nor_has_ended(
    text: str, name: str, expected: tuple[str, str | None]
) -> None:
    """A hold is no plan to give it, though it waits for a scan; what is held back was not given."""
    fact = of(text, name)
    assert (fact.assertion, fact.status) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Docetaxel omitted, carboplatin given.", {("docetaxel", "absent"), ("carboplatin", "present")}),
        ("After thought we left bevacizumab out.", {("bevacizumab", "absent")}),
        ("She had a left nephrectomy. Out of hospital on day 5.", {("left nephrectomy", "present")}),
        ("Cycle 3: docetaxel left out because of neuropathy.", {("docetaxel", "present")}),
        ("Bevacizumab not used: fistula.", {("bevacizumab", "absent")}),
        ("You must not be given capecitabine or 5-FU.", {("capecitabine", "absent"), ("fluorouracil", "absent")}),
        ("Docetaxel considered, not offered.", {("docetaxel", "absent")}),
        ("Secondary debulking considered; patient fit.", {("debulking surgery", "hypothetical")}),
        ("She took niraparib until the disease came back.", {("niraparib", "present")}),
    ],
)
def test_what_is_left_out_or_forbidden_was_not_given(text: str, expected: set[tuple[str, str]]) -> None:
    assert told(text) == expected


def test_a_dose_that_was_left_out_is_no_dose_of_what_was_not_given() -> None:
    assert of("Docetaxel omitted, carboplatin given.", "docetaxel").dose is None
    assert of("No adjuvant pembrolizumab.", "pembrolizumab").intent == "adjuvant"


@pytest.mark.parametrize(
    "text",
    [
        "This is best left until at least six months after radiotherapy.",
        "The cream will be held for 48 hours around the operation.",
        "I advised that she should use contraception for a year after any chemotherapy.",
        "It is done once your chemotherapy is behind you.",
        "Going to surgery today would carry a high risk.",
        "Full blood count will be weekly at the surgery, please.",
        "Please check his PSA at your surgery.",
        "IPI 4. Karnofsky 80.",
        "FLIPI 3, IPI score 4/5.",
        "14 APR 25  C3 AT 80 PCT DOSE WITH GCSF.",
        "Irinotecan gene test came back *28/*28.",
        "Allergies/intolerances: docetaxel, carboplatin",
        "Pembrolizumab #5 not given.",
    ],
)
def test_an_aside_tells_of_no_treatment(text: str) -> None:
    """A time reckoned from what is yet to come, a doctor's surgery, an index, a month, a test, a list of allergies."""
    assert not treatments(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Her arm has been numb since surgery.", {("surgery", "present")}),
        ("He was well six months after radiotherapy.", {("radiotherapy", "present")}),
        ("She has recovered well after the surgery.", {("surgery", "present")}),
        ("Started IPI 3 mg/kg.", {("ipilimumab", "present")}),
        ("She underwent APR in 2014 for rectal cancer.", {("abdominoperineal resection", "present")}),
        ("He has not had any chemotherapy.", {("chemotherapy", "absent")}),
    ],
)
def test_what_only_looks_like_an_aside_is_told(text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6) Leuprorelin goes on for life.", ("leuprolide", "ongoing")),
        ("Letrozole carries on.", ("letrozole", "ongoing")),
        ("Keep the lanreotide shots going every 28 days.", ("lanreotide", "ongoing")),
        ("After two years off platinum we went back to carboplatin.", ("carboplatin", "started")),
        ("Abiraterone was added in March, and that his PSA has dropped pleases him.", ("abiraterone", "started")),
        ("Progressive disease after cycle 4 of docetaxel.", ("docetaxel", "stopped")),
    ],
)
def test_a_status_is_that_of_its_own_treatment(text: str, expected: tuple[str, str]) -> None:
    """Not what ended before it began, nor what another thing of the sentence did."""
    assert expected in {(fact.name, fact.status) for fact in treatments(text)}


def test_each_medicine_of_a_list_has_its_own_end() -> None:
    """Two with nothing but a comma between them share what is told of them, unless each has words or a dose."""
    assert {(one.name, one.status) for one in treatments("Stopped palbociclib, letrozole continues.")} == {
        ("palbociclib", "stopped"),
        ("letrozole", "ongoing"),
    }
    listed = "Letrozole 2.5 mg daily, palbociclib stopped in May 2024."
    assert of(listed, "letrozole").status is None
    assert of(listed, "palbociclib").status == "stopped"
    assert of("Letrozole, amlodipine stopped.", "letrozole").status is None
    assert {one.status for one in treatments("Carboplatin, paclitaxel stopped in May 2024.")} == {"stopped"}


def test_what_has_ended_does_not_go_on() -> None:
    """An end that a date gives outweighs a cycle or an effect told elsewhere; not an end that is yet to come."""
    ended = of("Adjuvant radiotherapy completed June 2023. Week 4 of radiotherapy was hard.", "radiotherapy")
    assert (ended.status, ended.end) == ("completed", "2023-06")
    due = "Commenced radiotherapy 15 Mar 2024, due to complete 26 Apr 2024. Week 4 of radiotherapy."
    assert of(due, "radiotherapy").status == "ongoing"
    cycle = of("He completed cycle 1 of second-line lenvatinib on March 15th 2024.", "lenvatinib")
    assert (cycle.status, cycle.end) == (None, None)
    assert of("Cycle 1-4 carboplatin completed March 2024.", "carboplatin").end == "2024-03"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30/04/26  BCG 4/6 WITHHELD. Dip: nitrites.\n14/05/26  BCG 4/6 given.", {"2026-05-14"}),
        ("10 Feb 2025  ABIRATERONE DEFERRED: CARDIAC HX", {None}),
        ("04 Feb 2026  Ipilimumab dose 1.\n15 Apr 2026  Dose 4 cancelled, no more ipilimumab ever.", {"2026-02-04"}),
        ("09/04/26  BCG 1/6.\n17/07/26  Histology red patch: granulomatous cystitis, BCG effect.", {"2026-04-09"}),
        ("09/04/26  BCG 1/6.\n16/04/26  BCG 2/6. Mild frequency.", {"2026-04-09", "2026-04-16"}),
        ("| C1 | 03/01/2025 | FOLFOX | 100% |\n| C2 | 29/01/2025 | FOLFOX | held |", {"2025-01-03"}),
    ],
)
def test_the_day_on_which_it_was_not_given_is_not_its_date(text: str, expected: set[str | None]) -> None:
    assert {fact.date for fact in treatments(text)} == expected


def test_a_row_of_a_chart_is_one_cycle_with_its_dose() -> None:
    """Whether it goes on, the next row tells."""
    rows = treatments("| C1 | 03/01/2025 | FOLFOX | 100% |\n| C2 | 15/01/2025 | FOLFOX | 80% |")
    assert [(one.date, one.dose, one.status) for one in rows] == [
        ("2025-01-03", None, None),
        ("2025-01-15", "80%", None),
    ]
    assert of("12/02/24  ABVD cycle 1.", "ABVD").status is None
    assert of("She attends for cycle 3 of FOLFOX.", "FOLFOX").status == "ongoing"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 Jun 2026  MDM: lobectomy, then nivolumab alone.", {("lobectomy", "planned"), ("nivolumab", "planned")}),
        ("10/02/26  MDT: cystectomy within 6 weeks.", {("cystectomy", "planned")}),
        ("MDM opinion: chemo first (mFOLFIRINOX, 4 cycles), restage.", {("FOLFIRINOX", "planned")}),
        ("My recommendation agrees with theirs: chemotherapy up front with FOLFIRINOX for two months.",
         {("FOLFIRINOX", "planned")}),
        ("Tumour Board 4 May 2025. Plan: abemaciclib 150 mg BD, letrozole to continue for 5 years.",
         {("abemaciclib", "planned"), ("letrozole", "planned")}),
        ("Letrozole to continue for 5 years.", {("letrozole", "present")}),
        ("12 Jun 2026  MDM: she had a lobectomy on 2 May 2026.", {("lobectomy", "present")}),
        ("12 Jun 2026  SRS 24 Gy.", {("stereotactic radiosurgery", "present")}),
        ("Post-op radiotherapy advised.", {("radiotherapy", "planned")}),
        ("Radiotherapy mask fitting 22 July; treatment from 31 July.", {("radiotherapy", "planned")}),
        ("Will decide on radiation after the PET.", {("radiotherapy", "hypothetical")}),
        ("The PET supports radiation to the prostate bed.", {("radiotherapy", "hypothetical")}),
        ("If scans show more we would switch to FOLFIRI.", {("FOLFIRI", "hypothetical")}),
        ("She was switched to FOLFIRI.", {("FOLFIRI", "present")}),
    ],
)  # fmt: skip
def test_what_a_board_or_a_writer_proposes_was_not_given(text: str, expected: set[tuple[str, str]]) -> None:
    assert told(text) == expected


def test_what_a_clause_of_another_thing_denies_is_not_the_treatment() -> None:
    text = "The specks were dealt with by one session of stereotactic radiotherapy, and she has not needed steroids."
    assert {assertion for _, assertion in told(text)} == {"present"}


def test_medicines_with_a_radiation_are_told_as_it_is() -> None:
    course = (
        "He finished chemoradiation on 8 September 2023: 60 Gy in 30 fractions with weekly carboplatin and paclitaxel."
    )
    assert {("carboplatin", "present"), ("paclitaxel", "present")} <= told(course)
    session = of("- Chemoradiotherapy, 25 sessions with capecitabine, finished 17 May 2024.", "chemoradiotherapy")
    assert (session.status, session.end) == ("completed", "2024-05-17")


def test_another_resection_does_not_date_the_excision_before_it() -> None:
    text = "Wide local excision with 2 cm margins and sentinel node biopsy 9 April 2024.\nOne bowel resection in 2016."
    assert dated(text) == {
        ("wide local excision", "2024-04-09"),
        ("sentinel lymph node biopsy", "2024-04-09"),
        ("resection", "2016"),
    }


def test_cycles_of_a_class_are_not_those_of_the_next_medicine() -> None:
    assert of("She finished six cycles of chemo in 2022 and took niraparib until January.", "niraparib").cycles is None


def test_a_chart_without_years_counts_its_cycles() -> None:
    """Up to the row that was put off; not where the chart begins later or a row is of another regimen."""
    row = "| C{} | 3/{} | FOLFOX | 80% |\n".format
    chart = row(1, 1) + row(2, 15) + row(3, 29)
    assert of(chart, "FOLFOX").cycles == 3
    assert of(chart + "| C4 | 4/12 | FOLFOX | held |", "FOLFOX").cycles == 3
    assert {one.cycles for one in treatments(chart + "| C4 | 4/12 | FOLFOX | planned |")} == {3, None}
    assert of(row(2, 15) + row(3, 29), "FOLFOX").cycles is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oesophagectomy was down for 2 January 2025. Now 30 January 2025.", ("planned", None)),
        ("Oesophagectomy was down for 2 January 2025.", ("planned", "2025-01-02")),
        ("Because of her earlier clot we have avoided tamoxifen.", ("absent", None)),
        ("His kidney function rules out cisplatin.", ("absent", None)),
        ("Lenalidomide must be cut to 10 mg.", ("possible", None)),
        ("Docetaxel cut to 80% from this cycle.", ("present", None)),
        ("She has had seven of the planned thirteen doses of durvalumab.", ("present", None)),
    ],
)
def test_what_was_moved_avoided_or_cut(text: str, expected: tuple[str, str | None]) -> None:
    fact = only(text)
    assert (fact.assertion, fact.date) == expected


def test_a_row_of_a_numbered_table_ends_before_the_next() -> None:
    """Not the wrapped line of an item."""
    table = " 1  Zoledronic acid 4 mg   last 11 Sept   dose cut to 3.3 mg\n 2  Amitriptyline 10 mg   stopped by GP   QT"
    assert of("Myeloma.\n" + table, "zoledronic acid").status is None
    assert of(" 1  Letrozole 2.5 mg daily was\n    stopped in May 2024.", "letrozole").status == "stopped"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("If any tumour is left, switch to T-DM1.", {("trastuzumab emtansine", "hypothetical")}),
        ("Findings discussed. Switch to FOLFIRI.", {("FOLFIRI", "planned")}),
        ("06/05/24  Start radiotherapy 60 Gy in 30.", {("radiotherapy", "present")}),
        ("I do not plan to give ipilimumab again.", {("ipilimumab", "absent")}),
        ("Her lungs will not stand a lobectomy.", {("lobectomy", "absent")}),
        ("Fluoropyrimidines not to be given again, incl. capecitabine.", {("capecitabine", "absent")}),
        ("I saw her in advance of her autologous transplant.", {("autologous stem cell transplant", "planned")}),
        ("It stays off for the rest of radiotherapy.", {("radiotherapy", "present")}),
        ("C3 to be EP instead of BEP.", {("EP", "planned"), ("BEP", "absent")}),
        ("The cost was high, hence three rounds of carboplatin came first.", {("carboplatin", "present")}),
        ("Systemic treatment (atezo/bev) held in reserve.", {("atezolizumab-bevacizumab", "hypothetical")}),
        ("Adjuvant temozolomide from mid July only if platelets rise.", {("temozolomide", "hypothetical")}),
        ("BMT deferred.", {("stem cell transplant", "possible")}),
        ("2023-11-06  Trastuzumab OMITTED C5 pending cardiology.", {("trastuzumab", "possible")}),
    ],
)  # fmt: skip
def test_what_is_to_be_done_or_not_was_not_given(text: str, expected: set[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The ileus resolved without surgery.",
        "Ileostomy reversal around 12 weeks.",
        "Clopidogrel to continue, no need to stop for BCG.",
        "Paroxetine refused: blocks tamoxifen.",
        "T 39.4. 2 L Hartmann's in.",
        "Nodes x3. Keratosis at the 3 o'clock TIP.",
        "| ANC (K/uL)  | 3.4  | 2.2  | 0.9 L  |",
        "(The letter had gone to old surgery.)",
        "2023-12-27  KCl 20 mEq daily till surgery.",
        "Restage MRI approx 12 weeks after end of chemo.",
    ],
)
def test_words_that_hold_no_treatment_tell_of_none(text: str) -> None:
    """Another operation on the same place, a fluid, the end of a thing, a count, what another medicine does to one."""
    assert not treatments(text)


def test_a_page_of_a_board_plans_under_its_outcome_and_tells_under_its_history() -> None:
    page = "COLORECTAL MDT OUTCOME FORM\n\nHISTORY\nFOLFOX x 4 completed 2020.\n\nOUTCOME\n1  CAPOX x6, first 15/07.\n"
    assert told(page) == {("FOLFOX", "present"), ("CAPOX", "planned")}
    assert ("CAPOX", "possible") in told(page.replace("\nOUTCOME\n", "\nDISCUSSION\n"))
    assert told(page.replace("MDT OUTCOME", "CLINIC")) == {("FOLFOX", "present"), ("CAPOX", "present")}


def test_what_is_told_to_a_relative_is_of_the_patient() -> None:
    text = "Options explained to patient and son: (1) pemetrexed (2) docetaxel."
    assert {one.subject for one in treatments(text)} == {Subject.PATIENT}
    theirs = "Her son was given pemetrexed."
    assert {one.subject for one in treatments(theirs)} == {Subject.FAMILY}


def test_what_is_put_on_hold_later_does_not_go_on() -> None:
    """Not where it is told to go on after that, nor what another medicine's hold says nothing of."""
    later = "She was reviewed on trastuzumab. Trastuzumab was put on hold that day."
    assert of(later, "trastuzumab").status is None
    assert of("Trastuzumab was put on hold in May. She continues trastuzumab.", "trastuzumab").status == "ongoing"
    assert of("She continues letrozole. Abemaciclib was put on hold.", "letrozole").status == "ongoing"


def test_the_day_of_an_entry_is_not_that_of_the_operation_it_books() -> None:
    assert dated("2023-12-18  Surgeon: lumpectomy booked 9 Jan 2024.") == {("lumpectomy", "2024-01-09")}


def test_days_and_dates_are_no_count_of_cycles() -> None:
    assert of("Constipated x 5 d after each vincristine.", "vincristine").cycles is None
    assert of("AVD from here. C3A 9/4   Given.", "AVD").cycles is None
    assert of("Vincristine x 5 given.", "vincristine").cycles == 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Treatment to date: EC x3, weekly paclitaxel x7 (of 9 planned), mastectomy 24 April 2024.",
         {("EC", "present"), ("paclitaxel", "present"), ("mastectomy", "present")}),
        ("Paclitaxel planned.", {("paclitaxel", "planned")}),
        ("Loop ileostomy formed.", {("ileostomy", "present")}),
        ("An ileostomy may be formed.", {("ileostomy", "hypothetical")}),
        ("Theatre: laparoscopic anterior resection.", {("anterior resection", "present")}),
        ("Procedure: mastectomy vs lumpectomy to be discussed.",
         {("mastectomy", "hypothetical"), ("lumpectomy", "hypothetical")}),
        ("Left WLE and ANC 3 May 2023.",
         {("left wide local excision", "present"), ("axillary lymph node dissection", "present")}),
        ("Treated on time; a low ANC does not hold treatment.", set()),
        ("She is on chemotherapy.", {("chemotherapy", "present")}),
    ],
)  # fmt: skip
def test_what_a_form_or_log_says_was_done_was_done(text: str, expected: set[tuple[str, str]]) -> None:
    assert {(one.name, one.assertion.value) for one in treatments(text)} == expected


@pytest.mark.parametrize(
    "text",
    ["Timing depends on chemotherapy.", "She asked for information on chemotherapy.", "Advice on chemotherapy given."],
)
def test_what_hangs_on_a_treatment_is_no_treatment_that_goes_on(text: str) -> None:
    assert not any(one.status == "ongoing" for one in treatments(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AVD cycles 3-4 (bleomycin omitted) 26.09.2024 - 07.11.2024", {("AVD", "present", "2024-09-26")}),
        ("AVD x2 (no bleomycin), 26.09.2024", {("AVD", "present", "2024-09-26")}),
        ("FOLFOX (oxaliplatin omitted), 26.09.2024", {
            ("FOLFOX", "present", "2024-09-26"), ("oxaliplatin", "present", None)}),
        ("Sentinel node biopsy after shave excision in January 2024.", {
            ("sentinel lymph node biopsy", "possible", None), ("excision", "present", "2024-01")}),
        ("Shave excision in January 2024\nOperation: Right hemicolectomy", {
            ("right hemicolectomy", "possible", None), ("excision", "present", "2024-01")}),
    ],
)  # fmt: skip
def test_whose_a_date_is(text: str, expected: set[tuple[str, str, str | None]]) -> None:
    """Behind a bracket that says what was left out, of what stands before it; of an excision before, of that."""
    assert {(one.name, one.assertion.value, one.date) for one in treatments(text)} == expected


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Bevacizumab - discuss with med onc, hold until wound healed.", "hypothetical"),
        ("Sunitinib not relevant at present.", "absent"),
        ("Adjuvant nivolumab is not applicable.", "absent"),
        ("Bevacizumab not to be restarted.", "absent"),
        ("SIRT was raised at MDT and dismissed.", "absent"),
        ("Etoposide discussed, not added.", "absent"),
    ],
)
def test_what_was_talked_of_and_left(text: str, assertion: str) -> None:
    assert [one.assertion.value for one in treatments(text)] == [assertion]
