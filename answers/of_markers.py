"""What is said of the biomarkers that a question names: their place in its cancers, and what their cards tell."""

import re
from collections.abc import Iterable, Iterator, Sequence

from answers.cards import BiomarkerCard, CancerCard, Extent, Statement
from answers.choice import LEANS, choose
from answers.cues import is_of_family
from answers.extent import fitting_first, in_situation
from answers.matter import ANY_SOLID, Matter, heading
from answers.mentions import medicines_in
from answers.names import any_of, narrower_in
from answers.parts import cited, connective, plain, section, statements_of
from answers.premises import is_misplaced, is_number_stated, is_silent, is_stated_negative, premise_sentences, verb_of
from answers.supposed import is_denied
from answers.variants import is_held, naming, scores_in, variants_in
from answers.wording import capitalised, listed
from core.records import Premise, Section, Sentence

MOST_USES = 6
MOST_OUTLOOK = 4
OUTLOOK = re.compile(
    r"\b(?:outlook|prognos\w+|outcomes?|live|lived|alive|survi\w+|comes? back|risk|grows? (?:faster|more|slower))\b",
    re.I,
)
"""What tells that a statement on a test is about the outlook."""
READ_AS = {"p16": ("HPV",)}
"""Names of the markers that one is read as: ``p16`` tells of HPV."""
OF_A_RESULT = ("overview", "definition", "biomarker_meaning", "treatment", "testing", "prognosis")
"""Intents of a question in which letters and numbers may be a variant."""
INHERITED = re.compile(r"\b(?:inherit\w*|hereditary|born with|syndrome|runs? in)\b", re.I)
MOST_OF_A_VARIANT = 2
ASKS_MEANING = re.compile(r"\b(?:good|bad|better|worse|best|worst|same|differ\w*|means?|meaning)\b", re.I)
"""What asks for what a result says, before what the test is for."""
OF_A_NEGATIVE = re.compile(
    r"\b(?:negative|without|whatever|no (?:change|such)|wild|un(?:changed|mutated)|not (?:changed|found)|normal|intact"
    r"|stable|lacks?|low|rule[sd]? out)\b",
    re.I,
)
"""What a statement that names a medicine says where it holds for a marker that is negative."""
ASKS_WHAT = re.compile(r"\bwhat(?:'?s| is| are| does| do)\b|\bmean(?:s|ing|t)?\b|\bexplain\b|\bunderstand\b", re.I)
"""What asks for what a marker is, before what it is used for."""
RESULT = re.compile(
    r"(?<!\w)(?:(?:un)?(?:methylated|mutated)|amplified|deleted|positive|low|high|equivocal|intact|deficient|stable"
    r"|wild[- ]type)(?!\w)",
    re.I,
)
"""Results, but for a negative one, which a card marks as such."""
IS_ABOUT = r"^(?:[\w.]+[ -]){{0,4}}{0}(?![\w-])|\b(?:counts?|called) (?:as )?(?:[\w.]+-)?{0}(?![\w-])"
"""A statement that says of a result what it is: ``Positive means …``, ``… counts as ER-positive``."""


GOES_ON = re.compile(r"^[^,;:]{0,30}\b(?:these|such)\b", re.I)
"""How a statement begins that speaks of what the one before it named."""


class OfMarkers:
    """What is said of the markers of one question."""

    def __init__(self, matter: Matter, *, beside: bool = False) -> None:
        """``beside`` where something else is asked, and the markers are only told: ``EGFR-positive, on osimertinib, is
        it that which makes my skin dry``."""
        self.beside = beside and not ASKS_WHAT.search(matter.question.text)
        self.matter = matter
        self.question = matter.question
        self.library = matter.library
        self.cancers = matter.cancers
        self.biomarkers = tuple(
            sorted(matter.biomarkers, key=lambda one: is_stated_negative(matter.question.text, one))
        )

    def premises(self) -> Iterator[Premise]:
        """What the relevance table says of each pair of a marker and a cancer asked about."""
        for marker in self.biomarkers:
            for cancer in self.cancers:
                relation = self.matter.relation(marker, cancer)
                relevance = relation.relevance if relation else "not_in_sources"
                corrected = relevance == "not_in_sources"
                name = relation.cancer if relation and relation.cancer != cancer.id else cancer.name
                yield Premise(biomarker=marker.name, cancer=name, relevance=relevance, corrected=corrected)
            for name in self.question.other_cancers:
                if relation := self.matter.beyond.get((marker.id, name)):
                    yield Premise(biomarker=marker.name, cancer=name, relevance=relation.relevance, corrected=False)

    def as_asked(self) -> Iterator[Sentence]:
        """The same in words, and what the cards say of the very change or result that the question tells."""
        yield from () if self.biomarkers else self._of_no_gene()
        corrected = False
        for marker in self.biomarkers:
            yield from self._of_the_result_named(marker)
            for cancer in self.cancers:
                relation = self.matter.relation(marker, cancer)
                name = relation.cancer if relation and relation.cancer != cancer.id else cancer.name
                if is_misplaced(relation):
                    yield from (cited(cancer.id, one) for one in self._on_this(marker, cancer)[:1])
                if self.beside and not is_misplaced(relation):
                    continue
                silent, tested = is_silent(marker, cancer, relation), self.matter.is_tested(marker)
                yield from premise_sentences(marker, name, relation, silent=silent, tested=tested)
                if not is_misplaced(relation):
                    continue
                yield from self._not_looked_for(cancer)
                if not (corrected or marker.is_common_in(cancer) or marker.id in self.matter.held):
                    corrected = True
                    yield plain(
                        "Thank you for asking this; it helps to sort out which test results belong to which cancer."
                    )
            rows = (self.matter.beyond.get((marker.id, name)) for name in self.question.other_cancers)
            for relation in dict.fromkeys(filter(None, rows)):
                yield from premise_sentences(marker, relation.cancer, relation)
            yield from self._of_inheritance(marker)
            if not self.beside:
                yield from self._of_this_variant(marker)
                yield from self._of_this_result(marker)

    def sections(self) -> Iterator[Section | None]:
        """What the cards say of the markers in general."""
        if self.beside:
            return
        yield from self._outlook_of_markers()
        for marker in self.biomarkers:
            yield from self._about_marker(marker)

    def _of_the_result_named(self, marker: BiomarkerCard) -> Iterator[Sentence]:
        """Where it is asked what a result means, or if it is a good one: what the card says of it."""
        misplaced = self.cancers and all(self.matter.is_misplaced(marker, cancer) for cancer in self.cancers)
        if misplaced or not ASKS_MEANING.search(self.question.text):
            return
        for result in dict.fromkeys(one.lower() for one in RESULT.findall(self.question.text)):
            named = re.compile(IS_ABOUT.format(re.escape(result)), re.I)
            told = [one for one in marker.results if named.search(one.text) and self.matter.is_of_theirs(one)]
            yield from (cited(marker.id, one) for one in told[:1])

    def _of_inheritance(self, marker: BiomarkerCard) -> Iterator[Sentence]:
        """Where it is asked whether a change runs in the family: what the card says of that."""
        if is_of_family(self.question.text):
            held = (*marker.what_it_is, *marker.results)
            told = [one for one in held if INHERITED.search(one.text) and not LEANS.search(one.text)]
            told = [one for one in told if self.matter.is_of_theirs(one)]
            yield from (cited(marker.id, one) for one in told)

    def _of_no_gene(self) -> Iterator[Sentence]:
        """A variant is named without its gene, and no card holds it."""
        unknown = [
            one for one in variants_in(self.question.text) if one[0].isupper() and not is_held(one, self.library)
        ]
        if unknown and self.question.intent in OF_A_RESULT:
            yield plain(
                f"We hold nothing on {listed(unknown)} by that name. If you know in which gene it is, please ask about "
                "that gene."
            )

    def _is_of_another_variant(self, statement: Statement) -> bool:
        for named_in in (variants_in, scores_in):
            asked, told = ({one.lower() for one in named_in(text)} for text in (self.question.text, statement.text))
            if asked and told and not asked & told:
                return True
        return False

    def _of_this_variant(self, marker: BiomarkerCard) -> Iterator[Sentence]:
        """What the card says of the very change that is asked about, before what it says of others."""
        if self.cancers and all(self.matter.is_misplaced(marker, cancer) for cancer in self.cancers):
            return
        asked = self.matter.about
        uses = [use for use in marker.uses if use.cancer in asked or not asked]
        uses.sort(key=lambda use: asked.index(use.cancer) if asked else 0)
        of_uses = [one for use in uses for one in use.statements]
        variants = variants_in(self.question.text)
        for variant in (*variants, *scores_in(self.question.text)):
            named = [one for one in (*of_uses, *marker.results) if naming(variant).search(one.text)]
            told = [one for one in named if self.matter.is_of_theirs(one)]
            yield from (cited(marker.id, one) for one in told[:MOST_OF_A_VARIANT])
            is_told = any(naming(variant).search(one.text) for one in marker.statements())
            if variant in variants and not is_told and self.biomarkers == (marker,):
                yield plain(
                    f"What we hold on {marker.name} does not name {variant}: please ask your team whether what is told "
                    "here holds for that change."
                )

    def _of_this_result(self, marker: BiomarkerCard) -> Iterator[Sentence]:
        """A result that is said to be negative, or a number: what the card says of that, or that it says nothing."""
        if self.cancers and all(self.matter.is_misplaced(marker, cancer) for cancer in self.cancers):
            return
        asked = self.matter.about
        held = [*marker.results, *(one for use in marker.uses if use.cancer in asked for one in use.statements)]
        if is_stated_negative(self.question.text, marker):
            told = [one for one in held if one.id in marker.negative and self.matter.is_of_theirs(one)]
            told = in_situation(told, self.matter.situations)
            yield from (cited(marker.id, one) for one in told)
            if not told:
                then = " Ask your team which other tests count for you then." if len(self.biomarkers) == 1 else ""
                yield plain(f"Our card on {marker.name} holds no statement on a negative result.{then}")
        elif (
            "worry" not in self.question.cues
            and marker.numbers is not None
            and is_number_stated(self.question.text, marker)
        ):
            of_numbers = [one for one in held if one.id in marker.numbers and self.matter.is_of_theirs(one)]
            told = in_situation(of_numbers, self.matter.situations)
            yield from (cited(marker.id, one) for one in told)
            if not told:
                yield plain(
                    f"Our card on {marker.name} holds no statement by which to read the number. The range printed "
                    "beside it, and your team, can tell you more."
                )

    def _not_looked_for(self, cancer: CancerCard) -> Iterator[Sentence]:
        """A kind of the cancer that is asked about by a name of its own may have pages of its own."""
        for kind in narrower_in(self.question.text, cancer.oncotree, (cancer.name, *cancer.names))[:1]:
            yield plain(
                f"You asked about {kind}: we looked through the pages on {cancer.name}, not for others that may be on "
                "it alone."
            )

    def _about_marker(self, marker: BiomarkerCard) -> Iterator[Section | None]:
        misplaced = [cancer for cancer in self.cancers if self.matter.is_misplaced(marker, cancer)]
        placed = [cancer for cancer in self.cancers if cancer not in misplaced]
        alone = len(self.biomarkers) == 1
        beyond = {
            relation.cancer
            for (one, _), relation in self.matter.beyond.items()
            if one == marker.id and not self.cancers
        }
        is_told = not misplaced or bool(placed) or marker.id in self.matter.held
        of_it = [self._some(f"What {marker.name} {verb_of(marker.name)}", marker, marker.what_it_is, 2 if alone else 1)]
        if is_told:
            results = [one for one in self._of_their_result(marker.results, marker) if self.matter.is_of_theirs(one)]
            of_it.append(self._some(f"What {marker.name} results can say", marker, results, 4 if alone else 3))
        uses = [*self._uses_of(marker, placed, beyond)] if is_told else []
        yield from (*uses, *of_it) if placed and not ASKS_WHAT.search(self.question.text) else (*of_it, *uses)
        asks_how = any(word.startswith("test") for word in self.matter.words)
        if is_told and (alone or asks_how):
            title = f"How {marker.name} {verb_of(marker.name)} tested"
            yield self._some(title, marker, marker.how_tested, 4 if asks_how else 1)
        if alone and marker.numbers is None and is_stated_negative(self.question.text, marker):
            for cancer in placed:
                others = choose(self._on_others(marker, cancer), self.matter.words, 4)
                yield statements_of(f"Other tests that matter in {cancer.name}", cancer.id, others)
        if not (placed or beyond):
            yield section(f"Where {marker.name} {verb_of(marker.name)} used", self._where_used(marker))

    def _uses_of(
        self, marker: BiomarkerCard, placed: Sequence[CancerCard], beyond: set[str]
    ) -> Iterator[Section | None]:
        """In each cancer asked about; where none is a card's, whatever organ the tumour began in."""
        alone = len(self.biomarkers) == 1
        for cancer in placed:
            relation = self.matter.relation(marker, cancer)
            used_in = {cancer.id, relation.cancer if relation else "", *self.matter.agnostic(marker, cancer)}
            title = f"{capitalised(marker.name)} in {cancer.name}"
            yield self._used(title, marker, used_in, 5 if alone else 3, self.matter.extent(cancer))
            yield self._left_out(marker, used_in)
        if beyond:
            yield self._used(f"{capitalised(marker.name)} in {listed(sorted(beyond))}", marker, beyond, 5)
        elif self.question.other_cancers and not placed:
            yield self._used(f"{capitalised(marker.name)} whatever organ the tumour began in", marker, {ANY_SOLID}, 3)

    def _outlook_of_markers(self) -> Iterator[Section | None]:
        """What a cancer's card says of the outlook by the markers asked about, for those who ask for it; its figures
        of survival are not for those who ask how bad a result is."""
        asks = "prognosis" in (self.question.intent, *self.question.also)
        if not (asks or self.question.asks_how_bad):
            return
        for cancer in self.cancers:
            markers = [one for one in self.biomarkers if not self.matter.is_misplaced(one, cancer)]
            named = any_of(name for one in markers for name in (*one.names, *one.markers, *READ_AS.get(one.id, ())))
            of_tests = [one for one in cancer.biomarkers if OUTLOOK.search(one.text)]
            held = (*of_tests, *(cancer.outlook if asks else ()))
            chosen = [one for one in held if named.search(one.text) and not LEANS.search(one.text)]
            yield statements_of(heading("outlook", cancer.name), cancer.id, chosen[:MOST_OUTLOOK])

    def _on_this(self, marker: BiomarkerCard, cancer: CancerCard) -> list[Statement]:
        """What the cancer's card says of the test."""
        own = any_of((*marker.names, *marker.markers))
        return [one for one in cancer.biomarkers if own.search(one.text)]

    def _on_others(self, marker: BiomarkerCard, cancer: CancerCard) -> list[Statement]:
        """What the cancer's card says of other tests than this one."""
        own = any_of((*marker.names, *marker.markers))
        other = any_of(name for card in self.library.biomarkers if card != marker for name in card.names)
        return [one for one in cancer.biomarkers if other.search(one.text) and not own.search(one.text)]

    def _some(self, title: str, marker: BiomarkerCard, statements: Sequence[Statement], most: int) -> Section | None:
        is_misplaced = all(self.matter.is_misplaced(marker, cancer) for cancer in self.cancers)
        fitting = [
            one
            for one in in_situation(statements, self.matter.situations)
            if not self._is_of_another_variant(one) and (is_misplaced or self.matter.is_of_theirs(one))
        ]
        fitting = [one for one in fitting if not self.matter.is_of_another_kind(one, marker.id)]
        return statements_of(title, marker.id, choose(fitting, self.matter.words, most))

    def _used(
        self, title: str, marker: BiomarkerCard, cancers: set[str], most: int, extent: Extent | None = None
    ) -> Section | None:
        """What was told already takes no room from what was not."""
        statements = [one for use in marker.uses if use.cancer in cancers for one in use.statements]
        fresh = [one for one in self._of_their_result(statements, marker) if one.text not in self.matter.said]
        if marker.numbers is None and is_stated_negative(self.question.text, marker):
            fresh = [
                one
                for one in fresh
                if one.id in marker.negative
                or OF_A_NEGATIVE.search(one.text)
                or not medicines_in(one.text, self.matter.others)
            ]
        return self._some(title, marker, fitting_first(fresh, extent), most)

    def _of_their_result(self, statements: Iterable[Statement], marker: BiomarkerCard) -> Iterator[Statement]:
        """Without those on another result than the one that the records of their one cancer hold, and without what
        goes on from these."""
        profile = self.matter.profile if len(self.matter.theirs) == 1 else None
        named = any_of(marker.markers)
        dropped = False
        for one in statements:
            of = "" if one.id in marker.negative else marker.id
            leans = LEANS.search(one.text) or GOES_ON.search(one.text)
            goes_on = dropped and bool(leans) and not named.search(one.text)
            dropped = goes_on or is_denied(one.text, profile, self.library, self.question.text, of)
            if not dropped:
                yield one

    def _left_out(self, marker: BiomarkerCard, cancers: set[str]) -> Section | None:
        """Said where something is: a result that is not theirs must not be taken for it."""
        uses = [[*use.statements] for use in marker.uses if use.cancer in cancers]
        held = [one for some in ([*marker.results], *uses) for one in some if self.matter.is_of_theirs(one)]
        kept = {one.id for some in ([*marker.results], *uses) for one in self._of_their_result(some, marker)}
        if all(one.id in kept for one in held):
            return None
        return connective(
            "Other results than yours",
            "What our sources say of other results than yours is left out here; to read it, ask about that result by "
            "its name.",
        )

    def _where_used(self, marker: BiomarkerCard) -> Iterator[Sentence]:
        """The first uses with their medicines, then whatever organ, and the names of the others."""
        solid = [use for use in marker.uses if use.cancer == ANY_SOLID]
        organs = [use for use in marker.uses if use.cancer != ANY_SOLID]
        told = organs[: 2 if len(organs) > 3 else 3]
        statements = [one for use in (*told, *solid) for one in use.statements[:2]]
        yield from (cited(marker.id, one) for one in statements[: MOST_USES if len(self.biomarkers) == 1 else 3])
        others = [use.cancer for use in organs if use not in told]
        rows = {one.cancer: one for one in self.library.relations if one.biomarker == marker.id}
        named = [name for name in others if name in rows]
        if named:
            names = {card.id: card.name for card in self.library.cancers}
            where = listed([names.get(name, name) for name in named])
            citations = tuple(rows[name].citation for name in named)
            yield Sentence(text=f"Our sources also speak of {marker.name} in {where}.", citations=citations)
