"""Records are told by what is asked: what goes on first, plans and responses for a cure, in the name of their owner."""

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.cues import of_another_alone
from answers.evaluation import unsupported_claims
from answers.names import load_other_names
from answers.profile import build_profile
from answers.questions import understand
from answers.things import things_asked
from answers.times import in_time, is_overtaken
from answers.wording import as_owned
from core.records import (
    Assertion,
    Biomarker,
    Code,
    Diagnosis,
    Fact,
    Finding,
    Lab,
    Page,
    Profile,
    Sentence,
    Stage,
    Treatment,
)

LIBRARY, OTHERS = load_cards(), load_other_names()
LETTER = """Clinic letter

Diagnosis: cancer of the rectum, spread to both lungs.

3 March 2029: anterior resection, clear margins, ypT3 N1 cM0.
June 2029: FOLFOX, eight cycles. Oxaliplatin was stopped in cycle five.
2 May 2031: spread to the lungs seen. FOLFIRI begun; three cycles given to date.

Scan of 30 June: a good partial response in both lungs.

Next
1. Continue FOLFIRI, next cycle on 11 July.
2. If the lung spots stay resectable, wedge resection is planned.
"""
PAGE = Page.model_validate(
    {"document": "ad" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": LETTER}
)


def fact(kind: type[Fact], quote: str, **fields: object) -> Fact:
    at = LETTER.index(quote)
    return kind.model_validate({"confidence": 1, "evidence": (PAGE.evidence(at, at + len(quote)),)} | fields)


M0 = fact(Stage, "cM0", system="TNM", prefix="c", M="M0", date="2029-03-03")
SPREAD = fact(Finding, "spread to the lungs", name="metastasis", value="present", site="lung", date="2031-05-02")
RESECTION = fact(Treatment, "anterior resection", name="rectal resection", type="surgery", date="2029-03-03")
FOLFOX = fact(Treatment, "FOLFOX", name="FOLFOX", type="regimen", status="completed", date="2029-06")
OXALIPLATIN = fact(Treatment, "Oxaliplatin was stopped", name="oxaliplatin", type="drug", status="stopped")
FOLFIRI = fact(Treatment, "FOLFIRI begun", name="FOLFIRI", type="regimen", status="ongoing", date="2031-05-02")
WEDGE = fact(
    Treatment,
    "wedge resection is planned",
    name="wedge resection",
    type="surgery",
    status="planned",
    assertion=Assertion.PLANNED,
)
FACTS = (
    fact(
        Diagnosis,
        "cancer of the rectum",
        name="rectal adenocarcinoma",
        site="rectum",
        codes=(Code(system="OncoTree", code="READ"),),
    ),
    M0,
    SPREAD,
    RESECTION,
    FOLFOX,
    OXALIPLATIN,
    FOLFIRI,
    WEDGE,
    fact(Finding, "clear margins", name="margin", value="clear", date="2029-03-03"),
)


def person(*facts: Fact) -> Profile:
    return build_profile("00000000000000ad", facts, LIBRARY)


def told(question: str, *facts: Fact, whole: bool = True) -> list[Sentence]:
    pages = (PAGE,) if whole else ()
    answer = answer_question(question, LIBRARY, OTHERS, person(*(facts or FACTS)), pages=lambda: pages)
    return [one for part in answer.sections if "ecords say" in part.title for one in part.sentences]


def texts(question: str, *facts: Fact, whole: bool = True) -> list[str]:
    return [one.text for one in told(question, *facts, whole=whole)]


def of_records(question: str) -> list[str]:
    return [one.text for one in told(question) if any(place.startswith("record:") for place in one.citations)]


@pytest.mark.parametrize(
    "question",
    [
        "which chemo am i getting at the moment",
        "what treatment is he on",
        "what drugs is mum on now",
        "what are they giving me now, which infusion is it that i have now",
        "what medicines are they giving me",
    ],
)
def test_what_goes_on_is_told_first_with_the_lines_on_it(question: str) -> None:
    """Neither the operation of two years ago nor the finished course stands before it, or at all."""
    said = of_records(question)
    facts = [one for one in said if not one.startswith("Page 1")]
    assert facts[0].startswith("FOLFIRI, ongoing")
    assert any("next cycle on 11 July" in one for one in said)
    assert any("three cycles given to date" in one for one in said)
    assert not any(one.startswith("Rectal resection") for one in said)


@pytest.mark.parametrize(
    "question",
    [
        "how long will i be on this chemo",
        "for how many more months do they give me the chemo",
        "what chemo are they giving me and how long for",
    ],
)
def test_how_long_is_not_read_and_the_lines_that_may_tell_are_quoted(question: str) -> None:
    said = texts(question)
    assert any(one.startswith("How long a treatment will go on is something that we do not read") for one in said)
    assert any("three cycles given to date" in one for one in said)


@pytest.mark.parametrize(
    "question",
    [
        "can they still cure me",
        "is my cancer curable from the letter",
        "what are my chances",
        "will it be gone for good",
    ],
)
def test_for_a_cure_the_spread_the_response_and_the_plan_are_told(question: str) -> None:
    """And no stage without a spread, of the time before it."""
    said = of_records(question)
    assert any(one.startswith("Metastasis: present, lung") for one in said)
    assert any("partial response" in one for one in said)
    assert any("wedge resection is planned" in one for one in said)
    assert not any("cM0" in one for one in said)


def test_a_plan_is_quoted_once() -> None:
    said = of_records("can they still cure me")
    assert len([one for one in said if "If the lung spots stay resectable" in one]) == 1


def test_what_goes_on_stands_where_it_is_asked_what_came_instead() -> None:
    """It is not said that it came in its place: the letter does not say so."""
    said = texts("what did they put me on instead of oxaliplatin")
    lacking = [one.startswith("What came in place of a medicine is something that we do not read") for one in said]
    assert said[lacking.index(True) + 1].startswith("FOLFIRI, ongoing")


def test_a_stage_without_spread_is_overtaken_by_a_later_spread_alone() -> None:
    undated = M0.model_copy(update={"date": None})
    later = M0.model_copy(update={"date": "2032-01"})
    assert is_overtaken(M0, (M0, SPREAD))
    assert not is_overtaken(undated, (undated, SPREAD))
    assert not is_overtaken(later, (later, SPREAD))
    assert not is_overtaken(SPREAD, (M0, SPREAD))


def test_the_times_of_a_spread_and_of_a_stage_without_one_are_told() -> None:
    said = told("what stage am i", whole=False)
    times = next(one for one in said if "told of later" in one.text)
    assert times.text == "The M0 is of 3 March 2029; the spread is told of later, on 2 May 2031."
    assert len(times.citations) == 2
    assert not any("can be of different times" in one.text for one in said)


def test_treatments_stand_in_the_order_of_time_and_those_without_a_date_by_their_place() -> None:
    """Oxaliplatin was stopped within the course before, not after the one that goes on."""
    order = in_time((FOLFIRI, OXALIPLATIN, SPREAD, FOLFOX, RESECTION), person(*FACTS))
    assert [getattr(one, "name", "") for one in order] == [
        "rectal resection",
        "FOLFOX",
        "metastasis",
        "oxaliplatin",
        "FOLFIRI",
    ]


MYELOMA = (
    fact(Diagnosis, "cancer", name="multiple myeloma", codes=(Code(system="OncoTree", code="PCM"),)),
    fact(Biomarker, "spread", name="del(17p)", result="positive"),
    fact(Biomarker, "Scan", name="1q gain", result="positive"),
    fact(Biomarker, "begun", name="M protein", method="serum", result="high", number=30.0, unit="g/L"),
    fact(Lab, "clear", name="hemoglobin", number=9.1, unit="g/dL", flag="low"),
    fact(Stage, "Next", system="ISS", group="II"),
)


@pytest.mark.parametrize(
    "question", ["which of these values is the worst", "are my results good or bad", "what is bad in this report"]
)
def test_which_result_is_worst_is_not_judged_and_what_is_marked_is_told(question: str) -> None:
    said = texts(question, *MYELOMA, whole=False)
    assert said[0].startswith("Which result is good, bad or the worst is something that we do not read")
    assert any(one.startswith("Hemoglobin 9.1") for one in said)
    assert any(one.startswith("del(17p): positive") for one in said)


@pytest.mark.parametrize("question", ["what is my m protein and how bad is it", "how serious is my myeloma"])
def test_good_and_bad_signs_of_a_record_are_weighed_together(question: str) -> None:
    answer = answer_question(question, LIBRARY, OTHERS, person(*MYELOMA))
    cited = [place for part in answer.sections for one in part.sentences for place in one.citations]
    assert {"card:multiple-myeloma#del17p", "card:multiple-myeloma#gain1q"} <= {*cited}


def test_a_stage_of_myeloma_is_not_explained_by_size() -> None:
    said = texts("what stage is my myeloma", *MYELOMA, whole=False)
    assert any("two proteins in the blood" in one for one in said)
    assert not any(one.startswith("In plain words, stage:") for one in said)


def test_a_clear_margin_is_told_once_with_what_it_means() -> None:
    said = texts("what does the letter say on the margins and do i need another operation")
    assert any("clear margin means that no cancer cells" in one for one in said)
    assert len([one for one in said if "clear margins" in one and "Page 1" in one]) <= 1


@pytest.mark.parametrize(
    ("question", "whose"),
    [
        ("this is my brother's letter, what treatment is he on", "your brother's record"),
        ("these are my wife's records, can she be cured", "your wife's record"),
        ("does he have any allergies", "the record"),
        ("what chemo am i on now", "your record"),
    ],
)
def test_records_are_called_by_their_owner(question: str, whose: str) -> None:
    said = " ".join(texts(question))
    assert whose in said
    assert whose == "your record" or "your record" not in said


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("my wife has lung cancer, can you tell me why chemo comes first", True),
        ("i want to know if she needs more treatment", True),
        ("it's my brother's report and i need the stage", True),
        ("does he have diabetes", True),
        ("my friend has an m protein, do i have one", False),
        ("the surgeon said he got it all, did he", False),
        ("he told me i need chemo", False),
        ("does my letter mention my mum", False),
        ("what stage is it", False),
    ],
)
def test_a_question_is_about_another_alone_where_it_says_nothing_of_the_one_who_asks(
    question: str, alone: bool
) -> None:
    """A doctor is none of them."""
    assert of_another_alone(understand(question, LIBRARY, OTHERS)) is alone


def test_what_is_quoted_and_what_a_card_says_is_not_reworded() -> None:
    quote = Sentence(
        text="Page 2 of your record says: “Bring your records.”", citations=("record:adadadadadadadad#p2:0-9",)
    )
    assert as_owned(quote, "your dad's").text == "Page 2 of your dad's record says: “Bring your records.”"
    card = Sentence(text="Keep your records.", citations=("card:breast#choice",))
    assert as_owned(card, "the") == card


def test_the_family_of_the_owner_is_not_told_where_he_is_only_named_as_such() -> None:
    said = texts("this is my brother's letter, what treatment is he on")
    assert not any("amily" in one for one in said)


@pytest.mark.parametrize(
    "question", ["this is my sister's report, was her2 tested", "it's my dad's letter, did he have imatinib"]
)
def test_what_stands_of_another_claims_nothing(question: str) -> None:
    answer = answer_question(question, LIBRARY, OTHERS, person(*FACTS))
    connective = [one for part in answer.sections for one in part.sentences if one.connective]
    assert [one.text for one in connective if unsupported_claims(one, LIBRARY, OTHERS)] == []


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("when does chemo start and which one", True),
        ("when is radiotherapy starting", True),
        ("when will the treatment begin", True),
        ("is chemo hard, when does hair fall out", False),
        ("how long does chemo take", False),
    ],
)
def test_when_a_treatment_begins_is_asked_of_the_record(question: str, is_asked: bool) -> None:
    """With records open: in general no page could tell it."""
    assert ("what comes next" in [one.name for one in things_asked(question)]) is is_asked
