"""Keeps what an exception may quote out of Prefect's logs, states and database."""

import functools
import traceback
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from core.errors import SightlineError

P = ParamSpec("P")
R = TypeVar("R")


class OurFault(SightlineError):
    """A fault of ours in a flow: its type and place, without its message, which may quote a record."""

    code = "our_fault"


def sealed(function: Callable[P, R]) -> Callable[P, R]:
    """Errors of Sightline pass, since they carry ids only; any other is replaced by its type and place."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except SightlineError:
            raise
        except Exception as error:  # noqa: BLE001 - the edge to Prefect, which would record the message
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
            fault = OurFault(f"{type(error).__name__} in {place}: a fault of Sightline's own, please report it")
        raise fault from None

    return run
