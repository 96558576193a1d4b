"""The questions for the care team follow the records, and whose the cancer is."""

import re

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.owners import is_well_relative
from answers.profile import build_profile
from answers.wording import describe
from core.places import CARDS, VOCABULARIES
from core.records import Assertion, Biomarker, Code, Diagnosis, Fact, Finding, Lab, Page, Profile, Stage, Treatment
from extractors.rules import read_table, split_cell

LIBRARY = load_cards()
WHAT_TO_ASK = "What should I ask my doctor?"
STOMA = "Would I need a stoma, and could it be closed again?"
SURGERY_FIRST = "Should I have surgery first, or another treatment before it?"
CHEMOTHERAPY = "What would chemotherapy add in my case, and what would it cost me in side effects?"
IF_SPREAD = "If it has spread, can the spread be taken out too, and what is the aim of the treatment?"
MSI = "Does my MSI result make immunotherapy a choice for me?"
ALK = "Does my ALK result open a targeted treatment?"
REMOVE_ALL = "Could surgery or radiation remove or destroy all of it?"
HRD_NEGATIVE = "What would a PARP inhibitor bring me if my HRD test is negative?"


def fact(kind: type[Fact], **fields: object) -> Fact:
    page = Page.model_validate(
        {"document": "cd" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": "as read"}
    )
    return kind.model_validate({"confidence": 1, "evidence": (page.evidence(0, 7),)} | fields)


def cancer(name: str, code: str, **fields: object) -> Fact:
    return fact(Diagnosis, name=name, codes=(Code(system="OncoTree", code=code),), **fields)


def profile(*facts: Fact) -> Profile:
    return build_profile("00000000000000bb", facts, LIBRARY)


def questions(*facts: Fact, asked: str = WHAT_TO_ASK) -> tuple[str, ...]:
    return answer_question(asked, LIBRARY, load_other_names(), profile(*facts)).questions_for_team


COLON = cancer("colon adenocarcinoma", "COAD", site="colon")
LUNG = cancer("lung adenocarcinoma", "LUAD")
OVARY = cancer("high-grade serous carcinoma", "HGSOC")
COLECTOMY = fact(Treatment, name="hemicolectomy", type="surgery")
FOLFOX = fact(Treatment, name="FOLFOX", type="regimen", status="ongoing")
LIVER = fact(Finding, name="metastasis", value="present", site="liver")


def test_without_records_or_a_word_in_them_every_question_stays() -> None:
    """What no record tells is not guessed."""
    general = answer_question("What should I ask about bowel cancer?", LIBRARY, load_other_names())
    assert {SURGERY_FIRST, STOMA, CHEMOTHERAPY, IF_SPREAD} <= {*general.questions_for_team}
    assert {SURGERY_FIRST, STOMA, CHEMOTHERAPY, IF_SPREAD} <= {*questions(COLON)}


def test_after_a_resection_nothing_is_asked_that_it_has_answered() -> None:
    """Chemotherapy is still to be talked about then."""
    asked = questions(COLON, COLECTOMY)
    assert not {SURGERY_FIRST, STOMA} & {*asked}
    assert CHEMOTHERAPY in asked


@pytest.mark.parametrize(
    "treatment",
    [
        fact(Treatment, name="hemicolectomy", type="surgery", status="planned", assertion=Assertion.PLANNED),
        fact(Treatment, name="hysterectomy", type="surgery"),
        fact(Treatment, name="dexamethasone", type="drug", status="ongoing"),
        fact(Treatment, name="FOLFOX", type="regimen", status="declined"),
        fact(Treatment, name="biopsy", type="other"),
    ],
    ids=lambda one: f"{one.name} {one.status}",
)
def test_what_treated_nothing_of_this_cancer_leaves_the_questions(treatment: Fact) -> None:
    """A plan, another organ's operation, a medicine that only supports."""
    assert {SURGERY_FIRST, STOMA, CHEMOTHERAPY} <= {*questions(COLON, treatment)}


def test_once_medicines_have_begun_what_comes_first_is_settled() -> None:
    """The stoma is not: an operation may follow."""
    asked = questions(COLON, FOLFOX)
    assert not {SURGERY_FIRST, CHEMOTHERAPY} & {*asked}
    assert STOMA in asked


def test_a_record_of_two_cancers_does_not_tell_which_one_was_treated() -> None:
    """So the course of neither is read."""
    assert SURGERY_FIRST in questions(COLON, cancer("prostate cancer", "PROSTATE"), FOLFOX, asked="bowel cancer")


@pytest.mark.parametrize(
    ("told", "stays"),
    [
        ({"result": "stable"}, False),
        ({"result": "high"}, True),
        ({"result": "indeterminate"}, True),
    ],
)
def test_a_stable_tumour_is_not_asked_about_immunotherapy(told: dict[str, str], stays: bool) -> None:
    """Only a plain result makes the question pointless."""
    msi = fact(Biomarker, name="MSI", **told)
    assert (MSI in questions(COLON, COLECTOMY, FOLFOX, msi)) is stays


@pytest.mark.parametrize(
    ("told", "stays"),
    [
        ([{"result": "negative", "alteration": "fusion"}], False),
        ([{"result": "negative", "alteration": "amplification"}], True),
        ([{"result": "negative", "variant": "L1196M"}], True),
        ([{"result": "negative", "method": "IHC"}, {"result": "positive", "method": "FISH"}], True),
    ],
)
def test_a_negative_marker_is_asked_nothing_more(told: list[dict[str, str]], stays: bool) -> None:
    """Unless another change of it, or another test, is open or found."""
    assert (ALK in questions(LUNG, *(fact(Biomarker, name="ALK", **one) for one in told))) is stays


def test_a_variant_that_the_question_names_may_be_denied_alone() -> None:
    """BRAF is asked about in bowel cancer for V600E."""
    denied = fact(Biomarker, name="BRAF", result="negative", variant="V600E", alteration="mutation")
    other = fact(Biomarker, name="BRAF", result="positive", variant="G469A", alteration="mutation")
    braf = "Is a medicine against BRAF V600E right for me, and when?"
    treated = (COLON, COLECTOMY, FOLFOX, fact(Stage, system="TNM", T="T3", N="N1"))
    assert braf not in questions(*treated, denied)
    assert braf in questions(*treated, other)


def test_a_missing_stain_is_no_negative_result() -> None:
    """``MLH1: negative`` is the finding itself."""
    counselling = "Does my mismatch repair result mean that I should have genetic counselling?"
    treated = (COLON, COLECTOMY, FOLFOX)
    assert counselling in questions(*treated, fact(Biomarker, name="MMR", result="negative", method="IHC"))
    assert counselling not in questions(*treated, fact(Biomarker, name="MMR", result="intact"))


def test_what_holds_of_a_negative_result_is_asked_only_then() -> None:
    """``… if my HRD test is negative?``"""
    asked = "What does HRD mean?"
    assert HRD_NEGATIVE in questions(OVARY, fact(Biomarker, name="HRD", result="negative"), asked=asked)
    assert HRD_NEGATIVE not in questions(OVARY, fact(Biomarker, name="HRD", result="positive"), asked=asked)


def test_a_test_that_was_not_done_is_still_to_be_asked_for() -> None:
    """``ROS1: not done`` is no result."""
    asked = questions(LUNG, fact(Biomarker, name="ROS1", result="not_done"), asked="ROS1")
    assert "Was ROS1 tested on my tumour?" in asked
    assert "Does my ROS1 result open a targeted treatment?" not in asked


def test_a_kind_and_a_place_that_are_told_are_not_asked_for() -> None:
    """The stage is asked for by its own question where it is missing."""
    kind = "Which kind of lung cancer do I have, and what is its stage?"
    place = "Where exactly is my cancer, and what is its stage?"
    assert kind not in questions(LUNG)
    assert "What are the T, N and M of my cancer?" in questions(LUNG)
    assert kind in questions(cancer("non-small cell lung cancer", "NSCLC"))
    assert place in questions(COLON)
    assert place not in questions(cancer("colon adenocarcinoma", "COAD", site="sigmoid colon"))


@pytest.mark.parametrize(
    ("told", "stays"),
    [
        (fact(Finding, name="metastasis", value="present", site="brain"), False),
        (fact(Finding, name="metastasis", value="present", site="mediastinal lymph nodes"), True),
        (fact(Stage, system="TNM", group="IVA"), False),
        (fact(Stage, system="TNM", M="M1b"), False),
        (fact(Stage, system="TNM", group="IIIA"), True),
    ],
)
def test_with_spread_nothing_is_asked_of_removing_all(told: Fact, stays: bool) -> None:
    """Lymph nodes nearby are no spread to another place."""
    assert (REMOVE_ALL in questions(LUNG, told)) is stays


def test_what_spread_brings_is_not_asked_where_there_is_none() -> None:
    """``M0``; a later spread counts."""
    none = fact(Stage, system="TNM", M="M0", prefix="c")
    assert IF_SPREAD not in questions(COLON, none)
    assert IF_SPREAD in questions(COLON, none, LIVER)


# Whose the cancer is


@pytest.mark.parametrize(
    "text",
    [
        "my aunt died of breast cancer at 39, am i at risk",
        "My brother has bowel cancer. Do I need a colonoscopy?",
        "gran and her sister had ovarian cancer, what are my chances",
        "dad had prostate cancer, should my son be screened",
    ],
)
def test_who_is_well_is_not_asked_about_a_cancer_of_theirs(text: str) -> None:
    """Only what somebody without cancer may ask is offered."""
    assert is_well_relative(text)
    asked = answer_question(text, LIBRARY, load_other_names()).questions_for_team
    assert not [one for one in asked if re.search(r"my (?:\w+ )?(?:cancer|tumour)|do I have", one)]


def test_a_daughter_is_offered_what_may_be_inherited() -> None:
    """The test of a gene, and counselling."""
    text = "my mother was diagnosed with breast cancer at 44, should i be tested too"
    asked = answer_question(text, LIBRARY, load_other_names()).questions_for_team
    assert "Should I be tested for an inherited BRCA1 or BRCA2 change?" in asked


@pytest.mark.parametrize(
    "text",
    [
        "my dad has lung cancer, can i come with him to the scan",
        "my mum has breast cancer and i want her tested for brca",
        "i have breast cancer and so did my mum, should i be tested",
        "my husband has myeloma, what should he ask",
    ],
)
def test_who_has_the_cancer_or_asks_for_them_gets_the_usual_questions(text: str) -> None:
    """The questions are then for the one who is ill."""
    assert not is_well_relative(text)


def test_an_own_cancer_in_the_records_outweighs_a_relatives() -> None:
    """The records are then what the questions follow."""
    assert MSI in questions(
        COLON, COLECTOMY, FOLFOX, fact(Biomarker, name="MSI", result="high"), asked="my dad had it, am i at risk"
    )


# The cards


def test_what_asks_for_a_result_is_about_a_marker() -> None:
    """A state of a result suits no kind of fact but a biomarker."""
    known = {row["name"] for row in read_table(VOCABULARIES / "biomarkers.tsv", "name")}
    for card in (*LIBRARY.cancers, *LIBRARY.biomarkers):
        about = {one.about for one in card.questions_for_team if one.when in ("positive", "negative")}
        assert about <= known, card.id


def test_a_question_on_the_course_hangs_on_no_marker() -> None:
    """It would be shown before a result is known."""
    states = ("always", "missing", "known", "positive", "negative")
    for card in (*LIBRARY.cancers, *LIBRARY.biomarkers):
        wrong = [one.text for one in card.questions_for_team if one.when not in states and one.about != "general"]
        assert wrong == [], card.id


def test_what_supposes_a_change_is_not_asked_of_a_negative_result() -> None:
    """``Is my PTEN change inherited?``, ``Does my ALK result open …?``"""
    supposes = re.compile(r"^(?:Is|Does|Could|Which) my \S+ (?:change|fusion)\b|\bresult open\b", re.I)
    for card in (*LIBRARY.cancers, *LIBRARY.biomarkers):
        wrong = [one.text for one in card.questions_for_team if one.when == "known" and supposes.search(one.text)]
        assert [one for one in wrong if "HER2" not in one] == [], card.id


def test_who_is_well_is_told_of_no_tumour() -> None:
    """No question of theirs speaks of a cancer of their own."""
    for card in (*LIBRARY.cancers, *LIBRARY.biomarkers):
        for one in card.questions_for_team:
            assert not (one.of_family and re.search(r"\bmy (?:cancer|tumour)\b", one.text)), one.text


def test_operations_are_those_that_records_are_read_for() -> None:
    """Each of a card, and under the name that the extractors give."""
    surgery = {row["name"] for row in read_table(VOCABULARIES / "procedures.tsv", "name") if row["type"] == "surgery"}
    also = {"liver transplant"}
    for row in read_table(CARDS / "operations.tsv", "cancer", "operations"):
        assert row["cancer"] in {card.id for card in LIBRARY.cancers}
        assert {*split_cell(row["operations"])} <= surgery | also, row["cancer"]


def test_an_operation_counts_on_whichever_side() -> None:
    colon = cancer("colon adenocarcinoma", "COAD")
    done = fact(Treatment, name="right hemicolectomy", type="surgery")
    assert {STOMA, SURGERY_FIRST} <= {*questions(colon)}
    assert not {STOMA, SURGERY_FIRST} & {*questions(colon, done)}


def test_a_cancer_of_the_past_does_not_lead_beside_one_that_is_present() -> None:
    """Unless the question names it, or nothing else is told."""
    now = cancer("melanoma", "MEL")
    past = cancer("invasive ductal carcinoma", "IDC", assertion=Assertion.HISTORICAL)
    other_names = load_other_names()

    def titles(asked: str, *facts: Fact) -> str:
        answer = answer_question(asked, LIBRARY, other_names, profile(*facts))
        return " ".join((*(part.title for part in answer.sections), *answer.questions_for_team))

    asked = "what tests should I have?"
    assert "melanoma" in titles(asked, now, past)
    assert "breast" not in titles(asked, now, past)
    assert "breast" in titles(asked, past)
    assert "breast" in titles("what tests should I have for my breast cancer?", now, past)
    assert {gap.cancer for gap in profile(now, past).missing} == {"melanoma"}


def test_what_was_not_to_be_given_is_called_that() -> None:
    advised_against = fact(Treatment, name="docetaxel", type="drug", assertion=Assertion.ABSENT)
    declined = fact(Treatment, name="cisplatin", type="drug", assertion=Assertion.ABSENT, status="declined")
    awaited = fact(Biomarker, name="del(17p)", value="not yet available", assertion=Assertion.PLANNED)
    assert describe(advised_against) == "said not to be given: docetaxel"
    assert describe(declined) == "cisplatin, declined"
    assert describe(awaited).startswith("planned or awaited: del(17p)")


def test_values_of_several_days_stand_with_their_dates() -> None:
    """A table over time is told analyte by analyte, the latest value first."""
    days = (("2025-09-04", 88, 110), ("2025-10-02", 84, 92), ("2023-10", 79, 149))
    labs = [fact(Lab, name="creatinine", number=value, unit="umol/L", date=day) for day, value, _ in days]
    labs += [fact(Lab, name="platelets", number=value, unit="10*9/L", date=day) for day, _, value in days]
    told = answer_question("what do my records say?", LIBRARY, load_other_names(), profile(*labs))
    text = " ".join(one.text for part in told.sections for one in part.sentences)
    assert "creatinine 84 umol/L (2 October 2025), 88 umol/L (4 September 2025), 79 umol/L (October 2023)" in text
    assert "platelets 92 ×10⁹/L (2 October 2025)" in text
