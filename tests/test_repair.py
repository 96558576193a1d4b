"""Mending of recognition's confusions: only where the context leaves one reading, and no offset ever moves."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import RULES
from core.records import Method, Page, Word
from extractors.readers.repair import load_rules, repair
from extractors.rules import read_table

ROWS = list(read_table(RULES / "ocr_repairs.tsv", "name", "pattern", "replacement", "example", "mended", "why"))
PIECES = [
    *"pcyTNMOolI|01234abcx.(),;/ +%\n",
    *(
        "pT",
        "pN",
        "cM",
        "mm",
        " cm",
        "Stage ",
        "grade ",
        "HER2 ",
        "p.",
        "c.",
        "CD",
        "PD-L",
        "exon ",
        "BRAF V",
        "is",
        "mi",
    ),
]
ORDINARY = """
| TNM | Grade | Description | Stage | O |
TO NO MO SO DO Go no. No. Nodes: none. ST. LOUIS, MO 63110. Kansas City, MO. Moderate. NOT TO BE REPEATED. I Il
PNI: absent. pNI not seen. LVI and PNI. MI in 2019. Acute MI, old MI. TIA. TIC. TINGLING. MIB-1. T1 weighted, TI 900 ms.
T2 NO LYMPH NODE METASTASIS. pT2, No. of nodes 12. SPECIMEN NO. 4. TONGUE, TONSIL. NO METASTASIS. cm ml l L mol/l mg/l
IO therapy, COX-2, SOX10, TOP2A, MLH1, IL6, IL-2, CD4, NKX2-1, OCT4, MYOD1, HLA-B, KIT, ALK, ROS1, NTRK1, ATM.
Stage II, Stage IVA, stage of disease, stage 11 of the protocol, Grade 2, on stage; all ill. pN0(i+), PNO (i+), N0 (i-).
pTis, pTa, ypT0 ypN0, cT4d, T1a. p.Ile10Leu, p.Leu858Arg, p.Gln61Lys, p.Val600Glu, p.L858R, p.E746_A750del, c.35G>A.
10 ml, 5 l, O positive, blood group O, type O, W/O 3, A/O 2, 100 % OF CELLS, O2 saturation 98%, SpO2 97%, I agree.
CDIS, CDC, PD-1, PD-L1, Kil, Ki-67, exon 19, exon l, level lll lymph nodes, Il-2, illness, hill, LO, R0, RO, L0 V0 Pn0
"""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_rule_mends_its_own_example(row: dict[str, str]) -> None:
    """The table's example becomes what the table says, and the rule itself is among those that did it."""
    mended = repair(row["example"], ())
    assert mended.text == row["mended"]
    assert row["name"] in {one.rule for one in mended.repairs}


def test_names_of_rules_are_told_apart() -> None:
    """A repair names its rule, so no two rules share a name."""
    names = [rule.name for rule in load_rules()]
    assert len(names) == len(set(names))


def test_a_string_of_confusions_is_mended_whole() -> None:
    """Each mended character is context for the next."""
    assert repair("Pathologic stage: TlcNOMO.", ()).text == "Pathologic stage: T1cN0M0."


@pytest.mark.parametrize("line", ORDINARY.strip().splitlines())
def test_ordinary_words_are_left_alone(line: str) -> None:
    """Words, names of genes, states, units and findings that look like confusions stay as they are."""
    assert repair(line, ()).text == line.replace("exon l,", "exon 1,")


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_mending_twice_is_mending_once(text: str) -> None:
    """Nothing is left to mend after mending."""
    once = repair(text, ()).text
    assert repair(once, ()).text == once


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_repairs_lead_back_to_what_was_read(text: str) -> None:
    """Lengths stay, words stay slices of the text, and undoing the repairs gives the first reading."""
    words = [
        Word(text=one.group(), box=(0, 0, 1, 1), start=one.start(), end=one.end()) for one in re.finditer(r"\S+", text)
    ]
    mended = repair(text, words)
    back = list(mended.text)
    for one in mended.repairs:
        back[one.start : one.end] = one.original
    assert "".join(back) == text
    assert [mended.text[word.start : word.end] for word in mended.words] == [word.text for word in mended.words]
    assert [word.box for word in mended.words] == [word.box for word in words]


def test_evidence_keeps_the_first_reading() -> None:
    """A quote from a mended page shows what was read before."""
    words = [Word(text="pNO", box=(0, 0, 20, 10), start=7, end=10)]
    mended = repair("Stage: pNO", words)
    page = Page(
        document="0" * 16, number=1, width=100, height=100, method=Method.OCR, quality=1,
        text=mended.text, words=mended.words, repairs=mended.repairs,
    )  # fmt: skip
    evidence = page.evidence(7, 10)
    assert (evidence.quote, evidence.original) == ("pN0", "pNO")
