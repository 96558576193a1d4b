"""Treatments told wrongly of records: plans, refusals, omissions, neighbours' dates and doses, the end of a course.

Each case has other wordings of the same and look-alikes that must stay what they were.
"""

import pytest

from core.records import Assertion, Method, Page, Treatment
from extractors.notes import Note
from extractors.treatment import find

GIVEN, PLANNED, ABSENT, TALKED_OF = (
    Assertion.PRESENT,
    Assertion.PLANNED,
    Assertion.ABSENT,
    Assertion.HYPOTHETICAL,
)
FIRST_OF_MARCH = "Clinic date: 1 March 2024\n\n"


def treatments(text: str) -> list[Treatment]:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    return list(find(Note(page)))


def of(text: str, name: str) -> Treatment:
    (fact,) = [fact for fact in treatments(text) if fact.name == name]
    return fact


def assertions(text: str) -> dict[str, Assertion]:
    return {fact.name: fact.assertion for fact in treatments(text)}


def given(text: str) -> set[str]:
    return {fact.name for fact in treatments(text) if fact.assertion in (GIVEN, Assertion.HISTORICAL)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Tumour conference 14.06.2023: second-line therapy with eribulin after completion of radiotherapy.",
            "eribulin",
        ),
        ("Cancer conference of 3 March 2024: first-line carboplatin and pemetrexed.", "pemetrexed"),
        ("MDM 12/04/24: adjuvant capecitabine.", "capecitabine"),
        ("Multidisciplinary conference 02.02.2024: treatment with lenvatinib.", "lenvatinib"),
        ("Restart everolimus at 5 mg from 28/08/2023 if mucositis < G1.", "everolimus"),
        ("Plan:\n- Resume lenvatinib 10 mg from 13/4/2024 once BP controlled", "lenvatinib"),
        ("Options: FOLFIRI, or FOLFOX + nivolumab, which would not be funded, so we agreed FOLFIRI.", "FOLFIRI"),
        (
            "The options are docetaxel and enzalutamide. We have therefore agreed enzalutamide, to start 04/05/22.",
            "enzalutamide",
        ),
    ],
)
def test_what_a_board_or_a_clinic_settles_on_is_planned(text: str, name: str) -> None:
    assert assertions(text)[name] is PLANNED


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tumour conference 14.06.2023: he has received second-line therapy with eribulin since May 2023.", "eribulin"),
        ("MDM 12/04/24: mastectomy, pT2 pN0, margins clear.", "mastectomy"),
        ("13 Apr 2024 Restarted lenvatinib 10 mg.", "lenvatinib"),
        ("Lenvatinib was resumed on 13 April 2024.", "lenvatinib"),
    ],
)
def test_what_a_board_reviews_stays_given_or_open(text: str, name: str) -> None:
    assert assertions(text)[name] is not PLANNED


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The day unit to choose between dose reduced FOLFOX and switching to irinotecan.", "irinotecan"),
        ("Dr Lee to decide between docetaxel and cabazitaxel.", "docetaxel"),
        ("We are torn between lenvatinib and cabozantinib.", "cabozantinib"),
        ("He voiced hesitation about cisplatin.", "cisplatin"),
        ("She is anxious about starting docetaxel.", "docetaxel"),
        ("He has doubts about having more ipilimumab.", "ipilimumab"),
    ],
)
def test_what_is_weighed_or_feared_is_only_talked_of(text: str, name: str) -> None:
    assert assertions(text).get(name, TALKED_OF) in (TALKED_OF, Assertion.POSSIBLE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The sarcoma MDT did not feel that pulmonary metastasectomy was appropriate.", "metastasectomy"),
        ("We did not think he would benefit from docetaxel.", "docetaxel"),
        ("The board did not consider adjuvant radiotherapy justified.", "radiotherapy"),
        (
            "Cisplatin was initially planned but creatinine clearance was too low; carboplatin given instead.",
            "cisplatin",
        ),
        (
            "Axi-cel was at first intended but there was no slot; tisagenlecleucel infused 3/5/2022.",
            "axicabtagene ciloleucel",
        ),
        ("Nivolumab (adjuvant) offered - chose dabrafenib instead", "nivolumab"),
        ("Letrozole was offered but she opted for watchful waiting.", "letrozole"),
    ],
)
def test_what_was_not_thought_right_or_given_up_is_absent(text: str, name: str) -> None:
    assert assertions(text)[name] is ABSENT


def test_what_took_the_place_of_a_plan_is_not_denied_with_it() -> None:
    assert given("Cisplatin was initially planned but not possible; carboplatin given instead.") == {"carboplatin"}
    said = assertions("Ide-cel was originally planned but no slot; cilta-cel manufactured.")
    assert said["ciltacabtagene autoleucel"] is Assertion.POSSIBLE


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("I did not think the rash was due to pembrolizumab.", "pembrolizumab", GIVEN),
        ("Docetaxel was originally planned but delayed by a week.", "docetaxel", PLANNED),
        ("Olaparib was offered and she opted to have it.", "olaparib", PLANNED),
    ],
)
def test_a_denial_of_something_else_denies_no_treatment(text: str, name: str, expected: Assertion) -> None:
    assert assertions(text).get(name) is not ABSENT
    assert assertions(text).get(name, expected) in (expected, Assertion.POSSIBLE)


@pytest.mark.parametrize(
    "added",
    [
        "Addendum 12/05/2025: seen in oncology clinic, opted for no adjuvant chemotherapy. Surveillance only.",
        "Update 3 June: he declined adjuvant chemotherapy.",
        "Addendum: patient declined chemotherapy.",
        "She has since declined adjuvant chemotherapy.",
    ],
)
def test_a_plan_is_declined_where_an_addendum_declines_its_class(added: str) -> None:
    fact = of(f"MDT outcome:\nFor oncology opinion re adjuvant CAPOX for 3 months.\n\n{added}\n", "CAPOX")
    assert (fact.assertion, fact.status, fact.date) == (ABSENT, "declined", None)


@pytest.mark.parametrize(
    "added",
    [
        "Addendum: she declined radiotherapy.",
        "Addendum: declined palliative chemotherapy for the lung in 2019.",
        "His brother declined chemotherapy.",
        "Addendum: she has now agreed to chemotherapy.",
    ],
)
def test_a_refusal_of_something_else_leaves_the_plan(added: str) -> None:
    text = f"MDT outcome:\nFor oncology opinion re adjuvant CAPOX for 3 months.\n\n{added}\n"
    assert assertions(text)["CAPOX"] is PLANNED


@pytest.mark.parametrize(
    "text",
    [
        "BONE MARROW TRANSPLANT & CELLULAR THERAPY - TREATMENT SUMMARY\nPatient: X",
        "Department of Radiotherapy and Chemotherapy\nDear Dr Low",
        "Dr A Smith, Consultant in Stem Cell Transplantation",
        "Surgery, Radiotherapy and Oncology Service\nMr X",
        "CHEMOTHERAPY DAY UNIT - NURSING RECORD\nPatient: X",
    ],
)
def test_the_titles_of_houses_and_pages_are_no_treatments(text: str) -> None:
    assert treatments(text) == []


@pytest.mark.parametrize(
    "text", ["Stem cell transplant 3 May 2019, Leeds Centre.", "He had a stem cell transplant in our unit in 2019."]
)
def test_a_transplant_in_a_named_house_is_given(text: str) -> None:
    assert given(text) == {"stem cell transplant"}


def test_a_dictated_slip_is_taken_back() -> None:
    said = "Here for follow-up on apalutamide... correction, on darolutamide."
    assert given(said) == {"darolutamide"}
    assert given("He is on apalutamide. Correction of anaemia with iron.") == {"apalutamide"}


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("Reaction to oxaliplatin; changed to irinotecan for cycle 4.", "irinotecan", "started"),
        ("Cycle 5 carboplatin omitted: hypersensitivity; switched to cisplatin for cycle 6.", "cisplatin", "started"),
    ],
)
def test_a_switch_for_a_cycle_does_not_tell_that_it_goes_on(text: str, name: str, status: str) -> None:
    fact = of(text, name)
    assert (fact.assertion, fact.status) == (GIVEN, status)


@pytest.mark.parametrize(
    ("text", "name", "dose", "cycles"),
    [
        (
            "Carboplatin, 6 cycles, 4/4/23 to 29/8/23.\nCycle 5 carboplatin omitted.",
            "carboplatin",
            "omitted in cycle 5",
            None,
        ),
        ("Docetaxel, 4 cycles, 14/4/23 to 29/8/23.\nC6 docetaxel was omitted.", "docetaxel", "omitted in cycle 6", 4),
        (
            "Enzalutamide 160 mg daily started 21/01/2024.\nPlan: continue enzalutamide 120 mg.",
            "enzalutamide",
            "160 mg daily, now 120 mg",
            None,
        ),
        ("Lenvatinib 24 mg od from 13/1/2023.\nHe continues lenvatinib 24 mg.", "lenvatinib", "24 mg od", None),
        (
            "Paclitaxel 80 mg/m2 → reduced to 60 mg/m2 from this cycle.",
            "paclitaxel",
            "80 mg/m2, reduced to 60 mg/m2",
            None,
        ),
        ("Docetaxel 75 mg/m2 -> 60 mg/m2", "docetaxel", "75 mg/m2", None),
    ],
)
def test_the_dose_tells_what_was_left_out_and_what_is_taken_now(
    text: str, name: str, dose: str, cycles: int | None
) -> None:
    fact = of(text, name)
    assert (fact.dose, fact.cycles) == (dose, cycles)


@pytest.mark.parametrize(
    ("text", "name", "cycles"),
    [
        (
            "She began FOLFIRINOX in April 2023 but after three cycles this was changed to gemcitabine.",
            "gemcitabine",
            None,
        ),
        ("He started FOLFOX in May 2022; after 4 cycles treatment was switched to FOLFIRI.", "FOLFIRI", None),
        ("After 2 cycles of ABVD he was given BEACOPP x 4.", "BEACOPP", 4),
        ("Protocol: FEC 3 weekly x 6   Cycle today: 4 of 6\nC1 02/09/25   C2 23/09/25   C3 14/10/25", "FEC", None),
        ("FEC x 6. C1 02/09/25   C2 23/09/25   C3 14/10/25", "FEC", 3),
        ("Concurrent: weekly cisplatin 40 mg/m2. Four of five planned cycles given. Week 5 omitted.", "cisplatin", 4),
        ("Adjuvant docetaxel 75 mg/m2. All 4 cycles were given.", "docetaxel", 4),
    ],
)
def test_cycles_are_counted_of_the_treatment_that_they_are_of(text: str, name: str, cycles: int | None) -> None:
    fact = of(text, name)
    assert (fact.assertion, fact.cycles) == (GIVEN, cycles)


@pytest.mark.parametrize(
    ("text", "name", "start", "end"),
    [
        ("Fludarabine 15-May to 17-May-2023.", "fludarabine", "2023-05-15", "2023-05-17"),
        ("Radiotherapy 3-Jan until 14-Feb-2022, 60 Gy in 30 fractions.", "radiotherapy", "2022-01-03", "2022-02-14"),
        ("Adjuvant XELOX June - September 2019.", "CAPOX", "2019-06", "2019-09"),
        (
            "25/09/2022    Started dabrafenib 150 mg twice a day + trametinib 2 mg once a day",
            "trametinib",
            "2022-09-25",
            None,
        ),
        (
            "Started lenvatinib 20 mg once daily and pembrolizumab 200 mg every 3 weeks 14/5/2022.",
            "lenvatinib",
            "2022-05-14",
            None,
        ),
        (
            "20/01/2026    Encorafenib 450 mg once daily + binimetinib 45 mg twice daily started\n"
            "24/03/2026    MRI head and CT: smaller",
            "binimetinib",
            "2026-01-20",
            None,
        ),
    ],
)
def test_partners_and_ranges_have_their_whole_time(text: str, name: str, start: str | None, end: str | None) -> None:
    fact = of(text, name)
    assert (fact.assertion, fact.start, fact.end) == (GIVEN, start, end)


@pytest.mark.parametrize(
    ("text", "name", "date"),
    [
        ("Barrett's since 2015 and stage I seminoma treated with orchidectomy.", "orchidectomy", None),
        ("Hypertension since 2012 and breast cancer treated with mastectomy in 2003.", "mastectomy", "2003"),
        ("AML (dx August 2021), s/p azacitidine x 8 cycles (Sept 2021 - May 2022).", "azacitidine", "2021-09"),
        ("Right hemicolectomy since 2015 with a stoma.", "right hemicolectomy", "2015"),
    ],
)
def test_the_date_of_another_illness_is_not_that_of_a_treatment(text: str, name: str, date: str | None) -> None:
    assert of(text, name).date == date


def test_what_was_not_given_has_no_intent_to_lend() -> None:
    assert of("Right hemicolectomy 2009, no adjuvant therapy", "right hemicolectomy").intent is None
    assert of("Declined adjuvant radiotherapy after mastectomy in 2015.", "radiotherapy").intent == "adjuvant"


def test_a_class_lends_nothing_to_a_medicine_of_another_class() -> None:
    text = "Docetaxel and cyclophosphamide (TC) in 2016. She has progressed on first-line CDK4/6 inhibitor."
    fact = of(text, "TC")
    assert (fact.line, fact.response) == (None, None)
    fact = of("Palbociclib in 2022. She has progressed on first-line CDK4/6 inhibitor.", "palbociclib")
    assert (fact.line, fact.response) == (1, "progression")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Bleomycin stopped after cycle 4 because of decline in DLCO.", "toxicity"),
        ("Bleomycin stopped because of falling TLCO.", "toxicity"),
        ("Gemcitabine stopped because of decline in performance status.", "clinical deterioration"),
        ("Docetaxel stopped owing to declining health.", "clinical deterioration"),
        ("Everolimus stopped because of decline in supply.", None),
    ],
)
def test_why_a_treatment_ended_is_what_the_words_say(text: str, reason: str | None) -> None:
    (fact,) = treatments(text)
    assert fact.reason_stopped == reason


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Melphalan 200 auto-SCT 25-Sep-2018.", "melphalan"),
        ("Busulfan 130 + ASCT on 3 May 2019", "busulfan"),
        ("CT: biliary stent in situ with pneumobilia.", "stent insertion"),
        ("CT shows the metal stent in place.", "stent insertion"),
    ],
)
def test_what_lies_in_place_or_came_before_a_transplant_was_given(text: str, name: str) -> None:
    assert name in given(text)


def test_what_was_not_given_today_is_not_told_of_that_day() -> None:
    assert treatments("14:35 Carboplatin NOT given today - reaction; to be rebooked 16/11/25.") == []
    assert treatments("Rituximab not given today, platelets 30.") == []
    assert given("Rituximab given today.") == {"rituximab"}


@pytest.mark.parametrize(
    ("text", "name", "end", "reason"),
    [
        (
            "Pembrolizumab from 13 May 2022. Pembrolizumab held 17 July 2022 for grade 2 pneumonitis (prednisone). "
            "Will not rechallenge.",
            "pembrolizumab",
            "2022-07-17",
            "toxicity",
        ),
        ("Ipilimumab held 13 May 2022 for colitis, will not be restarted.", "ipilimumab", "2022-05-13", "toxicity"),
        ("Nivolumab on hold since 14 July 2022. Not to be rechallenged.", "nivolumab", "2022-07-14", None),
        ("Everolimus 10 mg held 14/07/2022 (rash). No plans to restart.", "everolimus", "2022-07-14", None),
    ],
)
def test_what_was_held_for_good_was_stopped_then(text: str, name: str, end: str, reason: str | None) -> None:
    fact = of(text, name)
    assert (fact.status, fact.end, fact.reason_stopped) == ("stopped", end, reason)


@pytest.mark.parametrize(
    "text",
    [
        "Atezolizumab since 13 March 2023, held in June 2023 for hepatitis, resumed in July. Will not restart statin.",
        "Atezolizumab since 13 March 2023, held in June 2023 for hepatitis. We will restart next month.",
        "Atezolizumab since 13 March 2023, held in June 2023. Carboplatin will not be restarted.",
    ],
)
def test_what_was_held_for_a_time_has_no_end(text: str) -> None:
    fact = of(text, "atezolizumab")
    assert (fact.status, fact.end) != ("stopped", "2023-06")
    assert fact.end is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Grade 3 colitis: discontinue pembrolizumab permanently today.", "pembrolizumab"),
        ("We stopped lenvatinib today because of proteinuria.", "lenvatinib"),
        ("Daratumumab is discontinued from today.", "daratumumab"),
        ("Today we have stopped abiraterone.", "abiraterone"),
    ],
)
def test_what_is_stopped_today_ends_on_the_day_of_the_visit(text: str, name: str) -> None:
    fact = of(FIRST_OF_MARCH + text, name)
    assert (fact.status, fact.end) == ("stopped", "2024-03-01")
    assert of(text, name).end is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pembrolizumab was stopped last year; she is well today.", "pembrolizumab"),
        ("Started olaparib today after stopping bevacizumab.", "olaparib"),
        ("He will stop abiraterone today if the scan is worse.", "abiraterone"),
    ],
)
def test_today_ends_nothing_else(text: str, name: str) -> None:
    assert of(FIRST_OF_MARCH + text, name).end != "2024-03-01"


@pytest.mark.parametrize(
    ("text", "name", "end"),
    [
        (
            "- since 23.03.2023 maintenance atezolizumab, last dose 13.04.2023\nAtezolizumab was terminated.",
            "atezolizumab",
            "2023-04-13",
        ),
        (
            "Trastuzumab from 23.03.2023, last cycle given on 13.04.2024. Trastuzumab was stopped.",
            "trastuzumab",
            "2024-04-13",
        ),
        ("Daratumumab from 23.03.2023, last dose 16 May 2025.", "daratumumab", None),
    ],
)
def test_the_last_dose_is_the_end_of_what_was_stopped(text: str, name: str, end: str | None) -> None:
    assert of(text, name).end == end


@pytest.mark.parametrize(
    ("text", "name", "cycles"),
    [
        (
            "Indication: gastric cancer, HER2 negative, after 4 cycles of pre-operative FLOT (last dose 18.08.2025).",
            "FLOT",
            4,
        ),
        ("Rectal cancer, resected after six cycles of neoadjuvant CAPOX.", "CAPOX", 6),
        ("Right breast cancer after 6 cycles of neoadjuvant TCHP.", "TCHP", 6),
    ],
)
def test_the_cycles_that_an_operation_came_after_were_given(text: str, name: str, cycles: int) -> None:
    fact = of(text, name)
    assert (fact.assertion, fact.cycles, fact.intent) == (GIVEN, cycles, "neoadjuvant")


@pytest.mark.parametrize(
    "text",
    [
        "Restaging CT after 4 cycles of neoadjuvant FLOT will be arranged.",
        "Plan: surgery after 4 cycles of neoadjuvant FLOT.",
        "Please repeat CT after 4 cycles of neoadjuvant FLOT.",
    ],
)
def test_cycles_that_something_to_come_is_reckoned_from_were_not_given(text: str) -> None:
    assert given(text) == set()


@pytest.mark.parametrize(
    ("text", "name", "date"),
    [
        (
            "Total thyroidectomy and left selective neck dissection (levels II-V) 14/12/2015",
            "total thyroidectomy",
            "2015-12-14",
        ),
        (
            "Date of operation: 16.10.2025\nConsultant: Mr Low\nOperation: Subtotal gastrectomy",
            "subtotal gastrectomy",
            "2025-10-16",
        ),
        ("Date of surgery: 3 May 2024\nProcedure: Right hemicolectomy", "right hemicolectomy", "2024-05-03"),
        ("Operation performed: left nephrectomy\nOperation date: 13/05/2024", "left nephrectomy", "2024-05-13"),
        ("She underwent Right MRM on 21/03/2023.", "right modified radical mastectomy", "2023-03-21"),
        ("Left MRM was done on 14/05/2021.", "left modified radical mastectomy", "2021-05-14"),
        ("He had an APR on 13/05/2022.", "abdominoperineal resection", "2022-05-13"),
        ("S/p TAH-BSO 2015 for endometrial cancer.", "hysterectomy", "2015"),
        ("Underwent LAR on 13 May 2022.", "anterior resection", "2022-05-13"),
        ("PMH: left breast cancer 2004 - WLE, radiotherapy.", "wide local excision", "2004"),
        ("Past history: bladder cancer (pTa G2) 2011, TURBT", "transurethral resection of bladder tumour", "2011"),
    ],
)
def test_operations_have_the_day_that_the_page_gives_them(text: str, name: str, date: str) -> None:
    fact = of(text, name)
    assert (fact.assertion in (GIVEN, Assertion.HISTORICAL), fact.date) == (True, date)


def test_the_day_of_an_operation_is_told_once() -> None:
    text = "Date of operation: 16.10.2025\nOperation: Subtotal gastrectomy"
    assert assertions(text) == {"subtotal gastrectomy": GIVEN}


@pytest.mark.parametrize(
    "text",
    [
        "MRM of the left breast shows a 2 cm mass.",
        "Left MRM report: BI-RADS 4.",
        "Seen on 14 APR 2022.",
        "Clinic date: 3 March 2024\n\nDate of operation: 16.10.2025\nOperation: Subtotal gastrectomy",
    ],
)
def test_an_image_a_month_and_an_operation_to_come_are_not_done(text: str) -> None:
    assert given(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Oesophageal cancer 2020: surveillance, gastrectomy planned.",
        "Gastric cancer in 2011 and 2015, gastrectomy in 2016.",
    ],
)
def test_the_year_of_an_illness_is_not_that_of_a_later_operation(text: str) -> None:
    assert {fact.date for fact in treatments(text)} <= {None, "2016"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Background: previous breast cancer 2004 (wide local excision, radiotherapy, 5 years of tamoxifen).",
            {"wide local excision", "radiotherapy", "tamoxifen"},
        ),
        ("Past history: DCIS left breast 2011, lumpectomy + RT, declined tamoxifen.", {"lumpectomy", "radiotherapy"}),
        ("PMH: right breast cancer, mastectomy and RT in 1998.", {"mastectomy", "radiotherapy"}),
        ("Past history: left mastectomy + RT axillary biopsy.", {"left mastectomy"}),
        ("Metastatic breast cancer involving bone and liver. Denosumab monthly from 12/2022.", {"denosumab"}),
        ("Denosumab 120 mg every 4 weeks since 13 May 2021.", {"denosumab"}),
        ("Denosumab six-monthly since 13 May 2021.", set()),
        ("Zoledronic acid yearly since 13 May 2021.", set()),
        ("Bridging therapy with DCEP x 1 (11-Apr-2023).", {"DCEP"}),
        ("TC x 4 cycles (docetaxel/cyclophosphamide).", {"TC"}),
        ("FEC x3 (fluorouracil, epirubicin, cyclophosphamide) then docetaxel x3.", {"FEC", "docetaxel"}),
        ("FOLFOX x 6, FOLFIRI x 4 in 2019.", {"FOLFOX", "FOLFIRI"}),
    ],
)
def test_the_treatments_of_short_forms_are_all_told_and_no_others(text: str, expected: set[str]) -> None:
    assert given(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Bone metastases. He declined zoledronic acid on dental grounds.",
        "She declined cisplatin on account of hearing loss.",
        "Bone scan in May showed new lesions in the sacrum. She declined denosumab on dental grounds.",
    ],
)
def test_a_refusal_on_grounds_is_told(text: str) -> None:
    (fact,) = treatments(text)
    assert (fact.assertion, fact.status) == (ABSENT, "declined")


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        (
            "Liver inflammation (hepatitis grade 3) two weeks later - steroids, no more ipilimumab",
            "stopped",
            "toxicity",
        ),
        ("Colitis grade 3, so no further ipilimumab.", "stopped", "toxicity"),
        ("No colitis; no further ipilimumab.", None, None),
        ("No further ipilimumab.", None, None),
    ],
)
def test_no_more_of_a_medicine_is_its_end_where_harm_stands_before(
    text: str, status: str | None, reason: str | None
) -> None:
    fact = of(text, "ipilimumab")
    assert (fact.assertion, fact.status, fact.reason_stopped) == (GIVEN, status, reason)


@pytest.mark.parametrize(
    ("text", "name", "response"),
    [
        ("Line 2: DPd from Mar 2021 until July 2022. Best response PR.", "DPd", "partial response"),
        ("Palbociclib 125 mg from 11/2022. Best response stable disease.", "palbociclib", "stable disease"),
        ("FOLFOX x6, May - Aug 2021. Response: VGPR", "FOLFOX", "very good partial response"),
        ("Dabrafenib 11/2020 - 02/2022: CR then PD.", "dabrafenib", "complete response"),
        ("KRd 2020-2021, PR then PD", "KRd", "partial response"),
        ("FOLFOX x6, May - Aug 2021. Her response was muted.", "FOLFOX", None),
        ("Palbociclib from 11/2022. Denosumab monthly from 12/2022. Best response stable disease.", "denosumab", None),
        ("FOLFOX x6 in 2021. ER 90%, PR 20%.", "FOLFOX", None),
    ],
)
def test_the_response_behind_a_regimen_is_its_own(text: str, name: str, response: str | None) -> None:
    assert of(text, name).response == response


def test_a_plan_of_a_dated_line_is_none_once_carried_out() -> None:
    text = (
        "Aug 2022    Pembrolizumab offered - chose dabrafenib instead\n"
        "25/09/2022  Started dabrafenib 150 mg twice a day\n"
    )
    assert assertions(text) == {"pembrolizumab": ABSENT, "dabrafenib": GIVEN}
    later = "25/09/2022  Started dabrafenib 150 mg twice a day\nAug 2024    Planned to restart trametinib\n"
    assert assertions(later)["trametinib"] is PLANNED


@pytest.mark.parametrize(
    ("text", "name", "response"),
    [
        (
            "Dabrafenib 11/2020 - 02/2022 for nodal disease; complete response July 2021, progression Feb 2022\n"
            "Ipilimumab 3 mg/kg, 3 of 4 doses, 18/03/22",
            "dabrafenib",
            "complete response",
        ),
        ("FOLFOX from May 2021, partial response; then FOLFIRI, stable disease.", "FOLFOX", "partial response"),
        ("FOLFOX from May 2021, partial response; then FOLFIRI, stable disease.", "FOLFIRI", "stable disease"),
        ("Cetuximab from May 2021; progressed in June, switched to regorafenib.", "regorafenib", None),
        ("FOLFOX from May 2021; progression on FOLFIRI in 2022.", "FOLFOX", None),
    ],
)
def test_a_clause_on_the_response_is_of_the_treatment_before_it(text: str, name: str, response: str | None) -> None:
    assert of(text, name).response == response


def test_the_latter_of_two_regimens_is_the_last() -> None:
    text = "FOLFIRINOX in April 2023, then changed to gemcitabine. She completed six cycles of the latter."
    assert (of(text, "FOLFIRINOX").cycles, of(text, "gemcitabine").cycles) == (None, 6)


def test_a_department_takes_no_date_from_the_treatment_that_it_gives() -> None:
    fact = of(
        "Whole brain radiotherapy is planned in our department of radiotherapy, beginning 21.05.2023.",
        "whole brain radiotherapy",
    )
    assert (fact.assertion, fact.date) == (PLANNED, "2023-05-21")
    assert treatments("He was seen in the department of radiotherapy.") == []


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("He was nervous about radiotherapy but completed it on 14/3/2022.", "radiotherapy", GIVEN),
        ("Concerned about docetaxel, which was stopped in May 2022.", "docetaxel", GIVEN),
        ("He was offered docetaxel - chose abiraterone instead.", "docetaxel", ABSENT),
        ("She was offered surgery but opted for radiotherapy instead.", "surgery", ABSENT),
        ("Docetaxel offered, she chose to start in May.", "docetaxel", PLANNED),
        ("Trastuzumab held 13 May 2022 (LVEF 45%), not yet restarted.", "trastuzumab", GIVEN),
        ("Carboplatin was omitted for 8th and 9th week because of thrombocytopenia.", "carboplatin", GIVEN),
        ("Second-line NALIRI was offered but he has decided against any further chemotherapy.", "NALIRI", ABSENT),
        (FIRST_OF_MARCH + "He was able to restart pembrolizumab on 14 February 2024.", "pembrolizumab", GIVEN),
        (FIRST_OF_MARCH + "We agreed to restart pembrolizumab on 14 March 2024.", "pembrolizumab", PLANNED),
    ],
)
def test_a_treatment_is_given_planned_or_refused_by_what_became_of_it(
    text: str, name: str, expected: Assertion
) -> None:
    assert assertions(text)[name] is expected


def test_what_is_held_and_not_restarted_has_not_started() -> None:
    assert of("Trastuzumab held 13 May 2022 (LVEF 45%), not yet restarted.", "trastuzumab").status is None


def test_weeks_left_out_leave_no_full_count() -> None:
    text = (
        "12# weekly paclitaxel + carboplatin (from 02/12/2022 till 24/02/2023). Carboplatin was omitted for 8th week."
    )
    assert (of(text, "carboplatin").cycles, of(text, "paclitaxel").cycles) == (None, 12)


def test_what_is_only_discussed_today_goes_on() -> None:
    fact = of(FIRST_OF_MARCH + "We discussed stopping letrozole today.", "letrozole")
    assert (fact.status, fact.end) == ("ongoing", None)
    assert of(FIRST_OF_MARCH + "I have asked him to discontinue sunitinib from today.", "sunitinib").end == "2024-03-01"
    said = assertions(FIRST_OF_MARCH + "Plan: stop tamoxifen today and start letrozole.")
    assert said == {"tamoxifen": GIVEN, "letrozole": PLANNED}


@pytest.mark.parametrize(
    "text",
    [
        "Summary for MDT 12/3/2024: letrozole, palbociclib, stable disease on CT.",
        "Urology MDT 12/3/2024: letrozole ongoing, stable disease.",
        "Letter to MDT 12/3/2024: letrozole cycle 3 given, well.",
    ],
)
def test_what_a_board_is_told_of_is_no_plan(text: str) -> None:
    assert assertions(text)["letrozole"] is not PLANNED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "- 11/2022: Palbociclib + fulvestrant\n- 01/2024: New lesions. Palbociclib stopped 01/29/2024.",
            {("2022-11", None, "2024-01-29")},
        ),
        (
            "- 11/2012: Everolimus 10 mg\n- 01/2024: Everolimus stopped 29 Jan 2024.",
            {("2012-11", None, None), ("2024-01", None, "2024-01-29")},
        ),
        (
            "- 11/2022: Adjuvant nivolumab\n- 01/2024: Nivolumab stopped 29 Jan 2024.",
            {("2022-11", None, None), ("2024-01", None, "2024-01-29")},
        ),
    ],
)
def test_the_end_of_the_only_course_is_of_that_course(
    text: str, expected: set[tuple[str | None, str | None, str | None]]
) -> None:
    facts = [fact for fact in treatments(text) if fact.name in ("palbociclib", "everolimus", "nivolumab")]
    assert {(fact.date, fact.start, fact.end) for fact in facts} == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "2021    Barrett's oesophagus, C3M5, no dysplasia on last surveillance Sept 2023\n"
            "2019    Colon cancer, Dukes B - anterior resection Feb 2019, no chemotherapy.",
            "anterior resection",
            GIVEN,
        ),
        (
            "2021    Scan clear, no recurrence of the previously treated breast disease anywhere\n"
            "2019    No mastectomy in Feb 2019 as planned",
            "mastectomy",
            ABSENT,
        ),
    ],
)
def test_a_row_denies_nothing_of_the_row_below(text: str, name: str, expected: Assertion) -> None:
    assert assertions(text)[name] is expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tracheostomy done.", "tracheostomy"),
        ("Biliary stent placed. Bilirubin falling.", "stent insertion"),
        ("Ipilimumab, 3 cycles 10.07.2023 - 21.08.2023; 4th cycle not given (colitis)", "ipilimumab"),
        ("FOLFOX x 5, 6th cycle not given.", "FOLFOX"),
        ("Cisplatin x 2; third dose omitted because of tinnitus.", "cisplatin"),
    ],
)
def test_what_was_done_or_given_but_for_one_cycle_is_given(text: str, name: str) -> None:
    assert of(text, name).assertion is GIVEN


@pytest.mark.parametrize(
    ("text", "name"),
    [("FOLFOX not given.", "FOLFOX"), ("Tracheostomy to be done next week.", "tracheostomy")],
)
def test_what_was_not_done_at_all_is_not_given(text: str, name: str) -> None:
    assert of(text, name).assertion is not GIVEN


@pytest.mark.parametrize("text", ["RT feeds started POD 1.", "RT feeding started 3 May 2031.", "RT aspirate 50 ml."])
def test_a_tube_for_feeding_is_no_radiotherapy(text: str) -> None:
    """RT is the Ryle's tube there."""
    assert not treatments(text)
