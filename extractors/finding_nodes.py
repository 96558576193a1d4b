"""Lymph nodes: how many hold tumour of how many examined, for each group that a report counts.

Read are "2/10", "three of twelve lymph nodes", "sixteen nodes, all negative", "nodes examined: 17 … positive: 2". Where
a report counts its specimens one by one and states no total, the total is added as a fact of its own that says so.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from core.records import Assertion, DocumentType, Finding, Subject
from extractors.dates import dates_within, find_dates
from extractors.finding_words import (
    PART,
    clause_before,
    labels_of,
    load_shapes,
    make_finding,
    named_specimen,
    part_of,
    read_count,
    read_roman,
)
from extractors.notes import Note

NEAR = 160
BESIDE = 25
PIECES = 340
"""Characters after the heading of a list of cassettes in which "1/1" counts their pieces."""
FEW = 3
"""Up to so many nodes called positive in a specimen of nodes are taken for all that it held."""
NEW_SENTENCE = re.compile(r"[a-z)]\.\s+[A-Z][a-z]")
UNLABELLED = re.compile(r"(?:(?-i:[a-z])\)?|/\s?\d{1,2}[)\]])\s?\.\s+(?:sentinel )?lymph nodes?,[^.:]{3,80}:", re.I)
NO_NODE = re.compile(
    r"[^:]{0,200}?\bno lymph(?:oid tissue| nodes?(?: tissue)?)[\s.]+(?:is |are |was |were )?"
    r"(?:identified|seen|present|found)",
    re.I,
)
SENT_AS = re.compile(r"\btissue\b[\s,.]+(?:submitted|labell?ed|designated|sent)[\s.]+as\W*[\w ]{0,9}$", re.I)
"""What was sent as a node and is none."""
MICRO = re.compile(r"\bmicro-?metast[^:]{0,60}:\s*(?!0|[oO]\b|no)\w", re.I)
"""Nodes with smaller deposits, told beside those with larger ones, are involved too."""
COPIED = 130
"""Characters that no two specimens have in common by chance."""
OF_RADIATION = re.compile(
    r"\s*(?:of\s+)?(?:fractions?\b|#|fr\b|fx\b|sessions?\b|cycles?\b|[|\t ]+\d{1,2}(?:\.\d+)?\s?Gy\b)", re.I
)
"""What follows the fractions given and planned: "35/35 fractions", in a table "35/35   70 Gy"."""
DOSED = re.compile(r"\d\s?c?Gy[\s|x×]*$", re.I)
NEAR_TIME = 30
TIMED_BEFORE = re.compile(
    r"\b(?:for|every|each|after|within|next|last|past|about|review\w*|seen|f/?u|follow[- ]?up|repeat\w*|bloods?|scans?"
    r"|in|over|since|LOS|stay(?:ed)?)[\s:]*$",
    re.I,
)
TIMED_AFTER = re.compile(
    r"\s*(?:ago|later|time|post|h(?:/o|x|istory)|review|f/?u|follow|of (?:pain|cough|symptoms))\b", re.I
)
NODES_BESIDE = re.compile(r"[\s(]*(?:\w+ ){0,2}(?:lymph|(?:lymph )?nodes?|LNs?|positive|involved|\+ve)\b", re.I)
NODES_BEFORE = re.compile(r"\b(?:nodes?|LNs?)\b[\s:(,-]*(?:positive|involved|were|are|in)?[\s:(]*$", re.I)
"""What tells a number of weeks ("52"), months ("12") or days ("7") from one of nodes."""
EXAM_BEFORE = re.compile(
    r"(?:^|\n|[.;]\s)[^\S\n]*(?:(?:post|pre)-?op\s+)?(?:labs?|bloods?|path(?:ology)?|histology|biops(?:y|ies)|bx"
    r"|PET(?:[- ]CT)?|CT|CXR|MRI?|USS?|ultrasound|mammogram|echo|OGD|EGD|EUS(?:[- ]FN[AB])?|scan|visit|clinic|seen"
    r"|reviewed|MDT|MDM)\s?\d?(?:\s(?:A/P|C?AP|TAP|chest|thorax|abdomen|abdo|pelvis|brain|head|spine|liver|neck))?"
    r"\s+(?:on\s+)?$",
    re.I,
)
"""The examination or visit at the head of a line, behind which stands its day: ``LABS 2/6``."""
DRAWN_BEFORE = re.compile(r"\b(?:drawn|collected|dated)\s+(?:on\s+)?$", re.I)
"""Before the day of a sample: ``TSH drawn 3/5: 12.6``."""
DAY_AT_HEAD = re.compile(
    r"(?m)^[ \t]*(?:\[\s*)?[0-3]?\d/[0-3]?\d(?:/\d{2,4})?(?=[ \t:\]])|[a-z]\s[0-3]?\d/[0-3]?\d(?=:\s)", re.I
)
LOGGED = 3
"""So many entries that a day heads make a log."""
MOST = 150
"""More nodes than this are not counted in one patient: another kind of number was read."""


class Count(NamedTuple):
    involved: int
    examined: int | None
    start: int
    end: int
    part: str
    isolated: bool = False
    """No more than isolated tumour cells were found, with which a node is not counted as involved (AJCC, 8th ed.)."""


def find_nodes(note: Note) -> Iterator[Finding]:
    counts = _apart(sorted(_counts(note), key=lambda one: (one.start, one.examined is None, -one.end)))
    counts = [one._replace(isolated=bool(_shape("isolated_cells").match(note.text, one.end))) for one in counts]
    seen: dict[tuple[int, int | None, str, bool], list[Count]] = {}
    fully = {(one.involved, one.part) for one in counts if one.examined is not None and one.part}
    counts = [one for one in counts if one.examined is not None or (one.involved, one.part) not in fully]
    for one in counts:
        seen.setdefault((one.involved, one.examined, one.part, one.isolated), []).append(one)
    for (involved, examined, part, isolated), same in seen.items():
        told = f"{involved}/{examined}" if examined is not None else f"{involved} involved"
        yield make_finding(
            note,
            "lymph_nodes",
            *((one.start, one.end) for one in same[:3]),
            value=f"isolated tumor cells in {told.removesuffix(' involved')}" if isolated else told,
            involved=None if isolated else involved,
            examined=None if isolated else examined,
            site=f"specimen {part}"
            if part and len({one.part for one in counts}) > 1 and named_specimen(note.text, same[0].start)
            else None,
        )
    yield from _total(note, counts)


def _is_dosed(text: str, start: int) -> bool:
    """Whether the dose of each fraction stands before their number: "2.0 Gy   35/35"."""
    return DOSED.search(text, max(0, start - 16), start) is not None


def _is_a_time(text: str, match: re.Match[str]) -> bool:
    """Whether it is a number of weeks, months or days, as British records write them: "for 4/52", "2/7 ago"."""
    is_unit = match.group(2) in ("52", "12", "7") and "." not in match.group()
    before, after = text[max(0, match.start() - NEAR_TIME) : match.start()], text[match.end() : match.end() + NEAR_TIME]
    if not is_unit or NODES_BESIDE.match(after) or NODES_BEFORE.search(before):
        return False
    return match.group(2) == "52" or bool(TIMED_BEFORE.search(before) or TIMED_AFTER.match(after))


@lru_cache(maxsize=1)
def _days_at_heads(text: str) -> list[str]:
    return DAY_AT_HEAD.findall(text)


def _is_a_day(text: str, match: re.Match[str]) -> bool:
    """Whether it is a day, not a count: behind an examination at the head of its line (``PET2 2/4``), written as a day
    (``08/22``), or in a line without nodes on a page that heads its entries with days.
    """
    one, other = sorted((int(match[1]), int(match[2])))
    line_end = text.find("\n", match.end(), match.end() + NEAR_TIME)
    behind = text[match.end() : line_end if line_end >= 0 else match.end() + NEAR_TIME]
    if not 1 <= one <= 12 or other > 31 or NODES_BESIDE.match(behind):
        return False
    before = text[max(0, match.start() - NEAR) : match.start()]
    if NODES_BEFORE.search(before):
        return False
    if DRAWN_BEFORE.search(before) or "0" in (match[1][0], match[2][0]) or EXAM_BEFORE.search(before[-NEAR_TIME:]):
        return True
    line = before.rpartition("\n")[2] + ("" if behind.startswith(":") else behind)
    return not _shape("node").search(line) and len(_days_at_heads(text)) >= LOGGED


def _counts(note: Note) -> Iterator[Count]:
    text = note.text
    if (
        not any(_shape(name).search(text) for name in ("node", "staged_of", "glands_of", "biopsied"))
        and "pN" not in text
    ):
        return
    yield from _synoptic(note)
    for match in _shape("ratio").finditer(text):
        if _shape("roman").search(text, max(0, match.start() - NEAR), match.start()):
            continue  # the nodes are counted already: "(No I/XII). page 2/2"
        involved, examined = int(match.group(1)), int(match.group(2))
        if _is_a_time(text, match) or _is_a_day(text, match):
            continue
        if _is_misread_roman(text, match) or OF_RADIATION.match(text, match.end()) or _is_dosed(text, match.start()):
            continue
        if involved <= examined and _is_of_nodes(text, *match.span()):
            if _shape("called_free").match(text, match.end()):
                if involved not in (0, examined):
                    continue  # "2/11 nodes negative" may count either kind
                involved = 0
            yield _count(note, involved, examined, *match.span())
    for match in _shape("roman").finditer(text):
        if one := _roman(note, match):
            yield one
    for match in _shape("of_which").finditer(text):
        if held := match.group("in") or match.group("then"):
            yield _count(note, read_count(held), read_count(match.group("of")), *match.span())
    for match in _shape("of").finditer(text):
        if _shape("paged_before").search(text[max(0, match.start() - 12) : match.start()]):
            continue
        involved, examined = read_count(match.group("in")), read_count(match.group("of"))
        if match.group("after"):
            involved = examined - involved if involved == examined else -1
        if 0 <= involved <= examined:
            yield _count(note, involved, examined, match.start(), match.end())
    for match in _shape("bracketed_of").finditer(text):
        involved, examined = read_count(match.group("in")), read_count(match.group("of"))
        if involved <= examined and _shape("judged").search(text, max(0, match.start() - NEAR // 2), match.end("in")):
            yield _count(note, involved, examined, *match.span())
    for name in ("labelled_of", "single_of", "staged_of", "found_then", "glands_of"):
        for match in _shape(name).finditer(text):
            if (involved := read_count(match.group("in"))) <= (examined := read_count(match.group("of"))):
                yield _count(note, involved, examined, *match.span())
    if note.document_type is not DocumentType.PATHOLOGY:
        yield from _one_told(note)
    for name in ("bracketed", "negative_counted", "times", "none_of_examined"):
        for match in _shape(name).finditer(text):
            if note.section(match.start()) != "gross":
                yield _count(note, 0, read_count(match.group("n")), *match.span())
    for match in _shape("uncounted").finditer(text):
        if _shape("frozen").search(text, max(0, match.start() - NEAR), match.start()):
            continue
        if NO_NODE.match(text, match.end()) or SENT_AS.search(text, max(0, match.start() - NEAR), match.start()):
            continue
        if not _shape("counted").search(match.group()) and note.section(match.start()) != "gross":
            yield _count(note, 0, None, *match.span())
    for match in _shape("counted").finditer(text):
        if one := _plainly_counted(note, match):
            yield one


def _one_told(note: Note) -> Iterator[Count]:
    """ "R axillary node: metastatic carcinoma" in a note counts one, where its sentence gives no number."""
    for match in _shape("one_held").finditer(note.text):
        sentence = note.sentence(match.start())
        counted = _shape("ratio").search(note.text, *sentence) or _shape("of").search(note.text, *sentence)
        if not counted and note.context(*match.span()) == (Assertion.PRESENT, Subject.PATIENT):
            yield Count(1, None, *match.span(), "")


def _is_misread_roman(text: str, match: re.Match[str]) -> bool:
    """Whether ones stand for the numerals that the page counts its nodes with: "No 11/11" beside "No IV/XII"."""
    return set(re.sub(r"\W", "", match.group())) == {"1"} and bool(_shape("roman").search(text))


def _roman(note: Note, match: re.Match[str]) -> Count | None:
    """ "Metastases in lymph nodes (No III/XII)"; as low a number as III may be a level or a grade."""
    involved = 0 if match.group("in") in "0oO" else read_roman(match.group("in"))
    examined = read_roman(match.group("of"))
    before = clause_before(note.text, match.start())
    if involved is None or examined is None or not FEW < examined >= involved:
        return None
    if not _is_of_nodes(note.text, *match.span()) or not _shape("spread").search(before):
        return None
    return Count(involved, examined, *match.span(), "")


def _plainly_counted(note: Note, match: re.Match[str]) -> Count | None:
    """ "Sixteen lymph nodes, all negative", "no tumor in three nodes", "one node positive" of a specimen of nodes."""
    text, (start, end) = note.text, match.span()
    number = read_count(match.group("n"))
    if note.section(start) == "gross":
        return None
    if re.match(r"single or\b", text[start : start + 12], re.I):
        return None
    before = _shape("free_before").search(text[max(0, start - 90) : start])
    if before and not (re.search(r"\.\s*$", before.group()) and not text[start].islower()):
        return _count(note, 0, number, start - len(before.group()), end)
    if _shape("listed_before").search(text[max(0, start - 40) : start]):
        return None
    clause = clause_before(text, start)
    if _shape("held_before").search(clause) and not re.search(r"\b(?:no|not|without|negative|free)\b", clause, re.I):
        return _count(note, number, None, start, end)
    if re.search(r"\b(?:negative|benign|reactive)\b", match.group(), re.I):
        return _count(note, 0, number, start, end)
    held = _shape("held_after").match(text, end)
    if held and not NEW_SENTENCE.search(text, end - 1, held.end()):
        if _shape("ratio_beside").match(text, held.end()):
            return None
        alone = number <= FEW and _shape("headed_by_nodes").search(text[max(0, start - NEAR) : start])
        alone = alone and not _shape("counted").search(text, held.end(), _end_of_specimen(text, held.end()))
        return _count(note, number, number if alone else None, start, held.end())
    free = _shape("free_after").match(text, end) or _shape("free_then").match(text, end)
    if free and not _shape("another_count").search(free.group()):
        return _count(note, 0, number, start, free.end())
    return None


def _end_of_specimen(text: str, start: int) -> int:
    """Where the next specimen's label stands, or as far on as nodes of this one may be told one by one."""
    label = PART.search(text, start, start + 2 * NEAR)
    return label.start() if label else min(len(text), start + 2 * NEAR)


def _synoptic(note: Note) -> Iterator[Count]:
    """ "Nodes examined: 17. Positive: 2", in the order that the page keeps: each number has one partner."""
    text = note.text
    labels = sorted(
        (
            (match, name == "examined")
            for name in ("examined", "involved")
            for match in _shape(name).finditer(text)
            if not _is_next_label(text, match)
        ),
        key=lambda label: label[0].start(),
    )
    pairs = [
        (first, second, counts_all)
        for (first, counts_all), (second, other) in pairwise(labels)
        if counts_all != other and 0 <= second.start() - first.end() <= NEAR
    ]
    apart = {
        order: [second.start() - first.end() for first, second, one in pairs if one == order] for order in (True, False)
    }
    usual = max(apart, key=lambda order: (len(apart[order]), -sum(apart[order])))
    for first, second, counts_all in pairs:
        around = text[max(0, first.start() - 2 * NEAR) : second.end() + NEAR]
        if counts_all != usual or not _shape("node").search(around):
            continue
        if "macro" in (second if counts_all else first).group().lower() and MICRO.search(
            text, second.end(), second.end() + NEAR
        ):
            continue
        numbers = read_count(first.group("n")), read_count(second.group("n"))
        examined, involved = numbers if counts_all else numbers[::-1]
        if involved <= examined:
            yield Count(involved, examined, first.start(), second.end(), "")


def _is_next_label(text: str, match: re.Match[str]) -> bool:
    """In "4. NODES … Metastatic nodes: 5. NODES …" nothing is filled in, and 5 is the next specimen's label."""
    number = re.match(r"(\d+)\.\s+[A-Z]", text[match.start("n") :])
    if not number or number.group(1) in "01":
        return False
    before, after = text[max(0, match.start() - 3 * NEAR) : match.start()], text[match.end() :]
    last, this, following = (rf"\b{int(number.group(1)) + step}\.\s+[A-Z]" for step in (-1, 0, 1))
    return bool(re.search(last, before) and re.search(following, after)) and not re.search(this, after)


OF_EIGHT = re.compile(r"/\s?8$")


def _is_of_nodes(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - NEAR) : start], text[end : end + 60]
    if _shape("a_third").search(text[max(0, start - 20) : end]):
        return False
    if _shape("not_nodes").search(before) or re.match(r"\s*(?:score|grade|hpf|differentiat)", after, re.I):
        return False
    if _shape("pieces_before").search(text, max(0, start - PIECES), start):
        return False
    if NODES_BEFORE.search(before) or _shape("biopsied_before").search(before):
        return True
    if _shape("scored_before").search(before):
        return False
    if OF_EIGHT.search(text, start, end) and _shape("scored_of_eight").search(before):
        return False  # of a receptor, by Allred
    if _shape("staged_before").search(before):
        return True
    return bool(_shape("node").search(before) or _shape("node_after").match(after))


def _count(note: Note, involved: int, examined: int | None, start: int, end: int) -> Count:
    frozen = _shape("frozen").search(note.text, max(0, start - NEAR), start)
    apart = frozen or _is_of_all(note.text, start, end)
    if not apart:
        lost = [*UNLABELLED.finditer(note.text, max(0, start - NEAR), start)]
        apart = bool(lost) and not PART.search(note.text, lost[-1].end(), start)
        apart = apart or _is_label_missing(note.text, start)
    return Count(involved, examined, start, end, "" if apart else part_of(note.text, start))


def _is_label_missing(text: str, start: int) -> bool:
    """Whether a scan has lost the label of these nodes: two headings of nodes under "2.", and "4." comes next."""
    labels = labels_of(text)
    before = bisect_right(labels, start + 1, key=lambda one: one.end) - 1
    after = bisect_left(labels, start, key=lambda one: one.start)
    if before < 0 or after >= len(labels):
        return False
    first, then = (_place(labels[number].printed) for number in (before, after))
    if first is None or then != first + 2:
        return False
    headings = [*_shape("heading").finditer(text, labels[before].end, start)]
    return bool(headings) and _shape("ratio").search(text, headings[0].end(), headings[-1].start()) is not None


def _is_of_all(text: str, start: int, end: int) -> bool:
    """Whether a total takes in other specimens: "a total of 3/9, including the sentinel node of part A"."""
    total = re.search(r"\btotal(?:[\s.]+(?:of|is|count|number))*[\s.:,]*$", text[max(0, start - BESIDE) : start], re.I)
    beside = (
        text[max(0, start - NEAR // 2) : start].rpartition(". ")[2] + text[end : end + NEAR // 2].partition(". ")[0]
    )
    return bool(total) and bool(_shape("of_all_parts").search(beside))


def _apart(counts: list[Count]) -> list[Count]:
    """One count per spot: where two readings of a sentence meet, the one that gives both numbers as printed."""
    kept: list[Count] = []
    for one in counts:
        if one.examined is not None and (one.examined > MOST or one.examined == 0):
            continue
        rival = next((other for other in kept if _meet(one, other)), None)
        if rival is None:
            kept.append(one)
        elif rival[:2] == one[:2] or (rival.involved == one.involved and one.examined is None):
            kept[kept.index(rival)] = rival._replace(end=max(rival.end, one.end))
        elif rival.involved == one.involved and rival.examined is None:
            kept[kept.index(rival)] = one._replace(start=rival.start)
        elif one.start >= rival.end:
            kept.append(one)
    return kept


def _meet(one: Count, other: Count) -> bool:
    """Whether two readings are of the same words, or stand side by side in the same part."""
    reach = BESIDE if one.part == other.part else 0
    return one.start < other.end + reach and other.start < one.end + reach


def _total(note: Note, counts: list[Count]) -> Iterator[Finding]:
    """The sum over specimens, only where each is counted once, in its own part, in order, and none is left out."""
    if _is_a_label_lost(note.text, counts) or _is_told_again(note.text, counts) or _are_of_other_days(note, counts):
        return
    at_operation = [one for one in counts if _is_told_at_operation(note.text, one)]
    if {one[:2] + one[4:] for one in at_operation} - {one[:2] + one[4:] for one in counts if one not in at_operation}:
        return
    if _is_one_skipped(note.text, counts) or any(one.isolated for one in counts):
        return
    counts = list({(one.involved, one.examined, one.part): one for one in reversed(counts)}.values())[::-1]
    parts = [one.part for one in counts]
    examined = [one.examined for one in counts if one.examined is not None]
    if (
        len(examined) < 2
        or len(examined) != len(counts)
        or not _runs_on(parts)
        or not _headed_by_nodes(note) <= set(parts)
    ):
        return
    if len(counts) > 2 and any(2 * number == sum(examined) for number in examined):
        return
    involved = sum(one.involved for one in counts)
    yield make_finding(
        note,
        "lymph_nodes",
        *((one.start, one.end) for one in counts),
        value=f"{involved}/{sum(examined)}, the sum of {len(counts)} specimens",
        involved=involved,
        examined=sum(examined),
        confidence=0.75,
    )


def _are_of_other_days(note: Note, counts: list[Count]) -> bool:
    """Whether the lines of some tell a day that those of others do not: those of two operations."""
    dates = find_dates(note.text)
    days = {tuple(sorted({date.value for date in dates_within(dates, *note.line(one.start))})) for one in counts}
    return len(days) > 1


def _is_a_label_lost(text: str, counts: list[Count]) -> bool:
    """Whether two equal counts of one part have the heading of other nodes between them, whose label a scan lost."""
    return any(
        first[:2] == second[:2]
        and first.part == second.part
        and (UNLABELLED.search(text, first.end, second.start) or _is_headed(text, first.end, second.start))
        for first, second in pairwise(counts)
    )


def _is_headed(text: str, start: int, end: int) -> bool:
    """Whether a heading of nodes stands just before ``end``, and no label behind ``start``."""
    return bool(_shape("heading").search(text, max(start, end - NEAR // 2), end)) and not PART.search(text, start, end)


def _is_one_skipped(text: str, counts: list[Count]) -> bool:
    """Whether a label is missing between two counts, neither read nor given to a specimen of another kind.

    Its specimen may be one of nodes whose heading the scan has spoilt: "2). NODE … 4). NODE …".
    """
    for first, second in pairwise(counts):
        places = [_place(one.part) for one in (first, second)]
        if places[0] is None or places[1] is None:
            continue
        between = {
            _place(next(filter(None, one.groups())).upper()) for one in PART.finditer(text, first.end, second.start)
        }
        if set(range(places[0] + 1, places[1])) - between:
            return True
    return False


def _place(part: str) -> int | None:
    """The place in its row of a label that is a number or one letter."""
    if part.isdigit():
        return int(part)
    return ord(part) if len(part) == 1 and part.isalpha() else None


def _is_told_again(text: str, counts: list[Count]) -> bool:
    """Whether the form at a report's end repeats a count of its text, which is then that of no other specimen."""
    equal: dict[tuple[int, int | None], list[Count]] = {}
    for one in counts:
        equal.setdefault(one[:2], []).append(one)
    return any(
        _is_copied(text, same) or _is_form_between(text, same) or any(_is_restated(text, same, one) for one in same)
        for same in equal.values()
    )


def _is_form_between(text: str, same: list[Count]) -> bool:
    """Whether a form opens between two counts of different parts: the farthest such pairs hold all others."""
    last_of_other = next((one for one in reversed(same) if one.part != same[0].part), None)
    first_of_other = next((one for one in same if one.part != same[-1].part), None)
    pairs = ((same[0], last_of_other), (first_of_other, same[-1]))
    return any(_shape("form").search(text, first.end, second.start) for first, second in pairs if first and second)


def _is_restated(text: str, same: list[Count], one: Count) -> bool:
    """Whether a bare label of nodes stands right before a count that another part has as well."""
    first = next((other for other in same if other.part != one.part), None)
    start = max(first.end, one.start - NEAR) if first and first.start < one.start else one.start
    return _shape("restated").search(text, start, one.start) is not None


def _is_told_at_operation(text: str, one: Count) -> bool:
    """Whether a count stands in what was told during the operation, where no label need be that of the report."""
    return bool(_shape("intraoperative").search(text, max(0, one.start - 4 * NEAR), one.start))


def _is_copied(text: str, same: list[Count]) -> bool:
    """Whether the words before counts of two parts are the same to the letter: a report stands twice on its page."""
    if len({one.part for one in same}) < 2:
        return False
    parts: dict[str, set[str]] = {}
    for one in same:
        before = re.sub(r"\W+", " ", text[max(0, one.start - 2 * COPIED) : one.start])[-COPIED:]
        parts.setdefault(before, set()).add(one.part)
    return any(len(own) > 1 and len(before) == COPIED for before, own in parts.items())


def _runs_on(parts: list[str]) -> bool:
    """Whether the labels are all letters, all numbers or all Roman numbers, and each comes after the one before."""
    if all(part.isdigit() for part in parts):
        places = [int(part) for part in parts]
    elif all(part.isalpha() and len(part) == 1 for part in parts):
        places = [ord(part) for part in parts]
    else:
        places = [read_roman(part) or 0 for part in parts]
    return 0 not in places and all(left < right for left, right in pairwise(places))


def _headed_by_nodes(note: Note) -> set[str]:
    """The parts whose headings name lymph nodes: a sum that lacks one of them would be too low."""
    return {
        next(filter(None, match.groups())).upper()
        for match in PART.finditer(note.text)
        if _shape("heading_of_nodes").match(note.text, match.end()) and note.section(match.start()) != "gross"
    }


def _shape(name: str) -> re.Pattern[str]:
    return load_shapes("nodes")[name]
