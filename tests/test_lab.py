"""Laboratory values in prose and in tables, with unit, range, flag and date as printed."""

import pytest

from core.places import RULES, VOCABULARIES
from core.records import Assertion, Biomarker, Lab, Page
from extractors import biomarker, lab
from extractors.lab import load_tests
from extractors.labs.values import read_again, read_value
from extractors.notes import Note
from extractors.rules import read_table, split_cell


def note(text: str) -> Note:
    return Note(Page(document="0" * 16, number=1, width=612, height=792, method="text-layer", quality=1, text=text))  # pyright: ignore[reportArgumentType]


def found(text: str) -> list[Lab]:
    return list(lab.find(note(text)))


def biomarkers(text: str) -> list[Biomarker]:
    return list(biomarker.find(note(text)))


ROWS = [
    ("Hemoglobin   9.8   g/dL   12.0-16.0   L", ("hemoglobin", 9.8, "g/dL", 12.0, 16.0, "low")),
    ("HGB 9.8 (L) 13.5 - 17.5 g/dL", ("hemoglobin", 9.8, "g/dL", 13.5, 17.5, "low")),
    ("Creatinine: 1.4 mg/dL (0.6–1.2) H", ("creatinine", 1.4, "mg/dL", 0.6, 1.2, "high")),
    ("LDH\t312\tU/L\t140-280\tH", ("LDH", 312, "U/L", 140, 280, "high")),
    ("eGFR (CKD-EPI) 54 mL/min/1.73m2 >=60 L", ("eGFR", 54, "mL/min/{1.73_m2}", 60, None, "low")),
    ("BUN (Blood Urea Nitrogen) 22 mg/dL 7 - 25", ("urea nitrogen", 22, "mg/dL", 7, 25, None)),
    ("WBC 4.5 x10^9/L", ("white cell count", 4.5, "10*9/L", None, None, None)),
    ("Platelets 150 x 10⁹/L", ("platelets", 150, "10*9/L", None, None, None)),
    ("platelet count is 47,000", ("platelets", 47000, None, None, None, None)),
    ("Beta-2 microglobulin 5.8 mg/L", ("beta-2 microglobulin", 5.8, "mg/L", None, None, None)),
    ("Her albumin has dropped to 28", ("albumin", 28, None, None, None, None)),
    ("His LDH has risen from 245 to 389", ("LDH", 389, None, None, None, None)),
    ("LDH is elevated at 450", ("LDH", 450, None, None, None, "high")),
    ("LDH within normal range", ("LDH", None, None, None, None, "normal")),
    ("haemoglobin at 98 g/L (previously 115)", ("hemoglobin", 98, "g/L", None, None, None)),
    ("Proteinuria\t0.4\tg/L\tNegative\tA", ("proteinuria", 0.4, "g/L", None, None, "abnormal")),
    ("Troponin 18 ng/L undetectable *", ("troponin", 18, "ng/L", None, None, "abnormal")),
    ("LDH 312 U/L 140-280 *", ("LDH", 312, "U/L", 140, 280, "abnormal")),
    ("LDH 198 U/L 140-280 *", ("LDH", 198, "U/L", 140, 280, None)),
    ("Creatinine 1.4 mg/dL (0.6-1.2 mg/dL) H", ("creatinine", 1.4, "mg/dL", 0.6, 1.2, "high")),
    ("LDH 312 U/L 140-280 H\tSerum", ("LDH", 312, "U/L", 140, 280, "high")),
    ("CRP 12 mg/L (normal <5)", ("CRP", 12, "mg/L", None, 5, None)),
    ("CRP 12 mg/L (normal: none)", ("CRP", 12, "mg/L", None, None, None)),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_a_value_is_read_as_printed(text: str, expected: tuple[object, ...]) -> None:
    """Number, UCUM unit, range and flag are those of the line; none is worked out."""
    fact = next(one for one in found(text) if one.assertion is Assertion.PRESENT)
    assert (fact.name, fact.number, fact.unit, fact.low, fact.high, fact.flag) == expected


WORDED = [
    ("Paraprotein\t12\tg/L\tnot detected\tH", "high", "not detected", "H"),
    ("M-spike 1.4 g/dL Nil HIGH", "high", "Nil", "HIGH"),
    ("Paraprotein 12 g/L (normally absent) *H", "high", "absent", "H"),
    ("Paraprotein 12 g/L Reference: none Flag: H", "high", "none", "H"),
    ("| M protein | 12 | g/L | none seen | H |", "high", "none seen", "H"),
    ("M-spike\t1.4\tL\tNegative\tg/dL", "low", "Negative", "L"),
    ("Paraprotein 12 g/L undetectable *", None, "undetectable", "*"),
    ("Paraprotein\t12\tg/L\tnone detected", None, "none detected", None),
    ("PSA 4.3 ng/mL, negative biopsy", None, None, None),
    ("PSA 4.3 ng/mL negative high-grade change", None, None, None),
    ("CEA 2 ng/mL (negative)", None, None, None),
    ("Paraprotein 12 g/L. None detected in urine, H pylori", None, None, None),
]


@pytest.mark.parametrize(("text", "result", "usual", "mark"), WORDED)
def test_a_range_may_be_words_and_the_flag_after_it_is_kept(
    text: str, result: str | None, usual: str | None, mark: str | None
) -> None:
    """The quote ends after range and flag; without a printed flag there is none, and words of prose are no range."""
    (fact,) = biomarkers(text)
    quote = fact.evidence[0].quote
    again = read_again(quote, fact.value or "", fact.unit)
    assert again
    assert (fact.result, again.usual, again.mark) == (result, usual, mark)
    assert mark is None or quote.rstrip("|").rstrip().endswith(mark)


def test_a_value_is_found_again_though_the_name_or_the_range_holds_its_digits() -> None:
    """The 15 of a name or of a range is not the value; what a quote does not hold is not read."""
    again = read_again("CA 15-3 15 U/mL 0 - 15 N", "15", "U/mL")
    assert again
    assert (again.number, again.usual, again.mark) == (15, "0 - 15", "N")
    assert read_again("CA 15-3 20 U/mL", "21", "U/mL") is None
    assert read_again("LDH is elevated", "elevated", None) is None


SILENT = [
    "calcium 500 mg daily",
    "transfuse if Hb < 70",
    "target calcium 2.2",
    "Ca 125 was sent",
    "iron 200 mg tablets",
    "platelets 2 units given",
    "CRP every 3 weeks",
    "neutrophils recovered 3 weeks later",
    "glucose 12/03/2024",
    "repeat creat 24-07",
    "Hb   115-165   71 L",
    "red cells 14 units, platelets 22 pools this stay",
    "first TSH at 6 to 8 weeks",
    "MDS with increased blasts 1",
    "MDS with excess blasts-2",
    "TLC 85%",
    "Plt 3.2 L",
    "ALT increased               1       06 Oct    possible       72 U/L",
    "Platelet count decreased: grade 3",
    "Cyst fluid\n  CEA 410, amylase 9,800.",
    "Drain fluid:\nAmylase 340\nCreatinine 90",
]


@pytest.mark.parametrize("text", SILENT)
def test_doses_limits_dates_and_intervals_are_no_values(text: str) -> None:
    """A number beside a test's name is not always its result."""
    assert found(text) == []


def test_no_flag_without_a_printed_one() -> None:
    """A value outside its range stays without a flag, and a word of the next clause is none."""
    assert [fact.flag for fact in found("Sodium 120 mmol/L 136-145\nCRP 3.2 mg/L, normal CT")] == [None, None]


def test_a_number_behind_a_sign_is_kept_as_printed() -> None:
    """ ">60" is a value and not the number 60."""
    (fact,) = found("eGFR >60 mL/min/1.73m2")
    assert (fact.number, fact.value) == (None, ">60")


def test_a_value_has_the_date_beside_it() -> None:
    """A date right after the value, or one that opens its line, is its date."""
    facts = found("ALT 120 U/L on 5 March 2024\n2024-04-01 ALT 80 U/L\nAST 30 U/L")
    assert [fact.date for fact in facts] == ["2024-03-05", "2024-04-01", None]


def test_many_values_of_one_sentence_stay_apart() -> None:
    """Each name takes the number that follows it."""
    facts = found("bilirubin 45, ALT 156, ALP 445 and INR 1.1")
    assert {fact.name: fact.number for fact in facts} == {
        "bilirubin": 45,
        "ALT": 156,
        "alkaline phosphatase": 445,
        "INR": 1.1,
    }


def test_a_unit_of_another_test_is_refused() -> None:
    """A haemoglobin in months or millimetres is a misreading."""
    assert found("hemoglobin 98 mm/h") == []


def test_every_row_of_the_vocabulary_finds_itself() -> None:
    """Each spelling names one test, and each test accepts only units that the unit table knows."""
    tests = load_tests()
    units = {row["ucum"] for row in read_table(RULES / "lab_units.tsv", "printed", "ucum")}
    for row in read_table(VOCABULARIES / "labs.tsv", "name", "units"):
        for spelling in (row["name"], *split_cell(row["synonyms"]), *split_cell(row["exact"])):
            match = tests.pattern.search(f"x {spelling} y")
            assert match, spelling
            assert tests.get(match.group()).name == row["name"], spelling
        assert set(split_cell(row["units"])) <= units, row["name"]


def test_reading_stops_at_the_end_it_is_given() -> None:
    """Nothing beyond the statement is read into a value."""
    text = " 4.2 ng/mL"
    measured = read_value(text, 0, 4)
    assert measured
    assert (measured.number, measured.unit) == (4.2, None)


@pytest.mark.parametrize(
    "text",
    [
        "CSF analysis showed a WBC count of 11000 cells/ml",
        "a leukocyte count of 1.2 x 10(11)/L",
        "left breast lesion classified ACR 5",
    ],
)
def test_values_that_are_no_blood_counts(text: str) -> None:
    """Another fluid, another power of ten, a radiologist's category."""
    assert found(text) == []


def test_at_least_sixty_analytes_are_read_from_tables_and_from_prose() -> None:
    """Each analyte of the vocabulary in a row with range and flag, and in a sentence, with its LOINC code."""
    read: list[str] = []
    for row in read_table(VOCABULARIES / "labs.tsv", "name"):
        name, unit = row["name"], next(iter(split_cell(row["units"])), "")
        value = round(0.7 * float(row["least"] or 0) + 0.3 * float(row["most"] or 10), 1)
        low, high = round(0.5 * value, 1), round(0.8 * value, 1)
        table = found(f"Test\tResult\tUnit\tReference\tFlag\n{name}\t{value:.1f}\t{unit}\t{low} - {high}\tH\n")
        prose = found(f"Her {name} was {value:.1f} {unit} on 3 May 2024.")
        in_row = [(one.name, one.number, one.low, one.high, one.flag) for one in table]
        in_prose = [(one.name, one.number, one.date) for one in prose if one.unit]
        coded = any(code.system == "LOINC" and code.code == row["loinc"] for one in table for code in one.codes)
        if (name, value, low, high, "high") in in_row and (name, value, "2024-05-03") in in_prose and coded:
            read.append(name)
    assert len(read) >= 60


COLUMNS = [
    ("            02/10/2025   24/07/2025   Oct 2023\n{name} (g/L)      104          -            122", [104, 122]),
    ("Bloods   11 Sep 2025   12 Jun 2025   Ref\n{name}      118           126           130-170 g/L", [118, 126]),
    ("Bloods 11 Sep 2025 12 Jun 2025 Ref\n{name} 118 126 130-170 g/L", [118, 126]),
    ("| Test | Ref | Unit | Mar-24 | 2024-06-01 |\n|---|---|\n| {name} | 130-170 | g/L | 98* | 104 |", [98, 104]),
    ("Test\t15 Mar 2024\t12 Apr 2024\tUnits\tReference range\n{name}\t\t104\tg/L\t120-160", [104]),
    ("HAEMATOLOGY   15 MAR 2024   12 APR 2024\n\nPLT    45 L   110\n{name} (g/L)   98 L   pending", [98]),
    ("Test   Baseline   15/01/2024   12/02/2024\n{name} (g/L)   91   104   118", [104, 118]),
    ("Baseline (12/03/2024)   C2D1 (15/04/2024)   C3D1\n{name} (g/L)   98   104   112", [98, 104]),
    ("          Pre-op      Post-op\n{name} (g/L)       120         98", []),
    ("Test   Today   3 months ago\n{name} (g/L)   104   98", [104]),
    ("Test   Result   Previous   Units\n{name}   104   98   g/L", [104]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "numbers"), COLUMNS)
@pytest.mark.parametrize("name", ["Hb", "Haemoglobin"])
def test_a_table_over_time_is_read_column_by_column(text: str, numbers: list[float], name: str) -> None:
    """Each value has the date at the head of its column, and the unit of its row; what is no number is no value."""
    facts = [fact for fact in found(text.format(name=name)) if fact.name == "hemoglobin"]
    assert [(fact.number, fact.unit) for fact in facts] == [(number, "g/L") for number in numbers]
    assert all(fact.date and fact.evidence[1].quote for fact in facts) or "ago" in text or "Previous" in text


def test_the_date_and_the_range_of_a_column_are_its_own() -> None:
    """Newest first or last, a column keeps its heading; the range goes with every value, and the quote ends with it."""
    rows = "ALT      31            52         <50 U/L\neGFR     48   56   >60 mL/min/1.73m2"
    text = f"Bloods   11 Sep 2025   Jun 2025   Ref\n{rows}"
    facts = found(text)
    assert [(fact.number, fact.date, fact.low, fact.high) for fact in facts] == [
        (31, "2025-09-11", None, 50),
        (52, "2025-06", None, 50),
        (48, "2025-09-11", 60, None),
        (56, "2025-06", 60, None),
    ]
    assert [one.quote for one in facts[0].evidence] == ["ALT      31", "11 Sep 2025"]


def test_a_missing_cell_is_known_by_its_place_where_a_full_row_shows_the_columns() -> None:
    """A cell under none of the headings, or a table without a full row, leaves it open."""
    columns, full = "         Jan 2024   Feb 2024   Mar 2024\n", "CRP      5          6          7\n"
    assert [fact.date for fact in found(f"{columns}{full}Hb, g/L             91")][3:] == ["2024-02"]
    assert len(found(f"{columns}{full}Hb, g/L          91")) == 3
    assert found(f"{columns}Hb, g/L             91") == []


WITHHELD = [
    "Bloods 11 Sep 2025 12 Jun 2025 Ref\nALT 31 <50 U/L",
    "Bloods   11 Sep 2025   12 Jun 2025\nALT   31",
    "Test   13/03/2024   15/04/2024\nHb   10,4   10,1",
    "Test   13/03/2024   15/04/2024\nCa corrected   2.4   2.5",
    "Test   13/03/2024   15/04/2024\nHb (mmHg/L)   98   104",
    "Urine   13/03/2024   15/04/2024\nSodium (mmol/L)   40   50",
    "          13/03/2024   15/04/2024\nK/L ratio   5.3   6.3",
]


@pytest.mark.parametrize("text", WITHHELD)
def test_a_cell_that_could_be_of_two_columns_is_withheld(text: str) -> None:
    """So is a row whose label says more than the name of the test, and a table of another fluid."""
    assert found(text) == []


def test_what_stands_below_a_table_is_prose() -> None:
    """After the rows a value is read as elsewhere, and lines of dates without rows head nothing."""
    table = "     13/03/2024   15/04/2024\nHb   98           104\n\n"
    text = f"{table}Hb 120 g/L today.\nSeen 13/03/2024 and 15/04/2024\nALT 31 U/L"
    assert [(fact.number, fact.date) for fact in found(text)][2:] == [(120, None), (31, None)]


DATED = [
    ("Bloods 13/08/2025: Hb 141 g/L, zinc 12 umol/L, ALP 84 U/L. Vitamin D 31 nmol/L", ["2025-08-13"] * 3),
    ("Blood tests on 3 May 2024 showed Hb 98 and platelets 110. CT 5 May 2024. CRP 45.", ["2024-05-03"] * 2 + [None]),
    ("Labs (13/08/2025):\n- Hb 141 g/L\n- ALT 96 U/L\n\nCRP 42", ["2025-08-13"] * 2 + [None]),
    ("FBC 12 Aug 2025 - Hb 98 WCC 4.5; U&E 14 Aug 2025 - Na 140, K 4.1", ["2025-08-12"] * 2 + ["2025-08-14"] * 2),
    ("13/08/2025: Hb 141 g/L, creatinine 96", ["2025-08-13"] * 2),
    ("On 13/08/2025 his Hb was 141 g/L.", ["2025-08-13"]),
    ("(Hb 98 g/L at referral 13/04/2025)", ["2025-04-13"]),
    ("Bloods 13/08/2025: Hb 141. He felt well last week. CRP 4.", ["2025-08-13", None]),
    ("On 3 May 2024 he started FOLFOX and Hb was 98.", [None]),
    ("Hb 98 g/L, colonoscopy 13/04/2025", [None]),
    ("CT 13/08/2025: stable. Hb 98", [None]),
    ("Creatinine 84 (13/03/2024: 91)", [None, "2024-03-13"]),
    ("ALT 120, 13/03/2024: CT", [None]),
    ("Bloods 13/08/2025 Hb 98, 13/07/2025 Hb 104", ["2025-08-13", "2025-07-13"]),
    ("His last bloods (13/08/2025) - Hb 98 g/L, Plt 120", ["2025-08-13"] * 2),
    ("Bloods 13/08/2025: Hb 98. CT showed 3 lesions. CRP 4", ["2025-08-13", None]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "dates"), DATED)
def test_the_heading_of_a_list_dates_its_values(text: str, dates: list[str | None]) -> None:
    """As long as nothing but values stands between, and no other date."""
    assert [fact.date for fact in found(text)] == dates


PAST = [
    ("Presentation: fractures L1 and L3, Hb 91, creatinine 156", [None, None]),
    ("At diagnosis: albumin 28 g/L, LDH 312.", [None, None]),
    ("Her baseline creatinine was 84 umol/L.", [None]),
    ("Hb 91 g/L on admission", [None]),
    ("Hb 98 (at referral)", [None]),
    ("Her albumin at diagnosis was 28 g/L and LDH 312", [None, None]),
    ("Presentation: fractures L1 and L3,\n  Hb 91", [None]),
]


@pytest.mark.parametrize(("text", "dates"), PAST)
def test_a_value_of_an_earlier_time_is_historical(text: str, dates: list[str | None]) -> None:
    """It has no date that the page does not give, and no report lends it its own."""
    facts = found(text)
    assert [(fact.date, fact.assertion) for fact in facts] == [(date, Assertion.HISTORICAL) for date in dates]


NOT_PAST = [
    "Diagnosis: myeloma, Hb 98",
    "Baseline bloods today: Hb 98",
    "Hb 98 (baseline 120)",
    "Hb 98, previously 120",
    "No previous history. Hb 98",
    "Presentation: weight loss. Hb 98 today.",
    "At presentation (Nov 2022) Hb 98",
]


@pytest.mark.parametrize("text", NOT_PAST)
def test_words_of_another_value_make_none_historical(text: str) -> None:
    """Nor does a date, which says more than they do."""
    told = [(fact.number, fact.assertion) for fact in found(text)]
    assert [one for one in told if one[0] != 120] == [(98, Assertion.PRESENT)]


SERIES = [
    ("PSA trend (ug/L):  post-op <0.01 (Jul 2021) | 0.24 (Sep 2022) | 1.9 (13/08/2025)",
     [("<0.01", "2021-07"), ("0.24", "2022-09"), ("1.9", "2025-08-13")]),
    ("CEA 4.1 -> 7.8 -> 12.3", [("4.1", None), ("7.8", None), ("12.3", None)]),
    ("CA-125: 35 (Jan), 48 (Mar), 120 (May 2024)", [("120", "2024-05")]),
    ("Seen 15/06/2024. PSA 0.1 (01/24), 0.4 (06/24)", [("0.1", "2024-01"), ("0.4", "2024-06")]),
    ("PSA 0.1 (Mar-24); 0.9 (Jun-24)", [("0.1", "2024-03"), ("0.9", "2024-06")]),
    ("CEA: Jan 2024 4.1, Jun 2024 7.8 ug/L", [("4.1", "2024-01"), ("7.8", "2024-06")]),
    ("PSA 0.1 in Jan 2024, 0.4 in Jun 2024 and 0.9 in Dec 2024",
     [("0.1", "2024-01"), ("0.4", "2024-06"), ("0.9", "2024-12")]),
    ("Paraprotein 17 g/L (Jul 2025) → 11 g/L (Sep 2025)", [("17", "2025-07"), ("11", "2025-09")]),
    ("CEA at presentation (Nov 2022) was 45 ug/L", [("45", "2022-11")]),
    ("AFP: 84 (13/03/2024), 91 (15/04/2024), now 128", [("84", "2024-03-13"), ("91", "2024-04-15"), ("128", None)]),
    ("AFP levels: 1200 (baseline), 450 (cycle 2), 120 (cycle 4)", []),
    ("CEA 4.1, 7.8, 12.3", []),
    ("CEA rising: 4.1, 7.8 and now 12.3", [("12.3", None)]),
    ("AFP 120 > 45 > 12", []),
    ("PSA was 8.4 in 2019, nadir 0.1 in 2020, and has climbed to 2.9 (03/2024).",
     [("8.4", "2019"), ("0.1", "2020"), ("2.9", "2024-03")]),
    ("CEA 4 in 2019, rose to 9 in 2020 and fell to 5", [("4", "2019"), ("9", "2020")]),
    ("PSA 4.2, 5 cores positive; 2. CT", [("4.2", None)]),
    ("PSA 3.2 ng/mL (0.0-4.0), CEA rising", [("3.2", None)]),
    ("PSA: 3/21 6.4, 9/21 0.05, 3/22 <0.01", [("6.4", "2021-03"), ("0.05", "2021-09"), ("<0.01", "2022-03")]),
    ("PSA 6.4 (3/21), 0.05 (9/21), <0.01 (3/22)", [("6.4", "2021-03"), ("0.05", "2021-09"), ("<0.01", "2022-03")]),
    ("PSA: 3/21 6.4, 4/21 0.05", []),
    ("PSA 3/22 <0.01", []),
    ("CEA pre-op 14.2 -> 2.1 post op.", [("14.2", None), ("2.1", None)]),
    ("CA 125 1840 -> 212 after cycle 2", [("1840", None), ("212", None)]),
    ("CEA (ug/L)\n15/02/2023   45\n16/05/2023   12", [("45", "2023-02-15"), ("12", "2023-05-16")]),
    ("PSA 15/03/2021: 6.4 ng/mL\n  18/09/2021: 0.05\n", [("6.4", "2021-03-15"), ("0.05", "2021-09-18")]),
    ("Date        PSA\n15/03/21    6.4\n18/09/21    <0.01", [("6.4", "2021-03-15"), ("<0.01", "2021-09-18")]),
    ("PSA 15/03/2021: 6.4\n18/09/2021: 5 fractions given", [("6.4", "2021-03-15")]),
    ("Date     PSA    CEA\n15/03/21    6.4", []),
    ("His PSA\n\n18/09/2021: 5", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values"), SERIES)
def test_a_series_gives_each_value_its_own_date(text: str, values: list[tuple[str, str | None]]) -> None:
    """Without a date the last behind arrows is read, or what is told to be of now; those before are historical."""
    assert [(fact.value, fact.date) for fact in biomarkers(text)] == values


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("creatinine 84 (88 in September)", [84, 88]),
        ("Creatinine (umol/L): 84 (13/03/2024), 91 (15/04/2024)", [84, 91]),
        ("Hb 98, 12 nodes positive", [98]),
        ("Hb 98, 13/04/2025: 104", [104]),
        ("Hb 9.8 -> 10.2 g/dL", [9.8, 10.2]),
        ("creatinine 156, baseline 82", [156]),
        ("LDH 245 and 389", []),
        ("Hb 10,4 g/dL", []),
    ],
)
def test_a_series_of_a_blood_test_is_read_alike(text: str, numbers: list[float]) -> None:
    """What another number follows is a list only where nothing else explains that number."""
    assert [fact.number for fact in found(text)] == numbers


NO_RESULT = [
    "Repeat PSA 6 weeks",
    "PSA doubling time approx 4 months",
    "PS: 1 (was 2 at diagnosis)",
    "Recheck PSA 3/12",
    "PSA check 6/52",
    "Next CEA 12/2025",
    "PSADT 4.2 months",
    "IgG paraprotein (g/L)   6   11   17   not detected",
]


@pytest.mark.parametrize("text", NO_RESULT)
def test_what_is_to_be_measured_or_reckoned_is_no_value(text: str) -> None:
    """Intervals, doubling times and performance scores stand beside the names of tests too."""
    assert [*found(text), *biomarkers(text)] == []


DATED_ROWS = [
    "Date | CEA | CA 19-9\n12/01/2024 | 14.2 | 340\n15/03/2024 | 8.1 | 120 H\n",
    "Date         CEA      CA 19-9\n12/01/2024   14.2     340\n15/03/2024   8.1 H    120\n",
    "Sample date\tCEA\tCA 19-9\n12/01/2024\t14.2\t340\n15/03/2024\t8.1\t120\n",
    "| Date | CEA | CA 19-9 |\n|---|---|---|\n| 12/01/2024 | 14.2 | 340 |\n| 15/03/2024 | 8.1 | 120 |\n",
    "Date CEA CA19-9\n12/01/2024 14.2 340\n15/03/2024 8.1 H 120\n",
    "Date/Time   CEA   CA 19-9\n12/01/2024 08:30   14.2   340\n15/03/2024 09:10   8.1   120\nReviewed by the team.",
]


@pytest.mark.parametrize("text", DATED_ROWS)
def test_a_test_may_have_a_column_and_each_row_a_date(text: str) -> None:
    """Each value has the date of its own row, quoted with it."""
    told = {(one.name, one.number, one.date) for one in biomarkers(text)}
    assert told == {
        ("CEA", 14.2, "2024-01-12"),
        ("CEA", 8.1, "2024-03-15"),
        ("CA19-9", 340, "2024-01-12"),
        ("CA19-9", 120, "2024-03-15"),
    }
    assert all(one.evidence[1].quote.startswith((one.date or "")[8:]) for one in biomarkers(text))


def test_the_unit_of_a_column_stands_in_its_head_or_in_the_line_below() -> None:
    """And a cell without a value gives none."""
    head = "Date | WBC (10^9/L) | Hb g/dL\n03 Jan 2024 | 4.5 | 12.1\n24 Jan 2024 | 2.1 | pending\n"
    line = "Date   WBC   Hb\n       x10^9/L   g/dL\n03 Jan 2024   4.5   12.1\n24 Jan 2024   2.1   -\n"
    for text in (head, line):
        assert [(one.name, one.number, one.unit, one.date) for one in found(text)] == [
            ("white cell count", 4.5, "10*9/L", "2024-01-03"),
            ("white cell count", 2.1, "10*9/L", "2024-01-24"),
            ("hemoglobin", 12.1, "g/dL", "2024-01-03"),
        ]


@pytest.mark.parametrize(
    "text",
    [
        "Date | Hb target | Transfused\n03 Jan 2024 | 80 | 2\n",
        "Date | Hb | WBC\n03 Jan 2024 | 98\n",
        "Date Hb Ca 125\n03 Jan 2024 98 12\n",
        "Date of Hb\n03 Jan 2024 98\n",
        "Date   Hb   WBC\n03 Jan 2024   98\n24 Jan 2024        4.5\n",
        "Date | Hb | Comment\n03 Jan 2024 | 98 | transfused two units\n",
        "Date | Urine creatinine | Creatinine clearance\n03 Jan 2024 | 1.2 | 80\n",
    ],
)
def test_cells_that_could_be_of_another_column_or_test_are_withheld(text: str) -> None:
    assert found(text) == []


def test_a_unit_wrapped_below_its_value_is_that_of_the_value() -> None:
    """In a table it ends no table; a line with more than a unit is none."""
    table = (
        "Test        13/05/2024   20/05/2024\nWBC         3.2          4.5\n(10*9/L)\n"
        "Platelets   88           120\n(x10^9/L)\n"
    )
    assert [(one.name, one.number, one.unit, one.date) for one in found(table)] == [
        ("white cell count", 3.2, "10*9/L", "2024-05-13"),
        ("white cell count", 4.5, "10*9/L", "2024-05-20"),
        ("platelets", 88, "10*9/L", "2024-05-13"),
        ("platelets", 120, "10*9/L", "2024-05-20"),
    ]
    assert [(one.number, one.unit) for one in found("Hb 98\ng/L\nPlatelets 88\nK/uL")] == [(98, "g/L"), (88, "10*3/uL")]
    assert [(one.number, one.unit) for one in found("Hb 98\ng/L is the unit of old.")] == [(98, None)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PSA 2021 4.1, 2022 5.0, 2023 13.6", [(4.1, "2021"), (5.0, "2022"), (13.6, "2023")]),
        ("PSA trend: 2019: 0.1; 2020: 0.3; 2021: 0.9 ng/mL.", [(0.1, "2019"), (0.3, "2020"), (0.9, "2021")]),
        ("CEA 2023 12.1, 2022 5.0", [(12.1, "2023"), (5.0, "2022")]),
    ],
)
def test_years_before_values_are_their_dates_where_they_are_in_order(text: str, told: list[tuple[float, str]]) -> None:
    assert [(one.number, one.date) for one in biomarkers(text)] == told


@pytest.mark.parametrize("text", ["Ferritin 2021 30-400", "Ferritin 2021 ug/L, CRP 4", "Ferritin 2021, CRP 4"])
def test_one_value_that_looks_like_a_year_is_a_value(text: str) -> None:
    assert [(one.number, one.date) for one in found(text) if one.name == "ferritin"] == [(2021, None)]


COUNTS = ("x10^9/L", "10*9/L", "x 10*9 / L", "x 10(9)/L", "×10⁹/L", "x109/L", "10e9/L", "x 10^9 per litre", "10**9 /L")


@pytest.mark.parametrize("unit", COUNTS)
def test_a_power_of_ten_is_one_unit_however_it_is_printed(unit: str) -> None:
    for text in (f"WBC 3.2 {unit}", f"WBC 3.2 ({unit})", f"WBC ({unit}): 3.2", f"WBC 3.2 L   {unit}   4.0-11.0"):
        assert [(one.number, one.unit) for one in found(text)] == [(3.2, "10*9/L")]


@pytest.mark.parametrize(
    ("text", "unit"),
    [("PLT 88 10*3/µL", "10*3/uL"), ("RBC 3.1 x10¹²/L", "10*12/L"), ("RBC 3.1 10^6/mm3", "10*6/uL")],
)
def test_powers_of_other_volumes_are_units_of_their_own(text: str, unit: str) -> None:
    assert [one.unit for one in found(text)] == [unit]


@pytest.mark.parametrize("text", ["WBC 3.2 x10^9/uL", "Hb 98 x10^9/L", "Platelets (x10^9/L)  88  120  140"])
def test_a_power_of_another_volume_or_a_row_of_cells_is_no_value(text: str) -> None:
    assert found(text) == []


def test_digits_before_a_volume_are_no_power_without_its_sign() -> None:
    assert [(one.number, one.unit) for one in found("Platelets 109/L")] == [(109, None)]


@pytest.mark.parametrize("text", ["Ca 15-3 2020 18, 2021 22", "Ca 15-3", "Ca 19-9: 12 U/mL", "CA 125 31"])
def test_a_carbohydrate_antigen_is_no_calcium(text: str) -> None:
    assert found(text) == []
    assert [one.number for one in found("Ca 15.3 mg/dL")] == [15.3]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CA 19-9: 890 down to 240", [("240", None)]),
        ("PSA 4.1 rising to 9", [("9", None)]),
        ("CA-125 ROSE FROM 14 TO 41.", [("41", None)]),
        ("CA-125: 1460 -> 188 -> 41 (05-01)", [("41", None)]),
        ("PSA 4.1, up to date with scans", [("4.1", None)]),
        ("CA125 was 1,840 when she presented, 212 before surgery and is now 38 (limit 35).", [("38", None)]),
        ("her CA125, which began at 2,140, is now 17", [("17", None)]),
        ("PSA 4.1 in May, and her weight is now 72", [("4.1", None)]),
        ("PSA 4.1. It is now May", [("4.1", None)]),
    ],
)
def test_of_a_value_that_moved_the_last_is_read(text: str, told: list[tuple[str, str | None]]) -> None:
    """Whatever the words between them."""
    now = [fact for fact in biomarkers(text) if fact.assertion is Assertion.PRESENT]
    assert [(fact.value, fact.date) for fact in now] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("TLC 2,100, ANC 900", [("white cell count", 2100, None), ("neutrophils", 900, None)]),
        (
            "Plt 1.9 lac, Neuts 0.3, Bil 0.7",
            [("platelets", 1.9, "10*5/uL"), ("neutrophils", 0.3, None), ("bilirubin", 0.7, None)],
        ),
        ("LDH 1.1x ULN | Cr 118, eGFR 61", [("creatinine", 118, None), ("eGFR", 61, None)]),
        ("ALT increased to 140", [("ALT", 140, None)]),
        ("Drain fluid clear.\n\nAmylase 340", [("amylase", 340, None)]),
        ("Blasts 2", [("blasts", 2, None)]),
    ],
)
def test_the_name_tells_the_scale_of_a_number(text: str, told: list[tuple[str, float, str | None]]) -> None:
    """Leucocytes of India are counted by the thousand, platelets in lakhs."""
    assert [(fact.name, fact.number, fact.unit) for fact in found(text)] == told


def test_a_word_that_ends_the_sentence_is_a_flag() -> None:
    """But not one that goes on."""
    assert [fact.flag for fact in found("LDH 190, normal. LDH 191, normal CT.")] == ["normal", None]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("CEA\n4.2 ng/mL\nCA 19-9\n88 U/mL", ["4.2", "88"]),
        ("CEA\nCA 19-9\n4.2 ng/mL\n88 U/mL", []),
        ("CEA\n4.2", []),
        ("CEA\n4.2 ng/mL was seen in a cyst", []),
        ("CEA\n4.2 ng/mL\n5.1 ng/mL", []),
    ],
)
def test_a_value_may_stand_below_its_name(text: str, values: list[str]) -> None:
    """Not where names and values stand in lists of their own."""
    assert [fact.value for fact in biomarkers(text)] == values


def test_a_table_may_have_a_title_for_its_first_head_and_remarks_for_its_last() -> None:
    """A row that reads into the remarks is left out, the others are not."""
    titled = found("FULL BLOOD COUNT     Hb    WCC\n  24/06/24          104   188.0\n  22/07/24          101    14.2\n")
    assert [(fact.name, fact.number, fact.date) for fact in titled] == [
        ("hemoglobin", 104, "2024-06-24"),
        ("hemoglobin", 101, "2024-07-22"),
        ("white cell count", 188, "2024-06-24"),
        ("white cell count", 14.2, "2024-07-22"),
    ]
    remarked = found(
        "Date          TSH mU/L   Flag   Testosterone ng/dL   Flag   Note\n"
        "09/2021       0.24       *      -                           met definition of recurrence\n"
        "05/2022       0.38              402                         3 mo after radiation\n"
        "11/2024       0.6               19                   L      castrate level reached\n"
    )
    assert [(fact.name, fact.number, fact.date) for fact in remarked] == [
        ("TSH", 0.24, "2021-09"),
        ("TSH", 0.38, "2022-05"),
        ("TSH", 0.6, "2024-11"),
        ("testosterone", 402, "2022-05"),
        ("testosterone", 19, "2024-11"),
    ]


def test_days_without_a_year_may_head_columns() -> None:
    """In the order that one of them shows, and the range beside the name is no value."""
    text = (
        "MDT PROFORMA        13/10/25\n\nBloods         ref        22/9     6/10     13/10\n"
        "Neut           2.0-7.5    0.6 L    0.5 L    0.4 L\n"
    )
    assert [(fact.number, fact.low, fact.date) for fact in found(text)] == [
        (0.6, 2.0, "2025-09-22"),
        (0.5, 2.0, "2025-10-06"),
        (0.4, 2.0, "2025-10-13"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("BCR-ABL1 (IS %)\n  24/06/24   68\n  23/09/24   11", [(68, "2024-06-24"), (11, "2024-09-23")]),
        (
            "BCR::ABL1 (IS), peripheral blood\nDate          % IS        Response\n"
            "13/03/2024    78          diagnosis\n10/06/2024    8.4         on target (<10)",
            [(78, "2024-03-13"), (8.4, "2024-06-10")],
        ),
        ("BCR-ABL1 IS 0.02 %", [(0.02, None)]),
        ("BCR::ABL1 in 412 copies", []),
    ],
)
def test_transcripts_are_counted_over_time(text: str, told: list[tuple[float, str | None]]) -> None:
    """On the international scale, which is in per cent."""
    counted = [fact for fact in biomarkers(text) if fact.method == "PCR"]
    assert [(fact.number, fact.date) for fact in counted] == told
    assert {fact.unit for fact in counted} <= {"%"}


def test_a_word_and_a_colon_make_no_value_of_what_follows() -> None:
    """ "IgA low: 3 chest infections" """
    (fact,) = found("IgA low: 3 chest infections last winter")
    assert (fact.number, fact.value, fact.flag) == (None, "low", "low")


def test_a_flag_is_of_the_value_it_stands_beside() -> None:
    """However near the next one is; rows in words and lines about a person are no heads of tables."""
    text = (
        "PATIENT   AGE 44   FEMALE\n\n"
        "                    Ref          Jan-24   Apr-24   Aug-24\n"
        "Immunofixation      neg          pos      pos      neg\n"
        "Calcium mmol/L      2.20-2.60    2.81 H   2.33     2.10 L\n"
    )
    told = [(fact.number, fact.flag, fact.date) for fact in found(text)]
    assert told == [(2.81, "high", "2024-01"), (2.33, None, "2024-04"), (2.10, "low", "2024-08")]


def test_the_first_row_of_a_table_may_begin_with_a_digit() -> None:
    text = "            Mar 2025   Jun 2025\n5-HIAA         212        148\neGFR            88         86\n"
    assert [(fact.number, fact.date) for fact in found(text)] == [(88, "2025-03"), (86, "2025-06")]


def test_a_day_in_brackets_with_a_value_of_its_own_is_none_of_the_value_before() -> None:
    text = "ALP 210 (Nov 2024 305), calcium 2.31 (Nov 2024)"
    assert [(fact.number, fact.date) for fact in found(text)] == [(210, None), (305, "2024-11"), (2.31, "2024-11")]
