"""The error notebook: every wrong and every missed value of a development set in its context, as one HTML page to read.

    make errors SET=letters          (or registrar, tnm)

Writes runs/errors-SET.html, readable by its owner alone: it holds the texts of the set.
"""

import argparse
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup, escape
from rich.console import Console

from benchmarks.gold import GOLD, Case, Judge, Outcome
from core.places import ROOT
from core.records import Fact

AROUND = 160
MOST_PLACES = 4
KIND_OF_FIELD = (
    (r"(?:stage )?[TNM]\b.*|stage group.*", "stage"),
    (r"grade", "grade"),
    (r"laterality", "diagnosis"),
    (r"biomarker.*|ER|PR|HER2", "biomarker"),
    (r"drug.*|surgery.*|radiation.*", "treatment"),
    (r".*", "finding"),
)
NAME_OF_FIELD = {"nodes involved/examined": "lymph_nodes", "tumour size, mm (any)": "tumor_size"}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Errors: {{ which }}</title>
<meta name="viewport" content="width=device-width">
<style>
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:auto;padding:1rem;color:#1b1f24;background:#fff}
mark{background:#ffe08a} .missed mark{background:#bfe3ff} section{border-top:2px solid #888;margin-top:2rem}
article{border-left:4px solid #c62828;padding:.2rem .8rem;margin:1rem 0} article.missed{border-color:#1565c0}
pre{white-space:pre-wrap;font-size:13px} q,blockquote{font-family:ui-monospace,monospace;font-size:13px}
blockquote{margin:.4rem 0;white-space:pre-wrap} td,th{padding:.1rem .8rem;text-align:right} 
td:first-child{text-align:left}
</style>
<h1>Errors of the {{ which }} set</h1>
<p>{{ cases }} cases. Red: a value was told that the gold does not hold. Blue: a value of the gold was not told.
Marks show what was quoted, or where the missed value stands in the text as the gold writes it.</p>
<table><tr><th>field<th>right<th>wrong<th>missed</tr>
{% for field, (right, wrong, missed) in counts.items() %}
<tr><td><a href="#{{ field|urlencode }}">{{ field }}</a><td>{{ right }}<td>{{ wrong }}<td>{{ missed }}</tr>{% endfor %}
</table>
{% for field, errors in fields.items() %}<section id="{{ field|urlencode }}"><h2>{{ field }}</h2>
{% for one in errors %}<article class="{{ one.how }}"><h3>{{ one.case }}: {{ one.how }}</h3>
<p>gold: <b>{{ one.gold }}</b>; told: <b>{{ one.told }}</b></p>
{% for place in one.places %}<blockquote>{{ place }}</blockquote>{% else %}
<p>No place of it was found in the text.</p>{% endfor %}
<details><summary>gold and text</summary><pre>{{ one.row }}</pre><pre>{{ one.text }}</pre></details></article>
{% endfor %}</section>{% endfor %}</html>
"""


class Error(NamedTuple):
    case: str
    how: str
    gold: str
    told: str
    places: tuple[Markup, ...]
    row: str
    text: str


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("set", choices=sorted(GOLD))
    arguments.add_argument("--to", type=Path, help="the page to write; runs/errors-SET.html by default")
    asked = arguments.parse_args()
    to: Path = asked.to or ROOT / "runs" / f"errors-{asked.set}.html"
    to.parent.mkdir(parents=True, exist_ok=True)
    page, wrong, missed = notebook(Judge(asked.set))
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(page)
    Console().print(f"{wrong} wrong and {missed} missed values, in {to}", highlight=False)


def notebook(judge: Judge) -> tuple[str, int, int]:
    """The page, and how many values are wrong and missed."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    fields: defaultdict[str, list[Error]] = defaultdict(list)
    cases = 0
    for case in judge.cases():
        cases += 1
        for outcome in judge.outcomes(case, case.reading.facts):
            for index, values in enumerate((outcome.right, outcome.wrong, outcome.missed)):
                counts[outcome.field][index] += len(values)
            fields[outcome.field] += errors_of(case, outcome)
    told = {field: sorted(fields[field], key=lambda one: one.how) for field in sorted(fields) if fields[field]}
    template = Environment(autoescape=True).from_string(PAGE)
    page = template.render(which=judge.which, cases=cases, counts=dict(sorted(counts.items())), fields=told)
    return page, sum(one[1] for one in counts.values()), sum(one[2] for one in counts.values())


def errors_of(case: Case, outcome: Outcome) -> Iterator[Error]:
    facts = [fact for fact in case.reading.facts if is_of(fact, outcome.field)]
    said, row = _values(outcome.gold), json.dumps(case.row.get("gold", {}), indent=1, ensure_ascii=False)
    if outcome.wrong:
        quoted = tuple(_place(case.text, one.start, one.end) for fact in facts for one in fact.evidence[:1])
        yield Error(case.name, "wrong", said, _values(outcome.predicted), quoted[:MOST_PLACES], row, case.text)
    if outcome.missed:
        places = (_place(case.text, *span) for value in outcome.missed for span in spans(case.text, value))
        told = _values(outcome.predicted)
        yield Error(case.name, "missed", said, told, tuple(places)[:MOST_PLACES], row, case.text)


def is_of(fact: Fact, field: str) -> bool:
    kind = next(kind for pattern, kind in KIND_OF_FIELD if re.fullmatch(pattern, field))
    if fact.kind != kind:
        return False
    name = NAME_OF_FIELD.get(field, field)
    return kind not in ("finding", "biomarker") or field.startswith("biomarker") or getattr(fact, "name", None) == name


def spans(text: str, value: object) -> Iterator[tuple[int, int]]:
    """Where the gold's value stands in the text as written, numbers of nodes as ``2 of 14`` or ``2/14``."""
    if isinstance(value, bool) or value == 1:
        return
    parts = [str(one) for one in value] if isinstance(value, tuple) else re.findall(r"[A-Za-z]+|\d+", str(value))
    between = r"\D{1,12}" if isinstance(value, tuple) else r"[\s-]{0,2}"
    for match in re.finditer(rf"(?<![A-Za-z0-9]){between.join(map(re.escape, parts))}(?![0-9])", text, re.I):
        yield match.span()


def _values(values: frozenset[object]) -> str:
    return ", ".join(sorted(str(one) for one in values)) or "nothing"


def _place(text: str, start: int, end: int) -> Markup:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Markup("…{}<mark>{}</mark>{}…").format(escape(before), escape(text[start:end]), escape(after))


if __name__ == "__main__":
    main()
