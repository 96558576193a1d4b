"""Where a text stops telling of one treatment and starts to tell of the next.

A clause belongs to the name it holds. One without a name that says how a treatment went ("; stopped in May", a sentence
"Completed in June.", what brackets hold) goes on about the name before it: one list of such words serves them all.
"""

import re

from extractors.treatment_names import find_names

MONTHS = "January|February|March|April|May|June|July|August|Sept|Oct|Nov|Dec|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
DATED = rf"(?:(?:early|mid|late)[ -])?(?:\d|{MONTHS})"
ARROW = r"\s(?:-{1,2}>|={1,2}>|→|⇒|>(?!\s?\d))\s"
"""From one step of a chain of treatments to the next."""
TURN = re.compile(
    rf"[;.](?=\s)|\n+(?!(?-i:[a-z]))|\t+|(?P<arrow>{ARROW})"
    r"|(?:,\s*)?\b(?:but|however|although|then|followed by|followed|subsequently|after which|leading to|with subsequent"
    r"|before|prior to|necessitating|while|whilst|having|where|when (?=s?he\b|they\b)"
    rf"|until(?!\s+{DATED})"
    r"|and (?=(?:subsequently|has|had|is|was|then|now|continu\w+|commenc\w+|start\w+|complet\w+|underwent|receiv\w+"
    r"|proceed\w*|will|we|she|he|I|they|later|followed|switched|changed)\b))",
    re.I,
)
SOFT_TURNS = (
    re.compile(rf",(?!\s*\d{{4}})|\n(?![a-z])|\t|\s[-–+]\s(?!(?:{MONTHS})[a-z]*\b)|\s\("),
    re.compile(
        r"\b(?:and|with|following|after|plus|given(?! (?:on|in|from|today)\b| \d)|despite|without)\b|\bw/", re.I
    ),
    re.compile(rf"\b(?:to|for|from|on)\b(?!\s+{DATED})", re.I),
)
"""Weaker places to turn at, the stronger first; never between "on" and its date."""
REASON = r"\b(?:owing to|due to|secondary to|because of|as a result of|on account of|in view of)\b"
REASON_LED = re.compile(REASON + r"\s+(?:[\w-]+\s+){0,3}$", re.I)
"""What leads from a treatment to another that is the reason: "mitomycin was not given owing to depth of resection"."""
BRACKETS = re.compile(r"\([^()\n]{0,150}\)")
"""What they hold is said of the name before them: "FEC-T (4 of 6 cycles, stopped for sepsis), radiotherapy"."""
ENDED = r"(?:discontinued|stopped|ceased|completed|finished|suspended|withdrawn|abandoned)"
CUT = r"(?:held|paused|interrupted|omitted|cancelled|dropped|withheld|removed|(?:dose[- ])?reduced)"
ON_HOLD = (
    r"(?:(?:currently|now|is|was|has been|had to be|put|temporarily)\s)*(?:on hold|held|withheld|paused|interrupted)\b"
    r"(?!\s(?:back|in)\b)"
)
SHORT_RESPONSE = (
    r"(?:(?:best|overall|maximum|deepest|initial|final) )?(?:(?:overall )?responses?(?: to (?:this|it|treatment))?"
    r"(?: (?:was|of|achieved))?[\s:=–-]{1,3})"
    r"(?:an? )?(?:(?-i:s?CR|VGPR|nCR|PR|SD|PD)|(?:very good |good )?partial|complete|stable|mixed|progress\w+)"
)
RESPONDED = (
    r"(?:(?:(?:good|best|initial|very good) )?(?:partial|complete|mixed) (?:response|remission)|stable disease"
    r"|progressive disease|progress(?:ion|ed))"
)
COUNT_GIVEN = (
    r"(?:(?:All|Only|A total of) )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight)(?:(?: out)? of |/)?"
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight)?(?: (?:the|planned|intended|scheduled))*"
    r" (?:cycles|doses|courses|infusions|injections)(?: (?:were|was|have been|had been))?"
    r" (?:given|received|delivered|administered|completed|tolerated)\b"
)
"""A sentence that counts what was given of the treatment before it: "Four of five planned cycles given"."""
ITS_END = re.compile(
    r"(?:[\s,;–-]|\b(?:but|and|then|which|this|it|that|\w+ly|later|again|was|were|is|are|has been|had been|had to be"
    r"|being)\b)*"
    rf"(?:{ENDED}|{CUT}|declined|refused|{RESPONDED}"
    r"|(?:well )?tolerated|complicated)\b(?!\s+(?:smok|drink|work|alcohol|driv|HRT))",
    re.I,
)
"""How a clause without a name begins that tells how the treatment before it went: "; stopped January 2023"."""
CLAUSE = re.compile(r"[,;]\s|\s[-–]\s|\b(?:but|which|and)\b", re.I)
NEXT_CLAUSE = re.compile(
    r"[;.](?=\s)|\n|(?:,\s*)?\b(?:then|but|followed by|after which)\b|,\s*and\b"
    r"|\band(?=,|\s+(?:in|on|from|since|at|was|has|had|is|s?he|we|they|start\w+|switch\w+|chang\w+|commenc\w+)\b)",
    re.I,
)
LAST_CLAUSE = re.compile(r",(?!\s*\d{4})|\s(?:and|with|\+|->|→)(?=\s)", re.I)
LEFT_OUT = re.compile(rf"\s+(?:was\s+|were\s+)?(?:{ENDED}|{CUT}|only|at \d+ ?% (?:of )?(?:the )?dose)\b", re.I)
"""Of one medicine of a regimen in brackets: "FOLFOX (oxaliplatin dropped at cycle 8)"."""
NOT_GIVEN_YET = r"\b(?:planned|due|deferred|delayed|postponed|cancelled|pending|scheduled|not given|omitted|if)\b"
CYCLE_LED = re.compile(
    r"(?<![\w-])(?:(?:cycles?|C)\s?|#)(?P<numbers>\d{1,2}(?:\s?(?:,|and|&)\s?(?:C|cycle )?\d{1,2}(?!\d|\s?[/.]))*)"
    r"(?:[AB]\b)?(?:\s?D(?:ay)?\s?1\b)?"
    r"(?:[\s:,(–-]|\b(?:was|were|given|on|in|commenced|started|completed|delivered|administered|received)\b){1,8}?"
    rf"(?={DATED})",
    re.I,
)
"""A cycle, or several, right before the date of it."""
CONTINUES = re.compile(
    r"\s*(?:[-•*–]|\d[.)])?\s*(?:\(|(?:further |subsequently |then |treatment )?"
    rf"(?:{ENDED}|{RESPONDED}|{ON_HOLD}|ongoing|well tolerated|dose reduc\w+|reduced|started|commenced|\d+ cycles"
    rf"|\d+(?:\.\d+)?\s?Gy)\b)|\s*{CYCLE_LED.pattern}(?![^\n]*{NOT_GIVEN_YET})",
    re.I,
)
FIELD_OF_RADIATION = re.compile(
    r"[ \t]*(?:(?:total|prescribed|prescription|delivered|number|no\.?|of|radiation|RT|treatment)\s)*"
    r"(?:dose|fraction\w*|start\w*|date\w*|end(?:ed)?|finish\w*|complet\w+|elapsed|first|last|final|site|technique|energy|modality|volumes?"
    r"|regions?|prescription)\b[\w /()-]{0,30}:",
    re.I,
)
"""A line of a form on one course of radiation."""
SAME_LINE = re.compile(
    r"\.?[ \t]+(?P<line>(?:(?:It|This|(?:The )?(?:Treatment|Drug|Medication))"
    r" (?:(?:was|has been|had to be) )?(?:then |later )?)?"
    rf"(?:{ENDED}|{RESPONDED}|{ON_HOLD}|dose[ -]reduced)\b[^\n]*?"
    rf"|{COUNT_GIVEN}[^\n]*?|{SHORT_RESPONSE}\b[^\n]*?|{CYCLE_LED.pattern}(?![^\n.]*{NOT_GIVEN_YET})[^\n]*?)(?=\.(?:\s|$)|\n|$)",
    re.I,
)
"""A sentence without a name of its own after the one that names the treatment: "CAPOX started. Completed in May."."""


def find_turn(text: str, start: int, end: int) -> tuple[int, int]:
    """Between two names: where the text stops telling of the left one, and where it starts to tell of the right one."""
    gap = BRACKETS.sub(lambda held: "x" * len(held[0]), text[start:end])
    closed = gap.find(")") + 1  # the left one stands in brackets, which hold nothing of the right one
    gap = "x" * closed + gap[closed:]
    if reason := REASON_LED.search(gap):
        return start + reason.start(), start + reason.start()
    if own := _own_clause(gap):
        return start + own, start + own
    if turns := list(TURN.finditer(gap)):
        steps = all(one["arrow"] for one in turns)  # "brentuximab x4 -> PR -> transplant"
        return start + turns[-1 if steps else 0].start(), start + turns[-1].start()
    for pattern in SOFT_TURNS:
        if soft := pattern.search(gap):
            return start + soft.start(), start + soft.start()
    return start + closed, start + closed


def _own_clause(gap: str) -> int | None:
    """Where the clauses of ``gap`` end that tell how the treatment before them went, if there are any.

    "was started in March, but was discontinued in April owing to progression" ends before ", and osimertinib".
    """
    said = next((said for one in CLAUSE.finditer(gap) if (said := ITS_END.match(gap, one.start()))), None)
    if said is None:
        return None
    if following := NEXT_CLAUSE.search(gap, said.end()):
        return following.start()
    return max((one.start() for one in LAST_CLAUSE.finditer(gap, said.end())), default=None)


def end_of_next_sentence(text: str, end: int) -> int:
    """Where the sentence behind ``end`` ends, if it goes on about the treatment without a name of its own."""
    while (rest := SAME_LINE.match(text, end)) and not find_names(rest["line"]):
        end = rest.end("line")
    return end


def goes_on(line: str, radiation: bool) -> bool:
    """Whether a line of a list goes on about the treatment above it: "Discontinued after 2 cycles"."""
    return CONTINUES.match(line) is not None or (radiation and FIELD_OF_RADIATION.match(line) is not None)
