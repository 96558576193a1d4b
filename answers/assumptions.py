"""What a question takes for granted that our sources do not bear out (data/cards)."""

from answers.cards import Assumption, Library
from answers.owners import HE, SHE
from answers.patterns import shows_words
from answers.questions import Question
from answers.subjects import belief_in, beliefs_in, is_sound

MOST = 2
"""More corrections than this at once would be a lecture."""


def assumed(question: Question, library: Library) -> tuple[Assumption, ...]:
    """Those that the question shows: by their words, the ones about its own cancer first, and then by its belief.

    What it states as a fact (``unless``) counts of a relative as of oneself: ``my husband has a stoma``.
    """
    about = {*question.cancers, *(name.casefold() for name in question.other_cancers)}
    shares = beliefs_in(question.text)
    belief, sound = belief_in(shares), is_sound(question.text, shares)
    by_pronouns = SHE.sub("she", HE.sub("he", question.text))
    fitting = [
        one
        for one in library.assumptions
        if (not one.cancers or about & {name.casefold() for name in one.cancers})
        and ((belief and one.belief == belief) or (one.words and not sound and shows_words(one.words, question.text)))
        and not (one.unless and any(shows_words(one.unless, said) for said in (question.text, by_pronouns)))
    ]
    return tuple(sorted(fitting, key=lambda one: (not one.cancers, one.words is None))[:MOST])
