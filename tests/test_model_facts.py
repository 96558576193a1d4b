"""What only the tagger finds: told where the page says it of the patient, and held back by the gate everywhere else."""

from collections.abc import Sequence

import pytest

from core.places import RULES
from core.records import Assertion, Biomarker, Fact, Method, Page, Source, Subject, Treatment
from extractors.extraction import RECOGNISED, extract_page
from extractors.gate import load_gene_symbols, load_never, load_thresholds
from extractors.mentions import Family, Mention
from extractors.notes import Note
from extractors.rules import read_table

LABELS: dict[Family, tuple[str, tuple[str, ...]]] = {
    "chemical": ("Medication", ("BC5CDR", "LCT", "MACCROBAT")),
    "gene": ("Gene", ("AMIA", "BC2GM")),
    "procedure": ("Therapeutic_procedure", ("MACCROBAT",)),
}


def seen(text: str, family: Family, *words: str, score: float = 0.9) -> list[Mention]:
    """The words as the tagger would mark them."""
    label, heads = LABELS[family]
    return [Mention(at, at + len(word), family, label, score, heads) for word in words if (at := text.index(word)) >= 0]


def facts(text: str, mentions: Sequence[Mention]) -> list[Fact]:
    page = Page(document="0" * 16, number=1, width=9, height=9, method=Method.TEXT_LAYER, quality=1, text=text)
    return [fact for find in RECOGNISED for fact in find(Note(page, mentions=mentions))]


def treatments(text: str, word: str, family: Family = "chemical", score: float = 0.9) -> list[Treatment]:
    return [fact for fact in facts(text, seen(text, family, word, score=score)) if isinstance(fact, Treatment)]


def biomarkers(text: str, *symbols: str, score: float = 0.9) -> list[Biomarker]:
    return [fact for fact in facts(text, seen(text, "gene", *symbols, score=score)) if isinstance(fact, Biomarker)]


def test_a_medicine_newer_than_the_list_is_told() -> None:
    """By the stem of its name, as printed, without codes, with what the sentence says of it."""
    (fact,) = treatments("She commenced second-line novotinib 80 mg daily in March 2024.", "novotinib")
    assert (fact.name, fact.type, fact.status, fact.line, fact.start) == ("novotinib", "drug", "started", 2, "2024-03")
    assert (fact.source, fact.codes, fact.dose) == (Source.MODEL, (), "80 mg daily")
    assert fact.confidence < 0.9


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("He received 3 cycles of osimertnib in 2023.", "osimertnib"),
        ("He started MRTX1133 in January 2024.", "MRTX1133"),
        ("She completed four cycles of adjuvant novacardin.", "novacardin"),
    ],
)
def test_what_shows_that_a_medicine_is_for_cancer(text: str, word: str) -> None:
    """A slip of a listed name, a development code, or the words of cancer treatment beside it."""
    (fact,) = treatments(text, word)
    assert (fact.name, fact.assertion) == (word, Assertion.PRESENT)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("She started gliclazide in March 2024.", "gliclazide"),
        ("Received fresh in formalin.", "formalin"),
        ("He received 2 cycles of saline.", "saline"),
        ("She started oxygen in March 2024.", "oxygen"),
        ("She completed 6 cycles of chemotherapy.", "chemotherapy"),
        ("ALT 156 in March 2024.", "ALT 156"),
        ("Continue with repeat thyroglobulin in 6 months.", "thyroglobulin"),
        ("She started osimertinib in March 2024.", "osimertinib"),
    ],
)
def test_what_is_no_new_treatment_of_cancer(text: str, word: str) -> None:
    """Other medicines, fixatives, gases, classes, laboratory values, and what the lists know."""
    assert treatments(text, word) == []


@pytest.mark.parametrize(
    "text",
    [
        "Options include novotinib.",
        "Novel agents such as novotinib are discussed in the leaflet.",
        "We considered novotinib but he declined.",
        "He has not received novotinib.",
        "Patients treated with novotinib lived longer.",
        "Allergies: novotinib",
        "novotinib",
    ],
)
def test_a_medicine_that_is_only_talked_of_is_not_told(text: str) -> None:
    """Options, refusals, denials, literature, allergies and bare names."""
    assert treatments(text, "novotinib") == []


def test_a_plan_and_a_relative_are_told_as_such() -> None:
    """Neither is the patient's treatment."""
    (plan,) = treatments("He will commence novotinib next week.", "novotinib")
    assert (plan.assertion, plan.status) == (Assertion.PLANNED, "planned")
    (hers,) = treatments("Her mother was treated with novotinib in 2020.", "novotinib")
    assert hers.subject is Subject.FAMILY


def test_a_procedure_in_other_words_is_told() -> None:
    """With its type, where it was done; an examination is none."""
    (fact,) = treatments("She underwent electrochemotherapy in May 2023.", "electrochemotherapy", "procedure")
    assert (fact.name, fact.date, fact.source) == ("electrochemotherapy", "2023-05", Source.MODEL)
    assert treatments("She underwent bronchoscopy in May 2023.", "bronchoscopy", "procedure") == []
    assert treatments("We discussed electrochemotherapy.", "electrochemotherapy", "procedure") == []


def test_a_gene_that_is_not_listed_is_told_with_its_variant() -> None:
    """Its symbol, what was found, and the variant as printed; the confidence is the tagger's and the grammar's."""
    (fact,) = biomarkers("ZNF703 p.Q37* mutation detected.", "ZNF703")
    assert (fact.name, fact.result, fact.alteration, fact.variant) == ("ZNF703", "positive", "mutation", "p.Q37*")
    assert (fact.source, fact.codes) == (Source.MODEL, ())
    assert fact.confidence < 0.9


@pytest.mark.parametrize(
    ("text", "result", "alteration"),
    [
        ("Molecular profiling showed ZNF703 amplification.", "positive", "amplification"),
        ("ZNF703 loss was identified.", "deficient", "loss"),
        ("No ZNF703 mutation detected.", "negative", "mutation"),
        ("Negative for ALK, ZNF703 and ROS1.", "negative", None),
    ],
)
def test_what_is_said_of_a_gene_is_read_as_of_listed_ones(text: str, result: str, alteration: str | None) -> None:
    """Losses, denials and lists included."""
    (fact,) = biomarkers(text, "ZNF703")
    assert (fact.result, fact.alteration) == (result, alteration)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("T1 MET positive margins.", "MET"),
        ("THE REST IS POSITIVE.", "REST"),
        ("ALL NODES NEGATIVE.", "ALL"),
        ("SET 2: NEGATIVE", "SET"),
        ("F10: negative for carcinoma.", "F10"),
        ("BLK 4 NEGATIVE", "BLK"),
        ("TACE positive", "TACE"),
        ("ECOG negative", "ECOG"),
        ("KRAS mutation detected.", "KRAS"),
        ("PALM NEGATIVE", "PALM"),
        ("zebra positive", "zebra"),
        ("ZNF703 was tested.", "ZNF703"),
        ("ZNF703 mutations are found in half of melanomas.", "ZNF703"),
        ("ZNF703-mutated cancers respond to novotinib.", "ZNF703"),
    ],
)
def test_what_is_no_result_of_a_new_gene(text: str, symbol: str) -> None:
    """Words and abbreviations in capitals, labels of blocks, listed markers, tests without result, general talk."""
    assert biomarkers(text, symbol) == []


def test_an_unsure_or_lonely_head_is_not_enough() -> None:
    """The score and the number of heads that the table asks for."""
    text = "ZNF703 amplification detected."
    assert biomarkers(text, "ZNF703", score=0.5) == []
    assert facts(text, [Mention(0, 6, "gene", "Gene", 0.99, ("BC2GM",))]) == []
    assert facts(text, [Mention(0, 6, "disease", "Disease", 0.99, ("BC5CDR", "LCT"))]) == []


def test_half_a_word_is_no_mention() -> None:
    """The tagger sometimes cuts at a hyphen."""
    assert treatments("She started anti-novotinib in March 2024.", "novotinib") == []


def test_rules_come_first_and_are_not_changed() -> None:
    """The page's facts by rules are the same with mentions; the tagger only adds, and says so."""
    text = "She commenced osimertinib and novotinib in March 2024. EGFR L858R detected. ZNF703 amplification detected."
    page = Page(document="0" * 16, number=1, width=9, height=9, method=Method.TEXT_LAYER, quality=1, text=text)
    mentions = [*seen(text, "chemical", "osimertinib", "novotinib"), *seen(text, "gene", "EGFR", "ZNF703")]
    rules, both = extract_page(page), extract_page(page, mentions)
    added = [fact for fact in both if fact not in rules]
    assert set(rules) <= set(both)
    assert {fact.source for fact in added} == {Source.MODEL}
    assert {fact.fields()["name"] for fact in added} == {"novotinib", "ZNF703"}
    assert all(fact.source is Source.RULE for fact in rules)


def test_the_gates_tables_hold_together() -> None:
    """Each family has its thresholds; every word that is never a gene is in capitals, the others in small letters."""
    assert {"gene", "chemical", "procedure"} <= load_thresholds().keys()
    assert all(0 < one.score <= 1 and 0 < one.sure <= 1 and one.heads >= 1 for one in load_thresholds().values())
    never = load_never()
    assert all(word == word.upper() for word in never["gene"])
    assert all(word == word.lower() for family, words in never.items() if family != "gene" for word in words)
    assert load_gene_symbols() >= {"TP53", "ARID1A", "STK11", "KEAP1", "NUP98", "ZNF703"}


def test_every_stem_is_told_of_a_medicine() -> None:
    """A stem has at least five letters or belongs to no common word."""
    stems = [row["stem"] for row in read_table(RULES / "medicine_stems.tsv", "stem", "means")]
    assert all(len(stem) >= 4 and stem == stem.lower() for stem in stems)
    words = ("protein", "clinic", "cortisol", "thyroglobulin", "plate", "steroid", "insulin", "glutamine")
    assert not any(word.endswith(tuple(stems)) for word in words)
