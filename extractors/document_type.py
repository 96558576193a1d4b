"""What kind of document its pages are, from their titles and words (data/rules/document_types.tsv).

Every rule counts once, however often it matches. A kind needs the weight of a title or of several words, and a lead
over the next; otherwise the document's kind is unknown.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from core.places import RULES
from core.records import DocumentType, Page
from extractors.rules import read_table

TITLE = 500
"""Characters of the first page in which a title stands."""
ENOUGH = 3
LEAD = 1


class TypeRule(NamedTuple):
    type: DocumentType
    in_title: bool
    weight: int
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def load_type_rules() -> tuple[TypeRule, ...]:
    return tuple(
        TypeRule(
            DocumentType(row["type"]),
            row["where"] == "title",
            int(row["weight"]),
            re.compile(row["pattern"], re.I | re.M),
        )
        for row in read_table(RULES / "document_types.tsv", "type", "where", "weight", "pattern")
    )


def classify(pages: Iterable[Page]) -> DocumentType:
    texts = [page.text for page in pages]
    whole, title = "\n".join(texts), (texts[0][:TITLE] if texts else "")
    weights = Counter[DocumentType]()
    for rule in load_type_rules():
        if rule.pattern.search(title if rule.in_title else whole):
            weights[rule.type] += rule.weight
    (first, weight), (_, next_weight) = (*weights.most_common(2), (DocumentType.UNKNOWN, 0), (DocumentType.UNKNOWN, 0))[
        :2
    ]
    return first if weight >= ENOUGH and weight - next_weight >= LEAD else DocumentType.UNKNOWN
