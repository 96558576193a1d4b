"""``sightline eval``: how well answers do on questions of which we know what a good answer says."""

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from answers.cards import Library, load_cards
from answers.compose import answer_question
from answers.evaluation import (
    HIGHEST_GRADE,
    Evaluation,
    Judgement,
    Measure,
    Person,
    answer_cases,
    evaluate,
    load_cases,
    measure_answered,
    measure_corrections,
    read_questions,
    read_sections,
)
from answers.names import load_other_names
from answers.profile import build_profile
from answers.record_questions import answering, cited_lines, page_of, read_records
from cli.extract import read_file
from core.places import ROOT, SAMPLES
from core.records import Reading
from core.settings import Settings
from extractors.extraction import with_facts
from extractors.readers.room import ReadingRoom

RECORDS = (".pdf", ".jpg", ".txt")
WIDE = 120
"""Characters of a line where no terminal sets them."""


def run_evaluation(*, as_json: bool, wrong: bool) -> int:
    """Exit status 0 whatever the measures: it measures, and the tests hold it to what is aimed at."""
    corpora = Path(os.environ.get("SIGHTLINE_CORPORA", ROOT.parent / "shared" / "data"))
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as other_core:
        apart = other_core.submit(measure_corpora, corpora)
        found = evaluate_samples(corpora)
        measures = (*found.measures, *measure_record_lines(), *apart.result())
    if as_json:
        sys.stdout.write(json.dumps(_told(found, measures), ensure_ascii=False, indent=2) + "\n")
        return 0
    _print_measures(measures, found.reading_grade)
    if wrong:
        sys.stdout.writelines(f"{line}\n" for line in _wrong_lines(found))
    return 0


def evaluate_samples(corpora: Path) -> Evaluation:
    """Our own questions. Numbers are looked up in the texts that cards cite where the corpora are there."""
    library, others = load_cards(), load_other_names()
    people = read_samples(library)
    sections = read_sections(corpora, library) if (corpora / "guidelines").is_dir() else None
    return evaluate(answer_cases(load_cases(), library, others, people), library, others, people, sections)


def read_samples(library: Library) -> dict[str, Person]:
    """The bundled synthetic records, each as a person of its own, by the file's name; nothing is stored."""
    people: dict[str, Person] = {}
    with ReadingRoom(Settings()) as room:
        for file in sorted(file for file in SAMPLES.iterdir() if file.suffix in RECORDS):
            reading = with_facts(read_file(file, room))
            profile = build_profile(f"{len(people):016x}", reading.facts, library)
            people[file.stem] = Person(profile, reading.pages)
    return people


def measure_record_lines() -> tuple[Measure, ...]:
    """Of the questions on synthetic records that taught nothing: whether a whole answer quotes a line that answers, and
    which of its quotes do."""
    library, others = load_cards(), load_other_names()
    found: list[list[bool]] = []
    for told in read_records("test"):
        page = page_of(told)
        reading = with_facts(Reading.gather(told.text.encode(), [page]))
        profile = build_profile("0" * 16, reading.facts, library)
        for question, quotes in told.asked:
            if quotes:
                answer = answer_question(question, library, others, profile, pages=lambda page=page: [page])
                found.append([answering(line, quotes) for line in cited_lines(answer, page)])
    return (
        Measure("records kept apart: a line that answers is quoted", sum(map(any, found)), len(found)),
        Measure("records kept apart: it is the first that is quoted", sum(any(one[:1]) for one in found), len(found)),
        Measure("records kept apart: quotes that answer", sum(map(sum, found)), sum(map(len, found))),
    )


def measure_corpora(folder: Path) -> tuple[Measure, ...]:
    """The question sets of the development corpora; none where they are absent."""
    if not (folder / "questions").is_dir():
        return ()
    library, others = load_cards(), load_other_names()
    return (
        measure_corrections(read_questions(folder, "cancer_myth_dev", "example_question"), library, others),
        measure_answered(read_questions(folder, "medquad_oncology", "question"), library, others),
    )


def _print_measures(measures: tuple[Measure, ...], reading_grade: float) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("what", "reached", "of", "aimed at", "", box=None, pad_edge=False)
    for one in measures:
        table.add_row(one.what, f"{one.share:.3f}", f"{one.reached} of {one.of}", _aim(one), _missed(met=one.is_met))
    aim, is_met = f"at most {HIGHEST_GRADE:.1f}", reading_grade <= HIGHEST_GRADE
    table.add_row("reading grade of the answers", f"{reading_grade:.1f}", "", aim, _missed(met=is_met))
    Console(width=None if sys.stdout.isatty() else WIDE, highlight=False).print(table)


def _missed(*, met: bool) -> str:
    return "" if met else "missed"


def _aim(measure: Measure) -> str:
    if measure.aimed is None:
        return ""
    return f"{'at most ' if measure.at_most else ''}{measure.aimed:.2f}"


def _wrong_lines(found: Evaluation) -> Iterator[str]:
    for one in found.judgements:
        if not one.right:
            yield ""
            yield f"{one.case.id} ({one.case.kind}{f', {one.case.patient}' if one.case.patient else ''})"
            yield f"  asked     {one.case.question}"
            yield f"  expected  {one.case.expected}{f'; never {one.case.never}' if one.case.never else ''}"
            yield f"  told      {one.told}"
    if found.doubtful:
        yield from ("", "Sentences to look at")
        yield from (f"  {why}: {text}" for text, why in found.doubtful)


def _told(found: Evaluation, measures: tuple[Measure, ...]) -> dict[str, object]:
    return {
        "measures": [{**one._asdict(), "share": round(one.share, 4), "is_met": one.is_met} for one in measures],
        "reading_grade": found.reading_grade,
        "wrong": [_told_judgement(one) for one in found.judgements if not one.right],
        "doubtful": [{"text": text, "why": why} for text, why in found.doubtful],
    }


def _told_judgement(one: Judgement) -> dict[str, object]:
    return {**one.case._asdict(), "told": one.told}
