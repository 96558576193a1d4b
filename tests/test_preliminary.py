"""What a frozen section told gives way to the report's own word, and stays where that has none."""

from core.records import Diagnosis, Method, Page
from extractors.extraction import extract_page


def values(text: str) -> set[str]:
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    facts = [fact.fields() for fact in extract_page(page)]
    return {str(fact.get("T") or fact.get("value")) for fact in facts if fact.get("T") or fact.get("examined")}


FINAL = (
    "DIAGNOSIS: A. Uterus: Carcinoma. B. Lymph nodes, pelvic, excision: Two of nine lymph nodes positive. "
    "[AJCC pT2a N1]. "
)
FROZEN = (
    "PRELIMINARY FROZEN SECTION CONSULTATION. A. Uterus: Carcinoma [AJCC pT1a]. B. Lymph nodes, pelvic, excision: "
    "Multiple (9) lymph nodes are negative for tumor. "
)


def test_the_frozen_section_gives_way() -> None:
    """Neither its stage nor its count is told beside those of the final diagnosis."""
    assert values(FINAL + FROZEN + "GROSS DESCRIPTION: A. Uterus.") == {"T2a", "2/9"}


def test_the_frozen_section_alone_is_told() -> None:
    """Where nothing else is said, it is what the report says."""
    assert "T1a" in values(FROZEN)


def test_an_intraoperative_consultation_yields_to_the_report() -> None:
    """Nodes that the touch preparation found free were found involved in the end."""
    text = (
        "DIAGNOSIS: 2. SENTINEL NODE: ONE LYMPH NODE POSITIVE FOR MICROMETASTASIS (1/1). "
        "Intraoperative Consult Diagnosis: 2A/GDX/SMDX: NEGATIVE LYMPH NODE (0/1). Gross Description: a node."
    )
    assert values(text) == {"1/1"}


def test_the_diagnosis_before_a_revision_gives_way() -> None:
    """What an amended report quotes of the one before it is not told beside it, nor added up with it."""
    revised = (
        "DIAGNOSIS: A. Lymph node, hilar: A single (1) lymph node is negative for tumor. B. Pancreas: Carcinoma. "
        "A single (of 20) regional lymph node is positive. [AJCC pT2 N1]. "
    )
    before = (
        "AMENDMENTS: Original Diagnosis. A. Lymph node, hilar: A single (1) lymph node is negative for tumor. "
        "B. Pancreas: Carcinoma. Multiple (20) regional lymph nodes are negative for tumor. [AJCC pT2 N0]."
    )
    told = values(revised + before)
    assert {"1/20", "0/1"} <= told
    assert not [value for value in told if "0/2" in value]


def test_a_cancer_that_a_revision_renames_has_one_name() -> None:
    text = (
        "DIAGNOSIS: Kidney, left, nephrectomy: Renal cell carcinoma, papillary type. AMENDMENTS. Original Diagnosis. "
        "Kidney, left, nephrectomy: Renal cell carcinoma, clear cell type."
    )
    page = Page(document="0" * 16, number=1, width=612, height=792, method=Method.TEXT_LAYER, quality=1, text=text)
    names = [fact.name for fact in extract_page(page) if isinstance(fact, Diagnosis)]
    assert names == ["papillary renal cell carcinoma"]
