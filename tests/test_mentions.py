"""Mentions: the spans of the tagger's heads as one list, at exactly their characters, from one call for all pages."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UnusableTagger
from core.places import ROOT, TAGGER_WEIGHTS
from core.records import Method, Page, Reading, Status
from extractors.mentions import MENTIONS, Mention, merge_spans, place
from extractors.notes import Note
from extractors.recognition import Recogniser, load_tagger
from models.corpora import label_rows
from models.tagger import Span

LETTER = "She takes zongertinib. Next-generation sequencing: ARID1A loss."
NLP = spacy.blank("en")
FAMILIES = {(row.corpus, row.name): row.family for row in label_rows()}
LABELS = [(row.corpus, row.name, row.family) for row in label_rows()]


class WordTagger:
    """Finds given words, wherever they stand; remembers how it was called."""

    def __init__(self, **words: tuple[str, str]) -> None:
        self.words, self.families = words, FAMILIES
        self.calls: list[int] = []

    def tag(self, texts: Sequence[str]) -> list[list[Span]]:
        self.calls.append(len(texts))
        return [
            [
                Span(text.index(word), text.index(word) + len(word), label, head, 0.9)
                for word, (head, label) in self.words.items()
                if word in text
            ]
            for text in texts
        ]


def merged(spans: Sequence[Span]) -> tuple[Mention, ...]:
    return merge_spans(spans, FAMILIES)


def page(text: str, number: int = 1) -> Page:
    return Page(document="0" * 16, number=number, width=9, height=9, method=Method.OCR, quality=1, text=text)


def reading(*texts: str) -> Reading:
    pages = tuple(page(text, number) for number, text in enumerate(texts, 1))
    return Reading(document="0" * 16, sha256="0" * 64, status=Status.READ, pages=pages)


def test_heads_that_agree_outvote_a_surer_one() -> None:
    """Two heads' "oxaliplatin" beats one head's "oxaliplatin 85", whatever its score."""
    (one,) = merged(
        [
            Span(0, 11, "Chemical", "BC5CDR", 0.7),
            Span(0, 11, "Drug", "LCT", 0.8),
            Span(0, 14, "Medication", "MACCROBAT", 0.9),
        ]
    )
    assert (one.start, one.end, one.label, one.score) == (0, 11, "Drug", 0.75)
    assert one.heads == ("BC5CDR", "LCT", "MACCROBAT")


def test_families_do_not_eat_each_other() -> None:
    """A gene within a disease's name stays a mention of its own; a label of no family is dropped."""
    found = merged(
        [Span(0, 20, "Disease", "BC5CDR", 0.9), Span(0, 4, "Gene", "BC2GM", 0.6), Span(0, 4, "Nonsense", "BC2GM", 1)]
    )
    assert [(one.family, one.end) for one in found] == [("gene", 4), ("disease", 20)]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.sampled_from(LABELS), st.floats(0, 1)), max_size=25)
)
def test_mentions_of_one_family_never_overlap(spans: list[tuple[int, int, tuple[str, str, str], float]]) -> None:
    """Whatever the heads say; and every span of a kept label meets a mention of its family."""
    given_spans = [Span(at, at + length, name, corpus, score) for at, length, (corpus, name, _), score in spans]
    found = merged(given_spans)
    assert list(found) == sorted(found)
    for one in found:
        others = [other for other in found if other.family == one.family and other is not one]
        assert not any(one.start < other.end and other.start < one.end for other in others)
    families = {(corpus, name): family for corpus, name, family in LABELS}
    for span in given_spans:
        same = (one for one in found if one.family == families[span.head, span.label])
        assert any(one.start < span.end and span.start < one.end for one in same)


@settings(deadline=None)
@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6))
def test_a_document_keeps_exact_characters(text: str, spans: list[tuple[int, int]]) -> None:
    """Tokens are cut where mentions begin and end, and the text stays what it was."""
    words = [(at, at + length) for at, length in spans if text[at : at + length] == text[at : at + length].strip()]
    mentions = [Mention(start, end, "gene", "Gene", 0.9, ("BC2GM",)) for start, end in words]
    doc = place(NLP.make_doc(text), mentions)
    inside = sorted((one.start, one.end) for one in mentions if one.end <= len(text))
    assert sorted((span.start_char, span.end_char) for span in doc.spans[MENTIONS]) == inside
    assert doc.text == text


def test_the_component_tags_a_batch_at_once() -> None:
    """``nlp.pipe`` asks the tagger once for its whole batch, and labels are families."""
    nlp = spacy.blank("en")
    tagger = WordTagger(ARID1A=("BC2GM", "Gene"), zongertinib=("LCT", "Drug"))
    nlp.add_pipe("sightline_tagger", config={"tagger": "none"})
    component = nlp.get_pipe("sightline_tagger")
    component.tagger = tagger  # type: ignore[attr-defined]
    first, second = nlp.pipe([LETTER, "Nothing."])
    assert {(span.text, span.label_) for span in first.spans[MENTIONS]} == {
        ("ARID1A", "gene"),
        ("zongertinib", "chemical"),
    }
    assert not second.spans[MENTIONS]
    assert tagger.calls == [2]


def test_a_note_carries_mentions_to_the_extractors() -> None:
    """As they are, and in its spaCy document."""
    (mention,) = merged([Span(10, 21, "Drug", "LCT", 0.9)])
    note = Note(page(LETTER), mentions=[mention])
    assert note.mentions == (mention,)
    assert [span.text for span in note.doc.spans[MENTIONS]] == ["zongertinib"]


def test_all_pages_of_all_documents_are_tagged_in_one_call() -> None:
    """Each page gets its own mentions back; blank pages and other languages are not tagged."""
    tagger = WordTagger(ARID1A=("BC2GM", "Gene"))
    french = (
        "Le patient est suivi pour un cancer du poumon et il a été traité par la chimiothérapie avec des effets " * 3
    )
    found = Recogniser(tagger=tagger).recognise([reading(" \n", LETTER), reading(), reading("No.", LETTER, french)])
    assert tagger.calls == [3]
    assert [[len(of_page) for of_page in of_document] for of_document in found] == [[0, 1], [], [0, 1, 0]]


def test_none_recognises_nothing_and_a_wrong_path_is_said() -> None:
    """Rules only on request; weights asked for by name must be there."""
    assert Recogniser("none").is_idle
    assert Recogniser("none").recognise([reading(LETTER)]) == [((),)]
    with pytest.raises(UnusableTagger):
        Recogniser("/nowhere/tagger.safetensors").recognise([reading(LETTER)])


def test_auto_without_weights_is_rules_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No error: the shipped tagger is an addition."""
    monkeypatch.setattr("extractors.recognition.TAGGER_WEIGHTS", ROOT / "models" / "weights" / "not-there.safetensors")
    assert load_tagger("auto") is None
    assert Recogniser("auto").recognise([reading(LETTER)]) == [((),)]


@pytest.mark.parametrize("module", ["cli.main", "extractors.readers.worker"])
def test_torch_waits_until_there_is_a_page_to_tag(module: str) -> None:
    """Neither the command's help nor the processes that read unknown files pay for it."""
    code = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.model
@pytest.mark.skipif(not TAGGER_WEIGHTS.exists(), reason="the weights are not here")
def test_the_shipped_tagger_sees_a_medicine_and_a_gene() -> None:
    """Real weights, exact characters."""
    ((found,),) = Recogniser("auto").recognise([reading("He started osimertinib for an EGFR mutation.")])
    text = "He started osimertinib for an EGFR mutation."
    seen = {(text[one.start : one.end], one.family) for one in found}
    assert seen >= {("osimertinib", "chemical"), ("EGFR", "gene")}
