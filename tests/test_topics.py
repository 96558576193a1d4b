"""Topics: what people with any cancer ask about is found where it is asked, only there, and is told plainly."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from test_cards import SOURCES, Reading, numbers, plain, runs, texts, words

from answers.cards import Statement, Topic, load_cards
from answers.names import load_other_names
from answers.questions import understand
from answers.readability import grade
from answers.remarks import asks_of_an_animal, topics_of, unheld
from core.places import VOCABULARIES
from core.records import CitedSource
from extractors.rules import read_table

LIBRARY = load_cards()
TOPICS = LIBRARY.topics
STATEMENTS = [(topic, statement) for topic in TOPICS for statement in topic.statements]
DICTIONARY = "https://www.cancer.gov/publications/dictionaries/cancer-terms"
HARSH = re.compile(
    r"\b(?:patients? with|hazard ratio|PFS|OS|adverse|efficacy|deadly|lethal|fatal|hopeless|fight|battle|"
    r"miracle|guarantee\w*|definitely|breakthrough|you (?:must|should))\b"
)
DOSE = re.compile(r"\b\d+ ?(?:mg|mcg|g|ml|Gy|tablets?|pills?)\b", re.I)
ASKED = (
    ("port", "the scar of my port itches, it healed months ago"),
    ("food-safety", "my counts are low, may I eat street food"),
    ("food-safety", "are raw oysters fine during chemo"),
    ("hospice", "he wants to be at home at the end, who gets us a bed and night nurses"),
    ("hospice", "mum would like to die at home"),
    ("neuropathy", "it is like walking on marbles since the oxaliplatin"),
    ("neuropathy", "my fingers feel like cotton wool after taxol"),
    ("nausea", "she was sick as a dog on cisplatin"),
    ("hair-loss", "will i loose my hair"),
    ("hair-loss", "does my hair come back curly"),
    ("tell-children", "what do i say to a six year old whose nana has cancer"),
    ("immunotherapy", "is immunotherapy the same as chemo"),
    ("work", "can they sack me because I have cancer"),
    ("work", "my sick pay has run out"),
    ("infection", "can mum have her flu jab in the same week as chemo"),
    ("chemotherapy", "what is palliative chemo meant to do"),
    ("last-days", "mum is dying, the hospice nurse says it is days, what now"),
    ("last-days", "dad is on a syringe driver and has stopped drinking"),
    ("radioactive", "can I hug my grandson after the PET scan?"),
    ("radioactive", "does radioiodine make me radioactive, can I share a bed with my wife"),
    ("cytokine-storm", "what is cytokine release syndrome?"),
    ("blood-clots", "I had a clot in my lung years ago, is chemo more risky for me?"),
    ("cord-compression", "what is metastatic spinal cord compression"),
    ("tumour-lysis", "who gets tumour lysis syndrome?"),
    ("inherited", "two of my aunts and my gran had ovarian cancer, should i worry"),
    ("screening", "my dad and brother had bowel cancer, from what age do I get the camera"),
    ("feelings", "i cry in the shower so the kids dont hear"),
    ("tell-family", "he won't talk about it with me, prostate cancer"),
    ("causes", "do mobile phones cause brain tumours"),
    ("hair-loss", "does the cold cap hurt?"),
    ("second-opinion", "Should I get a second opinion?"),
    ("second-opinion", "How do I ask another oncologist to look at my case?"),
    ("experimental-drugs", "What is compassionate use of a cancer drug?"),
    ("experimental-drugs", "Can I get an experimental drug outside a trial?"),
    ("clinical-trials", "How do I find a clinical trial?"),
    ("clinical-trials", "Are there any trials for me with pancreatic cancer?"),
    ("car-t-cells", "How does CAR T-cell therapy work?"),
    ("car-t-cells", "What is CAR-T?"),
    ("stem-cell-transplant", "What is a stem cell transplant?"),
    ("stem-cell-transplant", "What is the difference between an autologous and an allogeneic transplant?"),
    ("chemo-not-working", "I have no side effects from chemo, does that mean it is not working?"),
    ("chemotherapy", "How does chemotherapy work?"),
    ("chemotherapy", "What is chemo?"),
    ("radiation-therapy", "How does radiation therapy work against cancer?"),
    ("radiation-therapy", "Will I be radioactive after radiotherapy?"),
    ("immunotherapy-side-effects", "What are the side effects of immunotherapy?"),
    ("immunotherapy", "What is immunotherapy?"),
    ("immunotherapy", "How does immunotherapy work against cancer?"),
    ("targeted-therapy", "What is targeted therapy?"),
    ("hormone-therapy", "How does hormone therapy work for cancer patients?"),
    ("surgery", "What happens during cancer surgery?"),
    ("sugar", "Does sugar feed cancer?"),
    ("cannabis", "Can medical marijuana help with my cancer?"),
    ("supplements", "Can I take vitamins during chemo?"),
    ("supplements", "Does turmeric cure cancer?"),
    ("complementary-medicine", "Does acupuncture help people with cancer?"),
    ("complementary-medicine", "Is alternative medicine safe with cancer?"),
    ("alcohol", "Can I drink alcohol during chemotherapy?"),
    ("smoking", "Should I stop smoking now that I have cancer?"),
    ("exercise", "Can I exercise during cancer treatment?"),
    ("food", "What can I eat during chemotherapy?"),
    ("food", "Is there an anti-cancer diet?"),
    ("appetite", "I have no appetite since chemo started"),
    ("appetite", "I am losing weight with cancer, what can I do?"),
    ("nausea", "How can I stop feeling sick after chemo?"),
    ("nausea", "What helps against nausea from chemo?"),
    ("hair-loss", "Will I lose my hair?"),
    ("hair-loss", "When will my hair grow back after chemo?"),
    ("neuropathy", "My fingers are numb and tingling since chemo"),
    ("memory", "Is chemo brain real?"),
    ("sleep", "I cannot sleep since my cancer diagnosis"),
    ("lymphoedema", "What is lymphedema?"),
    ("lymphoedema", "My arm is swollen after breast cancer surgery"),
    ("swelling", "Why are my ankles swollen during chemotherapy?"),
    ("mouth", "What helps mouth sores from chemo?"),
    ("mouth", "Food has a metallic taste since chemo"),
    ("diarrhoea", "How do I treat diarrhea from cancer treatment?"),
    ("constipation", "What helps constipation from pain medicine in cancer?"),
    ("infection", "What should I do about a fever during cancer treatment?"),
    ("infection", "How can I avoid infections during chemo?"),
    ("anaemia", "What is anemia in cancer?"),
    ("anaemia", "Why do I need a blood transfusion for cancer?"),
    ("bleeding", "Why do I bruise so easily on chemo?"),
    ("skin", "My skin is dry and itchy from radiation"),
    ("skin", "My fingernails are cracked since chemo"),
    ("hot-flushes", "How can I deal with hot flashes from cancer treatment?"),
    ("urine", "I have bladder problems after cancer treatment"),
    ("pain", "Will I have pain with cancer?"),
    ("pain", "Are opioids safe for cancer pain?"),
    ("fatigue", "Why am I so tired all the time with cancer?"),
    ("fatigue", "What is cancer fatigue?"),
    ("pregnancy", "Can I get pregnant after cancer?"),
    ("pregnancy", "I am pregnant and have cancer"),
    ("fertility", "Will cancer treatment affect my fertility?"),
    ("fertility", "Should I freeze my eggs before chemo?"),
    ("sex", "Can I have sex during chemotherapy?"),
    ("body-image", "I am ashamed of my scars after cancer surgery"),
    ("body-image", "How do I deal with my body image after cancer?"),
    ("fear-of-recurrence", "I am afraid that my cancer will come back"),
    ("recurrence", "What does recurrence mean in cancer?"),
    ("recurrence", "Can my cancer come back?"),
    ("remission", "What does remission mean?"),
    ("late-effects", "What are late effects of cancer treatment?"),
    ("follow-up", "What follow-up care do I need after cancer treatment?"),
    ("follow-up", "What happens when my cancer treatment ends?"),
    ("metastasis", "What is metastasis?"),
    ("metastasis", "How does cancer spread?"),
    ("advance-care", "What is an advance directive for cancer patients?"),
    ("hospice", "What is hospice care?"),
    ("palliative-care", "What is palliative care?"),
    ("tell-children", "How do I tell my children that I have cancer?"),
    ("caregivers", "How can I support my wife with cancer?"),
    ("caregivers", "I am a caregiver of someone with cancer, what can I do?"),
    ("tell-family", "How do I tell my family about my cancer?"),
    ("support-groups", "Where can I find a cancer support group?"),
    ("work", "Can I work during cancer treatment?"),
    ("work", "Do I have to tell my boss that I have cancer?"),
    ("money", "How will I pay for cancer treatment?"),
    ("money", "Does insurance cover my cancer treatment?"),
    ("stress", "Did stress cause my cancer?"),
    ("feelings", "How do I cope with my cancer diagnosis?"),
    ("feelings", "I feel depressed since I have cancer"),
    ("feelings", "I am so scared of cancer"),
    ("contagious", "Is cancer contagious?"),
    ("inherited", "Is cancer inherited?"),
    ("inherited", "Should I have genetic testing for cancer?"),
    ("inherited", "Will my children get cancer too?"),
    ("causes", "Why did I get cancer?"),
    ("causes", "What causes cancer?"),
    ("screening", "What is cancer screening?"),
    ("pathology-report", "How do I read my pathology report?"),
    ("pathology-report", "What is a pathology report?"),
    ("biopsy", "What is a biopsy?"),
    ("biopsy", "Does a biopsy hurt?"),
    ("grade", "What does grade mean?"),
    ("grade", "What is the difference between stage and grade?"),
    ("stage", "What does stage mean?"),
    ("stage", "What is TNM?"),
    ("tumour-markers", "What are tumor markers?"),
    ("biomarker-testing", "What is biomarker testing?"),
    ("biomarker-testing", "Why is biomarker testing important?"),
    ("scans", "What is a PET scan?"),
    ("scans", "What is the difference between a CT and an MRI?"),
    ("what-is-cancer", "What is cancer?"),
    ("what-is-cancer", "What is the difference between benign and malignant?"),
    ("side-effects", "What side effects does trastuzumab have?"),
    ("second-opinion", "would my surgeon take it badly if I asked somebody else to look at the scans"),
    ("second-opinion", "my oncologist will be cross when I go to someone else"),
    ("clinical-trials", "they want to put me in a trial, will I just get a placebo"),
    ("clinical-trials", "am I a guinea pig if I join a study for myeloma"),
    ("cannabis", "does RSO do anything for lung cancer"),
    ("complementary-medicine", "my cousin swears by ivermectin instead of radiation"),
    ("food", "is tofu bad for me with hormone positive breast cancer"),
    ("appetite", "mum hardly eats anything since the second infusion"),
    ("sex", "can my boyfriend and I still sleep together during chemo"),
    ("sex", "my wife won't let me touch her since the operation, she has a stoma"),
    ("body-image", "my boyfriend can't even look at me since the stoma surgery"),
    ("fear-of-recurrence", "each little twinge and I panic that it's come back"),
    ("follow-up", "completed my chemo last week, what happens now, nobody told me"),
    ("follow-up", "what comes next after my last radiation"),
    ("side-effects", "will the tingling in my feet be permanent after taxol"),
    ("tell-children", "how do we explain it to our 7 year old, nana has leukemia"),
    ("tell-children", "what do I tell my little girl, mommy is ill with cancer"),
    ("caregivers", "I take care of my mum with a brain tumour and I am worn out"),
    ("causes", "how did I end up with bladder cancer, never touched a cigarette"),
    ("inherited", "my sister has it too, should my girls get tested"),
    ("inherited", "can my son get it from me, I have bowel cancer"),
    ("contagious", "can my wife get it from kissing me, I have stomach cancer"),
    ("hpv-catching", "my HPV test is positive, did I catch it from my ex"),
    ("just-diagnosed", "just been diagnosed with prostate cancer, where do I start"),
    ("just-diagnosed", "they told me yesterday it was diagnosed as lymphoma, just found out, what do we do now"),
    ("palliative-care", "is no treatment an option at 91 with lung cancer"),
    ("palliative-care", "is it wrong not to have any more chemo"),
    ("work", "I'm working as a nurse during chemo, is that safe"),
    ("money", "how am I going to pay for this drug, the co-pay is crazy"),
    ("second-opinion", "do surgeons mind when a patient consults somebody else first"),
    ("clinical-trials", "do I get the real drug in a study or a dummy pill"),
    ("tell-children", "my son is 12, how do I break it to him that I have cancer"),
    ("follow-up", "treatment is over since Monday, and now what"),
    ("causes", "where does this cancer come from, nobody in my family has it"),
    ("sugar", "is it true that honey feeds cancer"),
    ("ascites", "what is ascites"),
    ("bowel-blockage", "can ovarian cancer cause a bowel obstruction"),
    ("confusion", "dad sees people who are not there, is it delirium"),
    ("flu-like", "I ache all over like I had the flu the day after my infusion"),
    ("taste", "everything tastes of metal since chemo"),
    ("itching", "what helps against itching from radiation"),
    ("faith", "I have lost my faith since the diagnosis"),
    ("reconstruction", "is it fine to go flat after my mastectomy"),
    ("teeth", "do I have to see the dentist before my zometa"),
    ("bowel-after-radiation", "what is radiation proctitis"),
    ("stoma", "will my stoma be for life"),
    ("breathlessness", "what helps when I am short of breath with lung cancer"),
    ("partner", "my husband and I quarrel all the time since the diagnosis"),
    ("menopause", "chemo put me into early menopause"),
    ("bones", "does letrozole give me osteoporosis"),
    ("heart", "can chemo damage my heart"),
    ("hearing", "I have ringing in my ears since cisplatin"),
    ("steroids", "why do they give me steroids with chemo"),
    ("transfusion", "how does a platelet transfusion work"),
    ("vaccines", "can I have the covid jab during chemo"),
    ("grief", "how long does grief last after a cancer death"),
    ("watchful-waiting", "what is watchful waiting"),
    ("clear-scan-after", "my scan was clear, am I cured"),
)
ABOUT_SOMETHING_ELSE = (
    "I was sacked for being late",
    "how long have I got to wait for the biopsy",
    "at the end of chemo can I go home",
    "which port wine goes with cheese",
    "What does HER2 status mean for breast cancer treatment?",
    "What does HER2-positive mean?",
    "What does a PD-L1 score of 60% mean in lung cancer?",
    "Which tests matter in multiple myeloma, and why?",
    "How is stage III colon cancer treated?",
    "What is stage IIIB non-small cell lung cancer?",
    "What does stage 4 mean in breast cancer?",
    "How is breast cancer staged?",
    "What is the Gleason grade group?",
    "What does grade 2 mean in glioma?",
    "Does KRAS matter in colorectal cancer?",
    "What is KRAS G12C?",
    "Does an EGFR mutation mean that immunotherapy will not work?",
    "Which medicines are used for ALK-positive lung cancer?",
    "What is the survival rate of stage II pancreatic cancer?",
    "What does del(17p) mean in myeloma?",
    "What does MSI-high mean?",
    "Is BRCA2 inherited?",
    "Should my sister be tested for BRCA1?",
    "What is Lynch syndrome?",
    "What does a high PSA mean?",
    "How is AML treated?",
    "What treatments are there for relapsed follicular lymphoma?",
    "What are the options for recurrent ovarian cancer?",
    "What is chemotherapy for stage III colon cancer?",
    "Which biomarkers matter in melanoma?",
    "Which tumour markers matter in testicular cancer?",
    "What does CA-125 mean in ovarian cancer?",
    "What does metastatic HER2-positive breast cancer mean for treatment?",
    "How is metastatic prostate cancer treated?",
    "What does HPV infection mean for cervical cancer?",
    "What is the role of H. pylori infection in stomach cancer?",
    "Is low-grade glioma treated with radiation therapy?",
    "What is the treatment for high-grade serous ovarian cancer?",
    "What does ER positive mean?",
    "Is hormone therapy used for ER-positive breast cancer?",
    "What does IDH1 mutation mean in glioma?",
    "Which targeted therapy is used for BRAF V600E melanoma?",
    "What is CD19 CAR T-cell therapy in lymphoma?",
    "Is a stem cell transplant an option in myeloma?",
    "What is BCMA?",
    "What do my records say?",
    "What does my pathology report say?",
    "What is missing from my records?",
    "What questions should I ask my doctor?",
    "What does R-ISS stage II mean?",
    "What is Deauville score?",
    "What does PSMA PET show in prostate cancer?",
    "How is bladder cancer treated?",
    "What is the first-line treatment for kidney cancer?",
    "What does FLT3-ITD mean in AML?",
    "What does Ki-67 of 30% mean?",
    "What does TMB-high mean?",
    "Does MGMT methylation matter in glioblastoma?",
    "What does triple-negative mean?",
    "What is smouldering myeloma?",
    "What is anemia in MDS and how is it treated?",
    "What does perineural invasion mean?",
    "Is immunotherapy used in stomach cancer?",
    "What is the difference between NSCLC and small cell lung cancer?",
    "What does NTRK fusion mean?",
    "What is DPYD testing?",
    "How is GIST treated?",
    "What does lymph node positive mean?",
    "What does an M-spike mean?",
    "What are free light chains?",
    "What does 1p/19q codeletion mean?",
    "How does imatinib work in CML?",
    "What is the treatment of mantle cell lymphoma?",
    "What does Breslow thickness mean?",
    "What does BRAF V600E mean in colorectal cancer?",
    "What is claudin 18.2?",
    "Which tests should I have with stage IV stomach cancer?",
    "What does stage 0 breast cancer mean?",
    "How is chemotherapy given in stage II breast cancer?",
    "What is the chemotherapy regimen for AML?",
    "How is radiation used in prostate cancer?",
    "What does the PET scan show in Hodgkin lymphoma?",
    "Which imaging tests are used in myeloma?",
    "How does immunotherapy work in lung cancer?",
    "How does surgery help in pancreatic cancer?",
    "How does breast cancer spread to the bones?",
    "What is cancer of the food pipe?",
    "How is a biopsy of the prostate graded?",
    "what do the Gleason numbers mean",
    "the numbers on my blood test went down, is that good",
    "how did I get this appointment letter",
    "my husband is seeing someone else since my breast cancer",
    "tell me about treatment for a 9 year old with leukemia",
    "tell me the survival of stage 2 breast cancer for a 62 year old",
    "is the letrozole working against my breast cancer",
    "how long will ibrutinib keep working in CLL",
    "can I give it to my wife crushed in apple sauce, it is capecitabine",
    "does my car insurance go up if I have cancer",
    "can my dog stay in my bed while I have chemo for lymphoma",
    "why did they stop the oxaliplatin, did I do something wrong",
    "my wife found someone else to look after the kids",
    "I speak Spanish like my mother, is there help with breast cancer",
    "just diagnosed with HER2 positive breast cancer, what treatments are there",
    "we found it by trial and error, how is GIST treated",
)


UNHELD = (
    ("on tamoxifen, the GP gave me paroxetine tablets, do they clash", "Whether one medicine clashes"),
    ("is it safe to take sertraline together with tamoxifen", "Whether one medicine clashes"),
    ("can mum have her flu jab in the same week as chemo", "When to have a vaccine"),
    ("can work sack me in the UK while I have chemo", "outside the United States"),
    ("dad wants to die at home, who arranges a hospital bed", "Who arranges a bed"),
    ("what sets hodgkins apart from non hodgkins", "side by side"),
    ("can I still eat oysters during chemo", "“oysters”"),
    ("is tofu safe with hormone positive breast cancer", "“tofu”"),
    ("may I take ashwagandha with chemo?", "“ashwagandha”"),
    ("what does “hypoechoic irregular mass” mean", "“hypoechoic”"),
    ("my letter says pleural effusion and atelectasis", "“atelectasis”"),
    ("what does spiculated mean", "“spiculated”"),
    ("which is easier on the body, folfox or capox", "no comparison"),
    ("how often will I get a CT after colon surgery", "How often check-ups"),
    ("is chemo harder than radiation", "no comparison"),
    ("what does performance status 1 mean", "each of its numbers"),
    ("melanoma 2.4 mm thick, which stage is that", "A stage rests on more"),
    ("does sugar feed tumours or is this a myth", "whether eating it"),
    ("can the needle for the breast biopsy seed the cancer", "Whether a needle"),
    ("I am pregnant and have cancer, will I lose the baby", "Whether a pregnancy can go on"),
)
HELD = (
    "can I eat fruit during chemo",
    "is surgery safe at 80",
    "can I take time off during chemo",
    "can I take part in a trial",
    "I have trouble eating since the operation",
    "what does “stable disease” mean",
    "what does it mean that my doctor shrugs",
    "he said “do not worry about anything”",
    "how often is immunotherapy given in melanoma",
    "which is the most common kind of lung cancer",
    "what does ECOG mean",
    "what stage is breast cancer with two lymph nodes",
    "a PET scan uses sugar, is it safe",
    "my biopsy showed that the cancer has spread to the nodes",
    "what was the diagnosis and what is the prognosis",
)
OF_ANIMALS = (
    "our cat has a tumor on her jaw, does chemo work",
    "my old labrador was diagnosed with lymphoma, prednisone or chop",
    "mast cell tumor in my dog",
    "cats with lymphoma",
    "do dogs get melanoma",
)
OF_PEOPLE = (
    "can my dog sleep in my bed while I have chemo for lymphoma",
    "my cat scan shows a tumor in the liver",
    "I am only a guinea pig and have cancer",
    "who walks my dog when I have chemo",
    "my dog found my lump, is it cancer",
)


def named(topic: Topic, statement: Statement) -> str:
    return f"{topic.id}#{statement.id}"


def found(question: str) -> list[str]:
    others = load_other_names()
    return [topic.id for topic in topics_of(understand(question, LIBRARY, others), LIBRARY)]


def test_there_are_the_topics_promised() -> None:
    """At least seventy, each known by one id and one title."""
    assert len(TOPICS) >= 70
    assert [name for name, times in Counter(topic.id for topic in TOPICS).items() if times > 1] == []
    assert [name for name, times in Counter(topic.title for topic in TOPICS).items() if times > 1] == []


def test_a_topic_says_a_few_things_each_once() -> None:
    """Two to five statements, each with an id of its own, of any cancer."""
    assert [topic.id for topic in TOPICS if not 2 <= len(topic.statements) <= 5] == []
    assert [topic.id for topic in TOPICS if topic.cancers] == []
    assert [name for name, times in Counter(named(*one) for one in STATEMENTS).items() if times > 1] == []


def test_a_statement_of_a_topic_is_one_short_sentence() -> None:
    """One sentence, ended by a full stop, of at most 35 words."""
    assert [named(*one) for one in STATEMENTS if not one[1].text.endswith(".")] == []
    assert [named(*one) for one in STATEMENTS if re.search(r"[.!?] [A-Z]", one[1].text)] == []
    assert [named(*one) for one in STATEMENTS if len(one[1].text.split()) > 35] == []


def test_topics_speak_plainly_and_calmly() -> None:
    """No words that frighten, promise or command, and no dose."""
    assert [named(*one) for one in STATEMENTS if HARSH.search(one[1].text)] == []
    assert [named(*one) for one in STATEMENTS if DOSE.search(one[1].text)] == []


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_a_topic_reads_at_the_eighth_grade_or_below(topic: Topic) -> None:
    """Flesch and Kincaid's grade of its statements, names left out."""
    assert grade([statement.text for statement in topic.statements]) <= 8.0


def test_every_source_of_a_topic_is_described() -> None:
    """No citation into nothing."""
    assert [named(*one) for one in STATEMENTS if not set(one[1].sources) <= SOURCES.keys()] == []


def test_how_a_topic_is_asked_is_a_pattern() -> None:
    """``words`` and ``unless`` compile, and neither matches an empty question."""
    for topic in TOPICS:
        assert not re.search(topic.words, "", re.I), topic.id
        assert not (topic.unless and re.search(topic.unless, "", re.I)), topic.id


def test_every_topic_has_a_question_that_asks_for_it() -> None:
    """None is written that nobody can reach."""
    assert {topic.id for topic in TOPICS} == {topic for topic, _ in ASKED}


@pytest.mark.parametrize(("topic", "question"), ASKED)
def test_a_question_finds_its_topic(topic: str, question: str) -> None:
    """It is among the topics that the answer shows."""
    assert topic in found(question)


@pytest.mark.parametrize("question", ABOUT_SOMETHING_ELSE)
def test_no_topic_intrudes(question: str) -> None:
    """A question about a marker, a stage or the treatment of one cancer is answered by its cards alone."""
    assert found(question) == []


@pytest.mark.parametrize(("question", "said"), UNHELD)
def test_what_is_not_held_is_said(question: str, said: str) -> None:
    """The thing or the word by its name, or in a sentence of the table."""
    assert said in " ".join(unheld(question, (), LIBRARY))


@pytest.mark.parametrize("question", HELD)
def test_what_is_held_is_not_called_unheld(question: str) -> None:
    """Neither is a word that everyone uses."""
    assert list(unheld(question, (), LIBRARY)) == []


def test_an_animal_is_not_answered_as_a_patient() -> None:
    """Who has an animal and a cancer is."""
    assert [one for one in OF_ANIMALS if not asks_of_an_animal(one)] == []
    assert [one for one in OF_PEOPLE if asks_of_an_animal(one)] == []


# With the guideline texts


@pytest.mark.corpus
def test_the_sentences_of_topics_are_our_own(corpora: Path) -> None:
    """No run of eight of our words stands in the guideline texts."""
    ours = {run: named(*one) for one in STATEMENTS for run in runs(one[1].text)}
    assert {ours[run] for text in texts(corpora) for run in runs(text) if run in ours} == set()


@pytest.mark.corpus
def test_every_section_that_a_topic_cites_exists(corpora: Path) -> None:
    """A heading of the page at that address, or a term of the dictionary."""
    held = Held(corpora)
    cited = {source for _, statement in STATEMENTS for source in statement.sources}
    assert [source for source in sorted(cited) if not held.of(SOURCES[source])] == []


@pytest.mark.corpus
def test_numbers_and_medicines_of_topics_stand_in_a_cited_section(corpora: Path) -> None:
    """A number or a medicine that no cited section holds was written from memory."""
    held = Held(corpora)
    medicines = {row["name"].lower() for row in read_table(VOCABULARIES / "medicines.tsv", "name")}
    unheld = [
        (named(topic, statement), claim)
        for topic, statement in STATEMENTS
        for claim in (*numbers(statement.text), *sorted(medicines & set(words(statement.text))))
        if not re.search(rf"(?<![\w.]){re.escape(claim)}(?!\d)", held.cited(statement))
    ]
    assert unheld == []


class Held:
    """The text behind a source: the section of a page, or what the dictionary says of a term."""

    def __init__(self, folder: Path) -> None:
        self.reading = Reading(folder)
        with gzip.open(folder / "guidelines" / "nci_dictionary_2016.jsonl.gz", "rt", encoding="utf-8") as file:
            rows = list(map(json.loads, file))
        self.terms = {one["term"]: " ".join(meaning["text"] for meaning in one["definitions"]) for one in rows}

    def of(self, source: CitedSource) -> str:
        return self.terms.get(source.section or "", "") if source.url == DICTIONARY else self.reading.of(source)

    def cited(self, statement: Statement) -> str:
        return plain(" ".join(self.of(SOURCES[one]) for one in statement.sources))
