"""The tied CRF against every tag sequence written out."""

import itertools

import pytest
import torch

from models.crf import E_B, E_I, E_O, O_B, START_B, best_tags, layout, negative_log_likelihood

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


def test_likeliest_tags_are_those_of_the_enumeration(chain: tuple[torch.Tensor, torch.Tensor]) -> None:
    """Viterbi finds, for every head and for rows of different lengths, what trying all sequences finds."""
    scores, moves = chain
    lengths = torch.tensor([4, 3, 1])
    best = best_tags(scores, lengths, moves, layout(LABELS))
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
    assert float(found) == pytest.approx(expected, rel=1e-4)
