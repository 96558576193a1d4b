"""A frightened reader is told what they ask, kindly, and is spared what they do not ask."""

import pytest

from answers.alarm import alarm_of
from answers.cards import load_cards
from answers.compose import answer_question
from answers.cues import of_another_alone
from answers.danger import danger_in, is_afraid
from answers.names import load_other_names
from answers.phrases import AFRAID, AGAIN, AGAIN_LOOKED_INTO
from answers.profile import build_profile
from answers.questions import Question, understand
from answers.spared import asks_of_outlook, is_kept_from_others, is_of_outlook, is_spared
from core.records import Answer, Assertion, Biomarker, Code, Diagnosis, Fact, Finding, Page, Profile, Stage, Treatment

LIBRARY, OTHERS = load_cards(), load_other_names()


def asked(text: str) -> Question:
    return understand(text, LIBRARY, OTHERS)


# False alarms


@pytest.mark.parametrize(
    "text",
    [
        "may i have nivolumab again now that the diarrhea has cleared up",
        "the colitis has settled, will they start ipilimumab again",
        "his pneumonitis is over, can he go back on durvalumab",
        "no more diarrhoea, when is my next keytruda",
        "i got over the colitis, do i still need steroids with nivolumab",
        "the diarrhoea stopped weeks ago, why am i still on steroids with pembro",
    ],
)
def test_a_symptom_that_is_told_as_over_is_no_emergency(text: str):
    """The words for what was there are not read as what is there now."""
    assert danger_in(text) is None
    assert not alarm_of(asked(text)).is_urgent


@pytest.mark.parametrize(
    "text",
    [
        "the diarrhoea has not gone and i am on pembrolizumab",
        "when the diarrhoea is gone can i have nivolumab again",
        "the diarrhoea has gone but my chest is tight, i am on nivolumab",
        "the diarrhoea is back after it had gone, on atezolizumab",
        "diarrhoea is a little better on keytruda but still 8 times a day",
        "my diarrhoea has gone bloody on ipi",
        "the vomiting has settled but i have a temperature of 39 on chemo",
        "the chest pain has gone now, should i still call",
        "her speech was slurred this morning, it is better now",
        "he had a seizure but it is over now",
        "the scan shows a lump and i cant breathe",
        "mri shows a mass on my spine and my legs are numb",
    ],
)
def test_what_is_there_still_or_is_grave_though_it_has_passed_stays_an_emergency(text: str):
    """A stroke that has passed is one."""
    assert danger_in(text) == "urgent"


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "am i in the clear?? the scan still shows a mass",
        "will it ever go, the mri says there is still a lump",
        "the ct still shows a shadow, is it finished or not",
        "they found a nodule on the scan, is that bad",
    ],
)
def test_a_finding_that_a_test_shows_is_told_of_nobody_who_is_unwell_now(text: str):
    alarm = alarm_of(asked(text))
    assert not alarm.is_urgent
    assert not alarm.may_be_urgent


# What is of the outlook


@pytest.mark.parametrize(
    "line",
    [
        "We have explained that the disease cannot be cured.",
        "I told Mr Okafor that this is treatable but no longer curable.",
        "Prognosis discussed: short months.",
        "I think that we are looking at months rather than years.",
        "She may have a year or two to live.",
        "Goals of care: the intent is not curative.",
        "Median survival with second line treatment is around seven months.",
        "His wife asked that he not be told the diagnosis.",
        "Son requests that the mother is not informed about the disease.",
        "Relatives not aware of the diagnosis.",
        "Not for resuscitation, form signed.",
    ],
)
def test_a_line_on_how_long_on_no_cure_or_on_who_is_not_to_be_told_is_of_the_outlook(line: str):
    """Whatever house's words."""
    assert is_of_outlook(line)
    assert is_spared(line, asked("can they operate now"))
    assert is_kept_from_others(line) or not is_spared(line, asked("how long have i got"))


@pytest.mark.parametrize(
    "line",
    [
        "Treated with curative intent.",
        "Started FOLFOX with palliative intent 3/5/2026, cycle 4 today.",
        "Community palliative care team referred.",
        "Neuropathy often recovers over months to years.",
        "Review in 6 weeks.",
        "Her family are aware and supportive.",
        "She would like her husband to be told of the results.",
        "No family history of cancer. Her mother died at 80.",
        "He did not want his daughter to come into the room.",
        "Daughters should be told about BRCA testing.",
        "IPI prognostic score 2.",
        "Relapse-free at 2 years.",
        "The wound should heal in weeks to months.",
    ],
)
def test_a_line_on_treatment_family_or_follow_up_is_not_of_the_outlook(line: str):
    """Though it shares a word with one that is."""
    assert not is_of_outlook(line)


def test_what_is_kept_from_others_is_never_shown_to_a_relative():
    """Also where they ask for the outlook."""
    line = "She did not wish her children to be told."
    assert is_spared(line, asked("how long has mum got left"))
    assert not is_spared(line, asked("how long have i got"))


@pytest.mark.parametrize(
    "text",
    [
        "how long have i got",
        "am i going to die of this",
        "can it be cured",
        "will i see my son's wedding",
        "is it terminal",
        "how long does mum have left",
        "is the treatment to cure me or not",
        "what is the survival rate for stage 3 breast cancer",
        "is there any hope",
    ],
)
def test_the_outlook_is_asked_for(text: str):
    """By words, or by its meaning."""
    assert asks_of_outlook(asked(text))


@pytest.mark.parametrize(
    "text",
    [
        "can they operate now",
        "what is the blood clot and how long do i take the injections",
        "how long do i have to have the hormone injections",
        "how long have i got to take tamoxifen",
        "am i in remission",
        "has the melanoma come back",
        "my feet are killing me, what helps",
        "how bad is it",
        "why did they stop irinotecan",
    ],
)
def test_the_outlook_is_not_asked_for(text: str):
    """How it stands now, how long a treatment takes and how bad a result is are none of it."""
    assert not asks_of_outlook(asked(text))


# Answers from records

LETTER = """Clinic letter of 4 June 2031

Diagnosis: adenocarcinoma of the pancreas, T4, around the artery, cannot be removed. No metastases.
FOLFIRINOX started on 2 March 2031, six cycles given.
CT of 20 May 2031: stable disease. A small clot in the left leg was seen by chance.
Tinzaparin started on 21 May for the clot, for six months.
We talked openly: the cancer cannot be cured, and time is likely to be short months. He does not want his sons to know.
Thyroid: TSH 41, underactive since the immune treatment. Levothyroxine 50 mcg started.
The team met on 28 May: still not operable.
"""
PAGE = Page.model_validate(
    {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": LETTER}
)


def fact(kind: type[Fact], quote: str, page: Page = PAGE, **fields: object) -> Fact:
    at = page.text.index(quote)
    return kind.model_validate({"confidence": 1, "evidence": (page.evidence(at, at + len(quote)),)} | fields)


def of(code: str) -> tuple[Code, ...]:
    return (Code(system="OncoTree", code=code),)


FACTS = (
    fact(
        Diagnosis, "adenocarcinoma of the pancreas", name="pancreatic adenocarcinoma", site="pancreas", codes=of("PAAD")
    ),
    fact(Finding, "No metastases", name="metastasis", value="absent", assertion=Assertion.ABSENT),
    fact(Treatment, "FOLFIRINOX started", name="FOLFIRINOX", type="regimen", status="started", date="2031-03-02"),
    fact(Finding, "stable disease", name="response", value="stable disease"),
)


def profile_of(*facts: Fact) -> Profile:
    return build_profile("ab" * 8, facts, LIBRARY)


def told(text: str, page: Page = PAGE, facts: tuple[Fact, ...] = FACTS) -> Answer:
    return answer_question(text, LIBRARY, OTHERS, profile_of(*facts), pages=lambda: [page])


def words_of(answer: Answer) -> str:
    sentences = [one.text for part in answer.sections for one in part.sentences]
    return "\n".join((*sentences, *answer.questions_for_team))


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "can they operate now",
        "what is the clot and how long do i have the injections",
        "what did the team say on 28 may",
        "is the chemo working",
        "what did my ct show",
    ],
)
def test_who_asks_of_something_else_is_not_told_how_long(text: str):
    """Neither from the line itself, nor from an entry that it stands in."""
    said = words_of(told(text))
    assert "short months" not in said
    assert "cannot be cured" not in said
    assert "sons" not in said


@pytest.mark.model
def test_who_asks_how_long_is_told_kindly_what_the_record_says():
    """Kind words come first, and no figure of people whose illness was another."""
    answer = told("how long have i got")
    said = words_of(answer)
    assert [one.text for one in answer.sections[0].sentences] == [*AFRAID]
    assert "short months" in said
    card = next(one for one in LIBRARY.cancers if one.id == "pancreas")
    of_others = {one.text for one in card.outlook if one.extent or "surgery" in one.text}
    assert of_others
    assert not any(one in said for one in of_others)


@pytest.mark.model
def test_what_is_kept_from_the_sons_is_not_told_to_one():
    """The son who asks reads no line on it."""
    assert "his sons" not in words_of(told("my dad has pancreatic cancer, how long has dad got"))


@pytest.mark.parametrize(
    "text",
    [
        "im terified its spread",
        "i'm so frightend, is it back",
        "this scares me, what is a nodule",
        "how long have i got",
        "am i going to die",
        "how long has my dad got left",
    ],
)
def test_fear_is_heard(text: str):
    """Misspelt too, and in a question that nobody asks without it."""
    assert is_afraid(text)


@pytest.mark.parametrize(
    "text",
    [
        "how long do i have to wait",
        "how long have i had it",
        "how long have i got before the scan",
        "i have scarred lungs",
    ],
)
def test_a_question_of_time_alone_is_no_fear(text: str):
    assert not is_afraid(text)


# Misread subjects


@pytest.mark.parametrize(
    "text",
    [
        "they saw something on my lung, is that cancer",
        "there is a spot on my liver, could it be cancer",
        "dark patch in my bladder, is it a tumour",
        "a lump on my thyroid, does that mean cancer",
    ],
)
def test_a_thing_seen_in_an_organ_is_no_cancer_of_it(text: str):
    """Nobody has called it one."""
    assert asked(text).cancers == ()


@pytest.mark.parametrize(
    ("text", "cancer"),
    [
        ("they found a mass in my pancreas, stage 2, is surgery possible", "pancreas"),
        ("spot on my lung with my breast cancer, is it spread", "breast"),
    ],
)
def test_a_cancer_that_is_known_stays_the_subject(text: str, cancer: str):
    assert asked(text).cancers == (cancer,)


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "why am i on levothyroxine, have i got thyroid cancer too",
        "my thyroid is slow, does that mean thyroid cancer as well",
    ],
)
def test_a_second_cancer_that_is_feared_leaves_no_records_out(text: str):
    """It is said that the records name none, and the line that answers stands below."""
    said = words_of(told(text))
    assert "do not name thyroid cancer" in said
    assert "left out" not in said
    assert "TSH 41" in said


@pytest.mark.model
def test_a_cancer_that_the_records_may_name_is_not_said_to_be_unnamed():
    """A nodule with a biopsy may be one."""
    text = LETTER.replace("Thyroid: TSH 41", "Thyroid nodule, biopsy Bethesda III. TSH 41")
    page = PAGE.model_copy(update={"text": text})
    assert "do not name thyroid cancer" not in words_of(told("have i got thyroid cancer too", page))


@pytest.mark.parametrize(
    "text",
    [
        "do my daughters need testing and what about my sister",
        "should my sons be tested for lynch",
        "can my kids get this from me",
        "my sister needs checking too",
        "is it dangerous for my children",
        "do my brothers have to worry",
    ],
)
def test_who_may_have_inherited_it_is_no_other_patient(text: str):
    """The records are those of the one who asks."""
    question = asked(text)
    assert question.who == "self"
    assert not of_another_alone(question)


@pytest.mark.parametrize(
    "text",
    [
        "my sister has breast cancer, does she need testing",
        "is my daughter going to lose her hair on chemo",
        "does my son need more tests before chemo",
        "my dad was told stage 4, what now",
    ],
)
def test_a_relative_who_is_ill_is_the_one_asked_about(text: str):
    assert asked(text).who == "relative"


# What the team knows, and what does not hold

NECK = """Head and neck clinic, 9 May 2031

Squamous cell carcinoma of the tongue, pT2 N1 M0. Hemiglossectomy in October 2030.
Radiotherapy 60 Gy with weekly cisplatin, finished on 20 January 2031.
Ultrasound of the neck 2 May 2031: suspicious node on the right. Biopsy done on 6 May, result awaited.
Fluoride trays every night. See us before any tooth comes out.
"""
NECK_PAGE = PAGE.model_copy(update={"text": NECK})
NECK_FACTS = (
    fact(Diagnosis, "Squamous cell carcinoma of the tongue", NECK_PAGE, name="tongue carcinoma", codes=of("HNSC")),
    fact(Stage, "pT2 N1 M0", NECK_PAGE, system="TNM", prefix="p", T="T2", N="N1", M="M0"),
    fact(Treatment, "Radiotherapy 60 Gy", NECK_PAGE, name="radiotherapy", type="radiation", status="completed"),
    fact(Treatment, "cisplatin", NECK_PAGE, name="cisplatin", type="drug", status="completed"),
)


@pytest.mark.model
def test_nobody_is_urged_to_tell_a_team_that_is_looking_into_it():
    """What the records show of it is said to be theirs."""
    said = words_of(told("is the node in my neck the cancer again", NECK_PAGE, NECK_FACTS))
    assert AGAIN_LOOKED_INTO[1] in said
    assert AGAIN[1] not in said


@pytest.mark.model
def test_what_is_newly_noticed_is_to_be_told_to_the_team():
    said = words_of(told("i found a new lump in my neck, is the cancer back", NECK_PAGE, NECK_FACTS))
    assert AGAIN_LOOKED_INTO[1] not in said


@pytest.mark.model
def test_what_is_best_done_before_a_treatment_is_not_told_after_it():
    """No dentist a month ahead of rays that are over; to whom they are still to come, it is."""
    text = "can my bad tooth be pulled out"
    assert "See a dentist before treatment" not in words_of(told(text, NECK_PAGE, NECK_FACTS))
    assert "See a dentist before treatment" in words_of(told(text, NECK_PAGE, NECK_FACTS[:2]))


BREAST = """Breast clinic, 3 April 2031

Invasive carcinoma of the right breast, T2 N0 M0, HER2 3+.
Blood for the gene panel was sent on 28 March, the result is awaited.
"""
BREAST_PAGE = PAGE.model_copy(update={"text": BREAST})


@pytest.mark.model
@pytest.mark.parametrize(("result", "is_told"), [("positive", False), ("negative", True)])
def test_a_reason_bound_to_another_result_is_not_given(result: str, is_told: bool):
    """``In HER2-negative cancer …`` is not for somebody whose HER2 is positive."""
    facts = (
        fact(
            Diagnosis,
            "Invasive carcinoma of the right breast",
            BREAST_PAGE,
            name="breast carcinoma",
            codes=of("BREAST"),
        ),
        fact(Biomarker, "HER2 3+", BREAST_PAGE, name="HER2", result=result),
    )
    said = words_of(told("did they find a brca gene, do my sisters need testing", BREAST_PAGE, facts))
    assert ("In HER2-negative cancer" in said) is is_told
