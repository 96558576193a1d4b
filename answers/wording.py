"""Facts of a record in plain words: what was found, when, and where it stands, with the quote that says it."""

import re
from calendar import month_name
from collections.abc import Iterable, Iterator, Sequence

from answers.relatives import relatives
from core.records import (
    Assertion,
    Biomarker,
    Diagnosis,
    Evidence,
    Fact,
    Finding,
    Grade,
    Lab,
    Sentence,
    Stage,
    Subject,
    Treatment,
)

HEADINGS = {
    "diagnosis": "Diagnosis",
    "stage": "Stage",
    "grade": "Grade",
    "biomarker": "Biomarkers",
    "treatment": "Treatments",
    "finding": "Findings",
    "lab": "Laboratory values",
}
"""Each kind of fact as the heading over its facts, in the order of a profile."""

AS_THEY_STAND = "As your records stand, {}."
PLEASE_CHECK = "read with doubt, please check it against your record"
RESULTS = {
    "not_done": "not done",
    "intact": "intact (normal)",
    "deficient": "deficient",
    "indeterminate": "indeterminate (of uncertain meaning)",
}
DENIES = re.compile(r"\b(?:absent|no|not|none|negative)\b", re.I)
"""A value that says itself that there is none."""
RULES_OF_STAGES: dict[tuple[str, str | None], tuple[str, ...]] = {
    ("ISS", "I"): ("card:multiple-myeloma#iss", "card:multiple-myeloma#stage-i"),
    ("ISS", "II"): ("card:multiple-myeloma#iss",),
    ("ISS", "III"): ("card:multiple-myeloma#iss",),
    ("R-ISS", "I"): ("card:multiple-myeloma#r-iss",),
    ("R-ISS", "II"): ("card:multiple-myeloma#r-iss", "card:multiple-myeloma#stage-ii"),
    ("R-ISS", "III"): ("card:multiple-myeloma#r-iss", "card:multiple-myeloma#stage-iii"),
}
"""Where the rule stands by which a stage is worked out here."""
LONGEST_QUOTE = 180
"""Characters; a longer quote is cut at a word, with an ellipsis, and its citation still covers all of it."""


def citation(fact: Fact) -> tuple[str, ...]:
    """The place that says most of the fact first."""
    best = telling_evidence(fact)
    ordered = (best, *(one for one in fact.evidence if one is not best))
    return tuple(f"record:{one.document}#p{one.page}:{one.start}-{one.end}" for one in ordered)


def telling_evidence(fact: Fact) -> Evidence:
    """The place whose words hold most of what a diagnosis is called; of other facts, the first. Of the family's the
    longest that can be shown whole, which tells whose it is."""
    if fact.subject is Subject.FAMILY:
        return max(fact.evidence, key=lambda one: len(one.quote) if len(one.quote) <= LONGEST_QUOTE else 0)
    if not isinstance(fact, Diagnosis):
        return fact.evidence[0]
    name = {*fact.name.lower().split(), fact.laterality} - {"of", "the"}
    return max(fact.evidence, key=lambda one: len(name & set(re.findall(r"\w+", one.quote.lower()))))


def record_sentence(fact: Fact) -> Sentence:
    """``HER2 (IHC): equivocal, 2+ (14 March 2024, page 1: “HER2 (IHC): EQUIVOCAL (2+)”).``"""
    first, told = telling_evidence(fact), describe(fact)
    by_rule = RULES_OF_STAGES.get((fact.system, fact.group), ()) if isinstance(fact, Stage) and fact.derived else ()
    when = f"{spoken_date(fact.date)}, " if fact.date and spoken_date(fact.date) not in told else ""
    doubt = f"; {PLEASE_CHECK}" if fact.wants_review else ""
    quote = "" if isinstance(fact, Stage) and fact.derived else f": “{shortened(first.quote)}”"
    text = f"{capitalised(told)} ({when}page {first.page}{quote}{doubt})."
    return Sentence(text=text, citations=(*citation(fact), *by_rule))


QUOTE = re.compile(r"(“[^”]*”)")
YOURS = re.compile(r"\b([Yy])our (records?|results)\b")
THEIR_CARE = re.compile(r"\byour (?=(?:care )?team\b|treatment\b)")
IN_YOUR_FAMILY = re.compile(r"\b([Ii])n your family\b")


def told_as_they_stand(said: str, *facts: Fact) -> Sentence:
    """``As your records stand, …`` with the pages and the places of the facts that tell it."""
    pages = "; ".join(dict.fromkeys(f"page {one.evidence[0].page}" for one in facts))
    return Sentence(
        text=AS_THEY_STAND.format(f"{said} ({pages})"), citations=tuple(one for fact in facts for one in citation(fact))
    )


def as_owned(sentence: Sentence, whose: str) -> Sentence:
    """``Your records`` as ``your sister's records``, or as ``the records``; what is quoted stays as it stands."""
    if not sentence.connective and not any(one.startswith("record:") for one in sentence.citations):
        return sentence
    parts = QUOTE.split(sentence.text)
    return sentence.model_copy(update={"text": "".join(_owned(one, whose) for one in parts)})


def _owned(text: str, whose: str) -> str:
    if text.startswith("“"):
        return text

    def of_them(found: re.Match[str]) -> str:
        return f"{whose.capitalize() if found[1] == 'Y' else whose} {found[2]}"

    text = YOURS.sub(of_them, text)
    text = THEIR_CARE.sub("the ", text)
    return IN_YOUR_FAMILY.sub(r"\1n the family", text)


def capitalised(text: str) -> str:
    """``invasive carcinoma`` → ``Invasive carcinoma``; names such as ``pT2``, ``del(17p)`` and ``t(4;14)`` stay."""
    return text[:1].upper() + text[1:] if re.match(r"in |[a-z]{3}", text) and not text.startswith("del(") else text


def short_name(fact: Biomarker) -> str:
    """``ALK (fusion)``: a test that shares a sentence with others."""
    looked_for = fact.variant or fact.alteration
    return f"{fact.name} ({looked_for})" if looked_for else fact.name


def places(facts: Iterable[Fact]) -> str:
    """The dates and pages of facts that share a sentence."""
    found = dict.fromkeys((fact.date or "", fact.evidence[0].page) for fact in facts)
    return "; ".join(f"{spoken_date(date)}, page {page}" if date else f"page {page}" for date, page in found)


def listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nothing"


def describe(fact: Fact) -> str:
    told = _describe(fact)
    if fact.subject is Subject.FAMILY:
        whose = "; ".join(relatives(fact))
        told = f"in your family: {told}" + (f" ({whose})" if whose else "")
    match fact.assertion:
        case Assertion.ABSENT:
            if isinstance(fact, Treatment):
                return told if fact.status == "declined" else f"said not to be given: {told}"
            says_so = DENIES.search(getattr(fact, "value", None) or "")
            return told if says_so else f"looked for and not found: {told}"
        case Assertion.POSSIBLE:
            return f"possible, not settled: {told}"
        case Assertion.PLANNED:
            planned = "planned or discussed" if isinstance(fact, Treatment) else "planned or awaited"
            return f"{planned}: {told}"
        case Assertion.HYPOTHETICAL:
            return f"mentioned only as a possibility: {told}"
        case Assertion.HISTORICAL:
            return f"in the past: {told}"
        case _:
            return told


def _describe(fact: Fact) -> str:
    match fact:
        case Diagnosis():
            side = f", {fact.laterality}" if fact.laterality and fact.laterality not in fact.name.lower() else ""
            site = f" ({fact.site})" if fact.site and fact.site.lower() not in fact.name.lower() else ""
            return f"{fact.name}{side}{site}"
        case Stage():
            prefix = fact.prefix or ""
            categories = " ".join(part for part in (fact.T, fact.N, fact.M) if part)
            group = f"stage {fact.group}" if fact.group else ""
            derived = f", worked out here and not stated in your records: {fact.derived}" if fact.derived else ""
            return " ".join(part for part in (fact.system, group, prefix + categories) if part) + derived
        case Grade():
            return f"grade {fact.value}" + (f" ({fact.system})" if fact.system else "")
        case Biomarker():
            return _describe_biomarker(fact)
        case Treatment():
            course = _course(fact)
            return f"{fact.name}, {course}" if course else fact.name
        case Finding():
            return _describe_finding(fact)
        case Lab():
            flag = f", {fact.flag}" if fact.flag else ""
            amount = f"{_number(fact.number) or fact.value or ''} {_unit(fact.unit)}".strip()
            usual = (
                f" ({_within(fact)}range on the record: {fact.low:g} to {fact.high:g})"
                if fact.low is not None and fact.high is not None
                else ""
            )
            return f"{fact.name} {amount}".rstrip() + flag + usual


def _course(fact: Treatment) -> str:
    """``from April 2022 to September 2022, completed``, ``ongoing since 5 August 2024``, ``stopped in June 2021``."""
    status = None if fact.assertion is Assertion.PLANNED and fact.status == "planned" else fact.status
    start, end = fact.start if fact.start != fact.end else None, fact.end
    if start and end:
        period = f"from {spoken_date(start)} to {spoken_date(end)}"
        return f"{period}, {status}" if status else period
    if end:
        is_over = status in ("completed", "stopped")
        return f"{status} {on_date(end)}" if is_over else " ".join(filter(None, (status, f"until {spoken_date(end)}")))
    if start and status in ("ongoing", "started"):
        return f"ongoing since {spoken_date(start)}" if status == "ongoing" else f"started {on_date(start)}"
    if start:
        return (
            f"planned from {spoken_date(start)}"
            if status == "planned"
            else ", ".join(filter(None, (f"from {spoken_date(start)}", status)))
        )
    return status or ""


def _describe_biomarker(fact: Biomarker) -> str:
    method = f" ({fact.method})" if fact.method else ""
    specimen = f" [{fact.specimen}]" if fact.specimen else ""
    parts = dict.fromkeys(part for part in _told_of(fact) if part)
    return f"{fact.name}{method}{specimen}: {', '.join(parts) or 'named, without a result'}"


METHYLATED = re.compile(r"(?:un|non-?|hyper-?|hypo-?)?methylated", re.I)
"""A result in a word of its own: an unmethylated promoter is no negative gene."""


def _told_of(fact: Biomarker) -> Iterator[str | None]:
    """The result first; what a negative test looked for is said as not found (``no amplification``)."""
    amount = f"{_number(fact.number)} {_unit(fact.unit)}".strip() if fact.number is not None else None
    change = " ".join(part for part in (fact.variant, fact.alteration) if part)
    if not any((fact.result, change, fact.score, amount)):
        yield fact.value
        return
    value = fact.value or ""
    yield value.lower() if METHYLATED.fullmatch(value) else RESULTS.get(fact.result or "", fact.result)
    yield f"no {change}" if change and fact.result == "negative" else change
    yield fact.score
    if amount and amount.replace(" ", "") not in (fact.score or "").replace(" ", ""):
        yield amount


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
UNSAID = str.maketrans("", "", "{}[]")


def over_time(labs: Sequence[Lab]) -> str:
    """Values of one analyte, the latest first: ``creatinine 84 umol/L (2 October 2025), 88 umol/L (4 September)``."""
    by_date = sorted(labs, key=lambda lab: lab.date or "", reverse=True)
    told = dict.fromkeys(f"{_describe(lab).removeprefix(f'{lab.name} ')}{_when(lab)}" for lab in by_date)
    return f"{labs[0].name} {', '.join(told)}"


def series_of(facts: Sequence[Biomarker]) -> Sentence:
    """Values of one marker in the blood in one sentence, the newest first, each with its day."""
    by_date = sorted(facts, key=lambda one: one.date or "", reverse=True)
    values = (f"{_number(one.number)} {_unit(one.unit)}".strip() + _when(one) for one in by_date)
    pages = ", ".join(dict.fromkeys(str(one.evidence[0].page) for one in by_date))
    return Sentence(
        text=f"{facts[0].name}, the newest first: {', '.join(dict.fromkeys(values))} (page {pages}).",
        citations=tuple(dict.fromkeys(place for one in by_date for place in citation(one))),
    )


def _when(lab: Lab | Biomarker) -> str:
    if lab.date:
        return f" ({spoken_date(lab.date)})"
    return " (in the past)" if lab.assertion is Assertion.HISTORICAL else ""


def _unit(unit: str | None) -> str:
    """UCUM's annotations in braces are words: ``{mutations}/Mb`` → ``mutations/Mb``; its ``10*9/L`` is ``×10⁹/L``, its
    ``m[IU]/L`` ``mIU/L`` and its ``mL/min/1.73_m2`` ``mL/min/1.73 m²``."""
    power = re.sub(r"^10\*(\d+)", lambda found: f"×10{found[1].translate(RAISED)}", unit or "")
    return power.translate(UNSAID).replace("_m2", " m²")


def _describe_finding(fact: Finding) -> str:
    if fact.name == "disease_extent":
        return f"{fact.value} disease"
    name = fact.name.replace("_", " ").replace("tumor", "tumour")
    if fact.examined is not None:
        return f"{name}: {fact.involved if fact.involved is not None else '?'} of {fact.examined} involved"
    size = " x ".join(_number(one) for one in fact.numbers) or _number(fact.number)
    measure = f"{size} {_unit(fact.unit)}".strip() if size and size not in (fact.value or "") else None
    place = fact.site if fact.site and fact.site not in (fact.value or "") else None
    told = ", ".join(part for part in (fact.value, measure, place) if part)
    return f"{name}: {told}" if told else name


def _within(fact: Lab) -> str:
    """A comparison of two printed numbers, and only where the record does not mark the value."""
    if fact.low is None or fact.number is None or fact.high is None:
        return ""
    inside = fact.low <= fact.number <= fact.high
    return "within the " if inside and fact.flag in (None, "normal") else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def spoken_date(date: str) -> str:
    """``2024-03-14`` → ``14 March 2024``, ``2024-03`` → ``March 2024``, ``2024`` → ``2024``."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = month_name[int(rest[0])]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 else f"{month} {year}"


def on_date(date: str) -> str:
    """``on 14 March 2024``, ``in March 2024``, ``in 2024``."""
    return f"{'on' if date.count('-') > 1 else 'in'} {spoken_date(date)}"


def dated(fact: Fact) -> str:
    """A fact in words, with its date where the words do not hold it."""
    told = describe(fact)
    when = spoken_date(fact.date) if fact.date else ""
    return f"{told} ({when})" if when and when not in told else told


def shortened(quote: str) -> str:
    words = " ".join(quote.split())
    if len(words) <= LONGEST_QUOTE:
        return words
    return words[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
