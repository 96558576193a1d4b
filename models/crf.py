"""A linear-chain CRF over each head's BIO tags, with its moves tied (Lafferty et al. 2001): five numbers a head.

A head's tags are O, then B and I of each label. What a move costs depends only on whether it leaves O or an entity and
whether it goes to O, to a B, or on to the same label's I; any other move into an I is impossible. That is most of
what a full matrix learns (an entity seldom begins where another ends), and costs a step O(labels) instead of
O(labels squared).
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

NEVER = -1e4
START_B, O_B, E_O, E_B, E_I = range(5)


class Layout(NamedTuple):
    """Where each head's tags stand side by side: columns of O (heads) and of B and I (heads, most labels); `some`
    (heads, most labels) is False where a head has fewer labels."""

    o: Tensor
    b: Tensor
    i: Tensor
    some: Tensor


def layout(labels: Sequence[int]) -> Layout:
    """The layout of heads with so many labels each."""
    sizes = torch.tensor([1 + 2 * n for n in labels])
    o = torch.cumsum(sizes, 0) - sizes
    nth = torch.arange(max(labels))[None]
    some = nth < torch.tensor(labels)[:, None]
    b = torch.where(some, o[:, None] + 1 + 2 * nth, 0)
    return Layout(o, b, torch.where(some, b + 1, 0), some)


def first_moves(heads: int) -> nn.Parameter:
    """Moves before anything is learned: none is preferred but that entities seldom touch."""
    moves = torch.zeros(heads, 5)
    moves[:, E_B] = -1.0
    return nn.Parameter(moves)


def negative_log_likelihood(
    scores: Tensor, tags: Tensor, lengths: Tensor, moves: Tensor, form: Layout, head: Tensor
) -> Tensor:
    """Sum over the rows of -log p(tags).

    scores: (rows, words, tags of all heads). tags: (rows, words), in the numbering of the row's own head, anything
    beyond `lengths` (rows). moves: (heads, 5). head: (rows), which head the row's tags belong to.
    """
    rows, words, _ = scores.shape
    some = form.some[head]
    at = torch.arange(rows, device=scores.device)
    move = moves[head]
    o = scores[at[:, None], torch.arange(words, device=scores.device)[None], form.o[head][:, None]]
    b, i = (
        scores.gather(2, columns[head][:, None].expand(-1, words, -1)).masked_fill(~some[:, None], NEVER)
        for columns in (form.b, form.i)
    )
    ahead_o = o[:, 0]
    ahead_b = b[:, 0] + move[:, START_B, None]
    ahead_i = torch.full_like(ahead_b, NEVER)
    for n in range(1, words):
        entity = torch.logaddexp(ahead_b, ahead_i)
        any_entity = entity.logsumexp(1)
        next_o = torch.logaddexp(ahead_o, any_entity + move[:, E_O]) + o[:, n]
        into_b = torch.logaddexp(ahead_o + move[:, O_B], any_entity + move[:, E_B])
        next_b = into_b[:, None] + b[:, n]
        next_i = entity + move[:, E_I, None] + i[:, n]
        on = n < lengths
        ahead_o = torch.where(on, next_o, ahead_o)
        ahead_b = torch.where(on[:, None], next_b, ahead_b)
        ahead_i = torch.where(on[:, None], next_i, ahead_i)
    every = torch.logaddexp(ahead_o, torch.logaddexp(ahead_b, ahead_i).logsumexp(1))
    return (every - _score(scores, tags, lengths, move, form, head)).sum()


def _score(scores: Tensor, tags: Tensor, lengths: Tensor, move: Tensor, form: Layout, head: Tensor) -> Tensor:
    """(rows): the score of the given tags."""
    words = tags.shape[1]
    inside = torch.arange(words, device=tags.device)[None] < lengths[:, None]
    tags = torch.where(inside, tags, 0)
    own = scores.gather(2, (form.o[head][:, None] + tags)[..., None])[..., 0]
    before, after = tags[:, :-1] > 0, tags[:, 1:]
    is_b, is_i = after % 2 == 1, (after > 0) & (after % 2 == 0)
    step = torch.where(
        before,
        torch.where(is_b, move[:, E_B, None], torch.where(is_i, move[:, E_I, None], move[:, E_O, None])),
        torch.where(is_b, move[:, O_B, None], 0.0),
    )
    first = torch.where(tags[:, 0] % 2 == 1, move[:, START_B], 0.0)
    return (own * inside).sum(1) + (step * inside[:, 1:]).sum(1) + first


def best_tags(scores: Tensor, lengths: Tensor, moves: Tensor, form: Layout) -> Tensor:
    """(rows, words, heads): every head's likeliest tags (Viterbi 1967), uint8.

    scores: (rows, words, tags of all heads). lengths: (rows). Beyond a row's length tags mean nothing.
    """
    words, heads, most = scores.shape[1], len(form.o), form.some.shape[1]
    never = torch.where(form.some, 0.0, NEVER)
    o = scores[:, :, form.o]
    b = scores[:, :, form.b] + never
    i = scores[:, :, form.i] + never
    move = moves[None]
    ahead_o, ahead_b = o[:, 0], b[:, 0] + move[:, :, START_B, None]
    ahead_i = torch.full_like(ahead_b, NEVER)
    came_o: list[Tensor] = []  # into O or a B: 0 from O, else 1 + label, for each
    came_b: list[Tensor] = []
    came_i: list[Tensor] = []  # into an I: whether from an I
    for n in range(1, words):
        entity = torch.maximum(ahead_b, ahead_i)
        came_i.append(ahead_i > ahead_b)
        highest, which = entity.max(-1)
        to_o = highest + move[:, :, E_O]
        came_o.append(torch.where(to_o > ahead_o, which + 1, 0))
        from_o, to_b = ahead_o + move[:, :, O_B], highest + move[:, :, E_B]
        came_b.append(torch.where(to_b > from_o, which + 1, 0))
        on = (n < lengths)[:, None]
        ahead_o = torch.where(on, torch.maximum(ahead_o, to_o) + o[:, n], ahead_o)
        ahead_b = torch.where(on[..., None], torch.maximum(from_o, to_b)[..., None] + b[:, n], ahead_b)
        ahead_i = torch.where(on[..., None], entity + move[:, :, E_I, None] + i[:, n], ahead_i)
    every = torch.cat([ahead_o[..., None], ahead_b, ahead_i], -1)
    state = every.argmax(-1)  # 0: O, 1..most: B, beyond: I
    tags = torch.empty(*scores.shape[:2], heads, dtype=torch.uint8, device=scores.device)

    def numbered(state: Tensor) -> Tensor:
        label = (state - 1) % most
        return torch.where(state == 0, 0, 1 + 2 * label + (state > most)).to(torch.uint8)

    tags[:, words - 1] = numbered(state)
    for n in range(words - 1, 0, -1):
        label = ((state - 1) % most).clamp(min=0)
        was_i = came_i[n - 1].gather(-1, label[..., None])[..., 0]
        entity_of = torch.where(state == 0, came_o[n - 1], came_b[n - 1])
        source = (entity_of - 1).clamp(min=0)
        source_i = came_i[n - 1].gather(-1, source[..., None])[..., 0]
        from_any = torch.where(entity_of == 0, 0, 1 + source + most * source_i)
        earlier = torch.where(state > most, 1 + label + most * was_i, from_any)
        state = torch.where((n < lengths)[:, None], earlier, state)
        tags[:, n - 1] = numbered(state)
    return tags
