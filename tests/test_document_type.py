"""The kind of a document, from its titles and words."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from core.records import DocumentType, Method, Page
from extractors.document_type import classify, load_type_rules


def kind(*texts: str) -> DocumentType:
    return classify(
        Page(document="0" * 16, number=number, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
        for number, text in enumerate(texts, 1)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SURGICAL PATHOLOGY REPORT\nFINAL DIAGNOSIS: CARCINOMA\nGROSS DESCRIPTION: Received in formalin",
            "pathology",
        ),
        ("Next-Generation Sequencing Report\nVariants detected: EGFR p.L858R VAF 23%\nGenes tested: 500", "molecular"),
        (
            "LABORATORY REPORT\nTest Result Flag Reference range\nHaemoglobin 9.8 g/dL L\nCalcium 2.9 mmol/L",
            "laboratory",
        ),
        (
            "CT CHEST, ABDOMEN AND PELVIS\nTechnique: IV contrast.\nFindings: nodule.\nImpression: metastasis.",
            "imaging",
        ),
        ("IMMUNOHISTOCHEMISTRY REPORT\nER: positive (90%)", "pathology"),
        ("Molecular pathology report\nEGFR not detected.", "molecular"),
        ("Dear Dr Smith,\nI reviewed this lady in clinic today. She remains well.\nYours sincerely", "letter"),
    ],
)
def test_kinds_by_their_usual_words(text: str, expected: str) -> None:
    """A document with the usual title and headings is known."""
    assert kind(text) is DocumentType(expected)


@pytest.mark.parametrize("text", ["", "Biopsy", "CT", "She had a CT and a biopsy.", "Invoice no. 4711. Total 30 EUR."])
def test_one_weak_word_is_not_enough(text: str) -> None:
    """Without a title or several words the kind stays unknown."""
    assert kind(text) is DocumentType.UNKNOWN


def test_words_of_later_pages_count() -> None:
    """The headings of a report may stand on its second page."""
    assert kind("Page 1 of 2", "GROSS DESCRIPTION: x\nMICROSCOPIC DESCRIPTION: y") is DocumentType.PATHOLOGY


def test_every_kind_has_rules() -> None:
    """Each kind but unknown can be told by title and by words."""
    for one in set(DocumentType) - {DocumentType.UNKNOWN}:
        assert {rule.in_title for rule in load_type_rules() if rule.type is one} == {True, False}


@pytest.mark.corpus
def test_reports_and_letters_are_never_taken_for_each_other(corpora: Path) -> None:
    """Of the reports and letters at hand nine in ten are known, and none for another kind."""
    for file, expected in (("tcga/reports_dev.jsonl.gz", "pathology"), ("letters/letters_dev.jsonl.gz", "letter")):
        with gzip.open(corpora / file, "rt", encoding="utf-8") as lines:
            kinds = Counter(kind(json.loads(line)["text"]).value for line in list(lines)[::4])
        assert kinds[expected] >= 0.88 * kinds.total()
        assert set(kinds) <= {expected, "unknown"}
