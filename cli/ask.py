"""``sightline ask``: the answer page, for a person or as JSON."""

import sys

from answers.cards import load_cards
from answers.compose import answer_question
from answers.guidelines.asked import open_quoting
from answers.markdown import as_markdown
from answers.names import load_other_names
from cli.show import answer_lines
from core.records import Answer, Profile
from core.settings import Settings

UNANSWERED = ("not_medical",)


def run_ask(question: str, patient: str | None, *, as_json: bool, markdown: bool = False) -> int:
    """Exit status 1 where the question is not one about cancer or records: the answer then says what can be asked."""
    profile, titles = (None, {}) if patient is None else _profile_of(patient)
    library = load_cards()
    quoting = open_quoting(Settings().library)
    answer = answer_question(question, library, load_other_names(), profile, quoting)
    if as_json:
        sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
    elif markdown:
        sys.stdout.write(as_markdown(answer, library, titles))
    else:
        sys.stdout.writelines(f"{line}\n" for line in answer_lines(answer, library, titles))
    return _status(answer)


def _profile_of(label: str) -> tuple[Profile, dict[str, str]]:
    from cli.store import open_profile

    return open_profile(Settings(), label)


def _status(answer: Answer) -> int:
    return 1 if answer.understood.intent in UNANSWERED else 0
