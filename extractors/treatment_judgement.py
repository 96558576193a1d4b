"""What the words around a name decide: given, planned, declined or only talked of.

The cue nearest to the name governs (data/rules/treatment_cues.tsv). Where there is none, the rest of the sentence, the
section, a date or a pathology specimen may decide; else nothing does and the mention is bare.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from core.records import Assertion, DocumentType
from extractors.cancer_terms import Site, find_site, find_terms
from extractors.notes import Note
from extractors.rules import read_table
from extractors.sentences import blank_stops
from extractors.treatment_asides import AHEAD, is_an_aside, is_in_a_title
from extractors.treatment_associations import is_only_associated
from extractors.treatment_changes import find_left_out
from extractors.treatment_dates import AT_ONCE, claimed_dates, is_put_off
from extractors.treatment_details import (
    GIVEN,
    TAKEN_UP,
    Cue,
    find_cues,
    find_earlier_harm,
    find_last_hold,
    find_pause,
    is_blamed,
    own_end,
)
from extractors.treatment_mentions import SYSTEMIC, Stretch
from extractors.treatment_names import CLASSES, Name
from extractors.treatment_replies import CHANGED_MIND, find_reply
from extractors.treatment_turns import REASON

TREATMENT_SECTIONS = ("treatment", "medications", "diagnosis", "past_history", "clinical_history", "situation")
SILENT_SECTIONS = ("allergies", "reference", "variants_of_unknown_significance", "clinical_trials", "biomarkers")
"""Where a name is no treatment unless the words say that it was given."""
HEADINGS = ("radiotherapy", "chemoradiotherapy")
NOT_YET_DONE = re.compile(
    r"(?:commencing|starting|initiat(?:ing|ion)|switching|moving|transition\w*|chang(?:e|ing)|complet(?:ion|ing)|end of"
    r"|(?:after|following|post|since)(?! (?:his|her|recent|previous|initial|prior|primary|the recent))"
    r"|discontinuing|stopping|continuing|receiving|(?:initial )?(?:treatment|therapy) with|response to|having|adding"
    r"|introducing|maintenance|ongoing)\b",
    re.I,
)
"""Forms without a time of their own: "we recommend starting", "would operate after": the verb before them decides."""
CARRIED_ON = re.compile(
    r"(?:requiring|needing|necessitating|commencing|starting|initiating|switching|transition\w*|changing|moving|adding)\b",
    re.I,
)
"""Forms that are as sure as the verb before the last treatment: "recommended stopping X and transitioning to Y"."""
OPTIONS = re.compile(
    r"\b(?:options?|choices|alternatives|possibilities)\b[^.:;]{0,40}(?::|\bare\b|\binclude\w*)"
    r"(?:(?!(?<!\d)\.\s+(?-i:[A-Z])|\n\s*\n).){0,300}$",
    re.I | re.S,
)
"""The head of a list of options and those before a name; also where "(b)" begins a line of its own."""
ITEM = r"[ \t]*(?:\(?(?:[a-e]|[1-5]|i{1,3})[).]|[-*•–])"
LISTED_OPTIONS = re.compile(
    r"\b(?:(?:options?|choices|alternatives|possibilities)\b[^.:;\n]{0,60}|we (?:spoke|talked) (?:of|about|through)"
    r"|the following were (?:canvassed|considered|raised|weighed)"
    r"|put forward (?:two|three|four|several|these)):[ \t]*\n"
    rf"(?:(?:{ITEM}|[ \t]{{3,}})[^\n]*\n)*{ITEM}[^\n.]{{0,60}}$",
    re.I,
)
"""The same where each option is an entry of its own, with what is said of it."""
ACCEPTED = re.compile(
    r"[^.\n]{0,80}\b(?:accepted|agreed (?:on|upon|to)|chosen"
    r"|started|commenced|first (?:tablets?|dose|cycle) (?:on|given))\b",
    re.I,
)
"""What an option's own line says where it is the one that was taken."""
SETTLED = re.compile(
    r"\b(?:so|therefore|hence|thus|finally|eventually|we have|we've|we’ve)\W+(?:(?:we|he|she|they|have|has|had|then) )"
    r"{0,3}(?:agreed|decided|settled|chosen|chose|opted)\b[^.;:?]*$",
    re.I,
)
"""What chose among the options: "not funded, so we agreed capecitabine"."""
TO_BEGIN = re.compile(r"(?:switch|change|start|commence|add)\b", re.I)
BEFORE_IT = re.compile(r"\b(?:before|prior to|ahead of)\b[^,.;]{0,30}$", re.I)
ON_HOLD = re.compile(r"\bon hold\b|\b(?:held|withheld|paused|suspended|omitted|left out)\b", re.I)
HELD = re.compile(rf"(?:{ON_HOLD.pattern}|\bhold(?:ing)?\b)\W{{0,4}}$", re.I)
CHANGED = re.compile(
    r"\W*(?:(?:and|then|later|subsequently|was) )*(?:changed|switched|replaced|followed|stopped)\b", re.I
)
"""What follows the last word on a treatment that does not go on: "goserelin since 2019, changed to"."""
THEN, SINCE = re.compile(r"\W*(?:and )?then\b", re.I), re.compile(r"\bsince\b", re.I)
FORMERLY = re.compile(r"\b(?:previously|formerly)\s*$", re.I)
COUNTED_FROM = re.compile(rf"(?:(?:days?|weeks?|months?|years?)\s+)?(?:{NOT_YET_DONE.pattern})", re.I)
DISCUSSED = re.compile(r"\bdiscuss", re.I)
PLANNED = re.compile(
    r"\b(?:plan|will|arrang|refer|book|schedul|start|commenc|await|agree|recommend|proceed|advis|decid|trial|consent)",
    re.I,
)
PLAN_REACHES = 120
LITERATURE = re.compile(
    r"\bet al\b|\(refs?\b|\bpatients (?:with|who|whose|receiving|treated|should)\b|\bstudies\b|\boverall survival\b"
    r"|\bprolonged\W+survival\b|\bFDA\b|\bN Engl J\b|\bJ Clin Oncol\b|\bclinical trials? (?:have|has|show)"
    r"|\b(?:assays?|tests?) (?:can|may) be used\b|\b(?:are|been) reported to (?:be|correlate|have)\b"
    r"|\b(?:modulators?|inhibitors?|agents?|antagonists?|blockers?)\W+such as\b"
    r"|\b(?:predicts?|confers?|associated with|indicat\w+)(?: an?| the)?(?: \w+)?"
    r" (?:resistance|sensitivity|response|responsiveness|benefit|radio\w+)(?: of(?: \w+){1,4})? (?:to|from)\b"
    r"|\bprobability of\W+response\b|\bapproved labels?\b"
    r"|\bprescribing information\b|\b(?:is|are) (?:FDA[- ])?approved\b",
    re.I,
)
CITED_BEFORE = re.compile(r"\bet\.? al[.,]*\s*$", re.I)
"""What stands before the title of a paper."""
SPECIMEN = re.compile(
    r"\b(?:gross (?:description|examination)|received (?:fresh|in formalin)|macroscop\w+"
    r"|received in\W+(?:an?|the)\W+(?:\w+\W+){0,3}?container|specimens? (?:received|submitted|labell?ed))"
    r"|[\"'],?\s*(?:fresh|in formalin)\b",
    re.I,
)
"""A pathology report names the operation its specimen came from."""
TITLE_BEFORE = re.compile(
    r"(?<!planned )(?<!proposed )(?<!intended )(?<!scheduled )(?<!requested )"
    r"\b(?:operations?|(?:operative |surgical )?procedures?|specimen type|type of (?:specimen|operation|surgery)"
    r"|lymph node sampling)(?: performed)?\s*:[^:]{0,150}$",
    re.I,
)
TITLE_AFTER = re.compile(
    r"(?:[\w\s,;/&'\"()-]|\.\s?(?=(?-i:[a-z]|[A-Z\s,-]*[:-]))){0,80}?(?:\s?:|[\s)]?[-–]{1,2}\s?(?:\.|\n|$))"
    r"|\s+(?:specimen|preparation)\b",
    re.I,
)
"""On a pathology report: ``Operation: right hepatectomy``, ``THYROID, LEFT, LOBECTOMY (19 GRAMS) -.``"""
HEADED_BEFORE = re.compile(
    r"(?:^|[.:;\n]|\s-)\s*([A-Z][^.:;\n]{2,80})(?:,\s*(?:[\w-]+\s+){0,3}|\s\(\s?(?:[\w-]+\s+){0,2}|\.\s+(?:[a-z]+\s+){0,2})$"
)
REGION = re.compile(r"\b(?:axill(?:a|ary)|groin|inguinal|neck|pelvi[cs]|mediastin\w+|retroperiton\w+)\b", re.I)
"""Where nodes are taken out, which is no organ: ``LEFT AXILLA, SENTINEL NODE BIOPSY: …``."""
HEADS_AFTER = re.compile(
    r"(?:\s+(?:no\.|number|#)\s?\d{1,2})?(?:\s*\([^()]{0,40}\))?[\"']?\s*(?:\)?\s?:|\.?\s?[-–]{1,2}[.\s]|\.\s\.\s"
    r"|\.\s+(?:1[.)]|A\.)\s+(?=[A-Z]))",
    re.I,
)
"""The heading of a specimen, whatever its findings deny or doubt: ``UTERUS, RADICAL HYSTERECTOMY. - NO CARCINOMA``."""
DIAGNOSIS_AFTER = re.compile(
    r"\s*\)?\.?\s+(?!(?:The|This|That|She|He|We|It|Her|His|Mrs?|Ms|Dr|Patient|There|On|In|At|Then|After|Plan)\b)"
    r"(?=[A-Z][\w-]+\s)|\s+and[\s.]+[a-z]+(?:ectomy|section)\s+(?=[A-Z][\w-]+\s)"
)
"""What a scan has left of the colon behind a specimen's heading: ``Gallbladder, cholecystectomy Chronic …``."""
OPERATION_WORDS = (
    r"(?:and|with|total|subtotal|partial|radical|modified|extended|simple|left|right|bilateral|upper|lower|segmental|neck"
    r"|[\w-]*\w(?:ectomy|dissection|resection|excision))"
)
TITLE_ALONE = re.compile(
    rf"(?:(?:^|[.:;\n])\s*(?:\(?[A-Z]\)[\s.]*)?|(?<=\d)[.)-]{{1,2}}\s*)(?:{OPERATION_WORDS}[\s,.&-]+){{0,8}}$", re.I
)
ALONE_AFTER = re.compile(rf"(?:[\s,.&-]+{OPERATION_WORDS})*\s*[:;]\s+(?=[A-Z])", re.I)
"""A heading that names operations and no organ: ``(A) RIGHT NECK DISSECTION: METASTATIC CARCINOMA``."""
MATERIAL_BEFORE = re.compile(r"\bproducts? of (?:an? |the )?(?:[\w-]+ ){0,2}$", re.I)
MATERIAL_AFTER = re.compile(r"\s+(?:preparation|specimen)s?\b", re.I)
"""What lies before the examiner was taken out: ``hemicolectomy preparation``, ``product of gastrectomy``."""
COUNTS_AFTER = re.compile(r"\s*:\s*(?:[\w,-]+\s+){0,6}\(?\d{1,2}\s?/\s?\d{1,3}\b(?!\s?/)")
"""What a dissection found tells that it was done: ``Lymph node dissection: right 0/12, left 0/6``."""
NODE_LEVELS = re.compile(r"levels?\s+(?:[IV]{1,3}|\d)", re.I)
"""How far nodes were taken out; else a level is that of a medicine in the blood."""
AFTER_CYCLES = re.compile(
    r"\bafter\s(?:\w+\s)?(?:\d{1,2}|one|two|three|four|five|six|seven|eight)\s(?:\w+\s)?(?:cycles|courses|doses)"
    r"(?:\sof)?(?:\s(?:neo-?adjuvant|induction|pre-?operative|weekly))?\s$",
    re.I,
)
"""What came before an operation that was done: "resected in May after 3 cycles of FLOT"."""
DATED_ILLNESS = re.compile(
    r"\b(?:cancer|carcinoma|ca|tumou?r|leuk[a-z]+|[a-z]{3,}oma)\b\W+(?:[a-z]+\W+){0,2}(?:\d{1,2}/)?(?:19|20)\d\d\s?\(\s?$",
    re.I,
)
"""What brackets behind an illness and its year hold was done for it: "breast cancer 2011 (mastectomy, tamoxifen)"."""
PLAN_HEAD = re.compile(
    r"\b(?:intended|planned|proposed|suggested|recommended|anticipated)(?:\s[a-z]+){0,3}:[^.:;\n]*$", re.I
)
UNSURE = re.compile(r"\b(?:possibl[ey]|probabl[ey]|poss|vs|versus)\b[^,:;.]{0,25}$|\?\s?$", re.I)
"""Words before a name that leave it open, whatever the list or form that it stands in."""
ANSWER = re.compile(
    r"\s*\)?\s*(?:status\s*:?|(?:therapy|treatment|effect)?\s*(?:\?\s*:|[:?]))\s*"
    r"(?:(?P<no>absent|none|nil|no|not (?:given|done|performed|applicable))"
    r"|unknown|unanswered|not (?:known|answered|specified|stated|available|provided|recorded|documented)|n/?a)"
    r"(?=\s*(?:[.;,)\n]|\d{1,2}\)|$))",
    re.I,
)
"""A line of a form: ``Post-chemoembolization status: absent``, ``Previous treatment (TACE or RFA): no``."""
BLOCK_BEFORE = re.compile(r"(?<![A-Za-z\d])\d{1,2}[A-Z](?:\s?[-–]\s?\d{0,2}[A-Z])?[.:]\s*$")
"""The label of the blocks that hold what an operation took out: ``1H-J. Lymph node dissection``."""
FORM_LABEL = re.compile(r"\s*:\s*(?:total\s+)?number of\b", re.I)
"""What follows a name that only heads the lines of a form: ``Lymph node dissection: Number of nodes examined: 1``."""
OPENED_FOR = re.compile(r"\b\w+(?:otomy|oscopy)\s+for\s+(?:[\w-]+\s+){0,3}$", re.I)
"""What stands before the purpose that an operation had: ``left craniotomy for tumor resection``."""
CHANGE = re.compile(
    r"\s*(?:(?:related|induced)\s+)?(?:changes?|effects?)\s*:"
    r"(?!\s*(?:present|yes|identified|seen|marked|minimal|mild|moderate|partial|complete|extensive|positive|grade)\b)",
    re.I,
)
"""A label that nobody filled in, or a change that is not there: ``Post hormonal therapy change:``."""
FORM = re.compile(
    r"\b(?:synoptic|synopsis|checklist|protocol|template|case summary|primary)\b[^.:;\n]{0,60}"
    r"\b(?:tumou?rs|carcinomas|cancers|neoplasms|malignanc(?:y|ies))\s*:[^.:;\n]{0,40}$"
    r"|\b(?:tumou?r|carcinoma|cancer|neoplasm)[\s.]+(?:template|checklist)\s*:[^.:;\n]{0,40}$",
    re.I,
)
ALTERNATIVE = re.compile(r"\bor\b", re.I)
IMPERATIVE = re.compile(r"[.;] (?:Switch|Change|Swap|Start|Commence)\b")
"""How a sentence begins that tells what is to be done: "Switch to FOLFIRI"; not "12 May  Start FOLFIRI"."""
LEFT, OUT = re.compile(r"\b(?:left|leav(?:e|ing))\s+(?:the\s+)?$", re.I), re.compile(r"\s+out\b(?!\s+of\b)", re.I)
"""Around what is not given: "we left bevacizumab out"."""
ONLY_IF = re.compile(r"[^.;\n]{0,30}\bonly if\b", re.I)
"""Behind what hangs on something, though it has a day: "temozolomide from mid July only if"."""
RESERVED = re.compile(r"\)?:?(?: (?!and\b|but\b)[\w-]+){0,4} in (?:reserve|hand)\b", re.I)
APPOINTMENT = re.compile(
    r"\s(?:planning|referral|assessment|consent|evaluation|consult(?:ation|s)?|education|teaching)", re.I
)
"""What a treatment's name may only qualify: "after radiotherapy assessment"."""
AWAITED = re.compile(
    r"\b(?:until|till|once|as soon as)\W+(?:(?:the|her|his|their|your|all|any|dose|of)\W+){0,3}$", re.I
)
AWAITED_FOR = re.compile(r"\s+(?:is|are|can be|becomes?|reaches)\b", re.I)
"""Around a treatment that has yet to come so far: "ibrutinib continues until venetoclax is at 100 mg"."""
CONDITION = re.compile(
    r"\W{0,3}(?:(?:but|and|only) )*(?:if|unless|provided|should)\b[\w ]*"
    r"|(?: (?:today|now|first|straight away|at once))? would\b[\w ]*",
    re.I,
)
IN_ITS_ARM = re.compile(
    r"\s(?:treatment )?arm,? (?:and|which|who|where) (?:he |she |it )?(?:has |was |then |since )*"
    r"(?:commenced|started|began|begun|received|completed)(?: (?:treatment|it|therapy|trial treatment))?",
    re.I,
)
"""Behind what somebody was randomised to: "the durvalumab arm and commenced treatment on 15/1/24"."""
HEADING_REACHES = 800
OF_A_PLAN = re.compile(
    r"^\W*(?:[\w-]+\s){0,3}(?:recommendations?|plans?|proposals?|next steps|actions"
    r"|(?:MD[TM]|board|meeting) (?:outcomes?|decisions?))\W*$",
    re.I,
)
NUMBERED_CYCLE = re.compile(r"(?:^|[^-\d])\b(?:cycle|C) ?\d+ (?:of )?$", re.I)
"""What alone is completed in "cycle 4 FOLFIRI completed"."""
THE_CYCLE = re.compile(r"\s*(?:the |her |his |their )?(?:\w+ )?(?:cycle|C)\s?\d{1,2}\b(?!\s?(?:of|/|[-–])\s?\d)", re.I)
"""Behind "completed", of a treatment that goes on: "ABVD, completed cycle 2 on 28/05/26"."""
A_CYCLE_IS = re.compile(
    r"(?<![-–] )(?<![-–])\b(?:cycle|C) ?(?P<number>\d{1,2})(?:\s?(?:of|/)\s?(?P<all>\d{1,2}))?"
    r"(?:\s(?!and\b)[A-Za-z]+){0,3}[\s,:]+(?:was |is |now )?$",
    re.I,
)
"""Before "completed", behind a name: "FOLFOX cycle 2 completed"; the last of all ends the course."""
CUT_SHORT = re.compile(r"\W{0,2}(?:was |were )?(?:omitted|left out)\b", re.I)
"""Behind a medicine of a treatment that was given: "FOLFOX cycle 7 on 4 May, oxaliplatin omitted"."""
A_CYCLE = re.compile(r"\b(?:cycle|C) ?\d", re.I)
ROW_OF_A_TABLE = re.compile(r"[ \t]*\|")
GREW_BACK = re.compile(r"(?:progress|relaps|recurr|fail)", re.I)
"""What ends a medicine but no radiation: "progression despite radiotherapy"."""
CAME_TO = re.compile(r"\b(?:outcome|decision|conclusion|consensus|advice|proposal|opinion|view)s?\s*:", re.I)
ROW_OF_A_DAY = re.compile(
    r"[ \t•*–-]*(?:(?:\d{1,2}|[A-Z][a-z]{2,8})[ /.-]){0,2}(?:19|20)?\d\d(?:[ \t]{2,}|[ \t]*[:|–-][ \t]*|[ \t](?=[A-Z]))"
)
DENIAL = re.compile(r"\b(?:no|not|never|without|denie[sd]|declined|refused|negative)\b|n['’]t\b", re.I)
BOARD_REACHES = 400
TITLE_OF_ITS_LINE = re.compile(
    r"^[ \t]*(?:\d{1,2}[.)]?[ \t]+)?(?P<title>[A-Z][A-Z &/-]{3,40}|[A-Z][a-z]{3,15}(?: [a-z]+)?):?[ \t]*$", re.M
)
OUTCOME = re.compile(r"(?:outcomes?|decisions?|discussion|recommendations?|conclusions?|proposals?)", re.I)
WEIGHED = "discussion"
"""A section of a board's page that plans nothing yet, nor tells what was given."""
TOP_OF_PAGE, OUTCOME_REACHES = 250, 1500
TO_GO_ON = re.compile(r"to continue (?:for|until|to)\b", re.I)
"""What a board that proposes a treatment says of its length."""
BOARDS = r"(?:MD[TM]|(?:tumou?r|cancer) (?:board|conference)|multi-?disciplinary (?:team|meeting|conference))"
BOARD = re.compile(rf"\b{BOARDS}\b", re.I)
TREATMENT_WITH = re.compile(r"(?:initial )?(?:treatment|therapy) with", re.I)
"""What in the entry of a board is no treatment that was given."""
ENTRY_OF_A_BOARD = re.compile(rf"[^\n]{{0,24}}?\d\W+{BOARDS}\b[^\n:.]{{0,30}}[:.]", re.I)
"""How a dated line begins that tells what a board came to: "12 Jun 2026  MDM: SRS, then nivolumab alone"."""
BOARD_OF_A_DAY = re.compile(
    r"(?:(?:Discuss\w+|Reviewed|Outcome|Decision|Recommendation|Consensus)s? (?:at|in|of|from|by) (?:the )?)?"
    rf"(?:[\w-]{{4,14}} )?{BOARDS}\b[^\n:;]{{0,30}}?\d{{1,4}}:\s",
    re.I,
)
"""How a sentence begins that does so: "Tumour conference 08.05.2023: topotecan"."""
FOUND = re.compile(
    r"\by?pT\d|\bR[01]\b|\d\s?/\s?\d+ (?:lymph )?nodes|\bmargins?\b|\b(?:stable|ongoing|remains)\b", re.I
)
"""What a sentence holds that tells of an operation behind it."""
IF_FIRST = re.compile(r"\W*(?:if|unless|provided|should (?:s?he|they|there|this|the \w+))\b", re.I)
"""How a sentence begins whose plan hangs on something."""
CALLED_PLANNED = re.compile(r"\b(?:planned|scheduled|booked)\b", re.I)
QUALIFIED = re.compile(
    r"\b(?:prior|previous(?:ly)?|past|earlier|further|additional|more|other|another|subsequent|repeat"
    r"|(?:short|long)[- ]course|hypofractionated|immediate|urgent|upfront"
    r"|(?:second|third|fourth)[- ]line|any other|re-?challenge with|extra"
    r"|(?:last|final|remaining) (?:cycles?|doses?) of|full[- ]dose|high[- ]dose)\b[^.;,:]{0,30}$",
    re.I,
)
FURTHER = re.compile(r"\b(?:further|more)\s+$", re.I)
QUALIFIER_REACHES = 40
FOR_A_TIME = re.compile(
    r"\s(?:since|until|till|for (?:the )?(?:past|last|\d|at least)|today|this (?:week|cycle|month)"
    r"|yet|before|prior to|(?:with)?in the (?:past|last)|during|on this admission|beyond|to the)\b",
    re.I,
)
"""Words that make a denial true of a part, or of a time, alone."""
NUMBERED_AFTER = re.compile(r"\s?(?:#|\(?(?:C|cycle |dose ))\d", re.I)
"""The cycle that was not given: "pembrolizumab #5 not given"."""
VERSUS = re.compile(r"\W{1,3}(?:vs|versus|or (?:matching )?placebo)\b", re.I)
NEGATION = re.compile(r"(?:no|without)(?: \w+)?", re.I)
"""Negations of the next thing only: "no involvement in the sentinel node biopsy"."""
DECIDED = {
    **dict.fromkeys(GIVEN, Assertion.PRESENT),
    "absent": Assertion.ABSENT,
    "declined": Assertion.ABSENT,
    "planned": Assertion.PLANNED,
    "hypothetical": Assertion.HYPOTHETICAL,
}
CLAUSE_BETWEEN = re.compile(r";\s|(?<=\d)\s+and\s")
"""Between what was given and another name: "cycle 3 and rituximab will be resumed"."""
LABEL = re.compile(r"[ \t]*[A-Z][\w /-]{2,40}:")
OF_ALLERGIES = re.compile(r"allerg|intoleran|reaction|sensitiv", re.I)
BEGUN = re.compile(
    r"\s*(?:(?:was |were )?(?:offered|proposed|recommended|advised)\s*)?,?\s*(?:which|and) (?:(?:he|she|they|it) )?"
    r"(?:(?:was|has been|have been|has|had|then|subsequently|duly) )*"
    r"(?:(?P<started>began|begun|started|commenced)|received|given|completed|tolerated)\b",
    re.I,
)
"""What tells that a proposal was carried out: "was recommended nivolumab, which he began in May"."""
FEARED = re.compile(
    r"(?:reluctan|hesita|reservation|misgiving|doubt|anxious|nervous|worried|apprehensive|unsure|uncertain|concern|fear)\w*\s",
    re.I,
)
"""Words of what a patient thinks of a treatment, which may be given all the same: "nervous but completed it"."""
ALREADY = re.compile(
    r"(?:started|commenced|stopped|discontinued|restarted|resumed|increased|reduced|completed|finished)\s+"
    r"(?:today|yesterday|this (?:week|morning)|in clinic|at (?:this|today['’]s) visit|(?:on\s|in\s)?\d)"
    r"|(?:ongoing|to continue|continu)",
    re.I,
)
"""What outweighs the heading of a plan: "Plan: bicalutamide started today"."""
CORRECTED = re.compile(r"\W{1,6}(?:correction(?! (?:of|for|to)\b)|scratch that|strike that|I mean|sorry)\b", re.I)
"""Behind a word that a dictation takes back: "on darolutamide ... correction, on olaparib"."""
SCANNED = re.compile(r"[ -](?:scans?|scintigra\w+|imaging|uptake|PET)\b", re.I)
"""What makes of the name of a medicine that of a test: "previous octreotide scan"."""
DOSE_FOLLOWS = re.compile(r"\s\d+(?:\.\d+)?\s?(?:mg|mcg|g|MU)\b|\sAUC", re.I)
COUNTED = re.compile(r"\d")
ASKED = re.compile(r"\?(?!\s*:?\s*(?:yes|y|no|n|none|not)\b)", re.I)
ANOTHER_GIVEN = re.compile(
    r"(?!(?:The|This|That|These|Those|His|Her|She|He|It|We|I|They|Treatment|Therapy|Chemotherapy|Radiotherapy)\b)"
    r"[A-Z][a-z]+ (?:was|were|has been|had been) (?:given|administered|started|commenced|received|delivered)\b"
)
"""A treatment that no vocabulary lists, of which "the final cycle" of its sentence then is."""
BRITTLE_BONES = re.compile(
    r"\bosteop(?:orosis|enia|orotic|enic)\b|\bbone (?:mineral )?density\b|\bDE?XA\b|\bfragility\b|\bbone loss\b"
    r"|\bPaget|\b(?:Prolia|Reclast|Aclasta|Boniva)\b",
    re.I,
)
BRITTLE = re.compile(rf"{BRITTLE_BONES.pattern}|\b60 ?mg\b|\b5 ?mg\b|\b(?:yearly|annual\w*)\b", re.I)
"""What a medicine for bones is given for without a cancer of them."""
ON_ITS_PAGE = re.compile(
    r"(?<!no )(?<!no evidence of )(?<!without )"
    r"\b(?:(?:multiple )?myeloma|(?:bon[ey]|skeletal|osseous) (?:metasta\w+|mets|secondaries)"
    r"|metastas[ei]s (?:to|in) (?:the )?(?:bones?|spine)|metastatic [\w -]{0,30}(?:involving|to) (?:the )?bones?"
    r"|bone scan[^.;\n]{0,60}\bnew (?:\w+ )?(?:lesions|deposits))\b(?!\s*:?\s*(?:no|none|nil|absent)\b)",
    re.I,
)
"""A cancer of bones, elsewhere on a page that names no illness of bones but that."""
FOR_CANCER_BY_NAME = re.compile(r"Xgeva|Zometa|Aredia|Bondronat", re.I)
FOR_CANCER_BY_DOSE = re.compile(r"\W{1,3}(?:120 ?mg|90 ?mg|4 ?mg|3\.3 ?mg)\b", re.I)
GIVEN_OFTEN = ("denosumab", "zoledronic acid")
FOR_CANCER_BY_INTERVAL = re.compile(
    r"\W{1,3}(?:\d+ ?mg )?(?:SC |s/c |IV )?(?:monthly|every (?:4|four|3|three) weeks|(?:4|four|3|three)[- ]weekly"
    r"|q(?:4|3)w|q(?:28|21)d|every month)\b",
    re.I,
)
"""More often than brittle bones need them."""
BONY_CANCER = re.compile(
    r"\b(?:bon[ey]|skeletal|vertebral|spinal|lytic|osseous|osteolytic) (?:metasta\w+|mets|lesions?|disease|protection"
    r"|related events?|secondar\w+)|\bskeletal[- ]related|\bSREs?\b|\bmyeloma\b|\badjuvant\b"
    r"|\bhypercalc(?:a?emia|a?emic)",
    re.I,
)
AFTER_COSTS = 6
"""Characters by which a cue after the name counts as further away: English mostly says first what was done."""
FURTHEST, ADJACENT, TOUCHING = 90, 15, 8
"""How far a cue reaches, in characters; how far a bare "no" does; and a word that changes the name itself ("level")."""


OF_A_REASON = re.compile(REASON, re.I)
IN_BRACKETS = re.compile(r"\s?\((?:\w+\s){0,2}$")
OF_PLANNED = re.compile(r"\d of (?:the )?$")
"""Before "planned" where it counts what was given: "maintenance 3 of planned"."""
RESECTABLE = re.compile(r"not (?:\w+ ){0,3}?(?:resectable|operable|debulkable|curable)\b", re.I)
"""What an operation found out, and no word against it: "laparoscopy - not felt resectable"."""
COUNTED_ON = re.compile(
    r"\b(?:until|till)\b[^.;\n]{0,30}\bafter (?:the |your |his |her )?"
    r"(?:last|final) (?:dose|cycle|infusion|injection)s? of\s+$",
    re.I,
)
"""Before what a time is only counted from: "eye drops until 48 h after the last dose of cytarabine"."""


class Judgement(NamedTuple):
    """``given`` are the cues of how it went; ``bare`` says that nothing decided."""

    assertion: Assertion
    cue: Cue | None
    given: frozenset[str]
    bare: bool
    in_part: bool = False
    """Whether it denies only a part: "no further chemotherapy", "short course radiotherapy is not recommended"."""
    by_denial: bool = False
    """Whether only a denial of more tells that it was given, before its date: "15 Apr  no more ipilimumab"."""


def judge(note: Note, spoken: str, stretch: Stretch, before: Assertion | None) -> Judgement | None:
    """``None`` where the name stands for no treatment of anyone's. ``before`` is what the stretch before it came to."""
    if _for_another_illness(note.text, stretch) or _is_heading(note, stretch) or _is_literature(note, stretch):
        return None
    if stretch.group.names[0].entry.caution == "anaphor" and ANOTHER_GIVEN.match(
        note.text, note.sentence(stretch.group.start).start
    ):
        return None
    if CHANGE.match(note.text, stretch.group.end) or _titles_a_form(note.text, stretch) or is_an_aside(note, stretch):
        return None
    if answer := _answer(note.text, stretch):
        return Judgement(Assertion.ABSENT, answer, frozenset(), bare=False) if answer.says == "absent" else None
    if stretch.group.names[0].entry.type == "drug" and SCANNED.match(note.text, stretch.group.end):
        return None
    if CORRECTED.match(note.text, stretch.group.end):
        return None
    if COUNTED_ON.search(note.text, max(stretch.group.start - 80, 0), stretch.group.start):
        return None
    if is_put_off(note.text, stretch) or (not stretch.dates and ASKED.match(note.text, stretch.group.end)):
        return Judgement(Assertion.POSSIBLE, None, frozenset(), bare=True)
    section = find_section(note, stretch)
    cue, cues = _governing(spoken, stretch, section)
    if (cue is None or cue.says == "noted") and (
        head := PLAN_HEAD.search(spoken, note.sentence(stretch.group.start).start, stretch.group.start)
    ):
        cue = Cue("planned", *head.span())
    if cue and cue.says == "noted":
        cue = None if before in (Assertion.PLANNED, Assertion.HYPOTHETICAL) else cue._replace(says="given")
    if (
        _is_only_listed(note, stretch, section, cue)
        or (cue and cue.says == "mention")
        or (
            _is_silent(section, stretch)
            and not (cue and cue.says in GIVEN)
            and not (before is Assertion.PRESENT and _is_told_with_the_last(note, stretch))
        )
    ):
        return None
    if (cue is None or cue.says in ("ongoing", "planned")) and is_in_a_title(note, stretch):
        return None
    cue = _as_planned(note, spoken, stretch, section, cue) if cue else None
    if is_only_associated(note, stretch, cue):
        return Judgement(Assertion.HYPOTHETICAL, None, frozenset(), bare=False)
    cue = _as_before(note, spoken, stretch, before, cue) if cue else None
    if _is_to_come(section, spoken, stretch, cue) or _is_awaited(spoken, stretch):
        return Judgement(Assertion.POSSIBLE, None, frozenset(), bare=True)
    if stretch.group.names[0].entry.type == "radiation":
        cues = tuple(one for one in cues if not GREW_BACK.match(spoken, one.start))
    if NUMBERED_CYCLE.search(spoken, stretch.start, stretch.group.start):
        cues = tuple(one for one in cues if one.says != "completed" or one.start < stretch.group.start)
    cues = tuple(one for one in cues if one.says != "completed" or not _completes_a_cycle(spoken, stretch, one))
    if cue and cue.says == "started" and cue.end <= stretch.group.start:
        cues = tuple(one for one in cues if one.start >= cue.start or one.says not in ("stopped", "completed"))
    if (cue is None or cue.says in GIVEN) and (last := find_last_hold(spoken, stretch)):
        cue, cues = last, (*cues, last)
    if (cue is None or cue.says in GIVEN) and (pause := find_pause(spoken, stretch)):
        cue, cues = _without_the_pause(spoken, stretch, pause, cue, cues)
    given = frozenset(one.says for one in cues) & set(GIVEN) if cue is None or cue.says in GIVEN else frozenset[str]()
    if _is_over(spoken, stretch) or (cue and _is_one_cycle_of_a_row(spoken, stretch, cue)):
        given -= {"ongoing"}
    assertion = _assertion(note, stretch, cue, before)
    if assertion in (Assertion.PLANNED, Assertion.HYPOTHETICAL) and (
        reply := find_reply(note, stretch, assertion is Assertion.PLANNED)
    ):
        cue, assertion = reply, DECIDED[reply.says]
    if assertion is Assertion.PRESENT and section == "past_history":
        assertion = Assertion.HISTORICAL
    if assertion in (None, Assertion.POSSIBLE) and FORM_LABEL.match(note.text, stretch.group.end):
        return None
    if assertion is None and BLOCK_BEFORE.search(note.text, max(stretch.group.start - 12, 0), stretch.group.start):
        return None
    in_part = assertion is Assertion.ABSENT and cue is not None and _denies_a_part(spoken, stretch, cue)
    if in_part and cue and _was_given_before(spoken, stretch):
        return Judgement(Assertion.PRESENT, cue._replace(says="given"), frozenset(), bare=False, by_denial=True)
    return Judgement(assertion or Assertion.POSSIBLE, cue, given, assertion is None, in_part)


def _without_the_pause(
    text: str, stretch: Stretch, pause: re.Match[str], cue: Cue | None, cues: tuple[Cue, ...]
) -> tuple[Cue, tuple[Cue, ...]]:
    """What a hold says of a medicine is no start and no end of it: "stopped for a week", "on a break since"."""
    again = TAKEN_UP.search(text, pause.end(), stretch.end)
    until = again.start() if again else stretch.end
    ended = [one for one in cues if one.says in ("stopped", "completed") and one.start >= pause.end()]
    until = min(until, *(one.start for one in ended)) if ended else until
    kept = tuple(one for one in cues if one.end <= pause.start() or one.start >= until)
    paused = Cue("given", *pause.span())
    return cue if cue in kept and cue else paused, (*kept, paused)


def _as_planned(note: Note, spoken: str, stretch: Stretch, section: str, cue: Cue) -> Cue:
    """What a board lets "continue for 5 years" it proposes; a plan that hangs on something is none."""
    if section == "plan" and TO_GO_ON.match(spoken, cue.start) and _follows_a_board(note, stretch):
        cue = cue._replace(says="planned")
    if TREATMENT_WITH.fullmatch(spoken, cue.start, cue.end) and is_of_a_board(note, stretch):
        cue = cue._replace(says="planned")
    return cue._replace(says="hypothetical") if cue.says == "planned" and _is_conditional(note, stretch, cue) else cue


def _as_before(note: Note, spoken: str, stretch: Stretch, before: Assertion | None, cue: Cue) -> Cue:
    """What is told like the treatment before it in the sentence."""
    cut_short = cue.start >= stretch.group.end and CUT_SHORT.match(spoken, cue.start)
    as_before = cut_short or cue.says == "as_before" or _is_purpose(spoken, stretch, cue)
    if as_before and before is Assertion.PRESENT:
        cue = cue._replace(says="given")
    if cue.start < stretch.group.start and CARRIED_ON.match(spoken, cue.start, cue.end):
        return _plan_above(note, spoken, stretch) or cue
    return cue


def _completes_a_cycle(text: str, stretch: Stretch, cue: Cue) -> bool:
    if cue.start < stretch.group.end:
        return False
    if THE_CYCLE.match(text, cue.end):
        return True
    said = A_CYCLE_IS.search(text, max(stretch.group.end, cue.start - 50), cue.start)
    return said is not None and (said["all"] is None or int(said["number"]) < int(said["all"]))


def _is_one_cycle_of_a_row(text: str, stretch: Stretch, cue: Cue) -> bool:
    """A cycle in the row of its day: "26/02/24  FOLFOX cycle 2"; whether it goes on the next row tells."""
    dated = stretch.in_list and bool(stretch.dates) and stretch.dates[0].end <= stretch.group.start
    in_row = dated or ROW_OF_A_TABLE.match(text, text.rfind("\n", 0, stretch.group.start) + 1)
    return bool(in_row) and A_CYCLE.search(text, cue.start, cue.end) is not None


def _was_given_before(text: str, stretch: Stretch) -> bool:
    """ "no further cisplatin"; not "no further chemotherapy", which need not be that of before."""
    start = stretch.group.start
    exact = all(name.entry.type in SYSTEMIC and name.entry.caution not in CLASSES for name in stretch.group.names)
    return exact and FURTHER.search(text, max(start - 15, 0), start) is not None


def _denies_a_part(text: str, stretch: Stretch, cue: Cue) -> bool:
    """Not "declined further chemotherapy", whose status tells that it was offered then."""
    first, last = stretch.group.start, stretch.group.end
    start = cue.start if cue.end <= first else max(first - QUALIFIER_REACHES, stretch.start)
    of_a_part = cue.says == "absent" and QUALIFIED.search(text, start, first)
    of_a_cycle = cue.start >= last and NUMBERED_AFTER.match(text, last)
    of_a_time = FOR_A_TIME.match(text, max(last, cue.end))
    return cue.says in ("absent", "declined") and bool(of_a_part or of_a_cycle or of_a_time)


def find_section(note: Note, stretch: Stretch) -> str:
    """That of the page; what a board came to is a plan: "MDT 14/06/2024: 58F. Outcome: TCHP, then surgery"."""
    start, sentence = stretch.group.start, note.sentence(stretch.group.start)
    if is_of_a_board(note, stretch):
        return "plan"
    if title := _board_heading(note, start):
        return WEIGHED if title.lower() == WEIGHED else "plan"
    came_to = not stretch.dates and CAME_TO.search(note.text, sentence.start, start)
    if came_to and _follows_a_board(note, stretch):
        return "plan"
    return note.section(start)


def _board_heading(note: Note, start: int) -> str | None:
    """On the page of a board, the heading of what that weighed or came to, if it stands under one."""
    if not BOARD.search(note.text, 0, TOP_OF_PAGE):
        return None
    titles = list(TITLE_OF_ITS_LINE.finditer(note.text, max(start - OUTCOME_REACHES, 0), note.line(start).start))
    return titles[-1]["title"] if titles and OUTCOME.fullmatch(titles[-1]["title"]) else None


def _follows_a_board(note: Note, stretch: Stretch) -> bool:
    start = note.sentence(stretch.group.start).start
    return BOARD.search(note.text, max(start - BOARD_REACHES, 0), stretch.group.start) is not None


def is_of_a_board(note: Note, stretch: Stretch) -> bool:
    """Whether a board's entry names it, with no date but that of the board."""
    start = stretch.group.start
    entry = ENTRY_OF_A_BOARD.match(note.text, note.line(start).start, start)
    if entry is None and not FOUND.search(note.text, *(said := note.sentence(start))):
        entry = BOARD_OF_A_DAY.match(note.text, said.start, start)
    return entry is not None and all(one.end < entry.end() for one in stretch.dates)


def _is_conditional(note: Note, stretch: Stretch, cue: Cue) -> bool:
    """Whether the sentence opens with a condition; not where it calls what hangs on it planned."""
    opens = IF_FIRST.match(note.text, note.sentence(stretch.group.start).start)
    return opens is not None and not CALLED_PLANNED.search(note.text, cue.start, cue.end)


def _is_to_come(section: str, text: str, stretch: Stretch, cue: Cue | None) -> bool:
    """Whether a plan only counts from its end: "CT 12 weeks after completion of radiation" may be yet to be given."""
    counted = section == "plan" and cue is not None and cue.says in ("given", "completed") and not stretch.dates
    return counted and cue is not None and COUNTED_FROM.match(text, cue.start, cue.end) is not None


def _is_awaited(text: str, stretch: Stretch) -> bool:
    start = stretch.group.start
    return bool(AWAITED.search(text, max(start - 40, 0), start) and AWAITED_FOR.match(text, stretch.group.end))


def is_on_hold(text: str, stretch: Stretch) -> bool:
    first, last = stretch.group.start, stretch.group.end
    said = ON_HOLD.search(text, last, stretch.end) or HELD.search(text, stretch.start, first)
    return said is not None or find_pause(text, stretch) is not None


def _is_over(text: str, stretch: Stretch) -> bool:
    """Whether what went on does so no longer: it is on hold, was given earlier, or another took its place."""
    first, last = stretch.group.start, stretch.group.end
    since_then = THEN.match(text, stretch.end) and SINCE.search(text, last, stretch.end)
    return bool(
        is_on_hold(text, stretch)
        or CHANGED.match(text, stretch.end)
        or FORMERLY.search(text, stretch.start, first)
        or since_then
    )


def _is_purpose(text: str, stretch: Stretch, cue: Cue) -> bool:
    start = stretch.group.start
    return cue.says == "planned" and OPENED_FOR.search(text, max(start - 60, 0), start) is not None


def find_status(judgement: Judgement, kind: str) -> str | None:
    """Only what is said: ``None`` for a treatment of which the words tell no more than that it was given."""
    if judgement.cue and judgement.cue.says == "declined":
        return "declined"
    if judgement.assertion is Assertion.PLANNED:
        return "planned"
    if judgement.assertion is not Assertion.PRESENT:
        return None
    if kind in AT_ONCE:
        return "completed" if "completed" in judgement.given else None
    return next((says for says in reversed(GIVEN) if says in judgement.given and says != "given"), None)


def _assertion(note: Note, stretch: Stretch, cue: Cue | None, before: Assertion | None) -> Assertion | None:
    if cue and cue.says in DECIDED and not (cue.start > stretch.group.end and _heads_findings(note, stretch)):
        return DECIDED[cue.says]
    if UNSURE.search(note.text, max(stretch.group.start - 40, 0), stretch.group.start):
        return None
    if (
        _heads_findings(note, stretch)
        or _is_examined(note, stretch)
        or COUNTS_AFTER.match(note.text, stretch.group.end)
    ):
        return Assertion.PRESENT
    dated = bool(claimed_dates(note.text, stretch))
    if before is Assertion.PRESENT:
        if stretch.in_list or _is_told_with_the_last(note, stretch):
            return before
    elif before and not (dated and stretch.in_list):
        return before
    if _is_behind(note, stretch):
        return Assertion.PRESENT
    held = cue is not None and cue.says == "held"  # what it waits for ("pending", "until") is no plan to give it
    context = Assertion.PRESENT if held else note.context(stretch.group.start, stretch.group.end).assertion
    if context is Assertion.ABSENT and dated and _is_in_a_row_without_denial(note, stretch):
        return Assertion.PRESENT
    if context is Assertion.PLANNED and _is_only_discussed(note, stretch):
        return Assertion.HYPOTHETICAL
    if context in (Assertion.PLANNED, Assertion.HYPOTHETICAL, Assertion.POSSIBLE):
        return context
    if context is Assertion.ABSENT:
        return None
    section = find_section(note, stretch)
    if section == "plan" or (stretch.in_list and not dated and _is_under_plan(note, stretch)):
        return Assertion.PLANNED
    listed = section in TREATMENT_SECTIONS and (stretch.in_list or _is_prescribed(note, stretch, section))
    specimen = stretch.group.names[0].entry.type == "surgery" and _is_of_specimen(note, stretch)
    treated = specimen or is_blamed(note.text, stretch) or _is_of_an_earlier_illness(note.text, stretch)
    return Assertion.PRESENT if dated or listed or treated else None


def _is_in_a_row_without_denial(note: Note, stretch: Stretch) -> bool:
    """Whether its line begins with a date and denies nothing before it: what the row above denies is of that row."""
    start = stretch.group.start
    row = ROW_OF_A_DAY.match(note.text, note.line(start).start, start)
    return row is not None and DENIAL.search(note.text, row.end(), start) is None


def _is_behind(note: Note, stretch: Stretch) -> bool:
    """ "resected after six cycles of CAPOX", in a sentence of nothing that is to come."""
    start, sentence = stretch.group.start, note.sentence(stretch.group.start)
    said = AFTER_CYCLES.search(note.text, max(start - 60, sentence.start), start)
    ahead = AHEAD.search(note.text, sentence.start, sentence.end) or find_section(note, stretch) == "plan"
    return said is not None and not ahead


def _is_told_with_the_last(note: Note, stretch: Stretch) -> bool:
    """In the same brackets as the treatment before it, or with the cycles that came before that one."""
    start, text = stretch.group.start, note.text
    opening = text.rfind("(", note.sentence(start).start, stretch.start)
    within = opening >= 0 and ")" not in text[opening:start]
    return within or AFTER_CYCLES.search(text, max(start - 60, stretch.start), start) is not None


def _is_of_an_earlier_illness(text: str, stretch: Stretch) -> bool:
    start = stretch.group.start
    return DATED_ILLNESS.search(text, max(start - 80, 0), start) is not None


def _is_prescribed(note: Note, stretch: Stretch, section: str) -> bool:
    """Whether a sentence under "Treatment" begins with a medicine and its dose."""
    group = stretch.group
    begins = note.sentence(group.start).start == group.start
    return begins and section in ("treatment", "medications") and DOSE_FOLLOWS.match(note.text, group.end) is not None


def _is_under_plan(note: Note, stretch: Stretch) -> bool:
    """Whether the heading of its list, up to a blank line, is that of a plan: "MDT recommendations:"."""
    first = note.line(stretch.group.start).start
    above = note.text[max(first - HEADING_REACHES, 0) : first].rpartition("\n\n")[2]
    titles = [line for line in above.splitlines() if line.rstrip().endswith(":")]
    return bool(titles and OF_A_PLAN.search(titles[-1]))


def _is_only_discussed(note: Note, stretch: Stretch) -> bool:
    said = note.sentence(stretch.group.start)
    return bool(DISCUSSED.search(note.text, *said)) and not PLANNED.search(note.text, *said)


def _is_silent(section: str, stretch: Stretch) -> bool:
    """Not a dated line under "Background", where letters tell the history and laboratories explain their test."""
    history = (
        section == "reference" and stretch.in_list and any(one.end <= stretch.group.start for one in stretch.dates)
    )
    return section in SILENT_SECTIONS and not history


def _is_only_listed(note: Note, stretch: Stretch, section: str, cue: Cue | None) -> bool:
    """Whether a list of allergies names it, not a line with another label, and does not say that it was not borne."""
    label = LABEL.match(note.text, note.line(stretch.group.start).start, stretch.group.start)
    of_allergies = label is not None and OF_ALLERGIES.search(label[0]) is not None
    listed = of_allergies or (section == "allergies" and label is None)
    return listed and not (cue and cue.says == "stopped")


def _is_of_specimen(note: Note, stretch: Stretch) -> bool:
    if SPECIMEN.search(note.text):
        return True
    sentence, (first, last) = note.sentence(stretch.group.start), (stretch.group.start, stretch.group.end)
    titled = TITLE_AFTER.match(note.text, last) or TITLE_BEFORE.search(note.text, max(sentence.start - 150, 0), first)
    return titled is not None and note.document_type is DocumentType.PATHOLOGY


def _heads_findings(note: Note, stretch: Stretch) -> bool:
    """Whether the operation ends the heading of a specimen, behind the organ: ``Left kidney, nephrectomy: …``."""
    if stretch.group.names[0].entry.type != "surgery":
        return False
    end = stretch.group.end
    if not (HEADS_AFTER.match(note.text, end) or DIAGNOSIS_AFTER.match(note.text, end)):
        return False
    before = HEADED_BEFORE.search(_words_before(note, stretch)) or HEADED_BEFORE.search(
        note.text[max(stretch.group.start - 120, 0) : stretch.group.start]
    )
    return (
        bool(before and (find_site(before[1]) or REGION.search(before[1])))
        and note.document_type is not DocumentType.LETTER
    )


def _is_examined(note: Note, stretch: Stretch) -> bool:
    """Whether what the operation took out is the specimen: it heads a diagnosis, or is called a preparation."""
    start, end = stretch.group.start, stretch.group.end
    if stretch.group.names[0].entry.type != "surgery" or note.document_type is DocumentType.LETTER:
        return False
    if MATERIAL_AFTER.match(note.text, end) or MATERIAL_BEFORE.search(note.text, max(start - 40, 0), start):
        return True
    heading = ALONE_AFTER.match(note.text, end)
    if not heading or not TITLE_ALONE.search(_words_before(note, stretch)):
        return False
    return any(not isinstance(term.meaning, Site) for term in find_terms(note.text[heading.end() : heading.end() + 90]))


def _words_before(note: Note, stretch: Stretch) -> str:
    start, end = stretch.group.start, stretch.group.end
    return blank_stops(note.text[max(start - 120, 0) : end])[: start - end]


def _answer(text: str, stretch: Stretch) -> Cue | None:
    """What a form answers to a treatment: ``absent``, or ``mention`` where it does not know."""
    said = ANSWER.match(text, stretch.group.end)
    return Cue("absent" if said["no"] else "mention", *said.span()) if said else None


@lru_cache(maxsize=1)
def _other_indications() -> re.Pattern[str]:
    rows = read_table(RULES / "treatment_other_indications.tsv", "pattern")
    return re.compile(rf"\b(?:{'|'.join(row['pattern'] for row in rows)})", re.I)


def _for_another_illness(text: str, stretch: Stretch) -> bool:
    dual = any(name.entry.caution == "dual" for name in stretch.group.names)
    return dual and bool(_other_indications().search(text, stretch.start, stretch.end))


def is_for_the_cancer(text: str, name: Name, stretch: Stretch) -> bool:
    """Whether a medicine for bones is told to be one for the cancer: by its brand, its dose or what it is for."""
    if BRITTLE.search(text, stretch.start, stretch.end):
        return False
    return bool(
        FOR_CANCER_BY_NAME.fullmatch(text, name.start, name.end)
        or FOR_CANCER_BY_DOSE.match(text, name.end)
        or (name.entry.name in GIVEN_OFTEN and FOR_CANCER_BY_INTERVAL.match(text, name.end))
        or BONY_CANCER.search(text, stretch.start, stretch.end)
        or (ON_ITS_PAGE.search(text) and not BRITTLE_BONES.search(text))
    )


def _is_heading(note: Note, stretch: Stretch) -> bool:
    """A class that is all of its line: "Chemotherapy" over the list of what was given."""
    first = stretch.group.names[0]
    if len(stretch.group.names) > 1 or not (first.entry.caution == "generic" or first.entry.name in HEADINGS):
        return False
    line = note.line(first.start)
    rest = note.text[line.start : first.start] + note.text[first.end : line.end]
    return not rest.strip(" \t:.•*-–123456789)") and stretch.heading is None


def _is_literature(note: Note, stretch: Stretch) -> bool:
    """A sentence on patients in general, as laboratories add to explain a marker."""
    sentence = note.sentence(stretch.group.start)
    words = re.sub(r"\s+", " ", blank_stops(note.text[sentence.start : sentence.end]))
    cited = CITED_BEFORE.search(note.text, max(0, sentence.start - 12), sentence.start)
    return not stretch.dates and bool(cited or LITERATURE.search(words))


def _titles_a_form(text: str, stretch: Stretch) -> bool:
    """Whether the names are those of a form for several operations: ``PRIMARY CERVIX TUMORS: HYSTERECTOMY AND ...``."""
    return bool(FORM.search(text, max(stretch.group.start - 110, 0), stretch.group.start))


def _governing(text: str, stretch: Stretch, section: str) -> tuple[Cue | None, tuple[Cue, ...]]:
    """The cue nearest to the names, and all of the stretch."""
    group = stretch.group
    before = find_cues(text, "before", stretch.start, group.start)
    before = tuple(
        cue for cue in before if cue.says not in GIVEN or not CLAUSE_BETWEEN.search(text, cue.end - 1, group.start)
    )
    before = tuple(cue for cue in before if cue.says in GIVEN or not _is_of_else(text, cue, group.start))
    after = find_cues(text, "after", group.end, own_end(text, stretch))
    after = tuple(
        cue
        for cue in after
        if not (RESECTABLE.match(text, cue.start) or OF_PLANNED.search(text, max(cue.start - 10, 0), cue.start))
    )
    if group.names[-1].entry.type == "surgery":
        after = tuple(cue for cue in after if not NODE_LEVELS.match(text, cue.start))
    inner = _one_of(text, stretch)
    if inner and any(cue.says in ("absent", "declined") for cue in before):
        inner = ()  # "no chemotherapy or radiation": neither
    cues = (*before, *after, *inner)
    near = {cue: _distance(cue, stretch) for cue in cues}
    near = {cue: far for cue, far in near.items() if far <= _reach(text, cue)}
    if (harm := find_earlier_harm(text, group.start)) and not _among_options(text, stretch):
        return harm, (harm,)
    if left := find_left_out(text, group.start):
        without = Cue("given", *left.span())
        return without, (without,)
    if kept := _kept_back(text, stretch):
        return kept, (kept,)
    firm = {cue: far for cue, far in near.items() if cue.says not in ("noted", "held")}
    cue = min(firm or near, key=near.__getitem__, default=None)
    if cue and cue in before and cue.says in GIVEN and NOT_YET_DONE.match(text, cue.start, cue.end):
        earlier = (one for one in reversed(before) if one.start < cue.start and one.says not in ("mention", "noted"))
        governing = next(earlier, cue)
        if cue.says == "stopped" and governing.says in ("planned", "hypothetical"):
            ongoing = governing._replace(says="ongoing")  # "we recommend discontinuing FOLFOX": it goes on for now
            return ongoing, tuple(one for one in cues if one.says not in GIVEN)
        cue = governing
    if (
        cue
        and cue.says in GIVEN
        and not (text[cue.end : group.start] == "-" or COUNTED.search(text, cue.start, cue.end))
    ):  # but "post-chemoradiotherapy assessment", "pre-cycle 4 FLOT assessment"
        compound = (one for one in after if one in near and APPOINTMENT.fullmatch(text, group.end, one.end))
        cue = next(compound, cue)
    if cue and cue.says == "started" and IMPERATIVE.match(text, cue.start - 2):
        cue = cue._replace(says="planned")
    if cue and cue.says == "planned" and text[cue.start : cue.end].rstrip().endswith(":"):
        begun = (one for one in after if one.says in GIVEN and ALREADY.match(text, one.start))
        cue = next((one for one in begun if not set(".;\n") & set(text[group.end : one.start])), cue)
    if cue and cue.says == "planned" and (said := BEGUN.match(text, group.end)):
        cue = Cue("started" if said["started"] else "given", *said.span())
        cues = (*cues, cue)
    if cue and cue.says == "hypothetical" and (said := IN_ITS_ARM.match(text, group.end)):
        cue = Cue("started", *said.span())
        cues = (*cues, cue)
    if cue and cue.says == "hypothetical" and FEARED.match(text, cue.start):
        cue = next((one for one in after if one.says in GIVEN), cue)
    if cue and cue.says in ("planned", "hypothetical"):
        refused = (
            one for one in after if one.says == "declined" and one in near and not CHANGED_MIND.match(text, one.end)
        )
        cue = next(refused, cue)  # "was offered docetaxel but declined"
        conditions = (
            one for one in after if one.says == "hypothetical" and CONDITION.fullmatch(text, group.end, one.end)
        )
        cue = next(conditions, cue)  # "I suggest eribulin if she progresses"
    open_yet = cue is None or cue.says in ("planned", "noted") or TO_BEGIN.match(text, cue.start, cue.end)
    if open_yet and (option := _among_options(text, stretch)):
        return option, cues
    if cue and cue.says == "noted":
        to_come = section in ("plan", WEIGHED) or BEFORE_IT.search(text, stretch.start, group.start)
        return (None if to_come else cue), cues
    return cue, cues


def _is_of_else(text: str, cue: Cue, start: int) -> bool:
    """Whether a denial or a plan is of what stands before the reason for it, or before the bracket that tells of the
    treatment: "not given owing to depth of resection", "test not required (hysterectomy 2016)".
    """
    between = text[cue.end : start]
    return bool(OF_A_REASON.search(between) or (IN_BRACKETS.fullmatch(between) and cue.says in ("absent", "declined")))


def _kept_back(text: str, stretch: Stretch) -> Cue | None:
    """ "We left bevacizumab out", "hold nivolumab in reserve"."""
    start, end = stretch.group.start, stretch.group.end
    left, out = LEFT.search(text, max(start - 15, 0), start), OUT.match(text, end)
    if left and out:
        return Cue("absent", left.start(), out.end())
    reserved = RESERVED.match(text, end) or ONLY_IF.match(text, end)
    return Cue("hypothetical", *reserved.span()) if reserved else None


def _among_options(text: str, stretch: Stretch) -> Cue | None:
    start = stretch.group.start
    said = OPTIONS.search(text, max(start - 350, 0), start)
    said = said or LISTED_OPTIONS.search(text, max(start - 500, 0), start)
    if said and ACCEPTED.match(text, stretch.group.end):
        return None
    return Cue("hypothetical", *said.span()) if said and not SETTLED.search(text, said.start(), start) else None


def _plan_above(note: Note, text: str, stretch: Stretch) -> Cue | None:
    """The plan or thought of the same sentence that the verbs before this stretch tell of, if they do."""
    start = max(note.sentence(stretch.group.start).start, stretch.start - PLAN_REACHES)
    said = [cue for cue in find_cues(text, "before", start, stretch.start) if cue.says not in ("mention", "noted")]
    planned = [cue for cue in said if cue.says in ("planned", "hypothetical")]
    done = [cue for cue in said if cue.says in GIVEN and not NOT_YET_DONE.match(text, cue.start, cue.end)]
    return planned[-1] if planned and not done else None


def _distance(cue: Cue, stretch: Stretch) -> int:
    if cue.end <= stretch.group.start:
        return stretch.group.start - cue.end + (AFTER_COSTS + 2 if cue.says == "as_before" else 0)
    return max(cue.start - stretch.group.end + AFTER_COSTS, 0) if cue.start >= stretch.group.end else 0


def _reach(text: str, cue: Cue) -> int:
    if cue.says == "mention":
        return TOUCHING
    return ADJACENT if NEGATION.fullmatch(text, cue.start, cue.end) else FURTHEST


def _one_of(text: str, stretch: Stretch) -> tuple[Cue, ...]:
    """ "carboplatin or cisplatin", "durvalumab versus placebo": one of them, so neither is told."""
    group = stretch.group
    said = ALTERNATIVE.search(text, group.start, group.end) or VERSUS.match(text, group.end)
    return (Cue("hypothetical", said.start(), said.end()),) if said else ()
