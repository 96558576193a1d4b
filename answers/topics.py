"""Topics that any cancer has (data/cards), and which of them a question asks for."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from answers.cards import Assumption, Library, Statement, Topic
from answers.choice import LEANS, words_of
from answers.danger import OF_DANGER, may_be_urgent
from answers.nearest import rarity
from answers.parts import plain
from answers.patterns import question_rows, row_fits, row_says, shows_words
from answers.questions import CHOICES, KINDS, Question
from answers.selection import closest, every_candidate
from answers.subjects import ASKED, LIKELY, OFFERED, SURE, share_of, shares_in
from answers.suiting import for_them
from answers.unheld import unheld_rows
from core.places import RULES
from core.records import Sentence
from extractors.rules import read_table, split_cell

MOST_TOPICS = 2
BESIDE = 0.1
"""The least share of a topic that is told beside one that is sure, where the question says its name."""
GRAVE = frozenset(("declining", "hospice", "last-days", "palliative-care"))
"""Topics that frighten whom they are not for: told where they are sure, or likely and either the first
or a word of them is said; to say no to treatment, where such a word is said."""
SHARED = words_of(
    "whether side effects loss cells stem blood fluid brain breast bowel belly body being low dry clear short"
    " early late close approved damaged blocked back ahead others checks operations scans tests reports lines margins"
    " counts tumours second last long days life care plan talk say look feel think catch hurt turn change miss take"
    " together ears ring general during yet such those whom someone yourself have be instead"
)
"""Words of the titles of topics that are said of much else, so that they name no topic by themselves."""
DENIED = re.compile(
    r"\b(?:no|not|hasn'?t|without|never)(?: (?:any|sign of|signs of))? (?:spread\w*|metasta\w+|mets)\b", re.I
)
"""What is said not to be names no topic."""
STRAY = words_of("alone home lives living boys girls starts mum dad wife husband many long")
"""Words of stories that say nothing of what is asked, though a statement has them."""
WHEN_TO_CALL = OF_DANGER | {
    "diarrhoea",
    "feelings",
    "flu-like",
    "immunotherapy-side-effects",
    "infection",
    "tumour-lysis",
}
"""Topics that say when to call, and so are told whole however likely they are."""
NEAREST = "We may hold nothing on just this; what follows is what comes nearest."
OR_ELSE = "If you meant {}, please ask for it by that name."
ANSWERS = 0.1
"""From this share of a statement on its topic may be what is asked."""
FEW = 3
"""Statements of a topic that may not be what is asked."""


def topics_of(question: Question, library: Library) -> tuple[Topic, ...]:
    """Those that the question asks for, the likeliest first; a less likely one where the question says its name, or
    where its words are those of a row of data/rules/unheld.tsv that belongs to it.

    One of which a part of it says the name, and is likely about it, goes before those that are not sure. One whose
    words it has (data/rules/topic_words.tsv) goes before them, and beside it count only those that are sure
    or of danger. One of danger that is not sure goes last where nobody is likely unwell now. One that only comes
    nearest says so, and is told shortly.
    """
    topics = {one.id: one for one in library.topics}
    cancers = (name for card in library.cancers if card.id in question.cancers for name in (card.name, *card.names))
    said = words_of(DENIED.sub(" ", question.text)) - SHARED - words_of(" ".join(cancers))
    rows = [row for row in _topic_rows() if row["topic"] in topics and row_fits(row, question.text)]
    topics |= {row["topic"]: _beginning(topics[row["topic"]], split_cell(row["first"])) for row in rows}
    titled = [one for one in topics if one not in GRAVE and words_of(topics[one].title) & said]
    titled = [one for one in titled if _is_called_for(one, question)]
    perhaps = () if rows else _perhaps(question)
    named = [one for one in titled if one in perhaps]
    of_a_kind = question.is_sure and question.subjects[:1] and question.subjects[0] in KINDS
    of_parts = not (rows or question.biomarkers or of_a_kind)
    surely_named = [one for one in titled if of_parts and _is_asked_for(one, question.text)]
    sure = {one for one in question.subjects if question.is_sure or share_of(one, question.text) >= SURE}
    beside = (one for one in question.subjects if not rows or one in sure or one in OF_DANGER)
    asked = [one for one in beside if one in topics and _is_called_for(one, question)]
    if not question.is_sure and not may_be_urgent(question.text):
        asked.sort(key=lambda one: (one in OF_DANGER, one not in surely_named))
    told = (row["topic"] for row in unheld_rows() if row["topic"] in topics and row_fits(row, question.text))
    of_rows = [one for one in told if one not in GRAVE or share_of(one, question.text) >= BESIDE]
    first = asked[:1] if question.is_sure else []
    of_words = dict.fromkeys((*(row["topic"] for row in rows), *surely_named, *named, *of_rows))
    in_turn = dict.fromkeys((*(row["topic"] for row in rows), *first, *surely_named, *asked, *named, *of_rows))
    most = MOST_TOPICS + (len(surely_named) > 1)
    told = [for_them(topics[one], question) for one in in_turn][:most]
    return tuple(one if one.id in of_words else _as_likely(one, question, library) for one in told)


def _is_asked_for(topic: str, text: str) -> bool:
    """By a part, and not only by one that leaves open what its ``it`` is: ``will people smell it``."""
    return share_of(topic, text) >= LIKELY and shares_in(text).get(topic, 0) >= ASKED[1]


def _as_likely(topic: Topic, question: Question, library: Library) -> Topic:
    """One that is let in by a low bar, and of which no statement answers either, may not be what is asked: it opens
    with that, and names what else comes near."""
    if question.is_sure or topic.id in WHEN_TO_CALL or share_of(topic.id, question.text) >= LIKELY:
        return topic
    near = closest(question, every_candidate(library)["topics"], ())
    if any(one.candidate.topic == topic.id and one.share >= ANSWERS for one in near):
        return topic
    titles = {one.id: f"“{one.title}”" for one in library.topics if one.id not in {*GRAVE, topic.id}}
    shares = shares_in(question.text)
    beside = [titles[one] for one, share in shares.items() if share >= OFFERED and one in titles]
    others = OR_ELSE.format(" or ".join(beside[:MOST_TOPICS])) if beside else None
    lacking = " ".join(filter(None, (NEAREST, others, topic.lacking)))
    statements = closest_first(topic, question.text).statements[:FEW]
    return topic.model_copy(update={"lacking": lacking, "mostly_lacking": True, "statements": statements})


def _perhaps(question: Question) -> tuple[str, ...]:
    """None beside a kind of question that is sure, and beside a topic that is sure only the less unlikely ones."""
    if not (question.subjects and question.is_sure):
        return question.perhaps if question.subjects else ()
    shares = shares_in(question.text)
    return () if question.subjects[0] in KINDS else tuple(one for one in question.perhaps if shares[one] >= BESIDE)


def _is_called_for(topic: str, question: Question) -> bool:
    """Not one that only some words of a story bring, such as ``fertility`` by two boys, unless it is sure; nor one
    whose short name stands there for something else: ``CRS 3`` of an omentum is no cytokine release."""
    if row_says("other_sense", topic, question.text):
        return False
    only_where_said = [row["pattern"] for row in question_rows() if (row["cue"], row["about"]) == ("said", topic)]
    if only_where_said and shares_in(question.text).get(topic, 0) < SURE:
        return any(shows_words(one, question.text) for one in only_where_said)
    if topic == "other-care" and CHOICES.search(question.text):
        return False
    if topic not in GRAVE:
        return True
    share = share_of(topic, question.text)
    first = topic == question.subjects[0] and topic != "declining"
    return share >= SURE or (share >= LIKELY and (first or row_says("grave", "-", question.text)))


def _beginning(topic: Topic, first: Sequence[str]) -> Topic:
    """With the statements of these ids first, and so whatever the words of the question."""
    if not first:
        return topic
    statements = {one.id: one for one in topic.statements}
    in_turn = dict.fromkeys((*first, *statements))
    return topic.model_copy(update={"statements": tuple(statements[one] for one in in_turn), "lead": True})


def sentences_of(table: str, remark: Assumption | Topic) -> Iterator[Sentence]:
    """``table`` is ``assumptions`` or ``topics``: what citations begin with."""
    lacking = remark.lacking if isinstance(remark, Topic) else None
    if lacking and isinstance(remark, Topic) and remark.mostly_lacking:
        yield plain(lacking)
    for statement in remark.statements:
        yield Sentence(text=statement.text, citations=(f"card:{table}#{remark.id}.{statement.id}",))
    if lacking and isinstance(remark, Topic) and not remark.mostly_lacking:
        yield plain(lacking)


def closest_first(topic: Topic, text: str, may: Callable[[Statement], bool] = lambda one: True) -> Topic:
    """The topic with the statements first that alone speak of what the question says: iodine, the hands, a child.

    The rarer what they share, the sooner they come; what the whole topic is about tells of none of them. One that goes
    on from the one before it stays behind it; none that ``may`` not, and none where the first is to stay so.
    """
    about = words_of(topic.title)
    words = words_of(text) - STRAY - (about if len(about) == 1 else set())
    shared = {one: words_of(one.text) & words for one in topic.statements}
    often = Counter(word for each in shared.values() for word in each)

    def own(group: Sequence[Statement]) -> float:
        return sum(rarity(word) for word in shared[group[0]] if often[word] == 1) if may(group[0]) else 0

    if topic.lead:
        return topic
    in_turn = sorted(_joined(topic.statements), key=own, reverse=True)
    return topic.model_copy(update={"statements": tuple(one for group in in_turn for one in group)})


def _joined(statements: Iterable[Statement]) -> Iterator[Sequence[Statement]]:
    """Each with those that go on from it."""
    group: list[Statement] = []
    for one in statements:
        if group and not LEANS.search(one.text):
            yield tuple(group)
            group = []
        group.append(one)
    if group:
        yield tuple(group)


@lru_cache(maxsize=1)
def _topic_rows() -> tuple[dict[str, str], ...]:
    return tuple(read_table(RULES / "topic_words.tsv", "topic", "pattern"))
