"""Whether a question for the care team still fits what the records show: none after a result or a treatment that has
answered it. Where the records do not tell, it stays.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from answers.cards import BiomarkerCard, CancerCard, Library, TeamQuestion
from answers.names import is_finest
from answers.profile import cancers_of
from answers.times import is_spread
from core.places import CARDS, VOCABULARIES
from core.records import Assertion, Biomarker, Diagnosis, Fact, Finding, Grade, Profile, Stage, Treatment
from extractors.rules import read_table, split_cell

OF_A_RESULT = ("known", "positive", "negative")
"""What only a result in the records calls for."""
KIND, PLACE = "kind", "place"
"""What a question may hang on that is no fact's name: the kind of the cancer, and where in the organ it sits."""
AMOUNTS = ("amplification", "gain", "expression")
"""Too little of these is no word on other changes of the gene, but for HER2, which they are."""
BY_AMOUNT = ("HER2", "MDM2")
NOT_GIVEN = ("planned", "declined")
GIVEN = ("started", "ongoing", "completed", "stopped")
GOING_ON = ("started", "ongoing")
FOUR_IS_SPREAD = ("breast", "colorectal", "melanoma", "non-small-cell-lung", "pancreas")
"""Cards that say so of stage IV; in others it may be the organ next to the cancer."""
REGIONAL = re.compile(r"\b(?:node|nodes|nodal)\b", re.I)


def fits(
    question: TeamQuestion, card: CancerCard | BiomarkerCard, profile: Profile, library: Library, also: Iterable[str]
) -> bool:
    """``also`` are the names of facts that answer as well what the question hangs on."""
    told = [fact for fact in profile.facts if _is_told(fact)]
    match question.when:
        case "missing":
            return not _is_known({question.about, *also}, told, library)
        case "known":
            return _is_known({question.about}, told, library)
        case "positive" | "negative":
            results = [fact for fact in told if isinstance(fact, Biomarker) and fact.name == question.about]
            denied = bool(results) and all(_is_negative(fact, question, library) for fact in results)
            return denied if question.when == "negative" else _is_known({question.about}, told, library) and not denied
        case _:
            theirs = cancers_of(profile.facts, library)
            return len(theirs) != 1 or (card is not theirs[0]) or _suits_the_course(question, theirs[0], profile)


def _is_told(fact: Fact) -> bool:
    """A test that was not done tells nothing."""
    return not (isinstance(fact, Biomarker) and fact.result == "not_done")


def _is_known(names: set[str], facts: Sequence[Fact], library: Library) -> bool:
    return any(not names.isdisjoint(_answers(fact, library)) for fact in facts)


def _answers(fact: Fact, library: Library) -> set[str | None]:
    """The names of what a fact tells."""
    match fact:
        case Stage() | Grade():
            return {fact.kind, fact.system}
        case Diagnosis() if fact.assertion is not Assertion.ABSENT:
            kind = any(one.system == "OncoTree" and is_finest(one.code) for one in fact.codes)
            organs = {name for card in cancers_of((fact,), library) for name in (card.name, *card.names)}
            place = bool(fact.site) and f"{fact.site} cancer" not in organs
            return {KIND if kind else None, PLACE if place else None}
        case _:
            return {getattr(fact, "name", None)}


def _is_negative(fact: Biomarker, question: TeamQuestion, library: Library) -> bool:
    """Without one kind of change the gene may have another; a stain that is missing may be the finding."""
    if fact.variant and fact.variant.casefold() not in question.text.casefold():
        return False
    if fact.alteration in AMOUNTS and fact.name not in BY_AMOUNT:
        return False
    is_stain = any(card.lost and fact.name in card.markers for card in library.biomarkers)
    match fact.result:
        case "negative":
            return fact.alteration == "mutation" or not is_stain
        case "low":
            return fact.name == "TMB"
        case _:
            return fact.result in ("stable", "intact")


# The course of the illness


def _suits_the_course(question: TeamQuestion, cancer: CancerCard, profile: Profile) -> bool:
    """Only of the one cancer that the records are about."""
    treatments = [fact for fact in profile.facts if isinstance(fact, Treatment) and _is_given(fact)]
    operated = any(_takes_out(fact, cancer) for fact in treatments)
    medicines = [fact for fact in treatments if _is_against_cancer(fact)]
    match question.when:
        case "untreated":
            return not (operated or medicines)
        case "waiting":
            return not any(fact.status in GOING_ON for fact in medicines)
        case "unmedicated":
            return not medicines
        case "unoperated":
            return not operated
        case "operated":
            return operated or not _is_operation_planned(cancer, profile)
        case "not_spread":
            return not has_spread(cancer, profile)
        case "spread":
            stages = [fact for fact in profile.facts if isinstance(fact, Stage)]
            return has_spread(cancer, profile) or not any((fact.M or "").startswith("M0") for fact in stages)
        case _:
            return True


def _is_given(fact: Treatment) -> bool:
    return fact.assertion in (Assertion.PRESENT, Assertion.HISTORICAL) and fact.status not in NOT_GIVEN


def _is_against_cancer(fact: Treatment) -> bool:
    """A medicine that the records tell to have begun; none that only supports."""
    systemic = fact.type == "regimen" or (fact.type == "drug" and fact.name not in supportive_medicines())
    return systemic and fact.status in GIVEN


def _is_operation_planned(cancer: CancerCard, profile: Profile) -> bool:
    return any(
        isinstance(fact, Treatment) and fact.assertion is Assertion.PLANNED and _takes_out(fact, cancer)
        for fact in profile.other_facts
    )


def _takes_out(fact: Treatment, cancer: CancerCard) -> bool:
    """Whether the operation is one of the cancer's card, on whichever side: ``right hemicolectomy``."""
    return any(f" {one} " in f" {fact.name} " for one in _operations().get(cancer.id, ()))


def has_spread(cancer: CancerCard, profile: Profile) -> bool:
    """To another place; lymph nodes near the cancer are none."""
    return any(
        (is_spread(fact) and not REGIONAL.search(getattr(fact, "site", None) or ""))
        or (isinstance(fact, Stage) and _is_of_spread(fact, cancer))
        for fact in profile.facts
    )


def has_stayed(cancer: CancerCard, profile: Profile) -> bool:
    """Whether the records say that it has not spread, or give an M0, and tell neither of a spread nor of a return."""
    if has_spread(cancer, profile) or any(_is_of_a_return(fact) for fact in profile.facts):
        return False
    return any(_says_not_spread(fact) for fact in profile.facts)


def _says_not_spread(fact: Fact) -> bool:
    """Of the whole of the patient: a clear brain says nothing of the liver."""
    if isinstance(fact, Stage):
        return (fact.M or "").startswith("M0")
    is_absent = fact.assertion is Assertion.ABSENT
    return isinstance(fact, Finding) and is_absent and fact.name == "metastasis" and not fact.site


def _is_of_a_return(fact: Fact) -> bool:
    if not isinstance(fact, Finding) or fact.assertion is Assertion.ABSENT:
        return False
    return fact.name == "recurrence" or (fact.name == "response" and "progress" in (fact.value or ""))


def is_begun(of: str, cancer: CancerCard, profile: Profile) -> bool:
    """Whether treatment, or the medicines, rays or operation of it (``of``), has begun or is over, and none is still to
    come."""
    planned = (fact for fact in profile.other_facts if fact.assertion is Assertion.PLANNED)
    to_come = [fact for fact in planned if isinstance(fact, Treatment)]
    to_come += [fact for fact in profile.facts if isinstance(fact, Treatment) and fact.status in NOT_GIVEN]
    given = [fact for fact in profile.facts if isinstance(fact, Treatment) and _is_given(fact)]
    return any(_is_part(fact, of, cancer) for fact in given) and not any(_is_part(fact, of, cancer) for fact in to_come)


def _is_part(fact: Treatment, of: str, cancer: CancerCard) -> bool:
    medicine = fact.type == "regimen" or (fact.type == "drug" and fact.name not in supportive_medicines())
    match of:
        case "operation":
            return _takes_out(fact, cancer)
        case "rays" | "chemoradiation":
            return fact.type == "radiation"
        case "medicines":
            return medicine
        case _:
            return medicine or fact.type == "radiation"


def _is_of_spread(stage: Stage, cancer: CancerCard) -> bool:
    four = cancer.id in FOUR_IS_SPREAD and (stage.group or "").startswith("IV")
    return four or (stage.M or "").startswith("M1")


@lru_cache(maxsize=1)
def _operations() -> dict[str, tuple[str, ...]]:
    """What takes out a cancer, by the ids of the cards."""
    rows = read_table(CARDS / "operations.tsv", "cancer", "operations", "source")
    return {row["cancer"]: split_cell(row["operations"]) for row in rows}


@lru_cache(maxsize=1)
def supportive_medicines() -> frozenset[str]:
    """Names of medicines that ease and act against no cancer."""
    rows = read_table(VOCABULARIES / "medicines.tsv", "name", "class")
    return frozenset(row["name"] for row in rows if row["class"] == "supportive")
