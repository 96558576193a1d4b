"""What a strict reader of whole answers found wrong in how questions are understood and in what is set beside them."""

import pytest

from answers.alarm import Alarm, alarm_of
from answers.cards import load_cards
from answers.compose import answer_question
from answers.inquiry import Inquiry, read_inquiry
from answers.instructed import is_instruction
from answers.names import load_other_names
from answers.phrases import GET_HELP, MAY_BE_URGENT_TITLE
from answers.profile import build_profile
from answers.questions import Question, understand
from benchmarks.gold import read_text

LIBRARY, OTHERS = load_cards(), load_other_names()
KIND = "First of all"


def read(question: str) -> Question:
    return understand(question, LIBRARY, OTHERS)


# What is taken for a misspelt name


@pytest.mark.parametrize(
    "question",
    [
        "the mole on my arm was that cancer too",
        "so is that cancer or something else",
        "thats cancer isnt it, the thing they cut out",
        "with whom cancer is found first, does it come back",
        "is this a real cancer or only a change of cells",
        "where is the best cancer hospital for it",
        "they found none. tumour markers were normal",
        "if i skip cancer treatment for a week does it matter",
        "i never want to hear tumour again",
        "will i live cancer free after the operation",
        "is once cancer always cancer true",
    ],
)
def test_ordinary_words_are_no_misspelt_names(question: str) -> None:
    assert (read(question).guessed, read(question).cancers) == ((), ())


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("i have brest cancer", "breast"),
        ("my throt cancer is p16 positive", "head-and-neck"),
        ("is bowl cancer inherited", "colorectal"),
        ("does blader cancer come back", "bladder"),
        ("dads live cancer has spread", "liver"),
        ("prostrate cancer and bones", "prostate"),
        ("that melenoma on my leg", "melanoma"),
    ],
)
def test_misspelt_names_are_still_read(question: str, card: str) -> None:
    assert read(question).cancers == (card,)


# Who is told where to get help at once, and who is told a kind word


def titles(question: str) -> list[str]:
    return [one.title for one in answer_question(question, LIBRARY, OTHERS).sections]


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "is my cancer her2 positve or not",
        "is my cancer her2 positve or not??",
        "is it egfr postitive or negitive",
        "what dose my reslut say",
        "does my report say im ki67 hihg or low",
        "is it tripple negitive??",
    ],
)
def test_a_misspelt_question_on_a_result_is_no_emergency(question: str) -> None:
    assert alarm_of(read(question)) == Alarm()


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "I'm so scared, am I going to need chemo?",
        "scared stiff, has it spread to my liver",
        "im terrified will i lose my hair",
        "we're so frightened, is it stage 4?",
        "is the chemo going to make me sick, im petrified",
        "my wife is terrified, can she keep the breast?",
        "I'm so scared that it has spread, am I going to need chemo?",
    ],
)
def test_a_fear_beside_a_question_is_no_emergency_and_a_kind_word_comes_first(question: str) -> None:
    told = titles(question)
    assert alarm_of(read(question)) == Alarm()
    assert told[0] == KIND
    assert len(told) > 1


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "I'm scared. I can't breathe properly and my chest hurts",
        "I'm terrified, my temp is 39 and i am on chemo",
        "im frightened is it normal to cough up blood",
        "scared, mum is really drowsy and wont wake up, what do we do?",
        "so scared, something is very wrong with dad, he is shaking and grey",
        "what does my report say, im burning up",
        "my results say her2 positve and i cant breathe",
    ],
)
def test_an_illness_now_is_met_whatever_is_said_of_fear_or_of_results(question: str) -> None:
    assert titles(question)[0] in (GET_HELP, MAY_BE_URGENT_TITLE)


@pytest.mark.parametrize("question", ["im scared, i feel like ending it", "im terrified of what i might do to myself"])
def test_a_crisis_stays_one_beside_words_of_fear(question: str) -> None:
    assert read(question).intent == "crisis"
    assert KIND not in titles(question)


@pytest.mark.parametrize(
    "question",
    [
        "i'm not scared any more, which chemo do i get",
        "should i be scared of a stage 2 lung cancer",
        "i'm afraid i lost the letter, what is my stage",
        "the scary word in my report is carcinoma, what is that",
        "how do i tell my kids, they should not be frightened",
        "my husband lies on the far edge of the bed, i feel like hes scared of me",
    ],
)
def test_who_says_no_fear_is_told_of_none(question: str) -> None:
    assert KIND not in titles(question)


# Which of several cancers a question on a marker is about


def asked(question: str, *lines: str) -> Inquiry:
    page = read_text("\n".join(("Clinic letter 6 June 2026", *lines, "")))
    profile = build_profile("0" * 16, page.facts, LIBRARY)
    return read_inquiry(read(question), LIBRARY, OTHERS, profile, lambda: page.pages)


def whole(question: str, *lines: str) -> str:
    page = read_text("\n".join(("Clinic letter 6 June 2026", *lines, "")))
    profile = build_profile("0" * 16, page.facts, LIBRARY)
    answer = answer_question(question, LIBRARY, OTHERS, profile, pages=lambda: page.pages)
    return " ".join(one.text for part in answer.sections for one in part.sentences)


CLL = "Diagnosis: chronic lymphocytic leukaemia. No del(17p)."
BASAL = "Had a basal cell carcinoma removed from the nose in March 2025."


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("do i have the 17p deletion", (CLL, BASAL)),
        ("what is my PD-L1 score", (CLL, BASAL)),
        ("what treatment is there for me", (CLL, "Past history: squamous cell carcinoma of the skin, excised 2019.")),
        ("is my TP53 changed", (CLL, "Basal cell carcinoma of the left ear, Mohs surgery 2021.")),
    ],
)
def test_a_small_skin_cancer_does_not_take_over(question: str, lines: tuple[str, ...]) -> None:
    assert [card.id for card in asked(question, *lines).cancers] == ["cll"]
    assert "skin cancer" not in whole(question, *lines)


@pytest.mark.parametrize(
    ("question", "lines", "cards"),
    [
        ("was the thing on my nose a basal cell carcinoma", (CLL, BASAL), ["skin"]),
        (
            "do i have two cancers",
            (CLL, "Basal cell carcinoma of the nose on biopsy, to be removed in May."),
            ["cll", "skin"],
        ),
        ("how is it treated", (BASAL,), ["skin"]),
        (
            "what happens now",
            (CLL, "Squamous cell carcinoma of the skin with spread to nodes, on cemiplimab since May 2026."),
            ["cll", "skin"],
        ),
    ],
)
def test_a_skin_cancer_counts_where_it_is_asked_for_or_is_large(
    question: str, lines: tuple[str, ...], cards: list[str]
) -> None:
    assert sorted(card.id for card in asked(question, *lines).cancers) == cards


@pytest.mark.parametrize(
    ("question", "cards"),
    [
        ("am i KRAS positive", ["colorectal"]),
        ("is there a change in NRAS", ["colorectal"]),
        ("what is my ER", ["breast"]),
        ("am i her2 positive", ["breast", "colorectal"]),
        ("how are they treated", ["breast", "colorectal"]),
        ("does KRAS matter in breast cancer", ["breast"]),
    ],
)
def test_of_two_cancers_the_one_counts_in_which_the_marker_is_used(question: str, cards: list[str]) -> None:
    lines = ("Diagnoses: invasive ductal carcinoma of the left breast.", "Adenocarcinoma of the sigmoid colon.")
    assert sorted(card.id for card in asked(question, *lines).cancers) == cards


# What is taken for granted of a test

WHY = "why it was tested"


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("what does my ki67 mean", ("Diagnosis: colon adenocarcinoma.",)),
        ("what does my ki67 mean", ("Diagnosis: colon adenocarcinoma.", "Ki-67: not done.")),
        ("what is my p53", ("Diagnosis: papillary thyroid carcinoma.", "p53 staining not performed.")),
    ],
)
def test_nobody_is_sent_to_ask_why_a_test_was_done_that_was_not(question: str, lines: tuple[str, ...]) -> None:
    assert WHY not in whole(question, *lines)


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("what does my ki67 mean", ("Diagnosis: colon adenocarcinoma.", "Ki-67: 40 %.")),
        ("what does my ki67 of 40% mean", ("Diagnosis: colon adenocarcinoma.",)),
        ("what does my ki67 mean", ("Diagnosis: colon adenocarcinoma.", "Ki-67 requested, result awaited.")),
    ],
)
def test_why_a_test_was_done_is_a_question_where_it_was(question: str, lines: tuple[str, ...]) -> None:
    assert WHY in whole(question, *lines)


# A decision, and an instruction that the record holds


@pytest.mark.parametrize(
    "line",
    [
        "Please stop clopidogrel 7 days before the op, carry on with aspirin.",
        "Apixaban should be withheld for 48 hours before the biopsy.",
        "Stop metformin on the morning of the scan.",
        "Plan: 1. Omit capecitabine this week. 2. Bloods on Monday.",
        "He was advised to restart his warfarin after five days.",
        "I have asked her to stop the ramipril.",
        "Clopidogrel to stop 7 days before surgery.",
    ],
)
def test_what_the_team_tells_the_patient_to_do_is_an_instruction(line: str) -> None:
    assert is_instruction(line)


@pytest.mark.parametrize(
    "line",
    [
        "She wants to stop tamoxifen because of the flushes.",
        "Oxaliplatin was stopped after cycle five.",
        "We discussed whether she should stop letrozole.",
        "Consider whether aspirin should be stopped.",
        "Please do not stop your tablets without talking to us.",
        "He does not need to stop aspirin.",
        "Her husband told her to stop the tablets.",
        "Start of treatment: 3 May 2026.",
        "Takes clopidogrel 75 mg daily.",
    ],
)
def test_a_wish_a_thought_and_the_past_are_none(line: str) -> None:
    assert not is_instruction(line)


BLADDER = "The growth in the bladder was a high grade urothelial cancer (pT1)."
FORBIDS = "do not stop, skip or start anything"
ITS_OWN = "holds an instruction on this"


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("what tablets do i have to stop", "Please stop clopidogrel 7 days before the op, carry on with aspirin."),
        ("do i stop my blood thinners before surgery", "Please stop clopidogrel 7 days before the op."),
        ("should i stop the clopidogrel", "Clopidogrel should be stopped 7 days before the operation."),
        ("can i stop my apixaban before the biopsy", "Apixaban: stop 48 hours before the biopsy."),
    ],
)
def test_an_instruction_of_the_record_is_not_contradicted(question: str, line: str) -> None:
    told = whole(question, BLADDER, line)
    assert FORBIDS not in told
    assert ITS_OWN in told


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("should i stop the clopidogrel", "Takes clopidogrel 75 mg daily and bisoprolol."),
        ("should i stop my metformin before the op", "Please stop clopidogrel 7 days before the op."),
        ("can i stop my tamoxifen", "She wants to stop tamoxifen because of the flushes."),
        ("should i choose surgery or radiotherapy", "Please stop clopidogrel 7 days before surgery."),
    ],
)
def test_without_an_instruction_on_it_the_caution_stays(question: str, line: str) -> None:
    told = whole(question, BLADDER, line)
    assert FORBIDS in told
    assert ITS_OWN not in told


@pytest.mark.model
@pytest.mark.parametrize("fear", ["im so scared, {}", "I'm terrified. {}", "{} i am so frightened"])
def test_words_of_fear_do_not_change_which_line_stands_first(fear: str) -> None:
    lines = (
        "The growth in the bladder was a high grade urothelial cancer. It goes into the layer under the lining (pT1).",
        "There was no muscle in the sample, so we cannot tell whether it has gone deeper.",
        "If the second resection shows no muscle invasion, we will start BCG, six weekly instillations.",
    )
    question = "has the cancer gone into the muscle?"
    told = [one.text for one in asked(question, *lines).sought.near]
    assert told
    assert [one.text for one in asked(fear.format(question), *lines).sought.near][:1] == told[:1]


# What a line on something else does not answer


HODGKIN = ("Diagnosis: classical Hodgkin lymphoma, stage IIB.", "Interim PET-CT: complete metabolic response.")


@pytest.mark.model
@pytest.mark.parametrize("question", ["whats my thyroid result", "what did my kidney function tests say"])
def test_the_result_of_another_thing_answers_nothing(question: str) -> None:
    said = whole(question, *HODGKIN, "The scan result is very good.")
    assert "very good" not in said


@pytest.mark.model
def test_a_line_on_the_organ_answers() -> None:
    assert "TSH 2.1" in whole("whats my thyroid result", *HODGKIN, "The scan result is very good. TSH 2.1, normal.")


@pytest.mark.model
@pytest.mark.parametrize("question", ["is my cancer gone?", "has my lymphoma gone", "is it gone"])
def test_whether_it_is_gone_is_looked_for_in_the_response(question: str) -> None:
    assert "complete metabolic response" in whole(question, *HODGKIN)


def test_beside_records_no_list_of_outlooks_that_nobody_asked_for() -> None:
    page = read_text("\n".join(("Clinic letter 6 June 2026", *HODGKIN, "")))
    profile = build_profile("0" * 16, page.facts, LIBRARY)
    for text, told in (("what did the nurse say about parking", False), ("how long have i got", True)):
        answer = answer_question(text, LIBRARY, OTHERS, profile, pages=lambda: page.pages)
        assert any("surviv" in one or "illness will go" in one for one in answer.not_in_sources) <= told


def test_a_spread_to_nodes_is_no_conflict_with_m0() -> None:
    said = whole(
        "has it spread anywhere else?", "Right axilla: metastatic carcinoma in node.", "Breast cancer T2 N1 M0."
    )
    assert "Your records hold both" not in said


@pytest.mark.model
def test_a_line_that_names_the_medicine_asked_about_stands_first() -> None:
    lines = (
        "Past medicines: bicalutamide for 4 weeks; amitriptyline stopped.",
        "Apalutamide 240 mg daily, hospital only.",
    )
    said = whole("am i on apalutamide now", "Prostate cancer.", *lines)
    assert said.index("Apalutamide 240 mg") < (said.index("bicalutamide") if "bicalutamide" in said else len(said))
