"""Questions and answers: general ones for anybody, personal ones from the records; to print, and to take along."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from answers.numbered import Numbered, Numbers
from core.records import Answer, Definition, Section, Sentence
from web.desk import Desk
from web.gate import Changing, Form, SignedIn, Visit, Visiting, desk_of, text_of
from web.printing import write_pdf
from web.profile import titles_of
from web.shown import briefly, show, show_plain

router = APIRouter()

LONGEST_QUESTION = 1000
INVITATION = "For an answer about you"
"""The title of the section that asks for records."""
EXAMPLES = (
    "What do my records say?",
    "What is my stage, and how is it decided?",
    "What should I ask my care team?",
    "What treatment am I on, and why?",
)
GENERAL_EXAMPLES = (
    "What does HER2 status mean for multiple myeloma treatment?",
    "How is breast cancer staged?",
    "What does a biopsy show?",
)


class Link(NamedTuple):
    """A mark behind a sentence: what it says, where it leads, and what it is called for those who cannot see it."""

    text: str
    href: str
    title: str


class Shown:
    """An answer with its sources numbered, and an address for each citation."""

    def __init__(self, answer: Answer, desk: Desk, patient: str | None, titles: dict[str, str]) -> None:
        self.answer = answer
        self._desk = desk
        self._patient = patient
        self._titles = titles
        self._numbers = Numbers(answer, desk.library)
        self._names_records = len(self._numbers.documents()) > 1

    def sections(self) -> Iterator[Section]:
        """What answers the question; not the invitation, which stands after the questions for the team."""
        return (part for part in self.answer.sections if part.title != INVITATION)

    def invitation(self) -> Iterator[Section]:
        """That records would say more, where the answer was made without any."""
        return (part for part in self.answer.sections if part.title == INVITATION)

    def sources(self) -> Iterator[Numbered]:
        return self._numbers.sources()

    def marks(self, sentence: Sentence) -> Iterator[Link]:
        records = [one for one in sentence.citations if one.startswith("record:")]
        for citation in sentence.citations:
            if not citation.startswith("record:"):
                yield from self._source_mark(citation)
        shown: set[str] = set()
        for citation in records:
            link = self._record_mark(citation)
            if link.title not in shown:
                shown.add(link.title)
                yield link

    def _source_mark(self, citation: str) -> Iterator[Link]:
        numbers = self._numbers.of_citation(citation)
        if citation.startswith("library:"):
            yield from (Link(str(one), f"#source-{one}", f"Source {one}: below") for one in numbers)
            return
        card, _, statement = citation.removeprefix("card:").partition("#")
        page = f"relevance/{statement.partition('.')[0]}" if card == "relevance" else card
        for number in numbers:
            yield Link(str(number), f"/sources/{page}#{statement}", f"Source {number}: open it at these words")

    def meaning(self, word: Definition) -> str:
        """Where the word of the glossary stands among all of them."""
        return f"/sources/glossary#{word.citation.partition('#')[2]}"

    def _record_mark(self, citation: str) -> Link:
        """``record:DOCUMENT#pPAGE:START-END``."""
        document, _, place = citation.removeprefix("record:").partition("#p")
        page, _, at = place.partition(":")
        name = self._titles.get(document, "Your record")
        href = f"/p/{self._patient}/records/{document}?page={page}&at={at}#at-{at}" if self._patient else ""
        text = f"{briefly(name)}, p. {page}" if self._names_records else f"p. {page}"
        return Link(text, href, f"{name}, page {page}")


@router.get("/ask")
def general_page(request: Request, session: SignedIn) -> Response:
    return show_plain(request, "ask_general.html", shown=None, examples=GENERAL_EXAMPLES, question="")


@router.post("/ask")
def ask_general(request: Request, session: SignedIn, form: Form) -> Response:
    """Nothing is kept of a general question."""
    question = text_of(form, "question")[:LONGEST_QUESTION]
    desk = desk_of(request)
    shown = None
    if question:
        shown = Shown(desk.answer(question), desk, None, {})
    return show_plain(request, "ask_general.html", shown=shown, examples=GENERAL_EXAMPLES, question=question)


@router.get("/p/{patient}/ask")
def ask_page(visit: Visiting) -> Response:
    def make() -> dict[str, Any]:
        store = visit.desk.store
        profile = store.latest_profile(visit.patient)
        has_records = profile is not None and bool(profile.facts or profile.other_facts)
        return {"asked": store.questions(visit.patient), "examples": EXAMPLES, "has_records": has_records}

    return show(visit, "ask.html", make)


@router.post("/p/{patient}/ask")
def ask(visit: Changing, form: Form) -> Response:
    question = text_of(form, "question")[:LONGEST_QUESTION]
    if not question:
        visit.say("Please write a question first.")
        return RedirectResponse(f"/p/{visit.patient}/ask", 303)
    desk, store = visit.desk, visit.desk.store
    kept = store.save_question(visit.patient, question)
    answer = desk.answer(question, store.latest_profile(visit.patient))
    store.save_answer(visit.patient, kept, answer)
    desk.queue.touch(visit.patient)
    visit.note("asked a question")
    return RedirectResponse(f"/p/{visit.patient}/answers/{kept}", 303)


@router.get("/p/{patient}/answers/{question}")
def answer_page(visit: Visiting, question: str) -> Response:
    if question.endswith(".pdf"):
        return answer_pdf(visit, question.removesuffix(".pdf"))

    def make() -> dict[str, Any]:
        store = visit.desk.store
        answer = store.answer(visit.patient, question)
        latest = store.latest_profile(visit.patient)
        changed = latest is not None and latest.snapshot != answer.profile_snapshot
        shown = Shown(answer, visit.desk, visit.patient, titles_of(visit))
        return {"shown": shown, "question": question, "is_outdated": changed}

    visit.note("opened an answer")
    return show(visit, "answer.html", make, question)


def answer_pdf(visit: Visit, question: str) -> Response:
    answer = visit.desk.store.answer(visit.patient, question)
    content = write_pdf(Shown(answer, visit.desk, visit.patient, titles_of(visit)))
    visit.note("downloaded an answer")
    return Response(
        content,
        media_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="sightline-answer.pdf"'},
    )


@router.post("/p/{patient}/answers/{question}/remove")
def remove(visit: Changing, form: Form, question: str) -> Response:
    visit.desk.store.remove_question(visit.patient, question)
    visit.desk.queue.touch(visit.patient)
    visit.say("The question and its answer were deleted.")
    return RedirectResponse(f"/p/{visit.patient}/ask", 303)


@router.get("/p/{patient}/questions")
def team_questions_page(visit: Visiting) -> Response:
    """Every question for the care team of every answer, each once, under what was asked."""

    def make() -> dict[str, Any]:
        return {"groups": list(_team_questions(visit))}

    return show(visit, "questions.html", make)


def _team_questions(visit: Visit) -> Iterator[tuple[str, str, list[str]]]:
    store, told = visit.desk.store, set[str]()
    for asked in store.questions(visit.patient):
        if not asked.answered:
            continue
        new = [one for one in store.answer(visit.patient, asked.id).questions_for_team if one not in told]
        told.update(new)
        if new:
            yield asked.id, asked.text, new
