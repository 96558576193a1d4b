"""A statement on another result than the records hold does not stand there as if it were the patient's."""

import pytest

from answers.cards import load_cards
from answers.cues import is_of_family
from answers.lines import called_in_cards
from answers.profile import build_profile
from answers.supposed import is_denied
from core.records import Biomarker, Code, Diagnosis, Fact, Page, Profile

LIBRARY = load_cards()


def page(text: str) -> Page:
    return Page.model_validate(
        {"document": "cd" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )


def fact(kind: type[Fact], quote: str, **fields: object) -> Fact:
    return kind.model_validate({"confidence": 1, "evidence": (page(quote).evidence(0, len(quote)),)} | fields)


def marker(name: str, result: str, **fields: object) -> Fact:
    return fact(Biomarker, f"{name}: {result}", name=name, result=result, **fields)


def bowel(*facts: Fact) -> Profile:
    codes = (Code(system="OncoTree", code="COAD"),)
    diagnosis = fact(Diagnosis, "adenocarcinoma of the colon", name="colon adenocarcinoma", codes=codes)
    return build_profile("00000000000000aa", (diagnosis, *facts), LIBRARY)


G12D = marker("KRAS", "positive", variant="G12D", alteration="mutation")
MSS = marker("MSI", "stable")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("For tumours with G12C there are two tablets.", G12D),
        ("Without a KRAS change, antibodies remain a choice.", G12D),
        ("If RAS is unchanged, another pair is possible.", G12D),
        ("Immunotherapy is approved for MSI-high tumours.", MSS),
        ("In a study, dMMR cancers of the rectum went away.", MSS),
        ("For HER2-positive cancer there are antibodies.", marker("HER2", "negative", alteration="amplification")),
        ("A rearranged ALK gene can be treated with tablets.", marker("ALK", "negative", alteration="fusion")),
        ("When BRAF is changed, two medicines go together.", marker("BRAF", "negative")),
    ],
)
def test_another_result_than_theirs_is_denied(text: str, held: Fact) -> None:
    assert is_denied(text, bowel(held), LIBRARY, "what are my options", "kras" if "G12C" in text else "")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("With a changed KRAS they do not help, unless a medicine against G12C joins them.", G12D),
        ("With a change in KRAS they do not help; for G12C they are joined with another medicine.", G12D),
        ("Gene tests look for changes, for example G12C in KRAS.", G12D),
        ("If EGFR or ALK is changed, other medicines come first.", marker("EGFR", "positive", variant="L858R")),
        ("Both MSI-high and MSS are results of the same test.", marker("MSI", "high")),
        ("A score of 3+ counts as HER2-positive.", marker("HER2", "negative")),
        ("Surgery is the first treatment for most.", MSS),
    ],
)
def test_what_fits_or_names_no_result_stays(text: str, held: Fact) -> None:
    others = (marker("ALK", "negative", alteration="fusion"),) if "EGFR" in text else ()
    assert not is_denied(text, bowel(held, *others), LIBRARY, "what are my options")


def test_what_the_question_names_itself_stays() -> None:
    text = "Immunotherapy is approved for MSI-high tumours."
    assert not is_denied(text, bowel(MSS), LIBRARY, "what if it were MSI-high")
    assert not is_denied("For G12C there are tablets.", bowel(G12D), LIBRARY, "is there a pill for g12c", "kras")


def test_results_that_disagree_and_none_at_all_deny_nothing() -> None:
    text = "Immunotherapy is approved for MSI-high tumours."
    assert not is_denied(text, bowel(MSS, marker("MMR", "deficient")), LIBRARY, "")
    assert not is_denied(text, bowel(), LIBRARY, "")
    assert not is_denied(text, None, LIBRARY, "")


def test_too_few_copies_are_no_word_on_a_mutation() -> None:
    amplified = marker("EGFR", "negative", alteration="amplification")
    assert not is_denied("If EGFR is changed there are tablets.", bowel(amplified), LIBRARY, "")


@pytest.mark.parametrize("treatment", ["hepatectomy", "lobectomy", "hemicolectomy", "prostatectomy"])
def test_an_operation_has_words_in_the_cards(treatment: str) -> None:
    assert called_in_cards(treatment)
    assert not called_in_cards("a cup of tea")


def test_what_runs_in_a_family_is_not_what_passes_between_people() -> None:
    assert is_of_family("could I pass it on to my kids")
    assert is_of_family("is it in my genes")
    assert not is_of_family("is HPV passed on by kissing")
    assert not is_of_family("they found a change in my genes")
