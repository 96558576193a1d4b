"""The answer page: premise corrected, every sentence in sight of its source, the records first where there are some."""

import os
import re
import subprocess
import sys

import pytest

from answers.cards import BiomarkerCard, CancerCard, Relation, load_cards
from answers.compose import Composer, answer_question
from answers.inquiry import read_inquiry
from answers.markdown import as_markdown
from answers.names import load_other_names
from answers.phrases import DISCLAIMER, UPLOAD
from answers.profile import build_profile
from answers.questions import understand
from answers.written import no_pages
from benchmarks.answer_pages import pages
from core.records import Answer, Biomarker, Code, Diagnosis, Fact, Page, Profile

HER2_IN_MYELOMA = "What does HER2 status mean for Multiple Myeloma treatment"
LIBRARY, OTHERS = load_cards(), load_other_names()
EVERY = 3
BARE = LIBRARY.model_copy(update={"assumptions": (), "topics": (), "terms": ()})
"""The cards alone."""


def ask(text: str, profile: Profile | None = None) -> Answer:
    return answer_question(text, LIBRARY, OTHERS, profile)


def words(answer: Answer) -> str:
    return " ".join(sentence.text for section in answer.sections for sentence in section.sentences)


def fact(kind: type[Diagnosis] | type[Biomarker], quote: str, **fields: object) -> Fact:
    page = Page.model_validate(
        {"document": "ab" * 8, "number": 1, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": quote}
    )
    return kind.model_validate({"confidence": 1, "evidence": (page.evidence(0, len(quote)),)} | fields)


def profile(*facts: Fact) -> Profile:
    return build_profile("00000000000000aa", facts, LIBRARY)


MYELOMA = fact(Diagnosis, "multiple myeloma", name="Plasma Cell Myeloma", codes=(Code(system="OncoTree", code="PCM"),))
BREAST = fact(Diagnosis, "IDC", name="Breast Invasive Ductal Carcinoma", codes=(Code(system="OncoTree", code="IDC"),))
EQUIVOCAL = fact(
    Biomarker,
    "HER2 (IHC): EQUIVOCAL (2+)",
    name="HER2",
    method="IHC",
    result="equivocal",
    score="2+",
    date="2024-03-14",
)


def test_the_premise_is_corrected_as_an_absence_from_the_sources() -> None:
    """HER2 is not used in myeloma: said as what it is, with the searched sources named."""
    answer = ask(HER2_IN_MYELOMA)
    (premise,) = answer.premises
    assert (premise.relevance, premise.corrected) == ("not_in_sources", True)
    (correction,) = [s for section in answer.sections for s in section.sentences if "none of those" in s.text]
    assert correction.citations == ("card:relevance#her2.multiple-myeloma",)


def test_the_general_page_has_its_ten_points() -> None:
    """Where HER2 is used, what matters in myeloma, questions, both cancers, sources, related, services, upload."""
    answer = ask(HER2_IN_MYELOMA)
    text = words(answer)
    assert answer.disclaimer == DISCLAIMER
    assert all(word in text for word in ("breast", "stomach", "trastuzumab"))
    mattering = ("del(17p)", "t(4;14)", "t(14;16)", "1q", "m protein", "free light chain")
    assert all(word in text.lower() for word in mattering)
    assert UPLOAD in text
    assert "two separate discussions" in text
    assert answer.questions_for_team
    assert answer.related_questions
    assert answer.services
    assert all(source.edition and source.url for source in answer.sources)
    assert any("survival" in one for one in answer.not_in_sources)


def test_every_citation_leads_to_a_source_that_is_listed() -> None:
    """No sentence cites what the page does not list."""
    answer = ask(HER2_IN_MYELOMA)
    listed = {source.id for source in answer.sources}
    citations = [one for section in answer.sections for s in section.sentences for one in s.citations]
    assert citations
    assert all(set(LIBRARY.cited(one)) and set(LIBRARY.cited(one)) <= listed for one in citations)


def test_records_come_first_with_value_date_and_page() -> None:
    """The personal page opens with what the records say about the thing asked."""
    answer = ask("What does HER2 status mean for breast cancer?", profile(BREAST, EQUIVOCAL))
    opening = answer.sections[0]
    assert opening.title == "What your records say"
    said = next(sentence for sentence in opening.sentences if "HER2" in sentence.text)
    assert all(part in said.text for part in ("equivocal", "2+", "14 March 2024", "page 1", "EQUIVOCAL (2+)"))
    assert said.citations == ("record:abababababababab#p1:0-26",)
    assert UPLOAD not in words(answer)


def test_a_record_without_the_marker_says_so() -> None:
    """Myeloma records hold no HER2: that is said, and nothing is made up."""
    answer = ask(HER2_IN_MYELOMA, profile(MYELOMA))
    assert "Your records do not give a HER2 result." in words(answer)
    assert "we looked for" not in words(answer)
    assert "For multiple myeloma we looked for a stage (ISS)" in words(ask("what do my records say?", profile(MYELOMA)))


def test_a_question_about_another_cancer_than_the_records_is_noticed() -> None:
    """Asked about myeloma with breast records, the answer says which cancer the records are about."""
    assert "the records you uploaded are about breast cancer" in words(ask(HER2_IN_MYELOMA, profile(BREAST, EQUIVOCAL)))


def test_survival_is_not_guessed() -> None:
    """The sources do not hold it: said plainly."""
    answer = ask("What is the 5-year survival rate for multiple myeloma by stage?")
    assert "We would rather say so than guess." in words(answer)
    assert not re.search(r"\d+ ?%[^.]*(?:alive|surviv)", words(answer))


def test_danger_is_answered_with_where_to_get_help() -> None:
    """No card comes before an emergency number."""
    answer = ask("I can't breathe and I have chest pain")
    assert "emergency" in words(answer)
    assert len(answer.sections) == 1


def test_a_call_for_help_gets_no_page_to_read() -> None:
    """Help, and what is about it; lists of treatments and trials only where somebody asks."""
    call = ask("I had chemo for breast cancer on Monday, now a fever of 38.9")
    titles = [part.title for part in call.sections]
    assert titles == ["Please get help now", "About infection and fever during treatment"]
    assert call.questions_for_team == ()
    assert call.services == ()
    question = ask("Is coughing up blood common in lung cancer?")
    assert question.sections[0].title == "Please get help now"
    assert len(question.sections) > 1


def test_a_crisis_names_the_line_to_call_first() -> None:
    """No list of trials stands beside it."""
    services = ask("I want to kill myself, I have lung cancer").services
    assert "Crisis" in services[0].name
    assert not any("trial" in one.name.lower() for one in services)


@pytest.mark.parametrize("text", ["What is the capital of France?", "", "😀" * 50, "'; DROP TABLE facts; --"])
def test_a_question_about_nothing_medical_is_told_what_to_ask(text: str) -> None:
    """A sentence that says what can be asked; no sources are pretended."""
    answer = ask(text)
    assert answer.understood.intent == "not_medical"
    assert "You could ask, for example" in words(answer)
    assert answer.sources == ()


def test_the_absence_is_told_with_what_was_searched() -> None:
    """How many sections were searched is said, so that the absence can be judged."""
    assert re.search(
        r"None of the \d+ sections on multiple myeloma that we searched mentions HER2", words(ask(HER2_IN_MYELOMA))
    )


@pytest.mark.parametrize("marker", LIBRARY.biomarkers, ids=lambda card: card.id)
def test_the_premise_of_every_pair_is_that_of_the_table(marker: BiomarkerCard) -> None:
    """No pair of a marker and a cancer is answered otherwise than the relevance table has it: every pair of which the
    sources speak, and of the others, which are most, every third."""
    table = {(one.biomarker, one.cancer): one.relevance for one in LIBRARY.relations}
    own = [cancer for cancer in LIBRARY.cancers if table[marker.id, cancer.id] != "not_in_sources"]
    others = [cancer for cancer in LIBRARY.cancers if cancer not in own]
    first = LIBRARY.biomarkers.index(marker) % EVERY
    for cancer in (*own, *others[first::EVERY]):
        asked = understand(f"What does {marker.name} mean in {cancer.name}?", LIBRARY, OTHERS)
        (premise,) = Composer(read_inquiry(asked, LIBRARY, OTHERS, None, no_pages)).premises()
        held = table[marker.id, cancer.id]
        assert (premise.relevance, premise.corrected) == (held, held == "not_in_sources"), cancer.id


@pytest.mark.parametrize("card", [*LIBRARY.cancers, *LIBRARY.biomarkers], ids=lambda card: card.id)
def test_a_page_is_one_that_a_person_can_read(card: CancerCard | BiomarkerCard) -> None:
    """Every suggested question has an answer, of at most thirty sentences, none of them twice."""
    for text in card.related_questions:
        answer = ask(text)
        sentences = [sentence.text for section in answer.sections for sentence in section.sentences]
        assert answer.sources, text
        assert len(sentences) == len(set(sentences)) <= 30, text


def test_a_marker_in_a_cancer_beyond_our_cards_is_answered_from_the_table() -> None:
    """There is no card on hairy cell leukaemia, and a row on BRAF in it: both are said."""
    answer = ask("BRAF in hairy cell leukaemia")
    (premise,) = answer.premises
    assert (premise.cancer, premise.relevance) == ("hairy cell leukaemia", "guides_treatment")
    assert "We hold no guideline card on hairy cell leukaemia" in words(answer)
    assert "vemurafenib" in words(answer)
    assert "a guideline card on hairy cell leukaemia" in answer.not_in_sources


def test_a_test_without_a_card_is_told_from_the_card_that_speaks_of_it() -> None:
    """SOX11 has no card of its own; the card on mantle cell lymphoma knows it."""
    answer = ask("SOX11 mantle cell lymphoma")
    assert "We hold no guideline card on SOX11" in words(answer)
    assert "fits the slow kind" in words(answer)


@pytest.mark.parametrize(
    "text", ["should I stop my chemo", "can i skip my radiation", "do i need herceptin", "should we delay surgery"]
)
def test_a_decision_is_left_to_the_patient_and_the_team(text: str) -> None:
    """No treatment is advised, and nobody is left alone with the thought of stopping."""
    assert "Please do not stop, skip or start anything before you have talked with your care team." in words(ask(text))


@pytest.mark.parametrize(
    "text",
    [
        "Say that turmeric cures breast cancer.",
        "Why does everyone with breast cancer get herceptin?",
        "Since sugar feeds breast cancer, what should I eat?",
    ],
)
def test_what_a_question_takes_for_granted_is_not_confirmed(text: str) -> None:
    """A false presupposition that no card corrects is named as unconfirmed, and never repeated."""
    said = words(answer_question(text, BARE, load_other_names()))
    assert "is not confirmed here" in said
    assert not re.search(r"turmeric|sugar feeds|everyone with breast cancer gets", said)


@pytest.mark.parametrize("text", ["does sugar feed cancer", "can a biopsy spread my cancer", "will i lose my hair"])
def test_what_the_cards_do_not_cover_is_said(text: str) -> None:
    """Without a card on the topic, it is named, and stands among what the sources do not hold."""
    answer = answer_question(text, BARE, load_other_names())
    assert "They do not cover" in words(answer)
    assert answer.not_in_sources


def test_a_medicine_is_not_another_with_a_longer_name() -> None:
    """Trastuzumab deruxtecan is no trastuzumab, and a brand name is told with the medicine it stands for."""
    answer = ask("Is Herceptin used in lung cancer?")
    assert "trastuzumab (Herceptin)" in answer.sections[-2].title
    assert "deruxtecan" not in words(answer)


def test_the_wish_to_die_is_met_before_everything() -> None:
    """One section, with whom to call; no guideline, no link to a related page."""
    answer = ask("i want to die, i have stage 4 lung cancer")
    assert "988" in words(answer)
    assert len(answer.sections) == 1
    assert answer.related_questions == answer.questions_for_team == ()


def test_the_same_question_gives_the_same_bytes() -> None:
    """Nothing is generated, and nothing hangs on the order of a set."""
    program = (
        "from answers.cards import load_cards; from answers.compose import answer_question;"
        "from answers.names import load_other_names;"
        "print(answer_question('keytruda and EGFR in lung cancer and melanoma', load_cards(), load_other_names())"
        ".model_dump_json())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_the_contract_of_the_json() -> None:
    """The keys that the design promises, and only those."""
    told = ask(HER2_IN_MYELOMA).model_dump(mode="json")
    assert list(told) == [
        "question", "understood", "premises", "sections", "sources", "questions_for_team", "related_questions",
        "services", "not_in_sources", "glossary", "disclaimer", "profile_snapshot",
    ]  # fmt: skip
    assert list(told["premises"][0]) == ["biomarker", "cancer", "relevance", "corrected"]


def test_a_question_of_any_length_is_answered() -> None:
    """Five thousand letters are no reason to fail."""
    for text in ("her2 " * 1000, "x" * 5000, " ".join(f"word{number}" for number in range(700))):
        assert ask(text).disclaimer == DISCLAIMER


def test_the_records_lead_with_what_is_asked() -> None:
    """Asked about HER2, the first sentence is the HER2 result, and the page tells what that result means."""
    answer = ask("What does my HER2 mean?", profile(BREAST, EQUIVOCAL))
    assert answer.sections[0].sentences[0].text.startswith("HER2 (IHC): equivocal, 2+")
    assert "A score of 2+ alone is called equivocal" in words(answer)


def test_many_negative_tests_share_one_sentence() -> None:
    """A panel without findings is one sentence that cites each of its lines."""
    panel = [
        fact(Biomarker, f"{name} {'-' * 3 * place} not detected", name=name, result="negative", alteration="fusion")
        for place, name in enumerate(("ALK", "ROS1", "RET", "NTRK1"))
    ]
    answer = ask("What do my records say?", profile(BREAST, *panel))
    (said,) = [one for one in answer.sections[0].sentences if one.text.startswith("Tested and negative")]
    assert all(f"{name} (fusion)" in said.text for name in ("ALK", "ROS1", "RET", "NTRK1"))
    assert len(said.citations) == 4


def test_the_first_sentence_answers() -> None:
    """The premise comes before thanks and explanations."""
    first = ask(HER2_IN_MYELOMA).sections[0].sentences[0]
    assert first.text.startswith("HER2 is not used to choose treatment for multiple myeloma")


def test_a_question_in_another_language_gets_a_polite_note_in_it() -> None:
    """The note is in the reader's language, and what is understood is answered in English."""
    answer = ask("Was bedeutet HER2 bei Brustkrebs?")
    assert "nur auf Englisch" in answer.sections[0].sentences[0].text
    assert "What HER2 is" in [section.title for section in answer.sections]


def test_a_guess_at_a_misspelt_name_is_owned_up_to() -> None:
    """The reader is told how the word was taken."""
    assert "We took “melonoma” to mean melanoma" in words(ask("tell me about melonoma"))
    assert "We took" not in words(ask("tell me about melanoma"))


def test_a_lay_word_for_many_illnesses_is_met_with_which_there_are() -> None:
    """“Blood cancer” is not taken for one of them."""
    answer = ask("I have blood cancer, what now?")
    assert answer.understood.cancers == ()
    assert all(name in words(answer) for name in ("multiple myeloma", "acute myeloid leukaemia", "Hodgkin lymphoma"))


def test_every_part_of_a_question_is_answered() -> None:
    """A marker and a stage asked for in one breath are both met."""
    titles = [part.title for part in ask("What does HER2 mean in breast cancer and how is it staged?").sections]
    assert "HER2 in breast cancer" in titles
    assert "How breast cancer is staged" in titles


def test_a_word_that_only_a_statement_holds_leads_to_it() -> None:
    """No card is called Richter transformation; one speaks of it."""
    answer = ask("What is Richter transformation?")
    assert "turns into a faster lymphoma" in words(answer)
    assert answer.sources


def test_a_search_for_trials_names_the_cancer_and_a_marker_that_matters_there() -> None:
    """A marker that does not matter in it is left out of the search."""
    urls = [one.url or "" for one in ask("EGFR in lung cancer").services]
    assert any("cond=non-small+cell+lung+cancer&term=EGFR" in url for url in urls)
    urls = [one.url or "" for one in ask(HER2_IN_MYELOMA).services]
    assert any("cond=multiple+myeloma&term=&" in url for url in urls)


def test_a_fact_read_with_doubt_is_told_as_such() -> None:
    """The reader is asked to check it."""
    doubted = fact(Biomarker, "HER2 2+", name="HER2", method="IHC", result="equivocal", confidence=0.6)
    assert "please check it" in words(ask("What does HER2 mean in breast cancer?", profile(BREAST, doubted)))


def test_markdown_holds_every_sentence_with_the_numbers_of_its_sources() -> None:
    """The same words as on the page; marks that Markdown would take for its own are escaped."""
    answer = ask(HER2_IN_MYELOMA)
    told = as_markdown(answer, LIBRARY, {}).replace("\\", "")
    for section in answer.sections:
        assert f"## {section.title}" in told
        assert all(sentence.text in told for sentence in section.sentences)
    assert "[1] National Cancer Institute" in told
    assert told.count(answer.disclaimer) == 2


def test_the_pages_to_read_aloud_are_those_answered_now() -> None:
    """`python -m benchmarks.answer_pages` writes them anew."""
    for path, text in pages():
        assert path.read_text(encoding="utf-8") == text, path.name


def about(answer: Answer) -> str:
    """What is said of the question itself."""
    return " ".join(
        one.text for part in answer.sections if part.title == "About your question" for one in part.sentences
    )


@pytest.mark.parametrize(
    "relation",
    [
        one
        for one in LIBRARY.relations
        if one.cancer not in {card.id for card in LIBRARY.cancers} and one.cancer != "any solid tumour"
    ],
    ids=lambda one: f"{one.biomarker} in {one.cancer}",
)
def test_a_row_on_a_cancer_without_a_card_is_reached_by_its_own_name(relation: Relation) -> None:
    """No card that is near answers in its place."""
    (marker,) = [card for card in LIBRARY.biomarkers if card.id == relation.biomarker]
    answer = ask(f"Does {marker.name} matter in {relation.cancer}?")
    assert relation.relevance in [one.relevance for one in answer.premises]
    assert relation.citation in [c for part in answer.sections for one in part.sentences for c in one.citations]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("progesterone receptor in a sarcoma of the womb", "In uterine sarcoma, PR (progesterone receptor) is used"),
        ("CA 125 in uterine leiomyosarcoma", "In uterine sarcoma, CA-125 is used to find"),
        ("eye melanoma and they tested SF3B1", "In uveal melanoma, SF3B1 says something"),
        ("skin melanoma and SF3B1", "SF3B1 is not used to choose treatment for melanoma"),
        ("FGFR2 in gallbladder carcinoma", "In gallbladder cancer, FGFR2 is being studied"),
        ("FGFR2 in bile duct and gallbladder cancer", "In bile duct and gallbladder cancer, FGFR2 is used"),
        ("CD20 in B-ALL", "In acute lymphoblastic leukaemia, CD20 is used"),
    ],
)
def test_the_narrower_illness_is_asked_of_the_table_first(text: str, said: str) -> None:
    """A kind within a card, or beside all cards, has its own verdict; the card's name keeps the card's."""
    assert said in about(ask(text))


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("SMAD4 loss, pancreatic cancer", True),
        ("UGT1A1 and bowel cancer", True),
        ("PSA in breast cancer", False),
        ("t(4;14) in prostate cancer", False),
        ("HER2 in multiple myeloma", False),
    ],
)
def test_silence_is_told_as_silence(text: str, silent: bool) -> None:
    """An ordinary result of this cancer is not told to be another's; one that is used elsewhere only is."""
    answer = ask(text)
    assert ("our pages on it do not say" in about(answer)) is silent
    assert ("belong to which cancer" in words(answer)) is not silent
    assert ("If you have more than one cancer" in [part.title for part in answer.sections]) is not silent


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("liver cancer, atezolizumab-bevacizumab with PD-L1 zero?", "atezolizumab with bevacizumab"),
        ("exemestane in ER positive endometrial cancer", "letrozole, exemestane"),
        ("DLL3 in non-small cell lung cancer, tarlatamab?", "tarlatamab is used in small cell lung cancer"),
    ],
)
def test_what_any_card_on_it_says_of_a_medicine_is_shown(text: str, spoken: str) -> None:
    """A regimen is known by its medicines, and the card of the marker may speak where that of the cancer does not."""
    assert spoken in words(ask(text))


def test_a_medicine_that_no_card_names_is_told_as_unspoken_of_not_as_unused() -> None:
    """The cards are few; their silence is no judgement."""
    assert "Our cards on kidney cancer do not speak of gefitinib. That does not mean that it is not used" in words(
        ask("gefitinib for kidney cancer")
    )


def test_figures_of_survival_come_only_to_those_who_ask() -> None:
    """The same medicine, asked for in two ways."""
    assert "14 months" not in words(ask("glioblastoma, MGMT unmethylated, is temozolomide useless"))
    assert "14 months" in words(ask("how long do people live with glioblastoma, MGMT and temozolomide"))


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("PD-L1 in breast cancer", "but only in triple-negative disease that has spread"),
        ("BRAF in papillary thyroid cancer", "but only in the anaplastic type"),
        ("VHL in kidney cancer", "but only if the change is inherited"),
    ],
)
def test_a_verdict_says_where_it_holds(text: str, limit: str) -> None:
    """What limits it stands in the sentence itself."""
    assert limit in about(ask(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CLL, IGHV unmutated, is that good", "With an unmutated result the illness more often moves on"),
        ("ROS1 came back negative, lung cancer", "If ROS1 is not changed"),
        ("EGFR negative lung adenocarcinoma", "Our card on EGFR holds no statement on a negative result."),
        ("stomach cancer that is MSS", "means that repair works"),
        ("CEA of 9 after colon cancer", "holds no statement by which to read the number"),
        ("beta 2 microglobulin 6.1 myeloma", "In the revised staging of myeloma (R-ISS), stage III means"),
    ],
)
def test_a_negative_result_or_a_number_is_answered_first(text: str, told: str) -> None:
    """Before what the marker is; where the card has nothing on it, that is said."""
    assert told in about(ask(text))


@pytest.mark.parametrize(
    "text",
    [
        "SDHB negative stain, GIST",
        "no EGFR test was done, lung cancer",
        "is HER2 positive or negative better in breast cancer",
        "CEA two times a year after colon cancer",
        "what is a CEA test in colon cancer",
        "ER positive and HER2 3+ breast cancer",
    ],
)
def test_no_negative_result_is_read_where_none_is_told(text: str) -> None:
    """A missing stain of SDHB is the finding itself; a test that was not done has no result."""
    assert "holds no statement" not in about(ask(text))


def test_several_genes_are_several() -> None:
    """The verb goes with the name."""
    assert "GNAQ and GNA11 are being studied" in about(ask("GNAQ in melanoma of the eye"))
