"""Resection margins: which, whether tumour reaches them, and how far it is from the nearest."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.records import Finding
from extractors.finding_words import clause_before, load_shapes, make_finding, read_measure
from extractors.notes import Note

SAID = ("stated", "answered", "uninvolved_before")
GROSS = {"gross", "reference", "plan"}


class Margin(NamedTuple):
    which: str | None
    involved: bool
    start: int
    end: int


def find_margins(note: Note) -> Iterator[Finding]:
    if not re.search(r"\bmargins?\b", note.text, re.I):
        return
    seen: dict[tuple[str | None, bool], list[Margin]] = {}
    for one in _margins(note):
        seen.setdefault((one.which, one.involved), []).append(one)
    for (which, involved), same in seen.items():
        yield make_finding(
            note,
            "margin",
            *((one.start, one.end) for one in same[:2]),
            value="involved" if involved else "clear",
            site=which,
        )
    yield from _distances(note)


def _margins(note: Note) -> Iterator[Margin]:
    text = note.text
    for match in (
        *_shape("stated").finditer(text),
        *_shape("answered").finditer(text),
        *_shape("uninvolved_before").finditer(text),
    ):
        value = match.group("value").lower()
        about = text[match.end() : match.end() + 50].split(".")[0]
        if note.section(match.start()) in GROSS or _shape("not_of_cancer").search(about):
            continue
        if re.match(r"\s*(?:\([^)]*\)\s*)?[:?]", text[match.end() : match.end() + 40]):
            continue  # a question, "Margins involved:", whose answer is read by its own shape
        held = value.startswith(("positive", "involved", "yes", "focally", "is at", "are at", "transected"))
        if held and value == "involved" and _shape("negated").search(clause_before(text, match.start())):
            held = False
        yield Margin(_which(match), held, match.start(), match.end())
    for match in _shape("reached").finditer(text):
        before = clause_before(text, match.start())
        if (
            note.section(match.start()) in GROSS
            or _shape("negated").search(before)
            or _shape("not_of_cancer").search(before)
        ):
            continue
        if re.search(r"tumou?r|carcinoma|neoplasm|malignan", before, re.I):
            yield Margin(_which(match), True, match.start(), match.end())


def _distances(note: Note) -> Iterator[Finding]:
    seen: set[tuple[float, str, str | None]] = set()
    for match in _shape("distance").finditer(note.text):
        around = clause_before(note.text, match.start()) + match.group()
        if _shape("not_of_cancer").search(around) or note.section(match.start()) == "gross":
            continue
        measure = read_measure(match)
        named = match.group("to") or match.group("nearest") or match.group("which")
        which = _plain(named) if named and not re.match("closest|nearest", named, re.I) else None
        key = measure.number, measure.unit, which
        if key not in seen:
            seen.add(key)
            yield make_finding(
                note,
                "margin_distance",
                match.span(),
                value=f"{measure.number:g} {measure.unit}",
                number=measure.number,
                unit=measure.unit,
                site=which,
            )


def _which(match: re.Match[str]) -> str | None:
    said = match.groupdict()
    if said.get("which"):
        return _plain(said["which"])
    rest = re.search(r"\b(?:other|remaining)\b", match.group(), re.I)
    return "all" if said.get("all") and not rest else None


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[()]", "", words)).strip(" ,-/").lower()


def _shape(name: str) -> re.Pattern[str]:
    return load_shapes("margins")[name]
