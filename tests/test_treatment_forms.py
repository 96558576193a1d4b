"""Treatments in the short forms of records: chains with arrows, brackets, parts of operations, tables, refusals."""

import pytest

from core.records import Assertion, Method, Page, Subject, Treatment
from extractors.notes import Note
from extractors.treatment import find


def treatments(text: str) -> list[Treatment]:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    return list(find(Note(page)))


def told(text: str) -> set[tuple[str, str]]:
    return {(fact.name, str(fact.assertion)) for fact in treatments(text)}


def dated(text: str) -> set[tuple[str, str | None]]:
    return {(fact.name, fact.date) for fact in treatments(text)}


def given(text: str) -> set[str]:
    facts = (fact for fact in treatments(text) if fact.subject is Subject.PATIENT)
    return {fact.name for fact in facts if fact.assertion is Assertion.PRESENT}


def of(text: str, name: str) -> Treatment:
    (fact,) = [fact for fact in treatments(text) if fact.name == name]
    return fact


def courses(text: str, name: str) -> set[tuple[str | None, str | None, int | None]]:
    return {(fact.intent, fact.date, fact.cycles) for fact in treatments(text) if fact.name == name}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Pelvic clearance: TAH, BSO, omentectomy 12 May 2023.",
            {("hysterectomy", "2023-05-12"), ("salpingo-oophorectomy", "2023-05-12"), ("omentectomy", "2023-05-12")},
        ),
        (
            "Whipple, portal vein resection, splenectomy (2/2023)",
            {("pancreaticoduodenectomy", "2023-02"), ("splenectomy", "2023-02")},
        ),
        (
            "Interval debulking (TAH/BSO, appendicectomy) performed 14 March 2024.",
            {(name, "2024-03-14") for name in ("debulking surgery", "hysterectomy", "salpingo-oophorectomy")}
            | {("appendicectomy", "2024-03-14")},
        ),
        (
            "Bilateral mastectomy with expander reconstruction and left sentinel lymph node biopsy - 19 June 2023.",
            {("bilateral mastectomy", "2023-06-19"), ("left sentinel lymph node biopsy", "2023-06-19")},
        ),
        (
            "Total thyroidectomy, left lateral neck dissection 8 Oct 2021.",
            {("total thyroidectomy", "2021-10-08"), ("neck dissection", "2021-10-08")},
        ),
    ],
)
def test_the_parts_of_one_operation_share_its_day(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Also where a part between them is none that a vocabulary lists."""
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Appendectomy 1985, lap chole 2001, TAH/BSO 2010.",
            {("appendicectomy", "1985"), ("hysterectomy", "2010"), ("salpingo-oophorectomy", "2010")},
        ),
        (
            "Lumpectomy 3/2019, then completion mastectomy 6/2019.",
            {("lumpectomy", "2019-03"), ("completion mastectomy", "2019-06")},
        ),
    ],
)
def test_operations_of_several_days_keep_their_own(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert dated(text) >= {one for one in expected if "mastectomy" not in one[0]}


def test_the_levels_of_a_dissection_are_no_levels_in_the_blood() -> None:
    assert told("Left neck dissection (levels II-V) was done.") >= {("left neck dissection", "present")}
    assert told("Mitotane levels are pending.") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prostate cancer: ADT (leuprolide, since 2/2022) and abiraterone.", ("leuprolide", "2022-02")),
        ("Prostate cancer: ADT (leuprolide, since 2/2022) and abiraterone.", ("abiraterone", None)),
        ("- 7/2021 durvalumab (stopped 11/2021, pneumonitis)", ("durvalumab", "2021-07")),
    ],
)
def test_what_brackets_hold_is_of_what_stands_in_or_before_them(text: str, expected: tuple[str, str | None]) -> None:
    fact = of(text, expected[0])
    assert (fact.assertion, fact.date) == (Assertion.PRESENT, expected[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Breast cancer 2011 (WLE, SNB, tamoxifen 5y).",
            {"wide local excision", "sentinel lymph node biopsy", "tamoxifen"},
        ),
        ("Colon carcinoma dx 2018 (hemicolectomy, CAPOX).", {"hemicolectomy", "CAPOX"}),
        (
            "HR+ breast cancer (s/p lumpectomy, adjuvant TC x4, RT), now with bone metastases.",
            {"lumpectomy", "TC", "radiotherapy"},
        ),
        ("Breast cancer 2024 (mastectomy booked).", set()),
        ("Colon cancer 2024 (FOLFOX vs CAPOX under discussion).", set()),
        ("Her sister had breast cancer 2011 (for mastectomy).", set()),
        ("We went through the options (FOLFIRI, or trifluridine/tipiracil).", set()),
        ("On review (MRI 3/2024, olaparib) we decided to wait.", set()),
    ],
)
def test_treatments_in_brackets_behind_an_illness_were_given(text: str, expected: set[str]) -> None:
    """Behind the year of the illness, or next to one that the same brackets tell to have been given."""
    assert given(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She had a gastrectomy in May 2023 after four cycles of FLOT.", ("FLOT", "present")),
        ("Debulking was performed 4 May 2024 after 3 cycles of carboplatin.", ("carboplatin", "present")),
        ("CT after 3 cycles of FLOT will decide.", ("FLOT", "possible")),
        ("We will operate after 4 cycles of FLOT.", ("FLOT", "planned")),
    ],
)
def test_the_cycles_before_an_operation_that_was_done_were_given(text: str, expected: tuple[str, str]) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Melanoma: ipi/nivo (2 doses; colitis) => nivolumab until 6/2023.", {"nivolumab-ipilimumab", "nivolumab"}),
        (
            "HER2+ cancer, TCHP x6 → lumpectomy → whole breast RT → trastuzumab",
            {"TCHP", "lumpectomy", "radiotherapy", "trastuzumab"},
        ),
        (
            "Cervix: hysterectomy 2018 → RT 2018 → surveillance → cisplatin.",
            {"hysterectomy", "radiotherapy", "cisplatin"},
        ),
        ("Intended sequence: FLOT x4 -> gastrectomy -> FLOT x4.", set()),
        ("Proposed plan: AC x4 -> paclitaxel x12 -> lumpectomy.", set()),
        ("MDT outcome: neoadjuvant CRT -> TME -> adjuvant CAPOX.", set()),
        ("If she relapses we would use the same sequence (carboplatin -> niraparib).", set()),
    ],
)
def test_the_steps_of_a_chain_were_given_unless_it_is_a_plan(text: str, expected: set[str]) -> None:
    assert given(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "FLOT x4 -> Ivor Lewis 9/2023 -> FLOT x4 (completed 1/2024).",
            "FLOT",
            {(None, None, 4), (None, "2024-01", 4)},
        ),
        (
            "Carbo/taxol x3 > IDS 3/2022 > carbo/taxol x3 > olaparib since 8/2022.",
            "olaparib",
            {(None, "2022-08", None)},
        ),
        ("VDC x 7 --> wide resection 8/2022 --> off treatment 3/2023.", "VDC", {(None, None, 7)}),
        ("FOLFOX 3/2019 -> 9/2019.", "FOLFOX", {(None, "2019-03", None)}),
        ("Ibrutinib 420 mg from 2019 -> ibrutinib 280 mg.", "ibrutinib", {(None, "2019", None)}),
    ],
)
def test_a_step_of_a_chain_keeps_its_dates_and_cycles(
    text: str, name: str, expected: set[tuple[str | None, str | None, int | None]]
) -> None:
    assert courses(text, name) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "Concurrent temozolomide with RT Mar-Apr 2024, then adjuvant temozolomide from June.",
            "temozolomide",
            {(None, "2024-03", None), ("adjuvant", None, None)},
        ),
        (
            "Completed chemoradiation with concurrent temozolomide in February 2024. She is on adjuvant temozolomide.",
            "temozolomide",
            {(None, "2024-02", None), ("adjuvant", None, None)},
        ),
        (
            "Pertuzumab/trastuzumab with docetaxel x6 (1/2022-5/2022) then pertuzumab/trastuzumab maintenance to date.",
            "trastuzumab",
            {(None, "2022-01", 6), ("maintenance", None, None)},
        ),
        (
            "Neoadjuvant nivolumab x3 from 2/2023, lobectomy 5/2023. She is now on adjuvant nivolumab.",
            "nivolumab",
            {("neoadjuvant", "2023-02", 3), ("adjuvant", None, None)},
        ),
        (
            "Adjuvant sorafenib commenced May 2023. She continues on sorafenib maintenance.",
            "sorafenib",
            {("adjuvant", "2023-05", None)},
        ),
        ("FOLFOX began in May 2023, then FOLFOX was stopped.", "FOLFOX", {(None, "2023-05", None)}),
        ("Adjuvant letrozole since 2021. She tolerates letrozole well.", "letrozole", {("adjuvant", "2021", None)}),
    ],
)
def test_two_phases_of_one_medicine_are_two_courses(
    text: str, name: str, expected: set[tuple[str | None, str | None, int | None]]
) -> None:
    """What is concurrent with radiation, or comes before an operation, lends its dates to nothing that comes after."""
    assert courses(text, name) == expected


def spans(text: str) -> set[tuple[str, str | None, str | None, str | None]]:
    return {(fact.name, fact.date, fact.start, fact.end) for fact in treatments(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Year   Treatment   Start     End\n2021   FOLFOX      03/2021   08/2021\n",
            ("FOLFOX", "2021-03", "2021-03", "2021-08"),
        ),
        (
            "Year of diagnosis  Drug       Started   Stopped\n2018               Sunitinib  05/2021   02/2022\n",
            ("sunitinib", "2021-05", "2021-05", "2022-02"),
        ),
        (
            "Year | Agent | Date started | Date stopped\n2019 | Letrozole | 4/2019 | 2/2022\n",
            ("letrozole", "2019-04", "2019-04", "2022-02"),
        ),
        (
            "No.  Year  Therapy        Begin      Finish\n2    2018  Docetaxel x 4  17/05/2018 19/07/2018\n",
            ("docetaxel", "2018-05-17", "2018-05-17", "2018-07-19"),
        ),
        ("Yr dx  Rx start  Drug\n2015   09/2018   Osimertinib\n", ("osimertinib", "2018-09", None, None)),
        (
            "Year\tEvent\tDate\n2021\tStarted lenalidomide\t14/02/2021\n",
            ("lenalidomide", "2021-02-14", "2021-02-14", None),
        ),
        ("Year  Drug       Stopped\n2019  Tamoxifen  3/2024\n", ("tamoxifen", "2019", None, None)),
        ("Start year  Drug       Stop\n2019        Tamoxifen  3/2024\n", ("tamoxifen", "2019", None, None)),
        ("Year | Event\n2020 | Letrozole, CT 3/2021 stable\n", ("letrozole", "2020", None, None)),
        ("2019  Tamoxifen until 3/2024\n", ("tamoxifen", "2019", None, "2024-03")),
        ("2016 tamoxifen stopped 2021\n", ("tamoxifen", "2016", None, None)),
    ],
)
def test_a_column_of_years_is_no_start_where_another_column_tells_the_day(
    text: str, expected: tuple[str, str | None, str | None, str | None]
) -> None:
    """The year of a row stays where no other column tells of a start."""
    assert spans(text) == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "Year | Month | Treatment\n2019 | May | CAPOX x 8\n",
        "Date      Year  Treatment\nMay       2021  CAPOX\n",
        "May-Jul   2021  CAPOX\n",
    ],
)
def test_the_month_of_may_in_a_table_is_no_doubt(text: str) -> None:
    assert given(text) == {"CAPOX"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She was offered adjuvant chemotherapy, which she declined.", "chemotherapy"),
        ("Radiotherapy was discussed and he opted against it.", "radiotherapy"),
        ("Capecitabine was offered but after some thought the patient chose not to proceed.", "capecitabine"),
        ("She was offered docetaxel. She did not want it because of hair loss.", "docetaxel"),
        ("We recommend olaparib. She would prefer not to take it at present.", "olaparib"),
        ("Letrozole was advised; patient not willing to take it.", "letrozole"),
        ("Discussed adjuvant pembrolizumab with the patient, who opted for observation.", "pembrolizumab"),
        ("Whole brain radiotherapy was proposed. Family chose best supportive care.", "whole brain radiotherapy"),
        ("He elected to forgo adjuvant radiotherapy.", "radiotherapy"),
        ("He turned down the offer of docetaxel.", "docetaxel"),
        ("He was recommended cystectomy and decided against surgery.", "cystectomy"),
        ("They discussed hormone therapy, but he said no.", "hormone therapy"),
    ],
)
def test_what_was_offered_and_not_wanted_was_declined(text: str, name: str) -> None:
    fact = of(text, name)
    assert (fact.assertion, fact.status) == (Assertion.ABSENT, "declined")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He was recommended cystectomy and decided against radiotherapy.", ("cystectomy", "planned")),
        ("Letrozole was advised and she is keen to start.", ("letrozole", "planned")),
        ("We offered docetaxel or a trial, she preferred docetaxel.", ("docetaxel", "planned")),
        ("Nivolumab was offered and she said no to further scans.", ("nivolumab", "planned")),
        ("She plans to start tamoxifen; she opted for observation of the nodule.", ("tamoxifen", "planned")),
        ("Capecitabine was prescribed in June but she has not started it yet.", ("capecitabine", "planned")),
        ("Tamoxifen was prescribed in May 2023 but she never took it.", ("tamoxifen", "absent")),
        ("Chemotherapy was offered and she accepted. FOLFOX started 3 February 2024.", ("FOLFOX", "present")),
    ],
)
def test_what_was_accepted_or_is_of_something_else_declines_nothing(text: str, expected: tuple[str, str]) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Lenalidomide held since 3 May for neutropenia.", "lenalidomide", (None, None, None, "held since 3 May")),
        (
            "Lenalidomide 10 mg daily, started January 2024. Held since 3 May 2024 for neutropenia.",
            "lenalidomide",
            ("started", "2024-01", None, "10 mg daily, held since 3 May 2024"),
        ),
        (
            "Ibrutinib 420 mg daily since 2021. Currently on hold (from 10 Oct 2024) for AF.",
            "ibrutinib",
            (None, "2021", None, "420 mg daily, on hold from 10 Oct 2024"),
        ),
        (
            "Her trastuzumab has been suspended since April 2024.",
            "trastuzumab",
            (None, None, None, "suspended since April 2024"),
        ),
        ("Nivolumab is on a treatment break since 20 January 2025.", "nivolumab", (None, None, None, None)),
        ("He is having a break from abiraterone since March 2025.", "abiraterone", (None, None, None, None)),
        ("Drug holiday from cetuximab since 5 May 2025.", "cetuximab", (None, None, None, None)),
        ("Cabozantinib temporarily stopped 1 Sept 2024.", "cabozantinib", (None, None, None, None)),
        ("Ribociclib stopped for one week in April 2025 and then resumed.", "ribociclib", (None, None, None, None)),
        (
            "On pazopanib; break from 2 to 16 June 2025, since then back on 400 mg.",
            "pazopanib",
            (None, None, None, None),
        ),
        (
            "Everolimus paused from 2 to 16 June 2024, then stopped for good on 1 Aug 2024.",
            "everolimus",
            ("stopped", None, "2024-08-01", None),
        ),
        (
            "Dabrafenib started 2/2024, held 5/2024 for pyrexia and resumed 6/2024.",
            "dabrafenib",
            ("started", "2024-02", None, None),
        ),
        ("She remains off lenvatinib since 9 June 2025.", "lenvatinib", ("stopped", None, "2025-06-09", None)),
        (
            "She has had no treatment break on olaparib since January 2024.",
            "olaparib",
            ("ongoing", "2024-01", None, None),
        ),
        ("Letrozole since 2021; MRI held on 3 May 2024.", "letrozole", ("ongoing", "2021", None, None)),
    ],
)
def test_a_hold_is_no_start_and_no_end(
    text: str, name: str, expected: tuple[str | None, str | None, str | None, str | None]
) -> None:
    """Its day is told behind the dose in the words of the page, and is no day of the course."""
    fact = of(text, name)
    assert (fact.status, fact.start, fact.end, fact.dose) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "12 March 2024: pulmonary metastasectomy.\nCumulative doxorubicin 375 mg/m2.",
            "doxorubicin",
            ("present", None, None, "cumulative 375 mg/m2"),
        ),
        (
            "20 May 2024\nCumulative cisplatin 300 mg/m2 to date.",
            "cisplatin",
            ("present", None, None, "cumulative 300 mg/m2"),
        ),
        (
            "02 May 2024: ECHO normal\nDoxorubicin cumulative dose 360 mg/m2",
            "doxorubicin",
            ("present", None, None, "cumulative 360 mg/m2"),
        ),
        (
            "Doxorubicin 75 mg/m2 since 3 March 2024. Cumulative doxorubicin 225 mg/m2.",
            "doxorubicin",
            ("present", "ongoing", "2024-03-03", "75 mg/m2"),
        ),
        ("Max cumulative doxorubicin should not exceed 450 mg/m2.", "doxorubicin", ("possible", None, None, None)),
    ],
)
def test_the_sum_of_all_doses_is_no_dose_and_no_day_of_a_course(
    text: str, name: str, expected: tuple[str, str | None, str | None, str | None]
) -> None:
    fact = of(text, name)
    assert (fact.assertion, fact.status, fact.date, fact.dose) == expected


def test_the_sum_of_a_part_is_no_course_beside_its_regimen() -> None:
    text = "ABVD x 6 completed 8/2010, total cumulative dose of doxorubicin 300 mg/m2."
    assert dated(text) == {("ABVD", "2010-08")}


@pytest.mark.parametrize(
    "text",
    [
        "Total thyroidectomy + right level VI neck dissection on 13 October 2025.",
        "Total thyroidectomy, levels II-IV selective neck dissection on 13 October 2025.",
    ],
)
def test_the_level_of_a_dissection_parts_no_operation(text: str) -> None:
    assert dated(text) == {("total thyroidectomy", "2025-10-13"), ("neck dissection", "2025-10-13")}
    assert given(text) == {"total thyroidectomy", "neck dissection"}


def test_a_longer_induction_is_not_the_shorter_one() -> None:
    """DA with ten days of cytarabine is named as the record names it."""
    assert given("DA 3+10 started 3 Feb 2026 for AML.") == {"DA 3+10"}
    assert given("She started 7+3 on 3 Feb 2026.") == {"7+3"}
