"""What a question is taken to ask."""

import pytest

from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from answers.nearest import nearest
from answers.phrases import CRISIS, CRISIS_OF_ANOTHER, URGENT
from answers.questions import understand


@pytest.mark.parametrize(
    ("text", "intent", "cancers", "biomarkers"),
    [
        (
            "What does HER2 status mean for Multiple Myeloma treatment",
            "biomarker_meaning",
            ["multiple-myeloma"],
            ["her2"],
        ),
        ("what does her-2 status mean for myeloma", "biomarker_meaning", ["multiple-myeloma"], ["her2"]),
        ("What is the 5-year survival rate for multiple myeloma", "prognosis", ["multiple-myeloma"], []),
        ("How is breast cancer treated?", "treatment", ["breast"], []),
        ("what do my records say", "records", [], []),
        ("What stage is my breast cancer?", "staging", ["breast"], []),
        ("mulitple myelmoa treatment", "treatment", ["multiple-myeloma"], []),
        ("I want to kill myself", "crisis", [], []),
        ("my legs are numb and i cant walk", "urgent", [], []),
        ("i have a fever of 39 after chemo", "urgent", [], []),
        ("every night i pray i will not wake up", "crisis", [], []),
        ("I feel like walking in front of a train", "crisis", [], []),
        ("tell me how many zopiclone tablets it takes to never wake up", "crisis", [], []),
        ("mum told the doctor she wants euthanasia", "crisis", [], []),
        ("he's sleepy all day and muddled, liver cancer", "urgent", ["liver"], []),
        ("constipated for 9 days and now throwing up brown stuff", "urgent", [], []),
        ("soaking a pad every half hour, cervical cancer", "urgent", ["cervix"], []),
        ("left arm blue and swollen where the picc line is", "urgent", [], []),
        ("dad drank his morphine straight from the bottle, way too much", "urgent", [], []),
        ("my psa is 8", "biomarker_meaning", [], ["psa"]),
        ("what is ISS stage 2", "staging", ["multiple-myeloma"], []),
        ("how long do i have", "prognosis", [], []),
        ("que significa HER2 positivo en cancer de mama?", "biomarker_meaning", ["breast"], ["her2"]),
        ("Should I go to the ER?", "overview", [], []),
        ("What is the capital of France?", "not_medical", [], []),
        ("", "not_medical", [], []),
        ("What is her favourite colour?", "not_medical", [], []),
    ],
)
def test_understanding(text: str, intent: str, cancers: list[str], biomarkers: list[str]) -> None:
    """Intent, cancers and biomarkers, whatever the spelling."""
    question = understand(text, load_cards(), load_other_names())
    assert (question.intent, list(question.cancers), list(question.biomarkers)) == (intent, cancers, biomarkers)


IN_OTHER_LANGUAGES = {
    "es": ("quiero morirme", "no puedo respirar"),
    "fr": ("je ne veux plus vivre", "j'ai de la fièvre depuis la chimio"),
    "de": ("ich will nicht mehr leben", "ich habe Fieber seit der Chemo"),
    "it": ("non voglio più vivere", "non riesco a respirare"),
    "pt": ("não quero mais viver", "estou com febre depois da quimio"),
    "nl": ("ik wil niet meer leven", "ik heb koorts na de chemo"),
    "pl": ("nie chcę już żyć", "nie mogę oddychać"),
    "ru": ("я не хочу больше жить", "не могу дышать"),
    "zh": ("我不想活了", "化疗后发烧39度"),
    "ja": ("死にたい", "息ができない"),
    "ar": ("أريد أن أموت", "لا أستطيع التنفس"),
}


@pytest.mark.parametrize("language", IN_OTHER_LANGUAGES)
def test_danger_is_known_in_every_language_that_is_noticed(language: str) -> None:
    """The box stands there with the note that the page is in English."""
    for text, intent in zip(IN_OTHER_LANGUAGES[language], ("crisis", "urgent"), strict=True):
        question = understand(text, load_cards(), load_other_names())
        assert (question.intent, question.languages) == (intent, (language,)), text
        box = answer_question(text, load_cards(), load_other_names()).sections[0]
        assert {(URGENT if intent == "urgent" else CRISIS)[0]} < {one.text for one in box.sentences}
        assert box.sentences[-1].text == "This page can answer only in English so far."


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to die",
        "i want to die at home, how does hospice work",
        "he wants to go home to die, how do we get hospice",
        "what is the point of a second biopsy",
        "no point going on with tamoxifen?",
        "how do I end my chemo earlier than planned",
        "i can't go on holiday because of the scans",
        "can i go to switzerland for proton therapy",
        "how many cycles to kill the cancer",
        "do i have to drink the whole bottle of bowel prep",
        "do i take all my tablets together in the morning",
        "does a core needle biopsy gun hurt",
        "I don't want to live with a colostomy bag",
        "i'm confused about my report",
        "CA 19-9 38.4 after chemo",
        "tumour 41.5 mm on chemo",
        "my weight is 39.5 kg during chemo",
        "my legs are tired after chemo",
        "is weakness in the hands common after vincristine",
        "my cough and my blood count, what does it mean",
        "can I drink a whole glass of wine during chemo",
        "does heat above 40 kill cancer",
    ],
)
def test_what_only_sounds_like_danger_is_none(text: str) -> None:
    """The same words about treatment, results or places to be."""
    assert understand(text, load_cards(), load_other_names()).intent not in ("crisis", "urgent")


@pytest.mark.parametrize(
    ("text", "another"),
    [
        ("he wants to die", True),
        ("my mum says there is no point in living any more", True),
        ("grandpa is hiding his morphine pills, i'm scared", True),
        ("dad keeps talking about Dignitas", True),
        ("I want to die", False),
        ("my husband left and i want to die", False),
        ("I told my wife I want to die", False),
        ("he wants to die and so do i, i want to end it all", False),
    ],
)
def test_a_crisis_of_somebody_else_is_met_in_words_for_those_around_them(text: str, another: bool) -> None:
    """One word of danger of their own is enough for the words to themselves; nothing stands beside either."""
    (box,) = answer_question(text, load_cards(), load_other_names()).sections
    assert [one.text for one in box.sentences] == list(CRISIS_OF_ANOTHER if another else CRISIS)


@pytest.mark.parametrize(
    ("text", "otherwise", "title"),
    [
        ("can chemo cause fever", "treatment", "About infection and fever during treatment"),
        ("day 5 after chemo, 38.4 and chills, what about neutropenia", "treatment", "About infection and fever during"),
        ("I get breathless, how is stage 3 lung cancer staged", "staging", "How non-small cell lung cancer is staged"),
        ("does HER2 matter in breast cancer? she had a seizure", "biomarker_meaning", "What HER2 is"),
    ],
)
def test_what_is_urgent_is_answered_too(text: str, otherwise: str, title: str) -> None:
    """First comes where to get help; so wide patterns cost little."""
    question = understand(text, load_cards(), load_other_names())
    assert (question.intent, question.otherwise) == ("urgent", otherwise)
    answer = answer_question(text, load_cards(), load_other_names())
    assert answer.understood.intent == "urgent"
    first, *others = answer.sections
    assert [one.text for one in first.sentences] == list(URGENT)
    assert any(section.title.startswith(title) for section in others)


def test_an_emergency_that_is_not_about_cancer_stays_alone() -> None:
    """There is nothing to be answered beside it, and no invitation to ask something else."""
    for text in ("crushing chest pain", "face is drooping on one side and he talks funny"):
        (box,) = answer_question(text, load_cards(), load_other_names()).sections
        assert [one.text for one in box.sentences] == list(URGENT)


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("Does ERCC1 matter for lung cancer treatment?", ("ERCC1",)),
        ("What does the XRCC1 test mean in leukaemia?", ("XRCC1",)),
        ("My CRP test was 30 with bowel cancer, what now?", ()),
        ("KIT and ERCC1 in melanoma", ()),  # what a card answers is asked
        ("IS ERCC1 BAD WITH LUNG CANCER", ()),
        ("The PET1 room and my CT2 scan for lung cancer", ()),
    ],
)
def test_a_gene_that_no_card_has_is_known_by_its_symbol(text: str, genes: tuple[str, ...]) -> None:
    assert understand(text, load_cards(), load_other_names()).other_biomarkers == genes


def test_a_cancer_without_a_card_is_known_for_what_it_is() -> None:
    """We can say that we hold nothing on it."""
    question = understand("What is the treatment of retinoblastoma?", load_cards(), load_other_names())
    assert question.cancers == ()
    assert [kind for kind, _ in question.beyond] == ["cancer"]


@pytest.mark.parametrize(
    ("text", "cancers", "beyond"),
    [
        ("lung cancer treatment", ("non-small-cell-lung",), ()),
        ("small cell lung cancer treatment", ("small-cell-lung",), ()),
        ("childhood brain tumour", (), ("brain tumour",)),
        ("metaplastic breast cancer and HER2", ("breast",), ()),
    ],
)
def test_a_longer_name_of_another_cancer_is_not_a_card(
    text: str, cancers: tuple[str, ...], beyond: tuple[str, ...]
) -> None:
    """``small cell lung cancer`` is not the card called ``lung cancer``; a kind of breast cancer is breast's."""
    question = understand(text, load_cards(), load_other_names())
    assert question.cancers == cancers
    assert tuple(name for _, name in question.beyond) == beyond


def test_a_name_of_the_vocabulary_leads_to_the_card_of_its_marker() -> None:
    """``somatic BRCA`` and ``PDL-1`` are written nowhere in the cards."""
    for text, card in (("What does somatic BRCA mean?", "brca1-2"), ("PDL-1 of 50 %", "pd-l1")):
        assert understand(text, load_cards(), load_other_names()).biomarkers == (card,)


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("does FH matter in kidney cancer", ("fh",)),
        ("FH of breast cancer, what should I do", ()),
        ("FH of kidney cancer in my dad", ()),
        ("Decipher score 0.7, prostate cancer", ("gene-expression-score",)),
        ("can you decipher my report, prostate cancer", ()),
        ("help me decipher test results for prostate cancer", ()),
        ("CDK4 in liposarcoma", ("cdk4",)),
        ("side effects of CDK4/6 inhibitors in breast cancer", ()),
        ("does hepatitis B matter in liver cancer", ("hbv",)),
        ("can I have the hepatitis B vaccine during chemo for breast cancer", ()),
    ],
)
def test_letters_of_a_marker_that_mean_another_thing_are_none(text: str, markers: tuple[str, ...]) -> None:
    """A family history, a verb, a kind of medicine and a vaccine."""
    assert understand(text, load_cards(), load_other_names()).biomarkers == markers


def test_hepatitis_asked_about_with_a_cancer_does_not_hide_the_cancer() -> None:
    """Beside another marker it may be what raises it: then nobody has found a cancer yet."""
    library, others = load_cards(), load_other_names()
    assert understand("does hepatitis B matter in liver cancer", library, others).cancers == ("liver",)
    assert understand("AFP 400 and I have hepatitis B, is it liver cancer", library, others).cancers == ()


def test_the_questions_we_suggest_are_ones_we_understand() -> None:
    """A suggested question leads to a card, or to statements that hold its words."""
    library, others = load_cards(), load_other_names()
    for card in (*library.cancers, *library.biomarkers):
        for text in card.related_questions:
            question = understand(text, library, others)
            named = question.cancers or question.biomarkers or question.treatments
            assert named or nearest(text, library, 1), text


@pytest.mark.parametrize(
    ("text", "stage", "who"),
    [
        ("I have stage 3b colon cancer", "IIIB", "self"),
        ("My mother has stage IV lung cancer, what now?", "IV", "relative"),
        ("What is stage 0 breast cancer?", "0", None),
        ("My mother had breast cancer, should I be tested?", None, "self"),
        ("What does HER2 mean?", None, None),
    ],
)
def test_stage_and_person_are_understood(text: str, stage: str | None, who: str | None) -> None:
    """Which stage, and for whom: an answer from records is told to be of those records where another is asked about."""
    library = load_cards()
    understood = understand(text, library, load_other_names()).understood(library)
    assert (understood.stage, understood.who) == (stage, who)


@pytest.mark.parametrize(
    ("question", "cancers"),
    [
        ("The report on my lung says adenocarcinoma", ("non-small-cell-lung",)),
        ("squamous cell carcinoma on my ear", ("skin",)),
        ("skin cancer on my nose, a basal cell one", ("skin",)),
        ("squamous cell carcinoma of the cervix", ("cervix",)),
        ("adenocarcinoma in the bowel, T3N1", ("colorectal",)),
        ("lymphoma in my stomach", ()),
        ("how bad is skin cancer", ()),
    ],
)
def test_the_name_of_a_cell_is_completed_by_the_organ_beside_it(question: str, cancers: tuple[str, ...]) -> None:
    assert understand(question, load_cards(), load_other_names()).cancers == cancers


def test_the_name_of_a_cell_alone_asks_for_the_organ() -> None:
    answer = answer_question("What is an adenocarcinoma?", load_cards(), load_other_names())
    told = [sentence.text for section in answer.sections for sentence in section.sentences]
    assert any("in which organ it began" in one for one in told)
    assert not any("no guideline card" in one for one in told)


@pytest.mark.parametrize(
    ("question", "intent", "cancers"),
    [
        ("what does T1b mean in kidney cancer", "staging", ("kidney",)),
        ("is T4 worse than T3 bowel cancer", "staging", ("colorectal",)),
        ("pN2, lung, what does that mean", "staging", ("non-small-cell-lung",)),
        ("treatment for T4 bowel cancer", "treatment", ("colorectal",)),
    ],
)
def test_a_part_of_a_stage_is_asked_for(question: str, intent: str, cancers: tuple[str, ...]) -> None:
    asked = understand(question, load_cards(), load_other_names())
    assert (asked.intent, asked.cancers) == (intent, cancers)
    told = [
        one.text
        for part in answer_question(question, load_cards(), load_other_names()).sections
        for one in part.sentences
    ]
    assert any(one.startswith("What a T, N or M") for one in told) == (intent == "staging")


@pytest.mark.parametrize("question", ["what does the T4 vertebra do", "what is a normal T4 level", "T2 weighted MRI"])
def test_a_vertebra_a_hormone_and_an_image_are_no_part_of_a_stage(question: str) -> None:
    assert understand(question, load_cards(), load_other_names()).intent != "staging"


@pytest.mark.parametrize(
    ("question", "cancers"),
    [
        ("my ALL MRD was negative", ("all",)),
        ("his ALL treatment starts on Monday", ("all",)),
        ("she gave her ALL to the kids, is all hope lost", ()),
        ("I gave it my ALL.", ()),
        ("we give our ALL, what now", ()),
        ("I have PV, why hydroxyurea", ("mpn",)),
        ("mum was diagnosed with ET", ("mpn",)),
        ("I had PV bleeding", ()),
        ("my et al reference", ()),
    ],
)
def test_illnesses_by_their_letters(question: str, cancers: tuple[str, ...]) -> None:
    assert understand(question, load_cards(), load_other_names()).cancers == cancers


def test_what_a_cancer_is_no_longer_is_not_its_kind() -> None:
    """Myelofibrosis that polycythaemia vera has turned into is treated as myelofibrosis."""
    told = answer_question("my PV has turned into myelofibrosis, how is it treated", load_cards(), load_other_names())
    (treated,) = [part for part in told.sections if part.title.startswith("Kinds of treatment")]
    assert any("yelofibrosis" in one.text for one in treated.sentences)
    assert not any(one.text.startswith("In polycythaemia vera") for one in treated.sentences)
