"""Who may sign in, who may see whose records, and who looked: SQLite in our home, under opaque ids.

An account's id is made of its name as a patient's is of theirs (``Vault.pseudonym``), so the file holds no names; what
somebody is called stands in the vault. Passwords are kept as argon2id (RFC 9106, the library's recommended costs).
"""

import hashlib
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from secrets import token_urlsafe
from threading import Lock
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import SightlineError

LIFETIME = timedelta(days=14)
"""Of a session that is not used; each use begins it anew, once an hour."""
INVITATION = timedelta(days=2)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (id TEXT PRIMARY KEY, password TEXT, operator INTEGER NOT NULL, made TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    token TEXT PRIMARY KEY, account TEXT NOT NULL, csrf TEXT NOT NULL, made TEXT NOT NULL, used TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS invitations (token TEXT PRIMARY KEY, account TEXT NOT NULL, until TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS grants (
    patient TEXT NOT NULL, account TEXT NOT NULL, may TEXT NOT NULL, made TEXT NOT NULL,
    PRIMARY KEY (patient, account));
CREATE TABLE IF NOT EXISTS looks (
    patient TEXT NOT NULL, account TEXT NOT NULL, did TEXT NOT NULL, document TEXT, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS looks_by_patient ON looks (patient, at);
"""


class May(StrEnum):
    """What an account may do with a patient's records. ``OWN`` may also share and delete them."""

    LOOK = "look"
    CHANGE = "change"
    OWN = "own"


class Account(NamedTuple):
    id: str
    is_operator: bool


class Session(NamedTuple):
    """``csrf`` must come back with whatever this session changes."""

    token: str
    account: Account
    csrf: str


class Grant(NamedTuple):
    patient: str
    account: str
    may: May
    made: str


class Look(NamedTuple):
    """One line of a patient's audit. ``did`` is one of our own words, such as ``opened a record``."""

    account: str
    did: str
    document: str | None
    at: str


class NameTaken(SightlineError):
    """Somebody has this name already."""

    code = "name_taken"


class WeakPassword(SightlineError):
    code = "weak_password"


class Accounts:
    """Safe between threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hasher = PasswordHasher()
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._nobody = self._hasher.hash(token_urlsafe())

    def open_account(self, account: str, *, operator: bool = False, password: str | None = None) -> Account:
        """Raises NameTaken, WeakPassword. Without a password nobody can sign in to it but by an invitation."""
        kept = self._hasher.hash(_strong(password)) if password is not None else None
        with self._change() as sql:
            if sql.execute("SELECT 1 FROM accounts WHERE id = ?", [account]).fetchone():
                raise NameTaken("There is an account of that name. Choose another name, or sign in.")
            sql.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", [account, kept, operator, _now()])
        return Account(account, operator)

    def account(self, account: str) -> Account | None:
        rows = self._rows("SELECT id, operator FROM accounts WHERE id = ?", account)
        return Account(rows[0][0], bool(rows[0][1])) if rows else None

    def check_password(self, account: str, password: str) -> bool:
        """Takes as long for a name that nobody has."""
        rows = self._rows("SELECT password FROM accounts WHERE id = ?", account)
        kept = rows[0][0] if rows and rows[0][0] else None
        try:
            return self._hasher.verify(kept or self._nobody, password[:LONGEST_PASSWORD]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def set_password(self, account: str, password: str) -> None:
        """Ends every session of the account: whoever knew the old password is out. Raises WeakPassword."""
        kept = self._hasher.hash(_strong(password))
        with self._change() as sql:
            sql.execute("UPDATE accounts SET password = ? WHERE id = ?", [kept, account])
            sql.execute("DELETE FROM sessions WHERE account = ?", [account])

    def invite(self, account: str) -> str:
        """A token by which the account's owner, once and within two days, can choose a password."""
        token = token_urlsafe(24)
        until = (datetime.now(UTC) + INVITATION).isoformat(timespec="seconds")
        with self._change() as sql:
            sql.execute("DELETE FROM invitations WHERE account = ?", [account])
            sql.execute("INSERT INTO invitations VALUES (?, ?, ?)", [_digest(token), account, until])
        return token

    def invited(self, token: str) -> str | None:
        """Whose invitation it is, which stays good."""
        rows = self._rows("SELECT account FROM invitations WHERE token = ? AND until > ?", _digest(token), _now())
        return rows[0][0] if rows else None

    def use_invitation(self, token: str) -> str | None:
        """Whose it was; a second use finds nothing."""
        with self._change() as sql:
            given = sql.execute(
                "DELETE FROM invitations WHERE token = ? AND until > ? RETURNING account", [_digest(token), _now()]
            ).fetchone()
        return given[0] if given else None

    def sign_in(self, account: Account) -> Session:
        session = Session(token_urlsafe(24), account, token_urlsafe(24))
        with self._change() as sql:
            sql.execute("DELETE FROM sessions WHERE used < ?", [_long_ago()])
            row = [_digest(session.token), account.id, session.csrf, _now(), _now()]
            sql.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", row)
        return session

    def session(self, token: str) -> Session | None:
        rows = self._rows(
            "SELECT accounts.id, operator, csrf, used FROM sessions JOIN accounts ON accounts.id = account "
            "WHERE token = ? AND used > ?",
            _digest(token),
            _long_ago(),
        )
        if not rows:
            return None
        account, operator, csrf, used = rows[0]
        if datetime.fromisoformat(used) < datetime.now(UTC) - timedelta(hours=1):
            with self._change() as sql:
                sql.execute("UPDATE sessions SET used = ? WHERE token = ?", [_now(), _digest(token)])
        return Session(token, Account(account, bool(operator)), csrf)

    def sign_out(self, token: str) -> None:
        with self._change() as sql:
            sql.execute("DELETE FROM sessions WHERE token = ?", [_digest(token)])

    def grant(self, patient: str, account: str, may: May) -> None:
        with self._change() as sql:
            sql.execute("INSERT OR REPLACE INTO grants VALUES (?, ?, ?, ?)", [patient, account, may, _now()])

    def withdraw(self, patient: str, account: str) -> None:
        """Not the owner's own."""
        with self._change() as sql:
            sql.execute(
                "DELETE FROM grants WHERE patient = ? AND account = ? AND may != ?", [patient, account, May.OWN]
            )

    def may(self, account: str, patient: str) -> May | None:
        rows = self._rows("SELECT may FROM grants WHERE account = ? AND patient = ?", account, patient)
        return May(rows[0][0]) if rows else None

    def granted_to(self, account: str) -> tuple[Grant, ...]:
        """Own records first."""
        rows = self._rows(
            "SELECT patient, account, may, made FROM grants WHERE account = ? ORDER BY may != 'own', made", account
        )
        return tuple(Grant(patient, who, May(may), made) for patient, who, may, made in rows)

    def granted_for(self, patient: str) -> tuple[Grant, ...]:
        rows = self._rows("SELECT patient, account, may, made FROM grants WHERE patient = ? ORDER BY made", patient)
        return tuple(Grant(of, account, May(may), made) for of, account, may, made in rows)

    def note(self, patient: str, account: str, did: str, document: str | None = None) -> None:
        """A line of the patient's audit."""
        with self._change() as sql:
            sql.execute("INSERT INTO looks VALUES (?, ?, ?, ?, ?)", [patient, account, did, document, _now()])

    def looks(self, patient: str, most: int = 200) -> tuple[Look, ...]:
        """The latest first."""
        rows = self._rows(
            "SELECT account, did, document, at FROM looks WHERE patient = ? ORDER BY at DESC, rowid DESC LIMIT ?",
            patient,
            most,
        )
        return tuple(Look(*row) for row in rows)

    def forget(self, patient: str) -> None:
        """Who had access to the patient's records and who looked; accounts stay."""
        with self._change() as sql:
            sql.execute("DELETE FROM grants WHERE patient = ?", [patient])
            sql.execute("DELETE FROM looks WHERE patient = ?", [patient])

    def close(self) -> None:
        with self._lock:
            if self._connection:
                self._connection.close()
            self._connection = None

    def _rows(self, question: str, *values: str | int) -> list[tuple[str, ...]]:
        with self._lock:
            return self._opened().execute(question, values).fetchall()

    @contextmanager
    def _change(self) -> Generator[sqlite3.Connection]:
        with self._lock, self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            self._connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(SCHEMA)
        return self._connection


def _strong(password: str) -> str:
    """Length alone is asked for (NIST SP 800-63B, rev. 4)."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPassword(f"A password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    return password


def _digest(token: str) -> str:
    """Whoever reads the file cannot sign in with what stands there."""
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _long_ago() -> str:
    return (datetime.now(UTC) - LIFETIME).isoformat(timespec="seconds")
