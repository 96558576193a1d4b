"""Prefect's own settings, before it is first imported: its database in our home, no analytics, no chatter."""

import os

from core.settings import Settings


def prepare_prefect(settings: Settings) -> None:
    """A server that the operator has configured (``PREFECT_API_URL``) is used instead of the embedded one."""
    home = settings.home / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    for name, value in {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # 20, its default, is too short on a busy machine
    }.items():
        os.environ.setdefault(name, value)
