"""Searching the library and quoting it: within the cancer asked about, word for word, and nothing of somebody else's
doses and chances."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from tiny_guidelines import guideline

from answers.cards import load_cards
from answers.compose import answer_question
from answers.guidelines.adding import add
from answers.guidelines.asked import FILE, Asked, open_quoting
from answers.guidelines.documents import Part, Passage
from answers.guidelines.index import Hit, Index, Scope
from answers.guidelines.quotes import LONGEST, Quoter, _candidates
from answers.guidelines.scope import cancers_of_document
from answers.guidelines.shelf import Shelf
from answers.names import load_other_names
from answers.phrases import IN_THEIR_WORDS
from core.errors import UnusableEmbedder

pytestmark = pytest.mark.model

FATIGUE = """
## Fatigue
Fatigue is a heavy tiredness that does not go away with rest. Short walks and gentle exercise can make fatigue from {}
easier to bear. Tell your nurse about fatigue early, because it can have a cause that is easy to treat.
"""
GARDEN = """
## The garden
The garden of the hospital is open to visitors. Its roses are watered in the evening by the porter. Bread and apples are
sold at the gate of the garden on market days. Cats are not let in, and dogs only on a lead. The benches were made by
the carpenter of the hospital, who also mends its doors.
"""
"""So that each document is as long as one must be."""
LIBRARY = {
    "breast": """Invented guide to breast cancer
## HER2 testing
HER2 is tested in every invasive breast cancer with tissue from the biopsy. Tumours with much HER2 can be treated with
medicines that target HER2, such as trastuzumab.
## Trastuzumab
Trastuzumab is given as a drip or as an injection under the skin. Doctors check the heart with an echocardiogram before
trastuzumab treatment begins. The first trastuzumab infusion is 8 mg/kg over an hour and a half. In one report
trastuzumab raised survival after five years to 88 of 100 people.
## Lymphoedema
Lymphoedema is a swelling of the arm that can come after lymph nodes were removed. Exercises with a trained therapist
can help to keep lymphoedema of the arm small.
"""
    + FATIGUE.format("breast cancer"),
    "melanoma": """Invented guide to melanoma
## Sentinel node biopsy
A sentinel node biopsy for melanoma looks for cells in the nearest lymph node. The surgeon finds the sentinel node with
a dye and a weak tracer. Most people go home on the day of the sentinel node biopsy.
## BRAF testing
BRAF is tested when melanoma has spread or can not be removed whole. Medicines that block BRAF work only where the BRAF
gene has changed.
"""
    + FATIGUE.format("melanoma"),
    "multiple-myeloma": """Invented guide to multiple myeloma
## Bone care
Medicines that protect the bones are offered to most people with multiple myeloma. A dentist should look at your teeth
before bone medicines begin. Half of all people live for ten years with these bone medicines.
"""
    + FATIGUE.format("multiple myeloma"),
    "children": """Invented guide to childhood melanoma
## Fatigue
Children with melanoma who feel fatigue can play in short turns and rest between them. Fatigue in children often shows
as bad temper, and parents know fatigue in their children best.
## School
Children with melanoma can go to school on the days on which they feel well enough. A teacher who knows about the
melanoma can make going back to school easier for all children in the class.
""",
    "general": """Invented guide to life with cancer
## Travel
Travel insurance for people with cancer is easier to find with a letter from your doctor. Keep your medicines in your
hand luggage when you travel, together with a list of their names.
## Blood clots
People with multiple myeloma who travel far have a higher risk of blood clots than other people. Walk about during long
flights, because travel makes blood clots more likely with myeloma medicines.
## Wigs
Wigs and scarves can be tried on before the hair falls out. AML treatment makes the hair fall out within a few weeks, so
that wigs for AML are best chosen early.
""",
}


def put(shelf: Shelf, name: str, **more: object) -> str:
    """The id of the guideline that is added."""
    title, *sections = re.split(r"\n## ", LIBRARY[name] + GARDEN)
    parts = [
        Part(heading=(title, heading), text=text, page=page)
        for page, (heading, text) in enumerate((one.split("\n", 1) for one in sections), 3)
    ]
    known = {
        "content": title,
        "cancers": {"general": (), "children": ("melanoma",)}.get(name, (name,)),
        "of_children": name == "children",
        "url": f"https://invented.example/{name}",
        "edition": "2026-02",
    }
    added = add(shelf, guideline(**{"title": title.strip(), **known, **more}), parts)
    assert added.id
    return added.id


class Filled(NamedTuple):
    shelf: Shelf
    index: Index
    ids: dict[str, str]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """A library that the tests only ask."""
    shelf = Shelf(tmp_path_factory.mktemp("library"))
    ids = {name: put(shelf, name) for name in LIBRARY}
    return Filled(shelf, Index(shelf), ids)


@pytest.fixture
def own(filled: Filled, tmp_path: Path) -> Filled:
    """One of one's own to change."""
    folder = tmp_path / "library"
    shutil.copytree(filled.shelf.folder, folder)
    return Filled(Shelf(folder), Index(Shelf(folder)), filled.ids)


def owners(filled: Filled, hits: Sequence[Hit]) -> set[str]:
    names = {one: name for name, one in filled.ids.items()}
    return {names[hit.guideline.id] for hit in hits}


# Searching


def test_the_passage_about_what_is_asked_comes_first(filled: Filled) -> None:
    """By words, and by meaning where the words are others."""
    for query in ("lymphoedema exercises", "my arm is swollen since the operation"):
        best = filled.index.search(query, Scope(("breast",)), 3)[0]
        assert best.passage.heading[-1] == "Lymphoedema"
        assert best.citation == f"library:{filled.ids['breast']}#{best.passage.number}"


@pytest.mark.parametrize(
    "query", ["fatigue", "HER2 BRAF sentinel bone travel wigs school", "What helps against being tired?"]
)
@pytest.mark.parametrize("cancer", ["breast", "melanoma", "multiple-myeloma"])
def test_no_passage_of_another_cancer_is_found(query: str, cancer: str, filled: Filled) -> None:
    """However well it fits; what is about cancer in general is, but for passages that name another one."""
    hits = filled.index.search(query, Scope((cancer,)), 100)
    assert owners(filled, hits) <= {cancer, "general"}
    assert all(
        not hit.passage.cancers or cancer in hit.passage.cancers or hit.guideline.guideline.cancers for hit in hits
    )


def test_a_passage_of_a_general_guideline_is_for_the_cancer_that_it_names(filled: Filled) -> None:
    """Also by its short name."""
    found = {cancer: {hit.passage.heading[-1] for hit in filled.index.search("travel wigs", Scope((cancer,)), 100)}
             for cancer in ("breast", "multiple-myeloma", "aml")}  # fmt: skip
    assert "Travel" in found["breast"]
    assert not {"Blood clots", "Wigs"} & found["breast"]
    assert "Blood clots" in found["multiple-myeloma"]
    assert "Wigs" in found["aml"]


def test_a_cancer_that_we_hold_no_card_on_finds_only_what_is_general(filled: Filled) -> None:
    """An id that is none is no key to everything."""
    hits = filled.index.search("fatigue travel", Scope(("nothing-we-know",)), 100)
    assert owners(filled, hits) == {"general"}


def test_pages_on_children_are_found_only_when_asked_for(filled: Filled) -> None:
    """Neither by their cancer nor without any."""
    for scope in (Scope(("melanoma",)), Scope()):
        assert "children" not in owners(filled, filled.index.search("children fatigue school", scope, 100))
    assert "children" in owners(filled, filled.index.search("children fatigue school", Scope(("melanoma",), True), 100))


def test_without_a_cancer_all_are_searched(filled: Filled) -> None:
    """And no passage twice."""
    hits = filled.index.search("fatigue", Scope(), 100)
    assert owners(filled, hits) >= {"breast", "melanoma", "multiple-myeloma"}
    assert len({hit.citation for hit in hits}) == len(hits)


@pytest.mark.parametrize(
    "query", ["", "   ", "\n", "?!", "the of and", "🙂", "\x00", "a" * 50_000, "שלום", '"; DROP TABLE passage']
)
def test_any_query_is_answered(query: str, filled: Filled) -> None:
    """With passages or with none."""
    assert len(filled.index.search(query, Scope(("breast",)), 5)) <= 5


def test_at_most_so_many_that_the_asker_keeps(filled: Filled) -> None:
    """What is not kept gives its place to the next."""
    all_of_them = filled.index.search("fatigue", Scope(), 100)
    first = all_of_them[0].passage.text
    assert [hit.passage for hit in filled.index.search("fatigue", Scope(), 2)] == [
        hit.passage for hit in all_of_them[:2]
    ]
    kept = filled.index.search("fatigue", Scope(), 2, lambda passage: passage.text != first)
    assert [hit.passage for hit in kept] == [hit.passage for hit in all_of_them if hit.passage.text != first][:2]


def test_for_patients_comes_before_for_professionals(own: Filled) -> None:
    """Where both say the same."""
    put(own.shelf, "breast", audience="professionals", url="https://invented.example/hp", title="For doctors")
    audiences = [hit.guideline.guideline.audience for hit in own.index.search("lymphoedema", Scope(("breast",)), 2)]
    assert audiences == ["patients", "professionals"]


# The index


def making(filled: Filled) -> int:
    return (filled.shelf.folder / "index" / "about.json").stat().st_mtime_ns


def test_the_index_is_made_after_a_change_and_not_otherwise(own: Filled) -> None:
    """Searching, noting and adding what is there change nothing; removing does."""
    own.index.search("fatigue", Scope(), 1)
    before = making(own)
    own.index.refresh()
    put(own.shelf, "breast")
    own.shelf.begin("nci", "2026-01-01")
    own.index.search("fatigue", Scope(), 1)
    assert making(own) == before
    own.shelf.remove(own.ids["melanoma"])
    assert "melanoma" not in owners(own, own.index.search("fatigue", Scope(), 100))
    assert making(own) > before
    assert [path.name for path in own.shelf.folder.iterdir() if path.name.startswith("index-")] == []


def test_what_another_process_added_is_found(own: Filled) -> None:
    """Also where that process made the index anew: an open one is opened again."""
    own.index.search("fatigue", Scope(), 1)
    put(own.shelf, "breast", title="Newest", content="new", edition="2027")
    Index(own.shelf).refresh()
    own.shelf.remove(own.ids["melanoma"])
    Index(own.shelf).refresh()
    hits = own.index.search("fatigue", Scope(), 100)
    assert own.ids["breast"] not in {hit.guideline.id for hit in hits}
    assert "Newest" in {hit.guideline.guideline.title for hit in hits}
    assert own.ids["melanoma"] not in {hit.guideline.id for hit in hits}


def test_only_the_newest_edition_is_searched(own: Filled) -> None:
    """And the older one again after the newer one was removed."""
    newer = put(own.shelf, "breast", title="Newest", content="new", edition="2027")
    assert {hit.guideline.id for hit in own.index.search("lymphoedema", Scope(("breast",)), 9)} >= {newer}
    assert own.ids["breast"] not in {hit.guideline.id for hit in own.index.search("lymphoedema", Scope(("breast",)), 9)}
    own.shelf.remove(newer)
    assert own.ids["breast"] in {hit.guideline.id for hit in own.index.search("lymphoedema", Scope(("breast",)), 9)}


def test_an_emptied_library_is_searched_without_harm(own: Filled) -> None:
    """Nothing is found, and nothing quoted."""
    own.index.search("fatigue", Scope(), 1)
    for one in own.ids.values():
        own.shelf.remove(one)
    assert own.index.search("fatigue", Scope(), 9) == []
    assert own.index.rarities("fatigue") == {}
    assert Quoter(own.index).quotes(Asked("What helps with fatigue?"), 3) == ()


def test_a_torn_index_is_made_anew(own: Filled) -> None:
    """As one that is gone is."""
    own.index.search("fatigue", Scope(), 1)
    (own.index.folder / "about.json").write_text("{", encoding="utf-8")
    assert Index(own.shelf).search("fatigue", Scope(), 1)
    shutil.rmtree(own.index.folder)
    assert Index(own.shelf).search("fatigue", Scope(), 1)


@pytest.fixture
def no_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_here() -> None:
        raise UnusableEmbedder("none in this test")

    for place in ("index", "adding", "quotes"):
        monkeypatch.setattr(f"answers.guidelines.{place}.embedder", none_here)


@pytest.mark.usefixtures("no_embedder")
def test_words_alone_find_where_no_embedder_is_installed(own: Filled, tmp_path: Path) -> None:
    """In a library that was filled without one, and in one that was filled with one; nothing is quoted."""
    without = Shelf(tmp_path / "without")
    put(without, "breast")
    for index in (Index(without), own.index):
        best = index.search("lymphoedema exercises", Scope(("breast",)), 1)[0]
        assert best.passage.heading[-1] == "Lymphoedema"
        assert best.likeness is None
        assert Quoter(index).quotes(Asked("Which exercises help with lymphoedema?", ("breast",)), 3) == ()
    assert open_quoting(tmp_path / "without") is not None


# Quotes


QUESTIONS = (
    "What helps with fatigue?",
    "How is trastuzumab given?",
    "Which exercises help with lymphoedema?",
    "How is HER2 tested?",
    "What is a sentinel node biopsy?",
    "What protects the bones?",
    "How do I travel with cancer?",
    "Can children go to school?",
    "How long do people live with trastuzumab survival?",
    "What is the dose of trastuzumab infusion?",
)


def asked(text: str, *cancers: str, named: str | None = None, of_children: bool = False) -> Asked:
    cards = [card for card in load_cards().cancers if card.id in cancers]
    about = tuple(name for card in cards for name in (card.name, *card.names))
    return Asked(text, cancers, about, (re.compile(named, re.I),) if named else (), of_children)


def quotes(filled: Filled, *told: object, **more: object) -> list[str]:
    found = Quoter(filled.index).quotes(asked(*told, **more), 3)  # pyright: ignore[reportArgumentType]
    return [one.text for one in found]


@pytest.mark.parametrize("cancer", ["breast", "melanoma", "multiple-myeloma"])
def test_quotes_are_short_and_word_for_word(cancer: str, filled: Filled) -> None:
    """In the very passage that they cite, of this cancer or of cancer in general, each passage once; no doses, and no
    figures of survival."""
    passages = {f"library:{one.id}#{passage.number}": (one, passage) for one, passage, _ in filled.shelf.passages()}
    quoted = 0
    for text in QUESTIONS:
        found = Quoter(filled.index).quotes(asked(text, cancer), 3)
        quoted += len(found)
        for quote in found:
            shelved, passage = passages[quote.citation]
            assert quote.text in passage.text
            assert len(quote.text.split()) <= LONGEST
            assert shelved.id in (filled.ids[cancer], filled.ids["general"])
            assert quote.source.edition == "2026-02"
            assert quote.source.section == f"{passage.heading[-1]}, page {passage.page}"
            assert not re.search(r"\d ?mg|88 of 100|ten years", quote.text)
        assert len(found) <= 3
        assert len({quote.citation for quote in found}) == len(found)
    assert quoted


def test_what_is_asked_is_quoted(filled: Filled) -> None:
    """The sentence that tells it stands first."""
    assert "lymphoedema" in quotes(filled, "Which exercises help with lymphoedema of the arm?", "breast")[0]
    assert "fatigue from melanoma" in " ".join(quotes(filled, "What makes fatigue easier to bear?", "melanoma"))
    assert "children" in " ".join(quotes(filled, "Can children go to school?", "melanoma", of_children=True)).lower()
    assert quotes(filled, "Can children go to school?", "melanoma") == []


def test_what_a_question_names_must_stand_in_the_passage(filled: Filled) -> None:
    """A marker or medicine that no passage names is not spoken for by another."""
    assert quotes(filled, "How is trastuzumab given?", "breast", named="trastuzumab")
    assert quotes(filled, "How is pertuzumab given?", "breast", named="pertuzumab") == []
    assert quotes(filled, "How is HER2 tested?", "melanoma", named="HER2") == []
    for text in quotes(filled, "How is the test for HER2 done with biopsy tissue?", "breast", named="HER2"):
        assert "HER2" in text


@pytest.mark.parametrize(
    "text",
    [
        "Does zorblaxine help?",
        "What is a quuxectomy for breast cancer?",
        "",
        "?",
        "breast cancer",
        "What is it?",
        "🙂" * 40,
    ],
)
def test_nothing_is_quoted_for_what_the_library_does_not_know(text: str, filled: Filled) -> None:
    """An unknown word, no word, or the cancer's name alone."""
    assert quotes(filled, text, "breast") == []


@pytest.mark.parametrize(
    "text",
    [
        "Take 50 mg of the medicine with water in the morning.",
        "The usual amount is a 100-mg tablet of it each day.",
        "Doctors give 2 tablets of this medicine twice on each day.",
        "Radiation is planned as 50 Gray over some weeks of treatment.",
        "The pump gives you 5 mL of the medicine in an hour.",
        "Carboplatin is planned as AUC 5 on the first of the days.",
        "The five-year survival of people with this stage is 88%.",
        "Nine of ten people are alive long after this treatment ended.",
        "Half of all people live for more than ten years with it.",
        "Most people survive this kind of tumour for a long while.",
        "The median time until the tumour grew was 11 months.",
        "It can also come back after many months of treatment.",
        "See the section on side effects for more of these things.",
        "Do you want to know more about this kind of treatment?",
        "The trial was randomized and had two groups of people.",
        "Stage | What the doctors see | What they do about it.",
        "and then the treatment goes on for another two weeks.",
        "Too short to quote.",
        " ".join(["This goes on and"] * 20) + " ends.",
    ],
)
def test_what_must_not_be_quoted_is_no_candidate(text: str) -> None:
    """Doses, chances, pointers, studies, rows, and what does not stand by itself."""
    assert list(_candidates(passage_of(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Your doctor can tell you which of these tests you may need.",
        "A value of 5 mg/dL is told in the report of the laboratory.",
        "People live with this illness in many different ways today.",
        "Stage 2 means that the tumour is larger but still in one place.",
    ],
)
def test_what_may_be_quoted_is_a_candidate(text: str) -> None:
    """Sentences that stand by themselves."""
    assert list(_candidates(passage_of(text))) == [text]


def passage_of(text: str):

    return Passage(number=1, heading=("Invented",), text=text)


# Answers


def test_an_answer_quotes_the_guidelines_with_their_sources(filled: Filled) -> None:
    """A section of its own, each quote cited, each citation a source with edition and page."""
    cards = load_cards()
    answer = answer_question(
        "Which exercises help with lymphoedema of the arm in breast cancer?", cards, load_other_names(), None,
        Quoter(filled.index),
    )  # fmt: skip
    (section,) = (one for one in answer.sections if one.title == IN_THEIR_WORDS)
    sources = {one.id: one for one in answer.sources}
    for sentence in section.sentences:
        (citation,) = sentence.citations
        assert citation.startswith(f"library:{filled.ids['breast']}#")
        source = sources[cards.cited(citation)[0]]
        assert (source.organisation, source.edition) == ("Invented Society", "2026-02")
        assert source.section
        assert re.search(r", page \d+$", source.section)
        assert sentence.text.startswith("Invented guide to breast cancer states: “")


@pytest.mark.parametrize(
    "text", ["I want to end my life", "How long do I have with breast cancer?", "What is the capital of France?"]
)
def test_some_questions_are_not_answered_with_quotes(text: str, filled: Filled) -> None:
    """Crises, chances, and what is not about cancer."""
    answer = answer_question(text, load_cards(), load_other_names(), None, Quoter(filled.index))
    assert IN_THEIR_WORDS not in [one.title for one in answer.sections]


def test_without_a_library_nothing_is_opened(tmp_path: Path) -> None:
    """And with one, the quotes are those of its folder."""
    assert open_quoting(tmp_path / "nowhere") is None
    assert not (tmp_path / "nowhere").exists()


def test_a_library_is_opened_by_its_file(filled: Filled) -> None:
    """Its folder holds the file that tells that there is one."""
    assert (filled.shelf.folder / FILE).is_file()
    quoting = open_quoting(filled.shelf.folder)
    assert quoting
    assert quoting.quotes(asked("Which exercises help with lymphoedema of the arm?", "breast"), 1)


@pytest.mark.parametrize(
    ("title", "url", "cancers"),
    [
        (
            "Larynx Cancer Prevention",
            "https://www.cancer.gov/types/head-and-neck/patient/larynx-prevention",
            "head-and-neck",
        ),
        ("Anal Cancer Treatment", "https://www.cancer.gov/types/anal/patient/anal-treatment-pdq", "anal"),
        ("Metastatic Cancer", "https://www.cancer.gov/types/metastatic-cancer", ""),
        ("Breast Cancer Treatment", "https://www.cancer.gov/types/anything", "breast"),
    ],
)
def test_a_page_on_a_cancer_of_no_card_is_about_none_of_ours(title: str, url: str, cancers: str) -> None:
    """Its folder tells; a page in no such folder is about cancer in general."""
    assert cancers_of_document(title, url) == tuple(cancers.split())
