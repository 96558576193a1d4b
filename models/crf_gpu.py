"""The tied chain on a GPU: one program a chain, its state in registers, all of its words in one launch.

Word by word from Python, a batch took some five thousand launches. Triton comes with torch's builds for GPUs; a CPU
never imports this, but can check it by Triton's interpreter (TRITON_INTERPRET=1), as the tests do.
"""

# Triton compiles these functions from their source: what they take are pointers and numbers of its own.
# pyright: basic, reportIndexIssue=false, reportCallIssue=false

import torch
import triton
import triton.language as tl
from torch import Tensor

from models.crf import NEVER, Chains, Expected

_NEVER = tl.constexpr(NEVER)


@triton.jit
def _add(a, b):
    """log(exp(a) + exp(b))."""
    return tl.maximum(a, b) + tl.log(1.0 + tl.exp(-tl.abs(a - b)))


@triton.jit
def _sum(a):
    """log(sum(exp(a)))."""
    top = tl.max(a, 0)
    return top + tl.log(tl.sum(tl.exp(a - top), 0))


@triton.jit
def _expected(
    o, b, i, moves, lengths, log_z, likely_o, likely_b, likely_i, made,
    words, labels: tl.constexpr, block: tl.constexpr,
):  # fmt: skip
    """What lies ahead of each word is kept where its likelihood will stand, and taken from there on the way back."""
    chain = tl.program_id(0).to(tl.int64)
    length = tl.load(lengths + chain)
    start_b, o_b = tl.load(moves + 5 * chain), tl.load(moves + 5 * chain + 1)
    e_o, e_b, e_i = tl.load(moves + 5 * chain + 2), tl.load(moves + 5 * chain + 3), tl.load(moves + 5 * chain + 4)
    label = tl.arange(0, block)
    some = label < labels
    at = chain * words
    ahead_o = tl.load(o + at)
    ahead_b = tl.load(b + at * labels + label, some, _NEVER) + start_b
    ahead_i = tl.full([block], _NEVER, tl.float32)
    tl.store(likely_o + at, ahead_o)
    tl.store(likely_b + at * labels + label, ahead_b, some)
    tl.store(likely_i + at * labels + label, ahead_i, some)
    for n in range(1, length):
        here = (at + n) * labels + label
        entity = _add(ahead_b, ahead_i)
        any_entity = _sum(entity)
        next_o = _add(ahead_o, any_entity + e_o) + tl.load(o + at + n)
        ahead_b = _add(ahead_o + o_b, any_entity + e_b) + tl.load(b + here, some, _NEVER)
        ahead_i = entity + e_i + tl.load(i + here, some, _NEVER)
        ahead_o = next_o
        tl.store(likely_o + at + n, ahead_o)
        tl.store(likely_b + here, ahead_b, some)
        tl.store(likely_i + here, ahead_i, some)
    whole = _add(ahead_o, _sum(_add(ahead_b, ahead_i)))
    tl.store(log_z + chain, whole)
    tl.debug_barrier()
    after_o = tl.full([], 0.0, tl.float32)
    after_e = tl.zeros([block], tl.float32)
    to_entity, to_outside, to_another, going_on = after_o, after_o, after_o, after_o
    for back in range(1, length):
        n = length - back
        here = (at + n) * labels + label
        before = here - labels
        earlier_o = tl.load(likely_o + at + n - 1)
        earlier_b = tl.load(likely_b + before, some, _NEVER)
        earlier_i = tl.load(likely_i + before, some, _NEVER)
        goes_on = tl.where(some, tl.exp(ahead_i + after_e - whole), 0.0)
        tl.store(likely_o + at + n, tl.exp(ahead_o + after_o - whole))
        tl.store(likely_b + here, tl.exp(ahead_b + after_e - whole), some)
        tl.store(likely_i + here, goes_on, some)
        to_o = tl.load(o + at + n) + after_o
        to_b = _sum(tl.load(b + here, some, _NEVER) + after_e)
        to_i = tl.load(i + here, some, _NEVER) + after_e
        any_entity = _sum(_add(earlier_b, earlier_i))
        to_entity += tl.exp(earlier_o + o_b + to_b - whole)
        to_outside += tl.exp(any_entity + e_o + to_o - whole)
        to_another += tl.exp(any_entity + e_b + to_b - whole)
        going_on += tl.sum(goes_on, 0)
        after_o = _add(to_o, o_b + to_b)
        after_e = _add(_add(e_o + to_o, e_b + to_b), e_i + to_i)
        ahead_o, ahead_b, ahead_i = earlier_o, earlier_b, earlier_i
    begins = tl.where(some, tl.exp(ahead_b + after_e - whole), 0.0)
    tl.store(likely_o + at, tl.exp(ahead_o + after_o - whole))
    tl.store(likely_b + at * labels + label, begins, some)
    tl.store(likely_i + at * labels + label, tl.zeros([block], tl.float32), some)
    tl.store(made + 5 * chain, tl.sum(begins, 0))
    tl.store(made + 5 * chain + 1, to_entity)
    tl.store(made + 5 * chain + 2, to_outside)
    tl.store(made + 5 * chain + 3, to_another)
    tl.store(made + 5 * chain + 4, going_on)


@triton.jit
def _best(
    o, b, i, moves, lengths, tags, came, came_i,
    words, labels: tl.constexpr, block: tl.constexpr,
):  # fmt: skip
    """`came`: (chains, words, 2), where the best way into O and into a B comes from, 0 for O, else 1 + the label.
    `came_i`: (chains, words, labels), whether the best way into an I comes from an I."""
    chain = tl.program_id(0).to(tl.int64)
    length = tl.load(lengths + chain)
    start_b, o_b = tl.load(moves + 5 * chain), tl.load(moves + 5 * chain + 1)
    e_o, e_b, e_i = tl.load(moves + 5 * chain + 2), tl.load(moves + 5 * chain + 3), tl.load(moves + 5 * chain + 4)
    label = tl.arange(0, block)
    some = label < labels
    at = chain * words
    ahead_o = tl.load(o + at)
    ahead_b = tl.load(b + at * labels + label, some, _NEVER) + start_b
    ahead_i = tl.full([block], _NEVER, tl.float32)
    for n in range(1, length):
        here = (at + n) * labels + label
        from_i = ahead_i > ahead_b
        entity = tl.maximum(ahead_b, ahead_i)
        highest, which = tl.max(entity, 0), tl.argmax(entity, 0)
        tl.store(came_i + here, from_i.to(tl.uint8), some)
        tl.store(came + 2 * (at + n), tl.where(highest + e_o > ahead_o, which + 1, 0).to(tl.uint8))
        tl.store(came + 2 * (at + n) + 1, tl.where(highest + e_b > ahead_o + o_b, which + 1, 0).to(tl.uint8))
        next_o = tl.maximum(ahead_o, highest + e_o) + tl.load(o + at + n)
        ahead_b = tl.maximum(ahead_o + o_b, highest + e_b) + tl.load(b + here, some, _NEVER)
        ahead_i = entity + e_i + tl.load(i + here, some, _NEVER)
        ahead_o = next_o
    tl.debug_barrier()
    entity = tl.maximum(ahead_b, ahead_i)
    which = tl.argmax(entity, 0)
    inside = tl.max(entity, 0) > ahead_o
    is_i = inside & (tl.sum(tl.where((label == which) & (ahead_i > ahead_b), 1, 0), 0) > 0)
    state = tl.where(inside, 1 + 2 * which + is_i.to(tl.int32), 0)  # the tag itself
    for back in range(1, length):
        n = length - back
        tl.store(tags + at + n, state.to(tl.uint8))
        own = tl.maximum(state - 1, 0) // 2
        was_i = tl.load(came_i + (at + n) * labels + own).to(tl.int32)
        source = tl.load(came + 2 * (at + n) + tl.where(state > 0, 1, 0)).to(tl.int32)
        of_source = tl.maximum(source - 1, 0)
        source_i = tl.load(came_i + (at + n) * labels + of_source).to(tl.int32)
        earlier = tl.where(source > 0, 1 + 2 * of_source + source_i, 0)
        state = tl.where((state > 0) & (state % 2 == 0), 1 + 2 * own + was_i, earlier)
    tl.store(tags + at, state.to(tl.uint8))


def expected_by_chain(chains: Chains) -> Expected:
    """`models.crf.expected`, on a GPU."""
    o, b, i, moves, lengths = (part.contiguous() for part in chains)
    count, words, labels = b.shape
    log_z = torch.empty_like(o[:, 0])
    likely = [torch.zeros_like(part) for part in (o, b, i)]
    made = torch.empty_like(moves)
    block = triton.next_power_of_2(labels)
    _expected[(count,)](o, b, i, moves, lengths, log_z, *likely, made, words, labels, block, num_warps=1)
    return Expected(log_z, *likely, made)


def best_by_chain(chains: Chains) -> Tensor:
    """(chains, words), uint8: each chain's likeliest tags, 0 beyond its length."""
    o, b, i, moves, lengths = (part.contiguous() for part in chains)
    count, words, labels = b.shape
    tags = torch.zeros(o.shape, dtype=torch.uint8, device=o.device)
    came = torch.empty((count, words, 2), dtype=torch.uint8, device=o.device)
    came_i = torch.empty(b.shape, dtype=torch.uint8, device=o.device)
    block = triton.next_power_of_2(labels)
    _best[(count,)](o, b, i, moves, lengths, tags, came, came_i, words, labels, block, num_warps=1)
    return tags
