"""Whose a cancer is that a question names: one's own, a relative's beside it, or nobody's yet."""

import re

KIN = (
    r"(?:mother|father|parents?|wife|husband|partner|son|daughter|child|sister|brother|twin|aunt(?:ie|y)?|uncle|cousin"
    r"|niece|nephew|friend|mate|neighbou?r|mum|mom|mam|dad|nana?|gran|granny|grand(?:mother|father|ma|pa|dad|mum))"
)
OF_KIN = re.compile(
    rf"\b{KIN}(?:'s)?,? (?:\w+,? ){{0,3}}?(?:had|has|have|having|got|died|passed|diagnosed|was|is|with)\b"
    r"[^.;!?,]*?(?=[.;!?,]|\b(?:(?:and|but|so|while) )?(?:now )?(?:(?:should|shall|do|am|can|could|will|would"
    r"|must|might|may) )?(?:i|i'm|im|i've|ive|mine|my own)\b|$)",
    re.I,
)
"""``my sister had breast cancer``, to the end of it."""
OWN = re.compile(
    r"\b(?:i've (?:now |just |also )?(?:got|had|been diagnosed with)|i (?:now |also |myself )?(?:have|had|got)"
    r"|ive got|i(?:'m| am) (?:the one )?with|i (?:was|am|have been|got) (?:just |now )?diagnosed with|mine(?:'s"
    r"| is| was)?"
    r"|my own(?: is)?)\b[^.;!?,(]*",
    re.I,
)
"""``i've got pancreatic``, to the end of it."""
OF_OTHERS = re.compile(
    rf"\b(?:both|she|her|he|his|him|us|our|{KIN}s?|kids|children|famil\w+|relatives?|inherit\w*|hereditary|linked)\b",
    re.I,
)
"""What shows, outside of what is told of a relative, that the question is about the two."""
ILLNESS = (
    r"(?:cancer|carcinoma|adenocarcinoma|tumou?r|melanoma|lymphoma|myeloma|sarcoma|leuk\w+|glio\w+|mesothelioma"
    r"|hodgkin\w*)"
)
NOT_YET = re.compile(
    r"\b(?:nobody|no one|no-one|noone|none of them)(?:'s| has| have)? (?:\w+ )?(?:diagnosed"
    r"|(?:said|mentioned|told|used|called)(?: (?:me|us|him|her|them|that|to))*"
    rf" (?:it'?s|it is|this is|i have|it|the word|the c word|{ILLNESS}|if it|whether it|what it is|anything)\b)"
    r"|\b(?:not|never|haven'?t|hasn'?t|wasn'?t|isn'?t)(?: \w+)? (?:yet )?(?:been )?(?:diagnosed"
    r"|told (?:\w+ )?it'?s cancer)"
    r"|\bno (?:diagnosis|cancer diagnosis)\b|\bno cancer (?:has been |was |been )?(?:found|seen)\b",
    re.I,
)
POLYP = re.compile(
    r"\bpolyps?\b(?=.*(?:suspicious|waiting|wait\b|biops|\blab\b|histolog|pathol|\bresults?\b|worr|scared|terrif"
    r"|mean (?:\w+ )?cancer|(?:is|are|be|was|could|this|it) (?:\w+ ){0,3}cancer))"
    r"|(?:suspicious|waiting|biops|worr|scared|terrif)\b.*\bpolyps?\b",
    re.I | re.S,
)
OTHER_CAUSES = re.compile(
    r"\b(?:gall ?-?stones?|gallbladder (?:inflam\w+|infection)|cholecystitis|pancreatitis|cirrhosis|hepatitis"
    r"|fatty liver"
    r"|endometriosis|fibroids?|(?:ovarian|ovary) cysts?|pcos|prostatitis|bph|(?:enlarged|big|swollen) prostate|uti"
    r"|colitis|crohn'?s|diverticulitis|pregnan\w+)\b",
    re.I,
)
"""What raises a marker of the blood besides cancer."""
MEANS_CANCER = re.compile(
    r"\b(?:mean(?:s|ing)?|prove[sd]?|def[ia]n[ai]t\w*|always|certain\w*|surely|necessarily|automatically|a sign of"
    r"|have i got|do i have|(?:could|can|might) (?:it|this|that) be|is (?:it|this|that))"
    r"(?:\s+(?!(?:in|for|on|of|with|about|when|if)\b)[\w']+){0,5}\s+(?:cancer|malignan\w+)",
    re.I,
)
"""Whether a value of a marker is asked to tell that there is cancer."""
DIAGNOSED = re.compile(
    r"\b(?:diagnosed with|chemo\w*|radiother\w*|radiation|immunother\w*|oncolog\w*|metasta\w*|mets"
    r"|stage (?:[1-4]|i{1,3}|iv)"
    r"|remission|relaps\w*|recur\w*|whipple|mastectomy|prostatectomy|my (?:(?!polyps?|lumps?|psa|markers?"
    r"|results?|levels?)\w+ ){0,2}(?:cancer|tumou?r|carcinoma)"
    r"|(?<!have )(?<!has )(?<!do )(?<!does )(?<!did )(?<!if )(?<!think )(?<!could )(?<!might )(?<!worried )(?<!scared )"
    r"(?<!afraid )(?:i|i've|she|he|mum|mom|dad|wife|husband)(?:'s| is)? (?:have|has|had|got|having) (?:\w+ ){0,3}"
    rf"{ILLNESS}"
    rf"|told (?:\w+ ){{0,2}}(?:i|he|she|mum|dad) (?:have|has|had|got) (?:\w+ ){{0,3}}{ILLNESS}"
    r"|(?:is|was|it'?s|as|with|found|showed|shows) (?:a |an |the )?(?:\w+ ){0,2}(?:cancer|carcinoma"
    r"|adenocarcinoma) (?:in|inside|cells)"
    r"|came back (?:as |with )?(?:\w+ )?(?:cancer\w*|malignant|carcinoma)"
    r"|turned out (?:to be )?(?:\w+ )?(?:cancer|malignant)"
    r"|malignant polyp|cancerous polyp)\b"
    r"|\b(?:had|after|since) (?:my |the |a |his |her )?(?:cancer|tumou?r|bowel|colon|whipple|treatment)\b",
    re.I,
)
YELLOW = re.compile(
    r"\b(?:skin|eyes?|whites|face|i'?m|i am|he'?s|she'?s|look(?:s|ing)?|gone|turn(?:ed|ing)|going|am) (?:\w+ ){0,3}"
    r"(?:yellow(?:-?ish)?|jaundiced?)\b(?! (?:nails?|teeth|discharge|stuff|phlegm|card|wristband))"
    r"|\byellow(?:-?ish|ing)? (?:skin|eyes?|tinge)\b|^(?!.*\b(?:bab(?:y|ies)|newborns?)\b).*\bjaundice\b",
    re.I,
)


OWN_RISK = re.compile(
    r"\bmy (?:own )?(?:risks?|chances?|odds)\b"
    r"|\b(?:(?:should|do|am|can|could|will|would|must|might) i|i (?:should|need|must|want|could|might|will|am)|i'm|me"
    r"|my (?:own )?(?:kids?|child(?:ren)?|daughters?|sons?))\b(?:(?!\b(?:she|her|he|him|his|they|them)\b)[^.;!?])*"
    r"\b(?:test(?:ed|ing)?|screen(?:ed|ing)|check(?:ed|-?ups?)|risks?|chances?|odds|inherit\w*|genes?|genetic\w*|brca\w*"
    r"|get (?:it|this|cancer)|next|safe|mammograms?|colonoscop\w+|carriers?)\b",
    re.I,
)
"""What somebody asks who is well: whether the cancer of a relative may become theirs."""


def is_well_relative(text: str) -> bool:
    """``my mum had ovarian cancer, should i get tested``: one's own risk, and no cancer of one's own."""
    beside = OF_KIN.sub(" … ", text)
    if beside == text or OWN.search(beside) or DIAGNOSED.search(beside):
        return False
    return bool(OWN_RISK.search(beside))


def own_and_kin(text: str) -> tuple[str, bool] | None:
    """What is told of one's own cancer beside a relative's, and whether the question is about the two; none where only
    one of them is told of."""
    beside = OF_KIN.sub(" … ", text)
    own = OWN.findall(beside)
    return (". ".join(own), bool(OF_OTHERS.search(beside))) if own and beside != text else None


def is_undiagnosed(text: str, *, with_marker: bool, worried: bool = False) -> bool:
    """Whether somebody is asking who has not been told of a cancer: a polyp that is looked at, a marker of the blood
    that is asked to tell, or that stands beside another illness that raises it, or an organ that something is wrong
    with (``worried``). A relative's cancer is none of one's own."""
    beside = OF_KIN.sub(" … ", text)
    own = beside if re.search(r"\b(?:i|i'm|i've|my|me)\b", beside, re.I) else text
    if DIAGNOSED.search(NOT_YET.sub(" … ", own)):
        return False
    of_a_marker = with_marker and (OTHER_CAUSES.search(text) or MEANS_CANCER.search(own))
    return bool(worried or POLYP.search(text) or NOT_YET.search(text) or of_a_marker)


def has_turned_yellow(text: str) -> bool:
    return bool(YELLOW.search(text)) and not DIAGNOSED.search(text)
