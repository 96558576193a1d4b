"""The shapes in which pages state a marker and its result, as regular expressions over the codes of tokens.py."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile

from extractors.biomarkers.shared_state import find_shared_states
from extractors.biomarkers.tokens import Tape

WORD = "[FDABQOCieq]"
"""What may stand between a marker and its result."""
UNIT = "[PRpNSVKUWwye+-]"
HEAD = r"M(?:(?:F?[,OC]{0,2}(?:,L?|J)J?F{0,2}|O)MC?)*"
GAP = rf"(?:{WORD}|:|,(?=S)|O[FDQJ,]{{1,6}}C|O(?:D,X|X,D)C(?=:)){{0,8}}"
ASIDE = rf"(?:{WORD}{{0,4}}[Xf]){{1,4}}{WORD}{{0,4}}BG?[FDAci]{{0,4}}"
"""Up to four words that no rule knows, when a form of "to be" follows: HER2 on the TURBT specimen was …"""
CLUED = rf"(?:{WORD}|[:cV]){{0,8}}"
FREE = rf"(?!{UNIT}[FA:i]{{0,5}}[Mp])"
"""What comes next is not said of the marker after it."""
NEXT_LINE = r"[FDQOC]{0,4}(?::[.L](?=A*[PNS])|L(?=A*[PNS]A*(?:[OL.;,]|$))|\.(?=A*PA*(?:[OL.;,]|$)))"
VARIANT_ABOVE = r"(?<![^L.:]M)V[FDQOC]{0,4}L(?=[GA]*P(?:[OL.;,]|$))"
"""BRAF V600E and, on the next line, its result."""
LATER = r"[^M:LPRNS]{0,14}\.(?=[RS])"
"""HER2 protein stained with a kit. Positive reaction in tumour cells; a score too: for whom, sheet.py knows."""
FORM = r"(?:[^ML]{0,32}\.q:|D?:F{2,5}\.[FOC]{0,8}:)(?=A*G?[NPS])"
"""ER: performed on another specimen. Specimen (accession number): … Quantitation: 75%, positive."""
HEADED = r"F{1,2}\.[^MPRNSVLq]{2,30}:(?=P)"
"""KRAS mutation analysis. Body site: lung. Results: no mutation detected. Whether it is one, sheet.py knows."""
BETWEEN = (
    r"(?:[FDAOCQci:]{0,6}[,;]?[FDAOCQciB]{0,4}|(?<=[KN])(?:,|J|,J)(?=N)"
    r"|(?<=[PDC])F?[J,]J?A{0,2}(?=PF{0,3}D)|(?<=[KN])\.(?=P(?:[.L]|$)))"
)
MORE = rf"(?:{BETWEEN}{FREE}G?{UNIT})*"
FORWARD = re.compile(
    rf"(?P<heads>{HEAD})(?P<link>{VARIANT_ABOVE}|{GAP}G?[FDABQOCie]{{0,4}}|{CLUED}G?[FDABQOCcie]{{0,4}}{FREE}|{ASIDE}|{FORM}|{LATER}|{HEADED}|(?<![^L.:]M){NEXT_LINE})"
    rf"(?P<said>(?:A+,?)*{UNIT}{MORE}C?(?:F{{0,2}}O?DC?(?![FAOCD:]*{UNIT}))?)"
)
LIST = re.compile(
    r"(?P<said>(?:G[FA]{0,2}|(?<!M)A{1,3})?(?:(?<!M)(?<!M[VQFD:])|(?<=M:)(?=p+M))p(?:F(?P<what>p))?|N[FA]{1,5}fA?|(?:GA*Q|pF{0,2}Q|Q)(?:F|e|B)*i|P(?=:))(?P<link>[:LFAODC.]{0,4})(?=M)"
)
NEXT = re.compile(r"(?:[,;][.L]?J?|J|L)[FA]{0,3}(?:X{1,2}[FQ]?(?:,J?|J)F*){0,2}(?=M)")
DETAIL = re.compile(r"M(?:[FOA:]{0,3}(?:[NSVQ]|O[NS]C)C?)*(?:X?O[AFX](?:,?[AFXJ]){0,3}C)?")
ENDING = re.compile(
    r"(?:[MXQFOC,JKA:]{0,40}?(?:\.?L?(?=[FB]{0,2}(?:P|Ge)(?!i)))?|[MXQFOC,JKA:V]{0,40}?B)[FB]{0,2}(?P<said>P|Ge)"
)
"""Mutations in EGFR, ALK and ROS1 were not detected; optical recognition may have put a full stop before "not"."""
OWN = re.compile(rf"M{GAP}[PWw+-]")
OWN_OF_SEVERAL = re.compile(rf"{HEAD}{GAP}G?[PWw+-]")
"""The list of a result of its own: ``loss of MLH1 and PMS2; MSH2 and MSH6 retained``."""
OWN_ROW = re.compile(r"M[FDABQOCi:V]{0,6}e")
"""A row of its own below a list of what was not found: ``KRAS G12D detected``."""
DENIABLE = re.compile(rf"M{GAP}G?[PWwe]")
BEFORE = re.compile(
    r"(?:(?P<said>A{0,2}P)[FA]{0,2}(?P<heads>M(?:(?:,|J|,J)F*M(?![QVPRNSK+:-]))*)|"
    r"(?P<no>G)[FA]{0,2}(?P<denied>M(?:F?(?:,|J|,J)F*M)*))(?P<noun>[FQV]{0,3})"
)
ALTERED = re.compile(
    r"(?P<heads>M(?:(?:,|J|,J)M)*)[FO:]{0,2}(?P<said>(?:V[OC,F]{0,2})*Q|V(?:[OC,]{0,2}V)*(?:[:OF]{0,2}N)?)"
)
NAMED = re.compile(r"(?P<heads>M(?:F?(?:,|J|,J)M)*)")


DENIED = re.compile(r"G[FA]{0,3}$")


ROW_ABOVE = re.compile(r"M[^LM.]{0,6}:$")
"""A result at the end of its own marker's row is not said of the next row."""
SAID = re.compile("[PRNSKVU+-]")
OF_OWN = re.compile("[FA]*[QPReM]")
"""What a marker may be denied beside its number: ``1+, negative for overexpression``."""


class Shape(Enum):
    FORWARD = "ER and PR are positive (90%)"
    LIST = "negative for EGFR, ALK and ROS1"
    BEFORE = "wild type KRAS"
    ALTERED = "KRAS G12D mutation"
    NAMED = "FISH showed del(17p)"
    STATE = "dMMR"


@dataclass(frozen=True)
class Statement:
    """``heads`` are the indices of the markers, ``said`` those of all that is said of them, in reading order."""

    shape: Shape
    heads: tuple[int, ...]
    said: tuple[int, ...]
    first: int
    last: int


def find_statements(tape: Tape, claimed: Iterable[int] = ()) -> Iterator[Statement]:
    """Statements without overlap; a marker belongs to the first shape that claims it, unless it is claimed before."""
    taken = set(claimed)
    for shape in (_states, _lists, _shared_states, _forwards, _befores, _alterations):
        for statement in shape(tape, taken):
            taken.update(statement.heads, statement.said)
            yield statement


def _states(tape: Tape, taken: set[int]) -> Iterator[Statement]:
    for index, code in enumerate(tape.codes):
        if code == "Z":
            yield Statement(Shape.STATE, (index,), (index,), index, index)


def _lists(tape: Tape, taken: set[int]) -> Iterator[Statement]:
    codes = tape.codes
    for found in LIST.finditer(codes):
        if "L" in found["link"] and ROW_ABOVE.search(codes, max(found.start() - 8, 0), found.start()):
            continue
        if _ends_an_entry(tape, found):
            continue
        sign = tuple(index for index in range(*found.span("said")) if index != found.start("what"))
        position, is_joined = found.end(), False
        denial = _denial_after(tape, position) if _names_alteration(tape, sign) else ()
        sign = denial or sign
        while position is not None:
            detail = DETAIL.match(codes, position)
            own = OWN if position > found.end() else DENIABLE
            own_result = not denial and (own is OWN or _is_positive(tape, sign)) and own.match(codes, position)
            if detail is None or own_result:
                break
            said = (*sign, *range(position + 1, detail.end()))
            if position in taken:
                break
            yield Statement(Shape.LIST, (position,), said, found.start(), max(detail.end() - 1, sign[-1]))
            step = NEXT.match(codes, detail.end())
            if step and _ends_list(tape, sign, step, is_below="L" in found["link"]):
                break
            if step and _is_apart(step[0], is_joined=is_joined) and OWN_OF_SEVERAL.match(codes, step.end()):
                break
            is_joined = is_joined or bool(step and "J" in step[0])
            position = step.end() if step else None


def _ends_an_entry(tape: Tape, found: re.Match[str]) -> bool:
    """Whether a result belongs to the marker right before it, and only a wide gap stands between it and the next:
    ``SDHB retained   Ki67 9%``.
    """
    start, gap = found.start(), found.start("link")
    return found["said"] == "P" and tape.codes[start - 1 : start] == "M" and not tape.tokens[gap].text.strip()


def _is_positive(tape: Tape, sign: tuple[int, ...]) -> bool:
    """Whether the sign says yes: what follows may take it back (``expression of ER was not seen``)."""
    word = tape.tokens[sign[-1]].word
    codes = {tape.codes[index] for index in sign}
    return "p" in codes and "G" not in codes and word is not None and word.result == "positive"


def _is_apart(step: str, *, is_joined: bool) -> bool:
    """Whether what follows in a list stands apart: behind a semicolon or a line, or a comma after its last "and"."""
    return ";" in step or ("J" not in step and (is_joined or "," not in step))


def _ends_list(tape: Tape, sign: tuple[int, ...], step: re.Match[str], *, is_below: bool) -> bool:
    """Whether a list ends at a line: before a row with a finding of its own, and one of uncertain variants where it
    was begun on its title's line, or at a blank line.
    """
    word = tape.tokens[sign[-1]].word
    lines = [tape.tokens[place].text.count("\n") for place in range(*step.span()) if tape.codes[place] == "L"]
    if not lines or word is None:
        return False
    is_joined = step[0].startswith((",", ";"))
    if word.result != "indeterminate":
        return not is_joined and OWN_ROW.match(tape.codes, step.end()) is not None
    return max(lines) > 1 or not (is_below or is_joined)


def _names_alteration(tape: Tape, sign: tuple[int, ...]) -> bool:
    """Whether the sign only says of what it speaks (``mutations in``)."""
    return all((word := tape.tokens[index].word) and word.code == "p" and word.alteration for index in sign)


def _denial_after(tape: Tape, start: int) -> tuple[int, ...]:
    """The indices of a "not detected" that stands after a list and is said of all of it."""
    found = ENDING.match(tape.codes, start)
    if found is None or not tape.tokens[found.start("said")].text.casefold().startswith(("not", "none", "n't")):
        return ()
    return tuple(range(*found.span("said")))


def _shared_states(tape: Tape, taken: set[int]) -> Iterator[Statement]:
    for shared in find_shared_states(tape):
        if taken & {*range(shared.first, shared.last + 1)}:
            continue
        taken.update(shared.unsettled)
        for head, said in shared.tests:
            yield Statement(Shape.FORWARD, (head,), said, shared.first, shared.last)


def _forwards(tape: Tape, taken: set[int]) -> Iterator[Statement]:
    codes, position = tape.codes, 0
    while found := FORWARD.search(codes, position):
        position = found.end("heads")
        heads = _markers(codes, found)
        if taken & {*heads, *range(*found.span("said"))}:
            position = found.start() + 1
            continue
        denial = _denial(codes, found.start())
        if denial and _is_alteration(tape, heads[:1], "") and not _is_alteration(tape, heads, ""):
            position = found.start() + 1  # "no del(11q), IGHV mutated"
            continue
        quantity = codes.rfind("q", found.end("heads"), found.start("said")) + 1
        end = _own_end(tape, *found.span("said"))
        said = (*denial, *range(quantity or found.end("heads"), end))
        start = min((*denial, found.start()))
        open_bracket = "O" in codes[start:end]
        last = end - (2 if codes[end - 1] == "C" and not open_bracket else 1)
        yield Statement(Shape.FORWARD, heads, said, start, last)
        position = end


def _own_end(tape: Tape, start: int, end: int) -> int:
    """Where what is said of a marker ends before the denial of something else: ``Ki-67 15%, no evidence of
    transformation``.
    """
    for place in range(start + 1, end):
        word = tape.tokens[place].word
        is_denial = tape.codes[place] == "p" and word and word.result == "negative" and not word.alteration
        if is_denial and SAID.search(tape.codes, start, place) and not OF_OWN.match(tape.codes, place + 1):
            return start + len(tape.codes[start:place].rstrip(",;JFO"))
    return end


def _befores(tape: Tape, taken: set[int]) -> Iterator[Statement]:
    for found in BEFORE.finditer(tape.codes):
        denied = found["no"] is not None
        heads = _markers(tape.codes, found, "denied" if denied else "heads")
        said = tuple(range(*found.span("no" if denied else "said")))
        if denied:
            heads = tuple(takewhile(lambda head: head not in taken, heads)) or heads
        if taken & {*heads, *said} or (denied and not _is_alteration(tape, heads, found["noun"])):
            continue
        noun = tuple(range(*found.span("noun")))
        yield Statement(Shape.BEFORE, heads, (*said, *noun), said[0], (noun or heads)[-1])


def _is_alteration(tape: Tape, heads: tuple[int, ...], noun: str) -> bool:
    """Whether "no" before the markers denies something: ``no EGFR mutation``, ``no del(17p)``, but not ``no EGFR``."""
    kinds = {marker.kind for head in heads for marker in tape.tokens[head].markers}
    return "Q" in noun or kinds == {"cytogenetic"}


def _alterations(tape: Tape, taken: set[int]) -> Iterator[Statement]:
    for found in ALTERED.finditer(tape.codes):
        heads, said = _markers(tape.codes, found), tuple(range(*found.span("said")))
        if tape.codes[said[0]] == "V":
            heads = heads[-1:]  # "ALK, BRAF V600E": the change is of the gene beside it
        if not taken & {*heads, *said}:
            denial = _denial(tape.codes, found.start())
            yield Statement(Shape.ALTERED, heads, (*denial, *said), (*denial, *heads)[0], found.end() - 1)
    for found in NAMED.finditer(tape.codes):
        heads = _markers(tape.codes, found)
        if not taken & {*heads} and _is_alteration(tape, heads, ""):
            yield Statement(Shape.NAMED, heads, (), heads[0], heads[-1])


def _denial(codes: str, start: int) -> tuple[int, ...]:
    """The index of a "no" that stands before the markers."""
    found = DENIED.search(codes, max(start - 4, 0), start)
    return (found.start(),) if found else ()


def _markers(codes: str, found: re.Match[str], group: str = "heads") -> tuple[int, ...]:
    return tuple(index for index in range(*found.span(group)) if codes[index] == "M")
