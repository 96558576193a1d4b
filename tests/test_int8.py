"""Rounded layers: near the numbers they were made of, and no more moved by the batch than those."""

from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional as F

import models.tagger
from core.errors import UnusableTagger
from models.corpora import Mention, Sentence
from models.int8 import ShortLayer, Smoothed, measure_ranges, round_layers
from models.network import Dimensions, Head, Layer, Network
from models.ranges import write_ranges
from models.tagger import Tagger

pytestmark = pytest.mark.skipif(
    not hasattr(torch.ops.onednn, "qlinear_pointwise"), reason="this torch has no products of 8-bit integers"
)
SIZE = Dimensions(width=64, layers=2, heads=4, inner=128)
HEADS = (Head("BC5CDR", ("Chemical", "Disease")), Head("BC2GM", ("Gene",)))
TEXTS = ["Took aspirin acid; growth receptor. " * n for n in (1, 3, 40, 90)] + ["", "p53", "Tumor of the left breast"]


def network() -> Network:
    """Random weights of BERT's spread, with one channel that reaches far beyond the others, as MiniLM has it."""
    torch.manual_seed(11)
    made = Network(SIZE, HEADS)
    with torch.no_grad():
        for layer in made.encoder.layers:
            assert isinstance(layer, Layer)
            layer.norm_attention.weight[7] = 12.0
        made.tags.weight *= 6
        made.moves.normal_()
    return made.eval()


def off(found: torch.Tensor, wanted: torch.Tensor) -> float:
    """Error as a share of what is wanted, both as lengths."""
    return float((found.float() - wanted.float()).norm() / wanted.float().norm())


@pytest.fixture
def inputs() -> torch.Tensor:
    torch.manual_seed(5)
    given = torch.randn(3, 50, 64)
    given[..., 7] *= 15
    return given


def test_a_product_is_near_the_one_it_was_made_of(inputs: torch.Tensor):
    """One channel that reaches far costs the others little; rounded by one step for all it costs them much more."""
    torch.manual_seed(1)
    linear = nn.Linear(64, 96)
    reach = inputs.flatten(0, 1).abs().amax(0)
    with torch.inference_mode():
        wanted = linear(inputs)
        error = off(Smoothed(linear, reach, torch.float32)(inputs), wanted)
        assert error < 0.02
        assert error < 0.5 * off(Smoothed(linear, reach.max().expand(64), torch.float32)(inputs), wanted)
        middling = Smoothed(linear, reach, torch.float32).gelu(inputs, 0.04, 5)
        assert off((middling.float() - 5) * 0.04, F.gelu(wanted)) < 0.04


def test_what_lies_beyond_the_range_is_cut_not_turned_over(inputs: torch.Tensor):
    """A value beyond what training text showed keeps its sign."""
    linear = nn.Linear(64, 64)
    with torch.no_grad():
        linear.weight.copy_(torch.eye(64))
        linear.bias.zero_()
    smoothed = Smoothed(linear, torch.ones(64), torch.float32)
    with torch.inference_mode():
        found = smoothed(torch.full((1, 1, 64), 40.0)), smoothed(torch.full((1, 1, 64), -40.0))
    assert found[0].min() > 0.9
    assert found[1].max() < -0.9


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
def test_a_layer_is_near_the_one_it_was_made_of(inputs: torch.Tensor, precision: torch.dtype):
    """With some pieces hidden too."""
    made = network()
    plain = made.encoder.layers[0]
    assert isinstance(plain, Layer)
    seen = torch.arange(50)[None, None, None] < torch.tensor([50, 20, 1])[:, None, None, None]
    ranges = measure_ranges(made.encoder, lambda: [layer(inputs, seen) for layer in made.encoder.layers])
    with torch.inference_mode():
        wanted = plain(inputs, seen)
        own = {name.removeprefix("0."): value for name, value in ranges.items() if name.startswith("0.")}
        short = ShortLayer(plain, own, precision).to(precision)
        assert off(short(inputs.to(precision), seen), wanted) < 0.03


def rounded(budget: int | None = None) -> Tagger:
    made = network()
    running = Tagger(network(), torch.device("cpu"), torch.float32)
    ranges = measure_ranges(running.network.encoder, lambda: running.tag(TEXTS))
    round_layers(made.encoder, ranges, torch.float32)
    return Tagger(made, torch.device("cpu"), torch.float32, budget)


def test_the_same_spans_whatever_the_batch():
    """Ranges are fixed, so a text with outlandish words moves nobody else's spans."""
    tagger = rounded()
    together = [[span[:4] for span in spans] for spans in tagger.tag([*TEXTS, "癌" * 300, "x" * 5000])][: len(TEXTS)]
    assert sum(map(len, together)) > 20
    assert together == [[span[:4] for span in tagger.tag([text])[0]] for text in TEXTS]
    assert together == [[span[:4] for span in spans] for spans in rounded(budget=64).tag(TEXTS)]


def test_a_batch_goes_through_the_network_in_parts(monkeypatch: pytest.MonkeyPatch):
    """However few pieces a CPU is given at once, the spans stay."""
    whole = rounded().tag(TEXTS)
    monkeypatch.setattr(models.tagger, "AT_ONCE", 300)
    assert [[s[:4] for s in spans] for spans in rounded().tag(TEXTS)] == [[s[:4] for s in spans] for spans in whole]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "tagger.safetensors"
    network().save(path)
    return path


SENTENCES = [Sentence("BC5CDR", "d", text, (Mention(0, 4, "Disease"),)) for text in TEXTS if text]


def test_ranges_are_written_beside_the_weights(weights: Path, tmp_path: Path):
    """The weights themselves stay as they were; nothing else is left behind."""
    before = Network.load(weights)
    write_ranges(weights, [SENTENCES, SENTENCES[:2]])
    after = Network.load(weights)
    assert all(torch.equal(value, after.state_dict()[name]) for name, value in before.state_dict().items())
    names = {f"{layer}.{name}" for layer in range(2) for name in ("qkv", "output", "widen", "narrow")}
    assert not before.ranges
    assert set(after.ranges) == names
    assert after.ranges["1.qkv"].shape == (64,)
    assert [path.name for path in tmp_path.iterdir()] == ["tagger.safetensors"]


@pytest.mark.parametrize(("able", "measured"), [(True, True), (True, False), (False, True)])
def test_rounded_where_the_cpu_can_and_ranges_are_known(
    weights: Path, monkeypatch: pytest.MonkeyPatch, able: bool, measured: bool
):
    """Otherwise the layers are as they were; both tag nearly alike."""
    if measured:
        write_ranges(weights, [SENTENCES])
    plain = Tagger(Network.load(weights), torch.device("cpu"), torch.float32).tag(TEXTS)
    monkeypatch.setattr(models.tagger, "multiplies_eight", lambda: able)
    tagger = Tagger.load(weights, device="cpu")
    assert isinstance(tagger.network.encoder.layers[0], ShortLayer) == (able and measured)
    found, wanted = (
        {(n, *span[:4]) for n, spans in enumerate(all_) for span in spans} for all_ in (tagger.tag(TEXTS), plain)
    )
    assert len(found & wanted) > 0.9 * len(found | wanted)


def test_ranges_of_what_is_no_tagger(tmp_path: Path):
    """Another file is told to be none, and stays."""
    path = tmp_path / "notes.safetensors"
    path.write_bytes(b"notes")
    with pytest.raises(UnusableTagger, match=r"notes\.safetensors"):
        write_ranges(path, [SENTENCES])
    assert path.read_bytes() == b"notes"
