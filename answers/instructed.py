"""Whether a line of a record tells the patient to stop, take or start something: an instruction of the care team, which
nothing said beside it may contradict."""

import re
from collections.abc import Iterable

from answers.choice import words_of

ACT = (
    r"(?:stop|withhold|omit|pause|hold|skip|leave out|avoid|restart|re-start|resume|start|continue|carry on"
    r"|keep (?:on )?taking|take|(?:do not|don['’]t) take)\b(?! (?:of|date|codon|time|home|care|part|place)\b)"
)
DONE = r"be (?:stopped|withheld|held|omitted|paused|skipped|restarted|resumed|started|continued|taken)\b"
THEM = r"(?:him|her|you|them|(?:the|this) patient|(?:mr|mrs|ms) \w+)"
INSTRUCTS = re.compile(
    rf"\b(?:please|kindly) (?:(?:also|just|now) )?{ACT}"
    rf"|(?:^|[.;:•*\n]\s*)(?:[-–]\s*)?(?:\d+[.)]\s*)?(?:(?:then|and|to) )?{ACT}(?= \w)"
    rf"|\b(?:should|must|needs? to|is to|are to|has to|have to|will need to) (?:(?:now|then|also) )?(?:{ACT}|{DONE})"
    rf"|\b(?:advised?|told|instructed|recommend(?:ed)?)(?: {THEM})? (?:to|should) {ACT}"
    rf"|\b(?:asked {THEM}|(?:was|were|been|are|is) asked) to {ACT}"
    rf"|\bto (?:stop|restart|resume|continue|{DONE})"
    r" (?:\d|(?:the|an?|one|two|three|five|seven|ten) \w+|before|from|on|until)",
    re.I,
)
NOT_SETTLED = re.compile(
    r"\b(?:whether|if|unless|consider\w*|may|might|could|discuss\w*|wants?|wanted|wish\w*|would like|thinking"
    r"|asks?|wonder\w*|prefers?|decid\w+|refus\w+|not|never|wife|husband|friend|neighbou?r)\b[^.;:\n]*$",
    re.I,
)
"""What stands before it in the clause where it is a thought or a wish, or somebody else's word."""
ASKS_WHAT_TO_DO = re.compile(
    r"\b(?:stop\w*|hold|withhold|skip|omit|pause|start|restart|resume|continu\w+|carry on|keep|tak(?:e|ing)"
    r"|come off|go off|leave (?:out|off)|leave off|give up)\b",
    re.I,
)
"""What asks of stopping, taking or starting; not which of two treatments to choose."""
OF_ANY = words_of(
    "tablets pills medicines meds medication drugs blood thinner thinners stop stopping stopped hold withhold skip omit"
    " pause start restart resume continue carry keep take taking come off leave give up must have allowed ok please"
    " operation op surgery procedure biopsy scan day days week weeks long morning today tomorrow next first some all"
    " other more am up out does safe early doctor team letter record"
)
"""Words of a question that name no medicine."""


def holds_an_instruction(question: str, lines: Iterable[str]) -> bool:
    """Whether lines tell what to do where that is asked; of a medicine that is named, only those that share a word."""
    named = words_of(question) - OF_ANY
    told = (one for one in lines if is_instruction(one))
    return bool(ASKS_WHAT_TO_DO.search(question)) and any(not named or named & words_of(one) for one in told)


def is_instruction(text: str) -> bool:
    """``Please stop clopidogrel 7 days before the op``; not ``she wants to stop``, nor ``he stopped``."""
    return any(not NOT_SETTLED.search(text[: one.start()]) for one in INSTRUCTS.finditer(text))
