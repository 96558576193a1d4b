"""Questions as people type them: organs for cancers, several things at once, long letters, telephones' quotes."""

import pytest

from answers.cards import load_cards
from answers.choice import words_of
from answers.compose import answer_question
from answers.names import load_other_names
from answers.questions import Question, understand


def asked(text: str) -> Question:
    return understand(text, load_cards(), load_other_names())


@pytest.mark.parametrize(
    ("text", "cancer"),
    [
        ("nan's ovarian has come back, what now", "ovary"),
        ("stage iv prostate, only in the bones", "prostate"),
        ("had chemo for testicular, spread to the lungs and liver", "testis"),
        ("renal with lung mets, is there surgery", "kidney"),
        ("grade 2 womb, lymph nodes clear", "endometrium"),
        ("KRAS in my bowel", "colorectal"),
        ("what is extensive small cell lung", "small-cell-lung"),
        ("non small cell lung, stage 2", "non-small-cell-lung"),
        ("mantle cell, second relapse", "mantle-cell-lymphoma"),
        ("hodgkins in my neck", "hodgkin-lymphoma"),
        ("esophogeal adenocarcinoma", "oesophagus"),
        ("MET exon 14 skipping, lung", "non-small-cell-lung"),
        ("ATRX lost, pancreas, neuroendocrine they said", "neuroendocrine"),
        ("BRCA2, it is the prostate not breast", "prostate"),
        ("they took the gall bladder out and it had a tumour in it", "bile-duct"),
        ("tumour in the bladder wall", "bladder"),
        ("small cell, limited", "small-cell-lung"),
        ("small cell cancer of the bladder", "bladder"),
    ],
)
def test_an_organ_stands_for_its_cancer(text: str, cancer: str):
    """Where the question is about cancer or a marker, and the cancer may have begun there."""
    assert asked(text).cancers == (cancer,)


@pytest.mark.parametrize(
    "text",
    [
        "can chemo damage the bladder",
        "my stomach hurts after chemo",
        "is it ok to breastfeed after radiotherapy",
        "sore throat since the chemo started",
        "cervical spine mets",
        "does chemo affect my thyroid",
        "it has spread to my lungs",
        "my prostate medicine makes me dizzy",
        "kidney function low before chemo",
        "ovary cyst",
    ],
)
def test_an_organ_that_is_harmed_spread_to_or_beside_the_point(text: str):
    """No cancer is made of an organ that something happens to."""
    assert asked(text).cancers == ()


def test_the_cancer_named_counts_before_any_organ():
    """The organ is where the lymphoma is, or what hurts."""
    assert asked("follicular lymphoma, chemo, and now my bowel").cancers == ("follicular-lymphoma",)


@pytest.mark.parametrize(
    ("text", "intent", "also"),
    [
        ("how is ovarian cancer staged and treated", "staging", ("treatment",)),
        ("stomach cancer: staging, treatment and outlook", "prognosis", ("treatment",)),
        ("what is the treatment for stage 2 colon cancer", "treatment", ()),
        ("stage 3 breast cancer, which tests do I need", "testing", ()),
        ("what does stage 3 mean in colon cancer", "staging", ()),
        ("survival after surgery and chemo in pancreatic cancer", "prognosis", ()),
        ("treatment choices for HER2 negative breast cancer", "biomarker_meaning", ("treatment",)),
        ("what are my chances with stage 4 kidney cancer", "prognosis", ()),
        ("will she see christmas, pancreatic cancer", "prognosis", ()),
        ("what else is there to try in mantle cell", "treatment", ()),
    ],
)
def test_what_is_asked_and_what_beside_it(text: str, intent: str, also: tuple[str, ...]):
    """A stage that is only told is not asked for; things joined by commas or an "and" are each asked for."""
    question = asked(text)
    assert (question.intent, question.also) == (intent, also)


def test_every_part_is_answered():
    """One section for each thing asked."""
    answer = answer_question("how is kidney cancer staged and treated", load_cards(), load_other_names())
    titles = [section.title for section in answer.sections]
    assert titles[:2] == ["How kidney cancer is staged", "Kinds of treatment for kidney cancer"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("mum's ovarian cancer is back", "relative"),
        ("dad got told it is stage 4", "relative"),
        ("my gf has hodgkins", "relative"),
        ("my wife says i must not eat sugar, i have lymphoma", "self"),
        ("my husband told me not to google my cancer", "self"),
    ],
)
def test_whom_it_is_about(text: str, who: str):
    """Somebody who says something is not who is ill."""
    assert asked(text).who == who


def test_quotes_as_telephones_write_them():
    """A curly apostrophe hides nothing."""
    assert asked("I don’t want to live any more").intent == "crisis"
    assert asked("I can’t breathe properly").intent == "urgent"


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("on nivolumab, ran to the toilet eight times since lunch", True),
        ("12 trips to the loo since the infusion", True),
        ("his face is puffy and the veins on his chest stand out, lung cancer", True),
        ("calcium 3.2 and she is confused, myeloma", True),
        ("how much calcium is in milk, I have myeloma", False),
        ("got up to the toilet two times last night, prostate cancer", False),
        ("my face is puffy from the steroids, lymphoma", False),
        ("the nurse cannot find veins on my arm for chemo", False),
    ],
)
def test_signs_of_danger_in_everyday_words(text: str, urgent: bool):
    """What a nurse would call in for, and what only sounds like it."""
    assert (asked(text).intent == "urgent") is urgent


@pytest.mark.parametrize("text", ["is there cancer in my nodes", "what is a somatostatin scan"])
def test_words_that_are_no_misspelt_name(text: str):
    """Neither a chance likeness nor the beginning of a longer name is a misspelling."""
    assert not asked(text).guessed


def test_long_letters_are_read_at_their_end_and_danger_anywhere():
    """The question mostly stands last; a cry for help may stand in the middle."""
    filler = "It was a long week and the garden kept me busy. " * 60
    assert asked(f"{filler} What is the treatment for mesothelioma?").cancers == ("mesothelioma",)
    assert asked(f"{filler} I want to die. {filler}").intent == "crisis"


def test_words_of_one_stem_are_one():
    """Watching is watchful waiting; the names of the cancer itself tell nothing."""
    assert words_of("watching and waited") == words_of("watchful wait")
    assert words_of("metastases") == words_of("metastasis")
    assert not words_of("stage") & words_of("stain")
    answer = answer_question(
        "when do they start treating CLL, I am on watch and wait", load_cards(), load_other_names()
    )
    told = " ".join(one.text for section in answer.sections for one in section.sentences)
    assert "watchful waiting" in told
