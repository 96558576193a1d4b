"""What the sentences after a proposal reply to it: declined, or not decided yet."""

import re

from extractors.notes import Note
from extractors.treatment_details import Cue
from extractors.treatment_mentions import SYSTEMIC, Stretch
from extractors.treatment_names import find_names

WHO = r"(?:he|she|they|(?:the )?patient|pt|(?:(?:her|his|the|their) )?famil(?:y|ies)|(?:Mr|Mrs|Ms|Miss)\.? [\w-]+)"
OTHER_CARE = (
    r"(?:(?:active )?(?:surveillance|monitoring|observation|follow-?up)|watchful waiting|watch and wait"
    r"|no (?:further |more )?"
    r"(?:treatment|therapy|chemotherapy)|(?:best )?supportive care"
    r"|comfort (?:care|measures)|palliative care|hospice(?: care)?)"
)
AGAINST = (
    r"(?:(?:opted|decided|chose|elected|come down) against"
    r"|(?:opted|decided|chose|elected|preferred|prefers?|wished) not to"
    r"(?: (?:have|proceed|pursue|start|undergo|go ahead|take|receive|be treated))?(?: with)?"
    rf"|(?:opted|elected|went) for {OTHER_CARE}|(?:chose|preferred|prefers|wanted|wants) {OTHER_CARE}"
    r"|(?:was |is |were |are )?(?:not (?:keen|willing|interested)|unwilling)(?: (?:to|on|in))?"
    r"(?: (?:have|having|proceed|start|take|taking|undergo))?|said no)"
)
"""What refuses a proposal without the word."""
KINDS = (
    r"(?P<systemic>chemotherapy|chemo|immunotherapy|hormones?|tablets?)|(?P<surgery>surgery|(?:an |the )?operation)"
    r"|(?P<radiation>radiotherapy|radiation|RT)"
)
FORGONE = re.compile(
    r"\b(?:forgo|forego|forgone|(?:turn(?:ed)?|turning) down|said no to|opt(?:ed)? out of)"
    r"(?: (?:the|any|an?|his|her|their|further|offer|offers|proposal|of"
    r"|adjuvant|neo-?adjuvant|palliative|systemic))*\s$",
    re.I,
)
DECLINED = re.compile(
    rf"\s{{1,2}}(?:(?:however|but|unfortunately|today)\W+)?{WHO}"
    r"(?: [\w']+){0,6}"
    rf" (?:declined|declines|refused|refuses|not (?:want|wish)(?: for| to have| to pursue)?|{AGAINST})"
    r"(?: (?:this|it|these|them|both|all|any|the|an?|offer|options?|further|such|treatment|therapy"
    rf"|{KINDS}"
    r"|at present|at this (?:stage|time|point)|for now|for the (?:moment|time being)|today|currently"
    r"|and has declined|for (?:him|her)self|instead))*\s*(?:[.,;]|$|(?:because|due to|owing to|on account of)\b)",
    re.I,
)
LEADS = (
    r"(?:\s*[,;(–-]?\s*(?:but|and|although|though|yet|however|(?P<relative>which|who|that))\b[\s,]*(?:in the end\s)?)"
)
NOT = r"(?:(?:do|does|did|would|is|was|are|were) not|(?:do|does|did|would|is|was|are|were)n['’]t)"
REFUSED = re.compile(
    r"(?P<between>(?:[^.;\n]|\n(?!\n)|(?<=\d)\.(?=\d)){0,90}?)"
    rf"(?:{LEADS}|[;,]\s*)(?:after (?:\w+ ){{1,4}}?,?\s?)?(?:(?:{WHO}|it|this)\s)?"
    r"(?:(?:has|have|had|was|were|is|been|subsequently|initially|later|then|eventually|ultimately|unfortunately|also"
    r"|firmly|politely|again|now|currently|today|felt|thought|deemed|considered|to be)\s)*"
    r"(?:(?P<declined>declined|refused|turned (?:(?:it|this|them|that|the offer) )?down"
    rf"|{NOT} (?:\w+ly )?(?:want|wish|keen|accept|agree)(?: to| for)?"
    rf"(?: (?:have|pursue|proceed|start|undergo|go ahead|take up))?(?: with)?|{AGAINST})"
    r"|(?P<absent>(?:never|not) (?:took|taken|started|filled|commenced|received|begun|had)|"
    r"rejected|dismissed|discounted|ruled out|discarded|abandoned|decided against|excluded|contraindicated"
    r"|not (?:(?:to be|felt|thought|been) )*(?:given|used|pursued|performed|offered|possible|suitable|appropriate"
    r"|feasible|taken (?:up|further)|proceeded with|indicated|recommended|safe)"
    r"|too (?:toxic|risky|dangerous|frail|unwell)|unsuitable|inappropriate))"
    r"(?:\s(?:it|this|that|these|them|both|all|any|further|treatment|(?:the )?offer|initially|so far|today"
    r"|instead"
    rf"|at present|{KINDS}))*\s*"
    rf"(?=[.,;)]|$|(?:because|due|owing|in (?:view|favou?r|the)|as|given|by|at|since|after|following"
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
AT_FIRST = re.compile(
    r"[^.;,\n]{0,30}?\b(?:originally|initially|at first)\s(?:planned|intended|proposed|considered|hoped for|preferred)"
    r"\b[^.;,\n]{0,30}?,?\s(?:but|however|though)\b"
    r"(?! (?:\w+ ){0,3}(?:delayed|postponed|deferred|brought|rescheduled|moved|put|given|started|went ahead)\b)",
    re.I,
)
"""Of a plan that came to nothing: "was originally planned but no slot"."""
INSTEAD = re.compile(
    r"(?:(?P<between>[^.;\n]{0,60}?)\b(?:offered|proposed|recommended|suggested|discussed|planned)\b[^.;\n]{0,20}?"
    rf"|\s?[-–,;]?\s?(?:(?:but|and|though)\s)?(?:{WHO}\s)?(?:(?:has|had|have)\s)?)"
    r"\b(?:chose|chosen|picked|opted for|preferred|went for|elected)\b(?=[^.;\n]{1,60}\binstead\b)",
    re.I,
)
"""Of a proposal that another was taken for: "was offered, chose letrozole instead"."""
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
    if forgone := FORGONE.search(note.text, max(stretch.group.start - 60, 0), stretch.group.start):
        return Cue("declined", *forgone.span())
    if refused := _refused_at_once(note.text, stretch, end):
        return refused
    if given_up := AT_FIRST.match(note.text, stretch.group.end, end):
        return Cue("absent", *given_up.span())
    instead = INSTEAD.match(note.text, stretch.group.end, end)
    if instead and not find_names(instead["between"] or ""):
        return Cue("declined", *instead.span())
    said = DECLINED.match(note.text, end)
    if said and _is_of_its_kind(said, stretch):
        return Cue("declined", *said.span())
    if planned and (said := UNDECIDED.match(note.text, end)):
        return Cue("hypothetical", *said.span())
    return None


def _refused_at_once(text: str, stretch: Stretch, end: int) -> Cue | None:
    """Not where another treatment stands between, or where "which" may take up the tumour and not the treatment."""
    said = REFUSED.match(text, stretch.group.end, end)
    if (
        not said
        or not _is_of_its_kind(said, stretch)
        or (said["absent"] and said["relative"])
        or find_names(said["between"])
    ):
        return None
    return (
        None
        if CHANGED_MIND.match(text, said.end())
        else Cue("declined" if said["declined"] else "absent", *said.span())
    )


def _is_of_its_kind(said: re.Match[str], stretch: Stretch) -> bool:
    named = (kind for kind in ("systemic", "surgery", "radiation") if said[kind])
    return all(kind == _kind(stretch) for kind in named)


def _kind(stretch: Stretch) -> str:
    kind = stretch.group.names[0].entry.type
    return "systemic" if kind in SYSTEMIC else kind
