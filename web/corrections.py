"""The form in which a patient corrects a fact: one field for each that the fact's kind has."""

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from core.errors import SightlineError
from core.records import Fact, FactBase

LABELS = {
    "T": "T", "N": "N", "M": "M", "start": "From", "end": "Until", "low": "Lower limit of normal",
    "high": "Upper limit of normal", "number": "Number", "result": "Result", "reason_stopped": "Why it was stopped",
    "date": "Date (such as 2024, 2024-03 or 2024-03-14)",
}  # fmt: skip
NOT_HERE = ("derived",)


class NotANumber(SightlineError):
    """A field of numbers was given words."""

    code = "not_a_number"


class Asked(NamedTuple):
    """``choices`` is empty where anything may be written."""

    name: str
    label: str
    value: str
    choices: tuple[str, ...]
    numeric: type | None
    required: bool


def fields_of(fact: Fact) -> tuple[Asked, ...]:
    return tuple(_fields_of(fact))


def _fields_of(fact: Fact) -> Iterator[Asked]:
    base = set(FactBase.model_fields) - {"date"}
    for name, field in type(fact).model_fields.items():
        if name in base or name == "kind" or name in NOT_HERE:
            continue
        kinds = _kinds(field.annotation)
        if any(get_origin(kind) is tuple for kind in kinds):
            continue
        choices = tuple(str(one) for kind in kinds if get_origin(kind) is Literal for one in get_args(kind))
        numeric = next((kind for kind in kinds if kind in (int, float)), None)
        value = getattr(fact, name)
        label = LABELS.get(name, name.replace("_", " ").capitalize())
        shown = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
        yield Asked(name, label, shown, choices, numeric, field.is_required())


def read_fields(fact: Fact, form: Mapping[str, str]) -> dict[str, object]:
    """Only what differs. Raises NotANumber."""
    changes: dict[str, object] = {}
    for field in fields_of(fact):
        if field.name not in form or form[field.name] == field.value:
            continue
        text = form[field.name]
        changes[field.name] = None if not text else _number(text, field) if field.numeric else text
    return changes


def _number(text: str, field: Asked) -> float | int:
    try:
        return int(text) if field.numeric is int else float(text.replace(",", "."))
    except ValueError:
        raise NotANumber(f"“{field.label}” needs a number, such as 12.5.") from None


def _kinds(annotation: Any) -> tuple[Any, ...]:
    """The members of an optional or a union, without None, annotations taken off."""
    if get_origin(annotation) in (Union, UnionType):
        return tuple(kind for one in get_args(annotation) for kind in _kinds(one) if kind is not NoneType)
    return (annotation,)
