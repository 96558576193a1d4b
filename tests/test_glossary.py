"""The glossary: a plain word of ours for each medical word, found where it stands, borne out by a dictionary."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from test_cards import SOURCES, numbers, runs, texts

from answers.cards import Term, load_cards
from answers.compose import answer_question
from answers.glossary import MOST, asked_for, definitions, terms_in, unfamiliar
from answers.names import load_other_names
from answers.readability import grade
from answers.shorthand import surroundings_of
from core.places import RULES
from extractors.rules import read_table

LIBRARY = load_cards()
TERMS = LIBRARY.terms
DICTIONARY = "https://www.cancer.gov/publications/dictionaries/cancer-terms"
MOST_WORDS = 25
HARSH = re.compile(r"\b(?:deadly|lethal|fatal|hopeless|fight|battle|miracle|terminal)\b", re.I)
BRITISH = {
    "tumour": "tumor", "oesoph": "esoph", "oestr": "estr", "haem": "hem", "leukaem": "leukem", "anaem": "anem",
    "oedema": "edema", "rrhoea": "rrhea", "calcaem": "calcem", "randomis": "randomiz", "localis": "localiz",
    "gynaec": "gynec", "anaesth": "anesth", "counselling": "counseling", "dyspnoea": "dyspnea", "flush": "flash",
}  # fmt: skip


def names(term: Term) -> tuple[str, ...]:
    return (term.term, *term.forms)


def found(text: str) -> list[str]:
    return [term.term for term in terms_in((text,), LIBRARY)]


def test_there_are_the_words_promised() -> None:
    """At least 350, each known by one id."""
    assert len(TERMS) >= 350
    assert [name for name, times in Counter(term.id for term in TERMS).items() if times > 1] == []


def test_a_name_belongs_to_one_term() -> None:
    """A word that is met has one meaning, and no card of its own."""
    owners = Counter(name.casefold() for term in TERMS for name in set(map(str.casefold, names(term))))
    assert [name for name, times in owners.items() if times > 1] == []
    markers = {name.casefold() for card in LIBRARY.biomarkers for name in (card.name, *card.names)}
    cancers = {name.casefold() for card in LIBRARY.cancers for name in (card.name, *card.names)}
    assert sorted(owners.keys() & (markers | cancers)) == []


def test_a_name_is_long_enough_not_to_be_taken_for_another_word() -> None:
    """Names of three letters at least; common English words that are abbreviations elsewhere find nothing."""
    assert [name for term in TERMS for name in names(term) if len(name) < 3] == []
    assert found("Who will all have fish, a pet, or a cat on the day off, as all of us met and fit in?") == []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("CNS lymphoma, none of it in the eye", ["central nervous system", "lymphoma"]),
        ("cns relapse", ["central nervous system", "relapse"]),
        ("Seen in clinic with CNS Jane Pell.", []),
        ("Call your CNS on 0113 496 0000 in office hours", []),
        ("Please ask about CNS", []),
        ("DNA at his last dental clinic, please rebook; “DNA” is did not attend", []),
        ("It harms the DNA of cells", ["DNA"]),
        ("DVT in 2019", ["deep vein thrombosis"]),
        ("Fatigue grade 2, no fever", ["fatigue"]),
        ("The rash on your chest is grade 1 and fits with it", []),
        ("?CRS, no: infusion reaction grade 2", ["infusion"]),
        ("Peripheral neuropathy (nerve damage) grade 1", ["neuropathy", "nerve"]),
        ("Rash has gone. Nottingham grade 2, ductal", ["grade", "duct"]),
        ("Consolidation in the left lower lobe", ["lobe"]),
        ("Consolidation with durvalumab", ["consolidation therapy"]),
        ("Aspiration pneumonia in May", ["pneumonia"]),
        ("Needle aspiration of the node", ["aspiration"]),
        ("In response to your message", []),
        ("A good response to treatment", ["response"]),
        ("Stage 3 CKD", []),
        ("Stage III at first", ["stage"]),
        ("Surgery is done at every stage", ["stage"]),
        ("Lumbar fusion in 2011", []),
        ("ALK fusion found", ["fusion gene"]),
        ("Recurrent UTIs", []),
        ("No recurrent tumour", ["recurrence", "tumour"]),
        ("The PICC line is still in situ", ["central line"]),
        ("Port site clean, 12 mm port", []),
        ("A port was put in", ["port"]),
        ("Median nerve at the wrist", ["nerve"]),
    ],
)
def test_a_word_of_several_senses_is_explained_in_the_one_that_stands_there(text: str, terms: list[str]) -> None:
    """Where nothing near it tells, not at all."""
    assert found(text) == terms


def test_each_term_with_other_senses_is_one_of_the_glossary() -> None:
    """And says what tells them."""
    rows = [*read_table(RULES / "glossary_senses.tsv", "term")]
    assert {row["term"] for row in rows} <= {term.term for term in TERMS}
    assert len({row["term"] for row in rows}) == len(rows)
    assert all(surroundings_of(row["needs"], row["not_beside"]) for row in rows)


def test_a_definition_is_short_and_reads_well_after_its_term() -> None:
    """``term: definition``, of at most 25 words, in small letters, without a full stop."""
    assert [term.id for term in TERMS if len(term.text.split()) > MOST_WORDS] == []
    assert [term.id for term in TERMS if not re.match(r"[a-z]|PET ", term.text)] == []
    assert [term.id for term in TERMS if term.text.endswith(".") or re.search(r"[.!?] ", term.text)] == []


def test_definitions_speak_plainly_and_calmly() -> None:
    """At school grade eight or below, without words that frighten."""
    assert grade([f"{term.text[0].upper()}{term.text[1:]}." for term in TERMS]) <= 8.0
    assert [term.id for term in TERMS if HARSH.search(term.text)] == []


def test_no_word_is_explained_by_itself_alone() -> None:
    """A definition says more than the term does."""
    assert [term.id for term in TERMS if set(term.text.lower().split()) <= set(term.term.lower().split())] == []


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("what is a debulking and why is it done", ["debulking"]),
        ("what does irregular lesion mean", ["lesion"]),
        ("What is a scan?", ["scan"]),
        ("whats an oncologist", ["oncologist"]),
        ("what is the prognosis of liver cancer", []),
        ("what are the symptoms of ovarian cancer", []),
        ("my oncologist ordered a scan", []),
    ],
)
def test_a_word_is_asked_for(question: str, terms: list[str]) -> None:
    """One that everyone knows only where nothing else is asked."""
    assert [one.term for one in asked_for(question, LIBRARY)] == terms


def test_a_word_that_everyone_knows_is_not_told_in_place_of_an_answer() -> None:
    """``Stable disease`` is explained, ``scan`` is not."""
    text = "scan says stable disease, so is it not helping"
    assert [one.term for one in unfamiliar(text, LIBRARY)] == ["stable disease"]
    said = [one.text for part in answer_question(text, LIBRARY, load_other_names()).sections for one in part.sentences]
    assert any(one.startswith("Stable disease:") for one in said)
    assert not any(one.startswith("Scan:") for one in said)


def test_every_source_of_a_term_is_described() -> None:
    """No citation into nothing, and all of them into the dictionary."""
    assert [term.id for term in TERMS if not set(term.sources) <= SOURCES.keys()] == []
    assert {SOURCES[one].url for term in TERMS for one in term.sources} == {DICTIONARY}


def test_the_longest_term_is_found() -> None:
    """``bone marrow biopsy`` is neither ``bone marrow`` nor ``biopsy``."""
    assert found("A bone marrow biopsy shows the plasma cells.") == ["bone marrow biopsy", "plasma cell"]
    assert found("The tumour was unresectable; the lymph nodes were clear.") == ["tumour", "unresectable", "lymph node"]


def test_a_term_is_found_in_either_spelling() -> None:
    """A record writes as its country does."""
    assert found("anemia") == found("Anaemia") == ["anaemia"]
    assert found("esophagus, leukemia") == found("oesophagus, leukaemia")


def test_an_answer_explains_each_word_once_and_not_too_many() -> None:
    """In the order in which they are met."""
    explained = definitions((" ".join(term.term for term in TERMS), "biopsy and biopsies"), LIBRARY)
    assert len(explained) == MOST
    assert [one.term for one in definitions(("biopsies", "a biopsy"), LIBRARY)] == ["biopsy"]


# With the dictionary


def dictionary(folder: Path) -> dict[str, str]:
    with gzip.open(folder / "guidelines" / "nci_dictionary_2016.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = list(map(json.loads, file))
    return {row["term"]: " ".join(one["text"] for one in row["definitions"]) for row in rows}


@pytest.mark.corpus
def test_every_term_stands_in_the_dictionary(corpora: Path) -> None:
    """Each source names a term that the dictionary explains."""
    explained = dictionary(corpora)
    cited = {one for term in TERMS for one in term.sources}
    assert [one for one in sorted(cited) if not explained.get(SOURCES[one].section or "")] == []


@pytest.mark.corpus
def test_a_term_cites_what_is_said_of_it(corpora: Path) -> None:
    """A name of the term, or its beginning, stands in the entry that it cites."""
    explained = dictionary(corpora)
    lost = [
        term.id
        for term in TERMS
        if not any(
            american(name)[:6] in american(f"{SOURCES[one].section} {explained[SOURCES[one].section or '']}")
            for one in term.sources
            for name in names(term)
        )
    ]
    assert lost == []


@pytest.mark.corpus
def test_definitions_are_our_own(corpora: Path) -> None:
    """No run of eight of our words stands in the guideline texts or in the dictionary."""
    ours = {run: term.id for term in TERMS for run in runs(term.text)}
    assert {ours[run] for text in texts(corpora) for run in runs(text) if run in ours} == set()


@pytest.mark.corpus
def test_numbers_of_a_definition_stand_in_the_dictionary(corpora: Path) -> None:
    """A number that the entry does not hold was written from memory."""
    explained = dictionary(corpora)
    unheld = [
        (term.id, number)
        for term in TERMS
        for number in numbers(term.text)
        if not any(number in explained[SOURCES[one].section or ""] for one in term.sources)
    ]
    assert unheld == []


def american(text: str) -> str:
    low = text.lower()
    for british, spelling in BRITISH.items():
        low = low.replace(british, spelling)
    return low
