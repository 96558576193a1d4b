"""A page as a string of one-letter codes, one for each thing that matters to a biomarker, so that the shape of a
statement can be written as a regular expression over codes (shapes.py) and its words stay in data/rules.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from rapidfuzz.distance import Levenshtein

from core.places import RULES
from extractors.biomarkers.phrases import fold, phrase_pattern
from extractors.biomarkers.vocabulary import EDGE_BEFORE, Marker, Vocabulary, load_vocabulary
from extractors.dates import DateMention
from extractors.rules import read_table, split_cell

CLASSES = {
    "result": "P", "reaction": "R", "before": "p", "evidence": "e", "alteration": "Q", "negation": "G",
    "method": "D", "filler": "F", "adverb": "A", "be": "B", "joint": "J", "in": "i", "clue": "c", "planned": "W",
    "not_done": "w", "unknown": "y", "therapy": "T", "purpose": "f", "people": "H", "ignored": "x",
    "quantity": "q",
}  # fmt: skip
"""The classes of data/rules/biomarker_words.tsv and their codes. X is any other word, Z a state that names its marker
(``dMMR``); M marker, V variant, N percent, S score, K number, U number with the marker's unit; + and - are signs glued
to a marker."""

NUMBER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
PERCENT = (
    r"(?:[<>≤≥~]\s*=?\s*|(?<![A-Za-z])(?i:up to|over|more than|greater than|less than)\.?\s+)?"
    r"\d{1,3}(?:\.\d+)?(?:\s*%?\s*(?:-|–|to)\s*\d{1,3})?\s*(?:%|percent\b|per cent\b)"
)
MEASURES = (
    r"(?i:\b(?:TPS|CPS|IC|TC|H[- ]?score|Allred(?:\s+score)?|quick\s?score|score|tumou?r proportion score|"
    r"combined positive score)\)?(?:\s+(?:score|value|expression))?\s*(?:is|of|was|=|:)?\s*"
    r"(?:[<>≤≥~]\s*=?\s*)?\d{1,3}(?:\.\d+)?\b(?:\s?(?:to|-)\s?\d{1,3}\b)?(?:\s?\+)?(?:\s*%|\s?/\s?(?:8|300)\b)?)"
)
VARIANT = "|".join(
    (
        r"(?<![A-Za-z0-9.])p\.\s?(?:\([A-Z][A-Za-z]{0,2}\d+(?:_[A-Z][A-Za-z]{0,2}\d+)?[A-Za-z0-9*=?]*\)|"
        r"[A-Z][A-Za-z]{0,2}\d+(?:_[A-Z][A-Za-z]{0,2}\d+)?[A-Za-z0-9*=?]*)",
        r"(?<![A-Za-z0-9.])[cg]\.\s?[-*]?\d+[\d+_*-]*(?:[ACGT]+>[ACGT]+|(?:delins|del|ins|dup|inv)[ACGT0-9]*)",
        r"(?<![A-Za-z0-9])(?<!Exon )[A-Z]\d{2,4}"
        r"(?:[A-Z]|fs\*?\d*|\*|_[A-Z]\d+(?:delins|del|ins|dup)[A-Z]*|del)(?![A-Za-z0-9])",
        r"(?i:(?<![a-z])(?:exon|ex)\s?\d{1,2}\s*(?:deletions?|del\b|insertions?|ins\b|skipping|duplication|mutations?)"
        r"(?:\s+(?:mutation|alteration|variant)s?)?)",
        r"(?i:(?<![a-z])exons?\s?\d{1,2}(?:(?:\s?(?:-|–|,)\s?|,?\s(?:and|or|to|through)\s)\d{1,2}(?![\d%.]))*(?![\d]))",
        r"(?<![A-Za-z0-9])C2[25][08]T(?![A-Za-z0-9])",
        r"(?<![A-Za-z0-9])(?:D816V|Ex19del|ex20ins|vIII)(?![A-Za-z0-9])",
    )
)
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
DAY = "\0"
"""Stands for each letter of a date: ``HER2 3 May 2021 negative`` has no score of 3."""
SHAPES = (
    ("V", VARIANT),
    ("S", MEASURES),
    ("F", f"{DAY}+"),
    ("F", r"\(\s?(?:p\.\s?)?[A-Z][a-z]{0,2}\d{2,4}(?:\s?/\s?(?:[A-Z][a-z]{0,2})?\d{2,4})*\s?\)"),
    ("F", r"\(\s?(?:\d{1,2}|X)[pq][\d.]*(?:[-–][pq]?[\d.]+)?\s?\)"),
    ("F", r"(?:,\s*)?(?:[<>≤≥]\s*=?\s*)?\d{1,2}\+?\s+(?i:copies)\b"),
    ("F", r"(?<![A-Za-z])[ACGT]{3}\s?>\s?[ACGT]{3}(?![A-Za-z])"),
    ("S", r"(?<![\d.])[0-3]\s?\+(?!\s?\d)(?:\s?(?:/\s?[34]\+?)|\s?(?:to|-)\s?[0-3]\s?\+)?"),
    ("S", r"(?<![\d./])[0-8](?:\.\d)?\s?/\s?8(?![\d/])"),
    ("N", PERCENT),
    ("U", rf"(?<![\d.])(?:{NUMBER})\s*(?i:mut(?:ation)?s?\s?(?:/|per)\s?(?:Mb|megabase))"),
    ("+", r"(?<=[A-Za-z0-9])(?:\(\s?\+{1,3}\s?\)|\s\(\s?\+{1,3}\s?\)|\+(?![\d+])|\s?\+\s?(?:ve)\b)"),
    (
        "-",
        r"(?<=[A-Za-z0-9])(?:\s?\(\s?[-–]\s?\)|\s?-\s?ve\b|[-–](?=\s*(?:[,;/)]|$|\n|\.\s(?!\d{1,2}[pq]\d))|\s+(?=[A-Z])))",
    ),
    ("X", r"(?<![\d:])\d{1,2}:[0-5]\d(?![\d:])"),
    (
        "K",
        rf"(?:[<>≤≥~]\s*=?\s*)?(?<![\d.])(?<!\d/)(?:{NUMBER})(?![\d%A-Za-z]|\.\d|/\d|\s{MONTH}|\s(?:cm|mm|mg|mcg|Gy|kg|ml|mL)\b)",
    ),
    ("L", r"\s*\n\s*"),
    (":", r":|=|\t+|\.{3,}|…|_{2,}| {3,}|\s[-–—](?=[\s.])(?:\s[-–—](?=[\s.]))*|->|→|>"),
    ("O", r"[(\[]"),
    ("C", r"[)\]]"),
    (".", r"[.!?](?=[\s\"')]|$)"),
    (";", r"[;•·]"),
    (",", r","),
    ("J", r"[/&+]"),
    ("X", r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9'’]*|\d[\w.]*"),
)
"""A time of day tells where in a breast a tumour lies and is no score: an X."""
BEFORE_WORDS = 2
"""How many of the shapes are tried before the words of the rules: ``exon 19 deletion`` is one variant."""
ENDLESS = (
    "as", "of", "the", "is", "are", "was", "were", "be", "and", "or", "for", "with", "in", "by", "to", "an", "not",
    "no", "approximately", "about",
)  # fmt: skip
OPEN_ENDED = tuple(f" {case}" for word in ENDLESS for case in (word, word.upper()))
"""Words that end no sentence."""
NAME_OF_FIELD = r"[A-Za-z][\w/. -]{0,24}?(?: \([\w/ -]{1,20}\))?[ ]?:"
GAP_OF_FIELDS = re.compile(rf"(?:[ ]{{2,}}|\t[ \t]*)(?={NAME_OF_FIELD}[ \t]*\S)")
FIELDS = re.compile(rf"^[ \t]*{NAME_OF_FIELD}[ \t]*\S[^\n]*?(?:[ ]{{2,}}|\t[ \t]*){NAME_OF_FIELD}[ \t]*\S[^\n]*$", re.M)
"""A line of two or more ``name: value`` beside each other."""
HINT = re.compile(
    r"\(\s*(?:xy\w?|x|\d{1,3}\s?-\s?\d{1,3}\+?)\s?%?\s*,\s*n/a\s*\)"
    r"|\b(?:ranged|ranges|ranging)\s+from\s+[\d.]+\s?%?\s+to\s+[\d.]+\s?%?,?\s+with\s+an?\s+(?:overall\s+)?(?:average|mean)\s+of\b"
    r"|(?:(?<=MIB-1\s)|(?<=Ki-67\s)|(?<=Ki67\s))LI\b"
    r"|\(\s*(?:clone\s+)?[A-Z]{0,3}\d[A-Z0-9/-]{1,7}\s*[,;]\s*[A-Z]{3,12}\s*\)(?=\s*:)"
    r"|\(\s*(?:antibody\s+)?clone\s+[A-Z0-9][A-Z0-9 ./-]{1,12}\)"
    r"|,(?=\s+results?\s+(?:(?:is|are)\s+)?(?:expected|due|awaited|pending|to\s+follow))"
    r"|\(\s*(?:slide|block)s?\s+[A-Z]?\d{0,2}[A-Z]?\d{0,2}\s*\)"
    r"|(?:\b(?:was|were)\s+)?\b(?:previously|formerly|initially|originally)\s+(?:not\s+)?(?:positive|negative|detected|undetect\w+"
    r"|present|absent|wild[\s-]type|mutated|amplified)\s*,?\s*(?:(?:but|and)\s+)?(?:(?:is|are)\s+)?(?=now\b)"
    r"|,\s*(?:cell block|tissue|blood|plasma|peripheral blood|(?:bone )?marrow|biopsy)(?=\s*:)"
    r"|(?<=\))\s+in\s+\d{1,3}\s?/\s?\d{1,3}(?![\d/])(?:\s+(?:cells|metaphases|nuclei|mitoses))?"
    r"|,\s*(?:however|in addition),|(?<=proliferation)\.(?=\s+index)"
    r"|\(?\b(?:[NX][MRPC]_\d{4,12}|ENS[TP]\d{6,12}|LRG_\d{1,5}(?:[tp]\d{1,2})?)(?:\.\d{1,2})?"
    r"(?:\([A-Z][A-Z0-9]{1,9}\))?\)?[ ]?:?"
    r"|\b10\s?(?:\^|\*\*)\s?[-–−]\s?\d\b|\b10⁻[³⁴⁵⁶]|(?:(?<=\()|(?<=\bat\s))10[-–−][4-6]\b"
    r"|\bstable(?=\s+(?:disease|appearances?|lesions?|response)\b)",
    re.I,
)
"""What is no value: what a form tells of the one that it wants (``ER (xy%,n/a): 90``), the range before an average, the
abbreviation of "labelling index", an antibody's clone and its maker, the slide that was stained, the specimen
before a colon, in how many cells a change was seen, what was so before and is not now, the comma before "result
awaited", the transcript that a change is counted on, how few cells a
test would find, how a disease goes."""
PLACE = re.compile(
    r"\bat[\s.]+(?:codons?|exons?)[\s.]+\d{1,4}(?:(?:\s?[,-]|[\s.]+and|[\s.]+or)[\s.]*\d{1,4})*[\s.]+(?:of|in)\b"
    r"(?=[\s.]+(?:the[\s.]+)?[A-Z][\w-]{2,8}[\s.]+gene)"
)
"""``No mutations at codons 12 and 13 of the KRAS gene`` are none in it."""
PRONOUN = re.compile(r"[Hh]er\s+2")
"""The two of a woman's things (``her 2 positive nodes``), not the receptor."""
CONTROL = re.compile(r"\b(?:NEG|POS)-$")
"""The name of a control slide (``NEG-HER2``); a result is glued to the other side."""
ISOFORM = re.compile(r"(?i:(?<=CD45))[\s-]?(?i:R[OAB])\b")
"""What makes of CD45 another marker, CD45RO."""
PROBE = re.compile(r"[ ]?/[ ]?[A-Z][A-Z0-9]{2,7}(?![A-Za-z0-9:]|\s+mutat)")
MISREAD = ("positive", "negative")
GENE = r"[A-Z][A-Z0-9]{1,9}"
PLACE_ON_ARM = (
    rf"(?:{GENE}\s?(?:\(\s?(?:<ARM>[\d.]*)\s?\)|/\s?<ARM>[\d.]*)"
    rf"|<ARM>[\d.]*(?:[-–][pq]?[\d.]+)?(?:\s?\(\s?{GENE}(?:\s?[,/]\s?{GENE})?\s?\)|\s?/\s?{GENE}(?![a-z:]))?)"
)
"""An arm of a chromosome with its band and the gene that a probe binds there: ``1q21 (CKS1B)``, ``TP53/17p13``."""
LOCUS = (
    r"(?<![A-Za-z0-9(;,+.-])(?!1p\s?[,/]\s?19q)(?:"
    r"(?i:del(?:etions?)?|loss|gains?|amp(?:lifications?)?|dup(?:lications?)?)"
    rf"(?:\s(?:of\s)?(?:(?:chromosome|the)\s){{0,2}}|\((?=<ARM>[\d.]*\))){PLACE_ON_ARM}\)?"
    rf"|{PLACE_ON_ARM}\s(?i:deletion|del\b|loss|gain|amplification|duplication)"
    r"|<ARM>[\d.]*[-+](?=[\s,;.)]|$)|\+<ARM>[\d.]*)(?![A-Za-z0-9])(?!\s?(?:[,/]|and|&)\s?19q)"
)
"""A part of a chromosome that is lost or gained, said in whatever order: ``gain of 1q21``, ``TP53/17p13 deletion``."""
ARM = re.compile(r"\d{1,2}[pq]")
ARM_LISTED = re.compile(r"(?:del\()?(\d{1,2}[pq])(?:\)| gain)")
GAINED = re.compile(r"gain|amp|dup|\+", re.I)
PAIR = (
    rf"(?<![A-Za-z0-9]){GENE}(?:::{GENE}(?![A-Za-z0-9])|"
    rf"[-–/]{GENE}(?=(?:\s+(?:gene|oncogene))?\s+(?:fusion|rearrang|transloc)))"
)
"""Two genes that a fusion joins: ``EML4-ALK fusion``, ``ETV6::NTRK3``."""


@dataclass(frozen=True)
class Word:
    """A phrase of the rules. ``markers`` are named by a state that needs no other word (``triple negative``)."""

    code: str
    result: str | None = None
    alteration: str | None = None
    markers: tuple[Marker, ...] = ()


@dataclass(frozen=True)
class Token:
    code: str
    start: int
    end: int
    text: str
    word: Word | None = None
    markers: tuple[Marker, ...] = ()


@dataclass(frozen=True)
class Tape:
    """The tokens of a page and, letter by letter, their codes."""

    tokens: tuple[Token, ...]

    @cached_property
    def codes(self) -> str:
        return "".join(token.code for token in self.tokens)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        return tuple(token.start for token in self.tokens)

    def index(self, offset: int) -> int:
        """The index of the first token that starts at the offset or after it."""
        return bisect_left(self.starts, offset)


@dataclass(frozen=True)
class Lexicon:
    vocabulary: Vocabulary
    words: dict[str, Word]
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    vocabulary = load_vocabulary()
    words: dict[str, Word] = {}
    states: list[str] = []
    phrases: list[str] = []
    for row in read_table(RULES / "biomarker_states.tsv", "phrase", "markers", "result"):
        markers = tuple(vocabulary.markers[name] for name in split_cell(row["markers"]))
        words[fold(row["phrase"])] = Word("Z", row["result"], row["alteration"] or None, markers)
        states.append(row["phrase"])
    for row in read_table(RULES / "biomarker_words.tsv", "phrase", "class"):
        word = Word(CLASSES[row["class"]], row["result"] or None, row["alteration"] or None)
        words.setdefault(fold(row["phrase"]), word)
        phrases.append(row["phrase"])
    state, phrase = phrase_pattern(sorted(states)), phrase_pattern(sorted(phrases))
    shapes = [f"(?P<s{number}>{pattern})" for number, (_, pattern) in enumerate(SHAPES)]
    before, after = "|".join(shapes[:BEFORE_WORDS]), "|".join(shapes[BEFORE_WORDS:])
    return Lexicon(
        vocabulary,
        words,
        re.compile(
            f"(?P<pair>{PAIR})|(?P<locus>{_locus(vocabulary)})|(?P<state>{EDGE_BEFORE}(?i:{state})(?![A-Za-z0-9]))|(?P<marker>{vocabulary.pattern})|{before}|"
            f"(?P<word>{EDGE_BEFORE}(?i:{phrase})(?![A-Za-z0-9]))|{after}"
        ),
    )


def read_tape(text: str, dates: Iterable[DateMention] = ()) -> Tape:
    lexicon = load_lexicon()
    spoken = HINT.sub(lambda hint: " " * len(hint[0]), _apart(_without(dates, text)))
    read = lexicon.pattern.finditer(PLACE.sub(lambda place: "in".ljust(len(place[0])), spoken))
    tokens = _with_probes(text, tuple(_token(match, lexicon) for match in read))
    return Tape(tuple(token for place, token in enumerate(tokens) if not _is_broken_line(text, tokens, place)))


def _apart(text: str) -> str:
    """Fields side by side as lines of their own, for a value is of the name before it: ``ER: negative   PR: 60 %``.
    No character moves."""
    return FIELDS.sub(lambda line: GAP_OF_FIELDS.sub(lambda gap: "\n" + gap[0][1:], line[0]), text)


def _without(dates: Iterable[DateMention], text: str) -> str:
    parts: list[str] = []
    after = 0
    for one in sorted(dates, key=lambda date: date.start):
        parts += text[after : one.start], DAY * (one.end - max(after, one.start))
        after = max(after, one.end)
    return "".join((*parts, text[after:]))


def _with_probes(text: str, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """One name for a chromosome change and the gene its probe binds (``1q gain / CKS1B``), and for two names of one
    marker side by side (``t(4;14) IGH::FGFR3``).
    """
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        same = last and last.code == token.code == "M" and last.markers == token.markers
        if last and same and text[last.end : token.start] == " ":
            joined[-1] = replace(last, end=token.end, text=text[last.start : token.end])
            continue
        if last and last.code == "M" and all(marker.kind == "cytogenetic" for marker in last.markers):
            probe = PROBE.match(text, last.end)
            if probe and probe.end() == token.end and token.code in "XM":
                joined[-1] = replace(last, end=token.end, text=text[last.start : token.end])
                continue
            if probe and token.end < probe.end() and token.code in "J:O":
                continue
        joined.append(token)
    return tuple(joined)


def _is_broken_line(text: str, tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a full stop only marks where optical recognition ended a line (``was not. detected``), or a line ends
    within a result (``DIFFUSELY`` and, below, ``POSITIVE``).
    """
    if tokens[place].code not in ".L" or place + 1 == len(tokens):
        return False
    if tokens[place].code == "L":
        is_adverb = place > 0 and tokens[place - 1].code == "A" and tokens[place - 1].text.casefold().endswith("ly")
        return is_adverb and tokens[place + 1].code in "Pp"
    following = tokens[place + 1]
    open_ended = place > 0 and text.endswith(OPEN_ENDED, 0, tokens[place].start)
    listed = place > 0 and tokens[place - 1].code == ","  # no sentence ends with a comma
    return open_ended or listed or (following.text[0].islower() and following.code != "M")


def _token(match: re.Match[str], lexicon: Lexicon) -> Token:
    text, (start, end), group = match.group(), match.span(), match.lastgroup or ""
    if group == "pair":
        return Token("M", start, end, text, None, _partners(text, lexicon.vocabulary))
    if group == "locus":
        markers = _arm_markers(text, lexicon.vocabulary)
        return Token("M" if markers else "X", start, end, text, None, markers)
    if group == "marker" and PRONOUN.fullmatch(text):
        return Token("X", start, end, text)
    if group == "marker" and ISOFORM.match(match.string, end):
        return Token("X", start, end, text)
    if group == "marker" and CONTROL.search(match.string, max(start - 4, 0), start):
        return Token("X", start, end, text)
    if group == "marker":
        return Token("M", start, end, text, None, lexicon.vocabulary.named(text))
    if group in ("word", "state"):
        word = lexicon.words[fold(text)]
        return Token(word.code, start, end, text, word, word.markers)
    code = SHAPES[int(group[1:])][0]
    if code == "X" and (word := _misread(text, lexicon)):
        return Token(word.code, start, end, text, word)
    return Token(code, start, end, text)


def _locus(vocabulary: Vocabulary) -> str:
    """The pattern for the arms of which the vocabulary lists a loss or a gain."""
    arms = {arm[1] for name in vocabulary.markers if (arm := ARM_LISTED.fullmatch(name))}
    return LOCUS.replace("<ARM>", f"(?:{'|'.join(sorted(arms))})")


def _arm_markers(text: str, vocabulary: Vocabulary) -> tuple[Marker, ...]:
    """The vocabulary's own name for an arm that is lost or gained, where it has one."""
    arm = ARM.findall(text)[0]
    name = f"{arm} gain" if GAINED.search(text) else f"del({arm})"
    return (vocabulary.markers[name],) if name in vocabulary.markers else ()


def _partners(text: str, vocabulary: Vocabulary) -> tuple[Marker, ...]:
    """The markers that a joint name tells of: itself, or those of its two genes that we know."""
    if vocabulary.knows(text):
        return vocabulary.named(text)
    return tuple(
        marker for part in re.split(r"::|[-–/]", text) if vocabulary.knows(part) for marker in vocabulary.named(part)
    )


def _misread(text: str, lexicon: Lexicon) -> Word | None:
    """The word that optical recognition or a slip of the keyboard spoilt by one letter (``POSTTIVE``)."""
    folded = text.casefold()
    if not 7 <= len(folded) <= 9 or folded[0] not in "pn":
        return None
    meant = next((one for one in MISREAD if Levenshtein.distance(folded, one, score_cutoff=1) <= 1), None)
    return lexicon.words[meant] if meant else None
