"""Every row of the biomarker tables can be found, is told once and uses only what records allow."""

import re
from typing import get_args

import pytest

from core.places import RULES, VOCABULARIES
from core.records import Biomarker
from extractors.biomarkers.outcomes import judge, load_thresholds, read_figure
from extractors.biomarkers.phrases import fold, phrase_pattern
from extractors.biomarkers.tokens import CLASSES, load_lexicon, read_tape
from extractors.biomarkers.vocabulary import load_vocabulary
from extractors.rules import read_table, split_cell

ROWS = list(read_table(VOCABULARIES / "biomarkers.tsv", "name", "kind"))
RESULTS = set(get_args(get_args(Biomarker.model_fields["result"].annotation)[0]))
ALTERATIONS = set(get_args(get_args(Biomarker.model_fields["alteration"].annotation)[0]))


def test_there_are_enough_markers() -> None:
    """The list covers far more than the receptors of breast cancer."""
    assert len(ROWS) >= 150
    assert len({row["name"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_every_spelling_finds_its_marker(row: dict[str, str]) -> None:
    """Each name, synonym and ambiguous symbol is read as one token of its own marker."""
    vocabulary = load_vocabulary()
    expected = split_cell(row["members"]) or (row["name"],)
    for spelling in (*split_cell(row["synonyms"]), *split_cell(row["ambiguous"]), row["name"]):
        token = read_tape(f"x {spelling} y").tokens[1]
        if token.code == "Z":
            continue
        assert (token.text, tuple(marker.name for marker in token.markers)) == (spelling, expected), spelling
    assert all(one in vocabulary.markers for one in expected)


def test_codes_look_like_codes() -> None:
    """HGNC ids are numbers, NCIt codes start with C, LOINC codes end with a check digit."""
    for row in ROWS:
        assert re.fullmatch(r"\d*", row["hgnc"]), row["name"]
        assert re.fullmatch(r"(C\d+)?", row["ncit"]), row["name"]
        assert re.fullmatch(r"(\d+-\d)?", row["loinc"]), row["name"]


def test_ambiguous_symbols_need_their_case() -> None:
    """ "met" and "ret" in running text are no genes."""
    assert "M" not in read_tape("we met and kit was ret er pr ar").codes
    assert read_tape("MET KIT").codes == "MM"


def test_words_use_known_classes_and_results() -> None:
    """Every word of the grammar has a class, and a result that a record may hold."""
    methods = set()
    for row in read_table(RULES / "biomarker_words.tsv", "phrase", "class"):
        assert row["class"] in CLASSES
        if row["class"] == "method":
            methods.add(row["result"])
        elif row["result"] not in ("planned", ""):
            assert row["result"] in RESULTS, row
        assert row["alteration"] in {"", *ALTERATIONS}
    assert {"IHC", "FISH", "NGS", "PCR"} <= methods


def test_no_word_is_also_a_marker() -> None:
    """A phrase has one meaning: marker, state or word."""
    lexicon = load_lexicon()
    assert not [phrase for phrase in lexicon.words if phrase in lexicon.vocabulary.names]


def test_thresholds_leave_straddling_figures_open() -> None:
    """A figure on both sides of a cut-off gets no result."""
    er = load_vocabulary().markers["ER"]
    told = {
        text: judge(er, "percent", figure)
        for text in ("0%", "<1%", "1%", ">95%", "<10%")
        if (figure := read_figure(text))
    }
    assert told == {"0%": "negative", "<1%": "negative", "1%": "positive", ">95%": "positive", "<10%": None}
    assert all(rule.result in RESULTS for rules in load_thresholds().values() for rule in rules)


def test_the_longest_phrase_wins_whatever_its_separators() -> None:
    """ "FLT3-ITD" is not read as FLT3, though FLT-3 is a spelling of its own."""
    pattern = re.compile(phrase_pattern(["FLT-3", "FLT3-ITD", "FLT3"]), re.I)
    assert [found.group() for found in pattern.finditer("FLT3-ITD flt 3 Flt3")] == ["FLT3-ITD", "flt 3", "Flt3"]
    assert fold("Her-2/NEU") == fold("HER2 neu")
