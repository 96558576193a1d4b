"""Variants of genes in a question, with and without their gene, and markers that are told beside what is asked."""

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.questions import understand
from answers.variants import of_which_marker, scores_in, variants_in
from core.records import Answer

LIBRARY = load_cards()


def ask(text: str) -> Answer:
    return answer_question(text, LIBRARY, load_other_names())


def told(answer: Answer) -> list[str]:
    return [sentence.text for section in answer.sections for sentence in section.sentences]


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("an exon 20 insertion, not L858R", ("exon 20 insertion", "L858R")),
        ("c797s and C797S", ("c797s",)),
        ("FLT3-ITD", ("ITD",)),
        ("I take B12 and have a T10 fracture", ()),
        ("Gleason 3+4, room 12A", ()),
    ],
)
def test_variants_as_written(text: str, variants: tuple[str, ...]) -> None:
    assert variants_in(text) == variants


@pytest.mark.parametrize(
    ("text", "scores"),
    [("HER2 2+", ("2+",)), ("scored from 0 to 3+", ()), ("Gleason 3+4", ()), ("over 50+ years", ())],
)
def test_scores_of_a_stain(text: str, scores: tuple[str, ...]) -> None:
    assert scores_in(text) == scores


@pytest.mark.parametrize(
    ("text", "treatments", "cancers", "cards"),
    [
        ("exon 20 insertion", ("osimertinib",), (), ["egfr"]),
        ("C797S", ("osimertinib",), (), ["egfr"]),
        ("G12C", (), (), ["kras"]),
        ("V600E", (), (), ["braf"]),
        ("exon 20 insertion", ("trastuzumab deruxtecan",), ("non-small-cell-lung",), []),
        ("R273H", ("pembrolizumab",), (), []),
        ("R273H", (), (), []),
    ],
)
def test_the_one_card_that_a_variant_can_belong_to(
    text: str, treatments: tuple[str, ...], cancers: tuple[str, ...], cards: list[str]
) -> None:
    assert [card.id for _, card in of_which_marker(text, treatments, cancers, LIBRARY)] == cards


def test_a_variant_without_its_gene_is_answered_as_that_variant() -> None:
    said = told(ask("Would osimertinib help against an exon 20 insertion?"))
    assert said[0].startswith("We took “exon 20 insertion” to mean a change in EGFR.")
    assert "amivantamab" in said[1]


def test_a_variant_that_no_card_holds_is_said_to_be_unheld_before_what_is_held_on_its_gene() -> None:
    with_medicine = told(ask("Would osimertinib still work with C797S?"))
    assert with_medicine[1].startswith("What we hold on EGFR does not name C797S")
    assert "We hold nothing on R273H by that name." in told(ask("What does R273H mean in my colon cancer?"))[0]
    assert not any("D24H" in one for one in told(ask("Does my insurance pay for ward D24H?")))


def test_of_a_score_only_what_holds_for_it_is_told() -> None:
    said = told(ask("My stomach cancer has HER2 3+, which treatment does that open?"))
    assert any("3+ counts as positive" in one for one in said)
    assert not any("HER2-low" in one or "equivocal" in one for one in said)


def test_a_kind_of_result_asked_about_does_not_hide_the_scores_that_make_it() -> None:
    assert any("3+ counts as HER2-positive" in one for one in told(ask("What is HER2-low breast cancer?")))


def test_beside_what_a_medicine_may_bring_a_marker_is_not_explained() -> None:
    answer = ask("I have CLL with del(17p) and an unsteady heart. Is ibrutinib safe?")
    assert "heartbeat" in told(answer)[0]
    assert not any(section.title.startswith("What del(17p)") for section in answer.sections)
    explained = ask("I have CLL with del(17p) and an unsteady heart. What is del(17p), and is ibrutinib safe?")
    assert any(section.title.startswith("What del(17p)") for section in explained.sections)


def test_a_marker_of_another_cancer_is_still_corrected_beside_a_side_effect() -> None:
    said = told(ask("My myeloma is HER2 positive, will trastuzumab make my heart weak?"))
    assert any("HER2" in one and "myeloma" in one for one in said)


def test_of_two_markers_the_positive_one_comes_first() -> None:
    said = told(ask("My ovarian cancer is HRD positive and BRCA negative. What does that mean?"))
    assert said[0].startswith("HRD-positive means")


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("my daughter aged 4 has standard risk ALL", True),
        ("relapsed ALL in adults, is there CAR-T", True),
        ("diagnosed with ALL last week", True),
        ("does HER2 matter in ALL?", True),
        ("I have ALL the symptoms of breast cancer", False),
        ("CAN I STOP ALL MY TABLETS WITH CANCER", False),
        ("is it ALL gone after surgery for colon cancer", False),
        ("I am tired of ALL this chemo", False),
        ("is it in ALL my lymph nodes", False),
        ("is ALL hope lost with pancreatic cancer", False),
        ("my mum has ALL her faculties and bowel cancer", False),
        ("we paid for ALL treatments of dad's lung cancer", False),
        ("mum has ALL, B cell", True),
    ],
)
def test_the_short_name_of_a_leukaemia_that_is_a_word(text: str, is_it: bool) -> None:
    asked = understand(text, LIBRARY, load_other_names())
    assert ("acute lymphoblastic leukaemia" in asked.other_cancers or "all" in asked.cancers) == is_it


def test_a_childs_leukaemia_is_told_as_a_childs() -> None:
    said = told(ask("My son is 9 with ALL, what is the treatment?"))
    assert any(one.startswith("Children mostly begin with") for one in said)
    assert not any(one.startswith(("Adults mostly begin", "For adults in remission")) for one in said)


def test_what_is_of_children_is_not_told_to_somebody_old() -> None:
    said = told(ask("I'm 82 with a basal cell carcinoma on the nose. How is it treated?"))
    assert said
    assert not any("of children" in one for one in said)


def test_a_question_is_shown_as_it_was_typed() -> None:
    assert ask("shud i stop tamoxifen for breast cancer").question == "shud i stop tamoxifen for breast cancer"
    assert any(
        "decision" in section.title.lower() for section in ask("shud i stop tamoxifen for breast cancer").sections
    )
