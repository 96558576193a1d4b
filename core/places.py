"""The one place that knows where the checkout keeps its data."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
VOCABULARIES = DATA / "vocabularies"
RULES = DATA / "rules"
CARDS = DATA / "cards"
SAMPLES = DATA / "samples"
LABEL_MAPS = DATA / "tagger"
ASSERTIONS = DATA / "assertions"
WEIGHTS = ROOT / "models" / "weights"
TAGGER_WEIGHTS = WEIGHTS / "tagger.safetensors"
SIGNS_WEIGHTS = WEIGHTS / "signs.safetensors"
ASSERTIONS_WEIGHTS = WEIGHTS / "assertions.safetensors"
