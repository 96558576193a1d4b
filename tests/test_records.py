"""The nouns: evidence keeps its invariant, facts their ids, and an answer its line of sight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.records import Biomarker, Evidence, Page, Repair, Sentence, Stage, Word, document_id

DOCUMENT = "0123456789abcdef"


def page(text: str, **more: object) -> Page:
    return Page.model_validate(
        {
            "document": DOCUMENT,
            "number": 1,
            "width": 612,
            "height": 792,
            "method": "text-layer",
            "quality": 1,
            "text": text,
        }
        | more
    )


@given(st.text(min_size=1), st.data())
def test_evidence_quotes_exactly_what_the_page_says(text: str, data: st.DataObject) -> None:
    """Whatever the text, the quote of a span is the text of that span, and the page holds it."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    evidence = page(text).evidence(start, end)
    assert evidence.quote == text[start:end]
    assert page(text).holds(evidence)
    assert not page("\x00" + text + "\x00").holds(evidence) or ("\x00" + text)[start:end] == evidence.quote


@pytest.mark.parametrize("span", [(0, 0), (3, 2), (-1, 2), (0, 99)])
def test_an_empty_or_outside_span_is_refused(span: tuple[int, int]) -> None:
    """There is no evidence without words."""
    with pytest.raises(ValueError, match="lies outside"):
        page("ER positive").evidence(*span)


def test_boxes_are_one_per_line() -> None:
    """Words of one line share a box; the next line has its own."""
    words = (
        Word(text="ER", box=(10, 10, 20, 20), start=0, end=2),
        Word(text="is", box=(24, 11, 30, 20), start=3, end=5),
        Word(text="positive", box=(10, 30, 60, 40), start=6, end=14),
    )
    evidence = page("ER is positive", words=words).evidence(0, 14)
    assert evidence.boxes == ((10, 10, 30, 20), (10, 30, 60, 40))


def test_a_repair_keeps_what_was_first_read() -> None:
    """The quote is the mended text; the original stays beside it."""
    mended = page("pT2 pN0 cM0", repairs=(Repair(start=4, end=7, original="pNO", rule="n_zero"),))
    assert mended.evidence(0, 7).original == "pT2 pNO"
    assert mended.evidence(8, 11).original is None


def evidence() -> Evidence:
    return page("HER2 (IHC): EQUIVOCAL (2+)").evidence(0, 26)


def test_a_fact_needs_evidence() -> None:
    """No fact without a quote."""
    with pytest.raises(ValidationError):
        Biomarker(name="HER2", confidence=1, evidence=())


def test_a_stage_must_say_something() -> None:
    """A stage without T, N, M and group is none."""
    with pytest.raises(ValidationError):
        Stage(system="TNM", confidence=1, evidence=(evidence(),))


def test_the_id_of_a_fact_follows_what_it_says_and_where() -> None:
    """Confidence and review do not change a fact's id; its result and its place do."""
    fact = Biomarker(name="HER2", result="equivocal", confidence=0.9, evidence=(evidence(),))
    assert fact.model_copy(update={"confidence": 0.5}).id == fact.id
    assert fact.model_copy(update={"result": "positive"}).id != fact.id
    assert fact.model_copy(update={"evidence": (page("HER2 (IHC)").evidence(0, 4),)}).id != fact.id


def test_validation_errors_do_not_quote_the_record() -> None:
    """A validation error names the field, never what stood in it."""
    with pytest.raises(ValidationError) as caught:
        Biomarker(name="HER2", result="Jane Roe, positive", confidence=1, evidence=(evidence(),))  # pyright: ignore
    assert "Jane Roe" not in str(caught.value)


@pytest.mark.parametrize(
    ("citations", "connective"),
    [((), False), (("card:her2#breast",), True), (("her2",), False), (("record:3f2a#p1:1-2",), False)],
)
def test_a_sentence_is_cited_or_connective(citations: tuple[str, ...], connective: bool) -> None:
    """Neither both nor neither, and nothing that is not a citation."""
    with pytest.raises(ValidationError):
        Sentence(text="HER2 guides treatment.", citations=citations, connective=connective)


def test_the_document_id_is_the_start_of_its_hash() -> None:
    """The same bytes have the same id, on any machine."""
    assert document_id(b"") == "e3b0c44298fc1c14"
