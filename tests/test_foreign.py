"""Other people's checkpoints under our labels. The checkpoint is made on the spot: two layers, a few dozen pieces."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UnusableTagger
from core.places import DATA
from core.records import Method, Page
from extractors.recognition import Recogniser, load_tagger
from models.foreign import Classes, ForeignTagger, LabelMap, Target, classes_of, read_label_map

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
torch.set_num_threads(1)  # the tests themselves run side by side

EXAMPLE = DATA / "tagger" / "biomedical-ner-all.toml"
NAMES = ("O", "B-Drug", "I-Drug", "B-Disease", "I-Disease")
WORDS = (
    "the",
    "took",
    "aspirin",
    "acid",
    "folic",
    "ana",
    "##emia",
    "severe",
    "and",
    ".",
    ",",
    "-",
    "(",
    ")",
    "a",
    "##a",
    "electrochemotherapy",
)
SIZES: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "id2label": dict(enumerate(NAMES)),
    "label2id": {name: n for n, name in enumerate(NAMES)},
}
MAP = """
source = "made for a test"
scheme = "BIO"
[labels]
Drug = { head = "Theirs", label = "Medicine", family = "chemical" }
Disease = { head = "BC5CDR", label = "Disease", family = "disease" }
"""
# What the checkpoint says of a piece, whatever stands around it.
CLASS_OF = {"aspirin": 1, "electrochemotherapy": 1, "folic": 1, "acid": 2, "severe": 3, "ana": 4}


def say_by_piece(model: Any, pieces: list[str]) -> None:
    """Sets the weights so that each piece's class follows from the piece alone, as CLASS_OF has it."""
    with torch.no_grad():
        for name, value in model.named_parameters():
            value.zero_()
            if name.endswith("LayerNorm.weight"):
                value.fill_(1.0)
        for n, piece in enumerate(pieces):
            model.bert.embeddings.word_embeddings.weight[n, CLASS_OF.get(piece, 0)] = 1.0
        for label in range(len(NAMES)):
            model.classifier.weight[label, label] = 0.5


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `save_pretrained` leaves it, whose model knows the class of a few words."""
    folder = tmp_path_factory.mktemp("checkpoint")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    vocabulary = {piece: n for n, piece in enumerate(pieces)}
    transformers.BertTokenizer(vocab=vocabulary, do_lower_case=True).save_pretrained(folder)
    config = transformers.BertConfig(vocab_size=len(pieces), max_position_embeddings=256, **SIZES)
    model = transformers.BertForTokenClassification(config)
    say_by_piece(model, pieces)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def label_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "labels.toml"
    path.write_text(MAP, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def tagger(checkpoint: Path, label_map: Path) -> ForeignTagger:
    return ForeignTagger.load(f"hf:{checkpoint}", label_map, device="cpu")


@pytest.fixture
def altered(checkpoint: Path, tmp_path: Path) -> Callable[..., str]:
    """The checkpoint's name after some of its files were removed and its configuration changed."""

    def alter(*removed: str, **config: object) -> str:
        folder = tmp_path / "altered"
        shutil.copytree(checkpoint, folder)
        for name in removed:
            (folder / name).unlink()
        settings_ = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(settings_ | config))
        return f"hf:{folder}"

    return alter


def quoted(tagger: ForeignTagger, text: str, heads: list[str] | None = None) -> list[tuple[str, str, str]]:
    return [(text[s.start : s.end], s.head, s.label) for s in tagger.tag([text], heads)[0]]


def test_labels_go_by_our_names(tagger: ForeignTagger):
    """Spans carry the head and label of the map, quote whole words, and a word is labelled as its first piece is."""
    text = "The  FOLIC acid, (Aspirin) and severe anaemia."
    assert quoted(tagger, text) == [
        ("FOLIC acid", "Theirs", "Medicine"),
        ("Aspirin", "Theirs", "Medicine"),
        ("severe anaemia", "BC5CDR", "Disease"),
    ]


def test_only_the_heads_asked_for(tagger: ForeignTagger):
    """`heads` keeps spans of other heads out, and families are those of the map."""
    assert quoted(tagger, "aspirin and severe", ["BC5CDR"]) == [("severe", "BC5CDR", "Disease")]
    assert tagger.families == {("Theirs", "Medicine"): "chemical", ("BC5CDR", "Disease"): "disease"}


def test_scores_are_probabilities(tagger: ForeignTagger):
    """A span's score is the mean of the probabilities that the checkpoint itself gives its words."""
    ids = tagger.tokenizer("folic acid", return_tensors="pt")
    with torch.inference_mode():
        theirs = tagger.model(**ids).logits.softmax(-1)[0, 1:3].max(-1).values.mean().item()
    assert tagger.tag(["folic acid"])[0][0].score == pytest.approx(theirs, abs=1e-4)
    assert 0.2 < theirs < 0.99


def test_entities_at_seams_stay_whole(tagger: ForeignTagger):
    """An entity of a long page is one span wherever windows meet or end."""
    texts = ["and " * before + "folic acid acid" + " and" * 100 for before in (*range(217, 225), *range(249, 257))]
    for text, spans in zip(texts, tagger.tag(texts), strict=True):
        assert [text[s.start : s.end] for s in spans] == ["folic acid acid"]


def test_an_entity_longer_than_a_window(tagger: ForeignTagger):
    """An entity of 700 words is one span."""
    text = "the folic" + " acid" * 700 + " and"
    assert [(s.start, s.end) for s in tagger.tag([text])[0]] == [(4, len(text) - 4)]


def test_no_texts_and_empty_texts(tagger: ForeignTagger):
    """Nothing to read gives nothing, in the place where it stood."""
    assert tagger.tag([]) == []
    assert [len(spans) for spans in tagger.tag(["", "aspirin", " \n\t", "\u200b"])] == [0, 1, 0, 0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text() | st.lists(st.sampled_from((*CLASS_OF, "[SEP]", "שלום", "🧬", "x" * 200))).map(" ".join), max_size=5
    )
)
def test_the_same_spans_whatever_the_batch(tagger: ForeignTagger, texts: list[str]):
    """Texts tagged together and alone give the same spans, inside the text, beginning and ending on no blank."""
    together = tagger.tag(texts)
    assert together == [tagger.tag([text])[0] for text in texts]
    for text, spans in zip(texts, together, strict=True):
        for span in spans:
            quote = text[span.start : span.end]
            assert quote
            assert quote == quote.strip()


def test_one_piece_over_several_words_begins_one_entity(tagger: ForeignTagger):
    """Words that share a piece (as some tokenizers have it) are one entity, not one each."""
    offsets, classes = np.array([[0, 3], [3, 7]]), np.array([1, 0])
    spans = list(tagger._spans("a-b and", offsets, classes, np.array([0.9, 0.8], dtype=np.float32)))
    assert [(s.start, s.end) for s in spans] == [(0, 3)]


def targets(**families: str) -> dict[str, Target]:
    return {name: Target(head="Theirs", label=name, family=family) for name, family in families.items()}


@pytest.mark.parametrize(
    ("scheme", "names", "tags"),
    [
        ("BIO", ("O", "B-x", "I-x", "B-y", "I-y", "B-z"), [0, 1, 2, 3, 4, 0]),
        ("BIO", ("I_x", "B_x", "B-y", "O"), [2, 1, 3, 0]),
        ("BIOES", ("O", "B-x", "E-x", "S-y"), [0, 1, 2, 3]),
        ("BILOU", ("O", "U-x", "L-x", "I-y"), [0, 1, 2, 4]),
        ("IO", ("O", "x", "I-y", "z"), [0, 2, 4, 0]),
    ],
)
def test_schemes(scheme: Any, names: tuple[str, ...], tags: list[int]):
    """Each scheme's classes become our tags; labels that the map does not list become O."""
    label_map = LabelMap(source="test", scheme=scheme, labels=targets(x="gene", y="disease"))
    assert classes_of(names, label_map).tags.tolist() == tags


def test_named_classes():
    """Where a configuration says LABEL_0, the map's own names count; a bare B stands for the label without a name."""
    label_map = LabelMap(source="test", scheme="BIO", names=("O", "B", "I"), labels={"": targets(x="gene")["x"]})
    assert classes_of(["LABEL_0", "LABEL_1", "LABEL_2"], label_map) == Classes(
        pytest.approx([0, 1, 2]), (targets(x="gene")["x"],)
    )


@pytest.mark.parametrize(
    ("changes", "names", "says"),
    [
        ({}, ("O", "LABEL_1"), "none of the scheme BIO"),
        ({}, ("O", "B-y"), r"lacks: \['x'\]"),
        ({"names": ("O", "B-x")}, ("O", "1", "2"), "names 2 classes, the checkpoint has 3"),
    ],
)
def test_maps_that_do_not_fit(changes: dict[str, Any], names: tuple[str, ...], says: str):
    """A map that does not fit the checkpoint's classes is an error that says where."""
    label_map = LabelMap.model_validate({"source": "test", "scheme": "BIO", "labels": targets(x="gene"), **changes})
    with pytest.raises(UnusableTagger, match=says):
        classes_of(names, label_map)


def test_the_shipped_map():
    """The example that is shipped agrees with labels.tsv."""
    assert read_label_map(EXAMPLE).labels["Medication"] == Target(
        head="MACCROBAT", label="Medication", family="chemical"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "no label map"),
        ("scheme = ", "cannot be read"),
        (MAP.replace('scheme = "BIO"', 'scheme = "XML"'), "scheme"),
        (MAP.replace('family = "chemical"', 'family = "drugs"'), "family 'drugs'"),
        (MAP.replace('label = "Disease"', 'label = "Illness"'), "no label 'Illness'"),
        (MAP.replace('head = "Theirs"', 'head = "AnatEM"'), "no label 'Medicine'"),
        (MAP.replace('head = "Theirs", ', ""), "head"),
    ],
)
def test_wrong_maps(tmp_path: Path, text: str | None, says: str):
    """A missing or wrong map is an error that names it and what is wrong."""
    path = tmp_path / "map.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableTagger, match=says):
        read_label_map(path)


def test_only_safetensors_are_read(altered: Callable[..., str], label_map: Path):
    """A checkpoint with pickled weights alone is refused before anything of it is opened."""
    name = altered("model.safetensors")
    Path(name.removeprefix("hf:"), "pytorch_model.bin").write_bytes(b"\x80\x04cos\nsystem\n(S'touch pwned'\ntR.")
    with pytest.raises(UnusableTagger, match="no other kind of weights is read"):
        ForeignTagger.load(name, label_map)


def test_code_beside_the_weights_is_not_run(altered: Callable[..., str], label_map: Path, tmp_path: Path):
    """A configuration that asks for code of its own gets none run."""
    name = altered(auto_map={"AutoModelForTokenClassification": "theirs.Model", "AutoConfig": "theirs.Config"})
    Path(name.removeprefix("hf:"), "theirs.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    ForeignTagger.load(name, label_map)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("removed", "config", "says"),
    [
        (("config.json",), None, "cannot be read as a token classifier"),
        ((), {"model_type": "no-such-model"}, "cannot be read as a token classifier"),
        ((), {"id2label": {"0": "O", "1": "B-Drug"}, "label2id": {"O": 0, "B-Drug": 1}}, "classifier"),
        ((), {"num_hidden_layers": 3}, "no trained token classifier: it lacks weights such as bert.encoder.layer.2"),
        ((), {"max_position_embeddings": 128}, "classifier"),
    ],
)
def test_broken_checkpoints(
    altered: Callable[..., str], label_map: Path, removed: tuple[str, ...], config: dict[str, object] | None, says: str
):
    """What is missing or does not fit is named; weights are never made up."""
    name = altered(**config) if config is not None else altered()
    for file in removed:
        Path(name.removeprefix("hf:"), file).unlink()
    with pytest.raises(UnusableTagger, match=says):
        ForeignTagger.load(name, label_map)


def test_a_truncated_file_of_weights(altered: Callable[..., str], label_map: Path):
    """Half a file of weights is an error of ours, not a crash."""
    name = altered()
    weights = Path(name.removeprefix("hf:"), "model.safetensors")
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    with pytest.raises(UnusableTagger, match="cannot be read"):
        ForeignTagger.load(name, label_map)


def test_names_that_are_none(label_map: Path):
    """A folder that is not there is not looked for on the hub."""
    for name in ("hf:/no/such/folder", "hf:./none", "hf:", "hf:one two/three"):
        with pytest.raises(UnusableTagger, match=r"neither a folder|no \*\.safetensors"):
            ForeignTagger.load(name, label_map)


def test_no_network(label_map: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Without a network the error says that the checkpoint can be fetched elsewhere."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(UnusableTagger, match=r"could not be fetched.*give the folder"):
        ForeignTagger.load("hf:nobody/nothing@main", label_map)


def test_mentions_by_the_families_of_the_map(checkpoint: Path, label_map: Path):
    """Recognition takes a checkpoint's spans as it takes our own tagger's."""
    text = "She took aspirin because of the severe anaemia and other illness."
    page = Page(document="0" * 16, number=1, width=9, height=9, method=Method.TEXT_LAYER, quality=1, text=text)
    (mentions,) = Recogniser(f"hf:{checkpoint}", label_map).recognise_pages([page])
    assert [(text[m.start : m.end], m.family, m.label, m.heads) for m in mentions] == [
        ("aspirin", "chemical", "Medicine", ("Theirs",)),
        ("severe anaemia", "disease", "Disease", ("BC5CDR",)),
    ]


def test_a_checkpoint_without_a_map_of_its_name(checkpoint: Path):
    """Where no map is given and none has the checkpoint's name, the error says so."""
    with pytest.raises(UnusableTagger, match="no label map"):
        load_tagger(f"hf:{checkpoint}/")


def test_extract_with_a_checkpoint(checkpoint: Path, tmp_path: Path):
    """`extract --tagger hf:… --tagger-labels …` tells what the checkpoint alone knows, as the model's."""
    labels = tmp_path / "labels.toml"
    own = 'head = "MACCROBAT", label = "Therapeutic_procedure", family = "procedure"'
    labels.write_text(MAP.replace('head = "Theirs", label = "Medicine", family = "chemical"', own), encoding="utf-8")
    letter = tmp_path / "letter.txt"
    letter.write_text("She underwent electrochemotherapy in May 2023 for the melanoma.", encoding="utf-8")
    command = [Path(sys.executable).with_name("sightline"), "extract", "--json", "--tagger", f"hf:{checkpoint}"]
    done = subprocess.run([*command, "--tagger-labels", labels, letter], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    facts = [fact for reading in json_lines(done.stdout) for fact in reading["facts"]]
    assert [(f["name"], f["date"]) for f in facts if f["source"] == "model"] == [("electrochemotherapy", "2023-05")]


def json_lines(printed: str) -> list[Any]:
    return [json.loads(line) for line in printed.splitlines() if line.strip()]


def test_without_transformers(checkpoint: Path, label_map: Path, monkeypatch: pytest.MonkeyPatch):
    """Without transformers the error says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "transformers", None)
    with pytest.raises(UnusableTagger, match=r"pip install .*\[hf\]"):
        ForeignTagger.load(f"hf:{checkpoint}", label_map)


def test_a_roberta_checkpoint(label_map: Path, tmp_path: Path):
    """A byte-level tokenizer, whose pieces hold blanks and parts of letters, gives whole words all the same."""
    from tokenizers import ByteLevelBPETokenizer

    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(
        ["took aspirin and folic acid"] * 3, vocab_size=320, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    )
    tokenizer = transformers.RobertaTokenizer(
        vocab=json.loads(trained.to_str())["model"]["vocab"],
        merges=[tuple(pair) for pair in json.loads(trained.to_str())["model"]["merges"]],
    )
    tokenizer.save_pretrained(tmp_path)
    config = transformers.RobertaConfig(vocab_size=320, max_position_embeddings=260, type_vocab_size=1, **SIZES)
    transformers.RobertaForTokenClassification(config).save_pretrained(tmp_path)
    found = ForeignTagger.load(f"hf:{tmp_path}", label_map, device="cpu")
    with torch.no_grad():
        found.model.classifier.weight.zero_()
        found.model.classifier.bias[1] = 5.0
    text = "took 🧬 aspirin,\n שלום" + " acid" * 400
    quotes = [text[s.start : s.end] for s in found.tag([text])[0]]
    assert quotes == ["took", "🧬", "aspirin", ",", "שלום"] + ["acid"] * 400
