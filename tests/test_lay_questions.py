"""Questions as people type them: organs for cancers, several things at once, long letters, telephones' quotes."""

import pytest

from answers.alarm import ASKS
from answers.cards import load_cards
from answers.choice import words_of
from answers.compose import answer_question
from answers.names import load_other_names
from answers.questions import Question, understand


def asked(text: str) -> Question:
    return understand(text, load_cards(), load_other_names())


@pytest.mark.parametrize(
    ("text", "cancer"),
    [
        ("nan's ovarian has come back, what now", "ovary"),
        ("stage iv prostate, only in the bones", "prostate"),
        ("had chemo for testicular, spread to the lungs and liver", "testis"),
        ("renal with lung mets, is there surgery", "kidney"),
        ("grade 2 womb, lymph nodes clear", "endometrium"),
        ("KRAS in my bowel", "colorectal"),
        ("what is extensive small cell lung", "small-cell-lung"),
        ("non small cell lung, stage 2", "non-small-cell-lung"),
        ("mantle cell, second relapse", "mantle-cell-lymphoma"),
        ("hodgkins in my neck", "hodgkin-lymphoma"),
        ("esophogeal adenocarcinoma", "oesophagus"),
        ("MET exon 14 skipping, lung", "non-small-cell-lung"),
        ("ATRX lost, pancreas, neuroendocrine they said", "neuroendocrine"),
        ("BRCA2, it is the prostate not breast", "prostate"),
        ("they took the gall bladder out and it had a tumour in it", "bile-duct"),
        ("tumour in the bladder wall", "bladder"),
        ("small cell, limited", "small-cell-lung"),
        ("small cell cancer of the bladder", "bladder"),
        ("cancer of the uteris, do they take the ovaries as well", "endometrium"),
        ("bowl cancer stage 3", "colorectal"),
        ("oesophagal tumour", "oesophagus"),
        ("lumpectomy and rads or the whole breast off, any difference in how long you live", "breast"),
    ],
)
def test_an_organ_stands_for_its_cancer(text: str, cancer: str):
    """Where the question is about cancer or a marker, and the cancer may have begun there."""
    assert asked(text).cancers == (cancer,)


@pytest.mark.parametrize(
    "text",
    [
        "can chemo damage the bladder",
        "my stomach hurts after chemo",
        "is it ok to breastfeed after radiotherapy",
        "sore throat since the chemo started",
        "cervical spine mets",
        "does chemo affect my thyroid",
        "it has spread to my lungs",
        "my prostate medicine makes me dizzy",
        "kidney function low before chemo",
        "ovary cyst",
    ],
)
def test_an_organ_that_is_harmed_spread_to_or_beside_the_point(text: str):
    """No cancer is made of an organ that something happens to."""
    assert asked(text).cancers == ()


@pytest.mark.parametrize(
    ("text", "cancers"),
    [
        ("3c ovary. what are the odds of me seeing my daughter finish school", ("ovary",)),
        ("4b womb, what now", ("endometrium",)),
        ("i have follicular, is it curable", ("follicular-lymphoma",)),
        ("she has ovarian and is skipping her carboplatin", ("ovary",)),
        ("dad has bowel, on folfox, is a stoma likely", ("colorectal",)),
        ("mine is renal, on sunitinib, can i drink", ("kidney",)),
        ("he's got oesophageal and is on FLOT", ("oesophagus",)),
        ("do they take both testicles and can he still have kids after", ("testis",)),
        ("how do you live with your bladder removed", ("bladder",)),
        ("can cisplatin damage kidneys and lungs", ()),
        ("what can i take for my bladder on docetaxel", ()),
        ("she has kidney and heart trouble on cisplatin", ()),
        ("they took my gallbladder out for stones", ()),
        ("my dog had both testicles removed", ()),
        ("i donated a kidney, they took my left kidney", ()),
        ("what are the chances of getting pregnant with one ovary", ()),
        ("stage 3b kidney disease, is that bad", ()),
        ("i have ovarian cysts", ()),
        ("i have thyroid, what can i eat", ()),
        ("follicular thyroid cancer, stage 2", ("thyroid",)),
    ],
)
def test_a_cancer_without_its_noun(text: str, cancers: tuple[str, ...]):
    """A stage, a medicine, an operation or the odds show it; the same words of something else do not."""
    assert asked(text).cancers == cancers


@pytest.mark.parametrize(
    ("text", "cancers"),
    [
        ("sister had breast ca, i've got pancreatic (tail, spread to liver). does brca matter for mine", ("pancreas",)),
        ("mum died of ovarian cancer and now i have breast cancer, is it brca", ("breast",)),
        ("my mother had breast cancer and i have ovarian cancer. can brca explain both?", ("ovary", "breast")),
        ("mum had breast and i've got ovarian, is it the same gene", ("ovary",)),
        ("my mum had ovarian cancer, should i be tested for brca", ("ovary",)),
    ],
)
def test_the_cancer_of_ones_own_goes_before_a_relatives(text: str, cancers: tuple[str, ...]):
    """It stands alone where the question is about oneself."""
    assert asked(text).cancers == cancers


@pytest.mark.parametrize(
    ("text", "undiagnosed"),
    [
        ("ca 19-9 came back 61, nobody said cancer, i've got gallstones. am i dying of pancreas cancer", True),
        ("they took off a polyp that looked suspicious, is it cancer? my dad died of bowel cancer", True),
        ("my ca125 is 48 and i have endometriosis. is it ovarian cancer", True),
        ("psa 6 with prostatitis, have i got cancer", True),
        ("my eyes have gone yellow and nobody knows why", True),
        ("i had chemo for pancreatic cancer, ca 19-9 is 50, i also have gallstones", False),
        ("dad has prostate cancer, psa up, he also has prostatitis", False),
        ("i have bowel cancer and they found a polyp, waiting for results", False),
        ("my polyp was cancer, stage 1, what now", False),
        ("is it true that polyps become cancer", False),
    ],
)
def test_somebody_who_has_no_diagnosis(text: str, undiagnosed: bool):
    """Gets the words for the worried, and no patient's page on a cancer or its outlook."""
    question = asked(text)
    assert ("worry" in question.cues) == undiagnosed
    assert not (undiagnosed and (question.cancers or question.intent == "prognosis"))


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("do they need to test my melanoma for er and pr", {"er", "pr"}),
        ("er pr and her2 in colon cancer?", {"er", "pr", "her2"}),
        ("er pos, pr neg breast", {"er", "pr"}),
        ("alk or ret in my prostate cancer?", {"alk", "ret"}),
        ("does kit and braf matter in lung cancer", {"kit", "braf"}),
        ("we met and cea was discussed, bowel cancer", {"cea"}),
        ("we had a kit and met the nurse, breast cancer", set()),
        ("i went to the er and psa was high", {"psa"}),
    ],
)
def test_short_names_in_small_letters_beside_each_other(text: str, markers: set[str]):
    """A name that may be another word counts where it is joined to a marker."""
    assert set(asked(text).biomarkers) == markers


def test_a_marker_is_no_regimen_of_the_same_letters():
    """DPD beside capecitabine is not the myeloma treatment DPd."""
    assert asked('"dpd - heterozygous", capecitabine is on hold, bowel cancer').treatments == ("capecitabine",)


def test_the_cancer_named_counts_before_any_organ():
    """The organ is where the lymphoma is, or what hurts."""
    assert asked("follicular lymphoma, chemo, and now my bowel").cancers == ("follicular-lymphoma",)


@pytest.mark.parametrize(
    ("text", "intent", "also"),
    [
        ("how is ovarian cancer staged and treated", "staging", ("treatment",)),
        ("stomach cancer: staging, treatment and outlook", "prognosis", ("treatment",)),
        ("what is the treatment for stage 2 colon cancer", "treatment", ()),
        ("stage 3 breast cancer, which tests do I need", "testing", ()),
        ("what does stage 3 mean in colon cancer", "staging", ()),
        ("survival after surgery and chemo in pancreatic cancer", "prognosis", ()),
        ("treatment choices for HER2 negative breast cancer", "biomarker_meaning", ("treatment",)),
        ("what are my chances with stage 4 kidney cancer", "prognosis", ()),
        ("will she see christmas, pancreatic cancer", "prognosis", ()),
        ("what else is there to try in mantle cell", "treatment", ()),
        ("how long has a person got with mesothelioma without the chemo", "prognosis", ()),
        ("what percent of people with stage 2 melanoma are still going strong after ten years", "prognosis", ()),
        ("what does stage 2 myeloma mean for how long ive got", "prognosis", ()),
        ("p16 positive tonsil cancer, better or worse", "prognosis", ()),
        ("is my cea getting better or worse in bowel cancer", "biomarker_meaning", ()),
        ("how long have i got to wait for my biopsy result", "testing", ()),
        ("is it 50/50 with stage 3 rectal or better than that", "prognosis", ()),
    ],
)
def test_what_is_asked_and_what_beside_it(text: str, intent: str, also: tuple[str, ...]):
    """A stage that is only told is not asked for; things joined by commas or an "and" are each asked for."""
    question = asked(text)
    assert (question.intent, question.also) == (intent, also)


def test_every_part_is_answered():
    """One section for each thing asked."""
    answer = answer_question("how is kidney cancer staged and treated", load_cards(), load_other_names())
    titles = [section.title for section in answer.sections]
    assert titles[:2] == ["How kidney cancer is staged", "Kinds of treatment for kidney cancer"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("mum's ovarian cancer is back", "relative"),
        ("dad got told it is stage 4", "relative"),
        ("my gf has hodgkins", "relative"),
        ("my wife says i must not eat sugar, i have lymphoma", "self"),
        ("my husband told me not to google my cancer", "self"),
    ],
)
def test_whom_it_is_about(text: str, who: str):
    """Somebody who says something is not who is ill."""
    assert asked(text).who == who


@pytest.mark.parametrize(
    ("text", "medicine"),
    [
        ("what's the red devil made of", "doxorubicin"),
        ("will they give me dara straight away", "daratumumab"),
        ("is letrozol the same as tamoxifen", "letrozole"),
        ("carbo and pem next week", "carboplatin"),
    ],
)
def test_medicines_by_their_nicknames(text: str, medicine: str):
    """As wards and forums call them."""
    assert medicine in asked(text).treatments


@pytest.mark.parametrize(
    "text",
    [
        "my port is sore when i lie on it",
        "will they give me dara straight away",
        "mum's breathing has long gaps, the macmillan nurse says its close",
        "dad has prostate in his bones, can he drive",
        "she had her 2nd AC on tuesday and feels low",
        "the surgeon said my margins are close",
    ],
)
def test_somebody_in_cancer_care_is_not_turned_away(text: str):
    """Their words show it, though none of them is cancer."""
    assert asked(text).intent != "not_medical"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("she has cancer of the ovary and is skipping her carboplatin", True),
        ("mum refuses to take her letrozole", True),
        ("he wants to try lemon water instead of chemo", True),
        ("can I take outside food during chemo, my counts are low", False),
        ("can I take my kids swimming while on chemo", False),
        ("I skipped breakfast before chemo", False),
        ("they turned down the chemo dose", False),
        ("is skipping rope ok during chemo", False),
    ],
)
def test_a_treatment_left_out_is_a_decision(text: str, is_one: bool):
    """Food, children and breakfast are no treatment."""
    assert ("decision" in asked(text).cues) is is_one


def test_a_medicine_without_a_cancer_is_told_in_a_few_statements():
    """Under the name of the cancer that the card is on; a topic that answers stands alone."""
    answer = answer_question("what is docetaxel", load_cards(), load_other_names())
    told = [section for section in answer.sections if section.title.startswith("What our sources say about docetaxel")]
    assert all(" in " in section.title for section in told)
    assert sum(len(section.sentences) for section in told) <= 2
    answer = answer_question("sick as a dog on cisplatin, why", load_cards(), load_other_names())
    assert not any("cisplatin" in section.title for section in answer.sections)


def test_better_or_worse_beside_a_marker_brings_its_outlook():
    """p16 is read as HPV."""
    answer = answer_question("p16 positive tonsil cancer, better or worse", load_cards(), load_other_names())
    assert any("better outlook" in one.text for section in answer.sections for one in section.sentences)


def test_quotes_as_telephones_write_them():
    """A curly apostrophe hides nothing."""
    assert asked("I don’t want to live any more").intent == "crisis"
    assert asked("I can’t breathe properly").intent == "urgent"


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("on nivolumab, ran to the toilet eight times since lunch", True),
        ("12 trips to the loo since the infusion", True),
        ("his face is puffy and the veins on his chest stand out, lung cancer", True),
        ("calcium 3.2 and she is confused, myeloma", True),
        ("how much calcium is in milk, I have myeloma", False),
        ("got up to the toilet two times last night, prostate cancer", False),
        ("my face is puffy from the steroids, lymphoma", False),
        ("the nurse cannot find veins on my arm for chemo", False),
        ("she is bleeding and had a seizure", True),
        ("my hands are swollen with hives", True),
        ("i think my dad is having a stroke", True),
        ("could he be having a heart attack", True),
        ("is a heart attack more likely on capecitabine", False),
        ("he has signs of a stroke", True),
        ("i had a stroke last year and now my face is numb on one side again", True),
        ("my uncle had a heart attack two years ago, can he have the surgery for bowel cancer", False),
        ("can pembrolizumab cause pneumonitis", False),
        ("is this pneumonitis? on pembro and can't get my breath", True),
        ("worried about sepsis while on chemo, how do people avoid it", False),
        ("how do i avoid blood clots on a long flight with lung cancer", False),
        ("hot flushes on letrozole, im burning up every night", False),
        ("i go to the loo 8 times a night, prostate", False),
        ("my stoma leaks under the bag", False),
        ("does the port get in the way of a seat belt", False),
        ("my arm is swollen since they took the nodes out", False),
        ("ive got a frozen right shoulder and cannot lift my right arm since the mastectomy", False),
        ("i get hardly any sleep on dexamethasone and my face is puffy", False),
        ("the picc arm is puffy and throbbing", True),
        ("calcium and vitamin d tablets 13 a week? with letrozole", False),
        ("my calcium was 2.4, is that normal", False),
        ("what is a normal calcium level in myeloma", False),
        ("i weigh 13 stone and need calcium", False),
        ("the chemo makes me thirsty all the time", False),
        ("heart of gold my nurse. when is the next infusion", False),
        ("my heart was pounding when i opened the letter", False),
        ("can steroids make my blood sugar go up", False),
        ("sugar reading 27 on the steroids and so thirsty", True),
        ("i walk with a stick because of my back, prostate cancer since 2019", False),
        ("dad walks the dog every day, bone mets, is that safe", False),
        ("i heard a rumour that soy feeds it, my bones ache", False),
        ("belly fat since prednisolone, does it go away", False),
        ("my husband talks rubbish about alternative cures", False),
        ("my husband is talking rubbish and staggering, he has brain mets", True),
        ("i cant stop crying and cant get a breath between appointments", False),
        ("his cancer is like a weight on my chest, i need to talk to someone", False),
        ("i need to get this off my chest, stage 3", False),
        ("dry cough since radiotherapy finished", False),
        ("he passed away in the hospice last year, was it hereditary", False),
        ("little red dots on my skin, cherry moles? had melanoma", False),
        ("my throat is sore after radiotherapy and i drink loads", False),
        ("cant drink wine on capecitabine right", False),
        ("i can't even swallow my own spit, throat radiotherapy week 5", True),
        ("on nivo for 2 years, any trials", False),
        ("ipi nivo or just nivo for melanoma stage 4", False),
        ("car t next month, how long in hospital, is it home after 14 days", False),
        ("does carvykti cause headaches", False),
        ("my mum had abecma on tuesday, today her hands shake and she is sleepy", True),
        ("do you shiver in the mri", False),
        ("how long before chemo works", False),
        ("no wind in my sails since the diagnosis", False),
        ("my bum is sore from the diarrhoea, any cream", False),
        ("numb feet from oxaliplatin, does it go", False),
        ("left arm aches since the breast op", False),
        ("gone yellow the leaves in our garden while mum is in hospital with pancreatic cancer", False),
        ("dad's eyes have gone yellow and he is shivering, pancreatic stent", True),
        ("does pancreatic cancer turn you yellow", False),
    ],
)
def test_signs_of_danger_in_everyday_words(text: str, urgent: bool):
    """What a nurse would call in for, and what only sounds like it."""
    assert (asked(text).intent == "urgent") is urgent


@pytest.mark.parametrize(
    "text",
    [
        "they say my husbands mood will swing on the dex, how do families cope with roid rage",
        "is it normal to feel the cold more since chemo, i wear a hat in bed",
        "my port is a bit itchy in the heat, can i use e45 cream on it",
        "i had febrile neutropenia twice in 2022 and im fine. does that mean my bone marrow is weak for the transplant",
        "my dads a bit vague since they cut his steroid dose, always been a daydreamer lol. bowel cancer stage 2",
        "whats the difference between a seizure and a focal seizure in brain tumour leaflets",
        "do blood thinners make chemo bruises worse",
        "nearly had a stroke when i saw the parking charges at the cancer centre. can you claim it back",
        "i pee 10 times a day since the bladder instillation BCG, is that expected",
        "my stomach is in knots before every scan",
        "can a PICC line get infected and how do they stop that",
        "my neighbour had an allergic reaction to taxol and they just slowed the drip, is that usual",
        "the surgeon said bleeding was minimal in the op, what does that mean for my margins",
        "mum has been sick of the food in hospital, pancreas cancer, what can we bring",
        "my legs are tired after the radiotherapy bus trips",
        "my face is blue, no just joking, but my hair dye is blue for the relay",
        "the waiting room was freezing, my hot water bottle saved me during chemo",
        "is it ok to have a hot bath during chemo, i feel chilled to the bone",
        "temperature of the room should be warm for the MRI? they gave me blankets",
        "numb toes from paclitaxel and my lower back aches after the hospital chair",
        "restless legs and lower back pain since the zoladex",
        "my legs feel weak after lying in hospital for two weeks, how do i build muscle, bowel cancer",
        "my knees are weak on letrozole",
        "head full of questions, i cant lie down and relax since the biopsy",
        "my neck is tight and stiff after the neck dissection",
        "my belly is swollen with ascites and they will drain it on monday",
        "bloated tummy with wind after the ileostomy reversal",
        "no wind problems but lots of noise from my stoma",
        "nothing came out of the meeting with the consultant",
        "nothing is coming up on the scan, so are we done",
        "does calcium go high in myeloma when you sleep a lot",
        "my calcium is 2.3 and i take adcal 12 a week",
        "my shin itches where the melanoma was removed",
        "sunburn on my calf, red and hot, does it raise melanoma risk",
        "radiotherapy to the thigh left the skin red and warm",
        "deep breaths help my nerves before the needle",
        "breathe in and hold is hard during the scan, any tips",
        "bleeding after the smear lasted a day in 2019, then cancer was found",
        "bled a bit when i brushed my teeth, chemo cycle 2",
        "my surgery took 3 hours and there was little bleeding",
        "platelets 150 last week, is a tattoo ok",
        "does iron turn your skin yellow or orange",
        "self tan made my skin orange before radiotherapy",
        "carrot juice cleanse, my face is a bit orange lol, breast cancer",
        "my smile is lopsided since the parotid surgery last year",
        "i keep dropping things because my fingers are numb from oxaliplatin",
        "cant find my words since chemo last year, chemo brain",
        "i cant talk about it with my brain tumour friends",
        "the cannula always stings when they flush it and leaves a bruise",
        "my brain is mush, cant hold a cup of tea without spilling lol, chemo fog",
        "injection site red lump after filgrastim",
        "sweats and hot flushes with chills after on tamoxifen",
        "night sweats and swollen nodes was how they found my lymphoma",
        "i was shaking with nerves and felt hot when they called my name",
        "my hands tremble on prednisolone",
        "i feel so rough after chemo, when does it lift",
        "my mum is confused about her tablets, which ones are for nausea",
        "grey hair after chemo, normal?",
        "my heart is racing with anxiety before scans",
        "my blood pressure is low on enzalutamide? no high. can i take salt",
        "can lung cancer make your legs weak",
        "we sat on the bench with a blanket and a flask, hot tea, best day of chemo",
        "i wear a tight collar since the radiotherapy mask was made",
        "they blew up my belly with gas for the laparoscopy, shoulder ache after",
        "temp job ended, can i get help with money during chemo, its freezing in our flat",
        "my back pain started years ago, what has that to do with kidney cancer",
        "36.4 temperature after chemo is that low",
        "temp 37.2 two weeks after chemo should i worry",
        "my fitbit says my heart rate is 62, good for chemo?",
        "i bit my tongue when they said remission haha",
        "i get pins and needles in my arm when i sleep on it, had breast cancer in 2015",
        "black treacle cake, can i eat it with my low iron",
        "can i fly with platelets of 90",
        "i fell in love with my radiographer",
        "my ring is tight since the lymph nodes op, lymphoedema?",
        "hair coming off in clumps after the second EC",
        "wound is healing fine after the mastectomy, when can i swim",
        "eye test due, does tamoxifen affect sight",
        "my boy had chickenpox jab, can he be around grandad on chemo",
        "hip replacement before prostate radiotherapy ok?",
        "do morphine tablets make pupils small",
        "eleven weeks overnight stays, how much is the hospital hotel",
        "my chest scar feels tight since the mastectomy",
        "feel like a zombie with chemo tiredness",
        "he fell asleep mid sentence, long day at the oncology clinic, what should i ask next time",
        "my mum calls me by my sisters name, always has. anyway is breast cancer in the family a risk",
        "sweet breath mints ok during radiotherapy to mouth",
        "snap decision about trial, need to know more about phase 2",
        "when i was little i had seizures from fevers. does that matter for CAR-T",
        "leaflet says ring if you get a temperature above 37.5, ours says 38, which is right",
        "i get a bit puffed on hills since the lobectomy in 2020, is that just how it is",
        "how much bleeding is normal after a womb scraping",
        "my mate was poorly with sepsis but hes home now and laughing. when can his next avastin be",
        "the lump in my throat every time i think of telling the kids",
        "can you get a stroke of bad luck twice? two cancers in one year",
        "my tummy has gone soft and big on steroids, do other people get that",
        "nan went peacefully in the hospice tuesday, i don't know what to do with myself",
        "brother in law says cannabis oil shrank his glioma, any truth",
        "what do you say to a friend who has just been told its terminal",
        "is ok to have root canal while on zometa",
        "i can't stand the smell of coffee since the chemo started",
        "woke up with a sore hip after sleeping on the hospital chair",
        "he can't walk the dog since the operation last month, what exercise is ok",
        "i cant feel happy since the diagnosis",
        "she hit rock bottom after the biopsy result, how do i help",
        "after the biopsy there is a bruise the size of an egg",
        "hours after chemo my wee is red, they said the drug does that",
        "i felt faint at the sight of the needle this morning",
        "can't swallow tablets since the radiotherapy, do they come as liquid",
        "since this morning i have no appetite",
        "the stairs are hard since my lung op",
        "T2 N1 M0, is that bad news for the bladder, i cant hold my wee",
        "my feet feel fine, taxol cycle 9",
        "banana allergy and chemo?",
        "panty pads every few hours since the hysterectomy, light spotting",
        "last night i couldnt sleep for worry about my scan",
        "knees hurt on anastrozole",
        "does chemo make you bleed",
        "my wife gets so cold and tired on sunitinib",
    ],
)
def test_what_only_sounds_like_danger(text: str):
    """Idioms, harmless signs, what is asked in general and what is told of the past raise no alarm."""
    assert asked(text).intent != "urgent"


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("can it be a stroke? he's talking rubbish", True),
        ("is the allergic reaction serious? my throat is closing", True),
        ("i had a seizure last month and another one an hour ago", True),
        ("had a clot last year, same pain in my calf and it's swollen", True),
        ("does sepsis make you shiver, i'm shivering on chemo day 9", True),
        ("my friend had a seizure at the ward just now", True),
        ("how common is a heart attack on 5fu, because my chest is tight and i'm sweating", True),
        ("what is neutropenic sepsis? temp 38.9 and shaking after chemo", True),
        ("risk of stroke with bevacizumab? dad's face has dropped on one side", True),
        ("worried about sepsis, my port is oozing pus", True),
        ("i think it's sepsis", True),
        ("could this be a dvt, leg is huge", True),
        ("he is having a seizure", True),
        ("are these hives from the drug", True),
        ("she's had a stroke we think", True),
        ("he recovered from sepsis last month but tonight he has rigors again", True),
        ("my dad is dying of thirst and confused, calcium was high", True),
        ("on hospice but he is bleeding heavily from his mouth and screaming in pain", True),
        ("the hospice patient next to me... no, me: i cant breathe", True),
        ("i passed out in the shower, last chemo friday", True),
        ("laughing gas? no. i cant breathe", True),
        ("i nearly passed out and my chest hurts", True),
        ("is a dvt common with lung cancer", False),
        ("how do they treat sepsis in leukaemia", False),
        ("what does neutropenic sepsis mean", False),
        ("my dad died of a heart attack in 1999, does that rule out cisplatin", False),
        ("i had sepsis two years ago", False),
    ],
)
def test_a_danger_beside_a_general_question_counts(text: str, urgent: bool):
    """What is asked in general is cut out, and not what happens now."""
    assert (asked(text).intent == "urgent") is urgent


@pytest.mark.parametrize("text", ["is there cancer in my nodes", "what is a somatostatin scan"])
def test_words_that_are_no_misspelt_name(text: str):
    """Neither a chance likeness nor the beginning of a longer name is a misspelling."""
    assert not asked(text).guessed


def test_long_letters_are_read_at_their_end_and_danger_anywhere():
    """The question mostly stands last; a cry for help may stand in the middle."""
    filler = "It was a long week and the garden kept me busy. " * 60
    assert asked(f"{filler} What is the treatment for mesothelioma?").cancers == ("mesothelioma",)
    assert asked(f"{filler} I want to die. {filler}").intent == "crisis"


def test_words_of_one_stem_are_one():
    """Watching is watchful waiting; the names of the cancer itself tell nothing."""
    assert words_of("watching and waited") == words_of("watchful wait")
    assert words_of("metastases") == words_of("metastasis")
    assert not words_of("stage") & words_of("stain")
    answer = answer_question(
        "when do they start treating CLL, I am on watch and wait", load_cards(), load_other_names()
    )
    told = " ".join(one.text for section in answer.sections for one in section.sentences)
    assert "watchful waiting" in told


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("my uncle was short of breath last winter but its all fixed now, can he have his knee done", False),
        ("i had chest pains three years ago, all sorted, may i still have capecitabine", False),
        ("mum was confused and slurring last summer on morphine, all cleared up now", False),
        ("five years ago i coughed up blood, it was bronchitis", False),
        ("had a clot two years back, could it happen again on tamoxifen", False),
        ("i had a temp and shivers two weeks ago on chemo, sorted out now", False),
        ("a lady on the ward had a seizure and i keep seeing it", False),
        ("i read that chest pain can come with capecitabine, how often", False),
        ("what should i watch out for, fever, bleeding, breathlessness", False),
        ("what happens if i ever have a seizure at work", False),
        ("yellow fever jab before brazil, i am on rituximab", False),
        ("breathless, finished chemo two months ago", True),
        ("he is breathless, he had half a lung out last year", True),
        ("chest pain for the last month", True),
        ("short of breath since last year and now worse", True),
        ("diarrhoea 9 times in the past day on chemo", True),
        ("vomiting all day and back in hospital soon i think", True),
        ("dad has sepsis right now", True),
        ("he slurred his words for ten minutes, all fixed now", True),
        ("chest pain an hour ago, fine now", True),
        ("she had a seizure this morning, sorted now", True),
        ("i still have chest pain, it started last year", True),
        ("i was short of breath last year and it came back", True),
        ("had numb legs last month, now i cant pee", True),
        ("i read that chest pain is a heart attack and i have chest pain", True),
        ("the leaflet says chest pain is serious, mine is crushing my chest", True),
        ("what happens if i have a seizure, i am shaking all over", True),
        ("i told the nurse about my chest pain", True),
        ("he read about sepsis, his temp is 39, had chemo", True),
        ("on fentanyl and he cannot stay awake", True),
    ],
)
def test_what_is_over_is_calm_and_what_only_eased_is_not(text: str, urgent: bool):
    """Long past, fixed, read of, or asked in case is calm; what eased today, or stands beside the past, is not."""
    assert (asked(text).intent == "urgent") is urgent


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("on ipilimumab, on the loo 9 times since breakfast, should i have imodium", True),
        ("temp 38.4 after chemo so can i take paracetamol", True),
        ("chest pain on 5fu, is that the pump", True),
        ("he had a seizure, wondering whether it is the keppra", True),
        ("he had a seizure and is on keppra", False),
        ("my chest is tight and i cannot breathe", False),
    ],
)
def test_a_question_needs_no_sign_at_its_end(text: str, asks: bool):
    assert bool(ASKS.search(text)) is asks
