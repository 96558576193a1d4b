"""Work on the cards with the guideline texts at hand: find what the pages say, and count where they are silent.

    python -m benchmarks.cards find PATTERN [URL]           sections that match, with the words around the first match
    python -m benchmarks.cards read URL HEADING             one section, whole
    python -m benchmarks.cards mentions BIOMARKER [CANCER]  where the pages of a cancer mention a biomarker's names
    python -m benchmarks.cards absences [--write]           rows of relevance-absences.tsv: pairs that no page mentions
    python -m benchmarks.cards grades                       the school grade at which each card reads

A pair that pages do mention and no row judges is printed by ``absences`` as one to be read: only a reader can say as
what it is mentioned.
"""

import gzip
import json
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import product
from pathlib import Path

from answers.cards import BiomarkerCard, CancerCard, Library, load_cards
from answers.readability import grade
from benchmarks.gold import corpora
from core.places import CARDS

AROUND = 140
ABSENCES = "relevance-absences.tsv"
HEAD = "biomarker\tcancer\trelevance\tsource\tnote\n"


class Guidelines:
    """NCI's pages by section, lists of references left out, beside the cards that cite them."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.folder = folder
        self.library = library
        self.urls = {source.id: source.url or "" for source in library.sources}

    @cached_property
    def sections(self) -> list[dict[str, str]]:
        with gzip.open(self.folder / "guidelines" / "nci_sections.jsonl.gz", "rt", encoding="utf-8") as file:
            return [one for line in file if not (one := json.loads(line))["heading"].endswith("References")]

    @cached_property
    def small(self) -> list[str]:
        """Heading and text of each section in small letters."""
        return [f"{one['heading']}\n{one['text']}".lower() for one in self.sections]

    def under(self, sources: Sequence[str]) -> list[dict[str, str]]:
        """The sections of the pages at or below the addresses of the ``searched-`` sources."""
        return [self.sections[place] for place in self._places(tuple(one for one in sources if one in self.searched))]

    def mentioning(self, marker: BiomarkerCard, sources: Sequence[str]) -> list[dict[str, str]]:
        """A name is looked for in small letters first: only where it stands is the slow pattern asked."""
        pattern, names = mention(marker), [name.lower() for name in (*marker.names, *marker.markers) if len(name) > 2]
        places = self._places(tuple(one for one in sources if one in self.searched))
        likely = (place for place in places if any(name in self.small[place] for name in names))
        found = (self.sections[place] for place in likely)
        return [one for one in found if pattern.search(one["text"]) or pattern.search(one["heading"])]

    @cached_property
    def searched(self) -> frozenset[str]:
        return frozenset(one for one in self.urls if one.startswith("searched-"))

    @cache  # noqa: B019 (one object a run)
    def _places(self, sources: tuple[str, ...]) -> list[int]:
        urls = tuple(f"{self.urls[one]}/" for one in sources)
        return [place for place, one in enumerate(self.sections) if f"{one['url']}/".startswith(urls)]


def mention(marker: BiomarkerCard) -> re.Pattern[str]:
    """Any name of the marker; one of three characters only as it is written, one of two never.

    A receptor's name does not count where the text says ``human … receptor 2``, which is HER2.
    """
    names = {*marker.names, *marker.markers}
    longer = "|".join(re.escape(name) for name in names if len(name) > 3)
    short = "|".join(re.escape(name) for name in names if len(name) == 3)
    ends = r"(?!\w| ?\(?(?:type )?(?:2|two)\b)"
    either = [part for part in (f"(?i:{longer})" if longer else "", short) if part]
    return re.compile(rf"(?<!\w)(?<!human )(?:{'|'.join(either) or '(?!)'}){ends}")


def absences(guidelines: Guidelines, marker: BiomarkerCard, cancer: CancerCard) -> str | None:
    """The row that says that no page mentions the pair; None where one does."""
    if guidelines.mentioning(marker, cancer.searched):
        return None
    note = (
        f"0 of {len(guidelines.under(cancer.searched))} sections on {cancer.name} mention it "
        "(lists of references left out)."
    )
    return "\t".join((marker.id, cancer.id, "not_in_sources", "|".join(cancer.searched), note))


def unjudged(library: Library) -> Iterator[tuple[BiomarkerCard, CancerCard]]:
    judged = {
        (one.biomarker, one.cancer)
        for one in library.relations
        if one.relevance != "not_in_sources" or not one.note.startswith("0 of ")
    }
    pairs = product(library.biomarkers, library.cancers)
    return ((marker, cancer) for marker, cancer in pairs if (marker.id, cancer.id) not in judged)


def write_absences(guidelines: Guidelines, write: bool) -> None:
    rows: list[str] = []
    for marker, cancer in unjudged(guidelines.library):
        row = absences(guidelines, marker, cancer)
        if row is None:
            found = len(guidelines.mentioning(marker, cancer.searched))
            print(f"to be read: {marker.id} in {cancer.id}, {found} sections")
        else:
            rows.append(row)
    print(f"{len(rows)} pairs that no page mentions")
    if write:
        (CARDS / ABSENCES).write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def show(sections: Sequence[dict[str, str]], pattern: re.Pattern[str]) -> None:
    for one in sections:
        match = pattern.search(one["text"])
        start = max(0, match.start() - AROUND) if match else 0
        words = " ".join(one["text"][start : (match.end() if match else 0) + AROUND].split())
        print(f"{one['url']}\n  {one['heading']}\n    … {words} …")
    print(f"{len(sections)} sections")


def main(arguments: Sequence[str]) -> int:
    library = load_cards()
    guidelines = Guidelines(corpora(), library)
    match arguments:
        case ["find", text, *url]:
            pattern = re.compile(text)
            held = [one for one in guidelines.sections if one["url"].startswith(url[0] if url else "")]
            show([one for one in held if pattern.search(one["text"]) or pattern.search(one["heading"])], pattern)
        case ["read", url, heading]:
            for one in guidelines.sections:
                if one["url"] == url and one["heading"].replace("*", "").endswith(heading):
                    print(f"{one['heading']} ({one['retrieved']})\n{one['text']}\n")
        case ["mentions", marker_id, *cancer_id]:
            (marker,) = [one for one in library.biomarkers if one.id == marker_id]
            for cancer in library.cancers:
                found = guidelines.mentioning(marker, cancer.searched)
                if cancer_id == [cancer.id]:
                    show(found, mention(marker))
                elif not cancer_id:
                    print(f"{len(found):5} of {len(guidelines.under(cancer.searched)):5} sections on {cancer.name}")
        case ["absences", *write]:
            write_absences(guidelines, write == ["--write"])
        case ["grades"]:
            for card in (*library.cancers, *library.biomarkers):
                print(f"{grade([one.text for one in card.statements()]):5.1f}  {card.id}")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
