"""The seed question and others like it (a marker of one cancer asked for another), answered, as pages to read aloud.

python -m benchmarks.answer_pages      writes docs/answers/*.md anew
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from answers.cards import load_cards
from answers.compose import answer_question
from answers.markdown import as_markdown
from answers.names import load_other_names
from core.places import ROOT

PAGES = ROOT / "docs" / "answers"
LEAD = (
    "Markers of one cancer asked for another, as answered now; `python -m benchmarks.answer_pages` writes these pages."
)
QUESTIONS = (
    "What does HER2 status mean for Multiple Myeloma treatment",
    "What does my PSA level mean for my breast cancer?",
    "Does a BCR-ABL1 result change the treatment of lung cancer?",
    "Should prostate cancer be tested for FLT3?",
    "What does M protein mean in colon cancer?",
    "Is CA-125 used in testicular cancer?",
    "My melanoma is ER negative, is that bad?",
    "What does MGMT methylation mean for chronic lymphocytic leukemia?",
    "Which EGFR drugs are there for acute myeloid leukemia?",
    "Do I need an ALK test for stomach cancer?",
    "What does a KRAS mutation mean in multiple myeloma?",
    "Is BRAF V600E important in CML?",
    "Why was AFP measured for my prostate cancer?",
    "What does hCG mean in kidney cancer?",
    "Is thyroglobulin a marker for lung cancer?",
    "What does calcitonin tell in bladder cancer?",
    "Does IGHV status matter in ovarian cancer?",
    "Would brentuximab work for GIST if it is CD30 positive?",
    "What does PML-RARA mean in bladder cancer?",
    "What is the PD-L1 cutoff for chronic myeloid leukemia?",
    "Does MSI-high matter in myelodysplastic syndrome?",
    "Is t(11;14) important in pancreatic cancer?",
)


def pages() -> Iterator[tuple[Path, str]]:
    library, others = load_cards(), load_other_names()
    links: list[str] = []
    for number, question in enumerate(QUESTIONS, 1):
        name = f"{number:02}-{re.sub(r'[^a-z0-9]+', '-', question.lower()).strip('-')}.md"
        links.append(f"- [{question}]({name})")
        yield PAGES / name, as_markdown(answer_question(question, library, others), library, {})
    yield PAGES / "README.md", "\n".join(("# Answers to read aloud", "", LEAD, "", *links, ""))


def main() -> int:
    PAGES.mkdir(parents=True, exist_ok=True)
    for old in PAGES.glob("[0-9]*.md"):
        old.unlink()
    for path, text in pages():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
