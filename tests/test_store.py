"""The store: what is saved comes back with its words, and only the lake's commit makes it visible."""

import shutil
from pathlib import Path

import pytest

from core.errors import MissingPatient, UnknownDocument, UnknownFact, UnknownPatient, VaultLocked
from core.records import (
    Biomarker,
    Code,
    Diagnosis,
    Document,
    Page,
    Problem,
    Profile,
    Reading,
    Review,
    Status,
    Word,
)
from core.settings import Settings
from core.store import Store

LETTER = "Sample Patient A has invasive ductal carcinoma. HER2 (IHC): EQUIVOCAL (2+). Lives at 12 Elm Street."
UNREAD_PAGE = Problem(code="page_unreadable", message="Page 2 could not be read. Upload a better scan of it.", page=2)


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once and copied for each test: making the tables takes longer than most tests."""
    home = tmp_path_factory.mktemp("empty") / "home"
    store = Store(Settings(home=home))
    store.query("SELECT 1")
    assert store.patients() == ()
    store.close()
    return home


@pytest.fixture
def store(empty_home: Path, tmp_path: Path) -> Store:
    return Store(Settings(home=shutil.copytree(empty_home, tmp_path / "home")))


@pytest.fixture
def patient(store: Store) -> str:
    return store.admit("Sample Patient A")


def reading_of(document: Document, text: str = LETTER, result: str = "equivocal") -> Reading:
    page = Page(
        document=document.id, number=1, width=612, height=792, method="ocr", quality=0.9, text=text,
        words=(Word(text=text[:6], box=(10, 20, 40, 30), start=0, end=6, confidence=0.9),),
    )  # fmt: skip
    start = text.index("HER2")
    biomarker = Biomarker(
        name="HER2", method="IHC", result=result, value="2+", confidence=0.9, date="2024-03",
        codes=(Code(system="HGNC", code="3430"),), evidence=(page.evidence(start, start + 26),),
    )  # fmt: skip
    diagnosis = Diagnosis(name="invasive ductal carcinoma", confidence=0.8, evidence=(page.evidence(0, 46),))
    return Reading(
        document=document.id, sha256=document.sha256, status=Status.PARTLY_READ, type="pathology",
        problems=(UNREAD_PAGE,), pages=(page,), facts=(biomarker, diagnosis),
    )  # fmt: skip


def saved(store: Store, patient: str, content: bytes = b"%PDF one") -> Reading:
    reading = reading_of(store.register_document(patient, content))
    store.save_reading(patient, reading)
    return reading


def test_a_reading_comes_back_word_for_word(store: Store, patient: str) -> None:
    """Pages, facts with quotes and boxes, and problems with their messages are those that were saved."""
    reading = saved(store, patient)
    assert store.reading(patient, reading.document) == reading
    assert store.pages(patient, reading.document) == reading.pages
    assert store.facts(patient) == reading.facts
    document = store.document(patient, reading.document)
    assert (document.status, document.problems) == (Status.PARTLY_READ, (UNREAD_PAGE,))


def test_another_process_sees_the_same(store: Store, patient: str) -> None:
    """A store opened later on the same home finds patients, bytes and facts."""
    reading = saved(store, patient, b"the bytes")
    store.close()
    later = Store(store.settings)
    assert [one.label for one in later.patients()] == ["Sample Patient A"]
    assert later.find_patient("sample patient a") == patient == later.find_patient(patient)
    assert later.original(patient, reading.document) == b"the bytes"
    assert later.facts(patient) == reading.facts


def test_the_same_file_twice_is_one_document(store: Store, patient: str) -> None:
    """The second upload finds the document as the first left it, reading and time included."""
    first = store.register_document(patient, b"same", received="2024-03-14T10:00:00+00:00")
    store.save_reading(patient, reading_of(first))
    second = store.register_document(patient, b"same")
    assert second.received == first.received
    assert second.status == Status.PARTLY_READ
    assert len(store.documents(patient)) == 1


def test_two_patients_may_upload_the_same_bytes(store: Store, patient: str) -> None:
    """Each has a document of its own; forgetting one leaves the other's."""
    other = store.admit("Sample Patient B")
    reading = saved(store, patient)
    saved(store, other)
    store.forget("Sample Patient B")
    assert store.facts(patient) == reading.facts
    with pytest.raises(UnknownPatient):
        store.facts(other)


def test_saving_a_reading_twice_changes_nothing(store: Store, patient: str) -> None:
    """The second time is told apart, and the lake keeps one row per fact."""
    reading = saved(store, patient)
    assert store.save_reading(patient, reading) is False
    assert store.query("SELECT count(*) FROM all_facts").rows == [(2,)]


def test_a_new_reading_replaces_the_old_one(store: Store, patient: str) -> None:
    """Facts, evidence and pages of the earlier reading are gone from vault and lake alike."""
    reading = saved(store, patient)
    document = store.document(patient, reading.document)
    corrected = reading_of(
        document, text="HER2 (IHC): NEGATIVE (1+) today, Sample Patient A, again!", result="negative"
    )
    assert store.save_reading(patient, corrected) is True
    assert store.facts(patient) == corrected.facts
    assert store.query("SELECT result FROM biomarkers").rows == [("negative",)]
    assert store.query("SELECT count(*) FROM evidence").rows == [(2,)]
    assert store.query("SELECT count(*) FROM pages").rows == [(1,)]


def test_a_crash_before_the_lakes_commit_leaves_the_old_reading(
    store: Store, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the lake never hears of the new reading, everything that is shown is the old one's."""
    reading = saved(store, patient)
    document = store.document(patient, reading.document)
    with monkeypatch.context() as crash:
        crash.setattr(store.lake, "save_reading", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.save_reading(patient, reading_of(document, result="negative"))
    assert store.reading(patient, reading.document) == reading


def test_an_unread_document_has_no_facts_yet(store: Store, patient: str) -> None:
    """Registered only: no status, no pages, no facts, and no reading."""
    document = store.register_document(patient, b"unread")
    assert document.status is None
    assert store.pages(patient, document.id) == ()
    assert store.reading(patient, document.id) is None
    assert store.facts(patient) == ()


def test_marking_a_document_keeps_what_an_earlier_reading_found(store: Store, patient: str) -> None:
    """A later failure is shown with its words, and the facts stay."""
    reading = saved(store, patient)
    problem = Problem(code="password", message="Upload it again without its password.")
    store.mark_document(patient, reading.document, Status.FAILED, [problem])
    document = store.document(patient, reading.document)
    assert (document.status, document.problems) == (Status.FAILED, (problem,))
    assert store.facts(patient) == reading.facts


def test_a_review_outlives_reading_again(store: Store, patient: str) -> None:
    """What the patient rejected stays rejected when another reading finds the same fact at the same spot."""
    reading = saved(store, patient)
    rejected = reading.facts[0].id
    store.review_fact(patient, rejected, Review.CONFIRMED)
    store.review_fact(patient, rejected, Review.REJECTED)
    store.save_reading(patient, reading.model_copy(update={"status": Status.READ, "problems": ()}))
    assert {fact.id: fact.review for fact in store.facts(patient)}[rejected] == Review.REJECTED
    assert store.query("SELECT name, review FROM biomarkers").rows == [("HER2", "rejected")]


def test_only_a_known_fact_can_be_reviewed(store: Store, patient: str) -> None:
    """Another patient's fact is not this one's to review."""
    reading = saved(store, patient)
    with pytest.raises(UnknownFact):
        store.review_fact(store.admit("Sample Patient B"), reading.facts[0].id, Review.REJECTED)


def test_profiles_are_numbered_when_they_change(store: Store, patient: str) -> None:
    """The same content keeps its number, other content gets the next, and each can be read by its number."""
    reading = saved(store, patient)
    empty, full = Profile(patient=patient), Profile(patient=patient, facts=reading.facts)
    numbers = [store.save_profile(profile).snapshot for profile in (empty, empty, full, full, empty)]
    assert numbers == [1, 1, 2, 2, 3]
    assert store.latest_profile(patient) == empty.model_copy(update={"snapshot": 3})
    assert store.profile(patient, 2) == full.model_copy(update={"snapshot": 2})
    assert store.profile(patient, 9) is None


def test_there_is_no_profile_before_the_first(store: Store, patient: str) -> None:
    """None, not an empty profile."""
    assert store.latest_profile(patient) is None


def test_words_stay_in_the_vault(store: Store, patient: str) -> None:
    """Nothing the lake answers, and nothing written anywhere in home, holds a name, an address or a quote."""
    saved(store, patient)
    tables = ("documents", "pages", "facts", "codes", "evidence", "all_facts", "profiles", "reviews")
    told = "".join(str(store.query(f"FROM {table}").rows) for table in tables)
    written = b"".join(path.read_bytes() for path in store.settings.home.rglob("*") if path.is_file())
    for word in ("Sample Patient", "Elm Street", "EQUIVOCAL (2+)"):
        assert word not in told
        assert word.encode() not in written


def test_the_lakes_files_are_encrypted(store: Store, patient: str) -> None:
    """No Parquet file or catalog shows a fact, even one that is no secret; a plain Parquet reader gets nowhere."""
    saved(store, patient)
    files = [path for path in (store.settings.home / "lake").rglob("*") if path.is_file()]
    parquet = [path for path in files if path.suffix == ".parquet"]
    assert parquet
    assert all(path.read_bytes().startswith(b"PARE") for path in parquet)
    assert not any(b"equivocal" in path.read_bytes() for path in parquet)


def test_forgetting_leaves_no_row_file_or_key(store: Store, patient: str) -> None:
    """After it the patient is unknown, older snapshots of the lake included, and the id appears in no Parquet path."""
    reading = saved(store, patient)
    store.save_profile(Profile(patient=patient, facts=reading.facts))
    store.review_fact(patient, reading.facts[0].id, Review.CONFIRMED)
    store.forget(patient)
    assert store.patients() == ()
    for table in ("documents", "pages", "facts", "codes", "evidence", "reviews", "profiles"):
        assert store.query(f"SELECT count(*) FROM {table}").rows == [(0,)]
    parquet = list((store.settings.home / "lake").rglob("*.parquet"))
    assert {path.parent.name for path in parquet} == {"migrations"}
    with pytest.raises(UnknownPatient):
        store.documents(patient)
    with pytest.raises(UnknownPatient):
        store.forget("Sample Patient A")


def test_an_interrupted_forgetting_can_be_finished(store: Store, patient: str) -> None:
    """With the key gone but the facts still there, the name alone is enough to finish it."""
    saved(store, patient)
    store.vault.forget(patient)
    store.forget("Sample Patient A")
    assert store.query("SELECT count(*) FROM facts").rows == [(0,)]


def test_a_forgotten_patient_can_come_back(store: Store, patient: str) -> None:
    """Their records are new ones, numbered from one again."""
    saved(store, patient)
    store.save_profile(Profile(patient=patient))
    store.forget(patient)
    again = store.admit("Sample Patient A")
    reading = saved(store, again)
    assert store.facts(again) == reading.facts
    assert store.save_profile(Profile(patient=again)).snapshot == 1


def test_tidying_changes_no_answer(store: Store, patient: str) -> None:
    """Joining the small files leaves the facts, and there are fewer files."""
    for number in range(4):
        saved(store, patient, f"document {number}".encode())
    before, files = store.facts(patient), len(list(store.settings.home.rglob("*.parquet")))
    store.tidy()
    assert store.facts(patient) == before
    assert store.query("SELECT count(*) FROM all_facts").rows == [(8,)]
    assert len(list(store.settings.home.rglob("*.parquet"))) < files


def test_a_home_can_be_moved(store: Store, patient: str, tmp_path: Path) -> None:
    """A backup put back under another path opens, and can be written to."""
    reading = saved(store, patient)
    store.close()
    moved = store.settings.home.rename(tmp_path / "moved")
    later = Store(Settings(home=moved))
    assert later.facts(patient) == reading.facts
    saved(later, patient, b"another")
    assert later.query("SELECT count(*) FROM all_facts").rows == [(4,)]


def test_unknown_patients_and_documents_are_told(store: Store, patient: str) -> None:
    """Nobody is made up, and one patient's document is not another's; messages repeat no name."""
    reading = saved(store, patient)
    other = store.admit("Sample Patient B")
    with pytest.raises(UnknownDocument):
        store.document(other, reading.document)
    with pytest.raises(UnknownDocument):
        store.save_reading(other, reading)
    with pytest.raises(UnknownPatient) as caught:
        store.find_patient("Jane Nobody")
    assert "Nobody" not in str(caught.value)
    with pytest.raises(UnknownPatient):
        store.register_document("Jane Nobody", b"x")
    with pytest.raises(MissingPatient):
        store.find_patient("  ")


def test_a_lost_blob_is_told_as_such(store: Store, patient: str) -> None:
    """A vault that lost a file says which to restore, by ids only."""
    reading = saved(store, patient)
    for path in (store.settings.home / "vault").rglob("*.facts"):
        path.unlink()
    with pytest.raises(VaultLocked, match=reading.document):
        store.facts(patient)
