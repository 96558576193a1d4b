"""Several processes save into one lake while another queries it: nothing lost, doubled, torn or failed."""

import json
import subprocess
import sys

import pytest

from core.places import ROOT


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    script = [sys.executable, ROOT / "benchmarks" / "concurrency.py", "--json", "--documents", "16", "--writers", "4"]
    done = subprocess.run(script, capture_output=True, timeout=120, check=True)
    return json.loads(done.stdout)


def test_no_document_is_lost_or_doubled(measured: dict[str, float]) -> None:
    """Four processes save sixteen documents twice each: sixteen are kept, once each, with all their facts."""
    assert measured["saves"] == 32
    assert (measured["lost"], measured["doubled"], measured["wrong facts"]) == (0, 0, 0)


def test_readers_never_fail_nor_see_half_a_document(measured: dict[str, float]) -> None:
    """A fifth process queries throughout: every query is answered, with whole documents only."""
    assert measured["queries"] > 0
    assert (measured["failed queries"], measured["torn documents"]) == (0, 0)
