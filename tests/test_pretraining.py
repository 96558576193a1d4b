"""Pre-training: whole words are masked, a stopped run goes on, and no test sentence and no scored report is read."""

import sys
from pathlib import Path

import pytest
import torch
from tiny_corpora import made, write_corpora, write_texts

from models import pretrain
from models.network import Dimensions, Encoder
from models.pretrain import GUESSED, LENGTH, Pretrainer, drawn, laid_out, masked
from models.texts import labelled_texts, unlabelled_texts
from models.words import CLS, MASK, SEP, begins_word, form

SMALL = Dimensions(width=32, layers=1, heads=2, inner=32)
TEXTS = ["The tumour expressed adenocarcinoma markers and immunohistochemistry was positive."] * 40


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_texts(write_corpora(tmp_path))
    return tmp_path


def test_texts_without_labels(root: Path):
    """Sections, evidence and reports are read by passage; what a test set holds, what is scored and lists are not."""
    found = unlabelled_texts(root)
    assert "A passage about carcinoma of the colon and its spread." in found
    assert any("in a study of few" in text for text in found)
    assert any("ascending colon" in text for text in found)
    assert not any(
        "scored on" in text or "nobody reads" in text or made("BC5CDR", 1, 2)[0].text in text for text in found
    )
    assert len(set(found)) == len(found)


def test_texts_with_labels_hold_no_test(root: Path):
    """The corpora's own texts are those of their training and devel parts."""
    found = labelled_texts(root)
    assert made("BC5CDR", 1, 0)[0].text in found
    assert made("BC5CDR", 1, 2)[0].text not in found


def test_texts_are_laid_end_to_end():
    """Every text stands behind a SEP, whole, with its words' shapes."""
    ids, marks = laid_out(["Tumour of HER2", "ER"], seed=1)
    assert sorted(ids.tolist().index(form(word)[0][0]) for word in ("Tumour", "ER"))[0] in (1, 2)
    assert ids.tolist().count(SEP) == 2
    assert len(ids) == len(marks) == 2 + sum(len(form(word)[0]) for word in ("Tumour", "of", "HER2", "ER"))
    assert marks[ids == SEP].tolist() == [0, 0]


def test_whole_words_are_masked():
    """Of a word all pieces are chosen or none; about one in seven is; eight in ten of those become [MASK]."""
    ids, marks = laid_out(TEXTS * 20, seed=1)
    random = torch.Generator().manual_seed(3)
    rows, _ = drawn(ids, marks, 64, random)
    assert rows.shape == (64, LENGTH)
    assert (rows[:, 0] == CLS).all()
    begins = torch.from_numpy(begins_word())
    shown, chosen = masked(rows, begins, 30522, random)
    words = begins[rows].cumsum(1)
    for row in range(64):
        for word in range(2, int(words[row].max()) + 1):
            own = chosen[row][words[row] == word]
            assert own.all() or not own.any()
    assert not chosen[(rows == CLS) | (rows == SEP)].any()
    assert torch.equal(shown[~chosen], rows[~chosen])
    assert 0.1 < chosen.float().mean() < 0.2
    assert 0.7 < (shown[chosen] == MASK).float().mean() < 0.9


def test_the_loss_falls(monkeypatch: pytest.MonkeyPatch):
    """Words that always stand together are learnt."""
    monkeypatch.setitem(pretrain.RECIPES, "cpu", pretrain.Recipe(8, 5e-3, 1))
    torch.manual_seed(1)
    losses = list[float]()
    pretrainer = Pretrainer(Encoder(SMALL), "cpu")
    ids, marks = laid_out(TEXTS, seed=1)

    def heard(now: Pretrainer) -> None:
        losses.append(now.losses.item())
        if now.step == 40:
            now.seconds = 1e9

    pretrainer.learn(ids, marks, 60, heard)
    assert len(losses) == 40
    assert losses[-1] < 0.8 * losses[0]
    assert GUESSED < pretrain.MASKED


def test_the_command_goes_on(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A run with time left goes on from the checkpoint; one without does nothing more."""
    monkeypatch.setenv("SIGHTLINE_CORPORA", str(root))
    monkeypatch.setattr(pretrain, "minilm", lambda _: Encoder(SMALL))
    monkeypatch.setitem(pretrain.RECIPES, "cpu", pretrain.RECIPES["cpu"]._replace(rows=2))
    steps = list[int]()
    for minutes in ("0.01", "0.02", "0.02"):
        given_ = ["pretrain", "--minutes", minutes, "--runs", str(tmp_path / "runs"), "--device", "cpu"]
        monkeypatch.setattr(sys, "argv", given_)
        pretrain.main()
        steps.append(torch.load(tmp_path / "runs" / "pretrain.pt", weights_only=True)["step"])
    assert 0 < steps[0] < steps[1] == steps[2]
    assert not list((tmp_path / "runs").glob("*.part"))
