"""Cancers that have no card: what is held on them all the same."""

import pytest

from answers.cards import load_cards
from answers.names import load_other_names
from answers.rarer import MOST, held_on
from core.records import Sentence

LIBRARY = load_cards()


def held(name: str, text: str, *, with_outlook: bool = False) -> tuple[Sentence, ...]:
    return held_on((name,), load_other_names(), LIBRARY, text, with_outlook=with_outlook)


def test_what_is_held_on_a_rare_cancer_is_told_with_its_citation() -> None:
    told = held("retinoblastoma", "Will my baby lose her eye to retinoblastoma?")
    assert 0 < len(told) <= MOST
    assert "eye" in told[0].text
    assert told[0].citations[0].startswith("card:assumptions#")
    assert all(one.citations[0].startswith("card:") for one in told)


@pytest.mark.parametrize("name", ["hairy cell leukaemia", "Wilms tumour"])
def test_the_outlook_is_for_those_who_ask(name: str) -> None:
    asked = held(name, f"What are the chances with {name}?", with_outlook=True)
    unasked = held(name, f"How is {name} treated?")
    assert any("cured" in one.text for one in asked)
    assert not any("cured" in one.text for one in unasked)


def test_nearly_the_same_is_said_once_and_a_pregnancy_only_to_who_asks() -> None:
    told = [one.text for one in held("lymphoma", "How is a lymphoma treated?")]
    assert len([one for one in told if "such as chemo" in one]) == 1
    assert not any("birth" in one for one in told)
    assert any(
        "birth" in one.text
        for one in held("lymphoma", "I am pregnant with a fast lymphoma. Can it wait for the birth?")
    )


def test_a_cancer_on_which_nothing_is_held_tells_nothing() -> None:
    assert held("no such cancer", "How is it treated?") == ()


def test_what_other_cards_say_of_it_by_name_is_told() -> None:
    mgus = held("monoclonal gammopathy of undetermined significance", "What is MGUS?")
    assert any(one.citations == ("card:m-protein#mgus",) for one in mgus)
    unasked = held("neuroblastoma", "What is a neuroblastoma?")
    assert not any("harder to treat" in one.text for one in unasked)
