"""How well answers do on questions of which we know what a good answer says (data/questions/questions.tsv).

Records in, records out. Each kind of question has its own judge; what all answers share (that citations lead somewhere,
that connective text claims nothing) is measured over all of them.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from answers.cards import Library
from answers.compose import answer_question
from answers.mentions import medicines_in
from answers.names import OtherNames
from answers.phrases import GET_HELP, HELD_ON, REACH_OUT
from answers.readability import grade
from core.places import DATA, RULES
from core.records import Answer, CitedSource, Page, Premise, Profile, Sentence
from extractors.rules import read_table, split_cell

QUESTIONS = DATA / "questions" / "questions.tsv"
NEGATIVES = ("relevance_absent",)
HIGHEST_GRADE = 8.0
"""The school grade at which patients' material should read at most."""
RECORD = re.compile(r"record:([0-9a-f]{16})#p(\d+):(\d+)-(\d+)")
SPELT = (
    "zero", "one", "two", "three|iii", "four|iv", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
QUOTED = re.compile(r"(?:says under “(?P<heading>[^”]+)”: )?“(?P<quote>.+?) ?…?”", re.S)
TEMPLATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"We (?:do )?hold (?:no guideline )?cards? on .+\.",
        r"Your care team, or NCI's Cancer Information Service at 1-800-4-CANCER, can tell you about .+\.",
        r"Please tell someone near you, .+ In the United States you can call or text 988 at any hour\.",
        r"We took “.+” to mean .+\. If you meant something else, please write it in another way\.",
        r".+: that names the kind of cell, and several cancers have it\. If you know in which organ it began, .+",
        r"We hold nothing on .+ by that name\. If you know in which gene it is, please ask about that gene\.",
        r"What we hold on .+ does not name .+: please ask your team whether what is told here holds for that change\.",
        r"We were not sure what you want to know about .+, so this is in general\. You could ask “.+",
        r"You could ask, for example: “.+",
        r"(?:Your(?: \w+'s)?|The) records do not give an? .+ result\.",
        r"(?:Your(?: \w+'s)?|The) records, as far as we could read them, do not name .+ as a treatment that was .+\.",
        r"(?:Your(?: \w+'s)?|The) records, as far as we could read them, do not say [TNM]\w+(?: or [TNM]\w+)*\.",
        r"(?:Your(?: \w+'s)?|The) records, as far as we could read them, hold no result for .+; (?:your|the) team .+\.",
        r"We could not read a result for .+ in (?:your(?: \w+'s)?|the) records\. They speak of it in these words:",
        r"(?:Your(?: \w+'s)?|The) records speak of .+, but we could not read a result there; please look at .+\.",
        r"For .+ we looked for .+ and did not find (?:it|them) in the records you uploaded\. .+",
        r"We may hold no answer to this part of your question: “.+”\. What stands here is the nearest .+",
        r"You asked about .+; the records you uploaded are about .+\.",
        r"You asked about .+; the records open here are about .+\.",
        r"The records open here are about .+\.",
        r"As you say, these are your \w+'s records: where this page says “your”, your \w+ is meant\.",
        r"About .+, (?:your(?: \w+'s)?|the) records say different things\. Both are shown, and none is chosen\.",
        r"Our cards on .+ do not speak of .+\. That does not mean that it is not used: your care team can tell you\.",
        r"Our cards do not list (?:all )?the side effects of .+\. The leaflet that comes with a medicine, .+",
        r"Whether .+ can bring .+, and for how long, is something that we hold nothing on\. Your nurse .+",
        r"Our card on .+ holds no statement (?:on a negative result|by which to read the number)\..*",
        r"You asked about .+: we looked through the pages on .+, not for others that may be on it alone\.",
        r"If you have .+ and, separately, another cancer such as .+, those are two separate discussions: .+",
        r"(?:If it is ever tested, a|A)sk which cancer the .+ result belongs to before you connect it with .+\.",
        r"You asked about the outlook\. The sources we hold cannot say how your own illness will go\..*",
        r"Questions about .+ are listed below\.",
        r"“Blood cancer” can mean several illnesses; it helps to know which\. We hold cards on .+\.",
        r"That can mean several cancers; it helps to know which\. We hold cards on .+\.",
    )
)
"""Connective sentences that may name a marker, a medicine or a number: they say what was asked, held or looked for."""


class Case(NamedTuple):
    """A question with what its answer must hold, and (``never``) a pattern that no cited sentence may match.

    Of a question about one's own records, only the sentences that cite a record are looked through.
    """

    id: str
    kind: str
    question: str
    patient: str
    expected: str
    never: str = ""


class Person(NamedTuple):
    """Whose records a question is about: the profile, and the pages it was read from."""

    profile: Profile
    pages: tuple[Page, ...] = ()


class Answered(NamedTuple):
    case: Case
    answer: Answer


class Judgement(NamedTuple):
    case: Case
    right: bool
    told: str


class Measure(NamedTuple):
    """How many of how many. ``aimed`` is the least share wanted, the greatest where ``at_most``; None: only watched."""

    what: str
    reached: int
    of: int
    aimed: float | None = None
    at_most: bool = False

    @property
    def share(self) -> float:
        return self.reached / self.of if self.of else 0.0

    @property
    def is_met(self) -> bool:
        if self.aimed is None or not self.of:
            return True
        return self.share <= self.aimed if self.at_most else self.share >= self.aimed


class Evaluation(NamedTuple):
    """``doubtful`` are sentences whose line of sight is broken, each with the reason."""

    measures: tuple[Measure, ...]
    judgements: tuple[Judgement, ...]
    reading_grade: float
    doubtful: tuple[tuple[str, str], ...]


def load_cases(path: Path = QUESTIONS) -> tuple[Case, ...]:
    return tuple(
        Case(row["id"], row["kind"], row["question"], row["patient"], row["expected"], row["never"])
        for row in read_table(path, "id", "kind", "question", "expected")
    )


def answer_cases(
    cases: Iterable[Case], library: Library, others: OtherNames, people: Mapping[str, Person]
) -> tuple[Answered, ...]:
    """Raises KeyError for a patient that ``people`` does not hold."""
    return tuple(
        Answered(one, _answer_of(one.question, library, others, people[one.patient]))
        if one.patient
        else Answered(one, answer_question(one.question, library, others))
        for one in cases
    )


def _answer_of(question: str, library: Library, others: OtherNames, person: Person) -> Answer:
    return answer_question(question, library, others, person.profile, pages=lambda: person.pages)


def evaluate(
    answered: Sequence[Answered],
    library: Library,
    others: OtherNames,
    people: Mapping[str, Person],
    sections: Mapping[str, str] | None = None,
) -> Evaluation:
    """``sections`` are the texts that sources name, by the sources' ids: without them no number is looked up."""
    judgements = tuple(judge(one, library) for one in answered)
    cited = [(one, each) for each in answered for one in sentences_of(each.answer) if not one.connective]
    lost = [one.text for one, each in cited if lost_citations(one, each, library, people)]
    spoken = dict.fromkeys(one for each in answered for one in sentences_of(each.answer))
    unsupported = dict(_unsupported(spoken, library, others, sections or {}))
    said = dict.fromkeys(one.text for each in answered for one in sentences_of(each.answer) if not _of_record(one))
    return Evaluation(
        measures=(
            *_measures(judgements, answered, library),
            Measure("cited sentences all of whose citations resolve", len(cited) - len(lost), len(cited), 1.0),
            Measure("different sentences without support", len(unsupported), len(spoken), 0.0, at_most=True),
        ),
        judgements=judgements,
        reading_grade=round(grade(said), 2) if said else 0.0,
        doubtful=(*((text, "a citation leads nowhere") for text in dict.fromkeys(lost)), *unsupported.items()),
    )


def sentences_of(answer: Answer) -> Iterator[Sentence]:
    yield from (sentence for section in answer.sections for sentence in section.sentences)


# What each kind of question must be told


def judge(answered: Answered, library: Library) -> Judgement:
    is_right, told = JUDGES[answered.case.kind]
    return Judgement(answered.case, is_right(answered, library), told(answered.answer))


def _says_relevance(answered: Answered, library: Library) -> bool:
    """Every pair expected is among the premises with its relevance, and a sentence cites its row of the table."""
    cited = {one for sentence in sentences_of(answered.answer) for one in sentence.citations}
    return all(
        _premise(answered.answer, library, biomarker, cancer) == (relevance, False)
        and f"card:relevance#{biomarker}.{cancer}" in cited
        for biomarker, cancer, relevance in expected_pairs(answered.case)
    )


def _says_absence(answered: Answered, library: Library) -> bool:
    return all(
        _premise(answered.answer, library, biomarker, cancer) == ("not_in_sources", True)
        for biomarker, cancer, _ in expected_pairs(answered.case)
    )


def expected_pairs(case: Case) -> tuple[tuple[str, str, str], ...]:
    """``her2=breast:guides_treatment | er=breast:guides_treatment`` as ids of biomarker and cancer, and relevance."""
    parts = (re.split("[=:]", one) for one in split_cell(case.expected))
    return tuple((part[0], part[1], part[2] if len(part) > 2 else "not_in_sources") for part in parts)


def _premise(answer: Answer, library: Library, biomarker: str, cancer: str) -> tuple[str, bool] | None:
    marker = next((card.name for card in library.biomarkers if card.id == biomarker), None)
    name = next((card.name for card in library.cancers if card.id == cancer), cancer)
    found = (one for one in answer.premises if (one.biomarker, one.cancer) == (marker, name))
    return next(((one.relevance, one.corrected) for one in found), None)


def is_corrected_in_words(answered: Answered, library: Library) -> bool:
    """The absence is said in a sentence of its own that names both, and is not left to the field of the premise."""
    texts = [sentence.text for sentence in sentences_of(answered.answer)]
    names = {card.id: re.escape(card.name) for card in (*library.biomarkers, *library.cancers)}
    said = (
        rf"{names[one]} (?:is|are) not used to choose treatment for {names[cancer]}\b"
        rf"|What {names[one]} means? in {names[cancer]}, our pages on it do not say\."
        for one, cancer, _ in expected_pairs(answered.case)
    )
    return all(any(re.match(pattern, text, re.I) for text in texts) for pattern in said)


def _says_of_records(answered: Answered, library: Library) -> bool:
    """Every text expected stands in a sentence that cites a record; ``missing: HER2`` is told as not found there."""
    said = list(sentences_of(answered.answer))
    records = [sentence.text for sentence in said if _of_record(sentence)]
    connective = [sentence.text for sentence in said if sentence.connective]
    for one in split_cell(answered.case.expected):
        if one.startswith("missing: "):
            name = re.escape(one.removeprefix("missing: "))
            told = any(re.search(rf"(?:do not give an?|we looked for) .*{name}", text) for text in connective)
            if not told or any(re.match(rf"{name}\b", text) for text in records):
                return False
        elif not any(one.casefold() in text.casefold() for text in records):
            return False
    return not _claims_never(answered, records)


def _abstains(answered: Answered, library: Library) -> bool:
    """What is not held is named as that, and no cited sentence claims it."""
    connective = [sentence.text for sentence in sentences_of(answered.answer) if sentence.connective]
    said = (*connective, *answered.answer.not_in_sources)
    names_it = any(re.search(answered.case.expected, text, re.I) for text in said)
    cited = [sentence.text for sentence in sentences_of(answered.answer) if sentence.citations]
    return names_it and not _claims_never(answered, cited)


def _claims_never(answered: Answered, texts: Iterable[str]) -> bool:
    never = answered.case.never
    return bool(never) and any(re.search(never, text, re.I) for text in texts)


def _stays_out(answered: Answered, library: Library) -> bool:
    answer = answered.answer
    return answer.understood.intent == "not_medical" and not any(one.citations for one in sentences_of(answer))


def _notes_language(answered: Answered, library: Library) -> bool:
    note = _language_notes()[answered.case.expected]
    return any(sentence.text == note for sentence in sentences_of(answered.answer))


def _helps_at_once(answered: Answered, library: Library) -> bool:
    """Where to get help: before anything else; in a crisis, with nothing beside it."""
    answer, expected = answered.answer, answered.case.expected
    first = answer.sections[0].title in (GET_HELP, REACH_OUT)
    return answer.understood.intent == expected and first and (expected == "urgent" or len(answer.sections) == 1)


def _shows_assumption(answered: Answered, library: Library) -> bool:
    shown = shown_assumptions(answered.answer)
    return any(one in shown for one in split_cell(answered.case.expected))


def _leaves_alone(answered: Answered, library: Library) -> bool:
    return not corrects_something(answered.answer)


def shown_assumptions(answer: Answer) -> tuple[str, ...]:
    """Those that correct; the same statements tell of a cancer without a card under a heading of their own."""
    parts = (part for part in answer.sections if not part.title.startswith(HELD_ON))
    cited = (one for part in parts for sentence in part.sentences for one in sentence.citations)
    shown = (one.split("#")[1].split(".")[0] for one in cited if one.startswith("card:assumptions#"))
    return tuple(dict.fromkeys(shown))


def corrects_something(answer: Answer) -> bool:
    return bool(shown_assumptions(answer)) or any(premise.corrected for premise in answer.premises)


def is_answered(answer: Answer) -> bool:
    return any(sentence.citations for sentence in sentences_of(answer))


@lru_cache(maxsize=1)
def _language_notes() -> dict[str, str]:
    return {row["language"]: row["note"] for row in read_table(RULES / "languages.tsv", "language", "note")}


def _told_premises(answer: Answer) -> str:
    return "; ".join(map(_in_words, answer.premises)) or f"no premise, intent {answer.understood.intent}"


def _in_words(premise: Premise) -> str:
    corrected = ", corrected" if premise.corrected else ""
    return f"{premise.biomarker} in {premise.cancer}: {premise.relevance}{corrected}"


def _told_records(answer: Answer) -> str:
    records = [sentence.text for sentence in sentences_of(answer) if _of_record(sentence)]
    return " / ".join(records[:4]) or _told_sections(answer)


def _told_sections(answer: Answer) -> str:
    return f"intent {answer.understood.intent}: {' / '.join(section.title for section in answer.sections)}"


def _told_corrections(answer: Answer) -> str:
    corrected = [_in_words(one) for one in answer.premises if one.corrected]
    return "; ".join((*shown_assumptions(answer), *corrected)) or f"nothing corrected; {_told_sections(answer)}"


JUDGES: dict[str, tuple[Callable[[Answered, Library], bool], Callable[[Answer], str]]] = {
    "relevance_used": (_says_relevance, _told_premises),
    "relevance_absent": (_says_absence, _told_premises),
    "personal": (_says_of_records, _told_records),
    "abstention": (_abstains, _told_sections),
    "out_of_scope": (_stays_out, _told_sections),
    "language": (_notes_language, _told_sections),
    "crisis": (_helps_at_once, _told_sections),
    "urgent": (_helps_at_once, _told_sections),
    "assumption": (_shows_assumption, _told_corrections),
    "sound": (_leaves_alone, _told_corrections),
}
"""For each kind of question: whether the answer is right, and what of it to show where it is not."""

AIMED = {
    "relevance_used": ("verdicts, marker used in the cancer", 0.98),
    "relevance_absent": ("verdicts, marker absent from the sources on the cancer", 0.98),
    "personal": ("told from the records, or told as missing there", 0.98),
    "abstention": ("not held, and said so", 0.95),
    "out_of_scope": ("not medical, and left out", 0.95),
    "language": ("another language, and noticed", 1.0),
    "crisis": ("crisis, met with help at once", 1.0),
    "urgent": ("emergency, met with help at once", 1.0),
    "assumption": ("false assumption shown", 0.95),
}


def _measures(judgements: Sequence[Judgement], answered: Sequence[Answered], library: Library) -> Iterator[Measure]:
    for kind, (what, aimed) in AIMED.items():
        of_kind = [one for one in judgements if one.case.kind == kind]
        yield Measure(what, sum(one.right for one in of_kind), len(of_kind), aimed)
    negatives = [one for one in answered if one.case.kind in NEGATIVES]
    corrected = sum(is_corrected_in_words(one, library) for one in negatives)
    yield Measure("premises corrected in words", corrected, len(negatives), 0.98)
    sound = [one for one in judgements if one.case.kind == "sound"]
    yield Measure("sound questions corrected", sum(not one.right for one in sound), len(sound), 0.03, at_most=True)


# What every answer must hold to


def _unsupported(
    sentences: Iterable[Sentence], library: Library, others: OtherNames, sections: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for sentence in sentences:
        if unsaid := unsupported_claims(sentence, library, others):
            yield sentence.text, f"connective, and names {', '.join(unsaid)}"
        if unheld := unheld_claims(sentence, library, others, sections):
            yield sentence.text, f"not in the cited sections: {', '.join(unheld)}"


def lost_citations(
    sentence: Sentence, answered: Answered, library: Library, people: Mapping[str, Person]
) -> tuple[str, ...]:
    """Citations that lead to no source we hold, to no record of this person, or to other words than those quoted."""
    person = people.get(answered.case.patient)
    return tuple(one for one in sentence.citations if not _resolves(one, sentence, answered.answer, library, person))


def _resolves(citation: str, sentence: Sentence, answer: Answer, library: Library, person: Person | None) -> bool:
    if citation.startswith("record:"):
        return person is not None and _stands_on_page(citation, sentence, person)
    sources = library.cited(citation)
    listed = {source.id for source in answer.sources}
    return bool(sources) and set(sources) <= listed


def _stands_on_page(citation: str, sentence: Sentence, person: Person) -> bool:
    """The place is evidence of one of the person's facts, or a line of a page; its words are there."""
    found = RECORD.fullmatch(citation)
    if not found:
        return False
    document, number, start, end = found[1], int(found[2]), int(found[3]), int(found[4])
    quote = QUOTED.search(sentence.text) if citation == sentence.citations[0] else None
    pages = [page for page in person.pages if (page.document, page.number) == (document, number)]
    facts = (*person.profile.facts, *person.profile.other_facts)
    evidence = [
        one
        for fact in facts
        for one in fact.evidence
        if (one.document, one.page, one.start, one.end) == (document, number, start, end)
    ]
    if not pages:
        said = "" if person.pages or not evidence else evidence[0].quote
    else:
        said = pages[0].text[start:end] if all(pages[0].holds(one) for one in evidence) else ""
    if not (said and quote):
        return bool(said)
    above = pages[0].text[:start] if pages else ""
    stands_under = not quote["heading"] or _plain_words(quote["heading"]) in _plain_words(above)
    return stands_under and _plain_words(quote["quote"]) in _plain_words(said)


def _plain_words(text: str) -> str:
    return " ".join(text.split())


def unsupported_claims(sentence: Sentence, library: Library, others: OtherNames) -> tuple[str, ...]:
    """Medicines, markers and numbers of a connective sentence that is none of our templates."""
    if not sentence.connective or any(one.fullmatch(sentence.text) for one in TEMPLATES):
        return ()
    markers = _any_of(marker_names(library)).findall(sentence.text)
    numbers = re.findall(r"(?<![\w.-])\d+(?:\.\d+)?(?!\w)", sentence.text)
    return tuple(dict.fromkeys((*sorted(medicines_in(sentence.text, others)), *markers, *numbers)))


def marker_names(library: Library) -> tuple[str, ...]:
    names = {name for card in library.biomarkers for name in (card.name, *card.names, *card.markers)}
    return tuple(sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name)))


@lru_cache(maxsize=2)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?![\w-])")


def unheld_claims(
    sentence: Sentence, library: Library, others: OtherNames, sections: Mapping[str, str]
) -> tuple[str, ...]:
    """Numbers and medicines of a card's sentence that no section cited by it holds.

    Nothing where one of the sources is not among ``sections`` (a dictionary, a registry's list) or is a whole search,
    nor where a record is cited beside them, whose numbers the sentence tells.
    """
    if any(one.startswith("record:") for one in sentence.citations):
        return ()
    sources = [source for one in sentence.citations for source in library.cited(one)]
    texts = [sections.get(source, "") for source in sources]
    if not texts or not all(texts) or any(source.startswith("searched-") for source in sources):
        return ()
    editions = (one.edition or "" for one in library.sources if one.id in sources)
    cited = " ".join((*texts, *editions))
    plain = _any_of(marker_names(library)).sub("it", sentence.text)
    written = {
        known: [one for one, name in others.treatments if name == known] for known in medicines_in(plain, others)
    }
    unheld = (known for known, names in sorted(written.items()) if not any(_holds(cited, name) for name in names))
    return (*(number for number in _numbers(plain) if not _holds(cited, number)), *unheld)


def _holds(cited: str, claim: str) -> bool:
    """``cited`` is in small letters; spaces and hyphens are one."""
    flexible = r"[-\s]+".join(map(re.escape, re.split(r"[-\s]+", claim.lower())))
    spelt = f"|{SPELT[int(claim)]}" if claim.isdigit() and int(claim) < len(SPELT) else ""
    return bool(re.search(rf"(?<![\w.])(?:{flexible}{spelt})(?!\d)", cited))


def _numbers(text: str) -> list[str]:
    """Numbers that are claims: not ``of 100``, a date, a chromosome or the digits of a name."""
    claims = re.sub(r"\b(?:of|in) 100\b|\b\d{1,2} [A-Z][a-z]+ \d{4}\b", "", text.replace(",", ""))
    return [one for one in re.findall(r"(?<![\w(;.+-])\d+(?:\.\d+)?(?![\w;)])", claims) if one not in ("1", "2")]


def _of_record(sentence: Sentence) -> bool:
    return any(one.startswith("record:") for one in sentence.citations)


# With the development corpora


def read_sections(folder: Path, library: Library) -> dict[str, str]:
    """The text of every section of NCI's pages that a source names, by the source's id, in small letters."""
    pages: dict[str, list[tuple[str, str]]] = {}
    with gzip.open(folder / "guidelines" / "nci_sections.jsonl.gz", "rt", encoding="utf-8") as file:
        for section in map(json.loads, file):
            heading = " > ".join(part.replace("*", "").strip() for part in section["heading"].split(" > "))
            pages.setdefault(section["url"], []).append((heading, f"{heading} {section['text']}"))
    return {source.id: _section_text(source, pages) for source in library.sources}


def _section_text(source: CitedSource, pages: Mapping[str, list[tuple[str, str]]]) -> str:
    wanted = f" > {source.section}" if source.section else ""
    found = (text for heading, text in pages.get(source.url or "", []) if f" > {heading}".endswith(wanted))
    return " ".join(found).lower().replace(",", "").replace("–", "-")


def read_questions(folder: Path, name: str, field: str) -> tuple[str, ...]:
    """The questions of a set of the development data, each once: ``cancer_myth_dev`` or ``medquad_oncology``."""
    with gzip.open(folder / "questions" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        rows: Iterator[dict[str, Any]] = map(json.loads, file)
        return tuple(dict.fromkeys(str(row[field]) for row in rows))


def measure_corrections(questions: Iterable[str], library: Library, others: OtherNames) -> Measure:
    """Questions that take something false for granted (Cancer-Myth): how many are shown that, or a premise."""
    told = [corrects_something(answer_question(text, library, others)) for text in questions]
    return Measure("Cancer-Myth: an assumption shown or a premise corrected", sum(told), len(told))


def measure_answered(questions: Iterable[str], library: Library, others: OtherNames) -> Measure:
    told = [is_answered(answer_question(text, library, others)) for text in questions]
    return Measure("MedQuAD: answered with a cited sentence", sum(told), len(told))
