"""Whether somebody may be unwell now, and whether anything is asked beside it."""

import re
from dataclasses import dataclass

from answers.danger import OF_DANGER, is_afraid, may_be_harmless, may_be_urgent, names_a_sign, without_the_fear
from answers.questions import Question
from models.urgency import MAY_BE_NOW

ASKS = re.compile(
    r"\?|^\W*(?:can|could|is|are|do|does|did|will|would|should|what|how|which|why|when|where|who)\b"
    r"|^\W*(?:has|have|had|am|was|were) (?:i|we|he|she|they|it|this|that|my|his|her|the|there)\b"
    r"|\b(?:what|how|which|why|when) (?:is|are|do|does|did|can|will|should)\b"
    r"|[.,;:!…-]\s*(?:(?:and|so|but|or) )?(?:can|could|is|are|do|does|will|would|may) "
    r"(?:i|we|you|he|she|they|it|this|that|these|my|his|her|the|there)\b"
    r"|\b(?:and|so|but|or) (?:can|could|do|does|would|may) (?:i|we|you|he|she|they)\b"
    r"|\b(?:should|shall) (?:i|we|you|he|she|they|it|my|the)\b|\bwonder\w* (?:if|whether|what|how|why)\b",
    re.I,
)
"""What tells a question from a call for help; only a question is answered beyond where to get help."""
OF_A_RECORD = "record-says"
"""The subject of what a record holds, which also a misspelt question has: ``is it her2 positve or not``."""
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
    may_be = may_be_harmless(question.text) or (not _reads_calmly(question) and _may_be_urgent(question.text))
    return Alarm(may_be_urgent=may_be and question.intent != "crisis")


def _may_be_urgent(text: str) -> bool:
    """Also without the words of fear, where something is asked beside them: a fear alone is no sign of an illness."""
    asked = without_the_fear(text)
    return may_be_urgent(text) and (not ASKS.search(asked) or may_be_urgent(asked))


def _reads_calmly(question: Question) -> bool:
    """Whether the first subject is of no illness now: where it is sure; of what a record says at any share, where no
    sign of an illness is named; and of feelings and of closeness at any share, unless a danger is likely beside them
    or a sign is named beside a fear."""
    first = next(iter(question.subjects), None)
    if first == OF_A_RECORD and not names_a_sign(question.text):
        return True
    if question.is_sure and first not in MAY_BE_NOW:
        return True
    fears_a_sign = is_afraid(question.text) and names_a_sign(without_the_fear(question.text))
    return first in OF_FEELING and not OF_DANGER & {*question.subjects} and not fears_a_sign
