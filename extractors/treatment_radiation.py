"""The dose of a course of radiation: its total, its fractions and the dose of each, told apart.

"2.0 Gy x 35", "70 Gy/35#" and a row "2.0 Gy  35/35  70 Gy" of a table give the same course in another order; the count
of the fractions proves which of two doses is that of one fraction.
"""

import re
from typing import NamedTuple

from extractors.sentences import Span

NUMBER = r"(?:\d,\d{3}|\d{1,4}(?:\.\d{1,3})?)"
FRACTIONS = r"(?:#|f(?:ractions?|x|r)?\b|sessions?\b|treatments?\b)"
DOSE = re.compile(
    rf"(?<![\w.,])(?:(?P<before>\d{{1,2}})\s?[x×]\s?|(?:{NUMBER}\s?(?:c?Gy)?\s?/\s?){{1,3}})?(?P<dose>{NUMBER})[\s-]?(?P<unit>c?Gy)(?![a-z])"
    rf"(?:\s?(?:in|/|over)\s?(?P<count>\d{{1,2}})(?:\s?{FRACTIONS}|(?!\s?(?:Gy|/|\.?\d|weeks?|days?|months?)))"
    rf"|,\s?(?P<listed>\d{{1,2}})\s?{FRACTIONS}|\s?(?:x|×|by)\s?(?P<times>\d{{1,2}})\b)?",
    re.I,
)
ACTIVITY = re.compile(r"\b\d+(?:\.\d+)?\s?(?:mCi|GBq|MBq)\b", re.I)
PER_FRACTION = re.compile(rf"\s?(?:/|per|each|a)\s?(?:day\b|{FRACTIONS})|\s(?:daily\s)?(?:per\s)?fractions?\b", re.I)
COUNT = re.compile(
    rf"(?<![\d/.])(?P<done>\d{{1,2}})\s?(?:/|of)\s?(?P<planned>\d{{1,2}})(?![\d/.])"
    rf"|(?<![\d/.])(?P<count>\d{{1,2}})\s?(?:{FRACTIONS}|(?:x|×)\s?(?=\d))",
    re.I,
)
SINGLE = re.compile(r"\s?(?:(?:in|as|,)\s?)?(?:an?\s)?single(?:\s(?:fraction|dose|treatment))?\b", re.I)
SAME = 0.02
CGY = 100


class Dose(NamedTuple):
    gray: float
    words: str
    span: Span
    fractions: int | None
    per_fraction: bool


def find_radiation_dose(text: str, start: int, end: int) -> tuple[str, Span] | None:
    """The dose of ``text[start:end]`` as a page would give it: "70 Gy in 35 fractions, 2.0 Gy per fraction"."""
    doses = [_read(text, one) for one in DOSE.finditer(text, start, end)]
    if not doses:
        said = ACTIVITY.search(text, start, end)
        return (" ".join(said[0].split()), Span(*said.span())) if said else None
    if course := _course(text, doses, start, end):
        return course
    whole = next((one for one in doses if not one.per_fraction), None)
    if whole is None:
        return None
    single = SINGLE.match(text, whole.span.end, end)
    until = single.end() if single else whole.span.end
    words = " ".join(text[whole.span.start : until].split())
    each = [one for one in doses if one.per_fraction]
    if len(each) != 1 or len(doses) != 2:
        return words, Span(whole.span.start, until)
    return f"{words}, {each[0].words} per fraction", Span(
        min(whole.span.start, each[0].span.start), max(until, each[0].span.end)
    )


def _read(text: str, said: re.Match[str]) -> Dose:
    gray = float(said["dose"].replace(",", "")) / (CGY if said["unit"].lower() == "cgy" else 1)
    per_fraction = PER_FRACTION.match(text, said.end()) is not None
    count = said["times"] or said["before"] or said["count"] or said["listed"]
    words = text[said.start() : said.end("unit")]
    return Dose(
        gray,
        " ".join(words.split()),
        Span(*said.span()),
        int(count) if count else None,
        per_fraction,
    )


def _course(text: str, doses: list[Dose], start: int, end: int) -> tuple[str, Span] | None:
    """A total, a count and a dose of each fraction that agree: two doses and their count in whatever order."""
    counts = {one.fractions: one.span for one in doses if one.fractions}
    for said in COUNT.finditer(text, start, end):
        if said["done"] is None or said["done"] == said["planned"]:
            counts.setdefault(int(said["done"] or said["count"]), Span(*said.span()))
    for each in doses:
        for total in doses:
            for count, place in counts.items():
                if count > 1 and abs(each.gray * count - total.gray) <= SAME * total.gray:
                    spans = (each.span, total.span, place)
                    whole = Span(min(one.start for one in spans), max(one.end for one in spans))
                    return f"{total.words} in {count} fractions, {each.words} per fraction", whole
    return None
