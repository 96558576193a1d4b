"""The evaluation of answers: every judge can say no, the questions are well made, and what is aimed at is reached."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.evaluation import (
    AIMED,
    JUDGES,
    Answered,
    Case,
    Evaluation,
    Measure,
    Person,
    answer_cases,
    evaluate,
    expected_pairs,
    is_corrected_in_words,
    judge,
    load_cases,
    lost_citations,
    measure_answered,
    measure_corrections,
    read_questions,
    unheld_claims,
    unsupported_claims,
)
from answers.names import load_other_names
from answers.phrases import DISCLAIMER, GET_HELP, REACH_OUT
from answers.profile import build_profile
from cli import evaluate as command
from core.places import RULES, SAMPLES
from core.records import Answer, Biomarker, Page, Premise, Section, Sentence, Understood
from extractors.rules import read_table

LIBRARY = load_cards()
CASES = load_cases()
FEWEST = {
    "relevance_used": 130, "relevance_absent": 110, "personal": 50, "abstention": 30, "out_of_scope": 25,
    "language": 12, "assumption": 30, "sound": 40,
}  # fmt: skip
HER2_ROW = "card:relevance#her2.breast"
ABSENCE = "HER2 is not used to choose treatment for multiple myeloma in any of the sources we hold."
SPANISH = next(row["note"] for row in read_table(RULES / "languages.tsv", "language") if row["language"] == "es")
PAGE = Page.model_validate(
    {
        "document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1,
        "text": "HER2: negative. ER: positive (95%)",
    }
)  # fmt: skip
FACT = Biomarker(name="ER", result="positive", confidence=1, evidence=(PAGE.evidence(16, 34),))
PERSON = Person(build_profile("00000000000000aa", [FACT], LIBRARY), (PAGE,))
ON_PAGE = "record:abababababababab#p1:16-34"


def plain(text: str) -> Sentence:
    return Sentence(text=text, connective=True)


def told(
    *sentences: Sentence,
    intent: str = "overview",
    premises: tuple[Premise, ...] = (),
    lacking: tuple[str, ...] = (),
    title: str = "Told",
) -> Answer:
    """An answer of one section, with the sources that its cards' sentences name."""
    wanted = {source for sentence in sentences for one in sentence.citations for source in LIBRARY.cited(one)}
    return Answer(
        question="?",
        understood=Understood(intent=intent),
        premises=premises,
        sections=(Section(title=title, sentences=sentences),) if sentences else (),
        sources=tuple(source for source in LIBRARY.sources if source.id in wanted),
        not_in_sources=lacking,
        disclaimer=DISCLAIMER,
    )


def case(kind: str, expected: str, never: str = "") -> Case:
    return Case("made-up", kind, "?", "", expected, never)


def premise(marker: str, cancer: str, relevance: str, *, corrected: bool) -> Premise:
    return Premise.model_validate(
        {"biomarker": marker, "cancer": cancer, "relevance": relevance, "corrected": corrected}
    )


USED = premise("HER2", "breast cancer", "guides_treatment", corrected=False)
CORRECTED = premise("HER2", "multiple myeloma", "not_in_sources", corrected=True)
ROW = Sentence(text="In breast cancer, HER2 is used to choose treatment.", citations=(HER2_ROW,))
ER = Sentence(text="ER: positive, 95 % (page 1: “ER: positive (95%)”).", citations=(ON_PAGE,))
ASSUMED = Sentence(
    text="Not everyone needs a bag.",
    citations=(f"card:assumptions#{LIBRARY.assumptions[0].id}.{LIBRARY.assumptions[0].statements[0].id}",),
)


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        (
            case("relevance_used", "her2=breast:guides_treatment"),
            told(ROW, premises=(USED,)),
            [
                told(ROW, premises=(USED.model_copy(update={"relevance": "prognostic"}),)),
                told(ROW, premises=(USED.model_copy(update={"corrected": True}),)),
                told(plain("In breast cancer, HER2 is used."), premises=(USED,)),
                told(ROW),
            ],
        ),
        (
            case("relevance_used", "her2=breast:guides_treatment | er=breast:guides_treatment"),
            told(
                ROW,
                ROW.model_copy(update={"citations": ("card:relevance#er.breast",)}),
                premises=(USED, USED.model_copy(update={"biomarker": "ER (oestrogen receptor)"})),
            ),
            [told(ROW, premises=(USED,))],
        ),
        (
            case("relevance_absent", "her2=multiple-myeloma"),
            told(plain(ABSENCE), premises=(CORRECTED,)),
            [
                told(plain(ABSENCE)),
                told(plain(ABSENCE), premises=(CORRECTED.model_copy(update={"corrected": False}),)),
                told(plain(ABSENCE), premises=(CORRECTED.model_copy(update={"cancer": "breast cancer"}),)),
            ],
        ),
        (
            case("personal", "ER: positive, 95 %", "HER2: positive"),
            told(ER),
            [
                told(plain("ER: positive, 95 %")),
                told(ER, ER.model_copy(update={"text": "HER2: positive (page 1)."})),
                told(plain("Your records do not give a ER result.")),
            ],
        ),
        (
            case("personal", "missing: HER2"),
            told(plain("Your records do not give a HER2 result."), ER),
            [
                told(ER),
                told(plain("Your records do not give a HER2 result."), ER.model_copy(update={"text": "HER2: low."})),
            ],
        ),
        (
            case("abstention", "do not speak of imatinib", "imatinib"),
            told(plain("The sources we hold for this do not speak of imatinib."), ROW),
            [
                told(ROW),
                told(
                    plain("The sources we hold for this do not speak of imatinib."),
                    ROW.model_copy(update={"text": "Imatinib cures it."}),
                ),
            ],
        ),
        (case("abstention", "card on chordoma"), told(ROW, lacking=("a guideline card on chordoma",)), [told(ROW)]),
        (
            case("out_of_scope", "not_medical"),
            told(plain("I can only help with cancer."), intent="not_medical"),
            [told(plain("I can only help with cancer.")), told(ROW, intent="not_medical")],
        ),
        (case("language", "es"), told(plain(SPANISH)), [told(plain("This page can answer only in English so far."))]),
        (
            case("crisis", "crisis"),
            told(plain("Call."), intent="crisis", title=REACH_OUT),
            [
                told(plain("Call."), intent="crisis"),
                told(plain("Call."), intent="urgent", title=GET_HELP),
                told(plain("Call."), title=REACH_OUT),
            ],
        ),
        (
            case("urgent", "urgent"),
            told(plain("Call."), intent="urgent", title=GET_HELP),
            [told(plain("Call."), intent="side_effects", title=GET_HELP), told(plain("Call."), intent="urgent")],
        ),
        (
            case("assumption", LIBRARY.assumptions[0].id),
            told(ASSUMED),
            [told(ROW), told(ASSUMED.model_copy(update={"citations": (ROW.citations[0],)}))],
        ),
        (
            case("sound", "nothing corrected"),
            told(ROW, premises=(USED,)),
            [told(ASSUMED), told(plain(ABSENCE), premises=(CORRECTED,))],
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Case) else "",
)
def test_a_judge_knows_right_from_wrong(asked: Case, right: Answer, wrong: list[Answer]) -> None:
    """A good answer passes, and each way of being wrong is caught and told."""
    assert judge(Answered(asked, right), LIBRARY).right
    for answer in wrong:
        judgement = judge(Answered(asked, answer), LIBRARY)
        assert not judgement.right
        assert judgement.told


def test_every_kind_has_a_judge_and_an_aim() -> None:
    """No question is asked that nobody judges, and none judged that no table shows."""
    assert {one.kind for one in CASES} == JUDGES.keys()
    assert JUDGES.keys() - AIMED.keys() == {"sound"}


def test_a_corrected_premise_is_said_in_words() -> None:
    """The field alone would be seen by no reader; one cancer's correction is not another's."""
    asked = case("relevance_absent", "her2=multiple-myeloma")
    assert is_corrected_in_words(Answered(asked, told(plain(ABSENCE))), LIBRARY)
    assert not is_corrected_in_words(Answered(asked, told(plain("HER2 is not used."), premises=(CORRECTED,))), LIBRARY)
    elsewhere = ABSENCE.replace("multiple myeloma", "prostate cancer")
    assert not is_corrected_in_words(Answered(asked, told(plain(elsewhere))), LIBRARY)


def lost(sentence: Sentence, answer: Answer | None = None, people: dict[str, Person] | None = None) -> tuple[str, ...]:
    asked = case("personal", "ER")._replace(patient="sample")
    held = {"sample": PERSON} if people is None else people
    return lost_citations(sentence, Answered(asked, answer or told(sentence)), LIBRARY, held)


def test_a_citation_leads_to_a_source_that_is_listed() -> None:
    """A card that does not exist, and a source that the answer does not list, are lost."""
    assert lost(ROW) == ()
    assert lost(ROW, told(plain("no sources"))) == (HER2_ROW,)
    assert lost(ROW.model_copy(update={"citations": ("card:relevance#her2.sunburn",)})) != ()
    assert lost(ROW.model_copy(update={"citations": ("library:nowhere#1",)})) != ()


def test_a_citation_of_a_record_leads_to_the_words_quoted() -> None:
    """Another span, another document, another person's record and other words than the page's are lost."""
    assert lost(ER) == ()
    assert lost(ER, people={"sample": PERSON._replace(pages=())}) == ()
    assert lost(ER.model_copy(update={"citations": ("record:abababababababab#p1:0-14",)})) != ()
    assert lost(ER.model_copy(update={"citations": ("record:cdcdcdcdcdcdcdcd#p1:16-34",)})) != ()
    assert lost(ER.model_copy(update={"text": "ER: negative (page 1: “ER: negative”)."})) != ()
    assert lost(ER, people={}) != ()
    other = PAGE.model_copy(update={"text": "x" * 40})
    assert lost(ER, people={"sample": PERSON._replace(pages=(other,))}) != ()


def test_an_entry_stands_under_the_heading_that_is_named() -> None:
    """The heading stands before the entry on the page, and the entry at the place cited."""
    page = PAGE.model_copy(update={"text": "Tablets:\n- metformin 500 mg\n- ramipril held"})
    held = {"sample": PERSON._replace(pages=(page,))}
    place = f"record:{page.document}#p{page.number}:28-43"

    def entry(heading: str, quote: str) -> Sentence:
        text = f"Page 1 of your record says under “{heading}”: “{quote}”"
        return Sentence(text=text, citations=(place,))

    assert lost(entry("Tablets", "ramipril held"), people=held) == ()
    assert lost(entry("Plan", "ramipril held"), people=held) == (place,)
    assert lost(entry("ramipril", "ramipril held"), people=held) == (place,)
    assert lost(entry("Tablets", "metformin 500 mg"), people=held) == (place,)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Your records do not give a HER2 result.", ()),
        ("We hold no guideline card on ROS1 yet.", ()),
        ("In the United States you can call or text 988 at any hour.", ("988",)),
        ("Ask whether pembrolizumab is right for you.", ("pembrolizumab",)),
        ("HER2 is what drives this.", ("HER2",)),
        ("About 70 of every 100 people live longer.", ("70", "100")),
        ("Please talk with your team.", ()),
    ],
)
def test_connective_text_claims_nothing(text: str, names: tuple[str, ...]) -> None:
    """Outside our templates it names no medicine, no marker and no number."""
    assert unsupported_claims(plain(text), LIBRARY, load_other_names()) == names


def test_numbers_and_medicines_stand_in_the_cited_sections() -> None:
    """What no cited section holds is named; where a section is not at hand, nothing is said."""
    (source, *_) = LIBRARY.cited(HER2_ROW)
    held = dict.fromkeys(LIBRARY.cited(HER2_ROW), "herceptin was given to 40 people over three years")
    said = ROW.model_copy(update={"text": "Trastuzumab helped 40 of them for 3 years, and imatinib 55."})
    assert unheld_claims(said, LIBRARY, load_other_names(), held) == ("55", "imatinib")
    assert unheld_claims(said, LIBRARY, load_other_names(), held | {source: ""}) == ()
    assert unheld_claims(ROW, LIBRARY, load_other_names(), held) == ()


def test_the_measures_count_what_was_judged() -> None:
    """Two of three verdicts, one lost citation, one sentence without support, and the grade of what was said."""
    asked = case("relevance_used", "her2=breast:guides_treatment")
    sound = case("sound", "nothing corrected")
    answered = [
        Answered(asked, told(ROW, premises=(USED,))),
        Answered(asked, told(ROW, plain("Take pembrolizumab."), premises=(USED,))),
        Answered(asked, told(ER)),
        Answered(sound, told(ASSUMED)),
    ]
    found = evaluate(answered, LIBRARY, load_other_names(), {})
    counted = {one.what: (one.reached, one.of) for one in found.measures}
    assert counted["verdicts, marker used in the cancer"] == (2, 3)
    assert counted["sound questions corrected"] == (1, 1)
    assert counted["cited sentences all of whose citations resolve"] == (3, 4)
    assert counted["different sentences without support"] == (1, 4)
    assert {why.split(",")[0] for _, why in found.doubtful} == {"a citation leads nowhere", "connective"}
    assert 0 < found.reading_grade < 12


@pytest.mark.parametrize(
    ("measure", "is_met"),
    [
        (Measure("a", 98, 100, 0.98), True),
        (Measure("a", 97, 100, 0.98), False),
        (Measure("a", 3, 100, 0.03, at_most=True), True),
        (Measure("a", 4, 100, 0.03, at_most=True), False),
        (Measure("a", 0, 100), True),
        (Measure("a", 0, 0, 1.0), True),
    ],
)
def test_an_aim_is_met_or_missed(measure: Measure, is_met: bool) -> None:
    """At least or at most; what is only watched, or was never asked, cannot be missed."""
    assert measure.is_met is is_met


# The questions


def test_there_are_enough_questions_of_every_kind() -> None:
    """Fewer would measure little."""
    counted = Counter(one.kind for one in CASES)
    assert len(CASES) >= 450
    assert {kind: counted[kind] for kind, fewest in FEWEST.items() if counted[kind] < fewest} == {}
    assert counted["crisis"] + counted["urgent"] >= 15


def test_a_question_has_one_id_and_is_asked_once() -> None:
    """An id leads to one question."""
    assert len({one.id for one in CASES}) == len(CASES)
    asked = Counter((one.question.casefold(), one.patient) for one in CASES)
    assert [question for question, times in asked.items() if times > 1] == []


def test_what_questions_expect_can_be_told() -> None:
    """Every id is that of a card, an assumption, a language or a sample; every pattern is one."""
    biomarkers, cancers = ({card.id for card in cards} for cards in (LIBRARY.biomarkers, LIBRARY.cancers))
    languages = {row["language"] for row in read_table(RULES / "languages.tsv", "language")}
    assumptions = {one.id for one in LIBRARY.assumptions}
    for one in CASES:
        assert one.patient == "" or list(SAMPLES.glob(f"{one.patient}.*")), one.id
        assert (one.kind == "personal") <= bool(one.patient), one.id
        re.compile(one.never)
        match one.kind:
            case "relevance_used" | "relevance_absent":
                pairs = expected_pairs(one)
                assert {marker for marker, _, _ in pairs} <= biomarkers, one.id
                assert {cancer for _, cancer, _ in pairs} <= cancers, one.id
                absent = {relevance == "not_in_sources" for *_, relevance in pairs}
                assert absent == {one.kind == "relevance_absent"}, one.id
            case "abstention":
                re.compile(one.expected)
            case "language":
                assert one.expected in languages, one.id
            case "assumption":
                assert set(one.expected.split(" | ")) <= assumptions, one.id
            case _:
                pass


def test_the_pairs_asked_about_are_spread_widely() -> None:
    """All cancers' cards and most markers, so that no corner of the table goes unasked."""
    used = [pair for one in CASES if one.kind == "relevance_used" for pair in expected_pairs(one)]
    assert {cancer for _, cancer, _ in used} == {card.id for card in LIBRARY.cancers}
    assert len({marker for marker, _, _ in used}) >= 70


# What is aimed at


@pytest.fixture(scope="module")
def found() -> Evaluation:
    """All questions, answered from the cards and from the bundled samples as they are read today."""
    people = command.read_samples(LIBRARY)
    return evaluate(answer_cases(CASES, LIBRARY, load_other_names(), people), LIBRARY, load_other_names(), people)


def share(found: Evaluation, what: str) -> float:
    (measure,) = [one for one in found.measures if one.what == what]
    assert measure.of
    return measure.share


@pytest.mark.parametrize("kind", ["relevance_used", "relevance_absent"])
def test_verdicts_are_right(found: Evaluation, kind: str) -> None:
    """Both where a marker is used and where the sources are silent about it."""
    wrong = [one.case.id for one in found.judgements if one.case.kind == kind and not one.right]
    assert share(found, AIMED[kind][0]) >= 0.98, wrong


def test_every_citation_resolves(found: Evaluation) -> None:
    """Each one, in every answer, to a source that is listed or to the words of a record."""
    broken = [text for text, why in found.doubtful if why == "a citation leads nowhere"]
    assert share(found, "cited sentences all of whose citations resolve") == 1.0, broken


def test_sound_questions_are_left_alone(found: Evaluation) -> None:
    """Who takes nothing false for granted is not corrected."""
    wrong = [(one.case.id, one.told) for one in found.judgements if one.case.kind == "sound" and not one.right]
    assert share(found, "sound questions corrected") <= 0.03, wrong


# The command


def test_the_command_prints_every_measure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A table for people, what was judged wrong on demand, and the same as JSON; exit status 0 either way."""
    asked = case("relevance_used", "her2=breast:guides_treatment")
    few = evaluate([Answered(asked, told(plain("Take pembrolizumab.")))], LIBRARY, load_other_names(), {})
    monkeypatch.setenv("SIGHTLINE_CORPORA", str(tmp_path))
    monkeypatch.setattr(command, "evaluate_samples", lambda _: few)
    monkeypatch.setattr(command, "measure_record_lines", tuple)
    assert command.run_evaluation(as_json=False, wrong=True) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert all(word in printed for word in ("0 of 1", "missed", "made-up (relevance_used)", "names pembrolizumab"))
    assert command.run_evaluation(as_json=True, wrong=False) == 0
    read = json.loads(capsys.readouterr().out)
    assert list(read) == ["measures", "reading_grade", "wrong", "doubtful"]
    assert len(read["measures"]) == len(few.measures)
    assert read["wrong"][0]["id"] == "made-up"


def test_samples_are_read_without_a_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter is a person with facts, pages and quotes that hold."""
    monkeypatch.setattr(command, "RECORDS", (".txt",))
    (name, person), *others = command.read_samples(LIBRARY).items()
    assert (name, others) == ("oncology_letter", [])
    assert person.profile.of("biomarker", "KRAS")
    assert all(person.pages[0].holds(one) for fact in person.profile.facts for one in fact.evidence)


@pytest.mark.corpus
def test_the_sets_of_others_are_asked_as_well(corpora: Path) -> None:
    """A few questions of each, so that the columns they are read from are the right ones."""
    others = load_other_names()
    myths = read_questions(corpora, "cancer_myth_dev", "example_question")
    common = read_questions(corpora, "medquad_oncology", "question")
    assert (len(myths), len(common) > 1000) == (462, True)
    corrected, answered = (
        measure_corrections(myths[:10], LIBRARY, others),
        measure_answered(common[:10], LIBRARY, others),
    )
    assert (corrected.of, answered.of) == (10, 10)
    assert answered.reached
    told_nothing = answer_question("What is the capital of France?", LIBRARY, others)
    assert measure_answered([told_nothing.question], LIBRARY, others).reached == 0
