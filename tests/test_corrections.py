"""What a person says of a fact: it stands, it can be taken back, and nothing of it is lost."""

import io
import zipfile
from pathlib import Path

import pytest

from answers.cards import load_cards
from answers.profile import build_profile
from core.changes import What
from core.errors import UnknownDocument, UnknownFact, WrongCorrection
from core.records import Biomarker, Fact, Reading, Review, Source, document_id
from core.settings import Settings
from core.store import Store, safe_name
from extractors.extraction import with_facts
from extractors.readers.text import read_text

LETTER = b"""SYNTHETIC SAMPLE
Diagnosis: Invasive ductal carcinoma of the left breast.
Estrogen receptor (ER): POSITIVE (95%)
HER2 (IHC): EQUIVOCAL (2+)
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(Settings(home=tmp_path))


@pytest.fixture
def patient(store: Store) -> str:
    patient = store.admit("demo-letter")
    read_again(store, patient)
    return patient


def read_again(store: Store, patient: str) -> str:
    document = store.register_document(patient, LETTER)
    reading = Reading.gather(LETTER, read_text(LETTER, document.id))
    store.save_reading(patient, with_facts(reading, [() for _ in reading.pages]))
    return document.id


def her2(store: Store, patient: str) -> Fact:
    return next(one for one in store.facts(patient) if isinstance(one, Biomarker) and one.name == "HER2")


def test_a_correction_stands_in_for_what_was_read(store: Store, patient: str) -> None:
    """It has the place of the original, source patient, and the original is not given beside it."""
    before = her2(store, patient)
    after = store.correct_fact(patient, before.id, {"result": "positive", "score": "3+", "value": "3+"})
    assert her2(store, patient) == after
    assert (after.source, after.review, after.evidence) == (Source.PATIENT, Review.CORRECTED, before.evidence)
    assert before.id not in {one.id for one in store.facts(patient)}


def test_a_correction_survives_another_reading(store: Store, patient: str) -> None:
    """The record is read again by the same rules, and what the patient said still stands, in the lake too."""
    after = store.correct_fact(patient, her2(store, patient).id, {"result": "positive"})
    read_again(store, patient)
    assert her2(store, patient).id == after.id
    rows = store.query("SELECT source, review FROM facts WHERE source = 'patient'").rows
    assert rows == [("patient", "corrected")]


def test_a_correction_of_what_is_no_longer_found_still_stands(store: Store, patient: str) -> None:
    """Rules change; what a person said does not go with them."""
    after = store.correct_fact(patient, her2(store, patient).id, {"result": "negative"})
    document = document_id(LETTER)
    reading = store.reading(patient, document)
    assert reading is not None
    store.save_reading(patient, reading.model_copy(update={"facts": ()}))
    assert [one.id for one in store.facts(patient)] == [after.id]


def test_a_correction_is_taken_back_whole(store: Store, patient: str) -> None:
    """After two corrections and taking back, what was read stands again, and the history tells all of it."""
    before = her2(store, patient)
    first = store.correct_fact(patient, before.id, {"result": "positive"})
    second = store.correct_fact(patient, first.id, {"result": "negative"})
    store.review_fact(patient, second.id, Review.UNREVIEWED)
    assert her2(store, patient) == before
    told = [change.what for change in store.history(patient, before.id)]
    assert told == [What.CORRECTED, What.CORRECTED, What.UNDONE]


def test_a_rejected_fact_leaves_the_profile_and_stays_on_the_page(store: Store, patient: str) -> None:
    """It is given, marked; the profile and its answers do without it."""
    store.review_fact(patient, her2(store, patient).id, Review.REJECTED)
    assert her2(store, patient).review is Review.REJECTED
    profile = build_profile(patient, store.facts(patient), load_cards())
    assert not profile.of("biomarker", "HER2")
    assert profile.of("biomarker", "ER")


@pytest.mark.parametrize("fields", [{"result": "tremendous"}, {"evidence": ()}, {"name": None}, {"date": "yesterday"}])
def test_what_a_field_cannot_hold_is_refused_without_quoting_it(
    store: Store, patient: str, fields: dict[str, object]
) -> None:
    """The sentence says what to write instead, and nothing has changed."""
    before = her2(store, patient)
    with pytest.raises(WrongCorrection) as refused:
        store.correct_fact(patient, before.id, fields)
    assert "tremendous" not in str(refused.value)
    assert "yesterday" not in str(refused.value)
    assert her2(store, patient) == before


def test_an_unknown_fact_cannot_be_corrected(store: Store, patient: str) -> None:
    """A page that is out of date gets an error, not a new fact."""
    with pytest.raises(UnknownFact):
        store.correct_fact(patient, "0" * 16, {"result": "positive"})


def test_what_was_said_stands_in_the_vault_only(store: Store, patient: str, tmp_path: Path) -> None:
    """No file below home holds the corrected words, the file's name or the question in plain sight."""
    store.correct_fact(patient, her2(store, patient).id, {"method": "Wunderlich assay"})
    store.name_document(patient, document_id(LETTER), "Letter of Dr Wunderlich.txt")
    store.save_question(patient, "What did Wunderlich mean?")
    store.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert not [path for path in files if b"Wunderlich" in path.read_bytes()]


def test_a_removed_document_leaves_nothing(store: Store, patient: str) -> None:
    """Original, name, picture, facts, history and rows are gone; removing it again does no harm."""
    document = document_id(LETTER)
    store.name_document(patient, document, "letter.txt")
    store.keep_picture(patient, document, 1, "r", b"picture")
    store.correct_fact(patient, her2(store, patient).id, {"result": "positive"})
    store.remove_document(patient, document)
    assert store.facts(patient) == ()
    assert store.documents(patient) == ()
    assert store.document_name(patient, document) is None
    assert store.changes(patient).all() == ()
    with pytest.raises(UnknownDocument):
        store.original(patient, document)
    store.remove_document(patient, document)


def test_everything_can_be_taken_along(store: Store, patient: str) -> None:
    """The ZIP holds the original under its own name, the facts, the history and the question."""
    store.name_document(patient, document_id(LETTER), "../../letter.txt")
    store.correct_fact(patient, her2(store, patient).id, {"result": "positive"})
    store.save_question(patient, "What is HER2?")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in store.everything(patient):
            archive.writestr(name, content)
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        originals = [name for name in names if name.startswith("records/")]
        assert [archive.read(name) for name in originals] == [LETTER]
        assert all(".." not in Path(name).parts for name in names)
        assert b'"positive"' in archive.read("facts.json")
        assert b"equivocal" in archive.read("history.json")
        assert [archive.read(name) for name in names if name.endswith(".txt") and "questions" in name] == [
            b"What is HER2?"
        ]


def test_names_in_the_zip_are_safe_and_unique() -> None:
    """Two files of one name both come along; a name cannot leave its folder."""
    taken: set[str] = set()
    assert safe_name("a.pdf", taken) == "a.pdf"
    assert safe_name("A.pdf", taken) == "A (2).pdf"
    assert "/" not in safe_name("../../etc/passwd", taken)
    assert safe_name("...", taken) == "record"
