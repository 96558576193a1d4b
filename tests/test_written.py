"""What no fact tells is quoted from the record, as it stands, with its place."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.cards import load_cards
from answers.compose import answer_question
from answers.lists import list_at
from answers.names import load_other_names
from answers.profile import build_profile
from answers.sought import NO_LINE
from answers.written import LONG, Line, Signs, Written, entries_showing, stems
from core.records import Answer, Assertion, Code, Diagnosis, Finding, Lab, Page, Treatment

LETTER = """SYNTHETIC LETTER

Treatment history
April 2022          CAPOX started. Completed in September 2022 (8 cycles).
5 August 2024       FOLFIRI plus bevacizumab started as first-line treatment of metastatic disease.
                    Four cycles given to date.

Past history and medication
High cholesterol. Simvastatin 20 mg daily.

Allergies
Penicillin (rash).

Plan
1. Continue FOLFIRI; next cycle on 28 October 2024.
2. Repeat CT in December 2024. If the metastases remain resectable, surgery will be discussed.

CEA 18.4 ng/mL, down from 46.2 ng/mL on 1 August 2024. The specimen was inked green at the stapled end.
Yours sincerely, A. Example, consultant oncologist
"""


AFTER_CHEMO = """SYNTHETIC LETTER

Background
He was diagnosed in May 2031 after a seizure at work, with metastatic disease. He worked as a baker and never smoked.

Ramiprilat trial drug: withheld on 3 June 2031 because of raised liver enzymes, and restarted at 20 mg on 1 July 2031.

Today
He reports numbness of the fingertips. His dyspnoea has settled since the pleural drain. He remains on levetiracetam.
We increased his oxycodone to 20 mg twice daily for back pain. The mass now measures 2.2 cm, from 4.0 cm in May.
The left kidney is normal. The right kidney shows a small cyst.
The liver is non-cirrhotic. The tumour abuts the diaphragm but does not invade it.

Plan
We recommend four further cycles, followed by maintenance. MRI every three months.
If the disease progresses, a second-line trial will be offered. The aim of treatment is control, not cure.
"""


def page(text: str, number: int = 1) -> Page:
    return Page.model_validate(
        {"document": "ab" * 8, "number": number, "width": 1, "height": 1, "method": "ocr", "quality": 1, "text": text}
    )


def ask(text: str, *pages: Page) -> Answer:
    first = pages[0] if pages else page(LETTER)
    at = first.text.find("metastatic disease")
    fact = Diagnosis(
        name="colon adenocarcinoma",
        codes=(Code(system="OncoTree", code="COAD"),),
        confidence=1,
        evidence=(first.evidence(at, at + 18),),
    )
    profile = build_profile("00000000000000aa", (fact,), load_cards())
    return answer_question(text, load_cards(), load_other_names(), profile, pages=lambda: pages)


def quoted(answer: Answer) -> list[str]:
    told = [one for part in answer.sections if part.title == "What your records say" for one in part.sentences]
    return [one.text for one in told if one.text.startswith("Page ")]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("how many rounds of folfiri have i had so far", "Four cycles given to date."),
        ("when is my next chemo", "next cycle on 28 October 2024"),
        ("am i allergic to anything, did they write it down", "Allergies Penicillin (rash)."),
        ("is there something about my tablets in there", "Simvastatin 20 mg daily."),
        ("what is my CEA doing, has it gone down", "down from 46.2 ng/mL"),
        ("who wrote this letter", "A. Example, consultant oncologist"),
        ("is an operation ruled out now", "If the metastases remain resectable, surgery will be discussed."),
        ("what did they ink my specimen with", "inked green"),
    ],
)
def test_the_record_answers_in_its_own_words(question: str, says: str) -> None:
    told = quoted(ask(question, page(LETTER)))
    assert any(says in one for one in told), told


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("is dad taking something for his fits", "levetiracetam"),
        ("is his breathing any better", "dyspnoea has settled"),
        ("why did they pause the trial drug", "because of raised liver enzymes"),
        ("did they change his pain killers", "increased his oxycodone to 20 mg"),
        ("has the lump got smaller", "2.2 cm, from 4.0 cm"),
        ("is there cirrhosis", "non-cirrhotic"),
        ("did it grow into the diafragm or the diaphragm", "does not invade it"),
        ("what happens after the four more cycles", "followed by maintenance"),
        ("what if it gets worse", "If the disease progresses"),
        ("are they trying to cure it", "control, not cure"),
        ("how often will his mri be", "every three months"),
        ("when was it found", "diagnosed in May 2031"),
        ("did he get it from his job", "worked as a baker"),
        ("does he smoke", "never smoked"),
        ("has he got numb fingers", "numbness of the fingertips"),
    ],
)
def test_everyday_words_find_the_clinicians(question: str, says: str) -> None:
    """Fits are seizures, and why, when and how much choose among the lines."""
    told = quoted(ask(question, page(AFTER_CHEMO)))
    assert any(says in one for one in told[:3]), told


@pytest.mark.parametrize(
    "question",
    [
        "is there a cure for colon cancer",
        "does chemo make you tired",
        "what is a second-line treatment",
        "how long does chemo take to work",
        "what are the side effects of oxycodone",
        "is radiation painful",
        "can smoking cause colon cancer",
        "how often do people have an mri",
    ],
)
def test_general_knowledge_is_not_answered_with_lines_of_the_record(question: str) -> None:
    """Words that a record happens to hold do not make a question one on the record."""
    assert not quoted(ask(question, page(AFTER_CHEMO)))


def test_what_no_line_speaks_of_is_said_to_be_lacking() -> None:
    """Not silently passed over for what is known in general."""
    told = ask("did they do a colonoscopy", page(AFTER_CHEMO))
    assert any(one.text == NO_LINE for part in told.sections for one in part.sentences)


def test_hair_that_comes_back_is_no_cancer() -> None:
    told = ask("is my hair coming back", page(AFTER_CHEMO + "\nHis hair has regrown after the chemotherapy."))
    assert any("hair has regrown" in one for one in quoted(told))


def test_a_line_on_the_other_side_is_left_out() -> None:
    told = quoted(ask("is his left kidney ok", page(AFTER_CHEMO)))
    assert any("left kidney is normal" in one for one in told)


def test_spellings_of_both_sides_of_the_atlantic_are_one() -> None:
    assert stems("No tumor in the esophagus.") == stems("no tumour in the oesophagus")
    assert stems("distended") <= stems("The stomach is non-distended.")


def test_a_line_is_quoted_as_it_stands_and_cited_with_its_place() -> None:
    the_page = page(LETTER)
    answer = ask("does it say i am allergic", the_page)
    (sentence,) = [one for part in answer.sections for one in part.sentences if "Penicillin" in one.text]
    found = re.fullmatch(r"record:(\w+)#p1:(\d+)-(\d+)", sentence.citations[0])
    assert found
    quote = the_page.text[int(found[2]) : int(found[3])]
    assert " ".join(quote.split()) in sentence.text


def test_where_no_line_speaks_of_it_the_answer_says_so() -> None:
    told = ask("is my allergy in there", page("Diagnosis: metastatic disease of the colon."))
    assert any("words on allergies, and found none" in one.text for part in told.sections for one in part.sentences)


@pytest.mark.parametrize("question", ["What is the weather tomorrow?", "what does HER2 mean in breast cancer"])
def test_another_question_gets_no_lines(question: str) -> None:
    assert not quoted(ask(question, page(LETTER)))


def test_the_pages_are_not_fetched_where_they_are_not_needed() -> None:
    """A long record is not decrypted where no fact was read beside which something could be missing."""
    fetched: list[int] = []

    def pages() -> Sequence[Page]:
        fetched.append(1)
        return ()

    profile = build_profile("00000000000000aa", (), load_cards())
    answer_question("What does HER2 mean in breast cancer?", load_cards(), load_other_names(), profile, pages=pages)
    assert not fetched


def test_running_heads_are_no_lines_and_what_is_said_twice_is_quoted_once() -> None:
    head, body = "Allergies are kept in the hospital system", "\n\n".join(f"Line {n} of the body." for n in "abcd")
    text = f"{head}\n\n{body}\n\nAllergies: none known.\n\n{body}"
    lines = Written(lambda: (page(text), page(text, 2)))
    assert [one.text for one in lines.speaking_of(re.compile("allerg", re.I))] == ["Allergies: none known."]


def test_a_heading_brings_what_stands_under_it_and_an_item_stands_alone() -> None:
    lines = Written(lambda: (page(LETTER),))
    (under,) = lines.speaking_of(re.compile("^Past history"))
    assert under.text.endswith("Simvastatin 20 mg daily.")
    (item,) = lines.speaking_of(re.compile("Continue FOLFIRI"))
    assert item.text == "1. Continue FOLFIRI; next cycle on 28 October 2024."


@given(st.text(st.sampled_from("ab .\n;:1-é"), max_size=600), st.sampled_from(["a", "b", "1"]))
def test_lines_lie_within_their_page_and_never_overlap(text: str, wanted: str) -> None:
    found: tuple[Line, ...] = Written(lambda: (page(text),)).speaking_of(re.compile(wanted), most=9)
    spans = sorted((one.start, one.end) for one in found)
    assert all(0 <= start < end <= len(text) and end - start <= 2 * LONG for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("is t790m on it", "No EGFR p.T790M was seen."),
        ("what percent of it was really tumour", "Tumor cellularity: 40%"),
        ("whats the nottingham number out of 9", "Nottingham grade 2 (score 6 of 9)"),
        ("does it say i should see the genetics people", "Referral to genetic counselling is suggested."),
    ],
)
def test_what_is_named_is_looked_up(question: str, says: str) -> None:
    text = (
        "A deposit of metastatic disease in the liver.\n\nTumor cellularity: 40%\n\nNo EGFR p.T790M was seen.\n\n"
        "Nottingham grade 2 (score 6 of 9)\n\nReferral to genetic counselling is suggested."
    )
    assert any(says in one for one in quoted(ask(question, page(text))))


ALONE = page(
    "With metastatic disease. The liver shows a partial response, pT3 N0. No other malignancy. Her aunt had melanoma."
)


@pytest.mark.parametrize("question", ["has my melanoma shrunk", "what is the Breslow of my melanoma, did it spread"])
def test_lines_on_the_records_cancer_answer_no_question_on_another(question: str) -> None:
    """It is said first of which cancer they are, and lines on the other, or on any other, are quoted."""
    told = next(part for part in ask(question, ALONE).sections if part.title == "Your records")
    assert told.sentences[0].text == "You asked about melanoma; the records open here are about colorectal cancer."
    assert any("No other malignancy" in one.text for one in told.sentences)
    assert not quoted(ask(question, ALONE))


def test_a_record_without_a_word_on_that_cancer_is_said_to_have_none() -> None:
    told = [one.text for part in ask("has my melanoma shrunk", page(LETTER)).sections for one in part.sentences]
    assert any(one.startswith("We looked in your records for words on melanoma") for one in told)
    assert not any("FOLFIRI" in one for one in told)


def test_a_score_alone_names_no_other_cancer_and_a_named_one_counts() -> None:
    """A Gleason score is looked for in what is open; of prostate cancer the answer says that it is another."""
    alone = [one.text for part in ask("tell me my gleason", page(LETTER)).sections for one in part.sentences]
    assert "The records open here are about colorectal cancer." in alone
    named = ask("what is my gleason, and where has the prostate cancer gone", page(LETTER))
    assert named.sections[0].sentences[0].text.startswith("You asked about prostate cancer; the records open here are")


def test_the_day_of_a_date_is_no_word_that_a_line_shares() -> None:
    reported = page("A metastatic disease of the colon. Reported 23-May-2031. Margins free.")
    assert not quoted(ask("do i need chemo with these results, i am seen on the 23rd", reported))


NOT_READ = """SYNTHETIC LETTER

MMR stains: to follow. KRAS and NRAS were not tested on this specimen. The oligometastatic disease is to be discussed.
Please avoid clarithromycin, which lengthens the QT interval.
Denosumab has been on hold since April pending a dental extraction.
"""


def sentences(answer: Answer) -> list[str]:
    return [one.text for part in answer.sections for one in part.sentences]


def test_nothing_is_called_unheld_that_the_record_speaks_of() -> None:
    told = ask("can I take clarithromycin for a chest infection?", page(NOT_READ))
    assert any("Please avoid clarithromycin" in one for one in quoted(told))
    assert not any("Nothing that we hold" in one for one in sentences(told))


def test_a_medicine_without_a_fact_is_quoted() -> None:
    told = ask("why have they stopped my denosumab?", page(NOT_READ))
    assert any("pending a dental extraction" in one for one in quoted(told))


def test_a_marker_that_a_page_names_without_a_result_is_quoted_and_not_called_missing() -> None:
    told = ask("what is my KRAS result?", page(NOT_READ))
    assert any("not tested on this specimen" in one for one in quoted(told))
    assert not any("do not give a KRAS result" in one or "looked for KRAS" in one for one in sentences(told))
    assert not any("Your records speak of KRAS" in one for one in sentences(told))  # its line stands there
    assert "do not give a HER2 result" in " ".join(sentences(ask("what is my HER2 result?", page(NOT_READ))))


def test_what_a_page_names_is_not_asked_for_as_if_it_were_missing() -> None:
    tested = "Was my tumour tested for MSI or mismatch repair?"
    assert tested in ask("what is my MSI result?", page("A metastatic disease of the colon.")).questions_for_team
    assert tested not in ask("what is my MSI result?", page(NOT_READ)).questions_for_team


LISTS = """Clinic letter

Medication:
Apixaban 5 mg BD
Ramipril 2.5 mg OD
Metformin 500 mg BD with food
Ondansetron 4 mg TDS for 3 days after chemotherapy

Allergies:
Penicillin - rash
Iodine contrast - hives

Appointments:
06/24/2025 10:00 AM CT chest with contrast, nothing to eat 4 hours before
06/25/2025 8:30 AM Infusion with Dr. Singh, chair 12

Labs 04/21/2025
WBC 3.1
Plt 88
Cr 0.9

Current tablets
- Loperamide 2 mg PO
  as needed
- Rivaroxaban 20 mg PO daily
- Lisinopril 10 mg PO daily

The wound at the lower end was weeping and is now dry. She restarts
Monday next and will be seen by Dr Finch with the results of the scan.
Her feet tingle, and she walks with a stick.

Cycle 3 was postponed by one week as her neutrophils were 0.8.
It is now planned for the 12th of May at ten.
She has mild nausea on the second day and her nails are ridged.
"""


@pytest.mark.parametrize(
    ("at", "heading", "entry"),
    [
        ("Metformin", "Medication", "Metformin 500 mg BD with food"),
        ("hives", "Allergies", "Iodine contrast - hives"),
        ("nothing to eat", "Appointments", "06/24/2025 10:00 AM CT chest with contrast, nothing to eat 4 hours before"),
        ("Plt", "Labs 04/21/2025", "Plt 88"),
        ("Loperamide", "Current tablets", "- Loperamide 2 mg PO as needed"),
    ],
)
def test_an_entry_of_a_list_is_quoted_under_its_heading(at: str, heading: str, entry: str) -> None:
    """Without its neighbours, and with its own further lines."""
    (line,) = Written(lambda: [page(LISTS)]).speaking_of(re.compile(at))
    assert line.sentence().text.startswith(f"Page 1 of your record says under “{heading}”: “{entry}”")


@pytest.mark.parametrize("at", ["Medication:", "Monday next", "Clinic letter", "She restarts"])
def test_a_heading_and_wrapped_text_are_no_entries(at: str) -> None:
    start = LISTS.index(at)
    assert list_at(LISTS, start, start + len(at)) is None


def shown(at: str, words: str) -> list[str]:
    start = LISTS.index(at)
    signs = Signs(stems(words))
    return [one.text for one in entries_showing(Line(page(LISTS), start, start + len(at)), signs)]


def test_of_a_list_the_entry_that_names_what_is_asked_is_quoted() -> None:
    """Though a neighbour of it was taken for the closest line."""
    assert shown("Ondansetron", "how often metformin") == ["Metformin 500 mg BD with food"]
    assert shown("Cycle 3", "why cycle postponed") == ["Cycle 3 was postponed by one week as her neutrophils were 0.8."]


def test_a_list_of_which_no_entry_stands_out_is_not_cut() -> None:
    """What all of them hold tells none of them."""
    assert shown("Ondansetron", "what for diarrhoea") == []
    assert shown("Ondansetron", "how many mg") == []


def test_a_whole_sentence_stands_by_itself_and_one_that_goes_on_after_what_it_goes_on_from() -> None:
    assert shown("She has mild", "will they get better") == [
        "She has mild nausea on the second day and her nails are ridged."
    ]
    assert shown("It is now", "planned")[0].startswith("Cycle 3 was postponed")


COURSE = """SYNTHETIC LETTER

Adenocarcinoma with metastatic disease of the colon.
Cycle 3 of her chemotherapy was postponed by one week as her neutrophils were 0.8.
CAPOX started in April 2022.
No lung metastases were seen.
Platelets 88, white cell count 3.1.
"""


def ask_of_facts(question: str) -> list[str]:
    own = page(COURSE)
    fact = Diagnosis(
        name="colon adenocarcinoma",
        codes=(Code(system="OncoTree", code="COAD"),),
        confidence=1,
        evidence=(own.evidence(COURSE.index("Adeno"), COURSE.index(" with meta")),),
    )
    given = Treatment(
        name="CAPOX", type="regimen", confidence=1,
        evidence=(own.evidence(COURSE.index("CAPOX"), COURSE.index("CAPOX") + 5),),
    )  # fmt: skip
    absent = Finding(
        name="metastasis", value="lung", assertion=Assertion.ABSENT, confidence=1,
        evidence=(own.evidence(COURSE.index("No lung"), COURSE.index(" were seen")),),
    )  # fmt: skip
    labs = [
        Lab(name=name.lower(), value=value, confidence=1, evidence=(own.evidence(at, at + len(f"{name} {value}")),))
        for name, value in (("Platelets", "88"), ("white cell count", "3.1"))
        for at in (COURSE.index(name),)
    ]
    profile = build_profile("00000000000000aa", (fact, given, absent, *labs), load_cards())
    told = answer_question(question, load_cards(), load_other_names(), profile, pages=lambda: (own,))
    return [one.text for part in told.sections for one in part.sentences if part.title == "What your records say"]


@pytest.mark.parametrize("question", ["why was my cycle postponed", "what about my parking", "can i go swimming"])
def test_facts_that_nothing_asks_for_stand_beside_no_delay_and_no_practical_matter(question: str) -> None:
    told = " ".join(ask_of_facts(question))
    assert told
    assert not re.search(r"CAPOX|etastas|Platelets", told)


def test_facts_stand_where_they_are_asked_for() -> None:
    """The treatments, whether it has spread, and of the values the one that is named."""
    assert any("CAPOX" in one for one in ask_of_facts("what treatments have i had"))
    assert any("not found: metastasis" in one for one in ask_of_facts("has my cancer spread"))
    values = [one for one in ask_of_facts("what was my platelet count") if "(page 1" in one]
    assert values == ["Platelets 88 (page 1: “Platelets 88”)."]
