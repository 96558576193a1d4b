"""The items of a list, "1. Right renal mass 2. Breast cancer", none of which lends its words to the next."""

import re

BULLET = r"[-–•*·▪●#]"
NUMBER = r"\(?\d{1,2}[.)]"
LETTER = r"\(?[a-zA-Z][.)]"
ITEM = re.compile(
    rf"(?:\A|\n)[ \t]*"
    rf"(?:(?P<bullet>{BULLET})[ \t]*(?=\S)|(?P<number>{NUMBER})\s*(?=[^\W\d])|(?P<letter>{LETTER})[ \t]+)"
    rf"|(?<=[\s:;.,])(?P<inline>{NUMBER})\s+(?=[A-Z])"
)
"""The label of an item at the start of a line, or a number within it: "Diagnoses: (1) Lymphoma (2) Lung nodule"."""
LABELLED = 80
"""Characters before an item's words in which its label is looked for."""
FIRST_WORDS = re.compile(r"(?:[\w'/-]+[\s,]+){0,3}")
SEMICOLON = re.compile(r";\s")


def is_parted(text: str, start: int, end: int) -> bool:
    """Whether an item begins between the two."""
    return bool(_items(text, start, end))


def item_start(text: str, start: int, reach: int) -> int:
    """Where the item that ``start`` stands in begins behind its label, at most ``reach`` characters before."""
    first = max(0, start - reach)
    return max((item.end() for item in _items(text, first, start)), default=first)


def opens_item(text: str, start: int) -> str | None:
    """The sort of label that stands before the first words of an item, or None where ``start`` is not among them."""
    items = _items(text, max(0, start - LABELLED), start)
    return _sort(items[-1]) if items and FIRST_WORDS.fullmatch(text, items[-1].end(), start) else None


def is_of_another_item(text: str, heading: int, start: int) -> bool:
    """Whether an item of the same sort, or a semicolon without a heading's colon, begins behind the heading."""
    own = opens_item(text, heading)
    if own and any(_sort(item) == own for item in _items(text, heading, start)):
        return True
    between = text[heading:start]
    return bool(SEMICOLON.search(between)) and ":" not in between


def _items(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The labels between the two; what a label must stand before may begin right at the end."""
    return [item for item in ITEM.finditer(text, start, end + 1) if item.end() <= end]


def _sort(item: re.Match[str]) -> str:
    return "number" if item["inline"] else str(item.lastgroup)
