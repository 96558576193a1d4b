"""What a value means is a card's own statement, of the patient's own cancer."""

import pytest

from answers.cards import load_cards
from answers.meanings import Meaning, load_meanings, meaning_of
from core.records import Biomarker, Fact, Finding, Grade, Page, Stage

LIBRARY = load_cards()
CARDS = {card.id: card for card in LIBRARY.cancers}


def fact(kind: type[Fact], **fields: object) -> Fact:
    page = Page.model_validate(
        {"document": "ac" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": "as read"}
    )
    return kind.model_validate({"confidence": 1, "evidence": (page.evidence(0, 7),)} | fields)


@pytest.mark.parametrize("row", load_meanings(), ids=lambda row: f"{row.kind} {row.name} {'/'.join(row.values)}")
def test_every_row_leads_to_statements(row: Meaning) -> None:
    for name in row.statements:
        card, _, id_ = name.partition("#")
        if card == "topics":
            assert any(f"{topic.id}.{one.id}" == id_ for topic in LIBRARY.topics for one in topic.statements)
        else:
            assert any(one.id == id_ for one in CARDS[card].statements())


def test_a_clear_margin_is_told_and_one_with_cancer_is_not() -> None:
    clear = meaning_of(fact(Finding, name="margin", value="clear"), (), LIBRARY)
    assert clear is not None
    assert "no cancer cells were found at the edge" in clear.text
    assert clear.citations == ("card:topics#clear-scan-after.margin",)
    assert meaning_of(fact(Finding, name="margin", value="involved"), (), LIBRARY) is None


def test_a_stage_of_myeloma_is_not_one_of_size() -> None:
    told = meaning_of(fact(Stage, system="ISS", group="II"), (CARDS["multiple-myeloma"],), LIBRARY)
    assert told is not None
    assert "two proteins in the blood" in told.text


def test_nothing_is_told_of_another_cancer() -> None:
    assert meaning_of(fact(Stage, system="ISS", group="II"), (CARDS["breast"],), LIBRARY) is None
    assert meaning_of(fact(Grade, system="Nottingham", value="2"), (), LIBRARY) is None
    assert meaning_of(fact(Biomarker, name="ER", result="positive"), (CARDS["breast"],), LIBRARY) is None


def test_of_several_cards_that_of_the_patients_own_cancer_is_cited() -> None:
    told = meaning_of(fact(Stage, system="Ann Arbor", group="III"), (CARDS["hodgkin-lymphoma"],), LIBRARY)
    assert told is not None
    assert told.citations == ("card:hodgkin-lymphoma#lugano",)
