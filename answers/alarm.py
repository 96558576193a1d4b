"""Whether somebody may be unwell now, and whether anything is asked beside it."""

import re
from dataclasses import dataclass

from answers.danger import OF_DANGER, may_be_harmless, may_be_urgent
from answers.questions import Question
from models.urgency import MAY_BE_NOW

ASKS = re.compile(
    r"\?|^\W*(?:can|could|is|are|do|does|did|will|would|should|what|how|which|why|when|where|who)\b"
    r"|\b(?:what|how|which|why|when) (?:is|are|do|does|did|can|will|should)\b"
    r"|[.,;:!…-]\s*(?:(?:and|so|but|or) )?(?:can|could|is|are|do|does|will|would|may) "
    r"(?:i|we|you|he|she|they|it|this|that|these|my|his|her|the|there)\b"
    r"|\b(?:and|so|but|or) (?:can|could|do|does|would|may) (?:i|we|you|he|she|they)\b"
    r"|\b(?:should|shall) (?:i|we|you|he|she|they|it|my|the)\b|\bwonder\w* (?:if|whether|what|how|why)\b",
    re.I,
)
"""What tells a question from a call for help; only a question is answered beyond where to get help."""
OF_FEELING = frozenset(("body-image", "partner", "sex", "feelings", "grief", "tell-children"))
"""Subjects whose words (torn, numb, cold, shaking) sound like an illness now, even where they are not sure."""


@dataclass(frozen=True)
class Alarm:
    """``is_only_urgent``: nothing is asked beside the call for help; ``may_be_urgent``: not sure, but it may be."""

    is_urgent: bool = False
    is_only_urgent: bool = False
    may_be_urgent: bool = False


def alarm_of(question: Question) -> Alarm:
    if question.intent == "urgent":
        return Alarm(
            is_urgent=True,
            is_only_urgent=question.otherwise == "not_medical" or not ASKS.search(question.text),
        )
    may_be = may_be_harmless(question.text) or (not _reads_calmly(question) and may_be_urgent(question.text))
    return Alarm(may_be_urgent=may_be and question.intent != "crisis")


def _reads_calmly(question: Question) -> bool:
    """Whether the first subject is of no illness now: where it is sure, and of feelings and of closeness at any share,
    unless a danger is likely beside them."""
    first = next(iter(question.subjects), None)
    return (question.is_sure and first not in MAY_BE_NOW) or (
        first in OF_FEELING and not OF_DANGER & {*question.subjects}
    )
