"""Findings read from notes: invasion, nodes, sizes, margins, metastases and what one phrase tells."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import RULES
from core.records import Finding, Method, Page
from extractors import finding
from extractors.finding_phrases import load_phrases
from extractors.finding_presence import load_cues, load_values
from extractors.finding_words import COUNTS, load_shapes, read_count
from extractors.notes import Note
from extractors.rules import read_table


def read(text: str, name: str) -> list[Finding]:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    found = list(finding.find(Note(page)))
    assert all(page.holds(evidence) for fact in found for evidence in fact.evidence)
    return [fact for fact in found if fact.name == name]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Lymphovascular invasion: Not identified", "absent"),
        ("LYMPHOVASCULAR INVASION IS IDENTIFIED.", "present"),
        ("- NO DEFINITIVE LYMPH-VASCULAR INVASION IDENTIFIED.", "absent"),
        ("VENOUS / LYMPHATIC INVASION: PRESENT (EXTENSIVE).", "present"),
        ("Angiolymphatic invasion cannot be determined.", "indeterminate"),
        ("Foci suspicious for lymphovascular invasion.", "possible"),
        ("B. NEGATIVE FOR ANGIOLYMPHATIC AND PERINEURAL INVASION. C. MARGINS FREE.", "absent"),
        ("No. lymphatic invasion found and all nodes are negative.", "absent"),
        ("Lymphatic invasion: Not specified. Venous invasion: Absent.", "absent"),
        ("Lymphatic invasion: Present. Venous invasion: Absent.", "present"),
    ],
)
def test_lymphovascular_invasion_as_reports_word_it(text: str, value: str) -> None:
    """The cue's own clause decides, a narrower kind's absence only where nothing is present."""
    assert [fact.value for fact in read(text, "lymphovascular_invasion")] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Lymphovascular invasion: [ ] present [ ] absent",
        "Lymphovascular invasion: Not specified.",
        "ANGIOLYMPHATIC INVASION: TUMOR NECROSIS: PRESENT",
        "Lymphovascular invasion: ____",
    ],
)
def test_unanswered_questions_say_nothing(text: str) -> None:
    """An unticked list, a blank and the next label's value are no answer."""
    assert read(text, "lymphovascular_invasion") == []


def test_assertion_follows_the_value() -> None:
    """Absent invasion is an absent fact, possible invasion a possible one."""
    (absent,) = read("Perineural invasion: absent", "perineural_invasion")
    (possible,) = read("Perineural invasion cannot be excluded", "perineural_invasion")
    assert (absent.assertion.value, possible.assertion.value) == ("absent", "possible")


def test_extension_beyond_the_prostate_is_not_of_nodes() -> None:
    """Extracapsular extension is a node's only where nodes are spoken of."""
    assert read("PROSTATE: ADENOCARCINOMA WITH EXTRACAPSULAR EXTENSION IDENTIFIED.", "extranodal_extension") == []
    (node,) = read("Two of nine lymph nodes positive; extracapsular extension is present.", "extranodal_extension")
    assert node.value == "present"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("LYMPH NODES: 9 OF 12 POSITIVE FOR TUMOR", (9, 12)),
        ("Metastatic adenocarcinoma present in five of. thirty lymph nodes, 5/30 (pN2).", (5, 30)),
        ("Sixteen negative lymph nodes (0/16).", (0, 16)),
        ("16 LYMPH NODES IDENTIFIED, ALL NEGATIVE FOR MALIGNANCY.", (0, 16)),
        ("There is no evidence of malignancy in any of 19 lymph nodes.", (0, 19)),
        ("NUMBER OF POSITIVE LYMPH NODES / TOTAL NUMBER OF NODES EXAMINED: 2/10.", (2, 10)),
        ("REGIONAL LYMPH NODES: pN1. Total nodes: 17. Total positive nodes: 2.", (2, 17)),
        ("Lymph nodes. Number examined: 16. Number involved: 0.", (0, 16)),
    ],
)
def test_nodes_are_counted_as_stated(text: str, counts: tuple[int, int]) -> None:
    """Involved and examined nodes in the many ways that reports count them."""
    assert [(fact.involved, fact.examined) for fact in read(text, "lymph_nodes")] == [counts]


@pytest.mark.parametrize(
    "text",
    [
        "Block A6 - nine possible lymph nodes.",
        "Micrometastasis in one sentinel node. HER2 negative.",
        "Nottingham score 9/9, lymph nodes not submitted.",
        "LYMPH NODE, SENTINEL #1, EXCISION: NEGATIVE FOR MALIGNANCY.",
    ],
)
def test_examined_nodes_are_never_guessed(text: str) -> None:
    """Where no count is stated, none is given."""
    assert all(fact.examined is None for fact in read(text, "lymph_nodes"))


def test_sum_of_specimens_needs_every_one_counted() -> None:
    """Parts counted one by one are added up, and not when one of them is not counted."""
    counted = "B. SENTINEL LYMPH NODE: ONE POSITIVE LYMPH NODE (1/1).\nC. AXILLARY LYMPH NODES: (2/13).\n"
    told = [(fact.involved, fact.examined, fact.site) for fact in read(counted, "lymph_nodes")]
    assert told == [(1, 1, "specimen B"), (2, 13, "specimen C"), (3, 14, None)]
    lacking = counted + "D. SENTINEL LYMPH NODE: ISOLATED TUMOR CELLS.\n"
    assert (3, 14) not in {(fact.involved, fact.examined) for fact in read(lacking, "lymph_nodes")}


@given(st.sampled_from(sorted(COUNTS)), st.integers(0, 99))
def test_counts_in_words_and_digits_agree(word: str, number: int) -> None:
    """A word reads as its number, and the digits in brackets win."""
    assert read_count(word) == COUNTS[word]
    assert read_count(f"{word} ({number})") == number


def test_size_is_the_tumours_not_the_specimens() -> None:
    """The label's size is taken, not the specimen's, the node's or the distance to a margin."""
    (size,) = read(
        "RIGHT BREAST, 22 x 18 x 3 cm. TUMOR SIZE (GREATEST DIMENSION) : 5.6 CM (MEASURED GROSSLY). "
        "DISTANCE OF TUMOR FROM NEAREST MARGIN IS 0.3 CM. Lymph node measuring 1.0 cm.",
        "tumor_size",
    )
    assert (size.number, size.unit) == (5.6, "cm")


def test_all_dimensions_are_kept() -> None:
    """The greatest dimension is the size; the others stay with it, as printed."""
    (size,) = read("Tumor size: 3.5 x 4.1 x 2 cm", "tumor_size")
    assert (size.number, size.numbers, size.value) == (4.1, (3.5, 4.1, 2.0), "3.5 x 4.1 x 2 cm")


def test_size_of_in_situ_part_is_not_the_tumours() -> None:
    """The extent of DCIS is no invasive size."""
    assert read("DUCTAL CARCINOMA IN SITU, SIZE: 4.0 CM", "tumor_size") == []


def test_margins_say_which_and_how_far() -> None:
    """Each margin has its own state; the distance names its margin."""
    text = (
        "Proximal margin: Negative. Distal margin: Positive for carcinoma. "
        "Distance of tumor from closest margin: 2 cm from distal."
    )
    assert {(fact.site, fact.value) for fact in read(text, "margin")} == {("proximal", "clear"), ("distal", "involved")}
    (distance,) = read(text, "margin_distance")
    assert (distance.number, distance.unit, distance.site) == (2.0, "cm", "distal")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Metastatic disease with liver, lung and bone metastases.",
            {("liver", "present"), ("lung", "present"), ("bone", "present")},
        ),
        ("Metastatic carcinoma in liver from colon.", {("liver", "present")}),
        ("There is no evidence of distant metastases.", {(None, "absent")}),
        ("pN0: No regional lymph node metastasis.", {("lymph node", "absent")}),
        ("Possible brain metastases on MRI.", {("brain", "possible")}),
    ],
)
def test_metastases_by_site(text: str, told: set[tuple[str | None, str]]) -> None:
    """A list of places shares its word; denied and doubted spread is told as such."""
    assert {(fact.site, fact.value) for fact in read(text, "metastasis")} == told


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("ECOG performance status: 1", "performance_status", 1),
        ("Her performance status has declined from 1 to 3.", "performance_status", 3),
        ("Karnofsky 80%", "karnofsky_performance_status", 80),
        ("Bone marrow shows 60% plasma cells.", "marrow_involvement", 60),
        ("Plasma cells comprise approximately 45% of marrow cellularity.", "marrow_involvement", 45),
        ("Breslow thickness: 2.3 mm", "breslow_thickness", 2.3),
        ("Mitotic rate: 4/mm2", "mitotic_rate", 4),
    ],
)
def test_numbers_of_labelled_phrases(text: str, name: str, number: float) -> None:
    """One phrase tells one number."""
    assert [fact.number for fact in read(text, name)] == [number]


def test_range_of_performance_status_is_not_halved() -> None:
    """Between two grades no single one is chosen."""
    (fact,) = read("ECOG 2-3", "performance_status")
    assert (fact.value, fact.number) == ("ECOG 2-3", None)


def test_polymerase_chain_reaction_is_no_response() -> None:
    """PCR is a test, pCR a response."""
    assert read("EGFR by PCR: not detected", "treatment_effect") == []
    assert read("She achieved a pCR.", "treatment_effect") != []


def test_every_rule_loads() -> None:
    """All tables of findings hold patterns that compile, and each reader finds its own."""
    assert len(load_cues()) == len(list(read_table(RULES / "finding_cues.tsv", "name", "kind", "bare", "pattern")))
    assert {place for place, _, _ in load_values()} == {"before", "after"}
    assert all(phrase.pattern.pattern for phrase in load_phrases())
    assert all(load_shapes(about) for about in ("nodes", "size", "margins", "metastases"))


@pytest.mark.corpus
def test_invasion_on_doctors_gold(corpora: Path) -> None:
    """On reports with doctors' answers, vascular and perineural invasion are read right nine times in ten or more."""
    with gzip.open(corpora / "tcga" / "registrar_gold_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    right = total = 0
    for row in rows[::2]:
        for name in ("lymphovascular_invasion", "perineural_invasion"):
            gold = (row["gold"].get("cancer_data") or {}).get(name)
            if gold is not None:
                total += 1
                right += {"present" if gold else "absent"} == {fact.value for fact in read(row["text"], name)}
    assert right >= 0.85 * total


def test_question_about_margins_is_answered_by_its_answer() -> None:
    """ "Margins involved: No" says that they are clear."""
    (margin,) = read("Deep resection margin involved: No.", "margin")
    assert (margin.site, margin.value) == ("deep", "clear")


def margins(text: str) -> set[tuple[str | None, str | None]]:
    return {(fact.site, fact.value) for fact in read(text, "margin")}


def test_involved_margins_never_read_as_clear() -> None:
    """A denial of something else before an involved margin denies nothing of it."""
    assert margins("No lymphovascular invasion, deep margin involved.") <= {("deep", "involved")}
    both = "Surgical margins: Tumor present at urethral margin. Margins negative."
    assert ("urethral", "involved") in margins(both)
    assert (None, "clear") not in margins(both)


def test_a_margin_is_told_by_its_own_words() -> None:
    """Of one margin that is clear it does not follow that all are."""
    assert margins("- Right ureter margin: Negative") == {("right ureter", "clear")}
    assert margins("All other margins are negative for tumor.") == {("other", "clear")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("There is no lymphovascular space invasion. identified.", "absent"),
        ("LYMPHOVASCULAR INVASION. Lymphovascular invasion by tumor is absent.", "absent"),
        ("Vascular invasion: Focally suspicious for lymphovascular invasion", "possible"),
    ],
)
def test_headings_and_scanned_stops_assert_nothing(text: str, value: str) -> None:
    """A finding's name as a heading is not its presence."""
    assert {fact.value for fact in read(text, "lymphovascular_invasion")} == {value}


@pytest.mark.parametrize(
    "text",
    [
        "Page: 1 of 4. LYMPH NODES, RIGHT PERIAORTIC, DISSECTION.",
        "Cassettes E24/25 each contain one possible lymph node.",
        "The margins are negative. Fourteen lymph nodes were examined.",
        "pN2: Metastasis in single or multiple lymph nodes",
    ],
)
def test_numbers_that_count_no_involved_nodes(text: str) -> None:
    """Pages, cassettes, templates and the sentence before give no counts."""
    assert read(text, "lymph_nodes") == []


@pytest.mark.parametrize(
    "text",
    [
        "He was not offered radiotherapy for his spine metastases because of the delay.",
        "METASTASIS TO THE OMENTUM AND PERITONEUM IS: Not evaluable.",
    ],
)
def test_metastases_are_denied_only_by_their_own_words(text: str) -> None:
    """A treatment that was not given denies no metastases, and what was not evaluable was not found."""
    assert read(text, "metastasis") == []


def test_no_nodal_metastasis_is_told_of_the_nodes_alone() -> None:
    """Free lymph nodes say nothing of the rest of the body."""
    assert {fact.site for fact in read("Adenocarcinoma without lymph node metastases.", "metastasis")} <= {"lymph node"}


def test_free_nodes_counted_in_a_ratio_are_not_involved() -> None:
    """``0/11`` and ``11/11 lymph nodes, negative`` say the same."""
    for ratio in ("0/11", "11/11"):
        told = read(f"{ratio} LYMPH NODES, NEGATIVE FOR MALIGNANCY.", "lymph_nodes")
        assert [(fact.involved, fact.examined) for fact in told] == [(0, 11)]


def test_a_distance_below_a_bound_is_no_number() -> None:
    """Less than one millimetre is not one millimetre."""
    (fact,) = read("Margins: Uninvolved; distance to closest margin: <1 mm.", "margin_distance")
    assert (fact.value, fact.number) == ("<1 mm", None)
