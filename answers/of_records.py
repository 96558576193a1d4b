"""What the records say of what is asked, and how their results go together."""

import re
from collections.abc import Iterator

from answers.cards import CancerCard
from answers.cues import shows
from answers.inquiry import Inquiry
from answers.personal import in_their_name, personal_sections
from answers.together import placed, read_together
from core.records import Section

WHICH_MEDICINE = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:tablets?|drugs?|medicines?|treatments?|pills?|therap(?:y|ies))\b[^.?!]{0,20}"
    r"\b(?:could|can|might|would|are there|is there|work|fit|suit)",
    re.I,
)
"""What asks of records for the treatments that hang on their results."""


def told_of_records(inquiry: Inquiry) -> Iterator[Section]:
    if not inquiry.profile or (inquiry.alarm.is_urgent and inquiry.is_topical):
        return
    personal = personal_sections(
        inquiry.profile,
        inquiry.question,
        inquiry.biomarkers,
        inquiry.cancers,
        inquiry.theirs,
        inquiry.library,
        inquiry.sought,
        beside=tuple(fact for topic in inquiry.topics for fact in topic.facts) or None,
        topical=inquiry.is_topical,
    )
    together = read_together(
        inquiry.profile,
        inquiry.question,
        inquiry.biomarkers,
        _of_theirs(inquiry),
        inquiry.library,
        inquiry.others,
        topical=inquiry.is_topical,
    )
    of_treatment = inquiry.question.intent == "treatment" or WHICH_MEDICINE.search(inquiry.question.text)
    of_treatment = of_treatment and not (inquiry.sought.facts or inquiry.sought.lines)
    asked = bool(inquiry.sought.near) or not (of_treatment or _asks_nothing_of_the_lines(inquiry))
    own = (in_their_name(part, inquiry.question) for part in personal)
    yield from placed(together if _asks_of_results(inquiry) else None, own, asked=asked)


def _asks_of_results(inquiry: Inquiry) -> bool:
    """Whether what the results together mean may be wanted: not where lines answer a question on something else."""
    question = inquiry.question
    of_results = inquiry.biomarkers or WHICH_MEDICINE.search(question.text)
    of_results = of_results or any(shows(cue, question.text) for cue in ("together", "guidelines"))
    of_results = of_results or ((inquiry.asks_what_next or question.treatments) and not inquiry.topics)
    return bool(of_results) or not inquiry.sought.near


def _of_theirs(inquiry: Inquiry) -> tuple[CancerCard, ...]:
    """The cancers of the records that the answer is about: all, where another is only a relative's beside it."""
    if inquiry.alarm.is_urgent:
        return ()
    beside = inquiry.question.who == "self" and shows("kin", inquiry.question.text)
    return tuple(card for card in inquiry.theirs if beside or card in inquiry.cancers)


def _asks_nothing_of_the_lines(inquiry: Inquiry) -> bool:
    """A medicine alone is asked about, or it could not be told what: the record's lines are then all of them."""
    told = inquiry.matter.held or inquiry.sought.facts or (inquiry.sought.lines_first and inquiry.sought.lines)
    return not told and bool(inquiry.question.treatments or "unclear" in inquiry.question.cues)
