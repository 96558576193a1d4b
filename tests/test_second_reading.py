"""Facts that a second reader doubts or settles, and the reader that was taught to."""

from collections.abc import Sequence

import numpy as np
import pytest

from core.records import (
    REVIEW_BELOW,
    Assertion,
    Biomarker,
    Diagnosis,
    DocumentType,
    Fact,
    Finding,
    Method,
    Page,
    Reading,
    Source,
    Status,
    Subject,
    Treatment,
)
from extractors.extraction import with_facts
from extractors.recognition import Recogniser
from extractors.second_reading import DOUBTED, SETTLED_CONFIDENCE, claim_of, claimed_states, reread
from models.assertion_reader import WIDEST, AssertionReader, confusions, fit, windows_of
from models.mention_states import CODES, FIRST, SIZE, STATES, Labelled, Place, parse, read_labelled


class Says:
    """A reader that is as sure as told of one state wherever these words stand, and of the first one elsewhere."""

    def __init__(self, words: str, state: str, share: float = 0.97) -> None:
        self.words, self.state, self.share = words, state, share
        self.asked: list[str] = []

    def read(self, asked: Sequence[tuple[str, Sequence[Place]]]) -> list[list[list[float]]]:
        return [[self._shares(text, place) for place in places] for text, places in asked]

    def _shares(self, text: str, place: Place) -> list[float]:
        states = STATES[place.kind]
        self.asked.append(text[place.start : place.end])
        state = self.state if text[place.start : place.end].lower() == self.words else states[0]
        rest = (1 - self.share) / (len(states) - 1)
        return [self.share if one == state else rest for one in states]


def read(*texts: str) -> Reading:
    pages = tuple(
        Page(document="0" * 16, number=n, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
        for n, text in enumerate(texts, 1)
    )
    bare = Reading(document="0" * 16, sha256="0" * 64, status=Status.READ, type=DocumentType.UNKNOWN, pages=pages)
    return with_facts(bare)


def named(reading: Reading, name: str) -> Fact:
    (fact,) = [one for one in reading.facts if getattr(one, "name", None) == name]
    return fact


DOUBTFUL = {"confidence": DOUBTED, "assertion": Assertion.POSSIBLE, "status": None}


def test_a_doubted_treatment_is_told_as_possible_and_marked_for_review() -> None:
    reading = read("Letrozole 2.5 mg daily since May 2023. ER positive.")
    before, after = (named(one, "letrozole") for one in (reading, reread(reading, Says("letrozole", "not given"))))
    assert before.assertion is Assertion.PRESENT
    assert before.confidence >= REVIEW_BELOW
    assert after == before.model_copy(update=DOUBTFUL)
    assert after.wants_review
    other = reread(reading, Says("letrozole", "not given"))
    assert named(other, "ER") == named(reading, "ER")


def test_a_doubted_treatment_stays_where_its_quote_tells_it() -> None:
    reading = read("She started letrozole on 3 May 2023.")
    (before,), (after,) = reading.facts, reread(reading, Says("letrozole", "not given")).facts
    assert after == before.model_copy(update={"confidence": DOUBTED})


def test_a_doubted_diagnosis_stays_and_is_marked_for_review() -> None:
    reading = read("Diagnosis: lung adenocarcinoma.")
    (before,) = reading.facts
    (after,) = reread(reading, Says(before.evidence[0].quote.lower(), "absent")).facts
    assert after == before.model_copy(update={"confidence": DOUBTED})
    assert after.id == before.id


def test_what_is_borne_out_at_one_place_is_not_doubted() -> None:
    reading = read("She started letrozole on 3 May 2023.\n\nShe continues Femara.")
    assert len(named(reading, "letrozole").evidence) == 2
    assert reread(reading, Says("femara", "not given")) == reading


def test_a_low_confidence_is_not_raised() -> None:
    reading = read("She started letrozole on 3 May 2023.")
    low = tuple(one.model_copy(update={"confidence": 0.2}) for one in reading.facts)
    reading = reading.model_copy(update={"facts": low})
    (before,), (after,) = reading.facts, reread(reading, Says("letrozole", "not given")).facts
    assert after == before


@pytest.mark.parametrize(
    ("state", "assertion", "status"),
    [("given", Assertion.PRESENT, None), ("planned", Assertion.PLANNED, "planned")],
)
def test_what_the_rules_leave_open_is_settled_where_the_reader_is_sure(
    state: str, assertion: Assertion, status: str | None
) -> None:
    reading = read("Notes: letrozole.")
    assert named(reading, "letrozole").assertion is Assertion.POSSIBLE
    fact = named(reread(reading, Says("letrozole", state)), "letrozole")
    assert isinstance(fact, Treatment)
    assert (fact.assertion, fact.status) == (assertion, status)
    assert (fact.source, fact.confidence) == (Source.MODEL, SETTLED_CONFIDENCE)


@pytest.mark.parametrize(("state", "share"), [("not given", 0.97), ("another's", 0.97), ("given", 0.8)])
def test_else_it_stays_open(state: str, share: float) -> None:
    reading = read("Notes: letrozole.")
    assert reread(reading, Says("letrozole", state, share)) == reading


def test_nothing_is_asked_of_pages_in_another_language_or_without_facts() -> None:
    reader = Says("letrozole", "not given")
    reading = read("", "The weather is fine today.")
    assert reread(reading, reader) == reading
    assert reader.asked == []


def test_each_page_is_asked_about_its_own_facts() -> None:
    reader = Says("letrozole", "given")
    reading = read("She started letrozole on 3 May 2023.", "She started docetaxel on 3 May 2024.")
    assert reread(reading, reader) == reading
    assert [one.lower() for one in reader.asked] == ["letrozole", "docetaxel"]


QUOTE = {"document": "0" * 16, "page": 1, "start": 0, "end": 8, "quote": "melanoma", "boxes": []}
DIAGNOSIS = Diagnosis.model_validate({"name": "melanoma", "confidence": 1, "evidence": [QUOTE]})
EVIDENCE = DIAGNOSIS.evidence


@pytest.mark.parametrize(
    ("fact", "states"),
    [
        (DIAGNOSIS, ("present",)),
        (DIAGNOSIS.model_copy(update={"assertion": Assertion.ABSENT}), ("absent",)),
        (DIAGNOSIS.model_copy(update={"assertion": Assertion.POSSIBLE}), ("uncertain",)),
        (DIAGNOSIS.model_copy(update={"subject": Subject.FAMILY}), ("another's",)),
        (Biomarker(name="ER", result="positive", confidence=1, evidence=EVIDENCE), ("positive",)),
        (Biomarker(name="MMR", result="deficient", confidence=1, evidence=EVIDENCE), ("positive",)),
        (Biomarker(name="ER", result="low", confidence=1, evidence=EVIDENCE), ("positive", "negative", "equivocal")),
        (Biomarker(name="ER", result="not_done", confidence=1, evidence=EVIDENCE), ("no result",)),
        (Biomarker(name="ER", value="40", confidence=1, evidence=EVIDENCE), ()),
        (Finding(name="metastasis", assertion=Assertion.ABSENT, confidence=1, evidence=EVIDENCE), ("absent",)),
        (Treatment(name="x", type="drug", assertion=Assertion.ABSENT, confidence=1, evidence=EVIDENCE), ()),
        (
            Treatment(name="x", type="drug", assertion=Assertion.HYPOTHETICAL, confidence=1, evidence=EVIDENCE),
            (),
        ),
    ],
)
def test_what_a_fact_claims(fact: Fact, states: tuple[str, ...]) -> None:
    assert claimed_states(fact) == states


def test_a_state_in_a_markers_own_name_is_not_asked_about() -> None:
    reading = read("Triple negative breast cancer. MSS. BRAF V600E negative.")
    page = {1: reading.pages[0]}
    claims = [claim for fact in reading.facts if isinstance(fact, Biomarker) and (claim := claim_of(fact, page))]
    assert [one.fact.fields()["name"] for one in claims] == ["BRAF"]


def test_rules_alone_are_not_read_again() -> None:
    reading = read("She started letrozole on 3 May 2023.")
    assert Recogniser("none").reread(reading) is reading


LABELLED = (
    "=== letter\nShe [[declined|tn]] it.\nNo [[metastases|dn]].\n=== note\n[[ER|mp]] 8/8, sister's [[BRCA2|mo]]\n"
)


def test_labels_are_parsed_with_their_places() -> None:
    first, second = parse(LABELLED)
    assert first.text == "She declined it.\nNo metastases.\n"
    assert [first.text[one.start : one.end] for one in first.places] == ["declined", "metastases"]
    assert first.states == (2, 1)
    assert [(one.kind, STATES[one.kind][state]) for one, state in zip(second.places, second.states, strict=True)] == [
        ("marker", "positive"),
        ("marker", "another's"),
    ]
    with pytest.raises(KeyError):
        list(parse("=== x\n[[a|zz]]"))


def test_every_label_in_the_data_is_known_and_marks_words() -> None:
    records = [*read_labelled("train"), *read_labelled("held")]
    assert len(records) > 600
    for one in records:
        assert "[[" not in one.text
        assert "]]" not in one.text
        assert all(one.text[place.start : place.end].strip() for place in one.places)
    assert sorted(FIRST[kind] + state for kind, state in CODES.values()) == list(range(SIZE))


def test_no_record_that_scores_also_teaches() -> None:
    lines = {line for one in read_labelled("train") for line in one.text.splitlines() if len(line) > 60}
    assert not lines & {line for one in read_labelled("held") for line in one.text.splitlines()}


def test_windows_hold_each_place_once_at_its_words() -> None:
    text = "\n".join(f"line {n}: letrozole was given" for n in range(200))
    places = [
        Place("treatment", at, at + len("letrozole")) for at in range(len(text)) if text.startswith("letrozole", at)
    ]
    windows = windows_of(text, [*places, Place("disease", 4, 5)])
    asked = sorted(number for one in windows for number, _, _, _ in one.asked)
    assert asked == list(range(len(places)))  # a blank is no word
    assert all(len(one.ids) <= WIDEST and len(one.ids) == len(one.marks) for one in windows)
    pieces = {tuple(one.ids[first:last].tolist()) for one in windows for _, _, first, last in one.asked}
    assert len(pieces) == 1


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "words", "state"),
    [
        ("She declined docetaxel. She continues letrozole.", "docetaxel", "not given"),
        ("She declined docetaxel. She continues letrozole.", "letrozole", "given"),
        ("Radiotherapy is booked to start on the 14th.", "Radiotherapy", "planned"),
        ("His sister had melanoma at 40.", "melanoma", "another's"),
        ("CT: no liver metastases.", "liver metastases", "absent"),
        ("Appearances suspicious for recurrence.", "recurrence", "uncertain"),
        ("EGFR and ALK pending.", "ALK", "no result"),
        ("EGFR, ALK and ROS1 were negative.", "EGFR", "negative"),
        ("BRAF V600E mutation detected.", "BRAF", "positive"),
    ],
)
def test_the_shipped_reader(text: str, words: str, state: str) -> None:
    reader = AssertionReader.load()
    kind = next(kind for kind, states in STATES.items() if state in states and _is_of(kind, words))
    start = text.index(words)
    ((shares,),) = reader.read([(text, [Place(kind, start, start + len(words))])])
    assert STATES[kind][int(np.argmax(shares))] == state
    assert sum(shares) == pytest.approx(1, abs=1e-3)


def _is_of(kind: str, words: str) -> bool:
    kinds = {"melanoma": "disease", "liver metastases": "disease", "recurrence": "disease"}
    return kinds.get(words, "marker" if words.isupper() else "treatment") == kind


@pytest.mark.model
def test_a_place_is_read_alike_whatever_is_read_with_it() -> None:
    reader = AssertionReader.load()
    asked = [("ER positive.", [Place("marker", 0, 2)]), ("No metastases. " * 40, [Place("disease", 3, 13)])]
    together = reader.read(asked)
    for one, shares in zip(asked, together, strict=True):
        (alone,) = reader.read([one])
        assert np.allclose(alone, shares, atol=0.02)
    assert reader.read([("...", [Place("disease", 0, 0)])]) == [[[0.2] * 5]]


@pytest.mark.model
def test_the_scores_are_those_of_the_card() -> None:
    """models/weights/ASSERTIONS.md; a few more or less by the processor."""
    counts = confusions(AssertionReader.load(), read_labelled("held"))
    shares = {kind: table.trace() / table.sum() for kind, table in counts.items()}
    assert shares["treatment"] > 0.85
    assert shares["disease"] > 0.87
    assert shares["marker"] > 0.85


@pytest.mark.model
def test_it_can_be_taught() -> None:
    records = [
        Labelled(f"{cue} letrozole.", (Place("treatment", len(cue) + 1, len(cue) + 10),), (state,))
        for cue, state in [("She started", 0), ("She declined", 2)] * 12
    ]
    learned = fit(records, epochs=8)
    assert {name.rpartition(".")[2] for name in learned} == {"down", "up", "head"}
    assert learned["head"].shape == (SIZE, 385)
