"""What the sentences after a proposal reply to it: declined, or not decided yet."""

import re

from extractors.notes import Note
from extractors.treatment_details import Cue
from extractors.treatment_mentions import SYSTEMIC, Stretch
from extractors.treatment_names import find_names

WHO = r"(?:he|she|they|the patient|(?:Mr|Mrs|Ms|Miss)\.? [\w-]+)"
DECLINED = re.compile(
    rf"\s{{1,2}}(?:(?:however|but|unfortunately|today)\W+)?{WHO}"
    r"(?: [\w']+){0,6}"
    r" (?:declined|declines|refused|refuses|not (?:want|wish)(?: for| to have| to pursue)?)"
    r"(?: (?:this|it|these|them|both|all|any|the|an?|offer|options?|further|such|treatment|therapy"
    r"|(?P<systemic>chemotherapy|immunotherapy|hormones?)|(?P<surgery>surgery|operation)"
    r"|(?P<radiation>radiotherapy|radiation)"
    r"|at present|at this (?:stage|time|point)|for now|for the (?:moment|time being)|today|currently"
    r"|and has declined|for (?:him|her)self))*\s*(?:[.,;]|$)",
    re.I,
)
LEADS = (
    r"(?:\s*[,;(–-]?\s*(?:but|and|although|though|yet|however|(?P<relative>which|who|that))\b[\s,]*(?:in the end\s)?)"
)
NOT = r"(?:(?:do|does|did|would|is|was|are|were) not|(?:do|does|did|would|is|was|are|were)n['’]t)"
REFUSED = re.compile(
    r"(?P<between>(?:[^.;\n]|\n(?!\n)|(?<=\d)\.(?=\d)){0,90}?)"
    rf"(?:{LEADS}|;\s*)(?:(?:{WHO}|it|this|(?:(?:her|his|the|their) )?famil(?:y|ies))\s)?"
    r"(?:(?:has|have|had|was|were|is|been|subsequently|initially|later|then|eventually|ultimately|unfortunately|also"
    r"|firmly|politely|again|now|currently|today|felt|thought|deemed|considered|to be)\s)*"
    r"(?:(?P<declined>declined|refused|turned (?:(?:it|this|them|that|the offer) )?down"
    rf"|{NOT} (?:\w+ly )?(?:want|wish|keen|accept|agree)(?: to| for)?"
    r"(?: (?:have|pursue|proceed|start|undergo|go ahead|take up))?(?: with)?)"
    r"|(?P<absent>rejected|dismissed|discounted|ruled out|discarded|abandoned|decided against|excluded|contraindicated"
    r"|not (?:(?:to be|felt|thought|been) )*(?:given|used|pursued|performed|offered|possible|suitable|appropriate"
    r"|feasible|taken (?:up|further)|proceeded with|indicated|recommended|safe)"
    r"|too (?:toxic|risky|dangerous|frail|unwell)|unsuitable|inappropriate))"
    r"(?:\s(?:it|this|that|these|them|both|all|any|further|treatment|(?:the )?offer|initially|so far|today"
    r"|at present))*\s*(?=[.,;)]|$|(?:because|due|owing|in (?:view|favou?r|the)|as|given|by|at|since|after|following"
    r"|and|but|so|when)\b)",
    re.I,
)
"""In the sentence of the proposal itself: "was offered but she has declined this", "was considered but rejected"."""
CHANGED_MIND = re.compile(
    r"[^.]{0,80}\b(?:now|later|subsequently|then|since|eventually|but)\b[^.]{0,30}"
    r"\b(?:(?:agree[ds]?|accept(?:s|ed)?|consent(?:s|ed)?)\b(?! to (?!it\b|this\b|have\b|proceed\b|start\b|go\b))"
    r"|reconsidered|changed (?:his|her|their) mind)",
    re.I,
)
"""What takes a refusal back: "initially declined, but she has now agreed"."""
UNDECIDED = re.compile(
    rf"\s{{1,2}}(?:(?!\n\n)[^.]{{3,120}}\.\s{{1,2}})?(?:{WHO}(?: [\w']+){{0,5}} (?:"
    r"(?:think|reflect)(?:ing)? (?:(?:about|on|over) )?"
    r"(?:this|it|these|things|whether|(?:the|his|her|their) (?:options?|offer))\b|think (?:this|it|things|them) over"
    r"|not (?:yet )?(?:decided|made (?:a|his|her|their|any) decision|made up (?:his|her|their) mind)|undecided)"
    r"|no (?:new |systemic )?(?:treatment|therapy|chemotherapy) (?:was|has been) (?:started|commenced|given)\b)",
    re.I,
)


def find_reply(note: Note, stretch: Stretch, planned: bool) -> Cue | None:
    """Only what follows in the same paragraph. A refusal of "chemotherapy" refuses no operation."""
    end = note.sentence(stretch.group.start).end
    if refused := _refused_at_once(note.text, stretch.group.end, end):
        return refused
    said = DECLINED.match(note.text, end)
    if said and all(kind == _kind(stretch) for kind, word in said.groupdict().items() if word):
        return Cue("declined", *said.span())
    if planned and (said := UNDECIDED.match(note.text, end)):
        return Cue("hypothetical", *said.span())
    return None


def _refused_at_once(text: str, start: int, end: int) -> Cue | None:
    """Not where another treatment stands between, or where "which" may take up the tumour and not the treatment."""
    said = REFUSED.match(text, start, end)
    if not said or (said["absent"] and said["relative"]) or find_names(said["between"]):
        return None
    return (
        None
        if CHANGED_MIND.match(text, said.end())
        else Cue("declined" if said["declined"] else "absent", *said.span())
    )


def _kind(stretch: Stretch) -> str:
    kind = stretch.group.names[0].entry.type
    return "systemic" if kind in SYSTEMIC else kind
