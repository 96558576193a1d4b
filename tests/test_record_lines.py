"""Which lines of a record answer a question most closely."""

import re

import numpy as np
import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.profile import build_profile
from answers.questions import Question, understand
from answers.record_lines import RecordLines, features_of, scores
from answers.record_questions import HALF, Told, answering, cited_lines, page_of, read_records
from answers.written import Line, Written
from core.records import Method, Page
from extractors.extraction import extract_page
from models.cross_encoder import Text
from models.line_match import Asked, LineMatch, Record, fit, load_line_match

LETTER = """SYNTHETIC PATIENT

2031-01-09 Colonoscopy: tumour at 28 cm; the scope could not pass. Proximal colon not seen.
2031-01-13 CT: 8 mm lesion of the liver, likely a cyst. No lung metastases.
2031-03-10 Started CAPOX, 3 months planned.
2031-04-20 Pre-cycle 3: neutrophils 1.1, platelets 88. Cycle DELAYED one week.

The left kidney is normal.

The right kidney shows a small cyst.

Plan: complete colonoscopy to be booked. Family history: father colon cancer at 66.
This test was developed by the laboratory; its performance characteristics were determined there.
"""


def question(text: str) -> Question:
    return understand(text, load_cards(), load_other_names())


def page(text: str) -> Page:
    return Page(document="ab" * 8, number=1, width=1, height=1, method=Method.OCR, quality=1, text=text)


def leading(text: str, record: str = LETTER) -> list[str]:
    lines = RecordLines(question(text), Written(lambda: [page(record)])).leading
    return [" ".join(one.text.split()) for one in lines]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("they delayed my chemo because of my counts, is that bad", "neutrophils 1.1, platelets 88"),
        ("they couldnt get the camera all the way round, what now", "could not pass"),
        ("is the spot on my liver anything bad", "likely a cyst"),
        ("does it run in my family", "father colon cancer"),
    ],
)
def test_a_line_is_found_that_shares_no_word_with_the_question(asked: str, says: str) -> None:
    assert any(says in one for one in leading(asked)), leading(asked)


def test_a_short_sentence_comes_with_what_stands_before_it_on_its_line() -> None:
    """``Cycle DELAYED one week.`` alone tells neither when nor why."""
    assert any(re.search(r"neutrophils.*DELAYED", one) for one in leading("was my cycle delayed"))


def test_nothing_of_the_other_side_leads() -> None:
    assert not any("right kidney" in one for one in leading("is my left kidney ok"))


def test_what_a_laboratory_says_of_its_test_leads_only_where_it_is_asked() -> None:
    assert not any("developed by the laboratory" in one for one in leading("was my test done by the laboratory"))
    limits = leading("what are the limitations of my test, who developed it")
    assert any("developed by the laboratory" in one for one in limits)


@pytest.mark.parametrize(
    "asked", ["how do people get colon cancer", "what is colon cancer", "What does HER2 mean in breast cancer?"]
)
def test_general_questions_are_led_by_no_line(asked: str) -> None:
    assert leading(asked) == []


def test_a_summary_is_led_by_no_line() -> None:
    assert leading("summarise my letter") == []
    assert leading("what do my records say I have") == []


def test_a_record_without_lines_has_none_that_lead() -> None:
    assert leading("did they get it all out", "") == []
    assert leading("did they get it all out", "----\n\n1\n") == []


def test_a_line_without_end_is_read_in_pieces() -> None:
    record = "Nothing of note was said on this day in the clinic, and all was well. " * 40
    near = leading("is the spot on my liver anything bad", f"{record}, and the lesion of the liver is likely a cyst")
    assert any("likely a cyst" in one for one in near)
    assert all(len(one) <= 300 for one in near)


def test_shares_and_that_of_none_make_one() -> None:
    shares = [one.share for one in RecordLines(question("was it put off"), Written(lambda: [page(LETTER)])).nearest()]
    assert 0 < sum(shares) < 1
    assert shares == sorted(shares, reverse=True)


def test_lines_are_told_by_their_likeness_whatever_they_are_embedded_with() -> None:
    match = load_line_match()
    alone = match.likeness("was it put off", ["Cycle DELAYED one week."])
    together = match.likeness("was it put off", ["Started CAPOX.", "Cycle DELAYED one week.", "Started CAPOX."])
    assert together[1] == pytest.approx(alone[0], abs=0.05)
    assert together[0] == pytest.approx(together[2], abs=0.001)


def test_no_words_of_a_record_are_kept() -> None:
    match = load_line_match()
    match.likeness("was it put off", ["Quokka DELAYED one week."])
    assert not any("Quokka" in str(value) for value in vars(match).values())


def test_every_quote_stands_in_its_record() -> None:
    for split in ("train", "devel", "test", "held"):
        for told in read_records(split):
            lines = Written(lambda text=told.text: [page(text)]).lines
            assert "SYNTHETIC" in told.text.upper()
            lost = [quotes for _, quotes in told.asked if quotes and not any(answering(one, quotes) for one in lines)]
            assert len(lost) <= 1, lost


def test_no_record_is_both_learned_and_tested() -> None:
    learned = {told.text for told in read_records("train")}
    assert not learned & {told.text for split in ("devel", "test", "held") for told in read_records(split)}


def test_what_an_answer_quotes_of_a_page_is_found_by_its_citations() -> None:
    told = Told(LETTER, (("why was my chemo delayed", ("Cycle DELAYED one week.",)),))
    own = page_of(told)
    profile = build_profile("0" * 16, extract_page(own), load_cards())
    answer = answer_question(told.asked[0][0], load_cards(), load_other_names(), profile, pages=lambda: [own])
    quoted = cited_lines(answer, own)
    assert any(answering(one, told.asked[0][1]) for one in quoted)
    assert all(one.text.strip() for one in quoted)


def test_a_line_answers_that_holds_most_of_a_quote_or_of_which_a_quote_holds_most() -> None:
    text = "Cycle 3 was delayed by one week. Platelets were 88."
    first, second = (Line(page(text), *span) for span in ((0, 32), (33, 51)))
    assert answering(first, ["delayed by one week."])
    assert not answering(second, ["delayed by one week."])
    assert answering(second, [text])
    assert HALF == 0.5


def test_the_scores_are_those_of_the_card() -> None:
    """On records and questions by other hands."""
    for line in scores("devel", "test"):
        right, asked, three, of_none, _, surely = (int(one) for one in re.findall(r"\b\d+\b", line))
        assert asked >= 80
        assert right / asked >= 0.5
        assert three / asked >= 0.7
        assert surely / of_none <= 0.5


def test_features_are_plain_numbers_of_each_line() -> None:
    written = Written(lambda: [page(LETTER)])
    given = features_of(question("when does my capox end"), written.lines, written, "when does my capox end")
    weight = load_line_match().tensors["weight"]
    assert given.shape == (len(written.lines), len(weight) - 2)
    assert np.isfinite(given).all()


def test_it_can_be_taught_again() -> None:
    """In small: what answers is told likelier than what does not."""
    told = ("The cycle was delayed for low counts.", "The liver is normal.", "He lives with his wife.")
    lines = [Text(one) for one in told]
    asked = ["why was it put off", "is my liver ok", "who is at home with him"]
    zeros = np.zeros((3, 2), dtype=np.float32)
    records = [Record(lines, [Asked(one, zeros, np.arange(3) == n) for n, one in enumerate(asked)]) for _ in range(8)]
    match = fit(records)
    assert isinstance(match, LineMatch)
    for n, one in enumerate(asked):
        assert int(match.shares(one, lines, zeros).argmax()) == n


def test_at_what_fever_to_call_stands_before_the_lines_of_a_record() -> None:
    asked = "my neutrophils are 1.1, is that too low"
    profile = build_profile("00000000000000aa", (), load_cards())
    answer = answer_question(asked, load_cards(), load_other_names(), profile, pages=lambda: [page(LETTER)])
    titles = [part.title for part in answer.sections]
    assert titles.index("About infection and fever during treatment") < titles.index("What your records say")
    (said,) = [part for part in answer.sections if part.title == "What your records say"]
    assert any("neutrophils 1.1" in one.text for one in said.sentences)


def test_beside_the_lines_on_a_spot_nothing_is_asked_of_the_cancer_that_it_is_not() -> None:
    """A cyst of the liver brings no questions on the stage of a liver cancer."""
    told = page("Diagnosis: adenocarcinoma of the colon.\n\n2031-01-21 MRI liver: segment VI lesion is a simple cyst.")
    profile = build_profile("00000000000000aa", extract_page(told), load_cards())
    asked = "is the spot on my liver cancer?"
    answer = answer_question(asked, load_cards(), load_other_names(), profile, pages=lambda: [told])
    said = [one.text for part in answer.sections for one in part.sentences]
    assert any("simple cyst" in one for one in said)
    assert not any("not sure what you want to know" in one for one in said)
    first, *others = answer.questions_for_team
    assert first.startswith("My record says “")
    closing = (*others, *answer.related_questions)
    assert closing
    assert not any("BCLC" in one or "liver cancer" in one for one in closing)


@pytest.mark.parametrize(
    ("asked", "begins", "ends"),
    [
        ("why was my chemo delayed", "My record says “", "Could you go through this with me?"),
        ("why was my mum's chemo delayed", "The record says “", "Could you go through this with them?"),
    ],
)
def test_the_first_question_for_the_team_quotes_the_line_as_it_stands(asked: str, begins: str, ends: str) -> None:
    """Also where a relative asks: the words of the record are not put into another's mouth."""
    told = page("I saw my patient today.\n\n2031-04-20 My advice: cycle DELAYED one week, my counts were low.")
    profile = build_profile("0" * 16, extract_page(told), load_cards())
    answer = answer_question(asked, load_cards(), load_other_names(), profile, pages=lambda: [told])
    first = answer.questions_for_team[0]
    assert first.startswith(begins)
    assert first.endswith(ends)
    assert "My advice: cycle DELAYED one week, my counts were low." in first
