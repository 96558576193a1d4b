"""``sightline account``: accounts for ``SIGHTLINE_ACCOUNTS=many``, without the operator ever knowing a password."""

import sys

from core.accounts import Accounts, May
from core.settings import Settings
from core.store import Store


def run_account(name: str, address: str, *, operator: bool) -> int:
    settings = Settings()
    accounts, store = Accounts(settings.home / "accounts.sqlite"), Store(settings)
    account = store.admit(name)
    if accounts.account(account) is None:
        accounts.open_account(account, operator=operator)
        accounts.grant(account, account, May.OWN)
    sys.stdout.write(f"{address.rstrip('/')}/enter/{accounts.invite(account)}\n")
    return 0
