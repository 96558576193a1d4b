"""Makes the four sample records of this folder. Everything in them is invented; no real person's record was used.

Run: python data/samples/make_samples.py [FOLDER]. With the same library versions the bytes are the same each time.
What the files say, and what should be found in them, is listed in expected.yaml.
"""

import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

MARK = "SYNTHETIC SAMPLE - NOT A REAL PATIENT"
WIDTH, HEIGHT = letter
LEFT, RIGHT = 54.0, WIDTH - 54.0
SEED = 20240314

Image = NDArray[np.uint8]
Rows = tuple[tuple[str, str], ...]

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=12.5)
SERIF = ParagraphStyle("serif", fontName="Times-Roman", fontSize=10.5, leading=13.5)
SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=8, leading=10, textColor=colors.HexColor("#333333"))


class Sheet:
    """One document drawn from the top of its first page downwards."""

    def __init__(self, institution: str, department: str, accent: str, footer: str) -> None:
        self.bytes = BytesIO()
        self.canvas = Canvas(self.bytes, pagesize=letter, invariant=1, pageCompression=1)
        self.canvas.setTitle(MARK)
        self.canvas.setAuthor("Sightline sample records")
        self.institution, self.department, self.footer = institution, department, footer
        self.accent = colors.HexColor(accent)
        self.number = 0
        self.new_page()

    def new_page(self) -> None:
        if self.number:
            self.canvas.showPage()
        self.number += 1
        canvas = self.canvas
        canvas.setFillColor(colors.HexColor("#b00020"))
        canvas.setFont("Helvetica-Bold", 9)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 26, MARK)
        canvas.setFillColor(self.accent)
        canvas.rect(LEFT, HEIGHT - 66, 26, 26, stroke=0, fill=1)
        canvas.setFillColor(colors.white)
        canvas.setFont("Helvetica-Bold", 17)
        canvas.drawCentredString(LEFT + 13, HEIGHT - 59, "+")
        canvas.setFillColor(self.accent)
        canvas.setFont("Helvetica-Bold", 15)
        canvas.drawString(LEFT + 34, HEIGHT - 53, self.institution)
        canvas.setFillColor(colors.black)
        canvas.setFont("Helvetica", 9)
        canvas.drawString(LEFT + 34, HEIGHT - 65, self.department)
        canvas.setStrokeColor(self.accent)
        canvas.setLineWidth(1.2)
        canvas.line(LEFT, HEIGHT - 72, RIGHT, HEIGHT - 72)
        canvas.setFillColor(colors.HexColor("#555555"))
        canvas.setFont("Helvetica", 7.5)
        canvas.drawString(LEFT, 30, self.footer)
        canvas.drawRightString(RIGHT, 30, f"Page {self.number}")
        canvas.setFillColor(colors.HexColor("#b00020"))
        canvas.drawCentredString(WIDTH / 2, 18, MARK)
        canvas.setFillColor(colors.black)
        self.y = HEIGHT - 86

    def gap(self, points: float) -> None:
        self.y -= points

    def title(self, text: str) -> None:
        self.canvas.setFont("Helvetica-Bold", 13)
        self.canvas.drawCentredString(WIDTH / 2, self.y - 11, text)
        self.y -= 22

    def heading(self, text: str) -> None:
        self.y -= 5
        self.canvas.setFillColor(self.accent)
        self.canvas.setFont("Helvetica-Bold", 10.5)
        self.canvas.drawString(LEFT, self.y - 10, text)
        self.canvas.setFillColor(colors.black)
        self.canvas.setLineWidth(0.5)
        self.canvas.line(LEFT, self.y - 13.5, RIGHT, self.y - 13.5)
        self.y -= 19

    def paragraph(self, text: str, style: ParagraphStyle = BODY, indent: float = 0) -> None:
        flowing = Paragraph(text, style)
        _, height = flowing.wrap(RIGHT - LEFT - indent, self.y)
        flowing.drawOn(self.canvas, LEFT + indent, self.y - height)
        self.y -= height + 3

    def lines(self, *texts: str, indent: float = 12, style: ParagraphStyle = BODY) -> None:
        for text in texts:
            self.paragraph(text, style, indent)

    def dotted(self, rows: Rows, value_at: float = 300) -> None:
        """Label, dot leaders, value: as laboratory systems print them."""
        for label, value in rows:
            self.canvas.setFont("Helvetica", 9.5)
            start = LEFT + 8 + self.canvas.stringWidth(label + " ", "Helvetica", 9.5)
            self.canvas.drawString(LEFT + 8, self.y - 9, label)
            dots = "." * int((value_at - start - 4) / self.canvas.stringWidth(".", "Helvetica", 9.5))
            self.canvas.drawString(start, self.y - 9, dots)
            self.canvas.setFont("Helvetica-Bold", 9.5)
            self.canvas.drawString(value_at, self.y - 9, value)
            self.y -= 14

    def table(self, rows: tuple[tuple[str, ...], ...], widths: tuple[float, ...], header: bool = True) -> None:
        cells = [[Paragraph(cell, BODY) for cell in row] for row in rows]
        style = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#888888")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
        if header:
            style.append(("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e8ecf2")))
        drawn = Table(cells, colWidths=widths, style=TableStyle(style))
        _, height = drawn.wrap(sum(widths), self.y)
        drawn.drawOn(self.canvas, LEFT, self.y - height)
        self.y -= height + 8

    def patient(self, rows: tuple[tuple[str, str, str, str], ...]) -> None:
        bold = tuple(
            tuple(f"<b>{cell}</b>" if place % 2 == 0 else cell for place, cell in enumerate(row)) for row in rows
        )
        self.table(bold, (82, 170, 82, 170), header=False)

    def finish(self) -> bytes:
        self.canvas.save()
        return self.bytes.getvalue()


def draw_breast_pathology() -> bytes:
    sheet = Sheet(
        "Sample Valley Hospital", "Department of Pathology and Laboratory Medicine", "#1f4e79",
        "Sample Patient A   |   MRN SAMPLE-0001   |   Accession SAMPLE-S24-0101",
    )  # fmt: skip
    sheet.title("SURGICAL PATHOLOGY REPORT")
    sheet.patient((
        ("Patient", "Sample Patient A", "Accession", "SAMPLE-S24-0101"),
        ("MRN", "SAMPLE-0001", "Collected", "05-Mar-2024"),
        ("Sex / Age", "Female / 58 years", "Received", "05-Mar-2024"),
        ("Physician", "Sample Surgeon, MD", "Reported", "14-Mar-2024"),
    ))  # fmt: skip
    sheet.heading("CLINICAL HISTORY")
    sheet.paragraph(
        "58-year-old woman with a palpable left breast mass. Core biopsy showed invasive carcinoma. "
        "Family history: mother with ovarian cancer at age 62."
    )
    sheet.heading("FINAL DIAGNOSIS")
    sheet.paragraph("<b>A. LEFT BREAST, LUMPECTOMY:</b>")
    sheet.lines(
        "- Invasive ductal carcinoma, Nottingham grade 2 of 3, 2.3 cm in greatest dimension.",
        "- Ductal carcinoma in situ, intermediate nuclear grade, is present.",
        "- Lymphovascular invasion: identified.",
        "- Surgical margins are negative for invasive carcinoma and DCIS; closest margin 4 mm (posterior).",
    )
    sheet.paragraph("<b>B. LYMPH NODES, LEFT AXILLA, DISSECTION:</b>")
    sheet.lines(
        "- Metastatic carcinoma in two of fourteen lymph nodes (2/14).",
        "- Largest metastatic deposit 9 mm. Extranodal extension: not identified.",
    )
    sheet.paragraph("<b>Pathologic stage (AJCC 8th edition): pT2 pN1a.</b>")
    sheet.heading("SYNOPTIC REPORT: INVASIVE CARCINOMA OF THE BREAST")
    sheet.table(
        (
            ("<b>Element</b>", "<b>Finding</b>"),
            ("Procedure", "Lumpectomy with axillary lymph node dissection"),
            ("Specimen laterality", "Left"),
            ("Tumor site", "Upper outer quadrant"),
            ("Histologic type", "Invasive ductal carcinoma (no special type)"),
            ("Tumor size", "2.3 x 1.9 x 1.6 cm"),
            ("Histologic grade (Nottingham)", "Grade 2 (score 6 of 9)"),
            ("Tubule formation", "Score 3"),
            ("Nuclear pleomorphism", "Score 2"),
            ("Mitotic count", "Score 1"),
            ("Lymphovascular invasion", "Present"),
            ("Margins", "Uninvolved by invasive carcinoma; closest margin: posterior, 4 mm"),
            ("Lymph nodes examined", "14"),
            ("Lymph nodes with macrometastases", "2"),
            ("Extranodal extension", "Not identified"),
            ("Pathologic stage", "pT2 pN1a"),
        ),
        (200, 304),
    )
    sheet.new_page()
    sheet.heading("BREAST BIOMARKERS (Block A3, invasive carcinoma)")
    sheet.dotted((
        ("Estrogen receptor (ER):", "POSITIVE (95%)"),
        ("Progesterone receptor (PR):", "POSITIVE (60%)"),
        ("HER2 (IHC):", "EQUIVOCAL (2+)"),
        ("HER2 (FISH):", "NOT AMPLIFIED"),
        ("HER2/CEP17 ratio:", "1.3"),
        ("Average HER2 copy number:", "2.9 signals per cell"),
        ("Ki-67:", "22%"),
    ))  # fmt: skip
    sheet.gap(6)
    sheet.paragraph(
        "ER and PR: percentage of tumor nuclei stained, any intensity of at least 1% is positive "
        "(ASCO/CAP 2020). HER2 was reported according to ASCO/CAP 2018; the equivocal immunohistochemistry "
        "was followed by FISH on the same block.", SMALL,
    )  # fmt: skip
    sheet.heading("GROSS DESCRIPTION")
    sheet.paragraph(
        'A. Received fresh, labeled "left breast lumpectomy", an oriented 8.0 x 6.5 x 3.2 cm excision. Sectioning '
        "shows a firm, tan-white, stellate mass. Representative sections in A1-A9. B. Received in formalin, labeled "
        '"left axillary contents", a 7.0 x 5.0 x 2.0 cm portion of fatty tissue with 14 candidate lymph nodes, B1-B7.'
    )
    sheet.heading("COMMENT")
    sheet.paragraph(
        "Distant metastasis cannot be assessed from this material. Referral to genetic counseling is suggested in view "
        "of the family history."
    )
    sheet.gap(14)
    sheet.paragraph("<i>Electronically signed by Sample Pathologist, MD, on 14-Mar-2024 at 16:20</i>")
    return sheet.finish()


def draw_lung_molecular() -> bytes:
    sheet = Sheet(
        "Sample Genomics Laboratory", "Molecular Diagnostics - Solid Tumor Sequencing", "#2f5d50",
        "Sample Patient B   |   MRN SAMPLE-0002   |   Report SAMPLE-M24-0202",
    )  # fmt: skip
    sheet.title("COMPREHENSIVE GENOMIC PROFILE: FINAL REPORT")
    sheet.patient((
        ("Patient", "Sample Patient B", "Report", "SAMPLE-M24-0202"),
        ("MRN", "SAMPLE-0002", "Collected", "12-Jun-2024"),
        ("Sex / Age", "Male / 66 years", "Received", "14-Jun-2024"),
        ("Specimen", "Right upper lobe, core biopsy", "Reported", "27-Jun-2024"),
    ))  # fmt: skip
    sheet.paragraph("<b>Diagnosis:</b> Non-small cell lung cancer, adenocarcinoma", SERIF)
    sheet.paragraph(
        "<b>Tumor cellularity:</b> 40%   <b>Method:</b> Next-generation sequencing (DNA and RNA), 324 genes", SERIF
    )
    sheet.heading("CLINICALLY SIGNIFICANT RESULTS")
    sheet.table(
        (
            ("<b>Gene</b>", "<b>Alteration</b>", "<b>VAF</b>", "<b>Interpretation</b>"),
            ("EGFR", "Exon 19 deletion p.E746_A750del", "31.4%", "Pathogenic"),
            ("TP53", "p.R273H", "27.0%", "Pathogenic"),
        ),
        (60, 230, 60, 154),
    )
    sheet.heading("IMMUNOHISTOCHEMISTRY AND GENOMIC SIGNATURES")
    sheet.dotted((
        ("PD-L1 (22C3):", "TPS 60%"),
        ("Tumor mutational burden (TMB):", "4 mutations/Mb"),
        ("Microsatellite instability (MSI):", "Stable (MSS)"),
    ))  # fmt: skip
    sheet.heading("PERTINENT NEGATIVES")
    sheet.table(
        (
            ("<b>Gene</b>", "<b>Result</b>"),
            ("ALK", "No rearrangement detected"),
            ("ROS1", "No rearrangement detected"),
            ("RET", "No fusion detected"),
            ("KRAS", "Wild type"),
            ("BRAF", "No mutation detected"),
            ("MET", "No exon 14 skipping or amplification detected"),
            ("NTRK1, NTRK2, NTRK3", "No fusion detected"),
        ),
        (150, 354),
    )
    sheet.paragraph(
        "A negative result applies to the regions covered by this assay. See page 2 for variants of uncertain "
        "significance, methods and limitations.", SERIF,
    )  # fmt: skip
    sheet.new_page()
    sheet.heading("VARIANTS OF UNCERTAIN SIGNIFICANCE (VUS)")
    sheet.table(
        (
            ("<b>Gene</b>", "<b>Variant</b>", "<b>VAF</b>"),
            ("ATM", "p.S978P", "48.9%"),
            ("NOTCH1", "p.R912W", "12.2%"),
        ),
        (100, 300, 104),
    )
    sheet.paragraph(
        "The clinical meaning of these variants is not known at this time. They should not be used to choose "
        "treatment.", SERIF,
    )  # fmt: skip
    sheet.heading("INTERPRETATION")
    sheet.paragraph(
        "EGFR exon 19 deletions are activating mutations. The treating physician may wish to consider the "
        "approved labels of EGFR tyrosine kinase inhibitors such as osimertinib. No resistance mutation "
        "(EGFR p.T790M, p.C797S) was detected.", SERIF,
    )  # fmt: skip
    sheet.heading("METHODS AND LIMITATIONS")
    sheet.paragraph(
        "Hybrid-capture sequencing of 324 genes at a mean depth of 712x. Limit of detection: 5% variant allele "
        "frequency for substitutions and short insertions or deletions. Rearrangements are called from RNA. PD-L1 was "
        "scored by a pathologist with the 22C3 pharmDx antibody; at least 100 viable tumor cells were counted. This "
        "test was developed for demonstration only and has been cleared by nobody.", SERIF,
    )  # fmt: skip
    sheet.gap(18)
    sheet.paragraph("<i>Signed: Sample Laboratory Director, PhD, 27-Jun-2024</i>", SERIF)
    return sheet.finish()


def draw_myeloma_report() -> bytes:
    sheet = Sheet(
        "Sample City Cancer Center", "Hematology Laboratory", "#5b2a6e",
        "Sample Patient C   |   MRN SAMPLE-0003   |   Order SAMPLE-H24-0303",
    )  # fmt: skip
    sheet.title("MYELOMA FISH PANEL AND LABORATORY SUMMARY")
    sheet.patient((
        ("Patient", "Sample Patient C", "Order", "SAMPLE-H24-0303"),
        ("MRN", "SAMPLE-0003", "Collected", "09-Sep-2024"),
        ("Sex / Age", "Male / 61 years", "Reported", "16-Sep-2024"),
        ("Diagnosis", "Multiple myeloma", "Specimen", "Bone marrow / serum"),
    ))  # fmt: skip
    sheet.heading("FISH (CD138-enriched plasma cells, 200 nuclei)")
    sheet.table(
        (
            ("<b>Probe</b>", "<b>Result</b>", "<b>Cells</b>"),
            ("del(17p) / TP53", "DETECTED", "62%"),
            ("1q gain / CKS1B", "DETECTED", "45%"),
            ("t(4;14)", "Not detected", ""),
            ("t(11;14)", "Not detected", ""),
            ("t(14;16)", "Not detected", ""),
        ),
        (200, 200, 104),
    )
    sheet.heading("MONOCLONAL PROTEIN")
    sheet.table(
        (
            ("<b>Test</b>", "<b>Result</b>", "<b>Unit</b>", "<b>Reference range</b>", "<b>Flag</b>"),
            ("M protein, serum (IgG kappa)", "3.2", "g/dL", "none detected", "H"),
            ("Kappa free light chains", "412.0", "mg/L", "3.3 - 19.4", "H"),
            ("Lambda free light chains", "8.1", "mg/L", "5.7 - 26.3", ""),
            ("Kappa/lambda ratio", "50.9", "", "0.26 - 1.65", "H"),
        ),
        (190, 70, 70, 124, 50),
    )
    sheet.heading("CHEMISTRY AND HEMATOLOGY")
    sheet.table(
        (
            ("<b>Test</b>", "<b>Result</b>", "<b>Unit</b>", "<b>Reference range</b>", "<b>Flag</b>"),
            ("Beta-2 microglobulin", "4.1", "mg/L", "0.8 - 2.4", "H"),
            ("Albumin", "3.6", "g/dL", "3.5 - 5.0", ""),
            ("LDH", "198", "U/L", "120 - 246", ""),
            ("Creatinine", "1.1", "mg/dL", "0.7 - 1.3", ""),
            ("Hemoglobin", "10.2", "g/dL", "13.5 - 17.5", "L"),
            ("Calcium", "9.4", "mg/dL", "8.6 - 10.2", ""),
        ),
        (190, 70, 70, 124, 50),
    )
    sheet.heading("COMMENT")
    sheet.paragraph("Bone marrow plasma cells: 35%. <b>ISS stage II.</b>")
    sheet.paragraph("Reviewed by Sample Hematopathologist, MD, 16-Sep-2024")
    return sheet.finish()


def render(document: bytes, dpi: int) -> Iterator[Image]:
    """The pages in colour, blue first, as OpenCV wants them."""
    for page in pypdfium2.PdfDocument(document):
        yield page.render(scale=dpi / 72, rev_byteorder=False).to_numpy()[:, :, :3].copy()


def scan(page: Image, tilt: float, rng: np.random.Generator) -> Image:
    """What an office scanner makes of the page: tilted, grey, soft, speckled, darker to one side."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -tilt, 1.0)
    grey = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=252)
    grey = cv2.GaussianBlur(grey, (0, 0), 0.6).astype(np.float32)
    shade = np.linspace(1.0, 0.93, width, dtype=np.float32)[None, :]
    noise = cv2.GaussianBlur(rng.normal(0, 11, grey.shape).astype(np.float32), (0, 0), 0.7)
    grey = grey * shade + noise
    for _ in range(160):
        x, y, radius = rng.integers(0, width), rng.integers(0, height), int(rng.integers(0, 2))
        cv2.circle(grey, (int(x), int(y)), radius, float(rng.integers(60, 190)), -1)
    grey[:, width - 9 : width - 5] -= 60
    return np.clip(grey, 0, 255).astype(np.uint8)


def as_scanned_pdf(pages: list[Image]) -> bytes:
    """Images only, no text layer; every image fills its page."""
    written = BytesIO()
    canvas = Canvas(written, invariant=1)
    canvas.setTitle(MARK)
    for page in pages:
        height, width = (side * 72 / SCAN_DPI for side in page.shape)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(BytesIO(as_jpeg(page, 58))), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def as_jpeg(image: Image, quality: int) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


SCAN_DPI, PHOTO_DPI = 150, 190


def make_lung_scan() -> bytes:
    """Page 1 lies 2 degrees askew; page 2 was fed in sideways."""
    rng = np.random.default_rng(SEED)
    first, second = render(draw_lung_molecular(), SCAN_DPI)
    sideways = np.ascontiguousarray(np.rot90(scan(second, -0.6, rng)))
    return as_scanned_pdf([scan(first, 2.0, rng), sideways])


def make_myeloma_photo() -> bytes:
    """A phone held over a sheet on a wooden table, by window light, with the photographer's own shadow."""
    rng = np.random.default_rng(SEED + 1)
    (sheet,) = render(draw_myeloma_report(), PHOTO_DPI)
    size = (1700, 2200)
    table = wooden_table(size, rng)
    height, width = sheet.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[150, 120], [1560, 165], [1640, 2095], [70, 2060]], np.float32)
    warp = cv2.getPerspectiveTransform(corners, seen)
    paper = cv2.warpPerspective(sheet, warp, size, flags=cv2.INTER_AREA).astype(np.float32)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), warp, size).astype(np.float32) / 255
    below = cv2.GaussianBlur(np.roll(mask, (14, 10), (0, 1)), (0, 0), 12)
    picture = table * (1 - 0.55 * below[:, :, None])
    picture = picture * (1 - mask[:, :, None]) + paper * np.array([0.90, 0.95, 0.97], np.float32) * mask[:, :, None]
    picture *= window_light(size)[:, :, None]
    picture = cv2.GaussianBlur(picture, (0, 0), 0.7)
    picture += cv2.GaussianBlur(rng.normal(0, 7, picture.shape).astype(np.float32), (0, 0), 0.8)
    return as_jpeg(np.clip(picture, 0, 255).astype(np.uint8), 66)


def wooden_table(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    width, height = size
    grain = cv2.resize(
        rng.normal(0, 1, (height // 3, 12)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    grain = cv2.GaussianBlur(grain, (0, 0), 2)
    boards = np.sin(np.linspace(0, 7 * np.pi, height, dtype=np.float32))[:, None] * 6
    return np.array([52, 84, 122], np.float32) + (grain * 14 + boards)[:, :, None]


def window_light(size: tuple[int, int]) -> NDArray[np.float32]:
    width, height = size
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    falloff = 1.06 - 0.22 * x - 0.10 * y
    edge = 1 / (1 + np.exp(-(0.55 * x + y - 1.12) * 18))
    return (falloff * (1 - 0.26 * edge)).astype(np.float32)


def write_oncology_letter() -> bytes:
    return LETTER.encode()


LETTER = f"""{MARK}

Sample Coast Oncology Clinic
Medical Oncology Outpatients

Date of letter: 21 October 2024
Patient: Sample Patient D        MRN: SAMPLE-0004        Sex / Age: Female / 54 years

Dear Sample General Practitioner,

Diagnosis
Adenocarcinoma of the sigmoid colon, metastatic to the liver.

Molecular results (resection specimen, 2 March 2022)
KRAS G12D mutation detected. NRAS wild type. BRAF V600E not detected.
Mismatch repair proteins intact; microsatellite stable (MSS).

Treatment history
18 February 2022    Laparoscopic sigmoid colectomy. Pathologic stage pT3 pN1b (3 of 19 lymph nodes positive), clear
                    margins. No distant metastasis on staging CT (cM0).
April 2022          Adjuvant CAPOX started. Completed in September 2022 (8 cycles). Oxaliplatin was stopped after
                    cycle 6 because of grade 2 neuropathy.
11 July 2024        Surveillance CT: recurrence with two new liver metastases, the larger measuring 3.1 cm.
5 August 2024       FOLFIRI plus bevacizumab started as first-line treatment of metastatic disease.
                    Four cycles given to date.

Response
CT of 14 October 2024 shows a partial response in the liver.

Today
She feels well. ECOG performance status 1. Mild diarrhoea, no fever. CEA 18.4 ng/mL (reference range 0 - 5.0),
down from 46.2 ng/mL on 1 August 2024.

Past history and medication
Hypertension. Amlodipine 5 mg daily. No history of diabetes. No other cancer.

Allergies
Penicillin (rash).

Family history
Her father had colon cancer at age 70. Her sister is well. Her maternal aunt had breast cancer.

Plan
1. Continue FOLFIRI plus bevacizumab; next cycle on 28 October 2024.
2. Repeat CT in December 2024. If the liver metastases remain resectable, hepatectomy is planned.
3. We discussed a clinical trial of a KRAS G12D inhibitor. She will be screened if the disease progresses.
4. She asked about trastuzumab. HER2 has not been tested.

Yours sincerely,

Sample Oncologist, MD
Dictated and checked 21 October 2024

{MARK}
"""


class Sample(NamedTuple):
    name: str
    make: Callable[[], bytes]


SAMPLES = (
    Sample("breast_pathology.pdf", draw_breast_pathology),
    Sample("lung_molecular.pdf", make_lung_scan),
    Sample("myeloma_photo.jpg", make_myeloma_photo),
    Sample("oncology_letter.txt", write_oncology_letter),
)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for sample in SAMPLES:
        (folder / sample.name).write_bytes(sample.make())


if __name__ == "__main__":
    main()
