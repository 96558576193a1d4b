"""Assumptions: what a question takes for granted is met where it shows, only there, and with what a page says."""

import re
from collections import Counter
from pathlib import Path

import pytest
from test_cards import SOURCES, Reading, numbers, runs, texts

from answers.assumptions import assumed
from answers.cards import Assumption, Statement, load_cards
from answers.names import load_illnesses, load_other_names
from answers.questions import understand
from answers.readability import grade
from core.places import VOCABULARIES
from extractors.rules import read_table

LIBRARY = load_cards()
OTHERS = load_other_names()
ASSUMPTIONS = {one.id: one for one in LIBRARY.assumptions}
BY_WORDS = {key: one for key, one in ASSUMPTIONS.items() if one.words}
"""The others are read by their meaning (tests/test_beliefs.py)."""
STATEMENTS = [(one, statement) for one in LIBRARY.assumptions for statement in one.statements]
HARSH = re.compile(
    r"\b(?:patients? with|hazard ratio|PFS|OS|adverse|efficacy|deadly|lethal|fatal|hopeless|fight|battle|"
    r"miracle|guarantee\w*|definitely|breakthrough|you (?:must|should)|wrong|mistaken|myth)\b"
)
CALLED = {
    "adrenal": "adrenocortical carcinoma", "aml": "AML", "anus": "anal cancer", "bile-duct": "bile duct cancer",
    "bladder": "bladder cancer", "breast": "breast cancer", "cervix": "cervical cancer", "cll": "CLL", "cml": "CML",
    "cns-lymphoma": "primary CNS lymphoma", "colorectal": "colon cancer", "endometrium": "endometrial cancer",
    "ewing": "Ewing sarcoma", "gist": "a GIST", "glioma": "a glioma", "hairy-cell": "hairy cell leukemia",
    "head-and-neck": "throat cancer", "hodgkin": "Hodgkin lymphoma", "kidney": "kidney cancer",
    "liver": "liver cancer", "lymphoma": "non-Hodgkin lymphoma", "mantle": "mantle cell lymphoma",
    "marginal": "marginal zone lymphoma", "mds": "MDS",
    "medulloblastoma": "medulloblastoma", "melanoma": "melanoma", "merkel": "Merkel cell carcinoma",
    "mesothelioma": "mesothelioma", "mpn": "a myeloproliferative neoplasm", "mycosis": "mycosis fungoides",
    "myeloma": "multiple myeloma", "nasopharynx": "nasopharyngeal cancer", "neuroblastoma": "neuroblastoma",
    "neuroendocrine": "a neuroendocrine tumor", "non-small-cell-lung": "lung cancer",
    "oesophagus": "esophageal cancer", "osteosarcoma": "osteosarcoma", "ovary": "ovarian cancer",
    "pancreas": "pancreatic cancer", "penis": "penile cancer", "pheo": "a pheochromocytoma",
    "prostate": "prostate cancer", "retinoblastoma": "retinoblastoma", "sarcoma": "soft tissue sarcoma",
    "small-bowel": "small bowel cancer", "small-cell-lung": "small cell lung cancer", "stomach": "stomach cancer",
    "testis": "testicular cancer", "thymoma": "a thymoma", "thyroid": "thyroid cancer",
    "unknown-primary": "cancer of unknown primary", "urethra": "urethral cancer",
    "uterine-sarcoma": "uterine sarcoma", "vagina": "vaginal cancer", "vulva": "vulvar cancer",
}  # fmt: skip
"""How patients call the cancer of ``<key>-nothing-left`` and ``<key>-one-way``."""
NOTHING_LEFT = "My cousin was just diagnosed with {}, and we are planning a farewell trip for the time we have left."
ONE_WAY = "My cousin was diagnosed with {}. How do we prepare for the recovery from surgery?"
SHOWN = {
    "bowel-cancer-needs-colostomy": "Dad has colon cancer. Where do we buy colostomy bags for the years ahead?",
    "anal-cancer-needs-colostomy": "I have anal cancer and will live with an ostomy. Can I still swim?",
    "stomach-surgery-needs-bag": "Mum has stomach cancer, which clothes hide a colostomy bag?",
    "prostate-incontinence-certain": "My husband has prostate cancer. Which diapers are best for the years to come?",
    "kidney-removal-needs-dialysis": "With kidney cancer surgery ahead, how do I get ready for dialysis?",
    "bladder-must-be-removed": "I have bladder cancer and am preparing for life without a bladder. Any tips?",
    "retinoblastoma-eye-is-lost": "Our baby has retinoblastoma, who makes a good prosthetic eye for him?",
    "retinoblastoma-child-goes-blind": "My niece has retinoblastoma. Is there a school for blind toddlers near us?",
    "eye-melanoma-eye-is-lost": "Dad has intraocular melanoma and dreads losing his eye. How do people get used to it?",
    "eye-melanoma-sight-is-lost": "I have choroidal melanoma. Should I learn Braille before I go blind?",
    "eye-melanoma-one-way": "My wife has uveal melanoma in her eye. Which surgeon is best for the surgery?",
    "eye-melanoma-nothing-left": "Grandpa has melanoma of the eye and we are planning his funeral.",
    "penis-is-lost": "My partner was told of penile cancer. How will he manage life without a penis?",
    "penile-cancer-ends-fertility": "He has penile cancer, so we look into surrogacy. Where do we start?",
    "penile-nodes-feel-normal": "With penile cancer my groin nodes feel normal, so nothing needs to be done there?",
    "penile-cancer-is-about-hygiene": "My uncle got penile cancer, so we teach the boys better hygiene. What else?",
    "osteosarcoma-limb-is-lost": "Our son has osteosarcoma. Which prosthetic leg suits a footballer?",
    "sarcoma-limb-is-lost": "I have a soft tissue sarcoma in the arm and get ready for amputation. How do I type?",
    "ewing-leads-to-disability": "She has Ewing sarcoma; we look for schools for children with disabilities.",
    "oesophagus-surgery-permanent-tube": "After esophageal cancer surgery, where should my permanent feeding tube go?",
    "throat-cancer-tube-and-speech": "Mum has mouth cancer; she will never speak again. Which app replaces speech?",
    "head-neck-surgery-disfigures": "Dad has throat cancer. How will he cope with the disfigurement?",
    "sinus-cancer-needs-large-surgery": "Since radiation isn't used for sinus cancer, what else helps?",
    "cervix-treatment-ends-fertility": "I have cervical cancer and can never be pregnant now. Who can I talk to?",
    "endometrium-needs-hysterectomy": "My friend has uterine cancer. How does one cope with a hysterectomy at 30?",
    "ovarian-germ-cell-ends-fertility": "With my ovarian germ cell tumor we will adopt. Which agencies are good?",
    "germ-cell-tumour-inherited": "My son had a germ cell tumor. Is it hereditary, so that his brother needs tests?",
    "ovary-fertility-lost": "I have ovarian cancer and can never have children. How do others live with that?",
    "testis-cancer-ends-fertility": "He has testicular cancer and will be infertile. How do we cope?",
    "germ-cell-chemo-ends-fertility": "A germ cell tumor, and chemo makes me infertile. Should we adopt?",
    "breast-must-be-removed": "I have breast cancer and must have a mastectomy to live. How long is the stay?",
    "cml-needs-hair-loss": "I have CML. Where do I buy wigs before treatment starts?",
    "nasopharynx-radiation-hair-loss": "Which wigs suit people with nasopharyngeal cancer?",
    "cnsl-surgery": "Which neurosurgeon takes out a primary CNS lymphoma best?",
    "cnsl-other-chemotherapy": "Dad gets CHOP for primary CNS lymphoma. What about his heart?",
    "cnsl-whole-brain-radiation": "Aunt will have whole-brain radiation first for primary CNS lymphoma. Any advice?",
    "cnsl-cured-when-better": "Mum's primary CNS lymphoma is gone and she is fully cured. Which trips do you suggest?",
    "myeloma-needs-surgery": "Which surgical team is best for multiple myeloma?",
    "plasma-cell-needs-surgery": "How do we choose a surgeon for his plasma cell neoplasm?",
    "myeloma-is-cured": "My multiple myeloma transplant is done and I am cancer-free. How do we thank the team?",
    "myeloma-needs-complete-response": "I didn't achieve a CR in multiple myeloma, so what trips can I still make?",
    "cll-needs-treatment-now": "Just diagnosed with CLL; which is the best hospital to begin treatment?",
    "cll-needs-transplant": "My CLL got worse. How long off work for the bone marrow transplant?",
    "cll-in-children": "How do nurses explain CLL to a child on the ward?",
    "cml-needs-transplant": "My sister got CML. Which center does the transplant?",
    "aml-needs-transplant": "Our brother needs a perfect donor for AML. Where else can we search?",
    "aml-too-old": "Dad is 71 with AML, so only comfort care is left. What helps at home?",
    "aml-is-a-childhood-cancer": "AML is mainly a childhood cancer, so which pediatric ward is best?",
    "all-child-will-die": "Our boy has ALL and we make a memory box for his sister.",
    "all-is-lifelong": "She has ALL. How do families live with a lifelong disease?",
    "all-needs-transplant": "My son has ALL, how do we find a transplant center?",
    "all-is-inherited": "My brother has ALL; as it is genetic, what is my own risk?",
    "hairy-cell-is-fast": "Hairy cell leukemia grows so rapidly. What must I do this week?",
    "hairy-cell-is-over": "He beat hairy cell leukemia, it is the end of the journey. Ideas for a party?",
    "et-needs-transplant": "I have essential thrombocythemia and need a donor. Who keeps the registry?",
    "mycosis-fungoides-contagious": "He has mycosis fungoides, so we avoid close contact. For how long?",
    "mycosis-fungoides-always-severe": "Mycosis fungoides: which wheelchair ramps do we need at home?",
    "mycosis-fungoides-only-skin-deep": "My mycosis fungoides is just a rash. Which cosmetic cream clears it?",
    "nhl-one-treatment": "Everyone gets R-CHOP for non-Hodgkin lymphoma, right? When does my hair go?",
    "watch-and-wait-means-giving-up": "Watchful waiting means they have given up on him. Should he write his will?",
    "hiv-lymphoma-too-weak": "He has HIV and lymphoma. Chemo is too harsh for him, what is gentler?",
    "burkitt-untreatable": "Burkitt lymphoma is untreatable. How do we tell our parents?",
    "breast-cancer-must-end-pregnancy": "Pregnant with breast cancer, she must choose between the baby and treatment.",
    "breast-cancer-pregnancy-no-chemo": "I am pregnant with breast cancer, no treatment until after the birth.",
    "miscarriage-raises-breast-risk": "I had two miscarriages, so how do I lower my breast cancer risk?",
    "breast-cancer-only-women": "Men can't get breast cancer, so whom do we invite to the awareness day?",
    "men-no-hormone-therapy": "As a man with breast cancer my father cannot have hormone therapy. What is left?",
    "male-breast-nothing-left": "My father has breast cancer and we write down his life for a memory book.",
    "hodgkin-pregnancy-must-wait": "Pregnant with Hodgkin lymphoma, she has to wait until after the birth.",
    "hodgkin-pregnancy-brings-relapse": "Pregnant after Hodgkin lymphoma, will it come back through that?",
    "nhl-pregnancy-must-wait": "She is pregnant, so non-Hodgkin lymphoma treatment is off the table. What else?",
    "estrogen-protects-womb": "Estrogen protects me from endometrial cancer, so I go on with it?",
    "pill-causes-womb-cancer": "The pill caused my endometrial cancer. Can I sue?",
    "pill-causes-ovarian-cancer": "Should my girls avoid the pill because of ovarian cancer in the family?",
    "womb-cancer-has-no-signs": "Uterine cancer is so silent, how can my sisters be screened regularly?",
    "irregular-bleeding-is-harmless": "My unusual bleeding is just stress, isn't it? Which teas help?",
    "ovaries-out-no-risk": "My ovaries were removed, so I can never get that cancer again. How shall I celebrate?",
    "ovarian-cyst-is-cancer": "They found a cyst on my ovary. Which oncologist treats that?",
    "tumour-of-ovary-is-cancer": "Her ovarian germ cell tumor: is there a group for girls undergoing cancer care?",
    "dysgerminoma-needs-radiation": "How do I work during radiation for a dysgerminoma?",
    "nets-are-not-cancer": "His neuroendocrine tumor of the gut is benign, so what can he eat?",
    "nets-always-have-symptoms": "Neuroendocrine tumors have symptoms from the start, so why did nobody see it?",
    "nets-spread-no-surgery": "Her neuroendocrine tumor has spread, so what non-surgical care is there?",
    "nets-need-strong-chemo": "Given the aggressive nature of neuroendocrine tumors, how does he get through it?",
    "liver-cancer-needs-biopsy": "How do I calm down before the mandatory liver cancer biopsy?",
    "liver-cancer-runs-in-families": "Liver cancer runs in our family. Can we escape it?",
    "liver-cancer-cannot-be-prevented": "There is nothing I could have done against liver cancer, so what now?",
    "liver-cancer-shows-early": "Which early warning signs of liver cancer show before fatigue does?",
    "gallstones-become-cancer": "I have gallstones. Must I fear gallbladder cancer now?",
    "mesothelioma-from-smoking": "Will giving up cigarettes heal my mesothelioma?",
    "mesothelioma-asbestos-is-past": "I met asbestos only once, for a short time. Can I forget mesothelioma?",
    "lung-cancer-only-smokers": "I never smoked, so how is lung cancer possible?",
    "melanoma-comes-back-on-skin": "Since my melanoma I look for new moles. Where does it show again?",
    "dark-skin-no-skin-cancer": "My skin is dark, so I can't get skin cancer. Why would I need sunscreen?",
    "basal-cell-can-wait": "My basal cell carcinoma is stable. Which cream keeps it so?",
    "merkel-surgery-is-the-end": "Clear margins after Merkel cell carcinoma! How shall we celebrate?",
    "merkel-chemo-first": "I start chemo soon for Merkel cell carcinoma. What do I need?",
    "thyroid-only-women": "Thyroid cancer is a women's disease, so may my brother ignore his lump?",
    "mouth-cancer-inherited": "Oral cancer is hereditary, so which tests do my children need?",
    "throat-cancer-only-smokers": "We never smoked, so we believe there is no risk of throat cancer.",
    "sore-throat-harmless": "My sore throat is painless, so it is harmless. Which tea is best?",
    "painless-lump-harmless": "My lump is painless, so it can't be cancer. Who removes it for looks?",
    "sarcoma-only-old": "Soft tissue sarcoma mainly hits seniors. How do we reach them?",
    "normal-blood-no-sarcoma": "Her blood tests are normal, so it can't be a soft tissue sarcoma, right?",
    "malignant-fibrous-no-radiation": "Since radiation isn't an option in soft tissue sarcoma, which hospital is best?",
    "imt-one-way": "Inflammatory myofibroblastic tumor: how does one live after lung surgery?",
    "gist-is-over": "My GIST was removed and I am completely cured. Which insurance do I need?",
    "stool-test-means-cancer": "My stool test was positive. What do I eat with colon cancer?",
    "only-colonoscopy": "A colonoscopy is the only way to find colon cancer. How do I brace myself?",
    "polyp-is-cancer": "They found a polyp. Which oncologist is best?",
    "prostate-no-symptoms": "He has no symptoms, so he will skip the prostate check. What should he eat?",
    "high-psa-is-cancer": "My PSA is high, so I must have cancer. How do I tell my wife?",
    "prostate-surgery-when-spread": "His prostate cancer has spread; how can he prepare for surgery?",
    "breast-lump-is-cancer": "I found a lump, it must be cancer. How do I tell my husband?",
    "one-relative-means-inherited-brain": "My sister has a meningioma. How do I change my genetic risk of it?",
    "phones-cause-brain-tumours": "Which headset keeps a mobile phone from causing a brain tumor?",
    "brain-tumours-mainly-children": "Brain tumors are mostly seen in children. What should teachers look for?",
    "astrocytoma-rare-in-children": "An astrocytoma is so rare in children. Where can we read about it?",
    "brain-radiation-bedridden": "He gets radiation to the brain and will be bedridden. Who nurses at home?",
    "pituitary-is-cancer": "My wife has a pituitary tumor. Which oncologist knows such aggressive cancer?",
    "pituitary-needs-surgery": "She was diagnosed with a pituitary tumor. What hormone replacement comes after it?",
    "pituitary-sight-is-lost": "With his pituitary tumor he goes blind. How do we get a guide dog?",
    "pituitary-always-hormones": "My partner has a pituitary tumor, so our fertility is gone. What now?",
    "pituitary-scan-rules-out": "My MRI was clear, so a pituitary tumor is ruled out. What else is it?",
    "atrt-radiation-first": "Our baby has ATRT. How does she lie still in radiation?",
    "atrt-surgery-is-all": "They will remove the entire ATRT, then she is cancer-free. Which toys help?",
    "ependymoma-chemo-first": "Our girl was diagnosed with ependymoma. How do I explain chemo to her?",
    "medulloblastoma-chemo-first": "He was diagnosed with medulloblastoma. How do I prepare him for chemo?",
    "dipg-chemo-first": "My niece starts chemo for DIPG. Which games can she take along?",
    "germinoma-needs-surgery": "Our boy has a germinoma. What should he eat before surgery?",
    "craniopharyngioma-disables": "Craniopharyngioma brings severe disability. Which center takes her?",
    "extracranial-germ-needs-radiation": "Radiation for an extracranial germ cell tumor, what about his growth?",
    "testis-injury-causes-cancer": "I was kicked in the testicles. Which signs of a germ cell tumor come first?",
    "heart-tumour-is-cancer": "Our child has a heart tumor. Is there a group for terminal children?",
    "heart-tumour-is-over": "He has fully recovered from a heart tumor. Which sport shall he take up?",
    "papillomatosis-contagious": "She has laryngeal papillomatosis, is homeschool needed to protect others?",
    "papillomatosis-is-over": "Her laryngeal papillomatosis is cured. May she sing in the choir?",
    "lch-is-terminal": "I have Langerhans cell histiocytosis and limited time. How do I spend it?",
    "lch-needs-strong-treatment": "Langerhans cell histiocytosis: how do we prepare for months of chemo?",
    "neuroblastoma-always-aggressive": "Neuroblastoma is so aggressive. Which intensive care unit is best?",
    "kidney-tumour-of-child-is-wilms": "Our girl has a kidney tumor. Where is a Wilms tumor group?",
    "wilms-surgery-is-all": "He has a Wilms tumor and won't need more than surgery. Which school?",
    "wilms-nothing-left": "Our girl has a Wilms tumor and we are planning her bucket list.",
    "ppb-in-adults": "My husband in his 50s has pleuropulmonary blastoma. Can he retire?",
    "ppb-is-over": "Pleuropulmonary blastoma is behind us after surgery. Which school helps him catch up?",
    "ppb-nothing-left": "She has pleuropulmonary blastoma. Is there a group for terminal children?",
    "parathyroid-cancer-inherited": "Parathyroid cancer runs in families, so what else awaits us?",
    "phaeochromocytoma-medicine-cures": "My pheochromocytoma is stable on tablets, can I stop soon?",
    "paraganglioma-needs-surgery": "His paraganglioma has metastasized. What helps him after the surgery?",
    "cup-cannot-be-treated": "It is cancer of unknown primary, so nothing can help. How do we comfort him?",
    "occult-neck-only-chemo": "Squamous cell carcinoma in neck nodes, primary not found: why only chemo?",
    "air-spreads-cancer": "How do surgeons avoid air exposure so that the tumor does not grow?",
    "oesophagus-surgery-speeds-cancer": "How do I avoid surgery that makes esophageal cancer spread?",
    "mds-always-becomes-leukaemia": "My MDS will eventually progress to leukemia. Which trial can I join now?",
    "germ-cell-poor-outlook": "An extracranial germ cell tumor has a poor prognosis. Which drug is new?",
    "germ-cell-nothing-left": "He has a germ cell tumor in the chest and we prepare for the worst.",
    "ovarian-germ-cell-nothing-left": "My sister has an ovarian germ cell tumor; where could a farewell trip go?",
    "vulva-surgery-choice": "Which group helps after surgery for vulvar cancer?",
    "adrenal-radiation-only-for-pain": "Radiation in adrenocortical carcinoma is only for pain. Is there acupuncture?",
    "ureter-nothing-left": "He has cancer of the ureter and chemo is ineffective. Which hospice is near?",
    "pilocytic-nothing-left": "Our girl has a pilocytic astrocytoma and limited time. How do we make it happy?",
    "nut-chemo-cures": "She has NUT carcinoma. Who helps her back to work after chemo?",
    "esthesioneuroblastoma-is-over": "Esthesioneuroblastoma is behind, they removed all of it. Is a tutor enough?",
    "childhood-cancer-nothing-left": "My daughter has a rare cancer and we are planning the last weeks with her.",
    "childhood-cancer-is-over": "My son finished treatment and is completely cured. Where shall we celebrate?",
    "remission-is-cure": "My treatment ended and I am completely cured. Which trip do you suggest?",
    "no-follow-up-needed": "My cancer is gone, so I will skip my check-ups. How do I stay fit?",
    "clear-scan-is-no-cancer": "My scan was clear, so the cancer is past. What may I do again?",
    "surgery-got-it-all": "They got it all, so I don't need more treatment. How long do I rest?",
    "stage-four-nothing-left": "My aunt has advanced cancer, stage IV, and her only option is hospice.",
    "recurrence-nothing-left": "The cancer came back, so nothing helps now. What do we tell the kids?",
    "too-old-for-treatment": "Given his age, treatment does more harm. Which comfort can we give?",
    "nothing-can-be-done": "My uncle was just diagnosed with cancer. How do we make a legacy video in time?",
    "hospice-at-once": "Mum was just diagnosed with cancer. Which hospice is good?",
    "positive-attitude-cures": "Which positive thinking course improves survival?",
    "stress-caused-it": "Stress at work caused my cancer. Can I ask my boss for money?",
    "my-own-fault": "I got cancer because I ate badly; it is my own fault. How do I live with it?",
    "parents-are-to-blame": "Our daughter has leukemia. Is it our fault?",
    "cancer-is-contagious": "My sister has cancer. How do we protect others from catching it?",
    "biopsy-spreads-cancer": "A biopsy will spread the cancer. Can I avoid it?",
    "surgery-spreads-cancer": "Can I avoid the operation that lets the tumor spread?",
    "tumour-is-cancer": "He was told he has a tumor. Where is a cancer support group?",
    "screening-result-is-cancer": "My mammogram was abnormal, so I have cancer. Whom do I call?",
    "normal-test-rules-out": "My blood work is normal, so it can't be cancer. What else hurts?",
    "no-family-history-safe": "No one in my family had cancer, so I skip the checks. Is diet enough?",
    "runs-in-family-so-certain": "Cancer runs in our family, so I will get it too. How do I plan?",
    "only-the-old-get-it": "I am 25 and too young for cancer. What else is this lump?",
    "only-the-young-get-it": "It is primarily a childhood cancer, so where do adults with this cancer go?",
    "healthy-so-safe": "I live healthy and never smoked, so how can I have cancer?",
    "no-symptoms-no-cancer": "I feel great, so the cancer can't be serious. May I cancel the visit?",
    "alternative-instead": "Which herbs cure cancer instead of chemo?",
    "cannabis-cures": "Which dose of cannabis oil cures cancer?",
    "laetrile-cures": "Where can I buy apricot kernels against cancer?",
    "turmeric-cures": "Does turmeric kill the tumor?",
    "mistletoe-cures": "Can mistletoe cure my cancer?",
    "vitamin-c-cures": "Will vitamin C infusions shrink my tumor?",
    "essiac-cures": "How do I brew Essiac?",
    "gerson-cures": "Are coffee enemas good against cancer?",
    "cartilage-cures": "Does shark cartilage stop cancer?",
    "thistle-cures": "Can milk thistle heal my liver cancer?",
    "oils-cure": "Which essential oils shrink a tumor?",
    "acupuncture-cures": "Can acupuncture shrink my tumor?",
    "chemo-means-sickness": "I am terrified of chemo, I know I will be so sick with nausea always.",
    "treatment-ends-fertility": "Chemo will make me infertile. Which adoption agency is best?",
    "treatment-means-no-work": "With cancer I must quit my job. Who gives me advice?",
    "treatment-means-bedridden": "He starts chemo and will be bedridden. Where do we rent a hospital bed?",
    "cancer-means-pain": "Everyone with cancer ends in severe pain, I am afraid of it.",
    "treatment-means-hospital": "How do I pack for a long hospital stay during chemo?",
    "radiation-makes-radioactive": "After radiation, must I stay away from my grandchildren?",
    "side-effects-show-it-works": "I have no side effects, so the chemo isn't working, is it?",
    "everyone-needs-chemo": "Everyone with cancer gets chemo, so when does mine start?",
    "side-effects-hit-everyone": "Which gel helps with the mouth sores that everyone gets?",
    "clinical-trials-last-resort": "A clinical trial is only a last resort, so am I that ill?",
    "only-one-opinion": "Would a second opinion offend my doctor?",
}
SOUND = (
    "What are the first symptoms of ovarian cancer?",
    "My report says stage IIIB rectal cancer. What does the B mean?",
    "How long does recovery from prostate surgery usually take?",
    "What side effects should I expect from FOLFOX?",
    "I was diagnosed with breast cancer last week. What questions should I ask my surgeon?",
    "My mother has stage II colon cancer. Will she need chemotherapy after surgery?",
    "Does everyone with colon cancer need a colostomy?",
    "I have had a colostomy for two months and it leaks. What can I do?",
    "What is the difference between hospice and palliative care?",
    "My father is already in hospice for pancreatic cancer. How can we help with his pain at night?",
    "My uncle has stage IV pancreatic cancer and his doctors have recommended hospice. What does hospice offer?",
    "My oncologist told us that my father has weeks to live. What should we expect?",
    "My doctor says my pancreatic cancer cannot be cured. What treatment can still help?",
    "What does HER2 2+ mean and do I need a FISH test?",
    "How often should I have scans after treatment for melanoma?",
    "My father finished chemotherapy for lymphoma and is in remission. How often will he need check-ups?",
    "I have been in remission from AML for two years. How often do I need blood tests?",
    "Can stage IV lung cancer be treated?",
    "My son has osteosarcoma in his thigh. Can his leg be saved?",
    "I am choosing between lumpectomy and mastectomy. What should I consider?",
    "Can I keep my uterus if I have early cervical cancer?",
    "Should I freeze my eggs before chemotherapy for Hodgkin lymphoma?",
    "I was diagnosed with bladder cancer. My doctor offers surgery or chemoradiation. How do I choose?",
    "My husband leaks urine six weeks after his prostatectomy. Is that normal?",
    "What is a partial nephrectomy?",
    "Should my daughters be tested for BRCA if I have the mutation?",
    "Is my colon cancer hereditary if my mother and uncle had it too?",
    "My biopsy showed ductal carcinoma in situ. What is that?",
    "My scan was clear. Does that mean the cancer is gone?",
    "Why is surgery not used for primary CNS lymphoma?",
    "When does CLL need treatment?",
    "My father has AML and is 72. His doctor offers azacitidine with venetoclax. How is it given?",
    "I finished chemotherapy for bowel cancer last month. When will my taste come back?",
    "My daughter is 8 and was diagnosed with ALL. How long does treatment last?",
    "My brother had his eye removed because of a large choroidal melanoma. How do we care for the prosthesis?",
    "My surgeon said that the margins are clear. What is the chance that it comes back?",
    "My mother is bedridden after her stroke and now has breast cancer. Which treatments are possible?",
    "I have no family history of breast cancer. Do I still need mammograms?",
    "Is it safe to take CBD oil for sleep during my treatment?",
    "My son is having surgery for Wilms tumour on Monday. What should we pack for the hospital?",
    "My father had his bladder removed two weeks ago. How do we change the bag that bladder cancer left him with?",
    "Our son has retinoblastoma and his left eye was removed in May. When should the first prosthesis be fitted?",
    "Is a baking soda rinse good for mouth sores from chemo?",
    "My husband is upset because he cannot see another person during chemo.",
    "The report says no evidence of malignancy. What is the next check?",
    "Which trials are there for stage III lung cancer?",
    "Not everyone gets sick from chemo, I hear. What decides who does?",
    "Our doctor said nothing we did caused our son's Wilms tumor. How do I get my mother to believe it?",
    "My CT was clean, yet what sort of shoes help with numb feet after bowel cancer?",
    "Nobody can catch cancer from me, but how do I say so to my aunt?",
)


def named(assumption: Assumption, statement: Statement) -> str:
    return f"{assumption.id}.{statement.id}"


def examples() -> dict[str, str]:
    """One question for each assumption; those about what remains and about one way are made from the cancer's name."""
    made = {f"{key}-nothing-left": NOTHING_LEFT.format(name) for key, name in CALLED.items()}
    made |= {f"{key}-one-way": ONE_WAY.format(name) for key, name in CALLED.items()}
    return made | SHOWN


ALSO = (
    ("alternative-instead", "my cousin got rid of his tumor with ivermectin, thinking of dropping radiation"),
    ("cannabis-cures", "RSO for stage 4 lung, anyone?"),
    ("clinical-trials-last-resort", "are people in a trial guinea pigs who get a sugar pill"),
    ("only-one-opinion", "will my surgeon be mad at me if I ask another doctor"),
    ("normal-test-rules-out", "no sign of cancer in the biopsy, so I am in the clear?"),
)


def shows(question: str, assumption: Assumption) -> bool:
    alone = LIBRARY.model_copy(update={"assumptions": (assumption,)})
    return assumed(understand(question, LIBRARY, OTHERS), alone) == (assumption,)


def test_an_assumption_is_known_by_one_id() -> None:
    """Two with one id could not be told apart in a citation."""
    assert [one for one, times in Counter(one.id for one in LIBRARY.assumptions).items() if times > 1] == []
    assert [one for one, times in Counter(named(*pair) for pair in STATEMENTS).items() if times > 1] == []


def test_an_assumption_is_about_cancers_that_we_know() -> None:
    """A card's id, a name of the vocabulary or of the table; a cancer by any other name would never be met."""
    known = {card.id for card in LIBRARY.cancers} | {one.name for one in load_illnesses()}
    known |= {row["name"] for row in read_table(VOCABULARIES / "cancers.tsv", "name")}
    assert [(one.id, name) for one in LIBRARY.assumptions for name in one.cancers if name not in known] == []


def test_the_patterns_can_be_read() -> None:
    """Each is a regular expression, and none is shown by a question about the weather."""
    for one in LIBRARY.assumptions:
        assert not (one.words and re.compile(one.words, re.I).search("Will it rain tomorrow?")), one.id
        assert not one.unless or re.compile(one.unless, re.I), one.id


def test_every_assumption_has_its_example() -> None:
    """Neither a pattern that nothing shows nor an example of what is gone."""
    assert BY_WORDS.keys() <= examples().keys() <= ASSUMPTIONS.keys()


@pytest.mark.parametrize("key", BY_WORDS)
def test_a_question_that_takes_it_for_granted_is_met(key: str) -> None:
    """The example shows the assumption, as one about its cancer or about any."""
    assert shows(examples()[key], ASSUMPTIONS[key])


@pytest.mark.parametrize(("key", "question"), [one for one in ALSO if one[0] in BY_WORDS])
def test_it_is_met_in_other_words_too(key: str, question: str) -> None:
    """As people write it."""
    assert shows(question, ASSUMPTIONS[key])


@pytest.mark.parametrize("question", SOUND)
def test_a_sound_question_is_not_corrected(question: str) -> None:
    """The near misses: the same words where nothing is taken for granted."""
    assert [one.id for one in assumed(understand(question, LIBRARY, OTHERS), LIBRARY)] == []


def test_what_its_own_cancer_calls_for_comes_first() -> None:
    """After an ovarian germ cell tumour a farewell trip is met by what the page says of treatment and cure."""
    asked = "My sister has an ovarian germ cell tumor, and we're planning a farewell trip in the time we have left."
    first, *_ = assumed(understand(asked, LIBRARY, OTHERS), LIBRARY)
    assert first.id == "ovarian-germ-cell-nothing-left"
    assert "can usually be cured" in first.statements[0].text


def test_a_statement_is_one_short_calm_sentence() -> None:
    """At most 35 words, no word that frightens, promises or scolds."""
    assert [named(*one) for one in STATEMENTS if not one[1].text.endswith(".")] == []
    assert [named(*one) for one in STATEMENTS if re.search(r"[.!?] [A-Z]", one[1].text)] == []
    assert [named(*one) for one in STATEMENTS if len(one[1].text.split()) > 35] == []
    assert [named(*one) for one in STATEMENTS if HARSH.search(one[1].text)] == []


def test_no_assumption_is_met_with_a_lecture() -> None:
    """One or two sentences."""
    assert [one.id for one in LIBRARY.assumptions if len(one.statements) > 2] == []


def test_the_statements_read_at_about_the_eighth_grade() -> None:
    """Flesch and Kincaid's grade over all of them; names of kinds of treatment take it over eight."""
    assert grade([statement.text for _, statement in STATEMENTS]) <= 8.5


def test_every_statement_has_a_source_that_is_described() -> None:
    """A citation never leads into nothing."""
    assert {one for _, statement in STATEMENTS for one in statement.sources} <= SOURCES.keys()


@pytest.mark.corpus
def test_our_sentences_about_assumptions_are_our_own(corpora: Path) -> None:
    """No run of eight of our words stands in the guideline texts."""
    ours = {run: named(one, statement) for one, statement in STATEMENTS for run in runs(statement.text)}
    copied = {ours[run] for text in texts(corpora) for run in runs(text) if run in ours}
    assert copied == set()


@pytest.mark.corpus
def test_every_number_stands_in_a_cited_section(corpora: Path) -> None:
    """A number that no cited section holds was written from memory."""
    read = Reading(corpora)
    unheld = [
        (named(one, statement), claim)
        for one, statement in STATEMENTS
        for claim in numbers(statement.text)
        if (cited := read.cited(statement)) and not re.search(rf"(?<![\w.]){re.escape(claim)}(?!\d)", cited)
    ]
    assert unheld == []


@pytest.mark.corpus
def test_every_section_cited_for_an_assumption_exists(corpora: Path) -> None:
    """Address and heading are those of a page that was read; the dictionary's words are no pages."""
    read = Reading(corpora)
    cited = {one for _, statement in STATEMENTS for one in statement.sources if not one.startswith("dictionary-")}
    assert sorted(one for one in cited if not read.of(SOURCES[one])) == []
    assert len(cited) > 150
