"""Names of treatments that tell of none: times reckoned from one that may be yet to come, a doctor's surgery."""

import re

from extractors.notes import Note
from extractors.treatment_mentions import Stretch

CLASSES_OF_RADIATION = ("radiotherapy", "chemoradiotherapy")
RECKONED = re.compile(
    r"\b(?:(?:days?|weeks?|months?|years?|hours?|time)\s+(?:after|of|following|from|before|around|prior\s+to|post)"
    r"|after|following|before|until|till|around)\s+(?:(?:the|an?|any|her|his|your|their|all|further|this)\s+){0,2}$",
    re.I,
)
AHEAD = re.compile(
    r"\b(?:will|shall|should|must|may|can|could|would|to\s+(?:begin|start|have|be|go|see|take)|best|at\s+least|no\s+sooner"
    r"|eligible|advis\w+|recommend\w*|please|planned|due|booked|postponed)\b",
    re.I,
)
"""Words of what is to come, in the sentence of a time that is reckoned from a treatment."""
PRACTICE = re.compile(
    r"\b(?:at|in|by|from|with)\s+(?:your|the|the GP|our|their|(?:his|her) (?:local|GP)(?:['’]s)?)\s+$", re.I
)
AT_THE_PRACTICE = re.compile(
    r"\b(?:bloods?|counts?|PSA|U&Es?|check\w*|tests?|monitor\w*|dress\w*|nurses?|GP|practice|stitches|clips|staples|jabs?"
    r"|injections?|vaccin\w+|pressure|prescri\w+|collect\w*)\b",
    re.I,
)
"""What a general practitioner's surgery is for."""
REACHES = 45


def is_an_aside(note: Note, stretch: Stretch) -> bool:
    """Only a class without a date of its own; an exact name is told of, whatever time is reckoned from it."""
    first = stretch.group.names[0]
    is_class = first.entry.caution == "generic" or first.entry.name in CLASSES_OF_RADIATION
    if len(stretch.group.names) > 1 or not is_class or stretch.dates:
        return False
    sentence, before = note.sentence(first.start), max(first.start - REACHES, 0)
    if RECKONED.search(note.text, max(before, sentence.start), first.start):
        return AHEAD.search(note.text, sentence.start, sentence.end) is not None
    called_surgery = note.text[first.start : first.end].lower() == "surgery"
    of_the_practice = called_surgery and PRACTICE.search(note.text, before, first.start)
    return bool(of_the_practice and AT_THE_PRACTICE.search(note.text, sentence.start, first.start))
