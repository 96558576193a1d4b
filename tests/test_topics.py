"""Topics: what people with any cancer ask about is found where it is asked, only there, and is told plainly."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from test_cards import SOURCES, Reading, numbers, plain, runs, texts, words

from answers.cards import Statement, Topic, load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.of_medicines import HARMS
from answers.patterns import asks_of_an_animal, row_fits
from answers.readability import grade
from answers.unheld import unheld
from core.places import RULES, VOCABULARIES
from core.records import CitedSource
from extractors.rules import read_table
from models.readers import read_examples

LIBRARY = load_cards()
TOPICS = LIBRARY.topics
STATEMENTS = [(topic, statement) for topic in TOPICS for statement in topic.statements]
DICTIONARY = "https://www.cancer.gov/publications/dictionaries/cancer-terms"
HARSH = re.compile(
    r"\b(?:patients? with|hazard ratio|PFS|OS|adverse|efficacy|deadly|lethal|fatal|hopeless|fight|battle|"
    r"miracle|guarantee\w*|definitely|breakthrough|you (?:must|should))\b"
)
HELD_NOT = re.compile(r"\bwe hold nothing on\b|\bwe cannot tell\b", re.I)
DOSE = re.compile(r"\b\d+ ?(?:mg|mcg|g|ml|Gy|tablets?|pills?)\b", re.I)
KINDS = {
    "decision",
    "not-cancer",
    "outlook",
    "questions-for-team",
    "record-says",
    "symptom-worry",
    "treatment-options",
}
"""Subjects that are kinds of question, without statements of their own."""
OF_MEDICINES = {
    "effects-antibodies",
    "effects-chemotherapy",
    "effects-hormones",
    "effects-platinum",
    "effects-targeted",
}
"""Topics that are told where a medicine is named that they speak of (answers/of_medicines.py)."""
EFFECTS = (
    ("what are the side effects of oxaliplatin", "numb or tingling"),
    ("side effects of cisplatin", "loss of hearing"),
    ("what side effects does letrozole have", "thinner bones"),
    ("side effects of enzalutamide", "seizures"),
    ("trastuzumab deruxtecan side effects", "inflamed lungs"),
    ("side effects of bevacizumab", "high blood pressure"),
    ("what are the side effects of lenalidomide", "blood clots"),
    ("side effects of olaparib", "anaemia"),
)
TOO_LATE = (
    "stage 4 ovarian cancer, is it too late",
    "my stomach cancer has spread, can anything still be done",
)
NOT_TOO_LATE = (
    "stage 4 lung cancer, is it too late to quit smoking",
    "is it too late in the day to take my tablet",
    "my cancer has not come back, can anything be done for dry skin",
    "it has spread, how late do scans show it",
    "stage 4, can I get something done about my hair",
)
UNHELD = (
    ("can work sack me in the UK while I have chemo", "outside the United States"),
    ("dad wants to die at home, who arranges a hospital bed", "Who arranges a bed"),
    ("what sets hodgkins apart from non hodgkins", "side by side"),
    ("can I still eat oysters during chemo", "“oysters”"),
    ("is tofu safe with hormone positive breast cancer", "“tofu”"),
    ("may I take ashwagandha with chemo?", "“ashwagandha”"),
    ("what does “hypoechoic irregular mass” mean", "“hypoechoic”"),
    ("my letter says pleural effusion and atelectasis", "“atelectasis”"),
    ("what does spiculated mean", "“spiculated”"),
    ("which is easier on the body, folfox or capox", "no comparison"),
    ("how often will I get a CT after colon surgery", "How often check-ups"),
    ("is chemo harder than radiation", "no comparison"),
    ("what does performance status 1 mean", "each of its numbers"),
    ("melanoma 2.4 mm thick, which stage is that", "A stage rests on more"),
    ("does sugar feed tumours or is this a myth", "whether eating sugar"),
    ("can the needle for the breast biopsy seed the cancer", "Whether a needle"),
    ("will waiting three weeks for surgery make my bowel cancer worse", "Whether a wait"),
    ("how soon must treatment start for lung cancer", "Whether a wait"),
    ("I am pregnant and have cancer, will I lose the baby", "Whether a pregnancy can go on"),
)
HELD = (
    "can I eat fruit during chemo",
    "is surgery safe at 80",
    "can I take time off during chemo",
    "can I take part in a trial",
    "I have trouble eating since the operation",
    "what does “stable disease” mean",
    "what does it mean that my doctor shrugs",
    "he said “do not worry about anything”",
    "how often is immunotherapy given in melanoma",
    "which is the most common kind of lung cancer",
    "what does ECOG mean",
    "what stage is breast cancer with two lymph nodes",
    "a PET scan uses sugar, is it safe",
    "my biopsy showed that the cancer has spread to the nodes",
    "what was the diagnosis and what is the prognosis",
    "is watchful waiting safe in prostate cancer",
    "can AML wait, or will a delay make it worse",
    "is the waiting room safe when my counts are low",
    "how soon will I grow hair again",
)
TOLD = (
    ("port", ("under the skin", "catheter", "clean and dry")),
    ("biopsy", ("marrow", "numbed", "hurts")),
    ("surgery", ("what you may do",)),
    ("lymphoedema", ("lymph nodes were taken out", "lifting weights")),
    ("exercise", ("lymph nodes were taken out", "lifting weights")),
    ("inherited", ("mother or sister", "runs in your family")),
    ("radiation-therapy", ("planning visit", "mask", "alone in the room")),
    ("sex", ("dry", "dilator")),
    ("palliative-care", ("be weighed", "only the person who is ill")),
    ("advance-care", ("counts most", "Talking early")),
    ("urine", ("look or smell different",)),
    ("steroids", ("mood",)),
    ("watchful-waiting", ("choice",)),
    ("body-fluids", ("semen", "condom", "toilet", "laundry")),
    ("dose", ("lower the dose", "missed pill")),
    ("hurts", ("rays", "marrow", "numbed")),
    ("passing", ("long after chemotherapy",)),
    ("joints", ("Aromatase inhibitors", "paclitaxel", "we cannot be sure")),
    ("fertility-steps", ("start treatment later", "embryos", "sperm")),
    ("erections", ("nerves", "urologist", "In men")),
    ("opioids", ("addicted", "by the clock", "drive")),
    ("remedies", ("turmeric", "mistletoe", "cyanide")),
    ("swallowing", ("speech therapist", "crushed")),
    ("radiation-skin", ("antiperspirant", "swim")),
    ("lymphoedema-guard", ("cannot be prevented", "blood pressure")),
    ("skin", ("nails",)),
    ("mouth", ("saliva",)),
    ("work", ("many weeks", "new job")),
    ("clash", ("Whether one medicine",)),
    ("herb-clash", ("grapefruit", "St John’s wort")),
    ("nails", ("infected",)),
    ("fasting", ("for your faith", "chaplain")),
    ("getting-there", ("drive you", "social worker", "near by")),
    ("before-surgery", ("neoadjuvant", "as long with chemo before surgery")),
    ("how-long", ("cycles", "five days a week")),
    ("memory", ("the longer it was over", "neuropsychologist")),
    ("clear-scan-after", ("more surgery often follows",)),
    ("hair-loss", ("scalp",)),
)
OF_ANIMALS = (
    "our cat has a tumor on her jaw, does chemo work",
    "my old labrador was diagnosed with lymphoma, prednisone or chop",
    "mast cell tumor in my dog",
    "cats with lymphoma",
    "do dogs get melanoma",
)
OF_PEOPLE = (
    "can my dog sleep in my bed while I have chemo for lymphoma",
    "my cat scan shows a tumor in the liver",
    "I am only a guinea pig and have cancer",
    "who walks my dog when I have chemo",
    "my dog found my lump, is it cancer",
)


def named(topic: Topic, statement: Statement) -> str:
    return f"{topic.id}#{statement.id}"


def test_there_are_the_topics_promised() -> None:
    """At least seventy, each known by one id and one title."""
    assert len(TOPICS) >= 70
    assert [name for name, times in Counter(topic.id for topic in TOPICS).items() if times > 1] == []
    assert [name for name, times in Counter(topic.title for topic in TOPICS).items() if times > 1] == []


def test_a_topic_says_a_few_things_each_once() -> None:
    """Two to six statements, each with an id of its own; none only where the sources hold nothing, which it says."""
    assert [
        topic.id for topic in TOPICS if len(topic.statements) not in ((0,) if topic.lacking else ()) + (2, 3, 4, 5, 6)
    ] == []
    assert [name for name, times in Counter(named(*one) for one in STATEMENTS).items() if times > 1] == []


def test_a_statement_of_a_topic_is_one_short_sentence() -> None:
    """One sentence, ended by a full stop, of at most 35 words."""
    assert [named(*one) for one in STATEMENTS if not one[1].text.endswith(".")] == []
    assert [named(*one) for one in STATEMENTS if re.search(r"[.!?] [A-Z]", one[1].text)] == []
    assert [named(*one) for one in STATEMENTS if len(one[1].text.split()) > 35] == []


def test_topics_speak_plainly_and_calmly() -> None:
    """No words that frighten, promise or command, and no dose."""
    assert [named(*one) for one in STATEMENTS if HARSH.search(one[1].text)] == []
    assert [named(*one) for one in STATEMENTS if DOSE.search(one[1].text)] == []


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_a_topic_reads_at_the_eighth_grade_or_below(topic: Topic) -> None:
    """Flesch and Kincaid's grade of its statements, names left out."""
    said = [statement.text for statement in topic.statements]
    assert grade([*said, *([topic.lacking] if topic.lacking else [])]) <= 8.0


def test_every_source_of_a_topic_is_described() -> None:
    """No citation into nothing."""
    assert [named(*one) for one in STATEMENTS if not set(one[1].sources) <= SOURCES.keys()] == []


@pytest.mark.parametrize(("topic", "told"), TOLD)
def test_a_topic_holds_what_it_is_asked_about(topic: str, told: tuple[str, ...]) -> None:
    """What a thing is comes first where it is asked what it is; what people ask besides is held as well."""
    found = [one for one in TOPICS if one.id == topic]
    texts = [text for one in found for text in (*(each.text for each in one.statements), one.lacking or "")]
    assert [word for word in told if word not in " ".join(texts)] == []


def test_a_port_is_explained_before_its_care() -> None:
    """Who asks what it is reads that first."""
    (port,) = [one for one in TOPICS if one.id == "port"]
    assert port.statements[0].text.startswith("A port is")


def test_what_a_topic_lacks_is_said_plainly() -> None:
    """In whole sentences at a low grade, which state nothing medical and so cite nothing."""
    lacking = [topic.lacking for topic in TOPICS if topic.lacking]
    assert len(lacking) >= 5
    assert [one for one in lacking if not one.endswith(".") or not HELD_NOT.search(one)] == []


def test_every_topic_can_be_asked_for() -> None:
    """None is written that nobody can reach, and none is asked for that is not written."""
    asked = {one for example in read_examples("subjects", "train") for one in example.meant}
    assert {topic.id for topic in TOPICS} == (asked - KINDS) | OF_MEDICINES


@pytest.mark.parametrize(("question", "said"), EFFECTS)
def test_the_side_effects_of_a_medicine_are_told_where_it_is_named(question: str, said: str) -> None:
    """With no cancer named, under the name of the medicine."""
    answer = answer_question(question, LIBRARY, load_other_names())
    told = [one.text for part in answer.sections for one in part.sentences if one.citations]
    assert [one for one in told if said in one and re.search(r"\b(?:can cause|raises the risk)\b", one)]


@pytest.mark.parametrize("question", TOO_LATE)
def test_whether_it_is_too_late_is_answered_by_what_can_be_done(question: str) -> None:
    """And not first by the topic on doses that are late."""
    titles = [part.title for part in answer_question(question, LIBRARY, load_other_names()).sections]
    (metastasis,) = [place for place, title in enumerate(titles) if title.startswith("About metastasis")]
    assert not any("a dose" in title for title in titles[:metastasis])


@pytest.mark.parametrize("question", NOT_TOO_LATE)
def test_what_else_may_be_late_is_not_about_spread(question: str) -> None:
    (row,) = [one for one in read_table(RULES / "topic_words.tsv", "topic", "pattern") if one["topic"] == "metastasis"]
    assert not row_fits(row, question)


def test_a_topic_of_medicines_says_what_each_can_cause() -> None:
    """Each statement names a medicine or a mix of some, and is read as one on a side effect."""
    held = {row["name"].lower() for row in read_table(VOCABULARIES / "medicines.tsv", "name")} | {"folfirinox"}
    of_medicines = [(topic, one) for topic, one in STATEMENTS if topic.id in OF_MEDICINES]
    assert {topic.id for topic, _ in of_medicines} == OF_MEDICINES
    assert [named(*one) for one in of_medicines if not HARMS.search(one[1].text)] == []
    assert [named(*one) for one in of_medicines if not held & {*words(one[1].text.replace("-", " "))}] == []


@pytest.mark.parametrize(("question", "said"), UNHELD)
def test_what_is_not_held_is_said(question: str, said: str) -> None:
    """The thing or the word by its name, or in a sentence of the table."""
    assert said in " ".join(unheld(question, (), LIBRARY))


@pytest.mark.parametrize("question", HELD)
def test_what_is_held_is_not_called_unheld(question: str) -> None:
    """Neither is a word that everyone uses."""
    assert list(unheld(question, (), LIBRARY)) == []


def test_what_is_not_held_of_a_topic_stands_with_it() -> None:
    """Where the topic is shown; by itself where it is not."""
    question = "what is the end like, the last few days I mean"
    (alone,) = unheld(question, (), LIBRARY)
    assert "last days" in alone
    assert list(unheld(question, (), LIBRARY, shown=["last-days"])) == []
    assert list(unheld(question, (), LIBRARY, of="last-days")) == [alone]


def test_every_row_of_what_is_not_held_names_a_topic_that_exists_or_none() -> None:
    rows = read_table(RULES / "unheld.tsv", "pattern", "said")
    assert {row["topic"] for row in rows} <= {"", *(topic.id for topic in TOPICS)}


def test_an_animal_is_not_answered_as_a_patient() -> None:
    """Who has an animal and a cancer is."""
    assert [one for one in OF_ANIMALS if not asks_of_an_animal(one)] == []
    assert [one for one in OF_PEOPLE if asks_of_an_animal(one)] == []


# With the guideline texts


@pytest.mark.corpus
def test_the_sentences_of_topics_are_our_own(corpora: Path) -> None:
    """No run of eight of our words stands in the guideline texts."""
    ours = {run: named(*one) for one in STATEMENTS for run in runs(one[1].text)}
    assert {ours[run] for text in texts(corpora) for run in runs(text) if run in ours} == set()


@pytest.mark.corpus
def test_every_section_that_a_topic_cites_exists(corpora: Path) -> None:
    """A heading of the page at that address, or a term of the dictionary."""
    held = Held(corpora)
    cited = {source for _, statement in STATEMENTS for source in statement.sources}
    assert [source for source in sorted(cited) if not held.of(SOURCES[source])] == []


@pytest.mark.corpus
def test_numbers_and_medicines_of_topics_stand_in_a_cited_section(corpora: Path) -> None:
    """A number or a medicine that no cited section holds was written from memory."""
    held = Held(corpora)
    medicines = {row["name"].lower() for row in read_table(VOCABULARIES / "medicines.tsv", "name")}
    unheld = [
        (named(topic, statement), claim)
        for topic, statement in STATEMENTS
        for claim in (*numbers(statement.text), *sorted(medicines & set(words(statement.text))))
        if not re.search(rf"(?<![\w.]){re.escape(claim)}(?!\d)", held.cited(statement))
    ]
    assert unheld == []


class Held:
    """The text behind a source: the section of a page, or what the dictionary says of a term."""

    def __init__(self, folder: Path) -> None:
        self.reading = Reading(folder)
        with gzip.open(folder / "guidelines" / "nci_dictionary_2016.jsonl.gz", "rt", encoding="utf-8") as file:
            rows = list(map(json.loads, file))
        self.terms = {one["term"]: " ".join(meaning["text"] for meaning in one["definitions"]) for one in rows}

    def of(self, source: CitedSource) -> str:
        return self.terms.get(source.section or "", "") if source.url == DICTIONARY else self.reading.of(source)

    def cited(self, statement: Statement) -> str:
        return plain(" ".join(self.of(SOURCES[one]) for one in statement.sources))
