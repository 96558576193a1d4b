"""What is told holds for the person who asks: the stage, grade and kind of the cancer, what was done, what is asked."""

import pytest

from answers.cards import Statement, load_cards
from answers.compose import answer_question
from answers.danger import may_be_harmless, may_be_infected
from answers.extent import fitting_first
from answers.names import load_other_names
from answers.owners import has_been_told
from answers.questions import understand
from answers.selection import Candidate, Closest, without
from answers.topics import topics_of
from core.records import Answer

LIBRARY, OTHERS = load_cards(), load_other_names()


def answer(question: str) -> Answer:
    return answer_question(question, LIBRARY, OTHERS)


def cited(question: str) -> list[str]:
    return [one for part in answer(question).sections for each in part.sentences for one in each.citations]


def texts(question: str) -> list[str]:
    return [each.text for part in answer(question).sections for each in part.sentences]


def test_the_share_of_what_cannot_hold_falls_to_the_others() -> None:
    one, other = (Candidate(f"breast#{each.id}", each, "treatments") for each in LIBRARY.cancers[0].treatments[:2])
    kept = without([Closest(one, 0.6), Closest(other, 0.2)], lambda each: each is other)
    assert [each.candidate for each in kept] == [other]
    assert kept[0].share == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("question", "told", "not_told"),
    [
        ("treatment of medullary thyroid cancer", "card:thyroid#medullary-surgery", "card:thyroid#iodine"),
        ("treatment options for papillary thyroid cancer", "card:thyroid#iodine", "card:thyroid#medullary-surgery"),
        ("how is rectal cancer treated", "card:colorectal#rectal", "card:colorectal#surgery"),
        ("treatments for stage 1 seminoma", "card:testis#seminoma-one", "card:testis#nonseminoma-one"),
        ("treatments for osteosarcoma", "card:bone-sarcoma#osteosarcoma-map", "card:bone-sarcoma#ewing-medicines"),
        ("treatments for Ewing sarcoma", "card:bone-sarcoma#ewing-medicines", "card:bone-sarcoma#osteosarcoma-map"),
    ],
)
def test_only_the_kind_of_the_cancer_that_is_named(question: str, told: str, not_told: str) -> None:
    found = cited(question)
    assert told in found
    assert not_told not in found


def test_all_kinds_where_none_is_named() -> None:
    found = cited("how is thyroid cancer treated")
    assert {"card:thyroid#iodine", "card:thyroid#medullary-surgery"} <= {*found}


def test_what_can_be_done_is_told_beside_a_medicine_of_the_past() -> None:
    found = cited("ovarian cancer came back a year after carboplatin, what now")
    assert "card:ovary#platinum-sensitive" in found
    assert len([one for one in found if one.startswith("card:ovary#")]) > 3


def test_a_choice_between_treatments_comes_before_the_test_that_is_told() -> None:
    titles = [part.title for part in answer("gleason 3+4, psa 6.1. surgery or radiation or watch and wait").sections]
    assert titles.index("Kinds of treatment for prostate cancer") < titles.index("PSA in prostate cancer")


def test_no_treatment_for_who_cannot_be_operated_on_where_somebody_was() -> None:
    found = cited("stage 1 grade 1 endometrial cancer, had my hysterectomy, do i need radiation now")
    assert found[0] == "card:endometrium#low-risk"


def test_what_a_card_says_of_a_topic_comes_first_where_it_answers() -> None:
    found = cited("papillary thyroid cancer of 7 mm, they say we can just watch it. is that safe")
    assert found[0] == "card:thyroid#watch"


@pytest.mark.parametrize(
    ("question", "brought"),
    [
        ("does capecitabine cause hiccups", "hiccups"),
        ("i take imatinib and get terrible headaches", "headaches"),
        ("on olaparib and have a runny nose all day", "a runny nose"),
    ],
)
def test_what_a_medicine_may_bring_that_no_source_of_ours_tells(question: str, brought: str) -> None:
    said = [one for one in texts(question) if " can bring " in one]
    assert len(said) == 1
    assert brought in said[0]
    assert "before you stop" in said[0]


@pytest.mark.parametrize(
    "question",
    ["does oxaliplatin make the hands tingle", "what is paclitaxel", "hair loss", "on imatinib, no headache"],
)
def test_nothing_is_said_to_be_unknown_that_is_told_or_not_asked(question: str) -> None:
    assert not any(one.startswith("Whether ") and " can bring " in one for one in texts(question))


@pytest.mark.parametrize(
    "question",
    [
        "does pembrolizumab give you the runs",
        "can nivolumab cause a rash?",
    ],
)
def test_what_a_kind_of_medicine_may_bring_is_told_of_each(question: str) -> None:
    said = texts(question)
    assert any("checkpoint inhibitors" in one and "loose stools" in one for one in said)
    assert not any(" can bring " in one for one in said)


def test_a_medicine_for_another_marker() -> None:
    said = texts("does osimertinib work for ALK positive lung cancer")
    assert said[0].startswith("Our sources name osimertinib with EGFR")
    assert not texts("does alectinib work for ALK positive lung cancer")[0].startswith("Our sources name")


def test_a_figure_of_speech_gets_a_gentle_word_and_an_answer() -> None:
    question = "i googled stage 4 stomach cancer and now i can't breathe. is there really no operation?"
    found = answer(question)
    assert found.understood.intent != "urgent"
    assert found.sections[0].title == "If somebody is unwell right now"
    assert any(one.startswith("card:stomach#") for one in cited(question))


@pytest.mark.parametrize(
    "question",
    [
        "can't breathe",
        "told of a clot and now i can't breathe",
        "he was told to wait at home and now he can't breathe",
        "i read the leaflet and now i can't breathe, my lips are blue",
        "i looked it up online and i can't breathe since my operation",
        "i googled it and now i can't breathe, second day after chemo",
    ],
)
def test_breathlessness_is_an_emergency(question: str) -> None:
    assert understand(question, LIBRARY, OTHERS).intent == "urgent"


def test_what_may_be_harmless() -> None:
    assert may_be_harmless("i googled it and now i can't breathe")
    assert not may_be_harmless("how do i breathe better after lung surgery")


@pytest.mark.parametrize(
    ("text", "infected"),
    [
        ("dad had folfox on friday and is shivering in bed", True),
        ("boiling hot and flushed two days after chemo", True),
        ("shivering at the bus stop", False),
        ("chemo next week", False),
    ],
)
def test_heat_or_shivers_beside_a_treatment(text: str, infected: bool) -> None:
    assert may_be_infected(text) is infected


def test_tired_by_walking_is_no_danger() -> None:
    text = "had my bone scan today, can i cuddle the baby? my legs are tired from walking round the hospital"
    found = topics_of(understand(text, LIBRARY, OTHERS), LIBRARY)
    assert found[0].id == "radioactive"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("breast lump, biopsy says invasive ductal carcinoma, what stage", True),
        ("the scan showed cancer in the lung", True),
        ("biopsy came back malignant and now i felt another lump", False),
        ("biopsy says no cancer but the lump grows", False),
        ("ct said possible cancer", False),
        ("the scan didn't show cancer", False),
        ("i found a lump", False),
    ],
)
def test_a_result_that_says_it_is_cancer(text: str, told: bool) -> None:
    assert has_been_told(text) is told


def test_a_line_is_a_topic_of_its_own() -> None:
    found = topics_of(understand("got a picc line, can i take a bath and go swimming", LIBRARY, OTHERS), LIBRARY)
    assert found[0].id == "port"


def test_early_is_not_contagious() -> None:
    assert not any("passed from person to person" in one for one in texts("cll, shouldn't we catch it early?"))
    assert any("passed from person to person" in one for one in texts("can my wife catch my cancer from sharing cups"))


@pytest.mark.parametrize(
    "question",
    [
        "i start chemo on monday, what is it like",
        "dad starts immunotherapy tomorrow, what will it be like",
        "my mum starts radiotherapy next week, what will it be like for her",
    ],
)
def test_no_word_of_dying_to_somebody_who_starts_a_treatment(question: str) -> None:
    assert not any("last days" in one for one in texts(question))
    assert not any(one.startswith("card:topics#last-days") for one in cited(question))


def test_dying_is_answered_where_it_is_told() -> None:
    assert any("last days and hours" in one for one in texts("the nurse says he is dying, what will the end be like"))


@pytest.mark.parametrize("state", ["ok", "fine", "working", "affected"])
def test_an_organ_whose_state_is_asked_for_is_no_cancer(state: str) -> None:
    question = understand(f"what does the M protein number mean and is my kidney {state}", LIBRARY, OTHERS)
    assert "kidney" not in question.cancers


def test_children_that_somebody_has_are_no_wish_for_one() -> None:
    text = "we have two boys of 9 and 12 and my wife's breast cancer is back in the bones. what are the treatments now?"
    assert "fertility" not in [one.id for one in topics_of(understand(text, LIBRARY, OTHERS), LIBRARY)]
    asked = "34 and about to start chemo, i want to have children one day"
    assert "fertility" in [one.id for one in topics_of(understand(asked, LIBRARY, OTHERS), LIBRARY)]


def test_a_choice_of_treatments_is_no_other_operation() -> None:
    text = "gleason 4+3 psa 11, 70 and fit. surgery or radiotherapy?"
    assert "other-care" not in [one.id for one in topics_of(understand(text, LIBRARY, OTHERS), LIBRARY)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("glioblastoma, finished treatment 5 months ago, the mri shows growth. what now", "card:glioma#recurrent"),
        (
            "triple negative breast cancer is back with spots on her spine, what are the options",
            "card:breast#metastatic",
        ),
    ],
)
def test_what_now_is_answered_by_the_treatments_that_fit(question: str, first: str) -> None:
    found = cited(question)
    assert first in found
    assert not any("not sure what you want" in one for one in texts(question))


def test_a_medicine_of_the_past_does_not_stand_for_what_comes_next() -> None:
    found = answer("multiple myeloma came back after 3 years on lenalidomide, whats next")
    titles = [part.title for part in found.sections]
    of_it = "What our sources say about lenalidomide"
    treatments = titles.index("Kinds of treatment for multiple myeloma")
    assert of_it not in titles or treatments < titles.index(of_it)
    assert any("CAR T-cell" in one.text for part in found.sections for one in part.sentences)


def test_triple_negative_is_not_told_of_treatments_against_receptors() -> None:
    found = cited("what are the treatments for triple negative breast cancer that has spread")
    assert not {"card:breast#hormone", "card:breast#targeted-her2"} & {*found}
    assert "card:breast#hormone" in cited("how is breast cancer treated")


def test_treatments_stand_before_figures_where_both_are_asked_for() -> None:
    found = answer("small cell lung cancer limited stage, what is the treatment and the outlook")
    titles = [part.title for part in found.sections]
    assert titles.index("Kinds of treatment for small cell lung cancer") < titles.index(
        "What is known of the outlook in small cell lung cancer"
    )


def test_a_statement_that_goes_on_stays_behind_the_one_before_it() -> None:
    first, second, third = (
        Statement(id="first", text="One source speaks of all stages.", sources=("a",)),
        Statement(id="second", text="For limited stage it gives more.", sources=("a",), extent="local"),
        Statement(id="third", text="Surgery suits some.", sources=("a",), extent="local"),
    )
    assert fitting_first((first, second, third), "local") == (third, first, second)


def test_the_kind_of_a_medicine_is_told_to_who_asks() -> None:
    told = texts("womb cancer came back, someone said pembrolizumab, is that chemo")
    assert any("immunotherapy" in one.lower() and "pembrolizumab" in one for one in told)


def test_no_card_is_spoken_of_that_there_is_not() -> None:
    told = texts("my son has ewing sarcoma, they talk about VDC and then proton therapy")
    assert not any(one.startswith("Our cards on Ewing") for one in told)


def test_a_named_worry_of_one_part_is_answered_beside_the_other() -> None:
    found = [
        one.partition("#")[2].partition(".")[0]
        for one in cited("cant sleep cos of the steroids, also my mouth is full of ulcers")
    ]
    assert {"steroids", "mouth"} <= {*found}


@pytest.mark.parametrize(
    "question",
    [
        "mum is so sleepy on the morphine i can hardly wake her",
        "dad has a fentanyl patch, his breathing is slow and shallow",
        "he is very difficult to rouse since the new oxycodone",
    ],
)
def test_too_much_of_an_opioid_is_an_emergency(question: str) -> None:
    assert understand(question, LIBRARY, OTHERS).intent == "urgent"


def test_sleepy_on_an_opioid_gets_a_gentle_word() -> None:
    assert may_be_harmless("more oxycodone than before and now very drowsy and confused, is it normal")
    assert understand("hard to wake up early for work since chemo", LIBRARY, OTHERS).intent != "urgent"


@pytest.mark.parametrize(
    "question",
    [
        "cancer in my spine, my legs are aching and numb after walking and i cant feel to pee",
        "bone mets, bad back, legs gone weak and sore from walking",
    ],
)
def test_legs_that_a_spine_may_trouble_are_not_explained_away(question: str) -> None:
    assert understand(question, LIBRARY, OTHERS).intent == "urgent"


def test_where_to_call_is_told_wherever_somebody_lives() -> None:
    asked = "since my diagnosis i feel so low and anxious all day, i live in ireland. is that normal"
    (feelings,) = [one for one in topics_of(understand(asked, LIBRARY, OTHERS), LIBRARY) if one.id == "feelings"]
    assert any("where you live" in one.text for one in feelings.statements)


def test_oxygen_is_no_opioid() -> None:
    assert not may_be_harmless("dad is on oxygen at home and sleepy in the afternoon")


@pytest.mark.parametrize(
    ("question", "cancers"),
    [
        ("chemo for Ewing in a girl of twelve", ("bone-sarcoma",)),
        ("Dr Ewing wants another scan of my liver", ()),
        ("her breast cancer is in the bones now, is that bone cancer", ("breast",)),
        ("treatment for cancer of the vagina", ()),
        ("operation for vulvar cancer", ("vulva",)),
    ],
)
def test_a_cancer_is_taken_for_no_other(question: str, cancers: tuple[str, ...]) -> None:
    """Neither a surgeon's name, nor cancer that spread to bone, nor one of the organ beside it."""
    assert understand(question, LIBRARY, OTHERS).cancers == cancers


@pytest.mark.parametrize(
    "question",
    [
        "dad's legs feel like they belong to someone else since breakfast, myeloma in his spine",
        "He hasn't been able to pass water since last night, prostate cancer in the back. Should I wait for Monday?",
        "My heart is pounding and I am scared and out of breath",
    ],
)
def test_danger_in_further_words(question: str) -> None:
    assert answer(question).understood.intent == "urgent"


@pytest.mark.parametrize(
    "question",
    [
        "I lie awake with my heart pounding before every scan. Is it normal to be so scared of breast cancer?",
        "I haven't been able to reach my nurse. Who else can I ask about my lymphoma?",
        "He stumbled over the word metastasis in the letter. What is it?",
    ],
)
def test_what_only_sounds_like_those_words_raises_no_alarm(question: str) -> None:
    assert answer(question).understood.intent != "urgent"


def test_the_outlook_is_told_beside_a_medicine_of_the_past() -> None:
    said = texts("My Hodgkin lymphoma came back a year after ABVD. Is it still curable?")
    assert "After a relapse" in said[0]


def test_good_news_for_the_place_told_comes_before_the_figures_of_all() -> None:
    said = texts("There is cancer in the glands of my neck and nobody finds where it began. Can it be cured?")
    neck = next(place for place, one in enumerate(said) if "neck nodes" in one)
    everybody = next(place for place, one in enumerate(said) if "Of all people with cancer of unknown primary" in one)
    assert neck < everybody


def test_a_spread_that_is_denied_brings_no_topic_on_spread() -> None:
    asked = answer("My daughter has Ewing sarcoma of the pelvis, no spread. What is the plan, and will she live?")
    titles = [section.title for section in asked.sections]
    assert not any("metastasis" in title for title in titles)
    assert any(title.startswith("Kinds of treatment") for title in titles)


def test_near_the_end_no_tests_and_treatments_are_offered_to_ask_about() -> None:
    asked = answer("Dad has liver cancer and the hospice nurse comes every day now. What happens in the last days?")
    assert asked.questions_for_team == ()
    assert any(
        "is something we hold nothing on" in one
        for one in [one.text for part in asked.sections for one in part.sentences]
    )


def test_of_several_remedies_only_those_asked_about_are_told() -> None:
    said = texts("Does turmeric help against cancer?")
    assert any("curcumin" in one for one in said)
    assert not any("mistletoe" in one for one in said)


def test_an_illness_beside_a_medicine_is_said_to_be_unheld() -> None:
    said = texts("Dad is 80 and has a kidney transplant. Can he have cemiplimab for his squamous skin cancer?")
    assert any("beside another illness" in one for one in said)


@pytest.mark.parametrize(
    "question",
    [
        "My son had a bone marrow transplant for ALL. Can he have blinatumomab now?",
        "Ms Brown has bowel cancer. Can she have chemo at home?",
    ],
)
def test_a_transplant_of_marrow_is_no_other_illness(question: str) -> None:
    assert not any("beside another illness" in one for one in texts(question))


def test_somebody_who_only_fears_a_cancer_is_not_told_how_it_is_treated() -> None:
    asked = answer("My mother had breast cancer and I have found a lump. Could it be cancer?")
    titles = [section.title for section in asked.sections]
    assert not any(title.startswith(("Kinds of treatment", "How breast cancer is staged")) for title in titles)


def test_of_a_medicine_that_no_card_names_in_a_cancer_that_comes_first() -> None:
    assert "do not speak of letrozole" in texts("letrozole for hodgkin lymphoma")[0]
    assert "do not speak of FOLFOX" in texts("FOLFOX for pancreatic cancer")[0]
