"""The corpora the tagger learns from: each layout read to the character, and nothing of a test among what is learnt."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_corpora import BRAT, VARIANTS, made, write_corpora

from core.errors import UnusableCorpus
from models.corpora import (
    SPLITS,
    Sentence,
    head_labels,
    label_rows,
    names_of,
    read_brat,
    read_corpus,
    read_iob,
    read_pubtator,
    read_variants,
    shingles,
    without_leaks,
)
from models.corpora import (
    corpora as names_of_corpora,
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


def quotes(sentence: Sentence) -> list[tuple[str, str]]:
    return [(sentence.text[m.start : m.end], m.label) for m in sentence.mentions]


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "file.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_iob(tmp_path: Path):
    """Neighbouring mentions stay apart, an I without its B begins one, and the last sentence needs no blank line."""
    lines = "Torsade B-Disease|de I-Disease|pointes B-Disease|after O|X I-Chemical|Y I-Disease||end B-Chemical"
    path = file(tmp_path, lines.replace(" ", "\t").replace("|", "\n"))
    first, second = read_iob(path, "BC5CDR")
    assert first.text == "Torsade de pointes after X Y"
    assert quotes(first) == [("Torsade de", "Disease"), ("pointes", "Disease"), ("X", "Chemical"), ("Y", "Disease")]
    assert quotes(second) == [("end", "Chemical")]
    assert first.document == second.document


def test_iob_of_lone_sentences(tmp_path: Path):
    """BC2GM's sentences come from anywhere: each is a document of its own."""
    path = file(tmp_path, "p53\tB-GENE\n\nMYC\tB-GENE\n")
    first, second = read_iob(path, "BC2GM")
    assert first.document != second.document
    assert quotes(second) == [("MYC", "Gene")]


def test_pubtator(tmp_path: Path):
    """Offsets go over title and abstract; relations, unlisted labels and bars in the text are no mentions."""
    title, abstract = "A|B in EGFR.", "Patients carry L858R. Others | do not."
    at = len(title) + 1
    rows = [f"7|t|{title}", f"7|a|{abstract}", "7\t7\t11\tEGFR\tGeneOrGeneProduct\t1956",
            f"7\t{at + 15}\t{at + 20}\tL858R\tSequenceVariant\trs1", f"7\t{at}\t{at + 8}\tPatients\tNoLabel\t1",
            "7\tAssociation\t1956\trs1\tNovel"]  # fmt: skip
    found = list(
        read_pubtator(file(tmp_path, "\n".join(rows) + "\n\n" + "\n".join(rows).replace("7", "8", 1)), "BioRED")
    )
    assert [s.text for s in found[:3]] == [title, "Patients carry L858R.", "Others | do not."]
    assert [quotes(s) for s in found[:3]] == [[("EGFR", "GeneOrGeneProduct")], [("L858R", "SequenceVariant")], []]
    assert [s.document for s in found] == ["7"] * 3 + ["8"] * 3


def test_variants(tmp_path: Path):
    """The JSON layout; labels of a corpus that mean the same share a name here."""
    text = "Carriers of rs123 and c.35G>A. None."
    entities = [{"begin": 12, "end": 17, "type": "RS"}, {"begin": 22, "end": 29, "type": "SNP"},
                {"begin": 0, "end": 8, "type": "Whatever"}]  # fmt: skip
    document = {"document": {"ID": "1", "text": text, "entities": entities}}
    found = list(read_variants(file(tmp_path, json.dumps({"documents": [document]})), "SETH"))
    assert [s.text for s in found] == ["Carriers of rs123 and c.35G>A.", "None."]
    assert quotes(found[0]) == [("rs123", "Variant"), ("c.35G>A", "Variant")]


def brat(folder: Path, text: str, *rows: str) -> list[Sentence]:
    (folder / "sub").mkdir()
    (folder / "sub" / "5.txt").write_text(text, encoding="utf-8")
    (folder / "sub" / "5.ann").write_text("\n".join(rows), encoding="utf-8")
    return list(read_brat(folder, "MACCROBAT"))


def test_brat(tmp_path: Path):
    """Mentions are read from folders within folders; events, attributes and unlisted labels are left out."""
    rows = ("T1\tMedication 5 12\taspirin", "T2\tAge 0 4\tTook", "E1\tMedication:T1", "A1\tNegated T1")
    (sentence,) = brat(tmp_path, "Took aspirin daily.", *rows)
    assert quotes(sentence) == [("aspirin", "Medication")]
    assert sentence.document == "5"


def test_brat_mentions_that_overlap(tmp_path: Path):
    """Of mentions that overlap the longest stays; of equal ones the first."""
    text = "left breast cancer biopsy"
    rows = ("T1\tBiological_structure 0 11\tx", "T2\tDisease_disorder 5 18\tx", "T3\tDisease_disorder 5 18\tx",
            "T4\tDiagnostic_procedure 19 25\tx", "T5\tBiological_structure 5 11\tx")  # fmt: skip
    (sentence,) = brat(tmp_path, text, *rows)
    assert quotes(sentence) == [("breast cancer", "Disease_disorder"), ("biopsy", "Diagnostic_procedure")]


def test_brat_mentions_in_parts(tmp_path: Path):
    """A mention in parts counts as its whole stretch, but not across a line."""
    text = "pain in arm and leg\npain in\nhand"
    rows = ("T1\tSign_symptom 0 4;16 19\tpain leg", "T2\tSign_symptom 20 24;28 32\tpain hand")
    first, *rest = brat(tmp_path, text, *rows)
    assert quotes(first) == [("pain in arm and leg", "Sign_symptom")]
    assert [s.mentions for s in rest] == [(), ()]


def test_no_cut_goes_through_a_mention(tmp_path: Path):
    """A full stop inside a mention ends no sentence."""
    (sentence,) = brat(tmp_path, "Found E. Coli in urine", "T1\tDisease_disorder 6 13\tE. Coli")
    assert quotes(sentence) == [("E. Coli", "Disease_disorder")]


@pytest.mark.parametrize("corpus", names_of_corpora())
def test_every_layout_gives_back_what_was_written(root: Path, corpus: str):
    """Each corpus's reader finds the mentions that were written, under the names of labels.tsv."""
    count = 0
    for seed, split in enumerate(SPLITS):
        carved = corpus in (*VARIANTS, *BRAT) and split == "devel"
        written = {
            one.text: [(one.text[a:b], names_of(corpus)[label]) for a, b, label in one.characters()]
            for one in made(corpus, 20, 0 if carved else seed)
        }
        for sentence in read_corpus(root, corpus, split):
            assert quotes(sentence) == written[sentence.text]
            count += 1
    assert count >= 20


def test_splits_without_a_devel(root: Path):
    """Where a corpus has no devel, documents whose number ends in 7 are its devel and no longer in train."""
    for corpus in (*VARIANTS, "MACCROBAT", "LCT"):
        train, devel = (read_corpus(root, corpus, split) for split in ("train", "devel"))
        assert {s.document[-1] for s in devel} == {"7"}
        assert not {s.document for s in train} & {s.document for s in devel}
        assert len(train) + len(devel) == 20


def test_the_clinical_corpora_have_no_test(root: Path):
    """MACCROBAT and LCT come whole: their test is empty, not a part of what is trained on."""
    assert read_corpus(root, "MACCROBAT", "test") == read_corpus(root, "LCT", "test") == []


@pytest.mark.parametrize("corpus", names_of_corpora())
def test_a_missing_corpus(tmp_path: Path, corpus: str):
    """A corpus that is not there is an error that names it and says what to set."""
    with pytest.raises(UnusableCorpus, match=rf"{corpus}.*SIGHTLINE_CORPORA"):
        read_corpus(tmp_path, corpus, "train")


def sentence(corpus: str, document: str, text: str) -> Sentence:
    return Sentence(corpus, document, text, ())


LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        (LONG, True),
        (f"before {LONG} after", True),
        (LONG.upper().replace(" ", " - "), True),
        (LONG.replace("thirteen", "fourteen"), False),
        ("a short one of five", True),
        ("a short one", False),
        ("a short one of five words", False),
    ],
)
def test_what_counts_as_a_leak(text: str, leaks: bool):
    """Thirteen words in a row, or the whole of a short sentence, whatever the case and the marks between."""
    tests = {"AnatEM": [sentence("AnatEM", "t", LONG), sentence("AnatEM", "t", "A short one, of five.")]}
    tests["AnatEM"].append(sentence("AnatEM", "t", "a short one"))
    kept, removed = without_leaks({"BC5CDR": [sentence("BC5CDR", "d", text)]}, tests)
    assert (kept["BC5CDR"] == []) == leaks
    assert removed == ({("BC5CDR", "AnatEM"): 1} if leaks else {})


def test_the_whole_document_goes():
    """Where documents are told apart all of a leaking one goes and is counted; its neighbours stay."""
    train = {"BioRED": [sentence("BioRED", d, t) for d, t in (("1", "Its title"), ("1", LONG), ("2", "Another title"))]}
    kept, removed = without_leaks(train, {"tmVar": [sentence("tmVar", "x", LONG)]})
    assert [s.text for s in kept["BioRED"]] == ["Another title"]
    assert removed == {("BioRED", "tmVar"): 2}


def test_a_shared_phrase_does_not_take_the_document():
    """A short sentence that both have ("Methods and results were") goes by itself."""
    train = {"BioRED": [sentence("BioRED", "1", "All patients gave consent."), sentence("BioRED", "1", LONG)]}
    kept, removed = without_leaks(train, {"tmVar": [sentence("tmVar", "x", "All patients gave consent.")]})
    assert [s.text for s in kept["BioRED"]] == [LONG]
    assert removed == {("BioRED", "tmVar"): 1}


@given(st.lists(st.sampled_from(["a", "b", "Z9", "3"]), max_size=30))
def test_shingles_know_no_marks(words: list[str]):
    """Marks and blanks between words change no shingle; there are as many as runs of thirteen."""
    runs = shingles(" ".join(words))
    assert runs == shingles(" . ".join(words).upper())
    assert len(runs) == (0 if len(words) < 4 else max(1, len(words) - 12))


def test_the_label_table():
    """Every label of every corpus has one row, and every name of a head one family."""
    rows = label_rows()
    assert len({(r.corpus, r.label) for r in rows}) == len(rows)
    families = defaultdict[tuple[str, str], set[str]](set)
    for row in rows:
        assert all(row)
        families[row.corpus, row.name].add(row.family)
    assert all(len(found) == 1 for found in families.values())
    assert all(len(head_labels(corpus)) == len(set(names_of(corpus).values())) for corpus in names_of_corpora())


def runs_of(sentences: Iterable[Sentence]) -> set[tuple[str, ...]]:
    """Thirteen words in a row, also from one sentence of a document into the next: wider than the code under test."""
    texts = defaultdict[str, list[str]](list)
    for one in sentences:
        texts[one.document] += re.findall(r"[a-z0-9]+", one.text.lower())
    return {tuple(words[n : n + 13]) for words in texts.values() for n in range(len(words) - 12)}


@pytest.mark.corpus
def test_nothing_of_a_test_is_trained_on(corpora: Path):
    """What remains of the real corpora shares no thirteen words in a row with any test."""
    tests = {c: read_corpus(corpora, c, "test") for c in names_of_corpora()}
    train = {c: read_corpus(corpora, c, "train") + read_corpus(corpora, c, "devel") for c in names_of_corpora()}
    assert runs_of(train["BioRED"]) & runs_of(tests["BC5CDR"])
    kept, removed = without_leaks(train, tests)
    forbidden = set[tuple[str, ...]]().union(*map(runs_of, tests.values()))
    assert all(not runs_of(own) & forbidden for own in kept.values())
    assert sum(map(len, train.values())) - sum(map(len, kept.values())) == sum(removed.values())
    assert all(len(kept[c]) > 0.5 * len(train[c]) for c in kept)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("one", "split", "other", "their_split", "documents"),
    [
        ("BioRED", "train", "BC5CDR", "devel", 44),
        ("BioRED", "train", "BC5CDR", "test", 53),
        ("BioRED", "train", "tmVar", "test", 31),
    ],
)
def test_documents_known_to_leak(corpora: Path, one: str, split: str, other: str, their_split: str, documents: int):
    """As many documents go as the corpora are known to share."""
    own = read_corpus(corpora, one, split)
    kept, _ = without_leaks({one: own}, {other: read_corpus(corpora, other, their_split)})
    assert len({s.document for s in own} - {s.document for s in kept[one]}) >= documents


@pytest.mark.corpus
def test_biored_tests_in_bc5cdr(corpora: Path):
    """Thirty-four of BioRED's test documents stand somewhere in BC5CDR, and none of their sentences is trained on."""
    test = read_corpus(corpora, "BioRED", "test")
    bc5cdr = [s for split in SPLITS for s in read_corpus(corpora, "BC5CDR", split)]
    kept, _ = without_leaks({"BioRED": test}, {"BC5CDR": bc5cdr})
    assert len({s.document for s in test} - {s.document for s in kept["BioRED"]}) >= 34


@pytest.mark.corpus
def test_anatem_tests_in_cancer_genetics(corpora: Path):
    """The sentences of AnatEM's test that stand in BioNLP13CG's train are removed from it."""
    train = {"BioNLP13CG": read_corpus(corpora, "BioNLP13CG", "train")}
    _, removed = without_leaks(train, {"AnatEM": read_corpus(corpora, "AnatEM", "test")})
    assert removed["BioNLP13CG", "AnatEM"] >= 34


@pytest.mark.corpus
@pytest.mark.parametrize("corpus", names_of_corpora())
def test_real_mentions(corpora: Path, corpus: str):
    """In the real files no mention is blank, none overlap, and every label of the table occurs."""
    seen = set[str]()
    for split in SPLITS:
        for one in read_corpus(corpora, corpus, split):
            ends = [0, *(m.end for m in one.mentions)]
            for mention, before in zip(one.mentions, ends, strict=False):
                assert before <= mention.start < mention.end <= len(one.text)
                assert one.text[mention.start : mention.end].strip()
            seen |= {m.label for m in one.mentions}
    assert seen == set(head_labels(corpus))
