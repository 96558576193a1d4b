"""A linear-chain CRF over each head's BIO tags, with its moves tied (Lafferty et al. 2001): five numbers a head.

A head's tags are O, then B and I of each label. What a move costs depends only on whether it leaves O or an entity and
whether it goes to O, to a B, or on to the same label's I; any other move into an I is impossible. That is most of
what a full matrix learns (an entity seldom begins where another ends), and costs a step O(labels) instead of
O(labels squared).

On a CPU all chains take a word at a time together; on a GPU each chain is a program of its own (`models.crf_gpu`).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

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


class Chains(NamedTuple):
    """What the tags of some chains score. `o`: (chains, words). `b`, `i`: (chains, words, most labels), NEVER where a
    head has no such label. `moves`: (chains, 5). `lengths`: (chains), words of each, at least one."""

    o: Tensor
    b: Tensor
    i: Tensor
    moves: Tensor
    lengths: Tensor


class Expected(NamedTuple):
    """What is expected of each chain's tags. `log_z`: (chains), the log of the sum over all sequences. `o`, `b`, `i`:
    how likely each word's tag is, in the shapes of the chains. `moves`: (chains, 5), how often each move is made."""

    log_z: Tensor
    o: Tensor
    b: Tensor
    i: Tensor
    moves: Tensor


def chains_of(scores: Tensor, lengths: Tensor, moves: Tensor, form: Layout, head: Tensor | None = None) -> Chains:
    """The chains of rows, each of its own `head` (rows), or of every head: rows times heads, heads varying fastest.

    scores: (rows, words, tags of all heads). lengths: (rows). moves: (heads, 5).
    """
    rows, words, _ = scores.shape
    if head is None:
        count = len(form.o)
        o = scores.index_select(2, form.o).transpose(1, 2).flatten(0, 1)
        b, i = (
            scores.index_select(2, columns.flatten())
            .view(rows, words, *form.some.shape)
            .masked_fill(~form.some, NEVER)
            .transpose(1, 2)
            .flatten(0, 1)
            for columns in (form.b, form.i)
        )
        return Chains(o, b, i, moves.repeat(rows, 1), lengths.repeat_interleave(count))
    o = scores.gather(2, form.o[head][:, None, None].expand(-1, words, 1))[..., 0]
    b, i = (
        scores.gather(2, columns[head][:, None].expand(-1, words, -1)).masked_fill(~form.some[head][:, None], NEVER)
        for columns in (form.b, form.i)
    )
    return Chains(o, b, i, moves[head], lengths)


@torch.no_grad()
def expected(chains: Chains) -> Expected:
    """Forwards and backwards through the chains (Rabiner 1989). Beyond a chain's length nothing is likely."""
    if chains.o.device.type == "cuda":
        from models.crf_gpu import expected_by_chain

        return expected_by_chain(chains)
    return _expected_by_words(chains)


def _expected_by_words(chains: Chains) -> Expected:
    o, b, i, moves, lengths = chains
    words = o.shape[1]
    start_b, o_b, e_o, e_b, e_i = (move[:, None] for move in moves.T)
    ahead_o, ahead_b, ahead_i = [o[:, :1]], [b[:, 0] + start_b], [torch.full_like(b[:, 0], NEVER)]
    entity = [ahead_b[0]]  # by label, whether in its B or its I
    some = [entity[0].logsumexp(1, keepdim=True)]
    for n in range(1, words):
        on = (n < lengths)[:, None]
        next_o = torch.logaddexp(ahead_o[-1], some[-1] + e_o) + o[:, n, None]
        next_b = torch.logaddexp(ahead_o[-1] + o_b, some[-1] + e_b) + b[:, n]
        next_i = entity[-1] + e_i + i[:, n]
        ahead_o.append(torch.where(on, next_o, ahead_o[-1]))
        ahead_b.append(torch.where(on, next_b, ahead_b[-1]))
        ahead_i.append(torch.where(on, next_i, ahead_i[-1]))
        entity.append(torch.logaddexp(ahead_b[-1], ahead_i[-1]))
        some.append(entity[-1].logsumexp(1, keepdim=True))
    log_z = torch.logaddexp(ahead_o[-1], some[-1])
    likely_o, likely_b, likely_i = torch.zeros_like(o), torch.zeros_like(b), torch.zeros_like(i)
    made = torch.zeros_like(moves)
    after_o, after_e = torch.zeros_like(ahead_o[0]), torch.zeros_like(ahead_b[0])
    for n in range(words - 1, -1, -1):
        on = (n < lengths)[:, None]
        likely_o[:, n] = torch.where(on, (ahead_o[n] + after_o - log_z).exp(), 0)[:, 0]
        likely_b[:, n] = torch.where(on, (ahead_b[n] + after_e - log_z).exp(), 0)
        likely_i[:, n] = torch.where(on, (ahead_i[n] + after_e - log_z).exp(), 0)
        if not n:
            break
        to_o, to_i = o[:, n, None] + after_o, i[:, n] + after_e
        to_b = (b[:, n] + after_e).logsumexp(1, keepdim=True)
        steps = (ahead_o[n - 1] + o_b + to_b, some[n - 1] + e_o + to_o, some[n - 1] + e_b + to_b)
        made[:, O_B : E_B + 1] += torch.where(on, (torch.cat(steps, 1) - log_z).exp(), 0)
        after_o = torch.where(on, torch.logaddexp(to_o, o_b + to_b), after_o)
        from_any = torch.logaddexp(e_o + to_o, e_b + to_b)
        after_e = torch.where(on, torch.logaddexp(from_any, e_i + to_i), after_e)
    made[:, START_B] = likely_b[:, 0].sum(1)
    made[:, E_I] = likely_i.sum((1, 2))
    return Expected(log_z[:, 0], likely_o, likely_b, likely_i, made)


class _LogPartition(torch.autograd.Function):
    """log_z, whose derivative by every score is how likely the tag is, and by every move how often it is made."""

    @staticmethod
    def forward(ctx: Any, *chains: Tensor) -> Tensor:
        log_z, *likely = expected(Chains(*chains))
        ctx.save_for_backward(*likely)
        return log_z

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *grad_outputs: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        (by_chain,) = grad_outputs
        likely_o, likely_b, likely_i, made = ctx.saved_tensors
        wide, wider = by_chain[:, None], by_chain[:, None, None]
        return likely_o * wide, likely_b * wider, likely_i * wider, made * wide, None


def log_partition(chains: Chains) -> Tensor:
    """(chains): the log of the sum over all tag sequences of exp(what they score)."""
    return _LogPartition.apply(*chains)


def negative_log_likelihood(
    scores: Tensor, tags: Tensor, lengths: Tensor, moves: Tensor, form: Layout, head: Tensor
) -> Tensor:
    """(rows): -log p(tags).

    scores: (rows, words, tags of all heads). tags: (rows, words), in the numbering of the row's own head, anything
    beyond `lengths` (rows). moves: (heads, 5). head: (rows), which head the row's tags belong to.
    """
    every = log_partition(chains_of(scores, lengths, moves, form, head))
    return every - _score(scores, tags, lengths, moves[head], form, head)


def divergence(chains: Chains, wanted: Expected) -> Tensor:
    """(chains): what it costs to code tags that are spread as is `wanted` by these chains, cross entropy of sequences.

    With tags that are certain this is -log p(tags); with what another tagger expects, training on it is distillation.
    """
    inside = (chains.o * wanted.o).sum(1) + (chains.moves * wanted.moves).sum(1)
    inside = inside + (chains.b * wanted.b + chains.i * wanted.i).sum((1, 2))
    return log_partition(chains) - inside


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


def likelihoods(scores: Tensor, tags: Tensor, lengths: Tensor, moves: Tensor, form: Layout) -> Tensor:
    """(rows, words, heads): how likely each tag is, given all other words of its row.

    scores: (rows, words, tags of all heads). tags: (rows, words, heads), as `best_tags` gives them.
    """
    rows, words, heads = tags.shape
    found = expected(chains_of(scores, lengths, moves, form))
    label = ((tags.long() - 1) // 2).clamp(min=0)[..., None]
    b, i = (part.view(rows, heads, words, -1).transpose(1, 2).gather(3, label)[..., 0] for part in (found.b, found.i))
    o = found.o.view(rows, heads, words).transpose(1, 2)
    # Over long rows the sums of single precision come out a little beyond 1.
    return torch.where(tags == 0, o, torch.where(tags % 2 == 1, b, i)).clamp(max=1)


def best_tags(scores: Tensor, lengths: Tensor, moves: Tensor, form: Layout) -> Tensor:
    """(rows, words, heads): every head's likeliest tags (Viterbi 1967), uint8.

    scores: (rows, words, tags of all heads). lengths: (rows). Beyond a row's length tags mean nothing.
    """
    rows, words, heads = *scores.shape[:2], len(form.o)
    if scores.device.type == "cuda":
        from models.crf_gpu import best_by_chain

        return best_by_chain(chains_of(scores, lengths, moves, form)).view(rows, heads, words).transpose(1, 2)
    most = form.some.shape[1]
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
