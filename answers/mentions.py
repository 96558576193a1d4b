"""The cancers, biomarkers and medicines that a text names, misspelt ones too.

Names come from the cards first (these have answers) and then from the vocabularies of the extractors, so that a
question about something our cards do not hold is known for what it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz, process
from spacy.lang.en.stop_words import STOP_WORDS

from answers.cards import BiomarkerCard, CancerCard, Library, card_above
from answers.names import OtherNames, lineage, load_other_names, names_of_labs, words_too
from answers.organs import organ_asked_about
from answers.owners import Owned
from extractors.gate import load_gene_symbols, load_never

STATUS = (
    r"(?=\s*(?:status|pos(?:itive)?\b|neg(?:ative)?\b|[+-](?!\w)|test|result|score|level|mutation|gene|receptor|/))"
)
MISSPELT, MISSPELT_WORD = 85, 75
"""The lowest rapidfuzz ratio at which a word of seven letters or more is taken for a misspelt name."""
SHORTEST_OPENING = 4
"""Letters of the first of two words that may be a misspelt name: ``the cancer`` is no ``other cancer``."""
OTHER_WORDS = ("gastric", "colonic", "rectal")
"""Words of places, each a letter away from a biomarker or a medicine."""
ORDINARY = STOP_WORDS | {"best", "lived", "male", "real", "skip", "test", "tests", "thats", "vary", "whats"}
"""Words of everyday English that are no misspelt part of a name: ``that cancer`` is no ``throat cancer``."""
FREE_OF_IT = re.compile(r"\b(?:cancers?|tumou?rs?)[\s-]*free\b", re.I)
"""``Live cancer free`` is no ``liver cancer``."""
FEW_LETTERS = 4
REGIMEN = r"(?:chemo\w*|regimens?|protocols?|cycles?|rounds?|treatment)\b"
SHORT = 3
"""Letters of a name that in small letters may be another word: ``met``."""
BESIDE = (
    r"(?:(?:\s*(?:[,/&+]|\band\b|\bor\b|\bnor\b)\s*){1,2}"
    r"|(?<=\ber)\s(?=pg?r\b|her-?2)|(?<=\bpr)\s(?=er\b|her-?2))"
)
"""What joins two markers."""
GENE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9]*\d)[A-Z][A-Z0-9]{2,9}(?![\w-])"
    r"|(?<![\w-])[A-Z]{3,9}(?=[ -](?:gene|mutat|variant|alteration|amplif|express|test)"
    r"|\s(?:matter|status|positiv|negativ))"
)
"""What is written as a symbol of a gene: with a digit, or beside a word that tells it."""
NO_KIND = frozenset({"adenocarcinoma", "carcinoma", "sarcoma", "lymphoma", "leukaemia", "tumour", "neoplasm"})
"""Names that leave the cancer open: a misspelt one beside them counts."""


class Spellings(NamedTuple):
    """Names in small letters with what they stand for, of one word and of two, and all words of all names."""

    one_word: dict[str, str]
    two_words: dict[str, str]
    known: frozenset[str]


def genes_in(text: str, others: OtherNames) -> tuple[str, ...]:
    """HGNC's symbols, in capitals, that are no other name: of a gene that no card and no vocabulary of markers has."""
    if text.isupper():
        return ()
    taken = {written.upper() for written, _ in (*others.treatments, *others.cancers)}
    taken |= load_never()["gene"] | names_of_labs()
    found = dict.fromkeys(one.group() for one in GENE.finditer(text))
    return tuple(one for one in found if one in load_gene_symbols() and one not in taken)


def held_and_other(
    text: str, cards: tuple[CancerCard, ...] | tuple[BiomarkerCard, ...], others: Iterable[tuple[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of cards, and names that no card covers.

    They are found together, so that ``small cell lung cancer`` is not taken for the card called ``lung cancer``; a kind
    of cancer that stands under a card in OncoTree, and any name of a card's marker, lead to that card.
    """
    held = [(name, card.id) for card in cards for name in (card.name, *card.names)]
    written = {name.casefold() for name, _ in held}
    found = named_in(text, [*held, *(pair for pair in others if pair[0].casefold() not in written)])
    ids = {card.id for card in cards}
    above = {one: one if one in ids else _card_above(one, cards) for one in found}
    covered = dict.fromkeys(card for card in above.values() if card)
    return tuple(covered), tuple(one for one, card in above.items() if not card)


def _card_above(name: str, cards: tuple[CancerCard, ...] | tuple[BiomarkerCard, ...]) -> str | None:
    """The card that a name of the vocabularies belongs to: by OncoTree for a cancer, by its markers for a biomarker."""
    above = card_above(lineage(name), [card for card in cards if isinstance(card, CancerCard)])
    named = (card for card in cards if isinstance(card, BiomarkerCard) and name in card.markers)
    return above.id if above else next((card.id for card in named), None)


def own_first(
    found: Owned, named: tuple[tuple[str, ...], tuple[str, ...]], library: Library, others: OtherNames
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One's own cancer goes before a relative's, and stands alone where the question is about oneself."""
    for told in found.own:
        own, other = held_and_other(told, library.cancers, others.cancers)
        if not (own or other):
            own = organ_asked_about(told, with_marker=True)
        if own or other:
            break
    else:
        return ((), ()) if found.is_ill and not found.of_two else named
    if not found.of_two:
        return own, other
    return tuple(dict.fromkeys((*own, *named[0]))), tuple(dict.fromkeys((*other, *named[1])))


def paired(text: str, library: Library) -> Iterator[str]:
    """Markers of short names in small letters, which count beside another: ``er and pr``."""
    pattern, ids = _pairs(
        tuple((name, card.id) for card in library.biomarkers for name in (*card.names, *card.markers))
    )
    for match in pattern.finditer(text):
        yield from (ids[name.casefold()] for name in match.group("first", "second", "third") if name)


@lru_cache(maxsize=2)
def _pairs(names: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    ids = {name.casefold(): card for name, card in reversed(names) if name.isascii()}
    words = [re.escape(one) for one in sorted(ids, key=len, reverse=True) if " " not in one]
    short = [one for one in words if len(one) <= SHORT and one.isalpha()]
    alone = r"(?<!(?:to|in|at) the )(?<!from the )(?<!\b(?:an|we) )(?<!\b[ai] )(?<!they )"
    first = rf"(?<![\w-]){alone}(?P<first>{'|'.join(short)})"
    second = rf"(?P<second>{'|'.join(words)})(?![\w'-])"
    third = rf"(?:{BESIDE}(?P<third>{'|'.join(words)})(?![\w'-]))?"
    return re.compile(rf"{first}(?:{BESIDE}){second}{third}", re.I), ids


def medicines_in(text: str, others: OtherNames) -> frozenset[str]:
    """The medicines a text names; ``trastuzumab deruxtecan`` is not ``trastuzumab``."""
    return _medicines_in(text) if others is load_other_names() else frozenset(_found(text, others.treatments))


@lru_cache(maxsize=16384)
def _medicines_in(text: str) -> frozenset[str]:
    """The statements of the cards are looked through for every question."""
    return frozenset(_found(text, load_other_names().treatments))


def written_as(text: str, name: str, others: OtherNames) -> str:
    """A medicine with the name the question gives it: ``trastuzumab (Herceptin)``."""
    written = (one for one, known_as in others.treatments if known_as == name and one.lower() != name.lower())
    brand = next((one for one in written if _pattern(one).search(text)), None)
    return f"{name} ({brand})" if brand else name


def guessed(text: str, library: Library, others: OtherNames) -> Iterator[tuple[str, str]]:
    """Where nothing of a kind was found as written, the words that nearly spell a name."""
    held = [(name, card.name) for card in library.cancers for name in (card.name, *card.names)]
    for names, shortest in (((*held, *others.cancers), 7), (others.treatments, 8)):
        if NO_KIND.issuperset(_found(text, names)):
            yield from _nearly(text, names, shortest)


KIDNEY_VALUE = "eGFR"
"""How well the kidneys filter, so spelt; its letters are those of a gene."""
OF_A_TUMOUR = re.compile(
    r"\b(?:lung|tumou?rs?|mutat\w+|mutants?|exon|gene|variant|amplif\w+|inhibitors?|nsclc|tki|\w+tinib|cetuximab|panitumumab)\b",
    re.I,
)
FAMILY_HISTORY = "FH"
"""So written in letters of doctors; its letters are those of a gene of kidney cancer."""
OF_A_KIDNEY = re.compile(
    r"\b(?:kidneys?|renal|rcc|hlrcc|leiomyoma\w*|fumarate|gene|mutat\w+|variant|deficien\w+)\b", re.I
)
IS_A_VERB = re.compile(
    r"(?:(?<=to )|(?<=you )|(?<=can )|(?<=me )|(?<=us )|(?<=help )|(?<=please ))decipher\b"
    r"|\bdecipher(?!\s(?:genomic|gene|test|score|risk|classifier)\b)"
)
"""A test of genes bears this name, too: with a capital letter, or beside ``score`` or ``test``."""
MEDICINES_AGAINST = re.compile(
    r"\s?(?:/|and|&|,)\s?(?:CDK-?)?6\W+(?:inhibitor|blocker|drug|medicine|pill|tablet)", re.I
)
"""What makes a kind of medicine of CDK4: ``CDK4/6 inhibitors``."""
VACCINE = re.compile(r"\s(?:virus )?(?:vaccin|jab|shot|booster|immuni[sz]ation)", re.I)


def _means_another_thing(match: re.Match[str], text: str) -> bool:
    """Whether the letters of a marker's name stand for something else here."""
    written, rest = match[0], text[match.end() :]
    if written == KIDNEY_VALUE:
        return not OF_A_TUMOUR.search(text)
    if written == FAMILY_HISTORY:
        return not OF_A_KIDNEY.search(text) or bool(re.match(r"\s?(?:of\b|:)", rest))
    if written.lower().startswith("cdk4"):
        return bool(MEDICINES_AGAINST.match(rest))
    if written.lower().startswith(("hepatitis b", "hep b", "hbv")):
        return bool(VACCINE.match(rest))
    return bool(IS_A_VERB.match(text, match.start()))


def named_in(text: str, names: Iterable[tuple[str, str]], shortest: int = 7) -> tuple[str, ...]:
    """Ids of the names the text holds; where it holds none, of those that a word of it nearly spells."""
    found = _found(text, names := tuple(names))
    return found if found and not NO_KIND.issuperset(found) else _misspelt(text, names, shortest) or found


def _found(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """In the order of the text; a longer name hides the shorter ones inside it."""
    low = text.lower()
    names = sorted((pair for pair in names if _opening(pair[0]) in low), key=lambda pair: len(pair[0]), reverse=True)
    taken: list[tuple[int, int, str]] = []
    for name, known_as in names:
        for match in _pattern(name).finditer(text):
            if _means_another_thing(match, text):
                continue
            if not any(start < match.end() and match.start() < end for start, end, _ in taken):
                taken.append((match.start(), match.end(), known_as))
    return tuple(dict.fromkeys(one for *_, one in sorted(taken)))


def _misspelt(text: str, names: Sequence[tuple[str, str]], shortest: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, name in _nearly(text, names, shortest)))


def _nearly(text: str, names: Sequence[tuple[str, str]], shortest: int) -> tuple[tuple[str, str], ...]:
    """Words of the text, each with the name that it nearly spells."""
    one_word, two_words, known = _spellings(tuple(names), shortest)
    words = re.findall(r"[\w-]+", FREE_OF_IT.sub("free", text).lower())
    pairs = [f"{left} {right}" for left, right in pairwise(words) if len(left) >= SHORTEST_OPENING]
    found = [
        (candidate, choices[match[0]])
        for choices, candidates in ((one_word, words), (two_words, pairs))
        for candidate in candidates
        if len(candidate) >= 7
        and not known.issuperset(candidate.split())
        and candidate not in OTHER_WORDS
        and (match := process.extractOne(candidate, choices.keys(), scorer=fuzz.ratio, score_cutoff=MISSPELT))
        and _alike_word_by_word(candidate, match[0])
        and not (match[0].startswith(candidate) and len(match[0]) > len(candidate) + 2)
    ]
    return tuple(dict.fromkeys(found))


def _alike_word_by_word(written: str, name: str) -> bool:
    """``en cancer`` is no misspelt ``renal cancer``: the one word they share is not what names it."""
    return all(
        one == other or (one not in ORDINARY and fuzz.ratio(one, other) >= MISSPELT_WORD)
        for one, other in zip(written.split(), name.split(), strict=False)
    )


@lru_cache(maxsize=8)
def _spellings(names: tuple[tuple[str, str], ...], shortest: int) -> Spellings:
    return Spellings(
        {name.lower(): known_as for name, known_as in names if len(name) >= shortest and " " not in name},
        {
            name.lower(): known_as
            for name, known_as in names
            if len(name) >= 10 and name.count(" ") == 1 and not name.lower().startswith("other ")
        },
        frozenset(word for name, _ in names for word in name.lower().split()),
    )


@lru_cache(maxsize=8192)
def _opening(name: str) -> str:
    """A text without it cannot hold the name: thousands of patterns need not be tried."""
    return re.split(r"[-\s]+", name)[0].lower()


@lru_cache(maxsize=8192)
def _pattern(name: str) -> re.Pattern[str]:
    """Spaces and hyphens are one; a name of up to three letters counts in capitals or before ``status`` or ``test``.

    So does one of few letters in parts, unless they are kept apart: ``tall`` is no ``T-ALL``. One that is a word, too,
    counts in capitals or beside ``chemo``: ``smile``.
    """
    parts = [re.escape(part) for part in re.split(r"[-\s]+", name)]
    flexible = r"[-\s]?".join(parts)
    bounded = rf"(?<!\w)(?<!\w\(){flexible}(?!\w)" if name[0].isalnum() else rf"{flexible}(?!\w)"
    if name.isupper() and len(parts) > 1 and len("".join(parts)) <= FEW_LETTERS and "".join(parts).isalpha():
        apart = r"[-\s]".join(parts)
        return re.compile(rf"{bounded}|(?i:(?<!\w){apart}(?!\w))")
    if len(name) > SHORT and name in words_too():
        return re.compile(rf"{bounded}|(?i:{bounded}(?=\W+{REGIMEN})|(?<=chemo ){bounded})")
    if len(name.removesuffix("s")) <= 3 and name.isalpha():
        return re.compile(rf"(?<!(?:to|in) the ){bounded}|(?i:{bounded}{STATUS})")
    return re.compile(bounded, re.I)
