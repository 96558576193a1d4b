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
    if (None, False) in seen and ("all", False) in seen:
        seen["all", False] += seen.pop((None, False))
    reached = {which for which, involved in seen if involved}
    for (which, involved), same in seen.items():
        if not involved and reached and (which in reached or which in (None, "all") or None in reached):
            continue  # what one line calls clear and another involved is not clear
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
        before = clause_before(text, match.start())
        if _shape("negated").search(before):
            if not (held and _shape("directly_negated").search(before)):
                continue
            held = False
        which = "other" if _is_the_rest(text, match) else _which(match)
        if which is None and (own := _own_words(text, match)):
            yield Margin(_plain(own.group()), held, own.start(), match.end())
        else:
            yield Margin(which, held, match.start(), match.end())
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
        below = bool(re.search(r"<|less than", match.group(), re.I))
        key = measure.number, measure.unit, which
        if key not in seen:
            seen.add(key)
            yield make_finding(
                note,
                "margin_distance",
                match.span(),
                value=f"{'<' if below else ''}{measure.number:g} {measure.unit}",
                number=None if below else measure.number,
                unit=measure.unit,
                site=which,
            )


def _which(match: re.Match[str]) -> str | None:
    said = match.groupdict()
    if said.get("which"):
        return _plain(said["which"])
    rest = re.search(r"\b(?:other|remaining)\b", match.group(), re.I)
    return "all" if said.get("all") and not rest else None


def _is_the_rest(text: str, match: re.Match[str]) -> bool:
    """ "All other margins are negative" is said of the rest, and not where none is involved."""
    before = text[max(0, match.start() - 12) : match.start()]
    return bool(
        re.search(r"\b(?:other|remaining)\s*$", before, re.I)
        or re.match(r"all (?:other|remaining)\b", match.group(), re.I)
    )


def _own_words(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """The words that tell which margin is meant where they are none of the usual: "Right ureter margin: negative"."""
    if not re.match("margin", match.group(), re.I):
        return None
    begin = match.start() - len(clause_before(text, match.start()))
    return _shape("own_words").search(text, begin, match.start())


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[()]", "", words)).strip(" ,-/").lower()


def _shape(name: str) -> re.Pattern[str]:
    return load_shapes("margins")[name]
