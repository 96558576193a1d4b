"""Accounts: who may sign in, who may see whose records, and who looked; nothing in the file names anybody."""

from pathlib import Path

import pytest

from core.accounts import Account, Accounts, May, NameTaken, WeakPassword

ANNA, BEN = "a" * 16, "b" * 16
PASSWORD = "correct horse battery"  # noqa: S105 (of nobody)


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "accounts.sqlite")


def test_only_the_password_signs_in(accounts: Accounts) -> None:
    """The right password of the right account, nothing else; and no password stands in the file."""
    accounts.open_account(ANNA, password=PASSWORD)
    accounts.open_account(BEN)
    assert accounts.check_password(ANNA, PASSWORD)
    assert not accounts.check_password(ANNA, PASSWORD + " ")
    assert not accounts.check_password(BEN, "")
    assert not accounts.check_password("c" * 16, PASSWORD)
    accounts.close()
    written = b"".join(path.read_bytes() for path in accounts.path.parent.iterdir())
    assert b"$argon2id$" in written
    assert PASSWORD.encode() not in written


def test_names_are_taken_once_and_passwords_are_long(accounts: Accounts) -> None:
    """A second account of a name, and a short password, are refused with what to do."""
    accounts.open_account(ANNA, password=PASSWORD)
    with pytest.raises(NameTaken):
        accounts.open_account(ANNA, password=PASSWORD[::-1])
    with pytest.raises(WeakPassword, match="10 to 256"):
        accounts.open_account(BEN, password=PASSWORD[:5])
    assert accounts.account(BEN) is None


def test_a_session_lasts_until_it_is_ended(accounts: Accounts) -> None:
    """Its token opens it, survives a restart, ends at sign-out, and all end when the password changes."""
    anna = accounts.open_account(ANNA, operator=True, password=PASSWORD)
    first, second = accounts.sign_in(anna), accounts.sign_in(anna)
    accounts.close()
    again = Accounts(accounts.path)
    assert again.session(first.token) == first
    assert first.account == Account(ANNA, is_operator=True)
    again.sign_out(first.token)
    assert again.session(first.token) is None
    again.set_password(ANNA, "an even longer one")
    assert again.session(second.token) is None
    assert again.session("made up") is None


def test_a_stolen_file_signs_nobody_in(accounts: Accounts) -> None:
    """What stands in the file is no token."""
    session = accounts.sign_in(accounts.open_account(ANNA))
    accounts.close()
    written = b"".join(path.read_bytes() for path in accounts.path.parent.iterdir())
    assert session.token.encode() not in written


def test_sessions_that_are_not_used_end(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """After two weeks without use."""
    session = accounts.sign_in(accounts.open_account(ANNA))
    monkeypatch.setattr("core.accounts._long_ago", lambda: "2999-01-01T00:00:00+00:00")
    assert accounts.session(session.token) is None


def test_an_invitation_is_good_once(accounts: Accounts) -> None:
    """A newer one replaces it, and a made-up one opens nothing."""
    accounts.open_account(ANNA)
    old, new = accounts.invite(ANNA), accounts.invite(ANNA)
    assert accounts.use_invitation(old) is None
    assert accounts.invited(new) == ANNA
    assert accounts.use_invitation(new) == ANNA
    assert accounts.use_invitation(new) is None


def test_access_is_given_and_taken_away(accounts: Accounts) -> None:
    """A relative sees what was shared until it is withdrawn; the owner's own access cannot be."""
    accounts.grant(ANNA, ANNA, May.OWN)
    accounts.grant(ANNA, BEN, May.LOOK)
    assert accounts.may(BEN, ANNA) is May.LOOK
    assert accounts.may(ANNA, BEN) is None
    assert [grant.account for grant in accounts.granted_for(ANNA)] == [ANNA, BEN]
    accounts.withdraw(ANNA, BEN)
    accounts.withdraw(ANNA, ANNA)
    assert accounts.may(BEN, ANNA) is None
    assert accounts.may(ANNA, ANNA) is May.OWN


def test_looks_are_noted_and_forgotten(accounts: Accounts) -> None:
    """The latest first; forgetting a patient leaves other patients' lines."""
    accounts.note(ANNA, BEN, "opened a record", "d" * 16)
    accounts.note(ANNA, ANNA, "opened the profile")
    accounts.note(BEN, BEN, "opened the profile")
    assert [(look.account, look.did) for look in accounts.looks(ANNA)] == [
        (ANNA, "opened the profile"),
        (BEN, "opened a record"),
    ]
    accounts.forget(ANNA)
    assert accounts.looks(ANNA) == ()
    assert len(accounts.looks(BEN)) == 1
