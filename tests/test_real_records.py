"""Real records and controls: no confident value where doctors give none, and no cancer where there is none."""

import csv
from pathlib import Path

import pytest

from benchmarks.gold import read_text
from core.records import Fact, Subject
from core.settings import Settings
from extractors.extraction import with_facts
from extractors.readers.room import ReadingRoom, read_record

pytestmark = pytest.mark.corpus

CANCER = {"diagnosis", "stage", "grade", "biomarker", "treatment", "finding"}
OPEN = {"pending", "equivocal", "not_in_report"}
MARKERS = ("ER", "PR", "HER2")
WANTED = {"pos": "positive", "neg": "negative"}


def confident(facts: tuple[Fact, ...], name: str) -> set[object]:
    """The results told as the patient's that a patient would act on."""
    return {
        result
        for fact in facts
        if fact.kind == "biomarker" and getattr(fact, "name", None) == name
        if fact.subject is Subject.PATIENT and fact.assertion in ("present", "historical")
        if (result := getattr(fact, "result", None)) in ("positive", "negative")
    }


def test_breast_markers_are_open_where_the_report_leaves_them_open(corpora: Path) -> None:
    """Pending, ordered and equivocal results of the marker table are no results; nine in ten of the others are told."""
    with (corpora / "records" / "gold" / "01_tcga_breast_markers.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "dev"]
    told: list[bool] = []
    for row in rows:
        path = next((corpora / "records" / "01_tcga_pathology_text").rglob(row["file"]))
        facts = read_text(path.read_text(encoding="utf-8", errors="replace")).facts
        for name in MARKERS:
            found = confident(facts, name)
            if row[name] in OPEN:
                assert found == set(), f"{name} of a report that leaves it {row[name]}"
            elif wanted := WANTED.get(row[name]):
                assert found <= {wanted}, f"{name} is told the other way round"
                told.append(found == {wanted})
    assert sum(told) / len(told) >= 0.85


def test_papers_of_no_cancer_give_no_cancer_facts(corpora: Path) -> None:
    """A receipt, trauma forms, and laboratory papers of people without cancer."""
    records = corpora / "records"
    paths = [*sorted((records / "02_clinical_pdfs_jsl").rglob("*.pdf")), *(records / "14_non_record_inputs").iterdir()]
    assert len(paths) >= 10
    with ReadingRoom(Settings()) as room:
        for path in paths:
            facts = with_facts(read_record(path.read_bytes(), room)).facts
            assert not [fact.kind for fact in facts if fact.kind in CANCER], path.name


def test_the_conditions_of_the_controls_are_no_cancer(corpora: Path) -> None:
    """Kidney disease has stages too; as a letter would list them, they are none of a cancer."""
    with (corpora / "records" / "gold" / "05_synthea_gold.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["file"].startswith("control/") and row["split"] == "dev"]
    said = {one.strip() for row in rows for one in row["conditions"].split(";") if one.strip()}
    assert any("kidney disease stage" in one for one in said)
    for one in sorted(said):
        facts = read_text(f"Past medical history:\n{one}\n\nThe patient has {one}.").facts
        assert not [fact.kind for fact in facts if fact.kind in CANCER], one
