"""The tagger by itself: exact characters, no entity lost at a seam, the same spans whatever the batch.

The network is set by hand to know a few words, so that what must be found is known; those marked `model` use the
shipped weights.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

import models.tagger
from core.errors import UnusableTagger
from core.places import TAGGER_WEIGHTS
from models.network import Dimensions, Head, Network
from models.tagger import Span, Tagger, entities
from models.windows import OVERLAP, WINDOW, batches, find_windows, read_pieces
from models.words import UNKNOWN, find_words, tokenizer

SMALL = Dimensions(width=32, layers=1, heads=2, inner=32)
torch.set_num_threads(1)  # the tests themselves run side by side
HEADS = (Head("BC5CDR", ("Chemical", "Disease")), Head("BC2GM", ("Gene",)))
# The tag of a word by its first piece, under each head.
KNOWN = {"aspirin": (1, 0), "acid": (2, 0), "tumor": (3, 0), "p": (0, 1), "receptor": (0, 2), "growth": (3, 1)}


def first_piece(word: str) -> int:
    return tokenizer().encode(word, add_special_tokens=False).ids[0]


def knowing() -> Network:
    """A network whose tags follow from a word's first piece alone, as KNOWN has it; unknown pieces are chemicals."""
    network = Network(SMALL, HEADS)
    with torch.no_grad():
        for name, value in network.named_parameters():
            value.fill_(1.0 if "norm" in name and name.endswith("weight") else 0.0)
        network.encoder.pieces.weight[:, 0] = 1.0
        for n, (word, tags) in enumerate(KNOWN.items(), start=1):
            at = first_piece(word)
            network.encoder.pieces.weight[at, 0] = 0.0
            network.encoder.pieces.weight[at, n] = 1.0
            network.tags.weight[tags[0], n] = 9.0
            network.tags.weight[5 + tags[1], n] = 9.0
        network.tags.weight[[0, 5], 0] = 9.0
        network.encoder.pieces.weight[UNKNOWN] = network.encoder.pieces.weight[first_piece("aspirin")]
    return network.eval()


def loaded(network: Network, budget: int | None = None) -> Tagger:
    return Tagger(network, torch.device("cpu"), torch.float32, budget)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return loaded(knowing())


@pytest.fixture(scope="module")
def random_tagger() -> Tagger:
    """A network of random weights: it labels much, at random, and every piece depends on all others of its window."""
    torch.manual_seed(3)
    network = Network(SMALL, HEADS)
    with torch.no_grad():
        network.tags.weight *= 8
        network.moves.normal_()
    return loaded(network)


def quotes(text: str, spans: list[Span]) -> list[tuple[str, str, str]]:
    return [(text[s.start : s.end], s.head, s.label) for s in spans]


def test_spans_carry_head_and_label(tagger: Tagger):
    """Words of one mention are one span; heads overlap freely and come in order of their characters."""
    text = "Took ASPIRIN acid; growth receptor and p53 in Tumor tumor."
    assert quotes(text, tagger.tag([text])[0]) == [
        ("ASPIRIN acid", "BC5CDR", "Chemical"),
        ("growth", "BC5CDR", "Disease"),
        ("growth receptor", "BC2GM", "Gene"),
        ("p53", "BC2GM", "Gene"),
        ("Tumor", "BC5CDR", "Disease"),
        ("tumor", "BC5CDR", "Disease"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "🧬 Aspirin 👩🏽‍⚕️",
        "שלום Aspirin, عالم",
        "e\u0301\u0301 Aspirin\u200b\u200b.",
        "\ufeff\x00Aspirin\x00",
        "肺癌Aspirin癌",
        "\ud83dAspirin\ud83d",
        "≠Aspirin≠",
        "\u2028Aspirin\u2029\u3000",
        "[MASK] [CLS] Aspirin [PAD]",
    ],
)
def test_offsets_are_exact(tagger: Tagger, text: str):
    """Whatever stands around it, the quote is the word itself."""
    assert "Aspirin" in [quote for quote, _, _ in quotes(text, tagger.tag([text])[0])]


def test_the_heads_asked_for(tagger: Tagger):
    """`heads` leaves out spans of others and changes nothing else."""
    text = "growth receptor, aspirin"
    every = tagger.tag([text])[0]
    for head in HEADS:
        assert tagger.tag([text], heads=[head.corpus])[0] == [s for s in every if s.head == head.corpus]
    assert tagger.tag([text], heads=["BC2GM", "BC5CDR"])[0] == every


def test_heads_may_come_from_an_iterator(tagger: Tagger):
    """Heads that can be read only once are all respected."""
    assert len(tagger.tag(["growth receptor"], heads=iter(["BC2GM", "BC5CDR"]))[0]) == 2


def test_no_head_asked_for(tagger: Tagger):
    """Of no head there are no spans."""
    assert tagger.tag(["aspirin", ""], heads=[]) == [[], []]


def test_nothing_to_read(tagger: Tagger):
    """No texts, empty texts and texts of blanks give nothing, each in its place."""
    assert tagger.tag([]) == []
    assert [len(spans) for spans in tagger.tag(["", "aspirin", " \n\t", "\u200b", "\ud800"])] == [0, 1, 0, 0, 0]


def test_a_word_of_5000_letters(tagger: Tagger):
    """A word too long for the tokenizer is one word with all its letters."""
    text = "see " + "Q" * 5000 + " there"
    assert [(s.start, s.end) for s in tagger.tag([text])[0]] == [(4, 5004)]
    assert tagger.tag(["1" * 5000])[0][0][:2] == (0, 5000)


def test_a_page_of_20000_words(tagger: Tagger):
    """Every mention of a long page is found where it stands."""
    words = ["aspirin" if n % 97 == 0 else "and" for n in range(20_000)]
    text = " ".join(words)
    found = tagger.tag([text])[0]
    assert [s.start for s in found] == [n for n in range(len(text)) if text.startswith("aspirin", n)]
    assert {text[s.start : s.end] for s in found} == {"aspirin"}


def test_entities_at_seams_stay_whole(tagger: Tagger):
    """A mention is one span wherever windows meet or end."""
    half, step = OVERLAP // 2, WINDOW - OVERLAP
    befores = {at + n for at in (step, WINDOW - half, WINDOW, step + WINDOW - half) for n in range(-4, 4)}
    texts = ["and " * before + "aspirin acid acid" + " and" * 220 for before in sorted(befores)]
    for text, spans in zip(texts, tagger.tag(texts), strict=True):
        assert [text[s.start : s.end] for s in spans] == ["aspirin acid acid"]


def test_an_entity_longer_than_a_window(tagger: Tagger):
    """A mention of 700 words is one span."""
    text = "the aspirin" + " acid" * 700 + " and"
    assert [(s.start, s.end) for s in tagger.tag([text])[0]] == [(4, len(text) - 4)]


def test_scores_are_probabilities(tagger: Tagger, random_tagger: Tagger):
    """A sure network is sure, a random one is not, and neither leaves 0 to 1."""
    assert tagger.tag(["aspirin"])[0][0].score > 0.99
    scores = [span.score for span in random_tagger.tag(["one two three four five six seven " * 20])[0]]
    assert len(set(scores)) > 3
    assert all(0 <= score <= 1 for score in scores)


pages = st.text(st.characters(exclude_categories=())) | st.lists(
    st.sampled_from([*KNOWN, "T2N0", "HER2-positive", "שלום", "🧬", "é", "\n", ",", "x" * 120]), max_size=25
).map(" ".join)


@settings(max_examples=30, deadline=None)
@example(["", "≠", "aspirin ≠ acid"])
@example(["a " * 400, "growth receptor " * 200, "x" * 5000, "癌" * 300])
@given(st.lists(pages, max_size=4))
def test_the_same_spans_whatever_the_batch(random_tagger: Tagger, texts: list[str]):
    """Texts tagged together, alone and in small batches give the same spans, each of them words of the text."""
    together = random_tagger.tag(texts)
    places = [[span[:4] for span in spans] for spans in together]
    assert places == [[span[:4] for span in random_tagger.tag([text])[0]] for text in texts]
    small = loaded(random_tagger.network, budget=64)
    assert places == [[span[:4] for span in spans] for spans in small.tag(texts)]
    for text, spans in zip(texts, together, strict=True):
        assert spans == sorted(spans)
        for span in spans:
            found = find_words(text)
            assert span.start in found.starts
            assert span.end in found.ends


def test_groups_of_texts(tagger: Tagger, monkeypatch: pytest.MonkeyPatch):
    """Texts read in small groups, to bound the memory, give the spans they give together."""
    texts = ["aspirin", "", "p53 " * 30, "and tumor", "aspirin acid " * 5]
    together = tagger.tag(texts)
    monkeypatch.setattr(models.tagger, "CHARACTERS", {"cpu": 20})
    for readers in (1, 3, 9):
        monkeypatch.setattr(models.tagger, "READERS", {"cpu": readers})
        assert tagger.tag(texts) == together
    assert sum(map(len, together)) == 37


def test_a_gpu_is_given_one_shape_of_each_length():
    """Batches that are made whole have the same shapes for the same length, whatever stands in them."""
    texts = ["aspirin " * n for n in (3, 60, 90, 300, 700)] + ["p53-dependent growth " * 40, "."]
    shapes: dict[int, set[tuple[tuple[int, ...], ...]]] = {}
    for some in (texts, texts[:2], texts[3:]):
        pieces = read_pieces(some)
        for batch in batches(pieces, find_windows(pieces.counts), 1024, whole=True):
            shapes.setdefault(batch.ids.shape[1], set()).add(tuple(part.shape for part in batch))
    assert len(shapes) > 3
    assert all(len(seen) == 1 for seen in shapes.values())


def test_garbage_is_looked_for_again(tagger: Tagger):
    """Collection pauses while spans are made, and is left on or off as it was."""
    assert gc.isenabled()
    tagger.tag(["aspirin"])
    assert gc.isenabled()
    gc.disable()
    try:
        tagger.tag(["aspirin"])
        assert not gc.isenabled()
    finally:
        gc.enable()


class Crowded(Network):
    """A network on a device that has room for three rows."""

    rows: list[int]

    def forward(self, ids: torch.Tensor, *given: torch.Tensor, **named: torch.Tensor) -> torch.Tensor:
        self.rows.append(len(ids))
        if len(ids) > 3:
            raise torch.cuda.OutOfMemoryError
        return super().forward(ids, *given, **named)


def test_out_of_memory_halves_the_batch(tagger: Tagger):
    """A batch that does not fit is halved until it does, from then on too, and nothing is lost."""
    texts = ["and " * n + "aspirin" for n in range(12)]
    crowded = Crowded(SMALL, HEADS)
    crowded.load_state_dict(tagger.network.state_dict())
    crowded.rows = []
    tight = loaded(crowded)
    assert tight.tag(texts) == tagger.tag(texts)
    assert crowded.rows == [12, 6, 3, 3, 6, 3, 3]
    crowded.rows.clear()
    tight.tag(texts * 100)
    assert max(crowded.rows) < 12 * 100


def test_saved_and_loaded(tmp_path: Path, tagger: Tagger):
    """Weights that were written and read tag as before, with their heads, whatever the precision of the device."""
    path = tmp_path / "tagger.safetensors"
    tagger.network.save(path)
    again = Tagger.load(path, device="cpu")
    text = "Took aspirin acid; growth receptor. " * 30
    assert again.network.heads == HEADS
    assert [s[:4] for s in again.tag([text])[0]] == [s[:4] for s in tagger.tag([text])[0]]


def read_slowly(tags: list[int], texts: list[int]) -> Iterator[tuple[int, int, int]]:
    """Entities, one word after the other."""
    first = None
    for n, tag in enumerate(tags):
        goes_on = first is not None and tag > 0 and tag % 2 == 0 and texts[n] == texts[n - 1]
        goes_on = goes_on and (tag - 1) // 2 == (tags[n - 1] - 1) // 2
        if first is not None and not goes_on:
            yield first, n - 1, (tags[first] - 1) // 2
            first = None
        if tag and not goes_on:
            first = n
    if first is not None:
        yield first, len(tags) - 1, (tags[first] - 1) // 2


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=30))
def test_entities_of_tags(words: list[tuple[int, bool]]):
    """Entities read off all at once are those read off word by word; none goes from one text into the next."""
    tags = [tag for tag, _ in words]
    texts = np.cumsum([new for _, new in words]).tolist()
    found = entities(np.array(tags, dtype=np.uint8), np.array(texts, dtype=np.int64))
    assert list(zip(*(part.tolist() for part in found), strict=True)) == list(read_slowly(tags, texts))


@given(st.lists(st.integers(0, 3 * WINDOW) | st.sampled_from([WINDOW - 1, WINDOW, WINDOW + 1, 2 * WINDOW]), max_size=6))
def test_windows(counts: list[int]):
    """Every piece is read off in exactly one window, which holds it and, but for a text's ends, its neighbours too."""
    windows = find_windows(np.array(counts, dtype=np.int64))
    ends = np.cumsum(counts)
    bounds = zip(windows.keeps.tolist(), windows.untils.tolist(), strict=True)
    assert [n for keep, until in bounds for n in range(keep, until)] == list(range(sum(counts)))
    for first, last, keep, until in zip(*(part.tolist() for part in windows), strict=True):
        assert first <= keep <= until <= last <= first + WINDOW
        assert first in (0, *ends) or keep - first == OVERLAP // 2
        assert last in ends or last - until == OVERLAP // 2
        assert np.searchsorted(ends, first, side="right") == np.searchsorted(ends, last - 1, side="right")


@pytest.fixture(scope="module")
def shipped() -> Tagger:
    if not TAGGER_WEIGHTS.exists():
        pytest.skip("the tagger's weights are not here; train them (python -m models.train) or fetch them")
    return Tagger.load(device="cpu")


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "quote", "head"),
    [
        ("She was started on tamoxifen and letrozole for breast cancer.", "tamoxifen", "BC5CDR"),
        ("She was started on tamoxifen and letrozole for breast cancer.", "breast cancer", "BC5CDR"),
        ("SHE WAS STARTED ON TAMOXIFEN AND LETROZOLE FOR BREAST CANCER.", "TAMOXIFEN", "BC5CDR"),
        ("A BRAF V600E mutation was found in the melanoma.", "BRAF", "BioRED"),
        ("A BRAF V600E mutation was found in the melanoma.", "V600E", "tmVar"),
        ("A BRAF V600E mutation was found in the melanoma.", "melanoma", "NCBI-disease"),
    ],
)
def test_what_the_shipped_weights_know(shipped: Tagger, text: str, quote: str, head: str):
    """The shipped tagger finds what any reader would, in capitals too."""
    assert quote in [text[s.start : s.end] for s in shipped.tag([text], heads=[head])[0]]


@pytest.mark.model
def test_the_shipped_weights_do_not_mind_the_batch(shipped: Tagger):
    """Real sentences give the same spans alone, together and in another order."""
    texts = [
        "Metastatic melanoma with BRAF V600E.",
        "Carboplatin AUC 5 was given. " * 90,
        "",
        "ER 90 %, HER2 2+ (IHC).",
    ]
    together = [[s[:4] for s in spans] for spans in shipped.tag(texts)]
    assert together == [[s[:4] for s in shipped.tag([text])[0]] for text in texts]
    assert together[::-1] == [[s[:4] for s in spans] for spans in shipped.tag(texts[::-1])]


@pytest.mark.model
def test_the_shipped_weights_are_small(shipped: Tagger):
    """All weights together stay under 50 MB."""
    assert sum(path.stat().st_size for path in TAGGER_WEIGHTS.parent.iterdir()) <= 50e6


def test_weights_of_other_marks_are_refused(tmp_path: Path):
    """Weights that know fewer marks of a word than there are would be asked for rows that they lack."""
    Network(SMALL.model_copy(update={"marks": 8}), HEADS).save(tmp_path / "old.safetensors")
    with pytest.raises(UnusableTagger, match=r"old.safetensors holds no weights of this tagger"):
        Tagger.load(tmp_path / "old.safetensors", device="cpu")
