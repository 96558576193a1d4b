"""``sightline worker``: documents from the queue, until SIGTERM or Ctrl-C."""

import signal
import sys
from threading import Event

from cli.prefect_home import prepare_prefect
from core.settings import Settings


def run_worker() -> int:
    settings = Settings()
    prepare_prefect(settings)
    from flows.worker import work

    stop = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    sys.stderr.write("Warming up. Documents are read as they come; Ctrl-C stops between two pages.\n")
    work(settings, stop)
    return 0
