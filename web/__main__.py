"""``python -m web --host H --port P``: the pages, served. Writes the address to open into ``home/web-address``."""

import argparse
import os

import uvicorn

from core.settings import Settings
from web.app import create_app
from web.door import LOCAL


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m web")
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8400)
    asked = arguments.parse_args()
    settings = Settings()
    app = create_app(settings)
    address = f"http://{asked.host}:{asked.port}/"
    accounts = app.state.desk.accounts
    if settings.accounts == LOCAL:
        if accounts.account(LOCAL) is None:
            accounts.open_account(LOCAL, operator=True)
        address += f"enter/{accounts.invite(LOCAL)}"
    note = settings.home / "web-address"
    note.touch(mode=0o600)
    note.write_text(f"{address}\n", encoding="utf-8")
    os.environ.setdefault("SIGHTLINE_PREFECT_UI", "http://127.0.0.1:4200")
    uvicorn.run(
        app, host=asked.host, port=asked.port, log_level="warning", access_log=False, timeout_graceful_shutdown=3
    )


if __name__ == "__main__":
    main()
