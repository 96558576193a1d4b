"""What tests share: where the development corpora are, if they are there."""

import os
from pathlib import Path

import pytest

from core.places import ROOT

if not Path("/dev/nvidia0").exists():
    os.environ.setdefault("TRITON_INTERPRET", "1")  # read when triton is first imported: kernels run without a GPU


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screens", help="folder in which the browser tests keep a picture of every page")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of development data (SIGHTLINE_CORPORA, by default beside the checkout); skips the test without it."""
    folder = Path(os.environ.get("SIGHTLINE_CORPORA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the development corpora are not here; set SIGHTLINE_CORPORA")
    return folder
