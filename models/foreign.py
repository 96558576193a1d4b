"""Other people's token classifiers under our labels: `hf:owner/name[@revision]` or `hf:/a/folder`, and a label map.

    ForeignTagger.load("hf:d4data/biomedical-ner-all", DATA / "tagger" / "biomedical-ner-all.toml").tag(texts)

Of a checkpoint only numbers are used: weights come from safetensors and from nothing else, and code that lies beside
them is neither fetched nor run. Whatever the checkpoint's pieces are, its labels are read off onto our words, so that a
span never ends inside a word or on a blank.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import UnusableTagger
from models.corpora import label_rows
from models.tagger import Span, entities
from models.windows import OVERLAP, WINDOW
from models.words import find_words

PIECES = 8192
STEP = 32

_NUMBERS_AND_VOCABULARY = (
    "config.json", "*.safetensors", "*.safetensors.index.json", "tokenizer.json", "tokenizer_config.json",
    "special_tokens_map.json", "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt", "*.model",
)  # fmt: skip
_ON_THE_HUB = re.compile(r"(?P<name>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w./-]+))?", re.ASCII)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

# What a class name begins with, by scheme: whether it begins an entity.
_SCHEMES = {
    "BIO": {"B": True, "I": False},
    "BIOES": {"B": True, "I": False, "E": False, "S": True},
    "BILOU": {"B": True, "I": False, "L": False, "U": True},
}


class Target(BaseModel):
    """What a label of theirs is called here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    head: str
    label: str
    family: str


class LabelMap(BaseModel):
    """A label map; data/tagger/biomedical-ner-all.toml says what its parts mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    scheme: Literal["BIO", "BIOES", "BILOU", "IO"]
    names: tuple[str, ...] = ()
    labels: dict[str, Target]


def read_label_map(path: Path) -> LabelMap:
    """The label map of a TOML file. Raises UnusableTagger where it is missing, wrong, or at odds with labels.tsv."""
    try:
        label_map = LabelMap.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UnusableTagger(f"There is no label map {path}. Copy data/tagger/biomedical-ner-all.toml.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise UnusableTagger(f"The label map {path} cannot be read: {error}") from error
    ours = {(row.corpus, row.name): row.family for row in label_rows()}
    heads, families = {head for head, _ in ours}, set(ours.values())
    for theirs, target in label_map.labels.items():
        if target.family not in families:
            raise UnusableTagger(f"{path}: {theirs!r} has the family {target.family!r}; known are {sorted(families)}.")
        if target.head in heads and ours.get((target.head, target.label)) != target.family:
            raise UnusableTagger(
                f"{path}: {theirs!r}: labels.tsv has no label {target.label!r} of the family {target.family!r} under"
                f" {target.head!r}. Name one that it has, or another head."
            )
    return label_map


class Classes(NamedTuple):
    """A checkpoint's classes in our terms: each one's tag (0, 1 + 2n to begin or 2 + 2n to go on with targets[n])."""

    tags: NDArray[np.int64]
    targets: tuple[Target, ...]


def classes_of(names: Sequence[str], label_map: LabelMap) -> Classes:
    """The classes that a checkpoint names, under the map. Raises UnusableTagger where the two do not fit."""
    if label_map.names:
        if len(label_map.names) != len(names):
            raise UnusableTagger(
                f"The label map names {len(label_map.names)} classes, the checkpoint has {len(names)}: {list(names)}."
            )
        names = label_map.names
    targets = tuple(dict.fromkeys(label_map.labels.values()))
    tags = np.zeros(len(names), dtype=np.int64)
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name == "O":
            continue
        label, begins = _label_of(name, label_map.scheme)
        seen.add(label)
        if label in label_map.labels:
            tags[n] = (1 if begins else 2) + 2 * targets.index(label_map.labels[label])
    if lacking := sorted(label_map.labels.keys() - seen):
        raise UnusableTagger(f"The label map has labels that the checkpoint lacks: {lacking}; it has {sorted(seen)}.")
    return Classes(tags, targets)


def _label_of(name: str, scheme: str) -> tuple[str, bool]:
    if scheme == "IO":
        return name.removeprefix("I-"), False
    prefix, rest = name[:1], name[1:]
    if prefix not in _SCHEMES[scheme] or rest[:1] not in ("", "-", "_"):
        raise UnusableTagger(
            f"The checkpoint's class {name!r} is none of the scheme {scheme}. Give another scheme in the label map, or"
            " the classes' names in order as names = [...]."
        )
    return rest[1:], _SCHEMES[scheme][prefix]


class _Window(NamedTuple):
    """Pieces of a text, special ones about them, and which of them are read off here rather than in a neighbour."""

    text: int
    ids: NDArray[np.int64]
    offsets: NDArray[np.int64]
    read: NDArray[np.int64]


class ForeignTagger:
    """Load once, tag purely, as `models.tagger.Tagger`."""

    def __init__(self, tokenizer: Any, model: Any, classes: Classes, device: torch.device):
        self.tokenizer = tokenizer
        self.model = model.to(device).eval()
        self.classes = classes
        self.device = device

    @property
    def families(self) -> dict[tuple[str, str], str]:
        """The family of each head's label."""
        return {(target.head, target.label): target.family for target in self.classes.targets}

    @classmethod
    def load(cls, name: str, label_map: Path, device: str = "auto") -> "ForeignTagger":
        """The checkpoint `hf:owner/name[@revision]` (fetched once, then kept by huggingface_hub) or `hf:/a/folder`.
        Raises UnusableTagger, which says what to do, where anything is missing or does not fit."""
        labels = read_label_map(label_map)
        folder = _folder_of(name)
        tokenizer, model = _read(name, folder)
        classes = classes_of([model.config.id2label[n] for n in range(model.config.num_labels)], labels)
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        return cls(tokenizer, model, classes, torch.device(device))

    def tag(self, texts: Sequence[str], heads: Iterable[str] | None = None) -> list[list[Span]]:
        """Each text's entities in order, of the heads asked for (all by default)."""
        wanted = set(heads) if heads is not None else {target.head for target in self.classes.targets}
        windows = self._windows([_LONE_SURROGATE.sub("\ufffd", text) for text in texts]) if texts else []
        classes, scores = self._run(windows)
        by_text: list[list[int]] = [[] for _ in texts]
        for n, window in enumerate(windows):
            by_text[window.text].append(n)
        found: list[list[Span]] = [[] for _ in texts]
        for text, own, spans in zip(texts, by_text, found, strict=True):
            if own:
                offsets = np.concatenate([windows[n].offsets[windows[n].read] for n in own])
                read = np.concatenate([classes[n] for n in own]), np.concatenate([scores[n] for n in own])
                spans += sorted(span for span in self._spans(text, offsets, *read) if span.head in wanted)
        return found

    def _windows(self, texts: list[str]) -> list[_Window]:
        """Neighbours share OVERLAP pieces, of which each reads off the half that lies further from its edge."""
        whole = self.tokenizer(
            texts,
            truncation=True,
            max_length=WINDOW + self.tokenizer.num_special_tokens_to_add(),
            stride=OVERLAP,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        owners: list[int] = whole["overflow_to_sample_mapping"]
        windows: list[_Window] = []
        for n, text in enumerate(owners):
            pieces = np.flatnonzero(np.array(whole["special_tokens_mask"][n]) == 0)
            first = OVERLAP // 2 if n and owners[n - 1] == text else 0
            last = len(pieces) - (OVERLAP // 2 if n + 1 < len(owners) and owners[n + 1] == text else 0)
            if len(pieces):
                ids, offsets = (np.array(whole[key][n], dtype=np.int64) for key in ("input_ids", "offset_mapping"))
                windows.append(_Window(text, ids, offsets, pieces[first:last]))
        return windows

    @torch.inference_mode()
    def _run(self, windows: list[_Window]) -> tuple[list[NDArray[np.int64]], list[NDArray[np.float32]]]:
        """The best class and its probability for every piece that is read off, by window. A window is padded by its own
        length alone, so that no other text changes what it gives."""
        classes: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)] * len(windows)
        scores: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(windows)
        for length, same in _by_length(windows):
            ids = np.full((len(same), length), self.tokenizer.pad_token_id or 0, dtype=np.int64)
            attend = np.zeros((len(same), length), dtype=np.int64)
            for row, n in enumerate(same):
                ids[row, : len(windows[n].ids)] = windows[n].ids
                attend[row, : len(windows[n].ids)] = 1
            tensors = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(attend)}
            logits = self.model(**{name: tensor.to(self.device) for name, tensor in tensors.items()}).logits
            highest, where = (part.cpu().numpy() for part in logits.float().softmax(-1).max(-1))
            for row, n in enumerate(same):
                classes[n], scores[n] = where[row, windows[n].read], highest[row, windows[n].read]
        return classes, scores

    def _spans(
        self, text: str, offsets: NDArray[np.int64], classes: NDArray[np.int64], scores: NDArray[np.float32]
    ) -> Iterator[Span]:
        """Entities of one text, from what its pieces read. A word has the class of the first that touches it."""
        words = find_words(text)
        first = np.searchsorted(np.maximum.accumulate(offsets[:, 1]), words.starts, side="right")
        touched = first < len(offsets)
        first[~touched] = 0
        touched &= offsets[first, 0] < words.ends
        tags = np.where(touched, self.classes.tags[classes[first]], 0)
        again = touched[1:] & (first[1:] == first[:-1])
        tags[1:] += again & (tags[1:] % 2 == 1)
        for begin, end, label in zip(*entities(tags, np.zeros(len(tags), dtype=np.int64)), strict=True):
            target = self.classes.targets[label]
            sure = round(float(scores[first[begin : end + 1]].mean()), 4)
            yield Span(int(words.starts[begin]), int(words.ends[end]), target.label, target.head, sure)


def _by_length(windows: list[_Window]) -> Iterator[tuple[int, list[int]]]:
    """Windows of one padded length together, PIECES at most."""
    by_length: dict[int, list[int]] = {}
    for n, window in enumerate(windows):
        by_length.setdefault(-(-len(window.ids) // STEP) * STEP, []).append(n)
    for length, same in sorted(by_length.items(), reverse=True):
        rows = max(1, PIECES // length)
        for n in range(0, len(same), rows):
            yield length, same[n : n + rows]


def _folder_of(name: str) -> Path:
    """Where the checkpoint lies, fetched if it must be."""
    place = name.removeprefix("hf:")
    folder = Path(place).expanduser()
    if folder.is_dir():
        return folder
    named = _ON_THE_HUB.fullmatch(place)
    if not named or place.startswith("."):
        raise UnusableTagger(f"{name} is neither a folder that is here nor hf:owner/name[@revision].")
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError
    except ImportError as error:
        raise UnusableTagger(_INSTALL) from error
    try:
        return Path(
            snapshot_download(named["name"], revision=named["revision"], allow_patterns=list(_NUMBERS_AND_VOCABULARY))
        )
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise UnusableTagger(
            f"{name} could not be fetched ({type(error).__name__}). Check its name and the network, or fetch it"
            " elsewhere (hf download owner/name) and give the folder: hf:/a/folder."
        ) from error


_INSTALL = (
    "Other checkpoints are read with transformers, which is not installed: pip install -c constraints.txt -e '.[hf]'"
)


def _read(name: str, folder: Path) -> tuple[Any, Any]:
    """Tokenizer and model of a folder."""
    try:
        from safetensors import SafetensorError
        from transformers import AutoModelForTokenClassification, AutoTokenizer
    except ImportError as error:
        raise UnusableTagger(_INSTALL) from error
    if not any(folder.glob("*.safetensors")):
        raise UnusableTagger(
            f"{name} has no *.safetensors, and no other kind of weights is read, for it could run code. Convert it"
            " (transformers: model.save_pretrained) or choose another."
        )
    safe = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=True, split_special_tokens=True, **safe)
        model, loaded = AutoModelForTokenClassification.from_pretrained(
            folder, use_safetensors=True, output_loading_info=True, **safe
        )
    except (OSError, ValueError, KeyError, TypeError, ImportError, RuntimeError, SafetensorError) as error:
        raise UnusableTagger(f"{name} cannot be read as a token classifier: {error}") from error
    if lacking := sorted(loaded["missing_keys"]) + sorted(str(key) for key in loaded["mismatched_keys"]):
        raise UnusableTagger(f"{name} is no trained token classifier: it lacks weights such as {lacking[0]}.")
    if not tokenizer.is_fast:
        raise UnusableTagger(f"{name} has no fast tokenizer (tokenizer.json), without which offsets are not exact.")
    needed = WINDOW + tokenizer.num_special_tokens_to_add()
    if getattr(model.config, "max_position_embeddings", needed) < needed:
        raise UnusableTagger(
            f"{name} reads {model.config.max_position_embeddings} pieces at once; {needed} are needed."
        )
    return tokenizer, model
