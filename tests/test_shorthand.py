"""Shorthand of clinicians is put in full words where a line leaves one meaning, and left where it has another."""

import re
from itertools import cycle, islice

import pytest
from growth import in_proportion
from hypothesis import given
from hypothesis import strategies as st

from answers.shorthand import in_full_words, shorthand_in, spelled_out
from answers.written import Line
from core.places import RULES
from core.records import Method, Page
from extractors.rules import read_table

SPELLED = """
Axitinib off 1/52 then restart. => Axitinib off 1 week then restart.
Stopped 6/52 ago. => Stopped 6 weeks ago.
Teeth out 3/52 prior. => Teeth out 3 weeks prior.
Germline sent, result 4-6/52. => Germline sent, result 4-6 weeks.
Paclitaxel q1/52. => Paclitaxel every week.
2 u RBC q3/52. => 2 u RBC every 3 weeks.
Tired x6/52. => Tired for 6 weeks.
Bloods 4/52ly. => Bloods every 4 weeks.
Vomiting for 1/7. => Vomiting for 1 day.
5/7 course of trimethoprim. => 5-day course of trimethoprim.
BNO 4/7, senna started. => Bowels not opened 4 days, senna started.
Oral cipro 500 bd, total 10/7. => Oral cipro 500 twice a day, total 10 days.
Vomiting for 3/7. => Vomiting for 3 days.
Hiccups x1/7. => Hiccups for 1 day.
TTO: cipro x7/7. => Medicines to take home: cipro for 7 days.
Sando-K x 3/7. => Sando-K for 3 days.
Tired x 4/12, black stools. => Tired for 4 months, black stools.
Review in 1/12. => Review in 1 month.
c/o back pain 4/12, fatigue. => complains of back pain 4 months, fatigue.
Check cystoscopy 3/12 after 1st dose. => Check cystoscopy 3 months after 1st dose.
CT in 3/12. => CT in 3 months.
Letrozole stopped 6/12 ago. => Letrozole stopped 6 months ago.
Usually fades over 3-6/12. => Usually fades over 3-6 months.
ADT 24/12. => Androgen deprivation therapy (hormone treatment) 24 months.
Then 18/12 ADT. => Then 18 months androgen deprivation therapy (hormone treatment).
f/u 3/12 c bloods => follow-up 3 months with bloods
F/u 3/12 x 2 yr, no routine scans. => Follow-up 3 months x 2 years, no routine scans.
PSA q3/12. => PSA every 3 months.
Thyroid function 6/12ly. => Thyroid function every 6 months.
Paclitaxel q1w. => Paclitaxel every week.
Pembrolizumab q3w. => Pembrolizumab every 3 weeks.
Nivo q 4 wk. => Nivo every 4 weeks.
CAPOX q21d. => CAPOX every 21 days.
Morphine 15 mg q12h. => Morphine 15 mg every 12 hours.
CT q3 mo. => CT every 3 months.
Levothyroxine 75 mcg qAM. => Levothyroxine 75 mcg every morning.
Dose moved to qPM. => Dose moved to every evening.
Mirtazapine 15 mg qhs. => Mirtazapine 15 mg at bedtime.
Osimertinib 80 mg qd. => Osimertinib 80 mg once a day.
Prednisone 5 mg qod. => Prednisone 5 mg every other day.
Imatinib 400 mg OD. => Imatinib 400 mg once a day.
Amlodipine 5 OD. => Amlodipine 5 once a day.
Omeprazole 20 mg om. => Omeprazole 20 mg every morning.
Amoxicillin 500 mg BD. => Amoxicillin 500 mg twice a day.
MST 10 bd. => MST 10 twice a day.
Apixaban 5 mg BID. => Apixaban 5 mg twice a day.
Gabapentin 300 tds. => Gabapentin 300 three times a day.
Metoclopramide 10 mg TID. => Metoclopramide 10 mg three times a day.
Paracetamol 1 g qds. => Paracetamol 1 g four times a day.
Loperamide 2 mg QID. => Loperamide 2 mg four times a day.
Oramorph 10 mg prn. => Oramorph 10 mg when needed.
Paracetamol 500 mg SOS. => Paracetamol 500 mg when needed.
Olanzapine 5 mg nocte. => Olanzapine 5 mg at night.
OLANZAPINE 5 MG NOCTE. => OLANZAPINE 5 MG at night.
Dexamethasone 4 mg mane. => Dexamethasone 4 mg in the morning.
Tazocin 4.5 g stat. => Tazocin 4.5 g at once.
Obs 4 hrly. => Observations every 4 hours.
Restart after 1 wk. => Restart after 1 week.
Loose stools for 3 wks. => Loose stools for 3 weeks.
OFF IT 6 WKS. => OFF IT 6 weeks.
Wk 4 carbo given. => Week 4 carbo given.
Mucositis Gr 3 wk 5-7. => Mucositis grade 3 week 5-7.
Six wks of tablets. => Six weeks of tablets.
Rash since last wk. => Rash since last week.
Pain for 1 mth. => Pain for 1 month.
Ex-smoker 4 mths. => Ex-smoker 4 months.
Scan 3 mo later. => Scan 3 months later.
Every few mths. => Every few months.
Off tamoxifen 1 yr. => Off tamoxifen 1 year.
Letrozole 5 yrs. => Letrozole 5 years.
He is a 66 yo. => He is a 66-year-old.
Pt is 66 yo. => Patient is 66 years old.
71 y/o woman with CLL. => 71-year-old woman with chronic lymphocytic leukaemia.
Ex-smoker, 8 pack yrs. => Ex-smoker, 8 pack-years.
Fever for 24 hrs. => Fever for 24 hours.
IV abx 3d. => IV antibiotics 3 days.
Walks 30 mins. => Walks 30 minutes.
PET-CT w/c 12/05. => PET-CT week beginning 12/05.
Mass approx 3 cm. => Mass approximately 3 cm.
Hx of gout. => History of gout.
Hx: lump for a month. => History: lump for a month.
FHx: mother had breast cancer. => Family history: mother had breast cancer.
PMH: gout, asthma. => Past medical history: gout, asthma.
PSH: appendix out. => Past surgical history: appendix out.
SHx: retired teacher. => Social history: retired teacher.
DHx: ramipril. => Medicines taken: ramipril.
HPC: cough for a month. => History of the present complaint: cough for a month.
HPI: cough since May. => History of the present illness: cough since May.
H/o asthma. => History of asthma.
F/h/o breast cancer. => Family history of breast cancer.
K/c/o hypothyroidism. => Known case of hypothyroidism.
c/o cough and fever. => complains of cough and fever.
No c/o bleeding. => No complaints of bleeding.
O/E: liver not felt. => On examination: liver not felt.
P/A soft. => Abdominal examination soft.
P/V normal. => Vaginal examination normal.
P/R normal. => Rectal examination normal.
s/p R hemicolectomy => after right hemicolectomy
S/P MASTECTOMY. => After MASTECTOMY.
POD 3: drain out. => Day 3 after the operation: drain out.
LOS 6 days. => Length of stay 6 days.
D/w family. => Discussed with family.
Low K d/t diarrhoea. => Low K due to diarrhoea.
Wound r/v on Friday. => Wound review on Friday.
Dose cut i/v/o low counts. => Dose cut in view of low counts.
B/l chest clear. => Bilateral (both sides) chest clear.
No e/o recurrence. => No evidence of recurrence.
Nodules s/o mets. => Nodules suggestive of metastases (spread).
NACT f/b surgery. => Neoadjuvant chemotherapy (before surgery) followed by surgery.
MRI to r/o cord compression. => MRI to rule out cord compression.
CT chest w/o contrast. => CT chest without contrast.
No crowds w/out mask. => No crowds without mask.
CT W/WO CONTRAST. => CT with and without CONTRAST.
Lives w/ wife. => Lives with wife.
SCAN W/CONTRAST. => SCAN with CONTRAST.
Anaemia w/u pending. => Anaemia work-up pending.
f/u 6/52 c bloods => follow-up 6 weeks with bloods
RUL nodule w halo. => Right upper lobe nodule with halo.
f/u 4/52 w PSA. => follow-up 4 weeks with PSA.
Seen c̄ wife. => Seen with wife.
CT s̄ contrast. => CT without contrast.
Boring pain thru to back. => Boring pain through to back.
Gen: NAD. => Gen: no acute distress.
s/p R hemicolectomy, NAD, PS 1 => after right hemicolectomy, nothing abnormal found, performance status 1
O/E chest NAD. => On examination chest nothing abnormal found.
NKDA. => No known drug allergies.
NKA. Penicillin tolerated. => No known allergies. Penicillin tolerated.
LFT WNL. => Liver function tests within normal limits.
LFT N. Hb 109. => Liver function tests normal. Haemoglobin 109.
ETOH 40 u/wk. => Alcohol 40 u/week.
Dx'd in May. => Diagnosed in May.
Dx: breast cancer. => Diagnosis: breast cancer.
DDx: infection or progression. => Possible diagnoses: infection or progression.
Tx: FOLFOX. => Treatment: FOLFOX.
Bx shows nothing new. => Biopsy shows nothing new.
No prev surgery. => No previous surgery.
Op date poss June. => Op date possible June.
All drugs incl aspirin. => All drugs including aspirin.
Dental not reqd. => Dental not required.
Rpt CT in May. => Repeat CT in May.
Group for pts with stomas. => Group for patients with stomas.
Pt's wife rang. => Patient's wife rang.
Pt seen today. => Patient seen today.
Lump felt by pt in May. => Lump felt by patient in May.
f/u in the spring. => follow-up in the spring.
f/up with GP. => follow-up with GP.
Seen in OPD. => Seen in outpatient clinic.
UGI endoscopy in May. => Upper digestive tract endoscopy in May.
H&N clinic. => Head and neck clinic.
TCI date awaited. => To come in date awaited.
OPA next week. => Outpatient appointment next week.
DNA'd in March. => Did not attend in March.
DNA clinic, letter sent. => Did not attend clinic, letter sent.
OPD 12 May: DNA. => Outpatient clinic 12 May: did not attend.
TTO: cipro. => Medicines to take home: cipro.
TTA: codeine. => Medicines to take home: codeine.
Discussed at MDT. => Discussed at team meeting (MDT).
Discussed at MDM. => Discussed at team meeting (MDM).
CNS to ring pt with outcome. => Clinical nurse specialist to ring patient with outcome.
Wife rang CNS. Switched. => Wife rang clinical nurse specialist. Switched.
Seen by SpR. => Seen by registrar.
D/w onc reg overnight. => Discussed with oncology registrar overnight.
D/w cons, agreed. => Discussed with consultant, agreed.
Seen by SHO. => Seen by junior doctor.
Clerked by FY1. => Clerked by junior doctor.
Seen by ANP. => Seen by advanced nurse practitioner.
SLT to check swallow. => Speech and language therapist to check swallow.
Physio twice a week. => Physiotherapy twice a week.
Two appts in May. => Two appointments in May.
Next appt in June. => Next appointment in June.
IV abx started. => IV antibiotics started.
Usual meds only. => Usual medicines only.
SR at d/c. => SR at discharge.
Seen in med onc. => Seen in medical oncology.
Rad onc review. => Radiation oncology review.
See onc in June. => See oncology in June.
Seen by gynae. => Seen by gynaecology.
Sent to ortho. => Sent to orthopaedics.
D/w haem. => Discussed with haematology.
Histo awaited. => Histology awaited.
Final path pending. => Final pathology pending.
Pall care nurse called. => Palliative care nurse called.
In hosp two nights. => In hospital two nights.
Ring the dept. => Ring the department.
Go to A&E. => Go to emergency department.
One night in ICU. => One night in intensive care unit.
HDU for two nights. => High-dependency unit for two nights.
Obs stable overnight. => Observations stable overnight.
Sats 96 on air. => Oxygen level 96 on air.
SpO2 97 on air. => Oxygen level 97 on air.
SpO2 97% RA. => Oxygen level 97% room air.
BP 138/70 today. => Blood pressure 138/70 today.
BP 128/74, HR 72. => Blood pressure 128/74, heart rate 72.
HR 72 RR 16 SpO2 98. => Heart rate 72 breathing rate 16 oxygen level 98.
Ring if temp 38 or over. => Ring if temperature 38 or over.
No wt loss. => No weight loss.
Wt 71.4 kg. => Weight 71.4 kg.
Ht 172 cm. => Height 172 cm.
HTN, on amlodipine. => High blood pressure, on amlodipine.
T2DM on metformin. => Type 2 diabetes on metformin.
T1DM on pump. => Type 1 diabetes on pump.
IHD, stent 2019. => Ischaemic heart disease, stent 2019.
CCF, on furosemide. => Heart failure, on furosemide.
AF on apixaban. => Atrial fibrillation on apixaban.
PMHx MI 2016, 1 stent. => Past medical history heart attack 2016, 1 stent.
TIA 2019. => Mini-stroke (transient ischaemic attack) 2019.
COPD, two inhalers. => Chronic obstructive pulmonary disease, two inhalers.
Mild CKD. => Mild chronic kidney disease.
AKI, now better. => Acute kidney injury, now better.
DVT in June. => Deep vein thrombosis (blood clot) in June.
No VTE. => No venous thromboembolism (blood clot).
GORD on omeprazole. => Acid reflux on omeprazole.
BPH since 2015. => Benign enlargement of the prostate since 2015.
UTI treated. => Urinary tract infection treated.
Recent URTI. => Recent cold or throat infection.
LRTI, amoxicillin. => Chest infection, amoxicillin.
No signs of SVCO. => No signs of blockage of the superior vena cava.
MSCC card given. => Metastatic spinal cord compression card given.
Allopurinol for TLS. => Allopurinol for tumour lysis syndrome.
RUL w halo => Right upper lobe with halo
RML nodule. => Right middle lobe nodule.
RLL collapse. => Right lower lobe collapse.
LUL mass 4 cm. => Left upper lobe mass 4 cm.
LLL nodule. => Left lower lobe nodule.
Clot in SVC. => Clot in superior vena cava.
IVC filter in place. => Inferior vena cava filter in place.
CBD 12 mm, stent placed. => Common bile duct 12 mm, stent placed.
No enlarged LNs. => No enlarged lymph nodes.
LN sampling done. => Lymph node sampling done.
Abdo soft. => Abdomen soft.
Some abdo pain. => Some abdominal pain.
RIF pain. => Right lower belly pain.
LIF tender. => Left lower belly tender.
RUQ pain. => Right upper belly pain.
LUQ pain. => Left upper belly pain.
RLQ pain. => Right lower belly pain.
LLQ pain. => Left lower belly pain.
GOJ tumour. => Gullet-stomach junction tumour.
CT CAP in May. => CT chest, abdomen and pelvis in May.
CT TAP in May. => CT chest, abdomen and pelvis in May.
s/p R mastectomy. => after right mastectomy.
R upper lobe mass. => Right upper lobe mass.
Heavy L arm. => Heavy left arm.
L axilla clear. => Left axilla clear.
R-sided headache. => Right-sided headache.
L-sided weakness. => Left-sided weakness.
Rt breast lump. => Right breast lump.
Lt lung clear. => Left lung clear.
Ca breast (R), grade 2. => Cancer of breast (right), grade 2.
® hip sore. => (right) hip sore.
Ca lung (L). => Cancer of lung (left).
Ca breast R, grade 2. => Cancer of breast right, grade 2.
Ca breast L, gr 3. => Cancer of breast left, grade 3.
Chest clear bilat. => Chest clear on both sides.
Bilat effusions. => Bilateral (both sides) effusions.
No liver mets. => No liver metastases (spread).
Ca breast, 2019. => Cancer of breast, 2019.
CA LUNG. => Cancer of LUNG.
Ca L breast. => Cancer of left breast.
Mother had breast ca at 48. => Mother had breast cancer at 48.
Corr Ca 2.78. => Corr calcium 2.78.
Ca/vit D daily. => Calcium/vit D daily.
Chemo starts Monday. => Chemotherapy starts Monday.
Concurrent chemo-RT planned. => Concurrent chemoradiotherapy planned.
On immuno since May. => On immunotherapy since May.
CRT with cisplatin. => Chemoradiotherapy with cisplatin.
Continue RT alone. => Continue radiotherapy alone.
RT 45 Gy planned. => Radiotherapy 45 Gy planned.
Prior XRT to chest. => Prior radiotherapy to chest.
SACT consent signed. => Anticancer drug treatment consent signed.
EBRT to pelvis. => External beam radiotherapy to pelvis.
IMRT to neck. => Intensity-modulated radiotherapy to neck.
VMAT to pelvis. => Volumetric arc radiotherapy to pelvis.
SABR to lung. => Stereotactic (focused) radiotherapy to lung.
SRS to one spot. => Stereotactic (focused) radiosurgery to one spot.
WBRT not given. => Whole-brain radiotherapy not given.
On ADT since May. => On androgen deprivation therapy (hormone treatment) since May.
Plan ASCT in May. => Plan autologous stem cell transplant in May.
Listed for alloSCT. => Listed for donor stem cell transplant.
CR after autologous SCT. => CR after autologous stem cell transplant.
BMT clinic in June. => Bone marrow transplant clinic in June.
BMA: blasts 3%. => Bone marrow biopsy: blasts 3%.
BM biopsy in May. => Bone marrow biopsy in May.
BM: 62% plasma cells. => Bone marrow: 62% plasma cells.
In VGPR since May. => In very good partial response since May.
PET: CMR, Deauville 2. => PET: complete metabolic response, Deauville 2.
pCR in breast. => complete response under the microscope (pCR) in breast.
Myeloma in CR. => Myeloma in complete response.
Restaging response: CR. => Restaging response: complete response.
Response: PR. => Response: partial response.
Restaging CT: PR. => Restaging CT: partial response.
Best response SD. => Best response stable disease.
Restaging CT: PD. => Restaging CT: progressive disease.
Bright red PR bleeding. => Bright red rectal bleeding.
ER 8/8, PR 5/8, HER2 1+. => Oestrogen receptor 8/8, progesterone receptor 5/8, HER2 1+.
ER/PR positive, HER2 negative. => Oestrogen receptor/progesterone receptor positive, HER2 negative.
ER 95%, PR 40%, HER2 3+. => Oestrogen receptor 95%, progesterone receptor 40%, HER2 3+.
PgR positive. => Progesterone receptor positive.
DFS is five years. => Disease-free survival is five years.
PFS 11 months. => Time without the cancer growing (progression-free survival) 11 months.
NED at two years. => No evidence of disease at two years.
CRM clear by 4 mm. => Circumferential resection margin clear by 4 mm.
LVSI not seen. => Spread into small vessels (lymphovascular space invasion) not seen.
LVI present. => Spread into small vessels (lymphovascular invasion) present.
PNI absent. => Growth along nerves (perineural invasion) absent.
EMVI negative. => Growth into veins outside the bowel wall (extramural venous invasion) negative.
Node 2 cm, no ENE. => Node 2 cm, no growth outside the lymph node (extranodal extension).
ITC in one node. => Isolated tumour cells in one node.
IHC awaited. => Immunohistochemistry (staining test) awaited.
NGS sent. => Next-generation sequencing (gene test) sent.
SOL in liver. => Space-occupying lesion in liver.
Tumour is dMMR. => Tumour is mismatch repair deficient.
Tumour is pMMR. => Tumour is mismatch repair proficient.
DCIS at margin. => Ductal carcinoma in situ at margin.
LCIS only. => Lobular carcinoma in situ only.
IDC in core biopsy. => Invasive ductal carcinoma in core biopsy.
ILC in core. => Invasive lobular carcinoma in core.
BCC on nose. => Basal cell carcinoma on nose.
NSCLC found. => Non-small cell lung cancer found.
SCLC found. => Small cell lung cancer found.
HCC in segment 6. => Hepatocellular carcinoma in segment 6.
RCC, clear cell. => Renal cell carcinoma, clear cell.
TCC of bladder. => Transitional cell carcinoma of bladder.
DLBCL confirmed. => Diffuse large B-cell lymphoma confirmed.
CLL, watched. => Chronic lymphocytic leukaemia, watched.
AML in remission. => Acute myeloid leukaemia in remission.
CML on imatinib. => Chronic myeloid leukaemia on imatinib.
MDS, low risk. => Myelodysplastic syndrome, low risk.
MGUS since 2018. => Monoclonal gammopathy of undetermined significance since 2018.
NACT then surgery. => Neoadjuvant chemotherapy (before surgery) then surgery.
Three months of neoadj chemo. => Three months of neoadjuvant (before surgery) chemotherapy.
For adj chemo. => For adjuvant (after surgery) chemotherapy.
G-CSF given. => Granulocyte colony-stimulating factor (white cell booster) given.
C3 D1 held, neut 0.7, no abx => Cycle 3, day 1 held, neutrophils 0.7, no antibiotics
C5 due on Monday. => Cycle 5 due on Monday.
PLAN C4 NEXT. => PLAN cycle 4 NEXT.
s/p R hemicolectomy, PS 1 => after right hemicolectomy, performance status 1
ECOG PS 0-1. => ECOG performance status 0-1.
KPS 80. => Karnofsky performance score 80.
USS of liver clear. => Ultrasound scan of liver clear.
CXR clear. => Chest X-ray clear.
AXR normal. => Abdominal X-ray normal.
CTPA clear. => CT scan of the lung arteries clear.
CECT in May. => CT scan with contrast in May.
TTE normal. => Echocardiogram (heart ultrasound) normal.
Echo normal. => Echocardiogram (heart ultrasound) normal.
ECG normal. => Electrocardiogram (heart tracing) normal.
LVEF 61%. => Left ventricular ejection fraction (pumping strength) 61%.
EF 50%. => Ejection fraction (pumping strength) 50%.
DEXA normal. => Bone density scan normal.
A DEXA scan is due. => A bone density scan is due.
DXA in 1 year. => Bone density scan in 1 year.
PFT booked. => Lung function tests booked.
OGD in May. => Camera test of the gullet and stomach in May.
EUS in May. => Ultrasound from inside (endoscopic ultrasound) in May.
Next MRCP in May. => Next MRI scan of the bile ducts and pancreas in May.
ERCP and stent. => Camera procedure on the bile ducts (ERCP) and stent.
FNA not needed. => Fine needle aspiration not needed.
EUA and biopsy. => Examination under anaesthetic and biopsy.
HPE awaited. => Tissue examination (histopathology) awaited.
CPEX in May. => Exercise test of heart and lungs in May.
Mammo in May. => Mammogram in May.
MMG in May. => Mammogram in May.
DRE normal. => Digital rectal examination normal.
TURBT in May. => Removal of bladder tumour through the urethra (TURBT) in May.
TURP in 2015. => Prostate operation through the urethra (TURP) in 2015.
SLNB: clear. => Sentinel lymph node biopsy: clear.
ALND planned. => Axillary lymph node dissection planned.
s/p WLE + ANC. => after wide local excision + axillary lymph node clearance.
WLE in May. => Wide local excision in May.
RPLND in May. => Removal of lymph nodes at the back of the abdomen (RPLND) in May.
TME in May. => Total mesorectal excision in May.
VATS lobectomy. => Keyhole chest surgery (VATS) lobectomy.
TAH BSO in May. => Removal of womb, tubes and ovaries (TAH BSO) in May.
CABG 2012. => Heart bypass operation 2012.
R THR in 2015. => R total hip replacement in 2015.
TKR in 2015. => Total knee replacement in 2015.
Hb 109. => Haemoglobin 109.
Transfuse for low Hb. => Transfuse for low haemoglobin.
Hgb 9.1. => Hemoglobin 9.1.
C3 D1 held, neut 0.7 => Cycle 3, day 1 held, neutrophils 0.7
Plt 98. => Platelets 98.
Low plts. => Low platelets.
Low Plt today. => Low platelets today.
WCC 8.9. => White cell count 8.9.
ANC 2,400. => Neutrophil count 2,400.
TLC 2,100. => Total white cell count 2,100.
FBC weekly. => Full blood count weekly.
CBC weekly. => Complete blood count weekly.
CBC and CMP weekly. => Complete blood count and blood chemistry panel weekly.
U&E stable. => Kidney blood tests (urea and electrolytes) stable.
LFT stable. => Liver function tests stable.
TFT due. => Thyroid function tests due.
RFT normal. => Kidney function tests normal.
KFT normal. => Kidney function tests normal.
eGFR 58. => kidney function (eGFR) 58.
EGFR 49. CREAT 138. => Kidney function (eGFR) 49. Creatinine 138.
GFR 88. => Kidney function (GFR) 88.
CrCl 58. => Creatinine clearance (kidney function) 58.
Creat 62. => Creatinine 62.
Cr 4.6 mg/dl. => Creatinine 4.6 mg/dl.
Bili 21. => Bilirubin 21.
Alb 31. => Albumin 31.
Na 128. => Sodium 128.
K 3.3, tablets. => Potassium 3.3, tablets.
Mg 0.5. => Magnesium 0.5.
CRP 40. => C-reactive protein (sign of inflammation) 40.
MSU sent. => Urine sample sent.
Urine prot 2+. => Urine protein 2+.
BMI 34. => Body mass index 34.
PN gr 2, oxaliplatin stopped. => Peripheral neuropathy (nerve damage) grade 2, oxaliplatin stopped.
CIPN in feet. => Nerve damage from chemotherapy (CIPN) in feet.
N+V for two days. => Nausea and vomiting for two days.
D&V overnight. => Diarrhoea and vomiting overnight.
Denies n/v. => Denies nausea, vomiting.
SOBOE only. => Shortness of breath on exertion only.
No SOB. => No shortness of breath.
Cough, sob on stairs. => Cough, shortness of breath on stairs.
Mild DOE. => Mild shortness of breath on exertion.
BNO since Friday. => Bowels not opened since Friday.
HFS on soles. => Hand-foot syndrome on soles.
PPE gr 2 on soles. => Hand-foot syndrome grade 2 on soles.
No GvHD. => No graft-versus-host disease.
No irAE. => No immune-related side effects.
Rash gr 1. => Rash grade 1.
G2 diarrhoea. => Grade 2 diarrhoea.
Fatigue G1. => Fatigue grade 1.
8 Gy/1#. => 8 Gy/1 fraction.
65 Gy / 30 # with cisplatin. => 65 Gy / 30 fractions with cisplatin.
RT # 16 today. => Radiotherapy fraction 16 today.
# NOF in May. => fracture neck of femur in May.
Fall, # R hip. => Fall, fracture right hip.
Hip #, pinned. => Hip fracture, pinned.
↑↑ CRP. => greatly raised C-reactive protein (sign of inflammation).
↑ALT this week. => increased ALT this week.
ALT ↑. => ALT increased.
↓↓ appetite. => greatly reduced appetite.
↓ appetite. => reduced appetite.
Neutrophils ↓. => Neutrophils reduced.
Nodes +ve. => Nodes positive.
HER2+ve breast. => HER2 positive breast.
Margins -ve. => Margins negative.
KRAS-ve. => KRAS negative.
Nodes neg. => Nodes negative.
Margin pos. => Margin positive.
HBcAb POS. => HBcAb positive.
CT for ?PE. => CT for possible PE.
Anaemia 2° to chemo. => Anaemia secondary to chemotherapy.
Low count ∴ dose held. => Low count therefore dose held.
Dose held ∵ low count. => Dose held because low count.
Cipro 500 mg PO. => Cipro 500 mg by mouth.
Enoxaparin 40 mg s/c. => Enoxaparin 40 mg under the skin.
Goserelin 3.6 mg IM. => Goserelin 3.6 mg into a muscle.
Inj denosumab monthly. => Injection denosumab monthly.
Tab aspirin 75 mg. => Tablet aspirin 75 mg.
Take 2 tabs. => Take 2 tablets.
Cap hydroxyurea 500 mg. => Capsule hydroxyurea 500 mg.
NG tube passed. => Nose-to-stomach tube passed.
CNS lymphoma => Central nervous system (brain and spinal cord) lymphoma
CNS WHO grade 4 => Central nervous system (brain and spinal cord) WHO grade 4
No CNS disease. => No central nervous system (brain and spinal cord) disease.
CNS prophylaxis given. => Central nervous system (brain and spinal cord) prophylaxis given.
CVS, RS, CNS intact. => CVS, RS, central nervous system (brain and spinal cord) intact.
Call if CNS symptoms appear. => Call if central nervous system (brain and spinal cord) symptoms appear.
FU in 3/52 with bloods. => Follow-up in 3 weeks with bloods.
RTC in June. => Return to clinic in June.
PT referral for balance. => Physiotherapy (physical therapy) referral for balance.
No PE or DVT. => No pulmonary embolism (blood clot in the lung) or deep vein thrombosis (blood clot).
PE: General: well. => Physical examination: General: well.
BM x2 today, soft. => Bowel movement x2 today, soft.
Omentum CRS 3. => Omentum chemotherapy response score 3 (how the tumour reacted to chemotherapy: 1 least, 3 most).
CRS with teclistamab. => Cytokine release syndrome (a strong reaction of the immune system) with teclistamab.
CRS and HIPEC in May. => Cytoreductive surgery (removal of all tumour that can be seen) and HIPEC in May.
DNA at his last dental clinic. => Did not attend at his last dental clinic.
2 units PRBC. => 2 units packed red blood cells.
CVC removed. => Central line removed.
PPI daily. => Acid-lowering medicine (PPI) daily.
Never on HRT. => Never on hormone replacement therapy.
NPO from midnight. => Nothing by mouth from midnight.
NBM from midnight. => Nothing by mouth from midnight.
TPN for a week. => Feeding into a vein for a week.
Biopsy under GA. => Biopsy under general anaesthetic.
Excised under LA. => Excised under local anaesthetic.
"""
LOOK_ALIKES = """
3/12 nodes positive
Nodes 3/12 positive.
2 of 7 nodes, 5/7 cores involved
Lymph nodes 0/7, margins clear.
Cores 4/12 positive on the right.
Seen on 3/12/2024 and again on 5/7/2024.
3/12/2024
12/12/24 scan reported.
Appointment on 3/12 at ten.
Clinic booked for 5/7.
Scheduled for 3/12 with the surgeon.
Admitted 5/7 with fever.
Surgery 6/12 went well.
Vision 6/12 in both eyes.
Optician confirms 6/12 both.
Score 9/12 on the card.
7/52 patients relapsed
Blasts 3/52 counted.
Born 6/52 in Pune.
Transfusion dependent since 2/12
On call 3-6/12 this year.
Return 11/12 with me.
Open 24/7 for advice.
PS I forgot to mention the scan.
P.S. 1 more thing.
PS 2 mg was a misprint.
Pressure support: PS 2 cm H2O.
G2 tumour
Adenocarcinoma, G2.
G3 ductal carcinoma
G2P1, both born at term.
L3 vertebra
Deposits at L3 and T9.
L4/5 disc
R0 resection
R1 margin
T2 N1 M0
TX N0 M0
Tx N0 M0
pTx N1
cT2a N2 M1c
C5 vertebra collapsed.
C3 and C4 lesions on the spine scan.
C5-6 disc bulge
Complement C3 low.
Collapse of C7/D1.
D1 and D12 vertebrae
CA-125 rose to 41.
CA 19-9 pending
CA 15.3 normal
Ca up again.
Los Angeles, CA 90012
PD-L1 60%
Anti-PD-1 given.
PD catheter in place.
CT: PD dilated to 6 mm.
Peritoneal dialysis (PD) since May.
ER tonight if worse.
Went to the ER in the night.
PR tomorrow if no stool.
PR interval 160 ms
CR 1.2 today.
Rise in CR noted.
The mean was 5, SD 2.
Mean 4.2 ± SD 1.1 on the scan.
MS since 2010.
MS Contin 15 mg given.
Mild MS on penicillin.
RA since 2012, on methotrexate.
RA dilated slightly.
MI proven by PCR.
PE in June.
No PE seen.
BM 12.3 before lunch.
DNA not detected.
Tumour DNA input: 180 ng.
HBV DNA undetectable
ctDNA clinic sample: DNA found.
Metoclopramide 5 mg AC
AC x4 planned.
OD with paracetamol in 2015.
Latanoprost 1 drop OD
Vision OD 6/9.
BD stones removed.
Bile duct (BD) wide.
IDC in situ, draining clear urine.
IDC removed on day 2, voiding.
SLEEP POOR ON DEXA DAYS.
Dexamethasone (DEXA) 20 mg weekly.
Oncotype DX score 12
Trastuzumab deruxtecan (T-DXd)
KRAS WT
RAS wt tumour
BRAF V600E
EGFR 19 deletion
EGFR exon 20 insertion
NRAS, KIT and MET
HER2 3+
FLT3-ITD and NPM1
Pt-resistant ovarian cancer
1 pt of blood lost.
12 pt font
Dr R Hand saw her.
Mrs L Foot rang.
Drained 2 L pleural fluid.
2 L chest drain output
Vitamin K 3.3 low?
L spine pain
ALL in remission
Give it ALL to him.
MM in 2020
SCC of the skin
AP film, PA film
CRT 2 secs, warm.
CRT <2 s
LA appendage closed.
#1 03-Nov, caller: patient
# Plan
List item #3
Carbo #2 given.
aml#spine
POST 3# OF IT
Is it good?Yes.
Why? No idea.
Allo tx: not for, age.
Platelets: tx if under 10.
Renal tx 2012
Care of: c/o Mrs Smith
c/o Dr Jones, Ward 3
r/o sutures on day 10
Baseline b/l value 1.2
w/c user
hep c screen
Vitamin c daily
10 w pregnant
Take 5 mg or 10 mg.
Give with food in the morning.
Path back to work.
On the path to recovery.
Temp stoma formed.
Regular (reg) pulse, HR noted.
Pros and cons explained.
She began to sob.
They met in May.
Exercise 4 METs.
A bid for time
No team TTA-like sheet
T2 gradient echo images
Left breast, right lung, upper lobe.
Ms Reg Holt
RIF resistance on the TB test
Cannabis oil, CBD.
Oil with CBD helped.
RUL power 5/5
LLL tone normal.
Renal AML, fat-rich.
Steady on 2.5 mg, half a tablet.
Neoadjuvant treatment was given before surgery.
Grade 2 tumour of the left breast.
The nodes are clear on 12 May.
KRAS Q61H found
NRAS Q61K
Immuno negative with S100.
Blocks A1, B1, C1, D1, D2.
Blocks C4 C5 D1 D2
Barium 2.1% w/v
TOTAL 3/7 INCLUDING SENTINEL LYMPH NODE
Case discussed at our CNS MDT.
Contact us about CNS matters.
CRS 2 noted.
No CRS, infusion reaction only.
PE 2019, well since.
Ask PT in two weeks.
PT 13.2 s, INR 1.1, PT/INR referral lab.
FU dose unchanged.
5-FU in 46 hours.
FU with leucovorin.
RTC trial closed.
BM 6.1 mmol daily.
Frattura della coscia dx con osteosintesi
Block G16-CRP
CEA down after surgery, ANC awaited.
"""
PAIRS = [line.split(" => ") for line in SPELLED.strip().splitlines()]
LEFT = LOOK_ALIKES.strip().splitlines()
PLAIN = """the patient was seen with her husband and is well after surgery for cancer of the left breast no pain
fever cough or weight loss next scan 12 May 2024 blood count normal dose 50 mg 2.5 cm 3 of 14 nodes grade 2 T2 N1 M0
stage II HER2 BRCA1 EGFR tamoxifen FOLFOX pembrolizumab carboplatin MRI CT PET-CT GP TNM PSA 4.1 ng/mL on 03/04/2024"""


@pytest.mark.parametrize(("line", "full"), PAIRS)
def test_shorthand_is_put_in_full_words(line: str, full: str) -> None:
    assert spelled_out(line) == full


@pytest.mark.parametrize("line", LEFT)
def test_what_is_no_shorthand_or_has_another_meaning_is_left(line: str) -> None:
    assert spelled_out(line) is None


@pytest.mark.parametrize(
    ("line", "full"),
    [
        ("f/u 3/12 with labs", "follow-up 3/12 with labs"),
        ("Seen 3/12/2024, s/p chemo", "Seen 3/12/2024, after chemotherapy"),
        ("L3 # on MRI, s/p RT to spine", "L3 # on MRI, after radiotherapy to spine"),
        ("CNS referral made, CR after chemo", "CNS referral made, CR after chemotherapy"),
        ("Wt 71 kg, CA-125 41, T2 N1", "Weight 71 kg, CA-125 41, T2 N1"),
        ("No liver mets, no bone mets.", "No liver metastases (spread), no bone metastases."),
        ("Peripheral neuropathy (CIPN), gr 2", "Peripheral neuropathy (CIPN), grade 2"),
        ("Reg: HR 72 reg, BP 120/80", "Reg: heart rate 72 reg, blood pressure 120/80"),
    ],
)
def test_one_part_of_a_line_is_spelled_out_and_another_left(line: str, full: str) -> None:
    assert spelled_out(line) == full


def test_each_row_of_the_table_is_met_by_a_line_here() -> None:
    rows = [row for row in read_table(RULES / "shorthand.tsv", "written", "spelled") if row["written"][0] != "{"]
    met = {found.row for line, _ in PAIRS for found in shorthand_in(line)}
    assert len(met) == len(rows) == len({(row["written"], row["spelled"], row["needs"]) for row in rows})


@pytest.mark.parametrize(("line", "full"), PAIRS)
def test_numbers_stay_in_their_order(line: str, full: str) -> None:
    """But for those of the shorthand itself: the 12 under the stroke of months, and ``SpO2``."""
    of_shorthand = r"/(?:7|52|12)(?!\d)|\bq ?1(?=w|/)|2°|(?<=O)2|(?<=FY)1"
    numbers = re.findall(r"\d+(?:\.\d+)?", re.sub(of_shorthand, "", line))
    told = iter(re.findall(r"\d+(?:\.\d+)?", full))
    assert all(one in told for one in numbers)


@given(st.lists(st.sampled_from(PLAIN.split()), max_size=60))
def test_text_without_shorthand_gives_none(words: list[str]) -> None:
    assert spelled_out(" ".join(words)) is None


@given(st.lists(st.sampled_from([line for line, _ in PAIRS] + LEFT), max_size=6))
def test_what_is_not_spelled_out_stays_as_it_is(lines: list[str]) -> None:
    text = " ".join(lines)
    told = spelled_out(text) or text
    done = at = 0
    for found in shorthand_in(text):
        between = text[done : found.start]
        at = told.index(between, at) + len(between)
        done = found.end
    assert told[at:].endswith(text[done:])


@pytest.mark.parametrize(
    "said",
    [("a",), ("3/12", "c", "bloods"), ("#",), ("CR", "PR", "SD"), ("c/o pain R leg, f/u 6/52.",), ("1",), ("",)],
    ids=lambda said: " ".join(said)[:12],
)
def test_a_line_of_20_000_characters_is_read_in_proportion_to_its_length(said: tuple[str, ...]) -> None:
    line = " ".join(islice(cycle(said), 20_000))
    spelled_out(line[:100])
    assert in_proportion(lambda length: spelled_out(line[:length]), 10_000, 3.2)


def test_a_quoted_line_is_followed_by_its_full_words_under_the_same_citation() -> None:
    quoted = line_of("f/u 6/52\nc bloods").sentence()
    full = "In full words: “follow-up 6 weeks with bloods”"
    assert quoted.text == f"Page 1 of your record says: “f/u 6/52 c bloods” {full}"
    assert quoted.citations == ("record:0000000000000000#p1:0-17",)


def test_a_line_without_shorthand_is_quoted_alone() -> None:
    assert line_of("She is well.").sentence().text == "Page 1 of your record says: “She is well.”"


def test_a_line_of_a_page_in_another_language_is_quoted_alone() -> None:
    """``Dx`` is right there, and no diagnosis."""
    said = "Dx: il dolore della gamba e del piede con la febbre. " * 4
    assert "In full words" not in line_of(said).sentence().text


def line_of(text: str) -> Line:
    page = Page(document="0" * 16, number=1, width=1, height=1, method=Method.STRUCTURED, quality=1, text=text)
    return Line(page, 0, len(text))


@pytest.mark.parametrize("line", ["She had chemo.", "temp 38.2 at home", "physio to see him"])
def test_a_word_that_everyone_reads_is_not_told_twice(line: str) -> None:
    assert spelled_out(line)
    assert in_full_words(line) is None


def test_what_not_everyone_reads_brings_the_rest_with_it() -> None:
    assert in_full_words("c/o pain after chemo") == "In full words: “complains of pain after chemotherapy”"


def test_of_a_long_line_the_few_words_are_told_by_themselves() -> None:
    line = "Continue amlodipine and letrozole as before, metformin 1 g bd with food, and see the dietitian in OPD."
    assert in_full_words(line) == "In full words, “bd” is twice a day; “OPD” is outpatient clinic."
