"""The vault: words that only the right key opens, and that nobody opens once the patient is forgotten."""

import base64
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.blobs import Folder, ObjectStore, open_blobs
from core.errors import MissingPatient, UnknownPatient, VaultLocked
from core.settings import Settings
from core.vault import Vault, decode_master_key, master_key

MASTER = bytes(range(32))
SECRET = b"Sample Patient A was seen in clinic"


@pytest.fixture(params=["folder", "object store"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    url = str(tmp_path / "vault") if request.param == "folder" else f"memory://{tmp_path}"
    return Vault(open_blobs(url), MASTER)


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_is_put_comes_back(vault: Vault) -> None:
    """A blob is read back as it was written, and one that was never written is None."""
    patient = vault.admit("Sample Patient A")
    vault.put(patient, "originals/one", SECRET)
    assert vault.get(patient, "originals/one") == SECRET
    assert vault.get(patient, "originals/two") is None


@given(content=st.binary(max_size=300))
@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_any_bytes_come_back(tmp_path: Path, content: bytes) -> None:
    """Empty, binary and repeated contents all survive."""
    vault = Vault(Folder(tmp_path / "vault"), MASTER)
    patient = vault.admit("any")
    vault.put(patient, "blob", content)
    assert vault.get(patient, "blob") == content


def test_nothing_on_disk_can_be_read(tmp_path: Path) -> None:
    """Neither the words nor the label nor the name's hash without the key appear in any file or file name."""
    vault = Vault(Folder(tmp_path / "vault"), MASTER)
    vault.put(vault.admit("Sample Patient A"), "pages", SECRET)
    everything = written(tmp_path) + b"".join(str(path).encode() for path in (tmp_path / "vault").rglob("*"))
    assert b"Sample" not in everything
    assert b"clinic" not in everything


def test_a_blob_moved_to_another_name_does_not_open(tmp_path: Path) -> None:
    """Two blobs of one patient cannot be swapped for each other."""
    vault = Vault(Folder(tmp_path), MASTER)
    patient = vault.admit("a")
    vault.put(patient, "one", b"left breast")
    vault.put(patient, "two", b"right breast")
    folder = tmp_path / "patients" / patient
    (folder / "one").replace(folder / "two")
    with pytest.raises(VaultLocked):
        vault.get(patient, "two")


def test_a_key_moved_to_another_patient_does_not_open(tmp_path: Path) -> None:
    """One patient's wrapped key opens nothing under another's id."""
    vault = Vault(Folder(tmp_path), MASTER)
    one, two = vault.admit("one"), vault.admit("two")
    (tmp_path / "keys" / one).replace(tmp_path / "keys" / two)
    with pytest.raises(VaultLocked):
        vault.get(two, "anything")


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_a_changed_bit_is_noticed(tmp_path: Path, position: int, bit: int) -> None:
    """Flipping any bit of a blob locks it."""
    vault = Vault(Folder(tmp_path), MASTER)
    patient = vault.admit("a")
    vault.put(patient, "blob", SECRET)
    path = tmp_path / "patients" / patient / "blob"
    sealed = bytearray(path.read_bytes())
    sealed[position % len(sealed)] ^= 1 << bit
    path.write_bytes(sealed)
    with pytest.raises(VaultLocked):
        vault.get(patient, "blob")


def test_a_truncated_blob_is_noticed(tmp_path: Path) -> None:
    """A blob cut short at any length is locked, not half read."""
    vault = Vault(Folder(tmp_path), MASTER)
    patient = vault.admit("a")
    vault.put(patient, "blob", SECRET)
    path = tmp_path / "patients" / patient / "blob"
    whole = path.read_bytes()
    for length in (0, 3, 10, 20, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(VaultLocked):
            vault.get(patient, "blob")


def test_another_master_key_does_not_open_the_vault(vault: Vault) -> None:
    """A wrong or regenerated master key is refused at once, before it makes a second set of patients."""
    vault.admit("a")
    with pytest.raises(VaultLocked):
        Vault(vault.blobs, bytes(32))


def test_the_master_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    """It is made with mode 0600, and stays the same when asked for again."""
    settings = Settings(home=tmp_path / "home")
    key = master_key(settings)
    path = tmp_path / "home" / "master.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    assert master_key(settings) == key
    assert len(key) == 32


def test_a_configured_master_key_leaves_no_file(tmp_path: Path) -> None:
    """With a key in the settings, home gets none."""
    settings = Settings(home=tmp_path, master_key=base64.b64encode(MASTER).decode())
    assert master_key(settings) == MASTER
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"x" * 31).decode(), "not base64 !" * 4])
def test_a_bad_master_key_says_so_without_repeating_it(text: str) -> None:
    """The message says what a key looks like and holds no piece of the one given."""
    with pytest.raises(VaultLocked) as caught:
        decode_master_key(text)
    assert "32 bytes" in str(caught.value)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize("label", ["", " ", "\t\n"])
def test_a_blank_label_is_no_patient(vault: Vault, label: str) -> None:
    """No patient is ever made up."""
    with pytest.raises(MissingPatient):
        vault.admit(label)


def test_a_name_typed_twice_is_one_patient(vault: Vault) -> None:
    """Case and spacing do not make another patient; another name does."""
    assert vault.admit("Sample  Patient a ") == vault.admit("sample patient A")
    assert vault.admit("Sample Patient B") != vault.admit("Sample Patient A")


def test_pseudonyms_depend_on_the_master_key(tmp_path: Path) -> None:
    """Without the master key nobody can try names out against the ids."""
    one, two = Vault(Folder(tmp_path / "1"), MASTER), Vault(Folder(tmp_path / "2"), bytes(32))
    assert one.pseudonym("a") != two.pseudonym("a")


def test_the_owner_can_list_patients_by_label(vault: Vault) -> None:
    """The label comes back as typed."""
    patient = vault.admit("Sample Patient Ä")
    assert list(vault.labels()) == [(patient, "Sample Patient Ä")]


def test_a_forgotten_patient_is_gone(vault: Vault) -> None:
    """Key, label and blobs are gone; a second forgetting is harmless."""
    patient = vault.admit("a")
    vault.put(patient, "deep/er/blob", SECRET)
    vault.forget(patient)
    vault.forget(patient)
    assert not vault.knows(patient)
    assert list(vault.labels()) == []
    with pytest.raises(UnknownPatient):
        vault.get(patient, "deep/er/blob")


def test_a_copy_of_a_forgotten_patients_blob_never_opens_again(tmp_path: Path) -> None:
    """A backup of the blob is noise, even when the same person comes back and gets a new key."""
    vault = Vault(Folder(tmp_path), MASTER)
    patient = vault.admit("a")
    vault.put(patient, "blob", SECRET)
    copy = (tmp_path / "patients" / patient / "blob").read_bytes()
    vault.forget(patient)
    vault.admit("a")
    (tmp_path / "patients" / patient / "blob").write_bytes(copy)
    with pytest.raises(VaultLocked):
        vault.get(patient, "blob")


def test_forgetting_one_patient_leaves_the_others(vault: Vault) -> None:
    """Only the patient's own key and blobs go."""
    one, two = vault.admit("one"), vault.admit("two")
    vault.put(two, "blob", SECRET)
    vault.forget(one)
    assert vault.get(two, "blob") == SECRET


@pytest.mark.parametrize("patient", ["", "../keys", "Jane Doe", "0123456789abcde/", "0123456789abcdeF"])
def test_only_ids_are_patients(vault: Vault, patient: str) -> None:
    """A name or a path in place of an id reaches no blob."""
    with pytest.raises(UnknownPatient):
        vault.get(patient, "blob")
    with pytest.raises(UnknownPatient):
        vault.forget(patient)


@pytest.mark.parametrize("name", ["", "../other", "a/../b", "/etc/passwd", "a//b", ".hidden"])
def test_blob_names_stay_inside_the_patient(vault: Vault, name: str) -> None:
    """A blob name cannot climb out of the patient's folder."""
    with pytest.raises(ValueError, match="blob's name"):
        vault.put(vault.admit("a"), name, b"")


def test_creating_has_one_winner(tmp_path: Path) -> None:
    """Of twenty who create one blob at once exactly one wins, and all read the winner's bytes."""
    folder = Folder(tmp_path)
    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(lambda number: folder.create("key", str(number).encode() * 1000), range(20)))
    assert won.count(True) == 1
    assert folder.read("key") == str(won.index(True)).encode() * 1000
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_an_object_store_never_overwrites_what_it_creates(tmp_path: Path) -> None:
    """The second creation says no and leaves the first one's bytes."""
    blobs = open_blobs(f"memory://{tmp_path}")
    assert isinstance(blobs, ObjectStore)
    assert blobs.create("keys/a", b"first")
    assert not blobs.create("keys/a", b"second")
    assert blobs.read("keys/a") == b"first"


FIRST_UPLOAD = """
import sys
from pathlib import Path
from core.settings import Settings
from core.vault import Vault
vault = Vault.open(Settings(home=Path(sys.argv[1])))
vault.put(vault.admit("Sample Patient A"), sys.argv[2], sys.argv[2].encode())
"""


def test_processes_that_start_at_once_agree_on_the_keys(tmp_path: Path) -> None:
    """Four first uploads at once, in a home that does not exist yet, all stay readable."""
    home = tmp_path / "home"
    started = [
        subprocess.Popen([sys.executable, "-c", FIRST_UPLOAD, str(home), f"blob{number}"]) for number in range(4)
    ]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
    vault = Vault.open(Settings(home=home))
    ((patient, label),) = vault.labels()
    assert label == "Sample Patient A"
    assert [vault.get(patient, f"blob{number}") for number in range(4)] == [b"blob0", b"blob1", b"blob2", b"blob3"]
