"""A page laid out for the grammar, and what a statement on it must satisfy to be a fact about a patient."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.places import RULES
from extractors.biomarkers.columns import find_cell_ends, is_compared
from extractors.biomarkers.governing import (
    is_contrasted,
    is_denied,
    is_general,
    is_of_another_lesion,
    is_of_metastases,
    is_of_no_cells,
    is_revoked,
    is_supposed,
)
from extractors.biomarkers.outcomes import QUALITATIVE, Outcome
from extractors.biomarkers.phrases import phrase_pattern
from extractors.biomarkers.shapes import HEADED, Shape, Statement
from extractors.biomarkers.specimens import Label, find_labels, has_both_sides
from extractors.biomarkers.thyroglobulin import without_other_names
from extractors.biomarkers.tokens import Tape, Token, read_tape
from extractors.biomarkers.vocabulary import Marker
from extractors.dates import DateMention
from extractors.notes import Note
from extractors.rules import read_table
from extractors.sentences import Span, blank_stops
from extractors.yearless_dates import find_all_dates

SILENT_SECTIONS = {"reference", "clinical_trials"}
"""Sections that explain tests or offer treatments: nothing there is a result of the patient."""
OF_PEOPLE = re.compile(r"H[FA]*[ci][FAX]*$")
MEANT_FOR = re.compile(r"(?:^|[^DF])f[FAX.]{0,2}$")
"""A medicine for HER2-positive disease."""
USED_IN = re.compile(
    r"\b(?:recommended|indicated|advised|effective|ineffective|beneficial|useful|appropriate|suitable|licen[sc]ed|approved|funded"
    r"|contra-?indicated|benefit|efficacy|activity|role|evidence|standard(?: of care)?)"
    r"\s+(?:(?:only|mainly|especially|particularly)\s+)?(?:in|for)\s+$",
    re.I,
)
"""What is said of a treatment at large: ``5-FU alone is not recommended in dMMR``."""
OWNED = re.compile(r"\b(?:for|of) (?:his|her|their)(?: \w+)? $", re.I)
"""Her HER2-positive cancer is the patient's."""
OF_MEDICINE = re.compile(r"V*[TH]")
FOUND = re.compile(r"[ce][^.LHTGfx]{0,14}$")
CLUES = re.compile(r"[ce][^.LHTGfx]{0,14}$|(?:^|[L:.,;])[FA]*$")
GOES_ON = re.compile(r"^An? (?:[a-z]+ )?stain\b|\b(?:these?|this|they|those|such)\b[^.;:]{0,60}$", re.I)
"""Words before a statement that is about what the sentence before it named."""
VERB_FIRST = re.compile(r"^\W*(?:is|are|was|were|and)\b", re.I)
"""A sentence that a scan has cut: ``STUDIES OF THE LIPOMA. ARE POSITIVE FOR S100. AND …``."""
CUT = 3
"""Pieces into which a sentence may be cut."""
SORTED = re.compile(r"\s?[)]?[\s-]*(?:sorted|selected|enriched|purified|separated|isolated)\b", re.I)
"""Cells that were picked by a stain for another test: ``FISH on CD138+ selected cells``."""
BILLED = re.compile(r"\bCPT\b[^.:]{0,20}[.:](?!.*\b(?:diagnos[ie]s|comment|addend\w+|results?)\b)[^\n]{0,150}$", re.I)
"""A list of what is charged for, where a hyphen is no result: ``CPT codes: ESTROGEN-. CEA-.``"""
OF_TUMOR = re.compile(
    r"\bfor[\s.]+(?:any[\s.]+|metastatic[\s.]+)?(?:tumou?r|carcinoma|malignan\w+|metasta\w+)\s*[.;]\s", re.I
)
"""``Negative for tumor. HER2/neu …``: the sign was of the sentence before."""
WEAK = re.compile(
    r"\bweak(?:ly)?\b(?![\s.]+to[\s.]+(?:moderate|strong)\w*)|\b(?:focal\w*|patchy|spotty|scattered)\b", re.I
)
MINORITY = re.compile(
    r"\b(?:minority|few|rare|occasional|only[\s.]+(?:about[\s.]+|approximately[\s.]+)?\d\s?%)[^;:]{0,40}$", re.I
)
"""So little p53 as cells without a mutation show too (wild-type pattern; Köbel et al., J Pathol Clin Res 2016)."""
ABSENT = re.compile(r"\b(?:absence|lack|loss)\s+of\W*$", re.I)
BEGINS = re.compile(r"[.:;]\s+(?![a-z])")
"""Where something new begins within what passes for a sentence: ``FAT NECROSIS. - ER IS POSITIVE``."""
FEW = re.compile(r"\b(?:rare|few|occasional|scattered|isolated|scant|sparse|infrequent)[\s.]+$", re.I)
FEW_CELLS = re.compile(
    r"\b(?:rare|few|occasional|isolated)[\s.]+(?:of[\s.]+the[\s.]+)?(?:[\w-]+[\s.]+){0,3}cells[\s.]+"
    r"(?:(?:are|is|also|exhibit|show|stain|focally|weakly)[\s.]+){0,2}$",
    re.I,
)
NO_GROUP = re.compile(
    r"\bno[\s.]+(?:[\w-]+[\s.]+)?(?:clusters?|aggregates?|sheets|increase|excess|population)[\s.]+(?:of|in)[\s.]+$",
    re.I,
)
"""``No clusters of CD34 positive cells``."""
DONOR = re.compile(r"\s*(?:donor|recipient|host)\b", re.I)
"""Whose the cells are that a marker sorts, after a transplant: ``CD3 86% donor``."""
FEW_REACTIVE = re.compile(
    r"\b(?:rare|few|occasional|scattered|isolated)[\s.]+(?:immuno-?)?(?:reactive|positive)$", re.I
)
REACTIVE = re.compile(
    r"\bpositive(?:{gap}[\w-]+){{0,2}}?{gap}(?:reactive|admixed|immature|benign)\b(?:{gap}[\w-]+){{0,2}}?"
    r"{gap}(?:[TB][\s-]?)?(?:lymphocytes|cells)\b".format(gap=r"(?:[\s,]|\.(?=\s(?-i:[a-z])))+"),
    re.I,
)
"""``CD3-positive, reactive, small T-lymphocytes`` are none of the tumour."""
LISTED = re.compile(r"(?:[,;]J?[MX][P+-])+")
"""More markers between one and the cells that both are said of: ``CD3+, CD5-positive small lymphocytes``."""
FARTHEST_CELLS = 60
REACH = 600
"""Characters of a sentence before and after a statement that may bear on it: a longer one is a list."""
ROWS = 200
"""Tokens before a statement that tell of what table it is a row."""
LYMPHOID = re.compile(r"lymphoma|leuka?emi|lymphoproliferative|myeloma|plasmacytoma", re.I)
CELLS = re.compile(r"[^.,;:]{0,40}?\b(?:cells?|nuclei)\b", re.I)
"""``Rare MIB-1 reactive cells`` says nothing of the tumour as a whole."""
HEADED_ALONE = re.compile(HEADED)
HEADED_RESULT = re.compile(
    r"^\W*(?:gene[\s.]+)?(?:mutation(?:al)?|rearrangement|sequence)[\s.]+(?:analysis|status|test\w*|assay)\b"
    r"(?:(?!\b(?:comment|note|method\w*|background)\b).)*\b(?:results?|interpretation)\s*:\s*$",
    re.I | re.S,
)
SCORE_ALONE = re.compile(r"[^MPRN]*\.S")
"""A score that begins a sentence of its own."""
ENDS = re.compile(r"[FDi]*(?:$|[.,;LOCJe]|c|B|i(?!X))")
TESTED = re.compile(
    r"\b(?:analys[ei]s|test(?:s|ing|ed)?|assays?|evaluat\w*|assess\w*|stud(?:y|ies)|stain(?:s|ed|ing)?|"
    r"detect(?:s|ing|ion)?|determin(?:e|es|ing|ation)|probes?|screen\w*|identif(?:y|ication)|immunohistochem\w*|IHC|antibod\w+|look(?:s|ing|ed)?)\s+"
    r"(?:(?:of|for|the|to|against|any|whether|presence)\s+)*$",
    re.I,
)
"""A test for an alteration says nothing of what it found."""


ANALYSED = re.compile(
    r"[\s.]+(?:gene[\s.]+)?(?:mutation(?:al)?s?[\s.]+)?(?:analys[ei]s|test(?:s|ing)?|assays?|panel|screen\w*|sequencing"
    r"|genotyping|(?:was|were|is|are|has been|have been)\s+(?:performed|done|carried out|undertaken|run))\b",
    re.I,
)
"""What makes of a gene and its exon the name of a test: ``KRAS gene exon 2 mutation analysis``."""
METHYLATION_OF = re.compile(
    r"methylation[\s.]+(?:(?:status|analysis|test|testing|assay)[\s.]+)?(?:of|in|for)[\s.]+(?:the[\s.]+)?$", re.I
)
CLAUSE = re.compile(r"(?:O[^CZ.;L]{0,12}C|L(?=[FDAG]{0,3}[PWwy])|J(?!B?G)|[GPW](?![FA]{0,3}M)|[^.;,LMZJGPW]){0,40}")
"""The rest of a clause, with its brackets and a result on the next line; a result before a marker is of that one."""
ASIDE_ON_ANOTHER = re.compile(r"O[^CO]*M[^CO]*C")
LABEL = re.compile(r":(?![FDAB]{0,4}[PeVN+])")
"""A colon that no result follows: ``EGFR exon 19 deletion (cobas): repeat``."""
PLURAL = re.compile(r"[^s]s$", re.I)
COLUMNS = re.compile(r"\S(?:\t| {3,})[ \t]*\S")
CUT_OFF_BESIDE = re.compile(r"[^()\n]{0,20}\([^()\n]{0,20}(?=cut-?\s?off|reference|(?:in|ex)ternal control)", re.I)
"""What stands in brackets behind a number and is its measure: ``9.6 mut/Mb (cut-off >= 10)``."""
CUT_OFF_BEHIND = re.compile(r"\s?[;,]\s?(?=cut-?\s?off\s*(?:[:=]|is\b|of\b)?\s*[<>≥≤]?\s*=?\s*\d[\d.]*\s?%?\))", re.I)
"""The same behind the result that it was judged by: ``21 (negative; cutoff 42)``."""
IN_BRACKETS = re.compile(r"\d[^()\n]{0,20}\([^()\n]{0,20}$")
RESULT_FIRST = re.compile(r"(?:^|[^MC])\.P\.(?:M(?:OM?C)?\.P\.)*$")
"""The rows of a table before one of them, as far as they go, where the result stands before the name of the stain."""


@lru_cache(maxsize=1)
def load_legends() -> re.Pattern[str]:
    """Phrases of sentences that say how a test is read, not what it gave."""
    rows = read_table(RULES / "biomarker_legends.tsv", "phrase")
    return re.compile(phrase_pattern(sorted(row["phrase"] for row in rows)), re.I)


@dataclass(frozen=True)
class Sheet:
    note: Note
    tape: Tape
    dates: Sequence[DateMention]

    @classmethod
    def of(cls, note: Note) -> "Sheet":
        dates = find_all_dates(note.text, note.written)
        return cls(note, without_other_names(note.text, read_tape(note.text, dates)), dates)

    @property
    def is_empty(self) -> bool:
        return "M" not in self.tape.codes and "Z" not in self.tape.codes

    @cached_property
    def cell_ends(self) -> tuple[int, ...]:
        return find_cell_ends(self.note.text)

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        return find_labels(self.note)

    @cached_property
    def has_both_sides(self) -> bool:
        return has_both_sides(self.note.text)

    def sentence(self, start: int, end: int) -> Span:
        """The sentence of a statement, as far as it bears on it."""
        whole = self.note.sentence(start)
        return Span(max(whole.start, start - REACH), max(min(whole.end, end + REACH), end))

    @cached_property
    def legends(self) -> tuple[int, ...]:
        """Where phrases of scoring legends start."""
        return tuple(found.start() for found in load_legends().finditer(self.note.text))

    def codes_before(self, statement: Statement, count: int) -> str:
        return self.tape.codes[max(statement.first - count, 0) : statement.first]

    def codes_after(self, statement: Statement, count: int) -> str:
        return self.tape.codes[statement.last + 1 : statement.last + 1 + count]

    def is_told(self, statement: Statement) -> bool:
        """Whether the page says it of a patient, and not of a medicine, of patients at large or of the test."""
        head = statement.heads[-1] + 1
        if self.codes_after(statement, 1) in ("T", "H") or OF_MEDICINE.match(self.tape.codes, head, head + 3):
            return False
        start, end = self.tape.tokens[statement.first].start, self.tape.tokens[statement.last].end
        before = self.codes_before(statement, 6)
        is_owned = OWNED.search(self.note.text, max(start - 30, 0), start) is not None
        if {self.tape.codes[index] for index in statement.said} == {"-"} and BILLED.search(
            self.note.text, max(start - 200, 0), start
        ):
            return False
        if statement.shape is Shape.LIST and OF_TUMOR.search(self.note.text, start, self.tape.tokens[head - 1].start):
            return False
        if SORTED.match(self.note.text, end):
            return False
        if OF_PEOPLE.search(before) or (MEANT_FOR.search(before) and self._is_attribute(statement) and not is_owned):
            return False
        if (statement.shape is Shape.STATE or self._is_attribute(statement)) and USED_IN.search(
            self.note.text, max(start - 60, 0), start
        ):
            return False
        sentence = self.sentence(start, end)
        whole = self.note.text[sentence.start : sentence.end]
        if self._in_legend(start, end) or is_general(blank_stops(whole), start - sentence.start, end - sentence.start):
            return False
        few = FEW.search(self.note.text, max(start - 16, 0), start) and CELLS.match(self.note.text, start)
        if few and not self._is_index(statement):
            return False
        if FEW_CELLS.search(self.note.text, max(start - 70, 0), start) or (
            FEW_REACTIVE.search(self.note.text, start, end) and CELLS.match(self.note.text, end)
        ):
            return False
        if ABSENT.search(self.note.text, max(start - 20, 0), start) and "p" in self.tape.codes[statement.first : head]:
            return False
        if DONOR.match(self.note.text, end):
            return False
        if NO_GROUP.search(self.note.text, max(start - 60, 0), start) and CELLS.search(self.note.text, start, end + 20):
            return False
        if is_of_no_cells(self.note.text[max(start - FARTHEST_CELLS, 0) : start]):
            return False
        if is_of_metastases(self.note.text[max(end - 4, 0) : sentence.end]) or self._is_of_another_lesion(start, end):
            return False
        if statement.shape is Shape.FORWARD and self._is_under_another_heading(head, statement.last):
            return False
        if self.tape.codes[head : head + 1] == "." and RESULT_FIRST.search(self.codes_before(statement, ROWS)):
            return False
        if SCORE_ALONE.match(self.tape.codes, head) and not self._is_of_her2(statement):
            return False
        is_silent = self.note.section(start) in SILENT_SECTIONS and not self.note.is_background(start)
        return not is_silent and not is_compared(self.note, self.tape, statement, self.cell_ends)

    def _is_under_another_heading(self, head: int, last: int) -> bool:
        """Whether a result stands farther below the marker than in the form of a test of it."""
        way = HEADED_ALONE.match(self.tape.codes, head, last + 1)
        if way is None:
            return False
        between = self.note.text[self.tape.tokens[head - 1].end : self.tape.tokens[way.end()].start]
        return HEADED_RESULT.match(between) is None

    def _is_index(self, statement: Statement) -> bool:
        """``Rare MIB-1 reactive cells, with a labeling index of 2%`` tells the share of the tumour's cells."""
        markers = [marker.name for head in statement.heads for marker in self.tape.tokens[head].markers]
        return markers == ["Ki-67"] and any(self.tape.codes[index] == "N" for index in statement.said)

    def _is_attribute(self, statement: Statement) -> bool:
        """Whether marker and result stand together as one adjective: ``HER2-positive``."""
        return self.tape.codes[statement.first : statement.last + 1] == "MP"

    def _in_legend(self, start: int, end: int) -> bool:
        sentence, line, text = self.sentence(start, end), self.note.line(start), self.note.text
        is_number = text[end - 1] in "0123456789%b"
        beside = (CUT_OFF_BESIDE if is_number else CUT_OFF_BEHIND).match(text, end)
        first, last = (bisect_left(self.legends, edge) for edge in sentence)
        return any(
            not self._is_of_other_row(line, legend) and not (beside and beside.end() == legend)
            for legend in self.legends[first:last]
        )

    def _is_of_other_row(self, line: Span, legend: int) -> bool:
        text, other = self.note.text, self.note.line(legend)
        if other == line:
            return False
        rows = all(COLUMNS.search(text, one.start, min(one.end, one.start + REACH)) for one in (line, other))
        return rows or IN_BRACKETS.search(text, max(other.start, legend - REACH), legend) is not None

    def _is_of_another_lesion(self, start: int, end: int) -> bool:
        """Not where the marker is a label (``ER: positive``): it begins anew."""
        sentence, text = self.sentence(start, end), self.note.text
        if ":" in text[start:end].split("\n")[0]:
            return False
        before = text[sentence.start : start]
        if GOES_ON.search(before):
            before = text[self.note.sentence(max(sentence.start - 1, 0)).start : start]
        elif VERB_FIRST.search(before):
            before = self._with_cut_off(sentence.start) + before
        else:
            before = BEGINS.split(before)[-1]
        reactive = REACTIVE.search(text, start, end + FARTHEST_CELLS)
        if reactive and reactive.start() < end:
            return True
        listed = LISTED.match(self.tape.codes, self.tape.index(end))
        noun = self.tape.tokens[listed.end() - 1].end if listed else end
        return is_of_another_lesion(before, text[noun : max(sentence.end, noun)], lymphoid=self._is_lymphoid)

    def _with_cut_off(self, end: int) -> str:
        """The pieces before ``end`` of a sentence that goes on there with its verb."""
        start = end
        for _ in range(CUT):
            start = self.note.sentence(max(start - 1, 0)).start
            if not VERB_FIRST.search(self.note.text[start:end]):
                break
        return self.note.text[start:end]

    @cached_property
    def _is_lymphoid(self) -> bool:
        return LYMPHOID.search(self.note.text) is not None

    def _is_of_her2(self, statement: Statement) -> bool:
        return all(marker.name == "HER2" for head in statement.heads for marker in self.tape.tokens[head].markers)

    def is_meant(self, statement: Statement, marker: Marker, outcome: Outcome) -> bool:
        """Whether a bare mention (``KRAS mutation``) stands where a result stands."""
        start = self.tape.tokens[statement.first].start
        if outcome.result in ("positive", "deficient") and self._is_taken_back(statement):
            return False
        if marker.name == "TP53" and outcome.result == "positive" and self._is_little(statement):
            return False
        is_named = marker.kind in ("gene", "cytogenetic") and outcome.result == "positive" and not outcome.explicit
        if is_named and self._says_otherwise(statement):
            return False
        head = self.tape.tokens[statement.heads[0]].start
        if marker.name != "MGMT" and METHYLATION_OF.search(self.note.text, max(head - 50, 0), head):
            return False
        if is_contrasted(outcome.result, self._until_next_marker(statement)):
            return False
        is_tested = TESTED.search(self.note.text, max(start - 45, 0), start) is not None
        if not self._is_bare(statement):
            return not (is_tested and self._is_kind_of_protein(statement))
        if outcome.method == "IHC":
            return False  # "BRAF V600E stain": the antibody's name
        if ANALYSED.match(self.note.text, self.tape.tokens[statement.last].end):
            return False
        if outcome.variant:
            return not is_tested
        before, after = self.codes_before(statement, 16), self.codes_after(statement, 7)
        of_many = PLURAL.search(self.tape.tokens[statement.last].text) is not None  # "KRAS mutations (e.g. in …)"
        clue = CLUES if statement.shape in (Shape.ALTERED, Shape.NAMED) and not of_many else FOUND
        if marker.kind not in ("gene", "cytogenetic") or is_tested or clue.search(before) is None:
            return False
        return after[:1] != "X" if statement.shape is Shape.FORWARD else ENDS.match(after) is not None

    def _says_otherwise(self, statement: Statement) -> bool:
        """Whether a result other than positive, or none yet, governs a mention without a result of its own:
        ``BRAF V600E (VE1) on block B1 is equivocal``, ``ESR1 mutation (ctDNA): result awaited``.
        """
        codes, said = self.tape.codes, [self.tape.codes[index] for index in statement.said]
        first = statement.heads[-1] + 1
        rest = CLAUSE.match(codes, first)
        heard = ASIDE_ON_ANOTHER.sub(lambda aside: "x" * len(aside[0]), rest.group()) if rest else ""
        for token, code in zip(self.tape.tokens[first : first + len(heard)], heard, strict=True):
            if code == "L" and ("N" in said or token.text.count("\n") > 1):
                return False  # the row is complete: what follows is another's, or a heading
            otherwise = code == "P" and token.word and token.word.result not in {"positive", *QUALITATIVE}
            if code in "GWwyR-" or otherwise:
                return True
        label = LABEL.search(heard, statement.last + 1 - first) if statement.shape is not Shape.NAMED else None
        return label is not None and self.tape.tokens[first + label.start()].text == ":"

    def _is_little(self, statement: Statement) -> bool:
        """Whether a stain is seen in few cells, or weakly: neither positive nor negative."""
        start, end = self.tape.tokens[statement.first].start, self.tape.tokens[statement.last].end
        before = self.note.text[max(self.note.sentence(start).start, start - 60) : start]
        return bool(WEAK.search(self.note.text, max(start - 12, 0), end) or MINORITY.search(before))

    def _is_taken_back(self, statement: Statement) -> bool:
        """Whether the sentence denies or supposes what no word right beside the marker says outright."""
        said = [self.tape.tokens[index] for index in statement.said]
        codes = "".join(token.code for token in said)
        if set(codes) & set("PRSKUZ+-") or ("N" in codes and not set(codes) & set("eQV")):
            return False
        if any(token.code == "p" and token.word and token.word.alteration is None for token in said):
            return False
        start = self.tape.tokens[statement.first].start
        sentence = self.sentence(start, start)
        before = self.note.text[max(sentence.start, self._settled_before(statement)) : start]
        if is_denied(before):
            return True
        return "e" not in codes and (is_revoked(self._until_next_marker(statement)) or is_supposed(before))

    def _until_next_marker(self, statement: Statement) -> str:
        """The rest of the sentence after the statement, as far as no other marker is named."""
        end = self.tape.tokens[statement.last].end
        following = self.tape.codes.find("M", statement.last + 1)
        next_marker = self.tape.tokens[following].start if following > 0 else len(self.note.text)
        return self.note.text[end : min(self.sentence(end - 1, end).end, next_marker)]

    def _settled_before(self, statement: Statement) -> int:
        """Where the marker before this one has its own result: ``not`` in ``EGFR not detected, ALK detected``."""
        previous = self.tape.codes.rfind("M", 0, statement.first)
        results = re.finditer("[PRS+-]", self.tape.codes[previous + 1 : statement.first]) if previous >= 0 else ()
        return max((self.tape.tokens[previous + 1 + one.start()].end for one in results), default=0)

    def _is_kind_of_protein(self, statement: Statement) -> bool:
        """Whether "mutant" may name what an antibody binds: ``staining for IDH1 (R132H mutant)``."""
        said = [self.tape.tokens[index] for index in statement.said]
        return [token.text.casefold() for token in said if token.code in "PRpeGNS"] == ["mutant"]

    def _is_bare(self, statement: Statement) -> bool:
        """Whether only the name of an alteration is said, and neither that it was found nor that it was not."""
        if statement.shape in (Shape.ALTERED, Shape.NAMED):
            return not any(self.tape.codes[index] == "G" for index in statement.said)
        said = [self.tape.tokens[index] for index in statement.said]
        kinds = "PRpeGNSUWwyZ+-" if "V" in {token.code for token in said} else "PRpeGNSKUWwyZ+-"
        telling = [token for token in said if token.code in kinds]
        return all(_names_alteration(token) for token in telling) and statement.shape is not Shape.STATE


def _names_alteration(token: Token) -> bool:
    """Words such as ``mutations in``, but not ``mutations detected in``."""
    word = token.word
    positive = word is not None and word.result == "positive" and word.alteration is not None
    return positive and token.code == "p" and re.search(r"detected|identified|found", token.text, re.I) is None
