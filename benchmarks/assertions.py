"""What the rules tell of records labelled by hand, and what the second reader doubts or settles of it.

    python -m benchmarks.assertions [heldA heldB heldC heldD] [--wrong]

Facts of data/assertions/held*.txt whose place is labelled there: right where the label bears out what the fact claims
(given, planned, present, denied, positive, somebody else's). The second reader is taught by train*.txt, never by these.
Thresholds were chosen on heldA and heldB; heldC and heldD were first read after that; what rules
could mend of all four was mended since, so that they measure no longer what is unseen.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from core.places import ASSERTIONS
from core.records import REVIEW_BELOW, Assertion, DocumentType, Fact, Method, Page, Reading, Source, Status, Treatment
from extractors.extraction import with_facts
from extractors.recognition import Recogniser
from extractors.second_reading import claim_of, claimed_states
from models.mention_states import STATES, Labelled, parse


class Judged(NamedTuple):
    """A fact by rules alone, the same after the second reading, and whether the labels bear out each; None where
    nothing is claimed."""

    before: Fact
    after: Fact
    was_right: bool | None
    is_right: bool | None


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sets", nargs="*", default=["heldA", "heldB", "heldC", "heldD"], metavar="SET")
    arguments.add_argument("--wrong", action="store_true", help="list what stays wrong and unmarked")
    asked = arguments.parse_args()
    table = Table("set", "kind", "told", "right", "wrong", "doubted: wrong", "right", "settled: right", "wrong")
    for which in asked.sets:
        records = list(parse((ASSERTIONS / f"{which}.txt").read_text(encoding="utf-8")))
        found = [one for record in records for one in judged(record)]
        for kind in ("treatment", "diagnosis", "finding", "biomarker"):
            own = [one for one in found if one.before.kind == kind]
            counts = Counter((one.was_right, is_doubted(one)) for one in own)
            settled = Counter(one.is_right for one in own if one.after.source is Source.MODEL)
            told = sum(count for (right, _), count in counts.items() if right is not None)
            right, wrong = (counts[say, True] + counts[say, False] for say in (True, False))
            row = (told, right, wrong, counts[False, True], counts[True, True], settled[True], settled[False])
            table.add_row(which, kind, *map(str, row))
        if asked.wrong:
            for one in found:
                if one.is_right is False and one.after.confidence >= REVIEW_BELOW:
                    print(which, one.after.kind, one.after.fields().get("name"), one.after.assertion, one.after.subject)
    Console(width=110).print(table)


def is_doubted(one: Judged) -> bool:
    return one.after.confidence < REVIEW_BELOW <= one.before.confidence


def judged(record: Labelled) -> Iterator[Judged]:
    document = "0" * 16
    page = Page(
        document=document, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=record.text
    )
    reading = Reading(document=document, sha256="0" * 64, status=Status.READ, type=DocumentType.UNKNOWN, pages=(page,))
    before = with_facts(reading)
    after = Recogniser().reread(before)
    for old, new in zip(before.facts, after.facts, strict=True):
        if (claim := claim_of(old, {1: page})) is None:
            continue
        labels = {
            STATES[place.kind][state]
            for place, state in zip(record.places, record.states, strict=True)
            for own in claim.places
            if place.kind == own.kind and place.start < own.end and own.start < place.end
        }
        if labels:
            yield Judged(old, new, _bears_out(labels, old), _bears_out(labels, new))


def _bears_out(labels: set[str], fact: Fact) -> bool | None:
    if isinstance(fact, Treatment) and fact.assertion is Assertion.POSSIBLE:
        return None
    return bool(labels & set(claimed_states(fact)))


if __name__ == "__main__":
    main()
