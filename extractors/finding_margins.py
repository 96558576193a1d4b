"""Resection margins: which, whether tumour reaches them, and how far it is from the nearest."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from core.records import Assertion, Finding
from extractors.cancer_terms import find_site
from extractors.finding_words import (
    PART,
    cancer_told,
    clause_before,
    load_shapes,
    make_finding,
    named_specimen,
    read_measure,
)
from extractors.notes import Note

SAID = ("stated", "answered", "uninvolved_before")
DISTANCES = ("distance", "tumor_from", "free_by", "margin_from", "clearance", "free_margin", "safety", "answered_by")
GROSS = {"gross", "reference", "plan"}
NAMES_NONE = re.compile(r"\b(?:all|final|inked|nearest|closest)\b[\s,/&-]*", re.I)
"""Words before "margins" that tell nothing of where: neither a side nor a structure."""
RENEWED = re.compile(r"\b(?:final|new)\b", re.I)
GOES_ON = 250
BELOW = re.compile(r"<|less than|within", re.I)
"""An upper bound, which an exact measure of the same takes the place of."""
LOST = re.compile(r"\b0\s?\.\s?[cm]m\b", re.I)
"""A distance whose digits a scan has lost: "0. cm"."""
UNSURE = 0.7
ROW = re.compile(r":| {2}|\t")
TUMOR = re.compile(r"\bcarcinoma\b(?![\s.]+in[\s-]+situ)", re.I)
OTHER_TALK = re.compile(
    r"\b(?:no|not|negative|benign|free|without|in situ|dysplasia|hyperplasia|adenoma|inflam\w+|nodes?|margins?)\b", re.I
)


Value = Literal["clear", "suspicious", "involved"]


class Margin(NamedTuple):
    which: str | None
    value: Value
    start: int
    end: int


def find_margins(note: Note) -> Iterator[Finding]:
    if not (_shape("edge").search(note.text) or _shape("residual").search(note.text)):
        return
    seen: dict[tuple[str | None, Value], list[Margin]] = {}
    for one in _margins(note):
        seen.setdefault((one.which, one.value), []).append(one)
    if (None, "clear") in seen and ("all", "clear") in seen:
        seen["all", "clear"] += seen.pop((None, "clear"))
    if ("other", "clear") in seen and not _are_others_known(seen):
        seen.pop(("other", "clear"))
    renewed = any(value == "clear" and RENEWED.search(which or "") for which, value in seen)
    for (which, value), same in seen.items():
        rivals = [
            one
            for (other, said), those in seen.items()
            if (value == "clear" != said and _meet(which, other)) or (said == "clear" != value and _meet(other, which))
            for one in those
        ]
        specimens = _specimens(note, same, rivals)
        if value == "clear" and rivals and not specimens:
            continue  # what one line calls clear and another involved is not clear
        place = NAMES_NONE.sub("", which or "").strip(" ,")
        taken_on = renewed and value == "involved" and not specimens
        yield make_finding(
            note,
            "margin",
            *((one.start, one.end) for one in same[:2]),
            value=value,
            site=", ".join(part for part in (place, specimens) if part) or None,
            assertion=Assertion.POSSIBLE if value == "suspicious" else Assertion.PRESENT,
            confidence=UNSURE if taken_on else 0.9,
        )
    distances = tuple(_distances(note))
    for one in distances:
        slip = any(one.site == other.site and _is_ten_times(one, other) for other in distances)
        yield one.model_copy(update={"confidence": UNSURE}) if slip else one


def _are_others_known(seen: dict[tuple[str | None, Value], list[Margin]]) -> bool:
    """Whether "other margins are clear" may be said: of others than one that is read, and none involved farther on."""
    start = seen["other", "clear"][0].start
    named = {which for which, value in seen if which not in (None, "all", "other") or value != "clear"}
    held = [one for (_, value), same in seen.items() if value != "clear" for one in same]
    before, later = (
        {word for one in held if (one.start < start) == earlier for word in (one.which or "").split()}
        for earlier in (True, False)
    )
    return bool(named) and later <= before


def _is_ten_times(one: Finding, other: Finding) -> bool:
    """Whether one of two distances has its decimal point, or its unit, in the wrong place: 0.6 mm and 6 mm."""
    if not one.number or not other.number:
        return False
    first, second = (round(each.number * (10 if each.unit == "cm" else 1), 3) for each in (one, other) if each.number)
    return max(first, second) == round(10 * min(first, second), 3)


def _meet(clear: str | None, held: str | None) -> bool:
    """Whether what is called clear takes in what is called involved."""
    if clear == "other" and held is None:
        return False  # "focally positive at the capsule, other margins negative"
    if " of " in f" {clear}":
        return clear == held  # of one of two cancers
    return clear == held or clear in (None, "all") or held is None


def _specimens(note: Note, same: list[Margin], rivals: list[Margin]) -> str:
    """The specimens that the statements stand under, where those that say otherwise stand under others."""
    own, others = ({named_specimen(note.text, one.start) for one in some} for some in (same, rivals))
    return f"specimen {', '.join(sorted(own))}" if rivals and "" not in own | others and not own & others else ""


def _margins(note: Note) -> Iterator[Margin]:
    text = note.text
    for match in (
        *_shape("stated").finditer(text),
        *_shape("answered").finditer(text),
        *_shape("uninvolved_before").finditer(text),
        *_shape("tumor_free").finditer(text),
        *_shape("clear_of").finditer(text),
        *_shape("none_at").finditer(text),
    ):
        value = match.group("value").lower()
        about = text[match.end() : match.end() + 50].split(".")[0]
        if note.section(match.start()) in GROSS or _is_of_no_cancer(about):
            continue
        if note.is_history(match.start()) or _is_shredded(text, match):
            continue
        if _shape("unfilled").match(text, match.end()):
            continue  # a question, "Margins involved:", whose answer is read by its own shape
        said = _value(value)
        if said == "clear" and _shape("clear_in_part").match(text, match.end()):
            continue  # "free of invasive carcinoma; however, DCIS reaches the deep margin"
        before = "" if _heads_row(text, match) else clause_before(text, match.start())
        if _shape("sought").search(before):
            continue
        if _shape("negated").search(before):
            if said != "involved" or not _shape("directly_negated").search(before):
                continue
            said = "clear"
        which = "other" if _is_the_rest(text, match) else _which(match)
        start = match.start()
        if match.re is _shape("tumor_free"):
            which = _plain(match["own"]) or None
        elif which is None and (own := _own_words(text, match)):
            which, start = _plain(own.group()), own.start()
        if cancer := cancer_told(text, match.end()):
            which = f"{which}, of {cancer}" if which else f"of {cancer}"
        yield Margin(which, said, start, match.end())
    for match in _shape("reached").finditer(text):
        before = clause_before(text, match.start())
        if (
            note.section(match.start()) in GROSS
            or _shape("sought").search(before)
            or _shape("negated").search(before)
            or _shape("of_benign").search(before)
            or _shape("taken_back").match(text, match.end())
            or _shape("asked").match(text, match.end())
            or _shape("frozen").search(text, max(0, match.start() - 60), match.start())
        ):
            continue
        in_situ = _shape("in_situ").search(before)
        if in_situ is None and _shape("not_of_cancer").search(before):
            continue
        of_tumor = re.search(r"tumou?r|carcinoma|neoplas|malignan|cancer|DCIS", before + match.group(), re.I)
        if of_tumor or _goes_on(note, match) or _shape("label_before").search(text[: match.start()][-50:]):
            which = _which(match) or _plain(match["own"]) or None
            if in_situ:
                which = f"{which}, of carcinoma in situ" if which else "of carcinoma in situ"
            yield Margin(which, "involved", match.start(), match.end())
    for match in _shape("listed_as_held").finditer(text):
        if not _shape("not_of_cancer").search(clause_before(text, match.start())):
            yield Margin(_plain(match["which"]), "involved", *match.span())
    for match in _shape("as_specimen").finditer(text):
        if note.section(match.start()) not in GROSS:
            yield Margin(_plain(match["own"]), "clear", *match.span())
    for match in _shape("residual").finditer(text):
        if not note.is_history(match.start()):
            name = "r" if match["r"] else "form"
            held = match[name] == "1"
            yield Margin(None, "involved" if held else "clear", match.start(name) - 1, match.end(name))
    yield from _listed(text)


def _is_of_no_cancer(words: str) -> bool:
    """ "Negative for DCIS", not "negative for invasive melanoma and melanoma in situ"."""
    return bool(_shape("not_of_cancer").search(words)) and not _shape("of_both").search(words)


def _heads_row(text: str, match: re.Match[str]) -> bool:
    """Whether it is a row of a table, which nothing in the row above denies: "Distal margin:      Clear"."""
    begins = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t-•*")
    return begins and bool(ROW.search(match[0]))


def _is_shredded(text: str, match: re.Match[str]) -> bool:
    """Whether the answer stands behind labels that a scan has parted from theirs: "Necrosis: Grade: Margins: No"."""
    return match.re is _shape("answered") and bool(_shape("empty_label").search(text[: match.start()][-80:]))


def _goes_on(note: Note, match: re.Match[str]) -> bool:
    """Whether "involving …" goes on about a carcinoma told earlier in the same specimen's words."""
    if not re.match("involving", match.group(), re.I):
        return False
    before = note.text[max(0, match.start() - GOES_ON) : match.start()]
    last = [*TUMOR.finditer(before)]
    if not last:
        return False
    between = before[last[-1].end() :]
    return not (PART.search(between) or OTHER_TALK.search(between))


def _listed(text: str) -> Iterator[Margin]:
    """ "MARGINS: Bronchial: uninvolved. Vascular: uninvolved.", up to the first that is no margin."""
    for heading in _shape("heading").finditer(text):
        end = heading.end()
        while item := _shape("item").match(text, end):
            end = item.end()
            yield Margin(_plain(item.group("which")), _value(item.group("value")), item.start(), item.end("value"))


def _value(words: str) -> Value:
    words = words.lower()
    if words.endswith("suspicious"):
        return "suspicious"
    held = words.startswith(("positive", "involved", "yes", "present", "focally", "is at", "are at", "transected"))
    return "involved" if held else "clear"


def _distances(note: Note) -> Iterator[Finding]:
    seen: set[tuple[float, str, str | None]] = set()
    told = (one for name in DISTANCES for one in _shape(name).finditer(note.text))
    for match in sorted(told, key=lambda one: BELOW.search(one.group()) is not None):
        around = clause_before(note.text, match.start()) + match.group()
        if _shape("of_in_situ").search(note.text, max(0, match.start() - 120), match.start()):
            continue
        if _is_of_no_cancer(around) or note.section(match.start()) == "gross":
            continue
        if _shape("no_true_margin").match(note.text, match.end()):
            continue
        measure = read_measure(match)
        if not measure.number and LOST.search(match.group()):
            continue
        said = match.groupdict()
        named = said.get("to") or said.get("nearest") or said["which"] or ""
        if not named and (
            spoken_of := _shape("spoken_of").search(note.text, max(0, match.start() - 120), match.start())
        ):
            named = spoken_of.group("which")
        which = _plain(re.sub("closest|nearest", "", named, flags=re.I)) or None
        below = BELOW.search(match.group()) is not None
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
    begin = match.start() - len(clause_before(text, match.start()))
    own = _shape("own_words").search(text, begin, match.start())
    if re.match("margin", match.group(), re.I):
        return own
    return own if own and re.match("resection", match.group(), re.I) and find_site(own.group()) else None


def _plain(words: str) -> str:
    return re.sub(r"(?:\.?\s+)", " ", re.sub(r"[()]", "", words)).strip(" .,-/").lower()


def _shape(name: str) -> re.Pattern[str]:
    return load_shapes("margins")[name]
