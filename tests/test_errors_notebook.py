"""The error notebook: what it counts, what it marks, and that it cannot be tricked by the texts it shows."""

from pathlib import Path

import pytest

from benchmarks.errors import errors_of, is_of, notebook, spans
from benchmarks.gold import Case, Judge, Outcome, read_text

TEXT = "Stage: pT2 N1. <script>alert(1)</script> Of 14 lymph nodes 2 of 14 involved."


def case() -> Case:
    return Case("one", {"gold": {"T": "T3"}}, read_text(TEXT))


def test_a_wrong_value_is_shown_with_what_was_quoted() -> None:
    """The quote is marked and the page's own markup is text."""
    (error,) = errors_of(case(), Outcome("T", frozenset({"t2"}), frozenset({"t2", "t3"})))
    assert error.how == "wrong"
    assert "<mark>pT2 N1</mark>" in error.places[0]
    assert "<script>" not in error.places[0]


def test_a_missed_value_is_shown_where_the_text_has_it() -> None:
    """``t2`` is found in ``pT2`` only where it stands alone; pairs of numbers are counts."""
    assert [TEXT[a:b] for a, b in spans(TEXT, (2, 14))] == ["2 of 14"]
    assert [TEXT[a:b] for a, b in spans(TEXT, "n1")] == ["N1"]
    assert list(spans(TEXT, True)) == []
    (error,) = errors_of(case(), Outcome("N", frozenset({"n1"}), frozenset()))
    assert (error.how, error.gold, error.told) == ("missed", "n1", "nothing")


def test_each_field_shows_the_facts_of_its_kind() -> None:
    """A stage for T, a biomarker of that name for ER."""
    (stage,) = [fact for fact in case().reading.facts if fact.kind == "stage"]
    assert is_of(stage, "T")
    assert is_of(stage, "stage group (stated)")
    assert not is_of(stage, "ER")


@pytest.mark.corpus
def test_the_notebook_counts_as_the_scorer_does(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its numbers are those of score.py over the same facts."""
    if not (corpora.parent / "tools" / "score.py").exists():
        pytest.skip("the scorer is not beside the corpora")
    judge = Judge("registrar")
    page, wrong, missed = notebook(judge)
    assert page.count('<article class="wrong">') <= wrong
    assert 0 < wrong + missed < 100
