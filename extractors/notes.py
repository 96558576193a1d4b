"""A page with what language says about it: sentences, sections, context of a mention, abbreviations.

Sections are found by medspaCy's sectionizer, context by its ConText (Harkema et al. 2009,
doi:10.1016/j.jbi.2009.05.002), abbreviations by scispaCy's detector (Schwartz and Hearst 2003); the rules for the
first two are ours, in data/rules.
All of it is lazy, and ConText looks only at the sentences that hold a mention, so a page without facts costs nothing.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import spacy
from loguru import logger
from medspacy.context import ConText, ConTextRule
from medspacy.section_detection import Sectionizer, SectionRule
from scispacy.abbreviation import AbbreviationDetector
from spacy.language import Language
from spacy.tokens import Doc

from core.places import RULES
from core.records import Assertion, DocumentType, Evidence, Page, Subject
from extractors.document_type import classify
from extractors.mentions import Mention, place
from extractors.rules import read_table
from extractors.sentences import IS_HEADED, Span, span_at, split_sentences, stops_left_by_scan

logger.disable("PyRuSH")
"""PyRuSH, which medspaCy imports, logs the text it reads. We never run it, and it stays silent should anyone do."""

ASSERTIONS = {
    "NEGATED_EXISTENCE": Assertion.ABSENT,
    "PLANNED": Assertion.PLANNED,
    "HYPOTHETICAL": Assertion.HYPOTHETICAL,
    "POSSIBLE_EXISTENCE": Assertion.POSSIBLE,
    "HISTORICAL": Assertion.HISTORICAL,
}
"""By priority: a negated plan is absent, a planned possibility is planned."""

SECTION_TITLE = (
    r"(?im)(?:^|(?<=[.;]\s)|(?<=[.;]\s\s))[ \t]*(?:[A-Z0-9]{{1,3}}[.)]\s)?"
    r"{title}[ \t]*(?:\([^()\n]{{1,40}}\)[ \t]*)?(?::|(?=\t)|(?=$))"
)
"""A title at the start of a line or sentence, numbered or not, before a colon, a tab or the end of its line."""
BRIEF = frozenset({"family_history", "reference", "allergies", "social_history", "past_history", "medications"})
"""Sections that letters write in one line, in the midst of others without a title."""
OF_VARIANTS = frozenset({"variants_of_unknown_significance", "pertinent_negatives"})
"""Sections that are one list: what follows the title on its line, or the paragraph below it."""
BLANK_LINE = re.compile(r"\n[ \t]*\n")
VARIANT_ROW = re.compile(r"\s*[A-Z][A-Z0-9-]{1,9}[ \t]+(?:[cp]\.|[A-Z]\d|exon\b|amplif|rearrang|loss\b|fusion)", re.I)
"""A gene and its change, as lists of them go on beyond a blank line."""
TITLE_ALONE = re.compile(r"[^:\t]*[:\t]?[ \t]*(?:\d{1,2}[ \t]*)?$")
MENTION = "mention"
UNBROKEN = re.compile(r"\S{200,}")
"""No word: spaCy's tokenizer takes quadratic time over it, so it sees letters of the same number in its place."""
ANSWERED_NO = re.compile(r"\s*[:?]\s*no\b\s*(?=[.,;)\n]|$)", re.I)
"""``Lymphoma: No`` denies what stands before it; ``Findings: No lymphoma`` denies what stands behind."""
EXCLUDED = re.compile(
    r"\s*(?:(?:disease|cancer|tumou?r)\s*)?,?\s*(?:(?:which|that|this|it|and)\s+)?"
    r"(?:(?:was|is|were|has been|have been|had been)\s+(?:\w+ly\s+|since\s+|later\s+)?(?:excluded|ruled out)\b"
    r"|(?:\w+ly\s+|since\s+|later\s+|now\s+)?(?:excluded|ruled out)"
    r"(?=\s*(?:[.,;)]|$|(?:by|on|with|after|via|at|following|\w+ly)\b)))",
    re.I,
)
"""Behind a thing that proved not to be: "concern for lymphoma, ruled out by flow cytometry"."""
ASKED = re.compile(r"\?(?=\s?:)")
"""The question mark of a label, ``Tumor seen?: yes``, doubts nothing."""
KIN = (
    r"(?:mother|father|mum|mom|dad|parent|sister|brother|sibling|daughter|son|child|aunt|uncle|cousin|niece|nephew"
    r"|grandmother|grandfather|grandparent|grandma|grandpa|gran|granny|nan|nana|grand?dad|grandson|granddaughter"
    r"|grandchild|step-?(?:mother|father|sister|brother|son|daughter)|twin|[mp]g[mf])s?"
)
WOMEN_OF_KIN = re.compile(
    r"(?:step-?|grand)*(?:m[ou]m|mother|sister|daughter|aunt|niece|ma|gran|granny|nana?|[mp]gm)s?", re.I
)
MEN_OF_KIN = re.compile(r"(?:step-?|grand?)*(?:dad|father|brother|son|uncle|nephew|pa|[mp]gf)s?", re.I)
ABOUT_KIN = re.compile(
    r"\W*(?:(?:his|her|my|their|the|a|an|one|the patient['’]s)\s+)?"
    r"(?:(?:maternal|paternal|older|younger|elder|eldest|youngest|half|great|late|only|biological|birth)[\s-]+)*"
    rf"(?P<kin>{KIN})\b",
    re.I,
)
GOES_ON_ABOUT = re.compile(
    r"\W*(?:(?P<she>she)|(?P<he>he)|they|died|deceased|passed away)\b"
    rf"|\W*(?:(?P<her>her)|(?P<his>his)|their)\s+(?!own\b|(?:\w+\s+)?{KIN}\b)",
    re.I,
)
"""A sentence about whom the one before it was about: "Her sister had ovarian cancer. She was given carboplatin."."""
OF_PATIENT = re.compile(r"\b(?:patient|today|clinic|reviewed|herself|himself|themselves)\b", re.I)
RELATED = re.compile(rf"\b(?:{KIN}|famil\w+|relatives?|maternal|paternal)\b", re.I)
ILLNESS = re.compile(
    r"cancer|\bca\b|carcinom|malign|tumou?r|neoplas|melanom|lymphom|leuka?em|myelom|disease|diabet|stroke|other|also|known"
    r"|genetic|germline|side\b|breast|ovar|colo|bowel|prostat|uter|pancrea|gastr|histor",
    re.I,
)
"""What heads a line of a family history, if not a relative: "Breast cancer: none"."""
OWN_CLAUSE = re.compile(
    rf"\bfamily (?:history|hx)\b(?:(?!\b{KIN}\b)[^.;:])*\b(?:and|but)\s+"
    r"(?:(?:his|her|the|their)\s+)?(?:serum\s+|baseline\s+)?$",
    re.I,
)
"""What leads from a family history to something of which the same sentence has a predicate of its own …"""
OWN_PREDICATE = re.compile(
    r"\s+(?:levels?\s+)?(?:was|were|is|are|has been|have been)\s+"
    r"(?!also\b|affected|common|strong|positive for|known|in\b)",
    re.I,
)
"""… as "no family history of thyroid cancer and calcitonin was normal" has."""
OWN_PAST = re.compile(
    r"\W*(?:(?:previous(?:ly)?|past|prior|personal|own|patient|pt|the patient)\b"
    r"|(?:(?:left|right|bilateral|radical|total|partial|laparoscopic|robotic|open|wide|local)[\s-]+)*"
    r"(?:\w+ectom(?:y|ies)|resection|excision)\b)",
    re.I,
)
"""How a sentence about the patient begins that a family history runs into."""
ONE_OF_KIN = (
    r"(?:(?:both|his|her|my|their|the|a|an|one|two)\s+)*(?:(?:older|younger|elder|eldest|youngest|adult|step)[\s-]+)*"
)
COMPANION = re.compile(
    r"(?:\b(?:review|live|living|saw|see|met\b|meet|attend|came|come|accompan|spoke|speak|discuss|talk|consult|return|present)\w*\b"
    rf"[^;:]{{0,80}}?\b(?:with|by|and|alongside)\s+)(?P<kin>{ONE_OF_KIN}{KIN}"
    rf"(?:\s*(?:,|and|&)\s*{ONE_OF_KIN}(?:{KIN}|husband|wife|partner|carer|friend))*)\b(?:\s*\((?-i:[A-Z])[a-z]+\))?"
    r"(?=\s*(?:$|[.;](?:\s|$)|,\s*+(?!(?:both|aged?|with|who\w*|had|has|died|diagnosed|affected|carr\w+)\b)"
    r"|(?:today|this|present|via|by|at|in clinic|in attendance|on the|to discuss|to review"
    r"|and (?:s?he|remains|continues|has|had|is|was|takes))\b))",
    re.I,
)
"""A relative who has come along, of whom nothing is told: "I reviewed him with his daughter today"."""
PARENT_OF = re.compile(
    r"\b(?P<kin>(?:grand)?(?:mother|father|parent)|mum|mom|dad)\s+(?:of|to)\s+(?:[1-9]\b|one|two|three|four|five|six|several)",
    re.I,
)
OCCASION = re.compile(
    rf"\b(?P<kin>{KIN})['’]s\s+(?:wedding|birthday|graduation|funeral|house|home|visit"
    r"|family(?!\s+(?:ha[ds]|have|with|hist|of|member)))\b",
    re.I,
)
ABOUT_THE_HOUSE = re.compile(
    rf"\b(?P<kin>{KIN})\s+(?:(?:who\s+)?(?:lives?|living|is|are)\s+)?"
    r"(?:near(?:by|\s+by)|close\s+by|next\s+door|locally|abroad|overseas|interstate|round\s+the\s+corner|in\s+attendance)\b",
    re.I,
)
CONTACT = re.compile(
    r"\b(?:next of kin|NOK|contact|carer|caregiver|proxy|HCPOA|POA|interpreter|accompanied by|present)\s*[:=–-]\s*"
    rf"{ONE_OF_KIN}(?P<kin>{KIN})\b",
    re.I,
)
STAIN = re.compile(r"\b(?P<kin>MUM)\b(?!['’]S\b|['’]s\b|\s+(?:HAD|HAS|WAS|DIED|WITH|AGED?|AND|DIAGNOSED)\b)")
"""In capitals, and a scan parts it from its number: "large cells coexpress MUM. 1"."""
AT_HAND = re.compile(
    rf"\blives? (?:alone|independently|with)\b[^.;\n]{{0,40}}?(?P<kin>\b{KIN})\b"
    r"(?=\s+(?:nearby|near by|next door|close by|local(?:ly)?|helps|in the same|upstairs|round the corner"
    r"|daily|weekly|visits|weekends?"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)\b|[.;]|$)",
    re.I | re.M,
)
"""A relative of the household: "lives alone, daughter nearby"."""
COMPARED = re.compile(
    r"\b(?:like|as (?:did|has|had|was|is)|same as|similar to)\s+(?:his|her|their|my)\s+(?:late\s+)?"
    rf"(?P<kin>{KIN})\b(?!['’-]|,?\s+(?:who|had|died|with)\b)",
    re.I,
)
"""A relative who only had the same: "he has prostate cancer, like his father"."""
ALSO = re.compile(rf"\((?:his\s+|her\s+)?(?P<kin>{KIN})\s+(?:also|too|as well|likewise)(?:\s+[\w-]+)?\)", re.I)
BYSTANDERS = (COMPARED, ALSO, COMPANION, PARENT_OF, OCCASION, ABOUT_THE_HOUSE, CONTACT, STAIN, AT_HAND)
OF_WHOM = re.compile(rf"\b(?P<kin>{KIN}\s*,?\s*)(?:who|whose|which|of (?:the|this|our|my) patient)\b", re.I)
"""What goes on about the relative: ConText takes "who" for the end of what its words reach."""
ONE_MORE = rf"{ONE_OF_KIN}(?:(?:maternal|paternal)\s+)?"
SOME_CANCER = (
    r"(?:(?:ca|cancer)"
    r"|(?:[\w+/-]+\s+){0,2}?(?:(?-i:ca)|cancer|carcinoma|melanoma|lymphoma|leuka?emia|myeloma|sarcoma))\b"
)
OF_KIN_ITSELF = re.compile(
    rf"(?:[,;&]|\b(?:and|also|whose))\s+{ONE_MORE}(?P<kin>{KIN})\s+"
    r"(?:w/|(?:with|had|has|have|died|diagnosed|dx'?d?|was|is|also|carrie[sd]|tested)\b)"
    rf"|(?:[,;&(]|\b(?:and|also))\s*{ONE_MORE}(?P<ill>{KIN})(?:\s+(?:also|had|has|with|too)){{0,2}}[\s:–-]+{SOME_CANCER}"
    rf"|;\s*{ONE_MORE}(?P<other>{KIN})\s+(?!(?:and|or|at|aged?|in|dx\w*|diagnosed|who)\b)[a-z]"
    rf"|\((?P<aside>{KIN}(?:\s*(?:,|and|&)\s*{KIN})*\s+)(?:also|too|likewise)\b"
    rf"|\b(?:like|as (?:did|has|had|was|is))\s+(?:his|her|their|my)\s+(?:late\s+)?(?P<same>{KIN})\b",
    re.I,
)
"""A relative of whom the sentence goes on to tell: "lung cancer, and a daughter with thyroid cancer"."""
KIN_WHO_HAD = re.compile(
    r"(?!['’]s\b)(?:(?!\b(?:I|we|you|s?he|they|him|them|patient|pt|Mr|Mrs|Ms|Dr|that|whether|how|why|about|when|if)\b"
    r"|\b(?:understand|know|knew|ask|attend|aware|told|explain|accompan|drove|drive|brought|present|keen|agree)\w*"
    r"|\b(?:with|to|for|by)\s+(?:her|his)\b)[^;]){0,160}?"
    r"\b(?:had|has had|died|dying|expired|treated|treatment|diagnosed|developed|survived|suffered"
    r"|(?:having|receiving|undergoing|on)\s+(?:chemo|radio|immuno)\w+)\b"
    r"(?:(?!\b(?:I|we|you|s?he|they|him|them|patient|pt|Mr|Mrs|Ms|Dr|that|whether|but)\b)[^;]){0,80}$",
    re.I,
)
"""What leads from a relative to the illness told of them: "mother, who lives in Leeds, was treated for …"."""
OTHERS = (
    r"(?:husband|wife|spouse|partner|fianc[eé]e?|boyfriend|girlfriend|friend|neighbou?r|colleague|co-?worker|flatmate)"
)
ILL_OTHER = re.compile(
    rf"\b(?:{OTHERS}\s+(?:(?:at work|from \w+|who|is|was|has|had|been|being|also|just|now|\w+ly)\s+){{0,5}}?"
    r"(?:had|died|dying|passed|diagnosed|treated|undergoing|receiving|having|fighting|battling|survived|developed)\b"
    rf"|car(?:ers?|es|ed|ing)\s+(?:for|of)\s+(?:(?:his|her|a|the)\s+)?(?:\w+\s+)?{OTHERS}\s+(?:with|who)\b)"
    r"(?:(?!\b(?:I|we|you|s?he|they|him|patient|pt|Mr|Mrs|Ms|Dr|that|whether|but|herself|himself)\b)[^.;,:\n]){0,60}$",
    re.I,
)
"""What leads from somebody else to the illness told of them: "a neighbour was diagnosed with …"."""
SHORT_LABEL = re.compile(r"(?:^|[.;,\n]\s*)(?:Mo|Fa)\s*[:=–-]\s*[^.;\n]*$")
"""Mother and father in the list of a clerking: "Mo: breast ca"."""
NO_SUCH_FAMILY = re.compile(
    r"\b(?:(?:negative|unremarkable|neg|nil|non-?contributory)\s+(?:family|fam)\.?\s+(?:history|hx)\s+(?:for|of)"
    r"|(?:(?:family|fam)\.?\s+(?:history|hx)|FHx?)[\s:–-]+(?:(?:is|was)\s+)?"
    r"(?:negative|unremarkable|neg|nil|none|non-?contributory|[-–]ve)\s+(?:for|of))\b[^.;:]{0,80}$",
    re.I,
)
EXCEPTED = re.compile(
    r"[\s,(–-]*(?:except(?:ing)?(?:\s+for)?|other than|apart from|aside from|save(?:\s+for)?|bar(?:ring)?|but for)"
    rf"\s+(?:in\s+|for\s+)?{ONE_OF_KIN}(?:(?:maternal|paternal|mat|pat|first|second|distant)\.?\s+)?{KIN}\b",
    re.I,
)
"""Behind an illness denied of a family: the one of it who had it, "no family history of melanoma but for a cousin"."""
TURN = re.compile(
    r"\W*(?:(?:I|We)\s+(?:\w+\s+){0,2}?(?:review|saw|see|met|meet|spoke|discuss|explain|assess|examin"
    r"|was pleased|were pleased|had the pleasure|have (?:seen|reviewed|explained|discussed))\w*"
    r"|(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+[A-Z][\w'-]+\s+(?:was|is|has|had|attended|came|returned|presented|remains|tolerat\w+)\b"
    r"|On examination\b|O/E\b|Many thanks\b|Thank you\b|It was (?:a pleasure|good|lovely)\b|Today\b"
    r"|(?:The patient|S?he)\s+(?:was|is)\s+(?:well|reviewed|seen|here|currently)\b)"
)
"""How the writer of a letter turns from a brief section to the patient of today."""
HISTORY = 600
HISTORY_BEGINS = re.compile(r"(?:^|(?<=[.;:]\s))Clinical (?:History|Information|Details)\.\s+(?=[A-Z\d])", re.I)
"""A heading that a scan has left a stop for its colon."""
HISTORY_ENDS = re.compile(
    r"(?<!pre-op )(?<!preoperative )(?<!operative )(?<!clinical )\bdiagnos[ie]s\s*[.:]"
    r"|\b(?:gross|macroscop\w+|microscop\w+|synop\w+|tumou?r (?:histology|type|size)|histologic\w* (?:type|grade)"
    r"|specimens?(?:\(s\))?)(?: \w+){0,2}\s*[.:]|\breceived (?:fresh|in|is)\b",
    re.I,
)
"""Headings that end what was known beforehand, though a scan has left them no line and no colon."""
BACKGROUND = re.compile(r"\W*background\b", re.I)
OF_A_PERSON = re.compile(
    r"\b\d{2}\s?(?:[FM]\b|y/?o\b|-?\s?years?[ -]old|y(?:rs?)?[,/ ]\s?(?:(?:fe)?male|[MF])\b)"
    r"|\b(?:(?:fe)?male|(?:wo)?man|[FM])[,/ ]\s?(?:of |aged? )?\d{2}\b(?![/.]\d)",
    re.I,
)
FARTHEST = 400
"""Characters before and after a mention that may bear on it: longer sentences are lists, or no sentences at all."""


class Context(NamedTuple):
    assertion: Assertion
    subject: Subject


class Section(NamedTuple):
    category: str
    start: int
    end: int


@dataclass(frozen=True)
class Linguist:
    """The spaCy components, loaded once per process."""

    nlp: Language
    context: ConText
    sections: Sectionizer
    abbreviations: AbbreviationDetector


@lru_cache(maxsize=1)
def load_linguist() -> Linguist:
    nlp = spacy.blank("en")
    nlp.max_length = 10_000_000
    context = ConText(nlp, rules=None, input_span_type="group", span_group_name=MENTION, span_attrs=None)
    context.add(
        [
            ConTextRule(row["literal"], row["category"], direction=row["direction"])
            for row in read_table(RULES / "context.tsv", "literal", "category", "direction")
        ]
    )
    sections = Sectionizer(nlp, rules=None, input_span_type="group", span_group_name=MENTION, span_attrs=None)
    sections.add([SectionRule(category, category, pattern=pattern) for category, pattern in _section_patterns()])
    return Linguist(nlp, context, sections, AbbreviationDetector(nlp))


def _section_patterns() -> Iterator[tuple[str, str]]:
    """One pattern for all titles of a category: medspaCy rebuilds the document's text for every pattern it tries."""
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for row in read_table(RULES / "sections.tsv", "title", "category"):
        titles[row["category"]].append(re.escape(row["title"]))
    for category, of_category in titles.items():
        yield category, SECTION_TITLE.format(title=f"(?:{'|'.join(sorted(of_category, key=len, reverse=True))})")


class Note:
    """One page, ready for the extractors: ``find(note)`` of each kind of fact takes this."""

    def __init__(
        self, page: Page, linguist: Linguist | None = None, mentions: Iterable[Mention] = (), written: str | None = None
    ) -> None:
        """``written`` is the day that the document gives for itself on another page."""
        self.page = page
        self.text = page.text
        self.mentions = tuple(mentions)
        self.written = written
        self._linguist = linguist or load_linguist()
        self._contexts: dict[tuple[int, int], Context] = {}

    @cached_property
    def doc(self) -> Doc:
        """The page for spaCy's components, with what the tagger found on it in ``doc.spans["mentions"]``."""
        doc = self._tokenised(self.text)
        return place(doc, self.mentions) if self.mentions else doc

    @cached_property
    def document_type(self) -> DocumentType:
        """What the page by itself reads like."""
        return classify([self.page])

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        return split_sentences(self.text)

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """Non-blank physical lines, without their line ends."""
        return tuple(Span(*match.span()) for match in re.finditer(r"[^\n\r]*\S[^\n\r]*", self.text))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """In order. One of one line, such as ``Allergies: none``, ends with its paragraph; others at the next title."""
        doc = self._linguist.sections(self.doc)
        ends = [len(self.text)]
        found: list[Section] = []
        for section in reversed(doc._.sections):
            start = doc[section.title_start].idx if section.category else doc[0].idx if len(doc) else 0
            found.append(Section(section.category or "", start, self._section_end(section.category, start, ends[-1])))
            ends.append(start)
        return tuple(reversed(found))

    def _section_end(self, category: str | None, start: int, next_title: int) -> int:
        if category == "family_history":
            next_title = self._own_past(start, next_title)
        line_end = self.text.find("\n", start, next_title)
        if category in OF_VARIANTS and line_end >= 0:
            return self._list_end(start, line_end, next_title)
        if category not in BRIEF or line_end < 0 or self.text[start:line_end].rstrip().endswith(":"):
            return next_title
        blank = BLANK_LINE.search(self.text, line_end, next_title)
        end = blank.start() if blank else next_title
        turns = (
            one.start
            for one in self.sentences
            if line_end <= one.start < end
            and (TURN.match(self.text, one.start) or (category == "family_history" and self._is_of_else(one)))
        )
        return next(turns, end)

    def _is_of_else(self, sentence: Span) -> bool:
        """Whether a heading opens it that is of no relative and no illness: "Second primary surveillance: …"."""
        label = IS_HEADED.match(self.text, sentence.start, sentence.end)
        is_of_family = RELATED.search(self.text, *sentence) or (label and ILLNESS.search(label[0]))
        return label is not None and not is_of_family

    def _list_end(self, start: int, line_end: int, next_title: int) -> int:
        title = TITLE_ALONE.match(self.text, start, line_end)
        if title is None:
            return min(max(line_end, self.sentence(line_end - 1).end), next_title)
        first = len(self.text) - len(self.text[line_end:].lstrip())
        blanks = BLANK_LINE.finditer(self.text, first, next_title)
        return next((one.start() for one in blanks if not VARIANT_ROW.match(self.text, one.end())), next_title)

    def _own_past(self, start: int, end: int) -> int:
        """Where a family history turns to the patient: "… brother colon cancer. Previous breast cancer 2009"."""
        return next(
            (
                one.start
                for one in self.sentences
                if start < one.start < end
                and OWN_PAST.match(self.text, one.start)
                and not RELATED.search(self.text, one.start, one.end)
            ),
            end,
        )

    @cached_property
    def long_forms(self) -> dict[str, str]:
        """Abbreviations that the page itself explains, with their long forms."""
        doc = self._linguist.abbreviations(self.doc)
        return {short.text: short._.long_form.text for short in doc._.abbreviations}

    def sentence(self, offset: int) -> Span:
        return span_at(self.sentences, offset)

    def line(self, offset: int) -> Span:
        return span_at(self.lines, offset)

    def section(self, offset: int) -> str:
        """The category of the section (data/rules/sections.tsv) that the offset stands in, or the empty string."""
        return next((one.category for one in reversed(self.sections) if one.start <= offset < one.end), "")

    def is_history(self, offset: int) -> bool:
        """Whether the offset stands in what a report tells of the time before it, not where a scan lost its end."""
        section = next((one for one in reversed(self.sections) if one.start <= offset < one.end), None)
        first = max(offset - HISTORY, section.start if section else 0)
        headings = [*HISTORY_BEGINS.finditer(self.text, first, offset + 1)]
        if headings:
            start = headings[-1].end()
        elif section and section.category == "clinical_history" and section.start == first:
            start = section.start + 1
        else:
            return False
        return not HISTORY_ENDS.search(self.text, start, offset)

    def is_background(self, offset: int) -> bool:
        """Whether it stands under the heading "Background" of a letter, which tells of the patient, not of the test."""
        section = next((one for one in reversed(self.sections) if one.start <= offset < one.end), None)
        if section is None or not BACKGROUND.match(self.text, section.start):
            return False
        if self.document_type is DocumentType.UNKNOWN:
            return bool(OF_A_PERSON.search(self.text, 0, offset))
        return self.document_type is DocumentType.LETTER

    def evidence(self, start: int, end: int) -> Evidence:
        return self.page.evidence(start, end)

    def context(self, start: int, end: int) -> Context:
        """Whether the page says that the thing at ``start:end`` is so, and of whom."""
        if (start, end) not in self._contexts:
            self._contexts[start, end] = self._find_context(start, end)
        return self._contexts[start, end]

    def _tokenised(self, text: str) -> Doc:
        return self._linguist.nlp.make_doc(UNBROKEN.sub(lambda run: "x" * len(run[0]), text))

    def is_told_of_kin(self, sentence: Span) -> bool:
        """Whether a pronoun at the head of the sentence goes on about somebody of the family."""
        spoken_of = "", ""
        while goes_on := GOES_ON_ABOUT.match(self.text, sentence.start, sentence.end):
            spoken_of = (
                goes_on["she"] or goes_on["her"] or spoken_of[0],
                goes_on["he"] or goes_on["his"] or spoken_of[1],
            )
            if OF_PATIENT.search(self.text, sentence.start, sentence.end):
                return False
            before = self.text[: sentence.start].rstrip()
            if not before or BLANK_LINE.search(self.text, len(before), sentence.start):
                return False
            sentence = self.sentence(len(before) - 1)
            if kin := ABOUT_KIN.match(self.text, sentence.start, sentence.end):
                man, woman = MEN_OF_KIN.fullmatch(kin["kin"]), WOMEN_OF_KIN.fullmatch(kin["kin"])
                return not (spoken_of[0] and man) and not (spoken_of[1] and woman)
        return False

    def is_excepted(self, end: int) -> bool:
        """Whether what is denied of a family is told of one of them right behind it."""
        return EXCEPTED.match(self.text, end) is not None

    def _is_had_by_kin(self, sentence: Span, start: int) -> bool:
        """Whether the sentence begins with a relative and comes to the illness with nobody else in between."""
        kin = ABOUT_KIN.match(self.text, sentence.start, start)
        if kin is None or PARENT_OF.match(self.text, kin.start()) or PARENT_OF.search(self.text, kin.start(), start):
            return False
        return bool(KIN_WHO_HAD.match(self.text, kin.end(), start))

    def _find_context(self, start: int, end: int) -> Context:
        sentence = self.sentence(start)
        first = max(sentence.start, start - FARTHEST)
        text = _without_companions(self.text[first : max(min(sentence.end, end + FARTHEST), end)])
        text = text[: end - first] + OF_KIN_ITSELF.sub(_blanked, text[end - first :])
        stops = sorted({*stops_left_by_scan(text), *(match.start() for match in ASKED.finditer(text))})
        doc = self._tokenised("".join(letter for at, letter in enumerate(text) if at not in stops))
        for token in doc:
            token.is_sent_start = token.i == 0
        left, right = (offset - first - bisect_left(stops, offset - first) for offset in (start, end))
        mention = doc.char_span(left, right, alignment_mode="expand")
        if mention is None:
            return Context(Assertion.PRESENT, Subject.PATIENT)
        doc.spans[MENTION] = [mention]
        graph = self._linguist.context(doc)._.context_graph
        categories = {modifier.category for _, modifier in graph.edges}
        before = self.text[first:start]
        if OWN_PREDICATE.match(self.text, end) and OWN_CLAUSE.search(before):
            categories -= {"FAMILY", "NEGATED_EXISTENCE"}
        if ANSWERED_NO.match(self.text, end) or EXCLUDED.match(self.text, end):
            categories.add("NEGATED_EXISTENCE")
        section = self.section(start)
        family = "FAMILY" in categories or section == "family_history" or self.is_told_of_kin(sentence)
        family = family or self._is_had_by_kin(sentence, start)
        if NO_SUCH_FAMILY.search(before):
            family = True
            categories.add("NEGATED_EXISTENCE")
        family = family or bool(ILL_OTHER.search(before) or SHORT_LABEL.search(before))
        if family and self.is_excepted(end):
            categories.discard("NEGATED_EXISTENCE")
        assertion = next((said for category, said in ASSERTIONS.items() if category in categories), Assertion.PRESENT)
        if assertion is Assertion.PRESENT and section == "past_history":
            assertion = Assertion.HISTORICAL
        return Context(assertion, Subject.FAMILY if family else Subject.PATIENT)


def _blanked(match: re.Match[str]) -> str:
    kin = next(filter(None, match.groups()))
    return match[0].replace(kin, "x" * len(kin))


def _without_companions(text: str) -> str:
    """As long as it was."""
    for pattern in BYSTANDERS:
        text = pattern.sub(_blanked, text)
    return OF_WHOM.sub(lambda one: one["kin"] + "x" * (len(one[0]) - len(one["kin"])), text)
