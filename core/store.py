"""The one door to what is kept of patients: words in the vault, facts in the lake.

    Store(settings)                                    opens nothing until it is used; safe between threads
    .admit(label) -> str                               pseudonymous patient id; the patient is made when new
    .find_patient(label_or_id) -> str                  the id of a known patient, else UnknownPatient
    .patients() -> tuple[Patient, ...]                 Patient(id, label)
    .register_document(patient, content, received=None) -> Document
    .document(patient, document) -> Document           UnknownDocument
    .documents(patient) -> tuple[Document, ...]        by time received
    .original(patient, document) -> bytes
    .keep_password(patient, document, password); .password(patient, document) -> str | None
    .mark_document(patient, document, status, problems=())
    .save_reading(patient, reading) -> bool            False when that very reading was saved before
    .reading(patient, document) -> Reading | None      None while it is not read
    .pages(patient, document) -> tuple[Page, ...]
    .facts(patient) -> tuple[Fact, ...]                with quotes, of all documents the lake knows, reviews applied
    .review_fact(patient, fact_id, review, by)         UnknownFact
    .correct_fact(patient, fact_id, fields, by) -> Fact   UnknownFact, WrongCorrection
    .history(patient, fact_id) -> tuple[Change, ...]   the oldest first
    .name_document(patient, document, name); .document_name(patient, document) -> str | None
    .remove_document(patient, document)                with all that was read of it or answered from it
    .reading_name(patient, document) -> str | None     changes when the document is read anew
    .picture(patient, document, page, reading) -> bytes | None; .keep_picture(..., content)
    .save_profile(profile) -> Profile                  with its snapshot number
    .latest_profile(patient) -> Profile | None
    .profile(patient, snapshot) -> Profile | None
    .save_question(patient, text) -> str               the opaque id that flows know it by
    .question(patient, id) -> str; .save_answer(patient, id, answer); .answer(patient, id) -> Answer
    .questions(patient) -> tuple[AskedQuestion, ...]   the latest first; .remove_question(patient, id)
    .everything(patient) -> Iterator[(path, content)]  all that is kept, for its owner to take along
    .query(sql) -> Table                               Table(columns, rows); WrongQuery
    .forget(label_or_id)                               UnknownPatient when nothing is left to forget
    .tidy()                                            joins small files; run it now and then
    .close()

Every ``patient`` but the label is the pseudonymous id. A document is known by (patient, document id): two patients may
upload the same bytes. Saving writes to the vault first, under names made of the content, and commits to the lake last:
a crash in between leaves a blob that nothing points to.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from secrets import token_hex
from typing import NamedTuple

from pydantic import TypeAdapter

from core.changes import Change, Changes, What, corrected, mend
from core.errors import UnknownDocument, UnknownFact, UnknownPatient, VaultLocked
from core.lake import Lake, Table
from core.records import Answer, Document, Fact, Page, Problem, Profile, Reading, Review, Status, document_id
from core.rows import ReadDocument
from core.settings import Settings
from core.vault import Vault, is_patient_id

PAGES = TypeAdapter(tuple[Page, ...])
PROBLEMS = TypeAdapter(tuple[Problem, ...])
DOCUMENTS = TypeAdapter(tuple[Document, ...])
FACTS = TypeAdapter(tuple[Fact, ...])
TAKEN_ALONG = """Everything that Sightline keeps of these records.

records/        the files as they were uploaded
text/           what was read on each page
documents.json  when each was uploaded, and how reading it ended
facts.json      every fact, with the words of the page that say it and where they stand (points, from the top left)
history.json    what people confirmed, corrected and rejected
profile.json    the facts put together: what disagrees, and what was looked for and not found
questions/      what was asked, and the answers with their sources

This is information, not medical advice. Whoever has this file can read all of it: keep it safe.
"""


class Patient(NamedTuple):
    id: str
    label: str


class AskedQuestion(NamedTuple):
    """``asked`` is UTC, None for one kept before its time was."""

    id: str
    text: str
    asked: str | None
    answered: bool


class Store:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lake = Lake(settings)

    @cached_property
    def vault(self) -> Vault:
        return Vault.open(self.settings)

    def close(self) -> None:
        self.lake.close()

    def admit(self, label: str) -> str:
        return self.vault.admit(label)

    def find_patient(self, label_or_id: str) -> str:
        """Raises MissingPatient when nothing is given, UnknownPatient for somebody without records."""
        if self.vault.knows(label_or_id):
            return label_or_id
        patient = self.vault.pseudonym(label_or_id)
        if not self.vault.knows(patient):
            raise _unknown_patient()
        return patient

    def patients(self) -> tuple[Patient, ...]:
        return tuple(sorted((Patient(*one) for one in self.vault.labels()), key=lambda patient: patient.label))

    def register_document(self, patient: str, content: bytes, received: str | None = None) -> Document:
        """Keeps the bytes. The same file of the same patient is the same document, with all that was read of it."""
        document = Document(
            id=document_id(content),
            patient=patient,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            received=received or datetime.now(UTC).isoformat(timespec="seconds"),
        )
        if self.vault.get(patient, _original_name(document.id)) != content:
            self.vault.put(patient, _original_name(document.id), content)
        return self._told(self.lake.add_document(document))

    def document(self, patient: str, document: str) -> Document:
        return self._told(self._known(patient, document))

    def documents(self, patient: str) -> tuple[Document, ...]:
        self._check_patient(patient)
        return tuple(map(self._told, self.lake.documents(patient)))

    def original(self, patient: str, document: str) -> bytes:
        self._known(patient, document)
        return self._get(patient, _original_name(document))

    def keep_password(self, patient: str, document: str, password: str) -> None:
        """Keeps what opens a locked file, in the vault beside it: flows know it by the document's id only."""
        self._known(patient, document)
        self.vault.put(patient, _password_name(document), password.encode())

    def password(self, patient: str, document: str) -> str | None:
        self._check_patient(patient)
        kept = self.vault.get(patient, _password_name(document))
        return None if kept is None else kept.decode()

    def mark_document(self, patient: str, document: str, status: Status, problems: Sequence[Problem] = ()) -> None:
        """Says how far reading came, and leaves what an earlier reading found."""
        self._known(patient, document)
        self.vault.put(patient, _problems_name(document), PROBLEMS.dump_json(tuple(problems)))
        self.lake.mark_document(patient, document, status, problems)

    def save_reading(self, patient: str, reading: Reading) -> bool:
        self._known(patient, reading.document)
        facts = reading.model_copy(update={"pages": ()}).model_dump_json().encode()
        pages = PAGES.dump_json(reading.pages)
        name = _digest(facts, pages)
        self.vault.put(patient, _pages_name(reading.document, name), pages)
        self.vault.put(patient, _facts_name(reading.document, name), facts)
        self.vault.put(patient, _problems_name(reading.document), PROBLEMS.dump_json(reading.problems))
        return self.lake.save_reading(patient, self._corrected(patient, reading), name)

    def reading(self, patient: str, document: str) -> Reading | None:
        known = self._known(patient, document)
        if known.reading is None:
            return None
        pages = PAGES.validate_json(self._get(patient, _pages_name(document, known.reading)))
        return self._facts_of(patient, known).model_copy(update={"pages": pages})

    def pages(self, patient: str, document: str) -> tuple[Page, ...]:
        known = self._known(patient, document)
        if known.reading is None:
            return ()
        return PAGES.validate_json(self._get(patient, _pages_name(document, known.reading)))

    def all_pages(self, patient: str) -> tuple[Page, ...]:
        """Those of every document that was read, in the order in which the documents came."""
        return tuple(page for known in self.lake.documents(patient) for page in self.pages(patient, known.document.id))

    def reading_name(self, patient: str, document: str) -> str | None:
        return self._known(patient, document).reading

    def facts(self, patient: str) -> tuple[Fact, ...]:
        """A fact that was corrected is given as corrected; one that was rejected is given, and says so."""
        self._check_patient(patient)
        reviews, corrections = self.lake.reviews(patient), self.changes(patient).corrections()
        return tuple(
            fact.model_copy(update={"review": reviews[fact.id]}) if fact.id in reviews else fact
            for known in self.lake.documents(patient)
            if known.reading
            for fact in corrected(self._facts_of(patient, known), corrections).facts
        )

    def changes(self, patient: str) -> Changes:
        """What people said of this patient's facts."""
        return Changes(self.vault, patient)

    def review_fact(self, patient: str, fact: str, review: Review, by: str = "patient") -> None:
        """Confirms, rejects, or takes back whatever was said of a fact, a correction too."""
        found = self._fact(patient, fact)
        changes = self.changes(patient)
        if review is Review.UNREVIEWED and (root := changes.root_of(fact)):
            changes.add(Change(root, by, What.UNDONE, before=found, after=None))
            self._rewrite(patient, found)
            return
        self.lake.review(patient, fact, review)
        what = {Review.CONFIRMED: What.CONFIRMED, Review.REJECTED: What.REJECTED}.get(review, What.UNDONE)
        changes.add(Change(fact, by, what, before=found, after=found.model_copy(update={"review": review})))

    def correct_fact(self, patient: str, fact: str, fields: Mapping[str, object], by: str = "patient") -> Fact:
        """The patient's own fact in the place of the one that was read, which stays in the history."""
        found = self._fact(patient, fact)
        changes = self.changes(patient)
        mended = mend(found, fields)
        changes.add(Change(changes.root_of(fact) or fact, by, What.CORRECTED, before=found, after=mended))
        self._rewrite(patient, found)
        return mended

    def history(self, patient: str, fact: str) -> tuple[Change, ...]:
        self._check_patient(patient)
        return self.changes(patient).of(fact)

    def name_document(self, patient: str, document: str, name: str) -> None:
        """Keeps what its owner calls the file, in the vault and nowhere else."""
        self._known(patient, document)
        self.vault.put(patient, f"names/{document}", name.encode())

    def document_name(self, patient: str, document: str) -> str | None:
        kept = self.vault.get(patient, f"names/{document}")
        return None if kept is None else kept.decode()

    def picture(self, patient: str, document: str, page: int, reading: str) -> bytes | None:
        return self.vault.get(patient, f"pictures/{document}/{page}.{reading}")

    def keep_picture(self, patient: str, document: str, page: int, reading: str, content: bytes) -> None:
        self.vault.put(patient, f"pictures/{document}/{page}.{reading}", content)

    def remove_document(self, patient: str, document: str) -> None:
        """The words first, then the rows; repeating it finishes one that was interrupted."""
        self._check_patient(patient)
        vault = self.vault
        for name in vault.names(patient, "profiles"):
            content = vault.get(patient, f"profiles/{name}")
            if content and document in Profile.model_validate_json(content).documents:
                vault.remove(patient, f"profiles/{name}")
        for name in vault.names(patient, "answers"):
            if f"record:{document}#".encode() in (vault.get(patient, f"answers/{name}") or b""):
                vault.remove(patient, f"answers/{name}")
        self.changes(patient).remove_document(document)
        for folder in ("readings", "pictures"):
            vault.remove(patient, f"{folder}/{document}/")
        for folder in ("originals", "passwords", "problems", "names"):
            vault.remove(patient, f"{folder}/{document}")
        self.lake.remove_document(patient, document)

    def save_profile(self, profile: Profile) -> Profile:
        """A new snapshot, or the last one when nothing changed since."""
        self._check_patient(profile.patient)
        content = profile.model_copy(update={"snapshot": None}).model_dump_json().encode()
        digest = _digest(content)
        self.vault.put(profile.patient, _profile_name(digest), content)
        counts = {
            "documents": profile.documents,
            "facts": len(profile.facts),
            "conflicts": len(profile.conflicts),
            "missing": len(profile.missing),
        }
        return profile.model_copy(update={"snapshot": self.lake.add_snapshot(profile.patient, digest, counts)})

    def latest_profile(self, patient: str) -> Profile | None:
        return self._snapshot(patient, None)

    def profile(self, patient: str, snapshot: int) -> Profile | None:
        return self._snapshot(patient, snapshot)

    def save_question(self, patient: str, text: str) -> str:
        """Keeps a question in the vault and returns the opaque id that flows know it by."""
        self._check_patient(patient)
        question = token_hex(8)
        self.vault.put(patient, f"questions/{question}", text.encode())
        self.vault.put(patient, f"asked/{question}", datetime.now(UTC).isoformat(timespec="milliseconds").encode())
        return question

    def question(self, patient: str, question: str) -> str:
        self._check_patient(patient)
        return self._get(patient, f"questions/{question}").decode()

    def questions(self, patient: str) -> tuple[AskedQuestion, ...]:
        self._check_patient(patient)
        answered = set(self.vault.names(patient, "answers"))
        asked = [self._asked(patient, one, one in answered) for one in self.vault.names(patient, "questions")]
        return tuple(sorted(asked, key=lambda one: one.asked or "", reverse=True))

    def _asked(self, patient: str, question: str, answered: bool) -> AskedQuestion:
        when = self.vault.get(patient, f"asked/{question}")
        return AskedQuestion(question, self.question(patient, question), when.decode() if when else None, answered)

    def remove_question(self, patient: str, question: str) -> None:
        self._check_patient(patient)
        for folder in ("answers", "asked", "questions"):
            self.vault.remove(patient, f"{folder}/{question}")

    def save_answer(self, patient: str, question: str, answer: Answer) -> None:
        self._check_patient(patient)
        self.vault.put(patient, f"answers/{question}", answer.model_dump_json().encode())

    def answer(self, patient: str, question: str) -> Answer:
        self._check_patient(patient)
        return Answer.model_validate_json(self._get(patient, f"answers/{question}"))

    def everything(self, patient: str) -> Iterator[tuple[str, bytes]]:
        """Path and content of each file to hand to the patient, one at a time."""
        self._check_patient(patient)
        yield "README.txt", TAKEN_ALONG.encode()
        names: set[str] = set()
        for document in self.documents(patient):
            name = safe_name(self.document_name(patient, document.id) or document.id, names)
            yield f"records/{name}", self.original(patient, document.id)
            for page in self.pages(patient, document.id):
                yield f"text/{document.id}-{page.number}.txt", page.text.encode()
        yield "documents.json", DOCUMENTS.dump_json(self.documents(patient), indent=2)
        yield "facts.json", FACTS.dump_json(self.facts(patient), indent=2)
        yield "history.json", self.changes(patient).as_json()
        if profile := self.latest_profile(patient):
            yield "profile.json", profile.model_dump_json(indent=2).encode()
        for asked in self.questions(patient):
            yield f"questions/{asked.id}.txt", asked.text.encode()
            if asked.answered:
                yield f"questions/{asked.id}.json", self.answer(patient, asked.id).model_dump_json(indent=2).encode()

    def query(self, sql: str) -> Table:
        return self.lake.query(sql)

    def forget(self, label_or_id: str) -> None:
        """Destroys the patient's key, then blobs and facts; repeating it finishes one that was interrupted."""
        patient = label_or_id if is_patient_id(label_or_id) else self.vault.pseudonym(label_or_id)
        if not self.vault.knows(patient) and not self.lake.documents(patient):
            raise _unknown_patient()
        self.vault.forget(patient)
        self.lake.forget(patient)

    def tidy(self) -> None:
        self.lake.tidy()

    def _snapshot(self, patient: str, number: int | None) -> Profile | None:
        self._check_patient(patient)
        found = self.lake.snapshot(patient, number)
        if found is None:
            return None
        profile = Profile.model_validate_json(self._get(patient, _profile_name(found.digest)))
        return profile.model_copy(update={"snapshot": found.number})

    def _check_patient(self, patient: str) -> None:
        if not self.vault.knows(patient):
            raise _unknown_patient()

    def _known(self, patient: str, document: str) -> ReadDocument:
        self._check_patient(patient)
        known = self.lake.documents(patient, document)
        if not known:
            raise UnknownDocument("This patient has no such document. List the documents to see their ids.")
        return known[0]

    def _told(self, known: ReadDocument) -> Document:
        """With the wording of its problems, which the lake does not hold."""
        document = known.document
        if not document.problems:
            return document
        problems = PROBLEMS.validate_json(self._get(document.patient, _problems_name(document.id)))
        return document.model_copy(update={"problems": problems})

    def _facts_of(self, patient: str, known: ReadDocument) -> Reading:
        return Reading.model_validate_json(self._get(patient, _facts_name(known.document.id, known.reading or "")))

    def _fact(self, patient: str, fact: str) -> Fact:
        found = next((one for one in self.facts(patient) if one.id == fact), None)
        if found is None:
            raise UnknownFact(f"Patient {patient} has no fact {fact}. Read the facts again: they may have changed.")
        return found

    def _corrected(self, patient: str, reading: Reading) -> Reading:
        return corrected(reading, self.changes(patient).corrections())

    def _rewrite(self, patient: str, changed: Fact) -> None:
        """Tells the lake of a document's facts as they stand now."""
        for document in dict.fromkeys(one.document for one in changed.evidence):
            reading = self.reading(patient, document)
            if reading:
                self.lake.replace_facts(patient, self._corrected(patient, reading))

    def _get(self, patient: str, name: str) -> bytes:
        content = self.vault.get(patient, name)
        if content is None:
            raise VaultLocked(f"The vault lacks {name} of patient {patient}. Restore it from a backup.")
        return content


def _unknown_patient() -> UnknownPatient:
    return UnknownPatient(
        "No records are kept of that patient. Check the spelling, or read some with `sightline ingest --patient`."
    )


def safe_name(name: str, taken: set[str]) -> str:
    """A file name that stays in its folder on any system, and that no other file there has."""
    plain = re.sub(r"[^\w .()+-]", "_", name).strip(" .")[:120] or "record"
    stem, dot, suffix = plain.rpartition(".")
    unique, count = plain, 1
    while unique.casefold() in taken:
        count += 1
        unique = f"{stem} ({count}).{suffix}" if dot else f"{plain} ({count})"
    taken.add(unique.casefold())
    return unique


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:16]


def _original_name(document: str) -> str:
    return f"originals/{document}"


def _password_name(document: str) -> str:
    return f"passwords/{document}"


def _problems_name(document: str) -> str:
    return f"problems/{document}"


def _facts_name(document: str, reading: str) -> str:
    return f"readings/{document}/{reading}.facts"


def _pages_name(document: str, reading: str) -> str:
    return f"readings/{document}/{reading}.pages"


def _profile_name(digest: str) -> str:
    return f"profiles/{digest}"
