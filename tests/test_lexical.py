"""The chain over words' letters: what it sees of a word, that features spread over its table, that it learns what
letters tell, and that the tagger pools it with its network."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UnusableTagger
from models.augment import Tagged
from models.crf import best_tags, chains_of, layout
from models.fit_lexical import fit, pooled, read_sentences
from models.lexical import COLUMNS, FEATURES, ROWS, Characters, Lexical, letters_of, points_of, rows_of
from models.names import Numbers, known_names, marks_of
from models.network import Dimensions, Head, Network
from models.storage import FEWEST, packed, unpacked
from models.tagger import Tagger
from models.words import find_words

torch.set_num_threads(1)  # the tests themselves run side by side
SMALL = Dimensions(width=32, layers=1, heads=2, inner=32)
HEADS = (Head("BC5CDR", ("Chemical", "Disease")), Head("BC2GM", ("Gene",)))

texts = st.text(max_size=60)


def letters(text: str) -> Numbers:
    found = find_words(text)
    marks = marks_of(found.shapes, known_names(text, found.starts, found.ends))
    read = map(torch.from_numpy, (points_of(text), found.starts, found.ends, marks))
    return letters_of(Characters(*read)).numpy()


def told(text: str, column: str) -> list[int]:
    return letters(text)[:, COLUMNS.index(column)].tolist()


@pytest.mark.parametrize(
    ("column", "text", "same"),
    [
        ("word", "CD19 cd20", True),
        ("exact", "CD19 cd19", False),
        ("exact", "CD19 CD20", False),
        ("exact", "CD19 CD19", True),
        ("begins3", "imatinib imatin", True),
        ("begins3", "imatinib imadinib", False),
        ("ends2", "imatinib dasatinib", True),
        ("ends2", "imatinib cetuximab", False),
        ("begins3", "of office", False),
        ("run0", "of ab", True),
        ("run5", "rituximab cetuximab", True),
        ("word", "naïve NAÏVE", True),
        ("word", "𝒜𝒜 𝒜", False),
    ],
)
def test_what_is_told_of_a_word(column: str, text: str, same: bool):
    """Case and digits count in `exact` alone; beginnings and endings are of so many letters."""
    first, second = told(text, column)
    assert (first == second) is same


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_word_is_told_by_itself(parts: list[str]):
    """What stands before a word does not change its own numbers."""
    joined = "\n".join(parts)
    rows = {joined[a:b]: one for (a, b), one in zip(_places(joined), letters(joined)[:, :2].tolist(), strict=True)}
    for part in parts:
        for (a, b), one in zip(_places(part), letters(part)[:, :2].tolist(), strict=True):
            assert rows[part[a:b]] == one


def _places(text: str) -> list[tuple[int, int]]:
    found = find_words(text)
    return list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=4))
def test_texts_do_not_see_each_other(parts: list[str]):
    """The features of a text's words are the same whatever stands beside it, and however many are asked at once."""
    own = [letters(part) for part in parts]
    of = torch.from_numpy(np.repeat(np.arange(len(own)), [len(one) for one in own]))
    every = torch.from_numpy(np.concatenate(own))
    together = rows_of(every, of, torch.arange(len(every)))
    alone = [
        rows_of(torch.from_numpy(one), torch.zeros(len(one), dtype=torch.int64), torch.arange(len(one))) for one in own
    ]
    assert torch.equal(together, torch.cat([one.reshape(-1, FEATURES) for one in alone]))
    some = torch.arange(0, len(every), 3)
    assert torch.equal(rows_of(every, of, some), together[some])


def test_features_spread_over_the_table():
    """As many rows are taken as by chance, also by small numbers such as shapes, and no feature takes another's."""
    random = np.random.default_rng(3)
    words = torch.from_numpy(random.integers(0, 40, (4000, len(COLUMNS))))
    rows = rows_of(words, torch.zeros(4000, dtype=torch.int64), torch.arange(4000))
    assert rows.min() >= 0
    assert rows.max() < ROWS
    distinct = sum(len(rows[:, n].unique()) for n in range(FEATURES))
    expected = ROWS * (1 - np.exp(-distinct / ROWS))
    assert len(rows.unique()) > 0.97 * expected


def test_a_run_of_letters_counts_wherever_it_stands():
    """The row of "mab" is the same in a short word and in a long one."""
    rows = [
        set(rows_of(torch.from_numpy(letters(one)), torch.zeros(1, dtype=torch.int64), torch.arange(1))[0].tolist())
        for one in ("mabs", "trimabs")
    ]
    assert rows[0] & rows[1]


def test_what_letters_tell_is_learned():
    """Names that were never read are found by their endings, and words that end otherwise are not."""
    stems = ["ritu", "cetu", "ipili", "nivolu", "pembro", "dara", "beva", "tras", "ofatu", "obinu", "sacitu", "durva"]
    read = [Tagged("BC2GM", str(n), ("given", f"{stem}ximab", "for", f"{stem}ia"), (0, 1, 0, 0)) for n, stem in
            enumerate(stems)]  # fmt: skip
    table, moves = fit(read * 4, 1, seed=5, passes=3)
    asked = read_sentences([Tagged("BC2GM", "x", ("took", "zolbetuximab", "with", "anaemia"), (0, 0, 0, 0))])
    scores = table[asked.rows.long()].sum(1)
    tags = best_tags(chains_of(scores[None], torch.tensor([4]), moves[None], layout([1])))
    assert tags[0].tolist() == [0, 1, 0, 0]


def lettered(share: float) -> Network:
    """A network that knows nothing, and a chain by which every word that ends in "mab" is a chemical."""
    torch.manual_seed(1)
    network = Network(SMALL, HEADS)
    table = torch.zeros(ROWS, 8)
    mab, other = (
        rows_of(torch.from_numpy(letters(one)), torch.zeros(1, dtype=torch.int64), torch.arange(1))[0].tolist()
        for one in ("rituximab", "receptor")
    )
    table[:, 0] = table[:, 5] = 0.2
    table[[row for row in mab if row not in other], 1] = 9.0
    network.lexical = Lexical(table, torch.zeros(2, 5), torch.tensor(share))
    return network.eval()


def test_the_tagger_pools_both():
    """With a share of 1 the chain alone counts, with 0 the network alone."""
    text = ["The receptor of rituximab."]
    by_letters = pooled(lettered(0.5), 1.0).tag(text)
    assert [(one.start, one.end, one.label) for one in by_letters[0]] == [(16, 25, "Chemical")]
    network = lettered(0.5)
    network.lexical = None
    assert pooled(lettered(0.5), 0.0).tag(text) == pooled(network, 0.0).tag(text)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["rituximab ", "the receptor ", "癌 ", "x-1, "]), max_size=400), st.integers(40, 4000))
def test_the_same_spans_whatever_the_batch(parts: list[str], budget: int):
    """A long text's words are told by their letters alike in whichever window and batch they stand."""
    text = "".join(parts)
    tagger = Tagger(lettered(0.5), torch.device("cpu"), torch.float32, budget)
    whole = tagger.tag([text])[0]
    assert tagger.tag(["rituximab", text, ""])[1] == whole
    assert Tagger(lettered(0.5), torch.device("cpu"), torch.float32).tag([text])[0] == whole


def test_a_file_keeps_the_chain(tmp_path: Path):
    """Written in 8 bits, each row to half of its step, and read again; a table of another size is refused."""
    network = lettered(0.25)
    network.save(tmp_path / "one.safetensors")
    again = Network.load(tmp_path / "one.safetensors").lexical
    assert again
    assert network.lexical
    step = network.lexical.table.abs().amax(1, keepdim=True) / 127
    assert ((again.table - network.lexical.table).abs() <= step * 0.51 + 1e-6).all()
    assert again.share == 0.25
    network.lexical = network.lexical._replace(table=torch.zeros(64, 8))
    network.save(tmp_path / "other.safetensors")
    with pytest.raises(UnusableTagger):
        Network.load(tmp_path / "other.safetensors")


def test_weights_in_eight_bits():
    """Matrices come back to half a step of each row, a row of zeros as such, and what is small in half precision."""
    torch.manual_seed(2)
    large = torch.randn(80, FEWEST // 64) * torch.logspace(-4, 2, 80)[:, None]
    large[7] = 0
    given_ = {"large": large, "few": torch.randn(3, 5), "one": torch.randn(9)}
    written = packed(given_)
    assert written["large"].dtype == torch.int8
    again = unpacked(written)
    assert again.keys() == given_.keys()
    assert ((again["large"] - large).abs() <= large.abs().amax(1, keepdim=True) / 127 * 0.51 + 1e-7).all()
    assert not again["large"][7].any()
    assert all(torch.equal(again[name], given_[name].half().float()) for name in ("few", "one"))
