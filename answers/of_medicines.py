"""What is said of the medicines that a question names: what the cards tell, with the use they are named in."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from answers.cards import CancerCard, Statement, Topic
from answers.choice import words_of
from answers.guidelines.scope import cancers_named
from answers.matter import Matter
from answers.mentions import written_as
from answers.parts import cited, connective, plain, section
from answers.suiting import is_of_their_kind
from answers.wording import listed
from core.places import RULES
from core.records import Section, Sentence
from extractors.rules import read_table

OF_NO_CANCER = 2
"""Statements on a medicine where no cancer is known."""
OF_OTHER_CANCERS = 4
"""Cancers that are named where a medicine is not for the one asked about."""
KIND = re.compile(
    r"\b(?:immunotherapy|targeted|chemotherapy|hormone therapy|antibod\w+|examples|a mix of|blocks?|inhibitors?)\b",
    re.I,
)
"""What tells that a statement says what a medicine is."""
OF_A_KIND = (
    r"\b(?:immunotherap(?:y|ies)|targeted (?:medicines?|therapy)|hormone (?:therapy|medicines?)|PARP inhibitors?)"
    r"(?:,? such as| with|:| \(|; examples are|,? for (?:instance|example)| are| is)? {0}\b"
    r"|\bchemotherapy(?:,? such as|:| \(|; examples are|,? for (?:instance|example)| is) {0}\b"
    r"|\b{0},? (?:which is |is )?an? (?:\w+ )?"
    r"(?:immunotherapy|antibody|targeted medicine|hormone|inhibitor|chemotherapy)\b"
)
"""How a statement says of which kind a medicine is."""
HARMS = re.compile(
    r"\b(?:can|may) (?:\w+ )?(?:cause|harm|thin)\b|\braises? the risk\b|\bcan (?:soon make|make it hard|lower white"
    r" cells|raise blood sugar)\b",
    re.I,
)
"""What tells that a statement speaks of a side effect."""
ASKS_EFFECTS = re.compile(
    r"\bside[- ]effects?\b|\b(?:will|would|do|does|can|could) (?:\w+ ){1,4}(?:lose|cause|make|give)\b", re.I
)
"""What tells that side effects are asked for, where a question of them may also tell of one: ``my feet are numb``."""
LISTED = re.compile(r"\bside[- ]effects?\b", re.I)
ASKS_THE_KIND = re.compile(
    r"\bis (?:it|that|this|[\w-]+) (?:a |an |some |any )?(?:(?:kind|sort|type|form) of )?"
    r"(?:chemo\w*|immuno\w*|hormones?|steroids?|targeted|antibod\w+)\b"
    r"|\bwhat (?:kind|sort|type) of (?:medicine|drug|treatment|tablet|pill)\b|\bwhat (?:does|do) [\w-]+ do\b",
    re.I,
)
"""What asks what kind of medicine one is."""
MOST_EFFECTS = 3
MOST_BESIDE_EFFECTS = 2
"""What else is told of each medicine where it is asked what it may bring."""
ASKS_IF_IT_WORKS = re.compile(
    r"^(?:does|do|will|would|can|could|is|should|may)\b"
    r"|\b(?:works?|helps?|useful|right|approved|suits?|suitable) (?:for|with|in|on)\b",
    re.I,
)
"""What asks whether a medicine is one for what is told."""
OF_EFFECTS = ("side_effects", "overview", "living_with", "biomarker_meaning")
"""Intents of a question that may ask what a medicine does to somebody."""
DENIED = re.compile(r"\b(?:no|without|not|never)(?: \w+){0,2} $", re.I)
"""What stands before an effect that there is not."""
WHICH_CANCER = "What counts depends on the cancer it is given for; if you name that, we can tell you more."


class OfMedicines:
    """What is said of the medicines of one question; ``topics`` are those that the answer shows."""

    def __init__(self, matter: Matter, topics: tuple[Topic, ...]) -> None:
        self.matter = matter
        self.question = matter.question
        self.library = matter.library
        self.others = matter.others
        self.cancers = matter.cancers
        self.biomarkers = matter.biomarkers
        self.topics = topics

    def side_effects(self) -> Section | None:
        """Where the side effects of medicines are asked for: those that a statement tells, and that no list is held."""
        of_one = [one for one in self._of_effects() if self._tells_of_one(one.text)] if self.effects_asked else []
        if not ((of_one or self._asks_effects()) and not self._is_in_a_topic()):
            return None
        written = listed([self._written(name) for name in self.question.treatments])
        told = list(dict.fromkeys((*of_one, *self._harms())))[:MOST_EFFECTS]
        more = "all the side effects" if told else "the side effects"
        lacking = plain(
            f"Our cards do not list {more} of {written}. The leaflet that comes with a medicine, a pharmacist and your "
            "team can tell you what to watch for."
        )
        asks_for_all = (lacking,) if self._asks_effects() else ()
        return Section(title=f"Side effects of {written}", sentences=(*told, *asks_for_all))

    def kind(self) -> Section | None:
        """``is pembrolizumab chemo``: the shortest statement that says so, from the card asked about or, under its
        name, from another."""
        if not (self.question.treatments and ASKS_THE_KIND.search(self.question.text)):
            return None
        names = "|".join(map(re.escape, sorted({*self.question.treatments, *self._known_as()}, key=len, reverse=True)))
        of_a_kind = re.compile(OF_A_KIND.format(f"(?:{names})"), re.I)
        found = [pair for pair in self._found(self.library.cancers) if of_a_kind.search(pair[1].text)]
        if not found:
            return None
        card, one = min(found, key=lambda pair: (pair[0] not in self.cancers, len(pair[1].text)))
        written = listed([*map(self._written, self.question.treatments)])
        of = "" if card in self.cancers else f", as told of {card.name}"
        return section(f"What kind of medicine {written} is{of}", (cited(card.id, one),))

    @cached_property
    def effects_asked(self) -> tuple[dict[str, str], ...]:
        """What a medicine that is named may have brought, as the question says (data/rules/side_effects.tsv)."""
        of_a_clash = self.question.is_sure and self.question.subjects[:1] == ("clash",)
        may_ask = bool(self.question.treatments) and self.question.intent in OF_EFFECTS and not of_a_clash
        return tuple(row for row in _effects() if may_ask and _shows(row, self.question.text))

    def _tells_of_one(self, text: str) -> bool:
        return bool(HARMS.search(text)) and any(_shows(row, text) for row in self.effects_asked)

    def unknown_effects(self) -> Iterator[str]:
        """Such an effect, where neither a topic that is shown nor a statement on the medicine tells of it."""
        of_it = [topic for topic in self.library.topics if any(map(self.matter.speaks_of_medicine, topic.statements))]
        in_topics = (one for topic in (*self.topics, *of_it) for one in topic.statements)
        told = [one.text for one in (*self._of_effects(), *in_topics)]
        untold = [row["effect"] for row in self.effects_asked if not any(_shows(row, one) for one in told)]
        if untold:
            written, brought = listed([*map(self._written, self.question.treatments)]), " or ".join(untold)
            yield (
                f"Whether {written} can bring {brought}, and for how long, is something that we "
                "hold nothing on. Your nurse or a pharmacist can tell you; please ask them before you stop it."
            )

    def of_another_marker(self) -> Iterator[Sentence]:
        """``does osimertinib work for ALK``: which markers of the cancer asked about a medicine is named with, where
        nothing that we hold names it with the marker asked about."""
        theirs = {card.id for card in self.cancers}
        for marker in self.biomarkers if theirs and ASKS_IF_IT_WORKS.search(self.question.text) else ():
            if any(self.matter.speaks_of_medicine(one) for one in marker.statements()):
                continue
            uses = [
                (other, one)
                for other in self.library.biomarkers
                if other not in self.biomarkers
                for use in other.uses
                if use.cancer in theirs and {*self.question.treatments} & {*use.medicines}
                for one in use.statements
                if self.matter.speaks_of_medicine(one)
            ]
            if uses:
                named = list(dict.fromkeys(other.name for other, _ in uses))
                citations = tuple(dict.fromkeys(f"card:{other.id}#{one.id}" for other, one in uses))
                written = listed([*map(self._written, self.question.treatments)])
                yield Sentence(
                    text=f"Our sources name {written} with {listed(named)} in this cancer, and nothing that we hold "
                    f"names it with {marker.name}.",
                    citations=citations,
                )

    def about(self, most: int) -> Section | None:
        """Where the question names medicines: what the cards say of them, with the use they are named in; beside a
        topic on what they brought only what they may bring."""
        most = min(most, MOST_BESIDE_EFFECTS * len(self.question.treatments)) if self.effects_asked else most
        written = listed([self._written(name) for name in self.question.treatments])
        title = f"What our sources say about {written}"
        spoken = list(dict.fromkeys((*self._in_cancer_cards(most), *self._in_uses())))[:most]
        if self.effects_asked and self.topics:
            spoken = [one for one in spoken if HARMS.search(one.text) or self._tells_of_one(one.text)]
        if spoken:
            return Section(title=title, sentences=tuple(spoken))
        if self._is_in_a_topic() or (self.topics and self.question.intent not in ("treatment", "biomarker_meaning")):
            return None
        if not self.cancers and self.question.other_cancers and not self.biomarkers:
            return None
        about = [card.name for card in self.cancers]
        about += [] if about else [card.name for card in self.biomarkers]
        lacking = (
            f"Our cards on {listed(about or ['cancer'])} do not speak of {listed(list(self.question.treatments))}. "
            "That does not mean that it is not used: your care team can tell you."
        )
        if elsewhere := tuple(self._elsewhere()):
            return Section(title=title, sentences=(plain(lacking), *elsewhere))
        of_marker = [
            (marker, one)
            for marker in self.biomarkers
            for one in marker.statements()
            if self.matter.speaks_of_medicine(one)
        ]
        theirs = {card.id for card in self.cancers}
        of_theirs = [(marker, one) for marker, one in of_marker if theirs & {*cancers_named(one.text)}]
        of_marker = of_theirs or of_marker
        told = list(dict.fromkeys(cited(marker.id, one) for marker, one in of_marker))[:3]
        return Section(title=title, sentences=(*told, *(() if of_theirs else (plain(lacking),))))

    def in_any_cancer(self) -> Iterator[Section | None]:
        """Where no cancer is known: what kind of medicine it is, under the name of the cancer that the card is on."""
        found = self._found(self.library.cancers)
        if not found:
            yield self.about(most=OF_NO_CANCER)
            return
        written = listed([self._written(name) for name in self.question.treatments])
        told = sorted(found, key=lambda one: (not KIND.search(one[1].text), len(one[1].text)))[:OF_NO_CANCER]
        for card in dict.fromkeys(card for card, _ in told):
            about = f"What our sources say about {written} in {card.name}"
            yield section(about, (cited(card.id, one) for of, one in told if of == card))
        yield connective(f"More about {written}", WHICH_CANCER)

    def _elsewhere(self) -> Iterator[Sentence]:
        """Of a medicine that the cards on the cancer asked about do not name: in which cancers others name it; what
        they say there may not hold here."""
        if self.biomarkers or not (self.cancers or self.question.other_cancers):
            return
        found = self._found(self.library.cancers)
        if not found:
            return
        named = {card.id: (card, one) for card, one in reversed(found)}
        first = [*named.values()][::-1][:OF_OTHER_CANCERS]
        where = listed([card.name for card, _ in first])
        among = "among others, " if len(named) > len(first) else ""
        citations = tuple(f"card:{card.id}#{one.id}" for card, one in first)
        yield Sentence(text=f"Our cards speak of it in {among}{where}.", citations=citations)

    def _known_as(self) -> Iterator[str]:
        yield from (one for one, known_as in self.others.treatments if known_as in self.question.treatments)

    def _asks_effects(self) -> bool:
        asked = self.question
        return bool(asked.treatments) and (
            "side-effects" in asked.subjects
            or (asked.intent == "side_effects" and bool(ASKS_EFFECTS.search(asked.text)))
        )

    def _harms(self) -> Iterator[Sentence]:
        """All that are held; asked for one (``will it make me lose my hair``), those that share a word with it."""
        harms = [one for one in self._spoken() if HARMS.search(one.text)]
        if ASKS_EFFECTS.search(self.question.text) and not LISTED.search(self.question.text):
            asked = words_of(self.question.text) - words_of(" ".join(self.question.treatments))
            harms = [one for one in harms if words_of(one.text) & asked]
        yield from harms

    def _spoken(self) -> Iterator[Sentence]:
        """Of any topic, and of the cards asked about: in another cancer it may be given otherwise."""
        held = (
            *((f"topics#{topic.id}.{one.id}", one) for topic in self.library.topics for one in topic.statements),
            *((f"{card.id}#{one.id}", one) for card in (*self.cancers, *self.biomarkers) for one in card.statements()),
        )
        for citation, one in held:
            if self.matter.speaks_of_medicine(one):
                yield Sentence(text=one.text, citations=(f"card:{citation}",))

    def _of_effects(self) -> Iterator[Sentence]:
        """Of the medicines by name, and then of their kind."""
        yield from self._spoken()
        for topic in self.library.topics:
            for one in topic.statements:
                if is_of_their_kind(one.text, self.question.treatments):
                    yield Sentence(text=one.text, citations=(f"card:topics#{topic.id}.{one.id}",))

    def _is_in_a_topic(self) -> bool:
        return any(self.matter.speaks_of_medicine(one) for topic in self.topics for one in topic.statements)

    def _in_cancer_cards(self, most: int) -> Iterator[Sentence]:
        """Of the cancers asked about, all; of all the others, the first ones, which say what kind of medicine it is.

        Figures of survival are for those who ask for them.
        """
        cards = self.cancers or (() if self.question.other_cancers else self.library.cancers)
        wants = self.question.intent == "prognosis" or "prognosis" in self.question.also
        found = self._found(cards, with_outlook=wants)
        uses = any(True for _ in self._in_uses())
        yield from (cited(card.id, one) for card, one in found[: most if self.cancers or not uses else 2])

    def _found(self, cards: Iterable[CancerCard], *, with_outlook: bool = False) -> list[tuple[CancerCard, Statement]]:
        found = [
            (card, one)
            for card in cards
            for one in card.statements()
            if self.matter.speaks_of_medicine(one) and (with_outlook or one not in card.outlook)
        ]
        return [pair for pair in found if not self.matter.is_of_another_kind(pair[1])] or found

    def _in_uses(self) -> Iterator[Sentence]:
        """A use's first statement gives the ground for the one that names the medicine."""
        asked = {cancer.id for cancer in self.cancers} | set(self.question.other_cancers)
        for marker in self.biomarkers or self.library.biomarkers:
            for use in marker.uses:
                named = [one for one in use.statements if self.matter.speaks_of_medicine(one)]
                if named and (not asked or use.cancer in asked):
                    yield from (cited(marker.id, one) for one in dict.fromkeys((use.statements[0], *named)))

    def _written(self, name: str) -> str:
        return written_as(self.question.text, name, self.others)


@lru_cache(maxsize=1)
def _effects() -> tuple[dict[str, str], ...]:
    return tuple(read_table(RULES / "side_effects.tsv", "effect", "pattern"))


def _shows(row: dict[str, str], text: str) -> bool:
    return any(not DENIED.search(text[: one.start()]) for one in re.finditer(row["pattern"], text, re.I))
