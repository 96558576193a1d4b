"""Scores: strict, by label, over texts of about eight sentences."""

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny_corpora import write_corpora

from models import evaluate
from models.corpora import Mention, Sentence, corpora, head_labels, read_corpus
from models.evaluate import TOGETHER, Score, Text, scores, texts_of, total
from models.network import Dimensions, Head, Network
from models.tagger import Span

torch.set_num_threads(1)  # the tests themselves run side by side


class Recalling:
    """A tagger that gives back the spans it was told, whatever the head."""

    def __init__(self, known: dict[str, list[Span]]):
        self.known = known
        self.asked: list[list[str]] = []

    def tag(self, texts: Sequence[str], heads: Iterable[str] | None = None) -> list[list[Span]]:
        self.asked.append(list(heads or ()))
        return [self.known[text] for text in texts]


def span(start: int, end: int, label: str, score: float = 0.9) -> Span:
    return Span(start, end, label, "BC5CDR", score)


def scored(gold: Sequence[Mention], guess: Sequence[Span]) -> dict[str, Score]:
    text = Text("BC5CDR", "aspirin and cancer of the lung", tuple(gold))
    return scores(Recalling({text.text: list(guess)}), [text])  # type: ignore[arg-type]


ASPIRIN, CANCER = Mention(0, 7, "Chemical"), Mention(12, 30, "Disease")


@pytest.mark.parametrize(
    ("guess", "expected"),
    [
        ([span(0, 7, "Chemical")], {"Chemical": Score(1, 0, 0), "Disease": Score(0, 0, 1)}),
        ([span(0, 6, "Chemical")], {"Chemical": Score(0, 1, 1), "Disease": Score(0, 0, 1)}),
        ([span(0, 7, "Disease")], {"Chemical": Score(0, 0, 1), "Disease": Score(0, 1, 1)}),
        ([span(12, 18, "Disease"), span(22, 30, "Disease")], {"Chemical": Score(0, 0, 1), "Disease": Score(0, 2, 1)}),
        (
            [span(0, 7, "Chemical", 0.1), span(0, 7, "Chemical", 0.2)],
            {"Chemical": Score(1, 0, 0), "Disease": Score(0, 0, 1)},
        ),
        ([], {"Chemical": Score(0, 0, 1), "Disease": Score(0, 0, 1)}),
    ],
)
def test_strict(guess: list[Span], expected: dict[str, Score]):
    """A span counts when characters and label are exactly right; else it is wrong, and the mention missed."""
    assert scored([ASPIRIN, CANCER], guess) == expected


def test_the_corpus_own_head_is_asked():
    """Only the head of the texts' own corpus is scored."""
    tagger = Recalling({"": []})
    assert scores(tagger, [Text("tmVar", "", ())]) == {}  # type: ignore[arg-type]
    assert tagger.asked == [["tmVar"]]


def test_no_texts():
    """Nothing to score is no score, and no division by nothing."""
    assert scores(Recalling({}), []) == {}  # type: ignore[arg-type]
    assert total(Recalling({}), []).f1 == 0  # type: ignore[arg-type]


@given(*[st.integers(0, 50)] * 3)
def test_f1_is_the_harmonic_mean(right: int, wrong: int, missed: int):
    """Precision, recall and F1 agree with one another."""
    score = Score(right, wrong, missed)
    assert 0 <= min(score.precision, score.recall) <= score.f1 <= max(score.precision, score.recall) <= 1
    if right:
        assert score.f1 == pytest.approx(2 / (1 / score.precision + 1 / score.recall))


def test_total_counts_all_labels():
    """The whole's counts are the labels' counts together: small labels do not weigh more."""
    text = Text("BC5CDR", "aspirin and cancer of the lung", (ASPIRIN, CANCER))
    tagger = Recalling({text.text: [span(0, 7, "Chemical"), span(8, 11, "Disease")]})
    assert total(tagger, [text]) == Score(1, 1, 1)  # type: ignore[arg-type]


sentences = st.lists(
    st.builds(
        lambda document, text: Sentence("BC5CDR", document, text, (Mention(0, len(text), "Disease"),)),
        st.sampled_from("ab"),
        st.text("xyz ", min_size=1, max_size=6),
    ),
    max_size=40,
)


@given(sentences)
def test_texts_keep_what_the_sentences_say(given_: list[Sentence]):
    """Joined sentences keep every mention's words, never cross a document, and stay about eight."""
    texts = texts_of(given_)
    quotes = [text.text[m.start : m.end] for text in texts for m in text.mentions]
    assert quotes == [sentence.text for sentence in given_]
    assert all(1 <= len(text.mentions) <= TOGETHER for text in texts)
    assert len(texts) >= len({s.document for s in given_})


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(2)
    network = Network(
        Dimensions(width=16, layers=1, heads=2, inner=16), [Head(corpus, head_labels(corpus)) for corpus in corpora()]
    )
    path = tmp_path_factory.mktemp("weights") / "tagger.safetensors"
    network.save(path)
    return path


def printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], root: Path, *arguments: str
) -> list[str]:
    monkeypatch.setenv("SIGHTLINE_CORPORA", str(root))
    monkeypatch.setattr(sys, "argv", ["evaluate", *arguments])
    evaluate.main()
    return capsys.readouterr().out.rstrip("\n").split("\n")


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], root: Path, weights: Path):
    """`python -m models.evaluate CORPUS` prints a table by label and as its last line the F1 with four digits."""
    lines = printed(monkeypatch, capsys, root, "BC5CDR", "--weights", str(weights), "--device", "cpu")
    assert re.fullmatch(r"F1 [01]\.\d{4}", lines[-1])
    table = "\n".join(lines)
    assert "BC5CDR test" in table
    gold = [m for s in read_corpus(root, "BC5CDR", "test") for m in s.mentions]
    for label in ("Chemical", "Disease"):
        row = next(line for line in lines if label in line)
        assert row.split("│")[-2].strip() == str(sum(m.label == label for m in gold))


def test_the_command_with_a_perfect_tagger(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], root: Path
):
    """A tagger that knows all mentions scores 1, on the split and as many sentences as were asked for."""
    texts = texts_of(read_corpus(root, "BioRED", "devel")[:9])
    known = {text.text: [Span(m.start, m.end, m.label, "BioRED", 1.0) for m in text.mentions] for text in texts}
    monkeypatch.setattr(evaluate.Tagger, "load", lambda *_: Recalling(known))
    lines = printed(monkeypatch, capsys, root, "BioRED", "--split", "devel", "--limit", "9")
    assert lines[-1] == "F1 1.0000"


def test_a_corpus_that_is_none(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], root: Path):
    """A name that is no corpus is a wrong usage that lists those there are."""
    with pytest.raises(SystemExit) as stopped:
        printed(monkeypatch, capsys, root, "BC6CDR")
    assert stopped.value.code == 2
    assert "BC5CDR" in capsys.readouterr().err
