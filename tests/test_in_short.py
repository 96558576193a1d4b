"""Where facts that agree tell it, the answer begins with one sentence that says how things stand in the records."""

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.in_short import TITLE
from answers.names import load_other_names
from answers.profile import build_profile
from core.records import Answer, Method, Page, Treatment
from extractors.extraction import extract_page

LIBRARY, OTHERS = load_cards(), load_other_names()
BREAST = """SYNTHETIC
Breast oncology clinic, 14 October 2031

Diagnosis: Left breast invasive ductal carcinoma, cT2 N1 M0 (stage IIB), HER2 3+.

Docetaxel and pertuzumab x 6, completed 12 June 2031.

Letrozole 2.5 mg daily started 20 June 2031 and continues.

Zoledronic acid given 1 July 2031. Zoledronic acid held since 1 September because of her jaw.

Plan: see again in December.
"""
PROSTATE = """SYNTHETIC
Urology clinic, 2 November 2031

Diagnosis: prostate adenocarcinoma, stage IIIB.

PSA 12.4 ng/mL on 3 May 2031
PSA 0.3 ng/mL on 20 October 2031
"""


def page(text: str) -> Page:
    return Page(document="cd" * 8, number=1, width=1, height=1, method=Method.STRUCTURED, quality=1, text=text)


def answer(question: str, text: str = BREAST) -> Answer:
    told = page(text)
    profile = build_profile("00000000000000aa", extract_page(told), LIBRARY)
    return answer_question(question, LIBRARY, OTHERS, profile, pages=lambda: [told])


def in_short(question: str, text: str = BREAST) -> tuple[str, ...]:
    found = (part for part in answer(question, text).sections if part.title == TITLE)
    return tuple(one.text for part in found for one in part.sentences)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("am i still on pertuzumab", "As your records stand, pertuzumab was completed on 12 June 2031 (page 1)."),
        ("when did i finish docetaxel?", "As your records stand, docetaxel was completed on 12 June 2031 (page 1)."),
        ("am I on letrozole now", "As your records stand, letrozole goes on, since 20 June 2031 (page 1)."),
        ("what stage is it", "As your records stand, it is stage IIB, cT2 N1 M0 (page 1)."),
    ],
)
def test_what_agreeing_facts_tell_is_said_in_one_sentence(question: str, expected: str) -> None:
    assert in_short(question) == (expected,)


def test_it_stands_before_the_lines_and_is_cited() -> None:
    first = answer("am i still on pertuzumab").sections[0]
    assert first.title == TITLE
    assert all(one.startswith("record:") for sentence in first.sentences for one in sentence.citations)
    assert first.sentences[0].citations


@pytest.mark.parametrize(
    "question",
    [
        "am i still on zoledronic acid",
        "what are the side effects of pertuzumab",
        "is my mum still on pertuzumab",
        "am i on tamoxifen",
        "what stage is my brother's cancer",
    ],
)
def test_nothing_is_said_in_short_where_the_record_says_more_or_something_else_is_asked(question: str) -> None:
    """A hold, effects in general, another's record, a medicine that no record names."""
    assert in_short(question) == ()


def test_two_stages_are_left_to_the_lines() -> None:
    assert in_short("what stage am i", f"{BREAST}\n\nRestaged: stage IV breast cancer, liver metastases.") == ()


def test_the_newest_value_stands_with_the_one_before() -> None:
    assert in_short("what is my psa now", PROSTATE) == (
        "As your records stand, the newest PSA is 0.3 ng/mL (20 October 2031); the one before was 12.4 ng/mL "
        "(3 May 2031) (page 1).",
    )


def test_a_value_without_a_date_leaves_the_newest_open() -> None:
    assert in_short("what is my psa now", f"{PROSTATE}\n\nPSA 4.4 ng/mL.") == ()


def test_many_values_of_a_marker_are_one_sentence_the_newest_first() -> None:
    text = f"{PROSTATE}PSA 2.5 ng/mL on 4 July 2031\n"
    told = [one.text for part in answer("what does my psa mean", text).sections for one in part.sentences]
    (series,) = [one for one in told if "the newest first:" in one and one.startswith("PSA")]
    assert series == (
        "PSA, the newest first: 0.3 ng/mL (20 October 2031), 2.5 ng/mL (4 July 2031), 12.4 ng/mL (3 May 2031) (page 1)."
    )
    assert not any(one.startswith("PSA (serum)") for one in told)


@pytest.mark.parametrize(
    "series",
    [
        "PSA (ng/ml): 4.1 (Jan 2032), 2.2, 0.08",
        "PSA Jan 2032 4.1, May 1.8, July 0.3, Sept 0.08.",
        "PSA 9.9 at the start, PSA 0.3 ng/mL on 20 October 2031",
    ],
)
def test_a_series_that_was_read_in_part_leaves_the_newest_open(series: str) -> None:
    """The first value of a row is not the newest."""
    assert in_short("what is my psa now", f"Diagnosis: prostate adenocarcinoma.\n\n{series}") == ()


def test_beside_what_a_record_answers_nothing_in_general_is_told() -> None:
    """No survival, no search for studies, no worry pasted back: ``am i still on pertuzumab``."""
    told = answer("am i still on pertuzumab")
    cited = [one for part in told.sections for sentence in part.sentences for one in sentence.citations]
    assert all(one.startswith("record:") for one in cited)
    assert len(told.questions_for_team) <= 1
    assert not any("am i still" in one for one in told.questions_for_team)
    assert not any("surviv" in one.lower() for one in told.related_questions)
    assert not any("clinicaltrials" in (one.url or "") for one in told.services)
    assert not any("Crisis" in one.name for one in told.services)


def test_whether_a_medicine_is_taken_again_is_answered_by_the_record_alone() -> None:
    """What it can do in general would undo a "not again" of the team."""
    told = answer("can i go back on zoledronic acid now my jaw is better")
    cited = [one for part in told.sections for sentence in part.sentences for one in sentence.citations]
    assert cited
    assert all(one.startswith("record:") for one in cited)


def test_what_a_medicine_is_used_for_stays_in_general() -> None:
    told = answer("what does my HER2 result mean")
    assert any(one.startswith("card:") for part in told.sections for each in part.sentences for one in each.citations)
    assert any("clinicaltrials" in (one.url or "") for one in told.services)


def test_beside_a_call_for_help_stands_whom_the_own_record_says_to_call() -> None:
    text = f"{BREAST}\n\nIf your temperature is 38 or above ring ward 7 at once on 0100 000 000, day or night."
    told = answer("i have a temp of 38.4 and shivers should i wait til morning", text)
    assert told.sections[0].title == "Please get help now"
    assert told.sections[1].title == "What your records say on whom to call"
    assert "ring ward 7 at once" in told.sections[1].sentences[0].text
    assert told.sections[1].sentences[0].citations


def test_a_regimen_that_was_held_leaves_its_medicine_open() -> None:
    """The hold stands beside the name of the regimen, not of the medicine."""
    text = f"{BREAST}\n\nFOLFOX completed 3 May 2031. FOLFOX held for two weeks in April."
    assert in_short("am i still on oxaliplatin", text) == ()


def test_questions_for_the_team_stay_where_they_are_asked_for() -> None:
    told = answer("what should i ask my team when i see them in december").questions_for_team
    assert any(not one.startswith("My record says") for one in told)


LUNG = """SYNTHETIC
Lung clinic, 17 July 2031

Diagnosis: adenocarcinoma of the left lung, stage IIIB, EGFR exon 19 deletion, ALK negative.

We discussed adding carboplatin alongside osimertinib in April. She declined chemotherapy, preferring tablets alone.

Osimertinib 80 mg since 24 April 2031, continues.
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how is the chemo going, is it working?", "chemotherapy is only named as declined"),
        ("when they gave me carboplatin did it help", "carboplatin is only named as declined"),
        (
            "what did the cancer in my right lung turn out to be?",
            "in the left lung, and none is named in the right one",
        ),
        ("since I have ALK what can I take for it", "what was found is this: ALK: negative"),
    ],
)
def test_what_a_question_takes_for_granted_is_held_against_the_records(question: str, expected: str) -> None:
    (said,) = in_short(question, LUNG)
    assert expected in said


@pytest.mark.parametrize(
    "question",
    [
        "should I have chemo?",
        "what is carboplatin",
        "is the cancer in my left lung growing?",
        "is my ALK negative?",
        "how is the osimertinib going",
    ],
)
def test_what_the_records_do_not_speak_against_is_not_contradicted(question: str) -> None:
    assert not [one for one in in_short(question, LUNG) if "declined" in one or "none is" in one or "found is" in one]


def test_a_treatment_that_was_also_given_is_not_said_to_be_declined() -> None:
    text = LUNG + "\nCarboplatin and pemetrexed x 4 completed in March 2031.\n"
    assert not any("declined" in one for one in in_short("how is the chemo going?", text))


def test_a_medicine_of_an_unknown_class_may_be_chemotherapy() -> None:
    profile = build_profile("00000000000000aa", extract_page(page(LUNG)), LIBRARY)
    unknown = Treatment(
        name="zelatrexine", type="drug", status="ongoing", confidence=0.9, evidence=profile.facts[0].evidence
    )
    profile = profile.model_copy(update={"facts": (*profile.facts, unknown)})
    found = answer_question("how is the chemo going?", LIBRARY, OTHERS, profile, pages=lambda: [page(LUNG)])
    assert "only named as declined" not in found.model_dump_json()


def test_a_cancer_of_both_sides_contradicts_nothing() -> None:
    text = LUNG + "\nDiagnosis 2: adenocarcinoma of the right lung, 2030.\n"
    assert not any("none is named" in one for one in in_short("the cancer in my right lung, what was it?", text))


def test_the_stage_of_a_second_one_is_not_told_from_the_first() -> None:
    assert in_short("what stage was the second cancer?") == ()
