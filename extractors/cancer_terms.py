"""The words for cancers, tissues and places of the body, and where a text uses them.

The vocabularies are data/vocabularies/{cancers,histologies,sites}.tsv. A text is cut into words once and looked up in a
tree of words, so fifteen hundred terms cost no more than one. Words are compared in American spelling and without
hyphens or apostrophes; a term written in capitals (NSCLC, IDC) matches only in capitals.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple
from unicodedata import combining, normalize

from core.places import RULES, VOCABULARIES
from extractors.rules import read_table, split_cell

WORD = re.compile(r"[^\W_]+")
GAP = re.compile(r"\)?[ \t\xa0]*\n?[ \t\xa0]*|\)?[ \t\n]*[-/'’,.(=]\.?[ \t\n]*|['’(-]{1,2}")
"""What may stand between the words of one term; the full stop is what flattened scans leave at a line's end."""
NON = re.compile(r"\bnon[\s.-]{0,3}$", re.I)
"""What makes of "small cell carcinoma" any other: "non-small cell carcinoma"."""
SPELLING = (
    ("oesoph", "esoph"),
    ("tumour", "tumor"),
    ("aemi", "emi"),
    ("caec", "cec"),
    ("haem", "hem"),
    ("gynaec", "gynec"),
    ("phaeo", "pheo"),
    ("keratinis", "keratiniz"),
)
MISREAD = re.compile(r"(?:aden[oc])?c(?:aa?|e)rc[ie][nz][a-z]{2,5}(?<!s)(?<!id)(?<!ic)(?<!gen)")
"""What a scan makes of two words, "carcincma", and no other word, such as "carcinoid"."""
MEANT = ("carcinoma", "adenocarcinoma")
LETTERS_MISREAD = 2
Behaviour = Literal["malignant", "in situ", "benign", "uncertain", "metastatic"]


class Cancer(NamedTuple):
    """A node of OncoTree. ``name`` is our plain name for it."""

    code: str
    name: str
    tissue: str
    parent: str
    ncit: str
    icd10cm: str
    behaviour: Behaviour | None
    site: str
    """Where its name does not tell the organ: a site of sites.tsv."""


class Histology(NamedTuple):
    """A kind of tissue. ``oncotree`` is the cancer it stands for where no site is told; ``generic`` says too little."""

    name: str
    behaviour: Behaviour
    lineage: str
    oncotree: str
    generic: bool


class Site(NamedTuple):
    """A place of the body; ``organ`` is shared by its parts, ``oncotree`` is the root of its cancers."""

    name: str
    organ: str
    oncotree: str
    paired: bool
    metastases: bool
    icd10cm: str
    icd10cm_in_situ: str


Meaning = Cancer | Histology | Site


class Term(NamedTuple):
    """A term found in a text."""

    meaning: Meaning
    start: int
    end: int


class Joined(NamedTuple):
    """The cancer that a histology at an organ makes; ``name`` where OncoTree's node is wider than that."""

    code: str
    name: str


@lru_cache(maxsize=4096)
def spelled(word: str) -> str:
    word = "".join(letter for letter in normalize("NFD", word.lower()) if not combining(letter))
    for british, american in SPELLING:
        word = word.replace(british, american)
    if word not in MEANT and MISREAD.fullmatch(word):
        return next((meant for meant in MEANT if _distance(word, meant) <= LETTERS_MISREAD), word)
    return word


def _distance(word: str, other: str) -> int:
    """How many letters must be changed, put in or left out to make one of the other (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(word, 1):
        before, row[0] = row[0], place
        for at, meant in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != meant))
    return row[-1]


@lru_cache(maxsize=1)
def load_cancers() -> dict[str, Cancer]:
    return {
        row["code"]: Cancer(
            row["code"],
            row["name"],
            row["tissue"],
            row["parent"],
            row["ncit"],
            row["icd10cm"],
            _behaviour(row),
            row["site"],
        )
        for row in read_table(VOCABULARIES / "cancers.tsv", "code", "name")
    }


@lru_cache(maxsize=1)
def load_sites() -> dict[str, Site]:
    return {
        row["site"]: Site(
            row["site"],
            row["organ"],
            row["oncotree"],
            row["paired"] == "yes",
            row["metastases"] == "yes",
            row["icd10cm"],
            row["icd10cm_in_situ"],
        )
        for row in read_table(VOCABULARIES / "sites.tsv", "site", "organ", "terms", "paired", "metastases")
    }


@lru_cache(maxsize=1)
def load_histologies() -> dict[str, Histology]:
    return {
        row["histology"]: Histology(
            row["histology"],
            _behaviour(row) or "malignant",
            row["lineage"],
            row["oncotree"],
            row["generic"] == "yes",
        )
        for row in read_table(VOCABULARIES / "histologies.tsv", "histology", "terms", "behaviour", "lineage")
    }


@lru_cache(maxsize=1)
def load_joined() -> dict[tuple[str, str], Joined]:
    """By histology and organ."""
    rows = read_table(RULES / "diagnosis_codes.tsv", "histology", "organ", "oncotree")
    return {(row["histology"], row["organ"]): Joined(row["oncotree"], row["name"]) for row in rows}


@lru_cache(maxsize=1024)
def ancestors(code: str) -> frozenset[str]:
    """The codes above this one in OncoTree, the root TISSUE left out."""
    cancers, found = load_cancers(), list[str]()
    while (parent := cancers[code].parent) and parent != "TISSUE":
        found.append(parent)
        code = parent
    return frozenset(found)


def root(code: str) -> str:
    """The organ node above a code: LUNG for LUAD."""
    return next((above for above in ancestors(code) if load_cancers()[above].parent == "TISSUE"), code)


VOCABULARY: dict[str, tuple[str, Callable[[], Mapping[str, Meaning]]]] = {
    "sites": ("site", load_sites),
    "histologies": ("histology", load_histologies),
    "cancers": ("code", load_cancers),
}
"""The key column of each vocabulary and how it is loaded."""


class Branch:
    """A node of the tree of words. ``ends`` are the meanings of the term that ends here, by how it must be written."""

    def __init__(self) -> None:
        self.words: dict[str, Branch] = {}
        self.ends: dict[str | None, Meaning] = {}


@lru_cache(maxsize=8)
def load_tree(vocabularies: tuple[str, ...] = ("sites", "histologies", "cancers")) -> Branch:
    tree = Branch()
    for vocabulary in vocabularies:
        key, meanings = VOCABULARY[vocabulary]
        for row in read_table(VOCABULARIES / f"{vocabulary}.tsv"):
            for term in split_cell(row["terms"]):
                _plant(tree, term, meanings()[row[key]])
    return tree


def find_terms(text: str, tree: Branch | None = None) -> tuple[Term, ...]:
    """The terms of the text in order, the longest at each place, none inside another."""
    words = list(WORD.finditer(text))
    found: list[Term] = []
    at = 0
    while at < len(words):
        if hit := _longest(tree or load_tree(), text, words, at):
            meaning, last = hit
            found.append(Term(meaning, words[at].start(), words[last].end()))
            at = last
        at += 1
    return tuple(found)


def find_cancers(text: str) -> Iterator[tuple[Cancer, int, int]]:
    """Cancers that the text names in so many words, without looking at what else it says about them."""
    for term in find_terms(text):
        if isinstance(term.meaning, Cancer):
            yield term.meaning, term.start, term.end


def find_site(words: str) -> Site | None:
    """The place named inside the name of a cancer, the last one where several are."""
    terms = [term.meaning for term in find_terms(words, load_tree(("sites",)))]
    return next((meaning for meaning in reversed(terms) if isinstance(meaning, Site)), None)


def find_histology(words: str) -> Histology | None:
    """The kind of tissue named inside the name of a cancer."""
    terms = find_terms(words, load_tree(("histologies",)))
    said = [term.meaning for term in terms if not NON.search(words, 0, term.start)]
    return next((meaning for meaning in said if isinstance(meaning, Histology)), None)


def _longest(branch: Branch, text: str, words: list[re.Match[str]], at: int) -> tuple[Meaning, int] | None:
    best = None
    for place in range(at, len(words)):
        if place > at and not GAP.fullmatch(text, words[place - 1].end(), words[place].start()):
            break
        following = branch.words.get(spelled(words[place].group()))
        if following is None:
            break
        branch = following
        if branch.ends:
            written = "".join(word.group() for word in words[at : place + 1])
            if meaning := branch.ends.get(written) or branch.ends.get(None):
                best = meaning, place
    return best


def _plant(tree: Branch, term: str, meaning: Meaning) -> None:
    words = WORD.findall(term)
    for word in words:
        tree = tree.words.setdefault(spelled(word), Branch())
    written = "".join(words)
    tree.ends[written if _is_abbreviation(written) else None] = meaning


def _is_abbreviation(written: str) -> bool:
    return len(written) <= 6 and sum(letter.isupper() for letter in written) >= 2 and " " not in written


def _behaviour(row: dict[str, str]) -> Behaviour | None:
    match row["behaviour"]:
        case "malignant" | "in situ" | "benign" | "uncertain" | "metastatic" as behaviour:
            return behaviour
        case _:
            return None
