"""What the records say of what is asked, and how their results go together."""

import re
from collections.abc import Iterator

from answers.cards import CancerCard
from answers.cues import shows
from answers.inquiry import Inquiry
from answers.parts import connective, plain
from answers.personal import in_their_name, personal_sections
from answers.phrases import AGAIN_LOOKED_INTO
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
    yield from _of_a_return(inquiry)
    fitting = (part for one in personal if (part := _without_what_is_denied(one, inquiry)))
    own = (in_their_name(part, inquiry.question) for part in fitting)
    told = placed(together if _asks_of_results(inquiry) else None, own, asked=asked)
    yield from _with_what_is_feared(tuple(told), inquiry)


def _of_a_return(inquiry: Inquiry) -> Iterator[Section]:
    """What is said of a return that the team is looking into, as the records show."""
    if inquiry.is_looked_into:
        yield connective("Whether it has come back", *AGAIN_LOOKED_INTO)


def _with_what_is_feared(parts: tuple[Section, ...], inquiry: Inquiry) -> Iterator[Section]:
    """First that the records do not name a cancer that is feared."""
    if not inquiry.feared:
        yield from parts
        return
    said = plain(f"Your records, as far as we could read them, do not name {' or '.join(inquiry.feared)}.")
    first, *rest = parts or (Section(title="What your records say", sentences=()),)
    yield first.model_copy(update={"sentences": (said, *first.sentences)})
    yield from rest


def _without_what_is_denied(part: Section, inquiry: Inquiry) -> Section | None:
    """Without what a card says of another result or another extent than the records hold, such as the reason why a
    test is looked for: ``In HER2-negative cancer …``."""
    statements = {f"card:{card.id}#{one.id}": one for card in inquiry.cancers for one in card.statements()}
    kept = tuple(
        one
        for one in part.sentences
        if not any(inquiry.matter.is_of_another_kind(statements[each]) for each in one.citations if each in statements)
    )
    return part.model_copy(update={"sentences": kept}) if kept else None


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
