"""Who and whether: sentences that were written to mislead, read by all the extractors.

``expected`` is the assertion that the fact must have, ``present`` being true of the patient now or before, ``family``
for somebody else in the family, and ``not`` where no fact may be told as the patient's. Those marked ``missed:`` are
not read rightly yet, and fail the test as soon as they are.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.records import Assertion, Fact, Page, Subject
from extractors.extraction import extract_page
from extractors.notes import Note

SENTENCES = Path(__file__).with_name("assertions.tsv")
THEIRS = {Assertion.PRESENT, Assertion.HISTORICAL}


def page_of(text: str) -> Page:
    return Page.model_validate(
        {"document": "0" * 16, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )


def rows() -> list[dict[str, str]]:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def cases() -> Iterator[object]:
    for row in rows():
        missed = row["expected"].startswith("missed:")
        marks = (pytest.mark.xfail(reason="not read rightly yet"),) if missed else ()
        expected = row["expected"].removeprefix("missed:")
        yield pytest.param(row | {"expected": expected}, marks=marks, id=f"{row['kind']}: {row['sentence'][:60]}")


def told(row: dict[str, str]) -> list[Fact]:
    """The facts of the kind that hold the value."""
    facts = [one for one in extract_page(page_of(row["sentence"])) if one.kind == row["kind"]]
    return [one for one in facts if row["value"].lower() in str([*one.fields().values()]).lower()]


def is_theirs(fact: Fact) -> bool:
    if fact.kind == "treatment" and getattr(fact, "status", None) in ("planned", "declined"):
        return False
    return fact.subject is Subject.PATIENT and fact.assertion in THEIRS


def test_there_are_enough_sentences() -> None:
    """At least 150, of six kinds of fact, more than half of which must not become the patient's."""
    sentences = rows()
    assert len(sentences) >= 150
    assert len({one["kind"] for one in sentences}) == 6
    assert sum(one["expected"] != "present" for one in sentences) > len(sentences) / 2


@pytest.mark.parametrize("row", cases())
def test_a_sentence_written_to_mislead(row: dict[str, str]) -> None:
    """Each sentence gives what its row says, and nothing of it is taken for the patient's that is not."""
    facts = told(row)
    match row["expected"]:
        case "not":
            assert not any(is_theirs(fact) for fact in facts)
        case "family":
            assert facts
            assert all(fact.subject is Subject.FAMILY for fact in facts)
        case "present":
            assert any(is_theirs(fact) for fact in facts)
        case assertion:
            assert facts
            assert {fact.assertion for fact in facts} <= {Assertion(assertion)}


@pytest.mark.corpus
def test_negation_and_subject_in_the_sentences_of_negex(corpora: Path) -> None:
    """F1 of negation on the 2,376 sentences of Chapman et al.; most of what is left has its "no" inside the concept."""
    right, wrong, missed = 0, 0, 0
    path = corpora / "negex" / "genConText_rsAnnotations-1-120-random.txt"
    for line in path.read_text(encoding="latin-1").splitlines():
        fields = line.split("\t")
        concept, sentence = fields[2].strip().upper(), fields[3]
        if (start := sentence.find(concept)) < 0:
            continue
        context = Note(page_of(sentence)).context(start, start + len(concept))
        gold, found = fields[4].strip() == "Negated", context.assertion is Assertion.ABSENT
        right, wrong, missed = right + (gold and found), wrong + (found and not gold), missed + (gold and not found)
    assert 2 * right / (2 * right + wrong + missed) >= 0.93
