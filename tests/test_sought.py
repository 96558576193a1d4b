"""Everyday words lead to the facts of a record that they ask for, and what no record says is said."""

import re

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.profile import build_profile
from answers.things import things_asked
from answers.wording import describe
from core.places import RULES
from core.records import (
    Answer,
    Assertion,
    Biomarker,
    Code,
    Diagnosis,
    Fact,
    Finding,
    Lab,
    Page,
    Profile,
    Stage,
    Subject,
    Treatment,
)
from extractors.rules import read_table, split_cell

LIBRARY = load_cards()
KINDS = (
    "stage grade biomarker treatment finding lab diagnosis planned stopped response ongoing medicine not_done negative"
)


def said(text: str):
    page = Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    return (page.evidence(0, len(text)),)


def fact(kind: type[Fact], quote: str, **fields: object) -> Fact:
    return kind.model_validate({"confidence": 1, "evidence": said(quote)} | fields)


def profile(*facts: Fact) -> Profile:
    return build_profile("00000000000000aa", facts, LIBRARY)


def ask(text: str, of: Profile) -> Answer:
    return answer_question(text, LIBRARY, load_other_names(), of)


def records(answer: Answer) -> list[str]:
    return [one.text for part in answer.sections if part.title == "What your records say" for one in part.sentences]


COLON = fact(Diagnosis, "colon cancer", name="colon adenocarcinoma", codes=(Code(system="OncoTree", code="COAD"),))
LETTER = profile(
    COLON,
    fact(Stage, "cM0", system="TNM", prefix="c", M="M0", date="2022-02-18"),
    fact(Stage, "pT3 pN1b", system="TNM", prefix="p", T="T3", N="N1b", date="2022-02-18"),
    fact(Finding, "liver metastases", name="metastasis", value="present", site="liver"),
    fact(Finding, "margins clear", name="margin", value="clear"),
    fact(Biomarker, "KRAS G12D", name="KRAS", result="positive", variant="G12D", alteration="mutation"),
    fact(Treatment, "CAPOX completed", name="CAPOX", type="regimen", status="completed", components=("oxaliplatin",)),
    fact(Diagnosis, "father: gastric cancer", name="gastric cancer", subject=Subject.FAMILY),
    fact(
        Treatment,
        "hepatectomy planned",
        name="hepatectomy",
        type="surgery",
        status="planned",
        assertion=Assertion.PLANNED,
    ),
)


@pytest.mark.parametrize(
    "row", [*read_table(RULES / "record_words.tsv", "thing", "words", "intent")], ids=lambda r: r["thing"]
)
def test_every_row_compiles_and_asks_for_kinds_of_facts_that_there_are(row: dict[str, str]) -> None:
    """The table names only facts that a profile can hold, and only some cues narrow a row."""
    re.compile(row["words"])
    re.compile(row["written"])
    assert {*split_cell(row["own"])} <= {"history", "paper", "personal", "this_record", "wrote"}
    assert row["lines"] in ("", "always", "first", "after", "particular")
    told_by_others = ("all clear", "relatives", "questions to ask", "what came instead", "the worst of the results")
    assert row["facts"] or row["written"] or row["thing"] in told_by_others
    kinds = {re.split("[:/]", one)[0] for one in (*split_cell(row["facts"]), *split_cell(row["beside"]))}
    assert kinds <= {*KINDS.split(), "positive", "conflict", "doubt", "gap", "flagged", "changed"}


def test_spread_stands_before_a_stage_without_one_and_both_are_explained() -> None:
    """A stage of the day of the operation is not told as that of a patient with metastases."""
    told = records(ask("so what stage am i actually", LETTER))
    assert told[0].startswith("Metastasis: present, liver")
    assert any("cM0 (18 February 2022" in one for one in told)
    assert any("can be of different times" in one for one in told)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("did they get it all out", "Margin: clear"),
        ("how far has it gone", "Metastasis: present, liver"),
        ("is there anything planned for me", "Planned or discussed: hepatectomy"),
        ("what chemo did i have", "CAPOX, completed"),
        ("did i ever have oxaliplatin", "CAPOX, completed"),
        ("does it say i am allergic", "Allergies are something that we do not read"),
        ("did i have radiation", "Your records, as far as we could read them, name no radiation."),
        ("am i on tamoxifen", "Your records, as far as we could read them, do not name tamoxifen"),
        ("was my dad's cancer mentioned in my letter", "In your family: gastric cancer"),
    ],
)
def test_what_is_asked_for_comes_first(question: str, first: str) -> None:
    """The first sentence on the records answers, or says that they do not."""
    assert records(ask(question, LETTER))[0].startswith(first)


@pytest.mark.parametrize(
    "question", ["is mine the bad kind", "has it gone anywhere else?", "can they still cut it out"]
)
def test_with_records_open_a_question_about_them_is_not_refused(question: str) -> None:
    """Nothing names cancer in it, and it is one on the patient's own."""
    assert ask(question, LETTER).understood.intent != "not_medical"


@pytest.mark.parametrize("question", ["what is the capital of France", "thank you so much", "write me a poem"])
def test_what_is_plainly_about_something_else_stays_out(question: str) -> None:
    """Open records do not make a question medical."""
    assert ask(question, LETTER).understood.intent == "not_medical"


@pytest.mark.parametrize(
    "question",
    [
        "do i need chemo",
        "is radiation painful",
        "should i have a transplant",
        "when will treatment start",
        "what is a cycle",
    ],
)
def test_what_is_to_come_is_not_asked_of_the_past(question: str) -> None:
    """``do I need chemo?`` is not met with a list of what was given."""
    assert not {one.name for one in things_asked(question)} & {"medicines", "radiation", "transplant", "treatments"}


def test_the_cancer_of_a_relative_is_not_the_patients() -> None:
    """The answer stays with the cancer of the records."""
    asked = "my aunt had breast cancer, am i HER2 positive because of that"
    answer = ask(asked, LETTER)
    assert not any("breast cancer" in one.replace(asked, "") for one in answer.questions_for_team)
    assert any(premise.cancer == "colorectal cancer" for premise in answer.premises)


def test_a_relative_that_is_asked_about_is_noticed_and_oneself_is_not() -> None:
    """``my sister's stage`` is somebody else's; ``my sister says … what is mine`` is not."""
    assert "somebody else" in " ".join(records(ask("my friend has colon cancer, what are her options", LETTER)))
    assert "somebody else" not in " ".join(records(ask("my friend has colon cancer like me, am i stage 4", LETTER)))


def test_an_explanation_has_plain_words_beside_the_facts() -> None:
    """From the glossary, each cited, right after the line they explain."""
    answer = ask("explain my report like i'm 12", LETTER)
    told = [one for part in answer.sections for one in part.sentences]
    place = next(i for i, one in enumerate(told) if one.text.startswith("Margin: clear"))
    assert told[place + 1].text.startswith("In plain words, margin: the edge of the tissue cut out")
    assert told[place + 1].citations == ("card:glossary#margin",)


def test_a_value_without_a_card_is_found_by_its_name() -> None:
    """Laboratory values and chromosomes written short lead to their facts."""
    sheet = profile(
        fact(Lab, "Calcium 9.4", name="calcium", number=9.4, unit="mg/dL", low=8.6, high=10.2),
        fact(Biomarker, "t(11;14) not detected", name="t(11;14)", result="negative"),
    )
    assert "range on the record: 8.6 to 10.2" in records(ask("calcium ok?", sheet))[0]
    assert records(ask("the 11;14 one, do i have it", sheet))[0].startswith("t(11;14): negative")


def test_nothing_missing_is_said() -> None:
    """A question for what is missing is answered, also where nothing is."""
    whole = LETTER.model_copy(update={"missing": ()})
    assert "we found nothing missing" in records(ask("what is missing", whole))[0]


@pytest.mark.parametrize("question", ["so am i clear now", "is there any tumour left in me", "am i cancer free"])
def test_clear_margins_are_not_told_as_being_free_of_cancer(question: str) -> None:
    """What the records cannot tell is said before what they say of the edges."""
    told = records(ask(question, LETTER))
    assert told[0].startswith("Whether you are free of cancer now is not something that this page can tell")
    assert told[1].startswith("Metastasis: present, liver")


def test_a_word_that_no_fact_holds_brings_the_line_that_does() -> None:
    """The count of nodes is told; that the left ones were free is in the record alone."""
    text = "Lymph nodes, right neck: 2 of 9 involved. Lymph nodes, left neck: none of 7 involved."
    page = Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )
    nodes = fact(Finding, "2 of 9 involved", name="lymph_nodes", value="2 of 9 involved")

    question, of = "were the left neck nodes clear", profile(COLON, nodes)
    told = records(answer_question(question, LIBRARY, load_other_names(), of, pages=lambda: (page,)))
    assert any("none of 7" in one for one in told)


def test_what_is_asked_to_come_is_told_before_what_was() -> None:
    """A plan is not told as done, and stands first where it is asked for."""
    told = records(ask("what treatment do they want to give me next", LETTER))
    assert told[0].startswith("Planned or discussed: hepatectomy")


@pytest.mark.parametrize("name", ["HER2", "HIS1"])
def test_a_pronoun_is_no_marker(name: str) -> None:
    """``what is wrong with her hip`` does not ask for HER2."""
    sheet = profile(COLON, fact(Biomarker, f"{name} negative", name=name, result="negative"))
    assert not any(one.startswith(name) for one in records(ask("whats wrong with her hip and his knee", sheet))[:1])


@pytest.mark.parametrize("question", ["what is a complete response", "what is a margin", "define metastasis"])
def test_what_a_word_means_asks_for_nothing_of_the_record(question: str) -> None:
    """The word is explained; the patient's own is told where ``my`` or ``his`` is said."""
    assert not things_asked(question)
    assert things_asked("what is my margin")


def test_every_sign_compiles_and_is_of_a_known_kind() -> None:
    """A lay word finds lines, as does one for a group of medicines; the shape of an answer only chooses among them."""
    for row in read_table(RULES / "record_signs.tsv", "sign", "kind", "words", "written"):
        assert row["kind"] in ("lay", "medicine", "shape", "operation")
        assert re.compile(row["words"])
        assert re.compile(row["written"])


def test_words_of_another_sense_ask_for_nothing() -> None:
    """Reports come back, and backs ache."""
    for text in (
        "my report came back last week",
        "will my back pain come back to normal",
        "is there anything left to try",
        "what size needle do they use",
        "how many people have grade 3 side effects",
        "has it gone to my liver",
        "how far was the scan room from the ward",
    ):
        assert not {one.name for one in things_asked(text)} & {"recurrence", "all clear", "size", "grade"}
    assert not {one.name for one in things_asked("how far is it from the edge")} & {"cause", "spread"}
    assert not {one.name for one in things_asked("did it get into the blood vessels")} & {"reach of the tumour"}


def test_spread_that_was_not_found_is_not_told_as_found() -> None:
    """``no evidence of metastatic disease`` is no ``Disease extent: metastatic``."""
    denied = fact(
        Finding, "no evidence of metastatic disease", name="disease_extent", value="metastatic", assertion="absent"
    )
    told = records(ask("has it spread", profile(COLON, denied)))
    assert told[0].startswith("Looked for and not found: metastatic disease")


PARAPROTEIN = fact(
    Biomarker, "Paraprotein 14 g/L nil H", name="M protein", method="serum", result="high", value="14", unit="g/L"
)
LAMBDA = fact(
    Biomarker, "Lambda FLC 8.1 mg/L 5.7-26.3", name="lambda free light chains", method="serum", value="8.1", unit="mg/L"
)
LDH = fact(Lab, "LDH 312 U/L 140-280 *", name="LDH", number=312, value="312", unit="U/L", low=140, high=280)
PSA = fact(Biomarker, "PSA 4.3 ng/mL", name="PSA", method="serum", value="4.3", unit="ng/mL")


@pytest.mark.parametrize(
    ("question", "value", "says"),
    [
        ("what is the paraprotein and is mine high", PARAPROTEIN, "the range “nil” and marks it high (H)."),
        ("is my lambda light chain ok?", LAMBDA, "the range “5.7-26.3” and no flag for high or low."),
        ("My LDH is 312, is that normal?", LDH, "the range “140-280” and marks it abnormal (*)."),
        ("my psa, is it in the normal range", PSA, "Beside 4.3 your record prints no range and no flag"),
    ],
)
def test_whether_a_value_is_high_is_told_as_the_record_prints_it(question: str, value: Fact, says: str) -> None:
    """Range and flag in words, with the place; where there is none, that is said, and none is worked out."""
    answer = ask(question, profile(value))
    (told,) = [one for part in answer.sections for one in part.sentences if one.text.startswith("Beside ")]
    assert says in told.text
    assert told.citations[0].startswith("record:")


def test_the_place_that_prints_the_range_tells_the_level() -> None:
    """Where a value stands in a sentence and in a row, the row is read, and it is cited first."""
    sentence, row = "PSA 4.3 ng/mL", "PSA 4.3 ng/mL 0-4 H"
    both = PSA.model_copy(update={"evidence": (*said(sentence), *said(row))})
    (told,) = [
        one for part in ask("Is my PSA high?", profile(both)).sections for one in part.sentences if "“0-4”" in one.text
    ]
    assert "marks it high (H)" in told.text
    assert told.citations[0].endswith(f"-{len(row)}")


@pytest.mark.parametrize("question", ["What does a high PSA mean?", "Is it ok to eat before the PSA test?"])
def test_a_question_that_asks_for_no_level_is_told_none(question: str) -> None:
    """High as a part of the name of what is asked about, and ok of something to do."""
    assert not any(one.startswith("Beside ") for one in records(ask(question, profile(PSA))))


def test_a_lump_that_was_taken_out_is_no_new_worry() -> None:
    """Somebody with a diagnosis is sent to a doctor for what is new, and not for what the report is about."""
    worried = "If you are worried that it is cancer"
    assert worried not in [part.title for part in ask("do i need chemo after this lump was taken out", LETTER).sections]
    assert worried in [part.title for part in ask("i found a new lump under my arm", LETTER).sections]
    assert worried in [part.title for part in ask("felt a lump in my neck again since the last scan", LETTER).sections]


def test_a_row_of_values_out_of_range_tells_those_that_are_marked() -> None:
    low = fact(Lab, "Hb 90 L", name="hemoglobin", number=90, unit="g/L", flag="low")
    usual = fact(Lab, "calcium 2.3", name="calcium", number=2.3, unit="mmol/L")
    told = records(ask("which numbers are out of range", profile(COLON, low, usual)))
    assert told[0].lower().startswith("hemoglobin")
    assert not any("calcium" in one.lower() for one in told)
    none = records(ask("which values are bad", profile(COLON, usual)))
    assert none[0].startswith("Your records, as far as we could read them, mark no value")


NOT_HELD = "say nothing of cancer in your family"


@pytest.mark.parametrize(
    ("question", "owner"),
    [
        ("this is my sister's letter, what does it say of the spread", "sister"),
        ("these are our dad's scan results. is the cancer anywhere else", "dad"),
        ("the report is for my wife, what do the margins show", "wife"),
    ],
)
def test_the_records_are_those_of_the_one_who_is_named(question: str, owner: str) -> None:
    """Said once; nothing is said of the asker's family, which was not asked about."""
    without = profile(*(one for one in LETTER.facts if one.subject is not Subject.FAMILY))
    told = records(ask(question, without))
    assert sum(f"these are your {owner}'s records" in one for one in told) == 1
    assert not any(NOT_HELD in one or "somebody else" in one for one in told)


def test_a_relative_whose_report_it_is_not_is_still_asked_about() -> None:
    without = profile(*(one for one in LETTER.facts if one.subject is not Subject.FAMILY))
    told = records(ask("does my report mention my aunt's cancer", without))
    assert any(NOT_HELD in one for one in told)
    assert not any("As you say" in one for one in told)


EGFR_VALUE = fact(Lab, "eGFR 67 mL/min/1.73m2", name="eGFR", number=67, unit="mL/min/1.73_m2")
DISAGREEING = (
    fact(Stage, "pT2 N0", system="TNM", T="T2", N="N0", prefix="p", date="2024-01-02"),
    fact(Stage, "pT3 N0", system="TNM", T="T3", N="N0", prefix="p", date="2024-01-02"),
)


def test_a_value_asked_about_brings_neither_other_disagreements_nor_what_is_missing() -> None:
    of = profile(COLON, EGFR_VALUE, *DISAGREEING)
    titles = [part.title for part in ask("what is my eGFR", of).sections]
    assert "Where your records disagree" not in titles
    assert "What we did not find in your records" not in titles
    every = [part.title for part in ask("do my records disagree?", of).sections]
    assert "Where your records disagree" in every


def test_a_kidney_value_is_no_gene_and_a_gene_no_kidney_value() -> None:
    of = profile(COLON, EGFR_VALUE)
    assert records(ask("what is my eGFR", of))[0].startswith("eGFR 67 mL/min/1.73 m²")
    assert not any("EGFR" in one.text for part in ask("is my eGFR ok", of).sections for one in part.sentences)
    lung = answer_question("does an eGFR mutation matter in lung cancer", LIBRARY, load_other_names())
    assert any("EGFR" in one.text for part in lung.sections for one in part.sentences)


def test_an_unmethylated_promoter_is_no_negative_gene() -> None:
    mgmt = fact(Biomarker, "MGMT PROMOTER: UNMETHYLATED", name="MGMT", result="negative", value="UNMETHYLATED")
    assert describe(mgmt) == "MGMT: unmethylated"
