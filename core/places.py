"""The one place that knows where the checkout keeps its data."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
VOCABULARIES = DATA / "vocabularies"
RULES = DATA / "rules"
CARDS = DATA / "cards"
SAMPLES = DATA / "samples"
LABEL_MAPS = DATA / "tagger"
TAGGER_WEIGHTS = ROOT / "models" / "weights" / "tagger.safetensors"
SIGNS_WEIGHTS = ROOT / "models" / "weights" / "signs.safetensors"
SUBJECTS_WEIGHTS = ROOT / "models" / "weights" / "subjects.safetensors"
