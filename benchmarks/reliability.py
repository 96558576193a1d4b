"""What confidence means: of the facts told with so much confidence, how many does the gold agree with?

    python benchmarks/reliability.py [registrar letters tnm]

Each fact is shown to the scorer alone, beside no other: it is right where the gold holds its value, wrong where the
gold has another one, and not judged where the gold says nothing of that field. Only fields with a value of their own
count; one count of lymph nodes may be a part of the gold's sum, and is not judged.
"""

import argparse
import re
from collections import Counter, defaultdict

from rich.console import Console
from rich.table import Table

from benchmarks.gold import GOLD, Case, Judge
from core.records import Fact

JUDGED = re.compile(
    r"(?:stage )?[TNM](?: \(stated, main category\))?|stage group \(stated\)|grade|laterality|ER|PR|HER2"
    r"|biomarker result|lymphovascular_invasion|perineural_invasion"
)
EDGES = (0.0, 0.7, 0.8, 0.9, 0.95, 1.01)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sets", nargs="*", default=["registrar", "letters"], metavar="SET", help=", ".join(GOLD))
    asked = arguments.parse_args()
    counts: defaultdict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for which in asked.sets:
        judge = Judge(which)
        for case in judge.cases():
            for fact in case.reading.facts:
                for right in verdicts(judge, case, fact):
                    for kind in (fact.kind, "all"):
                        counts[kind, _bin(fact.confidence)][right] += 1
    table = Table("kind", "confidence", "judged values", "right", "share")
    for (kind, told), found in sorted(counts.items()):
        total = found[True] + found[False]
        table.add_row(kind, told, str(total), str(found[True]), f"{found[True] / total:.3f}")
    Console(width=100).print(table)


def verdicts(judge: Judge, case: Case, fact: Fact) -> list[bool]:
    outcomes = [one for one in judge.outcomes(case, [fact]) if JUDGED.fullmatch(one.field) and one.gold]
    return [bool(one.right) for one in outcomes if one.predicted]


def _bin(confidence: float) -> str:
    low = max(edge for edge in EDGES if edge <= confidence)
    high = EDGES[EDGES.index(low) + 1]
    return f"{low:.2f} to {min(high, 1):.2f}"


if __name__ == "__main__":
    main()
