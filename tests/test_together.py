"""Results that stand together are set beside the cards' statements, and nothing is concluded from them."""

import re

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.evaluation import TEMPLATES
from answers.mentions import medicines_in
from answers.names import load_other_names
from answers.profile import build_profile
from answers.together import OF_ANOTHER_RESULT, ONLY_BESIDE, TITLE, load_rows, load_untested, rows_met
from core.records import (
    Answer,
    Assertion,
    Biomarker,
    Code,
    Diagnosis,
    Fact,
    Finding,
    Grade,
    Lab,
    Page,
    Profile,
    Sentence,
    Stage,
    Subject,
    Treatment,
)
from extractors import biomarker
from extractors.notes import Note

LIBRARY = load_cards()
OTHERS = load_other_names()
ONCOTREE = {
    "breast": "IDC",
    "non-small-cell-lung": "LUAD",
    "colorectal": "COAD",
    "multiple-myeloma": "PCM",
    "prostate": "PRAD",
    "ovary": "HGSOC",
    "pancreas": "PAAD",
    "glioma": "DIFG",
    "cll": "CLLSLL",
    "aml": "AML",
    "dlbcl": "DLBCLNOS",
    "mantle-cell-lymphoma": "MCL",
    "stomach": "STAD",
    "endometrium": "UEC",
    "neuroendocrine": "GINET",
    "melanoma": "SKCM",
    "gist": "GIST",
    "kidney": "CCRCC",
    "head-and-neck": "OPHSC",
}


def page(text: str) -> Page:
    return Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 612, "height": 792, "method": "text-layer", "quality": 1}
        | {"text": text}
    )


def fact(kind: type[Fact], quote: str, **fields: object) -> Fact:
    return kind.model_validate({"confidence": 1, "evidence": (page(quote).evidence(0, len(quote)),)} | fields)


def read(*lines: str) -> list[Fact]:
    """What the biomarker extractor reads in lines of a report."""
    return [one for line in lines for one in biomarker.find(Note(page(line)))]


def person(cancer: str, *facts: Fact) -> Profile:
    named = next(card for card in LIBRARY.cancers if card.id == cancer)
    diagnosis = fact(Diagnosis, named.name, name=named.name, codes=(Code(system="OncoTree", code=ONCOTREE[cancer]),))
    return build_profile("00000000000000aa", (diagnosis, *facts), LIBRARY)


def ask(text: str, of: Profile) -> Answer:
    return answer_question(text, LIBRARY, OTHERS, of)


def together(text: str, of: Profile) -> tuple[Sentence, ...]:
    return next((part.sentences for part in ask(text, of).sections if part.title == TITLE), ())


def cited(text: str, of: Profile) -> list[str]:
    return [one.removeprefix("card:") for part in together(text, of) for one in part.citations if "card:" in one]


def leads(text: str, of: Profile) -> str:
    return " ".join(one.text for one in together(text, of) if not one.citations or "record:" in one.citations[0])


SIZE = fact(Finding, "Tumor size: 2.3 cm", name="tumor_size", value="2.3 cm", number=2.3, unit="cm")
T2 = fact(Stage, "pT2 N1", system="TNM", prefix="p", T="T2", N="N1")
PSA_AND_GLEASON = (
    *read("PSA 12.4 ng/mL"),
    fact(Grade, "Gleason score 3+4=7", system="Gleason", value="3+4=7"),
)
NODES = fact(Finding, "2/14", name="lymph_nodes", value="2/14", involved=2, examined=14)
ALBUMIN = fact(Lab, "albumin 3.6", name="albumin", number=3.6, value="3.6", unit="g/dL")
B2M = fact(Lab, "B2M 4.1", name="beta-2 microglobulin", number=4.1, value="4.1", unit="mg/L")
LDH = fact(Lab, "LDH 310", name="LDH", number=310, value="310", unit="U/L", flag="high")
TNBC = read("ER negative", "PR negative", "HER2 (FISH): NOT AMPLIFIED")
LUMINAL = read("ER: POSITIVE (95%)", "HER2 (FISH): NOT AMPLIFIED")

FIRING = {
    "her2-unclear-then-negative": (
        "breast",
        read("HER2 (IHC): EQUIVOCAL (2+)", "HER2 (FISH): NOT AMPLIFIED"),
        "can i have herceptin",
    ),
    "her2-unclear-then-positive": (
        "breast",
        read("HER2 (IHC): EQUIVOCAL (2+)", "HER2 (FISH): AMPLIFIED"),
        "can i have herceptin",
    ),
    "her2-unclear-alone": ("breast", read("HER2 (IHC): EQUIVOCAL (2+)"), "am i her2 positive"),
    "her2-score-3": ("breast", read("HER2 IHC 3+"), "what does my her2 result mean"),
    "her2-score-1": ("breast", read("HER2 IHC 1+"), "is enhertu for me"),
    "her2-score-0": ("breast", read("HER2 IHC 0"), "is enhertu for me"),
    "not-triple-negative": ("breast", LUMINAL, "do i have the triple negative one"),
    "er-positive-her2-negative": ("breast", LUMINAL, "could verzenio be for me"),
    "er-positive-her2-negative-chemo": ("breast", [*LUMINAL, NODES], "do i need chemo"),
    "er-positive-her2-positive": ("breast", read("ER positive", "HER2 IHC 3+"), "do i get hormone tablets as well"),
    "er-negative-her2-positive": (
        "breast",
        read("ER negative", "PR negative", "HER2 IHC 3+"),
        "would tamoxifen help me",
    ),
    "triple-negative": ("breast", TNBC, "would immunotherapy help me"),
    "er-positive-pr-negative": ("breast", read("ER positive", "PR negative"), "what does my PR negative mean"),
    "brca-her2-negative": ("breast", [*LUMINAL, *read("BRCA2 pathogenic germline variant")], "is olaparib for me"),
    "pik3ca-er-her2": ("breast", [*LUMINAL, *read("PIK3CA H1047R mutation")], "is alpelisib for me"),
    "esr1-er-her2": ("breast", [*LUMINAL, *read("ESR1 D538G mutation")], "is elacestrant for me"),
    "ki67-er-her2": ("breast", [*LUMINAL, *read("Ki-67: 22%")], "is my ki-67 of 22 high"),
    "pd-l1-triple-negative": ("breast", [*TNBC, *read("PD-L1 CPS 12")], "is keytruda for me"),
    "breast-size": ("breast", [SIZE, T2], "2.3 cm, is that big"),
    "egfr-common": ("non-small-cell-lung", read("EGFR exon 19 deletion detected"), "can i get tagrisso"),
    "egfr-l858r": ("non-small-cell-lung", read("EGFR L858R detected"), "can i get tagrisso"),
    "egfr-exon20": ("non-small-cell-lung", read("EGFR exon 20 insertion"), "can i get tagrisso"),
    "egfr-t790m": ("non-small-cell-lung", read("EGFR T790M detected"), "can i get tagrisso"),
    "egfr-pd-l1": ("non-small-cell-lung", read("EGFR L858R detected", "PD-L1 TPS 60%"), "why not keytruda first"),
    "alk-pd-l1": ("non-small-cell-lung", read("ALK rearranged", "PD-L1 TPS 60%"), "why not keytruda first"),
    "egfr-met": (
        "non-small-cell-lung",
        read("EGFR L858R detected", "MET amplification detected"),
        "what does the MET amplification mean",
    ),
    "pd-l1-high-unchanged": (
        "non-small-cell-lung",
        read("EGFR wild type", "ALK negative", "PD-L1 TPS 60%"),
        "can i have keytruda",
    ),
    "pd-l1-low-unchanged": (
        "non-small-cell-lung",
        read("EGFR wild type", "ALK negative", "PD-L1 TPS 10%"),
        "can i have keytruda",
    ),
    "ros1-pd-l1": ("non-small-cell-lung", read("ROS1 rearranged", "PD-L1 TPS 60%"), "is entrectinib for me"),
    "kras-g12c-lung": ("non-small-cell-lung", read("KRAS G12C detected"), "is sotorasib for me"),
    "tmb-pd-l1": ("non-small-cell-lung", read("TMB 4 mut/Mb", "PD-L1 TPS 60%"), "does my low tmb matter"),
    "lung-size": ("non-small-cell-lung", [SIZE, T2], "how large is my tumour"),
    "ras-changed": ("colorectal", read("KRAS G12D mutation", "NRAS wild type"), "could cetuximab help me"),
    "kras-g12c-bowel": ("colorectal", read("KRAS G12C detected"), "could cetuximab help me"),
    "ras-braf-unchanged": (
        "colorectal",
        read("KRAS wild type", "NRAS wild type", "BRAF wild type"),
        "could panitumumab help me",
    ),
    "ras-unchanged-braf-changed": (
        "colorectal",
        read("KRAS wild type", "BRAF V600E detected"),
        "is encorafenib for me",
    ),
    "braf-unchanged-bowel": ("colorectal", read("BRAF V600E not detected"), "is encorafenib for me"),
    "mmr-intact-lynch": ("colorectal", read("MSS"), "could it be lynch syndrome"),
    "mmr-intact": ("colorectal", read("MSS"), "would immunotherapy work for me"),
    "mmr-disagree": ("colorectal", read("MSS", "dMMR"), "would immunotherapy work for me"),
    "mmr-deficient": ("colorectal", read("dMMR: loss of MLH1 and PMS2"), "would immunotherapy work for me"),
    "mmr-deficient-braf": ("colorectal", read("MSI-high", "BRAF V600E detected"), "could it be lynch syndrome"),
    "mmr-deficient-elsewhere": ("endometrium", read("MSI-high"), "is dostarlimab for me"),
    "her2-ras": ("colorectal", read("HER2 IHC 3+", "KRAS wild type"), "is tucatinib for me"),
    "her2-ras-changed": ("colorectal", read("HER2 IHC 3+", "KRAS G12D mutation"), "is tucatinib for me"),
    "psa-gleason-stage": ("prostate", [*PSA_AND_GLEASON, T2], "is my gleason with that psa high risk"),
    "psa-gleason": ("prostate", [*PSA_AND_GLEASON], "is my gleason with that psa high risk"),
    "brca-prostate": ("prostate", read("BRCA2 pathogenic germline variant"), "is olaparib for me"),
    "brca-ovary": ("ovary", read("BRCA1 pathogenic germline variant"), "is olaparib for me"),
    "brca-unchanged-hrd": (
        "ovary",
        read("No pathogenic BRCA1 or BRCA2 variant", "HRD positive (score 55)"),
        "is olaparib for me",
    ),
    "brca-hrd-negative": ("ovary", read("No pathogenic BRCA1 or BRCA2 variant", "HRD negative"), "is niraparib for me"),
    "brca-pancreas": ("pancreas", read("BRCA2 pathogenic germline variant"), "is olaparib for me"),
    "risk-change-treatment": ("multiple-myeloma", read("1q gain detected"), "what are my treatment options"),
    "risk-change-transplant": ("multiple-myeloma", read("del(17p) detected"), "should i have a transplant"),
    "several-risk-changes": (
        "multiple-myeloma",
        read("del(17p) detected", "1q gain detected"),
        "does the 1q gain add to the 17p",
    ),
    "del17p-t414": ("multiple-myeloma", read("del(17p) detected", "t(4;14) detected"), "am i high risk"),
    "t414-1q": ("multiple-myeloma", read("t(4;14) detected", "1q gain detected"), "am i high risk"),
    "t1416-1q": ("multiple-myeloma", read("t(14;16) detected", "1q gain detected"), "am i high risk"),
    "del17p-swaps-not-found": ("multiple-myeloma", read("del(17p) detected", "t(4;14) not detected"), "am i high risk"),
    "no-risk-change": (
        "multiple-myeloma",
        read("del(17p) not detected", "t(4;14) not detected", "t(14;16) not detected", "1q gain not detected"),
        "am i high risk",
    ),
    "myeloma-stage-values": ("multiple-myeloma", [B2M, ALBUMIN], "what is my iss stage"),
    "light-chains": (
        "multiple-myeloma",
        read("free light chain ratio 50.9", "M protein 3.2 g/dL"),
        "what does the ratio tell",
    ),
    "idh-codeletion": (
        "glioma",
        read("IDH1 R132H mutation positive", "1p/19q codeleted"),
        "what does the 1p/19q codeletion mean",
    ),
    "idh-without-codeletion": (
        "glioma",
        read("IDH1 R132H mutation positive", "1p/19q: not codeleted"),
        "what does my idh1 mean",
    ),
    "idh-mgmt": (
        "glioma",
        read("IDH wild type", "MGMT promoter methylated"),
        "would temozolomide work, mgmt is methylated",
    ),
    "del17p-ighv": ("cll", read("del(17p) detected", "IGHV: unmutated"), "do i need chemo"),
    "tp53-ighv": ("cll", read("TP53 mutation detected", "IGHV mutated"), "do i need chemo"),
    "ighv-mutated": ("cll", read("del(17p) not detected", "IGHV mutated"), "is fcr for me, ighv is mutated"),
    "ighv-unmutated": ("cll", read("del(17p) not detected", "IGHV: unmutated"), "what does ighv unmutated mean"),
    "npm1-without-flt3": ("aml", read("NPM1 mutation detected", "FLT3-ITD not detected"), "what does my npm1 mean"),
    "npm1-with-flt3": ("aml", read("NPM1 mutation detected", "FLT3 mutation detected"), "is midostaurin for me"),
    "double-hit": (
        "dlbcl",
        read("MYC rearrangement detected, BCL2 rearrangement detected"),
        "is it the double hit kind",
    ),
    "mantle-tp53-ki67": (
        "mantle-cell-lymphoma",
        read("TP53 mutation detected", "Ki-67: 40%"),
        "what does the tp53 mean",
    ),
    "her2-pd-l1-stomach": ("stomach", read("HER2 IHC 3+", "PD-L1 CPS 12"), "is herceptin for me"),
    "claudin-her2-negative": ("stomach", read("CLDN18.2 positive (80%)", "HER2 IHC 0"), "is zolbetuximab for me"),
    "womb-groups": ("endometrium", read("POLE wild type", "MMR intact"), "what does my pole result mean"),
    "net-ki67-grade": (
        "neuroendocrine",
        [*read("Ki-67: 2%"), fact(Grade, "WHO grade 1", system="WHO", value="1")],
        "is my ki-67 high for that grade",
    ),
    "braf-ldh-melanoma": ("melanoma", [*read("BRAF V600E detected"), LDH], "are dabrafenib and trametinib for me"),
    "braf-unchanged-melanoma": ("melanoma", read("BRAF wild type"), "is dabrafenib for me"),
    "kit-pdgfra": ("gist", read("KIT exon 9 mutation"), "is imatinib for me"),
    "kit-exon11": ("gist", read("KIT exon 11 mutation"), "is imatinib for me"),
    "pdgfra-d842v": ("gist", read("PDGFRA D842V"), "is imatinib for me"),
    "kidney-size": ("kidney", [SIZE, T2], "how large is my tumour"),
    "pancreas-size": ("pancreas", [SIZE, T2], "how large is my tumour"),
    "p16-hpv": ("head-and-neck", read("p16 positive"), "is it the hpv kind"),
}
"""Records and a question that show each row of the table."""

ROWS = {row.id: row for row in load_rows()}


def test_every_row_has_records_that_show_it() -> None:
    """And no records are here for a row that is not in the table."""
    assert set(FIRING) == set(ROWS)


OF_ANOTHER = {
    "ras-changed": ["kras#g12c"],
    "mmr-intact": ["msi-mmr#colorectal"],
    "womb-groups": ["endometrium#pole", "endometrium#mmr"],
    "p16-hpv": ["p16#negative"],
}
"""What a row holds for another result than the one of the person asked for below."""


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_shown_where_its_conditions_hold(name: str) -> None:
    """With all its statements but those on another result than theirs, after the record's own results."""
    cancer, facts, question = FIRING[name]
    shown = cited(question, person(cancer, *facts))
    assert [one for one in ROWS[name].statements if one not in shown] == OF_ANOTHER.get(name, [])
    assert "record:" in together(question, person(cancer, *facts))[0].citations[0]


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if len(row.conditions) > 1])
def test_a_row_needs_all_its_conditions(name: str) -> None:
    """Without the facts of one of its names the row stays away."""
    cancer, facts, _ = FIRING[name]
    last = [one for one in ROWS[name].conditions if one.state not in ("unknown", "unseen")][-1]
    of_stage = {"T", "grade", "Gleason", "ISUP"} & {*last.names}
    left = [
        one
        for one in facts
        if getattr(one, "name", None) not in last.names and not (of_stage and isinstance(one, Stage | Grade))
    ]
    cards = [card for card in LIBRARY.cancers if card.id == cancer]
    assert ROWS[name] in rows_met(person(cancer, *facts), cards)
    assert ROWS[name] not in rows_met(person(cancer, *left), cards)


def test_every_row_leads_to_statements_and_cards() -> None:
    """Its statements, cancers and markers are the cards'; its lead names the results and no medicine."""
    statements = {
        f"{card.id}#{one.id}" for card in (*LIBRARY.cancers, *LIBRARY.biomarkers) for one in card.statements()
    }
    for row in ROWS.values():
        assert row.statements
        assert {*row.statements} <= statements
        assert {*row.cancers} <= {card.id for card in LIBRARY.cancers}
        assert {*row.markers} <= {card.id for card in LIBRARY.biomarkers}
        assert row.lead.count("{results}") == 1
        assert not medicines_in(row.lead, OTHERS)
        assert row.markers or row.intents or row.words


def test_cards_whose_medicines_ask_for_no_test_are_cards_and_the_reason_is_held() -> None:
    """A marker that is not tested for a medicine is not called lacking."""
    assert {marker for marker, _ in load_untested()} <= {card.id for card in LIBRARY.biomarkers}


# What does not count as a result


@pytest.mark.parametrize(
    "change",
    [
        {"subject": Subject.FAMILY},
        {"assertion": Assertion.PLANNED},
        {"assertion": Assertion.POSSIBLE},
        {"assertion": Assertion.HYPOTHETICAL},
        {"assertion": Assertion.ABSENT},
        {"result": "negative"},
        {"result": "equivocal"},
        {"result": "indeterminate"},
        {"result": "not_done"},
        {"alteration": "amplification"},
    ],
)
def test_only_a_stated_result_of_the_patient_counts(change: dict[str, object]) -> None:
    """A relative's, a planned, a possible, a negated or an unclear result is no change of EGFR."""
    egfr = {"name": "EGFR", "result": "positive", "alteration": "mutation", "variant": "L858R"} | change
    shown = cited(
        "would chemo or the egfr tablet be first",
        person("non-small-cell-lung", fact(Biomarker, "EGFR L858R", **egfr), *read("PD-L1 TPS 60%")),
    )
    assert "non-small-cell-lung#pd-l1-and-genes" not in shown


def test_results_that_disagree_are_both_shown_and_none_is_taken() -> None:
    """A HER2 of 3+ in one report and of 0 in another is neither positive nor negative here."""
    both = person("breast", *read("HER2 IHC 3+", "HER2 IHC 0", "ER: POSITIVE (95%)"))
    told = leads("can i have herceptin", both)
    assert "positive, 3+" in told
    assert "negative, 0" in told
    assert "say different things" in told
    assert "er#breast-targeted" not in cited("do i get hormone tablets", both)


def test_a_change_beside_one_that_was_looked_for_in_vain_is_a_change() -> None:
    """No G12C does not speak against G12D."""
    both = person("colorectal", *read("KRAS G12D mutation", "no KRAS G12C mutation"))
    assert "kras#changed" in cited("could cetuximab help me", both)


def test_no_change_of_one_kind_is_not_no_change() -> None:
    """A KRAS gene in which only G12C was looked for is not called unchanged."""
    one = person("colorectal", *read("no KRAS G12C mutation", "NRAS wild type", "BRAF wild type"))
    assert "kras#unchanged" not in cited("could cetuximab help me", one)


def test_a_change_under_another_name_stands_against_none_found() -> None:
    """No del(17p) beside a TP53 mutation does not lead to the statement on FCR."""
    one = person("cll", *read("del(17p) not detected", "TP53 mutation detected", "IGHV mutated"))
    assert "ighv#cll-fcr" not in cited("do i need chemo with that ighv", one)


def test_staining_alone_is_not_read_as_settled() -> None:
    """HER2 2+ without a gene count leads to what settles it."""
    shown = cited("am i her2 positive", person("breast", *read("HER2 2+")))
    assert shown == ["her2#equivocal", "her2#ish"]


# Medicines


def test_a_medicine_is_set_beside_the_negative_result_it_hangs_on() -> None:
    """``Can I have alectinib?`` with no ALK fusion."""
    lung = person("non-small-cell-lung", *read("ALK: no rearrangement detected"))
    assert "ALK: negative" in leads("do i qualify for alectinib", lung)
    assert "alk#lung" in cited("do i qualify for alectinib", lung)


def test_a_marker_that_no_record_holds_is_said_to_be_lacking() -> None:
    """With the statement that ties the medicine to it, and whom to ask."""
    breast = person("breast", *LUMINAL)
    assert "hold no result for BRCA1 or BRCA2; your team can tell" in leads("is olaparib for me", breast)
    assert "brca1-2#breast" in cited("is olaparib for me", breast)


def test_a_test_that_was_not_done_is_told_as_the_record_tells_it() -> None:
    """Not as a result, nor as unknown."""
    bowel = person("colorectal", fact(Biomarker, "HER2 has not been tested", name="HER2", result="not_done"))
    told = leads("can i have herceptin", bowel)
    assert "HER2: not done" in told
    assert "no result for HER2" not in told


def test_a_marker_that_the_medicine_asks_no_test_of_is_not_called_lacking() -> None:
    """EGFR for cetuximab in bowel cancer, AR for enzalutamide."""
    assert "EGFR" not in leads("could cetuximab help me", person("colorectal", *read("KRAS wild type")))
    assert together("is enzalutamide for me", person("prostate")) == ()


def test_a_pair_of_medicines_is_each_of_them() -> None:
    """Dabrafenib with trametinib, and no V600E."""
    lung = person("non-small-cell-lung", *read("BRAF V600E not detected"))
    assert "BRAF: negative" in leads("can dabrafenib trametinib be used for me", lung)
    assert "braf#lung" in cited("can dabrafenib trametinib be used for me", lung)


def test_a_regimen_that_shares_a_medicine_is_another() -> None:
    """FOLFIRI beside panitumumab does not lead to what is said of FOLFOX."""
    bowel = person("colorectal", *read("KRAS wild type", "NRAS wild type", "BRAF V600E not detected"))
    assert "braf#colorectal" not in cited("vectibix with folfiri", bowel)


def test_what_covers_any_solid_tumour_is_not_for_a_blood_cancer() -> None:
    """Pembrolizumab for a high TMB is not set beside a myeloma's records."""
    assert "any-solid" not in " ".join(
        cited("is pembrolizumab for me", person("multiple-myeloma", *read("TMB 15 mut/Mb")))
    )


@pytest.mark.parametrize(
    "question",
    [
        "side effects of herceptin",
        "how long do i take herceptin",
        "how is herceptin given",
        "was i given herceptin",
        "would herceptin work for bowel cancer",
        "I want to die",
        "I have herceptin and can't breathe",
        "where can I park",
    ],
)
def test_nothing_is_read_together_where_it_is_not_asked(question: str) -> None:
    """Effects, duration, what was given, another cancer, and danger."""
    assert together(question, person("breast", *read("HER2 IHC 3+"))) == ()


def test_a_relatives_cancer_named_beside_leaves_the_records_own() -> None:
    """``My mum had ovarian cancer``: the question is on the patient's breast cancer."""
    assert "brca1-2#breast" in cited("could olaparib help me? my mum had ovarian cancer", person("breast", *LUMINAL))


# Where it stands, and what it may say


def test_a_risk_is_not_told_to_who_asks_for_treatment() -> None:
    """That two changes together counted as ultra-high risk is for those who ask about them."""
    both = person("multiple-myeloma", *read("del(17p) detected", "1q gain detected"))
    assert "gain-1q#myeloma-two" not in cited("what are my treatment options", both)
    assert "gain-1q#myeloma-two" in cited("does the 1q gain add to the 17p", both)


def test_it_stands_after_the_lines_asked_for_and_before_those_that_were_not() -> None:
    """After HER2's own lines where HER2 is asked of; first where only a medicine is."""
    breast = person("breast", *read("HER2 IHC 3+"))
    assert [part.title for part in ask("am i her2 positive", breast).sections][:2] == ["What your records say", TITLE]
    assert ask("can i have herceptin", breast).sections[0].title == TITLE


@pytest.mark.parametrize("name", FIRING)
def test_no_sentence_stands_without_citation_or_template(name: str) -> None:
    """Every sentence cites a record or a card, or is one of three that name no medical fact; none decides anything."""
    cancer, facts, question = FIRING[name]
    sentences = together(question, person(cancer, *facts))
    for one in sentences:
        assert (
            one.citations
            or one.text in (ONLY_BESIDE, OF_ANOTHER_RESULT)
            or any(own.fullmatch(one.text) for own in TEMPLATES)
        )
        assert not re.search(r"\byou (?:can|cannot|should|must|may|qualify)\b", one.text.replace(ONLY_BESIDE, ""), re.I)
    assert sentences[-1].text == ONLY_BESIDE


def test_the_same_statement_is_not_said_twice() -> None:
    """Not in the section, nor again below."""
    texts = [one.text for part in ask("is keytruda for me", person("breast", *TNBC)).sections for one in part.sentences]
    assert len(texts) == len(set(texts))


def test_a_treatment_that_is_only_planned_changes_nothing() -> None:
    """The results are read, whatever is planned."""
    planned = fact(Treatment, "trastuzumab planned", name="trastuzumab", type="drug", assertion=Assertion.PLANNED)
    assert "her2#breast-medicines" in cited("can i have herceptin", person("breast", *read("HER2 IHC 3+"), planned))


def test_a_positive_receptor_is_told_nothing_of_the_triple_negative_kind() -> None:
    """Not beside all results, nor among the treatments; where it is asked about, it is told."""
    positive = person("breast", *read("ER: positive (90%)", "PR: positive (20%)", "HER2 IHC 1+"))
    for question in ("what do all these results say together", "how is it treated", "will it come back"):
        texts = [one.text for part in ask(question, positive).sections for one in part.sentences]
        assert not any(re.match(r"(?:In|With|For) (?:\w+ )?triple-negative", one) for one in texts)
    assert "er#triple" in cited("is it triple negative", positive)
