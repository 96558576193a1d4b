"""What a question asks, read beside the records there are."""

import pytest

from answers.cards import load_cards
from answers.inquiry import Inquiry, read_inquiry
from answers.names import load_other_names
from answers.profile import build_profile
from answers.questions import understand
from answers.written import no_pages
from core.records import Code, Diagnosis, Page

LIBRARY, OTHERS = load_cards(), load_other_names()
PAGE = Page.model_validate(
    {"document": "ef" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": "as read"}
)
COLON = Diagnosis(
    name="colon adenocarcinoma",
    site="colon",
    codes=(Code(system="OncoTree", code="COAD"),),
    confidence=1,
    evidence=(PAGE.evidence(0, 7),),
)


def inquiry(text: str, *facts: Diagnosis) -> Inquiry:
    profile = build_profile("00000000000000cc", facts, LIBRARY) if facts else None
    return read_inquiry(understand(text, LIBRARY, OTHERS), LIBRARY, OTHERS, profile, no_pages)


def test_the_cancer_of_the_records_counts_where_none_is_named() -> None:
    assert [card.id for card in inquiry("what tests do i need", COLON).cancers] == ["colorectal"]
    assert [card.id for card in inquiry("what tests does a melanoma need", COLON).cancers] == ["melanoma"]
    assert inquiry("what tests do i need").cancers == ()


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("coughing up bright red blood, cupfuls of it", True),
        ("coughing up cupfuls of blood, should i drive in?", False),
    ],
)
def test_only_what_is_asked_is_answered_beside_a_call_for_help(text: str, alone: bool) -> None:
    alarm = inquiry(text).alarm
    assert alarm.is_urgent
    assert alarm.is_only_urgent is alone
    assert not alarm.may_be_urgent


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("breast cancer, should i choose mastectomy or lumpectomy", True),
        ("breast cancer, should i tell my boss or wait", False),
    ],
)
def test_a_choice_is_one_between_treatments_that_a_card_speaks_of(text: str, asks: bool) -> None:
    assert inquiry(text).asks_a_choice is asks


def test_figures_by_stage_are_asked_for_only_where_a_stage_is_named() -> None:
    without = next(card for card in LIBRARY.cancers if any("survival by stage" in one for one in card.not_in_sources))
    assert inquiry(f"survival of stage two {without.name}").asks_of_a_stage
    assert not inquiry(f"survival of {without.name} by stage").asks_of_a_stage
