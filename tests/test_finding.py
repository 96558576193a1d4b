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
from extractors.extraction import extract_page
from extractors.finding_phrases import load_phrases
from extractors.finding_presence import load_cues, load_values
from extractors.finding_words import COUNTS, load_shapes, read_count
from extractors.notes import Note
from extractors.rules import read_table


def page_of(text: str) -> Page:
    return Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)


def read(text: str, name: str) -> list[Finding]:
    page = page_of(text)
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


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("pT2 (tumour confined to the testis with or without vascular invasion).", "lymphovascular_invasion", []),
        ("Tumour with vascular invasion, without lymphatic invasion.", "lymphovascular_invasion", ["present"]),
        (
            "pT2x is a category where the edge is cut across but no extraprostatic extension is proven.",
            "extraprostatic_extension",
            [],
        ),
        ("No extraprostatic extension is proven.", "extraprostatic_extension", ["absent"]),
        ("No microcalcification is seen in the infiltrating or in situ component.", "in_situ_component", []),
        ("In situ component: absent.", "in_situ_component", ["absent"]),
        ("No in situ component is seen.", "in_situ_component", ["absent"]),
        ("Extranodal extension is not applicable as the nodes are free.", "extranodal_extension", []),
        ("Extranodal extension is not seen.", "extranodal_extension", ["absent"]),
        ("The stage presumes no distant metastases.", "metastasis", []),
        ("The stage presumes no lymph node metastasis.", "metastasis", []),
        ("There are no distant metastases.", "metastasis", ["absent"]),
        ("SUBCARINAL LYMPH NODE: 4 lymph nodes; no metastases.", "metastasis", []),
        ("Twelve lymph nodes are free; no distant metastases.", "metastasis", ["absent"]),
        ("HISTORY: Breast cancer, rule out posterior margin positive.", "margin", []),
        ("HISTORY: Breast cancer. DIAGNOSIS: Posterior margin positive.", "margin", ["involved"]),
        ("If all margins uninvolved by carcinoma: Distance: __.", "margin", []),
        ("Histologic assessment of the margins: negative.", "margin", ["clear"]),
    ],
)
def test_explanations_and_questions_are_no_findings(text: str, name: str, values: list[str]) -> None:
    """What a category means, what a stage takes for granted and what is to be ruled out is not told of the patient."""
    assert [fact.value for fact in read(text, name)] == values


@pytest.mark.parametrize(
    "text",
    [
        "NOT RECOMMENDED GIVEN POSSIBLE ENE AND LIKELY NEED FOR THERAPY.",
        "Planned with a view to suspected extranodal extension and node biopsy.",
    ],
)
def test_a_doubt_before_a_cue_stands_whatever_comes_behind(text: str) -> None:
    """What else the sentence goes on to does not make it sure."""
    assert [fact.value for fact in read(text, "extranodal_extension")] == ["possible"]


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
    ("text", "name", "told"),
    [
        ("Proximal margin:          Clear", "margin", {("proximal", "clear")}),
        (
            "Circumferential (non-peritonealised) margin: Clear, 4 mm",
            "margin",
            {("circumferential non-peritonealised", "clear")},
        ),
        ("pTNM:             pT3 pN1b cM0    R0", "margin", {(None, "clear")}),
        ("ypT2 ypN0 R1", "margin", {(None, "involved")}),
        ("Margin status     R0", "margin", {(None, "clear")}),
        ("Peripheral margins negative for melanoma (closest 9 mm)", "margin_distance", {("peripheral", "9 mm")}),
        ("Distal margin:         Clear (85 mm)", "margin_distance", {("distal", "85 mm")}),
        ("DEEP MARGIN POSITIVE (1 MM)", "margin_distance", set()),
        (
            "Perineural invasion:     Not identified\n  Proximal margin:     Clear\n",
            "margin",
            {("proximal", "clear")},
        ),
        ("Deep margin negative for invasive melanoma and melanoma in situ.", "margin", {("deep", "clear")}),
        ("Deep margin negative for invasive carcinoma and positive for DCIS.", "margin", set()),
        ("Myometrial invasion      11 mm of 18 mm (61%), outer half", "myometrial_invasion", {(None, "61%")}),
        ("Myometrial invasion      11 mm of 18 mm (61%), outer half", "depth_of_invasion", {(None, "11 mm")}),
        ("MYOMETRIAL INVASION: 40%", "myometrial_invasion", {(None, "40%")}),
        ("Myometrial invasion: <50%", "myometrial_invasion", set()),
        ("Right external iliac SLN           0/1", "lymph_nodes", {(None, "0/1")}),
        ("L4/5 disc. SLN biopsy planned.", "lymph_nodes", set()),
        ("H. OVARY. CONSULTATION: TPA1-SLN #1: Negative (0/2).", "lymph_nodes", set()),
    ],
)
def test_rows_of_synoptic_tables(text: str, name: str, told: set[tuple[str | None, str]]) -> None:
    """A label, some room, and a value."""
    assert {(fact.site, str(fact.value)) for fact in read(text, name)} == told


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
        ("MRI: no intracranial metastases.", {("brain", "absent")}),
        ("NO CEREBRAL METASTASES IDENTIFIED.", {("brain", "absent")}),
        ("No visceral metastases.", set()),
        ("No hepatic or bone metastases.", {("liver", "absent"), ("bone", "absent")}),
        ("No brain metastases. No distant metastases.", {("brain", "absent"), (None, "absent")}),
        ("Liver or bone metastases are suspected.", {("bone", "possible")}),
    ],
)
def test_metastases_by_site(text: str, told: set[tuple[str | None, str]]) -> None:
    """A list of places shares its word; denied and doubted spread is told as such."""
    assert {(fact.site, fact.value) for fact in read(text, "metastasis")} == told


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("ECOG performance status: 1", "performance_status", 1),
        ("EXAM: ECOG 1 -> 2 today.", "performance_status", 2),
        ("WHO PS 0 → 1", "performance_status", 1),
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
    assert {place for place, _, _ in load_values()} == {"before", "after", "sentence"}
    assert all(phrase.pattern.pattern for phrase in load_phrases())
    assert all(load_shapes(about) for about in ("nodes", "size", "margins", "metastases", "scope", "course"))


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
    assert margins("Deep margin positive. All other margins are negative for tumor.") == {
        ("deep", "involved"),
        ("other", "clear"),
    }


def test_other_margins_are_clear_only_beside_one_that_is_read() -> None:
    """Where the one that is not clear is lost, the rest would pass for all; so where a later one is involved."""
    assert margins("All other margins are negative for tumor.") == set()
    later = "Frozen tissue: the lateral margin is positive. The remaining margins are free. Deep margin involved."
    assert ("other", "clear") not in margins(later)


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


def told(text: str, name: str) -> set[tuple[str | None, str | None]]:
    return {(fact.value, fact.site) for fact in read(text, name)}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Dermal lymphovascular invasion: Not identified.", set()),
        ("Dermal lymph-vascular invasion: Absent. Lymph-vascular invasion: Present.", {("present", None)}),
        ("Large vessel invasion: not seen.", {("absent", "large vessel")}),
        ("Venous invasion: Not identified. Lymphatic invasion: Not identified.", {("absent", None)}),
        ("Venous (large vessel) invasion: absent. Small vessel invasion: suspicious.", {("possible", "small vessel")}),
        ("Venous/Lymphatic (Large/Small Vessel) Invasion: Present", {("present", None)}),
        ("Microvessel invasion: no. Portal vein invasion: yes.", {("present", "portal vein")}),
        (
            "Lymphovascular invasion: absent. Foci suggestive of venous invasion.",
            {("absent", None), ("possible", "venous")},
        ),
        ("Arterial invasion: absent. Venous invasion: absent.", {("absent", "arterial, venous")}),
        ("Scattered tumor emboli are seen in the renal sinus.", {("present", None)}),
        ("Lymphovascular. invasion is identified.", {("present", None)}),
    ],
)
def test_what_is_told_of_some_vessels_is_not_told_of_all(text: str, facts: set[tuple[str, str | None]]) -> None:
    """A narrower place stays with its value, and its absence says nothing where others are invaded."""
    assert told(text, "lymphovascular_invasion") == facts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Immunostains were ordered to exclude large vessel invasion.", set()),
        ("Lymphovascular invasion is not excluded.", {"indeterminate"}),
        ("Lymphovascular invasion: NOL identified", {"absent"}),
        ("Lymphovascular invasion\n\nNot identified\n\nMargins", {"absent"}),
        ("Carcinoma with lymphovascular invasion. No perineural invasion.", {"present"}),
        ("Carcinoma with lymphovascular invasion.\nNegative margins.", {"present"}),
        ("Margins: negative (tumor lies beside an area of lymphovascular invasion).", set()),
    ],
)
def test_the_next_sentence_answers_only_where_it_is_an_answer(text: str, values: set[str]) -> None:
    """What was looked for is not found, and the denial of the next thing denies nothing of this one."""
    assert {fact.value for fact in read(text, "lymphovascular_invasion")} == values


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("Foci of fat necrosis are seen; fat necrosis is present.", "tumor_necrosis", set()),
        ("DCIS, solid type. Nuclear grade: 2. Necrosis: present.", "tumor_necrosis", set()),
        ("Histologic grade: 3. Necrosis: present.", "tumor_necrosis", {"present"}),
        ("Extensive intraductal component (EIC): negative.", "in_situ_component", set()),
        ("Intraductal component: absent.", "in_situ_component", {"absent"}),
        (
            "Nodes A: extranodal extension absent. Nodes B: extranodal extension present.",
            "extranodal_extension",
            {"present"},
        ),
        ("Lymph nodes: perinodal (extracapsular) extension identified.", "extranodal_extension", {"present"}),
        ("Block 3: ulceration with the inked line of the colon, possible bladder wall.", "ulceration", set()),
        ("There is perineural space invasion identified.", "perineural_invasion", {"present"}),
    ],
)
def test_findings_are_of_the_tumour(text: str, name: str, values: set[str]) -> None:
    """Necrosis of fat or of an in situ part, and what is possible of another thing, are not the tumour's."""
    assert {fact.value for fact in read(text, name)} == values


def test_specimens_that_differ_are_both_told() -> None:
    """What one specimen has and another has not is told of each."""
    text = "A. LOBE: Perineural invasion: absent.\nB. COMPLETION LOBE: Perineural invasion: present.\n"
    assert told(text, "perineural_invasion") == {("absent", "specimen A"), ("present", "specimen B")}
    text = "A. LOBE: bronchial margin positive.\nB. COMPLETION LOBE: bronchial margin negative.\n"
    assert margins(text) == {("bronchial, specimen A", "involved"), ("bronchial, specimen B", "clear")}
    listed = "C. Negative for perineural invasion. D. Deep margin positive. E. Margins negative otherwise.\n"
    assert all("specimen" not in (site or "") for site, _ in margins(listed))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Cancer metastases in lymph nodes (No IV/XII).", [(4, 12)]),
        ("pT3 pN1 (2/23), L0, V0", [(2, 23)]),
        ("Ten lymph nodes, of which 3 contain tumor and seven are negative.", [(3, 10)]),
        ("Eleven lymph nodes, two of which are positive.", [(2, 11)]),
        ("Nodes: Number of nodes examined: 9. Number of metastatic nodes: 2.", [(2, 9)]),
        ("Regional lymph nodes: Total number with metastases: 1. Total number examined: 21.", [(1, 21)]),
        ("Multiple (2 of 8) hilar lymph nodes are positive for carcinoma.", [(2, 8)]),
        ("LEFT PELVIS: FOUR BENIGN LYMPH NODES.", [(0, 4)]),
        ("Multiple (5) left axillary lymph nodes are. negative for tumor.", [(0, 5)]),
        ("A. Four lymph nodes with no tumor present (0/4).", [(0, 4)]),
        ("LYMPH NODE, OBTURATOR: 3 LYMPH NODES WITH NO METASTATIC CARCINOMA.", [(0, 3)]),
        ("Twenty-one lymph nodes with no metastatic disease seen, (0/21).", [(0, 21)]),
        ("Node, hilar: Two lymph nodes show no metastasis.", [(0, 2)]),
        ("Two lymph nodes, each without metastatic carcinoma.", [(0, 2)]),
        ("Lymph nodes, hilar: Two lymph nodes with metastatic carcinoma (1/2).", [(1, 2)]),
        ("Lymph nodes, hilar: Two lymph nodes with metastatic carcinoma (2/2).", [(2, 2)]),
        ("Lymph nodes, hilar: Two lymph nodes with metastatic carcinoma.", [(2, 2)]),
        ("Metastasis in one of six. lymph nodes, negative for extranodal extension.", [(1, 6)]),
        ("Sentinel nodes examined: 2. Total nodes examined: 14. Nodes with metastases: 3.", [(3, 14)]),
        (
            "1. LEFT NODES: Nodes examined: 6. Metastatic nodes: 0. 2. RIGHT NODES: Nodes examined: 7. "
            "Metastatic nodes: 3. ILIAC NODES: Nodes examined: 8. Metastatic nodes: 1. 4. SKIN.",
            [(0, 6), (1, 8)],
        ),
    ],
)
def test_more_ways_to_count_nodes(text: str, counts: list[tuple[int, int]]) -> None:
    """Roman numbers, counts behind the category, and pairs of labels in the order of the page."""
    assert [(fact.involved, fact.examined) for fact in read(text, "lymph_nodes")] == counts


@pytest.mark.parametrize(
    "text",
    [
        "Axillary lymph nodes (levels I/II) with metastatic carcinoma.",
        "Metastatic carcinoma in lymph nodes, nuclear grade (I/IV).",
        "Liver segment 4/5 with one lymph node.",
        "Lymph nodes: see below. page 2 / 2",
        "All 4 lobar and 6 hilar lymph nodes are negative.",
        "FSA: Lymph node, hilar, biopsy: Negative for tumor.",
        "Three lymph nodes contain anthracotic pigment.",
    ],
)
def test_pairs_of_numbers_that_are_no_counts(text: str) -> None:
    """Levels, grades, segments, pages and half of a count say nothing of nodes."""
    assert read(text, "lymph_nodes") == []


def test_the_number_of_a_node_labels_no_specimen() -> None:
    """After "Node No. 2." no specimen 2 begins."""
    text = "1. Nodes: five nodes, negative. Dye is in node No. 2. Biopsy of the skin: One lymph node, negative.\n"
    assert "specimen 2" not in {fact.site for fact in read(text, "lymph_nodes")}


def test_an_item_of_a_list_is_no_specimen() -> None:
    """The nodes are those of the specimen above, not of an item "F."."""
    text = "1. NODE: (0/1). 2. COLON: E. NO PERINEURAL INVASION PRESENT. F. TWELVE BENIGN LYMPH NODES (0/12). "
    assert "specimen F" not in {fact.site for fact in read(text, "lymph_nodes")}


def test_a_range_of_specimens_is_a_label() -> None:
    """What follows "C-E." is not of specimen B."""
    text = "A. Node: (0/1). B. Uterus: unremarkable. C-E. Lymph nodes, left: (2/9)."
    assert {fact.site for fact in read(text, "lymph_nodes")} == {"specimen A", "specimen C-E"}


def test_nodes_of_a_frozen_section_are_counted_once() -> None:
    """A frozen section is of a node that the diagnosis counts; its letter is no specimen."""
    text = "A. Node: (0/1). B. Node: (1/4). Consultation: FSA: Lymph node, biopsy: (0/1). FSB: Lymph node: (1/2)."
    assert not any("sum" in (fact.value or "") for fact in read(text, "lymph_nodes"))


def test_specimens_numbered_in_roman() -> None:
    """ "VI)" is a label of its own."""
    text = "V) Spleen: unremarkable. VI) Lymph node: free of tumor (0/2). VII) Lymph nodes: (1/5)."
    assert {(fact.value, fact.site) for fact in read(text, "lymph_nodes")} == {
        ("0/2", "specimen VI"),
        ("1/5", "specimen VII"),
        ("1/7, the sum of 2 specimens", None),
    }


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("Tumour. sized 7 x 4.5 x 3 cm in the pylorus.", ["7 x 4.5 x 3 cm"]),
        ("The tumor greatest diameter is 4.1 cm.", ["4.1 cm"]),
        ("Tumor size: maximal diameter 6 cm", ["6 cm"]),
        ("RENAL CELL CARCINOMA, CLEAR CELL TYPE, GRADE 2 (5.2 CM).", ["5.2 cm"]),
        ("Pheochromocytoma, 3.4 cm, confined to the gland.", ["3.4 cm"]),
        ("Lesion: a round mass (2.1 x 1.9 x 1.5 cm).", ["2.1 x 1.9 x 1.5 cm"]),
        ("Greatest dimension of largest focus of invasion over 0.1 cm: 1.7 cm", ["1.7 cm"]),
        ("Lower lobe: 19.0 x 12.0 x 6.0 cm. tumor: 5.0 x 4.0 x 3.0 cm.", ["5 x 4 x 3 cm"]),
        ("Lesion: hepatic mass. Size: 4.4 x 3.0 x 2.8 cm.", ["4.4 x 3 x 2.8 cm"]),
        ("Tumor size: 0 x 0 x 0 cm", []),
        ("Gallbladder, labeled with the name. Size: 9.0 x 3.0 x 2.0 cm.", []),
        ('"Neck tumor", received fresh, four fragments, 1.1 cm in aggregate.', []),
        ("A piece of tumour measuring 6 x 3 x 2 cm.", []),
        ("Beside it another circumscribed neoplasm measuring 1.2 cm.", []),
        ("SQUAMOUS CARCINOMA, 5.0 MM IN DEPTH.", []),
        ("Adrenal: metastatic carcinoma forming multiple masses (1.5 x 1.2 cm and 0.7 cm).", []),
        ("Carcinoma invades the capsule, 0.4 cm.", []),
        ("Width of the cavity: 3.5 cm. tumor findings: exophytic.", []),
    ],
)
def test_sizes_of_tumours_and_of_other_things(text: str, sizes: list[str]) -> None:
    """The size stands in many places; organs, fragments, second lesions and blanks have sizes that are not it."""
    assert [fact.value for fact in read(text, "tumor_size")] == sizes


def test_size_of_the_history_yields_to_the_examination() -> None:
    """The size that imaging told beforehand counts where the examination itself gives none."""
    history = "CLINICAL HISTORY: 4.5 cm renal mass.\n"
    (size,) = read(history + "GROSS DESCRIPTION: there is a 4.1 x 4.0 x 3.6 cm yellow mass.\n", "tumor_size")
    assert size.number == 4.1
    assert [fact.number for fact in read(history, "tumor_size")] == [4.5]
    told_first = "A 61-year-old woman with a 3.5 cm breast mass. Sectioning reveals a 2.8 cm mass."
    assert [fact.number for fact in read(told_first, "tumor_size")] == [2.8]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Surgical incision lines free of cancer.", {(None, "clear")}),
        ("Neoplastic infiltration present in the distal incision line.", {("distal", "involved")}),
        ("Surgical resection margin invasion: no, clearance 0.6 cm.", {(None, "clear")}),
        ("Margins involvement: Yes.", {(None, "involved")}),
        ("Carcinoma involving multiple inked margins.", {(None, "involved")}),
        (
            "MARGINS: BRONCHIAL: UNINVOLVED. VASCULAR: POSITIVE. PLEURA: free.",
            {("bronchial", "clear"), ("vascular", "involved")},
        ),
        ("Parenchymal margin - negative for tumor.", {("parenchymal", "clear")}),
        ("Bronchial margin at least suspicious for tumor.", {("bronchial", "suspicious")}),
        ("SURGICAL MARGINS INVOLVED BY INVASIVE COMPONENT: LYMPH NODES POSITIVE: 1", set()),
        ("Margins uninvolved by invasive carcinoma: distance 4 mm.", {(None, "clear")}),
        ("The closest resection margin is at a distance of 3 mm.", set()),
        ("Tumor with pushing borders, clear cytoplasm.", set()),
        ("INVASIVE CARCINOMA EXTENDS TO THE CAUTERIZED LATERAL FLAP MARGIN.", {("lateral flap", "involved")}),
        ("TUMOR IS PRESENT AT THE PELVIC FLOOR MARGIN.", {("pelvic floor", "involved")}),
        ("Foci of carcinoma are present, including in the stapled resection margin.", {(None, "involved")}),
        ("Carcinoma extends to within 1 mm of the deep margin.", set()),
        ("FS/DX: CARCINOMA INVOLVING URETERAL MARGIN.", set()),
        ("No carcinoma is present at the pelvic floor margin.", set()),
        ("Tumor with inflammation present at the invasive margin.", set()),
        ("Beside the tumor benign glands are present at the apical margin.", set()),
        (
            "Carcinoma in situ is present at the pelvic floor margin.",
            {("pelvic floor, of carcinoma in situ", "involved")},
        ),
    ],
)
def test_margins_in_other_words(text: str, facts: set[tuple[str | None, str]]) -> None:
    """Lines and borders of a resection are margins, a heading may hold a list, and an empty label says nothing."""
    assert margins(text) == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Tumor is 3 mm to the closest posterior margin.", {("3 mm", "posterior")}),
        ("The tumor is about 0.8 cm from the nearest surgical resection margin.", {("0.8 cm", None)}),
        ("Distance to pertinent margin: 2 cm from the bronchial margin", {("2 cm", "bronchial")}),
        (
            "Proximal margin: Negative; tumor is 12 cm from margin. Distal margin: Clear; tumor is 8 cm from margin.",
            {("12 cm", "proximal"), ("8 cm", "distal")},
        ),
        ("The cyst is 3 mm from the margin.", set()),
    ],
)
def test_distances_to_margins_in_prose(text: str, facts: set[tuple[str | None, str | None]]) -> None:
    """How far the tumour, and nothing else, is from a margin."""
    assert told(text, "margin_distance") == facts


def test_values_are_whole_and_no_sentences() -> None:
    """A stop that a scan left ends no value; a sentence is no place; the mesentery is not the bowel."""
    (depth,) = read("Tumor extension: Into the omental fat and. the spleen. Margins: free.", "depth_of_invasion")
    assert depth.value == "Into the omental fat and the spleen"
    assert read("Tumor site: There is a mass beside the hilum.", "tumor_location") == []
    assert told("Metastases are seen in the small bowel mesentery.", "metastasis") == set()


def values(text: str, name: str) -> list[str | None]:
    return [fact.value for fact in read(text, name)]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        (
            "ALTHOUGH ANGIOLYMPHATIC INVASION IS NOT SEEN, PERINEURAL. INVASION IS PRESENT",
            "perineural_invasion",
            "present",
        ),
        ("Vascular invasion is absent, but perineural invasion is identified.", "perineural_invasion", "present"),
        ("No lymphovascular, perineural invasion is identified.", "perineural_invasion", "absent"),
        ("Vascular invasion is not seen, perineural invasion is not seen.", "perineural_invasion", "absent"),
        ("VENOUS INVASION?: No. NEXT: 1", "lymphovascular_invasion", "absent"),
        ("Vascular invasion? Yes.", "lymphovascular_invasion", "present"),
        ("Vascular invasion?", "lymphovascular_invasion", "possible"),
        ("LYMPHATIC INVASION: NOT UNEQUIVOCALLY PRESENT.", "lymphovascular_invasion", "indeterminate"),
        ("No unequivocal vascular invasion is seen.", "lymphovascular_invasion", "absent"),
        ("Foci of potential vascular invasion.", "lymphovascular_invasion", "possible"),
    ],
)
def test_each_invasion_keeps_its_own_verb_and_answer(text: str, name: str, value: str) -> None:
    """A denial closed by its own verb, a question mark before the answer and an equivocal word."""
    assert values(text, name) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "B4-6. sections to. illustrate potential vascular invasion and the margin.",
        "C2: slide to demonstrate perineural invasion.",
    ],
)
def test_the_purpose_of_a_block_is_no_finding(text: str) -> None:
    """What a section was taken for may not have been found."""
    assert values(text, "lymphovascular_invasion") + values(text, "perineural_invasion") == []


@pytest.mark.parametrize(
    "text",
    [
        "Gross type: nodular with perinodal extension.",
        "TUMOR WITHIN THE THYROID. No extracapsular extension identified. One lymph node, no tumor.",
    ],
)
def test_an_extension_beyond_another_capsule_is_not_that_of_a_node(text: str) -> None:
    """The nodule of a liver and the capsule of a thyroid are no lymph nodes."""
    assert values(text, "extranodal_extension") == []


@pytest.mark.parametrize(
    "text",
    [
        "Two of nine lymph nodes positive, with extracapsular extension.",
        "LYMPH NODES: 2/9. PERINODAL EXTENSION: PRESENT.",
        "Extracapsular extension in one lymph node is present.",
    ],
)
def test_an_extension_beyond_a_node_is_read(text: str) -> None:
    """Nodes stand before it, or in its own clause."""
    assert values(text, "extranodal_extension") == ["present"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("BOTH SEMINAL VESICLES ARE FOCALLY INVOLVED BY TUMOR.", "present"),
        ("Seminal vesicle invasion: Present, left.", "present"),
        ("Infiltration of the right seminal. vesicle.", "present"),
        ("No invasion of the seminal vesicles.", "absent"),
        ("The seminal vesicles are uninvolved.", "absent"),
    ],
)
def test_seminal_vesicle_invasion(text: str, value: str) -> None:
    """Under its own label, or told of the vesicles themselves."""
    assert values(text, "seminal_vesicle_invasion") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "PROSTATE AND SEMINAL VESICLES, RADICAL PROSTATECTOMY: ADENOCARCINOMA, MARGINS INVOLVED.",
        "SEMINAL VESICLE INVASION: SURGICAL MARGIN: FREE.",
        "The right seminal vesicle measures 3 cm.",
    ],
)
def test_a_mention_of_the_seminal_vesicles_is_no_invasion(text: str) -> None:
    """A specimen's heading, an empty label and a size say nothing of it."""
    assert values(text, "seminal_vesicle_invasion") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pT3a N1 (3/12), G2, L1, V0, R0.", ["present"]),
        ("pT2 pN0 M0 L0 V0; G2", ["absent"]),
        ("pT2 pN0 L0 R0", []),
        ("Levels L1, V1 of the spine are clear.", []),
    ],
)
def test_vessel_categories_behind_a_stage(text: str, found: list[str]) -> None:
    """L and V of the UICC's notation, both told and after a T."""
    assert values(text, "lymphovascular_invasion") == found


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Slides show five lymph nodes. Positive lymph nodes are seen in block 2.", []),
        ("LEVEL II LYMPH NODES: NO tumor present in four of level II lymph nodes.", []),
        ("All (three) lymph nodes are negative.", ["0/3"]),
        ("All (3) lymph nodes are negative.", ["0/3"]),
        ("One (1) negative lymph node.", ["0/1"]),
        ("Two negative pelvic lymph nodes.", ["0/2"]),
        ("BENIGN LYMPH NODES (x 4)", ["0/4"]),
        ("No regional lymph node metastasis. Number examined: 21", ["0/21"]),
        ("Several (8). portal lymph nodes are benign. Soft tissue, margin.", ["0/8"]),
        ("Fat with three lymph nodes. Both lobes are negative.", []),
        ("Fat with two lymph nodes. Both are free of tumor.", ["0/2"]),
        ("A single candidate lymph node, taken with benign appearing fat.", []),
        ("Three negative margins and lymph nodes.", []),
    ],
)
def test_counts_of_nodes_end_with_their_sentence(text: str, counts: list[str]) -> None:
    """Neither the next sentence's adjective nor the fat beside a node is its result."""
    found = values(text, "lymph_nodes")
    assert [one for one in found if one != "0 involved"] == counts
    assert "5 involved" not in found


def test_a_total_of_several_specimens_is_of_none_of_them() -> None:
    """ "Including the sentinel node" takes in another specimen."""
    text = (
        "A. SENTINEL NODE: ONE LYMPH NODE POSITIVE (1/1). B. BREAST: CARCINOMA."
        " C. AXILLA: TWO OF EIGHT LYMPH NODES POSITIVE. TOTAL 3/9 INCLUDING SENTINEL LYMPH NODE."
    )
    sites = {fact.value: fact.site for fact in read(text, "lymph_nodes")}
    assert (sites["3/9"], sites["2/8"]) == (None, "specimen C")


def test_no_sum_where_a_specimen_lost_its_label() -> None:
    """Equal counts of what seems one specimen, with the heading of another between them, are not added up."""
    text = (
        "2. Lymph node, right; excision: - One lymph node negative (0/1). 3. Lymph node, left; excision: - One lymph"
        " node negative (0/1). {} Lymph node, upper; excision: - One lymph node negative (0/1)."
    )
    assert not any("sum" in str(one) for one in values(text.format(""), "lymph_nodes"))
    assert any("0/3, the sum" in str(one) for one in values(text.format("4."), "lymph_nodes"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The tumor extends to the distal margin, however it is not attached there.", []),
        ("Tumor extends to the distal margin. However, the margin itself is clear of it.", []),
        ("The tumor extends to the distal margin.", [("distal", "involved")]),
        ("The tumor extends to the distal margin, however small it is.", [("distal", "involved")]),
    ],
)
def test_an_involved_margin_that_is_taken_back(text: str, found: list[tuple[str, str]]) -> None:
    """ "However" with a denial undoes what the description of the specimen says."""
    assert [(fact.site, fact.value) for fact in read(text, "margin") if fact.value == "involved"] == found


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("Diameter of tumor: 12.0 cm.", [12.0]),
        ("THE TUMOR HAS A MAXIMUM GROSS DIMENSION OF 5 CM.", [5.0]),
        ("Tumour Size (cm). 4. Next", [4.0]),
        ("Tumor basal size (mm) : 12.0x11.0", [12.0]),
        ("Moderately differentiated adenocarcinoma; 60 mm in maximal dimension.", [60.0]),
        ("The tumor is 1.4 cm in greatest dimension.", [1.4]),
        ("A well circumscribed mass 3.5 x 2.7 x 1.7 cm is seen.", [3.5]),
        ("Tumor with hemorrhagic areas, the largest measuring 2 x 1 cm.", []),
        ("A. Omentum, resection. - Serous carcinoma, 9 cm.", []),
        ("Adenocarcinoma; 4 mm from the margin.", []),
        ("A. Ovary, right: Serous carcinoma, high grade, 7 cm in diameter.", [7.0]),
        ("A mass of fibrous tissue measuring 6 x 5 x 4 cm.", []),
        ("A mass with greenish areas, measuring 9 cm.", [9.0]),
        ("A mass with some. bleeding measuring 6 x 5 x 4 cm.", [6.0]),
        ("Tumour size (cm): see below. 2. Margins", []),
    ],
)
def test_sizes_in_further_words_and_of_other_things(text: str, sizes: list[float]) -> None:
    """The unit may stand in the label; a haemorrhage and a deposit are not the tumour."""
    assert [fact.number for fact in read(text, "tumor_size")] == sizes


def test_each_labelled_size_is_told() -> None:
    """Two tumours with a labelled size each."""
    text = "A. BREAST, LEFT: TUMOR SIZE: 1.2 CM. B. BREAST, RIGHT: MAXIMUM TUMOR DIMENSION 1.8 CM."
    assert [fact.number for fact in read(text, "tumor_size")] == [1.2, 1.8]


def test_the_size_of_a_mass_told_beforehand_is_not_the_specimens() -> None:
    """On the report of a specimen what was felt or seen before the operation gives no size."""
    text = (
        "SURGICAL PATHOLOGY REPORT\nClinical History: woman with a 14 cm pelvic mass.\nGROSS DESCRIPTION: An ovary.\n"
    )
    assert read(text, "tumor_size") == []


def test_a_category_that_may_be_either_is_no_metastasis() -> None:
    """ "Implants beyond the pelvis or lymph node metastasis (T3c)" defines the category."""
    text = "The primary tumor is classified as implants of more than 2 cm or regional lymph node metastasis ({})."
    assert [fact.value for fact in read(text.format("T3c"), "metastasis")] == []
    assert values("Positive for lymph node metastasis (T3c N1).", "metastasis") == ["present"]


def test_a_list_of_places_is_no_depth() -> None:
    """Where a scan mixed up the columns, the value of the label before is not taken."""
    assert values("DEPTH OF INVASION: Ectocervix, Lower uterine segment. MARGINS: clear", "depth_of_invasion") == []
    assert values("DEPTH OF INVASION: Less than half of the myometrium. A", "depth_of_invasion") == [
        "Less than half of the myometrium"
    ]


@pytest.mark.parametrize(
    ("text", "site", "number"),
    [
        ("Tumor 0.3 cm away from inked margin.", None, 0.3),
        ("The tumor is 6 mm from the caudal hepatic margin.", "hepatic", 6.0),
        ("Tumor 3 cm with inked margin.", None, None),
    ],
)
def test_distances_from_a_margin_in_further_words(text: str, site: str | None, number: float | None) -> None:
    """ "Away from" needs no verb, and a side in Latin no place of its own."""
    told = [(fact.site, fact.number) for fact in read(text, "margin_distance")]
    assert told == ([(site, number)] if number else [])


def test_values_behind_a_stop_of_a_scan_and_with_a_misread_letter() -> None:
    """A line's end between the margins and their verb; a P for an F."""
    assert values("All excision margins. are free of carcinoma.", "margin") == ["clear"]
    assert values("Surgical margins. Are negative findings rare?", "margin") == []
    assert values("VASCULAR INVASION: NOT IDENTIPIED.", "lymphovascular_invasion") == ["absent"]


def test_what_else_is_suspicious_casts_no_doubt() -> None:
    """ "Seminal vesicle invasion and suspicious nodes" doubts the nodes."""
    text = "MRI showed seminal vesicle invasion and {} pelvic nodes."
    assert values(text.format("suspicious"), "seminal_vesicle_invasion") == ["present"]
    assert values("Perineural invasion: suspicious.", "perineural_invasion") == ["possible"]


def test_a_staging_key_says_nothing_of_the_patient() -> None:
    """Two degrees of one letter, explained; a single line with its category is the report's own."""
    key = "Lymph nodes: 2/14 positive.\nN0: No lymph node metastasis\nN1: 1-3 nodes involved\nN2: 4-9 nodes involved\n"
    assert [one.value for one in read(key, "lymph_nodes")] == ["2/14"]
    assert [one.value for one in read("pN1: 2/14 lymph nodes involved", "lymph_nodes")] == ["2/14"]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Three of three hilar lymph nodes with no evidence of carcinoma.", ["0/3"]),
        ("Two of five axillary nodes without tumor.", []),
        ("Axillary content: two of five lymph nodes positive, no extranodal extension.", ["2/5"]),
        ("Grading: ductal carcinoma (3 + 2 + 2 / 14 mitoses/10 HPF). One axillary lymph node free of tumor.", ["0/1"]),
        ("Regional nodes: two 31 lymph nodes are positive.", []),
        ("Metastases in lymph nodes (No II/XIV). (sheet 2/2).", ["2/14"]),
        ("AN INTRAPAROTID LYMPH NODE (1) IS NEGATIVE FOR TUMOR.", ["0/1"]),
        ("Multiple. (9) left obturator lymph nodes are negative for tumor.", ["0/9"]),
    ],
)
def test_nodes_counted_denied_and_misread(text: str, counts: list[str]) -> None:
    """A denial behind "all of so many" is of all; half denied, a score and a lost "of" count nothing."""
    assert [fact.value for fact in read(text, "lymph_nodes")] == counts


def test_a_count_that_the_form_repeats_is_not_added_up() -> None:
    """The form at the end of a report sums it up: its count is not that of one more specimen."""
    text = (
        "B. SIGMOID COLON: Adenocarcinoma in 2/18 lymph nodes. C. DISTAL RING: Colon, no tumor. COLON CANCER TEMPLATE. "
        "Lymph nodes: positive (2/18). D. SKIN: Scar."
    )
    assert not [fact for fact in read(text, "lymph_nodes") if "sum" in (fact.value or "")]


def test_a_staging_key_in_running_text_is_none_of_the_patient() -> None:
    """A scan has put the lines of the key into one."""
    text = (
        "2/12 lymph nodes hold tumor. Nodes (N). N0: No lymph node metastasis. N1: 1-3 lymph nodes positive. "
        "N2: 4 lymph nodes positive."
    )
    assert [fact.value for fact in read(text, "lymph_nodes")] == ["2/12"]
    assert read(text, "metastasis") == []
    assert [fact.value for fact in read("N1: 3 lymph nodes positive.", "lymph_nodes")] == ["3 involved"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Adenocarcinoma demonstrating angiolymphatic invasion with negative lymph nodes.", "present"),
        ("The capsule is free of tumor, focally. Thin areas and angiolymphatic invasion is identified.", "present"),
        ("Adenocarcinoma of the colon (G2, L1, V0).", "present"),
        ("Classified as R0; L0, V0, G3.", "absent"),
    ],
)
def test_what_else_is_negative_denies_no_invasion(text: str, value: str) -> None:
    """Nodes behind "with", a capsule with its own verb; and what the L and V categories say without a T."""
    assert [fact.value for fact in read(text, "lymphovascular_invasion")] == [value]


def test_two_cancers_of_one_report_have_their_own_findings() -> None:
    """What is said of the one is not told of the other."""
    text = (
        "Bladder: urothelial carcinoma, vascular invasion is present. "
        "No angiolymphatic invasion by prostatic carcinoma is seen. All margins are negative for prostatic carcinoma."
    )
    assert {(fact.value, fact.site) for fact in read(text, "lymphovascular_invasion")} == {
        ("present", None),
        ("absent", "of prostatic carcinoma"),
    }
    assert [(fact.value, fact.site) for fact in read(text, "margin")] == [("clear", "of prostatic carcinoma")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Margins are free of invasive carcinoma; however, DCIS extends to the deep margin.",
            [("involved", "deep, of carcinoma in situ")],
        ),
        ("Margins are free of invasive carcinoma; however, the skin shows a scar.", [("clear", None)]),
        ("Margin(s) positive: Deep margin, over 3 mm.", [("involved", "deep")]),
        ("Margin status for tumor: Negative.", [("clear", None)]),
    ],
)
def test_margins_clear_of_one_part_only(text: str, found: list[tuple[str, str | None]]) -> None:
    """Where the in situ part reaches an edge, that is told as what it is, and the margins are not called clear."""
    assert [(fact.value, fact.site) for fact in read(text, "margin")] == found


def test_distances_of_an_in_situ_part_and_by_how_much_a_margin_is_free() -> None:
    """A distance behind "margins uninvolved by DCIS" is that of the DCIS."""
    assert read("Margins uninvolved by DCIS. Distance from closest margin: 9 mm.", "margin_distance") == []
    free = read("The parenchymal margin is free of tumor by 0.7 cm.", "margin_distance")
    assert [(fact.number, fact.unit, fact.site) for fact in free] == [(0.7, "cm", "parenchymal")]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("pT1: Tumor size 2 cm or less, limited to the gland.", []),
        ("The mass is beside a second nodule with a clip measuring 1.1 x 0.9 x 0.8 cm.", []),
        ("Node positive (1/1, METASTATIC DUCTAL. CARCINOMA, 2 MM in greatest extent).", []),
        ("Received is a soft mass, measuring 3.1 x 2.2 cm.", []),
        ("Second tumor: - Tumor size: 2 mm.", []),
        ("SIZE OF LARGEST TUMOR FOCUS MEASURING 5.2 X 4.1 CM.", [5.2]),
        ("Size of invasive component (xy,n/a) mm: 31.", [31]),
        ("There is a tumor mass that measures about 3.5 x 2 cm.", [3.5]),
    ],
)
def test_sizes_of_definitions_of_other_masses_and_of_forms(text: str, sizes: list[float]) -> None:
    """A bound in a definition, a second nodule, a deposit and the specimen itself have sizes too."""
    assert [fact.number for fact in read(text, "tumor_size")] == sizes


def test_a_size_that_has_lost_digits_waits_for_review() -> None:
    """ "11 x 8. x 3.- cm" is told, with doubt."""
    (size,) = read("Tumor size: 11 x 8. x 3.- cm.", "tumor_size")
    assert size.confidence < 0.8
    (whole,) = read("Tumor size: 11 x 8.5 x 3.1 cm.", "tumor_size")
    assert whole.confidence > 0.8


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("LIVER, WEDGE BIOPSY: - METASTATIC ADENOCARCINOMA.", ["liver"]),
        ("C. PELVIC LYMPH NODE, EXCISION: METASTATIC CARCINOMA.", []),
        ("T3c: deposits larger than 2 cm in greatest dimension or regional lymph node metastasis", []),
    ],
)
def test_a_specimen_headed_by_its_place_and_found_metastatic(text: str, places: list[str]) -> None:
    """The heading tells where; nodes are counted elsewhere; a definition places nothing."""
    assert [fact.site for fact in read(text, "metastasis")] == places


def test_values_of_forms_cut_by_a_scan() -> None:
    """A stop before a small letter ends no value; a depth whose deeper layer follows is not told."""
    assert [f.value for f in read("Tumor site (quadrant): Lower. inner. Next: x", "tumor_location")] == ["Lower inner"]
    assert read("Tumor site (more): O'clock orientation. Upper mass", "tumor_location") == []
    assert read("Depth of invasion: Lamina propria. Muscularis propria: outer half.", "depth_of_invasion") == []
    assert read("Tumor necrosis/treatment effect: Focal necrosis present.", "treatment_effect") == []


def test_what_only_looks_like_a_key_a_denial_or_a_size() -> None:
    """A form's counts, a "no" behind the stop of a scan, nodes beside a tumour."""
    filled = "Lymph node: N1 - # involved/# examined: 0/5. N2 - # involved/# examined: 0/7."
    assert [fact.value for fact in read(filled, "lymph_nodes")] == ["0/5", "0/7"]
    denied = "The margins are negative for. tumor (free by 3 mm) No necrosis or. vascular invasion is identified."
    assert [fact.value for fact in read(denied, "lymphovascular_invasion")] == ["absent"]
    assert read("34 nodes beside the tumor were found, measuring up to 1.1 cm.", "tumor_size") == []
    near = "Margins are negative for carcinoma, however the carcinoma extends to 0.5 mm of the deep margin."
    assert ("clear", None) in [(fact.value, fact.site) for fact in read(near, "margin")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FLOOR OF MOUTH MARGIN: Squamous mucosa, no tumor present.", [("clear", "floor of mouth")]),
        ("LEFT CHEEK MARGIN: Squamous carcinoma, no tumor in the deep part.", []),
        ("THE SUPERIOR MARGIN AND SKIN ARE FREE OF TUMOR.", [("clear", "superior")]),
        ("All margins, including the new medial margin, are negative.", [("clear", None)]),
        ("Vein margin, proximal margin and distal margin are all uninvolved.", [("clear", "distal")]),
    ],
)
def test_margins_that_are_specimens_and_margins_beside_others(text: str, found: list[tuple[str, str | None]]) -> None:
    """An edge sent in by itself is told by its tissue; what stands between an edge and its verb is no other edge."""
    assert [(fact.value, fact.site) for fact in read(text, "margin")] == found


@pytest.mark.parametrize(
    ("text", "site", "number"),
    [
        ("The posterior margin, which is 0.4 cm away from the tumor, is inked.", "posterior", 0.4),
        ("Tumor is located 2 mm from the deep margin.", "deep", 2),
    ],
)
def test_distances_told_from_either_end(text: str, site: str, number: float) -> None:
    """From the edge to the tumour, and from the tumour to the edge."""
    assert [(fact.site, fact.number) for fact in read(text, "margin_distance")] == [(site, number)]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Vascular invasion undetected.", "lymphovascular_invasion", ["absent"]),
        ("Lymphovascular invasion: Not answered.", "lymphovascular_invasion", []),
        ("Tumor extent: Adjacent structures (specify) -. Spleen. Nodes: none", "depth_of_invasion",
         ["Adjacent structures: Spleen"]),
        ("Tumor extent: Lesion less than 3.5cm, Margins: free", "depth_of_invasion", []),
        ("Tumor extent: Unspecified", "depth_of_invasion", []),
        ("T3c: deposits greater than 2 cm in. greatest dimension, OR. Regional lymph node metastasis.", "metastasis",
         []),
    ],
)  # fmt: skip
def test_words_of_forms_and_keys_are_no_findings(text: str, name: str, expected: list[str]) -> None:
    """Prompts, blanks and definitions say nothing of the patient; "undetected" denies."""
    assert [fact.value for fact in read(text, name)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("B. LYMPH NODES, LEFT, EXCISION. NO TUMOR IN TWO LYMPH NODES (0/2). c. LYMPH NODES, RIGHT, EXCISION. "
         "NO TUMOR IN "
         "TWO LYMPH NODES (0/2).", {("0/2", "specimen B"), ("0/2", "specimen C"), ("0/4, the sum of 2 "
         "specimens", None)}),
        ("PART 1: LARYNX. A. CARCINOMA, MARGINS FREE (SEE PART 2). B. SIX LYMPH NODES, NO TUMOR (0/6). PART 2: "
         "MARGIN: FREE. "
         "PART 3: NODE: ONE LYMPH NODE, NO TUMOR (0/1).",
         {("0/6", "specimen 1"), ("0/1", "specimen 3"), ("0/7, the sum of 2 specimens", None)}),
        ("1). LYMPH NODE, LEFT, DISSECTION: Two lymph nodes negative (0/2). 2). LYMPH NODE, RIGHT, DISSECTION: "
         "Three lymph "
         "nodes negative (0/3) . LYMPH NODE, PELVIC, DISSECTION: Six lymph nodes negative [0/6].",
         {("0/2", "specimen 1"), ("0/3", "specimen 2"), ("0/6", None)}),
        ("A: Lymph nodes, level 4. - No carcinoma (0/9). B: Lymph nods, level 3. - Metastatic carcinoma (1/8).",
         {("0/9", "specimen A"), ("1/8", "specimen B"), ("1/17, the sum of 2 specimens", None)}),
        ("D. SOFT TISSUE, SUBMITTED AS LYMPH NODE, EXCISION: - NO MALIGNANCY.", set()),
        ("D. LEVEL 7 LYMPH NODE, EXCISION: - NO MALIGNANCY. - NO LYMPHOID TISSUE IDENTIFIED.", set()),
    ],
)  # fmt: skip
def test_nodes_are_counted_under_their_own_specimen(text: str, expected: set[tuple[str, str | None]]) -> None:
    """Small letters, lost labels and pointers to other parts do not move a count; no sum leaves one out."""
    assert {(fact.value, fact.site) for fact in read(text, "lymph_nodes")} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Invasive carcinoma. Carcinoma in situ involves the lateral margin.",
         [("involved", "lateral, of carcinoma in situ")]),
        ("Carcinoma. Deep margin focally positive.", [("involved", "deep")]),
        ("Carcinoma focally involves left urethral/apical prostatic resection margin.",
         [("involved", "left urethral/apical prostatic")]),
        ("Squamous cell carcinoma, 2 cm, grows into cartilage; focally. involving the superior inked soft "
         "tissue margin.",
         [("involved", "superior soft tissue")]),
        ("Papillary carcinoma, tumor at cauterized margin.", [("involved", None)]),
        ("Sections of the tumor at the deep margin show no extension.", []),
        ("Carcinoma extends to within 2 mm of the deep margin.", []),
        ("Carcinoma involving muscle. Margins of. resection are negative.", [("clear", None)]),
        ("Colon sample with tumor-free oral and aboral resection. margins.", [("clear", "oral and aboral")]),
        ("MARGINS. Uninvolved by invasive carcinoma.", [("clear", None)]),
        ("Serous carcinoma of the ovary. Colon resection margins free of tumor.", [("clear", "colon")]),
        ("Bronchial margin involvement by invasive carcinoma: Uninvolved by carcinoma.", [("clear", "bronchial")]),
        ("Margins. - Bronchial: NEGATIVE. - Vascular: NEGATIVE.", [("clear", "bronchial"), ("clear", "vascular")]),
        ("Vaginal margin and distance: widely free of tumor.", [("clear", "vaginal")]),
    ],
)  # fmt: skip
def test_margins_in_further_wordings(text: str, expected: list[tuple[str, str | None]]) -> None:
    """A margin is held where carcinoma, invasive or in situ, is said to involve it or to be at it."""
    assert [(fact.value, fact.site) for fact in read(text, "margin")] == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("pT2 N0 (0/12) LO V0", "lymphovascular_invasion", ["absent"]),
        ("Lymphatics: Not involved.", "lymphovascular_invasion", ["absent"]),
        ("Lymphovascular: Present, extensive.", "lymphovascular_invasion", ["present"]),
        ("Angioinvasion is present.", "lymphovascular_invasion", ["present"]),
        ("Vascular (small/large vessel) invasion: Absent", "lymphovascular_invasion", ["absent"]),
        ("Prostate with no evidence of extracapsular extension.", "extraprostatic_extension", ["absent"]),
        ("Seminal vesicles: Not involved.", "seminal_vesicle_invasion", ["absent"]),
        ("The background liver has granulomas. No confluent necrosis is seen.", "tumor_necrosis", []),
        ("1. Tumor S8. 10) Tumor necrosis; present. 2. Tumor S7. 10) Tumor necrosis: absent.", "tumor_necrosis",
         ["present"]),
        ("The tumor invades to a depth of 13 mm of 20 mm.", "depth_of_invasion", ["13 mm"]),
        ("Squamous cell carcinoma, measuring 5.0 x 3.0 cm.", "tumor_size", ["5 x 3 cm"]),
        ("Nonseminoma; diameter 3 cm; confined.", "tumor_size", ["3 cm"]),
        ("A solid mass. (4.3 x 2.3 x 4.0 cm) is seen.", "tumor_size", ["4.3 x 2.3 x 4 cm"]),
        ("Soft tissue tumor deposits are identified.", "metastasis", []),
    ],
)  # fmt: skip
def test_findings_in_further_wordings(text: str, name: str, expected: list[str]) -> None:
    """Codes misread, labels without "invasion", and sizes behind "measuring"; a second tumour's form denies nothing."""
    assert [fact.value for fact in read(text, name)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1). LYMPH NODE, LEFT: ONE BENIGN LYMPH NODE (0/1). 3). LYMPH NODE, RIGHT: ONE BENIGN LYMPH NODE (0/1).",
         {("0/1", "specimen 1"), ("0/1", "specimen 3")}),
        ("A. LYMPH NODES: TWO BENIGN LYMPH NODES (0/2). B. BREAST: CARCINOMA. C. LYMPH NODES: THREE BENIGN "
         "LYMPH NODES (0/3).",
         {("0/2", "specimen A"), ("0/3", "specimen C"), ("0/5, the sum of 2 specimens", None)}),
        ("Carcinoma (grade II, focally III). LYMPH NODE SAMPLING: Positive (2/15).", {("2/15", None)}),
    ],
)  # fmt: skip
def test_no_sum_over_a_specimen_that_is_missing(text: str, expected: set[tuple[str, str | None]]) -> None:
    """A label that no heading has may be that of nodes which nobody could read; a grade in brackets is no label."""
    assert {(fact.value, fact.site) for fact in read(text, "lymph_nodes")} == expected


def sizes(text: str) -> list[tuple[str | None, bool]]:
    """Each size as printed, and whether it is to be reviewed."""
    return [(one.value, one.confidence < 0.8) for one in read(text, "tumor_size")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hepatocellular carcinoma, 6.2 x 5. x 4.1 cm. COPY. Hepatocellular carcinoma, 6.2 x 5.5 x 4.1 cm.",
         [("6.2 x 5.5 x 4.1 cm", False)]),
        ("Renal cell carcinoma forming a mass (4.2 x 3.1 x 2 cm). COPY. Renal cell carcinoma forming a mass"
         " (4. x 3.1 x 2 cm).", [("4.2 x 3.1 x 2 cm", False)]),
        ("Papillary carcinoma, 3.5 x 1.2 x 1 cm. COPY. Papillary carcinoma, 5 x 1.2 x 1 cm.",
         [("3.5 x 1.2 x 1 cm", True), ("5 x 1.2 x 1 cm", True)]),
    ],
)  # fmt: skip
def test_two_copies_of_a_size_are_one_or_are_reviewed(text: str, expected: list[tuple[str, bool]]) -> None:
    """Digits that a scan lost in one copy stand in the other; where both look whole, nobody knows which is right."""
    assert sizes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A soft tissue mass, with overlying, 21.4 x 2.8 x 0.2 cm tan, wrinkled skin ellipse, is received.",
        'Part 4, "pelvic mass", measures 11 x 8 x 5 cm and holds a loop of bowel.',
        "There is an additional papillary microcarcinoma (0.4 cm) in the left lobe.",
        "SEPARATE TUMOR MASS IN THE LOWER HALF: INVASIVE CARCINOMA. TUMOR SIZE: 1.4 CM. The mass measures 1.4 x 1 cm.",
        "Renal cell carcinoma, a S x 7 x 5 cm mass in the upper pole.",
        "The tumor diameter is 145 cm.",
    ],
)
def test_sizes_of_other_things_are_not_the_tumours(text: str) -> None:
    """Of skin, of a specimen that is called a mass, of a second focus alone, of what has lost a digit or its point."""
    assert sizes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The tumor's greatest diameter is 7.3 cm.", "7.3 cm"),
        ("Carcinoma of the kidney (tumor diameter: 4.4 cm)", "4.4 cm"),
        ("Tumor Size: Left lobe: 2.9 cm carcinoma", "2.9 cm"),
        ("Size: 12.1 em in greatest dimension of the tumor", None),
        ("Liposarcoma. - Tumor size: 12.1 em in greatest dimension.", "12.1 cm"),
        ("HEPATOCELLULAR CARCINOMA, PREDOMINANTLY. SOLID, 5.1 CM IN GREATEST DIMENSION", "5.1 cm"),
    ],
)
def test_further_wordings_of_size(text: str, expected: str | None) -> None:
    """A possessive, a diameter, a lobe behind the label, and "em" as scans read "cm"."""
    assert [value for value, _ in sizes(text)] == ([expected] if expected else [])


def test_the_second_tumours_size_stands_beside_the_firsts() -> None:
    """Where both have a form of their own."""
    text = (
        "Tumor Size: Greatest dimension: 3.1 cm. SECOND TUMOR. Tumor Laterality: Left lobe. "
        "Tumor Size: Greatest dimension: 0.8 cm."
    )
    assert [value for value, _ in sizes(text)] == ["3.1 cm", "0.8 cm"]


def nodes(text: str) -> list[tuple[str | None, str | None]]:
    return [(one.value, one.site) for one in read(text, "lymph_nodes")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A. SENTINEL NODE, BIOPSY: - ONE OF THREE LYMPH NODES WITH ISOLATED TUMOR CELLS (ITC).",
         [("isolated tumor cells in 1/3", None)]),
        ("B. Node, biopsy: no evidence of malignancy in any of eleven lymph node pieces.", [("0 involved", None)]),
        ("Regional nodes: free lymph nodes (0 of 17).", [("0/17", None)]),
        ("Left Pelvic lymph nodes. Number examined: 11. Number involved: o.", [("0/11", None)]),
        ("Lymph nodes. Number examined: 07. Number positive for neoplasia: 02.", [("2/7", None)]),
        ("Nodes examined: 6. Number of nodes with macrometastases: 0. Number of nodes with micrometastases: 2.", []),
    ],
)  # fmt: skip
def test_nodes_are_counted_as_nodes(text: str, expected: list[tuple[str, str | None]]) -> None:
    """Not in pieces; a node with isolated cells is not an involved one; noughts may be letters."""
    assert nodes(text) == expected


def test_a_count_that_a_form_tells_again_is_not_added() -> None:
    """ "- Lymph nodes: …" in the form of another specimen is of the nodes told before."""
    text = (
        "A. SENTINEL LYMPH NODE, BIOPSY: - ONE OF TWO LYMPH NODES POSITIVE. "
        "C. LEFT MASTECTOMY: - GRADE 2. - LYMPH NODES: ONE OF TWO NODES POSITIVE."
    )
    assert not [value for value, _ in nodes(text) if value and "sum" in value]


def test_labels_of_specimens_are_not_guessed() -> None:
    """Two parts counted together keep both numbers; nodes whose own label is lost have none."""
    together = (
        "PARTS 1. AND 2: LYMPH NODES OF THE NECK: A. METASTATIC CARCINOMA IN TWO OF NINE LYMPH NODES (2/9). "
        "PART 3: TONGUE: Negative. PART 4: LYMPH NODES: (0/5)"
    )
    assert ("2/9", "specimen 1 and 2") in nodes(together)
    lost = (
        "2). RIGHT LYMPH NODES: Three lymph nodes are negative (0/3). LEFT LYMPH NODES: Two lymph nodes are negative "
        "(0/2). 4). AORTIC LYMPH NODES: Four lymph nodes are negative (0/4)."
    )
    assert nodes(lost)[:2] == [("0/3", "specimen 2"), ("0/2", None)]
    other = (
        "A. Lung: Node status: see also parts 1, 2 and 5. Other: none. Lymph node, level 9: One node negative (0/1)."
    )
    assert [site for _, site in nodes(other)] == [None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tumour cells present at margin: If the margin is free, by how much?", set()),
        ("Surgical margins: All negative.", {(None, "clear")}),
        ("The tumour is clear of the bronchial resection margin.", {("bronchial", "clear")}),
        ("The tumour is not clear of the bronchial resection margin.", set()),
        ("The hepatic artery and cystic. duct margins are negative.", {("cystic duct", "clear")}),
        ("Margins univolved by carcinoma.", {(None, "clear")}),
    ],
)
def test_margins_in_still_other_words(text: str, expected: set[tuple[str, str | None]]) -> None:
    """A question is no answer; a name is read across the end of a scan's line."""
    assert margins(text) == expected


def test_distances_that_differ_by_a_decimal_point_are_reviewed() -> None:
    """One of them is a slip."""
    text = "Distance from closest margin: 0.4 mm. MICROSCOPIC: The resection margins are clear by 4 mm."
    distances = read(text, "margin_distance")
    assert len(distances) == 2
    assert all(one.confidence < 0.8 for one in distances)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The renal artery is free of involvement Coagulative tumor necrosis is present.",
            ("tumor_necrosis", "present"),
        ),
        ("Neural infiltration: Present.", ("perineural_invasion", "present")),
        ("Grade 2. Vessel invasion: Not identified.", ("lymphovascular_invasion", "absent")),
        ("Extrathyroidal Extension: Not identified.", ("extrathyroidal_extension", "absent")),
        ("Visceral pleural invasion is present.", ("pleural_invasion", "present")),
        ("Adenocarcinoma, with focal visceral pleural invasion, margins negative.", ("pleural_invasion", "present")),
        ("Tumor Location: Left lobe. Isthmus. Tumor weight: 12 g", ("tumor_location", "Left lobe, Isthmus")),
    ],
)
def test_presence_in_further_wordings(text: str, expected: tuple[str, str]) -> None:
    """A stop that a scan lost, other names of the same, and every choice of a list."""
    assert [one.value for one in read(text, expected[0])] == [expected[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NO SIGN OF. LYMPHATIC INVASION. NERVE SHEATH INVASION IS IDENTIFIED.", [("absent", "lymphatic")]),
        ("There is no evidence. and The tumor shows focal vascular invasion of the wall.", [("present", None)]),
        ("pT2: a tumor with vascular invasion or multiple tumors none more than 5 cm.", []),
        ("Extra-tumoral vascular invasion is not seen.", [("absent", "extratumoral vascular")]),
        ("Sections show signs of vascular invasion.", [("present", None)]),
        ("Invasio carcinomatosa vasorum and of nodes (No IV/XI).", []),
        ("Lymphatic and perineural invasions: present.", [("present", "lymphatic")]),
        ("VASCULAR INVASION?: No. VESSELS: elastic stain used.", [("absent", None)]),
    ],
)
def test_invasion_across_the_stops_of_a_scan(text: str, expected: list[tuple[str, str | None]]) -> None:
    """A denial reaches over the stop behind "of" and not over the beginning of the next sentence."""
    found = [
        (one.value, (one.site or "").replace("extra tumoral", "extratumoral") or None)
        for one in read(text, "lymphovascular_invasion")
    ]
    assert found == expected


def test_an_extension_that_is_denied_behind_the_end_of_a_line() -> None:
    (fact,) = read("Two lymph nodes. EXTRANODAL EXTENSION IS. NOT SEEN IN EITHER.", "extranodal_extension")
    assert fact.value == "absent"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No carcinoma seen at specimen margins.", [("clear", None)]),
        ("NO TUMOR IS IDENTIFIED IN THE DEEP MARGIN.", [("clear", "deep")]),
        ("Margin status (R): R0, negative.", [("clear", None)]),
        ("Margins are widely free of invasive and in situ carcinoma.", [("clear", None)]),
        ("No tumor is seen at the margin of the second piece.", []),
        ("Multifocal: No. Tumor is present at the deep margin.", [("involved", "deep")]),
    ],
)
def test_margins_at_which_nothing_is_seen(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(one.value, one.site) for one in read(text, "margin")] == expected


@pytest.mark.parametrize(
    ("text", "value", "site"),
    [
        ("The margins are free of tumor, the clearance being 0.8 cm.", "0.8 cm", None),
        ("All margins are negative (minimum tumor free margin, 1.1 cm, lateral margin).", "1.1 cm", "lateral"),
        ("Microscopy: surgical margin invasion: no, safety margin (0.7 cm).", "0.7 cm", None),
        ("The closest margin (posterior) is free by 0.9 cm.", "0.9 cm", "posterior"),
        ("The tumor comes to within 3 mm of the deep margin.", "<3 mm", "deep"),
    ],
)
def test_distances_in_still_other_words(text: str, value: str, site: str | None) -> None:
    assert [(one.value, one.site) for one in read(text, "margin_distance")] == [(value, site)]


@pytest.mark.parametrize(
    "text",
    [
        "The margins are free of tumor, the clearance being 0. cm microscopically.",
        "Margin not involved grossly (safety margin: 2 cm).",
    ],
)
def test_a_distance_without_its_digits_or_seen_with_the_naked_eye_is_none(text: str) -> None:
    assert read(text, "margin_distance") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A single (of 18) pelvic lymph node is positive for carcinoma.", ["1/18"]),
        ("B. 14 LYMPH NODES,. NEGATIVE FOR TUMOR.", ["0/14"]),
        ("FOUR (4) LYMPH NODES AND. FAT, NEGATIVE FOR TUMOR.", ["0/4"]),
        ("Lymph nodes, neck. Summary of sections: 2A, 1/1; 2B, 1/1.", []),
    ],
)
def test_nodes_across_stops_and_pieces_that_are_no_nodes(text: str, expected: list[str]) -> None:
    """What a list of cassettes counts are pieces of tissue."""
    assert [one.value for one in read(text, "lymph_nodes")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Carcinoma of both lobes with a greatest nodular diameter. of 1. 9cm.", "1.9 cm"),
        ("Tumor size: length is 3.1 cm. Width is 4.6 cm.", "3.1 x 4.6 cm"),
        ("There is a tan tumor with a diameter of 8cm.", "8 cm"),
        ("The mass measures up. to 7.5 cm.", "7.5 cm"),
    ],
)
def test_sizes_in_still_other_words(text: str, expected: str) -> None:
    assert [one.value for one in read(text, "tumor_size")] == [expected]


def test_a_size_told_by_those_who_sent_the_specimen_is_not_the_examiners() -> None:
    text = (
        "Surgical pathology report. Clinical Details. Tumor size: 31 x 20 mm on a scan. Macroscopic description. "
        "Received in formalin is an eye."
    )
    assert read(text, "tumor_size") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Infiltratio carcinomatosa. capsulae lymphonodi et telae adiposae perinodalis.", "extranodal_extension"),
        ("Mucosa normalis. Invasio carcinomatosa vasorum.", "lymphovascular_invasion"),
    ],
)
def test_what_polish_reports_say_in_latin(text: str, name: str) -> None:
    assert [one.value for one in read(text, name)] == ["present"]


def test_vessels_outside_a_tumour_of_the_liver_are_not_those_of_the_bowel() -> None:
    """Extramural venous invasion is a finding of bowel cancer."""
    text = "The hepatic capsule is free of tumor. Extramural vascular invasion is not seen."
    assert [(one.value, one.site) for one in read(text, "lymphovascular_invasion")] == [
        ("absent", "extramural vascular")
    ]
    assert read(text, "extramural_venous_invasion") == []
    assert [one.value for one in read("Colon. Extramural venous invasion: Present.", "extramural_venous_invasion")] == [
        "present"
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A node of 4 mm holds tumour WITH NO. LYMPHOVASCULAR INVASION.", "absent"),
        (
            "No brisk mitoses, geographic. necrosis, spindled growth,. rhabdoid change, sheets of bland small cells, "
            "or vascular invasion is noted.",
            "absent",
        ),
        ("Lymph-vascular invasion: Large vessel invasion not identified. Small vessel invasion: present.", "present"),
        ("Venous (large vessel) : Not identified. Lymphatic (small vessel): Not identified.", "absent"),
        ("- Presence of tumoral lymphatic embolization.", "present"),
        ("Lymphatic vascular invasion: Not detected. Nerves: free.", "absent"),
        ("G2, pT2N1a(3/14;sn)LOVORO.", "absent"),
        ("G3 pT3 pN0 (0/19) L1V0.", "present"),
        ("pT1cN0L0V1R0.", "present"),
    ],
)  # fmt: skip
def test_invasion_across_stops_lists_and_glued_codes(text: str, value: str) -> None:
    """A "no" reaches the last thing of its list; an answer is that of the label right before it."""
    assert [fact.value for fact in read(text, "lymphovascular_invasion")] == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All final margins are free of tumour.", {(None, "clear")}),
        ("Inked deep margin is negative.", {("deep", "clear")}),
        ("Clinical Information. Liver tumour, positive margin at first surgery. Diagnosis: Carcinoma. "
         "Parenchymal margin uninvolved by carcinoma.", {("parenchymal", "clear")}),
        ("Capsule invasion: Bladder neck: Margins involvement: No. Fat: ", set()),
        ("Carcinoma with focal extension to the lateral,. anterior and deep margins.",
         {("lateral, anterior and deep", "involved")}),
        ("Sections illustrate potential extension of tumor and extension to resection margin.", set()),
        ("Carcinoma involves base of tongue/deep specimen. margin.", {("base of tongue/deep", "involved")}),
        ("ALL SURGICAL MARGINS. ARE FREE OF TUMOR.", {(None, "clear")}),
        ("SKIN AND SOFT TISSUE. Margins of resection free.", {(None, "clear")}),
        ("Margins: focally extends to cauterized parenchymal. margin.", {("parenchymal", "involved")}),
        ("Margins uninvolved by invasive carcinoma and in situ carcinoma.", {(None, "clear")}),
        ("Adenocarcinoma, G2, pT2 pN0 (0/14) L0 V0 R0.", {(None, "clear")}),
        ("Adenocarcinoma pT3b, pN0, R1.", {(None, "involved")}),
        ("A category of R0 may be discussed.", set()),
    ],
)  # fmt: skip
def test_margins_named_answered_and_coded(text: str, expected: set[tuple[str | None, str]]) -> None:
    """Quantities and ink are no places; what was known before, shredded answers and what is sought are no results."""
    assert margins(text) == expected


def test_margin_taken_on_by_a_final_one_is_for_review() -> None:
    told = read("Carcinoma involves the medial margin. Final medial margin: negative for tumor.", "margin")
    assert {(fact.value, fact.confidence < 0.8) for fact in told} == {("involved", True), ("clear", False)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Tumor is present within 0.2 cm from the lateral margin (not the true margin).", []),
        ("Closest. surgical. margin 0.5 cm.", ["0.5 cm"]),
        ("Deep margin is free of tumor by a distance of 5 mm.", ["5 mm"]),
    ],
)
def test_distances_of_true_margins(text: str, told: list[str]) -> None:
    assert [fact.value for fact in read(text, "margin_distance")] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A 9 x 8 x 3 cm mass of tan tissue is received.", []),
        ("Microscopic implant of carcinoma (0.3 cm) in the fat.", []),
        ("Received separately is a shaggy mass measuring 4.5 x 3.5 x 2.0 cm.", []),
        ("Ductal carcinoma with discrete intraductal spread (tumor diameter 1.8 cm).", ["1.8 cm"]),
        ("The carcinoma has a maximal nodular diameter of 1.2 cm.", ["1.2 cm"]),
        ("A tan tumor is seen. SIZE. Greatest dimension: 4.0 cm.", ["4 cm"]),
        ("Segment with a 1.4 cm poorly differentiated (G3). ductal breast carcinoma.", ["1.4 cm"]),
        ("Sectioning shows a firm mass which is 5.5 x 3.5 X 1.2 cm.", ["5.5 x 3.5 x 1.2 cm"]),
    ],
)
def test_sizes_of_the_tumour_and_of_other_tissue(text: str, told: list[str]) -> None:
    assert [fact.value for fact in read(text, "tumor_size")] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Lymph nodes: metastases (No IV/XII), metastases in lymph nodes No 11/11.", {(4, 12)}),
        ("Stomach: middle 1/3 (body). Lymph nodes: 0/12.", {(0, 12)}),
        ("A. Sentinel lymph nodes, biopsy: - One lymph node positive for metastasis. - One lymph node negative.",
         {(1, None), (0, 1)}),
        ("C. Prostate: FSA. Left pelvic lymph nodes: Negative for carcinoma.", set()),
        ("METASTATIC CARCINOMA IN 5 OF 18 AXILLARY. LYMPH NODES.", {(5, 18)}),
        ("pN0: number of involved nodes 0 total number of nodes 41.", {(0, 41)}),
        ("NODES EXAMINED 2. LYMPH NODES POSITIVE FOR METASTASIS: o.", {(0, 2)}),
    ],
)  # fmt: skip
def test_counts_of_nodes_and_what_only_looks_like_one(text: str, told: set[tuple[int, int | None]]) -> None:
    assert {(fact.involved, fact.examined) for fact in read(text, "lymph_nodes")} == told


@pytest.mark.parametrize(
    "text",
    [
        "1. Portal lymph node: One lymph node, no tumor (0/1). 2. Mass: paraganglioma. INTRAOPERATIVE CONSULTATION: "
        "2. Diagnosis: One lymph node, no tumor seen.",
        "A. Liver, left lobe, resection: Adenoma with bleeding and fat, free of the edge of it. B. Gallbladder, "
        "cholecystectomy: Mild inflammation and stones. One benign lymph node (0/1). 2. The same words again. "
        "A. Liver, left lobe, resection: Adenoma with bleeding and fat, free of the edge of it. B. Gallbladder, "
        "cholecystectomy : Mild inflammation and stones. One benign lymph node (0/1).",
        "SENTINEL LYMPH NODE #1, LEVEL I: - ONE BENIGN LYMPH NODE (0/1). SENTINEL LYMPH NODE #2, LEVEL I: - ONE BENIGN "
        "LYMPH NODE (0/1). 3). LYMPH NODE, AXILLA: - CARCINOMA IN ONE OF ONE LYMPH NODE.",
    ],
)
def test_no_sum_of_nodes_told_twice_or_without_their_label(text: str) -> None:
    assert not [fact for fact in read(text, "lymph_nodes") if "sum" in (fact.value or "")]


def test_gallbladder_without_ulceration_tells_nothing_of_the_tumour() -> None:
    assert read("The gallbladder is opened. No mass or ulceration is present.", "ulceration") == []
    assert [fact.value for fact in read("Melanoma. Ulceration: absent.", "ulceration")] == ["absent"]


def test_fat_around_the_prostate_that_is_involved() -> None:
    """An unfilled label of a form tells nothing."""
    assert values("Prostate. Extraprostatic fat involvement seen.", "extraprostatic_extension") == ["present"]
    assert values("Prostate. Periprostatic Fat Invasion: Absent.", "extraprostatic_extension") == ["absent"]
    assert values("Prostate. Periprostatic Fat Involved: Margins Involvement: No.", "extraprostatic_extension") == []


def test_sum_of_nodes_that_the_report_counts_after_the_frozen_section() -> None:
    frozen = "FROZEN SECTION DIAGNOSIS: A. LYMPH NODE #1: ONE NEGATIVE LYMPH NODE (0/1). "
    final = (
        "FINAL DIAGNOSIS: A. LYMPH NODE #1: ONE NEGATIVE LYMPH NODE (0/1). B. LYMPH NODES: TWO POSITIVE NODES (2/2)."
    )
    assert "2/3, the sum of 2 specimens" in {fact.value for fact in read(frozen + final, "lymph_nodes")}


def test_biopsy_cores_are_no_nodes() -> None:
    text = "No enlarged nodes.\nBiopsies: left 6/9 cores positive, Gleason 4+3=7; right 1/8 cores. No nodal disease."
    assert not read(text, "lymph_nodes")


@pytest.mark.parametrize(
    ("text", "beyond_prostate", "beyond_node"),
    [
        ("Prostate: Gleason 4+3. Lymph nodes: 0/12. Extracapsular extension: present, left base.", ["present"], []),
        ("Prostate adenocarcinoma. Lymph nodes negative, no extracapsular extension.", ["absent"], []),
        ("Prostate adenocarcinoma. One of 12 lymph nodes positive with extracapsular extension.", [], ["present"]),
        ("Tonsil SCC. 2/30 nodes positive. No extracapsular extension.", [], ["absent"]),
    ],
)
def test_whose_capsule_is_crossed(text: str, beyond_prostate: list[str], beyond_node: list[str]) -> None:
    """On a page of the prostate the capsule is the prostate's unless the words are straight of a node."""
    assert [fact.value for fact in read(text, "extraprostatic_extension")] == beyond_prostate
    assert [fact.value for fact in read(text, "extranodal_extension")] == beyond_node


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("CT: liver metastases resolved.", "historical"),
        ("The adrenal metastasis has completely resolved.", "historical"),
        ("Lung metastases are no longer seen.", "historical"),
        ("Liver metastases are stable.", "present"),
        ("Liver metastases; the effusion has resolved.", "present"),
    ],
)
def test_metastases_that_have_resolved(text: str, value: str) -> None:
    """They are of the past; what else resolved is another thing."""
    assert [fact.value for fact in read(text, "metastasis")] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Radiotherapy to oropharynx and neck nodes: 35/35 fractions completed.",
        "Tonsil + gross nodes    VMAT 6 MV  2.0 Gy    35/35   70 Gy",
        "Neck nodes: 6/6 cycles given",
    ],
)
def test_fractions_and_cycles_are_no_nodes(text: str) -> None:
    assert read(text, "lymph_nodes") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Brain: no metastases.", {("brain", "absent")}),
        ("Bones: no metastasis.", {("bone", "absent")}),
        ("Bone scan negative for metastatic disease.", {("bone", "absent")}),
        ("CT brain 4 May 2024: no metastases seen.", {("brain", "absent")}),
        ("MRI brain showed no metastatic disease.", {("brain", "absent")}),
        ("Spinal MRI - no drop metastases.", {("spinal", "absent")}),
        ("No metastatic disease in the abdomen or pelvis.", {("abdomen or pelvis", "absent")}),
        ("No metastases in the chest. Liver metastases.", {("chest", "absent"), ("liver", "present")}),
        ("Brain: no metastases. MRI: brain metastases in 2020.", {("brain", "present")}),
        ("CT chest, abdomen and pelvis: no distant metastases.", {(None, "absent")}),
        ("PET-CT: no metastases.", {(None, "absent")}),
        ("Staging CT/bone scan: no metastases.", {(None, "absent")}),
        ("CT showed a lung primary and no metastases.", {(None, "absent")}),
        ("No new metastases.", set()),
        ("No metastasis.", set()),
    ],
)
def test_an_absence_of_metastases_keeps_its_place(text: str, told: set[tuple[str | None, str]]) -> None:
    """What one scan does not show may be elsewhere; a scan of the whole body denies it all."""
    assert {(fact.site, fact.value) for fact in read(text, "metastasis")} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Recurrence in mediastinal nodes, October 2023.", [("present", "mediastinal nodes", "2023-10")]),
        ("Local recurrence May 2022, treated with radiotherapy.", [("present", "local", "2022-05")]),
        ("Biochemical recurrence 2019.", [("present", "biochemical", "2019")]),
        ("Relapsed in March 2021 with lung nodules.", [("present", None, "2021-03")]),
        ("She developed a chest wall recurrence in 2018.", [("present", "chest wall", "2018")]),
        ("At first relapse he received DKd.", [("present", None, None)]),
        ("CT May 2024: local recurrence at the treated site.", [("present", "local", None)]),
        ("Now stage IVA with pleural relapse March 2024.", [("present", "pleural", "2024-03")]),
        ("The grade 3 neutropenia after cycle 2 has not recurred.", []),
        ("No evidence of local recurrence.", [("absent", "local", None)]),
        ("Possible recurrence in the pelvis.", []),
        ("The risk of recurrence in the breast was discussed.", []),
        ("Recurrence-free survival is long. Recurrence score 14.", []),
        ("If there is a recurrence in the liver, we will operate.", []),
        ("At recurrence, carboplatin could be considered.", []),
        ("No recurrence of diarrhoea. Hernia recurrence 2018. Relapse of depression 2019.", []),
        ("Relapsed/refractory myeloma.", []),
        ("Family history: mother had a recurrence in 2019.", []),
    ],
)
def test_a_return_of_the_cancer(text: str, told: list[tuple[str, str | None, str | None]]) -> None:
    """Told where a place, a day or a verb tells that it has happened, and denied where it has not."""
    assert [(fact.value, fact.site, fact.date) for fact in read(text, "recurrence")] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CT shows a partial response with a 53 % reduction.", ["partial response (53% reduction)"]),
        ("Partial response (RECIST 1.1, 45% reduction).", ["partial response (45% reduction)"]),
        ("Stable disease on CT.", ["stable disease"]),
        ("CT May 2024: partial response.", ["partial response"]),
        ("Complete metabolic response, Deauville 2.", ["complete response (metabolic)"]),
        ("VGPR after 4 cycles.", ["very good partial response"]),
        ("Morphological CR, marrow 3 % blasts.", ["complete response (morphological)"]),
        ("Stopped for disease progression in the liver.", ["progressive disease"]),
        ("Continue until disease progression.", []),
        ("Did not achieve a complete response. The aim is complete remission.", []),
        ("Response: nearly VGPR. Just short of a complete remission. Almost a complete response on CT.", []),
        ("Almost 2 years in complete remission.", ["complete response"]),
        ("Near-complete response on MRI.", ["near-complete response"]),
        ("Complete response rate 40%. Progression-free survival.", []),
        ("No progressive disease. CR 96. PR 6/8.", []),
        ("Complete response to antibiotics. Partial response of the rash.", []),
        ("Patients with complete response live longer.", []),
        ("Pathological complete response. Microsatellite stable disease.", []),
        ("Subclasses of glioma predict prognosis and a pattern of disease progression.", []),
    ],
)
def test_how_the_cancer_answered(text: str, told: list[str]) -> None:
    """In the words of RECIST and IMWG; what is hoped for, or of others, is none."""
    assert [fact.value for fact in read(text, "response")] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CRM threatened, 1 mm.", [("threatened", 1)]),
        ("CRM clear by 5 mm.", [("clear", 5)]),
        ("The CRM is not threatened.", [("not threatened", None)]),
        ("Mesorectal fascia (MRF) involved.", [("involved", None)]),
        ("No threatened CRM. CRM assessment is limited.", []),
    ],
)
def test_the_margin_that_a_scan_foresees(text: str, told: list[tuple[str, float | None]]) -> None:
    """Of the rectum, before any operation."""
    assert [(fact.value, fact.number) for fact in read(text, "circumferential_margin")] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("IPSS-R 5.0 (high). IPSS-M very high.", {"IPSS-R 5.0 (high)", "IPSS-M very high"}),
        ("ELN 2022: intermediate risk.", {"ELN 2022 intermediate"}),
        ("Favourable risk by ELN 2017.", {"ELN 2017 favourable"}),
        ("IMDC risk: intermediate. IPI 4.", {"IMDC intermediate", "IPI 4"}),
        ("CPG 4, high risk.", {"CPG 4 (high)"}),
        ("NIVO/IPI 3 cycles, IPI 3 mg/kg. NCCN guidelines 2024.", set()),
        ("According to NCCN, low risk patients need no treatment.", set()),
    ],
)
def test_a_risk_group_is_told_with_the_system_that_names_it(text: str, told: set[str]) -> None:
    """Ipilimumab has the same letters as the International Prognostic Index."""
    assert {fact.value for fact in read(text, "risk_group")} == told


def test_a_share_of_plasma_cells_is_not_that_of_the_marrow() -> None:
    """ "In 80% of plasma cells" counts changed cells; a laboratory value from the same words is told once."""
    assert read("t(4;14) detected in 80% of plasma cells.", "marrow_involvement") == []
    page = page_of("Marrow plasma cells 70%.")
    assert {(fact.kind, getattr(fact, "number", None)) for fact in extract_page(page)} == {("lab", 70)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sentinel nodes: 1 of 3 contains macrometastasis.\nER: Allred 8/8   PR: Allred 5/8", ["1/3"]),
        ("Lymph nodes: 2 of 14 involved. ER 8/8, PgR 6/8.", ["2/14"]),
        ("ER 8/8, PR 5/8, 4/18 lymph nodes positive.", ["4/18"]),
        ("Lymph nodes 5/8 positive. ER positive.", ["5/8"]),
    ],
)
def test_a_score_out_of_eight_counts_no_nodes(text: str, told: list[str]) -> None:
    """The Allred score of a receptor stands in breast reports right below the nodes."""
    assert [fact.value for fact in read(text, "lymph_nodes")] == told


def test_margins_told_clear_with_their_distances_are_no_question() -> None:
    """A form asks "Margins involved:" and leaves the answer to another line."""
    assert [fact.value for fact in read("Margins clear: deep 6 mm, peripheral 8 mm.", "margin")] == ["clear"]
    assert read("Margins involved:", "margin") == []


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Breslow 2.3 mm, mitoses 4/mm2, Clark IV", "mitotic_rate", "4/mm2"),
        ("Breslow 2.3 mm, mitoses 4/mm2, Clark IV", "clark_level", "Clark level IV"),
        ("PET: FDG avid primary, no distant disease.", "metastasis", "absent"),
        ("Previous FCR 2019 - CR, relapsed 2023.", "recurrence", "present"),
    ],
)
def test_what_letters_say_in_short(text: str, name: str, value: str) -> None:
    assert [fact.value for fact in read(text, name)] == [value]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Neck: R node 1 cm (was 5).\n\nLABS 2/6\nWBC 5.2", []),
        ("No nodes.\n\nPATH 01/10\nPot 1 - scar: no tumour.", []),
        ("Node in neck cannot be felt.\nPET2 2/4  Deauville 2.", []),
        ("Axilla cleared.\nPath 2/10 nodes positive.", [(2, 10)]),
        ("Axillary nodes\nLevel I  2/4\nLevel II  0/6", [(2, 4), (0, 6)]),
        ("LVI absent, grade 3, nodes 0/2.", [(0, 2)]),
        ("Nodes taken. NG tube 08/22-08/24, drain out 02/27.", []),
        ("Axillary nodes: 01/12.", [(1, 12)]),
        ("US 4/11: mass.\nCT A/P 4/24: para-aortic node 2 cm.\nCT chest 4/24: clear.\nMarkers 5/10: AFP 3.", []),
        ("CT 4/11: mass.\nCT 4/24: nodes.\nUS 5/2: clear.\nPath: LN 2/9 positive.", [(2, 9)]),
        ("VATS lobectomy + LN sampling. LOS 6/7. Nodes 0/9.", [(0, 9)]),
        ("Node 1: metastatic melanoma, 1.8 mm.\nNode 2: no tumour.", []),
        ("Four of the twenty-two glands contained cancer.", [(4, 22)]),
        ("Two of the\nfourteen glands contained disease.", [(2, 14)]),
        ("Two of three glands are swollen. Four of the twenty glands were removed.", []),
        ("Lymph nodes: 23 found, 2 contain metastatic carcinoma.", [(2, 23)]),
        ("Histology: ypT2 N1 (1 of 27).", [(1, 27)]),
    ],
)
def test_counts_of_nodes_as_letters_and_logs_write_them(text: str, told: list[tuple[int, int]]) -> None:
    """Glands count as nodes where cancer is found in them; the day of an examination is no count."""
    assert [(fact.involved, fact.examined) for fact in read(text, "lymph_nodes")] == told


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Serosa .......... Not involved\nLymphovascular invasion ..... Present", "lymphovascular_invasion", "present"),
        ("Serosa .......... Involved\nPerineural invasion ......... Not seen", "perineural_invasion", "absent"),
        ("The panel favours it as EMVI +ve raises the risk.", "extramural_venous_invasion", "present"),
        ("EMVI -ve.", "extramural_venous_invasion", "absent"),
        ("EMVI - possible.", "extramural_venous_invasion", "possible"),
        ("LVI absent, nodes 3/41 positive, ENE seen in one node.", "extranodal_extension", "present"),
    ],
)
def test_a_sign_or_leading_dots_tell_what_a_label_has(text: str, name: str, value: str) -> None:
    """The value stands behind the dots, and that of the line before is another's."""
    assert [fact.value for fact in read(text, name)] == [value]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CT shows no deposits in liver or lungs.", {("liver", "absent"), ("lung", "absent")}),
        ("CT chest\nNo lung deposits.", {("lung", "absent")}),
        ("CT: fluid by the join. Liver and lungs clear.", {("liver", "absent"), ("lung", "absent")}),
        ("MRI brain 09/12/2024: clear.", {("brain", "absent")}),
        ("CT: mass. On examination lungs clear.", set()),
        ("Lungs clear. Abdomen soft.", set()),
        ("CT: left lung clear.", set()),
        ("CT: kidney clear. Liver clear cell.", set()),
        ("If the liver is clear on CT, and if on MRI the liver is clear, we operate.", set()),
        ("CT: nothing to suggest spread.", {(None, "absent")}),
        ("There is no sign that it has gone anywhere else.", {(None, "absent")}),
        ("CT TAP: no mets.", {(None, "absent")}),
        ("Nodes 5 of 24, no spread outside the node.", set()),
        ("Found with spread to both lungs and the right adrenal.", {("lung", "present"), ("adrenal gland", "present")}),
        ("It has not spread to the liver.", {("liver", "absent")}),
        ("It could spread to the liver. The risk of spread to the lungs is low.", set()),
        ("Fatty deposits in the liver. Anthracotic pigment deposits in the lung.", set()),
        ("Metastases in right sentinel lymph nodes.", {("lymph node", "present")}),
        ("Liver and retroperitoneal nodal metastases.", {("liver", "present"), ("lymph node", "present")}),
        ("MRI brain: three mets, largest 7 mm.", {("brain", "present")}),
        ("Untreated brain metastases ............ MRI 29 Jan", set()),
        ("No new metastases; the known liver metastases are stable.", {("liver", "present")}),
        ("No known liver metastases.", {("liver", "absent")}),
    ],
)
def test_spread_in_plain_words(text: str, told: set[tuple[str | None, str]]) -> None:
    """What a letter or a log tells of spread, or of none, without the word metastasis."""
    assert {(fact.site, fact.value) for fact in read(text, "metastasis")} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Completed VCd x 6. Response: PR.", ["partial response"]),
        ("Impression: biochemical progression.", ["progression (biochemical)"]),
        ("Progression on 1st line after 23 months.", ["progression"]),
        ("Gemcitabine stopped in May (progression).", ["progression"]),
        ("The disease has progressed.", ["progression"]),
        ("He progressed on FOLFOX.", ["progression"]),
        ("The lump has shrunk by a third.", ["shrinkage (by a third)"]),
        ("CT: liver lesions smaller.", ["shrinkage"]),
        ("The tumour has grown.", ["growth"]),
        ("He progressed well with physio, progressed on to stairs.", []),
        ("If the cancer has grown we will change. No evidence of progression on CT.", []),
        ("The tumour has not shrunk. Nodes smaller than 8 mm. Her appetite has grown.", []),
        ("Continue until progression on imaging. Response: PRN.", []),
    ],
)
def test_the_course_in_plain_words(text: str, told: list[str]) -> None:
    """What has shrunk or grown is the cancer, and what is awaited has not happened."""
    assert [fact.value for fact in read(text, "response")] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The cancer has come back in the liver.", [("present", "liver")]),
        ("CT: nothing to suggest recurrence.", [("absent", None)]),
        ("Her hair has come back. The pain has returned.", []),
    ],
)
def test_a_return_in_plain_words(text: str, told: list[tuple[str, str | None]]) -> None:
    """Of the cancer, not of what treatment took."""
    assert [(fact.value, fact.site) for fact in read(text, "recurrence")] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("L breast IDC gr 3, 42 mm.", ["42 mm"]),
        ("MRI: low rectal tumour 4.1 cm, mrT3c.", ["4.1 cm"]),
        ("PET: new 2.3 cm right adrenal, lower lobe mass.", []),
        ("Mass 5.2 cm in November, mass 1.9 cm in March.", []),
        ("Tumour 4 mm from the margin. Thickness area of tumor 2.5 cm.", []),
        ("Tumour shorter, 6 cm to 2.5 cm. Mass 24 mm, was 31 mm.", []),
        ("6/31 nodes. Margins: <1 mm anterior, no tumour at ink.", []),
    ],
)
def test_sizes_as_clinics_note_them(text: str, told: list[str]) -> None:
    """Of one tumour at one time; a comma parts what was measured from a mass."""
    assert [fact.value for fact in read(text, "tumor_size")] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Two nodes removed. MRI brain 10/24 clear.", []),
        ("EUS-FNB 1/28: node not seen.", []),
        ("CT A/P 1/1: nodes para-aortic, smaller.", []),
        ("Lymph nodes 1/28 involved.", ["1/28"]),
    ],
)
def test_the_day_of_an_examination_is_no_count_of_nodes(text: str, told: list[str]) -> None:
    assert [fact.value for fact in read(text, "lymph_nodes")] == told
