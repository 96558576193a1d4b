"""Names of treatments that tell of none: times reckoned from one that may be yet to come, a doctor's surgery."""

import re

from extractors.notes import Note
from extractors.treatment_mentions import Stretch

CLASSES_OF_RADIATION = ("radiotherapy", "chemoradiotherapy")
RECKONED = re.compile(
    r"\b(?:(?:days?|weeks?|months?|years?|hours?|time)\s+(?:after|of|following|from|before|around|prior\s+to|post)"
    r"|after|following|before|until|till|around)\s+"
    r"(?:(?:the\s+)?(?:end|completion|finish|start|last\s+(?:cycle|dose))\s+of\s+)?"
    r"(?:(?:the|an?|any|her|his|your|their|all|further|this)\s+){0,2}$",
    re.I,
)
UNTIL = re.compile(r"\s*(?:until|till)\b", re.I)
AHEAD = re.compile(
    r"\b(?:will|shall|should|must|may|can|could|would|to\s+(?:begin|start|have|be|go|see|take)|best|at\s+least|no\s+sooner"
    r"|eligible|advis\w+|recommend\w*|please|planned|due|booked|postponed|approx\w*|re-?stag\w+|repeat)\b",
    re.I,
)
"""Words of what is to come, in the sentence of a time that is reckoned from a treatment."""
PRACTICE = re.compile(
    r"\b(?:at|in|by|from|with|to)\s+(?:your|the|the GP|our|their|(?:(?:his|her)\s+)?(?:local|old|new|own|GP)(?:['’]s)?)"
    r"\s+$",
    re.I,
)
AT_THE_PRACTICE = re.compile(
    r"\b(?:bloods?|counts?|PSA|U&Es?|check\w*|tests?|monitor\w*|dress\w*|nurses?|GP|practice|stitches|clips|staples|jabs?"
    r"|injections?|vaccin\w+|letters?|pressure|prescri\w+|collect\w*)\b",
    re.I,
)
"""What a general practitioner's surgery is for."""
REACHES = 45
OF_A_HOUSE = re.compile(
    r"\b(?:departments?|services?|units?|clinics?|centres?|centers?|programmes?|programs?|teams?|divisions?|institutes?"
    r"|wards?|groups?|consultants?|specialists?|nurses?|professors?|directors?|leads?|co-?ordinators?|summary|records?"
    r"|reports?|letters?|charts?|diary|booklets?|forms?|proformas?|helplines?|pharmac\w+)\b",
    re.I,
)
SMALL_WORD = re.compile(r"\b(?!(?:and|for|of|in|the|with|to|at|on|by)\b)[a-z]\w*|[.:]\s+\w|\d[\d/.-]*\d")
"""What a title does not hold: a word without a capital, a second sentence, a date or a dose."""
CLASSES_OF_TITLES = ("radiation", "transplant")
LONGEST_TITLE = 110


def is_an_aside(note: Note, stretch: Stretch) -> bool:
    """Only a class without a date of its own; an exact name is told of, whatever time is reckoned from it."""
    first = stretch.group.names[0]
    is_class = first.entry.caution == "generic" or first.entry.name in CLASSES_OF_RADIATION
    its_own = [one for one in stretch.dates if one.start >= first.end]
    if len(stretch.group.names) > 1 or not is_class or its_own:
        return False
    sentence, before = note.sentence(first.start), max(first.start - REACHES, 0)
    if said := RECKONED.search(note.text, max(before, sentence.start), first.start):
        ahead = UNTIL.match(note.text, said.start()) or AHEAD.search(note.text, sentence.start, sentence.end)
        return bool(ahead) or note.section(first.start) == "plan"
    called_surgery = note.text[first.start : first.end].lower() == "surgery"
    of_the_practice = called_surgery and PRACTICE.search(note.text, before, first.start)
    return bool(of_the_practice and AT_THE_PRACTICE.search(note.text, sentence.start, first.start))


def is_in_a_title(note: Note, stretch: Stretch) -> bool:
    """Whether a line of capitals names a department, a service or the page itself, and a class of treatments in it."""
    first, line = stretch.group.names[0], note.line(stretch.group.start)
    classes = all(one.entry.caution == "generic" or one.entry.type in CLASSES_OF_TITLES for one in stretch.group.names)
    written = note.text[line.start : line.end]
    return (
        classes
        and not stretch.dates
        and len(written) <= LONGEST_TITLE
        and not note.text[line.start : first.start].rstrip().endswith(":")
        and OF_A_HOUSE.search(written) is not None
        and SMALL_WORD.search(written) is None
    )
