"""``sightline demo``: the main job on the bundled synthetic records, from page image to cited answer."""

import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from answers.cards import load_cards
from answers.compose import answer_question
from answers.names import load_other_names
from cli.ingest import Outcome, ingest_files
from cli.prefect_home import prepare_prefect
from cli.show import answer_lines, profile_lines
from cli.store import open_profile
from core.places import SAMPLES
from core.records import Answer, Status
from core.settings import Settings

QUESTION = "What does HER2 status mean for Multiple Myeloma treatment"


class Sample(NamedTuple):
    patient: str
    file: str
    what: str


RECORDS = (
    Sample("demo-breast", "breast_pathology.pdf", "a breast pathology report, a digital PDF"),
    Sample("demo-lung", "lung_molecular.pdf", "a two-page molecular lung report, a noisy and tilted scan"),
    Sample("demo-myeloma", "myeloma_photo.jpg", "a myeloma FISH and laboratory report, a phone photo"),
    Sample("demo-colorectal", "oncology_letter.txt", "an oncology letter with a treatment timeline"),
)


def run_demo(home: Path | None) -> int:
    """Exit status 1 if any bundled record could not be read whole. Without ``home``, all it stores is gone after."""
    if home:
        return _run(home)
    with tempfile.TemporaryDirectory(prefix="sightline-demo-", ignore_cleanup_errors=True) as folder:
        return _run(Path(folder))


def _run(home: Path) -> int:
    os.environ["SIGHTLINE_HOME"] = str(home)
    settings = Settings()
    prepare_prefect(settings)
    _say("All records and people here are synthetic.")
    outcomes = [outcome for sample in RECORDS for outcome in _show_record(settings, sample)]
    _show_answers(settings)
    return 0 if all(one.status is Status.READ for one in outcomes) else 1


def _show_record(settings: Settings, sample: Sample) -> list[Outcome]:
    _title(f"{sample.patient}: {sample.what}")
    outcomes = ingest_files([SAMPLES / sample.file], sample.patient)
    _say(*(line.replace(f"{SAMPLES}/", "") for one in outcomes for line in one.lines()), "")
    profile = open_profile(settings, sample.patient).profile
    _say(*profile_lines(profile, dict.fromkeys(profile.documents, sample.file)))
    return outcomes


def _show_answers(settings: Settings) -> None:
    library = load_cards()
    _title("Asked by nobody in particular")
    _say(*answer_lines(answer_question(QUESTION, library, load_other_names()), library, {}))
    for sample in (RECORDS[2], RECORDS[0]):
        _title(f"Asked by {sample.patient}")
        profile = open_profile(settings, sample.patient).profile
        titles = dict.fromkeys(profile.documents, sample.file)
        _say(*answer_lines(_ask(sample.patient), library, titles))


def _ask(label: str) -> Answer:
    from flows import workshop
    from flows.answer import answer_question as answer_by_flow

    patient = workshop.store().find_patient(label)
    return answer_by_flow(patient, workshop.store().save_question(patient, QUESTION))


def _title(text: str) -> None:
    _say("", "=" * 96, text, "=" * 96)


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()
