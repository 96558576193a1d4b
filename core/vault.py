"""The vault: what can identify a person, encrypted. The layout below its root:

    check                       opens only with the right master key
    keys/PATIENT                the patient's own key, wrapped by the master key
    patients/PATIENT/NAME       blobs, encrypted with the patient's key and bound to PATIENT and NAME

Everything is AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). What the master key does is split by HKDF
(RFC 5869): one key wraps, another makes pseudonyms. Without its key a patient's blobs are noise, wherever copies of
them lie, so forgetting destroys the key first. Patient keys are read anew each time: a key kept in memory by another
process could outlive the forgetting.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import unicodedata
import zlib
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.blobs import Blobs, Folder, open_blobs
from core.errors import MissingPatient, UnknownPatient, VaultLocked
from core.settings import Settings

FORMAT = b"SLV1"
NONCE_BYTES = 12
KEY_BYTES = 32
LABEL = "label"
CHECK = "check"
MASTER_KEY_FILE = "master.key"
PATIENT = re.compile(r"^[0-9a-f]{16}$")
BLOB_NAME = re.compile(r"^[A-Za-z0-9_-]+([./][A-Za-z0-9_-]+)*$")


class Vault:
    """Raises VaultLocked when the master key is not the one this vault was made with."""

    def __init__(self, blobs: Blobs, master: bytes) -> None:
        self.blobs = blobs
        self._wrapping = AESGCM(_derive(master, b"wrap"))
        self._pseudonyms = _derive(master, b"pseudonym")
        self._check_master()

    @classmethod
    def open(cls, settings: Settings) -> "Vault":
        return cls(open_blobs(settings.vault_url or str(settings.home / "vault")), master_key(settings))

    def pseudonym(self, label: str) -> str:
        """The patient's opaque id: an HMAC, so that nobody without the master key can try names out.

        Case and spacing do not count: a name typed twice is one patient. Raises MissingPatient for a blank label.
        """
        told = " ".join(unicodedata.normalize("NFKC", label).casefold().split())
        if not told:
            raise MissingPatient("No patient was named. Say whose records these are.")
        return hmac.new(self._pseudonyms, told.encode(), hashlib.sha256).hexdigest()[:16]

    def admit(self, label: str) -> str:
        """The pseudonym of a patient, who is given a key when there is none yet."""
        patient = self.pseudonym(label)
        if self._create_key(patient) or self.get(patient, LABEL) is None:
            self.put(patient, LABEL, label.strip().encode())
        return patient

    def knows(self, patient: str) -> bool:
        return is_patient_id(patient) and self.blobs.read(f"keys/{patient}") is not None

    def labels(self) -> Iterator[tuple[str, str]]:
        """Pseudonym and label of every patient."""
        for patient in self.blobs.names("keys"):
            if (label := self.get(patient, LABEL)) is not None:
                yield patient, label.decode()

    def put(self, patient: str, name: str, content: bytes) -> None:
        key = self._key(patient)
        self.blobs.write(_path(patient, name), _seal(key, zlib.compress(content, 1), _bound(patient, name)))

    def get(self, patient: str, name: str) -> bytes | None:
        """None when there is no such blob; VaultLocked when it is not what was put there."""
        key = self._key(patient)
        sealed = self.blobs.read(_path(patient, name))
        if sealed is None:
            return None
        return zlib.decompress(_unseal(key, sealed, _bound(patient, name)))

    def remove(self, patient: str, name: str) -> None:
        """One blob, or a folder of them where the name ends in a slash."""
        path = _path(patient, name.rstrip("/"))
        self.blobs.remove_all(path) if name.endswith("/") else self.blobs.remove(path)

    def names(self, patient: str, folder: str) -> list[str]:
        """The names of the blobs directly in a folder, sorted."""
        return self.blobs.names(_path(patient, folder))

    def forget(self, patient: str) -> None:
        """Destroys the key, then the blobs. Also clears what an interrupted forgetting left behind."""
        if not is_patient_id(patient):
            raise UnknownPatient("That is no patient id.")
        self.blobs.remove(f"keys/{patient}")
        self.blobs.remove_all(f"patients/{patient}")

    def _key(self, patient: str) -> AESGCM:
        if not is_patient_id(patient):
            raise UnknownPatient("That is no patient id. List the patients to see their ids.")
        wrapped = self.blobs.read(f"keys/{patient}")
        if wrapped is None:
            raise UnknownPatient(f"There is no patient {patient}. Upload a record first.")
        return AESGCM(_unseal(self._wrapping, wrapped, _bound(patient, "key")))

    def _create_key(self, patient: str) -> bool:
        if self.blobs.read(f"keys/{patient}") is not None:
            return False
        wrapped = _seal(self._wrapping, AESGCM.generate_key(256), _bound(patient, "key"))
        return self.blobs.create(f"keys/{patient}", wrapped)

    def _check_master(self) -> None:
        sealed = self.blobs.read(CHECK)
        if sealed is None:
            self.blobs.create(CHECK, _seal(self._wrapping, CHECK.encode(), CHECK.encode()))
            sealed = self.blobs.read(CHECK)
        _unseal(self._wrapping, sealed or b"", CHECK.encode())


def master_key(settings: Settings) -> bytes:
    """The configured one, or that of a file in home: made on first use, readable by its owner only."""
    if settings.master_key:
        return decode_master_key(settings.master_key.get_secret_value())
    home = Folder(settings.home)
    if home.read(MASTER_KEY_FILE) is None:
        home.create(MASTER_KEY_FILE, base64.b64encode(os.urandom(KEY_BYTES)))
    return decode_master_key((home.read(MASTER_KEY_FILE) or b"").decode(errors="replace"))


def decode_master_key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultLocked(f"The master key must be {KEY_BYTES} bytes in base64.")
    return key


def is_patient_id(text: str) -> bool:
    return bool(PATIENT.fullmatch(text))


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"sightline " + purpose).derive(master)


def _path(patient: str, name: str) -> str:
    if not BLOB_NAME.match(name):
        raise ValueError("a blob's name is made of letters, digits, - _ . and /")
    return f"patients/{patient}/{name}"


def _bound(patient: str, name: str) -> bytes:
    return f"{patient}\0{name}".encode()


def _seal(key: AESGCM, content: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + key.encrypt(nonce, content, FORMAT + bound_to)


def _unseal(key: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    nonce, content = sealed[len(FORMAT) : len(FORMAT) + NONCE_BYTES], sealed[len(FORMAT) + NONCE_BYTES :]
    try:
        if not sealed.startswith(FORMAT):
            raise InvalidTag
        return key.decrypt(nonce, content, FORMAT + bound_to)
    except (InvalidTag, ValueError):
        raise VaultLocked(
            "The vault does not open: the master key is not the one it was made with, or a blob was changed. "
            "Restore the master key or the blob from a backup."
        ) from None
