"""The tied CRF against every tag sequence written out."""

import importlib
import itertools
import math
from types import ModuleType

import pytest
import torch

from models.crf import (
    E_B,
    E_I,
    E_O,
    O_B,
    START_B,
    Chains,
    Expected,
    best_tags,
    chains_of,
    divergence,
    expected,
    layout,
    likelihoods,
    negative_log_likelihood,
)

LABELS = [2, 1, 3]


def enumerated(scores: torch.Tensor, moves: torch.Tensor, labels: int) -> dict[tuple[int, ...], float]:
    """The score of every allowed sequence of one head's tags."""
    out: dict[tuple[int, ...], float] = {}
    for tags in itertools.product(range(1 + 2 * labels), repeat=len(scores)):
        total = sum(float(scores[n, tag]) for n, tag in enumerate(tags))
        for before, tag in zip((-1, *tags), tags, strict=False):
            is_i = tag > 0 and tag % 2 == 0
            if is_i and before not in (tag, tag - 1):
                break
            if before < 0:
                total += float(moves[START_B]) if tag else 0.0
            elif before == 0:
                total += float(moves[O_B]) if tag else 0.0
            else:
                total += float(moves[E_I if is_i else E_B if tag else E_O])
        else:
            out[tags] = total
    return out


@pytest.fixture
def chain() -> tuple[torch.Tensor, torch.Tensor]:
    """Random scores (3 rows, 4 words, all heads' tags) and moves."""
    random = torch.Generator().manual_seed(5)
    columns = sum(1 + 2 * n for n in LABELS)
    return torch.randn(3, 4, columns, generator=random) * 2, torch.randn(3, 5, generator=random)


def head_columns(head: int) -> slice:
    first = sum(1 + 2 * n for n in LABELS[:head])
    return slice(first, first + 1 + 2 * LABELS[head])


def tags_of(scores: torch.Tensor, lengths: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    """(rows, words, heads): the likeliest tags."""
    best = best_tags(chains_of(scores, lengths, moves, layout(LABELS)))
    return best.view(len(LABELS), len(scores), -1).permute(1, 2, 0)


def test_likeliest_tags_are_those_of_the_enumeration(chain: tuple[torch.Tensor, torch.Tensor]) -> None:
    """Viterbi finds, for every head and for rows of different lengths, what trying all sequences finds."""
    scores, moves = chain
    lengths = torch.tensor([4, 3, 1])
    best = tags_of(scores, lengths, moves)
    for row, head in itertools.product(range(3), range(3)):
        length = int(lengths[row])
        every = enumerated(scores[row, :length, head_columns(head)], moves[head], LABELS[head])
        assert tuple(best[row, :length, head].tolist()) == max(every, key=lambda tags: every[tags])


def test_likelihood_is_that_of_the_enumeration(chain: tuple[torch.Tensor, torch.Tensor]) -> None:
    """-log p(tags) equals log of the sum over all sequences less the tags' own score."""
    scores, moves = chain
    head = torch.tensor([2, 0, 1])
    lengths = torch.tensor([4, 3, 2])
    tags = torch.tensor([[0, 1, 2, 3], [1, 1, 0, 0], [1, 2, 0, 0]])
    expected = 0.0
    for row in range(3):
        every = enumerated(
            scores[row, : lengths[row], head_columns(int(head[row]))], moves[head[row]], LABELS[head[row]]
        )
        expected += float(torch.logsumexp(torch.tensor(list(every.values())), 0))
        expected -= every[tuple(tags[row, : lengths[row]].tolist())]
    found = negative_log_likelihood(scores, tags, lengths, moves, layout(LABELS), head)
    assert float(found.sum()) == pytest.approx(expected, rel=1e-4)


def expectations(scores: torch.Tensor, moves: torch.Tensor, labels: int) -> tuple[float, torch.Tensor, torch.Tensor]:
    """The log of the sum over all sequences of one head, each word's share of every tag, and the moves made."""
    every = enumerated(scores, moves, labels)
    log_z = float(torch.logsumexp(torch.tensor(list(every.values())), 0))
    shares, made = torch.zeros_like(scores), torch.zeros(5)
    for tags, score in every.items():
        weight = math.exp(score - log_z)
        for n, (before, tag) in enumerate(zip((-1, *tags), tags, strict=False)):
            shares[n, tag] += weight
            is_i = tag > 0 and tag % 2 == 0
            if before < 0 and tag:
                made[START_B] += weight
            elif before == 0 and tag:
                made[O_B] += weight
            elif before > 0:
                made[E_I if is_i else E_B if tag else E_O] += weight
    return log_z, shares, made


@pytest.fixture
def by_program() -> ModuleType:
    """The GPU's kernels; where there is none, Triton's interpreter runs them (tests/conftest.py)."""
    pytest.importorskip("triton")
    return importlib.import_module("models.crf_gpu")


def moved(chains: Chains) -> Chains:
    """The chains where the kernels run."""
    return Chains(*(part.to("cuda" if torch.cuda.is_available() else "cpu") for part in chains))


@pytest.mark.parametrize("where", ["cpu", "gpu"])
def test_expectations_are_those_of_the_enumeration(
    chain: tuple[torch.Tensor, torch.Tensor], where: str, request: pytest.FixtureRequest
) -> None:
    """Forwards and backwards give each tag and each move the share that all sequences written out give it."""
    scores, moves = chain
    lengths = torch.tensor([4, 3, 1])
    chains = chains_of(scores, lengths, moves, layout(LABELS))
    if where == "cpu":
        found = expected(chains)
    else:
        program = request.getfixturevalue("by_program")
        found = Expected(*(part.cpu() for part in program.expected_by_chain(moved(chains))))
    for row, head in itertools.product(range(3), range(3)):
        length, at = int(lengths[row]), 3 * head + row
        log_z, shares, made = expectations(scores[row, :length, head_columns(head)], moves[head], LABELS[head])
        assert found.log_z[at].item() == pytest.approx(log_z, rel=1e-5)
        torch.testing.assert_close(found.o[at, :length], shares[:, 0], rtol=1e-4, atol=1e-5)
        for part, first in ((found.b, 1), (found.i, 2)):
            torch.testing.assert_close(part[at, :length, : LABELS[head]], shares[:, first::2], rtol=1e-4, atol=1e-5)
            assert not part[at, length:].any()
            assert not part[at, :, LABELS[head] :].any()
        torch.testing.assert_close(found.moves[at], made, rtol=1e-4, atol=1e-5)


def test_both_ways_agree_on_long_chains(by_program: ModuleType) -> None:
    """On chains of a hundred words the GPU's kernels give what the CPU gives: shares, moves and likeliest tags."""
    random = torch.Generator().manual_seed(1)
    scores = torch.randn(4, 100, sum(1 + 2 * n for n in LABELS), generator=random) * 3
    moves, lengths = torch.randn(3, 5, generator=random), torch.tensor([100, 77, 1, 40])
    chains = chains_of(scores, lengths, moves, layout(LABELS))
    for ours, theirs in zip(expected(chains), by_program.expected_by_chain(moved(chains)), strict=True):
        torch.testing.assert_close(ours, theirs.cpu(), rtol=1e-3, atol=1e-3)
    best = tags_of(scores, lengths, moves)
    inside = torch.arange(100)[None] < lengths[:, None]
    found = by_program.best_by_chain(moved(chains)).cpu().view(3, 4, 100).permute(1, 2, 0)
    assert torch.equal(best[inside], found[inside])


def test_likelihoods_are_the_shares_of_the_tags(chain: tuple[torch.Tensor, torch.Tensor]) -> None:
    """How likely a tag is, is its share of all sequences, whether O, B or I."""
    scores, moves = chain
    lengths = torch.tensor([4, 3, 1])
    tags = torch.tensor([[0, 1, 2, 4], [0, 0, 1, 1], [1, 0, 0, 0]], dtype=torch.uint8)[:, :, None].repeat(1, 1, 3)
    tags[:, :, 1] = tags[:, :, 1].clamp(max=2)  # the second head has one label
    by_chain = likelihoods(chains_of(scores, lengths, moves, layout(LABELS)), tags.permute(2, 0, 1).flatten(0, 1))
    found = by_chain.view(3, 3, 4).permute(1, 2, 0)
    for row, head in itertools.product(range(3), range(3)):
        length = int(lengths[row])
        _, shares, _ = expectations(scores[row, :length, head_columns(head)], moves[head], LABELS[head])
        wanted = shares.gather(1, tags[row, :length, head, None].long())[:, 0]
        torch.testing.assert_close(found[row, :length, head], wanted, rtol=1e-4, atol=1e-5)


def test_chains_are_left_as_they_were(chain: tuple[torch.Tensor, torch.Tensor]) -> None:
    """Reading the tags and how likely they are changes nothing of what they are read from."""
    scores, moves = chain
    chains = chains_of(scores, torch.tensor([4, 3, 1]), moves, layout(LABELS))
    before = [part.clone() for part in chains]
    likelihoods(chains, best_tags(chains))
    for part, was in zip(chains, before, strict=True):
        assert torch.equal(part, was)


def test_derivatives_of_the_likelihood() -> None:
    """The derivative by scores and moves is what small steps find."""
    random = torch.Generator().manual_seed(2)
    scores = torch.randn(2, 5, sum(1 + 2 * n for n in LABELS), generator=random, dtype=torch.float64).requires_grad_()
    moves = torch.randn(3, 5, generator=random, dtype=torch.float64).requires_grad_()
    tags, lengths, head = torch.tensor([[0, 1, 2, 0, 3], [1, 0, 0, 0, 0]]), torch.tensor([5, 3]), torch.tensor([2, 1])

    def loss(scores: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
        return negative_log_likelihood(scores, tags, lengths, moves, layout(LABELS), head)

    assert torch.autograd.gradcheck(loss, (scores, moves))


def test_what_is_certain_costs_its_likelihood(chain: tuple[torch.Tensor, torch.Tensor]) -> None:
    """Divergence from tags that are certain is -log p of the tags; from the chain's own expectations it has no
    derivative, for nothing is left to learn."""
    scores, moves = chain
    lengths, head = torch.tensor([4, 3, 2]), torch.tensor([2, 0, 1])
    tags = torch.tensor([[0, 1, 2, 3], [1, 1, 0, 0], [1, 2, 0, 0]])
    sure = torch.full_like(scores, -50.0)
    for row in range(3):
        for n in range(int(lengths[row])):
            sure[row, n, head_columns(int(head[row])).start + int(tags[row, n])] = 50.0
    form = layout(LABELS)
    wanted = expected(chains_of(sure, lengths, torch.zeros_like(moves), form, head))
    cost = divergence(chains_of(scores, lengths, moves, form, head), wanted)
    torch.testing.assert_close(cost, negative_log_likelihood(scores, tags, lengths, moves, form, head))
    own = scores.clone().requires_grad_()
    chains = chains_of(own, lengths, moves, form)
    divergence(chains, expected(chains)).sum().backward()
    assert own.grad is not None
    assert own.grad.abs().max() < 1e-5
