"""Which relative a fact of the family is about, and at what age, where the quoted words say so; never guessed."""

import re
from collections.abc import Iterator

from core.records import Evidence, Fact

KIN = (
    r"(?:(?:(?:maternal|paternal|half|great|older|elder|younger|twin|first|second|identical)[ -])*"
    r"(?:grand(?:mother|father|parents?|ma|pa|son|daughter)s?|mothers?|fathers?|mum|mom|dad|parents?|sisters?|brothers?"
    r"|siblings?|sons?|daughters?|child(?:ren)?|aunts?|aunties?|uncles?|cousins?|nieces?|nephews?|twin))"
)
KINS = rf"(?P<kin>{KIN}(?:(?:, and|,| and| &) (?:(?:her|his|their|an?|the) )?{KIN}(?![\w'’]| \())*)"
AGE = (
    r"(?:(?:diagnosed |dx )?(?:at (?:the )?(?:age (?:of )?)?|aged? )(?P<age>\d{1,2})\b"
    r"(?! (?:years? ago|months?|cm|mm|%))|in (?:her|his|their) (?P<decade>\d0s))"
)
HAD = (
    r"(?:['’]s\b)?[\s:(,–-]*(?:(?:who|also|both|each) )*"
    r"(?:(?:had|has|have|with|got|died (?:of|from)|passed away from|(?:was |were )?diagnosed (?P<first>AGE )?with"
    r"|developed|suffered from|history of|with a history of)\s+)?(?:an? )?(?:\w+[ -]){0,2}"
).replace("AGE", re.sub(r"\?P<\w+>", "?:", AGE))
BEFORE = re.compile(rf"\b{KINS}(?P<had>{HAD})$", re.I)
AFTER = re.compile(
    rf"^\s*(?:,? ?{AGE})?[\s,]*(?:\(|:|–|in|of)\s*(?:(?:her|his|their|the|an?|patient's) )?{KINS}\b(?! (?:is|was) well)"
    rf"(?:[\s,(]*{AGE.replace('?P<age>', '?P<age_after>').replace('?P<decade>', '?P<decade_after>')})?",
    re.I,
)
ONLY_AGE = re.compile(rf"^[\s,(]*{AGE}", re.I)
ILLNESS = re.compile(r"\b(?:\w+oma|cancers?|ca|malignan\w+|tumou?rs?|neoplas\w+|leuka?emia|myeloma)\b", re.I)


def relatives(fact: Fact) -> tuple[str, ...]:
    """``father, at 70``: each once, in the order of the fact's places."""
    return tuple(dict.fromkeys(told for before, after in _around(fact.evidence) if (told := _relative(before, after))))


def _around(places: tuple[Evidence, ...]) -> Iterator[tuple[str, str]]:
    """The words before and after each mention: of a place around it, else around the only illness named."""
    for one in places:
        wide = next((other for other in places if other is not one and _covers(other, one)), None)
        if wide:
            yield wide.quote[: one.start - wide.start], wide.quote[one.end - wide.start :]
        elif not any(_covers(one, other) for other in places if other is not one):
            named = [*ILLNESS.finditer(one.quote)]
            if len(named) == 1:
                yield one.quote[: named[0].start()], one.quote[named[0].end() :]


def _covers(wide: Evidence, one: Evidence) -> bool:
    same = (wide.document, wide.page) == (one.document, one.page)
    return same and wide.start <= one.start and one.end <= wide.end and wide.quote != one.quote


def _relative(before: str, after: str) -> str | None:
    before, after = " ".join(before.split()) + " ", " " + " ".join(after.split())
    if found := AFTER.match(after):
        age = next(filter(None, map(found.group, ("age", "decade", "age_after", "decade_after"))), None)
        return _said(found["kin"], age)
    if not (found := BEFORE.search(before)):
        return None
    first = re.search(AGE, found["first"] or "", re.I)
    at = first or (None if re.search(r"\b(?:died|passed)\b", found["had"], re.I) else ONLY_AGE.match(after))
    return _said(found["kin"], (at["age"] or at["decade"]) if at else None)


def _said(kin: str, age: str | None) -> str:
    told = re.sub(r"\b(?:her|his|their) ", "", kin.lower())
    return f"{told}, {f'in their {age}' if age.endswith('s') else f'at {age}'}" if age else told
