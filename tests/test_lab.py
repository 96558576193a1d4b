"""Laboratory values in prose and in tables, with unit, range, flag and date as printed."""

import pytest

from core.places import RULES, VOCABULARIES
from core.records import Biomarker, Lab, Page
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
    (fact,) = found(text)
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
