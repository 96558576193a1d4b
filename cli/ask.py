"""``sightline ask``: the answer page, for a person or as JSON."""

import sys

from answers.cards import load_cards
from answers.compose import answer_question
from answers.guidelines.asked import open_quoting
from answers.markdown import as_markdown
from answers.names import load_other_names
from cli.show import answer_lines
from core.records import Answer
from core.settings import Settings

UNANSWERED = ("not_medical",)


def run_ask(question: str, patient: str | None, *, as_json: bool, markdown: bool = False) -> int:
    """Exit status 1 where the question is not one about cancer or records: the answer then says what can be asked."""
    library = load_cards()
    quoting = open_quoting(Settings().library)
    if patient is None:
        titles: dict[str, str] = {}
        answer = answer_question(question, library, load_other_names(), quoting=quoting)
    else:
        from cli.store import open_profile

        profile, titles, pages = open_profile(Settings(), patient)
        answer = answer_question(question, library, load_other_names(), profile, quoting, pages)
    if as_json:
        sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
    elif markdown:
        sys.stdout.write(as_markdown(answer, library, titles))
    else:
        sys.stdout.writelines(f"{line}\n" for line in answer_lines(answer, library, titles))
    return _status(answer)


def _status(answer: Answer) -> int:
    return 1 if answer.understood.intent in UNANSWERED else 0
