"""The guideline cards: every sentence has a source that exists, is our own, is short, and no pair is left unsaid."""

import gzip
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from answers.cards import BiomarkerCard, CancerCard, Relation, Statement, load_cards
from answers.names import load_illnesses
from answers.premises import read_note
from answers.readability import grade
from benchmarks.cards import Guidelines
from core.places import VOCABULARIES
from core.records import CitedSource
from extractors.rules import read_table

LIBRARY = load_cards()
CARDS: tuple[CancerCard | BiomarkerCard, ...] = (*LIBRARY.cancers, *LIBRARY.biomarkers)
STATEMENTS = [(card, statement) for card in CARDS for statement in card.statements()]
SOURCES = {source.id: source for source in LIBRARY.sources}
ISO_DATE = re.compile(r"\d{4}(-\d{2}-\d{2})?")
WORD = re.compile(r"[\w']+")
COUNTED = re.compile(r"(\d+) of (\d+) sections")
PROMISED = {
    "all", "aml", "anal", "bile-duct", "bladder", "bone-sarcoma", "breast", "cervix", "cll", "cml",
    "colorectal", "dlbcl", "endometrium", "follicular-lymphoma", "gist", "glioma", "head-and-neck",
    "hodgkin-lymphoma", "kidney", "liver", "mantle-cell-lymphoma", "marginal-zone-lymphoma", "mds", "melanoma",
    "mesothelioma", "mpn", "multiple-myeloma", "neuroendocrine", "non-small-cell-lung", "oesophagus", "ovary",
    "pancreas", "prostate", "skin", "small-cell-lung", "soft-tissue-sarcoma", "stomach", "testis", "thyroid",
    "unknown-primary", "vulva",
}  # fmt: skip
RUN = 8
"""Words; a run this long that also stands in a source would be a copy."""
VERB = re.compile(
    r"\b(?:is|are|was|were|has|had|can|may|does|do|says|goes|go|went|marks|means|counts?|tells|raises?|names?|helps|shows|"
    r"drive|found no|speaks?|follows|calls|guides|adds|acts|disagree|differ|weighs|defines|asks|rests|stands|finds|"
    r"points|mentions?|leads|looked|responded|advise|matters)\b"
)
ENTRY = re.compile(
    r"(?:Through|Part of|One of|Also|Helps|Tells|Named|Found|Listed|Followed|Target of|Follows|Finds|Marks|Stands for|"
    r"Goes|Linked|Typical|Rearranged|Lost|Measured|Three or more|[A-Z][\w -]+ (?:cancer|type)s?:)"
)
"""How an entry of a table begins, a sentence does not."""
ABBREVIATED = {"trastuzumab emtansine": "ado-trastuzumab emtansine"}


def words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return zip(*(found[start:] for start in range(RUN)), strict=False)


def named(card: CancerCard | BiomarkerCard, statement: Statement) -> str:
    return f"{card.id}#{statement.id}"


def test_there_is_a_card_for_every_cancer_and_biomarker_promised() -> None:
    """The cancers most patients have, and at least eighty biomarkers."""
    assert {card.id for card in LIBRARY.cancers} >= PROMISED
    assert len(LIBRARY.biomarkers) >= 80


def test_a_statement_is_known_by_one_id_in_its_card() -> None:
    """Two statements with one id could not be told apart in a citation."""
    counted = Counter(named(card, statement) for card, statement in STATEMENTS)
    assert [name for name, times in counted.items() if times > 1] == []


def test_every_source_named_is_described_and_every_source_described_is_named() -> None:
    """Neither a citation into nothing nor a source that nothing cites."""
    cited = {source for _, statement in STATEMENTS for source in statement.sources}
    cited |= {source for relation in LIBRARY.relations for source in relation.sources}
    cited |= {source for card in LIBRARY.cancers for source in card.searched}
    remarks = (*LIBRARY.assumptions, *LIBRARY.topics)
    cited |= {source for remark in remarks for statement in remark.statements for source in statement.sources}
    cited |= {source for term in LIBRARY.terms for source in term.sources}
    assert cited == SOURCES.keys()
    assert len(LIBRARY.sources) == len(SOURCES)


def test_a_source_says_who_published_what_where_and_when() -> None:
    """The reader can look it up, and sees the date of the edition."""
    for source in LIBRARY.sources:
        assert source.organisation, source.id
        assert source.title, source.id
        assert (source.url or "").startswith("https://"), source.id
        assert ISO_DATE.fullmatch(source.edition or ""), source.id


def test_no_source_is_younger_than_the_card_that_cites_it() -> None:
    """A card says what was known on its date."""
    late = [
        named(card, statement)
        for card, statement in STATEMENTS
        if any((SOURCES[one].edition or "") > card.edition for one in statement.sources)
    ]
    assert late == []


def test_a_pdq_summary_is_called_what_its_licence_asks() -> None:
    """``NCI's PDQ cancer information summary about …``, since these are not whole and kept up to date."""
    titles = {source.title for source in LIBRARY.sources if "-pdq" in (source.url or "")}
    assert titles
    assert [title for title in titles if not title.startswith("NCI's PDQ cancer information summary about ")] == []


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_no_section_of_a_card_is_empty(card: CancerCard | BiomarkerCard) -> None:
    """Every part of an answer page has something to show."""
    parts = dict(card)
    allowed = {"blood_cancer", "common_in", "negative", "lost", "numbers"}
    assert [name for name, value in parts.items() if not value and name not in allowed] == []


def test_a_statement_is_one_short_sentence() -> None:
    """One sentence, ended by a full stop, of at most 35 words: a frightened reader has to take it in."""
    assert [named(*one) for one in STATEMENTS if not one[1].text.endswith(".")] == []
    assert [named(*one) for one in STATEMENTS if re.search(r"[.!?] [A-Z]", one[1].text)] == []
    assert [named(*one) for one in STATEMENTS if len(one[1].text.split()) > 35] == []


def test_statements_speak_plainly_and_calmly() -> None:
    """No trial shorthand and no words that frighten or promise."""
    shorthand = re.compile(
        r"\b(?:patients? with|hazard ratio|PFS|OS|adverse|efficacy|deadly|lethal|fatal|hopeless|fight|battle|"
        r"miracle|guarantee\w*|definitely|breakthrough)\b"
    )
    assert [named(*one) for one in STATEMENTS if shorthand.search(one[1].text)] == []


def test_a_name_belongs_to_one_card() -> None:
    """A question that names it leads to one answer."""
    owners = [(name.casefold(), card.id) for card in CARDS for name in {card.name, *card.names}]
    counted = Counter(name for name, _ in set(owners))
    assert [name for name, times in counted.items() if times > 1] == []


def test_what_records_should_hold_has_its_reason_and_a_question() -> None:
    """``why`` is a statement of the card, and a patient whose records lack it is told what to ask."""
    for card in LIBRARY.cancers:
        reasons = {statement.id for statement in card.statements()}
        assert {expected.why for expected in card.expected} <= reasons, card.id
        asked = {question.about for question in card.questions_for_team if question.when == "missing"}
        tumour = {one.name for one in card.expected if one.kind in ("biomarker", "stage", "grade")}
        helped = {"NRAS", "BRCA2", "PR", "MMR"}
        assert tumour - asked - helped == set(), card.id


def test_the_names_expected_are_those_the_extractors_give() -> None:
    """A marker, a laboratory value or a grade system by another name would be missing for ever."""
    known = {row["name"] for row in read_table(VOCABULARIES / "biomarkers.tsv", "name")}
    laboratory = {row["name"] for row in read_table(VOCABULARIES / "labs.tsv", "name")}
    for card in LIBRARY.cancers:
        for expected in card.expected:
            if expected.kind == "biomarker":
                assert {expected.name, *expected.also} <= known, card.id
            if expected.kind == "lab":
                assert expected.name in laboratory, card.id
    assert {marker for card in LIBRARY.biomarkers for marker in card.markers} <= known | laboratory


def test_the_codes_of_a_cancer_are_oncotrees() -> None:
    """A diagnosis counts by its OncoTree code; one code never leads to two cards."""
    known = {row["code"] for row in read_table(VOCABULARIES / "cancers.tsv", "code")}
    codes = [code for card in LIBRARY.cancers for code in card.oncotree]
    assert set(codes) <= known | {"BREAST", "PROSTATE"}
    assert len(codes) == len(set(codes))


def test_every_pair_of_biomarker_and_cancer_has_one_row() -> None:
    """The relevance table leaves no pair of our cards unsaid and says none twice."""
    pairs = Counter((relation.biomarker, relation.cancer) for relation in LIBRARY.relations)
    wanted = itertools.product((card.id for card in LIBRARY.biomarkers), (card.id for card in LIBRARY.cancers))
    assert [pair for pair in wanted if pairs[pair] != 1] == []
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_no_relation_stands_without_a_source() -> None:
    """Neither that a marker guides treatment nor that the sources are silent."""
    assert [(one.biomarker, one.cancer) for one in LIBRARY.relations if not one.sources] == []
    assert [one for one in LIBRARY.relations if one.biomarker not in {card.id for card in LIBRARY.biomarkers}] == []


def test_uses_and_relations_agree() -> None:
    """A card speaks of a use in one of our cancers exactly where the table says that there is one."""
    generic = {"tumour_agnostic", "not_in_sources"}
    ours = {card.id for card in LIBRARY.cancers}
    for card in LIBRARY.biomarkers:
        told = {use.cancer for use in card.uses} & ours
        related = {one.cancer for one in LIBRARY.relations if one.biomarker == card.id and one.relevance not in generic}
        assert told == related & ours, card.id


def test_a_blood_cancer_is_not_covered_by_an_approval_for_solid_tumours() -> None:
    """The near miss: approvals for any solid tumour do not reach myeloma."""
    blood = {card.id for card in LIBRARY.cancers if card.blood_cancer}
    assert blood == {
        "all", "aml", "cll", "cml", "dlbcl", "follicular-lymphoma", "hodgkin-lymphoma", "mantle-cell-lymphoma",
        "marginal-zone-lymphoma", "mds", "mpn", "multiple-myeloma",
    }  # fmt: skip
    assert [one for one in LIBRARY.relations if one.cancer in blood and one.relevance == "tumour_agnostic"] == []


def test_her2_in_myeloma_is_an_absence_from_the_pages_searched() -> None:
    """The table names what was searched and how much of it, and claims no more."""
    (relation,) = [one for one in LIBRARY.relations if (one.biomarker, one.cancer) == ("her2", "multiple-myeloma")]
    assert relation.relevance == "not_in_sources"
    assert relation.sources == ("searched-myeloma",)
    assert relation.note.startswith("0 of ")


def test_myeloma_covers_what_matters_there() -> None:
    """FISH changes, M protein, free light chains and marrow involvement."""
    (myeloma,) = [card for card in LIBRARY.cancers if card.id == "multiple-myeloma"]
    told = " ".join(statement.text for statement in myeloma.biomarkers)
    for term in ("del(17p)", "t(4;14)", "t(14;16)", "1q gain", "M protein", "light chains", "bone marrow"):
        assert term in told


# With the guideline texts


def sections(folder: Path) -> Iterator[dict[str, str]]:
    with gzip.open(folder / "guidelines" / "nci_sections.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def texts(folder: Path) -> Iterator[str]:
    yield from (section["text"] for section in sections(folder))
    with (folder / "guidelines" / "nci_drug_info.jsonl").open(encoding="utf-8") as file:
        yield from (json.loads(line)["use"] for line in file)
    with gzip.open(folder / "guidelines" / "nci_dictionary_2016.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from (one["text"] for line in file for one in json.loads(line)["definitions"])


@pytest.mark.corpus
def test_our_sentences_are_our_own(corpora: Path) -> None:
    """No run of eight of our words stands in the guideline texts."""
    ours = {run: named(card, statement) for card, statement in STATEMENTS for run in runs(statement.text)}
    copied = {ours[run] for text in texts(corpora) for run in runs(text) if run in ours}
    assert copied == set()


@pytest.mark.corpus
def test_every_cited_section_exists(corpora: Path) -> None:
    """Address and heading of a source are those of a page that was read."""
    headings: dict[str, set[str]] = {}
    for section in sections(corpora):
        heading = " > ".join(part.replace("*", "").strip() for part in section["heading"].split(" > "))
        headings.setdefault(section["url"], set()).add(heading)
    read = [source for source in LIBRARY.sources if source.section and source.url in headings]
    lost = [
        source.id
        for source in read
        if not any(f" > {one}".endswith(f" > {source.section}") for one in headings[source.url or ""])
    ]
    assert lost == []
    assert len(read) > 150


@pytest.mark.corpus
def test_every_number_and_medicine_stands_in_a_cited_section(corpora: Path) -> None:
    """A number or a medicine that no cited section holds was written from memory."""
    read = Reading(corpora)
    medicines = {row["name"].lower() for row in read_table(VOCABULARIES / "medicines.tsv", "name")}
    unheld = [
        (named(card, statement), claim)
        for card, statement in STATEMENTS
        for claim in (*numbers(statement.text), *sorted(medicines & set(words(statement.text))))
        if (cited := read.cited(statement)) and not re.search(rf"(?<![\w.]){re.escape(claim)}(?!\d)", cited)
    ]
    assert unheld == []
    unheld_uses = [
        (card.id, use.cancer, medicine)
        for card in LIBRARY.biomarkers
        for use in card.uses
        for medicine in use.medicines
        if ABBREVIATED.get(medicine, medicine) not in " ".join(map(read.cited, use.statements))
    ]
    assert unheld_uses == []


class Reading:
    """The text of every section that a source names."""

    def __init__(self, folder: Path) -> None:
        self.pages: dict[str, list[tuple[str, str]]] = {}
        for section in sections(folder):
            heading = " > ".join(part.replace("*", "").strip() for part in section["heading"].split(" > "))
            self.pages.setdefault(section["url"], []).append((heading, f"{heading} {section['text']}"))

    def cited(self, statement: Statement) -> str:
        """Empty where a source is not one of the pages (a dictionary, a registry's list, a whole search)."""
        held = [self.of(SOURCES[one]) for one in statement.sources]
        return plain(" ".join(held)) if all(held) else ""

    def of(self, source: CitedSource) -> str:
        pages = self.pages.get(source.url or "", [])
        wanted = f" > {source.section}" if source.section else ""
        return " ".join(text for heading, text in pages if f" > {heading}".endswith(wanted))


def plain(text: str) -> str:
    return text.lower().replace(",", "").replace("–", "-")


def numbers(text: str) -> list[str]:
    """Numbers of a statement that are claims: not ``of 100``, a date, a chromosome or a name's digits."""
    claims = re.sub(r"\b(?:of|in) 100\b|\b\d{1,2} [A-Z][a-z]+ \d{4}\b", "", text.replace(",", ""))
    return [one for one in re.findall(r"(?<![\w(;.+-])\d+(?:\.\d+)?(?![\w;)])", claims) if one not in ("1", "2")]


@pytest.mark.corpus
def test_the_counts_of_the_searches_are_true(corpora: Path) -> None:
    """What the table calls ``0 of N sections`` is so, searched anew with the names of the biomarker's card."""
    cards = {card.id: card for card in LIBRARY.biomarkers}
    silent = [one for one in LIBRARY.relations if COUNTED.match(one.note)]
    guidelines = Guidelines(corpora, LIBRARY)
    assert silent
    wrong = [(one.biomarker, one.cancer) for one in silent if not _is_true(one, cards[one.biomarker], guidelines)]
    assert wrong == []


def _is_true(relation: Relation, card: BiomarkerCard, guidelines: Guidelines) -> bool:
    counted = COUNTED.match(relation.note)
    assert counted
    searched = len(guidelines.under(relation.sources))
    return searched == int(counted[2]) and len(guidelines.mentioning(card, relation.sources)) <= int(counted[1])


def test_the_searched_pages_are_named_with_their_address() -> None:
    """A reader can repeat the search, of the very pages that the cancer's card says were read."""
    for card in LIBRARY.cancers:
        for one in card.searched:
            assert one.startswith("searched-"), card.id
            assert re.fullmatch(r"https://www\.cancer\.gov/types/[a-z/-]+", SOURCES[one].url or ""), one


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_card_reads_at_the_eighth_grade_or_below(card: CancerCard | BiomarkerCard) -> None:
    """Flesch and Kincaid's grade of its statements, names left out."""
    assert grade([statement.text for statement in card.statements()]) <= 8.0


def test_a_row_of_the_table_names_a_source_once() -> None:
    """No source is named twice for one relation."""
    assert [one for one in LIBRARY.relations if len(set(one.sources)) != len(one.sources)] == []


def test_a_note_that_is_shown_is_whole_sentences() -> None:
    """Each has a verb of its own, and none begins as an entry of a table does."""
    markers = {card.id: card.name for card in LIBRARY.biomarkers}
    shown = [(one, read_note(one, markers[one.biomarker])) for one in LIBRARY.relations]
    sentences = [(one, said) for one, note in shown for said in re.split(r"(?<=\.) (?=[A-Z])", note) if said]
    told = [(one.biomarker, one.cancer, said) for one, said in sentences if ENTRY.match(said) or not VERB.search(said)]
    assert told == []


def test_a_note_does_not_say_the_limits_of_its_verdict_again() -> None:
    """They stand in the verdict before it."""
    again = [
        (one.biomarker, one.cancer)
        for one in LIBRARY.relations
        if one.limits and read_note(one, "").lower().startswith(one.limits.removeprefix("in ").lower())
    ]
    assert again == []


def test_a_negative_flt3_is_told_with_npm1() -> None:
    """The two are read together, so the card has something to say of the negative one."""
    (flt3,) = [card for card in LIBRARY.biomarkers if card.id == "flt3"]
    told = [one.text for one in flt3.statements() if one.id in flt3.negative]
    assert any("NPM1" in one for one in told)


def test_figures_of_a_trial_stand_beside_their_limits() -> None:
    """Who reads how long people with melanoma lived also reads that it foretells nobody's course."""
    (melanoma,) = [card for card in LIBRARY.cancers if card.id == "melanoma"]
    ids = [one.id for one in melanoma.outlook]
    assert ids.index("advanced-limits") == ids.index("advanced-trial") + 1


def test_services_are_for_cancers_that_have_a_card() -> None:
    """Each can be reached, and names the page of our sources that tells of it; every cancer has several."""
    ours = {card.id for card in LIBRARY.cancers}
    for one in LIBRARY.services:
        assert set(one.cancers) <= ours, one.service.name
        assert one.service.url or one.service.phone
        assert (one.service.url or "https://").startswith("https://")
        assert one.service.sources
        assert all(source.startswith("https://www.cancer.gov/") for source in one.service.sources)
    anyone = [one for one in LIBRARY.services if not one.cancers]
    assert len(anyone) >= 5
    assert {cancer for one in LIBRARY.services for cancer in one.cancers} == ours


@pytest.mark.corpus
def test_a_service_is_told_of_on_the_page_that_is_its_source(corpora: Path) -> None:
    """Its telephone number, or, of an organisation with an address elsewhere, its name stands there."""
    pages: dict[str, str] = {}
    for section in sections(corpora):
        pages[section["url"]] = pages.get(section["url"], "") + section["text"].replace("*", "")
    for service in (one.service for one in LIBRARY.services):
        told = [pages[source] for source in service.sources]
        if service.phone:
            assert any(service.phone.split(" (")[0] in text for text in told), service.name
        elif "cancer.gov" not in (service.url or ""):
            assert any(service.name in text for text in told), service.name


def test_statements_on_a_result_are_statements_of_the_card() -> None:
    """Those that speak of a negative result, and those by which a number is read."""
    for card in LIBRARY.biomarkers:
        ids = {one.id for one in card.statements()}
        assert {*card.negative, *(card.numbers or ())} <= ids, card.id
        assert {*card.common_in} <= {"solid", "blood", *(one.id for one in LIBRARY.cancers)}, card.id


def test_an_illness_without_a_card_is_one_of_the_table() -> None:
    """Its codes are OncoTree's, and a card that covers it exists."""
    known = {row["code"] for row in read_table(VOCABULARIES / "cancers.tsv", "code")}
    named = {one.cancer for one in LIBRARY.relations}
    for one in load_illnesses():
        assert one.name in named, one.name
        assert {*one.oncotree} <= known, one.name
        assert not one.card or one.card in {card.id for card in LIBRARY.cancers}, one.name
