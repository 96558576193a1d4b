"""What the sentences after a proposal reply to it: declined, or not decided yet."""

import re

from extractors.notes import Note
from extractors.treatment_details import Cue
from extractors.treatment_mentions import SYSTEMIC, Stretch

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
    said = DECLINED.match(note.text, end)
    if said and all(kind == _kind(stretch) for kind, word in said.groupdict().items() if word):
        return Cue("declined", *said.span())
    if planned and (said := UNDECIDED.match(note.text, end)):
        return Cue("hypothetical", *said.span())
    return None


def _kind(stretch: Stretch) -> str:
    kind = stretch.group.names[0].entry.type
    return "systemic" if kind in SYSTEMIC else kind
