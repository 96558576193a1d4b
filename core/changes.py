"""What people said of facts: confirmed, corrected, rejected, taken back. One blob of the vault a change, never edited.

A correction is a fact of the same kind with the evidence of the one it corrects, and ``source`` patient. It stands in
for that one wherever facts are asked for, also when the document is read again, and even if the rules then no longer
find what was corrected.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from secrets import token_hex
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from core.errors import WrongCorrection
from core.records import Fact, FactBase, Reading, Review, Source
from core.vault import Vault

FACT: TypeAdapter[Fact] = TypeAdapter(Fact)


class What(StrEnum):
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    UNDONE = "taken back"


class Change(NamedTuple):
    """``fact`` is the id of what was read, whatever was corrected since. ``at`` is UTC; ``by`` names an account."""

    fact: str
    by: str
    what: What
    before: Fact | None
    after: Fact | None
    at: str = ""


class Changes:
    """The changes of one patient, the oldest first."""

    def __init__(self, vault: Vault, patient: str) -> None:
        self._vault = vault
        self._patient = patient

    def add(self, change: Change) -> None:
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        kept = {
            "fact": change.fact,
            "by": change.by,
            "what": change.what,
            "at": at,
            "before": change.before.model_dump(mode="json") if change.before else None,
            "after": change.after.model_dump(mode="json") if change.after else None,
        }
        name = at.replace(":", "").replace("+", "-")
        self._vault.put(self._patient, f"changes/{name}-{token_hex(4)}", json.dumps(kept).encode())

    def all(self) -> tuple[Change, ...]:
        return tuple(change for _, change in self._named())

    def of(self, fact: str) -> tuple[Change, ...]:
        """Of a fact or of any correction of it."""
        root = self.root_of(fact) or fact
        return tuple(change for change in self.all() if root in (change.fact, self.root_of(change.fact)))

    def corrections(self) -> dict[str, Fact]:
        """What stands now in the place of which fact."""
        standing: dict[str, Fact] = {}
        for change in self.all():
            if change.what is What.CORRECTED and change.after:
                standing[change.fact] = change.after
            elif change.what is What.UNDONE and change.after is None:
                standing.pop(change.fact, None)
        return standing

    def root_of(self, fact: str) -> str | None:
        """The id of what was read, where ``fact`` is a correction that stands; else None."""
        return next((root for root, after in self.corrections().items() if after.id == fact), None)

    def remove_document(self, document: str) -> None:
        for name, change in self._named():
            facts = [fact for fact in (change.before, change.after) if fact]
            if any(one.document == document for fact in facts for one in fact.evidence):
                self._vault.remove(self._patient, f"changes/{name}")

    def as_json(self) -> bytes:
        kept = [self._vault.get(self._patient, f"changes/{name}") for name in self._names()]
        return json.dumps([json.loads(one) for one in kept if one], indent=2).encode()

    def _names(self) -> list[str]:
        return self._vault.names(self._patient, "changes")

    def _named(self) -> Iterable[tuple[str, Change]]:
        for name in self._names():
            content = self._vault.get(self._patient, f"changes/{name}")
            if content:
                yield name, _read(json.loads(content))


def _read(kept: dict[str, Any]) -> Change:
    before, after = (FACT.validate_python(kept[side]) if kept[side] else None for side in ("before", "after"))
    return Change(kept["fact"], kept["by"], What(kept["what"]), before, after, kept["at"])


def mend(fact: Fact, fields: Mapping[str, object]) -> Fact:
    """The fact as its owner corrects it. Codes go where the name changes: they were those of the other name.

    Raises WrongCorrection, without the value.
    """
    own = {*type(fact).model_fields, "date"} - ({*FactBase.model_fields, "kind"} - {"date"})
    if strange := sorted(set(fields) - own):
        raise WrongCorrection(f"A {fact.kind} has no field {strange[0]} that can be corrected.")
    told = fact.model_dump() | dict(fields)
    told |= {"source": Source.PATIENT, "review": Review.CORRECTED, "confidence": 1.0}
    if "name" in fields:
        told["codes"] = ()
    try:
        return type(fact).model_validate(told)
    except ValidationError as error:
        wrong = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else fact.kind
        raise WrongCorrection(
            f"“{wrong.replace('_', ' ')}” cannot hold what was written there. Dates are written 2024, 2024-03 or "
            "2024-03-14, and what is required cannot be left empty."
        ) from None


def corrected(reading: Reading, corrections: Mapping[str, Fact]) -> Reading:
    """The reading with corrections in the place of what they correct; the others about this document come last."""
    if not corrections:
        return reading
    found = {fact.id for fact in reading.facts}
    facts = [corrections.get(fact.id, fact) for fact in reading.facts]
    facts += [
        after
        for root, after in corrections.items()
        if root not in found and after.evidence[0].document == reading.document
    ]
    return reading.model_copy(update={"facts": tuple(facts)})
