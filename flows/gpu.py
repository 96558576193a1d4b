"""One at a time on the GPU, over all workers of one Prefect server: its global concurrency limit ``gpu``."""

from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec

from prefect.client.orchestration import get_client
from prefect.concurrency.sync import concurrency

LIMIT = "gpu"


def has_gpu() -> bool:
    if find_spec("torch") is None:
        return False
    import torch

    return torch.cuda.is_available()


@contextmanager
def gpu_turn() -> Generator[None]:
    """Waits for the GPU; without one, at once. A limit that operators changed in Prefect stays as they set it."""
    if not has_gpu():
        yield
        return
    with concurrency(LIMIT, occupy=1):
        yield


def make_limit() -> None:
    """Makes the limit, one place, where there is a GPU and the limit is not there yet."""
    if not has_gpu():
        return
    with get_client(sync_client=True) as client:
        names = {limit.name for limit in client.read_global_concurrency_limits()}
        if LIMIT not in names:
            client.upsert_global_concurrency_limit_by_name(LIMIT, 1)
