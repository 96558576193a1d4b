"""Profiles: equal facts merge, poorer ones fold into fuller ones, disagreeing ones stand side by side."""

from itertools import permutations

from answers.cards import load_cards
from answers.profile import build_profile, cancers_of
from cli.show import profile_lines
from core.records import Biomarker, Code, Diagnosis, Fact, Grade, Page, Review, Stage

PATIENT = "00000000000000aa"
LIBRARY = load_cards()


def said(text: str, document: str = "0" * 16):
    page = Page.model_validate(
        {"document": document, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    return (page.evidence(0, len(text)),)


def er(result: str, text: str = "ER", document: str = "0" * 16, **more: object) -> Biomarker:
    fields = {"name": "ER", "method": "IHC", "result": result, "confidence": 1, "evidence": said(text, document)}
    return Biomarker.model_validate(fields | more)


MYELOMA = Diagnosis(
    name="Plasma Cell Myeloma", codes=(Code(system="OncoTree", code="PCM"),), confidence=1, evidence=said("myeloma")
)


def profile_of(*facts: Fact):
    return build_profile(PATIENT, facts, LIBRARY)


def test_the_order_of_the_facts_does_not_matter() -> None:
    """Any order of upload gives the same profile."""
    facts = (er("positive", "ER positive"), er("positive", "ER 95 %", value="95 %"), er("negative", "ER neg"), MYELOMA)
    assert len({profile_of(*order).model_dump_json() for order in permutations(facts)}) == 1


def test_a_fact_that_says_less_becomes_evidence_of_the_one_that_says_more() -> None:
    """``ER positive`` beside ``ER positive 95 %`` is one fact with two places."""
    (fact,) = profile_of(er("positive", "ER positive"), er("positive", "ER 95 %", value="95 %")).facts
    assert isinstance(fact, Biomarker)
    assert fact.value == "95 %"
    assert {one.quote for one in fact.evidence} == {"ER positive", "ER 95 %"}


def test_opposite_results_are_a_conflict_and_neither_is_chosen() -> None:
    """Two records that disagree are both shown."""
    profile = profile_of(er("positive"), er("negative", document="1" * 16))
    (conflict,) = profile.conflicts
    assert conflict.about == "ER"
    assert len(conflict.facts) == len(profile.facts) == 2


def test_two_methods_are_two_questions() -> None:
    """HER2 equivocal by IHC and negative by FISH is no contradiction."""
    ihc = er("equivocal", name="HER2", method="IHC")
    fish = er("negative", name="HER2", method="FISH")
    assert profile_of(ihc, fish).conflicts == ()


def test_a_subcategory_does_not_contradict_its_category() -> None:
    """``T2`` and ``T2a`` agree, ``T2`` and ``T3`` do not, ``NX`` says nothing; group I is not group II."""

    def conflicts(one: dict[str, str], other: dict[str, str]) -> int:
        stages = [
            Stage.model_validate({"system": "TNM", "confidence": 1, "evidence": said("stage")} | fields)
            for fields in (one, other)
        ]
        return len(profile_of(*stages).conflicts)

    assert conflicts({"T": "T2"}, {"T": "T2a"}) == 0
    assert conflicts({"T": "T2"}, {"T": "T3"}) == 1
    assert conflicts({"T": "T2", "N": "NX"}, {"T": "T2", "N": "N1"}) == 0
    assert conflicts({"group": "I"}, {"group": "II"}) == 1
    assert conflicts({"group": "II"}, {"group": "IIB"}) == 0
    assert conflicts({"N": "N0(i+)"}, {"T": "T1b", "N": "N0(i+)(sn)"}) == 0
    assert conflicts({"N": "N0(i+)"}, {"N": "N0(i-)"}) == 1
    assert conflicts({"N": "N1(sn)"}, {"N": "N1mi"}) == 0
    assert conflicts({"N": "N1a(sn)"}, {"N": "N1b(sn)"}) == 1
    assert conflicts({"group": "IB", "edition": "2009"}, {"group": "IIC", "edition": "2023"}) == 0
    assert conflicts({"group": "IB", "assertion": "historical"}, {"group": "IV"}) == 0


def test_the_gleason_grades_of_one_document_are_of_different_cores() -> None:
    """Two documents that grade differently disagree; a biopsy and a specimen told in one letter do not."""

    def conflicts(system: str, *documents: str) -> int:
        values = {"Gleason": ("3+4=7", "4+5=9")}.get(system, ("2", "3"))
        grades = (
            Grade(system=system, value=value, confidence=1, evidence=said("grade", document))
            for value, document in zip(values, documents, strict=True)
        )
        return len(profile_of(*grades).conflicts)

    assert conflicts("Gleason", "1" * 16, "1" * 16) == 0
    assert conflicts("Gleason", "1" * 16, "2" * 16) == 1
    assert conflicts("Nottingham", "1" * 16, "1" * 16) == 1


def test_family_plans_and_possibilities_are_not_the_patients_facts() -> None:
    """They are kept, apart."""
    family = er("positive", subject="family")
    planned = er("positive", assertion="planned")
    possible = MYELOMA.model_copy(update={"assertion": "possible"})
    profile = profile_of(family, planned, possible)
    assert profile.facts == ()
    assert len(profile.other_facts) == 3
    assert cancers_of(profile.other_facts, LIBRARY) == ()


def test_a_rejected_fact_is_not_in_the_profile() -> None:
    """What the patient has rejected is gone from what we know."""
    assert profile_of(er("positive", review="rejected")).facts == ()


def test_missing_is_what_the_card_expects_and_no_record_says() -> None:
    """A myeloma record without cytogenetics lacks them; one with del(17p) no longer lacks that."""
    del17p = er("negative", name="del(17p)", method="FISH")
    without = {one.name for one in profile_of(MYELOMA).missing}
    assert "del(17p)" in without
    assert {one.name for one in profile_of(MYELOMA, del17p).missing} == without - {"del(17p)"}


def test_nothing_is_missing_where_no_cancer_is_known() -> None:
    """Without a diagnosis there is nothing to expect."""
    assert profile_of(er("positive")).missing == ()


def cancer(name: str, code: str, **more: object) -> Diagnosis:
    fields = {"name": name, "codes": (Code(system="OncoTree", code=code),), "confidence": 1, "evidence": said(name)}
    return Diagnosis.model_validate(fields | more)


def test_a_general_name_of_the_same_cancer_is_no_second_cancer() -> None:
    """``invasive breast carcinoma`` beside ``invasive ductal carcinoma`` of one breast is one cancer in two places."""
    ductal = cancer("invasive ductal carcinoma", "IDC", laterality="left", behaviour="malignant", site="breast")
    general = cancer("invasive breast carcinoma", "BRCA", laterality="left", behaviour="malignant")
    (fact,) = profile_of(ductal, general).facts
    assert isinstance(fact, Diagnosis)
    assert fact.name == "invasive ductal carcinoma"
    assert len(fact.evidence) == 2


def test_another_side_or_another_kind_is_another_cancer() -> None:
    """The other breast, and a carcinoma in situ beside an invasive one, stay facts of their own."""
    ductal = cancer("invasive ductal carcinoma", "IDC", laterality="left", behaviour="malignant")
    other_side = cancer("invasive breast carcinoma", "BRCA", laterality="right", behaviour="malignant")
    in_situ = cancer("ductal carcinoma in situ", "DCIS", laterality="left", behaviour="in situ")
    assert len(profile_of(ductal, other_side, in_situ).facts) == 3


def test_the_words_of_a_result_do_not_make_two_results() -> None:
    """``MSS`` and ``microsatellite stable`` are one result; two percentages are two."""
    stable = [er("stable", text, name="MSI", method=None, value=text) for text in ("MSS", "microsatellite stable")]
    assert len(profile_of(*stable).facts) == 1
    assert len(profile_of(er("positive", value="95 %"), er("positive", value="60 %")).facts) == 2


BREAST = cancer("invasive ductal carcinoma", "IDC", behaviour="malignant", site="breast")


def her2(method: str, result: str, **more: object) -> Biomarker:
    return er(result, f"HER2 {method} {result}", name="HER2", method=method, **more)


def test_a_result_asks_for_the_test_that_settles_it() -> None:
    """HER2 2+ by IHC without an ISH result is a gap; no other HER2 result is."""

    def asked(*facts: Fact) -> list[str | None]:
        return [one.prompted_by for one in profile_of(BREAST, *facts).missing if one.method == "ISH"]

    equivocal = her2("IHC", "equivocal", score="2+")
    assert asked(equivocal) == ["HER2 2+ by IHC"]
    assert asked(equivocal, her2("FISH", "negative")) == []
    assert asked(equivocal, her2("FISH", "not_done")) == ["HER2 2+ by IHC"]
    assert asked(her2("IHC", "positive", score="3+")) == []
    assert asked() == []


def test_facts_read_with_doubt_are_marked_until_somebody_has_looked() -> None:
    """Below the threshold, unreviewed, and not the patient's own words."""
    doubtful = er("positive", confidence=0.75)
    assert doubtful.wants_review
    assert not er("positive", confidence=0.8).wants_review
    assert not doubtful.model_copy(update={"review": Review.CONFIRMED}).wants_review
    lines = "\n".join(profile_lines(profile_of(doubtful), {}))
    assert "please check" in lines
    assert "please check" not in "\n".join(profile_lines(profile_of(er("positive")), {}))


def test_a_fact_is_as_sure_as_its_surest_witness() -> None:
    """What is doubted on one page and told on another is told."""
    doubted, told = er("positive", "ER positive 95 %", value="95 %", confidence=0.4), er("positive", "ER positive")
    (fact,) = profile_of(doubted, told).facts
    assert fact.confidence == 1
    assert not fact.wants_review
    (alone,) = profile_of(doubted).facts
    assert alone.wants_review


def test_a_cancer_that_shares_a_code_with_another_is_not_taken_for_it() -> None:
    """OncoTree has one code for the vulva and the vagina; only of the former there is a card."""

    def cards(name: str, site: str) -> list[str]:
        return [card.id for card in cancers_of([cancer(name, "VSC", site=site)], LIBRARY)]

    both = "squamous cell carcinoma of the vulva or vagina"
    assert cards(both, "vulva") == ["vulva"]
    assert cards(both, "vagina") == []
    assert cards("squamous cell carcinoma of the vagina", "vagina") == []


def test_a_month_and_a_day_within_it_are_one_date() -> None:
    """The same cancer of February 2022 and of 14 February 2022 is told once, with the day; that of March is another."""
    general = cancer("breast cancer", "BREAST", date="2022-02-14")
    ductal = cancer("invasive ductal carcinoma", "IDC", date="2022-02")
    (fact,) = profile_of(general, ductal).facts
    assert (fact.date, getattr(fact, "name", "")) == ("2022-02-14", "invasive ductal carcinoma")
    assert len(profile_of(ductal, cancer("breast cancer", "BREAST", date="2022-03-14")).facts) == 2
    stages = [
        Stage.model_validate({"system": "TNM", "group": "II", "confidence": 1, "evidence": said("II"), "date": date})
        for date in ("2022", "2022-02-14")
    ]
    assert [one.date for one in profile_of(*stages).facts] == ["2022-02-14"]
