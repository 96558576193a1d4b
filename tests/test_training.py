"""Training: what is done to sentences keeps words and tags in step, each corpus teaches its own head, and a run that
was stopped goes on where it was. The corpora are made up and the network is tiny."""

import itertools
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from tiny_corpora import made, write_corpora, write_iob, write_texts
from transformers import MPNetConfig, MPNetModel

from core.errors import UnusableEmbedder
from models import augment, mean, rows, train
from models.augment import Tagged, disturbed, mentions_of, renumbered, runs, swapped, tagged
from models.corpora import Mention, Sentence, corpora, head_labels, read_corpus, shingles
from models.embedder import mpnet
from models.names import MARKS
from models.network import Dimensions, Encoder, Head, Network, from_mpnet
from models.pretrain import Pretrainer
from models.rows import NOBODY, Batch, Corpus, Epochs, Row, batches
from models.tagger import Tagger
from models.train import Recipe, Trainer, expected_by, held_back, look, loss_of, read_data, starting_network, untagged
from models.words import CLS, MASK, PAD

torch.set_num_threads(1)  # the tests themselves run side by side

SMALL = Dimensions(width=32, layers=1, heads=2, inner=32)
QUIET = Console(quiet=True)

words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)


@st.composite
def sentences(draw: st.DrawFn) -> Tagged:
    """A sentence of BC5CDR with mentions of any length, next to each other too."""
    own, tags = list[str](), list[int]()
    for label, count in draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), max_size=8)):
        own += draw(st.lists(words, min_size=count, max_size=count))
        tags += [0] * count if not label else [2 * label - 1] + [2 * label] * (count - 1)
    return Tagged("BC5CDR", "d", tuple(own), tuple(tags))


def labelled(sentence: Tagged) -> list[tuple[int, tuple[str, ...]]]:
    return [(sentence.tags[first], sentence.words[first:last]) for first, last in runs(sentence.tags)]


def test_tags_of_a_sentence():
    """A word that a mention covers in part is wholly in it; mentions side by side stay two."""
    text = "HER2-positive cancer aspirin"
    mentions = (Mention(5, 13, "Disease"), Mention(14, 20, "Disease"), Mention(21, 26, "Chemical"))
    own = tagged(Sentence("BC5CDR", "d", text, mentions))
    assert own.words == ("HER2", "-", "positive", "cancer", "aspirin")
    chemical, disease = (1 + 2 * head_labels("BC5CDR").index(label) for label in ("Chemical", "Disease"))
    assert own.tags == (0, 0, disease, disease, chemical)


def test_mentions_of_no_word():
    """A mention of blanks, or of characters that are dropped, tags nothing."""
    assert tagged(Sentence("BC5CDR", "d", "a \u200b b", (Mention(1, 4, "Disease"),))).tags == (0, 0)


@given(sentences())
def test_runs_cover_the_tags(sentence: Tagged):
    """Runs are the mentions: in order, apart, and nothing else is tagged."""
    inside = [n for first, last in runs(sentence.tags) for n in range(first, last)]
    assert inside == [n for n, tag in enumerate(sentence.tags) if tag]
    for first, last in runs(sentence.tags):
        assert sentence.tags[first] % 2 == 1
        assert set(sentence.tags[first + 1 : last]) <= {sentence.tags[first] + 1}


@settings(deadline=None)
@given(st.lists(sentences(), min_size=1, max_size=4), st.integers(0, 99))
def test_swaps_keep_words_and_tags_in_step(given_: list[Tagged], seed: int):
    """A swap puts a mention of the same label in a mention's place, and leaves all other words as they are."""
    mentions = mentions_of(given_)
    for sentence in given_:
        mixed = swapped(sentence, mentions, np.random.default_rng(seed))
        assert len(mixed.words) == len(mixed.tags)
        assert [w for w, t in zip(mixed.words, mixed.tags, strict=True) if not t] == [
            w for w, t in zip(sentence.words, sentence.tags, strict=True) if not t
        ]
        assert [tag for tag, _ in labelled(mixed)] == [tag for tag, _ in labelled(sentence)]
        for tag, own in labelled(mixed):
            assert numberless(own) in {numberless(other) for other in mentions[sentence.corpus, tag]}


def numberless(given_: Sequence[str]) -> tuple[str, ...]:
    """The words with every digit as 0, for variants are given other numbers."""
    return tuple("".join("0" if c.isdecimal() else c for c in word) for word in given_)


@given(words, st.integers(0, 2**32))
def test_other_numbers_are_as_long(word: str, seed: int):
    """Digits alone change, and no number begins with 0."""
    out = renumbered(word, np.random.default_rng(seed))
    assert numberless([out]) == numberless([word])
    assert not re.search(r"(?<!\d)0", out)


def test_variants_get_other_numbers_and_genes_keep_theirs():
    """p.G12D becomes another substitution; BRCA1 stays BRCA1."""
    variant = 1 + 2 * head_labels("tmVar").index("ProteinMutation")
    gene = 1 + 2 * head_labels("SETH").index("Gene")
    random = np.random.default_rng(3)
    for corpus, tag, word, least in (("tmVar", variant, "G12D", augment.RENUMBER * 160), ("SETH", gene, "BRCA1", 0)):
        sentence = Tagged(corpus, "d", (word, "seen"), (tag, 0))
        outs = [swapped(sentence, mentions_of([sentence]), random).words[0] for _ in range(200)]
        changed = sum(out != word for out in outs)
        assert least <= changed <= least * 1.5
        assert all(re.fullmatch(r"G\d\dD|BRCA1", out) for out in outs)


def test_swaps_happen():
    """About a tenth of all mentions are swapped."""
    given_ = [Tagged("BC5CDR", "d", (f"w{n}", "x"), (1, 0)) for n in range(1000)]
    mentions, random = mentions_of(given_), np.random.default_rng(1)
    changed = sum(swapped(sentence, mentions, random) != sentence for sentence in given_)
    assert augment.SWAP * 700 < changed < augment.SWAP * 1300


@given(st.lists(words, max_size=12), st.integers(0, 2**32))
def test_disturbed_words_stay_as_many(given_: list[str], seed: int):
    """Shouting, whispering and misreading neither lose a word nor empty one."""
    out = disturbed(given_, np.random.default_rng(seed))
    assert len(out) == len(given_)
    assert all(out)


def test_each_disturbance_happens():
    """Over many sentences some shout, some whisper, some are misread, and most stay as they are."""
    random = np.random.default_rng(2)
    given_ = ["Metastatic", "Carcinoma", "Lesion", "In", "Bone"] * 4
    outs = [disturbed(given_, random) for _ in range(600)]
    shouted = sum(out == [w.upper() for w in given_] for out in outs)
    whispered = sum(out == [w.lower() for w in given_] for out in outs)
    same = sum(out == given_ for out in outs)
    assert 20 < shouted < 80
    assert 10 < whispered < 70
    assert 5 < 600 - shouted - whispered - same < 70


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


@pytest.fixture(scope="module")
def examples(root: Path) -> list[list[Tagged]]:
    return [[tagged(s) for s in own] for own in read_data(root, QUIET)[0]]


def small_network(seed: int = 4) -> Network:
    torch.manual_seed(seed)
    return Network(SMALL, [Head(corpus, head_labels(corpus)) for corpus in corpora()])


PIECES = 4096


def epoch(examples: list[list[Tagged]], seed: int) -> list[Batch]:
    given_ = [Corpus(n, own, 1.0) for n, own in enumerate(examples)]
    return list(next(Epochs(given_, PIECES, seed).after(0)))


@settings(deadline=None)
@given(sentences(), st.integers(0, 99))
def test_rows_point_at_first_pieces(sentence: Tagged, seed: int):
    """A row has one place and one tag for every word, and the places are where the words' pieces begin."""
    row = Row(0, sentence.words, sentence.tags, np.random.default_rng(seed))
    assert len(row.words) == len(row.tags) == len(sentence.words)
    assert row.tags == list(sentence.tags)
    assert len(row.ids) == len(row.marks)
    assert all(0 <= mark < MARKS for mark in row.marks)
    bounds = [*row.words, len(row.ids) - 1]
    for word, first, last in zip(sentence.words, bounds, bounds[1:], strict=False):
        own, _ = rows.form(word)
        assert row.ids[first:last] in (list(own), [MASK] * len(own))


def test_an_epoch_reads_every_sentence(examples: list[list[Tagged]]):
    """With one pass every sentence's words stand in exactly one row, under its own corpus's head."""
    found = [0] * len(examples)
    for batch in epoch(examples, 1):
        assert batch.ids.numel() <= PIECES + 8 * len(batch.ids)
        assert torch.equal(batch.attend, batch.ids != 0)
        for corpus, count in zip(batch.corpus.tolist(), batch.counts.tolist(), strict=True):
            found[corpus] += count
    given_ = [sum(len(s.words) for s in own) for own in examples]
    assert all(abs(a - b) <= 0.5 * b for a, b in zip(found, given_, strict=True))


def test_tags_stay_within_their_head(examples: list[list[Tagged]]):
    """No row bears a tag that its corpus's head does not have."""
    sizes = torch.tensor([head.size for head in small_network().heads])
    for batch in epoch(examples, 2):
        inside = torch.arange(batch.tags.shape[1])[None] < batch.counts[:, None]
        assert (torch.where(inside, batch.tags, 0).max(1).values < sizes[batch.corpus]).all()


def test_the_seed_decides_the_order(examples: list[list[Tagged]]):
    """One seed gives the same batches in the same order, another gives others."""
    one, same, other = (epoch(examples, seed) for seed in (13, 13, 14))
    assert all(torch.equal(a, b) for x, y in zip(one, same, strict=True) for a, b in zip(x, y, strict=True))
    assert not all(a.ids.shape == b.ids.shape and torch.equal(a.ids, b.ids) for a, b in zip(one, other, strict=False))


def test_a_corpus_teaches_its_own_head_alone(examples: list[list[Tagged]]):
    """The loss of one corpus's rows has no gradient at all in any other corpus's head."""
    network = small_network()
    own = corpora().index("BioRED")
    batch = epoch([examples[n] if n == own else [] for n in range(len(examples))], 3)[0]
    loss_of(network, network(batch.ids, batch.marks, batch.words, batch.attend), batch).backward()
    gradient, moves = network.tags.weight.grad, network.moves.grad
    assert gradient is not None
    assert moves is not None
    for n, (head, part) in enumerate(zip(network.heads, gradient.split([h.size for h in network.heads]), strict=True)):
        assert (part.abs().sum() > 0) == (n == own), head.corpus
        assert (moves[n].abs().sum() > 0) == (n == own), head.corpus


def test_teachers_teach_every_head(examples: list[list[Tagged]]):
    """With teachers one corpus's rows have a gradient in every head, and rows without labels have one too."""
    teacher, pupil = small_network(seed=8).eval(), small_network()
    own = [examples[n] if n == corpora().index("BioRED") else [] for n in range(len(examples))]
    labelled = epoch(own, 3)[0]
    for batch in (labelled, labelled._replace(corpus=torch.full_like(labelled.corpus, NOBODY))):
        pupil.zero_grad()
        scores = pupil(batch.ids, batch.marks, batch.words, batch.attend)
        loss_of(pupil, scores, batch, [teacher]).backward()
        gradient = pupil.tags.weight.grad
        assert gradient is not None
        assert all(part.abs().sum() > 0 for part in gradient.split([h.size for h in pupil.heads]))


def test_an_untaught_head_learns_from_labels_alone(examples: list[list[Tagged]]):
    """What teachers expect of a head that they do not teach counts nowhere; its own rows' labels do."""
    teacher, pupil = small_network(seed=8).eval(), small_network()
    number = corpora().index("BC2GM")
    batch = epoch([own if n == number else [] for n, own in enumerate(examples)], 3)[0]
    for corpus, is_learnt in ((batch.corpus, True), (torch.full_like(batch.corpus, NOBODY), False)):
        pupil.zero_grad()
        own = batch._replace(corpus=corpus)
        scores = pupil(own.ids, own.marks, own.words, own.attend)
        loss_of(pupil, scores, own, [teacher], ["BC2GM"]).backward()
        gradient = pupil.tags.weight.grad
        assert gradient is not None
        sizes = [part.abs().sum() > 0 for part in gradient.split([h.size for h in pupil.heads])]
        assert all(size for n, size in enumerate(sizes) if n != number)
        assert sizes[number] == is_learnt


def test_rows_without_labels_teach_nothing_alone(examples: list[list[Tagged]]):
    """Without a teacher a text without labels has no loss: what is not labelled is not absent."""
    network, batch = small_network(), epoch(examples, 3)[0]
    nobody = batch._replace(corpus=torch.full_like(batch.corpus, NOBODY))
    scores = network(batch.ids, batch.marks, batch.words, batch.attend)
    assert loss_of(network, scores, nobody).item() == 0


def test_several_teachers_are_averaged(examples: list[list[Tagged]]):
    """What two teachers expect is the mean of what each expects."""
    batch = epoch(examples, 3)[0]
    one, other = small_network(seed=1).eval(), small_network(seed=2).eval()
    both, first, second = (expected_by(which, batch) for which in ([one, other], [one], [other]))
    for part, a, b in zip(both, first, second, strict=True):
        torch.testing.assert_close(part, (a + b) / 2)


def test_texts_without_labels_lose_no_word():
    """A text's words stand in its stretches in order, none longer than eighty, and none has a tag."""
    texts = ["One two. Three four five six seven eight nine ten; eleven.", "", "x " * 200]
    found = list(untagged(texts))
    for number, text in enumerate(texts):
        assert [w for s in found if s.document == str(number) for w in s.words] == re.findall(r"\w+|[^\w\s]", text)
    assert all(len(s.words) <= 80 and len(s.tags) == len(s.words) and not any(s.tags) for s in found)


def test_other_processes_make_the_same_epochs(examples: list[list[Tagged]]):
    """Epochs come in order and are the same whether they are made here or ahead by two others."""
    given_ = [Corpus(n, own, 1.0) for n, own in enumerate(examples)]
    alone, helped = Epochs(given_, 1024, 5, 0.5), Epochs(given_, 1024, 5, 0.5, workers=2)
    for _, here, there in zip(range(6), alone.after(2), helped.after(2), strict=False):
        for one, other in zip(here, there, strict=True):
            assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))
    helped.close()


def test_padding_has_no_part_in_the_loss(examples: list[list[Tagged]]):
    """A row's loss is the same whatever longer rows it stands with."""
    network = small_network().eval()
    few = list(Corpus(0, examples[0], 1.0).rows(1.0, np.random.default_rng(5)))[:4]
    losses = list[torch.Tensor]()
    counts = list[int]()
    for chosen in ([row] for row in few):
        (batch,) = batches(chosen, PIECES, np.random.default_rng(0))
        losses.append(loss_of(network, network(batch.ids, batch.marks, batch.words, batch.attend), batch))
        counts.append(int(batch.counts.sum()))
    (batch,) = batches(few, PIECES, np.random.default_rng(0))
    together = loss_of(network, network(batch.ids, batch.marks, batch.words, batch.attend), batch)
    each = sum(loss * count for loss, count in zip(losses, counts, strict=True)) / sum(counts)
    assert together.item() == pytest.approx(each.item(), rel=1e-4)  # type: ignore[union-attr]


def test_a_stopped_run_goes_on_where_it_was(examples: list[list[Tagged]], tmp_path: Path):
    """A checkpoint holds network, optimiser, mean and step: the next steps are those of a run without a stop."""
    batch, *others = epoch(examples, 6)
    steady = Trainer(small_network())
    for _ in range(3):
        steady.learn(batch, 0.1)
    steady.save(tmp_path / "tagger.pt")
    stopped = Trainer(small_network(seed=99))
    stopped.resume(tmp_path / "tagger.pt")
    assert (stopped.step, stopped.epoch, stopped.seconds) == (3, 0, steady.seconds)
    for trainer in (steady, stopped):
        torch.manual_seed(7)
        for next_ in (batch, *others)[:2]:
            trainer.learn(next_, 0.2)
    assert stopped.step == steady.step
    for name, value in steady.network.state_dict().items():
        assert torch.equal(value, stopped.network.state_dict()[name]), name
        assert torch.equal(steady.mean[name], stopped.mean[name]), name


def test_the_loss_falls(examples: list[list[Tagged]], monkeypatch: pytest.MonkeyPatch):
    """Steps on the same sentences teach them: two dozen leave less than half of the loss."""
    monkeypatch.setitem(train.RECIPES, "cpu", Recipe(4096, 0.01, 0.05))
    trainer, batch = Trainer(small_network()), epoch(examples, 9)[0]
    losses = list[float]()
    for _ in range(25):
        trainer.losses.fill_(0.0)
        trainer.learn(batch, train.WARM)
        losses.append(trainer.loss)
    assert losses[-1] < 0.5 * losses[0]
    assert trainer.step == 25


def test_the_mean_follows_the_weights(examples: list[list[Tagged]]):
    """The weights that are written are a mean: between where they were and where they are, and no step's own."""
    trainer = Trainer(small_network())
    before = trainer.network.tags.weight.detach().clone()
    for batch in epoch(examples, 8)[:4]:
        trainer.learn(batch, train.WARM)
    now, mean = trainer.network.tags.weight.detach(), trainer.averaged().tags.weight.detach()
    assert 0 < (mean - before).norm() < 1.5 * (now - before).norm()
    assert not torch.equal(mean, now)


@pytest.fixture
def trained(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, object]]]:
    """`python -m models.train`, with a small network and a clock by which every step takes a second; gives the log."""
    seconds = itertools.count()
    monkeypatch.setenv("SIGHTLINE_CORPORA", str(root))
    monkeypatch.setattr(train, "time", SimpleNamespace(monotonic=lambda: float(next(seconds))))
    monkeypatch.setattr(
        train, "starting_network", lambda start: starting_network(start) if start.is_file() else small_network()
    )
    monkeypatch.setitem(train.RECIPES, "cpu", Recipe(1024, 3e-4, 2e-3))
    monkeypatch.setattr(rows, "LONGEST", 48)

    def run(steps: int, name: str = "runs", *arguments: str) -> list[dict[str, object]]:
        given_ = ["train", "--minutes", str(steps / 60), "--runs", str(tmp_path / name), "--device", "cpu", *arguments]
        monkeypatch.setattr(sys, "argv", given_)
        train.main()
        return [json.loads(line) for line in (tmp_path / name / "tagger.jsonl").read_text().splitlines()]

    return run


def test_the_command(
    trained: Callable[..., list[dict[str, object]]], root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """One command trains, logs step, loss, the data's hash and each corpus's curve, and goes on when called again."""
    (first,) = trained(12)
    assert first["step"] == 12
    assert first["data"] == read_data(root, QUIET)[2]
    assert set(first["held_back_f1"]) == set(corpora())  # type: ignore[call-overload]
    again = trained(30)
    assert again[0] == first
    assert [line["step"] for line in again] == [12, 30]
    assert again[1]["data"] == first["data"]
    assert again[1]["loss"] < first["loss"]  # type: ignore[operator]
    assert trained(30)[-1]["step"] == 30
    written = Network.load(tmp_path / "runs" / "tagger.safetensors")
    assert written.heads == small_network().heads
    found = Tagger.load(tmp_path / "runs" / "tagger.safetensors", device="cpu").tag(["Case 7 had zolumab ."])
    assert len(found) == 1


def test_teachers_and_a_start(trained: Callable[..., list[dict[str, object]]], root: Path, tmp_path: Path):
    """A tagger starts from another's weights and learns from a third's, on texts without labels too."""
    write_texts(root)
    trained(4, "teacher")
    weights = str(tmp_path / "teacher" / "tagger.safetensors")
    assert starting_network(Path(weights)).heads == small_network().heads
    (line,) = trained(4, "pupil", "--teachers", weights, weights, "--start", weights)
    assert line["step"] == 4


def test_the_mean_of_taggers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Every weight is the mean of theirs; taggers of other heads have none, which is said."""
    one, other = small_network(seed=1), small_network(seed=2)
    one.save(tmp_path / "one.safetensors")
    other.save(tmp_path / "other.safetensors")
    paths = [str(tmp_path / name) for name in ("mean.safetensors", "one.safetensors", "other.safetensors")]
    monkeypatch.setattr(sys, "argv", ["mean", *paths])
    mean.main()
    found, own = Network.load(Path(paths[0])).state_dict(), other.state_dict()
    for name, value in one.state_dict().items():
        step = float(value.abs().max() + own[name].abs().max()) / 127  # of 8 bits, in which each of the three is kept
        torch.testing.assert_close(found[name], (value + own[name]) / 2, atol=2e-3 + step, rtol=2e-3)
    found = mean.mean_of([one, other], [0.25, 0.75]).state_dict()
    for name, value in one.state_dict().items():
        torch.testing.assert_close(found[name], 0.25 * value + 0.75 * own[name])
    for shares in (["0.5", "0.6"], ["1"]):
        monkeypatch.setattr(sys, "argv", ["mean", *paths, "--shares", *shares])
        with pytest.raises(SystemExit):
            mean.main()
        assert "its share" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["mean", *paths])
    Network(SMALL, [Head("BC2GM", head_labels("BC2GM"))]).save(tmp_path / "other.safetensors")
    with pytest.raises(SystemExit):
        mean.main()
    assert "other heads or sizes" in capsys.readouterr().err


def test_mpnet_is_read_as_transformers_reads_it(tmp_path: Path):
    """The same vectors, padded rows too, whatever the distance of two pieces; another file is refused."""
    size = Dimensions(vocabulary=200, width=32, layers=2, heads=4, inner=48, positions=300, distances=32, epsilon=1e-5)
    torch.manual_seed(3)
    config = MPNetConfig(
        vocab_size=205, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
        max_position_embeddings=302, layer_norm_eps=1e-5, initializer_range=0.5,
    )  # fmt: skip
    theirs = MPNetModel(config, add_pooling_layer=False).eval()
    ours = Encoder(size)
    ours.load_state_dict(from_mpnet(theirs.state_dict(), size))
    ours.eval()
    ids = torch.randint(104, 200, (2, 280))
    ids[:, 0] = CLS
    ids[0, 150:] = PAD
    given = torch.where(ids == CLS, 0, torch.where(ids == PAD, 1, ids + 4))
    with torch.no_grad():
        wanted = theirs(input_ids=given, attention_mask=(ids != PAD).long()).last_hidden_state
        found = ours(ids, torch.zeros_like(ids), ids != PAD)
        alone = ours(ids[1:], torch.zeros_like(ids[1:]))
    torch.testing.assert_close(found[ids != PAD], wanted[ids != PAD], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(alone[0], found[1], atol=1e-4, rtol=1e-4)
    (tmp_path / "no.safetensors").write_text("nothing")
    with pytest.raises(UnusableEmbedder, match="all-mpnet-base-v2"):
        mpnet(tmp_path / "no.safetensors")


def test_a_wide_teacher_of_what_was_pretrained(tmp_path: Path):
    """The sizes come with the checkpoint; a wide encoder, and one that learns on, learn by recipes of their own."""
    size = SMALL.model_copy(update={"width": 400, "heads": 4, "distances": 32})
    pretrainer = Pretrainer(Encoder(size), "cpu")
    pretrainer.save(tmp_path / "pretrain.pt")
    network = starting_network(tmp_path)
    assert network.encoder.size == size
    torch.testing.assert_close(network.encoder.pieces.weight, pretrainer.model.encoder.pieces.weight)
    small, file = small_network(), tmp_path / "one.safetensors"
    file.touch()
    recipes = [train.recipe_of(*one) for one in ((network, "cuda", tmp_path), (small, "cuda", file))]
    assert recipes == [train.RECIPES["cuda wide"], train.RECIPES["cuda on"]]
    assert train.recipe_of(network, "cpu", tmp_path) == train.RECIPES["cpu"]
    Trainer(network, "cpu", recipe=Recipe(64, 1e-3, 1e-3))
    assert network.encoder.distances is not None
    assert not network.encoder.distances.requires_grad


def test_looks_in_between(trained: Callable[..., list[dict[str, object]]]):
    """Every so many minutes of training the held-back sentences are looked at and logged."""
    log = trained(8, "looks", "--look-every", str(3 / 60))
    assert [line["step"] for line in log] == [3, 6, 8]


def test_the_same_seed_gives_the_same_run(trained: Callable[..., list[dict[str, object]]]):
    """Two runs from the start log the same losses and curves."""
    one, other = ([{**line, "time": None} for line in trained(6, name)] for name in ("one", "other"))
    assert one == other


def test_leaks_are_removed_and_told(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A test sentence among the training ones is removed, said so, and changes nothing of what is trained on."""
    write_corpora(tmp_path)
    before = read_data(tmp_path, QUIET)
    leak = made("BC5CDR", 20, 2)[:3]
    write_iob(tmp_path / "ner" / "BC5CDR-IOB" / "train.tsv", [*made("BC5CDR", 20, 0), *leak])
    after = read_data(tmp_path, Console(width=200))
    assert "removed from BC5CDR: 3 sentences that stand in the test of BC5CDR" in capsys.readouterr().out
    assert after[2] == before[2]
    write_iob(tmp_path / "ner" / "BC5CDR-IOB" / "train.tsv", made("BC5CDR", 19, 0))
    assert read_data(tmp_path, QUIET)[2] != before[2]


def test_what_is_held_back_is_not_trained_on(root: Path):
    """The curve's sentences are of the devel sets and none of them is learnt."""
    learnt, curve, _ = read_data(root, QUIET)
    for corpus, own, held in zip(corpora(), learnt, curve, strict=True):
        assert held
        assert {s.text for s in held} <= {s.text for s in read_corpus(root, corpus, "devel")}
        assert not {run for s in own for run in shingles(s.text)} & {run for s in held for run in shingles(s.text)}


@given(st.integers(0, 300), st.integers(1, 60))
def test_a_tenth_is_held_back(count: int, documents: int):
    """About a tenth is held back, whole documents where there are many, and nothing is lost."""
    given_ = [Sentence("BC5CDR", str(n * documents // max(1, count)), f"{n}", ()) for n in range(count)]
    kept, held = held_back(given_)
    assert sorted([*kept, *held]) == sorted(given_)
    if len({s.document for s in given_}) > 20:
        assert not {s.document for s in kept} & {s.document for s in held}
    if count >= 200 and documents not in range(12, 60):
        assert 0.05 * count < len(held) < 0.2 * count


def test_a_checkpoint_is_whole_or_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A run that ends while it writes leaves the checkpoint before."""
    trainer = Trainer(small_network())
    trainer.save(tmp_path / "tagger.pt")
    before = (tmp_path / "tagger.pt").read_bytes()

    def ended(state: object, path: Path) -> None:
        path.write_bytes(b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", ended)
    with pytest.raises(KeyboardInterrupt):
        trainer.save(tmp_path / "tagger.pt")
    assert (tmp_path / "tagger.pt").read_bytes() == before


def test_a_look_tells_no_text(examples: list[list[Tagged]], root: Path, tmp_path: Path):
    """The log holds numbers and names of corpora, not a word of what was read."""
    _, curve, digest = read_data(root, QUIET)
    look(Trainer(small_network()), curve, tmp_path, digest)
    log = (tmp_path / "tagger.jsonl").read_text()
    assert digest in log
    assert not any(word in log for own in examples for s in own for word in s.words if len(word) > 6)
