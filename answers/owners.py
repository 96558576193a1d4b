"""Whose a cancer is that a question names: one's own, a relative's beside it, or nobody's yet."""

import re
from typing import Literal, NamedTuple

KIN = (
    r"(?:mother|father|parents?|wife|husband|partner|spouse|son|daughter|child|kid|baby|sister|brother|twin"
    r"|aunt(?:ie|y)?|uncle|cousin|niece|nephew|friend|boyfriend|girlfriend|gf|bf|fianc[eé]e?|in-law|colleague|mate"
    r"|neighbou?r|mum|mom|mam|dad|nana?|gran|granny|grand(?:mother|father|ma|pa|dad|mum|son|daughter))"
)
HE = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:husband|dad|daddy|father|brother|son|grandad|grandpa|grandfather|uncle|boyfriend)\b",
    re.I,
)
SHE = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:wife|mum|mom|mam|mother|sister|daughter|gran|nan|grandma|grandmother|aunt|girlfriend)\b",
    re.I,
)
"""Whom what is said of ``he`` and of ``she`` is said of as well."""
TO_THE_END = (
    r"[^.;!?,]*?(?=[.;!?,]|\b(?:(?:and|but|so|while) )?(?:now )?(?:(?:should|shall|do|am|can|could|will|would"
    r"|must|might|may) )?(?:i|i'm|im|i've|ive|mine|my own)\b|$)"
)
OF_KIN = re.compile(
    rf"\b{KIN}(?:'s)?,? (?:\w+,? ){{0,3}}?(?:had|has|have|having|got|died|passed|diagnosed|was|is|with|beat|cured"
    rf"|survived)\b{TO_THE_END}|\blost (?:my|our|a) (?:\w+ ){{0,2}}{KIN} to\b{TO_THE_END}",
    re.I,
)
"""``my sister had breast cancer``, to the end of it."""
NEVER_MEANT = re.compile(
    r"\b(?:lost|died|passed|had|beat|cured|survived|aunt(?:ie|y)?|uncle|cousin|friend|mate|neighbou?r|colleague)\b",
    re.I,
)
"""What shows of such a telling that nobody asks for them."""
ALIKE = re.compile(r"\b(?:same|too|also|as well)\b", re.I)
DIED = re.compile(r"\b(?:lost|died|passed)\b", re.I)
OWN = re.compile(
    r"\b(?:i've (?:now |just |also )?(?:got|had|been diagnosed with)|i (?:now |also |myself )?(?:have|had|got)"
    r"|ive got|(?:i'?m|i am) (?:the one )?with|i (?:was|am|have been|got) (?:just |now )?diagnosed with|mine(?:'s"
    r"| is| was)?"
    r"|my own(?: is)?)\b[^.;!?,(]*",
    re.I,
)
"""``i've got pancreatic``, to the end of it."""
OF_OTHERS = re.compile(
    rf"\b(?:both|she|her|he|his|him|us|our|{KIN}s?|kids|children|famil\w+|relatives?|inherit\w*|hereditary|genes?"
    r"|linked)\b",
    re.I,
)
"""What shows, outside of what is told of a relative, that the question is about the two."""
ILLNESS = (
    r"(?:cancer|carcinoma|adenocarcinoma|tumou?r|melanoma|lymphoma|myeloma|sarcoma|leuk\w+|glio\w+|mesothelioma"
    r"|hodgkin\w*|dcis|lcis|aml|cll|cml|nsclc|sclc|hcc|gist)"
)
CARE = (
    r"(?:chemo\w*|radio(?:therapy|iodine)|radiation|immunotherap\w*|surgery|operation|op|mastectomy|lumpectomy|transplant"
    r"|treat(?:ed|ment)|hormones?|\w{4,}(?:mab|nib|platin|taxel|ciclib|rafenib)|letrozole|anastrozole|tamoxifen"
    r"|(?:carbo|ac|pembro|nivo|folfox|capox|r-?chop)|brachytherapy|sentinel)"
)
OF_AN_OTHER = (
    rf"(?:{KIN}|he|she|they|his|her|hers|their|him|them|someone|somebody|people|not|no|never|\w+n'?t|think|thought"
    r"|worr\w+|scared|afraid|wonder\w*|know|read|heard|saw|if|whether|about|car(?:er|ing)|decide|choose|help|agree"
    r"|support|sign|find|look|ask|call|persuade|convince|took|tested|screened|checked"
    r"|risk|likely|prevent|avoid|get(?! (?:\w+ )?(?:chemo|radi|treat|surg|immuno)))"
)
"""Words that may not stand between ``i`` and an illness that is one's own."""
OWN_ILLNESS = re.compile(
    rf"\b(?:i|i'?m|i'?ve|i'?d)\b(?: (?!{OF_AN_OTHER}\b)[\w'-]+){{0,6}}? "
    rf"(?:{ILLNESS}|{CARE})\b"
    rf"|\bi(?:'?ve)? (?:now |also )?(?:have|had|got) it\b"
    rf"|\bmy (?:(?!{OF_AN_OTHER}\b)[\w-]+ ){{0,3}}(?:{ILLNESS}|{CARE}|oncologist|ha?ematologist)\b"
    rf"|\b(?:diagnosed|treat(?:ed|ing)?|operate[d]? on|start(?:ed)? me on|put) me\b"
    rf"|\bme to (?:\w+ )?(?:have|start|stop|skip|refuse|take) (?:\w+ ){{0,2}}{CARE}\b",
    re.I,
)
"""One's own illness or its treatment, as the one who has it tells of it."""
RELATIVE = re.compile(
    rf"(?:\b(?:(?:my|our) (?:\w+ ){{0,2}}{KIN}|mum|mom|dad|nan|gran|granny|grand(?:mother|father|ma|pa|son|daughter))"
    rf"|(?:^|[.;!?]\s*){KIN}(?=(?:'?s)?,? (?:\w+,? ){{0,2}}(?:has|is|was|got|with|diagnosed)\b))(?:'?s)?\b"
    r"(?! (?:and i|had|died|passed|sa(?:ys?|id)|t(?:old|ells|hinks?)|keeps? (?:saying|telling)|read|heard|insists?"
    r"|threw|gave|found|(?:\w+ ){1,2}me)\b)",
    re.I,
)
TOLD_TO_KIN = re.compile(
    rf"\b(?:i|we|i've|ive|to)\b(?: [\w']+){{0,2}} (?:tell|told|telling|ask|asked) (?:my|our) (?:\w+ ){{0,2}}{KIN}\w*",
    re.I,
)
SELF = re.compile(r"\b(?:i|i'm|i've|my|me)\b", re.I)
HEIRS = (
    r"(?:(?:my|our) (?:\w+ ){0,2}?(?:sons?|daughters?|child(?:ren)?|kids?|siblings?|sisters?|brothers?|nieces?|nephews?"
    r"|cousins?|grand(?:kids|child(?:ren)?|sons?|daughters?)|family|relatives?))"
)
LOOKED_INTO = (
    r"(?:test(?:ed|ing|s)?|screen(?:ed|ing)|check(?:ed|ing|s|-?ups?)?|worr(?:y|ied)|risks?|inherit\w*|gen(?:e|es|etic\w*)"
    r"|counsel\w*|carr(?:y|iers?)|(?:get|catch|have) (?:it|this|cancer|the gene)|mammograms?|colonoscop\w+|safe)"
)
FOR_HEIRS = re.compile(
    rf"\b(?:do|does|should|shall|will|would|can|could|must|may|might|are|is|have|has)\b"
    r"(?: (?:all|both|either of|also))?"
    rf" {HEIRS}(?:(?:,| and| or| as well as) (?:\w+ )?{HEIRS})*(?: \w+){{0,4}}? {LOOKED_INTO}\b"
    rf"|\b{HEIRS}(?: (?:all|both))? (?:needs?|should|must|ought|ha(?:s|ve) to)(?: \w+){{0,3}}? {LOOKED_INTO}\b"
    rf"|\b(?:test|check|screen|get|pass(?:ed|ing)?|mean\w*|tell|risks?|dangerous|safe|bad|worry(?:ing)?|worried)"
    rf"(?: (?:it|this|that|on|for|to|about|of))* {HEIRS}\b|\bwhat about {HEIRS}\b",
    re.I,
)
"""What somebody who is ill asks for those who may have inherited it: ``do my daughters need testing``."""
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
    r"\b(?:diagnosed (?:(?:me|him|her) )?with|chemo\w*|radiother\w*|radiation|immunother\w*|oncolog\w*|metasta\w*|mets"
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
PROVEN = re.compile(
    r"\b(?:biopsy|biopsies|scans?|ct|mri|pet|pathology|histology|reports?|results?|letter)\b[^.;!?]{0,30}"
    r"\b(?:sa(?:ys?|id)|show(?:s|ed)?|came back|confirm(?:s|ed)|found|reads?|is|was|were|are|:)[^.;!?]{0,30}"
    rf"\b(?:{ILLNESS}|malignant|cancerous)\b",
    re.I,
)
"""A result that says it is cancer; what is told before it was looked into."""
NOT_PROVEN = re.compile(
    r"\b(?:no|not|(?:did|does|do|is|was|were|has|have)n'?t|if|whether|could|might|may|possible|suspicious|rule|clear|benign)\b",
    re.I,
)
A_FINDING = re.compile(
    r"\b(?:som\w{0,2} ?thin\w?|spots?|shadows?|nod\w{1,2}les?|lumps?|mass(?:es)?|lesions?|marks?|patch(?:es)?|growths?"
    r"|cysts?|blobs?|dots?|white bits?)\b[^.?!]{0,30}?\b(?:on|in|near|by)\b"
    r"[^.?!]{0,80}?(?:[.?!,;]|\b(?:and|so|but)\b|$).{0,120}?"
    r"\b(?:is|are|could|can|might|does|do|if|whether)\b[^.?!]{0,25}\b(?:cancer|malignan\w+|spread|serious|tumou?r)\b",
    re.I | re.S,
)
"""Something that was seen somewhere, and that is asked to be cancer: ``they saw something on my lung, is that
cancer``; the place makes it no cancer of that organ."""
NEW_SIGN = re.compile(
    r"\blumps?\b|\bnotic\w+|\b(?:new|another|changing) (?:\w+ )?(?:spot|mole|swelling|pain|cough|growth|bump|patch)\b"
    r"|\b(?:found|felt|feel) (?:a|an|another|something)\b",
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


class Owned(NamedTuple):
    """``own`` are the words on one's own cancer, the surest first; ``of_two`` whether a relative's is asked about, too;
    ``is_ill`` whether one's own illness is told of, and the relative's only mentioned."""

    own: tuple[str, ...]
    of_two: bool
    is_ill: bool


def own_and_kin(text: str) -> Owned | None:
    """What is told of one's own cancer beside a relative's; none where only one of them is told of."""
    told = [match.group() for match in OF_KIN.finditer(text)]
    beside = OF_KIN.sub(" … ", text)
    own, ill = OWN.findall(beside), bool(OWN_ILLNESS.search(beside))
    gone = all(map(DIED.search, told)) and not OWN_RISK.search(beside)
    if not (told and (own or ill or gone)):
        return None
    mentioned = ill and all(map(NEVER_MEANT.search, told)) and not ALIKE.search(text)
    return Owned((". ".join(own), beside if ill or gone else ""), bool(OF_OTHERS.search(beside)), mentioned)


def whose(text: str) -> Literal["self", "relative"] | None:
    """Whom a question is about; a relative who is only mentioned by somebody who is ill is not, nor one of whom no more
    is asked than whether to be tested."""
    named = TOLD_TO_KIN.sub(" … ", text)
    if not ILL.search(text):
        named = FOR_HEIRS.sub(" … ", named)
    if RELATIVE.search(named) and not OWN_ILLNESS.search(OF_KIN.sub(" … ", text)):
        return "relative"
    return "self" if SELF.search(text) else None


def is_undiagnosed(text: str, *, with_marker: bool, worried: bool = False) -> bool:
    """Whether somebody is asking who has not been told of a cancer: a polyp that is looked at, a marker of the blood
    that is asked to tell, or that stands beside another illness that raises it, or an organ that something is wrong
    with (``worried``). A relative's cancer is none of one's own."""
    own = _beside_kin(text)
    if DIAGNOSED.search(NOT_YET.sub(" … ", own)):
        return False
    of_a_marker = with_marker and (OTHER_CAUSES.search(text) or MEANS_CANCER.search(own))
    return bool(worried or POLYP.search(text) or NOT_YET.search(text) or of_a_marker)


IS_IT_BACK = re.compile(
    r"\b(?:has|could) (?:it|this|that|(?:the|my|his|her) \w*(?:cancer|oma|emia|tumou?r)) (?:really )?"
    r"(?:have )?(?:come back|returned|recurred|relapsed|spread again)\b"
    r"|\bis (?:it|this|that|the cancer|(?:my|his|her) cancer)(?: (?:the|my|his|her|cancer|coming|really))*"
    r" (?:back|again|returning)\b"
    r"|\b(?:is|could) (?:this|that|the|it)\b[^.?!]{0,40}\b(?:cancer|it|be) (?:back|again)\b"
    r"|\b(?:worried|scared|afraid|terrified|frightened|convinced|fear|thinks?|means?)\b"
    r"(?: (?:that|to|it|this|its|it's|is|the|cancer|my|has|might|could|be|have|come))*"
    r" (?:back|again|returned|recurred)\b",
    re.I,
)
"""What asks whether a cancer of the past is there now; ``what if it comes back`` does not."""


def asks_if_it_is_back(text: str) -> bool:
    return bool(IS_IT_BACK.search(text))


def has_been_told(text: str) -> bool:
    """Whether a cancer is told of as found, and nothing new that a doctor may not have seen; a relative's is none of
    one's own."""
    proven = next((one for one in PROVEN.finditer(text) if not NOT_PROVEN.search(one.group())), None)
    if proven and not NEW_SIGN.search(text[proven.end() :]):
        return True
    return not NEW_SIGN.search(text) and bool(DIAGNOSED.search(NOT_YET.sub(" … ", _beside_kin(text))))


def _beside_kin(text: str) -> str:
    """What is told of oneself, if anything is."""
    beside = OF_KIN.sub(" … ", text)
    return beside if re.search(r"\b(?:i|i'm|i've|my|me)\b", beside, re.I) else text


def asks_if_a_finding_is_cancer(text: str) -> bool:
    """Of something seen in an organ, which nobody has called a cancer of it."""
    return bool(A_FINDING.search(text))


def is_feared(text: str, names: re.Pattern[str]) -> bool:
    """Whether a cancer that is named is one that somebody fears to have, beside the one that they have: ``have i got
    thyroid cancer too``; not ``i have thyroid cancer too``."""
    return any(FEARED.search(text[: one.start()]) for one in names.finditer(text))


def has_turned_yellow(text: str) -> bool:
    return bool(YELLOW.search(text)) and not DIAGNOSED.search(text)


FEARED = re.compile(
    r"(?:\b(?:have|has) (?:i|he|she)(?: \w+){0,2} (?:got|get|getting|developed)|\bdo(?:es)? (?:i|he|she)(?: \w+)? have"
    r"|\b(?:am|is) (?:i|he|she) (?:getting|going to get)|\b(?:could|can|might|may|will) (?:i|he|she)"
    r"(?: \w+)? (?:have|get)"
    r"|\b(?:is|are|was|could|can|might) (?:it|this|that|these|they|there|i)(?: (?!not\b)\w+){0,3}?"
    r"|\b(?:does|do|did) (?:it|this|that|these|they) mean(?: \w+){0,4}?"
    r"|\b(?:worried|scared|afraid|frightened|terrified|fear\w*|wonder\w*|what if|thought)(?: \w+){0,6}?)"
    r"(?: (?:a|an|the|also|now|as|or))* $",
    re.I,
)
"""What stands before a cancer that is asked about as one that somebody may have."""
ILL = re.compile(rf"\b(?:{ILLNESS}|{CARE})\b", re.I)
KINS_ILLNESS = re.compile(rf"\b{KIN}['’]?s (?:[\w-]+ ){{0,4}}{ILLNESS}\b", re.I)


def is_ill_relative(text: str) -> bool:
    """Whether a relative's illness or its treatment is told of: ``my son has lymphoma``, ``dad's lung cancer``."""
    return any(ILL.search(one.group()) for one in OF_KIN.finditer(text)) or bool(KINS_ILLNESS.search(text))


AS_OF_THEM = (
    (r"\bI['’]m\b|\bI am\b", "they are"),
    (r"\b([Aa])m I\b", r"\1re they"),
    (r"\b([Ww])as I\b", r"\1ere they"),
    (r"\bI was\b", "they were"),
    (r"\bI\b", "they"),
    (r"\bme\b", "them"),
    (r"\bmyself\b", "themselves"),
    (r"\bmine\b", "theirs"),
    (r"\bmy\b", "their"),
    (r"\bMy\b", "Their"),
)


def of_them(text: str) -> str:
    """A question as somebody asks it for another: ``Was my tumour tested?`` is ``Was their tumour tested?``"""
    for own, theirs in AS_OF_THEM:
        text = re.sub(own, theirs, text)
    return text[:1].upper() + text[1:]
