"""How an exception reaches the person at the terminal."""

import sys
import traceback

from core.errors import MissingPatient, SightlineError, WrongQuery


def report(error: Exception) -> int:
    """Prints a sentence on standard error, returns the exit status. Foreign messages may quote a record: kept back."""
    if isinstance(error, SightlineError):
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, MissingPatient | WrongQuery) else 1
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " ← ".join(
        f"{frame.name} ({frame.filename.rsplit('/', 1)[-1]}:{frame.lineno})" for frame in reversed(frames)
    )
    sys.stderr.write(
        f"Sightline failed through a fault of its own: {type(error).__name__} in {places}. "
        "Nothing of your records is shown here; please report this line.\n"
    )
    return 1
