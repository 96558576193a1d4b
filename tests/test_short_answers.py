"""Beside the line of a record that answers stands little else, and what is not held is said first."""

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.of_topics import THEIR_NUMBER, says_when_to_call
from answers.profile import build_profile
from answers.questions import understand
from answers.record_lines import may_be_told_by_lines
from answers.record_questions import Told, page_of
from answers.sought import NO_LINE
from answers.written import lines_of
from core.records import Answer, Page
from extractors.extraction import extract_page

LETTER = """SYNTHETIC PATIENT

Diagnosis: invasive ductal carcinoma of the left breast, grade 2, ER 8/8, HER2 negative.
Treatment: left mastectomy on 2 April 2031. 1 of 3 nodes positive.

The recurrence score is 14 and we therefore do not recommend chemotherapy for her now. She will start letrozole today
and should take it for at least five years from now on. A bone density scan has been asked for because of the letrozole.

Call the ward at once for a temperature of 100.4 F (38.0 C) or more while you are on any of these medicines.
"""

CHART = """SYNTHETIC PATIENT
Regimen: R-CHOP        Diagnosis: diffuse large B-cell lymphoma

Cycle  Date        Neut  Given                Comments
1      06/01/2031  4.2   full dose            Rigor 40 min into rituximab
2      27/01/2031  3.1   full dose            No reaction
3      17/02/2031  1.6   vincristine omitted  Numb toes and foot drop left
4      10/03/2031  1.2   full dose            1 unit of red cells transfused for a haemoglobin of 71
"""


def page(text: str) -> Page:
    return page_of(Told(text, ()))


def ask(question: str, text: str = LETTER) -> Answer:
    own = page(text)
    profile = build_profile("0" * 16, extract_page(own), load_cards())
    return answer_question(question, load_cards(), load_other_names(), profile, pages=lambda: [own])


def quoted(answer: Answer) -> list[str]:
    return [one.text for part in answer.sections for one in part.sentences if "of your record says" in one.text]


def in_general(answer: Answer) -> list[str]:
    told = (one for part in answer.sections for one in part.sentences)
    return [one.text for one in told if one.citations and not one.citations[0].startswith("record:")]


def test_a_whole_sentence_is_quoted_without_its_neighbours_on_other_matters() -> None:
    first = quoted(ask("why do i need a bone scan, has it gone to my bones"))[0]
    assert "because of the letrozole" in first
    assert "chemotherapy" not in first


def test_a_short_sentence_is_quoted_with_those_that_complete_it() -> None:
    told = "SYNTHETIC\n\n2031-04-20 Neutrophils 1.1. Cycle DELAYED one week. Seen by Dr Voss."
    assert "Neutrophils 1.1. Cycle DELAYED one week." in quoted(ask("why was my chemo delayed", told))[0]


def test_a_fact_of_another_line_does_not_stand_beside_the_line_that_answers() -> None:
    told = " ".join(one.text for part in ask("how long do i take the letrozole").sections for one in part.sentences)
    assert "five years" in told
    assert "astectomy" not in told


def test_little_is_said_in_general_beside_the_line_that_answers() -> None:
    assert len(in_general(ask("why are they not giving me chemo, did they give up on me"))) <= 3
    assert in_general(ask("how long do i have to take the letrozole")) == []


def test_the_number_of_the_own_team_stands_before_the_general_one() -> None:
    said = [one.text for part in ask("at what temperature do i call").sections for one in part.sentences]
    own = next(n for n, one in enumerate(said) if "100.4 F" in one)
    general = next(n for n, one in enumerate(said) if "100.5 °F" in one)
    assert own < said.index(THEIR_NUMBER) < general


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Our number to call is 100.4 or higher, any hour.", True),
        ("Ring the helpline if temp 38.0 or above.", True),
        ("Contact us at 38 °C or more.", True),
        ("Temp 39.1 on arrival, treated with antibiotics for 6 days.", False),
        ("Sunitinib 37.5 mg daily, call us with questions.", False),
        ("Call us at once if you bleed; platelets were 100.", False),
    ],
)
def test_only_a_line_on_when_to_call_holds_the_number_of_the_team(line: str, says: bool) -> None:
    assert says_when_to_call(line) is says


@pytest.mark.parametrize("question", ["do i have the brca gene", "can i still have a pint of an evening"])
def test_that_nothing_answers_is_said_first(question: str) -> None:
    answer = ask(question)
    first = answer.sections[0].sentences[0].text
    assert first == NO_LINE or first.startswith("Your records do not give a BRCA1 or BRCA2 result.")
    assert answer.questions_for_team[0].startswith("The records that I uploaded do not seem to answer this: “")
    assert not quoted(answer)


def test_questions_for_the_team_follow_what_was_asked() -> None:
    first, *others = ask("how long do i have to take the letrozole").questions_for_team
    assert first.startswith("My record says “")
    assert len(others) <= 2
    assert not any("HER2" in one or "trial" in one for one in others)


def test_a_row_of_a_table_is_a_line_under_the_tables_head() -> None:
    rows = [one for one in lines_of(page(CHART)) if one.heading]
    assert [one.text.split()[0] for one in rows] == ["1", "2", "3", "4"]
    said = rows[2].sentence().text
    assert said.startswith("Page 1 of your record says under “Cycle Date Neut Given Comments”: “3 17/02/2031")
    assert "full dose" not in said


def test_wrapped_text_is_no_table() -> None:
    assert not any(one.heading for one in lines_of(page(LETTER)))


def test_words_for_blood_that_was_given_find_the_row_that_tells_it() -> None:
    assert any("transfused" in one for one in quoted(ask("why did i need blood", CHART)))


@pytest.mark.parametrize(
    ("question", "may"),
    [
        ("teeth has to be removed?? how many", True),
        ("is the bag for good", True),
        ("what tablets are to be taken now", True),
        ("is radiation painful", False),
        ("what are the side effects of oxycodone", False),
        ("what is a second-line treatment", False),
        ("what is colon cancer", False),
    ],
)
def test_a_question_that_names_nobody_is_one_on_open_records_unless_it_is_general(question: str, may: bool) -> None:
    assert may_be_told_by_lines(understand(question, load_cards(), load_other_names())) is may


def test_a_target_is_not_told_as_a_test() -> None:
    said = in_general(answer_question("What does CD38 mean in multiple myeloma?", load_cards(), load_other_names()))
    assert "In multiple myeloma, daratumumab and isatuximab are aimed at CD38." in said
    assert sum("daratumumab" in one.lower() and "isatuximab" in one for one in said) <= 3
    assert not any("CD38 is used to choose treatment" in one for one in said)


def test_a_part_that_no_line_answers_is_answered_in_general() -> None:
    """And what we hold nothing on stands beside what we hold, not alone."""
    answer = ask("does sugar feed my cancer and how long will i take letrozole")
    assert any("five years" in one for one in quoted(answer))
    (sugar,) = [part for part in answer.sections if part.title == "About sugar and cancer"]
    assert any(one.citations for one in sugar.sentences)
    short = ask("how long will i take letrozole")
    assert not any(part.title == "About sugar and cancer" for part in short.sections)
