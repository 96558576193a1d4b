"""Whether a question tells that an operation, or a treatment, lies behind the one it is about.

What is only asked for, planned or feared (``should I have my prostate out?``) tells nothing of it.
"""

import re

OPERATION = r"(?:surgery|operation|op|\w{3,}ectomy|whipple'?s?)"
ORGAN = (
    r"(?:prostate|thyroid|breasts?|kidney|bladder|womb|uterus|ovar(?:y|ies)|tubes|bowel|colon|rectum|stomach|pancreas"
    r"|spleen|liver|lungs?|lobe|testicles?|balls?|tongue|tonsils?|larynx|voice ?box|jaw|eye|moles?|nodes?|lumps?"
    r"|tumou?rs?|cancer|growth|polyps?)"
)
OUT = r"(?:out|off|removed|taken (?:out|off|away)|cut out)"
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
AFTER = r"\b(?:after|since|following|post)[- ]"
BEHIND = re.compile(AFTER, re.I)
OPERATED = re.compile(
    rf"\b(?:had|finished) (?:(?:my|the|a|an|her|his|their) )?(?:\w+ )?{OPERATION}\b"
    rf"|{AFTER}(?:\w+ ){{0,3}}?{OPERATION}\b|{AFTER}(?:\w+ ){{0,4}}?{OUT}\b"
    rf"|\b{OPERATION} (?:is |was )?(?:done|over|went|ago|last|in (?:{MONTHS}|20\d\d))\b"
    rf"|\b(?:took|taken|cut|had|got) (?:\w+ ){{0,3}}{OUT}\b"
    rf"|\b(?:my|his|her|the|their|whose) (?:\w+ )?{ORGAN} (?:was |were |is |are |came |has been |had been |have been )?"
    rf"{OUT}\b"
    r"|\b(?:was|were|been) (?:\w+ ){0,4}(?:taken out|removed)\b",
    re.I,
)
CARE = r"(?:chemo\w*|radio(?:therapy|therapie)|radiation|radioiodine|treatments?|immunotherap\w*|rays|transplant)"
TREATED = re.compile(
    rf"\b(?:finished|completed|ended|had|done with|through) (?:(?:my|the|all|her|his|their|with|of) )*(?:\w+ ){{0,2}}?"
    rf"{CARE}\b"
    rf"|{AFTER}(?:\w+ ){{0,3}}?{CARE}\b"
    rf"|\b{CARE} (?:is |was |has )?(?:over|done|finished|ended|ago)\b|\b{CARE} (?:\w+ ){{1,3}}ago\b"
    r"|\bback (?:at|to|in) work\b|\bin remission\b|\b(?:survivor|survived)\b"
    r"|\b(?:years?|yrs?|months?) (?:out|clear|post)\b"
    r"|\b(?:years?|yrs?) ago\b|\b(?:was|been|were) undetectable\b",
    re.I,
)
"""That a treatment is behind somebody; which one is not always told."""
NOT_YET = re.compile(
    r"\b(?:should|shall|can|could|will|would|must|may|might|needs?|wants?|plan\w*|going|gets?|getting|if|when|whether"
    r"|before|until|to (?:have|get|be)|or|instead of|without|having|booked|due|not|n['o’]?t|never)\b[^.;!?,]{0,20}$",
    re.I,
)
"""What makes of it something that is still asked for, when it stands shortly before; nothing does of what comes
after."""


def is_operated(text: str) -> bool:
    return _is_behind(OPERATED, text)


def is_treated(text: str) -> bool:
    return _is_behind(OPERATED, text) or _is_behind(TREATED, text)


def _is_behind(words: re.Pattern[str], text: str) -> bool:
    found = list(words.finditer(text))
    return any(BEHIND.match(one[0]) or not NOT_YET.search(text[: one.start()]) for one in found)
