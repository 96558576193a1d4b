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
    """The chains of rows, each of its own `head` (rows), or of every head: heads times rows, rows varying fastest.

    scores: (rows, words, tags of all heads). lengths: (rows). moves: (heads, 5).
    """
    rows, words, _ = scores.shape
    if head is None:
        by_word = scores.permute(1, 2, 0).contiguous()
        o = by_word.index_select(1, form.o).flatten(1)
        b, i = (
            by_word.index_select(1, columns.T.flatten())
            .view(words, *form.some.T.shape, rows)
            .masked_fill(~form.some.T[..., None], NEVER)
            .flatten(2)
            for columns in (form.b, form.i)
        )
        counts = lengths.repeat(len(form.o))
        return Chains(o.T, b.permute(2, 0, 1), i.permute(2, 0, 1), moves.repeat_interleave(rows, 0), counts)
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


LEAST = -60.0
"""What a tag scores at least, beside its word's best: less would leave the range of single precision."""


def _by_words(chains: Chains) -> tuple[Tensor, Tensor, Tensor]:
    """The scores, words first and chains last: o (words, chains); b, i (words, most labels, chains)."""
    return chains.o.T.contiguous(), chains.b.permute(1, 2, 0).contiguous(), chains.i.permute(1, 2, 0).contiguous()


def _expected_by_words(chains: Chains) -> Expected:
    """In shares rather than their logarithms, brought to a sum of one from word to word (Rabiner 1989, V.A): a
    step is a few products and sums, and what the next does not want is worked out for all words at once."""
    o, b, i = _by_words(chains)
    words = len(o)
    best = torch.maximum(o, torch.maximum(b, i).amax(1))
    o = (o - best).clamp_(min=LEAST).exp_()
    b, i = (torch.where(part > NEVER / 2, (part - best[:, None]).clamp_(min=LEAST).exp_(), 0) for part in (b, i))
    start_b, o_b, e_o, e_b, e_i = chains.moves.T.exp()
    i *= e_i
    on = torch.arange(words)[:, None] < chains.lengths
    beyond = ~on

    ahead_o, ahead_b, ahead_i = o.clone(), b * start_b, torch.zeros_like(i)
    entity = ahead_b.clone()  # by label, whether in its B or its I
    some = entity.sum(1)
    whole = ahead_o + some
    for n in range(1, words):
        share = whole[n - 1].reciprocal()
        was_o, was_some = ahead_o[n - 1] * share, some[n - 1] * share
        torch.mul(o[n], torch.addcmul(was_o, was_some, e_o), out=ahead_o[n])
        torch.mul(b[n], torch.addcmul(was_o * o_b, was_some, e_b), out=ahead_b[n])
        torch.mul(i[n], entity[n - 1] * share, out=ahead_i[n])
        torch.add(ahead_b[n], ahead_i[n], out=entity[n])
        torch.sum(entity[n], 0, out=some[n])
        torch.add(ahead_o[n], some[n], out=whole[n])

    after_o, after_e = torch.ones_like(o), torch.ones_like(b)
    to_o, to_b = torch.zeros_like(o), torch.zeros_like(o)
    for n in range(words - 1, 0, -1):
        next_o, next_b = o[n] * after_o[n], (b[n] * after_e[n]).sum(0)
        was_o = torch.addcmul(next_o, o_b, next_b)
        was_e = torch.addcmul(torch.addcmul(next_o * e_o, next_b, e_b), i[n], after_e[n])
        share = (was_o + was_e.sum(0)).reciprocal()
        torch.mul(was_o, share, out=after_o[n - 1]).masked_fill_(beyond[n], 1)
        torch.mul(was_e, share, out=after_e[n - 1]).masked_fill_(beyond[n], 1)
        torch.mul(next_o, share, out=to_o[n])
        torch.mul(next_b, share, out=to_b[n])

    shares = on / (ahead_o * after_o + (entity * after_e).sum(1))
    after_e *= shares[:, None]
    likely_o, likely_b, likely_i = ahead_o * after_o * shares, ahead_b * after_e, ahead_i * after_e
    from_o, from_e = (ahead[:-1] * shares[:-1] * on[1:] for ahead in (ahead_o, some))
    made = torch.stack(
        [
            likely_b[0].sum(0),
            (from_o * to_b[1:]).sum(0) * o_b,
            (from_e * to_o[1:]).sum(0) * e_o,
            (from_e * to_b[1:]).sum(0) * e_b,
            likely_i.sum((0, 1)),
        ],
        1,
    )
    log_z = torch.where(on, whole.log() + best, 0).sum(0)
    return Expected(log_z, likely_o.T, likely_b.permute(2, 0, 1), likely_i.permute(2, 0, 1), made)


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


def likelihoods(chains: Chains, tags: Tensor) -> Tensor:
    """(chains, words): how likely each of these tags is, given all other words of its chain. tags: (chains, words)."""
    found = expected(chains)
    label = ((tags.long() - 1) // 2).clamp(min=0)[..., None]
    b, i = (part.gather(2, label)[..., 0] for part in (found.b, found.i))
    # Over long rows the sums of single precision come out a little beyond 1.
    return torch.where(tags == 0, found.o, torch.where(tags % 2 == 1, b, i)).clamp(max=1)


def best_tags(chains: Chains) -> Tensor:
    """(chains, words): the likeliest tags of each chain (Viterbi 1967), uint8. Beyond its length they mean nothing."""
    if chains.o.device.type == "cuda":
        from models.crf_gpu import best_by_chain

        return best_by_chain(chains)
    return _best_by_words(chains)


def _best_by_words(chains: Chains) -> Tensor:
    o, b, i = _by_words(chains)
    words = len(o)
    start_b, o_b, e_o, e_b, e_i = chains.moves.T
    i = i + e_i
    ahead_o, ahead_b, ahead_i = o.clone(), b + start_b, torch.full_like(i, NEVER)
    entity = ahead_b.clone()  # by label, whether in its B or its I
    for n in range(1, words):
        was_o, highest = ahead_o[n - 1], entity[n - 1].amax(0)
        torch.add(o[n], torch.maximum(was_o, highest + e_o), out=ahead_o[n])
        torch.add(b[n], torch.maximum(was_o + o_b, highest + e_b), out=ahead_b[n])
        torch.add(i[n], entity[n - 1], out=ahead_i[n])
        torch.maximum(ahead_b[n], ahead_i[n], out=entity[n])
    highest, which = entity.max(1)
    is_i = (ahead_i > ahead_b).to(torch.uint8)
    inside = (1 + 2 * which + is_i.gather(1, which[:, None])[:, 0]).to(torch.uint8)
    last = torch.where(highest > ahead_o, inside, 0)
    into_o = torch.where(highest + e_o > ahead_o, inside, 0)
    into_b = torch.where(highest + e_b > ahead_o + o_b, inside, 0)
    tags = last.clone()
    for n in range(words - 2, -1, -1):
        after = tags[n + 1]
        label = (after.clamp(min=1) - 1) // 2
        on = 1 + 2 * label + is_i[n].gather(0, label[None].long())[0]
        earlier = torch.where(after == 0, into_o[n], torch.where(after % 2 == 1, into_b[n], on))
        torch.where(n + 1 < chains.lengths, earlier, last[n], out=tags[n])
    return tags.T
