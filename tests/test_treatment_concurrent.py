"""When medicines given with radiation began, cycles that end no course, and months with a short year.

Each case has other wordings of the same and look-alikes that must stay what they were.
"""

import pytest
from test_treatment_told import assertions, of, treatments


@pytest.mark.parametrize(
    ("text", "name", "start"),
    [
        ("He commenced chemoradiotherapy on 15 February 2024 with weekly carboplatin.", "carboplatin", "2024-02-15"),
        (
            "Previous treatment:\nChemoradiotherapy commenced 15 January 2024\nCisplatin 100mg/m2 d1, 22, 43",
            "cisplatin",
            "2024-01-15",
        ),
        ("3 May 2023 - started CRT, 60Gy in 30 fractions\nwith concurrent weekly cisplatin", "cisplatin", "2023-05-03"),
        ("Chemoradiotherapy March-May 2024\nCisplatin/etoposide with radiotherapy 45 Gy", "etoposide", "2024-03"),
        (
            "Radiotherapy\n15 Jan - 20 Feb 2024: chemoradiotherapy (70Gy)\nChemotherapy\n1. Concurrent cisplatin",
            "cisplatin",
            "2024-01-15",
        ),
        (
            "He completed 5 cycles of carboplatin with concurrent radiotherapy on 15 March 2024,"
            " having commenced treatment on 15 January 2024.",
            "carboplatin",
            "2024-01-15",
        ),
        ("Completed 5 cycles of docetaxel on 15 March 2024, started 3 January 2024.", "docetaxel", "2024-01-03"),
        ("Progression July 2023 requiring a switch to fulvestrant.", "fulvestrant", "2023-07"),
        ("Relapse in March 2022 prompted a change to cabozantinib.", "cabozantinib", "2022-03"),
        ("She was randomised to the durvalumab arm and commenced treatment on 15/1/24.", "durvalumab", "2024-01-15"),
    ],
)
def test_the_start_is_told(text: str, name: str, start: str) -> None:
    assert of(text, name).start == start


@pytest.mark.parametrize(
    "text",
    [
        "Induction cisplatin was well tolerated. Chemoradiotherapy commenced 15 January 2024.",
        "Chemoradiotherapy January 2024, then adjuvant cisplatin.",
        "Radiotherapy to T8, May 2022. Radiotherapy with concurrent cisplatin. Radiotherapy to hip, June 2024.",
        "Chemoradiotherapy commenced 15 January 2024.\n\nAfter relapse: cisplatin given.",
        "CT 15 April 2024 showed progression requiring a switch to cisplatin.",
    ],
)
def test_no_date_of_another_time_is_lent(text: str) -> None:
    assert [(one.start, one.end, one.date) for one in treatments(text) if one.name == "cisplatin"] in (
        [(None, None, None)],
        [],
    )


def test_an_end_is_lent_to_the_month() -> None:
    told = of("Completed chemoradiotherapy 15/3/24 (70Gy with concurrent weekly cisplatin)", "cisplatin")
    assert (told.start, told.end) == (None, "2024-03")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("FOLFOX cycle 2 completed 20 Feb 2024", "ongoing"),
        ("FOLFOX: cycle 3/8 was completed on 3 March 2024.", "ongoing"),
        ("FOLFOX cycle 6 of 6 completed 20 Feb 2024", "completed"),
        ("FOLFOX cycles 1-4 completed March 2024", "completed"),
        ("FOLFOX completed 20 Feb 2024", "completed"),
    ],
)
def test_a_cycle_that_is_completed_ends_no_course(text: str, status: str) -> None:
    assert of(text, "FOLFOX").status == status


@pytest.mark.parametrize(
    "text",
    [
        "Patients are randomised to the durvalumab arm or placebo.",
        "He may be randomised to the durvalumab arm.",
        "If randomised to the durvalumab arm he will start in May.",
    ],
)
def test_who_may_be_randomised_was_given_nothing(text: str) -> None:
    assert not {one.assertion for one in treatments(text)} & {"present", "historical"}


LIST = "Jul 17 - grade III carcinoma\nAug 17 Commenced anastrozole\n{third} Completed tamoxifen\n22.03.25 Seen"


def test_a_list_settles_that_two_digits_are_a_year() -> None:
    assert of(LIST.format(third="May 18"), "anastrozole").start == "2017-08"
    assert of(LIST.format(third="May 18"), "tamoxifen").end == "2018-05"


@pytest.mark.parametrize(
    "third",
    [
        "Sep 17",  # in order as days of one year as well
        "May 16",  # in no order as months
        "May 28",  # later than any date of the page
    ],
)
def test_two_digits_are_no_year_where_nothing_settles_it(third: str) -> None:
    assert of(LIST.format(third=third), "anastrozole").start is None


def test_a_plan_takes_no_date_of_radiation() -> None:
    text = "Chemoradiotherapy commenced 15 January 2024. Concurrent cisplatin is planned from week 2."
    assert assertions(text).get("cisplatin") == "planned"
    assert of(text, "cisplatin").start is None


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Plan:\n2. Bevacizumab not to be added, fresh scar.", "bevacizumab", "absent"),
        ("Resume carboplatin in 3 weeks. Bevacizumab will not be added.", "bevacizumab", "absent"),
        ("Intrathecal methotrexate not part of the plan, CNS-IPI low.", "methotrexate", "absent"),
        ("Haematology see no reason to start ibrutinib.", "ibrutinib", "absent"),
        ("Dasatinib was rejected in view of this mutation.", "dasatinib", "absent"),
        ("Interferon alfa: never.", "interferon alfa", "absent"),
        ("No pelvic nodal irradiation was given.", "radiotherapy", "absent"),
        ("He had read about nivolumab and asked about it.", "nivolumab", "hypothetical"),
        ("Ramucirumab in case of progression.", "ramucirumab", "hypothetical"),
        ("Sotorasib noted as a second line possibility on relapse.", "sotorasib", "hypothetical"),
        ("Everolimus: held in reserve.", "everolimus", "hypothetical"),
        ("PEG placed 15.6.15, still in. Tracheostomy avoided.", "tracheostomy", "absent"),
        ("Cranial radiation          none\nCompleted 05/2005", "radiotherapy", "absent"),
        ("IT methotrexate   12 mg    IT    CANCELLED - CNS-IPI rescored 2", "methotrexate", "absent"),
        ("FOLFOX cycle 5 cancelled, cycle 6 given on 3 May 2024.", "FOLFOX", "present"),
        ("Docetaxel x6 completed May 2021; echo appointment cancelled.", "docetaxel", "present"),
        ("Docetaxel was rejected by his insurer and then given from May 2021.", "docetaxel", "present"),
        ("No further chemotherapy was given after FOLFOX was completed in May 2020.", "FOLFOX", "present"),
        ("Letrozole was added in May 2020.", "letrozole", "present"),
        ("A nephrostomy went in on 15 July 2024.", "nephrostomy", "present"),
    ],
)
def test_what_is_not_to_be_given_or_only_kept_in_mind(text: str, name: str, assertion: str) -> None:
    assert assertions(text)[name] == assertion


def test_no_index_is_a_medicine() -> None:
    assert "ipilimumab" not in assertions("CNS-IPI rescored 2, R-IPI good. R-CHOP cycle 3 given.")


def test_a_practice_is_no_operation() -> None:
    assert treatments("Riverbank Surgery - GP SUMMARY (printed 18/05/2026)\nProblems: asthma") == []
    assert of("Surgery - 18 May 2026: right hemicolectomy", "right hemicolectomy").date == "2026-05-18"


def test_what_began_is_the_regimen_told_above() -> None:
    text = "We discussed chemotherapy: EC x 4, then surgery.\nStart EC on 13/03/2026."
    told = [one for one in treatments("Clinic 2 March 2026\n" + text) if one.name == "EC"]
    assert next((one.assertion, one.start or one.date) for one in told) == ("planned", "2026-03-13")
    assert treatments("Start EC on 13/03/2026.") == []


def test_what_hangs_on_no_progression_is_not_given() -> None:
    text = "Outcome:\nConsolidation durvalumab up to 12/12 if no progression and no pneumonitis."
    assert assertions(text)["durvalumab"] == "hypothetical"


def test_a_cycle_that_was_completed_does_not_end_its_regimen() -> None:
    assert of("Treatment: ABVD, completed cycle 2 on 28/05/26.", "ABVD").status == "ongoing"
    assert of("Treatment: ABVD, completed cycle 6 of 6 on 28/05/26.", "ABVD").status == "completed"
